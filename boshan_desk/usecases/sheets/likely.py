"""Which ledger a workbook looks like, by the heads of its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.reading import fold
from boshan_desk.excel import sheets
from boshan_desk.excel.grid import Book
from boshan_desk.excel.heads import Matching, match_heads
from boshan_desk.ledgers import LEDGERS

ENOUGH: Final = 0.5
"""The share of columns that must mean something for a sheet to be this ledger's."""

_PLAINLY: Final = 0.3
"""So much larger a share must another ledger have before it takes the chosen one's place."""


@dataclass(frozen=True)
class Guess:
    """How much of the best fitting sheet one ledger knows."""

    ledger: str
    matched: int
    columns: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.matched / self.columns if self.columns else 0.0


def known_columns(matching: Matching) -> tuple[int, int]:
    """How many columns mean something, and how many there are that could."""
    places = (matching.serial, matching.id_column)
    columns = [c for c in matching.columns if c.field or c.index not in places]
    return sum(1 for column in columns if column.field), len(columns)


def likely_ledgers(book: Book) -> list[Guess]:
    """The ledgers that some sheet of the book fits, the best first."""
    ours = {fold(name) for name in sheets.own_sheets()}
    grids = [g for g in book.sheets if not g.hidden and fold(g.name) not in ours]
    guesses = []
    for ledger in LEDGERS.values():
        found = [m for grid in grids if (m := match_heads(grid, ledger)) is not None]
        each = [Guess(ledger.name, *known_columns(matching)) for matching in found]
        if each:
            guesses.append(max(each, key=lambda guess: (guess.matched, guess.share)))
    return sorted(guesses, key=lambda guess: (guess.matched, guess.share), reverse=True)


def better_ledger(book: Book, chosen: str) -> str:
    """The ledger that the book plainly is, where that is not the chosen one; else empty."""
    guesses = likely_ledgers(book)
    if not guesses or guesses[0].ledger == chosen:
        return ""
    best = guesses[0]
    own = next((guess for guess in guesses if guess.ledger == chosen), Guess(chosen, 0, 0))
    if best.matched <= own.matched:
        return ""
    plain = own.share < ENOUGH or best.share - own.share >= _PLAINLY
    return best.ledger if plain else ""
