"""Tables keep their rows whole and their heads on every page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from boshan_desk.domain.report import Column, Grid, Heading, Words
from boshan_desk.reports.grid import widths_in
from boshan_desk.reports.pdf import draw
from tests.reports import heads, papers
from tests.reports.boxes import find, letters
from tests.reports.reading import bare, page_texts, whole_text

MM = 72 / 25.4


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


def _wide(rows: int = 60, columns: int = 16) -> Grid:
    return Grid(
        title="演示宽表",
        columns=(
            Column(title="镇（街道）", weight=2),
            *[Column(title=f"第{n}项", align="right") for n in range(1, columns)],
        ),
        rows=tuple(
            (f"第{row}镇", *[f"{row * n + 0.25:.2f}" for n in range(1, columns)])
            for row in range(rows)
        ),
        unit="件",
        links=((5, 3, heads.source("M-WIDE")),),
    )


def test_a_table_too_wide_to_stand_lies_across_with_its_head_at_the_left_of_every_page() -> None:
    report = papers.report(Words(text="前文。"), _wide(), Words(text="后文。"))
    drawn = draw(report)
    texts = page_texts(drawn.pdf)
    lying = [page for page, text in enumerate(texts) if "第15项" in text]
    assert len(lying) > 1
    for page in lying:
        head, number = find(drawn.pdf, page, "第15项"), find(drawn.pdf, page, f"—{page + 1}—")
        # The letters of the head stand one above the other, near the left of the sheet, odd or
        # even; the number of the page stands as ever.
        assert head[1].base < head[0].base
        assert head[0].x == pytest.approx(head[1].x, abs=1)
        assert head[0].left < 150
        assert number[0].base == pytest.approx(number[-1].base)
        assert (number[0].left > 300) == (page % 2 == 0)
    for letter in (x for page in lying for x in letters(drawn.pdf, page) if x.text != " "):
        assert 28 * MM - 1 < letter.left < (28 + 156) * MM
    assert "前文。" in texts[0]
    assert "前文。后文。" in texts[0].replace("—1—演示数据", "")


def test_no_number_of_a_table_that_lies_across_is_broken() -> None:
    drawn = draw(papers.report(_wide()))
    said = whole_text(drawn.pdf)
    for row in _wide().rows:
        for cell in row:
            assert cell in said
    [place] = [place for place in drawn.places if place.source]
    inside = [
        letter.text
        for letter in letters(drawn.pdf, place.page)
        if place.left < (letter.left + letter.right) / 2 < place.right
        and place.top < (letter.top + letter.bottom) / 2 < place.bottom
    ]
    assert "".join(inside).strip() == _wide().rows[5][3]


def test_the_heading_of_a_table_that_lies_across_lies_on_its_page() -> None:
    heading = Heading(level=1, text="一、演示宽表")
    drawn = draw(papers.report(Words(text="前文。"), heading, _wide(5), Words(text="后文。")))
    texts = page_texts(drawn.pdf)
    assert "一、演示宽表" not in texts[0]
    assert "一、演示宽表" in texts[1]
    assert "后文。" in texts[2]
    reader = PdfReader(BytesIO(drawn.pdf))
    [entry] = reader.outline
    assert not isinstance(entry, list)
    assert reader.get_destination_page_number(entry) == 1


def test_notes_stay_on_the_page_of_their_table() -> None:
    for filler in range(1, 24):
        blocks = [Words(text="前文。")] * filler
        note = Words(text="注：演示附注一条。", style="note")
        pages = page_texts(draw(papers.report(*blocks, papers.towns(), note, *blocks)).pdf)
        [page] = [page for page in pages if "注：演示附注一条。" in page]
        assert "合计407" in page


def test_no_number_is_broken_in_a_bold_row() -> None:
    columns = tuple(Column(title=f"第{n}列", align="right") for n in range(11))
    row = tuple("88468.88" for _ in range(11))
    grid = Grid(title="宽", columns=columns, rows=(row, row), strong=frozenset({1}))
    said = draw(papers.report(grid)).pdf
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(said)).pages)
    assert text.count("88468.88") == 22


def test_the_longest_column_is_broken_before_one_that_needs_only_two_lines() -> None:
    case, party = "演示监知案〔2026〕10号", "演示市某某陶瓷琉璃制品有限公司第十二分公司"
    grid = Grid(
        title="清单",
        columns=tuple(
            Column(title=title, weight=weight)
            for title, weight in zip(
                ("序号", "案号", "案由", "当事人", "镇（街道）", "日期", "罚没款", "状态"),
                (0.6, 1.7, 2, 2.4, 1, 1.3, 1, 0.9),
                strict=True,
            )
        ),
        rows=tuple(
            (str(n), case, "侵犯注册商标专用权并且假冒专利", party, "城东街道",
             "2026-09-28", "10233.00", "已结案") for n in range(30)
        ),
        long=True,
    )  # fmt: skip
    drawn = draw(papers.report(grid))
    rows = {round(letter.base, 1) for letter in find(drawn.pdf, 0, case)}
    assert len(rows) <= 2


def test_a_long_name_among_many_numbers_is_not_squeezed_into_a_column_of_three_letters() -> None:
    heads = ("立案", "结案", "涉案金额", "罚没款", "挽回损失", "移送司法", "电商领域", "重点市场",
             "农村市场", "外商被侵权", "挽回外商损失")  # fmt: skip
    long = "官方标志、特殊标志和奥林匹克标志案件"
    numbers = ("38", "37", "50.55", "38.03", "5.93", "2", "5", "5", "11", "1", "0.00")
    grid = Grid(
        title="案件数据",
        columns=(
            Column(title="案件类型", weight=2),
            *(Column(title=h, align="right") for h in heads),
        ),
        rows=(("商标侵权案件", *numbers), (long, *numbers), ("合计", *numbers)),
        unit="件、万元",
    )
    pdf = draw(papers.report(grid)).pdf
    bases = {round(letter.base) for letter in letters(pdf, 0) if letter.text in "奥林匹克特殊官方"}
    assert len(bases) <= 3
    # A short name stays on one line, and a head of four letters is halved where it is broken.
    assert len({round(letter.base) for letter in find(pdf, 0, "商标侵权案件")}) == 1
    assert find(pdf, 0, "移送")[0].base != find(pdf, 0, "司法")[0].base


def test_type_is_not_made_smaller_where_a_third_line_costs_little() -> None:
    rows = tuple(
        (str(n), f"第{n}项工作的进度落后于序时进度若干个百分点需要补齐", "城东街道、山头街道",
         "区市场监督管理局、区发展和改革局", "2026年12月31日")
        for n in range(1, 9)
    )  # fmt: skip
    columns = tuple(
        Column(title=title, weight=weight)
        for title, weight in zip(
            ("序号", "存在问题", "涉及", "责任单位", "整改时限"),
            (0.6, 4.2, 2.2, 2.4, 1.7),
            strict=True,
        )
    )
    grid = Grid(title="问题清单", columns=columns, rows=rows)
    assert widths_in(grid).size == 10.5
    # An annex of many rows stays in small type.
    assert widths_in(replace(grid, long=True)).size == 9.0


def test_room_that_is_left_goes_to_the_cells_that_make_their_rows_high() -> None:
    name = "演示商标品牌指导站服务事项名称甲乙丙丁"
    grid = Grid(
        title="窄",
        # By their weights alone the name would get the least.
        columns=(Column(title="名称", weight=0.2), *(Column(title=t) for t in ("甲", "乙", "丙"))),
        rows=((name, "1", "2", "3"),),
    )
    widths = widths_in(grid)
    assert widths.columns[0] > len(name) * widths.size


def test_the_table_of_the_towns_stands_whole_on_the_next_page_and_text_moves_up() -> None:
    columns = tuple(Column(title=title) for title in "镇甲乙丙丁戊")
    rows = tuple((f"演示{n}镇", *"12345") for n in range(15))
    grid = Grid(title="镇", columns=columns, rows=rows)
    before = [Words(text="前面的文字。")] * 6
    after = [Words(text="后面的文字。")] * 22
    pages = page_texts(draw(papers.report(*before, grid, *after)).pdf)
    [page] = [number for number, page in enumerate(pages) if "演示0镇" in page]
    assert "演示14镇" in pages[page]
    assert page == 1
    assert "后面的文字" in pages[0]


def test_below_the_notes_of_a_table_there_is_a_blank() -> None:
    note, text = Words(text="注：演示附注。", style="note"), Words(text="接着的文字。")

    def apart(above: Grid | Words) -> float:
        pdf = draw(papers.report(above, note, text)).pdf
        return find(pdf, 0, "接着的文字")[0].base - find(pdf, 0, "演示附注")[0].base

    table = Grid(title="短", columns=(Column(title="甲"),), rows=(("乙",),))
    assert apart(table) > apart(Words(text="开头的文字。")) + 6


def test_a_heading_never_stands_alone_above_a_table_that_went_to_the_next_page() -> None:
    columns = tuple(Column(title=title) for title in "镇甲乙丙丁戊")
    for rows in (8, 13, 20):
        table = tuple((f"演示{n}镇", *"12345") for n in range(rows))
        grid = Grid(title="镇况", columns=columns, rows=table)
        for filler in range(17):
            before = [Words(text="前面的文字。")] * filler
            heading = Heading(level=1, text="一、标题")
            pages = page_texts(draw(papers.report(*before, heading, grid)).pdf)
            [page] = [page for page in pages if "一、标题" in page]
            assert "演示2镇" in page


def test_text_moves_up_before_a_table_and_a_picture_that_follows_it() -> None:
    before = [Words(text="前面的文字。")] * 12
    text = [Words(text="后面的文字。")] * 30
    after = Heading(level=2, text="（三）小节")
    pages = page_texts(
        draw(papers.report(*before, papers.towns(), papers.bars(), after, *text)).pdf
    )
    assert "（三）小节" in pages[0]
    assert "城东街道" in pages[1]
    # A chapter does not begin before them.
    chapter = Heading(level=1, text="三、新章")
    pages = page_texts(
        draw(papers.report(*before, papers.towns(), papers.bars(), chapter, *text)).pdf
    )
    assert "三、新章" not in pages[0]
