"""How alike a heading is to the words that are known for fields: weak evidence, for what stands in
the column to bear out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

_ENOUGH: Final = 0.62
"""Less alike than this says nothing."""
_CLEARLY: Final = 0.08
"""So much more alike than another field's words is clearly this one's."""


class Likeness:
    """The known words of fields, found by the characters they share with a heading."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """`words` are words with the fields that they stand for."""
        self._fields: dict[str, set[str]] = defaultdict(set)
        self._holding: dict[str, list[str]] = defaultdict(list)
        for word, name in words:
            if word not in self._fields:
                for pair in set(_pairs(word)):
                    self._holding[pair].append(word)
            self._fields[word].add(name)

    def find(self, text: str) -> dict[str, float]:
        """The fields whose words a text is most like, with how much (up to 1)."""
        shared: Counter[str] = Counter()
        for pair in set(_pairs(text)):
            shared.update(self._holding.get(pair, ()))
        letters = Counter(text)
        best: dict[str, float] = {}
        for word, pairs in shared.items():
            if word[-1] != text[-1]:
                # What a thing is stands at the end: 当事人配偶 is no 当事人.
                continue
            single = sum((letters & Counter(word)).values())
            size = 2 * (len(text) + len(word)) - 2
            alike = 2 * (single + pairs) / size
            if alike >= _ENOUGH:
                for name in self._fields[word]:
                    best[name] = max(best.get(name, 0.0), alike)
        most = max(best.values(), default=0.0)
        return {name: alike for name, alike in best.items() if alike > most - _CLEARLY}


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))
