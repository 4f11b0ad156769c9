"""What the sample county is invented from: words, people, numbers that are right but nobody's.

Every number names division 990101, which does not exist, and has the right check character; every
telephone begins with 199.  So nothing here can be mistaken for a real person or firm.
"""

from __future__ import annotations

import random
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from boshan_desk.assets import asset
from boshan_desk.domain.identifiers import (
    id_check_character,
    org_check_character,
    uscc_check_character,
)

T = TypeVar("T")

REMARK = "演示数据"
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


@cache
def words() -> Mapping[str, Any]:
    """The word lists of `resources/sample/boshan.toml`."""
    return tomllib.loads(asset("resources", "sample", "boshan.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Someone:
    """An invented person."""

    name: str
    sex: str
    id_no: str
    phone: str


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


def is_working(day: date) -> bool:
    """Whether an office is open: no weekend, none of the long holidays (roughly)."""
    if day.weekday() > 4:
        return False
    holidays = ((1, 1, 3), (5, 1, 5), (10, 1, 7))
    return not any(day.month == m and first <= day.day <= last for m, first, last in holidays)


def soon(day: date, days: int, last: date) -> date | None:
    """The working day some days later; None when it lies after `last`."""
    later = day + timedelta(days)
    while not is_working(later):
        later += timedelta(1)
    return later if later <= last else None


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number divided by weights, nothing lost."""
    whole = sum(weights)
    shares = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
