"""The catalogue of a quarter over 100,000 cases and 50,000 other records, against SQL by hand.

The floor (performance.md 7) counts figures of cases and of some other ledgers, one statement a
figure and period, on tables of its own that have an index for every statement, and gives the same
numbers: that is checked.  Ours is measured twice: what the floor counts, and all that the figures
page shows, with last year's, the towns and what each has of every figure.

Run `python -m tests.bench.figures [cases]`.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sqlcipher3.dbapi2 as driver

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import Code, Day, Flag, Link, Money, Number, Whole
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.figures_table import read_catalogue

ROWS = 100_000
TURNS = 3
TODAY = "2026-10-09"
QUARTER = Period(2026, 7, 9)
UNASSIGNED = "370304Z99"
"""The town of cases without one."""

# Cases of 2023 to the third quarter of 2026, spread over the towns and over what figures look at.
_CASES = """
WITH RECURSIVE made(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM made WHERE i < ?),
dated(i, day) AS (SELECT i, date('2023-01-01', (i * 7919 % 1369) || ' days') FROM made)
INSERT INTO "case"
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, case_no,
   case_type, ip_kind, town_code, party, filed_on, decided_on, closed_on, police_on,
   police_filed_on, value, turnover, fine, confiscate_money, loss_saved, is_online, market_kind,
   "foreign", state, brief, dots, folded)
SELECT i, printf('%032x', i), printf('2026-%07d', i), 'submitted', 'typed', '演示', '2026-01-01',
   '演示', '2026-01-01', printf('博市监处罚〔2026〕%d号', i), 'tm_infringe', 'trademark',
   CASE WHEN i % 97 THEN json_extract(?, '$[' || (i % ?) || ']') END,
   printf('演示陶瓷有限公司%d', i), day,
   CASE WHEN i % 5 THEN date(day, '40 days') END, CASE WHEN i % 4 THEN date(day, '60 days') END,
   CASE WHEN i % 50 = 0 THEN date(day, '30 days') END,
   CASE WHEN i % 100 = 0 THEN date(day, '45 days') END,
   i * 100, i * 90, i * 50, i * 20, i * 10, i % 7 = 0,
   CASE i % 9 WHEN 1 THEN 'key' WHEN 2 THEN 'rural' END, i % 31 = 0, 'CLOSED',
   '当事人在未取得商标注册人许可的情况下，销售标有他人注册商标的商品，执法人员现场检查时查获。',
   '{}', printf('博市监处罚〔2026〕%d号 演示陶瓷有限公司%d', i, i)
FROM dated
"""

# What the engine would make of them: so many limits begin on a day, and are met some days later;
# one in twenty ends before that.  Limits of old cases that nobody decided are left out.
_DUES = """
INSERT INTO due
  (case_id, rule, subject, binds, form, begun, due, last, alarm, "left", met, late, lapses, sure,
   stopped)
SELECT id, rule, '', binds, 'deadline', begun, last, last, last, 0, met,
   met IS NOT NULL AND met > last, 0, 1,
   CASE WHEN rule = 'L12' AND met IS NOT NULL AND n % 7 = 0 THEN 7 ELSE 0 END
FROM (
  SELECT t.id, t.n, l.column1 AS rule, l.column5 AS binds,
    CASE l.column2 WHEN 'filed' THEN t.filed_on ELSE t.decided_on END AS begun,
    date(CASE l.column2 WHEN 'filed' THEN t.filed_on ELSE t.decided_on END,
      (CASE WHEN t.n % 20 = 3 THEN l.column4 - 5 ELSE l.column3 END) || ' days') AS last,
    CASE WHEN l.column2 = 'filed' THEN date(t.decided_on, (l.column4 - 40) || ' days')
      ELSE date(t.decided_on, l.column4 || ' days') END AS met
  FROM "case" t CROSS JOIN (VALUES
    ('L01', 'filed', 21, 12, 'bureau'), ('L12', 'filed', 90, 40, 'bureau'),
    ('L34', 'filed', 730, 10, 'bureau'), ('L13', 'decided', 9, 7, 'bureau'),
    ('L15', 'decided', 22, 14, 'party'), ('L21', 'decided', 40, 20, 'bureau'),
    ('L22', 'decided', 28, 20, 'bureau'), ('L25', 'decided', 1095, 1000, 'other')) l
) WHERE begun IS NOT NULL AND (met IS NOT NULL OR begun >= '2026-06-01')
"""
_STOPS = """
INSERT INTO case_stop (n, id, status, source, case_id, kind, starts_on, ends_on, dots, folded)
SELECT n, printf('stop-%d', n), 'submitted', 'typed', id, 'identify', date(filed_on, '5 days'),
   date(filed_on, '12 days'), '{}', ''
FROM "case" WHERE n % 7 = 0
"""


OTHERS = 50_000
SPREAD = (
    "station_service", "event", "enforcement_action", "attendee", "media", "gi_user", "gi_check",
    "ip_stat", "transfer", "pledge", "navigation", "title_grant", "certification", "custody",
    "key_unit", "key_visit", "mediation", "aid", "agency_check", "fund", "town_report",
)  # fmt: skip
"""The ledgers that the other records are spread over, evenly."""


def _others_of(ledger: Ledger, lists: Lists, towns: Sequence[str]) -> str:
    """One statement that fills a ledger: days of 2023 to 2026, codes, towns and sums in turn."""
    columns, values = [], []
    for place, (name, kind) in enumerate(ledger.fields.items()):
        if name == ledger.town:
            some = f"json_extract('{json.dumps(towns)}', '$[' || (i % {len(towns)}) || ']')"
        elif isinstance(kind, Day):
            some = f"date('2023-01-01', ((i * 7919 + {place} * 31) % 1369) || ' days')"
        elif isinstance(kind, Code):
            codes = [entry.code for entry in lists[kind.list]]
            picked = f"'$[' || ((i * 7 + {place}) % {len(codes)}) || ']'"
            some = f"json_extract('{json.dumps(codes)}', {picked})"
        elif isinstance(kind, Link):
            some = f"printf('{kind.to}-%d', i % {_PARENTS} + 1)" if kind.to in _UPPER else "NULL"
        elif isinstance(kind, Whole | Money | Number):
            some = "2023 + i % 4" if "year" in name else f"i * {place + 3} % 9973"
        elif isinstance(kind, Flag):
            some = f"i % {place + 2} = 0"
        elif name in ("client", "name", "pledgor", "enterprise", "firm"):
            some = "printf('演示公司%d', i % 700)"
        else:
            continue
        columns.append(f'"{name}"')
        values.append(some)
    return (
        f"WITH RECURSIVE made(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM made WHERE i < ?)"
        f' INSERT INTO "{ledger.name}" (n, id, status, source, dots, folded, {", ".join(columns)})'
        f" SELECT i, printf('{ledger.name}-%d', i), 'submitted', 'typed', '{{}}', '',"
        f" {', '.join(values)} FROM made"
    )


_UPPER = ("station", "event", "key_unit", "gi_right", "agency", "body")
_PARENTS = 40


class Counted(NamedTuple):
    """One figure by hand."""

    code: str
    wanted: str
    day: str
    columns: str = ""
    """What its index covers behind the day and the town."""
    where: str = "1"
    ledger: str = "cases"


FLOOR = (
    Counted("M-BR02", "count(*)", "served_on", ledger="station_service"),
    Counted("M-BR02b", "count(DISTINCT client)", "served_on", "client", ledger="station_service"),
    Counted("M-EN01", "count(*)", "acted_on", ledger="enforcement_action"),
    Counted("M-EN01b", "sum(people)", "acted_on", "people", ledger="enforcement_action"),
    Counted("M-GI05", "count(*)", "checked_on", ledger="gi_check"),
    Counted("M-AP08", "count(*)", '"on"', ledger="transfer"),
    Counted("M-EN02", "count(*)", "filed_on"),
    Counted("M-EN03", "count(*)", "closed_on"),
    Counted("M-EN04", "sum(value)", "filed_on", "value"),
    Counted("M-EN04b", "sum(turnover)", "filed_on", "turnover"),
    Counted(
        "M-EN05",
        "total(fine) + total(confiscate_money)",
        "decided_on",
        "fine, confiscate_money",
    ),
    Counted("M-EN04c", "sum(value)", "decided_on", "value"),
    Counted("M-EN05b", "sum(loss_saved)", "decided_on", "loss_saved"),
    Counted("M-EN05c", "sum(loss_saved)", "decided_on", '"foreign", loss_saved', '"foreign" = 1'),
    Counted(
        "M-EN11",
        "count(*)",
        "decided_on",
        "review_state",
        "review_state IN ('reviewing', 'suing', 'upheld', 'changed', 'annulled', 'unlawful')",
    ),
    Counted(
        "M-EN11b",
        "count(*)",
        "decided_on",
        "review_state",
        "review_state IN ('changed', 'annulled', 'unlawful')",
    ),
    Counted("M-EN06", "count(*)", "police_on"),
    Counted("M-EN06b", "count(*)", "police_filed_on"),
    Counted("M-EN07", "count(*)", "filed_on", "is_online", "is_online = 1"),
    Counted("M-EN07b", "count(*)", "filed_on", "market_kind", "market_kind = 'key'"),
    Counted("M-EN07c", "count(*)", "filed_on", "market_kind", "market_kind = 'rural'"),
    Counted("M-EN07d", "count(*)", "filed_on", '"foreign"', '"foreign" = 1'),
)
AVERAGE = Counted(
    "M-EN09c",
    "avg(julianday(decided_on) - julianday(filed_on))",
    "decided_on",
    "filed_on",
    "filed_on IS NOT NULL",
)
_DUTY = "binds = 'bureau' AND form IN ('deadline', 'before')"
LIMITS = (
    (
        "M-EN08",
        f"SELECT count(DISTINCT case_id) FROM dues WHERE {_DUTY} AND lapses = 0"
        " AND (met IS NULL OR late = 1) AND last < :end AND (met IS NULL OR met > :end)",
    ),
    (
        "M-EN08c",
        f"SELECT count(DISTINCT case_id) FROM dues WHERE {_DUTY} AND last >= :end"
        " AND last < date(:end, '28 days') AND alarm <= date(:end, '7 days')"
        " AND begun <= :end AND (met IS NULL OR met > :end)",
    ),
    (
        "M-EN08b",
        "SELECT 100.0 * sum(late = 0) / count(*) FROM dues"
        " WHERE rule = 'L12' AND met BETWEEN :start AND :end",
    ),
    (
        "M-EN09",
        "SELECT avg(julianday(decided_on) - julianday(filed_on) - coalesce(days, 0)) FROM cases"
        " LEFT JOIN stops ON stops.case_id = cases.id"
        " WHERE decided_on BETWEEN :start AND :end AND filed_on IS NOT NULL",
    ),
    (
        "M-EN10",
        "SELECT count(*) FROM dues WHERE rule = 'L22' AND last BETWEEN :start AND :end",
    ),
    (
        "M-EN10b",
        "SELECT count(*) FROM dues WHERE rule = 'L22' AND last BETWEEN :start AND :end"
        " AND met IS NOT NULL AND late = 0",
    ),
)
"""Figures of limits, of the whole desk only; the first two at the end of the period."""
_STOCKS = ("M-EN08", "M-EN08c")
SPANS = (
    QUARTER,
    Period(2025, 7, 9),
    Period(2026, 4, 6),
    Period(2026, 1, 9),
    Period(2025, 1, 9),
)
"""Now, a year ago, the quarter before, and from 1 January of both years."""

Found = dict[tuple[str, str], list[int | None]]
"""The five values of a figure and town, rounded to whole numbers."""


def make_desk(folder: Path, count: int) -> None:
    """A desk with so many invented cases, written straight into the file."""
    make(folder, county="boshan", settings={"today": TODAY})
    connection = driver.connect(str(folder / "desk.db"), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    towns = load_county("boshan").counted
    connection.execute(_CASES, (count, json.dumps(towns), len(towns)))
    connection.execute(_DUES)
    connection.execute(_STOPS)
    lists, each = load_county("boshan"), OTHERS // len(SPREAD)
    words = lists_of(lists, tuple)
    for name in (*_UPPER, *(name for name in SPREAD if name not in _UPPER)):
        count = _PARENTS if name in _UPPER and name not in SPREAD else each
        connection.execute(_others_of(LEDGERS[name], words, towns), (count,))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def make_floor(desk: Path, floor: Path) -> Any:
    """A copy of what is counted, with an index for every statement."""
    connection = driver.connect(str(floor), isolation_level=None)
    connection.execute("ATTACH ? AS desk", (str(desk / "desk.db"),))
    connection.execute('CREATE TABLE cases AS SELECT * FROM desk."case" WHERE withdrawn_at IS NULL')
    for name in dict.fromkeys(counted.ledger for counted in FLOOR if counted.ledger != "cases"):
        ledger = LEDGERS[name]
        town = "t.town_code" if ledger.town else "p.town_code"
        above = f'LEFT JOIN desk."{ledger.parent_ledger}" p ON p.id = t.{ledger.parent}'
        connection.execute(
            f"CREATE TABLE {name} AS SELECT t.*, {town} AS of_town FROM desk.{name} t"
            f" {'' if ledger.town else above} WHERE t.withdrawn_at IS NULL"
        )
    connection.execute("ALTER TABLE cases RENAME COLUMN town_code TO of_town")
    connection.execute("CREATE TABLE dues AS SELECT * FROM desk.due")
    connection.execute(
        "CREATE TABLE stops AS SELECT case_id,"
        " julianday(ends_on) - julianday(starts_on) AS days FROM desk.case_stop"
    )
    connection.execute("DETACH desk")
    connection.execute("CREATE INDEX stops_of ON stops (case_id, days)")
    connection.execute(
        f"CREATE INDEX dues_late ON dues (last, met, case_id) WHERE {_DUTY} AND lapses = 0"
        " AND (met IS NULL OR late = 1)"
    )
    connection.execute(
        f"CREATE INDEX dues_near ON dues (last, alarm, met, begun, case_id) WHERE {_DUTY}"
    )
    connection.execute("CREATE INDEX dues_met ON dues (rule, met, late)")
    connection.execute("CREATE INDEX dues_due ON dues (rule, last, met, late)")
    for counted in (*FLOOR, AVERAGE):
        columns = ", ".join(filter(None, (counted.day, "of_town", counted.columns)))
        name = counted.code.replace("-", "_")
        connection.execute(f"CREATE INDEX {name} ON {counted.ledger} ({columns})")
    connection.execute("ANALYZE")
    return connection


def count_by_hand(connection: Any, *, by_town: bool) -> Found:
    """Every figure and period, whole or for each town."""
    found: Found = {}
    place = f"coalesce(of_town, '{UNASSIGNED}')" if by_town else "''"
    for counted in (*FLOOR, AVERAGE):
        sql = (
            f"SELECT {place} AS g, {counted.wanted} FROM {counted.ledger} "
            f"WHERE {counted.day} BETWEEN ? AND ? AND {counted.where} GROUP BY g"
        )
        for place_of_span, span in enumerate(SPANS):
            days = (span.start.isoformat(), span.end.isoformat())
            for town, value in connection.execute(sql, days):
                values = found.setdefault((counted.code, town), [0] * len(SPANS))
                values[place_of_span] = round(value)
    for code, sql in () if by_town else LIMITS:
        spans = (*SPANS[:3], SPANS[0], SPANS[1]) if code in _STOCKS else SPANS
        found[code, ""] = [
            round(connection.execute(sql, {"start": str(s.start), "end": str(s.end)}).fetchone()[0])
            for s in spans
        ]
    return found


def count_ours(desk: Desk, *, by_town: bool) -> Found:
    """The same from the catalogue."""
    ledgers = {"case", *(counted.ledger for counted in FLOOR if counted.ledger != "cases")}
    lines = catalogue(desk, QUARTER, by_town=by_town, ledgers=ledgers)
    by_hand = {counted.code for counted in (*FLOOR, AVERAGE)} | {code for code, _sql in LIMITS}
    return {
        (line.code, line.town): [
            None if value is None else round(Decimal(value))
            for value in (
                line.value,
                line.last_year,
                line.previous,
                line.cumulative,
                line.cumulative_last_year,
            )
        ]
        for line in lines
        if line.code in by_hand
    }


def _show_all(desk: Desk) -> None:
    read_catalogue(desk, QUARTER)


def _seconds(turn: Callable[[], object]) -> float:
    began = time.perf_counter()
    turn()
    return time.perf_counter() - began


def _check(by_hand: Found, ours: Found) -> None:
    """Both count the same, or the floor is no measure."""
    filled = {key: values for key, values in ours.items() if any(values)}
    if filled != {key: values for key, values in by_hand.items() if any(values)}:
        other = sorted(
            key for key in filled.keys() | by_hand.keys() if filled.get(key) != by_hand.get(key)
        )
        raise AssertionError(f"other numbers by hand for {other[:5]}")


def measure(rows: int = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """(what, seconds of the floor, our seconds), medians of turns taken alternately."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_desk(folder / "desk", rows)
        connection = make_floor(folder / "desk", folder / "floor.db")
        with open_desk(folder / "desk") as desk:
            turned: dict[str, Callable[[], object]] = {}
            for by_town in (False, True):
                hand = partial(count_by_hand, connection, by_town=by_town)
                own = partial(count_ours, desk, by_town=by_town)
                # The first turn of each, which is not counted, warms the pages.
                _check(hand(), own())
                turned |= {f"floor {by_town}": hand, f"ours {by_town}": own}
            turned["all"] = partial(_show_all, desk)
            turned["all"]()
            taken: dict[str, list[float]] = {name: [] for name in turned}
            for _turn in range(turns):
                for name, turn in turned.items():
                    taken[name].append(_seconds(turn))
        connection.close()
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    return [
        (f"Figures of {rows:,} cases, a quarter", median["floor False"], median["ours False"]),
        (f"Figures of {rows:,} cases, by town", median["floor True"], median["ours True"]),
        (
            "All figures and the town table",
            median["floor False"] + median["floor True"],
            median["all"],
        ),
    ]


def main() -> None:
    """Print what was measured."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    for what, floor, ours in measure(rows):
        print(f"{what}: floor {floor:.3f} s, ours {ours:.3f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
