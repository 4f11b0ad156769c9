"""One page to be signed: it never becomes two, and says so rather than cutting anything off."""

from __future__ import annotations

import pytest

from boshan_desk.reports.leaf import MIDDLE, Leaf, draw_fitting
from boshan_desk.reports.paragraph import Style
from tests.reports.reading import fonts, page_texts


def _leaf(scale: float, lines: int) -> Leaf:
    leaf = Leaf(title="演示页", office="演示局")
    style = Style(role="song", size=20 * scale, leading=30 * scale)
    for number in range(lines):
        leaf.words(f"第{number}行", style)
    return leaf


def test_what_does_not_fit_is_drawn_smaller() -> None:
    assert _leaf(1.0, 20).room > 0
    assert _leaf(1.0, 40).room < 0
    drawn = draw_fitting(lambda scale: _leaf(scale, 40), (1.0, 0.5, 0.1))
    assert drawn.pdf == _leaf(0.5, 40).finish().pdf
    [text] = page_texts(drawn.pdf)
    assert text.endswith("第39行")


def test_what_never_fits_is_a_fault_and_not_a_cut_page() -> None:
    with pytest.raises(ValueError, match="too short"):
        draw_fitting(lambda scale: _leaf(scale, 400), (1.0, 0.5))


def test_what_runs_over_the_fold_does_not_fit_though_the_page_has_room() -> None:
    low = Leaf(title="演示页", office="演示局")
    low.y = MIDDLE + 5
    low.fold("折叠线")
    assert low.room < 0
    high = Leaf(title="演示页", office="演示局")
    high.y = MIDDLE + 20
    high.fold("折叠线")
    assert 0 < high.room < MIDDLE


def test_a_table_prints_its_cells_as_text_and_leaves_room_to_write() -> None:
    leaf = Leaf(title="演示页", office="演示局")
    top = leaf.y
    leaf.table((("<b>甲</b>", "乙&"), ("", "")), (1, 1), size=10, head=True, least=40)
    assert top - leaf.y == 80
    drawn = leaf.finish()
    assert page_texts(drawn.pdf) == ["<b>甲</b>乙&"]
    assert all("FontFile2" in str(font["/FontDescriptor"].keys()) for font in fonts(drawn.pdf))


def test_letters_of_a_code_stand_in_cells_of_one_width() -> None:
    leaf = Leaf(title="演示页", office="演示局")
    leaf.groups(("WWWWW", "JJJJJ"), ("甲", "乙"), size=22)
    assert page_texts(leaf.finish().pdf) == ["甲WWWWW乙JJJJJ"]


def test_numbered_sentences_and_lines_to_sign_on() -> None:
    leaf = Leaf(title="演示页", office="演示局")
    leaf.items(("先做", "后做"), Style(role="fang", size=12, leading=18))
    leaf.blanks(("签字", "日期\ue000"), size=11)
    drawn = leaf.finish()
    assert drawn.missing == ("\ue000",)
    assert page_texts(drawn.pdf) == ["1.先做2.后做签字日期〓"]
