"""The rule files that travel with the program, read once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from types import MappingProxyType

from boshan_desk.assets import asset
from boshan_desk.domain.law.amounts import Amounts, read_amounts, shipped_amounts
from boshan_desk.domain.law.calendar import FOLDER as CALENDAR
from boshan_desk.domain.law.causes import Causes, read_causes
from boshan_desk.domain.law.crime import shipped_crime
from boshan_desk.domain.law.limits import Limit, Limits, read_limits
from boshan_desk.domain.law.papers import shipped_papers
from boshan_desk.domain.law.tables import KINDS, load_rules, shipped

__all__ = [
    "KINDS",
    "gather",
    "is_part",
    "kind_of",
    "office_amounts",
    "office_causes",
    "shipped",
    "shipped_amounts",
    "shipped_causes",
    "shipped_crime",
    "shipped_digest",
    "shipped_limits",
    "shipped_papers",
]


def kind_of(text: str) -> str:
    """What kind of rule file a text says it is; empty when it does not say."""
    head = load_rules(text).get("file")
    kind = head.get("kind", "") if isinstance(head, dict) else ""
    return kind if kind in KINDS else ""


def is_part(text: str) -> bool:
    """Whether a rule file holds only what it changes (`part = true`)."""
    head = load_rules(text).get("file")
    return isinstance(head, dict) and head.get("part") is True


def gather(limits: tuple[Limit, ...]) -> Limits:
    """Limits by their number, in the order in which they are written."""
    numbers = list(dict.fromkeys(limit.id for limit in limits))
    ordered = sorted(limits, key=lambda limit: numbers.index(limit.id))
    groups = groupby(ordered, key=lambda limit: limit.id)
    return Limits(MappingProxyType({id: tuple(group) for id, group in groups}))


@cache
def shipped_limits() -> Limits:
    """The limits as they are shipped."""
    return gather(read_limits(shipped("limits")))


@cache
def shipped_causes() -> Causes:
    """The causes as they are shipped, with the scales they name."""
    return read_causes(shipped("causes"), shipped_amounts())


def office_amounts(texts: Iterable[str]) -> Amounts:
    """The amounts as an office has them: the shipped, with those of its own files."""
    amounts = shipped_amounts()
    for text in texts:
        amounts = amounts.replaced(read_amounts(text))
    return amounts


def office_causes(texts: Iterable[str], amounts: Amounts) -> Causes:
    """The causes as an office has them, weighed by its own amounts."""
    shipped = shipped_causes()
    causes = Causes(shipped.versions, shipped.groups, shipped.laws, amounts)
    for text in texts:
        causes = causes.replaced(read_causes(text, amounts, causes.laws))
    return causes


@cache
def shipped_digest() -> str:
    """What tells the shipped rules and calendars from those of another version of the program."""
    digest = hashlib.sha256()
    for kind in KINDS:
        digest.update(shipped(kind).encode())
    for file in sorted(asset(*CALENDAR).glob("*.toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
