"""The kinds of field: reading, keeping, showing, masking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boshan_desk.domain import fields
from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import PAPER, SCREEN, BadValue, Kind

LISTS = lists_of(load_county("boshan"))

GIVEN: list[tuple[Kind, Any, Any]] = [
    (fields.Text("文"), "  演示　公司\u200b ", "演示　公司"),
    (fields.Note("文"), "第1次\n第2次", "第1次\n第2次"),
    (fields.Whole("数"), "１２", 12),
    (fields.Whole("数"), 12.0, 12),
    (fields.Money("钱"), "1,234.56元", 123456),
    (fields.Money("钱"), "3.5万元", 3500000),
    (fields.Money("钱"), 250000.05, 25000005),
    (fields.Percent("率"), "98.5%", 9850),
    (fields.Percent("率"), 0.985, 9850),
    (fields.Percent("率"), "100", 10000),
    (fields.Day("日"), "2025.3.5", date(2025, 3, 5)),
    (fields.Flag("否"), "√", True),
    (fields.Flag("否"), False, False),
    (fields.Code("码", list="town"), "八陡", "370304106"),
    (fields.Code("码", list="town"), "370304106", "370304106"),
    (fields.Code("码", list="town"), "城东街办", "370304001"),
    (fields.Code("码", list="town"), "博山区城东街道", "370304001"),
    (fields.Code("码", list="town"), "山东省淄博市博山区八陡镇人民政府", "370304106"),
    (fields.Code("码", list="town"), "八　陡镇", "370304106"),
    (fields.Code("码", list="case_state"), "已结案", "CLOSED"),
    (fields.Codes("码", list="penalty"), "没收违法所得、罚款", ("fine", "income")),
    (fields.Codes("码", list="penalty"), ["fine"], ("fine",)),
    (fields.Names("名"), "甲、乙，甲", ("甲", "乙")),
    (
        fields.Identifier("号", scheme="uscc"),
        "９１１１００００６００ ０３７３４１ｌ",
        "91110000600037341L",
    ),
    (fields.Papers("证"), "990101199103215816", "990101199103215816"),
    (fields.Phone("话"), "199 0000 0152", "19900000152"),
]


@pytest.mark.parametrize(("kind", "given", "value"), GIVEN, ids=lambda v: str(v)[:20])
def test_a_value_is_read_and_comes_back_from_the_store(kind: Kind, given: Any, value: Any) -> None:
    assert kind.parse(given, LISTS) == value
    assert kind.holds(value)
    assert kind.from_store(kind.to_store(value)) == value
    assert kind.parse(kind.to_json(value), LISTS) == value
    assert kind.parse(kind.show(value, LISTS), LISTS) == value, "what is shown can be typed"


@pytest.mark.parametrize("kind", {type(k): k for k, _, _ in GIVEN}.values(), ids=lambda k: k.name)
def test_blank_is_nothing_for_every_kind(kind: Kind) -> None:
    for blank in (None, "", "  ", "—"):
        assert kind.parse(blank, LISTS) == kind.empty
    assert kind.holds(kind.empty)
    assert kind.from_store(kind.to_store(kind.empty)) == kind.empty
    assert kind.show(kind.empty, LISTS) == ""
    assert kind.mask(kind.empty, PAPER, LISTS) == ""


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (fields.Whole("数"), "若干"),
        (fields.Money("钱"), "很多"),
        (fields.Day("日"), "2025-02-30"),
        (fields.Day("日"), "25.3.5"),
        (fields.Flag("否"), "也许"),
        (fields.Code("码", list="town"), "李家乡"),
        (fields.Codes("码", list="penalty"), "罚款、责令改正"),
        (fields.Identifier("号", scheme="uscc"), 9.1110000600037e17),
        (fields.Papers("证"), 990101199103215000),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_in_words(kind: Kind, given: object) -> None:
    with pytest.raises(BadValue) as refusal:
        kind.parse(given, LISTS)
    assert refusal.value.words()
    assert "{" not in refusal.value.words()


def test_personal_values_are_covered_more_on_paper_than_on_screen() -> None:
    papers, phone, person = fields.Papers("证"), fields.Phone("话"), fields.Person("名")
    assert papers.mask("990101199103215816", SCREEN, LISTS) == "990101********5816"
    assert papers.mask("990101199103215816", PAPER, LISTS) == "990*************16"
    assert papers.mask("91110000600037341L", PAPER, LISTS) == "91110000600037341L"
    assert phone.mask("19900000152", SCREEN, LISTS) == "199****0152"
    assert "0152" not in phone.mask("19900000152", PAPER, LISTS)
    assert person.mask("张演示", SCREEN, LISTS) == "张演示"
    assert person.mask("张演示", PAPER, LISTS) == "张某"
    assert person.mask("博山演示琉璃有限公司", PAPER, LISTS) == "博山演示琉璃有限公司"


def test_a_day_in_the_future_is_refused_unless_it_is_a_term() -> None:
    day, today = date(2026, 10, 10), date(2026, 10, 9)
    assert [p.severity for p in fields.Day("日").check(day, today)] == ["error"]
    assert list(fields.Day("期限", future=True).check(day, today)) == []


def test_money_is_shown_to_the_fen_and_rounded_half_up_in_wan() -> None:
    assert fields.yuan(3_500_000) == "35000.00"
    assert fields.yuan(-5) == "-0.05"
    assert fields.wan_yuan(12_345_000_0) == "123.45"
    assert fields.wan_yuan(1_245_000) == "1.25", "0.5 goes up, not to the even digit"


@pytest.mark.parametrize(
    ("kind", "word", "maybe"),
    [
        (fields.Code("码", list="case_type"), "商标侵权类", "“商标侵权”"),
        (fields.Code("码", list="town"), "八徒镇", "“八陡镇”"),
        (fields.Code("码", list="town"), "南博山", "“博山镇”"),
        (fields.Codes("码", list="penalty"), "罚款、没收违法所的", "“没收违法所得”"),
    ],
    ids=lambda v: str(v)[:20],
)
def test_a_near_miss_is_asked_about_and_never_assumed(kind: Kind, word: str, maybe: str) -> None:
    with pytest.raises(BadValue, match="是否为") as told:
        kind.parse(word, LISTS)
    assert maybe in told.value.words()


@pytest.mark.parametrize("word", ["侵", "无此镇", "镇", "博山", "某" * 50])
def test_what_is_near_nothing_is_told_what_there_is(word: str) -> None:
    with pytest.raises(BadValue, match="可选："):
        fields.Code("码", list="town").parse(word, LISTS)


def test_no_name_of_a_town_stands_for_two() -> None:
    towns = LISTS["town"]
    explicit = {word: e.code for e in towns for word in (e.label, *e.also)}
    for word, code in towns.usual:
        assert towns.find(word) == explicit.get(word, code)


@pytest.mark.parametrize(
    "number", ["99010119570730458", "9901011967111224411", "9901011957073045X"]
)
def test_an_identity_number_with_a_digit_too_few_or_too_many_is_no_passport(number: str) -> None:
    found = list(fields.Papers("证").check(number, date(2026, 11, 23)))
    assert [problem.severity for problem in found] == ["error"]


@pytest.mark.parametrize("number", ["E12345678", "H1234567801"])
def test_a_passport_or_permit_is_kept(number: str) -> None:
    found = fields.Papers("证").check(number, date(2026, 11, 23))
    assert all(problem.severity != "error" for problem in found)
