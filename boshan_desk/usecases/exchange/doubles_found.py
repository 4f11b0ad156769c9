"""Two records that may be one: found when packages are taken and on demand, told side by side.

Two towns enter one firm, each with an id of its own.  What tells records of a ledger apart (its
`key`) says that they may be one, and so does a name that is nearly the same (`sheets.alike`).  The
machine joins nothing (`doubles` does, for a person).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from boshan_desk.domain.fields import Codes, Names, Note
from boshan_desk.domain.ledger import STATUS, WITHDRAWN, Ledger, Record, not_filled
from boshan_desk.domain.likeness import WORDS, compare
from boshan_desk.domain.likeness import Names as FirmNames
from boshan_desk.domain.officers import Right
from boshan_desk.domain.registers import order, read_marks
from boshan_desk.domain.states import REVIEWED
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, TYPED
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.store import schema
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.matters import HELD, Candidate, Line, Waiting
from boshan_desk.usecases.exchange.side_by_side import SideBySide, shown_words
from boshan_desk.usecases.sheets.alike import find_alike

OPEN, APART = "open", "apart"

_NEAR: Final = "~"
"""Why two records may be one: nothing is equal, their names are near."""

_FEW: Final = 500
"""Of so many records the others with an equal key are looked up one by one."""

_CROWD: Final = 5
"""Of so many with one key each is told beside the first only."""

NOT_COMPARED: Final = (STATUS, WITHDRAWN, "serial_no", "source")
"""What is not compared."""

Pair = tuple[str, str, str, str]
"""A ledger, two records (the smaller id first), and why they may be one."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two records side by side."""

    ledger: str
    ids: tuple[str, str]
    labels: tuple[str, str]
    numbers: tuple[str, str]
    states: tuple[str, str]
    """草稿, 已提交, 已审核 …"""
    why: str
    lines: tuple[Line, ...]
    """What only one of them says, and where they contradict each other."""
    contradictions: frozenset[str]
    """The registers in which a choice must be made."""
    mergeable: frozenset[str]
    """Those in which both contents may be kept."""
    hanging: tuple[tuple[str, int, int], ...]
    """What hangs on each: a ledger's title and how many; files are among it."""
    keep: str
    """Which one would better stay: on which more hangs, and which was reviewed."""
    blocked: str
    """Why they cannot be joined now; empty where they can."""


# ---------------------------------------------------------------- finding


def find_doubles(desk: Desk, *, ledger: str = "", near: bool = True) -> int:
    """Look through a ledger, or all of them, for records that may be one; how many pairs are new.

    `near`: also by names that are nearly the same.

    Raises:
        NoRight: the officer may not exchange packages.
    """
    names = [ledger] if ledger else [name for name in TYPED if TYPED[name].key]
    with desk.work(_("查找疑似重复"), needs=Right.EXCHANGE, undoable=False) as work:
        count = sum(len(_note(work, KEPT[name], None, near=near)) for name in names)
        if count:
            work.detail = {"kind": "doubles-look", "count": count}
    return count


def note(work: Work, touched: Mapping[str, Collection[str]], *, near: bool = True) -> list[Pair]:
    """Note which of these records may be one with others, within the work that wrote them.

    `touched` are ids by ledger.  What somebody found to be two stays two.
    """
    found: list[Pair] = []
    for name, ids in touched.items():
        if ids and name in TYPED:
            found += _note(work, KEPT[name], ids, near=near)
    return found


def _note(work: Work, ledger: Ledger, ids: Collection[str] | None, *, near: bool) -> list[Pair]:
    known = {
        (row["one"], row["other"])
        for row in work.small_rows(schema.double)
        if row["ledger"] == ledger.name
    }
    pairs = {(one, other): why for one, other, why in _equal_keys(work, ledger, ids)}
    if near and ledger.alike:
        for one, other in _near_names(work, ledger, ids):
            pairs.setdefault((one, other), _NEAR)
    new = [(one, other, why) for (one, other), why in pairs.items() if (one, other) not in known]
    rows = [
        {
            "ledger": ledger.name,
            "one": one,
            "other": other,
            "why": why,
            "state": OPEN,
            "aside": 0,
            "step": work.number,
            **work.stamp,
        }
        for one, other, why in new
    ]
    work.keep_rows("double", rows)
    return [(ledger.name, *pair) for pair in new]


def _equal_keys(
    reader: Reader, ledger: Ledger, ids: Collection[str] | None
) -> Iterator[tuple[str, str, str]]:
    """Live records of which one key is equal, and no earlier key tells them apart."""
    found: dict[tuple[str, str], int] = {}
    for place, key in enumerate(ledger.key):
        for same in _groups(reader, ledger, key, ids):
            crowd = len(same) > _CROWD
            pairs = ((same[0], other) for other in same[1:]) if crowd else combinations(same, 2)
            for one, other in pairs:
                if ids is None or one in ids or other in ids:
                    found.setdefault((min(one, other), max(one, other)), place)
    records = reader.find_many(ledger.record, list({id for pair in found for id in pair}))
    for (one, other), place in found.items():
        a, b = records[one], records[other]
        if not any(_told_apart(a, b, earlier) for earlier in ledger.key[:place]):
            yield one, other, " ".join(ledger.key[place])


def _groups(
    reader: Reader, ledger: Ledger, key: Sequence[str], ids: Collection[str] | None
) -> Iterator[list[str]]:
    """The ids of live records whose key is equal, in the order of entry."""
    columns = ", ".join(f't."{name}"' for name in key)
    filled = " AND ".join(f't."{name}" IS NOT NULL' for name in key)
    live = f"t.withdrawn_at IS NULL AND {filled}"
    ask = reader.connection.exec_driver_sql
    same: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    if ids is not None and len(ids) <= _FEW:
        equal = " AND ".join(f'o."{name}" = t."{name}"' for name in key)
        marks = ", ".join("?" * len(ids))
        sql = (
            f'SELECT DISTINCT o.n, o.id, {columns} FROM "{ledger.name}" t'
            f' JOIN "{ledger.name}" o ON {equal} AND o.withdrawn_at IS NULL'
            f" WHERE {live} AND t.id IN ({marks}) ORDER BY o.n"
        )
        rows = ask(sql, tuple(ids))
    else:
        names = ", ".join(f'"{name}"' for name in key)
        sql = (
            f'SELECT t.n, t.id, {columns} FROM "{ledger.name}" t WHERE {live} AND ({columns}) IN'
            f' (SELECT {columns} FROM "{ledger.name}" t WHERE {live}'
            f" GROUP BY {names} HAVING count(*) > 1) ORDER BY t.n"
        )
        rows = ask(sql)
    for _n, id, *values in rows:
        same[tuple(values)].append(id)
    yield from (each for each in same.values() if len(each) > 1)


def _told_apart(a: Record, b: Record, key: Iterable[str]) -> bool:
    """Whether both fill this key in, and differently."""
    pairs = [(getattr(a, name), getattr(b, name)) for name in key]
    filled = not any(not_filled(value) for pair in pairs for value in pair)
    return filled and any(one != other for one, other in pairs)


def _near_names(
    reader: Reader, ledger: Ledger, ids: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Records whose names are near, as an import would tell them."""
    wanted = reader.ids(ledger) if ids is None else list(ids)
    records = reader.find_many(ledger.record, wanted)
    live = [record for record in records.values() if not record.withdrawn]
    names = [n for n in (*ledger.alike, ledger.town) if n]
    lines = [(n, {name: getattr(r, name) for name in names}) for n, r in enumerate(live)]
    for row, alike in find_alike(lines, ledger, reader).items():
        for each in alike:
            if (own := live[row].id) != each.record_id:
                yield min(own, each.record_id), max(own, each.record_id)


# ---------------------------------------------------------------- telling


def doubled(look: SideBySide) -> list[Waiting]:
    """The pairs that wait for somebody to say whether they are one."""
    found = []
    for row in look.reader.small_rows(schema.double):
        if row["state"] == APART or not look.sees(row["ledger"]):
            continue
        ledger = KEPT[row["ledger"]]
        both = look.reader.find_many(ledger.record, [row["one"], row["other"]])
        if len(both) < 2 or any(record.withdrawn for record in both.values()):
            # One of them is gone; it comes up again if it is restored.
            continue
        one, other = both[row["one"]], both[row["other"]]
        lines = tuple(_lines(look, one, other))
        sites = {c.source.site for line in lines for c in line.candidates if c.source.site}
        needs = Right.REVIEW if {one.status, other.status} & set(REVIEWED) else Right.EXCHANGE
        officer = look.reader.desk.officer
        found.append(
            Waiting(
                kind="double",
                ledger=ledger.name,
                id=one.id,
                register=other.id,
                label=one.label(look.reader.lists),
                number=one.serial_no or "",
                town=look.reader.town_of(one),
                sites=tuple(sorted(sites)),
                lines=lines,
                aside=bool(row["aside"]),
                at=row["at"],
                needs=needs,
                may=all(officer.may(r) for r in (Right.EXCHANGE, needs, ledger.writing)),
                office=listed(
                    dict.fromkeys(c.office for line in lines for c in line.candidates if not c.ours)
                ),
                why=why_words(look.reader, one, other, row["why"]),
                other_label=other.label(look.reader.lists),
                other_number=other.serial_no or "",
            )
        )
    return found


def compare_pair(desk: Desk, ledger: Ledger, one: str, other: str) -> Comparison:
    """Two records side by side, to be joined or kept apart; personal values masked.

    Raises:
        Missing: one of them is not there.
    """
    with desk.read() as reader:
        a, b = reader.get(ledger.record, one), reader.get(ledger.record, other)
        look = SideBySide(reader)
        lines = tuple(_lines(look, a, b))
        apart = frozenset(line.register for line in lines if _contradict(line, a, b))
        hanging = [_hanging(reader, ledger, record.id) for record in (a, b)]
        titles = {name for each in hanging for name in each}
        status = ledger.shown()["status"]
        return Comparison(
            ledger=ledger.name,
            ids=(one, other),
            labels=(a.label(reader.lists), b.label(reader.lists)),
            numbers=(a.serial_no or "", b.serial_no or ""),
            states=(status.show(a.status, reader.lists), status.show(b.status, reader.lists)),
            why=why_words(reader, a, b, ""),
            lines=lines,
            contradictions=apart,
            mergeable=frozenset(r for r in apart if may_both(ledger, ledger.registers[r])),
            hanging=tuple(
                (_(KEPT[name].title), hanging[0].get(name, 0), hanging[1].get(name, 0))
                for name in sorted(titles, key=list(KEPT).index)
            ),
            keep=_better(a, b, *hanging),
            blocked=blocked(reader, ledger, a, b),
        )


def _lines(look: SideBySide, one: Record, other: Record) -> Iterator[Line]:
    """The registers in which two records differ, with both contents."""
    ledger, reader = one.ledger, look.reader
    rows = {record.id: codec(ledger).to_row(record) for record in (one, other)}
    texts = reader.marks_of(ledger, list(rows))
    marks = {id: read_marks(text) for id, text in texts.items()}
    for register, columns in ledger.registers.items():
        if register in NOT_COMPARED:
            continue
        values = {id: tuple(row.get(c) for c in columns) for id, row in rows.items()}
        if values[one.id] == values[other.id]:
            continue
        candidates = []
        for id, own in values.items():
            cells = tuple(
                shown_words(reader, ledger.fields[c], v, look.mask)
                for c, v in zip(columns, own, strict=True)
            )
            dot = max((marks[id].dot(c) for c in columns), key=order)
            covered = bool(look.mask) and any(
                ledger.fields[c].personal and cell for c, cell in zip(columns, cells, strict=True)
            )
            candidates.append(Candidate(id, cells, look.origins.of(dot), covered=covered))
        titles = tuple(_(ledger.fields[c].title) for c in columns)
        yield Line(register, columns, titles, None, tuple(candidates))


def why_words(reader: Reader, one: Record, other: Record, why: str) -> str:
    """Why two records may be one, in words."""
    ledger = one.ledger
    keys = [tuple(why.split())] if why and why != _NEAR else list(ledger.key)
    for key in keys:
        if all(
            not not_filled(getattr(one, n)) and getattr(one, n) == getattr(other, n) for n in key
        ):
            titles = listed(_(ledger.fields[n].title) for n in key)
            return _("{field}相同").format(field=titles)
    if not ledger.alike:
        return ""
    name = ledger.alike[0]
    county = reader.desk.county
    towns = [(each.label, *each.also) for each in county.towns if each.code in county.counted]
    parts = FirmNames((*county.within, county.name), towns)
    words = [getattr(record, name) or "" for record in (one, other)]
    near = compare(*map(parts.part, words)) if all(words) else None
    template = _(WORDS[near]) if near else _("{field}相近")
    return template.format(field=_(ledger.fields[name].title))


def _contradict(line: Line, one: Record, other: Record) -> bool:
    """Whether both say something in some field of a register, and not the same."""
    return any(
        not not_filled(a) and not not_filled(b) and a != b
        for a, b in ((getattr(one, c), getattr(other, c)) for c in line.columns)
    )


def may_both(ledger: Ledger, columns: Sequence[str]) -> bool:
    """Whether both contents may stand in a field together."""
    return len(columns) == 1 and isinstance(ledger.fields[columns[0]], Codes | Names | Note)


def links_to(ledger: Ledger) -> Iterator[tuple[Ledger, str]]:
    """The ledgers that point to records of this one, each with the field."""
    for each in KEPT.values():
        for name, kind in each.linking.items():
            if kind.to == ledger.name:
                yield each, name


def _hanging(reader: Reader, ledger: Ledger, id: str) -> dict[str, int]:
    """How many records hang on one, by ledger; those in the recycle bin are not counted."""
    ask = reader.connection.exec_driver_sql
    found: dict[str, int] = defaultdict(int)
    for each, name in links_to(ledger):
        if each.secret and not reader.desk.officer.may(each.reading):
            continue
        sql = f'SELECT count(*) FROM "{each.name}" WHERE "{name}" = ? AND withdrawn_at IS NULL'
        found[each.name] += ask(sql, (id,)).scalar_one()
    sql = (
        "SELECT count(*) FROM attachment WHERE of_ledger = ? AND of_id = ? AND withdrawn_at IS NULL"
    )
    found["attachment"] += ask(sql, (ledger.name, id)).scalar_one()
    return {name: count for name, count in found.items() if count}


def _better(a: Record, b: Record, on_a: Mapping[str, int], on_b: Mapping[str, int]) -> str:
    """Which of two would better stay: one with steps, one reviewed, one on which more hangs, the
    one that says more, the one that was entered first.
    """

    def weight(record: Record, on: Mapping[str, int]) -> tuple[int, bool, int, int]:
        said = sum(not not_filled(getattr(record, name)) for name in record.ledger.fields)
        return on.get("case_step", 0), record.status in REVIEWED, sum(on.values()), said

    one, other = weight(a, on_a), weight(b, on_b)
    if one == other:
        return min((a, b), key=lambda r: (str(r.entered_at or ""), r.id)).id
    return a.id if one > other else b.id


def blocked(reader: Reader, ledger: Ledger, a: Record, b: Record) -> str:
    """Why two records cannot be joined now; empty where they can."""
    for record in (a, b):
        name = record.label(reader.lists)
        if record.withdrawn:
            return _("“{name}”在回收站里，不必合并").format(name=name)
        if record.status == "archived":
            return _("“{name}”已归档，请先由审批人员取消归档").format(name=name)
        if _unsettled(reader, ledger, record.id):
            return _("“{name}”还有别的待处理事项，请先处理").format(name=name)
    if ledger.name == "case" and all(stepped(reader, record.id) for record in (a, b)):
        return _("两件案件都已有办案步骤，不能合并；请先核对是不是同一案件")
    return ""


def _unsettled(reader: Reader, ledger: Ledger, id: str) -> bool:
    ask = reader.connection.exec_driver_sql
    for table in ("conflict", "held"):
        sql = f"SELECT 1 FROM {table} WHERE ledger = ? AND record_id = ?"
        sql += f" AND why IN {HELD}" if table == "held" else ""
        if ask(sql, (ledger.name, id)).first():
            return True
    return False


def stepped(reader: Reader, case: str) -> bool:
    """Whether steps of its procedure hang on a case."""
    return bool(reader.having(CaseStep, "case_id", [case], withdrawn=True))
