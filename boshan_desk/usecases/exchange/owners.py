"""Whose a record is: what a desk below may write, and what is not its to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from boshan_desk.domain.ledger import KEPT_TOGETHER, STATUS, Ledger
from boshan_desk.domain.registers import site_of, values_in
from boshan_desk.domain.states import REVIEWED
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, SECRET, record_type
from boshan_desk.store.reader import Reader, State
from boshan_desk.usecases.exchange.gathering import FROM_ABOVE, OWN_HOUSE
from boshan_desk.usecases.exchange.peers import Peer, desks_like
from boshan_desk.usecases.exchange.reserved import may_be_reviewed

_OTHERS: Final = mark("属于{town}，不是{name}的记录")
_NOBODYS: Final = mark("不属于{name}，应由区县登记")


class Owners:
    """Tells which records are a sender's to write."""

    def __init__(self, reader: Reader, peer: Peer, known: Sequence[Peer], above: Set[str]) -> None:
        """`above`: this desk and the one above it, who review."""
        self._reader = reader
        self._peer = peer
        self._desks = desks_like(known, peer)
        self._above = above
        self._theirs: dict[str, bool] = {}

    def refusal(
        self,
        ledger: Ledger,
        coming: State,
        before: State | None,
        accepted: Mapping[str, Set[str]],
    ) -> str:
        """Why a record is not the sender's to write; "" where it is.

        `accepted`: by ledger what of the same package has just been found to be.
        """
        name = self._peer.name
        if ledger.name in (FROM_ABOVE if self._peer.level == "town" else OWN_HOUSE):
            return _(_NOBODYS).format(name=name)
        if self._reviews_itself(coming):
            return _("审核、退回、归档由接收单位办理")
        towns: set[str] = set()
        if ledger.town:
            register = ledger.register_of[ledger.town]
            columns = ledger.registers[register]
            place = columns.index(ledger.town)
            for state in filter(None, (coming, before)):
                held = values_in(columns, register, state.row, state.known)
                towns |= {each[place] for each in held.values() if each[place]}
        if towns:
            strange = sorted(code for code in towns if not self._is_theirs(code))
            if strange:
                town = self._reader.lists["town"].label(strange[0])
                return _(_OTHERS).format(town=town, name=name)
            return ""
        if owner := _owner(ledger, coming.row):
            if owner[1] in accepted.get(owner[0], ()):
                return ""
            above = self._reader.find(record_type(owner[0]), owner[1])
            if above is None:
                # It will be held for its link.
                return ""
            code = self._reader.town_of(above)
            if code:
                return "" if self._is_theirs(code) else self._of_other(code)
        site = site_of(coming.known.whole)
        if self._peer.level != "town" or site in self._desks:
            return ""
        return _(_NOBODYS).format(name=name)

    def _is_theirs(self, code: str) -> bool:
        """Whether a place is the sender's: its town, or of a county a town of it."""
        if code not in self._theirs:
            known, own = self._reader.lists["town"], self._peer.towns
            self._theirs[code] = code in own or known.counts_for(code) in own
        return self._theirs[code]

    def _of_other(self, code: str) -> str:
        town = self._reader.lists["town"].label(code)
        return _(_OTHERS).format(town=town, name=self._peer.name)

    def _reviews_itself(self, coming: State) -> bool:
        """Whether a town's own write says that a record was reviewed."""
        if self._peer.level != "town" or not may_be_reviewed(coming):
            return False
        held = values_in(KEPT_TOGETHER[STATUS], STATUS, coming.row, coming.known)
        return any(
            each[0] in REVIEWED and site_of(dot) not in self._above for dot, each in held.items()
        )


def _owner(ledger: Ledger, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a record belongs to: its parent, or what an attachment hangs on."""
    if ledger.parent_ledger and values.get(ledger.parent):
        return ledger.parent_ledger, str(values[ledger.parent])
    of = values.get("of_ledger")
    if of in KEPT and of not in SECRET and values.get("of_id"):
        return str(of), str(values["of_id"])
    return None
