"""Taking a step, and taking one back: pure, from a case as it stands to the case as it then is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.counting import as_day
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.ledger import copy_with, not_filled
from boshan_desk.domain.problems import Problem, Refused, stop
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.procedure.facts import CaseFile, state_of
from boshan_desk.procedure.guards import ALL, EARLY, Look
from boshan_desk.procedure.steps import BY_EVENT, OWNED, STEPS, Step, kind_of


@dataclass(frozen=True)
class Offer:
    """A step that the state allows, with what still stands against it."""

    step: Step
    why_not: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it may be taken now."""
        return not self.why_not


@dataclass(frozen=True)
class MadeStop:
    """A time not counted that a step began, and another may have ended."""

    step_id: str
    kind: str
    starts_on: date
    ends_on: date | None


def offers(file: CaseFile, law: Law, on: date) -> list[Offer]:
    """What may be done now: the steps of this state, those first that nothing stands against.

    A step that happens once is not offered again, nor one of a side track that has not begun.
    """
    state = file.state
    done = {s.event for s in file.standing}
    found = []
    for step in STEPS:
        if state not in step.origin or (step.once and step.event in done):
            continue
        look = Look(file, CaseStep(case_id=file.case.id, event=step.event, on=on), law, on)
        against = [p.words() for name in step.guards if name in EARLY for p in EARLY[name](look)]
        if against and not step.moves and step.track != "main":
            continue
        found.append(Offer(step, tuple(against)))
    return sorted(found, key=lambda offer: (offer.step.track != "main", not offer.open))


def problems(file: CaseFile, step: CaseStep, law: Law, lists: Lists) -> Iterator[Problem]:
    """Everything that stands against a step: state, order, what is not filled in, guards."""
    kind = BY_EVENT.get(step.event or "")
    if kind is None:
        yield stop("event", "没有这一步骤")
        return
    state = file.state
    if state not in kind.origin:
        states = lists["case_state"]
        yield stop(
            "event",
            "案件处于“{state}”，不能“{step}”；这一步只能在“{origin}”时进行",
            "state",
            state=states.label(state),
            step=_(kind.title),
            origin="、".join(states.label(s) for s in kind.origin),
        )
        return
    if kind.once and any(s.event == kind.event for s in file.standing):
        yield stop("event", "“{step}”已经登记过；登记错了的请用“更正”", step=_(kind.title))
    missing = [name for name in ("on", *kind.need) if not_filled(getattr(step, name))]
    for name in missing:
        yield stop(name, "必须填写", "required")
    for name in kind.case:
        if not_filled(getattr(file.case, name)):
            yield stop(
                name,
                "请先在案件中填写“{title}”",
                "case",
                title=_(file.case.ledger.fields[name].title),
            )
    yield from _check_codes(kind, step)
    if step.on is None:
        return
    yield from _check_order(file, kind, step.on)
    look = Look(file, step, law, step.on)
    for name in kind.guards:
        yield from (p for p in ALL[name](look) if p.field not in missing)


def _check_codes(kind: Step, step: CaseStep) -> Iterator[Problem]:
    if step.ground and not (kind.grounds and step.ground.startswith(kind.grounds)):
        yield stop("ground", "这一事由不适用于“{step}”", step=_(kind.title))
    if step.outcome and step.outcome not in kind.outcomes:
        yield stop("outcome", "这一结果不适用于“{step}”", step=_(kind.title))


def _check_order(file: CaseFile, kind: Step, on: date) -> Iterator[Problem]:
    """A step does not come before the case, nor one of the procedure before the move that led here.

    What follows a decision does not come before it.
    """
    begun = file.case.clue_on
    if begun and on < begun:
        yield stop("on", "不能早于发现线索的日期（{day}）", day=begun)
    moves = [s.on for s in file.standing if s.on and kind_of(s).moves]
    if (kind.moves or kind.track == "main") and moves and on < moves[-1]:
        yield stop("on", "不能早于上一步的日期（{day}）", day=moves[-1])
    elif kind.moves and not moves and file.case.filed_on and on < file.case.filed_on:
        yield stop("on", "不能早于立案日期（{day}）", day=file.case.filed_on)
    decided = file.case.decided_on
    if kind.track in ("money", "publicity", "remedies") and decided and on < decided:
        yield stop("on", "不能早于决定日期（{day}）", day=decided)


def perform(file: CaseFile, step: CaseStep) -> tuple[Case, CaseStep]:
    """The case after a step against which nothing stands, and the step with what it did."""
    kind = kind_of(step)
    was = file.state
    now = kind.to or was
    values: dict[str, object] = {"state": now}
    for name, source in kind.sets.items():
        if source.startswith("="):
            values[name] = source[1:] or None
        elif (value := getattr(step, source)) is not None or source != "paper_no":
            values[name] = value
    if kind.event == "close" and file.case.filed_on is None and file.case.procedure != "simple":
        # A clue that was handed on is over, and no case that was closed (结案数).
        values["closed_on"] = None
    if kind.event == "serve" and step.service_mode == "notice":
        # Public notice: served when it has run; see `settle_service`.
        values["served_on"] = None
    return copy_with(file.case, **values), copy_with(step, was=was, now=now)


def settle_service(file: CaseFile, law: Law) -> Case:
    """The case with the day on which a decision counts as served that went by public notice."""
    for clock in clocks_of(file, law):
        if clock.limit.id == "L14" and clock.last is not None:
            return copy_with(file.case, served_on=as_day(clock.last))
    return file.case


def replay(file: CaseFile, steps: Sequence[CaseStep], law: Law, lists: Lists) -> CaseFile:
    """The case as these steps alone would have left it.

    Raises:
        Refused: one of them could not have been taken; the words name it.
    """
    every = [s for s in file.steps if s.event != "correct"]
    owned = {name for s in every for name in kind_of(s).sets}
    first = next((s.was for s in every if s.was), None)
    state = first if first is not None else state_of(file.case)
    case = copy_with(file.case, state=state, **dict.fromkeys(owned))
    kept: list[CaseStep] = []
    for step in steps:
        so_far = replace(file, case=case, steps=tuple(kept))
        if against := [p for p in problems(so_far, step, law, lists) if p.severity == "error"]:
            raise Refused(
                "更正后，第 {no} 步“{step}”（{day}）不再成立：{why}",
                no=step.no,
                step=_(kind_of(step).title),
                day=step.on,
                why=against[0].words(),
            )
        case, done = perform(so_far, step)
        kept.append(done)
    return replace(file, case=case, steps=tuple(kept))


def held_fields(file: CaseFile) -> frozenset[str]:
    """The fields of the case that only steps write now: those they wrote, and those to come.

    What an older row said before its first step may still be mended by hand.
    """
    if not file.steps:
        return frozenset()
    written = {name for step in file.standing for name in kind_of(step).sets} | {"state"}
    return frozenset(
        name for name in OWNED if name in written or not_filled(getattr(file.case, name))
    )


def stops_made(steps: Sequence[CaseStep]) -> list[MadeStop]:
    """The times not counted that steps themselves began and ended: suspension, hearing."""
    made: list[MadeStop] = []
    for step in steps:
        kind = kind_of(step)
        if step.on is None:
            continue
        if kind.ends:
            made = [
                replace(m, ends_on=step.on)
                if m.kind in kind.ends.split() and m.ends_on is None
                else m
                for m in made
            ]
        if kind.opens:
            made.append(MadeStop(step.id, kind.opens, step.on, None))
    return made
