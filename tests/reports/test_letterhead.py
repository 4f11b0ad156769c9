"""What stands above the text stands where GB/T 9704-2012 wants it, measured on the PDF."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from boshan_desk.domain.report import Words
from boshan_desk.reports.letterhead import TITLE
from boshan_desk.reports.pages import AREA, LEFT
from boshan_desk.reports.pdf import draw
from boshan_desk.reports.sense import sense_lines, words_of
from tests.reports import heads, papers
from tests.reports.boxes import Letter, find, letters, rules
from tests.reports.reading import bare, fonts, page_texts, whole_text

MM = 72 / 25.4
LINE = 225 * MM / 22
MIDDLE = (LEFT + LEFT + AREA) / 2


def _middle(found: list[Letter]) -> float:
    return (found[0].left + found[-1].right) / 2


def test_the_name_is_red_centred_and_35_mm_below_the_top_of_the_type_area() -> None:
    pdf = draw(heads.short(heads.RED)).pdf
    name = find(pdf, 0, "情况通报")
    assert min(letter.top for letter in name) == pytest.approx((37 + 35) * MM, abs=0.5 * MM)
    assert _middle(name) == pytest.approx(MIDDLE, abs=1)
    assert b"1 0 0 rg" in _content(pdf)


def _content(pdf: bytes) -> bytes:
    contents = PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    return contents.get_data()


def test_the_number_stands_two_lines_below_and_the_red_rule_4_mm_below_that() -> None:
    pdf = draw(heads.short(heads.RED)).pdf
    name, number = find(pdf, 0, "情况通报"), find(pdf, 0, "演示知领办〔2026〕3号")
    assert [letter.size for letter in number] == [pytest.approx(16)] * len(number)
    assert _middle(number) == pytest.approx(MIDDLE, abs=2)
    under_name = name[0].base + 0.12 * name[0].size
    over_number = number[0].base - 0.88 * 16
    assert over_number - under_name == pytest.approx(2 * LINE + (LINE - 16) / 2, abs=1)
    [rule] = [rule for rule in rules(pdf, 0) if rule[4][:3] == (255, 0, 0)]
    assert (rule[1] + rule[3]) / 2 - (number[0].base + 0.12 * 16) == pytest.approx(
        4 * MM, abs=0.4 * MM
    )
    assert rule[0] == pytest.approx(LEFT, abs=2)
    assert rule[2] == pytest.approx(LEFT + AREA, abs=2)


def test_the_title_stands_two_lines_below_the_rule_and_the_addressee_one_below_it() -> None:
    pdf = draw(heads.short(heads.RED, as_of="")).pdf
    [rule] = [rule for rule in rules(pdf, 0) if rule[4][:3] == (255, 0, 0)]
    title = find(pdf, 0, "博山区2026年前三季度")
    assert [letter.size for letter in title] == [pytest.approx(22)] * len(title)
    gap = title[0].base - 0.88 * 22 - rule[3]
    assert 2 * LINE <= gap <= 2 * LINE + 10
    last = find(pdf, 0, "知识产权工作情况通报")[0]
    addressed = find(pdf, 0, "领导小组各成员单位，各镇（街道）、经济开发区：")
    gap = addressed[0].base - last.base
    assert LINE + 30 <= gap <= 2 * LINE + 12
    assert addressed[0].x == pytest.approx(LEFT, abs=0.5)


def test_copy_number_secrecy_and_urgency_stand_top_left_each_on_its_line() -> None:
    pdf = draw(heads.short(heads.RED)).pdf
    rows = [find(pdf, 0, text)[0] for text in ("000012", "内部★1年", "特急")]
    assert [row.x for row in rows] == [pytest.approx(LEFT, abs=0.5)] * 3
    steps = [lower.base - upper.base for upper, lower in pairwise(rows)]
    assert steps == [pytest.approx(LINE, abs=0.1)] * 2
    assert all(row.size == pytest.approx(16) for row in rows)


@pytest.mark.parametrize(
    "name",
    [
        "报",
        "博山区知识产权局文件",
        heads.OFFICE,
        heads.OFFICE * 2,
    ],
)
def test_a_name_of_any_length_stays_within_the_type_area(name: str) -> None:
    pdf = draw(heads.short(replace(heads.RED, name=name, copy_number="", secrecy=""))).pdf
    found = [letter for letter in letters(pdf, 0) if letter.size > 30]
    assert "".join(letter.text for letter in found) == name
    assert min(letter.left for letter in found) >= LEFT - 1
    assert max(letter.right for letter in found) <= LEFT + AREA + 1
    assert min(letter.top for letter in found) == pytest.approx(72 * MM, abs=2 * MM)


def test_the_head_of_a_brief_has_its_number_its_editor_and_its_day_above_the_rule() -> None:
    pdf = draw(heads.short(heads.BRIEF)).pdf
    [rule] = [rule for rule in rules(pdf, 0) if rule[4][:3] == (255, 0, 0)]
    name = find(pdf, 0, "知识产权工作简报")
    number = find(pdf, 0, "第3期（总第12期）")
    office, day = find(pdf, 0, heads.OFFICE), find(pdf, 0, "2026年10月9日")
    assert name[0].base < number[0].base < office[0].base < rule[1]
    assert office[0].base == pytest.approx(day[0].base)
    assert office[0].x == pytest.approx(LEFT, abs=0.5)
    assert day[-1].x + 16 == pytest.approx(LEFT + AREA, abs=0.5)
    assert office[-1].right < day[0].left
    assert find(pdf, 0, "内部★1年")[0].x == pytest.approx(LEFT, abs=0.5)
    assert find(pdf, 0, "000012")[-1].right == pytest.approx(LEFT + AREA, abs=2)


def test_the_plain_form_begins_with_its_title_and_says_nothing_in_red() -> None:
    pdf = draw(heads.short(None)).pdf
    assert page_texts(pdf)[0].startswith("博山区2026年前三季度知识产权工作情况通报")
    assert b"1 0 0 rg" not in _content(pdf)
    assert not [rule for rule in rules(pdf, 0) if rule[4][:3] == (255, 0, 0)]


def test_no_picture_stands_in_a_paper_so_no_seal_either() -> None:
    for head in (heads.RED, heads.BRIEF, None):
        assert b"/Subtype /Image" not in draw(heads.short(head)).pdf


def test_a_title_given_in_lines_keeps_them() -> None:
    assert sense_lines("一二三四五六七", "title", 22, AREA) == ["一二三四五六七"]
    paper = papers.report(Words(text="文"))
    assert page_texts(draw(paper).pdf)[0].startswith("博山区2026年前三季度知识产权工作情况通报")


@pytest.mark.parametrize(
    "title",
    [
        "博山区2026年三季度（前三季度）知识产权工作情况通报",
        "关于2026年前三季度博山区国家知识产权强区建设试点区工作推进情况的报告",
        f"{heads.OFFICE}关于2026年上半年商标品牌指导站运行和地理标志保护情况的通报",
    ],
)
def test_a_long_title_is_never_broken_within_a_word(title: str) -> None:
    lines = sense_lines(title, TITLE.role, TITLE.size, AREA)
    assert len(lines) > 1
    assert "".join(lines) == title
    ends = set()
    place = 0
    for word in words_of(title):
        place += len(word)
        ends.add(place)
    place = 0
    for line in lines:
        place += len(line)
        assert place in ends
    for word in ("知识产权", "领导小组办公室", "工作情况", "2026年", "指导站"):
        assert title.count(word) == sum(line.count(word) for line in lines)
    assert not [line for line in lines if line[0] in "的和与、）"]


def test_a_title_is_broken_by_sense_into_lines_of_about_one_length() -> None:
    title = "博山区2026年三季度（前三季度）知识产权工作情况通报"
    assert sense_lines(title, TITLE.role, TITLE.size, AREA) == [
        "博山区2026年三季度（前三季度）",
        "知识产权工作情况通报",
    ]
    title = "关于2026年前三季度博山区国家知识产权强区建设试点区工作推进情况的报告"
    assert sense_lines(title, TITLE.role, TITLE.size, AREA) == [
        "关于2026年前三季度博山区",
        "国家知识产权强区建设试点区",
        "工作推进情况的报告",
    ]


def test_words_without_a_known_one_stay_whole_and_lose_nothing() -> None:
    assert words_of("某某湾工作情况") == ["某某湾", "工作情况"]
    assert words_of("商标、专利和地理标志") == ["商标、", "专利和", "地理标志"]
    for title in ("", "abc", "《专利法》学习情况", "2026年10月9日某某会议（演示）"):
        assert "".join(words_of(title)) == title


def test_a_title_of_any_length_is_printed_whole() -> None:
    for title in ("演" * 90, "知识产权工作" * 14, "a" * 300):
        paper = papers.report(Words(text="文"), as_of="", office="", date="")
        pdf = draw(replace(paper, title=(title,))).pdf
        assert bare(title) in whole_text(pdf)


def test_the_faces_of_the_head_are_embedded() -> None:
    for font in fonts(draw(heads.short(heads.RED)).pdf):
        assert "/FontFile2" in font["/FontDescriptor"]
