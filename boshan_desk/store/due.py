"""The limits of all cases as a table: derived from the records, kept in step with every change.

The records are the truth; this is for lists over a hundred thousand cases.  It is written in the
transaction of the change (`Work.close`), and anew when rules or calendar have changed (`rebuild`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.law.book import Law
from boshan_desk.indicators.cases import DECISION
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import (
    CaseGoods,
    CaseMeasure,
    CasePaper,
    CaseParty,
    CasePenalty,
    CaseStep,
    CaseStop,
)
from boshan_desk.procedure.clocks import Clock, State, clocks_of, stopped_days
from boshan_desk.procedure.facts import CaseFile, Told, stops_of
from boshan_desk.store import sealing

if TYPE_CHECKING:
    import sqlalchemy as sa

    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

COLUMNS: Final = (
    "case_id", "rule", "subject", "binds", "form", "begun", "due", "last", "alarm", "left", "met",
    "late", "lapses", "sure", "stopped",
)  # fmt: skip
_INSERT: Final = (
    "INSERT INTO due (" + ", ".join(f'"{c}"' for c in COLUMNS) + ")"
    f" VALUES ({', '.join('?' * len(COLUMNS))})"
)
_DELETE: Final = "DELETE FROM due WHERE case_id = ? AND rule = ? AND subject = ?"
BEARING: Final = frozenset({"case", "case_step", "case_measure", "case_stop", "informant"})
"""The ledgers on which limits depend."""
STEP: Final = 1000
"""Cases that are counted anew in one transaction."""

Heard = Callable[[int, int], object]


def row_of(file: CaseFile, clock: Clock) -> tuple[Any, ...]:
    """A limit as the table keeps it; times of day are kept where a limit runs by the hour."""
    limit, counted = clock.limit, clock.counted
    passes = limit.lapses or limit.form in ("effect", "window")
    return (
        file.case.id,
        limit.id,
        clock.subject,
        limit.binds,
        limit.form,
        _text(clock.start),
        _text(counted.due),
        _text(counted.rolled),
        _text(clock.alarm),
        counted.left,
        _text(clock.met_on),
        int(clock.met_on is not None and clock.state(as_day(clock.met_on)) is State.LATE),
        int(passes),
        int(counted.certain),
        _stopped(file, clock),
    )


def _stopped(file: CaseFile, clock: Clock) -> int:
    """Of the limit of a decision that was made: the days since filing on which any stop lay.

    For figures: kept here, they need not read the case of every stop.
    """
    filed, decided = file.case.filed_on, file.case.decided_on
    if clock.limit.id != DECISION or not file.stops or filed is None or decided is None:
        return 0
    met = clock.met_on
    return stopped_days(stops_of(file), filed, decided) if met and as_day(met) == decided else 0


def _text(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def read_files(
    reader: Reader, ids: Sequence[str], *, whole: bool = False, known: dict[str, Case] | None = None
) -> Iterator[CaseFile]:
    """Cases with what belongs to them: all of it (`whole`), or what limits depend on.

    Of informants only what limits need is read, whoever asks (`Told`).
    """
    cases = known if known is not None else reader.find_many(Case, ids)
    ids = [id for id in ids if id in cases]
    kinds: list[tuple[str, type[Any]]] = [
        ("steps", CaseStep), ("measures", CaseMeasure), ("stops", CaseStop),
    ]  # fmt: skip
    if whole:
        kinds += [
            ("penalties", CasePenalty), ("parties", CaseParty), ("goods", CaseGoods),
            ("papers", CasePaper),
        ]  # fmt: skip
    parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name, kind in kinds:
        for record in reader.having(kind, "case_id", ids):
            parts[record.case_id][name].append(record)
    for case_id, real_name, told_on in reader.informants_told(ids):
        told = date.fromisoformat(told_on) if told_on else None
        parts[case_id]["informants"].append(Told(bool(real_name), told))
    for id in ids:
        own = parts.get(id)
        if own is None:
            yield CaseFile(cases[id])
            continue
        own["steps"].sort(key=lambda step: step.no or 0)
        yield CaseFile(cases[id], **{name: tuple(records) for name, records in own.items()})


def refresh(connection: sa.Connection, files: Iterable[CaseFile], law: Law) -> int:
    """Write down the limits of these cases, of which nothing stands in the table (`forget`)."""
    rows = [row_of(file, clock) for file in files for clock in clocks_of(file, law)]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    return len(rows)


def forget(connection: sa.Connection, cases: Iterable[str]) -> None:
    """Take these cases' limits out of the table."""
    ids = [(id,) for id in cases]
    if ids:
        connection.exec_driver_sql("DELETE FROM due WHERE case_id = ?", ids)


def is_current(reader: Reader) -> bool:
    """Whether the table was counted with the law of this desk."""
    return reader.setting("due_law") == reader.law.digest


def rebuild(desk: Desk, heard: Heard | None = None) -> int:
    """Count every case anew, a thousand at a time; how many limits there are.

    Others may write in between: what they change is counted with the new law already.  Stopped half
    way (`heard` may raise `Cancelled`), it begins anew the next time.
    """
    with desk.read() as reader:
        ids = reader.ids(Case.ledger)
        digest = reader.law.digest
    total = 0
    for start in range(0, len(ids), STEP):
        if heard:
            heard(start, len(ids))
        with desk.writing() as reader:
            total += _renew(reader, ids[start : start + STEP])
    with desk.writing() as reader:
        if reader.law.digest == digest:
            sealing.put(reader.connection, "setting", {"name": "due_law", "value": digest})
    if heard:
        heard(len(ids), len(ids))
    return total


def _renew(reader: Reader, ids: Sequence[str]) -> int:
    """Count these cases anew and write down the limits that come out otherwise: most do not."""
    stored = _stored(reader, ids)
    gone: list[tuple[Any, ...]] = []
    new: list[tuple[Any, ...]] = []
    total = 0
    for file in read_files(reader, ids):
        own = {row_of(file, clock) for clock in clocks_of(file, reader.law)}
        old = stored.pop(file.case.id, set())
        gone += [row[:3] for row in old - own]
        new += own - old
        total += len(own)
    gone += [row[:3] for rows in stored.values() for row in rows]
    if gone:
        reader.connection.exec_driver_sql(_DELETE, gone)
    if new:
        reader.connection.exec_driver_sql(_INSERT, sorted(new, key=lambda row: row[:3]))
    return total


def _stored(reader: Reader, ids: Sequence[str]) -> dict[str, set[tuple[Any, ...]]]:
    """What the table says of these cases."""
    columns = ", ".join(f'"{c}"' for c in COLUMNS)
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT {columns} FROM due WHERE case_id IN ({marks})"
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in reader.connection.exec_driver_sql(sql, tuple(ids)):
        found[row[0]].add(tuple(row))
    return found


def strangers(reader: Reader) -> Iterator[str]:
    """The cases of which the table says something else than the engine does."""
    ids = reader.ids(Case.ledger)
    for start in range(0, len(ids), STEP):
        some = ids[start : start + STEP]
        stored = _stored(reader, some)
        for file in read_files(reader, some):
            id = file.case.id
            if stored.get(id, set()) != {row_of(file, c) for c in clocks_of(file, reader.law)}:
                yield id
    known = set(ids)
    for (id,) in reader.connection.exec_driver_sql("SELECT DISTINCT case_id FROM due").all():
        if id not in known:
            yield id
