"""A page over the window: one's own password is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.passwords import CapsNote, NewPassword, PasswordLine
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.keys import Cost


class ChangePassword(SidePage):
    """Asks for the old password and a new one."""

    def __init__(self, shell: Shell, *, cost: Cost | None = None) -> None:
        """`cost` is that of a guess, the usual one if None."""
        super().__init__(_("修改密码"))
        self.shell = shell
        self._cost = cost
        self.setObjectName("change_password_page")
        line = self.fontMetrics().height()
        card = QFrame()
        theme.dress(card, role="card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(line, line, line, line)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        who = QLabel(shell.officer.name)
        who.setTextFormat(Qt.TextFormat.PlainText)
        form.addRow(_("姓名"), who)
        self._old = PasswordLine("change_old", _("原密码"))
        self._old.textChanged.connect(self._check)
        form.addRow(_("原密码"), self._old)
        form.addRow("", CapsNote(self._old))
        self._new = NewPassword("change", _("新密码"))
        self._new.changed.connect(self._check)
        self._new.fill(form)
        inside.addLayout(form)
        self._go = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), _("保存"))
        self._go.setObjectName("change_go")
        theme.dress(self._go, role="primary")
        self._go.clicked.connect(self.save)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._go)
        inside.addLayout(row)
        card.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 90)
        self.body.addWidget(card)
        self.body.addStretch(1)
        for each in (self._old, self._new.first, self._new.second):
            each.returnPressed.connect(self.save)
        self.setFocusProxy(self._old)
        self._check()

    def save(self) -> None:
        """Change it."""
        if not self._go.isEnabled():
            return
        name, old, new, cost = self.shell.officer.name, self._old.text(), self._new.text, self._cost

        def work(desk: Desk) -> None:
            from boshan_desk.store.keys import COST
            from boshan_desk.usecases import accounts

            accounts.change_password(desk, name, new, old=old, cost=cost or COST)

        self._go.setEnabled(False)
        self.shell.do(
            work,
            while_there(self, self._saved),
            words=_("正在保存新密码…"),
            failed=while_there(self, self._failed),
        )

    def _check(self, _text: str = "") -> None:
        self._go.setEnabled(bool(self._old.text()) and self._new.whole)

    def _saved(self, _done: object) -> None:
        self.shell.said.emit("ok", _("密码已修改"))
        self.closed.emit()

    def _failed(self, error: Exception) -> None:
        self._check()
        self.shell.tell_failure(error)
