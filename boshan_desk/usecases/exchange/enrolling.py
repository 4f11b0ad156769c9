"""The office above answers a request: it enrols a desk, issues its certificate, switches it off.

What keeps a stranger out is the telephone (`requests`).  A key is changed by another request, which
the old key vouches for.  A desk that was restored from its backup needs none of this.  One that was
lost is replaced: the officer says whose place the new desk takes, and the old one is good no more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.domain.wording import listed
from boshan_desk.exchange.limits import PAPER
from boshan_desk.exchange.papers import write_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.exchange.words import certificate_name
from boshan_desk.i18n import _
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.carried import carried_of
from boshan_desk.usecases.exchange.certificates import (
    CERTIFICATE,
    FORMAT,
    digest_of,
    plain,
    vouch,
    write_paper,
)
from boshan_desk.usecases.exchange.own_keys import Keys, keep_keys, keys_made, keys_of
from boshan_desk.usecases.exchange.peers import (
    DOWN,
    REPLACED,
    REVOKED,
    Peer,
    below,
    find_below,
    keep_peer,
    peer_of,
    peers,
    up,
)
from boshan_desk.usecases.exchange.prefixes import prefix_for
from boshan_desk.usecases.exchange.requests import Request, find_town, refuse_stranger


@dataclass(frozen=True)
class Enrolled:
    """A certificate that was issued."""

    path: Path
    peer: Peer
    fingerprint: str
    """Of this office's own key: the other side compares it when it accepts."""
    words: tuple[str, ...] = ()


def enrol(
    desk: Desk,
    asked: Request,
    out: Path,
    *,
    towns: Sequence[str] = (),
    name: str = "",
    prefix: str = "",
    replaces: str = "",
    reason: str = "",
) -> Enrolled:
    """Give a desk its certificate, after the digits were compared; `out` is a folder or a file.

    Without towns and name they are those that the request speaks of.  `replaces` is the site of the
    desk whose place this one takes; of its own, where its key was lost.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: no such towns, a prefix that was given before, a key that is good no more, a known
            desk with another key that nothing vouches for.  Nothing was changed.
    """
    desk.officer.demand(Right.SETTINGS)
    refuse_stranger(desk, asked)
    words: list[str] = []
    title = _("为{name}开户").format(name=plain(name or asked.name, _("名称")))
    with desk.work(title, needs=Right.SETTINGS, undoable=False) as work:
        known = peer_of(work, asked.site)
        if known is not None and known.kind != DOWN:
            raise Refused("这份申请用的是上级单位那台电脑的编号，不能办理；请核对来源")
        codes = _towns(work, asked, towns, known)
        old = _replaced(work, asked, known, replaces)
        _refuse_key(work, asked, known, old)
        keys = keys_made(work, needs=Right.SETTINGS)
        given, officer_id = prefix_for(work, codes, known, prefix, words)
        peer = Peer(
            site=asked.site,
            kind=DOWN,
            level=asked.level,
            name=plain(name or (known.name if known else asked.name), _("名称")),
            towns=codes,
            prefix=given,
            public=asked.public,
            certificate=_remembered(work, asked, known, old),
            number=(known.number if known else 0) + 1,
            epoch=known.epoch if known else 0,
            have=known.have if known else {},
            # That two desks go under its name is decided elsewhere (`forks.settle_fork`).
            alarm=known.alarm if known else "",
        )
        if old is not None and old.site != asked.site:
            words.append(_retire(work, old, asked.site, reason))
        paper = _issue(work, peer, asked.digest, keys)
        peer = replace(peer, certificate={**peer.certificate, "sha256": digest_of(paper)})
        keep_peer(work, peer, needs=Right.SETTINGS)
        _note_key(work, peer, officer_id, words)
        work.detail |= {"kind": "enrol", "site": peer.site, "key": peer.public.id}
        # Written last: what cannot be written leaves nothing behind.
        path = write_paper(desk, paper, out, certificate_name(peer.name))
    assert keys.own is not None
    return Enrolled(path, peer, keys.own.public.fingerprint(), tuple(words))


def _towns(
    reader: Reader, asked: Request, given: Sequence[str], known: Peer | None
) -> tuple[str, ...]:
    towns = reader.lists["town"]
    codes = []
    for word in given:
        code = towns.find(word)
        if code is None:
            raise Missing(
                "没有镇街“{word}”，可用的有：{known}",
                word=word,
                known=listed(f"{entry.code} {towns.label(entry.code)}" for entry in towns),
            )
        codes.append(code)
    if not codes and known is not None and known.towns:
        codes = list(known.towns)
    if not codes:
        found = find_town(reader, asked)
        if found is None:
            raise Refused("本单位的名单里没有“{name}”，请写明是哪个镇街（--town）", name=asked.name)
        codes = [found]
    return tuple(dict.fromkeys(codes))


def _replaced(reader: Reader, asked: Request, known: Peer | None, replaces: str) -> Peer | None:
    """The desk whose place this one takes."""
    if not replaces:
        return None
    matches = [peer for peer in peers(reader, DOWN) if replaces in (peer.site, peer.prefix)]
    if not matches:
        raise Missing("没有为编号 {site} 的电脑开过户", site=replaces)
    old = matches[0]
    if known is not None and known.site != old.site:
        raise Refused("这台电脑开过户（{prefix}），不能接替另一台", prefix=known.prefix)
    if old.state == REPLACED and old.site != asked.site:
        raise Refused(
            "{name}的那台电脑（{prefix}）已由别的电脑接替", name=old.name, prefix=old.prefix
        )
    return old


def _retire(work: Work, old: Peer, by: str, reason: str) -> str:
    """Switch off the desk whose place another takes; what is to be said of that."""
    told = {**old.certificate, "why": reason.strip() or _("更换电脑"), "replaced_by": by}
    keep_peer(work, replace(old, state=REPLACED, certificate=told), needs=Right.SETTINGS)
    words = _("原来的电脑（{prefix}）已停用；新电脑接收第一份回执后，本镇街的记录全部带去")
    return words.format(prefix=old.prefix)


def _refuse_key(reader: Reader, asked: Request, known: Peer | None, old: Peer | None) -> None:
    """Refuse a key that is another desk's, is good no more, or that nothing vouches for."""
    key = asked.public.id
    for peer in peers(reader):
        if peer.public.id == key and peer.site != asked.site:
            raise Refused(
                "这份申请的核对码已用于{name}的另一台电脑，不能再用；请在那台电脑上重新建立后申请",
                name=peer.name,
            )
        if any(each.get("id") == key for each in peer.earlier):
            raise Refused("这份申请的核对码已停用，不能再用；请对方重新申请")
    if known is None:
        return
    if known.public.id == key:
        if not known.active:
            raise Refused(
                "{name}的这台电脑已停用，它的核对码不能再用；请在那台电脑上重新申请（更换核对码）",
                name=known.name,
            )
        return
    if old is not None and old.site == asked.site:
        # A person says so: the key was lost, or the desk is let in again.
        return
    if not known.active:
        raise Refused(
            "{name}的这台电脑已停用（{why}）；确需恢复的，请电话核实后按接替办理",
            name=known.name,
            why=known.why,
        )
    if asked.vouched_by != known.public.id:
        raise Refused(
            "{name}的这台电脑换了核对码，但没有原核对码作保；"
            "请电话核实后按接替办理（--replaces {site}）",
            name=known.name,
            site=known.site,
        )


def _note_key(work: Work, peer: Peer, officer_id: str, words: list[str]) -> None:
    """Write the digits beside the liaison officer whose prefix it is."""
    officer = work.find(Liaison, officer_id) if officer_id else None
    if officer is None:
        if peer.level == "town":
            words.append(
                _("联络员台账里没有{name}的在任联络员用前缀 {prefix}，请补登").format(
                    name=peer.name, prefix=peer.prefix
                )
            )
        return
    if officer.key_fp == peer.fingerprint:
        return
    if not work.desk.officer.may(Right.ENTER) or officer.status not in ("draft", "submitted"):
        words.append(
            _("请在联络员“{name}”的记录里登记核对码").format(name=officer.label(work.lists))
        )
        return
    work.apply([Change(officer, copy_with(officer, key_fp=peer.fingerprint))])


def _remembered(work: Work, asked: Request, known: Peer | None, old: Peer | None) -> dict[str, Any]:
    """What is kept of an enrolment: no telephone number, which stands in the ledger."""
    earlier = list(known.earlier) if known else []
    if known is not None and known.public.id != asked.public.id:
        why = _("更换核对码") if asked.vouched_by == known.public.id else _("原核对码丢失")
        earlier.append({"id": known.public.id, "at": work.at.isoformat(" "), "why": why})
    told: dict[str, Any] = {
        "request": asked.digest,
        "asked_by": asked.officer,
        "issued_at": work.at.isoformat(" "),
    }
    if earlier:
        told["earlier"] = earlier
    if old is not None and old.site != asked.site:
        told["replaces"] = old.site
    elif known is not None and "replaces" in known.certificate:
        told["replaces"] = known.certificate["replaces"]
    return told


def _issue(work: Work, peer: Peer, request: str, keys: Keys) -> bytes:
    """The certificate of a desk, signed; what it carries is as much as one paper may hold."""
    desk = work.desk
    assert keys.own is not None
    body: dict[str, Any] = {
        "format": FORMAT,
        "number": peer.number,
        "site": peer.site,
        "key": peer.public.id,
        "request": request,
        "issuer": {
            "site": site_of(desk.site),
            "level": desk.level,
            "name": desk.county.bureau if desk.level == "county" else desk.county.name,
            "county": desk.county.id,
        },
        "name": peer.name,
        "towns": list(peer.towns),
        "prefix": peer.prefix,
        "issued_at": work.at.isoformat(" "),
        "handover": "",
        "carried": [],
    }
    if keys.earlier:
        body["handover"] = vouch(keys.earlier[0], site_of(desk.site), keys.own.public)
    room = PAPER - 16 * 1024
    for line in carried_of(work, peer):
        room -= len(json.dumps(line, ensure_ascii=False).encode()) + 1
        if room < 0:
            # The rest comes with the first answer, which has no such bound.
            body["carried"].append({"what": "more"})
            break
        body["carried"].append(line)
    return write_signed(CERTIFICATE, body, keys.own)


# Again, and with another key of this office's


def reissue(desk: Desk, word: str, out: Path) -> Enrolled:
    """Give an enrolled desk its certificate once more: lost, or after this office's key changed.

    `word` is its site, its prefix or its town.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: there is none, or it was switched off.
    """
    with desk.work(_("补发开户文件"), needs=Right.SETTINGS, undoable=False) as work:
        peer = find_below(work, word)
        if not peer.active:
            raise Refused(
                "{name}的这台电脑{state}，不能补发", name=peer.name, state=peer.state_words()
            )
        peer = replace(peer, number=peer.number + 1)
        keys = keys_of(work)
        if keys.own is None:
            raise Refused("本机的开户资料已损坏，请从备份恢复，或重新申请")
        paper = _issue(work, peer, str(peer.certificate.get("request", "")), keys)
        told = {**peer.certificate, "sha256": digest_of(paper)}
        peer = replace(peer, certificate=told)
        keep_peer(work, peer, needs=Right.SETTINGS)
        work.detail |= {"kind": "enrol", "site": peer.site, "key": peer.public.id}
        path = write_paper(desk, paper, out, certificate_name(peer.name))
    return Enrolled(path, peer, keys.own.public.fingerprint())


def renew_own(desk: Desk) -> str:
    """Give this office itself another key; the digits of the new one.

    The desks below are then given new certificates, in which the old key vouches for the new; what
    they made for the old one can still be opened.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: it has no desks below.
    """
    with desk.work(_("更换本单位核对码"), needs=Right.SETTINGS, undoable=False) as work:
        keys = keys_of(work)
        if keys.own is None or not peers(work, DOWN):
            raise Refused("还没有为任何单位开户，不用更换")
        if up(work) is not None:
            raise Refused("本机也向上级报送，请用“申请”更换（--renew），上级办理后再更换")
        keys = Keys(new_secret(), None, (keys.own, *keys.earlier)[:3])
        keep_keys(work, keys, needs=Right.SETTINGS)
        work.detail["kind"] = "renew"
    assert keys.own is not None
    return keys.own.public.fingerprint()


# Switching off


def revoke(desk: Desk, word: str, reason: str) -> Peer:
    """Switch a desk below off: its packages are refused from now on, before they are looked into.

    `word` is its site, its prefix or its town.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: no reason was given, there is no such desk, or it is off already.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("请写明停用的原因")
    desk.officer.demand(Right.SETTINGS)
    with desk.read() as reader:
        peer = find_below(reader, word)
    title = _("停用{name}的电脑（{prefix}）").format(name=peer.name, prefix=peer.prefix)
    with desk.work(title, needs=Right.SETTINGS, undoable=False, reason=reason) as work:
        peer = below(work, peer.site)
        if not peer.active:
            raise Refused("{name}的这台电脑{state}", name=peer.name, state=peer.state_words())
        told = {**peer.certificate, "why": reason}
        peer = replace(peer, state=REVOKED, certificate=told)
        keep_peer(work, peer, needs=Right.SETTINGS)
        work.detail |= {"kind": "revoke", "site": peer.site}
    return peer
