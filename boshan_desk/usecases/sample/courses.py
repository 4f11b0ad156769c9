"""Cases of the sample county that go through the procedure step by step.

Their steps are taken by the machine itself (`procedure.performing`): what a guard would refuse at
a desk fails here too, and a test takes the same steps again by hand.  Which case takes which step
is told in `resources/sample/courses.toml`; dates that figures count are those of the case's row.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Day, Money
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.ledger import Record
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
from boshan_desk.procedure import performing
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT
from boshan_desk.usecases.numbering import SERIES
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.words import REMARK

_YEAR: Final = 2026
_NUMBER: Final = re.compile(r"〔(\d{4})〕(\d+)号")
_EVENING: Final = time(17, 30)

Course = Mapping[str, Any]


@cache
def courses() -> tuple[Course, ...]:
    """What is told of each case that has steps, in the order of the file."""
    return tuple(_told()["course"])


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(asset("resources", "sample", "courses.toml").read_text("utf-8"))


def take_courses(
    cases: Sequence[Case], law: Law, lists: Lists, dice: Dice, short: str
) -> list[Record]:
    """The cases, those with a course as their steps left them, and all that belongs to them.

    Cases come first, then everything of one kind together, parents before children.  `short` is
    the word by which the office's papers are numbered.
    """
    by_number = {case.clue_no or "": case for case in cases}
    numbers: dict[str, int] = {}
    made: list[list[Record]] = []
    for course in courses():
        case = by_number.get(course["clue"])
        if case is None:
            # One that has no row of its own in the book of the years before.
            case = Case(id=dice.id(), remark=REMARK, clue_no=course["clue"])
        walked, *others = _Walk(case, course, law, lists, dice, short, numbers).records()
        assert isinstance(walked, Case)
        by_number[course["clue"]] = walked
        made.append(others)
    belonging = [record for others in made for record in others]
    kinds = (CaseStep, CaseMeasure, CaseStop, CaseParty, CasePenalty, CaseGoods, CasePaper)
    return [
        *by_number.values(),
        *(record for kind in kinds for record in belonging if type(record) is kind),
    ]


def series_of(records: Iterable[Record]) -> dict[str, int]:
    """The last number of this year of every series in which these records have numbers."""
    last: dict[str, int] = {}
    for record in records:
        if isinstance(record, CaseStep):
            series, number = BY_EVENT[record.event or ""].paper, record.paper_no
        elif isinstance(record, Case):
            series, number = "decision", record.decision_no
            if record.procedure == "simple":
                continue
        else:
            continue
        found = _NUMBER.search(number or "")
        if series in SERIES and series != "filing" and found and int(found[1]) == _YEAR:
            last[series] = max(last.get(series, 0), int(found[2]))
    return last


class _Walk:
    """One case on its way."""

    def __init__(
        self,
        case: Case,
        course: Course,
        law: Law,
        lists: Lists,
        dice: Dice,
        short: str,
        numbers: dict[str, int],
    ) -> None:
        self.row = replace(case, **_typed(case, course.get("row", {})))
        self.course = course
        self.law = law
        self.lists = lists
        self.dice = dice
        self.short = short
        self.numbers = numbers

    def records(self) -> Iterator[Record]:
        """The case as its steps leave it, then what belongs to it."""
        before = self._begin()
        file = before
        for told in self.course["steps"]:
            file = self._step(file, *told)
        case = file.case
        yield case
        yield from file.steps
        yield from file.measures
        yield from file.stops
        yield from self._rows(CaseParty, "parties")
        if case.decided_on and case.penalties:
            yield from self._penalties(case)
        yield from self._goods(case)
        yield from self._papers(file.steps)

    def _begin(self) -> CaseFile:
        """The case before its first step, with the measures and times that are not steps' own."""
        events = [told[0] for told in self.course["steps"]]
        written = {name for event in events for name in BY_EVENT[event].sets}
        cards = tuple(f"演示{self.dice.between(1000, 9999)}" for _ in self.row.officers)
        fresh: dict[str, Any] = {**dict.fromkeys(written), "state": "CLUE", "cards": cards}
        case = replace(self.row, **fresh)
        measures = tuple(self._rows(CaseMeasure, "measures"))
        stops = []
        for stop in self._rows(CaseStop, "stops"):
            if self.course.get("of_measure") is not None and stop.kind == "test":
                stop = replace(stop, measure_id=measures[self.course["of_measure"]].id)
            stops.append(stop)
        return CaseFile(case, measures=measures, stops=tuple(stops))

    def _step(
        self, file: CaseFile, event: str, on: str, given: Mapping[str, Any] | None = None
    ) -> CaseFile:
        """The file after one more step.

        Raises:
            ValueError: the step has no such field, or a guard stands against it: the course is
                told wrongly.
        """
        kind = BY_EVENT[event]
        values = {**_told()["usual"].get(event, {}), **(given or {})}
        if strangers := set(values) - set(kind.fields()):
            raise ValueError(f"{file.case.clue_no} {event}: {strangers}")
        step = CaseStep(
            id=self.dice.id(),
            status="submitted",
            remark=REMARK,
            case_id=file.case.id,
            no=len(file.steps) + 1,
            event=event,
            on=self._day(on),
        )
        values = _typed(step, values)
        values.setdefault("officers", file.case.officers)
        step = replace(step, **values)
        if kind.paper in SERIES and step.paper_no is None:
            step = replace(step, paper_no=self._number(kind.paper, file.case))
        step = replace(step, entered_at=_evening(step.on))
        against = [
            p.words()
            for p in performing.problems(file, step, self.law, self.lists)
            if p.severity == "error"
        ]
        if against:
            raise ValueError(f"{file.case.clue_no} {event} {step.on}: {'；'.join(against)}")
        case, done = performing.perform(file, step)
        steps = (*file.steps, done)
        return replace(file, case=case, steps=steps, stops=self._stops(file.stops, steps))

    def _number(self, series: str, case: Case) -> str:
        """What the row has, or the next of the series."""
        kept = {"filing": self.row.file_no, "decision": self.row.decision_no}.get(series)
        if kept:
            return kept
        self.numbers[series] = self.numbers.get(series, 0) + 1
        form = SERIES[series][1].replace("{short}", self.short)
        return form.format(year=_YEAR, n=self.numbers[series])

    def _stops(self, stored: Sequence[CaseStop], steps: Sequence[CaseStep]) -> tuple[CaseStop, ...]:
        """The times not counted, with those that the steps began and ended."""
        old = {stop.step_id: stop for stop in stored if stop.step_id}
        made = []
        for each in performing.stops_made(steps):
            stop = old.get(each.step_id) or self._new(CaseStop, step_id=each.step_id)
            made.append(
                replace(
                    stop,
                    kind=each.kind,
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                    entered_at=_evening(each.starts_on),
                )
            )
        return (*(stop for stop in stored if not stop.step_id), *made)

    def _penalties(self, case: Case) -> Iterator[CasePenalty]:
        for kind in case.penalties:
            values: dict[str, Any] = {"kind": kind, "party": case.party}
            if kind == "fine":
                values["amount"] = case.fine
            elif kind == "income":
                values["amount"] = case.confiscate_money
            elif kind == "goods":
                values |= {"goods": case.confiscate_goods, "goods_value": case.goods_value}
            yield self._new(CasePenalty, entered_at=_evening(case.decided_on), **values)

    def _goods(self, case: Case) -> Iterator[CaseGoods]:
        """The turnover worksheet that gives the case's own turnover: what lies there, what went."""
        if not self.course.get("worksheet") or not case.qty or not case.value:
            return
        price = case.value // case.qty
        sold = (case.turnover or case.value) - case.value
        common: dict[str, Any] = {"name": case.goods, "unit": case.qty_unit}
        common["entered_at"] = _evening(case.filed_on)
        yield self._new(
            CaseGoods, **common, state="unsold", qty=case.qty, price=price, amount=case.value,
            method=self.course["worksheet"][0], evidence="现场笔录、财物清单（演示）",
        )  # fmt: skip
        if sold:
            yield self._new(
                CaseGoods, **common, state="sold", qty=max(1, sold // price), amount=sold,
                method=self.course["worksheet"][1], evidence="销售单据、询问笔录（演示）",
            )  # fmt: skip

    def _papers(self, steps: Sequence[CaseStep]) -> Iterator[CasePaper]:
        """The papers that the steps brought into the file."""
        for step in steps:
            kind = BY_EVENT[step.event or ""].paper
            if kind and (step.paper_no or step.pages):
                yield self._new(
                    CasePaper, step_id=step.id, kind=kind, paper_no=step.paper_no, made_on=step.on,
                    pages=step.pages, entered_at=_evening(step.on),
                )  # fmt: skip

    def _rows(self, kind: type[Any], name: str) -> Iterator[Any]:
        for row in self.course.get(name, ()):
            made = self._new(kind)
            made = replace(made, **_typed(made, row))
            day = getattr(made, "taken_on", None) or getattr(made, "starts_on", None)
            yield replace(made, entered_at=_evening(day or self.row.filed_on))

    def _new(self, kind: type[Any], /, **values: Any) -> Any:
        own = {"id": self.dice.id(), "status": "submitted", "remark": REMARK}
        return kind(**own, case_id=self.row.id, **values)

    def _day(self, told: str) -> date:
        """A day of the year, or the one that the row of the case has."""
        day = getattr(self.row, told) if told in Case.ledger.fields else _read_day(told)
        assert isinstance(day, date)
        return day


def _typed(record: Record, told: Mapping[str, Any]) -> dict[str, Any]:
    """Values as fields hold them: days from month and day, amounts from yuan, lists as tuples."""
    values: dict[str, Any] = {}
    for name, value in told.items():
        kind = record.ledger.fields.get(name)
        if value == "":
            value = None
        elif isinstance(kind, Day):
            value = _read_day(value)
        elif isinstance(kind, Money):
            value = value * 100
        elif isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return values


def _read_day(told: str) -> date:
    return date.fromisoformat(f"{_YEAR}-{told}")


def _evening(day: date | None) -> datetime:
    assert day is not None
    return datetime.combine(day, _EVENING)
