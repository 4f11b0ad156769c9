"""A row of a workbook on its way to becoming a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.problems import Problem
from boshan_desk.domain.wording import listed
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.heads import Matching
from boshan_desk.excel.taking import Issue, Line, show_raw
from boshan_desk.i18n import _


@dataclass(slots=True)
class Candidate:
    """A row on its way to becoming a record."""

    grid: Grid
    matching: Matching
    line: Line
    before: Record | None = None
    matched: str = ""
    key: tuple[object, ...] = ()
    lost: bool = False
    """Whether an error has been found."""

    def say(self, problem: Problem, name: str = "", value: object = "") -> None:
        """Add a finding; an error loses the row."""
        column = self.matching.fields().get(name)
        self.line.issues.append(
            Issue(
                column.letter if column else "",
                name,
                problem.severity,
                problem.code,
                problem.words(),
                show_raw(value),
            )
        )
        self.lost |= problem.severity == "error"

    @property
    def number(self) -> int:
        """The row's number, as Excel shows it."""
        return self.grid.number(self.line.index)


def titles(ledger: Ledger, names: Sequence[str]) -> str:
    """The titles of fields, in a row."""
    return listed(_(ledger.fields[n].title) for n in names)
