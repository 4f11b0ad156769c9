"""Whether what is kept of a frozen paper is what was frozen; what is not so is never handed out."""

from __future__ import annotations

import json
from typing import Any

from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.registers import site_of
from boshan_desk.i18n import _, mark
from boshan_desk.store import sealing
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.papers.codes import code_of
from boshan_desk.usecases.papers.content import Content, digest_of, read_content
from boshan_desk.usecases.papers.kept import Kept, find_kept, text_kept

_CHANGED = mark("现存内容与定稿时不符，已被改动或损坏")
_RESEALED = mark("现存的登记信息被改动过或已损坏")
_UNTOLD = mark("现存的登记信息与变更记录不符")


def content_kept(reader: Reader, id: str) -> Content:
    """What a frozen paper says, with its figures.

    Raises:
        Damaged: it is not what was frozen, or cannot be read.
    """
    found = find_kept(reader, id)
    refuse_changed(reader, found)
    return read_content(text_kept(reader, found.id))


def refuse_changed(reader: Reader, found: Kept) -> None:
    """Refuse to go on with a paper that is not what was frozen.

    Raises:
        Damaged: so it is.
    """
    if fault := fault_of(reader, found):
        raise Damaged(
            "定稿“{number}”{fault}，不能使用；请以纸上所印为准，并从备份恢复",
            number=found.number,
            fault=fault,
        )


def fault_of(reader: Reader, found: Kept) -> str:
    """What is wrong with what is kept of a paper; "" when it is what was frozen.

    Its code comes of the digest of what it says; the seal is over all that is registered of it; and
    the history was told when it was frozen or declared void.
    """
    columns = sealing.sealed_columns("paper")
    names = ", ".join(f'"{name}"' for name in ("seal", *columns))
    sql = f"SELECT {names} FROM paper WHERE id = ?"
    seal, *values = reader.connection.exec_driver_sql(sql, (found.id,)).one()
    text = values[columns.index("content")]
    code = found.code.replace("-", "")
    if digest_of(text) != found.digest or code_of(site_of(reader.desk.site), found.digest) != code:
        return _(_CHANGED)
    if sealing.seal(values) != seal or not _says_the_same(text, found):
        return _(_RESEALED)
    told = _told(reader, found)
    if any(told.get(name, value) != value for name, value in _as_told(found).items()):
        return _(_UNTOLD)
    return ""


def _says_the_same(text: str, found: Kept) -> bool:
    """Whether the paper itself says which it is, as it is registered, and has a reason only if it
    is void.
    """
    try:
        content = read_content(text)
    except Damaged:
        return False
    said = (content.request, content.head, content.program, "".join(content.report.title))
    known = (found.request, found.head, found.program, found.title)
    return said == known and (found.is_void or not found.reason)


def _as_told(found: Kept) -> dict[str, str]:
    """What the history was told of it."""
    return {
        "number": found.number,
        "title": found.title,
        "digest": found.digest,
        "pdf_digest": found.pdf_digest,
        "state": found.state,
        "reason": found.reason,
        "at": found.at,
        "officer": found.officer,
    }


def _told(reader: Reader, found: Kept) -> dict[str, Any]:
    """What the history says of a paper, the newest of each field, and who froze it when."""
    sql = "SELECT fields FROM change WHERE ledger = 'paper' AND record_id = ? ORDER BY n"
    told: dict[str, Any] = {}
    for (fields,) in reader.connection.exec_driver_sql(sql, (found.id,)):
        told |= {name: after for name, (_before, after) in json.loads(fields).items()}
    sql = "SELECT at, officer FROM step WHERE n = ?"
    for at, officer in reader.connection.exec_driver_sql(sql, (found.step,)):
        told |= {"at": at, "officer": officer}
    return told
