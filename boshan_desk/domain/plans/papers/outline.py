"""The tree of a paper: paragraphs below numbered headings (一、（一）1.（1）)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

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
_BULLET: Final = re.compile(r"^[•·■●◆▪—\-*]+\s*")
_LONGEST_TITLE: Final = 45

_ROLES: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("safeguard", re.compile(r"保障|组织实施|组织领导|组织保证|(?:工作|有关)要求")),
    ("stage", re.compile(r"步骤|阶段|时间安排|进度安排")),
    ("goal", re.compile(r"目标|愿景|主要指标")),
    (
        "preface",
        re.compile(r"指导思想|总体要求|总体思路|基本原则|工作原则|背景|现状|重要意义|工作基础"),
    ),
    (
        "measure",
        re.compile(r"措施|任务|举措|重点工作|工作内容|主要内容|重点工程|工作安排|重点项目"),
    ),
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the paper, counted from 1; blank ones are not counted."""

    number: int
    text: str


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


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a text; blanks at their ends and copies' question marks are dropped."""
    found: list[Paragraph] = []
    for line in text.replace("\r", "\n").replace("\u3000", " ").split("\n"):
        plain = _BULLET.sub("", unicodedata.normalize("NFC", line).strip()).strip()
        if plain.strip("?？ \t"):
            found.append(Paragraph(len(found) + 1, plain))
    return found


def outline(paragraphs: Sequence[Paragraph]) -> Node:
    """The tree of the paper; its root has what stands before the first heading."""
    root = Node(0, "", "", None)
    path = [root]
    named = _named_runs(paragraphs)
    for paragraph in paragraphs:
        mark = _heading(paragraph.text)
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
    return root


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


def _heading(text: str) -> tuple[int, str, str] | None:
    for level, mark in _MARKS:
        if found := mark.match(text):
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
