"""定稿: a paper that goes out is frozen, and stays what it was whatever the ledgers say later.

What it says, its figures, the head of the history and the digest of its PDF are kept.  Drawn again
from that alone, it is the same file, byte for byte, as long as the program and the faces are the
same.  A paper is never taken out of the desk: one that must not be used is void (作废), keeps its
number, and says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from boshan_desk import __version__
from boshan_desk.domain.ledger import new_id
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Mark, Report
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, in_chinese
from boshan_desk.reports.faces import FaceUsed, faces_used, using_faces
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store import sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases import numbering
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.codes import code_of, grouped, in_scanned, scanned_text
from boshan_desk.usecases.papers.content import (
    Content,
    KeptFace,
    content_of,
    digest_of,
    read_content,
)
from boshan_desk.usecases.papers.faces import chosen_faces, same_faces
from boshan_desk.usecases.papers.making import Progress, Telling, write_report
from boshan_desk.usecases.papers.written import Written
from boshan_desk.usecases.quarter.forms import template_of
from boshan_desk.usecases.quarter.paper import compose_in
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.request import Request

SHOWN: Final = 16
"""How much of a digest stands on paper and in lists."""

_COLUMNS: Final = tuple(
    name for name in sealing.sealed_columns("paper") if name not in ("content",)
)


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
            _("“{title}”（{number}），{at} 由 {officer} 定稿，已作废：{reason}")
            if self.is_void
            else _("“{title}”（{number}），{at} 由 {officer} 定稿")
        )
        return told.format(
            title=self.title,
            number=self.number,
            at=self.at[:16],
            officer=self.officer,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class Remade:
    """A frozen paper drawn again."""

    drawn: Drawn
    report: Report
    same: bool
    """Whether it is the file that went out, byte for byte."""
    words: str


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


# ---------------------------------------------------------------- freezing


def freeze(
    desk: Desk,
    request: Request,
    *,
    number: str = "",
    seen: Report | None = None,
    progress: Progress | None = None,
) -> Kept:
    """Compose the paper, number it, and keep it as it is now.

    All of it is one work: what is kept is what the ledgers say at that moment.  `number` is one
    that was given by hand; it carries the series on.  `seen` is what the officer looked over.

    Raises:
        NoRight: the officer may not.
        Refused: the period is not over, the same paper is frozen already, it is not what was seen
            any more, or the number does not fit its series.
    """
    telling = Telling(progress)
    name = _("定稿：{period}").format(period=request.period.words())
    with desk.work(name, needs=Right.REVIEW, undoable=False) as work:
        _refuse_early(work, request)
        _refuse_again(work, request)
        # Before anything is written: the head of all that the paper rests on.
        head = work.head().short()
        composed = compose_in(work, request, progress=telling.composing, final=True)
        _refuse_unseen(composed.report, seen)
        number, report = _numbered(work, request, composed.report, number)
        content = Content(
            report=report,
            figures=composed.figures,
            request=request,
            head=head,
            program=__version__,
        )
        digest = digest_of(content_of(content))
        code = code_of(_site(desk), digest)
        report = replace(report, mark=_mark(code, number, request.period, digest, head))
        drawn, faces = _draw(report, chosen_faces(work), telling.page)
        text = content_of(replace(content, report=report, faces=faces))
        kept = Kept(
            id=new_id(),
            request=request,
            number=number,
            title="".join(report.title),
            state="final",
            reason="",
            digest=digest,
            code=grouped(code),
            head=head,
            step=work.number,
            pages=drawn.pages,
            pdf_digest=_sha256(drawn.pdf),
            program=__version__,
            at=work.at.isoformat(" "),
            officer=desk.officer.name,
            missing=drawn.missing,
        )
        work.name = _("定稿：{title}（{number}）").format(title=kept.title, number=number)
        work.detail = {"kind": "freeze", "paper": kept.id, "code": kept.code}
        if drawn.missing:
            work.detail["missing"] = "".join(drawn.missing)
        told = {
            "number": [None, number],
            "title": [None, kept.title],
            "state": [None, "final"],
            "code": [None, kept.code],
            "digest": [None, digest],
            "pdf_digest": [None, kept.pdf_digest],
        }
        work.write_row("paper", _row(kept, text), told=told, needs=Right.REVIEW)
    telling.end(drawn.pages)
    return kept


def _refuse_early(work: Work, request: Request) -> None:
    if request.period.end >= work.today:
        raise Refused(
            "{period}还没有结束，数字还会变，不能定稿；现在可以先生成初稿",
            period=request.period.words(),
        )


def _refuse_again(work: Work, request: Request) -> None:
    if kept := frozen(work, request):
        raise Refused(
            "这份材料已经定稿（{number}），不能再定稿；确需重出的，先将原件作废", number=kept.number
        )


def _refuse_unseen(report: Report, seen: Report | None) -> None:
    # A draft says besides, at its end, which state of the history it was drawn up from.
    if seen and (report.title, report.blocks) not in (
        (seen.title, seen.blocks),
        (seen.title, seen.blocks[:-1]),
    ):
        raise Refused("预览以后台账或文字有改动，请重新生成、看过以后再定稿")


def next_number(desk: Desk, request: Request) -> str:
    """The number that the paper would be given now."""
    with desk.read() as reader:
        if other := _other_edition(reader, request):
            return other.number
        return numbering.next_of(reader, _series(reader, request), reader.today)


def _series(reader: Reader, request: Request) -> str:
    named = template_of(reader, request.kind).form.series
    return named if named in numbering.PAPERS else "plain"


def _numbered(work: Work, request: Request, report: Report, typed: str) -> tuple[str, Report]:
    """The number of the paper, and the paper with it."""
    series, typed = _series(work, request), typed.strip()
    other = _other_edition(work, request)
    if other and typed in ("", other.number):
        number = other.number
    else:
        if typed and _find(work, "number = ? AND kind = ?", typed, request.kind):
            raise Refused("编号“{number}”已经用过", number=typed)
        number, other = numbering.give(work, series, work.today, typed), None
    if report.head is None:
        return number, report
    total = report.head.total
    if total:
        # 总第几期: only where the form has it.
        there = other and content_kept(work, other.id).report.head
        total = there.total if there else f"（总第{numbering.total_of(work, series)}期）"
    return number, replace(report, head=replace(report.head, number=number, total=total))


def _other_edition(reader: Reader, request: Request) -> Kept | None:
    """公开版 of the paper, or the paper of which this is one: one paper, with one number.

    A number that a void paper bears is not used again.
    """
    other = frozen(reader, replace(request, public=not request.public))
    if other is None:
        return None
    spent = "number = ? AND kind = ? AND state = 'void'"
    return None if _find(reader, spent, other.number, request.kind) else other


def _mark(code: str, number: str, period: Period, digest: str, head: str) -> Mark:
    with in_chinese():
        lines = (
            f"编号 {number}",
            # Only what is over is frozen, so the figures reach to its end.
            f"数据截至 {day_words(period.end)}",
            f"内容摘要 {digest[:SHOWN]}",
            f"变更记录校验码 {head}",
        )
    return Mark(code=grouped(code), lines=lines, scanned=scanned_text(code, number))


def _draw(
    report: Report, chosen: Mapping[Any, Any], on_page: Callable[[int], None] | None = None
) -> tuple[Drawn, tuple[KeptFace, ...]]:
    with in_chinese(), using_faces(chosen):
        drawn = draw(report, on_page=on_page)
        return drawn, tuple(_kept_face(face) for face in faces_used())


def _kept_face(face: FaceUsed) -> KeptFace:
    return KeptFace(role=face.role, name=face.name, file=face.file, sha256=face.sha256)


def _site(desk: Desk) -> str:
    """The desk itself; a restored backup is still the same desk."""
    return desk.site.partition(".")[0]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------- reading


def list_kept(desk: Desk) -> list[Kept]:
    """Every frozen paper, newest first, void ones too."""
    with desk.read() as reader:
        return all_kept(reader)


def all_kept(reader: Reader) -> list[Kept]:
    """The same within a reading that has begun."""
    return _find(reader, "1 ORDER BY at DESC, id DESC")


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
    found = _find(reader, "id = ?1 OR number = ?1 OR (code = ?2 AND ?2 != '')", word, code)
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
    found = _find(
        reader,
        wanted,
        *(request.kind, str(request.period), request.town, request.unit, int(request.public)),
    )
    return found[0] if found else None


def content_kept(reader: Reader, id: str) -> Content:
    """What a frozen paper says, with its figures.

    Raises:
        Damaged: it cannot be read.
    """
    return read_content(_text(reader, id))


def _text(reader: Reader, id: str) -> str:
    sql = "SELECT content FROM paper WHERE id = ?"
    found = reader.connection.exec_driver_sql(sql, (id,)).scalar_one_or_none()
    if found is None:
        raise Missing("没有编号为“{number}”的定稿", number=id)
    return str(found)


def _find(reader: Reader, condition: str, *values: Any) -> list[Kept]:
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


def _row(kept: Kept, text: str) -> dict[str, Any]:
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


# ---------------------------------------------------------------- drawn again


def remake(desk: Desk, id: str, *, progress: Progress | None = None) -> Remade:
    """Draw a frozen paper from what was kept of it alone."""
    telling = Telling(progress)
    with desk.read() as reader:
        found = find_kept(reader, id)
        content = content_kept(reader, found.id)
        chosen, gone = same_faces(reader, [FaceUsed(**vars(face)) for face in content.faces])
    drawn, _used = _draw(content.report, chosen, telling.page)
    telling.end(drawn.pages)
    same = _sha256(drawn.pdf) == found.pdf_digest
    words = _("与定稿时的文件逐字节相同") if same else _why_other(content, gone)
    return Remade(drawn=drawn, report=content.report, same=same, words=words)


def _why_other(content: Content, gone: Sequence[FaceUsed]) -> str:
    """Why the file is another one, though it says the same."""
    reasons = []
    if content.program != __version__:
        reasons.append(
            _("定稿时程序版本为 {then}，现在是 {now}").format(then=content.program, now=__version__)
        )
    if gone:
        reasons.append(
            _("定稿时所用的字体现在没有，或已不是原来的：{names}").format(
                names=listed(dict.fromkeys(face.name for face in gone))
            )
        )
    if not reasons:
        reasons.append(_("程序文件或排版部件与定稿时不同"))
    words = _("内容与定稿时一致，但文件不完全相同：{reasons}")
    return words.format(reasons="；".join(reasons))


def write_kept(
    desk: Desk,
    id: str,
    path: Path,
    *,
    kind: str = "",
    again: Remade | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write a frozen paper anew; `kind` is pdf, docx or xlsx, else as the name of the file ends.

    `again` is the paper when it was just drawn.
    """
    kind = kind or path.suffix.lower().removeprefix(".")
    if kind in ("docx", "xlsx"):
        with desk.read() as reader:
            report = content_kept(reader, find_kept(reader, id).id).report
        return write_report(desk, report, path, kind=kind)
    with output(path) as part:
        drawn = (again or remake(desk, id, progress=progress)).drawn
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


# ---------------------------------------------------------------- void


def void(desk: Desk, id: str, reason: str) -> Kept:
    """Say that a frozen paper must not be used any more; it stays, and so does its number.

    Raises:
        Refused: no reason is given, or it is void already.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明作废的原因")
    with desk.work(_("作废定稿"), needs=Right.REVIEW, undoable=False, reason=reason) as work:
        found = find_kept(work, id)
        if found.is_void:
            raise Refused("“{number}”已经作废：{reason}", number=found.number, reason=found.reason)
        work.name = _("作废定稿：{title}（{number}）").format(
            title=found.title, number=found.number
        )
        work.detail = {"kind": "void-paper", "paper": found.id}
        found = replace(found, state="void", reason=reason)
        told: dict[str, list[Any]] = {"state": ["final", "void"], "reason": [None, reason]}
        row = _row(found, _text(work, found.id))
        work.write_row("paper", row, told=told, needs=Right.REVIEW)
    return found


# ---------------------------------------------------------------- checking a print


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
        rows = _find(reader, "code = ?", grouped(read))
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
    if digest_of(text) != found.digest or code_of(_site(reader.desk), found.digest) != code:
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
