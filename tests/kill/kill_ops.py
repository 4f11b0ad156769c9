"""Kill `ops -` at random moments and look whether anything acknowledged was lost.

    python -m tests.kill.kill_ops [KILLS] [--workers N] [--seed N]

Each round starts the real program on a desk, lets it work through a mixed list of operations and
ends it with SIGKILL.  Then the desk is opened again: the check must find nothing, and its records
must be those after exactly the acknowledged operations, or one more (durable, not yet told).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import boshan_desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.desks import check, dump

ROOT = Path(boshan_desk.__file__).parents[1]
"""Where the program can be started from, installed or not."""
ROUNDS_PER_DESK = 25
"""Then a fresh one, or looking through it would take longer than the killing."""
OPERATIONS = 1500
"""More than a round ever reaches."""
LONGEST = 0.35
"""Seconds it may work after its first acknowledgement."""

State = dict[str, tuple[str, str | None]]
"""Of every record its remark, and why it was withdrawn."""


@dataclass
class Tally:
    """What came of the rounds."""

    kills: int = 0
    early: int = 0
    """Killed before anything was acknowledged."""
    acknowledged: int = 0
    told_late: int = 0
    """Durable but killed before the acknowledgement was out: allowed."""
    lost: int = 0
    unclean: int = 0
    slowest_open: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count the rounds of another worker too."""
        self.kills += other.kills
        self.early += other.early
        self.acknowledged += other.acknowledged
        self.told_late += other.told_late
        self.lost += other.lost
        self.unclean += other.unclean
        self.slowest_open = max(self.slowest_open, other.slowest_open)
        self.faults += other.faults


def operations(prefix: str, dice: random.Random) -> Iterator[dict[str, object]]:
    """Mixed work on records of this round, each line possible after the ones before it."""
    live: list[str] = []
    gone: list[str] = []
    for number in range(OPERATIONS):
        draw = dice.random()
        if draw < 0.5 or not live:
            id = f"{prefix}-{number}"
            values = {"case_no": f"演示{id}", "party": "演示公司", "remark": f"{number}"}
            live.append(id)
            yield {"op": "add", "ledger": "case", "id": id, "values": values}
        elif draw < 0.8:
            values = {"remark": f"改{number}"}
            yield {"op": "edit", "ledger": "case", "id": dice.choice(live), "values": values}
        elif draw < 0.92 or not gone:
            gone.append(live.pop(dice.randrange(len(live))))
            yield {"op": "withdraw", "ledger": "case", "id": gone[-1], "reason": f"因{number}"}
        else:
            live.append(gone.pop(dice.randrange(len(gone))))
            yield {"op": "restore", "ledger": "case", "id": live[-1]}


def after(before: State, done: list[dict[str, object]]) -> State:
    """The state that these operations lead to."""
    state = dict(before)
    for each in done:
        id = str(each["id"])
        remark, _ = state.get(id, ("", None))
        values = each.get("values")
        if isinstance(values, dict):
            remark = str(values["remark"])
        state[id] = (remark, str(each["reason"]) if each["op"] == "withdraw" else None)
    return state


def found_in(folder: Path) -> State:
    """The state of a desk."""
    with open_desk(folder) as desk:
        lines = [json.loads(line) for line in dump(desk)]
    return {each["id"]: (each["values"]["remark"], each["withdrawn"]) for each in lines}


def judge(
    before: State, work: list[dict[str, object]], acknowledged: int, found: State
) -> tuple[str, bool]:
    """What is wrong with the state found, and whether one more than was told had been done."""
    if found == after(before, work[:acknowledged]):
        return "", False
    if found == after(before, work[: acknowledged + 1]):
        return "", True
    return f"after {acknowledged} acknowledged operations the records are others", False


def kill_once(folder: Path, work: list[dict[str, object]], dice: random.Random) -> int:
    """Start the program on the work, kill it; how many operations it had acknowledged."""
    source, sink = folder / "work.jsonl", folder / "acks.txt"
    source.write_text("".join(json.dumps(each) + "\n" for each in work), "utf-8")
    command = [sys.executable, "-m", "boshan_desk", "ops", "-", "--desk", str(folder)]
    with source.open("rb") as given, sink.open("wb") as told:
        process = subprocess.Popen(
            command, stdin=given, stdout=told, stderr=subprocess.PIPE, cwd=ROOT
        )
        if dice.random() < 0.1:
            time.sleep(dice.random() * 0.8)
        else:
            while process.poll() is None and not sink.stat().st_size:
                time.sleep(0.002)
            time.sleep(dice.random() * LONGEST)
        process.kill()
        complaint = process.communicate()[1]
    if complaint:
        raise RuntimeError(f"ops ended by itself: {complaint.decode()}")
    lines = sink.read_bytes().split(b"\n")[:-1]
    for number, line in enumerate(lines, 1):
        expected = f"ACK {number} {work[number - 1]['id']}"
        if line.decode() != expected:
            raise RuntimeError(f"acknowledged {line!r}, expected {expected}")
    source.unlink()
    sink.unlink()
    return len(lines)


def rounds(kills: int, seed: int, base: Path) -> Tally:
    """So many kills on copies of the new desk in `base`, each judged."""
    dice, tally = random.Random(seed), Tally()
    template, folder, state = base / "template", base / f"desk-{seed}", State()
    for number in range(kills):
        if number % ROUNDS_PER_DESK == 0:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(template, folder)
            state = State()
        work = list(operations(f"r{number}", dice))
        acknowledged = kill_once(folder, work, dice)
        began = time.perf_counter()
        with open_desk(folder):
            tally.slowest_open = max(tally.slowest_open, time.perf_counter() - began)
        findings = check(folder).findings
        found = found_in(folder)
        wrong, late = judge(state, work, acknowledged, found)
        tally.kills += 1
        tally.early += not acknowledged
        tally.acknowledged += acknowledged
        tally.told_late += late
        tally.lost += bool(wrong)
        tally.unclean += bool(findings)
        tally.faults += [
            f"seed {seed} round {number}: {each}" for each in (wrong, *findings) if each
        ]
        state = found
        if tally.kills % 100 == 0:
            print(f"seed {seed}: {tally}", file=sys.stderr, flush=True)
    return tally


def main() -> int:
    """Run the rounds on every worker and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began, total = time.perf_counter(), Tally()
    shares = [given.kills // given.workers] * given.workers
    shares[0] += given.kills % given.workers
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(given.workers) as pool:
        bases = [Path(name)] * given.workers
        make(bases[0] / "template", county="boshan")
        seeds = [given.seed * 1000 + n for n in range(given.workers)]
        for tally in pool.map(rounds, shares, seeds, bases):
            total.add(tally)
    for title, value in (
        ("kills", total.kills),
        ("  before the first acknowledgement", total.early),
        ("operations acknowledged", total.acknowledged),
        ("  durable but not yet told (allowed)", total.told_late),
        ("rounds with anything lost or half done", total.lost),
        ("unclean reopens", total.unclean),
        ("slowest reopen, ms", round(total.slowest_open * 1000)),
        ("seconds", round(time.perf_counter() - began)),
    ):
        print(f"{title:<40}{value:>10}")
    for fault in total.faults:
        print(fault)
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
