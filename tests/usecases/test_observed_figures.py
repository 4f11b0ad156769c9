"""Figures from observations, growth of pledges and the share of targets, on random desks.

The tally here is written from the words of domain.md 2.5 and 2.17, over plain rows; it shares no
code with `indicators/`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.changes import Change
from boshan_desk.domain.county import load_county
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.plan import Target
from boshan_desk.ledgers.pledge import Pledge
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.plans.standing import standings
from tests.conftest import TODAY

COUNTY = load_county("boshan")
TOWNS = COUNTY.counted
AREAS = (COUNTY.region, TOWNS[0], TOWNS[1])
PERIODS = tuple(read_period(text) for text in ("2025Q4", "2026Q1", "2026Q2", "2026Q3"))
LEVELS = {"M-CR01": "valid_invention", "M-CR04": "tm_valid", "M-CR07": "high_value_invention",
          "M-CR10": "valid_patent"}  # fmt: skip
FLOWS = {
    "M-CR03": ("grant", ("grant_invention", "grant_utility", "grant_design")),
    "M-CR03a": ("grant_invention", ()),
    "M-CR05": ("tm_registered", ()),
    "M-CR06": ("copyright", ("work_registered", "software_registered")),
    "M-CR09": ("tech_contract", ()),
}


class Row(NamedTuple):
    """An observation, plainly."""

    indicator: str
    area: str
    span: str
    basis: str
    as_of: date
    value: int


_YEARS = st.sampled_from((2025, 2026))
_VALUES = st.integers(0, 500)
# Mostly of the county, so that what is said of one thing meets what is said of it otherwise.
_AREAS = st.sampled_from((*[AREAS[0]] * 4, *AREAS[1:]))
# The last days of periods are where a slip shows.
_DAYS = st.sampled_from(
    [
        date.fromisoformat(day)
        for day in (
            "2025-09-30", "2025-12-31", "2026-01-01", "2026-03-15", "2026-03-31", "2026-06-30",
            "2026-07-01", "2026-09-15", "2026-09-30",
        )
    ]
)  # fmt: skip


def stocks(names: Sequence[str]) -> st.SearchStrategy[Row]:
    """Levels of these indicators."""
    kind = st.just("point"), st.just("stock")
    return st.builds(Row, st.sampled_from(names), _AREAS, *kind, _DAYS, _VALUES)


def flows(names: Sequence[str]) -> st.SearchStrategy[Row]:
    """What sources say of months, of quarters and of the year so far."""
    name = st.sampled_from(names)
    months = st.builds(date, _YEARS, st.integers(1, 9), st.just(28))
    ends = st.builds(date, _YEARS, st.sampled_from((3, 6, 9)), st.sampled_from((15, 30)))
    basis = st.sampled_from(("period", "ytd", "ytd"))
    return st.one_of(
        st.builds(Row, name, _AREAS, st.just("month"), st.just("period"), months, _VALUES),
        st.builds(Row, name, _AREAS, st.just("quarter"), basis, ends, _VALUES),
    )


_PEOPLE = st.builds(
    Row, st.just("population"), _AREAS, st.just("year"), st.just("stock"),
    st.builds(date, st.sampled_from((2024, 2025)), st.just(12), st.just(31)),
    st.integers(0, 400_000),
)  # fmt: skip
_OF_LEVELS = sorted(LEVELS.values())


@st.composite
def observations(draw: st.DrawFn) -> list[Row]:
    """Much about one flow, some levels and people, and at times one thing of every town."""
    whole, parts = FLOWS[draw(st.sampled_from(sorted(FLOWS)))]
    rows = draw(st.lists(flows((whole, *parts)), min_size=4, max_size=30))
    rows += draw(st.lists(st.one_of(stocks(_OF_LEVELS), _PEOPLE), max_size=15))
    for row in draw(st.lists(st.one_of(stocks(_OF_LEVELS), _PEOPLE, flows((whole,))), max_size=2)):
        rows += [row._replace(area=town, value=row.value + n) for n, town in enumerate(TOWNS)]
    return rows


def last(rows: Sequence[Row]) -> int | None:
    """The newest; of one day the one that was entered last."""
    best = None
    for row in rows:
        if best is None or row.as_of >= best.as_of:
            best = row
    return None if best is None else best.value


def added(values: Sequence[int | None]) -> int | None:
    """All together, or nothing where one is missing."""
    return None if None in values else sum(value for value in values if value is not None)


class Tally:
    """What one indicator came to in one area."""

    def __init__(self, rows: Sequence[Row], indicator: str, area: str) -> None:
        self.rows = [row for row in rows if (row.indicator, row.area) == (indicator, area)]

    def level(self, end: date) -> int | None:
        return last([row for row in self.rows if row.basis == "stock" and row.as_of <= end])

    def so_far(self, year: int, month: int) -> int | None:
        return last(
            [
                row
                for row in self.rows
                if row.basis == "ytd" and (row.as_of.year, row.as_of.month) == (year, month)
            ]
        )

    def said(self, span: str, year: int, months: range) -> int | None:
        return last(
            [
                row
                for row in self.rows
                if (row.basis, row.span, row.as_of.year) == ("period", span, year)
                and row.as_of.month in months
            ]
        )

    def quarter(self, year: int, number: int) -> int | None:
        end = 3 * number
        if (own := self.said("quarter", year, range(end - 2, end + 1))) is not None:
            return own
        months = [self.said("month", year, range(m, m + 1)) for m in range(end - 2, end + 1)]
        if (together := added(months)) is not None:
            return together
        now = self.so_far(year, end)
        if number == 1 or now is None:
            return now
        before = self.so_far(year, end - 3)
        return None if before is None else now - before

    def year(self, year: int, quarters: int) -> int | None:
        """From 1 January to the end of a quarter."""
        if quarters == 1:
            return self.quarter(year, 1)
        if (known := self.so_far(year, 3 * quarters)) is not None:
            return known
        each = [self.quarter(year, number) for number in range(1, quarters + 1)]
        if (together := added(each)) is not None:
            return together
        for until in range(quarters - 1, 0, -1):
            if (sum_so_far := self.so_far(year, 3 * until)) is not None:
                return added([sum_so_far, *each[until:]])
        return None


def of_area(rows: Sequence[Row], indicator: str, town: str, ask: Any) -> int | None:
    """Of a town; of the county what was said of it, else its towns if every one is known."""
    if town:
        found: int | None = ask(Tally(rows, indicator, town))
        return found
    if (whole := ask(Tally(rows, indicator, COUNTY.region))) is not None:
        value: int = whole
        return value
    return added([ask(Tally(rows, indicator, each)) for each in TOWNS])


def one_of(rows: Sequence[Row], names: tuple[str, tuple[str, ...]], town: str, ask: Any) -> Any:
    """As a whole, else as the sum of its parts."""
    whole, parts = names
    if (found := of_area(rows, whole, town, ask)) is not None or not parts:
        return found
    return added([of_area(rows, each, town, ask) for each in parts])


_AS_MANY = settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("observed") / "desk"
    make(folder, county="boshan")
    return folder


@contextmanager
def desk_with(store: Path, records: Sequence[Record]) -> Iterator[Desk]:
    """A desk that has just these records."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(store / "desk.db", Path(folder) / "desk.db")
        with open_desk(Path(folder), clock=Clock(TODAY), officer="演示员") as desk:
            with desk.work("演示") as work:
                work.apply((Change(None, record) for record in records), judged=True)
            yield desk


def as_record(row: Row) -> IpStat:
    return IpStat(
        status="submitted",
        indicator=row.indicator,
        area=row.area,
        span=row.span,
        basis=row.basis,
        as_of=row.as_of,
        value=Decimal(row.value),
        data_source="演示通报",
    )


@_AS_MANY
@example(
    # What the source added up itself counts before our own sum.
    rows=[
        Row("tm_registered", COUNTY.region, "quarter", "period", date(2026, 3, 15), 10),
        Row("tm_registered", COUNTY.region, "quarter", "period", date(2026, 6, 15), 20),
        Row("tm_registered", COUNTY.region, "quarter", "ytd", date(2026, 6, 15), 31),
    ]
)
@given(rows=observations())
def test_figures_from_observations_are_those_of_a_plain_tally(store: Path, rows: list[Row]) -> None:
    with desk_with(store, [as_record(row) for row in rows]) as desk, desk.read() as reader:
        counting = Counting(reader)
        for period in PERIODS:
            for town in ("", TOWNS[0], TOWNS[1]):
                for code, wanted in told(rows, period, town).items():
                    assert counting.value(code, period, town) == wanted, (code, period, town)
            for code, wanted in so_far(rows, period).items():
                assert counting.value(code, period.cumulative()) == wanted, (code, period)


def told(rows: Sequence[Row], period: Period, town: str) -> dict[str, Any]:
    """Every figure of a quarter, of a town or of the county."""
    found: dict[str, Any] = {
        code: of_area(rows, name, town, lambda tally: tally.level(period.end))
        for code, name in LEVELS.items()
    }
    number = period.last // 3
    for code, names in FLOWS.items():
        if town and code in ("M-CR06", "M-CR09"):
            continue
        value = one_of(rows, names, town, lambda tally: tally.quarter(period.year, number))
        # Contracts are observed in 万元 and counted in 分.
        found[code] = value * 1_000_000 if code == "M-CR09" and value is not None else value

    def at_year_end(tally: Tally) -> int | None:
        year = period.year - 1
        return last([r for r in tally.rows if r.basis == "stock" and r.as_of.year == year])

    people = of_area(rows, "population", town, at_year_end)
    for code, level in (("M-CR02", "M-CR01"), ("M-CR08", "M-CR07")):
        value = found[level]
        found[code] = Decimal(value) * 10_000 / people if people and value is not None else None
    return found


def so_far(rows: Sequence[Row], period: Period) -> dict[str, Any]:
    """The flows of the county from 1 January on."""
    number = period.last // 3
    found = {
        code: one_of(rows, names, "", lambda tally: tally.year(period.year, number))
        for code, names in FLOWS.items()
    }
    contracts = found["M-CR09"]
    found["M-CR09"] = None if contracts is None else contracts * 1_000_000
    return found


@_AS_MANY
@given(
    pledges=st.lists(
        st.tuples(
            st.builds(date, _YEARS, st.integers(1, 9), st.sampled_from((1, 28))),
            st.integers(0, 9_000_000_00),
        ),
        max_size=12,
    )
)
def test_growth_of_pledges_is_that_of_a_plain_tally(
    store: Path, pledges: list[tuple[date, int]]
) -> None:
    records = [Pledge(reg_on=on, reg_amount=amount) for on, amount in pledges]
    with desk_with(store, records) as desk, desk.read() as reader:
        counting = Counting(reader)
        for period in PERIODS:
            sums = {}
            for year in (period.year, period.year - 1):
                end = period.end.replace(year=year)
                sums[year] = [a for on, a in pledges if date(year, 1, 1) <= on <= end]
            now, before = sums[period.year], sums[period.year - 1]
            for code, new, old in (
                ("M-AP02", len(now), len(before)),
                ("M-AP02b", sum(now), sum(before)),
            ):
                wanted = Decimal(new - old) * 100 / old if old else None
                found = counting.value(code, period)
                assert (found is None) == (wanted is None), (code, period)
                if found is not None and wanted is not None:
                    assert abs(Decimal(found) - wanted) < Decimal("1e-15") * 10_000


@_AS_MANY
@given(
    rows=st.lists(
        st.one_of(
            stocks(("tm_valid", "high_value_invention")),
            flows(("copyright", "work_registered", "software_registered")),
        ),
        min_size=6,
        max_size=25,
    ),
    own=st.dictionaries(
        st.sampled_from(("BS-T02", "BS-T03", "BS-T04")), st.integers(1, 600), min_size=1
    ),
)
def test_the_share_of_targets_is_what_the_page_shows(
    store: Path, rows: list[Row], own: dict[str, int]
) -> None:
    """Two places that leaders read must not say two things: the page's lamps are counted here."""
    targets = [
        Target(indicator=code, year=2026, role="own", value=Decimal(value), status="submitted")
        for code, value in own.items()
    ]
    with desk_with(store, [*map(as_record, rows), *targets]) as desk:
        for period in PERIODS:
            lamps: dict[str, list[str]] = {}
            for line in standings(desk, period, trail=False):
                lamps.setdefault(line.indicator, []).append(line.lamp)
            order = ("late", "slow", "asked", "no_data", "not_comparable", "waiting")
            shown = [
                next((lamp for lamp in order if lamp in each), each[0]) for each in lamps.values()
            ]
            good = sum(lamp in ("on", "ahead", "done") for lamp in shown)
            judged = good + sum(lamp in ("late", "slow") for lamp in shown)
            wanted = Decimal(100 * good) / judged if judged else None
            with desk.read() as reader:
                found = Counting(reader).value("M-MG04", period)
            assert (None if found is None else Decimal(found)) == wanted, (period, lamps)
