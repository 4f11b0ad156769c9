"""The figures that a form's cells can be tied to, by code, and what each can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from boshan_desk.domain.fields import Code, Codes, Flag, Kind
from boshan_desk.domain.figures import Figure
from boshan_desk.domain.ledger import Ledger
from boshan_desk.indicators import INDICATORS, Indicator
from boshan_desk.ledgers import KEPT, LEDGERS


@dataclass(frozen=True)
class Entry:
    """A figure or an indicator with its ledger."""

    ledger: Ledger
    of: Figure | Indicator

    @property
    def declared(self) -> Figure | None:
        """The figure, where it is one: it can be narrowed and listed behind."""
        return self.of if isinstance(self.of, Figure) else None

    @property
    def per_town(self) -> bool:
        """Whether it can be said of one town."""
        if isinstance(self.of, Indicator):
            return self.of.per_town
        return has_town(self.ledger)

    @property
    def money(self) -> bool:
        """Whether it is an amount."""
        return self.of.unit == "万元"


@cache
def entries() -> dict[str, Entry]:
    """Every figure of the catalogue, in its order."""
    found: dict[str, Entry] = {}
    for ledger in LEDGERS.values():
        for figure in ledger.figures:
            found[figure.code] = Entry(ledger, figure)
        for indicator in INDICATORS:
            if indicator.ledger == ledger.name:
                found[indicator.code] = Entry(ledger, indicator)
    return found


def has_town(ledger: Ledger) -> bool:
    """Whether records of a ledger count for a town."""
    return bool(ledger.town or (ledger.parent and KEPT[ledger.parent_ledger].town))


def narrowing(ledger: Ledger) -> dict[str, Kind]:
    """The fields by which a figure or a block of rows can be narrowed to some values."""
    return {n: kind for n, kind in ledger.shown().items() if isinstance(kind, Code | Codes | Flag)}
