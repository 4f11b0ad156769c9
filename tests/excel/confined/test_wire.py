"""Rows on their way from the child: they come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.excel.confined.wire import (
    Garbled,
    Head,
    Scale,
    TooMuch,
    head_line,
    row_lines,
    take_head,
    take_line,
)

CELLS = st.one_of(
    st.text(),
    st.floats(allow_nan=False),
    st.integers(-(2**63), 2**63),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3)))
def test_rows_come_back_as_they_were(rows: list[list[Any]]) -> None:
    back = []
    for line in row_lines(rows):
        assert line.count(b"\n") == 1
        kind, parts = take_line(line)
        assert kind == "rows"
        Scale().check(parts, 3, len(line))
        back += parts
    assert back == rows
    assert [[type(c) for c in row] for row in back] == [[type(c) for c in row] for row in rows]


PLACES = st.integers(-(2**19), 2**19)


@given(
    st.builds(
        Head,
        st.text(),
        st.integers(1, 2**20),
        st.integers(0, 2**14 - 1),
        st.integers(0, 2**20),
        st.booleans(),
        st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES)).map(tuple),
        st.frozensets(st.tuples(PLACES, PLACES)),
        st.frozensets(PLACES),
        st.frozensets(PLACES),
        st.dictionaries(st.tuples(PLACES, PLACES), st.text(max_size=200)),
        st.booleans(),
        st.lists(st.sampled_from(["XFD1048576", "AA1"]), max_size=5).map(tuple),
    )
)
def test_the_head_of_a_sheet_comes_back_as_it_was(head: Head) -> None:
    kind, parts = take_line(head_line(head))
    assert (kind, take_head(parts)) == ("sheet", head)


@given(st.binary())
def test_whatever_comes_back_is_a_line_or_no_line(line: bytes) -> None:
    try:
        kind, parts = take_line(line)
    except Garbled:
        return
    assert isinstance(kind, str)
    assert isinstance(parts, list)


def test_long_rows_go_in_lines_of_their_own() -> None:
    rows = [["演示" * 50_000]] * 5
    assert [len(take_line(line)[1]) for line in row_lines(rows)] == [1] * 5


def test_empty_cells_weigh_less_than_full_ones() -> None:
    full, empty = Scale(), Scale()
    full.check([["甲"] * 10] * 100, 10, 0)
    empty.check([[""] * 10] * 100, 10, 0)
    assert 2 * empty.held < full.held


def test_rows_are_weighed_all_together() -> None:
    scale = Scale()
    rows = [["甲"] * 1000] * 100
    while scale.held < 500 * 2**20:
        scale.check(rows, 1000, 300_000)
    with pytest.raises(TooMuch):
        scale.check(rows * 2, 1000, 600_000)
