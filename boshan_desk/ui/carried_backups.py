"""Backups that were carried to this computer: what there is, who may restore it, and doing so.

All of it is work for off the window's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from boshan_desk.domain.county import counties, load_county
from boshan_desk.domain.officers import RIGHTS, NoRight, Right, anyone, with_roles
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ui.entry import Entry
from boshan_desk.ui.waiting import Tell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup


@dataclass(frozen=True)
class Carried:
    """The backups of one desk, as they lie on a stick."""

    place: Path
    backups: tuple[Backup, ...]
    """Newest first."""
    locked: bool
    """Whether a password is asked for."""
    names: tuple[str, ...] = ()
    """Who has an account; it tells one desk from another where the county cannot be read."""
    county: str = ""
    """In words; empty where the store is encrypted."""
    trouble: Refused | None = None
    """Why none of them can be restored."""


def find_carried(folder: Path) -> list[Carried]:
    """What a folder holds: backups, those of several desks, or a whole data folder that was copied.

    Raises:
        Missing: there are none.
    """
    from boshan_desk.store.backups import FOLDER, carried

    with _spoken():
        places = carried(folder) or carried(folder / FOLDER)
        if not places:
            raise Missing("{path} 里没有找到备份，请选择 U 盘，或存放备份的文件夹", path=folder)
        return [_look_at(place) for place in places]


def _look_at(place: Path) -> Carried:
    from boshan_desk.store.backups import list_backups
    from boshan_desk.store.driver import is_plain
    from boshan_desk.store.keys import has_keys
    from boshan_desk.usecases.accounts import names

    backups = tuple(list_backups(place))
    if has_keys(place):
        try:
            return Carried(place, backups, locked=True, names=tuple(names(place)))
        except Refused as error:
            return Carried(place, backups, locked=True, trouble=error)
    if not is_plain(backups[0].path):
        trouble = Refused(
            "{path} 里的备份是加密的，但旁边没有密钥文件 desk.keys；"
            "请把备份文件夹里的文件一起拷贝过来",
            path=place,
        )
        return Carried(place, backups, locked=True, trouble=trouble)
    return Carried(place, backups, locked=False, county=_county_of(backups[0]))


def _county_of(backup: Backup) -> str:
    """The county whose records a plain backup holds; empty where it cannot be read."""
    from boshan_desk.store.driver import DriverError
    from boshan_desk.store.rows import Rows

    try:
        rows = Rows(backup.path)
        try:
            id = rows.setting("county", "boshan")
            # Backups of older programs have no packs, and need none.
            return load_county(id).name if id in counties() else rows.office().county.name
        finally:
            rows.close()
    except (Refused, DriverError, KeyError, OSError):
        # Restoring it will say what is wrong with it.
        return ""


def sign_in_there(carried: Carried, name: str, password: str, *, now: datetime) -> Entry:
    """Sign in with the key file that lies beside the backups.

    Raises:
        NoRight: name or password are wrong, it is too early, or this officer may not restore.
    """
    from boshan_desk.usecases import accounts

    place = carried.place
    with _spoken():
        failures = accounts.failures(place, name)
        session = accounts.sign_in_to_rescue(place, name, password, now=now, place=place)
    if not session.officer.may(Right.RESTORE):
        raise NoRight(
            "恢复备份需要“{right}”的权限，“{name}”没有，请由管理员登录后办理",
            right=_(RIGHTS[Right.RESTORE]),
            name=name,
        )
    return Entry(session.key, session.officer, failures)


def restore_here(backup: Backup, folder: Path, entry: Entry, tell: Tell) -> Entry:
    """Make a desk of a backup where there is none; with what to open it.

    That is nobody where the desk itself must ask: who has still to choose a password of their own.

    Raises:
        Refused: it cannot be restored; the folder is as it was.
    """
    from boshan_desk.store.driver import is_plain
    from boshan_desk.usecases.backups import restore_copy

    with _spoken():
        # One that was made before the accounts asks for no password afterwards either.
        key = "" if is_plain(backup.path) else entry.key
        opens = _account_in(backup, entry) if key else Entry()
        officer = entry.officer or anyone(_("本机用户"))
        restore_copy(backup, folder, key=key, officer=officer, progress=tell)
    return opens


def _account_in(backup: Backup, entry: Entry) -> Entry:
    """Who one is in a backup: accounts and roles may have been others then."""
    from boshan_desk.store.backups import faults_of
    from boshan_desk.store.driver import DriverError
    from boshan_desk.store.rows import Rows

    assert entry.officer is not None
    name = entry.officer.name
    try:
        rows = Rows(backup.path, key=entry.key)
        try:
            account, silent = rows.account(entry.officer.id), not rows.has_accounts()
        finally:
            rows.close()
    except DriverError as error:
        words = faults_of(backup, key=entry.key)
        raise Refused(
            "备份 {id} 读不出来，不能恢复；请换用另一份备份（{why}）", id=backup.id, why=words
        ) from error
    if silent:
        return Entry()
    if account is None or not account["active"]:
        raise NoRight(
            "这份备份里“{name}”的账户还没有设立，或已停用，恢复后不能登录；请选较新的备份",
            name=name,
        )
    if account["must_change"]:
        return Entry()
    officer = with_roles(account["name"], account["roles"].split(), id=entry.officer.id)
    return Entry(entry.key, officer, entry.failures)


_UNREADABLE = mark(
    "读写文件时出错（{why}），没有恢复任何内容。U 盘可能已拔出、写保护，或本机磁盘空间不足；"
    "请检查后重试，写保护的 U 盘请先把备份文件夹复制到本机磁盘"
)


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn what the system says of a stick that is gone or write-protected into words."""
    try:
        yield
    except OSError as error:
        raise Refused(_UNREADABLE, why=error.strerror or error) from error
