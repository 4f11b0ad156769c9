"""The parts of figures: what they are made of adds up to what the catalogue says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from boshan_desk.domain.period import read_period
from boshan_desk.ledgers.fund import Fund
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.counting import Counting, entries
from boshan_desk.usecases.figures import show_value, spans_of
from boshan_desk.usecases.papers.units import parts_of, put_together, total
from tests.usecases.papers.clerk import Clerk
from tests.usecases.papers.test_differences import enter

WITHOUT_PARTS = {"M-EN09b", "M-MG04"}
"""A median, and a share of the plans' targets: neither is made of records that add up."""


def test_every_figure_is_made_of_something_that_adds_up() -> None:
    without = {code for code, entry in entries().items() if not parts_of(entry)}
    assert without == WITHOUT_PARTS


@pytest.mark.parametrize("seed", [11, 12])
def test_the_units_add_up_to_the_figure(desk: Desk, seed: int) -> None:
    clerk = Clerk(desk, seed)
    for _each in range(120):
        clerk.work()
    period, said = read_period("2026Q3"), 0
    with desk.read() as reader:
        counting = Counting(reader)
        for code, entry in entries().items():
            parts = parts_of(entry)
            span = spans_of(entry.of, period, counting).cumulative
            for town in ("", "370304102") if entry.has_towns else ("",):
                value = counting.value(code, span, town)
                sums = [total(part.units(counting, span, town, None)) for part in parts]
                told = [part.value(counting, span, town) or 0 for part in parts]
                assert told == sums, (code, town)
                if not parts:
                    continue
                if len(sums) == 1:
                    assert sums[0] == (value or 0), (code, town)
                else:
                    made = put_together(entry, sums)
                    assert show_value(entry, made) == show_value(entry, value), (code, town)
                said += value not in (None, 0)
    assert said > 40


def test_the_sides_of_shares_of_towns_and_funds(desk: Desk) -> None:
    """By hand: 3 of 20 reports of two terms in time; 1 of 10 towns reached; 40 of 150 paid."""
    first, second = "370304001", "370304102"
    reports = [
        TownReport(id=f"报{n}", period=period, town_code=town, state=state)
        for n, (period, town, state) in enumerate(
            [
                ("2026Q2", first, "on_time"),
                ("2026Q2", second, "on_time"),
                ("2026Q3", first, "on_time"),
                ("2026Q3", second, "late"),
            ]
        )
    ]
    paid = date(2026, 5, 6)
    enter(
        desk,
        *reports,
        Liaison(id="联", town_code=first, role="A", state="on", from_on=date(2026, 1, 5)),
        Fund(id="付", year=2026, approved=10_000, paid=4_000, paid_on=paid),
        Fund(id="收", year=2026, approved=5_000, paid=5_000, paid_on=paid, recovered_on=paid),
    )
    with desk.read() as reader:
        counting = Counting(reader)
        towns = len(counting.towns)
        assert sides(counting, "M-MG02") == [3, 2 * towns]
        assert sides(counting, "M-MG01") == [1, towns]
        assert sides(counting, "M-MG03") == [4_000, 15_000]
        assert sides(counting, "M-MG01", second) == [0, 1]


def sides(counting: Counting, code: str, town: str = "") -> list[int | Decimal]:
    entry = entries()[code]
    span = spans_of(entry.of, read_period("2026Q3"), counting).cumulative
    return [total(part.units(counting, span, town, None)) for part in parts_of(entry)]
