"""The sealed file: nothing of it is believed before the seal over all of it holds."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from boshan_desk.domain.problems import Cancelled, Refused, TooNew
from boshan_desk.exchange import canonical, envelope, limits, suites
from boshan_desk.exchange.envelope import Header, open_file, read_header, seal_file
from boshan_desk.exchange.suites import Ed25519Age, Secret, Sink, Source, new_secret

CONTENT = bytes(range(256)) * 1000
TOWN, COUNTY, STRANGER = new_secret(), new_secret(), new_secret()


def header_of(sender: Secret = TOWN, to: Secret = COUNTY, **other: Any) -> Header:
    told = {"suite": 1, "kind": "package", "site": "0a1b2c3d", "epoch": 1, "seq": 5}
    return Header(sender=sender.public.id, recipient=to.public.id, **{**told, **other})


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "演示.bsx"
    seal_file(io.BytesIO(CONTENT), path, header_of(), TOWN, COUNTY.public)
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "plain"


def test_a_sealed_file_is_opened_by_the_one_it_is_for(sealed: Path, out: Path) -> None:
    assert read_header(sealed) == header_of()
    assert open_file(sealed, out, secret=COUNTY, sender=TOWN.public) == header_of()
    assert out.read_bytes() == CONTENT
    file = io.BytesIO(b"what was there before, and is longer" * 10_000)
    open_file(sealed, file, secret=COUNTY, sender=TOWN.public)
    assert file.getvalue() == CONTENT


def test_sealing_tells_the_hash_of_the_file(tmp_path: Path, sealed: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(CONTENT)
    path = tmp_path / "again.bsx"
    told = seal_file(plain, path, header_of(), TOWN, COUNTY.public)
    assert told == hashlib.sha256(path.read_bytes()).hexdigest()
    # Encryption is never the same twice.
    assert path.read_bytes() != sealed.read_bytes()


def test_the_content_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bsx"
    plain = io.BytesIO("演示企业".encode() * 1000)
    seal_file(plain, path, header_of(), TOWN, COUNTY.public)
    assert "演示".encode() not in path.read_bytes()


@pytest.mark.parametrize("place", [0, 4, 5, 6, 7, 40, 300, 330, 400, 700, 66_000, 131_000, -17, -1])
def test_one_changed_bit_is_refused_and_leaves_nothing(sealed: Path, out: Path, place: int) -> None:
    content = bytearray(sealed.read_bytes())
    content[place] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(Refused):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


@pytest.mark.parametrize("end", [0, 3, 6, 100, 310, 500, -65_000, -1])
def test_a_cut_file_is_refused(sealed: Path, out: Path, end: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:end])
    with pytest.raises(Refused):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


def test_bytes_behind_the_end_are_refused(sealed: Path, out: Path) -> None:
    with sealed.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(Refused, match="封签对不上"):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)


def test_a_file_of_somebody_else_is_refused_by_name(sealed: Path, out: Path) -> None:
    with pytest.raises(Refused, match=r"^演示\.bsx 不是博山镇发来的"):
        open_file(sealed, out, secret=COUNTY, sender=STRANGER.public, whose="博山镇")


def test_a_header_that_names_another_s_keys_is_refused(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.bsx"
    forged = replace(STRANGER, public=TOWN.public)
    seal_file(io.BytesIO(CONTENT), path, header_of(), forged, COUNTY.public)
    with pytest.raises(Refused, match="封签对不上"):
        open_file(path, out, secret=COUNTY, sender=TOWN.public)


def test_a_file_for_somebody_else_is_refused(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.bsx"
    seal_file(io.BytesIO(CONTENT), path, header_of(to=STRANGER), TOWN, STRANGER.public)
    with pytest.raises(Refused, match="不是发给本单位的"):
        open_file(path, out, secret=COUNTY, sender=TOWN.public)


def test_a_ciphertext_for_others_under_an_honest_header_is_refused(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.bsx"
    honest = Ed25519Age.encrypt

    def encrypt(self: Ed25519Age, to: object, source: Source, sink: Sink) -> None:
        honest(self, STRANGER.public, source, sink)

    monkeypatch.setattr(Ed25519Age, "encrypt", encrypt)
    seal_file(io.BytesIO(CONTENT), path, header_of(), TOWN, COUNTY.public)
    with pytest.raises(Refused, match="不合规定"):
        open_file(path, out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


def rewritten(path: Path, **changes: Any) -> Path:
    content = path.read_bytes()
    size = int.from_bytes(content[5:7])
    told = {**json.loads(content[7 : 7 + size]), **changes}
    written = canonical.canonical({key: value for key, value in told.items() if value != "gone"})
    path.write_bytes(content[:5] + len(written).to_bytes(2) + written + content[7 + size :])
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 6},
        {"epoch": 2},
        {"site": "ffffffff"},
        {"kind": "return"},
        {"recipient": STRANGER.public.id},
        {"seq": 0},
        {"seq": True},
        {"kind": "other"},
        {"site": "0A1B2C3D"},
        {"sender": "x"},
        {"more": 1},
        {"seq": "gone"},
    ],
)
def test_another_header_is_refused(sealed: Path, out: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        open_file(rewritten(sealed, **changes), out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


def test_a_suite_is_refused_before_anything_else_is_looked_at(
    sealed: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ed25519Age, "holds", None)
    with pytest.raises(Refused, match=r"第 2 套.*不认识") as caught:
        open_file(rewritten(sealed, suite=2), out, secret=COUNTY, sender=TOWN.public)
    assert caught.value.exit_code == 3
    with pytest.raises(Refused, match="不接受"):
        open_file(
            rewritten(sealed, suite=1), out, secret=COUNTY, sender=TOWN.public, allowed_suites={2}
        )


def test_nothing_is_decrypted_before_the_seal_holds(
    sealed: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ed25519Age, "holds", lambda *given: False)
    monkeypatch.setattr(Ed25519Age, "decrypt", lambda *given: pytest.fail("it was decrypted"))
    with pytest.raises(Refused, match="封签对不上"):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)


def test_a_file_that_changes_between_the_two_readings_is_refused(
    sealed: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's ciphertext would decrypt, for anybody can encrypt to the county."""
    other = tmp_path / "other.bsx"
    seal_file(io.BytesIO(CONTENT[::-1]), other, header_of(), TOWN, COUNTY.public)
    honest = Ed25519Age.decrypt

    def decrypt(self: Ed25519Age, secret: Secret, source: Source, sink: Sink) -> None:
        sealed.write_bytes(other.read_bytes())
        honest(self, secret, source, sink)

    monkeypatch.setattr(Ed25519Age, "decrypt", decrypt)
    with pytest.raises(Refused):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


@pytest.mark.parametrize("content", [b"", b"BSDX", b"PK\3\4" + bytes(100), b"BSDX1\xff\xff{}"])
def test_what_is_no_package_is_told_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "照片.jpg"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"^照片\.jpg 不是数据包") as caught:
        read_header(path)
    assert not isinstance(caught.value, TooNew)
    with pytest.raises(Refused, match=r"^原名\.bsx"):
        read_header(path, name="原名.bsx")


def test_another_beginning_is_no_package_however_good_the_rest(sealed: Path) -> None:
    sealed.write_bytes(b"BSDXA" + sealed.read_bytes()[5:])
    with pytest.raises(Refused, match="不是数据包"):
        read_header(sealed)


def test_a_newer_format_asks_for_a_newer_program(sealed: Path) -> None:
    content = sealed.read_bytes()
    sealed.write_bytes(b"BSDX2" + content[5:])
    with pytest.raises(TooNew, match="升级") as caught:
        read_header(sealed)
    assert caught.value.exit_code == 7
    sealed.write_bytes(content)
    with pytest.raises(TooNew, match="升级"):
        read_header(rewritten(sealed, format=2, new=1))


def test_a_file_that_is_too_large_is_not_read(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEALED", 1000)
    with pytest.raises(Refused, match="2 GB"):
        read_header(sealed)


def test_a_content_that_is_too_large_is_neither_sealed_nor_opened(
    sealed: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TOTAL", len(CONTENT) - 1)
    with pytest.raises(Refused, match="2 GB"):
        seal_file(io.BytesIO(CONTENT), out, header_of(), TOWN, COUNTY.public)
    assert not out.exists()
    monkeypatch.setattr(limits, "MANIFEST", 0)
    with pytest.raises(Refused, match="2 GB"):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public)
    assert not out.exists()


def test_different_suites_do_not_meet(out: Path) -> None:
    with pytest.raises(Refused, match="加密方式不同"):
        seal_file(io.BytesIO(CONTENT), out, header_of(suite=2), TOWN, COUNTY.public)
    with pytest.raises(ValueError, match="others"):
        seal_file(io.BytesIO(CONTENT), out, header_of(), STRANGER, COUNTY.public)


class Full(io.BytesIO):
    """A medium that is full after the first pieces."""

    def write(self, data: Any, /) -> int:
        if self.tell() > 100_000:
            raise OSError(28, "演示")
        return super().write(data)


def test_what_a_medium_says_comes_out_as_it_was(sealed: Path) -> None:
    full: BinaryIO = Full()
    with pytest.raises(OSError, match="28"):
        seal_file(io.BytesIO(CONTENT), full, header_of(), TOWN, COUNTY.public)
    assert full.seek(0, os.SEEK_END) == 0
    with pytest.raises(OSError, match="28"):
        open_file(sealed, full, secret=COUNTY, sender=TOWN.public)
    assert full.seek(0, os.SEEK_END) == 0


def test_sealing_and_opening_can_be_called_off(sealed: Path, out: Path) -> None:
    def stop(done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        seal_file(io.BytesIO(CONTENT), out, header_of(), TOWN, COUNTY.public, told=stop)
    assert not out.exists()
    with pytest.raises(Cancelled):
        open_file(sealed, out, secret=COUNTY, sender=TOWN.public, told=stop)
    assert not out.exists()


def test_large_content_passes_in_pieces(tmp_path: Path) -> None:
    plain, path, out = (tmp_path / name for name in ("plain", "a.bsx", "out"))
    block = os.urandom(1 << 20)
    with plain.open("wb") as file:
        for _turn in range(48):
            file.write(block)
    tracemalloc.start()
    try:
        seal_file(plain, path, header_of(), TOWN, COUNTY.public)
        open_file(path, out, secret=COUNTY, sender=TOWN.public)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert out.stat().st_size == 48 << 20
    assert peak < 8 << 20


class Second(Ed25519Age):
    """A second suite, as one more class."""

    number = 2


def test_a_second_suite_is_one_more_class(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suites, "SUITES", {1: Ed25519Age(), 2: Second()})
    monkeypatch.setattr(envelope, "SUITES", suites.SUITES)
    one, other = new_secret(2), new_secret(2)
    path = tmp_path / "a.bsx"
    seal_file(io.BytesIO(CONTENT), path, header_of(one, other, suite=2), one, other.public)
    with pytest.raises(Refused, match="不接受"):
        open_file(path, out, secret=other, sender=one.public)
    open_file(path, out, secret=other, sender=one.public, allowed_suites={2})
    assert out.read_bytes() == CONTENT
