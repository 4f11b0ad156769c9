"""待处理: what two offices wrote differently, and rows that wait for a word, decided one by one.

A choice made here is not written yet: it can be made otherwise, taken back or put aside, until the
one button below writes all of them as one work.  What was written can be decided anew as long as
nobody has written there since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabBar,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.conflict_choices import Choices, decided_words, record_words
from boshan_desk.ui.conflict_detail import Detail
from boshan_desk.ui.conflict_filter import MatterFilter
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.deciding import Written
    from boshan_desk.usecases.exchange.decisions import Decision
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.settling import Choice

T = TypeVar("T")

WAIT, ASIDE, DONE = "wait", "aside", "done"
_TABS: Final = (
    (WAIT, mark("待处理 {count}")),
    (ASIDE, mark("暂放 {count}")),
    (DONE, mark("已决定 {count}")),
)
_HEADS: Final = (mark("记录"), mark("事项"))
_SHARES: Final = (11, 9)
_MATTER: Final = 1
"""The column that says what waits, and what was chosen."""
_FIRST, _LAST = Qt.Key.Key_1, Qt.Key.Key_9


class ConflictsPage(SidePage):
    """Everything that waits for a decision, one matter at a time."""

    counted = Signal(int)
    """How much still waits."""

    def __init__(self, shell: Shell, *, kind: str = "", town: str = "", id: str = "") -> None:
        """`kind` and `town` narrow what is shown first; `id` is a record to begin with."""
        super().__init__(_("待处理"))
        self.setObjectName("conflicts_page")
        self.manual = "town_desk" if shell.level == "town" else "towns"
        self.shell = shell
        self._id = id
        self._all: list[Waiting] = []
        self._decided: list[Decision] = []
        self._choices = Choices()
        self._key = ""
        self._begun = False
        self._writing = False
        self._unshared = True
        """Whether the list and the matter have not got their parts of the width yet."""
        self._make_head(kind, town)
        self._make_middle()
        self._make_foot()
        shell.stepped.connect(self._after)
        self._show_rows()

    # Parts

    def _make_head(self, kind: str, town: str) -> None:
        self.tabs = QTabBar()
        self.tabs.setObjectName("conflicts_tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for key, words in _TABS:
            self.tabs.setTabData(self.tabs.addTab(_(words).format(count="…")), key)
        self.tabs.currentChanged.connect(lambda _at: self._show_rows())
        self.narrow = MatterFilter(self.shell, kind, town)
        self.narrow.changed.connect(self._show_rows)
        self.head.insertWidget(self.head.count() - 1, self.tabs)
        self.head.addWidget(self.narrow)

    def _make_middle(self) -> None:
        self.table = TallTable(_HEADS, _SHARES)
        self.table.setObjectName("conflicts_table")
        self.table.setAccessibleName(_("待处理事项"))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.installEventFilter(self)
        self.table.itemSelectionChanged.connect(self._choose_row)
        self.detail = Detail(self.shell)
        self.detail.chosen.connect(self._take_choice)
        self.detail.aside_wanted.connect(self._set_aside)
        self.detail.all_wanted.connect(self._choose_alike)
        self.detail.change_wanted.connect(self._reconsider)
        self.detail.double_wanted.connect(self._open_double)
        self.detail.step_wanted.connect(self._step)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self._split = split
        self._nothing = QLabel()
        self._nothing.setObjectName("conflicts_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        theme.dress(self._nothing, role="hint")
        self.body.addWidget(split, 1)
        self.body.addWidget(self._nothing, 1)
        self.setFocusProxy(self.table)

    def _make_foot(self) -> None:
        self._foot = QFrame()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        self.told = QLabel()
        self.told.setObjectName("conflicts_told")
        self.told.setWordWrap(True)
        self.take_back = QPushButton(icon("undo"), _("清除选择"))
        self.take_back.setObjectName("conflicts_clear")
        self.take_back.clicked.connect(self._clear)
        self.write = QPushButton()
        self.write.setObjectName("conflicts_write")
        theme.dress(self.write, role="primary")
        self.write.clicked.connect(lambda: self._write())
        row.addWidget(self.told, 1)
        row.addWidget(self.take_back)
        row.addWidget(self.write)
        self.body.addWidget(self._foot)

    # Reading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.refresh()

    def _after(self, _step: Step) -> None:
        if self._begun and not self._writing:
            self.refresh()

    def refresh(self) -> None:
        """Read anew what waits and what was decided."""

        def read(desk: Desk) -> tuple[list[Waiting], list[Decision]]:
            from boshan_desk.usecases.exchange.decisions import decided
            from boshan_desk.usecases.exchange.waiting import waiting

            return waiting(desk), decided(desk)

        self.shell.do(read, while_there(self, self._show))

    def _show(self, found: tuple[list[Waiting], list[Decision]]) -> None:
        self._all, self._decided = found
        if self._unshared:
            self._unshared = False
            width = self._split.width()
            self._split.setSizes([width * 2 // 5, width - width * 2 // 5])
        # What somebody else decided meanwhile needs no choice any more.
        self._choices.keep_only({each.key for each in self._all})
        self.narrow.offer_kinds(self._all)
        if begin := next((each for each in self._all if each.id == self._id), None):
            self._key, self._id = begin.key, ""
            self.tabs.setCurrentIndex(1 if begin.aside else 0)
        self._show_rows()
        self.counted.emit(sum(1 for each in self._all if not each.aside))

    # What is shown

    @property
    def tab(self) -> str:
        """Which of the lists is seen."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    def _listed(self, tab: str) -> list[Waiting]:
        aside = tab == ASIDE
        return [each for each in self._all if each.aside == aside and self.narrow.lets(each)]

    def _show_rows(self) -> None:
        for at, (key, words) in enumerate(_TABS):
            count = len(self._decided) if key == DONE else len(self._listed(key))
            self.tabs.setTabText(at, _(words).format(count=count))
        if self.tab == DONE:
            rows = [(record_words(each), decided_words(each)) for each in self._decided]
        else:
            told = self._choices.matter_words
            rows = [(record_words(each), told(each)) for each in self._shown()]
        # What was decided is not narrowed.
        self.narrow.setEnabled(self.tab != DONE)
        kept = self._row_of(self._key)
        if kept < 0:
            # It is not there any more: the one that took its place is next.
            kept = self.table.currentRow()
        self.table.blockSignals(True)
        self.table.show_rows(rows)
        self.table.blockSignals(False)
        self._split.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(
            {
                WAIT: _("没有等待处理的事项。"),
                ASIDE: _("没有暂放的事项。"),
                DONE: _("还没有决定过的事项。"),
            }[self.tab]
        )
        if rows:
            self.table.selectRow(min(max(kept, 0), len(rows) - 1))
        self._choose_row()
        self._name_button()

    def _shown(self) -> list[Waiting]:
        return self._listed(self.tab) if self.tab != DONE else []

    def _row_of(self, key: str) -> int:
        keys = [each.key for each in self._shown()]
        return keys.index(key) if key in keys else -1

    @property
    def current(self) -> Waiting | None:
        """The matter that is looked at."""
        shown, row = self._shown(), self.table.currentRow()
        return shown[row] if 0 <= row < len(shown) else None

    def _choose_row(self) -> None:
        if self.tab == DONE:
            row = self.table.currentRow()
            there = 0 <= row < len(self._decided)
            self.detail.show_decision(self._decided[row] if there else None)
            return
        matter = self.current
        self._key = matter.key if matter else ""
        if matter is None:
            self.detail.show_nothing()
            return
        self.detail.show_matter(matter, self._choices.get(matter.key), len(self._alike(matter)))

    def _step(self, way: int) -> None:
        row = self.table.currentRow() + way
        if 0 <= row < self.table.rowCount():
            self.table.selectRow(row)

    # Choosing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list 1, 2 … choose the first, the second … of what stands at the right."""
        if watched is self.table and isinstance(event, QKeyEvent):
            place = event.key() - _FIRST
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.type() == QEvent.Type.KeyPress and plain and 0 <= place <= _LAST - _FIRST:
                self.detail.choose_place(place)
                return True
        return super().eventFilter(watched, event)

    def _take_choice(self, choice: Choice | None) -> None:
        matter = self.current
        if matter is None:
            return
        self._choices.choose(matter, choice)
        words = self._choices.matter_words(matter)
        self.table.show_cell(self.table.currentRow(), _MATTER, words)
        self.detail.offer_alike(len(self._alike(matter)), choice)
        self._name_button()

    def _alike(self, matter: Waiting) -> list[Waiting]:
        from boshan_desk.usecases.exchange.waiting import like_this

        return like_this(matter, self._listed(self.tab)) if self.tab != DONE else []

    def _choose_alike(self) -> None:
        """The same choice for all like this one: of versions, that of the same office."""
        matter = self.current
        if matter is None or matter.key not in self._choices:
            return
        self._choices.choose_alike(matter, self._alike(matter))
        self._show_rows()

    def _clear(self) -> None:
        self._choices.clear()
        self._show_rows()

    def _set_aside(self) -> None:
        matter = self.current
        if matter is None:
            return
        aside = not matter.aside

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.exchange.conflicts import set_aside

            return set_aside(desk, [matter], aside=aside)

        def done(_count: int) -> None:
            self._choices.forget([matter.key])
            self._writing = False
            self.shell.said.emit(
                "ok",
                _("已暂放，可在“暂放”里取回") if aside else _("已取回，回到“待处理”"),
            )
            self.refresh()
            self.table.setFocus()

        self._begin(work, done)

    # Writing

    def _name_button(self) -> None:
        """Say what the button will do, and how much is left."""
        chosen = [each for each in self._all if each.key in self._choices]
        left = sum(1 for each in self._all if not each.aside and each.key not in self._choices)
        self._foot.setVisible(self.tab != DONE)
        self.write.setText(_("写入 {count} 项决定").format(count=len(chosen)))
        effect = self._choices.effect(chosen)
        self.write.setToolTip(effect)
        self.write.setEnabled(bool(chosen) and not self._writing)
        self.take_back.setEnabled(bool(chosen) and not self._writing)
        told = [_("已选 {count} 项").format(count=len(chosen))] if chosen else []
        if effect:
            told[0] += f"（{effect}）"
        if left:
            told.append(_("还有 {count} 项没有选，可以以后再选").format(count=left))
        if left and not chosen:
            told.append(_("在左边按 1、2 选，按 ↓ 到下一项"))
        self.told.setText(clauses(filter(None, told)))

    def _write(self) -> None:
        chosen = [each for each in self._all if each.key in self._choices]
        reason: str | None = ""
        if count := sum(1 for each in chosen if self._choices.wants_reason(each)):
            question = _("其中 {count} 项要写明原因（已审核、已封账或不接收）：").format(
                count=count
            )
            reason = self.shell.ask.reason(question, yes=_("写入"))
            if reason is None:
                return
        items = [(matter, self._choices[matter.key]) for matter in chosen]

        def done(written: Written) -> None:
            self._writing = False
            self._choices.forget(written.keys)
            if written.keys:
                words = _("已写入 {count} 项决定；在“已决定”里可以改")
                self.shell.said.emit("ok", words.format(count=len(written.keys)))
            if written.refusals:
                words = _("还有 {count} 项没有写入：{why}")
                why = clauses(dict.fromkeys(error.words() for error in written.refusals))
                left = len(items) - len(written.keys)
                self.shell.said.emit("error", words.format(count=left, why=why))
            self.refresh()
            self.table.setFocus()

        def work(desk: Desk) -> Written:
            from boshan_desk.usecases.exchange.deciding import decide

            return decide(desk, items, reason=reason or "")

        self._begin(work, done)

    def _reconsider(self, decision: Decision, choice: Choice) -> None:
        question = _("改变“{record}”的“{title}”，请写明原因：").format(
            record=decision.label, title=decision.line.title
        )
        reason = self.shell.ask.reason(question, yes=_("改变决定"))
        if reason is None:
            return

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.exchange.decisions import reconsider

            reconsider(
                desk,
                decision.number,
                decision.ledger,
                decision.id,
                decision.register,
                choice,
                reason,
            )
            return 1

        def done(_count: int) -> None:
            self._writing = False
            self.shell.said.emit("ok", _("已改变决定"))
            self.refresh()
            self.table.setFocus()

        self._begin(work, done)

    def _begin(self, work: Callable[[Desk], T], done: Callable[[T], object]) -> None:
        self._writing = True
        self.write.setEnabled(False)

        def failed(error: Exception) -> None:
            self._writing = False
            self.shell.tell_failure(error)
            self._name_button()
            self.refresh()

        words = _("正在写入决定")
        self.shell.do(work, while_there(self, done), words=words, failed=failed)

    def _open_double(self) -> None:
        from boshan_desk.ui.doubles_page import DoublesPage

        matter = self.current
        if matter is not None:
            self.shell.page_wanted.emit(DoublesPage(self.shell, matter.key))

    # Leaving

    def try_close(self) -> bool:
        """Choices that are not written are asked about; they are not kept."""
        if self._writing:
            return False
        if not self._choices:
            return True
        question = _("有 {count} 项选择还没有写入。").format(count=len(self._choices))
        chosen = self.shell.ask.choose(question, (_("写入并返回"), _("不写入")), no=_("继续处理"))
        if chosen == 0:
            self._write()
            return False
        return chosen == 1

    def leave(self) -> None:
        """Go back, unless choices are to be written first."""
        if self.try_close():
            self._choices.clear()
            super().leave()
