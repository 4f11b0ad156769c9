"""The tree of a paper: paragraphs below numbered headings (一、（一）1.（1）)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from boshan_desk.domain.plans.papers.cleaning import Paragraph
from boshan_desk.domain.plans.papers.units import find_units

Role = Literal["goal", "measure", "safeguard", "stage", "preface", ""]

_NUMERAL: Final = "一二三四五六七八九十"
_MARKS: Final = (
    (1, re.compile(rf"第?([{_NUMERAL}]{{1,3}})(?:、|章)")),
    (2, re.compile(rf"第([{_NUMERAL}]{{1,4}})条")),
    (2, re.compile(rf"[（(]([{_NUMERAL}]{{1,3}})[）)][、.]?")),
    (3, re.compile(r"(\d{1,2})[.．、](?!\d)")),
    (4, re.compile(r"[（(](\d{1,2})[）)]")),
)
"""How levels are numbered in official papers (GB/T 9704-2012, 7.3.3)."""

_NAMED: Final = 3
"""The level of a project that has a name and no number."""
_PROJECT: Final = re.compile(r"(?:工程|行动|计划|项目)$")
_ARTICLE: Final = re.compile(rf"第[{_NUMERAL}]{{1,4}}条")
_BELOW_ARTICLES: Final = 2
"""How much deeper （一） stands in a paper whose measures are articles."""
_PLAIN_HEADING: Final = re.compile(r"[\u4e00-\u9fff“”《》（）()、+A-Za-z]{4,22}")
_NO_HEADING: Final = re.compile(
    r"(?:方案|意见|办法|通知|计划|政府|委员会|办公室|局|附件|附表).{0,2}$"
)
_LONGEST_TITLE: Final = 45

_ROLES: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("safeguard", re.compile(r"保障|组织实施|组织领导|组织保证|(?:工作|有关)要求")),
    ("stage", re.compile(r"步骤|阶段|时间安排|进度安排")),
    ("goal", re.compile(r"目标|愿景|主要指标|^(?:力争)?[到至]\s*20\d\d\s*年")),
    (
        "preface",
        re.compile(
            r"指导思想|总体要求|总体思路|基本原则|工作原则|背景|现状|重要意义|工作基础|定位$|形势"
            r"|总则$|附则|行动时间|整治时间"
        ),
    ),
    (
        "measure",
        re.compile(r"措施|任务|举措|重点工作|工作内容|主要内容|重点工程|工作安排|重点项目"),
    ),
)


@dataclass
class Node:
    """A heading and what stands below it."""

    level: int
    no: str
    title: str
    paragraph: Paragraph | None
    inline: str = ""
    """What follows the title in the same paragraph."""
    body: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    role: Role = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it, as they stand."""
        yield self
        for child in self.children:
            yield from child.walk()

    def texts(self) -> Iterator[Paragraph]:
        """Its own paragraphs, the heading first; not those of its children."""
        if self.paragraph:
            yield self.paragraph
        yield from self.body


def outline(paragraphs: Sequence[Paragraph]) -> Node:
    """The tree of the paper; its root has what stands before the first heading."""
    root = Node(0, "", "", None)
    path = [root]
    named = _named_runs(paragraphs)
    plain = _plain_headings(paragraphs)
    deeper = _BELOW_ARTICLES if sum(bool(_ARTICLE.match(p.text)) for p in paragraphs) >= 3 else 0
    for paragraph in paragraphs:
        mark = _heading(paragraph.text, deeper) or plain.get(paragraph.number)
        if mark is None and paragraph.number in named:
            title, inline = _split(paragraph.text)
            while path[-1].level >= _NAMED:
                path.pop()
            node = Node(_NAMED, "", title, paragraph, inline, role="measure")
            path[-1].children.append(node)
            path.append(node)
            continue
        if mark is None:
            path[-1].body.append(paragraph)
            continue
        level, no, rest = mark
        while path[-1].level >= level:
            path.pop()
        title, inline = _split(rest)
        node = Node(level, no, title, paragraph, inline, role=_role(title, path))
        path[-1].children.append(node)
        path.append(node)
    _mark_running_numbers(root)
    _mark_unnamed_sections(root)
    return root


_NOWHERE: Final = Node(0, "", "", None)


def _plain_headings(paragraphs: Sequence[Paragraph]) -> dict[int, tuple[int, str, str]]:
    """Headings of a paper that numbers none: short lines that end without a point.

    Sections are known by what they are called (主要目标, 重点任务, 组织保障).
    """
    if any(_heading(paragraph.text) for paragraph in paragraphs):
        return {}
    sections = [p.number for p in paragraphs if _is_short(p) and _role(p.text, [_NOWHERE])]
    if len(sections) < 2:
        return {}
    found: dict[int, tuple[int, str, str]] = {}
    for paragraph, following in pairwise(paragraphs):
        if paragraph.number < sections[0] or not _is_short(paragraph):
            continue
        if paragraph.number in sections and len(paragraph.text) <= 8:
            found[paragraph.number] = (1, "", paragraph.text)
        elif not _is_short(following):
            found[paragraph.number] = (2, "", paragraph.text)
    return found


def _is_short(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return bool(_PLAIN_HEADING.fullmatch(text)) and not _NO_HEADING.search(text)


def _mark_unnamed_sections(root: Node) -> None:
    """Sections whose titles do not say so are measures too (三、提升创造水平).

    All of them where no section is called measures; else those that say who is responsible.
    """
    known = any(node.role == "measure" for node in root.walk())
    for section in root.children:
        if section.level != 1 or section.role or not section.children:
            continue
        if known and not any(
            find_units(p.text)[0] for node in section.walk() for p in node.texts()
        ):
            continue
        for node in section.walk():
            node.role = node.role or "measure"
    if not known and any(node.role == "measure" for node in root.children):
        for section in root.children:
            if section.level == 1 and not section.role and (section.inline or section.body):
                section.role = "measure"


def _named_runs(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Paragraphs that follow one another and each begin with the name of a project.

    Three or more in a row: one alone may be mere telling.
    """
    found: set[int] = set()
    run: list[int] = []
    for paragraph in (*paragraphs, Paragraph(0, "")):
        head, point, body = paragraph.text.partition("。")
        named = bool(point and body and len(head) <= 30 and _PROJECT.search(head))
        if named and _heading(paragraph.text) is None:
            run.append(paragraph.number)
            continue
        if len(run) >= 3:
            found.update(run)
        run = []
    return found


def _heading(text: str, deeper: int = 0) -> tuple[int, str, str] | None:
    for level, mark in _MARKS:
        if found := mark.match(text):
            if deeper and level > 1 and "条" not in found[0]:
                level += deeper
            rest = text[found.end() :].strip()
            # A row of a table begins with a number too, but goes on without a point.
            return (level, found[1], rest) if len(rest) >= 2 else None
    return None


def _split(rest: str) -> tuple[str, str]:
    """The title of a heading, and what follows it in its paragraph."""
    title, point, body = rest.partition("。")
    if len(title) <= _LONGEST_TITLE:
        return title.rstrip("：:"), body if point else ""
    head, colon, body = rest.partition("：")
    if colon and len(head) <= _LONGEST_TITLE:
        return head, body
    return title[:_LONGEST_TITLE], rest


def _role(title: str, path: Sequence[Node]) -> Role:
    """What a section is for, by its title; below it the same unless a title says otherwise."""
    inherited = path[-1].role
    if inherited in ("measure", "safeguard", "stage"):
        return inherited
    return next((role for role, words in _ROLES if words.search(title)), inherited)


def _mark_running_numbers(root: Node) -> None:
    """Where 1. 2. 3. run on through several sections, they are the measures of the paper.

    Copies lose headings; the numbering then says what the headings no longer do.
    """
    runs: list[list[tuple[Node, Node]]] = []
    for parent in root.walk():
        for node in parent.children:
            if node.level != 3 or not node.no:
                continue
            last = runs[-1][-1][1] if runs else None
            if last is not None and int(node.no) == int(last.no) + 1:
                runs[-1].append((parent, node))
            else:
                runs.append([(parent, node)])
    for run in runs:
        if len({id(parent) for parent, _node in run}) > 1:
            for parent, node in run:
                if node.role not in ("safeguard", "stage"):
                    node.role = "measure"
                    if parent.role in ("", "preface"):
                        parent.role = "measure"
