"""疑似重复: two offices entered one firm, each for itself; a person says whether it is one.

The program joins nothing by itself.  Both are shown side by side; where they say different things
somebody chooses, what only one of them says is kept, and the joining can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import icons, theme
from boshan_desk.ui.doubles_pair import Pair
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.doubles import Joined, TwoKept
    from boshan_desk.usecases.exchange.doubles_found import Comparison
    from boshan_desk.usecases.exchange.matters import Waiting

_HEADS: Final = (mark("记录"), mark("为什么"))
_SHARES: Final = (3, 2)
_OPEN, _JOINED, _APART = "open", "joined", "apart"

Found = tuple["list[Waiting]", list[dict[str, Any]], "list[TwoKept]"]
"""What waits, what was joined, and what was found to be two."""


class DoublesPage(SidePage):
    """Pairs of records at the left, the two of one pair at the right."""

    def __init__(self, shell: Shell, key: str = "") -> None:
        """`key`: the pair to begin with."""
        super().__init__(_("疑似重复"))
        self.setObjectName("doubles_page")
        self.manual = "town_desk" if shell.level == "town" else "towns"
        self.shell = shell
        self._key = key
        self._pairs: list[Waiting] = []
        self._joins: list[dict[str, Any]] = []
        self._kept: list[TwoKept] = []
        self.pair: Pair | None = None
        self._begun = self._under_way = False
        self._make_bar()
        self._make_middle()
        shell.stepped.connect(self._after)

    # Parts

    def _make_bar(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setObjectName("doubles_tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for key in (_OPEN, _JOINED, _APART):
            self.tabs.setTabData(self.tabs.addTab("…"), key)
        self.tabs.currentChanged.connect(lambda _at: self._show_rows())
        self.seek = QPushButton(icons.icon("search"), _("查找疑似重复"))
        self.seek.setObjectName("doubles_find")
        self.seek.setToolTip(_("按信用代码、名称等查找全部台账，不改动记录"))
        self.seek.clicked.connect(lambda: self._find())
        self.seek.setEnabled(self.shell.may(Right.EXCHANGE))
        self.head.insertWidget(self.head.count() - 1, self.tabs)
        self.head.addWidget(self.seek)

    def _make_middle(self) -> None:
        self.table = TallTable(_HEADS, _SHARES)
        self.table.setObjectName("doubles_table")
        self.table.setAccessibleName(_("疑似重复"))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.itemSelectionChanged.connect(self._choose)
        card = QFrame()
        theme.dress(card, role="card")
        size = em(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(size, size // 2, size, size // 2)
        self._about = QLabel()
        self._about.setObjectName("doubles_about")
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._room = TallArea()
        for part in (self._room.viewport(), self._room.widget()):
            # It is a part of the card, and has its colour.
            part.setAutoFillBackground(False)
        column.addWidget(self._about)
        column.addWidget(self._room, 1)
        foot = QHBoxLayout()
        self.apart = QPushButton(icons.icon("close"), _("不是同一条"))
        self.apart.setObjectName("doubles_apart")
        self.apart.clicked.connect(lambda: self._keep_apart())
        self.back = QPushButton(icons.icon("undo"), _("撤销合并"))
        self.back.setObjectName("doubles_back")
        self.back.clicked.connect(lambda: self._take_apart())
        self.again = QPushButton(icons.icon("undo"), _("收回，重新核对"))
        self.again.setObjectName("doubles_again")
        self.again.clicked.connect(lambda: self._compare_again())
        self.join = QPushButton(icons.icon("ok", ink=theme.PALETTE.on_accent), "")
        self.join.setObjectName("doubles_join")
        theme.dress(self.join, role="primary")
        self.join.clicked.connect(lambda: self._join())
        foot.addWidget(self.apart)
        foot.addWidget(self.back)
        foot.addWidget(self.again)
        foot.addStretch(1)
        foot.addWidget(self.join)
        column.addLayout(foot)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(card)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([size * 24, size * 46])
        self._split = split
        self._nothing = QLabel()
        self._nothing.setObjectName("doubles_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(self._nothing, role="hint")
        self.body.addWidget(split, 1)
        self.body.addWidget(self._nothing, 1)
        self.setFocusProxy(self.table)
        self._show_rows()

    # Reading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.refresh()

    def _after(self, _step: Step) -> None:
        if self._begun and not self._under_way:
            self.refresh()

    def refresh(self) -> None:
        """Read anew which pairs wait, which were joined, and which are two."""

        def read(desk: Desk) -> Found:
            from boshan_desk.usecases.exchange.doubles import joins, kept_apart
            from boshan_desk.usecases.exchange.waiting import waiting

            return waiting(desk, kind="double"), joins(desk), kept_apart(desk)

        self.shell.do(read, while_there(self, self._show))

    def _show(self, found: Found) -> None:
        self._pairs, self._joins, self._kept = found
        self._show_rows()

    @property
    def tab(self) -> str:
        """Which of the lists is seen."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    def _show_rows(self) -> None:
        self.tabs.setTabText(0, _("待核对 {count}").format(count=len(self._pairs)))
        self.tabs.setTabText(1, _("已合并 {count}").format(count=len(self._joins)))
        self.tabs.setTabText(2, _("不是同一条 {count}").format(count=len(self._kept)))
        rows, keys = self._rows()
        self.table.blockSignals(True)
        self.table.show_rows(rows)
        self.table.blockSignals(False)
        self._split.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(
            {
                _OPEN: _("没有疑似重复的记录。"),
                _JOINED: _("还没有合并过记录。"),
                _APART: _("还没有认定为不是同一条的。"),
            }[self.tab]
        )
        if rows:
            self.table.selectRow(keys.index(self._key) if self._key in keys else 0)
        self._choose()

    def _rows(self) -> tuple[list[tuple[str, str]], list[str]]:
        """What the list shows, and by what its rows are known again."""
        if self.tab == _OPEN:
            return [
                (
                    f"{_(KEPT[each.ledger].title)}　{each.label}",
                    "　".join(filter(None, (each.why, _("（暂放）") if each.aside else ""))),
                )
                for each in self._pairs
            ], [each.key for each in self._pairs]
        if self.tab == _APART:
            return [
                (
                    f"{_(KEPT[each.ledger].title)}　" + "\n".join(each.labels),
                    "\n".join(filter(None, (each.why, each.at[:10]))),
                )
                for each in self._kept
            ], [each.key for each in self._kept]
        return [
            (str(each["name"]), _("已撤销") if each["undone"] else str(each["at"])[:16])
            for each in self._joins
        ], []

    @property
    def current(self) -> Waiting | None:
        """The pair that is looked at."""
        row = self.table.currentRow()
        return self._pairs[row] if self.tab == _OPEN and 0 <= row < len(self._pairs) else None

    @property
    def kept(self) -> TwoKept | None:
        """The pair that was found to be two, and is looked at."""
        row = self.table.currentRow()
        return self._kept[row] if self.tab == _APART and 0 <= row < len(self._kept) else None

    def _choose(self) -> None:
        matter, kept = self.current, self.kept
        self.apart.setVisible(self.tab == _OPEN)
        self.join.setVisible(self.tab == _OPEN)
        self.back.setVisible(self.tab == _JOINED)
        self.again.setVisible(self.tab == _APART)
        if matter is not None:
            show = partial(self._show_pair, matter)
            self._look(matter.key, matter.ledger, (matter.id, matter.register), show)
        elif kept is not None:
            self._look(kept.key, kept.ledger, kept.ids, partial(self._show_kept, kept))
        else:
            self._put(None)
            self._tell_join()

    def _look(
        self, key: str, ledger: str, ids: tuple[str, str], show: Callable[[Comparison], object]
    ) -> None:
        """Read two records side by side."""
        if self.pair is not None and key == self._key:
            return
        self._key = key

        def look(desk: Desk) -> Comparison:
            from boshan_desk.usecases.exchange.doubles_found import compare_pair

            return compare_pair(desk, KEPT[ledger], *ids)

        self.shell.do(look, while_there(self, show))

    def _show_pair(self, matter: Waiting, found: Comparison) -> None:
        if self.current is None or self.current.key != matter.key:
            return
        who = "" if matter.may else _("由{roles}人员决定").format(roles=who_may(matter.needs))
        self._about.setText(statements(filter(None, (matter.why or found.why, found.blocked, who))))
        pair = Pair(self.shell, found, may=matter.may)
        pair.chosen.connect(self._name)
        self._put(pair)
        self.apart.setEnabled(matter.may)
        self._name()

    def _show_kept(self, kept: TwoKept, found: Comparison) -> None:
        if self.kept is None or self.kept.key != kept.key:
            return
        told = _("{at}　{officer}认定不是同一条").format(at=kept.at[:16], officer=kept.officer)
        self._about.setText(statements(filter(None, (told, kept.why))))
        pair = Pair(self.shell, found, may=False)
        for each in pair.keeps:
            # Nothing is chosen here.
            each.hide()
        self._put(pair)
        self.again.setEnabled(kept.may and not self._under_way)

    def _put(self, pair: Pair | None) -> None:
        while (item := self._room.column.takeAt(0)) is not None:
            if widget := item.widget():
                put_away(widget)
        self.pair = pair
        if pair is not None:
            self._room.column.addWidget(pair)
        self._room.column.addStretch(1)

    def _tell_join(self) -> None:
        row = self.table.currentRow()
        if self.tab != _JOINED or not 0 <= row < len(self._joins):
            self._about.setText("")
            self.back.setEnabled(False)
            return
        each = self._joins[row]
        told = _("{at}　{officer}　{name}").format(
            at=str(each["at"])[:16], officer=each["officer"], name=each["name"]
        )
        later = _("已经撤销") if each["undone"] else _("合并后没有再改动的，可以撤销")
        self._about.setText(statements((told, later)))
        self.back.setEnabled(not each["undone"] and self.shell.may(Right.EXCHANGE))

    def _name(self) -> None:
        """Say what the button will do."""
        pair, matter = self.pair, self.current
        if pair is None or matter is None:
            return
        if pair.left:
            words = _("还有 {count} 栏没有选").format(count=pair.left)
        else:
            at = pair.found.ids.index(pair.keep)
            words = _("合为一条，保留{number}").format(
                number=pair.found.numbers[at] or pair.found.labels[at]
            )
        self.join.setText(words)
        may = matter.may and not pair.found.blocked and not self._under_way
        self.join.setEnabled(may and not pair.left)

    # What is done

    def _find(self) -> None:
        def work(desk: Desk, _progress: Progress) -> int:
            from boshan_desk.usecases.exchange.doubles_found import find_doubles

            return find_doubles(desk)

        def done(count: int) -> None:
            words = _("新找到 {count} 对疑似重复").format(count=count) if count else ""
            self.shell.said.emit("ok", words or _("没有找到新的疑似重复"))
            self._end()

        self._under_way = True
        self.shell.do_long(
            work,
            while_there(self, done),
            words=_("正在查找疑似重复"),
            failed=while_there(self, self._failed),
        )

    def _join(self) -> None:
        pair, matter = self.pair, self.current
        if pair is None or matter is None or pair.left:
            return
        reason: str | None = ""
        if matter.needs is Right.REVIEW:
            reason = self.shell.ask.reason(_("记录已审核，合并须写明原因："), yes=_("合并"))
            if reason is None:
                return
        keep, drop, choices = pair.keep, pair.drop, pair.choices

        def work(desk: Desk) -> Joined:
            from boshan_desk.usecases.exchange.doubles import join

            return join(desk, KEPT[matter.ledger], keep, drop, choices, reason=reason or "")

        def done(joined: Joined) -> None:
            told = [_("已合为一条，另一条在回收站里，可以撤销")]
            if joined.moved:
                told.append(_("所属记录 {count} 条已并过来").format(count=joined.moved))
            self.shell.said.emit("ok", statements(told))
            self._end()

        self._begin(work, done, _("正在合并"))

    def _keep_apart(self) -> None:
        matter = self.current
        if matter is None:
            return

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.exchange.doubles import keep_apart

            return keep_apart(desk, [(matter.ledger, matter.id, matter.register)])

        def done(_count: int) -> None:
            told = _("已记下不是同一条，以后不再提示；认错了的，在“不是同一条”里收回")
            self.shell.said.emit("ok", told)
            self._end()

        self._begin(work, done, "")

    def _compare_again(self) -> None:
        kept = self.kept
        if kept is None:
            return

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.exchange.doubles import compare_again

            return compare_again(desk, [(kept.ledger, *kept.ids)])

        def done(_count: int) -> None:
            self.shell.said.emit("ok", _("已收回，回到“待核对”"))
            self._end()

        self._begin(work, done, "")

    def _take_apart(self) -> None:
        row = self.table.currentRow()
        if self.tab != _JOINED or not 0 <= row < len(self._joins):
            return
        number = int(self._joins[row]["n"])

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.exchange.doubles import take_apart

            return take_apart(desk, number)

        def done(_count: int) -> None:
            self.shell.said.emit("ok", _("已撤销合并，两条记录都恢复了"))
            self._end()

        self._begin(work, done, _("正在撤销合并"))

    def _begin(
        self, work: Callable[[Desk], Any], done: Callable[[Any], object], words: str
    ) -> None:
        self._under_way = True
        self.join.setEnabled(False)
        failed = while_there(self, self._failed)
        self.shell.do(work, while_there(self, done), words=words, failed=failed)

    def _end(self) -> None:
        self._under_way = False
        self._key = ""
        self._put(None)
        self.refresh()
        # What was pressed is not there any more: the keyboard goes on in the list.
        self.table.setFocus()

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        self.shell.tell_failure(error)
        self._name()

    def try_close(self) -> bool:
        """Not while something is being written."""
        return not self._under_way

    def leave(self) -> None:
        """Go back."""
        if self.try_close():
            super().leave()
