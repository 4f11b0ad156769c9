"""Several packages at once: looked at, taken, answered, one after the other.

Each is a transaction of its own and can be taken back by itself.  Only those are taken here in
which nothing is for a person to see: a row that comes in otherwise than it was sent is looked at
by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import mark
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.answers import LISTED
from boshan_desk.usecases.exchange.looking import Look, look
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.taking import take

State = Literal["clean", "person", "again", "refused", "taken", "left"]

STATES: Final[Mapping[State, str]] = {
    "clean": mark("可以直接接收"),
    "person": mark("要逐个看"),
    "again": mark("以前接收过"),
    "refused": mark("不能接收"),
    "taken": mark("已接收"),
    "left": mark("没有接收"),
}
"""How a package stands, in words."""


class Progress(Protocol):
    """Told how much is done of how much, and of what; may raise `Cancelled`."""

    def __call__(self, done: int, total: int, words: str = "", /) -> object:
        """So much is done."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One of the packages that were chosen."""

    path: Path
    state: State
    kind: str = ""
    """"package" or "return"; "" where it cannot be read, and then all that follows, too."""
    site: str = ""
    name: str = ""
    """Whose it is."""
    epoch: int = 0
    seq: int = 0
    period: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many of its records have each outcome."""
    new: frozenset[tuple[str, str]] = frozenset()
    changed: frozenset[tuple[str, str]] = frozenset()
    """The records (ledger, id) that come, or come otherwise: those of one desk stand in each of its
    packages until it has its answer, and are counted once."""
    notes: tuple[str, ...] = ()
    """What else is to be said of it."""
    refusal: Refused | None = None
    """Why it cannot be taken, or was not."""

    @property
    def why(self) -> str:
        """What is to be said of it beside its state."""
        return self.refusal.words() if self.refusal is not None else clauses(self.notes)


def look_at_all(
    desk: Desk, paths: Iterable[Path], progress: Progress, *, despite: bool = False
) -> list[Brought]:
    """Look at each, and let it go again; those of one desk stand in the order of their numbers.

    What cannot be taken is told beside the others.

    Raises:
        NoRight: the officer may not exchange packages.
        Damaged: the desk itself is.
    """
    desk.officer.demand(Right.EXCHANGE)
    wanted = list(dict.fromkeys(paths))
    found: list[Brought] = []
    for done, path in enumerate(wanted):
        progress(done, len(wanted), path.name)
        try:
            with look(desk, path, despite=despite, progress=progress) as seen:
                found.append(_brought(seen, path))
        except Refused as error:
            if _of_the_desk(desk, error):
                raise
            found.append(Brought(path=path, state="refused", refusal=error))
    return in_order(found)


def _of_the_desk(desk: Desk, error: Refused) -> bool:
    return isinstance(error, Damaged) and error.values.get("path") == desk.folder / "desk.db"


def in_order(brought: Iterable[Brought]) -> list[Brought]:
    """Those of one desk in the order of their numbers; what cannot be taken comes last."""
    return sorted(
        brought, key=lambda each: (each.state == "refused", each.name, each.epoch, each.seq)
    )


def take_all(
    desk: Desk,
    brought: Iterable[Brought],
    told: Callable[[Brought], object],
    progress: Progress,
) -> None:
    """Take those that are clean, each by itself; `told` hears what became of each, at once.

    What comes first may change what the next one would do, so that each is looked at again; what
    is no longer clean then is left for a person.  A restore point is made before the first.
    """
    restore_point = True
    for each in [each for each in brought if each.state == "clean"]:
        progress(0, 1, each.path.name)
        try:
            with look(desk, each.path, progress=progress) as seen:
                now = _brought(seen, each.path)
                if now.state == "clean":
                    taken = take(desk, seen, restore_point=restore_point, progress=progress)
                    restore_point = False
                    notes = taken.answer.notes if taken.answer is not None else ()
                    now = replace(now, state="taken", notes=tuple(notes))
        except Refused as error:
            if _of_the_desk(desk, error):
                raise
            now = replace(each, state="left", refusal=error)
        told(now)


def answer_all(desk: Desk, sites: Sequence[str], folder: Path, progress: Progress) -> list[Path]:
    """The return packages of these desks, one after the other."""
    return [make_return(desk, site, folder, progress=progress).path for site in sites]


def sum_up(brought: Iterable[Brought], taken: Iterable[Brought] = ()) -> dict[str, int]:
    """How many records these would bring together, new and otherwise; what those that were `taken`
    brought is there now.
    """
    new: set[tuple[str, str]] = set()
    changed: set[tuple[str, str]] = set()
    for each in brought:
        new |= each.new
        changed |= each.changed
    for each in taken:
        new -= each.new
    return {"new": len(new), "changed": len(changed - new)}


def brought_json(each: Brought) -> dict[str, Any]:
    """One of the packages as the command line writes it."""
    return {
        "file": str(each.path),
        "state": each.state,
        "kind": each.kind,
        "site": each.site,
        "name": each.name,
        "epoch": each.epoch,
        "seq": each.seq,
        "period": each.period,
        "counts": dict(each.counts),
        "why": each.why,
    }


def _records(seen: Look, outcome: str) -> frozenset[tuple[str, str]]:
    return frozenset((each.ledger.name, each.id) for each in seen.lines if each.outcome == outcome)


def _brought(seen: Look, path: Path) -> Brought:
    counts: Counter[str] = Counter()
    for outcomes in seen.counts.values():
        counts.update(outcomes)
    notes = seen.notes
    state: State = "clean"
    if seen.fork:
        state, notes = "person", (seen.fork,)
    elif seen.again is not None:
        state = "again"
    elif seen.manifest.kind != "package" or any(counts[name] for name in LISTED):
        state = "person"
    elif any(line.why for line in seen.lines):
        # What breaks a rule only once it is merged comes in, and a person is told.
        state = "person"
    return Brought(
        path=path,
        state=state,
        kind=seen.manifest.kind,
        site=seen.peer.site,
        name=seen.peer.name,
        epoch=seen.manifest.epoch,
        seq=seen.manifest.seq,
        period=seen.manifest.period,
        counts=dict(counts),
        new=_records(seen, "new"),
        changed=_records(seen, "changed"),
        notes=tuple(notes),
    )
