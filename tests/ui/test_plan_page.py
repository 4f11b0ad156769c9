"""The place 目标任务: its leaves, made when they are looked at, and what the window asks of it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.view import View
from boshan_desk.ui import plan_page
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.plan_page import PlanPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.slip_page import SlipPage
from boshan_desk.ui.targets_leaf import TargetsLeaf
from boshan_desk.ui.targets_words import LAMP
from tests.ui.conftest import Officer
from tests.ui.invented_plan import move_in


class Leaf(QWidget):
    """A leaf that another part of the program brings."""

    saved = Signal(object, str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.refreshed = 0
        self.corner = QLabel("角")

    def refresh(self) -> None:
        self.refreshed += 1


@pytest.fixture
def page(shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PlanPage:
    """The place over a small plan."""
    move_in(shell.desk)
    shell.read_office()
    for key in ("tasks", "figures"):
        monkeypatch.setitem(plan_page.MAKERS, key, Leaf)
    made = PlanPage(shell)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.activateWindow()
    return made


def test_the_targets_come_first_and_other_leaves_when_looked_at(page: PlanPage) -> None:
    assert page.tabs.keys == ["targets", "tasks", "figures", "ledgers"]
    assert isinstance(page.leaf, TargetsLeaf)
    assert page.findChild(Leaf) is None
    page.tabs.choose("tasks")
    assert isinstance(page.leaf, Leaf)
    assert isinstance(page.show_tab("targets"), TargetsLeaf)


def test_the_keys_of_the_row_go_from_leaf_to_leaf(page: PlanPage) -> None:
    page.leaf.setFocus()
    QTest.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.key == "tasks"
    QTest.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.key == "targets"


def test_what_a_leaf_puts_beside_the_tabs_is_seen_with_it_only(page: PlanPage) -> None:
    targets = page.leaf
    assert isinstance(targets, TargetsLeaf)
    assert targets.corner.isVisible()
    tasks = page.show_tab("tasks")
    assert isinstance(tasks, Leaf)
    assert not targets.corner.isVisible()
    assert tasks.corner.isVisible()


def test_the_ledgers_of_the_plan_live_here(page: PlanPage, shell: Shell) -> None:
    assert page.lists is None
    page.show_view("supervision", View(ledger="supervision"))
    assert page.lists is page.ledgers
    assert page.ledgers.current_ledger.name == "supervision"
    page.select("plan_answer", "nobody")
    assert page.ledgers.current_ledger.name == "plan_answer"


def test_the_leaf_that_was_seen_is_seen_again(page: PlanPage, shell: Shell, qtbot: QtBot) -> None:
    page.show_tab("figures")
    page.save_state()
    again = PlanPage(shell)
    qtbot.addWidget(again)
    assert again.tabs.key == "figures"


def test_refreshing_reads_what_is_seen(page: PlanPage) -> None:
    tasks = page.show_tab("tasks")
    assert isinstance(tasks, Leaf)
    page.refresh()
    assert tasks.refreshed == 1


def test_what_leaves_ask_for_is_handed_on(page: PlanPage) -> None:
    wanted: list[str] = []
    page.files_wanted.connect(lambda: wanted.append("files"))
    page.saved.connect(lambda _path, words: wanted.append(words))
    page.page_wanted.connect(lambda laid: wanted.append(laid.objectName()))
    button = page.findChild(QPushButton, "plan_files")
    assert button is not None
    button.click()
    targets = page.leaf
    assert isinstance(targets, TargetsLeaf)
    targets.saved.emit(None, "演示")
    targets.list.choose(("YS-T01", "", ""), 1)
    targets.act("own")
    assert wanted == ["files", "演示", "own_form_page"]


def test_the_manual_opens_at_the_plans(page: PlanPage) -> None:
    assert page.manual == "plans"


# ---------------------------------------------------------------- in the window


@pytest.fixture
def window(shell: Shell, qtbot: QtBot) -> MainWindow:
    """The whole window over a small plan."""
    move_in(shell.desk)
    shell.read_office()
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    made.show_place("plan")
    return made


def targets_of(window: MainWindow) -> TargetsLeaf:
    page = window.page_on_top()
    assert isinstance(page, PlanPage)
    leaf = page.show_tab("targets")
    assert isinstance(leaf, TargetsLeaf)
    return leaf


def test_from_behind_to_the_printed_slip_in_three_presses(
    window: MainWindow, printed_pages: list[list[int]]
) -> None:
    # The third press: the printer is confirmed.
    leaf = targets_of(window)
    index = leaf.model.index(leaf.model.find_row(("YS-T01", "", "")), LAMP)
    rect = leaf.list.visualRect(index)
    at = QPoint(rect.left() + 12, rect.center().y())
    QTest.mouseClick(leaf.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    slip = window.page_on_top()
    assert isinstance(slip, SlipPage)
    assert slip.fields is not None
    slip.fields.editors["approver"].set_text("演示局长")
    slip.do_button.click()
    assert printed_pages == [[0]]
    assert slip.slip is not None
    assert slip.slip.indicator == "YS-T01"
    assert slip.slip.no is not None
    slip.leave()
    assert window.page_on_top() is not slip
    assert leaf.list.chosen() == ("YS-T01", "", "")


def test_from_a_number_to_its_records_and_back_to_its_line(window: MainWindow) -> None:
    leaf = targets_of(window)
    leaf.list.choose(("YS-T03", "", ""), 1)
    leaf.act("records")
    page: Any = window.page_on_top()
    assert not isinstance(page, PlanPage)
    page.leave()
    assert targets_of(window) is leaf
    assert leaf.list.chosen() == ("YS-T03", "", "")


def test_the_export_key_hands_out_what_is_seen(
    window: MainWindow, officer: Officer, tmp_path: Any
) -> None:
    out = tmp_path / "目标.xlsx"
    officer.will_answer(out)
    window.actions_by_id["export"].trigger()
    assert out.exists()
    assert officer.asked == ["导出目标进度"]


def test_a_low_window_shows_the_table_and_the_rest_when_asked_for(window: MainWindow) -> None:
    window.resize(911, 485)
    leaf = targets_of(window)
    assert leaf.list.isVisible()
    assert not leaf.detail.columns.isVisible()
    assert str(leaf.model.index(1, 0).data()) == "▼ 演示有效发明专利量"
    leaf.detail.more.click()
    assert not leaf.list.isVisible()
    assert leaf.detail.columns.isVisible()
    leaf.detail.more.click()
    assert leaf.list.isVisible()
    window.resize(1366, 740)
    assert leaf.detail.columns.isVisible()
    assert not leaf.detail.more.isVisible()
    assert str(leaf.model.index(1, 0).data()) == "演示有效发明专利量"
