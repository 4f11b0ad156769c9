"""The last quarters of a target as a line: small in a cell, larger with its values below the table.

A gap in what is known is a gap in the line, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import targets_words as words
from boshan_desk.ui.targets_model import TRAIL_ROLE
from boshan_desk.ui.theme import PALETTE

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

_TALL: Final = 5
"""Height of the larger picture, in lines."""

Values = Sequence[Decimal | None]


def points_of(values: Values, area: QRectF) -> list[QPointF | None]:
    """Where each value stands in an area; None for a gap.

    The ground is zero where that does not flatten the line, as it would a level of thousands.
    """
    known = [float(value) for value in values if value is not None]
    if not known:
        return [None for _value in values]
    low, high = min(known), max(known)
    if 0 <= low <= high / 2:
        low = 0.0
    span = high - low
    step = area.width() / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else QPointF(
            area.left() + step * place,
            area.bottom() - area.height() * ((float(value) - low) / span if span else 0.5),
        )
        for place, value in enumerate(values)
    ]


def draw_trail(painter: QPainter, values: Values, area: QRectF, *, dot: float) -> None:
    """Draw the line; the last quarter is a full dot, a value that stands alone a small one."""
    points = points_of(values, area)
    painter.setPen(QPen(QColor(PALETTE.accent), max(1.0, dot * 0.55)))
    for one, next_one in pairwise(points):
        if one is not None and next_one is not None:
            painter.drawLine(one, next_one)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PALETTE.accent_deep))
    for place, point in enumerate(points):
        if point is None:
            continue
        last = place == len(points) - 1
        around = points[max(place - 1, 0) : place] + points[place + 1 : place + 2]
        if last or not any(around):
            size = dot if last else dot * 0.7
            painter.drawEllipse(point, size, size)


class TrailDelegate(QStyledItemDelegate):
    """Paints the eight quarters into a cell; the tooltip has the values."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell (a name of Qt's)."""
        super().paint(painter, option, index)
        line: Standing | None = index.data(TRAIL_ROLE)
        if line is None or not any(value is not None for value in line.trail):
            return
        # PySide's stubs do not know the members of the option.
        cell = QRectF(option.rect)  # type: ignore[attr-defined]
        dot = cell.height() * 0.09
        area = cell.adjusted(dot * 4, cell.height() * 0.22, -dot * 5, -cell.height() * 0.22)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_trail(painter, line.trail, area, dot=dot)
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A line is drawn, not the values in words; where nothing is known a dash is."""
        super().initStyleOption(option, index)
        line: Standing | None = index.data(TRAIL_ROLE)
        if line is not None:
            known = any(value is not None for value in line.trail)
            option.text = "" if known else words.NOTHING  # type: ignore[attr-defined]


class TrailPicture(QWidget):
    """The quarters of the chosen target with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("targets_trail")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._line: Standing | None = None
        self.show_line(None)

    def show_line(self, line: Standing | None) -> None:
        """Show a target's quarters."""
        self._line = line
        self.setAccessibleName(_("八个季度的走势"))
        self.setAccessibleDescription(words.trail_told(line) if line else "")
        self.setToolTip(words.trail_told(line) if line else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        return QSize(round(metrics.horizontalAdvance("0") * 40), round(metrics.height() * _TALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        if line is None or not any(value is not None for value in line.trail):
            painter.setPen(QColor(PALETTE.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("没有可画的数"))
            return
        tall = metrics.height()
        step = self.width() / len(line.trail)
        area = QRectF(step / 2, tall * 1.4, self.width() - step, self.height() - tall * 3.6)
        painter.setPen(QPen(QColor(PALETTE.line), 1))
        painter.drawLine(
            QPointF(0, area.bottom() + 0.5), QPointF(self.width(), area.bottom() + 0.5)
        )
        draw_trail(painter, line.trail, area, dot=tall * 0.18)
        middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        points = points_of(line.trail, area)
        show = partial(words.value_words, line)
        above = labels_above(line.trail, metrics.horizontalAdvance, step, show)
        for place, text in above.items():
            point = points[place]
            if point is not None:
                wide = metrics.horizontalAdvance(text)
                left = min(max(point.x() - wide / 2, 0.0), self.width() - wide)
                painter.setPen(QColor(PALETTE.ink))
                room = QRectF(left, point.y() - tall * 1.3, wide + 1, tall)
                painter.drawText(room, middle, text)
        painter.setPen(QColor(PALETTE.muted))
        widest = max(metrics.horizontalAdvance(p.short_words()) for p in line.trail_periods)
        free = 0.0
        for place, period in enumerate(line.trail_periods):
            foot = QRectF(place * step, area.bottom() + tall * 0.15, step, tall)
            short = period.short_words()
            painter.drawText(foot, middle, short if widest < step * 0.95 else f"{period.last // 3}")
            if not place or period.year != line.trail_periods[place - 1].year:
                year = foot.translated(0, tall)
                year.setWidth(max(step, metrics.horizontalAdvance(f"{period.year}") + 2))
                if free <= year.left() and year.right() <= self.width():
                    painter.drawText(year, middle, f"{period.year}")
                    free = year.right()


def labels_above(
    values: Values,
    wide: Callable[[str], float],
    step: float,
    show: Callable[[Decimal | None], str] = words.number_words,
) -> dict[int, str]:
    """The values that stand above the line, by place: where it is tight, the first and the last."""
    known = {n: show(value) for n, value in enumerate(values) if value is not None}
    if max((wide(text) for text in known.values()), default=0) <= step * 0.9:
        return known
    return {n: text for n, text in known.items() if n in (min(known), max(known))}
