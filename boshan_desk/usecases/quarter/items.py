"""Numbers the paragraphs of a row, once the officer's own words are in: none is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from boshan_desk.domain.numerals import write_numeral
from boshan_desk.domain.report import Block, Link, Words


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
        mark = f"（{write_numeral(place)}）"
        links = (Link(x.start + len(mark), x.end + len(mark), x.source) for x in words.links)
        yield replace(words, text=mark + words.text, links=tuple(links))
