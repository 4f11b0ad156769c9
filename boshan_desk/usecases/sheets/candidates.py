"""A row of a workbook on its way to becoming a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.problems import Problem
from boshan_desk.domain.wording import listed
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import Matching
from boshan_desk.excel.rows.taking import Issue, Line, show_raw
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
    renamed: bool = False
    """Whether it gives the stored record that it is about another key."""
    lost: bool = False
    """Whether an error has been found."""
    extra: dict[str, str] = field(default_factory=dict)
    """What stands in columns that mean no field, by heading."""

    def say(self, problem: Problem, name: str = "", value: object = "") -> None:
        """Add a finding; an error loses the row."""
        column = self.matching.fields().get(name) if name else None
        self.add(
            Issue(
                column.letter if column else "",
                name,
                problem.severity,
                problem.code,
                problem.words(),
                show_raw(value),
            )
        )

    def add(self, issue: Issue) -> None:
        """Add a finding that is worded already."""
        self.line.issues.append(issue)
        self.lost |= issue.severity == "error"

    def say_first(self, problem: Problem) -> None:
        """Say why the row does not come in, before all else that is said of it."""
        self.say(problem)
        self.line.issues.insert(0, self.line.issues.pop())

    def say_of(self, index: int, problem: Problem) -> None:
        """Add a finding about the column at this place; about the whole row where it is -1."""
        column = next((c for c in self.matching.columns if c.index == index), None)
        name = (column.field or "") if column else ""
        letter = self.grid.letter(index) if index >= 0 else ""
        self.add(Issue(letter, name, problem.severity, problem.code, problem.words()))

    @property
    def number(self) -> int:
        """The row's number, as Excel shows it."""
        return self.grid.number(self.line.index)


def titles(ledger: Ledger, names: Sequence[str]) -> str:
    """The titles of fields, in a row."""
    return listed(_(ledger.fields[n].title) for n in names)
