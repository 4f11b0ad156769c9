"""A desk joins the one above it: a request goes up, a certificate comes down, both on a stick.

What keeps a stranger out is the telephone: both sides read the same eight groups of digits (核对码)
of the key that the request bears, and of the key that the certificate bears.  Everything else is
checked here: that a file is what it claims, was not edited, is meant for this desk, and is newer
than what was accepted before.

A key is changed by another request, which the old key vouches for.  A desk that was restored from
its backup needs none of this.  One that was lost is replaced: the head office says whose place the
new desk takes, and the old one is good no more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Missing, NoRoom, Refused, TooNew
from boshan_desk.domain.wording import listed
from boshan_desk.exchange.limits import PAPER
from boshan_desk.exchange.media import UNREADABLE, carry
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.exchange.suites import Public, new_secret
from boshan_desk.exchange.words import certificate_name, request_name
from boshan_desk.i18n import _
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.carried import carried_of, renew_keys, take_carried
from boshan_desk.usecases.exchange.peers import (
    ACTIVE,
    DOWN,
    LEVELS,
    REPLACED,
    REVOKED,
    UP,
    Keys,
    Peer,
    allowed_suites,
    below,
    keep_keys,
    keep_peer,
    keys_left,
    keys_of,
    names_of,
    peer_of,
    peers,
    up,
)

REQUEST: Final = "request"
CERTIFICATE: Final = "certificate"
HANDOVER: Final = "handover"
"""The kinds of signed papers; the last is what an old key says of a new one."""

FORMAT: Final = 1
GOOD_DAYS: Final = 30
"""How long a request may lie before it is made anew."""

ABOVE: Final[Mapping[str, str]] = {"town": "county", "county": "city"}
"""Whose desk a desk belongs to."""

_SITE = re.compile(r"[0-9a-f]{8}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PREFIX = re.compile(r"[A-Z0-9]{2,12}")
_PHONE = re.compile(r"[0-9+() -]{0,20}")
_CODE = re.compile(r"[0-9A-Z]{2,12}")
_LETTERS: Final = "BCDEFGHJKLMNPQRSTUVWXYZ"
"""For a second desk of the same town; not those that are read as digits."""
_NAME, _MOST_TOWNS = 60, 200


@dataclass(frozen=True)
class Asked:
    """A request that was made."""

    path: Path
    fingerprint: str
    """To be read out on the telephone."""
    name: str
    """Of the town."""
    renews: bool = False
    """Whether it asks for another key in the place of one that is in use."""


@dataclass(frozen=True)
class Request:
    """A request as the head office reads it.  Nothing of it is believed before the telephone."""

    name: str
    town: str
    """The town's code; empty where it is no town."""
    officer: str
    phone: str
    county: str
    level: str
    site: str
    made_at: datetime
    public: Public
    digest: str
    vouched_by: str
    """The id of the earlier key that vouches for this one; empty: none does."""
    known: Peer | None = None
    """The desk, where it is known here already."""
    words: tuple[str, ...] = ()
    """What the officer should know before deciding."""

    @property
    def fingerprint(self) -> str:
        """The eight groups of digits that are compared by telephone."""
        return self.public.fingerprint()


@dataclass(frozen=True)
class Enrolled:
    """A certificate that was issued."""

    path: Path
    peer: Peer
    fingerprint: str
    """Of this office's own key: the other side compares it when it accepts."""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """A certificate as the desk that asked for it reads it."""

    issuer: str
    """The name of the office above."""
    issuer_site: str
    issuer_level: str
    issuer_county: str
    public: Public
    number: int
    site: str
    key: str
    """The id of the key that it is given for."""
    name: str
    towns: tuple[str, ...]
    prefix: str
    issued_at: str
    carried: tuple[Mapping[str, Any], ...]
    digest: str
    vouched_by: str
    words: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of the office above: to be compared by telephone."""
        return self.public.fingerprint()


@dataclass(frozen=True)
class Accepted:
    """A certificate that was accepted."""

    peer: Peer
    """The office above."""
    name: str
    """What this desk is called there."""
    towns: tuple[str, ...]
    prefix: str
    words: tuple[str, ...]


# Asking


def request(
    desk: Desk,
    out: Path,
    *,
    officer: str = "",
    phone: str = "",
    renew: bool = False,
) -> Asked:
    """Make this desk's key and write the request; `out` is a folder (a stick) or a file.

    Made again before the answer came, it bears the same key.  `renew`: a desk that is enrolled asks
    for another key, which its present one vouches for.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: a desk of this level asks nobody, or has its certificate already.
    """
    desk.officer.demand(Right.SETTINGS)
    if desk.level not in ABOVE:
        raise Refused("本机不向上级报送，不用申请开户")
    name, town = _own_name(desk)
    officer, phone = _plain(officer or desk.officer.name, _("填报人")), phone.strip()
    if not _PHONE.fullmatch(phone):
        raise Refused("电话只写数字，如 0533-1234567 或手机号；也可以不填")
    with desk.work(_("申请开户"), needs=Right.SETTINGS, undoable=False) as work:
        keys, top = keys_left(work), up(work)
        lost = keys.own is None
        if top is not None and top.active and not (renew or lost or keys.next):
            raise Refused(
                "本机已在{name}开户，不用再申请；要更换核对码的，请选“更换”（--renew）",
                name=top.name,
            )
        if top is not None and keys.next is None:
            keys = replace(keys, next=new_secret())
            keep_keys(work, keys, needs=Right.SETTINGS)
        elif lost and keys.next is None:
            keys = Keys(own=new_secret())
            keep_keys(work, keys, needs=Right.SETTINGS)
        secret = keys.next or keys.own
        assert secret is not None
        body = {
            "format": FORMAT,
            "site": _site(desk),
            "level": desk.level,
            "name": name,
            "town": town,
            "county": desk.county.id,
            "officer": officer,
            "phone": phone,
            "made_at": work.at.isoformat(" "),
            "handover": "",
        }
        if keys.next is not None and keys.own is not None:
            said = {"site": _site(desk), "to": keys.next.public.id}
            handover = write_signed(HANDOVER, said, keys.own)
            body["handover"] = base64.b64encode(handover).decode()
        paper = write_signed(REQUEST, body, secret)
        path = _write(desk, paper, out, request_name(name))
        work.detail |= {"kind": "request", "key": secret.public.id, "sha256": _digest(paper)}
    return Asked(path, secret.public.fingerprint(), name, keys.next is not None)


def _own_name(desk: Desk) -> tuple[str, str]:
    """What this desk is called, and its town's code where it is a town's."""
    if desk.level == "county":
        return desk.county.name, ""
    if not desk.own_towns:
        raise Refused("本机还没有设定是哪个镇街，请重新建立（init --town）")
    town = desk.own_towns[0]
    return desk.lists["town"].label(town), town


# Reading a request


def kind_of(path: Path) -> str:
    """Which paper a file is; refused where it is none."""
    return read_signed(_content(path), file=path.name).kind


def read_request(desk: Desk, path: Path) -> Request:
    """Read a request: its signature holds and its shape is right.  Nothing is changed.

    Raises:
        Refused: it was edited, is something else, of a desk of another level or county, or too old.
        TooNew: a newer program made it.
    """
    content, body, public = _signed(path, REQUEST, _("申请文件"))
    try:
        _exactly(
            body,
            format=int,
            site=str,
            level=str,
            name=str,
            town=str,
            county=str,
            officer=str,
            phone=str,
            made_at=str,
            handover=str,
        )
        asked = Request(
            name=_shown(body["name"]),
            town=body["town"] and _matching(_CODE, body["town"]),
            officer=_shown(body["officer"]),
            phone=_matching(_PHONE, body["phone"]),
            county=_shown(body["county"]),
            level=body["level"],
            site=_matching(_SITE, body["site"]),
            made_at=datetime.fromisoformat(body["made_at"]).replace(tzinfo=None),
            public=public,
            digest=_digest(content),
            vouched_by=_voucher(body["handover"], body["site"], public.id),
        )
        if asked.level not in ABOVE or bool(asked.town) != (asked.level == "town"):
            raise ValueError(asked.level)
    except (ValueError, KeyError, TypeError):
        raise _not_whole(path, _("申请文件")) from None
    _refuse_stranger(desk, asked)
    with desk.read() as reader:
        if public.suite not in allowed_suites(reader):
            raise Refused("这份申请用的加密方式本单位不接收，请联系维护人员")
        known = peer_of(reader, asked.site)
        return replace(asked, known=known, words=tuple(_notes(reader, asked, known)))


def _refuse_stranger(desk: Desk, asked: Request) -> None:
    """Refuse what is meant for another office, or has lain too long."""
    if ABOVE[asked.level] != desk.level:
        raise Refused(
            "“{name}”是{level}的申请，应由{above}办理，本机不能开户",
            name=asked.name,
            level=_(LEVELS[asked.level]),
            above=_(LEVELS[ABOVE[asked.level]]),
        )
    if asked.site == _site(desk):
        raise Refused("这是本机自己的申请")
    if asked.level == "town" and asked.county != desk.county.id:
        raise Refused(
            "“{name}”的申请是交给另一个区县（{county}）的，本机是{own}，不能开户",
            name=asked.name,
            county=asked.county,
            own=desk.county.name,
        )
    now = desk.clock.now()
    day = f"{asked.made_at:%Y-%m-%d}"
    if asked.made_at > now + timedelta(days=1):
        raise Refused(
            "申请文件的日期是 {day}，晚于今天；请核对两边电脑的日期，改正后请对方重新做申请",
            day=day,
        )
    if asked.made_at < now - timedelta(days=GOOD_DAYS):
        raise Refused(
            "申请文件是 {day} 做的，超过{days}天已失效；请对方核对电脑的日期，重新做申请",
            day=day,
            days=GOOD_DAYS,
        )


def _notes(reader: Reader, asked: Request, known: Peer | None) -> list[str]:
    words = []
    town = find_town(reader, asked)
    if town is None:
        words.append(_("本单位的名单里没有“{name}”，开户时须选定镇街").format(name=asked.name))
    elif asked.town and reader.lists["town"].label(asked.town) != asked.name:
        words.append(
            _("申请写的是“{name}”，代码 {code} 是{label}，请核实").format(
                name=asked.name, code=asked.town, label=reader.lists["town"].label(asked.town)
            )
        )
    if known is not None and known.public == asked.public and known.active:
        words.append(_("这台电脑已开户，再次办理将重新发给同样的开户文件"))
    elif known is not None and asked.vouched_by == known.public.id and known.active:
        words.append(_("这台电脑申请更换核对码，原核对码已为它作保；办理后原来的即停用"))
    elif known is not None:
        words.append(
            _("这台电脑开过户（{state}），新的核对码没有原来的作保；须电话核实后按接替办理").format(
                state=known.state_words()
            )
        )
    elif town is not None:
        for other in _of_town(reader, town):
            words.append(
                _(
                    "{name}已有一台电脑在报送（{prefix}，{day}开户）；如是更换电脑，请按接替办理"
                ).format(name=other.name, prefix=other.prefix, day=_day(other))
            )
    return words


def _of_town(reader: Reader, town: str) -> list[Peer]:
    """The active desks of a town."""
    return [peer for peer in peers(reader, DOWN) if peer.active and town in peer.towns]


def find_town(reader: Reader, asked: Request) -> str | None:
    """The code of the place a request speaks of: by its code, else by its name."""
    towns = reader.lists["town"]
    if asked.town:
        return asked.town if asked.town in towns else None
    return towns.find(asked.name)


def offered_prefix(reader: Reader, towns: Sequence[str]) -> str:
    """The prefix that a new desk of these towns would be given."""
    return _free_prefix(reader, towns[0])[0] if towns else ""


# Issuing


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
    _refuse_stranger(desk, asked)
    words: list[str] = []
    title = _("为{name}开户").format(name=_plain(name or asked.name, _("名称")))
    with desk.work(title, needs=Right.SETTINGS, undoable=False) as work:
        known = peer_of(work, asked.site)
        codes = _towns(work, asked, towns, known)
        old = _replaced(work, asked, known, replaces)
        _refuse_key(work, asked, known, old)
        keys = keys_of(work)
        if keys.own is None:
            keys = replace(keys, own=new_secret())
            keep_keys(work, keys, needs=Right.SETTINGS)
        secret = keys.own
        assert secret is not None
        given, officer_id = _prefix(work, codes, known, prefix, words)
        peer = Peer(
            site=asked.site,
            kind=DOWN,
            level=asked.level,
            name=_plain(name or (known.name if known else asked.name), _("名称")),
            towns=codes,
            prefix=given,
            public=asked.public,
            certificate=_remembered(work, asked, known, old),
            number=(known.number if known else 0) + 1,
            epoch=known.epoch if known else 0,
            have=known.have if known else {},
        )
        if old is not None and old.site != asked.site:
            why = reason.strip() or _("更换电脑")
            told = {**old.certificate, "why": why, "replaced_by": asked.site}
            keep_peer(work, replace(old, state=REPLACED, certificate=told), needs=Right.SETTINGS)
            words.append(
                _(
                    "原来的电脑（{prefix}）已停用；新电脑接收第一份回执后，本镇街的记录全部带去"
                ).format(prefix=old.prefix)
            )
        paper = _issue(work, peer, asked.digest, keys)
        peer = replace(peer, certificate={**peer.certificate, "sha256": _digest(paper)})
        keep_peer(work, peer, needs=Right.SETTINGS)
        _note_key(work, peer, officer_id, words)
        work.detail |= {"kind": "enrol", "site": peer.site, "key": peer.public.id}
        # Written last: what cannot be written leaves nothing behind.
        path = _write(desk, paper, out, certificate_name(peer.name))
        fingerprint = secret.public.fingerprint()
    return Enrolled(path, peer, fingerprint, tuple(words))


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


def _prefix(
    reader: Reader, towns: Sequence[str], known: Peer | None, wanted: str, words: list[str]
) -> tuple[str, str]:
    """The prefix of a desk, and the liaison officer whose it is (id; empty)."""
    if known is not None:
        # What was given once stays: its serial numbers begin with it.
        if wanted and wanted != known.prefix:
            raise Refused(
                "{name}的编号前缀是 {prefix}，不能改", name=known.name, prefix=known.prefix
            )
        return known.prefix, _officer_with(reader, known.prefix, towns)
    if wanted:
        if not _PREFIX.fullmatch(wanted):
            raise Refused("数据包前缀用 2 到 12 位大写字母和数字")
        own = _officer_with(reader, wanted, towns)
        if wanted in _given(reader) or (not own and wanted in _of_officers(reader)):
            raise Refused("前缀 {prefix} 已经用过，不能再给；请换一个", prefix=wanted)
        return wanted, own
    free, own = _free_prefix(reader, towns[0])
    if own:
        words.append(_("编号前缀用联络员台账里的 {prefix}").format(prefix=free))
    return free, own


def _free_prefix(reader: Reader, town: str) -> tuple[str, str]:
    """A prefix that was never given: the town's liaison officer's, else from the town's code."""
    given = _given(reader)
    theirs = [
        officer
        for officer in reader.having(Liaison, "town_code", [town])
        if officer.state == "active" and officer.prefix and _PREFIX.fullmatch(officer.prefix)
    ]
    for officer in sorted(theirs, key=lambda each: (each.role or "", each.id)):
        assert officer.prefix is not None
        if officer.prefix not in given:
            return officer.prefix, officer.id
    # The digits of a town within its county; of a county within its city.
    base = re.sub(r"[^A-Z0-9]", "", town[6:9] if len(town) >= 9 else town[-2:]) or "00"
    taken = given | _of_officers(reader)
    for end in ("", *_LETTERS, *(a + b for a in _LETTERS for b in _LETTERS)):
        if base + end not in taken:
            return base + end, ""
    raise Refused("编号前缀 {base} 开头的都用过了，请自己写一个（--prefix）", base=base)


def _given(reader: Reader) -> set[str]:
    """Every prefix that was ever given out, and this desk's own."""
    own = reader.desk.serial_prefix.rstrip("-")
    return {peer.prefix for peer in peers(reader)} | ({own} if own else set())


def _of_officers(reader: Reader) -> set[str]:
    """Every prefix in the ledger of liaison officers, of those who left and were removed too."""
    return {each.prefix for each in reader.all(Liaison) if each.prefix}


def _officer_with(reader: Reader, prefix: str, towns: Sequence[str]) -> str:
    for officer in reader.having(Liaison, "prefix", [prefix]):
        if officer.state == "active" and officer.town_code in towns:
            return officer.id
    return ""


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
            "site": _site(desk),
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
        said = {"site": _site(desk), "to": keys.own.public.id}
        body["handover"] = base64.b64encode(write_signed(HANDOVER, said, keys.earlier[0])).decode()
    room = PAPER - 16 * 1024
    for line in carried_of(work, peer):
        room -= len(json.dumps(line, ensure_ascii=False).encode()) + 1
        if room < 0:
            # The rest comes with the first answer, which has no such bound.
            body["carried"].append({"what": "more"})
            break
        body["carried"].append(line)
    return write_signed(CERTIFICATE, body, keys.own)


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
        told = {**peer.certificate, "sha256": _digest(paper)}
        peer = replace(peer, certificate=told)
        keep_peer(work, peer, needs=Right.SETTINGS)
        work.detail |= {"kind": "enrol", "site": peer.site, "key": peer.public.id}
        path = _write(desk, paper, out, certificate_name(peer.name))
    return Enrolled(path, peer, keys.own.public.fingerprint())


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


# Reading a certificate


def read_certificate(desk: Desk, path: Path) -> Certificate:
    """Read a certificate: it is whole, answers this desk's own request, and is of its own office.

    Its digits are to be compared by telephone before it is accepted.  Nothing is changed.

    Raises:
        Refused: the words say what is wrong.
        TooNew: a newer program made it.
    """
    content, body, public = _signed(path, CERTIFICATE, _("开户文件"))
    try:
        given = _certificate(body, public, _digest(content))
    except (ValueError, KeyError, TypeError):
        raise _not_whole(path, _("开户文件")) from None
    if desk.level not in ABOVE:
        raise Refused("本机不向上级报送，不用接收开户文件")
    with desk.read() as reader:
        _refuse_certificate(reader, given)
        words = []
        top = up(reader)
        if top is not None and top.public.id != given.public.id:
            words.append(_("{name}换了核对码，原核对码已为它作保").format(name=given.issuer))
        if desk.level == "town":
            county = desk.county.id
            if given.issuer_county == county and (
                lost := [c for c in desk.own_towns if c not in given.towns]
            ):
                words.append(
                    _("本机原来填报{was}，开户文件是{now}，接收后以开户文件为准").format(
                        was=listed(names_of(reader, lost)),
                        now=listed(names_of(reader, given.towns)),
                    )
                )
        return replace(given, words=tuple(words))


def _certificate(body: Mapping[str, Any], public: Public, digest: str) -> Certificate:
    _exactly(
        body,
        format=int,
        number=int,
        site=str,
        key=str,
        request=str,
        issuer=dict,
        name=str,
        towns=list,
        prefix=str,
        issued_at=str,
        handover=str,
        carried=list,
    )
    issuer = body["issuer"]
    _exactly(issuer, site=str, level=str, name=str, county=str)
    towns = body["towns"]
    if not 0 < len(towns) <= _MOST_TOWNS or not 0 < body["number"] < 10**9:
        raise ValueError("towns, number")
    if issuer["level"] not in ABOVE.values() or not all(
        isinstance(e, dict) for e in body["carried"]
    ):
        raise ValueError("level, carried")
    datetime.fromisoformat(body["issued_at"])
    if body["request"]:
        _matching(_DIGEST, body["request"])
    return Certificate(
        issuer=_shown(issuer["name"]),
        issuer_site=_matching(_SITE, issuer["site"]),
        issuer_level=issuer["level"],
        issuer_county=_shown(issuer["county"]),
        public=public,
        number=body["number"],
        site=_matching(_SITE, body["site"]),
        key=_shown(body["key"], 128),
        name=_shown(body["name"]),
        towns=tuple(_matching(_CODE, code) for code in towns),
        prefix=_matching(_PREFIX, body["prefix"]),
        issued_at=body["issued_at"],
        carried=tuple(body["carried"]),
        digest=digest,
        vouched_by=_voucher(body["handover"], issuer["site"], public.id),
    )


def _refuse_certificate(reader: Reader, given: Certificate) -> None:
    """Refuse what is not for this desk, not of its own office, or older than what it has."""
    desk, keys = reader.desk, keys_of(reader)
    if given.site != _site(desk):
        raise Refused(
            "这是给{name}另一台电脑的开户文件，本机不能用；请核对U盘里的文件", name=given.name
        )
    if given.public.suite not in allowed_suites(reader):
        raise Refused("这份开户文件用的加密方式本机不接收，请联系维护人员")
    own = {each.public.id for each in (keys.own, keys.next) if each is not None}
    if not own:
        raise Refused("本机没有申请过开户，请先做申请文件")
    if given.key not in own:
        raise Refused(
            "这份开户文件答复的是本机以前的申请（申请后数据重建过，或已更换核对码），请重新申请"
        )
    if given.issuer_level != ABOVE[desk.level]:
        raise Refused(
            "开户文件应由{above}发给，这份是{level}发的",
            above=_(LEVELS[ABOVE[desk.level]]),
            level=_(LEVELS[given.issuer_level]),
        )
    top = up(reader)
    if top is None:
        if desk.level == "town" and given.issuer_county != desk.county.id:
            raise Refused(
                "本机属于{own}，不能接收另一个区县（{name}）的开户文件",
                own=desk.county.name,
                name=given.issuer,
            )
        return
    if top.site != given.issuer_site:
        raise Refused(
            "本机已在{own}开户，一台电脑只属于一个上级，不能接收{name}的开户文件",
            own=top.name,
            name=given.issuer,
        )
    if top.public.id != given.public.id and given.vouched_by != top.public.id:
        raise Refused(
            "这份开户文件的签发核对码与{name}的不同，且没有原核对码作保，没有接收；请电话核实",
            name=top.name,
        )
    if given.number < top.number:
        raise Refused("这是较早的一份开户文件，本机已接收过新的，请用最近的一份")
    if given.number == top.number and given.digest != top.certificate.get("sha256"):
        raise Refused(
            "这份开户文件与本机接收过的同一号（第{number}号）不同，没有接收；请电话核实",
            number=given.number,
        )


# Accepting


def accept(desk: Desk, path: Path) -> Accepted:
    """Accept a certificate whose digits were compared, and take what it carries.  Twice is once.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: as `read_certificate`; nothing was changed.
    """
    desk.officer.demand(Right.SETTINGS)
    given = read_certificate(desk, path)
    title = _("接收{name}的开户文件").format(name=given.issuer)
    with desk.work(title, needs=Right.SETTINGS, undoable=False) as work:
        _refuse_certificate(work, given)
        keys = keys_of(work)
        if keys.next is not None and keys.next.public.id == given.key:
            renew_keys(work, keys, needs=Right.SETTINGS)
        top = up(work)
        peer = Peer(
            site=given.issuer_site,
            kind=UP,
            level=given.issuer_level,
            name=given.issuer,
            towns=(),
            prefix="",
            state=ACTIVE,
            public=given.public,
            certificate=_remembered_above(work, given, top),
            number=given.number,
            epoch=top.epoch if top else 0,
            have=top.have if top else {},
        )
        keep_peer(work, peer, needs=Right.SETTINGS)
        words = take_carried(work, given.carried, needs=Right.SETTINGS)
        settings = {"serial_prefix": f"{given.prefix}-"}
        if desk.level == "town":
            settings["towns"] = json.dumps(list(given.towns))
        for name, value in settings.items():
            if work.setting(name) != value:
                work.set(name, value, needs=Right.SETTINGS)
        work.detail |= {"kind": "accept", "site": peer.site, "key": peer.public.id}
    desk.look_again()
    desk.serial_prefix = settings["serial_prefix"]
    if desk.level == "town":
        desk.own_towns = given.towns
    return Accepted(peer, given.name, given.towns, given.prefix, tuple(words))


def _remembered_above(work: Work, given: Certificate, top: Peer | None) -> dict[str, Any]:
    told: dict[str, Any] = {"sha256": given.digest, "issued_at": given.issued_at}
    earlier = list(top.earlier) if top else []
    if top is not None and top.public.id != given.public.id:
        why = _("更换核对码")
        earlier.append({"id": top.public.id, "at": work.at.isoformat(" "), "why": why})
    if earlier:
        told["earlier"] = earlier
    return told


# Small things


def _site(desk: Desk) -> str:
    return desk.site.partition(".")[0]


def _day(peer: Peer) -> str:
    return str(peer.certificate.get("issued_at", peer.at))[:10]


def _write(desk: Desk, paper: bytes, out: Path, name: str) -> Path:
    """Put a paper on the stick: made here, carried there, read back."""
    folder, name = (out, name) if out.is_dir() else (out.parent, out.name)
    with TemporaryDirectory(prefix=".paper-", dir=desk.folder) as place:
        local = Path(place) / "paper"
        local.write_bytes(paper)
        return carry(local, folder, name)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(PAPER + 1)
    except FileNotFoundError:
        raise Missing("找不到 {path}，请插好U盘，确认选对了文件", path=path) from None
    except IsADirectoryError:
        raise Refused("{path} 是文件夹，请选择文件", path=path) from None
    except OSError as error:
        raise NoRoom(UNREADABLE, file=path.name, place=path.parent) from error


def _signed(path: Path, kind: str, title: str) -> tuple[bytes, Mapping[str, Any], Public]:
    """A signed paper of a kind; refused where it is none."""
    content = _content(path)
    signed = read_signed(content, file=path.name)
    if signed.kind != kind:
        known = {REQUEST: _("申请文件"), CERTIFICATE: _("开户文件")}
        raise Refused(
            "{path} 是{found}，不是{title}，请重新选择",
            path=path.name,
            found=known.get(signed.kind, _("别的文件")),
            title=title,
        )
    form = signed.body.get("format")
    if isinstance(form, int) and form > FORMAT:
        raise TooNew("{title}是新版程序做的，请先更新本机的程序", title=title)
    if form != FORMAT:
        raise _not_whole(path, title)
    return content, signed.body, signed.public


def _voucher(text: str, site: str, to: str) -> str:
    """The id of the key that vouches for another, where its signature holds."""
    if not text:
        return ""
    try:
        signed = read_signed(base64.b64decode(text, validate=True))
    except (Refused, binascii.Error):
        raise ValueError("handover") from None
    if signed.kind != HANDOVER or dict(signed.body) != {"site": site, "to": to}:
        raise ValueError("handover")
    return signed.public.id


def _not_whole(path: Path, title: str) -> Refused:
    return Refused("{path} 不是完整的{title}，请对方重新做一份", path=path.name, title=title)


def _exactly(body: Mapping[str, Any], **kinds: type) -> None:
    """Refuse what lacks a key, has another, or has a value of another kind."""
    if set(body) != set(kinds):
        raise ValueError("keys")
    for name, kind in kinds.items():
        if type(body[name]) is not kind:
            raise TypeError(name)


def _matching(pattern: re.Pattern[str], text: object) -> str:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("pattern")
    return text


def _shown(text: str, most: int = _NAME) -> str:
    """A text that can be shown as it is: short, one line, nothing that steers."""
    if not 0 < len(text) <= most or text != text.strip() or not _is_plain(text):
        raise ValueError("text")
    return text


def _is_plain(text: str) -> bool:
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in text)


def _plain(text: str, title: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= _NAME or not _is_plain(text):
        raise Refused("{title}请写 1 到 {most} 个字", title=title, most=_NAME)
    return text


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
