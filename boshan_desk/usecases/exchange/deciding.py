"""Decide whatever waits for a person, each kind of matter in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange import doubles, held
from boshan_desk.usecases.exchange.conflicts import resolve
from boshan_desk.usecases.exchange.matters import (
    AGAIN,
    APART,
    HELD,
    KEEP,
    KINDS,
    REFUSE,
    TAKE,
    Waiting,
)
from boshan_desk.usecases.exchange.settling import Choice, Resolved


@dataclass(frozen=True)
class Written:
    """What came of deciding."""

    keys: tuple[str, ...]
    """The matters that are decided (`Waiting.key`)."""
    numbers: tuple[int, ...]
    """The works by which one may think again."""
    refusals: tuple[Refused, ...]
    """Why others are not decided."""


def decide(desk: Desk, items: Iterable[tuple[Waiting, Choice]], *, reason: str = "") -> Written:
    """Decide these matters as chosen: those between contents as one work, then those that were
    held, by kind and choice, then the likely duplicates.

    Between contents a choice is what `resolve` takes; of a row that waits `TAKE`, `AGAIN`, `KEEP`
    or `REFUSE`; of a likely duplicate `APART`.  What one work is refused for, such as a quarter
    that is still closed, keeps none of the others.

    Raises:
        Refused: a choice that is none for its matter; nothing was decided.
    """
    chosen = list(items)
    for matter, choice in chosen:
        if not _may_be(matter, choice):
            raise Refused(
                "“{choice}”不能用于“{kind}”", choice=str(choice), kind=_(KINDS[matter.kind])
            )
    keys: list[str] = []
    numbers: list[int] = []
    refusals: list[Refused] = []
    for matters, act in _works(chosen, reason):
        try:
            done = act(desk)
        except Refused as error:
            refusals.append(error)
            continue
        keys += [each.key for each in matters]
        if isinstance(done, Resolved):
            numbers.append(done.number)
    return Written(tuple(keys), tuple(numbers), tuple(refusals))


def _may_be(matter: Waiting, choice: Choice) -> bool:
    if matter.kind in HELD:
        return choice in (TAKE, KEEP, REFUSE, AGAIN)
    return matter.kind != "double" or choice == APART


def _works(
    chosen: Sequence[tuple[Waiting, Choice]], reason: str
) -> Iterator[tuple[Sequence[Waiting], Callable[[Desk], object]]]:
    """The works that choices need, each with the matters it decides."""
    between = [(m, choice) for m, choice in chosen if m.kind in ("values", "withdrawn")]
    if between:
        items = [m.item(choice) for m, choice in between]
        yield [m for m, _choice in between], partial(resolve, items=items, reason=reason)
    for kind in HELD:
        for way in (TAKE, KEEP, REFUSE, AGAIN):
            matters = [m for m, choice in chosen if m.kind == kind and choice == way]
            rows = [(m.ledger, m.id, m.register) for m in matters]
            if not rows:
                continue
            if way == TAKE:
                yield matters, partial(held.accept, items=rows, reason=reason)
            elif way == AGAIN:
                yield matters, partial(held.try_again, items=rows)
            else:
                yield matters, partial(held.refuse, items=rows, reason=reason)
    if apart := [m for m, _choice in chosen if m.kind == "double"]:
        pairs = [(m.ledger, m.id, m.register) for m in apart]
        yield apart, partial(doubles.keep_apart, pairs=pairs, reason=reason)
