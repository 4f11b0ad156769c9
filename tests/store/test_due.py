"""The table of limits says what the engine says, whatever happened to the records before."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.problems import Invalid, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.store import due
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import lawfiles, procedure, records, sheets
from tests.conftest import TODAY
from tests.procedure.courses import (
    CASE,
    CLUE,
    ROW,
    add_case,
    counted_rows,
    file_of,
    go,
    kept_rows,
    take,
    wander,
)

MEASURE, STOP, INFORMANT = KEPT["case_measure"], KEPT["case_stop"], KEPT["informant"]
PENALTY = KEPT["case_penalty"]


@dataclass
class Town:
    """A desk at which anything may happen next."""

    desk: Desk
    chance: random.Random
    cases: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def day(self) -> str:
        return (date(2026, 1, 5) + timedelta(days=self.chance.randrange(270))).isoformat()

    def case(self) -> str:
        return self.chance.choice(self.cases)

    def add(self) -> None:
        values: dict[str, object] = {"clue_no": f"演示{len(self.cases)}", "clue_on": self.day()}
        if self.chance.random() < 0.5:
            # A row of a case book: nobody takes steps in it.
            filed = date.fromisoformat(str(values["clue_on"])) + timedelta(days=5)
            values |= {"filed_on": filed.isoformat(), "source_kind": "complaint"}
            if self.chance.random() < 0.5:
                values |= {"closed_on": (filed + timedelta(days=4)).isoformat()}
        self.cases.append(records.add(self.desk, CASE, {**CLUE, **ROW, **values}).id)

    def edit(self) -> None:
        name, value = self.chance.choice(
            [("clue_on", self.day()), ("harm", True), ("party_elsewhere", True), ("brief", "演示"),
             ("filed_on", self.day()), ("source_kind", "complaint"), ("conduct_to", self.day()),
             ("closed_on", self.day())]
        )  # fmt: skip
        records.edit(self.desk, CASE, self.case(), {name: value}, reason="演示")

    def _part(self, kind: str) -> str:
        ledger = KEPT[kind]
        with self.desk.read() as reader:
            every = [r.id for r in reader.all(ledger.record) if not r.withdrawn]
        if not every:
            raise Refused("演示")
        return self.chance.choice(every)

    def measure(self) -> None:
        kind = self.chance.choice(["evidence", "seal", "detain", "sample"])
        raw = {"case_id": self.case(), "kind": kind, "taken_on": self.day(), "urgent": True}
        records.add(self.desk, MEASURE, {**raw, "taken_at": "09:30"})

    def lift(self) -> None:
        raw: dict[str, object] = self.chance.choice(
            [{"lifted_on": self.day()}, {"extended_on": self.day(), "extension_days": 30},
             {"case_id": self.case()}, {"reported_on": self.day(), "reported_at": "17:00"}]
        )  # fmt: skip
        records.edit(self.desk, MEASURE, self._part("case_measure"), raw)

    def stop(self) -> None:
        kind = self.chance.choice(["test", "identify", "notice", "refund"])
        begun = self.day()
        raw: dict[str, object] = {"case_id": self.case(), "kind": kind, "starts_on": begun}
        if self.chance.random() < 0.6:
            end = date.fromisoformat(begun) + timedelta(days=self.chance.randrange(30))
            raw["ends_on"] = end.isoformat()
        records.add(self.desk, STOP, raw)

    def tested(self) -> None:
        measure = self._part("case_measure")
        with self.desk.read() as reader:
            owner = reader.get(MEASURE.record, measure)
        raw = {"case_id": owner.case_id, "kind": "test", "measure_id": measure}  # type: ignore[attr-defined]
        records.add(self.desk, STOP, {**raw, "starts_on": self.day()})

    def informant(self) -> None:
        raw = {"case_id": self.case(), "reported_on": "2026-01-05", "real_name": True}
        told = {"told_on": self.day()} if self.chance.random() < 0.5 else {}
        records.add(self.desk, INFORMANT, {**raw, "name": "演示某", **told})

    def fine(self) -> None:
        raw = {"case_id": self.case(), "kind": "fine", "amount": "500"}
        records.add(self.desk, PENALTY, raw)

    def step(self) -> None:
        wander(self.desk, self.case(), self.chance, 3)

    def correct(self) -> None:
        files = [file_of(self.desk, id) for id in self.cases]
        begun = [f.standing for f in files if f.standing and not f.case.withdrawn]
        if not begun:
            raise Refused("演示")
        standing = self.chance.choice(begun)
        wrong = self.chance.choice(standing[-2:])
        assert wrong.case_id is not None
        raw = {"on": self.day()} if self.chance.random() < 0.5 else None
        procedure.correct(
            self.desk, wrong.case_id, wrong.id, reason="演示", approver="演示局长", raw=raw
        )

    def withdraw(self) -> None:
        kind = self.chance.choice(
            ["case", "case_measure", "case_stop", "informant", "case_penalty"]
        )
        records.withdraw(self.desk, KEPT[kind], [self._part(kind)], "演示")

    def restore(self) -> None:
        kind = self.chance.choice(
            ["case", "case_measure", "case_stop", "informant", "case_penalty"]
        )
        with self.desk.read() as reader:
            every = [r.id for r in reader.all(KEPT[kind].record) if r.withdrawn]
        if not every:
            raise Refused("演示")
        records.restore(self.desk, KEPT[kind], [self.chance.choice(every)])

    def take_in(self) -> None:
        rows: list[list[object]] = [["线索编号", "线索发现或收到日期", "立案日期", "案情简述"]]
        for n in range(3):
            rows.append([f"演示{self.chance.randrange(12)}", self.day(), "", f"演示{n}"])
        book = Book(Path("演示.xlsx"), "0" * 64, (Grid("演示", rows),))
        preview = sheets.look(self.desk, CASE, Path("演示.xlsx"), book=book)
        sheets.take_in(self.desk, preview, only_good=True)
        self._look_again()

    def undo_import(self) -> None:
        known = [each["n"] for each in sheets.imports(self.desk) if not each["undone"]]
        if not known:
            raise Refused("演示")
        sheets.undo_import(self.desk, self.chance.choice(known))
        self._look_again()

    def undo(self) -> None:
        records.undo(self.desk)
        self._look_again()

    def redo(self) -> None:
        records.redo(self.desk)
        self._look_again()

    def _look_again(self) -> None:
        with self.desk.read() as reader:
            self.cases = [id for id in reader.ids(CASE)]

    WHAT = (
        "add", "edit", "edit", "measure", "lift", "stop", "tested", "informant", "fine", "step",
        "step", "step", "correct", "withdraw", "restore", "take_in", "undo_import", "undo", "undo",
        "redo",
    )  # fmt: skip

    def happen(self) -> None:
        name = self.chance.choice(self.WHAT)
        try:
            act: Callable[[], None] = getattr(self, name)
            act()
        except Refused:
            self.done.append(f"({name})")
        else:
            self.done.append(name)


@pytest.mark.parametrize("seed", range(5))
def test_after_anything_the_table_says_what_the_engine_says(desk: Desk, seed: int) -> None:
    town = Town(desk, random.Random(seed))
    town.add()
    town.add()
    for _ in range(60):
        town.happen()
        if not town.cases:
            town.add()
        assert kept_rows(desk) == counted_rows(desk), town.done
    assert len({name for name in town.done if name[0] != "("}) > 8, town.done
    rows = kept_rows(desk)
    assert rows
    due.rebuild(desk)
    assert kept_rows(desk) == rows


def test_a_withdrawn_case_has_no_limits_and_gets_them_back(desk: Desk) -> None:
    id = add_case(desk)
    rows = kept_rows(desk)
    assert {row[0] for row in rows} == {id}
    records.withdraw(desk, CASE, [id], "演示")
    assert kept_rows(desk) == []
    records.restore(desk, CASE, [id])
    assert kept_rows(desk) == rows


def test_a_case_taken_back_whole_leaves_no_limits(desk: Desk) -> None:
    add_case(desk)
    records.undo(desk)
    assert kept_rows(desk) == []
    records.redo(desk)
    assert kept_rows(desk) == counted_rows(desk) != []


def test_a_measure_that_moves_to_another_case_takes_its_limits_along(desk: Desk) -> None:
    first, second = add_case(desk), add_case(desk, clue_no="演示另案")
    raw = {"case_id": first, "kind": "detain", "taken_on": "2026-03-09"}
    measure = records.add(desk, MEASURE, raw).id
    assert [row[0] for row in kept_rows(desk) if row[2] == measure] == [first]
    records.edit(desk, MEASURE, measure, {"case_id": second})
    assert [row[0] for row in kept_rows(desk) if row[2] == measure] == [second]
    assert kept_rows(desk) == counted_rows(desk)


def test_a_refused_work_leaves_the_table_as_it_was(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "file")
    before = kept_rows(desk)
    with pytest.raises(Refused):
        take(desk, id, "conclude", on="2026-03-01", proposal="penalty", note="演示")
    with pytest.raises(Invalid):
        records.edit(desk, CASE, id, {"clue_on": "2026-04-01"})
    assert kept_rows(desk) == before
    with pytest.raises(RuntimeError, match="演示"):
        _half_done(desk, id)
    assert kept_rows(desk) == before


def _half_done(desk: Desk, id: str) -> None:
    with desk.work("演示") as work:
        work.put(copy_with(work.get(Case, id), clue_on=date(2026, 2, 2)))
        work.close()
        sql = "SELECT begun FROM due WHERE rule = 'L01'"
        assert list(work.connection.exec_driver_sql(sql).scalars()) == ["2026-02-02"]
        raise RuntimeError("演示")


def test_a_record_and_its_limits_are_committed_together(folder: Path) -> None:
    """Another connection sees both or neither, at every moment of the work."""
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        other = connect(folder / "desk.db")

        def seen() -> tuple[int, int]:
            cases = other.execute('SELECT count(*) FROM "case"').fetchone()[0]
            limits = other.execute("SELECT count(DISTINCT case_id) FROM due").fetchone()[0]
            return cases, limits

        with desk.work("演示") as work:
            work.put(Case(clue_on=date(2026, 3, 2)))
            work.put(Case(clue_on=date(2026, 3, 3)))
            assert seen() == (0, 0)
        assert seen() == (2, 2)
        other.close()


# The law changes


def _longer(desk: Desk, length: int) -> None:
    text = f"""
[file]
kind = "limits"
title = "演示期限"
version = "2026-10-09"
part = true

[[limit]]
id = "L01"
title = "核查线索、决定是否立案"
form = "deadline"
binds = "bureau"
length = {length}
unit = "workday"
start = "clue_on"
met = ["filed_on", "not_filed_on"]
stops = ["test"]
extension = {{ length = 15, by = "本机关负责人批准", times = 1 }}
basis = "演示规定第一条"
source = "演示"
"""
    lawfiles.load(desk, lawfiles.look_at(desk, text))


def _calendar(desk: Desk) -> None:
    text = (Path(__file__).parents[2] / "resources/calendar/2026.toml").read_text("utf-8")
    text = text.replace('    ["2026-10-07", "国庆节"],\n', "")
    lawfiles.load(desk, lawfiles.look_at(desk, text))


def _own(desk: Desk) -> None:
    lawfiles.add_own_day(desk, date(2026, 3, 11), works=False, reason="演示停电")


CHANGES: list[Callable[[Desk], None]] = [lambda desk: _longer(desk, 20), _calendar, _own]


@pytest.mark.parametrize("change", CHANGES, ids=["rule", "calendar", "own day"])
def test_after_a_change_of_law_the_table_is_counted_anew_and_says_what_the_engine_says(
    desk: Desk, change: Callable[[Desk], None]
) -> None:
    first = add_case(desk)
    go(desk, first, "serve")
    add_case(desk, clue_no="演示另案", clue_on="2026-09-21")
    take(
        desk,
        add_case(desk, clue_no="演示三案"),
        "verify",
        on="2026-03-03",
        officers="演示甲、演示乙",
    )
    before = kept_rows(desk)
    due.rebuild(desk)
    with desk.read() as reader:
        assert due.is_current(reader)
    change(desk)
    with desk.read() as reader:
        assert not due.is_current(reader)
    assert kept_rows(desk) == before
    assert counted_rows(desk) != before
    heard: list[tuple[int, int]] = []
    lawfiles.recount(desk, lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 3)
    assert heard[-1] == (3, 3)
    assert kept_rows(desk) == counted_rows(desk) != before
    with desk.read() as reader:
        assert due.is_current(reader)
    assert lawfiles.recount(desk) == 0


def test_a_change_of_a_case_before_the_recount_is_counted_with_the_new_law(desk: Desk) -> None:
    id = add_case(desk, clue_on="2026-03-02")
    add_case(desk, clue_no="演示另案")
    _own(desk)
    records.edit(desk, CASE, id, {"brief": "演示改"})
    mine = [row for row in kept_rows(desk) if row[0] == id]
    assert mine == [row for row in counted_rows(desk) if row[0] == id]


def test_a_recount_that_is_called_off_begins_anew_the_next_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "STEP", 2)
    for n in range(5):
        add_case(desk, clue_no=f"演示{n}")
    _own(desk)

    class Stop(Exception):
        pass

    def heard(done: int, total: int) -> None:
        if done == 4:
            raise Stop

    with pytest.raises(Stop):
        lawfiles.recount(desk, heard)
    with desk.read() as reader:
        assert not due.is_current(reader)
    lawfiles.recount(desk)
    assert kept_rows(desk) == counted_rows(desk)
