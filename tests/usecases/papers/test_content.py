"""What a frozen paper keeps reads back exactly, whatever stands in it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period, Stretch
from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.report import (
    Chart,
    Column,
    Grid,
    Head,
    Heading,
    Imprint,
    Link,
    Mark,
    PageBreak,
    Report,
    Series,
    Sign,
    Source,
    Words,
)
from boshan_desk.domain.timeline import Bar, Event, Piece, Timeline
from boshan_desk.usecases.figures import FigureLine, Spans
from boshan_desk.usecases.papers.content import (
    Content,
    KeptFace,
    content_of,
    digest_of,
    figures_of,
    read_content,
    report_of,
)
from boshan_desk.usecases.quarter.request import Request

T = TypeVar("T")

texts = st.text(max_size=6)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3)
numbers = st.integers() | decimals


def some(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=3).map(lambda found: tuple(found))


periods = st.tuples(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 12)).map(
    lambda y: Period(y[0], min(y[1:]), max(y[1:]))
)
spans = periods | st.builds(Stretch, days, days)
wheres = st.builds(
    Where,
    texts,
    st.sampled_from(("=", "in", "filled", ">=")),
    st.none() | texts | st.integers() | st.booleans() | days | decimals | some(texts),
)
sources = st.builds(
    Source,
    figure=texts,
    span=st.none() | spans,
    town=texts,
    ledger=texts,
    where=some(wheres),
    ids=st.none() | some(texts),
    target=texts,
)
links = st.builds(Link, st.integers(0, 9), st.integers(0, 9), sources)
headings = st.builds(Heading, level=st.sampled_from((1, 2, 3)), text=texts, key=texts)
paragraphs = st.builds(
    Words,
    text=texts,
    style=st.sampled_from(("body", "lead", "note", "item")),
    key=texts,
    links=some(links),
    drafted=texts,
    basis=texts,
)
grids = st.builds(
    Grid,
    title=texts,
    columns=some(st.builds(Column, title=texts, weight=st.sampled_from((0.5, 1.0, 2.9)))),
    rows=some(some(texts)),
    strong=st.frozensets(st.integers(0, 9), max_size=3),
    long=st.booleans(),
    links=some(st.tuples(st.integers(0, 9), st.integers(0, 9), sources)),
)
charts = st.builds(
    Chart,
    kind=st.sampled_from(("bars", "lines", "ring", "rows")),
    title=texts,
    labels=some(texts),
    series=some(st.builds(Series, name=texts, values=some(st.none() | numbers))),
    source=st.none() | sources,
)
bars = st.builds(
    Bar,
    code=texts,
    title=texts,
    short=texts,
    words=texts,
    sign=texts,
    state=texts,
    pieces=some(st.builds(Piece, st.sampled_from(("run", "stop")), days, days, st.booleans())),
    start=days,
    met=st.none() | days,
)
courses = st.builds(
    Timeline,
    title=texts,
    first=days,
    last=days,
    today=st.none() | days,
    events=some(st.builds(Event, day=days, code=texts, title=texts, words=texts)),
    stops=some(bars),
    limits=some(bars),
    summary=texts,
)
reports = st.builds(
    Report,
    title=some(texts),
    office=texts,
    date=texts,
    period=texts,
    as_of=texts,
    blocks=some(headings | paragraphs | grids | charts | courses | st.just(PageBreak())),
    head=st.none() | st.builds(Head, style=st.sampled_from(("red", "brief")), name=texts),
    attached=some(texts),
    sign=st.none() | st.builds(Sign, office=texts, day=texts),
    imprint=st.none()
    | st.builds(Imprint, lists=some(st.tuples(texts, texts)), office=texts, day=texts),
    mark=st.none() | st.builds(Mark, code=texts, lines=some(texts), scanned=texts),
)
values = st.none() | numbers
lines = st.builds(
    FigureLine,
    code=texts,
    title=texts,
    unit=texts,
    basis=texts,
    ledger=texts,
    headline=st.booleans(),
    stock=st.booleans(),
    share=st.booleans(),
    period=periods,
    town=texts,
    town_label=texts,
    note=texts,
    remarks=texts,
    value=values,
    last_year=values,
    previous=values,
    cumulative=values,
    cumulative_last_year=values,
    counted=values,
    reported=values,
    decimals=st.none() | st.integers(0, 4),
    spans=st.builds(
        Spans,
        value=spans,
        last_year=st.none() | spans,
        previous=st.none() | spans,
        cumulative=spans,
        cumulative_last_year=st.none() | spans,
    ),
)
contents = st.builds(
    Content,
    report=reports,
    figures=some(lines),
    request=st.builds(Request, period=periods, kind=texts, town=texts, public=st.booleans()),
    head=texts,
    program=texts,
    faces=some(st.builds(KeptFace, role=texts, name=texts, file=texts, sha256=texts)),
)


@settings(max_examples=100, deadline=None)
@given(contents)
def test_any_paper_reads_back_as_it_was(content: Content) -> None:
    text = content_of(content)
    again = read_content(text)
    assert again == content
    assert kinds(again) == kinds(content)
    assert content_of(again) == text
    assert report_of(text) == content.report
    assert figures_of(text) == content.figures


def kinds(part: object) -> object:
    """What equality does not see: whether a number is one with decimals, 1 or True."""
    if hasattr(part, "__dict__"):
        return {name: kinds(each) for name, each in vars(part).items()}
    if isinstance(part, tuple):
        return type(part), [kinds(each) for each in part]
    return type(part), str(part) if isinstance(part, Decimal) else None


SMALL = Content(
    report=Report(
        title=("演示",), office="演示局", date="", period="", as_of="", blocks=(Words(text="一"),)
    ),
    figures=(),
    request=Request(period=Period(2026, 7, 9)),
    head="1-00",
    program="0",
)


def changed(**parts: Any) -> Content:
    return Content(**{**vars(SMALL), **parts})


def marked(text: str) -> Content:
    return changed(
        report=Report(
            **{**vars(SMALL.report), "mark": Mark(code=text, lines=(text,), scanned=text)}
        )
    )


def test_the_digest_is_of_everything_but_the_mark_and_the_faces() -> None:
    def digest(content: Content) -> str:
        return digest_of(content_of(content))

    assert digest(marked("甲")) == digest(marked("乙")) == digest(SMALL)
    face = KeptFace(role="fang", name="演示", file="演示.ttf", sha256="00")
    assert digest(changed(faces=(face,))) == digest(SMALL)
    other = Report(**{**vars(SMALL.report), "blocks": (Words(text="二"),)})
    for content in (changed(report=other), changed(head="2-00"), changed(program="1")):
        assert digest(content) != digest(SMALL)


def test_a_number_that_equals_a_default_of_another_kind_keeps_its_kind() -> None:
    grid = Grid(title="", columns=(Column(title="", weight=1),), rows=())
    content = changed(report=Report(**{**vars(SMALL.report), "blocks": (grid,)}))
    assert kinds(read_content(content_of(content))) == kinds(content)


def test_what_is_kept_names_no_default() -> None:
    """So that a part which gains a field later is still written as it was."""
    told = json.loads(content_of(SMALL))
    assert told["report"]["blocks"] == [{"is": "Words", "text": "一"}]
    assert told["request"] == {
        "is": "Request",
        "period": {"is": "Period", "year": 2026, "first": 7, "last": 9},
    }


@pytest.mark.parametrize(
    "text",
    ["", "演示", "[]", "{}", "null", '{"form": 1}', '{"form": 1, "is": "Words", "text": "一"}'],
)
def test_what_is_no_content_is_told_as_damaged(text: str) -> None:
    with pytest.raises(Damaged):
        read_content(text)


def test_what_is_no_content_has_no_digest() -> None:
    assert digest_of("演示") == digest_of("[]") == digest_of("{}") == ""


def test_what_a_paper_cannot_keep_is_not_kept_by_halves() -> None:
    with pytest.raises(TypeError):
        content_of(changed(head=object()))
