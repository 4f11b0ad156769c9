"""Above a form: the way back, the record's name, its state, and what may be decided about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.states import Move
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.deciding import sign_of, title_of
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size
from boshan_desk.ui.record_access import name_of, state_words

_STAMP_FROM = 70
"""Ems of width, beside the buttons, from which it is said who changed the record last."""

_MOVES_FROM = 46
"""Ems of width from which decisions stand as buttons; below it they are in the menu."""

_LOOKS: dict[str, theme.Severity | str] = {
    "draft": "note",
    "submitted": "ok",
    "returned": "warn",
    "reviewed": "ok",
    "archived": "",
}


class RecordHeader(QWidget):
    """One row that says which record this is, and how far it is."""

    back_wanted = Signal()
    move_wanted = Signal(object)
    """The `Move` that the officer wants to make."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._state = ""
        self._stamp = ""
        # A form is opened from a list, from 报送, from a figure: where back leads is where one was.
        self.back_button = QPushButton(_("返回"))
        self.back_button.setObjectName("back")
        self.back_button.setIcon(icon("page-prev"))
        self.back_button.setToolTip(_("返回（Esc）"))
        self.back_button.clicked.connect(lambda: self.back_wanted.emit())
        self.name_label = _plain_label("record_name")
        self.name_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name_label.setMinimumWidth(em(self) * 6)
        theme.dress(self.name_label, role="title")
        self.status_chip = _plain_label("status_chip")
        self.stamp_label = _plain_label("record_stamp")
        theme.dress(self.stamp_label, role="hint")
        self.moves: list[QPushButton] = []
        """The decisions that the officer may make now, as buttons."""
        self._in_menu: list[QAction] = []
        self._others: list[QAction] = []
        self._tools: list[tuple[QPushButton, QAction]] = []
        """What can be done besides deciding, as buttons; in the menu where room is small."""
        self.more_button = QToolButton()
        self.more_button.setObjectName("more")
        self.more_button.setText(_("更多"))
        self.more_button.setIcon(icon("more"))
        self.more_button.setIconSize(icon_size(self))
        self.more_button.setToolTip(_("对这条记录还能做什么"))
        self.more_button.setAccessibleName(_("更多"))
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.more_button.setMenu(self._menu)
        self.more_button.hide()
        # It makes do with the room there is, and never widens the page.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.back_button)
        self._row.addSpacing(em(self) // 2)
        self._row.addWidget(self.name_label, 1)
        self._row.addWidget(self.status_chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.stamp_label)
        self._row.addWidget(self.more_button)

    def show_record(self, ledger: Ledger, stored: Record | None, lists: Lists) -> None:
        """Say which record it is; None is a new one."""
        title = _(ledger.title)
        look: str = "note"
        tip = ""
        if stored is None:
            self._name = _("新增{title}").format(title=title)
            self.status_chip.setText(_("未保存"))
            self._stamp = ""
        else:
            self._name = name_of(stored, lists)
            in_bin = stored.withdrawn
            self.status_chip.setText(_("回收站") if in_bin else state_words(stored, lists))
            self._stamp = _stamp_of(title, stored)
            look = "note" if in_bin else _LOOKS[stored.status]
            tip = _review_of(stored)
        self._state = self.status_chip.text()
        self.status_chip.setToolTip(tip)
        self.status_chip.setAccessibleDescription(tip)
        self.stamp_label.setText(self._stamp)
        theme.dress(self.status_chip, role="chip", severity=look)
        self.fit()

    def add_state(self, words: str, tip: str) -> None:
        """Say beside the record's state how far it has come elsewhere."""
        self.status_chip.setText(f"{self._state} · {words}")
        told = "\n".join(filter(None, (self.status_chip.toolTip(), tip)))
        self.status_chip.setToolTip(told)
        self.status_chip.setAccessibleDescription(told)
        self.fit()

    def offer(self, moves: Sequence[Move]) -> None:
        """Offer these decisions, and no others."""
        for button in self.moves:
            button.hide()
            button.deleteLater()
        for action in self._in_menu:
            self._menu.removeAction(action)
            action.deleteLater()
        self.moves, self._in_menu = [], []
        first = self._others[0] if self._others else None
        for move in moves:
            button = QPushButton(icon(sign_of(move)), title_of(move))
            button.setObjectName(f"move_{move.after}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, move=move: self.move_wanted.emit(move))
            self._row.insertWidget(self._row.indexOf(self.more_button), button)
            self.moves.append(button)
            action = QAction(icon(sign_of(move)), title_of(move), self._menu)
            action.setObjectName(f"menu_{move.after}")
            action.triggered.connect(lambda _on=False, move=move: self.move_wanted.emit(move))
            if first is None:
                self._menu.addAction(action)
            else:
                self._menu.insertAction(first, action)
            self._in_menu.append(action)
        self.fit()

    def add_other(self, id: str, words: str, tip: str, slot: Callable[[], object]) -> QAction:
        """Something rarer that can be done, in the menu."""
        action = QAction(words, self._menu)
        action.setObjectName(id)
        action.setToolTip(tip)
        action.triggered.connect(lambda _on=False: slot())
        self._menu.addAction(action)
        self._others.append(action)
        return action

    def add_tool(
        self, id: str, words: str, tip: str, sign: str, slot: Callable[[], object]
    ) -> None:
        """Something that can be done with the record, as a button or in the menu."""
        button = QPushButton(icon(sign), words)
        button.setObjectName(id)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: slot())
        self._row.insertWidget(self._row.indexOf(self.stamp_label) + 1, button)
        action = QAction(icon(sign), words, self._menu)
        action.setObjectName(f"menu_{id}")
        action.setToolTip(tip)
        action.triggered.connect(lambda _on=False: slot())
        self._menu.addAction(action)
        self._tools.append((button, action))
        self.fit()

    def allow(self, on: bool) -> None:
        """Whether anything may be decided now: what is typed is saved first."""
        tip = "" if on else _("请先保存或放弃正在填写的修改")
        for button, action in zip(self.moves, self._in_menu, strict=True):
            button.setEnabled(on)
            button.setToolTip(tip)
            action.setEnabled(on)
        for action in self._others:
            action.setEnabled(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Shorten a long name at its end; the tip has the whole and who changed it last."""
        size = em(self)
        beside = self.width() >= _MOVES_FROM * size
        for button in self.moves:
            button.setVisible(beside)
        for action in self._in_menu:
            action.setVisible(not beside)
        for button, action in self._tools:
            button.setVisible(beside)
            action.setVisible(not beside)
        others = any(action.isVisible() for action in self._others)
        hidden = bool(self.moves or self._tools) and not beside
        self.more_button.setVisible(others or hidden)
        shown = [*self.moves, *(button for button, _action in self._tools)] if beside else []
        taken = sum(button.sizeHint().width() + self._row.spacing() for button in shown)
        self.stamp_label.setVisible(self.width() - taken >= _STAMP_FROM * size)
        self._row.activate()
        metrics, room = self.name_label.fontMetrics(), self.name_label.width()
        elided = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.name_label.setText(elided)
        self.name_label.setToolTip(f"{self._name}\n{self._stamp}".strip())


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _stamp_of(title: str, record: Record) -> str:
    """Number, and who changed it last and when."""
    words = [title]
    if record.serial_no:
        words.append(_("流水号 {number}").format(number=record.serial_no))
    at, by = record.changed_at, record.changed_by
    if at is not None:
        words.append(_("{by} 最后修改于 {at}").format(by=by or "", at=f"{at:%Y-%m-%d %H:%M}"))
    return "　".join(words)


def _review_of(record: Record) -> str:
    """Who reviewed it and when; "" when nobody has."""
    if record.reviewed_at is None:
        return ""
    return _("{by} 审核于 {at}").format(
        by=record.reviewed_by or "", at=f"{record.reviewed_at:%Y-%m-%d %H:%M}"
    )
