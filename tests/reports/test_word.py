"""The paper as a Word file, read back: headings, tables, numbers, type, page, and text as text."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from PIL import Image

from boshan_desk.domain.report import (
    Chart,
    Column,
    Grid,
    Head,
    Heading,
    Imprint,
    Mark,
    PageBreak,
    Report,
    Series,
    Sign,
    Words,
)
from boshan_desk.reports.faces import clean
from boshan_desk.reports.word import write_word
from tests.reports import papers
from tests.reports.nasty import NASTY

_LEVELS = re.compile(r"Heading (\d)")


def _written(report: Report) -> bytes:
    buffer = BytesIO()
    write_word(report, buffer)
    return buffer.getvalue()


def _read(report: Report) -> Document:
    return docx.Document(BytesIO(_written(report)))


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def _texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def _style(document: Document, name: str) -> Any:
    return document.styles[name].element


def _points(*lengths: Length | None) -> float:
    return sum(float(length.pt) for length in lengths if length is not None)


def _issuer(document: Document) -> Any:
    [found] = document.element.body.xpath("w:p[w:pPr/w:pStyle/@w:val='Issuer']")
    return found


def test_headings_tables_and_words_are_those_of_the_report() -> None:
    report = papers.whole()
    document = _read(report)
    headings = []
    for paragraph in document.paragraphs:
        assert paragraph.style is not None
        if found := _LEVELS.fullmatch(str(paragraph.style.name)):
            headings.append((int(found.group(1)), paragraph.text))
    assert headings == [(b.level, b.text) for b in report.blocks if isinstance(b, Heading)]
    tables = [
        [tuple(cell.text for cell in row.cells) for row in table.rows] for table in document.tables
    ]
    assert tables == [
        [tuple(column.title for column in grid.columns), *grid.rows]
        for grid in report.blocks
        if isinstance(grid, Grid)
    ]
    texts = _texts(document)
    assert [t for t in texts if t.startswith("表")] == [
        "表1　主要指标完成情况",
        "表2　各镇（街道）发明专利授权情况",
        "表3　知识产权行政执法案件清单",
    ]
    for block in report.blocks:
        if isinstance(block, Words):
            assert block.text in texts
    # In reading order: the table after its heading, the picture before its title.
    assert texts.index("一、主要指标完成情况") < texts.index("表1　主要指标完成情况")


def test_the_title_is_a_title_and_the_first_heading_is_of_the_first_level() -> None:
    document = _read(papers.whole())
    [title] = [p for p in document.paragraphs if p.style and p.style.name == "Title"]
    assert title.text == "博山区2026年前三季度\n知识产权工作情况通报"
    for level in (1, 2, 3):
        outline = _style(document, f"Heading {level}").find(f".//{qn('w:outlineLvl')}")
        assert outline.get(qn("w:val")) == str(level - 1)
    assert _style(document, "Title").find(f".//{qn('w:outlineLvl')}") is None


@pytest.mark.parametrize(
    ("name", "face", "size"),
    [
        ("Heading 1", "黑体", "32"),
        ("Heading 2", "楷体_GB2312", "32"),
        ("Heading 3", "仿宋_GB2312", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("公文正文", "仿宋_GB2312", "32"),
        ("表格文字", "宋体", "21"),
    ],
)
def test_every_style_names_its_face_and_size(name: str, face: str, size: str) -> None:
    style = _style(_read(papers.report()), name)
    fonts = style.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == face
    assert style.find(f".//{qn('w:sz')}").get(qn("w:val")) == size
    assert style.find(f".//{qn('w:color')}").get(qn("w:val")) == "000000"


def test_no_theme_can_beat_a_named_face() -> None:
    content = _written(papers.whole())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        assert not [name for name in names if "theme" in name or "numbering" in name]
        for name in names:
            if name.endswith(".xml"):
                source = archive.read(name).decode("utf-8")
                assert not re.search(r"asciiTheme|eastAsiaTheme|hAnsiTheme|themeColor", source)
    # The defaults name the face too, for text that somebody types in later.
    defaults = _part(content, "word/styles.xml").split("</w:docDefaults>")[0]
    assert 'w:eastAsia="仿宋_GB2312"' in defaults


def test_quotes_and_dashes_are_set_in_the_chinese_face() -> None:
    source = _part(_written(papers.report(Words(text="“引号”——……"))), "word/document.xml")
    hints = re.findall(r'<w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">“', source)
    assert len(hints) == 1


def test_the_page_is_that_of_the_standard() -> None:
    document = _read(papers.report())
    section = document.sections[0]
    assert section.page_width == pytest.approx(Mm(210), abs=Mm(0.1))
    assert section.page_height == pytest.approx(Mm(297), abs=Mm(0.1))
    assert section.top_margin == pytest.approx(Mm(37), abs=Mm(0.1))
    assert section.left_margin == pytest.approx(Mm(28), abs=Mm(0.1))
    assert section.bottom_margin == pytest.approx(Mm(35), abs=Mm(0.1))
    assert section.right_margin == pytest.approx(Mm(26), abs=Mm(0.1))
    [grid] = document.element.body.xpath("w:sectPr/w:docGrid")
    assert grid.get(qn("w:type")) == "linesAndChars"
    # 28 characters, each a little narrower than 16 points, fill the line and no more.
    room = _points(section.page_width) - _points(section.left_margin, section.right_margin)
    body = _style(document, "公文正文")
    narrower = int(body.find(f"{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val"))) / 20
    assert 28 * (16 + narrower) <= room < 29 * (16 + narrower)
    line = body.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert (line.get(qn("w:line")), line.get(qn("w:lineRule"))) == ("579", "exact")
    depth = _points(section.page_height) - _points(section.top_margin, section.bottom_margin)
    assert 22 * 28.95 <= depth < 23 * 28.95
    indent = body.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_odd_pages_are_numbered_at_the_right_and_even_ones_at_the_left() -> None:
    document = _read(papers.report())
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    [odd], [even] = section.footer.paragraphs, section.even_page_footer.paragraphs
    assert odd.text == "演示数据\t— 1 —"
    assert even.text == "— 1 —\t演示数据"
    for name in ("footer1", "footer2"):
        assert " PAGE " in _part(_written(papers.report()), f"word/{name}.xml")


def test_tables_repeat_their_heads_and_tear_no_row() -> None:
    document = _read(papers.report(papers.annex(40)))
    [table] = document.element.body.xpath("w:tbl")
    first, *rest = table.xpath("w:tr")
    assert first.xpath("w:trPr/w:tblHeader")
    assert not [row for row in rest if row.xpath("w:trPr/w:tblHeader")]
    assert all(row.xpath("w:trPr/w:cantSplit") for row in (first, *rest))
    widths = [int(cell.get(qn("w:w"))) for cell in table.xpath("w:tblGrid/w:gridCol")]
    # 156 mm in twentieths of a point.
    assert sum(widths) == pytest.approx(8844, abs=8)
    # Not the lines of the text, which would burst small type.
    cell = _style(document, "表格文字").find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert cell.get(qn("w:lineRule")) == "auto"
    assert _texts(document)[-3:] == ["表1　知识产权行政执法案件清单", "单位：万元", ""]


def _wide(title: str) -> Grid:
    """A table that no upright page holds."""
    return Grid(
        title=title,
        columns=tuple(Column(title=f"演示指标第{n}栏", align="right") for n in range(14)),
        rows=tuple(tuple(f"{n}234567.89" for n in range(14)) for _row in range(3)),
    )


def _sections(document: Document) -> list[tuple[str, bool]]:
    """The text of each section, and whether its pages lie."""
    found, text = [], ""
    body = document.element.body
    for element in body:
        text += "".join(element.xpath(".//w:t/text()"))
        for section in element.xpath("w:pPr/w:sectPr") or (
            [element] if element is body[-1] else []
        ):
            found.append((text, section.xpath("w:pgSz/@w:orient") == ["landscape"]))
            text = ""
    return found


def test_a_wide_table_lies_across_pages_of_its_own_with_its_heading() -> None:
    document = _read(
        papers.report(
            Words(text="前文"),
            PageBreak(),
            Heading(level=1, text="附件1　演示清单"),
            _wide("宽表"),
            Words(text="注：演示", style="note"),
            PageBreak(),
            Heading(level=1, text="附件2　说明"),
            Words(text="后文"),
        )
    )
    first, second, third = _sections(document)
    assert [lying for _text, lying in (first, second, third)] == [False, True, False]
    assert first[0].endswith("前文")
    assert second[0].startswith("附件1演示清单表1　宽表")
    assert second[0].endswith("注：演示")
    assert third[0] == "附件2说明后文"
    # A section begins a page by itself: another break would leave an empty one.
    assert not document.element.body.xpath("w:p/w:pPr/w:pageBreakBefore")
    [table] = document.element.body.xpath("w:tbl")
    widths = [int(cell.get(qn("w:w"))) for cell in table.xpath("w:tblGrid/w:gridCol")]
    assert sum(widths) == pytest.approx(225 / 25.4 * 1440, abs=20)
    for section in document.sections:
        assert not section.footer.is_linked_to_previous
        room = _points(section.page_width) - _points(section.left_margin, section.right_margin)
        assert room == pytest.approx((225 if section.orientation else 156) / 25.4 * 72, abs=1)


def test_a_paper_that_ends_with_wide_tables_ends_with_lying_pages() -> None:
    document = _read(papers.report(Words(text="前文"), _wide("甲"), _wide("乙")))
    first, second = _sections(document)
    # The text is closed upright, before the tables that end the file.
    assert (first[1], second[1]) == (False, True)
    assert second[0].startswith("表1　甲")
    [turned] = document.element.body.xpath("w:p[w:pPr/w:pageBreakBefore]")
    assert turned.text == "表2　乙"


def test_the_head_of_an_annex_stands_at_the_edge_and_its_title_in_the_middle() -> None:
    document = _read(papers.report(PageBreak(), Heading(level=1, text="附件2　演示案件清单")))
    label, title = document.paragraphs[-2:]
    assert (label.text, title.text) == ("附件2", "演示案件清单")
    assert label.style is not None
    assert label.style.name == "Heading 1"
    assert label.paragraph_format.first_line_indent == 0
    assert title.style is not None
    assert title.style.name == "附件标题"


def test_a_sum_is_set_heavy() -> None:
    document = _read(papers.report(papers.towns()))
    rows = document.tables[0].rows
    styles = [row.cells[0].paragraphs[0].style for row in rows]
    assert [style and style.name for style in styles][:2] == ["表头", "表格文字"]
    assert styles[-1] is not None
    assert styles[-1].name == "表头"


def test_charts_are_pictures_that_say_their_numbers_to_those_who_cannot_see_them() -> None:
    document = _read(papers.report(papers.bars(), papers.ring()))
    told = document.element.body.xpath(".//wp:docPr/@descr")
    assert "城东街道 57" in told[0]
    assert "博山镇 21" in told[0]
    assert "源泉镇 29，池上镇 无数据" in told[0]
    assert told[1].startswith("案件类型构成（单位：件）。侵犯注册商标专用权 38，假冒专利 14")
    assert document.element.body.xpath(".//wp:docPr/@id") == ["1", "2"]
    texts = _texts(document)
    assert [t for t in texts if t.startswith("图")] == [
        "图1　各镇（街道）发明专利授权量",
        "图2　案件类型构成",
    ]
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/image"):
            image = Image.open(BytesIO(relation.target_part.blob))
            # 156 mm at 200 points an inch, and something is drawn on it.
            assert image.width == pytest.approx(156 / 25.4 * 200, abs=8)
            extremes = image.getextrema()
            assert extremes[0] == 0
            assert extremes[1] == 255


def test_a_missing_value_is_told_as_missing() -> None:
    chart = Chart(
        kind="lines",
        title="演示",
        labels=("一", "二"),
        series=(Series(name="甲", values=(None, Decimal("2.50"))),),
    )
    told = _read(papers.report(chart)).element.body.xpath(".//wp:docPr/@descr")
    assert told == ["演示。甲：一 无数据，二 2.50"]


def _with_head(style: str) -> Report:
    return replace(
        papers.report(
            Heading(level=1, text="一、演示"),
            PageBreak(),
            Heading(level=1, text="附件1"),
        ),
        head=Head(
            style="brief" if style == "brief" else "red",
            name="知识产权工作简报" if style == "brief" else "演示区领导小组办公室文件",
            number="博知领办〔2026〕3号",
            total="（总第12期）" if style == "brief" else "",
            office="演示区领导小组办公室",
            day="2026年10月9日",
            copy_number="000001",
            secrecy="机密★1年",
            urgency="特急",
        ),
        addressed="各镇人民政府",
        attached=("案件清单", "口径说明"),
        sign=Sign(office="演示办公室", day="2026年10月9日"),
        remark="此件公开发布",
        imprint=Imprint(
            lists=(("报", "区委。"), ("送", "各成员单位")),
            office="演示局",
            day="2026年10月9日印发",
            copies="共印30份",
        ),
        mark=Mark(code="ABCD", lines=("核验码 ABCD",), scanned="ABCD"),
    )


def test_a_red_head_and_all_that_belongs_to_it_stand_in_their_order() -> None:
    document = _read(_with_head("red"))
    assert [text for text in _texts(document) if text] == [
        "000001",
        "机密★1年",
        "特急",
        "演示区领导小组办公室文件",
        "博知领办〔2026〕3号",
        "博山区2026年前三季度\n知识产权工作情况通报",
        "（数据截至2026年9月30日）",
        "各镇人民政府：",
        "一、演示",
        "附件：1.案件清单",
        "2.口径说明",
        "演示办公室",
        "2026年10月9日",
        "（此件公开发布）",
        "附件1",
        "核验码 ABCD",
        "本文件可以编辑，内容以定稿的 PDF 为准。",
    ]
    [imprint] = document.tables
    assert [cell.text for row in imprint.rows for cell in row.cells] == [
        "报：区委。\n送：各成员单位。",
        "演示局\t2026年10月9日印发\n\t共印30份",
    ]
    assert document.element.body.xpath("w:tbl/w:tblPr/w:tblpPr/@w:tblpYSpec") == ["bottom"]
    assert _issuer(document).text == "演示区领导小组办公室文件"
    colour = _style(document, "发文机关标志").find(f".//{qn('w:color')}")
    assert colour.get(qn("w:val")) == "FF0000"
    rules = document.element.body.xpath("w:p/w:pPr/w:pBdr/w:bottom/@w:color")
    assert rules == ["FF0000"]
    [annex] = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert annex.text == "附件1"


def test_the_head_of_a_brief_says_who_edits_it_and_when() -> None:
    texts = _texts(_read(_with_head("brief")))
    assert "博知领办〔2026〕3号（总第12期）" in texts
    assert "演示区领导小组办公室\t2026年10月9日" in texts


@pytest.mark.parametrize("length", [2, 8, 14, 24, 40])
def test_the_name_of_an_issuer_never_grows_wider_than_the_page(length: int) -> None:
    report = _with_head("red")
    assert report.head is not None
    name = "演示区领导小组办公室文件" * 4
    document = _read(replace(report, head=replace(report.head, name=name[:length])))
    issuer = _issuer(document)
    [size] = [int(half) / 2 for half in issuer.xpath("w:r/w:rPr/w:sz/@w:val")]
    [scale] = issuer.xpath("w:r/w:rPr/w:w/@w:val") or ["100"]
    [gap] = issuer.xpath("w:r/w:rPr/w:spacing/@w:val") or ["0"]
    lines = issuer.text.split("\n")
    assert "".join(lines) == name[:length]
    widest = max(len(line) * (size * int(scale) / 100 + int(gap) / 20) for line in lines)
    assert widest <= 156 / 25.4 * 72
    assert size >= 36


def test_text_is_text_and_what_no_file_may_hold_is_dropped() -> None:
    nasty = "<w:p>&amp; ]]> {PAGE} =1+1 \\ \x00\x08\ud800\ufffe\u202e㛃䶮𠮷\t“”\n第二行"
    grid = Grid(title=nasty, columns=(Column(title=nasty),), rows=((nasty,),), unit=nasty)
    chart = Chart(
        kind="bars", title=nasty, labels=(nasty,), series=(Series(name=nasty, values=(1,)),)
    )
    report = replace(
        papers.report(Words(text=nasty), Heading(level=1, text=nasty), grid, chart),
        title=(nasty,),
        office=nasty,
        foot=nasty,
        subject=nasty,
    )
    document = _read(report)
    literal = "<w:p>&amp; ]]> {PAGE} =1+1 \\ 㛃䶮𠮷 “”\n第二行"
    texts = _texts(document)
    assert texts.count(literal) == 4
    assert f"表1　{literal}" in texts
    assert f"图1　{literal}" in texts
    assert [c.text for r in document.tables[0].rows for c in r.cells] == [literal, literal]
    assert document.core_properties.title == literal.replace("\n", " ")


def test_five_hundred_nasty_strings_stand_in_it_to_the_letter() -> None:
    grid = Grid(
        title="演示",
        columns=(Column(title="甲"), Column(title="乙")),
        rows=tuple((text[:400], text[:400]) for text in NASTY),
        long=True,
    )
    blocks = [Words(text=text) for text in NASTY]
    document = _read(papers.report(*blocks, Heading(level=1, text="表"), grid))
    lines = [p.text for p in document.paragraphs if p.style and p.style.name == "公文正文"]
    assert len(lines) == len(NASTY) == 500
    assert lines == [_held(text) for text in NASTY]
    cells = document.element.body.xpath("w:tbl/w:tr[position() > 1]/w:tc[1]/w:p")
    assert [cell.text for cell in cells] == [_held(text[:400]) for text in NASTY]


def _held(text: str) -> str:
    """What a Word file keeps of a text: what paper shows, but for two codes that XML forbids."""
    return re.sub("[\ufffe\uffff]", "", clean(text))


def _writer() -> Path | None:
    """LibreOffice with the part that opens texts, which not every machine has."""
    found = shutil.which("soffice")
    if found is None:
        return None
    folder = Path(found).resolve().parent
    there = any((folder / name).exists() for name in ("libswlo.so", "swlo.dll"))
    return Path(found) if there else None


@pytest.mark.skipif(_writer() is None, reason="no LibreOffice Writer here")
def test_another_program_reads_the_same_headings_tables_and_numbers(tmp_path: Path) -> None:
    report = replace(papers.whole(), head=_with_head("red").head, imprint=_with_head("red").imprint)
    (tmp_path / "报告.docx").write_bytes(_written(report))
    done = subprocess.run(
        [
            str(_writer()),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", "docx", "--outdir", str(tmp_path / "out")),
            str(tmp_path / "报告.docx"),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = _read(report), docx.Document(str(tmp_path / "out" / "报告.docx"))

    def headings(document: Document) -> list[tuple[str, str]]:
        return [
            (str(p.style.name), p.text)
            for p in document.paragraphs
            if p.style and _LEVELS.fullmatch(str(p.style.name))
        ]

    def tables(document: Document) -> list[list[list[str]]]:
        return [[[c.text for c in row.cells] for row in table.rows] for table in document.tables]

    assert headings(theirs) == headings(ours)
    assert tables(theirs) == tables(ours)
    assert [t for t in _texts(theirs) if t] == [t for t in _texts(ours) if t]
    told = "//wp:docPr/@descr"
    assert theirs.element.body.xpath(f".{told}") == ours.element.body.xpath(f".{told}")


def test_equal_reports_give_equal_bytes() -> None:
    first, second = _written(papers.whole()), _written(papers.whole())
    assert first == second
    assert first != _written(replace(papers.whole(), office="别的单位"))
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_the_file_says_what_it_is_and_nothing_of_this_machine() -> None:
    content = _written(papers.whole())
    about = docx.Document(BytesIO(content)).core_properties
    assert about.title == "博山区2026年前三季度知识产权工作情况通报"
    assert about.author == "博山区国家知识产权强区建设试点区领导小组办公室"
    assert about.created is not None
    assert (about.created.year, about.created.month, about.created.day) == (2026, 10, 9)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "app" in name]
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"python-docx" not in everything
