"""Charts hold on every kind of numbers, and say them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Literal, get_args

import pytest
from PIL import Image
from pypdf import PdfReader

from boshan_desk.domain.report import Chart, Number, Series
from boshan_desk.reports.charts import height, kind_drawn, parts
from boshan_desk.reports.pages import AREA, DEPTH, LEFT
from boshan_desk.reports.pdf import draw
from boshan_desk.reports.preview import render
from tests.reports import papers
from tests.reports.boxes import letters
from tests.reports.reading import bare, whole_text

Kind = Literal["bars", "lines", "ring", "rows"]
KINDS = get_args(Kind)


def _chart(kind: Kind, values: tuple[Number | None, ...], labels: tuple[str, ...] = ()) -> Chart:
    names = labels or tuple(f"类{n}" for n in range(len(values)))
    return Chart(
        kind=kind,
        title="演示图",
        labels=names,
        unit="件",
        series=(Series(name="甲", values=values),),
    )


def _said(chart: Chart) -> str:
    return whole_text(draw(papers.report(chart)).pdf)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "values",
    [
        (0, 0, 0),
        (None, None),
        (),
        (7,),
        (0,),
        (3, None, 5),
        (Decimal("0.001"), Decimal("0.002")),
        (123456789012, 5),
        (Decimal("-12.5"), Decimal("8.3"), 0),
        (-3, -5),
    ],
    ids=str,
)
def test_every_kind_draws_every_run_of_numbers(
    kind: Kind, values: tuple[Number | None, ...]
) -> None:
    said = _said(_chart(kind, values))
    assert "图1演示图" in said
    if not [value for value in values if value is not None]:
        assert "无数据" in said


@pytest.mark.parametrize(
    "chart", [papers.bars(), papers.lying(), papers.ring()], ids=lambda c: c.kind
)
def test_every_value_and_every_label_is_said(chart: Chart) -> None:
    said = _said(chart)
    for label in chart.labels:
        # A label may be broken over two lines that do not follow each other in the file.
        assert all(char in said for char in label)
    for series in chart.series:
        assert bare(series.name) in said or len(chart.series) == 1
        assert all(str(value) in said for value in series.values if value is not None)


def test_lines_say_the_values_of_two_series() -> None:
    said = _said(papers.lines())
    for word in ("820.50", "1002.25", "395", "520", "专利", "商标", "单位：万元"):
        assert word in said


@pytest.mark.parametrize("kind", KINDS)
def test_long_labels_stay_within_the_type_area(kind: Kind) -> None:
    labels = tuple(
        "建设陶瓷琉璃国家级知识产权快速维权中心并开展专利预审服务" * 2 + str(n) for n in range(6)
    )
    pdf = draw(papers.report(_chart(kind, (5, 4, 3, 2, 1, 9), labels))).pdf
    picture = render(pdf, 0, dpi=72)
    page = Image.frombuffer(
        "RGB", (picture.width, picture.height), picture.pixels, "raw", "RGB", picture.stride, 1
    ).convert("L")
    box = page.point([255 if grey < 128 else 0 for grey in range(256)]).getbbox()
    assert box is not None
    assert box[0] >= LEFT - 2
    assert box[2] <= LEFT + AREA + 2
    said = whole_text(pdf)
    assert said.count("快速维权中心") + said.count("预审") > 0


def test_a_missing_value_leaves_a_gap_and_zero_does_not() -> None:
    with_gap = draw(papers.report(_chart("lines", (3, None, 5)))).pdf
    with_zero = draw(papers.report(_chart("lines", (3, 0, 5)))).pdf
    assert with_gap != with_zero


def test_numbers_that_a_ring_cannot_show_become_lying_bars() -> None:
    assert kind_drawn(_chart("ring", (1, 2))) == "ring"
    assert kind_drawn(_chart("ring", (1, -2))) == "rows"
    assert kind_drawn(_chart("ring", tuple(range(1, 12)))) == "rows"


def test_upright_bars_too_thin_to_read_become_lying_bars() -> None:
    assert kind_drawn(papers.bars()) == "bars"
    assert kind_drawn(_chart("bars", tuple(range(60)))) == "rows"


def test_more_lying_bars_than_a_page_holds_go_on_the_next() -> None:
    chart = _chart("rows", tuple(range(200)))
    pieces = parts(chart, AREA, DEPTH)
    assert [label for piece in pieces for label in piece.labels] == list(chart.labels)
    assert all(height(piece, AREA) <= DEPTH for piece in pieces)
    said = _said(chart)
    assert "续图1演示图" in said
    assert all(f"类{n}" in said for n in range(200))


def test_shares_are_rounded_half_up_to_one_decimal() -> None:
    said = _said(_chart("ring", (1, 7)))
    assert "12.5%" in said
    assert "87.5%" in said
    assert "6.3%" in _said(_chart("ring", (1, 15)))


def test_series_differ_without_colour() -> None:
    chart = papers.bars()
    other = replace(chart, series=chart.series[::-1])
    pixels = render(draw(papers.report(chart)).pdf, 0, dpi=72).pixels
    assert all(pixels[at] == pixels[at + 1] == pixels[at + 2] for at in range(0, 60000, 3))
    assert pixels != render(draw(papers.report(other)).pdf, 0, dpi=72).pixels


def test_a_year_in_a_label_is_not_divided() -> None:
    labels = tuple(f"{2024 + n // 12}年{n % 12 + 1}月" for n in range(36))
    kinds: tuple[Kind, ...] = ("lines", "bars")
    for kind in kinds:
        pdf = draw(papers.report(_chart(kind, tuple(range(36)), labels))).pdf
        lines = PdfReader(BytesIO(pdf)).pages[0].extract_text().split()
        assert sum(line.startswith("2025年") for line in lines) > 3


def test_the_quarters_under_a_line_stand_apart_and_in_full_size() -> None:
    quarters = tuple(f"{2024 + n // 4}年{'一二三四'[n % 4]}季度" for n in range(8))
    pdf = draw(papers.report(_chart("lines", tuple(range(20, 28)), quarters))).pdf
    years = [letter for letter in letters(pdf, 0) if letter.text == "年"][-8:]
    ends = [letter for letter in letters(pdf, 0) if letter.text == "度"][-8:]
    assert {round(letter.size, 1) for letter in years} == {9.0}
    # In two lines, a year above its quarter.
    assert all(year.base < end.base for year, end in zip(years, ends, strict=True))
