"""The law as one desk has it: limits in their versions, the calendar, the office's own amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from boshan_desk.domain.law.limits import Limits
from boshan_desk.domain.workdays import Workdays


@dataclass(frozen=True)
class Law:
    """What dates are derived with."""

    limits: Limits
    days: Workdays
    amounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Amounts that provinces set, in 分, by name: hearing_person, hearing_firm, small_fine …"""
    digest: str = ""
    """What tells this law from another: derived rows remember it."""
