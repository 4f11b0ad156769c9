"""Figures: the SQL against the plain tally, and the catalogue against both."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.changes import Change
from boshan_desk.domain.figures import Count, Figure, Idle, Latest, Sum, Where
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import Period, Span, Stretch, quarter, read_period
from boshan_desk.domain.wording import PREVIOUS, points_words, rate_words
from boshan_desk.indicators import INDICATORS, Indicator
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.gi import GiRight, GiYear
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.key_unit import KeyUnit
from boshan_desk.ledgers.navigation import Navigation
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ledgers.titles import TitleGrant
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.counting import Counting, entries, has_town
from boshan_desk.usecases.figures import catalogue, line_json
from boshan_desk.usecases.figures_table import rank, read_catalogue
from tests.oracle import Records, indicator, tally, town_of
from tests.usecases.random_desks import (
    DAYS,
    TOWNS,
    desk_with,
    records_of,
    values_of,
)

PERIODS = tuple(read_period(text) for text in ("2026Q1", "2026Q3", "2026H1", "2026", "2025-12"))
STRETCHES = (
    Stretch(date(2025, 12, 31), date(2026, 9, 29)),
    Stretch(date(2025, 11, 30), date(2026, 3, 31)),
)
SPANS: tuple[Span, ...] = (*PERIODS, *STRETCHES)


_AS_MANY = settings(
    max_examples=20,
    deadline=None,
    # Every example makes a desk: shrinking would take minutes, and seven records are few enough.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", [ledger.name for ledger in LEDGERS.values() if ledger.figures])
@_AS_MANY
@given(data=st.data())
def test_every_declared_figure_equals_the_tally_overrecords_of(
    empty_desk: Path, name: str, data: st.DataObject
) -> None:
    ledger = LEDGERS[name]
    with open_desk(empty_desk) as desk:
        lists = desk.lists
    records = data.draw(records_of(ledger, lists))
    with desk_with(empty_desk, records) as desk, desk.read() as reader:
        ways = [Counting(reader), Counting(reader, with_towns=True)]
        for figure in ledger.figures:
            for period in SPANS:
                for town in ("", *TOWNS):
                    found = reader.figure(ledger, figure, period, town=town)
                    wanted = tally(records, name, figure, period, town=town)
                    assert found == wanted, (figure.code, str(period), town)
                    if has_town(ledger) or not town:
                        counted = [each.value(figure.code, period, town) for each in ways]
                        assert counted == [wanted, wanted], (figure.code, str(period), town)
                for each in ways:
                    _check_towns(each, figure, period, records, name)
                by_town = reader.figure_by(ledger, figure, period, "town")
                for town in TOWNS if ledger.town else ():
                    wanted = tally(records, name, figure, period, town=town)
                    assert by_town.get(town, wanted if not wanted else None) == wanted


def _check_towns(
    counting: Counting, figure: Figure, span: Span, records: Records, name: str
) -> None:
    """By town stands what each town has, and under 未归属 what none has: together the whole."""
    towns = counting.by_town(figure.code, span)
    if not has_town(KEPT[name]) or isinstance(figure, Latest):
        return
    placed = [town for town in towns if town != counting.unassigned]
    assert set(placed) >= set(counting.towns)
    for town in placed:
        assert towns[town] == tally(records, name, figure, span, town=town), (figure.code, town)
    nowhere = {
        ledger: [r for r in rows if ledger != name or not town_of(records, r)]
        for ledger, rows in records.items()
    }
    assert towns[counting.unassigned] == tally(nowhere, name, figure, span), figure.code
    if isinstance(figure, Count | Sum | Idle):
        whole = tally(records, name, figure, span)
        assert sum(value or 0 for value in towns.values()) == whole, figure.code


_CASE = KEPT["case"]
_CONDITIONS = (
    Where("penalties", "has", "fine"),
    Where("penalties", "blank"),
    Where("penalties", "filled"),
    Where("party", "contains", "甲"),
    Where("platform", "contains", "AB"),
    Where("value", ">=", 100),
    Where("value", "<=", 100),
    Where("closed_on", "<=", date(2026, 3, 31)),
    Where("cause", "not in", ("TM03", "PT01")),
    Where("cause", "!=", "TM03"),
    Where("foreign", "!=", True),
    Where("is_online", "=", False),
)


@_AS_MANY
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "filed_on": st.none() | st.sampled_from(DAYS),
                "closed_on": st.none() | st.sampled_from(DAYS),
                "penalties": st.lists(
                    st.sampled_from(("fine", "income", "goods")), unique=True
                ).map(tuple),
                "party": st.none() | st.sampled_from(("演示甲厂", "演示乙店")),
                "platform": st.none() | st.sampled_from(("xaby", "演示")),
                "value": st.none() | st.integers(98, 102),
                "cause": st.none() | st.sampled_from(("TM03", "PT01", "GI01")),
                "foreign": st.none() | st.booleans(),
                "is_online": st.none() | st.booleans(),
            }
        ),
        max_size=10,
    )
)
def test_every_condition_means_the_same_in_sql(empty_desk: Path, rows: list[Any]) -> None:
    records = {"case": [Case(id=f"case-{n}", **row) for n, row in enumerate(rows)]}
    period = read_period("2026")
    with desk_with(empty_desk, records) as desk, desk.read() as reader:
        for where in _CONDITIONS:
            figure = Count(code="", title="", unit="", basis="", on="filed_on", where=(where,))
            found = reader.figure(_CASE, figure, period)
            assert found == tally(records, "case", figure, period), where


def test_the_catalogue_has_every_declared_figure_and_every_indicator(sample_desk: Desk) -> None:
    lines = catalogue(sample_desk, quarter(2026, 3))
    declared = [figure.code for ledger in LEDGERS.values() for figure in ledger.figures]
    wanted = {*declared, *(each.code for each in INDICATORS)}
    assert sorted(line.code for line in lines) == sorted(wanted)
    assert all(line.basis and line.title and line.unit for line in lines)


@pytest.mark.parametrize("text", ["2026Q1", "2026Q3", "2025Q4", "2026H1", "2026-05"])
def test_a_line_shows_each_comparison_of_its_figure(sample_desk: Desk, text: str) -> None:
    with sample_desk.read() as reader:
        records = {name: list(reader.all(ledger.record)) for name, ledger in KEPT.items()}
    figures = {f.code: f for ledger in LEDGERS.values() for f in ledger.figures}
    for line in catalogue(sample_desk, read_period(text)):
        if line.code in figures:
            for span, value in zip(line.spans.all(), line.five, strict=True):
                wanted = span and tally(records, line.ledger, figures[line.code], span)
                assert value == wanted, (line.code, str(span))


def test_each_kind_of_figure_is_compared_with_what_is_like_it(sample_desk: Desk) -> None:
    quarter_of_it, year = quarter(2026, 3), Period(2026, 1, 9)
    lines = {line.code: line for line in catalogue(sample_desk, quarter_of_it)}
    flow, level, idle = (lines[code].spans for code in ("M-EN02", "M-BR01", "M-BR05"))
    assert flow.all() == (
        quarter_of_it, quarter(2025, 3), quarter(2026, 2), year, Period(2025, 1, 9),
    )  # fmt: skip
    assert (level.cumulative, level.cumulative_last_year) == (quarter_of_it, quarter(2025, 3))
    assert idle.cumulative == year
    # What adds up since the plan began: without a period before it, last year to the same day.
    since = lines["M-AP07"].spans
    start = next(p.start for p in sample_desk.plans if p.status == "active")
    assert since.value == since.cumulative == Stretch(start, quarter_of_it.end)
    assert (since.last_year, since.previous) == (Stretch(start, quarter(2025, 3).end), None)
    assert lines["M-AP07"].previous_words() == "累计数不作环比"
    assert lines["M-GI04"].previous_words() == "年度数不作环比"
    assert lines["M-GI04"].previous_change is lines["M-AP07"].previous_change is None


def test_towns_stand_in_the_protocol_order_and_silent_ones_are_there(sample_desk: Desk) -> None:
    lines = [
        line
        for line in catalogue(sample_desk, quarter(2026, 3), by_town=True)
        if line.code == "M-EN02"
    ]
    assert tuple(line.town for line in lines) == sample_desk.county.counted
    assert sum(int(line.value or 0) for line in lines) == 20
    silent = next(line for line in lines if line.town == "370304108")
    assert (silent.value, silent.town_label) == (0, "石马镇")


def test_a_town_sees_its_own_part_of_every_figure(sample_desk: Desk) -> None:
    period = quarter(2026, 2)
    both = {
        line.code: line.value
        for line in catalogue(sample_desk, period, town="370304102", ledgers=["case", "event"])
    }
    by_town = {
        line.code: line.value
        for line in catalogue(sample_desk, period, by_town=True, ledgers=["case", "event"])
        if line.town == "370304102"
    }
    assert by_town.items() <= both.items()
    assert not catalogue(sample_desk, period, town="370304102", ledgers=["gi_right", "gi_year"])


def test_an_area_outside_the_county_stands_only_where_something_was_counted(desk: Desk) -> None:
    with desk.work("演示") as work:
        # Written down before the towns were what they are.
        case = Case(filed_on=date(2026, 8, 3), town_code="370399001", is_online=False)
        work.apply([Change(None, case)], judged=True)
    lines = catalogue(desk, quarter(2026, 3), by_town=True, ledgers=["case"])
    outside = {line.code for line in lines if line.town == "370399001"}
    assert outside == {"M-EN02"}


def test_a_yearly_value_is_of_the_newest_year_and_compared_with_the_year_before(
    desk: Desk,
) -> None:
    right = GiRight(product_name="演示琉璃", right_kind="PGI")
    years = [
        GiYear(right_id=right.id, year=year, value=value, audited=audited)
        for year, value, audited in ((2023, 100, True), (2024, 150, True), (2025, 999, False))
    ]
    with desk.work("演示") as work:
        for record in (right, *years):
            work.put(record)
    (line,) = catalogue(desk, quarter(2026, 3), ledgers=["gi_year"])
    assert (line.value, line.last_year, line.note) == (150, 100, "2024年度")
    assert line.change == 50
    (line,) = catalogue(desk, quarter(2023, 3), ledgers=["gi_year"])
    assert (line.value, line.last_year, line.change_words()) == (100, None, "无可比数据")


def test_changes_are_told_in_rates_points_or_words(desk: Desk) -> None:
    station = Station(
        name="演示站", town_code=TOWNS[0], set_up_on=date(2025, 1, 1), state="running"
    )
    served = [
        StationService(
            station_id=station.id, served_on=date(year, 2, 10), client=f"演示{n}", result=result
        )
        for year, results in ((2025, ("closed", "impossible")), (2026, ("closed",) * 3))
        for n, result in enumerate(results)
    ]
    case = Case(filed_on=date(2026, 2, 2), value=3_500_000)
    with desk.work("演示") as work:
        for record in (station, *served, case):
            work.put(record)
    lines = {line.code: line for line in catalogue(desk, quarter(2026, 1))}
    assert lines["M-BR02"].change == 50
    assert lines["M-BR02"].change_words() == "同比增长50.0%"
    assert lines["M-BR03"].change_words() == "同比提高50.0个百分点"
    assert (lines["M-EN02"].change, lines["M-EN02"].change_words()) == (None, "上年同期为0")
    money = line_json(lines["M-EN04"])
    assert (money["value"], money["unit"], money["change"]) == ("35000.00", "元", None)
    share = line_json(lines["M-BR03"])
    assert (share["value"], share["last_year"], share["change"]) == ("100.0", "50.0", "50.0")
    assert share["change_unit"] == "百分点"
    assert line_json(lines["M-BR02"])["value"] == 3
    assert lines["M-EN04"].show(lines["M-EN04"].value) == "3.50"


def test_every_line_can_be_written_as_json(sample_desk: Desk) -> None:
    for by_town in (False, True):
        lines = catalogue(sample_desk, quarter(2026, 3), by_town=by_town)
        text = json.dumps([line_json(line) for line in lines], ensure_ascii=False)
        assert "NaN" not in text


def test_a_draft_that_is_placed_in_the_period_counts_and_a_withdrawn_one_does_not(
    desk: Desk,
) -> None:
    draft = Case(filed_on=date(2026, 8, 1))
    gone = Case(filed_on=date(2026, 8, 2), withdrawn_at=datetime(2026, 8, 3))
    with desk.work("演示") as work:
        work.apply([Change(None, draft), Change(None, gone)], judged=True)
    lines = {line.code: line.value for line in catalogue(desk, quarter(2026, 3))}
    assert lines["M-EN02"] == 1


def test_a_station_that_was_closed_still_counts_in_the_quarters_before(desk: Desk) -> None:
    begun, ended = date(2025, 1, 6), date(2026, 5, 15)
    station = Station(
        name="演示站", town_code=TOWNS[0], set_up_on=begun, state="closed", closed_on=ended
    )
    with desk.work("演示") as work:
        work.put(station)
    counts = {
        number: catalogue(desk, quarter(2026, number), ledgers=["station"])[0].value
        for number in (1, 2)
    }
    assert counts == {1: 1, 2: 0}


def test_what_is_over_and_has_no_day_of_its_end_is_no_longer_there(desk: Desk) -> None:
    begun = date(2025, 1, 6)
    with desk.work("演示") as work:
        work.put(Navigation(name="演示在建", approve_on=begun, state="going"))
        work.put(Navigation(name="演示结题", approve_on=begun, state="closed"))
        work.put(KeyUnit(unit="演示在库", in_on=begun, state="in"))
        work.put(KeyUnit(unit="演示出库", in_on=begun, state="out"))
        work.put(
            TitleGrant(
                firm="演示公司", title="nation_adv", state="expired", valid_from=begun,
                valid_to=date(2026, 8, 31),
            )
        )  # fmt: skip
    lines = {line.code: line.five[:3] for line in catalogue(desk, quarter(2026, 3))}
    assert lines["M-AP04"] == (1, 1, 1)
    assert lines["M-PR01"] == (1, 1, 1)
    # A last day says more than that there is none of its end.
    assert lines["M-AP05"] == (0, 1, 1)


def test_a_level_is_not_compared_with_the_observation_it_was_itself_read_from(desk: Desk) -> None:
    def observe(day: date) -> None:
        with desk.work("演示") as work:
            work.put(
                IpStat(
                    indicator="tm_valid", area="370304", span="point", basis="stock", as_of=day,
                    value=Decimal(7000),
                )
            )  # fmt: skip

    def five(number: int) -> tuple[int | Decimal | None, ...]:
        (line,) = (x for x in catalogue(desk, quarter(2026, number)) if x.code == "M-CR04")
        return line.five

    observe(date(2025, 6, 15))
    assert five(2) == (7000, None, None, 7000, None)
    observe(date(2026, 6, 15))
    assert five(2) == (7000, 7000, 7000, 7000, 7000)
    assert five(3) == (7000, 7000, None, 7000, 7000)


def test_towns_of_another_month_are_not_taken_from_the_whole(desk: Desk) -> None:
    def observe(area: str, day: date, value: int) -> None:
        with desk.work("演示") as work:
            work.put(
                IpStat(
                    indicator="valid_invention", area=area, span="point", basis="stock",
                    as_of=day, value=Decimal(value),
                )
            )  # fmt: skip

    def rest() -> int | Decimal | None:
        lines = catalogue(desk, quarter(2026, 3), by_town=True)
        return next(x.value for x in lines if x.code == "M-CR01" and x.town.endswith("Z99"))

    observe("370304", date(2025, 12, 31), 50)
    observe(TOWNS[0], date(2026, 9, 30), 60)
    assert rest() is None
    observe("370304", date(2026, 9, 15), 75)
    assert rest() == 15


def test_an_empty_desk_has_noughts_and_no_shares(desk: Desk) -> None:
    towns = len(desk.county.counted)
    lacking = {"M-BR09": towns, "M-TR04": towns, "M-MG05": towns, "M-MG01": 0, "M-MG04": 0}
    for line in catalogue(desk, Period(2026, 7, 9)):
        if line.code in lacking:
            assert line.value == lacking[line.code]
            continue
        assert line.value in (0, None)
        assert line.value is None or not line.share
        assert line.change is None
        assert isinstance(line.change_words(), str)


def test_figures_are_not_rounded_before_they_are_shown(sample_desk: Desk) -> None:
    lines = {line.code: line for line in catalogue(sample_desk, quarter(2026, 3))}
    pace = lines["M-EN09"]
    assert isinstance(pace.value, Decimal)
    assert pace.value != round(pace.value, 1)
    assert dataclasses.replace(pace, value=Decimal("64.25")).show(Decimal("64.25")) == "64.3"


# A desk small enough to count by hand


def _hand_desk(desk: Desk) -> None:
    """Cases: 2024Q4 two, 2025Q4 none, 2026Q1 three (one without a town), 2025Q1 four, in 分."""
    days = (
        (date(2024, 10, 1), TOWNS[0], 100), (date(2024, 12, 31), TOWNS[0], 200),
        (date(2025, 1, 1), TOWNS[0], 300), (date(2025, 2, 2), TOWNS[1], 300),
        (date(2025, 3, 3), TOWNS[1], 300), (date(2025, 3, 31), TOWNS[2], 100),
        (date(2026, 1, 1), TOWNS[1], 500), (date(2026, 2, 28), TOWNS[0], 250),
        (date(2026, 3, 31), None, 250),
    )  # fmt: skip
    with desk.work("演示") as work:
        cases = [Case(filed_on=on, town_code=town, value=value) for on, town, value in days]
        work.apply((Change(None, case) for case in cases), judged=True)


def test_a_hand_counted_desk_across_a_change_of_year(desk: Desk) -> None:
    _hand_desk(desk)
    lines = {line.code: line for line in catalogue(desk, quarter(2026, 1), ledgers=["case"])}
    cases, money = lines["M-EN02"], lines["M-EN04"]
    # The period before the first quarter is the last of the year before: it had no case.
    assert cases.five == (3, 4, 0, 3, 4)
    assert cases.change == -25
    assert cases.change_words() == "同比下降25.0%"
    assert cases.previous_change is None
    assert cases.previous_words() == "上期为0"
    assert money.five == (1000, 1000, 0, 1000, 1000)
    assert money.change_words() == "同比持平"
    last = {line.code: line for line in catalogue(desk, quarter(2025, 4), ledgers=["case"])}
    assert last["M-EN02"].five == (0, 2, 0, 4, 2)
    assert last["M-EN02"].change_words() == "同比下降100.0%"
    assert last["M-EN02"].cumulative_words() == "同比增长100.0%"
    assert last["M-EN02"].previous_words() == "环比持平"
    before = {line.code: line for line in catalogue(desk, quarter(2024, 4), ledgers=["case"])}
    assert before["M-EN02"].five == (2, 0, 0, 2, 0)
    assert before["M-EN02"].change_words() == "上年同期为0"


def test_towns_and_what_has_no_town_close_with_the_whole(desk: Desk) -> None:
    _hand_desk(desk)
    lines = [
        line
        for line in catalogue(desk, quarter(2026, 1), by_town=True, ledgers=["case"])
        if line.code == "M-EN02"
    ]
    values = {line.town_label: line.value for line in lines}
    assert values["未归属／区本级"] == 1
    assert lines[-1].town_label == "未归属／区本级"
    assert sum(int(value or 0) for value in values.values()) == 3


def test_every_sum_and_count_of_the_catalogue_closes_over_the_towns(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        counting = Counting(reader, with_towns=True)
        for code, entry in entries().items():
            adds = isinstance(entry.of, Count | Sum | Idle) or (
                isinstance(entry.of, Indicator) and entry.of.additive
            )
            if adds and entry.has_towns:
                towns = counting.by_town(code, quarter(2026, 3)).values()
                whole = counting.value(code, quarter(2026, 3))
                assert sum(value or 0 for value in towns) == (whole or 0), code


def test_towns_are_ranked_unrounded_and_equal_ones_share_a_rank(desk: Desk) -> None:
    _hand_desk(desk)
    seen = read_catalogue(desk, quarter(2025, 1))
    ranked = [(each.rank, each.line.town, each.line.value) for each in seen.ranking("M-EN02")]
    assert ranked[:3] == [(1, TOWNS[1], 2), (2, TOWNS[0], 1), (2, TOWNS[2], 1)]
    assert {rank for rank, _town, _value in ranked[3:]} == {4}
    line = seen.ranking("M-EN02")[0].line
    near = [dataclasses.replace(line, value=Decimal(n)) for n in ("1.04", "1.0", "1.01")]
    assert [each.rank for each in rank(near)] == [1, 2, 3]
    seen = read_catalogue(desk, quarter(2026, 1))
    assert [each.rank for each in seen.ranking("M-EN02")][-1] is None


def test_a_rise_above_three_times_is_told_in_times() -> None:
    assert rate_words(31, 10) == "是上年同期的3.1倍"
    assert rate_words(30, 10) == "同比增长200.0%"
    assert rate_words(31, 10, PREVIOUS) == "是上期的3.1倍"
    assert rate_words(5, -2) == rate_words(None, 2) == "无可比数据"
    assert points_words(Decimal("50.05"), Decimal(50), PREVIOUS) == "环比提高0.1个百分点"


_SEEN = (
    "station", "station_service", "gi_right", "gi_user", "gi_check", "case", "enforcement_action",
    "event",
)  # fmt: skip
_MORE: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "gi_right": {"producers": st.none() | st.integers(0, 9)},
    "gi_user": {"state_on": st.none() | st.sampled_from(DAYS)},
}
"""Fields that indicators look at besides."""


@_AS_MANY
@given(data=st.data())
def test_every_older_indicator_equals_the_tally_overrecords_of(
    empty_desk: Path, data: st.DataObject
) -> None:
    with open_desk(empty_desk) as desk:
        lists, towns = desk.lists, desk.county.counted
    records: dict[str, list[Record]] = {name: [] for name in KEPT}
    ids: dict[str, list[str]] = {}
    for name in _SEEN:
        kind = KEPT[name].record
        rows = data.draw(st.lists(values_of(KEPT[name], lists, ids), max_size=6))
        more = data.draw(
            st.lists(st.fixed_dictionaries(_MORE.get(name, {})), min_size=6, max_size=6)
        )
        records[name] = [
            kind(**{"id": f"{name}-{n}", **row, **extra})
            for n, (row, extra) in enumerate(zip(rows, more, strict=False))
        ]
        ids[name] = [record.id for record in records[name]]
    with desk_with(empty_desk, records) as desk, desk.read() as reader:
        counting = Counting(reader)
        for code in ("M-BR07", "M-BR08", "M-BR09", "M-TR04", "M-MG05", "M-GI03"):
            for span in SPANS:
                for town in ("", *TOWNS) if entries()[code].has_towns else ("",):
                    wanted = indicator(records, code, span, towns, town)
                    assert counting.value(code, span, town) == wanted, (code, str(span), town)
