"""The rules of pledges, navigation, titles, certificates, custody and transfers, broken once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import LEDGERS, children
from boshan_desk.ledgers.pledge import Pledge, PledgeAsset
from boshan_desk.ledgers.titles import Certification
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from tests.ledgers.judging import Found, add, found

FIRM = {"uscc": "91370304MA3C5M1FX0", "town_code": "城东街道", "remark": "演示"}

PLEDGE = {
    "pledgor": "演示公司", "pledgor_uscc": "91370304MA3C5M1FX0", "town_code": "城东街道",
    "pledgee": "演示银行", "asset_kind": "专利", "reg_on": "2026-03-01", "reg_amount": "300万",
    "collateral": "纯知识产权", "loan_on": "2026-03-10", "loan_amount": "300万",
    "mature_on": "2027-03-10", "repay": "正常", "rate": "3.85", "remark": "演示",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"reg_amount": "0"}, {("reg_amount", "error")}),
        ({"reg_amount": "299.99万"}, {("loan_amount", "warn")}),
        ({"mature_on": "2026-03-10"}, {("mature_on", "error"), ("repay", "warn")}),
        ({"loan_on": "2026-02-28"}, {("loan_on", "warn")}),
        ({"released_on": "2026-02-28"}, {("released_on", "error")}),
        ({"rate": "38.5"}, {("rate", "warn")}),
        ({"rate": "4.1%"}, set()),
        ({"subsidy_on": "2026-05-01"}, {("subsidy", "warn")}),
        ({"debtor": "演示公司"}, {("debtor", "warn")}),
        ({"mature_on": "2026-10-08"}, {("repay", "warn")}),
        ({"mature_on": "2026-10-09"}, set()),
        ({"repay": ""}, {("repay", "error")}),
        ({"loan_on": ""}, {("loan_on", "error")}),
        ({"loan_on": "", "loan_amount": "", "repay": ""}, set()),
        ({"pledgor_uscc": ""}, {("pledgor_uscc", "error")}),
    ],
)
def test_a_pledge_holds_together(desk: Desk, changed: dict[str, Any], wanted: Found) -> None:
    assert found(desk, "pledge", PLEDGE | changed) == wanted


def test_a_second_pledge_is_no_first_loan(desk: Desk) -> None:
    first = add(desk, Pledge, PLEDGE | {"first_loan": "是", "reg_no": "Y1"})
    later = {"reg_on": "2026-08-01", "loan_on": "2026-08-02", "mature_on": "2027-08-02"}
    second = add(desk, Pledge, PLEDGE | later | {"first_loan": "是", "reg_no": "Y2"})
    third = add(desk, Pledge, PLEDGE | later | {"reg_no": "Y3"})
    with_it = add(desk, Pledge, PLEDGE | {"first_loan": "是", "reg_no": "Y4"})
    assert records.judge(desk, with_it) == [], "two banks on one day lend for the first time"
    assert [p.field for p in records.judge(desk, second)] == ["first_loan"]
    assert "2026-03-01" in records.judge(desk, second)[0].words()
    assert records.judge(desk, first) == []
    assert records.judge(desk, third) == []


@pytest.mark.parametrize(
    ("kind", "number", "wanted"),
    [
        ("专利", "ZL201710601862.3", set()),
        ("专利", "ZL201710601862.4", {("number", "error")}),
        ("专利", "CN1234567A", {("number", "error")}),
        ("商标", "第99123456号", set()),
        ("商标", "演示", {("number", "error")}),
        ("版权", "演示登字-2026-1", set()),
    ],
)
def test_what_is_pledged_has_a_right_number(
    desk: Desk, kind: str, number: str, wanted: Found
) -> None:
    pledge = add(desk, Pledge, PLEDGE)
    raw = {"pledge_id": pledge.id, "kind": kind, "number": number, "title": "演示"}
    assert found(desk, "pledge_asset", raw) == wanted


def test_a_number_is_kept_in_one_form_and_the_list_hangs_on_its_pledge(desk: Desk) -> None:
    pledge = add(desk, Pledge, PLEDGE)
    raw = {"pledge_id": pledge.id, "kind": "商标", "number": "第99123456号", "title": "演示"}
    assert add(desk, PledgeAsset, raw).number == "99123456"
    assert [each.name for each in children(LEDGERS["pledge"])] == ["pledge_asset"]
    assert [each.name for each in children(LEDGERS["certification"])] == ["cert_audit"]


NAVIGATION = FIRM | {
    "name": "演示导航", "kind": "产业规划", "level": "市级", "industry": "陶瓷",
    "owner": "演示公司", "owner_uscc": "91370304MA3C5M1FX0", "approve_on": "2026-01-10",
    "plan_end": "2026-12-31", "state": "实施",
}  # fmt: skip
NAVIGATION.pop("uscc")


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"plan_end": "2026-01-09"}, {("plan_end", "error"), ("plan_end", "warn")}),
        ({"plan_end": "2026-10-08"}, {("plan_end", "warn")}),
        ({"plan_end": "2026-10-09"}, set()),
        ({"state": "结题"}, {("closed_on", "error"), ("outputs", "warn")}),
        ({"state": "结题", "closed_on": "2026-09-01", "outputs": "导航报告"}, set()),
        ({"state": "终止", "closed_on": "2026-09-01"}, set()),
        ({"closed_on": "2026-09-01"}, {("state", "error")}),
        ({"state": "终止", "closed_on": "2026-01-09"}, {("closed_on", "error")}),
    ],
)
def test_a_project_ends_after_it_began(desk: Desk, changed: dict[str, Any], wanted: Found) -> None:
    assert found(desk, "navigation", NAVIGATION | changed) == wanted


TITLE = FIRM | {
    "firm": "演示公司", "title": "国家知识产权优势企业", "level": "国家级",
    "notice_on": "2025-01-10", "valid_from": "2025-01-10", "valid_to": "2028-01-09",
    "state": "有效",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"level": "省级"}, {("level", "error")}),
        ({"title": "老字号", "level": "省级"}, set()),
        ({"valid_to": "2025-01-10"}, {("valid_to", "error"), ("state", "warn")}),
        (
            {"valid_from": "", "valid_to": "2025-01-09"},
            {("valid_to", "error"), ("state", "warn")},
        ),
        ({"notice_on": ""}, {("notice_on", "error")}),
        ({"notice_on": "", "valid_from": "", "valid_to": "", "state": "培育"}, set()),
        ({"state": "撤销"}, {("state_on", "error")}),
        ({"state": "到期", "valid_to": ""}, {("valid_to", "error")}),
        ({"review": "未通过"}, {("state", "warn")}),
        # Six months from today, 9 October 2026.
        ({"valid_to": "2027-04-09"}, {("valid_to", "note")}),
        ({"valid_to": "2027-04-10"}, set()),
        ({"valid_to": "2026-10-09"}, {("valid_to", "note")}),
        ({"valid_to": "2026-10-08"}, {("state", "warn")}),
        ({"valid_to": "2026-10-08", "state": "到期"}, set()),
    ],
)
def test_a_title_warns_half_a_year_before_it_ends(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "title_grant", TITLE | changed) == wanted


CERT = FIRM | {
    "firm": "演示公司", "standard": "GB/T 29490-2023", "certifier": "演示认证", "cert_no": "99A1",
    "issued_on": "2025-01-10", "valid_to": "2028-01-09", "state": "有效",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"valid_to": "2025-01-10"}, {("valid_to", "error"), ("state", "warn")}),
        ({"cost": "2万", "award": "2万"}, set()),
        ({"cost": "2万", "award": "20000.01"}, {("award", "error")}),
        ({"state": "撤销"}, {("state_on", "error")}),
        ({"state": "撤销", "state_on": "2025-01-09"}, {("state_on", "error")}),
        ({"standard": "企业知识产权管理规范"}, {("standard", "warn")}),
        ({"standard": "GB/T 29490-2013", "state": "过期"}, set()),
        ({"standard": "GB/T 33250"}, set()),
    ],
)
def test_a_certificate_holds_together(desk: Desk, changed: dict[str, Any], wanted: Found) -> None:
    assert found(desk, "certification", CERT | changed) == wanted


@pytest.mark.parametrize(
    ("today", "severity", "word"),
    [
        (date(2023, 12, 31), None, ""),
        (date(2024, 1, 1), "note", "需换版"),
        (date(2025, 12, 31), "note", "需换版"),
        (date(2026, 1, 1), "warn", "失效"),
    ],
)
def test_the_edition_of_2013_is_to_be_replaced_and_then_falls(
    desk: Desk, today: date, severity: str | None, word: str
) -> None:
    desk.clock = Clock(today)
    made = Certification(
        standard="29490-2013", issued_on=date(2022, 1, 10), valid_to=date(2030, 1, 9), state="valid"
    )
    with desk.read() as reader:
        told = [p for p in made.problems(reader) if p.code == "edition"]
    assert [p.severity for p in told] == ([severity] if severity else [])
    assert all(word in p.words() for p in told)


def test_an_audit_comes_after_the_certificate_and_tells_its_state(desk: Desk) -> None:
    certificate = add(desk, Certification, CERT)
    raw = {"certification_id": certificate.id, "audited_on": "2026-01-10", "result": "保持认证"}
    assert found(desk, "cert_audit", raw) == set()
    assert found(desk, "cert_audit", raw | {"audited_on": "2025-01-09"}) == {
        ("audited_on", "error")
    }
    assert found(desk, "cert_audit", raw | {"result": "撤销证书"}) == {("result", "warn")}


CUSTODY = FIRM | {
    "firm": "演示公司", "provider": "演示代理", "starts_on": "2026-01-01", "ends_on": "2027-12-31",
    "tier": "基础服务", "items": "检索、年费监控", "state": "在管",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"ends_on": "2025-12-31"}, {("ends_on", "error"), ("state", "warn")}),
        ({"ends_on": "2026-10-08"}, {("state", "warn")}),
        ({"ends_on": "2026-10-08", "state": "到期"}, set()),
        ({"ends_on": "2026-12-31"}, {("ends_on", "note")}),
        ({"state": "解约"}, {("state_on", "error")}),
        ({"state": "解约", "state_on": "2025-12-31"}, {("state_on", "error")}),
        ({"state": "解约", "state_on": "2026-05-31"}, set()),
        ({"voucher": "5000"}, {("voucher_no", "warn")}),
    ],
)
def test_an_agreement_ends_after_it_began(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "custody", CUSTODY | changed) == wanted


TRANSFER = {
    "on": "2026-05-01", "kind": "转让", "asset_kind": "专利", "from_name": "演示大学",
    "from_kind": "高校院所", "to_name": "演示公司", "to_uscc": "91370304MA3C5M1FX0",
    "to_kind": "企业", "to_size": "小型", "town_code": "城东街道", "patents": "2",
    "numbers": "ZL201710601862.3、ZL95115608.X", "amount": "20万", "remark": "演示",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"patents": "0", "numbers": ""}, {("patents", "error")}),
        ({"patents": "3"}, {("numbers", "warn")}),
        ({"numbers": "ZL201710601862.3、ZL201710601862.4"}, {("numbers", "warn")}),
        ({"kind": "开放许可"}, set()),
        ({"kind": "开放许可", "asset_kind": "商标", "numbers": ""}, {("kind", "error")}),
        ({"to_name": "演示大学"}, {("to_name", "error")}),
        ({"to_uscc": ""}, {("to_uscc", "error")}),
        ({"to_size": ""}, {("to_size", "error")}),
        ({"to_kind": "个人", "to_uscc": "", "to_size": ""}, set()),
    ],
)
def test_a_contract_names_two_sides_and_what_passed_on(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "transfer", TRANSFER | changed) == wanted
