"""期限: what every open case asks for, and by when; the nearest first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.procedure.listing import BUCKETS, state_words
from boshan_desk.store.limits_list import LimitsList, Wanted
from boshan_desk.store.rows import Rows
from boshan_desk.ui import deadlines_out, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.deadlines_count import DueCounts
from boshan_desk.ui.deadlines_filter import DeadlinesFilter
from boshan_desk.ui.deadlines_list import DeadlinesList
from boshan_desk.ui.deadlines_model import DeadlinesModel, Found, look_first, look_up
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.start_page import day_words

_NAMED: Final = 3
"""So many limits that run again are named; the rest is counted."""


class DeadlinesPage(QWidget):
    """The list of limits over all cases."""

    written = Signal(object, str)
    """A file was written: its path, and what it holds."""

    def __init__(self, shell: Shell, due: DueCounts) -> None:
        super().__init__()
        self.shell = shell
        self._due = due
        self._asked = 0
        self.setObjectName("deadlines_page")
        self.filter = DeadlinesFilter(shell)
        self.model = DeadlinesModel(shell, self)
        self.list = DeadlinesList(self.model)
        self.list.case_wanted.connect(lambda id: shell.open_record("case", id))
        self.recounting = Banner("deadlines_recounting", "note")
        self.resumed = Banner("deadlines_resumed", "warn")
        self.empty = QLabel()
        self.empty.setObjectName("deadlines_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._pile = QStackedLayout()
        self._pile.addWidget(self.list)
        self._pile.addWidget(self.empty)
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        whole.addWidget(self.recounting)
        whole.addWidget(self.resumed)
        whole.addWidget(self.filter)
        whole.addLayout(self._pile, 1)
        self.setFocusProxy(self.list)
        self.filter.changed.connect(self.refresh)
        due.changed.connect(self._heed_counts)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.as_of = QLabel()
        self.as_of.setObjectName("deadlines_as_of")
        theme.dress(self.as_of, role="hint")
        self.today = QLabel()
        self.today.setObjectName("deadlines_today")
        row.addWidget(self.as_of)
        row.addSpacing(self.fontMetrics().height() // 2)
        row.addWidget(self.today)
        row.addStretch(1)
        row.addWidget(self._make_export())
        printing = QPushButton(icon("print"), _("打印…"))
        printing.setObjectName("deadlines_print")
        printing.setShortcut("Ctrl+P")
        printing.clicked.connect(self.print_out)
        row.addWidget(printing)
        return row

    def _make_export(self) -> QPushButton:
        button = QPushButton(icon("export"), _("导出"))
        button.setObjectName("deadlines_export")
        menu = QMenu(button)
        for name, words, sign, slot in (
            ("deadlines_sheet", _("Excel 表格…"), "template", self.export_list),
            ("deadlines_calendar", _("日历文件（.ics）…"), "calendar", self.export_calendar),
            ("deadlines_pdf", _("PDF 文件…"), "report", self.save_paper),
        ):
            action = menu.addAction(icon(sign), words)
            action.setObjectName(name)
            action.triggered.connect(slot)
        button.setMenu(menu)
        return button

    # What is shown

    def show_bucket(self, name: str) -> None:
        """Show one group of the list, or all of it (""), of all officers and towns."""
        if self.filter.narrowed:
            self.filter.clear()
        self.filter.show_bucket(next((each for each in BUCKETS if each == name), None))
        self.list.setFocus()

    def refresh(self) -> None:
        """Look the list up again; the choice in it stays."""
        self._asked += 1
        asked, day = self._asked, self.shell.today
        wanted, buckets = self.filter.wanted, self.filter.buckets

        def first(rows: Rows) -> Found | None:
            # While one waited, another list may have been asked for.
            return look_first(rows, day, wanted, buckets) if asked == self._asked else None

        def whole(rows: Rows) -> Found | None:
            return look_up(rows, day, wanted, buckets) if asked == self._asked else None

        def show(found: Found | None) -> None:
            if found is not None and asked == self._asked:
                self._show(found)
                if found.whole:
                    self._look_for_choices(others=wanted.others)
                else:
                    self.shell.look(whole, while_there(self, show))

        self.shell.look(first, while_there(self, show))

    def _look_for_choices(self, *, others: bool) -> None:
        self.shell.look(
            lambda rows: _choices(rows.limits(), others=others),
            while_there(self, lambda found: self.filter.offer(*found)),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """The list is looked up when it is looked at."""
        super().showEvent(event)
        self.list.fit()
        self.refresh()

    def _heed_counts(self) -> None:
        if self._due.recounting:
            self.recounting.say(_("规则或日历有变，正在重新计算期限，以下日期可能还会变动。"))
        else:
            self.recounting.hide()
        if self.isVisible():
            self.refresh()

    def _show(self, found: Found) -> None:
        chosen, focused = self.list.chosen(), self.list.hasFocus()
        row = self.list.currentIndex().row()
        top = self.list.verticalScrollBar().value()
        self.model.show(found)
        self.list.show_headings()
        self.list.choose(chosen, row)
        self.list.verticalScrollBar().setValue(top)
        if found.whole:
            self.filter.show_counts(found.counts)
            self._show_today(found)
        self.as_of.setText(_("截至 {day}").format(day=day_words(found.on)))
        self._show_resumed(found)
        self.empty.setText(self._why_empty())
        self._pile.setCurrentWidget(self.list if found.total else self.empty)
        if focused:
            self.list.setFocus()

    def _show_today(self, found: Found) -> None:
        pressing = found.counts.get("overdue", 0) + found.counts.get("today", 0)
        if pressing:
            words = _("▲ 有 {count} 项已超期或今天到期").format(count=pressing)
        else:
            words = _("√ 今日无到期事项")
        self.today.setText(words)
        theme.dress(self.today, severity="stop" if pressing else "ok")

    def _show_resumed(self, found: Found) -> None:
        """An ended hold must shout."""
        rows = found.resumed
        if not rows:
            self.resumed.hide()
            return
        told = [
            _("{case}“{limit}”{state}").format(
                case=row.case, limit=row.title, state=state_words(row)
            )
            for row in rows[:_NAMED]
        ]
        words = _("最近恢复计时：{what}").format(what="；".join(told))
        if len(rows) > _NAMED:
            words = _("{words}；等 {count} 项").format(words=words, count=len(rows))
        self.resumed.say(words)

    def _why_empty(self) -> str:
        if self.filter.narrowed:
            return _("没有符合条件的期限。")
        match self.filter.bucket:
            case None | "today":
                return _("今日无到期事项。")
            case "overdue":
                return _("没有超期事项。")
            case "week":
                return _("7日内没有到期事项。")
            case "stopped":
                return _("没有暂停计时的期限。")
            case "later":
                return _("没有7日后到期的期限。")

    # Handing out

    def export_list(self) -> None:
        """Write what is shown into a workbook."""
        deadlines_out.export_sheet(
            self.shell, self.filter.bucket, self.filter.wanted, self._tell_written
        )

    def export_calendar(self) -> None:
        """Write what is shown into a calendar file."""
        deadlines_out.export_calendar(
            self.shell, self.filter.bucket, self.filter.wanted, self._tell_written
        )

    def save_paper(self) -> None:
        """Write what is shown as PDF."""
        deadlines_out.save_paper(
            self.shell, self.filter.bucket, self.filter.wanted, self._tell_written
        )

    def print_out(self) -> None:
        """Print what is shown."""
        deadlines_out.print_list(self.shell, self.filter.bucket, self.filter.wanted)

    def _tell_written(self, path: Path, words: str) -> None:
        self.written.emit(path, words)


def _choices(limits: LimitsList, *, others: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """The officers and limits that may be chosen."""
    wanted = Wanted(others=others)
    return limits.officers(wanted=wanted), limits.rules(wanted=wanted)
