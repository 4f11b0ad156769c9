"""Web pages, the XML of Excel 2003 and text with columns are read as what they are."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.reading import laying
from boshan_desk.excel.reading.book import read_book
from boshan_desk.excel.reading.parsing import parse


def sheets(content: bytes | str, *, is_text: bool = False) -> list[Grid]:
    """What the child says of a file, without a child."""
    given = content if isinstance(content, bytes) else content.encode()
    return [
        Grid(
            head.name,
            list(rows),
            head.first_row,
            head.first_column,
            head.merged,
            head.hidden,
            head.uncounted,
            head.hidden_rows,
            head.hidden_columns,
            head.comments,
            head.is_1904,
        )
        for head, rows in parse(given, is_text=is_text)
    ]


def rows(content: bytes | str, *, is_text: bool = False) -> list[list[Any]]:
    (sheet,) = sheets(content, is_text=is_text)
    return sheet.rows


def page(inside: str) -> str:
    return f"<html><body>{inside}</body></html>"


# ---------------------------------------------------------------- web pages


def test_a_page_called_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    content = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">'
        "<title>不要</title><style>td{mso-number-format:'\\@'}</style></head><body><table>"
        "<tr><td>案号</td><td>当事人</td></tr>"
        "<tr><td>演示&#12308;2025&#12309;1号</td><td>甲&amp;乙&nbsp;厂</td></tr></table></body>"
    )
    path.write_bytes(content.encode("gb18030"))
    (sheet,) = read_book(path).sheets
    assert sheet.name == "台账"
    assert sheet.rows == [["案号", "当事人"], ["演示〔2025〕1号", "甲&乙\xa0厂"]]


def test_a_page_in_utf8_that_calls_itself_gb2312_is_utf8() -> None:
    content = '<meta charset="gb2312"><table><tr><td>演示案号</td></tr></table>'
    assert rows(content) == rows(content.encode("gb18030")) == [["演示案号"]]
    assert rows(content.encode("utf-16")) == [["演示案号"]]


def test_cells_that_span_lie_where_they_are_seen() -> None:
    (sheet,) = sheets(
        page(
            "<table><tr><td rowspan=2>案号<td colspan='2'>当事人</tr><tr><td>名称<td>电话</tr>"
            "<tr><td>演示1<td rowspan=2>甲<td>1</tr><tr><td>演示2<td>2</tr></table>"
        )
    )
    assert sheet.rows == [
        ["案号", "当事人", ""],
        ["", "名称", "电话"],
        ["演示1", "甲", "1"],
        ["演示2", "", "2"],
    ]
    assert set(sheet.merged) == {(0, 0, 1, 0), (0, 1, 0, 2), (2, 1, 3, 1)}


def test_a_code_in_a_page_is_text_and_whole() -> None:
    code = "990101199103215816"
    assert rows(page(f"<table><tr><td style='mso-number-format:\"\\@\"'>{code}</table>")) == [
        [code]
    ]


def test_a_number_that_the_page_rounds_is_taken_whole() -> None:
    cells = (
        '<td x:num="1234.567">1,235</td><td x:num="45000">2023-03-15</td><td x:num>12</td>'
        '<td sdval="0.125">0.13</td>'
    )
    assert rows(page(f"<table><tr>{cells}</tr></table>")) == [[1234.567, "2023-03-15", "12", 0.125]]


def test_lines_in_a_cell_stay_lines() -> None:
    inside = "<table><tr><td>甲<br>乙<p> 丙 </p>\n丁</td><td>  戊\n  己 </td></tr></table>"
    assert rows(page(inside)) == [["甲\n乙\n丙\n丁", "戊 己"]]


def test_what_nobody_sees_is_not_read() -> None:
    inside = (
        "<table><tr><td>1<script>document.write('<td>坏')</script></td>"
        "<td><span style='display: none'>20250305</span>2025-03-05</td>"
        "<td style='display:none'>藏<table><tr><td>内</td></tr></table></td><td>末</td></tr>"
        "<tr><td style='display:none'>藏<td>2<td>3</tr></table>"
    )
    assert rows(page(inside)) == [["1", "2025-03-05", "末"], ["2", "3", ""]]


def test_a_hidden_row_of_a_page_is_known() -> None:
    (sheet,) = sheets(
        "<table><col><col style='display:none'><tr><td>1<td>2</tr>"
        "<tr style='display:none'><td>3<td>4</tr></table>"
    )
    assert sheet.rows == [["1", "2"], ["3", "4"]]
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {1}


def test_words_before_a_table_stand_above_it() -> None:
    inside = "<h2>演示台账</h2><div>单位：万元</div><table><tr><td>案号<td>罚款</tr></table>尾注"
    assert rows(page(inside)) == [["演示台账", ""], ["单位：万元", ""], ["案号", "罚款"]]


def test_every_table_of_a_page_is_a_sheet_and_one_within_another_too() -> None:
    inside = "<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table>"
    read = sheets(page(f"{inside}<table><tr><td>又</td></tr></table><table></table>"))
    assert [(s.name, s.rows) for s in read] == [
        ("表1", [["外"]]),
        ("表2", [["内"]]),
        ("表3", [["又"]]),
    ]


def test_sheets_are_called_as_excel_called_them() -> None:
    names = "<!--[if gte mso 9]><xml><x:Name>城东街道</x:Name></xml><![endif]-->"
    assert sheets(f"{names}<table><tr><td>1</td></tr></table>")[0].name == "城东街道"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body>没有表格</body></html>", "网页或 XML"),
        ("<table><tr><td>演示1</td></tr><tr><td>演", "已损坏"),
        ("<table><tr><td>1</td></tr><!-- 没有结束", "已损坏"),
        ("<svg></svg>", "网页或 XML"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "mht"),
        ("From: x\nContent-Type:  multipart/related\n\n<html>", "mht"),
        ("<table><tr>" + "<table><tr><td>" * 30, "内容过多"),
        ("<table><tr><td>1</td></tr></table>" * 1001, "内容过多"),
        ('<table><tr><td colspan="1000">1</td></tr></table>' * 900, ""),
    ],
)
def test_a_page_that_is_none_or_too_much_is_refused(content: str, words: str) -> None:
    if not words:
        assert len(sheets(content)) == 900
        return
    with pytest.raises(NotRead) as told:
        sheets(content)
    assert words in told.value.text


def test_what_spans_without_measure_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    row = "<tr><td rowspan=1000000 colspan=1000000>1</td><td>2</td></tr>"
    (sheet,) = sheets(f"<table>{row * 3}</table>")
    assert len(sheet.rows) == 3
    assert len(sheet.rows[0]) <= 3 * 1001
    monkeypatch.setattr(laying, "MOST_CELLS", 2_000)
    with pytest.raises(NotRead, match="内容过多"):
        sheets(f"<table>{row * 3}</table>")


# ---------------------------------------------------------------- the XML of Excel 2003

SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


def book(inside: str, before: str = '<?mso-application progid="Excel.Sheet"?>') -> str:
    return f'<?xml version="1.0"?>{before}<Workbook {SPACES}>{inside}</Workbook>'


def worksheet(inside: str, after: str = "") -> str:
    return book(f'<Worksheet ss:Name="演示"><Table>{inside}</Table>{after}</Worksheet>')


def cell(value: str, kind: str = "String", **places: int) -> str:
    attributes = "".join(f' ss:{name}="{place}"' for name, place in places.items())
    return f'<Cell{attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def test_every_kind_of_value_in_xml_is_read() -> None:
    inside = "".join(
        (
            cell("案号"),
            cell("12.5", "Number"),
            cell("2025-03-05T00:00:00.000", "DateTime"),
            cell("2025-03-05T08:30:00.000", "DateTime"),
            cell("1", "Boolean"),
            cell("#N/A", "Error"),
            '<Cell ss:Formula="=1+1"/>',
            '<Cell><ss:Data ss:Type="String"><B>富</B>文本</ss:Data></Cell>',
        )
    )
    (sheet,) = sheets(worksheet(f"<Row>{inside}</Row>"))
    assert sheet.rows == [
        [
            "案号",
            12.5,
            date(2025, 3, 5),
            datetime(2025, 3, 5, 8, 30),
            True,
            "#N/A",
            "",
            "富文本",
        ]
    ]
    assert sheet.uncounted == {(0, 6)}
    assert [type(c) for c in sheet.rows[0][2:4]] == [date, datetime]


def test_places_merged_cells_and_what_is_hidden_in_xml() -> None:
    comment = "<Comment><ss:Data>核对过</ss:Data></Comment>"
    inside = (
        '<Column ss:Hidden="1"/><Column ss:Index="3" ss:Span="1" ss:Hidden="1"/>'
        f'<Row ss:Index="2">{cell("题", MergeAcross=2)}</Row>'
        f'<Row ss:Hidden="1">{cell("甲", Index=3)}'
        f'<Cell ss:MergeDown="1"><Data ss:Type="String">乙</Data>{comment}</Cell></Row>'
    )
    hidden = (
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
        "<Visible>SheetHidden</Visible></WorksheetOptions>"
    )
    (sheet,) = sheets(worksheet(inside, hidden))
    assert sheet.rows == [["", "", "", ""], ["题", "", "", ""], ["", "", "甲", "乙"]]
    assert sheet.hidden
    assert sheet.merged == ((1, 0, 1, 2),)
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {0, 2, 3}
    assert sheet.comments == {(2, 3): "核对过"}


def test_a_code_that_excel_destroyed_stays_destroyed_in_xml() -> None:
    (row,) = rows(worksheet(f"<Row>{cell('9.9010119910321498E+17', 'Number')}</Row>"))
    assert row == [990101199103214980.0]
    assert type(row[0]) is float


def test_xml_in_gb2312_is_read() -> None:
    content = worksheet(f"<Row>{cell('演示')}</Row>").replace(
        '"1.0"?', '"1.0" encoding="GB2312"?', 1
    )
    assert rows(content.encode("gb18030")) == [["演示"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (book("&a;", '<!DOCTYPE Workbook [<!ENTITY a "b">]>'), "DOCTYPE"),
        (book("&a;", "<!DOCTYPE Workbook>"), "DOCTYPE"),
        (worksheet("<Row>"), "已损坏"),
        (worksheet("<a>" * 200 + "</a>" * 200), "已损坏"),
        (worksheet(f'<Row ss:Index="0x1">{cell("1")}</Row>'), "已损坏"),
        (worksheet(f'<Row ss:Index="5"/><Row ss:Index="2">{cell("1")}</Row>'), "已损坏"),
        (worksheet(f"<Row>{cell('1', Index=20000)}</Row>"), "已损坏"),
        (worksheet('<Row ss:Span="1000000"/>' * 20), "内容过多"),
        (
            worksheet(f'<Row ss:Index="1048576">{cell("1", Index=16384)}</Row>'),
            "表格范围过大",
        ),
    ],
)
def test_xml_that_is_broken_or_too_much_is_refused(content: str, words: str) -> None:
    with pytest.raises(NotRead) as told:
        sheets(content)
    assert words in told.value.text


# ---------------------------------------------------------------- text with columns


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_text_with_columns_is_read_whatever_is_between_them(separator: str, encoding: str) -> None:
    lines = ["演示台账", "案号|简要案情|备注", '演示1|"甲,\n乙;丙"|无', "演示2|丁，戊，己|无"]
    text = "\n".join(line.replace("|", separator) for line in lines)
    assert rows(text.encode(encoding), is_text=True) == [
        ["演示台账", "", ""],
        ["案号", "简要案情", "备注"],
        ["演示1", "甲,\n乙;丙", "无"],
        ["演示2", "丁，戊，己", "无"],
    ]


def test_text_may_say_what_is_between_its_columns() -> None:
    assert rows("sep=;\na;b,c\n", is_text=True)[1] == ["a", "b,c"]


@pytest.mark.parametrize("name", ["台账.xls", "台账.xlsx", "台账.et"])
def test_text_under_the_name_of_a_workbook_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes("案号,当事人\n演示1,甲\n".encode("gb18030"))
    assert read_book(path).sheets[0].rows == [["案号", "当事人"], ["演示1", "甲"]]


@pytest.mark.parametrize("content", [b"%PDF-1.7, not\na table", b"word, word", b"a,b\n\x00,\n"])
def test_text_that_is_no_table_is_no_workbook(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match="不是表格"):
        read_book(path)
