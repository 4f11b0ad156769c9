"""The matter that is looked at: whose it is, what differs, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.conflict_versions import Changes, Versions
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.decisions import Decision
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.settling import Choice


_WIDE: Final = 38
"""Widths of a character from which all buttons stand side by side."""


class Detail(QFrame):
    """One matter, or one decision that was made."""

    chosen = Signal(object)
    """The `Choice` that was made; None when there is none."""
    aside_wanted = Signal()
    all_wanted = Signal()
    change_wanted = Signal(object, object)
    """The `Decision` and the other `Choice`."""
    double_wanted = Signal()
    step_wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("conflict_detail")
        theme.dress(self, role="card")
        self._shell = shell
        self._matter: Waiting | None = None
        self._decision: Decision | None = None
        self.parts: Versions | Changes | None = None
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(size, size // 2, size, size // 2)
        whole.setSpacing(size // 2)
        head = QHBoxLayout()
        self._name = QLabel()
        self._name.setObjectName("conflict_name")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setWordWrap(True)
        self._name.setStyleSheet("font-weight: 500;")
        self.open = QPushButton(icon("open"), _("打开记录"))
        self.open.setObjectName("conflict_open")
        self.open.clicked.connect(self._open)
        head.addWidget(self._name, 1)
        head.addWidget(self.open)
        self._about = QLabel()
        self._about.setObjectName("conflict_about")
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        # On a small screen all of it is reached by scrolling; the buttons stay in sight.
        self._room = TallArea()
        self._place = QVBoxLayout()
        self._room.column.setSpacing(size // 2)
        self._room.column.addLayout(head)
        self._room.column.addWidget(self._about)
        self._room.column.addLayout(self._place)
        self._room.column.addStretch(1)
        for part in (self._room.viewport(), self._room.widget()):
            # It is a part of the card, and has its colour.
            part.setAutoFillBackground(False)
        whole.addWidget(self._room, 1)
        whole.addLayout(self._make_buttons())

    def _make_buttons(self) -> FlowLayout:
        # Where there is no room side by side, they take another line.
        row = FlowLayout(gap=em(self) // 2)
        self.aside = QPushButton(icon("page-next"), "")
        self.aside.setObjectName("conflict_aside")
        self.aside.clicked.connect(lambda: self.aside_wanted.emit())
        self.alike = QPushButton(icon("copy-down"), "")
        self.alike.setObjectName("conflict_alike")
        self.alike.clicked.connect(lambda: self.all_wanted.emit())
        self.uncover = QPushButton(icon("eye"), _("查看完整内容…"))
        self.uncover.setObjectName("conflict_uncover")
        self.uncover.clicked.connect(self._uncover)
        self.double = QPushButton(icon("enterprise"), _("对照处理…"))
        self.double.setObjectName("conflict_double")
        self.double.clicked.connect(lambda: self.double_wanted.emit())
        self.change = QPushButton(icon("edit"), _("改变决定…"))
        self.change.setObjectName("conflict_change")
        self.change.clicked.connect(self._change)
        self.closing = QPushButton(icon("calendar"), _("封账管理…"))
        self.closing.setObjectName("conflict_closing")
        self.closing.setToolTip(_("开启封账的期间，或把这条记录列为例外"))
        self.closing.clicked.connect(lambda: self._shell.command_wanted.emit("closing"))
        self.back = QPushButton(icon("up"), _("上一项"))
        self.next = QPushButton(icon("down"), _("下一项"))
        for name, button, way in (("back", self.back, -1), ("next", self.next, 1)):
            button.setObjectName(f"conflict_{name}")
            button.clicked.connect(lambda _checked=False, way=way: self.step_wanted.emit(way))
        for button in (
            self.aside,
            self.alike,
            self.uncover,
            self.double,
            self.closing,
            self.change,
        ):
            row.addWidget(button)
        row.addWidget(self.back)
        row.addWidget(self.next)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room one goes to the neighbours in the list alone."""
        super().resizeEvent(event)
        self._show_steps()

    def _show_steps(self) -> None:
        wide = self.width() >= em(self) * _WIDE
        for button in (self.back, self.next):
            button.setVisible(wide and (self._matter or self._decision) is not None)

    # What is shown

    def show_nothing(self) -> None:
        """There is no matter to look at."""
        self._matter = self._decision = None
        self._put(None)

    def show_matter(self, matter: Waiting, choice: Choice | None, alike: int) -> None:
        """Show a matter with the choice made so far; `alike`: how many are like it, itself too."""
        self._matter, self._decision = matter, None
        number = f"（{matter.number}）" if matter.number else ""
        self._name.setText(f"{_(KEPT[matter.ledger].title)}　{matter.label}{number}")
        self._about.setText(self._about_words(matter))
        if matter.kind in ("values", "withdrawn"):
            line = matter.lines[0]
            parts: Versions | Changes = Versions(
                self._shell, matter.ledger, line, choice, may=matter.may
            )
        else:
            parts = Changes(matter, choice if isinstance(choice, str) else None)
            if matter.kind == "double":
                # Joining asks which of both is kept, field by field: that has a page of its own.
                parts.leave_out("join")
        parts.chosen.connect(lambda: self.chosen.emit(parts.choice))
        self._put(parts)
        double = matter.kind == "double"
        self.aside.setText(_("取回") if matter.aside else _("暂放一边"))
        self.aside.setIcon(icon("page-prev" if matter.aside else "page-next"))
        covered = any(c.covered for line in matter.lines for c in line.candidates)
        self.aside.setVisible(self._shell.may(Right.EXCHANGE))
        self.uncover.setVisible(covered and self._shell.may(Right.UNCOVER))
        self.double.setVisible(double)
        self.closing.setVisible(matter.kind == "closed" and self._shell.may(Right.REVIEW))
        self.change.hide()
        self.open.setVisible(bool(matter.number) or matter.kind != "link")
        self._show_steps()
        self.offer_alike(alike, choice)

    def offer_alike(self, count: int, choice: Choice | None) -> None:
        """Offer the same choice for all that are like this one; what was typed is for one only."""
        one_for_all = count > 1 and isinstance(choice, str)
        self.alike.setText(_("同类 {count} 项都这样选").format(count=count))
        self.alike.setToolTip(_("同一台账、同一栏目、同样两个单位的，都采用同一单位的内容"))
        self.alike.setVisible(one_for_all)

    def show_decision(self, decision: Decision | None) -> None:
        """Show what was decided, and between what."""
        self._matter, self._decision = None, decision
        if decision is None:
            self._put(None)
            return
        self._name.setText(f"{_(KEPT[decision.ledger].title)}　{decision.label}")
        told = _("{at}　{officer}决定：{chosen}").format(
            at=decision.at[:16], officer=decision.officer, chosen=decision.chosen
        )
        later = "" if decision.stands else _("这条记录后来又有改动，请直接打开记录修改")
        if decision.later is not None:
            later = _("{at}　{officer}改变了决定：{chosen}").format(
                at=decision.later.at[:16],
                officer=decision.later.officer,
                chosen=decision.later.chosen,
            )
        self._about.setText(statements(filter(None, (told, later))))
        line = decision.line
        if not decision.stands:
            # The ledger shows something else by now.
            candidates = (replace(each, shown=False) for each in line.candidates)
            line = replace(line, candidates=tuple(candidates))
        parts = Versions(self._shell, decision.ledger, line, None, may=decision.stands)
        parts.chosen.connect(lambda: self.change.setEnabled(parts.choice is not None))
        self._put(parts)
        for button in (self.aside, self.alike, self.uncover, self.double, self.closing):
            button.hide()
        self.open.show()
        self.change.setVisible(decision.stands)
        self.change.setEnabled(False)

    def _about_words(self, matter: Waiting) -> str:
        office = matter.office or _("对方")
        told = {
            "values": _("与{office}在互不知情时填得不同，两份都保留着；选一份，或另填。"),
            "withdrawn": _("一边删除了这条记录，另一边又有改动；记录暂时保留，请决定去留。"),
            "reviewed": _("{office}改动了已审核的记录，改动没有并入，请决定是否采用。"),
            "closed": _(
                "{office}改动了已封账期间的记录，改动没有并入，请决定是否采用。"
                "计入统计的栏目，先在“封账管理”里开启，才能采用。"
            ),
            "link": _("{office}送来的这条记录所属的记录还没有收到；下次接收时会自动再试。"),
            "double": _("两条记录疑似是同一条，由人对照决定，程序不会自行合并。"),
        }[matter.kind].format(office=office)
        who = "" if matter.may else _("由{roles}人员决定。").format(roles=who_may(matter.needs))
        return "".join(filter(None, (told, matter.why, who)))

    def _put(self, parts: QWidget | None) -> None:
        # What was pressed may be in the very part that goes.
        while (item := self._place.takeAt(0)) is not None:
            if widget := item.widget():
                put_away(widget)
        self.parts = parts if isinstance(parts, Versions | Changes) else None
        if parts is not None:
            self._place.addWidget(parts)
        if self.parts is not None:
            # From the list the keyboard comes to what is chosen, then to what is done with it.
            for one, other in pairwise((self.open, *self.parts.stops(), self.aside)):
                QWidget.setTabOrder(one, other)

    def choose_place(self, place: int) -> None:
        """Choose the first, the second … of what there is to choose from; place 0 is the first."""
        buttons = [each for each in self._choosable() if each.isEnabled()]
        if place < len(buttons):
            buttons[place].setChecked(True)

    def _choosable(self) -> Sequence[QRadioButton]:
        return list(self.parts.buttons.values()) if self.parts is not None else ()

    # What is done

    def _open(self) -> None:
        there = self._matter or self._decision
        if there is not None:
            self._shell.open_record(there.ledger, there.id)

    def _change(self) -> None:
        if self._decision is not None and self.parts is not None and self.parts.choice is not None:
            self.change_wanted.emit(self._decision, self.parts.choice)

    def _uncover(self) -> None:
        matter = self._matter
        if matter is None:
            return
        reason = self._shell.ask.reason(_("查看完整的个人信息，请写明原因："), yes=_("查看"))
        if reason is None:
            return
        from boshan_desk.usecases.exchange.waiting import in_full

        def show(found: Waiting) -> None:
            if self._matter is matter:
                choice = self.parts.choice if self.parts is not None else None
                self.show_matter(found, choice, 1)

        self._shell.do(lambda desk: in_full(desk, matter, reason), while_there(self, show))
