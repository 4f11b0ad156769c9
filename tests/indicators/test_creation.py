"""What follows from observations: levels, quarters, years so far, 每万人, towns; and a bulletin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period, Span, Stretch, quarter
from boshan_desk.domain.wording import half_up, ranks, rate_cell
from boshan_desk.indicators import INDICATORS
from boshan_desk.indicators.creation import OfObservations, PerTenThousand, flow, level, residents
from boshan_desk.indicators.source import Clock
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.figures import Counting, FigureLine, catalogue

AREA = "370304"
FIRST, SECOND = "370304001", "370304002"
Q1, Q2, Q3 = (quarter(2026, n) for n in (1, 2, 3))
YEAR = Period(2026, 1, 12)


@dataclass(frozen=True)
class Made:
    """A `Source` over observations that a test makes up, in the order in which it names them."""

    observations: Sequence[Mapping[str, Any]]
    counted: tuple[str, ...] = (FIRST, SECOND)
    region: str = AREA

    @property
    def clock(self) -> Clock:
        """No observation has a limit."""
        raise AssertionError

    def town_name(self, code: str) -> str:
        """A town is called by its code."""
        return code

    def value(self, code: str, span: Span, town: str = "") -> Decimal:
        """No observation asks for another figure."""
        raise AssertionError

    def on_time(self, span: Span, town: str = "") -> tuple[int, int]:
        """No observation asks for targets."""
        raise AssertionError

    def once(self, what: object, make: Callable[[], Any]) -> Any:
        """Nothing is kept."""
        return make()

    def rows(
        self,
        ledger: str,
        names: tuple[str, ...],
        where: tuple[Where, ...] = (),
        *,
        town: str = "",
        distinct: bool = False,
    ) -> Sequence[tuple[Any, ...]]:
        """The observations that equal every condition."""
        assert ledger == "ip_stat"
        assert not town
        found = [
            tuple(each.get(name) for name in names)
            for each in self.observations
            if all(each.get(w.field) == w.value for w in where)
        ]
        return list(dict.fromkeys(found)) if distinct else found


def said(
    indicator: str, span: str, basis: str, day: date, value: object, area: str = AREA, **more: Any
) -> dict[str, Any]:
    number = None if value is None else Decimal(str(value))
    told = {"indicator": indicator, "span": span, "basis": basis, "as_of": day, "value": number}
    return {"id": f"{indicator}-{day}-{value}", "area": area, **told, **more}


def stock(
    day: date, value: object, area: str = AREA, of: str = "valid_invention"
) -> dict[str, Any]:
    return said(of, "point", "stock", day, value, area)


def grants(span: str, basis: str, day: date, value: object, area: str = AREA) -> dict[str, Any]:
    return said("grant_invention", span, basis, day, value, area)


VALID = OfObservations(level, "valid_invention")
INVENTIONS = OfObservations(flow, "grant_invention")


# ---------------------------------------------------------------- levels


def test_a_level_is_the_newest_one_up_to_the_end_and_of_one_day_what_was_entered_last() -> None:
    source = Made(
        [
            stock(date(2026, 6, 30), 300),
            stock(date(2026, 6, 30), 305),
            stock(date(2026, 3, 31), 290),
            stock(date(2026, 7, 1), 999),
            stock(date(2026, 6, 30), None),
            stock(date(2026, 6, 30), 777, of="valid_patent"),
        ]
    )
    assert VALID(source, Q2) == 305
    assert VALID(source, Q1) == 290
    assert VALID(source, quarter(2025, 4)) is None
    assert VALID(source, Stretch(date(2022, 11, 18), date(2026, 6, 30))) == 305


def test_zero_is_said_and_nothing_is_not() -> None:
    assert VALID(Made([stock(date(2026, 6, 30), 0)]), Q2) == 0
    assert VALID(Made([stock(date(2026, 6, 30), None)]), Q2) is None
    assert VALID(Made([]), Q2) is None
    assert INVENTIONS(Made([grants("quarter", "period", date(2026, 6, 30), 0)]), Q2) == 0


# ---------------------------------------------------------------- flows


def month(number: int, value: object) -> dict[str, Any]:
    return grants("month", "period", Period(2026, number, number).end, value)


def so_far(number: int, value: object) -> dict[str, Any]:
    return grants("month", "ytd", Period(2026, number, number).end, value)


@pytest.mark.parametrize(
    ("observed", "of_q2", "why"),
    [
        ([grants("quarter", "period", date(2026, 6, 30), 7), month(4, 1)], 7, "its own"),
        ([month(4, 1), month(5, 2), month(6, 4)], 7, "its months"),
        ([month(4, 1), month(6, 4)], None, "a month is missing"),
        ([so_far(3, 10), so_far(6, 17)], 7, "the difference"),
        ([so_far(6, 17)], None, "no start"),
        ([so_far(6, 17), grants("quarter", "period", date(2026, 3, 31), 9)], None, "not ours"),
        ([so_far(3, 10), so_far(6, 8)], -2, "revised downwards, and not hidden"),
        ([grants("quarter", "period", date(2025, 6, 30), 7)], None, "of last year"),
        ([grants("half", "period", date(2026, 6, 30), 7)], None, "of more"),
    ],
)
def test_a_quarter_is_its_own_or_its_months_or_a_difference(
    observed: list[dict[str, Any]], of_q2: int | None, why: str
) -> None:
    assert INVENTIONS(Made(observed), Q2) == of_q2, why


@pytest.mark.parametrize(
    ("observed", "of_nine_months", "why"),
    [
        ([so_far(9, 30), so_far(6, 17)], 30, "the newest sum"),
        ([so_far(6, 17)], None, "a sum of June is none of September"),
        ([so_far(6, 17), month(7, 1), month(8, 2), month(9, 3)], 23, "what came after is known"),
        ([so_far(6, 17), month(7, 1), month(9, 3)], None, "August is missing"),
        ([month(n, n) for n in range(1, 10)], 45, "all its months"),
        (
            [grants("quarter", "period", quarter(2026, n).end, n) for n in (1, 2, 3)],
            6,
            "all its quarters",
        ),
        ([grants("quarter", "period", quarter(2026, n).end, n) for n in (1, 3)], None, "not all"),
    ],
)
def test_the_year_so_far_is_the_sum_of_the_source_or_of_complete_parts(
    observed: list[dict[str, Any]], of_nine_months: int | None, why: str
) -> None:
    assert INVENTIONS(Made(observed), Q3.cumulative()) == of_nine_months, why


def test_trademarks_up_to_the_15th_are_of_the_quarter_in_which_that_day_lies() -> None:
    window: dict[str, Any] = {"window_from": date(2026, 6, 16), "window_to": date(2026, 9, 15)}
    one = said("tm_registered", "quarter", "period", date(2026, 9, 15), 174, **window)
    marks = OfObservations(flow, "tm_registered")
    source = Made([one | {"data_source": "演示通报"}])
    assert marks(source, Q3) == 174
    assert marks(source, Q2) is None
    assert marks.notes(source, Q3) == (
        "截至2026年9月15日，统计窗口2026年6月16日至2026年9月15日，来源：演示通报"
    )
    assert marks.notes(source, Q2) == ""


def test_days_that_are_no_whole_months_cannot_be_told() -> None:
    source = Made([month(n, 1) for n in range(1, 13)])
    assert INVENTIONS(source, Stretch(date(2026, 4, 1), date(2026, 9, 30))) == 6
    assert INVENTIONS(source, Stretch(date(2026, 4, 2), date(2026, 9, 30))) is None
    assert INVENTIONS(source, Stretch(date(2026, 4, 1), date(2026, 9, 29))) is None
    assert INVENTIONS(source, Stretch(date(2025, 12, 1), date(2026, 9, 30))) is None


@given(st.data())
def test_whatever_is_said_of_a_time_is_what_its_months_come_to(data: st.DataObject) -> None:
    """An independent tally: sources that agree can only be added up to the truth."""
    months = data.draw(st.lists(st.integers(0, 50), min_size=12, max_size=12))

    def truth(period: Period) -> int:
        return sum(months[period.first - 1 : period.last])

    every = [Period(2026, n, n) for n in range(1, 13)]
    spans = {"month": every, "year": [YEAR]}
    spans["quarter"] = [quarter(2026, n) for n in range(1, 5)]
    spans["half"] = [Period(2026, 1, 6), Period(2026, 7, 12)]
    known = [
        grants(span, "period", period.end, truth(period))
        for span, periods in spans.items()
        for period in periods
    ]
    known += [grants("month", "ytd", each.end, truth(each.cumulative())) for each in every]
    told = data.draw(st.lists(st.sampled_from(known), max_size=16))
    more = data.draw(st.lists(st.sampled_from(known), max_size=3))
    asked = [Period(2026, a, b) for a in range(1, 13) for b in range(a, 13)]
    for period in asked:
        value = INVENTIONS(Made(told), period)
        assert value in (None, truth(period)), period
        if value is not None:
            assert INVENTIONS(Made([*told, *more]), period) == value, "more was known before"
        covered = all(
            any(o == known[n - 1] for o in told) for n in range(period.first, period.last + 1)
        )
        assert value is not None or not covered, "all its months are known"


@given(
    st.lists(st.tuples(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 99))), max_size=12)
)
def test_a_level_is_that_of_a_plain_search(told: list[tuple[int, int | None]]) -> None:
    days = [(date(2025, 6, 1) + timedelta(n), value) for n, value in told]
    source = Made([stock(day, value) for day, value in days])
    for end in (Q1, Q2, quarter(2025, 4)):
        best: tuple[date, int] | None = None
        for day, value in days:
            if value is not None and day <= end.end and (best is None or day >= best[0]):
                best = day, value
        assert VALID(source, end) == (best and best[1])


# ---------------------------------------------------------------- towns


def test_the_whole_is_what_was_said_of_it_and_else_the_sum_of_all_towns() -> None:
    day = date(2026, 6, 30)
    towns = [stock(day, 40, FIRST), stock(day, 50, SECOND)]
    assert VALID(Made([*towns, stock(day, 100)]), Q2) == 100
    assert VALID(Made(towns), Q2) == 90
    assert VALID(Made(towns[:1]), Q2) is None
    assert VALID(Made([*towns, stock(day, 7, "370304Z99")]), Q2) == 97
    assert VALID(Made([*towns, stock(day, 7, "370305")]), Q2) == 90
    assert VALID(Made(towns), Q2, FIRST) == 40
    assert VALID(Made([stock(day, 100)]), Q2, FIRST) is None


def test_what_no_town_has_closes_the_table(desk: Desk) -> None:
    observe(desk, "有效发明专利量", "时点", "期末存量", "2026-06-30", 364)
    for n, town in enumerate(desk.county.counted):
        observe(desk, "有效发明专利量", "时点", "期末存量", "2026-06-30", 30 + n, town)
    with desk.read() as reader:
        found = Counting(reader).by_town("M-CR01", Q2)
    assert found["370304Z99"] == 364 - sum(30 + n for n in range(10))
    assert sum(value or 0 for value in found.values()) == 364
    with desk.read() as reader:
        source = Counting(reader).source
        assert len(VALID.behind(source, Q2).ids or ()) == 1
        assert len(VALID.behind(source, Q2, desk.county.counted[0]).ids or ()) == 1
        assert len(VALID.behind(source, Q2, "370304Z99").ids or ()) == 11
        assert not VALID.behind(source, Q2).in_town


# ---------------------------------------------------------------- 每万人


def test_residents_are_those_of_the_end_of_the_year_before() -> None:
    per_head = PerTenThousand("valid_invention")
    source = Made(
        [
            stock(date(2025, 12, 31), 346),
            stock(date(2026, 9, 30), 364),
            stock(date(2024, 12, 31), 381_200, of="population"),
            stock(date(2025, 12, 31), 378_600, of="population"),
        ]
    )
    # 346 / 38.12 and 364 / 37.86
    assert half_up(per_head(source, Period(2025, 1, 12)) or 0, 2) == Decimal("9.08")
    assert half_up(per_head(source, Q3) or 0, 2) == Decimal("9.61")
    assert per_head.notes(source, Q3) == "截至2026年9月30日，按2025年末常住人口37.86万人计算"
    assert residents(source, Q3, years_back=2) != residents(source, Q3)


def test_without_residents_nothing_is_divided() -> None:
    per_head = PerTenThousand("valid_invention")
    alone = Made([stock(date(2026, 9, 30), 364)])
    older = Made(
        [stock(date(2026, 9, 30), 364), stock(date(2024, 12, 31), 381_200, of="population")]
    )
    nobody = Made([stock(date(2026, 9, 30), 364), stock(date(2025, 12, 31), 0, of="population")])
    assert per_head(alone, Q3) is per_head(older, Q3) is per_head(nobody, Q3) is None
    assert per_head.notes(alone, Q3) == "缺2025年末常住人口，无法计算"
    assert tuple(per_head.behind(alone, Q3).ids or ()) == ()


# ---------------------------------------------------------------- the catalogue, on a desk


def observe(
    desk: Desk,
    indicator: str,
    span: str,
    basis: str,
    day: str,
    value: object,
    area: str = "博山区",
    **more: str,
) -> None:
    told = {"indicator": indicator, "span": span, "basis": basis, "as_of": day, "value": value}
    source = {"data_source": "演示通报", "remark": "演示"}
    records.add(desk, LEDGERS["ip_stat"], {**told, "area": area, **source, **more})


def lines(desk: Desk, period: Period) -> dict[str, FigureLine]:
    return {line.code: line for line in catalogue(desk, period, ledgers=["ip_stat"])}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Two years of a small county, to be counted by hand."""
    for day, value in (("2025-03-31", 300), ("2025-12-31", 330), ("2026-03-31", 345)):
        observe(desk, "有效发明专利量", "时点", "期末存量", day, value)
        observe(desk, "高价值发明专利拥有量", "时点", "期末存量", day, value // 3)
        observe(desk, "有效专利量", "时点", "期末存量", day, value * 8)
    for day, value in (("2024-12-31", 400_000), ("2025-12-31", 380_000)):
        observe(desk, "常住人口", "时点", "期末存量", day, value)
    for day, value in (("2025-03-15", 7900), ("2026-03-15", 8200)):
        observe(desk, "有效注册商标量", "时点", "期末存量", day, value)
        observe(desk, "商标注册量", "季度", "当期", day, value // 50)
    for name, (old, new) in {"发明": (8, 10), "实用新型": (90, 80), "外观": (0, 5)}.items():
        observe(desk, f"{name}授权量", "季度", "当期", "2025-03-31", old)
        observe(desk, f"{name}授权量", "季度", "当期", "2026-03-31", new)
    observe(desk, "作品登记量", "季度", "当期", "2025-03-31", 20)
    observe(desk, "作品登记量", "季度", "当期", "2026-03-31", 30)
    observe(desk, "软件著作权登记量", "季度", "当期", "2026-03-31", 12)
    observe(desk, "专利技术合同成交额", "季度", "本年累计", "2026-03-31", "286.55")
    return desk


HAND: Mapping[str, tuple[str, str, str]] = {
    "M-CR01": ("345", "300", "同比增长15.0%"),
    "M-CR02": ("9.08", "7.50", "同比增长21.1%"),
    "M-CR03": ("95", "98", "同比下降3.1%"),
    "M-CR03a": ("10", "8", "同比增长25.0%"),
    "M-CR03b": ("80", "90", "同比下降11.1%"),
    "M-CR03c": ("5", "0", "上年同期为0"),
    "M-CR04": ("8200", "7900", "同比增长3.8%"),
    "M-CR05": ("164", "158", "同比增长3.8%"),
    "M-CR06": ("42", "—", "无可比数据"),
    "M-CR07": ("115", "100", "同比增长15.0%"),
    "M-CR08": ("3.03", "2.50", "同比增长21.1%"),
    "M-CR09": ("286.55", "—", "无可比数据"),
    "M-CR10": ("2760", "2400", "同比增长15.0%"),
}
"""Of the first quarter of 2026: now, a year before, and how they compare."""


@pytest.mark.parametrize("code", HAND)
def test_every_figure_is_what_a_hand_counts(filled: Desk, code: str) -> None:
    line = lines(filled, Q1)[code]
    shown = (line.show(line.value), line.show(line.last_year), line.change_words())
    assert shown == HAND[code]


def test_every_indicator_of_the_ledger_is_counted_by_hand() -> None:
    assert {each.code for each in INDICATORS if each.ledger == "ip_stat"} == set(HAND)


def test_where_nothing_was_observed_every_figure_is_blank(desk: Desk) -> None:
    for line in lines(desk, Q1).values():
        assert (line.value, line.last_year, line.cumulative) == (None, None, None), line.code
        assert line.show(line.value) == "—"


def test_the_records_behind_a_figure_are_those_it_was_made_of(filled: Desk) -> None:
    with filled.read() as reader:
        source = Counting(reader).source
        everything = {each.id: each for each in reader.all(LEDGERS["ip_stat"].record)}
        for indicator in INDICATORS:
            if indicator.ledger == "ip_stat" and indicator.behind:
                ids = indicator.behind(source, Q1, "").ids
                assert ids, indicator.code
                assert set(ids) <= set(everything)
        three = next(each for each in INDICATORS if each.code == "M-CR03").behind
        assert three is not None
        values = [int(everything[id].__dict__["value"]) for id in three(source, Q1, "").ids or ()]
        assert sorted(values) == [5, 10, 80]


# ---------------------------------------------------------------- a bulletin


def test_a_bulletin_of_several_areas_gives_growth_and_ranks(desk: Desk) -> None:
    """Two years of five areas, as a city prints them; growth and ranks were reckoned by hand."""
    printed = {
        "演示一区": (410, 287, "42.9", 1),
        "演示二区": (200, 250, "-20.0", 5),
        "演示三区": (286, 400, "-28.5", 3),
        "演示四区": (286, 220, "30.0", 3),
        "博山区": (300, 0, "—", 2),
    }
    for name, (now, before, _growth, _rank) in printed.items():
        area, more = ("博山区", {}) if name == "博山区" else ("其他地区", {"area_name": name})
        for day, value in (("2026-03-31", now), ("2025-03-31", before)):
            observe(desk, "专利授权量", "季度", "当期", day, value, area, **more)
    with desk.read() as reader:
        rows = list(reader.all(LEDGERS["ip_stat"].record))
    found = {
        (row.__dict__["area_name"] or "博山区", row.__dict__["as_of"].year): row.__dict__["value"]
        for row in rows
    }
    names = list(printed)
    latest = [found[name, 2026] for name in names]
    assert [rate_cell(found[n, 2026], found[n, 2025]) for n in names] == [
        growth for _now, _before, growth, _rank in printed.values()
    ]
    assert ranks(latest) == [rank for _now, _before, _growth, rank in printed.values()]
