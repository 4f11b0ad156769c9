"""A package that came, written down among those that did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boshan_desk.domain.officers import Right
from boshan_desk.exchange.manifest import Manifest
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.looking import Look
from boshan_desk.usecases.exchange.parcel_files import keep_file
from boshan_desk.usecases.exchange.parcels import OTHER_LIFE, write_parcel
from boshan_desk.usecases.exchange.peers import keep_peer, peer_of


def note_parcel(
    work: Work,
    look: Look,
    state: str,
    counts: Mapping[str, Mapping[str, int]],
    answer: Mapping[str, Any],
) -> None:
    """Write down that a package came, and what was said to it."""
    manifest = look.manifest
    # What was taken beside counts under the life that it was told apart by.
    life = OTHER_LIFE if look.despite and state == "taken" else 0
    write_parcel(
        work,
        digest=look.digest,
        way="in",
        site=look.peer.site,
        kind=manifest.kind,
        epoch=manifest.epoch + life,
        seq=manifest.seq,
        from_n=manifest.from_n,
        upto_n=manifest.upto_n,
        period=manifest.period,
        statement=manifest.statement,
        made_at=manifest.made_at,
        state=state,
        file=look.path.name,
        counts=counts,
        answer=answer,
        manifest=_remembered(manifest),
    )


def _remembered(manifest: Manifest) -> dict[str, Any]:
    """What is remembered of a manifest."""
    return {
        "program": manifest.program,
        "schema": manifest.schema,
        "made_at": manifest.made_at,
        "base": manifest.base.__dict__ if manifest.base else None,
        "trail": [[s.seq, s.digest, s.number, s.link] for s in manifest.trail],
        "head": {"n": manifest.head.number, "link": manifest.head.link},
        "holds": dict(manifest.holds),
        "calendar": manifest.calendar.__dict__,
    }


def put_by(desk: Desk, look: Look) -> None:
    """Write down that two desks go under one name, and keep what came."""
    with desk.work(_("暂停接收{name}").format(name=look.peer.name), undoable=False) as work:
        peer = peer_of(work, look.peer.site)
        if peer is not None and not peer.alarm:
            keep_peer(work, replace(peer, alarm="fork"), needs=Right.EXCHANGE)
        note_parcel(work, look, "forked", {}, {})
        work.detail = {"kind": "fork", "parcel": look.digest, "site": look.peer.site}
        keep_file(desk, look.local, look.digest)
