"""The registers of one record that are being decided: taken, judged, permitted, written.

A decision is a write of this desk that has seen everything the record has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import STATUS, WITHDRAWN, Ledger, Record, copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Invalid, Missing, Moved, Refused
from boshan_desk.domain.registers import (
    LIVE,
    Marks,
    Values,
    competing,
    order,
    overwrite,
    read_marks,
    values_in,
)
from boshan_desk.domain.states import REVIEWED
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.store.codec import codec
from boshan_desk.store.permits import Permits
from boshan_desk.store.reader import State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.exchange.matters import KEEP, WITHDRAW
from boshan_desk.usecases.exchange.provenance import Origins
from boshan_desk.usecases.records import (
    prepare,
    read_values,
    refuse,
    refuse_orphan,
    refuse_parent,
    settle,
)

Choice = str | Mapping[str, object]
"""`OURS`, `THEIRS`, the dot of a content, `KEEP` or `WITHDRAW` of a removal; or what was typed
instead, by field."""

OURS, THEIRS = "ours", "theirs"

OWN: Final = "own"
"""What the history calls a content that was typed."""


@dataclass(frozen=True)
class Resolved:
    """What a decision did."""

    number: int
    """The number of the work, by which one may think again."""
    records: tuple[Record, ...]
    """The records as they are now."""


class Settling:
    """The registers of one record that are being decided in one work."""

    def __init__(self, work: Work, ledger: Ledger, id: str, origins: Origins) -> None:
        self._work, self._ledger = work, ledger
        state = work.states(ledger, [id]).get(id)
        if state is None:
            raise Missing("{ledger}里没有编号为 {id} 的记录", ledger=_(ledger.title), id=id)
        self._state: State = state
        self._marks = read_marks(state.marks)
        self._before = codec(ledger).to_record(state.row)
        self._row = dict(state.row)
        self._open = competing(ledger, state.row, self._marks)
        self._touched: set[str] = set()
        self._typed: dict[str, object] = {}
        self._origins = origins

    def choose(self, register: str, choice: Choice) -> tuple[str, str]:
        """Take one content for a register; what the history says of it, and whose it was."""
        if register not in self._open:
            raise Moved(
                "“{name}”的“{title}”已经没有不同的内容，请刷新后再看",
                name=self._name,
                title=title_of(self._ledger, register),
            )
        held = values_in(self._ledger.registers[register], register, self._state.row, self._marks)
        return self.take(register, held, choice)

    def take(self, register: str, held: Mapping[str, Values], choice: Choice) -> tuple[str, str]:
        """Take one of these contents, or what was typed."""
        columns = self._ledger.registers[register]
        self._touched.update(columns)
        if not isinstance(choice, str):
            if register in (STATUS, WITHDRAWN) or not isinstance(choice, Mapping):
                raise Refused("“{title}”只能从列出的里面选", title=title_of(self._ledger, register))
            strange = [name for name in choice if name not in columns]
            if strange or not choice:
                raise Refused("请填写“{title}”", title=title_of(self._ledger, register))
            self._typed |= choice
            return OWN, self._origins.offices.get(self._origins.site, "")
        dot = self._dot(register, held, choice)
        self._row |= zip(columns, held.get(dot, LIVE), strict=True)
        if register == WITHDRAWN:
            how = KEEP if held.get(dot, LIVE) == LIVE else WITHDRAW
            return how, self._origins.of(dot).office
        source = self._origins.of(dot)
        return (OURS if source.own else THEIRS), source.office

    def _dot(self, register: str, held: Mapping[str, Values], choice: str) -> str:
        """The content that a choice means."""
        if choice in held:
            return choice
        own = {dot for dot in held if self._origins.of(dot).own}
        if register == WITHDRAWN:
            return self._of_removal(held, choice, own)
        some = {OURS: own, THEIRS: set(held) - own}.get(choice)
        if some is None:
            raise Refused(
                "“{choice}”不在可选的内容里，请刷新后再选",
                choice=choice,
            )
        if not some:
            raise Refused(
                "“{name}”的“{title}”没有本单位填的内容，请从列出的里面选",
                name=self._name,
                title=title_of(self._ledger, register),
            )
        if len({held[dot] for dot in some}) > 1:
            raise Refused(
                "“{name}”的“{title}”有几个单位填得不同，请从列出的里面选",
                name=self._name,
                title=title_of(self._ledger, register),
            )
        return max(some, key=order)

    def _of_removal(self, held: Mapping[str, Values], choice: str, own: set[str]) -> str:
        removals = {dot for dot, values in held.items() if values != LIVE}
        if choice in (OURS, THEIRS):
            # Ours is what this office did: it removed the record, or it did not.
            removed = bool(removals & own)
            choice = WITHDRAW if removed == (choice == OURS) else KEEP
        if choice == KEEP:
            return next((dot for dot in held if dot not in removals), "")
        if choice != WITHDRAW:
            raise Refused("“{choice}”不在可选的内容里，请刷新后再选", choice=choice)
        return max(removals, key=order)

    def done(self) -> Laid:
        """The record as it is to be kept, judged and permitted."""
        work, ledger, before = self._work, self._ledger, self._before
        after = codec(ledger).to_record(self._row)
        if self._typed:
            values, problems = read_values(work, ledger, self._typed)
            refuse(ledger, values, problems, name=self._name)
            after = replace(after, **values)
            after = prepare(work, after, before)
        after = self._restated(after)
        if after.withdrawn and not before.withdrawn:
            refuse_parent(work, before)
        if before.withdrawn and not after.withdrawn:
            refuse_orphan(work, before)
        permit(work, before, after, typed=bool(self._typed))
        refuse_new_errors(work, before, after)
        if after != before:
            after = copy_with(after, changed_by=work.desk.officer.name, changed_at=work.at)
        return _lay_over(work, self._state, after, self._marks, self._touched)

    def _restated(self, after: Record) -> Record:
        """The record in the state that follows: what was reviewed is to be reviewed again, what is
        complete is handed in, what lacks something is a draft."""
        before = self._before
        same = copy_with(after, status=before.status, reviewed_by=None, reviewed_at=None)
        if same == copy_with(before, reviewed_by=None, reviewed_at=None):
            return after
        if STATUS in self._touched or after.withdrawn != before.withdrawn:
            return after
        if after.status in ("draft", "submitted", "reviewed"):
            after = settle(self._work, copy_with(after, status="draft"))
            if after.status not in REVIEWED:
                after = copy_with(after, reviewed_by=None, reviewed_at=None)
        return after

    @property
    def _name(self) -> str:
        return self._before.label(self._work.lists)


def title_of(ledger: Ledger, register: str) -> str:
    """The titles of a register's fields in one line."""
    if register == WITHDRAWN:
        return _("删除或保留")
    shown = ledger.shown()
    return listed(
        _(shown[name].title) for name in ledger.registers.get(register, ()) if name in shown
    )


def permit(work: Work, before: Record, after: Record, *, typed: bool) -> None:
    """Refuse a decision that this officer may not make about this record.

    Whose contents were written by the steps of a case may be chosen, not typed.
    """
    ledger = after.ledger
    work.desk.officer.demand(ledger.writing)
    if before.status in REVIEWED:
        work.desk.officer.demand(Right.REVIEW)
    stamps = {"changed_by": None, "changed_at": None}
    if copy_with(before, **stamps) == copy_with(after, **stamps):
        return
    if before.status in REVIEWED and not work.reason and before.withdrawn == after.withdrawn:
        raise Refused(
            "“{name}”{state}，改变内容须写明原因",
            name=before.label(work.lists),
            state=ledger.shown()["status"].show(before.status, work.lists),
        )
    stepping, work.stepping = work.stepping, not typed or work.stepping
    try:
        Permits(work).check(ledger, [Change(before, after)])
    finally:
        work.stepping = stepping


def refuse_new_errors(work: Work, before: Record | None, after: Record) -> None:
    """Refuse a record that breaks a rule which it did not break before.

    What the joining of two honest states brought about is told on the receipt and stays as it is
    until somebody mends it: it must not keep the other matters of the record from being decided.
    """
    if after.withdrawn:
        return
    known = {(p.field, p.code, p.text) for p in before.problems(work)} if before else set()
    stops = [
        p
        for p in after.problems(work)
        if p.severity == "error" and (p.field, p.code, p.text) not in known
    ]
    if stops:
        raise Invalid(after.label(work.lists), stops, after.ledger.titles())


def _lay_over(
    work: Work, before: State, after: Record, marks: Marks, touched: Iterable[str]
) -> Laid:
    """A decision as it is written: it bears this work's dot wherever it decided or changed."""
    ledger = after.ledger
    coder = codec(ledger)
    differing = coder.differing(coder.stored(before.row), coder.to_values(after))
    columns = {*touched, *differing}
    written = overwrite(ledger, marks, columns, work.dot, withdrawn=after.withdrawn)
    return Laid(before, after, written.text())
