"""What the pages of handing in say in the same words: packages, outcomes, other desks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.period import find_period
from boshan_desk.domain.wording import clauses
from boshan_desk.exchange.words import package_number, return_number
from boshan_desk.i18n import _, mark
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.looking import Look

ENDING: Final = ".bsx"
"""How the files of packages end."""

KINDS: Final = mark("数据包 (*.bsx);;所有文件 (*)")

OUTCOMES: Final = (
    ("all", mark("全部")),
    ("new", mark("＋ 新增")),
    ("changed", mark("～ 更新")),
    ("conflict", mark("≠ 两边不同")),
    ("held", mark("◷ 暂存")),
    ("refused", mark("✕ 未接收")),
    ("same", mark("＝ 一致")),
)
"""What becomes of a record, each with a sign of its own, for colour may not be seen; what needs
somebody stands before what does not."""

LOOKS: Final[Mapping[str, Severity]] = {
    "new": "ok",
    "changed": "ok",
    "conflict": "warn",
    "held": "warn",
    "refused": "stop",
    "same": "note",
}
"""How grave an outcome is."""

_BELOW: Final = {"county": mark("镇街"), "city": mark("区县")}
"""Who hands in at a desk of a level."""


def below_words(level: str) -> str:
    """What those are called who hand in here."""
    return _(_BELOW.get(level, _BELOW["county"]))


_ABOVE: Final = {"town": mark("区县局"), "county": mark("市局")}
"""Whom a desk of a level hands in to."""


def above_words(level: str) -> str:
    """What the office is called that this one hands in to."""
    return _(_ABOVE.get(level, _ABOVE["town"]))


def period_words(period: str) -> str:
    """A period as a package names it, in words; as it stands where it cannot be read."""
    found = find_period(period) if period else None
    return found.words() if found else period


def moment_words(at: str) -> str:
    """A moment as it is kept, to the minute."""
    try:
        return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"
    except ValueError:
        return at


def effect_words(counts: Mapping[str, int]) -> str:
    """What taking a package would do, as its button says it; "" where it would do nothing."""
    told = [
        _(words).format(count=f"{count:,}")
        for name, words in (
            ("new", mark("新增 {count} 条")),
            ("changed", mark("更新 {count} 条")),
            ("conflict", mark("{count} 条两边不同留待处理")),
            ("held", mark("{count} 条暂存")),
        )
        if (count := counts.get(name, 0))
    ]
    return clauses(told)


def sum_counts(by_ledger: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many records have each outcome, over every ledger."""
    found: dict[str, int] = {}
    for counts in by_ledger.values():
        for outcome, count in counts.items():
            found[outcome] = found.get(outcome, 0) + count
    return found


def package_title(look: Look, between: str = "") -> str:
    """Whose package it is, for what, and which: 博山镇2026年三季度第05包."""
    manifest = look.manifest
    return title_of(manifest.kind, look.peer.name, manifest.period, manifest.seq, between)


def title_of(kind: str, name: str, period: str, seq: int, between: str = "") -> str:
    """The same of a package that is not open."""
    if kind == "return":
        return between.join((_("{name}回执包").format(name=name), return_number(seq)))
    return between.join(filter(None, (name, period_words(period), package_number(seq))))


def statement_words(statement: str) -> str:
    """What a sender says of the period."""
    from boshan_desk.usecases.exchange.parcels import STATEMENTS

    return _(STATEMENTS.get(statement, STATEMENTS[""]))
