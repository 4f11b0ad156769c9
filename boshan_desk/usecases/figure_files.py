"""A table of figures as a workbook and on paper."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Column, Grid, Report, Words
from boshan_desk.domain.wording import NOTHING, explained, statements
from boshan_desk.excel.writing import listing
from boshan_desk.excel.writing.dressing import Heading
from boshan_desk.i18n import _
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.figures_table import FigureTable
from boshan_desk.usecases.outputs import output

_MOST_COLUMNS = 16
"""Of a paper; what is wider goes into a workbook."""


def write_sheet(desk: Desk, table: FigureTable, path: Path) -> int:
    """Write a table into a workbook, with what every figure counts; how many lines it has.

    Numbers are numbers, to be added up and drawn; what is said at length has a sheet of its own,
    so that the table prints with a line for each figure.
    """
    cells: list[list[listing.Value]] = [[c.words for c in row.cells] for row in table.rows()]
    columns = [listing.Column(_("类别"), 10), listing.Column(table.heads[0], 30)]
    for place, head in enumerate(table.heads[1:], 1):
        numbers = [_number(row.cells[place].words) for row in table.rows()]
        adds = all(not isinstance(number, str) for number in numbers)
        columns.append(listing.Column(head, 12, "decimal" if adds else "text"))
        if adds:
            for row, number in zip(cells, numbers, strict=True):
                row[place] = number
    groups = [group for group, rows in table.groups for _row in rows]
    rows = [(group, *row) for group, row in zip(groups, cells, strict=True)]
    notes = [
        explained(
            _(row.line.title), statements(filter(None, (_(row.line.basis), row.line.remarks)))
        )
        for row in table.rows()
    ]
    today = desk.clock.today()
    heading = Heading(table.title, today, desk.county.bureau)
    with output(path) as part:
        table_sheet = listing.Listing(heading, columns, rows)
        (count,) = listing.write_listings(part, [table_sheet], names=(_("指标"),), notes=notes)
    return count


def _number(words: str) -> str | Decimal | None:
    """The number that stands in a cell, nothing where none is known, or else its words."""
    if words == NOTHING:
        return None
    try:
        return Decimal(words)
    except InvalidOperation:
        return words


def make_paper(
    desk: Desk, table: FigureTable, *, heard: Callable[[int], None] | None = None
) -> Drawn:
    """A table on A4 as PDF, with its notes below.

    Raises:
        Refused: it is too wide for a page.
    """
    if len(table.heads) > _MOST_COLUMNS:
        raise Refused("表格太宽，一页印不下，请导出为 Excel 表格")
    columns = tuple(
        Column(
            title=head,
            weight=2.4 if place == 0 else 0.8 if place == 1 else 1,
            align="left" if place == 0 else "center" if place == 1 else "right",
        )
        for place, head in enumerate(table.heads)
    )
    blocks: list[Grid | Words] = [
        Grid(
            title=title,
            columns=columns,
            rows=tuple(tuple(cell.words for cell in row.cells) for row in rows),
            key=title,
            long=True,
        )
        for title, rows in table.groups
    ]
    for row in table.rows():
        if row.line.remarks:
            words = explained(_(row.line.title), row.line.remarks)
            blocks.append(Words(text=words, style="note"))
    today = desk.clock.today()
    day = _("{year}年{month}月{day}日").format(year=today.year, month=today.month, day=today.day)
    report = Report(
        title=(table.title,),
        office=desk.county.bureau,
        date="",
        period=table.period.words(),
        as_of=_("截至{day}").format(day=day),
        blocks=tuple(blocks),
        foot=table.title,
        subject=table.title,
    )
    return draw(report, on_page=heard)
