"""Making a package for the office above, and a return package for a desk below.

The file is composed and kept in the desk's own folder; its number and digest are durable before it
leaves for the stick, so that no number ever stands on two packages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import epoch_of
from boshan_desk.exchange.canonical import lines_of
from boshan_desk.exchange.media import carry
from boshan_desk.exchange.words import package_name, return_name
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.conditions import all_of, col, live, within
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.answers import paper_label
from boshan_desk.usecases.exchange.carried import carried_of
from boshan_desk.usecases.exchange.cover import CoverFacts, write_cover
from boshan_desk.usecases.exchange.decisions import decided_since
from boshan_desk.usecases.exchange.gathering import Wanted, gather_down, gather_up
from boshan_desk.usecases.exchange.packing import Packed, pack
from boshan_desk.usecases.exchange.parcel_files import local_path
from boshan_desk.usecases.exchange.parcels import (
    Parcel,
    answered,
    find_parcel,
    newest_of,
    parcels,
    write_parcel,
)
from boshan_desk.usecases.exchange.peers import Peer, above, below, get_peer, name_above
from boshan_desk.usecases.exchange.statements import NOT_HANDED_IN
from boshan_desk.usecases.sheets.preview import Progress, tell_nobody

ACKNOWLEDGED: Final = "exchange_acknowledged"
"""The setting that says up to which work the office above has everything."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A package that stands on the stick."""

    path: Path
    cover: Path | None
    name: str
    seq: int
    rows: int
    counts: Mapping[str, int]
    """By ledger, how many records."""
    digest: str
    again: bool = False
    """Whether it is the file of before, for nothing has changed."""


def make_package(
    desk: Desk,
    folder: Path,
    *,
    period: Period,
    statement: str = "",
    progress: Progress | None = None,
) -> Made:
    """Make a package of everything that the office above has not acknowledged; the file on a stick.

    `statement` says of the period that it is "whole" or that there is "nothing" to report.

    Raises:
        Refused: this desk is not enrolled, or there is something though it is said that not.
        NoRoom: the stick is full or failed; the package is made and can be carried again.
    """
    tell = progress or tell_nobody
    _refuse_bad_place(folder)
    with desk.work(_("制作数据包"), needs=Right.EXCHANGE, undoable=False) as work:
        peer = above(work)
        upto = work.number - 1
        after = min(int(work.setting(ACKNOWLEDGED, "0")), upto)
        wanted = gather_up(work, peer, after, upto)
        _add_refused(work, peer, wanted)
        if statement == "nothing" and (found := _in_period(work, wanted, period)):
            raise Refused(
                "这次要报送的记录里有 {count} 条属于{period}，不能报“本期无”；请改为报送数据",
                count=found,
                period=period.words(),
            )
        if statement == "whole" and not any(wanted.values()) and not _has_any(work, period):
            raise Refused(
                "{period}没有登记任何内容，不能报“已报全”；确实没有的，请报“本期无”",
                period=period.words(),
            )
        newest = _last_return(work, peer)
        body = {
            "kind": "package",
            "period": str(period),
            "statement": statement,
            "from_n": after,
            "upto_n": upto,
            "base": newest and {"site": peer.site, "epoch": newest.epoch, "seq": newest.seq},
        }
        packed = pack(work, peer, body, wanted, {}, tell)
        name = package_name(name_above(work), period, packed.seq)
        _keep(work, peer, body, packed, name)
    return _carry(desk, peer, packed, name, body, folder)


def make_return(desk: Desk, site: str, folder: Path, *, progress: Progress | None = None) -> Made:
    """Make what goes back to a desk below: the answers to its packages, what was changed and
    decided here, the lists, plans and calendar; the file on a stick.

    Where nothing has happened since the last one, that one is carried again.

    Raises:
        Missing: no such desk was enrolled.
        NoRoom: the stick is full or failed; the package is made and can be carried again.
    """
    tell = progress or tell_nobody
    _refuse_bad_place(folder)
    if (kept := _unchanged(desk, site)) is not None:
        return carry_again(desk, kept.digest, folder)
    with desk.work(_("制作回执"), needs=Right.EXCHANGE, undoable=False) as work:
        peer = below(work, site)
        upto = work.number - 1
        after = _taken_by(work, peer)
        came = parcels(work, site=site, way="in", kind="package")
        answers = [answered(work, each) for each in _to_answer(work, peer, after, upto)]
        have = {str(epoch): n for epoch, n in sorted(peer.have.items())}
        lines: list[dict[str, Any]] = [{"have": have}]
        lines += [each.to_json() for each in answers if each is not None]
        decided = decided_since(work, after, peer, lambda record: paper_label(record, work.lists))
        if decided and peer.active:
            lines.append(
                {"decided": [[d.ledger, d.id, d.register, d.label, d.words] for d in decided]}
            )
        newest = newest_of(each for each in came if each.state == "taken")
        body = {
            "kind": "return",
            "period": newest.period if newest else "",
            "statement": "",
            "from_n": after,
            "upto_n": upto,
            "base": newest and {"site": site, "epoch": newest.epoch, "seq": newest.seq},
        }
        extra = {
            "answers.jsonl": lines_of(lines),
            "carried.jsonl": lines_of(carried_of(work, peer)),
        }
        # Who was switched off hears of that, and of nothing else.
        wanted = gather_down(work, peer, after, upto) if peer.active else {}
        packed = pack(work, peer, body, wanted, extra, tell)
        name = return_name(peer.name, packed.seq)
        _keep(work, peer, body, packed, name)
    return _carry(desk, peer, packed, name, body, folder, answers=len(answers))


def carry_again(desk: Desk, word: str, folder: Path) -> Made:
    """Carry a package that was made before to a stick once more, as it was.

    Raises:
        Missing: there is none of this number or digest, or its file is gone.
    """
    _refuse_bad_place(folder)
    with desk.read() as reader:
        kept = find_parcel(reader, word)
        peer = get_peer(reader, kept.site)
        answers = len(_to_answer(reader, peer, kept.from_n, kept.upto_n))
        if kept.way != "out" or not local_path(desk, kept.digest).is_file():
            raise Refused("第{seq}包的文件不在本机了，请重新制作", seq=f"{kept.seq:02d}")
    counts = {name: sum(each.values()) for name, each in kept.counts.items()}
    packed = Packed(kept.digest, kept.epoch, kept.seq, counts, dict(kept.manifest))
    body = {"kind": kept.kind, "period": kept.period, "statement": kept.statement}
    return _carry(desk, peer, packed, kept.file, body, folder, answers=answers, again=True)


# What goes


def _last_return(reader: Reader, peer: Peer) -> Parcel | None:
    """The last return package that was taken; None where one was put by since, so that the office
    above sends everything again: what stood in that one is not here.
    """
    came = parcels(reader, site=peer.site, way="in", kind="return")
    newest = newest_of(each for each in came if each.state == "taken")
    put_by = newest_of(each for each in came if each.state == "forked")
    if newest and put_by and (put_by.epoch, put_by.seq) >= (newest.epoch, newest.seq):
        return None
    return newest


def _add_refused(work: Work, peer: Peer, wanted: Wanted) -> None:
    """What was refused goes again: perhaps what it was refused for has been mended there."""
    sent = parcels(work, site=peer.site, way="out", kind="package")
    newest = newest_of(each for each in sent if each.answer is not None)
    if newest is None or newest.answer is None:
        return
    for row in newest.answer.of("refused"):
        ids = wanted.get(row.ledger, [])
        known = row.ledger in LEDGERS and row.id not in ids
        if known and work.marks_of(KEPT[row.ledger], [row.id]):
            wanted[row.ledger] = [*ids, row.id]


def _in_period(work: Work, wanted: Wanted, period: Period) -> int:
    """How many of the live records fall into a period."""
    count = 0
    for name, ids in wanted.items():
        day = KEPT[name].day
        if not day:
            continue
        for record in work.find_many(KEPT[name].record, ids).values():
            on = getattr(record, day)
            count += not record.withdrawn and on is not None and on in period
    return count


def _has_any(work: Work, period: Period) -> bool:
    """Whether any live record here falls into a period."""
    for name, ledger in LEDGERS.items():
        if ledger.day and name not in NOT_HANDED_IN:
            where, values = all_of([live(), within(col(ledger.day), period)])
            sql = f'SELECT 1 FROM "{name}" t WHERE {where} LIMIT 1'
            if work.connection.exec_driver_sql(sql, tuple(values)).first():
                return True
    return False


# Keeping and carrying


def _keep(work: Work, peer: Peer, body: Mapping[str, Any], packed: Packed, name: str) -> None:
    counts = {ledger: {"sent": n} for ledger, n in packed.counts.items()}
    write_parcel(
        work,
        digest=packed.digest,
        way="out",
        site=peer.site,
        kind=body["kind"],
        epoch=packed.epoch,
        seq=packed.seq,
        from_n=body["from_n"],
        upto_n=body["upto_n"],
        period=body["period"],
        statement=body["statement"],
        made_at=packed.manifest["made_at"],
        state="made",
        file=name,
        counts=counts,
        manifest=packed.manifest,
    )
    work.detail = {"kind": body["kind"], "parcel": packed.digest, "site": peer.site}


def _carry(
    desk: Desk,
    peer: Peer,
    packed: Packed,
    name: str,
    body: Mapping[str, Any],
    folder: Path,
    *,
    answers: int = 0,
    again: bool = False,
) -> Made:
    path = carry(local_path(desk, packed.digest), folder, name)
    facts = CoverFacts(
        kind=str(body["kind"]),
        sender=str(packed.manifest["sender_name"]),
        recipient=peer.name,
        seq=packed.seq,
        file=path.name,
        made_at=str(packed.manifest["made_at"]),
        digest=packed.digest,
        period=str(body["period"]),
        statement=str(body["statement"]),
        rows={name: n for name, n in packed.counts.items() if name != "attachment"},
        attachments=packed.counts.get("attachment", 0),
        answers=answers,
        head=packed.manifest["head"],
    )
    cover: Path | None = path.with_suffix(".pdf")
    try:
        write_cover(desk, facts, path.with_suffix(".pdf"))
    except Refused:
        # The package stands whole on the stick, and it is what counts: the page may be missing.
        cover = None
    return Made(
        path=path,
        cover=cover,
        name=path.name,
        seq=packed.seq,
        rows=sum(packed.counts.values()),
        counts=packed.counts,
        digest=packed.digest,
        again=again,
    )


def _refuse_bad_place(folder: Path) -> None:
    if not folder.is_dir():
        raise Refused("找不到文件夹 {path}，请插好U盘后重选", path=folder)
    if not os.access(folder, os.W_OK):
        raise Refused("{path} 不能写入，请检查U盘的写保护开关", path=folder)


def _unchanged(desk: Desk, site: str) -> Parcel | None:
    """The last return package, where nothing has happened since but packages being made."""
    with desk.read() as reader:
        kept = newest_of(
            each
            for each in parcels(reader, site=site, way="out", kind="return")
            if each.epoch == epoch_of(desk.site)
        )
        if kept is None or not local_path(desk, kept.digest).is_file():
            return None
        sql = (
            "SELECT count(*) FROM step WHERE n > ?"
            " AND n NOT IN (SELECT step FROM parcel WHERE way = 'out')"
        )
        since = reader.connection.exec_driver_sql(sql, (kept.upto_n,)).scalar_one()
    return None if since else kept


def _to_answer(reader: Reader, peer: Peer, after: int, upto: int) -> list[Parcel]:
    """The packages of a desk below that were taken in by the works after one and up to another,
    the oldest first; who was switched off gets no answers.
    """
    came = parcels(reader, site=peer.site, way="in", kind="package")
    return [
        each
        for each in reversed(came)
        if peer.active and each.state == "taken" and after < each.step <= upto
    ]


def _taken_by(reader: Reader, peer: Peer) -> int:
    """Up to which work of this desk the other one said that it has everything.

    A return from before its present life was heard of left out what an earlier life had sent: a
    desk that went back behind that, and then took this return, lacks it still.
    """
    came = [
        each
        for each in parcels(reader, site=peer.site, way="in", kind="package")
        if each.state == "taken"
    ]
    newest = newest_of(came)
    base = newest.manifest.get("base") if newest else None
    if newest is None or not base:
        return 0
    lived_before = any(each.epoch < newest.epoch for each in came)
    born = min(each.step for each in came if each.epoch == newest.epoch) if lived_before else 0
    for each in parcels(reader, site=peer.site, way="out", kind="return"):
        if (each.epoch, each.seq) == (base["epoch"], base["seq"]):
            return each.upto_n if each.step > born else 0
    # It names one that this desk lost with the time since its backup.
    return 0
