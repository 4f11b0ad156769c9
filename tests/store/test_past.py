"""The desk as it was: whatever is done later, an earlier state counts as it was counted then."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import Code, Codes, Day, Flag, Link, Money, Number, Term, Whole
from boshan_desk.domain.figures import Idle
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.period import Span, read_period
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.past import as_of, beyond
from boshan_desk.store.reader import Reader
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.figures import collect
from boshan_desk.usecases.purging import purge

PERIODS = tuple(read_period(text) for text in ("2026Q2", "2026Q3"))
_TOWNS = ("370304001", "370304102", "370304108")
_TYPED = [ledger for ledger in LEDGERS.values() if ledger.name != "case_step"]


def count_all(reader: Reader) -> dict[tuple[str, str, str], Any]:
    """Every figure of the catalogue, of the whole and of towns, with what it is compared to."""
    found: dict[tuple[str, str, str], Any] = {}
    counting = Counting(reader)
    for period in PERIODS:
        lines = collect(reader, period, live=True, counting=counting)
        lines += collect(reader, period, by_town=True, live=True, counting=counting)
        for line in lines:
            found[str(period), line.code, line.town] = line.five
    return found


class Clerk:
    """Does works at random: adds, edits, withdraws, restores, imports, undoes, does again."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.dice = random.Random(seed)
        self.count = 0

    def work(self) -> None:
        """One more work, or none where there is nothing to undo."""
        way = self.dice.choice(
            ("add", "add", "edit", "edit", "edit", "withdraw", "restore", "import", "back", "again")
        )
        try:
            if way == "back":
                records.undo(self.desk)
            elif way == "again":
                records.redo(self.desk)
            else:
                self._write(way)
        except (Refused, Moved):
            return

    def _write(self, way: str) -> None:
        with self.desk.work(way) as work:
            if way in ("add", "import"):
                some = 1 if way == "add" else 6
                new = [Change(None, self._new(work)) for _each in range(some)]
                if way == "import":
                    # Some lines of a sheet change what is there already.
                    new += [self._edited(work) for _each in range(2)]
                (work.apply if way == "add" else work.pour)(
                    {c.key: c for c in new if c}.values(), judged=True
                )
                return
            change = self._edited(work) if way == "edit" else self._binned(work, way == "restore")
            if change:
                work.apply([change], judged=True)

    def _new(self, reader: Reader) -> Record:
        ledger = self.dice.choice(_TYPED)
        self.count += 1
        return ledger.record(**{"id": f"r{self.count}", **self._values(reader, ledger)})

    def _edited(self, reader: Reader) -> Change | None:
        record = self._some(reader, withdrawn=False)
        if record is None:
            return None
        values = self._values(reader, record.ledger)
        names = self.dice.sample(sorted(values), min(3, len(values)))
        return Change(record, replace(record, **{name: values[name] for name in names}))

    def _binned(self, reader: Reader, back: bool) -> Change | None:
        record = self._some(reader, withdrawn=back)
        if record is None:
            return None
        at = None if back else datetime(2026, 10, 9, 12)
        why = None if back else "演示：登记重复"
        return Change(record, replace(record, withdrawn_at=at, withdrawn_why=why))

    def _some(self, reader: Reader, *, withdrawn: bool) -> Record | None:
        known = [
            record
            for ledger in _TYPED
            for record in reader.all(ledger.record)
            if record.withdrawn == withdrawn
        ]
        return self.dice.choice(known) if known else None

    def _values(self, reader: Reader, ledger: Ledger) -> dict[str, Any]:
        """Values of the fields that figures look at, and of those that limits are counted from."""
        dice = self.dice
        found: dict[str, Any] = {}
        for name, kind in ledger.fields.items():
            if isinstance(kind, Day):
                value: Any = date(2026, 1, 1) + timedelta(dice.randrange(-60, 290))
            elif isinstance(kind, Link):
                ids = reader.ids(KEPT[kind.to])
                value = dice.choice(ids) if ids else None
            elif name == ledger.town or name == "area":
                value = dice.choice((*_TOWNS, "370304")) if name == "area" else dice.choice(_TOWNS)
            elif isinstance(kind, Code | Codes):
                codes = [entry.code for entry in reader.lists[kind.list]]
                value = dice.choice(codes) if codes else None
                if isinstance(kind, Codes):
                    value = (value,) if value else ()
            elif isinstance(kind, Flag):
                value = dice.random() < 0.5
            elif isinstance(kind, Term):
                value = dice.choice(("2026Q2", "2026Q3"))
            elif name == "year":
                value = dice.randrange(2024, 2027)
            elif isinstance(kind, Number):
                value = Decimal(dice.randrange(10**7)).scaleb(-4)
            elif isinstance(kind, Whole | Money):
                value = dice.randrange(1, 10**5)
            elif name in ("name", "client", "pledgor", "firm", "party"):
                value = dice.choice(("演示甲", "演示乙", "演示丙"))
            else:
                continue
            if kind.many or dice.random() < 0.8:
                found[name] = value
        return found


def go_back_and_compare(desk: Desk, seed: int, *, works: int = 24) -> int:
    """Count after some works, do more, and count again as of then; how many figures there were."""
    clerk = Clerk(desk, seed)
    for _each in range(works):
        clerk.work()
    with desk.read() as reader:
        step = reader.head().number
        then = count_all(reader)
    for _each in range(works):
        clerk.work()
    with desk.read() as reader:
        now = count_all(reader)
        with as_of(reader, step) as past:
            again = count_all(past)
        assert count_all(reader) == now
        assert _temporary(reader) == []
    wrong = {key: (then[key], again.get(key)) for key in then if then[key] != again.get(key)}
    assert wrong == {}, (seed, step)
    assert then.keys() == again.keys()
    return sum(then[key] != now.get(key) for key in then)


def _temporary(reader: Reader) -> list[str]:
    sql = "SELECT name FROM temp.sqlite_master"
    return list(reader.connection.exec_driver_sql(sql).scalars())


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_an_earlier_state_counts_as_it_was_counted_then(desk: Desk, seed: int) -> None:
    assert go_back_and_compare(desk, seed) > 20


if __name__ == "__main__":
    import tempfile

    from boshan_desk.domain.today import Clock
    from boshan_desk.store.opening import make, open_desk
    from tests.conftest import TODAY

    first, last = int(sys.argv[1]), int(sys.argv[2])
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as base:
            folder = Path(base) / "desk"
            make(folder, county="boshan")
            with open_desk(folder, clock=Clock(TODAY), officer="演示员") as opened:
                print(seed, go_back_and_compare(opened, seed, works=15 + seed % 30))
