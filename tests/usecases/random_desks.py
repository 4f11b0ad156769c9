"""Desks with records at random: the fields that figures look at, near the ends of periods."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import Code, Codes, Day, Flag, Link, Money, Number, Whole
from boshan_desk.domain.figures import Idle
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from tests.oracle import Records

TODAY = date(2026, 10, 9)
SMALLEST = Decimal("0.0001")
TOWNS = ("370304001", "370304102", "370304108")
# The first and last days of periods are where a slip shows.
DAYS = tuple(
    date.fromisoformat(text)
    for text in (
        "2025-11-30", "2025-12-01", "2025-12-31", "2026-01-01", "2026-02-11", "2026-03-31",
        "2026-04-01", "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01",
    )
)  # fmt: skip


def values_of(ledger: Ledger, lists: Any, ids: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """Values of the fields that figures look at; the others stay empty."""
    looked_at = {name for figure in ledger.figures for name in figure.names()}
    looked_at |= {ledger.town, ledger.parent} | _looked_at_from_above(ledger.name)
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name, kind in ledger.fields.items():
        if name not in looked_at:
            continue
        some: st.SearchStrategy[Any]
        if isinstance(kind, Day):
            some = st.sampled_from(DAYS)
        elif isinstance(kind, Link):
            some = st.sampled_from(ids[kind.to]) if ids.get(kind.to) else st.none()
        elif name == ledger.town:
            some = st.sampled_from(TOWNS)
        elif isinstance(kind, Code | Codes):
            some = st.sampled_from([entry.code for entry in lists[kind.list]])
            if isinstance(kind, Codes):
                some = st.lists(some, max_size=3, unique=True).map(tuple)
        elif isinstance(kind, Flag):
            some = st.booleans()
        elif name == "year":
            some = st.integers(2023, 2027)
        elif isinstance(kind, Number):
            some = st.integers(0, 10**9).map(lambda n: (Decimal(n) / 10_000).quantize(SMALLEST))
        elif isinstance(kind, Whole | Money):
            some = st.integers(0, 10**9)
        else:
            some = st.sampled_from(("演示甲", "演示乙", "演示丙"))
        fields[name] = some if kind.many else st.none() | some
    fields["withdrawn_at"] = st.sampled_from((None, None, None, datetime(2026, 10, 1)))
    return st.fixed_dictionaries(fields)


def _looked_at_from_above(name: str) -> set[str]:
    idle = [f for each in LEDGERS.values() for f in each.figures if isinstance(f, Idle)]
    return {field for f in idle if f.child == name for field in (f.link, f.child_on)}


@st.composite
def records_of(draw: st.DrawFn, ledger: Ledger, lists: Any) -> dict[str, list[Record]]:
    """Some records of a ledger, with the parents and the children its figures look at."""
    children = {f.child for f in ledger.figures if isinstance(f, Idle)}
    found: dict[str, list[Record]] = {name: [] for name in KEPT}
    ids: dict[str, list[str]] = {}
    for name in (ledger.parent_ledger, ledger.name, *children):
        if not name:
            continue
        each = KEPT[name]
        rows = draw(st.lists(values_of(each, lists, ids), max_size=7))
        found[name] = [
            each.record(**{"id": f"{name}-{number}", **row}) for number, row in enumerate(rows)
        ]
        ids[name] = [record.id for record in found[name]]
    return found


@contextmanager
def desk_with(store: Path, records: Records) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(store / "desk.db", Path(folder) / "desk.db")
        with open_desk(Path(folder), clock=Clock(TODAY)) as desk:
            with desk.work("演示") as work:
                for group in records.values():
                    work.apply((Change(None, record) for record in group), judged=True)
            yield desk
