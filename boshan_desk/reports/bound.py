"""Several papers bound as one file: 季报, 附表 and 督办单 with one outline.

Every part begins on a right-hand page, so that it lies on top when the print is unstapled; the
numbers of the pages run through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import TypeAlias

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.form_sheet import FormSheet
from boshan_desk.domain.report import Report
from boshan_desk.domain.ruled_form import RuledForm
from boshan_desk.domain.wide_sheet import WideSheet
from boshan_desk.reports.faces import clean, missing
from boshan_desk.reports.flow import Flow
from boshan_desk.reports.form import form_texts, paint_form
from boshan_desk.reports.pages import HEIGHT, Pages, Place, open_canvas
from boshan_desk.reports.pdf import Drawn, texts
from boshan_desk.reports.ruled import paint_ruled, ruled_texts
from boshan_desk.reports.wide import paint_wide, wide_texts

Part: TypeAlias = Report | WideSheet | RuledForm | FormSheet


def draw_bound(
    parts: Sequence[Part],
    *,
    title: str,
    office: str,
    on_page: Callable[[int], None] | None = None,
) -> Drawn:
    """One file of all parts; `on_page` is told the number of each page when it is finished."""
    buffer = BytesIO()
    canvas = open_canvas(buffer, title=title, author=office, subject=title)
    places: list[Place] = []
    page = 0
    """How many are finished."""
    for number, part in enumerate(parts, 1):
        canvas.setPageSize(A4)
        if page % 2:
            canvas.showPage()
            page += 1
            if on_page is not None:
                on_page(page)
        _bookmark(canvas, _title(part), f"part{number}")
        page = _paint(part, canvas, page + 1, number, places, on_page)
    canvas.showOutline()
    canvas.save()
    return Drawn(
        pdf=buffer.getvalue(),
        pages=page,
        missing=missing(text for part in parts for text in _texts(part)),
        places=tuple(places),
    )


def _bookmark(canvas: Canvas, title: str, key: str) -> None:
    canvas.bookmarkPage(key, fit="XYZ", left=0, top=HEIGHT, zoom=0)
    canvas.addOutlineEntry(clean(title).replace("\n", " "), key, 0, closed=False)


def _title(part: Part) -> str:
    return "".join(part.title) if isinstance(part, Report) else part.title


def _texts(part: Part) -> Iterator[str]:
    if isinstance(part, Report):
        return texts(part)
    if isinstance(part, WideSheet):
        return wide_texts(part)
    if isinstance(part, RuledForm):
        return ruled_texts(part)
    return form_texts(part)


def _paint(
    part: Part,
    canvas: Canvas,
    first: int,
    number: int,
    places: list[Place],
    on_page: Callable[[int], None] | None,
) -> int:
    """Draw a part whose pages count from `first`; the number of its last page."""
    if isinstance(part, WideSheet):
        return first - 1 + paint_wide(part, canvas, first=first, on_page=on_page)
    if isinstance(part, FormSheet):
        paint_form(part, canvas, number=f"— {first} —")
        if on_page is not None:
            on_page(first)
        return first
    pages = Pages(canvas, part.foot, on_page, number=first)
    if isinstance(part, RuledForm):
        paint_ruled(part, pages)
    else:
        Flow(pages, anchor=f"part{number}h", level=1).draw(part)
        pages.close()
        places += pages.places
    return pages.number
