"""What becomes of each record of a package: taken, held, refused, and why.

The same weighing serves the look before and the taking itself.  What is refused is refused for what
the row says and for whose it is, never for the clock, for the order in which packages came or for
what else is here: in any order the same becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import UNLISTED, WITHDRAWN, Ledger, Record
from boshan_desk.domain.problems import Damaged, Problem, Refused
from boshan_desk.domain.registers import (
    Forked,
    Marks,
    competing,
    join,
    site_of,
)
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store.codec import codec
from boshan_desk.store.files import content_path
from boshan_desk.store.reader import Reader, State
from boshan_desk.store.work import PURGED
from boshan_desk.usecases.attachments import shown_name
from boshan_desk.usecases.exchange.claims import DOUBLED, Claims
from boshan_desk.usecases.exchange.gathering import OWN_HOUSE, heads_of
from boshan_desk.usecases.exchange.leaning import Leaning
from boshan_desk.usecases.exchange.owners import Owners
from boshan_desk.usecases.exchange.package_rows import id_in, read_row
from boshan_desk.usecases.exchange.peers import DOWN, Peer, peers
from boshan_desk.usecases.exchange.reserved import Reserved
from boshan_desk.usecases.exchange.weighed import Weighed

SOME: Final = 500
"""So many rows are weighed, and written, together."""

_ODD: Final = mark("内容不合数据包的规定，请更新双方的程序后重新制作数据包")
_TWICE: Final = mark("数据包里同一条记录出现了两次，没有接收任何内容；请对方重新制作数据包")
_NO_FILE: Final = mark("附件的文件没有随包带来，请在对方电脑上检查数据后重新制作数据包")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


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

    def __post_init__(self) -> None:
        known = peers(self.reader)
        own = site_of(self.reader.desk.site)
        above = {peer.site for peer in known if peer.kind != DOWN} | {own}
        self._heads = heads_of(self.reader, known)
        self._claims = Claims(self.reader, self.peer, known, self.epoch, self.upto)
        self._owners = Owners(self.reader, self.peer, known, above)
        self._reserved = Reserved(self.reader, above)
        self._leaning = Leaning(self.reader)
        self._bare = _Bare(self.reader.lists)
        self._from_below = self.peer.kind == DOWN

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
                yield self._leaning.settle(self._weigh(ledger, some))
                some = []
        if some:
            yield self._leaning.settle(self._weigh(ledger, some))

    def rest(self) -> Iterator[list[Weighed]]:
        """What waited for rows that came later; what still lacks something is held."""
        return self._leaning.rest()

    def again(self, ledger: Ledger, state: State) -> Weighed | None:
        """What becomes of a state that was held, now; None where it would change nothing."""
        coming = _whole(ledger, state.row["id"], state.row, state.known)
        before = self.reader.states(ledger, [state.row["id"]]).get(state.row["id"])
        found = self._weigh_row(ledger, coming, before)
        if found.outcome == "same":
            return None
        if found.outcome not in ("held", "refused") and self._leaning.lacks(found):
            return found.held("link")
        return found

    # One row

    def _weigh(self, ledger: Ledger, lines: Sequence[dict[str, Any]]) -> list[Weighed]:
        read = [self._read(ledger, line) for line in lines]
        ids = [each.row["id"] for each in read if isinstance(each, State)]
        before = self.reader.states(ledger, ids)
        return [
            each
            if isinstance(each, Weighed)
            else self._weigh_row(ledger, each, before.get(each.row["id"]))
            for each in read
        ]

    def _read(self, ledger: Ledger, line: Mapping[str, Any]) -> State | Weighed:
        """A line as the state of a record, or why it is none."""
        try:
            row = read_row(ledger, line, self.reader.lists)
        except (ValueError, KeyError, TypeError):
            id = id_in(line)
            return _refuse(ledger, State({"id": id}, ""), None, "type", _(_ODD))
        return _whole(ledger, row.id, row.values, row.marks)

    def _weigh_row(self, ledger: Ledger, coming: State, before: State | None) -> Weighed:
        if before is not None and " " in before.marks:
            # Older desks wrote them with blanks.
            before = State.of(before.row, before.known)
        if reason := self._claims.odd(coming.known, before.known if before else None):
            return _refuse(ledger, coming, before, "type", reason)
        after = coming
        if before is not None or coming.row["withdrawn_at"]:
            # A removal that had not seen all of its record removes nothing, here or anywhere.
            try:
                after = self._joined(ledger, coming, before or coming)
            except Forked:
                self.forked = self.forked or coming.row["id"]
                return _refuse(ledger, coming, before, "type", _(DOUBLED))
            if before is not None and _same(ledger, after, before):
                return _weighed(ledger, "same", coming, before)
        if self._from_below:
            whose = self._owners.refusal(ledger, coming, before, self._leaning.accepted)
            if whose:
                return _refuse(ledger, coming, before, "town", whose)
        try:
            own = self._record(ledger, coming.row)
            for row in _each_competing(ledger, coming):
                self._record(ledger, row)
            record = own if after.row == coming.row else self._record(ledger, after.row)
        except Damaged:
            return _refuse(ledger, coming, before, "type")
        if ledger.name == "attachment" and not _could_hang(coming.row):
            return _refuse(ledger, coming, before, "type", _(_ODD))
        if ledger.name == "attachment" and self._lacks_file(coming.row):
            return _refuse(ledger, coming, before, "type", _(_NO_FILE))
        if problem := self._broken(own, before):
            why = "code" if problem.code == UNLISTED else "rule"
            title = ledger.titles().get(problem.field, "")
            words = f"{_(title)}：{problem.words()}" if title else problem.words()
            return _refuse(ledger, coming, before, why, words)
        if self._from_below and (why := self._reserved.reason(ledger, coming, before, after)):
            return _weighed(ledger, "held", coming, before, why=why, record=own)
        return self._taken(ledger, coming, before, after, record)

    def _taken(
        self, ledger: Ledger, coming: State, before: State | None, after: State, record: Record
    ) -> Weighed:
        outcome, why, words = "changed" if before else "new", "", ""
        fresh: tuple[str, ...] = ()
        if after.known.others:
            known = competing(ledger, before.row, before.known) if before else ()
            now = competing(ledger, after.row, after.known)
            fresh = tuple(register for register in now if register not in known)
        if fresh:
            outcome, why = "conflict", WITHDRAWN if fresh == (WITHDRAWN,) else "values"
        elif before is not None and not _same(ledger, after, coming):
            # Of two halves that were sound the whole may not be; that is told, not refused.
            broken = self._broken(record, before)
            if broken is not None:
                why, words = "check", broken.words()
        return _weighed(
            ledger,
            outcome,
            coming,
            before,
            why=why,
            words=words,
            after=after,
            record=record,
            fresh=fresh,
        )

    def _joined(self, ledger: Ledger, coming: State, before: State) -> State:
        theirs = self._completed(ledger, coming, before)
        row, marks = join(ledger, (before.row, before.known), theirs, self._heads)
        return State(row, coming.marks) if marks is coming.known else State.of(row, marks)

    def _completed(
        self, ledger: Ledger, coming: State, before: State
    ) -> tuple[Mapping[str, Any], Marks]:
        """Their state with ours where their program does not know the field."""
        marks, ours = coming.known, before.known
        known = self._columns.get(ledger.name)
        if known is None or known >= set(codec(ledger).columns):
            return coming.row, marks
        row, fields, others = dict(coming.row), dict(marks.fields), dict(marks.others)
        for register, columns in ledger.registers.items():
            if not known.issuperset(columns):
                row |= {column: before.row.get(column) for column in columns}
                fields |= {column: ours.dot(column) for column in columns}
                if register in ours.others:
                    others[register] = ours.others[register]
        return row, Marks(marks.whole, fields, marks.seen, others, marks.gone)

    # What it says

    def _record(self, ledger: Ledger, row: dict[str, Any]) -> Record:
        return codec(ledger).to_record(row)

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


def _weighed(
    ledger: Ledger, outcome: str, coming: State, before: State | None, **more: Any
) -> Weighed:
    return Weighed(
        ledger=ledger, id=coming.row["id"], outcome=outcome, coming=coming, before=before, **more
    )


def _refuse(
    ledger: Ledger, coming: State, before: State | None, why: str, words: str = ""
) -> Weighed:
    """Its sender is to know which record it was, as far as that can be read."""
    record: Record | None = None
    # Of a report that nobody hands in here, not even its name can be trusted to be one.
    if coming.marks and ledger.name not in OWN_HOUSE:
        with suppress(Damaged):
            record = codec(ledger).to_record(coming.row)
    return _weighed(ledger, "refused", coming, before, why=why, words=words, record=record)


def _whole(ledger: Ledger, id: str, values: Mapping[str, Any], marks: Marks) -> State:
    """A state with every column of its ledger."""
    return State.of({**codec(ledger).blank, **values, "id": id}, marks)


def _could_hang(row: Mapping[str, Any]) -> bool:
    """Whether an attachment hangs on something that attachments hang on, under a name of a file."""
    name = row.get("file_name")
    if row.get("of_ledger") not in KEPT or row["of_ledger"] in SECRET:
        return False
    return name is None or name == PURGED or shown_name(name) == name


def _same(ledger: Ledger, one: State, other: State) -> bool:
    """Whether two states are one: their values and marks, whoever is said to have written last."""
    return one.marks == other.marks and not ledger.differing(one.row, other.row)


def _each_competing(ledger: Ledger, state: State) -> Iterator[dict[str, Any]]:
    """The record with each of the values that compete in it."""
    for register, rest in state.known.others.items():
        columns = ledger.registers[register]
        for values in rest.values():
            yield {**state.row, **dict(zip(columns, values, strict=True))}
