"""Drafts the sentences of a paper from its wording: `{names}` give way to figures and facts.

`{M-EN02}` is a figure of the year so far with its unit, `{M-EN02:both}` also its comparison
(`Facts.value` has the forms); `{total}`, `{whole}` and the like are facts (`named`), and of a fact
that names several things `{silent_towns:count}` is how many they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from boshan_desk.domain.paper.template import Fragment
from boshan_desk.domain.saying import Said, Sayable, joined, number, said
from boshan_desk.domain.wording import quantity
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.named import NAMED, Names, some

NAME: Final = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
"""A name in wording, and the form it is wanted in."""


def drafted(facts: Facts, fragments: Iterable[Fragment]) -> Said:
    """What a paragraph says."""
    return said(*(_fragment(facts, each) for each in fragments))


def spoken(facts: Facts, text: str, known: Mapping[str, Sayable] | None = None) -> Said:
    """A text with its names filled in; `known` says what some of them are."""
    parts: list[Sayable] = []
    end = 0
    for found in NAME.finditer(text):
        name, form = found[1], found[2] or ""
        parts.append(text[end : found.start()])
        parts.append(known[name] if known and name in known else _named(facts, name, form))
        end = found.end()
    return said(*parts, text[end:])


def holds(facts: Facts, conditions: Iterable[str]) -> bool:
    """Whether all conditions do."""
    return all(_holds(facts, each) for each in conditions)


def _fragment(facts: Facts, fragment: Fragment) -> Said:
    if not holds(facts, fragment.when):
        return Said("")
    if not fragment.parts:
        return spoken(facts, fragment.text)
    parts = [_fragment(facts, part) for part in fragment.parts if _is_known(facts, part)]
    told = joined(parts, fragment.join)
    if not told:
        return told
    # What stands round the row is said only where the row says something.
    before, _mark, after = fragment.text.partition("…")
    return said(spoken(facts, before), told, spoken(facts, after))


def _is_known(facts: Facts, fragment: Fragment) -> bool:
    """Whether every figure that a part mentions has a value that is not zero."""
    return all(_holds(facts, name) for name, _form in _names(fragment) if name.startswith("M-"))


def _names(fragment: Fragment) -> Iterator[tuple[str, str]]:
    for found in NAME.finditer(fragment.text):
        yield found[1], found[2] or ""


def _holds(facts: Facts, condition: str) -> bool:
    if condition.startswith("!"):
        return not _holds(facts, condition[1:])
    name, _colon, form = condition.partition(":")
    if name.startswith("M-"):
        if not facts.has(name):
            return False
        line = facts.look(name)
        value = {"quarter": line.value, "last": line.cumulative_last_year}.get(
            form, line.cumulative
        )
        # A comparison is worth saying even of nothing: it was something a year ago.
        return value is not None if form == "known" else bool(value)
    return bool(NAMED[name](facts))


def _named(facts: Facts, name: str, form: str) -> Sayable:
    if name.startswith("M-"):
        return facts.value(name, form or "total")
    value = NAMED[name](facts)
    if isinstance(value, Names):
        if form == "count":
            return number(quantity(len(value.names), value.unit), value.source)
        return some(value.names)
    return value if isinstance(value, Said | str) else str(value)
