"""The calendars that travel with the program, and whether a year's file holds together.

A year's file is made from the State Council's notice (`resources/calendar`); an office may load a
newer one.  What is wrong with it is said in words, for nobody counts 365 days by eye.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from boshan_desk.assets import asset
from boshan_desk.domain.wording import listed
from boshan_desk.domain.workdays import DAY, Year, read_year
from boshan_desk.i18n import _

FOLDER: Final = ("resources", "calendar")

# 全国年节及纪念日放假办法, as amended: the text's first year, and the holidays it gives.
_STATUTE: Final[tuple[tuple[int, Mapping[str, int]], ...]] = (
    (
        2025,
        {
            "元旦": 1,
            "春节": 4,
            "清明节": 1,
            "劳动节": 2,
            "端午节": 1,
            "中秋节": 1,
            "国庆节": 3,
        },
    ),
    (
        2008,
        {
            "元旦": 1,
            "春节": 3,
            "清明节": 1,
            "劳动节": 1,
            "端午节": 1,
            "中秋节": 1,
            "国庆节": 3,
        },
    ),
    (2000, {"元旦": 1, "春节": 3, "劳动节": 3, "国庆节": 3}),
)

# Fixed in the solar calendar: first day, and how many, at least (the fewest of all texts).
_FIXED: Final = (("元旦", 1, 1, 1), ("劳动节", 5, 1, 1), ("国庆节", 10, 1, 3))


class DayChange(NamedTuple):
    """A day that two versions of a year's calendar treat differently."""

    day: date
    worked: bool
    """Whether one worked on it before."""
    works: bool
    """Whether one works on it now."""
    name: str
    """The holiday that it belongs to, now or before."""


@cache
def shipped_years() -> tuple[Year, ...]:
    """The years whose calendar travels with the program, in order."""
    files = asset(*FOLDER).glob("[0-9][0-9][0-9][0-9].toml")
    return tuple(read_year(file.read_text("utf-8")) for file in sorted(files))


@cache
def assumed_days() -> Mapping[date, str]:
    """The statutory holidays of the years after the last notice; see the words in the file."""
    given = tomllib.loads(asset(*FOLDER, "assumed.toml").read_text("utf-8"))
    return MappingProxyType({date.fromisoformat(day): name for day, name in given["off"]})


def statutory_days(year: int) -> Mapping[str, int]:
    """The holidays of the statute in force in a year, with the number of their days."""
    return next(days for since, days in _STATUTE if year >= since or since == 2000)


def check_year(year: Year) -> list[str]:
    """What looks wrong with a year's calendar, in words for the officer; empty when nothing does.

    Nothing here refuses a file: in 2015 and 2020 the State Council itself added days of rest.
    """
    return [
        *_missing(year),
        *_apart(year),
        *_unpaid(year),
        *_far(year),
    ]


def _missing(year: Year) -> list[str]:
    """The statutory holidays that are not there, or too short."""
    found: dict[str, int] = {}
    for name in year.off.values():
        for part in name.split("、"):
            found[part] = found.get(part, 0) + 1
    wanted = statutory_days(year.year)
    problems = []
    if absent := [name for name in wanted if name not in found]:
        problems.append(_("没有列出：{names}").format(names=listed(absent)))
    short = [n for n, days in wanted.items() if n in found and found[n] < days]
    problems += [
        _("{name}只列了{days}日，法定是{wanted}日").format(name=n, days=found[n], wanted=wanted[n])
        for n in short
    ]
    for name, month, first, days in _FIXED:
        problems += [
            _("{day}是{name}，却没有列为放假").format(day=day, name=name)
            for day in (date(year.year, month, first + n) for n in range(days))
            if day not in year.off
        ]
    return problems


def _apart(year: Year) -> list[str]:
    """The holidays whose days of rest do not follow each other."""
    problems = []
    for name in dict.fromkeys(year.off.values()):
        days = [d for d, n in year.off.items() if n == name]
        for before, after in pairwise(days):
            between = [before + DAY * n for n in range(1, (after - before).days)]
            if any(d not in year.off for d in between):
                problems.append(
                    _("{name}放假不连续：{first}之后是{next}").format(
                        name=name, first=before, next=after
                    )
                )
    return problems


def _unpaid(year: Year) -> list[str]:
    """Whether the days of rest taken from weekdays are paid for by the weekend days worked.

    A statutory day on a weekday costs nothing, one on a weekend gives a weekday back; so the
    weekdays off are the statutory days and as many as weekend days are worked.
    """
    weekdays = sum(d.weekday() < 5 for d in year.off)
    wanted = sum(statutory_days(year.year).values())
    extra = weekdays - wanted - len(year.work)
    if not extra:
        return []
    values = {"off": weekdays, "wanted": wanted, "work": len(year.work), "days": abs(extra)}
    if extra > 0:
        text = _("放假的周一至周五共{off}日，应为法定{wanted}日加调休上班{work}日，多{days}日")
    else:
        text = _("放假的周一至周五共{off}日，应为法定{wanted}日加调休上班{work}日，少{days}日")
    return [text.format(**values)]


def _far(year: Year) -> list[str]:
    """The weekend days worked that lie far from their holiday."""
    problems = []
    for day, name in year.work.items():
        parts = name.split("、")
        near = [d for d, n in year.off.items() if set(parts) & set(n.split("、"))]
        if not near:
            problems.append(_("{day}上班是为{name}调休，但没有这个假期").format(day=day, name=name))
        elif min(abs((d - day).days) for d in near) > 14:
            problems.append(_("{day}上班离{name}太远，请核对").format(day=day, name=name))
    return problems


def differences(old: Year | None, new: Year) -> list[DayChange]:
    """The days that change between working and rest when one calendar takes another's place.

    Without an old one, those that differ from a year of plain weeks.
    """

    def look(year: Year | None, day: date) -> bool:
        if year and day in year.work:
            return True
        return day.weekday() < 5 and not (year and day in year.off)

    def name(day: date) -> str:
        found = (m[day] for y in (new, old) if y for m in (y.off, y.work) if day in m)
        return next(found, "")

    days = {
        *new.off,
        *new.work,
        *(old.off if old else ()),
        *(old.work if old else ()),
    }
    changes = (DayChange(d, look(old, d), look(new, d), name(d)) for d in sorted(days))
    return [change for change in changes if change.worked != change.works]
