"""The figures of protection, bodies and media, counted by hand over a small desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.figures import UNASSIGNED
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import Span, quarter, read_period
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.body import FIGURES
from boshan_desk.ledgers.event import Media
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.counting import Counting

HILL, TOWN = "370304004", "370304102"
Q2, Q3, YEAR = quarter(2026, 2), quarter(2026, 3), read_period("2026")

Count = Callable[..., int | None]


@pytest.fixture
def keep(desk: Desk) -> Callable[..., Record]:
    """Keep a record of a ledger, as a draft where it lacks something."""

    def kept(ledger: str, **values: Any) -> Record:
        return records.save(desk, None, LEDGERS[ledger].record(remark="演示", **values))

    return kept


@pytest.fixture
def count(desk: Desk) -> Count:
    """The value of a figure as the catalogue counts it."""

    def counted(code: str, span: Span, town: str = "") -> Any:
        with desk.read() as reader:
            return Counting(reader).value(f"M-{code}", span, town)

    return counted


def test_units_are_counted_from_the_day_they_came_in_to_the_day_they_left(
    keep: Callable[..., Record], count: Count
) -> None:
    assert count("PR01", Q3) == 0
    keep("key_unit", unit="演示甲", state="in", in_on=date(2026, 6, 30), town_code=HILL)
    keep("key_unit", unit="演示乙", state="in", in_on=date(2026, 7, 1), town_code=TOWN)
    keep(
        "key_unit",
        unit="演示丙",
        state="out",
        in_on=date(2025, 1, 2),
        out_on=date(2026, 9, 30),
        town_code=TOWN,
    )
    keep("key_unit", unit="演示丁", in_on=date(2025, 1, 2), town_code=TOWN)
    assert [count("PR01", each) for each in (Q2, Q3)] == [2, 2], "丁 says nothing of its state"
    assert [count("PR01", each, TOWN) for each in (Q2, Q3)] == [1, 1]
    assert count("PR01", quarter(2025, 4)) == 1
    assert count("PR01", quarter(2026, 4)) == 2


def test_visits_are_counted_by_their_day_and_by_the_town_of_the_unit(
    keep: Callable[..., Record], count: Count
) -> None:
    unit = keep("key_unit", unit="演示甲", town_code=TOWN)
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)):
        keep("key_visit", key_unit_id=unit.id, visited_on=day)
    assert (count("PR01b", Q3), count("PR01b", YEAR)) == (2, 4)
    assert (count("PR01b", Q3, TOWN), count("PR01b", Q3, HILL)) == (2, 0)


def test_mediations_count_when_they_are_accepted_and_succeed_by_their_agreement(
    keep: Callable[..., Record], count: Count
) -> None:
    assert (count("PR02", Q3), count("PR02b", Q3), count("PR02c", Q3)) == (0, 0, 0)
    common = {"received_on": date(2026, 6, 1), "town_code": TOWN}
    keep("mediation", **common, accepted_on=date(2026, 6, 30), applicant="演示甲")
    keep(
        "mediation",
        **common,
        accepted_on=date(2026, 7, 1),
        result="success",
        closed_on=date(2026, 9, 30),
        deal_on=date(2026, 9, 30),
        deal_amount=2_500_000,
    )
    keep(
        "mediation",
        **(common | {"town_code": HILL}),
        accepted_on=date(2026, 7, 2),
        result="success",
        closed_on=date(2026, 10, 8),
        deal_on=date(2026, 10, 8),
        deal_amount=100,
    )
    failed = {"result": "failed", "closed_on": date(2026, 9, 1), "deal_on": date(2026, 9, 1)}
    keep("mediation", **common, **failed, deal_amount=7, accepted_on=date(2026, 8, 3))
    keep("mediation", **common, applicant="演示未受理")
    assert (count("PR02", Q2), count("PR02", Q3)) == (1, 3)
    assert (count("PR02", Q3, TOWN), count("PR02", Q3, HILL)) == (2, 1)
    assert (count("PR02b", Q3), count("PR02b", YEAR)) == (1, 2)
    assert (count("PR02c", Q3), count("PR02c", YEAR)) == (2_500_000, 2_500_100)


def test_help_is_counted_by_the_day_it_was_asked_for(
    keep: Callable[..., Record], count: Count
) -> None:
    for number, day in enumerate((date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30))):
        keep("aid", asked_on=day, applicant=f"演示{number}", town_code=TOWN)
    assert (count("PR03", Q2), count("PR03", Q3), count("PR03", YEAR)) == (1, 2, 3)
    assert (count("PR03", Q3, TOWN), count("PR03", Q3, HILL)) == (2, 0)


def test_checks_of_agencies_are_counted_and_among_them_those_that_found_something(
    keep: Callable[..., Record], count: Count
) -> None:
    agency = keep("agency", name="演示代理", town_code=TOWN)
    results = ("none", "rectify", "talk", "filed", "transfer", "lost", None)
    for day, result in enumerate(results, 1):
        keep("agency_check", agency_id=agency.id, checked_on=date(2026, 7, day), result=result)
    keep("agency_check", agency_id=agency.id, checked_on=date(2026, 6, 30), result="talk")
    assert (count("PR04", Q3), count("PR04b", Q3)) == (7, 5)
    assert (count("PR04", Q2), count("PR04b", Q2)) == (1, 1)
    assert (count("PR04", quarter(2025, 3)), count("PR04b", quarter(2025, 3))) == (0, 0)


KINDS = {
    "BD01": "operation_centre",
    "BD02": "platform",
    "BD03": "regional_brand",
    "BD04": "securitisation",
    "BD05": "supported_agency",
    "BD06": "alliance",
    "BD07": "workstation",
    "BD08": "leading_group",
    "BD09": "hv_centre",
    "BD10": "brand_agency",
    "BD11": "foreign_agency",
}


def test_every_figure_of_bodies_has_its_kind() -> None:
    assert [figure.code for figure in FIGURES] == [f"M-{code}" for code in KINDS]


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_bodies_stand_from_their_first_day_to_their_end(
    keep: Callable[..., Record], count: Count, code: str, kind: str
) -> None:
    others = [each for each in KINDS.values() if each != kind]
    common = {"kind": kind, "town_code": TOWN}
    keep("body", **common, name="演示一", state="running", set_up_on=date(2026, 6, 30))
    keep("body", **common, name="演示二", state="running", set_up_on=date(2026, 10, 1))
    keep(
        "body",
        **(common | {"town_code": None}),
        name="演示三",
        state="revoked",
        set_up_on=date(2024, 1, 2),
        ended_on=date(2026, 9, 30),
    )
    keep("body", **common, name="演示四", state="preparing")
    keep("body", kind=others[0], name="演示五", state="running", set_up_on=date(2024, 1, 2))
    assert [count(code, each) for each in (quarter(2025, 4), Q2, Q3)] == [1, 2, 1]
    assert count(code, quarter(2026, 4)) == 2
    assert (count(code, Q2, TOWN), count(code, Q2, UNASSIGNED)) == (1, 1)


def test_an_earlier_quarter_stays_as_it_was_when_a_body_is_revoked(
    desk: Desk, keep: Callable[..., Record], count: Count
) -> None:
    body = keep(
        "body", kind="workstation", name="演示", state="running", set_up_on=date(2026, 1, 5)
    )
    before = [count("BD07", each) for each in (Q2, Q3)]
    records.edit(desk, LEDGERS["body"], body.id, {"state": "revoked", "ended_on": "2026-10-08"})
    assert [count("BD07", each) for each in (Q2, Q3)] == before == [1, 1]
    assert count("BD07", quarter(2026, 4)) == 0


def test_reports_of_the_media_are_counted_level_by_level(
    keep: Callable[..., Record], count: Count
) -> None:
    levels = ["nation", "province", "province", "city", "city", "city", *["county"] * 4, None]
    for number, level in enumerate(levels):
        keep("media", headline=f"演示{number}", level=level, published_on=date(2026, 7, 1))
    keep("media", headline="演示早", level="nation", published_on=date(2026, 6, 30))
    codes = [figure.code.removeprefix("M-") for figure in Media.ledger.figures]
    assert codes == ["TR02c", "TR02d", "TR02e", "TR02f", "TR02g"]
    assert [count(code, Q3) for code in codes] == [11, 1, 2, 3, 4]
    assert [count(code, quarter(2025, 3)) for code in codes] == [0] * 5


def test_what_lies_in_the_bin_is_not_counted(
    desk: Desk, keep: Callable[..., Record], count: Count
) -> None:
    aid = keep("aid", asked_on=date(2026, 7, 1), applicant="演示")
    assert count("PR03", Q3) == 1
    records.withdraw(desk, LEDGERS["aid"], [aid.id], "演示")
    assert count("PR03", Q3) == 0
