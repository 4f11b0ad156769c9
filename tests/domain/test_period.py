"""Periods and the words for them."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.period import Period, last_full_quarter, quarter, quarter_of, read_period
from boshan_desk.domain.problems import Refused


@pytest.mark.parametrize(
    ("text", "start", "end", "words", "report"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年一季度", "一季度"),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30), "2026年二季度", "上半年"),
        ("2026q3", date(2026, 7, 1), date(2026, 9, 30), "2026年三季度", "前三季度"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年四季度", "全年"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年", "上半年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年", "全年"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年", "全年"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "1—2月"),
    ],
)
def test_a_period_is_read_and_said(
    text: str, start: date, end: date, words: str, report: str
) -> None:
    period = read_period(text)
    assert (period.start, period.end) == (start, end)
    assert period.words() == words
    assert period.report_words() == report
    assert str(period) == text.upper()


@pytest.mark.parametrize("text", ["", "2026Q5", "26Q3", "2026-13", "2026H3", "三季度", "2026 Q3x"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="2026Q3"):
        read_period(text)


def test_what_a_period_is_compared_with() -> None:
    third = quarter(2026, 3)
    assert third.last_year() == quarter(2025, 3)
    assert third.previous() == quarter(2026, 2)
    assert quarter(2026, 1).previous() == quarter(2025, 4)
    assert third.following() == quarter(2026, 4)
    assert quarter(2026, 4).following() == quarter(2027, 1)
    assert read_period("2026H2").following() == read_period("2027H1")
    assert third.cumulative() == Period(2026, 1, 9)
    assert third.cumulative().words() == "2026年前三季度"
    assert read_period("2026H1").previous() == read_period("2025H2")
    assert read_period("2026-01").previous() == read_period("2025-12")


def test_the_paper_of_october_is_about_the_third_quarter() -> None:
    assert quarter_of(date(2026, 9, 30)) == quarter(2026, 3)
    assert last_full_quarter(date(2026, 10, 9)) == quarter(2026, 3)
    assert last_full_quarter(date(2026, 1, 5)) == quarter(2025, 4)
    assert date(2026, 9, 30) in quarter(2026, 3)
    assert date(2026, 10, 1) not in quarter(2026, 3)
