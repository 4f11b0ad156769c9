"""Accounts: setting up, signing in, wrong passwords, recovery, and who is let in no longer."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, Officer, anyone
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store import keys
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import is_plain
from boshan_desk.store.keys import Cost, Slot
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.tries import LONGEST, delay_after
from boshan_desk.usecases import accounts, records
from boshan_desk.usecases.accounts import Session, sign_in
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.backups import back_up, place_of, restore, restore_copy, second_copy
from boshan_desk.usecases.desks import check, dump
from tests.conftest import TODAY
from tests.usecases.guessing import guess

CHEAP = Cost(1, 1, 32)
PASSWORD = "演示用的一句话当密码"
OTHER = "演示换成的另外一句话"
NOW = datetime(2026, 10, 9, 9, 0)
BOSS = "演示主任"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A desk with one record, then its first account; and its recovery code."""
    folder = tmp_path_factory.mktemp("accounts") / "desk"
    make(folder, county="boshan")
    with open_desk(folder, officer="演示员", clock=Clock(TODAY)) as desk:
        records.add(desk, KEPT["case"], {"party": "演示甲公司"}, id="one")
        back_up(desk)
    code = accounts.set_up(folder, BOSS, PASSWORD, cost=CHEAP)
    return folder, code


@pytest.fixture
def office(template: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(template[0], tmp_path / "office")


def opened(folder: Path, session: Session) -> Desk:
    return open_desk(folder, key=session.key, officer=session.officer, clock=Clock(TODAY))


def boss(folder: Path) -> Session:
    return sign_in(folder, BOSS, PASSWORD, now=NOW)


def test_the_real_cost_of_a_guess_is_what_was_decided() -> None:
    assert Cost(passes=3, lanes=4, memory=64 * 1024) == keys.COST
    slot = keys.wrap(keys.new_key(), PASSWORD, id="a", name=BOSS)
    assert (slot.passes, slot.lanes, slot.memory) == (3, 4, 64 * 1024)


def test_the_first_account_encrypts_the_desk_and_its_backups(
    template: tuple[Path, str], office: Path
) -> None:
    for path in [office / "desk.db", *place_of(office).glob("*.db")]:
        assert not is_plain(path), path.name
        assert "演示甲公司".encode() not in path.read_bytes()
    assert not list(office.glob("*.part"))
    session = boss(office)
    assert check(office, key=session.key, officer=session.officer).ok
    with opened(office, session) as desk:
        assert '"party":"演示甲公司"' in "".join(dump(desk))
    found = list_backups(place_of(office))
    assert [b.why for b in found] == ["encrypt", "asked"]


def test_a_desk_without_accounts_is_not_let_in_by_a_name_alone(office: Path) -> None:
    with pytest.raises(Refused, match="已加密"):
        open_desk(office, officer=BOSS)
    with pytest.raises(NoRight, match="密码"):
        open_desk(office, key=boss(office).key, officer=BOSS)


@pytest.mark.parametrize(
    ("password", "why"),
    [("短", "至少"), ("1234567890", "常见"), ("aaaaaaaaaaaa", "常见"), ("演示主任1234567", "姓名")],
)
def test_a_weak_password_is_refused_and_nothing_is_changed(
    password: str, why: str, folder: Path
) -> None:
    before = (folder / "desk.db").read_bytes()
    with pytest.raises(Refused, match=why):
        accounts.set_up(folder, BOSS, password, cost=CHEAP)
    assert (folder / "desk.db").read_bytes() == before
    assert not keys.has_keys(folder)


def test_wrong_passwords_let_nobody_in_and_cost_more_and_more(office: Path) -> None:
    waits, let_in, after = guess(office, BOSS, PASSWORD, 300)
    assert let_in == 0
    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    # Never for good.
    assert sign_in(office, BOSS, PASSWORD, now=after).officer.name == BOSS
    assert accounts.wait(office, BOSS, after) == 0


def test_the_delay_is_the_same_after_the_program_was_started_anew_or_the_clock_set_back(
    office: Path,
) -> None:
    for number in range(5):
        with pytest.raises(NoRight):
            sign_in(office, BOSS, "错", now=NOW + timedelta(hours=number))
    last = NOW + timedelta(hours=4)
    assert accounts.wait(office, BOSS, last) == delay_after(5) == 16
    assert accounts.wait(office, BOSS, last - timedelta(days=900)) == 16
    (office / "desk.tries").write_text("演示损坏", "utf-8")
    assert accounts.wait(office, BOSS, last) == 0


def test_an_account_made_by_another_changes_its_password_first(office: Path) -> None:
    with opened(office, boss(office)) as desk:
        first = accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
        with pytest.raises(Refused, match="已有名为"):
            accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
    session = sign_in(office, "演示小李", first, now=NOW)
    assert session.must_change
    assert session.officer.roles == ("entry",)
    with opened(office, session) as desk:
        with pytest.raises(NoRight, match="原密码"):
            accounts.change_password(desk, "演示小李", OTHER, old="错", cost=CHEAP)
        accounts.change_password(desk, "演示小李", OTHER, old=first, cost=CHEAP)
        with pytest.raises(NoRight, match="管理账户"):
            accounts.change_password(desk, BOSS, OTHER, cost=CHEAP)
    assert not sign_in(office, "演示小李", OTHER, now=NOW).must_change
    with pytest.raises(NoRight):
        sign_in(office, "演示小李", first, now=NOW)


def test_who_leaves_is_switched_off_and_what_they_wrote_keeps_their_name(office: Path) -> None:
    with opened(office, boss(office)) as desk:
        first = accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
    kept = (office / keys.FILE).read_bytes()
    with opened(office, sign_in(office, "演示小李", first, now=NOW)) as desk:
        records.add(desk, KEPT["enterprise"], {"name": "演示企业"}, id="firm")
    with opened(office, boss(office)) as desk:
        accounts.switch_off(desk, "演示小李")
        with desk.read() as reader:
            firm = reader.find_many(KEPT["enterprise"].record, ["firm"])["firm"]
        assert firm.entered_by == "演示小李"
    assert accounts.names(office) == [BOSS]
    with pytest.raises(NoRight):
        sign_in(office, "演示小李", first, now=NOW)
    # An older key file opens the store, but not the program.
    (office / keys.FILE).write_bytes(kept)
    with pytest.raises(NoRight, match="停用"):
        sign_in(office, "演示小李", first, now=NOW)
    with opened(office, boss(office)) as desk:
        accounts.switch_on(desk, "演示小李")
    assert sign_in(office, "演示小李", first, now=NOW).officer.roles == ("entry",)


def test_somebody_is_left_to_manage_accounts(office: Path) -> None:
    with opened(office, boss(office)) as desk:
        with pytest.raises(Refused, match="至少须保留"):
            accounts.switch_off(desk, BOSS)
        with pytest.raises(Refused, match="至少须保留"):
            accounts.change_roles(desk, BOSS, ["录入"])
        with pytest.raises(Refused, match="专人"):
            accounts.change_roles(desk, BOSS, ["管理", "审计"])
        with pytest.raises(Missing, match="没有名为"):
            accounts.switch_off(desk, "演示无名")


def test_the_recovery_code_lets_in_once(template: tuple[Path, str], office: Path) -> None:
    code = template[1].lower().replace("-", " ")
    with pytest.raises(NoRight):
        accounts.recover(office, "AAAAA", BOSS, OTHER, now=NOW, cost=CHEAP)
    later = NOW + timedelta(seconds=2)
    session, new = accounts.recover(office, code, BOSS, OTHER, now=later, cost=CHEAP)
    assert "admin" in session.officer.roles
    assert sign_in(office, BOSS, OTHER, now=NOW).key == session.key
    with pytest.raises(NoRight):
        sign_in(office, BOSS, PASSWORD, now=NOW)
    after = later + timedelta(minutes=10)
    with pytest.raises(NoRight):
        accounts.recover(office, code, BOSS, PASSWORD, now=after, cost=CHEAP)
    after += timedelta(minutes=10)
    again, _third = accounts.recover(office, new, "演示新主任", PASSWORD, now=after, cost=CHEAP)
    assert again.officer.roles == ("admin",)
    assert check(office, key=again.key, officer=again.officer).ok


def test_a_lost_key_file_comes_back_from_beside_the_backups(office: Path) -> None:
    session = boss(office)
    with opened(office, session) as desk:
        back_up(desk)
    (office / keys.FILE).unlink()
    with opened(office, session):
        pass
    assert boss(office).key == session.key


def test_a_slot_opens_nothing_under_another_account(office: Path) -> None:
    slots = keys.read_slots(office / keys.FILE)
    mine = next(slot for slot in slots if slot.name == BOSS)
    stolen = Slot(**{**mine.__dict__, "id": "another"})
    assert keys.unwrap(mine, PASSWORD) is not None
    assert keys.unwrap(stolen, PASSWORD) is None


@pytest.mark.parametrize("text", ["", "演示", "{}", '{"slots": [{"id": "a"}]}', "[1]"])
def test_a_damaged_key_file_is_told(text: str, office: Path) -> None:
    (office / keys.FILE).write_text(text, "utf-8")
    with pytest.raises(Refused, match=r"损坏|不见了"):
        sign_in(office, BOSS, PASSWORD, now=NOW)


def test_a_stop_between_encrypting_and_entering_the_account_is_made_good(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(accounts, "_enter_first", stop)
        with pytest.raises(KeyboardInterrupt):
            accounts.set_up(folder, BOSS, PASSWORD, cost=CHEAP)
    session = boss(folder)
    assert "admin" in session.officer.roles
    with opened(folder, session) as desk:
        assert [a.name for a in accounts.list_accounts(desk)] == [BOSS]


def test_a_stop_before_the_swap_leaves_a_plain_desk_that_can_be_set_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(accounts, "encrypt", stop)
        with pytest.raises(KeyboardInterrupt):
            accounts.set_up(folder, BOSS, PASSWORD, cost=CHEAP)
    assert not accounts.has_accounts(folder)
    with open_desk(folder):
        pass
    accounts.set_up(folder, BOSS, PASSWORD, cost=CHEAP)
    assert boss(folder).officer.name == BOSS


def test_the_sample_has_no_accounts(tmp_path: Path) -> None:
    make(tmp_path / "sample", county="boshan", settings={"sample": "yes"})
    with pytest.raises(Refused, match="示例"):
        accounts.set_up(tmp_path / "sample", BOSS, PASSWORD, cost=CHEAP)


def test_passwords_and_codes_stand_in_no_file(template: tuple[Path, str], office: Path) -> None:
    for path in office.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (PASSWORD, template[1], keys.tidy_code(template[1])):
                for encoding in ("utf-8", "utf-16-le", "gb18030"):
                    assert word.encode(encoding) not in content, path.name


def test_an_officer_without_rights_reads_nothing(office: Path) -> None:
    with open_desk(office, key=boss(office).key, officer=Officer("演示", id="x")) as desk:
        with pytest.raises(NoRight), desk.read():
            pass
        with pytest.raises(NoRight):
            desk.rows()


def test_a_stick_alone_makes_the_desk_again_on_a_new_computer(office: Path, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes("演示扫描".encode())
    stick, new = tmp_path / "stick", tmp_path / "new"
    with opened(office, boss(office)) as desk:
        attach(desk, KEPT["case"], "one", scan)
        stick = second_copy(desk, stick).path.parent
        before = list(dump(desk))
    shutil.rmtree(office)
    (made,) = list_backups(stick)
    with pytest.raises(NoRight):
        accounts.sign_in_to_rescue(stick, BOSS, "错", now=NOW, place=stick)
    later = NOW + timedelta(minutes=1)
    session = accounts.sign_in_to_rescue(stick, BOSS, PASSWORD, now=later, place=stick)
    restore_copy(made, new, key=session.key, officer=session.officer)
    with opened(new, boss(new)) as desk:
        assert list(dump(desk)) == before
    assert check(new, key=session.key, officer=session.officer).ok


# What a cold review found


def test_a_new_desk_is_not_made_over_the_keys_of_a_lost_one(office: Path) -> None:
    (office / "desk.db").unlink()
    kept = (office / keys.FILE).read_bytes()
    with pytest.raises(Refused, match="恢复备份"):
        make(office, county="boshan")
    assert (office / keys.FILE).read_bytes() == kept
    (office / keys.FILE).unlink()
    with pytest.raises(Refused, match="恢复备份"):
        make(office, county="boshan")


def test_a_lost_store_is_restored_in_its_place(office: Path) -> None:
    with opened(office, boss(office)) as desk:
        before = list(dump(desk))
        made = back_up(desk)
    (office / "desk.db").unlink()
    session = accounts.sign_in_to_rescue(office, BOSS, PASSWORD, now=NOW)
    restore(office, made, key=session.key, officer=session.officer)
    with opened(office, boss(office)) as desk:
        assert list(dump(desk)) == before


def test_a_backup_from_before_the_accounts_gives_nobody_more_rights(
    office: Path, tmp_path: Path
) -> None:
    with opened(office, boss(office)) as desk:
        first = accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
    old = list_backups(place_of(office))[-1]
    stick = old.path.parent
    shutil.copy(office / keys.FILE, stick / keys.FILE)
    entry = accounts.sign_in_to_rescue(stick, "演示小李", first, now=NOW, place=stick)
    with pytest.raises(NoRight):
        restore_copy(old, tmp_path / "j", key=entry.key, officer=entry.officer)
    session = boss(office)
    restore_copy(old, tmp_path / "k", key=session.key, officer=session.officer)
    again = sign_in(tmp_path / "k", "演示小李", first, now=NOW)
    assert again.officer.roles == ("entry",)


def test_a_key_file_of_before_opens_nothing_with_the_old_password(office: Path) -> None:
    kept = (office / keys.FILE).read_bytes()
    with opened(office, boss(office)) as desk:
        accounts.change_password(desk, BOSS, OTHER, old=PASSWORD, cost=CHEAP)
    (office / keys.FILE).write_bytes(kept)
    with pytest.raises(NoRight, match="改过"):
        boss(office)
    with pytest.raises(NoRight):
        boss(office)
    later = NOW + timedelta(minutes=5)
    assert sign_in(office, BOSS, OTHER, now=later).officer.name == BOSS


def test_a_void_recovery_code_stays_void_whatever_key_file_is_put_back(
    template: tuple[Path, str], office: Path
) -> None:
    kept = (office / keys.FILE).read_bytes()
    with opened(office, boss(office)) as desk:
        accounts.new_recovery_code(desk, cost=CHEAP)
    (office / keys.FILE).write_bytes(kept)
    with pytest.raises(NoRight, match="作废"):
        accounts.recover(office, template[1], "演示外人", OTHER, now=NOW, cost=CHEAP)


def test_a_restore_keeps_the_recovery_code_of_today(
    template: tuple[Path, str], office: Path
) -> None:
    oldest = list_backups(place_of(office))[-1]
    with opened(office, boss(office)) as desk:
        code = accounts.new_recovery_code(desk, cost=CHEAP)
    session = boss(office)
    restore(office, oldest, key=session.key, officer=session.officer)
    with opened(office, boss(office)) as desk:
        accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
    with pytest.raises(NoRight):
        accounts.recover(office, template[1], BOSS, OTHER, now=NOW, cost=CHEAP)
    later = NOW + timedelta(minutes=5)
    assert accounts.recover(office, code, BOSS, OTHER, now=later, cost=CHEAP)


def test_an_open_desk_ends_with_the_account(office: Path) -> None:
    with opened(office, boss(office)) as desk:
        first = accounts.add_account(desk, "演示小李", ["录入"], cost=CHEAP)
    session = sign_in(office, "演示小李", first, now=NOW)
    with opened(office, session) as theirs:
        with opened(office, boss(office)) as desk:
            accounts.change_roles(desk, "演示小李", ["领导查看"])
        with pytest.raises(NoRight, match="重新登录"):
            records.add(theirs, KEPT["enterprise"], {"name": "演示企业"})
        with opened(office, boss(office)) as desk:
            accounts.switch_off(desk, "演示小李")
        with pytest.raises(NoRight, match="停用"):
            records.add(theirs, KEPT["enterprise"], {"name": "演示企业"})


def test_what_was_kept_aside_is_encrypted_with_the_desk(folder: Path) -> None:
    with open_desk(folder, clock=Clock(TODAY)) as desk:
        records.add(desk, KEPT["case"], {"party": "演示残留公司"})
        made = back_up(desk)
    kept = restore(folder, made, officer=anyone("演示员"))
    assert kept is not None
    accounts.set_up(folder, BOSS, PASSWORD, cost=CHEAP)
    for path in folder.rglob("*"):
        assert not path.is_file() or "演示残留".encode() not in path.read_bytes(), path
