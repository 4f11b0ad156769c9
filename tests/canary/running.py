"""The whole run: every flow, every error, kills, the window, and a purge at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary import errors, flows, purged
from tests.canary.canaries import CANARIES, Hit, hits_in
from tests.canary.world import ROOT, World


@dataclass
class Found:
    """What came of it."""

    figures: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(base: Path, *, people: int, kills: int, short: bool = False) -> Found:
    """Everything, on a plain and on an encrypted desk; `short`: the quick half of it."""
    world, found = World(base), Found()
    figures = found.figures
    with world.lived_in():
        world.make_desks()
        for sealed in (True,) if short else (False, True):
            _live(world, found, sealed=sealed, people=people, kills=kills, short=short)
    figures["commands"] = world.commands
    figures["  of these refused"] = world.refused
    figures["  caught by the last net"] = world.netted
    figures["  that named whom the officer typed (allowed)"] = world.named
    figures["files searched"] = world.files_seen()
    found.faults += dict.fromkeys(world.faults)
    return found


def _live(
    world: World, found: Found, *, sealed: bool, people: int, kills: int, short: bool
) -> None:
    figures, kind = found.figures, "encrypted" if sealed else "plain"

    def note(stage: str, hits: list[Hit]) -> None:
        figures["hits where nothing may be"] += len(hits)
        found.faults.extend(f"{kind} desk, after {stage}: {hit}" for hit in hits)

    flows.go_through(world, sealed=sealed, people=CANARIES[:people])
    note("every flow", world.hits())
    if not short:
        found.faults += look_through_window(world, sealed=sealed)
        note("the window", world.hits())
        figures["killed at work"] += flows.kill_at_work(world, kills, sealed=sealed)
        note("kills", world.hits())
    count, older = purged.purge_all(world, sealed=sealed)
    figures["records purged"] += count
    figures["older backups named"] += older
    note("the purge", purged.left_in(world, sealed=sealed))
    found.faults += purged.still_sound(world, sealed=sealed)
    # Some of what is tried is taken; it comes last, for it has no record of its own to be purged.
    figures["errors forced"] += errors.force_all(world, sealed=sealed, every=8 if short else 1)
    note("every error", world.hits())
    if not short:
        flows.salvage(world, sealed=sealed)
        note("salvage", world.hits())
    if not (sealed or short):
        _encrypt_late(world, found)


def look_through_window(world: World, *, sealed: bool) -> list[str]:
    """What the window held that it must not hold."""
    folder = world.folder(sealed=sealed)
    command = [sys.executable, "-m", "tests.canary.window", str(folder), world.key(sealed=sealed)]
    ended = subprocess.run(
        command,
        capture_output=True,
        env=os.environ | world.environment | {"PYTHONPATH": str(ROOT)},
        cwd=world.base / "cwd",
        check=False,
        text=True,
    )
    *wrong, _seen = ended.stdout.splitlines() or [""]
    if ended.returncode:
        wrong.append(f"the window ended with {ended.returncode}: {ended.stderr[-600:]}")
    return wrong


def _encrypt_late(world: World, found: Found) -> None:
    """A desk that was plain is encrypted: from then on nothing of anybody lies open in it."""
    other = World(world.base / "late")
    with other.lived_in():
        other.make_desks()
        flows.go_through(other, sealed=False, people=CANARIES[:6])
        words = ("user", "add", "演示员", "--role", "admin", "--role", "approver")
        other.command(*words, "--password-file", other.password, sealed=False, ok=True)
        # What a restore had put aside before is told by `purge`; it is not encrypted with it.
        aside = r"(换下|损坏)-[^/]*/.*"
        left = hits_in(other.folder(sealed=False), less=(aside,))
        found.faults += [f"encrypted later: {hit}" for hit in left]
        found.figures["hits where nothing may be"] += len(left)
    found.faults += other.faults
