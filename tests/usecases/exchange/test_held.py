"""Rows that came in and wait for a person."""

from __future__ import annotations

import json

import pytest

from boshan_desk.domain.officers import NoRight, Right, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import close_period, reopen_period
from boshan_desk.usecases.exchange.deciding import decide
from boshan_desk.usecases.exchange.decisions import decided, decided_since, reconsider
from boshan_desk.usecases.exchange.held import accept, refuse, try_again
from boshan_desk.usecases.exchange.matters import Waiting
from boshan_desk.usecases.exchange.peers import peer_of
from boshan_desk.usecases.exchange.waiting import waiting
from tests.usecases.exchange.test_conflicts import firm
from tests.usecases.exchange.two_desks import FIRM, YUCHENG, carry, get, marks, site

STATION, SERVICE, EVENT = KEPT["station"], KEPT["station_service"], KEPT["event"]
WHY = "演示核对原件"


def row(matter: Waiting) -> tuple[str, str, str]:
    return matter.ledger, matter.id, matter.register


def reviewed(county: Desk, town: Desk) -> Waiting:
    """A firm that the county reviewed, and that the town changed without knowing it."""
    firm(town, products="旧产品", legal_rep="甲")
    carry(town, county)
    carry(county, town)
    records.edit(county, FIRM, "F", {"legal_rep": "县里核实"})
    records.move(county, FIRM, ["F"], "reviewed")
    records.edit(town, FIRM, "F", {"products": "新产品"})
    carry(town, county, seq=2, hold={"F": "reviewed"})
    (matter,) = waiting(county)
    return matter


def test_a_held_row_is_told_with_what_it_would_change(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    assert (matter.kind, matter.needs, matter.office) == ("reviewed", Right.REVIEW, "域城镇")
    assert [code for code, _words in matter.choices] == ["take", "keep"]
    assert matter.choices[0][1] == "采用域城镇的改动"
    # What the county wrote meanwhile is no part of it.
    assert [line.titles for line in matter.lines] == [("主要产品",)]
    assert [c.words for c in matter.lines[0].candidates] == ["旧产品", "新产品"]
    assert get(county, "F").products == "旧产品"


def test_taking_the_change_keeps_what_this_office_wrote_and_asks_for_another_review(
    county: Desk, town: Desk
) -> None:
    matter = reviewed(county, town)
    with pytest.raises(Refused, match="须写明原因"):
        accept(county, [row(matter)])
    accept(county, [row(matter)], reason=WHY)
    now = get(county, "F")
    assert (now.products, now.legal_rep) == ("新产品", "县里核实")
    assert (now.status, now.reviewed_by) == ("submitted", None)
    assert waiting(county) == []
    carry(county, town, seq=2)
    assert get(town, "F").legal_rep == "县里核实"
    assert get(town, "F").status == "submitted"
    carry(town, county, seq=3)
    assert waiting(county) == []


def test_refusing_it_leaves_the_reviewed_content_on_both_sides(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    with pytest.raises(Refused, match="原因"):
        refuse(county, [row(matter)], " ")
    with county.read() as reader:
        since = reader.head().number
    refuse(county, [row(matter)], WHY)
    assert (get(county, "F").products, get(county, "F").status) == ("旧产品", "reviewed")
    assert waiting(county) == []
    carry(county, town, seq=2)
    assert get(town, "F").products == "旧产品"
    carry(town, county, seq=3)
    assert get(county, "F").products == "旧产品"
    assert not marks(county, "F").others
    with county.read() as reader:
        peer = peer_of(reader, site(town))
        assert peer
        (told,) = decided_since(reader, since, peer)
    assert told.words == "保持原内容，不采用域城镇的改动"


def test_what_was_refused_stays_in_the_history(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    refuse(county, [row(matter)], WHY)
    with county.read() as reader:
        written = [entry["fields"].get("products") for entry in reader.history(FIRM, "F")]
    assert ["旧产品", "新产品"] in written
    assert ["新产品", "旧产品"] in written


def test_who_may_not_review_decides_nothing_about_what_was_reviewed(
    county: Desk, town: Desk
) -> None:
    matter = reviewed(county, town)
    county.officer = with_roles("演示录入", ["entry"])
    assert not waiting(county)[0].may
    for act in (accept, refuse):
        with pytest.raises(NoRight):
            act(county, [row(matter)], reason=WHY)
    assert get(county, "F").products == "旧产品"


def test_what_was_decided_already_is_told(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    refuse(county, [row(matter)], WHY)
    with pytest.raises(Moved, match="已经处理过"):
        accept(county, [row(matter)], reason=WHY)


def test_into_what_is_archived_nothing_is_taken(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    records.move(county, FIRM, ["F"], "archived")
    with pytest.raises(Refused, match="已归档"):
        accept(county, [row(matter)], reason=WHY)
    refuse(county, [row(matter)], WHY)
    assert get(county, "F").status == "archived"


def test_a_removal_of_what_was_reviewed_is_decided_too(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    carry(county, town)
    records.move(county, FIRM, ["F"], "reviewed")
    records.withdraw(town, FIRM, ["F"], "演示重复")
    carry(town, county, seq=2, hold={"F": "reviewed"})
    (matter,) = waiting(county)
    assert [line.register for line in matter.lines] == ["withdrawn"]
    assert matter.lines[0].candidates[-1].words == "删除：演示重复"
    accept(county, [row(matter)], reason=WHY)
    now = get(county, "F")
    assert (now.withdrawn, now.withdrawn_why) == (True, "演示重复")
    assert waiting(county) == []


# ---------------------------------------------------------------- closed periods


def closed(county: Desk, town: Desk) -> Waiting:
    given = {"title": "演示培训", "kind": "training", "town_code": YUCHENG, "people": "30"}
    records.add(town, EVENT, given | {"starts_on": "2026-03-01"}, id="E")
    carry(town, county)
    carry(county, town)
    close_period(county, read_period("2026Q1"))
    records.edit(town, EVENT, "E", {"people": "45"})
    carry(town, county, seq=2, hold={"E": "closed"})
    (matter,) = waiting(county)
    return matter


def test_into_a_closed_period_nobody_takes_it_until_it_is_opened(county: Desk, town: Desk) -> None:
    matter = closed(county, town)
    assert (matter.kind, matter.needs) == ("closed", Right.REVIEW)
    with pytest.raises(Refused, match="已封账"):
        accept(county, [row(matter)], reason=WHY)
    assert get(county, "E", "event").people == 30
    reopen_period(county, read_period("2026Q1"), WHY)
    accept(county, [row(matter)], reason=WHY)
    assert get(county, "E", "event").people == 45
    assert waiting(county) == []


def test_to_keep_what_a_closed_period_says_needs_no_opening(county: Desk, town: Desk) -> None:
    matter = closed(county, town)
    refuse(county, [row(matter)], WHY)
    assert get(county, "E", "event").people == 30
    carry(county, town, seq=2)
    assert get(town, "E", "event").people == 30


# ---------------------------------------------------------------- links


def loose(county: Desk, town: Desk) -> Waiting:
    records.add(town, STATION, {"name": "演示站", "town_code": YUCHENG}, id="S")
    records.add(town, SERVICE, {"station_id": "S", "served_on": "2026-09-01"}, id="V")
    carry(town, county, only=["V"], hold={"V": "link"})
    (matter,) = waiting(county)
    return matter


def test_what_hangs_on_something_that_has_not_come_waits_for_it(county: Desk, town: Desk) -> None:
    matter = loose(county, town)
    assert (matter.kind, matter.number, matter.town) == ("link", "", YUCHENG)
    assert matter.why == "站点还没有收到"
    assert ("服务日期",) in [line.titles for line in matter.lines]
    assert (try_again(county).taken, try_again(county).left) == (0, 1)
    with pytest.raises(Refused, match="还没有收到"):
        accept(county, [row(matter)])
    carry(town, county, seq=2, only=["S"])
    assert waiting(county)[0].why == "所属的记录已经收到，可以再试一次"
    tried = try_again(county)
    assert (tried.taken, tried.left) == (1, 0)
    assert get(county, "V", "station_service").station_id == "S"
    assert waiting(county) == []
    # It bears the town's own mark: joining writes nothing.
    assert (
        marks(county, "V", "station_service").text() == marks(town, "V", "station_service").text()
    )


def test_a_chain_of_rows_comes_in_at_once(county: Desk, town: Desk) -> None:
    records.add(town, STATION, {"name": "演示站", "town_code": YUCHENG}, id="S")
    records.add(town, SERVICE, {"station_id": "S", "served_on": "2026-09-01"}, id="V")
    carry(town, county, hold={"V": "link", "S": "link"}, only=["S", "V"])
    tried = try_again(county)
    assert (tried.taken, tried.left) == (2, 0)


def test_a_row_that_is_refused_is_kept_and_never_joined_by_itself(county: Desk, town: Desk) -> None:
    matter = loose(county, town)
    refuse(county, [row(matter)], WHY)
    assert waiting(county) == []
    carry(town, county, seq=2, only=["S"])
    assert try_again(county).taken == 0
    with county.read() as reader:
        assert reader.find(SERVICE.record, "V") is None
        (kept,) = reader.small_rows(schema.held)
    assert kept["why"] == "refused"
    assert json.loads(kept["row"])[0]["v"]["served_on"] == "2026-09-01"


def test_what_was_turned_down_is_let_go_once_a_newer_state_brought_it_in(
    county: Desk, town: Desk
) -> None:
    matter = loose(county, town)
    refuse(county, [row(matter)], WHY)
    records.edit(town, SERVICE, "V", {"served_on": "2026-09-02"})
    carry(town, county, seq=2, only=["S", "V"])
    try_again(county)
    assert str(get(county, "V", SERVICE.name).served_on) == "2026-09-02"
    with county.read() as reader:
        assert list(reader.small_rows(schema.held)) == []


def test_rows_of_secret_ledgers_are_not_told(county: Desk, town: Desk) -> None:
    loose(county, town)
    with county.work("演示", undoable=False) as work:
        (row_,) = work.small_rows(schema.held)
        other = {k: v for k, v in row_.items() if k != "seal"} | {"ledger": "informant"}
        work.keep_rows("held", [other])
        work.keep_rows(
            "conflict",
            [{"ledger": "informant", "record_id": "X", "register": "name", "kind": "values"}
             | {"aside": 0, "step": 1, "at": ""}],
        )  # fmt: skip
    assert {w.ledger for w in waiting(county)} == {"station_service"}


def test_one_may_think_again_about_a_held_change(county: Desk, town: Desk) -> None:
    matter = reviewed(county, town)
    done = refuse(county, [row(matter)], WHY)
    (decision,) = decided(county)
    assert (decision.number, decision.register, decision.stands) == (done.number, "products", True)
    assert decision.chosen == "保持原内容，不采用域城镇的改动"
    assert [(c.words, c.shown) for c in decision.line.candidates] == [
        ("旧产品", True), ("新产品", False),
    ]  # fmt: skip
    theirs = decision.line.candidates[1]
    reconsider(county, done.number, "enterprise", "F", "products", theirs.choice, WHY)
    now = get(county, "F")
    assert (now.products, now.status) == ("新产品", "submitted")
    assert not decided(county)[1].stands


def test_what_the_town_handed_in_again_is_taken_as_handed_in(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    records.move(county, FIRM, ["F"], "returned", reason="演示请补产品")
    carry(county, town)
    records.edit(town, FIRM, "F", {"products": "补上"})
    records.move(town, FIRM, ["F"], "submitted")
    carry(town, county, seq=2, hold={"F": "closed"})
    accept(county, [row(waiting(county)[0])], reason=WHY)
    now = get(county, "F")
    assert (now.products, now.status) == ("补上", "submitted")


def test_a_held_row_says_what_both_had_before(county: Desk, town: Desk) -> None:
    firm(town, products="最初")
    carry(town, county)
    carry(county, town)
    records.edit(county, FIRM, "F", {"products": "县里改的"})
    records.move(county, FIRM, ["F"], "reviewed")
    records.edit(town, FIRM, "F", {"products": "镇里改的"})
    carry(town, county, seq=2, hold={"F": "reviewed"})
    (matter,) = waiting(county)
    (line,) = matter.lines
    assert line.before == ("最初",)
    assert [c.words for c in line.candidates] == ["县里改的", "镇里改的"]


def test_what_comes_in_late_may_be_a_double_too(county: Desk, town: Desk) -> None:
    firm(county, "A")
    firm(town, "F")
    carry(town, county, hold={"F": "closed"})
    (matter,) = waiting(county)
    assert (matter.kind, matter.number) == ("closed", "")
    accept(county, [row(matter)], reason=WHY)
    assert [(w.kind, w.id, w.register) for w in waiting(county)] == [("double", "A", "F")]


def test_matters_of_several_sorts_are_decided_in_one_go(county: Desk, town: Desk) -> None:
    firm(town, id="G", products="旧产品")
    matter = reviewed(county, town)
    records.edit(county, FIRM, "G", {"products": "县里的"})
    records.edit(town, FIRM, "G", {"products": "镇里的"})
    carry(town, county, seq=3, hold={"F": "reviewed"})
    (between,) = waiting(county, kind="values")
    with pytest.raises(Refused, match="不能用于"):
        decide(county, [(between, "theirs"), (matter, "ours")], reason=WHY)
    assert get(county, "G").products == "县里的", "all or nothing was wanted"
    written = decide(county, [(between, "theirs"), (matter, "take")], reason=WHY)
    assert written.keys == (between.key, matter.key)
    assert (len(written.numbers), written.refusals) == (2, ())
    assert (get(county, "F").products, get(county, "G").products) == ("新产品", "镇里的")
    # What came in is compared with what is here: both bear one number.
    (pair,) = waiting(county)
    assert decide(county, [(pair, "apart")]).keys == (pair.key,)
    assert waiting(county) == []


def test_what_one_decision_is_refused_for_keeps_none_of_the_others(
    county: Desk, town: Desk
) -> None:
    firm(town, id="G", products="旧产品")
    matter = reviewed(county, town)
    records.edit(county, FIRM, "G", {"products": "县里的"})
    records.edit(town, FIRM, "G", {"products": "镇里的"})
    carry(town, county, seq=3, hold={"F": "reviewed"})
    (between,) = waiting(county, kind="values")
    written = decide(county, [(between, "theirs"), (matter, "take")])
    assert written.keys == (between.key,)
    assert ["须写明原因" in refusal.words() for refusal in written.refusals] == [True]
    assert get(county, "F").products == "旧产品"
