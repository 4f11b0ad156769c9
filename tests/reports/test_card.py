"""Cards and sign-in sheets on paper: one page, everything on it, nothing over the edge."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from boshan_desk.domain.card import Card, Fact, Facts, Listing
from boshan_desk.domain.report import Column
from boshan_desk.domain.sign_sheet import Expected, SignSheet
from boshan_desk.domain.timeline import Bar, Event, Piece, Timeline
from boshan_desk.reports.card import AREA, BOTTOM, LEFT, draw_card
from boshan_desk.reports.sign_in import draw_sign_in
from tests.reports.reading import bare, page_texts, whole_text


def _card(*, rows: int = 3, letters: int = 10, lists: int = 2) -> Card:
    text = "演示内容" * (letters // 4 + 1)
    facts = tuple(
        Fact(label=f"标签{number}", text=text[:letters], wide=number % 5 == 0)
        for number in range(12)
    )
    columns = (
        Column(title="日期", align="center"),
        Column(title="名称", weight=2.0),
        Column(title="金额", align="right"),
    )
    parts = [Facts(title="基本情况", facts=facts)]
    found = [
        Listing(
            title=f"清单{place}",
            columns=columns,
            rows=tuple(
                ("2026-10-09", f"{text[:letters]}{place}{row}", f"{row}.00万元")
                for row in range(rows)
            ),
            measure="条",
        )
        for place in range(lists)
    ]
    return Card(
        title="演示卡片",
        subject="演示企业",
        parts=(*parts, *found),
        office="演示局",
        day="2026年10月9日",
        notes=("演示说明",),
        foot="演示数据",
    )


def _strokes(pdf: bytes) -> list[tuple[float, float]]:
    """Where words begin, in points from the lower left."""
    found: list[tuple[float, float]] = []

    def seen(text: str, _cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((tm[4], tm[5]))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=seen)
    return found


def test_everything_on_a_card_can_be_read() -> None:
    card = _card()
    drawn = draw_card(card)
    assert (drawn.pages, drawn.missing) == (1, ())
    text = whole_text(drawn.pdf)
    for each in card.texts():
        assert bare(each) in text
    assert len(PdfReader(BytesIO(drawn.pdf)).pages) == 1


@pytest.mark.parametrize(
    ("rows", "letters", "lists"), [(5, 20, 4), (9, 40, 6), (40, 200, 3), (200, 2000, 9)]
)
def test_a_card_never_runs_over_its_page(rows: int, letters: int, lists: int) -> None:
    drawn = draw_card(_card(rows=rows, letters=letters, lists=lists))
    assert len(PdfReader(BytesIO(drawn.pdf)).pages) == drawn.pages == 1
    foot = BOTTOM - 25
    assert min(y for _x, y in _strokes(drawn.pdf)) > foot
    assert all(LEFT - 1 < x < LEFT + AREA for x, _y in _strokes(drawn.pdf))


def test_a_list_that_was_cut_says_how_many_there_are() -> None:
    text = whole_text(draw_card(_card(rows=300, letters=30, lists=2)).pdf)
    assert "（共300条，列出" in text


def test_a_list_that_is_whole_does_not_say_so() -> None:
    assert "共" not in whole_text(draw_card(_card()).pdf)


def test_an_empty_list_says_that_there_is_nothing() -> None:
    listing = Listing(title="空清单", columns=(Column(title="名称"),), rows=())
    card = Card(title="演示", subject="", parts=(listing,), office="", day="")
    assert "（无）" in whole_text(draw_card(card).pdf)


def test_the_course_of_a_case_stands_on_its_card() -> None:
    day = date(2026, 7, 3)
    bar = Bar(
        code="L1",
        title="作出处理决定",
        short="剩12日",
        words="",
        sign="○",
        state="running",
        pieces=(Piece("run", day, date(2026, 10, 1), True),),
        start=day,
    )
    timeline = Timeline(
        title="办案经过",
        first=day,
        last=date(2026, 11, 3),
        today=date(2026, 10, 9),
        events=(Event(day=day, code="file", title="立案", words=""),),
        stops=(),
        limits=(bar,),
        summary="演示",
    )
    card = Card(title="案件卡片", subject="演示1号", parts=(timeline,), office="", day="")
    text = whole_text(draw_card(card).pdf)
    assert "作出处理决定" in text
    assert "立案" in text


def test_text_that_looks_like_markup_is_text() -> None:
    facts = Facts(title="<b>甲</b>", facts=(Fact(label="&amp;", text="=1+1 <para> 㛃䶮𠮷"),))
    card = Card(title="演示", subject="<i>", parts=(facts,), office="", day="")
    drawn = draw_card(card)
    assert drawn.missing == ()
    text = whole_text(drawn.pdf)
    for each in ("<b>甲</b>", "&amp;", "=1+1<para>㛃䶮𠮷", "<i>"):
        assert each in text


def _sheet(people: int, blanks: int, unit: str = "演示公司") -> SignSheet:
    return SignSheet(
        title="演示培训",
        told=(("时间", "2026年10月9日"), ("地点", "演示会议室")),
        people=tuple(
            Expected(name=f"演示{n}", unit=unit, phone="138****0000") for n in range(people)
        ),
        blanks=blanks,
        office="演示局",
        foot="演示数据",
    )


@pytest.mark.parametrize(("people", "blanks", "pages"), [(0, 10, 1), (5, 10, 1), (60, 0, 3)])
def test_a_sign_in_sheet_repeats_its_head_and_counts_on(
    people: int, blanks: int, pages: int
) -> None:
    drawn = draw_sign_in(_sheet(people, blanks))
    texts = page_texts(drawn.pdf)
    assert (drawn.pages, len(texts)) == (pages, pages)
    for number, text in enumerate(texts, 1):
        for head in ("序号", "姓名", "单位", "联系电话", "签名"):
            assert head in text
        assert f"第{number}页共{pages}页" in text
    assert "演示培训" in texts[0]
    whole = "".join(texts)
    for person in range(people):
        assert f"演示{person}" in whole


def test_the_last_page_is_ruled_to_its_foot() -> None:
    first, second = (draw_sign_in(_sheet(people, 0)) for people in (1, 2))
    assert first.pages == second.pages == 1
    numbers = whole_text(first.pdf)
    assert "18" in numbers
    assert len(numbers) > 60


def test_a_long_unit_stays_within_its_box() -> None:
    drawn = draw_sign_in(_sheet(3, 0, unit="演示市演示区演示街道演示社区演示有限责任公司" * 3))
    assert drawn.pages == 1
    assert all(x < LEFT + AREA for x, _y in _strokes(drawn.pdf))
