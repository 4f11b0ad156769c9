"""What `dump` says where two offices wrote differently."""

from __future__ import annotations

import json
from typing import Any

from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import dump
from boshan_desk.usecases.exchange.conflicts import resolve
from boshan_desk.usecases.exchange.waiting import waiting
from tests.usecases.exchange.test_conflicts import disagree, firm, removed
from tests.usecases.exchange.two_desks import FIRM, carry


def lines(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dump(desk)]


def test_what_competes_with_the_value_shown_is_told_whole(county: Desk, town: Desk) -> None:
    disagree(county, town, patents=("3", "5"), counted_on=("2026-09-30", "2026-08-31"))
    (line,) = lines(county)
    assert line["values"]["patents"] == 3
    assert line["competing"] == {"patents": [{"patents": 5, "counted_on": "2026-08-31"}]}
    resolve(county, [waiting(county)[0].item("theirs")])
    (line,) = lines(county)
    assert line["values"]["patents"] == 5
    assert "competing" not in line


def test_equal_contents_do_not_compete(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("一样", "一样"))
    assert "competing" not in lines(county)[0]


def test_a_removal_that_was_not_carried_out_is_told(county: Desk, town: Desk) -> None:
    removed(county, town, town)
    (line,) = lines(county)
    assert line["withdrawn"] is None
    assert line["competing"] == {"withdrawn": [{"withdrawn_why": "演示登记错了"}]}


def test_two_desks_that_know_the_same_say_the_same(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    carry(county, town, seq=2)
    resolve(county, [waiting(county)[0].item("theirs")])
    carry(county, town, seq=3)
    assert list(dump(county)) == list(dump(town))


def test_rows_that_wait_are_told_after_the_records(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    records.edit(town, FIRM, "F", {"products": "新", "phone": "13800001234"})
    carry(town, county, seq=2, hold={"F": "reviewed"})
    record, held = lines(county)
    assert "held" not in record
    assert (held["held"], held["ledger"], held["id"]) == ("reviewed", "enterprise", "F")
    (state,) = held["states"]
    assert (state["products"], state["phone"]) == ("新", "13800001234")
    assert not {"entered_at", "changed_at", "serial_no"} & set(state)
