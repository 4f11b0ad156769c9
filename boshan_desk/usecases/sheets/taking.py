"""Take a workbook in as one step, and take it back, on any later day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from boshan_desk.domain.changes import Change, Step
from boshan_desk.domain.ledger import Ledger, Record, copy_with
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.store.work import Work
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.exchange.statements import note_import, unnote_import
from boshan_desk.usecases.sheets.preview import Preview, Progress, Row, no_collecting, tell_nobody
from boshan_desk.usecases.sheets.remembered import forget_of as forget_match
from boshan_desk.usecases.sheets.remembered import remember as keep_match

_CHUNK: Final = 1000
"""So many records are written between two looks at whether the officer called it off."""


@dataclass(frozen=True)
class Taken:
    """A finished import."""

    number: int
    """The number of the step, by which it can be taken back."""
    counts: Mapping[str, int]
    note: str = ""
    """What is to be said of the report of the town that the workbook came from; mostly nothing."""


def take_in(
    desk: Desk,
    preview: Preview,
    *,
    only_good: bool = False,
    remember: bool = True,
    progress: Progress | None = None,
) -> Taken:
    """Do what the preview says, as one step.

    `remember` keeps what the headings meant, for the next file with the same headings.

    Raises:
        NoRight: the officer may not write in this ledger.
        Refused: rows are refused and `only_good` was not asked for.
        Moved: the desk has changed since the preview was made.
    """
    # Before the backup; and what changes nothing is written into the history, too.
    desk.officer.demand(preview.ledger.writing)
    tell = progress or tell_nobody
    counts = preview.counts
    if counts["refused"] and not only_good:
        raise Refused(
            "有 {count} 行不能导入，未写入任何内容；请按清单改正后重新导入，或选择只写入正确行",
            count=counts["refused"],
        )
    coming = [row for row in preview.rows if row.base is not None]
    if coming:
        back_up(desk, why="import", pinned=True)
    days: list[date | None] = []
    day = preview.ledger.day
    note = ""
    words = _("导入{title}（{count} 条）").format(title=_(preview.ledger.title), count=len(coming))
    with no_collecting(), desk.work(words) as work:
        if work.last_change() != preview.seen:
            raise Moved("预览之后台账又有改动，未写入任何内容；请重新预览")
        tell(0, len(coming))
        for start in range(0, len(coming), _CHUNK):
            some = coming[start : start + _CHUNK]
            changes = [Change(row.before, row.after) for row in some]
            work.pour(changes, judged=True)
            if day and preview.town:
                days += (getattr(change.after, day) for change in changes)
            work.keep_extra([_extra(work.number, preview, row) for row in some if row.extra])
            tell(min(start + _CHUNK, len(coming)), len(coming))
        if remember and coming:
            for _sheet, matching in preview.matchings:
                keep_match(work, preview.ledger, preview.town, matching)
        if days:
            note = note_import(work, preview.ledger, preview.town, days)
        work.detail = {
            "kind": "import",
            "ledger": preview.ledger.name,
            "file": preview.path.name,
            "sha256": preview.sha256,
            "sheet": preview.sheet,
            "sheets": [
                {"sheet": name, "header_rows": list(matching.header_rows)}
                for name, matching in preview.matchings
            ],
            "town": preview.town,
            "counts": counts,
            "skipped": preview.skipped,
            "findings": preview.findings,
            "unmatched": [f"{sheet}!{c.letter} {c.heading}" for sheet, c in preview.unmatched],
        }
        number = work.number
    return Taken(number, counts, note)


def _extra(step: int, preview: Preview, row: Row) -> dict[str, Any]:
    return {
        "step": step,
        "record_id": row.id,
        "ledger": preview.ledger.name,
        "sheet": row.sheet,
        "row": row.number,
        "cells": json.dumps(dict(row.extra), ensure_ascii=False),
    }


def imports(desk: Desk) -> list[dict[str, Any]]:
    """What was imported, newest first: {n, at, officer, name, file, sha256, counts, …, undone}.

    An import is undone by its own button, on any day, or as the newest step of a session; and what
    undid it may itself be undone, or done again.
    """
    with desk.read() as reader:
        works = reader.works("import", "import-undo", "undo", "redo")
    held: set[int] = set()
    """Those of these works that hold now."""
    target = {each["n"]: each["undoes"] for each in works if each["kind"] == "import-undo"}
    for work in reversed(works):
        number, goes = work["n"], work["kind"] != "undo"
        about = work["undoes"] if work["kind"] in ("undo", "redo") else number
        for each, on in ((about, goes), (target.get(about), not goes)):
            if each is not None:
                (held.add if on else held.discard)(each)
    return [{**each, "undone": each["n"] not in held} for each in works if each["kind"] == "import"]


def undo_import(desk: Desk, number: int, *, progress: Progress | None = None) -> int:
    """Take back an import of any day by its step's number; how many records that was.

    What its headings meant is forgotten too: it may be why it is taken back.

    Raises:
        Missing: no import has this number.
        Moved: one of its records has been changed since.
    """
    known = {each["n"]: each for each in imports(desk)}
    if number not in known:
        raise Missing("没有编号为 {number} 的导入", number=number)
    if known[number]["undone"]:
        raise Refused("编号为 {number} 的导入已经撤销过", number=number)
    ledger = KEPT.get(known[number]["ledger"])
    with desk.work(_("撤销导入"), needs=ledger.writing if ledger else None) as work:
        work.replaying = "back"
        count = 0
        total = sum(known[number].get("counts", {}).get(name, 0) for name in ("new", "changed"))
        for changes in work.changes_of(number):
            if progress:
                progress(min(count, total), total)
            noted = [each for each in changes if _is_note(each, ledger)]
            own = [each for each in changes if not _is_note(each, ledger)]
            work.pour(_taken_back(work, own), judged=True)
            count += len(own)
            for each in noted:
                if _unmoved(work.find(TownReport, each.record.id), each.after):
                    work.pour(_taken_back(work, [each]), judged=True)
                else:
                    unnote_import(work, each)
        forget_match(work, number)
        work.detail = {
            "kind": "import-undo",
            "undoes": number,
            "file": known[number]["file"],
            "count": count,
        }
    return count


def _is_note(change: Change, ledger: Ledger | None) -> bool:
    """Whether a change wrote down that the town has reported, beside what it brought."""
    return isinstance(change.record, TownReport) and ledger is not TownReport.ledger


def _taken_back(work: Work, changes: Sequence[Change]) -> list[Change]:
    """The changes the other way round, where the records are still as they left them."""
    stored: dict[str, Record] = {}
    for kind in {type(change.record) for change in changes}:
        ids = [c.record.id for c in changes if type(c.record) is kind]
        stored |= work.find_many(kind, ids)
    back = []
    for change in changes:
        now = stored.get(change.record.id)
        if not _unmoved(now, change.after):
            raise Moved(
                "“{name}”在导入之后又有改动，不能整批撤销；请先处理这条记录",
                name=change.record.label(work.lists),
            )
        back.append(Change(now, change.before))
    return back


def stands(desk: Desk, number: int) -> bool:
    """Whether an import holds now: it may have been taken back, by its button or by keys, and that
    may have been taken back again."""
    return any(each["n"] == number and not each["undone"] for each in imports(desk))


def is_about_imports(step: Step) -> bool:
    """Whether a step may have taken an import back, or done it again."""
    return step.detail.get("kind") in ("import-undo", "undo", "redo")


def _unmoved(now: Record | None, then: Record | None) -> bool:
    """Equal but for the stamps, which every write renews."""
    if now is None or then is None:
        return now is then
    stamps = {"changed_by": None, "changed_at": None}
    return copy_with(now, **stamps) == copy_with(then, **stamps)
