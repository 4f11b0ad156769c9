"""Tamper, verify, count."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.tamper.histories import History, make_history
from tests.tamper.tampering import FOUND_AT_ONCE, cut_tail, edit_before_relinking

CUT, REBUILT = "cut the tail", "rebuild the rest"


@dataclass
class Tally:
    """How often each way was tried, and found."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another worker's too."""
        self.tried += other.tried
        self.found += other.found
        self.faults += other.faults


def prepare(base: Path) -> list[History]:
    """A history without purges and one with; both are whole."""
    histories = [make_history(base / str(purged), purged=purged) for purged in (False, True)]
    for history in histories:
        found = history.verify(base / "whole.db")
        if not found.ok or found.links != len(history.steps):
            raise RuntimeError(f"an untouched history is taken for tampered: {found}")
    return histories


def rounds(histories: list[History], seed: str, begin: int, end: int, base: Path) -> Tally:
    """So many tampered histories."""
    tally = Tally()
    path = base / f"{begin}.db"
    ways = [*FOUND_AT_ONCE, CUT, REBUILT]
    for number in range(begin, end):
        dice = random.Random(f"{seed} {number}")
        whole = dice.choice(histories)
        way = ways[number % len(ways)]
        tally.tried[way] += 1
        if way in (CUT, REBUILT):
            fault = _behind_an_anchor(whole, way, dice, path, tally)
        else:
            fault = _at_once(whole, way, dice, path)
        tally.found[way] += not fault
        if fault:
            tally.faults.append(f"{number} {way}: {fault}")
    path.unlink(missing_ok=True)
    return tally


def _at_once(whole: History, way: str, dice: random.Random, path: Path) -> str:
    history = whole.copy()
    place = FOUND_AT_ONCE[way](history, dice)
    if history == whole:
        return "nothing was changed"
    found = history.verify(path)
    if found.ok:
        return "not found"
    if place is not None and found.bad > place:
        return f"step {found.bad} is named, behind {place}"
    # What a purge no longer vouches for is found where it stands, before the purge; and a step put
    # where a purge vouched for another is found itself.
    early = way == "insert a step" and found.bad + 1 == place
    if place is not None and found.bad != place and not (early or whole.is_purge(place)):
        return f"step {found.bad} is named instead of {place}"
    return ""


def _behind_an_anchor(
    whole: History, way: str, dice: random.Random, path: Path, tally: Tally
) -> str:
    """Found where a link was printed after the place; one printed before it still fits."""
    history = whole.copy()
    if way == CUT:
        place = cut_tail(history, dice)
    else:
        place = edit_before_relinking(history, dice)
        history = history.relink(path, place)
    heads = whole.heads()
    after = dice.choice([head for head in heads if head.number >= place])
    if history.verify(path, after.short()).ok:
        return f"not found with the link printed after step {after.number}"
    if not history.verify(path).ok:
        # A purge went with the tail, or what it vouched for was linked anew.
        tally.found[f"  {way}, found without an anchor"] += 1
        return ""
    earlier = [head for head in heads if head.number < place]
    if earlier and not history.verify(path, dice.choice(earlier).short()).anchored:
        return "a link printed before the place is not recognized"
    return ""
