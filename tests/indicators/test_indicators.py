"""The indicators, over rows that a test makes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Span, quarter
from boshan_desk.indicators.gi import use_share
from boshan_desk.indicators.source import Clock
from boshan_desk.indicators.stations import new_clients, services_per_station
from boshan_desk.indicators.towns import (
    silent_towns,
    towns_without_event,
    towns_without_station,
)

Q2 = quarter(2026, 2)


class Made:
    """A `Source` over dictionaries; its conditions are the two that indicators use."""

    counted = ("甲镇", "乙镇", "丙镇")
    region = ""

    def __init__(self, **ledgers: Sequence[Mapping[str, Any]]) -> None:
        self._ledgers = ledgers

    @property
    def clock(self) -> Clock:
        """None of these indicators asks for limits."""
        raise AssertionError

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

    def rows(
        self,
        ledger: str,
        names: tuple[str, ...],
        where: tuple[Where, ...] = (),
        *,
        town: str = "",
        distinct: bool = False,
    ) -> Sequence[tuple[Any, ...]]:
        """The rows that meet every condition."""
        found = [
            tuple(row.get(name) for name in names)
            for row in self._ledgers.get(ledger, ())
            if all(_holds(w, row.get(w.field)) for w in where)
            and (not town or row.get("town") == town)
        ]
        return list(dict.fromkeys(found)) if distinct else found


def _holds(where: Where, value: Any) -> bool:
    if value is None:
        return False
    wanted: Any = where.value
    match where.op:
        case "filled":
            return True
        case ">=":
            return bool(value >= wanted)
        case "<=":
            return bool(value <= wanted)
    raise AssertionError(where)


def test_a_client_is_new_only_the_first_time_and_is_known_by_its_code() -> None:
    source = Made(
        station_service=[
            {"client": "演示甲", "served_on": date(2026, 4, 1)},
            {"client": "演示甲", "served_on": date(2026, 5, 1)},
            {"client": "演示乙", "served_on": date(2025, 5, 1)},
            {"client": "演示乙", "served_on": date(2026, 5, 1)},
            {"client": "演示丙新名", "client_uscc": "91X", "served_on": date(2026, 6, 30)},
            {"client": "演示丙旧名", "client_uscc": "91X", "served_on": date(2026, 6, 1)},
            {"client": "演示丁", "served_on": date(2026, 7, 1)},
            {"served_on": date(2026, 5, 1)},
        ]
    )
    assert new_clients(source, Q2) == 2


def test_services_are_shared_among_the_stations_that_run() -> None:
    begun = date(2025, 1, 1)
    source = Made(
        station=[
            {"id": "1", "town": "甲镇", "state": "running", "set_up_on": begun},
            {"id": "2", "town": "甲镇", "state": "upgraded"},
            {"id": "3", "town": "乙镇", "state": "paused", "set_up_on": begun},
            {"id": "4", "town": "丙镇", "state": "running", "set_up_on": date(2026, 7, 1)},
            {"id": "5", "town": "乙镇", "state": "closed", "closed_on": date(2026, 6, 30)},
        ],
        station_service=[{"id": str(n), "served_on": date(2026, 5, 1)} for n in range(5)],
    )
    assert services_per_station(source, Q2) == Decimal("2.5")
    assert towns_without_station(source, Q2) == ("乙镇", "丙镇")
    assert towns_without_station(source, quarter(2026, 1)) == ("丙镇",)
    assert services_per_station(Made(), Q2) is None


def test_coverage_leaves_out_rights_whose_producers_nobody_counted() -> None:
    granted = date(2025, 1, 1)
    source = Made(
        gi_right=[{"id": "a", "producers": 40}, {"id": "b", "producers": None}],
        gi_user=[
            {"right_id": "a", "state": "using", "grant_on": granted},
            {"right_id": "a", "state": "using", "grant_on": date(2026, 7, 1)},
            {
                "right_id": "a",
                "state": "stopped",
                "grant_on": granted,
                "state_on": date(2026, 8, 1),
            },
            {
                "right_id": "a",
                "state": "stopped",
                "grant_on": granted,
                "state_on": date(2026, 6, 30),
            },
            {"right_id": "b", "state": "using", "grant_on": granted},
        ],
    )
    assert use_share(source, Q2) == 5
    assert use_share(Made(), Q2) is None


def test_a_town_is_silent_only_when_no_ledger_has_heard_of_it() -> None:
    source = Made(
        case=[{"town": "甲镇", "filed_on": date(2026, 4, 1)}],
        event=[{"town": "丙镇", "starts_on": date(2026, 6, 30)}],
        gi_check=[{"town": "乙镇", "checked_on": date(2026, 7, 1)}],
    )
    assert silent_towns(source, Q2) == ("乙镇",)
    assert towns_without_event(source, Q2) == ("甲镇", "乙镇")
