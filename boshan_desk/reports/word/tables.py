"""Tables as Word knows them: heads that repeat, rows that stay whole, widths that hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from boshan_desk.domain.report import Grid
from boshan_desk.i18n import _
from boshan_desk.reports.grid import widths_in
from boshan_desk.reports.word.marks import NAMES, paragraph, run, twips

_TOGETHER: Final = 6
"""A table of up to so many rows is not divided between two pages."""
_BEGINS: Final = 3
"""Rows that stay with the head of a longer one."""
_THICK, _THIN = 8, 4
"""Lines in eighths of a point."""
_AIR: Final = 40
"""Above and below the words of a cell, in twentieths of a point."""


def table_pieces(grid: Grid, number: int, *, props: str = "") -> list[str]:
    """Caption, unit, the table itself and a gap, as pieces of the body.

    `props` go to the caption, such as a new page before it.
    """
    label = _("表{number}").format(number=number)
    title = f"{label}　{grid.title}" if grid.title else label
    pieces = [paragraph("Caption", run(title), props=props)]
    if grid.unit:
        pieces.append(paragraph("Unit", run(_("单位：{unit}").format(unit=grid.unit))))
    pieces += [_table(grid), paragraph("Gap")]
    return pieces


def _table(grid: Grid) -> str:
    size, points, _across = widths_in(grid)
    widths = [twips(width) for width in points]
    aligns = [column.align for column in grid.columns]
    heads = [column.title for column in grid.columns]
    together = len(grid.rows) <= _TOGETHER
    rows = [_row(heads, widths, ["center"] * len(widths), size, head=True, keep=True)]
    last = len(grid.rows) - 1
    for place, cells in enumerate(grid.rows):
        # The last row but one keeps the last from standing alone on a page.
        keep = place != last and (together or place < _BEGINS - 1 or place == last - 1)
        rows.append(_row(cells, widths, aligns, size, strong=place in grid.strong, keep=keep))
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f'<w:tbl {NAMES}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/>{borders()}<w:tblLayout w:type="fixed"/>{_margins()}'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def borders(*, sides: bool = True) -> str:
    """A heavy frame and fine lines inside; without `sides` only the level ones."""
    lines = [("top", _THICK), ("left", _THICK), ("bottom", _THICK), ("right", _THICK)]
    lines += [("insideH", _THIN), ("insideV", _THIN)]
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/>'
        for side, width in lines
        if sides or side in ("top", "bottom", "insideH")
    )
    return f"<w:tblBorders>{drawn}</w:tblBorders>"


def _margins() -> str:
    sides = (("top", _AIR), ("left", 70), ("bottom", _AIR), ("right", 70))
    inner = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    aligns: Sequence[str],
    size: float,
    *,
    head: bool = False,
    strong: bool = False,
    keep: bool = False,
) -> str:
    """A row; `keep` holds it on the page of the next one."""
    style = "CellHead" if head or strong else "Cell"
    own = "" if size == _CELL else f'<w:sz w:val="{round(size * 2)}"/>'
    held = "<w:keepNext/>" if keep else ""
    found = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + paragraph(style, run(text, own), props=f'{held}<w:jc w:val="{align}"/>', declare=False)
        + "</w:tc>"
        for text, width, align in zip(cells, widths, aligns, strict=True)
    ]
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(found)}</w:tr>"


_CELL: Final = 10.5
"""The type of a cell, said by its style."""
