"""Which column holds which field: every field at most once, and none by guessing.

Words come first, what stands in a column decides between them, and two columns that say the same
equally well are left to the officer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    Code,
    Codes,
    Identifier,
    Kind,
    Link,
    Names,
    Note,
    Phone,
    Text,
)
from boshan_desk.domain.reading import fold
from boshan_desk.excel.matching import profile as seen
from boshan_desk.excel.matching.columns import How
from boshan_desk.excel.matching.guessing import listed_in
from boshan_desk.excel.matching.headings import RANK, Headings, Level, Meaning
from boshan_desk.excel.matching.profile import CONTRADICTED, Profile, Profiles, fit
from boshan_desk.excel.matching.thesaurus import words_of

_MOST: Final = 5
"""So many fields a column may mean are offered."""

_SURE: Final = 1.0
_MAY_BE: Final = 0.0
_NEARLY_ALL: Final = 0.9
_ENOUGH: Final = 3
"""Fewer values than this name no column by themselves."""

_ROUNDS: Final = (
    {RANK["title"]},
    {RANK["also"]},
    {RANK["words"], RANK["near"]},
    {RANK["weak"]},
    {RANK["guess"]},
)
"""Claims that are of equal weight between columns, the best first."""

_HOW: Final[Mapping[Level, How]] = {
    "title": "title",
    "also": "also",
    "words": "words",
    "near": "words",
    "weak": "content",
    "guess": "content",
}


class Claim(NamedTuple):
    """How well a column claims a field."""

    rank: int
    fit: float
    field: str
    how: How


@dataclass
class Asked:
    """A column that asks for its field."""

    index: int
    meaning: Meaning
    claims: list[Claim] = field(default_factory=list)
    field: str | None = None
    how: How = ""
    maybe: tuple[str, ...] = ()
    settled: bool = False
    heading: str = ""
    group: str = ""


class Assigning:
    """The columns of one head and the fields of a ledger."""

    def __init__(self, headings: Headings, lists: Lists, profiles: Profiles) -> None:
        ledger = headings.ledger
        self._headings = headings
        self._ledger = ledger
        self._lists = lists
        self._profiles = profiles
        self._words = words_of(ledger.name)

    def assign(self, columns: Sequence[Asked], taken: set[str]) -> None:
        """Give the columns their fields; those of `taken` are gone already."""
        taken = set(taken)
        end = _beside(columns)
        waiting = [c for c in columns if not c.settled and c.index < end]
        for column in waiting:
            column.claims = self._claim(column)
        self._give(waiting, taken)
        for column in waiting:
            if column.field is None and column.meaning.empty:
                self._name_by_content(column, waiting, taken)
        for column in columns:
            if column.field is None and not column.settled:
                column.maybe = self._offer(column, taken)

    def bears_out(self, name: str, profile: Profile) -> float:
        """How far what stands in a column bears out that it is this field."""
        kind = self._ledger.fields[name]
        if isinstance(kind, Text | Names) and kind.title.endswith("号"):
            found = _fit_number(kind, profile)
        else:
            found = fit(kind, profile, self._lists)
        if found == CONTRADICTED and len(profile.values) < _ENOUGH and not _takes_all(kind):
            # One or two cells prove nothing, and here each of them is said to be wrong anyway.
            return _MAY_BE
        if found == CONTRADICTED or len(profile.values) < _ENOUGH:
            return found
        if name in self._words.people and seen.holds_firms(profile):
            return CONTRADICTED
        if name in self._words.firms and seen.holds_people(profile):
            return CONTRADICTED
        return found

    def _claim(self, column: Asked) -> list[Claim]:
        """The fields that the heading says and the values do not contradict."""
        claims = []
        for name, level in column.meaning.said:
            borne = self.bears_out(name, self._profiles[column.index])
            # A title is the officer's own word: what does not fit it is said cell by cell.
            needed = {"title": CONTRADICTED, "weak": _SURE}.get(level, _MAY_BE)
            if borne >= needed:
                claims.append(Claim(RANK[level], borne, name, _HOW[level]))
        if not claims:
            claims = self._claim_by_list(column) or self._claim_by_guess(column)
        return sorted(claims, key=lambda claim: (-claim.rank, -claim.fit))

    def _claim_by_guess(self, column: Asked) -> list[Claim]:
        """A heading that is understood in part, over values that can only be of one such field."""
        profile = self._profiles[column.index]
        if column.meaning.said or column.meaning.empty or len(profile.values) < _ENOUGH:
            return []
        guessed, known = self._headings.guess(column.heading, column.group)
        named = listed_in(fold(column.heading), self._ledger, self._lists)
        guessed += (named,) if named and named not in guessed else ()
        sure = [name for name in guessed if self._is_sure(name, profile)]
        if not sure and known and len(guessed) == 1:
            # Nothing in it is strange, and words of any kind bear nothing out.
            borne = self.bears_out(guessed[0], profile)
            kind = self._ledger.fields[guessed[0]]
            if isinstance(kind, Text) and _takes_all(kind) and borne >= _MAY_BE:
                sure = [guessed[0]]
        return [Claim(RANK["guess"], _SURE, sure[0], "content")] if len(sure) == 1 else []

    def _is_sure(self, name: str, profile: Profile) -> bool:
        kind = self._ledger.fields[name]
        if isinstance(kind, Code | Codes) and kind.list != "town":
            return self._is_of_list(kind, profile)
        return self.bears_out(name, profile) == _SURE

    def _claim_by_list(self, column: Asked) -> list[Claim]:
        """A heading in words of its own over values that are all of one list: 案件门类."""
        profile = self._profiles[column.index]
        if not column.meaning.hinted or len(profile.values) < _ENOUGH:
            return []
        lists = [n for n, k in self._ledger.fields.items() if self._is_of_list(k, profile)]
        if len(lists) != 1 or lists[0] not in column.meaning.hinted:
            return []
        return [Claim(RANK["weak"], _SURE, lists[0], "content")]

    def _is_of_list(self, kind: Kind, profile: Profile) -> bool:
        return (
            isinstance(kind, Code | Codes)
            and kind.list != "town"
            and seen.distinct(profile.values) > 1
            and seen.share_listed(kind, profile, self._lists) >= _NEARLY_ALL
        )

    def _give(self, waiting: Sequence[Asked], taken: set[str]) -> None:
        """The best claims first; a claim that another column makes as well is nobody's."""
        contested: set[str] = set()
        for ranks in _ROUNDS:
            wanted: dict[str, list[tuple[Asked, Claim]]] = defaultdict(list)
            for column in waiting:
                claim = None if column.field else self._best(column, ranks, taken | contested)
                if claim is not None:
                    wanted[claim.field].append((column, claim))
            for name, asking in wanted.items():
                winner = self._choose(name, asking)
                if winner is None:
                    # No lesser claim wins either.
                    contested.add(name)
                    continue
                taken.add(name)
                winner[0].field, winner[0].how = name, winner[1].how

    def _best(self, column: Asked, ranks: Set[int], taken: set[str]) -> Claim | None:
        """The one claim of these ranks that stands out; None where two are alike."""
        if not column.claims or column.claims[0].rank not in ranks:
            return None
        claims = [c for c in column.claims if c.rank == column.claims[0].rank]
        best = claims[0]
        if any(c.fit == best.fit for c in claims[1:]):
            return None
        return best if best.field not in taken else None

    def _choose(
        self, name: str, asking: Sequence[tuple[Asked, Claim]]
    ) -> tuple[Asked, Claim] | None:
        if len(asking) == 1:
            return asking[0]
        filled = [(c, claim) for c, claim in asking if self._profiles[c.index].values]
        if len(filled) <= 1:
            return filled[0] if filled else asking[0]
        best = max(claim.fit for _column, claim in filled)
        sure = [(c, claim) for c, claim in filled if claim.fit == best]
        if len(sure) == 1:
            return sure[0]
        # Remarks are no figures: the first column of them will do.
        if isinstance(self._ledger.fields[name], Note):
            return min(sure, key=lambda pair: pair[0].index)
        return None

    def _name_by_content(self, column: Asked, waiting: Sequence[Asked], taken: set[str]) -> None:
        """A column without a heading, where only one field of the ledger can hold what is there."""
        profile = self._profiles[column.index]
        if len(profile.values) < _ENOUGH or profile.counts_rows:
            return
        fields = self._told_by(profile)
        if len(fields) != 1 or fields[0] in taken:
            return
        name = fields[0]
        kind = self._ledger.fields[name]
        for other in waiting:
            if other is column:
                continue
            if other.field is None and fit(kind, self._profiles[other.index], self._lists) == _SURE:
                return
        column.field, column.how = name, "content"
        taken.add(name)

    def _told_by(self, profile: Profile) -> list[str]:
        """The fields that values of so plain a form can be."""
        found = []
        for name, kind in self._ledger.fields.items():
            if isinstance(kind, Phone):
                plain = profile.share(seen.PHONE) >= 0.9 and profile.share(seen.WHOLE) < 1.1
            elif isinstance(kind, Identifier) and kind.scheme in ("uscc", "idcard", "papers"):
                form = seen.USCC if kind.scheme == "uscc" else seen.IDCARD
                plain = profile.share(form) >= 0.9
                if kind.scheme == "papers":
                    plain = profile.share(seen.USCC, seen.IDCARD) >= 0.9
            elif isinstance(kind, Code | Codes):
                plain = self._holds_codes(kind, profile)
            else:
                plain = False
            if plain:
                found.append(name)
        return found

    def _holds_codes(self, kind: Code | Codes, profile: Profile) -> bool:
        if kind.list == "town":
            return fit(kind, profile, self._lists) == _SURE and profile.share(seen.FIRM) < 0.5
        listed = self._lists.get(kind.list)
        return (
            listed is not None
            and seen.distinct(profile.values) > 1
            and all(isinstance(v, str) and listed.find(v.strip()) for v in profile.values)
        )

    def _offer(self, column: Asked, taken: set[str]) -> tuple[str, ...]:
        """The fields that a column may mean, where it is not sure."""
        profile = self._profiles[column.index]
        given = {c.field for c in column.claims}
        named = [c.field for c in column.claims]
        named += [name for name, _level in column.meaning.said if name not in given]
        named += column.meaning.maybe
        if not named and profile.values:
            named = self._told_by(profile)
        fitting = [
            name
            for name in dict.fromkeys(named)
            if name in given or self.bears_out(name, profile) != CONTRADICTED
        ]
        return tuple(name for name in fitting if name not in taken)[:_MOST]


def _fit_number(kind: Text | Names, profile: Profile) -> float:
    """How far values bear out that they are numbers of something: a case, a licence, a card."""
    if profile.share(seen.USCC) > 0.3 or profile.share(seen.DATE) >= 0.8:
        return CONTRADICTED
    if profile.share(seen.DOCUMENT, seen.NUMBERED, seen.CODE, seen.WHOLE) >= 0.7:
        return _SURE
    named = profile.share(seen.PERSON, seen.FIRM, seen.DATE, seen.LONG, seen.TOWN)
    return CONTRADICTED if named >= 0.7 else _MAY_BE


def _takes_all(kind: Kind) -> bool:
    """Whether a field of this kind takes in any words, so that nobody would notice."""
    return isinstance(kind, Text | Names | Link) and not isinstance(kind, Identifier)


def _beside(columns: Sequence[Asked]) -> int:
    """Where a second table begins at the right, whose headings are those of the first once more.

    Only the left one is read; past all columns where there is no second.
    """
    first: dict[tuple[tuple[str, Level], ...], int] = {}
    again: list[tuple[int, int]] = []
    for column in columns:
        said = column.meaning.said
        if (
            said
            and not column.settled
            and (left := first.setdefault(said, column.index)) != column.index
        ):
            again.append((left, column.index))
    beyond = max((column.index for column in columns), default=0) + 1
    if len(again) < _ENOUGH:
        return beyond
    begins = min(right for _left, right in again)
    saying = sum(1 for c in columns if c.index >= begins and c.meaning.said)
    if max(left for left, _right in again) >= begins or len(again) * 10 < saying * 7:
        return beyond
    return begins
