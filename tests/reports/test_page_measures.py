"""The page as it lies on the desk, measured on the PDF in millimetres (GB/T 9704-2012).

The numbers here are those of the standard, not of the program: what is measured is read back from
the file, positions from its operators and edges of ink from a picture of the page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby, pairwise
from typing import Any

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from boshan_desk.domain.report import (
    Column,
    Grid,
    Head,
    Heading,
    Imprint,
    PageBreak,
    Report,
    Sign,
    Words,
)
from boshan_desk.reports.pdf import draw
from boshan_desk.reports.preview import render
from tests.reports import papers
from tests.reports.strokes import Leaf, Stroke, read_leaves

MM = 72 / 25.4
DPI = 300
LEFT, RIGHT, UPPER, LOWER = 28.0, 184.0, 37.0, 262.0
"""Edges of the type area in millimetres from the left and the top of the sheet."""
THIRD, FOURTH = 16.0, 14.0
"""三号 and 四号 in points."""

OFFICE = "博山区国家知识产权强区建设试点区领导小组办公室"
RED = Head(style="red", name="情况通报", number="博知领办〔2026〕3号", copy_number="000001",
           secrecy="机密★1年", urgency="特急")  # fmt: skip
BRIEF = Head(style="brief", name="知识产权工作简报", number="第3期", total="（总第12期）",
             office=OFFICE, day="2026年10月9日")  # fmt: skip


def full(head: Head | None) -> Report:
    """A paper with everything that the standard measures."""
    return papers.report(
        Words(text="博山区前三季度知识产权工作情况如下。" * 6, style="lead"),
        Heading(level=1, text="一、主要指标完成情况"),
        Heading(level=2, text="（一）知识产权创造"),
        Heading(level=3, text="1．专利导航"),
        Words(text="完成专利导航项目1个，向5家企业推送。" * 30),
        papers.towns(),
        PageBreak(),
        Heading(level=1, text="附件1 知识产权行政执法案件清单"),
        papers.annex(90),
        head=head,
        addressed="区知识产权强区建设领导小组各成员单位",
        attached=("知识产权行政执法案件清单", "口径说明"),
        sign=Sign(office=OFFICE, day="2026年10月9日"),
        remark="此件公开发布",
        imprint=Imprint(
            lists=(("报", "区委、区政府。"), ("送", "各成员单位。")),
            office=OFFICE,
            day="2026年10月9日印发",
            copies="共印30份",
        ),
        foot="",
    )


@cache
def _pdf(which: str) -> bytes:
    report = {
        "red": lambda: full(RED),
        "brief": lambda: full(BRIEF),
        "plain": lambda: papers.report(Words(text="字" * 28 * 80), foot=""),
        "whole": papers.whole,
    }[which]()
    return draw(report).pdf


@cache
def leaves(which: str) -> list[Leaf]:
    return read_leaves(_pdf(which))


@cache
def _picture(which: str, page: int) -> Image.Image:
    shown = render(_pdf(which), page, dpi=DPI)
    return Image.frombuffer(
        "RGB", (shown.width, shown.height), shown.pixels, "raw", "RGB", shown.stride, 1
    )


def right(mm: float) -> float:
    """Points from the left edge of the sheet."""
    return mm * MM


def down(y: float) -> float:
    """Millimetres from the top of the sheet of a height in points."""
    return 297 - y / MM


def rows_of_ink(
    image: Image.Image, area: tuple[float, float, float, float], *, red: bool = False
) -> list[tuple[float, float]]:
    """From where to where, in millimetres, ink stands in an area (left, top, right, bottom)."""
    scale = DPI / 25.4
    cut = image.crop(tuple(round(edge * scale) for edge in area))  # type: ignore[arg-type]  # four
    if red:
        reds, greens, blues = cut.split()
        others = ImageChops.lighter(greens, blues).point([255] * 120 + [0] * 136)
        mask = ImageChops.darker(reds.point([0] * 180 + [255] * 76), others)
    else:
        mask = cut.convert("L").point([255] * 128 + [0] * 128)
    inked = mask.getprojection()[1]
    found: list[tuple[float, float]] = []
    place = 0
    for ink, group in groupby(inked):
        count = len(list(group))
        if ink:
            found.append((area[1] + place / scale, area[1] + (place + count) / scale))
        place += count
    return found


def rows(leaf: Leaf, size: float = THIRD) -> Iterator[list[Stroke]]:
    """The lines of a size, each from left to right, from the top down."""
    drawn = [stroke for stroke in leaf.strokes if abs(stroke.size - size) < 0.01]
    drawn.sort(key=lambda stroke: (-round(stroke.y, 1), stroke.x))
    for _y, line in groupby(drawn, key=lambda stroke: round(stroke.y, 1)):
        yield list(line)


def words(line: list[Stroke]) -> str:
    return "".join([stroke.text for stroke in line])


# Paper and type area


@pytest.mark.parametrize("which", ["plain", "red", "brief", "whole"])
def test_every_page_is_a4(which: str) -> None:
    for leaf in leaves(which):
        assert leaf.width / MM == pytest.approx(210, abs=0.1)
        assert leaf.height / MM == pytest.approx(297, abs=0.1)


def test_a_full_page_has_22_lines_of_28_characters_that_fill_the_type_area() -> None:
    page = leaves("plain")[1]
    lines = list(rows(page))
    assert len(lines) == 22
    assert all(len(words(line)) == 28 for line in lines)
    for line in lines:
        assert line[0].x / MM == pytest.approx(LEFT, abs=0.2)
        assert line[-1].end / MM == pytest.approx(RIGHT, abs=0.4)
    pitches = [above[0].y - below[0].y for above, below in pairwise(lines)]
    assert pitches == pytest.approx([225 / 22 * MM] * 21, abs=0.02)
    # A Hanzi stands from 0.12 em under the baseline; half of what a line has beyond it is above.
    air = (225 / 22 * MM - THIRD) / 2
    assert down(lines[0][0].y + 0.88 * THIRD + air) == pytest.approx(UPPER, abs=1)
    assert down(lines[-1][0].y - 0.12 * THIRD - air) == pytest.approx(LOWER, abs=1)


def test_no_ink_but_the_page_number_stands_outside_the_type_area() -> None:
    for which in ("plain", "red", "brief", "whole"):
        for number in range(len(leaves(which))):
            image = _picture(which, number)
            for area in (
                (0, 0, 210, 36),
                (0, 0, 27.3, 297),
                (184.7, 0, 210, 297),
                (0, 276, 210, 297),
            ):
                assert rows_of_ink(image, area) == [], (which, number, area)


def test_the_first_line_of_a_paragraph_is_indented_by_two_characters() -> None:
    first, second = list(rows(leaves("plain")[0]))[-2:]
    assert words(first).startswith("字")
    begin = next(
        line for line in rows(leaves("plain")[0]) if len(words(line)) < 28 and "字" in words(line)
    )
    assert (begin[0].x - right(LEFT)) == pytest.approx(2 * THIRD, abs=0.5)
    assert second[0].x == pytest.approx(right(LEFT), abs=0.2)


# Faces and sizes


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("博山区2026年前三季度", "NotoSerifSC-Black", 22),
        ("一、主要指标完成情况", "NotoSansSC-Medium", 16),
        ("（一）知识产权创造", "BoshanKai-Regular", 16),
        ("前三季度，全区知识产权工作坚持", "BoshanFangSong-Regular", 16),
        ("近六个季度专利商标质押融资登记金额", "NotoSansSC-Medium", 12),
    ],
)
def test_each_part_has_its_face_and_size(text: str, font: str, size: float) -> None:
    found = [
        stroke for leaf in leaves("whole") for stroke in leaf.strokes if text[:8] in stroke.text
    ]
    assert found
    assert (found[0].font, found[0].size) == (font, size)


def test_headings_are_indented_by_two_characters() -> None:
    begins = ("一、", "（一）", "1．")
    found = [
        line[0].x
        for leaf in leaves("red")
        for line in rows(leaf)
        if words(line).startswith(begins) and len(words(line)) < 20
    ]
    assert found == pytest.approx([right(LEFT) + 2 * THIRD] * 3, abs=0.5)


@pytest.mark.parametrize("which", ["plain", "red", "brief", "whole"])
def test_the_lines_of_the_title_stand_in_the_middle(which: str) -> None:
    titles = [line for line in rows(leaves(which)[0], 22) if line[0].font == "NotoSerifSC-Black"]
    assert len(titles) == 2
    for line in titles:
        assert (line[0].x + line[-1].end) / 2 / MM == pytest.approx(28 + 78, abs=0.3)


# Heads


def test_the_red_name_stands_35_mm_below_the_top_of_the_type_area() -> None:
    ink = rows_of_ink(_picture("red", 0), (28, 30, 184, 150), red=True)
    assert ink[0][0] == pytest.approx(UPPER + 35, abs=1)


def test_the_number_stands_two_lines_below_the_name_in_the_middle() -> None:
    page = leaves("red")[0]
    [name] = [s for s in page.strokes if s.size > 30 and s.colour != (0.0,)][:1]
    line = next(line for line in rows(page) if words(line) == RED.number)
    between = name.y - line[0].y - 0.12 * name.size - 0.88 * THIRD
    assert between / (225 / 22 * MM) == pytest.approx(2, abs=0.35)
    assert (line[0].x + line[-1].end) / 2 / MM == pytest.approx(106, abs=0.3)


@pytest.mark.parametrize(("which", "last"), [("red", RED.number), ("brief", BRIEF.day)])
def test_the_red_rule_stands_4_mm_below_and_is_as_wide_as_the_type_area(
    which: str, last: str
) -> None:
    page = leaves(which)[0]
    [rule] = [rule for rule in page.rules if _red(rule.colour)]
    assert (rule.x / MM, rule.to_x / MM) == pytest.approx((LEFT, RIGHT), abs=0.2)
    assert rule.y == rule.to_y
    line = next(line for line in rows(page) if words(line).endswith(last))
    lower = line[0].y - 0.12 * THIRD
    assert (lower - rule.y - rule.width / 2) / MM == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize("which", ["red", "brief"])
def test_name_and_rule_are_red_and_everything_else_is_black_or_grey(which: str) -> None:
    name = {"red": RED, "brief": BRIEF}[which].name
    for number, page in enumerate(leaves(which)):
        red = "".join([stroke.text for stroke in page.strokes if _red(stroke.colour)])
        assert red == ("" if number else name)
        colours = {stroke.colour for stroke in page.strokes}
        colours.update(rule.colour for rule in page.rules)
        others = {colour for colour in colours if not _red(colour)}
        assert all(len(set(colour)) == 1 for colour in others), others


def _red(colour: tuple[float, ...]) -> bool:
    return len(colour) == 3 and colour[0] > 0.8 and max(colour[1:]) < 0.25


def test_a_paper_without_a_head_has_no_red_at_all() -> None:
    for page in leaves("whole"):
        assert not [stroke for stroke in page.strokes if _red(stroke.colour)]
        assert not [rule for rule in page.rules if _red(rule.colour)]


def test_copy_number_secrecy_and_urgency_stand_at_the_top_left_each_on_its_line() -> None:
    lines = list(rows(leaves("red")[0]))[:3]
    assert [words(line) for line in lines] == ["000001", "机密★1年", "特急"]
    for line in lines:
        assert line[0].x / MM == pytest.approx(LEFT, abs=0.2)
    assert lines[1][0].font == lines[2][0].font == "NotoSansSC-Medium"
    assert down(lines[0][0].y + 0.88 * THIRD) == pytest.approx(UPPER, abs=3)


def test_the_title_stands_two_lines_below_the_rule_and_the_addressed_one_below_it() -> None:
    page = leaves("red")[0]
    [rule] = [rule for rule in page.rules if _red(rule.colour)]
    first, _last = [line[0] for line in rows(page, 22)]
    line_of_text = 225 / 22 * MM
    assert (rule.y - first.y - 0.88 * 22) / line_of_text == pytest.approx(2, abs=0.5)
    addressed = next(line for line in rows(page) if words(line).startswith("区知识产权强区"))
    assert words(addressed).endswith("：")
    assert addressed[0].x / MM == pytest.approx(LEFT, abs=0.2)


# What stands below the text


def test_the_annexes_are_listed_two_characters_in_below_one_line() -> None:
    line = next(line for leaf in leaves("red") for line in rows(leaf) if "附件：" in words(line))
    assert words(line).replace(" ", "") == "附件：1.知识产权行政执法案件清单"
    assert line[0].x == pytest.approx(right(LEFT) + 2 * THIRD, abs=1)


def test_without_a_seal_the_office_ends_two_characters_from_the_right_and_the_day_is_shifted() -> (
    None
):
    page = next(leaf for leaf in leaves("red") if "附件：1." in leaf.text)
    lines = list(rows(page))
    place = next(i for i, line in enumerate(lines) if words(line) == OFFICE)
    office, day = lines[place], lines[place + 1]
    assert right(RIGHT) - office[-1].end == pytest.approx(2 * THIRD, abs=1)
    assert words(day) == "2026年10月9日"
    assert day[0].x - office[0].x == pytest.approx(2 * THIRD, abs=1)
    remark = lines[place + 2]
    assert words(remark) == "（此件公开发布）"
    assert remark[0].x == pytest.approx(right(LEFT) + 2 * THIRD, abs=1)


@pytest.mark.parametrize("which", ["red", "brief"])
def test_the_imprint_ends_the_last_page_between_rules_of_its_own_thickness(which: str) -> None:
    page = leaves(which)[-1]
    level = [rule for rule in page.rules if rule.y == rule.to_y and rule.to_x - rule.x > 400]
    rules = sorted(level, key=lambda rule: -rule.y)[-3:]
    assert [rule.width / MM for rule in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.01)
    for rule in rules:
        assert (rule.x / MM, rule.to_x / MM) == pytest.approx((LEFT, RIGHT), abs=0.2)
    assert down(rules[-1].y) == pytest.approx(LOWER, abs=1)
    lines = list(rows(page, FOURTH))
    for line in lines[:-1]:
        assert line[0].x - right(LEFT) == pytest.approx(FOURTH, abs=1)
    day = next(line for line in lines if words(line).endswith("印发"))
    assert right(RIGHT) - day[-1].end == pytest.approx(FOURTH, abs=1)
    # 版记 stands on an even page, and that page says no number.
    assert len(leaves(which)) % 2 == 0
    assert "—" not in page.text


# Page numbers


def test_page_numbers_stand_outside_odd_right_and_even_left_with_one_blank() -> None:
    for number, page in enumerate(leaves("whole"), 1):
        strokes = [stroke for stroke in page.strokes if down(stroke.y) > LOWER + 5]
        strokes = [stroke for stroke in strokes if stroke.size == FOURTH]
        assert words(strokes) == f"— {number} —"
        assert {stroke.font for stroke in strokes} == {"NotoSerifSC-Regular"}
        if number % 2:
            assert right(RIGHT) - strokes[-1].end == pytest.approx(FOURTH, abs=0.5)
        else:
            assert strokes[0].x - right(LEFT) == pytest.approx(FOURTH, abs=0.5)


def test_the_dashes_of_the_page_number_stand_7_mm_below_the_type_area() -> None:
    page = leaves("plain")[1]
    dash = next(stroke for stroke in page.strokes if stroke.text.startswith("—"))
    left = dash.x / MM
    [(upper, lower)] = rows_of_ink(_picture("plain", 1), (left, 264, left + 4, 276))
    assert upper == pytest.approx(LOWER + 7, abs=0.2)
    assert lower - upper < 0.5


# Tables


def test_the_unit_stands_at_the_right_above_the_table() -> None:
    for page in leaves("whole"):
        for line in rows(page, 10.5):
            if words(line) == "单位：件、家":
                below = max(rule.y for rule in page.rules if rule.y < line[0].y)
                assert line[-1].end / MM == pytest.approx(RIGHT, abs=0.3)
                assert 0 < line[0].y - below < 15
                return
    pytest.fail("no unit was found")


def test_heads_of_tables_are_repeated_on_every_page() -> None:
    annex = [leaf for leaf in leaves("red") if "博市监知处" in leaf.text]
    assert len(annex) >= 3
    heads = [re.sub(r"^.*?(序号文号)", r"\1", leaf.text)[:27] for leaf in annex]
    for number, (page, head) in enumerate(zip(annex, heads, strict=True)):
        assert head.startswith("序号文号当事人案由立案日期镇（街道）罚没款状态")
        assert page.text.count("当事人") == 1
        assert page.text.startswith("续表") == (number > 0)


def test_no_row_is_torn_apart_between_two_pages() -> None:
    text = "一行长文字，共三行。" * 9
    columns = (Column(title="序号"), Column(title="内容", weight=5))
    grid = Grid(
        title="演示",
        columns=columns,
        rows=tuple((f"第{number}项", f"〔{number}〕{text}〔{number}〕") for number in range(80)),
    )
    pages = [leaf.text for leaf in read_leaves(draw(papers.report(grid, foot="")).pdf)]
    assert len(pages) > 3
    for number in range(80):
        assert [page.count(f"〔{number}〕") for page in pages].count(2) == 1


# Lines of Chinese

_NEVER_FIRST = frozenset("，。、；：？！”’）》〉】〕］｝」』…—～·％‰℃")
_NEVER_LAST = frozenset("“‘（《〈【〔［｛「『￥")


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    chance = random.Random(9704)
    signs = "，。、；：”）》〕“（《〔"
    texts = [
        "".join(
            chance.choice(signs)
            if chance.random() < 0.22
            else chance.choice("博山区知识产权2026a%")
            for _place in range(400)
        )
        for _text in range(40)
    ]
    # Marks in a row longer than a line can give way are no language.
    texts = [re.sub(f"([{signs}])[{signs}]+", r"\1", text) for text in texts]
    texts = [f"甲{text}乙" for text in texts]
    grid = Grid(
        title="演示",
        columns=(Column(title="甲"), Column(title="乙")),
        rows=tuple((f"{text[:90]}丙", f"丁{text[90:180]}戊") for text in texts),
    )
    seen = 0
    for size, blocks in ((THIRD, [Words(text=text) for text in texts]), (12.0, [grid])):
        for page in read_leaves(draw(papers.report(*blocks, foot="")).pdf):
            for line in _cells(page, size):
                text = words(line).strip()
                seen += len(text) > 20
                assert text[0] not in _NEVER_FIRST, text
                assert text[-1] not in _NEVER_LAST, text
    assert seen > 400


def _cells(page: Leaf, size: float) -> Iterator[list[Stroke]]:
    """The lines of a size, cut where the next stroke begins far right of the last one."""
    for line in rows(page, size):
        part = [line[0]]
        for before, after in pairwise(line):
            if after.x - before.end > 1.2 * size:
                yield part
                part = []
            part.append(after)
        yield part


# The file


@pytest.mark.parametrize("which", ["red", "brief", "plain", "whole"])
def test_every_font_is_a_subset_that_lies_in_the_file(which: str) -> None:
    reader = PdfReader(BytesIO(_pdf(which)))
    seen = 0
    for number in range(1, len(reader.xref[0]) + 1):
        thing: Any = reader.get_object(number)
        if not isinstance(thing, dict) or thing.get("/Type") != "/Font":
            continue
        seen += 1
        assert thing["/Subtype"] == "/TrueType"
        assert re.fullmatch(r"/[A-Z]{6}\+[A-Za-z0-9-]+", thing["/BaseFont"])
        descriptor = thing["/FontDescriptor"]
        assert descriptor["/FontName"] == thing["/BaseFont"]
        # Symbolic, and no encoding, as PDF/A wants it.
        assert descriptor["/Flags"] & 4
        assert "/Encoding" not in thing
        program = descriptor["/FontFile2"].get_data()
        assert len(program) < 400_000
        assert int.from_bytes(program[4:6], "big") >= 9
        assert thing["/ToUnicode"].get_data()
    assert seen >= 4
    assert b"/Helvetica" not in _pdf(which)


def _titles(outline: Any) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield entry.title


def test_outline_and_metadata_say_what_the_paper_is() -> None:
    reader = PdfReader(BytesIO(_pdf("red")))
    assert list(_titles(reader.outline)) == [
        "一、主要指标完成情况",
        "（一）知识产权创造",
        "1．专利导航",
        "附件1 知识产权行政执法案件清单",
    ]
    about = reader.metadata
    assert about is not None
    assert about.title == "博山区2026年前三季度知识产权工作情况通报"
    assert about.author == OFFICE
    assert about.subject == "知识产权工作情况"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"


def test_the_paper_of_twelve_pages_is_smaller_than_a_megabyte() -> None:
    assert len(_pdf("whole")) < 1_000_000
