"""Clear the personal data of one record on a lawful request (个人信息保护法 §47).

The record stays with its number, and the history says that, when, by whom and why something was
cleared, no longer what.  Older backups still hold it: they are named, and go with the rotation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.i18n import _
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store import backups
from boshan_desk.store.backups import Backup
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import content_path
from boshan_desk.store.work import PURGED
from boshan_desk.usecases.attachments import list_attachments
from boshan_desk.usecases.backups import back_up, place_of


@dataclass(frozen=True)
class Purged:
    """What was cleared, and where it still stands."""

    fields: tuple[str, ...]
    changes: int
    """Entries of the history that were overwritten."""
    files: int
    """Attached files that were removed."""
    older: tuple[Backup, ...]
    """Backups from before, newest first."""


def personal_fields(ledger: Ledger) -> tuple[str, ...]:
    """What can be cleared: the personal fields, and of an informant everything about the person."""
    if ledger.secret:
        return tuple(n for n in ledger.fields if n not in (ledger.parent, ledger.day))
    return tuple(n for n, kind in ledger.fields.items() if kind.personal)


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

    `files` removes the files that hang on it as well.

    Raises:
        NoRight: the officer may not.
        Refused: no reason, or a field that is not personal.
    """
    desk.officer.demand(Right.PURGE)
    if is_blank(reason):
        raise Refused("清除个人信息须写明依据或原因")
    can = personal_fields(ledger)
    chosen = tuple(fields) or can
    if strangers := [name for name in chosen if name not in can]:
        raise Refused("“{name}”不是个人信息栏目，不能清除", name=strangers[0])
    hanging = list_attachments(desk, ledger, id) if files and not ledger.secret else []
    back_up(desk, why="purge", pinned=True)
    title = _("清除{title}的个人信息").format(title=_(ledger.title))
    with desk.work(title, needs=Right.PURGE, undoable=False, reason=reason) as work:
        work.purging = True
        record = work.get(ledger.record, id)
        words = _words(record, chosen)
        kinds = ledger.fields
        empty: dict[str, Any] = {name: () if kinds[name].many else None for name in chosen}
        if any(getattr(record, name) != value for name, value in empty.items()):
            work.apply([Change(record, replace(record, **empty))], judged=True)
        changes = work.wipe(record, chosen, words)
        for attachment in hanging:
            gone = replace(
                attachment,
                file_name=PURGED,
                sha256=None,
                size=None,
                withdrawn_by=attachment.withdrawn_by or desk.officer.name,
                withdrawn_at=attachment.withdrawn_at or work.at,
                withdrawn_why=attachment.withdrawn_why or reason.strip(),
            )
            work.apply([Change(attachment, gone)], judged=True)
            named = [attachment.file_name or "", attachment.sha256 or ""]
            changes += work.wipe(attachment, ("file_name", "sha256", "size"), filter(None, named))
        work.detail |= {
            "kind": "purge",
            "ledger": ledger.name,
            "record": id,
            "fields": list(chosen),
            "files": len(hanging),
        }
    desk.fold_in()
    # What can be undone would bring it back.
    desk.done.clear()
    desk.undone.clear()
    for attachment in hanging:
        _remove_file(desk, attachment)
    made = back_up(desk, why="purged")
    older = tuple(b for b in backups.list_backups(place_of(desk.folder)) if b.number < made.number)
    return Purged(chosen, changes, len(hanging), older)


def _words(record: Record, fields: Sequence[str]) -> list[str]:
    """What stands in the fields as text, longest first, to be taken out of names of works."""
    values = [getattr(record, name) for name in fields]
    return sorted({v for v in values if isinstance(v, str) and len(v) > 1}, key=len, reverse=True)


def _remove_file(desk: Desk, attachment: Attachment) -> None:
    """Remove a file from the desk and from beside its backups, unless another record names it."""
    sha256 = attachment.sha256
    if not sha256:
        return
    with desk.read() as reader:
        if reader.having(Attachment, "sha256", [sha256]):
            return
    for base in (desk.folder, place_of(desk.folder)):
        content_path(base, sha256).unlink(missing_ok=True)
