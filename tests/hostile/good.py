"""Good files of every kind that is read, made in code, each with invented rows (演示)."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.hostile.packages import (
    Cell,
    ods_cell,
    ods_parts,
    ods_rows,
    pack,
    unpack,
    xls,
    xlsb,
    xlsx_parts,
)

DATA: Final = Path(__file__).parents[1] / "data"

_HOUR: Final = re.compile(rb"[0-9-]{10}T[0-9:]{8}")

HEAD: Final = ("序号", "案号", "当事人", "立案日期", "罚款金额(元)", "是否结案", "备注")


def table(count: int = 12) -> list[list[Any]]:
    """A head and cases."""
    dice = random.Random(count)
    rows: list[list[Any]] = [list(HEAD)]
    for n in range(1, count + 1):
        day = date(2026, 1, 1) + timedelta(days=dice.randrange(300))
        money = dice.randrange(10**7) / 100
        rows.append([n, f"演示〔2026〕{n}号", f"演示第{n}公司", day, money, n % 2 == 0, "演示𠮷"])
    return rows


def _plain(rows: list[list[Any]]) -> list[list[Cell]]:
    return [[c if isinstance(c, str | float) else str(c) for c in row] for row in rows]


def _places(rows: list[list[Any]]) -> list[tuple[int, int, Cell]]:
    return [(r, c, v) for r, row in enumerate(_plain(rows)) for c, v in enumerate(row)]


def _book(dress: Callable[[Worksheet], object] = lambda _sheet: None, count: int = 12) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in table(count):
        sheet.append(row)
    dress(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    # With the hour of saving no damage could be done twice.
    parts = unpack(buffer.getvalue())
    parts["docProps/core.xml"] = _HOUR.sub(b"2026-10-09T00:00:00", parts["docProps/core.xml"])
    return pack(dict(parts))


def _titled(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "演示台账"
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "单位：元"


def _merge_down(sheet: Worksheet) -> None:
    for row in range(2, 12, 3):
        sheet.merge_cells(start_row=row, end_row=row + 2, start_column=3, end_column=3)


def _calculate(sheet: Worksheet) -> None:
    sheet["H1"] = "合计"
    for row in range(2, 14):
        sheet.cell(row, 8, f"=E{row}*2")


def _time(sheet: Worksheet) -> None:
    sheet["H2"] = datetime(2026, 3, 4, 5, 6, 7)
    sheet["H3"] = time(8, 9)
    sheet["H4"] = timedelta(hours=30)


def _hide(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("旧数据")
    other.append(["演示", 1])
    other.sheet_state = "hidden"
    sheet.parent.create_sheet("空表")


def _colour(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=14, max_row=200, max_col=20):
        for cell in row:
            cell.fill = PatternFill("solid", "FFEEDD")


def _far(sheet: Worksheet) -> None:
    sheet["AB400"] = "演示"


def _comment(sheet: Worksheet) -> None:
    sheet["A1"].hyperlink = "https://example.invalid/"
    sheet.auto_filter.ref = "A1:G13"
    sheet.freeze_panes = "A2"


def _text(encoding: str, separator: str = ",", guard: str = "") -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    for row in table():
        writer.writerow([f"{guard}{cell}" for cell in row])
    return buffer.getvalue().encode(encoding)


def _page() -> bytes:
    rows = "".join(
        f"<tr>{''.join(f'<td rowspan=1>{cell}</td>' for cell in row)}</tr>" for row in table()
    )
    head = '<html><meta charset="gb2312"><style>td{color:red}</style><body>单位：元'
    return f"{head}<table border=1>{rows}</table></body></html>".encode("gb18030")


def _old_xml() -> bytes:
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        "<Row>{}</Row>".format(
            "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        )
        for row in table()
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}"><Worksheet ss:Name="演示">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def _beside(sheet: Worksheet) -> None:
    """What stands beside the values: comments, what is hidden, errors."""
    sheet["B2"].comment = Comment("演示批注", "演示")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["H2"] = "#N/A"


@cache
def good_files() -> dict[str, bytes]:
    """Every good file by its name."""
    inline = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>演示{n}</t></is></c>'
        f'<c r="B{n}"><v>{n}</v></c><c r="C{n}" t="b"><v>1</v></c>'
        f'<c r="D{n}" t="e"><v>#N/A</v></c><c r="E{n}" t="str"><f>A1</f><v>演示</v></c></row>'
        for n in range(1, 20)
    )
    bare = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 20
    three = ods_cell("演示", ' table:number-columns-repeated="3"')
    repeated = (
        f"{ods_rows(_plain(table()))}<table:table-row>{three}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    files = {
        "plain.xlsx": _book(),
        "title.xlsx": _book(_titled),
        "merged.xlsx": _book(_merge_down),
        "formulas.xlsx": _book(_calculate),
        "times.xlsx": _book(_time),
        "hidden.xlsx": _book(_hide),
        "coloured.xlsx": _book(_colour),
        "far.xlsx": _book(_far),
        "links.xlsm": _book(_comment),
        "long.xlsx": _book(count=400),
        "inline.xlsx": pack(xlsx_parts(f"<sheetData>{inline}</sheetData>")),
        "bare.xlsx": pack(xlsx_parts(f"<sheetData>{bare}</sheetData>")),
        "binary.xlsb": xlsb(_places(table())),
        "old.xls": xls(_places(table())),
        "older.et": xls(_places(table(60))),
        "open.ods": pack(ods_parts(ods_rows(_plain(table())))),
        "repeated.ods": pack(ods_parts(repeated)),
        "utf8.csv": _text("utf-8"),
        "marked.csv": _text("utf-8-sig"),
        "national.csv": _text("gb18030", "\t"),
        "wide.txt": _text("utf-16", ";"),
        "guarded.csv": _text("utf-8", ",", "'"),
        "page.xls": _page(),
        "old-xml.xls": _old_xml(),
        "beside.xlsx": _book(_beside),
    }
    for path in sorted(DATA.iterdir()):
        if path.suffix in (".xlsx", ".csv"):
            files[f"data-{path.name}"] = path.read_bytes()
    return files
