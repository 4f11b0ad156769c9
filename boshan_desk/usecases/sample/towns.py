"""The towns of the sample county: which are likelier, and which were silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from boshan_desk.usecases.sample.dice import Dice


class Towns:
    """The counted towns in the protocol order, the bigger ones likelier."""

    _WEIGHTS = (12, 14, 14, 20, 13, 9, 4, 6, 4, 4)
    _SILENT = frozenset({("370304108", 2026, 3), ("370304112", 2025, 2)})
    """Town, year and quarter of which no record came in."""

    def __init__(self, dice: Dice, counted: Sequence[str], labels: Mapping[str, str]) -> None:
        self._dice = dice
        self._codes = tuple(counted)
        self._labels = labels
        weights = self._WEIGHTS
        self._chances = {c: weights[n % len(weights)] for n, c in enumerate(self._codes)}

    def at(self, place: int) -> str:
        """The town at a place of the protocol order, counted from 1."""
        return self._codes[(place - 1) % len(self._codes)]

    def order(self, code: str) -> int:
        """Its place, counted from 0."""
        return self._codes.index(code)

    def label(self, code: str) -> str:
        """Its name."""
        return self._labels[code]

    def any(self) -> str:
        """Some town."""
        return self._dice.weighted(self._chances)

    def on(self, day: date) -> str:
        """Some town that was not silent then."""
        while Towns.silent(code := self.any(), day):
            pass
        return code

    @classmethod
    def silent(cls, code: str, day: date) -> bool:
        """Whether nothing came in from the town in the quarter of that day."""
        return (code, day.year, (day.month + 2) // 3) in cls._SILENT
