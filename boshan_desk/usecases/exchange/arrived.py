"""Up to which of its works everything of a sender has come, worked out from its packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from boshan_desk.domain.registers import site_of
from boshan_desk.exchange.manifest import Base
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.parcels import parcels


class Span(Protocol):
    """What of a package says which works of its sender it carries."""

    @property
    def epoch(self) -> int: ...
    @property
    def from_n(self) -> int: ...
    @property
    def upto_n(self) -> int: ...
    @property
    def base(self) -> Base | None: ...


def whole(reader: Reader, site: str, taken: Iterable[Span]) -> list[Span]:
    """The packages of a sender that leave out nothing but what is here.

    What came from this desk no package brings back.  One that was made after a return which this
    desk forgot, for it was restored from a backup since, so leaves out what is lost here: it does
    not count, and the sender is asked for its time again.
    """
    own = site_of(reader.desk.site)
    made = parcels(reader, site=site, way="out", kind="return")
    known = {(own, each.epoch, each.seq) for each in made}
    return [
        each
        for each in taken
        if each.base is None
        or each.base.site != own
        or (own, each.base.epoch, each.base.seq) in known
    ]


def is_joined(taken: Iterable[Span], epoch: int, from_n: int) -> bool:
    """Whether a package begins where what came before ends, or earlier."""
    have = have_of(taken)
    return from_n == 0 or any(n >= from_n for each, n in have.items() if each <= epoch)


def have_of(taken: Iterable[Span]) -> dict[int, int]:
    """By the sender's life, up to which of its works everything has come.

    Worked out from all packages together, so that their order makes no difference.  A restored desk
    goes on counting where its backup stood, so what it had acknowledged before counts.
    """
    spans = sorted((each.epoch, each.from_n, each.upto_n) for each in taken)
    have: dict[int, int] = {}
    grown = True
    while grown:
        grown = False
        for epoch, first, last in spans:
            reached = first == 0 or any(n >= first for e, n in have.items() if e <= epoch)
            if reached and last > have.get(epoch, -1):
                have[epoch] = last
                grown = True
    return have
