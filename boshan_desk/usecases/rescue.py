"""Rescue of a damaged desk: keep what there is as it is, and bring over what can still be read.

What is brought over goes through the one door into a fresh store, which then takes the damaged
one's place; the damaged one is kept aside.  Its history stays there: the fresh store begins a new
one, whose first work says where it came from.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.county import USUAL, counties
from boshan_desk.domain.ledger import Record, copy_with
from boshan_desk.domain.officers import Officer, Right
from boshan_desk.domain.problems import Damaged, Missing, NoRoom, Refused
from boshan_desk.domain.wording import explained, listed, quantity
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store import backups, keys
from boshan_desk.store.backups import sync_file
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA, DriverError, read_version, told
from boshan_desk.store.files import content_path, copy_kept, measure
from boshan_desk.store.lock import DeskLock, sync_folder
from boshan_desk.store.opening import check_file, make, open_desk
from boshan_desk.store.salvage import Remains, read_remains
from boshan_desk.store.swapping import finish_swap, swap_in
from boshan_desk.store.wal import log_is_behind, log_is_whole
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.attachments import fault_of
from boshan_desk.usecases.backups import UNKNOWN_LIVES, place_of
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.held_rows import WAS
from boshan_desk.usecases.exchange.making import ACKNOWLEDGED

Told = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""

_FILES: Final = ("desk.db", "desk.db-wal", "desk.db-shm", "desk.db-journal", keys.FILE)
"""What a store is made of, with the keys that open it."""

_PARTS: Final[Mapping[str, str]] = {
    "setting": mark("单位设置"),
    "serial": mark("流水号"),
    "draft": mark("未保存的表单"),
    "officer": mark("账户"),
    "closing": mark("封账"),
    "reported": mark("封账时的数字"),
    "paper": mark("定稿"),
    "paper_words": mark("报告里改写的文字"),
    "pack": mark("单位资料和计划"),
    "attachment": mark("附件"),
}
"""What is lost besides records of ledgers."""

_NOT_CARRIED: Final = frozenset({"county", "purging", "epoch", ACKNOWLEDGED})
"""Settings that begin anew.  Works are numbered from one again: what the office above has of
the old ones says nothing of these, and everything goes up once more."""
_UNKNOWN_EPOCHS: Final = 1000
"""Where the epoch itself is lost, it is taken to be no further from the newest one seen."""

_NAMED: Final = 20
"""So many lost records are named one by one."""


@dataclass(frozen=True)
class Salvaged:
    """What came of it."""

    kept: Mapping[str, int]
    """Records that are in the desk again, by ledger."""
    rebuilt: int
    """How many of them come from the history, because their own rows were gone."""
    lost: tuple[str, ...]
    """In words, a line each: what is not in the desk any more."""
    aside: Path
    """Where the damaged store is kept."""

    @property
    def records(self) -> int:
        """Records of all ledgers."""
        return sum(self.kept.values())


def keep_damaged(folder: Path, *, now: datetime | None = None) -> Path:
    """Copy the store as it is, with its log and its keys; the folder where the copy lies."""
    with _written(folder):
        aside = folder / _aside(folder, now)
        _copy_store(folder, aside, _FILES)
        sync_folder(folder)
    return aside


def salvage(
    folder: Path,
    *,
    key: str = "",
    officer: Officer,
    lock: DeskLock | None = None,
    now: datetime | None = None,
    progress: Told | None = None,
) -> Salvaged:
    """Bring what can still be read into a fresh store, and put that in the damaged one's place.

    Records keep their ids, numbers and stamps.  Links to records that are gone are emptied, and
    attachments whose file or record is gone are left behind; both are told.

    Raises:
        NoRight: the officer may not.
        Refused: the store is whole, or nothing can be read; then nothing was changed.
    """
    officer.demand(Right.RESTORE)
    own = None if lock else DeskLock(folder)
    if own:
        own.take()
    trial = folder / ".salvaging"
    try:
        finish_swap(folder)
        tell = progress or (lambda done, total, words: None)
        tell(0, 0, _("正在检查数据"))
        with _written(folder):
            aside = _aside(folder, now)
            shutil.rmtree(trial, ignore_errors=True)
            behind = log_is_behind(folder / "desk.db")
            _copy_store(folder, trial / "damaged", _FILES[:1] if behind else _FILES[:2])
        if _is_whole(folder, key, officer):
            raise Refused("数据完好，不需要抢救")
        remains = read_remains(
            trial / "damaged" / "desk.db",
            key=key,
            told_how=lambda done, total, name: tell(
                done, total, _("正在抢救：{what}").format(what=_title(name))
            ),
        )
        lost = [
            *_lost_records(remains),
            *_empty_links(remains),
            *_leave_files(folder, remains, key),
        ]
        lost += _lost_parts(remains)
        tell(0, 0, _("正在写入找回的记录"))
        lost += _write(folder, trial / "fresh", key, officer, remains)
        with _written(folder):
            _copy_store(folder, folder / aside, (keys.FILE,))
            shutil.rmtree(trial / "damaged")
            swap_in(folder, trial / "fresh" / "desk.db", aside=aside)
        return Salvaged(remains.counts, sum(remains.rebuilt.values()), tuple(lost), folder / aside)
    finally:
        shutil.rmtree(trial, ignore_errors=True)
        if own:
            own.give_back()


def _is_whole(folder: Path, key: str, officer: Officer) -> bool:
    store = folder / "desk.db"
    if not log_is_whole(store):
        # Before anything opens it.
        return False
    try:
        if read_version(store, key=key) < SCHEMA:
            # Looked at as it is: it is not brought up to date here.
            return not check_file(store, key=key)
        return check(folder, key=key, officer=officer).ok
    except (Damaged, DriverError):
        return False


# ---------------------------------------------------------------- files


def _aside(folder: Path, now: datetime | None) -> str:
    """A name for the folder of the damaged store that is not taken."""
    name = f"损坏-{now or datetime.now():%Y%m%d-%H%M%S}"
    number = 1
    while (folder / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return name if number == 1 else f"{name}-{number}"


def _copy_store(folder: Path, to: Path, names: tuple[str, ...]) -> None:
    if not (folder / "desk.db").is_file():
        raise Missing("{path} 里没有工作台数据", path=folder)
    to.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (folder / name).exists():
            shutil.copyfile(folder / name, to / name)
            sync_file(to / name)
    sync_folder(to)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is not None and not os.access(folder, os.W_OK):
            raise NoRoom("没有写入 {path} 的权限，或介质只读", path=folder) from error
        raise NoRoom(
            "读写 {path} 出错或空间不足，原数据未作改动；请腾出空间后重试", path=folder
        ) from error


# ---------------------------------------------------------------- what is lost, in words


def _title(name: str) -> str:
    if name in _PARTS:
        return _(_PARTS[name])
    return _(KEPT[name].title) if name in KEPT else _("变更记录")


def _some(numbers: Sequence[str]) -> str:
    """Numbers in a row, as far as anybody reads them."""
    return listed(sorted(numbers)[:_NAMED]) + ("……" if len(numbers) > _NAMED else "")


def _lost_records(remains: Remains) -> Iterator[str]:
    for name, numbers in remains.lost.items():
        count = quantity(len(numbers), _(KEPT[name].measure))
        words = _("{count}未能找回：{numbers}").format(count=count, numbers=_some(numbers))
        yield explained(_title(name), words)


def _lost_parts(remains: Remains) -> Iterator[str]:
    for name in remains.unread:
        if name not in remains.lost:
            yield explained(_title(name), _("有内容读不出来，是否缺少、缺多少不能确定"))
    if not remains.head:
        yield _("原变更记录的校验码读不出来")


def _empty_links(remains: Remains) -> Iterator[str]:
    """Empty the links to records that are gone."""
    there = {name: {r.id for r in found} for name, found in remains.records.items()}
    for name, records in remains.records.items():
        emptied: dict[str, list[str]] = defaultdict(list)
        kept: list[Record] = []
        for record in records:
            gone: dict[str, Any] = {
                field: None
                for field, kind in KEPT[name].linking.items()
                if (id := getattr(record, field)) is not None and id not in there[kind.to]
            }
            for field in gone:
                emptied[field].append(record.serial_no or record.id)
            kept.append(copy_with(record, **gone) if gone else record)
        remains.records[name] = kept
        for field, numbers in emptied.items():
            words = _("{count}的“{field}”已清空，因为所指的记录未能找回：{numbers}").format(
                count=quantity(len(numbers), _(KEPT[name].measure)),
                field=_(KEPT[name].fields[field].title),
                numbers=_some(numbers),
            )
            yield explained(_title(name), words)


def _leave_files(folder: Path, remains: Remains, key: str) -> Iterator[str]:
    """Leave attachments behind whose file or record is gone."""
    there = {(name, r.id) for name, found in remains.records.items() for r in found}
    name = Attachment.ledger.name
    kept: list[Record] = []
    for each in remains.records[name]:
        assert isinstance(each, Attachment)
        if (each.of_ledger, each.of_id) not in there:
            words = _("“{name}”所属的记录未能找回，文件仍在 files 文件夹里")
            yield explained(_title(name), words.format(name=each.file_name))
        elif fault := _file_fault(folder, each, key):
            yield _(fault).format(name=each.file_name)
        else:
            kept.append(each)
    remains.records[name] = kept


def _file_fault(folder: Path, attachment: Attachment, key: str) -> str:
    """What is wrong with a kept file, after it was sought beside the backups too."""
    fault = fault_of(folder, attachment, key)
    sha256 = attachment.sha256 or ""
    kept, own = content_path(place_of(folder), sha256), content_path(folder, sha256)
    if not fault or not kept.is_file() or measure(kept, key).sha256 != sha256:
        return fault
    with _written(folder):
        own.unlink(missing_ok=True)
        copy_kept(kept, own, sha256, key)
    return fault_of(folder, attachment, key)


# ---------------------------------------------------------------- the fresh store


def _write(folder: Path, fresh: Path, key: str, officer: Officer, remains: Remains) -> list[str]:
    """Make a store of what was found; what of the accounts is lost, in words."""
    found = remains.settings()
    settings = {n: v for n, v in found.items() if n not in _NOT_CARRIED}
    # Two that were rescued of one desk must not go on under one name.
    ahead = 1 if "epoch" in found else _UNKNOWN_EPOCHS + secrets.randbelow(UNKNOWN_LIVES)
    settings["epoch"] = str(remains.epoch + ahead)
    if remains.site:
        settings["site"] = remains.site
    slots = {}
    if keys.has_keys(folder):
        slots = {slot.id: slot for slot in keys.read_slots(folder / keys.FILE)}
    if keys.RECOVERY in slots:
        # The key file is the outward face of the store, and all that is left of it here.
        settings.setdefault("recovery", slots[keys.RECOVERY].text())
    packs = remains.small["pack"]
    county = found.get("county", USUAL)
    if county not in counties() and all(row["name"] != county for row in packs):
        # Its pack is lost: the desk opens without, and the office loads it again.
        settings["county"], county = county, USUAL
    make(fresh, county=county, settings=settings, packs=packs, key=key)
    # Who may rescue need not be allowed to write in the ledgers: what they carry is not theirs.
    carrier = replace(officer, rights=frozenset(Right))
    lost: list[str] = []
    with open_desk(fresh, key=key, officer=carrier) as desk:
        with desk.work(_("抢救数据"), needs=Right.RESTORE, undoable=False) as work:
            work.carrying = True
            _carry_records(work, remains)
            for (name, year), last in sorted(remains.serials().items()):
                row: dict[str, Any] = {"ledger": name, "year": year, "last": last}
                _carry(work, "serial", row, f"{year}-{last:04d}")
            lost += _write_accounts(work, remains, officer, slots)
            for row in remains.small["lawfile"]:
                _carry(work, "lawfile", row, row["name"])
            for row in remains.small["own_day"]:
                _carry(work, "own_day", row, row["reason"])
            for row in remains.small["reported"]:
                _carry(work, "reported", row, row["period"])
            for row in remains.small["paper"]:
                # The history begins anew, and has no work that stands for the paper's any more.
                _carry(work, "paper", row | {"step": 0}, row["number"])
            for row in remains.small["paper_words"]:
                _carry(work, "paper_words", row, row["key"])
            for row in remains.small["matching"]:
                _carry(work, "matching", row, row["heads"])
            for row in remains.small["form"]:
                _carry(work, "form", row, row["title"])
            _carry_exchange(work, remains)
            work.keep_extra(remains.small["extra"])
            for closing in remains.small["closing"]:
                _carry(work, "closing", closing, closing["exempt"])
            work.detail = {
                "kind": "salvage",
                "kept": remains.counts,
                "rebuilt": remains.rebuilt,
                "lost": remains.lost,
                "left": remains.head,
            }
        _keep_forms(desk, remains)
    with told(fresh / "desk.db"):
        backups.examine(fresh / "desk.db", key=key, thorough=True)
    sync_file(fresh / "desk.db")
    return lost


def _carry_records(work: Work, remains: Remains) -> None:
    """Bring the records over as they stood; those put together from the history are written anew.

    What other desks know them by stays, or everything would be disputed with them.
    """
    fresh = []
    for name, records in remains.records.items():
        marks = remains.marks.get(name, {})
        fresh += [Change(None, record) for record in records if record.id not in marks]
        laid = [Laid(None, r, marks[r.id]) for r in records if r.id in marks]
        if laid:
            work.lay(KEPT[name], laid)
    work.apply(fresh, judged=True)


def _carry_exchange(work: Work, remains: Remains) -> None:
    """Bring over who the other desks are and what came and went.

    Where anything was lost, what came in is asked for again: it is no longer said to be here.
    """
    whole = not (remains.lost or remains.rebuilt or remains.unread)
    for row in remains.small["peer"]:
        seen = {} if whole else {"have": "{}"}
        _carry(work, "peer", row | seen, row["name"])
    for row in remains.small["parcel"]:
        state = row["state"] if whole or row["way"] == "out" else "undone"
        # The history begins anew, and has no work that took it in or made it.
        _carry(work, "parcel", row | {"state": state, "step": 0}, row["digest"])
    for name in ("origin", "double"):
        work.keep_rows(name, remains.small[name])
    # Nor any that could be taken back.
    work.keep_rows("held", [r for r in remains.small["held"] if not str(r["why"]).startswith(WAS)])


def _carry(work: Work, table: str, row: dict[str, Any], what: str) -> None:
    work.write_row(table, row, told={"salvaged": [None, what]}, needs=Right.RESTORE)


def _write_accounts(
    work: Work, remains: Remains, officer: Officer, slots: Mapping[str, keys.Slot]
) -> Iterator[str]:
    """Bring the accounts over; who rescues stays able to get in whatever was lost."""
    there = set()
    for row in remains.small["officer"]:
        _carry(work, "officer", row, row["name"])
        there.add(row["id"])
    for slot in slots.values():
        roles = keys.proved_roles(slot, work.desk.key)
        if slot.id in there or slot.id == keys.RECOVERY or not roles:
            continue
        row = {
            "id": slot.id,
            "name": slot.name,
            "roles": " ".join(roles),
            "active": 1,
            "slot": replace(slot, roles="", proof="").text(),
            "must_change": 0,
            "added_at": work.at.isoformat(" "),
        }
        _carry(work, "officer", row, slot.name)
        there.add(slot.id)
    for slot in slots.values():
        if slot.id not in there and slot.id != keys.RECOVERY:
            words = _("“{name}”未能找回，请管理员重新设立").format(name=slot.name)
            yield explained(_title("officer"), words)


def _keep_forms(desk: Desk, remains: Remains) -> None:
    """Keep what stood in forms that were never saved."""
    for row in remains.small["draft"]:
        if row["ledger"] in KEPT:
            desk.keep_typed(row["ledger"], row["record_id"], json.loads(row["typed"]))
