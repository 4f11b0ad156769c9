"""Lines are broken by the rules of Chinese setting and fill their width."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boshan_desk.reports.faces import clean, measure
from boshan_desk.reports.paragraph import (
    NEVER_FIRST,
    NEVER_LAST,
    Align,
    balance_lines,
    break_lines,
    wrap,
)

PIECES = st.sampled_from(
    [*"博山知识产权，。、；：？！”’）》“‘（《—…～·％ 19a", "——", "……", "ZL202310", "28.5%"]
)
# No more than two marks together, as in writing: a line of marks alone has nowhere to break.
TEXTS = st.lists(
    st.tuples(st.text("博山知识产权保护工作", min_size=3, max_size=6), PIECES), max_size=40
).map(lambda pairs: "".join(word + piece for word, piece in pairs))
WIDTHS = st.floats(min_value=160, max_value=460)


@settings(deadline=None)
@given(text=TEXTS, width=WIDTHS)
def test_no_line_begins_or_ends_with_a_forbidden_mark(text: str, width: float) -> None:
    lines = [line.text.strip() for line in break_lines(text, "fang", 16, width, indent=32)]
    assert not [line for line in lines[1:] if line and line[0] in NEVER_FIRST]
    assert not [line for line in lines[:-1] if line and line[-1] in NEVER_LAST]


@settings(deadline=None)
@given(text=TEXTS, width=WIDTHS)
def test_no_line_of_a_cell_begins_or_ends_with_a_forbidden_mark(text: str, width: float) -> None:
    lines = [line for line in wrap(clean(text), "song", 9, width) if line]
    assert not [line for line in lines[1:] if line[0] in NEVER_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NEVER_LAST]
    assert all(measure(line, "song", 9) <= width + 0.01 for line in lines)


@settings(deadline=None)
@given(text=st.text(), width=st.floats(min_value=20, max_value=460))
def test_nothing_is_lost_and_nothing_is_drawn_beyond_the_edge(text: str, width: float) -> None:
    lines = break_lines(text, "fang", 16, width)
    assert "".join(line.text for line in lines) == clean(text).replace("\n", "")
    assert all(line.width <= width + 0.01 for line in lines)
    assert all(run.x >= -0.41 * 16 for line in lines for run in line.runs)


@settings(deadline=None)
@given(text=st.text(), width=st.floats(min_value=20, max_value=460))
def test_a_cell_loses_nothing_but_blanks(text: str, width: float) -> None:
    lines = wrap(clean(text), "song", 9, width)
    assert "".join("".join(lines).split(" ")) == "".join(clean(text).replace("\n", "").split(" "))


def test_numbers_and_latin_words_are_not_divided() -> None:
    for width in range(100, 300, 7):
        lines = break_lines("其中占比128.64%，依据GB/T9704执行，共2026件", "fang", 16, width)
        for word in ("128.64%", "GB/T9704", "2026"):
            assert any(word in line.text for line in lines)


def test_a_word_longer_than_the_line_is_divided() -> None:
    lines = break_lines("a" * 200, "song", 10, 100)
    assert len(lines) > 5
    assert all(line.width <= 100 for line in lines)


def test_lines_but_the_last_fill_the_width() -> None:
    lines = break_lines("围绕全年目标任务，倒排工期、挂图作战。" * 8, "fang", 16, 440, indent=32)
    assert [line.width + (32 if not i else 0) for i, line in enumerate(lines[:-1])] == (
        pytest.approx([440] * (len(lines) - 1))
    )
    assert lines[0].runs[0].x == 32


def test_a_mark_is_pushed_in_when_squeezing_makes_room() -> None:
    text = "甲，乙，丙丁戊己庚辛。壬"
    assert break_lines(text, "song", 10, 110)[0].text == "甲，乙，丙丁戊己庚辛。"


def test_a_mark_takes_its_character_along_when_nothing_can_be_squeezed() -> None:
    lines = break_lines("甲乙丙丁戊己庚辛壬癸！子", "song", 10, 100)
    assert [line.text for line in lines] == ["甲乙丙丁戊己庚辛壬", "癸！子"]


def test_twenty_eight_characters_make_a_line_of_the_type_area() -> None:
    lines = break_lines("字" * 56, "fang", 16, 156 * 72 / 25.4, tracking=-0.207 / 16)
    assert [len(line.text) for line in lines] == [28, 28]


@pytest.mark.parametrize(("align", "x"), [("left", 0), ("center", 40), ("right", 80)])
def test_a_short_line_stands_where_it_is_told(align: Align, x: float) -> None:
    [line] = break_lines("博山", "song", 10, 100, align=align)
    assert line.runs[0].x == pytest.approx(x)


def test_a_head_of_two_lines_is_balanced() -> None:
    lines = balance_lines("序时进度", "hei", 10, 32)
    assert [line.text for line in lines] == ["序时", "进度"]


def test_a_line_end_in_the_text_is_kept() -> None:
    assert [line.text for line in break_lines("一\n\n二", "song", 10, 100)] == ["一", "", "二"]
