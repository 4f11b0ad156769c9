"""How a form is laid out, as the confined child says it; and what is not believed of it."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.assets import asset
from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined.wire import Garbled
from boshan_desk.excel.patching.outlining import SheetOutline, read_outline, take_outline
from boshan_desk.excel.patching.tracing import trace


def drawn(draw: Callable[[Worksheet], None] = lambda _sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    draw(sheet)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with its members changed."""
    raw = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, change(member, old.read(member)))
    return raw.getvalue()


def in_sheet(text: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return rewritten(text, lambda n, c: change(c) if n.startswith("xl/worksheets/") else c)


def outlined(content: bytes) -> tuple[SheetOutline, ...]:
    """As the child says it, without a child."""
    return take_outline(trace(content, None), "表.xlsx")


def test_texts_formulas_merged_cells_and_sizes_are_told() -> None:
    def draw(sheet: Worksheet) -> None:
        sheet["B3"], sheet["C3"], sheet["D3"] = "项目", 12, 1.5
        sheet["B4"], sheet["C4"] = date(2026, 10, 9), True
        sheet["C9"], sheet["D9"] = "=SUM(C3:C8)", "=C9*2"
        sheet.merge_cells("B1:E2")
        sheet["B1"] = "标题"
        sheet.column_dimensions["B"].width = 20
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[3].height = 33
        sheet.row_dimensions[5].hidden = True

    (sheet,) = read_outline(drawn(draw), "表.xlsx")
    assert sheet.texts == {
        (1, 1): "标题", (3, 1): "项目", (3, 2): "12", (3, 3): "1.5",
        (4, 1): "2026-10-09", (4, 2): "TRUE",
    }  # fmt: skip
    assert sheet.formulas == {(9, 2), (9, 3)}
    assert sheet.merged == ((1, 1, 2, 4),)
    assert sheet.anchor((2, 4)) == (1, 1)
    assert sheet.anchor((3, 4)) == (3, 4)
    assert (sheet.widths[1], sheet.widths[3]) == (20, 0)
    assert (sheet.heights[3], sheet.heights[5]) == (33, 0)
    assert (sheet.rows, sheet.columns) == (9, 5)


def test_every_sheet_is_told_with_whether_it_is_hidden() -> None:
    book = Workbook()
    book.create_sheet("填表说明").sheet_state = "hidden"
    raw = io.BytesIO()
    book.save(raw)
    found = outlined(raw.getvalue())
    assert [(s.name, s.hidden) for s in found] == [("Sheet", False), ("填表说明", True)]
    assert [s.rows for s in found] == [1, 1]


def test_cells_and_rows_without_their_names_are_counted() -> None:
    content = drawn(lambda sheet: sheet.__setitem__("A1", "=1+1"))

    def rare(text: bytes) -> bytes:
        begin, end = text.index(b"<sheetData"), text.index(b"</sheetData>")
        rows = b"<sheetData><row><c><v>1</v></c></row><row><c><v>1</v></c><c><f>A1</f></c></row>"
        return text[:begin] + rows + text[end:]

    (sheet,) = outlined(in_sheet(content, rare))
    assert sheet.formulas == {(2, 1)}


def test_formulas_that_share_another_ones_text_are_formulas_too() -> None:
    content = drawn(lambda sheet: sheet.__setitem__("A1", "=1+1"))
    shared = b'<c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v/></c>'

    def share(text: bytes) -> bytes:
        begin, end = text.index(b"<sheetData"), text.index(b"</sheetData>")
        second = b'<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
        return text[:begin] + b'<sheetData><row r="1">' + shared + b"</row>" + second + text[end:]

    (sheet,) = outlined(in_sheet(content, share))
    assert sheet.formulas == {(1, 0), (2, 0)}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda t: b'<!DOCTYPE x [<!ENTITY a "b">]>' + t, "DOCTYPE"),
        (lambda t: t.replace(b"<sheetData", b'<mergeCell ref="A0:B1"/><sheetData'), "损坏"),
        (lambda t: t.replace(b"<sheetData", b'<mergeCell ref="total"/><sheetData'), "损坏"),
        (lambda t: t[:-30], "损坏"),
        (
            lambda t: t.replace(
                b"<sheetData/>",
                b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
                b'<row r="400000"><c r="A400000"><v>1</v></c></row></sheetData>',
            ),
            "过多",
        ),
    ],
)
def test_a_strange_sheet_is_refused(change: Callable[[bytes], bytes], word: str) -> None:
    content = drawn()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<sheetData" in package.read("xl/worksheets/sheet1.xml")
    strange = in_sheet(
        content,
        lambda t: change(t.replace(b"<sheetData></sheetData>", b"<sheetData/>")),
    )
    with pytest.raises(Refused) as refused:
        outlined(strange)
    assert word in refused.value.words()


def test_a_book_that_is_no_book_is_refused() -> None:
    for change in (
        lambda n, c: b"<workbook/>" if n == "xl/workbook.xml" else c,
        lambda n, c: b"" if n == "xl/_rels/workbook.xml.rels" else c,
    ):
        with pytest.raises(Refused, match="损坏"):
            outlined(rewritten(drawn(), change))


def test_damaged_forms_are_read_or_refused_and_never_crash() -> None:
    dice = random.Random(20261123)
    whole = asset("resources", "forms", "national.xlsx").read_bytes()
    read = refused = 0
    for _turn in range(150):
        damaged = bytearray(whole)
        for _hit in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        if dice.random() < 0.2:
            del damaged[dice.randint(1, len(damaged)) :]
        try:
            outlined(bytes(damaged))
            read += 1
        except Refused:
            refused += 1
    assert read + refused == 150
    assert refused > 50


def test_a_child_that_says_something_else_is_not_believed() -> None:
    said: dict[str, Any] = json.loads(trace(drawn(), None))
    assert take_outline(json.dumps(said).encode(), "表.xlsx")
    sheet = said["sheets"][0]
    for wrong in (
        b"",
        b"[]",
        b"{}",
        json.dumps({"sheets": []}).encode(),
        json.dumps({"sheets": [sheet] * 61}).encode(),
        json.dumps({"sheets": [sheet | {"name": 5}]}).encode(),
        json.dumps({"sheets": [sheet | {"hidden": "no"}]}).encode(),
        json.dumps({"sheets": [sheet | {"texts": [[1, 0, ["x"]]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"texts": [[1, 0, "x" * 2001]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"texts": [[0, 0, "x"]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"formulas": [[1, 99_999]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"formulas": [[True, 1]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"merged": [[1, 1, 2]]}]}).encode(),
        json.dumps({"sheets": [sheet | {"widths": {"x": 1}}]}).encode(),
        json.dumps({"refused": ["请把密码写在这里", []]}).encode(),
        json.dumps({"refused": ["{file} 已损坏", [["file", "x"]]]}).encode(),
        b"\xff\xfe",
        b"[" * 100_000,
    ):
        with pytest.raises(Garbled):
            take_outline(wrong, "表.xlsx")
