"""Who may open the desk: the accounts, their roles and first passwords, and the recovery code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.account_leaves import AccountForm, GivenPassword, Slip
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.recovery import RecoveryPage, Sealed
from boshan_desk.ui.set_up import may_leave
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.keys import Cost
    from boshan_desk.usecases.accounts import Account

HEADS: Final = (mark("姓名"), mark("角色"), mark("状态"), mark("设立时间"))


class AccountsPage(SidePage):
    """The list of accounts; over it the form of one, a first password, or the recovery code."""

    def __init__(self, shell: Shell, *, cost: Cost | None = None) -> None:
        """`cost` is that of a guess, the usual one if None."""
        super().__init__(_("账户管理"))
        self.shell = shell
        self._cost = cost
        self._accounts: list[Account] = []
        self.setObjectName("accounts_page")
        self._pile = QStackedWidget()
        self._list = self._make_list()
        self._pile.addWidget(self._list)
        self.body.addWidget(self._pile, 1)
        self.setFocusProxy(self.table)

    @property
    def leaf(self) -> QWidget:
        """What is seen below the title."""
        return self._pile.currentWidget()

    def try_close(self) -> bool:
        """A new recovery code must be on paper, or be given up in so many words."""
        return may_leave(self.leaf, self.shell.ask)

    def leave(self) -> None:
        """From a leaf back to the list, and from there out of the page."""
        if self.leaf is self._list:
            self.closed.emit()
        elif self.try_close():
            self._back()

    # The list

    def _make_list(self) -> QWidget:
        line = self.fontMetrics().height()
        leaf = QWidget()
        whole = QVBoxLayout(leaf)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        row = QHBoxLayout()
        for name, words, icon, slot in (
            ("account_add", _("新增账户…"), "add", self.add),
            ("account_roles", _("调整角色…"), "edit", self.adjust),
            ("account_reset", _("重设密码…"), "lock", self.reset),
            ("account_off", _("停用"), "cancel", self.switch),
        ):
            button = QPushButton(icons.icon(icon), words)
            button.setObjectName(name)
            button.clicked.connect(unflagged(slot))
            row.addWidget(button)
        self._roles, self._reset, self._off = (row.itemAt(place).widget() for place in (1, 2, 3))
        row.addStretch(1)
        code = QPushButton(icons.icon("refresh"), _("更换恢复码…"))
        code.setObjectName("account_code")
        code.clicked.connect(self.change_code)
        row.addWidget(code)
        whole.addLayout(row)
        self.table = make_table("accounts_table", HEADS, (14, 26, 26))
        self.table.itemSelectionChanged.connect(self._name_buttons)
        whole.addWidget(self.table, 1)
        hint = QLabel(
            _(
                "停用的账户不能再打开台账，写过的记录保留其姓名。调整角色在下次登录起生效。"
                "账户只能停用，不能删除。"
            )
        )
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        whole.addWidget(hint)
        return leaf

    def refresh(self) -> None:
        """Read the accounts again."""

        def work(desk: Desk) -> list[Account]:
            from boshan_desk.usecases import accounts

            return accounts.list_accounts(desk)

        self.shell.do(work, while_there(self, self._show))

    def showEvent(self, event: QShowEvent) -> None:
        """They are read when they are looked at."""
        super().showEvent(event)
        self.refresh()

    def _show(self, found: Sequence[Account]) -> None:
        kept = self.chosen.name if self.chosen else self.shell.officer.name
        self._accounts = list(found)
        self.table.show_rows(
            [
                (each.name, each.titles(), _(_state(each)), each.added_at[:16])
                for each in self._accounts
            ]
        )
        for row, each in enumerate(self._accounts):
            if each.name == kept:
                self.table.selectRow(row)
        self._name_buttons()

    @property
    def chosen(self) -> Account | None:
        """The account that is selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        row = min(rows, default=-1)
        return self._accounts[row] if 0 <= row < len(self._accounts) else None

    def _name_buttons(self) -> None:
        account = self.chosen
        own = account is not None and account.name == self.shell.officer.name
        on = account is None or account.active
        assert isinstance(self._off, QPushButton)
        self._roles.setEnabled(account is not None and on)
        self._reset.setEnabled(account is not None and on and not own)
        self._reset.setToolTip(_("本人的密码在右上角姓名菜单里修改") if own else "")
        self._off.setText(_("停用") if on else _("启用"))
        self._off.setIcon(icons.icon("cancel" if on else "ok"))
        self._off.setEnabled(account is not None and not own)
        self._off.setToolTip(_("不能停用本人正在使用的账户") if own else "")

    # What can be done

    def add(self) -> None:
        """Ask for another account."""
        form = AccountForm(_("新增账户"))
        form.wanted.connect(self._add)
        self._put(form)

    def adjust(self) -> None:
        """Ask for other roles."""
        account = self.chosen
        if account is not None:
            title = _("调整“{name}”的角色").format(name=account.name)
            form = AccountForm(title, account.name, account.roles)
            form.wanted.connect(self._adjust)
            self._put(form)

    def reset(self) -> None:
        """Give the account another first password."""
        account = self.chosen
        if account is None:
            return
        question = _("重设“{name}”的密码？原来的密码立即作废，新密码只能用一次。").format(
            name=account.name
        )
        if self.shell.ask.confirm(question, yes=_("重设密码")):
            self._do(
                lambda accounts, desk, cost: accounts.change_password(
                    desk, account.name, cost=cost
                ),
                lambda given: self._hand_out(account.name, account.titles(), str(given)),
                _("正在重设密码…"),
            )

    def switch(self) -> None:
        """Switch the account off, or on again."""
        account = self.chosen
        if account is None:
            return
        name = account.name
        if not account.active:
            self._do(
                lambda accounts, desk, _cost: accounts.switch_on(desk, name),
                lambda _done: self._said(_("已启用账户“{name}”").format(name=name)),
            )
            return
        question = _("停用账户“{name}”？停用后不能再打开台账，写过的记录保留其姓名。")
        if self.shell.ask.confirm(question.format(name=name), yes=_("停用")):
            self._do(
                lambda accounts, desk, _cost: accounts.switch_off(desk, name),
                lambda _done: self._said(_("已停用账户“{name}”").format(name=name)),
            )

    def change_code(self) -> None:
        """Make another recovery code."""
        question = _("更换恢复码？原来的恢复码立即作废，密封的旧页须当面销毁。")
        if self.shell.ask.confirm(question, yes=_("更换")):
            self._do(
                lambda accounts, desk, cost: (
                    accounts.new_recovery_code(desk, cost=cost),
                    desk.site.partition(".")[0],
                ),
                lambda found: self._show_code(*found),
                _("正在更换恢复码…"),
            )

    def _add(self, name: str, roles: tuple[str, ...]) -> None:
        from boshan_desk.domain.officers import with_roles

        titles = with_roles(name, roles).titles()
        self._do(
            lambda accounts, desk, cost: accounts.add_account(desk, name, roles, cost=cost),
            lambda given: self._hand_out(name, titles, str(given)),
            _("正在新增账户…"),
        )

    def _adjust(self, name: str, roles: tuple[str, ...]) -> None:
        def done(_none: object) -> None:
            self._said(_("已调整“{name}”的角色，下次登录起生效").format(name=name))
            self._back()

        self._do(lambda accounts, desk, _cost: accounts.change_roles(desk, name, roles), done)

    def _do(
        self,
        act: Callable[..., object],
        then: Callable[..., object],
        words: str = "",
    ) -> None:
        """Do something with the use cases of accounts, off the window's thread."""
        wanted = self._cost

        def work(desk: Desk) -> object:
            from boshan_desk.store.keys import COST
            from boshan_desk.usecases import accounts

            return act(accounts, desk, wanted or COST)

        def end(call: Callable[[], object]) -> None:
            self._pile.setEnabled(True)
            call()

        self._pile.setEnabled(False)
        self.shell.do(
            work,
            while_there(self, lambda result: end(partial(then, result))),
            words=words,
            failed=while_there(self, lambda error: end(partial(self.shell.tell_failure, error))),
        )

    def _said(self, words: str) -> None:
        self.shell.said.emit("ok", words)
        self.refresh()

    # Leaves over the list

    def _hand_out(self, name: str, roles: str, given: str) -> None:
        slip = Slip(self.shell.county.bureau, name, roles, given, self.shell.today)
        leaf = GivenPassword(slip, self.shell.ask, self.shell.jobs)
        leaf.finished.connect(self._back)
        self._put(leaf)

    def _show_code(self, code: str, desk_id: str) -> None:
        sealed = Sealed(
            code, self.shell.county.bureau, self.shell.officer.name, self.shell.today, desk_id
        )
        leaf = RecoveryPage(sealed, self.shell.ask, self.shell.jobs)
        leaf.finished.connect(self._back)
        self._put(leaf)

    def _put(self, leaf: QWidget) -> None:
        self._clear()
        self._pile.addWidget(leaf)
        self._pile.setCurrentWidget(leaf)
        leaf.setFocus()

    def _back(self) -> None:
        self._clear()
        self.refresh()
        self.table.setFocus()

    def _clear(self) -> None:
        leaf = self.leaf
        if leaf is not self._list:
            self._pile.removeWidget(leaf)
            leaf.hide()
            leaf.setParent(None)
            leaf.deleteLater()


def _state(account: Account) -> str:
    if not account.active:
        return mark("停用")
    return mark("在用，首次登录须改密码") if account.must_change else mark("在用")
