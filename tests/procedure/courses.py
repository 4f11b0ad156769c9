"""Cases taken through their procedure at an open desk: by plan, or wherever chance leads."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.performing import Offer
from boshan_desk.store.desk import Desk
from boshan_desk.store.due import COLUMNS, read_files, row_of
from boshan_desk.usecases import procedure, records

CASE: Final = KEPT["case"]

CLUE: Final[dict[str, object]] = {
    "clue_no": "演示线索1",
    "clue_on": "2026-03-02",
    "source_kind": "check",
    "ip_kind": "trademark",
    "brief": "演示",
}
ROW: Final[dict[str, object]] = {
    "party_kind": "firm",
    "party": "演示商行",
    "party_uscc": "91370304MA3TEXT0X2",
    "legal_rep": "演示戊",
    "address": "演示路1号",
    "town_code": "370304113",
    "conduct_from": "2026-01-05",
    "conduct_to": "2026-02-10",
    "cause": "TM03",
    "unit": "演示所",
    "officers": "演示甲、演示乙",
    "cards": "演示001、演示002",
    "value": "5000",
    "discretion": "usual",
    "breach_basis": "演示条款",
    "penalty_basis": "演示条款",
}
"""What a case needs to be filed and decided."""

TO_DECISION: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("verify", {"on": "2026-03-03", "officers": "演示甲、演示乙"}),
    ("file", {"on": "2026-03-10", "told": True, "approver": "演示局长"}),
    ("conclude", {"on": "2026-04-01", "proposal": "penalty", "note": "演示"}),
    ("send_review", {"on": "2026-04-02", "review_kind": "case", "person": "演示丁"}),
    (
        "agree",
        {"on": "2026-04-07", "person": "演示丁", "approver": "演示局长", "note": "同意",
         "told": True},
    ),
    ("serve_notice", {"on": "2026-04-08", "service_mode": "direct", "told": True}),
    ("finish_notice", {"on": "2026-04-20"}),
    ("decide_penalty", {"on": "2026-04-22", "approver": "演示局长"}),
)  # fmt: skip
"""The plain way from the clue to a fine."""
TO_ARCHIVE: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    *TO_DECISION,
    ("serve", {"on": "2026-04-24", "service_mode": "direct", "told": True}),
    ("pay", {"on": "2026-05-06"}),
    ("publish", {"on": "2026-05-08", "authority": "演示系统"}),
    ("close", {"on": "2026-05-09", "approver": "演示局长", "close_kind": "performed"}),
    ("archive", {"on": "2026-05-12", "volume_no": "演示卷1", "pages": 60, "retention": "y10"}),
)


def add_case(desk: Desk, **values: object) -> str:
    """A case with all that later steps ask for; its id."""
    return records.add(desk, CASE, {**CLUE, **ROW, **values}).id


def take(desk: Desk, id: str, event: str, **raw: object) -> CaseStep:
    """Take one step."""
    return procedure.take_step(desk, id, event, raw)


def go(desk: Desk, id: str, until: str, plan: Any = TO_ARCHIVE) -> CaseStep:
    """Take the steps of a plan up to one of them, with a fine before the decision."""
    for event, raw in plan:
        if event == "decide_penalty":
            fine = {"case_id": id, "kind": "fine", "amount": "1000"}
            records.add(desk, KEPT["case_penalty"], fine)
        step = take(desk, id, event, **raw)
        if event == until:
            return step
    raise AssertionError(f"no step {until} in this plan")


def file_of(desk: Desk, id: str) -> CaseFile:
    """The case with all that belongs to it."""
    return procedure.look(desk, id).file


def case_of(desk: Desk, id: str) -> Case:
    """The case's own row."""
    return file_of(desk, id).case


def kept_rows(desk: Desk) -> list[tuple[Any, ...]]:
    """The table of limits as it stands."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with desk.read() as reader:
        rows = reader.connection.exec_driver_sql(f"SELECT {names} FROM due").all()
    return sorted((tuple(row) for row in rows), key=repr)


def counted_rows(desk: Desk) -> list[tuple[Any, ...]]:
    """What the engine says of every case, from the whole file of each."""
    with desk.read() as reader:
        ids = reader.ids(CASE)
        files = list(read_files(reader, ids, whole=True))
        rows = [row_of(f, clock) for f in files for clock in clocks_of(f, reader.law)]
    return sorted(rows, key=repr)


# By chance

_USUAL: Final[Mapping[str, object]] = {
    "officers": "演示甲、演示乙",
    "approver": "演示局长",
    "days": 10,
    "told": True,
    "proposal": "penalty",
    "review_kind": "case",
    "person": "演示丁",
    "authority": "演示机关",
    "note": "演示",
    "at": "10:00",
    "place": "演示地点",
    "volume_no": "演示卷1",
    "pages": 12,
    "retention": "y10",
}
_RARE: Final = ("simple", "refuse", "hand_over", "terminate", "reply_complaint", "assist",
                "contest", "agree_other", "decide_none", "decide_admin")  # fmt: skip
_CLOSE: Final = {"TERMINATED": "ended", "MOVED_ADMIN": "moved", "MOVED_CRIME": "moved"}


def guess(offer: Offer, state: str, on: date, chance: random.Random) -> dict[str, object]:
    """What might be filled into a step's form."""
    kind = offer.step
    raw: dict[str, object] = {"on": on.isoformat()}
    for name in kind.need:
        raw[name] = _USUAL.get(name)
    raw |= {
        name: value
        for name, value in {
            "ground": kind.grounds + "1",
            "outcome": chance.choice(kind.outcomes or ("",)),
            "close_kind": _CLOSE.get(state, "performed"),
            "service_mode": chance.choice(("direct", "post", "notice")),
            "until": (on + timedelta(days=20)).isoformat(),
            "approved_on": on.isoformat(),
            "paper_no": f"演示文书{chance.randrange(10**6)}号",
        }.items()
        if name in kind.need
    }
    if "adopted" in kind.may:
        raw |= {"adopted": True, "note": "演示"}
    return raw


def wander(
    desk: Desk, id: str, chance: random.Random, most: int, *, last: date = date(2026, 10, 9)
) -> list[CaseStep]:
    """Take up to so many steps, each one that the machine offers; those that were taken."""
    taken: list[CaseStep] = []
    for _ in range(most):
        view = procedure.look(desk, id)
        begun = max([s.on for s in view.file.standing if s.on], default=view.file.case.clue_on)
        assert begun is not None
        on = min(begun + timedelta(days=chance.choice((0, 1, 2, 6, 12, 40))), last)
        open_now = [offer for offer in view.offers if offer.open]
        if chance.random() < 0.85:
            # The short ways out are left for the few; so is what may happen in any state.
            open_now = [o for o in open_now if o.step.event not in _RARE] or open_now
        moves = [offer for offer in open_now if offer.step.moves]
        some = moves if moves and chance.random() < 0.7 else open_now
        if not some:
            return taken
        offer = chance.choice(some)
        try:
            raw = guess(offer, view.state, on, chance)
            taken.append(procedure.take_step(desk, id, offer.step.event, raw))
        except Refused:
            continue
    return taken
