"""Damage, ask, judge, count."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.damage.asking import Answer, ask, ask_program
from tests.damage.damages import BY_BYTE, BY_PAGE, damage

Question = tuple[str, ...]
DUMP: Final[Question] = ("dump",)
LIST: Final[Question] = ("list", "case", "--json")
CHECK: Final[Question] = ("check",)
QUESTIONS: Final = (DUMP, LIST, CHECK)

BY_PROGRAM_EVERY: Final = 50
"""One damage in so many is asked about through the real program too."""


@dataclass(frozen=True)
class Original:
    """What an undamaged desk answers."""

    dump: str
    list: str
    earlier: tuple[str, ...] = ()
    """Dumps before the last works of the log.

    A log that was cut, its index gone with it, cannot be told from what a power cut leaves.
    """
    listed: str = ""
    """What it says of its backups."""


@dataclass
class Tally:
    """What came of it."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another worker's too."""
        self.counts += other.counts
        self.faults += other.faults


@dataclass(frozen=True)
class Plan:
    """One damage."""

    number: int
    desk: str
    """plain or sealed, or one of them as a stop left it: plain-open."""
    target: str
    how: str


def plan(number: int, dice: random.Random) -> Plan:
    """A quarter by page, the rest by byte; half of the desks are encrypted."""
    kind = ("plain", "sealed")[number % 2]
    by_page = dice.random() < 0.25
    how = dice.choice(sorted(BY_PAGE if by_page else BY_BYTE))
    draw = dice.random()
    if draw < 0.70:
        return Plan(number, kind, "desk.db", how)
    if draw < 0.76:
        return Plan(number, f"{kind}-open", "desk.db", how)
    if draw < 0.82:
        return Plan(number, f"{kind}-open", "desk.db-wal", how)
    if draw < 0.86:
        return Plan(number, f"{kind}-open", "desk.db-wal alone", how)
    if draw < 0.93:
        return Plan(number, kind, "backup", how)
    how = "flipped bytes"
    if kind == "sealed" and draw > 0.97:
        return Plan(number, kind, "desk.keys", how)
    return Plan(number, kind, "description", how)


def prepare(base: Path) -> dict[str, Original]:
    """What the desks answer while they are whole."""
    originals = {}
    for kind in ("plain", "sealed", "plain-open", "sealed-open"):
        folder = base / f"trial-{kind}"
        earlier = _dumps_of_shorter_logs(base, kind) if kind.endswith("-open") else ()
        shutil.copytree(base / kind, folder)
        dump, listed = (_good(ask(folder, base / "password.txt", *q)) for q in (DUMP, LIST))
        _good(ask(folder, base / "password.txt", *CHECK))
        told = _good(ask(folder, base / "password.txt", "backup", "list", "--json"))
        originals[kind] = Original(dump, listed, earlier, told)
        shutil.rmtree(folder)
    return originals


def _good(answer: Answer) -> str:
    if answer.status:
        raise RuntimeError(f"the undamaged desk refuses: {answer.told}{answer.crash}")
    return answer.out


def _dumps_of_shorter_logs(base: Path, kind: str) -> tuple[str, ...]:
    """The dumps of a desk whose log ends after fewer works, and has no index to tell so."""
    content, ends = (base / kind / "desk.db-wal").read_bytes(), [0]
    salt = content[16:24]
    frame = 24 + int.from_bytes(content[8:12], "big")
    for place in range(32, len(content) - frame + 1, frame):
        if content[place + 8 : place + 16] == salt and content[place + 4 : place + 8] != bytes(4):
            ends.append(place + frame)
    dumps = []
    for end in ends[:-1]:
        folder = base / f"earlier-{kind}"
        shutil.copytree(base / kind, folder)
        (folder / "desk.db-shm").unlink()
        (folder / "desk.db-wal").write_bytes(content[:end])
        dumps.append(_good(ask(folder, base / "password.txt", *DUMP)))
        shutil.rmtree(folder)
    return tuple(dumps)


def rounds(base: Path, seed: str, originals: dict[str, Original], begin: int, end: int) -> Tally:
    """Carry out a part of the plan, each damage on a copy of its own."""
    tally = Tally()
    for number in range(begin, end):
        dice = random.Random(f"{seed} {number}")
        chosen = plan(number, dice)
        folder = base / f"copy-{number}"
        shutil.copytree(base / chosen.desk, folder)
        _round(base, folder, chosen, dice, originals[chosen.desk], tally)
        shutil.rmtree(folder)
    return tally


def _round(
    base: Path, folder: Path, chosen: Plan, dice: random.Random, original: Original, tally: Tally
) -> None:
    path = _path(folder, chosen.target)
    before = path.read_bytes()
    after = damage(before, chosen.how, dice)
    if after == before:
        tally.counts["the dice changed nothing"] += 1
        return
    path.write_bytes(after)
    name = f"{chosen.desk} {chosen.target}"
    tally.counts[name] += 1
    password = base / "password.txt"
    told = f"{chosen.number} {name}, {chosen.how}"
    if chosen.target in ("backup", "description"):
        faults = _ask_backup(folder, password, original, path.name[5:11], tally, name)
    else:
        program = chosen.number % BY_PROGRAM_EVERY < 2
        untouched = base / f"asked-{chosen.number}"
        if program:
            shutil.copytree(folder, untouched)
        answers = {question: ask(folder, password, *question) for question in QUESTIONS}
        faults, seen = judge(chosen, original, answers)
        tally.counts[f"{name}: {seen}"] += 1
        if program:
            tally.counts["asked through a process of its own"] += 1
            for question in QUESTIONS:
                again = ask_program(untouched, password, *question)
                if again.crash:
                    faults.append(f"the program fell over {question[0]}: {again.crash[-600:]}")
                elif (again.status, again.out.replace(str(untouched), str(folder))) != (
                    answers[question].status,
                    answers[question].out,
                ):
                    faults.append(f"the program answers {question[0]} otherwise: {again.told}")
            shutil.rmtree(untouched)
    tally.faults += [f"{told}: {fault}" for fault in faults]


def _path(folder: Path, target: str) -> Path:
    if target == "desk.db-wal alone":
        (folder / "desk.db-shm").unlink()
        return folder / "desk.db-wal"
    if target in ("backup", "description"):
        return max((folder / "backups").glob("desk-*.db" if target == "backup" else "desk-*.json"))
    return folder / target


def judge(
    chosen: Plan, original: Original, answers: dict[Question, Answer]
) -> tuple[list[str], str]:
    """What is wrong with the answers, and how the damage was met, in a word."""
    faults = [
        f"{question[0]} fell over:\n{answer.crash[-1500:]}"
        for question, answer in answers.items()
        if answer.crash
    ]
    faults += [
        f"{question[0]} was refused without a word"
        for question, answer in answers.items()
        if answer.status and not answer.told.strip()
    ]
    noticed = answers[CHECK].status != 0
    same = True
    for question, whole in ((DUMP, original.dump), (LIST, original.list)):
        if answers[question].status == 0 and answers[question].out != whole:
            same = False
            if question == DUMP and chosen.target.endswith("alone"):
                if answers[question].out in original.earlier:
                    return faults, "taken for a log that a power cut left"
            elif question == LIST and chosen.target.endswith("alone"):
                continue
            if chosen.desk.startswith("sealed"):
                faults.append(f"{question[0]} shows what was never there")
            elif not noticed:
                faults.append(f"{question[0]} differs and check says nothing")
    if not noticed and chosen.desk.startswith("sealed") and chosen.target == "desk.db":
        faults.append("check says nothing")
    if noticed:
        refused = answers[DUMP].status != 0
        return faults, "refused" if refused else "noticed by check, " + (
            "same records" if same else "other records"
        )
    return faults, "no record differs" if same else "silent"


def _shown(listed: str) -> dict[str, dict[str, object]]:
    """What a backup is chosen by, by its number.

    Why it was made and by which program stands only in its description, and nothing hangs on it.
    """
    names = ("id", "at", "records", "counts", "digest", "head", "size")
    return {each["id"]: {name: each[name] for name in names} for each in json.loads(listed)}


def _ask_backup(
    folder: Path, password: Path, original: Original, id: str, tally: Tally, name: str
) -> list[str]:
    """Whether a damaged backup is told as such, and whether it restores to what it was."""
    listed = ask(folder, password, "backup", "list", "--json")
    verified = ask(folder, password, "backup", "verify", id)
    faults = [f"fell over:\n{a.crash[-1500:]}" for a in (listed, verified) if a.crash]
    if faults:
        return faults
    shown, whole = _shown(listed.out), _shown(original.listed)
    if any(shown[other] != whole[other] for other in shown if other != id):
        faults.append("another backup is told to be other than it is")
    if id not in shown:
        tally.counts[f"{name}: not offered"] += 1
        return faults if verified.status else [*faults, "it verifies a backup that is not there"]
    if verified.status:
        tally.counts[f"{name}: refused"] += 1
        return faults
    if shown[id] != whole[id]:
        faults.append("the list of backups says what was never there")
    into = folder / "into"
    restored = ask(folder, password, "backup", "restore", id, "--into", str(into))
    dumped = ask(into, password, *DUMP) if restored.status == 0 else restored
    if restored.crash or dumped.crash:
        return [*faults, f"restore fell over:\n{(restored.crash or dumped.crash)[-1500:]}"]
    if dumped.status == 0 and dumped.out != original.dump:
        faults.append("it restores to what was never there")
    tally.counts[f"{name}: no record differs" if dumped.status == 0 else f"{name}: refused"] += 1
    return faults
