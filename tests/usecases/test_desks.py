"""The desk as a whole.  Most of it is tested through the command line (tests/cli)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import desks, records


def test_a_sample_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    (folder / ".making").mkdir(parents=True)
    (folder / ".making" / "desk.db").write_bytes(b"half")
    desks.make_sample(folder, county="boshan")
    assert not (folder / ".making").exists()
    result = desks.check(folder)
    assert result.ok, result.findings
    with open_desk(folder) as desk:
        assert desk.clock.today().isoformat() == "2026-10-09"


def test_canonical_lines_have_sorted_keys_and_no_blanks(desk: Desk) -> None:
    records.add(desk, Case.ledger, {"case_no": "演示1", "value": "3.5万", "is_online": "否"})
    (line,) = desks.dump(desk)
    told = json.loads(line)
    assert line == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert told["values"] == {"case_no": "演示1", "value": "35000.00", "is_online": False}


def test_who_and_when_are_no_part_of_the_state(desk: Desk) -> None:
    case = records.add(desk, Case.ledger, {"case_no": "演示1"})
    before = list(desks.dump(desk))
    desk.officer = anyone("另一人")
    records.edit(desk, Case.ledger, case.id, {"remark": "x"})
    assert list(desks.dump(desk)) != before
    records.edit(desk, Case.ledger, case.id, {"remark": None})
    assert list(desks.dump(desk)) == before


@pytest.mark.parametrize("name", LEDGERS)
def test_every_field_of_every_ledger_is_described(desk: Desk, name: str) -> None:
    told = desks.describe_ledger(LEDGERS[name], desk.lists)
    json.dumps(told)
    for field in told["fields"]:
        assert field["title"]
        assert ("codes" in field) == (field["kind"] in ("code", "codes"))
        assert all(c["code"] and c["label"] for c in field.get("codes", ()))


@pytest.mark.parametrize("text", ["{", "NaN", "[1e", '"\\ud800"', b"\xff\xfe", "9" * 5000])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(Refused):
        desks.read_json(text)


def test_an_operation_says_what_it_needs_and_no_more() -> None:
    done = desks.read_operation('{"op": "restore", "ledger": "case", "id": "a", "reason": null}')
    assert (done.op, done.ledger, done.id) == ("restore", Case.ledger, "a")
    for line in (
        '{"op": "restore", "ledger": "case"}',
        '{"op": "restore", "ledger": "case", "id": "a", "values": {}}',
        '{"op": "add", "ledger": "case", "values": {}, "id": "a\\u202eb"}',
    ):
        with pytest.raises(Refused):
            desks.read_operation(line)


def test_lines_are_worked_through_until_the_first_that_is_refused(desk: Desk) -> None:
    lines = [
        b'{"op": "add", "ledger": "case", "id": "a", "values": {}}\n',
        b"  \n",
        b'{"op": "withdraw", "ledger": "case", "id": "a", "reason": " "}\n',
        b'{"op": "add", "ledger": "case", "id": "b", "values": {}}\n',
    ]
    done = []
    with pytest.raises(desks.AtLine, match="第 3 行"):
        done += list(desks.work_through(desk, iter(lines)))
    # The list was never finished, but what was done stays.
    assert [json.loads(line)["id"] for line in desks.dump(desk)] == ["a"]
