"""The paper says what the report says, to the letter, and is whole in itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from boshan_desk.domain.report import Column, Grid, Head, Heading, PageBreak, Words
from boshan_desk.reports.pdf import Drawn, Place, draw
from tests.reports import heads, papers
from tests.reports.boxes import Letter, find, letters
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


def _inside(place: Place, letter: Letter) -> bool:
    middle = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
    return place.left <= middle[0] <= place.right and place.top <= middle[1] <= place.bottom


def _read(drawn: Drawn, place: Place) -> str:
    """What stands within a place, in the order of drawing."""
    found = [x for x in letters(drawn.pdf, place.page) if _inside(place, x)]
    return bare("".join(letter.text for letter in found))


def test_the_place_of_a_number_holds_that_number_and_nothing_else() -> None:
    text = "2026年，登记34380.00万元，同比下降4.7%；“结案”71件（其中专利12件）。"
    numbers = ("34380.00", "4.7%", "71", "12")
    filler = [heads.said(text * 3 + "补" * n, *numbers, key=f"k{n}") for n in range(24)]
    drawn = draw(papers.report(*filler))
    assert drawn.pages > 2
    found = [place for place in drawn.places if place.source]
    assert len(found) == 4 * 24
    for index, place in enumerate(found):
        assert place.source is not None
        assert place.source.figure == f"M-{index % 4}"
        assert _read(drawn, place) == numbers[index % 4]


def test_a_number_divided_between_lines_or_pages_has_a_place_for_each_piece() -> None:
    long = "1" * 90
    words = heads.said("甲" * 20 + long + "乙", long)
    drawn = draw(papers.report(*[Words(text="演")] * 15, words))
    pieces = [place for place in drawn.places if place.source]
    assert len(pieces) > 1
    assert "".join(_read(drawn, place) for place in pieces) == long


def test_a_place_is_right_after_characters_that_are_not_printed() -> None:
    words = heads.said("甲\u200b\u200f\r\n乙\ufe0f\t丙12件", "12")
    drawn = draw(papers.report(words))
    [place] = [place for place in drawn.places if place.source]
    assert _read(drawn, place) == "12"


def test_every_page_that_a_named_paragraph_touches_has_a_place_for_it() -> None:
    drawn = draw(papers.report(Words(text="演" * 28 * 50, key="lead"), Words(text="无名")))
    found = [place for place in drawn.places if place.key]
    assert [place.key for place in found] == ["lead"] * len(found)
    assert [place.page for place in found] == list(range(3))
    said = "".join(_read(drawn, place) for place in found)
    assert said == "演" * 28 * 50


@pytest.mark.parametrize("long", [False, True])
def test_the_place_of_a_cell_holds_its_words(long: bool) -> None:
    rows = tuple((f"甲{n}号单位名称较长", f"{n}.5") for n in range(90))
    grid = Grid(
        title="清单",
        columns=(Column(title="名称"), Column(title="数", align="right")),
        rows=rows,
        long=long,
        links=tuple((row, 1, heads.source(f"M-{row}")) for row in range(0, 90, 7)),
    )
    drawn = draw(papers.report(Words(text="演示。" * 60), grid))
    assert [place.source.figure for place in drawn.places if place.source] == [
        f"M-{row}" for row in range(0, 90, 7)
    ]
    for place, row in zip(drawn.places, range(0, 90, 7), strict=True):
        assert _read(drawn, place) == f"{row}.5"


def test_a_picture_opens_what_it_was_drawn_from() -> None:
    drawn = draw(papers.report(replace(papers.bars(), source=heads.source("M-PIC"))))
    [place] = drawn.places
    assert place.source == heads.source("M-PIC")
    said = _read(drawn, place)
    assert "城东街道" in said
    assert "图1" not in said
    assert place.top < find(drawn.pdf, 0, "图1")[0].top


@pytest.mark.parametrize("head", [heads.RED, heads.BRIEF, None])
def test_the_first_page_alone_is_the_first_page_of_the_whole(head: Head | None) -> None:
    report = heads.short(head)
    told: list[int] = []
    first, whole = draw(report, pages=1, on_page=told.append), draw(report)
    assert (first.pages, told) == (1, [1])
    one, all_of_it = (PdfReader(BytesIO(drawn.pdf)) for drawn in (first, whole))
    assert len(one.pages) == 1
    streams = [reader.pages[0].get_contents() for reader in (one, all_of_it)]
    assert streams[0] is not None
    assert streams[1] is not None
    assert streams[0].get_data() == streams[1].get_data()
    assert [p for p in first.places if p.page == 0] == [p for p in whole.places if p.page == 0]
    assert page_texts(first.pdf) == page_texts(whole.pdf)[:1]


def test_more_pages_than_there_are_may_be_asked_for() -> None:
    report = papers.report(Words(text="演示。"))
    assert draw(report, pages=9).pdf == draw(report).pdf


def test_the_text_that_follows_moves_up_before_a_picture_that_does_not_fit() -> None:
    moved = 0
    for filler in range(4, 22):
        blocks = [Words(text="前文。")] * filler
        after = [Words(text="后文甲。" * 30), Words(text="后文乙。" * 30)]
        drawn = draw(papers.report(*blocks, papers.ring(), *after))
        pages = page_texts(drawn.pdf)
        assert "".join(pages).count("图1") == 1
        if "图1" not in pages[0]:
            moved += "后文" in pages[0]
            # No more than three of its 22 lines stay empty.
            body = [x for x in letters(drawn.pdf, 0) if x.size == pytest.approx(16)]
            assert max(x.base for x in body) > (37 + 225) * 72 / 25.4 - 4 * 28.99
    assert moved > 3


def test_a_picture_announced_by_a_colon_is_not_parted_from_it() -> None:
    for filler in range(8, 24):
        blocks = [Words(text="前文。")] * filler
        after = Words(text="后文。" * 60)
        told = Words(text="情况如下：")
        said = whole_text(draw(papers.report(*blocks, told, papers.towns(), after)).pdf)
        between = said[said.index("情况如下：") : said.index("表1各镇")]
        assert "后文" not in between


def test_tables_and_pictures_keep_their_order_and_notes_their_table() -> None:
    for filler in range(6, 20):
        blocks = [Words(text="前文。")] * filler
        report = papers.report(
            *blocks, papers.towns(), Words(text="注：甲", style="note"), Words(text="文一。" * 20),
            papers.ring(), Words(text="文二。" * 20), papers.main_figures(),
            Words(text="注：乙", style="note"), Words(text="文三。" * 20), papers.bars(),
        )  # fmt: skip
        said = whole_text(draw(report).pdf)
        places = [said.index(x) for x in ("表1", "表2主要")]
        assert places == sorted(places)
        places = [said.index(x) for x in ("图1", "图2")]
        assert places == sorted(places)
        assert said.count("注：甲") == said.count("注：乙") == 1
        assert "表2" not in said[said.index("表1") : said.index("注：甲")]
        assert "文" not in said[said.index("表1各镇") : said.index("注：甲")]


def test_an_annex_does_not_begin_before_a_table_of_the_one_before() -> None:
    for filler in range(1, 24):
        said = whole_text(
            draw(
                papers.report(
                    PageBreak(), Heading(level=1, text="附件1　甲"),
                    *[Words(text="文。")] * filler, papers.towns(),
                    Heading(level=1, text="附件2　乙"), Words(text="末文。" * 40),
                )
            ).pdf
        )  # fmt: skip
        assert said.index("表1") < said.index("附件2")


def test_no_single_last_line_of_a_paragraph_begins_a_page() -> None:
    for lines in range(2, 12):
        for filler in range(10, 19):
            text = "演" * (28 * lines - 6)
            report = papers.report(*[Words(text="前。")] * filler, Words(text=text))
            pages = page_texts(draw(report).pdf)
            if len(pages) == 2:
                assert pages[1].count("演") > 28


def test_the_reader_is_told_to_show_the_name_of_the_paper() -> None:
    root: Any = PdfReader(BytesIO(draw(papers.report()).pdf)).trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] in (True, "/true")
