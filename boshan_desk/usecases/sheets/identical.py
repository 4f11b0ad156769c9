"""Rows without a key that a record already says word for word.

They are the record's own, so that a file that comes twice doubles nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any, Final

from boshan_desk.domain.fields import Kind, Text
from boshan_desk.domain.ledger import Ledger, not_filled
from boshan_desk.domain.reading import fold
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.alike import Lines

_LOOKED_UP: Final = 6
"""So many of a row's fields are looked up together; the rest are compared."""

_KEPT: Final = 6
"""So many ways of looking up are kept: rows differ in which fields they have."""

_SCANNED: Final = 200
"""So many records are compared with a row; where more agree in six fields, it is as good as new."""

_NOTHING: Final = hash("\0")
"""The digest of an empty field; that of the number 0 is 0."""


class Identical:
    """Finds the records that say all that rows without a complete key say.

    Each record stands for one row, however often it is asked, so that of three equal rows two
    records leave one.  A row that names nothing (neither `called` nor `alike`) is nobody's.
    """

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self._ledger, self._reader = ledger, reader
        self._naming = {*ledger.called, *ledger.alike[:1]} & set(ledger.fields)
        self._ranked = sorted(
            ledger.fields, key=lambda n: (n not in ledger.called, n not in ledger.alike)
        )
        self._ids: list[str] = []
        self._columns: dict[str, array[int]] = {}
        """Digests of all records' values, field by field: an eighth of the values' own size."""
        self._indexes: dict[tuple[str, ...], dict[int, list[int]]] = {}
        self._given: set[int] = set()

    def find(self, new: Lines) -> dict[int, str]:
        """The records of some of the rows, by the caller's numbers."""
        rows: dict[int, dict[str, Any]] = {}
        for number, values in new:
            if any(all(values.get(n) not in (None, ()) for n in key) for key in self._ledger.key):
                continue
            filled = {name: v for name, v in values.items() if not not_filled(v)}
            if len(filled) > 1 and not self._naming.isdisjoint(filled):
                rows[number] = filled
        if not rows:
            return {}
        self._read(dict.fromkeys(name for filled in rows.values() for name in filled))
        found = {}
        # Rows that say much choose first, or one that says little might take their record.
        for number in sorted(rows, key=lambda number: (-len(rows[number]), number)):
            at = self._find(rows[number])
            if at is not None:
                self._given.add(at)
                found[number] = self._ids[at]
        return found

    def _find(self, filled: Mapping[str, Any]) -> int | None:
        fields = self._ledger.fields
        asked = {
            name: _digest(fields[name], fields[name].to_store(filled[name]))
            for name in self._ranked
            if name in filled
        }
        names = tuple(asked)
        looked_up, rest = names[:_LOOKED_UP], names[_LOOKED_UP:]
        same = self._index(looked_up).get(hash(tuple(asked[n] for n in looked_up)), [])
        while same and same[-1] in self._given:
            same.pop()
        for at in same[: -_SCANNED - 1 : -1]:
            if at not in self._given and all(self._columns[n][at] == asked[n] for n in rest):
                return at
        return None

    def _read(self, names: Iterable[str]) -> None:
        """Read what is not yet known of all live records; nothing is written in between."""
        if not self._ids:
            self._ids = [id for (id,) in self._reader.columns(self._ledger, ("id",), [], raw=True)]
        for name in names:
            if name not in self._columns:
                kind = self._ledger.fields[name]
                column = self._reader.columns(self._ledger, (name,), [], raw=True)
                self._columns[name] = array("q", (_digest(kind, value) for (value,) in column))

    def _index(self, names: tuple[str, ...]) -> dict[int, list[int]]:
        if names not in self._indexes:
            while len(self._indexes) >= _KEPT:
                del self._indexes[next(iter(self._indexes))]
            made: dict[int, list[int]] = {}
            # From the last to the first: what is taken from the end is the oldest.
            columns = [reversed(self._columns[name]) for name in names]
            for back, values in enumerate(zip(*columns, strict=True), 1):
                made.setdefault(hash(values), []).append(len(self._ids) - back)
            self._indexes[names] = made
        return self._indexes[names]


def identical_to(new: Lines, ledger: Ledger, reader: Reader) -> dict[int, str]:
    """The records that say all that rows without a complete key say: `Identical`, asked once."""
    return Identical(ledger, reader).find(new)


def _digest(kind: Kind, stored: Any) -> int:
    """As values are compared: a blank more in a name makes no other record."""
    if stored is None:
        return _NOTHING
    return hash(fold(stored) if isinstance(kind, Text) and isinstance(stored, str) else stored)
