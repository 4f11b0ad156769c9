"""What happened in a case, and what is so of it: the names that limits and guards ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from boshan_desk.domain.counting import Stop, as_day
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import (
    CaseGoods,
    CaseMeasure,
    CasePaper,
    CaseParty,
    CasePenalty,
    CaseStep,
    CaseStop,
)
from boshan_desk.procedure.steps import START, kind_of


@dataclass(frozen=True)
class Told:
    """What may be known of an informant without knowing who it is."""

    real_name: bool
    told_on: date | None


@dataclass(frozen=True)
class CaseFile:
    """A case with everything that belongs to it; withdrawn records left out."""

    case: Case
    steps: tuple[CaseStep, ...] = ()
    """In the order in which they were entered, corrected ones too."""
    measures: tuple[CaseMeasure, ...] = ()
    stops: tuple[CaseStop, ...] = ()
    penalties: tuple[CasePenalty, ...] = ()
    parties: tuple[CaseParty, ...] = ()
    goods: tuple[CaseGoods, ...] = ()
    papers: tuple[CasePaper, ...] = ()
    informants: tuple[Told, ...] = ()

    @property
    def standing(self) -> tuple[CaseStep, ...]:
        """The steps that count: not corrected, and no corrections."""
        return tuple(s for s in self.steps if not s.void and s.event != "correct")

    @property
    def state(self) -> str:
        """Where the case stands."""
        return state_of(self.case)


_ALIASES: Final = {"INVESTIGATE": "FILED"}
"""States that case books write, as the machine calls them."""


def state_of(case: Case) -> str:
    """Where a case stands: as its steps left it, or as the dates of an older row tell."""
    if case.state:
        return _ALIASES.get(case.state, case.state)
    for name, state in (
        ("archived_on", "ARCHIVED"),
        ("closed_on", "CLOSED"),
        ("paid_on", "EXECUTING"),
        ("served_on", "SERVED"),
    ):
        if getattr(case, name):
            return state
    if case.decided_on:
        return "DECIDED_NONE" if case.discretion == "none" else "DECIDED_PENALTY"
    if case.notice_on:
        return "NOTICE"
    return "FILED" if case.filed_on else START


_OF_ROW: Final = {
    "clue_on": "clue_on",
    "conduct_to": "conduct_to",
    "filed_on": "filed_on",
    "reviewed_on": "review_done_on",
    "notice_on": "notice_served_on",
    "hearing_on": "hearing_on",
    "decided_on": "decided_on",
    "served_on": "served_on",
    "paid_on": "paid_on",
    "published_on": "published_on",
    "withdrawn_on": "pub_withdrawn_on",
    "police_on": "crime_sent_at",
    "police_filed_on": "police_filed_on",
    "closed_on": "closed_on",
}
"""Dates that stand on the case itself, and the facts they are."""

_ANEW: Final[Mapping[str, tuple[str, ...]]] = {
    "review_received_on": ("review_done_on",),
    "notice_served_on": ("statement_on", "waived_on", "hearing_asked_on", "hearing_notice_on",
                         "hearing_fixed_on", "hearing_on", "hearing_report_on"),
    "hearing_asked_on": ("hearing_notice_on", "hearing_fixed_on", "hearing_report_on"),
    "contested_on": ("contest_ended_on",),
    "changed_on": ("pub_withdrawn_on",),
    "crime_reported_on": ("crime_decided_on", "crime_approved_at"),
    "assistance_on": ("assistance_answered_on",),
    "dispute_on": ("dispute_reported_on", "dispute_settled_on"),
}  # fmt: skip
"""When something happens again, what answered it the last time no longer counts."""


def facts_of(file: CaseFile) -> dict[str, date]:
    """What happened, by name; a `datetime` where the minute was written down."""
    case = file.case
    values = case.__dict__
    found: dict[str, date] = {
        fact: values[name] for name, fact in _OF_ROW.items() if values[name] is not None
    }
    if "conduct_to" not in found and case.conduct_from and case.clue_on:
        # A conduct of which no end was written down went on until it was found.
        found["conduct_to"] = max(case.conduct_from, case.clue_on)
    if file.steps:
        _read_steps(file.standing, found)
    whether = [found[f] for f in ("filed_on", "not_filed_on") if f in found]
    if whether:
        found["whether_filed_on"] = min(whether)
    named = [i for i in file.informants if i.real_name]
    if named and all(i.told_on for i in named):
        found["informants_told_on"] = max(i.told_on for i in named if i.told_on)
    met = _closing_condition(case, found)
    if met is not None:
        found["condition_on"] = met
    return found


def _read_steps(steps: Iterable[CaseStep], found: dict[str, date]) -> None:
    for step in steps:
        kind = kind_of(step)
        moment = step.moment
        if moment is None:
            continue
        _happened(found, kind.fact, moment)
        if step.event == "fix_hearing":
            _happened(found, "hearing_fixed_on", moment)
            _happened(found, "hearing_on", step.until or moment)
        elif kind.event in PUBLIC and step.service_mode == "notice":
            # The paper counts as served when the notice has run (L14); `clocks` works that out.
            published, served = PUBLIC[kind.event]
            found[published] = moment
            found.pop(served, None)
        elif step.event in ("agree", "renotify"):
            # Another notice is to be served; what the one before it brought about is over.
            for name in ("notice_served_on", *_ANEW["notice_served_on"]):
                found.pop(name, None)
        elif step.event == "defer" and step.until:
            found["deferred_to"] = step.until
        elif step.event == "crime_decide" and step.outcome == "yes":
            _happened(found, "crime_approved_at", moment)
        elif step.event == "police_receive":
            found["police_received_on"] = as_day(moment)
        elif step.event == "police_answer":
            _happened(
                found, "police_refused_on" if step.outcome == "no" else "police_filed_on", moment
            )
        elif step.event == "contest_end" and step.outcome in ("changed", "annulled", "unlawful"):
            _happened(found, "changed_on", moment)


PUBLIC: Final[Mapping[str, tuple[str, str]]] = {
    "serve": ("public_notice_on", "served_on"),
    "serve_notice": ("notice_public_on", "notice_served_on"),
    "dun": ("dun_public_on", "dun_served_on"),
}
"""Steps that may be done by public notice: what that is, and what it becomes when it has run."""

SERVED_BY: Final[Mapping[str, str]] = {
    "L14": "served_on", "L14b": "notice_served_on", "L14c": "dun_served_on",
}  # fmt: skip
"""The limits that public notices run by, and the service that their end is."""


def _happened(found: dict[str, date], fact: str, moment: date) -> None:
    if fact:
        for answer in _ANEW.get(fact, ()):
            found.pop(answer, None)
        found[fact] = moment


def _closing_condition(case: Case, found: Mapping[str, date]) -> date | None:
    """The day from which a case can be closed (PR §77)."""
    state = state_of(case)
    if state == "MOVED_ADMIN" and case.filed_on is None:
        # A clue that was handed on was never a case: there is nothing to close.
        return None
    if state in ("TERMINATED", "MOVED_ADMIN", "MOVED_CRIME"):
        names = {"TERMINATED": "terminated_on", "MOVED_ADMIN": "handed_over_on"}
        return found.get(names.get(state, "decided_on"))
    if case.close_kind == "none" or state == "DECIDED_NONE":
        return found.get("decided_on")
    if "paid_on" in found:
        return max(as_day(found["paid_on"]), as_day(found.get("served_on", found["paid_on"])))
    if "performed_on" in found:
        return found["performed_on"]
    return None


def conditions_of(file: CaseFile, found: Mapping[str, date], small_fine: int = 0) -> set[str]:
    """What is so of a case.  `small_fine`: a fine counts as 较低数额 up to it, in 分."""
    case = file.case
    state = state_of(case)
    is_simple = case.procedure == "simple" or state == "SIMPLE"
    so = {"simple" if is_simple else "ordinary"}
    if case.source_kind == "complaint":
        so.add("complaint")
    if any(i.real_name for i in file.informants):
        so.add("informant")
    kinds = set(case.penalties)
    if "decided_on" in found and (kinds or case.fine or case.decision_no):
        so.add("penalty")
    if case.discretion == "none" or state == "DECIDED_NONE" or case.close_kind == "none":
        so.discard("penalty")
    # What was annulled is owed no more.
    owed = case.review_state != "annulled"
    if case.fine and owed:
        so.add("fine")
    if (case.fine or case.confiscate_money) and owed:
        so.add("money")
        if "paid_on" not in found:
            so.add("unpaid")
    if kinds == {"warning"}:
        so.add("only_warning")
    low = kinds and kinds <= {"warning", "criticism", "fine"}
    if low and (case.fine or 0) <= small_fine and kinds != {"warning"}:
        so.add("small")
    if case.party_elsewhere:
        so.add("elsewhere")
    if "public_notice_on" in found:
        so.add("by_notice")
    if case.harm:
        so.add("harm")
    if "published_on" in found:
        so.add("published")
    if case.review_state in ("reviewing", "suing"):
        so.add("contested")
    return so


def stops_of(file: CaseFile) -> tuple[Stop, ...]:
    """The times that the case's own limits do not count."""
    return tuple(Stop(s.kind, s.starts_on, s.ends_on) for s in file.stops if s.kind and s.starts_on)


def stops_of_measure(file: CaseFile, measure: CaseMeasure) -> tuple[Stop, ...]:
    """The times that a measure's limits do not count: tests of its own goods (ACL §25)."""
    return tuple(
        Stop(s.kind, s.starts_on, s.ends_on)
        for s in file.stops
        if s.kind and s.starts_on and s.measure_id == measure.id
    )


def facts_of_measure(measure: CaseMeasure) -> dict[str, date]:
    """What happened with a measure."""
    found: dict[str, date] = {}
    for name, value in (
        ("taken_on", measure.taken_on),
        ("taken_at", measure.taken),
        ("reported_at", measure.reported),
        ("lifted_on", measure.lifted_on),
    ):
        if value is not None:
            found[name] = value
    return found
