"""Clear the personal data of one record on a lawful request (个人信息保护法 §47).

The record stays with its number, and the history says that, when, by whom and why something was
cleared, no longer what.  Older backups still hold it: they are named, and go with the rotation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import Person, Text
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.i18n import _
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store import backups, schema
from boshan_desk.store.backups import Backup
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import content_path
from boshan_desk.store.lock import write_whole
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import PURGED, Work
from boshan_desk.usecases.backups import back_up, place_of
from boshan_desk.usecases.exchange.parcels import FOLDER as PARCELS

_TODO: Final = "purge.todo"
"""Names the files that are to go, by their hashes, while a purge is under way."""


@dataclass(frozen=True)
class Purged:
    """What was cleared, and where it still stands."""

    fields: tuple[str, ...]
    """Those asked for, and others whose text named what they held."""
    changes: int
    """Entries of the history that were overwritten."""
    files: int
    """Attached files that were removed."""
    older: tuple[Backup, ...]
    """Backups from before, newest first."""
    aside: tuple[Path, ...] = ()
    """Stores that were kept when a restore or a rescue put another in their place."""


_BESIDE: Final = {"case": ("address",)}
"""Fields that are shown to everybody, and are personal where the party is a person (住所)."""


def personal_fields(ledger: Ledger) -> tuple[str, ...]:
    """What can be cleared: the personal fields, and of an informant everything about the person."""
    if ledger.secret:
        return tuple(n for n in ledger.fields if n not in (ledger.parent, ledger.day))
    beside = _BESIDE.get(ledger.name, ())
    return tuple(n for n, kind in ledger.fields.items() if kind.personal or n in beside)


def purge(
    desk: Desk,
    ledger: Ledger,
    id: str,
    reason: str,
    *,
    fields: Sequence[str] = (),
    files: bool = False,
) -> Purged:
    """Clear personal fields of a record, from the history too; all of them where none is named.

    `files` removes the files that hang on it as well.  Of a record that an undone import took away
    again only the history is left, which is cleared just so.

    Raises:
        NoRight: the officer may not.
        Refused: no reason, a field that is not personal, or nothing is known of such a record.
    """
    desk.officer.demand(Right.PURGE)
    remove_purged(desk)
    if is_blank(reason):
        raise Refused("清除个人信息须写明依据或原因")
    can = personal_fields(ledger)
    chosen = tuple(fields) or can
    if strangers := [name for name in chosen if name not in can]:
        raise Refused("“{name}”不是个人信息栏目，不能清除", name=strangers[0])
    hanging = _hanging(desk, ledger, id) if files and not ledger.secret else []
    back_up(desk, why="purge", pinned=True)
    if hanging:
        # Before the records let go of the files, so that a stop in between leaves none behind.
        write_whole(desk.folder / _TODO, json.dumps([a.sha256 for a in hanging if a.sha256]))
    title = _("清除{title}的个人信息").format(title=_(ledger.title))
    with desk.work(title, needs=Right.PURGE, undoable=False) as work:
        work.purging = True
        stored = work.find(ledger.record, id)
        record = stored or ledger.record(id=id)
        if stored is None and not work.history(ledger, id):
            work.get(ledger.record, id)
        held = _held(work, record)
        words = _words(held, chosen)
        # Why it is done may name whom it is done for.
        work.reason = reason = without(reason.strip(), words)
        named = [name for name in _naming(ledger, held, words) if name not in chosen]
        left = {
            name: without(text, words)
            for name in named
            if (text := getattr(record, name)) is not None
        }
        chosen = (*chosen, *named)
        changes = _clear(work, record, chosen, words, left)
        for attachment in hanging:
            names = [attachment.file_name or "", attachment.sha256 or ""]
            changes += _clear(
                work,
                attachment,
                ("file_name", "sha256", "size"),
                [name for name in names if name],
                {
                    "file_name": PURGED,
                    "withdrawn_by": attachment.withdrawn_by or desk.officer.name,
                    "withdrawn_at": attachment.withdrawn_at or work.at,
                    "withdrawn_why": attachment.withdrawn_why or reason,
                },
            )
        work.detail |= {
            "kind": "purge",
            "ledger": ledger.name,
            "record": id,
            "fields": list(chosen),
            "files": len(hanging),
        }
    # What can be undone would bring it back.
    desk.done.clear()
    desk.undone.clear()
    try:
        desk.fold_in()
        remove_purged(desk)
        _remove_packages(desk)
        made = back_up(desk, why="purged")
    except (NoRoom, OSError) as error:
        raise NoRoom(
            "个人信息已从台账清除，但磁盘出错，没有从数据文件和附件里清除干净；"
            "请检查磁盘后再清除一次"
        ) from error
    older = tuple(b for b in backups.list_backups(place_of(desk.folder)) if b.number < made.number)
    return Purged(chosen, changes, len(hanging), older, _kept_aside(desk.folder))


def _remove_packages(desk: Desk) -> None:
    """Take away the sealed packages that are kept: what came in can be opened, and may tell of it.

    Their digests stay with what became of them; what waits for a person is still needed.
    """
    with desk.read() as reader:
        waiting = {
            row["digest"] for row in reader.small_rows(schema.parcel) if row["state"] == "forked"
        }
    for path in (desk.folder / PARCELS).glob("*.bsx"):
        if path.stem not in waiting:
            path.unlink(missing_ok=True)


def _clear(
    work: Work, record: Record, fields: Sequence[str], words: Sequence[str], left: Mapping[str, Any]
) -> int:
    """Empty fields of a record and wipe them from its history; how many entries that were.

    `left` is what stands there instead.  It is entered after the wiping, so that the history agrees
    with the record.
    """
    kinds = record.ledger.fields
    empty: dict[str, Any] = {n: () if n in kinds and kinds[n].many else None for n in fields}
    if any(getattr(record, name) != value for name, value in empty.items()):
        work.apply([Change(record, replace(record, **empty))], judged=True)
    wiped = work.wipe(record, fields, words)
    if left:
        now = work.get(type(record), record.id)
        work.apply([Change(now, replace(now, **left))], judged=True)
    return wiped


def _hanging(desk: Desk, ledger: Ledger, id: str) -> list[Attachment]:
    """The files that hang on a record, those in the recycle bin too, less what was purged."""
    with desk.read() as reader:
        return [
            each
            for each in reader.all(Attachment)
            if (each.of_ledger, each.of_id) == (ledger.name, id) and each.sha256
        ]


def without(text: str, words: Iterable[str]) -> str:
    """The text with what was personal in it taken out."""
    for word in words:
        text = text.replace(word, PURGED)
    return text


def _held(reader: Reader, record: Record) -> dict[str, set[str]]:
    """The texts that each field of a record ever held, now and by its history."""
    held: dict[str, set[str]] = defaultdict(set)
    for name in (*record.ledger.fields, "withdrawn_why"):
        if isinstance(value := getattr(record, name), str):
            held[name].add(value)
    for entry in reader.history(record.ledger, record.id):
        for name, pair in entry["fields"].items():
            held[name].update(value for value in pair if isinstance(value, str))
    return held


def _words(held: Mapping[str, set[str]], fields: Sequence[str]) -> list[str]:
    """What stood in the fields as text, longest first, to be taken out of every other text."""
    values = set().union(*(held.get(name, set()) for name in fields))
    return sorted((v for v in values if len(v) > 1 and v != PURGED), key=len, reverse=True)


def _naming(ledger: Ledger, held: Mapping[str, set[str]], words: Sequence[str]) -> list[str]:
    """Fields of free text in which one of these words stands or stood: remarks, reasons, briefs.

    What a record is found by (its numbers) is left alone, and so are other persons.
    """
    numbers = {name for part in ledger.key for name in part}
    free = [
        name
        for name, kind in ledger.fields.items()
        if isinstance(kind, Text) and not isinstance(kind, Person) and name not in numbers
    ]
    return [
        name
        for name in (*free, "withdrawn_why")
        if any(word in text for word in words for text in held.get(name, ()))
    ]


def _kept_aside(folder: Path) -> tuple[Path, ...]:
    """The folders in which older stores were kept, newest first."""
    found = [path.parent for path in folder.glob("*/desk.db") if path.parent.name[:1] != "."]
    return tuple(sorted(found, key=lambda path: path.name[-15:], reverse=True))


def remove_purged(desk: Desk) -> None:
    """Remove files whose records were cleared, from the desk and from beside its backups.

    One that another record still names stays.
    """
    todo = desk.folder / _TODO
    if not todo.exists():
        return
    hashes = json.loads(todo.read_text("utf-8"))
    with desk.read() as reader:
        # In the recycle bin it counts as well: it may be restored.
        named = {each.sha256 for each in reader.all(Attachment)}
    for sha256 in set(hashes) - named:
        for base in (desk.folder, place_of(desk.folder)):
            content_path(base, sha256).unlink(missing_ok=True)
    todo.unlink()
