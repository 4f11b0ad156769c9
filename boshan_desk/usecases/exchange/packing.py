"""A package as it is composed and sealed in the desk's own folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk import __version__
from boshan_desk.domain.registers import epoch_of, site_of
from boshan_desk.exchange import streams
from boshan_desk.exchange.canonical import lines_of
from boshan_desk.exchange.container import write_container
from boshan_desk.exchange.envelope import Header, seal_file
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.codec import codec
from boshan_desk.store.driver import SCHEMA
from boshan_desk.store.files import content_path, read
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.gathering import Gathered, Wanted, step_lines
from boshan_desk.usecases.exchange.oddities import calendar_of
from boshan_desk.usecases.exchange.own_keys import own_secret
from boshan_desk.usecases.exchange.parcel_files import local_path, parcel_folder
from boshan_desk.usecases.exchange.parcels import Parcel, own_name, parcels
from boshan_desk.usecases.exchange.peers import DOWN, Peer, name_above
from boshan_desk.usecases.sheets.preview import Progress

_TRAIL: Final = 100
"""So many earlier packages are named in a new one."""
_SOME: Final = 500
"""So many attachments are looked up with one question."""


@dataclass(frozen=True)
class Packed:
    """A package that lies sealed in the desk's own folder."""

    digest: str
    epoch: int
    seq: int
    counts: Mapping[str, int]
    manifest: Mapping[str, Any]


def pack(
    work: Work,
    peer: Peer,
    body: Mapping[str, Any],
    wanted: Wanted,
    extra: Mapping[str, Iterable[bytes]],
    tell: Progress,
) -> Packed:
    """Write a package into the desk's folder.

    `body` is what its manifest says beyond what every one says, `wanted` the records by ledger,
    `extra` what stands in it beside records.
    """
    desk = work.desk
    secret = own_secret(work)
    manifest = _manifest(work, peer, body, secret.public.id)
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
    parts["steps.jsonl"] = lines_of(step_lines(work, dots))
    parts |= dict(_blobs(work, wanted.get("attachment", [])))
    parts |= extra
    folder = parcel_folder(desk)
    with streams.spool(folder) as plain:
        digest = write_container(plain, manifest, parts, folder=folder)
        header = Header(
            suite=1,
            kind=manifest["kind"],
            sender=manifest["sender"],
            recipient=manifest["recipient"],
            site=manifest["site"],
            epoch=manifest["epoch"],
            seq=manifest["seq"],
        )
        part = local_path(desk, digest).with_suffix(".part")
        seal_file(plain, part, header, secret, peer.public)
        part.replace(local_path(desk, digest))
    counts = {name: len(ids) for name, ids in wanted.items()}
    return Packed(digest, manifest["epoch"], manifest["seq"], counts, manifest)


def _manifest(work: Work, peer: Peer, body: Mapping[str, Any], sender: str) -> dict[str, Any]:
    """What a package says of itself, but for its files."""
    site, epoch = site_of(work.desk.site), epoch_of(work.desk.site)
    sent = [p for p in parcels(work, site=peer.site, way="out") if p.epoch == epoch]
    head = work.head()
    return {
        **body,
        "site": site,
        "epoch": epoch,
        "seq": max((each.seq for each in sent), default=0) + 1,
        "sender": sender,
        "recipient": peer.public.id,
        "sender_name": own_name(work) if peer.kind == DOWN else name_above(work),
        "program": __version__,
        "schema": SCHEMA,
        "made_at": work.at.isoformat(" ", "seconds"),
        "trail": _trail(sent, int(body["from_n"])),
        "head": {"n": head.number, "link": head.link},
        "holds": {name: n for name, ledger in LEDGERS.items() if (n := work.count(ledger))},
        "calendar": calendar_of(work),
    }


def _blobs(reader: Reader, ids: list[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of these attachments, each once."""
    desk = reader.desk
    coder = codec(KEPT["attachment"])
    found = {}
    for start in range(0, len(ids), _SOME):
        for row in reader.states(coder.ledger, ids[start : start + _SOME]).values():
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
