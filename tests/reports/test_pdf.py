"""The paper says what the report says, to the letter, and is whole in itself."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from boshan_desk.domain.report import Column, Grid, Heading, PageBreak, Words
from boshan_desk.reports.pdf import draw
from tests.reports import papers
from tests.reports.reading import bare, fonts, page_texts, whole_text

LITERAL = (
    "<b>",
    '<img src="/etc/passwd">',
    "A&B",
    "&lt;&amp;nbsp;",
    "<!-- x -->",
    '<a href="file:///etc/passwd">x</a>',
    "</para>",
    "(a\\b)",
    "%s{0}{name}",
    "=1+1",
    "㛃䶮𬭎𠮷",
)


@pytest.mark.parametrize("text", LITERAL)
def test_text_that_looks_like_markup_is_printed_as_text(text: str) -> None:
    grid = Grid(title=text, columns=(Column(title=text),), rows=((text,),), unit=text)
    paper = papers.report(Heading(level=1, text=text), Words(text=text), grid, office=text)
    said = whole_text(draw(paper).pdf)
    assert said.count(bare(text)) == 7


CALM = st.text(
    st.sampled_from("博山知识产权㛃䶮𬭎𠮷龑，。：；“”（）《》、！—…abcXYZ019<>&\\()'\"/.%-=+ \t"),
    max_size=120,
)


@settings(max_examples=40, deadline=None)
@given(text=CALM, cell=CALM)
def test_what_is_read_back_is_what_went_in(text: str, cell: str) -> None:
    grid = Grid(title="演示", columns=(Column(title="甲"),), rows=((cell,),))
    said = whole_text(draw(papers.report(Words(text=text), grid, foot="")).pdf)
    assert bare(text) in said
    assert said.endswith(f"表1演示甲{bare(cell)}—1—")


def test_rare_characters_of_names_are_drawn_and_not_missing() -> None:
    drawn = draw(papers.report(Words(text="㛃䶮、𬭎𠮷𠅤")))
    assert drawn.missing == ()
    assert "㛃䶮、𬭎𠮷𠅤" in whole_text(drawn.pdf)


def test_a_character_that_no_face_has_is_marked_and_told() -> None:
    grid = Grid(title="表", columns=(Column(title="甲"),), rows=(("乙\ue123",),))
    drawn = draw(papers.report(Words(text="某😀某"), grid))
    assert drawn.missing == ("\ue123", "😀")
    said = whole_text(drawn.pdf)
    assert "某〓某" in said
    assert "乙〓" in said


def test_equal_reports_give_equal_bytes() -> None:
    assert draw(papers.whole()).pdf == draw(papers.whole()).pdf


def test_every_font_is_embedded() -> None:
    found = list(fonts(draw(papers.whole()).pdf))
    assert len(found) > 20
    for font in found:
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font
        assert "Helvetica" not in font["/BaseFont"]


def test_the_metadata_name_the_paper() -> None:
    reader = PdfReader(BytesIO(draw(papers.whole()).pdf))
    about = reader.metadata
    assert about is not None
    assert about.title == "博山区2026年前三季度知识产权工作情况通报"
    assert about.author == "博山区国家知识产权强区建设试点区领导小组办公室"
    assert about.subject == "知识产权工作情况"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"


def _titles(outline: Any) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield entry.title


def test_every_heading_has_a_bookmark_even_when_levels_are_skipped() -> None:
    paper = papers.report(
        Heading(level=3, text="1．深"),
        Heading(level=1, text="一、浅"),
        Heading(level=3, text="2．深"),
    )
    outline = PdfReader(BytesIO(draw(paper).pdf)).outline
    assert list(_titles(outline)) == ["1．深", "一、浅", "2．深"]


def test_pages_are_numbered_and_told_as_they_are_finished() -> None:
    told: list[int] = []
    drawn = draw(papers.whole(), on_page=told.append)
    texts = page_texts(drawn.pdf)
    assert told == list(range(1, drawn.pages + 1))
    assert len(texts) == drawn.pages
    for number, text in enumerate(texts, start=1):
        assert f"—{number}—" in text
        assert "演示数据" in text


def test_odd_numbers_stand_right_and_even_ones_left() -> None:
    places: dict[str, float] = {}

    def look(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip().startswith("—"):
            places[text.strip()] = matrix[4]

    for page in PdfReader(BytesIO(draw(papers.whole()).pdf)).pages[:2]:
        page.extract_text(visitor_text=look)
    assert places["— 1 —"] > 400
    assert places["— 2 —"] < 110


def test_a_heading_stays_with_what_follows_it() -> None:
    for filler in range(8, 40):
        blocks = [Words(text="演示。")] * filler
        pages = page_texts(
            draw(
                papers.report(*blocks, Heading(level=1, text="一、标题"), Words(text="正文。" * 30))
            ).pdf
        )
        [page] = [page for page in pages if "一、标题" in page]
        assert "一、标题正文" in page


def test_a_page_break_begins_a_page_and_leaves_no_empty_one() -> None:
    drawn = draw(papers.report(Words(text="前"), PageBreak(), PageBreak(), Words(text="后")))
    assert drawn.pages == 2


def test_a_report_of_nothing_but_a_head_is_one_page() -> None:
    assert draw(papers.report()).pages == 1


def test_twenty_two_lines_fill_a_page() -> None:
    pages = page_texts(draw(papers.report(Words(text="字" * 28 * 80))).pdf)
    assert pages[1].count("字") == 22 * 28
