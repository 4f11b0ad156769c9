"""The other desks as this one knows them: the one above, those below, and whose key is whose."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Damaged, Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.exchange.suites import Public, read_public
from boshan_desk.i18n import _, mark
from boshan_desk.store import schema
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.own_keys import keys_of

UP: Final = "up"
DOWN: Final = "down"
ACTIVE: Final = "active"
REVOKED: Final = "revoked"
REPLACED: Final = "replaced"

LEVELS: Final[Mapping[str, str]] = {
    "town": mark("镇街"),
    "county": mark("区县"),
    "city": mark("市"),
}
"""Whose desk one may be, from below."""

STATES: Final[Mapping[str, str]] = {
    ACTIVE: mark("在用"),
    REVOKED: mark("已停用"),
    REPLACED: mark("已由新电脑接替"),
}


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Another desk with which this one exchanges packages."""

    site: str
    kind: str
    """`UP` or `DOWN`."""
    level: str
    """A key of `LEVELS`."""
    name: str
    towns: tuple[str, ...] = ()
    """The codes of the places whose records it writes."""
    prefix: str = ""
    """What its serial numbers begin with."""
    state: str = ACTIVE
    public: Public
    certificate: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """What is remembered of its enrolment: {sha256, request, issued_at, asked_by, called,
    why, earlier}."""
    number: int = 0
    """The number of the certificate that it was given last."""
    epoch: int = 0
    """The newest life of that desk that was seen."""
    have: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """By its life, up to which of its works everything is here."""
    alarm: str = ""
    """"fork" where two desks go under its name."""
    at: str = ""
    officer: str = ""

    @property
    def active(self) -> bool:
        """Whether its packages are taken."""
        return self.state == ACTIVE

    @property
    def fingerprint(self) -> str:
        """The eight groups of digits that are compared by telephone."""
        return self.public.fingerprint()

    @property
    def why(self) -> str:
        """Why it was switched off; empty else."""
        return str(self.certificate.get("why", ""))

    @property
    def earlier(self) -> tuple[Mapping[str, Any], ...]:
        """The keys it had before: {id, at, why}, oldest first."""
        return tuple(self.certificate.get("earlier", ()))

    @property
    def called(self) -> str:
        """Of the office above what it calls this desk; empty where that is not known."""
        return str(self.certificate.get("called", ""))

    def state_words(self) -> str:
        """在用, 已停用, 已由新电脑接替."""
        return _(STATES[self.state])


# Looking


def peers(reader: Reader, kind: str = "") -> list[Peer]:
    """The desks that are known, the one above first, then in the order of their prefixes."""
    found = [read_peer(row) for row in reader.small_rows(schema.peer)]
    order = sorted(found, key=lambda peer: (peer.kind != UP, peer.prefix, peer.at, peer.site))
    return [peer for peer in order if not kind or peer.kind == kind]


def peer_of(reader: Reader, site: str) -> Peer | None:
    """The desk of this site, whatever its state."""
    return next((peer for peer in peers(reader) if peer.site == site), None)


def get_peer(reader: Reader, site: str) -> Peer:
    """The desk of this site, whatever its state.

    Raises:
        Missing: there is none.
    """
    peer = peer_of(reader, site)
    if peer is None:
        raise Missing("没有为编号 {site} 的电脑开过户", site=site)
    return peer


def peer_with_key(reader: Reader, key_id: str) -> Peer | None:
    """The desk whose present key this is, whatever its state."""
    return next((peer for peer in peers(reader) if peer.public.id == key_id), None)


def up(reader: Reader) -> Peer | None:
    """The desk that this one belongs to; None where it belongs to none yet."""
    return next(iter(peers(reader, UP)), None)


def above(reader: Reader) -> Peer:
    """The desk that this one hands in to.

    Raises:
        Refused: there is none yet, or it has switched this desk off.
    """
    peer = up(reader)
    if peer is None:
        raise Refused("本机还没有开户：请先做申请文件交上级单位，再接收开户文件")
    if not peer.active:
        raise Refused("本机已被{name}停用（{why}），不能再报送；请联系{name}", **_told(peer))
    return peer


def name_above(reader: Reader) -> str:
    """What this desk is called in the office above: as its certificate says, else by its place."""
    top, desk = up(reader), reader.desk
    if top is not None and top.called:
        return top.called
    return listed(town_names(reader, desk.own_towns)) or desk.county.name


def below(reader: Reader, site: str) -> Peer:
    """A desk below to which something goes.

    Raises:
        Missing: there is none of this site.
    """
    peer = get_peer(reader, site)
    if peer.kind != DOWN:
        raise Missing("没有为编号 {site} 的电脑开过户", site=site)
    return peer


def sender_of(reader: Reader, key_id: str) -> Peer:
    """The active desk that signs with this key; to be asked before anything is read.

    Raises:
        Refused: nobody known has the key, or it is good no more: the words say whose and why.
    """
    known = peers(reader)
    for peer in known:
        if peer.public.id == key_id:
            return _accepted(peer)
    for peer in known:
        for key in peer.earlier:
            if key.get("id") == key_id:
                if not peer.active:
                    return _accepted(peer)
                raise Refused(
                    "这份文件是{name}换用新的核对码以前的，原来的核对码已于{day}停用（{why}），没有打开；"
                    "请对方重新做一份",
                    name=peer.name,
                    day=str(key.get("at", ""))[:10],
                    why=key.get("why", ""),
                )
    if any(own.public.id == key_id for own in keys_of(reader).all()):
        raise Refused("这份文件是本机自己做的，请选择对方做的文件")
    top = up(reader)
    if reader.desk.level == "town":
        if top is None:
            raise Refused("本机还没有开户，不能接收；请先接收开户文件")
        raise Refused("这份文件不是{name}做的，没有打开；请核对U盘里的文件", name=top.name)
    raise Refused("这份文件不是已开户的单位做的，没有打开；请核对来源，新的镇街请先开户")


def _accepted(peer: Peer) -> Peer:
    if peer.kind == UP:
        # What it made of this desk stops what goes up, not what comes down.
        return peer
    if peer.state == REVOKED:
        raise Refused("{name}的这台电脑已停用（{why}），没有打开", **_told(peer))
    if peer.state == REPLACED:
        raise Refused("{name}的这台电脑已由新电脑接替（{why}），没有打开", **_told(peer))
    return peer


def _told(peer: Peer) -> dict[str, str]:
    return {"name": peer.name, "why": peer.why or _("未写明原因")}


def desks_like(known: Iterable[Peer], peer: Peer) -> frozenset[str]:
    """A desk with those of the same towns: whose place it has taken, or that have taken its."""
    towns = set(peer.towns)
    like = (each.site for each in known if each.kind == peer.kind and towns & set(each.towns))
    return frozenset({peer.site, *like})


def find_below(reader: Reader, word: str) -> Peer:
    """The desk below that a word means: its site, its prefix, its town where that has one desk.

    Raises:
        Missing: there is none.
        Refused: the town has several.
    """
    known = peers(reader, DOWN)
    for peer in known:
        if word in (peer.site, peer.prefix):
            return peer
    code = reader.lists["town"].find(word)
    found = [peer for peer in known if code in peer.towns or word == peer.name]
    active = [peer for peer in found if peer.active]
    if len(active) > 1:
        raise Refused(
            "{name}有{count}台电脑，请写明编号前缀：{known}",
            name=word,
            count=len(active),
            known=listed(peer.prefix for peer in active),
        )
    if not found:
        raise Missing("“{word}”没有开过户", word=word)
    return (active or found)[0]


# Writing


def keep_peer(work: Work, peer: Peer, *, needs: Right) -> None:
    """Write what is known of another desk; the history is told what changed."""
    before = peer_of(work, peer.site)
    peer = replace(peer, at=work.at.isoformat(" "), officer=work.desk.officer.name)
    was = told_of(before) if before else {}
    now = told_of(peer)
    told = {name: [was.get(name), now[name]] for name in now if was.get(name) != now[name]} or {
        "number": [peer.number, peer.number]
    }
    work.write_row("peer", row_of(peer), told=told, needs=needs)


def told_of(peer: Peer) -> dict[str, Any]:
    """What the history says of a desk: of its key a digest (`store.checking`), of persons none."""
    return {
        "kind": peer.kind,
        "level": peer.level,
        "name": peer.name,
        "towns": list(peer.towns),
        "prefix": peer.prefix,
        "state": peer.state,
        "public": hashlib.sha256(_public_text(peer).encode()).hexdigest(),
        "number": peer.number,
        "reason": peer.why,
        "alarm": peer.alarm,
    }


def row_of(peer: Peer) -> dict[str, Any]:
    """A desk as the table keeps it."""
    return {
        "site": peer.site,
        "kind": peer.kind,
        "level": peer.level,
        "name": peer.name,
        "towns": json.dumps(list(peer.towns)),
        "prefix": peer.prefix,
        "state": peer.state,
        "public": _public_text(peer),
        "certificate": json.dumps(dict(peer.certificate), ensure_ascii=False, sort_keys=True),
        "number": peer.number,
        "epoch": peer.epoch,
        "have": json.dumps({str(epoch): n for epoch, n in sorted(peer.have.items())}),
        "alarm": peer.alarm,
        "at": peer.at,
        "officer": peer.officer,
    }


def _public_text(peer: Peer) -> str:
    return json.dumps(peer.public.told(), sort_keys=True)


def read_peer(row: Mapping[str, Any]) -> Peer:
    """A desk from its row.

    Raises:
        Damaged: it is none.
    """
    try:
        return Peer(
            site=row["site"],
            kind=row["kind"],
            level=row["level"],
            name=row["name"],
            towns=tuple(json.loads(row["towns"])),
            prefix=row["prefix"],
            state=row["state"],
            public=read_public(json.loads(row["public"])),
            certificate=json.loads(row["certificate"] or "{}"),
            number=row["number"],
            epoch=row["epoch"],
            have={int(epoch): n for epoch, n in json.loads(row["have"] or "{}").items()},
            alarm=row["alarm"],
            at=row["at"],
            officer=row["officer"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged("{name}的开户资料已损坏，请从备份恢复", name=row.get("name", "")) from None


def town_names(reader: Reader, codes: Sequence[str]) -> list[str]:
    """Towns by their names."""
    towns = reader.lists["town"]
    return [towns.label(code) for code in codes]
