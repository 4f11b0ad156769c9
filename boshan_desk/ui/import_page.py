"""A workbook comes in by five steps, always the same: choose, match, check, preview, do.

What was chosen is kept in the plan, so that going back forgets nothing; nothing is written before
the last button, and that button names what it will do.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Cancelled
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_bar import StepBar
from boshan_desk.ui.import_check import CheckStep
from boshan_desk.ui.import_choose import ChooseStep, scrolled
from boshan_desk.ui.import_match import MatchStep
from boshan_desk.ui.import_out import PaperPage, hand_back
from boshan_desk.ui.import_plan import CHECK, CHOOSE, MATCH, PREVIEW, STEPS, WRITE, Plan
from boshan_desk.ui.import_preview import PreviewStep
from boshan_desk.ui.import_reading import Found, look_at, read_columns, read_file
from boshan_desk.ui.import_receipt import Receipt, count_words
from boshan_desk.ui.import_rows import PreviewModel
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_write import WriteStep, has_findings
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Taken

T = TypeVar("T")

KINDS: Final = mark("表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)")

_RECEIPT, _PAPER, _WAIT = 5, 6, 7
"""What the pile holds besides the five steps."""


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
        self._taken: Taken | None = None
        self._asking = 0
        """Counts what was asked for, so that a late answer to an older question is dropped."""
        self._waiting = self._under_way = False
        """Whether an answer is awaited; whether something is being written."""
        self._button_used = False
        """The import was taken back by the page's own button, which works once."""
        self.setObjectName("import_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line // 2, line, line // 2)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        self._pile = QStackedWidget()
        self._make_steps()
        whole.addWidget(self._pile, 1)
        whole.addLayout(self._make_foot())
        for keys, slot in (
            ("Esc", self._escape),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_on),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        shell.stepped.connect(self._after)
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

    def _make_steps(self) -> None:
        plan = self.plan
        self.choose = ChooseStep(self.shell, plan)
        self.choose.file_wanted.connect(self.choose_file)
        self.choose.path_wanted.connect(self.take_file)
        self.choose.again_wanted.connect(self.read_again)
        self.choose.goal_changed.connect(self._read_columns)
        self.choose.sheets_changed.connect(self._moved)
        self.match = MatchStep(plan)
        self.match.head_changed.connect(self._read_columns)
        self.match.fields_changed.connect(self._moved)
        self.check = CheckStep(plan)
        self.check.match_wanted.connect(partial(self.go_to, MATCH))
        self.preview_step = PreviewStep(self.shell.lists, plan)
        self.preview_step.settled.connect(self._look)
        self.preview_step.decided.connect(self._tell_way)
        self.write = WriteStep(plan)
        self.write.write_wanted.connect(self.take_in)
        self.write.return_wanted.connect(self.hand_back)
        self.write.settle_wanted.connect(self._settle)
        self._receipt = Receipt()
        self._receipt.undo_wanted.connect(self.undo_import)
        self._receipt.ledger_wanted.connect(self._open_ledger)
        self._receipt.another_wanted.connect(self._start_over)
        self._receipt.print_wanted.connect(self.make_receipt)
        self._receipt.return_wanted.connect(self.hand_back)
        self._paper = PaperPage(self.shell)
        self._paper.closed.connect(self._show_receipt)
        self._wait = QLabel()
        self._wait.setObjectName("import_wait")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait.setWordWrap(True)
        for page in (
            scrolled(self.choose),
            self.match,
            scrolled(self.check),
            self.preview_step,
            self.write,
            self._receipt,
            self._paper,
            self._wait,
        ):
            self._pile.addWidget(page)

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._back = QPushButton(icons.icon("page-prev"), _("上一步"))
        self._back.setObjectName("import_back")
        self._back.setToolTip(_("上一步（Alt+←），已选的内容不变"))
        self._back.clicked.connect(self.go_back)
        self._hint = QLabel()
        self._hint.setObjectName("import_hint")
        self._hint.setMinimumWidth(1)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.dress(self._hint, role="hint")
        self._next = QPushButton(icons.icon("page-next", ink=theme.PALETTE.on_accent), _("下一步"))
        self._next.setObjectName("import_next")
        self._next.setToolTip(_("下一步（Alt+→）"))
        theme.dress(self._next, role="primary")
        self._next.clicked.connect(self.go_on)
        row.addWidget(self._back)
        row.addWidget(self._hint, 1)
        row.addWidget(self._next)
        return row

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
        known = self._taken is not None or self._is_fresh()
        return self._sight.preview if self._sight is not None and known else None

    @property
    def model(self) -> PreviewModel:
        """The rows that are shown."""
        return self.preview_step.model

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._waiting

    def _is_fresh(self) -> bool:
        """Whether the preview is what the plan asks for."""
        return self._seen == self.plan.stamp()

    def _why_not(self) -> str:
        """Why one cannot go on from here; empty when one can."""
        if self._waiting:
            return _("请稍候…")
        if self.step == CHOOSE:
            return self.choose.why_not()
        if self.step == MATCH:
            return self.match.why_not()
        return ""

    def _open_until(self) -> int:
        """The last step one may go to at once."""
        if self._waiting or self._under_way or self.choose.why_not():
            return self.step if self._waiting or self._under_way else CHOOSE
        if self.plan.missing_head():
            return MATCH
        return WRITE if self._sight is not None and self._is_fresh() else PREVIEW

    # Going on and back

    def go_on(self) -> None:
        """The next step; columns that are matched beyond doubt need no look."""
        if self._taken is not None or self._under_way or self._why_not() or self.step == WRITE:
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
        if self._pile.currentIndex() == _PAPER:
            self._show_receipt()
        elif self._taken is None and self.step > CHOOSE and not self._under_way:
            self._asking += 1
            self._waiting = False
            step = self.step - 1
            if step == MATCH and self.plan.all_sure():
                step = CHOOSE
            self._show_step(step)

    def go_to(self, step: int) -> None:
        """Go to a step; the preview is made anew where something it hangs on has changed."""
        if self._taken is not None or self._under_way or step > self._open_until():
            return
        if step == PREVIEW and not (self._sight is not None and self._is_fresh()):
            self._look()
        else:
            self._show_step(step)

    def _show_step(self, step: int) -> None:
        self.step = step
        if step == CHOOSE:
            self.choose.show_plan(self._why)
        elif step == MATCH:
            self.match.show_plan()
        elif step == CHECK:
            self.check.show_plan()
        elif step == WRITE and self._sight is not None:
            self.write.show_sight(self._sight)
        self._pile.setCurrentIndex(step)
        self._tell_way()
        if step == CHOOSE:
            (self._next if self._next.isEnabled() else self.choose.choose).setFocus()
        elif step == MATCH:
            (self._next if self._next.isEnabled() else self.match.head).setFocus()
        elif step == CHECK:
            self.check.take_focus()
        elif step == PREVIEW:
            self.preview_step.take_focus()
        else:
            self.write.take_focus()

    def _tell_way(self) -> None:
        """The bar above and the buttons below say where one is, and where one may go."""
        done = self._taken is not None
        self.bar.show_step(
            len(STEPS) if done else self.step,
            len(STEPS) if done else self.step,
            -1 if done else self._open_until(),
        )
        self._back.setVisible(not done and self.step > CHOOSE)
        self._back.setEnabled(not self._under_way)
        self._next.setVisible(not done and self.step < WRITE)
        why_not = self._why_not()
        self._next.setEnabled(not why_not and not self._under_way)
        self._hint.setText("" if done else why_not or self._next_words())
        self._leave.setText(_("关闭") if done else _("退出导入"))
        self._leave.setToolTip("" if done else _("退出导入，台账不会有任何改动"))

    def _next_words(self) -> str:
        if self.step == WRITE:
            return ""
        words = {
            CHOOSE: _("下一步：对照栏目"),
            MATCH: _("下一步：核对几个选项"),
            CHECK: _("下一步：预览每一行会怎样处理，不写入"),
            PREVIEW: _("下一步：确认写入"),
        }
        if self.step == PREVIEW and not self._is_fresh():
            return _("下一步：按选定的处理重新核对")
        if self.step == CHOOSE and self.plan.all_sure():
            return _("栏目全部能确定，下一步直接到“核对”")
        return words[self.step]

    def _moved(self) -> None:
        """Something was chosen: what one may do from here may be another thing."""
        if self.step == CHOOSE:
            QTimer.singleShot(0, self._show_choice)
        self._tell_way()

    def _show_choice(self) -> None:
        if self.step == CHOOSE:
            self.choose.show_plan(self._why)

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
        self._taken = self._sight = None
        self._seen = None
        self._why = ""
        self.preview_step.forget()
        self.plan.begin(path)
        self._read(guess=True)

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
        self._asking += 1
        number = self._asking
        self._waiting = True
        self._wait.setText(words)
        self._pile.setCurrentIndex(_WAIT)
        self._tell_way()

        def until_dropped(desk: Desk, progress: Progress) -> T:
            def told(done: int, total: int) -> None:
                if number != self._asking:
                    # Nobody waits for it any more.
                    raise Cancelled
                progress(done, total)

            return work(desk, told)

        def answered(result: T) -> None:
            if number == self._asking:
                self._waiting = False
                then(result)

        def failed(error: Exception) -> None:
            if number == self._asking:
                self._waiting = False
                self._show_step(back)
                self.shell.tell_failure(error)

        self.shell.do_long(
            until_dropped,
            while_there(self, answered),
            words=words.removesuffix("…"),
            failed=while_there(self, failed),
        )

    # Doing it

    def take_in(self, only_good: bool = False) -> None:
        """Do what the preview says."""
        preview = self.preview
        if preview is None or self._under_way or self._waiting:
            return
        remember = self.plan.remember
        self._under_way = True
        self.write.begin_work(True)
        self._tell_way()

        def work(desk: Desk, progress: Progress) -> Taken:
            from boshan_desk.usecases import sheets

            return sheets.take_in(
                desk, preview, only_good=only_good, remember=remember, progress=progress
            )

        self.shell.do_long(
            work,
            while_there(self, self._took_in),
            words=_("正在写入{title}").format(title=_(preview.ledger.title)),
            failed=while_there(self, self._take_failed),
        )

    def _took_in(self, taken: Taken) -> None:
        self._under_way = False
        self.write.begin_work(False)
        self._taken = taken
        self._button_used = False
        self.plan.book = None
        self._tell_taken()
        self._show_receipt()
        self.shell.said.emit(
            "ok",
            _("导入完成：{parts}").format(parts=count_words(taken, written=True)),
        )

    def _take_failed(self, error: Exception) -> None:
        from boshan_desk.domain.problems import Moved

        self._under_way = False
        self.write.begin_work(False)
        self._tell_way()
        self.shell.tell_failure(error)
        if isinstance(error, Moved):
            self._look()

    # Afterwards

    def _tell_taken(self) -> None:
        sight, taken = self._sight, self._taken
        assert sight is not None
        assert taken is not None
        self._receipt.show_taken(
            sight, taken, findings=has_findings(sight), can_undo=not self._button_used
        )

    def _show_receipt(self) -> None:
        self.step = WRITE
        self._pile.setCurrentIndex(_RECEIPT)
        self._tell_way()
        self._receipt.take_focus()

    def hand_back(self) -> None:
        """Write the same workbook with its findings, before or after it came in."""
        if self._sight is not None:
            hand_back(self.shell, self._sight.preview, self._taken)

    def make_receipt(self) -> None:
        """Show the receipt as it will be printed."""
        sight, taken = self._sight, self._taken
        if sight is None or taken is None:
            return

        def work(desk: Desk, progress: Progress) -> Drawn:
            from boshan_desk.usecases.sheets.receipt import receipt_paper

            progress(0, 1)
            return receipt_paper(desk, sight.preview, taken)

        name = _("导入回执_{name}.pdf").format(name=sight.preview.path.stem)
        self._paper.make(work, name, partial(self._pile.setCurrentIndex, _PAPER))

    def undo_import(self) -> None:
        """Take the finished import back, whole."""
        taken = self._taken
        if taken is None:
            return
        self._receipt.allow_undo(False)

        def work(desk: Desk) -> int:
            from boshan_desk.usecases import sheets

            return sheets.undo_import(desk, taken.number)

        self.shell.do(
            work,
            while_there(self, self._undone),
            words=_("正在撤销导入"),
            failed=while_there(self, self._undo_failed),
        )

    def _undone(self, count: int) -> None:
        self._button_used = True
        words = _undone_words(count)
        self._receipt.show_undone(words)
        self._receipt.take_focus()
        self.shell.said.emit("ok", words)

    def _undo_failed(self, error: Exception) -> None:
        self._receipt.allow_undo(True)
        self.shell.tell_failure(error)

    def _after(self, step: Step) -> None:
        """The import may also be taken back, and done again, from the bar or by keys."""
        taken = self._taken
        if taken is None:
            return
        from boshan_desk.usecases import sheets

        if sheets.is_about_imports(step):
            number = taken.number
            self.shell.do(
                lambda desk: sheets.stands(desk, number),
                while_there(self, partial(self._told_whether, taken)),
            )

    def _told_whether(self, taken: Taken, stands: bool) -> None:
        """Show whether the import holds."""
        if taken is not self._taken:
            return
        if stands:
            self._tell_taken()
        else:
            self._receipt.show_undone(_undone_words(_written(taken)))
            self._receipt.take_focus()

    def _open_ledger(self) -> None:
        self.closed.emit()
        self.shell.list_wanted.emit(self.ledger.name, None)

    def _start_over(self) -> None:
        self._taken = self._sight = None
        self._seen = None
        self._why = ""
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
        if self._pile.currentIndex() == _PAPER or (self._taken is None and self.step > CHOOSE):
            self.go_back()
        else:
            self.leave()


def _undone_words(count: int) -> str:
    return _("已撤销本次导入，{count} 条记录恢复到导入前的样子。").format(count=count)


def _written(taken: Taken) -> int:
    """How many records an import wrote."""
    return taken.counts["new"] + taken.counts["changed"]
