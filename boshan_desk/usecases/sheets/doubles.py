"""Two rows of one file for one record: whichever is right, taking either would lose the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import stop
from boshan_desk.excel.rows.taking import Issue
from boshan_desk.i18n import _
from boshan_desk.usecases.sheets.candidates import Candidate, titles
from boshan_desk.usecases.sheets.preview import Row


class Doubles:
    """Finds rows that are about one record, by its id or by an equal key."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        # By the keys' hashes: the keys of a hundred thousand rows would take 25 MB, and two of them
        # have one hash once in a thousand million such files.
        self._first: dict[int, int] = {}
        self._several: dict[int, list[int]] = {}
        self._columns: dict[int, tuple[tuple[str, ...], str]] = {}

    def add(self, place: int, candidate: Candidate) -> None:
        """Another row, by its place among them all."""
        keys: list[object] = [] if candidate.before is None else [candidate.before.id]
        if candidate.key and (candidate.before is None or candidate.renamed):
            keys.append(candidate.key)
        for key in map(hash, keys):
            first = self._first.setdefault(key, place)
            if first != place:
                self._several.setdefault(key, [first]).append(place)
                names = candidate.key[0] if candidate.key else ()
                assert isinstance(names, tuple)
                column = candidate.matching.fields().get(names[0]) if names else None
                self._columns[key] = names, column.letter if column else ""

    def find(self, rows: Sequence[Row], several_sheets: bool) -> Iterator[tuple[int, Issue]]:
        """The places of the rows to refuse, each with what is said of it.

        Of rows that say the same the first one stands; else none does.
        """
        told: set[int] = set()
        for key, places in self._several.items():
            first, *others = places
            said = rows[first].values
            equal = all(dict(rows[place].values) == dict(said) for place in others)
            names, letter = self._columns[key]
            for place in others if equal else places:
                if place in told:
                    continue
                told.add(place)
                other = rows[first if place != first else others[0]]
                shown = f"{other.sheet}!{other.number}" if several_sheets else str(other.number)
                problem = stop(
                    "",
                    "与第 {row} 行是同一条记录（{key}相同），请只留一行",
                    "duplicate",
                    row=shown,
                    key=titles(self._ledger, names) or _("记录标识"),
                )
                yield (
                    place,
                    Issue(
                        letter,
                        names[0] if names else "",
                        problem.severity,
                        problem.code,
                        problem.words(),
                    ),
                )
