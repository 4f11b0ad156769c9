"""规则与日历: limits, causes, sums and the calendar as they are in force at this desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar

from boshan_desk.domain.explaining import day_words
from boshan_desk.domain.law.amounts import Setting
from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.calendar_leaf import CalendarLeaf
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.law_amounts import AmountsLeaf, file_with, read_yuan
from boshan_desk.ui.law_causes import CausesLeaf
from boshan_desk.ui.law_change import ChangeLeaf
from boshan_desk.ui.law_limits import LimitsLeaf
from boshan_desk.ui.law_reading import Book, read_book, save_change
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.lawfiles import LawChange, LoadedFile


class LawPage(SidePage):
    """Everyone may read; a change is looked at, with the cases it touches, before it is saved."""

    manual = "law"
    changed = Signal()
    """Rules or calendar were saved: limits are to be counted anew."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("规则与日历"))
        self.setObjectName("law_page")
        self.shell = shell
        self._works: bool | None = None
        self._reason = ""
        self._files: list[LoadedFile] = []
        self.amounts_text = ""
        """The office's own file of amounts."""
        may = shell.may(Right.SETTINGS)
        self.state_words = QLabel()
        self.state_words.setObjectName("law_state")
        theme.dress(self.state_words, role="chip")
        self.state_words.hide()
        self.head.addWidget(self.state_words)
        self.tabs = QTabBar()
        self.tabs.setObjectName("law_tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.limits = LimitsLeaf(may_change=may)
        self.causes = CausesLeaf(shell.today)
        self.amounts = AmountsLeaf(may_change=may)
        self.calendar = CalendarLeaf(shell.today, may_change=may)
        self.change = ChangeLeaf()
        self._leaves = QStackedWidget()
        for leaf, title in (
            (self.limits, _("期限规则")),
            (self.causes, _("案由与处罚依据")),
            (self.amounts, _("数额")),
            (self.calendar, _("日历")),
        ):
            self.tabs.addTab(title)
            self._leaves.addWidget(leaf)
        self._leaves.addWidget(self.change)
        self.tabs.currentChanged.connect(self._leaves.setCurrentIndex)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._leaves, 1)
        self.setFocusProxy(self.tabs)
        self.limits.file_wanted.connect(self.open_file)
        self.calendar.file_wanted.connect(self.open_file)
        self.limits.drop_wanted.connect(self.choose_file)
        self.amounts.drop_wanted.connect(self.go_back)
        self.amounts.change_wanted.connect(self.fill_in)
        self.calendar.drop_wanted.connect(lambda year: self.go_back("calendar", year))
        self.calendar.day_wanted.connect(self.arrange_day)
        self.change.called_off.connect(self.call_off)
        self.change.saved.connect(self.save)
        self.change.case_wanted.connect(lambda id: shell.open_record("case", id))
        shell.recounting.connect(self._tell_counting)
        self.refresh()

    def refresh(self) -> None:
        """Read the law again."""
        self.shell.do(read_book, while_there(self, self.show_book))

    def show_book(self, book: Book) -> None:
        """Show the law of a desk."""
        for leaf in (self.limits, self.causes, self.amounts, self.calendar):
            leaf.show_book(book)
        self.amounts_text = book.amounts_text
        self._files = book.rule_files()

    def show_calendar(self) -> None:
        """Go to the calendar."""
        self.tabs.setCurrentIndex(self._leaves.indexOf(self.calendar))

    def leave(self) -> None:
        """Back from a comparison to the rules, and from there to where the officer came from."""
        if self.change.change is not None:
            self.call_off()
        else:
            super().leave()

    # What is wanted

    def open_file(self) -> None:
        """Ask for a rule file or a year's calendar, and look at it."""
        path = self.shell.ask.open_file(
            _("选择规则文件或节假日安排文件"), _("规则文件 (*.toml);;所有文件 (*)")
        )
        if path is not None:
            self.look_at(path)

    def look_at(self, source: Path | str) -> None:
        """Compare a rule file, or its text, with the law in force."""

        def work(desk: Desk, progress: Progress) -> LawChange:
            from boshan_desk.usecases.lawfiles import look_at

            return look_at(desk, source, heard=progress)

        self._look(work)

    def choose_file(self) -> None:
        """Ask which of the loaded rule files is to go, where there are several."""
        files, place = self._files, 0
        if len(files) > 1:
            titles = [file.title for file in files]
            chosen = self.shell.ask.choose(_("恢复哪一种内置规则？"), titles)
            if chosen is None:
                return
            place = chosen
        if files:
            self.go_back(files[place].kind, files[place].name)

    def go_back(self, kind: str, name: str = "") -> None:
        """Look at what going back to the shipped rules would change."""

        def work(desk: Desk, progress: Progress) -> LawChange:
            from boshan_desk.usecases.lawfiles import look_at_drop

            return look_at_drop(desk, kind, name, heard=progress)

        self._look(work)

    def arrange_day(self, day: date, works: bool | None) -> None:
        """Look at what a day of the office's own would change; the reason is asked first."""
        self._works, self._reason = works, ""
        if works is not None:
            question = _("{day}照常上班") if works else _("{day}停止办公")
            question = _("{what}，请写明原因（如通知文号）：").format(
                what=question.format(day=day_words(day))
            )
            reason = self.shell.ask.reason(question, yes=_("核对涉及的案件"))
            if reason is None:
                return
            self._reason = reason

        def work(desk: Desk, progress: Progress) -> LawChange:
            from boshan_desk.usecases.lawfiles import look_at_day

            return look_at_day(desk, day, works, reason=self._reason, heard=progress)

        self._look(work)

    def fill_in(self, setting: Setting) -> None:
        """Ask for a sum that the law leaves to the province, and look at what it changes."""
        was = "" if setting.fen is None else str(setting.fen // 100)
        typed = self.shell.ask.text(_("{title}（元）：").format(title=setting.title), was)
        if typed is None:
            return
        yuan = read_yuan(typed)
        if yuan is None:
            self.shell.said.emit("error", _("数额请填整数元，如 10000"))
            return
        reason = self.shell.ask.reason(
            _("请写明规定这一数额的文件名称和文号："), yes=_("核对涉及的案件")
        )
        if reason is None:
            return
        text = file_with(setting, yuan, reason, self.amounts_text)
        if text is None:
            self.shell.said.emit(
                "error", _("现用的数额是从规则文件载入的，请在文件里修改后重新打开")
            )
        else:
            self.look_at(text)

    def _look(self, work: Callable[[Desk, Progress], LawChange]) -> None:
        self.shell.do_long(
            work, while_there(self, self._compare), words=_("正在核对涉及的未结案件")
        )

    # Looking, saving

    def _compare(self, change: LawChange) -> None:
        self.tabs.hide()
        self._leaves.setCurrentWidget(self.change)
        self.change.show_change(change)

    def call_off(self) -> None:
        """Save nothing; back to the rules."""
        self.change.change = None
        self.tabs.show()
        self._leaves.setCurrentIndex(self.tabs.currentIndex())

    def save(self) -> None:
        """Save what was looked at, and have the limits counted anew."""
        change, works, reason = self.change.change, self._works, self._reason
        if change is None:
            return

        def work(desk: Desk) -> None:
            save_change(desk, change, works=works, reason=reason)

        def done(_done: None) -> None:
            self.call_off()
            self.shell.said.emit("ok", _("已保存：{title}").format(title=change.title))
            self.refresh()
            self.changed.emit()

        self.shell.do(work, while_there(self, done), words=_("正在保存"))

    def _tell_counting(self, under_way: bool) -> None:
        self.state_words.setText(_("正在重新计算期限…"))
        self.state_words.setVisible(under_way)
