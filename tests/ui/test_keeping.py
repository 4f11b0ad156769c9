"""What runs by itself: backups, the drill, the check of the store; and how trouble is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.store.backups import Backup, carried, list_backups
from boshan_desk.store.driver import connect
from boshan_desk.ui import keeping
from boshan_desk.ui.backup_line import BackupLine
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from tests.conftest import TODAY
from tests.ui.conftest import Officer


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window as the program shows it, looking after its desk."""
    made = MainWindow(shell)
    # The tests say themselves when it is closed, and what comes of it.
    qtbot.addWidget(made, before_close_func=lambda each: each.keeping.end())
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    made.keeping.begin()
    return made


def backups_of(shell: Shell) -> list[Backup]:
    """The backups there are, newest first."""
    return list_backups(shell.folder / "backups")


def words_of(window: QWidget, name: str) -> str:
    """What a label says that is seen; nothing where it is not."""
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text() if found.isVisible() else ""


def press(window: QWidget, name: str) -> None:
    """Press a button."""
    found = window.findChild(QPushButton, name)
    assert found is not None, name
    assert found.isEnabled()
    found.click()


def stop_backups(shell: Shell) -> Path:
    """Let every backup fail from now on: a thing stands where its file is written."""
    stone = shell.folder / "backups" / "演示.part"
    stone.mkdir(parents=True)
    return stone


def go_to_day(shell: Shell, days: int) -> None:
    """Let days pass."""
    shell.clock = shell.desk.clock = Clock(TODAY + timedelta(days=days))


# By itself


def test_the_first_start_of_a_day_makes_a_backup_without_a_word(
    window: MainWindow, shell: Shell
) -> None:
    assert [each.why for each in backups_of(shell)] == ["daily"]
    assert window.messages.messages() == []
    window.keeping.begin()
    assert len(backups_of(shell)) == 1


def test_a_program_that_stays_open_backs_up_on_the_next_day(
    window: MainWindow, shell: Shell, put: Callable[..., Any]
) -> None:
    put(Case(case_no="博演示〔2026〕1号"))
    window.keeping.look_around()
    assert len(backups_of(shell)) == 1
    go_to_day(shell, 1)
    window.keeping.look_around()
    assert [each.why for each in backups_of(shell)] == ["daily", "daily"]


def test_the_first_page_says_how_backups_stand(window: MainWindow) -> None:
    words = words_of(window, "backup_words")
    assert "最近一次备份：刚刚，0 条记录，已验证" in words
    assert "第二份备份：还没有" in words
    assert "恢复演练：还没有做过" in words


def test_a_drill_is_done_when_it_is_due_and_nobody_is_at_work(
    window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.keeping.look_around()
    assert "恢复演练：还没有做过" in words_of(window, "backup_words")
    monkeypatch.setattr(keeping, "IDLE", 0)
    window.keeping.look_around()
    assert "恢复演练：今天，成功" in words_of(window, "backup_words")
    go_to_day(shell, 29)
    window.keeping.look_around()
    window.keeping.look_around()
    assert "恢复演练：29 天前，成功" in words_of(window, "backup_words")
    go_to_day(shell, 31)
    window.keeping.look_around()
    window.keeping.look_around()
    assert "恢复演练：今天，成功" in words_of(window, "backup_words")


def test_who_moves_the_mouse_is_at_work(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("boshan_desk.ui.keeping.time.monotonic", lambda: clock[0])
    handle = window.windowHandle()
    where = QPointF(5, 5)
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        where,
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(handle, move)
    clock[0] += keeping.IDLE - 1
    window.keeping.look_around()
    assert "恢复演练：还没有做过" in words_of(window, "backup_words")
    QApplication.sendEvent(handle, move)
    clock[0] += keeping.IDLE - 1
    window.keeping.look_around()
    assert "恢复演练：还没有做过" in words_of(window, "backup_words")
    clock[0] += 2
    window.keeping.look_around()
    assert "恢复演练：今天，成功" in words_of(window, "backup_words")


def test_a_drill_that_finds_damage_says_so(window: MainWindow, shell: Shell) -> None:
    store = backups_of(shell)[0].path
    raw = bytearray(store.read_bytes())
    for page in range(4096, len(raw), 4096):
        # The head of every page: what lies in the middle of one may be nobody's.
        raw[page : page + 8] = b"\xff" * 8
    store.write_bytes(raw)
    window.keeping.drill()
    assert "没有成功" in words_of(window, "backup_words")


# Trouble


def test_a_backup_that_failed_is_said_on_every_page_until_one_succeeds(
    window: MainWindow, shell: Shell, qtbot: QtBot, put: Callable[..., Any]
) -> None:
    stone = stop_backups(shell)
    put(Case(case_no="博演示〔2026〕1号"))
    window.keeping.back_up()
    for place in ("start", "case", "report"):
        window.show_place(place)
        assert words_of(window, "backup_failed_words").startswith("备份没有成功：不能写入")

    again = MainWindow(shell)
    qtbot.addWidget(again, before_close_func=lambda each: each.keeping.end())
    again.show()
    # Not tried again, only asked.
    again.keeping.learn()
    assert words_of(again, "backup_failed_words").startswith("备份没有成功：")

    stone.rmdir()
    press(window, "backup_again")
    assert words_of(window, "backup_failed_words") == ""
    assert backups_of(shell)[0].records == 1


def test_a_failure_that_cannot_even_be_written_down_is_said(
    window: MainWindow, shell: Shell
) -> None:
    place = shell.folder / "backups"
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    place.write_bytes(b"")
    window.keeping.back_up()
    assert words_of(window, "backup_failed_words").startswith("备份没有成功：")
    place.unlink()
    window.keeping.back_up()
    assert words_of(window, "backup_failed_words") == ""


def test_damage_that_the_daily_check_finds_is_told_to_the_program(
    window: MainWindow, shell: Shell, put: Callable[..., Any]
) -> None:
    put(Case(case_no="博演示〔2026〕1号"))
    found: list[object] = []
    shell.damaged.connect(found.append)
    go_to_day(shell, 1)
    window.keeping.look_around()
    assert found == []
    shell.desk.fold_in()
    connection = connect(shell.folder / "desk.db")
    connection.execute("UPDATE \"case\" SET case_no = '博演示〔2026〕2号'")
    connection.close()
    go_to_day(shell, 8)
    window.keeping.look_around()
    assert found


def test_a_store_that_cannot_be_backed_up_is_looked_over(
    window: MainWindow, shell: Shell, put: Callable[..., Any]
) -> None:
    put(Case(case_no="博演示〔2026〕1号"))
    shell.desk.fold_in()
    connection = connect(shell.folder / "desk.db")
    connection.execute("UPDATE \"case\" SET case_no = '博演示〔2026〕2号'")
    connection.close()
    found: list[object] = []
    shell.damaged.connect(found.append)
    window.keeping.back_up()
    assert found
    assert words_of(window, "backup_failed_words").startswith("备份没有成功：数据未通过完整性检查")


# The second copy


def test_the_reminder_of_the_second_copy_comes_after_a_week_and_goes_when_it_is_made(
    window: MainWindow, shell: Shell, officer: Officer, tmp_path: Path
) -> None:
    assert "还没有第二份备份" in words_of(window, "second_copy_due_words")
    stick = tmp_path / "stick"
    stick.mkdir()
    # The stick of a test lies on the same disk as its desk.
    officer.will_answer(stick, True)
    press(window, "second_copy_now")
    assert "同一块磁盘" in officer.asked[-1]
    assert words_of(window, "second_copy_due_words") == ""
    assert "第二份备份：今天" in words_of(window, "backup_words")
    assert [each.why for each in list_backups(carried(stick)[0])] == ["copy"]

    go_to_day(shell, 6)
    window.keeping.learn()
    assert words_of(window, "second_copy_due_words") == ""
    go_to_day(shell, 8)
    window.keeping.learn()
    assert "8 天前" in words_of(window, "second_copy_due_words")


def test_a_second_copy_is_not_made_against_the_officers_will(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(None)
    window.keeping.second_copy()
    officer.will_answer(tmp_path, False)
    window.keeping.second_copy()
    assert carried(tmp_path) == []


def test_the_sample_county_is_not_reminded(
    window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell.rows, "setting", lambda name, usual="": "yes")
    window.keeping.learn()
    assert words_of(window, "second_copy_due_words") == ""
    line = window.findChild(BackupLine, "backup_line")
    assert line is not None
    assert line.isVisible()


# At close


def test_closing_backs_up_what_was_done(
    window: MainWindow, shell: Shell, qtbot: QtBot, put: Callable[..., Any]
) -> None:
    put(Case(case_no="博演示〔2026〕1号"))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=3000)
    newest = backups_of(shell)[0]
    assert (newest.why, newest.records) == ("close", 1)


def test_closing_makes_no_backup_of_what_is_backed_up(
    window: MainWindow, shell: Shell, qtbot: QtBot
) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=3000)
    assert [each.why for each in backups_of(shell)] == ["daily"]


def test_where_the_backup_at_close_fails_the_officer_decides(
    window: MainWindow, shell: Shell, qtbot: QtBot, officer: Officer, put: Callable[..., Any]
) -> None:
    put(Case(case_no="博演示〔2026〕1号"))
    stop_backups(shell)
    officer.will_answer(False)
    window.close()
    qtbot.wait(20)
    assert window.isVisible()
    assert "退出前的备份没有成功" in officer.asked[-1]
    assert words_of(window, "backup_failed_words").startswith("备份没有成功：")
    officer.will_answer(True)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=3000)
    assert len(officer.asked) == 2


def test_a_window_that_never_opened_its_desk_just_closes(qtbot: QtBot, shell: Shell) -> None:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.show()
    assert made.close()
    assert backups_of(shell) == []
