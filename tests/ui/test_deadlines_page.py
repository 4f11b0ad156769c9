"""The list of limits in the window: what it shows, how one works with it, and what it hands out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStop
from boshan_desk.procedure.listing import BUCKETS
from boshan_desk.store import due as store_due
from boshan_desk.store.limits_list import Wanted
from boshan_desk.ui import deadlines_model
from boshan_desk.ui.deadlines_page import DeadlinesPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.places import PLACES
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer, Sit

Put = Callable[..., Any]


def cases() -> dict[str, Case]:
    """One case in each group on 2026-10-09, by hand."""
    return {
        # 15 working days from 1 September, Sunday the 20th being one: 21 September.
        "overdue": Case(case_no="演示超1号", clue_on=date(2026, 9, 1), officers=("演示甲",)),
        # 90 days: 9 October.
        "today": Case(
            case_no="演示今2号",
            clue_on=date(2026, 7, 6),
            filed_on=date(2026, 7, 11),
            officers=("演示乙",),
            town_code="370304001",
        ),
        # 14 October.
        "week": Case(
            case_no="演示周3号",
            clue_on=date(2026, 7, 13),
            filed_on=date(2026, 7, 16),
            officers=("演示甲",),
        ),
        # 19 December, a Saturday.
        "later": Case(case_no="演示后5号", clue_on=date(2026, 9, 14), filed_on=date(2026, 9, 20)),
    }


@pytest.fixture
def filled(shell: Shell, put: Put) -> dict[str, Case]:
    """A desk with a case in each group, and one that is stopped."""
    made = {name: put(case) for name, case in cases().items()}
    stopped = put(Case(case_no="演示停4号", clue_on=date(2026, 9, 21), filed_on=date(2026, 9, 21)))
    put(CaseStop(case_id=stopped.id, kind="identify", starts_on=date(2026, 9, 25)))
    return {**made, "stopped": stopped}


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window, with everything loaded."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


@pytest.fixture
def page(filled: dict[str, Case], window: MainWindow) -> DeadlinesPage:
    """The list over those cases."""
    return open_list(window)


def open_list(window: MainWindow) -> DeadlinesPage:
    window.show_place("case")
    window.ledger_page("case").tabs.choose("deadlines")
    return page_seen(window)


def page_seen(window: MainWindow) -> DeadlinesPage:
    page = window.ledger_page("case").leaf
    assert window.place == "case"
    assert isinstance(page, DeadlinesPage)
    return page


def shown(page: DeadlinesPage) -> list[str]:
    """Headings as they are, lines by the number of their case."""
    model = page.model
    return [
        line.case if (line := model.line(row)) else str(model.index(row, 0).data())
        for row in range(model.rowCount())
    ]


def nav_words(window: MainWindow, key: str) -> str:
    nav = window.findChild(QListWidget, "nav")
    assert nav is not None
    return nav.item([place.key for place in PLACES].index(key)).text()


def label(page: DeadlinesPage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None
    return found.text()


# ---------------------------------------------------------------- what it shows


def test_the_list_is_grouped_the_most_pressing_first(page: DeadlinesPage) -> None:
    assert shown(page) == [
        "■ 已超期（1项）",
        "演示超1号",
        "▲ 今天到期（1项）",
        "演示今2号",
        "▲ 7日内到期（1项）",
        "演示周3号",
        "‖ 暂停计时（1项）",
        "演示停4号",
        "● 7日后到期（1项）",
        "演示后5号",
    ]
    line = page.model.line(1)
    assert line is not None
    assert page.model.cells(line)[:2] == ("■ 已超期18天", "核查线索、决定是否立案")
    assert label(page, "deadlines_as_of").startswith("截至 2026年10月9日")
    assert label(page, "deadlines_today") == "▲ 有 2 项已超期或今天到期"


def test_a_day_of_rest_is_told_beside_the_day(page: DeadlinesPage) -> None:
    line = page.model.line(9)
    assert line is not None
    cells = page.model.cells(line)
    assert "2026-12-19" in cells
    assert "最晚2026-12-21" in cells
    assert "届满：2026-12-19（最晚2026-12-21）" in page.model.about(line)


def test_a_group_alone_and_all_of_them_again(page: DeadlinesPage) -> None:
    for bucket in BUCKETS:
        page.filter.show_bucket(bucket)
        assert len(shown(page)) == 2
    page.filter.show_bucket(None)
    assert len(shown(page)) == 10


def test_numbers_beside_the_groups_are_those_of_what_is_narrowed(page: DeadlinesPage) -> None:
    choose(page, "officer", "演示甲")
    assert shown(page) == ["■ 已超期（1项）", "演示超1号", "▲ 7日内到期（1项）", "演示周3号"]
    names = ["all", *BUCKETS]
    words = [page.findChild(QToolButton, f"bucket_{name}").text() for name in names]  # type: ignore[union-attr]
    assert words == [
        "全部 2",
        "■ 已超期 1",
        "▲ 今天到期 0",
        "▲ 7日内到期 1",
        "‖ 暂停计时 0",
        "● 7日后到期 0",
    ]
    page.filter.clear_button.click()
    assert len(shown(page)) == 10


def choose(page: DeadlinesPage, name: str, data: str) -> None:
    combo = getattr(page.filter, name)
    place = combo.findData(data)
    assert place >= 0, [combo.itemText(n) for n in range(combo.count())]
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def test_the_list_can_be_narrowed_to_a_town_and_to_a_limit(page: DeadlinesPage) -> None:
    choose(page, "town", "370304001")
    assert shown(page) == ["▲ 今天到期（1项）", "演示今2号"]
    page.filter.clear()
    choose(page, "rule", "L01")
    assert shown(page) == ["■ 已超期（1项）", "演示超1号"]


def test_a_list_narrowed_to_nothing_says_so(page: DeadlinesPage) -> None:
    choose(page, "town", "370304001")
    choose(page, "officer", "演示甲")
    assert page.empty.isVisible()
    assert page.empty.text() == "没有符合条件的期限。"
    assert not page.list.isVisible()


def test_nothing_due_today_is_said_in_words(window: MainWindow, put: Put) -> None:
    page = open_list(window)
    assert page.empty.isVisible()
    assert page.empty.text() == "今日无到期事项。"
    put(cases()["week"])
    assert shown(page) == ["▲ 7日内到期（1项）", "演示周3号"]
    assert label(page, "deadlines_today") == "√ 今日无到期事项"


def test_what_others_must_do_is_shown_when_asked_for(window: MainWindow, put: Put) -> None:
    put(
        Case(
            case_no="演示6号",
            clue_on=date(2026, 8, 3),
            filed_on=date(2026, 8, 10),
            decided_on=date(2026, 9, 29),
            served_on=date(2026, 9, 30),
            penalties=("fine",),
            fine=500000,
        )
    )
    page = open_list(window)

    def words() -> str:
        lines = (page.model.line(row) for row in range(page.model.rowCount()))
        return " ".join(" ".join(page.model.cells(line)) for line in lines if line)

    assert "等待当事人" not in words()
    page.filter.others.click()
    assert "等待当事人" in words()
    assert "当事人缴纳罚没款" in words()


def test_an_ended_hold_shouts_above_the_list(
    window: MainWindow, shell: Shell, put: Put, filled: dict[str, Case]
) -> None:
    page = open_list(window)
    assert not page.resumed.isVisible()
    from boshan_desk.usecases.records import save

    with shell.desk.read() as reader:
        [stop] = reader.having(CaseStop, "case_id", [filled["stopped"].id])
    save(shell.desk, stop, copy_with(stop, ends_on=date(2026, 10, 8)))
    assert page.resumed.isVisible()
    assert page.resumed.words.text().startswith("最近恢复计时：演示停4号“作出处理决定”剩")
    row = shown(page).index("演示停4号")
    line = page.model.line(row)
    assert line is not None
    assert "恢复计时（10月8日起）" in " ".join(page.model.cells(line))


def test_whoever_is_signed_in_comes_first(sit: Sit, qtbot: QtBot) -> None:
    from boshan_desk.usecases.records import save

    shell = sit("演示乙", "handler")
    for case in cases().values():
        save(shell.desk, None, case)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    window.warm_up()
    page = open_list(window)
    combo = page.filter.officer
    assert [combo.itemText(n) for n in range(combo.count())] == [
        "全部承办人",
        "我的（演示乙）",
        "演示甲",
    ]
    choose(page, "officer", "演示乙")
    assert shown(page) == ["▲ 今天到期（1项）", "演示今2号"]


def test_the_chosen_officer_is_remembered(page: DeadlinesPage, shell: Shell, qtbot: QtBot) -> None:
    choose(page, "officer", "演示甲")
    again = MainWindow(shell)
    qtbot.addWidget(again)
    again.show()
    again.warm_up()
    assert "演示今2号" not in shown(open_list(again))


# ---------------------------------------------------------------- working with it


def test_enter_and_a_double_click_open_the_case(
    page: DeadlinesPage, shell: Shell, filled: dict[str, Case]
) -> None:
    wanted: list[str] = []
    shell.record_wanted.disconnect()
    shell.record_wanted.connect(lambda ledger, id, _values: wanted.append(f"{ledger} {id}"))
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(1, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert wanted == [f"case {filled['overdue'].id}"]
    at = page.list.visualRect(page.model.index(5, 2)).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted[1:] == [f"case {filled['week'].id}"]


def test_the_case_opens_over_the_list_and_one_comes_back_to_its_line(
    window: MainWindow, page: DeadlinesPage
) -> None:
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(5, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    over = window.page_on_top()
    assert over is not page
    over.closed.emit()  # type: ignore[attr-defined]
    assert page_seen(window) is page
    line = page.model.line(page.list.currentIndex().row())
    assert line is not None
    assert line.case == "演示周3号"


def test_the_keyboard_passes_over_headings(page: DeadlinesPage) -> None:
    page.list.setCurrentIndex(page.model.index(1, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentIndex().row() == 3
    QTest.keyClick(page.list, Qt.Key.Key_Up)
    assert page.list.currentIndex().row() == 1


def test_headings_have_the_whole_width(page: DeadlinesPage) -> None:
    columns = page.model.columnCount()
    assert [page.list.columnSpan(row, 0) for row in range(4)] == [columns, 1, columns, 1]
    page.filter.show_bucket("today")
    assert [page.list.columnSpan(row, 0) for row in range(2)] == [columns, 1]


def test_the_choice_stays_when_the_list_changes(
    page: DeadlinesPage, put: Put, filled: dict[str, Case]
) -> None:
    page.list.setCurrentIndex(page.model.index(5, 0))
    put(Case(case_no="演示超0号", clue_on=date(2026, 8, 31)))
    assert shown(page)[:3] == ["■ 已超期（2项）", "演示超0号", "演示超1号"]
    line = page.model.line(page.list.currentIndex().row())
    assert line is not None
    assert line.case == "演示周3号"


def test_pages_are_fetched_when_they_are_looked_at(
    window: MainWindow, shell: Shell, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines_model, "PAGE", 3)
    for number in range(8):
        put(Case(case_no=f"演示{number}号", clue_on=date(2026, 9, 1)))
    page = open_list(window)
    assert shown(page)[0] == "■ 已超期（8项）"
    assert sorted(shown(page)[1:]) == [f"演示{number}号" for number in range(8)]


def test_what_fits_the_screen_comes_before_all_is_counted(
    window: MainWindow, shell: Shell, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines_model, "PAGE", 3)
    for number in range(4):
        put(Case(case_no=f"演示{number}号", clue_on=date(2026, 9, 1)))
    put(cases()["week"])
    found = deadlines_model.look_first(shell.rows, shell.today, Wanted(), BUCKETS)
    assert (found.more, found.whole) == (frozenset({"overdue"}), False)
    assert (found.counts["overdue"], found.counts["week"]) == (3, 1)
    page = open_list(window)
    page.model.show(found)
    assert page.model.index(0, 0).data() == "■ 已超期（3+项）"
    page.refresh()
    assert page.model.index(0, 0).data() == "■ 已超期（4项）"


def test_a_short_list_is_looked_up_once(
    window: MainWindow, shell: Shell, filled: dict[str, Case]
) -> None:
    found = deadlines_model.look_first(shell.rows, shell.today, Wanted(), BUCKETS)
    whole = deadlines_model.look_up(shell.rows, shell.today, Wanted(), BUCKETS)
    assert found == whole


# ---------------------------------------------------------------- numbers beside places


def test_the_places_say_how_many_press(
    window: MainWindow, shell: Shell, filled: dict[str, Case]
) -> None:
    assert nav_words(window, "case") == "执法案件 ▲2"
    tabs = window.ledger_page("case").tabs.bar
    assert [tabs.tabText(place) for place in (0, 1)] == ["案件期限 ▲2", "执法案件"]
    from boshan_desk.usecases.records import save

    before = filled["today"]
    save(shell.desk, before, copy_with(before, decided_on=date(2026, 10, 8)))
    # The decision is made; that it is to be served runs from now.
    assert nav_words(window, "case") == "执法案件 ▲1"
    with shell.desk.read() as reader:
        late = reader.get(Case, filled["overdue"].id)
    save(shell.desk, late, copy_with(late, filed_on=date(2026, 10, 8)))
    assert nav_words(window, "case") == "执法案件"
    assert tabs.tabText(0) == "案件期限"


def test_a_new_day_counts_anew(window: MainWindow, shell: Shell, filled: dict[str, Case]) -> None:
    page = open_list(window)
    assert nav_words(window, "case") == "执法案件 ▲2"
    shell.clock = Clock(date(2026, 10, 15))
    window.due.look_around()
    assert nav_words(window, "case") == "执法案件 ▲3"
    assert shown(page)[0] == "■ 已超期（3项）"
    assert label(page, "deadlines_as_of").startswith("截至 2026年10月15日")


def test_an_ordinary_minute_counts_nothing(
    window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    window.due.changed.connect(lambda: counted.append(1))
    window.due.look_around()
    assert counted == []


def test_the_first_page_leads_to_each_group(window: MainWindow, filled: dict[str, Case]) -> None:
    window.show_place("start")
    start = window.page_on_top()
    found = {
        name: button
        for name in ("overdue", "today", "week")
        if (button := start.findChild(QPushButton, f"due_{name}")) is not None
    }
    assert [found[name].text() for name in found] == [
        "■ 已超期 1 项",
        "▲ 今天到期 1 项",
        "▲ 本周到期（7日内）1 项",
    ]
    found["week"].click()
    page = page_seen(window)
    assert shown(page) == ["▲ 7日内到期（1项）", "演示周3号"]


def test_the_first_page_leads_past_what_the_list_was_narrowed_to(
    window: MainWindow, page: DeadlinesPage
) -> None:
    choose(page, "officer", "演示甲")
    window.show_deadlines("today")
    assert shown(page) == ["▲ 今天到期（1项）", "演示今2号"]


def test_the_first_page_says_when_nothing_is_due(window: MainWindow) -> None:
    window.show_place("start")
    words = window.page_on_top().findChild(QLabel, "due_words")
    assert words is not None
    assert words.text() == "今日无到期事项"


def test_the_list_says_that_limits_are_being_counted_anew(
    page: DeadlinesPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not page.recounting.isVisible()
    monkeypatch.setattr(store_due, "is_current", lambda _reader: False)
    window.due.refresh()
    assert page.recounting.isVisible()
    assert "正在重新计算期限" in page.recounting.words.text()
    monkeypatch.undo()
    window.due.refresh()
    assert not page.recounting.isVisible()


# ---------------------------------------------------------------- handing out


def act(page: DeadlinesPage, name: str) -> None:
    action = page.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_what_is_shown_is_exported(page: DeadlinesPage, officer: Officer, tmp_path: Path) -> None:
    written: list[str] = []
    page.written.connect(lambda _path, words: written.append(words))
    page.filter.show_bucket("week")
    out = tmp_path / "期限.xlsx"
    officer.will_answer(out)
    act(page, "deadlines_sheet")
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [row[3].value for row in sheet.iter_rows(min_row=4)] == ["演示周3号"]
    ics = tmp_path / "期限.ics"
    officer.will_answer(ics)
    act(page, "deadlines_calendar")
    assert ics.read_text("utf-8").count("BEGIN:VEVENT") == 1
    pdf = tmp_path / "期限.pdf"
    officer.will_answer(pdf)
    act(page, "deadlines_pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert written == [
        "已导出 1 项期限到 期限.xlsx",
        "已将 1 项期限写入日历文件 期限.ics，可导入手机或电脑的日历",
        "期限清单已保存：期限.pdf",
    ]


def test_the_export_key_exports_this_list(
    window: MainWindow, page: DeadlinesPage, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "期限.xlsx")
    window.actions_by_id["export"].trigger()
    assert (tmp_path / "期限.xlsx").exists()
    assert officer.asked == ["导出期限清单"]


def test_nothing_is_written_when_no_place_is_chosen(
    page: DeadlinesPage, officer: Officer, tmp_path: Path
) -> None:
    for name in ("deadlines_sheet", "deadlines_calendar", "deadlines_pdf"):
        officer.will_answer(None)
        act(page, name)
    assert not [p for p in tmp_path.iterdir() if p.suffix in (".xlsx", ".ics", ".pdf")]


def test_the_list_is_printed(page: DeadlinesPage, printed_pages: list[list[int]]) -> None:
    button = page.findChild(QPushButton, "deadlines_print")
    assert button is not None
    button.click()
    assert printed_pages == [[0]]


def test_the_page_brings_neither_the_store_nor_printing_with_it() -> None:
    code = (
        "import boshan_desk.ui.deadlines_page, sys;"
        "print([m for m in ('sqlalchemy', 'openpyxl', 'reportlab') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
