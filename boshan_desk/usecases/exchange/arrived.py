"""Up to which of its works everything of a sender has come, worked out from its packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    @property
    def told_of(self) -> Sequence[int]: ...


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


def is_joined(taken: Iterable[Span], span: Span) -> bool:
    """Whether a package begins where what came before ends, or earlier."""
    return _reached(have_of(taken), span)


def _reached(have: Mapping[int, int], span: Span) -> bool:
    """Whether everything before a package is here.

    A restored desk goes on counting where its backup stood, so what it had acknowledged before
    counts; but not for a package that tells of an earlier one of its own life before it: what lies
    between is of that life, and other than what an earlier life wrote under the same numbers.
    """
    follows = any(n <= span.from_n for n in span.told_of)
    return span.from_n == 0 or any(
        n >= span.from_n
        for epoch, n in have.items()
        if epoch == span.epoch or (epoch < span.epoch and not follows)
    )


def have_of(taken: Iterable[Span]) -> dict[int, int]:
    """By the sender's life, up to which of its works everything has come.

    Worked out from all packages together, so that their order makes no difference.
    """
    spans = sorted(taken, key=lambda each: (each.epoch, each.from_n, each.upto_n))
    have: dict[int, int] = {}
    grown = True
    while grown:
        grown = False
        for span in spans:
            if span.upto_n > have.get(span.epoch, -1) and _reached(have, span):
                have[span.epoch] = span.upto_n
                grown = True
    return have
