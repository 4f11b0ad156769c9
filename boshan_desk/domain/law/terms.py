"""How long registered rights and certificates last (`resources/rules/terms.toml`).

The law changed more than once, so the years are data with the day from which they count.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from boshan_desk.assets import asset


@dataclass(frozen=True, kw_only=True)
class RightTerm:
    """How long one kind of right lasts when its first day lies on or after `since`."""

    right: str
    """invention, utility, design or trademark."""
    years: int
    begins: str
    """The field that holds its first day."""
    since: date
    basis: str
    renew_before: int = 0
    """Months before the end within which it may be renewed; 0: it cannot be."""
    renew_after: int = 0
    """Months of grace after the end."""

    def last_day(self, first: date) -> date:
        """The last day of the term: the one before the anniversary of the first."""
        return months_after(first, self.years * 12) - timedelta(1)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A standard that another one replaced."""

    standard: str
    successor: str
    replaced_on: date
    until: date
    """The last day on which certificates of the old edition stand."""
    basis: str


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads(asset("resources", "rules", "terms.toml").read_text("utf-8"))


@cache
def right_terms() -> tuple[RightTerm, ...]:
    """Every term of the file, in its order."""
    return tuple(
        RightTerm(
            right=row["right"],
            years=row["years"],
            begins=row["from"],
            since=row["since"],
            basis=row["basis"],
            renew_before=row.get("renew_before", 0),
            renew_after=row.get("renew_after", 0),
        )
        for row in _rules()["term"]
    )


@cache
def editions() -> Mapping[str, Edition]:
    """The replaced standards, by their code in the list `cert_standard`."""
    return {
        row["standard"]: Edition(
            standard=row["standard"],
            successor=row["successor"],
            replaced_on=row["replaced_on"],
            until=row["until"],
            basis=row["basis"],
        )
        for row in _rules()["edition"]
    }


def term_of(right: str | None, first: date | None) -> RightTerm | None:
    """The term of a right that began on a day; None where no row covers it."""
    if right is None or first is None:
        return None
    rows = [each for each in right_terms() if each.right == right and each.since <= first]
    return max(rows, key=lambda each: each.since, default=None)


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier); the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
