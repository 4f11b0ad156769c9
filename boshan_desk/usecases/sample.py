"""The sample county: invented records that give every page and chart something true to show.

The same seed gives the same records.  They run from January 2023 to the third quarter of 2026; the
desk's own day is then 2026-10-09.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.codes import County
from boshan_desk.domain.ledger import Record
from boshan_desk.i18n import _
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event, Media
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sample_cases import make_cases
from boshan_desk.usecases.sample_words import (
    REMARK,
    Dice,
    Someone,
    Towns,
    soon,
    spread,
    words,
)

TODAY: Final = date(2026, 10, 9)
"""The day it is in the sample county."""
SETTINGS: Final[Mapping[str, str]] = MappingProxyType({"today": TODAY.isoformat(), "sample": "yes"})
"""What a desk is made with that is to hold the sample county."""
LAST: Final = date(2026, 9, 30)
"""The newest day on record."""
_SEED = 20261009
_YEARS = (2023, 2024, 2025, 2026)

Progress = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""


def fill(desk: Desk, *, progress: Progress | None = None) -> int:
    """Write the sample county into an empty desk, as one work; the number of its records."""
    records = list(make_records(desk.county))
    done = 0
    with desk.work("写入演示数据", undoable=False) as work:
        numbered = _numbered(records, work.at.year)
        # Parents stand before their children, so that every link is found.
        for ledger, group in groupby(numbered, key=lambda record: record.ledger):
            together = list(group)
            if progress:
                progress(done, len(records), _("正在写入{ledger}").format(ledger=_(ledger.title)))
            work.apply(Change(None, record) for record in together)
            done += len(together)
        work.detail = {"kind": "sample", "records": done}
    if progress:
        progress(done, done, _("演示数据已写入"))
    return done


def make_records(county: County) -> Iterable[Record]:
    """Every record of the sample county, parents before children."""
    dice = Dice(_SEED)
    labels = {code: county.towns.label(code) for code in county.counted}
    towns = Towns(dice, county.counted, labels)
    firms = _enterprises(dice, towns)
    stations = _stations(dice, towns)
    rights = _rights(dice, towns)
    users = _users(dice, rights, firms)
    events = _events(dice, towns)
    yield from firms
    yield from stations
    yield from _services(dice, stations, firms)
    yield from rights
    yield from users
    yield from _yearly(dice, rights)
    yield from _checks(dice, towns, users)
    yield from make_cases(dice, towns, firms, LAST)
    yield from _actions(dice, towns)
    yield from events
    yield from _attendees(dice, events, firms)
    yield from _media(dice, events)


def _numbered(records: Iterable[Record], this_year: int) -> Iterable[Record]:
    """With stamps and serial numbers of the year they were entered in.

    Those of this year are left to the door, which goes on counting from them.
    """
    counts: dict[tuple[str, int], int] = {}
    for record in records:
        day = _entered_on(record)
        number = None
        if day.year != this_year:
            key = (record.ledger.name, day.year)
            counts[key] = counts.get(key, 0) + 1
            number = f"{day.year}-{counts[key]:04d}"
        yield replace(
            record,
            serial_no=number,
            entered_by="演示用户",
            entered_at=datetime.combine(day, time(17, 30)),
        )


def _entered_on(record: Record) -> date:
    """The day it came into the books: its own day, or the day the books were begun."""
    day = getattr(record, record.ledger.day, None) if record.ledger.day else None
    if isinstance(record, GiYear):
        day = date((record.year or 0) + 1, 2, 20)
    return max(day or date(2023, 1, 10), date(2023, 1, 10))


def _enterprises(dice: Dice, towns: Towns) -> list[Enterprise]:
    lists = words()
    firms = []
    for number in range(120):
        industry, trade, products = lists["trades"][number % len(lists["trades"])]
        word = lists["words"][number % len(lists["words"])]
        kind = dice.weighted({"firm": 80, "trader": 10, "farm_coop": 10})
        if kind == "farm_coop":
            industry, trade, products = "farm", "果蔬", "猕猴桃、核桃"
        form = {"firm": "有限公司", "trader": "经营部", "farm_coop": "农民专业合作社"}[kind]
        boss = dice.person()
        tags = {
            "high_tech": kind == "firm" and dice.chance(22),
            "specialised": kind == "firm" and dice.chance(18),
            "above_scale": kind == "firm" and dice.chance(30),
            "ip_model": kind == "firm" and dice.chance(8),
            "old_brand": dice.chance(5),
            "trader": kind == "trader",
        }
        tagged = tuple(tag for tag, holds in tags.items() if holds)
        firms.append(
            Enterprise(
                id=dice.id(),
                status="submitted",
                source="backfill" if number < 90 else "typed",
                remark=REMARK,
                name=f"演示{word}{trade}{form}",
                uscc=dice.credit_code(kind),
                town_code=towns.any(),
                address=f"博山区{dice.one(lists['streets'])}演示{dice.between(1, 300)}号",
                state="closed" if number in (17, 64) else "moved" if number == 88 else "open",
                legal_rep=boss.name,
                contact=dice.person().name if dice.chance(60) else boss.name,
                phone=boss.phone,
                kind=kind,
                size=dice.weighted({"medium": 12, "small": 48, "micro": 40}),
                industries=(industry,),
                founded_on=date(dice.between(1996, 2025), dice.between(1, 12), dice.between(1, 28)),
                high_tech="high_tech" in tagged,
                tags=tagged,
                products=products,
                patents=dice.weighted({0: 30, dice.between(1, 12): 50, dice.between(13, 60): 20}),
                marks=dice.between(0, 15),
                counted_on=date(2026, 6, 30),
            )
        )
    return firms


def _stations(dice: Dice, towns: Towns) -> list[Station]:
    stations = []
    for number, row in enumerate(words()["stations"]):
        name, town, host, level, kind, industry = row
        head = dice.person()
        year = 2021 if number % 4 == 0 else 2022 if number % 4 == 1 else 2023 + number % 3
        month = dice.between(1, 11) if year < 2026 else 3
        set_up = dice.days_of(year, month, 1, LAST)[0]
        state, state_on, closed_on = "running", None, None
        if number in (4, 24):
            state = "closed"
            state_on = closed_on = date(2025, 11, 20) if number == 4 else date(2026, 5, 15)
        elif number in (21, 31):
            state, state_on = "paused", date(2026, 6, 10)
        elif number == 39:
            state, set_up = "preparing", date(2026, 9, 8)
        elif number == 3:
            state, state_on = "upgraded", date(2024, 10, 16)
        rating = None if set_up.year > 2025 else dice.weighted(_RATINGS)
        stations.append(
            Station(
                id=dice.id(),
                status="submitted",
                source="backfill" if set_up.year < 2023 else "typed",
                remark=REMARK,
                name=f"{name}商标品牌指导站（演示）",
                station_no=f"BSZ-{number + 1:03d}",
                level=level,
                kind=kind,
                town_code=towns.at(town),
                address=f"博山区{dice.one(words()['streets'])}演示{dice.between(1, 200)}号",
                state=state,
                state_on=state_on,
                host_kind=host,
                host_name=f"演示{name}服务机构",
                host_uscc=dice.credit_code("institution" if host in ("hall", "office") else "firm"),
                approval_no=f"博市监函〔{set_up.year}〕{dice.between(3, 90)}号",
                set_up_on=set_up,
                plaque_on=soon(set_up, dice.between(5, 40), LAST),
                closed_on=closed_on,
                head=head.name,
                phone=head.phone,
                staff_full=dice.between(0, 3),
                staff_part=dice.between(1, 4),
                experts=dice.between(0, 6),
                rules=("duties", "process", "ledger", *(("posted",) if dice.chance(60) else ())),
                industries=(industry,),
                budget=dice.amount(0, 60_000, 1000),
                rating=rating,
                rating_year=2025 if rating else None,
            )
        )
    stations.append(
        Station(
            id=dice.id(),
            remark=REMARK,
            name="城西文旅街区商标品牌指导站（演示）",
            level="county",
            town_code=towns.at(2),
            state="preparing",
        )
    )
    return stations


_RATINGS: Final = {"excellent": 20, "good": 40, "pass": 35, "fail": 5}
_QUIET = frozenset({8, 18, 33})
"""Stations by their place that served nobody in the last quarter."""


def _services(dice: Dice, stations: list[Station], firms: list[Enterprise]) -> list[StationService]:
    lists = words()
    weights = {
        n: {"province": 6, "city": 3}.get(s.level or "", 1) * (2 if n % 5 == 0 else 1)
        for n, s in enumerate(stations)
        if s.state != "preparing"
    }
    rhythm = (6, 4, 9, 14, 9, 7, 7, 7, 10, 8, 9, 7)
    services = []
    for year, total in zip(_YEARS, (112, 152, 170, 164), strict=True):
        months = spread(total, rhythm if year < 2026 else rhythm[:9])
        for first in range(0, len(months), 3):
            days = [
                day
                for month, count in enumerate(months[first : first + 3], first + 1)
                for day in dice.days_of(year, month, count, LAST)
            ]
            for day, number in _shared_out(dice, stations, weights, days):
                services.append(_service(dice, stations[number], day, firms, lists))
    for day, question in ((date(2026, 9, 28), "电话咨询，内容待补"), (LAST, None)):
        services.append(
            StationService(
                id=dice.id(),
                remark=REMARK,
                station_id=stations[0].id,
                served_on=day,
                client="演示待核企业",
                content=question,
            )
        )
    return services


def _shared_out(
    dice: Dice, stations: list[Station], weights: Mapping[int, int], days: list[date]
) -> Iterable[tuple[date, int]]:
    """Each day of a quarter with a station: nearly every one serves once, the big ones oftener."""
    order = dice.some(tuple(weights), len(weights))
    due = [n for n in order if _open(stations[n], n, days[-1])][1:]
    for day in days:
        first = next((n for n in due if _open(stations[n], n, day)), None)
        if first is not None and dice.chance(85):
            due.remove(first)
            yield day, first
        else:
            open_then = {n: w for n, w in weights.items() if _open(stations[n], n, day)}
            yield day, dice.weighted(open_then)


def _open(station: Station, number: int, day: date) -> bool:
    """Whether a station serves on that day; the quiet ones have stopped of late."""
    if station.set_up_on is None or day < station.set_up_on:
        return False
    if day >= date(2026, 7, 1) and number in _QUIET:
        return False
    ended = station.closed_on or (station.state_on if station.state == "paused" else None)
    silent = station.town_code is not None and Towns.silent(station.town_code, day)
    return not silent and (ended is None or day < ended)


def _service(
    dice: Dice, station: Station, day: date, firms: list[Enterprise], lists: Mapping[str, Any]
) -> StationService:
    item, question = dice.one(lists["questions"])
    near = [f for f in firms if f.town_code == station.town_code] or firms
    firm = dice.one(near if dice.chance(70) else firms)
    kind = dice.weighted({"known": 72, "trader": 18, "person": 10})
    someone = dice.person()
    client, code, client_kind = firm.name, firm.uscc, firm.kind
    if kind == "trader":
        client = f"博山区演示{dice.one(lists['words'])}{dice.one(lists['shops'])}"
        code, client_kind = None, "trader"
    elif kind == "person":
        client, code, client_kind = someone.name, None, "person"
    fresh = day > date(2026, 8, 20)
    result = dice.weighted(
        {"done_now": 46, "closed": 40, "referred": 5, "following": 14 if fresh else 3}
        | {"impossible": 2}
    )
    waits = result in ("following", "referred")
    closed = day if result == "done_now" else soon(day, dice.between(3, 25), LAST)
    rated = dice.weighted({"very": 46, "good": 34, "fair": 8, "bad": 1, "none": 11})
    outcome = {"apply": "new_filing", "renew": "saved_renewal", "gi_mark": "gi_granted"}.get(item)
    return StationService(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        station_id=station.id,
        served_on=day,
        mode=dice.weighted({"on_site": 40, "visit": 30, "phone": 14, "online": 8, "talk": 8}),
        server=dice.one(lists["servers"]),
        client=client,
        client_uscc=code,
        client_kind=client_kind,
        contact=someone.name,
        contact_phone=someone.phone,
        enterprise_id=firm.id if kind == "known" else None,
        items=(item,),
        content=question,
        advice=dice.one(lists["advice"]),
        result=result if closed or waits else "following",
        refer_to="博山区知识产权保护中心（演示）" if result == "referred" else None,
        due_on=day + timedelta(30) if waits or not closed else None,
        closed_on=None if waits or result == "impossible" else closed,
        outcome=(outcome,) if outcome and dice.chance(45) and not waits else (),
        satisfaction="none" if waits else rated,
        nda=True,
    )


def _rights(dice: Dice, towns: Towns) -> list[GiRight]:
    rights = []
    for number, row in enumerate(words()["rights"]):
        name, right_kind, category, klass, where, *_, known = row
        areas = tuple(sorted((towns.at(n) for n in where), key=towns.order))
        registered = date(2010 + number % 8, dice.between(1, 12), dice.between(1, 28))
        is_mark = right_kind in ("CTM", "COL")
        state, state_on = "valid", None
        if name == "演示酥锅":
            state = "applying"
        elif name == "演示香椿":
            state, state_on = "lapsed", date(2025, 12, 14)
            registered = date(2015, 12, 14)
        elif name == "博山草莓":
            state = "grace"
            registered = date(2016, 6, 14)
        expires = registered.replace(year=registered.year + 10)
        if state == "valid" and expires <= TODAY:
            expires = expires.replace(year=expires.year + 10)
        filed = state != "applying"
        remark = f"{REMARK}：产品名称见于公开报道，其余内容均为虚构" if known else REMARK
        rights.append(
            GiRight(
                id=dice.id(),
                status="submitted",
                source="backfill",
                remark=remark,
                product_name=name,
                right_kind=right_kind,
                category=category,
                state=state,
                state_on=state_on,
                notice_org="国家知识产权局（演示）" if right_kind == "PGI" else None,
                notice_no=f"国家知识产权局公告（演示）第99{number:02d}号"
                if right_kind == "PGI"
                else None,
                notice_on=registered if right_kind in ("PGI", "AGI") else None,
                tm_no=f"99{990000 + number}" if is_mark and filed else None,
                nice_class=klass if is_mark else None,
                reg_on=registered if is_mark and filed else None,
                exp_on=expires if is_mark and filed else None,
                holder=f"演示{name.removeprefix('演示')}协会",
                holder_uscc=dice.credit_code("society"),
                rule_ver="2022年版" if filed else None,
                area_text="、".join(towns.label(code) for code in areas) + "行政区域",
                town_codes=areas,
                producers=dice.between(12, 90) if filed else None,
                std_no=f"T/YS {dice.between(10, 99)}-{dice.between(2018, 2024)}" if filed else None,
                std_state="valid" if filed else None,
                demo_zone="built" if name == "博山琉璃" and right_kind == "PGI" else "none",
                demo_level="nation" if name == "博山琉璃" and right_kind == "PGI" else None,
                promo_project="running" if name == "博山猕猴桃" else "none",
            )
        )
    return rights


def _users(dice: Dice, rights: list[GiRight], firms: list[Enterprise]) -> list[GiUser]:
    kinds = {"PGI": "producer", "CTM": "licensee", "COL": "member", "AGI": "filed"}
    granted = [r for r in rights if r.state in ("valid", "grace")]
    weights = {n: 5 - min(n, 4) + 1 for n in range(len(granted))}
    users: list[GiUser] = []
    for year, count in zip((2021, 2022, *_YEARS), (9, 10, 12, 11, 13, 9), strict=True):
        months = 9 if year == 2026 else 12
        for number in range(count):
            right = granted[dice.weighted(weights)]
            taken = {u.name for u in users if u.right_id == right.id}
            near = [
                f for f in firms if f.town_code in right.town_codes and f.name not in taken
            ] or [f for f in firms if f.name not in taken]
            firm = dice.one(near)
            month = min(months, 1 + number * months // count)
            day = dice.days_of(year, month, 1, LAST)[0]
            state = "stopped" if len(users) in (5, 23) else "revoked" if len(users) == 14 else ""
            ends = min(filter(None, (right.exp_on, day.replace(year=day.year + 5, day=1))))
            users.append(
                GiUser(
                    id=dice.id(),
                    status="submitted",
                    source="backfill" if year < 2023 else "typed",
                    remark=REMARK,
                    name=firm.name,
                    uscc=firm.uscc,
                    town_code=right.town_codes[0]
                    if firm.town_code not in right.town_codes
                    else firm.town_code,
                    site=firm.address,
                    enterprise_id=firm.id,
                    right_id=right.id,
                    user_kind=kinds[right.right_kind or ""],
                    grant_no=f"演示备〔{year}〕{number + 1}号",
                    grant_on=day,
                    valid_to=ends if ends > day else None,
                    state=state or "using",
                    state_on=date(2025, 6, 18) if state else None,
                    marking=("label", "internet") if dice.chance(40) else ("label",),
                    marks_std=right.right_kind == "PGI",
                    marks_tm=right.right_kind in ("CTM", "COL"),
                    labels=dice.between(5, 600) * 100,
                    last_used_on=soon(max(day, date(2026, 1, 5)), dice.between(1, 200), LAST),
                )
            )
    return users


def _yearly(dice: Dice, rights: list[GiRight]) -> list[GiYear]:
    years = []
    for right, row in zip(rights, words()["rights"], strict=True):
        *_, worth, growth, unit, output, _known = row
        if not worth:
            continue
        for year in (2022, 2023, 2024, 2025):
            if right.state == "lapsed" and year == 2025:
                continue
            grown = (100 + growth) ** (year - 2022) * 10_000 // 100 ** (year - 2022)
            value = worth * grown // 10_000 * 1_000_000
            sales = value * dice.between(82, 96) // 100
            years.append(
                GiYear(
                    id=dice.id(),
                    status="submitted",
                    source="backfill" if year == 2022 else "typed",
                    remark=REMARK,
                    year=year,
                    right_id=right.id,
                    basis="holder" if dice.chance(70) else "firms",
                    audited=True,
                    output=output * grown // 10_000,
                    output_unit=unit,
                    value=value,
                    user_value=value * dice.between(25, 60) // 100,
                    sales=sales,
                    online=sales * dice.between(8, 30) // 100,
                    export=sales * dice.between(0, 9) // 100,
                    jobs=worth // 14 + dice.between(0, 80),
                    households=worth // 20 + dice.between(0, 60)
                    if right.category not in ("glass", "ceramics")
                    else None,
                )
            )
    return years


def _checks(dice: Dice, towns: Towns, users: list[GiUser]) -> list[GiCheck]:
    lists = words()
    checks: list[GiCheck] = []
    for year, total in zip(_YEARS, (20, 24, 26, 20), strict=True):
        rhythm = (1, 1, 3, 3, 2, 2, 2, 2, 4, 2, 2, 2)
        for month, count in enumerate(spread(total, rhythm[: 9 if year == 2026 else 12]), 1):
            for day in dice.days_of(year, month, count, LAST):
                known = [u for u in users if u.grant_on and u.grant_on <= day]
                known = [u for u in known if not Towns.silent(u.town_code or "", day)]
                user = dice.one(known)
                result = dice.weighted({"ok": 70, "rectify": 22, "transfer": 3, "idle": 5})
                kind = dice.weighted({"daily": 42, "random": 22, "special": 22, "sampling": 14})
                due = day + timedelta(15) if result == "rectify" else None
                again = soon(day, dice.between(14, 24), LAST) if due else None
                fixed = "fixed" if dice.chance(86) else "partly"
                sampled = kind == "sampling"
                checks.append(
                    GiCheck(
                        id=dice.id(),
                        status="submitted",
                        remark=REMARK,
                        checked_on=day,
                        town_code=user.town_code,
                        target=user.name,
                        user_id=user.id,
                        kind=kind,
                        items=("quality", "mark", "ledger") if sampled else ("name", "mark"),
                        officers=dice.some(lists["officers"], 2),
                        result=result,
                        problem=_PROBLEMS[result],
                        due_on=due,
                        recheck_on=again,
                        recheck=fixed if again else None,
                        sample_no=f"DCY{day:%y%m}{len(checks):03d}" if sampled else None,
                        lab="演示质量检验所" if sampled else None,
                        verdict=("pass" if dice.chance(92) else "fail") if sampled else None,
                        clue_no=f"XS{year}-D{len(checks):03d}" if result == "transfer" else None,
                    )
                )
    return checks


_PROBLEMS: Final = {
    "ok": None,
    "rectify": "专用标志使用台账登记不全，个别包装标注不规范",
    "transfer": "未经许可在包装上使用地理标志名称",
    "idle": None,
}


def _actions(dice: Dice, towns: Towns) -> list[EnforcementAction]:
    lists = words()
    actions = []
    rhythm = (2, 2, 5, 6, 5, 3, 3, 3, 5, 6, 4, 3)
    for year, total in zip(_YEARS, (36, 42, 40, 34), strict=True):
        for month, count in enumerate(spread(total, rhythm[: 9 if year == 2026 else 12]), 1):
            for day in dice.days_of(year, month, count, LAST):
                tiequan = month in (3, 4, 5, 9, 10, 11) and dice.chance(45)
                theme = "tiequan" if tiequan else dice.one(lists["themes"])
                at_market = theme in ("market", "rural") or dice.chance(30)
                officers = dice.some(lists["officers"], dice.between(2, 4))
                town = towns.on(day)
                place = dice.one(lists["markets"]) if at_market else f"演示{towns.label(town)}辖区"
                found = dice.weighted({0: 62, 1: 28, 2: 10})
                told = f"，发现问题线索{found}条" if found else "，未发现违法行为"
                actions.append(
                    EnforcementAction(
                        id=dice.id(),
                        status="submitted",
                        remark=REMARK,
                        acted_on=day,
                        town_code=town,
                        theme=theme,
                        place=place,
                        at_market=at_market,
                        people=len(officers) + dice.between(0, 6),
                        officers=officers,
                        checked=(checked := dice.between(6, 38)),
                        found=found,
                        result=f"检查经营主体{checked}户{told}",
                    )
                )
    return actions


def _events(dice: Dice, towns: Towns) -> list[Event]:
    lists = words()
    events = []
    # 3·15, the week of 26 April and 4 December stand out.
    taught = (1, 1, 3, 5, 3, 3, 2, 2, 4, 3, 3, 3)
    shown = (0, 1, 6, 12, 4, 1, 1, 1, 2, 1, 1, 6)
    for year, total in zip(_YEARS, (46, 56, 56, 42), strict=True):
        kinds = ((lists["trainings"], taught, total // 2), (lists["publicity"], shown, total // 2))
        for rows, rhythm, count in kinds:
            months = spread(count, rhythm[: 9 if year == 2026 else 12])
            for month, many in enumerate(months, 1):
                for day in dice.days_of(year, month, many, LAST):
                    events.append(_event(dice, towns, dice.one(rows), day))
    events.sort(key=lambda event: event.starts_on or LAST)
    for title in ("（待补）山头街道企业座谈", "（待补）网络直播课"):
        events.append(Event(id=dice.id(), remark=REMARK, title=title, kind="talk", starts_on=LAST))
    return events


def _event(dice: Dice, towns: Towns, row: list[Any], day: date) -> Event:
    title, kind, form, audience, topics = row
    lists = words()
    teaches = kind in ("training", "preach", "lecture")
    occasion = None
    if not teaches:
        if day.month == 3 and 8 <= day.day <= 18:
            occasion, kind, title = "consumer", "law", "3·15知识产权普法宣传"
        elif day.month == 4 and 20 <= day.day <= 26:
            occasion, kind, title = "ipweek", "week", "全国知识产权宣传周主题活动"
        elif day.month == 5 and 8 <= day.day <= 12:
            occasion = "brandday"
        elif day.month == 12 and day.day <= 7:
            occasion, kind, title = "lawday", "law", "12·4宪法日知识产权普法宣传"
    if kind in ("law", "week"):
        form, audience, topics = "offline", ["public"], ["law", "trademark"]
    town = towns.on(day)
    in_person = form in ("offline", "both")
    small = kind in ("talk", "banks", "to_firms")
    people = dice.between(28, 95) if teaches else dice.between(*((12, 48) if small else (60, 360)))
    return Event(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        title=f"{towns.label(town)}{title}（演示）",
        kind=kind,
        occasion=occasion,
        starts_on=day,
        ends_on=day,
        form=form,
        place=f"{towns.label(town)}演示会议室" if teaches else f"{towns.label(town)}演示广场",
        town_code=town,
        host=("博山区市场监督管理局（知识产权局）",),
        organiser=(f"{towns.label(town)}市场监管所（演示）",),
        lecturers=(dice.one(lists["lecturers"]),) if teaches else (),
        hours=dice.between(2, 6) if teaches else None,
        cost=dice.amount(300, 9000, 100),
        audience=tuple(audience),
        people=people if in_person else None,
        views=dice.between(300, 6000) if form in ("online", "both") else None,
        firms=people * dice.between(35, 70) // 100 if teaches else None,
        handouts=dice.between(60, 600) if not teaches and in_person else None,
        topics=tuple(topics),
        satisfied=dice.between(9000, 9950) if teaches else None,
        passed=dice.between(9200, 10_000) if kind == "training" else None,
    )


def _attendees(dice: Dice, events: list[Event], firms: list[Enterprise]) -> list[Attendee]:
    people: list[tuple[Someone, Enterprise]] = []
    for firm in firms:
        people += [(dice.person(), firm) for _ in range(2)]
    taught = [e for e in events if e.kind == "training" and e.form == "offline"]
    chosen = [taught[(n + 1) * len(taught) // 22 - 1] for n in range(22)]
    attendees = []
    for event in chosen:
        for someone, firm in dice.some(people, 23):
            attendees.append(
                Attendee(
                    id=dice.id(),
                    status="submitted",
                    source="sheet",
                    remark=REMARK,
                    name=someone.name,
                    sex=someone.sex,
                    id_no=someone.id_no,
                    phone=someone.phone,
                    unit=firm.name,
                    town_code=firm.town_code,
                    enterprise_id=firm.id,
                    event_id=event.id,
                    attended_on=event.starts_on,
                    hours=event.hours,
                    passed=dice.chance(95),
                )
            )
    return attendees


def _media(dice: Dice, events: list[Event]) -> list[Media]:
    lists = words()
    told = [e for e in events if e.status == "submitted"]
    media = []
    for event in sorted(dice.some(told, 60), key=lambda event: event.starts_on or LAST):
        outlet, level = dice.one(lists["outlets"])
        day = event.starts_on or LAST
        media.append(
            Media(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                event_id=event.id,
                outlet=outlet,
                level=level,
                published_on=min(day + timedelta(dice.between(0, 3)), LAST),
                headline=f"博山区：{(event.title or '').removesuffix('（演示）')}举办（演示）",
                reads=dice.between(120, 18_000),
            )
        )
    return media
