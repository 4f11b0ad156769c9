"""Statistical forms as pages: what stands on them, and where."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2

from boshan_desk.reports.form import draw_forms
from tests.excel.writing.test_form import make_form


def _text(pdf: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[page].get_textpage().get_text_range())
    finally:
        document.close()


def test_every_form_has_a_page_of_its_own_across() -> None:
    drawn = draw_forms([make_form(), replace(make_form(), title="演示年表")], office="演示局")
    assert (drawn.pages, drawn.missing) == (2, ())
    document = pypdfium2.PdfDocument(drawn.pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    assert len(sizes) == 2
    assert all(width > height for width, height in sizes)
    assert "演示年表" in _text(drawn.pdf, 1)


def test_all_that_the_form_says_is_printed_with_two_decimals_for_money() -> None:
    form = make_form()
    text = _text(draw_forms([form], office="演示局").pdf)
    for words in (form.title, *form.above, *form.below, "说明：演示", "12.50", "0.00", "7"):
        assert words in text, words
    assert text.count("演示数据") == 2


def test_characters_that_no_face_has_are_told() -> None:
    form = replace(make_form(), notes=("\U000e0041\ue123",))
    assert "\ue123" in draw_forms([form], office="演示局").missing
