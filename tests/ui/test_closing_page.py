"""封账 in the window: closing, exceptions, opening again; and whom it is offered to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.closing_page import ClosingPage, ended_periods
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import list_closed

from .conftest import Officer, Sit

APPROVER = ("李审批", "approver")
Q3 = quarter(2026, 3)


@pytest.fixture
def open_page(qtbot: QtBot) -> Any:
    """The page, for whoever sits at the desk."""

    def opened(shell: Shell) -> ClosingPage:
        page = ClosingPage(shell)
        qtbot.addWidget(page)
        page.resize(1000, 600)
        page.show()
        return page

    return opened


def add_case(shell: Shell) -> Any:
    return records.save(shell.desk, None, Case(case_no="演示1", filed_on=date(2026, 8, 3)))


def test_only_periods_that_are_over_are_offered_the_latest_first() -> None:
    found = ended_periods(date(2026, 10, 9))
    assert found[:3] == [Q3, quarter(2026, 2), Period(2026, 1, 6)]
    assert all(period.end < date(2026, 10, 9) for period in found)
    assert Period(2026, 1, 6) in found
    assert Period(2025, 1, 12) in found
    assert Period(2026, 1, 12) not in found
    assert len(set(found)) == len(found)


def test_a_period_is_closed_with_exceptions_by_name(
    sit: Sit, open_page: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    page = open_page(shell)
    assert page.period.currentText() == "2026年三季度"
    assert page.empty.isVisible()
    page.names.setText("王办案、赵录入")
    officer.will_answer(True)
    page.close_button.click()
    assert "2026年三季度" in officer.asked[0]
    (closing,) = list_closed(shell.desk)
    assert (closing.period, closing.exempt) == (Q3, ("王办案", "赵录入"))
    assert page.table.words()[0][0] == "2026年三季度"
    assert page.table.words()[0][2:] == ["李审批", "王办案、赵录入"]
    assert page.period.currentText() == "2026年三季度（已封账）"
    with pytest.raises(Refused, match="已封账"):
        add_case(shell)
    add_case(sit("王办案", "handler"))


def test_not_confirmed_means_not_closed(sit: Sit, open_page: Any, officer: Officer) -> None:
    shell = sit(*APPROVER)
    page = open_page(shell)
    officer.will_answer(False)
    page.close_button.click()
    assert list_closed(shell.desk) == []


def test_the_exceptions_of_a_closed_period_are_changed_without_opening_it(
    sit: Sit, open_page: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    page = open_page(shell)
    officer.will_answer(True)
    page.close_button.click()
    assert page.close_button.text() == "更新例外人员"
    page.names.setText("李审批")
    page.close_button.click()
    assert list_closed(shell.desk)[0].exempt == ("李审批",)
    add_case(shell)
    page.period.setCurrentIndex(page.period.findText("2026年二季度"))
    assert page.close_button.text() == "封账"
    assert page.names.text() == ""


def test_a_period_is_opened_again_with_a_reason(sit: Sit, open_page: Any, officer: Officer) -> None:
    shell = sit(*APPROVER)
    page = open_page(shell)
    officer.will_answer(True, None, "演示：补报一件")
    page.close_button.click()
    page.open_button.click()
    assert len(list_closed(shell.desk)) == 1
    page.open_button.click()
    assert list_closed(shell.desk) == []
    assert not page.open_button.isVisible()
    add_case(shell)


def test_names_of_accounts_are_ticked(sit: Sit, open_page: Any, officer: Officer) -> None:
    shell = sit(*APPROVER)
    page = open_page(shell)
    page.show_found(([], ["李审批", "王办案"]))
    assert page.ticks.isVisible()
    assert not page.names.isVisible()
    page.ticks.item(1).setCheckState(Qt.CheckState.Checked)
    officer.will_answer(True)
    page.close_button.click()
    assert list_closed(shell.desk)[0].exempt == ("王办案",)


@pytest.mark.parametrize(("who", "offered"), [(APPROVER, True), (("王办案", "handler"), False)])
def test_closing_is_in_the_menu_of_who_may(
    who: tuple[str, str], offered: bool, sit: Sit, qtbot: QtBot
) -> None:
    window = MainWindow(sit(*who))
    qtbot.addWidget(window)
    window.show()
    action = window.actions_by_id["closing"]
    assert action.isVisible() == offered
    action.trigger()
    assert isinstance(window.page_on_top(), ClosingPage) == offered
