"""Where every value of a record comes from: which desk, which officer, when, in which package.

The marks of a record say which work of which desk wrote each value (`domain.registers`).  A work of
this desk stands in its own history; of another desk's works the packages told, who and when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import find_period
from boshan_desk.domain.registers import NOBODYS, epoch_of, read_marks, site_of, split
from boshan_desk.exchange.words import package_number, return_number
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.parcels import office_names, own_name

_SOME: Final = 500
"""So many works are looked up with one question."""


@dataclass(frozen=True)
class Source:
    """One write: which desk, who, when, why, and the package that brought it."""

    dot: str
    site: str
    """The desk's own mark."""
    office: str
    """What the desk is called; empty where nobody knows it any more."""
    officer: str = ""
    at: str = ""
    """2026-10-09 10:30:00, by the clock of that desk."""
    reason: str = ""
    package: str = ""
    """The package in words; empty for what was written here."""
    digest: str = ""
    """By which the package is found."""
    own: bool = False
    """Whether it was written at this desk."""

    def words(self) -> str:
        """All of it in one line: 博山镇　演示甲　2026-10-09 10:30　第5包（2026年三季度）."""
        told = (self.office or _("来源不明"), self.officer, self.at[:16], self.package)
        return "　".join(filter(None, told))


class Origins:
    """Looks up who wrote what, for many writes at once; for the length of one reading."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.site: str = site_of(reader.desk.site)
        """This desk."""
        self._known: dict[str, Source] = {NOBODYS: Source(NOBODYS, "", "")}

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """What each desk is called, by its site; this one by its county's or town's name."""
        return {**office_names(self._reader), self.site: own_name(self._reader)}

    def find(self, dots: Iterable[str]) -> None:
        """Look these writes up, so that `of` knows them."""
        wanted: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for dot in dict.fromkeys(dots):
            if dot not in self._known:
                place, number = split(dot)
                wanted[place].append((number, dot))
        for place, numbers in wanted.items():
            site, _sep, epoch = place.partition(".")
            told = self._told(site, int(epoch), [n for n, _dot in numbers])
            for number, dot in numbers:
                self._known[dot] = self._source(dot, site, told.get(number))

    def of(self, dot: str) -> Source:
        """Who made this write."""
        if dot not in self._known:
            self.find([dot])
        return self._known[dot]

    def place_of(self, step: int) -> str:
        """The life of this desk (``site.epoch``) in which a step of its history was done."""
        epoch = max((e for e, first in self._lives if first <= step), default=1)
        return f"{self.site}.{epoch}"

    @cached_property
    def _lives(self) -> list[tuple[int, int]]:
        """The lives of this desk, each with the first step of its own.

        A restored backup keeps its history and begins a new life: what its earlier life did after
        the backup is not in this history.
        """
        sql = (
            "SELECT step, json_extract(fields, '$.value[0]'), json_extract(fields, '$.value[1]')"
            " FROM change WHERE ledger = 'setting' AND record_id = 'epoch' ORDER BY n"
        )
        rows = self._reader.connection.exec_driver_sql(sql).all()
        current = epoch_of(self._reader.desk.site)
        if not rows:
            return [(current, 0)]
        return [(int(rows[0][1] or 1), 0), *((int(new), step) for step, _old, new in rows)]

    def _told(self, site: str, epoch: int, numbers: list[int]) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        ask = self._reader.connection.exec_driver_sql
        for start in range(0, len(numbers), _SOME):
            some = tuple(numbers[start : start + _SOME])
            marks = ", ".join("?" * len(some))
            sql = (
                "SELECT n, at, officer, reason, parcel FROM origin"
                f" WHERE site = ? AND epoch = ? AND n IN ({marks})"
            )
            for n, at, officer, reason, parcel in ask(sql, (site, epoch, *some)):
                found[n] = {"at": at, "officer": officer, "reason": reason, "digest": parcel}
            if site != self.site:
                continue
            first, last = self._span(epoch)
            sql = (
                "SELECT n, at, officer, json_extract(detail, '$.reason') FROM step"
                f" WHERE n >= ? AND n < ? AND n IN ({marks})"
            )
            for n, at, officer, reason in ask(sql, (first, last, *some)):
                found[n] = {"at": at, "officer": officer, "reason": reason or ""}
        return found

    def _span(self, epoch: int) -> tuple[int, int]:
        """The first step of a life of this desk, and the first that is no longer of it."""
        for (own, first), (_next, end) in pairwise([*self._lives, (0, 1 << 62)]):
            if own == epoch:
                return first, end
        return 0, 0

    @cached_property
    def _parcels(self) -> dict[str, dict[str, Any]]:
        sql = "SELECT digest, kind, seq, period, made_at FROM parcel"
        rows = self._reader.connection.exec_driver_sql(sql)
        return {row.digest: dict(row._mapping) for row in rows}  # noqa: SLF001 - its public name

    def _source(self, dot: str, site: str, told: Mapping[str, str] | None) -> Source:
        told = told or {}
        digest = told.get("digest", "")
        return Source(
            dot,
            site,
            self.offices.get(site, ""),
            told.get("officer", ""),
            told.get("at", ""),
            told.get("reason", ""),
            self.package(digest),
            digest,
            site == self.site,
        )

    def package(self, digest: str) -> str:
        """A package in words: 第05包（2026年三季度）, 回执第05号; empty where it is not known."""
        row = self._parcels.get(digest)
        if row is None:
            return ""
        if row["kind"] == "return":
            return _("回执{number}").format(number=return_number(row["seq"]))
        words = package_number(row["seq"])
        period = find_period(row["period"] or "")
        if period is None:
            return words
        return _("{package}（{period}）").format(package=words, period=period.words())


def sources(desk: Desk, ledger: Ledger, id: str) -> dict[str, Source]:
    """Who wrote each field of a record as it stands, by field; under "" who made the record.

    Raises:
        NoRight: the officer may not see this ledger.
        Missing: there is no such record.
    """
    with desk.read() as reader:
        reader.get(ledger.record, id)
        marks = read_marks(reader.marks_of(ledger, [id])[id])
        origins = Origins(reader)
        origins.find({*marks.dots, marks.whole})
        found = {"": origins.of(marks.whole)}
        for name in (*ledger.fields, "status"):
            found[name] = origins.of(marks.dot(name))
        return found


def packages_in(sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The packages that brought parts of a record, in words, each once."""
    told = {s.digest: f"{s.office} {s.package}" for s in sources.values() if s.package}
    return tuple(dict.fromkeys(told.values()))
