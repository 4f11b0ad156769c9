"""Write .xlsx by hand: saved results of formulas, rich text, 1904, comments, as Excel does."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tests.plausible.keys import Fault, Formula, Made, Raw, Rich, Sheet

FORMATS: Final = {
    "": 0,
    "yyyy-mm-dd": 164,
    "yyyy/m/d": 165,
    'yyyy"年"m"月"d"日"': 166,
    "yyyy/m/d h:mm": 167,
    "#,##0.00": 4,
    "0": 1,
    "@": 49,
    "0.00": 2,
    '0.00"万元"': 168,
}
"""The number formats that cells may have."""
_STYLES: Final = list(FORMATS)
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def serial(day: date | datetime, *, is_1904: bool = False) -> float:
    """The number that Excel keeps for a day."""
    base = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return (moment - base) / timedelta(days=1)


class _Strings:
    """The shared strings, plain and rich."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, raw: str | Rich) -> int:
        if isinstance(raw, Rich):
            runs = "".join(
                f'<r><rPr>{"<b/>" if n % 2 else ""}<sz val="11"/></rPr>'
                f'<t xml:space="preserve">{escape(run)}</t></r>'
                for n, run in enumerate(raw.runs)
            )
            item = f"<si>{runs}</si>"
        else:
            item = f'<si><t xml:space="preserve">{escape(raw)}</t></si>'
        return self._places.setdefault(item, len(self._places))

    def xml(self) -> str:
        return f'<sst xmlns="{_MAIN}">{"".join(self._places)}</sst>'


def save(made: Made, path: Path) -> None:
    """Write the workbook."""
    strings = _Strings()
    bodies = [_sheet_xml(sheet, strings, made.is_1904) for sheet in made.sheets]
    parts: dict[str, str] = {}
    sheets, links, types = [], [], []
    for number, (sheet, body) in enumerate(zip(made.sheets, bodies, strict=True), 1):
        state = ' state="hidden"' if sheet.hidden else ""
        name = quoteattr(sheet.name)
        sheets.append(f'<sheet name={name} sheetId="{number}"{state} r:id="rId{number}"/>')
        links.append(_link(number, f"{_LINKS}/worksheet", f"worksheets/sheet{number}.xml"))
        types.append(_type(f"/xl/worksheets/sheet{number}.xml", "worksheet"))
        parts[f"xl/worksheets/sheet{number}.xml"] = body
        if sheet.comments:
            parts[f"xl/comments{number}.xml"] = _comments_xml(sheet)
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _links(
                [_link(1, f"{_LINKS}/comments", f"../comments{number}.xml")]
            )
            types.append(_type(f"/xl/comments{number}.xml", "comments"))
    count = len(made.sheets)
    links.append(_link(count + 1, f"{_LINKS}/styles", "styles.xml"))
    links.append(_link(count + 2, f"{_LINKS}/sharedStrings", "sharedStrings.xml"))
    start = ' date1904="1"' if made.is_1904 else ""
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr{start}/>'
        f"<sheets>{''.join(sheets)}</sheets></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = _links(links)
    parts["xl/sharedStrings.xml"] = strings.xml()
    parts["xl/styles.xml"] = _styles_xml()
    parts["_rels/.rels"] = _links([_link(1, f"{_LINKS}/officeDocument", "xl/workbook.xml")])
    types += [_type("/xl/styles.xml", "styles"), _type("/xl/sharedStrings.xml", "sharedStrings")]
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{''.join(types)}</Types>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _links(links: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _type(part: str, kind: str) -> str:
    return (
        f'<Override PartName="{part}" ContentType="application/'
        f'vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
    )


def _styles_xml() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
        for code, number in FORMATS.items()
        if number >= 164
    )
    cells = "".join(
        f'<xf numFmtId="{FORMATS[code]}" fontId="0" fillId="0" borderId="0" xfId="0"'
        f' applyNumberFormat="1"/>'
        for code in _STYLES
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="5">{formats}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(_STYLES)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _comments_xml(sheet: Sheet) -> str:
    notes = "".join(
        f'<comment ref="{letters(column)}{row + 1}" authorId="0"><text><r><t>{escape(words)}</t>'
        "</r></text></comment>"
        for (row, column), words in sorted(sheet.comments.items())
    )
    return (
        f'<comments xmlns="{_MAIN}"><authors><author>演示员</author></authors>'
        f"<commentList>{notes}</commentList></comments>"
    )


def _sheet_xml(sheet: Sheet, strings: _Strings, is_1904: bool) -> str:
    rows: dict[int, list[int]] = {}
    for row, column in sheet.cells:
        rows.setdefault(row, []).append(column)
    written = []
    last = sheet.height
    for row in range(last + sheet.blank_rows):
        hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
        if row in rows:
            cells = "".join(
                _cell_xml(sheet, row, column, strings, is_1904) for column in sorted(rows[row])
            )
            written.append(f'<row r="{row + 1}"{hidden}>{cells}</row>')
        elif hidden or row >= last:
            cells = f'<c r="A{row + 1}" s="{_STYLES.index("@")}"/>' if row >= last else ""
            written.append(f'<row r="{row + 1}"{hidden}>{cells}</row>')
    columns = "".join(
        f'<col min="{c + 1}" max="{c + 1}" width="9" hidden="1"/>'
        for c in sorted(sheet.hidden_columns)
    )
    merged = "".join(
        f'<mergeCell ref="{letters(b)}{a + 1}:{letters(d)}{c + 1}"/>' for a, b, c, d in sheet.merged
    )
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(written)}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _cell_xml(sheet: Sheet, row: int, column: int, strings: _Strings, is_1904: bool) -> str:
    raw = sheet.cells[row, column]
    style = _STYLES.index(sheet.formats.get((row, column), ""))
    start = f'<c r="{letters(column)}{row + 1}"' + (f' s="{style}"' if style else "")
    if isinstance(raw, Formula):
        return start + _formula_xml(raw, is_1904)
    return start + _value_xml(raw, strings, is_1904)


def _value_xml(raw: Raw, strings: _Strings, is_1904: bool) -> str:
    if isinstance(raw, str | Rich):
        return f' t="s"><v>{strings.place(raw)}</v></c>'
    if isinstance(raw, Fault):
        return f' t="e"><v>{raw.code}</v></c>'
    if isinstance(raw, bool):
        return f' t="b"><v>{int(raw)}</v></c>'
    assert not isinstance(raw, Formula)
    number = serial(raw, is_1904=is_1904) if isinstance(raw, date) else raw
    return f"><v>{number!r}</v></c>"


def _formula_xml(raw: Formula, is_1904: bool) -> str:
    text = f"<f>{escape(raw.text)}</f>"
    if raw.saved is None:
        return f">{text}</c>"
    if isinstance(raw.saved, str):
        return f' t="str">{text}<v>{escape(raw.saved)}</v></c>'
    saved = serial(raw.saved, is_1904=is_1904) if isinstance(raw.saved, date) else raw.saved
    return f">{text}<v>{saved!r}</v></c>"
