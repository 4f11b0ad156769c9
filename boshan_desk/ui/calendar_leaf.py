"""日历: the year with its notice, the next year's file, and days of the office's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.wording import explained, listed
from boshan_desk.domain.workdays import DAY, FIRST, LAST, Workdays, Year
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.calendar_year import NAMES, SIGNS, YearView, told
from boshan_desk.ui.icons import icon
from boshan_desk.ui.law_reading import Book
from boshan_desk.ui.lines import em
from boshan_desk.ui.side_page import make_table

OWN_HEADS: Final = (mark("日期"), mark("安排"), mark("原因"))
_OWN_WIDTHS: Final = (13, 12)
_AHEAD: Final = 2
"""Years after the last known one that can be looked at: their dates are provisional."""


class CalendarLeaf(QFrame):
    """One year, what is said of it, and what the office may change."""

    file_wanted = Signal()
    drop_wanted = Signal(str)
    """The year whose loaded file is to go back to the shipped one."""
    day_wanted = Signal(object, object)
    """(day, whether one works on it; None takes the office's own arrangement back)."""

    def __init__(self, today: date, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("law_calendar")
        self._today = today
        self._may_change = may_change
        self._book: Book | None = None
        self.view = YearView(today)
        self.view.chosen.connect(lambda _day: self._show_day())
        self.view.placed.connect(lambda: QTimer.singleShot(0, self, self._reach_day))
        self.warning = Answer("calendar_warning")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._make_bar())
        whole.addWidget(self.warning)
        row = QHBoxLayout()
        # On a small screen, or in large type, the year is rolled.
        self._roll = QScrollArea()
        self._roll.setFrameShape(QFrame.Shape.NoFrame)
        self._roll.setWidgetResizable(True)
        self._roll.setWidget(self.view)
        row.addWidget(self._roll, 3)
        row.addWidget(self._make_side(), 1)
        whole.addLayout(row, 1)
        legend = _words("calendar_legend")
        signs = (f"{_(sign)} {_(NAMES[sort])}" for sort, sign in SIGNS.items())
        legend.setText("　".join(signs))
        theme.dress(legend, role="hint")
        whole.addWidget(legend)
        self.setFocusProxy(self.view)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.earlier = QPushButton(icon("page-prev"), "")
        self.earlier.setObjectName("calendar_earlier")
        self.earlier.setToolTip(_("上一年"))
        self.earlier.setAccessibleName(_("上一年"))
        self.earlier.clicked.connect(lambda: self.go_to(self.view.year - 1))
        self.years = QComboBox()
        self.years.setObjectName("calendar_years")
        self.years.setAccessibleName(_("年份"))
        self.years.activated.connect(lambda _row: self.go_to(int(self.years.currentData())))
        self.later = QPushButton(icon("page-next"), "")
        self.later.setObjectName("calendar_later")
        self.later.setToolTip(_("下一年"))
        self.later.setAccessibleName(_("下一年"))
        self.later.clicked.connect(lambda: self.go_to(self.view.year + 1))
        self.ends = QLabel()
        self.ends.setObjectName("calendar_ends")
        theme.dress(self.ends, role="chip")
        for widget in (self.earlier, self.years, self.later, self.ends):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.load_button = QPushButton(icon("import"), _("导入新年度安排…"))
        self.load_button.setObjectName("calendar_load")
        self.load_button.clicked.connect(self.file_wanted.emit)
        self.drop_button = QPushButton(icon("undo"), _("恢复内置安排…"))
        self.drop_button.setObjectName("calendar_drop")
        self.drop_button.clicked.connect(lambda: self.drop_wanted.emit(str(self.view.year)))
        for button in (self.load_button, self.drop_button):
            if not self._may_change:
                button.hide()
            bar.addWidget(button)
        return bar

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(em(self) * 16)
        column = QVBoxLayout(side)
        column.setContentsMargins(em(self) // 2, 0, 0, 0)
        column.addWidget(_heading(_("选中的日子")))
        self.day = _words("calendar_day")
        column.addWidget(self.day)
        acts = QHBoxLayout()
        self.close_button = QPushButton(_("停止办公…"))
        self.close_button.setObjectName("calendar_close")
        self.close_button.clicked.connect(lambda: self._want(False))
        self.open_button = QPushButton(_("照常上班…"))
        self.open_button.setObjectName("calendar_open")
        self.open_button.clicked.connect(lambda: self._want(True))
        self.forget_button = QPushButton(icon("undo"), _("取消安排…"))
        self.forget_button.setObjectName("calendar_forget")
        self.forget_button.clicked.connect(lambda: self._want(None))
        for button in (self.close_button, self.open_button, self.forget_button):
            acts.addWidget(button)
        acts.addStretch(1)
        column.addLayout(acts)
        self.notice = _words("calendar_notice")
        self.list = _words("calendar_list")
        self.list_heading = _heading(_("放假与调休"))
        for widget in (_heading(_("依据")), self.notice, self.list_heading, self.list):
            column.addWidget(widget)
        column.addWidget(_heading(_("本局安排")))
        self.own = make_table("calendar_own", OWN_HEADS, _OWN_WIDTHS)
        self.own.setAccessibleName(_("本局安排"))
        self.own.itemSelectionChanged.connect(self._point_at_own)
        self.own.setMinimumHeight(theme.row_height(self.fontMetrics()) * 4)
        self.nothing = _words("calendar_nothing")
        self.nothing.setText(_("没有登记过本局自己的停业或加班。"))
        column.addWidget(self.own)
        column.addWidget(self.nothing)
        column.addStretch(1)
        # What does not fit is rolled, as the year beside it is.
        roll = QScrollArea()
        roll.setFrameShape(QFrame.Shape.NoFrame)
        roll.setWidgetResizable(True)
        roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roll.setWidget(side)
        roll.setMinimumWidth(side.minimumWidth() + roll.verticalScrollBar().sizeHint().width())
        return roll

    # Showing

    def show_book(self, book: Book) -> None:
        """Show the calendar of a desk."""
        self._book = book
        days = book.law.days
        self.view.show_days(days)
        first, last = min(days.years, default=self._today.year), book.ends.year + _AHEAD
        self.years.clear()
        for year in range(first, min(last, LAST.year) + 1):
            words = _("{year}年").format(year=year)
            if year not in days.years:
                words = _("{year}年（安排未发布）").format(year=year)
            self.years.addItem(words, year)
        self.ends.setText(_("数据到 {day} 止").format(day=book.ends))
        if book.warning:
            self.warning.say("warn", book.warning)
        else:
            self.warning.hide()
        self.own.show_rows(
            [
                (d.day.isoformat(), _(NAMES["opened" if d.works else "closed"]), d.reason)
                for d in book.days
            ]
        )
        self.own.setVisible(bool(book.days))
        self.nothing.setVisible(not book.days)
        self._show_year()

    def go_to(self, year: int) -> None:
        """Show another year."""
        if self.years.findData(year) < 0:
            return
        day = self.view.day
        same = date(year, day.month, min(day.day, 28))
        self.view.choose(self._today if year == self._today.year else same)
        self._show_year()

    def _show_year(self) -> None:
        book, year = self._book, self.view.year
        if book is None:
            return
        place = self.years.findData(year)
        self.years.setCurrentIndex(place)
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(0 <= place < self.years.count() - 1)
        known = book.law.days.years.get(year)
        if known is None:
            self.notice.setText(_("放假安排尚未发布；标“暂”的是法定节假日，没有调休。"))
        else:
            self.notice.setText("\n".join(_notice(known)))
        self.list.setText("\n".join(_spans(known, book.law.days)))
        for widget in (self.list_heading, self.list):
            widget.setVisible(known is not None)
        self.drop_button.setEnabled(book.has("calendar", str(year)) is not None)
        self._show_day()

    def _show_day(self) -> None:
        book, day = self._book, self.view.day
        if book is None:
            return
        if self.years.currentData() != day.year:
            self._show_year()
            return
        days = book.law.days
        self.day.setText(told(day, days))
        self._reach_day()
        own = day in days.exceptions
        works = days.is_workday(day)
        may = self._may_change and FIRST <= day <= LAST
        self.close_button.setVisible(may and not own and works)
        self.open_button.setVisible(may and not own and not works)
        self.forget_button.setVisible(may and own)

    def _reach_day(self) -> None:
        """Roll the year to the chosen day."""
        room = self.view.room_of(self.view.day)
        self._roll.ensureVisible(room.center().x(), room.center().y(), 0, room.height() * 3)

    def _point_at_own(self) -> None:
        row = self.own.currentRow()
        if self._book is not None and 0 <= row < len(self._book.days):
            self.view.choose(self._book.days[row].day)

    def _want(self, works: bool | None) -> None:
        self.day_wanted.emit(self.view.day, works)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    theme.dress(label, role="section")
    return label


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def _notice(year: Year) -> Iterator[str]:
    yield year.title
    if year.notice and year.notice != year.title:
        yield year.notice
    if year.issued is not None:
        yield _("{day} 发布").format(day=year.issued)


def _spans(year: Year | None, days: Workdays) -> Iterator[str]:
    """The days of rest of a year's notice, run by run, each with the days worked for it."""
    if year is None:
        return
    runs: list[tuple[str, date, date]] = []
    for day, name in year.off.items():
        if runs and runs[-1][0] == name and runs[-1][2] == day - DAY:
            runs[-1] = (name, runs[-1][1], day)
        else:
            runs.append((name, day, day))
    for name, first, last in runs:
        count = (last - first + timedelta(1)).days
        span = _("{span}，共{count}日").format(span=span_words(first, last), count=count)
        yield explained(name, span)
    if year.work:
        worked = listed(
            _("{month}月{day}日").format(month=day.month, day=day.day) for day in year.work
        )
        yield explained(_("上班"), worked)
    total = days.between(date(year.year - 1, 12, 31), date(year.year, 12, 31))
    yield _("全年工作日 {count} 日").format(count=total)
