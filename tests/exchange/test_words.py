"""Names of files: plain for people, and possible on every stick."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.period import read_period
from boshan_desk.exchange import words


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        ("2026Q3", "博山镇_2026三季度_第05包.bsx"),
        ("2026", "博山镇_2026年_第05包.bsx"),
        ("2026H1", "博山镇_2026上半年_第05包.bsx"),
        ("2026-07", "博山镇_2026年7月_第05包.bsx"),
    ],
)
def test_a_package_names_desk_period_and_number(period: str, wanted: str) -> None:
    assert words.package_name("博山镇", read_period(period), 5) == wanted


def test_the_other_files_are_named_by_what_they_are() -> None:
    assert words.package_name("博山镇", None, 123) == "博山镇_第123包.bsx"
    assert words.return_name("博山镇", 7) == "博山镇_回执_第07号.bsx"
    assert words.request_name("博山镇") == "博山镇_申请文件.bsq"
    assert words.certificate_name("博山镇") == "博山镇_开户文件.bsc"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "abcdefghij"),
        ("..", ""),
        ("镇 街\t", "镇街"),
        ("con", "con_"),
        ("LPT1.txt", "LPT1.txt_"),
        ("a\u202egpj", "agpj"),
        ("镇" * 100, "镇" * 60),
    ],
)
def test_what_a_stick_does_not_take_is_left_out(text: str, wanted: str) -> None:
    assert words.safe(text) == wanted


@given(st.text(max_size=100))
def test_every_name_is_possible_on_fat(text: str) -> None:
    name = words.package_name(text, None, 1)
    assert re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]+[^. ]', name)
    assert len(name.encode("utf-16-le")) // 2 < 200
    assert name.isprintable()
