"""The real thing: a small file system that fills up, in a mount namespace of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.drivers import FAULT_OF_OURS, PROGRESS
from tests.faults.runs import ROOT, Ended, Program
from tests.faults.scripts import desk, leavings

SIZES = (200, 400, 450, 500, 600, 800, 1024, 1536, 2048, 3072, 4096, 5120)
"""KiB of the file system."""
MORE = 8192
"""KiB of space that returns."""
OPERATIONS = 4000
"""More than the largest one holds."""
INSIDE = "BOSHAN_TEST_INSIDE"


@dataclass
class Full:
    """What came of one size."""

    size: int
    begun: int = 0
    """Status of making the desk while there was so little room."""
    acknowledged: int = 0
    full: dict[str, int] = field(default_factory=dict)
    """Status of every command on the full disk."""
    bad: list[str] = field(default_factory=list)


def why_not() -> str:
    """Why no file system can be mounted here; empty when one can."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return "unshare and tmpfs are Linux's"
    probe = subprocess.run(
        [*_namespace(), "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return probe.stderr.decode().strip() if probe.returncode else ""


def enter(words: list[str]) -> int:
    """Start this module's driver again in a namespace whose mounts end with it."""
    command = [*_namespace(), sys.executable, "-m", "tests.faults", *words]
    return subprocess.run(command, env=os.environ | {INSIDE: "1"}, check=False).returncode


def _namespace() -> list[str]:
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def drive(sizes: Sequence[int] = SIZES, *, root: Path = ROOT) -> Iterator[Full]:
    """Fill a file system of each size with a desk, and see how the program takes it."""
    with tempfile.TemporaryDirectory(prefix="faults-") as base, Program(root) as program:
        given = Path(os.path.realpath(base)) / "given"
        _write_inputs(given)
        for size in sizes:
            with _mounted(Path(os.path.realpath(base)) / "medium", size) as medium:
                yield _fill(program, medium, given, size)


def _fill(program: Program, medium: Path, given: Path, size: int) -> Full:
    tally = Full(size)
    make, work = desk(medium, "init"), desk(medium, "ops", str(given / "work.jsonl"))
    begun = program.run(make, below=medium)[0]
    tally.begun = begun.status
    tally.bad += _complaints("init", begun, {0, 5})
    if begun.status:
        # It did not fit: nothing may be left that a second try stumbles over.
        if left := leavings(medium):
            tally.bad.append(f"init left lying: {left}")
        _resize(medium, MORE)
        if (again := program.run(make, below=medium)[0]).status:
            tally.bad.append(f"init after space returned: {again.status} {again.err}")
            return tally
        used = shutil.disk_usage(medium).used // 1024
        _resize(medium, used + 256)
    filled = program.run(work, below=medium)[0]
    tally.full["ops"] = filled.status
    tally.bad += _complaints("ops", filled, {5})
    tally.acknowledged = filled.out.count("\n")

    commands = {
        "add": desk(medium, "add", "case", "--values", _long(0)),
        "import": desk(medium, "import", "case", str(given / "cases.csv"), "--commit"),
        "attach": desk(medium, "attach", "case", "k", str(given / "scan.pdf")),
        "export": desk(medium, "export", "case", str(medium / "cases.xlsx")),
        "report": desk(medium, "report", "--period", "2026Q1", "--pdf", str(medium / "r.pdf")),
    }
    # The last byte too, so that nothing fits by chance.
    (medium / "ballast").write_bytes(b"")
    with (medium / "ballast").open("ab", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            pass
    if tally.acknowledged:
        for name, words in commands.items():
            words = ["演示000001" if w == "k" else w for w in words]
            ended = program.run(words, below=medium)[0]
            tally.full[name] = ended.status
            tally.bad += _complaints(name, ended, {5})
    for name in ("check", "dump"):
        ended = program.run(desk(medium, name), below=medium)[0]
        tally.full[name] = ended.status
        tally.bad += _complaints(name, ended, {0, 5})

    (medium / "ballast").unlink()
    _resize(medium, size + 2 * MORE)
    tally.bad += _sound(program, medium, tally.acknowledged)
    for name, words in commands.items():
        if not tally.acknowledged and name != "add":
            continue
        ended = program.run(["演示000001" if w == "k" else w for w in words], below=medium)[0]
        if ended.status:
            tally.bad.append(f"{name} after space returned: {ended.status} {ended.err}")
    if left := leavings(medium):
        tally.bad.append(f"left lying: {left}")
    checked = program.run(desk(medium, "check"), below=medium)[0]
    if checked.status:
        tally.bad.append(f"check at the end: {checked.err}")
    return tally


def _sound(program: Program, medium: Path, acknowledged: int) -> Iterator[str]:
    """What is wrong with the desk once there is room: all acknowledged, at most one more."""
    ended = program.run(desk(medium, "check"), desk(medium, "dump"), below=medium)
    if ended[-1].status:
        yield f"check after space returned: {ended[-1].err}"
        return
    found = [json.loads(line)["id"] for line in ended[1].out.splitlines()]
    if found not in ([_id(n) for n in range(m)] for m in (acknowledged, acknowledged + 1)):
        yield f"{acknowledged} acknowledged, {len(found)} there"


def _complaints(name: str, ended: Ended, allowed: set[int]) -> Iterator[str]:
    lines = [line for line in ended.err.splitlines() if not PROGRESS.fullmatch(line)]
    if ended.status not in allowed:
        yield f"{name}: status {ended.status} {ended.err}"
    elif ended.status and len(lines) != 1:
        yield f"{name}: {len(lines)} lines of words {ended.err}"
    elif lines and lines[0].startswith(FAULT_OF_OURS):
        yield f"{name}: no clear words {lines[0]}"


def _id(number: int) -> str:
    return f"演示{number:06d}"


def _long(number: int) -> str:
    values = {"case_no": f"演示{number}", "party": "演示公司", "remark": "满" * 500}
    return json.dumps(values, ensure_ascii=False)


def _write_inputs(given: Path) -> None:
    given.mkdir()
    with (given / "work.jsonl").open("w", encoding="utf-8") as file:
        for number in range(OPERATIONS):
            values = json.loads(_long(number))
            operation = {"op": "add", "ledger": "case", "id": _id(number), "values": values}
            file.write(json.dumps(operation, ensure_ascii=False) + "\n")
    rows = ["案号,当事人名称"] + [f"满盘{n},演示公司{n}" for n in range(200)]
    (given / "cases.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (given / "scan.pdf").write_bytes(b"%PDF-1.4 demo\n" + bytes(range(256)) * 400)


@contextmanager
def _mounted(medium: Path, size: int) -> Iterator[Path]:
    medium.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "faults", medium], check=True)
    try:
        yield medium
    finally:
        subprocess.run(["umount", "--lazy", medium], check=True)
        medium.rmdir()


def _resize(medium: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}k", medium], check=True)
