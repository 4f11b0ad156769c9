"""Which writes a sender can tell of: its own, and of others those that it was given.

Whoever holds a good key could else put words into another desk's mouth, or take its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from boshan_desk.domain.registers import Marks, epoch_of, site_of, split
from boshan_desk.i18n import _, mark
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.parcels import OTHER_LIFE
from boshan_desk.usecases.exchange.peers import DOWN, Peer, desks_like

DOUBLED: Final = mark("同一次登记有两种内容，可能有两台电脑用着同一份数据")
_FORGED: Final = mark("登记来源与本单位的记录不符，没有接收；请核对这台电脑是否被人改动过")

_ANY: Final = 2**53
"""No work has a greater number."""


class Claims:
    """What one sender may claim that was written, at this desk as it is now."""

    def __init__(
        self, reader: Reader, peer: Peer, known: Sequence[Peer], epoch: int, upto: int
    ) -> None:
        """`epoch`, `upto`: the sender's life and its newest work, as its manifest says."""
        self._reader = reader
        self._peer = peer
        self._known = known
        self._epoch, self._upto = epoch, upto
        self._own = site_of(reader.desk.site)
        self._life = epoch_of(reader.desk.site)
        self._restored_at = last_restore(reader)
        self._own_last = reader.head().number
        self._from_below = peer.kind == DOWN
        self._before = desks_like(known, peer) - {peer.site} if self._from_below else frozenset()
        self._others = {each.site for each in known} | {self._own}

    def odd(self, marks: Marks, ours: Marks | None) -> str:
        """Why a row claims writes that cannot be; "" where it does not.

        A sender tells of its own writes.  Of those of others it can only know what it was given: so
        they stand in the record here, or this desk lost them when it was restored.
        """
        here = ours.all_seen if ours else {}
        for dot in (*marks.dots, *marks.gone):
            place, number = split(dot)
            if number > here.get(place, 0) and (reason := self._odd_write(place, number)):
                return reason
        for seen in (marks.seen, *marks.gone.values()):
            for place, number in seen.items():
                if number > here.get(place, 0) and (reason := self._odd_claim(place, number)):
                    return reason
        return ""

    def _odd_write(self, place: str, number: int) -> str:
        """Why a write that this record has not seen cannot be the sender's to tell of."""
        site, life = site_of(place), epoch_of(place)
        if site in self._before:
            # What the desk wrote whose place the sender has taken is the sender's to tell of.
            return ""
        if site == self._peer.site:
            life %= OTHER_LIFE
            late = life > self._epoch or (life == self._epoch and number > self._upto)
            return _(DOUBLED) if late else ""
        if not self._from_below:
            # The office above hands down what it has from others, and what this desk lost.
            return _(DOUBLED) if site == self._own and number > self._last_of(life) else ""
        if site == self._own:
            lost = life < self._life and number >= self._restored_at
            return "" if lost else _(_FORGED)
        if site in self._others:
            return _(_FORGED)
        return _(_FORGED) if self._peer.level == "town" else ""

    def _odd_claim(self, place: str, number: int) -> str:
        """Why a sender cannot have seen so much of another desk."""
        site, life = site_of(place), epoch_of(place)
        if site == self._peer.site:
            return self._odd_write(place, number)
        if site == self._own:
            return _(_FORGED) if number > self._last_of(life) else ""
        if not self._from_below:
            return ""
        if site in self._others or self._peer.level == "town":
            return _(_FORGED) if number > self._handed_on(place) else ""
        return ""

    def _last_of(self, life: int) -> int:
        """The newest work of this desk's own that can be; of a life before it is not known."""
        if life >= OTHER_LIFE and not self._from_below:
            # The office above tells what another computer wrote under this desk's name.
            return _ANY
        if life > self._life:
            return -1
        return self._own_last if life == self._life else _ANY

    def _handed_on(self, place: str) -> int:
        """Up to which work of another place this desk has heard of it at all."""
        site, life = site_of(place), epoch_of(place)
        for peer in self._known:
            if peer.site == site:
                return peer.have.get(life, 0)
        sql = "SELECT max(n) FROM origin WHERE site = ? AND epoch = ?"
        found = self._reader.connection.exec_driver_sql(sql, (site, life)).scalar()
        return int(found or 0)


def last_restore(reader: Reader) -> int:
    """The work with which this desk's present life began; 0 where it is its first."""
    sql = "SELECT max(n) FROM step WHERE json_extract(detail, '$.kind') IN ('restore', 'salvage')"
    return int(reader.connection.exec_driver_sql(sql).scalar() or 0)
