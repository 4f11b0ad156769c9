"""Scales of fines at their bounds (domain.md 3.6), sums, and ways to count turnover."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.law.amounts import (
    AmountRule,
    Tier,
    cap,
    compare_weight,
    grouped_yuan,
    line_amount,
    read_amounts,
    read_office_amounts,
    shipped_amounts,
)
from boshan_desk.domain.law.causes import Causes
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.problems import Missing, Refused

OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)


def rule(name: str, day: date = OLD) -> AmountRule:
    found = shipped_amounts().at(name, day)
    assert found is not None
    return found


# 49,999.99 and 60,000 and 80,000: domain.md 3.6.  50,000.01 × 5 = 250,000.05.
@pytest.mark.parametrize("name", ["tm_infringe", "uc_confuse", "olympic"])
@pytest.mark.parametrize(
    ("turnover", "high"),
    [
        (None, 25_000_000),
        (0, 25_000_000),
        (4_999_999, 25_000_000),
        (5_000_000, 25_000_000),
        (5_000_001, 25_000_005),
        (6_000_000, 30_000_000),
    ],
)
def test_turnover_of_fifty_thousand_is_the_switch(
    name: str, turnover: int | None, high: int
) -> None:
    found = cap(rule(name), turnover, 999_999_999)
    assert (found.low, found.high) == (0, high)


@pytest.mark.parametrize(
    ("income", "high"),
    [
        (None, 25_000_000),
        (0, 25_000_000),
        (4_999_999, 25_000_000),
        (5_000_000, 25_000_000),
        (5_000_001, 25_000_005),
        (8_000_000, 40_000_000),
    ],
)
def test_passing_off_patents_is_measured_by_income_alone(income: int | None, high: int) -> None:
    found = cap(rule("pt_passing"), 999_999_999, income)
    assert (found.low, found.high) == (0, high)


def test_the_switch_itself_belongs_to_the_multiple_for_turnover_and_to_the_sum_for_income() -> None:
    assert "5倍" in cap(rule("tm_infringe"), 5_000_000, None).words
    assert "5倍" not in cap(rule("pt_passing"), None, 5_000_000).words


@pytest.mark.parametrize(
    ("turnover", "high"), [(4_999_999, 1_000_000), (5_000_000, 1_000_000), (5_000_009, 1_000_001)]
)
def test_a_share_of_the_turnover_is_never_rounded_up(turnover: int, high: int) -> None:
    for name in ("tm_passing", "tm_compulsory"):
        for day in (OLD, NEW):
            assert cap(rule(name, day), turnover, None).high == high


@pytest.mark.parametrize(
    ("name", "day", "serious", "low", "high"),
    [
        ("tm_famous", OLD, False, 10_000_000, 10_000_000),
        ("tm_famous", NEW, False, 0, 10_000_000),
        ("tm_changed", NEW, False, 0, 5_000_000),
        ("tm_badfaith", OLD, False, 0, None),
        ("tm_badfaith", NEW, False, 0, 10_000_000),
        ("tm_holder", NEW, False, 0, 1_000_000),
        ("tm_holder", NEW, True, 1_000_000, 10_000_000),
        ("tm_agency", OLD, True, 1_000_000, 10_000_000),
        ("tm_agency", NEW, False, 1_000_000, 10_000_000),
        ("tm_agency", NEW, True, 10_000_000, 20_000_000),
        ("tm_agency_person", OLD, True, 500_000, 5_000_000),
        ("tm_agency_person", NEW, True, 5_000_000, 10_000_000),
        ("tm_agency_unfiled", NEW, False, 1_000_000, 5_000_000),
        ("tm_agent", NEW, False, 500_000, 5_000_000),
        ("uc_secret", date(2025, 10, 14), True, 50_000_000, 500_000_000),
        ("uc_secret", date(2025, 10, 15), True, 100_000_000, 500_000_000),
        ("uc_secret", date(2025, 10, 15), False, 10_000_000, 100_000_000),
        ("special_use", OLD, False, 0, 5_000_000),
    ],
)
def test_fixed_scales_by_date_and_weight(
    name: str, day: date, serious: bool, low: int, high: int | None
) -> None:
    found = cap(rule(name, day), None, None, serious=serious)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("name", "turnover", "income", "low", "high"),
    [
        ("copyright", 4_999_999, None, 0, 25_000_000),
        ("copyright", 5_000_000, None, 5_000_000, 25_000_000),
        ("special_infringe", None, None, 0, 1_000_000),
        ("special_infringe", None, 1, 0, 5),
        ("special_infringe", None, 300_000, 0, 1_500_000),
        ("pt_agency", None, 2_000_000, 2_000_000, 10_000_000),
    ],
)
def test_scales_with_a_lower_bound_and_those_of_special_marks(
    name: str, turnover: int | None, income: int | None, low: int, high: int
) -> None:
    found = cap(rule(name), turnover, income)
    assert (found.low, found.high) == (low, high)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.booleans())
def test_a_greater_base_never_lowers_a_fine_save_for_special_marks(
    one: int, other: int, serious: bool
) -> None:
    less, more = sorted((one, other))
    for name, versions in shipped_amounts().rules.items():
        if name == "special_infringe":
            # SPM §16: without income up to 10,000 yuan, with a little of it five times that little.
            continue
        for found in versions:
            small, great = (cap(found, n, n, serious=serious) for n in (less, more))
            assert small.low <= great.low
            assert (small.high or 0) <= (great.high or 0)
            assert great.high is None or great.low <= great.high


def test_misleading_use_has_no_scale_before_the_new_law() -> None:
    assert shipped_amounts().at("tm_mislead", OLD) is None
    assert cap(rule("tm_mislead", NEW), 6_000_000, None).high == 30_000_000


def test_the_words_name_the_base_the_scale_and_the_article() -> None:
    found = cap(rule("tm_infringe"), 6_000_000, None)
    assert found.words == "违法经营额60,000元，违法经营额的5倍以下：罚款300,000元以下"
    assert found.basis == "《中华人民共和国商标法》（2019年修正）第六十条第二款"
    assert cap(rule("tm_infringe"), None, None).words == "没有违法经营额或未填写，罚款250,000元以下"
    assert cap(rule("tm_famous"), None, None).words == "罚款100,000元"
    assert "情节严重" in cap(rule("tm_agency", NEW), None, None, serious=True).words
    assert "未定数额" in cap(rule("tm_badfaith"), None, None).words


def test_every_cause_finds_its_scale_on_every_day_of_its_law() -> None:
    causes: Causes = shipped_causes()
    for code, versions in causes.versions.items():
        for text in versions:
            for day in (text.since or date(2021, 7, 15), text.until or date(2030, 1, 1)):
                found = causes.rule(code, day)
                assert (found is None) == (not text.amount), (code, day)


@pytest.mark.parametrize(
    ("fen", "said"), [(5_000_000, "50,000"), (4_999_999, "49,999.99"), (5, "0.05"), (0, "0")]
)
def test_money_is_said_with_decimals_only_where_there_are_some(fen: int, said: str) -> None:
    assert grouped_yuan(fen) == said


def scale(*tiers: Tier, serious: tuple[Tier, ...] = ()) -> AmountRule:
    return AmountRule(
        name="x",
        title="演示",
        base="turnover",
        tiers=tiers,
        serious=serious,
        basis="演示",
        source="x",
    )


@pytest.mark.parametrize(
    ("old", "new", "weight"),
    [
        (scale(Tier(high=100)), scale(Tier(high=100)), "same"),
        (scale(Tier(high=100)), scale(Tier(high=99)), "lighter"),
        (scale(Tier(high=100)), scale(Tier(low=1, high=100)), "heavier"),
        (scale(Tier(high=100)), scale(Tier(low=1, high=99)), "unclear"),
        (
            scale(Tier(at_least=500, times=5), Tier(high=100)),
            scale(Tier(over=500, times=5), Tier(high=100)),
            "lighter",
        ),
        (scale(Tier(high=100)), scale(Tier(high=100), serious=(Tier(high=200),)), "heavier"),
        (scale(Tier(times=5)), scale(Tier(percent=20)), "lighter"),
        (None, scale(Tier(high=1)), "heavier"),
        (scale(Tier(high=1)), None, "lighter"),
        (None, None, "same"),
        (scale(Tier(high=1)), scale(), "unclear"),
    ],
)
def test_scales_are_compared_over_their_whole_length(
    old: AmountRule | None, new: AmountRule | None, weight: str
) -> None:
    assert compare_weight(old, new) == weight


def test_sums_that_change_the_procedure_are_known_and_the_provinces_own_is_empty() -> None:
    assert shipped_amounts().sums() == {
        "simple_person": 20_000,
        "simple_firm": 300_000,
        "on_spot": 10_000,
        "hearing_person": 1_000_000,
        "hearing_firm": 10_000_000,
    }
    assert shipped_amounts().settings["small_fine"].fen is None
    assert shipped_amounts().settings["hearing_firm"].sure == 85


def test_a_file_of_the_office_fills_in_a_sum_and_leaves_the_others() -> None:
    file = '[[setting]]\nname = "small_fine"\ntitle = "演示"\nyuan = 5_000\nbasis = "演示"\n'
    sums = read_office_amounts(file)
    assert sums["small_fine"] == 500_000
    assert sums["simple_firm"] == 300_000
    assert "small_fine" not in read_office_amounts()


def test_a_line_of_the_worksheet_is_pieces_times_price_or_a_sum() -> None:
    amounts = shipped_amounts()
    assert line_amount(amounts.method("actual"), 3, 1_999) == 5_997
    assert line_amount(amounts.method("actual"), Decimal("2.5"), 1_001) == 2_503
    assert line_amount(amounts.method("revenue"), 3, 500_000) == 500_000


def test_methods_are_those_of_the_code_list_and_fit_the_goods() -> None:
    from boshan_desk.domain.codes import common_lists

    lists = common_lists()
    amounts = shipped_amounts()
    assert {m.code for m in amounts.methods} == {e.code for e in lists["turnover_method"].entries}
    states = {e.code for e in lists["goods_state"].entries}
    assert {state for m in amounts.methods for state in m.states} == states
    assert amounts.methods_for("sold", OLD)[0].code == "actual"
    assert amounts.methods_for("unsold", OLD)[0].code == "average"


def test_methods_of_the_measures_of_2024_do_not_fit_before_them() -> None:
    amounts = shipped_amounts()
    assert "gift" not in {m.code for m in amounts.methods_for("gift", date(2024, 10, 29))}
    assert "gift" in {m.code for m in amounts.methods_for("gift", date(2024, 10, 30))}


def test_a_method_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Missing, match="actual"):
        shipped_amounts().method("guess")


GOOD = '[[rule]]\nname = "x"\ntitle = "演示"\nbase = "turnover"\ntiers = [{ high = 5 }]\n'
SUM = '[[setting]]\nname = "x"\ntitle = "演示"\nyuan = 5\n'
METHOD = '[[method]]\ncode = "x"\ntitle = "演示"\ntext = "演示"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("turnover", "value"), "base = value"),
        (GOOD.replace("high = 5", "high = -5"), "high"),
        (GOOD.replace("high", "hihg"), "hihg"),
        (GOOD.replace("[{ high = 5 }]", '"5"'), "tiers"),
        (GOOD.replace("[{ high = 5 }]", "[5]"), "5"),
        (GOOD + "sure = true\n", "sure"),
        (GOOD + "from = 2026-01-01T10:00:00\n", "from"),
        (SUM.replace("5", "0.5"), "yuan"),
        (SUM + "colour = 1\n", "colour"),
        (METHOD + 'per = "week"\n', "per = week"),
        (METHOD + "states = [1]\n", "states"),
        (METHOD.replace('text = "演示"', 'text = " "'), "text"),
        ("rule = 5\n", "rule"),
        ("", "没有金额"),
    ],
)
def test_amounts_written_wrongly_are_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_amounts(text)
