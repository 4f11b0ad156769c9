"""What is wrong with limits, remedies and rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.domain.figures import Where
from boshan_desk.domain.saying import Sayable, said
from boshan_desk.domain.wording import half_up, plain
from boshan_desk.ledgers.gi import GiCheck
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import (
    Finding,
    bureau,
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
    # What is told of the year's own checks beside it speaks of none but these.
    earlier = [
        check for check in found if check.checked_on and check.checked_on < facts.total.start
    ]
    yield finding(
        "checks",
        "checks",
        {
            "count": of_records("gi_check", (check.id for check in found)),
            "earlier": of_records("gi_check", (check.id for check in earlier)),
            "names": row_of_names(facts, towns) or facts.county.whole,
        },
        how="earlier" if len(earlier) == len(found) else "mixed" if earlier else "",
        place=row_of_names(facts, towns) or facts.county.whole,
        units=(*units, *town_names(facts, towns)),
        size=len(found),
        towns=towns,
        codes=(*codes, *towns),
    )


def below_wishes(facts: Facts, wishes: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Rates that are lower than the office wants them, told together."""
    parts: list[tuple[str, Mapping[str, Sayable]]] = []
    size = Decimal(0)
    units, codes = bureau(facts)
    own = (facts.town(facts.request.town),) if facts.request.town else ()
    who: list[str] = []
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
        # Cases are the bureau's; the rest of a town's sheet is the town's own.
        who += own if own and not code.startswith("M-EN") else units
    if not parts:
        return
    yield finding(
        "rates",
        "rates",
        {
            "count": str(len(parts)),
            "titles": "、".join(str(values["title"]) for _name, values in parts),
        },
        parts=parts,
        place=own[0] if own else facts.county.whole,
        units=dict.fromkeys(who),
        size=size,
        codes=codes,
        towns=(facts.request.town,) if facts.request.town else (),
    )
