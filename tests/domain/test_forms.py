"""What fills a superior's form, as data: read, written back, refused with the cell at fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.forms import (
    PLACEHOLDERS,
    SPANS,
    Condition,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    RowsTie,
    Source,
    TextTie,
    Tie,
    cell_name,
    fill_text,
    kind_of,
    read_cell,
    read_json,
    read_mapping,
    read_source,
    read_toml,
    share_short,
    share_words,
    to_json,
    to_plain,
    to_toml,
)
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Refused

EXAMPLE = """
[form]
title = "演示表"
periods = ["quarter", "year"]
note = "演示"

[[sheet]]
name = "季报"
[sheet.cells]
A2 = { text = "报送单位：{bureau}" }
B5 = { figure = "M-EN01" }
C5 = { figure = "M-EN05", span = "total", unit = "元", decimals = 0, where = { cause = ["@gi"] } }
B9 = { national = "gi", figure = "M-EN02", span = "total" }
"D5:D9" = { hand = true }

[[sheet]]
name = "名单"
[sheet.cells]
A12 = { rows = "gi_right", columns = ["#", "product_name", "", "?"], room = 40, town = "*" }
"""


def test_a_mapping_says_of_each_cell_what_fills_it() -> None:
    mapping = read_toml(EXAMPLE)
    assert (mapping.title, mapping.periods) == ("演示表", ("quarter", "year"))
    assert mapping.sheets() == ("季报", "名单")
    found = {(tie.sheet, tie.name): tie.source for tie in mapping.ties}
    assert found["季报", "C5"] == FigureTie(
        code="M-EN05",
        span="total",
        unit="元",
        decimals=0,
        where=(Condition("cause", ("@gi",)),),
    )
    assert found["季报", "B9"] == NationalTie(row="gi", code="M-EN02", span="total")
    assert [found["季报", f"D{n}"] for n in range(5, 10)] == [HandTie()] * 5
    block = mapping.at("名单", (12, 0))
    assert block is not None
    covered = set(block.covers())
    assert {(12, 0), (12, 1), (51, 1)} <= covered
    assert not {(52, 0), (12, 2), (12, 3)} & covered


def test_the_share_counts_what_is_spared_of_all_that_is_to_be_filled_in() -> None:
    mapping = read_toml(EXAMPLE)
    # Four cells and two columns are ours; five cells and one column are not.
    assert mapping.counts == (6, 6)
    assert mapping.share == 50
    assert share_words(mapping) == "本表 50% 自动填充（自动 6 格，手工 6 格）"
    assert FormMapping(title="空").share is None
    assert share_short(FormMapping(title="空")) == "本表还没有对应关系"
    hand = tuple(Tie(sheet="A", row=n, column=0, source=HandTie()) for n in range(1, 4))
    text = tuple(Tie(sheet="A", row=n, column=1, source=TextTie(text="x")) for n in range(1, 5))
    assert FormMapping(title="表", ties=hand).share == 0
    assert FormMapping(title="表", ties=hand + text).share == 57
    assert FormMapping(title="表", ties=text).share == 100


@pytest.mark.parametrize(
    ("name", "place"), [("A1", (1, 0)), ("Z9", (9, 25)), ("AA10", (10, 26)), ("XFD1048576", None)]
)
def test_cells_are_named_as_excel_names_them(name: str, place: tuple[int, int] | None) -> None:
    found = read_cell(name)
    assert place is None or found == place
    assert cell_name(*found) == name


@pytest.mark.parametrize("name", ["", "5", "B", "B0", "XFE1", "A1048577", "$B$5", "B5:", "总计"])
def test_what_is_no_cell_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="不是单元格"):
        read_cell(name)


def _with(cells: dict[str, Any], **head: Any) -> dict[str, Any]:
    return {"form": {"title": "演示表", **head}, "sheet": [{"name": "季报", "cells": cells}]}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({}, "title"),
        ({"form": {"title": "表", "colour": "red"}}, "colour"),
        ({"form": {"title": "表"}, "sheets": []}, "sheets"),
        (_with({}, periods=["decade"]), "decade"),
        (_with({"B5": {}}), "季报!B5"),
        (_with({"B5": {"figure": "M-EN01", "where": {"cause": []}}}), "cause"),
        (_with({"B5": {"figure": "M-EN01", "span": "soon"}}), "soon"),
        (_with({"B5": {"figure": "M-EN01", "unit": "美元"}}), "美元"),
        (_with({"B5": {"figure": "M-EN01", "decimals": 9}}), "decimals"),
        (_with({"B5": {"figure": "M-EN01", "decimals": True}}), "decimals"),
        (_with({"B5": {"figure": "M-EN01", "of": "x"}}), "of"),
        (_with({"B5": {"national": "gi", "figure": "M-EN02", "span": "then"}}), "then"),
        (_with({"B5": {"text": "{secret}"}}), "secret"),
        (_with({"B5": {"text": "长" * 501}}), "500"),
        (_with({"B5": {"hand": False}}), "hand"),
        (_with({"B5": {"rows": "gi_right", "columns": ["?"], "room": 5}}), "栏目"),
        (_with({"B5": {"rows": "gi_right", "columns": ["product_name"]}}), "room"),
        (_with({"B5": {"rows": "gi_right", "columns": ["product_name"], "room": 0}}), "room"),
        (_with({"总计": {"hand": True}}), "总计"),
        (_with({"B9:B5": {"hand": True}}), "B9:B5"),
        (_with({"A1:ZZ9999": {"hand": True}}), "过大"),
        ({"form": {"title": "表"}, "sheet": ["季报"]}, "表"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell(data: dict[str, Any], word: str) -> None:
    with pytest.raises(Refused) as refused:
        read_mapping(data)
    assert word in refused.value.words()


def test_a_cell_is_filled_in_one_way_only() -> None:
    block = {"rows": "gi_right", "columns": ["#", "product_name", "?"], "room": 3}
    with pytest.raises(Refused, match="季报!B6 有两种填法"):
        read_mapping(_with({"A5": block, "B6": {"figure": "M-EN01"}}))
    with pytest.raises(Refused, match="季报!B5 有两种填法"):
        read_mapping(_with({"B5": {"hand": True}, "B5:B6": {"hand": True}}))
    # Below the block, and where it is filled in by hand, there is room for others.
    free = read_mapping(_with({"A5": block, "B8": {"figure": "M-EN01"}, "C6": {"hand": True}}))
    assert len(free.ties) == 3


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Refused, match="TOML"):
        read_toml("[form")


def test_placeholders_are_words_and_nothing_more() -> None:
    values = {name: name.upper() for name in PLACEHOLDERS}
    assert fill_text("单位：{bureau}，{first}至{last}", values) == "单位：BUREAU，FIRST至LAST"
    assert fill_text("　{sample}　", {"sample": ""}) == ""
    with pytest.raises(Refused):
        read_source({"text": "{bureau.__class__}"})


@pytest.mark.parametrize(
    ("period", "kind"),
    [("2026Q3", "quarter"), ("2026H1", "half"), ("2026", "year"), ("2026-07", "month")],
)
def test_a_form_is_for_its_kinds_of_period(period: str, kind: str) -> None:
    found = read_period(period)
    assert kind_of(found) == kind
    assert FormMapping(title="表", periods=(kind,)).for_period(found)
    assert FormMapping(title="表").for_period(found)
    others = tuple({"quarter", "half", "year", "month"} - {kind})
    assert not FormMapping(title="表", periods=others).for_period(found)
    assert kind_of(read_period("2026Q3").cumulative()) == ""


texts = st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=20)
words = st.text(st.sampled_from("abc_中文 \"'\\\n\t\x7f#=[]"), min_size=1, max_size=12)
conditions = st.lists(
    st.builds(Condition, words, st.lists(words, min_size=1, max_size=3).map(tuple)),
    max_size=2,
    unique_by=lambda each: each.field,
).map(tuple)
sources: st.SearchStrategy[Source] = st.one_of(
    st.just(HandTie()),
    st.builds(TextTie, text=texts),
    st.builds(NationalTie, row=words, code=words, span=st.sampled_from(["now", "total"])),
    st.builds(
        FigureTie,
        code=words,
        span=st.sampled_from(list(SPANS)),
        town=st.sampled_from(["", "*", "370304001"]),
        where=conditions,
        unit=st.sampled_from(["", "元", "万元", "亿元"]),
        decimals=st.none() | st.integers(0, 6),
    ),
    st.builds(
        RowsTie,
        ledger=words,
        columns=st.lists(st.sampled_from(["#", "?", "", "name"]), min_size=1, max_size=4).map(
            lambda more: (*more, "name")
        ),
        room=st.integers(1, 3),
        where=conditions,
        town=st.sampled_from(["", "*"]),
        within=st.sampled_from(["all", "period", "total"]),
        order=st.sampled_from(["", "name"]),
    ),
)


@given(st.lists(sources, max_size=6), texts, texts)
def test_whatever_is_tied_is_read_back_as_it_was(
    found: list[Source], title: str, sheet: str
) -> None:
    # Ten rows apart, so that no block reaches another.
    ties = tuple(
        Tie(sheet=sheet, row=n * 10 + 1, column=n, source=source) for n, source in enumerate(found)
    )
    mapping = FormMapping(title=title, periods=("year",), note="演示", ties=ties)
    assert read_mapping(to_plain(mapping)) == mapping
    assert read_json(to_json(mapping)) == mapping
    assert read_toml(to_toml(mapping)) == mapping
