"""Templates: what is locked and what is free, what is offered, and what they say of themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import Code, Codes, Flag, Identifier, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.plans.reading import shipped_plan
from boshan_desk.excel.reading.book import read_book
from boshan_desk.excel.writing.sheets import EDITION, TemplateMark, read_mark
from boshan_desk.excel.writing.template import template_fields, write_template
from boshan_desk.ledgers import TYPED
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.station import Station

LISTS = lists_of(load_county("boshan"), lambda: [shipped_plan("boshan-2022")])
STONE_HORSE = "370304108"


def made(path: Path, ledger: Ledger = Case.ledger, town: str = "") -> Worksheet:
    write_template(path, ledger, LISTS, "博山区", town=town)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def columns(sheet: Worksheet) -> dict[str, str]:
    """The letters of the columns by their heads."""
    return {str(cell.value).lstrip("*"): get_column_letter(n) for n, cell in enumerate(sheet[3], 1)}


def rules(sheet: Worksheet) -> dict[str, DataValidation]:
    """The rules of the columns by their heads."""
    heads = {letter: head for head, letter in columns(sheet).items()}
    return {
        heads[str(rule.sqref).rstrip("0123456789").partition(":")[2]]: rule
        for rule in sheet.data_validations.dataValidation
    }


def test_titles_heads_and_the_example_are_locked_and_nothing_else(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    last = sheet.max_column
    for row, locked in ((1, True), (3, True), (4, True), (5, False), (504, False)):
        found = {sheet.cell(row, column).protection.locked for column in range(1, last + 1)}
        assert found == {locked}, row
    # Whole columns are free: rows below those that were prepared, and columns that are added.
    whole = sheet.column_dimensions.values()
    assert not any(column.protection.locked for column in whole)
    assert max(column.max or 0 for column in whole) == 16_384
    assert min(column.min or 0 for column in whole) == 1


def test_rows_and_columns_may_be_added_sorted_filtered_and_widened(tmp_path: Path) -> None:
    rules_ = made(tmp_path / "a.xlsx").protection
    # In the file "no" means that it is not forbidden.
    assert not any(
        (
            rules_.insertRows, rules_.deleteRows, rules_.insertColumns, rules_.deleteColumns,
            rules_.sort, rules_.autoFilter, rules_.formatCells, rules_.formatColumns,
            rules_.formatRows,
        )
    )  # fmt: skip


def test_the_example_is_neither_sorted_nor_filtered_away(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx", Enterprise.ledger)
    first, last = str(sheet.auto_filter.ref).split(":")
    assert first == "A4"
    assert last.endswith("504")


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_a_desk_without_plans_has_templates_too(tmp_path: Path, ledger: Ledger) -> None:
    write_template(tmp_path / "a.xlsx", ledger, lists_of(load_county("boshan")), "博山区")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_whatever_has_a_list_offers_it(tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "a.xlsx"
    sheet = made(path, ledger)
    offered = openpyxl.load_workbook(path)["选项"]
    found = rules(sheet)
    listed = 0
    for kind in template_fields(ledger).values():
        if not isinstance(kind, Code | Codes | Flag):
            continue
        rule = found[kind.title]
        assert rule.type == "list"
        area = str(rule.formula1).partition("!")[2].replace("$", "")
        words = [row[0].value for row in offered[area]]
        wanted = ["是", "否"] if isinstance(kind, Flag) else [e.label for e in LISTS[kind.list]]
        assert words == wanted
        # A choice of several may be written out; a single one must be of the list.
        assert bool(rule.showErrorMessage) is not isinstance(kind, Codes)
        if isinstance(kind, Codes):
            assert "顿号" in str(rule.prompt)
        listed += 1
    assert sum(rule.type == "list" for rule in found.values()) == listed


def test_days_and_numbers_are_checked_by_a_warning_that_may_be_passed_over(
    tmp_path: Path,
) -> None:
    found = rules(made(tmp_path / "a.xlsx"))
    day, money = found["立案日期"], found["货值金额（元）"]
    assert (day.type, day.errorStyle, day.formula2) == ("date", "warning", "TODAY()")
    assert (money.type, money.errorStyle) == ("decimal", "warning")
    assert "万元" in str(money.error)
    assert {rule.errorStyle for rule in found.values() if rule.type != "list"} == {"warning"}
    assert all(str(rule.sqref).endswith("1048576") for rule in found.values())


def test_notes_stand_at_the_heads(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx")
    at = columns(sheet)
    said = {head: sheet[f"{letter}3"].comment for head, letter in at.items() if head != "序号"}
    assert all(said.values())
    day, several = said["立案日期"], said["处罚种类"]
    assert day is not None
    assert "2026-03-05" in day.text
    assert several is not None
    assert "用顿号隔开" in several.text
    assert "没收违法所得" in several.text


def test_codes_are_text_in_every_row_there_is(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx")
    at = columns(sheet)
    codes = [k.title for k in template_fields(Case.ledger).values() if isinstance(k, Identifier)]
    assert len(codes) > 2
    for title in codes:
        letter = at[title]
        assert sheet.column_dimensions[letter].number_format == "@"
        assert {sheet[f"{letter}{row}"].number_format for row in (5, 504)} == {"@"}


def test_a_template_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made(path, Event.ledger)
    assert read_mark(read_book(path)) == TemplateMark("event", "", EDITION)
    made(path, Case.ledger, STONE_HORSE)
    assert read_mark(read_book(path)) == TemplateMark("case", STONE_HORSE, EDITION)


@pytest.mark.parametrize(
    "column",
    [
        [],
        ["boshan-desk-template"],
        ["boshan-desk-template", "case", "", "一"],
        ["别的", "case", "", "1"],
    ],
)
def test_a_workbook_that_only_looks_like_a_template_says_nothing(
    tmp_path: Path, column: list[Any]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("选项")
    for row, word in enumerate(column, 1):
        sheet.cell(row, 1).value = word
    book.save(tmp_path / "a.xlsx")
    assert read_mark(read_book(tmp_path / "a.xlsx")) is None


def test_the_template_of_a_town_is_called_and_fixed_after_it(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx", Station.ledger, STONE_HORSE)
    letter = columns(sheet)["所属镇街"]
    assert sheet.title == "石马镇"
    assert str(sheet["A1"].value).startswith("石马镇")
    assert {sheet[f"{letter}{row}"].value for row in range(4, 505)} == {"石马镇"}


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_nothing_is_asked_for_that_is_found_by_other_columns(
    tmp_path: Path, ledger: Ledger
) -> None:
    sheet = made(tmp_path / "a.xlsx", ledger)
    kinds = template_fields(ledger)
    assert not [k for k in kinds.values() if isinstance(k, Link) and k.by]
    needed = {kind.title for name, kind in kinds.items() if kind.need == "submit"}
    starred = {str(c.value)[1:].removesuffix("（元）") for c in sheet[3] if str(c.value)[0] == "*"}
    assert starred == needed


def test_what_says_little_without_another_field_is_asked_for_with_it() -> None:
    assert {"rating", "rating_year"} <= set(template_fields(Station.ledger))
    assert {"patents", "counted_on"} <= set(template_fields(Enterprise.ledger))


def test_an_example_is_typed_as_its_column_is(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx")
    at = columns(sheet)
    day = sheet[f"{at['立案日期']}4"]
    assert isinstance(day.value, date)
    assert day.number_format == "yyyy-mm-dd"
    assert sheet[f"{at['统一社会信用代码']}4"].data_type == "s"
    assert sheet["A4"].value == "示例"
