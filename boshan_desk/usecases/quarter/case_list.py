"""案件清单: the cases filed, decided or closed in the time asked for, as they stood at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from boshan_desk.domain.fields import yuan
from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Column, Source
from boshan_desk.domain.saying import Sayable, grid, number, words
from boshan_desk.domain.wording import NOTHING
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import of_records, titled, wording
from boshan_desk.usecases.quarter.parties import named

_DAYS: Final = ("filed_on", "decided_on", "closed_on")

_REACHED: Final = (
    ("archived_on", "ARCHIVED"),
    ("closed_on", "CLOSED"),
    ("served_on", "SERVED"),
    ("decided_on", "DECIDED_PENALTY"),
    ("notice_on", "NOTICE"),
    ("filed_on", "FILED"),
    ("clue_on", "CLUE"),
)
"""What state a case had reached by which of its days, the last first."""

_ENDS: Final = ("TERMINATED", "MOVED_ADMIN", "MOVED_CRIME", "CLOSED", "ARCHIVED")
"""States that end a case; which of them it is, its days do not say."""

_READ: Final = (
    *("id", "serial_no", "case_no", "file_no", "clue_no", "cause", "case_type", "town_code"),
    *("party", "party_kind", "party_uscc", "fine", "confiscate_money", "state"),
    *("close_kind", "published_on", "withdrawn_on"),
    *(day for day, _state in _REACHED),
)
"""What the list shows or needs: of thousands of cases nothing else is read."""

_AT_ONCE: Final = 500


def case_list(facts: Facts, part: Part) -> Iterator[Block]:
    """The cases filed, decided or closed in the time asked for; of persons but the surname.

    Days, money and state are those of the paper's own day: what came later is left blank.  The
    公开版 lists only those whose decision was published, without their numbers.
    """
    public = facts.request.public
    cases = [case for case in _cases_of(facts) if not public or _is_published(facts, case)]
    if not cases:
        # The text says that there were none: an annex would be a page with one sentence.
        return
    count = of_records(Case.ledger.name, (case.id for case in cases))
    yield words(wording(facts, part, "public" if public else "about", count=count), style="note")
    heads: list[Column] = [Column(title="序号", weight=0.6, align="center")]
    if not public:
        heads.append(Column(title="案号", weight=3.3))
    heads += [
        Column(title="案由", weight=2.2),
        Column(title="当事人", weight=2.5),
        Column(title=facts.towns_word, weight=1.4),
        Column(title="立案、决定、结案日期", weight=1.6, align="center"),
        Column(title="罚没款", weight=1.3, align="right"),
        Column(title="状态", weight=1.3, align="center"),
    ]
    states = _States(facts, cases)
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        long=True,
        columns=heads,
        rows=[_case_row(facts, place, case, states) for place, case in enumerate(cases, 1)],
    )


def _cases_of(facts: Facts) -> list[Case]:
    fields = Case.ledger.fields
    kinds = [fields.get(name) for name in _READ]
    found: dict[str, Case] = {}
    for day in _DAYS:
        rows = facts.reader.columns(
            Case.ledger,
            _READ,
            within(day, facts.request.period),
            town=facts.request.town,
            raw=True,
        )
        for row in rows:
            if row[0] not in found:
                values = (
                    cell if kind is None else kind.from_store(cell)
                    for kind, cell in zip(kinds, row, strict=True)
                )
                found[row[0]] = Case(**dict(zip(_READ, values, strict=True)))
    return sorted(found.values(), key=lambda c: (c.filed_on or date.min, c.serial_no or "", c.id))


def _is_published(facts: Facts, case: Case) -> bool:
    """Whether everybody may know of it: decided in the time asked for, published, not withdrawn."""
    decided = case.decided_on is not None and case.decided_on in facts.request.period
    return decided and case.published_on is not None and case.withdrawn_on is None


def _case_row(facts: Facts, place: int, case: Case, states: _States) -> list[Sayable]:
    lists, kinds = facts.reader.lists, Case.ledger.fields
    public = facts.request.public
    source = Source(ledger=Case.ledger.name, ids=(case.id,))
    by = facts.as_of
    settled = case.decided_on or case.closed_on
    known = case.fine is not None or case.confiscate_money is not None
    taken = NOTHING
    if known and settled is not None and settled <= by:
        taken = yuan((case.fine or 0) + (case.confiscate_money or 0))
    row: list[Sayable] = [number(str(place), source)]
    if not public:
        row.append(case.case_no or case.file_no or case.clue_no or case.serial_no or NOTHING)
    cause = kinds["cause"].show(case.cause, lists)
    row += [
        cause or kinds["case_type"].show(case.case_type, lists) or NOTHING,
        named(case),
        kinds["town_code"].show(case.town_code, lists) or NOTHING,
        # One above the other: a wider table would need type too small to read.
        "\n".join(_day(getattr(case, day), by) for day in _DAYS),
        taken if taken == NOTHING else number(taken, source),
        kinds["state"].show(states.of(case), lists) or NOTHING,
    ]
    return row


def _day(day: date | None, by: date) -> str:
    """2026.9.5, as narrow columns have it; of a day that had not come a dash."""
    return NOTHING if day is None or day > by else f"{day.year}.{day.month}.{day.day}"


# ------------------------------------------------------------ states


class _States:
    """The states of cases at the end of the paper's own day.

    Of today the present ones; of a day that is past what the steps written down since then say,
    and of a case without steps what its days say.
    """

    def __init__(self, facts: Facts, cases: Sequence[Case]) -> None:
        self._on = facts.as_of
        self._past = self._on < facts.reader.today
        self._by_steps = _by_steps(facts, [case.id for case in cases]) if self._past else {}

    def of(self, case: Case) -> str | None:
        """The code of a case's state; None where nobody can know it."""
        if not self._past:
            return case.state
        return self._by_steps.get(case.id) or self._by_days(case)

    def _by_days(self, case: Case) -> str | None:
        for name, state in _REACHED:
            day = getattr(case, name)
            if day is None or day > self._on:
                continue
            if state == "CLOSED" and case.state in _ENDS and case.state != "ARCHIVED":
                return case.state
            if state == "DECIDED_PENALTY":
                none = case.state == "DECIDED_NONE" or case.close_kind == "none"
                return "DECIDED_NONE" if none else state
            return state
        return None


def _by_steps(facts: Facts, ids: Sequence[str]) -> Mapping[str, str]:
    """The state to which the last step by the paper's day led, of cases that have steps."""
    found: dict[str, tuple[date, int, str]] = {}
    for case_id, on, no, now in _steps(facts, ids):
        at = (on, no or 0, now)
        if case_id not in found or found[case_id][:2] <= at[:2]:
            found[case_id] = at
    return {id: state for id, (_on, _no, state) in found.items()}


def _steps(facts: Facts, ids: Sequence[str]) -> Iterable[tuple[str, date, int | None, str]]:
    until = Where("on", "<=", facts.as_of)
    valid = (until, Where("now", "filled"), Where("void", "!=", True))
    for start in range(0, len(ids), _AT_ONCE):
        some = Where("case_id", "in", tuple(ids[start : start + _AT_ONCE]))
        yield from facts.reader.columns(
            CaseStep.ledger, ("case_id", "on", "no", "now"), (some, *valid)
        )
