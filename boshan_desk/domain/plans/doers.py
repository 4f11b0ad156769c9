"""Who does it: the units that a plan names, as the county knows them on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from boshan_desk.domain.county import County

_ALL_TOWNS = re.compile(
    r"各(?:(?:区|县|市|乡|镇|街道)(?:人民政府|政府|办事处|办)?|[、，（）()和及/])+"
)
"""各镇、街道; 各镇（街道）; 各区（县）; 各镇人民政府、街道办事处."""


class Doer(NamedTuple):
    """A unit that leads or takes part."""

    code: str
    """"" where the county has no unit of that name."""
    name: str


def doers(names: Iterable[str], county: County, on: date) -> tuple[Doer, ...]:
    """The units that a paper names, as they are called on a day; 各镇、街道 are all the towns."""
    found: dict[str, Doer] = {}
    for name in names:
        if _ALL_TOWNS.fullmatch(name):
            for code in county.counted:
                doer = Doer(code, county.towns.label(code))
                found.setdefault(doer.name, doer)
            continue
        doer = _doer(name, county, on)
        found.setdefault(doer.name, doer)
    return tuple(found.values())


def following(code: str, county: County, on: date) -> str:
    """Who has the work of a unit or town on a day: itself, or who took it over."""
    if unit := county.unit(code, on):
        return unit.code
    seen: set[str] = set()
    while code in county.moved and code not in seen:
        seen.add(code)
        until, successor = county.moved[code]
        if until >= on or not successor:
            break
        code = successor
    return code


def name_of(code: str, county: County, on: date) -> str:
    """What the unit that has this one's work is called on a day."""
    now = following(code, county, on)
    unit = county.unit(now)
    return unit.name if unit else county.towns.label(now)


def written_names(names: Iterable[str], county: County, on: date) -> tuple[str, ...]:
    """The names as a table prints them: successors followed, 各镇、街道 left as they are."""
    found = (n if _ALL_TOWNS.fullmatch(n) else _doer(n, county, on).name for n in names)
    return tuple(dict.fromkeys(found))


def _doer(name: str, county: County, on: date) -> Doer:
    if unit := county.find_unit(name):
        now = following(unit.code, county, on)
        return Doer(now, name_of(now, county, on))
    if code := county.towns.find(name):
        now = following(code, county, on)
        return Doer(now, county.towns.label(now))
    return Doer("", name)
