"""Cells become values of their field, and what is doubtful is said."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads
from boshan_desk.excel.rows.taking import Line, read_lines
from boshan_desk.ledgers import find_ledger

CASE, ATTENDEE = find_ledger("case"), find_ledger("attendee")
LISTS = lists_of(load_county("boshan"))
TODAY = date(2026, 11, 23)


def take(heading: str, raw: Any, ledger: Any = CASE, unit: str = "", **more: Any) -> Line:
    """One record with this cell under this heading."""
    first = ["案号", "当事人名称"] if ledger is CASE else ["姓名", "工作单位"]
    rows: list[list[Any]] = [[unit, "", ""]] if unit else []
    rows += [[*first, heading], ["演示〔2026〕1号", "演示公司", raw]]
    sheet = Grid("表", rows, **more)
    matching = match_heads(sheet, ledger, LISTS)
    assert matching is not None
    (line,) = read_lines(sheet, matching, [len(rows) - 1], ledger, LISTS, TODAY)
    return line


def value(line: Line, field: str) -> Any:
    return line.values.get(field)


def said(line: Line) -> list[tuple[str, str]]:
    """What is said of the cell."""
    return [(i.severity, i.code) for i in (*line.issues, *(issue for _c, issue in line.unread))]


def words(line: Line) -> str:
    return "；".join(i.message for i in (*line.issues, *(issue for _c, issue in line.unread)))


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    "raw",
    [
        date(2025, 3, 5),
        datetime(2025, 3, 5),
        datetime(2025, 3, 5, 15, 30),
        "2025.3.5",
        "2025年3月5日",
        "二〇二五年三月五日",
        "２０２５／３／５",
        "2025-3-5 0:00:00",
        "20250305",
        20250305.0,
        20250305,
    ],
)
def test_a_day_in_every_usual_style_is_read(raw: Any) -> None:
    line = take("立案日期", raw)
    assert value(line, "filed_on") == date(2025, 3, 5)
    assert said(line) == []


@pytest.mark.parametrize("raw", [45721.0, 45721, 45721.75, "45721", " 45721 ", "45721.5"])
def test_a_day_number_is_read_and_told(raw: Any) -> None:
    line = take("立案日期", raw)
    assert value(line, "filed_on") == date(2025, 3, 5)
    assert said(line) == [("warn", "serial")]
    assert "45721" in words(line)
    assert "2025-03-05" in words(line)


def test_a_day_number_counts_from_1904_where_the_book_does() -> None:
    assert value(take("立案日期", 44259.0, is_1904=True), "filed_on") == date(2025, 3, 5)


@pytest.mark.parametrize(
    "raw",
    [
        "25.3.5",
        "2025.3",
        202503.0,
        20253.0,
        "2025",
        2025,
        "近期",
        "2025.2.30",
        "2025.3.5-3.7",
        "3月5日",
        12.0,
        99999.0,
        True,
        time(8, 30),
    ],
)
def test_what_is_no_certain_day_is_refused(raw: Any) -> None:
    line = take("立案日期", raw)
    assert "filed_on" not in line.values
    assert said(line) == [("error", "unreadable")]


def test_a_year_that_cannot_be_is_doubted() -> None:
    assert said(take("立案日期", "1925-03-05")) == [("warn", "year")]


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("heading", "raw", "fen"),
    [
        ("罚款金额", "1,234.50", 123_450),
        ("罚款金额", "¥3000元", 300_000),
        ("罚款金额（元）", 3000.0, 300_000),
        ("罚款金额（万元）", 3.5, 3_500_000),
        ("罚款金额（万元）", "3.5万元", 3_500_000),
        ("罚款金额", "壹万贰仟元整", 1_200_000),
        ("罚款金额", 0.1 + 0.2, 30),
    ],
)
def test_an_amount_is_read_by_its_unit(heading: str, raw: Any, fen: int) -> None:
    line = take(heading, raw)
    assert value(line, "fine") == fen
    assert said(line) == []


def test_a_row_of_the_unit_counts_for_the_amounts_below() -> None:
    assert value(take("罚款金额", 3.5, unit="单位：万元"), "fine") == 3_500_000


@pytest.mark.parametrize(
    ("heading", "raw", "fen", "severity", "code"),
    [
        ("罚款金额", "约3万元", 3_000_000, "warn", "about"),
        ("罚款金额（万元）", "5000元", 500_000, "note", "unit"),
        ("罚款金额（元）", "3万元", 3_000_000, "note", "unit"),
        ("罚款金额（万元）", 35000.0, 35_000_000_000, "warn", "unit"),
        ("罚款金额", 7.1159, 712, "warn", "unit"),
        ("罚款金额", "7.1159", 712, "warn", "unit"),
        ("罚款金额", "-5", -500, "error", "range"),
        ("罚款金额", "(1,200.00)", -120_000, "error", "range"),
    ],
)
def test_a_doubtful_amount_is_told(
    heading: str, raw: Any, fen: int, severity: str, code: str
) -> None:
    line = take(heading, raw)
    assert value(line, "fine") == fen
    assert said(line) == [(severity, code)]


@pytest.mark.parametrize("raw", ["", "　", "—", "/"])
def test_a_blank_amount_says_nothing(raw: str) -> None:
    line = take("罚款金额", raw)
    assert value(line, "fine") is None
    assert said(line) == []


@pytest.mark.parametrize("raw", ["3-5万元", "无", "若干", "100美元", True])
def test_what_is_no_certain_amount_is_refused(raw: Any) -> None:
    assert said(take("罚款金额", raw)) == [("error", "unreadable")]


# ---------------------------------------------------------------- codes and numbers


@pytest.mark.parametrize(
    "raw",
    [
        "91110000600037341L",
        "91110000 60003734 1l",
        "９１１１００００６０００３７３４１Ｌ",
        "'91110000600037341L",
        '="91110000600037341L"',
        "91110000\u200b600037341L",
    ],
)
def test_a_code_is_brought_into_its_form(raw: str) -> None:
    line = take("统一社会信用代码", raw)
    assert value(line, "party_uscc") == "91110000600037341L"
    assert said(line) == []


@pytest.mark.parametrize("raw", [9.9010119910321e17, "9.90101E+17", "990101199103215000"])
@pytest.mark.parametrize(
    ("heading", "ledger"), [("统一社会信用代码", CASE), ("立案号", CASE), ("身份证号", ATTENDEE)]
)
def test_a_number_that_excel_destroyed_is_refused(raw: Any, heading: str, ledger: Any) -> None:
    assert said(take(heading, raw, ledger)) == [("error", "digits")]


def test_a_number_that_excel_made_a_date_is_refused() -> None:
    assert said(take("立案号", date(2025, 3, 5))) == [("error", "digits")]


def test_letters_that_look_like_digits_are_asked_about_and_not_assumed() -> None:
    line = take("统一社会信用代码", "9I11OOOO6OOO37341L")
    assert ("error", "uscc") in said(line)
    assert "是否为 91110000600037341L" in words(line)
    assert value(line, "party_uscc") != "91110000600037341L"


def test_a_telephone_may_be_a_number() -> None:
    line = take("联系电话", 19900000152.0, ATTENDEE)
    assert value(line, "phone") == "19900000152"
    assert said(line) == []


def test_a_telephone_without_its_zero_is_told() -> None:
    line = take("联系电话", 5334123456.0, ATTENDEE)
    assert said(line) == [("error", "phone")]
    assert "0533" in words(line)


# ---------------------------------------------------------------- answers and lists


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("是", True),
        ("√", True),
        ("☑", True),
        (True, True),
        (1.0, True),
        ("Y", True),
        ("是√ 否□", True),
        ("☑是 □否", True),
        ("否", False),
        ("×", False),
        ("☒", False),
        ("无", False),
        ("N", False),
        (0.0, False),
        ("不是", False),
        ("是□否√", False),
        ("□是 ☑否", False),
    ],
)
def test_yes_and_no_in_every_spelling(raw: Any, answer: bool) -> None:
    line = take("是否涉外", raw)
    assert value(line, "foreign") is answer
    assert said(line) == []


@pytest.mark.parametrize("raw", ["□", "是□ 否□", "是√否√", "待定", 2.0])
def test_what_is_neither_yes_nor_no_is_refused(raw: Any) -> None:
    assert said(take("是否涉外", raw)) == [("error", "unreadable")]


def test_a_near_miss_of_a_list_is_asked_about() -> None:
    line = take("所属镇街", "八徒镇")
    assert value(line, "town_code") is None
    assert "是否为“八陡镇”" in words(line)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("王　芳", "王芳"),
        ("王 芳 华", "王芳华"),
        (" 王芳\u200b", "王芳"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("'王芳", "王芳"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_loses_the_blanks_that_align_it(raw: str, name: str) -> None:
    sheet = Grid("表", [["姓名", "工作单位"], [raw, "演示公司"]])
    matching = match_heads(sheet, ATTENDEE, LISTS)
    assert matching is not None
    (line,) = read_lines(sheet, matching, [1], ATTENDEE, LISTS, TODAY)
    assert line.values["name"] == name
    assert line.issues == []


@pytest.mark.parametrize(
    ("raw", "officers", "codes"),
    [
        ("于艳  谢斌", ("于艳", "谢斌"), []),
        ("李 明", ("李明",), []),
        ("李 明、王芳", ("李明", "王芳"), []),
        ("于艳、谢斌", ("于艳", "谢斌"), []),
        ("李 明 王芳", ("李 明 王芳",), ["several"]),
    ],
)
def test_names_are_divided_where_they_certainly_are_several(
    raw: str, officers: tuple[str, ...], codes: list[str]
) -> None:
    line = take("承办人", raw)
    assert value(line, "officers") == officers
    assert [code for _severity, code in said(line)] == codes


def test_a_name_broken_over_two_lines_is_one_name() -> None:
    sheet = Grid("表", [["案号", "当事人名称"], ["演示〔2026〕\n1号", "淄博演示某某\n有限公司"]])
    matching = match_heads(sheet, CASE, LISTS)
    assert matching is not None
    (line,) = read_lines(sheet, matching, [1], CASE, LISTS, TODAY)
    assert line.values["case_no"] == "演示〔2026〕1号"
    assert line.values["party"] == "淄博演示某某有限公司"


def test_two_names_in_one_cell_are_told() -> None:
    sheet = Grid("表", [["案号", "当事人名称"], ["演示〔2026〕1号", "张三\n李四"]])
    matching = match_heads(sheet, CASE, LISTS)
    assert matching is not None
    (line,) = read_lines(sheet, matching, [1], CASE, LISTS, TODAY)
    assert [i.code for i in line.issues] == ["several"]


@pytest.mark.parametrize("raw", ["#N/A", "#REF!", "#DIV/0!", "#SPILL!"])
@pytest.mark.parametrize("heading", ["简要案情", "罚款金额", "立案日期", "所属镇街"])
def test_an_error_of_a_formula_is_refused(raw: str, heading: str) -> None:
    assert said(take(heading, raw)) == [("error", "formula")]


def test_a_formula_without_a_result_is_refused() -> None:
    assert said(take("简要案情", "", uncounted=frozenset({(1, 2)}))) == [("error", "formula")]


def test_a_truth_value_is_no_word() -> None:
    assert said(take("简要案情", True)) == [("error", "unreadable")]
