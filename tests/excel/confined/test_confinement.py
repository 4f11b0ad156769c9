"""What a confined process cannot do any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from boshan_desk.excel.confined.confinement import MOST_MEMORY, MOST_SECONDS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other limits")


def confined(before: str, after: str) -> str:
    """What such a program says, after it was confined."""
    code = f"""
import errno, os, resource, socket
from boshan_desk.excel.confined.confinement import confine
{before}
confine()
try:
    {after}
except (OSError, MemoryError) as error:
    print(errno.errorcode.get(getattr(error, "errno", None), type(error).__name__))
else:
    print("done")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_it_takes_no_more_memory_than_it_is_given() -> None:
    assert MOST_MEMORY == 600 * 2**20
    assert confined("", f"bytearray({MOST_MEMORY // 2})") == "done"
    assert confined("", f"bytearray({MOST_MEMORY})") == "MemoryError"


def test_it_opens_no_file_and_no_connection(tmp_path: Path) -> None:
    path = tmp_path / "演示"
    assert confined("", f"open({str(path)!r}, 'w')") == "EMFILE"
    assert confined("", "open('/etc/passwd')") == "EMFILE"
    assert confined("", "socket.socket()") == "EMFILE"
    assert confined("", "os.pipe()") == "EMFILE"
    assert not path.exists()


def test_it_writes_into_no_file_that_was_open(tmp_path: Path) -> None:
    path = tmp_path / "演示"
    before = f"file = open({str(path)!r}, 'wb', buffering=0)"
    assert confined(before, "file.write(b'1')") == "EFBIG"
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    ("limit", "most"),
    [("CPU", MOST_SECONDS), ("CORE", 0), ("NPROC", 0), ("AS", MOST_MEMORY), ("DATA", MOST_MEMORY)],
)
def test_its_limits_are_for_good(limit: str, most: int) -> None:
    told = confined("", f"print(resource.getrlimit(resource.RLIMIT_{limit}))")
    assert told.splitlines()[0] == f"({most}, {most})"


def test_it_is_ended_when_it_has_had_its_time() -> None:
    code = (
        "from boshan_desk.excel.confined import confinement; confinement.MOST_SECONDS = 1;"
        "confinement.confine()\nwhile True: pass"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=30)
    assert done.returncode < 0
