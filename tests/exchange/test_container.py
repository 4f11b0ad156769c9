"""The container: written in one way, and read in that way alone."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from boshan_desk.domain.problems import Cancelled, Refused, TooNew
from boshan_desk.exchange import canonical, limits
from boshan_desk.exchange.container import open_container, write_container
from boshan_desk.exchange.manifest import NAME, Base, Sent, digest_of, read_manifest
from tests.hostile_packages import good

KEYS = good.Keys()
SCAN = os.urandom(3000)
BLOB = f"blobs/{hashlib.sha256(SCAN).hexdigest()}"
ROWS: list[dict[str, Any]] = [
    {"columns": ["name"]},
    {"id": "a", "v": {"name": "演示一"}, "d": {"": "0a1b2c3d.1.1"}},
    {"id": "b", "v": {"name": "演示\n二"}, "d": {"": "0a1b2c3d.1.2"}},
]
RECORDS = "records/enterprise.jsonl"


def body(**other: Any) -> dict[str, Any]:
    return good.body_of(KEYS, 5, **other)


def parts() -> dict[str, Any]:
    return {RECORDS: canonical.lines_of(ROWS), "steps.jsonl": [], BLOB: [SCAN[:10], b"", SCAN[10:]]}


@pytest.fixture
def written() -> BinaryIO:
    file = io.BytesIO()
    write_container(file, body(), parts())
    return file


def test_what_was_put_in_comes_out(written: BinaryIO, tmp_path: Path) -> None:
    with open_container(written, name="演示.bsx") as opened:
        assert opened.names() == (BLOB, RECORDS)
        assert list(opened.lines(RECORDS)) == ROWS
        # A part without a byte is not there, and nothing comes out of it.
        assert list(opened.lines("steps.jsonl")) == []
        assert b"".join(opened.blob(BLOB)) == SCAN
        opened.copy_blob(BLOB, tmp_path / "scan")
    assert (tmp_path / "scan").read_bytes() == SCAN


def test_two_parts_can_be_read_by_turns(written: BinaryIO) -> None:
    with open_container(written) as opened:
        one, other = opened.lines(RECORDS), opened.blob(BLOB)
        assert [next(one), next(other), next(one)] == [ROWS[0], SCAN, ROWS[1]]


def test_a_path_is_written_and_opened_as_well(tmp_path: Path, written: BinaryIO) -> None:
    path = tmp_path / "plain"
    digest = write_container(path, body(), {**parts(), BLOB: scan_of(tmp_path)})
    with open_container(path) as opened:
        assert opened.digest == digest
        assert b"".join(opened.blob(BLOB)) == SCAN
    # The same content is the same file, byte for byte.
    assert path.read_bytes() == everything(written)


def scan_of(folder: Path) -> Path:
    path = folder / "scan.jpg"
    path.write_bytes(SCAN)
    return path


def test_the_manifest_names_the_package(written: BinaryIO) -> None:
    with open_container(written) as opened, zipfile.ZipFile(written) as archive:
        told = canonical.read(archive.read(NAME))
        assert opened.digest == hashlib.sha256(archive.read(NAME)).hexdigest() == digest_of(told)
        manifest = opened.manifest
    assert manifest.files[BLOB].size == len(SCAN)
    assert (manifest.base, manifest.statement) == (Base(good.COUNTY, 1, 2), "whole")
    assert manifest.trail == (Sent(4, "ab" * 32, 3, "cd" * 32),)
    assert manifest.holds == {"enterprise": 12}


def test_text_that_packs_too_well_is_packed_so_that_it_is_read() -> None:
    rows = [{"id": f"{n}", "v": {"name": "演示" * 20_000}, "d": {}} for n in range(20)]
    file = io.BytesIO()
    digest = write_container(file, body(), {RECORDS: canonical.lines_of(rows), BLOB: [SCAN]})
    with open_container(file) as opened:
        assert opened.digest == digest
        assert list(opened.lines(RECORDS)) == rows
        assert b"".join(opened.blob(BLOB)) == SCAN


def test_the_header_must_tell_the_same(written: BinaryIO, tmp_path: Path) -> None:
    from boshan_desk.exchange.envelope import Header

    with open_container(written) as opened:
        manifest = opened.manifest
    names = ("kind", "sender", "recipient", "site", "epoch", "seq")
    header = Header(1, **{name: getattr(manifest, name) for name in names})
    manifest.refuse_other(header, "演示.bsx")
    for name in names:
        other = Header(**{**header.__dict__, name: "other"})
        with pytest.raises(Refused, match=r"^演示\.bsx"):
            manifest.refuse_other(other, "演示.bsx")


@pytest.mark.parametrize(
    "name", ["../a", "records/../a.jsonl", "records/A.jsonl", "a.exe", "blobs/x", NAME, "", "/a"]
)
def test_a_part_of_another_name_is_not_written(name: str) -> None:
    file = io.BytesIO()
    with pytest.raises(ValueError, match="strange"):
        write_container(file, body(), {name: [b"{}\n"]})
    assert everything(file) == b""


def test_too_much_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "TOTAL", 1000)
    with pytest.raises(Refused, match="2 GB"):
        write_container(tmp_path / "plain", body(), parts())
    assert list(tmp_path.iterdir()) == []


def test_writing_and_opening_can_be_called_off(tmp_path: Path, written: BinaryIO) -> None:
    def stop(done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_container(tmp_path / "plain", body(), parts(), told=stop)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Cancelled):
        open_container(written, told=stop)


# What no desk writes


def everything(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def zipped(
    entries: list[tuple[str | zipfile.ZipInfo, bytes]], *, packed: bool = True, comment: bytes = b""
) -> BinaryIO:
    """As any program could write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, content in entries:
            if isinstance(name, str):
                name = entry(name, zipfile.ZIP_DEFLATED if packed else 0)
            archive.writestr(name, content)
        archive.comment = comment
    return file


def entry(name: str, method: int = zipfile.ZIP_DEFLATED, **other: Any) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = method, 3, 0o100600 << 16
    for key, value in other.items():
        setattr(info, key, value)
    return info


def manifest(files: dict[str, bytes], **other: Any) -> bytes:
    told = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    return canonical.canonical({**body(), "format": 1, "files": told, **other})


LINE = b'{"id":"a"}\n'
FILES = {RECORDS: LINE}


def test_what_the_tests_build_is_sound() -> None:
    for packed in (True, False):
        file = zipped([(RECORDS, LINE), (NAME, manifest(FILES))], packed=packed)
        with open_container(file) as opened:
            assert list(opened.lines(RECORDS)) == [{"id": "a"}]


def longer(content: bytes) -> Callable[[bytearray], None]:
    def change(file: bytearray) -> None:
        start = file.index(b"PK\1\2")
        file[start:start] = content
        place = len(file) - 6
        file[place : place + 4] = struct.pack("<I", start + len(content))

    return change


def poke(after: bytes, offset: int, content: bytes, which: int = 0) -> Callable[[bytearray], None]:
    def change(file: bytearray) -> None:
        place = -1
        for _turn in range(which + 1):
            place = file.index(after, place + 1)
        file[place + offset : place + offset + len(content)] = content

    return change


LOCAL, LISTED, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: file.insert(0, 0), id="a byte before the first"),
        pytest.param(lambda file: file.append(0), id="a byte behind the end"),
        pytest.param(longer(b"\0" * 7), id="bytes that nobody claims"),
        pytest.param(longer(LOCAL + bytes(26)), id="an entry that is not listed"),
        pytest.param(poke(LOCAL, 6, b"\1"), id="encrypted"),
        pytest.param(poke(LOCAL, 6, b"\x08"), id="sizes behind the content"),
        pytest.param(poke(LOCAL, 8, b"\0"), id="another method before it"),
        pytest.param(poke(LOCAL, 14, b"\0\0\0\0"), id="another checksum before it"),
        pytest.param(poke(LOCAL, 18, b"\1\0\0\0"), id="another packed size before it"),
        pytest.param(poke(LOCAL, 22, b"\1\0\0\0"), id="another size before it"),
        pytest.param(poke(LOCAL, 28, b"\1"), id="something extra before it"),
        pytest.param(poke(LOCAL, 30, b"R"), id="another name before it"),
        pytest.param(poke(LISTED, 8, b"\1"), id="encrypted in the list"),
        pytest.param(poke(LISTED, 10, b"\x0c"), id="another method in the list"),
        pytest.param(poke(LISTED, 12, b"\1\1\1\1"), id="another time"),
        pytest.param(poke(LISTED, 16, b"\0\0\0\0"), id="another checksum in the list"),
        pytest.param(poke(LISTED, 20, b"\1\0\0\0"), id="another packed size in the list"),
        pytest.param(poke(LISTED, 24, b"\1\0\0\0"), id="another size in the list"),
        pytest.param(poke(LISTED, 34, b"\1"), id="on another disk"),
        pytest.param(poke(LISTED, 36, b"\1"), id="marked as text"),
        pytest.param(poke(LISTED, 38, b"\0\0\xff\xa1"), id="a link"),
        pytest.param(poke(LISTED, 38, b"\x10\0\0\0"), id="a folder"),
        pytest.param(poke(LISTED, 42, b"\1"), id="another place"),
        pytest.param(poke(LISTED, 5, b"\0"), id="of another system"),
        pytest.param(poke(LISTED, 0, b"PX"), id="a list that is none"),
        pytest.param(poke(END, 8, b"\1\0\1\0"), id="fewer than are listed"),
        pytest.param(poke(LOCAL, 45 + 7, b"\xff" * 4), id="content that cannot be unpacked"),
        pytest.param(poke(END, 4, b"\1"), id="of several disks"),
        pytest.param(poke(END, 8, b"\1"), id="another number here"),
        pytest.param(poke(END, 10, b"\1"), id="another number"),
        pytest.param(poke(END, 12, b"\1\1\1\1"), id="another length of the list"),
        pytest.param(poke(END, 16, b"\1\1\1\1"), id="another start of the list"),
        pytest.param(poke(END, 20, b"\1"), id="a comment that is not there"),
        pytest.param(poke(END, 8, b"\xff\xff\xff\xff"), id="a larger kind of zip"),
        pytest.param(lambda file: file.clear(), id="nothing"),
        pytest.param(lambda file: file.__delitem__(slice(0, -21)), id="the end of an end"),
        pytest.param(lambda file: file.__delitem__(slice(0, -22)), id="an end alone"),
    ],
)
def test_another_build_is_refused(change: Callable[[bytearray], None]) -> None:
    file = bytearray(everything(zipped([(RECORDS, LINE), (NAME, manifest(FILES))])))
    change(file)
    with pytest.raises(Refused, match=r"^演示\.bsx 封签完好"):
        open_container(io.BytesIO(bytes(file)), name="演示.bsx")


BOMB = bytes(10_000_000)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(lambda: zipped([(RECORDS, LINE)]), id="no manifest"),
        pytest.param(lambda: zipped([(NAME, manifest(FILES))]), id="a file is lacking"),
        pytest.param(
            lambda: zipped([(RECORDS, LINE), ("steps.jsonl", LINE), (NAME, manifest(FILES))]),
            id="a file that the manifest does not name",
        ),
        pytest.param(
            lambda: zipped([(RECORDS, b'{"id":"b"}\n'), (NAME, manifest(FILES))]),
            id="other content",
        ),
        pytest.param(
            lambda: zipped([(RECORDS, LINE * 2), (NAME, manifest(FILES))]), id="more content"
        ),
        pytest.param(
            lambda: zipped([(RECORDS, LINE), (NAME, manifest(FILES))], comment=b"a"), id="a comment"
        ),
        pytest.param(
            lambda: zipped([(entry(RECORDS, extra=b"\1\0\1\0a"), LINE), (NAME, manifest(FILES))]),
            id="something extra",
        ),
        pytest.param(
            lambda: zipped([(entry(RECORDS, comment=b"a"), LINE), (NAME, manifest(FILES))]),
            id="a comment to a file",
        ),
        pytest.param(
            lambda: zipped([(entry(RECORDS, zipfile.ZIP_LZMA), LINE), (NAME, manifest(FILES))]),
            id="packed by lzma",
        ),
        pytest.param(
            lambda: zipped([(RECORDS, BOMB), (NAME, manifest({RECORDS: BOMB}))]), id="a bomb"
        ),
        pytest.param(
            lambda: zipped([("../a.jsonl", LINE), (NAME, manifest(FILES))]), id="a way out"
        ),
        pytest.param(
            lambda: zipped([("演示.jsonl", LINE), (NAME, manifest(FILES))]), id="a Chinese name"
        ),
        pytest.param(
            lambda: zipped([(RECORDS, LINE), (NAME, manifest(FILES) + b"\n")]),
            id="a longer manifest",
        ),
        pytest.param(
            lambda: zipped([(BLOB, LINE), (NAME, manifest({BLOB: LINE}))]), id="a hash that lies"
        ),
        pytest.param(
            lambda: zipped([(RECORDS, b""), (NAME, manifest({RECORDS: b""}))]), id="an empty file"
        ),
    ],
)
def test_other_entries_are_refused(file: Callable[[], BinaryIO]) -> None:
    with pytest.raises(Refused):
        open_container(file())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused() -> None:
    with pytest.raises(Refused):
        open_container(zipped([(RECORDS, LINE), (RECORDS, LINE), (NAME, manifest(FILES))]))


def test_bytes_packed_behind_the_end_of_an_entry_are_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(LINE) + packer.flush() + b"hidden"
    file = bytearray(
        everything(zipped([(entry(RECORDS, zipfile.ZIP_STORED), packed), (NAME, manifest(FILES))]))
    )
    crc = struct.pack("<I", zlib.crc32(LINE))
    for change in (
        poke(LOCAL, 8, b"\x08"),
        poke(LOCAL, 14, crc),
        poke(LOCAL, 22, struct.pack("<I", len(LINE))),
        poke(LISTED, 10, b"\x08"),
        poke(LISTED, 16, crc),
        poke(LISTED, 24, struct.pack("<I", len(LINE))),
    ):
        change(file)
    with pytest.raises(Refused) as caught:
        open_container(io.BytesIO(bytes(file)))
    assert "more than an entry" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "lines",
    [
        b'{"id":"a"}',
        b'{"id": "a"}\n',
        b'{"id":"a"}\r\n',
        b"\n",
        b'{"id":"a"}\n\n',
        b"[]\n",
        b'{"a":1,"a":1}\n',
        b'{"a":1.5}\n',
        b'{"a":NaN}\n',
        b"\xff\n",
        b'{"a":"\\ud800"}\n',
        b'{"a":' * 17 + b"1" + b"}" * 17 + b"\n",
        b'{"a":' + b"[" * 16 + b"]" * 16 + b"}\n",
    ],
)
def test_a_line_in_another_form_is_refused(lines: bytes) -> None:
    file = zipped([(RECORDS, lines), (NAME, manifest({RECORDS: lines}))])
    with open_container(file, name="演示.bsx") as opened, pytest.raises(Refused, match="演示"):
        list(opened.lines(RECORDS))


def test_a_line_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 1000)
    monkeypatch.setattr(limits, "BLOCK", 100)
    lines = b'{"a":"%s"}\n' % os.urandom(2000).hex().encode()
    file = zipped([(RECORDS, lines), (NAME, manifest({RECORDS: lines}))])
    with open_container(file) as opened, pytest.raises(Refused):
        list(opened.lines(RECORDS))


def test_a_newer_manifest_asks_for_a_newer_program() -> None:
    file = zipped([(RECORDS, LINE), (NAME, manifest(FILES, format=2))])
    with pytest.raises(TooNew, match=r"^演示\.bsx .*升级"):
        open_container(file, name="演示.bsx")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"kind": None},
        {"site": "0A1B2C3D"},
        {"epoch": 0},
        {"epoch": True},
        {"seq": -1},
        {"sender": "ab"},
        {"sender_name": "a" * 201},
        {"program": "<b>"},
        {"schema": "7"},
        {"made_at": "yesterday"},
        {"period": "2026 Q3"},
        {"statement": "all"},
        {"from_n": 41},
        {"upto_n": None},
        {"base": {}},
        {"base": {"site": "0a1b2c3d", "epoch": 1, "seq": 1, "more": 1}},
        {"trail": [[1, "ab" * 32, 3]]},
        {"trail": [[1, "zz" * 32, 3, ""]]},
        {"trail": {}},
        {"head": {"n": 1}},
        {"holds": {"../a": 1}},
        {"holds": {"case": -1}},
        {"calendar": {"last_year": 2026}},
        {"files": []},
        {"files": {RECORDS: {"size": 0, "sha256": "ab" * 32}}},
        {"files": {RECORDS: {"size": 1, "sha256": "ab"}}},
        {"files": {"a.exe": {"size": 1, "sha256": "ab" * 32}}},
        {"files": {RECORDS: {"size": 3 * 2**30, "sha256": "ab" * 32}}},
        {"files": {BLOB: {"size": 1, "sha256": "ab" * 32}}},
        {"more": 1},
    ],
)
def test_a_manifest_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    sound = {**body(), "format": 1, "files": {}}
    read_manifest(sound)
    with pytest.raises(ValueError, match=r"."):
        read_manifest({**sound, **change})


@pytest.mark.parametrize("key", sorted(good.body_of(KEYS, 5)))
def test_a_manifest_without_one_of_its_keys_is_refused(key: str) -> None:
    told = {**body(), "format": 1, "files": {}}
    del told[key]
    with pytest.raises(ValueError, match=r"."):
        read_manifest(told)
