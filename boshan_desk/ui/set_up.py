"""The first account of a desk: who manages it, and the recovery code that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
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

from boshan_desk.domain.county import County, counties, load_county
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.entry import Entry
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.passwords import NewPassword
from boshan_desk.ui.recovery import RecoveryPage, Sealed
from boshan_desk.ui.role_boxes import RoleBoxes

if TYPE_CHECKING:
    from boshan_desk.store.keys import Cost
    from boshan_desk.usecases.accounts import Session

FIRST_ROLES: Final = ("approver", "admin")
"""What the first account is offered; `usecases.accounts.FIRST_ROLES` for the command line."""


@dataclass(frozen=True)
class Made:
    """A first account was made: how to go on, and what belongs into the envelope."""

    entry: Entry
    sealed: Sealed


class FirstAccount(QWidget):
    """Asks for the first account."""

    wanted = Signal(str, str, tuple)
    """(name, password, roles)."""
    back_wanted = Signal()

    def __init__(self, *, go: str, back: str, about: str, alone: bool = False) -> None:
        """`go` and `back` are what the buttons say, `about` the sentence above.

        `alone`: one person does everything there, as in a town; nothing is asked about roles.
        """
        super().__init__()
        self.setObjectName("first_account")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        head = QLabel(_("设立第一个账户"))
        theme.dress(head, role="section")
        whole.addWidget(head)
        words = QLabel(about)
        words.setWordWrap(True)
        whole.addWidget(words)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._name = QLineEdit()
        self._name.setObjectName("account_name")
        self._name.setMaxLength(30)
        self._name.setPlaceholderText(_("本人姓名，会写在所做的每一次改动旁边"))
        self._name.textChanged.connect(self._check)
        form.addRow(_("姓名"), self._name)
        self._password = NewPassword("account")
        self._password.changed.connect(self._check)
        self._password.fill(form)
        self._roles = RoleBoxes(FIRST_ROLES, told=False, kept="admin")
        self._roles.changed.connect(self._check)
        if not alone:
            form.addRow(_("角色"), self._roles)
        whole.addLayout(form)
        roles_told = QLabel(
            _("登记和报送都用这个账户。还有别人一起填报的，以后在“管理”菜单里为其设立账户。")
            if alone
            else _(
                "第一个账户负责管理账户；人员少的单位可以兼任。其他人员的账户在“管理”菜单里设立。"
            )
        )
        roles_told.setWordWrap(True)
        theme.dress(roles_told, role="hint")
        whole.addWidget(roles_told)
        whole.addStretch(1)
        row = QHBoxLayout()
        away = QPushButton(icons.icon("page-prev"), back)
        away.setObjectName("account_back")
        away.clicked.connect(self.back_wanted)
        self._go = QPushButton(icons.icon("ok", ink=theme.PALETTE.on_accent), go)
        self._go.setObjectName("account_go")
        theme.dress(self._go, role="primary")
        self._go.clicked.connect(self._say)
        row.addWidget(away)
        row.addStretch(1)
        row.addWidget(self._go)
        whole.addLayout(row)
        for field in (self._name, self._password.first, self._password.second):
            field.returnPressed.connect(self._say)
        self.setFocusProxy(self._name)
        self._check()

    def _check(self) -> None:
        good = bool(self._name.text().strip()) and self._password.whole and bool(self._roles.roles)
        self._go.setEnabled(good)

    def _say(self) -> None:
        if self._go.isEnabled():
            self.wanted.emit(self._name.text().strip(), self._password.text, self._roles.roles)


class SetUpWindow(Gate):
    """Gives a desk that was made without accounts its first one, and encrypts it."""

    def __init__(
        self,
        folder: Path,
        county: str,
        ask: Ask,
        jobs: Jobs | None = None,
        cost: Cost | None = None,
    ) -> None:
        """`county` is the key of its data; `cost` is that of a guess, the usual one if None."""
        known = load_county(county) if county in counties() else _stored_county(folder)
        super().__init__(ask, jobs or Jobs(), subtitle=known.name)
        self._folder = folder
        self._office = known.bureau
        self._cost = cost
        self.entry: Entry | None = None
        self.setObjectName("set_up_window")
        page = FirstAccount(
            go=_("设立账户并加密"),
            back=_("以后再说"),
            about=_(
                "设立账户以后，打开台账要输入密码，数据加密保存。加密之前先自动备份并核对，"
                "原有记录不变。"
            ),
        )
        page.wanted.connect(self._begin)
        page.back_wanted.connect(self.close)
        self.show_page(page)

    def warm_up(self) -> None:
        """What making accounts needs."""
        self._jobs.look(lambda _progress: load_accounts(), ignore, ignore)

    def may_close(self) -> bool:
        """Once there is a code, only when it is on paper, or after a word."""
        return may_leave(self.page, self._ask)

    def _begin(self, name: str, password: str, roles: tuple[str, ...]) -> None:
        make = partial(
            make_first, self._folder, name, password, roles, office=self._office, cost=self._cost
        )
        self.do(make, self._made, words=_("正在备份并加密，请不要关闭电脑…"))

    def _made(self, made: Made) -> None:
        self.entry = made.entry
        page = RecoveryPage(made.sealed, self._ask, self._jobs)
        page.finished.connect(self.finish)
        self.show_page(page)


def make_first(
    folder: Path,
    name: str,
    password: str,
    roles: Sequence[str],
    *,
    office: str,
    cost: Cost | None = None,
    make: Callable[[], object] | None = None,
) -> Made:
    """Make the first account of a desk, which `make` makes where it is not there yet.

    Raises:
        Refused: the name or the password will not do; then nothing was made.
    """
    from boshan_desk.store.keys import COST
    from boshan_desk.usecases import accounts

    accounts.check_password(password, name)
    if make is not None and not (folder / "desk.db").exists():
        make()
    code = accounts.set_up(folder, name, password, roles=roles, cost=cost or COST)
    session = accounts.sign_in(folder, name, password, now=Clock().now())
    sealed = sealed_for(folder, session, code, office)
    return Made(Entry(session.key, session.officer), sealed)


def sealed_for(folder: Path, session: Session, code: str, office: str = "") -> Sealed:
    """What stands on the page for the envelope of a desk that somebody just signed in to."""
    from boshan_desk.store.rows import Rows

    rows = Rows(folder / "desk.db", key=session.key, officer=session.officer)
    try:
        desk_id = rows.setting("site")
        bureau = office or rows.office().county.bureau
    finally:
        rows.close()
    return Sealed(code, bureau, session.officer.name, Clock().today(), desk_id)


def _stored_county(folder: Path) -> County:
    """The county of a desk without accounts, whose pack only the desk has."""
    from boshan_desk.store.rows import Rows

    rows = Rows(folder / "desk.db")
    try:
        return rows.office().county
    finally:
        rows.close()


def may_leave(page: QWidget | None, ask: Ask) -> bool:
    """Whether a page may be left: a code that is not on paper is asked about."""
    if not isinstance(page, RecoveryPage) or page.kept:
        return True
    question = _(
        "恢复码还没有打印或抄写，关闭后不再显示。\n\n管理员可以在“账户管理”里更换恢复码。仍要关闭？"
    )
    return ask.confirm(question, yes=_("仍要关闭"), no=_("返回"))


def load_accounts() -> None:
    """Load what accounts need, before it is waited for."""
    import boshan_desk.usecases.accounts  # noqa: F401  (loaded, not used)


def ignore(_result: object) -> None:
    """Nothing is to be done with it: what fails here fails again where it is told."""
