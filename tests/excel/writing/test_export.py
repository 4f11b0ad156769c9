"""Exports read back with the libraries that others read them with, cell by cell."""

from __future__ import annotations

import random
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import (
    SCREEN,
    Code,
    Codes,
    Day,
    Flag,
    IdNumber,
    Link,
    Money,
    Names,
    Note,
    Percent,
    Text,
    Whole,
)
from boshan_desk.domain.ledger import Record, ledger
from boshan_desk.domain.problems import Cancelled
from boshan_desk.domain.reading import tidy_text
from boshan_desk.excel.writing.dressing import Heading
from boshan_desk.excel.writing.export import Row, Table, write_export


@ledger(
    "demo",
    title="演示台账",
    table="name day",
    form=[("全部", "name note day money number share yes sex towns names id_no other_id remark")],
    called="name",
)
class Demo(Record):
    """A ledger with a field of every kind."""

    name: Annotated[str | None, Text("名称")] = None
    note: Annotated[str | None, Note("说明文字")] = None
    day: Annotated[date | None, Day("日期")] = None
    money: Annotated[int | None, Money("金额")] = None
    number: Annotated[int | None, Whole("数量")] = None
    share: Annotated[int | None, Percent("比例")] = None
    yes: Annotated[bool | None, Flag("是否")] = None
    sex: Annotated[str | None, Code("性别", list="sex")] = None
    towns: Annotated[tuple[str, ...], Codes("镇街", list="town")] = ()
    names: Annotated[tuple[str, ...], Names("人员")] = ()
    id_no: Annotated[str | None, IdNumber("证件号码")] = None
    other_id: Annotated[str | None, Link("企业", to="enterprise")] = None


FIELDS = tuple(Demo.ledger.fields)
HEADING = Heading("演示台账", date(2026, 10, 9), "演示局")


LISTS = lists_of(load_county("boshan"))


@pytest.fixture
def lists() -> Lists:
    return LISTS


def write(
    path: Path, rows: list[Row], lists: Lists, *, level: int = SCREEN, heard: Any = None
) -> Path:
    table = Table(Demo.ledger, FIELDS, rows, HEADING)
    counts = write_export(path, [table], lists, level=level, heard=heard)
    assert counts == [len(rows)]
    return path


def cells(path: Path) -> list[list[Any]]:
    """The rows under the head, as openpyxl reads them."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def calamine_cells(path: Path) -> list[list[Any]]:
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)[3:]


WHOLE = Demo(
    name="=1+1",
    note="第1行\n第2行",
    day=date(2026, 7, 5),
    money=1_234_567,
    number=0,
    share=9_550,
    yes=False,
    sex="female",
    towns=("370304103", "370304108"),
    names=("甲", "乙"),
    id_no="990101199001010019",
    other_id="x",
)


def test_every_kind_of_value_is_read_back_as_it_was(tmp_path: Path, lists: Lists) -> None:
    path = write(tmp_path / "a.xlsx", [(WHOLE, {"other_id": "演示公司"})], lists, level=0)
    (row,) = cells(path)
    assert row[0] == 1
    assert row[3].date() == date(2026, 7, 5)
    assert row[1:3] + row[4:] == [
        "=1+1", "第1行\n第2行", 12345.67, 0, "95.5%", "否", "女",
        "、".join(lists["town"].label(t) for t in WHOLE.towns), "甲、乙", "990101199001010019",
        "演示公司", None, "草稿", WHOLE.id,
    ]  # fmt: skip
    (same,) = calamine_cells(path)
    assert same[3] == date(2026, 7, 5)
    assert same[4] == 12345.67
    assert same[11] == "990101199001010019"


def test_numbers_of_persons_are_masked_unless_that_is_asked_for(
    tmp_path: Path, lists: Lists
) -> None:
    path = write(tmp_path / "a.xlsx", [(WHOLE, {})], lists)
    assert cells(path)[0][11] == "990101********0019"
    assert b"990101199001010019" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_codes_stay_text_in_every_cell(tmp_path: Path, lists: Lists) -> None:
    rows: list[Row] = [
        (Demo(name=f"{10**17 + n}", id_no="990101199001010019"), {}) for n in range(9)
    ]
    path = write(tmp_path / "a.xlsx", rows, lists, level=0)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    for row in range(4, 13):
        for column in (2, 12):
            cell = sheet.cell(row, column)
            assert (cell.data_type, cell.number_format) == ("s", "@")
    assert [row[1] for row in calamine_cells(path)] == [f"{10**17 + n}" for n in range(9)]


def test_a_day_before_the_calendar_of_excel_is_written_in_words(
    tmp_path: Path, lists: Lists
) -> None:
    days = [date(1890, 5, 1), date(1900, 2, 28), date(1900, 3, 1)]
    path = write(tmp_path / "a.xlsx", [(Demo(day=day), {}) for day in days], lists)
    first, second, third = (row[3] for row in cells(path))
    assert (first, second) == ("1890-05-01", "1900-02-28")
    assert third.date() == date(1900, 3, 1)


def test_empty_fields_are_empty_cells_with_borders(tmp_path: Path, lists: Lists) -> None:
    path = write(tmp_path / "a.xlsx", [(Demo(), {})], lists)
    (row,) = cells(path)
    assert row[1:13] == [None] * 12
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["C4"].border.left.style == "thin"


# ---------------------------------------------------------------- nasty strings

_BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "'", '"', "#", "{", "\ufeff", " "]
_MIDDLES = [
    "cmd|' /C calc'!A0", "HYPERLINK(\"file:///x\",\"演示\")", "<b>&amp;</b>", "]]>", "<!--",
    "<?x?>", "_x000D_", "_x0041_", "_X0041_", "__x005F_", "\u202e倒写\u202c", "\u200b零宽\u200d",
    "\u2066a\u2069", "𠮷䶮", "👨‍👩‍👧", "é", "e\u0301", "\u3000全角空格\u3000", "\u00a0", "\u2028",
    "\x85", "\x7f", "a\tb", "第1行\n第2行", "行\r\n行", "１２３", "1E+17", "00012", "TRUE", "#REF!",
    "2026-1-1", "12/5", "&lt;", "&#13;", "\\u0041", "%s{0}$1", "长" * 4000, "﷽", "x" * 10000,
]  # fmt: skip
_ENDS = ["", " ", "\n", "=", "\t", "\u3000", "_x0020_"]


def nasty() -> Iterator[str]:
    """Five hundred strings that break what is carelessly written."""
    chance = random.Random(5)
    for _turn in range(500):
        parts = chance.choice(_BEGINNINGS), chance.choice(_MIDDLES), chance.choice(_ENDS)
        yield "".join(part for part in parts if chance.random() < 0.8) or "="


def test_five_hundred_nasty_strings_are_read_back_as_they_were(
    tmp_path: Path, lists: Lists
) -> None:
    texts = list(nasty())
    path = write(tmp_path / "a.xlsx", [(Demo(name=t, note=t), {}) for t in texts], lists)
    raw = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert not re.search(rb"<f[ />]", raw)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    for row, text in enumerate(texts, 4):
        cell = sheet.cell(row, 2)
        assert cell.data_type == "s"
        # A line is ended one way in XML; openpyxl leaves Excel's escapes as they are.
        assert _unescaped(cell.value) == text
    for cells_, text in zip(calamine_cells(path), texts, strict=True):
        assert cells_[1] == cells_[2] == text


def _unescaped(text: object) -> str:
    return re.sub("_x005F(_x[0-9A-Fa-f]{4}_)", r"\1", str(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_text_is_read_back_without_what_xml_cannot_hold(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    # As records hold it: without what nobody sees, and without blanks around it.
    texts = [tidy_text(text) for text in texts]
    write(path, [(Demo(name=text), {}) for text in texts], LISTS)
    cannot = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    found = [row[1] for row in calamine_cells(path)]
    assert found == [re.sub(cannot, "", text) for text in texts]


# ---------------------------------------------------------------- the sheet


def test_the_filter_reaches_from_the_head_to_the_last_row(tmp_path: Path, lists: Lists) -> None:
    path = write(tmp_path / "a.xlsx", [(Demo(name=f"{n}"), {}) for n in range(1201)], lists)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.auto_filter.ref == "A3:P1204"
    named = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    assert "$A$3:$P$1204" in named
    assert [row[0] for row in cells(path)] == list(range(1, 1202))


def test_an_empty_ledger_is_a_head_without_rows(tmp_path: Path, lists: Lists) -> None:
    path = write(tmp_path / "a.xlsx", [], lists)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert cells(path) == []
    assert sheet.auto_filter.ref == "A3:P3"


def test_a_long_text_goes_on_in_further_lines_of_a_higher_row(tmp_path: Path, lists: Lists) -> None:
    path = write(tmp_path / "a.xlsx", [(Demo(note="演示" * 60), {}), (Demo(note="短"), {})], lists)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.row_dimensions[4].height > 40
    assert sheet.row_dimensions[5].height is None
    assert sheet["C4"].alignment.wrap_text


def test_several_ledgers_are_sheets_of_one_workbook(tmp_path: Path, lists: Lists) -> None:
    told: list[int] = []
    tables = [
        Table(Demo.ledger, ["name"], [(Demo(name=f"{n}"), {}) for n in range(size)], HEADING)
        for size in (600, 1)
    ]
    path = tmp_path / "a.xlsx"
    assert write_export(path, tables, lists, level=SCREEN, heard=told.append) == [600, 1]
    book = openpyxl.load_workbook(path)
    assert [sheet.auto_filter.ref for sheet in book.worksheets] == ["A3:D603", "A3:D4"]
    assert [book.worksheets[1].cell(4, c).value for c in (1, 2)] == [1, "0"]
    assert told == sorted(told)
    assert told[-1] == 601


def test_whoever_listens_may_stop_it(tmp_path: Path, lists: Lists) -> None:
    def stop(done: int) -> None:
        if done:
            raise Cancelled

    rows: list[Row] = [(Demo(name="演示"), {})] * 2000
    with pytest.raises(Cancelled):
        write(tmp_path / "a.xlsx", rows, lists, heard=stop)


def _peak(path: Path, count: int) -> int:
    """The most memory that writing so many rows takes, in bytes."""
    rows: Iterator[Row] = (
        (Demo(name=f"演示{n}", note=f"说明{n}" * 20, number=n), {}) for n in range(count)
    )
    tracemalloc.start()
    try:
        write_export(path, [Table(Demo.ledger, FIELDS, rows, HEADING)], LISTS, level=SCREEN)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    few, many = _peak(tmp_path / "a.xlsx", 4_000), _peak(tmp_path / "b.xlsx", 12_000)
    assert many < few * 1.2
