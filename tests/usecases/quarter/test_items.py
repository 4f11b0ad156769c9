"""Paragraphs of a row are numbered last: a paragraph taken out leaves no hole."""

from __future__ import annotations

from boshan_desk.domain.report import Block, Heading, Link, Source, Words
from boshan_desk.usecases.quarter.items import number_items


def _item(text: str, *links: Link) -> Words:
    return Words(text=text, style="item", key=text, links=links)


def test_items_in_a_row_are_numbered_and_links_move_with_the_text() -> None:
    source = Source(figure="M-EN02")
    first, second = number_items((_item("甲3件", Link(1, 2, source)), _item("乙")))
    assert isinstance(first, Words)
    assert (first.text, first.key) == ("（一）甲3件", "甲3件")
    assert first.text[slice(*first.links[0][:2])] == "3"
    assert isinstance(second, Words)
    assert second.text == "（二）乙"


def test_each_row_begins_anew_and_one_alone_has_no_number() -> None:
    heading = Heading(level=1, text="六")
    blocks: list[Block] = [_item("甲"), _item("乙"), heading, _item("丙"), Words(text="丁")]
    texts = [block.text for block in number_items(blocks) if isinstance(block, Words | Heading)]
    assert texts == ["（一）甲", "（二）乙", "六", "丙", "丁"]


def test_more_than_ten_are_counted_on() -> None:
    texts = [b.text for b in number_items([_item("甲")] * 21) if isinstance(b, Words)]
    assert [texts[place] for place in (9, 10, 19, 20)] == [
        "（十）甲",
        "（十一）甲",
        "（二十）甲",
        "（二十一）甲",
    ]
