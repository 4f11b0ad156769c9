"""What a heading may mean that is understood only in part; what stands below it must bear it out.

Chinese puts what a thing is at the end: 送达回执日期 is a date whatever 回执 is, 当事人配偶 is
nobody that we know.  So a heading may hold words that no thesaurus has, if it ends with one that it
has, and if it names what a field is about wholly and nothing else that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Codes, Flag, Kind, Note, Text
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.reading import fold
from boshan_desk.excel.matching.thesaurus import (
    COMPARED,
    JOINED,
    NAME,
    Concepts,
    Part,
    thesaurus,
)

_MOST_UNKNOWN: Final = 5
"""A heading with more characters that nobody knows says something else."""

_TURNING = re.compile(
    r"[前后未非不无拟应要需预计约原上下首次总均每比率增减累另第其余外续延变补催报录打]"
)
"""Characters that turn a word into another thing: 延期, 补正, 上报, 另案."""

PASSED: Final = frozenset({NAME, "note", "flag", "other", "signed"})
"""Concepts that take a heading to no other field."""


_NUMBER: Final = "no"
"""A number of something is never meant by the thing alone: 标准名称 is not its number."""


class Sense(Protocol):
    """One way to say a field, in concepts."""

    @property
    def name(self) -> str: ...
    @property
    def whole(self) -> Concepts: ...
    @property
    def of(self) -> Concepts: ...


def guess(
    parts: Sequence[Part], above: Concepts, senses: Iterable[Sense], loose: Concepts
) -> tuple[tuple[str, ...], bool]:
    """The fields of which a heading names all that they are about, and nothing else that is known.

    `loose` are concepts that only say once more what the ledger is about: 处罚适用程序 in one of
    penalties.  The flag says whether every part of the heading is known.
    """
    known = thesaurus()
    if not parts or parts[-1][1] is None:
        return (), False
    unknown = "".join(word for word, concepts in parts if concepts is None)
    if len(unknown) > _MOST_UNKNOWN or turns((unknown,)):
        return (), False
    told = known.settle(
        frozenset[str]().union(*(c for _word, c in parts if c is not None)) | above, {}
    )
    if told & {COMPARED, JOINED}:
        return (), False
    best: dict[str, int] = {}
    for sense in senses:
        core = (sense.whole - sense.of or sense.whole) - known.aspects
        own = core - loose or core
        if not core or not core <= told or _NUMBER in sense.whole - told:
            continue
        spare = told - sense.whole - sense.of - PASSED
        if spare <= loose - sense.whole:
            best[sense.name] = max(best.get(sense.name, 0), len(own))
    most = max(best.values(), default=0)
    return tuple(name for name, size in best.items() if size == most), not unknown


def turns(unknown: Iterable[str]) -> bool:
    """Whether something in unknown words may take them to another thing."""
    return any(_TURNING.search(word) for word in unknown)


def listed_in(text: str, ledger: Ledger, lists: Lists) -> str | None:
    """The field of whose list a heading names two words or more: 线上还是线下, 省级／市级／县级.

    None where that is no field, or several.
    """
    parts = [part for part in _OR.split(_ASKING.sub("", text)) if part]
    if len(parts) < _FEWEST:
        return None
    found = []
    for name, kind in ledger.fields.items():
        if not isinstance(kind, Code | Codes) or kind.list == "town" or kind.list not in lists:
            continue
        words = [fold(w) for entry in lists[kind.list] for w in (entry.label, *entry.also)]
        if all(any(part in word or word in part for word in words) for part in parts):
            found.append(name)
    return found[0] if len(found) == 1 else None


_FEWEST: Final = 2
_OR = re.compile(r"[、/,|]|还是|或者|或")
_ASKING = re.compile(r"^(?:是|属于|属|系)|等$")


def gives_examples(text: str, kind: Kind) -> bool:
    """Whether what stands in brackets only says how to fill in a field: （日常、专项、抽查）."""
    if _FILLING.search(text):
        return True
    listing = isinstance(kind, Code | Codes | Flag) or type(kind) in (Text, Note)
    return listing and len(_OR.split(text)) >= _FEWEST


_FILLING = re.compile(
    r"填|选|签|盖章|格式|例如|^如|^例|^注|^含|精确|保留|为准|^按|^见|[0-9]{4}[-./年]|yyyy|√|位$"
)
