"""The rules of observations, patents and trademarks, each broken once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.figures import Where
from boshan_desk.domain.law.terms import months_after, term_of
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.ip_register import Patent, Trademark, year_and_kind
from boshan_desk.ledgers.ip_stat import FLOWS, STOCKS, IpStat, window_of
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from tests.ledgers.judging import Found, add, found

STAT = {
    "indicator": "有效发明专利量", "area": "博山区", "span": "时点", "as_of": "2026-06-30",
    "basis": "期末存量", "value": "364", "data_source": "演示通报", "remark": "演示",
}  # fmt: skip
PATENT = {
    "no": "ZL202210123456.1", "title": "演示装置", "kind": "发明专利", "owner": "演示公司",
    "town_code": "城东街道", "filed_on": "2022-05-10", "granted_on": "2024-05-10",
    "state": "有效", "remark": "演示",
}  # fmt: skip
MARK = {
    "no": "99123456", "nice_class": "21", "name": "演示商标", "owner": "演示公司",
    "town_code": "城东街道", "registered_on": "2020-05-14", "state": "有效", "remark": "演示",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"basis": "当期"}, {("basis", "error")}),
        ({"indicator": "专利授权量"}, {("basis", "error")}),
        ({"span": "季度", "basis": "本年累计"}, {("basis", "error")}),
        ({"value": "36.5"}, {("value", "error")}),
        ({"last_year": "33.5"}, {("last_year", "error")}),
        ({"value": "0"}, set()),
        ({"area": "其他地区"}, {("area_name", "error")}),
        ({"area": "其他地区", "area_name": "演示区"}, set()),
        ({"area_name": "演示区"}, {("area_name", "warn")}),
        ({"span": "季度", "as_of": "2026-06-29"}, {("as_of", "warn")}),
        ({"span": "季度"}, set()),
        ({"window_from": "2026-06-16", "window_to": "2026-06-15"}, {("window_to", "error")}),
        (
            {"indicator": "商标注册量", "span": "季度", "basis": "当期", "as_of": "2026-06-15"},
            {("as_of", "note")},
        ),
        (
            {"indicator": "专利授权量", "span": "季度", "basis": "当期", "as_of": "2026-06-15"},
            {("as_of", "warn")},
        ),
        (
            {
                "indicator": "专利技术合同成交额",
                "span": "季度",
                "basis": "本年累计",
                "value": "1.5",
            },
            set(),
        ),
    ],
)
def test_an_observation_is_of_one_kind_and_one_time(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "ip_stat", STAT | changed) == wanted


def test_the_window_of_trademark_data_is_filled_in_and_stays_what_was_typed(desk: Desk) -> None:
    flow = STAT | {"indicator": "商标注册量", "span": "季度", "basis": "当期"}
    quarter = add(desk, IpStat, flow | {"as_of": "2026-03-15"})
    assert (quarter.window_from, quarter.window_to) == (date(2025, 12, 16), date(2026, 3, 15))
    whole = add(desk, IpStat, flow | {"basis": "本年累计", "as_of": "2026-09-15"})
    assert (whole.window_from, whole.window_to) == (date(2025, 12, 16), date(2026, 9, 15))
    typed = add(desk, IpStat, flow | {"as_of": "2026-06-15", "window_from": "2026-04-01"})
    assert (typed.window_from, typed.window_to) == (date(2026, 4, 1), None)
    at_end = add(desk, IpStat, flow | {"as_of": "2026-06-30"})
    assert (at_end.window_from, at_end.window_to) == (None, None)
    assert window_of("month", "period", date(2026, 1, 15)) == (
        date(2025, 12, 16),
        date(2026, 1, 15),
    )
    assert window_of("point", "period", date(2026, 1, 15)) is None


def test_every_indicator_is_a_level_or_a_flow_but_those_that_sources_give_as_either(
    desk: Desk,
) -> None:
    listed = {entry.code for entry in desk.lists["ip_indicator"]}
    assert not set(STOCKS) & set(FLOWS)
    assert set(STOCKS) | set(FLOWS) <= listed
    assert listed - set(STOCKS) - set(FLOWS) == {"madrid", "new_variety", "ic_layout"}


def test_an_observation_is_told_from_another_by_what_it_is_of_and_not_by_its_number() -> None:
    for key in LEDGERS["ip_stat"].key:
        assert {"indicator", "area", "span", "basis", "as_of"} <= set(key)
        assert "value" not in key


# ---------------------------------------------------------------- terms


@pytest.mark.parametrize(
    ("right", "first", "last"),
    [
        ("invention", date(2010, 5, 10), date(2030, 5, 9)),
        ("utility", date(2020, 2, 29), date(2030, 2, 27)),
        ("design", date(2021, 5, 31), date(2031, 5, 30)),
        ("design", date(2021, 6, 1), date(2036, 5, 31)),
        ("trademark", date(2016, 10, 28), date(2026, 10, 27)),
    ],
)
def test_a_term_ends_on_the_day_before_its_anniversary(right: str, first: date, last: date) -> None:
    term = term_of(right, first)
    assert term is not None
    assert term.last_day(first) == last


def test_no_term_is_said_where_the_law_of_the_day_is_not_on_file() -> None:
    assert term_of("design", date(1990, 1, 1)) is None
    assert term_of("plant", date(2020, 1, 1)) is None
    assert term_of("invention", None) is None


def test_months_keep_to_the_end_of_the_month() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert months_after(date(2025, 12, 15), 12) == date(2026, 12, 15)


# ---------------------------------------------------------------- patents


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"no": "ZL202210123456.2"}, {("no", "error")}),
        ({"kind": "实用新型"}, {("kind", "error")}),
        ({"filed_on": "2021-05-10"}, {("filed_on", "warn")}),
        ({"granted_on": "2022-05-09"}, {("granted_on", "error")}),
        ({"granted_on": ""}, {("granted_on", "error")}),
        ({"granted_on": "", "state": "申请中"}, set()),
        ({"expires_on": "2022-05-10"}, {("expires_on", "error"), ("state", "warn")}),
        ({"state": "失效"}, {("state_on", "error")}),
        ({"state": "失效", "state_on": "2026-01-01"}, set()),
        ({"high_value": "获奖"}, set()),
        (
            {"no": "ZL202320123456.1", "kind": "实用新型", "high_value": "获奖",
             "filed_on": "2023-05-10"},
            {("high_value", "error")},
        ),
        ({"expires_on": "2026-10-08"}, {("state", "warn")}),
        ({"expires_on": "2027-04-09"}, {("expires_on", "note")}),
        ({"expires_on": "2027-04-10"}, set()),
    ],
)  # fmt: skip
def test_a_patent_agrees_with_its_number_and_with_itself(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "patent", PATENT | changed) == wanted


def test_a_number_says_the_year_and_the_kind() -> None:
    assert year_and_kind("ZL202210123456.1") == (2022, "invention")
    assert year_and_kind("202390001234.0") == (2023, "utility")
    assert year_and_kind("ZL95115608.X") == (1995, "invention")
    assert year_and_kind("演示") is None


def test_the_end_of_a_patent_follows_until_somebody_types_it(desk: Desk) -> None:
    one = add(desk, Patent, {**PATENT, "kind": ""})
    assert (one.kind, one.expires_on) == ("invention", date(2042, 5, 9))
    moved = edit(desk, one, filed_on="2022-06-10")
    assert moved.expires_on == date(2042, 6, 9)
    typed = edit(desk, moved, expires_on="2040-01-01")
    assert edit(desk, typed, filed_on="2022-07-10").expires_on == date(2040, 1, 1)
    emptied = edit(desk, typed, expires_on="")
    assert emptied.expires_on is None


def edit(desk: Desk, record: Any, **changed: str) -> Any:
    return records.edit(desk, record.ledger, record.id, changed)


# ---------------------------------------------------------------- trademarks


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, set()),
        ({"nice_class": "0"}, {("nice_class", "error")}),
        ({"nice_class": "46"}, {("nice_class", "error")}),
        ({"filed_on": "2020-05-15"}, {("registered_on", "error")}),
        ({"valid_to": "2020-05-14"}, {("valid_to", "error"), ("state", "warn")}),
        ({"renewed_on": "2020-05-13"}, {("renewed_on", "error")}),
        ({"registered_on": ""}, {("registered_on", "error")}),
        ({"registered_on": "", "state": "申请中"}, set()),
        ({"state": "撤销"}, {("state_on", "error")}),
        # Ten years less a day from the registration; today is 9 October 2026.
        ({"registered_on": "2017-10-10"}, {("valid_to", "note")}),
        ({"registered_on": "2017-10-11"}, set()),
        ({"registered_on": "2016-10-10"}, {("valid_to", "note")}),
        ({"registered_on": "2016-10-09"}, {("valid_to", "warn")}),
        ({"registered_on": "2016-04-10"}, {("valid_to", "warn")}),
        ({"registered_on": "2016-04-09"}, {("state", "warn")}),
        ({"registered_on": "2010-01-01", "valid_to": "2029-12-31"}, set()),
    ],
)
def test_a_mark_is_to_be_renewed_within_twelve_months_before_or_six_after(
    desk: Desk, changed: dict[str, Any], wanted: Found
) -> None:
    assert found(desk, "trademark", MARK | changed) == wanted


def test_one_number_in_two_classes_is_two_records(desk: Desk) -> None:
    one, two = add(desk, Trademark, MARK), add(desk, Trademark, MARK | {"nice_class": "30"})
    with desk.read() as reader:
        assert not list(records.find_doubles(reader, one))
        assert not list(records.find_doubles(reader, two))
        same = Trademark(no=one.no, nice_class=21)
        assert list(records.find_doubles(reader, same))


def test_the_term_of_a_mark_follows_its_registration(desk: Desk) -> None:
    one = add(desk, Trademark, MARK)
    assert one.valid_to == date(2030, 5, 13)
    assert edit(desk, one, registered_on="2021-05-14").valid_to == date(2031, 5, 13)
    renewed = edit(desk, one, valid_to="2041-05-13", renewed_on="2026-01-01")
    assert edit(desk, renewed, registered_on="2020-05-15").valid_to == date(2041, 5, 13)


def test_a_number_with_decimals_is_found_by_its_value(desk: Desk) -> None:
    money = {"indicator": "专利技术合同成交额", "span": "季度", "basis": "本年累计"}
    for number in ("1.5", "1.25", "364"):
        add(desk, IpStat, STAT | money | {"value": number})
    with desk.read() as reader:
        for where, wanted in (
            (Where("value", "=", Decimal("1.25")), 1),
            (Where("value", ">=", Decimal("1.5")), 2),
            (Where("value", "<=", Decimal("1.4999")), 1),
        ):
            assert len(reader.columns(IpStat.ledger, ("value",), (where,))) == wanted
