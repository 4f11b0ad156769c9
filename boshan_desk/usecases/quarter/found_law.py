"""What is wrong with limits, remedies, permits and rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.domain.figures import Where
from boshan_desk.domain.saying import Sayable, said
from boshan_desk.domain.wording import half_up, plain
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import (
    Finding,
    bureau,
    few,
    finding,
    in_protocol,
    town_names,
)
from boshan_desk.usecases.quarter.linked import bare, of_records, row_of_names


def limits(facts: Facts) -> Iterator[Finding]:
    """Cases with a statutory limit past and not met."""
    if not facts.has("M-EN08"):
        return
    line = facts.look("M-EN08")
    if not line.value:
        return
    units, codes = bureau(facts)
    yield finding(
        "overdue",
        "overdue",
        {"count": bare(line)},
        place="执法案件",
        units=units,
        codes=codes,
        size=Decimal(line.value),
    )


def open_checks(facts: Facts) -> list[GiCheck]:
    """Inspections whose day of remedy is past and of which no remedy is known, the oldest first."""
    on = facts.as_of
    found = [
        check
        for check in facts.reader.matching(
            GiCheck, (Where("result", "=", "rectify"), Where("due_on", "<=", on))
        )
        if check.due_on
        and check.due_on < on
        and (check.recheck != "fixed" or (check.recheck_on is not None and check.recheck_on > on))
    ]
    if facts.request.town:
        found = [check for check in found if check.town_code == facts.request.town]
    return sorted(found, key=lambda check: (check.due_on or date.min, check.id))


def checks(facts: Facts) -> Iterator[Finding]:
    """Inspections whose remedy is overdue."""
    found = open_checks(facts)
    if not found:
        return
    towns = in_protocol(facts, (check.town_code for check in found))
    units, codes = bureau(facts)
    yield finding(
        "checks",
        "checks",
        {
            "count": of_records("gi_check", (check.id for check in found)),
            "names": row_of_names(facts, towns) or facts.county.whole,
        },
        place=row_of_names(facts, towns) or facts.county.whole,
        units=(*units, *town_names(facts, towns)),
        size=len(found),
        towns=towns,
        codes=(*codes, *towns),
    )


def ended_users(facts: Facts, after: date | None = None, until: date | None = None) -> list[GiUser]:
    """Users of the special mark whose permit has ended, or ends within some days, still in use."""
    last = until or facts.as_of
    found = [
        user
        for user in facts.reader.matching(
            GiUser, (Where("state", "=", "using"), Where("valid_to", "<=", last))
        )
        if user.valid_to and (user.valid_to > after if after else user.valid_to < last)
    ]
    if facts.request.town:
        found = [user for user in found if user.town_code == facts.request.town]
    return sorted(found, key=lambda user: (user.valid_to or date.min, user.id))


def ended_rights(
    facts: Facts, after: date | None = None, until: date | None = None
) -> list[GiRight]:
    """Marks of geographical indications whose term has ended, or ends, and that count as valid."""
    last = until or facts.as_of
    found = [
        right
        for right in facts.reader.matching(
            GiRight, (Where("state", "=", "valid"), Where("exp_on", "<=", last))
        )
        if right.exp_on and (right.exp_on > after if after else right.exp_on < last)
    ]
    return sorted(found, key=lambda right: (right.exp_on or date.min, right.id))


def user_names(facts: Facts, users: Sequence[GiUser]) -> str:
    """Users by name; in the 公开版 none is named."""
    if facts.request.public:
        towns = in_protocol(facts, (user.town_code for user in users))
        return row_of_names(facts, towns)
    return few([user.name or "（未填名称）" for user in users], "家")


def permits(facts: Facts) -> Iterator[Finding]:
    """Permits and marks that have ended and still stand as if they had not."""
    units, codes = bureau(facts)
    users = ended_users(facts)
    if users:
        towns = in_protocol(facts, (user.town_code for user in users))
        yield finding(
            "users",
            "users",
            {
                "count": of_records("gi_user", (user.id for user in users)),
                "names": user_names(facts, users),
            },
            place=row_of_names(facts, towns) or facts.county.whole,
            units=units,
            size=len(users),
            towns=towns,
            codes=codes,
        )
    if facts.request.town:
        return
    rights = ended_rights(facts)
    if rights:
        yield finding(
            "rights",
            "rights",
            {
                "count": of_records("gi_right", (right.id for right in rights)),
                "names": few([r.product_name or "（未填名称）" for r in rights], "件"),
            },
            place=few([r.product_name or "（未填名称）" for r in rights], "件"),
            units=units,
            size=len(rights),
            codes=codes,
        )


def below_wishes(facts: Facts, wishes: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Rates that are lower than the office wants them, told together."""
    parts: list[tuple[str, Mapping[str, Sayable]]] = []
    size = Decimal(0)
    for each in wishes:
        code, wish = str(each["figure"]), Decimal(str(each["at_least"]))
        if not facts.has(code):
            continue
        line = facts.look(code)
        if line.cumulative is None or Decimal(line.cumulative) >= wish:
            continue
        short = wish - Decimal(line.cumulative)
        size = max(size, short)
        values: dict[str, Sayable] = {
            "title": line.title,
            "value": said(bare(line), "%"),
            "wish": f"{plain(wish.normalize())}%",
            "points": plain(half_up(short, 1)),
        }
        parts.append(("rate", values))
    if not parts:
        return
    units, codes = bureau(facts)
    yield finding(
        "rates",
        "rates",
        {"count": str(len(parts))},
        parts=parts,
        place=facts.town(facts.request.town) if facts.request.town else facts.county.whole,
        units=units,
        size=size,
        codes=codes,
        towns=(facts.request.town,) if facts.request.town else (),
    )
