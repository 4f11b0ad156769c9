"""A new computer: the desk comes back from the stick, for who has a password, or not at all."""

# A session is opened here without its loop.
# ruff: noqa: SLF001

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.store.backups import list_backups
from boshan_desk.store.entering import encrypted
from boshan_desk.store.keys import FILE as KEYS
from boshan_desk.store.opening import make, open_desk
from boshan_desk.ui import theme
from boshan_desk.ui.app import Session
from boshan_desk.ui.entry import LAST_NAME
from boshan_desk.ui.first_page import Choice, FirstWindow
from boshan_desk.ui.first_restore import BackupChoice, SignInThere
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import InlineJobs, Jobs
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SmallTable
from boshan_desk.ui.state import State
from boshan_desk.usecases import accounts, records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.backups import second_copy
from tests.conftest import TODAY
from tests.ui.conftest import CHEAP, CHIEF, PASSWORD, Officer

ENTERER = "演示乙"
AT = datetime(2026, 10, 9, 9, 0)


class StandingClock(Clock):
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        super().__init__(TODAY)
        self.at = AT

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> StandingClock:
    """The clock of both computers."""
    return StandingClock()


@pytest.fixture
def stick(guarded: Path, tmp_path: Path, clock: StandingClock) -> Path:
    """A stick with two backups of an encrypted desk: one case (演示) and its file, then two."""
    stick = tmp_path / "stick"
    stick.mkdir()
    scan = tmp_path / "演示扫描件.pdf"
    scan.write_bytes("演示".encode())
    session = accounts.sign_in(guarded, CHIEF, PASSWORD, now=datetime.now())
    clock.at = AT - timedelta(hours=2)
    with open_desk(guarded, key=session.key, officer=session.officer, clock=clock) as desk:
        case = records.add(desk, KEPT["case"], {"case_no": "博演示〔2026〕1号"}).id
        attach(desk, KEPT["case"], case, scan)
        second_copy(desk, stick)
        clock.at = AT - timedelta(minutes=10)
        records.add(desk, KEPT["case"], {"case_no": "博演示〔2026〕2号"})
        second_copy(desk, stick)
    clock.at = AT
    return stick


@pytest.fixture
def first(qtbot: QtBot, officer: Officer, tmp_path: Path, clock: StandingClock) -> FirstWindow:
    """The first window of the new computer."""
    made = FirstWindow(tmp_path / "new", officer, InlineJobs(), cost=CHEAP, now=clock.now)
    qtbot.addWidget(made, before_close_func=lambda each: setattr(each, "done", True))
    made.show()
    return made


def child(window: QWidget | None, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    assert window is not None
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def look_at(first: FirstWindow, officer: Officer, folder: Path) -> BackupChoice:
    """Choose a stick; the list of what is on it."""
    officer.will_answer(folder)
    child(first, QPushButton, "first_restore").click()
    page = first.page
    assert isinstance(page, BackupChoice)
    return page


def sign_in(first: FirstWindow, password: str, name: str = CHIEF) -> None:
    """Go on from the list, and give a password."""
    if isinstance(first.page, BackupChoice):
        child(first.page, QPushButton, "restore_go").click()
    assert isinstance(first.page, SignInThere)
    child(first.page, QComboBox, "restore_name").setCurrentText(name)
    line = child(first.page, QLineEdit, "restore_sign_in_password")
    line.setText(password)
    QTest.keyClick(line, Qt.Key.Key_Return)


def cases(folder: Path, key: str = "", officer: Any = "演示") -> list[str]:
    """The numbers of the cases of a desk."""
    with open_desk(folder, key=key, officer=officer) as desk, desk.read() as reader:
        return sorted(str(each.case_no) for each in reader.all(Case))


def left_in(folder: Path) -> list[str]:
    """What lies in a folder, also where there is none."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# All goes well


def test_the_newest_backup_is_chosen_and_the_desk_comes_back_as_it_was(
    first: FirstWindow, officer: Officer, stick: Path, state: State, qtbot: QtBot
) -> None:
    page = look_at(first, officer, stick)
    told = [row[:3] for row in child(page, SmallTable, "restore_backups").words()]
    assert told == [
        ["2026年10月9日 08:50（10 分钟前）", "2 条记录", "第二份备份"],
        ["2026年10月9日 07:00（2 小时前）", "1 条记录", "第二份备份"],
    ]
    assert page.backup.records == 2
    assert not child(page, QComboBox, "restore_desk").isVisible()
    sign_in(first, PASSWORD)
    assert first.made
    folder, entry = first._folder, first.entry
    assert encrypted(folder)
    assert entry.officer is not None
    assert entry.officer.name == CHIEF
    shell = Shell(
        folder,
        jobs=InlineJobs(),
        ask=officer,
        state=state,
        key=entry.key,
        officer=entry.officer,
    )
    shell.close()
    assert cases(folder, entry.key, entry.officer) == ["博演示〔2026〕1号", "博演示〔2026〕2号"]
    assert any((folder / "files").rglob("*")), "the file of the case was not brought back"
    # The password of the old computer opens the new one.
    accounts.sign_in(folder, CHIEF, PASSWORD, now=datetime.now())
    assert not officer.told


def test_an_older_backup_can_be_chosen(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path
) -> None:
    page = look_at(first, officer, stick)
    page.table.selectRow(1)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert isinstance(first.page, SignInThere)
    sign_in(first, PASSWORD)
    assert cases(tmp_path / "new", first.entry.key, first.entry.officer) == ["博演示〔2026〕1号"]


def test_the_whole_data_folder_of_the_old_computer_will_do(
    first: FirstWindow, officer: Officer, guarded: Path, stick: Path
) -> None:
    page = look_at(first, officer, guarded)
    assert page.carried.place == guarded / "backups"
    sign_in(first, PASSWORD)
    assert first.made


def test_a_desk_without_accounts_asks_for_no_password(
    first: FirstWindow, officer: Officer, tmp_path: Path
) -> None:
    plain, stick = tmp_path / "plain", tmp_path / "stick"
    stick.mkdir()
    make(plain, county="boshan")
    with open_desk(plain, officer="演示员") as desk:
        records.add(desk, KEPT["case"], {"case_no": "博演示〔2026〕3号"})
        second_copy(desk, stick)
    page = look_at(first, officer, stick)
    child(page, QPushButton, "restore_go").click()
    assert first.made
    assert first.entry.officer is None
    assert cases(tmp_path / "new") == ["博演示〔2026〕3号"]


def test_of_several_desks_on_one_stick_one_is_chosen(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain"
    make(plain, county="boshan")
    with open_desk(plain, officer="演示员") as desk:
        second_copy(desk, stick)
    page = look_at(first, officer, stick)
    choice = child(page, QComboBox, "restore_desk")
    assert choice.isVisible()
    told = [choice.itemText(row) for row in range(choice.count())]
    assert len(told) == 2
    mine = next(row for row, words in enumerate(told) if CHIEF in words)
    other = 1 - mine
    assert told[other].startswith("博山区")
    assert "0 条记录" in told[other]
    choice.setCurrentIndex(other)
    assert page.table.rowCount() == 1
    assert child(page, QPushButton, "restore_go").text() == _("恢复并打开")
    choice.setCurrentIndex(mine)
    assert page.table.rowCount() == 2
    sign_in(first, PASSWORD)
    assert first.entry.officer is not None


def test_who_must_choose_a_password_first_signs_in_at_the_desk(
    first: FirstWindow, officer: Officer, guarded: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    session = accounts.sign_in(guarded, CHIEF, PASSWORD, now=datetime.now())
    with open_desk(guarded, key=session.key, officer=session.officer) as desk:
        given = accounts.add_account(desk, ENTERER, ("admin",), cost=CHEAP)
        second_copy(desk, stick)
    look_at(first, officer, stick)
    sign_in(first, given, ENTERER)
    assert first.made
    assert first.entry.officer is None
    assert encrypted(tmp_path / "new")


def test_the_program_opens_the_desk_without_asking_again(
    qapp: QApplication,
    officer: Officer,
    stick: Path,
    state: State,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def go_through(gate: Any) -> bool:
        asked.append(gate.objectName())
        gate.show()
        look_at(gate, officer, stick)
        sign_in(gate, PASSWORD)
        gate.deleteLater()
        return bool(gate.done)

    for name in ("app", "first_page"):
        monkeypatch.setattr(f"boshan_desk.ui.{name}.Jobs", InlineJobs)
    monkeypatch.setattr(Gate, "ask", go_through)
    session = Session(qapp, state, tmp_path / "new", None)
    session._ask = officer
    assert not session._there()
    assert session._make_first(sample=False)
    assert session._open()
    shell = session._shell
    assert shell is not None
    try:
        assert asked == ["first_window"]
        assert shell.officer.name == CHIEF
        session._note_sign_in()
        assert state.get(LAST_NAME) == CHIEF
        with shell.desk.read() as reader:
            names = [step["name"] for step in reader.steps()]
        assert names[-1] == _("登录")
        assert names[-2].startswith("恢复备份")
    finally:
        shell.close()


# Refusals


def test_a_folder_without_backups_is_told_and_the_choice_stays(
    first: FirstWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path)
    child(first, QPushButton, "first_restore").click()
    assert len(officer.told) == 1
    assert "没有找到备份" in officer.told[0]
    assert isinstance(first.page, Choice)


def test_no_folder_is_no_change(first: FirstWindow, officer: Officer) -> None:
    officer.will_answer(None)
    child(first, QPushButton, "first_restore").click()
    assert isinstance(first.page, Choice)


def test_a_wrong_password_is_counted_down_and_nothing_is_made(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path, clock: StandingClock
) -> None:
    look_at(first, officer, stick)
    sign_in(first, "不是这个密码-演示")
    page = first.page
    assert isinstance(page, SignInThere)
    words = child(page, QLabel, "restore_sign_in_words")
    assert words.text() == _("{what}，请等 {seconds} 秒后再试").format(
        what=_("姓名或密码不对"), seconds=1
    )
    assert not child(page, QPushButton, "restore_sign_in_go").isEnabled()
    sign_in(first, PASSWORD)
    assert not first.made
    # Leaving the page and coming back does not shorten the wait.
    child(page, QPushButton, "restore_sign_in_back").click()
    child(first.page, QPushButton, "restore_go").click()
    page = first.page
    assert isinstance(page, SignInThere)
    assert page.trying.waiting
    assert left_in(tmp_path / "new") == []
    clock.at += timedelta(seconds=2)
    page.trying.clear()
    sign_in(first, PASSWORD)
    assert first.made
    assert first.entry.failures == 0 or first.entry.failures == 1


def test_who_may_not_restore_is_told_and_nothing_is_made(
    first: FirstWindow, officer: Officer, guarded: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    session = accounts.sign_in(guarded, CHIEF, PASSWORD, now=datetime.now())
    with open_desk(guarded, key=session.key, officer=session.officer) as desk:
        given = accounts.add_account(desk, ENTERER, ("entry",), cost=CHEAP)
        second_copy(desk, stick)
    look_at(first, officer, stick)
    sign_in(first, given, ENTERER)
    assert not first.made
    assert len(officer.told) == 1
    assert "恢复备份、升级数据" in officer.told[0]
    assert ENTERER in officer.told[0]
    assert isinstance(first.page, SignInThere)
    assert left_in(tmp_path / "new") == []


def test_a_damaged_backup_is_refused_leaves_nothing_and_another_can_be_taken(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path
) -> None:
    page = look_at(first, officer, stick)
    store = page.backup.path
    data = bytearray(store.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    store.write_bytes(data)
    sign_in(first, PASSWORD)
    assert len(officer.told) == 1
    assert not first.made
    assert left_in(tmp_path / "new") == []
    again = first.page
    assert isinstance(again, BackupChoice)
    # Who signed in once is not asked again for another backup of the same desk.
    again.table.selectRow(1)
    child(again, QPushButton, "restore_go").click()
    assert first.made
    assert cases(tmp_path / "new", first.entry.key, first.entry.officer) == ["博演示〔2026〕1号"]


def test_a_failure_on_the_way_leaves_no_half_a_desk(
    first: FirstWindow,
    officer: Officer,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_folder: Path, part: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("boshan_desk.usecases.backups.swap_in", fail)
    look_at(first, officer, stick)
    sign_in(first, PASSWORD)
    assert len(officer.told) == 1
    assert not first.made
    # A key file alone would stand for a desk that was lost.
    assert left_in(tmp_path / "new") == []


def test_what_lay_in_the_folder_before_stays_there(
    first: FirstWindow,
    officer: Officer,
    stick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_folder: Path, part: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("boshan_desk.usecases.backups.swap_in", fail)
    (tmp_path / "new" / "logs").mkdir(parents=True)
    look_at(first, officer, stick)
    sign_in(first, PASSWORD)
    assert not first.made
    assert left_in(tmp_path / "new") == ["logs"]


def test_backups_without_their_key_file_are_told_so(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path
) -> None:
    for keys in stick.rglob(KEYS):
        keys.unlink()
    page = look_at(first, officer, stick)
    child(page, QPushButton, "restore_go").click()
    assert len(officer.told) == 1
    assert KEYS in officer.told[0]
    assert first.page is page
    assert left_in(tmp_path / "new") == []


def test_a_stick_that_is_pulled_is_told_and_no_fault(
    first: FirstWindow, officer: Officer, stick: Path, tmp_path: Path
) -> None:
    page = look_at(first, officer, stick)
    child(page, QPushButton, "restore_go").click()
    shutil.rmtree(stick)
    sign_in(first, PASSWORD)
    assert not first.made
    assert child(first.page, QLabel, "restore_sign_in_words").text()
    assert left_in(tmp_path / "new") == []


def test_a_backup_from_before_the_account_is_refused_for_it(
    first: FirstWindow, officer: Officer, guarded: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    session = accounts.sign_in(guarded, CHIEF, PASSWORD, now=datetime.now())
    with open_desk(guarded, key=session.key, officer=session.officer) as desk:
        second_copy(desk, stick)
        given = accounts.add_account(desk, ENTERER, ("admin",), cost=CHEAP)
        second_copy(desk, stick)
    page = look_at(first, officer, stick)
    page.table.selectRow(1)
    sign_in(first, given, ENTERER)
    assert not first.made
    assert len(officer.told) == 1
    assert ENTERER in officer.told[0]
    assert left_in(tmp_path / "new") == []


def test_another_stick_and_the_way_back(
    first: FirstWindow, officer: Officer, stick: Path, guarded: Path
) -> None:
    page = look_at(first, officer, stick)
    officer.will_answer(guarded)
    child(page, QPushButton, "restore_another").click()
    another = first.page
    assert isinstance(another, BackupChoice)
    assert another.carried.place == guarded / "backups"
    child(another, QPushButton, "restore_back").click()
    assert isinstance(first.page, Choice)


# At work


def test_it_is_said_what_is_done_while_the_window_stays_alive(
    qtbot: QtBot,
    officer: Officer,
    stick: Path,
    tmp_path: Path,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = FirstWindow(tmp_path / "new", officer, Jobs(), cost=CHEAP, now=clock.now)
    qtbot.addWidget(first, before_close_func=lambda each: setattr(each, "done", True))
    first.show()
    heard: list[str] = []
    monkeypatch.setattr(first, "say", heard.append)
    officer.will_answer(stick)
    child(first, QPushButton, "first_restore").click()
    qtbot.waitUntil(lambda: isinstance(first.page, BackupChoice), timeout=5000)
    sign_in(first, PASSWORD)
    assert not first.close()
    qtbot.waitUntil(lambda: first.done, timeout=20_000)
    first._jobs.close()
    newest = list_backups(next(stick.iterdir()))[0]
    assert heard[0] == _("正在恢复备份 {id}，并逐项核对").format(id=newest.id)
    assert len(heard) == 2


@pytest.mark.parametrize("large", [False, True])
def test_no_sentence_is_cut_off(
    first: FirstWindow, officer: Officer, stick: Path, qapp: QApplication, large: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        page = look_at(first, officer, stick)
        for _page in range(2):
            qapp.processEvents()
            for label in first.findChildren(QLabel):
                if label.isVisible() and label.text():
                    assert label.height() >= label.heightForWidth(label.width()), label.text()
            if isinstance(first.page, BackupChoice):
                child(page, QPushButton, "restore_go").click()
        assert isinstance(first.page, SignInThere)
    finally:
        theme.apply(qapp, large=False)
