"""Kill mixed work at random moments: operations, imports, backups and attachments on one desk.

    python -m tests.kill.kill_mixed [KILLS] [--workers N] [--seed N]

Every other desk has accounts and is encrypted.  Each round starts one command of the real program
and ends it with SIGKILL.  Then the desk is opened again: without questions, the check finds
nothing, every acknowledged operation is there, an import is there whole or not at all, an
attachment's file is whole where a record names it, and every backup that is listed holds what it
says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

import openpyxl

from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers import find_ledger
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case import Case
from boshan_desk.store import keys
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import accounts, audit, backups, records
from boshan_desk.usecases.desks import check
from tests.kill.kill_ops import ROOT, State, after, operations

ROUNDS_PER_DESK: Final = 20
"""Then a fresh one, or looking through it would take longer than the killing."""
ROWS: Final = 400
"""Records of an import."""
SCAN: Final = 3_000_000
"""Bytes of an attached file."""
WORKS: Final = ("ops", "import", "backup", "attach")
NAME, PASSWORD = "演示员", "春风又绿江南岸-演示"
CHEAP: Final = Cost(passes=1, lanes=1, memory=32)
FIRST: Final = "first"
"""The record that files are hung on."""
OPS: Final = 0.4
"""Seconds that operations go on after the first was acknowledged."""


class Usual:
    """How long a whole command takes on this machine, learnt so that kills fall into its work."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys(WORKS, 1.0)

    def pause(self, work: str, dice: random.Random) -> float:
        """Seconds to wait before a kill; the first third is loading, the last bit too late."""
        return self._seconds[work] * (0.35 + 0.7 * dice.random())

    def ended(self, work: str, seconds: float) -> None:
        """It ended by itself after so long."""
        self._seconds[work] = seconds

    def killed(self, work: str) -> None:
        """It was still at work."""
        self._seconds[work] *= 1.25


@dataclass
class Tally:
    """What came of the rounds."""

    kills: int = 0
    late: int = 0
    """The work was done before the kill came."""
    acknowledged: int = 0
    told_late: int = 0
    """Durable but killed before the acknowledgement was out: allowed."""
    imports: int = 0
    imports_whole: int = 0
    backups: int = 0
    """Listed backups that were verified."""
    attachments: int = 0
    lost: int = 0
    unclean: int = 0
    refused: int = 0
    """Commands that ended by themselves, with words, though nothing stood in their way."""
    slowest_open: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count the rounds of another worker too."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            whole = max(mine, theirs) if each.name == "slowest_open" else mine + theirs
            setattr(self, each.name, whole)


class EndedByItself(Exception):
    """A command did not wait to be killed, and did not do its work either."""


@dataclass
class Rig:
    """One desk, and what it must hold."""

    folder: Path
    sealed: bool
    state: State = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Case numbers of imports that are in the desk."""
    hung: set[str] = field(default_factory=set)
    """Digests of files whose hanging was acknowledged."""

    key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        if self.sealed:
            slots = keys.read_slots(self.folder / keys.FILE)
            found = keys.unwrap(next(slot for slot in slots if slot.name == NAME), PASSWORD)
            assert found is not None
            self.key = found

    def open(self) -> Desk:
        """The desk, as whoever signed in opens it."""
        if not self.sealed:
            return open_desk(self.folder)
        who = with_roles(NAME, ["approver", "admin"], id="x")
        return open_desk(self.folder, key=self.key, officer=who)

    def command(self, *words: object) -> list[str]:
        """A command of the real program on this desk."""
        who = ["--as", NAME]
        if self.sealed:
            who += ["--password-file", str(self.folder.parent / "password")]
        told = map(str, words)
        return [sys.executable, "-m", "boshan_desk", "--desk", str(self.folder), *who, *told]


def make_templates(base: Path) -> None:
    """A plain and an encrypted desk with one record, and the password of the second."""
    (base / "password").write_text(PASSWORD, "utf-8")
    for sealed in (False, True):
        folder = base / f"template-{sealed}"
        make(folder, county="boshan")
        with open_desk(folder) as desk:
            records.add(desk, find_ledger("case"), {"case_no": "演示首件"}, id=FIRST)
        if sealed:
            accounts.set_up(folder, NAME, PASSWORD, cost=CHEAP)


def end_by_kill(
    command: Sequence[str], work: str, given: bytes, pause: float, usual: Usual, sink: Path
) -> tuple[bool, bytes]:
    """Start a command and kill it after a pause; whether it had ended, and what it had said."""
    source = sink.with_suffix(".in")
    source.write_bytes(given)
    with source.open("rb") as read, sink.open("wb") as told:
        began = time.monotonic()
        process = subprocess.Popen(
            command, stdin=read, stdout=told, stderr=subprocess.PIPE, cwd=ROOT
        )
        while work == "ops" and process.poll() is None and not sink.stat().st_size:
            time.sleep(0.002)
        try:
            process.wait(pause)
            usual.ended(work, time.monotonic() - began)
        except subprocess.TimeoutExpired:
            usual.killed(work)
        process.kill()
        complaint = process.communicate()[1].decode()
    said = sink.read_bytes()
    source.unlink()
    sink.unlink()
    if process.returncode > 0 or "Traceback" in complaint:
        raise EndedByItself(complaint.strip()[-300:])
    return process.returncode == 0, said


def work_once(rig: Rig, name: str, dice: random.Random, usual: Usual, tally: Tally) -> list[str]:
    """Do one piece of work, kill it, and say what is wrong afterwards."""
    work = dice.choice(WORKS)
    inputs = rig.folder.with_name(f"{rig.folder.name}-in")
    inputs.mkdir(exist_ok=True)
    tally.kills += 1
    act = {"ops": _operate, "import": _import, "backup": _back_up, "attach": _attach}[work]
    pause = dice.random() * OPS if work == "ops" else usual.pause(work, dice)

    def end(given: bytes, *words: object) -> tuple[bool, bytes]:
        return end_by_kill(rig.command(*words), work, given, pause, usual, inputs / "said.txt")

    try:
        wrong = act(rig, end, inputs / name, dice, tally)
    except EndedByItself as end_of_it:
        wrong = [f"it is refused: {end_of_it}"]
        tally.refused += 1
    except Refused as refusal:
        wrong = [f"it does not open: {refusal.words()}"]
        tally.unclean += 1
    kind = "encrypted" if rig.sealed else "plain"
    return [f"{work} {kind}: {each}" for each in wrong]


End = Callable[..., tuple[bool, bytes]]


def _operate(rig: Rig, end: End, name: Path, dice: random.Random, tally: Tally) -> list[str]:
    lines = list(operations(name.name, dice))
    given = "".join(json.dumps(line) + "\n" for line in lines).encode()
    _done, said = end(given, "ops", "-")
    told = said.count(b"\n")
    tally.acknowledged += told
    found, wrong = reopen(rig, tally)
    states = [after(rig.state, lines[:number]) for number in (told, told + 1)]
    if found not in states:
        wrong.append(f"after {told} acknowledged operations the records are others")
        tally.lost += 1
    tally.told_late += found == states[1] != states[0]
    rig.state = found
    return wrong


def _import(rig: Rig, end: End, name: Path, _dice: random.Random, tally: Tally) -> list[str]:
    numbers = {f"演示{name.name}导{n}" for n in range(ROWS)}
    book = a_book(name.with_suffix(".xlsx"), sorted(numbers))
    done, _said = end(b"", "import", "case", book, "--commit")
    wrong = _nothing_else(rig, tally)
    there = numbers_in(rig) & numbers
    if there not in (set(), numbers) or (done and not there):
        wrong.append(f"{len(there)} of {ROWS} rows of an import are there; acknowledged: {done}")
        tally.lost += 1
    tally.imports += 1
    tally.imports_whole += there == numbers
    tally.late += done
    rig.taken |= there
    return wrong


def _back_up(rig: Rig, end: End, _name: Path, _dice: random.Random, tally: Tally) -> list[str]:
    done, said = end(b"", "backup", "make", "--json")
    wrong = _nothing_else(rig, tally)
    listed = {backup.id for backup in list_backups(rig.folder / "backups")}
    if done and json.loads(said)["id"] not in listed:
        wrong.append("an acknowledged backup is not listed")
        tally.lost += 1
    tally.late += done
    return wrong


def _attach(rig: Rig, end: End, name: Path, dice: random.Random, tally: Tally) -> list[str]:
    scan = name.with_suffix(".bin")
    scan.write_bytes(dice.randbytes(SCAN))
    done, _said = end(b"", "attach", "case", FIRST, scan, "--json")
    if done:
        rig.hung.add(hashlib.sha256(scan.read_bytes()).hexdigest())
    scan.unlink()
    tally.late += done
    return _nothing_else(rig, tally)


def _nothing_else(rig: Rig, tally: Tally) -> list[str]:
    """What is wrong with the desk, and whether work of another kind changed its records."""
    found, wrong = reopen(rig, tally)
    if found != rig.state:
        wrong.append("records were changed that this does not touch")
        tally.lost += 1
    return wrong


def reopen(rig: Rig, tally: Tally) -> tuple[State, list[str]]:
    """Open the desk as anybody would; its records of operations, and what is wrong with it."""
    began = time.perf_counter()
    with rig.open():
        tally.slowest_open = max(tally.slowest_open, time.perf_counter() - began)
    with rig.open() as desk, desk.read() as reader:
        found = {
            each.id: (each.remark or "", each.withdrawn_why)
            for each in reader.all(Case)
            if each.id.startswith("r")
        }
        taken = {each.case_no or "" for each in reader.all(Case)}
        hung = {each.sha256 or "" for each in reader.all(Attachment)}
        officer = desk.officer
    key = rig.key
    wrong = list(check(rig.folder, key=key, officer=officer).findings)
    tally.unclean += bool(wrong)
    if not (verdict := audit.verify(rig.folder, key=key)).ok:
        wrong.append(f"the chain breaks at {verdict.bad}")
    if gone := (rig.taken - taken) | (rig.hung - hung):
        wrong.append(f"{len(gone)} acknowledged rows or files are gone")
        tally.lost += 1
    tally.attachments += len(hung)
    with rig.open() as desk:
        # A file that is not listed was cut short by the kill; the next backup sweeps it up.
        listed = tuple(backup.id for backup in list_backups(rig.folder / "backups"))
        verified = backups.verify(desk, listed) if listed else {}
        tally.backups += len(verified)
        wrong += [f"backup {id}: {fault}" for id, fault in verified.items() if fault]
    return found, wrong


def numbers_in(rig: Rig) -> set[str]:
    """The case numbers that are in the desk."""
    with rig.open() as desk, desk.read() as reader:
        return {each.case_no or "" for each in reader.all(Case)}


def a_book(path: Path, numbers: Sequence[str]) -> Path:
    """A workbook of cases (演示)."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["案号", "当事人", "备注"])
    for number in numbers:
        sheet.append([number, "演示公司", "演示"])
    book.save(path)
    return path


def rounds(kills: int, seed: int, base: Path) -> Tally:
    """So many kills on copies of the new desks in `base`, each judged."""
    dice, tally, usual = random.Random(seed), Tally(), Usual()
    for first in range(0, kills, ROUNDS_PER_DESK):
        sealed = first // ROUNDS_PER_DESK % 2 == 0
        folder = base / f"desk-{seed}-{first}"
        shutil.copytree(base / f"template-{sealed}", folder)
        rig = Rig(folder, sealed)
        for number in range(first, min(kills, first + ROUNDS_PER_DESK)):
            wrong = work_once(rig, f"r{number}", dice, usual, tally)
            tally.faults += [f"seed {seed} round {number} {each}" for each in wrong]
        shutil.rmtree(folder)
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
        make_templates(bases[0])
        seeds = [given.seed * 1000 + n for n in range(given.workers)]
        for tally in pool.map(rounds, shares, seeds, bases):
            total.add(tally)
    for title, value in (
        ("kills", total.kills),
        ("  after the work was done", total.late),
        ("operations acknowledged", total.acknowledged),
        ("  durable but not yet told (allowed)", total.told_late),
        ("imports begun", total.imports),
        ("  of these there, whole", total.imports_whole),
        ("backups verified", total.backups),
        ("attachments looked at", total.attachments),
        ("rounds with anything lost or half done", total.lost),
        ("unclean reopens", total.unclean),
        ("commands refused after a kill", total.refused),
        ("slowest reopen, ms", round(total.slowest_open * 1000)),
        ("seconds", round(time.perf_counter() - began)),
    ):
        print(f"{title:<40}{value:>10}")
    for fault in total.faults:
        print(fault)
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
