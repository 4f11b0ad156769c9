"""Where something stands in a pack's file, told without the keys of the file."""

from __future__ import annotations

import tomllib

import pytest

from boshan_desk.domain.plans.checking import Finding, read_tables
from boshan_desk.domain.plans.places import place_words, toml_words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("task 2 / due", "任务 2 / 完成期限"),
        ("indicator T01 / target", "指标 T01 / 目标值"),
        ("indicator T01 / unit", "指标 T01 / 计量单位"),
        ("unit kjj / until", "部门 kjj / 最后一日"),
        ("end", "终止日期"),
        ("", ""),
        ("shelf 3", "shelf 3"),
    ],
)
def test_a_place_is_named_in_the_words_of_the_office(place: str, words: str) -> None:
    assert place_words(place) == words


def test_a_finding_is_said_without_keys_and_told_with_them() -> None:
    found = Finding("task 2 / due", "error", "请核对期限（due）")

    assert found.said() == "任务 2 / 完成期限：请核对期限"
    assert found.told() == "task 2 / due：请核对期限（due）"


def test_a_file_that_is_no_pack_is_refused_without_a_word_of_english() -> None:
    _tables, found = read_tables("[plan]\ncode =\n")

    assert found[0].words == "文件的格式不对：第2行第7列写得不对；请按出错的行改正"


def test_a_file_that_breaks_off_is_told_so() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads('code = """a')

    assert toml_words(caught.value) == "最后一行没有写完"
