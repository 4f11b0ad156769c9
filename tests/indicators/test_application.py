"""Pledges, navigation, titles, certificates, custody and transfers, counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from boshan_desk.domain.period import Period, Stretch, quarter
from boshan_desk.indicators import INDICATORS
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.figures import Counting, FigureLine, catalogue

OWN = ("pledge", "navigation", "title_grant", "certification", "custody", "transfer")
Q1 = quarter(2026, 1)

ONE, TWO, THREE = "演示一公司", "演示二公司", "演示三公司"


def put(desk: Desk, ledger: str, rows: list[dict[str, object]]) -> None:
    """What counts is filled in; the rest stays open, for a draft is counted like any record."""
    for row in rows:
        records.add(desk, LEDGERS[ledger], {"remark": "演示", **row})


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A small county over the turn of two years."""
    put(
        desk,
        "pledge",
        [
            {"pledgor": ONE, "reg_on": "2025-02-01", "reg_amount": "100万", "first_loan": "是",
             "loan_on": "2025-03-31", "loan_amount": "80万"},
            {"pledgor": ONE, "reg_on": "2026-01-01", "reg_amount": "300万",
             "loan_on": "2026-04-01", "loan_amount": "300万"},
            {"pledgor": ONE, "reg_on": "2026-02-01", "reg_amount": "50万", "first_loan": "否"},
            {"pledgor": TWO, "reg_on": "2026-03-31", "reg_amount": "150万", "first_loan": "是",
             "loan_on": "2026-03-31", "loan_amount": "120.5万"},
            {"pledgor": THREE, "reg_on": "2026-04-01", "reg_amount": "999万", "first_loan": "是"},
        ],
    )  # fmt: skip
    put(
        desk,
        "navigation",
        [
            {
                "name": "演示甲",
                "approve_on": "2024-01-10",
                "closed_on": "2026-03-31",
                "state": "结题",
            },
            {
                "name": "演示乙",
                "approve_on": "2024-01-10",
                "closed_on": "2026-02-01",
                "state": "终止",
            },
            {"name": "演示丙", "approve_on": "2026-01-10", "state": "实施"},
            {
                "name": "演示丁",
                "approve_on": "2026-03-31",
                "closed_on": "2026-04-01",
                "state": "结题",
            },
            {"name": "演示戊", "approve_on": "2026-04-01", "state": "立项"},
            {
                "name": "演示己",
                "approve_on": "2022-11-17",
                "closed_on": "2023-11-17",
                "state": "结题",
            },
        ],
    )
    model = {"title": "国家知识产权优势企业", "state": "有效"}
    put(
        desk,
        "title_grant",
        [
            {"firm": ONE, **model, "notice_on": "2023-04-01", "valid_to": "2026-03-31"},
            {"firm": ONE, **model, "title": "市级", "notice_on": "2024-05-01"},
            {"firm": TWO, **model, "notice_on": "2023-03-31", "valid_to": "2026-03-30"},
            {"firm": THREE, **model, "notice_on": "2023-05-01", "state": "撤销",
             "state_on": "2026-04-01"},
            {"firm": "演示四公司", **model, "notice_on": "2024-05-01", "state": "撤销",
             "state_on": "2026-03-31"},
            {"firm": "演示五公司", **model, "notice_on": "2024-05-01", "title": "中国专利奖"},
            {"firm": "演示六公司", **model, "state": "培育"},
            {"firm": "演示七公司", **model, "notice_on": "2026-04-01"},
        ],
    )  # fmt: skip
    new, old = {"standard": "GB/T 29490-2023"}, {"standard": "GB/T 29490-2013"}
    put(
        desk,
        "certification",
        [
            {"firm": ONE, **new, "issued_on": "2024-03-01", "valid_to": "2027-02-28"},
            {"firm": TWO, **new, "issued_on": "2024-04-01", "valid_to": "2026-03-31"},
            {"firm": THREE, **new, "issued_on": "2024-04-01", "valid_to": "2027-03-31",
             "state": "撤销", "state_on": "2026-03-31"},
            {"firm": ONE, **old, "issued_on": "2022-01-01", "valid_to": "2026-12-31"},
            {"firm": "演示四公司", **old, "issued_on": "2023-01-01", "valid_to": "2025-12-31"},
            {"firm": "演示五公司", "issued_on": "2026-04-01", "valid_to": "2029-03-31", **new},
        ],
    )  # fmt: skip
    put(
        desk,
        "custody",
        [
            {"firm": ONE, "starts_on": "2023-01-01", "ends_on": "2024-12-31", "state": "到期"},
            {"firm": ONE, "starts_on": "2025-01-01", "ends_on": "2026-03-31", "state": "到期"},
            {"firm": TWO, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "state": "在管"},
            {"firm": THREE, "starts_on": "2025-06-01", "ends_on": "2026-12-31", "state": "解约",
             "state_on": "2026-02-01"},
            {"firm": "演示四公司", "starts_on": "2022-11-17", "ends_on": "2023-11-16"},
            {"firm": "演示五公司", "starts_on": "2026-04-01", "ends_on": "2027-03-31"},
        ],
    )  # fmt: skip
    passed = {"asset_kind": "专利", "from_kind": "高校院所", "to_kind": "企业", "to_size": "小型"}
    put(
        desk,
        "transfer",
        [
            {"on": "2025-03-01", "kind": "转让", "to_name": ONE, "amount": "20万", **passed},
            {"on": "2026-01-01", "kind": "许可", "to_name": ONE, "amount": "5万", **passed},
            {"on": "2026-03-31", "kind": "开放许可", "to_name": TWO, **passed},
            {"on": "2026-02-01", "kind": "转让", "to_name": THREE, "amount": "1.5万", **passed,
             "to_size": "大型"},
            {"on": "2026-02-02", "kind": "转让", "to_name": "演示四公司", **passed,
             "from_kind": "企业"},
            {"on": "2026-02-03", "kind": "转让", "to_name": "演示五公司", **passed,
             "asset_kind": "商标"},
        ],
    )  # fmt: skip
    return desk


def lines(desk: Desk, period: Period) -> dict[str, FigureLine]:
    return {line.code: line for line in catalogue(desk, period, ledgers=OWN)}


HAND: Mapping[str, tuple[str, str, str]] = {
    "M-AP01": ("3", "1", "同比增长200.0%"),
    "M-AP01b": ("500.00", "100.00", "是上年同期的5倍"),
    "M-AP01c": ("120.50", "80.00", "同比增长50.6%"),
    "M-AP01d": ("2", "1", "同比增长100.0%"),
    "M-AP02": ("200.0", "—", "无可比数据"),
    "M-AP02b": ("400.0", "—", "无可比数据"),
    "M-AP03": ("1", "1", "同比持平"),
    "M-AP04": ("2", "2", "同比持平"),
    "M-AP04b": ("1", "0", "上年同期为0"),
    "M-AP04c": ("4", "2", "同比增长100.0%"),
    "M-AP05": ("2", "4", "同比下降50.0%"),
    "M-AP06": ("2", "3", "同比下降33.3%"),
    "M-AP06b": ("4", "4", "同比持平"),
    "M-AP07": ("3", "1", "同比增长200.0%"),
    "M-AP07b": ("2", "1", "同比增长100.0%"),
    "M-AP08": ("5", "1", "是上年同期的5倍"),
    "M-AP08b": ("6.50", "20.00", "同比下降67.5%"),
    "M-AP09": ("2", "1", "同比增长100.0%"),
}
"""Of the first quarter of 2026: now, a year before, and how they compare."""


@pytest.mark.parametrize("code", HAND)
def test_every_figure_is_what_a_hand_counts(filled: Desk, code: str) -> None:
    line = lines(filled, Q1)[code]
    shown = (line.show(line.value), line.show(line.last_year), line.change_words())
    assert shown == HAND[code]


def test_every_figure_of_these_ledgers_is_counted_by_hand() -> None:
    declared = {figure.code for name in OWN for figure in LEDGERS[name].figures}
    assert declared | {i.code for i in INDICATORS if i.ledger in OWN} == set(HAND)


def test_growth_is_over_the_whole_year_so_far_and_has_no_base_of_zero(filled: Desk) -> None:
    with filled.read() as reader:
        counting = Counting(reader)
        # 4 of 2026 against the 1 of 2025; 1,499万 against 100万.
        assert counting.value("M-AP02", quarter(2026, 2)) == 300
        assert counting.value("M-AP02b", quarter(2026, 2)) == 1399
        assert counting.value("M-AP02", quarter(2025, 1)) is None
        assert counting.value("M-AP02", Period(2025, 1, 12)) is None
        assert counting.value("M-AP02", Stretch(date(2022, 11, 18), date(2026, 3, 31))) == 200


def test_what_adds_up_since_the_plan_began_leaves_out_what_came_before(filled: Desk) -> None:
    with filled.read() as reader:
        counting = Counting(reader)
        assert counting.plan_start == date(2022, 11, 18)
        for code, since_ever in (("M-AP04c", 5), ("M-AP06b", 4), ("M-AP07", 4)):
            assert counting.about(code).from_plan
            ever = Stretch(date(2000, 1, 1), Q1.end)
            assert counting.value(code, ever) == since_ever
            assert counting.value(code, counting.since_plan(Q1)) == int(HAND[code][0])


def test_the_last_day_of_a_certificate_still_counts(filled: Desk) -> None:
    with filled.read() as reader:
        counting = Counting(reader)
        assert counting.value("M-AP06", Period(2026, 3, 3)) == 2
        assert counting.value("M-AP06", Stretch(Q1.start, date(2026, 4, 1))) == 2
        assert counting.value("M-AP06", Stretch(Q1.start, date(2026, 3, 30))) == 3
        assert counting.value("M-AP05", Stretch(Q1.start, date(2026, 3, 30))) == 4
        assert counting.value("M-AP05", Stretch(Q1.start, date(2026, 4, 1))) == 2
