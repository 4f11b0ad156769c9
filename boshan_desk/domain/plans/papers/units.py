"""Who is to do it: 责任单位, 牵头部门, 参与部门 in brackets at the end of a measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.plans.papers.dues import DUE_LABEL

_ROLE: Final = r"(?:责任|牵头|主办|承办|主要|组织|参与|参加|配合|协办|协助|协同)"
_LABEL: Final = re.compile(rf"({_ROLE})\s*(?:责任)?(?:部门|单位|处室|科室|股室|机构)?\s*[:：]")
_DUE: Final = re.compile(rf"(?:{DUE_LABEL})\s*[:：]")
_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_LEADS: Final = frozenset({"责任", "牵头", "主办", "承办", "主要", "组织"})
_FIRST_LEADS: Final = frozenset({"牵头", "主办"})
"""Beside these, who is merely responsible takes part."""
_PART: Final = re.compile(
    r"(?P<names>.+?)(?:等(?:单位|部门)?)?(?:按照?|依照?|根据)?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同)?"
    r"(?P<does>牵头|主办|负责|配合|参与|参加|协助|协同|落实|实施)(?:负责|实施|落实|组织)?(?:落实)?"
)
"""One part of 甲牵头，乙、丙配合."""
_WHEN: Final = re.compile(
    r"[^，,；;]{0,6}(?:\d{1,4}[年月日]|[一二三四]季度|半年)[^，,；;]{0,12}|(?:长期|持续|常态化?|全年|每年)[^，,；;]{0,6}"
)
_MARKED: Final = re.compile(r"(.+?)[（(](牵头|主办|负责|配合|协助|协办)(?:单位|部门)?[）)]")
_AT_END: Final = re.compile(
    r"(?:^|[。；;])\s*由?([^。；;]+?(?:牵头|负责|配合|协助|参与)[^。；;]{0,4})。?$"
)
_NAME: Final = re.compile(
    r"(?:各|有关|相关)?[^，,。；;：:0-9]{0,16}"
    r"(?:[局委办科处室队厅部院行会镇乡股所]|中心|街道|社区|园区|管委会|公司|大学|学校|区县|县区|县市区"
    r"|单位|部门|政府|机关|机构|海关|关|集团|专班|工会)(?:[（(][^（()）]{1,12}[)）])?"
)
_SUBJECT: Final = re.compile(
    r"([^，,。；;：:0-9应要]{2,60}?)(?:应当|应|要|负责|牵头|(?:依照|按照|根据)各自职责)"
)
_TOGETHER: Final = re.compile(
    r"各([^、，,；;（(]{1,3})[、和及]((?:街道|办事处|镇|乡|区|县|市|园区|开发区)(?:办事处)?)(?=[、，,；;。]|$)"
)
_BETWEEN: Final = re.compile(r"[、，,；;]|(?<=[局委办院行会厅部])(?:和|及|以及)(?=[^作])")
_BRACKET: Final = re.compile(r"[（(][^（()）]{1,12}[）)]")
_KEPT: Final = "\ue000"


@dataclass(frozen=True)
class Units:
    """Who leads and who takes part, by the names that the paper has."""

    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.join)


def find_units(text: str) -> tuple[Units, str]:
    """The units that a paragraph names at its end, and the paragraph without them."""
    if _LABEL.match(text) and (units := _read(text)):
        return units, ""
    for start in range(len(text) - 1, -1, -1):
        if text[start] not in _OPEN:
            continue
        inside = text[start + 1 :]
        end = _matching(text, start)
        if end is None or len(text) - end > 3:
            continue
        if units := _read(inside[: end - start - 1]):
            return units, (text[:start] + text[end + 1 :]).strip()
    if found := _AT_END.search(text):
        said = found[1].strip(" 由")
        if len(said) <= 120 and (units := _read(said)):
            return units, text[: found.start(1)].rstrip("由 ")
    if (found := _LABEL.search(text)) and (units := _read(text[found.start() :])):
        return units, text[: found.start()].strip()
    return Units(), text


def find_subject(text: str) -> Units:
    """Who is to do it by the sentence itself: 甲部门应当…, 甲、乙要…"""
    found = _SUBJECT.match(text)
    names = split_names(found[1]) if found else []
    if not names or not all(_NAME.fullmatch(name) for name in names):
        return Units()
    return Units(tuple(names[:1]), tuple(names[1:]))


def _matching(text: str, start: int) -> int | None:
    depth = 0
    for place in range(start, len(text)):
        if text[place] in _OPEN:
            depth += 1
        elif text[place] in _CLOSE:
            depth -= 1
            if depth == 0:
                return place
    return None


def _read(text: str) -> Units:
    labels = list(_LABEL.finditer(text))
    if labels:
        if labels[0].start() > 2:
            return Units()
        leads = _LEADS
        if any(label[1] in _FIRST_LEADS for label in labels):
            leads = _FIRST_LEADS
        lead: list[str] = []
        join: list[str] = []
        for place, label in enumerate(labels):
            end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
            names = split_names(_DUE.split(text[label.end() : end])[0])
            (lead if label[1] in leads else join).extend(names)
        if len(labels) == 1 and not join and labels[0][1] not in _FIRST_LEADS:
            lead, join = sort_marked(lead)
        return Units(tuple(lead), tuple(name for name in join if name not in lead))
    if units := _by_parts(text.rstrip("。；;")):
        return units
    names = split_names(text)
    if names and all(_NAME.fullmatch(name) for name in names) and not text.startswith(_EXAMPLES):
        # A bracket that holds nothing but units.
        lead, join = sort_marked(names)
        return Units(tuple(lead), tuple(join))
    return Units()


def sort_marked(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Who leads and who does not, by what stands behind their names: 甲（牵头）、乙."""
    marked = [(found[1], found[2]) if (found := _MARKED.fullmatch(n)) else (n, "") for n in names]
    lead = [name for name, does in marked if does in ("牵头", "主办")]
    if not lead:
        # Of several that are merely responsible, the first one leads, as offices have it.
        lead = [name for name, _does in marked[:1]]
    return lead, [name for name, _does in marked if name not in lead]


def _by_parts(text: str) -> Units:
    """甲牵头，乙、丙配合；甲、乙按职责分工负责；甲负责."""
    lead: list[str] = []
    doing: list[str] = []
    join: list[str] = []
    waiting: list[str] = []
    for part in re.split("[，,；;]", text):
        if _WHEN.fullmatch(part.strip()):
            continue
        found = _PART.fullmatch(part.strip())
        names = split_names(found["names"] if found else part)
        if not names or not all(_NAME.fullmatch(name) for name in names):
            return Units()
        waiting += names
        if found:
            led = found["does"] in ("牵头", "主办")
            (lead if led else doing if found["does"] == "负责" else join).extend(waiting)
            waiting = []
    if waiting or not (lead or doing or join):
        return Units()
    if not lead:
        # Of several that are merely responsible, the first one leads, as offices have it.
        lead, doing = doing[:1], doing[1:]
    return Units(tuple(lead), tuple(dict.fromkeys((*doing, *join))))


_EXAMPLES: Final = ("含", "包括", "如", "即", "以下", "不含", "其中")


def split_names(text: str) -> list[str]:
    """The names in a list of units; 各镇、街道 is one."""
    joined = _TOGETHER.sub(
        lambda found: f"各{found[1]}{_KEPT}{found[2]}", text.strip(" 。；;，,、")
    )
    joined = _BRACKET.sub(lambda found: found[0].replace("、", _KEPT), joined)
    names = []
    for part in _BETWEEN.split(joined):
        name = part.replace(_KEPT, "、").strip(" 。；;等")
        if 2 <= len(name) <= 30:
            names.append(name)
    return list(dict.fromkeys(names))
