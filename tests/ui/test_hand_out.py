"""Workbooks that leave the window: masked as a rule, whole for a reason that is kept on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.hand_out import hidden_columns
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

NUMBER = "370304199001011235"


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, put: Callable[..., Any]) -> MainWindow:
    """The window at the cases, of which there are two (演示)."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.show()
    made.warm_up()
    for n, town in ((1, "370304102"), (2, "370304103")):
        put(
            Case(
                case_no=f"博演示〔2026〕{n}号",
                filed_on=date(2026, 8, n),
                id_no=NUMBER,
                town_code=town,
            )
        )
    made.show_place("case")
    return made


def action(window: QWidget, name: str) -> QAction:
    """The action of this name."""
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def words(path: Path) -> str:
    """Everything that a workbook says."""
    book = load_workbook(path)
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell)


def test_an_export_hides_personal_numbers_unless_told_otherwise(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "台账.xlsx")
    action(window, "ledger_export").trigger()
    assert "博演示〔2026〕1号" in words(tmp_path / "台账.xlsx")
    assert NUMBER not in words(tmp_path / "台账.xlsx")


@pytest.mark.parametrize("name", ["ledger_export_full", "action_export_full"])
def test_a_whole_export_asks_for_a_reason_and_leaves_a_trace(
    window: MainWindow, officer: Officer, tmp_path: Path, name: str
) -> None:
    officer.will_answer("上级核查（演示）", tmp_path / "台账.xlsx")
    action(window, name).trigger()
    assert NUMBER in words(tmp_path / "台账.xlsx")
    assert "证件号码" in officer.asked[0]
    assert "含完整个人信息" in window.messages.messages()[-1].words
    with window.shell.desk.read() as reader:
        (trace,) = reader.works("uncover")
    assert trace["reason"] == "上级核查（演示）"
    assert trace["count"] == 2


def test_no_reason_means_no_whole_export(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(None)
    action(window, "ledger_export_full").trigger()
    assert len(officer.asked) == 1
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_ledger_that_hides_nothing_has_no_whole_export(
    window: MainWindow, officer: Officer, said: list[tuple[str, str]]
) -> None:
    assert hidden_columns(LEDGERS["enforcement_action"]) == []
    window.show_place("case")
    window.ledger_page("case").show_view("enforcement_action", None)
    assert not action(window, "ledger_export_full").isEnabled()
    action(window, "action_export_full").trigger()
    assert officer.asked == []
    assert said[-1][0] == "note"


def test_the_window_exports_the_list_as_it_is_narrowed(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    narrowed = View(ledger="case", where=(Where("case_no", "=", "博演示〔2026〕2号"),))
    window.ledger_page("case").show_view("case", narrowed)
    officer.will_answer(tmp_path / "台账.xlsx")
    action(window, "action_export").trigger()
    told = words(tmp_path / "台账.xlsx")
    assert "博演示〔2026〕2号" in told
    assert "博演示〔2026〕1号" not in told


def test_a_new_record_from_the_menu_begins_with_what_the_list_is_narrowed_to(
    window: MainWindow, shell: Shell
) -> None:
    window.ledger_page("case").show_view("case", View(ledger="case", town="370304102"))
    wanted: list[tuple[object, ...]] = []
    shell.record_wanted.connect(lambda *told: wanted.append(told))
    action(window, "action_new").trigger()
    assert wanted == [("case", None, {"town_code": "370304102"})]
