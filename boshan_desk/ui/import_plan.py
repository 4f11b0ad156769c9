"""What the officer has chosen on a workbook's way into a ledger; going back forgets nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import mark

if TYPE_CHECKING:
    from pathlib import Path

    from boshan_desk.excel.grid import Book
    from boshan_desk.excel.matching.heads import Column, SheetChoice
    from boshan_desk.usecases.sheets import Alike, Row, SheetColumns

CHOOSE, MATCH, CHECK, PREVIEW, WRITE = range(5)

STEPS: Final = (mark("选择"), mark("对照"), mark("核对"), mark("预览"), mark("写入"))
"""The five steps, always the same."""

SURE: Final = frozenset({"title", "also", "known", "chosen"})
"""How a field may be found so that nobody needs to look again."""

Place = tuple[str, int]
"""A sheet and the number of a row, as Excel shows them."""


@dataclass
class Answers:
    """What was chosen for one ledger: another ledger has other fields and other records."""

    choices: dict[str, SheetChoice] = field(default_factory=dict)
    """How sheets are read, by name, where the officer said so."""
    settled: dict[Place, str] = field(default_factory=dict)
    """Likely duplicates that were decided: "new", "skip", or the id of the record it is."""
    alike: dict[Place, tuple[Alike, ...]] = field(default_factory=dict)
    """What every likely duplicate resembled, so that a decision can be thought over."""


class Plan:
    """One file on its way, with every answer given so far."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.path: Path | None = None
        self.book: Book | None = None
        self.sheets: tuple[SheetColumns, ...] = ()
        self.rivals: tuple[str, ...] = ()
        """Other ledgers that the file fits as well."""
        self.town = ""
        self.remember = True
        self.blank: Literal["leave", "clear"] = "leave"
        self.key: int | None = None
        """The place of the one key to match on; None for all of them in turn, -1 for none."""
        self.ask_alike = True
        self._answers: dict[str, Answers] = {}

    def begin(self, path: Path) -> None:
        """Another file comes: what was said about the last one does not hold for it."""
        self.forget()
        self.path = path

    def forget(self) -> None:
        """No file any more; what holds for every file stays."""
        self.path, self.book, self.sheets, self.town = None, None, (), ""
        self.rivals = ()
        self._answers = {}

    @property
    def answers(self) -> Answers:
        """What was chosen for the ledger."""
        return self._answers.setdefault(self.ledger.name, Answers())

    @property
    def town_wanted(self) -> str:
        """The town of rows that name none; empty where the ledger has no towns."""
        return self.town if self.ledger.town else ""

    @property
    def keys(self) -> tuple[tuple[str, ...], ...] | None:
        """The keys to match on; None for all of them in turn, none for our own column only."""
        if self.key is None:
            return None
        return (self.ledger.key[self.key],) if 0 <= self.key < len(self.ledger.key) else ()

    def stamp(self) -> Hashable:
        """Everything that a preview hangs on: two that are equal show the same."""
        choices = [
            (name, c.head, tuple(sorted(c.fields.items())), c.left_out)
            for name, c in sorted(self.answers.choices.items())
        ]
        return (
            self.book.sha256 if self.book else "",
            self.ledger.name,
            self.town_wanted,
            self.blank,
            self.key,
            tuple(choices),
            tuple(sorted(self.answers.settled.items())),
        )

    # Sheets

    def choice(self, sheet: str) -> SheetChoice:
        """How a sheet is read."""
        from boshan_desk.excel.matching.heads import SheetChoice

        return self.answers.choices.get(sheet) or SheetChoice()

    def is_read(self, sheet: SheetColumns) -> bool:
        """Whether a sheet is read: a hidden one, or another ledger's, only when it was chosen."""
        chosen = self.answers.choices.get(sheet.sheet)
        if chosen is not None:
            return not chosen.left_out
        return sheet.matching is not None and not sheet.hidden and not sheet.other

    def read_sheets(self) -> list[SheetColumns]:
        """The sheets that are read."""
        return [each for each in self.sheets if self.is_read(each)]

    def read_sheet(self, sheet: str, on: bool) -> None:
        """Read a sheet, or leave it out."""
        self.answers.choices[sheet] = replace(self.choice(sheet), left_out=not on)

    def set_head(self, sheet: str, rows: tuple[int, ...]) -> None:
        """The head of a sheet stands in these rows, as Excel numbers them."""
        self.answers.choices[sheet] = replace(self.choice(sheet), head=rows, left_out=False)

    # Columns

    def field_of(self, sheet: str, column: Column) -> str | None:
        """The field a column goes to; "" where it is left out, None where nobody knows."""
        return self.choice(sheet).fields.get(column.letter, column.field)

    def taken(self, sheet: SheetColumns) -> dict[str, str]:
        """The fields that columns go to, with the letter of the column."""
        columns = sheet.matching.columns if sheet.matching else ()
        found = ((self.field_of(sheet.sheet, c), c.letter) for c in columns)
        return {name: letter for name, letter in found if name}

    def choose_field(self, sheet: SheetColumns, column: Column, name: str) -> int:
        """Let a column go to a field ("" leaves it out), and alike in sheets with the same head.

        The column that went there before is left out.  How many other sheets follow.
        """
        matching = sheet.matching
        assert matching is not None
        others = 0
        for each in self.sheets:
            if each.matching is None or (
                each is not sheet and each.matching.digest != matching.digest
            ):
                continue
            same = next((c for c in each.matching.columns if _same(c, column)), None)
            if same is None:
                continue
            others += each is not sheet and self.is_read(each)
            chosen = self.choice(each.sheet)
            fields = dict(chosen.fields)
            before = self.taken(each).get(name) if name else None
            if before and before != same.letter:
                fields[before] = ""
            fields[same.letter] = name
            self.answers.choices[each.sheet] = replace(
                chosen, fields=fields, left_out=not self.is_read(each)
            )
        return others

    def doubtful(self, sheet: SheetColumns) -> list[Column]:
        """The columns with something in them that somebody ought to look at."""
        if sheet.matching is None:
            return []
        chosen = self.choice(sheet.sheet).fields
        return [
            column
            for column in shown_columns(sheet)
            if column.letter not in chosen and column.how not in SURE
        ]

    def all_sure(self) -> bool:
        """Whether every column of every sheet that is read is matched beyond doubt.

        Columns that fit another ledger as well are not: what they mean hangs on the ledger.
        """
        if self.rivals:
            return False
        read = self.read_sheets()
        return bool(read) and not any(e.matching is None or self.doubtful(e) for e in read)

    def missing_head(self) -> list[str]:
        """The sheets that are to be read and whose head nobody has found."""
        return [each.sheet for each in self.read_sheets() if each.matching is None]

    # Likely duplicates

    def notice_alike(self, rows: Iterable[Row]) -> None:
        """Keep what the rows resemble: a decision may be thought over later."""
        for row in rows:
            if row.alike:
                self.answers.alike.setdefault((row.sheet, row.number), row.alike)

    def unsettled(self) -> list[Place]:
        """The likely duplicates that nobody has decided."""
        answers = self.answers
        return [place for place in answers.alike if place not in answers.settled]


def shown_columns(sheet: SheetColumns) -> list[Column]:
    """The columns with something in them, but for those that only count or name the rows."""
    matching = sheet.matching
    if matching is None:
        return []
    passed = {matching.serial, matching.id_column, *matching.empty}
    return [column for column in matching.columns if column.field or column.index not in passed]


def folded_columns(sheet: SheetColumns) -> list[Column]:
    """The other columns, which nobody needs to look at."""
    shown = {column.index for column in shown_columns(sheet)}
    columns = sheet.matching.columns if sheet.matching else ()
    return [column for column in columns if column.index not in shown]


def _same(one: Column, other: Column) -> bool:
    """Whether two columns of sheets with the same head are the same."""
    return one.letter == other.letter or (one.group, one.heading) == (other.group, other.heading)
