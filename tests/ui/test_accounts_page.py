"""The page of accounts, one's own password, and what is offered to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import RIGHTS, ROLES, NoRight, Right
from boshan_desk.i18n import _
from boshan_desk.ui.account_leaves import AccountForm, GivenPassword
from boshan_desk.ui.accounts_page import AccountsPage
from boshan_desk.ui.change_password import ChangePassword
from boshan_desk.ui.commands import COMMANDS
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.manual_window import PAGES, page_file
from boshan_desk.ui.recovery import CodeBox, RecoveryPage
from boshan_desk.ui.role_boxes import rights_words
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import accounts, first_password
from tests.conftest import TODAY
from tests.ui.conftest import CHEAP, CHIEF, PASSWORD, Officer

SECOND = "演示乙"
NEW = "小桥流水人家也-演示"


def child(window: QWidget, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


@pytest.fixture
def page(qtbot: QtBot, enter_as: Callable[..., Shell]) -> AccountsPage:
    """The page, as who set up the accounts sees it."""
    made = AccountsPage(enter_as(), cost=CHEAP)
    qtbot.addWidget(made)
    made.resize(1100, 650)
    made.show()
    return made


def said_of(shell: Shell) -> list[tuple[str, str]]:
    """What the strip is told from now on."""
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    return heard


def press(page: QWidget, name: str) -> None:
    """Press a button of this name."""
    child(page, QPushButton, name).click()


def add(page: AccountsPage, name: str = SECOND, *roles: str) -> str:
    """Add an account; its first password."""
    press(page, "account_add")
    child(page, QLineEdit, "form_name").setText(name)
    for role in roles or ("entry",):
        child(page, QCheckBox, f"role_{role}").click()
    press(page, "form_go")
    leaf = page.leaf
    assert isinstance(leaf, GivenPassword)
    given = "-".join(child(leaf, CodeBox, "recovery_code").groups)
    press(page, "given_done")
    return given


def choose(page: AccountsPage, name: str) -> None:
    """Select an account."""
    names = [row[0] for row in page.table.words()]
    page.table.selectRow(names.index(name))


def row_of(page: AccountsPage, name: str) -> list[str]:
    """What the list says of an account."""
    return next(row for row in page.table.words() if row[0] == name)


def sign_in(folder: Path, name: str, password: str) -> accounts.Session:
    """Sign in, as the window does."""
    return accounts.sign_in(folder, name, password, now=datetime.now())


def test_a_new_account_stands_in_the_list_and_opens_the_desk(
    page: AccountsPage, guarded: Path
) -> None:
    given = add(page, SECOND, "entry", "handler")
    assert len(page.table.words()) == 2
    assert row_of(page, CHIEF)[1:3] == ["审批、管理", "在用"]
    assert row_of(page, SECOND)[1:3] == ["录入、办案", "在用，首次登录须改密码"]
    session = sign_in(guarded, SECOND, given)
    assert session.must_change
    assert session.officer.roles == ("entry", "handler")


def test_a_name_that_is_taken_is_refused_and_the_form_stays(page: AccountsPage) -> None:
    heard = said_of(page.shell)
    press(page, "account_add")
    child(page, QLineEdit, "form_name").setText(CHIEF)
    child(page, QCheckBox, "role_entry").click()
    press(page, "form_go")
    assert isinstance(page.leaf, AccountForm)
    assert heard == [("error", _("已有名为“{name}”的账户，请换一个称呼").format(name=CHIEF))]
    assert child(page, QLineEdit, "form_name").isEnabled()


def test_every_role_says_what_it_may_do(page: AccountsPage) -> None:
    press(page, "account_add")
    words = [label.text() for label in page.leaf.findChildren(QLabel)]
    for role in ROLES:
        assert rights_words(role) in words
    assert all(_(RIGHTS[right]) in rights_words("approver") for right in ROLES["approver"].rights)
    assert _(RIGHTS[Right.AUDIT]) not in rights_words("approver")


def test_a_first_password_can_be_copied(page: AccountsPage) -> None:
    press(page, "account_add")
    child(page, QLineEdit, "form_name").setText(SECOND)
    child(page, QCheckBox, "role_entry").click()
    press(page, "form_go")
    press(page, "given_copy")
    shown = "-".join(child(page, CodeBox, "recovery_code").groups)
    assert QGuiApplication.clipboard().text() == shown
    assert len(shown) >= accounts.SHORTEST


def test_the_slip_has_the_password_and_how_it_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "演示.pdf"
    written = first_password.write(
        path,
        office="演示局",
        name=SECOND,
        roles="录入",
        password="abcd-efgh-jkmn",
        made_on=TODAY,
    )
    assert written.pages == 1
    assert written.missing == ()
    text = pypdf.PdfReader(path).pages[0].extract_text()
    assert SECOND in text
    assert "演示局" in text
    assert path.stat().st_mode & 0o077 == 0


def test_a_password_is_reset_after_a_question(
    page: AccountsPage, guarded: Path, officer: Officer
) -> None:
    old = add(page)
    choose(page, SECOND)
    officer.will_answer(False)
    press(page, "account_reset")
    assert page.leaf is not None
    assert not isinstance(page.leaf, GivenPassword)
    officer.will_answer(True)
    press(page, "account_reset")
    assert isinstance(page.leaf, GivenPassword)
    given = "-".join(child(page, CodeBox, "recovery_code").groups)
    assert given != old
    assert sign_in(guarded, SECOND, given).must_change
    with pytest.raises(NoRight):
        sign_in(guarded, SECOND, old)


def test_roles_are_changed(page: AccountsPage, guarded: Path) -> None:
    given = add(page)
    choose(page, SECOND)
    press(page, "account_roles")
    assert child(page, QLineEdit, "form_name").isReadOnly()
    child(page, QCheckBox, "role_leader").click()
    press(page, "form_go")
    assert row_of(page, SECOND)[1] == "录入、领导查看"
    assert sign_in(guarded, SECOND, given).officer.roles == ("entry", "leader")


def test_the_last_who_manages_accounts_stays(page: AccountsPage) -> None:
    heard = said_of(page.shell)
    choose(page, CHIEF)
    press(page, "account_roles")
    child(page, QCheckBox, "role_admin").click()
    press(page, "form_go")
    assert heard == [("error", _("至少须保留一个在用的“{role}”账户").format(role="管理"))]
    assert isinstance(page.leaf, AccountForm)


def test_who_leaves_is_switched_off_and_may_come_back(
    page: AccountsPage, guarded: Path, officer: Officer
) -> None:
    given = add(page)
    choose(page, SECOND)
    officer.will_answer(True)
    press(page, "account_off")
    assert row_of(page, SECOND)[2] == "停用"
    with pytest.raises(NoRight):
        sign_in(guarded, SECOND, given)
    button = child(page, QPushButton, "account_off")
    assert button.text() == _("启用")
    assert not child(page, QPushButton, "account_reset").isEnabled()
    button.click()
    assert row_of(page, SECOND)[2] == "在用，首次登录须改密码"
    assert sign_in(guarded, SECOND, given).officer.name == SECOND


def test_nobody_switches_themselves_off_or_resets_their_own(page: AccountsPage) -> None:
    choose(page, CHIEF)
    for name in ("account_off", "account_reset"):
        button = child(page, QPushButton, name)
        assert not button.isEnabled()
        assert button.toolTip()


def test_another_recovery_code_is_shown_until_it_is_on_paper(
    page: AccountsPage, guarded: Path, officer: Officer, recovery_code: str
) -> None:
    officer.will_answer(True)
    press(page, "account_code")
    assert isinstance(page.leaf, RecoveryPage)
    fresh = "-".join(child(page, CodeBox, "recovery_code").groups)
    assert fresh != recovery_code
    officer.will_answer(False)
    assert not page.try_close()
    child(page, QCheckBox, "recovery_kept").click()
    press(page, "recovery_done")
    assert not isinstance(page.leaf, RecoveryPage)
    assert page.try_close()
    with pytest.raises(NoRight):
        accounts.recover(guarded, recovery_code, CHIEF, NEW, now=datetime(2026, 1, 1), cost=CHEAP)


def test_the_way_back_leads_from_the_form_to_the_list_and_out(page: AccountsPage) -> None:
    closed: list[int] = []
    page.closed.connect(lambda: closed.append(1))
    press(page, "account_add")
    press(page, "side_back")
    assert not isinstance(page.leaf, AccountForm)
    assert closed == []
    press(page, "side_back")
    assert closed == [1]


# One's own password


@pytest.fixture
def change(qtbot: QtBot, enter_as: Callable[..., Shell]) -> ChangePassword:
    """The page on which one changes one's own password."""
    made = ChangePassword(enter_as(), cost=CHEAP)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(page: ChangePassword, old: str, new: str) -> None:
    """Fill in the page and send it."""
    child(page, QLineEdit, "change_old").setText(old)
    child(page, QLineEdit, "change_password").setText(new)
    child(page, QLineEdit, "change_again").setText(new)
    press(page, "change_go")


def test_one_changes_ones_own_password(change: ChangePassword, guarded: Path) -> None:
    closed: list[int] = []
    change.closed.connect(lambda: closed.append(1))
    heard = said_of(change.shell)
    fill(change, PASSWORD, NEW)
    assert heard == [("ok", _("密码已修改"))]
    assert closed == [1]
    assert not sign_in(guarded, CHIEF, NEW).must_change


def test_the_old_password_is_proved(change: ChangePassword, guarded: Path) -> None:
    heard = said_of(change.shell)
    fill(change, "不是这个也可以", NEW)
    assert heard == [("error", _("原密码不对"))]
    assert sign_in(guarded, CHIEF, PASSWORD)
    assert child(change, QPushButton, "change_go").isEnabled()


# What is offered to whom


OFFERED = {
    "entry": {"new", "import"},
    "handler": {"new", "import"},
    "approver": {"new", "import", "export_full"},
    "leader": set[str](),
    "admin": {"accounts"},
    "auditor": set[str](),
}


@pytest.mark.parametrize("role", list(ROLES))
def test_what_an_officer_may_not_do_is_not_offered(
    qtbot: QtBot, enter_as: Callable[..., Shell], role: str
) -> None:
    chief = enter_as()
    given = accounts.add_account(chief.desk, SECOND, [role], cost=CHEAP)
    chief.close()
    window = MainWindow(enter_as(SECOND, given))
    qtbot.addWidget(window)
    window.show()
    looked_at = {"new", "import", "export_full", "accounts"}
    offered = {name for name in looked_at if window.actions_by_id[name].isVisible()}
    assert offered == OFFERED[role]
    assert not window.actions_by_id["set_up"].isVisible()
    button = child(window, QToolButton, "officer_button")
    assert SECOND in button.text()
    assert _(ROLES[role].title) in button.toolTip()
    # Whatever is hung into a menu is a command, with its right.
    assert {command.id for command in COMMANDS} == set(window.actions_by_id)
    window.close()


def test_the_pages_open_from_the_menus(qtbot: QtBot, enter_as: Callable[..., Shell]) -> None:
    window = MainWindow(enter_as())
    qtbot.addWidget(window)
    window.show()
    window.actions_by_id["accounts"].trigger()
    page = window.page_on_top()
    assert isinstance(page, AccountsPage)
    window.actions_by_id["accounts"].trigger()
    assert window.page_on_top() is page
    window.actions_by_id["password"].trigger()
    assert isinstance(window.page_on_top(), ChangePassword)
    assert window.try_close_pages()
    window.close()


def test_the_manual_tells_of_accounts() -> None:
    assert "accounts" in [name for name, _title in PAGES]
    words = page_file("accounts").read_text("utf-8")
    for role in ROLES.values():
        assert role.title in words
    for word in ("恢复码", "Ctrl+Alt+L", "切换用户", "忘记密码"):
        assert word in words
    assert "不可篡改" not in words
