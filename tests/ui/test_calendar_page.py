"""日历 in the window: the year in words and signs, own days with a reason, the next year's file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.workdays import OwnDay, Workdays
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.calendar_leaf import CalendarLeaf
from boshan_desk.ui.calendar_year import SIGNS, YearView, sort_of, told
from boshan_desk.ui.law_page import LawPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import lawfiles, records

from .conftest import Officer, Sit

ADMIN = ("陈管理", "admin", "handler")
TODAY = date(2026, 10, 9)


def days(*own: OwnDay) -> Workdays:
    """The shipped calendar with days of an office's own."""
    return Workdays(shipped_years(), own, assumed_days())


@pytest.fixture
def leaf(qtbot: QtBot) -> Any:
    """The calendar's page, for whoever sits at the desk."""

    def opened(shell: Shell) -> tuple[LawPage, CalendarLeaf]:
        page = LawPage(shell)
        qtbot.addWidget(page)
        page.resize(1180, 640)
        page.show()
        page.show_calendar()
        return page, page.calendar

    return opened


@pytest.mark.parametrize(
    ("day", "sort", "words"),
    [
        (date(2026, 10, 9), "work", "2026年10月9日（星期五），工作日"),
        (date(2026, 10, 11), "weekend", "2026年10月11日（星期日），周末休息"),
        (date(2026, 10, 1), "holiday", "2026年10月1日（星期四），放假（国庆节）"),
        (date(2026, 10, 10), "exchanged", "2026年10月10日（星期六），调休上班（国庆节）"),
        (date(2026, 10, 12), "closed", "2026年10月12日（星期一），本局停止办公（演示：暴雨）"),
        (date(2026, 10, 17), "opened", "2026年10月17日（星期六），本局照常上班（演示：补班）"),
        (date(2027, 10, 1), "assumed",
         "2027年10月1日（星期五），法定节假日（安排未发布，暂定）（国庆节）"),
    ],
)  # fmt: skip
def test_each_sort_of_day_has_its_words_and_its_sign(day: date, sort: str, words: str) -> None:
    calendar = days(
        OwnDay(date(2026, 10, 12), False, "演示：暴雨"),
        OwnDay(date(2026, 10, 17), True, "演示：补班"),
    )
    assert sort_of(day, calendar) == sort
    assert told(day, calendar) == words
    signs = [*SIGNS.values()]
    assert len(set(signs)) == len(signs)
    assert (sort in SIGNS) == (sort not in ("work", "weekend"))


def test_every_day_of_every_known_year_is_of_the_sort_that_the_calendar_counts() -> None:
    calendar = days()
    day = date(2024, 1, 1)
    while day < date(2027, 1, 1):
        works = sort_of(day, calendar) in ("work", "exchanged", "opened")
        assert works == calendar.is_workday(day), day
        day += timedelta(1)


@pytest.mark.parametrize("width", [260, 500, 700, 900, 1400])
def test_every_day_has_room_of_its_own_however_wide_the_page_is(qtbot: QtBot, width: int) -> None:
    view = YearView(TODAY)
    qtbot.addWidget(view)
    view.show_days(days())
    view.resize(width, 10)
    view.resize(width, view.sizeHint().height())
    assert 12 % view.columns == 0
    rooms = [view.room_of(date(2026, 1, 1) + timedelta(n)) for n in range(365)]
    assert all(view.rect().contains(room) for room in rooms) or view.columns == 1
    assert len({(room.x(), room.y()) for room in rooms}) == 365
    for n in range(0, 365, 13):
        day = date(2026, 1, 1) + timedelta(n)
        assert view.day_at(view.room_of(day).center().toPointF()) == day


def test_a_day_is_chosen_by_the_mouse_and_by_the_arrow_keys(qtbot: QtBot) -> None:
    view = YearView(TODAY)
    qtbot.addWidget(view)
    view.show_days(days())
    view.resize(900, 600)
    heard: list[date] = []
    view.chosen.connect(heard.append)
    place = view.room_of(date(2026, 10, 10)).center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place))
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert heard == [date(2026, 10, 10), date(2026, 10, 17), date(2026, 10, 16)]
    assert "2026年10月16日" in view.accessibleDescription()
    view.choose(date(2026, 12, 31))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.day == date(2026, 12, 31)


def test_signs_are_painted_and_not_only_colours(qtbot: QtBot) -> None:
    view = YearView(TODAY)
    qtbot.addWidget(view)
    view.show_days(days(OwnDay(date(2026, 10, 14), False, "演示")))
    view.resize(900, 600)

    def colours_at_the_right(day: date) -> int:
        picture = view.grab(view.room_of(day)).toImage()
        across = range(picture.width() - picture.width() // 4, picture.width() - 1)
        down = range(1, picture.height() - 1)
        return len({picture.pixel(x, y) for x in across for y in down})

    assert colours_at_the_right(date(2026, 10, 5)) > 1
    assert colours_at_the_right(date(2026, 9, 20)) > 1
    assert colours_at_the_right(date(2026, 10, 14)) > 1
    assert colours_at_the_right(date(2026, 10, 8)) == 1
    assert colours_at_the_right(date(2026, 9, 6)) == 1


def test_the_year_says_its_notice_its_holidays_and_where_the_data_end(sit: Sit, leaf: Any) -> None:
    _page, calendar = leaf(sit("王办案", "handler"))
    assert calendar.years.currentText() == "2026年"
    assert calendar.ends.text() == "数据到 2026-12-31 止"
    assert "国办发明电〔2025〕7号" in calendar.notice.text()
    assert "国庆节：2026年10月1日至10月7日，共7日" in calendar.list.text()
    assert "10月10日" in calendar.list.text()
    assert "全年工作日 248 日" in calendar.list.text()
    assert "2027年节假日安排一般在11月发布" in calendar.warning.words
    calendar.earlier.click()
    assert "国办发明电〔2024〕12号" in calendar.notice.text()
    calendar.go_to(2027)
    assert calendar.years.currentText() == "2027年（安排未发布）"
    assert "尚未发布" in calendar.notice.text()
    assert not calendar.list.isVisible()
    calendar.go_to(1999)
    assert calendar.view.year == 2027


def add_clue(shell: Shell) -> Case:
    """A clue of 22 September: fifteen working days end on 20 October."""
    return records.save(
        shell.desk, None, Case(clue_no="演示1", state="VERIFY", clue_on=date(2026, 9, 22))
    )


def last_day(shell: Shell) -> str:
    with shell.desk.read() as reader:
        sql = "SELECT due FROM due WHERE rule = 'L01'"
        return str(reader.connection.exec_driver_sql(sql).scalar_one())


def test_a_closed_day_asks_why_and_shows_what_it_moves_before_it_is_saved(
    sit: Sit, leaf: Any, officer: Officer, qtbot: QtBot
) -> None:
    shell = sit(*ADMIN)
    add_clue(shell)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.open_law(calendar=True)
    page = window.page_on_top()
    assert isinstance(page, LawPage)
    calendar = page.calendar
    calendar.view.choose(date(2026, 10, 12))
    assert not calendar.close_button.isHidden()
    assert calendar.open_button.isHidden()
    officer.will_answer("演示：暴雨")
    calendar.close_button.click()
    assert "2026年10月12日（星期一）停止办公" in officer.asked[-1]
    assert [row[1:3] for row in page.change.cases.words()] == [["2026-10-20", "2026-10-21"]]
    assert last_day(shell) == "2026-10-20"
    page.change.save_button.click()
    assert last_day(shell) == "2026-10-21"
    assert calendar.own.words() == [["2026-10-12", "本局停止办公", "演示：暴雨"]]
    assert "全年工作日 247 日" in calendar.list.text()
    assert not calendar.forget_button.isHidden()
    calendar.forget_button.click()
    page.change.save_button.click()
    assert last_day(shell) == "2026-10-20"
    assert calendar.own.words() == []


def test_without_a_reason_no_day_is_arranged(sit: Sit, leaf: Any, officer: Officer) -> None:
    shell = sit(*ADMIN)
    page, calendar = leaf(shell)
    calendar.view.choose(date(2026, 10, 17))
    assert not calendar.open_button.isHidden()
    officer.will_answer(None)
    calendar.open_button.click()
    assert not page.change.isVisible()
    with shell.desk.read() as reader:
        assert lawfiles.own_days(reader) == []


def test_who_may_not_change_settings_arranges_no_day(sit: Sit, leaf: Any) -> None:
    _page, calendar = leaf(sit("王办案", "handler"))
    calendar.view.choose(date(2026, 10, 12))
    buttons = (calendar.close_button, calendar.open_button, calendar.forget_button)
    assert all(button.isHidden() for button in buttons)


NEXT_YEAR = """
year = 2027
title = "演示：2027年部分节假日安排"
notice = "演示发〔2026〕9号"
issued = 2026-11-05
source = "演示"
off = [
  ["2027-01-01", "元旦"], ["2027-01-02", "元旦"], ["2027-01-03", "元旦"],
]
work = []
"""
"""Invented, and far from whole: enough to see that it is taken, and what is odd about it."""


def test_the_next_years_file_is_looked_at_with_what_is_odd_and_then_known(
    sit: Sit, leaf: Any, officer: Officer, tmp_path: Path
) -> None:
    shell = sit(*ADMIN)
    page, calendar = leaf(shell)
    path = tmp_path / "2027.toml"
    path.write_text(NEXT_YEAR, "utf-8")
    officer.will_answer(path)
    calendar.load_button.click()
    assert page.change.isVisible()
    assert "春节" in page.change.odd.words
    assert page.change.title.text() == "核对：2027年节假日安排"
    page.change.save_button.click()
    assert calendar.ends.text() == "数据到 2027-12-31 止"
    assert not calendar.warning.isVisible()
    calendar.go_to(2027)
    assert "演示发〔2026〕9号" in calendar.notice.text()
    assert calendar.drop_button.isEnabled()
    calendar.drop_button.click()
    page.change.save_button.click()
    assert calendar.ends.text() == "数据到 2026-12-31 止"


def test_the_first_page_has_one_line_for_it_that_leads_to_the_calendar(
    qtbot: QtBot, sit: Sit
) -> None:
    window = MainWindow(sit("王办案", "handler"))
    qtbot.addWidget(window)
    window.show()
    window.show_place("start")
    line = window.findChild(QLabel, "calendar_line_words")
    link = window.findChild(QPushButton, "calendar_line_open")
    assert line is not None
    assert link is not None
    assert not line.isVisible()
    window.warm_up()
    assert line.isVisible()
    assert "节假日数据到2026年12月31日止" in line.text()
    link.click()
    page = window.page_on_top()
    assert isinstance(page, LawPage)
    assert page.tabs.tabText(page.tabs.currentIndex()) == "日历"
