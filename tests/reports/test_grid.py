"""Tables keep their rows whole and their heads on every page."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from boshan_desk.domain.report import Column, Grid, Words
from boshan_desk.reports.pdf import draw
from tests.reports import papers
from tests.reports.reading import bare, page_texts, whole_text


def _grid(rows: int, *, long: bool = False) -> Grid:
    text = "演示单位名称较长须分作几行书写"
    return Grid(
        title="清单",
        columns=(Column(title="序号"), Column(title="名称", weight=2), Column(title="数值表头")),
        rows=tuple((f"始{n}。", text * (n % 4 + 1), f"终{n}。") for n in range(rows)),
        unit="件",
        long=long,
    )


def test_a_long_table_repeats_its_head_and_its_unit_on_every_page() -> None:
    for long in (False, True):
        pages = page_texts(draw(papers.report(_grid(150, long=long))).pdf)
        assert len(pages) > 2
        assert all("数值表头" in page and "单位：件" in page for page in pages)
        assert "表1清单" in pages[0]
        assert all("续表1" in page for page in pages[1:])


def test_no_row_is_torn_between_two_pages() -> None:
    for long in (False, True):
        pages = page_texts(draw(papers.report(_grid(150, long=long))).pdf)
        for number in range(150):
            [page] = [page for page in pages if f"始{number}。" in page]
            assert f"终{number}。" in page


def test_the_last_row_does_not_stand_alone_on_a_page() -> None:
    for rows in range(40, 90):
        last = page_texts(draw(papers.report(_grid(rows))).pdf)[-1]
        assert f"始{rows - 1}。" in last
        assert f"始{rows - 2}。" in last


def test_a_row_taller_than_a_page_is_drawn_whole_over_several() -> None:
    text = "演" * 9998 + "始终"
    grid = Grid(title="长", columns=(Column(title="甲"), Column(title="乙")), rows=((text, "短"),))
    said = whole_text(draw(papers.report(grid)).pdf)
    assert said.count("演") >= 9998
    assert "始终" in said


def test_short_cells_and_numbers_stay_on_one_line() -> None:
    said = draw(papers.report(papers.main_figures(), papers.annex(40))).pdf
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(said)).pages)
    for cell in ("52000.00", "达到序时进度", "102.5%", "2026年4月13日", "经济开发区"):
        assert cell in text


def test_tables_and_their_continuations_are_numbered_in_order() -> None:
    said = whole_text(draw(papers.report(papers.towns(), _grid(3), papers.main_figures())).pdf)
    places = [said.index(title) for title in ("表1各镇", "表2清单", "表3主要")]
    assert places == sorted(places)


def test_a_short_table_is_not_divided_for_want_of_a_little_room() -> None:
    filler = Words(text="演示文字。" * 75)
    pages = page_texts(draw(papers.report(filler, papers.towns())).pdf)
    [page] = [page for page in pages if "城东街道" in page]
    assert "合计" in page


def test_a_table_without_rows_and_one_of_many_columns_draw() -> None:
    empty = Grid(title="空", columns=(Column(title="甲"),), rows=())
    wide = Grid(
        title="宽",
        columns=tuple(Column(title=f"第{n}列") for n in range(30)),
        rows=(tuple("12345.67" for _ in range(30)),),
    )
    said = whole_text(draw(papers.report(empty, wide)).pdf)
    assert bare("表1 空") in said
    assert "第29列" in said
