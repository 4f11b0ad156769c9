"""Whether a code that was read off a paper is that of a frozen paper of this desk, kept whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.i18n import _
from boshan_desk.store import sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.papers.codes import code_of, grouped, in_scanned
from boshan_desk.usecases.papers.content import digest_of
from boshan_desk.usecases.papers.kept import Kept, rows_of, site_of

SHOWN: Final = 16
"""How much of a digest stands on paper and in lists."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a printed code turned out to be."""

    code: str
    """As it was understood; "" where it cannot be a code: a character was misread."""
    found: bool
    """Whether a frozen paper of this desk bears it."""
    whole: bool
    """Whether what is kept of it is what was frozen."""
    kept: Kept | None
    words: str

    @property
    def readable(self) -> bool:
        """Whether it can be a code of some desk."""
        return bool(self.code)


def verify(desk: Desk, code: str) -> Verdict:
    """Whether a code that somebody read off a paper is that of a frozen paper of this desk."""
    read = in_scanned(code)
    if not read:
        words = _(
            "“{code}”不是核验码：核验码有 16 个字符，"
            "请对照纸上逐个核对（可以不写短横，不分大小写）。"
        )
        return Verdict(
            code="", found=False, whole=False, kept=None, words=words.format(code=code.strip())
        )
    with desk.read() as reader:
        rows = rows_of(reader, "code = ?", grouped(read))
        if not rows:
            words = _("本单位的定稿中没有核验码为 {code} 的，这张纸不是由这份数据定稿的。")
            return Verdict(
                code=grouped(read),
                found=False,
                whole=False,
                kept=None,
                words=words.format(code=grouped(read)),
            )
        found = rows[0]
        fault = _fault(reader, found, read)
    told = [
        _("是本单位的定稿：{words}。材料时段：{period}。").format(
            words=found.words(), period=found.request.period.words()
        )
    ]
    if fault:
        told.append(fault)
    else:
        told.append(
            _("内容完好：现存内容的摘要 {digest} 与定稿时一致，请与纸上所印核对。").format(
                digest=found.digest[:SHOWN]
            )
        )
    return Verdict(code=grouped(read), found=True, whole=not fault, kept=found, words="".join(told))


def _fault(reader: Reader, found: Kept, code: str) -> str:
    """What is wrong with what is kept of a paper; "" when it is what was frozen."""
    columns = sealing.sealed_columns("paper")
    names = ", ".join(f'"{name}"' for name in ("seal", *columns))
    sql = f"SELECT {names} FROM paper WHERE id = ?"
    seal, *values = reader.connection.exec_driver_sql(sql, (found.id,)).one()
    text = values[columns.index("content")]
    if digest_of(text) != found.digest or code_of(site_of(reader.desk), found.digest) != code:
        return _("但是现存内容与定稿时不符，已被改动或损坏，以纸上所印为准，并请从备份恢复。")
    if sealing.seal(values) != seal:
        return _("但是现存的登记信息被改动过或已损坏，以纸上所印为准，并请从备份恢复。")
    told = _told(reader, found)
    if any(told.get(name, value) != value for name, value in _as_told(found).items()):
        return _("但是现存的登记信息与变更记录不符，以纸上所印为准，并请从备份恢复。")
    return ""


def _as_told(found: Kept) -> dict[str, str]:
    """What the history was told of it."""
    return {
        "number": found.number,
        "title": found.title,
        "digest": found.digest,
        "pdf_digest": found.pdf_digest,
        "state": found.state,
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
