"""Which of very many names are worth comparing: those that have a word in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from boshan_desk.domain.likeness import slips

CROWD: Final = 20
"""So many are compared of those that have a word in common."""

_ROOM: Final = 8
"""Places in the table for a word: one in eight words that nobody else has is looked at again."""


class Meeting:
    """Which rows have a word of their names in common, with records or among themselves.

    A row's name has as many words as characters (`slips`), and nearly all of them are its alone.
    So they are only ticked off in a table by their hashes; what two tick is looked at again.
    """

    def __init__(self, cores: list[str], shared: Literal["", "same", "near"]) -> None:
        self._cores = cores
        """What is its own of each row's name."""
        size = 1 << max(10, (sum(map(len, cores)) * _ROOM).bit_length())
        self._mask = size - 1
        self._ticked = bytearray(size)
        self._wanted: dict[str, list[int]] = {}
        """Words that a record has and perhaps a row, with the places of the records."""
        self._shared: set[str] = set()
        """Words that perhaps two rows have."""
        self._holders: dict[str, list[int]] | None = None
        ticked, mask = self._ticked, self._mask
        for core in cores:
            words = slips(core) or (core,)
            if shared == "near":
                for word in words:
                    if ticked[hash(word) & mask]:
                        self._shared.add(word)
            elif shared and ticked[hash(core) & mask]:
                self._shared.add(core)
            for word in words:
                ticked[hash(word) & mask] = 1

    def add(self, place: int, core: str) -> None:
        """Add a record's name."""
        for word in slips(core) or (core,):
            if self._ticked[hash(word) & self._mask]:
                places = self._wanted.setdefault(word, [])
                if len(places) < CROWD:
                    places.append(place)

    def _who(self) -> dict[str, list[int]]:
        """The rows that have the words in question."""
        if self._holders is None:
            self._holders = {}
            asked = self._shared.union(self._wanted)
            for row, core in enumerate(self._cores) if asked else ():
                words = slips(core) or (core,)
                if not asked.isdisjoint(words):
                    for word in asked.intersection(words):
                        self._holders.setdefault(word, []).append(row)
        return self._holders

    def pairs(self) -> Iterator[tuple[list[int], list[int]]]:
        """Rows and the places of records with a word in common."""
        who = self._who()
        for word, places in self._wanted.items():
            if word in who:
                yield who[word], places

    def together(self) -> Iterator[list[int]]:
        """Rows with a word in common."""
        who = self._who()
        for word in sorted(self._shared):
            if len(who.get(word, ())) > 1:
                yield who[word]
