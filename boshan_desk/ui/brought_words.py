"""What is said of several packages that were brought at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.wording import clauses, statements
from boshan_desk.i18n import _
from boshan_desk.ui.exchange_words import OUTCOMES, effect_words, title_of

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.batches import Brought, State

_SIGNS: Final[Mapping[State, str]] = {
    "clean": "✓",
    "person": "≠",
    "again": "＝",
    "refused": "✕",
    "taken": "✓",
    "left": "…",
}
"""Each state has a sign."""

_IN: Final = ("new", "changed", "conflict", "held", "refused", "same")
"""In which order it is told what is in a package."""


def brought_title(each: Brought) -> str:
    """Whose it is, for what, and which; the file where that cannot be told."""
    if not each.kind:
        return each.path.name
    return title_of(each.kind, each.name, each.period, each.seq)


def contents_words(each: Brought) -> str:
    """What is in it."""
    if not each.kind:
        return ""
    words = dict(OUTCOMES)
    told = [f"{_(words[name])} {count:,}" for name in _IN if (count := each.counts.get(name, 0))]
    return clauses(told) or _("没有要写入的内容")


def state_words(each: Brought) -> str:
    """How it stands, and why."""
    from boshan_desk.usecases.exchange.batches import STATES

    state = f"{_SIGNS[each.state]} {_(STATES[each.state])}"
    return statements(filter(None, (state, each.why)))


def effect_of_all(brought: Iterable[Brought], taken: Iterable[Brought]) -> str:
    """What taking these would do, together, once the others were `taken`."""
    from boshan_desk.usecases.exchange.batches import sum_up

    return effect_words(sum_up(brought, taken))
