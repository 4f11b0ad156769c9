"""Hints for possible crime: the lines, from when, and which of them is said (domain.md 3.7)."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.law.crime import CrimeHint, read_crime
from boshan_desk.domain.law.reading import shipped_crime
from boshan_desk.domain.problems import Refused

BEFORE, AFTER = date(2025, 4, 25), date(2025, 4, 26)


def hints(
    cause: str,
    turnover: int | None = None,
    income: int | None = None,
    qty: int | None = None,
    *,
    day: date = AFTER,
    repeated: bool = False,
    unsold: int | None = None,
    marks: bool | None = False,
) -> list[CrimeHint]:
    return shipped_crime().hints(
        cause, turnover, income, qty, repeated, day=day, unsold_fen=unsold, marks=marks
    )


@pytest.mark.parametrize(
    ("cause", "turnover", "income", "crime"),
    [
        ("TM01", 5_000_000, None, "假冒注册商标罪"),
        ("TM01", None, 3_000_000, "假冒注册商标罪"),
        ("TM03", 5_000_000, None, "销售假冒注册商标的商品罪"),
        ("TM04", 5_000_000, None, "非法制造、销售非法制造的注册商标标识罪"),
        ("PT01", 20_000_000, None, "假冒专利罪"),
        ("CR01", None, 3_000_000, "侵犯著作权罪"),
    ],
)
def test_a_case_that_reaches_a_line_is_hinted_at_and_one_below_is_not(
    cause: str, turnover: int | None, income: int | None, crime: str
) -> None:
    found = hints(cause, turnover, income)
    assert found[0].rule.crime == crime
    assert "建议研判是否移送" in found[0].words
    below = (turnover and turnover - 1, income and income - 1)
    assert crime not in {hint.rule.crime for hint in hints(cause, *below)}


def test_the_hint_names_the_line_the_text_and_how_sure_it_is() -> None:
    assert hints("TM01", 6_000_000)[0].words == (
        "建议研判是否移送：涉嫌假冒注册商标罪，违法经营额60,000元，达到50,000元"
        "（法释〔2025〕5号（条款待核），把握80%）"
    )


def test_both_lines_are_said_when_both_are_reached() -> None:
    assert len(hints("TM01", 6_000_000, 4_000_000)[0].lines) == 2


def test_whoever_was_punished_within_two_years_meets_a_lower_line() -> None:
    assert not hints("TM01", 3_000_000)
    assert "二年内" in hints("TM01", 3_000_000, repeated=True)[0].words
    assert not hints("TM01", 2_999_999, repeated=True)
    assert not hints("TM01", 3_000_000, repeated=True, day=BEFORE)
    # Above the usual line the usual one is said, once.
    assert hints("TM01", 6_000_000, repeated=True)[0].lines == hints("TM01", 6_000_000)[0].lines


def test_two_marks_lower_the_line_when_said_and_are_asked_about_when_not() -> None:
    assert not hints("TM01", 3_000_000, marks=False)
    assert "两种以上" in hints("TM01", 3_000_000, marks=True)[0].words
    assert "如涉及两种以上注册商标" in hints("TM01", 3_000_000, marks=None)[0].words
    assert [h.rule.id for h in hints("TM01", 6_000_000, marks=None)] == ["C01"]
    assert [h.rule.id for h in hints("TM01", 6_000_000, marks=True)] == ["C01", "C01b"]


def test_the_line_changes_with_the_interpretation_of_2025() -> None:
    assert [h.rule.id for h in hints("CR01", None, 6_000_000, day=BEFORE)] == ["C05"]
    assert [h.rule.id for h in hints("CR01", None, 6_000_000, day=AFTER)] == ["C05", "C06"]
    assert "法释〔2004〕19号" in hints("TM01", 6_000_000, day=BEFORE)[0].words


def test_labels_count_by_piece_and_unsold_goods_by_three_times_the_line() -> None:
    assert "20,000件" in hints("TM04", qty=20_000)[0].words
    assert not hints("TM04", qty=19_999)
    assert "尚未销售" in hints("TM03", unsold=15_000_000)[0].words
    assert not hints("TM03", unsold=14_999_999)
    assert not hints("TM03", unsold=15_000_000, day=BEFORE)


def test_causes_without_a_line_are_never_hinted_at() -> None:
    assert not hints("TM11", 10**12, 10**12, 10**9, repeated=True, marks=True)


def test_nothing_known_is_no_hint() -> None:
    assert not hints("TM01", repeated=True, marks=None)


def test_lines_not_read_in_full_are_marked_by_their_percentage() -> None:
    for versions in shipped_crime().versions.values():
        for rule in versions:
            assert (rule.sure == 100) == (rule.until is not None)
            assert rule.sure <= 80 or "2004" in rule.source


def test_a_line_of_the_office_takes_the_place_of_the_shipped_one() -> None:
    own = read_crime('[[hint]]\nid = "C04"\ncrime = "演示"\ncauses = ["PT01"]\nincome = 1\n')
    found = shipped_crime().replaced(own).hints("PT01", None, 100, None, False, day=AFTER)
    assert [h.rule.crime for h in found] == ["演示"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[hint]]\nid = "X"\ncrime = "演示"\ncondition = "moon"\n', "moon"),
        ('[[hint]]\nid = "X"\ncrime = "演示"\nprice = 5\n', "price"),
        ('[[hint]]\nid = "X"\n', "crime"),
        ("", "没有涉嫌犯罪提示"),
    ],
)
def test_lines_written_wrongly_are_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_crime(text)
