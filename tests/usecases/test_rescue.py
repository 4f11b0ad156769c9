"""Rescue of a damaged desk: it works again, says what is lost, and the damaged one is kept."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.cli import main
from boshan_desk.domain.changes import Change
from boshan_desk.domain.officers import NoRight, anyone, with_roles
from boshan_desk.domain.problems import Damaged, Held, NoRoom, Refused
from boshan_desk.ledgers import KEPT, find_ledger
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case import Case
from boshan_desk.store import files, keys
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.salvage import read_remains
from boshan_desk.store.wal import log_is_behind
from boshan_desk.usecases import accounts, records, rescue
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.closing import list_closed
from boshan_desk.usecases.desks import check, dump
from boshan_desk.usecases.rescue import Salvaged, keep_damaged, salvage
from tests.damage.damages import PAGE
from tests.damage.desks import OFFICER, PASSWORD, entry_key, make_desks, open_made

NOW = datetime(2026, 10, 9, 8, 30)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desks")
    make_desks(folder)
    return folder


@pytest.fixture
def plain(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base / "plain", tmp_path / "plain"))


@pytest.fixture
def sealed(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base / "sealed", tmp_path / "sealed"))


def lines(folder: Path) -> dict[str, dict[str, Any]]:
    with open_made(folder) as desk:
        return {each["id"]: each for each in map(json.loads, dump(desk))}


def spoil(folder: Path, *statements: str) -> None:
    """Write past the program, which leaves the seals and the history as they were."""
    connection = connect(folder / "desk.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    for trigger in ("step_stays", "change_stays", "step_as_it_is", "change_as_it_is"):
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def blot_out(folder: Path, many: int, seed: int) -> None:
    """Blot out pages behind the list of tables."""
    content = bytearray((folder / "desk.db").read_bytes())
    dice = random.Random(seed)
    for page in dice.sample(range(60, len(content) // PAGE), many):
        content[page * PAGE : (page + 1) * PAGE] = dice.randbytes(PAGE)
    (folder / "desk.db").write_bytes(content)


NO_HISTORY = "UPDATE step SET officer = '?' WHERE n = 1"
"""Then the history is not believed."""


def save(folder: Path, key: str = "") -> Salvaged:
    return salvage(folder, key=key, officer=anyone(OFFICER), now=NOW)


def test_damaged_files_are_copied_as_they_are_and_nothing_is_removed(sealed: Path) -> None:
    (sealed / "desk.db-wal").write_bytes(b"x")
    before = {path: path.read_bytes() for path in sealed.iterdir() if path.is_file()}
    kept = keep_damaged(sealed, now=NOW)
    assert kept == sealed / "损坏-20261009-083000"
    assert {p.name for p in kept.iterdir()} == {"desk.db", "desk.db-wal", "desk.keys"}
    assert all((kept / p.name).read_bytes() == before[sealed / p.name] for p in kept.iterdir())
    assert all(path.read_bytes() == content for path, content in before.items())
    assert keep_damaged(sealed, now=NOW).name == "损坏-20261009-083000-2"


def test_a_value_that_was_changed_past_the_program_comes_back_from_the_history(
    plain: Path,
) -> None:
    before = lines(plain)
    spoil(plain, "UPDATE enterprise SET name = '演示别的公司' WHERE n = 5")
    assert not check(plain).ok
    done = save(plain)
    assert (done.rebuilt, done.lost) == (1, ())
    assert done.records == len(before) + 6, "informants are in no dump"
    assert lines(plain) == before
    assert check(plain).ok
    assert (done.aside / "desk.db").exists()


def test_what_cannot_be_read_is_named_and_links_to_it_are_emptied(plain: Path) -> None:
    before = lines(plain)
    spoil(plain, NO_HISTORY, "UPDATE enterprise SET name = 'x' WHERE n IN (5, 6)")
    done = save(plain)
    after = lines(plain)
    assert check(plain).ok
    assert set(before) - set(after) == {
        id
        for id, each in before.items()
        if each["serial_no"] in ("2026-0005", "2026-0006") and each["ledger"] == "enterprise"
    }
    changed = [id for id in after if after[id] != before[id]]
    assert all("enterprise_id" not in after[id]["values"] for id in changed)
    assert any("企业名录：2家未能找回：2026-0005、2026-0006" in words for words in done.lost)
    emptied = [words for words in done.lost if "已清空" in words]
    assert len(emptied) == 1
    assert f"{len(changed)}件的“企业档案”" in emptied[0]


def test_ids_numbers_and_stamps_stay_and_numbers_go_on_behind_the_highest(plain: Path) -> None:
    with open_made(plain) as desk, desk.read() as reader:
        before = {r.id: r for r in reader.all(Case)}
        site = desk.site
    spoil(plain, NO_HISTORY, "UPDATE 'case' SET goods = 'x' WHERE n = 90", "DELETE FROM serial")
    save(plain)
    with open_made(plain) as desk:
        with desk.read() as reader:
            after = {r.id: r for r in reader.all(Case)}
            head = reader.head()
        assert head.number == 1, "a new history, whose first work is the rescue"
        assert all(before[id] == record for id, record in after.items())
        assert set(before) - set(after) == {r.id for r in before.values() if r.serial_no == LAST}
        added = records.add(desk, Case.ledger, {"case_no": "演示新"}).id
        with desk.read() as reader:
            assert reader.get(Case, added).serial_no == "2026-0091"
        assert desk.site == f"{site.partition('.')[0]}.2"
        assert len(list_closed(desk)) == 1
        with desk.read() as reader:
            (told,) = reader.works("salvage")
    assert told["left"].startswith("67-")
    assert told["lost"] == {"case": [LAST]}
    assert desk.rows().typed("case", "演示") == {"party": "演示未保存"}


LAST = "2026-0090"


def test_an_encrypted_desk_is_rescued_with_its_accounts(sealed: Path) -> None:
    before, key = lines(sealed), entry_key(sealed)
    blot_out(sealed, 2, seed=3)
    assert not check(sealed, key=key, officer=anyone(OFFICER)).ok
    save(sealed, key)
    after = lines(sealed)
    assert check(sealed, key=key, officer=anyone(OFFICER)).ok
    assert 250 < len(after) <= len(before)
    links = {"enterprise_id", "station_id", "event_id", "case_id"}

    def unlinked(each: dict[str, Any]) -> dict[str, Any]:
        return {**each, "values": {k: v for k, v in each["values"].items() if k not in links}}

    assert all(unlinked(each) == unlinked(before[id]) for id, each in after.items())
    session = accounts.sign_in(sealed, OFFICER, PASSWORD, now=NOW)
    assert session.officer.roles == ("approver", "admin")
    assert verify(sealed, key=key).ok
    assert (sealed / "损坏-20261009-083000" / keys.FILE).exists()


def test_who_rescues_can_get_in_though_the_accounts_are_lost(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = accounts.sign_in(sealed, OFFICER, PASSWORD, now=NOW)

    def without_accounts(store: Path, **words: object) -> object:
        remains = read_remains(store, key=session.key)
        remains.small["officer"], remains.small["setting"] = [], []
        remains.unread += ["officer", "setting"]
        return remains

    monkeypatch.setattr(rescue, "read_remains", without_accounts)
    monkeypatch.setattr(rescue, "_is_whole", lambda *_: False)
    done = salvage(sealed, key=session.key, officer=session.officer, now=NOW)
    assert any("单位设置" in words for words in done.lost)
    again = accounts.sign_in(sealed, OFFICER, PASSWORD, now=NOW)
    assert again.officer.roles == session.officer.roles
    with open_made(sealed) as desk, desk.read() as reader:
        assert keys.RECOVERY in reader.setting("recovery")
        assert int(reader.setting("epoch")) > 1000


def test_an_attachment_stays_when_its_file_does_and_comes_back_from_beside_the_backups(
    plain: Path, tmp_path: Path
) -> None:
    with open_made(plain) as desk:
        with desk.read() as reader:
            first, second, third, *_rest = reader.all(Attachment)
        assert len(_rest) == 2
    files.content_path(plain, first.sha256 or "").write_bytes("演示坏".encode())
    for place in (plain, plain / "backups"):
        files.content_path(place, second.sha256 or "").unlink()
    spoil(plain, NO_HISTORY, f"UPDATE 'case' SET goods = 'x' WHERE id = '{third.of_id}'")
    done = save(plain)
    assert check(plain).ok
    with open_made(plain) as desk, desk.read() as reader:
        left = {a.id for a in reader.all(Attachment)}
    assert first.id in left
    assert not {second.id, third.id} & left
    assert any(str(second.file_name) in words and "不见了" in words for words in done.lost)
    assert any(str(third.file_name) in words and "所属" in words for words in done.lost)


def test_what_is_archived_and_what_hangs_on_it_are_rescued_as_they_were(plain: Path) -> None:
    with open_made(plain) as desk:
        with desk.read() as reader:
            owner = next(reader.all(Attachment)).of_id or ""
        with desk.work("演示归档", reason="演示") as work:
            case = work.get(Case, owner)
            work.apply([Change(case, replace(case, status="submitted"))], judged=True)
        for state in ("reviewed", "archived"):
            with desk.work("演示归档") as work:
                case = work.get(Case, owner)
                work.apply([Change(case, replace(case, status=state))], judged=True)
        with desk.read() as reader:
            before = reader.get(Case, owner)
            hanging = reader.having(Attachment, "of_id", [owner])
    spoil(plain, NO_HISTORY, "UPDATE enterprise SET name = 'x' WHERE n = 40")
    save(plain)
    with open_made(plain) as desk, desk.read() as reader:
        assert reader.get(Case, owner) == before
        assert before.reviewed_by == OFFICER
        assert reader.having(Attachment, "of_id", [owner]) == hanging != []


@pytest.mark.parametrize("kind", ["plain", "sealed"])
def test_a_desk_with_a_damaged_log_is_refused_and_rescued_up_to_the_damage(
    kind: str, base: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base / f"{kind}-open", tmp_path / "desk"))
    key = entry_key(base / kind)
    log = folder / "desk.db-wal"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    with pytest.raises(Damaged, match="日志"):
        open_made(folder)
    save(folder, key)
    assert check(folder, key=key, officer=anyone(OFFICER)).ok
    changed = [e for e in lines(folder).values() if "后改" in str(e["values"])]
    assert 0 < len(changed) < 6


def test_a_log_behind_what_the_store_took_over_is_left_out(base: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(base / "plain-open", tmp_path / "desk"))
    store, log, index = (folder / f"desk.db{end}" for end in ("", "-wal", "-shm"))
    assert not log_is_behind(store)
    # As if the whole log had been folded in.
    told = bytearray(index.read_bytes())
    told[96:100] = told[16:20]
    index.write_bytes(told)
    assert not log_is_behind(store)
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    assert log_is_behind(store)


def test_a_whole_desk_is_not_rescued(plain: Path) -> None:
    before = (plain / "desk.db").read_bytes()
    with pytest.raises(Refused, match="完好"):
        save(plain)
    assert (plain / "desk.db").read_bytes() == before
    assert not (plain / ".salvaging").exists()


def test_nothing_is_changed_when_nothing_can_be_read(plain: Path) -> None:
    (plain / "desk.db").write_bytes(b"x" * 40960)
    with pytest.raises(Refused, match="从备份恢复"):
        save(plain)
    assert (plain / "desk.db").read_bytes() == b"x" * 40960
    assert not list(plain.glob("损坏-*"))


def test_nothing_is_changed_when_the_disk_is_full(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(plain, "UPDATE enterprise SET name = 'x' WHERE n = 5")
    before = (plain / "desk.db").read_bytes()

    def fail(source: Path, to: Path) -> None:
        raise OSError(28, "演示")

    monkeypatch.setattr(shutil, "copyfile", fail)
    with pytest.raises(NoRoom):
        save(plain)
    assert (plain / "desk.db").read_bytes() == before
    assert not list(plain.glob("损坏-*"))


def test_who_may_not_restore_may_not_rescue(plain: Path) -> None:
    with pytest.raises(NoRight):
        salvage(plain, officer=with_roles("演示", ["approver"]))


def test_an_administrator_who_may_not_write_in_the_ledgers_may_rescue_them(plain: Path) -> None:
    spoil(plain, "UPDATE informant SET name = 'x' WHERE n = 2")
    done = salvage(plain, officer=with_roles("演示", ["admin"]), now=NOW)
    assert done.kept["informant"] == 6
    assert check(plain).ok


def test_a_desk_that_another_program_holds_is_left_alone(plain: Path) -> None:
    lock = DeskLock(plain)
    lock.take()
    with pytest.raises(Held):
        save(plain)
    lock.give_back()


def test_a_rescued_desk_works_on(plain: Path, tmp_path: Path) -> None:
    spoil(plain, NO_HISTORY, "UPDATE enterprise SET name = 'x' WHERE n = 5")
    save(plain)
    scan = tmp_path / "演示.txt"
    scan.write_text("演示新附件", "utf-8")
    with open_made(plain) as desk:
        with desk.read() as reader:
            case = next(r for r in reader.all(Case) if not r.withdrawn)
        records.edit(desk, Case.ledger, case.id, {"goods": "演示新商品"})
        attach(desk, Case.ledger, case.id, scan)
        work_on(desk)
    assert check(plain).ok


def work_on(desk: Desk) -> None:
    for name in ("enterprise", "event", "station"):
        field = {"enterprise": "name", "event": "title", "station": "name"}[name]
        records.add(desk, find_ledger(name), {field: f"演示新{name}"})
    desk.take_back()
    with desk.read() as reader:
        assert all(reader.count(ledger) >= 0 for ledger in KEPT.values())


def test_the_command_says_what_was_found_and_what_is_lost(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(plain, NO_HISTORY, "UPDATE enterprise SET name = 'x' WHERE n = 5")

    def run(*words: str) -> int:
        return main.run([*words, "--desk", str(plain)], open_window=lambda common: 2)

    assert run("rescue", "--keep-only") == 0
    assert "原样另存" in capsys.readouterr().out
    assert run("rescue", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"]["enterprise"] == 39
    assert any("2026-0005" in words for words in told["lost"])
    assert Path(told["aside"]).is_dir()
    assert run("check") == 0
    assert run("rescue") == 3
    assert "完好" in capsys.readouterr().err
