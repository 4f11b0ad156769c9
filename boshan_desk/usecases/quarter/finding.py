"""One thing that is wrong at the end of a quarter, and who has to act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.saying import Said, Sayable
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import in_order, wording

GRAVITY: Final[Mapping[str, int]] = {
    "overdue": 100,
    "late": 90,
    "slips": 80,
    "checks": 75,
    "rights": 74,
    "users": 73,
    "milestones": 70,
    "slow": 65,
    "silent": 60,
    "liaisons": 55,
    "stations": 50,
    "reports": 45,
    "rates": 40,
    "tasks": 35,
    "bare": 30,
}
"""The gravest first: the law before the plan, the plan before what was not reported."""

_LONGEST_ROW: Final = 5
"""So many names of tasks or firms stand in a sentence; of more the rest is counted."""
_A_FEW: Final = 2
"""So many more are named too: counting them would save nothing."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    kind: str
    """What words it: late, slow, silent, …"""
    key: str
    """Stable while the thing itself is the same."""
    gravity: tuple[int, Decimal]
    values: Mapping[str, Sayable]
    """What its wording may name."""
    how: str = ""
    """Which of several wordings of its kind says it."""
    parts: tuple[tuple[str, Mapping[str, Sayable]], ...] = ()
    """What it is made of, each with the wording that says it; together they are `{parts}`."""
    place: str
    """Where, or whom it concerns, in words."""
    units: tuple[str, ...]
    """Who has to act, by name."""
    unit_codes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


def finding(
    kind: str,
    key: str,
    values: Mapping[str, Sayable],
    *,
    place: str,
    units: Iterable[str],
    size: Decimal | int = 0,
    how: str = "",
    parts: Iterable[tuple[str, Mapping[str, Sayable]]] = (),
    codes: Iterable[str] = (),
    towns: Iterable[str] = (),
) -> Finding:
    """A finding of a kind; `size` ranks those of one kind."""
    return Finding(
        kind=kind,
        key=key,
        gravity=(GRAVITY[kind], Decimal(size)),
        values=values,
        how=how,
        parts=tuple(parts),
        place=place,
        units=tuple(units),
        unit_codes=tuple(codes),
        towns=tuple(towns),
    )


def said_of(facts: Facts, part: Part, found: Finding, before: str = "") -> Said:
    """A finding in the part's wording of its kind, whose name begins with `before`.

    Where there are such: that of how it is (`late_rate`), and a town's own (`silent_town`), for a
    town's sheet does not speak of the town as of one among others.
    """
    values = dict(found.values)
    if found.parts:
        told = (wording(facts, part, before + name, **each) for name, each in found.parts)
        values["parts"] = in_order(told)
    names = [f"{found.kind}_{found.how}", found.kind] if found.how else [found.kind]
    if facts.request.town:
        names = [*(f"{name}_town" for name in names), *names]
    name = next((name for name in names if before + name in part.words), found.kind)
    return wording(facts, part, before + name, **values)


# ------------------------------------------------------------ who acts


def bureau(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The bureau's name among the county's departments, and its code, as far as it has one."""
    county, on = facts.county, facts.as_of
    for each in county.units:
        if each.name in county.bureau and (unit := county.unit(each.code, on)):
            return (unit.name,), (unit.code,)
    return (county.bureau,), ()


def too_early(facts: Facts) -> bool:
    """Whether not half of the quarter is over: nobody is to blame yet for what lacks in it."""
    whole = facts.period.end - facts.period.start
    return (facts.as_of - facts.period.start) * 2 < whole


def town_names(facts: Facts, towns: Iterable[str]) -> tuple[str, ...]:
    """What towns are called."""
    return tuple(facts.county.towns.label(town) for town in towns)


def few(names: Sequence[str], unit: str) -> str:
    """Names in a row; of many the rest is only counted, in its own unit."""
    if len(names) <= _LONGEST_ROW + _A_FEW:
        return "、".join(names)
    return f"{'、'.join(names[:_LONGEST_ROW])}等{len(names)}{unit}"


def in_protocol(facts: Facts, towns: Iterable[str | None]) -> list[str]:
    """Towns in their official order, each once; a city's paper speaks of counties."""
    counts_for = facts.county.places.counts_for
    return sorted({counts_for(town) for town in towns if town}, key=facts.county.towns.order)


def own_towns(facts: Facts, towns: Iterable[str]) -> list[str]:
    """Of some towns those that the sheet is of: on a town's sheet itself, else all."""
    wanted = facts.request.town
    return [town for town in towns if not wanted or town == wanted]
