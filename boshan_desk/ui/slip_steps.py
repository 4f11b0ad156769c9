"""What the page of a supervision slip does with what stands in its fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from boshan_desk.domain.period import Period
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ui.slip_words import ISSUING

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

Values = Mapping[str, object]


def read_slip(
    desk: Desk, item: str, period: Period | None, id: str, level: str = ""
) -> tuple[Supervision, bool, str]:
    """The slip that is kept, or one proposed; whether it is kept; who signed the last one."""
    from boshan_desk.usecases.plans import slips

    approver = slips.last_approver(desk)
    if id:
        return slips.find_slip(desk, id), True, approver
    assert period is not None
    if kept := slips.open_slip(desk, item, period):
        return kept, True, approver
    return slips.propose_slip(desk, item, period, level=level), False, approver


def keep_draft(
    desk: Desk, item: str, period: Period | None, id: str, values: Values
) -> Supervision:
    """Keep a draft: a new one, or the one of this id."""
    from boshan_desk.usecases.plans import slips

    draft = {name: value for name, value in values.items() if name not in ISSUING}
    if id:
        return slips.change_draft(desk, id, draft)
    assert period is not None
    level = str(draft.get("level") or "")
    return slips.draft_slip(desk, item, period, level=level, changes=draft)


def issue(desk: Desk, id: str, values: Values) -> Supervision:
    """Issue a draft."""
    from boshan_desk.usecases.plans import slips

    return slips.issue_slip(
        desk,
        id,
        approver=_text(values.get("approver")),
        issued_on=_day(values.get("issued_on")),
        due_on=_day(values.get("due_on")),
        no=_text(values.get("no")),
    )


def answer(desk: Desk, id: str, values: Values) -> Supervision:
    """Register the answer."""
    from boshan_desk.usecases.plans import slips

    return slips.answer_slip(
        desk,
        id,
        reply=_text(values["reply"]),
        replied_on=_day(values["replied_on"]),
        evidence=_text(values["evidence"]),
    )


def close(desk: Desk, id: str, values: Values) -> Supervision:
    """Strike the slip off."""
    from boshan_desk.usecases.plans import slips

    return slips.close_slip(
        desk,
        id,
        approver=_text(values["closed_by"]),
        closed_on=_day(values["closed_on"]),
        words=_text(values["closing_words"]),
    )


def void(desk: Desk, id: str, reason: str) -> Supervision:
    """Make the slip void."""
    from boshan_desk.usecases.plans import slips

    return slips.void_slip(desk, id, reason)


def draw(desk: Desk, slip: Supervision, values: Values) -> Drawn:
    """The paper, of a draft with what stands in the form."""
    from boshan_desk.usecases.plans import slips
    from boshan_desk.usecases.plans.slip_paper import slip_paper

    typed = values if slip.state == "draft" else {}
    return slip_paper(desk, slips.as_typed(desk, slip, typed))


def _text(value: object) -> str:
    return str(value or "")


def _day(value: object) -> date | None:
    """A day as the form gives it."""
    return date.fromisoformat(str(value)) if value else None
