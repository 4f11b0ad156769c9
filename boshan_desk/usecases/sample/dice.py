"""Chance from a seed, and numbers that are right but nobody's.

Every number names division 990101, which does not exist, and has the right check character; every
telephone begins with 199.  So nothing here can be mistaken for a real person or firm.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from boshan_desk.domain.identifiers import (
    id_check_character,
    org_check_character,
    uscc_check_character,
)
from boshan_desk.usecases.sample.days import is_working
from boshan_desk.usecases.sample.words import Someone, words

T = TypeVar("T")

_NOWHERE = "990101"
"""A division code that no place has."""

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100."""

_KINDS_OF_CODE = {
    "firm": "91",
    "trader": "92",
    "farm_coop": "93",
    "society": "51",
    "institution": "12",
}


class Dice:
    """One seeded source of chance: the same seed gives the same county."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._used: set[str] = set()

    def id(self) -> str:
        """The id of a record (RFC 9562 version 4, from the seed)."""
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def one(self, of: Sequence[T]) -> T:
        """One of these."""
        return of[self.rng.randrange(len(of))]

    def weighted(self, of: Mapping[T, int]) -> T:
        """One of these, the heavier the likelier."""
        return self.rng.choices(list(of), list(of.values()))[0]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.rng.randrange(100) < percent

    def some(self, of: Sequence[T], count: int) -> tuple[T, ...]:
        """Several different ones."""
        return tuple(self.rng.sample(of, count))

    def amount(self, low: int, high: int, step: int) -> int:
        """An amount in 分 of so many 元, a multiple of `step` 元; small ones are likelier."""
        share = self.rng.random() ** 2
        return (low + round((high - low) * share)) // step * step * 100

    def days_of(self, year: int, month: int, count: int, last: date) -> list[date]:
        """So many working days of a month, in order, none after `last`."""
        first = date(year, month, 1)
        days = [first + timedelta(n) for n in range(31)]
        open_days = [d for d in days if d.month == month and d <= last and is_working(d)]
        return sorted(self.one(open_days) for _ in range(count))

    def person(self) -> Someone:
        """Somebody new."""
        lists = words()
        sex = self.one(("male", "female"))
        name = self.one(lists["surnames"]) + self.one(lists[sex])
        return Someone(name, sex, self.id_number(sex), self.phone())

    def phone(self) -> str:
        """A mobile number that nobody has been given."""
        return self._new(lambda: f"199{self.rng.randrange(10**8):08d}")

    def id_number(self, sex: str) -> str:
        """An identity number of nowhere with the right check character (GB 11643)."""

        def draw() -> str:
            born = date(1962, 1, 1) + timedelta(self.rng.randrange(14_000))
            order = self.rng.randrange(10, 500) * 2 + (sex == "male")
            body = f"{_NOWHERE}{born:%Y%m%d}{order % 1000:03d}"
            return body + id_check_character(body)

        # Zeros at the end look like digits that a spreadsheet lost.
        return self._new(draw, lambda number: not number.endswith("00"))

    def credit_code(self, kind: str) -> str:
        """A unified social credit code of nowhere, both check characters right (GB 32100)."""

        def draw() -> str:
            organ = "MA" + "".join(self.one(_LETTERS) for _ in range(6))
            body = _KINDS_OF_CODE[kind] + _NOWHERE + organ + org_check_character(organ)
            return body + uscc_check_character(body)

        return self._new(draw)

    def _new(self, draw: Any, fits: Any = bool) -> str:
        while True:
            drawn: str = draw()
            if drawn not in self._used and fits(drawn):
                self._used.add(drawn)
                return drawn
