"""Leaves of the page of accounts: the form of one, and a first password that is shown once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.recovery import CodeBox
from boshan_desk.ui.role_boxes import RoleBoxes

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class AccountForm(QScrollArea):
    """Name and roles of an account."""

    wanted = Signal(str, tuple)
    """(name, roles)."""

    def __init__(self, title: str, name: str = "", roles: Sequence[str] = ()) -> None:
        """`name`: of an account that is there already, whose name stays."""
        super().__init__()
        self.setObjectName("account_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        line = self.fontMetrics().height()
        card = QFrame()
        theme.dress(card, role="card")
        whole = QVBoxLayout(card)
        whole.setContentsMargins(line, line, line, line)
        whole.setSpacing(line // 2)
        head = QLabel(title)
        theme.dress(head, role="section")
        whole.addWidget(head)
        form = QFormLayout()
        form.setVerticalSpacing(line // 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._name = QLineEdit(name)
        self._name.setObjectName("form_name")
        self._name.setMaxLength(30)
        self._name.setReadOnly(bool(name))
        self._name.textChanged.connect(self._check)
        form.addRow(_("姓名"), self._name)
        self._roles = RoleBoxes(roles)
        self._roles.changed.connect(self._check)
        form.addRow(_("角色"), self._roles)
        whole.addLayout(form)
        row = QHBoxLayout()
        self._go = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), _("保存"))
        self._go.setObjectName("form_go")
        theme.dress(self._go, role="primary")
        self._go.clicked.connect(self._say)
        self._name.returnPressed.connect(self._say)
        row.addStretch(1)
        row.addWidget(self._go)
        whole.addLayout(row)
        whole.addStretch(1)
        self.setWidget(card)
        self.setFocusProxy(self._roles if name else self._name)
        self._check()

    def _check(self, _text: str = "") -> None:
        self._go.setEnabled(bool(self._name.text().strip()) and bool(self._roles.roles))

    def _say(self) -> None:
        if self._go.isEnabled():
            self.wanted.emit(self._name.text().strip(), self._roles.roles)


@dataclass(frozen=True)
class Slip:
    """What stands on the paper for who gets the password."""

    office: str
    name: str
    roles: str
    password: str
    made_on: date


class GivenPassword(QWidget):
    """A first password, shown once."""

    finished = Signal()

    def __init__(self, slip: Slip, ask: Ask, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("given_password")
        self._slip = slip
        self._ask = ask
        self._jobs = jobs
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        head = QLabel(_("“{name}”的首次密码").format(name=slip.name))
        theme.dress(head, role="section")
        whole.addWidget(head)
        words = QLabel(
            _(
                "请当面交给本人。首次登录须换成只有本人知道的密码；离开本页后不再显示，忘了可以重设。"
            )
        )
        words.setWordWrap(True)
        whole.addWidget(words)
        box = CodeBox(slip.password, mark=" - ")
        box.setAccessibleName(_("首次密码"))
        whole.addWidget(box)
        row = QHBoxLayout()
        copy = QPushButton(icons.icon("paste"), _("复制"))
        copy.setObjectName("given_copy")
        copy.clicked.connect(self.copy)
        paper = QPushButton(icons.icon("print"), _("打印通知单…"))
        paper.setObjectName("given_print")
        paper.clicked.connect(self.print_out)
        self._told = QLabel()
        self._told.setObjectName("given_told")
        theme.dress(self._told, role="hint")
        done = QPushButton(_("完成"))
        done.setObjectName("given_done")
        theme.dress(done, role="primary")
        done.clicked.connect(self.finished)
        for button in (copy, paper):
            row.addWidget(button)
        row.addWidget(self._told, 1)
        row.addWidget(done)
        whole.addLayout(row)
        whole.addStretch(1)
        self.setFocusProxy(copy)

    def copy(self) -> None:
        """Put it where it can be pasted from."""
        QGuiApplication.clipboard().setText(self._slip.password)
        self._told.setText(_("已复制"))

    def print_out(self) -> None:
        """Print the slip."""
        printer = self._ask.printer()
        if printer is None:
            return
        self._jobs.run(
            lambda _progress: print_slip(printer, self._slip),
            while_there(self, lambda _pages: self._told.setText(_("已送打印机"))),
            while_there(self, self._failed),
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        self._ask.tell(error.words(), trouble=True)


def print_slip(printer: QPrinter, slip: Slip) -> int:
    """Print the slip; nothing of it stays on the disk."""
    from boshan_desk.reports import preview
    from boshan_desk.ui import printing
    from boshan_desk.usecases import first_password

    with tempfile.TemporaryDirectory(prefix="boshan-desk-") as folder:
        path = Path(folder) / "slip.pdf"
        written = first_password.write(
            path,
            office=slip.office,
            name=slip.name,
            roles=slip.roles,
            password=slip.password,
            made_on=slip.made_on,
        )
        pdf = path.read_bytes()
    draw = partial(preview.render, pdf, dpi=printing.DPI)
    return printing.print_pages(printer, draw, printing.pages_wanted(printer, written.pages))
