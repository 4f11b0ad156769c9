"""Records to rows and back."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from boshan_desk.domain.fields import Identifier, Kind, Names, Person, Text
from boshan_desk.domain.ledger import BASE, Ledger, Record, made_of
from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.reading import fold
from boshan_desk.i18n import _

_TIMES: Final = ("entered_at", "changed_at", "withdrawn_at", "reviewed_at")
TAIL: Final = (
    "id",
    "serial_no",
    "status",
    "source",
    "entered_by",
    "entered_at",
    "changed_by",
    "changed_at",
    "withdrawn_by",
    "withdrawn_at",
    "withdrawn_why",
    "reviewed_by",
    "reviewed_at",
)
"""What every record has besides the fields of its ledger."""

ADDED: Final = ("reviewed_by", "reviewed_at")
"""Those that came with a later schema: SQLite puts new columns behind the others."""

_TEXTS: Final = frozenset({str, type(None)})
_NUMBERS: Final = frozenset({int, type(None)})
"""What the driver gives for a column, if it is as it was written."""

UNTOLD: Final = ("dots", "changed_by", "changed_at")
"""What the history keeps of a laid state so that it can be taken back, and tells nobody."""

STAMPS: Final = frozenset({"entered_by", "entered_at", "changed_by", "changed_at"})
"""What the door itself writes; history does not repeat it."""


class Codec:
    """One ledger's way between records and rows; columns in the order of `columns`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.columns = (*TAIL, *ledger.fields)
        self.blank: dict[str, None] = dict.fromkeys(self.columns)
        """A row in which nothing stands."""
        kinds: dict[str, Kind] = {**BASE, **ledger.fields}
        self._plain = tuple(
            c for c in self.columns if c not in _TIMES and not _converted(kinds.get(c))
        )
        self._kinds = tuple((c, kinds[c]) for c in self.columns if _converted(kinds.get(c)))
        self._written = (*self._plain, *(c for c, _ in self._kinds), *_TIMES)
        self.sealed = (*self._written, "dots", "folded")
        """The columns that a row's seal is over, in the order in which they are written."""
        settings = ", ".join(f'"{c}" = ?' for c in (*self.sealed, "seal"))
        self.update = f'UPDATE "{ledger.name}" SET {settings} WHERE id = ?'
        """Takes the values of a row, its origins, what is searched, the seal, and the id."""
        whole = {c for c in self.columns if c in kinds and kinds[c].column == "INTEGER"}
        self._whole = frozenset(whole)
        self.texts = frozenset(self.columns) - self._whole
        """The columns that hold text."""
        self._read_texts = itemgetter(*(c for c in self.columns if c not in whole))
        self._take_plain = itemgetter(*self._plain)
        self.stored = itemgetter(*self._written)
        """The values of a row as it was read, in the order of `to_values`."""
        self._take_times = itemgetter(*_TIMES)
        # Of a single name it would give no tuple.
        self._read_numbers = itemgetter("id", "id", *(c for c in self.columns if c in whole))
        self._told = tuple(c for c in self.columns if c != "id" and c not in STAMPS)
        self._told_at = tuple((c, self._written.index(c)) for c in self._told)
        self._stamps_at = tuple((c, self._written.index(c)) for c in ("changed_by", "changed_at"))
        self._searched = tuple(
            n
            for n, k in ledger.fields.items()
            if (isinstance(k, Text | Identifier | Names) and not k.personal)
            or isinstance(k, Person)
        )

    def to_row(self, record: Record) -> dict[str, Any]:
        """The record as the store keeps it."""
        return dict(zip(self._written, self.to_values(record), strict=True))

    def to_values(self, record: Record) -> tuple[Any, ...]:
        """The same, without the names: in the order in which columns are written."""
        values = record.__dict__
        return (
            *self._take_plain(values),
            *[kind.to_store(values[name]) for name, kind in self._kinds],
            *[at.isoformat(" ") if at else None for at in self._take_times(values)],
        )

    def insertion(self, rows: Sequence[tuple[Any, ...]]) -> tuple[str, Sequence[tuple[Any, ...]]]:
        """The statement that adds rows (values, origins, words searched, seal), and what it takes.

        Columns that are empty in every row are left out: the driver needs most of a microsecond to
        bind a None, and a case has sixty of them (measured: 57 µs a row against 10).
        """
        names = (*self.sealed, "seal")
        filled = [
            (name, values)
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
            if values.count(None) < len(values)
        ]
        columns = ", ".join(f'"{name}"' for name, _values in filled)
        marks = ", ".join("?" * len(filled))
        sql = f'INSERT INTO "{self.ledger.name}" ({columns}) VALUES ({marks})'
        return sql, list(zip(*(values for _name, values in filled), strict=True))

    def updates(
        self, rows: Sequence[tuple[tuple[Any, ...], tuple[Any, ...]]]
    ) -> Iterator[tuple[str, Sequence[tuple[Any, ...]]]]:
        """The statements that replace rows, and what each takes: of a row as it was stored
        (`stored`) and as it is to be (values, origins, what is searched, the seal, the id).

        Only columns that differ are written: SQLite writes the entries of an index anew for every
        column that is set, also to what it was (measured: 41 µs a row against 24).
        """
        names, tail = (*self.sealed, "seal"), len(self._written)
        groups: dict[tuple[int, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for old, new in rows:
            places = tuple(n for n, value in enumerate(old) if value != new[n])
            groups[places].append((*[new[n] for n in places], *new[tail:]))
        for places, values in groups.items():
            written = (*(names[n] for n in places), *names[tail:])
            settings = ", ".join(f'"{name}" = ?' for name in written)
            yield f'UPDATE "{self.ledger.name}" SET {settings} WHERE id = ?', values

    def to_record(self, row: dict[str, Any]) -> Record:
        """The record that a row keeps.

        Raises:
            Damaged: it holds what no record holds; in a plain store SQLite itself does not see it.
        """
        _id, _again, *numbers = self._read_numbers(row)
        if not _TEXTS.issuperset(map(type, self._read_texts(row))):
            raise self._damaged(row)
        if not _NUMBERS.issuperset(map(type, numbers)):
            raise self._damaged(row)
        try:
            values = dict(zip(self._plain, self._take_plain(row), strict=True))
            for name, kind in self._kinds:
                values[name] = kind.from_store(row[name])
            for name, at in zip(_TIMES, self._take_times(row), strict=True):
                values[name] = datetime.fromisoformat(at) if at else None
        except (ValueError, ArithmeticError):
            raise self._damaged(row) from None
        return made_of(self.ledger.record, values)

    def _damaged(self, row: dict[str, Any]) -> Damaged:
        name = row.get("serial_no") or row.get("id")
        return Damaged(
            "{title} {number}：内容已损坏，读不出来；请检查数据（check）并抢救或从备份恢复",
            title=_(self.ledger.title),
            number=name if isinstance(name, str) else "?",
        )

    def revived(self, id: str, row: dict[str, Any]) -> Record | None:
        """The record that these stored values amount to; None when there was none.

        Every record has a status, so a row without one stands for a record that was not there.
        """
        if row.get("status") is None:
            return None
        return self.to_record({**dict.fromkeys(self.columns), **row, "id": id})

    def could_store(self, column: str, value: Any) -> bool:
        """Whether a column may hold what came from elsewhere: by its type alone."""
        if column in self._whole:
            return value is None or (type(value) is int and abs(value) < 2**53)
        return value is None or type(value) is str

    def searched(self, record: Record) -> str:
        """What quick search looks through: names and numbers, folded; no personal numbers."""
        values = record.__dict__
        words = [record.serial_no or ""]
        for name in self._searched:
            if value := values[name]:
                words.append(" ".join(value) if isinstance(value, tuple) else value)
        return fold("\n".join(words))

    def differing(
        self, before: tuple[Any, ...] | None, after: tuple[Any, ...] | None
    ) -> dict[str, list[Any]]:
        """Field by field, the stored value before and after, where two records differ.

        Both as `to_values` has them; None stands for no record.
        """
        if before is None:
            values = after or ()
            return {n: [None, v] for n, i in self._told_at if (v := values[i]) is not None}
        if after is None:
            return {n: [v, None] for n, i in self._told_at if (v := before[i]) is not None}
        return {n: [before[i], after[i]] for n, i in self._told_at if before[i] != after[i]}

    def stamps_differing(
        self, before: tuple[Any, ...], after: tuple[Any, ...]
    ) -> dict[str, list[Any]]:
        """Who had written last and when, before and after, where that differs."""
        return {n: [before[i], after[i]] for n, i in self._stamps_at if before[i] != after[i]}

    def differ(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        """Whether two stored rows differ in what the history tells; without a name is None."""
        return any(before.get(n) != after.get(n) for n in self._told)


def _converted(kind: Kind | None) -> bool:
    """Whether values of this kind differ from what the store keeps."""
    return kind is not None and type(kind).to_store is not Kind.to_store


def told_fields(text: str) -> dict[str, list[Any]]:
    """What the history keeps of a change, field by field; the marks are no field of the record."""
    fields: dict[str, list[Any]] = json.loads(text)
    return {name: pair for name, pair in fields.items() if name not in UNTOLD}


_CODECS: dict[str, Codec] = {}


def codec(ledger: Ledger) -> Codec:
    """The codec of a ledger, made once."""
    if ledger.name not in _CODECS:
        _CODECS[ledger.name] = Codec(ledger)
    return _CODECS[ledger.name]


assert {f.name for f in dataclasses.fields(Record)} - {"remark"} == set(TAIL)
