"""Several papers in one file: one outline, numbers that run through, every part on a right page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from boshan_desk.domain.report import Words
from boshan_desk.domain.ruled_form import FormCell, FormRow, RuledForm
from boshan_desk.domain.wide_sheet import WideColumn, WideGroup, WideSheet, WideTable
from boshan_desk.reports.bound import Part, draw_bound
from boshan_desk.reports.form import draw_forms
from boshan_desk.reports.pdf import draw
from boshan_desk.reports.ruled import draw_ruled
from boshan_desk.reports.wide import draw_wide
from tests.excel.writing.test_form import make_form
from tests.reports import heads, papers
from tests.reports.reading import bare, fonts, page_texts

WIDE = WideSheet(
    title="演示附表",
    above=("演示局", "单位：件"),
    tables=(
        WideTable(
            title="",
            columns=(WideColumn(title="镇", share=1), WideColumn(title="件", share=1)),
            groups=(WideGroup(title="", rows=tuple((f"第{n}镇", "3") for n in range(60))),),
        ),
    ),
    foot="演示数据",
)
SLIP = RuledForm(
    title="演示督办单",
    number="演示知督〔2026〕1号",
    rows=(FormRow(cells=(FormCell(text="事项", label=True), FormCell(text="演示事项", share=4))),),
)
ODD = papers.report(Words(text="演示。"))
EVEN = heads.short(heads.RED)


def _bound(*parts: Part) -> Any:
    return draw_bound(parts, title="演示合订本", office="演示局")


def _titles(outline: Any, depth: int = 0) -> Iterator[tuple[int, str]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry, depth + 1)
        else:
            yield depth, entry.title


def test_every_part_begins_on_an_odd_page_and_the_numbers_run_through() -> None:
    drawn = _bound(ODD, WIDE, SLIP, make_form(), EVEN, ODD)
    pages = page_texts(drawn.pdf)
    assert drawn.pages == len(pages)
    reader = PdfReader(BytesIO(drawn.pdf))
    starts = [
        reader.get_destination_page_number(entry) or 0
        for entry in reader.outline
        if not isinstance(entry, list)
    ]
    assert [start % 2 for start in starts] == [0] * 6
    assert starts == sorted(starts)
    for number, text in enumerate(pages, 1):
        if text:
            assert f"—{number}—" in text or "共印30份" in text or text == "演示数据", number
        else:
            assert number not in [start + 1 for start in starts]
    assert "第1页共" not in "".join(pages)


def test_the_outline_names_every_part_and_below_it_its_headings() -> None:
    outline = list(_titles(PdfReader(BytesIO(_bound(EVEN, SLIP, WIDE).pdf)).outline))
    assert outline == [
        (0, "博山区2026年前三季度知识产权工作情况通报"),
        (1, "一、主要指标完成情况"),
        (1, "附件1　三季度知识产权行政执法案件清单"),
        (0, "演示督办单"),
        (0, "演示附表"),
    ]


def test_pages_are_upright_or_across_as_each_part_wants() -> None:
    reader = PdfReader(BytesIO(_bound(WIDE, ODD, make_form(), SLIP).pdf))
    across = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    texts = page_texts(_bound(WIDE, ODD, make_form(), SLIP).pdf)
    for lies, text in zip(across, texts, strict=True):
        if "续" in text or "演示附表" in text or "说明：演示" in text:
            assert lies
        if "督办单" in text or "情况通报" in text:
            assert not lies


def test_each_part_says_what_it_says_alone() -> None:
    whole = "".join(page_texts(_bound(EVEN, WIDE, SLIP, make_form()).pdf))
    alone = (
        draw_wide(WIDE).pdf,
        draw_ruled(SLIP).pdf,
        draw_forms([make_form()], office="演示局").pdf,
        draw(EVEN).pdf,
    )
    for pdf in alone:
        for text in page_texts(pdf):
            body = re.split("—|第[123]页", text)[0][:200]
            assert body in whole


def test_places_count_the_pages_of_the_file() -> None:
    alone = draw(EVEN).places
    drawn = _bound(ODD, EVEN)
    assert [place._replace(page=place.page - 2) for place in drawn.places] == list(alone)


def test_equal_parts_give_equal_bytes_and_every_font_is_embedded() -> None:
    one, two = _bound(ODD, WIDE, SLIP), _bound(ODD, WIDE, SLIP)
    assert one.pdf == two.pdf
    for font in fonts(one.pdf):
        assert "/FontFile2" in font["/FontDescriptor"]


def test_pages_are_told_as_they_are_finished_and_missing_characters_too() -> None:
    told: list[int] = []
    parts = (papers.report(Words(text="某\ue000")), WIDE, make_form(), SLIP)
    drawn = draw_bound(parts, title="演示", office="演示局", on_page=told.append)
    assert told == list(range(1, drawn.pages + 1))
    assert drawn.missing == ("\ue000",)
    about = PdfReader(BytesIO(drawn.pdf)).metadata
    assert about is not None
    assert (about.title, about.author) == ("演示", "演示局")
    assert bare("演示。") not in page_texts(drawn.pdf)[1]
