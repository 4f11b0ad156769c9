"""Files that are read and written piece by piece."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from boshan_desk.exchange import streams


def test_a_small_spool_never_touches_the_disk(tmp_path: Path) -> None:
    with streams.spool(tmp_path) as file:
        file.write(b"a" * 1000)
        assert list(tmp_path.iterdir()) == []


def test_a_large_spool_lies_in_its_folder_alone_and_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_IN_MEMORY", 100)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    folder = tmp_path / "own"
    folder.mkdir()
    with streams.spool(folder) as file:
        file.write(b"a" * 1000)
        file.seek(0)
        assert file.read() == b"a" * 1000
        assert list(elsewhere.iterdir()) == []
    with streams.spool(None) as file:
        # Without a folder all stays in memory, whatever its size.
        file.write(b"a" * 1000)
        assert list(elsewhere.iterdir()) == []
    assert list(folder.iterdir()) == []


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def fail(place: Path | io.BytesIO) -> None:
        with streams.writing(place) as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail(path)
    assert not path.exists()
    memory = io.BytesIO(b"before")
    with pytest.raises(KeyError):
        fail(memory)
    assert memory.getvalue() == b""


def test_a_tap_digests_counts_and_limits() -> None:
    heard: list[int] = []
    digest = hashlib.sha512()
    tap = streams.Tap(io.BytesIO(b"abcdef"), digest, most=5, told=heard.append)
    assert tap.read(3) == b"abc"
    assert tap.read(2) == b"de"
    with pytest.raises(streams.TooLarge):
        tap.read(1)
    assert isinstance(tap.trouble, streams.TooLarge)
    assert heard == [3, 2]
    assert digest.digest() == hashlib.sha512(b"abcde").digest()


def test_a_tap_writes_nothing_beyond_its_limit() -> None:
    file = io.BytesIO()
    tap = streams.Tap(file, most=4)
    tap.write(b"abc")
    with pytest.raises(streams.TooLarge):
        tap.write(b"de")
    assert file.getvalue() == b"abc"
