"""Code lists: the closed sets of values that fields choose from, read from `resources/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from boshan_desk.assets import asset
from boshan_desk.domain.reading import fold
from boshan_desk.i18n import _


@dataclass(frozen=True)
class Entry:
    """One value of a list: the code that is stored, the word that is shown, other words for it."""

    code: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A named list of values in the order in which they are offered."""

    name: str
    entries: tuple[Entry, ...]
    usual: tuple[tuple[str, str], ...] = ()
    """More words with their codes, where no entry has the word for itself."""
    wholes: tuple[str, ...] = ()
    """Codes for which every code that begins with them counts: at a city's desk its counties."""
    _by_code: Mapping[str, Entry] = field(init=False, repr=False, compare=False)
    _by_word: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words: dict[str, str] = {}
        for entry in self.entries:
            for word in (entry.code, entry.label, *entry.also):
                words.setdefault(fold(word), entry.code)
        for word, code in self.usual:
            words.setdefault(fold(word), code)
        object.__setattr__(self, "_by_code", {e.code: e for e in self.entries})
        object.__setattr__(self, "_by_word", words)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def label(self, code: str) -> str:
        """The word for a code, in the chosen language; the code itself when the list lost it."""
        entry = self._by_code.get(code)
        return _(entry.label) if entry else code

    def find(self, word: str) -> str | None:
        """The code that a code, a label or another word for it stands for; None when none does."""
        if word in self._by_code:
            return word
        folded = fold(word)
        if code := self._by_word.get(folded):
            return code
        for entry in self.entries:
            if fold(_(entry.label)) == folded:
                return entry.code
        return None

    def suggest(self, word: str) -> tuple[str, ...]:
        """Labels that a word may have meant, at most two; none where more are as near.

        For the officer to choose from: nothing is assumed.
        """
        folded = fold(word)
        if not 2 <= len(folded) <= _LONGEST_WORD:
            return ()
        near = []
        for entry in self.entries:
            words = (fold(w) for w in (entry.label, *entry.also))
            if any(_is_near(folded, known) for known in words):
                near.append(_(entry.label))
        return tuple(near) if len(near) <= 2 else ()

    def counts_for(self, code: str) -> str:
        """The code whose line in a table a code belongs to: a town's county, else its own."""
        whole = (each for each in self.wholes if code.startswith(each))
        return max(whole, key=len, default=code)

    def order(self, code: str | None) -> int:
        """Where the code stands in the list; unknown codes stand last."""
        for place, entry in enumerate(self.entries):
            if entry.code == code:
                return place
        return len(self.entries)


_LONGEST_WORD = 24
"""What is longer is a sentence and no slip of the pen."""


def _is_near(word: str, known: str) -> bool:
    """Whether one holds the other, or they differ in one character (in two, of six and more)."""
    if len(known) < 2:
        return False
    if word in known or known in word:
        return True
    most = 2 if min(len(word), len(known)) >= 6 else 1
    if abs(len(word) - len(known)) > most or min(len(word), len(known)) < 3:
        return False
    # The distance between two words, given up as soon as it is too great.
    before = list(range(len(known) + 1))
    for row, mine in enumerate(word, 1):
        line = [row]
        for column, other in enumerate(known, 1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (mine != other)))
        if min(line) > most:
            return False
        before = line
    return before[-1] <= most


Lists = Mapping[str, CodeList]


def entries_of(rows: list[list[str]]) -> tuple[Entry, ...]:
    return tuple(Entry(code, label, tuple(also)) for code, label, *also in rows)


@cache
def common_lists() -> Lists:
    """Every list in `resources/codes`, by name."""
    lists: dict[str, CodeList] = {}
    for file in sorted(asset("resources", "codes").glob("*.toml")):
        for name, rows in tomllib.loads(file.read_text("utf-8")).items():
            if name in lists:
                raise ValueError(f"code list {name} stands twice, second in {file.name}")
            lists[name] = CodeList(name, entries_of(rows))
    return MappingProxyType(lists)
