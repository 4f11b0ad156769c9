"""Supervision slips (督办单): drafted from a lamp, issued with a number, answered, struck off.

Every step is one work in the history.  A slip that was issued wrongly is made void with the reason
and keeps its number, so that every number of the series can be accounted for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.county import County
from boshan_desk.domain.ledger import UNFINISHED
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.doers import following, name_of
from boshan_desk.domain.problems import Invalid, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.numbering import give
from boshan_desk.usecases.plans.slip_drafting import (
    DAYS_SETTING,
    due_day,
    propose_slip,
    slip_days,
)
from boshan_desk.usecases.records import prepare, read_values, refuse

__all__ = [
    "OPEN",
    "STATES",
    "SlipLine",
    "answer_slip",
    "as_typed",
    "change_draft",
    "close_slip",
    "draft_slip",
    "due_day",
    "find_slip",
    "issue_slip",
    "last_approver",
    "line_of",
    "open_slip",
    "overdue_slips",
    "propose_slip",
    "set_slip_days",
    "slip_days",
    "slip_lines",
    "units_words",
    "void_slip",
]

OPEN: Final = ("draft", "issued", "answered")
"""The states in which a slip still asks for something."""

STATES: Final[Mapping[str, str]] = {
    "draft": mark("拟稿"),
    "issued": mark("已印发"),
    "answered": mark("已回复"),
    "closed": mark("已销号"),
    "void": mark("作废"),
}


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """A slip as a list shows it."""

    slip: Supervision
    unit: str
    """The unit by name, as it is called today."""
    overdue: int
    """Working days past its limit without an answer; 0 where it is in time or answered."""
    late: bool
    """Whether it was answered after its limit."""


# ---------------------------------------------------------------- drafting


def set_slip_days(desk: Desk, count: int) -> None:
    """Set in how many working days slips are to be answered.

    Raises:
        Refused: not a number of days from 1 to 120.
    """
    if not 1 <= count <= 120:
        raise Refused("办理期限应为 1 到 120 个工作日")
    with desk.work(_("修改督办办理期限"), needs=Right.SETTINGS) as work:
        work.set(DAYS_SETTING, str(count))


def draft_slip(
    desk: Desk,
    item: str,
    period: Period,
    *,
    level: str = "",
    unit: str = "",
    town: str = "",
    changes: Mapping[str, object] | None = None,
) -> Supervision:
    """Keep a slip as a draft, with what the officer changed in what was proposed.

    Raises:
        Refused: there is an open slip about the item for the period (asked of the same unit, where
            one was named), or the item is not behind.
    """
    proposed = propose_slip(desk, item, period, level=level, unit=unit, town=town)
    with desk.work(_("拟制督办单")) as work:
        values, problems = read_values(work, Supervision.ledger, dict(changes or {}))
        refuse(Supervision.ledger, values, problems, name=proposed.item or item)
        slip = replace(proposed, **values)
        named = slip.unit if unit or town else ""
        if first := _open_slip(work, item, str(period), named or ""):
            raise Refused(
                "“{item}”{period}已有未销号的督办单（{number}，{state}），请继续办理那一件，或先把它作废",
                item=slip.item,
                period=period.words(),
                number=first.no or _("流水号 {number}").format(number=first.serial_no),
                state=_(STATES[str(first.state)]),
            )
        return _keep(work, None, slip, whole=False)


def open_slip(desk: Desk, item: str, period: Period, *, unit: str = "") -> Supervision | None:
    """The slip about an item and period that is still being worked on."""
    with desk.read() as reader:
        return _open_slip(reader, item, str(period), unit)


def _open_slip(reader: Reader, item: str, period: str, unit: str) -> Supervision | None:
    county, today = reader.desk.county, reader.today
    for field in ("indicator", "task"):
        for slip in reader.having(Supervision, field, [item]):
            same = not unit or following(slip.unit or "", county, today) == unit
            if slip.period == period and slip.state in OPEN and same:
                return slip
    return None


def change_draft(desk: Desk, id: str, changes: Mapping[str, object]) -> Supervision:
    """Change a slip that was not issued yet."""
    with desk.work(_("修改督办单")) as work:
        slip = _in_state(work, id, "draft", _("修改"))
        values, problems = read_values(work, Supervision.ledger, dict(changes))
        refuse(Supervision.ledger, values, problems, name=slip.item or "")
        return _keep(work, slip, replace(slip, **values, status="draft"), whole=False)


def as_typed(desk: Desk, slip: Supervision, changes: Mapping[str, object]) -> Supervision:
    """A slip with what stands in a form, to be looked at before it is kept.

    Raises:
        Invalid: something cannot be read.
    """
    with desk.read() as reader:
        values, problems = read_values(reader, Supervision.ledger, dict(changes))
    refuse(Supervision.ledger, values, problems, name=slip.item or "")
    return replace(slip, **values)


def last_approver(desk: Desk) -> str:
    """Who signed the slip that was issued last; "" where none was."""
    with desk.read() as reader:
        found = [slip for slip in reader.matching(Supervision, []) if slip.approver]
    newest = max(found, key=lambda slip: slip.issued_on or date.min, default=None)
    return (newest.approver or "") if newest else ""


# ---------------------------------------------------------------- the steps


def issue_slip(
    desk: Desk,
    id: str,
    *,
    approver: str,
    due_on: date | None = None,
    issued_on: date | None = None,
    no: str = "",
    reason: str = "",
) -> Supervision:
    """Issue a slip: it gets the next number of its series, and a limit.

    It cannot be undone, or its number would be missing: what was issued wrongly is made void.

    Raises:
        Refused: it was issued already, or the number leaves a hole.
        Invalid: something is lacking.
    """
    with desk.work(_("印发督办单"), undoable=False, reason=reason) as work:
        slip = _in_state(work, id, "draft", _("印发"))
        day = issued_on or work.today
        issued = replace(
            slip,
            approver=approver.strip() or None,
            issued_on=day,
            due_on=due_on or slip.due_on or due_day(work, day),
            state="issued",
            status="draft",
        )
        # Where something is lacking, the number goes back with the whole work.
        number = give(work, "slip", day, no.strip() or slip.no)
        return _keep(work, slip, replace(issued, no=number))


def answer_slip(
    desk: Desk,
    id: str,
    *,
    reply: str,
    replied_on: date | None = None,
    evidence: str = "",
    reason: str = "",
) -> Supervision:
    """Register what the unit answered; a later answer takes the place of an earlier one.

    Raises:
        Refused: the slip was not issued, or is finished.
        Invalid: the answer is empty.
    """
    with desk.work(_("登记督办回复"), reason=reason) as work:
        slip = _in_state(work, id, ("issued", "answered"), _("登记回复"))
        after = replace(
            slip,
            reply=reply.strip() or None,
            replied_on=replied_on or work.today,
            evidence=evidence.strip() or slip.evidence,
            state="answered",
            status="draft",
        )
        return _keep(work, slip, after)


def close_slip(
    desk: Desk,
    id: str,
    *,
    approver: str,
    words: str = "",
    closed_on: date | None = None,
    reason: str = "",
) -> Supervision:
    """Strike a slip off (销号) that was answered.

    Raises:
        Refused: it was not answered, or is finished.
        Invalid: nobody is named who approved it.
    """
    with desk.work(_("督办销号"), reason=reason) as work:
        slip = _in_state(work, id, "answered", _("销号"))
        after = replace(
            slip,
            closed_on=closed_on or work.today,
            closed_by=approver.strip() or None,
            closing_words=words.strip() or None,
            state="closed",
            status="draft",
        )
        return _keep(work, slip, after)


def void_slip(desk: Desk, id: str, reason: str) -> Supervision:
    """Make a slip void with the reason; its number is not given out again.

    Raises:
        Refused: no reason is given, or it is finished.
    """
    if is_blank(reason):
        raise Refused("请写明作废的原因")
    with desk.work(_("作废督办单"), reason=reason) as work:
        slip = _in_state(work, id, OPEN, _("作废"))
        after = replace(slip, state="void", closing_words=reason.strip(), status="draft")
        return _keep(work, slip, after, whole=False)


# ---------------------------------------------------------------- looking


def slip_lines(
    desk: Desk,
    *,
    state: str = "",
    unit: str = "",
    period: Period | None = None,
    overdue: bool = False,
) -> list[SlipLine]:
    """The slips, the newest first: in a state, of a unit by its code, of a period, overdue ones."""
    with desk.read() as reader:
        found = [line_of(reader, slip) for slip in reader.matching(Supervision, [])]
    county, today = desk.county, desk.clock.today()
    wanted = following(unit, county, today) if unit else ""
    lines = [
        line
        for line in found
        if (not state or line.slip.state == state)
        and (not wanted or following(line.slip.unit or "", county, today) == wanted)
        and (period is None or line.slip.period == str(period))
        and (not overdue or line.overdue)
    ]
    return lines[::-1]


def overdue_slips(desk: Desk) -> list[SlipLine]:
    """The slips whose limit is past and that were not answered, the longest first."""
    return sorted(slip_lines(desk, overdue=True), key=lambda line: -line.overdue)


def line_of(reader: Reader, slip: Supervision) -> SlipLine:
    """A slip as a list shows it."""
    over = 0
    if slip.state == "issued" and slip.due_on and slip.due_on < reader.today:
        over = max(1, reader.law.days.between(slip.due_on, reader.today))
    return SlipLine(
        slip=slip,
        unit=name_of(slip.unit, reader.desk.county, reader.today) if slip.unit else "",
        overdue=over,
        late=bool(slip.replied_on and slip.due_on and slip.replied_on > slip.due_on),
    )


def find_slip(desk: Desk, word: str) -> Supervision:
    """The slip that an id, its number or its serial number stands for.

    Raises:
        Refused: there is none, or several.
    """
    with desk.read() as reader:
        if slip := reader.find(Supervision, word):
            return slip
        for field in ("no", "serial_no"):
            found = reader.having(Supervision, field, [word])
            if len(found) == 1:
                return found[0]
            if found:
                raise Refused("“{word}”对应多件督办单，请用流水号", word=word)
    raise Refused("没有督办单“{word}”，请用 slip list 查看编号和流水号", word=word)


def units_words(codes: Sequence[str], county: County, on: date) -> str:
    """Units in a row by name; all towns together are 各镇、街道."""
    towns = set(county.counted)
    together = towns <= set(codes)
    names = [name_of(code, county, on) for code in codes if not (together and code in towns)]
    if together:
        names.append(_("各镇、街道"))
    return listed(dict.fromkeys(names))


# ---------------------------------------------------------------- keeping

_REMEDIES: Final[Mapping[str, str]] = {
    "draft": mark("“{name}”还没有印发，不能{what}；请先印发"),
    "issued": mark("“{name}”已经印发，不能{what}；请先登记回复，内容有误的请作废后重新拟稿"),
    "answered": mark("“{name}”已经回复，不能{what}；请销号，或作废后重新拟稿"),
    "closed": mark("“{name}”已经销号，不能{what}；仍需督办的请重新拟稿"),
    "void": mark("“{name}”已经作废，不能{what}；仍需督办的请重新拟稿"),
}


def _in_state(work: Work, id: str, states: str | Sequence[str], what: str) -> Supervision:
    slip = work.get(Supervision, id)
    name = slip.label(work.lists)
    if slip.withdrawn:
        raise Refused("“{name}”在回收站里，请先恢复", name=name)
    state = str(slip.state or "draft")
    if state not in ((states,) if isinstance(states, str) else states):
        raise Refused(_REMEDIES[state], name=name, what=what)
    return slip


def _refuse_incomplete(work: Work, slip: Supervision) -> None:
    handed_in = replace(slip, status="submitted")
    wrong = [p for p in handed_in.problems(work) if p.severity == "error"]
    if wrong:
        raise Invalid(slip.label(work.lists), wrong, slip.ledger.titles())


def _keep(
    work: Work, before: Supervision | None, after: Supervision, *, whole: bool = True
) -> Supervision:
    """Keep a slip in one work; `whole` refuses what lacks something."""
    record = prepare(work, after, before)
    if whole and record.status in UNFINISHED:
        _refuse_incomplete(work, record)
    if before is not None and replace(record, status=before.status) == before:
        return before
    work.detail |= {"kind": "slip", "number": record.no or "", "item": record.item or ""}
    work.apply([Change(before, record)])
    kept = work.changes[-1].after
    assert isinstance(kept, Supervision)
    return kept
