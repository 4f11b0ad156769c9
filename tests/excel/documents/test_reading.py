"""Papers from outside: .docx in the child, text here.  The documents are made for the tests."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.documents.reading import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

LEVEL = (
    '<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    '<w:lvlText w:val="{words}"/></w:lvl>'
)
NUMBERING = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(depth=0, form="chineseCounting", words="%1、")
    + LEVEL.format(depth=1, form="decimal", words="%2.")
    + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def paragraph(text: str, depth: int | None = None) -> str:
    number = ""
    if depth is not None:
        number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>'
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def document(body: str, **others: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        whole = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
        package.writestr("word/document.xml", whole)
        for name, text in others.items():
            package.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def test_words_and_tables_of_a_document(tmp_path: Path) -> None:
    file = tmp_path / "演示.docx"
    body = paragraph("演示方案") + f"<w:tbl>{row('指标', '2026年')}{row('站点', '3')}</w:tbl>"
    file.write_bytes(document(body + paragraph("完")))
    words = read_document(file)
    assert words.text == "演示方案\n完"
    assert words.tables == ((("指标", "2026年"), ("站点", "3")),)


def test_the_numbers_that_word_sets_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "演示.docx"
    body = "".join(
        (
            paragraph("目标", 0),
            paragraph("任务", 0),
            paragraph("建站", 1),
            paragraph("宣传", 1),
            paragraph("保障", 0),
            paragraph("领导", 1),
        )
    )
    file.write_bytes(document(body, numbering=NUMBERING))
    assert read_document(file).text.split("\n") == [
        "一、目标",
        "二、任务",
        "1.建站",
        "2.宣传",
        "三、保障",
        "1.领导",
    ]


def test_what_a_tracked_change_struck_out_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "演示.docx"
    struck = "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>"
    file.write_bytes(document(f"<w:p>{struck}<w:r><w:t>留下的</w:t></w:r></w:p>"))
    assert read_document(file).text == "留下的"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_of_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "演示.txt"
    file.write_bytes("一、目标\n二、任务".encode(encoding))
    assert read_document(file).text == "一、目标\n二、任务"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        ("锁.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .docx"),
        ("扫描.pdf", b"%PDF-1.7", "复制文字"),
        ("坏.docx", b"PK\x03\x04" + bytes(80), "不是能读的"),
        ("别的.docx", b"hello", "不是能读的"),
        ("乱.txt", b"\x00\x01\x02\xff", "不是能读的"),
    ],
)
def test_other_files_are_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refused) as error:
        read_document(file)
    assert words in error.value.words()
    assert name in error.value.words()


def test_a_document_with_entities_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "演示.docx"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {W}>&a;</w:document>'
        )
    file.write_bytes(out.getvalue())
    with pytest.raises(Refused):
        read_document(file)


def test_a_document_that_unpacks_to_far_too_much_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "演示.docx"
    file.write_bytes(document(paragraph("演" * 2_000_000)))
    with pytest.raises(Refused):
        read_document(file)
