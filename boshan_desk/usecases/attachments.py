"""Scans and photos that hang on records, kept once by the hash of their content."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import Content, content_path, keep, measure, read
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.records import find_record, prepare

_LONGEST_NAME = 120


def attach(desk: Desk, ledger: Ledger, id: str, path: Path) -> Attachment:
    """Keep a copy of the file and hang it on the record.

    The copy is durable before the record names it.  The same content is stored once, and hanging it
    on the same record again changes nothing.
    """
    if not path.exists():
        raise Missing("找不到文件 {path}", path=path)
    if not path.is_file():
        raise Refused("{path} 不是文件，不能作为附件", path=path)
    owner = find_record(desk, ledger, id)
    if owner.withdrawn:
        raise Refused("“{name}”在回收站里，请先恢复", name=owner.label(desk.lists))
    for attached in list_attachments(desk, ledger, owner.id):
        if attached.size == path.stat().st_size and attached.sha256 == measure(path).sha256:
            return attached
    with desk.work(_("新增附件")) as work:
        # Copied under the lock: the store's writer is the folder's writer.
        content = keep(desk.folder, path, desk.key)
        attachment = Attachment(
            of_ledger=ledger.name,
            of_id=owner.id,
            file_name=shown_name(path.name),
            sha256=content.sha256,
            size=content.size,
        )
        attachment = prepare(work, attachment, None)
        work.put(attachment)
    return attachment


def list_attachments(desk: Desk, ledger: Ledger, id: str) -> list[Attachment]:
    """The files that hang on a record, in the order they were hung."""
    with desk.read() as reader:
        found = reader.having(Attachment, "of_id", [id])
    return [a for a in found if a.of_ledger == ledger.name]


def copy_out(desk: Desk, attachment: Attachment, to: Path) -> Path:
    """Write an attachment under its own name into a folder, checked; never over another file."""
    if fault := fault_of(desk.folder, attachment, desk.key):
        raise Refused(fault, name=attachment.file_name)
    name = shown_name(attachment.file_name or "")
    target, number = to / name, 1
    while target.exists():
        number += 1
        target = to / f"{Path(name).stem} ({number}){Path(name).suffix}"
    with output(target) as part, part.open("wb") as file:
        for block in read(content_path(desk.folder, attachment.sha256 or ""), desk.key):
            file.write(block)
    return target


def fault_of(folder: Path, attachment: Attachment, key: str = "") -> str:
    """What is wrong with the stored file, as a template with {name}; empty when it is whole."""
    if attachment.withdrawn and attachment.sha256 is None:
        # It was purged.
        return ""
    path = content_path(folder, attachment.sha256 or "-")
    if not path.is_file():
        return mark("附件“{name}”的文件不见了，请从备份恢复")
    if measure(path, key) != Content(attachment.sha256 or "", attachment.size or 0):
        return mark("附件“{name}”的文件已损坏，请从备份恢复")
    return ""


def shown_name(name: str) -> str:
    """A file's own name, safe to show and to write under: no folders, nothing invisible.

    Marks that turn the writing direction would let `exe.gpj` pass for a picture.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        "_" if c in '<>:"|?*' else c
        for c in last
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    ).strip(" .")
    stem, dot, suffix = seen.rpartition(".")
    if not stem or len(suffix) > 10:
        stem, dot, suffix = seen, "", ""
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix}" or _("未命名")
