"""A character that no face has is told with the place where it stands."""

from __future__ import annotations

from boshan_desk.domain.report import (
    Chart,
    Column,
    Grid,
    Head,
    Heading,
    Imprint,
    Mark,
    Series,
    Sign,
    Words,
)
from boshan_desk.reports.lacking import missing_places
from tests.reports import papers

EGG = "\ue123"


def test_a_paper_whose_characters_all_have_a_face_tells_nothing() -> None:
    assert missing_places(papers.whole()) == ()


def test_each_place_is_told_in_reading_order() -> None:
    chart = Chart(
        kind="bars",
        title=f"图题{EGG}",
        labels=(f"甲{EGG}",),
        unit=f"件{EGG}",
        series=(Series(name=f"名{EGG}", values=(1,)),),
    )
    grid = Grid(
        title=f"表题{EGG}",
        columns=(Column(title=f"列{EGG}"),),
        rows=(("好",), (f"坏{EGG}",)),
        unit=f"家{EGG}",
    )
    report = papers.report(
        Words(text="没有问题"),
        Heading(level=1, text=f"一、{EGG}"),
        Words(text=f"前面的话一二三四五六七八九{EGG}后面的话一二三四五六七八九"),
        grid,
        chart,
        head=Head(style="red", name=f"通报{EGG}", number=f"号{EGG}"),
        addressed=f"主送{EGG}",
        attached=(f"附件{EGG}",),
        sign=Sign(office=f"办{EGG}", day="2026年10月9日"),
        remark=f"注{EGG}",
        imprint=Imprint(lists=(("报", f"领导{EGG}"),), office=f"印{EGG}", day=""),
        mark=Mark(code="A", lines=(f"码{EGG}",), scanned=""),
        foot=f"脚{EGG}",
    )
    assert [place.where for place in missing_places(report)] == [
        f"报头“通报{EGG}”",
        f"报头“号{EGG}”",
        f"主送机关“主送{EGG}”",
        f"小标题“一、{EGG}”",
        f"正文第2段“…二三四五六七八九{EGG}后面的话一二三四…”",
        f"表1表头“表题{EGG}”",
        f"表1表头“家{EGG}”",
        f"表1表头“列{EGG}”",
        f"表1第2行“坏{EGG}”",
        f"图1“图题{EGG}”",
        f"图1“件{EGG}”",
        f"图1“甲{EGG}”",
        f"图1“名{EGG}”",
        f"附件说明“附件{EGG}”",
        f"落款“办{EGG}”",
        f"附注“注{EGG}”",
        f"版记“领导{EGG}”",
        f"版记“印{EGG}”",
        f"核验码“码{EGG}”",
        f"页脚“脚{EGG}”",
    ]
    assert {place.char for place in missing_places(report)} == {EGG}
