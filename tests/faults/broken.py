"""Builds broken on purpose: a driver that does not object to them proves nothing.

Each is a copy of the package with lines added at the end of one module, which put the guard out of
action; the program itself knows no switch for it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.faults.drivers import POINTS, follow, try_points, workplace
from tests.faults.order import disorders
from tests.faults.runs import ROOT, Program
from tests.faults.scripts import SCRIPTS


@dataclass(frozen=True)
class Broken:
    """One way to break the program, and who must object."""

    name: str
    module: str
    added: str
    driver: Literal["kill", "fail", "order"]
    script: str

    @property
    def every(self) -> int:
        """Only each so many points: every one would object."""
        return {"kill": 7, "fail": 29, "order": 1}[self.driver]


_ALL = (
    Broken(
        "files are handed out without a part file",
        "usecases/outputs.py",
        """
@contextmanager
def output(path):
    yield path
""",
        "kill",
        "export",
    ),
    Broken(
        "an import is committed in the middle",
        "store/work.py",
        """
_apply_all = Work.apply
def _apply_each(self, changes, **options):
    for change in changes:
        _apply_all(self, [change], **options)
        self._connection.exec_driver_sql("COMMIT")
        self._connection.exec_driver_sql("BEGIN IMMEDIATE")
Work.apply = _apply_each
""",
        "kill",
        "import",
    ),
    Broken(
        "a package is committed in the middle",
        "store/work.py",
        """
_lay_all = Work.lay
def _lay_each(self, ledger, states):
    for state in states:
        _lay_all(self, ledger, [state])
        self._connection.exec_driver_sql("COMMIT")
        self._connection.exec_driver_sql("BEGIN IMMEDIATE")
Work.lay = _lay_each
""",
        "kill",
        "take",
    ),
    Broken(
        "a record names its scan before the scan is there",
        "usecases/attachments.py",
        """
_keep_now, _attach_after, _late = keep, attach, []
def keep(*where):
    _late.append(where)
    return measure(where[1])
def attach(desk, ledger, id, path):
    found = _attach_after(desk, ledger, id, path)
    while _late:
        _keep_now(*_late.pop())
    return found
""",
        "kill",
        "attach",
    ),
    Broken(
        "operations are acknowledged before they are done",
        "usecases/desks.py",
        """
_through = work_through
def work_through(desk, lines):
    lines = list(lines)
    for number, line in enumerate(lines, 1):
        yield number, read_operation(line).id
    for told in _through(desk, iter(lines)):
        pass
""",
        "kill",
        "ops",
    ),
    Broken(
        "what the disk says is not put into words",
        "store/driver.py",
        """
def describe(error, path):
    return None
""",
        "fail",
        "add",
    ),
    Broken(
        "an error of the medium ends with a traceback",
        "cli/main.py",
        """
def complain(text):
    raise OSError(text)
""",
        "fail",
        "add",
    ),
    Broken(
        "an error of the medium is swallowed",
        "usecases/outputs.py",
        """
_whole = output
@contextmanager
def output(path):
    with suppress(NoRoom), _whole(path) as part:
        yield part
""",
        "fail",
        "export",
    ),
    Broken(
        "part files are left lying",
        "usecases/outputs.py",
        """
class _Kept(type(Path())):
    def unlink(self, missing_ok=False):
        pass
_whole = output
def output(path):
    return _whole(_Kept(path))
""",
        "fail",
        "export",
    ),
    Broken(
        "a file gets its name before it is synced",
        "usecases/outputs.py",
        """
class os:
    def fsync(descriptor):
        pass
""",
        "order",
        "export",
    ),
    Broken(
        "the store does not wait for the disk",
        "store/driver.py",
        """
_connect = connect
def connect(*where, **options):
    connection = _connect(*where, **options)
    connection.execute("PRAGMA synchronous = OFF")
    return connection
""",
        "order",
        "ops",
    ),
)

BROKEN = {each.name: each for each in _ALL}


def make(broken: Broken, root: Path) -> Path:
    """A copy of the program with this fault in it."""
    shutil.copytree(ROOT / "boshan_desk", root / "boshan_desk")
    for name in ("resources", "i18n"):
        (root / name).symlink_to(ROOT / name)
    with (root / "boshan_desk" / broken.module).open("a", encoding="utf-8") as module:
        module.write(broken.added)
    return root


def objections(broken: Broken, good: Program) -> list[str]:
    """What the driver says of the broken build; nothing, if the driver is worth nothing.

    `good` judges.
    """
    with tempfile.TemporaryDirectory(prefix="faults-broken-") as name:
        root = make(broken, Path(os.path.realpath(name)))
        with Program(root) as tried, workplace() as base:
            script, template = SCRIPTS[broken.script], base / broken.script
            course = follow(script, template, good, tried)
            if broken.driver == "order":
                return list(disorders(course.trace))
            faults = list(POINTS[broken.driver](course.changes))[:: broken.every]
            return try_points(script, course, faults, template, (good, tried)).bad


def orders(name: str, good: Program, tried: Program) -> list[str]:
    """What is wrong with the order of writes, syncs and renames of a script."""
    with workplace() as base:
        return list(disorders(follow(SCRIPTS[name], base / name, good, tried).trace))
