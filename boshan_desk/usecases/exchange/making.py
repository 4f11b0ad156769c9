"""Making a package for the office above, and a return package for a desk below.

The file is composed and kept in the desk's own folder; its number and digest are durable before it
leaves for the stick, so that no number ever stands on two packages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from boshan_desk import __version__
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import epoch_of
from boshan_desk.exchange import streams
from boshan_desk.exchange.canonical import lines_of
from boshan_desk.exchange.container import write_container
from boshan_desk.exchange.envelope import Header, seal_file
from boshan_desk.exchange.media import carry
from boshan_desk.exchange.words import package_name, return_name
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA
from boshan_desk.store.files import content_path, read
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.answers import paper_label
from boshan_desk.usecases.exchange.carried import carried_of
from boshan_desk.usecases.exchange.cover import CoverFacts, write_cover
from boshan_desk.usecases.exchange.decisions import decided_since
from boshan_desk.usecases.exchange.gathering import (
    Gathered,
    Wanted,
    gather_down,
    gather_up,
    step_lines,
)
from boshan_desk.usecases.exchange.oddities import calendar_of
from boshan_desk.usecases.exchange.parcel_files import local_path, parcel_folder
from boshan_desk.usecases.exchange.parcels import (
    Parcel,
    answered,
    find_parcel,
    newest_of,
    own_name,
    parcels,
    write_parcel,
)
from boshan_desk.usecases.exchange.peers import Peer, above, below, own_secret, peer_of
from boshan_desk.usecases.sheets.preview import Progress, tell_nobody

ACKNOWLEDGED: Final = "exchange_acknowledged"
"""The setting that says up to which work the office above has everything."""

_TRAIL: Final = 100
"""So many earlier packages are named in a new one."""


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
        newest = newest_of(parcels(work, site=peer.site, way="in", kind="return"))
        body = {
            "kind": "package",
            "period": str(period),
            "statement": statement,
            "from_n": after,
            "upto_n": upto,
            "base": newest and {"site": peer.site, "epoch": newest.epoch, "seq": newest.seq},
        }
        packed = _pack(work, peer, body, wanted, {}, tell)
        name = package_name(own_name(work), period, packed.seq)
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
        answers = [
            answered(work, each)
            for each in reversed(came)
            if peer.active and each.state == "taken" and each.step > after
        ]
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
        packed = _pack(work, peer, body, wanted, extra, tell)
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
        peer = _peer_of(reader, kept.site)
        if kept.way != "out" or not local_path(desk, kept.digest).is_file():
            raise Refused("第{seq}包的文件不在本机了，请重新制作", seq=f"{kept.seq:02d}")
    counts = {name: sum(each.values()) for name, each in kept.counts.items()}
    packed = _Packed(kept.digest, kept.epoch, kept.seq, counts, dict(kept.manifest))
    body = {"kind": kept.kind, "period": kept.period, "statement": kept.statement}
    return _carry(desk, peer, packed, kept.file, body, folder, again=True)


# What stands in it


@dataclass(frozen=True)
class _Packed:
    digest: str
    epoch: int
    seq: int
    counts: Mapping[str, int]
    manifest: Mapping[str, Any]


def _pack(
    work: Work,
    peer: Peer,
    body: Mapping[str, Any],
    wanted: Wanted,
    extra: Mapping[str, Iterable[bytes]],
    tell: Progress,
) -> _Packed:
    """Write the package into the desk's folder; what it is."""
    desk = work.desk
    secret = own_secret(work)
    site, _, epoch = desk.site.partition(".")
    sent = [p for p in parcels(work, site=peer.site, way="out") if p.epoch == int(epoch)]
    seq = max((each.seq for each in sent), default=0) + 1
    head = work.head()
    whole = {
        **body,
        "site": site,
        "epoch": int(epoch),
        "seq": seq,
        "sender": secret.public.id,
        "recipient": peer.public.id,
        "sender_name": own_name(work),
        "program": __version__,
        "schema": SCHEMA,
        "made_at": work.at.isoformat(" ", "seconds"),
        "trail": _trail(sent, int(body["from_n"])),
        "head": {"n": head.number, "link": head.link},
        "holds": {name: n for name, ledger in LEDGERS.items() if (n := work.count(ledger))},
        "calendar": calendar_of(work),
    }
    dots: set[str] = set()
    total = sum(map(len, wanted.values()))
    done = 0

    def told(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        nonlocal done
        for line in lines:
            yield line
            done += 1
            if done % 200 == 0:
                tell(min(done, total), total)

    parts: dict[str, Any] = {
        f"records/{name}.jsonl": lines_of(told(Gathered(KEPT[name], ids).lines(work, dots)))
        for name, ids in wanted.items()
    }
    # Only now are all the dots known that the records bear: parts are written in their order.
    parts["steps.jsonl"] = lines_of(_steps_later(work, dots))
    parts |= dict(_blobs(work, wanted.get("attachment", [])))
    parts |= extra
    folder = parcel_folder(desk)
    with streams.spool(folder) as plain:
        digest = write_container(plain, whole, parts, folder=folder)
        header = Header(
            1, str(body["kind"]), secret.public.id, peer.public.id, site, int(epoch), seq
        )
        part = local_path(desk, digest).with_suffix(".part")
        seal_file(plain, part, header, secret, peer.public)
        part.replace(local_path(desk, digest))
    counts = {name: len(ids) for name, ids in wanted.items()}
    return _Packed(digest, int(epoch), seq, counts, whole)


def _steps_later(work: Work, dots: set[str]) -> Iterator[dict[str, Any]]:
    yield from step_lines(work, dots)


def _blobs(reader: Reader, ids: list[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of these attachments, each once."""
    desk = reader.desk
    coder = codec(KEPT["attachment"])
    found = {}
    for start in range(0, len(ids), 500):
        for row in reader.states(coder.ledger, ids[start : start + 500]).values():
            sha256 = row.row.get("sha256")
            if sha256 and content_path(desk.folder, sha256).is_file():
                found[sha256] = content_path(desk.folder, sha256)
    for sha256, path in sorted(found.items()):
        yield f"blobs/{sha256}", read(path, desk.key)


def _trail(sent: list[Parcel], after: int) -> list[list[Any]]:
    """The earlier packages that the other desk may not have yet, and the last that it had."""
    sent = sorted(sent, key=lambda each: each.seq)
    known = [each for each in sent if each.upto_n <= after]
    rest = [each for each in sent if each.upto_n > after]
    return [
        [each.seq, each.digest, each.upto_n, str(each.manifest["head"]["link"])]
        for each in [*known[-1:], *rest][-_TRAIL:]
    ]


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


# Keeping and carrying


def _keep(work: Work, peer: Peer, body: Mapping[str, Any], packed: _Packed, name: str) -> None:
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
    packed: _Packed,
    name: str,
    body: Mapping[str, Any],
    folder: Path,
    *,
    answers: int = 0,
    again: bool = False,
) -> Made:
    path = carry(local_path(desk, packed.digest), folder, name)
    with desk.read() as reader:
        sender = own_name(reader)
    facts = CoverFacts(
        kind=str(body["kind"]),
        sender=sender,
        recipient=peer.name,
        seq=packed.seq,
        file=path.name,
        made_at=str(packed.manifest["made_at"]),
        digest=packed.digest,
        period=str(body["period"]),
        statement=str(body["statement"]),
        rows=packed.counts,
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


def _taken_by(reader: Reader, peer: Peer) -> int:
    """Up to which work of this desk the other one said that it has everything."""
    came = parcels(reader, site=peer.site, way="in", kind="package")
    newest = newest_of(each for each in came if each.state == "taken")
    base = newest.manifest.get("base") if newest else None
    if not base:
        return 0
    for each in parcels(reader, site=peer.site, way="out", kind="return"):
        if (each.epoch, each.seq) == (base["epoch"], base["seq"]):
            return each.upto_n
    # It names one that this desk lost with the time since its backup.
    return 0


def _peer_of(reader: Reader, site: str) -> Peer:
    peer = peer_of(reader, site)
    if peer is None:
        raise Refused("没有为编号 {site} 的电脑开过户", site=site)
    return peer
