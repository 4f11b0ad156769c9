"""The history as a chain: every step carries a link over itself, its changes and the step before.

What a step or a change says stands under a mark, an HMAC whose key is a salt of its own.  The link
is over the marks, so that a lawful purge of personal data (which overwrites the text, gives it a
new salt, and enters the new mark into its own, later step) leaves the chain whole and no way back
to what was purged.  The marks are over the text as it is stored, so no canonical form is needed.

What the chain can show: any edit, insertion, removal or exchange of old steps; a tail that was cut
off, where a later link was printed or handed on (Ma and Tsudik 2008).  What it cannot: whoever has
the file and the key can write everything after the last printed link anew.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import mark
from boshan_desk.store.driver import Connection, connect, told

START: Final = bytes(32)
"""What stands before the first link."""

SALT: Final = 16
SHORTEST: Final = 16
"""So many hexadecimal digits of a link are printed at least, and asked for."""

_write = json.JSONEncoder(separators=(",", ":")).encode


def new_salts(count: int) -> list[bytes]:
    """Keys for so many marks."""
    whole = secrets.token_bytes(SALT * count)
    return [whole[place : place + SALT] for place in range(0, len(whole), SALT)]


def mark_of(salt: bytes, *texts: str) -> bytes:
    """The mark of what is written, under its own key."""
    return hmac.digest(salt, "\0".join(texts).encode(), "sha256")


class Link:
    """The link of one step, as it grows."""

    def __init__(self, before: bytes) -> None:
        self._hash = hashlib.sha256(before)

    def add(self, n: int, ledger: str, record_id: str, mark: bytes) -> None:
        """Take a change in, in the order of their numbers."""
        self._hash.update(_write([n, ledger, record_id, mark.hex()]).encode())

    def close(self, n: int, at: str, officer: str, mark: bytes) -> bytes:
        """The link over the step itself and all that was taken in."""
        self._hash.update(_write([n, at, officer, mark.hex()]).encode())
        return self._hash.digest()


@dataclass(frozen=True)
class Head:
    """The newest link: printed on papers and receipts, it vouches for everything before it."""

    number: int
    link: str
    """Hexadecimal."""

    def short(self) -> str:
        """As it is printed: 1234-3f9a22c1b0d4e5f6."""
        return f"{self.number}-{self.link[:SHORTEST]}"


@dataclass(frozen=True)
class Verdict:
    """What came of a look at the chain."""

    links: int
    head: Head
    bad: int = 0
    """The first step that does not fit; 0 when all do."""
    why: str = ""
    """A template with {n}."""
    anchored: bool | None = None
    """Whether the anchor asked for is a link of this chain; None when none was asked for."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.bad and self.anchored is not False


def head(connection: Any) -> Head:
    """The newest link of a store; the start where nothing has happened yet.

    Takes a connection of the driver's or of SQLAlchemy's.
    """
    ask = getattr(connection, "exec_driver_sql", connection.execute)
    found = ask("SELECT n, link FROM step ORDER BY n DESC LIMIT 1").fetchone()
    return Head(found[0], (found[1] or b"").hex()) if found else Head(0, START.hex())


def verify(store: Path, *, key: str = "", anchor: str = "") -> Verdict:
    """Follow the chain from its start; the first step that does not fit is named.

    `anchor` is a link as it was printed (`Head.short`) or whole.

    Raises:
        Refused: the anchor is none.
    """
    number, digits = read_anchor(anchor) if anchor else (0, "")
    with told(store):
        connection = connect(store, key=key)
        try:
            connection.execute("BEGIN")
            return _follow(connection, number, digits)
        finally:
            connection.close()


def read_anchor(words: str) -> tuple[int, str]:
    """The number (0 when unknown) and the hexadecimal digits of a printed link."""
    number, dash, digits = words.strip().lower().rpartition("-")
    if (
        not SHORTEST <= len(digits) <= 64
        or any(c not in "0123456789abcdef" for c in digits)
        or (dash and not number.isdecimal())
    ):
        raise Refused("“{words}”不是校验码；应如 1234-3f9a22c1b0d4e5f6", words=words)
    return int(number or 0), digits


def _follow(connection: Connection, number: int, digits: str) -> Verdict:
    purged = _purged(connection)
    changes = _Changes(connection, purged)
    steps = connection.cursor().execute(
        "SELECT n, at, officer, name, detail, salt, mark, link FROM step ORDER BY n"
    )
    before, last = START, 0
    anchored = bool(digits) and START.hex().startswith(digits)
    for n, at, officer, name, detail, salt, own, stored in steps:
        why = ""
        if n != last + 1:
            why = mark("第 {n} 步之前缺号")
            n = last + 1
        elif not _fit(bytes, stored, salt, own):
            why = mark("第 {n} 步没有校验码")
        elif not _fit(str, at, officer, name, detail):
            why = mark("第 {n} 步的内容读不出来")
        elif mark_of(salt, name, detail) != _vouched(purged.get(f"s{n}"), n, own):
            why = mark("第 {n} 步的内容被改动过")
        else:
            link = Link(before)
            why = changes.take(n, link)
            if not why and link.close(n, at, officer, own) != stored:
                why = mark("第 {n} 步与前后不相连")
        if why:
            return Verdict(last, Head(last, before.hex()), n, why, anchored if digits else None)
        before, last = stored, n
        if digits and stored.hex().startswith(digits) and number in (0, n):
            anchored = True
    if why := changes.rest():
        return Verdict(last, Head(last, before.hex()), last + 1, why, anchored if digits else None)
    return Verdict(last, Head(last, before.hex()), anchored=anchored if digits else None)


def _vouched(purge: _Purge | None, step: int, own: bytes) -> bytes:
    """The mark that a step must have: its own, or the one that a later purge gave it."""
    return purge.mark if purge is not None and step < purge.step else own


def _fit(kind: type, *values: Any) -> bool:
    """Whether values are of the kind that is written; damage can make others of them."""
    return all(isinstance(value, kind) for value in values)


@dataclass(frozen=True)
class _Purge:
    """What a later, lawful purge says of one entry that it overwrote."""

    step: int
    mark: bytes
    record: str
    fields: tuple[str, ...]

    def explains(self, step: int, ledger: str, record_id: str, fields: str) -> bool:
        """Whether it is the purge of this change: of its record, and what it names is empty now."""
        if step > self.step:
            return False
        named = self.fields
        if record_id != self.record:
            if ledger != "attachment":
                return False
            # Those that hung on the record went with it.
            named = ("file_name", "sha256", "size")
        try:
            told = json.loads(fields)
            # Values that competed went with the marks.
            cleared = [told[name] for name in (*named, "dots") if name in told]
        except (ValueError, TypeError):
            return False
        return bool(cleared) and all(pair == [None, None] for pair in cleared)


def _purged(connection: Connection) -> dict[str, _Purge]:
    """What purges overwrote: by "s" or "c" and the number of the step or change."""
    found: dict[str, _Purge] = {}
    for n, detail in connection.execute(
        "SELECT n, detail FROM step WHERE instr(detail, '\"marks\"') ORDER BY n"
    ):
        try:
            told = json.loads(detail)
            if told["kind"] == "purge":
                record, fields = str(told["record"]), tuple(map(str, told["fields"]))
                found |= {
                    str(name): _Purge(n, bytes.fromhex(digits), record, fields)
                    for name, digits in told["marks"].items()
                }
        except (ValueError, KeyError, TypeError, AttributeError):
            # What a damaged step says gives nothing; its own mark will not fit.
            continue
    return found


class _Changes:
    """The changes in the order of their numbers, handed out step by step."""

    def __init__(self, connection: Connection, purged: dict[str, _Purge]) -> None:
        self._rows: Iterator[tuple[Any, ...]] = iter(
            connection.cursor().execute(
                "SELECT n, step, ledger, record_id, fields, salt, mark FROM change ORDER BY n"
            )
        )
        self._next = next(self._rows, None)
        self._last = 0
        self._purged = purged

    def take(self, step: int, link: Link) -> str:
        """Feed the changes of a step to its link; what is wrong with them, as a template."""
        while self._next is not None and self._next[1] == step:
            n, _step, ledger, record_id, fields, salt, own = self._next
            if n != self._last + 1:
                return mark("第 {n} 步的变更缺号")
            if not _fit(bytes, salt, own):
                return mark("第 {n} 步的变更没有校验码")
            if not _fit(str, ledger, record_id, fields):
                return mark("第 {n} 步的变更内容读不出来")
            purge = self._purged.get(f"c{n}")
            if purge is not None and not purge.explains(step, ledger, record_id, fields):
                return mark("第 {n} 步的变更内容被改动过")
            if mark_of(salt, fields) != (purge.mark if purge is not None else own):
                return mark("第 {n} 步的变更内容被改动过")
            link.add(n, ledger, record_id, own)
            self._last = n
            self._next = next(self._rows, None)
        if self._next is not None and not (_fit(int, self._next[1]) and self._next[1] > step):
            return mark("第 {n} 步之前有不属于任何一步的变更")
        return ""

    def rest(self) -> str:
        """What is wrong when changes are left over after the last step."""
        return mark("第 {n} 步不见了，它的变更还在") if self._next is not None else ""


def link_all(connection: Connection) -> None:
    """Give marks and links to a history that was written before there was a chain."""
    before = START
    for n, at, officer, name, detail, link in connection.execute(
        "SELECT n, at, officer, name, detail, link FROM step ORDER BY n"
    ).fetchall():
        if link is not None:
            before = link
            continue
        growing = Link(before)
        rows = connection.execute(
            "SELECT n, ledger, record_id, fields FROM change WHERE step = ? ORDER BY n", (n,)
        ).fetchall()
        salts = new_salts(len(rows) + 1)
        for (number, ledger, record_id, fields), salt in zip(rows, salts[1:], strict=True):
            own = mark_of(salt, fields)
            growing.add(number, ledger, record_id, own)
            connection.execute(
                "UPDATE change SET salt = ?, mark = ? WHERE n = ?", (salt, own, number)
            )
        own = mark_of(salts[0], name, detail)
        before = growing.close(n, at, officer, own)
        connection.execute(
            "UPDATE step SET salt = ?, mark = ?, link = ? WHERE n = ?", (salts[0], own, before, n)
        )
