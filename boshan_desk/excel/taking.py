"""From the cells of a sheet to typed values, with everything that is to be said about a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from boshan_desk.domain import reading
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import BadValue, Identifier, Kind, Link, Money, Names, Text
from boshan_desk.domain.identifiers import lost_digits
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Problem, Severity, stop, warn
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.heads import Column, Matching

_FORMULA_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"}
)


_BLANKS = re.compile(r"\s+")

_EXACT_YUAN: Final = 1e9
"""Below it a float tells one 分 from the next by far."""


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


Verdict = tuple[Any, tuple[Problem, ...]]


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
                verdict = seen[key] = _judge(raw, kind, column, lists, today)
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


def _judge(raw: Any, kind: Kind, column: Column, lists: Lists, today: date) -> Verdict | None:
    """A cell's value with its problems; None for a value that is masked."""
    if isinstance(raw, str):
        if kind.personal and "**" in raw:
            return None
        if raw in _FORMULA_ERRORS:
            return None, (stop("", "单元格是公式错误 {raw}，请改为实际内容", "formula", raw=raw),)
    elif isinstance(raw, float) and lost_digits(raw) and isinstance(kind, Text | Names):
        return None, (
            stop("", "号码已被表格软件改成数值，末几位已丢失，请按原件重新填写", "digits"),
        )
    if isinstance(kind, Text) and type(raw) is str and raw[0].isalnum():
        # Names and words, most of what there is, by the shortest way.
        words = reading.tidy_text(raw)
        if _is_number(column):
            words = _BLANKS.sub("", words)
        return words, () if len(words) <= kind.max else tuple(kind.check(words, today))
    try:
        value, extra = _read(raw, kind, column, lists)
    except BadValue as error:
        code = "digits" if isinstance(kind, Identifier) and lost_digits(raw) else "unreadable"
        return None, (stop("", error.template, code, **error.values),)
    if value is None or value == ():
        return value, ()
    return value, (*extra, *kind.check(value, today))


def _read(raw: Any, kind: Kind, column: Column, lists: Lists) -> tuple[Any, tuple[Problem, ...]]:
    if isinstance(kind, Money):
        if type(raw) is float and column.unit == "元" and abs(raw) < _EXACT_YUAN:
            fen = round(raw * 100)
            # Whole 分, as nearly every amount is; what is finer takes the careful way.
            if abs(fen - raw * 100) < 0.001:
                return fen, ()
        if reading.is_blank(raw):
            return None, ()
        try:
            fen, about = reading.read_fen(raw, unit=column.unit)
        except reading.Unreadable as error:
            raise BadValue(error.why, **error.values) from None
        return fen, (warn("", "原表写的是约数，请核对", "about"),) if about else ()
    if isinstance(raw, datetime) and isinstance(kind, Text | Names):
        raw = raw.date() if raw.time() == time.min else raw.isoformat(" ")
    value = kind.parse(raw, lists)
    if value and isinstance(kind, Text) and _is_number(column):
        # A number has no blanks, though people align theirs with them.
        value = _BLANKS.sub("", value)
    return value, ()


def _is_number(column: Column) -> bool:
    """Whether the field holds a number of the office: 案号, 立案号."""
    return column.field is not None and column.field.endswith("_no")


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
