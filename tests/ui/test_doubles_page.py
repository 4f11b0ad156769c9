"""疑似重复 in the window: two records side by side, joined by a person, or kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store.desk import Desk
from boshan_desk.ui.conflicts_page import ConflictsPage
from boshan_desk.ui.doubles_page import DoublesPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.waiting import waiting
from boshan_desk.usecases.records import add
from tests.ui.exchange_rig import enrolled_town

YUCHENG, USCC = "370304102", "91370304MA3TETT09E"


def firm(desk: Desk, name: str, **values: Any) -> str:
    given = {"name": name, "uscc": USCC, "town_code": YUCHENG, **values}
    return add(desk, KEPT["enterprise"], given).id


@pytest.fixture
def both(tmp_path: Path, shell: Shell) -> tuple[str, str]:
    """One firm that county and town entered, each for itself: (the county's id, the town's)."""
    ours = firm(shell.desk, "演示陶瓷有限公司", address="演示路 1 号")
    town = enrolled_town(tmp_path, shell.desk, "域城镇")
    with town.open() as desk:
        theirs = firm(desk, "演示陶瓷公司", phone="0533-1234567", remark="镇里登记（演示）")
    made = town.send()
    with look(shell.desk, made.path) as found:
        take(shell.desk, found)
    return ours, theirs


@pytest.fixture
def page(qtbot: QtBot, shell: Shell, both: tuple[str, str]) -> DoublesPage:
    made = DoublesPage(shell)
    qtbot.addWidget(made)
    made.resize(1190, 650)
    made.show()
    return made


def choose_all(page: DoublesPage, place: int) -> None:
    """Take the contents of one side wherever a choice is to be made."""
    assert page.pair is not None
    for button in page.pair.findChildren(QRadioButton):
        if button.objectName().startswith("take_") and button.objectName().endswith(f"_{place}"):
            button.setChecked(True)


def find(shell: Shell, id: str) -> Enterprise:
    with shell.desk.read() as reader:
        return reader.get(Enterprise, id)


def test_both_are_seen_with_why_they_may_be_one(page: DoublesPage) -> None:
    told = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert "统一社会信用代码相同" in told
    assert "演示路 1 号" in told
    assert "镇里登记（演示）" in told


def test_nothing_is_joined_before_every_choice_is_made(page: DoublesPage) -> None:
    assert page.pair is not None
    assert page.pair.left > 0
    assert not page.join.isEnabled()
    assert "没有选" in page.join.text()
    choose_all(page, 0)
    assert page.pair.left == 0
    assert page.join.isEnabled()
    assert page.join.text().startswith("合为一条，保留")


def test_joining_fills_what_one_lacks_and_can_be_taken_back(
    page: DoublesPage, shell: Shell, both: tuple[str, str]
) -> None:
    ours, theirs = both
    assert page.pair is not None
    page.pair.keeps[page.pair.found.ids.index(ours)].setChecked(True)
    choose_all(page, page.pair.found.ids.index(ours))
    page.join.click()
    kept = find(shell, ours)
    assert kept.name == "演示陶瓷有限公司"
    assert kept.remark == "镇里登记（演示）"
    assert find(shell, theirs).withdrawn
    assert page.table.rowCount() == 0
    page.tabs.setCurrentIndex(1)
    page.back.click()
    assert not find(shell, theirs).withdrawn
    assert find(shell, ours).remark is None


def test_two_that_are_two_are_not_told_again(
    page: DoublesPage, shell: Shell, both: tuple[str, str]
) -> None:
    page.apart.click()
    assert page.table.rowCount() == 0
    page.seek.click()
    assert page.table.rowCount() == 0
    assert not any(find(shell, id).withdrawn for id in both)


def test_that_two_are_two_can_be_taken_back(page: DoublesPage, shell: Shell) -> None:
    tabs = [page.tabs.tabText(at) for at in range(page.tabs.count())]
    assert tabs == ["待核对 1", "已合并 0", "不是同一条 0"]
    page.apart.click()
    page.tabs.setCurrentIndex(2)
    assert page.tabs.tabText(2) == "不是同一条 1"
    (row,) = page.table.words()
    assert "演示陶瓷有限公司" in row[0]
    assert "演示陶瓷公司" in row[0]
    # Both are seen once more, and nothing is chosen here.
    assert page.pair is not None
    assert not any(each.isEnabled() and each.isVisible() for each in page.pair.keeps)
    assert not page.join.isVisible()
    assert not page.apart.isVisible()
    page.again.click()
    assert page.table.rowCount() == 0
    assert not page.again.isVisible()
    page.tabs.setCurrentIndex(0)
    assert page.table.rowCount() == 1
    assert page.pair is not None
    assert page.apart.isVisible()
    choose_all(page, 0)
    assert page.join.isEnabled()
    assert len(waiting(shell.desk, kind="double")) == 1


def test_they_are_looked_for_on_demand(
    qtbot: QtBot, shell: Shell, said: list[tuple[str, str]]
) -> None:
    made = DoublesPage(shell)
    qtbot.addWidget(made)
    made.show()
    firm(shell.desk, "演示琉璃有限公司")
    firm(shell.desk, "演示琉璃公司")
    assert made.table.rowCount() == 0
    made.seek.click()
    assert made.table.rowCount() == 1
    assert "1 对" in said[-1][1]


def test_the_list_of_what_waits_leads_there(
    qtbot: QtBot, shell: Shell, both: tuple[str, str]
) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    window.over.open_waiting()
    page = window.page_on_top()
    assert isinstance(page, ConflictsPage)
    (one,) = waiting(shell.desk, kind="double")
    assert [row[1].splitlines()[0] for row in page.table.words()] == ["疑似重复"]
    page.detail.double.click()
    assert isinstance(window.page_on_top(), DoublesPage)
    assert one.id in both
