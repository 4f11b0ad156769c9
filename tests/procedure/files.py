"""Files of cases made by hand: a case in any state, and for each step one that lacks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.ledger import copy_with
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT, Step
from boshan_desk.store.law import make_law

LAW: Final = make_law({}, [])
LISTS: Final = lists_of(load_county("boshan"))
DAY: Final = date(2026, 9, 8)
"""The day of the step that is tried: a Tuesday far from any holiday."""


def ago(days: int) -> date:
    """A day before `DAY`."""
    return DAY - timedelta(days=days)


def ahead(days: int) -> date:
    """A day after `DAY`."""
    return DAY + timedelta(days=days)


_CASE: Final[dict[str, Any]] = {
    "id": "case-1",
    "status": "draft",
    "clue_no": "演示线索1",
    "clue_on": ago(10),
    "source_kind": "check",
    "ip_kind": "trademark",
    "brief": "演示",
    "party_kind": "firm",
    "party": "演示商行",
    "address": "演示路1号",
    "town_code": "370304113",
    "conduct_from": ago(60),
    "conduct_to": ago(20),
    "cause": "TM03",
    "unit": "演示所",
    "officers": ("演示甲", "演示乙"),
    "cards": ("演示001", "演示002"),
    "penalties": ("fine",),
    "fine": 1_000_00,
    "breach_basis": "演示条款",
    "penalty_basis": "演示条款",
    "discretion": "usual",
}
"""A case for which everything was filled in; its state and dates come with what is tried."""

_BEFORE_FILING: Final = ("CLUE", "VERIFY", "NOT_FILED", "SIMPLE")


def make_case(state: str, **values: Any) -> Case:
    """A case in a state, with no more dates than that state needs."""
    dates: dict[str, Any] = {}
    if state not in _BEFORE_FILING:
        dates |= {"clue_on": ago(40), "filed_on": ago(30)}
    return Case(**{**_CASE, **dates, "state": state, **values})


def make_step(event: str, on: date, no: int = 1, **values: Any) -> CaseStep:
    """A step as it stands on record."""
    kind = BY_EVENT[event]
    now = kind.to or kind.origin[0]
    known: dict[str, Any] = {
        "id": f"{event}-{no}",
        "case_id": "case-1",
        "no": no,
        "status": "submitted",
    }
    return CaseStep(**{**known, "event": event, "on": on, "was": kind.origin[0], "now": now,
                       **values})  # fmt: skip


_FILL: Final[dict[str, Any]] = {
    "officers": ("演示甲", "演示乙"),
    "approver": "演示局长",
    "approved_on": DAY,
    "days": 15,
    "told": True,
    "proposal": "penalty",
    "review_kind": "case",
    "person": "演示丁",
    "authority": "演示机关",
    "paper_no": "演示文书1号",
    "note": "演示",
    "until": ahead(20),
    "at": "10:00",
    "place": "演示地点",
    "service_mode": "direct",
    "close_kind": "performed",
    "volume_no": "演示卷1",
    "pages": 12,
    "retention": "y10",
}


def fill(kind: Step) -> CaseStep:
    """A step with the least that its form asks for."""
    values: dict[str, Any] = {name: _FILL.get(name) for name in kind.need}
    if "ground" in values:
        values["ground"] = kind.grounds + "1"
    if "outcome" in values:
        values["outcome"] = kind.outcomes[0]
    return CaseStep(id="new", case_id="case-1", no=9, status="submitted", event=kind.event, on=DAY,
                    **values)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a step needs of the case: other values, and what happened before."""

    case: Mapping[str, Any] = ()  # type: ignore[assignment]  # nothing, however it is written
    before: tuple[CaseStep, ...] = ()
    step: Mapping[str, Any] = ()  # type: ignore[assignment]


_NOTICE = (make_step("serve_notice", ago(2), told=True),)
_NOTICE_LONG_AGO = (make_step("serve_notice", ago(20), told=True),)
_HEARD = (
    make_step("serve_notice", ago(29), 1, told=True),
    make_step("ask_hearing", ago(28), 2),
    make_step("fix_hearing", ago(27), 3, until=ago(3), person="演示丙"),
)
_DECIDED = {"decided_on": ago(9), "decision_no": "演示罚1号"}
_SERVED = {**_DECIDED, "served_on": ago(5)}
_SERVED_LONG_AGO = {
    **_DECIDED,
    "clue_on": ago(390),
    "conduct_from": ago(420),
    "conduct_to": ago(400),
    "filed_on": ago(380),
    "decided_on": ago(310),
    "served_on": ago(300),
}
_CRIME = (
    make_step("crime_report", ago(5), 1),
    make_step("crime_decide", ago(4), 2, outcome="yes", at="09:00"),
)
_SENT = (*_CRIME, make_step("crime_send", ago(4), 3, at="15:00"))
_REFUSED = (*_SENT, make_step("police_answer", ago(2), 4, outcome="no"))
_FILED_BY_POLICE = (*_SENT, make_step("police_answer", ago(2), 4, outcome="yes"))
_COLLECTED = (make_step("collect", ago(3)),)
_COURT_CASE = {**_SERVED_LONG_AGO, "served_on": ago(210), "decided_on": ago(215)}

_GIVEN: Final[dict[str, Given]] = {
    "agree_other": Given(before=(make_step("conclude", ago(3), proposal="none"),)),
    "statement": Given(before=_NOTICE),
    "waive": Given(before=_NOTICE),
    "ask_hearing": Given(before=_NOTICE),
    "hear_review": Given(before=_HEARD),
    "hear_done": Given(before=_HEARD),
    "finish_notice": Given(before=_NOTICE_LONG_AGO),
    "decide_penalty": Given(before=_NOTICE_LONG_AGO),
    "decide_crime": Given(before=_SENT),
    "serve": Given(_DECIDED),
    "pay": Given(_SERVED),
    "perform": Given({**_SERVED, "penalties": ("warning",), "fine": None}),
    "defer": Given(_SERVED),
    "collect": Given(_SERVED),
    "collect_hand": Given(_SERVED, _COLLECTED),
    "collect_bank": Given(_SERVED, (*_COLLECTED, make_step("collect_hand", ago(2), 2))),
    "hand_in": Given({**_SERVED, "procedure": "simple"}),
    "execute": Given({**_SERVED_LONG_AGO, "served_on": ago(40), "decided_on": ago(45)}),
    "dun": Given(_SERVED_LONG_AGO),
    "apply_court": Given(_COURT_CASE, (make_step("dun", ago(20)),)),
    "publish": Given(_SERVED),
    "push": Given(_SERVED),
    "push_received": Given(_SERVED, (make_step("push", ago(2)),)),
    "push_published": Given(_SERVED, (make_step("push", ago(2)),)),
    "withdraw_pub": Given({**_SERVED, "published_on": ago(4)}),
    "end_pub": Given({**_SERVED, "published_on": ago(4)}),
    "contest_end": Given(
        {**_SERVED, "review_state": "reviewing"},
        (make_step("contest", ago(2), outcome="reviewing"),),
    ),
    "crime_decide": Given(before=_CRIME[:1]),
    "crime_send": Given(before=_CRIME),
    "police_receive": Given(before=_SENT),
    "police_forward": Given(before=_SENT),
    "police_answer": Given(before=_SENT),
    "reconsider": Given(before=_REFUSED),
    "hand_goods": Given(before=_FILED_BY_POLICE),
}
"""What a step needs besides its own state; those that need nothing more are not named."""

_CLOSING: Final[dict[str, Given]] = {
    "SERVED": Given({**_SERVED, "paid_on": ago(1)}),
    "EXECUTING": Given({**_SERVED, "paid_on": ago(1)}),
    "DUNNED": Given({**_SERVED_LONG_AGO, "paid_on": ago(1)}),
    "COURT": Given({**_SERVED_LONG_AGO, "paid_on": ago(1)}, step={"close_kind": "court"}),
    "TERMINATED": Given(step={"close_kind": "ended"}),
    "MOVED_ADMIN": Given(step={"close_kind": "moved"}),
    "MOVED_CRIME": Given(step={"close_kind": "moved"}),
}


def make_file(state: str, event: str) -> tuple[CaseFile, CaseStep]:
    """A case in the state, and the step filled in so that nothing else stands against it."""
    given = _CLOSING.get(state, Given()) if event == "close" else _GIVEN.get(event, Given())
    case = make_case(state, **dict(given.case))
    step = copy_with(fill(BY_EVENT[event]), **dict(given.step))
    return CaseFile(case, tuple(given.before)), step


def with_case(file: CaseFile, **values: Any) -> CaseFile:
    """The file with other values on its case."""
    return replace(file, case=copy_with(file.case, **values))


def with_steps(file: CaseFile, *steps: CaseStep) -> CaseFile:
    """The file with these steps, and no others."""
    return replace(file, steps=steps)


def with_measure(file: CaseFile, **values: Any) -> CaseFile:
    """The file with one more measure."""
    known = {"id": f"measure-{len(file.measures) + 1}", "case_id": "case-1", "status": "submitted"}
    return replace(file, measures=(*file.measures, CaseMeasure(**{**known, **values})))
