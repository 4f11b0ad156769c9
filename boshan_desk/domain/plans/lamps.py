"""How a target stands, in one word (domain.md 1.6) and one sign that needs no colour."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol

from boshan_desk.i18n import mark

Lamp = Literal[
    "done", "ahead", "on", "slow", "late", "waiting", "no_data", "not_comparable", "asked"
]


class LampWords(NamedTuple):
    """What stands for a lamp where there is no colour."""

    sign: str
    """One character that every shipped font has; no two lamps share it."""
    words: str


LAMPS: Final[MappingProxyType[Lamp, LampWords]] = MappingProxyType(
    {
        "done": LampWords("√", mark("已完成")),
        "ahead": LampWords("↑", mark("超序时进度")),
        "on": LampWords("●", mark("达到序时进度")),
        "slow": LampWords("▽", mark("滞后（黄）")),
        "late": LampWords("▼", mark("滞后（红）")),
        "waiting": LampWords("○", mark("未到期")),
        "no_data": LampWords("□", mark("未报")),
        "not_comparable": LampWords("–", mark("不作比较")),
        "asked": LampWords("？", mark("待补充")),
    }
)

BEHIND: Final[tuple[Lamp, ...]] = ("slow", "late")
"""Those from which a supervision slip is drafted."""

JUDGED: Final[tuple[Lamp, ...]] = ("late", "slow", "on", "ahead", "done")
"""Those that compare a number with another, the worst first."""

_WORST_FIRST: Final[tuple[Lamp, ...]] = (
    *("late", "slow", "asked", "no_data", "not_comparable", "waiting"),
    *("on", "ahead", "done"),
)


class Thresholds(Protocol):
    """When a difference in points changes the lamp (`county.Lamps`)."""

    @property
    def yellow(self) -> Decimal:
        """Behind by more than this is yellow …"""

    @property
    def red(self) -> Decimal:
        """… and by more than this red."""

    @property
    def ahead(self) -> Decimal:
        """Ahead by this much or more is said to be ahead."""


def lamp_of(difference: Decimal, thresholds: Thresholds) -> Lamp:
    """The lamp of a difference from what was expected, in points; below zero is behind."""
    if difference < -thresholds.red:
        return "late"
    if difference < -thresholds.yellow:
        return "slow"
    return "ahead" if difference >= thresholds.ahead else "on"


def worst(lamps: list[Lamp]) -> Lamp:
    """The lamp of several series taken together: the one that most wants attention."""
    return min(lamps, key=_WORST_FIRST.index)
