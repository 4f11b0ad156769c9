"""Management in the sample county: liaison officers, funds, papers, bodies, what towns sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import quarter
from boshan_desk.ledgers.body import Body
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.fund import Fund
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.policy import Policy
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.usecases.sample.days import LAST, is_working, soon
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.protection import offices
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK

_WITHOUT: Final = 9
"""The town, by its place, that has no liaison officer."""


def make_management(dice: Dice, towns: Towns, firms: list[Enterprise]) -> Iterable[Record]:
    """Ledger by ledger."""
    liaisons = list(_make_liaisons(dice, towns))
    yield from liaisons
    yield from _make_funds(dice, firms)
    yield from _make_policies(dice)
    yield from _make_bodies(dice, towns)
    yield from _make_reports(dice, towns, liaisons)


def _make_liaisons(dice: Dice, towns: Towns) -> Iterable[Liaison]:
    """One for every town but one, a second for three, and one who left."""
    places = [place for place in range(1, 11) if place != _WITHOUT]
    terms: list[tuple[int, str, date, date | None]] = [(1, "a", date(2023, 1, 9), LAST_OF_OLD)]
    terms += [(1, "a", LAST_OF_OLD + timedelta(1), None)]
    terms += [(place, "a", date(2023, 1, 9), None) for place in places if place != 1]
    terms += [(place, "b", date(2024, 3, 4), None) for place in places[1:4]]
    for number, (place, role, first, last) in enumerate(terms, 1):
        someone, town = dice.person(), towns.at(place)
        yield Liaison(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            name=someone.name,
            town_code=town,
            unit=f"{towns.label(town)}经济发展办公室（演示）",
            post="主任" if role == "a" else "科员",
            phone=someone.phone,
            role=role,
            from_on=first,
            to_on=last,
            state="left" if last else "active",
            prefix=f"YS{number:02d}",
        )


LAST_OF_OLD: Final = date(2025, 11, 30)
"""The last day of the liaison officer who was replaced."""

_ITEMS: Final = {
    "patent": (5_000, 60_000),
    "interest": (10_000, 150_000),
    "certification": (20_000, 50_000),
    "navigation": (80_000, 200_000),
    "gi": (20_000, 100_000),
    "rights": (3_000, 30_000),
    "custody": (10_000, 40_000),
}
"""What is paid for, and between what amounts in 元."""


def _make_funds(dice: Dice, firms: list[Enterprise]) -> Iterable[Fund]:
    """40 awards in two years: those of this year are partly on the way; one payee has one twice."""
    payees = [firm for firm in firms if firm.kind == "firm" and firm.state == "open"]
    for year in (2025, 2026):
        items = [list(_ITEMS)[n % len(_ITEMS)] for n in range(20)]
        for number, firm in enumerate(dice.some(payees, 20)):
            tier = dice.weighted({"county": 50, "city": 35, "province": 15})
            yield _fund(dice, firm, year, items[number], tier, number)
            if (year, number) == (2026, 3):
                other = "city" if tier == "county" else "county"
                yield _fund(dice, firm, year, items[number], other, number)


def _fund(dice: Dice, firm: Enterprise, year: int, item: str, tier: str, number: int) -> Fund:
    asked = dice.amount(*_ITEMS[item], 1000)
    approved = asked * dice.one((100, 90, 80, 75)) // 100
    [noticed] = dice.days_of(year, 3 + number % 6, 1, LAST)
    on = soon(noticed, 9, LAST)
    paid_on = soon(on, dice.between(10, 60), LAST) if on else None
    waits = year == 2026 and number % 10 == 9
    state = "review" if waits else "notice" if on is None or paid_on is None else "paid"
    back = (year, number) == (2025, 6)
    done = state == "paid"
    return Fund(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        year=year,
        tier=tier,
        doc_no=f"{_ISSUERS[tier]}〔{year}〕{900 + number}号",
        item=item,
        payee=firm.name,
        uscc=firm.uscc,
        town_code=firm.town_code,
        enterprise_id=firm.id,
        asked=asked,
        approved=None if waits else approved,
        approved_on=None if waits else on or noticed,
        paid=approved if done else None,
        paid_on=paid_on if done else None,
        notice_from=None if waits else noticed,
        notice_to=None if waits else noticed + timedelta(7),
        state="recovered" if back else state,
        recovered_on=date(2026, 3, 20) if back else None,
        kpi="提升知识产权创造运用能力（演示）",
        entered_at=datetime.combine(noticed, time(17, 30)),
        kpi_result="良好" if done and year == 2025 and not back else None,
    )


_ISSUERS: Final = {"county": "博财行", "city": "淄财行", "province": "鲁财行"}


def _make_policies(dice: Dice) -> Iterable[Policy]:
    for row in offices()["policies"]:
        title, doc_no, issuer, kind, topics, issued, valid_to, state, public = row
        yield Policy(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            title=title,
            doc_no=doc_no,
            issuer=issuer,
            kind=kind,
            topics=tuple(topics),
            issued_on=issued,
            valid_to=valid_to or None,
            state=state,
            repealed_on=date(2023, 4, 20) if state == "repealed" else None,
            is_public=public,
        )


def _make_bodies(dice: Dice, towns: Towns) -> Iterable[Body]:
    for row in offices()["bodies"]:
        kind, name, host, town, level, doc_no, set_up, state, ended, members = row
        yield Body(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            kind=kind,
            name=name,
            host=host,
            town_code=towns.at(town) if town else None,
            level=level,
            doc_no=doc_no or None,
            set_up_on=set_up or None,
            state=state,
            ended_on=ended or None,
            members=members or None,
            evidence=None if doc_no else "方案正在起草（演示）",
            entered_at=None if set_up else datetime(2026, 8, 20, 17, 30),
        )


_SPECIAL: Final = {
    (2026, 3, 6): "returned",
    (2026, 3, 7): "missing",
    (2026, 3, 9): "zero",
    (2026, 3, 10): "late",
    (2026, 1, 7): "late",
    (2025, 3, 7): "missing",
    (2025, 3, 3): "late",
    (2025, 4, 9): "zero",
}
"""Year, quarter and place of the town whose report was not simply in time."""


def _make_reports(dice: Dice, towns: Towns, liaisons: list[Liaison]) -> Iterable[TownReport]:
    """What the towns sent in the last five quarters; every town has a row for each of them."""
    for year, number in ((2025, 3), (2025, 4), (2026, 1), (2026, 2), (2026, 3)):
        period = quarter(year, number)
        due = _working_before(period.end - timedelta(5))
        for place in range(1, 11):
            state = _SPECIAL.get((year, number, place), "on_time")
            yield TownReport(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                period=str(period),
                town_code=towns.at(place),
                due_on=due,
                state=state,
                **_came(dice, state, due),
                **_given_back(state, due, earlier=(year, number, place) == (2026, 2, 4)),
                sender=next(
                    (
                        each.name
                        for each in liaisons
                        if each.town_code == towns.at(place)
                        and each.from_on
                        and each.from_on <= due <= (each.to_on or due)
                        and state != "missing"
                    ),
                    None,
                ),
            )


def _came(dice: Dice, state: str, due: date) -> dict[str, Any]:
    """When and how a report came, and how many rows it had."""
    if state == "missing":
        return {}
    late = state == "late"
    came = _working_before(due - timedelta(dice.between(0, 6)))
    if late:
        came = soon(due, dice.between(1, 4), LAST) or LAST
    rows = 0 if state == "zero" else dice.between(6, 40)
    return {
        "received_on": came,
        "way": dice.weighted({"sheet": 70, "paper": 30}),
        "rows": rows,
    }


def _given_back(state: str, due: date, *, earlier: bool) -> dict[str, Any]:
    """When and why it was given back; `earlier`: it came again in time."""
    if earlier:
        return {"returned_on": _working_before(due), "why": "合计与明细不符，已于当日补正"}
    if state == "returned":
        return {"returned_on": due, "why": "企业信用代码缺失三处"}
    return {}


def _working_before(day: date) -> date:
    """The day itself, or the working day before it."""
    while not is_working(day):
        day -= timedelta(1)
    return day
