"""Reading the request of a desk below, before anybody believes it.

Whether the other side is who it says is for the telephone to tell: both sides read the same eight
groups of digits.  Here is seen that the file is whole, meant for this office, and what an officer
should know before deciding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import site_of
from boshan_desk.exchange import shapes
from boshan_desk.exchange.suites import Public
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.certificates import (
    ABOVE,
    CODE,
    PHONE,
    REQUEST,
    SITE,
    digest_of,
    exactly,
    not_whole,
    read_paper,
    shown,
    voucher_of,
)
from boshan_desk.usecases.exchange.own_keys import allowed_suites
from boshan_desk.usecases.exchange.peers import DOWN, LEVELS, Peer, peer_of, peers

GOOD_DAYS: Final = 30
"""How long a request may lie before one is told to look twice."""


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


def read_request(desk: Desk, path: Path) -> Request:
    """Read a request: its signature holds and its shape is right.  Nothing is changed.

    Raises:
        Refused: it was edited, is something else, of a desk of another level or county, or too old.
        TooNew: a newer program made it.
    """
    content, body, public = read_paper(path, REQUEST, _("申请文件"))
    try:
        exactly(
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
            name=shown(body["name"]),
            town=body["town"] and shapes.text(body["town"], CODE),
            officer=shown(body["officer"]),
            phone=shapes.text(body["phone"], PHONE),
            county=shown(body["county"]),
            level=body["level"],
            site=shapes.text(body["site"], SITE),
            made_at=datetime.fromisoformat(body["made_at"]).replace(tzinfo=None),
            public=public,
            digest=digest_of(content),
            vouched_by=voucher_of(body["handover"], body["site"], public.id),
        )
        if asked.level not in ABOVE or bool(asked.town) != (asked.level == "town"):
            raise ValueError(asked.level)
    except (ValueError, KeyError, TypeError):
        raise not_whole(path, _("申请文件")) from None
    refuse_stranger(desk, asked)
    with desk.read() as reader:
        if public.suite not in allowed_suites(reader):
            raise Refused("这份申请用的加密方式本单位不接收，请联系维护人员")
        known = peer_of(reader, asked.site)
        return replace(asked, known=known, words=tuple(_notes(reader, asked, known)))


def refuse_stranger(desk: Desk, asked: Request) -> None:
    """Refuse what is meant for another office."""
    if ABOVE[asked.level] != desk.level:
        raise Refused(
            "“{name}”是{level}的申请，应由{above}办理，本机不能开户",
            name=asked.name,
            level=_(LEVELS[asked.level]),
            above=_(LEVELS[ABOVE[asked.level]]),
        )
    if asked.site == site_of(desk.site):
        raise Refused("这是本机自己的申请")
    if asked.level == "town" and asked.county != desk.county.id:
        raise Refused(
            "“{name}”的申请是交给另一个区县（{county}）的，本机是{own}，不能开户",
            name=asked.name,
            county=asked.county,
            own=desk.county.name,
        )


def _notes(reader: Reader, asked: Request, known: Peer | None) -> list[str]:
    words = list(_date_notes(reader, asked))
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


def _date_notes(reader: Reader, asked: Request) -> Iterator[str]:
    """Clocks are often wrong, so a date refuses nothing; the telephone decides."""
    now, day = reader.desk.clock.now(), f"{asked.made_at:%Y-%m-%d}"
    if asked.made_at > now + timedelta(days=1):
        yield _("申请文件的日期是 {day}，晚于今天；请核对两边电脑的日期").format(day=day)
    elif asked.made_at < now - timedelta(days=GOOD_DAYS):
        yield _("申请文件是 {day} 做的，已超过{days}天；请电话问明是不是对方最近做的一份").format(
            day=day, days=GOOD_DAYS
        )


def _of_town(reader: Reader, town: str) -> list[Peer]:
    """The active desks of a town."""
    return [peer for peer in peers(reader, DOWN) if peer.active and town in peer.towns]


def find_town(reader: Reader, asked: Request) -> str | None:
    """The code of the place a request speaks of: by its code, else by its name."""
    towns = reader.lists["town"]
    if asked.town:
        return asked.town if asked.town in towns else None
    return towns.find(asked.name)


def _day(peer: Peer) -> str:
    return str(peer.certificate.get("issued_at", peer.at))[:10]
