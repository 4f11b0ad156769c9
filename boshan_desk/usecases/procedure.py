"""A case goes through its procedure: one step at a time, and back only by a correction.

Steps are the truth.  What they write on the case, the times that limits do not count, the papers of
the file and the limits themselves follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Record, copy_with
from boshan_desk.domain.problems import Invalid, Missing, Problem, Refused, stop
from boshan_desk.domain.reading import is_blank
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CasePaper, CaseStep, CaseStop
from boshan_desk.procedure import performing
from boshan_desk.procedure.clocks import Clock, clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.performing import Offer
from boshan_desk.procedure.steps import BY_EVENT, OWNED, Step, kind_of
from boshan_desk.store.desk import Desk
from boshan_desk.store.due import read_files
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases import numbering
from boshan_desk.usecases.records import field_named, prepare, read_values

_NOT_GIVEN = ("case_id", "no", "event", "was", "now", "corrects", "void")
"""Fields of a step that the program fills in."""


@dataclass(frozen=True)
class CaseView:
    """A case as its page and the command line show it."""

    file: CaseFile
    state: str
    """The code of its state (`case_state`)."""
    on: date
    offers: tuple[Offer, ...]
    clocks: tuple[Clock, ...]


def read_file(reader: Reader, id: str) -> CaseFile:
    """The case with everything that belongs to it."""
    for file in read_files(reader, [id], whole=True):
        return file
    raise Missing("{ledger}里没有编号为 {id} 的记录", ledger=_(Case.ledger.title), id=id)


def look(desk: Desk, id: str, *, on: date | None = None) -> CaseView:
    """Where a case stands, what may be done now, and its limits."""
    with desk.read() as reader:
        return look_in(reader, id, on=on)


def look_in(reader: Reader, id: str, *, on: date | None = None) -> CaseView:
    """The same within a reading."""
    file = read_file(reader, id)
    day = on or reader.today
    found = performing.offers(file, reader.law, day)
    return CaseView(file, file.state, day, tuple(found), tuple(clocks_of(file, reader.law)))


def take_step(
    desk: Desk, id: str, event: str, raw: Mapping[str, object], *, reason: str = ""
) -> CaseStep:
    """Record a step.

    `raw` holds the step's own fields, and any of the case that is to be filled in with it.

    Raises:
        Invalid: something is missing, or a guard stands against it; the words say what.
        Refused: there is no such step, or the case is in the recycle bin.
    """
    kind = _kind(event)
    name = _("办理：{step}").format(step=_(kind.title))
    # The procedure goes on after the row was reviewed: the step itself is the reason.
    with desk.work(name, needs=CaseStep.ledger.writing, reason=reason or name) as work:
        work.stepping = True
        file = read_file(work, id)
        _refuse_withdrawn(file.case, work)
        file, step = _read_step(work, file, kind, raw)
        found = [*performing.problems(file, step, work.law, work.lists)]
        _refuse(file.case, found, work)
        if kind.event in ("verify", "simple") and not file.case.clue_no and file.case.clue_on:
            number = numbering.give(work, "clue", file.case.clue_on, None)
            file = replace(file, case=copy_with(file.case, clue_no=number))
        if kind.paper in numbering.SERIES and step.on:
            number = numbering.give(work, kind.paper, step.on, step.paper_no)
            step = copy_with(step, paper_no=number)
        case, step = performing.perform(file, step)
        after = replace(file, case=case, steps=(*file.steps, step))
        _keep(work, file, after, [Change(None, step)])
        work.detail["record"] = id
    return step


def correct(
    desk: Desk,
    id: str,
    step_id: str,
    *,
    reason: str,
    approver: str,
    raw: Mapping[str, object] | None = None,
) -> CaseStep:
    """Take a wrong step back, or put other values into it (`raw`); it stays on record as corrected.

    Everything that came after it must still hold.

    Raises:
        Refused: a reason or who approved it is missing, it was corrected before, or a later step
            would no longer hold.
    """
    if is_blank(reason) or is_blank(approver):
        raise Refused("更正办案步骤须写明原因和批准人")
    with desk.work(_("更正办案步骤"), needs=CaseStep.ledger.writing, reason=reason) as work:
        work.stepping = True
        file = read_file(work, id)
        _refuse_withdrawn(file.case, work)
        wrong = next((s for s in file.standing if s.id == step_id), None)
        if wrong is None:
            raise Refused("这一步骤不在本案中，或已经更正过")
        kind = kind_of(wrong)
        note = CaseStep(
            status="submitted",
            case_id=id,
            no=_next_no(file),
            event="correct",
            on=work.today,
            corrects=wrong.id,
            note=reason.strip(),
            approver=approver.strip(),
            was=file.state,
        )
        added = [note]
        steps = [s for s in file.standing if s.id != wrong.id]
        if raw:
            new = _reread(work, wrong, kind, raw)
            steps = [new if s.id == wrong.id else s for s in file.standing]
            added.append(new)
        after = performing.replay(file, steps, work.law, work.lists)
        kept = {s.id: s for s in after.steps}
        added = [copy_with(note, now=after.state), *(kept[s.id] for s in added[1:])]
        changes = [Change(wrong, copy_with(wrong, void=True)), *(Change(None, s) for s in added)]
        changes += [
            Change(s, kept[s.id]) for s in file.standing if s.id in kept and kept[s.id] != s
        ]
        _keep(work, file, after, changes)
        work.detail["record"] = id
    return added[0]


def _kind(event: str) -> Step:
    kind = BY_EVENT.get(event)
    if kind is None or event == "correct":
        raise Missing("没有办案步骤“{event}”；可以用 case show 查看现在能办哪些步骤", event=event)
    return kind


def _read_step(
    work: Work, file: CaseFile, kind: Step, raw: Mapping[str, object]
) -> tuple[CaseFile, CaseStep]:
    """The step as it was filled in, and the case with what was filled in with it."""
    own: dict[str, object] = {}
    of_case: dict[str, object] = {}
    fields = CaseStep.ledger.fields
    strangers = []
    sources = {name: source for name, source in kind.sets.items() if source[:1] != "="}
    for called, value in raw.items():
        name = field_named(CaseStep.ledger, called)
        if name not in kind.fields() and called not in fields:
            name = field_named(Case.ledger, called)
        if name in sources and (name not in fields or name not in kind.fields()):
            # The field of the case that the step writes, called by its own name.
            own.setdefault(sources[name], value)
        elif name in fields and name not in _NOT_GIVEN and name in (*kind.fields(), "remark"):
            own[name] = value
        elif name in Case.ledger.fields and name not in OWNED:
            # What steps write on a case comes from this step, or from another one.
            of_case[name] = value
        else:
            strangers.append(name)
    found = [
        stop("", "“{step}”没有栏目“{name}”", "field", step=_(kind.title), name=name)
        for name in strangers
    ]
    values, bad = read_values(work, CaseStep.ledger, own)
    found += bad
    facts, bad = read_values(work, Case.ledger, of_case)
    found += bad
    _refuse(file.case, found, work)
    if kind.event == "file" and "officers" in values and not file.case.officers:
        facts.setdefault("officers", values["officers"])
    case = file.case
    if facts:
        case = prepare(work, replace(case, **facts), case)
    values.setdefault("officers", case.officers)
    step = CaseStep(
        status="submitted", case_id=file.case.id, no=_next_no(file), event=kind.event, **values
    )
    if step.on is None and not any(p.field == "on" for p in found):
        step = copy_with(step, on=None)
    return replace(file, case=case), step


def _reread(work: Work, wrong: CaseStep, kind: Step, raw: Mapping[str, object]) -> CaseStep:
    sources = {name: source for name, source in kind.sets.items() if source[:1] != "="}
    own = {sources.get(name, name): value for name, value in raw.items()}
    known = (*kind.fields(), "officers", "remark")
    found = [
        stop("", "“{step}”没有栏目“{name}”", "field", step=_(kind.title), name=name)
        for name in own
        if name not in known
    ]
    values, bad = read_values(work, CaseStep.ledger, own)
    if found or bad:
        raise Invalid(_(kind.title), [*found, *bad], CaseStep.ledger.titles())
    fresh = CaseStep()
    stamps = {name: getattr(fresh, name) for name in ("id", "serial_no", "entered_by", "entered_at",
                                                      "changed_by", "changed_at")}  # fmt: skip
    new = copy_with(wrong, **{**stamps, **values, "corrects": wrong.id})
    return _renumber(work, kind, wrong, new)


def _renumber(work: Work, kind: Step, wrong: CaseStep, new: CaseStep) -> CaseStep:
    """The step with a number of its series where it was given another, or another year."""
    day = new.on
    if kind.paper not in numbering.SERIES or day is None or wrong.on is None:
        return new
    kept = new.paper_no == wrong.paper_no
    if kept and day.year != wrong.on.year:
        kept = not numbering.is_own(work, kind.paper, wrong.on, wrong.paper_no)
        new = new if kept else copy_with(new, paper_no=None)
    if kept:
        return new
    return copy_with(new, paper_no=numbering.give(work, kind.paper, day, new.paper_no))


def _next_no(file: CaseFile) -> int:
    return max((s.no or 0 for s in file.steps), default=0) + 1


def _keep(work: Work, before: CaseFile, after: CaseFile, changes: list[Change]) -> None:
    """Write steps, the case, and what follows: times not counted, papers."""
    stored = work.get(Case, before.case.id)
    case = after.case
    if case.served_on is None and any(s.service_mode == "notice" for s in after.standing):
        stops = _merged_stops(before, after)
        case = performing.settle_service(replace(after, stops=stops), work.law)
    moved = any(getattr(case, name) != getattr(stored, name) for name in Case.ledger.fields)
    if moved and case.status in ("submitted", "reviewed"):
        # The row says something else now: it is judged, and reviewed, anew.
        case = copy_with(case, status="draft")
    case = prepare(work, case, stored)
    work.apply(changes)
    work.apply([Change(stored, case)])
    steps = [s for s in after.steps if not s.void and s.event != "correct"]
    # What an officer hung on a step by hand is the officer's own, and stays.
    kinds = {s.id: kind_of(s) for s in (*before.steps, *after.steps)}
    made = [s for s in before.stops if s.step_id in kinds and s.kind == kinds[s.step_id].opens]
    papers = [p for p in before.papers if p.step_id in kinds and p.kind == kinds[p.step_id].paper]
    work.apply(_stop_changes(work, made, steps, case.id))
    work.apply(_paper_changes(work, papers, steps, case.id))


def _merged_stops(before: CaseFile, after: CaseFile) -> tuple[CaseStop, ...]:
    made = performing.stops_made(after.standing)
    steps = {m.step_id for m in performing.stops_made(before.steps)}
    own = tuple(s for s in before.stops if s.step_id not in steps)
    return own + tuple(
        CaseStop(kind=m.kind, starts_on=m.starts_on, ends_on=m.ends_on) for m in made
    )


def _stop_changes(
    work: Work, stored: Sequence[CaseStop], steps: Sequence[CaseStep], case_id: str
) -> Iterator[Change]:
    """The times not counted that steps began, as the steps now are."""
    old = {s.step_id: s for s in stored if s.step_id}
    for made in performing.stops_made(steps):
        before = old.pop(made.step_id, None)
        after = copy_with(
            before or CaseStop(status="submitted", case_id=case_id, step_id=made.step_id),
            kind=made.kind,
            starts_on=made.starts_on,
            ends_on=made.ends_on,
        )
        yield Change(before, after)
    yield from (_taken_out(work, record) for record in old.values())


def _paper_changes(
    work: Work, stored: Sequence[CasePaper], steps: Sequence[CaseStep], case_id: str
) -> Iterator[Change]:
    """The papers that steps brought into the file."""
    old = {p.step_id: p for p in stored if p.step_id}
    for step in steps:
        kind = kind_of(step)
        if not kind.paper or not (step.paper_no or step.pages):
            continue
        # The paper of a step that was put right is the same paper, with its scans.
        before = old.pop(step.id, None) or old.pop(step.corrects or "", None)
        after = copy_with(
            before or CasePaper(status="submitted", case_id=case_id),
            step_id=step.id,
            kind=kind.paper,
            paper_no=step.paper_no,
            made_on=step.on,
            pages=step.pages or (before.pages if before else None),
        )
        yield Change(before, after)
    yield from (_taken_out(work, record) for record in old.values())


def _taken_out(work: Work, record: Record) -> Change:
    """A record that hung on a step which no longer stands: into the bin, with the reason."""
    return Change(
        record,
        copy_with(
            record,
            withdrawn_by=work.desk.officer.name,
            withdrawn_at=work.at,
            withdrawn_why=_("所属办案步骤已更正"),
        ),
    )


def _refuse_withdrawn(case: Case, work: Work) -> None:
    if case.withdrawn:
        raise Refused("“{name}”在回收站里，请先恢复", name=case.label(work.lists))


def _refuse(case: Case, found: Sequence[Problem], work: Work) -> None:
    stops: list[Problem] = [p for p in found if p.severity == "error"]
    if stops:
        titles: dict[str, Any] = {**CaseStep.ledger.titles(), **Case.ledger.titles()}
        raise Invalid(case.label(work.lists), stops, titles)
