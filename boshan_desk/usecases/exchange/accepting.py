"""A desk accepts the certificate that its request was answered with.

It must be for this desk and for a key that it asked with, of the one office that this desk belongs
to, and no older than what was accepted before.  Then what it carries is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.domain.wording import listed
from boshan_desk.exchange import shapes
from boshan_desk.exchange.suites import Public
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.exchange.carried import take_carried
from boshan_desk.usecases.exchange.certificates import (
    ABOVE,
    CERTIFICATE,
    CODE,
    DIGEST,
    PREFIX,
    SITE,
    digest_of,
    exactly,
    not_whole,
    read_paper,
    shown,
    voucher_of,
)
from boshan_desk.usecases.exchange.own_keys import allowed_suites, keys_of, renew_keys
from boshan_desk.usecases.exchange.peers import (
    ACTIVE,
    LEVELS,
    UP,
    Peer,
    keep_peer,
    peer_of,
    town_names,
    up,
)

_MOST_TOWNS: Final = 200


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


def read_certificate(desk: Desk, path: Path) -> Certificate:
    """Read a certificate: it is whole, answers this desk's own request, and is of its own office.

    Its digits are to be compared by telephone before it is accepted.  Nothing is changed.

    Raises:
        Refused: the words say what is wrong.
        TooNew: a newer program made it.
    """
    content, body, public = read_paper(path, CERTIFICATE, _("开户文件"))
    try:
        given = _certificate(body, public, digest_of(content))
    except (ValueError, KeyError, TypeError):
        raise not_whole(path, _("开户文件")) from None
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
                        was=listed(town_names(reader, lost)),
                        now=listed(town_names(reader, given.towns)),
                    )
                )
        return replace(given, words=tuple(words))


def _certificate(body: Mapping[str, Any], public: Public, digest: str) -> Certificate:
    exactly(
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
    exactly(issuer, site=str, level=str, name=str, county=str)
    towns = body["towns"]
    if not 0 < len(towns) <= _MOST_TOWNS or not 0 < body["number"] < 10**9:
        raise ValueError("towns, number")
    if issuer["level"] not in ABOVE.values() or not all(
        isinstance(e, dict) for e in body["carried"]
    ):
        raise ValueError("level, carried")
    datetime.fromisoformat(body["issued_at"])
    if body["request"]:
        shapes.text(body["request"], DIGEST)
    return Certificate(
        issuer=shown(issuer["name"]),
        issuer_site=shapes.text(issuer["site"], SITE),
        issuer_level=issuer["level"],
        issuer_county=shown(issuer["county"]),
        public=public,
        number=body["number"],
        site=shapes.text(body["site"], SITE),
        key=shown(body["key"], 128),
        name=shown(body["name"]),
        towns=tuple(shapes.text(code, CODE) for code in towns),
        prefix=shapes.text(body["prefix"], PREFIX),
        issued_at=body["issued_at"],
        carried=tuple(body["carried"]),
        digest=digest,
        vouched_by=voucher_of(body["handover"], issuer["site"], public.id),
    )


def _refuse_certificate(reader: Reader, given: Certificate) -> None:
    """Refuse what is not for this desk, not of its own office, or older than what it has."""
    desk, keys = reader.desk, keys_of(reader)
    if given.site != site_of(desk.site):
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
    top, same = up(reader), peer_of(reader, given.issuer_site)
    if given.issuer_site == site_of(desk.site) or (same is not None and same.kind != UP):
        raise Refused("这份开户文件用的是本机或下级单位电脑的编号，没有接收；请核对来源")
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
    told: dict[str, Any] = {
        "sha256": given.digest,
        "issued_at": given.issued_at,
        "called": given.name,
    }
    earlier = list(top.earlier) if top else []
    if top is not None and top.public.id != given.public.id:
        why = _("更换核对码")
        earlier.append({"id": top.public.id, "at": work.at.isoformat(" "), "why": why})
    if earlier:
        told["earlier"] = earlier
    return told
