"""Deciding between what two offices wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.officers import NoRight, Right, with_roles
from boshan_desk.domain.problems import Invalid, Moved, Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.exchange.conflicts import resolve, set_aside
from boshan_desk.usecases.exchange.decisions import decided, decided_since, reconsider
from boshan_desk.usecases.exchange.matters import Waiting
from boshan_desk.usecases.exchange.peers import peer_of
from boshan_desk.usecases.exchange.waiting import count_waiting, in_full, like_this, waiting
from tests.usecases.exchange.two_desks import (
    BAITA,
    FIRM,
    YUCHENG,
    carry,
    get,
    marks,
    meet,
    office,
    site,
)

CASE = KEPT["case"]


def firm(desk: Desk, id: str = "F", **values: object) -> None:
    given = {"name": "演示瓷厂", "town_code": YUCHENG, "uscc": "91370304MA3TETT09E"} | values
    records.add(desk, FIRM, given, id=id)


def disagree(county: Desk, town: Desk, **values: tuple[object, object]) -> None:
    """A firm that both know, then changed by both: (county's, town's) by field."""
    firm(town, address="旧址", town_code=YUCHENG)
    carry(town, county)
    carry(county, town)
    records.edit(county, FIRM, "F", {name: pair[0] for name, pair in values.items()})
    records.edit(town, FIRM, "F", {name: pair[1] for name, pair in values.items()})
    carry(town, county, seq=2)


def only(desk: Desk, kind: str = "") -> Waiting:
    found = waiting(desk, kind=kind)
    assert len(found) == 1, [w.key for w in found]
    return found[0]


def test_both_contents_are_told_with_who_and_when_and_what_was_before(
    county: Desk, town: Desk
) -> None:
    disagree(county, town, products=("县里写的", "镇里写的"))
    matter = only(county)
    assert (matter.kind, matter.ledger, matter.id, matter.register) == (
        "values", "enterprise", "F", "products",
    )  # fmt: skip
    assert (matter.label, matter.titles, matter.office) == ("演示瓷厂", ("主要产品",), "域城镇")
    ours, theirs = matter.candidates
    assert (ours.words, ours.ours, ours.shown, ours.who) == ("县里写的", True, True, "演示区员")
    assert (theirs.words, theirs.ours, theirs.office) == ("镇里写的", False, "域城镇")
    assert (theirs.who, theirs.package) == ("演示镇员", "第02包（2026年三季度）")
    assert theirs.at.startswith("2026-10-09")
    assert matter.before == ("",)
    assert get(county, "F").products == "县里写的"
    with county.read() as reader:
        assert count_waiting(reader)["values"] == 1


def test_what_both_had_before_is_told_as_far_back_as_they_parted(county: Desk, town: Desk) -> None:
    firm(town, products="最初")
    carry(town, county)
    carry(county, town)
    for words in ("县一", "县二"):
        records.edit(county, FIRM, "F", {"products": words})
    records.edit(town, FIRM, "F", {"products": "镇里"})
    # The town had taken nothing of the county's yet: all that the county wrote came after.
    carry(town, county, seq=2, base=None)
    assert only(county).before == ("最初",)


def test_fields_that_belong_together_are_decided_together(county: Desk, town: Desk) -> None:
    disagree(county, town, patents=("3", "5"), counted_on=("2026-09-30", "2026-08-31"))
    matter = only(county)
    assert matter.register == "patents"
    assert matter.titles == ("有效专利数", "商标数", "数据截至")
    assert [c.cells for c in matter.candidates] == [
        ("3", "", "2026-09-30"), ("5", "", "2026-08-31"),
    ]  # fmt: skip
    resolve(county, [matter.item("theirs")])
    now = get(county, "F")
    assert (now.patents, now.counted_on.isoformat()) == (5, "2026-08-31")
    assert waiting(county) == []


@pytest.mark.parametrize(("choice", "left"), [("ours", "县里写的"), ("theirs", "镇里写的")])
def test_a_decision_leaves_one_content_everywhere(
    choice: str, left: str, county: Desk, town: Desk
) -> None:
    disagree(county, town, products=("县里写的", "镇里写的"))
    resolve(county, [only(county).item(choice)])
    assert waiting(county) == []
    carry(county, town, seq=2)
    for desk in (county, town):
        assert get(desk, "F").products == left
        assert not marks(desk, "F").others
    # The town's earlier package comes again: it changes nothing.
    carry(town, county, seq=3)
    assert get(county, "F").products == left
    assert waiting(county) == []


def test_a_content_is_chosen_by_its_own_mark_or_typed_anew(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县里写的", "镇里写的"), legal_rep=("张三", "李四"))
    by_register = {w.register: w for w in waiting(county)}
    theirs = by_register["products"].candidates[1]
    done = resolve(
        county,
        [
            by_register["products"].item(theirs.choice),
            by_register["legal_rep"].item({"legal_rep": "王五"}),
        ],
    )
    now = get(county, "F")
    assert (now.products, now.legal_rep) == ("镇里写的", "王五")
    assert waiting(county) == []
    # One work for both.
    assert {marks(county, "F").dot(n) for n in ("products", "legal_rep")} == {
        f"{county.site}.{done.number}"
    }


def test_what_is_typed_is_judged_as_on_the_form(county: Desk, town: Desk) -> None:
    disagree(county, town, founded_on=("2001-02-03", "2002-03-04"))
    matter = only(county)
    with pytest.raises(Invalid, match="成立日期"):
        resolve(county, [matter.item({"founded_on": "甲子年"})])
    with pytest.raises(Invalid, match="晚于今天"):
        resolve(county, [matter.item({"founded_on": "2027-01-01"})])
    with pytest.raises(Refused, match="请填写“成立日期”"):
        resolve(county, [matter.item({"products": "别的栏目"})])
    assert only(county).register == "founded_on"


def test_several_records_are_decided_as_one_work_or_not_at_all(county: Desk, town: Desk) -> None:
    for id in ("F", "G"):
        firm(town, id, name=f"演示{id}", uscc="")
    carry(town, county)
    carry(county, town)
    for id in ("F", "G"):
        records.edit(county, FIRM, id, {"products": "县"})
        records.edit(town, FIRM, id, {"products": "镇"})
    carry(town, county, seq=2)
    found = waiting(county)
    assert like_this(found[0], found) == found
    wrong = (*found[1].item("theirs")[:3], "谁的")
    with pytest.raises(Refused, match="不在可选的内容里"):
        resolve(county, [found[0].item("theirs"), wrong])
    assert len(waiting(county)) == 2
    done = resolve(county, [each.item("theirs") for each in like_this(found[0], found)])
    assert {r.id for r in done.records} == {"F", "G"}
    assert {get(county, id).products for id in ("F", "G")} == {"镇"}
    with county.read() as reader:
        assert len([s for s in reader.steps() if s["n"] == done.number]) == 1


def test_like_this_asks_for_the_same_register_and_the_same_desks(
    county: Desk, town: Desk, tmp_path: Path
) -> None:
    disagree(county, town, products=("县", "镇"), legal_rep=("甲", "乙"))
    with office(tmp_path / "baita", "town", [BAITA]) as other:
        meet(county, other, "白塔镇")
        firm(other, "W", name="演示白塔", uscc="", town_code=BAITA)
        carry(other, county)
        carry(county, other, only=["W"])
        records.edit(county, FIRM, "W", {"products": "县"})
        records.edit(other, FIRM, "W", {"products": "白塔"})
        carry(other, county, seq=2, only=["W"])
    found = {(w.id, w.register): w for w in waiting(county)}
    assert set(found) == {("F", "products"), ("F", "legal_rep"), ("W", "products")}
    one = found["F", "products"]
    assert like_this(one, found.values()) == [one]
    assert [w.id for w in waiting(county, town=BAITA)] == ["W"]


def test_who_was_late_is_told_and_nothing_is_overwritten(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    stale = only(county)
    resolve(county, [stale.item("theirs")])
    with pytest.raises(Moved, match="已经没有不同的内容"):
        resolve(county, [stale.item("ours")])
    assert get(county, "F").products == "镇"


def test_writing_on_the_form_decides_as_well(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    records.edit(county, FIRM, "F", {"products": "改定"})
    assert waiting(county) == []


def test_what_is_put_aside_stands_last_and_is_not_counted(county: Desk, town: Desk) -> None:
    disagree(county, town, legal_rep=("甲", "乙"), products=("县", "镇"))
    first, second = waiting(county)
    assert set_aside(county, [first]) == 1
    assert [w.register for w in waiting(county)] == [second.register, first.register]
    assert [w.aside for w in waiting(county)] == [False, True]
    with county.read() as reader:
        assert count_waiting(reader)["values"] == 1
    assert set_aside(county, waiting(county), aside=False) == 1
    assert not any(w.aside for w in waiting(county))
    resolve(county, [first.item("ours")])
    with pytest.raises(Moved):
        set_aside(county, [first])


# ---------------------------------------------------------------- removal


def removed(county: Desk, town: Desk, by: Desk) -> None:
    firm(town)
    carry(town, county)
    carry(county, town)
    other = county if by is town else town
    records.withdraw(by, FIRM, ["F"], "演示登记错了")
    records.edit(other, FIRM, "F", {"products": "又改过"})
    carry(town, county, seq=2)


@pytest.mark.parametrize("by_town", [True, False])
def test_a_removal_against_an_edit_does_not_remove(by_town: bool, county: Desk, town: Desk) -> None:
    removed(county, town, town if by_town else county)
    matter = only(county)
    assert (matter.kind, matter.register) == ("withdrawn", "withdrawn")
    assert not get(county, "F").withdrawn
    keep, remove = matter.candidates
    assert "主要产品" in keep.words
    assert remove.words == "删除：演示登记错了"
    assert keep.ours is by_town
    assert remove.ours is not keep.ours
    assert [code for code, _words in matter.choices] == ["keep", "withdraw"]


@pytest.mark.parametrize("choice", ["keep", "withdraw"])
def test_it_is_kept_or_removed_all_the_same(choice: str, county: Desk, town: Desk) -> None:
    removed(county, town, town)
    resolve(county, [only(county).item(choice)])
    assert waiting(county) == []
    carry(county, town, seq=2)
    for desk in (county, town):
        now = get(desk, "F")
        assert now.withdrawn is (choice == "withdraw")
        assert now.products == "又改过"
        assert (now.withdrawn_why == "演示登记错了") is now.withdrawn
    carry(town, county, seq=3)
    assert waiting(county) == []


@pytest.mark.parametrize(
    ("by_town", "choice", "gone"),
    [
        (True, "ours", False),
        (True, "theirs", True),
        (False, "ours", True),
        (False, "theirs", False),
    ],
)
def test_ours_is_what_this_office_did(
    by_town: bool, choice: str, gone: bool, county: Desk, town: Desk
) -> None:
    removed(county, town, town if by_town else county)
    resolve(county, [only(county).item(choice)])
    assert get(county, "F").withdrawn is gone


def test_what_others_hang_on_is_not_removed(county: Desk, town: Desk) -> None:
    station, service = KEPT["station"], KEPT["station_service"]
    records.add(town, station, {"name": "演示站", "town_code": YUCHENG}, id="S")
    carry(town, county)
    carry(county, town)
    records.withdraw(town, station, ["S"], "演示撤站")
    records.add(county, service, {"station_id": "S", "served_on": "2026-09-01"}, id="V")
    records.edit(county, station, "S", {"remark": "还在用"})
    carry(town, county, seq=2)
    with pytest.raises(Refused, match="还有 1 条"):
        resolve(county, [only(county).item("withdraw")])
    resolve(county, [only(county).item("keep")])
    assert not get(county, "S", "station").withdrawn


# ---------------------------------------------------------------- thinking again


def test_one_may_think_again_while_nobody_wrote_since(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    done = resolve(county, [only(county).item("ours")])
    (decision,) = decided(county)
    assert (decision.number, decision.label, decision.stands) == (done.number, "演示瓷厂", True)
    assert decision.chosen == "采用博山区市场监督管理局（知识产权局）填报的内容"
    assert {c.words for c in decision.line.candidates} == {"县", "镇"}
    theirs = next(c for c in decision.line.candidates if not c.ours)
    again = reconsider(county, done.number, "enterprise", "F", "products", theirs.choice)
    assert get(county, "F").products == "镇"
    assert [(d.number, d.stands) for d in decided(county)] == [
        (again.number, True), (done.number, False),
    ]  # fmt: skip
    # The former one says that it is no longer what counts.
    new, old = decided(county)
    assert (new.later, old.later) == (None, new)
    assert old.words == f"已改变（{new.at[5:16]}），原来是：{old.chosen}"
    assert new.words == new.chosen
    with pytest.raises(Moved, match="后来又有改动"):
        reconsider(county, done.number, "enterprise", "F", "products", "ours")
    records.edit(county, FIRM, "F", {"products": "再改"})
    with pytest.raises(Moved):
        reconsider(county, again.number, "enterprise", "F", "products", "ours")
    new, old = decided(county)
    assert new.words == f"{new.chosen}（后来又有改动）"
    assert old.later == new
    carry(county, town, seq=2)
    assert get(town, "F").products == "再改"


def test_a_removal_can_be_thought_over_too(county: Desk, town: Desk) -> None:
    removed(county, town, town)
    done = resolve(county, [only(county).item("keep")])
    again = reconsider(county, done.number, "enterprise", "F", "withdrawn", "withdraw")
    assert get(county, "F").withdrawn
    reconsider(county, again.number, "enterprise", "F", "withdrawn", "keep")
    assert not get(county, "F").withdrawn


def test_the_other_office_is_told_what_was_decided(
    county: Desk, town: Desk, tmp_path: Path
) -> None:
    disagree(county, town, products=("县", "镇"))
    with county.read() as reader:
        since = reader.head().number
    resolve(county, [only(county).item("theirs")])
    with office(tmp_path / "baita", "town", [BAITA]) as stranger:
        meet(county, stranger, "白塔镇")
    with county.read() as reader:
        own, other = (peer_of(reader, site(desk)) for desk in (town, stranger))
        assert own
        assert other
        (told,) = decided_since(reader, since, own)
        assert (told.ledger, told.id, told.register) == ("enterprise", "F", "products")
        assert told.words == "采用域城镇填报的内容"
        # Another town is told nothing of it.
        assert decided_since(reader, since, other) == []
        assert decided_since(reader, reader.head().number, own) == []


# ---------------------------------------------------------------- who may, and what is seen


def test_who_may_not_exchange_decides_nothing(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    matter = only(county)
    county.officer = with_roles("演示领导", ["leader"])
    assert not only(county).may
    with pytest.raises(NoRight):
        resolve(county, [matter.item("ours")])
    with pytest.raises(NoRight):
        set_aside(county, [matter])
    assert like_this(matter, waiting(county)) == []


def test_a_case_is_decided_by_who_handles_cases(county: Desk, town: Desk) -> None:
    records.add(town, CASE, {"party": "演示公司", "town_code": YUCHENG}, id="C")
    carry(town, county)
    carry(county, town)
    records.edit(county, CASE, "C", {"brief": "县"})
    records.edit(town, CASE, "C", {"brief": "镇"})
    carry(town, county, seq=2)
    matter = only(county)
    county.officer = with_roles("演示录入", ["entry"])
    assert not only(county).may
    with pytest.raises(NoRight):
        resolve(county, [matter.item("theirs")])
    county.officer = with_roles("演示办案", ["handler"])
    assert only(county).may
    resolve(county, [matter.item("theirs")])
    assert get(county, "C", "case").brief == "镇"


def test_what_was_reviewed_is_changed_with_a_reason_and_reviewed_again(
    county: Desk, town: Desk
) -> None:
    disagree(county, town, products=("县", "镇"))
    records.move(county, FIRM, ["F"], "reviewed")
    matter = only(county)
    assert matter.needs is Right.REVIEW
    officer, county.officer = county.officer, with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        resolve(county, [matter.item("theirs")], reason="演示核对原件")
    county.officer = officer
    with pytest.raises(Refused, match="须写明原因"):
        resolve(county, [matter.item("theirs")])
    resolve(county, [matter.item("theirs")], reason="演示核对原件")
    now = get(county, "F")
    assert (now.products, now.status, now.reviewed_by) == ("镇", "submitted", None)


def test_to_keep_what_was_reviewed_leaves_it_reviewed(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    records.move(county, FIRM, ["F"], "reviewed")
    resolve(county, [only(county).item("ours")])
    assert get(county, "F").status == "reviewed"
    assert waiting(county) == []


def test_an_archived_record_is_not_changed_by_a_decision(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    records.move(county, FIRM, ["F"], "reviewed")
    records.move(county, FIRM, ["F"], "archived")
    with pytest.raises(Refused, match="已归档"):
        resolve(county, [only(county).item("theirs")], reason="演示")
    resolve(county, [only(county).item("ours")], reason="演示")
    assert get(county, "F").status == "archived"


def test_personal_values_are_masked_until_somebody_says_why(county: Desk, town: Desk) -> None:
    disagree(county, town, phone=("13800001234", "13800005678"))
    matter = only(county)
    text = repr(matter)
    assert "13800001234" not in text
    assert "13800005678" not in text
    assert all(c.covered for c in matter.candidates)
    with pytest.raises(Refused, match="原因"):
        in_full(county, matter, " ")
    county.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        in_full(county, matter, "演示核对")
    county.officer = with_roles("演示办案", ["handler"])
    whole = in_full(county, matter, "演示核对")
    assert {c.cells[-1] for c in whole.candidates} == {"13800001234", "13800005678"}
    with county.read() as reader:
        assert reader.works("uncover")[0]["record"] == "F"


def test_nothing_personal_goes_into_the_detail_of_the_work(county: Desk, town: Desk) -> None:
    disagree(county, town, phone=("13800001234", "13800005678"))
    done = resolve(county, [only(county).item("theirs")])
    with county.read() as reader:
        step = next(s for s in reader.steps() if s["n"] == done.number)
    assert "1380000" not in repr((step["name"], step["detail"]))


def test_a_decision_may_not_break_a_rule_that_held(county: Desk, town: Desk) -> None:
    event = KEPT["event"]
    given = {"title": "演示培训", "kind": "training", "town_code": YUCHENG}
    given |= {"starts_on": "2026-09-01", "ends_on": "2026-09-02"}
    records.add(town, event, given, id="E")
    carry(town, county)
    carry(county, town)
    records.edit(county, event, "E", {"ends_on": "2026-09-03"})
    records.edit(town, event, "E", {"ends_on": "2026-09-04"})
    carry(town, county, seq=2)
    matter = only(county)
    # Start and end are one statement: both stand in it.
    assert matter.titles == ("开始日期", "结束日期")
    with pytest.raises(Invalid, match="不能早于开始日期"):
        resolve(county, [matter.item({"ends_on": "2026-08-01"})])
    resolve(county, [matter.item({"ends_on": "2026-09-05"})])
    assert get(county, "E", "event").ends_on.isoformat() == "2026-09-05"


def test_two_towns_against_each_other_are_chosen_by_name(
    county: Desk, town: Desk, tmp_path: Path
) -> None:
    with office(tmp_path / "baita", "town", [YUCHENG]) as other:
        meet(county, other, "域城第二台")
        firm(county)
        for desk in (town, other):
            carry(county, desk)
        for desk in (town, other):
            records.edit(desk, FIRM, "F", {"products": f"由{desk.folder.name}"})
            carry(desk, county, only=["F"])
    matter = only(county)
    assert {c.office for c in matter.candidates} == {"域城镇", "域城第二台"}
    with pytest.raises(Refused, match="没有本单位填的内容"):
        resolve(county, [matter.item("ours")])
    with pytest.raises(Refused, match="几个单位填得不同"):
        resolve(county, [matter.item("theirs")])
    chosen = next(c for c in matter.candidates if c.office == "域城镇")
    resolve(county, [matter.item(chosen.choice)])
    assert get(county, "F").products == "由town"


@pytest.mark.parametrize(("choice", "status"), [("ours", "returned"), ("theirs", "draft")])
def test_the_state_itself_may_be_what_is_decided(
    choice: str, status: str, county: Desk, town: Desk
) -> None:
    firm(town)
    carry(town, county)
    carry(county, town)
    records.move(county, FIRM, ["F"], "returned", reason="演示请补地址")
    records.edit(town, FIRM, "F", {"name": ""})
    assert get(town, "F").status == "draft"
    carry(town, county, seq=2)
    matter = only(county)
    assert matter.titles == ("状态", "审核人", "审核时间")
    assert [c.cells[0] for c in matter.candidates] == ["已退回", "草稿"]
    with pytest.raises(Refused, match="只能从列出的里面选"):
        resolve(county, [matter.item({"status": "archived"})])
    resolve(county, [matter.item(choice)])
    assert get(county, "F").status == status


def test_a_list_of_choices_that_names_nothing_known_is_refused(county: Desk, town: Desk) -> None:
    disagree(county, town, products=("县", "镇"))
    wrong: list[tuple[str, str, str, Any]] = [
        ("没有的台账", "F", "products", "ours"),
        ("enterprise", "没有的", "products", "ours"),
        ("enterprise", "F", "没有的栏目", "ours"),
        ("enterprise", "F", "products", "没有的"),
        ("enterprise", "F", "products", ["县"]),
        ("enterprise", "F", "products", {}),
        ("informant", "F", "name", "ours"),
    ]
    for item in wrong:
        with pytest.raises(Refused):
            resolve(county, [item])
    with pytest.raises(Refused, match="没有选择"):
        resolve(county, [])
    assert only(county).register == "products"


def test_a_record_comes_not_back_under_one_that_is_gone(county: Desk, town: Desk) -> None:
    station, service = KEPT["station"], KEPT["station_service"]
    records.add(town, station, {"name": "演示站", "town_code": YUCHENG}, id="S")
    records.add(town, service, {"station_id": "S", "served_on": "2026-09-01"}, id="V")
    carry(town, county)
    carry(county, town)
    records.withdraw(town, service, ["V"], "演示重复登记")
    records.edit(county, service, "V", {"content": "演示"})
    carry(town, county, seq=2)
    done = resolve(county, [only(county).item("withdraw")])
    records.withdraw(county, station, ["S"], "演示撤站")
    with pytest.raises(Refused, match="请先恢复它"):
        reconsider(county, done.number, "station_service", "V", "withdrawn", "keep")
