"""A short run of each driver, that they can object, and that what they rest on holds."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import tmpfs
from tests.faults.broken import BROKEN, objections, orders
from tests.faults.drivers import POINTS, Course, complaints, follow, try_points, workplace
from tests.faults.order import disorders
from tests.faults.runs import ROOT, Ended, Program
from tests.faults.scripts import SCRIPTS, Found
from tests.faults.shim import Change, Fault, built, environment, read_changes, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def _python(code: str, fault: Fault, below: Path) -> tuple[int, str, list[Change]]:
    """Run a few lines of Python in the folder under a fault: status, words, changes."""
    log = below.with_name("log")
    log.unlink(missing_ok=True)
    told = {**os.environ, "LD_PRELOAD": str(built()), **environment(fault, below, log)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=told, cwd=below, capture_output=True, check=False
    )
    return ended.returncode, ended.stderr.decode(), read_changes(log)


@pytest.fixture
def below(tmp_path: Path) -> Path:
    folder = tmp_path / "below"
    folder.mkdir()
    return folder


# ---------------------------------------------------------------- the shim


def test_every_kind_of_change_below_the_folder_is_seen_and_nothing_else(below: Path) -> None:
    code = """
import os, shutil
open('../outside', 'w').write('x')
with open('a', 'wb', buffering=0) as f:
    f.write(b'1234'); os.pwrite(f.fileno(), b'12', 0); os.writev(f.fileno(), [b'1', b'2'])
    os.fsync(f.fileno()); os.fdatasync(f.fileno()); os.ftruncate(f.fileno(), 2)
open('a').read()
os.mkdir('d'); shutil.copyfile('a', 'd/b'); os.rename('d/b', 'd/c'); os.link('a', 'e')
os.truncate('a', 1); os.replace('d/c', os.getcwd() + '/a')
folder = os.open('d', os.O_RDONLY); os.fsync(folder)
os.close(os.open('f', os.O_CREAT | os.O_WRONLY, dir_fd=folder)); os.unlink('f', dir_fd=folder)
os.rmdir('d'); os.unlink('e')
"""
    status, words, changes = _python(code, Fault(), below)
    assert status == 0, words
    told = [
        (c.kind, *(os.path.relpath(p, below) for p in (c.path, c.second) if p)) for c in changes
    ]
    assert told == [
        ("open", "a"),
        *[("write", "a")] * 3,
        *[("sync", "a")] * 2,
        ("truncate", "a"),
        ("mkdir", "d"),
        ("open", "d/b"),
        *[("write", "d/b")] * told.count(("write", "d/b")),
        ("rename", "d/b", "d/c"),
        ("link", "a", "e"),
        ("truncate", "a"),
        ("rename", "d/c", "a"),
        ("sync", "d"),
        ("open", "d/f"),
        ("unlink", "d/f"),
        ("unlink", "d"),
        ("unlink", "e"),
    ]
    assert [c.number for c in changes] == list(range(1, len(changes) + 1))
    assert [c.bytes for c in changes[1:4]] == [4, 2, 2]


WRITER = """
import os
f = os.open('a', os.O_CREAT | os.O_WRONLY)
for each in range(3):
    try:
        print(os.write(f, b'12345678'), flush=True)
    except OSError as error:
        print(error.errno, flush=True)
"""


@pytest.mark.parametrize(
    ("fault", "status", "size"),
    [
        (Fault("kill", 3), -9, 8),
        (Fault("half", 3), -9, 12),
        (Fault("fail", 3, errno.EIO), 0, 16),
        (Fault("fail", 3, errno.EDQUOT, sticky=True), 0, 8),
        (Fault("short", 3), 0, 20),
        (Fault("tear", 3, errno.ENOSPC), 0, 12),
        (Fault("fail", 99, errno.EIO), 0, 24),
    ],
    ids=lambda value: value.words() if isinstance(value, Fault) else "",
)
def test_a_fault_does_what_it_says(fault: Fault, status: int, size: int, below: Path) -> None:
    ended, _, _ = _python(WRITER, fault, below)
    assert ended == status
    assert (below / "a").stat().st_size == size


def test_a_read_only_medium_lets_nobody_open_for_writing(below: Path) -> None:
    (below / "a").write_text("there")
    code = "print(open('a').read()); open('a', 'r+')"
    status, words, _ = _python(code, Fault("fail", 0, errno.EROFS, sticky=True), below)
    assert status == 1
    assert "Read-only file system" in words


def test_a_program_started_by_the_program_is_left_alone(below: Path) -> None:
    code = (
        "import subprocess, sys; subprocess.check_call([sys.executable, '-c', \"open('a', 'w')\"])"
    )
    status, words, changes = _python(code, Fault("kill", 1), below)
    assert (status, words, changes) == (0, "", [])


# ---------------------------------------------------------------- the programs


_DRAWN = re.compile(r"[0-9a-f]{16,}|(?<=/)[0-9a-f]{2}(?=/|$)|[0-9]{8}-[0-9]{6}")
"""What is drawn or told by the clock in the names of files."""


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """This build, started once."""
    with Program() as started:
        yield started


@pytest.mark.parametrize("name", ["add", "take"])
def test_a_forked_command_changes_what_a_started_one_does(
    name: str, program: Program, tmp_path: Path
) -> None:
    script, seen = SCRIPTS[name], []
    with Program(real=True) as started:
        for number, each in enumerate((program, started)):
            folder = tmp_path / f"{number}"
            folder.mkdir()
            script.prepare(program, folder)
            ended = each.run(script.words(folder), below=folder, fault=Fault())[0]
            assert ended.status == 0
            assert ended.out
            seen.append([_DRAWN.sub("#", c.within(folder)) for c in ended.trace])
    counts = Counter(seen[0])
    # The store's driver goes through the shim too.
    assert counts["write desk/desk.db-wal"] > 10
    assert counts["sync desk/desk.db-wal"] >= 1
    assert counts["write desk/desk.db"] >= 1
    # Pages are filled by ids that are drawn, so their number may differ a little.
    assert list(dict.fromkeys(seen[0])) == list(dict.fromkeys(seen[1]))
    assert abs(len(seen[0]) - len(seen[1])) < 10


# ---------------------------------------------------------------- the judges

COURSE = Course(("before", "after"), ((0, "after"), (3, "after")), "before", {}, ())


@pytest.mark.parametrize(
    ("ended", "found", "wrong"),
    [
        (Ended(-9, "", ""), Found("before"), ""),
        (Ended(-9, "", ""), Found("after"), ""),
        (Ended(-9, "", ""), Found("between"), "half done"),
        (Ended(-9, "", ""), Found("", wrong="check: page 3"), "page 3"),
        (Ended(5, "", "磁盘空间不足\n"), Found("before"), ""),
        (Ended(5, "", "正在导入 3/20\n磁盘空间不足\n"), Found("before"), ""),
        (Ended(5, "", "磁盘空间不足\n又一行\n"), Found("before"), "2 lines"),
        (Ended(5, "", ""), Found("before"), "0 lines"),
        (Ended(5, "", "未写入任何内容\n"), Found("after", "after"), "nothing was written"),
        (Ended(3, "", "程序出错，没有完成\n"), Found("before"), "no clear words"),
        (Ended(3, "", "数据损坏\n"), Found("before"), "status 3"),
        (Ended(1, "", "Traceback (most recent call last):\n"), Found("before"), "traceback"),
        (Ended(-7, "", ""), Found("before"), "status -7"),
        (Ended(0, "", ""), Found("after"), ""),
        (Ended(0, "", ""), Found("before"), "said to be done"),
    ],
)
def test_the_judge_objects(ended: Ended, found: Found, wrong: str) -> None:
    fault = Fault("kill" if ended.status == -9 else "fail", 1, errno.EIO)
    told = list(complaints(SCRIPTS["add"], COURSE, fault, ended, found))
    assert bool(told) == bool(wrong)
    assert wrong in "".join(told)


def test_a_lost_acknowledgement_is_objected_to() -> None:
    states = ("0", "1", "2")
    course = Course(states, ((0, "2"), (3, "1"), (3, "2")), "0", {}, ())

    def judge(acknowledged: int, there: str) -> list[str]:
        ended = Ended(-9, "ACK\n" * acknowledged, "")
        return list(complaints(SCRIPTS["ops"], course, Fault("kill", 1), ended, Found(there)))

    assert not judge(1, "1")
    assert not judge(1, "2")
    assert judge(1, "0")
    assert judge(0, "2")


def test_what_was_not_synced_in_time_is_objected_to() -> None:
    def change(kind: str, path: str = "/d/a.part", second: str = "") -> Change:
        return Change(1, kind, 10, path, second)

    named = [
        change("write"),
        change("sync"),
        change("rename", second="/d/a"),
        change("sync", "/d"),
        change("say"),
    ]
    assert not list(disorders(named))
    for left_out in (1, 3):
        assert list(disorders([c for n, c in enumerate(named) if n != left_out]))
    assert list(disorders([change("write"), change("say"), change("sync")]))
    assert not list(disorders([change("write", "/d/desk.db-shm"), change("say")]))


# ---------------------------------------------------------------- short runs


@pytest.mark.parametrize(
    ("points", "name", "every"), [("kill", "import", 53), ("fail", "attach", 83)]
)
def test_a_fault_at_any_change_leaves_a_whole_desk(
    points: str, name: str, every: int, program: Program
) -> None:
    script = SCRIPTS[name]
    with workplace() as base:
        course = follow(script, base / name, program, program)
        faults = list(POINTS[points](course.changes))[every // 2 :: every]
        tally = try_points(script, course, faults, base / name, (program, program))
    assert tally.bad == []
    assert tally.points >= 8


def test_everything_is_synced_before_it_is_named_or_told(program: Program) -> None:
    assert orders("ops", program, program) == []


@pytest.mark.parametrize(
    "name",
    [
        "files are handed out without a part file",
        "an error of the medium is swallowed",
        "the store does not wait for the disk",
    ],
)
def test_a_broken_build_is_objected_to(name: str, program: Program) -> None:
    assert objections(BROKEN[name], program)


@pytest.mark.skipif(bool(tmpfs.why_not()), reason=tmpfs.why_not())
def test_a_full_disk_loses_nothing_and_space_that_returns_is_used() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults", "tmpfs", "1024"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
