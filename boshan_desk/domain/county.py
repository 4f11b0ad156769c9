"""Whose desk it is: a county pack (`resources/counties/*.toml`, or one that an office made).

A pack holds what differs from county to county: names, towns in protocol order, departments, other
areas to compare with, prefixes of numbers, thresholds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.codes import CodeList, Entry, Lists, common_lists, entries_of
from boshan_desk.domain.places import town_names
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.reading import fold
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import mark


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A department of the county, as long as it has that name."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    """The last day on which it had this name."""
    successor: str = ""
    """The code of who took its work over."""


@dataclass(frozen=True, kw_only=True)
class Lamps:
    """When a target is behind, in points of 序时进度 (domain.md 1.6: settings)."""

    yellow: Decimal = Decimal(0)
    """Behind by more than so many points it is yellow …"""
    red: Decimal = Decimal(10)
    """… and by more than so many red."""
    ahead: Decimal = Decimal(5)
    """Ahead by so many points it is said to be ahead."""
    by_days: bool = False
    """Whether the time passed is counted by days instead of months."""


TOWNS_WORD: Final = mark("镇（街道）")

_WHOLE: Final = {
    "区": mark("全区"),
    "县": mark("全县"),
    "市": mark("全市"),
    "旗": mark("全旗"),
    "州": mark("全州"),
}


@dataclass(frozen=True)
class County:
    """A county pack: whose desk this is (`resources/counties/*.toml`)."""

    id: str
    name: str
    bureau: str
    office: str
    """The office that edits the papers for the leading group."""
    region: str
    """The six-digit division code (GB/T 2260)."""
    towns: CodeList
    """Towns and streets in the protocol order, then areas that are no town; of a city its
    counties."""
    counted: tuple[str, ...]
    """The codes that every town table shows, silent ones too."""
    within: tuple[str, ...] = ()
    """The places it lies in, the widest first."""
    short: str = ""
    """The sign that its numbers begin with: 博."""
    units: tuple[Unit, ...] = ()
    """Departments in the protocol order, former ones too."""
    moved: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    """Towns that are no more: code to their last day and who has their work."""
    areas: tuple[Entry, ...] = ()
    """Areas beyond the county to compare with: the city, its other districts."""
    plans: tuple[tuple[str, str], ...] = ()
    """The plans a new desk begins with: code and status."""
    lamps: Lamps = Lamps()
    group: str = ""
    """What its leading group is called in papers."""
    towns_word: str = TOWNS_WORD
    """What papers call a town of its: 镇（街道）, 区（县）."""
    members: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Of a city: each county that hands its records up, with the county's towns."""

    @property
    def is_city(self) -> bool:
        """Whether its lines are counties, of whose towns the records are."""
        return bool(self.members)

    @cached_property
    def places(self) -> CodeList:
        """Every place that a record may be of: its towns; of a city the counties and their towns.

        A county's town bears the county's name before its own, for two counties have a 城关镇; the
        bare name is known where only one has it.
        """
        if not self.members:
            return self.towns
        names = {each.code: each.label for each in self.towns}
        found, usual = list(self.towns), list(self.towns.usual)
        for code, towns in self.members.items():
            county = names.get(code, "")
            labels = [(each.code, each.label) for each in towns]
            usual += town_names(labels, county, (*self.within, self.name))
            for each in towns:
                usual += ((word, each.code) for word in (each.label, *each.also))
                also = tuple(county + word for word in each.also)
                found.append(Entry(each.code, county + each.label, also))
        owners: dict[str, set[str]] = {}
        for word, code in usual:
            owners.setdefault(fold(word), set()).add(code)
        own = tuple(pair for pair in usual if len(owners[fold(pair[0])]) == 1)
        return CodeList("town", tuple(found), own, wholes=tuple(self.members))

    @property
    def whole(self) -> str:
        """What papers call all of it: 全区, 全县, 全市."""
        return _WHOLE.get(self.name[-1], mark("全域"))

    def unit(self, code: str, on: date | None = None) -> Unit | None:
        """The department of this code; on a day after its end, who took its work over."""
        seen = set()
        found = next((each for each in self.units if each.code == code), None)
        while found and on and found.until and found.until < on and found.successor:
            if found.code in seen:
                break
            seen.add(found.code)
            following = next((each for each in self.units if each.code == found.successor), None)
            if following is None:
                break
            found = following
        return found

    def find_unit(self, name: str) -> Unit | None:
        """The department that a paper calls by this name."""
        return next((each for each in self.units if name in (each.name, *each.also)), None)

    def suggest_units(self, name: str) -> tuple[str, ...]:
        """Departments whose names are like this one, the likeliest first; none may be."""
        import difflib

        known = [word for unit in self.units for word in (unit.name, *unit.also)]
        return tuple(difflib.get_close_matches(name, known, 2, 0.6))


USUAL: Final = "boshan"
"""The county of a desk that does not say."""


def counties() -> tuple[str, ...]:
    """The names of the county packs at hand, the usual one first."""
    names = {p.stem for p in asset("resources", "counties").glob("*.toml")}
    return tuple(sorted(names, key=lambda name: (name != USUAL, name)))


@cache
def load_county(name: str) -> County:
    """Read a county pack, or refuse when there is none of that name."""
    if name not in counties():
        raise Missing(
            "没有名为“{name}”的区县资料包，可用的有：{known}",
            name=name,
            known=listed(counties()),
        )
    return read_county(asset("resources", "counties", f"{name}.toml").read_text("utf-8"), name)


def bare_county(id: str) -> County:
    """What stands for a county whose pack is lost: nothing but its id, until one is loaded."""
    return County(id, id, id, id, "", CodeList("town", ()), (), short=id[:1])


def read_county(text: str, id: str = "") -> County:
    """Read a county pack from its text (`county_checking` says what is wrong with one).

    Without an id it has the one that its file says.
    """
    pack: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    towns = entries_of(pack["towns"])
    labels = [(entry.code, entry.label) for entry in towns]
    usual = tuple(town_names(labels, pack["name"], pack.get("within", ())))
    return County(
        id=id or str(pack["id"]),
        name=pack["name"],
        bureau=pack["bureau"],
        office=pack["office"],
        region=pack["region"],
        towns=CodeList("town", towns, usual),
        counted=tuple(pack["counted"]),
        within=tuple(pack.get("within", ())),
        short=pack.get("short", pack["name"][0]),
        units=tuple(_unit(each) for each in pack.get("unit", ())),
        moved={
            each["code"]: (each["until"], each.get("successor", ""))
            for each in pack.get("moved", ())
        },
        areas=entries_of(pack.get("areas", [])),
        plans=tuple((each["code"], each["status"]) for each in pack.get("plan", ())),
        lamps=_lamps(pack.get("lamps", {})),
        group=pack.get("group", ""),
        towns_word=pack.get("towns_word", TOWNS_WORD),
        members={
            each["code"]: entries_of(each.get("towns", [])) for each in pack.get("member", ())
        },
    )


def _unit(given: Mapping[str, Any]) -> Unit:
    return Unit(
        code=given["code"],
        name=given["name"],
        also=tuple(given.get("also", ())),
        since=given.get("since"),
        until=given.get("until"),
        successor=given.get("successor", ""),
    )


def _lamps(given: Mapping[str, Any]) -> Lamps:
    points = {
        name: Decimal(str(given[name])) for name in ("yellow", "red", "ahead") if name in given
    }
    return Lamps(**points, by_days=bool(given.get("by_days", False)))


class OfficeLists(Mapping[str, CodeList]):
    """The common lists, the county's own, and what its plans name: those are read when asked for.

    The first paint of the window asks for none of them (performance.md 1).
    """

    def __init__(self, county: County, plans: Callable[[], Iterable[Plan]]) -> None:
        units = tuple(Entry(each.code, each.name, each.also) for each in county.units)
        towns = tuple(each for each in county.towns if each.code in county.counted)
        # In a district 全市 is the city above it, which its pack has among the areas.
        whole = Entry(county.region, county.name, (county.whole, "合计", "区本级合计"))
        other = Entry("other", mark("其他地区"))
        self._plans = plans
        self._known = {
            **common_lists(),
            "town": county.places,
            "unit": CodeList("unit", (*units, *towns)),
            "area": CodeList(
                "area", (whole, *county.places, *county.areas, other), county.places.usual
            ),
        }

    def __getitem__(self, name: str) -> CodeList:
        if name not in self._known and name in _OF_PLANS:
            plans = tuple(self._plans())
            self._known |= {
                each: CodeList(each, tuple(entry for plan in plans for entry in of(plan)))
                for each, of in _OF_PLANS.items()
            }
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._known, **_OF_PLANS})

    def __len__(self) -> int:
        return len({**self._known, **_OF_PLANS})


_OF_PLANS: Final[Mapping[str, Callable[[Plan], Iterable[Entry]]]] = {
    "plan": lambda plan: [Entry(plan.code, plan.title, (plan.short,))],
    "indicator": lambda plan: [Entry(each.code, each.title) for each in plan.indicators],
    "plan_task": lambda plan: [Entry(each.code, each.title) for each in plan.tasks],
    "plan_question": lambda plan: [Entry(each.code, each.words) for each in plan.questions],
}


def lists_of(county: County, plans: Callable[[], Iterable[Plan]] = tuple) -> Lists:
    """The code lists of a desk; `plans` is called when the first of its plans' lists is wanted."""
    return OfficeLists(county, plans)
