"""Stored records that new rows may be about, under another spelling.

A key finds most records again.  What is left is the firm that one town spells otherwise than the
other: it is shown beside the record for an officer to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from boshan_desk.domain.fields import (
    SCREEN,
    Identifier,
    Kind,
    Link,
    Names,
    Person,
    natural_name,
)
from boshan_desk.domain.ledger import Ledger, Record, not_filled
from boshan_desk.domain.likeness import (
    WORDS,
    Likeness,
    compare,
)
from boshan_desk.domain.likeness import Names as FirmNames
from boshan_desk.domain.wording import clauses, listed
from boshan_desk.i18n import _
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.meeting import CROWD, Meeting
from boshan_desk.usecases.sheets.preview import Alike

Lines = Sequence[tuple[int, Mapping[str, Any]]]
"""Rows by a number of the caller's, with what they say by field."""

MOST: Final = 3
"""So many records are told of a row."""

MOST_SHOWN: Final = 5000
"""Of so many rows the records' values are told beside their names; nobody compares more by eye, and
a hundred thousand of them would take the memory of a whole import."""

_COMMON: Final = 3
"""A name that is one slip from so many others differs from them on purpose: 瑞和陶瓷, 瑞祥陶瓷."""

_COMPARED: Final = 20_000
"""So many comparisons are remembered: names repeat."""

_SAME_CODE: Final = 0
_FORMER: Final = 2
"""Where an equal code and an earlier name stand among the likenesses, the nearest first."""


@dataclass(frozen=True)
class Rule:
    """How a ledger's records are alike (`Ledger.alike`)."""

    name: str
    formers: tuple[str, ...]
    codes: tuple[str, ...]
    equal: tuple[str, ...]
    town: str

    @classmethod
    def of(cls, ledger: Ledger) -> Rule:
        """The ledger's rule; it must have one."""
        name, *others = ledger.alike
        kinds = {n: ledger.fields[n] for n in others}
        return cls(
            name,
            tuple(n for n, k in kinds.items() if isinstance(k, Names)),
            tuple(n for n, k in kinds.items() if isinstance(k, Identifier)),
            tuple(n for n, k in kinds.items() if not isinstance(k, Names | Identifier)),
            ledger.town,
        )


class _Hit(NamedTuple):
    rank: int
    place: int
    """Of the record among those that are looked at, or of the other row."""
    likeness: Likeness | None
    by: str = ""
    """The code or the earlier names by which it was found, where it was not by likeness."""


_Stored = tuple[Any, ...]
"""A record as it is stored: id, name, codes, earlier names, town, and what must be equal."""


def find_alike(new: Lines, ledger: Ledger, reader: Reader) -> dict[int, tuple[Alike, ...]]:
    """The stored records that each row may be about, at most three, the likeliest first.

    Records in the recycle bin are none of them, nor firms with another valid code.
    """
    if not ledger.alike or not new:
        return {}
    return _Search(new, ledger, reader, among=False).run()[0]


def look_alike(
    new: Lines, ledger: Ledger, reader: Reader
) -> tuple[dict[int, tuple[Alike, ...]], dict[int, tuple[tuple[int, str], ...]]]:
    """As `find_alike`, and the other rows of the file that a row may be the same as.

    Of those only what stands before the row, at most three, each with the reason.
    """
    if not ledger.alike or not new:
        return {}, {}
    return _Search(new, ledger, reader, among=True).run()


class _Search:
    """One look for what is alike, among rows and records."""

    def __init__(self, new: Lines, ledger: Ledger, reader: Reader, *, among: bool) -> None:
        self._new, self._ledger, self._reader, self._among = new, ledger, reader, among
        self._rule = rule = Rule.of(ledger)
        county = reader.desk.county
        towns = [
            (entry.label, *entry.also) for entry in county.towns if entry.code in county.counted
        ]
        self._names = FirmNames((*county.within, county.name), towns)
        self._kind = ledger.fields[rule.name]
        self._codes_end = 2 + len(rule.codes)
        self._formers_end = self._codes_end + len(rule.formers)
        self._compared: dict[tuple[str, str], Likeness | None] = {}

    def run(self) -> tuple[dict[int, tuple[Alike, ...]], dict[int, tuple[tuple[int, str], ...]]]:
        """What the rows may be about, and which other rows may be about the same."""
        rule = self._rule
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for row, (_number, values) in enumerate(self._new):
            equal = tuple(map(values.get, rule.equal))
            # A row that lacks some of what must be equal is like none.
            if values.get(rule.name) is not None and None not in equal:
                groups[equal].append(row)
        stored: dict[int, list[_Hit]] = {}
        among: dict[int, list[_Hit]] = {}
        told: list[_Stored] = []
        records = self._grouped_records(groups)
        for equal, rows in groups.items():
            some = records.pop(equal, [])
            if not some and (not self._among or len(rows) == 1):
                continue
            for row, hits in self._search(rows, some, among).items():
                # Only the records that are told outlive their group.
                stored[row] = [hit._replace(place=len(told) + n) for n, hit in enumerate(hits)]
                told += [some[hit.place] for hit in hits]
        return self._told(stored, told), {
            self._number(row): tuple((self._number(hit.place), self._why(hit)) for hit in hits)
            for row, hits in sorted(among.items())
        }

    def _number(self, row: int) -> int:
        return self._new[row][0]

    def _values(self, row: int) -> Mapping[str, Any]:
        return self._new[row][1]

    def _name(self, row: int) -> str:
        name: str = self._new[row][1][self._rule.name]
        return name

    def _grouped_records(
        self, groups: Mapping[tuple[Any, ...], list[int]]
    ) -> dict[tuple[Any, ...], list[_Stored]]:
        """The live records that equal some row in what must be equal."""
        rule = self._rule
        town = (rule.town,) if rule.town else ()
        wanted = ("id", rule.name, *rule.codes, *rule.formers, *town, *rule.equal)
        equal_at = len(wanted) - len(rule.equal)
        kinds = [self._ledger.fields[n] for n in rule.equal]
        # As they are stored: a date need not be made of every record to see that none is equal.
        by_stored = {
            tuple(k.to_store(v) for k, v in zip(kinds, equal, strict=True)): equal
            for equal in groups
        }
        found: dict[tuple[Any, ...], list[_Stored]] = defaultdict(list)
        for record in self._reader.columns(self._ledger, wanted, [], raw=True):
            equal = by_stored.get(record[equal_at:])
            if equal is not None and record[1] is not None:
                found[equal].append(record)
        return found

    def _search(
        self, rows: list[int], records: list[_Stored], among: dict[int, list[_Hit]]
    ) -> dict[int, list[_Hit]]:
        """The records of one group that each of its rows may be about.

        Rows that may be about the same are put into `among`.
        """
        part = self._names.part
        shared: Literal["", "same", "near"] = ""
        if self._among:
            # One file seldom writes one firm in two ways, and sister firms stand side by side: a
            # slip between two of its rows tells something only where other things are equal.
            shared = "near" if self._rule.equal else "same"
        meeting = Meeting([part(self._name(row)).core for row in rows], shared)
        for place, record in enumerate(records):
            meeting.add(place, part(record[1]).core)
            for formers in record[self._codes_end : self._formers_end]:
                for former in formers.split("、") if formers else ():
                    meeting.add(place, part(former).core)
        hits: dict[int, dict[int, _Hit]] = defaultdict(dict)

        def add(row: int, hit: _Hit | None) -> None:
            if hit is not None:
                known = hits[row].get(hit.place)
                if known is None or hit.rank < known.rank:
                    hits[row][hit.place] = hit

        for same, places in meeting.pairs():
            for row in same:
                for place in places:
                    add(rows[row], self._compare(rows[row], place, records[place]))
        for row, place, name in self._equal_codes(rows, records):
            add(row, _Hit(_SAME_CODE, place, None, name))
        for row, near in self._near_rows(rows, meeting).items():
            among[row] = near
        return {row: best for row, near in hits.items() if (best := _best(near.values()))}

    def _compare(self, row: int, place: int, record: _Stored) -> _Hit | None:
        """How a record is near to a row, by its name or by an earlier one."""
        rule, values = self._rule, self._values(row)
        if self._other_codes(values, record[2 : self._codes_end]):
            return None
        town = record[self._formers_end] if rule.town else None
        likeness = self._judge(self._name(row), record[1], values.get(rule.town), town)
        if likeness and likeness <= _FORMER:
            return _Hit(likeness, place, likeness)
        for name, formers in zip(
            rule.formers, record[self._codes_end : self._formers_end], strict=True
        ):
            for former in formers.split("、") if formers else ():
                how = self._judge(self._name(row), former, None, None)
                if how and how < Likeness.SWAPPED:
                    return _Hit(_FORMER, place, None, name)
        return _Hit(likeness, place, likeness) if likeness else None

    def _equal_codes(
        self, rows: list[int], records: list[_Stored]
    ) -> Iterator[tuple[int, int, str]]:
        """Rows and records with one code, and the code's name."""
        by_code: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            for name in self._rule.codes:
                if code := self._values(row).get(name):
                    by_code[code].append(row)
        if not by_code:
            return
        for place, record in enumerate(records):
            for at, name in enumerate(self._rule.codes, 2):
                for row in by_code.get(record[at], ()) if record[at] else ():
                    yield row, place, name

    def _near_rows(self, rows: list[int], meeting: Meeting) -> dict[int, list[_Hit]]:
        """The rows that are near to rows before them."""
        rule = self._rule
        hits: dict[int, dict[int, _Hit]] = defaultdict(dict)
        for same in meeting.together():
            for at, place in enumerate(same):
                row = rows[place]
                values = self._values(row)
                for earlier in dict.fromkeys(rows[each] for each in same[: min(at, CROWD)]):
                    if earlier == row or earlier in hits[row]:
                        continue
                    other = self._values(earlier)
                    towns = other.get(rule.town), values.get(rule.town)
                    likeness = self._judge(self._name(earlier), self._name(row), *towns)
                    if likeness is None or (likeness >= Likeness.SWAPPED and not rule.equal):
                        continue
                    if not self._other_codes(values, [*map(other.get, rule.codes)]):
                        hits[row][earlier] = _Hit(likeness, earlier, likeness)
                        hits[earlier][row] = _Hit(likeness, row, likeness)
        found = {row: _best(near.values(), most=len(near)) for row, near in hits.items()}
        return {
            row: before[:MOST]
            for row, near in found.items()
            # What is near to one is near to the other, unless either has a common name.
            if (before := [h for h in near if h.place < row and _tells(found[h.place], row)])
        }

    def _judge(self, one: str, other: str, town: Any, other_town: Any) -> Likeness | None:
        """How two names are near; a slip of one character counts only for a firm of one town."""
        pair = (one, other)
        if pair not in self._compared:
            if len(self._compared) >= _COMPARED:
                self._compared.clear()
            self._compared[pair] = compare(self._names.part(one), self._names.part(other))
        likeness = self._compared[pair]
        if likeness is None or likeness < Likeness.SWAPPED:
            return likeness
        if town and other_town and town != other_town:
            return None
        person = isinstance(self._kind, Person) and (natural_name(one) or natural_name(other))
        return None if person else likeness

    def _other_codes(self, values: Mapping[str, Any], codes: Sequence[Any]) -> bool:
        """Whether the two are told apart by valid codes, however like their names are."""
        for name, code in zip(self._rule.codes, codes, strict=True):
            own = values.get(name)
            if own and code and own != code and self._is_valid(name, own, code):
                return True
        return False

    def _is_valid(self, name: str, *codes: str) -> bool:
        kind, today = self._ledger.fields[name], self._reader.today
        return not any(p.severity == "error" for c in codes for p in kind.check(c, today))

    # ---------------------------------------------------------------- what is told

    def _told(
        self, found: dict[int, list[_Hit]], records: list[_Stored]
    ) -> dict[int, tuple[Alike, ...]]:
        showing = _Showing(self._ledger, self._reader)
        rows = sorted(found)
        showing.read({records[hit.place][0] for row in rows[:MOST_SHOWN] for hit in found[row]})
        return {
            self._number(row): tuple(
                Alike(
                    records[hit.place][0],
                    self._kind.mask(records[hit.place][1], SCREEN, self._reader.lists),
                    self._why(hit),
                    showing.values(records[hit.place][0], self._values(row)),
                )
                for hit in found[row]
            )
            for row in rows
        }

    def _why(self, hit: _Hit) -> str:
        fields = self._ledger.fields
        title = _(self._kind.title)
        if hit.likeness is not None:
            words = _(WORDS[hit.likeness]).format(field=title)
        elif hit.rank == _SAME_CODE:
            words = _("{field}相同").format(field=_(fields[hit.by].title))
        else:
            words = _("{field}是它的{former}").format(field=title, former=_(fields[hit.by].title))
        if not self._rule.equal:
            return words
        same = listed(_(fields[n].title) for n in self._rule.equal)
        return clauses((words, _("{field}相同").format(field=same)))


def _tells(hits: list[_Hit], row: int) -> bool:
    return any(hit.place == row for hit in hits)


def _best(hits: Iterable[_Hit], most: int = MOST) -> list[_Hit]:
    """The nearest few; what is one slip from many is a common name, and near to none of them."""
    near = sorted(hits)
    sure = [hit for hit in near if hit.rank < Likeness.SWAPPED]
    return (near if len(near) - len(sure) < _COMMON else sure)[:most]


class _Showing:
    """The values of records as a screen shows them, read for many at once."""

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self._ledger, self._reader = ledger, reader
        self._records: dict[str, Record] = {}
        self._labels: dict[tuple[str, str], str] = {}

    def read(self, ids: Iterable[str]) -> None:
        """Read these records."""
        self._records = self._reader.find_many(self._ledger.record, sorted(ids))

    def values(self, id: str, names: Mapping[str, Any]) -> dict[str, str]:
        """What a record says in these fields; personal values masked."""
        record = self._records.get(id)
        if record is None:
            return {}
        return {
            name: self._show(self._ledger.fields[name], getattr(record, name)) for name in names
        }

    def _show(self, kind: Kind, value: Any) -> str:
        if not_filled(value):
            return ""
        if not isinstance(kind, Link):
            return kind.mask(value, SCREEN, self._reader.lists)
        key = (kind.to, value)
        if key not in self._labels:
            other = self._reader.linked(*key)
            self._labels[key] = other.label(self._reader.lists) if other else ""
        return self._labels[key]
