"""The first account: of a new desk, and of one that was made before; and the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMarginsF, QObject
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import ROLES
from boshan_desk.i18n import _
from boshan_desk.store.entering import encrypted
from boshan_desk.ui import passwords, set_up
from boshan_desk.ui.first_page import FirstWindow
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.recovery import CodeBox, RecoveryPage
from boshan_desk.ui.role_boxes import RoleBoxes
from boshan_desk.ui.set_up import FirstAccount, SetUpWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.start_page import StartPage
from boshan_desk.usecases import accounts
from tests.ui.conftest import CHEAP, CHIEF, PASSWORD, Officer


def child(window: QWidget, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def fill(window: QWidget, name: str = CHIEF, password: str = PASSWORD, again: str = "") -> None:
    """Fill in the first account."""
    child(window, QLineEdit, "account_name").setText(name)
    child(window, QLineEdit, "account_password").setText(password)
    child(window, QLineEdit, "account_again").setText(again or password)


@pytest.fixture
def first(qtbot: QtBot, officer: Officer, tmp_path: Path) -> FirstWindow:
    """The first window, as it asks for the first account."""
    made = FirstWindow(tmp_path / "new", officer, InlineJobs(), cost=CHEAP)
    # What is closed at the end of a test asks nobody about its code.
    qtbot.addWidget(made, before_close_func=lambda each: setattr(each, "done", True))
    made.show()
    child(made, QPushButton, "first_empty").click()
    assert isinstance(made.page, FirstAccount)
    return made


def test_the_first_run_makes_an_encrypted_desk_with_its_first_account(
    first: FirstWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    fill(first)
    child(first, QPushButton, "account_go").click()
    assert encrypted(folder)
    page = first.page
    assert isinstance(page, RecoveryPage)
    code = "-".join(child(page, CodeBox, "recovery_code").groups)
    assert len(code.replace("-", "")) == 40
    done = child(page, QPushButton, "recovery_done")
    assert not done.isEnabled()
    child(page, QCheckBox, "recovery_kept").click()
    done.click()
    assert first.made
    assert first.entry.key
    assert first.entry.officer is not None
    assert first.entry.officer.roles == ("approver", "admin")


def test_the_sample_is_opened_without_a_password(
    qtbot: QtBot, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(
        "boshan_desk.ui.first_page.make_sample", lambda folder, _county: made.append(folder)
    )
    first = FirstWindow(tmp_path / "new", officer, InlineJobs())
    qtbot.addWidget(first)
    child(first, QPushButton, "first_sample").click()
    assert made == [tmp_path / "new"]
    assert first.made
    assert first.entry.officer is None
    assert not first.entry.key


@pytest.mark.parametrize(
    ("name", "password", "again"),
    [
        ("", PASSWORD, PASSWORD),
        ("  ", PASSWORD, PASSWORD),
        (CHIEF, "短", "短"),
        (CHIEF, PASSWORD, PASSWORD[:-1]),
        (CHIEF, PASSWORD, "x"),
    ],
)
def test_what_is_not_whole_cannot_be_sent(
    first: FirstWindow, name: str, password: str, again: str, tmp_path: Path
) -> None:
    fill(first, name, password, again)
    go = child(first, QPushButton, "account_go")
    assert not go.isEnabled()
    child(first, QLineEdit, "account_again").returnPressed.emit()
    assert not (tmp_path / "new").exists()


def test_a_password_that_is_guessed_at_once_is_refused_before_anything_is_made(
    first: FirstWindow, officer: Officer, tmp_path: Path
) -> None:
    fill(first, password="1234567890")
    child(first, QPushButton, "account_go").click()
    assert officer.told == [_("这个密码太常见，很容易被猜中，请换一个")]
    assert not (tmp_path / "new").exists()
    # What was typed stands still, and can be mended.
    assert child(first, QLineEdit, "account_name").text() == CHIEF
    fill(first)
    child(first, QPushButton, "account_go").click()
    assert isinstance(first.page, RecoveryPage)


def test_two_different_passwords_are_said_while_they_are_typed(first: FirstWindow) -> None:
    child(first, QLineEdit, "account_password").setText("春风又绿江南岸")
    again = child(first, QLineEdit, "account_again")
    note = child(first, QLabel, "account_note")
    again.setText("春风又")
    assert note.text() == _("还不够 {most} 个字符").format(most=10)
    again.setText("春风不")
    assert note.text() == _("两次输入的不一样")


def test_the_way_back_leads_to_the_choice(first: FirstWindow) -> None:
    child(first, QPushButton, "account_back").click()
    assert child(first, QComboBox, "first_county").currentData() == "boshan"


def test_the_rule_that_is_told_is_the_rule() -> None:
    assert passwords.SHORTEST == accounts.SHORTEST
    assert set_up.FIRST_ROLES == accounts.FIRST_ROLES


def test_the_eye_shows_and_hides_what_is_typed(first: FirstWindow) -> None:
    line = child(first, QLineEdit, "account_password")
    (eye,) = line.actions()
    assert line.echoMode() == QLineEdit.EchoMode.Password
    eye.trigger()
    assert line.echoMode() == QLineEdit.EchoMode.Normal
    eye.trigger()
    assert line.echoMode() == QLineEdit.EchoMode.Password


def test_a_code_that_is_not_on_paper_is_not_lost_without_a_word(
    first: FirstWindow, officer: Officer
) -> None:
    fill(first)
    child(first, QPushButton, "account_go").click()
    officer.will_answer(False)
    assert not first.close()
    officer.will_answer(True)
    assert first.close()
    assert not first.made
    assert len(officer.asked) == 2


# Roles


def test_who_audits_does_nothing_else(qtbot: QtBot) -> None:
    boxes = RoleBoxes()
    qtbot.addWidget(boxes)
    assert all(child(boxes, QCheckBox, f"role_{name}").isEnabled() for name in ROLES)
    child(boxes, QCheckBox, "role_auditor").click()
    assert list(boxes.roles) == ["auditor"]
    assert not child(boxes, QCheckBox, "role_entry").isEnabled()
    child(boxes, QCheckBox, "role_auditor").click()
    child(boxes, QCheckBox, "role_leader").click()
    child(boxes, QCheckBox, "role_entry").click()
    assert list(boxes.roles) == ["entry", "leader"]
    assert not child(boxes, QCheckBox, "role_auditor").isEnabled()


def test_the_first_account_manages_accounts_whatever_else_it_does(first: FirstWindow) -> None:
    box = child(first, QCheckBox, "role_admin")
    assert box.isChecked()
    assert not box.isEnabled()
    child(first, QCheckBox, "role_approver").click()
    assert list(child(first, RoleBoxes, "role_boxes").roles) == ["admin"]
    fill(first)
    assert child(first, QPushButton, "account_go").isEnabled()


# A desk that was made before


def test_an_older_desk_is_encrypted_and_keeps_its_records(
    qtbot: QtBot, desk_folder: Path, officer: Officer, put: Callable[..., Any], shell: Shell
) -> None:
    from boshan_desk.ledgers.case import Case

    put(Case(case_no="博演示〔2026〕1号"))
    shell.close()
    window = SetUpWindow(desk_folder, "boshan", officer, InlineJobs(), CHEAP)
    qtbot.addWidget(window)
    window.show()
    fill(window)
    child(window, QPushButton, "account_go").click()
    assert isinstance(window.page, RecoveryPage)
    assert encrypted(desk_folder)
    assert window.entry is not None
    child(window, QCheckBox, "recovery_kept").click()
    child(window, QPushButton, "recovery_done").click()
    assert window.done
    from boshan_desk.store.opening import open_desk

    entry = window.entry
    assert entry.officer is not None
    opened = open_desk(desk_folder, key=entry.key, officer=entry.officer)
    with opened as desk, desk.read() as reader:
        assert [case.case_no for case in reader.all(Case)] == ["博演示〔2026〕1号"]


def test_later_leaves_the_desk_as_it_was(qtbot: QtBot, desk_folder: Path, officer: Officer) -> None:
    window = SetUpWindow(desk_folder, "boshan", officer, InlineJobs(), CHEAP)
    qtbot.addWidget(window)
    window.show()
    child(window, QPushButton, "account_back").click()
    assert not window.isVisible()
    assert window.entry is None
    assert not encrypted(desk_folder)


@pytest.mark.parametrize(
    ("settings", "banner", "command"),
    [({}, True, True), ({"bare": "yes"}, False, True), ({"sample": "1"}, False, False)],
)
def test_accounts_are_offered_where_an_office_needs_them(
    qtbot: QtBot,
    shell: Shell,
    settings: dict[str, str],
    banner: bool,
    command: bool,
) -> None:
    with shell.desk.work("演示") as work:
        for name, value in settings.items():
            work.set(name, value)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    start = window.page_on_top()
    assert isinstance(start, StartPage)
    assert (start.findChild(QPushButton, "offer_accounts") is not None) is banner
    assert window.actions_by_id["set_up"].isVisible() is command
    for name in ("accounts", "lock", "switch", "password"):
        assert not window.actions_by_id[name].isVisible()
    assert window.signed_in.locking is None
    if banner:
        wanted: list[int] = []
        window.signed_in.set_up_wanted.connect(lambda: wanted.append(1))
        child(start, QPushButton, "offer_accounts").click()
        assert wanted == [1]
    window.close()


# The code on paper


@pytest.fixture
def code_page(first: FirstWindow) -> RecoveryPage:
    """The page with a new recovery code."""
    fill(first)
    child(first, QPushButton, "account_go").click()
    assert isinstance(first.page, RecoveryPage)
    return first.page


def test_the_sealed_page_can_be_kept_as_a_file(
    code_page: RecoveryPage, officer: Officer, tmp_path: Path
) -> None:
    import pypdf

    path = tmp_path / "演示.pdf"
    officer.will_answer(path)
    child(code_page, QPushButton, "recovery_save").click()
    text = pypdf.PdfReader(path).pages[0].extract_text()
    assert CHIEF in text
    assert str(path) in child(code_page, QLabel, "recovery_told").text()


def test_a_file_that_cannot_be_written_is_told(
    code_page: RecoveryPage, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "nowhere" / "演示.pdf")
    child(code_page, QPushButton, "recovery_save").click()
    assert len(officer.told) == 1
    assert child(code_page, QLabel, "recovery_told").text() == ""


def test_the_sealed_page_is_printed_and_nothing_of_it_stays(
    code_page: RecoveryPage, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    monkeypatch.setattr(officer, "printer", lambda: printer)
    kept = tmp_path / "temporary"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    child(code_page, QPushButton, "recovery_print").click()
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000
    assert list(kept.iterdir()) == []
    assert child(code_page, QLabel, "recovery_told").text().startswith("已送打印机")


def test_every_sign_of_the_code_is_painted_in_its_box(code_page: RecoveryPage) -> None:
    box = child(code_page, CodeBox, "recovery_code")
    assert len(box.groups) == 8
    assert box.width() >= box.sizeHint().width()
    assert box.height() >= box.sizeHint().height()
