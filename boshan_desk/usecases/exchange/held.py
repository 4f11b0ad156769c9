"""Rows that came in and were not joined: to accept, to refuse with the reason, to try again.

What was reviewed here, or counts in a closed period, no package changes; a person does.  What hangs
on a record that has not come waits for it.  Whatever is decided, both contents stay in the history:
the other office's state is joined first, and then this desk writes what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import STATUS, Ledger, Record, copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.registers import (
    NOBODYS,
    Forked,
    Marks,
    Values,
    covers,
    join,
    order,
    overwrite,
    read_marks,
    values_in,
)
from boshan_desk.domain.states import REVIEWED
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.permits import Permits
from boshan_desk.store.reader import Reader, State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.exchange.decisions import HELD_KIND, KEPT_OURS
from boshan_desk.usecases.exchange.doubles_found import note
from boshan_desk.usecases.exchange.gathering import heads_of
from boshan_desk.usecases.exchange.held_rows import (
    REFUSED,
    Key,
    held_row,
    held_rows,
    held_state,
    key_of,
)
from boshan_desk.usecases.exchange.matters import REFUSE, TAKE
from boshan_desk.usecases.exchange.peers import peers
from boshan_desk.usecases.exchange.provenance import Origins
from boshan_desk.usecases.exchange.retrying import retry
from boshan_desk.usecases.exchange.settling import Resolved, permit, refuse_new_errors
from boshan_desk.usecases.records import refuse_parent, settle


@dataclass(frozen=True)
class Tried:
    """What became of rows that were tried again."""

    taken: int
    left: int
    """Those that still wait, perhaps for something else now."""
    refused: int = 0
    """Those that break a rule, now that it can be seen."""


def accept(desk: Desk, items: Iterable[Key], *, reason: str = "") -> Resolved:
    """Take what the other office wrote into records that were reviewed, or that are closed.

    What was reviewed is then to be reviewed again, which wants a reason.  Into a closed period only
    who is exempt may write, or anybody once it was opened.

    Raises:
        NoRight: the officer may not.
        Refused: no reason, an archived record, a closed period, or a link that leads nowhere.
        Moved: it waits no longer.
    """
    return _decide(desk, list(items), TAKE, reason)


def refuse(desk: Desk, items: Iterable[Key], reason: str) -> Resolved:
    """Keep what stands here against what the other office wrote; the reason goes back to it.

    Raises:
        NoRight: the officer may not.
        Refused: no reason.
        Moved: it waits no longer.
    """
    if is_blank(reason):
        raise Refused("不接收须写明原因，原因随回执返回")
    return _decide(desk, list(items), KEPT_OURS, reason)


def _decide(desk: Desk, items: Sequence[Key], how: str, reason: str) -> Resolved:
    if not items:
        raise Refused("没有选择要处理的内容")
    name = _("接收暂存的改动") if how == TAKE else _("不接收暂存的改动")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        told: list[list[str]] = []
        records: list[Record] = []
        origins = Origins(work)
        for key in items:
            row = _waiting(work, key)
            if row["why"] != "link":
                desk.officer.demand(Right.REVIEW)
            if row["why"] == "link" and how == TAKE:
                told += _told_of(work, _join_linked(work, row))
                records += work.find_many(KEPT[key[0]].record, [key[1]]).values()
            else:
                done, found = _decide_row(work, row, how)
                records += found
                told.append([key[0], key[1], "", done, origins.offices.get(key[2], "")])
        if how == TAKE:
            # What hangs on them may come in now.
            told += _told_of(work, _try(work))
            _note_doubles(work, told)
        if len(records) == 1:
            work.name = _("{what}“{record}”").format(what=name, record=records[0].label(work.lists))
        work.detail |= {"kind": HELD_KIND, "items": told}
    return Resolved(work.number, tuple(records))


def _waiting(work: Work, key: Key) -> Mapping[str, Any]:
    row = held_row(work, key)
    if row is None:
        raise Moved("这条暂存的记录已经处理过，请刷新后再看")
    return row


def _try(work: Work, wanted: Set[Key] | None = None) -> list[Key]:
    """Let in what lacks nothing any more; the rules were asked where it was written."""
    merging, work.merging = work.merging, True
    taken = retry(work, wanted=wanted).taken
    work.merging = merging
    return taken


def _join_linked(work: Work, row: Mapping[str, Any]) -> list[Key]:
    """Let a row in that waited for a record which is here now."""
    ledger = KEPT[row["ledger"]]
    refuse_loose(work, ledger, held_state(ledger, row)[0])
    return _try(work, {key_of(row)})


def _decide_row(work: Work, row: Mapping[str, Any], how: str) -> tuple[str, list[Record]]:
    """Take a row or turn it down; what the history calls that, and the record."""
    ledger, id = KEPT[row["ledger"]], row["record_id"]
    state = work.states(ledger, [id]).get(id)
    if state is None and how == KEPT_OURS:
        work.desk.officer.demand(ledger.writing)
        told = {"why": [row["why"], REFUSED]}
        work.write_row("held", {**row, "why": REFUSED}, told=told, needs=Right.EXCHANGE)
        return REFUSE, []
    coming = held_state(ledger, row)
    if state is None:
        record = _enter(work, ledger, coming)
    else:
        record = _settle(work, ledger, state, coming, how)
    work.drop_row("held", *key_of(row))
    return how, [record]


def _settle(
    work: Work, ledger: Ledger, state: State, coming: tuple[Mapping[str, Any], Marks], how: str
) -> Record:
    """Join what came, and write over it what was decided; the record as it is now."""
    coder = codec(ledger)
    ours = (state.row, read_marks(state.marks))
    before = coder.to_record(state.row)
    try:
        row, marks = join(ledger, ours, coming, heads_of(work, peers(work)))
    except Forked:
        raise Refused(
            "“{name}”的同一次登记有两种内容，可能有两台电脑用着同一份数据，请先查明",
            name=before.label(work.lists),
        ) from None
    joined = coder.to_record(row)
    new = news_of(ledger, ours[1], coming)
    final = before
    if how == TAKE:
        final = _taken(work, ledger, before, new)
        if final.withdrawn and not before.withdrawn:
            refuse_parent(work, before)
    permit(work, before, final, typed=False)
    refuse_new_errors(work, before, final)
    final = copy_with(final, changed_by=work.desk.officer.name, changed_at=work.at)
    columns = {name for register in new for name in ledger.registers[register]}
    columns |= set(coder.differing(coder.to_values(joined), coder.to_values(final)))
    written = overwrite(ledger, marks, columns, work.dot, withdrawn=final.withdrawn)
    # Twice, so that the history has both.
    work.lay(ledger, [Laid(state, joined, marks.text())])
    work.lay(ledger, [Laid(State.of(coder.to_row(joined), marks), final, written.text())])
    return final


def news_of(
    ledger: Ledger, ours: Marks, theirs: tuple[Mapping[str, Any], Marks]
) -> dict[str, Values]:
    """What the other side wrote that this one has not seen, by register."""
    seen = ours.all_seen
    found = {}
    for register, columns in ledger.registers.items():
        held = values_in(columns, register, *theirs)
        if new := [dot for dot in held if dot != NOBODYS and not covers(seen, dot)]:
            found[register] = held[max(new, key=order)]
    return found


def _taken(work: Work, ledger: Ledger, before: Record, new: Mapping[str, Values]) -> Record:
    """The record with what the other office wrote, in the state that follows of a change.

    The state of what was reviewed here is no other office's to say.
    """
    row = codec(ledger).to_row(before)
    for register, values in new.items():
        if register != STATUS or before.status not in REVIEWED:
            row |= zip(ledger.registers[register], values, strict=True)
    after = codec(ledger).to_record(row)
    if after == before or after.withdrawn != before.withdrawn:
        return after
    if after.status in ("submitted", "reviewed"):
        after = copy_with(after, status="draft", reviewed_by=None, reviewed_at=None)
        after = settle(work, after)
    return after


def _enter(work: Work, ledger: Ledger, coming: tuple[Mapping[str, Any], Marks]) -> Record:
    """Take in a record that is not here yet, as the other office wrote it."""
    record = codec(ledger).to_record(dict(coming[0]))
    refuse_loose(work, ledger, coming[0])
    work.desk.officer.demand(ledger.writing)
    stepping, work.stepping = work.stepping, True
    try:
        Permits(work).check(ledger, [Change(None, record)])
    finally:
        work.stepping = stepping
    refuse_new_errors(work, None, record)
    work.lay(ledger, [Laid(None, record, coming[1].text())])
    return record


def refuse_loose(work: Reader, ledger: Ledger, coming: Mapping[str, Any]) -> None:
    """Refuse a row whose links lead to records that are not here."""
    for name, kind in ledger.linking.items():
        id = coming.get(name)
        if id and work.linked(kind.to, id) is None:
            raise Refused("“{title}”还没有收到，不能并入；收到后再试", title=_(kind.title))
    owner = coming.get("of_ledger")
    if owner in KEPT and work.linked(owner, coming.get("of_id")) is None:
        raise Refused("“{title}”还没有收到，不能并入；收到后再试", title=_(KEPT[owner].title))


# ---------------------------------------------------------------- trying again


def try_again(desk: Desk, items: Iterable[Key] | None = None) -> Tried:
    """Weigh the rows that wait anew, and take in those that need no person any more; all of them
    where none is named.

    Raises:
        NoRight: the officer may not exchange packages.
    """
    wanted = None if items is None else set(items)
    with desk.work(_("再试暂存的记录"), needs=Right.EXCHANGE, undoable=False) as work:
        work.merging = True
        tried = retry(work, wanted=wanted)
        told = _told_of(work, tried.taken)
        _note_doubles(work, told)
        work.detail |= {"kind": HELD_KIND, "items": told} if told else {}
        left = [
            row
            for row in held_rows(work)
            if row["why"] != REFUSED and (wanted is None or key_of(row) in wanted)
        ]
    return Tried(len(told), len(left), len(tried.refused))


def _told_of(work: Work, taken: Iterable[Key]) -> list[list[str]]:
    """What came in, as the history tells it."""
    origins = Origins(work)
    return [
        [ledger, id, "", "again", origins.offices.get(site, "")]
        for ledger, id, site in dict.fromkeys(taken)
    ]


def _note_doubles(work: Work, told: Iterable[Sequence[str]]) -> None:
    """Note which of the records that came in may be ones that are here."""
    touched: dict[str, set[str]] = {}
    for ledger, id, *_rest in told:
        touched.setdefault(ledger, set()).add(id)
    note(work, touched)
