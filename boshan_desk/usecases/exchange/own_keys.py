"""The secret keys of this desk: what it signs with, and what opens what is addressed to it.

They are a setting of the store that nothing shows: the history is told only by which name a key is
known to others, and no list, dump, log or help bundle reads it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Final

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.exchange.suites import ALLOWED, Public, Secret, new_secret, read_secret
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work

KEYS_SETTING: Final = "exchange_secret"
"""The setting that holds this desk's keys."""
SUITES_SETTING: Final = "exchange_suites"
"""The setting that names the suites that are accepted, with commas between."""


@dataclass(frozen=True)
class Keys:
    """The secret keys of this desk."""

    own: Secret | None = field(default=None, repr=False)
    next: Secret | None = field(default=None, repr=False)
    """One that was asked for and not confirmed yet."""
    earlier: tuple[Secret, ...] = field(default=(), repr=False)
    """What still opens packages that were on their way when the key was changed."""

    def all(self) -> tuple[Secret, ...]:
        """Every key that opens something, the present one first."""
        return tuple(each for each in (self.own, self.next, *self.earlier) if each is not None)

    def text(self) -> str:
        """As the setting keeps them."""
        told = {
            "own": self.own and self.own.text(),
            "next": self.next and self.next.text(),
            "earlier": [each.text() for each in self.earlier],
        }
        return json.dumps(told, sort_keys=True)


def keys_of(reader: Reader) -> Keys:
    """The secret keys of this desk.

    Raises:
        Refused: what the store keeps cannot be read.
    """
    text = reader.setting(KEYS_SETTING)
    if not text:
        return Keys()
    try:
        given = json.loads(text)
        own, following = given["own"], given["next"]
        return Keys(
            read_secret(own) if own else None,
            read_secret(following) if following else None,
            tuple(map(read_secret, given["earlier"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        # Nothing of what was read may come into a message: not even as the cause.
        raise Refused("本机的开户资料已损坏，请从备份恢复，或重新申请") from None


def keys_left(reader: Reader) -> Keys:
    """The secret keys of this desk; none where what is kept of them cannot be read."""
    try:
        return keys_of(reader)
    except Refused:
        return Keys()


def own_secret(reader: Reader) -> Secret:
    """With what this desk signs, and opens what is addressed to it.

    Raises:
        Refused: it has no key yet.
    """
    own = keys_of(reader).own
    if own is None:
        if reader.desk.level == "town":
            raise Refused("本机还没有开户：请先做申请文件交上级单位，再接收开户文件")
        raise Refused("还没有为任何单位开户，也没有向上级申请过")
    return own


def own_public(reader: Reader) -> Public:
    """What others know this desk by."""
    return own_secret(reader).public


def secret_with(reader: Reader, key_id: str) -> Secret:
    """The key of this desk to which something was addressed, an earlier one too.

    Raises:
        Refused: it is addressed to another desk.
    """
    for each in keys_of(reader).all():
        if each.public.id == key_id:
            return each
    raise Refused("这份文件是给另一台电脑的，本机打不开；请核对U盘里的文件")


def allowed_suites(reader: Reader) -> frozenset[int]:
    """The suites that this office accepts; nothing is negotiated."""
    words = reader.setting(SUITES_SETTING).split(",")
    return frozenset(int(word) for word in words if word.strip().isdecimal()) or ALLOWED


# Writing


def keys_made(work: Work, *, needs: Right) -> Keys:
    """The secret keys of this desk, with one of its own: made where it has none."""
    keys = keys_of(work)
    if keys.own is None:
        keys = replace(keys, own=new_secret())
        keep_keys(work, keys, needs=needs)
    return keys


def keep_keys(work: Work, keys: Keys, *, needs: Right) -> None:
    """Keep the desk's keys; the history says by what name they are known to others, no more."""
    before = keys_left(work).own
    told = [before.public.id if before else "", keys.own.public.id if keys.own else ""]
    work.set(KEYS_SETTING, keys.text(), needs=needs, told=told)


def renew_keys(work: Work, keys: Keys, *, needs: Right) -> None:
    """Let the key that was asked for take the place of the present one, which still opens."""
    if keys.next is None:
        return
    earlier = (*((keys.own,) if keys.own else ()), *keys.earlier)
    keep_keys(work, Keys(keys.next, None, earlier[:3]), needs=needs)
