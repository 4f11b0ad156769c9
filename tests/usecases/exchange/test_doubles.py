"""Two records that may be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.attachments import attach, list_attachments
from boshan_desk.usecases.exchange.conflicts import set_aside
from boshan_desk.usecases.exchange.doubles import (
    compare_again,
    join,
    joins,
    keep_apart,
    kept_apart,
    take_apart,
)
from boshan_desk.usecases.exchange.doubles_found import compare_pair, find_doubles, note
from boshan_desk.usecases.exchange.matters import Waiting
from boshan_desk.usecases.exchange.waiting import waiting
from tests.usecases.exchange.two_desks import BAITA, FIRM, YUCHENG, carry, get

USCC = "91370304MA3TETT09E"
STATION, SERVICE, CASE = KEPT["station"], KEPT["station_service"], KEPT["case"]


def firm(desk: Desk, id: str, **values: object) -> None:
    records.add(desk, FIRM, {"name": f"演示{id}厂", "town_code": YUCHENG} | values, id=id)


def pairs(desk: Desk) -> set[tuple[str, str, str]]:
    return {(w.ledger, w.id, w.register) for w in waiting(desk, kind="double")}


def two(desk: Desk, **more: object) -> Waiting:
    firm(desk, "A", uscc=USCC, products="瓷砖")
    firm(desk, "B", uscc=USCC, legal_rep="张三", **more)
    find_doubles(desk, near=False)
    (matter,) = waiting(desk)
    return matter


def test_records_with_one_key_are_found_whoever_entered_them(county: Desk, town: Desk) -> None:
    firm(county, "A", uscc=USCC)
    firm(town, "B", uscc=USCC, name="演示另一个名")
    carry(town, county)
    with county.work("接收", undoable=False) as work:
        assert note(work, {"enterprise": {"B"}}) == [("enterprise", "A", "B", "uscc")]
        assert note(work, {"enterprise": {"B"}}) == []
    (matter,) = waiting(county)
    assert (matter.kind, matter.key) == ("double", "enterprise/A+B")
    assert (matter.why, matter.office) == ("统一社会信用代码相同", "域城镇")
    assert [code for code, _words in matter.choices] == ["join", "apart"]


def test_an_earlier_key_tells_them_apart(county: Desk) -> None:
    firm(county, "A", name="演示同名", uscc=USCC)
    firm(county, "B", name="演示同名", uscc="91370304MA3TEXT0X2")
    firm(county, "C", name="演示同名")
    find_doubles(county, near=False)
    # With A and B the code says that they are two; C has none, and may be either.
    assert pairs(county) == {("enterprise", "A", "C"), ("enterprise", "B", "C")}


def test_names_that_are_nearly_the_same_are_found(county: Desk) -> None:
    firm(county, "A", name="淄博演示陶瓷有限公司")
    firm(county, "B", name="淄博演示陶瓷有限责任公司")
    firm(county, "C", name="淄博别家玻璃有限公司")
    assert find_doubles(county, near=False) == 0
    assert find_doubles(county) == 1
    (matter,) = waiting(county)
    assert (matter.id, matter.register, matter.why) == ("A", "B", "企业名称只差公司形式")


def test_what_is_in_the_recycle_bin_is_no_double(county: Desk) -> None:
    two(county)
    records.withdraw(county, FIRM, ["B"], "演示")
    assert waiting(county) == []
    records.restore(county, FIRM, ["B"])
    assert len(waiting(county)) == 1


def test_the_two_are_told_side_by_side(county: Desk) -> None:
    two(county, products="瓷盘")
    records.add(county, KEPT["patent"], {"enterprise_id": "B", "title": "演示"}, id="P")
    told = compare_pair(county, FIRM, "A", "B")
    assert told.labels == ("演示A厂", "演示B厂")
    registers = {line.register for line in told.lines}
    assert registers == {"name", "legal_rep", "products"}
    assert told.contradictions == {"name", "products"}
    assert told.mergeable == {"products"}
    assert told.hanging == (("专利台账", 0, 1),)
    assert (told.keep, told.blocked) == ("B", "")


def test_joining_fills_what_one_lacks_and_moves_what_hangs_on_the_other(
    county: Desk, tmp_path: Path
) -> None:
    two(county)
    records.add(county, KEPT["patent"], {"enterprise_id": "B", "title": "演示"}, id="P")
    records.add(county, KEPT["pledge"], {"enterprise_id": "B", "pledgor": "演示"}, id="Q")
    records.withdraw(county, KEPT["pledge"], ["Q"], "演示")
    paper = tmp_path / "演示扫描.txt"
    paper.write_text("演示", "utf-8")
    attach(county, FIRM, "B", paper)
    done = join(county, FIRM, "A", "B", {"name": "A"})
    now, gone = get(county, "A"), get(county, "B")
    assert (now.name, now.products, now.legal_rep) == ("演示A厂", "瓷砖", "张三")
    assert done.filled == ("legal_rep",)
    assert done.moved == 3
    assert get(county, "P", "patent").enterprise_id == "A"
    assert get(county, "Q", "pledge").enterprise_id == "A"
    assert [a.file_name for a in list_attachments(county, FIRM, "A")] == ["演示扫描.txt"]
    assert gone.withdrawn
    assert gone.withdrawn_why == f"与流水号 {now.serial_no} 的“演示A厂”重复，已合为一条"
    # Nothing of it is lost.
    assert (gone.name, gone.legal_rep) == ("演示B厂", "张三")
    assert waiting(county) == []


def test_what_contradicts_must_be_chosen(county: Desk) -> None:
    two(county, products="瓷盘")
    with pytest.raises(Refused, match="请先选定：企业名称、曾用名、主要产品"):
        join(county, FIRM, "A", "B")
    assert not get(county, "B").withdrawn
    with pytest.raises(Refused, match="不在可选的内容里"):
        join(county, FIRM, "A", "B", {"name": "A", "products": "C"})
    join(county, FIRM, "A", "B", {"name": {"name": "演示新厂"}, "products": "both"})
    now = get(county, "A")
    assert (now.name, now.products) == ("演示新厂", "瓷砖\n瓷盘")
    assert now.former_names == ("演示A厂",)


def test_of_fields_that_belong_together_one_record_s_are_taken_whole(county: Desk) -> None:
    firm(county, "A", uscc=USCC, name="演示", patents="3", counted_on="2026-06-30")
    firm(county, "B", uscc=USCC, name="演示", patents="5", marks="7")
    find_doubles(county, near=False)
    told = compare_pair(county, FIRM, "A", "B")
    assert told.contradictions == {"patents"}
    join(county, FIRM, "A", "B", {"patents": "B"})
    now = get(county, "A")
    assert (now.patents, now.marks, now.counted_on) == (5, 7, None)


def test_joining_is_undone_while_nothing_moved(county: Desk) -> None:
    two(county)
    records.add(county, KEPT["patent"], {"enterprise_id": "B", "title": "演示"}, id="P")
    join(county, FIRM, "A", "B", {"name": "A"})
    records.undo(county)
    assert not get(county, "B").withdrawn
    assert get(county, "P", "patent").enterprise_id == "B"
    assert get(county, "A").legal_rep is None
    assert len(waiting(county)) == 1


def test_on_a_later_day_it_is_taken_apart_by_its_number(county: Desk) -> None:
    two(county)
    records.add(county, KEPT["patent"], {"enterprise_id": "B", "title": "演示"}, id="P")
    done = join(county, FIRM, "A", "B", {"name": "A"})
    county.done.clear()
    assert [(j["n"], j["undone"]) for j in joins(county)] == [(done.number, False)]
    assert take_apart(county, done.number) == 3
    assert get(county, "P", "patent").enterprise_id == "B"
    assert [j["undone"] for j in joins(county)] == [True]
    with pytest.raises(Refused, match="已经撤销过"):
        take_apart(county, done.number)
    assert len(waiting(county)) == 1
    again = join(county, FIRM, "A", "B", {"name": "A"})
    records.edit(county, KEPT["patent"], "P", {"title": "演示改"})
    with pytest.raises(Moved, match="又有改动"):
        take_apart(county, again.number)
    assert get(county, "B").withdrawn


def test_what_was_reviewed_is_joined_with_a_reason_and_reviewed_again(county: Desk) -> None:
    two(county)
    records.move(county, FIRM, ["A"], "reviewed")
    with pytest.raises(Refused, match="须写明原因"):
        join(county, FIRM, "A", "B", {"name": "A"})
    join(county, FIRM, "A", "B", {"name": "A"}, reason="演示核对营业执照")
    assert (get(county, "A").status, get(county, "A").legal_rep) == ("submitted", "张三")


def test_who_may_not_review_withdraws_nothing_that_was_reviewed(county: Desk) -> None:
    two(county)
    records.move(county, FIRM, ["B"], "reviewed")
    county.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        join(county, FIRM, "A", "B", {"name": "A"})
    county.officer = with_roles("演示领导", ["leader"])
    with pytest.raises(NoRight):
        keep_apart(county, [("enterprise", "A", "B")])
    with pytest.raises(NoRight):
        find_doubles(county)


def test_two_that_are_two_are_not_asked_again(county: Desk) -> None:
    matter = two(county)
    assert keep_apart(county, [(matter.ledger, matter.register, matter.id)]) == 1
    assert waiting(county) == []
    assert find_doubles(county) == 0
    assert waiting(county) == []


def test_that_two_are_two_can_be_taken_back(county: Desk) -> None:
    matter = two(county)
    pair = (matter.ledger, matter.register, matter.id)
    with pytest.raises(Moved, match="没有认定"):
        compare_again(county, [pair])
    set_aside(county, [matter])
    keep_apart(county, [pair])
    (kept,) = kept_apart(county)
    assert (kept.ids, kept.why, kept.officer) == (("A", "B"), matter.why, county.officer.name)
    everybody = county.officer
    county.officer = with_roles("演示领导", ["leader"])
    assert not kept_apart(county)[0].may
    with pytest.raises(NoRight):
        compare_again(county, [pair])
    county.officer = everybody
    assert compare_again(county, [pair], reason="演示看错了") == 1
    assert kept_apart(county) == []
    (again,) = waiting(county)
    assert (again.key, again.why, again.aside) == (matter.key, matter.why, False)
    join(county, FIRM, "A", "B", {"name": "A"})
    assert get(county, "B").withdrawn


def test_of_what_is_gone_nobody_asks_whether_it_is_one(county: Desk) -> None:
    matter = two(county)
    keep_apart(county, [(matter.ledger, matter.id, matter.register)])
    records.withdraw(county, FIRM, ["B"], "演示注销")
    assert kept_apart(county) == []


def test_a_pair_is_put_aside_like_anything_else(county: Desk) -> None:
    matter = two(county)
    set_aside(county, [matter])
    assert waiting(county)[0].aside


def test_of_three_the_third_waits_with_the_one_that_stays(county: Desk) -> None:
    for id in "ABC":
        firm(county, id, uscc=USCC, name="演示")
    find_doubles(county, near=False)
    assert len(pairs(county)) == 3
    join(county, FIRM, "A", "B", {})
    assert pairs(county) == {("enterprise", "A", "C")}


def test_a_case_with_steps_stays_and_takes_the_other_in(county: Desk) -> None:
    from boshan_desk.usecases import procedure

    for id in ("C1", "C2"):
        values = {"party": "演示公司", "clue_no": "演示线索1号", "town_code": YUCHENG}
        records.add(county, CASE, values, id=id)
    records.add(county, KEPT["informant"], {"case_id": "C1", "name": "演示人"}, id="I")
    records.add(county, KEPT["case_party"], {"case_id": "C1", "name": "演示第三人"}, id="T")
    step = {"on": "2026-10-08", "officers": ["演示甲"], "clue_on": "2026-10-06"}
    procedure.take_step(county, "C2", "verify", step)
    find_doubles(county, ledger="case", near=False)
    assert pairs(county) == {("case", "C1", "C2")}
    with pytest.raises(Refused, match="请保留这一件"):
        join(county, CASE, "C1", "C2", {})
    county.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        join(county, CASE, "C2", "C1", {})
    county.officer = with_roles("演示办案", ["handler"])
    assert compare_pair(county, CASE, "C1", "C2").keep == "C2"
    join(county, CASE, "C2", "C1", {})
    assert get(county, "I", "informant").case_id == "C2"
    assert get(county, "T", "case_party").case_id == "C2"
    assert get(county, "C1", "case").withdrawn


def test_two_cases_with_steps_are_not_joined(county: Desk) -> None:
    from boshan_desk.usecases import procedure

    for id in ("C1", "C2"):
        values = {"party": "演示公司", "clue_no": "演示线索1号", "town_code": YUCHENG}
        records.add(county, CASE, values, id=id)
        step = {"on": "2026-10-08", "officers": ["演示甲"], "clue_on": "2026-10-06"}
        procedure.take_step(county, id, "verify", step)
    assert "都已有办案步骤" in compare_pair(county, CASE, "C1", "C2").blocked
    with pytest.raises(Refused, match="都已有办案步骤"):
        join(county, CASE, "C1", "C2", {})


def test_a_record_with_other_matters_is_settled_first(county: Desk, town: Desk) -> None:
    firm(town, "A", uscc=USCC, name="演示")
    carry(town, county)
    carry(county, town)
    records.edit(county, FIRM, "A", {"products": "县"})
    records.edit(town, FIRM, "A", {"products": "镇"})
    carry(town, county, seq=2)
    firm(county, "B", uscc=USCC, name="演示")
    find_doubles(county, near=False)
    with pytest.raises(Refused, match="还有别的待处理事项"):
        join(county, FIRM, "B", "A", {})


def test_the_town_learns_what_became_of_its_record(county: Desk, town: Desk) -> None:
    firm(county, "A", uscc=USCC, name="演示")
    firm(town, "B", uscc=USCC, name="演示", legal_rep="张三")
    records.add(town, STATION, {"name": "演示站", "town_code": YUCHENG}, id="S")
    service = {"station_id": "S", "served_on": "2026-09-01", "enterprise_id": "B"}
    records.add(town, SERVICE, service, id="V")
    carry(town, county)
    join(county, FIRM, "A", "B", {})
    carry(county, town)
    assert get(town, "B").withdrawn
    assert "已合为一条" in get(town, "B").withdrawn_why
    assert get(town, "A").legal_rep == "张三"
    assert get(town, "V", "station_service").enterprise_id == "A"
    carry(town, county, seq=2)
    assert waiting(county) == []


def test_firms_of_two_towns_are_shown_with_both_towns(county: Desk) -> None:
    firm(county, "A", uscc=USCC, name="演示", address="域城路1号")
    firm(county, "B", uscc=USCC, name="演示", town_code=BAITA)
    find_doubles(county, near=False)
    (matter,) = waiting(county)
    (line,) = matter.lines
    assert line.titles == ("所属镇街", "住所")
    assert [c.cells for c in line.candidates] == [("域城镇", "域城路1号"), ("白塔镇", "")]
    with county.read() as reader:
        assert len(reader.small_rows(schema.double)) == 1
