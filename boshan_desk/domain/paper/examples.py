"""What the parts that the program builds take, told by the sections that are shipped.

The shipped file is the example: it names every option and every wording of a block, an option has
the kind of value that it has there, and a wording may use the names that stand in it there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from boshan_desk.domain.paper.reading import options_by_key
from boshan_desk.i18n import _

MOST: Final = 3660
"""Days of ten years; no number of a template means more."""

_NAME: Final = re.compile(r"\{([^{}:]+)(?::[^{}]*)?\}")


@dataclass
class Example:
    """A block as the shipped sections use it."""

    options: dict[str, Any] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    """Options without which nothing can be built: which figures, which columns."""
    words: dict[str, set[str]] = field(default_factory=dict)
    """Every wording, and the names that stand in it."""


@cache
def examples_of(text: str) -> Mapping[str, Example]:
    """The blocks of a file of sections, by name."""
    found: dict[str, Example] = {}
    sections = tomllib.loads(text)["section"]
    known = options_by_key(sections)
    parts = [
        part
        for section in sections.values()
        for part in section.get("part", ())
        if part.get("block")
    ]
    for part in parts:
        options = part.get("options") or known.get(part.get("options_as", ""), {})
        listed = {name for name, value in options.items() if _names_figures(value)}
        block = part["block"]
        if block not in found:
            found[block] = Example(needed=listed)
        example = found[block]
        example.needed &= listed
        example.options |= options
        for name, words in part.get("words", {}).items():
            example.words.setdefault(name, set()).update(_NAME.findall(words))
    return found


def _names_figures(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    first = first.get("figure") if isinstance(first, dict) else first
    return isinstance(first, str) and first.startswith("M-")


def wrong_with(
    value: Any, example: Any, figures: AbstractSet[str], place: str
) -> Iterator[tuple[str, str]]:
    """What is wrong with an option, and where, held against the shipped one."""
    if isinstance(example, bool):
        if not isinstance(value, bool):
            yield place, _("应当是 true 或 false")
    elif isinstance(example, int | float):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
            yield place, _("应当是0到{most}的数").format(most=MOST)
    elif isinstance(example, str):
        if not isinstance(value, str):
            yield place, _("应当是一段文字")
        elif example.startswith("M-") and value not in figures:
            yield place, _("没有代码为“{code}”的指标").format(code=value)
    elif isinstance(example, list):
        if not isinstance(value, list):
            yield place, _("应当是一列")
        elif example:
            for number, each in enumerate(value, 1):
                yield from wrong_with(each, example[0], figures, f"{place} {number}")
    elif isinstance(example, Mapping):
        yield from _wrong_table(value, example, figures, place)


def _wrong_table(
    value: Any, example: Mapping[str, Any], figures: AbstractSet[str], place: str
) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield place, _("应当是一组设置")
        return
    if "figure" in example and "figure" not in value:
        yield place, _("没有写指标（figure）")
    usual = next(iter(example.values()), None)
    for name, each in value.items():
        wanted = example.get(name, usual if "figure" not in example else each)
        yield from wrong_with(each, wanted, figures, f"{place} / {name}")
