"""Protection in the sample county: units and visits, mediations, help, agencies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.identifiers import patent_check_character
from boshan_desk.domain.ledger import Record
from boshan_desk.ledgers.agency import Agency, AgencyCheck
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.key_unit import KeyRight, KeyUnit, KeyVisit
from boshan_desk.ledgers.mediation import Aid, Mediation, MediationSession
from boshan_desk.usecases.sample.days import LAST, soon
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK


@cache
def offices() -> Mapping[str, Any]:
    """The word lists of `resources/sample/offices.toml`."""
    return tomllib.loads(asset("resources", "sample", "offices.toml").read_text("utf-8"))


def make_protection(dice: Dice, towns: Towns, firms: list[Enterprise]) -> Iterable[Record]:
    """Parents before their children, ledger by ledger."""
    units = _make_units(dice, towns, firms)
    yield from units
    yield from (right for unit in units for right in _make_rights(dice, unit))
    yield from _make_visits(dice, units)
    mediations = _make_mediations(dice, towns, firms)
    yield from mediations
    yield from (each for case in mediations for each in _make_sessions(dice, case))
    yield from _make_aids(dice, towns, firms)
    agencies = _make_agencies(dice, towns)
    yield from agencies
    yield from _make_checks(dice, agencies)


_INDUSTRIES: Final = {"ceramics": "ceramics", "glass": "glass", "pumps": "pumps", "farm": "farm"}


def _make_units(dice: Dice, towns: Towns, firms: list[Enterprise]) -> list[KeyUnit]:
    """30 units, taken in from 2023 on; two have left."""
    chosen = [firm for firm in firms if firm.kind == "firm" and firm.state == "open"][:24]
    rows: list[tuple[str | None, str | None, str | None, str, str, str | None]] = [
        (
            firm.name,
            firm.uscc,
            firm.town_code,
            "old_brand" if "old_brand" in firm.tags else "firm",
            _INDUSTRIES.get(firm.industries[0], "materials" if number % 3 else "health"),
            firm.id,
        )
        for number, firm in enumerate(chosen)
    ]
    rows += [
        (name, dice.credit_code("society"), towns.at(town), kind, industry, None)
        for name, kind, industry, town in offices()["units"]
    ]
    units = []
    for number, (name, code, town, kind, industry, firm_id) in enumerate(rows):
        left = number in (5, 17)
        someone = dice.person()
        [day] = dice.days_of(2023 + number % 4, 3 + number % 5, 1, LAST)
        units.append(
            KeyUnit(
                id=dice.id(),
                status="submitted",
                source="backfill" if day.year < 2025 else "typed",
                remark=REMARK,
                unit=name,
                uscc=code,
                town_code=town,
                kind=kind,
                industry=industry,
                enterprise_id=firm_id,
                in_on=day,
                in_basis=f"{day.year}年度重点保护单位名录（演示）",
                state="out" if left else "in",
                out_on=date(2026, 2, 10) if left else None,
                out_reason="停产，不再从事相关业务" if left else None,
                contact=someone.name,
                phone=someone.phone,
                officers=(dice.one(offices()["officers"]),),
                needs=dice.one(offices()["needs"]) if dice.chance(70) else None,
                has_plan=dice.chance(60),
                infringed=dice.weighted({0: 70, 1: 20, 2: 10}),
            )
        )
    return units


def _make_rights(dice: Dice, unit: KeyUnit) -> Iterable[KeyRight]:
    kinds: dict[str | None, tuple[str, ...]] = {"gi_holder": ("gi",), "firm": _OF_FIRMS}
    for number in range(dice.between(1, 3)):
        kind = dice.one(kinds.get(unit.kind, ("trademark",)))
        year = dice.between(2018, 2024)
        right_no, expires = _number_of(dice, kind, year)
        yield KeyRight(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            key_unit_id=unit.id,
            right_kind=kind,
            name=f"演示{_WORDS[kind]}{number + 1}",
            right_no=right_no,
            expires_on=expires,
        )


_OF_FIRMS: Final = ("trademark", "trademark", "invention", "utility", "design", "secret")
_WORDS: Final = {
    "trademark": "商标",
    "invention": "方法",
    "utility": "装置",
    "design": "外观",
    "secret": "配方",
    "gi": "地理标志",
}
_PATENTS: Final = {"invention": ("1", 20), "utility": ("2", 10), "design": ("3", 15)}
"""The digit of the kind in an application number, and the years such a patent lasts."""


def _number_of(dice: Dice, kind: str, year: int) -> tuple[str | None, date | None]:
    """A number that nobody has, and the day on which the right ends."""
    month, day = dice.between(1, 12), dice.between(1, 28)
    if kind == "trademark":
        # Some of them end soon after the day of the sample county.
        year = 2016 if dice.chance(15) else year
        return f"9{dice.between(10**6, 10**7 - 1)}", date(year + 10, month, day)
    if kind in _PATENTS:
        digit, lasts = _PATENTS[kind]
        body = f"{year}{digit}9{dice.between(10**5, 10**6 - 1)}"
        return f"ZL{body}.{patent_check_character(body)}", date(year + lasts, month, day)
    if kind == "gi":
        return f"演示-{dice.between(100, 999)}", None
    return None, None


def _make_visits(dice: Dice, units: list[KeyUnit]) -> Iterable[KeyVisit]:
    """About one visit a quarter to two thirds of the units, since 2025."""
    for year in (2025, 2026):
        for first in (1, 4, 7, 10):
            if (year, first) == (2026, 10):
                return
            for unit in dice.some(units, 16 if year == 2025 else 19):
                [day] = dice.days_of(year, first + dice.between(0, 2), 1, LAST)
                if (unit.in_on and day < unit.in_on) or (unit.out_on and day > unit.out_on):
                    continue
                asks = dice.chance(45)
                closed = soon(day, dice.between(5, 30), LAST) if asks else None
                yield KeyVisit(
                    id=dice.id(),
                    status="submitted",
                    remark=REMARK,
                    key_unit_id=unit.id,
                    visited_on=day,
                    people=(unit.officers[0], dice.one(offices()["mediators"])),
                    problem=dice.one(offices()["problems"]) if asks else None,
                    handling=dice.one(offices()["handlings"]) if closed else None,
                    closed_on=closed,
                )


def _make_mediations(dice: Dice, towns: Towns, firms: list[Enterprise]) -> list[Mediation]:
    """24 disputes in two years, numbered by year."""
    made = []
    for year, count, months in ((2025, 11, 12), (2026, 13, 9)):
        days = sorted(dice.days_of(year, 1 + n * months // count, 1, LAST)[0] for n in range(count))
        for number, day in enumerate(days, 1):
            made.append(_mediation(dice, towns, dice.some(firms, 2), day, number))
    return made


def _mediation(
    dice: Dice, towns: Towns, firms: tuple[Enterprise, ...], day: date, number: int
) -> Mediation:
    _word, kind, brief, mode, body = dice.one(offices()["disputes"])
    accepted = soon(day, dice.between(1, 5), LAST)
    closed = soon(accepted, dice.between(10, 45), LAST) if accepted else None
    result = dice.weighted({"success": 60, "failed": 22, "withdrawn": 12, "stopped": 6})
    won = bool(closed) and result == "success"
    confirm = dice.weighted({"none": 60, "asked": 15, "confirmed": 25}) if won else None
    claim = dice.amount(5_000, 300_000, 1000)
    return Mediation(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        no=f"博知调〔{day.year}〕{number}号",
        source_kind=dice.weighted(
            {"party": 40, "court": 25, "complaint": 15, "hotline": 10, "station": 10}
        ),
        received_on=day,
        accepted_on=accepted,
        town_code=firms[0].town_code or towns.any(),
        kind=kind,
        mode=mode,
        applicant=firms[0].name,
        respondent=firms[1].name if dice.chance(60) else dice.person().name,
        claim=claim,
        brief=brief,
        body=body,
        mediators=(dice.one(offices()["mediators"]),),
        secret=True,
        result=result if closed else "going",
        closed_on=closed,
        deal_no=f"博知调协〔{day.year}〕{number}号" if won else None,
        deal_on=closed if won else None,
        deal_amount=claim * dice.between(30, 90) // 100 if won else None,
        performed=dice.weighted({"done": 70, "partly": 20, "not_done": 10}) if won else None,
        court_confirm=confirm,
        confirm_on=closed if confirm in ("asked", "confirmed") else None,
    )


def _make_sessions(dice: Dice, case: Mediation) -> Iterable[MediationSession]:
    if case.accepted_on is None:
        return
    last = case.closed_on or LAST
    days = {case.accepted_on + timedelta(3), last} if case.closed_on else {last}
    for day in sorted(each for each in days if case.accepted_on <= each <= last):
        ends = day == case.closed_on
        yield MediationSession(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            mediation_id=case.id,
            held_on=day,
            place="演示调解室",
            result=_ENDS[case.result or "going"] if ends else "双方陈述意见，约定再次调解",
        )


_ENDS: Final = {
    "success": "双方达成协议并签字",
    "failed": "双方分歧较大，调解不成",
    "withdrawn": "申请人撤回申请",
    "stopped": "一方不再参加，终止调解",
    "going": "双方陈述意见，约定再次调解",
}


def _make_aids(dice: Dice, towns: Towns, firms: list[Enterprise]) -> Iterable[Aid]:
    for year, count, months in ((2025, 9, 12), (2026, 11, 9)):
        days = sorted(dice.days_of(year, 1 + n * months // count, 1, LAST)[0] for n in range(count))
        for number, day in enumerate(days, 1):
            topic, content = dice.one(offices()["aids"])
            firm = dice.one(firms)
            closed = soon(day, dice.between(0, 20), LAST)
            referred = topic == "overseas"
            yield Aid(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                no=f"博知援〔{day.year}〕{number}号",
                asked_on=day,
                town_code=firm.town_code or towns.any(),
                applicant=firm.name,
                topic=topic,
                content=content,
                mode="referral" if referred else dice.one(("phone", "on_site", "expert")),
                handler=(dice.one(offices()["officers"]),),
                result="referred" if referred else "answered" if closed else "going",
                refer_to="市知识产权保护中心（演示）" if referred else None,
                closed_on=closed,
            )


def _make_agencies(dice: Dice, towns: Towns) -> list[Agency]:
    agencies = []
    for name, kinds, town, state in offices()["agencies"]:
        someone = dice.person()
        patent, trademark = "patent" in kinds, "trademark" in kinds
        agencies.append(
            Agency(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                name=name,
                uscc=dice.credit_code("firm"),
                town_code=towns.at(town),
                kinds=tuple(kinds),
                is_branch="分所" in name,
                state=state,
                pat_agency_code=f"99{dice.between(100, 999)}" if patent else None,
                tm_record=f"演示备案{dice.between(1000, 9999)}" if trademark else None,
                attorneys=dice.between(2, 6) if patent else None,
                tm_staff=dice.between(1, 8) if trademark else None,
                annual_report="done" if state == "normal" else "not_done",
                pledge="done" if state == "normal" else "not_done",
                credit=dice.one(("a", "b", "c")) if patent else "none",
                contact=someone.name,
                phone=someone.phone,
            )
        )
    return agencies


def _make_checks(dice: Dice, agencies: list[Agency]) -> Iterable[AgencyCheck]:
    """15 inspections in two years."""
    for number in range(15):
        agency = agencies[number % len(agencies)]
        year, month = (2025, 4 + number) if number < 7 else (2026, 2 + (number - 7))
        [day] = dice.days_of(year, month, 1, LAST)
        lost = agency.state == "lost"
        bad = number % 4 == 1
        result = "lost" if lost else ("rectify" if number % 8 == 1 else "talk") if bad else "none"
        due = day + timedelta(30) if result == "rectify" else None
        back = soon(due, 2, LAST) if due else None
        mode = ("random", "blue_sky", "daily")[number % 3]
        yield AgencyCheck(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            agency_id=agency.id,
            checked_on=day,
            mode=mode,
            batch=f"{year}年第{1 + number % 4}批（演示）" if mode == "random" else None,
            items=dice.some(("record", "abnormal", "hanging", "fees", "contracts"), 3),
            officers=dice.some(offices()["officers"], 2),
            result=result,
            problem="收费标准未在显著位置公示" if result in ("rectify", "talk") else None,
            due_on=due,
            recheck_on=back,
            recheck="fixed" if back else None,
            published_on=soon(day, 15, LAST) if mode == "random" else None,
        )
