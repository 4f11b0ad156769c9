"""Records that new rows may be about, and rows that are records word for word.  All invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.ledgers import TYPED
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.ledgers.gi import GiRight, GiUser
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.sheets import alike
from boshan_desk.usecases.sheets.alike import find_alike, look_alike
from boshan_desk.usecases.sheets.identical import Identical, identical_to
from boshan_desk.usecases.sheets.looking import look
from boshan_desk.usecases.sheets.preview import Alike
from boshan_desk.usecases.sheets.taking import take_in

EAST, WEST = "370304001", "370304002"
CODE, OTHER_CODE = "91370304MA3C1B2D0A", "91370304MA3C1B2D1X"


def put(desk: Desk, *kept: Record) -> None:
    with desk.work("演示") as work:
        for record in kept:
            work.put(record)


def valid_codes() -> tuple[str, str]:
    """Two credit codes whose check characters are right."""
    from boshan_desk.domain.identifiers import uscc_check_character

    first, second = "91370304MA3C1B2D0", "91370304MA3C1B2D1"
    return first + uscc_check_character(first), second + uscc_check_character(second)


def seek(desk: Desk, ledger: Ledger, *rows: dict[str, Any]) -> dict[int, tuple[Alike, ...]]:
    with desk.read() as reader:
        return find_alike(list(enumerate(rows, 10)), ledger, reader)


def told(found: dict[int, tuple[Alike, ...]]) -> dict[int, list[tuple[str, str]]]:
    return {number: [(a.label, a.why) for a in all_] for number, all_ in found.items()}


def test_a_firm_of_another_spelling_is_found_with_the_reason(desk: Desk) -> None:
    put(
        desk,
        Enterprise(name="博山演瑞和陶瓷有限公司", town_code=EAST),
        Enterprise(name="演明辉五金建材店", town_code=WEST),
    )
    found = seek(
        desk,
        Enterprise.ledger,
        {"name": "演瑞和陶瓷有限公司"},
        {"name": "博山演瑞和陶瓷有限责任公司"},
        {"name": "演明晖五金建材店"},
        {"name": "演福源玻璃制品厂"},
    )
    assert told(found) == {
        10: [("博山演瑞和陶瓷有限公司", "企业名称只差地名")],
        11: [("博山演瑞和陶瓷有限公司", "企业名称只差公司形式")],
        12: [("演明辉五金建材店", "企业名称只差一个字")],
    }


def test_the_record_shows_what_the_row_has_and_masks_what_is_personal(desk: Desk) -> None:
    firm = Enterprise(
        name="演瑞和陶瓷有限公司", phone="13812345678", town_code=EAST, remark="不在行里"
    )
    put(desk, firm)
    row = {"name": "演瑞和陶瓷厂", "phone": "13900000000", "town_code": EAST, "patents": 3}
    ((hit,),) = seek(desk, Enterprise.ledger, row).values()
    assert hit.record_id == firm.id
    assert dict(hit.values) == {
        "name": "演瑞和陶瓷有限公司",
        "phone": "138****5678",
        "town_code": desk.lists["town"].label(EAST),
        "patents": "",
    }


def test_the_likeliest_comes_first_and_three_are_enough(desk: Desk) -> None:
    names = ["演瑞合陶瓷有限公司", "博山演瑞和陶瓷厂", "演瑞和陶瓷厂", "淄博演瑞和陶瓷有限公司"]
    put(desk, *(Enterprise(name=name) for name in names))
    (hits,) = seek(desk, Enterprise.ledger, {"name": "演瑞和陶瓷有限公司"}).values()
    assert [hit.label for hit in hits] == [names[2], names[3], names[1]]


def test_other_valid_codes_are_other_firms(desk: Desk) -> None:
    code, other = valid_codes()
    put(desk, Enterprise(name="演瑞和陶瓷有限公司", uscc=code))
    rows = [{"name": "演瑞和陶瓷有限公司", "uscc": uscc} for uscc in (other, "91370304BAD")]
    found = seek(desk, Enterprise.ledger, *rows, {"name": "演瑞和陶瓷有限公司"})
    same = [("演瑞和陶瓷有限公司", "企业名称相同")]
    assert told(found) == {11: same, 12: same}


def test_an_equal_code_is_enough(desk: Desk) -> None:
    code, _other = valid_codes()
    put(desk, Enterprise(name="演瑞和陶瓷有限公司", uscc=code))
    found = seek(desk, Enterprise.ledger, {"name": "演鸿图机电有限公司", "uscc": code})
    assert told(found) == {10: [("演瑞和陶瓷有限公司", "统一社会信用代码相同")]}


def test_an_earlier_name_is_known(desk: Desk) -> None:
    put(desk, Enterprise(name="演鸿图机电有限公司", former_names=("演示旧厂", "演瑞和陶瓷厂")))
    found = seek(desk, Enterprise.ledger, {"name": "演瑞和陶瓷厂"}, {"name": "演瑞和陶瓷二厂"})
    assert told(found) == {10: [("演鸿图机电有限公司", "企业名称是它的曾用名")]}


def test_a_slip_in_another_town_is_another_firm(desk: Desk) -> None:
    put(desk, Enterprise(name="演瑞祥陶瓷有限公司", town_code=EAST))
    rows = [{"name": "演瑞翔陶瓷有限公司", "town_code": town} for town in (EAST, WEST)]
    found = seek(desk, Enterprise.ledger, *rows, {"name": "演瑞翔陶瓷有限公司"})
    assert set(found) == {10, 12}


def test_a_name_one_slip_from_many_is_near_none_of_them(desk: Desk) -> None:
    put(desk, *(Enterprise(name=f"演瑞{word}陶瓷厂") for word in "和祥福"))
    assert seek(desk, Enterprise.ledger, {"name": "演瑞华陶瓷厂"}) == {}
    # Its own name, in another form, is still found.
    put(desk, Enterprise(name="演瑞华陶瓷有限公司"))
    (hits,) = seek(desk, Enterprise.ledger, {"name": "演瑞华陶瓷厂"}).values()
    assert [hit.label for hit in hits] == ["演瑞华陶瓷有限公司"]


def test_what_lies_in_the_bin_is_not_shown(desk: Desk) -> None:
    firm = records.save(desk, None, Enterprise(status="draft", name="演瑞和陶瓷有限公司"))
    records.withdraw(desk, Enterprise.ledger, [firm.id], "演示")
    assert seek(desk, Enterprise.ledger, {"name": "演瑞和陶瓷厂"}) == {}


def test_sisters_in_two_towns_are_two_firms(desk: Desk) -> None:
    put(desk, Enterprise(name="博山城东演明辉烟酒店"), Enterprise(name="演瑞和陶瓷一厂"))
    rows = [{"name": "博山城西演明辉烟酒店"}, {"name": "演瑞和陶瓷二厂"}]
    assert seek(desk, Enterprise.ledger, *rows) == {}


def test_a_case_is_one_only_on_the_same_day(desk: Desk) -> None:
    day, later = date(2026, 3, 2), date(2026, 3, 3)
    put(desk, Case(case_no="演示1号", party="演瑞和陶瓷有限公司", filed_on=day))
    rows: list[dict[str, Any]] = [
        {"case_no": "演示2号", "party": "演瑞和陶瓷有限责任公司", "filed_on": day},
        {"case_no": "演示3号", "party": "演瑞和陶瓷有限责任公司", "filed_on": later},
        {"case_no": "演示4号", "party": "演瑞和陶瓷有限责任公司"},
    ]
    assert told(seek(desk, Case.ledger, *rows)) == {
        10: [("演瑞和陶瓷有限公司", "当事人名称只差公司形式，立案日期相同")]
    }


def test_persons_are_the_same_only_by_their_whole_name(desk: Desk) -> None:
    day = date(2026, 3, 2)
    put(desk, Case(case_no="演示1号", party="欧阳小明", filed_on=day))
    rows = [{"party": name, "filed_on": day} for name in ("欧阳小明", "欧阳晓明", "欧阳 小明")]
    found = seek(desk, Case.ledger, *rows)
    assert set(found) == {10, 12}
    put(desk, Attendee(name="张小明", attended_on=day, unit="演示甲"))
    people = [{"name": name, "attended_on": day} for name in ("张小明", "张晓明")]
    found = seek(desk, Attendee.ledger, *people)
    assert set(found) == {10}
    assert found[10][0].why == "姓名相同，培训日期相同"


def test_a_right_of_its_own_makes_another_user(desk: Desk) -> None:
    rights = [GiRight(product_name=f"演示{word}") for word in ("甲", "乙")]
    put(desk, *rights, GiUser(name="演瑞和果蔬专业合作社", right_id=rights[0].id))
    rows = [{"name": "演瑞和果蔬农民专业合作社", "right_id": right.id} for right in rights]
    found = seek(desk, GiUser.ledger, *rows)
    assert set(found) == {10}
    assert dict(found[10][0].values)["right_id"] == "演示甲"


def test_an_event_of_that_day_by_another_title(desk: Desk) -> None:
    day = date(2026, 4, 20)
    put(desk, Event(title="博山区演示宣传周启动仪式", starts_on=day))
    rows = [{"title": "演示宣传周启动仪式", "starts_on": day}]
    assert told(seek(desk, Event.ledger, *rows)) == {
        10: [("博山区演示宣传周启动仪式", "活动名称只差地名，开始日期相同")]
    }


def test_rows_of_one_file_are_compared_too(desk: Desk) -> None:
    names = ["演瑞和陶瓷厂", "演福源玻璃厂", "博山演瑞和陶瓷厂", "演瑞和陶瓷有限公司"]
    with desk.read() as reader:
        stored, among = look_alike(
            [(number, {"name": name}) for number, name in enumerate(names)],
            Enterprise.ledger,
            reader,
        )
    assert stored == {}
    assert among == {
        2: ((0, "企业名称只差地名"),),
        3: ((0, "企业名称只差公司形式"), (2, "企业名称只差地名和公司形式")),
    }


def test_rows_of_a_common_name_are_not_compared_with_each_other(desk: Desk) -> None:
    day = date(2026, 3, 2)
    lines = [
        (number, {"name": f"演瑞{word}陶瓷厂", "party": f"演瑞{word}陶瓷厂", "filed_on": day})
        for number, word in enumerate("和祥福华")
    ]
    with desk.read() as reader:
        assert look_alike(lines, Case.ledger, reader)[1] == {}
        # Two of one day may be one; two firms in a list of firms are two.
        assert look_alike(lines[:2], Case.ledger, reader)[1] == {
            1: ((0, "当事人名称只差一个字，立案日期相同"),)
        }
        assert look_alike(lines[:2], Enterprise.ledger, reader)[1] == {}


def test_nothing_is_read_where_nothing_is_new(desk: Desk) -> None:
    for ledger in TYPED.values():
        with desk.read() as reader:
            assert find_alike([], ledger, reader) == {}
            assert look_alike([(1, {})], ledger, reader) == ({}, {})
            assert identical_to([(1, {})], ledger, reader) == {}


def test_values_are_told_of_so_many_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "MOST_SHOWN", 1)
    put(desk, Enterprise(name="演瑞和陶瓷厂"), Enterprise(name="演福源玻璃厂"))
    rows = [{"name": "博山演瑞和陶瓷厂"}, {"name": "博山演福源玻璃厂"}]
    found = seek(desk, Enterprise.ledger, *rows)
    assert [dict(hits[0].values) for hits in found.values()] == [{"name": "演瑞和陶瓷厂"}, {}]


WORDS = st.sampled_from(["演瑞", "演瑞和", "演瑞祥", "演瑞翔", "福源"])
TRADES = st.sampled_from(["陶瓷", "玻璃", "陶瓷一", "陶瓷二"])
FORMS = st.sampled_from(["有限公司", "有限责任公司", "厂", "店"])
FRONTS = st.sampled_from(["", "博山", "山头镇", "城东"])
FIRMS = st.tuples(FRONTS, WORDS, TRADES, FORMS).map("".join)


@given(stored=st.lists(FIRMS, max_size=6, unique=True), rows=st.lists(FIRMS, max_size=6))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_finds_what_comparing_each_with_each_finds(
    desk: Desk, stored: list[str], rows: list[str]
) -> None:
    from boshan_desk.domain.likeness import Likeness, Names, compare

    with desk.work("演示") as work:
        for name in stored:
            work.put(Enterprise(name=name))
    lines = [(number, {"name": name}) for number, name in enumerate(rows)]
    with desk.read() as reader:
        found = find_alike(lines, Enterprise.ledger, reader)
        live = [e.name or "" for e in reader.all(Enterprise)]
    county = desk.county
    names = Names(
        (*county.within, county.name),
        [(e.label, *e.also) for e in county.towns if e.code in county.counted],
    )
    for number, row in enumerate(rows):
        near = sorted(
            likeness
            for name in live
            if (likeness := compare(names.part(row), names.part(name))) is not None
        )
        sure = [each for each in near if each < Likeness.SWAPPED]
        # Slips of a letter are told unless the name has many; how many, the index may count apart.
        told = len(found.get(number, ()))
        assert min(3, len(sure)) <= told <= min(3, len(near)), (row, live)


# ---------------------------------------------------------------- rows without a key


def same(desk: Desk, *rows: dict[str, Any]) -> dict[int, str]:
    with desk.read() as reader:
        return identical_to(list(enumerate(rows)), Attendee.ledger, reader)


DAY = date(2026, 4, 20)
ROW: dict[str, Any] = {"name": "张小明", "attended_on": DAY, "town_code": EAST}


def test_a_row_without_a_key_is_the_record_that_says_the_same(desk: Desk) -> None:
    kept = Attendee(**ROW, source="sheet")
    put(desk, kept)
    assert same(desk, ROW) == {0: kept.id}
    assert same(desk, {**ROW, "name": "张 小明"}) == {0: kept.id}
    assert same(desk, {**ROW, "town_code": WEST}) == {}
    assert same(desk, {**ROW, "hours": 0}) == {}
    assert same(desk, {**ROW, "hours": None}) == {0: kept.id}


def test_a_record_that_says_more_is_still_the_same(desk: Desk) -> None:
    kept = Attendee(**ROW, remark="后来补的")
    put(desk, kept)
    assert same(desk, ROW) == {0: kept.id}
    assert same(desk, {**ROW, "remark": "别的"}) == {}


def test_each_record_stands_for_one_row(desk: Desk) -> None:
    kept = [Attendee(**ROW), Attendee(**ROW)]
    put(desk, *kept)
    assert same(desk, ROW, ROW, ROW) == {0: kept[0].id, 1: kept[1].id}
    with desk.read() as reader:
        seeker = Identical(Attendee.ledger, reader)
        found = [seeker.find([(0, ROW)]) for _again in range(3)]
    assert found == [{0: kept[0].id}, {0: kept[1].id}, {}]


def test_a_row_that_says_little_does_not_take_the_record_of_one_that_says_much(desk: Desk) -> None:
    full = Attendee(**ROW, remark="演示")
    plain = Attendee(**ROW)
    put(desk, full, plain)
    found = same(desk, ROW, {**ROW, "remark": "演示"})
    assert found == {0: plain.id, 1: full.id}


def test_a_row_with_a_whole_key_or_without_a_name_is_nobodys(desk: Desk) -> None:
    put(desk, Attendee(**ROW, unit="演示甲"))
    assert same(desk, {**ROW, "unit": "演示甲"}) == {}
    assert same(desk, {"attended_on": DAY, "town_code": EAST}) == {}
    assert same(desk, {"name": "张小明"}) == {}


def test_a_withdrawn_record_is_nobodys(desk: Desk) -> None:
    kept = records.save(desk, None, Attendee(status="draft", **ROW))
    records.withdraw(desk, Attendee.ledger, [kept.id], "演示")
    assert same(desk, ROW) == {}


def test_a_file_without_keys_that_comes_twice_doubles_nothing(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "名册（演示）.csv"
    people = ["张小明,2026-04-20", "李小华,2026-04-20", "张小明,2026-04-20", "王小丽,2026-04-21"]
    file.write_text("\n".join(["姓名,培训日期", *people]), "utf-8")
    take_in(desk, look(desk, Attendee.ledger, file))
    again = look(desk, Attendee.ledger, file)
    assert (again.counts["same"], again.counts["new"]) == (4, 0)
    file.write_text("\n".join(["姓名,培训日期", *people, people[0]]), "utf-8")
    more = look(desk, Attendee.ledger, file)
    assert (more.counts["same"], more.counts["new"]) == (4, 1)


def test_a_new_row_shows_the_record_it_may_be(desk: Desk, tmp_path: Path) -> None:
    put(desk, Enterprise(name="博山演瑞和陶瓷有限公司", town_code=EAST))
    file = tmp_path / "企业（演示）.csv"
    file.write_text("企业名称,所属镇街\n演瑞和陶瓷有限责任公司,城东街道\n", "utf-8")
    (row,) = look(desk, Enterprise.ledger, file).rows
    assert row.outcome == "new"
    assert [(a.label, a.why) for a in row.alike] == [
        ("博山演瑞和陶瓷有限公司", "企业名称只差地名和公司形式")
    ]
