"""The page of backups: how things stand, what a restore would take away, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import with_roles
from boshan_desk.ledgers.case import Case
from boshan_desk.store.backups import list_backups
from boshan_desk.ui import theme
from boshan_desk.ui.backup_words import ago, days_ago, size_words
from boshan_desk.ui.backups_page import BackupsPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.backups import back_up, second_copy
from tests.ui.conftest import Keys, Officer

NOW = datetime(2026, 10, 9, 15, 30)


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, put: Callable[..., Any]) -> MainWindow:
    """The window over a desk with one backed-up case (演示) and one that came later."""
    put(Case(case_no="博演示〔2026〕1号"))
    back_up(shell.desk, why="daily")
    put(Case(case_no="博演示〔2026〕2号"))
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


@pytest.fixture
def page(window: MainWindow) -> BackupsPage:
    """The page, as the menu opens it."""
    action = window.findChild(QAction, "action_backups")
    assert action is not None
    action.trigger()
    found = window.page_on_top()
    assert isinstance(found, BackupsPage)
    return found


def words(page: BackupsPage, name: str) -> str:
    """What a label says."""
    found = page.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def button(page: BackupsPage, name: str) -> QPushButton:
    """A button of the page."""
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    return found


def cells(table: QTableWidget) -> list[list[str]]:
    """What a table says, row by row."""
    found = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in range(table.columnCount())]
        found.append([item.text() for item in items if item is not None])
    return found


# Words


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOW - timedelta(seconds=59), "刚刚"),
        (NOW - timedelta(seconds=60), "1 分钟前"),
        (NOW - timedelta(minutes=59), "59 分钟前"),
        (NOW - timedelta(hours=2), "2 小时前"),
        (datetime(2026, 10, 8, 17, 30), "昨天 17:30"),
        (datetime(2026, 10, 8, 15, 31), "昨天 15:31"),
        (datetime(2026, 10, 7, 17, 30), "2026年10月7日 17:30"),
        (datetime(2027, 1, 1, 8, 5), "2027年1月1日 08:05"),
    ],
)
def test_a_time_is_told_as_one_says_it(at: datetime, told: str) -> None:
    assert ago(at, NOW) == told


def test_shortly_after_midnight_the_evening_before_is_still_near() -> None:
    assert ago(datetime(2026, 10, 8, 23, 50), datetime(2026, 10, 9, 0, 10)) == "20 分钟前"
    assert days_ago(datetime(2026, 10, 8, 23, 50), datetime(2026, 10, 9, 0, 10)) == "昨天"


def test_a_size_is_told_in_what_fits_it() -> None:
    assert size_words(200) == "1 KB"
    assert size_words(300 * 1024) == "300 KB"
    assert size_words(5_200_000) == "5.0 MB"


# The list


def test_the_page_says_how_things_stand_and_lists_the_backups_newest_first(
    page: BackupsPage,
) -> None:
    assert words(page, "backups_newest") == "最近一次备份：刚刚，1 条记录，已验证"
    button(page, "backups_now").click()
    shown = [
        [str(page.model.index(row, column).data()) for column in (0, 1, 2, 4)]
        for row in range(page.model.rowCount())
    ]
    assert shown == [
        ["刚刚", "手工", "2", "自动轮换"],
        ["刚刚", "每日自动", "1", "自动轮换"],
    ]
    assert words(page, "backups_newest") == "最近一次备份：刚刚，2 条记录，已验证"


def test_a_backup_that_is_cut_off_is_not_listed(page: BackupsPage, shell: Shell) -> None:
    button(page, "backups_now").click()
    newest = list_backups(shell.folder / "backups")[0]
    newest.path.write_bytes(b"")
    page.refresh()
    assert [each.number for each in page.model.backups] == [newest.number - 1]


def test_the_choice_stays_when_a_backup_comes_in(page: BackupsPage) -> None:
    chosen = page.chosen
    assert chosen is not None
    button(page, "backups_now").click()
    assert page.model.rowCount() == 2
    assert page.chosen == chosen


def test_a_drill_says_how_it_went(
    page: BackupsPage, said: list[tuple[str, str]], shell: Shell
) -> None:
    assert "程序空闲时会自动进行" in words(page, "backups_drilled")
    button(page, "backups_drill").click()
    assert words(page, "backups_drilled") == "恢复演练：今天，成功"
    assert said[-1][0] == "ok"
    store = list_backups(shell.folder / "backups")[0].path
    raw = bytearray(store.read_bytes())
    for start in range(4096, len(raw), 4096):
        # The head of every page: what lies in the middle of one may be nobody's.
        raw[start : start + 8] = b"\xff" * 8
    store.write_bytes(raw)
    button(page, "backups_drill").click()
    assert said[-1][0] == "error"
    assert "没有成功" in words(page, "backups_drilled")


def test_the_backups_on_a_stick_are_listed_and_those_of_the_computer_again(
    page: BackupsPage, officer: Officer, shell: Shell, tmp_path: Path
) -> None:
    own = page.model.backups
    second_copy(shell.desk, tmp_path / "stick")
    officer.will_answer(tmp_path / "stick")
    button(page, "backups_elsewhere").click()
    assert [str(page.model.index(row, 1).data()) for row in range(page.model.rowCount())] == [
        "第二份备份"
    ]
    assert "里的 1 份备份" in words(page, "backups_why_not")
    button(page, "backups_elsewhere").click()
    assert page.model.backups == own


def test_escape_leads_back_step_by_step(window: MainWindow, page: BackupsPage) -> None:
    page.look_at_chosen()
    page.leave()
    assert window.page_on_top() is page
    page.leave()
    assert window.page_on_top() is not page


# What a restore would take away


def test_what_would_be_lost_is_shown_before_anything_is_done(
    page: BackupsPage, shell: Shell, keys: Keys
) -> None:
    before = sorted(path.name for path in shell.folder.rglob("*"))
    keys.press(page.table, Qt.Key.Key_Return)
    assert "做过 1 步操作" in words(page, "loss_words")
    table = page.findChild(QTableWidget, "loss_table")
    assert table is not None
    assert cells(table)[0] == ["执法案件", "2", "1", "少 1"]
    assert "恢复到 2026年10月9日" in button(page, "loss_restore").text()
    assert sorted(path.name for path in shell.folder.rglob("*")) == before


def test_a_restore_is_asked_for_by_its_time_and_not_done_against_the_officers_will(
    page: BackupsPage, officer: Officer
) -> None:
    wanted: list[object] = []
    page.restore_wanted.disconnect()
    page.restore_wanted.connect(wanted.append)
    page.look_at_chosen()
    officer.will_answer(False)
    button(page, "loss_restore").click()
    assert "把台账恢复到 2026年10月9日" in officer.asked[-1]
    assert wanted == []
    officer.will_answer(True)
    button(page, "loss_restore").click()
    assert len(wanted) == 1


def test_who_may_not_restore_sees_why(page: BackupsPage, shell: Shell) -> None:
    shell.officer = with_roles("演示录入员", ["entry"])
    page.refresh()
    assert not button(page, "backups_restore").isEnabled()
    assert "“演示录入员”没有" in words(page, "backups_why_not")
    assert button(page, "backups_now").isEnabled()
    page.look_at_chosen()
    loss = page.findChild(QTableWidget, "loss_table")
    assert loss is not None
    assert not loss.isVisible()


@pytest.mark.parametrize("large", [False, True])
def test_every_sentence_stands_in_full(
    page: BackupsPage, window: MainWindow, qapp: QApplication, large: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        window.resize(911, 512)
        page.look_at_chosen()
        qapp.processEvents()
        labels = [each for each in page.findChildren(QLabel) if each.isVisible() and each.text()]
        assert len(labels) >= 4
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            if not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()
    finally:
        theme.apply(qapp, large=False)
