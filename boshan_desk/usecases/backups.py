"""Backups as an officer meets them: made by themselves, before anything risky, and when asked;
a second copy on a stick; restored; drilled once a month.

`store.backups` writes and proves; here stands who may, when it is due, and what is remembered.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.officers import Officer, Right
from boshan_desk.domain.problems import Cancelled, Damaged, Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store import backups, keys, schema
from boshan_desk.store.backups import Backup
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import DriverError
from boshan_desk.store.lock import DeskLock, write_whole
from boshan_desk.store.opening import open_desk
from boshan_desk.store.place import refuse_unsafe
from boshan_desk.store.swapping import swap_in, swap_pending
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.own_keys import KEYS_SETTING
from boshan_desk.usecases.exchange.peers import read_peer, told_of
from boshan_desk.usecases.numbering import PAPERS

Told = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""

SECOND_COPY_DAYS: Final = 7
DRILL_DAYS: Final = 30

WHY: Final[dict[str, str]] = {
    "daily": mark("每日自动"),
    "close": mark("退出时自动"),
    "asked": mark("手工"),
    "copy": mark("第二份备份"),
    "migrate": mark("升级前"),
    "encrypt": mark("加密前"),
    "import": mark("导入前"),
    "merge": mark("接收数据包前"),
    "purge": mark("清除个人信息前"),
    "purged": mark("清除个人信息后"),
    "restore": mark("恢复前"),
}
"""What a backup was made for, or before."""

_UNKNOWN_EPOCHS: Final = 1000
"""Where the store that gives way cannot be read, its epoch is taken to be no higher."""

UNKNOWN_LIVES: Final = 900_000
"""Among so many epochs one is drawn there, so that two desks of one backup never share theirs."""
_UNKNOWN_NUMBERS: Final = 1000
"""How many records of a kind are taken to have been numbered after a backup, likewise."""

_OF_DESK: Final = (KEYS_SETTING, "serial_prefix", "towns")
"""Settings that follow from enrolment, and stay as they are today."""

_SEEN: Final = {"have": "{}", "epoch": 0}
"""What a row says of the works of another desk that are here."""

_STATE: Final = "state.json"
"""Beside the backups: how the last attempt and the last drill went."""


def place_of(folder: Path) -> Path:
    """Where a desk keeps its backups."""
    return folder / backups.FOLDER


# ---------------------------------------------------------------- making


def back_up(
    desk: Desk,
    *,
    why: str = "asked",
    pinned: bool = False,
    progress: Told | None = None,
) -> Backup:
    """Make a backup and prove it; a failure is remembered until one succeeds.

    One of the very state of now is not made again: it is pinned where that is asked for.
    """
    desk.officer.demand(Right.BACK_UP)
    with desk.holding():
        return _back_up(desk, why, pinned, progress)


def _back_up(desk: Desk, why: str, pinned: bool, progress: Told | None) -> Backup:
    place = place_of(desk.folder)
    newest = next(iter(backups.list_backups(place)), None)
    if newest is not None and why not in ("asked", "purged") and newest.head == _head(desk):
        if pinned and not newest.pinned:
            newest = replace(newest, pinned=True, why=why)
            backups.describe_backup(newest)
        return newest
    try:
        made = backups.make_backup(
            desk.folder,
            key=desk.key,
            why=why,
            pinned=pinned,
            now=desk.clock.now(),
            told_how=progress,
        )
    except Cancelled:
        raise
    except Refused as error:
        _remember(place, failed={"at": desk.clock.now().isoformat(" "), "why": error.words()})
        raise
    _remember(place, failed=None)
    return made


def back_up_daily(desk: Desk, *, progress: Told | None = None) -> Backup | None:
    """The backup of the day, if there is none of today and anything has changed."""
    newest = next(iter(backups.list_backups(place_of(desk.folder))), None)
    if newest is not None and newest.day == desk.clock.today() and not status(desk).failed:
        return None
    return back_up(desk, why="daily", progress=progress)


def second_copy(desk: Desk, to: Path, *, progress: Told | None = None) -> Backup:
    """A backup on another disk or a stick, read back there; when it was made is remembered."""
    desk.officer.demand(Right.BACK_UP)
    target = backups.carried_folder(to.resolve(), site_of(desk.site))
    if desk.folder.resolve() in (target, *target.parents):
        raise Refused("第二份备份须放在另一个磁盘或 U 盘上，不能放在数据文件夹里")
    with desk.holding():
        made = backups.make_backup(
            desk.folder,
            key=desk.key,
            why="copy",
            now=desk.clock.now(),
            into=target,
            told_how=progress,
        )
        second = {"at": made.at.isoformat(" "), "folder": str(target), "head": made.head}
        _remember(place_of(desk.folder), second=second)
    return made


def _head(desk: Desk) -> str:
    with desk.read() as reader:
        return reader.head().short()


# ---------------------------------------------------------------- how things stand


@dataclass(frozen=True)
class Status:
    """What the start page says of backups."""

    newest: Backup | None
    count: int
    failed: str
    """Why the last attempt failed; empty when it did not."""
    second_at: datetime | None
    second_folder: str
    second_due: bool
    drilled_at: datetime | None
    drill_due: bool
    drill_fault: str
    """What the last drill found; empty when all was well."""


def status(desk: Desk) -> Status:
    """How the backups of a desk stand."""
    place = place_of(desk.folder)
    found = backups.list_backups(place)
    state = _recall(place)
    second, drill, now = state.get("second"), state.get("drill"), desk.clock.now()
    second_at = _when(second)
    drilled_at = _when(drill)
    return Status(
        newest=found[0] if found else None,
        count=len(found),
        failed=str((state.get("failed") or {}).get("why", "")),
        second_at=second_at,
        second_folder=str((second or {}).get("folder", "")),
        second_due=_due(second_at, now, SECOND_COPY_DAYS) and bool(found),
        drilled_at=drilled_at,
        drill_due=_due(drilled_at, now, DRILL_DAYS) and bool(found),
        drill_fault=str((drill or {}).get("fault", "")),
    )


def _due(last: datetime | None, now: datetime, days: int) -> bool:
    # A clock that was set back must not silence a reminder.
    return last is None or abs((now - last).days) >= days


def _when(entry: Mapping[str, Any] | None) -> datetime | None:
    try:
        return datetime.fromisoformat(entry["at"]) if entry else None
    except (KeyError, TypeError, ValueError):
        return None


def _recall(place: Path) -> dict[str, Any]:
    try:
        given = json.loads((place / _STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def _remember(place: Path, **news: Any) -> None:
    """Keep how something went; a full disk may not hide the failure it caused."""
    state = {**_recall(place), **news}
    try:
        place.mkdir(exist_ok=True)
        write_whole(place / _STATE, json.dumps(state, ensure_ascii=False, indent=1))
    except OSError:
        # The refusal itself is on its way to the officer.
        return


# ---------------------------------------------------------------- proving


def verify(desk: Desk, ids: tuple[str, ...] = ()) -> dict[str, str]:
    """What is wrong with backups, by their number; empty words where nothing is.

    All of them where none is named, and then also files that are not listed as backups.
    """
    place = place_of(desk.folder)
    chosen = [backups.find_backup(place, id) for id in ids] or backups.list_backups(place)
    found = {each.id: backups.faults_of(each, key=desk.key) for each in chosen}
    if not ids:
        listed = {each.path for each in chosen}
        for path in sorted(place.glob("desk-??????-*.db")):
            # Without any description it was never finished, and the next backup sweeps it up.
            if path not in listed and path.with_suffix(".json").exists():
                found[path.name] = _("说明文件损坏，或与备份文件对不上，不能用来恢复")
    return found


@dataclass(frozen=True)
class Drill:
    """What came of restoring the newest and the oldest backup for practice."""

    at: str
    backups: tuple[str, ...]
    records: int
    """Live records of the newest, as restored."""
    fault: str


def drill(desk: Desk, *, progress: Told | None = None) -> Drill:
    """Restore the newest and the oldest backup into a folder of its own, compare, clear away."""
    place = place_of(desk.folder)
    found = backups.list_backups(place)
    if not found:
        raise Refused("还没有备份，不能演练恢复")
    chosen = [found[0], found[-1]] if len(found) > 1 else found
    trial, fault = desk.folder / ".drill", ""
    tell = progress or (lambda done, total, words: None)
    try:
        shutil.rmtree(trial, ignore_errors=True)
        trial.mkdir()
        for number, backup in enumerate(chosen):
            tell(number, len(chosen), _("正在演练恢复备份 {id}").format(id=backup.id))
            try:
                backups.write_restored(backup, trial / "desk.db", key=desk.key)
            except Refused as error:
                fault = fault or error.words()
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    done = Drill(
        at=desk.clock.now().isoformat(" "),
        backups=tuple(each.id for each in chosen),
        records=found[0].records,
        fault=fault,
    )
    _remember(place, drill=asdict(done))
    return done


# ---------------------------------------------------------------- restoring


@dataclass(frozen=True)
class Loss:
    """What a restore would take away: shown before it is done."""

    steps: int
    """Works since the backup; -1 when the store of now cannot be read."""
    counts: Mapping[str, tuple[int, int]]
    """By ledger: live records now, and in the backup."""


def what_would_be_lost(desk: Desk, backup: Backup) -> Loss:
    """What has happened since a backup."""
    with desk.read() as reader:
        number = reader.head().number
        now = {name: reader.count(KEPT[name]) for name in backup.counts}
    then = int(backup.head.partition("-")[0] or 0)
    return Loss(number - then, {name: (now[name], n) for name, n in backup.counts.items()})


def restore(
    folder: Path,
    backup: Backup,
    *,
    key: str = "",
    officer: Officer,
    lock: DeskLock | None = None,
    now: datetime | None = None,
    damaged: bool = False,
    into: Path | None = None,
    progress: Told | None = None,
) -> Path | None:
    """Put a backup in the place of the store; the folder where the old store is kept.

    The backup is restored beside, read back, given a new epoch and the accounts of today, and then
    swapped in.  `into` makes another desk of it instead and leaves this one alone.

    Raises:
        NoRight: the officer may not.
        Refused: the backup is damaged; nothing was changed.
    """
    officer.demand(Right.RESTORE)
    tell = progress or (lambda done, total, words: None)
    own = None if lock else DeskLock(folder)
    if own:
        own.take()
    damaged = damaged or not (folder / "desk.db").exists()
    try:
        if into is not None:
            restore_copy(backup, into, key=key, officer=officer)
            return None
        trial = folder / ".restoring"
        shutil.rmtree(trial, ignore_errors=True)
        trial.mkdir()
        try:
            tell(0, 3, _("正在恢复备份 {id}，并逐项核对").format(id=backup.id))
            # First of all: the backup of now, made next, lets an old one go, perhaps this one.
            backups.write_restored(backup, trial / "desk.db", key=key)
            now_there = _Left()
            if not damaged:
                tell(1, 3, _("正在备份现在的数据"))
                try:
                    with open_desk(folder, key=key, officer=officer, lock=lock or own) as desk:
                        _refuse_foreign(desk, backup)
                        now_there = _leave(desk)
                        back_up(desk, why="restore", pinned=True)
                except (Damaged, DriverError):
                    damaged = True
            _sign(backup, trial, key, officer, now_there)
            backups.bring_back_files(backup.path.parent, folder, trial / "desk.db", key=key)
            tell(2, 3, _("正在换上恢复的数据"))
            at = now or datetime.now()
            aside = _free_name(folder, f"{'损坏' if damaged else '换下'}-{at:%Y%m%d-%H%M%S}")
            swap_in(folder, trial / "desk.db", aside=aside)
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        return folder / aside
    finally:
        if own:
            own.give_back()


def _refuse_foreign(desk: Desk, backup: Backup) -> None:
    """The backup of another office's desk does not take this one's place."""
    if backup.site and backup.site != site_of(desk.site):
        raise Refused(
            "备份 {id} 是另一份台账的，不能换下现有数据；可恢复到另一个文件夹", id=backup.id
        )


def _free_name(folder: Path, name: str) -> str:
    """A name that no folder has: what was kept aside in the same second is not written over."""
    number = 1
    while (folder / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return name if number == 1 else f"{name}-{number}"


def restore_copy(
    backup: Backup,
    into: Path,
    *,
    key: str = "",
    officer: Officer,
    progress: Told | None = None,
) -> None:
    """Make a desk of a backup where there is none: on a new computer, from the stick.

    Key file and attached files come from beside the backup.

    Raises:
        NoRight: the officer may not.
        Refused: the backup is damaged, or there is a desk already; the folder is as it was.
    """
    officer.demand(Right.RESTORE)
    refuse_unsafe(into)
    if (into / "desk.db").exists():
        raise Refused("{path} 里已经有工作台数据，未作任何改动", path=into)
    with _leaving_nothing(into):
        _restore_copy(backup, into, key, officer, progress or (lambda done, total, words: None))


@contextmanager
def _leaving_nothing(folder: Path) -> Iterator[None]:
    """Where no desk comes of it, take away what was put into the folder, a lone key file above all:
    beside no store it would stand for a desk that was lost.
    """
    existed = folder.is_dir()
    before = {path.name for path in folder.iterdir()} if existed else set()
    try:
        yield
    except BaseException:
        # A swap that was decided is finished when the desk is opened.
        if not (folder / "desk.db").exists() and not swap_pending(folder) and folder.is_dir():
            for path in folder.iterdir():
                if path.name not in before:
                    if path.is_dir():
                        shutil.rmtree(path, ignore_errors=True)
                    else:
                        path.unlink(missing_ok=True)
            if not existed:
                with suppress(OSError):
                    folder.rmdir()
        raise


def _restore_copy(backup: Backup, into: Path, key: str, officer: Officer, tell: Told) -> None:
    place = backup.path.parent
    into.mkdir(parents=True, exist_ok=True)
    lock = DeskLock(into)
    lock.take()
    try:
        trial = into / ".restoring"
        shutil.rmtree(trial, ignore_errors=True)
        trial.mkdir()
        try:
            tell(0, 2, _("正在恢复备份 {id}，并逐项核对").format(id=backup.id))
            backups.write_restored(backup, trial / "desk.db", key=key)
            tell(1, 2, _("正在取回附件"))
            _sign(backup, trial, key, officer, _left_by_keys(place, key))
            backups.bring_back_files(place, into, trial / "desk.db", key=key)
            if key:
                keys.write_slots(into, keys.read_slots(place / keys.FILE))
            swap_in(into, trial / "desk.db")
        finally:
            shutil.rmtree(trial, ignore_errors=True)
    finally:
        lock.give_back()


@dataclass(frozen=True)
class _Left:
    """What the restored store takes over from the one that gives way, where it can be read."""

    accounts: tuple[dict[str, Any], ...] = ()
    """Who was switched off since, or has another password, stays so."""
    epoch: int | None = None
    """None where the store cannot be read."""
    head: str = ""
    """Its newest link: it may be printed on a paper."""
    recovery: str = ""
    """The slot of the recovery code that lies in the envelope of today."""
    papers: tuple[dict[str, Any], ...] = ()
    """What was frozen went out: it stays, void ones void, and no number is given again."""
    numbers: tuple[dict[str, Any], ...] = ()
    """How far the series of papers have come."""
    peers: tuple[dict[str, Any], ...] = ()
    """Who was switched off since stays so, no prefix is given again, and new keys stay good."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """The keys of this desk by which the others know it today, and what its numbers begin with."""


def _leave(desk: Desk) -> _Left:
    with desk.read() as reader:
        rows = tuple(reader.small_rows(schema.officer))
        epoch, head = int(reader.setting("epoch", "1")), reader.head().short()
        papers = tuple(reader.small_rows(schema.paper))
        # Where others have what was numbered after the backup, those numbers are gone as well.
        desks = tuple(reader.small_rows(schema.peer))
        series = {f"no:{name}" for name in PAPERS} | (set(KEPT) if desks else set())
        numbers = tuple(row for row in reader.small_rows(schema.serial) if row["ledger"] in series)
        return _Left(
            rows,
            epoch,
            head,
            reader.setting("recovery"),
            papers,
            numbers,
            desks,
            {name: value for name in _OF_DESK if (value := reader.setting(name))},
        )


def _left_by_keys(place: Path, key: str) -> _Left:
    """The accounts that a key file names, with the roles that it proves."""
    now = datetime.now().isoformat(" ", "seconds")
    rows, recovery = [], ""
    for slot in keys.read_slots(place / keys.FILE) if key else ():
        roles = " ".join(keys.proved_roles(slot, key))
        text = replace(slot, roles="", proof="").text()
        if slot.id == keys.RECOVERY:
            recovery = text
        elif roles:
            row = {"id": slot.id, "name": slot.name, "roles": roles, "active": 1, "slot": text}
            rows.append({**row, "must_change": 0, "added_at": now})
    return _Left(tuple(rows), recovery=recovery)


def _sign(backup: Backup, trial: Path, key: str, officer: Officer, left: _Left) -> None:
    """Write down in a restored store that it was restored, and from what."""
    with open_desk(trial, key=key, officer=officer) as desk:
        words = _("恢复备份 {id}（{at}）").format(id=backup.id, at=f"{backup.at:%Y-%m-%d %H:%M}")
        with desk.work(words, needs=Right.RESTORE, undoable=False) as work:
            # What is written from now on must not be taken for what was lost (store.work, dots).
            epoch, ahead = int(work.setting("epoch", "1")), left.epoch
            if ahead is None:
                ahead = epoch + _UNKNOWN_EPOCHS + secrets.randbelow(UNKNOWN_LIVES)
            epoch = max(epoch, ahead) + 1
            work.set("epoch", str(epoch), needs=Right.RESTORE)
            named = {row["id"] for row in left.accounts}
            for row in work.small_rows(schema.officer) if named else ():
                if row["id"] not in named:
                    # Gone since the backup: they do not come back with it.
                    told = {"active": [row["active"], 0]}
                    work.write_row("officer", row | {"active": 0}, told=told, needs=Right.RESTORE)
            for row in left.accounts:
                told = {"restored": [None, row["name"]]}
                work.write_row("officer", row, told=told, needs=Right.RESTORE)
            _keep_papers(work, left)
            _keep_peers(work, left)
            if left.recovery:
                told_at = ["", work.at.isoformat(" ")]
                work.set("recovery", left.recovery, needs=Right.RESTORE, told=told_at)
            work.detail = {"kind": "restore", "backup": backup.number, "left": left.head}


def _keep_peers(work: Work, left: _Left) -> None:
    """Let the other desks be known as they are today; what came from them is as it was then."""
    there = {row["site"]: row for row in work.small_rows(schema.peer)}
    for row in left.peers:
        known = there.get(row["site"])
        # What came in after the backup is not here: it is asked for again.
        have = {name: known[name] if known else none for name, none in _SEEN.items()}
        told = told_of(read_peer(row))
        work.write_row(
            "peer",
            row | have,
            told={name: [None, value] for name, value in told.items()},
            needs=Right.RESTORE,
        )
    for name, value in left.settings.items():
        if work.setting(name) != value:
            told_at = ["", work.at.isoformat(" ")] if name == KEYS_SETTING else None
            work.set(name, value, needs=Right.RESTORE, told=told_at)
    if (there or left.peers) and left.epoch is None:
        # What was numbered after the backup is not known here, and the others have it.
        year = work.at.year
        for series in KEPT:
            work.give_number(series, year, work.last_number(series, year) + _UNKNOWN_NUMBERS)


def _keep_papers(work: Work, left: _Left) -> None:
    """Let what was frozen after the backup, or became void, stay so."""
    there = {row["id"]: row for row in work.small_rows(schema.paper)}
    for row in left.papers:
        known = there.get(row["id"])
        if known is not None and known["state"] == row["state"]:
            continue
        told = {"restored": [None, row["number"]], "state": [None, row["state"]]}
        # The work that froze it is not in this history.
        step = row["step"] if known else 0
        work.write_row("paper", row | {"step": step}, told=told, needs=Right.RESTORE)
    for row in left.numbers:
        series, year = row["ledger"], row["year"]
        if row["last"] > work.last_number(series, year):
            work.give_number(series, year, row["last"])
