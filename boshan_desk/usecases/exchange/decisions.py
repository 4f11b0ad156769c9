"""What was decided between offices: to think again, and to tell the other office.

What a decision decided between stands in the history with the marks of then, so one may decide
otherwise as long as nobody has written there since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from boshan_desk.domain.ledger import STATUS, WITHDRAWN, Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved
from boshan_desk.domain.registers import Values, read_marks, site_of, values_in
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader, State
from boshan_desk.usecases.exchange.answers import Decided
from boshan_desk.usecases.exchange.held_rows import held_rows
from boshan_desk.usecases.exchange.matters import (
    AGAIN,
    APART,
    COMPARE,
    JOIN,
    KEEP,
    REFUSE,
    TAKE,
    WITHDRAW,
    Line,
)
from boshan_desk.usecases.exchange.peers import Peer, desks_like, peers
from boshan_desk.usecases.exchange.settling import (
    OURS,
    OWN,
    THEIRS,
    Choice,
    Resolved,
    Settling,
)
from boshan_desk.usecases.exchange.side_by_side import SideBySide

KIND: Final = "resolve"
"""What the history calls a decision between contents."""

HELD_KIND: Final = "held"
"""What it calls one about a row that waited."""

DOUBLES_KIND: Final = "doubles"
"""What it calls one about likely duplicates."""

KEPT_OURS: Final = "kept"
"""What it says of a row that waited and was not taken, for what stands here was kept."""


@dataclass(frozen=True, kw_only=True)
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
    """What was to be decided between; what the record held after it is marked as shown."""
    chosen: str
    """What was chosen, in words: 采用博山镇填报的内容."""
    stands: bool
    """Whether nobody has written there since, so that one may think again."""
    later: Decision | None = None
    """The second thought that took its place."""

    @property
    def words(self) -> str:
        """What was chosen, and whether that is still what counts."""
        if self.later is not None:
            told = _("已改变（{at}），原来是：{chosen}")
            return told.format(chosen=self.chosen, at=self.later.at[5:16])
        return (
            self.chosen if self.stands else _("{chosen}（后来又有改动）").format(chosen=self.chosen)
        )


_CHOSEN: Final[Mapping[str, str]] = {
    OURS: mark("采用{office}填报的内容"),
    THEIRS: mark("采用{office}填报的内容"),
    OWN: mark("另填内容"),
    KEEP: mark("保留记录"),
    WITHDRAW: mark("仍然删除"),
    TAKE: mark("采用{office}的改动"),
    KEPT_OURS: mark("保持原内容，不采用{office}的改动"),
    REFUSE: mark("不接收"),
    AGAIN: mark("已并入"),
    JOIN: mark("合为一条"),
    APART: mark("不是同一条"),
    COMPARE: mark("收回“不是同一条”，重新核对"),
}
"""What the history calls a choice, in words."""


def choice_words(how: str, office: str) -> str:
    """A choice in words, for lists and for the answer to the other office."""
    return _(_CHOSEN.get(how, how)).format(office=office or _("对方"))


def decided(desk: Desk, *, most: int = 200) -> list[Decision]:
    """The decisions about contents, the newest first, each with what it decided between."""
    found: list[Decision] = []
    later: dict[tuple[int, str, str, str], Decision] = {}
    with desk.read() as reader:
        look = SideBySide(reader)
        for work in reader.works(KIND, HELD_KIND):
            for ledger_name, id, register, how, office in work["items"]:
                if look.sees(ledger_name):
                    words = choice_words(how, office)
                    for each in _decisions(look, work, KEPT[ledger_name], id, register, words):
                        what = (each.ledger, each.id, each.register)
                        found.append(replace(each, later=later.get((each.number, *what))))
                        if "instead" in work:
                            later[work["instead"], *what] = each
                if len(found) >= most:
                    return found[:most]
    return found


def _decisions(
    look: SideBySide, work: Mapping[str, Any], ledger: Ledger, id: str, register: str, words: str
) -> Iterator[Decision]:
    """What one work decided about a record: one register, or of a held row every one of it."""
    state = look.reader.states(ledger, [id]).get(id)
    after, *then = states_then(look.reader, ledger, id, work["n"])
    if state is None or not then:
        # It was taken back whole, or the history was cleared.
        return
    label = codec(ledger).to_record(state.row).label(look.reader.lists)
    for each in (register,) if register else ledger.registers:
        contents = contents_then(look.reader, ledger, id, each, work["n"])
        if not register and (each == STATUS or len(set(contents.values())) < 2):
            continue
        chosen = tuple(after.row.get(c) for c in ledger.registers[each])
        yield Decision(
            number=work["n"],
            at=work["at"],
            officer=work["officer"],
            ledger=ledger.name,
            id=id,
            register=each,
            label=label,
            line=look.past_line(ledger, each, then[0], contents, chosen),
            chosen=words,
            stands=_stands(look, ledger, state, each, work["n"]),
        )


def _stands(look: SideBySide, ledger: Ledger, state: State, register: str, number: int) -> bool:
    """Whether a register still bears the write of that decision, and nothing competes with it."""
    marks = read_marks(state.marks)
    own = f"{look.origins.place_of(number)}.{number}"
    columns = ledger.registers[register]
    return register not in marks.others and all(marks.dot(c) == own for c in columns)


def states_then(reader: Reader, ledger: Ledger, id: str, step: int) -> list[State]:
    """A record as a work left it, and before that, back to how the work found it."""
    state = reader.states(ledger, [id]).get(id)
    row = dict(state.row) if state else {}
    sql = (
        "SELECT step, fields FROM change WHERE ledger = ? AND record_id = ? AND step >= ?"
        " ORDER BY n DESC"
    )
    found = [State(dict(row), state.marks if state else "")]
    for number, text in reader.connection.exec_driver_sql(sql, (ledger.name, id, step)):
        told = json.loads(text)
        marks = told.pop("dots", [None, None])[0]
        row |= {name: pair[0] for name, pair in told.items()}
        if number > step:
            found = [State(dict(row), "")]
        elif marks:
            found.append(State(dict(row), marks))
    return found


def contents_then(
    reader: Reader, ledger: Ledger, id: str, register: str, step: int
) -> dict[str, Values]:
    """What a work decided between, by the write it came from; where it was a second thought, also
    what the first was between.
    """
    sql = "SELECT json_extract(detail, '$.instead') FROM step WHERE n = ?"
    found: dict[str, Values] = {}
    at: int | None = step
    while at is not None:
        for state in states_then(reader, ledger, id, at)[1:]:
            marks = read_marks(state.marks)
            found |= values_in(ledger.registers[register], register, state.row, marks)
        earlier = reader.connection.exec_driver_sql(sql, (at,)).scalar_one_or_none()
        at = earlier if earlier is not None and earlier < at else None
    return found


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
        known = register in kept.registers
        contents = contents_then(work, kept, id, register, number) if known else {}
        if not contents or (len(contents) == 1 and register != WITHDRAWN):
            raise Missing("没有编号为 {number} 的核定", number=number)
        look = SideBySide(work)
        settled = Settling(work, kept, id, look.origins)
        now = work.states(kept, [id])[id]
        if not _stands(look, kept, now, register, number):
            raise Moved(
                "“{name}”后来又有改动，不能再改变核定；请直接修改记录",
                name=codec(kept).to_record(now.row).label(work.lists),
            )
        how, office = settled.take(register, contents, choice)
        laid = settled.done()
        work.lay(kept, [laid])
        record = laid.after
        assert record is not None
        work.name = _("{what}“{record}”").format(what=name, record=record.label(work.lists))
        work.detail |= {
            "kind": KIND,
            "items": [[ledger, id, register, how, office]],
            "instead": number,
        }
    return Resolved(work.number, (record,))


def decided_since(
    reader: Reader, step: int, peer: Peer, label: Callable[[Record], str] | None = None
) -> list[Decided]:
    """What was decided after a work and concerns another desk, for the answer to it; the last word
    of each.

    What concerns it is what it wrote in, and what is of its towns; of cases, only the former.
    `label` says what a record may be called outside the office.
    """
    sites = desks_like(peers(reader), peer)
    held = {(row["ledger"], row["record_id"]) for row in held_rows(reader) if row["site"] in sites}
    found: dict[tuple[str, str, str], Decided] = {}
    for work in reversed(reader.works(KIND, HELD_KIND, DOUBLES_KIND)):
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


def _concerns(
    reader: Reader, record: Record | None, sites: frozenset[str], towns: Collection[str]
) -> bool:
    if record is None:
        return False
    ledger = record.ledger
    if ledger.writing is Right.ENTER and reader.town_of(record) in towns:
        return True
    marks = read_marks(reader.marks_of(ledger, [record.id])[record.id])
    return any(site_of(place) in sites for place in marks.all_seen)
