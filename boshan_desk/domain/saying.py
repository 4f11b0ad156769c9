"""Words with numbers that know where they come from, before they are set as text or cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from boshan_desk.domain.report import Column, Grid, Link, Source, Style, Words

_FIRST_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


class Said(NamedTuple):
    """A text and the numbers in it."""

    text: str
    links: tuple[Link, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.text)


Sayable: TypeAlias = str | Said


def number(text: str, source: Source | None) -> Said:
    """A number, or whatever opens the records behind it."""
    return Said(text, (Link(0, len(text), source),)) if source and text else Said(text)


def opening(text: str, source: Source | None) -> Said:
    """Words whose first number opens the records behind it: 同比增长31.1%."""
    found = _FIRST_NUMBER.search(text)
    if found is None or source is None:
        return Said(text)
    return Said(text, (Link(found.start(), found.end(), source),))


def said(*parts: Sayable) -> Said:
    """Parts one after the other."""
    text, links = "", []
    for part in parts:
        if isinstance(part, Said):
            links += [
                Link(each.start + len(text), each.end + len(text), each.source)
                for each in part.links
            ]
            text += part.text
        else:
            text += part
    return Said(text, tuple(links))


def joined(parts: Iterable[Sayable], mark: str) -> Said:
    """Parts with a mark between them; parts that say nothing are left out."""
    found: list[Sayable] = []
    for part in parts:
        if part:
            found += [mark, part] if found else [part]
    return said(*found)


def filled(template: str, **values: Sayable) -> Said:
    """A template whose {names} give way to what is said; every name must be given."""
    parts: list[Sayable] = []
    rest = template
    while rest:
        before, brace, after = rest.partition("{")
        parts.append(before)
        if not brace:
            break
        name, _brace, rest = after.partition("}")
        parts.append(values[name])
    return said(*parts)


def words(what: Sayable, *, key: str = "", style: Style = "body") -> Words:
    """A paragraph of it."""
    known = what if isinstance(what, Said) else Said(what)
    return Words(text=known.text, links=known.links, key=key, style=style)


def grid(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Sayable]],
    unit: str = "",
    key: str = "",
    strong: Iterable[int] = (),
    long: bool = False,
) -> Grid:
    """A table whose cells may hold numbers that know where they come from.

    A cell opens what the first number in it comes from.
    """
    texts: list[tuple[str, ...]] = []
    links: list[tuple[int, int, Source]] = []
    for place, row in enumerate(rows):
        texts.append(tuple(cell.text if isinstance(cell, Said) else cell for cell in row))
        links += [
            (place, at, cell.links[0].source)
            for at, cell in enumerate(row)
            if isinstance(cell, Said) and cell.links
        ]
    return Grid(
        title=title,
        columns=tuple(columns),
        rows=tuple(texts),
        unit=unit,
        key=key,
        strong=frozenset(strong),
        long=long,
        links=tuple(links),
    )


def relink(text: str, old: str, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links of an older text in one that somebody wrote instead.

    A number keeps its source where it stands again, in the same order; one that was changed, or
    that is part of a longer number now, has none.
    """
    found: list[Link] = []
    at = 0
    for link in links:
        number = old[link.start : link.end]
        start = _find_whole(text, number, at)
        if start < 0:
            continue
        at = start + len(number)
        found.append(Link(start, at, link.source))
    return tuple(found)


def _find_whole(text: str, number: str, at: int) -> int:
    """Where a number stands that is no part of another one; -1 where it does not."""
    while number and (start := text.find(number, at)) >= 0:
        before, after = text[start - 1 : start], text[start + len(number) :][:1]
        inside = before and (before.isdigit() or before == ".") and number[0].isdigit()
        goes_on = number[-1].isdigit() and (after.isdigit() or after == ".")
        if not inside and not goes_on:
            return start
        at = start + 1
    return -1
