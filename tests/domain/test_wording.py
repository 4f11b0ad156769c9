"""The words for numbers of domain.md 5.4."""

from __future__ import annotations

from decimal import Decimal

import pytest

from boshan_desk.domain import wording


@pytest.mark.parametrize(
    ("now", "base", "words", "cell"),
    [
        (115, 100, "同比增长15.0%", "15.0"),
        (143, 200, "同比下降28.5%", "-28.5"),
        (7, 7, "同比持平", "0.0"),
        (0, 0, "同比持平", "—"),
        (5, 0, "上年同期为0", "—"),
        (5, None, "无可比数据", "—"),
        (None, 5, "无可比数据", "—"),
        (5, -3, "无可比数据", "—"),
        (30_001, 30_000, "同比基本持平", "0.0"),
        (29_999, 30_000, "同比基本持平", "0.0"),
        (300, 100, "同比增长200.0%", "200.0"),
        (301, 100, "是上年同期的3倍", "201.0"),
        (0, 4, "同比下降100.0%", "-100.0"),
    ],
)
def test_a_rate_is_said_as_an_office_says_it(
    now: int | None, base: int | None, words: str, cell: str
) -> None:
    assert wording.rate_words(now, base) == words
    assert wording.rate_cell(now, base) == cell


def test_a_share_moves_in_points_not_in_per_cent() -> None:
    assert wording.points_words(Decimal("93.1"), Decimal("90.9")) == "同比提高2.2个百分点"
    assert wording.points_words(Decimal("88.00"), Decimal("88.04")) == "同比持平"
    assert wording.points_words(Decimal(80), Decimal("83.5")) == "同比降低3.5个百分点"
    assert wording.points_words(None, Decimal(1)) == "无可比数据"


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.125", 2, "0.13"), ("0.135", 2, "0.14"), ("2.5", 0, "3"), ("-0.125", 2, "-0.13")],
)
def test_halves_are_rounded_up(value: str, places: int, rounded: str) -> None:
    assert wording.half_up(Decimal(value), places) == Decimal(rounded)


def test_money_is_printed_in_wan_with_two_decimals() -> None:
    assert wording.wan(12_345_000) == "12.35"
    assert wording.wan(4_999) == "0.00"
    assert wording.wan(None) == "—"


def test_equal_values_share_a_rank_and_the_next_is_skipped() -> None:
    assert wording.ranks([5, 9, 9, 1]) == [3, 1, 1, 4]


def test_names_are_joined_with_a_last_and() -> None:
    assert wording.listing(["甲"]) == "甲"
    assert wording.listing(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert wording.listing([]) == ""


def test_nothing_has_no_share_and_no_average() -> None:
    assert wording.share(3, 0) is None
    assert wording.average(3, 0) is None
    assert wording.share(1, 8) == Decimal("12.5")


def test_words_stand_in_a_row_with_the_marks_of_chinese() -> None:
    assert wording.listed(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert wording.clauses(["甲", "乙"]) == "甲，乙"
    assert wording.statements(["甲", "乙"]) == "甲；乙"
    assert wording.tally("立案", 59, "件") == "立案59件"
    assert wording.explained("案号", "必须填写") == "案号：必须填写"
    assert wording.with_more("三季度", "前三季度") == "三季度（前三季度）"


@pytest.mark.usefixtures("english")
def test_words_stand_in_a_row_with_the_marks_of_english() -> None:
    assert wording.listed(["A", "B", "C"]) == "A, B, C"
    assert wording.clauses(["A", "B"]) == "A, B"
    assert wording.statements(["A", "B"]) == "A; B"
    assert wording.tally("Filed", 59, "items") == "Filed: 59 items"
    assert wording.explained("Case no.", "required") == "Case no.: required"
    assert wording.with_more("Q3", "Q1–Q3") == "Q3 (Q1–Q3)"
