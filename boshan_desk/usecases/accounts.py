"""Accounts: who may open the desk, with which roles; signing in; the recovery code.

The first account encrypts the desk.  Nobody has a default password; a password that somebody else
set is changed at the first sign-in.  An officer who leaves is switched off, and what they wrote
keeps their name.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.officers import (
    ROLES,
    NoRight,
    Officer,
    Right,
    read_roles,
    with_roles,
)
from boshan_desk.domain.problems import Missing, NoRoom, Refused
from boshan_desk.domain.reading import fold, is_blank, tidy_text
from boshan_desk.i18n import _, mark
from boshan_desk.store import keys, schema
from boshan_desk.store.backups import FOLDER as BACKUPS
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import DriverError, is_plain
from boshan_desk.store.entering import encrypted, enter
from boshan_desk.store.keys import COST, RECOVERY, Cost, Slot
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.opening import encrypt, encrypt_rest, open_desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.rows import Rows
from boshan_desk.store.swapping import swap_pending
from boshan_desk.store.tries import Tries
from boshan_desk.store.work import Work

SHORTEST: Final = 10
"""Characters of a password (reliability.md 3.6)."""

FIRST_ROLES: Final = ("approver", "admin")
"""What the first account is offered: in a small office who sets it up also works with it."""

_ADMIN: Final = ROLES["admin"]

NOT_SO: Final = mark("姓名或密码不对")
NOT_THE_CODE: Final = mark("恢复码不对")


@dataclass(frozen=True)
class Account:
    """One account, as it is shown to who manages them."""

    id: str
    name: str
    roles: tuple[str, ...]
    active: bool
    must_change: bool
    added_at: str

    def titles(self) -> str:
        """The roles in words."""
        return with_roles(self.name, self.roles).titles()


@dataclass(frozen=True)
class Session:
    """Somebody who signed in: with this the desk is opened."""

    key: str
    officer: Officer
    must_change: bool = False


# ---------------------------------------------------------------- passwords


def check_password(password: str, name: str) -> None:
    """Refuse a password that is too short, common, or made of the name."""
    if len(password) < SHORTEST:
        raise Refused("密码至少 {most} 个字符，可以用一句话", most=SHORTEST)
    if password.lower() in _common() or len(set(password)) < 4:
        raise Refused("这个密码太常见，很容易被猜中，请换一个")
    if name and fold(name) in fold(password) and len(password) - len(name) < SHORTEST - 2:
        raise Refused("密码不能由姓名组成，请换一个")


@cache
def _common() -> frozenset[str]:
    path = asset("resources", "codes", "common_passwords.txt")
    return frozenset(path.read_text("utf-8").lower().split())


def starter_password() -> str:
    """A password for somebody else's first sign-in, made by chance."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    words = ["".join(secrets.choice(letters) for _n in range(4)) for _n in range(3)]
    return "-".join(words)


def _named(name: str) -> str:
    tidy = " ".join(tidy_text(name).split())
    if is_blank(tidy) or len(tidy) > 30:
        raise Refused("请填写姓名（30 字以内）")
    return tidy


# ---------------------------------------------------------------- the first account


def has_accounts(folder: Path) -> bool:
    """Whether the desk in this folder asks for a password."""
    return encrypted(folder)


def set_up(
    folder: Path,
    name: str,
    password: str,
    *,
    roles: Sequence[str] = FIRST_ROLES,
    cost: Cost = COST,
    lock: DeskLock | None = None,
) -> str:
    """Make the first account and encrypt the desk; the recovery code, to be printed.

    Raises:
        Refused: there are accounts already, the roles cannot manage them, or the password will not
            do.  Nothing was changed then.
    """
    name, held = _named(name), read_roles(roles)
    if "admin" not in held:
        raise Refused("第一个账户须担任“{role}”", role=_(_ADMIN.title))
    check_password(password, name)
    own = None if lock else DeskLock(folder)
    if own:
        own.take()
    try:
        enter(folder, lock=lock or own)
        if has_accounts(folder):
            raise Refused("这份数据已设有账户")
        with open_desk(folder, lock=lock or own) as desk, desk.read() as reader:
            if reader.setting("sample"):
                raise Refused("示例数据不设账户；请新建本单位的台账")
        key, code = keys.new_key(), keys.new_code()
        id = secrets.token_hex(4)
        own_slot = keys.wrap(key, password, id=id, name=name, cost=cost)
        slots = [
            keys.vouched(own_slot, key, " ".join(held)),
            _recovery_slot(key, code, cost),
        ]
        # The key file stands before the store needs it.  Until then nobody asks for it, because the
        # store says that it is plain.
        keys.write_slots(folder, slots)
        try:
            encrypt(folder, key, lock=lock or own)
        except Refused:
            # Not where the store is encrypted or about to be: without its keys it would be lost.
            if is_plain(folder / "desk.db") and not swap_pending(folder):
                (folder / keys.FILE).unlink()
            raise
        officer = with_roles(name, held, id=id)
        try:
            # The account last: where it stands, nothing is left to be finished by who signs in.
            encrypt_rest(folder, key)
            with open_desk(folder, key=key, officer=officer, lock=lock or own) as desk:
                _enter_first(desk, slots)
        except (NoRoom, OSError) as error:
            raise NoRoom(
                "数据已加密，但磁盘出错，收尾没有完成；请检查磁盘，用这个姓名和密码登录，再更换恢复码"
            ) from error
    finally:
        if own:
            own.give_back()
    return code


def _recovery_slot(key: str, code: str, cost: Cost) -> Slot:
    return keys.wrap(key, keys.tidy_code(code), id=RECOVERY, name="", cost=cost)


def _enter_first(desk: Desk, slots: Sequence[Slot]) -> None:
    """Enter the accounts of the key file into a store that has none, with their proved roles."""
    with desk.work(_("设立账户"), needs=Right.ACCOUNTS, undoable=False) as work:
        for slot in slots:
            if slot.id == RECOVERY:
                _set_recovery(work, slot)
            elif roles := keys.proved_roles(slot, desk.key):
                bare = replace(slot, roles="", proof="")
                _write(work, _row(bare, roles, at=work.at), {"roles": [None, " ".join(roles)]})


def _set_recovery(work: Work, slot: Slot) -> None:
    """Keep the slot of the recovery code; the history says only that it was made."""
    # The slot is no secret, but the history would keep every one of them for ever.
    work.set("recovery", slot.text(), needs=Right.ACCOUNTS, told=["", work.at.isoformat(" ")])


# ---------------------------------------------------------------- signing in


def names(folder: Path) -> list[str]:
    """The names that may sign in, as the key file has them."""
    return [slot.name for slot in keys.read_slots(folder / keys.FILE) if slot.id != RECOVERY]


def wait(folder: Path, name: str, now: datetime) -> int:
    """Seconds until this account may be tried again; 0 when it may be now."""
    slot = _slot(folder, name)
    return Tries(folder).wait(slot.id, now) if slot else 0


def failures(folder: Path, name: str) -> int:
    """How many wrong passwords in a row this account was given."""
    slot = _slot(folder, name)
    return Tries(folder).failures(slot.id) if slot else 0


def sign_in(
    folder: Path, name: str, password: str, *, now: datetime, lock: DeskLock | None = None
) -> Session:
    """Open the desk's key with a password.

    Raises:
        NoRight: the name or the password is wrong, the account is switched off, or after wrong
            tries it is still too early.
    """
    slot = _slot(folder, name)
    if slot is None:
        raise NoRight(NOT_SO)
    key = _try(folder, slot, password, now)
    enter(folder, key=key, lock=lock)
    return _session(folder, key, slot, lock)


def sign_in_to_rescue(
    folder: Path, name: str, password: str, *, now: datetime, place: Path | None = None
) -> Session:
    """Sign in where the store itself is damaged: the newest readable backup says who may what.

    Where no backup can be read either, whoever knows a password may rescue what is left.  `place`
    is a folder of backups elsewhere, such as a stick; `folder` is where its key file lies.
    """
    slot = _slot(folder, name)
    if slot is None:
        raise NoRight(NOT_SO)
    key = _try(folder, slot, password, now)
    for backup in list_backups(place or folder / BACKUPS):
        try:
            rows = Rows(backup.path, key=key)
        except (Refused, DriverError):
            continue
        try:
            account = rows.account(slot.id)
            silent = not rows.has_accounts()
        except (Refused, DriverError):
            continue
        finally:
            rows.close()
        if silent:
            # Made before there were accounts: it says nothing of them.
            continue
        if account is None or not account["active"]:
            raise NoRight("账户“{name}”已停用，请联系管理员", name=name)
        return Session(key, with_roles(name, account["roles"].split(), id=slot.id))
    roles = keys.proved_roles(slot, key)
    if not roles:
        raise NoRight("查不到“{name}”的角色，请用恢复码进入", name=name)
    return Session(key, with_roles(name, roles, id=slot.id))


def recover(
    folder: Path,
    code: str,
    name: str,
    password: str,
    *,
    now: datetime,
    cost: Cost = COST,
    lock: DeskLock | None = None,
) -> tuple[Session, str]:
    """Let the named administrator in with the recovery code and a new password.

    The code is used up: the new one is given back, to be printed.
    """
    name = _named(name)
    check_password(password, name)
    found = [s for s in keys.read_slots(folder / keys.FILE) if s.id == RECOVERY]
    if not found:
        raise Missing("密钥文件里没有恢复码，请用备份文件夹里的密钥文件替换后重试")
    key = _try(folder, found[0], keys.tidy_code(code), now, wrong=NOT_THE_CODE)
    with open_desk(folder, key=key, officer=_recoverer(name), lock=lock) as desk:
        with desk.read() as reader:
            kept = reader.setting("recovery")
            if kept and not keys.same_slot(Slot.of(json.loads(kept)), found[0]):
                raise NoRight("这个恢复码已经作废，请用最近一次封存的恢复码")
            known = {account.name: account for account in _accounts(reader)}
        roles = known[name].roles if name in known else ()
        roles = read_roles({*roles, "admin"} - {"auditor"})
        id = known[name].id if name in known else secrets.token_hex(4)
        slot = keys.wrap(key, password, id=id, name=name, cost=cost)
        new_code = keys.new_code()
        with desk.work(_("用恢复码进入"), needs=Right.ACCOUNTS, undoable=False) as work:
            before = " ".join(known[name].roles) if name in known else None
            _write(work, _row(slot, roles, at=work.at), {"roles": [before, " ".join(roles)]})
            _set_recovery(work, _recovery_slot(key, new_code, cost))
            work.detail = {"kind": "recovery"}
        _mirror(desk)
    return Session(key, with_roles(name, roles, id=id)), new_code


def _recoverer(name: str) -> Officer:
    """Who holds the recovery code manages accounts, for this one act."""
    return with_roles(name, ["admin"], id=RECOVERY)


def _slot(folder: Path, name: str) -> Slot | None:
    slots = keys.read_slots(folder / keys.FILE)
    return next((s for s in slots if s.name == name and s.id != RECOVERY), None)


def _try(folder: Path, slot: Slot, secret: str, now: datetime, *, wrong: str = NOT_SO) -> str:
    tries = Tries(folder)
    if seconds := tries.wait(slot.id, now):
        raise NoRight("密码输错次数较多，请等 {seconds} 秒后再试", seconds=seconds)
    # Counted after it was tried: two commands at once, or a killed one, are no wrong password, and
    # who can stop the program in between can guess without it.
    key = keys.unwrap(slot, secret)
    if key is None:
        seconds = tries.fail(slot.id, now)
        raise NoRight("{what}，请等 {seconds} 秒后再试", what=_(wrong), seconds=seconds)
    tries.clear(slot.id)
    return key


def _session(folder: Path, key: str, slot: Slot, lock: DeskLock | None) -> Session:
    """What the store says of who holds the key."""
    rows = Rows(folder / "desk.db", key=key)
    try:
        account = rows.account(slot.id)
        empty = not rows.has_accounts()
        kept = [(Slot.of(json.loads(text)), roles) for text, roles in rows.slots()]
    finally:
        rows.close()
    if empty:
        # The program was stopped between encrypting the store and entering the first account, or a
        # backup from before the accounts was restored.
        roles = keys.proved_roles(slot, key)
        if not roles:
            raise NoRight("查不到“{name}”的角色，请用恢复码进入", name=slot.name)
        slots = keys.read_slots(folder / keys.FILE)
        enters = with_roles(slot.name, {*roles, "admin"} - {"auditor"}, id=slot.id)
        with open_desk(folder, key=key, officer=enters, lock=lock) as desk, desk.holding():
            encrypt_rest(folder, key)
            _enter_first(desk, slots)
        return Session(key, with_roles(slot.name, roles, id=slot.id))
    if account is None or not account["active"]:
        raise NoRight("账户“{name}”已停用，请联系管理员", name=slot.name)
    if not any(keys.same_slot(slot, own) for own, _roles in kept):
        # An old key file, with a password of before: the store is the truth.
        keys.write_slots(folder, [keys.vouched(own, key, roles) for own, roles in kept])
        raise NoRight("密码已经改过，请用新密码")
    officer = with_roles(account["name"], account["roles"].split(), id=slot.id)
    return Session(key, officer, bool(account["must_change"]))


def note_sign_in(desk: Desk, *, failures: int = 0) -> None:
    """Enter into the history that somebody signed in at the window."""
    with desk.work(_("登录"), undoable=False) as work:
        work.detail = {"kind": "sign-in", **({"failures": failures} if failures else {})}
    _mirror(desk)


# ---------------------------------------------------------------- managing


def list_accounts(desk: Desk) -> list[Account]:
    """Every account, in the order in which they were made."""
    with desk.read() as reader:
        return _accounts(reader)


def add_account(
    desk: Desk,
    name: str,
    roles: Iterable[str],
    password: str = "",
    *,
    cost: Cost = COST,
) -> str:
    """Make an account; its first password, made by chance where none was given.

    Whoever it is for changes it at the first sign-in.
    """
    desk.officer.demand(Right.ACCOUNTS)
    name, held = _named(name), read_roles(roles)
    given = password or starter_password()
    check_password(given, name)
    slot = keys.wrap(_key_of(desk), given, id=secrets.token_hex(4), name=name, cost=cost)
    with desk.work(
        _("新增账户“{name}”").format(name=name), needs=Right.ACCOUNTS, undoable=False
    ) as work:
        if any(account.name == name for account in _accounts(work)):
            raise Refused("已有名为“{name}”的账户，请换一个称呼", name=name)
        row = _row(slot, held, at=work.at, must_change=True)
        _write(work, row, {"name": [None, name], "roles": [None, " ".join(held)]})
    _mirror(desk)
    return given


def change_password(
    desk: Desk, name: str, password: str = "", *, old: str | None = None, cost: Cost = COST
) -> str:
    """Give an account another password; the new one, made by chance where none was given.

    Officers change their own, and prove who they are with the `old` one; who manages accounts sets
    those of others, who then change them at the next sign-in.
    """
    own = name == desk.officer.name
    if not own:
        desk.officer.demand(Right.ACCOUNTS)
    given = password or starter_password()
    check_password(given, name)
    if own:
        mine = _slot(desk.folder, name)
        if old is None or mine is None or keys.unwrap(mine, old) is None:
            raise NoRight("原密码不对")
    id = _find(list_accounts(desk), name).id
    slot = keys.wrap(_key_of(desk), given, id=id, name=name, cost=cost)
    words = _("修改密码") if own else _("重设“{name}”的密码").format(name=name)
    with desk.work(words, undoable=False) as work:
        # As it is now: somebody else may have switched it off meanwhile.
        account = _find(_accounts(work), name)
        row = _row(slot, account.roles, at=account.added_at, must_change=not own)
        row["active"] = int(account.active)
        needs = Right.READ if own else Right.ACCOUNTS
        _write(work, row, {"password": [None, work.at.isoformat(" ")]}, needs=needs)
    _mirror(desk)
    return given


def change_roles(desk: Desk, name: str, roles: Iterable[str]) -> None:
    """Give an account other roles; somebody must be left to manage accounts."""
    held = read_roles(roles)
    _change(desk, name, _("调整“{name}”的角色"), roles=" ".join(held))


def switch_off(desk: Desk, name: str) -> None:
    """Let an account open nothing any more; what it wrote keeps its name."""
    _change(desk, name, _("停用账户“{name}”"), active=0)


def switch_on(desk: Desk, name: str) -> None:
    """Let an account that was switched off in again."""
    _change(desk, name, _("启用账户“{name}”"), active=1)


def new_recovery_code(desk: Desk, *, cost: Cost = COST) -> str:
    """Make another recovery code, to be printed; the old one opens nothing any more."""
    code = keys.new_code()
    slot = _recovery_slot(_key_of(desk), code, cost)
    with desk.work(_("更换恢复码"), needs=Right.ACCOUNTS, undoable=False) as work:
        _set_recovery(work, slot)
    _mirror(desk)
    return code


def _change(desk: Desk, name: str, words: str, **values: Any) -> None:
    with desk.work(words.format(name=name), needs=Right.ACCOUNTS, undoable=False) as work:
        rows = {row["name"]: row for row in work.small_rows(schema.officer)}
        if name not in rows:
            raise _unknown(name)
        row = {**rows[name], **values}
        rows[name] = row
        if not any(r["active"] and "admin" in r["roles"].split() for r in rows.values()):
            raise Refused("至少须保留一个在用的“{role}”账户", role=_(_ADMIN.title))
        before = next(r for r in work.small_rows(schema.officer) if r["name"] == name)
        told = {n: [before[n], v] for n, v in values.items() if before[n] != v}
        if told:
            _write(work, row, told)
    _mirror(desk)


def _row(
    slot: Slot, roles: Sequence[str], *, at: datetime | str, must_change: bool = False
) -> dict[str, Any]:
    return {
        "id": slot.id,
        "name": slot.name,
        "roles": " ".join(roles),
        "active": 1,
        "slot": slot.text(),
        "must_change": int(must_change),
        "added_at": at if isinstance(at, str) else at.isoformat(" "),
    }


def _write(
    work: Work,
    row: dict[str, Any],
    told: dict[str, list[Any]],
    *,
    needs: Right = Right.ACCOUNTS,
) -> None:
    work.write_row("officer", row, told=told, needs=needs)


def _accounts(reader: Reader) -> list[Account]:
    found = [
        Account(
            id=row["id"],
            name=row["name"],
            roles=tuple(row["roles"].split()),
            active=bool(row["active"]),
            must_change=bool(row["must_change"]),
            added_at=row["added_at"],
        )
        for row in reader.small_rows(schema.officer)
    ]
    return sorted(found, key=lambda account: account.added_at)


def _find(accounts: Iterable[Account], name: str) -> Account:
    for account in accounts:
        if account.name == name:
            return account
    raise _unknown(name)


def _unknown(name: str) -> Missing:
    return Missing("没有名为“{name}”的账户", name=name)


def _key_of(desk: Desk) -> str:
    if not desk.key:
        raise Refused("这份数据没有设账户；请先设立第一个管理账户")
    return desk.key


def _mirror(desk: Desk) -> None:
    """Bring the key file in line with the store: active accounts and the recovery code."""
    with desk.read() as reader:
        rows = [row for row in reader.small_rows(schema.officer) if row["active"]]
        recovery = reader.setting("recovery")
    slots = [keys.vouched(Slot.of(json.loads(row["slot"])), desk.key, row["roles"]) for row in rows]
    if recovery:
        slots.append(Slot.of(json.loads(recovery)))
    keys.write_slots(desk.folder, slots)
