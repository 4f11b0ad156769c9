"""From the cells of a sheet to typed values, with everything that is to be said about a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Kind, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Problem, Severity, stop
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import Column, Matching
from boshan_desk.excel.rows.cells import ColumnReader, Verdict


@dataclass(frozen=True, slots=True)
class Issue:
    """Something said about a cell, or about the row when `column` is empty."""

    column: str
    field: str
    severity: Severity
    code: str
    message: str
    value: str = ""


@dataclass(slots=True)
class Line:
    """One row of the sheet that is a record: its values, and what was found wrong."""

    index: int
    """Its place in `Grid.rows`."""
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    covered: list[Column] = field(default_factory=list)
    """Cells with a masked value, as our own exports have them."""
    unread: list[tuple[Column, Issue]] = field(default_factory=list)
    """Cells that could not be read, with what is to be said unless they prove unchanged."""
    linked: list[tuple[Column, str]] = field(default_factory=list)
    """Cells that name another record, as written."""


def read_lines(
    grid: Grid,
    matching: Matching,
    places: Sequence[int],
    ledger: Ledger,
    lists: Lists,
    today: date,
    *,
    clear: bool = False,
    heard: Callable[[int], object] = lambda done: None,
) -> list[Line]:
    """The rows at these places, column by column.

    `clear` makes a blank cell say that the field is empty; else it says nothing.  `heard` is told
    after each column how many columns are done.
    """
    lines = [Line(place) for place in places]
    rows = grid.rows
    for done, (name, column) in enumerate(matching.fields().items()):
        heard(done)
        kind = ledger.fields[name]
        index = column.index
        # Values repeat: a case book has ten towns and a few officers.
        seen: dict[Any, Verdict | None] = {}
        link = isinstance(kind, Link)
        read = ColumnReader(kind, column, ledger, lists, today, is_1904=grid.is_1904).read
        for line in lines:
            raw = rows[line.index][index]
            if raw == "":
                if (line.index, index) in grid.uncounted:
                    line.unread.append((column, _uncounted(column, name)))
                elif clear:
                    line.values[name] = kind.empty
                continue
            key = (raw, True) if raw is True or raw is False else raw
            if key in seen:
                verdict = seen[key]
            else:
                verdict = seen[key] = read(raw)
            if verdict is None:
                line.covered.append(column)
                continue
            value, problems = verdict
            if problems:
                told = [_issue(p, column, name, raw) for p in problems]
                if value is None and problems[0].severity == "error":
                    line.unread += [(column, issue) for issue in told]
                    continue
                line.issues += told
            if value is None or value == ():
                if clear:
                    line.values[name] = kind.empty
            elif link:
                line.linked.append((column, value))
            else:
                line.values[name] = value
    return lines


def _issue(problem: Problem, column: Column, name: str, raw: Any) -> Issue:
    return Issue(
        column.letter, name, problem.severity, problem.code, problem.words(), show_raw(raw)
    )


def _uncounted(column: Column, name: str) -> Issue:
    problem = stop("", "公式没有保存计算结果，请在 WPS 或 Excel 中打开并保存后再导入", "formula")
    return _issue(problem, column, name, "")


def show_raw(raw: Any) -> str:
    """What stands in a cell, as text."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, date):
        return raw.isoformat() if not isinstance(raw, datetime) else raw.isoformat(" ")
    return str(raw)


def shown_in_sheet(kind: Kind, value: Any, lists: Lists, level: int, label: str = "") -> str:
    """A value as our own exports write it: masked at `level` (0 masks nothing), links by name."""
    if isinstance(kind, Link):
        return label
    if level and kind.personal:
        return kind.mask(value, level, lists)
    return kind.show(value, lists)
