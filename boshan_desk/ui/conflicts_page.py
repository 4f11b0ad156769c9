"""待处理: what two offices wrote differently, and rows that wait for a word, decided one by one.

A choice made here is not written yet: it can be made otherwise, taken back or put aside, until the
one button below writes all of them as one work.  What was written can be decided anew as long as
nobody has written there since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTabBar,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme
from boshan_desk.ui.conflict_detail import Detail
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.decisions import Decision
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.settling import Choice

WAIT, ASIDE, DONE = "wait", "aside", "done"
_TABS: Final = (
    (WAIT, mark("待处理 {count}")),
    (ASIDE, mark("暂放 {count}")),
    (DONE, mark("已决定 {count}")),
)
_HEADS: Final = (mark("选择"), mark("记录"), mark("事项"))
_WIDTHS: Final = (5, 20)


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
        self._first = (kind, town)
        self._id = id
        self._all: list[Waiting] = []
        self._decided: list[Decision] = []
        self._choices: dict[str, Choice] = {}
        self._key = ""
        self._begun = False
        self._writing = False
        self._make_head()
        self._make_middle()
        self._make_foot()
        shell.stepped.connect(lambda _step: self._after())
        self._show_rows()

    # Parts

    def _make_head(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setObjectName("conflicts_tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for key, words in _TABS:
            self.tabs.setTabData(self.tabs.addTab(_(words).format(count="…")), key)
        self.tabs.currentChanged.connect(lambda _at: self._show_rows())
        self.kinds, self.towns = QComboBox(), QComboBox()
        self.kinds.setObjectName("conflicts_kind")
        self.towns.setObjectName("conflicts_town")
        self.towns.addItem(_("全部镇街"), "")
        for entry in self.shell.lists["town"]:
            self.towns.addItem(_(entry.label), entry.code)
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for box in (self.kinds, self.towns):
            box.currentIndexChanged.connect(lambda _at: self._show_rows())
        self.head.insertWidget(self.head.count() - 1, self.tabs)
        self.head.addWidget(self.kinds)
        self.head.addWidget(self.towns)
        self.towns.setVisible(self.shell.level != "town")

    def _make_middle(self) -> None:
        self.table = make_table("conflicts_table", _HEADS, _WIDTHS)
        self.table.setAccessibleName(_("待处理事项"))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for column in (1, 2):
            self.table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch
            )
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
        width = em(self)
        split.setSizes([width * 24, width * 46])
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

    def _after(self) -> None:
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
        there = {each.key: each for each in self._all}
        # What somebody else decided meanwhile needs no choice any more.
        self._choices = {key: c for key, c in self._choices.items() if key in there}
        self._fill_kinds()
        if begin := next((each for each in self._all if each.id == self._id), None):
            self._key, self._id = begin.key, ""
            self.tabs.setCurrentIndex(1 if begin.aside else 0)
        self._show_rows()
        self.counted.emit(sum(1 for each in self._all if not each.aside))

    def _fill_kinds(self) -> None:
        from boshan_desk.usecases.exchange.matters import KINDS

        kind, town = self._first
        chosen = self.kinds.currentData() if self.kinds.count() else kind
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItem(_("全部事项"), "")
        for name, words in KINDS.items():
            if count := sum(1 for each in self._all if each.kind == name):
                self.kinds.addItem(f"{_(words)} {count}", name)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self.kinds.blockSignals(False)
        if town:
            self.towns.blockSignals(True)
            self.towns.setCurrentIndex(max(0, self.towns.findData(town)))
            self.towns.blockSignals(False)
        self._first = ("", "")

    # What is shown

    @property
    def tab(self) -> str:
        """Which of the lists is seen."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    def _listed(self, tab: str) -> list[Waiting]:
        kind, town = self.kinds.currentData() or "", self.towns.currentData() or ""
        return [
            each
            for each in self._all
            if each.aside == (tab == ASIDE) and kind in ("", each.kind) and town in ("", each.town)
        ]

    def _show_rows(self) -> None:
        for at, (key, words) in enumerate(_TABS):
            count = len(self._decided) if key == DONE else len(self._listed(key))
            self.tabs.setTabText(at, _(words).format(count=count))
        if self.tab == DONE:
            rows = [
                ("", each.label or _(KEPT[each.ledger].title), f"{each.line.title}　{each.chosen}")
                for each in self._decided
            ]
        else:
            rows = [(self._sign(each), _named(each), _matter(each)) for each in self._shown()]
        kept = self._row_of(self._key)
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
        return keys.index(key) if key in keys else 0

    def _sign(self, matter: Waiting) -> str:
        if matter.key in self._choices:
            return "✓"
        return "—" if not matter.may else ""

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

    def _take_choice(self, choice: Choice | None) -> None:
        matter = self.current
        if matter is None:
            return
        if choice is None:
            self._choices.pop(matter.key, None)
        else:
            self._choices[matter.key] = choice
        item = self.table.item(self.table.currentRow(), 0)
        if item is not None:
            item.setText(self._sign(matter))
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
        choice = self._choices[matter.key]
        site = next((c.source.site for c in matter.candidates if c.choice == choice), "")
        for other in self._alike(matter):
            if any(choice == code for code, _words in other.choices):
                self._choices[other.key] = choice
            else:
                same = [c for c in other.candidates if c.source.site == site and site]
                if len(same) == 1:
                    self._choices[other.key] = same[0].choice
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
            self._choices.pop(matter.key, None)
            self._writing = False
            self.shell.said.emit(
                "ok",
                _("已暂放，可在“暂放”里取回") if aside else _("已取回，回到“待处理”"),
            )
            self.refresh()

        self._begin(work, done)

    # Writing

    def _name_button(self) -> None:
        """Say what the button will do, and how much is left."""
        chosen = [each for each in self._all if each.key in self._choices]
        left = sum(1 for each in self._all if not each.aside and each.key not in self._choices)
        self._foot.setVisible(self.tab != DONE)
        self.write.setText(_("写入 {count} 项决定").format(count=len(chosen)))
        effect = self._effect(chosen)
        self.write.setToolTip(effect)
        self.write.setEnabled(bool(chosen) and not self._writing)
        self.take_back.setEnabled(bool(chosen) and not self._writing)
        told = [_("已选 {count} 项").format(count=len(chosen))] if chosen else []
        if effect:
            told[0] += f"（{effect}）"
        told.append(_("还有 {count} 项没有选，可以以后再选").format(count=left) if left else "")
        self.told.setText(clauses(filter(None, told)))

    def _effect(self, chosen: Sequence[Waiting]) -> str:
        counts: dict[str, int] = {}
        for matter in chosen:
            words = choice_words(matter, self._choices[matter.key])
            counts[words] = counts.get(words, 0) + 1
        return clauses(f"{words} {count}" for words, count in counts.items())

    def _write(self) -> None:
        chosen = [each for each in self._all if each.key in self._choices]
        reason: str | None = ""
        if count := sum(1 for each in chosen if self._wants_reason(each)):
            question = _("其中 {count} 项要写明原因（已审核、已封账或不接收）：").format(
                count=count
            )
            reason = self.shell.ask.reason(question, yes=_("写入"))
            if reason is None:
                return
        items = [(matter, self._choices[matter.key]) for matter in chosen]

        def done(count: int) -> None:
            self._writing = False
            self._choices.clear()
            self.shell.said.emit(
                "ok", _("已写入 {count} 项决定；在“已决定”里可以改").format(count=count)
            )
            self.refresh()

        self._begin(lambda desk: write(desk, items, reason or ""), done)

    def _wants_reason(self, matter: Waiting) -> bool:
        """Whether the choice asks for a reason: what was reviewed or closed, what is refused."""
        refused = matter.kind == "link" and self._choices[matter.key] == "refuse"
        return matter.needs is Right.REVIEW or refused

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

        self._begin(work, done)

    def _begin(self, work: Any, done: Any) -> None:
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


def _named(matter: Waiting) -> str:
    return matter.label or _(KEPT[matter.ledger].title)


def _matter(matter: Waiting) -> str:
    from boshan_desk.usecases.exchange.matters import KINDS

    if matter.kind == "values":
        return _("“{title}”两边不同").format(title=matter.lines[0].title)
    return _(KINDS[matter.kind])


def choice_words(matter: Waiting, choice: Choice) -> str:
    """A choice in few words: 采用博山镇."""
    if not isinstance(choice, str):
        return _("另填")
    for code, words in matter.choices:
        if code == choice:
            return words
    found = next((c for c in matter.candidates if c.choice == choice), None)
    if found is None or matter.kind == "withdrawn":
        return found.words.partition("（")[0] if found else choice
    return _("采用{office}").format(office=found.office)


def write(desk: Desk, items: Sequence[tuple[Waiting, Choice]], reason: str) -> int:
    """Write all choices: those between contents as one work, then each row that was held."""
    from boshan_desk.usecases.exchange import doubles, held
    from boshan_desk.usecases.exchange.conflicts import resolve
    from boshan_desk.usecases.exchange.matters import AGAIN, APART, HELD, KEEP, REFUSE, TAKE

    between = [m.item(choice) for m, choice in items if m.kind in ("values", "withdrawn")]
    if between:
        resolve(desk, between, reason=reason)
    for wanted in (TAKE, KEEP, REFUSE, AGAIN):
        rows = [
            (matter.ledger, matter.id, matter.register)
            for matter, choice in items
            if matter.kind in HELD and choice == wanted
        ]
        if not rows:
            continue
        if wanted == TAKE:
            held.accept(desk, rows, reason=reason)
        elif wanted == AGAIN:
            held.try_again(desk, rows)
        else:
            held.refuse(desk, rows, reason)
    apart = [m for m, choice in items if m.kind == "double" and choice == APART]
    for matter in apart:
        doubles.keep_apart(desk, [(matter.ledger, matter.id, matter.register)])
    return len(items)
