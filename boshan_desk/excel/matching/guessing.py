"""What a heading may mean that is understood only in part; what stands below it must bear it out.

Chinese puts what a thing is at the end: 送达回执日期 is a date whatever 回执 is, 当事人配偶 is nobody
that we know.  So a heading may hold words that no thesaurus has, if it ends with one that it has,
and if it names what a field is about wholly and nothing else that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol

from boshan_desk.excel.matching.thesaurus import (
    COMPARED,
    JOINED,
    NAME,
    Concepts,
    divide,
    thesaurus,
)

_MOST_UNKNOWN: Final = 5
"""A heading with more characters that nobody knows says something else."""

_TURNING = re.compile(r"[前后未非不无拟应原上下首次总均每比率增减累另第其余外续延变补催报录打补]")
"""Characters that turn a word into another thing: 延期, 补正, 上报, 另案."""

_PASSED: Final = frozenset({NAME, "content", "items", "note", "flag", "no", "kind"})


class Sense(Protocol):
    """One way to say a field, in concepts."""

    @property
    def name(self) -> str: ...
    @property
    def whole(self) -> Concepts: ...
    @property
    def of(self) -> Concepts: ...


def guess(text: str, above: Concepts, senses: Iterable[Sense]) -> tuple[str, ...]:
    """The fields of which a text names all that they are about, and nothing else that is known."""
    known = thesaurus()
    parts = divide(text)
    if not parts or parts[-1][1] is None:
        return ()
    unknown = "".join(word for word, concepts in parts if concepts is None)
    if len(unknown) > _MOST_UNKNOWN or _TURNING.search(unknown):
        return ()
    told = frozenset[str]().union(*(c for _word, c in parts if c is not None)) | above
    if told & {COMPARED, JOINED}:
        return ()
    found: dict[str, None] = {}
    for sense in senses:
        core = (sense.whole - sense.of or sense.whole) - known.aspects
        if core and core <= told and told - sense.whole - sense.of <= _PASSED:
            found[sense.name] = None
    return tuple(found)
