"""What can still be read of a damaged store: row by row, around the pages that are gone.

Only rows whose seal fits are taken, so nothing that the damage changed is taken for a value.  Where
the chain of the history is whole, records whose rows are gone are put together from it again; else
it only says which records there were.  Works on a copy: reading opens the store, and that may write
to it.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.ledger import Ledger, Record, copy_with
from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.domain.registers import order, read_marks
from boshan_desk.ledgers import KEPT
from boshan_desk.store import chain, sealing
from boshan_desk.store.codec import codec
from boshan_desk.store.driver import Connection, DriverError, connect

Told = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being read: the name of a table."""

MOST_PROBES: Final = 4000
"""Readings of one table that may fail; at 3 ms each the worst table takes a quarter of a minute."""

BEYOND: Final = 500
"""How far behind the last row known one is sought, where no index says how many there were."""

_UNREADABLE: Final = (DriverError, UnicodeDecodeError, OverflowError, MemoryError)
"""What the driver raises for a page, a cell or a schema that makes no sense."""

_SERIAL: Final = re.compile(r"([0-9]{4})-([0-9]{4,7})")


@dataclass
class Remains:
    """What was found."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    """By ledger, in the order of entry."""
    rebuilt: dict[str, int] = field(default_factory=dict)
    """How many of them come from the history, because their own rows are gone."""
    lost: dict[str, list[str]] = field(default_factory=dict)
    """By ledger: the serial numbers (else the ids) of records that were there and are gone."""
    unread: list[str] = field(default_factory=list)
    """Tables of which something could not be read, and nothing else says what stood there."""
    small: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The rows of the tables that are no ledger."""
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each ledger, which writes its records have seen (`domain.registers`), as far as known."""
    lives: dict[str, int] = field(default_factory=dict)
    """The desks that wrote, each with its newest epoch."""
    site: str = ""
    epoch: int = 1
    head: str = ""
    """The newest link of the history, as it is printed; empty where it cannot be read."""

    @property
    def counts(self) -> dict[str, int]:
        """Records found by ledger."""
        return {name: len(found) for name, found in self.records.items() if found}

    def settings(self) -> dict[str, str]:
        """The settings that were found."""
        return {row["name"]: row["value"] for row in self.small.get("setting", [])}

    def serials(self) -> dict[tuple[str, int], int]:
        """By ledger and year the highest serial number known: none of them is given again."""
        last = {(r["ledger"], r["year"]): r["last"] for r in self.small.get("serial", [])}
        for name in KEPT:
            numbers = [record.serial_no for record in self.records.get(name, [])]
            for number in [*numbers, *self.lost.get(name, [])]:
                if found := _SERIAL.fullmatch(number or ""):
                    key = name, int(found[1])
                    last[key] = max(last.get(key, 0), int(found[2]))
        return last


def read_remains(store: Path, *, key: str = "", told_how: Told | None = None) -> Remains:
    """Everything that a copy of a damaged store still gives away.

    Raises:
        Damaged: not even the list of its tables can be read, or nothing else.
    """
    ruin = _Ruin(store, key)
    try:
        return _read(ruin, store, key, told_how or (lambda done, total, name: None))
    finally:
        ruin.close()


def _read(ruin: _Ruin, store: Path, key: str, tell: Told) -> Remains:
    # Before anything is read around: the chain decides how far the history is believed.
    believed = _chain_is_whole(store, key)
    if not ruin.rows("SELECT name FROM sqlite_master")[0]:
        raise _nothing()
    remains = Remains()
    total = len(sealing.tables()) + 1
    for number, name in enumerate(sealing.tables()):
        tell(number, total, name)
        if name in KEPT:
            remains.records[name] = _records(ruin, KEPT[name], remains)
        else:
            columns = sealing.sealed_columns(name)
            remains.small[name] = [
                dict(zip(columns, row, strict=True)) for row in _sealed(ruin, name, remains)
            ]
    tell(total - 1, total, "change")
    _ask_history(ruin, remains, believed=believed)
    if believed:
        # It names every record that there was.
        remains.unread = [name for name in remains.unread if name not in KEPT]
    if not any(remains.records.values()):
        raise _nothing()
    settings = remains.settings()
    if "site" in settings:
        remains.site = settings["site"]
    elif len(remains.lives) == 1:
        # Where other desks wrote, too, none can be told to be this one: it begins anew.
        (remains.site,) = remains.lives
    remains.epoch = remains.lives.get(remains.site, 1)
    if settings.get("epoch", "").isdecimal():
        remains.epoch = max(remains.epoch, int(settings["epoch"]))
    rows, _whole = ruin.rows("SELECT n, link FROM step ORDER BY n DESC LIMIT 1")
    if rows and isinstance(rows[0][1], bytes):
        remains.head = chain.Head(rows[0][0], rows[0][1].hex()).short()
    return remains


def _nothing() -> Refused:
    return Damaged("数据文件损坏严重，一条记录也读不出来；请从备份恢复")


def _chain_is_whole(store: Path, key: str) -> bool:
    try:
        return chain.verify(store, key=key).ok
    except (Refused, *_UNREADABLE):
        return False


# ---------------------------------------------------------------- rows


def _sealed(ruin: _Ruin, table: str, remains: Remains) -> Iterator[tuple[Any, ...]]:
    """The rows of a table whose seal fits, in the order of their numbers, each key once."""
    columns = sealing.sealed_columns(table)
    found, whole = ruin.read(table, ("seal", *columns))
    for _number, (seal, *values) in sorted(found.items()):
        if seal == sealing.seal(values):
            yield tuple(values)
        else:
            whole = False
    if not whole:
        remains.unread.append(table)


def _records(ruin: _Ruin, ledger: Ledger, remains: Remains) -> list[Record]:
    coder = codec(ledger)
    found: dict[str, Record] = {}
    for values in _sealed(ruin, ledger.name, remains):
        row = dict(zip(coder.sealed, values, strict=True))
        record = coder.to_record(row)
        before = found.get(record.id)
        # A page may stand in two places; of two states of a record the later one holds.
        if before is None or _changed(before) <= _changed(record):
            found[record.id] = record
            remains.marks.setdefault(ledger.name, {})[record.id] = row["dots"]
        _learn_origin(row["dots"], remains)
    return list(found.values())


def _changed(record: Record) -> datetime:
    return record.changed_at or datetime.min


def _learn_origin(dots: str, remains: Remains) -> None:
    """Which desks wrote here, and how often each was restored, should the settings be gone."""
    for dot in read_marks(dots).dots:
        _number, epoch, site = order(dot)
        remains.lives[site] = max(remains.lives.get(site, 1), epoch)


# ---------------------------------------------------------------- the history


def _ask_history(ruin: _Ruin, remains: Remains, *, believed: bool) -> None:
    """Find out which records are lacking; rebuild them where the history is `believed`."""
    there = {name: {r.id for r in found} for name, found in remains.records.items()}
    lacking: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    columns = ("n", "step", "ledger", "record_id", "fields")
    found, _whole = ruin.read("change", columns)
    for n, step, name, id, fields in found.values():
        if name in there and isinstance(id, str) and id not in there[name]:
            lacking[name, id].append((n, step, fields))
    # An index knows of records whose rows and history are both gone.
    for name in KEPT:
        for (id,) in ruin.rows(f'SELECT id FROM "{name}" ORDER BY id')[0]:
            if isinstance(id, str) and id not in there[name] and (name, id) not in lacking:
                lacking[name, id] = []
    for (name, id), changes in lacking.items():
        changes.sort()
        row = _added_up(changes)
        if changes and not any(value is not None for value in row.values()):
            # It was taken back whole.
            continue
        record = _rebuilt(ruin, KEPT[name], id, row, changes) if believed else None
        if record is not None:
            remains.records[name].append(record)
            remains.rebuilt[name] = remains.rebuilt.get(name, 0) + 1
        else:
            number = row.get("serial_no")
            remains.lost.setdefault(name, []).append(number if isinstance(number, str) else id)
    for name in remains.rebuilt:
        remains.records[name].sort(key=lambda record: record.entered_at or datetime.min)


def _added_up(changes: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    """The values that these changes lead to, as far as they can be read."""
    row: dict[str, Any] = {}
    for _n, _step, fields in changes:
        try:
            row |= {name: after for name, (_before, after) in json.loads(fields).items()}
        except (ValueError, TypeError, AttributeError):
            continue
    return row


def _rebuilt(
    ruin: _Ruin,
    ledger: Ledger,
    id: str,
    row: dict[str, Any],
    changes: Sequence[tuple[int, int, str]],
) -> Record | None:
    """The record that a whole history amounts to, with the stamps of its first and last work."""
    try:
        record = codec(ledger).revived(id, row)
    except (ValueError, TypeError, AttributeError, Refused):
        return None
    if record is None:
        return None
    stamps: dict[str, Any] = {}
    for what, (_n, step, _fields) in (("entered", changes[0]), ("changed", changes[-1])):
        found = ruin.rows("SELECT officer, at FROM step WHERE n = ?", (step,))[0]
        if not found:
            return None
        officer, at = found[0]
        stamps |= {f"{what}_by": officer, f"{what}_at": datetime.fromisoformat(at)}
    return copy_with(record, **stamps)


# ---------------------------------------------------------------- pages


class _Ruin:
    """A damaged store: after a page that cannot be read it is opened anew.

    SQLCipher gives no page more once one did not fit its own mark.
    """

    def __init__(self, store: Path, key: str) -> None:
        self._store = store
        self._key = key
        self._connection: Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> tuple[list[tuple[Any, ...]], bool]:
        """The rows up to the first that cannot be read, and whether that was all."""
        found: list[tuple[Any, ...]] = []
        try:
            if self._connection is None:
                self._connection = connect(self._store, key=self._key)
                # What makes no sense in the list of tables is passed over, not refused.
                self._connection.execute("PRAGMA writable_schema = ON")
                self._connection.text_factory = _read_text
            for row in self._connection.execute(sql, values):
                found.append(row)
        except _UNREADABLE:
            self.close()
            return found, False
        return found, True

    def read(self, table: str, columns: Sequence[str]) -> tuple[dict[int, tuple[Any, ...]], bool]:
        """Every row of a table that can be read, by its number, and whether those are all.

        First from both ends; what then lacks is halved again and again, the widest gap first.
        """
        names = ", ".join(f'"{name}"' for name in columns)
        span = f'SELECT rowid, {names} FROM "{table}" NOT INDEXED WHERE rowid BETWEEN ? AND ?'
        found: dict[int, tuple[Any, ...]] = {}

        def probe(low: int, high: int) -> tuple[int, int] | None:
            """Read a span from both ends; the gap that is left."""
            for way in ("", " DESC"):
                rows, whole = self.rows(f"{span} ORDER BY rowid{way}", (low, high))
                numbers = [number for number, *_values in rows if low <= number <= high]
                found.update((number, tuple(values)) for number, *values in rows)
                if whole:
                    return None
                if numbers and way:
                    high = min(numbers) - 1
                elif numbers:
                    low = max(numbers) + 1
                if low > high:
                    return None
            return low, high

        rows, whole = self.rows(f"{span} ORDER BY rowid", (1, _LAST))
        found.update((number, tuple(values)) for number, *values in rows)
        if whole:
            return found, True
        gaps: list[tuple[int, int, int]] = []

        def remember(gap: tuple[int, int] | None) -> None:
            if gap is not None:
                heapq.heappush(gaps, (gap[0] - gap[1], *gap))

        first = max(found, default=0) + 1
        remember(probe(first, max(first, self._last(table, first))))
        lost, left = False, MOST_PROBES
        while gaps and left:
            _width, low, high = heapq.heappop(gaps)
            left -= 1
            if low == high:
                lost = True
                continue
            middle = (low + high) // 2
            remember(probe(low, middle))
            remember(probe(middle + 1, high))
        return found, not (lost or gaps)

    def _last(self, table: str, known: int) -> int:
        """The highest number of a row, or one beyond it."""
        rows, whole = self.rows(f'SELECT max(rowid) FROM "{table}" NOT INDEXED')
        if whole and rows and isinstance(rows[0][0], int):
            return int(rows[0][0])
        # Every entry of an index holds the number of its row.
        highest = 0
        for (index,) in self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (table,)
        )[0]:
            held, whole = self.rows(f'SELECT rowid FROM "{table}" INDEXED BY "{index}"')
            highest = max([highest, *(n for (n,) in held)])
            if whole and highest:
                return int(highest)
        return max(known, highest) + BEYOND


_LAST: Final = 2**62


def _read_text(given: bytes) -> str:
    """What is no text is read as something that no seal fits."""
    return given.decode("utf-8", "replace")
