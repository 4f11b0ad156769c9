"""Decide between contents that two offices wrote without knowing of each other.

A decision is a write of this desk that has seen everything, so it leaves one content; what it
decided against stays in the history, and one may think again as long as nobody has written since.
Several matters are decided in one work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, find_ledger
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.work import Laid
from boshan_desk.usecases.exchange.decisions import KIND
from boshan_desk.usecases.exchange.matters import HELD, Waiting
from boshan_desk.usecases.exchange.provenance import Origins
from boshan_desk.usecases.exchange.settling import Choice, Resolved, Settling
from boshan_desk.usecases.exchange.waiting import waiting

Item = tuple[str, str, str, Choice]
"""A ledger, the id of a record, a register, and the choice."""

# ---------------------------------------------------------------- deciding


def resolve(desk: Desk, items: Iterable[Item], *, reason: str = "") -> Resolved:
    """Decide matters in which contents compete, all of them as one work.

    What was reviewed is changed with a reason only, and is to be reviewed again.

    Raises:
        NoRight: the officer may not decide this, or not write in the ledger.
        Moved: somebody has decided it meanwhile.
        Refused: a choice that is none, or a record that may not be changed (archived, closed).
        Invalid: with what was chosen the record would break a rule.
    """
    chosen = list(items)
    if not chosen:
        raise Refused("没有选择要处理的内容")
    name = _("核定镇街数据") if desk.level != "town" else _("核定回执数据")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        told: list[list[str]] = []
        records: list[Record] = []
        by_record: dict[tuple[str, str], dict[str, Choice]] = defaultdict(dict)
        for ledger, id, register, choice in chosen:
            by_record[find_ledger(ledger).name, id][register] = choice
        laid: dict[str, list[Laid]] = defaultdict(list)
        origins = Origins(work)
        for (ledger_name, id), choices in by_record.items():
            settled = Settling(work, KEPT[ledger_name], id, origins)
            for register, choice in choices.items():
                how, office = settled.choose(register, choice)
                told.append([ledger_name, id, register, how, office])
            laid[ledger_name].append(settled.done())
        for ledger_name, rows in laid.items():
            work.lay(KEPT[ledger_name], rows)
            records += [each.after for each in rows if each.after is not None]
        if len(records) == 1:
            work.name = _("{what}“{record}”").format(what=name, record=records[0].label(work.lists))
        else:
            work.name = _("{what}（{count} 条记录）").format(what=name, count=len(records))
        work.detail |= {"kind": KIND, "items": told}
    return Resolved(work.number, tuple(records))


# ---------------------------------------------------------------- putting aside


def set_aside(desk: Desk, matters: Iterable[Waiting], *, aside: bool = True) -> int:
    """Put matters aside, so that the rest can be finished, or take them up again; how many.

    Raises:
        NoRight: the officer may not exchange packages.
    """
    name = _("暂放待处理事项") if aside else _("取回暂放的事项")
    wanted = [each for each in matters if each.aside != aside]
    if not wanted:
        return 0
    with desk.work(name, needs=Right.EXCHANGE, undoable=False) as work:
        count = 0
        for table in (schema.conflict, schema.held, schema.double):
            keys = [column.name for column in table.primary_key]
            known = {tuple(row[k] for k in keys): row for row in work.small_rows(table)}
            for each in wanted:
                row = known.get((each.ledger, each.id, each.register))
                if row is None or table.name != table_of(each):
                    continue
                told = {"aside": [int(not aside), int(aside)]}
                row |= {"aside": int(aside)}
                work.write_row(table.name, row, told=told, needs=Right.EXCHANGE)
                count += 1
        if not count:
            raise Moved("这些事项已经处理过，请刷新后再看")
        work.detail |= {"kind": "aside", "count": count}
    return count


def table_of(matter: Waiting) -> str:
    """The table that a matter stands in."""
    if matter.kind == "double":
        return "double"
    return "held" if matter.kind in HELD else "conflict"


def by_key(desk: Desk, words: Sequence[str]) -> list[Waiting]:
    """The matters that these keys name, in their order; a serial number may stand for the id.

    Raises:
        Missing: one names none that waits.
    """
    known: dict[str, Waiting] = {}
    for each in waiting(desk):
        known[each.key] = each
        known.setdefault(each.short, each)
    for word in words:
        if word not in known:
            raise Missing("没有编号为“{word}”的待处理事项，可用 conflicts 查看", word=word)
    return [known[word] for word in words]
