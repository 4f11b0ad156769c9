"""The manifest of a package: who made it for whom, from where to where, and what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.problems import Refused, TooNew
from boshan_desk.exchange import canonical, limits, shapes
from boshan_desk.exchange.envelope import BROKEN, KEY, KINDS, MOST, NEWER, SITE, Header

FORMAT: Final = 1
NAME: Final = "manifest.json"
SHA256: Final = re.compile(r"[0-9a-f]{64}")
STATEMENTS: Final = ("", "whole", "nothing")
"""Of the period: nothing is said, all of it is in here, there was nothing to enter."""

RECORDS: Final = re.compile(r"records/([a-z][a-z0-9_]{0,40})\.jsonl")
STEPS: Final = "steps.jsonl"
LISTS: Final = (STEPS, "answers.jsonl", "carried.jsonl")
BLOB: Final = re.compile(r"blobs/([0-9a-f]{64})")

_PERIOD: Final = re.compile(r"[0-9A-Za-z.-]{0,20}")
_LEDGER: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_WORD: Final = re.compile(r"[0-9a-f]{0,128}")
_MOMENT: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){2} [0-9]{2}(:[0-9]{2}){2}")
_TRAIL: Final = 10_000


@dataclass(frozen=True)
class Base:
    """The last package of the other side that was taken before this one was made."""

    site: str
    epoch: int
    seq: int


@dataclass(frozen=True)
class Sent:
    """An earlier package of the same desk, by which a doubled desk is seen."""

    seq: int
    digest: str
    number: int
    """Up to which work it told."""
    link: str
    """Of the chain of the history at that work."""


@dataclass(frozen=True)
class Head:
    """Where the chain of the sender's history ends."""

    number: int
    link: str


@dataclass(frozen=True)
class Calendar:
    """Which working days the sender counts with."""

    last_year: int
    digest: str


@dataclass(frozen=True)
class Inside:
    """One file of a package."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself under its seal."""

    kind: str
    site: str
    epoch: int
    seq: int
    sender: str
    sender_name: str
    """For messages; the desk is known by its keys alone."""
    recipient: str
    program: str
    schema: int
    made_at: str
    period: str
    statement: str
    from_n: int
    upto_n: int
    base: Base | None
    trail: tuple[Sent, ...]
    head: Head
    holds: Mapping[str, int]
    """How many live records the sender has, by ledger."""
    calendar: Calendar
    files: Mapping[str, Inside]

    @property
    def told_of(self) -> tuple[int, ...]:
        """The last works of the earlier packages of its sender's life that it names."""
        return tuple(sent.number for sent in self.trail)

    def refuse_other(self, header: Header, file: str) -> None:
        """See that the plain header told the same.

        Raises:
            Refused: it did not: somebody with keys made it by hand.
        """
        if any(getattr(self, name) != getattr(header, name) for name in _SAME):
            raise Refused(BROKEN, file=file)


_SAME: Final = ("kind", "site", "epoch", "seq", "sender", "recipient")


def digest_of(told: Mapping[str, Any]) -> str:
    """What names a package: the sha256 of its canonical manifest."""
    return hashlib.sha256(canonical.canonical(told)).hexdigest()


def read_manifest(told: Mapping[str, Any], *, file: str = NAME) -> Manifest:
    """A manifest, with nothing missing and nothing else in it; `file` is named in a refusal.

    Raises:
        ValueError: it is none.
        TooNew: of a newer program.
    """
    if shapes.whole(told.get("format"), 1) > FORMAT:
        raise TooNew(NEWER, file=file)
    shapes.only(told, {"format", *Manifest.__dataclass_fields__})
    manifest = Manifest(
        kind=shapes.one_of(told["kind"], KINDS),
        site=shapes.text(told["site"], SITE),
        epoch=shapes.whole(told["epoch"], 1, MOST),
        seq=shapes.whole(told["seq"], 1, MOST),
        sender=shapes.text(told["sender"], KEY),
        sender_name=shapes.text(told["sender_name"]),
        recipient=shapes.text(told["recipient"], KEY),
        program=shapes.text(told["program"], _VERSION),
        schema=shapes.whole(told["schema"], 1),
        made_at=shapes.text(told["made_at"], _MOMENT),
        period=shapes.text(told["period"], _PERIOD),
        statement=shapes.one_of(told["statement"], STATEMENTS),
        from_n=shapes.whole(told["from_n"]),
        upto_n=shapes.whole(told["upto_n"]),
        base=None if told["base"] is None else _read_base(told["base"]),
        trail=tuple(_read_sent(item) for item in shapes.items(told["trail"], _TRAIL)),
        head=_read_head(told["head"]),
        holds={
            shapes.text(name, _LEDGER): shapes.whole(count)
            for name, count in shapes.mapping(told["holds"]).items()
        },
        calendar=_read_calendar(told["calendar"]),
        files={
            _file_name(name): _read_inside(inside)
            for name, inside in shapes.mapping(told["files"]).items()
        },
    )
    if manifest.from_n > manifest.upto_n:
        raise ValueError("it ends before it begins")
    _refuse_wrong_files(manifest.files)
    return manifest


def _read_base(told: Any) -> Base:
    told = shapes.mapping(told)
    shapes.only(told, Base.__dataclass_fields__)
    return Base(
        shapes.text(told["site"], SITE),
        shapes.whole(told["epoch"], 1, MOST),
        shapes.whole(told["seq"], 1, MOST),
    )


def _read_sent(told: Any) -> Sent:
    seq, digest, number, link = shapes.items(told, 4)
    return Sent(
        shapes.whole(seq, 1, MOST),
        shapes.text(digest, SHA256),
        shapes.whole(number),
        shapes.text(link, _WORD),
    )


def _read_head(told: Any) -> Head:
    told = shapes.mapping(told)
    shapes.only(told, {"n", "link"})
    return Head(shapes.whole(told["n"]), shapes.text(told["link"], _WORD))


def _read_calendar(told: Any) -> Calendar:
    told = shapes.mapping(told)
    shapes.only(told, Calendar.__dataclass_fields__)
    return Calendar(shapes.whole(told["last_year"], 0, 9999), shapes.text(told["digest"], _WORD))


def _file_name(name: str) -> str:
    if not (name in LISTS or RECORDS.fullmatch(name) or BLOB.fullmatch(name)):
        raise ValueError("a strange file")
    return name


def _read_inside(told: Any) -> Inside:
    told = shapes.mapping(told)
    shapes.only(told, Inside.__dataclass_fields__)
    return Inside(shapes.whole(told["size"], 1), shapes.text(told["sha256"], SHA256))


def _refuse_wrong_files(files: Mapping[str, Inside]) -> None:
    if len(files) >= limits.MEMBERS or sum(each.size for each in files.values()) > limits.TOTAL:
        raise ValueError("too much")
    for name, inside in files.items():
        found = BLOB.fullmatch(name)
        if found and found[1] != inside.sha256:
            raise ValueError("a file under the hash of another")
