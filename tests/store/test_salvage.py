"""What can be read of a damaged store: every row whose page is whole, and no row that is not."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from unittest.mock import ANY

import pytest

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Damaged
from boshan_desk.ledgers import KEPT
from boshan_desk.store import salvage, sealing
from boshan_desk.store.driver import DriverError, connect
from boshan_desk.store.salvage import Remains, read_remains
from boshan_desk.store.wal import log_is_whole
from tests.damage.damages import PAGE
from tests.damage.desks import entry_key, make_desks, open_made


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desks")
    make_desks(folder)
    return folder


@pytest.fixture(params=["plain", "sealed"])
def broken(request: pytest.FixtureRequest, base: Path, tmp_path: Path) -> Path:
    """A copy of a desk, to be broken."""
    return Path(shutil.copytree(base / request.param, tmp_path / request.param))


def everything(folder: Path) -> dict[tuple[str, str], Record]:
    with open_made(folder) as desk, desk.read() as reader:
        return {
            (name, record.id): record
            for name, ledger in KEPT.items()
            for record in reader.all(ledger.record)
        }


def pages_of(folder: Path, table: str, many: int, *, behind: int = 1) -> list[int]:
    """So many pages with rows of a table, before which at least `behind` others stand.

    Found by blotting out one after the other: what comes before a lost page can be read.
    """
    known = (folder.name, table, many, behind)
    if known not in _PAGES:
        trial, key = folder / "trial.db", entry_key(folder)
        content = (folder / "desk.db").read_bytes()
        pages = list(range(1, len(content) // PAGE))
        random.Random(1).shuffle(pages)
        found: list[int] = []
        while len(found) < many:
            page = pages.pop()
            start = page * PAGE
            trial.write_bytes(content[:start] + bytes(PAGE) + content[start + PAGE :])
            rows, whole = _count(trial, key, table)
            if rows >= behind and not whole:
                found.append(page)
        trial.unlink()
        _PAGES[known] = found
    return _PAGES[known]


_PAGES: dict[tuple[str, str, int, int], list[int]] = {}


def _count(store: Path, key: str, table: str) -> tuple[int, bool]:
    rows = 0
    try:
        connection = connect(store, key=key)
        for _row in connection.execute(f'SELECT rowid FROM "{table}" NOT INDEXED'):
            rows += 1
    except DriverError:
        return rows, False
    return rows, True


def blot_out(folder: Path, pages: list[int]) -> None:
    content = bytearray((folder / "desk.db").read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    (folder / "desk.db").write_bytes(content)


def read(folder: Path) -> Remains:
    return read_remains(folder / "desk.db", key=entry_key(folder))


def test_of_a_whole_store_everything_is_found(broken: Path) -> None:
    whole = everything(broken)
    remains = read(broken)
    assert {(n, r.id): r for n, found in remains.records.items() for r in found} == whole
    assert (remains.lost, remains.unread, remains.rebuilt) == ({}, [], {})
    with open_made(broken) as desk, desk.read() as reader:
        assert remains.head == reader.head().short()
        assert f"{remains.site}.{remains.epoch}" == desk.site
    assert len(remains.small["closing"]) == 1
    assert len(remains.small["draft"]) == 1


def test_rows_of_a_lost_page_come_back_from_a_whole_history(broken: Path) -> None:
    whole = everything(broken)
    blot_out(broken, pages_of(broken, "case", 3))
    remains = read(broken)
    assert remains.rebuilt["case"] >= 3
    assert remains.lost == {}
    assert {(n, r.id): r for n, found in remains.records.items() for r in found} == whole


def test_without_a_whole_history_only_sealed_rows_are_found_and_the_lost_are_named(
    broken: Path,
) -> None:
    whole = everything(broken)
    blot_out(broken, [*pages_of(broken, "case", 3), *pages_of(broken, "change", 2)])
    remains = read(broken)
    found = {(n, r.id): r for n, each in remains.records.items() for r in each}
    assert all(whole[key] == record for key, record in found.items())
    gone = [r for key, r in whole.items() if key not in found]
    assert gone
    assert remains.rebuilt == {}
    # By its number, or by its id where the change that gave it the number is lost too.
    named = set(remains.lost["case"])
    assert len(named) == len(gone)
    assert all({r.serial_no, r.id} & named for r in gone)
    highest = max(int((r.serial_no or "")[5:]) for (n, _id), r in whole.items() if n == "case")
    assert remains.serials()["case", 2026] == highest


def test_no_number_of_a_lost_record_is_given_again(broken: Path) -> None:
    blot_out(broken, pages_of(broken, "case", 1, behind=75))
    remains = read(broken)
    assert remains.serials()["case", 2026] == 90


def test_a_row_whose_seal_does_not_fit_is_not_taken(base: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(base / "plain", tmp_path / "desk"))
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE enterprise SET name = '演示别的公司' WHERE n = 5")
    connection.close()
    remains = read(folder)
    names = {getattr(r, "name", "") for r in remains.records["enterprise"]}
    assert "演示别的公司" not in names
    # The history is whole and has it.
    assert len(names) == 40
    assert remains.rebuilt == {"enterprise": 1}


def test_taking_rows_without_looking_at_their_seals_would_show_wrong_values(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard, broken on purpose."""
    folder = Path(shutil.copytree(base / "plain", tmp_path / "desk"))
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE enterprise SET name = '演示别的公司' WHERE n = 5")
    connection.close()
    monkeypatch.setattr(sealing, "seal", lambda values: ANY)
    names = {getattr(r, "name", "") for r in read(folder).records["enterprise"]}
    assert "演示别的公司" in names


def test_a_store_without_a_readable_list_of_tables_is_refused(broken: Path) -> None:
    key = entry_key(broken)
    blot_out(broken, list(range(30)))
    with pytest.raises(Damaged, match="备份"):
        read_remains(broken / "desk.db", key=key)


def test_a_wide_hole_is_bounded_by_what_may_fail(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = everything(broken)
    blot_out(broken, [*pages_of(broken, "attendee", 4), *pages_of(broken, "change", 2)])
    monkeypatch.setattr(salvage, "MOST_PROBES", 8)
    remains = read(broken)
    found = {r.id for r in remains.records["attendee"]}
    assert found <= {id for name, id in whole if name == "attendee"}
    assert len(found) + len(remains.lost["attendee"]) == 80


# ---------------------------------------------------------------- the log


@pytest.mark.parametrize("kind", ["plain-open", "sealed-open"])
def test_a_log_that_was_damaged_after_it_was_synced_is_told_from_one_that_a_power_cut_left(
    kind: str, base: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base / kind, tmp_path / "desk"))
    store, log = folder / "desk.db", folder / "desk.db-wal"
    content = log.read_bytes()
    assert log_is_whole(store)
    dice = random.Random(1)
    for _n in range(60):
        changed = bytearray(content)
        changed[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        log.write_bytes(changed)
        assert not log_is_whole(store)
    log.write_bytes(content[: len(content) // 2])
    assert not log_is_whole(store), "the index knows how long it was"
    log.unlink()
    assert not log_is_whole(store)
    # Without the index a torn last work is what a power cut leaves.
    (folder / "desk.db-shm").unlink()
    assert log_is_whole(store)
    log.write_bytes(content[:-100])
    assert log_is_whole(store)
    log.write_bytes(content[:200] + b"?" + content[201:])
    assert not log_is_whole(store), "works stand behind the damage"
    log.write_bytes(b"?" + content[1:])
    assert not log_is_whole(store), "its head was synced first"
