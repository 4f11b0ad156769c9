"""What the receipt of an import says: what came, what became of every row, what was sent back.

It is filed, and a copy goes back to the town with the workbook: no personal value stands on it
whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.fields import PAPER, Link
from boshan_desk.domain.identifiers import cover_numbers
from boshan_desk.domain.ledger import Ledger, not_filled
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.excel.rows.taking import Issue
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sheets.preview import Preview, Row
from boshan_desk.usecases.sheets.taking import Taken, imports

MOST_LINES: Final = 200
"""Refused rows on paper; the rest stand in the returned workbook."""

_LONGEST: Final = 60
"""Characters of a cell that are quoted."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that kept a row out."""

    row: str
    name: str
    column: str
    value: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the paper says; nothing personal in it is whole."""

    ledger: str
    """Its title."""
    file: str
    sha256: str
    sheets: tuple[str, ...]
    """The sheets that were read, with the rows of their heads where they are known."""
    town: str
    officer: str
    at: str
    number: int | None
    """The number of the step; None where nothing has been written."""
    undone: bool
    counts: Mapping[str, int]
    skipped: Mapping[str, int]
    """How many rows were left out for each reason."""
    unmatched: tuple[str, ...]
    findings: Mapping[str, int]
    """How many findings there were of each code."""
    refused: tuple[Line, ...] = ()
    more_refused: int = 0
    """Refused rows that are not listed."""

    @property
    def balanced(self) -> bool:
        """Whether every row of the file is accounted for, the left out ones with a reason."""
        told = sum(self.counts.get(name, 0) for name in OUTCOME_WORDS)
        left_out = sum(self.skipped.values()) == self.counts.get("skipped", 0)
        return told == self.counts.get("rows_in_file", 0) and left_out


OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "new": mark("新增"),
    "changed": mark("更新"),
    "same": mark("与台账一致，未改动"),
    "skipped": mark("跳过"),
    "refused": mark("不能导入"),
}


def receipt_of(desk: Desk, preview: Preview, taken: Taken | None) -> Receipt:
    """What became of a file, or what would: without `taken` nothing was written."""
    kept = _kept(desk, taken.number) if taken else {}
    several = len(preview.matchings) > 1
    refused = [row for row in preview.rows if row.outcome == "refused"]
    sheets = [{"sheet": name, "header_rows": m.header_rows} for name, m in preview.matchings]
    return Receipt(
        ledger=_(preview.ledger.title),
        file=cover_numbers(preview.path.name),
        sha256=preview.sha256,
        sheets=_sheets(sheets),
        town=_town(desk, preview.town),
        officer=str(kept.get("officer", desk.officer.name)),
        at=str(kept.get("at", desk.clock.now().isoformat(" ", "seconds"))),
        number=taken.number if taken else None,
        undone=bool(kept.get("undone", False)),
        counts=preview.counts,
        skipped=_covered(preview.skipped),
        unmatched=tuple(
            cover_numbers(_column(sheet if several else "", column.letter, column.heading))
            for sheet, column in preview.unmatched
        ),
        findings=preview.findings,
        refused=tuple(
            line for row in refused[:MOST_LINES] for line in _lines(desk, preview, row, several)
        ),
        more_refused=max(0, len(refused) - MOST_LINES),
    )


def kept_receipt(desk: Desk, number: int) -> Receipt:
    """What the history says of an import: all but the single rows, which it does not keep.

    Raises:
        Missing: no import has this number.
    """
    kept = _kept(desk, number)
    if not kept:
        raise Missing("没有编号为 {number} 的导入", number=number)
    counts = {str(name): int(n) for name, n in kept.get("counts", {}).items()}
    ledger = KEPT.get(kept["ledger"])
    return Receipt(
        ledger=_(ledger.title) if ledger else str(kept["ledger"]),
        file=cover_numbers(str(kept.get("file", ""))),
        sha256=str(kept.get("sha256", "")),
        sheets=_sheets(kept.get("sheets") or [{"sheet": kept.get("sheet", "")}]),
        town=_town(desk, str(kept.get("town", ""))),
        officer=str(kept["officer"]),
        at=str(kept["at"]),
        number=number,
        undone=bool(kept["undone"]),
        counts=counts,
        # What older programs left out has no reasons.
        skipped=_covered(kept.get("skipped", {_("原因未记录"): counts.get("skipped", 0)})),
        unmatched=tuple(cover_numbers(str(each)) for each in kept.get("unmatched", ())),
        findings={str(code): int(n) for code, n in kept.get("findings", {}).items()},
        more_refused=counts.get("refused", 0),
    )


# ---------------------------------------------------------------- what it says


def _kept(desk: Desk, number: int) -> dict[str, Any]:
    return next((each for each in imports(desk) if each["n"] == number), {})


def _town(desk: Desk, code: str) -> str:
    return desk.lists["town"].label(code) if code else ""


def _sheets(sheets: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    told = []
    for each in sheets:
        name = cover_numbers(str(each.get("sheet", "")))
        if rows := each.get("header_rows"):
            name = with_more(name, _("表头在第 {rows} 行").format(rows=listed(map(str, rows))))
        told.append(name)
    return tuple(told)


def _covered(reasons: Mapping[str, Any]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for reason, count in reasons.items():
        if count:
            counted[cover_numbers(str(reason)) or _("原因未记录")] += int(count)
    return dict(counted.most_common())


def _column(sheet: str, letter: str, heading: str) -> str:
    named = f"{letter} {heading}".strip()
    return f"{sheet}!{named}" if sheet else named


def _lines(desk: Desk, preview: Preview, row: Row, several: bool) -> list[Line]:
    """Everything that keeps a row out."""
    ledger = preview.ledger
    place = f"{row.sheet}!{row.number}" if several else str(row.number)
    headings = {
        column.letter: column.heading
        for sheet, matching in preview.matchings
        if sheet == row.sheet
        for column in matching.columns
    }
    name = _name(desk, ledger, row)
    return [
        Line(
            row=place,
            name=name,
            column=_called(ledger, issue, headings),
            value=_value(desk, ledger, issue),
            why=cover_numbers(issue.message),
        )
        for issue in row.issues
        if issue.severity == "error"
    ]


def _called(ledger: Ledger, issue: Issue, headings: Mapping[str, str]) -> str:
    """A column as its own file calls it."""
    kind = ledger.fields.get(issue.field)
    heading = headings.get(issue.column, "") or (_(kind.title) if kind else "")
    return _short(cover_numbers(_column("", issue.column, heading))) or _("整行")


def _name(desk: Desk, ledger: Ledger, row: Row) -> str:
    """The record's own name, as paper may show it."""
    for name in ledger.called:
        kind = ledger.fields.get(name)
        value = row.values.get(name)
        if value is None and row.before is not None:
            value = getattr(row.before, name)
        if kind is not None and not isinstance(kind, Link) and not not_filled(value):
            return _short(cover_numbers(kind.mask(value, PAPER, desk.lists)))
    return ""


def _value(desk: Desk, ledger: Ledger, issue: Issue) -> str:
    """What stood in the cell; of a personal field no more than shows which cell is meant."""
    kind = ledger.fields.get(issue.field)
    text = issue.value
    if text and kind is not None and kind.personal:
        text = kind.mask(text, PAPER, desk.lists)
    return _short(cover_numbers(text))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
