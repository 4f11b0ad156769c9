"""定稿: a paper that goes out is frozen, and stays what it was whatever the ledgers say later.

What it says, its figures, the head of the history and the digest of its PDF are kept.  Drawn again
from that alone, it is the same file, byte for byte, as long as the program and the faces are the
same.  A paper is never taken out of the desk: one that must not be used is void (作废), keeps its
number, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boshan_desk import __version__
from boshan_desk.domain.identifiers import person_numbers
from boshan_desk.domain.ledger import new_id
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.domain.report import Mark, Report
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, in_chinese
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases import numbering
from boshan_desk.usecases.papers.codes import code_of, grouped, scanned_text
from boshan_desk.usecases.papers.content import Content, content_of, digest_of
from boshan_desk.usecases.papers.faces import chosen_faces
from boshan_desk.usecases.papers.kept import (
    Kept,
    all_kept,
    find_kept,
    frozen,
    kept,
    list_kept,
    row_of,
    rows_of,
    text_kept,
)
from boshan_desk.usecases.papers.making import Progress, Telling
from boshan_desk.usecases.papers.remaking import Remade, draw_final, remake, sha256, write_kept
from boshan_desk.usecases.papers.verifying import SHOWN, Verdict, verify
from boshan_desk.usecases.papers.wholeness import content_kept, refuse_changed
from boshan_desk.usecases.quarter.forms import template_of
from boshan_desk.usecases.quarter.paper import compose_in, edits_of
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.request import Request

__all__ = [
    "Kept",
    "Remade",
    "Verdict",
    "all_kept",
    "content_kept",
    "find_kept",
    "freeze",
    "frozen",
    "kept",
    "list_kept",
    "next_number",
    "remake",
    "verify",
    "void",
    "write_kept",
]


def freeze(
    desk: Desk,
    request: Request,
    *,
    number: str = "",
    seen: Report | None = None,
    anyway: bool = False,
    progress: Progress | None = None,
) -> Kept:
    """Compose the paper, number it, and keep it as it is now.

    All of it is one work: what is kept is what the ledgers say at that moment.  `number` is one
    that was given by hand; it carries the series on.  `seen` is what the officer looked over.
    `anyway` lets words stand that were written when something else was drafted.

    Raises:
        NoRight: the officer may not.
        Refused: the period is not over, the same paper is frozen already, it is not what was seen
            any more, words in it are to be read again or hold a person's number, or the number of
            the paper does not fit its series.
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
        _refuse_personal(work, request)
        if not anyway:
            _refuse_stale(work, request, composed.drafts)
        number, report = _numbered(work, request, composed.report, number)
        content = Content(
            report=report,
            figures=composed.figures,
            request=request,
            head=head,
            program=__version__,
        )
        digest = digest_of(content_of(content))
        code = code_of(site_of(desk.site), digest)
        report = replace(report, mark=_mark(code, number, request.period, digest, head))
        drawn, faces = draw_final(report, chosen_faces(work), telling.page)
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
            pdf_digest=sha256(drawn.pdf),
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
        work.write_row("paper", row_of(kept, text), told=told, needs=Right.REVIEW)
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


def _refuse_personal(work: Work, request: Request) -> None:
    """What is frozen stays, so what is cleared on request must not stand in it."""
    for key, row in edits_of(work, request).items():
        if numbers := person_numbers(row["text"]):
            raise Refused(
                "段落“{key}”里有完整的身份证件号码或手机号码（{numbers}），请删去或遮盖几位后再定稿",
                key=key,
                numbers=listed(numbers),
            )


def _refuse_stale(work: Work, request: Request, drafts: Mapping[str, str]) -> None:
    stale = [
        key
        for key, row in edits_of(work, request).items()
        # What was left out, and has gone by itself, is as it was wanted.
        if row["basis"] != drafts.get(key, "") and (row["text"] or key in drafts)
    ]
    if stale:
        raise Refused(
            "有 {count} 段改写过的文字，改写以后台账的数字变了，请重看后再定稿：{keys}",
            count=len(stale),
            keys=listed(sorted(stale)),
        )


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
        if typed and rows_of(work, "number = ? AND kind = ?", typed, request.kind):
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
    return None if rows_of(reader, spent, other.number, request.kind) else other


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


def void(desk: Desk, id: str, reason: str) -> Kept:
    """Say that a frozen paper must not be used any more; it stays, and so does its number.

    Raises:
        Refused: no reason is given, or it is void already.
        Damaged: it is not what was frozen; registered anew, it would seem to be.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明作废的原因")
    with desk.work(_("作废定稿"), needs=Right.REVIEW, undoable=False, reason=reason) as work:
        found = find_kept(work, id)
        refuse_changed(work, found)
        if found.is_void:
            raise Refused("“{number}”已经作废：{reason}", number=found.number, reason=found.reason)
        work.name = _("作废定稿：{title}（{number}）").format(
            title=found.title, number=found.number
        )
        work.detail = {"kind": "void-paper", "paper": found.id}
        found = replace(found, state="void", reason=reason)
        told: dict[str, list[Any]] = {"state": ["final", "void"], "reason": [None, reason]}
        row = row_of(found, text_kept(work, found.id))
        work.write_row("paper", row, told=told, needs=Right.REVIEW)
    return found
