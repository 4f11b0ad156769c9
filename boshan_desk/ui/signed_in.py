"""What goes with who is signed in: their name on the bar, the lock, their password, the accounts.

At a desk without accounts there is nobody to name and nothing to lock; it offers to set them up,
but for the sample county and for desks that scripts made without accounts on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _
from boshan_desk.ui import icons
from boshan_desk.ui.lock_screen import CHOICES, Locking, lock_minutes
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.stage import Stage

if TYPE_CHECKING:
    from boshan_desk.ui.side_page import SidePage

LONGEST_NAME = 16
"""Characters of name and roles that the bar has room for; the tip shows all of them."""


class SignedIn(QObject):
    """One officer at one window."""

    switch_wanted = Signal()
    """Somebody else is to sign in: nothing is left open."""
    set_up_wanted = Signal()
    """The desk is to have accounts."""

    def __init__(self, shell: Shell, window: QMainWindow, stage: Stage) -> None:
        super().__init__(window)
        self._shell = shell
        self._stage = stage
        self.locking: Locking | None = None
        if shell.officer.id:
            self.locking = Locking(shell, window)
            self.locking.switch_wanted.connect(self.switch_wanted)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the commands of this module do."""
        return {
            "lock": self.lock,
            "switch": self.switch,
            "password": self.change_password,
            "accounts": self.open_accounts,
            "set_up": self.set_up,
        }

    def offer(self, actions: Mapping[str, QAction]) -> None:
        """Take away what there is no account for, before the menus are filled."""
        known = bool(self._shell.officer.id)
        for name in ("lock", "switch", "password"):
            actions[name].setVisible(known)
        if not known:
            actions["accounts"].setVisible(False)
        actions["set_up"].setVisible(may_set_up(self._shell))

    def name_on(self, bar: QToolBar, actions: Mapping[str, QAction]) -> None:
        """Say on the bar who it is, with what they can do about it."""
        if self._shell.officer.id:
            bar.addSeparator()
            bar.addWidget(self._button(actions))

    def end(self) -> None:
        """The window goes."""
        if self.locking is not None:
            self.locking.stop()

    # What the officer can do

    def lock(self) -> None:
        """Cover everything now."""
        if self.locking is not None:
            self.locking.lock()

    def switch(self) -> None:
        """Let somebody else sign in, once every open form is left."""
        if not self._stage.clear_over():
            return
        if self._shell.jobs.busy:
            self._shell.said.emit("note", _("还有工作没有完成，完成后自动切换"))
        self.switch_wanted.emit()

    def set_up(self) -> None:
        """Give the desk its first account, once every open form is left."""
        if self._stage.clear_over():
            self.set_up_wanted.emit()

    def change_password(self) -> None:
        """Let the officer change their own password."""
        from boshan_desk.ui.change_password import ChangePassword

        if not isinstance(self._stage.top_over, ChangePassword):
            self._lay_over(ChangePassword(self._shell))

    def open_accounts(self) -> None:
        """Show who may open the desk."""
        from boshan_desk.ui.accounts_page import AccountsPage

        if not isinstance(self._stage.top_over, AccountsPage):
            self._lay_over(AccountsPage(self._shell))

    def _lay_over(self, page: SidePage) -> None:
        page.closed.connect(lambda: self._stage.leave(page))
        self._stage.lay_over(page)

    # The bar

    def _button(self, actions: Mapping[str, QAction]) -> QToolButton:
        officer = self._shell.officer
        whole = _("{name}（{roles}）").format(name=officer.name, roles=officer.titles())
        button = QToolButton()
        button.setObjectName("officer_button")
        button.setIcon(icons.icon("officer"))
        shown = whole if len(whole) <= LONGEST_NAME else f"{whole[:LONGEST_NAME]}…"
        # An ampersand in a name is a character, not a shortcut.
        button.setText(shown.replace("&", "&&"))
        button.setToolTip(_("已登录：{who}").format(who=whole))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # Room for the sign that there is a menu.
        air = button.fontMetrics().height()
        button.setStyleSheet(f"QToolButton {{ padding-right: {air}px; }}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for name in ("password", "lock"):
            menu.addAction(actions[name])
        menu.addMenu(self._minutes_menu(menu))
        menu.addSeparator()
        menu.addAction(actions["switch"])
        button.setMenu(menu)
        return button

    def _minutes_menu(self, parent: QMenu) -> QMenu:
        assert self.locking is not None
        menu = QMenu(_("自动锁定"), parent)
        group = QActionGroup(menu)
        for minutes in CHOICES:
            words = _("{minutes} 分钟无操作后").format(minutes=minutes)
            action = group.addAction(words)
            action.setObjectName(f"lock_after_{minutes}")
            action.setCheckable(True)
            action.setChecked(minutes == lock_minutes(self._shell.state))
            action.triggered.connect(partial(_set_minutes, self.locking, minutes))
            menu.addAction(action)
        return menu


def _set_minutes(locking: Locking, minutes: int, _checked: bool = False) -> None:
    locking.set_minutes(minutes)


def may_set_up(shell: Shell) -> bool:
    """Whether this desk can have accounts and has none: never the sample county."""
    return not shell.officer.id and not shell.rows.setting("sample") and shell.may(Right.ACCOUNTS)


def should_set_up(shell: Shell) -> bool:
    """Whether accounts are asked for: not where scripts made the desk without, on purpose."""
    return may_set_up(shell) and shell.rows.setting("bare") != "yes"
