"""Numbers the paragraphs of a row, once the officer's own words are in: none is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from boshan_desk.domain.report import Block, Link, Words

_ORDINALS = "一二三四五六七八九十"


def number_items(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with （一）, （二）, … before paragraphs of the style `item` in a row.

    One that stands alone has no number.
    """
    row: list[Words] = []
    for block in blocks:
        if isinstance(block, Words) and block.style == "item":
            row.append(block)
            continue
        yield from _numbered(row)
        row = []
        yield block
    yield from _numbered(row)


def _numbered(row: list[Words]) -> Iterator[Words]:
    if len(row) == 1:
        yield row[0]
        return
    for place, words in enumerate(row, 1):
        mark = f"（{ordinal(place)}）"
        links = (Link(x.start + len(mark), x.end + len(mark), x.source) for x in words.links)
        yield replace(words, text=mark + words.text, links=tuple(links))


def ordinal(place: int) -> str:
    """一, 二, … 十, 十一, …, as far as a paper counts.

    Raises:
        ValueError: it is no number from 1 to 99.
    """
    if not 1 <= place <= 99:
        raise ValueError(place)
    tens, ones = divmod(place, 10)
    if not tens:
        return _ORDINALS[ones - 1]
    head = "" if tens == 1 else _ORDINALS[tens - 1]
    return head + "十" + (_ORDINALS[ones - 1] if ones else "")
