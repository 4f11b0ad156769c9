"""The limits of 100,000 cases: counted anew after a change of law, of one case, and as a list.

The floor of the recount reads the rows of the cases by the raw driver and writes as many rows into
a table of their own, with nothing counted in between.  The floors of the other two read the same
rows by a statement written by hand.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from boshan_desk.domain.today import Clock
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.store import due
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.deadlines import find_limits
from boshan_desk.usecases.lawfiles import add_own_day
from boshan_desk.usecases.procedure import read_file

ROWS = 100_000
TURNS = 50
PAGE = 100
TODAY = date(2026, 10, 9)

# Cases of 2023 to 2026; one in five is open and taken through its first steps.
_CASES = """
WITH RECURSIVE made(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM made WHERE i < ?),
dated(i, day) AS (SELECT i, date('2023-01-01', (i * 7919 % 1369) || ' days') FROM made)
INSERT INTO "case"
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, clue_no,
   source_kind, ip_kind, cause, procedure, party_kind, party, clue_on, conduct_to, filed_on,
   officers, decided_on, penalties, fine, served_on, paid_on, published_on, closed_on, state,
   brief, dots, folded)
SELECT i, printf('%032x', i), printf('2026-%07d', i), 'submitted', 'typed', '演示', '2026-01-01',
   '演示', '2026-01-01', printf('演示线索%d', i),
   CASE WHEN i % 6 THEN 'check' ELSE 'complaint' END, 'trademark', 'TM03', 'ordinary', 'firm',
   printf('演示陶瓷有限公司%d', i), day, date(day, '-30 days'), date(day, '8 days'),
   '["演示甲","演示乙"]',
   CASE WHEN i % 5 THEN date(day, '60 days') END, CASE WHEN i % 5 THEN '["fine"]' ELSE '[]' END,
   CASE WHEN i % 5 THEN 500000 END, CASE WHEN i % 5 THEN date(day, '64 days') END,
   CASE WHEN i % 5 THEN date(day, '75 days') END, CASE WHEN i % 5 THEN date(day, '70 days') END,
   CASE WHEN i % 5 THEN date(day, '80 days') END,
   CASE WHEN i % 5 THEN 'CLOSED' ELSE 'CONCLUDED' END, '演示', '{}', ''
FROM dated
"""
_STEPS = """
INSERT INTO case_step
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, case_id, no,
   event, "on", officers, was, now, dots, folded)
SELECT c.n * 3 + s.column1, printf('%032x', c.n * 3 + s.column1), printf('2026-%07d', c.n * 3),
   'submitted', 'typed', '演示', '2026-01-01', '演示', '2026-01-01', c.id, s.column1, s.column2,
   date(c.clue_on, s.column3 || ' days'), '["演示甲","演示乙"]', s.column4, s.column5, '{}', ''
FROM "case" c CROSS JOIN (VALUES
  (1, 'verify', 1, 'CLUE', 'VERIFY'), (2, 'file', 8, 'VERIFY', 'FILED'),
  (3, 'conclude', 40, 'FILED', 'CONCLUDED')) s
WHERE c.n % 5 = 0
"""
_MEASURES = """
INSERT INTO case_measure
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, case_id, kind,
   taken_on, dots, folded)
SELECT n, printf('%032x', n), printf('2026-%07d', n), 'submitted', 'typed', '演示', '2026-01-01',
   '演示', '2026-01-01', id, 'detain', date(clue_on, '10 days'), '{}', ''
FROM "case" WHERE n % 20 = 0
"""
_STOPS = """
INSERT INTO case_stop
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, case_id, kind,
   starts_on, ends_on, dots, folded)
SELECT n, printf('%032x', n), printf('2026-%07d', n), 'submitted', 'typed', '演示', '2026-01-01',
   '演示', '2026-01-01', id, 'test', date(clue_on, '12 days'), date(clue_on, '30 days'), '{}', ''
FROM "case" WHERE n % 20 = 0
"""


def fill(folder: Path, rows: int) -> Desk:
    """A desk with so many cases, the limits not counted yet."""
    make(folder, county="boshan")
    connection = driver.connect(folder / "desk.db", isolation_level=None)
    connection.execute("BEGIN")
    connection.execute(_CASES, (rows,))
    for statement in (_STEPS, _MEASURES, _STOPS):
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()
    return open_desk(folder, clock=Clock(TODAY), officer="演示员")


def _timed(act: Callable[[], object], turns: int = 1) -> float:
    taken = []
    for _ in range(turns):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _floor_recount(path: Path) -> float:
    """Read what the recount reads, write what it writes, count nothing."""
    connection = driver.connect(path, isolation_level=None)
    names = ", ".join(f'"{name}"' for name in due.COLUMNS)
    rows = connection.execute(f"SELECT {names} FROM due").fetchall()
    connection.execute(f"CREATE TEMP TABLE floor ({names})")

    def write() -> None:
        for table in ("case", "case_step", "case_measure", "case_stop"):
            connection.execute(f'SELECT * FROM "{table}"').fetchall()
        connection.execute("BEGIN")
        marks = ", ".join("?" * len(due.COLUMNS))
        connection.executemany(f"INSERT INTO floor VALUES ({marks})", rows)
        connection.execute("COMMIT")

    taken = _timed(write)
    connection.close()
    return taken


def _floor_page(path: Path) -> float:
    """The nearest hundred open duties, straight from the table."""
    connection = driver.connect(path, isolation_level=None)
    sql = (
        'SELECT d.*, c.party FROM due d JOIN "case" c ON c.id = d.case_id WHERE d.met IS NULL'
        " AND d.binds = 'bureau' AND d.form IN ('deadline', 'before') AND c.withdrawn_at IS NULL"
        " ORDER BY d.alarm LIMIT ?"
    )
    taken = _timed(lambda: connection.execute(sql, (PAGE,)).fetchall(), 5)
    connection.close()
    return taken


def _floor_case(path: Path, id: str) -> float:
    """One case and what belongs to it, as tuples."""
    connection = driver.connect(path, isolation_level=None)

    def read() -> None:
        connection.execute('SELECT * FROM "case" WHERE id = ?', (id,)).fetchall()
        for table in ("case_step", "case_measure", "case_stop", "case_penalty", "case_paper"):
            connection.execute(f"SELECT * FROM {table} WHERE case_id = ?", (id,)).fetchall()

    taken = _timed(read, 20)
    connection.close()
    return taken


def measure(rows: int = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """All limits counted twice, the clocks of one case, and the first page of the list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "desk"
        with fill(folder, rows) as desk:
            counted = 0

            def recount() -> None:
                nonlocal counted
                counted = due.rebuild(desk)

            first_count = _timed(recount)
            # A day of closure in the middle of the newest cases, and every case counted anew.
            add_own_day(desk, date(2026, 9, 16), works=False, reason="演示停电")
            recounting = _timed(recount)
            # A case in the middle of its procedure, with a seizure and an appraisal.
            id = f"{rows // 2 - rows // 2 % 20:032x}"

            def clocks() -> None:
                with desk.read() as reader:
                    assert clocks_of(read_file(reader, id), reader.law)

            one = _timed(clocks, turns)

            def page() -> None:
                assert find_limits(desk, on=TODAY, most=PAGE)

            first = _timed(page, 5)
            path = folder / "desk.db"
            whole = _floor_recount(path)
            return [
                (f"limits of {rows:,} cases, the first time", whole, first_count),
                (f"limits of {rows:,} cases after a change of law", whole, recounting),
                ("the clocks of one case", _floor_case(path, id), one),
                (f"the first page of {counted:,} limits", _floor_page(path), first),
            ]


if __name__ == "__main__":
    for what, floor, ours in measure():
        print(f"{what:<46}{floor:>9.4f}{ours:>9.4f}{ours / floor:>8.1f}")
