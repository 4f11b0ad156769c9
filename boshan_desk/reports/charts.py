"""Charts that survive a black-and-white printer.

Series differ by grey steps, hatching, markers and dashes, never by colour alone; values stand
beside what they measure.  Nothing is three-dimensional.  A missing value leaves a gap.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple, TypeAlias

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from boshan_desk.domain.report import Chart, Number
from boshan_desk.i18n import _
from boshan_desk.reports.faces import clean, measure
from boshan_desk.reports.paragraph import (
    Align,
    Line,
    balance_lines,
    break_lines,
    draw_lines,
    tokens,
)

_SIZE = 9.0
"""Type of labels and values: 小五."""
_SMALLEST = 7.0
_LEADING = 11.5
_PLOT = 150.0
"""Height of the plot of upright bars and lines."""
_RING = 165.0
_BAR = 12.0
"""Thickness of a lying bar."""
_BETWEEN = 7.0
"""Blank between groups of lying bars."""
_HAIR, _FINE, _LINE = 0.25, 0.6, 1.2
_MOST_SLICES = 8
"""As many fills as an eye can tell apart on grey paper."""
_MOST_LABEL_LINES = 5
_APART = 3.0
"""Between labels on one line, besides the blank that they have anyway."""
_MOST_POINTS = 16
"""Of more points on a line, only every fourth says its value."""
_BLACK, _WHITE = 0.0, 1.0

Fill: TypeAlias = tuple[float, tuple[tuple[float, float], ...]]
"""A grey, and hatchings over it as (angle in degrees, distance in points)."""

_FILLS: Final[tuple[Fill, ...]] = (
    (0.30, ()),
    (1.0, ((45, 4.0),)),
    (0.78, ()),
    (1.0, ((0, 3.0),)),
    (1.0, ((45, 4.5), (135, 4.5))),
    (0.55, ()),
    (1.0, ((90, 3.0),)),
    (1.0, ()),
)
_DASHES: Final = ((), (5, 2.5), (1.2, 2.2), (7, 2, 1.2, 2))


class _Scale(NamedTuple):
    """The values at the ends of an axis and the step between its marks."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where a value lies between the ends, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + index * self.step for index in range(count + 1)]


def kind_drawn(chart: Chart) -> str:
    """The kind that can show these numbers: lying bars when another would not be readable."""
    values = [v for series in chart.series for v in series.values if v is not None]
    if chart.kind == "ring":
        whole = len(chart.series) == 1 and len(chart.labels) <= _MOST_SLICES
        return "ring" if whole and all(value >= 0 for value in values) else "rows"
    if chart.kind == "bars":
        slot = 400.0 / max(1, len(chart.labels))
        lines = max([len(_label(text, slot - 2)) for text in chart.labels], default=0)
        if any(_widest_word(text) > slot - 2 for text in chart.labels):
            return "rows"
        thin = slot / max(1, len(chart.series)) < 9
        return "rows" if thin or slot < 12 or lines > _MOST_LABEL_LINES else "bars"
    return chart.kind


def parts(chart: Chart, width: float, most: float) -> tuple[Chart, ...]:
    """The chart, or for more lying bars than `most` points can hold, several in a row."""
    if kind_drawn(chart) != "rows" or height(chart, width) <= most or len(chart.labels) < 2:
        return (chart,)
    cut = len(chart.labels) // 2
    found: list[Chart] = []
    for piece in (slice(None, cut), slice(cut, None)):
        series = tuple([replace(s, values=s.values[piece]) for s in chart.series])
        half = replace(chart, kind="rows", labels=chart.labels[piece], series=series)
        found.extend(parts(half, width, most))
    return tuple(found)


def height(chart: Chart, width: float) -> float:
    """The height in points of the picture, without its title."""
    if _empty(chart):
        return 60.0
    kind = kind_drawn(chart)
    head = _head_height(chart, width, kind)
    if kind == "ring":
        return max(_RING, _ring_list_height(chart, width)) + head
    if kind == "rows":
        return head + sum(_row_heights(chart, width)) + 4
    return head + _PLOT + _feet_height(chart, width, kind) + 6


def give(chart: Chart) -> float:
    """How many points lower a picture may be drawn and still be read."""
    upright = not _empty(chart) and kind_drawn(chart) in ("bars", "lines")
    return _PLOT * 0.28 if upright else 0.0


def draw_chart(
    canvas: Canvas, chart: Chart, x: float, y: float, width: float, picture: float
) -> None:
    """Draw a chart whose lower left corner is (x, y), `picture` points high."""
    canvas.saveState()
    canvas.setStrokeGray(_BLACK)
    canvas.setFillGray(_BLACK)
    if _empty(chart):
        canvas.setLineWidth(_HAIR)
        canvas.rect(x, y, width, picture)
        _write(canvas, _("无数据"), x, y + picture / 2 - 4, width, "center", 12)
    else:
        kind = kind_drawn(chart)
        top = y + picture
        _head(canvas, chart, x, top, width, kind)
        top -= _head_height(chart, width, kind)
        if kind == "ring":
            _ring(canvas, chart, x, y, width, top - y)
        elif kind == "rows":
            _rows(canvas, chart, x, top, width)
        elif kind == "lines":
            _upright(canvas, chart, x, y, width, top, _draw_lines_of)
        else:
            _upright(canvas, chart, x, y, width, top, _draw_bars_of)
    canvas.restoreState()


def _empty(chart: Chart) -> bool:
    values = [value for series in chart.series for value in series.values]
    return not chart.labels or all(value is None for value in values)


# Words and numbers


def _label(text: str, room: float, align: Align = "center", size: float = _SIZE) -> list[Line]:
    """A label broken to fit; never narrower than one character."""
    return break_lines(clean(text), "song", size, max(room, size + 0.1), align=align)


def _write(
    canvas: Canvas, text: str, x: float, y: float, width: float, align: Align, size: float = _SIZE
) -> None:
    draw_lines(canvas, _label(text, width, align, size), x, y, size, size * 1.28)


def _widest_word(text: str) -> float:
    """The widest piece of a label that should not be broken, such as 2026, in points."""
    pieces = tokens(clean(text), "song")
    return max([piece.width for piece in pieces if len(piece.text) < 12], default=0.0) * _SIZE


def _said(value: Number) -> str:
    """A value as it was given, without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _scale(chart: Chart) -> _Scale:
    """Round ends and steps of 1, 2 or 5 that hold every value and zero."""
    values = [float(v) for series in chart.series for v in series.values if v is not None]
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    if all(isinstance(v, int) for series in chart.series for v in series.values if v is not None):
        step = max(1.0, step)
    return _Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def _mark(value: float, step: float) -> str:
    """The number at a mark of an axis, with as many decimals as its step has."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value if abs(value) > step / 2 else 0.0:.{decimals}f}"


# What stands above the plot: unit and legend


def _legend(chart: Chart, width: float, kind: str) -> list[list[tuple[int, float]]]:
    """Which series stand in each line of the legend, with the width of each."""
    if kind == "ring" or len(chart.series) < 2:
        return []
    lines: list[list[tuple[int, float]]] = [[]]
    used = 0.0
    for index, series in enumerate(chart.series):
        own = min(measure(clean(series.name), "song", _SIZE) + 46, width)
        if lines[-1] and used + own > width:
            lines.append([])
            used = 0.0
        lines[-1].append((index, own))
        used += own
    return lines


def _unit_above(chart: Chart, kind: str) -> bool:
    """A ring says a short unit behind each number instead."""
    return bool(chart.unit) and (kind != "ring" or len(chart.unit) > 2)


def _head_height(chart: Chart, width: float, kind: str) -> float:
    unit = 1 if _unit_above(chart, kind) else 0
    return (unit + len(_legend(chart, width, kind))) * 15.0 + 12


def _head(canvas: Canvas, chart: Chart, x: float, top: float, width: float, kind: str) -> None:
    y = top - 10
    for line in _legend(chart, width, kind):
        at = x + (width - sum(own for _index, own in line)) / 2
        for index, own in line:
            if kind == "lines":
                _stroke_of(canvas, index)
                canvas.line(at, y + 3, at + 28, y + 3)
                canvas.setDash()
                _marker(canvas, index, at + 14, y + 3)
            else:
                _filled(canvas, index, _rectangle(at + 6, y - 0.5, 20, 8))
            _write(canvas, chart.series[index].name, at + 32, y, own - 32, "left")
            at += own
        y -= 15
    if _unit_above(chart, kind):
        _write(canvas, _("单位：{unit}").format(unit=chart.unit), x, y, width, "left")


# Fills, strokes and markers


class _Area(NamedTuple):
    """A closed outline and the box around it."""

    trace: Callable[[PDFPathObject], None]
    box: tuple[float, float, float, float]


def _rectangle(x: float, y: float, width: float, high: float) -> _Area:
    def trace(path: PDFPathObject) -> None:
        path.rect(x, y, width, high)

    return _Area(trace, (x, y, x + width, y + high))


def _filled(canvas: Canvas, index: int, area: _Area) -> None:
    """Fill an outline with the grey or hatching of a series, and draw its edge."""
    grey, hatchings = _FILLS[index % len(_FILLS)]
    canvas.saveState()
    clip = canvas.beginPath()
    area.trace(clip)
    canvas.clipPath(clip, stroke=0, fill=0)
    left, low, right, high = area.box
    canvas.setFillGray(grey)
    canvas.rect(left, low, right - left, high - low, stroke=0, fill=1)
    canvas.setLineWidth(0.5)
    for angle, distance in hatchings:
        canvas.lines(hatching(area.box, angle, distance))
    canvas.restoreState()
    canvas.setLineWidth(_FINE)
    edge = canvas.beginPath()
    area.trace(edge)
    canvas.drawPath(edge, stroke=1, fill=0)


def hatching(
    box: tuple[float, float, float, float], angle: float, distance: float
) -> list[tuple[float, float, float, float]]:
    """Parallel lines over a box, in step with the page so that neighbours match."""
    left, low, right, high = box
    turn = math.radians(angle)
    along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    corners = [(left, low), (left, high), (right, low), (right, high)]
    ranks = [x * across[0] + y * across[1] for x, y in corners]
    reach = [x * along[0] + y * along[1] for x, y in corners]
    found = []
    for number in range(math.ceil(min(ranks) / distance), math.floor(max(ranks) / distance) + 1):
        foot_x, foot_y = number * distance * across[0], number * distance * across[1]
        found.append(
            (
                foot_x + min(reach) * along[0],
                foot_y + min(reach) * along[1],
                foot_x + max(reach) * along[0],
                foot_y + max(reach) * along[1],
            )
        )
    return found


def _stroke_of(canvas: Canvas, index: int) -> None:
    """The line of a series: its dashes, and after four series its weight."""
    canvas.setLineWidth(_LINE if index < len(_DASHES) else 2 * _LINE)
    canvas.setDash(list(_DASHES[index % len(_DASHES)]))


def _marker(canvas: Canvas, index: int, x: float, y: float) -> None:
    """The mark of a series: disc, square, triangle, diamond; full ones and hollow ones."""
    canvas.saveState()
    canvas.setLineWidth(0.9)
    canvas.setFillGray(_BLACK if index % 2 == 0 else _WHITE)
    size = 3.0
    form = index % 4
    if form == 0:
        canvas.circle(x, y, size, fill=1)
    elif form == 1:
        canvas.rect(x - size, y - size, 2 * size, 2 * size, fill=1)
    else:
        corners = [(0.0, 1.25), (-1.15, -0.85), (1.15, -0.85)]
        if form == 3:
            corners = [(0.0, 1.3), (-1.3, 0.0), (0.0, -1.3), (1.3, 0.0)]
        path = canvas.beginPath()
        path.moveTo(x + corners[0][0] * size, y + corners[0][1] * size)
        for across, up in corners[1:]:
            path.lineTo(x + across * size, y + up * size)
        path.close()
        canvas.drawPath(path, fill=1)
    canvas.restoreState()


# Upright bars, and lines over periods


class _Plot(NamedTuple):
    """Where the values of an upright chart lie on the page."""

    left: float
    right: float
    low: float
    high: float
    scale: _Scale
    slot: float
    """Width of one label's place."""

    def y(self, value: float) -> float:
        return self.low + self.scale.share(value) * (self.high - self.low)

    def middle(self, index: int) -> float:
        return self.left + (index + 0.5) * self.slot


def _axis_width(scale: _Scale) -> float:
    return max(measure(_mark(m, scale.step), "song", _SIZE) for m in scale.marks) + 8


def _stride(chart: Chart, slot: float, kind: str) -> int:
    """Every how many labels one is printed; periods under lines may be thinned out."""
    if kind != "lines":
        return 1
    stride = 1
    while stride < len(chart.labels) and any(
        len(_label(text, slot * stride - 3)) > 3 or _widest_word(text) > slot * stride - 3
        for text in chart.labels
    ):
        stride += 1
    return stride


class _Foot(NamedTuple):
    """A label under the axis."""

    lines: list[Line]
    width: float
    size: float


def _feet(chart: Chart, width: float, kind: str) -> list[_Foot]:
    """The labels under the axis; on one line where they stand well apart."""
    slot = (width - _axis_width(_scale(chart))) / len(chart.labels)
    stride = _stride(chart, slot, kind)
    room = slot * stride - 3
    longest = max(measure(clean(text), "song", 1) for text in chart.labels)
    size = next((s for s in (_SIZE, 8.5) if longest * s <= room - _APART), _SIZE)
    feet = []
    for index, text in enumerate(chart.labels):
        # Centred under its point, it must not reach over the picture's edges.
        before = 2 * (width - slot * (len(chart.labels) - index - 0.5))
        after = 2 * slot * (len(chart.labels) - index - 0.5)
        wide = max(min(room, before, after), size + 0.1)
        shown = text if index % stride == 0 else ""
        feet.append(_Foot(balance_lines(shown, "song", size, wide), wide, size))
    return feet


def _feet_height(chart: Chart, width: float, kind: str) -> float:
    return max(len(foot.lines) for foot in _feet(chart, width, kind)) * _LEADING


def _upright(
    canvas: Canvas,
    chart: Chart,
    x: float,
    y: float,
    width: float,
    top: float,
    draw_values: Callable[[Canvas, Chart, _Plot], None],
) -> None:
    """Axis, grid, labels under it, and the values."""
    kind = chart.kind
    scale = _scale(chart)
    left = x + _axis_width(scale)
    feet = _feet(chart, width, kind)
    low = y + max(len(foot.lines) for foot in feet) * _LEADING + 6
    slot = (x + width - left) / len(chart.labels)
    above = 8.0
    if kind == "bars" and _bars(chart, slot).turned:
        above = max(above, min(_bars(chart, slot).widest, _PLOT / 2) - 4)
    plot = _Plot(left, x + width, low, top - above, scale, slot)
    for mark in scale.marks:
        at = plot.y(mark)
        canvas.setLineWidth(_HAIR)
        canvas.setStrokeGray(0.6)
        canvas.line(left, at, plot.right, at)
        canvas.setStrokeGray(_BLACK)
        _write(canvas, _mark(mark, scale.step), x, at - 3, left - x - 5, "right")
    canvas.setLineWidth(_FINE)
    canvas.line(left, low, left, plot.high)
    canvas.line(left, plot.y(0.0), plot.right, plot.y(0.0))
    for index, foot in enumerate(feet):
        at = plot.middle(index) - foot.width / 2
        draw_lines(canvas, foot.lines, at, low - 11, foot.size, _LEADING)
    draw_values(canvas, chart, plot)


class _Bars(NamedTuple):
    """How thick upright bars are and how their values stand."""

    thick: float
    size: float
    turned: bool
    widest: float
    """Width of the longest value in points."""


def _bars(chart: Chart, slot: float) -> _Bars:
    count = len(chart.series)
    thick = min(slot * 0.78 / count, 34.0)
    # A lone bar's value may be as wide as its slot, others only as wide as their bar.
    room = slot * 0.98 if count == 1 else thick
    texts = [_said(v) for series in chart.series for v in series.values if v is not None]
    widest = max(measure(text, "song", 1) for text in texts)
    size = min(_SIZE, max(_SMALLEST, room / widest))
    return _Bars(thick, size, widest * size > room + 0.01, widest * size)


def _draw_bars_of(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    count = len(chart.series)
    thick, size, upright, _widest = _bars(chart, plot.slot)
    for row, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if value is None:
                continue
            left = plot.middle(index) + (row - count / 2) * thick
            zero, end = plot.y(0.0), plot.y(float(value))
            _filled(canvas, row, _rectangle(left, min(zero, end), thick, abs(end - zero)))
            _value(canvas, _said(value), left + thick / 2, end, size, upright, value < 0)


def _value(
    canvas: Canvas, text: str, x: float, y: float, size: float, upright: bool, under: bool
) -> None:
    """A value above its bar's end, or under it, turned when there is no room to lie."""
    width = measure(text, "song", size)
    canvas.saveState()
    canvas.translate(x, y)
    if upright:
        canvas.rotate(90)
        at = (-width - 3 if under else 3.0, -0.36 * size)
    else:
        at = (-width / 2, -size - 1 if under else 3.0)
    _halo(canvas, text, at[0], at[1], width, size)
    canvas.restoreState()


def _halo(canvas: Canvas, text: str, x: float, y: float, width: float, size: float) -> None:
    """A number on a white ground, so that no grid line runs through it."""
    canvas.setFillGray(_WHITE)
    canvas.rect(x - 0.5, y - 0.8, width + 1, size * 0.86 + 0.8, stroke=0, fill=1)
    canvas.setFillGray(_BLACK)
    _write(canvas, text, x, y, width + 1, "left", size)


def _draw_lines_of(canvas: Canvas, chart: Chart, plot: _Plot) -> None:
    for row, series in enumerate(chart.series):
        _stroke_of(canvas, row)
        for index, (one, two) in enumerate(zip(series.values, series.values[1:], strict=False)):
            if one is not None and two is not None:
                canvas.line(
                    plot.middle(index),
                    plot.y(float(one)),
                    plot.middle(index + 1),
                    plot.y(float(two)),
                )
        canvas.setDash()
    for index in range(len(chart.labels)):
        _point_values(canvas, chart, plot, index)
    for row, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if value is not None:
                _marker(canvas, row, plot.middle(index), plot.y(float(value)))


def _point_values(canvas: Canvas, chart: Chart, plot: _Plot, index: int) -> None:
    """The highest value above its point and the lowest under it; others would cover lines."""
    here = [s.values[index] for s in chart.series if s.values[index] is not None]
    known = sorted(value for value in here if value is not None)
    if not known:
        return
    x = plot.middle(index)
    if len(chart.labels) > _MOST_POINTS and index % 4 and index != len(chart.labels) - 1:
        return
    spots = [(known[-1], 5.0)]
    if len(known) > 1:
        spots.append((known[0], -5.0 - _SIZE * 0.8))
    for value, away in spots:
        text = _said(value)
        width = measure(text, "song", 1)
        size = min(_SIZE, plot.slot * 0.98 / width)
        if size < _SMALLEST and index not in (0, len(chart.labels) - 1):
            continue
        size = max(size, _SMALLEST)
        width *= size
        # Under a point near the axis a value would run into the labels.
        if away < 0 and plot.y(float(value)) + away < plot.low + 1:
            away = 5.0
        left = min(max(x - width / 2, plot.left + 1), plot.right - width)
        _halo(canvas, text, left, plot.y(float(value)) + away, width, size)


# Lying bars


def _name_width(chart: Chart, width: float) -> float:
    longest = max(measure(clean(t).replace("\n", ""), "song", _SIZE) for t in chart.labels)
    return min(longest + 1, width * 0.42)


def _row_heights(chart: Chart, width: float) -> list[float]:
    room = _name_width(chart, width)
    bars = len(chart.series) * _BAR
    return [
        max(bars, len(_label(text, room, "right")) * _LEADING) + _BETWEEN for text in chart.labels
    ]


def _rows(canvas: Canvas, chart: Chart, x: float, top: float, width: float) -> None:
    names = _name_width(chart, width)
    scale = _scale(chart)
    texts = [_said(v) for series in chart.series for v in series.values if v is not None]
    values = max(measure(text, "song", _SIZE) for text in texts) + 6
    left = x + names + 6 + (values if scale.low < 0 else 0.0)
    long = max(x + width - values - left, 20.0)
    zero = left + scale.share(0.0) * long
    y = top
    for index, (label, room) in enumerate(
        zip(chart.labels, _row_heights(chart, width), strict=True)
    ):
        lines = _label(label, names, "right")
        middle = y - room / 2
        first = middle + len(lines) * _LEADING / 2 - 9.3
        draw_lines(canvas, lines, x, first, _SIZE, _LEADING)
        for row, series in enumerate(chart.series):
            value = series.values[index]
            if value is None:
                continue
            low = middle + (len(chart.series) / 2 - row - 1) * _BAR
            end = left + scale.share(float(value)) * long
            _filled(canvas, row, _rectangle(min(zero, end), low + 1, abs(end - zero), _BAR - 2))
            text = _said(value)
            own = measure(text, "song", _SIZE)
            at = end - own - 4 if value < 0 else end + 4
            _write(canvas, text, at, low + 2.6, own + 1, "left")
        y -= room
    canvas.setLineWidth(_FINE)
    canvas.line(zero, top, zero, y)


# Ring


def _ring_list_height(chart: Chart, width: float) -> float:
    room = _ring_names(chart, width)
    return sum(max(len(_label(t, room, "left")) * _LEADING, 12) + 5 for t in chart.labels) + 8


def _ring_names(chart: Chart, width: float) -> float:
    """Width of the names in the list beside the ring."""
    longest = max(measure(clean(t).replace("\n", ""), "song", _SIZE) for t in chart.labels)
    return min(longest + 1, width - _RING - 50 - 26 - _ring_values(chart))


def _ring_values(chart: Chart) -> float:
    texts = [_said(value) for value in chart.series[0].values if value is not None]
    return max(measure(text, "song", _SIZE) for text in texts) + measure("100.0%", "song", 9) + 22


def _share(value: Number, total: Number) -> str:
    """A share in percent with one decimal, rounded half up."""
    share = Decimal(value) * 100 / Decimal(total)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _slice(x: float, y: float, outer: float, inner: float, start: float, extent: float) -> _Area:
    count = max(2, math.ceil(abs(extent) / 2))
    turns = [math.radians(start + extent * number / count) for number in range(count + 1)]

    def trace(path: PDFPathObject) -> None:
        path.moveTo(x + outer * math.cos(turns[0]), y + outer * math.sin(turns[0]))
        for turn in turns[1:]:
            path.lineTo(x + outer * math.cos(turn), y + outer * math.sin(turn))
        for turn in reversed(turns):
            path.lineTo(x + inner * math.cos(turn), y + inner * math.sin(turn))
        path.close()

    return _Area(trace, (x - outer, y - outer, x + outer, y + outer))


def _ring(canvas: Canvas, chart: Chart, x: float, y: float, width: float, high: float) -> None:
    """The ring at the left with the sum inside; at the right what each slice is."""
    values = chart.series[0].values
    known: list[Number] = [value for value in values if value is not None]
    total: Number = (
        sum(known, Decimal(0))
        if any(isinstance(v, Decimal) for v in known)
        else sum(int(v) for v in known)
    )
    outer = 62.0
    inner = 36.0
    centre_x, centre_y = x + 44 + outer, y + high / 2
    angle = 90.0
    for index, value in enumerate(values):
        if value is None or not value:
            continue
        extent = -360.0 * float(value) / float(total)
        _filled(canvas, index, _slice(centre_x, centre_y, outer, inner, angle, extent))
        if -extent >= 18:
            turn = math.radians(angle + extent / 2)
            text = _share(value, total)
            own = measure(text, "song", _SMALLEST + 1)
            at = (outer + 5 + own * 0.5 * abs(math.cos(turn))) * math.cos(turn)
            up = (outer + 8) * math.sin(turn)
            _write(
                canvas,
                text,
                centre_x + at - own / 2,
                centre_y + up - 3,
                own + 1,
                "left",
                _SMALLEST + 1,
            )
        angle += extent
    if not total:
        canvas.setLineWidth(_FINE)
        canvas.circle(centre_x, centre_y, outer)
        canvas.circle(centre_x, centre_y, inner)
    _write(canvas, _("合计"), centre_x - inner, centre_y + 4, 2 * inner, "center", _SIZE)
    whole = _said(total) + (chart.unit if len(chart.unit) <= 2 else "")
    size = min(13.0, 2 * (inner - 5) / measure(clean(whole), "song", 1))
    _write(canvas, whole, centre_x - inner, centre_y - 11, 2 * inner, "center", size)
    _ring_list(canvas, chart, total, (x + _RING + 50, centre_y), width)


def _ring_list(
    canvas: Canvas, chart: Chart, total: Number, at: tuple[float, float], width: float
) -> None:
    room = _ring_names(chart, width)
    values = _ring_values(chart)
    x, middle = at
    y = middle + _ring_list_height(chart, width) / 2 - 4
    for index, label in enumerate(chart.labels):
        lines = _label(label, room, "left")
        value = chart.series[0].values[index]
        _filled(canvas, index, _rectangle(x, y - 9.5, 18, 9))
        draw_lines(canvas, lines, x + 26, y - 8.5, _SIZE, _LEADING)
        text = "—"
        if value is not None:
            text = f"{_said(value)}{chart.unit if len(chart.unit) <= 2 else ''}"
            if total:
                text += f"　{_share(value, total)}"
        _write(canvas, text, x + 26 + room, y - 8.5, values, "right")
        y -= max(len(lines) * _LEADING, 12) + 5
