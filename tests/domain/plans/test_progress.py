"""Where a target ought to be by a day: every kind against arithmetic done by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.county import Lamps
from boshan_desk.domain.plans.lamps import JUDGED, LAMPS, lamp_of, worst
from boshan_desk.domain.plans.levels import (
    Level,
    as_levels,
    day_due,
    expected_level,
    stretch,
    time_passed,
    year_end,
)
from boshan_desk.domain.plans.pack import Comparator
from boshan_desk.domain.plans.progress import (
    Judged,
    compound,
    judge_flow,
    judge_level,
    judge_once,
    judge_rate,
    reached,
)
from boshan_desk.domain.wording import half_up

LAMPS_AS_SHIPPED = Lamps()
BY_DAYS = Lamps(by_days=True)


def _d(value: str | int) -> Decimal:
    return Decimal(value)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _flow(actual: str | int | None, on: str, target: str | int = 120) -> Judged:
    number = None if actual is None else _d(actual)
    return judge_flow(number, _d(target), ">=", 2026, _day(on), LAMPS_AS_SHIPPED)


@pytest.mark.parametrize(
    ("on", "passed"),
    [("2026-03-31", "0.25"), ("2026-06-30", "0.5"), ("2026-09-30", "0.75"), ("2026-12-31", "1")],
)
def test_a_quarter_is_three_of_twelve_months(on: str, passed: str) -> None:
    share = time_passed(year_end(2025), year_end(2026), _day(on))
    assert Decimal(share.numerator) / share.denominator == _d(passed)


def test_by_days_the_first_quarter_is_90_of_365_days() -> None:
    share = time_passed(year_end(2025), year_end(2026), _day("2026-03-31"), by_days=True)
    assert (share.numerator, share.denominator) == (18, 73)
    leap = time_passed(year_end(2023), year_end(2024), _day("2024-03-31"), by_days=True)
    assert (leap.numerator, leap.denominator) == (91, 366)


def test_a_day_within_a_month_is_its_share_of_the_month() -> None:
    # Seven months and 15 of 31 days: (7 + 15/31) / 12.
    share = time_passed(year_end(2025), year_end(2026), _day("2026-08-15"))
    assert share * 12 * 31 == 7 * 31 + 15


def test_an_annual_flow_is_expected_in_step_with_the_year() -> None:
    # 120 a year are 90 by the end of September.
    on_time = _flow(90, "2026-09-30")
    assert on_time == Judged(
        lamp="on",
        expected=_d(90),
        share=_d(75),
        due_share=_d(75),
        difference=_d(0),
        of_target=_d(75),
    )
    # 96 is 80% of 120: five points ahead.
    assert (_flow(96, "2026-09-30").lamp, _flow(95, "2026-09-30").lamp) == ("ahead", "on")
    # 78 is 65%: ten points behind is still yellow; 77 is 64.2%.
    behind = _flow(78, "2026-09-30")
    assert (behind.lamp, behind.difference) == ("slow", _d(-10))
    assert _flow(77, "2026-09-30").lamp == "late"
    assert _flow(89, "2026-09-30").lamp == "slow"
    assert _flow(120, "2026-03-31").lamp == "done"
    assert _flow(None, "2026-03-31").lamp == "no_data"
    assert _flow(0, "2026-03-31").lamp == "late"


def test_a_flow_that_is_due_in_june_is_expected_whole_by_then() -> None:
    # Due on 30 June: by the end of March half of 100 is expected.
    half = judge_flow(
        _d(50), _d(100), ">=", 2023, _day("2023-03-31"), LAMPS_AS_SHIPPED, due=_day("2023-06-30")
    )
    assert (half.lamp, half.expected) == ("on", _d(50))
    over = judge_flow(
        _d(99), _d(100), ">=", 2023, _day("2023-06-30"), LAMPS_AS_SHIPPED, due=_day("2023-06-30")
    )
    assert (over.lamp, over.difference) == ("slow", _d(-1))


def test_thresholds_are_settings() -> None:
    generous = Lamps(yellow=Decimal(5), red=Decimal(20), ahead=Decimal(10))

    def lamp(actual: int) -> str:
        return judge_flow(_d(actual), _d(100), ">=", 2026, _day("2026-06-30"), generous).lamp

    assert [lamp(n) for n in (60, 59, 45, 44, 30, 29)] == [
        "ahead", "on", "on", "slow", "slow", "late",
    ]  # fmt: skip


def test_nobody_is_on_time_once_the_day_is_over_and_the_target_is_not_reached() -> None:
    generous = Lamps(yellow=Decimal(5))
    assert judge_flow(_d(99), _d(100), ">=", 2026, year_end(2026), generous).lamp == "slow"
    assert judge_flow(_d(99), _d(100), ">=", 2026, _day("2026-11-30"), generous).lamp == "ahead"


def test_a_level_goes_straight_from_its_baseline_to_its_target() -> None:
    way = [Level(year_end(2021), _d(7000)), Level(year_end(2025), _d(8000))]
    # 21 of 48 months by the end of September 2023: 7000 + 1000 × 21/48 = 7437.5.
    judged = judge_level(_d(7400), way[1], ">=", way, _day("2023-09-30"), LAMPS_AS_SHIPPED)
    assert judged.expected == _d("7437.5")
    # 400 of 1000 are 40%, 21 of 48 months 43.75%; 7400 ÷ 8000 = 92.5%.
    assert (judged.share, judged.due_share, judged.growth) == (_d(40), _d("43.75"), True)
    assert (judged.difference, judged.of_target, judged.lamp) == (_d("-3.75"), _d("92.5"), "slow")
    done = judge_level(_d(8000), way[1], ">=", way, _day("2022-03-31"), LAMPS_AS_SHIPPED)
    assert done.lamp == "done"


def test_a_level_goes_through_every_years_end() -> None:
    way = [
        Level(year_end(2021), _d(100)),
        Level(year_end(2022), _d(110)),
        Level(year_end(2023), _d(150)),
    ]
    # Half of 2023: from 110 halfway to 150.
    judged = judge_level(_d(130), way[2], ">=", way, _day("2023-06-30"), LAMPS_AS_SHIPPED)
    assert (judged.expected, judged.difference, judged.lamp) == (_d(130), _d(0), "on")
    # 30 of the 50 that are to be added since 2021, 30 expected.
    assert (judged.share, judged.due_share) == (_d(60), _d(60))
    # Within 2022 one is a tenth of ten.
    judged = judge_level(_d(104), way[1], ">=", way, _day("2022-06-30"), LAMPS_AS_SHIPPED)
    assert (judged.expected, judged.difference, judged.lamp) == (_d(105), _d(-10), "slow")


def test_a_level_without_a_baseline_is_asked_for_unless_it_is_reached() -> None:
    target = Level(year_end(2025), _d(8000))
    asked = judge_level(_d(7900), target, ">=", [target], _day("2024-06-30"), LAMPS_AS_SHIPPED)
    assert (asked.lamp, asked.share, asked.expected) == ("asked", _d("98.75"), None)
    done = judge_level(_d(8000), target, ">=", [target], _day("2024-06-30"), LAMPS_AS_SHIPPED)
    assert done.lamp == "done"
    nothing = judge_level(None, target, ">=", [target], _day("2024-06-30"), LAMPS_AS_SHIPPED)
    assert nothing.lamp == "no_data"
    # On the day itself nothing more needs to be known: 7900 is 1.25 points short of 8000.
    over = judge_level(_d(7900), target, ">=", [target], year_end(2025), LAMPS_AS_SHIPPED)
    assert (over.lamp, over.difference) == ("slow", _d("-1.25"))


def test_a_level_that_is_to_be_kept_is_measured_by_the_target() -> None:
    way = [Level(year_end(2025), _d(100)), Level(year_end(2026), _d(100))]
    judged = judge_level(_d(95), way[1], ">=", way, _day("2026-06-30"), LAMPS_AS_SHIPPED)
    assert (judged.expected, judged.difference, judged.lamp) == (_d(100), _d(-5), "slow")
    assert (judged.share, judged.due_share, judged.growth) == (_d(95), _d(100), False)
    more = judge_level(_d(130), way[1], ">=", way, _day("2026-06-30"), LAMPS_AS_SHIPPED)
    assert (more.share, more.of_target, more.lamp) == (_d(100), _d(130), "done")


# The rows of domain.md 1.4 that can be read in two ways.
YEARS = {2021: _d(30), 2022: _d(30), 2023: _d(100)}


def test_levels_are_taken_as_they_stand_and_increments_are_added_up() -> None:
    assert as_levels(YEARS, "levels") == YEARS
    assert as_levels(YEARS, "increments") == {2021: _d(30), 2022: _d(60), 2023: _d(100)}
    rows = {
        "30 70 200": "30 100 200", "300 300 1000": "300 600 1000",
        "1 1 3": "1 2 3", "1 2 5": "1 3 5",
    }  # fmt: skip
    for given_row, wanted in rows.items():
        years = dict(zip((2021, 2022, 2023), map(_d, given_row.split()), strict=True))
        levels = as_levels(years, "increments")
        assert list(levels.values()) == [_d(n) for n in wanted.split()]


@pytest.mark.parametrize(
    ("reading", "on", "actual", "expected", "lamp"),
    [
        # 2021 begins with what the way there expects; at its end both want 30.
        ("levels", "2021-12-31", 30, "30", "done"),
        ("increments", "2021-12-31", 30, "30", "done"),
        # 2022: nothing new under the one, 30 more under the other.
        ("levels", "2022-06-30", 30, "30", "done"),
        ("increments", "2022-06-30", 30, "45", "late"),  # (30 − 45) ÷ 60 = −25 points
        ("levels", "2022-12-31", 45, "30", "done"),
        ("increments", "2022-12-31", 45, "60", "late"),
        ("increments", "2022-09-30", 50, "52.5", "slow"),  # (50 − 52.5) ÷ 60 = −4.2 points
        # 2023, due in June: 30 → 100 and 60 → 100; half of it by the end of March.
        ("levels", "2023-03-31", 65, "65", "on"),
        ("increments", "2023-03-31", 65, "80", "late"),  # (65 − 80) ÷ 100 = −15 points
        ("levels", "2023-06-30", 100, "100", "done"),
        ("increments", "2023-06-30", 100, "100", "done"),
        ("levels", "2023-06-30", 99, "100", "slow"),  # −1 ÷ 100 = −1 point
        ("increments", "2023-06-30", 99, "100", "slow"),
    ],
)
def test_both_readings_of_a_cumulative_row_give_the_lamps_one_expects(
    reading: str, on: str, actual: int, expected: str, lamp: str
) -> None:
    due = _day("2023-06-30")
    numbers = as_levels(YEARS, "levels" if reading == "levels" else "increments")
    way = [Level(_day("2020-05-31"), _d(0))]
    way += [Level(day_due(year, due), numbers[year]) for year in sorted(numbers)]
    target = next(level for level in way[1:] if _day(on) <= level.on)
    judged = judge_level(_d(actual), target, ">=", way, _day(on), LAMPS_AS_SHIPPED)
    assert (judged.expected, judged.lamp) == (_d(expected), lamp)


def test_who_missed_the_level_of_a_year_before_is_not_below_nothing() -> None:
    way = [
        Level(_day("2024-12-31"), _d(0)),
        Level(year_end(2025), _d(10)),
        Level(year_end(2026), _d(20)),
    ]
    judged = judge_level(_d(4), way[2], ">=", way, _day("2026-03-31"), LAMPS_AS_SHIPPED)
    # 4 of 20 are 20%; 12.5 of 20, 62.5%, were expected.
    assert (judged.share, judged.due_share, judged.growth) == (_d(20), _d("62.5"), False)
    assert (judged.expected, judged.difference) == (_d("12.5"), _d("-42.5"))


def test_a_target_below_the_level_before_it_is_never_expected_more_than_whole() -> None:
    way = [Level(year_end(2023), _d(50)), Level(year_end(2024), _d(80))]
    way.append(Level(year_end(2025), _d(75)))
    judged = judge_level(_d(70), way[2], ">=", way, _day("2025-06-30"), LAMPS_AS_SHIPPED)
    assert (judged.share, judged.due_share, judged.expected) == (_d(80), _d(100), _d(75))


def test_growth_is_compared_as_it_is() -> None:
    def lamp(rate: str, *, over: bool = False) -> str:
        return judge_rate(_d(rate), _d(30), ">=", LAMPS_AS_SHIPPED, over=over).lamp

    assert [lamp(rate) for rate in ("41.5", "35", "34.9", "30", "29.9", "20", "19.9")] == [
        "ahead", "ahead", "on", "on", "slow", "slow", "late",
    ]  # fmt: skip
    assert (lamp("30", over=True), lamp("29.9", over=True)) == ("done", "slow")
    judged = judge_rate(_d("41.5"), _d(30), ">=", LAMPS_AS_SHIPPED, over=False)
    assert (judged.difference, judged.expected) == (_d("11.5"), _d(30))
    assert judge_rate(None, _d(30), ">=", LAMPS_AS_SHIPPED, over=True).lamp == "not_comparable"


def test_what_must_rise_does_not_do_so_by_staying() -> None:
    def lamp(rate: str, *, over: bool) -> str:
        return judge_rate(_d(rate), _d(0), ">", LAMPS_AS_SHIPPED, over=over).lamp

    assert [lamp(rate, over=True) for rate in ("0.1", "0", "-0.1", "-10.1")] == [
        "done", "slow", "slow", "late",
    ]  # fmt: skip
    assert lamp("0", over=False) == "slow"
    assert not reached(_d(0), _d(0), ">")
    assert reached(_d(0), _d(0), "=")


def test_a_compound_rate_is_the_root_over_the_years() -> None:
    # 1.3 × 1.3 × 1.3 = 2.197: exactly 30% a year, and no less.
    assert compound(_d(2197), _d(1000), 3) == 30
    less = compound(_d(2196), _d(1000), 3)
    assert less is not None
    assert less < 30
    assert compound(_d(121), _d(100), 2) == 10
    # The cube root of two is 1.259921049894873…
    assert compound(_d(2), _d(1), 3) == _d("25.9921049895")
    for percent in range(1, 100):
        for years in range(1, 6):
            grown = (1 + _d(percent) / 100) ** years
            assert compound(grown, _d(1), years) == percent
    assert compound(_d(0), _d(100), 2) == -100
    for now, base, years in (
        (None, _d(1), 1),
        (_d(1), None, 1),
        (_d(1), _d(0), 1),
        (_d(1), _d(1), 0),
    ):
        assert compound(now, base, years) is None


def test_of_what_is_done_once_only_the_day_counts() -> None:
    due, one = _day("2022-12-31"), _d(1)
    assert judge_once(True, one, one, due, _day("2023-03-31")).lamp == "done"
    assert judge_once(False, one, _d(0), due, _day("2022-09-30")).lamp == "waiting"
    assert judge_once(False, one, _d(0), due, due).lamp == "late"
    assert judge_once(None, one, None, due, due).lamp == "no_data"


def test_the_worst_of_several_series_is_told() -> None:
    assert worst(["done", "slow"]) == "slow"
    assert worst(["not_comparable", "ahead"]) == "not_comparable"
    assert worst(["slow", "late", "done"]) == "late"


def test_lamps_are_told_apart_without_colour_or_red_lights() -> None:
    assert len({each.sign for each in LAMPS.values()}) == len(LAMPS)
    assert len({each.words for each in LAMPS.values()}) == len(LAMPS)
    assert not any("灯" in each.words for each in LAMPS.values())


# Properties

COMPARATORS: tuple[Comparator, ...] = (">", ">=")
WHOLE = st.integers(0, 10_000).map(Decimal)
SOME_DAY = st.dates(date(2022, 1, 1), date(2025, 12, 31))
ORDER = {lamp: place for place, lamp in enumerate(JUDGED)}
WAY = st.lists(WHOLE, min_size=2, max_size=5).map(
    lambda values: [Level(year_end(2021 + n), value) for n, value in enumerate(sorted(values))]
)
SETTINGS = st.builds(
    Lamps,
    yellow=st.integers(0, 10).map(Decimal),
    red=st.integers(10, 30).map(Decimal),
    ahead=st.integers(0, 10).map(Decimal),
    by_days=st.booleans(),
)


@given(WHOLE, WHOLE, WHOLE, SOME_DAY, SETTINGS)
def test_a_flow_that_falls_never_has_a_better_lamp(
    one: Decimal, other: Decimal, target: Decimal, on: date, lamps: Lamps
) -> None:
    less, more = (
        judge_flow(value, target, ">=", on.year, on, lamps, by_days=lamps.by_days)
        for value in sorted((one, other))
    )
    assert ORDER[less.lamp] <= ORDER[more.lamp]
    assert (more.lamp == "done") == (max(one, other) >= target)


@given(WHOLE, WHOLE, WAY, SOME_DAY, SETTINGS)
def test_a_level_that_falls_never_has_a_better_lamp(
    one: Decimal, other: Decimal, way: list[Level], on: date, lamps: Lamps
) -> None:
    target = next((level for level in way[1:] if on <= level.on), way[-1])
    less, more = (
        judge_level(value, target, ">=", way, on, lamps, by_days=lamps.by_days)
        for value in sorted((one, other))
    )
    assert ORDER[less.lamp] <= ORDER[more.lamp]
    assert (less.lamp == "done") == (min(one, other) >= target.value)


@given(WHOLE, WHOLE, WAY, SOME_DAY, SETTINGS)
def test_what_is_shown_adds_up_by_eye(
    actual: Decimal, target: Decimal, way: list[Level], on: date, lamps: Lamps
) -> None:
    aim = next((level for level in way[1:] if on <= level.on), way[-1])
    for judged in (
        judge_flow(actual, target, ">=", on.year, on, lamps, by_days=lamps.by_days),
        judge_level(actual, aim, ">=", way, on, lamps, by_days=lamps.by_days),
    ):
        assert judged.share is not None
        assert judged.due_share is not None
        assert judged.difference is not None
        assert abs(judged.share - judged.due_share - judged.difference) < Decimal("1e-20")
        shown = half_up(judged.share, 1) - half_up(judged.due_share, 1)
        assert judged.shown_difference == shown
        # Rounding never turns ahead into behind.
        assert shown * judged.difference >= 0


@given(WAY, SOME_DAY, SOME_DAY, st.booleans())
def test_a_rising_way_never_expects_less_later(
    way: list[Level], one: date, other: date, by_days: bool
) -> None:
    def expected(on: date) -> Decimal:
        between = stretch(way, on)
        if between is None:
            return way[-1].value
        share = expected_level(*between, on, by_days=by_days)
        return Decimal(share.numerator) / share.denominator

    assert expected(min(one, other)) <= expected(max(one, other))


@given(WHOLE, WHOLE, WHOLE, st.booleans(), SETTINGS, st.sampled_from(COMPARATORS))
def test_a_rate_that_falls_never_has_a_better_lamp(
    one: Decimal, other: Decimal, target: Decimal, over: bool, lamps: Lamps, comparator: Comparator
) -> None:
    less, more = (
        judge_rate(value, target, comparator, lamps, over=over) for value in sorted((one, other))
    )
    assert ORDER[less.lamp] <= ORDER[more.lamp]
    if over:
        assert (less.lamp == "done") == reached(min(one, other), target, comparator)


@given(st.decimals(-50, 50, places=2), SETTINGS)
def test_thresholds_divide_every_difference(difference: Decimal, lamps: Lamps) -> None:
    lamp = lamp_of(difference, lamps)
    assert (lamp == "late") == (difference < -lamps.red)
    assert (lamp == "slow") == (-lamps.red <= difference < -lamps.yellow)
