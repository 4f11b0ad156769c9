"""The office's own words in a paper that is not frozen yet, paragraph by paragraph.

A paragraph is drafted from the figures; what an officer writes instead is kept with the paper's
request and stands until it is taken back.  What was drafted when it was written is kept beside it:
when something else is drafted later, the words are to be read again, and are never overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.identifiers import person_numbers
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Report, Words
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.papers.keeping import frozen
from boshan_desk.usecases.quarter.paper import compose_in
from boshan_desk.usecases.quarter.request import Request

MOST: Final = 20_000
"""Characters in one paragraph; more is no paragraph but a file pasted by mistake."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What an officer wrote instead of a drafted paragraph."""

    key: str
    text: str
    """"" of a paragraph that was left out; a line of its own is a paragraph of its own."""
    basis: str
    """What was drafted when it was written."""
    drafted: str
    """What is drafted now; "" where the paper has no such paragraph any more."""
    at: str
    officer: str

    @property
    def stale(self) -> bool:
        """Whether something else is drafted now: the words are to be read again."""
        return self.drafted != self.basis

    @property
    def left_out(self) -> bool:
        """Whether the paper goes out without the paragraph (已删去)."""
        return not self.text

    @property
    def gone(self) -> bool:
        """Whether nothing is drafted any more that it could stand for."""
        return not self.drafted


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph that may be edited: what is drafted, and what an officer wrote instead."""

    key: str
    drafted: str
    edit: Edit | None

    @property
    def text(self) -> str:
        """What the paper says, without a number that it is given there; "" where it is left out."""
        return self.drafted if self.edit is None else self.edit.text


def edit_paragraph(
    desk: Desk, request: Request, key: str, text: str, *, basis: str | None = None
) -> None:
    """Let the paper say `text` where it drafts the paragraph `key`; nothing but blanks leaves it
    out, and what is drafted itself takes an earlier edit back.

    `basis` is the draft that the officer had before them; without it, what is drafted now.

    Raises:
        NoRight: the officer may not write.
        Missing: the paper has no such paragraph.
        Refused: the paper is frozen, or a person's number stands whole in the text.
    """
    text = _cleaned(text)
    with desk.work(_name(request), needs=Right.ENTER, undoable=False) as work:
        _refuse_frozen(work, request)
        drafts = _drafts(work, request)
        if key not in drafts:
            raise Missing("这份材料里没有可修改的段落“{key}”", key=key)
        if text == drafts[key]:
            _remove(work, request, key)
            return
        before = _row(work, request, key)
        row = {
            "paper": request.key,
            "key": key,
            "text": text,
            "basis": drafts[key] if basis is None else basis,
            **work.stamp,
        }
        told = {"text": [before and _digest(before["text"]), _digest(text)]}
        work.write_row("paper_words", row, told=told, needs=Right.ENTER)


def take_back(desk: Desk, request: Request, key: str) -> None:
    """Let the paper say again what it drafts.

    Raises:
        Refused: the paper is frozen.
    """
    with desk.work(_name(request), needs=Right.ENTER, undoable=False) as work:
        _refuse_frozen(work, request)
        if _row(work, request, key) is None:
            raise Missing("段落“{key}”没有改写过", key=key)
        _remove(work, request, key)


def list_edits(desk: Desk, request: Request) -> list[Edit]:
    """What officers wrote into the paper, in its order; what has no place any more comes last."""
    with desk.read() as reader:
        if not _rows(reader, request):
            return []
        return [each.edit for each in _paragraphs(reader, request) if each.edit]


def list_paragraphs(desk: Desk, request: Request) -> list[Paragraph]:
    """Every paragraph that may be edited, in order; edits that have no place any more come last."""
    with desk.read() as reader:
        return _paragraphs(reader, request)


def _paragraphs(reader: Reader, request: Request) -> list[Paragraph]:
    drafts = _drafts(reader, request)
    edits = {
        row["key"]: Edit(
            key=row["key"],
            text=row["text"],
            basis=row["basis"],
            drafted=drafts.get(row["key"], ""),
            at=row["at"],
            officer=row["officer"],
        )
        for row in _rows(reader, request)
    }
    return [
        Paragraph(key=key, drafted=drafts.get(key, ""), edit=edits.get(key))
        for key in dict.fromkeys((*drafts, *sorted(edits)))
    ]


def paragraphs(report: Report) -> list[Words]:
    """The paragraphs of a paper that may be edited, in their order."""
    return [block for block in report.blocks if isinstance(block, Words) and block.key]


def _drafts(reader: Reader, request: Request) -> Mapping[str, str]:
    """What is drafted of each paragraph, by key."""
    return compose_in(reader, request, own_words=False).drafts


def _name(request: Request) -> str:
    return _("改写报告文字：{period}").format(period=request.period.words())


def _refuse_frozen(work: Work, request: Request) -> None:
    if kept := frozen(work, request):
        raise Refused(
            "这份材料已经定稿（{number}），文字不能再改；确需修改的，先将定稿作废",
            number=kept.number,
        )


def _rows(reader: Reader, request: Request) -> list[dict[str, Any]]:
    rows = reader.small_rows(schema.paper_words)
    return [row for row in rows if row["paper"] == request.key]


def _row(reader: Reader, request: Request, key: str) -> dict[str, Any] | None:
    return next((row for row in _rows(reader, request) if row["key"] == key), None)


def _remove(work: Work, request: Request, key: str) -> None:
    if row := _row(work, request, key):
        told: dict[str, list[Any]] = {"text": [_digest(row["text"]), None]}
        work.remove_row("paper_words", request.key, key, told=told, needs=Right.ENTER)


def _cleaned(text: str) -> str:
    """Lines without blanks at their ends, and none that is empty."""
    if len(text) > MOST:
        raise Refused("一段文字不能超过 {most} 字，现在有 {count} 字", most=MOST, count=len(text))
    if numbers := person_numbers(text):
        # What is drafted never prints one, and what officers write must not either.
        raise Refused(
            "文字里有完整的身份证件号码或手机号码（{numbers}），报告里不能出现，请删去或遮盖几位",
            numbers=listed(numbers),
        )
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
