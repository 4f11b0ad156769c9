"""The targets of a quarter over 100,000 cases and 50,000 other records, against SQL by hand.

The floor counts what the lines of a plan of this file are made of (this year, last year, the
quarter and eight quarters back), one statement a figure and time, on tables that have an index for
every statement.  Ours is measured twice: that plan alone, and the whole catalogue with all targets,
which is what the leader opens (performance.md 7: 0.3 s; of a million cases 1 s).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from boshan_desk.domain.period import Period, quarter_of
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import figures
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.plans import standing
from boshan_desk.usecases.plans.packs import load_plan
from boshan_desk.usecases.plans.standing import standings
from tests.bench.figures import QUARTER, ROWS, TURNS, make_desk

PLAN = """
code = "bench-2024"
prefix = "BN"
title = "演示工作方案（2024—2026年）"
short = "演示方案"
start = 2024-01-01
end = 2026-12-31

[[project]]
code = "P1"
title = "演示工程"
lead = ["区市场监督管理局"]
join = ["区财政局", "各镇、街道"]
""" + "".join(
    f"""
[[indicator]]
code = "{code}"
title = "演示目标{code}"
unit = "{unit}"
kind = "{kind}"
basis = "{basis}"
comparator = ">="
project = "P1"
target = {{ 2024 = 10, 2025 = 20, 2026 = 30 }}
metrics = ["{metric}"]
"""
    for code, unit, kind, basis, metric in (
        ("T1", "件", "flow", "annual_flow", "M-EN02"),
        ("T2", "万元", "flow", "annual_flow", "M-EN05"),
        ("T3", "笔", "flow", "annual_flow", "M-AP01"),
        ("T4", "%", "growth_rate", "yoy_growth", "M-AP01b"),
        ("T5", "家", "flow", "cumulative_from_start", "M-AP07"),
        ("T6", "件", "stock", "year_end_level", "M-CR04"),
    )
)

_TRAIL: list[Period] = [quarter_of(QUARTER.end)]
while len(_TRAIL) < 8:
    _TRAIL.append(_TRAIL[-1].previous())


def make_whole(folder: Path, cases: int) -> None:
    """A desk with so many cases, the other records of `figures.make_desk`, and the plan."""
    make_desk(folder, cases)
    with open_desk(folder, officer="演示员") as desk:
        load_plan(desk, PLAN, status="active")


def make_floor(desk: Path, floor: Path) -> Any:
    """A copy of what is counted, with an index for every statement."""
    connection = driver.connect(str(floor), isolation_level=None)
    connection.execute("ATTACH ? AS desk", (str(desk / "desk.db"),))
    for name in ("case", "pledge", "custody", "ip_stat"):
        connection.execute(
            f'CREATE TABLE "{name}" AS SELECT * FROM desk."{name}" WHERE withdrawn_at IS NULL'
        )
    connection.execute("DETACH desk")
    for number, (table, columns) in enumerate(
        (
            ('"case"', "filed_on"),
            ('"case"', "decided_on, fine, confiscate_money"),
            ("pledge", "reg_on, reg_amount"),
            ("custody", "starts_on, uscc, firm"),
            ("ip_stat", "indicator, area, as_of, value"),
        )
    ):
        connection.execute(f"CREATE INDEX i{number} ON {table} ({columns})")
    connection.execute("ANALYZE")
    return connection


def count_by_hand(connection: Any) -> list[list[float]]:
    """What each line is made of: since January in two years, the quarter, eight quarters back."""
    year, before = QUARTER.cumulative(), QUARTER.cumulative().last_year()
    spans = [year, before, *_TRAIL]

    def ask(sql: str, *values: object) -> float:
        row = connection.execute(sql, values).fetchone()
        return float(row[0] or 0) if row else 0.0

    def within(what: str, table: str, day: str, some: list[Period]) -> list[float]:
        sql = f'SELECT {what} FROM "{table}" WHERE {day} BETWEEN ? AND ?'
        return [ask(sql, str(span.start), str(span.end)) for span in some]

    filed = within("count(*)", "case", "filed_on", spans)
    money = within("total(fine) + total(confiscate_money)", "case", "decided_on", spans)
    pledged = within("count(*)", "pledge", "reg_on", spans)
    worth = within("total(reg_amount)", "pledge", "reg_on", [*spans, *map(Period.last_year, spans)])
    firms = [
        ask(
            "SELECT count(DISTINCT coalesce(uscc, firm)) FROM custody"
            " WHERE starts_on BETWEEN '2024-01-01' AND ?",
            str(span.end),
        )
        for span in spans
    ]
    marks = [
        ask(
            "SELECT value / 10000.0 FROM ip_stat WHERE indicator = 'tm_valid' AND area = '370304'"
            " AND as_of <= ? ORDER BY as_of DESC LIMIT 1",
            str(span.end),
        )
        for span in spans
    ]
    return [filed, money, pledged, worth, firms, marks]


def _check(by_hand: list[list[float]], desk: Desk) -> None:
    """Both count the same, or the floor is no measure."""
    ours = standings(desk, QUARTER, plan="bench-2024")
    filed, money, pledged, worth, firms, marks = (each[0] for each in by_hand)
    before = by_hand[3][1]
    growth = (worth - before) / before * 100 if before else 0
    for line, wanted in zip(
        ours, (filed, money / 1_000_000, pledged, growth, firms, marks), strict=True
    ):
        found = float(line.cumulative or 0)
        # Two observations of one day are all the same to the floor.
        if line.indicator != "BN-T6" and abs(found - wanted) > 0.000001 * max(1, abs(wanted)):
            raise AssertionError(f"other numbers by hand for {line.indicator}: {found} {wanted}")


def _show_all(desk: Desk) -> None:
    # As a quarter is closed: in one reading, and what was counted once is not counted again.
    with desk.read() as reader:
        counting = Counting(reader)
        figures.collect(reader, QUARTER, counting=counting)
        standing.collect(counting, QUARTER)


def _seconds(turn: Callable[[], object]) -> float:
    began = time.perf_counter()
    turn()
    return time.perf_counter() - began


def measure(rows: int = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """(what, seconds of the floor, our seconds), medians of turns taken alternately."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_whole(folder / "desk", rows)
        connection = make_floor(folder / "desk", folder / "floor.db")
        with open_desk(folder / "desk", officer="演示员") as desk:
            _check(count_by_hand(connection), desk)
            turned: dict[str, Callable[[], object]] = {
                "floor": partial(count_by_hand, connection),
                "ours": partial(standings, desk, QUARTER, plan="bench-2024"),
                "bare": partial(standings, desk, QUARTER, plan="bench-2024", trail=False),
                "catalogue": partial(catalogue, desk, QUARTER),
                "all": partial(_show_all, desk),
            }
            taken: dict[str, list[float]] = {name: [] for name in turned}
            for turn in range(turns + 1):
                for name, call in turned.items():
                    seconds = _seconds(call)
                    # The first turn of each warms the pages.
                    if turn:
                        taken[name].append(seconds)
        connection.close()
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    return [
        (f"Targets over {rows:,} cases, eight quarters", median["floor"], median["ours"]),
        ("The same without the eight quarters", median["floor"], median["bare"]),
        ("The catalogue alone", median["floor"], median["catalogue"]),
        ("All figures and all targets", median["floor"], median["all"]),
    ]


def main() -> None:
    """Print what was measured; another number of cases may be given."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    for what, floor, ours in measure(rows):
        print(f"{what}: floor {floor:.3f} s, ours {ours:.3f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
