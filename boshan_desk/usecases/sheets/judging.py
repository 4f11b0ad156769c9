"""What becomes of a row: new, changed, the same, left out or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from boshan_desk.domain.ledger import Ledger, Record, copy_with, new_id, not_filled
from boshan_desk.domain.problems import Problem, note, stop
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.candidates import Candidate, titles
from boshan_desk.usecases.sheets.matching import (
    LinkFinder,
    match_ids,
    match_keys,
    refuse_doubles,
    resolve_links,
    settle_unread,
)
from boshan_desk.usecases.sheets.preview import Outcome, Progress, Row


def judge_all(
    candidates: list[Candidate], ledger: Ledger, reader: Reader, tell: Progress
) -> list[Row]:
    """What becomes of every row, seen together: links, keys and doubles need them all."""
    match_ids(candidates, ledger, reader)
    resolve_links(candidates, ledger, reader)
    match_keys(candidates, ledger, reader)
    for candidate in candidates:
        if candidate.line.unread or candidate.line.covered:
            settle_unread(candidate, ledger, reader)
    refuse_doubles(candidates, ledger)
    finder = LinkFinder(candidates, ledger, reader)
    lacks: Lacks = {}
    blank = ledger.record(source="sheet")
    rows = []
    for done, candidate in enumerate(candidates):
        if done % 500 == 0:
            tell(40 + 60 * done // len(candidates), 100)
        rows.append(_judge(candidate, blank, reader, finder, lacks))
    return rows


Lacks = dict[tuple[str, ...], Problem]
"""What is said of drafts that lack these fields; many rows lack the same."""


def _judge(
    candidate: Candidate, blank: Record, reader: Reader, finder: LinkFinder, lacks: Lacks
) -> Row:
    """What becomes of a row; `blank` is what new records are copied from."""
    line, before = candidate.line, candidate.before
    after: Record | None = None
    outcome: Outcome = "refused"
    candidate.lost |= any(issue.severity == "error" for issue in line.issues)
    if not candidate.lost:
        if before is None:
            if any(not not_filled(value) for value in line.values.values()):
                outcome = "new"
                after = copy_with(blank, id=new_id(), **line.values)
            else:
                outcome = "skipped"
                candidate.say(note("", "认得的栏目都是空的，未导入", "blank"))
        else:
            changed = {n: v for n, v in line.values.items() if getattr(before, n) != v}
            outcome = "changed" if changed else "same"
            if changed:
                if before.status == "submitted":
                    # It is judged anew: what the file leaves incomplete is a draft again.
                    changed["status"] = "draft"
                after = copy_with(before, **changed).following(before)
    if after is not None:
        after = _settle(candidate, finder.fill(after), reader, lacks)
        if candidate.lost:
            outcome, after = "refused", None
        elif after == before:
            outcome, after = "same", None
    base: Record | None = None
    follows: dict[str, Any] = {}
    if after is not None:
        base = before or blank
        plain = base.__dict__
        follows = {
            name: value
            for name, value in after.__dict__.items()
            if value is not line.values.get(name, plain[name])
        }
    return Row(
        candidate.grid.name,
        candidate.number,
        outcome,
        before,
        base,
        follows,
        candidate.matched,
        line.values,
        tuple(line.issues),
    )


def _settle(candidate: Candidate, record: Record, reader: Reader, lacks: Lacks) -> Record:
    """Hand in what lacks nothing (已提交), say what a draft still lacks, refuse what breaks rules.

    Single cells were judged when they were read; here the record is judged as a whole.
    """
    if record.status == "draft":
        handed_in = copy_with(record, status="submitted")
        lacking = handed_in.missing(handed_in.stages())
        if not lacking:
            found = list(handed_in.check(reader))
            if not any(p.severity == "error" for p in found):
                _say_all(candidate, found)
                return handed_in
        else:
            key = tuple(lacking)
            if key not in lacks:
                lacks[key] = note(
                    "",
                    "还须补齐：{fields}；先按草稿存入",
                    "required",
                    fields=titles(record.ledger, lacking),
                )
            candidate.say(lacks[key])
    else:
        for name in record.missing(record.stages()):
            candidate.say(stop(name, "必须填写", "required"), name)
    _say_all(candidate, record.check(reader))
    return record


def _say_all(candidate: Candidate, problems: Iterator[Problem] | Sequence[Problem]) -> None:
    for problem in problems:
        value = candidate.line.values.get(problem.field, "")
        shown = value if isinstance(value, str) else ""
        candidate.say(problem, problem.field, shown)
