"""Statutory limits as the rule files state them (`resources/rules/limits.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

from boshan_desk.domain.counting import UNITS, Unit
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

Binds = Literal["bureau", "party", "police", "other"]
Form = Literal["deadline", "window", "effect", "before", "surcharge"]
BINDS: Final[tuple[Binds, ...]] = ("bureau", "party", "police", "other")
FORMS: Final[tuple[Form, ...]] = ("deadline", "window", "effect", "before", "surcharge")


@dataclass(frozen=True, kw_only=True)
class Extension:
    """How a limit may be lengthened."""

    length: int
    """Units of the limit; 0 where those who decide fix it each time."""
    by: str
    """Who approves it, in words."""
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of one law, for as long as that text was or is in force.

    `form`: a `deadline` must be kept; a `window` is a time in which somebody may act; an `effect`
    comes by itself on its day; `before` counts back from an event; a `surcharge` grows by the day.
    """

    id: str
    title: str
    form: Form
    binds: Binds
    length: int
    unit: Unit
    start: str
    """The fact that sets it going (`procedure.facts`)."""
    met: tuple[str, ...] = ()
    """Facts of which the first ends it."""
    when: tuple[str, ...] = ()
    """What must be so of the case; a word after `!` must not be so."""
    of: str = "case"
    """What each one belongs to: the case, or a measure of some kind."""
    extension: Extension | None = None
    stops: tuple[str, ...] = ()
    """The kinds of stop that hold it."""
    rolls: bool = True
    """Whether a last day of rest moves on."""
    lapses: bool = False
    """Whether, unmet, it ends by itself without anybody being late."""
    basis: str
    """The article, as a paper cites it."""
    source: str
    """Where the text was read (domain.md 0.2)."""
    sure: int = 100
    """Percent; what stands below 80 is a setting of the office."""
    since: date | None = None
    """The first day on which it was in force; None for as far back as this program looks."""
    until: date | None = None
    """The last day."""
    note: str = ""
    rate: int = 0
    """Of a surcharge: percent of the amount for each day."""
    cap: int = 0
    """Of a surcharge: percent of the amount at most."""

    @cached_property
    def wants(self) -> frozenset[str]:
        """What must be so of the case."""
        return frozenset(word for word in self.when if word[0] != "!")

    @cached_property
    def shuns(self) -> frozenset[str]:
        """What must not be so."""
        return frozenset(word[1:] for word in self.when if word[0] == "!")

    @property
    def called(self) -> str:
        """Its title in the chosen language."""
        return _(self.title)

    def in_force(self, day: date) -> bool:
        """Whether it was law on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Limits:
    """Every limit in every version."""

    versions: Mapping[str, tuple[Limit, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def counted(self) -> tuple[tuple[str, tuple[Limit, ...], str, bool], ...]:
        """The times in which to do something, in the order of the file: number, versions, the fact
        that sets it going, whether it is the case's own.  Not amounts that grow.
        """
        return tuple(
            (id, versions, versions[-1].start, versions[-1].of == "case")
            for id, versions in self.versions.items()
            if versions[-1].form != "surcharge"
        )

    def ids(self) -> tuple[str, ...]:
        """Their numbers, in the order of the file."""
        return tuple(self.versions)

    def at(self, id: str, day: date) -> Limit | None:
        """The version in force on a day; None where there was none."""
        for limit in self.versions.get(id, ()):
            if limit.in_force(day):
                return limit
        return None

    def newest(self, id: str) -> Limit:
        """The last version, for titles; refused when there is no such limit."""
        if id not in self.versions:
            raise Missing("没有期限“{id}”，可用的有：{known}", id=id, known=listed(self.versions))
        return self.versions[id][-1]

    def replaced(self, by: Iterable[Limit]) -> Limits:
        """These limits with those of a file put in the place of theirs, number by number."""
        groups: dict[str, list[Limit]] = {}
        for limit in by:
            groups.setdefault(limit.id, []).append(limit)
        return Limits(
            MappingProxyType({**self.versions, **{id: tuple(g) for id, g in groups.items()}})
        )


_KNOWN: Final = {f.name for f in fields(Limit)}


def read_limits(text: str) -> tuple[Limit, ...]:
    """The limits of a rule file.

    Raises:
        Refused: it cannot be read; the words name the limit and what is wrong with it.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("规则文件的格式不对：{why}", why=str(error)) from error
    rows = given.get("limit")
    if not isinstance(rows, list) or not rows:
        raise Refused("规则文件里没有期限（[[limit]]）")
    return tuple(_read(row, place) for place, row in enumerate(rows, 1))


def _read(row: Mapping[str, Any], place: int) -> Limit:
    name = str(row.get("id") or place)
    values: dict[str, Any] = dict(row)
    values["since"] = values.pop("from", None)
    try:
        if strangers := sorted(set(values) - _KNOWN):
            raise ValueError(listed(strangers))
        for key in ("met", "when", "stops"):
            values[key] = _words(values.get(key, ()))
        if extension := values.pop("extension", None):
            values["extension"] = Extension(**extension)
        limit = Limit(**values)
        for key, known in (("unit", UNITS), ("form", FORMS), ("binds", BINDS)):
            if getattr(limit, key) not in known:
                raise ValueError(f"{key} = {getattr(limit, key)}")
        for spec in ("since", "until"):
            if not isinstance(getattr(limit, spec), date | None):
                raise ValueError(f"{spec} = {getattr(limit, spec)}")
        if not isinstance(limit.length, int) or limit.length < 0:
            raise ValueError(f"length = {limit.length}")
    except (TypeError, ValueError) as error:
        raise Refused("期限 {name} 写得不对：{why}", name=name, why=str(error)) from error
    return limit


def _words(given: Sequence[str]) -> tuple[str, ...]:
    if isinstance(given, str) or not all(isinstance(word, str) for word in given):
        raise ValueError(str(given))
    return tuple(given)
