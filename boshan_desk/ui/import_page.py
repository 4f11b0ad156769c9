"""A workbook comes in by five steps, always the same: choose, match, check, preview, do.

What was chosen is kept in the plan, so that going back forgets nothing; nothing is written before
the last button, and that button names what it will do.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_asking import Asking
from boshan_desk.ui.import_bar import StepBar
from boshan_desk.ui.import_foot import NEXT, Foot
from boshan_desk.ui.import_out import hand_back
from boshan_desk.ui.import_pile import StepPile
from boshan_desk.ui.import_plan import CHECK, CHOOSE, MATCH, PREVIEW, STEPS, WRITE, Plan
from boshan_desk.ui.import_reading import Found, look_at, read_columns, read_file
from boshan_desk.ui.import_receipt import count_words
from boshan_desk.ui.import_rows import PreviewModel
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_writing import take_in
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Taken

T = TypeVar("T")

KINDS: Final = mark("表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)")


class ImportPage(QWidget):
    """One file on its way into one ledger."""

    closed = Signal()
    looking = Signal()
    """A file is looked at anew: what was said about the last look no longer holds."""

    def __init__(self, shell: Shell, ledger_name: str = "") -> None:
        super().__init__()
        self.shell = shell
        first = next(ledger for ledger in LEDGERS.values() if ledger.typed)
        chosen = LEDGERS.get(ledger_name, first)
        self.plan = Plan(chosen if chosen.typed else first)
        self.step = CHOOSE
        self._why = ""
        self._sight: Sight | None = None
        self._seen: Hashable = None
        """The plan's stamp when the preview was made: another one wants another look."""
        self._asking = Asking(shell, self)
        self._under_way = False
        """Whether something is being written."""
        self.setObjectName("import_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line // 2, line, line // 2)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        self._pile = StepPile(shell, self.plan)
        self.choose, self.match = self._pile.choose, self._pile.match
        self.preview_step, self.write = self._pile.preview, self._pile.write
        self.done = self._pile.done
        self._listen()
        whole.addWidget(self._pile, 1)
        self._foot = Foot()
        self._foot.back_wanted.connect(self.go_back)
        self._foot.next_wanted.connect(self.go_on)
        whole.addWidget(self._foot)
        for keys, slot in (
            ("Esc", self._escape),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_on),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._show_step(CHOOSE)

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        back = QPushButton(icons.icon("close"), _("退出导入"))
        back.setObjectName("import_leave")
        back.setToolTip(_("退出导入，台账不会有任何改动"))
        back.clicked.connect(self.leave)
        self._leave = back
        self._title = QLabel(_("导入表格"))
        theme.dress(self._title, role="title")
        self.bar = StepBar()
        self.bar.wanted.connect(self.go_to)
        row.addWidget(self._title)
        row.addSpacing(self.fontMetrics().height())
        row.addWidget(self.bar, 10)
        row.addStretch(1)
        row.addWidget(back)
        return row

    def _listen(self) -> None:
        """Hear what is chosen and wanted on the steps."""
        self.choose.file_wanted.connect(self.choose_file)
        self.choose.path_wanted.connect(self.take_file)
        self.choose.again_wanted.connect(self.read_again)
        self.choose.goal_changed.connect(self._read_columns)
        self.choose.sheets_changed.connect(self._moved)
        self.match.head_changed.connect(self._read_columns)
        self.match.fields_changed.connect(self._moved)
        self._pile.check.match_wanted.connect(partial(self.go_to, MATCH))
        self.preview_step.settled.connect(self._look)
        self.preview_step.decided.connect(self._tell_way)
        self.write.write_wanted.connect(self.take_in)
        self.write.return_wanted.connect(self.hand_back)
        self.write.settle_wanted.connect(self._settle)
        self.done.ledger_wanted.connect(self._open_ledger)
        self.done.another_wanted.connect(self._start_over)
        self.done.return_wanted.connect(self.hand_back)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes on at what is wanted next, unless that is awaited."""
        super().focusInEvent(event)
        if self.done.taken is not None:
            self.done.take_focus()
        elif not (self._under_way or self._pile.waiting):
            self._pile.take_focus(self.step, self._foot.next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the best of the room."""
        super().resizeEvent(event)
        char = self.fontMetrics().horizontalAdvance("0")
        narrow = event.size().width() < 105 * char
        if narrow != (event.oldSize().width() < 105 * char) or not event.oldSize().isValid():
            self.preview_step.save_width(narrow)
        self._title.setVisible(event.size().width() >= 85 * char)

    # Where one is

    @property
    def ledger(self) -> Ledger:
        """Where the file goes."""
        return self.plan.ledger

    @property
    def path(self) -> Path | None:
        """The file."""
        return self.plan.path

    @property
    def preview(self) -> Preview | None:
        """What taking the file in would do; None while that is not known."""
        known = self.done.taken is not None or self._is_fresh()
        return self._sight.preview if self._sight is not None and known else None

    @property
    def model(self) -> PreviewModel:
        """The rows that are shown."""
        return self.preview_step.model

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._asking.waiting

    def _is_fresh(self) -> bool:
        """Whether the preview is what the plan asks for."""
        return self._seen == self.plan.stamp()

    def _why_not(self) -> str:
        """Why one cannot go on from here; empty when one can."""
        if self._asking.waiting:
            return _("请稍候…")
        if self.step == CHOOSE:
            return self.choose.why_not()
        if self.step == MATCH:
            return self.match.why_not()
        return ""

    def _open_until(self) -> int:
        """The last step one may go to at once."""
        if self._asking.waiting or self._under_way or self.choose.why_not():
            return self.step if self._asking.waiting or self._under_way else CHOOSE
        if self.plan.missing_head():
            return MATCH
        return WRITE if self._sight is not None and self._is_fresh() else PREVIEW

    # Going on and back

    def go_on(self) -> None:
        """The next step; columns that are matched beyond doubt need no look."""
        if self.done.taken is not None or self._under_way or self._why_not() or self.step == WRITE:
            return
        step = self.step + 1
        if step == MATCH and self.plan.all_sure():
            step = CHECK
        elif step == WRITE and not self._is_fresh():
            # Something was decided since: that is seen before anything is written.
            step = PREVIEW
        self.go_to(step)

    def go_back(self) -> None:
        """The step before; what was chosen stays."""
        if self.done.paper_open:
            self.done.close_paper()
        elif self.done.taken is None and self.step > CHOOSE and not self._under_way:
            self._asking.drop()
            step = self.step - 1
            if step == MATCH and self.plan.all_sure():
                step = CHOOSE
            self._show_step(step)

    def go_to(self, step: int) -> None:
        """Go to a step; the preview is made anew where something it hangs on has changed."""
        if self.done.taken is not None or self._under_way or step > self._open_until():
            return
        if step == PREVIEW and not (self._sight is not None and self._is_fresh()):
            self._look()
        else:
            self._show_step(step)

    def _show_step(self, step: int) -> None:
        self.step = step
        self._pile.show_step(step, self._why, self._sight)
        self._tell_way()
        self._pile.take_focus(step, self._foot.next)

    def _tell_way(self) -> None:
        """The bar above and the buttons below say where one is, and where one may go."""
        done = self.done.taken is not None
        step = len(STEPS) if done else self.step
        self.bar.show_step(step, step, -1 if done else self._open_until())
        words = _(NEXT[self.step])
        if self.step == PREVIEW and not self._is_fresh():
            words = _("下一步：按选定的处理重新核对")
        elif self.step == CHOOSE and self.plan.all_sure():
            words = _("栏目全部能确定，下一步直接到“核对”")
        self._foot.show_way(
            self.step, done=done, busy=self._under_way, why_not=self._why_not(), words=words
        )
        self._leave.setText(_("关闭") if done else _("退出导入"))
        self._leave.setToolTip("" if done else _("退出导入，台账不会有任何改动"))

    def _moved(self) -> None:
        """Something was chosen: what one may do from here may be another thing."""
        self._tell_way()

    # The file

    def choose_file(self) -> None:
        """Ask for a file and read it."""
        path = self.shell.ask.open_file(_("选择要导入的表格"), _(KINDS))
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read this file; it goes into the ledger that it plainly is, whatever was in view."""
        if self._under_way:
            return
        self._forget()
        self.plan.begin(path)
        self._read(guess=True)

    def _forget(self) -> None:
        """Nothing holds that was found out of another file."""
        self.done.forget()
        self.preview_step.forget()
        self._sight = self._seen = None
        self._why = ""

    def read_again(self) -> None:
        """Read the file again as it is now; what was chosen stays."""
        if self.path is not None and not self._under_way:
            self._seen = None
            self._read(guess=False)

    def _read(self, *, guess: bool) -> None:
        assert self.path is not None
        words = _("正在读取 {name}…").format(name=self.path.name)
        self._ask(
            read_file(self.plan, guess=guess), partial(self._was_read, guess), words, back=CHOOSE
        )

    def _was_read(self, guess: bool, found: Found) -> None:
        plan = self.plan
        plan.ledger = found.ledger
        self._take_columns(found)
        if self.path is not None and guess:
            self.choose.remember(self.path)
        self._show_step(CHOOSE)

    def _take_columns(self, found: Found) -> None:
        self.plan.book, self.plan.sheets, self._why = found.book, found.sheets, found.why
        self.plan.rivals = found.rivals
        town = self.plan.town_wanted
        self.match.name_town(self.shell.lists["town"].label(town) if town else "")

    def _read_columns(self) -> None:
        """Match the columns anew, and stay where one is."""
        if self.plan.book is None:
            self._show_step(self.step)
            return
        self._ask(read_columns(self.plan), self._were_matched, _("正在对照栏目…"), back=self.step)

    def _were_matched(self, found: Found) -> None:
        self._take_columns(found)
        self._show_step(self.step)

    # The preview

    def look(self) -> None:
        """Find out what taking the file in would do; writes nothing."""
        if self.plan.book is not None and not self._under_way:
            self._look()

    def _look(self) -> None:
        assert self.path is not None
        back = self.step
        self.step = PREVIEW
        words = _("正在核对 {name}…").format(name=self.path.name)
        stamp = self.plan.stamp()
        self._ask(look_at(self.plan), partial(self._looked, stamp), words, back=back)

    def _looked(self, stamp: Hashable, sight: Sight) -> None:
        self._sight, self._seen = sight, stamp
        self.preview_step.show_sight(sight)
        if self.preview is None:
            # Something was chosen while the file was looked at.
            self._look()
        else:
            self._show_step(PREVIEW)

    def show_only(self, outcome: str) -> None:
        """Narrow the rows to one outcome."""
        self.preview_step.show_only(outcome)

    def _settle(self) -> None:
        self._show_step(PREVIEW)
        self.preview_step.show_only("alike")

    def _ask(
        self,
        work: Callable[[Desk, Progress], T],
        then: Callable[[T], None],
        words: str,
        *,
        back: int,
    ) -> None:
        """Find something out off the window's thread; where that fails, go to the step `back`."""
        self.looking.emit()
        self._pile.show_wait(words)
        # What had the keyboard is hidden now: Esc is heard here, not by the list of places.
        self.setFocus()
        self._asking.ask(work, then, partial(self._show_step, back), words)
        self._tell_way()

    # Doing it

    def take_in(self, only_good: bool = False) -> None:
        """Do what the preview says."""
        preview = self.preview
        if preview is None or self._under_way or self._asking.waiting:
            return
        remember = self.plan.remember
        self._under_way = True
        # A button that goes off would hand the keyboard to the list of places.
        self.setFocus()
        self.write.begin_work(True)
        self._tell_way()

        take_in(
            self.shell,
            preview,
            only_good=only_good,
            remember=remember,
            then=while_there(self, self._took_in),
            failed=while_there(self, self._take_failed),
        )

    def _took_in(self, taken: Taken) -> None:
        self._under_way = False
        self.write.begin_work(False)
        sight = self._sight
        assert sight is not None
        self.plan.book = None
        self.done.show_taken(sight, taken)
        self._show_done()
        self.shell.said.emit(
            "ok",
            _("导入完成：{parts}").format(parts=count_words(taken, written=True)),
        )

    def _take_failed(self, error: Exception) -> None:
        from boshan_desk.domain.problems import Moved

        self._under_way = False
        self.write.begin_work(False)
        self._tell_way()
        if self.hasFocus():
            self.write.take_focus()
        self.shell.tell_failure(error)
        if isinstance(error, Moved):
            self._look()

    # Afterwards

    def _show_done(self) -> None:
        self.step = WRITE
        self._tell_way()
        self._pile.show_done()

    def hand_back(self) -> None:
        """Write the same workbook with its findings, before or after it came in."""
        if self._sight is not None:
            hand_back(self.shell, self._sight.preview, self.done.taken)

    def _open_ledger(self) -> None:
        self.closed.emit()
        self.shell.list_wanted.emit(self.ledger.name, None)

    def _start_over(self) -> None:
        self._forget()
        self.plan.forget()
        self._show_step(CHOOSE)
        self.choose_file()

    # Leaving

    def try_close(self) -> bool:
        """Whether the page may be left; not while it writes."""
        if self._under_way:
            self.shell.said.emit("note", _("正在写入，请等它完成，或先取消"))
        return not self._under_way

    def leave(self) -> None:
        """Go back to where the officer came from."""
        if self.try_close():
            self.closed.emit()

    def _escape(self) -> None:
        """One step back, and out of the page from the first and from the last."""
        if self.done.paper_open or (self.done.taken is None and self.step > CHOOSE):
            self.go_back()
        else:
            self.leave()
