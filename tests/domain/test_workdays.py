"""The working calendar: the shipped years, local days, what is known and what is assumed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.law.calendar import (
    assumed_days,
    check_year,
    differences,
    shipped_years,
    statutory_days,
)
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.workdays import FIRST, LAST, OwnDay, Workdays, Year, read_year

DAYS = Workdays(shipped_years(), (), assumed_days())
YEARS = {year.year: year for year in shipped_years()}

MISTAKEN = {date(2005, 12, 31)}
"""Worked by 国办发明电〔2005〕35号 (12月31日（星期六）上班); a day of rest in the library."""


def _all(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _span(year: int, text: str) -> set[date]:
    """Days as a notice writes them: `1.1-1.3 4.6`."""
    days: set[date] = set()
    for part in text.split():
        ends = [date(year, *map(int, end.split("."))) for end in part.split("-")]
        days |= set(_all(ends[0], ends[-1]))
    return days


def test_every_day_of_2004_to_2026_is_as_the_library_has_it_but_one() -> None:
    for day in _all(date(2004, 1, 1), date(2026, 12, 31)):
        theirs = chinese_calendar.is_workday(day)
        assert DAYS.is_workday(day) == (theirs != (day in MISTAKEN)), day


@pytest.mark.parametrize(
    ("year", "number"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_so_many_working_days(year: int, number: int) -> None:
    assert DAYS.between(date(year - 1, 12, 31), date(year, 12, 31)) == number
    assert sum(map(DAYS.is_workday, _all(date(year, 1, 1), date(year, 12, 31)))) == number


# Typed from the text of each notice (「与周末连休」 names the weekday alone).
NOTICES = {
    2006: ("1.1-1.3 1.29-2.4 5.1-5.7 10.1-10.7", "1.28 2.5 4.29 4.30 9.30 10.8"),
    2008: (
        "1.1 2.6-2.12 4.4-4.6 5.1-5.3 6.7-6.9 9.13-9.15 9.29-10.5",
        "2.2 2.3 5.4 9.27 9.28",
    ),
    # With the longer Spring Festival of 国办发明电〔2020〕1号, to 2 February.
    2020: (
        "1.1 1.24-2.2 4.4-4.6 5.1-5.5 6.25-6.27 10.1-10.8",
        "1.19 4.26 5.9 6.28 9.27 10.10",
    ),
    2007: ("1.1-1.3 2.18-2.24 5.1-5.7 10.1-10.7", "2.17 2.25 4.28 4.29 9.29 9.30"),
    2024: (
        "1.1 2.10-2.17 4.4-4.6 5.1-5.5 6.10 9.15-9.17 10.1-10.7",
        "2.4 2.18 4.7 4.28 5.11 9.14 9.29 10.12",
    ),
    2025: (
        "1.1 1.28-2.4 4.4-4.6 5.1-5.5 5.31-6.2 10.1-10.8",
        "1.26 2.8 4.27 9.28 10.11",
    ),
    2026: (
        "1.1-1.3 2.15-2.23 4.4-4.6 5.1-5.5 6.19-6.21 9.25-9.27 10.1-10.7",
        "1.4 2.14 2.28 5.9 9.20 10.10",
    ),
}


@pytest.mark.parametrize("year", NOTICES)
def test_the_days_of_a_notice_that_was_read_stand_in_its_file(year: int) -> None:
    off, work = NOTICES[year]
    ours = YEARS[year]
    assert {d for d in ours.work if d.year == year} == _span(year, work)
    # A plain weekend beside a holiday is rest either way.
    assert {d for d in ours.off if d.weekday() < 5 and d.year == year} == {
        d for d in _span(year, off) if d.weekday() < 5
    }
    assert {d for d in _span(year, off) if d.weekday() > 4} <= set(ours.off) | {
        d for d in _span(year, off) if not DAYS.is_workday(d)
    }


def test_new_year_days_of_december_stand_in_the_file_of_the_notice_that_names_them() -> None:
    assert YEARS[2008].work[date(2007, 12, 29)] == "元旦"
    assert date(2007, 12, 31) in YEARS[2008].off
    assert date(2011, 12, 31) in YEARS[2012].work
    assert date(2006, 12, 30) in YEARS[2007].work
    assert not [d for y in (2007, 2011) for d in YEARS[y].off if d.month == 12]


def test_every_file_names_its_notice_or_says_that_the_number_was_not_found() -> None:
    assert sorted(YEARS) == list(range(2004, 2027))
    for year, ours in YEARS.items():
        head = asset("resources", "calendar", f"{year}.toml").read_text("utf-8").splitlines()[2]
        assert ours.title == f"国务院办公厅关于{year}年部分节假日安排的通知"
        assert ours.source.startswith("chinesecalendar 1.11.0")
        if "未查到文号" in head:
            assert ours.notice == ours.title
        else:
            number = re.match(r"国办发明电〔(\d{4})〕\d+号", ours.notice)
            assert number is not None
            assert int(number[1]) == year - 1
    assert YEARS[2026].notice == "国办发明电〔2025〕7号"
    assert YEARS[2026].issued == date(2025, 11, 4)
    assert YEARS[2020].notice.endswith("、国办发明电〔2020〕1号")


def test_the_shipped_years_load_within_the_time_of_a_glance() -> None:
    best = 1.0
    for _ in range(5):
        shipped_years.cache_clear()
        begin = time.perf_counter()
        shipped_years()
        best = min(best, time.perf_counter() - begin)
    # 7 ms on the machine of development; a busy one is given room.
    assert best < 0.06
    assert shipped_years() is shipped_years()


def test_a_checked_year_holds_together_but_where_the_council_itself_added_days() -> None:
    found = {year: check_year(ours) for year, ours in YEARS.items() if check_year(ours)}
    assert found == {
        # 9 月 3 日, the 70th anniversary, and 4 日 moved to Sunday 6
        2015: ["放假的周一至周五共17日，应为法定11日加调休上班5日，多1日"],
        # the Spring Festival made longer to 2 February
        2020: ["放假的周一至周五共19日，应为法定11日加调休上班6日，多2日"],
    }


@pytest.mark.parametrize(
    ("less_off", "more_off", "less_work", "more_work", "words"),
    [
        ("2026-10-02", "", "", "", ["2026-10-02是国庆节，却没有列为放假", "少1日"]),
        ("", "2026-10-08", "", "", ["多1日"]),
        ("", "", "2026-10-10", "", ["多1日"]),
        ("", "", "", "2026-10-24", ["离国庆节太远", "少1日"]),
        ("2026-02-18", "", "", "", ["春节放假不连续：2026-02-17之后是2026-02-19", "少1日"]),
        ("2026-06-19 2026-06-20 2026-06-21", "", "", "", ["没有列出：端午节", "少1日"]),
    ],
)
def test_a_year_with_a_planted_fault_is_told_of(
    less_off: str, more_off: str, less_work: str, more_work: str, words: list[str]
) -> None:
    def change(days: dict[date, str], less: str, more: str) -> dict[date, str]:
        gone = {date.fromisoformat(d) for d in less.split()}
        new = {date.fromisoformat(d): "国庆节" for d in more.split()}
        return dict(sorted({**{d: n for d, n in days.items() if d not in gone}, **new}.items()))

    good = YEARS[2026]
    bad = Year(
        2026,
        good.title,
        good.notice,
        good.issued,
        "演示",
        change(dict(good.off), less_off, more_off),
        change(dict(good.work), less_work, more_work),
    )
    told = check_year(bad)
    for word in words:
        assert any(word in sentence for sentence in told), (word, told)
    # A day that falls out may break the row of its holiday as well, but nothing else is said.
    assert len(told) <= len(words) + 1


def test_a_year_that_works_for_an_unknown_holiday_is_told_of() -> None:
    good = YEARS[2026]
    work = {**good.work, date(2026, 7, 4): "抗战节"}
    bad = Year(2026, good.title, good.notice, None, "演示", good.off, work)
    assert "2026-07-04上班是为抗战节调休，但没有这个假期" in check_year(bad)


def test_the_differences_of_two_versions_are_the_days_that_change() -> None:
    old = YEARS[2026]
    off = {d: n for d, n in old.off.items() if d != date(2026, 10, 7)} | {
        date(2026, 10, 8): "国庆节"
    }
    new = Year(2026, old.title, old.notice, old.issued, "演示", off, old.work)
    assert [(c.day, c.worked, c.works, c.name) for c in differences(old, new)] == [
        (date(2026, 10, 7), False, True, "国庆节"),
        (date(2026, 10, 8), True, False, "国庆节"),
    ]
    assert differences(old, old) == []


def test_without_an_old_version_the_differences_are_those_from_plain_weeks() -> None:
    changes = differences(None, YEARS[2026])
    # 6 weekend days worked; 19 weekdays off: 1/1-2, 2/16-20, 2/23, 4/6, 5/1, 5/4-5, 6/19, 9/25,
    # 10/1-2, 10/5-7.
    assert [c.works for c in changes].count(True) == 6
    assert [c.works for c in changes].count(False) == 19


def test_a_file_that_is_no_calendar_is_refused_in_words() -> None:
    good = asset("resources", "calendar", "2026.toml").read_text("utf-8")
    assert read_year(good).year == 2026
    for bad, words in [
        ("", "缺少 year"),
        ("year = 2026", "缺少 title"),
        ("一二三", "这不是一份节假日安排文件"),
        (good.replace("year = 2026", "year = 1926"), "year = 1926"),
        (good.replace("2026-10-10", "2027-10-10"), "2027-10-10 不在 2026 年内"),
        (good.replace("2026-10-10", "2026-02-30"), "这不是一份节假日安排文件"),
        (good.replace('["2026-10-10"', '["2026-09-20"'), "2026-09-20 写了两次"),
        (good.replace('["2026-10-10"', '["2026-10-03"'), "既放假又上班"),
        (good.replace('["2026-10-10"', '["2026-10-12"'), "本来就是工作日"),
        (good.replace("国办发明电〔2025〕7号", " "), "没有放假日期或通知文号"),
        (good.replace("issued = 2025-11-04", 'issued = "昨天"'), "issued = 昨天"),
        (good.replace("issued = 2025-11-04", "issued = 2025-11-04T10:00:00"), "issued = 2025"),
    ]:
        assert bad != good
        with pytest.raises(Refused) as refused:
            read_year(bad)
        assert words in refused.value.words()


def test_a_notice_may_name_days_of_the_december_before() -> None:
    good = asset("resources", "calendar", "2026.toml").read_text("utf-8")
    new = read_year(good.replace('["2026-01-04", "元旦"]', '["2025-12-28", "元旦"]'))
    days = Workdays([YEARS[2025], new])
    assert days.is_workday(date(2025, 12, 28))
    assert not days.is_workday(date(2026, 1, 4))
    assert days.name(date(2025, 12, 28)) == "元旦"


def test_the_calendar_is_known_to_the_last_year_without_a_gap() -> None:
    assert DAYS.known_to == date(2026, 12, 31)
    gap = Workdays([YEARS[2024], YEARS[2026]])
    assert gap.known_to == date(2024, 12, 31)
    assert gap.knows(date(2026, 5, 1))
    assert not gap.knows_span(date(2024, 5, 1), date(2026, 5, 1))
    assert Workdays([]).known_to == date(1999, 12, 31)


def test_beyond_the_notices_plain_weeks_hold_and_only_the_party_takes_holidays_for_granted() -> (
    None
):
    spring = date(2027, 2, 5)
    assert DAYS.is_workday(spring)
    assert DAYS.name(spring) == ""
    assert not DAYS.for_party.is_workday(spring)
    assert DAYS.for_party.name(spring) == "春节"
    assert not DAYS.for_party.knows(spring)
    assert DAYS.for_party.for_party is DAYS.for_party
    # What is known is the same for both.
    for day in _all(date(2025, 1, 1), date(2026, 12, 31)):
        assert DAYS.is_workday(day) == DAYS.for_party.is_workday(day)


def test_a_notice_puts_an_end_to_what_was_assumed() -> None:
    text = asset("resources", "calendar", "2026.toml").read_text("utf-8")
    # An invented arrangement (演示): the days of rest of 2026 in 2027, and nothing exchanged.
    lines = text.replace("2026-", "2027-").splitlines()
    off = lines.index("work = [")
    invented = "\n".join([*lines[:off], "work = []"]).replace("year = 2026", "year = 2027")
    days = Workdays([*shipped_years(), read_year(invented)], (), assumed_days()).for_party
    assert days.is_workday(date(2027, 2, 5))
    assert not days.is_workday(date(2027, 2, 19))
    assert days.known_to == date(2027, 12, 31)


def test_the_assumed_days_are_thirteen_a_year_and_agree_with_the_notices_before() -> None:
    given = assumed_days()
    assert min(given).year == max(YEARS) + 1
    for year in range(2027, 2041):
        mine = [name for day, name in given.items() if day.year == year]
        both = sum("、" in name for name in mine)
        assert len(mine) + both == 13, year
        named = "、".join(mine)
        for holiday, days in statutory_days(year).items():
            assert named.count(holiday) == days, (year, holiday)
    # New year of the moon, from tables printed long ago: 2027-02-06, 2028-01-26, 2033-01-31.
    for eve in (date(2027, 2, 5), date(2028, 1, 25), date(2033, 1, 30)):
        assert given[eve] == "春节"


def test_a_local_day_goes_before_the_notice() -> None:
    closed = OwnDay(date(2026, 10, 9), works=False, reason="演示：防汛")
    opened = OwnDay(date(2026, 10, 3), works=True, reason="演示：值守")
    days = Workdays(shipped_years(), [closed, opened])
    assert not days.is_workday(closed.day)
    assert days.is_workday(opened.day)
    assert days.name(closed.day) == "演示：防汛"
    assert days.between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert days.roll(date(2026, 10, 1)) == opened.day
    assert days.roll(closed.day) == date(2026, 10, 10)
    assert days.roll_back(date(2026, 10, 2)) == date(2026, 9, 30)


def test_numbers_of_working_days_run_both_ways() -> None:
    for day in _all(date(2023, 12, 1), date(2027, 2, 28)):
        if DAYS.is_workday(day):
            assert DAYS.nth(DAYS.upto(day)) == day
        else:
            assert DAYS.upto(day) == DAYS.upto(day - timedelta(days=1))
        assert DAYS.roll_back(day) <= day <= DAYS.roll(day)
    assert DAYS.between(date(2026, 1, 5), date(2026, 1, 4)) == 0


def test_days_that_cannot_be_counted_are_refused() -> None:
    for day in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(Refused, match="超出可计算的范围"):
            DAYS.upto(day)
    with pytest.raises(Refused, match="超出可计算的范围"):
        DAYS.nth(DAYS.upto(LAST) + 1)
