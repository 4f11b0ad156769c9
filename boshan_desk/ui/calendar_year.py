"""A year on one page: which days are worked, by words and signs and not by colour alone."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from boshan_desk.domain.explaining import day_words
from boshan_desk.domain.wording import with_more
from boshan_desk.domain.workdays import Workdays
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme

Sort = Literal["work", "weekend", "holiday", "exchanged", "closed", "opened", "assumed"]
SIGNS: Final[dict[Sort, str]] = {
    "holiday": mark("休"),
    "exchanged": mark("班"),
    "closed": mark("停"),
    "opened": mark("加"),
    "assumed": mark("暂"),
}
"""The sign in the corner of a day that is not a plain weekday or weekend."""

NAMES: Final[dict[Sort, str]] = {
    "work": mark("工作日"),
    "weekend": mark("周末休息"),
    "holiday": mark("放假"),
    "exchanged": mark("调休上班"),
    "closed": mark("本局停止办公"),
    "opened": mark("本局照常上班"),
    "assumed": mark("法定节假日（安排未发布，暂定）"),
}

_WEEKDAYS: Final = (
    mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"),
    mark("周日"),
)  # fmt: skip
_MOST_COLUMNS: Final = 6
"""Months beside one another, as many as there is room for; twelve divided by it goes up."""
_SIGN_SIZE: Final = 0.72
"""Of a sign in the corner, to the number of the day."""
_ROWS: Final = 8
"""Lines of a month: its name, the weekdays, six weeks."""


def sort_of(day: date, days: Workdays) -> Sort:
    """What sort of day it is."""
    own = days.exceptions.get(day)
    if own is not None:
        return "opened" if own.works else "closed"
    works = days.is_workday(day)
    if days.name(day):
        return "exchanged" if works else "holiday"
    if not days.knows(day) and day in days.assumed:
        return "assumed"
    return "work" if works else "weekend"


def told(day: date, days: Workdays) -> str:
    """A day in words: 2026年10月10日（星期六），调休上班（国庆节）."""
    sort = sort_of(day, days)
    name = days.name(day) or (days.assumed.get(day, "") if sort == "assumed" else "")
    what = with_more(_(NAMES[sort]), name) if name else _(NAMES[sort])
    return _("{day}，{what}").format(day=day_words(day), what=what)


class YearView(QWidget):
    """Twelve months; the arrow keys go from day to day."""

    chosen = Signal(object)
    """Another day was pointed at."""
    placed = Signal()
    """The months stand elsewhere than before."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("calendar_year")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("全年日历"))
        self._today = today
        self._days: Workdays | None = None
        self.day = today
        """The day that is pointed at."""

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self.day.year

    def show_days(self, days: Workdays) -> None:
        """Show these days."""
        self._days = days
        self._tell()

    def choose(self, day: date) -> None:
        """Point at a day, of this year or another."""
        if day != self.day:
            self.day = day
            self._tell()
            self.chosen.emit(day)

    def _tell(self) -> None:
        if self._days is not None:
            self.setAccessibleDescription(told(self.day, self._days))
        self.update()

    # Sizes follow the type.

    def _cell(self) -> QSize:
        metrics = self.fontMetrics()
        sign = QFontMetrics(self._small()).horizontalAdvance(_("休"))
        return QSize(metrics.horizontalAdvance("00") + sign + 2, round(metrics.height() * 1.05))

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * _SIGN_SIZE)
        return small

    @property
    def columns(self) -> int:
        """How many months stand beside one another."""
        cell = self._cell()
        gap = cell.width() // 3
        room = (self.width() + gap) // (7 * cell.width() + gap)
        return next(n for n in (_MOST_COLUMNS, 4, 3, 2, 1) if n <= max(room, 1))

    def sizeHint(self) -> QSize:
        cell = self._cell()
        rows = 12 // self.columns
        return QSize(
            7 * cell.width(), rows * _ROWS * cell.height() + (rows - 1) * (cell.height() // 3)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        self.placed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def _places(self) -> Iterator[tuple[date, QRectF]]:
        """Every day of the year with its room."""
        for month in range(1, 13):
            corner = self._corner(month)
            cell = self._cell()
            first = date(self.year, month, 1)
            skipped = first.weekday()
            for number in range(calendar.monthrange(self.year, month)[1]):
                week, weekday = divmod(skipped + number, 7)
                yield (
                    first + timedelta(number),
                    QRectF(
                        corner.x() + weekday * cell.width(),
                        corner.y() + (week + 2) * cell.height(),
                        cell.width() - 1,
                        cell.height() - 1,
                    ),
                )

    def _corner(self, month: int) -> QPointF:
        cell = self._cell()
        row, column = divmod(month - 1, self.columns)
        gap = cell.width() // 3
        return QPointF(
            column * (7 * cell.width() + gap), row * (_ROWS * cell.height() + cell.height() // 3)
        )

    def room_of(self, day: date) -> QRect:
        """Where a day of the year stands."""
        return next((r.toRect() for d, r in self._places() if d == day), QRect())

    def day_at(self, point: QPointF) -> date | None:
        """The day at a place of the widget."""
        return next((day for day, room in self._places() if room.contains(point)), None)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        cell = self._cell()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Medium)
        centre = int(Qt.AlignmentFlag.AlignCenter)
        for month in range(1, 13):
            corner = self._corner(month)
            painter.setFont(bold)
            painter.setPen(QColor(theme.PALETTE.accent_deep))
            title = QRectF(corner.x(), corner.y(), 7 * cell.width(), cell.height())
            painter.drawText(title, centre, _("{month}月").format(month=month))
            painter.setFont(self.font())
            painter.setPen(QColor(theme.PALETTE.muted))
            for place, word in enumerate(_WEEKDAYS):
                room = QRectF(
                    corner.x() + place * cell.width(),
                    corner.y() + cell.height(),
                    cell.width(),
                    cell.height(),
                )
                painter.drawText(room, centre, _(word).removeprefix("周"))
        if self._days is not None:
            for day, room in self._places():
                self._paint_day(painter, day, room, self._days)
        painter.end()

    def _paint_day(self, painter: QPainter, day: date, room: QRectF, days: Workdays) -> None:
        p = theme.PALETTE
        sort = sort_of(day, days)
        ground, ink = {
            "work": (None, p.ink),
            "weekend": (p.header, p.muted),
            "holiday": (p.stop_soft, p.stop),
            "exchanged": (p.note_soft, p.note),
            "closed": (p.warn_soft, p.warn),
            "opened": (p.note_soft, p.note),
            "assumed": (p.header, p.stop),
        }[sort]
        if ground is not None:
            painter.fillRect(room, QColor(ground))
        painter.setPen(QColor(ink))
        sign = SIGNS.get(sort)
        number = QRectF(room)
        if sign is not None:
            painter.setFont(self._small())
            painter.drawText(
                room.adjusted(0, 0, -1, 0),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                _(sign),
            )
            number.setWidth(room.width() - painter.fontMetrics().horizontalAdvance(_(sign)))
        painter.setFont(self.font())
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        if day == self._today:
            painter.setPen(QPen(QColor(p.accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(room.adjusted(0, 0, -1, -1))
        if day == self.day:
            painter.setPen(QPen(QColor(p.accent if self.hasFocus() else p.edge), 2))
            painter.drawRect(room.adjusted(1, 1, -1, -1))

    # Pointing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (day := self.day_at(event.position())) is not None:
            self.choose(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and self._days is not None:
            QToolTip.showText(event.globalPosition().toPoint(), told(day, self._days), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        event.accept()
        day = self.day + timedelta(step)
        if day.year == self.year:
            self.choose(day)
