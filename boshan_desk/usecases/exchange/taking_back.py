"""Taking a package back that was taken in: every record stands as before it.

Which records those are the history of the work says; what it knew besides (who waits, which
packages came, up to where) is let go again.
"""

from __future__ import annotations

import json
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.registers import read_marks
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.codec import codec, told_fields
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.exchange import former
from boshan_desk.usecases.exchange.held_rows import Key, row_with
from boshan_desk.usecases.exchange.parcels import OTHER_LIFE, Parcel, change_parcel, parcels
from boshan_desk.usecases.exchange.statements import unnote_import
from boshan_desk.usecases.sheets.preview import Progress, tell_nobody

_SOME: Final = 500
"""So many records are laid back, or asked for, with one question."""


def take_undo(desk: Desk, number: int, *, progress: Progress | None = None) -> int:
    """Take a package back that was taken in by this work; how many records that was.

    Each stands as before, with what is known of its writes; the package can be taken again.  The
    newest package of a sender comes first, and what was worked on since stays in the way.

    Raises:
        Missing: no package was taken by this work.
        Moved: one of the records has been changed since, or something hangs on it.
    """
    tell = progress or tell_nobody
    with desk.work(_("撤销接收"), needs=Right.EXCHANGE, undoable=False) as work:
        found = [p for p in parcels(work, way="in") if p.step == number and p.state == "taken"]
        # Of packages that were rescued with a desk the works are gone.
        if not found or not number:
            raise Missing("没有编号为 {number} 的接收记录，或者已经撤销", number=number)
        parcel = found[0]
        _refuse_older(work, parcel)
        work.merging = True
        count = _lay_back(work, number, tell)
        _let_go(work, parcel)
        work.detail = {"kind": "take-undo", "undoes": number, "parcel": parcel.digest}
    return count


def _refuse_older(work: Work, parcel: Parcel) -> None:
    if parcel.kind == "return":
        raise Refused("回执是上级单位的答复，不能撤销接收")
    later = [
        each
        for each in parcels(work, site=parcel.site, way="in")
        if each.state == "taken" and each.step > parcel.step
    ]
    if later:
        seq = f"{max(later, key=lambda each: each.step).seq:02d}"
        raise Moved("这之后又接收过第{seq}包，请先撤销后面的", seq=seq)
    for each in parcels(work, way="out", kind="package"):
        # By the work that made it: after a rescue works are numbered from one again.
        if each.from_n < parcel.step < each.step:
            # There it would stand for good: what is gone here goes into no package.
            raise Moved(
                "这个包带来的内容已随第{seq}包报送上级，不能整包撤销；有不对的内容，请直接更正",
                seq=f"{each.seq:02d}",
            )


def _lay_back(work: Work, number: int, tell: Progress) -> int:
    sql = "SELECT ledger, record_id, fields FROM change WHERE step = ? ORDER BY n DESC"
    rows = list(work.connection.exec_driver_sql(sql, (number,)))
    own: list[tuple[str, str]] = []
    merged: dict[str, list[tuple[str, dict[str, list[Any]]]]] = {}
    for ledger, id, text in rows:
        if ledger not in KEPT:
            continue
        fields = json.loads(text)
        if "dots" in fields:
            merged.setdefault(ledger, []).append((id, fields))
        else:
            own.append((ledger, id))
    total = sum(map(len, merged.values()))
    gone = {(name, id) for name, each in merged.items() for id, f in each if f["dots"][0] is None}
    done = 0
    for name in sorted(merged, key=lambda name: name != "attachment"):
        for start in range(0, len(merged[name]), _SOME):
            some = merged[name][start : start + _SOME]
            for id, fields in some:
                _lay_back_one(work, name, id, fields)
            done += len(some)
            tell(done, total)
    _refuse_hanging(work, gone)
    _lay_own_back(work, number, {id for _name, id in own})
    return total


def _lay_back_one(work: Work, name: str, id: str, fields: dict[str, list[Any]]) -> None:
    ledger = KEPT[name]
    coder = codec(ledger)
    state = work.states(ledger, [id]).get(id)
    was, marks = fields["dots"]
    if state is None or read_marks(state.marks).text() != marks:
        raise former.moved(work, name, id)
    row = dict(state.row)
    row |= {field: pair[0] for field, pair in fields.items() if field != "dots"}
    after = coder.to_record(row) if was is not None else None
    work.lay(ledger, [Laid(state, after, was or "")])


def _refuse_hanging(work: Work, gone: set[tuple[str, str]]) -> None:
    """Refuse to take records away on which others still hang."""
    for name, ledger in KEPT.items():
        if name in SECRET:
            continue
        for field, link in ledger.linking.items():
            ids = [id for to, id in gone if to == link.to]
            for start in range(0, len(ids), _SOME):
                some = tuple(ids[start : start + _SOME])
                marks = ", ".join("?" * len(some))
                sql = f'SELECT id FROM "{name}" WHERE "{field}" IN ({marks})'
                found = work.connection.exec_driver_sql(sql, some).scalars().first()
                if found is not None:
                    record = work.find(ledger.record, found)
                    raise Moved(
                        "“{name}”与这个包带来的记录相连，不能整包撤销；请先把它改挂到别的记录，再撤销",
                        name=record.label(work.lists) if record else found,
                    )
    for name, id in gone:
        sql = "SELECT id FROM attachment WHERE of_ledger = ? AND of_id = ?"
        if work.connection.exec_driver_sql(sql, (name, id)).first() is not None:
            raise Moved("有附件挂在这个包带来的记录上，不能整包撤销；请先处理附件")


def _lay_own_back(work: Work, number: int, ids: set[str]) -> None:
    """Take back what this office wrote with it (镇街报送), where nobody went on with it."""
    if not ids:
        return
    for changes in work.changes_of(number):
        for change in changes:
            if change.record.id not in ids:
                continue
            now: Record | None = work.find(type(change.record), change.record.id)
            if now is not None and now == change.after:
                work.apply([Change(now, change.before)], judged=True)
            elif isinstance(change.record, TownReport):
                unnote_import(work, change)


def _let_go(work: Work, parcel: Parcel) -> None:
    """Let what the taking knew besides be as before: who waits, what came, what is counted."""
    text = work.connection.exec_driver_sql(
        "SELECT detail FROM step WHERE n = ?", (parcel.step,)
    ).scalar_one()
    detail = json.loads(text)
    sql = "SELECT ledger, one, other FROM double WHERE step = ? AND state = 'open'"
    for found in list(work.connection.exec_driver_sql(sql, (parcel.step,))):
        work.drop_row("double", *found)
    _forget_origins(work, parcel)
    _undo_parcel(work, parcel)
    former.put_back(work, parcel, detail)
    # Older programs kept no more of what had waited than what became of it.
    sql = "SELECT fields FROM change WHERE step = ? AND ledger = ? AND record_id = ?"
    for name, id, site in detail.get("from_held", []):
        for text in work.connection.exec_driver_sql(sql, (parcel.step, name, id)).scalars():
            if json.loads(text).get("dots", [None, None])[1]:
                _hold_again(work, (name, id, site), text)


def _forget_origins(work: Work, parcel: Parcel) -> None:
    """Forget who wrote what came; not of desks of which what came since may tell, too."""
    since = [each for each in parcels(work, way="in") if each.step > parcel.step]
    taken = {each.kind for each in since if each.state == "taken"}
    sql = "SELECT site, epoch, n FROM origin WHERE parcel = ?"
    for site, epoch, n in list(work.connection.exec_driver_sql(sql, (parcel.digest,))):
        if not taken or (site == parcel.site and "return" not in taken):
            work.drop_row("origin", site, epoch, n)


def _undo_parcel(work: Work, parcel: Parcel) -> None:
    """Note that it was taken back; one of a doubled desk waits again for a person to find out."""
    if parcel.epoch < OTHER_LIFE:
        change_parcel(work, parcel.digest, "undone")
    else:
        change_parcel(work, parcel.digest, "forked", epoch=parcel.epoch - OTHER_LIFE)


def _hold_again(work: Work, key: Key, text: str) -> None:
    """Let a state wait again that a change tells of."""
    name, id, _site = key
    ledger = KEPT[name]
    now = work.states(ledger, [id]).get(id)
    row = {**(now.row if now else {}), "id": id}
    row |= {field: pair[1] for field, pair in told_fields(text).items()}
    held, _new = row_with(work, key, "link", State(row, json.loads(text)["dots"][1]))
    work.keep_rows("held", [held])
