"""Days that ledgers outside the case procedure reckon with (`resources/rules/spans.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from boshan_desk.assets import asset
from boshan_desk.domain.law.tables import FOLDER


@cache
def _spans() -> Mapping[str, int]:
    text = asset(*FOLDER, "spans.toml").read_text("utf-8")
    return MappingProxyType({name: each["days"] for name, each in tomllib.loads(text).items()})


def days_of(name: str) -> int:
    """How many calendar days a span has."""
    return _spans()[name]


def last_day(name: str, begun: date) -> date:
    """The last day of a span that begins with an event: the day of the event is not counted."""
    return begun + timedelta(days_of(name))
