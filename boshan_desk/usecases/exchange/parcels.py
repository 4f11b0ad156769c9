"""The packages that were made here or came in, as this desk keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import find_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.exchange.manifest import Base
from boshan_desk.exchange.words import package_number, return_number
from boshan_desk.i18n import _, mark
from boshan_desk.store import schema
from boshan_desk.store.chain import SHORTEST
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.answers import Answer, Decided, read_decided

FOLDER: Final = "parcels"
"""Where a desk keeps its packages, as they were sealed."""

OTHER_LIFE: Final = 1_000_000_000
"""Added to the number of a life, it names that of a doubled desk (`forks.Apart`)."""

STATES: Final[Mapping[str, str]] = {
    "made": mark("已制作，等回执"),
    "acknowledged": mark("已回执"),
    "taken": mark("已接收"),
    "undone": mark("已撤销接收"),
    "forked": mark("暂停接收，待查明"),
}
"""What has become of a package."""

STATEMENTS: Final[Mapping[str, str]] = {
    "": mark("先报部分"),
    "whole": mark("本期已报全"),
    "nothing": mark("本期无"),
}
"""What the sender says of the period."""

_PART_OF_DIGEST: Final = 8
"""So many letters of a package's mark are enough to name it."""
_GROUP: Final = 8
"""So many letters of a digest stand together."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One package or return package."""

    digest: str
    way: str
    """in, out."""
    site: str
    """The other desk."""
    kind: str
    """package, return."""
    epoch: int
    seq: int
    from_n: int
    upto_n: int
    period: str
    statement: str
    made_at: str
    at: str
    """When it was made here, or taken."""
    officer: str
    step: int
    """The work that made it or took it in."""
    state: str
    file: str
    texts: Mapping[str, str]
    """What the table keeps as JSON (counts, answer, manifest): read when it is asked for, for an
    answer may have thousands of rows."""

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By ledger and outcome, how many records; of one that went out, how many were sent."""
        found: Mapping[str, Mapping[str, int]] = self._told("counts")
        return found

    @cached_property
    def answer(self) -> Answer | None:
        """What it was answered with."""
        told = self._told("answer")
        return Answer.from_json(told) if "parcel" in told else None

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        """Of a return package, what was decided above since the one before it."""
        told = self._told("answer")
        return () if "parcel" in told else read_decided(told.get("decided", []))

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What is remembered of its manifest."""
        return self._told("manifest")

    def _told(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.texts.get(name) or "{}")
        return found

    @cached_property
    def base(self) -> Base | None:
        """The last package of the other side that its sender had taken when it was made."""
        told = self.manifest.get("base")
        return Base(**told) if told else None

    @property
    def told_of(self) -> tuple[int, ...]:
        """The last works of the earlier packages of its sender's life that its manifest names."""
        return tuple(n for _seq, _digest, n, _link in self.manifest.get("trail", ()))

    @cached_property
    def head(self) -> str:
        """The newest link of its sender's history, as the manifest says it; "" where it does not.

        As papers print it: 128-3f9a22c1b0d4e5f6.
        """
        head = self.manifest.get("head")
        if not isinstance(head, Mapping) or not head.get("link"):
            return ""
        return f"{head.get('n', 0)}-{str(head['link'])[:SHORTEST]}"

    @property
    def number_words(self) -> str:
        """第05包; of a return package 回执第05号."""
        if self.kind == "return":
            return _("回执{number}").format(number=return_number(self.seq))
        return package_number(self.seq)

    @property
    def period_words(self) -> str:
        """2026年三季度; "" of a return package."""
        found = find_period(self.period) if self.period else None
        return found.words() if found else self.period

    @property
    def statement_words(self) -> str:
        """What its sender said of the period."""
        return _(STATEMENTS.get(self.statement, STATEMENTS[""]))

    @property
    def state_words(self) -> str:
        """What has become of it."""
        if self.kind == "return" and self.state == "made":
            # Nobody answers it: the next package says that it came.
            return _("已制作")
        return _(STATES[self.state]) if self.state in STATES else self.state

    @property
    def rows(self) -> int:
        """How many records came in it, or went."""
        return sum(n for counts in self.counts.values() for n in counts.values())


def parcels(reader: Reader, *, site: str = "", way: str = "", kind: str = "") -> list[Parcel]:
    """The packages, the newest first."""
    rows = [
        row
        for row in reader.small_rows(schema.parcel)
        if (not site or row["site"] == site)
        and (not way or row["way"] == way)
        and (not kind or row["kind"] == kind)
    ]
    found = map(parcel_from, rows)
    return sorted(found, key=lambda each: (each.step, each.at, each.seq), reverse=True)


def parcel_from(row: Mapping[str, Any]) -> Parcel:
    """A row of the table as a package."""
    names = {name: row[name] for name in Parcel.__dataclass_fields__ if name != "texts"}
    return Parcel(**names, texts={name: row[name] for name in ("counts", "answer", "manifest")})


def write_parcel(
    work: Work,
    *,
    state: str,
    answer: Mapping[str, Any] | None = None,
    counts: Mapping[str, Mapping[str, int]],
    manifest: Mapping[str, Any],
    **given: Any,
) -> None:
    """Note a package that was made or came in by this work: digest, way, site, kind, epoch …"""
    row = given | {
        "at": work.at.isoformat(" "),
        "officer": work.desk.officer.name,
        "step": work.number,
        "state": state,
        "counts": json.dumps(counts),
        "answer": _told(answer or {}),
        "manifest": _told(manifest),
    }
    told: dict[str, list[Any]] = {"seq": [None, row["seq"]], "site": [None, row["site"]]}
    told |= {"state": [None, state]}
    work.write_row("parcel", row, told=told, needs=Right.EXCHANGE)


def change_parcel(
    work: Work,
    digest: str,
    state: str,
    answer: Mapping[str, Any] | None = None,
    *,
    epoch: int | None = None,
) -> None:
    """Note what has become of a package that is known, and of which life of its sender it is."""
    row = next(r for r in work.small_rows(schema.parcel) if r["digest"] == digest)
    new = row | {"state": state} | ({"answer": _told(answer)} if answer else {})
    new |= {"epoch": epoch} if epoch is not None else {}
    told = {"state": [row["state"], state]}
    work.write_row("parcel", new, told=told, needs=Right.EXCHANGE)


def _told(given: Mapping[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def find_parcel(reader: Reader, word: str) -> Parcel:
    """The package that the number of a work, the beginning of its mark, or its file stands for.

    Raises:
        Missing: there is none.
        Refused: there are several.
    """
    word = word.strip()
    known = parcels(reader)
    found = [
        each
        for each in known
        if each.digest == word
        or (word.isdecimal() and len(word) < _PART_OF_DIGEST and each.step == int(word))
        or (len(word) >= _PART_OF_DIGEST and each.digest.startswith(word.lower()))
        or each.file == word
    ]
    if not found:
        raise Missing("没有编号为“{word}”的数据包，可用 package list 查看", word=word)
    if len({each.digest for each in found}) > 1:
        raise Refused("“{word}”对应几个数据包，请多写几位", word=word)
    return found[0]


def answered(reader: Reader, parcel: Parcel) -> Answer | None:
    """The answer to a package, with the link of the work that took it in."""
    if parcel.answer is None or parcel.answer.head or parcel.way != "in":
        return parcel.answer
    return parcel.answer.under(link_of(reader, parcel.step))


def link_of(reader: Reader, step: int) -> str:
    """The link of a work as papers print it; "" where there is no such work."""
    sql = "SELECT link FROM step WHERE n = ?"
    found = reader.connection.exec_driver_sql(sql, (step,)).scalar_one_or_none()
    return f"{step}-{found.hex()[:SHORTEST]}" if found else ""


def office_names(reader: Reader) -> dict[str, str]:
    """What the other desks are called, by site."""
    return {row["site"]: str(row["name"]) for row in reader.small_rows(schema.peer)}


def own_name(reader: Reader) -> str:
    """What this desk is called by the others: a town's by the name of its town."""
    desk = reader.desk
    if desk.level == "town" and desk.own_towns:
        return "、".join(reader.lists["town"].label(code) for code in desk.own_towns)
    return desk.county.bureau


def in_groups(digest: str) -> str:
    """A digest as people can read and compare it."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def newest_of(found: Iterable[Parcel]) -> Parcel | None:
    """The package with the greatest number of the newest life of its sender.

    What was taken beside, as a doubled desk's, is none of its own.
    """
    own = (each for each in found if each.epoch < OTHER_LIFE)
    return max(own, key=lambda each: (each.epoch, each.seq), default=None)
