"""Running every script under every fault, and judging what each left."""

from __future__ import annotations

import atexit
import errno
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.faults.runs import ROOT, Ended, Program
from tests.faults.scripts import SCRIPTS, Found, Script, Unsound, digest, leavings, observe
from tests.faults.shim import Change, Fault

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
CHUNK = 40
"""Points that a worker takes at a time."""

PROGRESS = re.compile(r".*\d+/\d+")
FAULT_OF_OURS = "程序出错"
_HINT = "这份数据还没有账户"
_DENIAL = "未写入任何内容"


@dataclass
class Tally:
    """What came of the points of one script."""

    script: str
    changes: int = 0
    points: int = 0
    ended: Counter[int] = field(default_factory=Counter)
    """How often the command ended with which status."""
    doubtful: int = 0
    """Ended with an error and had been done all the same; allowed where the words allow it."""
    seconds: float = 0.0
    bad: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count the points of another chunk too."""
        self.points += other.points
        self.ended += other.ended
        self.doubtful += other.doubtful
        self.bad += other.bad


@dataclass(frozen=True)
class Course:
    """How a script goes when nothing is in its way."""

    states: tuple[str, ...]
    """Before, those between, after."""
    again: tuple[tuple[int, str], ...]
    """Status and state when the command is given again, from each of them."""
    records: str
    """The records before."""
    olds: dict[str, str]
    trace: tuple[Change, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the command changes, by number."""
        return tuple(change for change in self.trace if change.number)


def follow(script: Script, template: Path, good: Program, tried: Program) -> Course:
    """Prepare the script's folder at `template` and see how its command goes."""
    template.mkdir(parents=True)
    script.prepare(good, template)
    olds = {name: digest(template / name) for name in script.handed if (template / name).exists()}
    states, again, records = [], [], []
    trace: tuple[Change, ...] = ()
    work = template.with_name(f"{template.name}-course")
    for words in (None, *script.halves, script.words):
        _copy(template, work)
        if words:
            ended = tried.run(words(work), below=work, fault=Fault())[0]
            if ended.status:
                raise Unsound(f"{script.name} fails without a fault: {ended.err}")
            trace = ended.trace
        found = observe(good, work, script, olds)
        if found.wrong:
            raise Unsound(f"{script.name} without a fault: {found.wrong}")
        states.append(found.state)
        records.append(found.records)
        status = good.run(script.words(work), below=work)[0].status
        again.append((status, observe(good, work, script, olds).state))
    shutil.rmtree(work)
    return Course(tuple(states), tuple(again), records[0], olds, trace)


# ---------------------------------------------------------------- judging


def complaints(
    script: Script, course: Course, fault: Fault, ended: Ended, found: Found
) -> Iterator[str]:
    """What is wrong with how the command ended and with what it left."""
    if found.wrong:
        yield found.wrong
        return
    if found.state not in course.states:
        yield f"half done: {_difference(course.states, found.state)}"
        return
    place = max(n for n, state in enumerate(course.states) if state == found.state)
    if script.acknowledges:
        told = ended.out.count("\n")
        if not told <= place <= told + 1:
            yield f"{told} acknowledged, {place} there"
    if ended.killed:
        if fault.mode not in ("kill", "half"):
            yield "killed by itself"
        return
    if "Traceback" in ended.err:
        yield f"traceback: {ended.err}"
        return
    lines = [line for line in ended.err.splitlines() if not PROGRESS.fullmatch(line)]
    match ended.status:
        case 0:
            if found.state != course.states[-1]:
                yield "said to be done and is not"
            if [line for line in lines if not line.startswith(_HINT)]:
                yield f"done, and yet words: {ended.err}"
        case 3 | 5:
            if len(lines) != 1:
                yield f"{len(lines)} lines of words: {ended.err}"
            elif lines[0].startswith(FAULT_OF_OURS):
                yield f"no clear words: {lines[0]}"
            elif ended.status == 3 and fault.mode != "count":
                yield f"status 3, for a fault of the medium: {lines[0]}"
            elif _DENIAL in lines[0] and _moved(course, found) and not script.acknowledges:
                yield f"said that nothing was written, and it was: {lines[0]}"
        case status:
            yield f"status {status}: {ended.err}"


def _moved(course: Course, found: Found) -> bool:
    return found.records != course.records


def _difference(states: Sequence[str], found: str) -> str:
    """What the state found has and the last state has not, and the other way round."""
    have, want = set(found.splitlines()), set(states[-1].splitlines())
    return f"+{sorted(have - want)[:2]} -{sorted(want - have)[:2]}"[:400]


def _begun(work: Path) -> list[str]:
    """What a command left of what it had begun, less a swap that the next opening finishes."""
    return [each for each in leavings(work) if not each.endswith(("desk.db.ready", "desk.aside"))]


def _unswept(work: Path) -> list[str]:
    """What lies about when a command has at last ended well; the next backup sweeps its folder."""
    return [each for each in leavings(work) if "/backups/" not in each]


def _kept_clean(fault: Fault, ended: Ended) -> bool:
    """Whether the command could clear away what it had begun."""
    if ended.killed or fault.sticky or fault.mode == "tear":
        return False
    hit = [change for change in ended.changes if change.number == fault.at]
    return not any(change.kind == "unlink" for change in hit)


def try_point(
    script: Script, course: Course, fault: Fault, template: Path, programs: tuple[Program, Program]
) -> tuple[Ended, Found, list[str]]:
    """One run under one fault, what it left, and what is wrong with that."""
    good, tried = programs
    work = _work(template)
    _copy(template, work)
    ended = tried.run(script.words(work), below=work, fault=fault)[0]
    found = observe(good, work, script, course.olds)
    wrong = list(complaints(script, course, fault, ended, found))
    if not wrong:
        if _kept_clean(fault, ended) and (left := _begun(work)):
            wrong.append(f"left lying: {left}")
        place = max(n for n, state in enumerate(course.states) if state == found.state)
        status = good.run(script.words(work), below=work)[0]
        after = observe(good, work, script, course.olds)
        # What was decided and not finished may be done once more or be found done.
        if after.wrong or (status.status, after.state) not in course.again[: place + 1]:
            wrong.append(
                f"given again: {status.status} {status.err} {after.wrong}"
                f" {_difference([course.again[place][1]], after.state)}"
            )
        elif not status.status and (left := _unswept(work)):
            wrong.append(f"left lying after it was given again: {left}")
        elif not status.status and (unsettled := script.settled(work)):
            wrong.append(f"after it was given again: {unsettled}")
    return ended, found, wrong


# ---------------------------------------------------------------- all points


def kills(changes: Sequence[Change]) -> Iterator[Fault]:
    """SIGKILL before every change, and in the middle of every write."""
    for change in changes:
        yield Fault("kill", change.number)
        if change.kind == "write" and change.bytes > 1:
            yield Fault("half", change.number)


def failures(changes: Sequence[Change]) -> Iterator[Fault]:
    """Every change fails with every error, once and from then on; writes stop half way."""
    yield Fault("fail", 0, errno.EROFS, sticky=True)
    for change in changes:
        for code in ERRORS:
            for sticky in (False, True):
                yield Fault("fail", change.number, code, sticky)
        if change.kind == "write" and change.bytes > 1:
            yield Fault("short", change.number)
            yield Fault("tear", change.number, errno.ENOSPC)


POINTS = {"kill": kills, "fail": failures}


def try_points(
    script: Script,
    course: Course,
    faults: Iterable[Fault],
    template: Path,
    programs: tuple[Program, Program],
) -> Tally:
    """Each of these faults on a fresh copy of the template."""
    tally = Tally(script.name, changes=len(course.changes))
    for fault in faults:
        ended, found, wrong = try_point(script, course, fault, template, programs)
        tally.points += 1
        tally.ended[ended.status] += 1
        refused = not ended.killed and ended.status and not script.acknowledges
        tally.doubtful += bool(refused and _moved(course, found))
        work = _work(template)
        hit = "".join(c.within(work) for c in ended.changes if c.number == fault.at)
        tally.bad += [f"{script.name}: {fault.words()} ({hit}): {each.strip()}" for each in wrong]
    return tally


_open: dict[tuple[Path, bool], Program] = {}
"""The programs of this worker, started once."""
_stack = ExitStack()
atexit.register(_stack.close)


def _started(root: Path, real: bool) -> Program:
    if (root, real) not in _open:
        _open[root, real] = _stack.enter_context(Program(root, real=real))
    return _open[root, real]


def _chunk(
    name: str, course: Course, faults: Sequence[Fault], template: Path, root: Path, real: bool
) -> Tally:
    programs = (_started(ROOT, False), _started(root, real))
    return try_points(SCRIPTS[name], course, faults, template, programs)


def drive(
    names: Iterable[str],
    points: str,
    *,
    workers: int = 2,
    every: int = 1,
    first: int = 0,
    root: Path = ROOT,
    real: bool = False,
) -> Iterator[Tally]:
    """Every point of these scripts, or each `every`-th from `first`; a tally for each script.

    `points` is kill or fail.  `root` is the build to be tried; the one at hand judges.
    """
    listed = POINTS[points]
    with (
        workplace() as base,
        # Forked workers would hold the pipes of our programs open.
        ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool,
    ):
        good, tried = _started(ROOT, False), _started(root, real)
        for name in names:
            began = time.perf_counter()
            template = base / name
            try:
                course = follow(SCRIPTS[name], template, good, tried)
            except Unsound as error:
                yield Tally(name, bad=[str(error).strip()])
                continue
            chosen = list(listed(course.changes))[first::every]
            size = max(1, min(CHUNK, -(-len(chosen) // workers)))
            waiting: list[Future[Tally]] = [
                pool.submit(_chunk, name, course, chosen[n : n + size], template, root, real)
                for n in range(0, len(chosen), size)
            ]
            tally = Tally(name, changes=len(course.changes))
            for each in waiting:
                tally.add(each.result())
            tally.seconds = time.perf_counter() - began
            yield tally


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for the runs; in memory, where there is room: no fault of ours needs a disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 300 * 1024**2
    with tempfile.TemporaryDirectory(prefix="faults-", dir=memory if roomy else None) as name:
        yield Path(os.path.realpath(name))


def _work(template: Path) -> Path:
    """Where this process works on copies of a template."""
    return template.with_name(f"{template.name}-{os.getpid()}")


def _copy(template: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(template, work)
