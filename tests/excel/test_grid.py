"""Columns as Excel names them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.excel.grid import column_letter, column_number


@given(st.integers(0, 16_383))
def test_letters_of_columns_lead_back(column: int) -> None:
    assert column_number(column_letter(column)) == column


def test_letters_are_those_of_excel() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
