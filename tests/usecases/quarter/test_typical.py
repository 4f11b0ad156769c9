"""Typical cases: weighty, of several kinds, and nobody can be known by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Words
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from boshan_desk.usecases.quarter.parties import ENDS, KINDS, anonymous
from boshan_desk.usecases.quarter.typical import _safe_goods, choose
from tests.usecases.quarter.building import Q3, paper, section

FIRM: dict[str, Any] = {
    "party": "博山区演示百川陶瓷商行",
    "party_kind": "trader",
    "party_uscc": "92990101MAQCUUL391",
    "legal_rep": "欧阳演示",
    "address": "博山区演示路1号",
    "town_code": "370304106",
    "phone": "19900000001",
    "owner": "演示体育用品有限公司",
    "right_no": "99621005",
    "goods": "陶瓷餐具",
    "source_kind": "report",
    "cause": "TM03",
    "case_no": "演示案1号",
    "decision_no": "演示处罚〔2026〕1号",
    "filed_on": date(2026, 6, 8),
    "decided_on": date(2026, 8, 3),
    "published_on": date(2026, 8, 10),
    "value": 1_520_000,
    "illegal_income": 173_430,
    "penalties": ("fine", "income"),
    "ordered": True,
    "fine": 3_000_000,
    "confiscate_money": 173_430,
}


NO_MONEY: dict[str, Any] = {"fine": None, "confiscate_money": None}


def _told(desk: Desk, period: Period = Q3, *, public: bool = False, town: str = "") -> list[Words]:
    blocks = section(paper(desk, period, public=public, town=town), "cases")
    return [b for b in blocks if isinstance(b, Words) and b.key.startswith("typical.")]


def test_a_case_is_told_by_month_kind_value_and_penalty(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(**FIRM))
    (words,) = _told(desk)
    bureau = desk.county.bureau
    assert words.text == (
        "某商行“销售侵犯注册商标专用权的商品”案。"
        f"{bureau}接到举报，2026年6月依法对某商行立案调查。"
        "经查，当事人的行为属于“销售侵犯注册商标专用权的商品”，涉案商品为陶瓷餐具，"
        "货值金额1.52万元，违法所得1734.30元。"
        "8月，依法责令当事人停止违法行为，并给予行政处罚：罚款3.00万元、没收违法所得1734.30元。"
        "处罚信息已依法公示。"
    )
    for _start, _end, source in words.links:
        assert behind_source(desk, source).count == 1


@pytest.mark.parametrize("public", [False, True])
def test_nothing_that_identifies_is_told(sample_desk: Desk, public: bool) -> None:
    text = "\n".join(
        words.text
        for period in (*(quarter(2026, n) for n in (1, 2, 3)), Period(2025, 1, 12))
        for words in _told(sample_desk, period, public=public)
    )
    assert text.count("案例") >= 9
    with sample_desk.read() as reader:
        cases = list(reader.all(Case))
    towns = [sample_desk.county.towns.label(code) for code in sample_desk.county.counted]
    for case in cases:
        for value in (
            *(case.party, case.legal_rep, case.address, case.phone, case.id_no, case.party_uscc),
            *(case.owner, case.right_no, case.platform, case.case_no, case.file_no),
            *(case.decision_no, case.clue_no, case.volume_no, *case.officers),
        ):
            assert not value or value not in text, value
    for town in towns:
        assert town not in text


_NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8)
_END = st.sampled_from(("有限公司", "商行", "经营部", "超市", "店", "厂", "（个人独资）", ""))


@given(name=_NAMES, end=_END, kind=st.sampled_from(("firm", "trader", "person", None)))
def test_no_name_shows_more_than_a_persons_surname(name: str, end: str, kind: str | None) -> None:
    shown = anonymous(Case(party=f"演示{name}{end}", party_kind=kind))
    # A surname, or a word for what kind of party it is; never the name itself.
    assert "某" in shown
    assert "演示" not in shown
    assert shown in {"演某", *KINDS} or shown.removeprefix("某") in ENDS


@pytest.mark.parametrize(
    ("party", "kind", "shown"),
    [
        ("演示百川陶瓷有限公司", "firm", "某公司"),
        ("演示百川陶瓷有限责任公司（博山分店）", "firm", "某公司"),
        ("博山区演示烟酒超市", "trader", "某超市"),
        ("博山区演示烟酒店", "trader", "某烟酒店"),
        ("博山区演示名烟名酒店", "trader", "某烟酒店"),
        ("博山区演示大酒店", "trader", "某酒店"),
        ("博山区演示经营部", None, "某经营部"),
        ("演示", "farm_coop", "某农民专业合作社"),
        ("欧阳演示", "person", "欧阳某"),
        ("李演示", None, "李某"),
        ("王演示", "trader", "王某"),
        ("", "firm", "某企业"),
        ("", None, "某当事人"),
    ],
)
def test_a_party_is_told_by_what_it_is(party: str, kind: str | None, shown: str) -> None:
    if party == "演示":
        party = "演示农民专业合作联合"
    assert anonymous(Case(party=party, party_kind=kind)) == shown


@pytest.mark.parametrize(
    ("goods", "owner", "shown"),
    [
        ("运动鞋", "演示体育用品有限公司", "运动鞋"),
        ("李宁运动鞋", "李宁体育用品有限公司", ""),
        ("“演示”牌白酒", "", ""),
        ("ABC电线", "", ""),
        ("演示百川陶瓷商行自制餐具", "", ""),
        ("陶瓷餐具、茶具", "", "陶瓷餐具、茶具"),
        ("很长很长很长很长很长很长很长很长的商品名称", "", ""),
    ],
)
def test_goods_are_named_only_where_they_tell_nobody(goods: str, owner: str, shown: str) -> None:
    case = Case(goods=goods, owner=owner, party="演示百川陶瓷商行")
    assert _safe_goods(case) == shown


def test_the_weightiest_are_chosen_of_as_many_kinds_as_there_are() -> None:
    cases = [
        Case(id=f"{n}", cause=cause, value=value, decided_on=date(2026, 8, 1))
        for n, (cause, value) in enumerate(
            (("TM03", 900), ("TM03", 800), ("TM01", 700), ("PT01", 10), ("GI01", 5), ("TM03", 1))
        )
    ]
    assert [case.id for case in choose(cases, 3)] == ["0", "3", "4"]
    assert [case.id for case in choose(cases, 5)] == ["0", "3", "4", "2", "1"]
    praised = replace(cases[5], model_case="city")
    assert choose([*cases[:5], praised], 1) == [praised]
    assert choose([], 3) == []
    assert [c.id for c in choose(list(reversed(cases)), 3)] == ["0", "3", "4"]


@pytest.mark.parametrize(
    "values",
    [
        {"review_state": "reviewing"},
        {"review_state": "suing"},
        {"review_state": "annulled"},
        {"decided_on": date(2026, 6, 30)},
        {"decided_on": None},
        {"decided_on": date(2026, 10, 1)},
    ],
)
def test_what_is_in_doubt_or_not_of_the_time_is_not_told(desk: Desk, values: Any) -> None:
    with desk.work("演示") as work:
        work.put(Case(**{**FIRM, **values}))
    (words,) = _told(desk)
    assert words.text == "三季度没有可以编入的典型案例。"


@pytest.mark.parametrize("values", [{"published_on": None}, {"withdrawn_on": date(2026, 9, 1)}])
def test_the_public_edition_tells_only_what_was_published(desk: Desk, values: Any) -> None:
    with desk.work("演示") as work:
        work.put(Case(**{**FIRM, **values}))
    assert "处罚信息已依法公示" not in _told(desk)[0].text
    assert _told(desk, public=True)[0].key == "typical.empty"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({**NO_MONEY, "penalties": (), "discretion": "none"}, "不予行政处罚，并对当事人进行教育。"),
        ({**NO_MONEY, "penalties": ("warning",), "ordered": None}, "依法给予行政处罚：警告。"),
        ({"penalties": ()}, "罚款3.00万元、没收违法所得1734.30元。"),
        ({"fine": 500_000}, "罚款5000元"),
        ({"fine": 12_345_678_900}, "罚款1.23亿元"),
        ({"filed_on": date(2026, 8, 1)}, "同月，依法责令"),
        ({"filed_on": date(2025, 12, 1)}, "2026年8月，依法责令"),
        ({"filed_on": None}, "案。经查，"),
        ({"source_kind": None}, "发现线索，2026年6月依法对"),
        ({"police_on": date(2026, 9, 1)}, "该案涉嫌犯罪，已移送公安机关。"),
    ],
)  # fmt: skip
def test_what_is_known_is_told_and_nothing_else(desk: Desk, values: Any, said: str) -> None:
    with desk.work("演示") as work:
        work.put(Case(**{**FIRM, **values}))
    text = _told(desk)[0].text
    assert said in text
    assert "None" not in text
    assert "。。" not in text
