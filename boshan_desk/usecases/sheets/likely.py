"""Which ledger a workbook looks like, by the heads of its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.reading import fold
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.excel.matching.heads import Matching, match_heads
from boshan_desk.excel.writing import sheets
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS

ENOUGH: Final = 0.5
"""The share of columns that must mean something for a sheet to be this ledger's."""

_PLAINLY: Final = 0.3
"""So much larger a share must another ledger have before it takes the chosen one's place."""


_SURE: Final = frozenset({"title", "also", "known", "chosen"})
"""What is known by the ledger's own words counts before what was understood."""


@dataclass(frozen=True)
class Guess:
    """How much of the best fitting sheet one ledger knows."""

    ledger: str
    matched: int
    columns: int
    named: int = 0
    """How many of those matched bear a name that the ledger itself gives."""
    sheet: str = ""
    """The sheet that fits it best."""

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
    """The ledgers that some sheet of the book fits, the best first.

    A template of ours says which ledger it is for; that one comes before all others.
    """
    ours = {fold(name) for name in sheets.own_sheets()}
    grids = [g for g in book.sheets if not g.hidden and fold(g.name) not in ours]
    guesses = []
    for ledger in LEDGERS.values():
        each = [guess for grid in grids if (guess := _guess(grid, ledger)) is not None]
        if each:
            guesses.append(max(each, key=_rank))
    own = _said(book)
    return sorted(
        guesses,
        key=lambda guess: (guess.ledger == own, *_rank(guess)),
        reverse=True,
    )


def _guess(grid: Grid, ledger: Ledger) -> Guess | None:
    matching = match_heads(grid, ledger)
    if matching is None:
        return None
    named = sum(1 for column in matching.columns if column.how in _SURE)
    return Guess(ledger.name, *known_columns(matching), named, grid.name)


def _rank(guess: Guess) -> tuple[int, int, float]:
    return guess.matched + guess.named, guess.named, guess.share


def rival_ledgers(book: Book, chosen: str, guesses: Sequence[Guess]) -> tuple[str, ...]:
    """The ledgers that the sheet of the chosen one fits as well, or better; the best first.

    None where the book itself says that it is for the chosen one, by our mark or by its sheet's
    name.
    """
    own = next((guess for guess in guesses if guess.ledger == chosen), None)
    if own is None or _said(book) == chosen or _bears_name(own.sheet, LEDGERS[chosen]):
        return ()
    others = (
        guess
        for guess in guesses
        if guess.ledger != chosen and guess.sheet == own.sheet and LEDGERS[guess.ledger].typed
    )
    return tuple(guess.ledger for guess in others if _rank(guess) >= _rank(own))


def other_ledger(grid: Grid, chosen: Ledger) -> Ledger | None:
    """The ledger that one sheet of a book is plainly another's: by its name, or by its head."""
    for ledger in LEDGERS.values():
        if ledger is not chosen and _bears_name(grid.name, ledger):
            matching = match_heads(grid, chosen)
            # A sheet of a book of ours is called after its ledger, and its records have ids.
            if matching is not None and matching.id_column is not None:
                return ledger
            own = _guess(grid, chosen)
            other = _guess(grid, ledger)
            if other is not None and (own is None or _rank(other) >= _rank(own)):
                return ledger
    own = _guess(grid, chosen)
    others = [g for each in LEDGERS.values() if (g := _guess(grid, each)) is not None]
    best = max(others, key=_rank, default=None)
    if best is None or best.ledger == chosen.name or own is None:
        return None
    plain = best.share - own.share >= _PLAINLY and best.named > own.named
    return LEDGERS[best.ledger] if plain else None


def _bears_name(sheet: str, ledger: Ledger) -> bool:
    """Whether a sheet is called after a ledger."""
    return fold(sheet) in (fold(ledger.title), fold(_(ledger.title)))


def _said(book: Book) -> str:
    """The ledger that the workbook itself says it is for; empty where it says nothing."""
    template = sheets.read_mark(book)
    return template.ledger if template else ""


def better_ledger(book: Book, chosen: str, guesses: Sequence[Guess] | None = None) -> str:
    """The ledger that the book plainly is, where that is not the chosen one; else empty.

    `guesses` are `likely_ledgers` where the caller has them.
    """
    guesses = likely_ledgers(book) if guesses is None else guesses
    if not guesses or guesses[0].ledger == chosen:
        return ""
    best = guesses[0]
    if best.ledger == _said(book):
        return best.ledger
    own = next((guess for guess in guesses if guess.ledger == chosen), Guess(chosen, 0, 0))
    if _rank(best) <= _rank(own):
        return ""
    plain = own.share < ENOUGH or best.share - own.share >= _PLAINLY
    return best.ledger if plain else ""
