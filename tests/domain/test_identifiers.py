"""Identifiers: the vectors of the standards, the repairs, the refusals, the masks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.identifiers import (
    KINDS,
    USCC_ALPHABET,
    Verdict,
    id_check_character,
    identify,
    lost_digits,
    mask,
    mask_name,
    org_check_character,
    patent_check_character,
    uscc_check_character,
)

TODAY = date(2026, 11, 22)


def judge(kind: str, value: str) -> Verdict:
    return identify(kind, value, today=TODAY)


# ---------------------------------------------------------------- valid as they stand

VALID = {
    "uscc": [
        "91110000600037341L",
        "91370304MA3TEXT0X2",
        "92370304MA3TEXT18Y",
        "93370304MA3TEXT26N",
        "1137030400425XYT0H",
        "1237030449312K7P3R",
        "51370304MJE1234X0Q",
        "N2370304MF1234ABX8",
        "91370304164123453B",
    ],
    "orgcode": ["600037341", "D2143569X", "MA3TEXT0X", "164123453", "000000000"],
    "idcard": [
        "11010519491231002X",
        "440524188001010014",
        "370304190001010012",
        "370304190001010020",
    ],
    "patent": [
        "ZL201710601862.3",
        "ZL95115608.X",
        "ZL97101765.4",
        "ZL202210123456.1",
        "ZL202320123456.1",
        "ZL202280012345.1",
        "ZL202390001234.0",
        "ZL202610000001.9",
        "ZL202510100005.X",
        "202430123456.1",
        "ZL02101234.2",
    ],
    "trademark": ["3333018", "12345", "12345678AB", "G123456", "G1234567A"],
    "docno": [
        "博政发〔2022〕8号",
        "国知发运函字〔2022〕131号",
        "鲁市监知促字〔2022〕23号",
        "财办建〔2020〕40号",
        "法释〔2025〕5号",
        "浏市监先登[2025]0000541号",
    ],
    "decisionno": [
        "浏市监处罚〔2025〕439号",
        "渝涪陵市监处罚〔2024〕951号",
        "清市监处罚〔2023〕383号",
    ],
    "phone": ["19900001234", "0533-4123456", "0990-2110262", "010-62083114", "0533-4123456-801"],
    "agi": ["AGI2019-01-2584"],
    "gino": [
        "国家知识产权局公告第355号",
        "质检总局公告2006年第109号",
        "3333018",
        "AGI2019-01-2584",
    ],
}


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in VALID.items() for value in values]
)
def test_a_right_identifier_passes_unchanged_and_without_a_word(kind: str, value: str) -> None:
    assert judge(kind, value) == Verdict(kind, True, "", value, "")


def test_every_kind_has_valid_vectors() -> None:
    assert set(VALID) == set(KINDS)


# ---------------------------------------------------------------- brought into one form


@pytest.mark.parametrize(
    ("kind", "typed", "normalised"),
    [
        ("uscc", "９１１１００００６００ ０３７３４１ｌ", "91110000600037341L"),
        ("uscc", " 913 70304MA3TEXT0X2\xa0", "91370304MA3TEXT0X2"),
        ("uscc", "9137\u200b0304-MA3T-EXT0-X2\ufeff", "91370304MA3TEXT0X2"),
        ("uscc", "'91370304MA3TEXT0X2", "91370304MA3TEXT0X2"),
        ("idcard", "110105 19491231 002x", "11010519491231002X"),
        ("idcard", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("orgcode", "60003734-1", "600037341"),
        ("orgcode", "D2143569－X", "D2143569X"),
        ("orgcode", "ma3text0-x", "MA3TEXT0X"),
        ("orgcode", "16412345-3", "164123453"),
        ("orgcode", "00000000—0", "000000000"),
        ("patent", "zl2017106018623", "ZL201710601862.3"),
        ("patent", "ZL 2017 1 0601862.3", "ZL201710601862.3"),
        ("patent", "CN201710601862.3", "201710601862.3"),
        ("patent", "95115608x", "95115608.X"),
        ("patent", "专利号：ZL95115608.X", "ZL95115608.X"),
        ("trademark", "第3333018号", "3333018"),
        ("trademark", "第3333018号注册商标", "3333018"),
        ("trademark", "注册号：３３３３０１８", "3333018"),
        ("trademark", "g1234567", "G1234567"),
        ("docno", "博知法裁字〔２０２１〕１号", "博知法裁字〔2021〕1号"),
        ("phone", "199 0000 1234", "19900001234"),
        ("phone", "+86-199-0000-1234", "19900001234"),
        ("phone", "8619900001234", "19900001234"),
        ("phone", "019900001234", "19900001234"),
        ("phone", "19900001234.0", "19900001234"),
        ("phone", "05334123456", "0533-4123456"),
        ("phone", "（0533）4123456转801", "0533-4123456-801"),
        ("phone", "+86-533-4123456", "0533-4123456"),
        ("phone", "０９９０－２１６２８７０", "0990-2162870"),
        ("phone", " 099 0-3195489\xa0", "0990-3195489"),
        ("gino", "第3333018号注册商标", "3333018"),
    ],
)
def test_what_only_looks_different_is_brought_into_one_form(
    kind: str, typed: str, normalised: str
) -> None:
    assert judge(kind, typed) == Verdict(kind, True, "", normalised, "")


@pytest.mark.parametrize(
    ("kind", "typed", "normalised"),
    [
        ("docno", "博政发[2022]8号", "博政发〔2022〕8号"),
        ("docno", "博政发（2022）第08号", "博政发〔2022〕8号"),
        ("docno", "博政发〔2022〕08号", "博政发〔2022〕8号"),
        ("docno", "博政发 〔2022〕 8 号", "博政发〔2022〕8号"),
        ("docno", "博政发【2022】8号", "博政发〔2022〕8号"),
        ("docno", "博政发﹝2022﹞8号", "博政发〔2022〕8号"),
        ("docno", "博市监罚告（2025）12-1号", "博市监罚告〔2025〕12-1号"),
        ("decisionno", "浏市监处罚[2025]439号", "浏市监处罚〔2025〕439号"),
        ("agi", "agi2019012584", "AGI2019-01-2584"),
    ],
)
def test_a_repair_is_made_and_told(kind: str, typed: str, normalised: str) -> None:
    verdict = judge(kind, typed)
    assert (verdict.ok, verdict.severity, verdict.normalised) == (True, "note", normalised)
    assert normalised in verdict.words


# ---------------------------------------------------------------- refused, and why


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("uscc", "91110000600037341M", "校验位不符"),
        ("uscc", "911100006000373411", "校验位不符"),
        ("uscc", "91370304MA3TESTO0X", "字母 O、S"),
        ("uscc", "9I1IOOOO6OOO37341L", "是否为 91110000600037341L"),
        ("phone", "5334123456", "区号开头的 0"),
        ("uscc", "9111000060003734", "现有16位"),
        ("uscc", "370304000000001", "注册号"),
        ("uscc", "60003734-1", "组织机构代码"),
        ("uscc", "370304190001010012", "这是公民身份号码"),
        ("uscc", "9.11E+17", "Excel"),
        ("uscc", "", "为空"),
        ("idcard", "110105194912310021", "校验位不符"),
        ("idcard", "110105190002290019", "出生日期"),
        ("idcard", "37030419000101001", "现有17位"),
        ("idcard", "370304190001010010", "校验位不符"),
        ("idcard", "37030420990101001X", "出生日期"),
        ("idcard", "370304********0012", "脱敏"),
        ("idcard", "9.90101195003211e+17", "Excel"),
        ("idcard", "990101195003212000", "Excel"),
        ("idcard", "91110000600037341L", "统一社会信用代码"),
        ("idcard", "E00000001", "护照"),
        ("idcard", "110105490231002", "出生日期"),
        ("idcard", "", "为空"),
        ("orgcode", "60003734-2", "校验位不符"),
        ("orgcode", "91110000600037341L", "统一社会信用代码"),
        ("orgcode", "6000", "8位"),
        ("patent", "201710601862.4", "应为 3"),
        ("patent", "201740601862.3", "现为 4"),
        ("patent", "201710601862", "“.3”"),
        ("patent", "CN107123456A", "公布"),
        ("patent", "CN209876543U", "公布"),
        ("patent", "CN305123456S", "公布"),
        ("patent", "CN107123456B", "公布"),
        ("patent", "一种演示装置", "ZL201710601862.3"),
        ("trademark", "123456789", "现有9位"),
        ("trademark", "3333018（21类）", "类别"),
        ("trademark", "0000000", "全是0"),
        ("trademark", "演示牌", "1至8位"),
        ("docno", "博政发〔22〕8号", "写全四位"),
        ("docno", "博政发[22]8号", "写全四位"),
        ("docno", "博政发〔2022〕8", "缺“号”"),
        ("docno", "博政发2022年8号", "六角括号"),
        ("docno", "博政发〔2022〕0号", "不能为0"),
        ("docno", "演示", "发文机关代字"),
        ("decisionno", "浏市监处罚〔25〕439号", "写全四位"),
        ("phone", "1990000123", "现有10位"),
        ("phone", "12900001234", "第2位"),
        ("phone", "199****1234", "脱敏"),
        ("phone", "19900001234/19900001235", "只填一个"),
        ("phone", "演示", "区号"),
        ("agi", "GI2019", "AGI"),
        ("gino", " ", "为空"),
        ("docno", "演示" * 51, "太长"),
    ],
)
def test_a_wrong_identifier_is_refused_with_its_reason(kind: str, value: str, reason: str) -> None:
    verdict = judge(kind, value)
    assert (verdict.ok, verdict.severity) == (False, "error")
    assert reason in verdict.words
    assert "{" not in verdict.words


@pytest.mark.parametrize(
    ("kind", "value", "normalised", "reason"),
    [
        ("uscc", "91990101056GT69RRG", "91990101056GT69RRG", "第9至17位"),
        ("idcard", "110105491231002", "110105491231002", "15位"),
        ("patent", "ZL203010000001.5", "ZL203010000001.5", "2030"),
        ("patent", "ZL70101234.X", "ZL70101234.X", "2070"),
        ("docno", "博政发〔2027〕8号", "博政发〔2027〕8号", "2027"),
        ("decisionno", "博知法裁字〔2021〕1号", "博知法裁字〔2021〕1号", "通常形如"),
        ("phone", "400-123-4567", "4001234567", "热线"),
        ("phone", "12315", "12315", "热线"),
        ("phone", "4123456", "4123456", "区号"),
        ("agi", "AGI00123", "AGI00123", "AGI2019-01-2584"),
        ("agi", "AGI2099-01-001", "AGI2099-01-001", "2099"),
        ("gino", "演示公告（长期有效）", "演示公告（长期有效）", "公告"),
    ],
)
def test_a_doubtful_identifier_is_kept_with_a_warning(
    kind: str, value: str, normalised: str, reason: str
) -> None:
    verdict = judge(kind, value)
    assert (verdict.ok, verdict.severity, verdict.normalised) == (True, "warn", normalised)
    assert reason in verdict.words


def test_a_person_born_today_passes_and_one_born_tomorrow_does_not() -> None:
    number = "37030420261122001"
    number += id_check_character(number)
    assert identify("idcard", number, today=TODAY).ok
    assert not identify("idcard", number, today=date(2026, 11, 21)).ok


def test_an_unknown_kind_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="passport"):
        judge("passport", "E00000001")
    with pytest.raises(ValueError, match="passport"):
        mask("passport", "E00000001")
    with pytest.raises(ValueError, match="3"):
        mask("idcard", "370304190001010012", 3)


# ---------------------------------------------------------------- properties


@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_any_text_gets_a_verdict_that_agrees_with_itself(kind: str, value: str) -> None:
    verdict = judge(kind, value)
    assert verdict.ok == (verdict.severity != "error")
    assert bool(verdict.why) == (verdict.severity != "")
    assert verdict.words == verdict.why.format(**verdict.values)


@given(st.sampled_from([(kind, value) for kind in KINDS for value in VALID[kind]]))
def test_what_is_stored_is_stable_when_judged_again(case: tuple[str, str]) -> None:
    kind, value = case
    assert judge(kind, judge(kind, value).normalised).normalised == value


@given(
    st.text("0123456789", min_size=8, max_size=8),
    st.integers(0, 7),
    st.sampled_from("0123456789"),
)
def test_the_organisation_check_digit_catches_every_single_wrong_digit(
    body: str, place: int, digit: str
) -> None:
    spoiled = body[:place] + digit + body[place + 1 :]
    assert (org_check_character(spoiled) == org_check_character(body)) == (spoiled == body)


@given(
    st.text(USCC_ALPHABET, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(USCC_ALPHABET),
)
def test_the_unified_code_catches_every_single_wrong_character(
    body: str, place: int, character: str
) -> None:
    spoiled = body[:place] + character + body[place + 1 :]
    assert (uscc_check_character(spoiled) == uscc_check_character(body)) == (spoiled == body)


def test_the_patent_check_digit_agrees_for_year_and_kind_one_higher() -> None:
    bodies = ("202210123456", "202320123456", "202430123456")
    assert [patent_check_character(body) for body in bodies] == ["1", "1", "1"]


# ---------------------------------------------------------------- destroyed by Excel


@pytest.mark.parametrize(
    "raw",
    [
        9.90101195003211e17,
        1e15,
        float("inf"),
        990101195003211000,
        9901011950032110,
        Decimal("990101195003211000"),
        Decimal("9.90101E+17"),
        "9.90101E+17",
        "9.90101195003211e+17",
        " ９．１１Ｅ＋１７ ",
        "990101195003212000",
        "990101195003211000.0",
        "6222000000001234000",
    ],
)
def test_a_number_that_excel_destroyed_is_recognised(raw: object) -> None:
    assert lost_digits(raw)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        True,
        "",
        "演示",
        "1E5",
        "19900001000",
        19900001000,
        19900001000.0,
        float("nan"),
        990101195003211234,
        Decimal("NaN"),
        Decimal("0.5"),
        "12345678901234000.5",
        date(2026, 1, 1),
        "ZL202510100005.X",
    ],
)
def test_a_whole_value_is_not_called_destroyed(raw: object) -> None:
    assert not lost_digits(raw)


def test_a_right_id_number_ending_in_000_is_whole_as_text_and_lost_as_a_number() -> None:
    number = "990101195003211000"
    assert id_check_character(number[:17]) == "0"
    assert not lost_digits(number)
    assert judge("idcard", number).ok
    assert lost_digits(int(number))
    assert lost_digits(float(number))


# ---------------------------------------------------------------- masks


@pytest.mark.parametrize(
    ("kind", "value", "level", "masked"),
    [
        ("idcard", "370304190001010012", 1, "370304********0012"),
        ("idcard", "370304190001010012", 2, "370*************12"),
        ("idcard", "110105 19491231 002x", 1, "110105********002X"),
        ("idcard", "110105491231002", 1, "110105*****1002"),
        ("idcard", "E00000001", 1, "E0*****01"),
        ("idcard", "E00000001", 2, "E*******1"),
        ("idcard", "123", 1, "***"),
        ("idcard", "", 1, ""),
        ("phone", "13800001234", 1, "138****1234"),
        ("phone", "13800001234", 2, "138******34"),
        ("phone", "+86 138 0000 1234", 1, "138****1234"),
        ("phone", "05334123456", 1, "0533-***3456"),
        ("phone", "0533-4123456-801", 2, "0533-*****56"),
        ("phone", "110", 1, "***"),
        ("uscc", "91370304MA3TEXT0X2", 2, "91370304MA3TEXT0X2"),
        ("patent", "ZL 95115608.x", 1, "ZL 95115608.x"),
        ("uscc", "370304190001010012", 1, "370304********0012"),
    ],
)
def test_personal_numbers_are_masked_and_others_are_not(
    kind: str, value: str, level: int, masked: str
) -> None:
    assert mask(kind, value, level) == masked


@given(
    st.sampled_from(("idcard", "phone")),
    st.text("0123456789X-转/张三", min_size=1, max_size=40),
    st.sampled_from((1, 2)),
)
def test_a_mask_never_shows_more_than_ten_characters_nor_all(
    kind: str, value: str, level: int
) -> None:
    masked = mask(kind, value, level)
    shown = sum(character != "*" for character in masked.replace("-", ""))
    assert shown <= 10
    assert "*" in masked or not value.strip("-")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张某"),
        ("张三丰", "张某"),
        ("欧阳演示", "欧阳某"),
        ("欧阳", "欧某"),
        ("阿卜杜拉·买买提", "阿某"),
        ("卫𠮷", "卫某"),
        (" 𠮷田\u200b ", "𠮷某"),
        ("张", "某"),
        ("", ""),
    ],
)
def test_a_name_shows_only_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_no_sentence_repeats_a_personal_number() -> None:
    for kind in ("idcard", "phone"):
        for value in ("370304190001010010", "110105491231002", "1990000123", "12900001234"):
            verdict = judge(kind, value)
            assert value not in verdict.words
            assert value not in verdict.values.values()
