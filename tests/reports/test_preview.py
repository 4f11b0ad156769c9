"""Pages become pictures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from boshan_desk.domain.report import Words
from boshan_desk.reports.pdf import draw
from boshan_desk.reports.preview import page_count, render
from tests.reports import papers


def test_a_page_is_drawn_at_the_resolution_asked_for() -> None:
    drawn = draw(papers.whole())
    assert page_count(drawn.pdf) == drawn.pages
    picture = render(drawn.pdf, 0, dpi=72)
    assert (picture.width, picture.height) == (596, 842)
    assert picture.stride >= picture.width * 3
    assert len(picture.pixels) == picture.stride * picture.height
    assert min(picture.pixels) < 60
    assert picture.pixels[:3] == b"\xff\xff\xff"


def test_a_page_that_is_not_there_is_refused() -> None:
    pdf = draw(papers.report()).pdf
    for page in (-1, 1):
        with pytest.raises(IndexError, match="of 1"):
            render(pdf, page, dpi=72)


def test_a_rare_character_is_not_drawn_as_the_mark_of_a_missing_one() -> None:
    pictures = {
        render(draw(papers.report(Words(text=text))).pdf, 0, dpi=72).pixels
        for text in ("𠮷", "〓", "　", "㛃", "䶮", "𬭎")
    }
    assert len(pictures) == 6


def test_threads_may_draw_and_preview_at_once() -> None:
    def trip(number: int) -> tuple[bytes, bytes]:
        pdf = draw(papers.report(Words(text=f"演示{number % 2}"))).pdf
        return pdf, render(pdf, 0, dpi=40).pixels

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(trip, range(8)))
    assert len(set(results)) == 2
