"""Draw a `Report` as PDF, in the measures of GB/T 9704-2012.

Equal reports give equal bytes, so a report can be known by its hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from io import BytesIO

from boshan_desk.domain.report import Chart, Grid, Heading, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.reports.faces import missing
from boshan_desk.reports.flow import Flow
from boshan_desk.reports.pages import Enough, Pages, open_canvas
from boshan_desk.reports.pages import Place as Place


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A finished paper."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]
    """Characters that no face has, printed as 〓; whoever sends the paper out must be told."""
    places: tuple[Place, ...] = ()
    """Where the numbers and the paragraphs with a name stand."""
    more: bool = False
    """Whether only the first pages of it were wanted, and there is more."""


def _author(report: Report) -> str:
    """The office, wherever the form of the paper prints it."""
    named = (
        report.office,
        *(each.office for each in (report.head, report.sign, report.imprint) if each),
    )
    return next(filter(None, named), "")


def draw(
    report: Report,
    *,
    on_page: Callable[[int], None] | None = None,
    pages: int | None = None,
) -> Drawn:
    """Draw the report; `on_page` is told the number of each page when it is finished.

    With `pages` only so many are drawn, exactly as they stand in the whole paper; what no face has
    is then not looked for.
    """
    buffer = BytesIO()
    canvas = open_canvas(
        buffer,
        title="".join(report.title),
        author=_author(report),
        subject=report.subject or report.period,
    )
    leaves = Pages(canvas, report.foot, on_page, most=pages)
    more = False
    try:
        Flow(leaves).draw(report)
        leaves.close()
    except Enough:
        more = True
    canvas.save()
    return Drawn(
        pdf=buffer.getvalue(),
        pages=leaves.number,
        missing=missing(texts(report)) if pages is None else (),
        places=tuple(leaves.places),
        more=more,
    )


def texts(report: Report) -> Iterator[str]:
    """Every string of a report that is printed."""
    yield from (*report.title, report.office, report.date, report.as_of, report.foot)
    yield from (report.addressed, *report.attached, report.remark)
    if report.head is not None:
        yield from (value for value in astuple(report.head) if isinstance(value, str))
    if report.sign is not None:
        yield from astuple(report.sign)
    if report.imprint is not None:
        yield from (report.imprint.office, report.imprint.day, report.imprint.copies)
        for names in report.imprint.lists:
            yield from names
    if report.mark is not None:
        yield from (report.mark.code, *report.mark.lines)
    for block in report.blocks:
        if isinstance(block, Heading | Words):
            yield block.text
        elif isinstance(block, Grid):
            yield from (block.title, block.unit, *(column.title for column in block.columns))
            for row in block.rows:
                yield from row
        elif isinstance(block, Chart):
            yield from (block.title, block.unit, *block.labels, *(s.name for s in block.series))
        elif isinstance(block, Timeline):
            yield from block.texts()
