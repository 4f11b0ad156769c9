"""How near two names of firms, stations or events are: which may be one, written in two ways.

Nothing is decided here: what is found is shown to an officer side by side.  Names that differ in
a part that tells sisters apart (一厂 and 二厂, 东店 and 西店, 第一 and 第二分公司) are never near.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from boshan_desk.domain.reading import fold
from boshan_desk.i18n import mark


class Likeness(IntEnum):
    """In what two names differ, the nearest first."""

    SAME = 1
    MARKS = 2
    FORM = 3
    PLACE = 4
    FORM_AND_PLACE = 5
    SWAPPED = 6
    ONE = 7


WORDS: Final[Mapping[Likeness, str]] = {
    Likeness.SAME: mark("{field}相同"),
    Likeness.MARKS: mark("{field}只差标点、空格或括注"),
    Likeness.FORM: mark("{field}只差公司形式"),
    Likeness.PLACE: mark("{field}只差地名"),
    Likeness.FORM_AND_PLACE: mark("{field}只差地名和公司形式"),
    Likeness.SWAPPED: mark("{field}有两个字颠倒"),
    Likeness.ONE: mark("{field}只差一个字"),
}
"""How each is said."""

SISTERS: Final = frozenset(
    "零〇一二三四五六七八九十百千两0123456789甲乙丙丁戊己庚辛壬癸"
    "东西南北中上下左右前后内外大小新旧老男女分总支abcdefghijklmnopqrstuvwxyz"
)
"""Characters by which an office tells one sister from another: no slip of the pen."""

_SHORT: Final = 4
"""Names with fewer characters of their own are not near for one character: 瑞和 is not 瑞祥."""

_COMPANY, _WORKS, _SHOP, _FARM, _LOOSE = "company", "works", "shop", "farm", ""

_FORMS: Final[Mapping[str, str]] = {
    form: kind
    for kind, forms in (
        (
            _COMPANY,
            "股份有限责任公司 股份有限公司 有限责任公司 有限公司 责任公司 集团公司 股份公司 总公司"
            " 公司 集团股份有限公司 集团有限责任公司 集团有限公司 集团",
        ),
        (_WORKS, "总厂 厂"),
        (
            _SHOP,
            "经营部 门市部 销售部 服务部 批发部 经销部 经销处 销售处 商店 商行 商铺 超市 门市"
            " 总店 店 铺",
        ),
        (_FARM, "农民专业合作社 专业合作社 合作社"),
    )
    for form in forms.split()
}
_BY_END: Final[Mapping[str, tuple[str, ...]]] = {
    end: tuple(sorted((f for f in _FORMS if f[-1] == end), key=len, reverse=True))
    for end in {form[-1] for form in _FORMS}
}

_INNER = re.compile("(?:股份)?有限(?:责任)?公司")
_ASIDE = re.compile(
    r"\((?:个体工商户|个体|个人独资|个人独资企业|有限合伙|普通合伙|特殊普通合伙|集团)\)"
)
_FORMER = re.compile(r"\((?:原|曾用名|原名)[^()]*\)")
_NO_WORD = re.compile(r"[\W_]+")
_PLAIN = re.compile("[\u4e00-\u9fff]*")
"""What folding leaves as it is; most names."""
_TRADERS: Final = ("个体工商户", "个人独资企业")


class Parts(NamedTuple):
    """A name taken apart."""

    folded: str
    bare: str
    """Without marks, blanks and brackets."""
    core: str
    """Without places and form: what is the firm's own."""
    places: str
    """The place names that stood before it or in brackets."""
    town: str
    """Which town that was; empty when none."""
    form: str

    @property
    def kind(self) -> str:
        """What sort of undertaking the form stands for."""
        return _FORMS.get(self.form, _LOOSE)


class Names:
    """Takes names apart, in a county that has these places.

    `wider` are the places that the county lies in and its own name (山东省, 淄博市, 博山区):
    whether they stand in a name means little.  `towns` are the towns, each with all words for it:
    two names with different towns are never near.
    """

    def __init__(self, wider: Iterable[str] = (), towns: Iterable[Iterable[str]] = ()) -> None:
        known: dict[str, str] = {}
        for words in towns:
            called = [fold(word) for word in words]
            known |= {word: called[0] for word in called if len(word) > 1}
        for word in map(fold, wider):
            known[word] = ""
            if len(word) > 2 and word[-1] in "省市区县":
                known[word[:-1]] = ""
        self._known = known
        either = "|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)"
        self._place = re.compile(either)
        self._aside = re.compile(rf"\(({either})\)")
        self._starts = frozenset(word[0] for word in known)

    def part(self, name: str) -> Parts:
        """The parts of a name."""
        if _PLAIN.fullmatch(name):
            folded = bare = core = name
        else:
            folded = fold(name)
            bare = core = _NO_WORD.sub("", folded)
        places = town = form = aside = ""
        if "(" in folded:
            text = _FORMER.sub("", folded)
            for place in self._aside.findall(text):
                places += place
                town = self._known[place] or town
            if found := _ASIDE.search(text):
                aside = found[0]
            core = _NO_WORD.sub("", _ASIDE.sub("", self._aside.sub("", text)))
        if core.endswith(_TRADERS):
            aside = _TRADERS[0]
            core = core.removesuffix(_TRADERS[0]).removesuffix(_TRADERS[1])
        start = 0
        while core[start : start + 1] in self._starts:
            found = self._place.match(core, start)
            if not found or found.end() >= len(core) - 1:
                break
            start = found.end()
            places += found[0]
            town = self._known[found[0]] or town
        for end in _BY_END.get(core[-1:], ()):
            if core.endswith(end) and len(core) - len(end) - start > 1:
                form, core = end, core[: -len(end)]
                break
        core = core[start:]
        if "公司" in core:
            core = _INNER.sub("公司", core)
        return Parts(folded, bare, core, places, town, form or aside)


def slips(core: str) -> list[str]:
    """What is left of a name when one character is left out: names one slip apart share one."""
    if len(core) < _SHORT:
        return []
    return [core[:i] + core[i + 1 :] for i in range(len(core))] + [core]


def compare(one: Parts, other: Parts) -> Likeness | None:
    """In what two names differ; None where they are not near."""
    if one.folded == other.folded:
        return Likeness.SAME
    if one.bare == other.bare:
        return Likeness.MARKS
    if one.town and other.town and one.town != other.town:
        return None
    kinds = {one.kind, other.kind}
    if kinds == {_WORKS, _SHOP}:
        return None
    if one.core == other.core:
        return _with_one_core(one, other, len(kinds) == 1)
    return slip(one.core, other.core) if len(kinds) == 1 else None


def _with_one_core(one: Parts, other: Parts, same_kind: bool) -> Likeness | None:
    """What has little of its own must agree in the rest: 博山陶瓷厂 is not 淄博陶瓷公司."""
    length = len(one.core)
    if (one.places != other.places and length < 3) or not (same_kind or length >= _SHORT):
        return None
    if one.places == other.places:
        return Likeness.MARKS if one.form == other.form else Likeness.FORM
    return Likeness.PLACE if one.form == other.form else Likeness.FORM_AND_PLACE


def slip(one: str, other: str) -> Likeness | None:
    """One character wrong, missing or too many, or two neighbours in the other order."""
    if one == other or min(len(one), len(other)) < _SHORT:
        return None
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return None
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    # `one` is the shorter: what is left of it must be the end of the other.
    if len(one) < len(other):
        if one[start:] != other[start + 1 :] or other[start] in SISTERS:
            return None
        return Likeness.ONE
    changed = {one[start], other[start]}
    if changed & SISTERS:
        return None
    if one[start + 1 :] == other[start + 1 :]:
        return Likeness.ONE
    swapped = one[start + 1 : start + 2] + one[start]
    if other[start : start + 2] == swapped and one[start + 2 :] == other[start + 2 :]:
        return None if set(swapped) & SISTERS else Likeness.SWAPPED
    return None
