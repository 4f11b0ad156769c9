"""Frozen papers as they are kept: found by number or code, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.store import sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.papers.codes import grouped, in_scanned
from boshan_desk.usecases.quarter.request import Request

_COLUMNS: Final = tuple(name for name in sealing.sealed_columns("paper") if name != "content")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A frozen paper, without its text."""

    id: str
    request: Request
    number: str
    title: str
    state: Literal["final", "void"]
    reason: str
    """Why it is void."""
    digest: str
    code: str
    """As it is printed: K7QM-0A3R-TXW1-9FH4."""
    head: str
    """The newest link of the history when it was composed, as it is printed."""
    step: int
    """The number of the work that froze it: the ledgers as they were before it are what it says.

    0 where the history has no such work: the paper was carried into a rescued or restored desk.
    """
    pages: int
    pdf_digest: str
    program: str
    at: str
    """When it was frozen: 2026-10-09 09:30:00."""
    officer: str
    missing: tuple[str, ...] = ()
    """Told when it is frozen: characters that no face has, printed as 〓."""

    @property
    def is_void(self) -> bool:
        """Whether it must not be used any more."""
        return self.state == "void"

    def words(self) -> str:
        """What it is, in a sentence."""
        told = (
            _("“{title}”（{number}），{at} 由{officer}定稿，已作废：{reason}")
            if self.is_void
            else _("“{title}”（{number}），{at} 由{officer}定稿")
        )
        return told.format(
            title=self.title,
            number=self.number,
            at=self.at[:16],
            officer=self.officer,
            reason=self.reason,
        )


def list_kept(desk: Desk) -> list[Kept]:
    """Every frozen paper, newest first, void ones too."""
    with desk.read() as reader:
        return all_kept(reader)


def all_kept(reader: Reader) -> list[Kept]:
    """The same within a reading that has begun."""
    return rows_of(reader, "1 ORDER BY at DESC, id DESC")


def kept(desk: Desk, id: str) -> Kept:
    """A frozen paper, by its id, its number or its code."""
    with desk.read() as reader:
        return find_kept(reader, id)


def find_kept(reader: Reader, word: str) -> Kept:
    """The same within a reading that has begun.

    Raises:
        Missing: there is none; several bear the number.
    """
    word = word.strip()
    code = grouped(in_scanned(word))
    found = rows_of(reader, "id = ?1 OR number = ?1 OR (code = ?2 AND ?2 != '')", word, code)
    if len(found) > 1:
        found = [each for each in found if not each.is_void] or found
    if not found:
        raise Missing("没有编号为“{number}”的定稿", number=word)
    if len(found) > 1:
        raise Missing(
            "“{number}”有 {count} 份定稿，请改写核验码：{codes}",
            number=word,
            count=len(found),
            codes=listed(each.code for each in found),
        )
    return found[0]


def frozen(reader: Reader, request: Request) -> Kept | None:
    """The frozen paper of this request that is not void."""
    wanted = "kind = ? AND period = ? AND town = ? AND unit = ? AND public = ? AND state = 'final'"
    found = rows_of(
        reader,
        wanted,
        *(request.kind, str(request.period), request.town, request.unit, int(request.public)),
    )
    return found[0] if found else None


def text_kept(reader: Reader, id: str) -> str:
    """What a frozen paper says, as it is stored (`content`), whole or not."""
    sql = "SELECT content FROM paper WHERE id = ?"
    found = reader.connection.exec_driver_sql(sql, (id,)).scalar_one_or_none()
    if found is None:
        raise Missing("没有编号为“{number}”的定稿", number=id)
    return str(found)


def rows_of(reader: Reader, condition: str, *values: Any) -> list[Kept]:
    """The frozen papers of which a condition holds, put in SQL."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    sql = f"SELECT {names} FROM paper WHERE {condition}"
    rows = reader.connection.exec_driver_sql(sql, values).all()
    return [_kept(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(
        request=Request(
            period=read_period(row["period"]),
            kind=row["kind"],
            town=row["town"],
            unit=row["unit"],
            public=bool(row["public"]),
        ),
        **{name: row[name] for name in _AS_STORED},
    )


_AS_STORED: Final = (
    *("id", "number", "title", "state", "reason", "digest", "code", "head", "step", "pages"),
    *("pdf_digest", "program", "at", "officer"),
)


def row_of(kept: Kept, text: str) -> dict[str, Any]:
    """A frozen paper as it is stored."""
    request = kept.request
    return {
        "kind": request.kind,
        "period": str(request.period),
        "town": request.town,
        "unit": request.unit,
        "public": int(request.public),
        "content": text,
        **{name: getattr(kept, name) for name in _AS_STORED},
    }
