"""What becomes of each record of a package: taken, held, refused, and why.

The same weighing serves the look before and the taking itself.  What is refused is refused for what
the row says and for whose it is, never for the clock, for the order in which packages came or for
what else is here: in any order the same becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import STATUS, UNLISTED, WITHDRAWN, Ledger, Record
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Damaged, Problem, Refused
from boshan_desk.domain.registers import (
    Forked,
    Marks,
    Seen,
    competing,
    covers,
    join,
    read_marks,
    site_of,
    values_in,
)
from boshan_desk.domain.states import REVIEWED
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store import schema
from boshan_desk.store.codec import STAMPS, codec
from boshan_desk.store.files import content_path
from boshan_desk.store.permits import counted_days
from boshan_desk.store.reader import Reader, State
from boshan_desk.store.work import PURGED
from boshan_desk.usecases.attachments import shown_name
from boshan_desk.usecases.exchange.claims import DOUBLED, Claims
from boshan_desk.usecases.exchange.gathering import heads_of
from boshan_desk.usecases.exchange.owners import Owners
from boshan_desk.usecases.exchange.package_rows import Row, id_in, read_row
from boshan_desk.usecases.exchange.peers import DOWN, Peer, peers

SOME: Final = 500
"""So many rows are weighed, and written, together."""

_ODD: Final = mark("内容不合数据包的规定，请更新双方的程序后重新制作数据包")
_TWICE: Final = mark("数据包里同一条记录出现了两次，没有接收任何内容；请对方重新制作数据包")
_NO_FILE: Final = mark("附件的文件没有随包带来，请在对方电脑上检查数据后重新制作数据包")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What becomes of one record."""

    ledger: Ledger
    id: str
    outcome: str
    """new, changed, same, conflict, held or refused (`answers.OUTCOMES`)."""
    why: str = ""
    """A reason of `answers.WHY`."""
    words: str = ""
    """What is wrong, where the reason does not say it all."""
    coming: State
    """As it came."""
    before: State | None = None
    """As it is here."""
    after: State | None = None
    """As it is to be; None where nothing is to be written."""
    record: Record | None = None
    """As it is to be, or as it came where it is held."""
    fresh: tuple[str, ...] = ()
    """The registers in which values compete that did not before."""


class _Bare:
    """Nothing but the lists: what is refused depends on no clock and on no other record."""

    today: Final = date.max

    def __init__(self, lists: Lists) -> None:
        self.lists = lists

    def linked(self, ledger: str, id: str | None) -> None:
        return None


@dataclass
class Weigher:
    """Weighs the rows of one sender against one state of the desk."""

    reader: Reader
    peer: Peer
    epoch: int
    upto: int
    """The sender's newest work, as its manifest says."""
    blobs: Set[str] = frozenset()
    """The hashes of the files that came with it."""
    forked: str = ""
    """Set where a row proves that two desks go under the sender's name."""
    _columns: dict[str, frozenset[str]] = field(default_factory=dict)
    """By ledger the columns that the sender's program knows."""
    _accepted: dict[str, set[str]] = field(default_factory=dict)
    _waiting: list[Weighed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known = peers(self.reader)
        self._heads = heads_of(self.reader, self._known)
        self._claims = Claims(self.reader, self.peer, self._known, self.epoch, self.upto)
        own = site_of(self.reader.desk.site)
        self._above = {peer.site for peer in self._known if peer.kind != DOWN} | {own}
        self._owners = Owners(self.reader, self.peer, self._known, self._above)
        self._bare = _Bare(self.reader.lists)
        self._from_below = self.peer.kind == DOWN
        self._closed: list[Period] = [
            read_period(row["period"]) for row in self.reader.small_rows(schema.closing)
        ]

    # The rows as they come

    def weigh(self, name: str, lines: Iterable[dict[str, Any]]) -> Iterator[list[Weighed]]:
        """What becomes of the rows of one ledger, some after some; what waits for others is kept
        back (`rest`).
        """
        ledger = KEPT[name]
        some: list[dict[str, Any]] = []
        seen: set[Any] = set()
        for place, line in enumerate(lines):
            if place == 0 and set(line) == {"columns"} and isinstance(line["columns"], list):
                self._columns[name] = frozenset(map(str, line["columns"]))
                continue
            if line.get("id") in seen:
                raise Refused(_TWICE)
            seen.add(line.get("id"))
            some.append(line)
            if len(some) == SOME:
                yield self._settle(self._weigh(ledger, some))
                some = []
        if some:
            yield self._settle(self._weigh(ledger, some))

    def rest(self) -> Iterator[list[Weighed]]:
        """What waited for rows that came later; what still lacks something is held."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            found = self._settle(waiting)
            if found:
                yield found
            elif self._waiting:
                yield self._settle_ring()
                return

    def again(self, ledger: Ledger, state: State) -> Weighed | None:
        """What becomes of a state that was held, now; None where it would change nothing."""
        row = Row(ledger, state.row["id"], state.row, read_marks(state.marks))
        before = self.reader.states(ledger, [row.id]).get(row.id)
        found = self._weigh_row(row, state, before)
        if found.outcome == "same":
            return None
        if found.outcome not in ("held", "refused") and self._lacking(found):
            return self._hold(found, "link")
        return found

    # Links

    def _settle(self, weighed: list[Weighed]) -> list[Weighed]:
        """Those whose links lead somewhere; the others wait."""
        ready = []
        known = self._there(weighed)
        for each in weighed:
            if each.outcome in ("held", "refused", "same"):
                ready.append(each)
            elif any(target not in known for target in _links(each)):
                self._waiting.append(each)
            else:
                ready.append(each)
                self._accepted.setdefault(each.ledger.name, set()).add(each.id)
        return ready

    def _settle_ring(self) -> list[Weighed]:
        """Of rows that wait for one another those that lack nothing else; the others are held."""
        ring, self._waiting = self._waiting, []
        known = self._there(ring)
        own = {(each.ledger.name, each.id): each for each in ring}
        leaning: dict[tuple[str, str], list[tuple[str, str]]] = {}
        lacking: set[tuple[str, str]] = set()
        for key, each in own.items():
            for target in _links(each):
                if target in own:
                    leaning.setdefault(target, []).append(key)
                elif target not in known:
                    lacking.add(key)
        found = list(lacking)
        while found:
            # What leans on a row that is held is held, too.
            fresh = [key for key in leaning.get(found.pop(), ()) if key not in lacking]
            lacking.update(fresh)
            found += fresh
        settled = []
        for key, each in own.items():
            if key in lacking:
                settled.append(self._hold(each, "link"))
            else:
                settled.append(each)
                self._accepted.setdefault(each.ledger.name, set()).add(each.id)
        return settled

    def _lacking(self, each: Weighed) -> bool:
        known = self._there([each])
        return any(target not in known for target in _links(each))

    def _there(self, weighed: Sequence[Weighed]) -> set[tuple[str, str]]:
        """Of what these link to, what is here or has just been accepted."""
        wanted: dict[str, set[str]] = {}
        for each in weighed:
            for name, id in _links(each):
                wanted.setdefault(name, set()).add(id)
        found = set()
        for name, ids in wanted.items():
            accepted = self._accepted.get(name, set())
            found |= {(name, id) for id in ids & accepted}
            rest = sorted(ids - accepted)
            found |= {(name, id) for id in self.reader.marks_of(KEPT[name], rest)}
        return found

    def _hold(self, each: Weighed, why: str) -> Weighed:
        return Weighed(
            ledger=each.ledger,
            id=each.id,
            outcome="held",
            why=why,
            coming=each.coming,
            before=each.before,
            record=each.record,
        )

    # One row

    def _weigh(self, ledger: Ledger, lines: Sequence[dict[str, Any]]) -> list[Weighed]:
        read = [self._read(ledger, line) for line in lines]
        ids = [each.id for each in read if isinstance(each, Row)]
        before = self.reader.states(ledger, ids)
        found = []
        for each in read:
            if isinstance(each, Weighed):
                found.append(each)
            else:
                coming = State({**each.values, "id": each.id}, each.marks.text())
                found.append(self._weigh_row(each, coming, before.get(each.id)))
        return found

    def _weigh_row(self, row: Row, coming: State, before: State | None) -> Weighed:
        ledger = row.ledger
        ours = (before.row, read_marks(before.marks)) if before else None
        if before is not None and ours is not None:
            # Older desks wrote them with blanks.
            before = State(before.row, ours[1].text())
        if reason := self._claims.odd(row.marks, ours[1] if ours else None):
            return self._refuse(ledger, row.id, "type", reason, coming, before)
        values: dict[str, Any] = dict(coming.row)
        if ours is None:
            after = coming
        else:
            try:
                theirs = self._completed(ledger, (coming.row, row.marks), ours)
                values, marks = join(ledger, ours, theirs, self._heads)
            except Forked:
                self.forked = self.forked or row.id
                return self._refuse(ledger, row.id, "type", _(DOUBLED), coming, before)
            after = State(values, marks.text())
            assert before is not None
            if _same_state(ledger, after, before):
                return Weighed(
                    ledger=ledger, id=row.id, outcome="same", coming=coming, before=before
                )
        if self._from_below and (reason := self._owners.refusal(row, ours, self._accepted)):
            return self._refuse(ledger, row.id, "town", reason, coming, before)
        try:
            own = self._record(ledger, coming.row)
            for state in _each_competing(ledger, coming.row, row.marks):
                self._record(ledger, state)
            record = self._record(ledger, after.row)
        except Damaged:
            return self._refuse(ledger, row.id, "type", "", coming, before)
        if ledger.name == "attachment" and not _could_hang(coming.row):
            return self._refuse(ledger, row.id, "type", _(_ODD), coming, before)
        if ledger.name == "attachment" and self._lacks_file(coming.row):
            return self._refuse(ledger, row.id, "type", _(_NO_FILE), coming, before)
        if problem := self._broken(own, before):
            why = "code" if problem.code == UNLISTED else "rule"
            title = ledger.titles().get(problem.field, "")
            words = f"{_(title)}：{problem.words()}" if title else problem.words()
            return self._refuse(ledger, row.id, why, words, coming, before)
        if self._from_below and (why := self._to_be_held(ledger, row, ours, after)):
            return Weighed(
                ledger=ledger,
                id=row.id,
                outcome="held",
                why=why,
                coming=coming,
                before=before,
                record=own,
            )
        return self._taken(ledger, row.id, coming, before, after, record)

    def _taken(
        self,
        ledger: Ledger,
        id: str,
        coming: State,
        before: State | None,
        after: State,
        record: Record,
    ) -> Weighed:
        fresh: tuple[str, ...] = ()
        outcome = "changed" if before else "new"
        marks = read_marks(after.marks)
        if marks.others:
            known = competing(ledger, before.row, read_marks(before.marks)) if before else ()
            fresh = tuple(r for r in competing(ledger, after.row, marks) if r not in known)
            if fresh:
                outcome = "conflict"
        why, words = "", ""
        if outcome == "conflict":
            why = WITHDRAWN if fresh == (WITHDRAWN,) else "values"
        elif before is not None and not _same_state(ledger, after, coming):
            # Of two halves that were sound the whole may not be; that is told, not refused.
            broken = self._broken(record, before)
            if broken is not None:
                why, words = "check", broken.words()
        return Weighed(
            ledger=ledger,
            id=id,
            outcome=outcome,
            why=why,
            words=words,
            coming=coming,
            before=before,
            after=after,
            record=record,
            fresh=fresh,
        )

    def _refuse(
        self,
        ledger: Ledger,
        id: str,
        why: str,
        words: str,
        coming: State,
        before: State | None,
    ) -> Weighed:
        return Weighed(
            ledger=ledger,
            id=id,
            outcome="refused",
            why=why,
            words=words,
            coming=coming,
            before=before,
        )

    def _read(self, ledger: Ledger, line: Mapping[str, Any]) -> Row | Weighed:
        """A line as a row, or why it is none."""
        try:
            return read_row(ledger, line, self.reader.lists)
        except (ValueError, KeyError, TypeError):
            id = id_in(line)
            return self._refuse(ledger, id, "type", _(_ODD), State({"id": id}, ""), None)

    def _completed(
        self,
        ledger: Ledger,
        theirs: tuple[Mapping[str, Any], Marks],
        ours: tuple[Mapping[str, Any], Marks],
    ) -> tuple[Mapping[str, Any], Marks]:
        """Their state with ours where their program does not know the field."""
        known = self._columns.get(ledger.name)
        if known is None or known >= set(codec(ledger).columns):
            return theirs
        row, marks = dict(theirs[0]), theirs[1]
        fields = dict(marks.fields)
        others = dict(marks.others)
        for register, columns in ledger.registers.items():
            if not known.issuperset(columns):
                row |= {column: ours[0].get(column) for column in columns}
                fields |= {column: ours[1].dot(column) for column in columns}
                if register in ours[1].others:
                    others[register] = ours[1].others[register]
        return row, Marks(marks.whole, fields, marks.seen, others, marks.gone)

    # What it says

    def _record(self, ledger: Ledger, row: Mapping[str, Any]) -> Record:
        coder = codec(ledger)
        return coder.to_record({**dict.fromkeys(coder.columns), **row})

    def _broken(self, record: Record, before: State | None) -> Problem | None:
        """The first rule that a record breaks; a code that its list lost it may keep.

        What comes from above was judged there, by newer lists perhaps.
        """
        for problem in record.problems(self._bare):
            if not self._from_below and problem.code != "type":
                continue
            if problem.code == UNLISTED:
                name = problem.field
                kept = before is not None and before.row.get(name) is not None
                if kept and before is not None:
                    kind = record.ledger.shown()[name]
                    kept = before.row[name] == kind.to_store(getattr(record, name))
                if not kept:
                    return problem
            elif problem.severity == "error" and not (
                record.withdrawn and problem.code == "required"
            ):
                return problem
        return None

    def _lacks_file(self, row: Mapping[str, Any]) -> bool:
        """Whether what an attachment holds neither came nor is here."""
        sha256 = row.get("sha256")
        if sha256 is None and row.get("withdrawn_at"):
            # It was cleared.
            return False
        if not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
            return True
        return (
            sha256 not in self.blobs and not content_path(self.reader.desk.folder, sha256).is_file()
        )

    # What waits

    def _to_be_held(
        self,
        ledger: Ledger,
        row: Row,
        ours: tuple[Mapping[str, Any], Marks] | None,
        after: State,
    ) -> str:
        """Why a change waits for a person; "" where it does not."""
        if self._reviewed(row, ours) and (
            ours is None or _says_other(ledger, after, State(dict(ours[0]), ours[1].text()))
        ):
            return "reviewed"
        if self._closed and (
            ours is None or _says_other(ledger, after, State(dict(ours[0]), ours[1].text()))
        ):
            days = _days(ledger, row.values, row.marks)
            if ours is not None:
                days |= _days(ledger, *ours)
            if any(day in period for day in days for period in self._closed):
                return "closed"
        return ""

    def _reviewed(self, row: Row, ours: tuple[Mapping[str, Any], Marks] | None) -> bool:
        """Whether this office, or the one above, had reviewed the record."""
        columns = row.ledger.registers[STATUS]
        if ours is not None:
            held = values_in(columns, STATUS, *ours)
            if any(v[0] in REVIEWED and site_of(d) in self._above for d, v in held.items()):
                return True
        seen: Seen = ours[1].all_seen() if ours else {}
        held = values_in(columns, STATUS, row.values, row.marks)
        return any(
            v[0] in REVIEWED and site_of(d) in self._above and not covers(seen, d)
            for d, v in held.items()
        )


def _could_hang(row: Mapping[str, Any]) -> bool:
    """Whether an attachment hangs on something that attachments hang on, under a name of a file."""
    name = row.get("file_name")
    if row.get("of_ledger") not in KEPT or row["of_ledger"] in SECRET:
        return False
    return name is None or name == PURGED or shown_name(name) == name


def _links(each: Weighed) -> list[tuple[str, str]]:
    """What the record that came links to: (ledger, id)."""
    row = each.coming.row
    found = [
        (kind.to, str(row[name])) for name, kind in each.ledger.linking.items() if row.get(name)
    ]
    if each.ledger.name == "attachment" and row.get("of_ledger") in KEPT and row.get("of_id"):
        found.append((str(row["of_ledger"]), str(row["of_id"])))
    return found


def _same_state(ledger: Ledger, one: State, other: State) -> bool:
    """Whether two states are one: their values and marks, whoever is said to have written last."""
    return one.marks == other.marks and _told(ledger, one.row) == _told(ledger, other.row)


def _told(ledger: Ledger, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in codec(ledger).columns if name not in STAMPS)


def _says_other(ledger: Ledger, after: State, before: State) -> bool:
    """Whether a join changes what a record says, or what competes in it."""
    if _told(ledger, after.row) != _told(ledger, before.row):
        return True
    marks, old = read_marks(after.marks), read_marks(before.marks)
    return competing(ledger, after.row, marks) != competing(ledger, before.row, old)


def _each_competing(
    ledger: Ledger, row: Mapping[str, Any], marks: Marks
) -> Iterator[dict[str, Any]]:
    """The record with each of the values that compete in it."""
    for register, rest in marks.others.items():
        columns = ledger.registers[register]
        for values in rest.values():
            yield {**row, **dict(zip(columns, values, strict=True))}


def _days(ledger: Ledger, values: Mapping[str, Any], marks: Marks) -> set[date]:
    """Every day on which a record may count, whichever of competing values is taken."""
    found = set()
    for name in counted_days(ledger.name):
        register = ledger.register_of[name]
        columns = ledger.registers[register]
        place = columns.index(name)
        for each in values_in(columns, register, values, marks).values():
            if each[place]:
                found.add(date.fromisoformat(each[place]))
    return found
