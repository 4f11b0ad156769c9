"""A clerk who works at random, and the past compared with what was counted then.

    python -m tests.usecases.papers.clerk FIRST LAST

Adds, edits, withdrawals, restores, imports, undo and redo over every ledger; then the desk is seen
as it was half way (`store.past`), and a paper frozen half way is led over to one of now
(`papers.differences`), unit by unit.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import Code, Codes, Day, Flag, Link, Money, Number, Term, Whole
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.domain.report import Block, Report
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.past import as_of
from boshan_desk.store.reader import Reader
from boshan_desk.usecases import records
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.figures import collect
from boshan_desk.usecases.papers.codes import code_of, grouped
from boshan_desk.usecases.papers.content import Content, content_of, digest_of
from boshan_desk.usecases.papers.differences import Differences, differences
from boshan_desk.usecases.quarter.facts import last_quarter
from boshan_desk.usecases.quarter.request import Request
from tests.conftest import TODAY

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
                made = [Change(None, self._new(work)) for _each in range(some)]
                if way == "import":
                    # Some lines of a sheet change what is there already.
                    made += filter(None, (self._edited(work) for _each in range(2)))
                write = work.apply if way == "add" else work.pour
                write({change.key: change for change in made}.values(), judged=True)
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
        if not step:
            return 0
        then = count_all(reader)
    for _each in range(works):
        clerk.work()
    with desk.read() as reader:
        now = count_all(reader)
        with as_of(reader, step) as past:
            again = count_all(past)
        assert count_all(reader) == now
        assert temporary(reader) == []
    wrong = {key: (then[key], again.get(key)) for key in then if then[key] != again.get(key)}
    assert wrong == {}, (seed, step)
    assert then.keys() == again.keys()
    return sum(then[key] != now.get(key) for key in then)


def temporary(reader: Reader) -> list[str]:
    sql = "SELECT name FROM temp.sqlite_master"
    return list(reader.connection.exec_driver_sql(sql).scalars())


PAPERS = (
    ("2026Q1", "2026Q3"),
    ("2026H1", "2026-01..09"),
    ("2026Q2", "2026Q3"),
    ("2025", "2026Q1"),
    ("2026Q3", "2026Q3"),
)
"""Of which times two papers are compared: of one year, over its turn, and of the same time."""


def keep_paper(
    desk: Desk,
    request: Request,
    *,
    number: str = "第1期",
    id: str = "演示",
    live: bool = True,
    step: int | None = None,
    state: str = "final",
    blocks: tuple[Block, ...] = (),
    printed: Mapping[str, Any] | None = None,
) -> None:
    """Freeze a paper that prints every figure and says nothing else: drawing it is not needed.

    `printed`: what another program, which reckoned otherwise, had printed of some figures.
    """
    with desk.work("定稿：演示") as work:
        lines = collect(work, last_quarter(request.period), town=request.town, live=live)
        said = printed or {}
        lines = [replace(line, cumulative=said.get(line.code, line.cumulative)) for line in lines]
        report = Report(
            title=("演示简报",), office="演示", date="", period="", as_of="", blocks=blocks
        )
        content = Content(report=report, figures=tuple(lines), request=request, head="", program="")
        digest = digest_of(content_of(content))
        texts = ("reason", "head", "pdf_digest", "program")
        row = {
            "id": id,
            "kind": request.kind,
            "period": str(request.period),
            "town": request.town,
            "unit": request.unit,
            "public": int(request.public),
            "number": number,
            "title": "演示简报",
            "state": state,
            "content": content_of(content),
            "digest": digest,
            "code": grouped(code_of(site_of(desk.site), digest)),
            "step": work.number if step is None else step,
            "pages": 1,
            "at": work.at.isoformat(" "),
            "officer": desk.officer.name,
            **dict.fromkeys(texts, ""),
        }
        work.write_row("paper", row, told={}, needs=Right.REVIEW)


def put_words(desk: Desk, request: Request, key: str, text: str) -> None:
    """Write words into a paper that officers may not write any more."""
    row = {"paper": request.key, "key": key, "text": text, "basis": "演示"}
    with desk.work("改写：演示") as work:
        own = {"at": work.at.isoformat(" "), "officer": desk.officer.name}
        work.write_row("paper_words", row | own, told={}, needs=Right.ENTER)


def lead_over(desk: Desk, seed: int, *, works: int = 20) -> Differences:
    """Freeze a paper half way, and lead it over to one of now."""
    clerk = Clerk(desk, seed)
    for _each in range(works):
        clerk.work()
    first, second = PAPERS[seed % len(PAPERS)]
    town = _TOWNS[1] if seed % 3 == 0 else ""
    keep_paper(desk, Request(period=read_period(first), town=town))
    for _each in range(works * 2):
        clerk.work()
    request = Request(period=read_period(second), town=town)
    found = differences(desk, request)
    with desk.read() as reader:
        lines = collect(reader, last_quarter(request.period), town=town, live=True)
    now = {line.code: line.cumulative for line in lines}
    figures = [line for line in found.lines if not line.part]
    assert {line.code: line.now for line in figures} == {
        line.code: now[line.code] for line in figures
    }
    assert [(line.code, line.part, line.rest) for line in found.lines if line.rest] == [], seed
    assert found.unexplained == (), seed
    # What is corrected is named, to the last unit.
    for line in found.lines:
        own = [i for i in found.items if (i.code, i.part) == (line.code, line.part)]
        for kind in ("late", "restored", "corrected"):
            named = sum(item.amount for item in own if item.kind == kind)
            assert named == (getattr(line, kind) if line.adds_up else 0), (seed, line.code, kind)
    return found


def main() -> int:
    """Both, with one desk after another."""
    first, last = int(sys.argv[1]), int(sys.argv[2])
    for seed in range(first, last):
        for name, run in (("past", go_back_and_compare), ("papers", lead_over)):
            with tempfile.TemporaryDirectory() as base:
                folder = Path(base) / "desk"
                make(folder, county="boshan")
                with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
                    told = run(desk, seed, works=10 + seed % 25)
            said = told if isinstance(told, int) else len(told.items)
            print(seed, name, said, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
