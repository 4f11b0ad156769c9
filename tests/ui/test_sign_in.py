"""Signing in: the right password, wrong ones, the recovery code, a first password, another user."""

# A session is opened here without its loop, and seconds go by without being waited for.
# ruff: noqa: SLF001

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import NoRight
from boshan_desk.i18n import _
from boshan_desk.store.opening import open_desk
from boshan_desk.ui import theme
from boshan_desk.ui.app import Session, asks_for_password
from boshan_desk.ui.entry import COUNTY, LAST_NAME, Entry
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import InlineJobs, Jobs
from boshan_desk.ui.recovery import CodeBox, RecoveryPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.sign_in import SignInWindow, county_name
from boshan_desk.ui.sign_in_pages import ChangeFirst, ForgottenPage, WhoPage
from boshan_desk.ui.state import State
from boshan_desk.usecases import accounts
from tests.ui.conftest import CHEAP, CHIEF, PASSWORD, Officer

SECOND = "演示乙"
HEAVY = ("sqlalchemy", "alembic", "cryptography", "reportlab", "openpyxl")


class StandingClock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 10, 9, 9, 0)

    def now(self) -> datetime:
        """What it says."""
        return self.at

    def pass_by(self, seconds: int) -> None:
        """Let time go by."""
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> StandingClock:
    """The clock of the sign-in window."""
    return StandingClock()


@pytest.fixture
def window(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> SignInWindow:
    """The sign-in window of a desk with one account."""
    return open_window(qtbot, guarded, state, officer, clock)


def open_window(
    qtbot: QtBot, folder: Path, state: State, officer: Officer, clock: StandingClock
) -> SignInWindow:
    """Show the sign-in window."""
    made = SignInWindow(folder, state, officer, InlineJobs(), cost=CHEAP, now=clock.now)
    qtbot.addWidget(made, before_close_func=lambda each: setattr(each, "done", True))
    made.show()
    return made


def child(window: QWidget | None, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    assert window is not None
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def type_password(window: SignInWindow, password: str) -> None:
    """Type a password and press Enter."""
    line = child(window, QLineEdit, "sign_in_password")
    line.setText(password)
    QTest.keyClick(line, Qt.Key.Key_Return)


def add_second(folder: Path, *roles: str) -> str:
    """Make a second account; its first password."""
    session = accounts.sign_in(folder, CHIEF, PASSWORD, now=datetime.now())
    with open_desk(folder, key=session.key, officer=session.officer) as desk:
        return accounts.add_account(desk, SECOND, roles or ("entry",), cost=CHEAP)


def steps(folder: Path, entry: Entry) -> list[str]:
    """What the history says was done, oldest first."""
    assert entry.officer is not None
    with open_desk(folder, key=entry.key, officer=entry.officer) as desk, desk.read() as reader:
        return [step["name"] for step in reader.steps()][::-1]


def test_the_county_that_was_open_here_is_named_though_the_store_is_locked(state: State) -> None:
    assert county_name(state) == ""
    state.set(COUNTY, "boshan")
    assert county_name(state) == "博山区"
    state.set(COUNTY, "青禾县（演示）")
    assert county_name(state) == "青禾县（演示）"


# The right password, and wrong ones


def test_the_right_password_opens_and_the_name_is_remembered(
    window: SignInWindow, state: State
) -> None:
    type_password(window, PASSWORD)
    assert window.done
    assert not window.isVisible()
    assert window.entry is not None
    assert window.entry.officer is not None
    assert window.entry.officer.name == CHIEF
    assert window.entry.failures == 0
    assert state.get(LAST_NAME) == CHIEF


def test_who_signed_in_last_is_offered_first(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    add_second(guarded)
    state.set(LAST_NAME, SECOND)
    window = open_window(qtbot, guarded, state, officer, clock)
    names = child(window, QComboBox, "sign_in_name")
    assert sorted(names.itemText(row) for row in range(names.count())) == [SECOND, CHIEF]
    assert names.currentText() == SECOND


def test_a_wrong_password_is_said_and_the_button_rests_until_the_time_is_over(
    window: SignInWindow, clock: StandingClock
) -> None:
    words = child(window, QLabel, "sign_in_words")
    button = child(window, QPushButton, "sign_in_go")
    for wrong, seconds in enumerate((1, 2, 4), 1):
        type_password(window, f"不是这个-{wrong}")
        assert words.text() == _("{what}，请等 {seconds} 秒后再试").format(
            what=_("姓名或密码不对"), seconds=seconds
        )
        assert not button.isEnabled()
        # Enter asks no sooner.
        type_password(window, PASSWORD)
        assert not window.done
        page = window.page
        assert isinstance(page, WhoPage)
        for _second in range(seconds):
            assert not button.isEnabled()
            clock.pass_by(1)
            page.trying._tick()
        assert button.isEnabled()
        assert words.text() == _("{what}，可以再试").format(what=_("姓名或密码不对"))
    type_password(window, PASSWORD)
    assert window.done
    assert window.entry is not None
    assert window.entry.failures == 3


def test_the_seconds_go_by_themselves(window: SignInWindow, qtbot: QtBot) -> None:
    type_password(window, "不是这个")
    button = child(window, QPushButton, "sign_in_go")
    assert not button.isEnabled()
    qtbot.waitUntil(button.isEnabled, timeout=3000)


def test_who_has_to_wait_still_is_told_so_when_the_program_is_started_again(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    first = open_window(qtbot, guarded, state, officer, clock)
    for wait in (1, 2, 4, 8):
        type_password(first, "不是这个")
        page = first.page
        assert isinstance(page, WhoPage)
        clock.pass_by(wait)
        for _second in range(wait):
            page.trying._tick()
    clock.pass_by(-6)
    again = open_window(qtbot, guarded, state, officer, clock)
    again.warm_up()
    assert not child(again, QPushButton, "sign_in_go").isEnabled()
    assert "6" in child(again, QLabel, "sign_in_words").text()


def test_another_name_does_not_wait_for_this_one(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    given = add_second(guarded)
    state.set(LAST_NAME, CHIEF)
    window = open_window(qtbot, guarded, state, officer, clock)
    type_password(window, "不是这个")
    child(window, QComboBox, "sign_in_name").setCurrentText(SECOND)
    assert child(window, QLabel, "sign_in_words").text() == ""
    type_password(window, given)
    assert isinstance(window.page, ChangeFirst)


def test_an_account_that_was_switched_off_is_told_so(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    given = add_second(guarded)
    state.set(LAST_NAME, SECOND)
    keys = (guarded / "desk.keys").read_bytes()
    session = accounts.sign_in(guarded, CHIEF, PASSWORD, now=datetime.now())
    with open_desk(guarded, key=session.key, officer=session.officer) as desk:
        accounts.switch_off(desk, SECOND)
    assert SECOND not in accounts.names(guarded)
    # Somebody put the old key file back.
    (guarded / "desk.keys").write_bytes(keys)
    window = open_window(qtbot, guarded, state, officer, clock)
    type_password(window, given)
    assert not window.done
    assert "已停用" in child(window, QLabel, "sign_in_words").text()


def test_the_letters_say_that_caps_lock_is_on(window: SignInWindow) -> None:
    line = child(window, QLineEdit, "sign_in_password")
    words = child(window, QLabel, "sign_in_words")
    QTest.keyClicks(line, "A")
    assert words.text() == _("大写锁定已打开")
    QTest.keyClicks(line, "a")
    assert words.text() == ""
    QTest.keyClicks(line, "A", Qt.KeyboardModifier.ShiftModifier)
    assert words.text() == ""


def test_checking_is_done_off_the_windows_thread(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer
) -> None:
    window = SignInWindow(guarded, state, officer, Jobs(), cost=CHEAP)
    qtbot.addWidget(window)
    window.show()
    type_password(window, PASSWORD)
    # It came back before there was an answer.
    assert not window.done
    assert child(window, QLabel, "sign_in_words").text() == _("正在核对…")
    assert not child(window, QComboBox, "sign_in_name").isEnabled()
    assert not window.close()
    qtbot.waitUntil(lambda: window.done, timeout=5000)
    window._jobs.close()


def test_nothing_heavy_is_loaded_before_the_window_is_there(guarded: Path, tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import boshan_desk.ui.app
from boshan_desk.ui import theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.sign_in import SignInWindow
from boshan_desk.ui.state import State
app = QApplication([])
theme.apply(app, large=False)
state = State(Path({str(tmp_path / "screen.ini")!r}))
window = SignInWindow(Path({str(guarded)!r}), state, Ask(state))
window.show()
window.repaint()
print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules])
window._jobs.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "loaded:"


# A first password


def test_a_first_password_is_changed_before_anything_is_shown(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    given = add_second(guarded)
    state.set(LAST_NAME, SECOND)
    window = open_window(qtbot, guarded, state, officer, clock)
    type_password(window, given)
    assert isinstance(window.page, ChangeFirst)
    assert not window.done
    for name in ("change_password", "change_again"):
        child(window, QLineEdit, name).setText("小桥流水人家也-演示")
    child(window, QPushButton, "change_go").click()
    assert window.done
    assert window.entry is not None
    assert window.entry.officer is not None
    assert window.entry.officer.name == SECOND
    session = accounts.sign_in(guarded, SECOND, "小桥流水人家也-演示", now=datetime.now())
    assert not session.must_change
    with pytest.raises(NoRight):
        accounts.sign_in(guarded, SECOND, given, now=datetime.now())


def test_a_bad_choice_is_told_and_can_be_made_again(
    qtbot: QtBot, guarded: Path, state: State, officer: Officer, clock: StandingClock
) -> None:
    given = add_second(guarded)
    state.set(LAST_NAME, SECOND)
    window = open_window(qtbot, guarded, state, officer, clock)
    type_password(window, given)
    for name in ("change_password", "change_again"):
        child(window, QLineEdit, name).setText("aaaaaaaaaaaa")
    child(window, QPushButton, "change_go").click()
    assert len(officer.told) == 1
    assert isinstance(window.page, ChangeFirst)
    assert not window.done


# The recovery code


def fill_recovery(window: SignInWindow, code: str, name: str, password: str) -> None:
    """Fill in the page for who forgot the password."""
    child(window, QPushButton, "sign_in_forgot").click()
    page = window.page
    assert isinstance(page, ForgottenPage)
    child(page, QLineEdit, "recovery_code_line").setText(code)
    child(page, QComboBox, "recovery_name").setCurrentText(name)
    for line in ("recovery_password", "recovery_again"):
        child(page, QLineEdit, line).setText(password)
    child(page, QPushButton, "recovery_go").click()


def test_the_recovery_code_lets_in_and_is_used_up(
    window: SignInWindow, recovery_code: str, guarded: Path, clock: StandingClock
) -> None:
    typed = recovery_code.replace("-", " ").lower()
    fill_recovery(window, typed, CHIEF, "枯藤老树昏鸦啊-演示")
    page = window.page
    assert isinstance(page, RecoveryPage)
    fresh = "-".join(child(page, CodeBox, "recovery_code").groups)
    assert fresh != recovery_code
    child(page, QWidget, "recovery_kept").click()
    child(page, QPushButton, "recovery_done").click()
    assert window.done
    assert window.entry is not None
    assert "用恢复码进入" in steps(guarded, window.entry)
    with pytest.raises(NoRight):
        accounts.recover(
            guarded, recovery_code, CHIEF, "别的密码也不行-演示", now=clock.now(), cost=CHEAP
        )
    clock.pass_by(5)
    accounts.recover(guarded, fresh, CHIEF, "别的密码也行的-演示", now=clock.now(), cost=CHEAP)


def test_a_wrong_recovery_code_is_told_and_what_was_typed_stays(
    window: SignInWindow, officer: Officer
) -> None:
    fill_recovery(window, "ABCDE-" * 8, CHIEF, "枯藤老树昏鸦啊-演示")
    assert len(officer.told) == 1
    assert officer.told[0].startswith("恢复码不对，请等 ")
    assert child(window, QLineEdit, "recovery_code_line").text() == "ABCDE-" * 8
    assert not window.done


def test_the_way_back_leads_to_the_password(window: SignInWindow) -> None:
    child(window, QPushButton, "sign_in_forgot").click()
    child(window, QPushButton, "recovery_go_back").click()
    assert isinstance(window.page, WhoPage)


# A damaged store


def test_a_damaged_store_is_not_opened_but_rescued(window: SignInWindow, guarded: Path) -> None:
    store = guarded / "desk.db"
    data = bytearray(store.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    store.write_bytes(data)
    type_password(window, PASSWORD)
    assert window.done
    assert window.entry is not None
    assert window.entry.damage is not None
    assert window.entry.officer is not None
    assert window.entry.officer.name == CHIEF


def test_a_store_that_is_gone_is_asked_for_by_who_knows_a_password(
    window: SignInWindow, guarded: Path
) -> None:
    (guarded / "desk.db").unlink()
    assert asks_for_password(guarded)
    type_password(window, PASSWORD)
    assert window.entry is not None
    assert window.entry.damage is not None


# The session


def test_a_lost_key_file_is_brought_back_before_anybody_is_asked(guarded: Path) -> None:
    kept = guarded / "backups" / "desk.keys"
    kept.parent.mkdir(exist_ok=True)
    (guarded / "desk.keys").replace(kept)
    assert asks_for_password(guarded)
    assert (guarded / "desk.keys").exists()


class Going:
    """Lets the windows of a session do what the officer would do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *acts: Callable[[Any], object]) -> None:
        self.seen: list[str] = []
        self._acts = list(acts)
        monkeypatch.setattr(Gate, "ask", lambda gate: self._ask(gate))
        monkeypatch.setattr("boshan_desk.ui.gate.Jobs", InlineJobs)

    def _ask(self, gate: Any) -> bool:
        self.seen.append(gate.objectName())
        gate._jobs = InlineJobs()
        gate._cost = CHEAP
        gate.show()
        self._acts.pop(0)(gate)
        gate.hide()
        gate.deleteLater()
        return bool(gate.done)


@pytest.fixture
def session(
    qapp: QApplication, guarded: Path, state: State, officer: Officer, monkeypatch: Any
) -> Any:
    """A session over the desk with one account; it is not run, only opened."""
    monkeypatch.setattr("boshan_desk.ui.app.Jobs", InlineJobs)
    made = Session(qapp, state, guarded, None)
    made._ask = officer
    yield made
    if made.window is not None:
        made.window.part()
        QApplication.sendPostedEvents(made.window, QEvent.Type.DeferredDelete.value)
    if made._shell is not None:
        made._shell.close()
    if made._listener is not None:
        made._listener.close()


def test_a_session_opens_for_who_signed_in_and_the_history_says_so(
    session: Any, monkeypatch: pytest.MonkeyPatch, guarded: Path
) -> None:
    def come_in(gate: Any) -> None:
        type_password(gate, "不是这个")
        _let_pass(gate)
        type_password(gate, PASSWORD)

    going = Going(monkeypatch, come_in)
    assert session._open()
    assert going.seen == ["sign_in_window"]
    shell: Shell = session._shell
    assert shell.officer.name == CHIEF
    session._note_sign_in()
    session._note_sign_in()
    with shell.desk.read() as reader:
        signed = [step for step in reader.steps() if step["name"] == _("登录")]
    assert len(signed) == 1


def _let_pass(gate: Any) -> None:
    """Let the wait after one wrong password go by."""
    now = datetime.now() + timedelta(seconds=2)
    gate._now = lambda: now
    gate.page.trying._tick()


def test_another_user_gets_a_window_of_their_own(
    session: Any, monkeypatch: pytest.MonkeyPatch, guarded: Path, state: State
) -> None:
    given = add_second(guarded, "leader")

    def come_in(gate: Any) -> None:
        child(gate, QComboBox, "sign_in_name").setCurrentText(SECOND)
        type_password(gate, given)
        for name in ("change_password", "change_again"):
            child(gate, QLineEdit, name).setText("小桥流水人家也-演示")
        child(gate, QPushButton, "change_go").click()

    def chief(gate: Any) -> None:
        child(gate, QComboBox, "sign_in_name").setCurrentText(CHIEF)
        type_password(gate, PASSWORD)

    Going(monkeypatch, chief, come_in)
    assert session._open()
    session.show_window()
    first = session.window
    assert first.actions_by_id["accounts"].isVisible()
    assert first.actions_by_id["new"].isVisible()
    session.switch_user()
    second = session.window
    assert second is not first
    assert second.shell.officer.name == SECOND
    for name in ("new", "import", "export_full", "accounts"):
        assert not second.actions_by_id[name].isVisible(), name
    assert second.actions_by_id["lock"].isVisible()
    assert SECOND in child(second, QWidget, "officer_button").text()


def test_who_goes_away_from_the_sign_in_leaves_nothing_open(
    session: Any, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    left: list[int] = []
    monkeypatch.setattr(session, "_app", _App(qapp, left))
    Going(monkeypatch, lambda gate: type_password(gate, PASSWORD), lambda gate: gate.close())
    assert session._open()
    session.show_window()
    session.switch_user()
    assert session.window is None
    assert session._shell is None
    assert left == [0]


class _App:
    """The application, but for its end."""

    def __init__(self, app: QApplication, left: list[int]) -> None:
        self._app = app
        self._left = left

    def exit(self, code: int) -> None:
        self._left.append(code)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)


# Looks


@pytest.mark.parametrize("large", [False, True])
def test_no_sentence_is_cut_off(window: SignInWindow, qapp: QApplication, large: bool) -> None:
    theme.apply(qapp, large=large)
    try:
        for page in (
            ForgottenPage([CHIEF], CHIEF),
            ChangeFirst(CHIEF),
        ):
            window.show_page(page)
            qapp.processEvents()
            for label in window.findChildren(QLabel):
                if label.isVisible() and label.text():
                    assert label.height() >= label.heightForWidth(label.width()), label.text()
    finally:
        theme.apply(qapp, large=False)
