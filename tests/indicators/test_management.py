"""How towns are reached and report and how funds are paid: by hand, and against a plain tally."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.figures import UNASSIGNED, Where
from boshan_desk.domain.period import Span, Stretch, quarter, read_period
from boshan_desk.indicators import INDICATORS
from boshan_desk.indicators.management import (
    behind_awards,
    behind_liaisons,
    behind_reports,
    behind_returned,
    liaison_share,
    paid_share,
    report_share,
    returned_share,
)
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.counting import Counting

Q2, Q3 = quarter(2026, 2), quarter(2026, 3)
TOWNS = ("甲镇", "乙镇", "丙镇", "丁镇")

Row = Mapping[str, Any]


class Made:
    """A source over rows that a test makes up."""

    counted = TOWNS
    region = ""

    def __init__(self, **ledgers: Sequence[Row]) -> None:
        self._ledgers = ledgers

    @property
    def clock(self) -> Any:
        """None of these indicators asks for limits."""
        raise AssertionError

    def town_name(self, town: str) -> str:
        """The town itself."""
        return town

    def value(self, code: str, span: Span, town: str = "") -> Any:
        """None of them asks for another figure."""
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
        place = {"": None, UNASSIGNED: None}.get(town, town)
        return [
            tuple(row.get("town_code" if name == "town" else name) for name in names)
            for row in self._ledgers.get(ledger, ())
            if all(_holds(w, row.get(w.field)) for w in where)
            and (not town or row.get("town_code") == place)
        ]


def _holds(where: Where, value: Any) -> bool:
    if where.op == "filled":
        return value is not None
    assert where.op in (">=", "<=")
    if value is None:
        return False
    wanted: Any = where.value
    return bool(value >= wanted if where.op == ">=" else value <= wanted)


# ------------------------------------------------------------ M-MG01


def officer(id: str, town: str, first: date | None, last: date | None = None, **more: Any) -> Row:
    state = "left" if last else "active"
    return {
        "id": id, "town_code": town, "role": "a", "state": state, "from_on": first, "to_on": last,
    } | more  # fmt: skip


LIAISONS = Made(
    liaison=[
        officer("1", "甲镇", date(2026, 9, 30)),
        officer("2", "乙镇", date(2025, 1, 2), date(2026, 9, 29)),
        officer("3", "丙镇", date(2025, 1, 2), date(2026, 9, 30)),
        officer("4", "丁镇", date(2026, 10, 1)),
        officer("5", "别处", date(2025, 1, 2)),
        officer("6", "丙镇", date(2025, 1, 2), role="b"),
        officer("7", "丁镇", date(2025, 1, 2), state="left"),
        officer("8", "丁镇", None),
        officer("9", "丁镇", date(2025, 1, 2), role=None),
    ]
)


def test_a_town_is_reached_while_somebody_is_in_office() -> None:
    assert liaison_share(LIAISONS, Q3) == Decimal(50), "甲 since that day, 丙 to that day"
    assert liaison_share(LIAISONS, Q2) == Decimal(50), "乙 and 丙"
    assert [liaison_share(LIAISONS, Q3, town) for town in TOWNS] == [100, 0, 100, 0]
    assert liaison_share(LIAISONS, quarter(2024, 4)) == 0
    assert liaison_share(LIAISONS, Q3, UNASSIGNED) is None, "what is no town has none"


def test_behind_the_share_stand_the_officers_and_the_towns_without_one() -> None:
    behind = behind_liaisons(LIAISONS, Q3)
    assert (behind.ids, behind.words) == (
        ["1", "3", "6"],
        "没有在任联络员的镇（街道）：乙镇、丁镇",
    )
    assert behind_liaisons(LIAISONS, Q3, "甲镇").words == ""


# ------------------------------------------------------------ M-MG02, M-MG02b

DUE = date(2026, 9, 25)


def report(id: str, town: str, state: str | None, received: date | None = None, **more: Any) -> Row:
    return {
        "id": id, "town_code": town, "period": "2026Q3", "state": state, "due_on": DUE,
        "received_on": received,
    } | more  # fmt: skip


REPORTS = Made(
    town_report=[
        report("1", "甲镇", "on_time", DUE),
        report("2", "乙镇", "zero", DUE, returned_on=DUE),
        report("3", "丙镇", "late", date(2026, 9, 26)),
        report("4", "丁镇", "missing"),
        report("5", "别处", "on_time", DUE),
        report("6", "甲镇", "zero", date(2026, 7, 2), period="2026Q2", due_on=date(2026, 6, 25)),
        report("7", "乙镇", "returned", date(2026, 6, 25), period="2026Q2"),
        report("8", "丙镇", None, period="2026Q2"),
        report("9", "丁镇", "on_time", period="2026H1"),
    ]
)


def test_reports_in_time_are_a_share_of_all_the_towns() -> None:
    assert report_share(REPORTS, Q3) == Decimal(50), "甲 and the zero report of 乙"
    assert [report_share(REPORTS, Q3, town) for town in TOWNS] == [100, 100, 0, 0]
    assert report_share(REPORTS, Q2) == 0, "a late zero report is late"
    # Q2, Q3 and the half-year are three terms of four towns each.
    assert report_share(REPORTS, read_period("2026-01..09")) == Decimal(100 * 3) / 12
    assert report_share(REPORTS, quarter(2025, 3)) is None, "nothing was due"
    assert report_share(REPORTS, Q3, UNASSIGNED) is None


def test_returned_reports_are_a_share_of_those_that_came() -> None:
    assert returned_share(REPORTS, Q3) == Decimal(100) / 3, "one of three, though it came again"
    assert returned_share(REPORTS, Q2) == 50
    assert returned_share(REPORTS, Q3, "乙镇") == 100
    assert returned_share(REPORTS, Q3, "丁镇") is None, "it sent none"
    assert returned_share(Made(), Q3) is None


def test_behind_the_shares_stand_the_reports() -> None:
    behind = behind_reports(REPORTS, Q3)
    assert (behind.ids, behind.words) == (
        ("1", "2", "3", "4"),
        "没有按期报送的镇（街道）：丙镇、丁镇",
    )
    assert behind_returned(REPORTS, Q3).ids == ("2",)


# ------------------------------------------------------------ M-MG03


def award(id: str, approved: int | None, paid: int | None = None, **more: Any) -> Row:
    return {
        "id": id, "year": 2026, "town_code": "甲镇", "approved": approved, "paid": paid,
        "approved_on": date(2026, 5, 6), "paid_on": date(2026, 6, 30) if paid else None,
    } | more  # fmt: skip


AWARDS = Made(
    fund=[
        award("1", 1000, 800),
        award("2", 500, 500, paid_on=date(2026, 7, 1)),
        award("3", 300, approved_on=date(2026, 7, 1)),
        award("4", None),
        award("5", 700, 700, year=2025),
        award("6", 200, 200, state="recovered", recovered_on=date(2026, 9, 30)),
        award("7", 100, town_code="乙镇", approved_on=None),
    ]
)


def test_what_was_paid_is_a_share_of_what_was_approved_by_the_end_of_the_period() -> None:
    # 1, 2, 6 and 7 were approved by June; 1 and 6 paid.
    assert paid_share(AWARDS, Q2) == Decimal(100 * 1000) / 1800
    # 3 too by September, 2 paid by then and 6 taken back.
    assert paid_share(AWARDS, Q3) == Decimal(100 * 1300) / 2100
    assert paid_share(AWARDS, Q3, "乙镇") == 0
    assert paid_share(AWARDS, Q3, "丙镇") is None
    assert paid_share(AWARDS, quarter(2024, 3)) is None


def test_over_several_years_the_awards_of_all_of_them_count() -> None:
    since = Stretch(date(2025, 1, 1), date(2026, 6, 30))
    assert paid_share(AWARDS, since) == 68, "1700 of 2500, the award of 2025 with them"
    early = Made(fund=[award("1", 700, 700, year=2025, approved_on=date(2025, 5, 6))])
    assert paid_share(early, since) == 100
    assert paid_share(early, Q3) is None


def test_behind_the_share_stands_what_was_approved() -> None:
    assert behind_awards(AWARDS, Q2).ids == ["1", "2", "6", "7"]


# ------------------------------------------------------------ against a plain tally

_DAYS = st.sampled_from(
    [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30)]
)
_MAYBE = st.none() | _DAYS
_TOWN = st.sampled_from([*TOWNS, "别处", None])
_OFFICERS = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str), "town_code": _TOWN, "role": st.sampled_from(["a", "b", None]),
        "state": st.sampled_from(["active", "left", None]), "from_on": _MAYBE, "to_on": _MAYBE,
    }
)  # fmt: skip
_REPORTS = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str), "town_code": _TOWN, "due_on": _MAYBE, "received_on": _MAYBE,
        "period": st.sampled_from(["2026Q2", "2026Q3", "2026-07", None]), "returned_on": _MAYBE,
        "state": st.sampled_from(["on_time", "late", "zero", "returned", "missing", None]),
    }
)  # fmt: skip
_AWARDS = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str), "town_code": _TOWN, "year": st.sampled_from([2025, 2026, None]),
        "approved": st.none() | st.integers(0, 9), "paid": st.none() | st.integers(0, 9),
        "approved_on": _MAYBE, "paid_on": _MAYBE, "recovered_on": _MAYBE,
    }
)  # fmt: skip


def per_cent(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None


@given(st.lists(_OFFICERS, max_size=12), st.sampled_from(["", *TOWNS]))
def test_towns_reached_are_those_of_a_plain_tally(rows: list[Row], town: str) -> None:
    asked = [town] if town else list(TOWNS)
    reached = 0
    for each in asked:
        there = False
        for row in rows:
            if row["town_code"] != each or row["role"] is None or row["from_on"] is None:
                continue
            gone = row["to_on"] < Q2.end if row["to_on"] else row["state"] == "left"
            there = there or (row["from_on"] <= Q2.end and not gone)
        reached += there
    assert liaison_share(Made(liaison=rows), Q2, town) == per_cent(reached, len(asked))


@given(st.lists(_REPORTS, max_size=14), st.sampled_from(["", *TOWNS]))
def test_reports_are_those_of_a_plain_tally(rows: list[Row], town: str) -> None:
    within = [
        row
        for row in rows
        if row["period"] in ("2026Q3", "2026-07") and row["state"] and row["town_code"] in TOWNS
    ]
    terms = {row["period"] for row in within}
    mine = [row for row in within if not town or row["town_code"] == town]
    good = 0
    for row in mine:
        over = bool(row["due_on"] and row["received_on"] and row["received_on"] > row["due_on"])
        good += row["state"] == "on_time" or (row["state"] == "zero" and not over)
    came = [row for row in mine if row["state"] != "missing"]
    back = [row for row in came if row["state"] == "returned" or row["returned_on"]]
    source = Made(town_report=rows)
    assert report_share(source, Q3, town) == per_cent(good, len(terms) * (1 if town else 4))
    assert returned_share(source, Q3, town) == per_cent(len(back), len(came))


@given(st.lists(_AWARDS, max_size=12), st.sampled_from(["", *TOWNS]))
def test_what_was_paid_is_that_of_a_plain_tally(rows: list[Row], town: str) -> None:
    approved = paid = 0
    for row in rows:
        if row["year"] != 2026 or row["approved"] is None or (town and row["town_code"] != town):
            continue
        if row["approved_on"] and row["approved_on"] > Q2.end:
            continue
        approved += row["approved"]
        kept = not (row["recovered_on"] and row["recovered_on"] <= Q2.end)
        if row["paid_on"] and row["paid_on"] <= Q2.end and kept:
            paid += row["paid"] or 0
    assert paid_share(Made(fund=rows), Q2, town) == per_cent(paid, approved)


# ------------------------------------------------------------ in the catalogue


@pytest.mark.parametrize("code", ["M-MG01", "M-MG02", "M-MG02b", "M-MG03"])
def test_they_stand_in_the_catalogue_as_shares_that_towns_have_too(code: str) -> None:
    [found] = [each for each in INDICATORS if each.code == code]
    assert found.share
    assert found.per_town
    assert found.unit == "%"


def test_a_real_desk_counts_them_and_the_money_beside_them(desk: Desk) -> None:
    def add(ledger: str, **values: Any) -> None:
        records.save(desk, None, LEDGERS[ledger].record(remark="演示", **values))

    town = desk.county.counted[0]
    add("liaison", name="演示", town_code=town, role="b", from_on=date(2026, 1, 5), state="active")
    add(
        "town_report", period="2026Q3", town_code=town, due_on=DUE, received_on=DUE,
        state="on_time", way="sheet", rows=3, status="submitted",
    )  # fmt: skip
    for approved_on, paid_on in ((date(2026, 6, 30), date(2026, 7, 1)), (date(2026, 7, 1), None)):
        add(
            "fund", year=2026, town_code=town, payee="演示", approved=1_000_000,
            approved_on=approved_on, paid=900_000 if paid_on else None, paid_on=paid_on,
        )  # fmt: skip
    with desk.read() as reader:
        counting = Counting(reader)
        assert counting.value("M-MG01", Q3) == Decimal(100) / len(desk.county.counted)
        assert counting.value("M-MG02", Q3) == Decimal(100) / len(desk.county.counted)
        assert counting.value("M-MG02", Q3, town) == 100
        assert counting.value("M-MG02b", Q3, town) == 0
        assert counting.value("M-MG03", Q3) == 45
        assert counting.value("M-MG03", Q2) == 0
        assert [counting.value("M-MG03a", each) for each in (Q2, Q3)] == [1_000_000, 1_000_000]
        assert [counting.value("M-MG03b", each) for each in (Q2, Q3)] == [0, 900_000]
