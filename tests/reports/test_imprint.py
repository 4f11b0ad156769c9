"""附件说明, signature, 附注 and 版记 stand where GB/T 9704-2012 wants them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from boshan_desk.domain.report import Heading, Imprint, PageBreak, Sign, Words
from boshan_desk.reports.pages import AREA, BOTTOM, HEIGHT, LEFT
from boshan_desk.reports.pdf import draw
from tests.reports import heads, papers
from tests.reports.boxes import find, letters, rules
from tests.reports.reading import page_texts

MM = 72 / 25.4
EDGE = LEFT + AREA
SHORT = (Words(text="演示正文。"),)


def test_the_list_of_annexes_is_indented_and_hangs_below_its_names() -> None:
    pdf = draw(heads.paper(None, *SHORT)).pdf
    first = find(pdf, 0, "附件：1.三季度")
    assert first[0].x == pytest.approx(LEFT + 32, abs=1)
    names = [find(pdf, 0, text)[0] for text in ("三季度知识产权行政", "知识产权强区", "口径说明")]
    assert len({round(letter.x) for letter in names}) == 1
    numbers = [first[3], find(pdf, 0, "2.知识产权强区")[0], find(pdf, 0, "3.口径说明")[0]]
    assert len({round(letter.x) for letter in numbers}) == 1
    second = [letter for letter in find(pdf, 0, heads.ATTACHED[1]) if letter.base > names[1].base]
    assert second
    assert second[0].x == pytest.approx(names[1].x, abs=0.5)
    text = page_texts(pdf)[0]
    assert text.index("演示正文。") < text.index("附件：1.") < text.index("（此件不公开）")


def test_one_annex_has_no_number() -> None:
    text = page_texts(draw(heads.paper(None, *SHORT, attached=("演示清单",))).pdf)[0]
    assert "附件：演示清单" in text


def test_a_short_day_begins_two_characters_right_of_the_office() -> None:
    sign = Sign(office="演示区知识产权领导小组办公室", day="2026年4月5日")
    pdf = draw(heads.paper(None, *SHORT, sign=sign, attached=())).pdf
    office = find(pdf, 0, sign.office)
    day = [letter for letter in find(pdf, 0, "2026年4月5日")]
    assert EDGE - office[-1].right == pytest.approx(32, abs=2.5)
    assert day[0].x - office[0].x == pytest.approx(32, abs=0.5)
    assert day[0].base > office[0].base


def test_a_day_longer_than_the_office_stands_two_characters_from_the_right() -> None:
    sign = Sign(office="演示局", day="2026年12月25日")
    pdf = draw(heads.paper(None, *SHORT, sign=sign, attached=())).pdf
    office, day = find(pdf, 0, sign.office), find(pdf, 0, sign.day)
    assert EDGE - day[-1].x - 16 == pytest.approx(32, abs=0.5)
    assert day[0].x - office[0].x == pytest.approx(32, abs=0.5)


def test_the_signature_never_stands_on_a_page_without_text() -> None:
    sentence = "演示工作稳步推进各项任务按期完成没有遗漏。"
    for count in range(20, 50):
        report = heads.paper(heads.RED, Words(text=sentence * count), imprint=None, mark=None)
        for text in page_texts(draw(report).pdf):
            if "（此件不公开）" in text:
                assert "演示工作" in text or "附件：" in text
                assert heads.OFFICE in text


def test_no_single_line_of_a_paragraph_stays_behind_for_the_signatures_sake() -> None:
    last = "始" + "演示文字，" * 14 + "终。"
    for filler in range(1, 22):
        blocks = [Words(text="前面的文字。")] * filler
        pdf = draw(heads.paper(None, *blocks, Words(text=last))).pdf
        pages = page_texts(pdf)
        [page] = [number for number, text in enumerate(pages) if "始" in text]
        if 0 < pages[page].count("演示文字，") <= 6:
            # Only at the very foot of a page that is full.
            assert HEIGHT - find(pdf, page, "始演示")[0].base < BOTTOM + 2 * 28.99


def test_the_signature_stands_before_the_annexes() -> None:
    blocks = (*SHORT, PageBreak(), Heading(level=1, text="附件1　清单"), papers.towns())
    pages = page_texts(draw(heads.paper(None, *blocks)).pdf)
    assert "（此件不公开）" in pages[0]
    assert pages[1].startswith("附件1清单")


def test_an_annex_says_its_number_top_left_and_its_title_in_the_third_line() -> None:
    blocks = (*SHORT, PageBreak(), Heading(level=1, text="附件1　演示清单"), papers.towns())
    pdf = draw(heads.paper(None, *blocks)).pdf
    label, title = find(pdf, 1, "附件1"), find(pdf, 1, "演示清单")
    assert label[0].x == pytest.approx(LEFT, abs=0.5)
    assert label[0].size == pytest.approx(16)
    assert title[0].size == pytest.approx(22)
    assert (title[0].left + title[-1].right) / 2 == pytest.approx(LEFT + AREA / 2, abs=1)
    assert title[0].base - label[0].base == pytest.approx(2 * 28.99 + 6.5, abs=2)


@pytest.mark.parametrize("lines", range(1, 60, 4))
def test_the_imprint_stands_at_the_foot_of_an_even_last_page(lines: int) -> None:
    report = heads.paper(heads.RED, Words(text="演" * 28 * lines))
    drawn = draw(report)
    pages = page_texts(drawn.pdf)
    assert drawn.pages == len(pages)
    assert drawn.pages % 2 == 0
    assert "2026年10月9日印发共印30份" in pages[-1]
    assert "—" not in pages[-1]
    assert f"—{drawn.pages}—" not in "".join(pages)
    levels = [rule for rule in rules(drawn.pdf, drawn.pages - 1) if rule[2] - rule[0] > AREA - 2]
    lowest = max((rule[1] + rule[3]) / 2 for rule in levels)
    assert lowest == pytest.approx(HEIGHT - BOTTOM, abs=0.5)
    top = min(rule[1] for rule in levels)
    last = [page for page in pages if "（此件不公开）" in page]
    if last == [pages[-1]]:
        assert find(drawn.pdf, drawn.pages - 1, "（此件不公开）")[0].bottom < top
    for empty in pages[pages.index(last[0]) + 1 : -1]:
        assert empty == "演示数据"


def test_rules_are_thick_outside_and_thin_between() -> None:
    drawn = draw(heads.paper(None, *SHORT))
    contents = PdfReader(BytesIO(drawn.pdf)).pages[-1].get_contents()
    assert contents is not None
    data = contents.get_data().decode("latin-1")
    widths = [float(line[:-2]) for line in data.splitlines() if line.endswith(" w")]
    assert widths == [pytest.approx(mm * MM, abs=0.01) for mm in (0.35, 0.25, 0.35)]


def test_names_hang_below_the_first_after_the_colon_and_end_with_a_full_stop() -> None:
    drawn = draw(heads.paper(None, *SHORT))
    page = drawn.pages - 1
    names = find(drawn.pdf, page, heads.IMPRINT.lists[0][1] + "。")
    rows = sorted({round(letter.base) for letter in names})
    assert len(rows) == 2
    firsts = [next(x for x in names if round(x.base) == row).x for row in rows]
    assert firsts[0] == pytest.approx(firsts[1], abs=0.5)
    assert find(drawn.pdf, page, "报：演示")[0].x == pytest.approx(LEFT + 14, abs=0.5)
    assert find(drawn.pdf, page, "印发共印")[1].right == pytest.approx(EDGE - 14, abs=2)
    assert names[0].size == pytest.approx(14)


@pytest.mark.parametrize("count", range(20, 45))
def test_a_list_of_names_never_runs_over_by_two_characters(count: int) -> None:
    imprint = Imprint(lists=(("抄送", "演" * count),), office="演示局", day="2026年4月5日印发")
    pdf = draw(heads.paper(None, *SHORT, imprint=imprint, sign=None, attached=(), mark=None)).pdf
    names = [letter for letter in letters(pdf, 1) if letter.text in "演。" and letter.size > 13]
    lines = Counter(round(letter.base) for letter in names if letter.x > LEFT + 50)
    assert len(lines) == 1 or min(lines.values()) > 2
    assert max(letter.right for letter in names) < EDGE - 13


def test_a_paper_without_anything_below_its_text_ends_with_it() -> None:
    bare = replace(papers.report(*SHORT), attached=(), sign=None)
    assert page_texts(draw(bare).pdf)[0].endswith("演示正文。—1—演示数据")
