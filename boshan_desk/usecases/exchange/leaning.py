"""Rows of one package that link to one another: none is taken before what it leans on is here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.ledgers import KEPT
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.weighed import Weighed

_SETTLED = ("held", "refused", "same")


class Leaning:
    """Keeps the rows of a package back until what they link to has been accepted."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.accepted: dict[str, set[str]] = {}
        """By ledger the rows of the package that come in."""
        self._waiting: list[Weighed] = []

    def settle(self, weighed: Sequence[Weighed]) -> list[Weighed]:
        """Those whose links lead somewhere; the others wait."""
        ready = []
        known = self._there(weighed)
        for each in weighed:
            if each.outcome in _SETTLED:
                ready.append(each)
            elif any(target not in known for target in each.links()):
                self._waiting.append(each)
            else:
                ready.append(each)
                self._accept(each)
        return ready

    def rest(self) -> Iterator[list[Weighed]]:
        """What waited for rows that came later; what still lacks something is held."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            found = self.settle(waiting)
            if found:
                yield found
            elif self._waiting:
                yield self._settle_ring()
                return

    def lacks(self, each: Weighed) -> bool:
        """Whether something that this row links to is not here."""
        known = self._there([each])
        return any(target not in known for target in each.links())

    def _accept(self, each: Weighed) -> None:
        self.accepted.setdefault(each.ledger.name, set()).add(each.id)

    def _settle_ring(self) -> list[Weighed]:
        """Of rows that wait for one another those that lack nothing else; the others are held."""
        ring, self._waiting = self._waiting, []
        known = self._there(ring)
        own = {(each.ledger.name, each.id): each for each in ring}
        leaning: dict[tuple[str, str], list[tuple[str, str]]] = {}
        lacking: set[tuple[str, str]] = set()
        for key, each in own.items():
            for target in each.links():
                if target in own:
                    leaning.setdefault(target, []).append(key)
                elif target not in known:
                    lacking.add(key)
        found = list(lacking)
        while found:
            # What leans on a row that is held is held, too.
            fresh = [key for key in leaning.get(found.pop(), ()) if key not in lacking]
            lacking.update(fresh)
            found += fresh
        settled = []
        for key, each in own.items():
            if key in lacking:
                settled.append(each.held("link"))
            else:
                settled.append(each)
                self._accept(each)
        return settled

    def _there(self, weighed: Sequence[Weighed]) -> set[tuple[str, str]]:
        """Of what these link to, what is here or has just been accepted."""
        wanted: dict[str, set[str]] = {}
        for each in weighed:
            for name, id in each.links():
                wanted.setdefault(name, set()).add(id)
        found = set()
        for name, ids in wanted.items():
            accepted = self.accepted.get(name, set())
            found |= {(name, id) for id in ids & accepted}
            rest = sorted(ids - accepted)
            found |= {(name, id) for id in self._reader.marks_of(KEPT[name], rest)}
        return found
