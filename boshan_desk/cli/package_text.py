"""What is said of packages: as JSON, and in words for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.cli.options import Common
from boshan_desk.cli.output import one_line, write_line, write_table
from boshan_desk.domain.wording import clauses, statements
from boshan_desk.exchange.words import package_number
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.reader import Reader
    from boshan_desk.usecases.exchange.answers import AnswerRow
    from boshan_desk.usecases.exchange.batches import Brought
    from boshan_desk.usecases.exchange.looking import Look
    from boshan_desk.usecases.exchange.parcels import Parcel
    from boshan_desk.usecases.exchange.taking import Taken

# The use cases load SQLAlchemy and cryptography, so each function imports its own.

_SHOWN: Final = 30
"""Rows that are listed on a screen; the rest stand in --json."""


def look_json(reader: Reader, seen: Look) -> dict[str, Any]:
    """What a package would bring, as the command line writes it."""
    manifest = seen.manifest
    return {
        "file": str(seen.path),
        "digest": seen.digest,
        "kind": manifest.kind,
        "site": seen.peer.site,
        "name": seen.peer.name,
        "epoch": manifest.epoch,
        "seq": manifest.seq,
        "period": manifest.period,
        "statement": manifest.statement,
        "again": seen.again is not None,
        "fork": seen.fork,
        "notes": list(seen.notes),
        "counts": {name: dict(counts) for name, counts in seen.counts.items()},
        "their_counts": dict(seen.their_counts),
        "rows": [
            {
                "ledger": line.ledger.name,
                "id": line.id,
                "label": line.label,
                "outcome": line.outcome,
                "why": line.why,
                "words": line.words,
                "fields": [
                    {
                        "register": each.register,
                        "title": each.title,
                        "ours": each.ours,
                        "theirs": each.theirs,
                    }
                    for each in line.fields(reader)
                ],
            }
            for line in seen.lines
        ],
    }


def print_look(seen: Look) -> None:
    """The same for a person."""
    from boshan_desk.usecases.exchange.answers import LISTED, OUTCOMES

    manifest = seen.manifest
    print(one_line(_called(manifest.kind, seen.peer.name, manifest.period, manifest.seq)))
    if seen.fork:
        print(one_line(seen.fork))
    if seen.again:
        print(_("这个数据包以前接收过，再接收不会有变化"))
    for note in seen.notes:
        print(one_line(note))
    heads = [_("台账"), *(_(title) for title in OUTCOMES.values()), _("对方现有")]
    if seen.counts:
        write_table(heads, _count_rows(seen))
    for line in [each for each in seen.lines if each.outcome in LISTED][:_SHOWN]:
        outcome = _(OUTCOMES.get(line.outcome, line.outcome))
        told = (_(line.ledger.title), line.label, outcome, line.words)
        print(one_line("　".join(filter(None, told))))


def _called(kind: str, name: str, period: str, seq: int) -> str:
    """A package in words: 博山镇　2026Q3　第05包."""
    number = package_number(seq) if kind == "package" else _("回执包")
    return f"{name}　{period}　{number}"


def tell_brought(common: Common, brought: Sequence[Brought]) -> int:
    """Say how several packages stand; the gravest reason why one cannot be taken, as a number."""
    from boshan_desk.usecases.exchange.answers import OUTCOMES
    from boshan_desk.usecases.exchange.batches import STATES, brought_json

    status = max((each.refusal.exit_code for each in brought if each.refusal), default=0)
    if common.json:
        for each in brought:
            write_line(brought_json(each))
        return status
    rows = []
    for each in brought:
        called = _called(each.kind, each.name, each.period, each.seq) if each.kind else ""
        told = [
            f"{_(title)} {count:,}"
            for name, title in OUTCOMES.items()
            if (count := each.counts.get(name, 0))
        ]
        state = statements(filter(None, (_(STATES[each.state]), each.why)))
        rows.append([each.path.name, called, clauses(told), state])
    write_table([_("文件"), _("数据包"), _("内容"), _("情况")], rows)
    return status


def _count_rows(seen: Look) -> list[list[str]]:
    from boshan_desk.ledgers import ledger_title
    from boshan_desk.usecases.exchange.answers import OUTCOMES

    rows = []
    for name, counts in seen.counts.items():
        theirs = seen.their_counts.get(name)
        told = [str(counts.get(outcome, 0)) for outcome in OUTCOMES]
        rows.append([ledger_title(name), *told, "" if theirs is None else str(theirs)])
    return rows


def print_taken(taken: Taken, decided: int) -> None:
    """What was taken, for a person."""
    if taken.again:
        print(_("这个数据包以前接收过（编号 {number}），没有变化").format(number=taken.number))
    elif taken.answer is None:
        print(_("回执已接收，编号 {number}").format(number=taken.number))
    else:
        told = _("已接收，编号 {number}：{words}")
        print(told.format(number=taken.number, words=taken.answer.words()))
    if taken.answer is not None:
        _print_rows(taken.answer.rows)
    for note in taken.notes:
        print(one_line(note))
    if decided:
        print(_("已核定 {count} 项").format(count=decided))


def _print_rows(rows: Sequence[AnswerRow]) -> None:
    from boshan_desk.usecases.exchange.answers import OUTCOMES

    for row in rows[:_SHOWN]:
        outcome = _(OUTCOMES.get(row.outcome, row.outcome))
        print(one_line(f"{row.named()}　{outcome}　{row.said()}"))
    if len(rows) > _SHOWN:
        print(_("…其余 {count} 条见 --json 或回执单").format(count=len(rows) - _SHOWN))


def parcel_json(parcel: Parcel, names: Mapping[str, str]) -> dict[str, Any]:
    """A package as the command line writes it."""
    return {
        "package": parcel.step,
        "digest": parcel.digest,
        "way": parcel.way,
        "kind": parcel.kind,
        "site": parcel.site,
        "name": names.get(parcel.site),
        "epoch": parcel.epoch,
        "seq": parcel.seq,
        "period": parcel.period,
        "statement": parcel.statement,
        "made_at": parcel.made_at,
        "at": parcel.at,
        "officer": parcel.officer,
        "state": parcel.state,
        "state_words": parcel.state_words,
        "file": parcel.file,
        "rows": parcel.rows,
        "answer": parcel.answer.to_json() if parcel.answer else None,
    }
