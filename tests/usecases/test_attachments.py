"""Scans and photos: copied whole, kept once, named safely."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case import Case
from boshan_desk.store import files as store_files
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import attachments, records

CASE = Case.ledger


@pytest.fixture
def case(desk: Desk) -> str:
    """A case to hang things on."""
    return records.add(desk, CASE, {"case_no": "演示1"}).id


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file of two blocks and a bit."""
    path = tmp_path / "扫描件.pdf"
    path.write_bytes(os.urandom(2 * 1024 * 1024 + 7))
    return path


def files(desk: Desk) -> list[Path]:
    return sorted(p for p in (desk.folder / "files").rglob("*") if p.is_file())


def test_a_copy_is_kept_under_its_hash(desk: Desk, case: str, scan: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    kept = attachments.attach(desk, CASE, case, scan)
    assert (kept.file_name, kept.size) == ("扫描件.pdf", scan.stat().st_size)
    assert store_files.measure(scan).sha256 == kept.sha256
    content = scan.read_bytes()
    scan.unlink()
    assert attachments.copy_out(desk, kept, tmp_path / "out").read_bytes() == content
    assert [a.id for a in attachments.list_attachments(desk, CASE, case)] == [kept.id]


def test_the_same_content_is_stored_once_and_hung_once_on_a_record(
    desk: Desk, case: str, scan: Path
) -> None:
    first = attachments.attach(desk, CASE, case, scan)
    other = records.add(desk, CASE, {"case_no": "演示2"}).id
    assert attachments.attach(desk, CASE, case, scan).id == first.id
    assert attachments.attach(desk, CASE, other, scan).id != first.id
    assert len(files(desk)) == 1


def test_a_damaged_copy_is_found_and_put_right_by_the_same_content(
    desk: Desk, case: str, scan: Path, tmp_path: Path
) -> None:
    kept = attachments.attach(desk, CASE, case, scan)
    (copy,) = files(desk)
    copy.write_bytes(b"x")
    with pytest.raises(Refused, match="已损坏"):
        attachments.copy_out(desk, kept, tmp_path)
    other = records.add(desk, CASE, {"case_no": "演示2"}).id
    attachments.attach(desk, CASE, other, scan)
    attachments.copy_out(desk, kept, tmp_path)
    copy.unlink()
    with pytest.raises(Refused, match="不见了"):
        attachments.copy_out(desk, kept, tmp_path)


def test_what_is_no_file_or_empty_or_too_large_is_refused_and_nothing_stays(
    desk: Desk, case: str, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path, fault in ((tmp_path, Refused), (tmp_path / "nope", Missing), (empty, Refused)):
        with pytest.raises(fault):
            attachments.attach(desk, CASE, case, path)
    monkeypatch.setattr(store_files, "LARGEST", 1024)
    with pytest.raises(Refused):
        attachments.attach(desk, CASE, case, scan)
    assert files(desk) == []
    assert attachments.list_attachments(desk, CASE, case) == []


def test_nothing_hangs_on_a_withdrawn_or_unknown_record(desk: Desk, case: str, scan: Path) -> None:
    with pytest.raises(Missing):
        attachments.attach(desk, CASE, "nope", scan)
    records.withdraw(desk, CASE, [case], "重复")
    with pytest.raises(Refused):
        attachments.attach(desk, CASE, case, scan)


def test_a_copy_that_was_cut_off_is_cleared_away(desk: Desk, case: str, scan: Path) -> None:
    left = desk.folder / "files" / "0123.part"
    left.parent.mkdir()
    left.write_bytes(b"half")
    attachments.attach(desk, CASE, case, scan)
    assert not left.exists()


def test_an_attachment_is_taken_off_and_back_like_any_record(
    desk: Desk, case: str, scan: Path
) -> None:
    kept = attachments.attach(desk, CASE, case, scan)
    records.withdraw(desk, Attachment.ledger, [kept.id], "拿错了")
    assert attachments.list_attachments(desk, CASE, case) == []
    records.restore(desk, Attachment.ledger, [kept.id])
    assert len(attachments.list_attachments(desk, CASE, case)) == 1


def test_it_is_written_out_under_its_own_name_and_over_nothing(
    desk: Desk, case: str, scan: Path, tmp_path: Path
) -> None:
    kept = attachments.attach(desk, CASE, case, scan)
    out = tmp_path / "out"
    out.mkdir()
    names = [attachments.copy_out(desk, kept, out).name for _ in range(3)]
    assert names == ["扫描件.pdf", "扫描件 (2).pdf", "扫描件 (3).pdf"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\x\\扫描.pdf", "扫描.pdf"),
        ("案卷\u202egpj.exe", "案卷gpj.exe"),
        ("a\u200b\x00\nb.pdf", "ab.pdf"),
        ('<b>"?*|.pdf', "_b_____.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ("没有点" * 100, "没有点" * 40),
        (".hidden", "hidden"),
    ],
)
def test_names_are_shown_without_folders_or_anything_unseen(given: str, shown: str) -> None:
    assert attachments.shown_name(given) == shown


KEY = "5a" * 32


@pytest.mark.parametrize("size", [1, 1024 * 1024, 1024 * 1024 + 1, 2 * 1024 * 1024])
def test_at_an_encrypted_desk_a_file_is_encrypted(size: int, tmp_path: Path) -> None:
    source = tmp_path / "扫描件"
    source.write_bytes(os.urandom(size))
    kept = store_files.keep(tmp_path, source, KEY)
    path = store_files.content_path(tmp_path, kept.sha256)
    assert kept == store_files.measure(source)
    assert source.read_bytes()[:64] not in path.read_bytes() or size == 1
    assert b"".join(store_files.read(path, KEY)) == source.read_bytes()
    assert store_files.measure(path, "77" * 32).size == -1


@pytest.mark.parametrize("harm", ["byte", "cut", "piece", "swap", "short"])
def test_a_piece_that_was_changed_moved_or_cut_off_is_seen(harm: str, tmp_path: Path) -> None:
    source = tmp_path / "扫描件"
    source.write_bytes(os.urandom(3 * 1024 * 1024))
    kept = store_files.keep(tmp_path, source, KEY)
    path = store_files.content_path(tmp_path, kept.sha256)
    whole, head, piece = path.read_bytes(), 17, 1024 * 1024 + 16
    harmed = {
        "byte": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
        "cut": whole[:-1],
        "piece": whole[: head + 2 * piece],
        "swap": whole[:head] + whole[head + piece : head + 2 * piece]
        + whole[head : head + piece] + whole[head + 2 * piece :],
        "short": whole[:head],
    }[harm]  # fmt: skip
    path.write_bytes(harmed)
    assert store_files.measure(path, KEY).size == -1
    # The same content again puts it right.
    store_files.keep(tmp_path, source, KEY)
    assert store_files.measure(path, KEY) == kept


def test_files_of_before_are_encrypted_with_the_desk(tmp_path: Path) -> None:
    source = tmp_path / "扫描件"
    source.write_bytes("演示扫描".encode() * 100)
    kept = store_files.keep(tmp_path, source)
    path = store_files.content_path(tmp_path, kept.sha256)
    assert path.read_bytes() == source.read_bytes()
    assert store_files.measure(path, KEY) == kept
    for _turn in range(2):
        store_files.encrypt_kept(tmp_path, KEY)
        assert "演示".encode() not in path.read_bytes()
        assert store_files.measure(path, KEY) == kept
