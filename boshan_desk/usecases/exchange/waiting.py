"""What waits for a person after packages came in: different contents, held rows, likely duplicates.

Nothing here decides anything (`conflicts`, `held`, `doubles` do).
"""

from __future__ import annotations

from collections.abc import Iterable

from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.doubles_found import doubled
from boshan_desk.usecases.exchange.matters import HELD, KINDS, Waiting
from boshan_desk.usecases.exchange.side_by_side import SideBySide
from boshan_desk.usecases.lists import log_uncovering


def waiting(desk: Desk, *, kind: str = "", town: str = "", doubles: bool = True) -> list[Waiting]:
    """Everything that waits, those put aside last, then by kind and since when.

    `town` is the code of a town whose records, or whose desk's rows, they are.  Ledgers that this
    officer may not see are left out.
    """
    with desk.read() as reader:
        look = SideBySide(reader)
        found: list[Waiting] = []
        if kind in ("", "values", "withdrawn"):
            found += look.disputed()
        if kind in ("", *HELD):
            found += look.held()
        if kind in ("", "double") and doubles:
            found += doubled(look)
        towns = look.towns_of
        rank = {name: place for place, name in enumerate(KINDS)}
        found = [
            each
            for each in found
            if kind in ("", each.kind)
            and (not town or each.town == town or any(town in towns(s) for s in each.sites))
        ]
    return sorted(found, key=lambda w: (w.aside, rank[w.kind], w.at, w.ledger, w.id, w.register))


def count_waiting(reader: Reader) -> dict[str, int]:
    """How much waits, by kind, without what was put aside; quick, for boards and first pages."""
    found = dict.fromkeys(KINDS, 0)
    ask = reader.connection.exec_driver_sql
    for kind, count in ask("SELECT kind, count(*) FROM conflict WHERE aside = 0 GROUP BY kind"):
        found[kind] += count
    for why, count in ask("SELECT why, count(*) FROM held WHERE aside = 0 GROUP BY why"):
        if why in found:
            found[why] += count
    for ledger, one, other in ask(
        "SELECT ledger, one, other FROM double WHERE aside = 0 AND state != 'apart'"
    ):
        found["double"] += _both_live(reader, ledger, one, other)
    return found


def _both_live(reader: Reader, ledger: str, one: str, other: str) -> bool:
    sql = f'SELECT count(*) FROM "{ledger}" WHERE id IN (?, ?) AND withdrawn_at IS NULL'
    return ledger in KEPT and reader.connection.exec_driver_sql(sql, (one, other)).scalar() == 2


def like_this(one: Waiting, among: Iterable[Waiting]) -> list[Waiting]:
    """The matters for which the same choice makes sense: of the same kind, ledger, register and
    desks; the one itself is among them.
    """
    register = one.register if one.kind in ("values", "withdrawn") else ""

    def same(other: Waiting) -> bool:
        return (
            (other.kind, other.ledger, other.sites) == (one.kind, one.ledger, one.sites)
            and (not register or other.register == register)
            and other.may
        )

    return [other for other in among if same(other)]


def in_full(desk: Desk, matter: Waiting, reason: str) -> Waiting:
    """The same matter with personal values in full; who looked, at what and why is kept.

    Raises:
        NoRight: the officer may not see them.
        Refused: no reason, or it waits no longer.
    """
    for id in (matter.id, matter.register) if matter.kind == "double" else (matter.id,):
        log_uncovering(desk, KEPT[matter.ledger], reason, id=id)
    with desk.read() as reader:
        look = SideBySide(reader, mask=0)
        found = [*look.disputed(matter.id), *look.held(matter.id)]
        if matter.kind == "double":
            found = doubled(look)
        return next((each for each in found if each.key == matter.key), matter)
