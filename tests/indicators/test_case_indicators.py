"""How cases kept their limits, over a clock that a test makes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.period import Span, quarter
from boshan_desk.indicators import INDICATORS
from boshan_desk.indicators.cases import (
    average_days,
    decided_in_time,
    median_days,
    near_cases,
    overdue_cases,
    publicity_share,
    published_in_time,
    to_be_published,
)

Q2 = quarter(2026, 2)


class Told:
    """A clock that answers what it was told, and remembers what it was asked."""

    region = ""

    def __init__(
        self,
        *,
        today: date = date(2026, 10, 9),
        days: Mapping[int, int] | None = None,
        met: tuple[int, int] = (0, 0),
        expired: tuple[int, int] = (0, 0),
    ) -> None:
        self.today = today
        self.asked: list[Any] = []
        self._days = days or {}
        self._met = met
        self._expired = expired

    @property
    def clock(self) -> Told:
        """The source and its clock in one."""
        return self

    @property
    def counted(self) -> Sequence[str]:
        """No towns."""
        return ()

    def town_name(self, town: str) -> str:
        """The town itself."""
        return town

    def value(self, code: str, span: Span, town: str = "") -> Any:
        """None of these indicators asks for another figure."""
        raise AssertionError

    def on_time(self, span: Span, town: str = "") -> tuple[int, int]:
        """Nor for targets."""
        raise AssertionError

    def once(self, what: object, make: Callable[[], Any]) -> Any:
        """Nothing is kept."""
        return make()

    def rows(self, *asked: object, **more: object) -> Sequence[tuple[Any, ...]]:
        """No indicator of cases reads records."""
        raise AssertionError

    def cases_overdue(self, on: date) -> Sequence[str]:
        """No test asks for the cases themselves."""
        raise AssertionError

    def cases_near(self, on: date, days: int) -> Sequence[str]:
        """Nor for these."""
        raise AssertionError

    def cases_met(self, rule: str, period: Span, *, kept: bool = False) -> Sequence[str]:
        """Nor for these."""
        raise AssertionError

    def cases_expired(
        self, rule: str, first: date, last: date, *, kept: bool = False
    ) -> Sequence[str]:
        """Nor for these."""
        raise AssertionError

    def overdue(self, on: date) -> int:
        """As many as the day has."""
        self.asked.append(on)
        return on.day

    def near(self, on: date, days: int) -> int:
        """As many as the day has."""
        self.asked.append((on, days))
        return on.day

    def met(self, rule: str, period: Span) -> tuple[int, int]:
        """What it was told."""
        self.asked.append((rule, period))
        return self._met

    def expired(self, rule: str, first: date, last: date) -> tuple[int, int]:
        """What it was told."""
        self.asked.append((rule, first, last))
        return self._expired

    def decision_days(self, period: Span) -> Mapping[int, int]:
        """What it was told."""
        self.asked.append(period)
        return self._days

    def decision_days_of(self, period: Span) -> Mapping[str, int]:
        """No test asks for the cases themselves."""
        raise AssertionError


def test_overdue_and_near_are_told_of_the_end_of_the_period_but_never_of_a_day_to_come() -> None:
    over, running = Told(), Told(today=date(2026, 5, 11))
    assert (overdue_cases(over, Q2), near_cases(over, Q2)) == (30, 30)
    assert over.asked == [date(2026, 6, 30), (date(2026, 6, 30), 7)]
    assert (overdue_cases(running, Q2), near_cases(running, Q2)) == (11, 11)


def test_decisions_in_time_are_a_share_of_the_decisions_of_the_period() -> None:
    source = Told(met=(8, 7))
    assert decided_in_time(source, Q2) == Decimal("87.5")
    assert source.asked == [("L12", Q2)]
    assert decided_in_time(Told(), Q2) is None


def test_publicity_waits_until_the_last_day_is_over() -> None:
    over, running = Told(expired=(4, 3)), Told(today=date(2026, 5, 11), expired=(4, 3))
    assert (to_be_published(over, Q2), published_in_time(over, Q2)) == (4, 3)
    assert publicity_share(running, Q2) == 75
    assert over.asked[0] == ("L22", date(2026, 4, 1), date(2026, 6, 30))
    assert running.asked[0] == ("L22", date(2026, 4, 1), date(2026, 5, 10))
    assert publicity_share(Told(), Q2) is None


@pytest.mark.parametrize(
    ("days", "average", "middle"),
    [
        ({30: 1}, Decimal(30), Decimal(30)),
        ({30: 1, 90: 1}, Decimal(60), Decimal(60)),
        ({10: 3, 100: 1}, Decimal("32.5"), Decimal(10)),
        ({10: 2, 61: 2}, Decimal("35.5"), Decimal("35.5")),
        ({0: 1, 5: 1, 90: 1}, Decimal(95) / 3, Decimal(5)),
    ],
)
def test_days_are_averaged_over_cases_and_the_middle_case_is_found(
    days: dict[int, int], average: Decimal, middle: Decimal
) -> None:
    assert average_days(Told(days=days), Q2) == average
    assert median_days(Told(days=days), Q2) == middle


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_the_middle_is_that_of_the_sorted_row(spans: list[int]) -> None:
    ordered = sorted(spans)
    half = len(ordered) // 2
    wanted = Decimal(ordered[half] + ordered[-half - 1]) / 2
    source = Told(days={days: spans.count(days) for days in spans})
    assert median_days(source, Q2) == wanted


def test_without_decisions_nothing_is_said_of_their_pace() -> None:
    assert average_days(Told(), Q2) is None
    assert median_days(Told(), Q2) is None


def test_figures_of_limits_are_not_told_by_town() -> None:
    of_cases = [each for each in INDICATORS if each.ledger == "case"]
    assert len(of_cases) == 8
    assert not any(each.per_town for each in of_cases)
