"""Messy scalars: what is read, what is refused, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.numerals import read_numeral
from boshan_desk.domain.reading import (
    FIRST_DAY,
    LAST_DAY,
    MoneyUnit,
    Unreadable,
    clean,
    fold,
    is_blank,
    read_bool,
    read_date,
    read_decimal,
    read_fen,
    read_int,
    split_list,
    tidy_text,
)

DAYS = st.dates(FIRST_DAY, LAST_DAY)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def chinese_number(number: int) -> str:
    """1 to 31 as dates write them."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, "一二三四五六七八九"[tens - 1] + "十")
    return head + "〇一二三四五六七八九"[ones].replace("〇", "")


def chinese_year(year: int, zero: str) -> str:
    return "".join((zero + "一二三四五六七八九")[int(digit)] for digit in str(year))


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("博山琉璃", "博山琉璃"),
        ("\ufeff 博山\u200b琉璃\xa0\t", "博山琉璃"),
        ("　演示公司　", "演示公司"),
        ("演示（甲）：“乙”，〔２０２５〕Ａｂ", "演示（甲）：“乙”，〔2025〕Ab"),
        ("第1次\r\n第2次", "第1次\n第2次"),
        ("第1次\u2028第2次", "第1次\n第2次"),
        ("卫𠮷", "卫𠮷"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("甲\xa0乙", "甲 乙"),
        ("甲\x00\u00ad乙", "甲乙"),
        ("<b>=1+1</b>", "<b>=1+1</b>"),
    ],
)
def test_tidying_takes_away_only_what_nobody_sees(typed: str, tidied: str) -> None:
    assert tidy_text(typed) == tidied


def test_cleaning_also_brings_punctuation_into_compatibility_form() -> None:
    assert clean(" （１）：Ａ\n〔2025〕 ") == "(1):A\n〔2025〕"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("博政发［2022］ 8号", "博政发〔2022〕8号"),
        ("演示（普通合伙）", "演示(普通合伙)"),
        ("ＡＢＣ公司", "abc 公司"),
        ("演示【甲】", "演示〖甲〗"),
        ("张　三", "张三"),
    ],
)
def test_folding_makes_spellings_of_the_same_thing_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_tidying_and_folding_twice_is_as_good_as_once(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "raw", [None, "", " \u3000\u200b\n", "-", "—", "——", "－", "/", "／", "\\", "--", float("nan")]
)
def test_an_empty_cell_or_a_lone_dash_is_blank(raw: object) -> None:
    assert is_blank(raw)


@pytest.mark.parametrize("raw", ["无", "0", 0, 0.0, False, "-5", "不详", "〇", date(2025, 3, 5)])
def test_an_answer_is_not_blank(raw: object) -> None:
    assert not is_blank(raw)


@pytest.mark.parametrize(
    ("raw", "entries"),
    [
        ("甲、乙，丙,丁;戊；己/庚\n辛", ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")),
        ("甲、、 乙 、", ("甲", "乙")),
        ("甲（乙、丙）、丁", ("甲（乙、丙）", "丁")),
        ("甲（乙、丙", ("甲（乙", "丙")),
        ("甲\r\n乙", ("甲", "乙")),
        ("、", ()),
        ("/", ()),
        (None, ()),
        (21, ("21",)),
    ],
)
def test_a_cell_with_several_values_is_divided(raw: object, entries: tuple[str, ...]) -> None:
    assert split_list(raw) == entries


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "raw",
    [
        date(2025, 3, 5),
        datetime(2025, 3, 5, 23, 59),
        "2025-3-5",
        "2025-03-05",
        "2025/3/5",
        "2025.3.5",
        "2025.3.5.",
        "2025。3。5",
        "2025—03—05",
        "2025年3月5日",
        "2025年03月05号",
        "2025年3月5",
        " 2025 年 3 月 5 日 ",
        "2 0 2 5年3月5日",
        "2025 - 3 - 5",
        "２０２５－０３－０５",
        "２０２５年３月５日",
        "20250305",
        20250305,
        20250305.0,
        Decimal("20250305"),
        "20250305.0",
        "20250305083000",
        "2025-3-5 00:00:00",
        "2025-03-05T08:30:00",
        "2025-03-05T08:30:00.123+08:00",
        "2025-03-05T08:30Z",
        "2025/3/5 8:30",
        "2025年3月5日8时30分",
        "2025年3月5日 上午9点半",
        "2025年3月5日（星期三）",
        "2025年3月5日 星期三 14:00",
        "二〇二五年三月五日",
        "二○二五年三月五日",
        "二零二五年三月五日",
        "二O二五年三月五日",
        "贰零贰伍年叁月伍日",
        "二〇二五年3月5日",
        "公元2025年3月5日",
        "2025-3-5\u200b\n",
    ],
)
def test_the_fifth_of_march_is_read_however_it_is_written(raw: object) -> None:
    assert read_date(raw) == date(2025, 3, 5)


def test_a_datetime_becomes_a_plain_date() -> None:
    assert type(read_date(datetime(2025, 3, 5, 8))) is date


def test_long_numerals_of_a_date_are_read() -> None:
    assert read_date("二○二五年十二月二十一日") == date(2025, 12, 21)
    assert read_date("二〇二四年元月卅一日") == date(2024, 1, 31)
    assert read_date("二〇二四年十月三十日") == date(2024, 10, 30)


@given(DAYS)
def test_every_day_comes_back_from_every_style(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    styles = [
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y} 年 {m:02} 月 {d:02} 日",
        f"{y}{m:02}{d:02}",
        f"{y}-{m}-{d} 00:00:00",
        f"{y}/{m}/{d} 8:05",
        f"{y}年{m}月{d}日9时5分",
        day.isoformat() + "T23:59:59",
        full_width(f"{y}-{m}-{d}"),
        full_width(f"{y}年{m}月{d}日"),
        f"{chinese_year(y, '〇')}年{chinese_number(m)}月{chinese_number(d)}日",
        f"{chinese_year(y, '○')}年{chinese_number(m)}月{chinese_number(d)}日",
    ]
    for style in styles:
        assert read_date(style) == day, style
    assert read_date(int(f"{y}{m:02}{d:02}")) == day
    assert read_date(day) == read_date(datetime(y, m, d, 12)) == day


@given(st.dates(date(1927, 5, 18), LAST_DAY), st.floats(0, 0.99))
def test_day_numbers_of_excel_are_read_only_on_demand(day: date, part: float) -> None:
    number = (day - date(1899, 12, 30)).days
    assert read_date(number, serial=True) == day
    assert read_date(str(number), serial=True) == day
    assert read_date(number + part, serial=True) == day
    for raw in (number, float(number), str(number)):
        with pytest.raises(Unreadable):
            read_date(raw)


@pytest.mark.parametrize("raw", [2025, 2025.3, "2025.3", 3.5, "3.5", 25.3, 60, 0, 9999, 99999])
def test_a_year_a_month_or_a_small_number_is_no_day_number(raw: object) -> None:
    with pytest.raises(Unreadable):
        read_date(raw, serial=True)


def test_a_workbook_that_counts_from_1904_is_read_so() -> None:
    assert read_date(10000, serial=True, date1904=True) == date(1931, 5, 19)
    assert read_date(43894, serial=True, date1904=True) == date(2024, 3, 5)


def test_a_compact_date_is_no_day_number() -> None:
    assert read_date(20250305, serial=True) == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("25.3.5", "年份不足四位"),
        ("25年3月5日", "年份不足四位"),
        ("'25-3-5", "年份不足四位"),
        ("250305", "年份不足四位"),
        ("二五年三月五日", "年份不足四位"),
        ("2025.3", "只有年月"),
        (2025.3, "只有年月"),
        ("2025-03", "只有年月"),
        ("2025年3月", "只有年月"),
        ("202503", "只有年月"),
        ("二〇二五年三月", "只有年月"),
        ("2025", "只有年份"),
        (2025, "只有年份"),
        ("2025年", "只有年份"),
        ("3月5日", "没有年份"),
        ("3-5", "没有年份"),
        ("3/5/2025", "年份写在最前"),
        ("2025.3.5-3.7", "不止一个"),
        ("2025-3-5至2025-3-7", "不止一个"),
        ("2025年3月5日至7日", "不止一个"),
        ("三月五日至七日", "不止一个"),
        ("上月底", "看不出"),
        ("近期", "看不出"),
        ("2025年春节后", "看不出"),
        ("2025年3月上旬", "看不出"),
        ("2025-3-1 2", "看不出"),
        ("2025.3-5", "看不出"),
        ("2025-02-30", "2025年2月没有30日"),
        ("2023年2月29日", "2023年2月没有29日"),
        ("20250230", "2025年2月没有30日"),
        ("二〇二五年二月三十日", "2025年2月没有30日"),
        ("2025-13-1", "没有13月"),
        ("2025-0-1", "没有0月"),
        ("1899-12-31", "1899"),
        ("2101-1-1", "2101"),
        (date(2101, 1, 1), "2101"),
        ("0000-0-0", "1900 至 2100"),
        ("45356", "日期序号"),
        (45356, "日期序号"),
        ("", "为空"),
        (None, "应为日期"),
        (True, "应为日期"),
        (time(8, 30), "应为日期"),
        (timedelta(1), "应为日期"),
        (float("nan"), ""),
        ("九" * 500, "太长"),
    ],
)
def test_what_is_no_certain_day_is_refused_with_a_telling_reason(raw: object, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_date(raw)
    assert reason in refusal.value.words
    assert str(refusal.value) == refusal.value.words
    assert "{" not in refusal.value.words


def test_a_reason_is_a_template_with_named_values() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_date("2025-02-30")
    assert refusal.value.why == "{year}年{month}月没有{day}日，请核对日期"
    assert refusal.value.values == {"year": "2025", "month": "2", "day": "30"}


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (24, "24"),
        (250000.05, "250000.05"),
        (0.1, "0.1"),
        (Decimal("1.10"), "1.10"),
        ("-12.50", "-12.50"),
        ("−5", "-5"),
        ("+5", "5"),
        ("1,234,567.5", "1234567.5"),
        ("1，234", "1234"),
        ("1 234 567", "1234567"),
        ("12,3456", "123456"),
        ("１２７５６３．６９", "127563.69"),
        ("35件", "35"),
        ("120 人次", "120"),
        ("1.2万", "12000"),
        ("3亿", "300000000"),
        ("十二", "12"),
        ("三百零五人", "305"),
        ("12.", "12"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_exactly(raw: object, number: str) -> None:
    assert read_decimal(raw) == Decimal(number)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "为空"),
        ("无", "应为数字"),
        ("约35", "约数"),
        ("十几", "约数"),
        ("3-5", "范围"),
        ("3至5人", "范围"),
        ("12%", "百分号"),
        ("1e5", "科学计数法"),
        ("1,23", "逗号"),
        ("1,2345,678", "逗号"),
        ("35元", "货币"),
        ("1.2.3", "应为数字"),
        ("9" * 30, "太大"),
        (10**30, "太大"),
        (1e300, "太大"),
        (float("inf"), "太大"),
        (Decimal("1E+999999"), "太大"),
        (float("nan"), "应为数字"),
        (Decimal("sNaN"), "应为数字"),
        (True, "应为数字"),
        (None, "应为数字"),
        (date(2025, 3, 5), "应为数字"),
        ("٣", "应为数字"),
        ("1" * 200, "太长"),
    ],
)
def test_what_is_no_certain_number_is_refused(raw: object, reason: str) -> None:
    for read in (read_decimal, read_int):
        with pytest.raises(Unreadable, match=reason):
            read(raw)


@pytest.mark.parametrize(("raw", "number"), [(24.0, 24), ("24.00", 24), ("35件", 35), (0, 0)])
def test_a_whole_number_is_an_int(raw: object, number: int) -> None:
    assert read_int(raw) == number
    assert type(read_int(raw)) is int


@pytest.mark.parametrize("raw", [24.5, "24.5", Decimal("0.1"), "1.23455万"])
def test_a_fraction_is_no_whole_number(raw: object) -> None:
    with pytest.raises(Unreadable, match="整数"):
        read_int(raw)


def test_a_whole_number_that_no_store_can_hold_is_refused() -> None:
    assert read_int(2**63 - 1) == 2**63 - 1
    with pytest.raises(Unreadable, match="太大"):
        read_int(2**63)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("〇", 0),
        ("二〇二五", 2025),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("卅一", 31),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("三万五千", 35000),
        ("一亿零三万", 100030000),
        ("叁仟伍佰", 3500),
        ("二百五", None),
        ("三万五", None),
        ("十十", None),
        ("万", None),
        ("一千百", None),
        ("一百二百", None),
        ("一百十二", None),
        ("三万二万", None),
        ("三万二亿", None),
        ("一二十", None),
        ("三个", None),
        ("", None),
        ("一" * 40, None),
    ],
)
def test_numerals_are_read_by_rule_and_clipped_speech_is_not(text: str, number: int | None) -> None:
    assert read_numeral(text) == number


# ---------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("raw", "unit", "fen", "about"),
    [
        ("1,234.56元", "元", 123456, False),
        ("12.5万元", "元", 12_500_000, False),
        ("12.5万", "万元", 12_500_000, False),
        ("12.5", "万元", 12_500_000, False),
        (12.5, "万元", 12_500_000, False),
        ("0.3", "亿元", 3_000_000_000, False),
        ("500元", "万元", 50_000, False),
        ("１２７５６３．６９", "元", 12_756_369, False),
        ("￥3,000", "元", 300_000, False),
        ("¥1,140,000.00元", "元", 114_000_000, False),
        ("人民币3000元整", "元", 300_000, False),
        ("RMB 3000", "元", 300_000, False),
        ("叁仟伍佰元整", "万元", 350_000, False),
        ("三万", "元", 3_000_000, False),
        ("1亿2000万元", "元", 12_000_000_000, False),
        ("3万5千元", "元", 3_500_000, False),
        ("2千万元", "元", 2_000_000_000, False),
        ("3元5角6分", "元", 356, False),
        ("-300", "元", -30_000, False),
        ("约12万元", "元", 12_000_000, True),
        ("10余万元", "元", 10_000_000, True),
        ("10万余元", "元", 10_000_000, True),
        ("近3000元", "万元", 300_000, True),
        ("100万元左右", "元", 100_000_000, True),
        (250000.05, "元", 25_000_005, False),
        (1.005, "元", 101, False),
        ("0.005", "元", 1, False),
        ("0.0049", "元", 0, False),
        ("-0.005", "元", -1, False),
        (0, "元", 0, False),
        (Decimal("0.1"), "元", 10, False),
        ("(1,200.00)", "元", -120_000, False),
        ("（￥3.5）", "万元", -3_500_000, False),
        ("壹万贰仟元整", "元", 1_200_000, False),
        ("人民币壹万贰仟叁佰元伍角陆分", "万元", 1_230_056, False),
        ("伍佰元零伍分", "元", 50_005, False),
        ("伍佰元伍角整", "元", 50_050, False),
    ],
)
def test_money_is_read_in_fen(raw: object, unit: MoneyUnit, fen: int, about: bool) -> None:
    assert read_fen(raw, unit=unit) == (fen, about)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "为空"),
        ("无", "看不出金额"),
        ("若干", "看不出金额"),
        ("3万5", "看不出金额"),
        ("2千3亿元", "看不出金额"),
        ("3角", "看不出金额"),
        ("50万元以上", "看不出金额"),
        ("(300", "看不出金额"),
        ("(3)万元", "看不出金额"),
        ("3-5万元", "范围"),
        ("100美元", "人民币"),
        ("$5", "人民币"),
        ("1,23", "逗号"),
        ("1.2E+5", "科学计数法"),
        ("15%", "百分号"),
        ("99999999999亿元", "太大"),
        (1e17, "太大"),
        (True, "应为数字"),
        (None, "应为数字"),
    ],
)
def test_what_is_no_certain_amount_is_refused(raw: object, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_fen(raw)


@given(st.integers(-(10**15), 10**15))
def test_every_amount_comes_back_from_every_style(fen: int) -> None:
    yuan = Decimal(fen).scaleb(-2)
    wan = Decimal(fen).scaleb(-6)
    for style in (
        f"{yuan:f}",
        f"{yuan:,f}元",
        f"￥{yuan:,f}".replace("￥-", "-￥"),
        f"{wan:f}万元",
    ):
        if not style.startswith("-￥"):
            assert read_fen(style) == (fen, False), style
            assert read_fen(full_width(style)) == (fen, False), style
    assert read_fen(yuan) == (fen, False)
    assert read_fen(wan, unit="万元") == (fen, False)
    assert read_fen(f"约{yuan:f}元") == (fen, True)


@given(st.integers(-(10**12), 10**12))
def test_a_float_of_fen_is_exact(fen: int) -> None:
    assert read_fen(fen / 100) == (fen, False)


@given(st.decimals(-(10**9), 10**9, places=5))
def test_fractions_of_a_fen_are_rounded_half_up(yuan: Decimal) -> None:
    expected = int((yuan * 100).to_integral_value(ROUND_HALF_UP))
    assert read_fen(f"{yuan:f}") == (expected, False)


# ---------------------------------------------------------------- yes and no


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("是", "否"),
        (" 有 ", "无"),
        ("√", "×"),
        ("✓", "✗"),
        ("Ｙ", "ｎ"),
        ("YES", "No"),
        ("true", "FALSE"),
        ("1", "0"),
        (1, 0),
        (1.0, 0.0),
        (Decimal(1), Decimal(0)),
        ("已", "未"),
        ("对", "错"),
        (True, False),
    ],
)
def test_yes_and_no_are_read(yes: object, no: object) -> None:
    assert read_bool(yes) is True
    assert read_bool(no) is False


@pytest.mark.parametrize(
    "raw", ["", "□", "不详", "是否", 2, 0.5, None, float("nan"), Decimal("sNaN"), date(2025, 3, 5)]
)
def test_what_is_neither_yes_nor_no_is_refused(raw: object) -> None:
    with pytest.raises(Unreadable):
        read_bool(raw)


# ---------------------------------------------------------------- nothing else comes out

SCALARS = st.one_of(
    st.text(max_size=120),
    st.text("0123456789年月日-/.: 一二十〇万亿元约角分,，（）%E+星期上午", max_size=24),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.binary(max_size=8),
)


def outcome(read: Callable[[], object]) -> object:
    """What a reader returns, or its refusal; any other error comes through."""
    try:
        return read()
    except Unreadable as refusal:
        return refusal


@given(SCALARS, st.booleans(), st.booleans())
def test_a_date_is_read_between_1900_and_2100_or_refused(
    raw: object, serial: bool, date1904: bool
) -> None:
    day = outcome(lambda: read_date(raw, serial=serial, date1904=date1904))
    if isinstance(day, Unreadable):
        assert day.words
    else:
        assert type(day) is date
        assert FIRST_DAY <= day <= LAST_DAY


@given(SCALARS, st.sampled_from(("元", "万元", "亿元")))
def test_garbage_raises_nothing_but_unreadable(raw: object, unit: MoneyUnit) -> None:
    for read, kind in (
        (lambda: read_decimal(raw), Decimal),
        (lambda: read_int(raw), int),
        (lambda: read_bool(raw), bool),
        (lambda: read_fen(raw, unit=unit)[0], int),
        (lambda: read_fen(raw, unit=unit)[1], bool),
    ):
        assert type(outcome(read)) in (kind, Unreadable)
    assert isinstance(is_blank(raw), bool)
    assert all(split_list(raw))


def test_a_number_of_thousands_of_digits_does_not_stall_the_reader() -> None:
    huge = "9" * (sys.get_int_max_str_digits() + 1)
    for read in (read_decimal, read_int, read_fen, read_date):
        for raw in (huge, 10**5000):
            with pytest.raises(Unreadable):
                read(raw)
