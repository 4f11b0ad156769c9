"""Decide between contents that two offices wrote without knowing of each other.

A decision is a write of this desk that has seen everything, so it leaves one content; what it
decided against stays in the history, and one may think again as long as nobody has written since.
Several matters are decided in one work.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

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
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.permits import Permits
from boshan_desk.store.reader import Reader, State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.exchange.answers import Decided
from boshan_desk.usecases.exchange.peers import Peer, peers
from boshan_desk.usecases.exchange.provenance import Origins
from boshan_desk.usecases.exchange.waiting import (
    HELD,
    KEEP,
    KINDS,
    WITHDRAW,
    Candidate,
    Line,
    Looking,
    Waiting,
    count_waiting,
    in_full,
    like_this,
    waiting,
)
from boshan_desk.usecases.records import prepare, read_values, refuse, refuse_parent, settle

__all__ = [
    "HELD",
    "KEEP",
    "KINDS",
    "OURS",
    "THEIRS",
    "WITHDRAW",
    "Candidate",
    "Choice",
    "Decision",
    "Item",
    "Line",
    "Resolved",
    "Waiting",
    "by_key",
    "count_waiting",
    "decided",
    "decided_since",
    "in_full",
    "like_this",
    "reconsider",
    "resolve",
    "set_aside",
    "waiting",
]

Choice = str | Mapping[str, object]
"""`OURS`, `THEIRS`, the dot of a content, `KEEP` or `WITHDRAW` of a removal; or what was typed
instead, by field."""

Item = tuple[str, str, str, Choice]
"""A ledger, the id of a record, a register, and the choice."""

OURS, THEIRS = "ours", "theirs"

_OWN: Final = "own"
"""What the history calls a content that was typed."""

KIND: Final = "resolve"
"""What the history calls this work."""


@dataclass(frozen=True)
class Resolved:
    """What a decision did."""

    number: int
    """The number of the work, by which one may think again."""
    records: tuple[Record, ...]
    """The records as they are now."""


@dataclass(frozen=True)
class Decision:
    """One decision that was made, with what was to be decided between then."""

    number: int
    at: str
    officer: str
    ledger: str
    id: str
    register: str
    label: str
    line: Line
    """What was to be decided between, the chosen one marked as shown."""
    chosen: str
    """What was chosen, in words: 采用博山镇填报的内容."""
    stands: bool
    """Whether nobody has written there since, so that one may think again."""


# ---------------------------------------------------------------- deciding


def resolve(desk: Desk, items: Iterable[Item], *, reason: str = "") -> Resolved:
    """Decide matters in which contents compete, all of them as one work.

    What was reviewed is changed with a reason only, and is to be reviewed again.

    Raises:
        NoRight: the officer may not decide this, or not write in the ledger.
        Moved: somebody has decided it meanwhile.
        Refused: a choice that is none, or a record that may not be changed (archived, closed).
        Invalid: with what was chosen the record would break a rule.
    """
    chosen = list(items)
    if not chosen:
        raise Refused("没有选择要处理的内容")
    name = _("核定镇街数据") if desk.level != "town" else _("核定回执数据")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        told: list[list[str]] = []
        records: list[Record] = []
        by_record: dict[tuple[str, str], dict[str, Choice]] = defaultdict(dict)
        for ledger, id, register, choice in chosen:
            by_record[ledger, id][register] = choice
        laid: dict[str, list[Laid]] = defaultdict(list)
        origins = Origins(work)
        for (ledger_name, id), choices in by_record.items():
            settled = _Settling(work, KEPT[ledger_name], id, origins)
            for register, choice in choices.items():
                how, office = settled.choose(register, choice)
                told.append([ledger_name, id, register, how, office])
            laid[ledger_name].append(settled.done())
        for ledger_name, rows in laid.items():
            work.lay(KEPT[ledger_name], rows)
            records += [each.after for each in rows if each.after is not None]
        if len(records) == 1:
            work.name = _("{what}“{record}”").format(what=name, record=records[0].label(work.lists))
        else:
            work.name = _("{what}（{count} 条记录）").format(what=name, count=len(records))
        work.detail |= {"kind": KIND, "items": told}
    return Resolved(work.number, tuple(records))


class _Settling:
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
            if register in (STATUS, WITHDRAWN):
                raise Refused("“{title}”只能从列出的里面选", title=title_of(self._ledger, register))
            strange = [name for name in choice if name not in columns]
            if strange or not choice:
                raise Refused("请填写“{title}”", title=title_of(self._ledger, register))
            self._typed |= choice
            return _OWN, self._origins.offices.get(self._origins.site, "")
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
        permit(work, before, after, typed=bool(self._typed))
        refuse_new_errors(work, before, after)
        if after != before:
            after = copy_with(after, changed_by=work.desk.officer.name, changed_at=work.at)
        return lay_over(work, before, after, self._state.marks, self._marks, self._touched)

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
    return listed(_(shown[name].title) for name in ledger.registers[register] if name in shown)


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


def lay_over(
    work: Work, before: Record, after: Record, was: str, marks: Marks, touched: Iterable[str]
) -> Laid:
    """A decision as it is written: it bears this work's dot wherever it decided or changed."""
    ledger = after.ledger
    differing = codec(ledger).differing(
        codec(ledger).to_values(before), codec(ledger).to_values(after)
    )
    columns = {*touched, *differing}
    written = overwrite(ledger, marks, columns, work.dot, withdrawn=after.withdrawn)
    return Laid(before, after, was, written.text())


# ---------------------------------------------------------------- putting aside


def set_aside(desk: Desk, matters: Iterable[Waiting], *, aside: bool = True) -> int:
    """Put matters aside, so that the rest can be finished, or take them up again; how many.

    Raises:
        NoRight: the officer may not exchange packages.
    """
    name = _("暂放待处理事项") if aside else _("取回暂放的事项")
    wanted = [each for each in matters if each.aside != aside]
    if not wanted:
        return 0
    with desk.work(name, needs=Right.EXCHANGE, undoable=False) as work:
        tables = {
            "conflict": (schema.conflict, ("ledger", "record_id", "register")),
            "held": (schema.held, ("ledger", "record_id", "site")),
            "double": (schema.double, ("ledger", "one", "other")),
        }
        count = 0
        for table, (columns, key) in tables.items():
            known = {tuple(row[k] for k in key): row for row in work.small_rows(columns)}
            for each in wanted:
                row = known.get((each.ledger, each.id, each.register))
                if row is None or table != table_of(each):
                    continue
                row = {n: v for n, v in row.items() if n != "seal"} | {"aside": int(aside)}
                told = {"aside": [int(not aside), int(aside)]}
                work.write_row(table, row, told=told, needs=Right.EXCHANGE)
                count += 1
        if not count:
            raise Moved("这些事项已经处理过，请刷新后再看")
        work.detail |= {"kind": "aside", "count": count}
    return count


def table_of(matter: Waiting) -> str:
    """The table that a matter stands in."""
    if matter.kind == "double":
        return "double"
    return "held" if matter.kind in HELD else "conflict"


# ---------------------------------------------------------------- thinking again


_CHOSEN: Final[Mapping[str, str]] = {
    OURS: mark("采用{office}填报的内容"),
    THEIRS: mark("采用{office}填报的内容"),
    _OWN: mark("另填内容"),
    KEEP: mark("保留记录"),
    WITHDRAW: mark("仍然删除"),
    "take": mark("采用{office}的改动"),
    "kept": mark("保持原内容，不采用{office}的改动"),
    "refuse": mark("不接收"),
    "again": mark("已并入"),
    "join": mark("合为一条"),
    "apart": mark("不是同一条"),
}
"""What the history calls a choice, in words."""


def choice_words(how: str, office: str) -> str:
    """A choice in words, for lists and for the answer to the other office."""
    return _(_CHOSEN.get(how, how)).format(office=office or _("对方"))


def decided(desk: Desk, *, most: int = 200) -> list[Decision]:
    """The decisions between contents, the newest first, each with what it decided between."""
    found: list[Decision] = []
    with desk.read() as reader:
        look = Looking(reader)
        for work in reader.works(KIND):
            for ledger_name, id, register, how, office in work["items"]:
                if len(found) >= most:
                    return found
                if not look.sees(ledger_name):
                    continue
                decision = _decision(look, work, ledger_name, id, register)
                if decision is not None:
                    words = choice_words(how, office)
                    found.append(replace(decision, chosen=words))
    return found


def _decision(
    look: Looking, work: Mapping[str, Any], ledger_name: str, id: str, register: str
) -> Decision | None:
    ledger = KEPT[ledger_name]
    state = look.reader.states(ledger, [id]).get(id)
    then = state_before(look.reader, ledger, id, work["n"])
    if state is None or then is None:
        # It was taken back whole, or the history was cleared.
        return None
    line = look.line(ledger, register, then.row, read_marks(then.marks))
    return Decision(
        work["n"],
        work["at"],
        work["officer"],
        ledger_name,
        id,
        register,
        codec(ledger).to_record(state.row).label(look.reader.lists),
        line,
        "",
        _stands(look, ledger, state, register, work["n"]),
    )


def _stands(look: Looking, ledger: Ledger, state: State, register: str, number: int) -> bool:
    """Whether a register still bears the write of that decision, and nothing competes with it."""
    marks = read_marks(state.marks)
    own = f"{look.origins.place_of(number)}.{number}"
    columns = ledger.registers[register]
    return register not in marks.others and all(marks.dot(c) == own for c in columns)


def state_before(reader: Reader, ledger: Ledger, id: str, step: int) -> State | None:
    """A record as a work found it, with its marks; None where the history does not say."""
    state = reader.states(ledger, [id]).get(id)
    if state is None:
        return None
    row, marks = dict(state.row), ""
    sql = (
        "SELECT step, fields FROM change WHERE ledger = ? AND record_id = ? AND step >= ?"
        " ORDER BY n DESC"
    )
    for _step, text in reader.connection.exec_driver_sql(sql, (ledger.name, id, step)):
        told = json.loads(text)
        was = told.pop("dots", [None, None])[0]
        row |= {name: pair[0] for name, pair in told.items()}
        marks = was or ""
    return State(row, marks) if marks else None


def reconsider(
    desk: Desk, number: int, ledger: str, id: str, register: str, choice: Choice, reason: str = ""
) -> Resolved:
    """Decide otherwise about a register that a work had decided.

    Raises:
        NoRight: the officer may not.
        Moved: somebody has written there since.
        Missing: that work decided no such thing.
    """
    kept = KEPT[ledger]
    name = _("改变核定")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        then = state_before(work, kept, id, number)
        if then is None:
            raise Missing("没有编号为 {number} 的核定", number=number)
        look = Looking(work)
        settled = _Settling(work, kept, id, look.origins)
        now = work.states(kept, [id])[id]
        if not _stands(look, kept, now, register, number):
            raise Moved(
                "“{name}”后来又有改动，不能再改变核定；请直接修改记录",
                name=codec(kept).to_record(now.row).label(work.lists),
            )
        held = values_in(kept.registers[register], register, then.row, read_marks(then.marks))
        if len(held) == 1 and register != WITHDRAWN:
            raise Missing("没有编号为 {number} 的核定", number=number)
        how, office = settled.take(register, held, choice)
        laid = settled.done()
        work.lay(kept, [laid])
        record = laid.after or laid.before
        assert record is not None
        work.name = _("{what}“{record}”").format(what=name, record=record.label(work.lists))
        work.detail |= {
            "kind": KIND,
            "items": [[ledger, id, register, how, office]],
            "instead": number,
        }
    return Resolved(work.number, (record,))


# ---------------------------------------------------------------- telling the other office


def decided_since(
    reader: Reader, step: int, peer: Peer, label: Callable[[Record], str] | None = None
) -> list[Decided]:
    """What was decided after a work and concerns another desk, for the answer to it; the last word
    of each.

    What concerns it is what it wrote in, and what is of its towns; of cases, only the former.
    `label` says what a record may be called outside the office.
    """
    sites = _desks_of(reader, peer)
    held = {
        (row["ledger"], row["record_id"])
        for row in reader.small_rows(schema.held)
        if row["site"] in sites
    }
    found: dict[tuple[str, str, str], Decided] = {}
    for work in reversed(reader.works(KIND, "held", "doubles")):
        for ledger_name, id, register, how, office in work["items"] if work["n"] > step else ():
            record = reader.find(KEPT[ledger_name].record, id)
            if (ledger_name, id) not in held and not _concerns(reader, record, sites, peer.towns):
                continue
            found.pop((ledger_name, id, register), None)
            found[ledger_name, id, register] = Decided(
                ledger=ledger_name,
                id=id,
                register=register,
                label=label(record) if label and record else "",
                words=choice_words(how, office),
            )
    return list(found.values())


def _desks_of(reader: Reader, peer: Peer) -> frozenset[str]:
    """A desk, and those that it took the place of."""
    own = set(peer.towns)
    earlier = {each.site for each in peers(reader, peer.kind) if own and own & set(each.towns)}
    return frozenset({peer.site, *earlier})


def _concerns(
    reader: Reader, record: Record | None, sites: frozenset[str], towns: Collection[str]
) -> bool:
    if record is None:
        return False
    ledger = record.ledger
    if ledger.writing is Right.ENTER and reader.town_of(record) in towns:
        return True
    marks = read_marks(reader.marks_of(ledger, [record.id])[record.id])
    return any(place.partition(".")[0] in sites for place in marks.all_seen())


def by_key(desk: Desk, words: Sequence[str]) -> list[Waiting]:
    """The matters that these keys name, in their order; a serial number may stand for the id.

    Raises:
        Missing: one names none that waits.
    """
    known: dict[str, Waiting] = {}
    for each in waiting(desk):
        known[each.key] = each
        known.setdefault(each.short, each)
    for word in words:
        if word not in known:
            raise Missing("没有编号为“{word}”的待处理事项，可用 conflicts 查看", word=word)
    return [known[word] for word in words]
