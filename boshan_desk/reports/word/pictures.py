"""Charts and courses of cases as pictures in Word, drawn as the PDF draws them.

Word's own charts need a workbook inside the file and look different in every program; a picture is
the same everywhere.  Who cannot see it is told what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Chart
from boshan_desk.domain.timeline import Timeline
from boshan_desk.i18n import _
from boshan_desk.reports import charts
from boshan_desk.reports.pages import AREA, DEPTH, open_canvas
from boshan_desk.reports.preview import render
from boshan_desk.reports.timeline import draw_timeline, fit
from boshan_desk.reports.word.marks import DRAWING, attribute, paragraph

_DPI: Final = 200
_EMU: Final = 12700
"""Office's unit: so many to a point."""
_MOST: Final = DEPTH - 60
"""The highest picture that leaves room for its title."""
_EDGE: Final = 1.0
"""Blank around what is drawn, so that no line is cut."""


class Picture(NamedTuple):
    """A picture ready to be put into the file."""

    png: BytesIO
    width: float
    height: float
    """Points."""
    told: str
    """What it shows, for those who cannot see it."""


def chart_pictures(chart: Chart) -> Iterator[Picture]:
    """A chart, in as many pictures as it takes pages."""
    for part in charts.parts(chart, AREA, _MOST):
        high = charts.height(part, AREA)

        def draw(canvas: Canvas, part: Chart = part, high: float = high) -> None:
            charts.draw_chart(canvas, part, _EDGE, _EDGE, AREA, high)

        yield _picture(draw, high, told_chart(part))


def timeline_picture(timeline: Timeline) -> Picture:
    """The course of a case."""
    fitted = fit(timeline, AREA, _MOST)

    def draw(canvas: Canvas) -> None:
        draw_timeline(canvas, fitted, _EDGE, _EDGE + fitted.height)

    return _picture(draw, fitted.height, timeline.summary)


def told_chart(chart: Chart) -> str:
    """The numbers of a chart in words."""
    rows = []
    for series in chart.series:
        values = "，".join(
            f"{label} {_('无数据') if value is None else value}"
            for label, value in zip(chart.labels, series.values, strict=True)
        )
        rows.append(f"{series.name}：{values}" if series.name else values)
    unit = _("（单位：{unit}）").format(unit=chart.unit) if chart.unit else ""
    return f"{chart.title}{unit}。" + "；".join(rows)


def _picture(draw: Callable[[Canvas], None], high: float, told: str) -> Picture:
    """Draw on a page of its own and look at it."""
    buffer = BytesIO()
    width, height = AREA + 2 * _EDGE, high + 2 * _EDGE
    canvas = open_canvas(buffer, title="", author="", subject="")
    canvas.setPageSize((width, height))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    seen = render(buffer.getvalue(), 0, dpi=_DPI)
    image = Image.frombuffer(
        "RGB", (seen.width, seen.height), seen.pixels, "raw", "RGB", seen.stride, 1
    )
    png = BytesIO()
    # Black and white print is what it is made for; greys take a fifth of the room.
    image.convert("L").save(png, "PNG", optimize=True, dpi=(_DPI, _DPI))
    return Picture(png, AREA, high * AREA / width, told)


def picture_piece(link: str, number: int, picture: Picture, props: str = "") -> str:
    """The paragraph that holds a picture; `link` is what the file calls its data."""
    wide, high = round(picture.width * _EMU), round(picture.height * _EMU)
    name = attribute(_("图片{number}").format(number=number))
    told = attribute(picture.told)
    drawing = (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name={name} descr={told}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{DRAWING}picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name={name} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )
    return paragraph("Picture", drawing, props=props)
