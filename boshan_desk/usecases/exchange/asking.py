"""A desk asks to join the one above it: it makes its key and a request on a stick.

The same request is made as often as it is asked for, with the same key, until the answer came.  A
desk that is enrolled may ask for another key, which its present one vouches for; one that lost its
key asks anew, and the office above decides by telephone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.exchange.papers import write_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.exchange.words import request_name
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.certificates import (
    ABOVE,
    FORMAT,
    PHONE,
    REQUEST,
    digest_of,
    plain,
    vouch,
    write_paper,
)
from boshan_desk.usecases.exchange.own_keys import Keys, keep_keys, keys_left
from boshan_desk.usecases.exchange.peers import up


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
    officer, phone = plain(officer or desk.officer.name, _("填报人")), phone.strip()
    if not PHONE.fullmatch(phone):
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
            "site": site_of(desk.site),
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
            body["handover"] = vouch(keys.own, site_of(desk.site), keys.next.public)
        paper = write_signed(REQUEST, body, secret)
        path = write_paper(desk, paper, out, request_name(name))
        work.detail |= {"kind": "request", "key": secret.public.id, "sha256": digest_of(paper)}
    return Asked(path, secret.public.fingerprint(), name, keys.next is not None)


def _own_name(desk: Desk) -> tuple[str, str]:
    """What this desk is called, and its town's code where it is a town's."""
    if desk.level == "county":
        return desk.county.name, ""
    if not desk.own_towns:
        raise Refused("本机还没有设定是哪个镇街，请重新建立（init --town）")
    town = desk.own_towns[0]
    return desk.lists["town"].label(town), town
