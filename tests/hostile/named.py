"""Files that mean harm, by name, each with what must be said of it."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.hostile.good import good_files
from tests.hostile.packages import (
    MAIN,
    compound,
    ods_cell,
    ods_parts,
    pack,
    unpack,
    xls,
    xlsb,
    xlsx_parts,
)

_LAUGHS: Final = "".join('<!ENTITY l{} "{}">'.format(n, f"&l{n - 1};" * 10) for n in range(1, 10))
_ROW: Final = '<row r="1"><c r="A1"><v>1</v></c></row>'


@dataclass(frozen=True)
class Hostile:
    """One such file."""

    name: str
    """Its file name."""
    make: Callable[[], bytes]
    words: str
    """A pattern of the refusal; "" where the file may be read: it does no harm."""
    slow: bool = False
    """It takes all the time that a file may take."""


def _sheet(rows: str) -> dict[str, bytes | str]:
    return xlsx_parts(f"<sheetData>{rows}</sheetData>")


def _with(changed: dict[str, bytes | str], rows: str = _ROW) -> bytes:
    return pack(_sheet(rows) | changed)


def _entity() -> bytes:
    return _with(
        {
            "xl/worksheets/sheet1.xml": (
                '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
                "&a;</t></is></c></row></sheetData></worksheet>"
            )
        }
    )


def _laughs(encoding: str = "utf-8", before: str = "") -> bytes:
    book = str(_sheet("")["xl/workbook.xml"]).replace("演示", "&l9;")
    words = f'{before}<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>{book}'
    return _with({"xl/workbook.xml": words.encode(encoding)})


def _bomb() -> bytes:
    return _with({"xl/media/bomb.xml": b"\0" * (30 * 2**20)})


def _large() -> bytes:
    """More than may be unpacked, though it is packed no better than honest files are."""
    text = random.Random(1).randbytes(2**13).hex().encode()
    part = text + text[:4096] * 252
    return _with({f"xl/media/{n}.bin": part for n in range(310)})


def _liar() -> bytes:
    """A sheet that unpacks to 40 MiB and says that it has a hundred bytes."""
    name = "xl/worksheets/sheet1.xml"
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * (40 * 2**20)
    main = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    parts = _sheet("") | {name: main + rows + b"</sheetData></worksheet>"}
    content = bytearray(pack(parts))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        begin, directory = package.getinfo(name).header_offset, package.start_dir
    content[begin + 22 : begin + 26] = struct.pack("<I", 100)
    place = content.index(name.encode(), directory)
    content[place - 22 : place - 18] = struct.pack("<I", 100)
    return bytes(content)


def _twice(*names: str) -> bytes:
    buffer = io.BytesIO(pack(_sheet(_ROW)))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as package:
        warnings.simplefilter("ignore")
        for name in names:
            package.writestr(name, "<worksheet/>")
    return buffer.getvalue()


def _crowd() -> bytes:
    return _with({f"xl/media/{n}.bin": b"" for n in range(20_001)})


def _archive() -> bytes:
    return pack({"演示/台账.xlsx": good_files()["plain.xlsx"]})


def _nested() -> bytes:
    """Archives in archives, as a picture or an attached file; nobody opens them."""
    inner = pack({f"{n}.bin": b"\0" * 2**20 for n in range(8)})
    for _level in range(3):
        inner = pack({f"{n}.zip": inner for n in range(8)}, method=zipfile.ZIP_STORED)
    return _with({"xl/embeddings/a.zip": inner, "xl/media/a.png": inner})


def _far(name: str = "XFD1048576") -> bytes:
    row = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return _with({}, _ROW + f'<row r="{row}"><c r="{name}"><v>1</v></c></row>')


def _far_in_picture() -> bytes:
    parts = unpack(_far())
    parts["xl/media/a.png"] = parts.pop("xl/worksheets/sheet1.xml")
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = links.replace(b"worksheets/sheet1.xml", b"media/a.png")
    return pack(dict(parts))


def _far_without_row() -> bytes:
    """The cell alone says where it is, in a way that our quick look does not know."""
    rows = _ROW + "<row><c  r='XFD1048576'><v>1</v></c></row>"
    return _with({}, rows)


def _sheets() -> bytes:
    """A hundred sheets, each nearly as large as one may be."""
    rows = _ROW + '<row r="450000"><c r="Z450000"><v>1</v></c></row>'
    parts = _sheet(rows)
    named = "".join(f'<sheet name="演示{n}" sheetId="{n}" r:id="a"/>' for n in range(1, 101))
    book = str(parts["xl/workbook.xml"])
    start, end = book.index("<sheet "), book.index("</sheets>")
    parts["xl/workbook.xml"] = book[:start] + named + book[end:]
    return pack(parts)


def _merged(ranges: Iterator[str]) -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 50_002))
    boxes = "".join(f'<mergeCell ref="{box}"/>' for box in ranges)
    return pack(xlsx_parts(f"<sheetData>{cells}</sheetData><mergeCells>{boxes}</mergeCells>"))


def _ods_repeated(rows: int, columns: int, quote: str = '"') -> bytes:
    cell = ods_cell("演示", f" table:number-columns-repeated={quote}{columns}{quote}")
    told = f"table:number-rows-repeated={quote}{rows}{quote}"
    return pack(ods_parts(f"<table:table-row {told}>{cell}</table:table-row>"))


def _ods_gap() -> bytes:
    """A value behind a thousand million blank cells."""
    blank = ods_cell(None, ' table:number-columns-repeated="1000000000"')
    return pack(ods_parts(f"<table:table-row>{blank}{ods_cell('演示')}</table:table-row>"))


def _unlinked() -> bytes:
    """A sheet whose part nobody knows: the reader panics."""
    parts = unpack(xlsb([(0, 0, 1.0)]))
    name = "xl/_rels/workbook.bin.rels"
    return pack(dict(parts) | {name: parts[name].replace(b'Id="a"', b'Id="b"')})


def _loop() -> bytes:
    """A compound file whose stream never ends: its last sector names its first."""
    content = bytearray(xls([(0, 0, "案号")]))
    entries = 512 + 4 * 2
    content[entries : entries + 4] = struct.pack("<I", 2)
    return bytes(content)


def _endless_tags() -> bytes:
    """Tags without ends, which a search for whole ones goes through from each anew."""
    text = '<row r="1048576"><c r="XFD1"><v>1</v></c></row>' + "<c " * 400_000
    tail = random.Random(2).randbytes(2**17).hex()
    return _with({}, text + tail)


def _deep() -> bytes:
    return _with({"xl/workbook.xml": b"<a>" * 1_000_000 + random.Random(3).randbytes(2**18)})


def _strings() -> bytes:
    cells = '<row r="1"><c r="A1" t="s"><v>99999999999</v></c><c r="B1" t="s"><v>-1</v></c></row>'
    return _with({}, cells)


def _numbers() -> bytes:
    told = ("1e999", "-1e999", "NaN", "9" * 5000, "", "1e-400", "0x10", "１２")
    cells = "".join(f'<c r="A{n}" s="1"><v>{v}</v></c>' for n, v in enumerate(told, 1))
    return _with({}, f'<row r="1">{cells}</row>')


def _long_text() -> bytes:
    """One cell of 70 MiB."""
    text = random.Random(4).randbytes(35 * 2**20).hex()
    return _with({}, f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')


def _cut(name: str, share: int) -> bytes:
    content = good_files()[name]
    return content[: len(content) * share // 100]


_MERGING: Final = '<Row><Cell ss:MergeAcross="16000" ss:MergeDown="1000000"/></Row>'


def _page(inside: str, attributes: str = "", times: int = 1) -> bytes:
    """A table of rows with one such cell each."""
    row = f"<tr><td{attributes}>1{inside}</td></tr>"
    return f"<html><table>{row * times}</table></html>".encode()


def _page_laughs() -> bytes:
    words = f'<!DOCTYPE html [<!ENTITY l0 "ha">{_LAUGHS}]>'
    return f"{words}<html><table><tr><td>&l9;</td></tr></table></html>".encode()


_OLD_XML: Final = "urn:schemas-microsoft-com:office:spreadsheet"


def _xml(rows: str) -> bytes:
    """A workbook of Excel 2003 that begins so and ends with a value."""
    ends = "</Data></Cell></Row></Table></Worksheet></Workbook>"
    begin = f'<Workbook xmlns="{_OLD_XML}" xmlns:ss="{_OLD_XML}"><Worksheet ss:Name="演示"><Table>'
    return f'{begin}{rows}<Data ss:Type="String">1{ends}'.encode()


def _xml_laughs() -> bytes:
    words = f'<!DOCTYPE Workbook [<!ENTITY l0 "ha">{_LAUGHS}]>'
    return words.encode() + _xml("<Row><Cell>").replace(b">1<", b">&l9;<")


def _comments(count: int = 10**6, length: int = 10, end: str = "</comment>") -> bytes:
    """More comments than anybody writes, on one cell each, or one without measure."""
    text = "演" * length
    part = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    listed = "".join(
        f'<comment ref="A{n % 9 + 1}" authorId="0"><text><t>{text}{n}</t></text>{end}'
        for n in range(count)
    )
    whole = f'<comments xmlns="{MAIN}"><authors><author/></authors><commentList>{listed}'
    # Not packed so well that it would be called a bomb.
    noise = random.Random(5).randbytes(2**18).hex()
    return _with(
        {
            part: f'<Relationships><Relationship Id="a" Type="{kind}" Target="../comments1.xml"/>'
            "</Relationships>",
            "xl/comments1.xml": f"{whole}</commentList></comments><!--{noise}-->",
        }
    )


def _hidden() -> bytes:
    """A hundred thousand hidden ranges of columns over one another, and as many hidden rows."""
    columns = "".join(f'<col min="1" max="{n % 16384 + 1}" hidden="1"/>' for n in range(10**5))
    rows = "".join(
        f'<row r="{n}" hidden="1"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 10**5)
    )
    noise = random.Random(6).randbytes(2**16).hex()
    return pack(xlsx_parts(f"<cols>{columns}</cols><sheetData>{rows}</sheetData><!--{noise}-->"))


def _sheet_of(cell: str, count: int) -> bytes:
    rows = "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(1, count + 1))
    return _with({"xl/media/noise.bin": random.Random(7).randbytes(2**17)}, rows)


def _endless_rows() -> bytes:
    noise = random.Random(8).randbytes(2**17).hex()
    return _with({}, f"{_ROW}<!--{noise}-->" + "<row hidden='1' " * 10**6)


def _chain() -> bytes:
    """A compound file whose tables of sectors name each other for ever."""
    content = bytearray(xls([(0, 0, "案号")]))
    content[68:76] = struct.pack("<II", 0, 0xFFFFFFFF)
    return bytes(content)


_FAR: Final = "表格范围过大"
_MUCH: Final = "内容过多"
_STRANGE: Final = "内部结构不正常"
_BROKEN: Final = "已损坏或不是表格"
_ENDED: Final = "读到一半时出错停止"
_STOPPED: Final = f"{_ENDED}|内容过多"

HOSTILE: Final = (
    Hostile("entity.xlsx", _entity, "DOCTYPE"),
    Hostile("laughs.xlsx", _laughs, "DOCTYPE"),
    Hostile("laughs-utf16.xlsx", lambda: _laughs("utf-16"), "DOCTYPE"),
    Hostile("laughs-late.xlsx", lambda: _laughs(before=f"<!--{' ' * 9000}-->"), "DOCTYPE"),
    Hostile("laughs-ebcdic.xlsx", lambda: _laughs("cp500"), _BROKEN),
    Hostile("bomb.xlsx", _bomb, _STRANGE),
    Hostile("large.xlsx", _large, _STRANGE),
    Hostile("liar.xlsx", _liar, _BROKEN),
    Hostile("twice.xlsx", lambda: _twice("xl/worksheets/sheet1.xml"), _STRANGE),
    Hostile("twice-by-case.xlsx", lambda: _twice("XL/Worksheets/Sheet1.xml"), _STRANGE),
    Hostile("twice-by-slash.xlsx", lambda: _twice("xl\\worksheets\\sheet1.xml"), _STRANGE),
    Hostile("crowd.xlsx", _crowd, _STRANGE),
    Hostile("up.xlsx", lambda: _twice("../../演示.xml"), "内部文件名不正常"),
    Hostile("root.xlsx", lambda: _twice("/etc/演示"), "内部文件名不正常"),
    Hostile("drive.xlsx", lambda: _twice("C:\\演示.xml"), "内部文件名不正常"),
    Hostile("archive.xlsx", _archive, "是压缩包"),
    Hostile("nested.xlsx", _nested, ""),
    Hostile("far.xlsx", _far, "XFD1048576"),
    Hostile("far-down.xlsx", lambda: _far("AA1048576"), "AA1048576"),
    Hostile("far-in-picture.xlsx", _far_in_picture, _FAR),
    Hostile("far-unseen.xlsx", _far_without_row, f"{_STOPPED}|{_BROKEN}"),
    Hostile("far.xlsb", lambda: xlsb([(0, 0, 1.0), (0xFFFFF, 0x3FFF, 1.0)]), _STOPPED),
    Hostile("far.xls", lambda: xls([(0, 0, 1.0), (65_535, 60_000, 1.0)]), _STOPPED),
    # Without the limit of memory these would be read, in 2 GiB.
    Hostile("broad.xlsb", lambda: xlsb([(0, 0, 1.0), (0xFFFFF, 60, 1.0)]), _ENDED),
    Hostile("broad.xls", lambda: xls([(0, 0, 1.0), (65_535, 1000, 1.0)]), _ENDED),
    Hostile("sheets.xlsx", _sheets, "内容过多"),
    Hostile("merges.xlsx", lambda: _merged(f"A{n}:A{n + 1}" for n in range(1, 50_001, 2)), ""),
    Hostile("merges-wide.xlsx", lambda: _merged(f"A{n}:D{n}" for n in range(1, 50_001)), ""),
    Hostile("merges-over.xlsx", lambda: _merged(f"A1:A{n}" for n in range(2, 50_002)), "互相重叠"),
    Hostile("repeated.ods", lambda: _ods_repeated(1_048_576, 16_384), _FAR),
    Hostile("repeated-down.ods", lambda: _ods_repeated(999_999_999, 1), _FAR),
    Hostile("repeated-unseen.ods", lambda: _ods_repeated(10**6, 10**4, "'"), _BROKEN),
    Hostile("gap.ods", _ods_gap, _FAR),
    Hostile("loop.xls", _loop, ""),
    Hostile("no-book.xls", lambda: compound(b"\xff" * 9000), _BROKEN),
    Hostile("unlinked.xlsb", _unlinked, _BROKEN),
    Hostile("deep.xlsx", _deep, _BROKEN),
    Hostile("strings.xlsx", _strings, ""),
    Hostile("numbers.xlsx", _numbers, ""),
    Hostile("picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 900, _BROKEN),
    Hostile("paper.xls", lambda: b"%PDF-1.7\n" + b"\0" * 900, _BROKEN),
    Hostile("page.xls", lambda: b"<html><p>no table</p></html>", "网页"),
    Hostile("page-cut.xls", lambda: b"<html><table><tr><td>1</td></tr>", _BROKEN),
    Hostile("page-laughs.xls", _page_laughs, "DOCTYPE"),
    Hostile("page-tables.xls", lambda: b"<table><tr><td>1</td></tr></table>" * 10**6, _MUCH),
    Hostile("page-nested.xls", lambda: b"<table><tr><td>" * 10**6, _MUCH),
    Hostile("page-deep.xls", lambda: _page("<div>" * 10**6), ""),
    Hostile("page-wide.xls", lambda: _page("", ' colspan="1000000"', 20_000), _MUCH),
    Hostile("page-tall.xls", lambda: _page("", ' rowspan="1000000"', 10**6), _MUCH),
    Hostile("page-square.xls", lambda: _page("", ' rowspan="0" colspan="9999"', 10**5), _MUCH),
    Hostile("page-entities.xls", lambda: _page("&lt;&#x41;&amp;&nbsp;" * 10**6), ""),
    Hostile("page-ampersands.xls", lambda: _page("&" * 10**7), ""),
    Hostile("page-angles.xls", lambda: _page("<" * 10**6), ""),
    Hostile("page-comments.xls", lambda: _page("<!--" * 10**7), _BROKEN),
    Hostile("page-sections.xls", lambda: _page("<![if" * 10**6), ""),
    Hostile("page-attributes.xls", lambda: _page("", " a='1'" * 10**6), ""),
    Hostile("page-scripts.xls", lambda: _page("<script>" * 10**6), _BROKEN),
    Hostile("page-hidden.xls", lambda: _page("<b style='display:none'>" * 10**5), ""),
    Hostile("xml-laughs.xls", _xml_laughs, "DOCTYPE"),
    Hostile("xml-far.xls", lambda: _xml('<Row ss:Index="1048576"><Cell ss:Index="16384">'), _FAR),
    Hostile(
        "xml-spans.xls", lambda: _xml('<Row ss:Span="1000000"/>' * 10**4 + "<Row><Cell>"), _MUCH
    ),
    Hostile("xml-deep.xls", lambda: _xml("<a>" * 10**6 + "<Row><Cell>"), _BROKEN),
    Hostile("xml-wide.xls", lambda: _xml(_MERGING * 10**5 + "<Row><Cell>"), _MUCH),
    Hostile("letter.mht", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "mht"),
    Hostile("comments.xlsx", _comments, ""),
    Hostile("comment-long.xlsx", lambda: _comments(1, 2**22), ""),
    Hostile("comments-unclosed.xlsx", lambda: _comments(10**5, 5, ""), ""),
    Hostile("hidden.xlsx", _hidden, ""),
    Hostile("errors.xlsx", lambda: _sheet_of("<c r='A{n}' t='e'><v>#N/A</v></c>", 10**5), ""),
    Hostile("rows-endless.xlsx", _endless_rows, _BROKEN),
    Hostile("chain.xls", _chain, ""),
    Hostile("program.csv", lambda: b"MZ" + b"\0" * 900, _BROKEN),
    Hostile("letter.xlsx", lambda: pack({"word/document.xml": "<w/>"}), _BROKEN),
    Hostile("commas.csv", lambda: b"," * (45 * 2**20), "内容过多"),
    # Four bytes a character, where one would do but for the first.
    Hostile("wide-commas.csv", lambda: "😀".encode() + b"," * (45 * 2**20), "内容过多"),
    Hostile("table-of-commas.csv", lambda: (b"," * 4000 + b"\n") * 4000, "内容过多"),
    Hostile("quote.csv", lambda: b'a,"' + b"b" * 2**20, _BROKEN),
    Hostile("endless-tags.xlsx", _endless_tags, _BROKEN),
    Hostile("long-text.xlsx", _long_text, "内容过多", slow=True),
    *(
        Hostile(f"cut-{share}-{name}", partial(_cut, name, share), "")
        for name in ("plain.xlsx", "old.xls", "open.ods", "binary.xlsb", "utf8.csv")
        for share in (10, 50, 95)
    ),
)
