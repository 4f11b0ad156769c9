"""What the words of a heading stand for, read from `resources/headings`.

A heading is cut into words of the thesaurus; each stands for concepts.  What no word covers is a
concept of its own, so that an unknown part of a heading is never passed over in silence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.reading import fold

Concepts = frozenset[str]
Part = tuple[str, tuple[str, ...] | None]
"""A part of a heading with its concepts, None where no word covers it."""

JOINED: Final = "joined"
"""The concept of 和, 及: two things in one column."""

COMPARED: Final = "compare"
"""上年, 同比, 占比: a column of another time or a share is no field of this record."""

NAME: Final = "name"
TOTAL: Final = "total"

_UNKNOWN: Final = "="
_OF: Final = "的"
"""处罚的种类 and 处罚种类 are the same."""
_UNKNOWN_COST: Final = 10
_LONGEST: Final = 60
"""A text longer than this is no heading."""


@dataclass(frozen=True)
class Thesaurus:
    """The words with their concepts."""

    words: Mapping[str, tuple[str, ...]]
    longest: int
    aspects: Concepts
    """What sort of thing a column holds: a date, a number; says nothing by itself."""
    who: Concepts
    """Somebody, or a place that acts as one."""
    implied: Mapping[str, Concepts]
    """Aspects with the concepts beside which they go without saying."""

    def settle(self, concepts: Concepts, same: Mapping[str, str]) -> Concepts:
        """The concepts with those of `same` made one, and without what goes without saying."""
        plain = self._drop_spare(concepts)
        if not same:
            return plain
        return self._drop_spare(frozenset(same.get(c, c) for c in plain))

    def _drop_spare(self, found: Concepts) -> Concepts:
        spare = {a for a in found & self.implied.keys() if self.implied[a] & (found - {a})}
        return found - spare if spare else found

    def is_generic(self, concepts: Concepts) -> bool:
        """Whether they only say what sort of thing it is: 日期, 金额, 名称."""
        return concepts <= self.aspects


@dataclass(frozen=True)
class FieldWords:
    """What headings mean in one ledger, beyond titles and other names."""

    same: Mapping[str, str]
    about: Mapping[str, tuple[Concepts, tuple[str, ...], tuple[str, ...]]]
    """Things by name: the words for them, their fields ("*": all), and the fields that are not."""
    senses: Mapping[str, tuple[Concepts, ...]]
    alone: Mapping[str, Concepts]
    loose: Concepts
    """Concepts that say once more what the ledger is about."""
    people: Concepts
    """Fields that hold only names of persons."""
    firms: Concepts
    """Fields that hold only names of firms."""


@cache
def thesaurus() -> Thesaurus:
    """The words as shipped.

    Raises:
        ValueError: a word stands twice with different meanings.
    """
    read = _load("words")
    words: dict[str, tuple[str, ...]] = {}
    for word, concepts in _each_word(read):
        word = word.replace(_OF, "") or word
        if words.setdefault(word, concepts) != concepts:
            raise ValueError(f"{word} stands for {words[word]} and for {concepts}")
    who = frozenset(read["who"])
    implied = {
        aspect: frozenset(given.replace("@who", " ".join(who)).split())
        for aspect, given in read["implied"].items()
    }
    return Thesaurus(
        MappingProxyType(words),
        max(map(len, words)),
        frozenset(read["aspects"]),
        who,
        MappingProxyType(implied),
    )


def _each_word(read: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word in read["passed"]["words"].split():
        yield fold(word), ()
    for word in read["joined"]["words"].split():
        yield fold(word), (JOINED,)
    for part in ("aspects", "who", "about"):
        for concept, given in read[part].items():
            for word in given.split():
                yield fold(word), (concept,)
    for word, given in read["phrases"].items():
        yield fold(word), tuple(given.split())


@cache
def words_of(ledger: str) -> FieldWords:
    """What is said of a ledger; nothing for one that fields.toml does not name."""
    read = _load("fields").get(ledger, {})
    same = {word: one for one, given in read.get("same", {}).items() for word in given.split()}
    about = {}
    for name, given in read.get("about", {}).items():
        named = given["fields"].split()
        fields = tuple(n for n in named if not n.startswith("-"))
        others = tuple(n.removeprefix("-") for n in named if n.startswith("-"))
        about[name] = (frozenset(given["words"].split()), fields, others)
    senses = {
        name: tuple(frozenset(each.split()) for each in given)
        for name, given in read.get("senses", {}).items()
    }
    alone = {name: frozenset(given.split()) for name, given in read.get("alone", {}).items()}
    loose, people, firms = (
        frozenset(read.get(key, "").split()) for key in ("loose", "people", "firms")
    )
    return FieldWords(same, about, senses, alone, loose, people, firms)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(asset("resources", "headings", f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=8192)
def cut(folded: str) -> Concepts:
    """The concepts of a folded text; what no word covers is a concept of its own."""
    found: set[str] = set()
    for word, concepts in divide(folded):
        found.update({_UNKNOWN + word} if concepts is None else concepts)
    return frozenset(found)


@lru_cache(maxsize=8192)
def divide(folded: str) -> tuple[Part, ...]:
    """A folded text in the fewest and longest words that cover it, each with its concepts.

    What no word covers stands together, with None.
    """
    folded = folded.replace(_OF, "")
    if len(folded) > _LONGEST:
        return ((folded, None),)
    known = thesaurus()
    words, longest = known.words, known.longest
    size = len(folded)
    # From the end: the cheapest way to go on from each place, and how far its first step goes.
    costs = [0] * (size + 1)
    steps = [1] * size
    for start in range(size - 1, -1, -1):
        best, step = costs[start + 1] + _UNKNOWN_COST, 1
        for end in range(start + 1, min(size, start + longest) + 1):
            if folded[start:end] in words and costs[end] + 1 <= best:
                best, step = costs[end] + 1, end - start
        costs[start], steps[start] = best, step
    found: list[Part] = []
    at = 0
    while at < size:
        word = folded[at : at + steps[at]]
        at += len(word)
        concepts = words.get(word)
        if concepts is None and found and found[-1][1] is None:
            word = found.pop()[0] + word
        found.append((word, concepts))
    return tuple(found)


@lru_cache(maxsize=8192)
def is_heading_word(folded: str, *, telling: bool = False) -> bool:
    """Whether a text is made of nothing but words that headings are made of.

    `telling`: it also says what sort of thing stands under it (日期, 名称, 当事人): words of lists,
    such as 商标 or 培训, stand in records too.
    """
    concepts = cut(folded)
    if not concepts or TOTAL in concepts or any(c.startswith(_UNKNOWN) for c in concepts):
        return False
    known = thesaurus()
    return not telling or bool(concepts & (known.aspects | known.who | _TELLING))


_TELLING: Final = frozenset({"cause", "town", "handler", "value", "fine", "hours", "uscc", "idno"})
