"""镇街报送 in the window: what is next, who has reported, whom to telephone, until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.ui.dropping import dropped_packages
from boshan_desk.ui.exchange_line import ExchangeCounts
from boshan_desk.ui.exchange_page import ExchangePage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.package_look import PackageLookPage
from boshan_desk.ui.packages_page import PackagesPage
from boshan_desk.ui.phones_page import PhonesPage
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.report_days import ReportDaysPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.start_page import StartPage
from boshan_desk.ui.town_enrol import EnrolPage
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.board import board
from boshan_desk.usecases.exchange.peers import DOWN, peers
from boshan_desk.usecases.exchange.statements import report_days
from boshan_desk.usecases.records import save
from tests.ui.conftest import Officer, Sit
from tests.ui.exchange_rig import Q3, enrolled_town


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    return open_window(qtbot, shell)


def open_window(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


@pytest.fixture
def page(window: MainWindow) -> ExchangePage:
    return open_place(window)


def open_place(window: MainWindow) -> ExchangePage:
    window.show_place("exchange")
    page = window.page_on_top()
    assert isinstance(page, ExchangePage)
    return page


def words(page: Any, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, f"no {name}"
    return str(found.text())


def button(page: Any, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), f"no {name}"
    return found


def choose(page: ExchangePage, town: str) -> None:
    names = [row[0] for row in page.table.words()]
    page.table.selectRow(names.index(town))


# ---------------------------------------------------------------- the board


def test_every_town_has_a_line_and_nothing_is_taken_for_granted(
    page: ExchangePage, shell: Shell
) -> None:
    lines = page.table.words()
    names = [shell.lists["town"].label(code) for code in shell.county.counted]
    assert [row[0] for row in lines] == names
    assert {row[1] for row in lines} == {"… 未登记"}
    said = words(page, "exchange_reports_words")
    assert said.startswith(f"2026年三季度：应报 {len(names)} 个：未登记 {len(names)}")
    assert f"（{len(names)}）" in page.next.reports.button.text()
    assert not page.next.matters.isVisible()
    assert not page.alarm.isVisible()


def test_zero_blank_and_none_are_three_things(
    page: ExchangePage, shell: Shell, put: Callable[..., Any]
) -> None:
    codes = shell.county.counted
    due = date(2026, 10, 12)
    came = date(2026, 10, 9)
    base = TownReport(period=str(Q3), town_code=codes[0], due_on=due)
    put(replace(base, state="zero", received_on=came, way="paper", rows=0))
    put(replace(base, id="b" * 32, town_code=codes[1], state="missing"))
    put(replace(base, id="c" * 32, town_code=codes[2], state="on_time", received_on=came, rows=7))
    states = [row[1] for row in page.table.words()]
    assert states[:4] == ["○ 零报告", "✕ 未报", "✓ 按期", "… 未登记"]
    assert page.table.words()[2][4:6] == ["2026-10-09", "7"]
    # Each has a sign of its own.
    assert len({state[0] for state in states}) == 4


def test_another_quarter_is_another_board(page: ExchangePage, put: Callable[..., Any]) -> None:
    code = page.shell.county.counted[0]
    put(
        TownReport(
            period="2026Q2",
            town_code=code,
            due_on=date(2026, 7, 6),
            state="on_time",
            received_on=date(2026, 7, 3),
            way="sheet",
            rows=3,
        )
    )
    assert page.table.words()[0][1] == "… 未登记"
    page.period_box.setCurrentIndex(page.period_box.findText("2026年二季度"))
    page.period_box.activated.emit(page.period_box.currentIndex())
    assert page.period == quarter(2026, 2)
    assert page.table.words()[0][1] == "✓ 按期"


def test_the_report_of_a_town_is_opened_or_begun(page: ExchangePage, window: MainWindow) -> None:
    choose(page, page.table.words()[3][0])
    button(page, "exchange_report").click()
    form = window.page_on_top()
    assert form.objectName() == "record_page"
    assert isinstance(form, RecordPage)
    typed, _problems = form.as_typed()
    assert isinstance(typed, TownReport)
    assert (typed.period, typed.town_code) == (str(Q3), page.shell.county.counted[3])
    assert typed.due_on == board(page.shell.desk, Q3).deadline.due


def test_who_has_not_reported_is_written_down_once_the_day_has_passed(
    page: ExchangePage, shell: Shell, officer: Officer, put: Callable[..., Any]
) -> None:
    came = TownReport(
        period=str(Q3),
        town_code=shell.county.counted[0],
        due_on=date(2026, 10, 12),
        state="on_time",
        received_on=date(2026, 9, 28),
        way="sheet",
        rows=3,
    )
    put(came)
    # Today is the 9th, and the day for it is still to come.
    assert not page.mark_missing.isVisible()
    with shell.desk.read() as reader:
        kept = reader.get(TownReport, came.id)
    save(shell.desk, kept, replace(kept, due_on=date(2026, 9, 30)))
    assert page.mark_missing.isVisible()
    count = len(shell.county.counted) - 1
    assert f"{count} 个" in page.mark_missing.text()
    officer.will_answer(False)
    page.mark_missing.click()
    assert board(shell.desk, Q3).counts["missing"] == 0
    officer.will_answer(True)
    page.mark_missing.click()
    assert board(shell.desk, Q3).counts["missing"] == count
    assert shell.lists["town"].label(shell.county.counted[1]) in officer.asked[-1]
    assert not page.mark_missing.isVisible()


# ---------------------------------------------------------------- enrolled towns


def test_an_enrolled_town_can_be_switched_off_with_a_reason(
    page: ExchangePage, shell: Shell, officer: Officer, tmp_path: Path
) -> None:
    enrolled_town(tmp_path, shell.desk, "八陡镇")
    page.refresh()
    choose(page, "八陡镇")
    revoke = button(page, "exchange_revoke")
    assert revoke.isVisible()
    officer.will_answer(None)
    revoke.click()
    with shell.desk.read() as reader:
        assert [peer.active for peer in peers(reader, DOWN)] == [True]
    officer.will_answer("电脑丢失（演示）")
    revoke.click()
    with shell.desk.read() as reader:
        (peer,) = peers(reader, DOWN)
    assert (peer.active, peer.why) == (False, "电脑丢失（演示）")
    choose(page, "八陡镇")
    assert not revoke.isVisible()
    assert "已停用" in page.table.words()[page.table.currentRow()][7]
    choose(page, "源泉镇")
    assert page.table.words()[page.table.currentRow()][7] == "未开户"
    assert not button(page, "exchange_return").isVisible()


def test_a_lost_certificate_is_given_once_more(
    page: ExchangePage, shell: Shell, officer: Officer, tmp_path: Path
) -> None:
    town = enrolled_town(tmp_path, shell.desk, "八陡镇")
    page.refresh()
    choose(page, "八陡镇")
    stick = tmp_path / "再发"
    officer.will_answer(stick)
    button(page, "exchange_reissue").click()
    # There is no such stick: nothing was written in its name.
    assert not stick.exists()
    stick.mkdir()
    officer.will_answer(stick)
    button(page, "exchange_reissue").click()
    (again,) = stick.glob("*.bsc")
    with town.open() as desk:
        assert accept(desk, again).name == "八陡镇"


def test_who_may_not_exchange_sees_who_may(qtbot: QtBot, sit: Sit) -> None:
    shell = sit("演示领导", "leader")
    page = open_place(open_window(qtbot, shell))
    assert not page.next.receive.isEnabled()
    for name in ("exchange_enrol", "exchange_days", "exchange_report", "exchange_revoke"):
        assert not button(page, name).isVisible()
    assert button(page, "exchange_packages").isVisible()


# ---------------------------------------------------------------- pages over it


def test_the_buttons_lead_to_their_pages_and_back(page: ExchangePage, window: MainWindow) -> None:
    for name, kind in (
        ("exchange_enrol", EnrolPage),
        ("exchange_packages", PackagesPage),
        ("exchange_days", ReportDaysPage),
        ("exchange_reports_button", PhonesPage),
    ):
        button(page, name).click()
        over = window.page_on_top()
        assert isinstance(over, kind)
        assert getattr(over, "manual", "") == "towns"
        button(over, "side_back").click()
        assert window.page_on_top() is page


def test_the_telephone_list_covers_numbers_until_a_reason_is_given(
    page: ExchangePage,
    window: MainWindow,
    officer: Officer,
    put: Callable[..., Any],
    printed_pages: list[list[int]],
) -> None:
    code = page.shell.county.counted[0]
    put(
        Liaison(
            name="演示联络员",
            town_code=code,
            phone="19900001234",
            role="a",
            state="active",
            from_on=date(2025, 1, 1),
        )
    )
    page.show_phones()
    phones = window.page_on_top()
    assert isinstance(phones, PhonesPage)
    row = phones.table.words()[0]
    assert row[2].startswith("演示联络员")
    assert "19900001234" not in row[3]
    assert "本期无" in row[4]
    officer.will_answer("催报三季度（演示）")
    phones.uncover.click()
    assert phones.table.words()[0][3] == "19900001234"
    assert not phones.uncover.isEnabled()
    phones.printing.click()
    phones.paper.printing.click()
    assert printed_pages == [[0]]
    phones.leave()
    assert window.page_on_top() is phones
    phones.leave()
    assert window.page_on_top() is page


def test_the_days_are_kept_in_order(page: ExchangePage, window: MainWindow) -> None:
    page.set_days()
    days = window.page_on_top()
    assert isinstance(days, ReportDaysPage)
    assert not days.save.isEnabled()
    days.due.setValue(20)
    assert not days.save.isEnabled()
    days.close_days.setValue(30)
    assert days.save.isEnabled()
    days.save.click()
    with page.shell.desk.read() as reader:
        assert report_days(reader) == (20, 30)
    assert "2026年10月20日" in days.means.text()


# ---------------------------------------------------------------- dropping


def drop(window: MainWindow, path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    return event


def test_a_package_may_be_dropped_anywhere(window: MainWindow, tmp_path: Path) -> None:
    window.show_place("gi")
    path = tmp_path / "演示.bsx"
    path.write_bytes(b"nothing of the kind")
    assert drop(window, path).isAccepted()
    page = window.page_on_top()
    assert isinstance(page, PackageLookPage)
    assert page.refusal.severity == "stop"
    assert "演示.bsx" in page.refusal.words
    # Another one comes to the same page.
    drop(window, path)
    assert window.page_on_top() is page
    page.leave()
    assert window.page_on_top() is window.ledger_page("gi")


def test_packages_are_taken_from_a_drop_unless_something_else_is_among_them(
    tmp_path: Path,
) -> None:
    data = QMimeData()
    names = ("甲.bsx", "乙.BSX", "丙.xlsx")
    urls = [QUrl.fromLocalFile(str(tmp_path / name)) for name in names]
    data.setUrls(urls[:2])
    assert dropped_packages(data) == [tmp_path / "甲.bsx", tmp_path / "乙.BSX"]
    data.setUrls(urls)
    assert dropped_packages(data) == []


# ---------------------------------------------------------------- the first page


def test_the_first_page_says_who_has_not_reported(
    window: MainWindow, shell: Shell, put: Callable[..., Any]
) -> None:
    start = window.page_on_top()
    assert isinstance(start, StartPage)
    # An office to which no town hands in is not told that none does.
    assert not start.exchange_line.isVisible()
    put(
        TownReport(
            period=str(Q3),
            town_code=shell.county.counted[0],
            due_on=date(2026, 10, 12),
            state="on_time",
            received_on=date(2026, 10, 9),
            way="sheet",
            rows=3,
        )
    )
    assert start.exchange_line.isVisible()
    owing = button(start, "exchange_line_owing")
    assert owing.text() == f"▽ 还没有报 {len(shell.county.counted) - 1} 个"
    assert not button(start, "exchange_line_matters").isVisible()
    owing.click()
    assert isinstance(window.page_on_top(), ExchangePage)


def test_the_line_of_the_first_page_is_calm_when_all_have_reported(
    window: MainWindow,
) -> None:
    start = window.page_on_top()
    assert isinstance(start, StartPage)
    line = start.exchange_line
    line.show_counts(ExchangeCounts(towns=10))
    assert words(line, "exchange_line_words") == "镇街报送（2026年三季度）：都已经报了"
    assert line.property("severity") == "ok"
    line.show_counts(ExchangeCounts(towns=10, owing=2, late=True, matters=3, alarms=1))
    assert line.property("severity") == "warn"
    assert button(line, "exchange_line_matters").text() == "待处理 3 项"
    assert button(line, "exchange_line_alarms").isVisible()
    line.show_counts(ExchangeCounts())
    assert not line.isVisible()
