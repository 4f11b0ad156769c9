"""申请与接收开户文件: the two first steps at a town's desk, once in its life.

The county reads eight groups of digits by telephone before it opens an account, and the town reads
the county's before it accepts: what came on a stick proves nothing by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.exchange_words import above_words
from boshan_desk.ui.fingerprint import Groups
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.numbered import Numbered
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.town_reading import TownNow
    from boshan_desk.usecases.exchange.accepting import Accepted, Certificate
    from boshan_desk.usecases.exchange.asking import Asked

KINDS: Final = mark("开户文件 (*.bsc);;所有文件 (*)")


class AskStep(Numbered):
    """申请: the desk's key is made, and the request is written to the stick."""

    asked = Signal(object, str)
    """The path of the request, and what is said of it."""

    def __init__(self, shell: Shell, number: int, *, renew: bool = False) -> None:
        """`renew`: the desk has its account and asks for other digits, as after a loss of the stick
        together with the password."""
        super().__init__(number, _("申请更换核对码") if renew else _("申请开户"), "town_ask")
        self._shell = shell
        self._renew = renew
        self._may = shell.may(Right.SETTINGS)
        self._about = _words(
            _("插好 U 盘，生成申请文件，送到{above}。电话请留填报人的，对方要打来核对。").format(
                above=above_words(shell.level)
            )
        )
        self.body.addWidget(self._about)
        form = QFormLayout()
        self._name = QLineEdit(shell.officer.name)
        self._name.setObjectName("town_ask_name")
        self._name.setMaxLength(30)
        self._phone = QLineEdit()
        self._phone.setObjectName("town_ask_phone")
        self._phone.setMaxLength(20)
        for line in (self._name, self._phone):
            line.setMaximumWidth(em(self) * 18)
        form.addRow(_("填报人"), self._name)
        form.addRow(_("联系电话"), self._phone)
        self._form = QWidget()
        self._form.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._form)
        row = QHBoxLayout()
        self.button = QPushButton(icons.icon("stick", ink=theme.PALETTE.on_accent), "")
        self.button.setObjectName("town_ask_go")
        theme.dress(self.button, role="primary")
        self.button.clicked.connect(lambda: self._ask())
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._telephone = _words(
            _("{above}开户时会打来电话，请把下面八组核对码逐组念给对方：").format(
                above=above_words(shell.level)
            )
        )
        self.groups = Groups(ticking=False)
        self.body.addWidget(self._telephone)
        self.body.addWidget(self.groups)
        if not self._may:
            self._about.setText(_("开户由{roles}人员办理。").format(roles=who_may(Right.SETTINGS)))

    def show_now(self, now: TownNow) -> None:
        """Show whether it was asked for, and the digits to be read out."""
        there = bool(now.fingerprint) and (not self._renew or now.renewing)
        self.show_state("now" if not there else "done")
        self.button.setText(_("再做一份申请文件…") if there else _("生成申请文件到 U 盘…"))
        theme.dress(self.button, role="" if there else "primary")
        self.button.setIcon(
            icons.icon("stick") if there else icons.icon("stick", ink=theme.PALETTE.on_accent)
        )
        self.button.setEnabled(self._may)
        self._form.setVisible(not there and self._may)
        self._about.setVisible(not there or not self._may)
        self._telephone.setVisible(there)
        self.groups.setVisible(there)
        self.groups.show_groups(now.fingerprint.split())

    def _ask(self) -> None:
        folder = self._shell.ask.folder(_("选择 U 盘"))
        if folder is None:
            return
        name, phone = self._name.text().strip(), self._phone.text().strip()
        self.button.setEnabled(False)

        def work(desk: Desk) -> Asked:
            from boshan_desk.usecases.exchange.asking import request

            return request(desk, folder, officer=name, phone=phone, renew=self._renew)

        def done(made: Asked) -> None:
            self.button.setEnabled(True)
            self.asked.emit(made.path, _("申请文件已生成：{name}").format(name=made.path.name))

        def failed(error: Exception) -> None:
            self.button.setEnabled(True)
            self._shell.tell_failure(error)

        there = while_there(self, done)
        self._shell.do(work, there, words=_("正在生成申请文件"), failed=while_there(self, failed))


class AcceptStep(Numbered):
    """接收开户文件: looked at, compared by telephone, accepted."""

    accepted = Signal(object)
    """What the county gave (`Accepted`)."""

    def __init__(self, shell: Shell, number: int) -> None:
        super().__init__(number, _("接收开户文件"), "town_accept")
        self._shell = shell
        self._path: Path | None = None
        self._may = shell.may(Right.SETTINGS)
        self._about = _words(
            _("{above}开户以后，把开户文件放在 U 盘上带回来，在这里接收。").format(
                above=above_words(shell.level)
            )
        )
        self.body.addWidget(self._about)
        self._said = Answer("town_accept_said")
        self.body.addWidget(self._said)
        self._compare = QWidget()
        column = QVBoxLayout(self._compare)
        column.setContentsMargins(0, 0, 0, 0)
        self._whose = _words("")
        self._whose.setObjectName("town_accept_whose")
        self.groups = Groups()
        self.groups.moved.connect(self._allow)
        column.addWidget(self._whose)
        column.addWidget(self.groups)
        self.body.addWidget(self._compare)
        row = QHBoxLayout()
        self.choose = QPushButton(icons.icon("open"), _("选择开户文件…"))
        self.choose.setObjectName("town_accept_choose")
        self.choose.clicked.connect(lambda: self._choose())
        self.go = QPushButton(icons.icon("ok", ink=theme.PALETTE.on_accent), "")
        self.go.setObjectName("town_accept_go")
        theme.dress(self.go, role="primary")
        self.go.clicked.connect(lambda: self._accept())
        row.addWidget(self.choose)
        row.addWidget(self.go)
        row.addStretch(1)
        self.body.addLayout(row)
        self._show_given(None)

    def show_now(self, now: TownNow) -> None:
        """It waits for the request; afterwards it is what is to be done."""
        self.show_state("now" if now.peer or now.fingerprint or self._path else "later")
        self.choose.setEnabled(self._may)

    def _choose(self) -> None:
        path = self._shell.ask.open_file(_("选择开户文件"), _(KINDS))
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Look at a file, to be compared and accepted."""
        self._path = path
        self.show_state("now")
        if not self._may:
            words = _("开户由{roles}人员办理。").format(roles=who_may(Right.SETTINGS))
            self._said.say("note", words)
            return
        self._said.hide()

        def work(desk: Desk) -> Certificate:
            from boshan_desk.usecases.exchange.accepting import read_certificate

            return read_certificate(desk, path)

        def failed(error: Exception) -> None:
            self._show_given(None)
            if isinstance(error, Refused) and not isinstance(error, Damaged):
                self._said.say("stop", error.words())
            else:
                self._shell.tell_failure(error)

        self._shell.do(work, while_there(self, self._show_given), failed=while_there(self, failed))

    def _show_given(self, given: Certificate | None) -> None:
        self._compare.setVisible(given is not None)
        self.go.setVisible(given is not None)
        if given is None:
            return
        told = _(
            "{issuer}发给{name}的开户文件。请给{above}打电话，逐组核对，一致的点一下："
        ).format(issuer=given.issuer, name=given.name, above=above_words(self._shell.level))
        self._whose.setText(statements((*given.words, told)))
        self.groups.show_groups(given.fingerprint.split())
        self._allow()

    def _allow(self) -> None:
        left = self.groups.left
        self.go.setEnabled(not left)
        self.go.setText(
            _("还有 {count} 组没有核对").format(count=left) if left else _("核对一致，接收开户文件")
        )

    def _accept(self) -> None:
        path = self._path
        if path is None:
            return
        self.go.setEnabled(False)

        def work(desk: Desk) -> Accepted:
            from boshan_desk.usecases.exchange.accepting import accept

            return accept(desk, path)

        def failed(error: Exception) -> None:
            self._allow()
            self._shell.tell_failure(error)

        self._shell.do(
            work,
            while_there(self, self.accepted.emit),
            words=_("正在接收开户文件"),
            failed=while_there(self, failed),
        )


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
