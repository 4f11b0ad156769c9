"""Rows that no desk would have written: each is refused by itself, and the rest comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.ledgers import KEPT
from boshan_desk.usecases import records
from boshan_desk.usecases.exchange import making
from boshan_desk.usecases.exchange.gathering import Gathered, Wanted, gather_up
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, get, state

WITHDRAWN = ("withdrawn_by", "withdrawn_at", "withdrawn_why")
DAY = "2026-10-01 10:00:00"

Line = dict[str, Any]
Spoil = Callable[[Line, str], None]
"""Spoils a line; the place of its sender's writes is given."""


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


@pytest.fixture
def forging(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let packages that are made from now on carry a record spoilt, or a line of a ledger more."""

    def forge(spoil: Spoil, id: str, place: str, *, more: str = "") -> None:
        lines_of = Gathered.lines

        def lines(self: Gathered, *given: Any) -> Iterator[Line]:
            for line in lines_of(self, *given):
                if line.get("id") == id:
                    spoil(line, place)
                yield line
            if self.ledger.name == more:
                line = {"id": id, "v": {"status": "draft", "source": "typed"}, "d": {}}
                spoil(line, place)
                yield line

        def gather(*given: Any) -> Wanted:
            return gather_up(*given) | ({more: []} if more else {})

        monkeypatch.setattr(Gathered, "lines", lines)
        monkeypatch.setattr(making, "gather_up", gather)

    return forge


# ---------------------------------------------------------------- one refused row


def a_status_of_nothing_competes(line: Line, place: str) -> None:
    line["d"]["|"] = {"status": {f"{place}.2": [None, None, None]}}


def the_status_is_nothing(line: Line, _place: str) -> None:
    line["v"]["status"] = None


def a_withdrawal_without_a_day(line: Line, place: str) -> None:
    line["v"] |= {"withdrawn_by": "演示"}
    line["d"] |= dict.fromkeys(WITHDRAWN, f"{place}.2")


def a_withdrawal_without_a_day_competes(line: Line, place: str) -> None:
    line["d"]["|"] = {"withdrawn": {f"{place}.2": ["演示", None, None]}}


def a_withdrawal_of_several_writes(line: Line, place: str) -> None:
    line["d"] |= {"withdrawn_by": f"{place}.2"}


def a_withdrawal_of_nobody(line: Line, _place: str) -> None:
    line["v"] |= {"withdrawn_by": "演示", "withdrawn_at": DAY}
    line["d"] |= dict.fromkeys(WITHDRAWN, "")


def a_field_of_nobody(line: Line, _place: str) -> None:
    line["d"]["remark"] = ""


def a_record_of_nobody(line: Line, _place: str) -> None:
    line["d"][""] = ""


ODD: tuple[Spoil, ...] = (
    a_status_of_nothing_competes,
    the_status_is_nothing,
    a_withdrawal_without_a_day,
    a_withdrawal_without_a_day_competes,
    a_withdrawal_of_several_writes,
    a_withdrawal_of_nobody,
    a_field_of_nobody,
    a_record_of_nobody,
)


@pytest.mark.parametrize("spoil", ODD, ids=lambda spoil: spoil.__name__)
def test_an_odd_row_is_one_refused_row_whether_its_record_is_here_or_not(
    round_: Round, forging: Callable[..., None], spoil: Spoil
) -> None:
    town = round_.town(BOSHAN)
    known = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    before = state(round_.county)
    add(town, "enterprise", name="演示陶瓷厂")
    odd = add(town, "enterprise", name="演示搪瓷厂")
    forging(spoil, odd, town.site)
    assert round_.send(town).counts["enterprise"] == {"same": 1, "new": 1, "refused": 1}
    assert get(round_.county, "enterprise", odd) is None
    forging(spoil, known, town.site)
    taken = round_.send(town)
    assert taken.counts["enterprise"] == {"same": 1, "refused": 2}
    assert taken.answer is not None
    assert {(row.id, row.why) for row in taken.answer.of("refused")} == {
        (known, "type"),
        (odd, "type"),
    }
    assert set(before) < set(state(round_.county)), "what was here stands as it was"


def test_a_report_that_nobody_may_hand_in_is_one_refused_row(
    round_: Round, forging: Callable[..., None]
) -> None:
    """Not even its period can be read, by which such a report is called."""
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")

    def unreadable(line: Line, place: str) -> None:
        line["v"]["period"] = "x"
        line["d"][""] = f"{place}.2"

    forging(unreadable, "22222222-aaaa-7aaa-8aaa-aaaaaaaaaaaa", town.site, more="town_report")
    taken = round_.send(town)
    assert taken.counts == {"enterprise": {"new": 1}, "town_report": {"refused": 1}}
    assert get(round_.county, "enterprise", firm) is not None


# ---------------------------------------------------------------- the same each time it comes


def test_a_removal_that_had_not_seen_everything_removes_nothing_at_once(
    round_: Round, forging: Callable[..., None]
) -> None:
    """Else it would be gone when it first comes, and be back when it comes again."""
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    records.withdraw(town, KEPT["enterprise"], [firm], "演示：重复")
    later = add(town, "enterprise", name="演示陶瓷厂")

    with town.read() as reader:
        last = reader.head().number

    def seen_too_little(line: Line, place: str) -> None:
        del line["d"]["-"]
        line["v"]["remark"] = "后来写的"
        line["d"]["remark"] = f"{place}.{last}"

    forging(seen_too_little, firm, town.site)
    round_.send(town)
    kept = get(round_.county, "enterprise", firm)
    assert (kept.withdrawn, kept.remark) == (False, "后来写的")
    assert get(round_.county, "enterprise", later) is not None
    first = state(round_.county)
    assert round_.send(town).counts["enterprise"] == {"same": 2}
    assert state(round_.county) == first
