"""Make one record of two that a person says are one, or say that they are two.

Who joins them chooses where they contradict each other; what only one of them says is kept,
everything that hangs on the other is hung on the one that stays, and the other goes into the
recycle bin with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import Codes, Kind, Names
from boshan_desk.domain.ledger import Ledger, Record, copy_with, not_filled
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.states import REVIEWED
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.decisions import DOUBLES_KIND
from boshan_desk.usecases.exchange.doubles_found import (
    APART,
    NOT_COMPARED,
    OPEN,
    blocked,
    links_to,
    may_both,
    stepped,
    why_words,
)
from boshan_desk.usecases.exchange.matters import COMPARE
from boshan_desk.usecases.exchange.side_by_side import SideBySide
from boshan_desk.usecases.records import prepare, read_values, refuse

JOINED: Final = "joined"

BOTH: Final = "both"
"""The choice of both contents, where a field holds several or is free text."""

Choices = Mapping[str, str | Mapping[str, object]]
"""By register: the id of the record whose content is taken, `BOTH`, or what was typed by field."""


@dataclass(frozen=True)
class Joined:
    """What joining did."""

    number: int
    record: Record
    moved: int
    """How much hangs on the record now that hung on the other."""
    filled: tuple[str, ...]
    """The fields that were filled from the other."""


def join(
    desk: Desk,
    ledger: Ledger,
    keep: str,
    drop: str,
    choices: Choices | None = None,
    *,
    reason: str = "",
) -> Joined:
    """Make one record of two: what hangs on `drop` is hung on `keep`, which takes over what it did
    not say; `drop` goes into the recycle bin.

    Where they contradict each other the choice must be given.  What was reviewed is to be reviewed
    again, which wants a reason.  The work can be undone while nothing of it has moved on.

    Raises:
        NoRight: the officer may not.
        Refused: a contradiction without a choice, steps on the record that is to go, an archived or
            closed record, or other matters that wait.
    """
    title = _("合并重复的{title}").format(title=_(ledger.title))
    with desk.work(title, needs=Right.EXCHANGE, reason=reason) as work:
        kept, dropped = work.get(ledger.record, keep), work.get(ledger.record, drop)
        if keep == drop:
            raise Refused("请选择两条不同的记录")
        if why := blocked(work, ledger, kept, dropped):
            raise Refused("{why}", why=why)
        if ledger.name == "case" and stepped(work, drop):
            raise Refused(
                "“{name}”已有办案步骤，请保留这一件，把另一件并入",
                name=dropped.label(work.lists),
            )
        after, filled = _merged(work, kept, dropped, dict(choices or {}))
        words = _("与流水号 {number} 的“{name}”重复，已合为一条").format(
            number=kept.serial_no or "", name=kept.label(work.lists)
        )
        if not work.reason:
            work.reason = reason_for(work, kept, after, words)
        moved = _hung_over(work, ledger, kept, dropped)
        work.apply(moved, judged=True)
        if after != kept:
            work.apply([Change(kept, after)])
        gone = replace(
            dropped,
            withdrawn_by=desk.officer.name,
            withdrawn_at=work.at,
            withdrawn_why=words,
        )
        work.apply([Change(dropped, gone)], judged=True)
        _remember(work, ledger, kept.id, dropped.id)
        if not ledger.secret:
            work.name = _("{what}“{record}”").format(what=title, record=after.label(work.lists))
        work.detail |= {
            "kind": DOUBLES_KIND,
            "items": [[ledger.name, drop, "", "join", ""]],
            "keep": keep,
            "drop": drop,
        }
        number = work.number
    return Joined(number, after, len(moved), filled)


def reason_for(work: Work, kept: Record, after: Record, words: str) -> str:
    """The reason that the history keeps; who changes what was reviewed must give one."""
    if kept.status in REVIEWED and after != kept:
        raise Refused("“{name}”已审核，合并后要重新审核，须写明原因", name=kept.label(work.lists))
    return words


def _merged(
    work: Work, kept: Record, dropped: Record, choices: dict[str, Any]
) -> tuple[Record, tuple[str, ...]]:
    """The record that stays, with what the other knew and it did not; which fields those were."""
    ledger = kept.ledger
    values: dict[str, Any] = {}
    typed: dict[str, object] = {}
    filled: list[str] = []
    undecided: list[str] = []
    for register, columns in ledger.registers.items():
        if register in NOT_COMPARED:
            continue
        pairs = {c: (getattr(kept, c), getattr(dropped, c)) for c in columns}
        apart = any(not not_filled(a) and not not_filled(b) and a != b for a, b in pairs.values())
        choice = choices.pop(register, None)
        if isinstance(choice, Mapping):
            if strange := [name for name in choice if name not in columns]:
                raise Refused("没有栏目“{name}”", name=strange[0])
            typed |= choice
        elif choice == dropped.id:
            values |= {c: b for c, (_a, b) in pairs.items()}
        elif choice == BOTH and may_both(ledger, columns):
            kind = ledger.fields[columns[0]]
            values[columns[0]] = _both(work, kind, *pairs[columns[0]])
        elif choice not in (None, kept.id):
            raise Refused("“{choice}”不在可选的内容里，请刷新后再选", choice=choice)
        elif apart and choice is None:
            undecided.append(listed(_(ledger.fields[c].title) for c in columns))
        elif not apart:
            news = {c: b for c, (a, b) in pairs.items() if not_filled(a) and not not_filled(b)}
            values |= news
            filled += news
    if undecided:
        raise Refused("两条记录填得不同，请先选定：{fields}", fields=listed(undecided))
    if choices:
        raise Refused("没有栏目“{name}”", name=next(iter(choices)))
    after = replace(kept, **values)
    if typed:
        given, problems = read_values(work, ledger, typed)
        refuse(ledger, given, problems, name=kept.label(work.lists))
        after = replace(after, **given)
    if after == kept:
        return kept, ()
    if kept.status in ("submitted", "reviewed"):
        after = replace(after, status="draft")
    return prepare(work, after, kept), tuple(filled)


def _both(work: Work, kind: Kind, one: Any, other: Any) -> Any:
    """Both contents of a field together."""
    if isinstance(kind, Codes):
        return kind.ordered({*one, *other}, work.lists)
    if isinstance(kind, Names):
        return tuple(dict.fromkeys((*one, *other)))
    return "\n".join(dict.fromkeys(text for text in (one, other) if text))


def _hung_over(work: Work, ledger: Ledger, kept: Record, dropped: Record) -> list[Change]:
    """What hangs on one record hung on the other; what was reviewed is to be reviewed again."""
    changes = []
    ask = work.connection.exec_driver_sql
    for each, name in links_to(ledger):
        if each.secret:
            sql = f'SELECT 1 FROM "{each.name}" WHERE "{name}" = ? LIMIT 1'
            if ask(sql, (dropped.id,)).first() is None:
                continue
        for record in work.having(each.record, name, [dropped.id], withdrawn=True):
            if record.id == kept.id:
                continue
            values: dict[str, Any] = {name: kept.id}
            if record.status == "reviewed" and not record.withdrawn:
                values["status"] = "submitted"
            changes.append(Change(record, replace(record, **values)))
    for file in work.having(Attachment, "of_id", [dropped.id], withdrawn=True):
        if file.of_ledger == ledger.name:
            changes.append(Change(file, replace(file, of_id=kept.id)))
    return changes


def _remember(work: Work, ledger: Ledger, keep: str, drop: str) -> None:
    """Note that the two were joined; what may be one with the other may be one with this."""
    rows = [r for r in work.small_rows(schema.double) if r["ledger"] == ledger.name]
    known = {(row["one"], row["other"]) for row in rows}
    stamps = {"step": work.number, **work.stamp}
    own = {"ledger": ledger.name, "one": min(keep, drop), "other": max(keep, drop), "aside": 0}
    before = next((r for r in rows if (r["one"], r["other"]) == (own["one"], own["other"])), None)
    why = before["why"] if before else ""
    told = {"state": [before["state"] if before else None, JOINED]}
    work.write_row(
        "double", own | {"why": why, "state": JOINED} | stamps, told=told, needs=Right.EXCHANGE
    )
    for row in rows:
        if drop in (row["one"], row["other"]) and row["state"] == OPEN:
            third = row["other"] if row["one"] == drop else row["one"]
            pair = min(keep, third), max(keep, third)
            if third != keep and pair not in known:
                known.add(pair)
                more = {"one": pair[0], "other": pair[1], "why": row["why"], "state": OPEN}
                work.keep_rows("double", [own | more | stamps])


def _keys_of(pairs: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The keys of pairs of records, whichever of the two was named first."""
    return [(ledger, min(a, b), max(a, b)) for ledger, a, b in pairs]


def _known(work: Work) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The pairs that are written down, by key."""
    return {(r["ledger"], r["one"], r["other"]): r for r in work.small_rows(schema.double)}


def keep_apart(desk: Desk, pairs: Iterable[tuple[str, str, str]], *, reason: str = "") -> int:
    """Say of pairs of records that they are two, so that nobody is asked again; how many."""
    wanted = _keys_of(pairs)
    if not wanted:
        return 0
    name = _("认定不是重复")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        known = _known(work)
        told = []
        for key in wanted:
            work.desk.officer.demand(KEPT[key[0]].writing)
            row = known.get(key)
            if row is None:
                for id in key[1:]:
                    work.get(KEPT[key[0]].record, id)
            new = {
                "ledger": key[0],
                "one": key[1],
                "other": key[2],
                "why": row["why"] if row else "",
                "state": APART,
                "aside": 0,
                "step": work.number,
                **work.stamp,
            }
            told_state = {"state": [row["state"] if row else None, APART]}
            work.write_row("double", new, told=told_state, needs=Right.EXCHANGE)
            told.append([key[0], key[1], "", "apart", ""])
        work.detail |= {"kind": DOUBLES_KIND, "items": told}
    return len(wanted)


# ---------------------------------------------------------------- taking it back


@dataclass(frozen=True, kw_only=True)
class TwoKept:
    """Two records of which somebody said that they are two."""

    ledger: str
    ids: tuple[str, str]
    labels: tuple[str, str]
    numbers: tuple[str, str]
    why: str
    """Why they might have been one."""
    at: str
    officer: str
    may: bool
    """Whether this officer may take that back."""

    @property
    def key(self) -> str:
        """By which a list knows it."""
        return "/".join((self.ledger, *self.ids))


def kept_apart(desk: Desk) -> list[TwoKept]:
    """The pairs that were found to be two, the newest word first; those of which one is gone are
    left out.
    """
    found: list[tuple[int, TwoKept]] = []
    with desk.read() as reader:
        look = SideBySide(reader)
        for row in reader.small_rows(schema.double):
            if row["state"] != APART or not look.sees(row["ledger"]):
                continue
            ledger = KEPT[row["ledger"]]
            both = reader.find_many(ledger.record, [row["one"], row["other"]])
            if len(both) < 2 or any(record.withdrawn for record in both.values()):
                continue
            one, other = both[row["one"]], both[row["other"]]
            kept = TwoKept(
                ledger=ledger.name,
                ids=(one.id, other.id),
                labels=(one.label(reader.lists), other.label(reader.lists)),
                numbers=(one.serial_no or "", other.serial_no or ""),
                why=why_words(reader, one, other, row["why"]),
                at=row["at"],
                officer=row["officer"],
                may=all(desk.officer.may(r) for r in (Right.EXCHANGE, ledger.writing)),
            )
            found.append((row["step"], kept))
    return [kept for _step, kept in sorted(found, key=lambda each: each[0], reverse=True)]


def compare_again(desk: Desk, pairs: Iterable[tuple[str, str, str]], *, reason: str = "") -> int:
    """Take it back that two records are two: they are asked about again; how many.

    Raises:
        NoRight: the officer may not.
        Moved: nobody says that they are two, or not any more.
    """
    wanted = _keys_of(pairs)
    if not wanted:
        return 0
    name = _("收回“不是同一条”")
    with desk.work(name, needs=Right.EXCHANGE, undoable=False, reason=reason) as work:
        known = _known(work)
        told = []
        for key in wanted:
            work.desk.officer.demand(KEPT[key[0]].writing)
            row = known.get(key)
            if row is None or row["state"] != APART:
                raise Moved("这两条记录没有认定为“不是同一条”，不用收回；请刷新后再看")
            new = {**row, "state": OPEN, "step": work.number, **work.stamp}
            work.write_row("double", new, told={"state": [APART, OPEN]}, needs=Right.EXCHANGE)
            told.append([key[0], key[1], "", COMPARE, ""])
        work.detail |= {"kind": DOUBLES_KIND, "items": told}
    return len(wanted)


def joins(desk: Desk) -> list[dict[str, Any]]:
    """What was joined, the newest first: {n, at, officer, name, ledger, keep, drop, undone}."""
    found = []
    with desk.read() as reader:
        for work in reader.works(DOUBLES_KIND):
            if "drop" not in work:
                continue
            ledger = KEPT[work["items"][0][0]]
            gone = reader.find(ledger.record, work["drop"])
            undone = gone is not None and not gone.withdrawn
            found.append({**work, "ledger": ledger.name, "undone": undone})
    return found


def take_apart(desk: Desk, number: int) -> int:
    """Take a joining of any day back by the number of its work; how many records that touched.

    Raises:
        Missing: no joining has this number.
        Moved: one of the records has been changed since.
    """
    desk.officer.demand(Right.EXCHANGE)
    known = {each["n"]: each for each in joins(desk)}
    if number not in known:
        raise Missing("没有编号为 {number} 的合并", number=number)
    if known[number]["undone"]:
        raise Refused("编号为 {number} 的合并已经撤销过", number=number)
    with desk.work(_("撤销合并"), needs=Right.EXCHANGE, undoable=False) as work:
        work.replaying = "back"
        count = 0
        for changes in work.changes_of(number):
            back = []
            for change in changes:
                now = work.find(type(change.record), change.record.id)
                if not _same(now, change.after):
                    raise Moved(
                        "“{name}”在合并之后又有改动，不能整个撤销；请从回收站恢复后逐项处理",
                        name=change.record.label(work.lists),
                    )
                back.append(Change(now, change.before))
            work.apply(back, judged=True)
            count += len(back)
        work.detail |= {"kind": "doubles-undo", "undoes": number, "count": count}
    return count


def _same(now: Record | None, then: Record | None) -> bool:
    """Equal but for the stamps, which every write renews."""
    if now is None or then is None:
        return now is then
    stamps = {"changed_by": None, "changed_at": None}
    return copy_with(now, **stamps) == copy_with(then, **stamps)
