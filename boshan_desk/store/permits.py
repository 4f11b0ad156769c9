"""Whether this officer may make these changes: by right, by the record's state, by closed periods.

Every change passes here on its way through `Work.apply`, whoever asked for it: the window, the
command line, an import, an undo.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Ledger, Record, copy_with, not_filled
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.states import REVIEWED, find_move
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStop
from boshan_desk.procedure.steps import OWNED, STEPS
from boshan_desk.store import schema

if TYPE_CHECKING:
    from boshan_desk.store.reader import Reader

_DECIDED: dict[str, Any] = dict.fromkeys(
    ("status", "reviewed_by", "reviewed_at", "changed_by", "changed_at")
)
_WITHDRAWN: dict[str, Any] = dict.fromkeys(("withdrawn_by", "withdrawn_at", "withdrawn_why"))


class Permits:
    """What one unit of work may change; of a reader, what plain work of its officer may."""

    def __init__(self, work: Reader) -> None:
        self._work = work
        self._officer = work.desk.officer
        self._written: Mapping[str, frozenset[str]] = {}

    def check(self, ledger: Ledger, group: Iterable[Change]) -> None:
        """Refuse the first change that is not allowed."""
        if self._work.purging:
            self._officer.demand(Right.PURGE)
            return
        if self._work.carrying:
            self._officer.demand(Right.RESTORE)
            return
        demanded: set[Right] = set()
        group = list(group)
        if ledger.name == "case" and len(group) > 1:
            # One question for all of them: an import may change ten thousand.
            self._written = self._work.written_by_each(c.before.id for c in group if c.before)
        for change in group:
            right = self._writing(ledger, change.record)
            if right not in demanded:
                self._officer.demand(right)
                demanded.add(right)
            if self._work.desk.own_towns:
                self._check_town(ledger, change)
            self._check_procedure(ledger, change)
            self._check_state(change)
            if self._closed and not _only(change, _DECIDED):
                self._check_periods(ledger, change)

    def _writing(self, ledger: Ledger, record: Record) -> Right:
        """What it takes to write the record: of an attachment, what its owner takes."""
        owner = KEPT.get(getattr(record, "of_ledger", None) or "")
        return owner.writing if owner is not None else ledger.writing

    # The procedure of a case

    def _check_procedure(self, ledger: Ledger, change: Change) -> None:
        """Steps are written by the procedure alone, and so is what a step has written on a case."""
        if self._work.stepping:
            return
        if not ledger.typed:
            # An undo would leave no trace in the case: a step is taken back by a correction alone.
            raise Refused(
                "{title}由“办理”登记，不能直接增删改；登记错了的请用“更正”", title=_(ledger.title)
            )
        if (
            isinstance(change.before, CaseStop)
            and change.before.step_id
            and not self._work.replaying
        ):
            self._refuse_stop_of_step(change.before)
        if ledger.name == "case_penalty" and not self._work.replaying:
            for record in filter(None, (change.before, change.after)):
                self._refuse_decided(getattr(record, "case_id", None))
        if ledger.name != "case" or change.before is None:
            return
        after = change.after
        own = not self._work.replaying and not self._work.following
        if own and after and any(differs(change.before, after, n) for n in _OF_DECISION):
            self._refuse_decided(change.before.id)
        if self._work.replaying and after is not None:
            return
        touched = {n for n in OWNED if after is None or differs(change.before, after, n)}
        if not touched and not (after is not None and after.withdrawn):
            return
        written = self._written_by_steps(change.before.id)
        if after is None and written:
            raise Refused(
                "“{name}”已有办案步骤，不能整条撤销", name=change.before.label(self._work.lists)
            )
        # Where steps have begun, what happens next is a step; what an older row says may be mended.
        empty = {n for n in touched if written and not_filled(getattr(change.before, n))}
        if held := [n for n in ledger.fields if n in touched & (written | empty)]:
            raise Refused(
                "“{name}”的{fields}由办案步骤记载，请用“办理”登记；登记错了的请在案件页面用“更正”",
                name=change.before.label(self._work.lists),
                fields=listed(f"“{_(ledger.fields[n].title)}”" for n in held),
            )

    def _written_by_steps(self, case: str) -> frozenset[str]:
        known = self._written.get(case)
        return self._work.written_by_steps(case) if known is None else known

    def _refuse_decided(self, id: str | None) -> None:
        """Refuse to alter what a decision says once it was made, unless it was altered in law."""
        case = self._work.linked("case", id)
        if not isinstance(case, Case) or case.review_state in ("changed", "annulled", "unlawful"):
            return
        if "decided_on" in self._work.written_by_steps(case.id):
            raise Refused(
                "“{name}”已作出处理决定，处罚种类、金额和依据不能再改；决定登记错了的，请先更正“决定”步骤",
                name=case.label(self._work.lists),
            )

    def _refuse_stop_of_step(self, record: CaseStop) -> None:
        step = self._work.linked("case_step", record.step_id)
        opens = {s.opens for s in STEPS if step and s.event == getattr(step, "event", None)}
        if record.kind in opens:
            raise Refused(
                "“{name}”由办案步骤记载；登记错了的请在案件页面用“更正”",
                name=record.label(self._work.lists),
            )

    # Whose records they are

    def _check_town(self, ledger: Ledger, change: Change) -> None:
        """A town's desk writes the records of its own town."""
        for record in filter(None, (change.before, change.after)):
            code = self._work.town_of(record)
            if code and code not in self._work.desk.own_towns:
                raise Refused(
                    "“{name}”属于{town}，本机只登记{own}的数据",
                    name=record.label(self._work.lists),
                    town=self._work.lists["town"].label(code),
                    own=listed(map(self._work.lists["town"].label, self._work.desk.own_towns)),
                )

    # The record's state

    def _check_state(self, change: Change) -> None:
        before, after = change.before, change.after
        self._check_owner(change.record)
        if before is None or after is None:
            if after is not None and after.status not in ("draft", "submitted"):
                if self._work.desk.level == "town" and not self._work.replaying:
                    raise Refused("审核、退回、归档由区县局办理，结果随回执返回")
                self._officer.demand(Right.REVIEW)
            if before is not None and before.status in REVIEWED and not self._work.replaying:
                self._refuse_reviewed(before)
            return
        if before.status != after.status:
            self._check_move(before, after)
        elif before.status in REVIEWED and not _only(change, _DECIDED):
            if before.status == "archived" and not self._work.replaying:
                self._refuse_archived(before)
            if not _only(change, _DECIDED | _WITHDRAWN):
                self._refuse_reviewed(before)
            # Out of the ledger and back again is a decision too; its reason is on the record.
            self._officer.demand(Right.REVIEW)

    def _check_owner(self, record: Record) -> None:
        """What hangs on an archived record stays as it is, too."""
        name = getattr(record, "of_ledger", None) or ""
        if name in KEPT and not self._work.replaying:
            owner = self._work.linked(name, getattr(record, "of_id", None))
            if owner is not None and owner.status == "archived":
                self._refuse_archived(owner)

    def _check_move(self, before: Record, after: Record) -> None:
        move = find_move(before.status, after.status)
        if self._work.replaying == "back":
            # Who may take it back is who may make it.
            move = find_move(after.status, before.status) or move
        if move is None:
            lists, kind = self._work.lists, before.ledger.shown()["status"]
            raise Refused(
                "“{name}”的状态不能由“{before}”改为“{after}”",
                name=before.label(lists),
                before=kind.show(before.status, lists),
                after=kind.show(after.status, lists),
            )
        same = _only(Change(before, after), _DECIDED)
        if before.status == "archived" and not same and not self._work.replaying:
            self._refuse_archived(before)
        if move.needs is not None:
            if self._work.desk.level == "town" and not self._work.replaying:
                raise Refused("审核、退回、归档由区县局办理，结果随回执返回")
            self._officer.demand(move.needs)
        if move.reason and not self._work.reason and not self._work.replaying:
            raise Refused(
                "“{name}”{state}，改动、退回或取消归档须写明原因",
                name=before.label(self._work.lists),
                state=before.ledger.shown()["status"].show(before.status, self._work.lists),
            )

    def _refuse_archived(self, record: Record) -> None:
        raise Refused(
            "“{name}”已归档，请先由审批人员取消归档，再作改动",
            name=record.label(self._work.lists),
        )

    def _refuse_reviewed(self, record: Record) -> None:
        if record.status == "archived":
            self._refuse_archived(record)
        raise Refused(
            "“{name}”已审核，请打开记录写明原因后更正", name=record.label(self._work.lists)
        )

    # Closed periods

    @cached_property
    def _closed(self) -> list[Period]:
        """The closed periods into which this officer may not write."""
        rows = self._work.small_rows(schema.closing)
        return [
            read_period(row["period"])
            for row in rows
            if self._officer.name not in json.loads(row["exempt"])
        ]

    def _check_periods(self, ledger: Ledger, change: Change) -> None:
        touched = _touched(change)
        for day_field, looked_at in _counted(ledger.name).items():
            if touched is None or touched & looked_at:
                for record in filter(None, (change.before, change.after)):
                    self._refuse_closed(record, getattr(record, day_field))
        # What nothing is counted of (the steps of a case) may come after its quarter was closed.
        if ledger.figures and (not ledger.day or getattr(change.record, ledger.day) is None):
            for record in filter(None, (change.before, change.after)):
                self._refuse_closed(record, self._day_of_parent(ledger, record))

    def _refuse_closed(self, record: Record, day: date | None) -> None:
        for period in self._closed:
            if day in period:
                raise Refused(
                    "{period}已封账，“{name}”不能改动；确需改动的，请审批人员开启或列为例外",
                    period=period.words(),
                    name=record.label(self._work.lists),
                )

    def _day_of_parent(self, ledger: Ledger, record: Record) -> date | None:
        """The day on which a record counts that has none of its own: that of what it belongs to."""
        owner = ledger.parent_ledger
        parent = self._work.linked(owner, getattr(record, ledger.parent, None)) if owner else None
        if parent is None or not KEPT[owner].day:
            return None
        day: date | None = getattr(parent, KEPT[owner].day)
        return day


@cache
def _counted(name: str) -> dict[str, frozenset[str]]:
    """The days by which a ledger counts, each with the fields that its figures look at.

    A case filed in a closed quarter goes on; what was counted for that quarter stays.
    """
    ledger = KEPT[name]
    found = {ledger.day: {ledger.day}} if ledger.day else {}
    for figure in ledger.figures:
        if figure.on:
            found.setdefault(figure.on, {figure.on}).update(figure.names())
    place = {name for name in (ledger.town, ledger.parent) if name}
    return {day: frozenset(names | place) for day, names in found.items()}


def counted_days(name: str) -> tuple[str, ...]:
    """The days by which a ledger counts."""
    return tuple(_counted(name))


def _touched(change: Change) -> frozenset[str] | None:
    """The fields that differ; None where a whole record comes or goes."""
    before, after = change.before, change.after
    if before is None or after is None or before.withdrawn != after.withdrawn:
        return None
    return frozenset(n for n, v in after.__dict__.items() if before.__dict__[n] != v)


_OF_DECISION: Final = (
    "penalties", "fine", "confiscate_money", "confiscate_goods", "goods_value", "breach_basis",
    "penalty_basis", "discretion",
)  # fmt: skip
"""What a decision says, on the case itself."""


def differs(before: Record, after: Record, name: str) -> bool:
    """Whether a field has another value."""
    return bool(getattr(before, name) != getattr(after, name))


def _only(change: Change, fields: dict[str, Any]) -> bool:
    """Whether a record differs in these fields at most."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    same = {name: getattr(before, name) for name in fields}
    return copy_with(after, **same) == before


assert {f.name for f in dataclasses.fields(Record)} >= set(_DECIDED) | set(_WITHDRAWN)
