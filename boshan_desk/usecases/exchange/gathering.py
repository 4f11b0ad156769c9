"""Which records go into a package: what this desk wrote since the other one last acknowledged.

Upwards goes what was written here and below; down goes what concerns the other desk: the records of
its towns and those it wrote itself, and what they link to.  Of cases it gets those alone that it
wrote in (domain.md 6.3: minimum scope).  Who reported an offence is in no package.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.registers import site_of, split
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store.codec import codec
from boshan_desk.store.conditions import in_town
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.peers import DOWN, Peer, desks_like, peers

NOT_UP: Final = frozenset({*SECRET, "town_report"})
"""What no package carries upwards."""
NOT_DOWN: Final = frozenset(
    {*SECRET, "town_report", "liaison", "supervision", "task_report", "plan_answer"}
)
"""What the office keeps for itself."""
OWN_HOUSE: Final = NOT_DOWN | {"target"}
"""What a county keeps from its city: what it asks of its own towns and departments; counted there,
it would pass for the city's."""
FROM_ABOVE: Final = NOT_DOWN | {"target", "policy", "ip_stat"}
"""The ledgers that a town does not write."""

_SOME: Final = 500

Wanted = dict[str, list[str]]
"""By ledger the ids of records, in the order of the ledgers."""


def gather_up(reader: Reader, peer: Peer, after: int, upto: int) -> Wanted:
    """What was written here and below in the works after one and up to another.

    What came down from that desk it has, unless it lost it: then it began a new life.
    """
    sql = (
        "SELECT DISTINCT ledger, record_id FROM change WHERE step > ? AND step <= ?"
        " AND step NOT IN (SELECT step FROM parcel WHERE way = 'in' AND site = ?"
        " AND epoch = ? AND state = 'taken')"
    )
    values = (after, upto, peer.site, peer.epoch)
    found = defaultdict(set)
    left_out = NOT_UP if reader.desk.level == "town" else OWN_HOUSE
    for ledger, id in reader.connection.exec_driver_sql(sql, values):
        if ledger in KEPT and ledger not in left_out:
            found[ledger].add(id)
    return _ordered(found)


def gather_down(reader: Reader, peer: Peer, after: int, upto: int) -> Wanted:
    """What was written here since a work and concerns a desk below, and what that links to."""
    own = (
        " AND c.step NOT IN (SELECT step FROM parcel WHERE way = 'in' AND site = ?"
        " AND epoch = ? AND state = 'taken')"
    )
    # What an earlier desk of the same towns wrote, whose place this one has taken, comes too.
    sites = sorted(desks_like(peers(reader), peer))
    found: dict[str, set[str]] = defaultdict(set)
    for name, ledger in KEPT.items():
        if name in NOT_DOWN or name == "attachment":
            continue
        places = ["instr(t.dots, ?)"] * len(sites)
        values: list[Any] = [f'"{site}.' for site in sites]
        if ledger.writing is Right.ENTER:
            for town in peer.towns:
                condition, more = in_town(ledger, town, reader.lists["town"])
                places.append(condition)
                values += more
        sql = (
            f'SELECT t.id FROM "{name}" t WHERE ({" OR ".join(places)}) AND t.id IN'
            " (SELECT c.record_id FROM change c WHERE c.ledger = ? AND c.step > ? AND c.step <= ?"
            f"{own})"
        )
        values += [name, after, upto, peer.site, peer.epoch]
        found[name].update(reader.connection.exec_driver_sql(sql, tuple(values)).scalars())
    _add_attachments(reader, peer, found, after, upto)
    _add_linked(reader, found)
    return _ordered(found)


def _add_attachments(
    reader: Reader, peer: Peer, found: dict[str, set[str]], after: int, upto: int
) -> None:
    """The attachments that came since and hang on what goes, or on what the other desk has."""
    sql = (
        "SELECT DISTINCT record_id FROM change"
        " WHERE ledger = 'attachment' AND step > ? AND step <= ?"
    )
    ids = list(reader.connection.exec_driver_sql(sql, (after, upto)).scalars())
    for attachment in reader.find_many(Attachment, ids).values():
        ledger = KEPT.get(attachment.of_ledger or "")
        if ledger is None or ledger.name in NOT_DOWN:
            continue
        owner = attachment.of_id or ""
        own = f'"{peer.site}.'
        if (
            owner in found.get(ledger.name, ())
            or (ledger.writing is Right.ENTER and _is_of(reader, peer, attachment))
            or own in reader.marks_of(ledger, [owner]).get(owner, "")
        ):
            found["attachment"].add(attachment.id)


def _is_of(reader: Reader, peer: Peer, attachment: Attachment) -> bool:
    """Whether a file hangs on a record of the other desk's towns, or of its county's."""
    town = reader.town_of(attachment)
    return town in peer.towns or reader.lists["town"].counts_for(town) in peer.towns


def _add_linked(reader: Reader, found: dict[str, set[str]]) -> None:
    """What the records link to, and what that links to."""
    fresh = {name: set(ids) for name, ids in found.items()}
    while fresh:
        linked: dict[str, set[str]] = defaultdict(set)
        for name, ids in fresh.items():
            ledger = KEPT[name]
            if not ledger.linking:
                continue
            columns = list(ledger.linking)
            for row in _columns(reader, ledger, columns, sorted(ids)):
                for link, id in zip(ledger.linking.values(), row, strict=True):
                    if id and id not in found.get(link.to, ()) and link.to not in NOT_DOWN:
                        linked[link.to].add(id)
        for name, ids in linked.items():
            found[name] |= ids
        fresh = dict(linked)


def _columns(
    reader: Reader, ledger: Ledger, columns: Sequence[str], ids: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    for start in range(0, len(ids), _SOME):
        some = tuple(ids[start : start + _SOME])
        sql = f'SELECT {names} FROM "{ledger.name}" WHERE id IN ({", ".join("?" * len(some))})'
        yield from map(tuple, reader.connection.exec_driver_sql(sql, some))


def _ordered(found: Mapping[str, Iterable[str]]) -> Wanted:
    return {name: sorted(found[name]) for name in KEPT if found.get(name)}


# What stands in the package


@dataclass(frozen=True)
class Gathered:
    """The lines of one ledger, as a package carries them."""

    ledger: Ledger
    ids: Sequence[str]

    def lines(self, reader: Reader, dots: set[str]) -> Iterator[dict[str, Any]]:
        """First what columns this program knows, then one line a record; its dots are noted."""
        coder = codec(self.ledger)
        yield {"columns": sorted(coder.columns)}
        for start in range(0, len(self.ids), _SOME):
            states = reader.states(self.ledger, self.ids[start : start + _SOME])
            for id in self.ids[start : start + _SOME]:
                if (state := states.get(id)) is None:
                    continue
                dots |= state.known.dots
                dots |= set(state.known.gone)
                values = {n: v for n, v in state.row.items() if v is not None and n != "id"}
                yield {"id": id, "v": values, "d": json.loads(state.marks)}


def step_lines(reader: Reader, dots: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Who wrote each of these, when, and why where that was said."""
    own_site = site_of(reader.desk.site)
    by_place: dict[str, set[int]] = defaultdict(set)
    for dot in dots:
        place, number = split(dot)
        by_place[place].add(number)
    for place in sorted(by_place):
        site, _, epoch = place.partition(".")
        told: dict[int, dict[str, Any]] = {}
        numbers = sorted(by_place[place])
        for start in range(0, len(numbers), _SOME):
            some = tuple(numbers[start : start + _SOME])
            marks = ", ".join("?" * len(some))
            if site == own_site:
                sql = f"SELECT n, at, officer, detail FROM step WHERE n IN ({marks})"
                for n, at, officer, detail in reader.connection.exec_driver_sql(sql, some):
                    reason = str(json.loads(detail).get("reason", ""))
                    told[n] = {"at": at, "officer": officer, "reason": reason}
            # What came back after a loss is known from outside, and better.
            sql = (
                "SELECT n, at, officer, reason FROM origin WHERE site = ? AND epoch = ?"
                f" AND n IN ({marks})"
            )
            values = (site, int(epoch), *some)
            for n, at, officer, reason in reader.connection.exec_driver_sql(sql, values):
                told[n] = {"at": at, "officer": officer, "reason": reason}
        for n in sorted(told):
            yield {"dot": f"{place}.{n}", **told[n]}


def heads_of(reader: Reader, known: Sequence[Peer]) -> tuple[str, ...]:
    """Whose value is shown while several compete: the office above, this one, those just below."""
    own = site_of(reader.desk.site)
    above = [peer.site for peer in known if peer.kind != DOWN]
    if reader.desk.level == "town":
        return tuple(above)
    below = [peer.site for peer in known if peer.kind == DOWN and peer.level != "town"]
    return (*above, own, *sorted(below))
