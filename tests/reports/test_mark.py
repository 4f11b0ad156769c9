"""The code under a frozen paper can be scanned, and stands where nothing else is printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from boshan_desk.domain.report import Words
from boshan_desk.reports.mark import SIDE, squares
from boshan_desk.reports.pages import LEFT
from boshan_desk.reports.pdf import draw
from tests.reports import heads
from tests.reports.boxes import letters, page_of
from tests.reports.reading import page_texts

DPI = 300
SCALE = DPI / 72
PAPER = heads.paper(heads.RED, Words(text="演示。"))


def _picture(pdf: bytes, page: int) -> Any:
    with page_of(pdf, page) as leaf:
        return leaf.render(scale=SCALE).to_pil().convert("L")


def _dark_box(picture: Any) -> tuple[int, int, int, int]:
    """The box of the code: the ink at the left, below the page number."""
    edge = int((LEFT + SIDE + 3) * SCALE)
    low = picture.crop((0, int(picture.height * 0.92), edge, picture.height))
    box = low.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    lift = int(picture.height * 0.92)
    return box[0], box[1] + lift, box[2], box[3] + lift


def test_what_a_scanner_sees_is_the_code() -> None:
    drawn = draw(PAPER)
    picture = _picture(drawn.pdf, drawn.pages - 1)
    left, top, right, bottom = _dark_box(picture)
    rows = squares(heads.MARK.scanned)
    module = (right - left) / len(rows)
    assert module / SCALE * 25.4 / 72 > 0.33
    assert right - left == pytest.approx(bottom - top, abs=2)
    for row, modules in enumerate(rows):
        for column, dark in enumerate(modules):
            at = (int(left + (column + 0.5) * module), int(top + (row + 0.5) * module))
            assert (picture.getpixel(at) < 128) == dark, (row, column)


def test_the_code_has_the_three_eyes_that_a_scanner_looks_for() -> None:
    eye = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]
    rows = ["".join("#" if dark else " " for dark in row) for row in squares("演示")]
    assert [row[:7] for row in rows[:7]] == eye
    assert [row[-7:] for row in rows[:7]] == eye
    assert [row[:7] for row in rows[-7:]] == eye


def test_nothing_is_printed_in_the_blank_around_it() -> None:
    drawn = draw(PAPER)
    picture = _picture(drawn.pdf, drawn.pages - 1)
    left, top, right, bottom = _dark_box(picture)
    quiet = int((right - left) / len(squares(heads.MARK.scanned)) * 4) - 1
    for box in (
        (left - quiet, top - quiet, right + quiet, top - 1),
        (left - quiet, bottom + 2, right + quiet, bottom + quiet),
        (right + 2, top - quiet, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, left - 1, bottom + quiet),
    ):
        assert picture.crop(box).getextrema()[0] > 250, box


def test_its_lines_stand_beside_it_in_small_type_on_the_last_page_only() -> None:
    drawn = draw(PAPER)
    pages = page_texts(drawn.pdf)
    for page in pages[:-1]:
        assert heads.MARK.code not in page
    assert heads.MARK.code in pages[-1]
    small = [x for x in letters(drawn.pdf, drawn.pages - 1) if x.size == pytest.approx(7.5)]
    text = "".join(letter.text for letter in small)
    assert "数据摘要" in text
    assert min(letter.left for letter in small) > LEFT + SIDE
    assert min(letter.top for letter in small) > 842 * 0.9
    assert max(letter.bottom for letter in small) < 842 - 12


def test_another_text_is_another_code_and_a_paper_not_frozen_has_none() -> None:
    assert squares("甲") != squares("乙")
    with_code = draw(PAPER)
    without = draw(replace(PAPER, mark=None))
    assert heads.MARK.code not in "".join(page_texts(without.pdf))
    assert without.pages == with_code.pages


def test_a_long_text_is_still_drawn_within_the_same_square() -> None:
    mark = replace(heads.MARK, scanned="HTTP" * 60, lines=("演" * 200,) * 9)
    drawn = draw(replace(PAPER, mark=mark))
    left, _top, right, _bottom = _dark_box(_picture(drawn.pdf, drawn.pages - 1))
    assert (right - left) / SCALE == pytest.approx(SIDE, abs=1)
    for letter in letters(drawn.pdf, drawn.pages - 1):
        assert letter.right <= 595 - 26 * 72 / 25.4 + 1
