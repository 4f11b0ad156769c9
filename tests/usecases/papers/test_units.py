"""The parts of figures: what they are made of adds up to what the catalogue says."""

from __future__ import annotations

import pytest

from boshan_desk.domain.period import read_period
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.counting import Counting, entries
from boshan_desk.usecases.figures import show_value, spans_of
from boshan_desk.usecases.papers.units import parts_of, put_together, total
from tests.usecases.papers.clerk import Clerk

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
