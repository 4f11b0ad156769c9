"""What was chosen for matters that wait, before it is written; and what each says in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.decisions import Decision
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.settling import Choice


class Choices(Mapping[str, "Choice"]):
    """The choices by the keys of their matters; nothing of them is written yet."""

    def __init__(self) -> None:
        self._made: dict[str, Choice] = {}

    def __getitem__(self, key: str) -> Choice:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def choose(self, matter: Waiting, choice: Choice | None) -> None:
        """Choose for a matter; None takes the choice back."""
        if choice is None:
            self._made.pop(matter.key, None)
        else:
            self._made[matter.key] = choice

    def choose_alike(self, matter: Waiting, others: Iterable[Waiting]) -> None:
        """The same for others as for this one: of versions, that of the same office."""
        choice = self._made[matter.key]
        site = next((c.source.site for c in matter.candidates if c.choice == choice), "")
        for other in others:
            if any(choice == code for code, _words in other.choices):
                self._made[other.key] = choice
            else:
                same = [c for c in other.candidates if c.source.site == site and site]
                if len(same) == 1:
                    self._made[other.key] = same[0].choice

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget what was chosen for other matters than these."""
        self._made = {key: choice for key, choice in self._made.items() if key in keys}

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what was chosen for these."""
        for key in keys:
            self._made.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        self._made.clear()

    def wants_reason(self, matter: Waiting) -> bool:
        """Whether a choice asks for a reason: what was reviewed or closed, what is refused."""
        from boshan_desk.usecases.exchange.matters import REFUSE

        refused = matter.kind == "link" and self._made[matter.key] == REFUSE
        return matter.needs is Right.REVIEW or refused

    def effect(self, chosen: Sequence[Waiting]) -> str:
        """What the choices for these come to: 采用博山镇 3，另填 1."""
        counts: dict[str, int] = {}
        for matter in chosen:
            words = choice_words(matter, self._made[matter.key])
            counts[words] = counts.get(words, 0) + 1
        return clauses(f"{words} {count}" for words, count in counts.items())

    def matter_words(self, matter: Waiting) -> str:
        """What waits, and below it what was chosen for it."""
        chosen = self._made.get(matter.key)
        if chosen is not None:
            told = f"✓ {choice_words(matter, chosen)}"
        else:
            told = _("○ 未选") if matter.may else _("— 由他人决定")
        return f"{_what_waits(matter)}\n{told}"


def record_words(there: Waiting | Decision) -> str:
    """Which record it is about."""
    return there.label or _(KEPT[there.ledger].title)


def decided_words(decision: Decision) -> str:
    """What was decided, and below it how."""
    sign = "✓" if decision.later is None else "～"
    return f"{decision.line.title}\n{sign} {decision.words}"


def choice_words(matter: Waiting, choice: Choice) -> str:
    """A choice in few words: 采用博山镇."""
    if not isinstance(choice, str):
        return _("另填")
    for code, words in matter.choices:
        if code == choice:
            return words
    found = next((c for c in matter.candidates if c.choice == choice), None)
    if found is None or matter.kind == "withdrawn":
        return found.words.partition("（")[0] if found else choice
    return _("采用{office}").format(office=_("本机填写的") if found.ours else found.office)


def _what_waits(matter: Waiting) -> str:
    from boshan_desk.usecases.exchange.matters import KINDS

    if matter.kind == "values":
        return _("“{title}”两边不同").format(title=matter.lines[0].title)
    return _(KINDS[matter.kind])
