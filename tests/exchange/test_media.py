"""Carrying to a stick and from it: whole under the name, or not there."""

from __future__ import annotations

import errno
import os
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.problems import Cancelled, Missing, NoRoom, Refused
from boshan_desk.exchange import limits, media
from tests.exchange import pulling
from tests.exchange.stick import Faults, why_not

REAL = pytest.mark.skipif(bool(why_not()), reason=why_not() or "there is one")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "local.bsx"
    path.write_bytes(bytes(range(256)) * 12_000)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_package_stands_whole_under_its_name(source: Path, stick: Path) -> None:
    heard: list[int] = []
    path = media.carry(source, stick, "演示.bsx", told=heard.append)
    assert path == stick / "演示.bsx"
    assert path.read_bytes() == source.read_bytes()
    assert list(stick.iterdir()) == [path]
    # Written, and read back.
    assert sum(heard) == 2 * source.stat().st_size


def test_the_same_again_changes_nothing_and_another_file_stays(source: Path, stick: Path) -> None:
    first = media.carry(source, stick, "演示.bsx")
    before = first.stat().st_mtime_ns
    assert media.carry(source, stick, "演示.bsx") == first
    assert first.stat().st_mtime_ns == before
    other = source.with_name("other.bsx")
    other.write_bytes(source.read_bytes()[::-1])
    assert media.carry(other, stick, "演示.bsx") == stick / "演示 (2).bsx"
    assert first.read_bytes() == source.read_bytes()


def test_a_folder_of_that_name_is_left_alone(source: Path, stick: Path) -> None:
    (stick / "演示.bsx").mkdir()
    assert media.carry(source, stick, "演示.bsx").name == "演示 (2).bsx"


def test_a_stick_that_keeps_other_bytes_is_refused(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(path: Path) -> FileIO:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        return FileIO(path)

    monkeypatch.setattr(media, "_open_past_memory", kept)
    with pytest.raises(NoRoom, match="不可靠") as caught:
        media.carry(source, stick, "演示.bsx")
    assert caught.value.exit_code == 5
    assert list(stick.iterdir()) == []


class Failing:
    """Fails at a call, and at every call after it, as a stick that was pulled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, stick: Path, at: int) -> None:
        self.calls = 0
        self._at = at
        for owner, name in (
            *((Path, each) for each in ("open", "exists", "stat", "rename", "unlink")),
            *((os, each) for each in ("fsync", "open")),
        ):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name), stick))

    def _counted(self, call: Any, stick: Path) -> Any:
        def counted(*args: Any, **options: Any) -> Any:
            if not isinstance(args[0], Path) or args[0].is_relative_to(stick):
                self.calls += 1
                if self.calls >= self._at:
                    raise OSError(errno.ENODEV, "演示")
            return call(*args, **options)

        return counted


def test_a_stick_that_fails_at_any_call_has_it_whole_or_not_at_all(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = 0
    for at in range(1, 100):
        with monkeypatch.context() as patch:
            failing = Failing(patch, stick, at)
            try:
                media.carry(source, stick, "演示.bsx")
            except NoRoom:
                reached += 1
            done = failing.calls < at
        left = {path.name for path in stick.iterdir()}
        assert left <= {"演示.bsx", "演示.bsx.part"}
        if "演示.bsx" in left:
            assert (stick / "演示.bsx").read_bytes() == source.read_bytes()
        for path in stick.iterdir():
            path.unlink()
        if done:
            break
    assert reached >= 7


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, "演示")

    monkeypatch.setattr(os, "fsync", fail)


@pytest.mark.usefixtures("full")
def test_a_full_stick_is_told_and_left_clean(source: Path, stick: Path) -> None:
    with pytest.raises(NoRoom, match="空间不够"):
        media.carry(source, stick, "演示.bsx")
    assert list(stick.iterdir()) == []


def test_carrying_can_be_called_off(source: Path, stick: Path) -> None:
    def stop(done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        media.carry(source, stick, "演示.bsx", told=stop)
    assert list(stick.iterdir()) == []


def test_a_package_is_fetched_before_it_is_read(source: Path, stick: Path, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    path = media.carry(source, stick, "演示.bsx")
    local = media.fetch(path, spool)
    assert local.parent == spool
    assert local.read_bytes() == source.read_bytes()


def test_what_is_not_there_or_too_large_is_not_fetched(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Missing, match="U盘"):
        media.fetch(stick / "没有.bsx", stick)
    with pytest.raises(Missing):
        media.fetch(stick, stick)
    monkeypatch.setattr(limits, "SEALED", 100)
    with pytest.raises(Refused, match="2 GB"):
        media.fetch(source, stick)
    assert list(stick.iterdir()) == []


@REAL
@pytest.mark.parametrize("work", [pulling.carry_once, pulling.fetch_once])
def test_a_real_stick_may_be_pulled_out_at_any_moment(work: pulling.Work) -> None:
    tally = pulling.pull(work, 8)
    assert set(tally) == {"well"}
    assert tally.total() >= 8


@REAL
def test_a_bit_that_a_real_stick_keeps_wrong_is_seen(tmp_path: Path) -> None:
    assert isinstance(pulling.carry_once(tmp_path, Faults(flipped_at=600_000)), int)


@REAL
@pytest.mark.parametrize("fault", ["without another name", "without flushing", "from memory"])
def test_the_real_stick_objects_to_a_careless_carrier(
    fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    match fault:
        case "without another name":
            monkeypatch.setattr(media, "PART", "")
        case "without flushing":
            monkeypatch.setattr(os, "fsync", lambda handle: None)
        case "from memory":
            monkeypatch.setattr(media, "_open_past_memory", FileIO)
            wrong = pulling.carry_once(tmp_path, Faults(flipped_at=600_000))
            assert wrong == "what stands under the name is not whole"
            return
    tally = pulling.pull(pulling.carry_once, 20)
    assert any("is not whole" in words for words in tally)
