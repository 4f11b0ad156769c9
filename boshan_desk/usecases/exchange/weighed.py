"""What becomes of one record of a package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.ledgers import KEPT
from boshan_desk.store.reader import State


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What becomes of one record."""

    ledger: Ledger
    id: str
    outcome: str
    """new, changed, same, conflict, held or refused (`answers.OUTCOMES`)."""
    why: str = ""
    """A reason of `answers.WHY`."""
    words: str = ""
    """What is wrong, where the reason does not say it all."""
    coming: State
    """As it came."""
    before: State | None = None
    """As it is here."""
    after: State | None = None
    """As it is to be; None where nothing is to be written."""
    record: Record | None = None
    """As it is to be, or as it came where it is held."""
    fresh: tuple[str, ...] = ()
    """The registers in which values compete that did not before."""

    def held(self, why: str) -> Weighed:
        """The same, kept waiting."""
        return replace(self, outcome="held", why=why, words="", after=None, fresh=())

    def links(self) -> Iterator[tuple[str, str]]:
        """What the record that came links to: (ledger, id)."""
        row = self.coming.row
        for name, kind in self.ledger.linking.items():
            if target := row.get(name):
                yield kind.to, str(target)
        if self.ledger.name == "attachment" and row.get("of_ledger") in KEPT and row.get("of_id"):
            yield str(row["of_ledger"]), str(row["of_id"])
