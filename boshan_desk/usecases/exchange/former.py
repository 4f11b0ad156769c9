"""What waited before a package was taken in: kept until that is taken back.

Records keep their own history.  What waits has none, so a row of it that a taking changed stands
beside the others as the taking found it: with the states that it let go, and how the row was
described.  It stands in the same table, where a purge finds it, under a key of its own, so that no
reader of what waits comes upon it.  The history of the work keeps names and numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Moved
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.reader import State
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.arrived import have_of, whole
from boshan_desk.usecases.exchange.held_rows import (
    REFUSED,
    WAS,
    Key,
    digest_of,
    held_row,
    held_rows,
    hold_no_more,
    key_of,
    read_states,
    write_states,
)
from boshan_desk.usecases.exchange.parcels import Parcel, parcels
from boshan_desk.usecases.exchange.peers import Peer, keep_peer, peer_of

Row = Mapping[str, Any]

_OF_ROW = ("why", "aside", "step", "at")
_OF_CONFLICT = ("ledger", "record_id", "register", "kind", "aside", "step", "at")


@dataclass(frozen=True)
class Found:
    """How things stood when a package came."""

    held: Mapping[Key, Row]
    peer: Peer | None


def find(work: Work, site: str) -> Found:
    """What waits, and what is known of a sender, before its package is taken in."""
    return Found({key_of(row): row for row in held_rows(work)}, peer_of(work, site))


def keep(work: Work, found: Found, brought: Iterable[Sequence[str]]) -> dict[str, Any]:
    """Keep what is no longer as it was found; what the history of the work is to know of it.

    `brought` are the states that came with the package and wait: ledger, record, site, digest.
    """
    after = {key_of(row): row for row in held_rows(work)}
    came = {tuple(each) for each in brought}
    rows = []
    for key, row in found.held.items():
        now = after.get(key)
        if now is None or any(now[name] != row[name] for name in ("row", *_OF_ROW)):
            stay = read_states(now["row"]) if now else []
            # What was turned down and came again goes with the package.
            left = {each.marks for each in stay if (*key, digest_of(each)) not in came}
            gone = [each for each in read_states(row["row"]) if each.marks not in left]
            if gone or now is None or any(now[name] != row[name] for name in _OF_ROW):
                place = {"site": f"{row['site']}/{work.number}", "why": WAS + row["why"]}
                rows.append({**row, **place, "row": write_states(gone)})
    work.keep_rows("held", rows)
    lost = [row for row in work.ended if row["step"] != work.number]
    return {
        "conflicts": [[row[name] for name in _OF_CONFLICT] for row in lost],
        "sender": _sender(found.peer, peer_of(work, found.peer.site)) if found.peer else {},
    }


def put_back(work: Work, parcel: Parcel, detail: Mapping[str, Any]) -> None:
    """Let wait what waited before a package was taken in, and nothing that came with it.

    The records stand as before already.

    Raises:
        Moved: something that it brought was let in or decided since.
    """
    _take_out(work, parcel.step, detail.get("held", []))
    for row in _formers(work, parcel.step):
        _let_wait(work, row)
    present = _conflicts(work)
    rows = [dict(zip(_OF_CONFLICT, each, strict=True)) for each in detail.get("conflicts", [])]
    work.keep_rows("conflict", [row for row in rows if _key(row) in present])
    _know_sender_again(work, parcel, detail.get("sender"))


# ---------------------------------------------------------------- what waited


def _take_out(work: Work, step: int, brought: Iterable[Sequence[str]]) -> None:
    """Take out the states that came and wait, or that a later taking let go."""
    for ledger, id, site, digest in brought:
        if hold_no_more(work, (ledger, id, site), digest):
            continue
        if _written_since(work, step, ledger, id):
            # It was let in, or turned down for good.
            raise moved(work, ledger, id)
        for later in _formers_of(work, (ledger, id, site)):
            states = read_states(later["row"])
            left = [each for each in states if digest_of(each) != digest]
            if len(left) < len(states) and _number_of(later) > step:
                work.keep_rows("held", [{**later, "row": write_states(left)}])


def _written_since(work: Work, step: int, ledger: str, id: str) -> bool:
    sql = "SELECT 1 FROM change WHERE step > ? AND step < ? AND ledger = ? AND record_id = ?"
    values = (step, work.number, ledger, id)
    return work.connection.exec_driver_sql(sql, values).first() is not None


def moved(work: Work, name: str, id: str) -> Moved:
    """Why a package cannot be taken back: what was written or decided since is never unwritten."""
    record = work.find(KEPT[name].record, id)
    return Moved(
        "“{name}”在接收以后又改动或处理过，不能再整包撤销；有不对的内容，请直接更正这条记录",
        name=record.label(work.lists) if record else id,
    )


def _let_wait(work: Work, row: Row) -> None:
    """Let a row wait as it did, with what waits of it still."""
    key = _key_before(row)
    now = held_row(work, key)
    states = {each.marks: each for each in read_states(row["row"])}
    states |= {each.marks: each for each in read_states(now["row"])} if now else {}
    work.drop_row("held", *key_of(row))
    if not states:
        return
    why = row["why"].removeprefix(WAS)
    if now and now["why"] == REFUSED:
        # A person has turned it down since.
        why = REFUSED
    # While a row is there, only a person puts it aside.
    same = now is not None and (now["step"], now["at"]) == (row["step"], row["at"])
    aside = now["aside"] if now and same else row["aside"]
    text = write_states(_sorted(states.values()))
    work.keep_rows("held", [{**row, "site": key[2], "why": why, "row": text, "aside": aside}])


def _sorted(states: Iterable[State]) -> list[State]:
    return sorted(states, key=lambda each: each.marks)


def _formers(work: Work, step: int) -> list[Row]:
    """The rows as a work found them."""
    sql = "SELECT * FROM held WHERE site LIKE ?"
    return list(map(dict, work.connection.exec_driver_sql(sql, (f"%/{step}",)).mappings()))


def _formers_of(work: Work, key: Key) -> list[Row]:
    """A row as works found it."""
    sql = "SELECT * FROM held WHERE ledger = ? AND record_id = ? AND site LIKE ?"
    values = (*key[:2], f"{key[2]}/%")
    return list(map(dict, work.connection.exec_driver_sql(sql, values).mappings()))


def _key_before(row: Row) -> Key:
    return row["ledger"], row["record_id"], row["site"].partition("/")[0]


def _number_of(row: Row) -> int:
    return int(row["site"].partition("/")[2])


# ---------------------------------------------------------------- what competes, and the sender


def _conflicts(work: Work) -> dict[tuple[Any, ...], Row]:
    return {_key(row): row for row in work.small_rows(schema.conflict)}


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("ledger", "record_id", "register"))


def _sender(before: Peer, after: Peer | None) -> dict[str, list[Any]]:
    """What is known otherwise of the sender: [before, after]."""
    if after is None:
        return {}
    was, now = _of_peer(before), _of_peer(after)
    return {name: [was[name], now[name]] for name in was if was[name] != now[name]}


def _of_peer(peer: Peer) -> dict[str, Any]:
    have = {str(epoch): n for epoch, n in sorted(peer.have.items())}
    return {"epoch": peer.epoch, "alarm": peer.alarm, "have": have}


def _know_sender_again(work: Work, parcel: Parcel, changed: Mapping[str, Any] | None) -> None:
    peer = peer_of(work, parcel.site)
    if peer is None:
        return
    now = _of_peer(peer)
    known: dict[str, Any] = {
        name: was for name, (was, became) in (changed or {}).items() if now[name] == became
    }
    if "have" in known:
        known["have"] = {int(epoch): n for epoch, n in known["have"].items()}
    elif changed is None or "have" in changed:
        # It was taken in by an older program, or what came is counted anew since.
        rest = [p for p in parcels(work, site=parcel.site, way="in") if p.state == "taken"]
        known["have"] = have_of(whole(work, parcel.site, rest))
    if known:
        keep_peer(work, replace(peer, **known), needs=Right.EXCHANGE)
