"""The sealed file of a package: a plain header, a signature over every byte, and the ciphertext.

    "BSDX1" | length of the header (2 bytes) | header | signature | ciphertext

The header is canonical JSON.  The signature is over the digest of all other bytes of the file, so
neither can a header be put before another ciphertext nor a byte be added anywhere.  Who sent it and
for whom it is stands in the signed header and again in the encrypted manifest.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from boshan_desk.domain.problems import Refused, TooNew
from boshan_desk.exchange import canonical, limits, shapes, streams
from boshan_desk.exchange.suites import ALLOWED, SUITES, Public, Secret, Suite, suite_of
from boshan_desk.i18n import _, mark

FORMAT: Final = 1
MAGIC: Final = b"BSDX1"
KINDS: Final = ("package", "return")

SITE: Final = re.compile(r"[0-9a-f]{8}")
KEY: Final = re.compile(r"[0-9a-f]{32}")

_LATER: Final = re.compile(rb"BSDX[2-9]")
MOST: Final = 999_999
"""The greatest number of a life of a desk, and of a package within it."""

_LENGTH: Final = 2
_SIGNED: Final = b"boshan-desk package 1\n"
"""What a signature of a package begins with; no other paper of a desk does."""

NONE: Final = mark("{file} 不是数据包，或者开头已损坏；请确认选对了文件，或请对方重新拷贝一份")
NEWER: Final = mark("{file} 由更新版本的程序制作，没有接收任何内容；请先升级本程序，再接收这个文件")
LARGE: Final = mark("{file} 超过 2 GB，没有接收；请对方减少大附件后重新制作")
ALTERED: Final = mark(
    "{file} 的封签对不上：文件在传递中损坏，或者被人改动过，没有接收任何内容；请对方重新拷贝一份"
)
FOREIGN: Final = mark(
    "{file} 不是{whose}发来的，没有接收任何内容；请核对来源，来源无误的，请对方重新办理开户"
)
MISSENT: Final = mark(
    "{file} 不是发给本单位的，或者发给本单位以前的工作台，没有接收任何内容；"
    "请确认没有拿错；近期换过电脑或重新开户的，请对方重新制作"
)
BROKEN: Final = mark(
    "{file} 封签完好，但里面的内容不合规定，没有接收任何内容；请对方升级程序后重新制作数据包"
)
TOO_MUCH: Final = mark("数据包的内容超过 2 GB，不能制作；请减少大附件（扫描件可以降低分辨率）")


@dataclass(frozen=True)
class Header:
    """What stands plainly before a package; until the seal is checked it is a mere claim."""

    suite: int
    kind: str
    sender: str
    """Names the keys of the desk that sent it (`Public.id`)."""
    recipient: str
    site: str
    epoch: int
    seq: int

    def written(self) -> bytes:
        """Canonical JSON."""
        return canonical.canonical({"format": FORMAT, **self.__dict__})


def seal_file(
    plain: Path | BinaryIO,
    out: Path | BinaryIO,
    header: Header,
    secret: Secret,
    to: Public,
    *,
    told: streams.Told | None = None,
) -> str:
    """Encrypt to the recipient and sign; the sha256 of the sealed file.

    `told` hears how many bytes more were read.

    Raises:
        Refused: the recipient's suite is not the header's, or the file would be too large.
        OSError: the medium failed; nothing is left.
    """
    if not header.suite == secret.public.suite == to.suite:
        raise Refused("双方的加密方式不同，不能制作数据包；请重新办理开户")
    if (header.sender, header.recipient) != (secret.public.id, to.id):
        raise ValueError("a header that names others")
    suite, written = suite_of(header.suite, SUITES), header.written()
    front = MAGIC + len(written).to_bytes(_LENGTH) + written
    with streams.reading(plain) as source, streams.writing(out) as sink:
        if streams.size_of(source) > limits.TOTAL:
            raise Refused(TOO_MUCH)
        digest = suite.digest()
        digest.update(front)
        sink.write(front + bytes(suite.signature_size))
        taps = streams.Tap(source, told=told), streams.Tap(sink, digest)
        _run(lambda: suite.encrypt(to, *taps), taps)
        sink.seek(len(front))
        sink.write(suite.sign(secret, _SIGNED + digest.digest()))
        sink.flush()
        if isinstance(out, Path):
            os.fsync(sink.fileno())
        sink.seek(0)
        whole = hashlib.sha256()
        for block in streams.pieces(sink):
            whole.update(block)
    return whole.hexdigest()


def read_header(path: Path, *, name: str = "") -> Header:
    """What a file claims to be, to find the keys of its sender; nothing of it is believed yet.

    `name` is the file's in a refusal.

    Raises:
        Refused: it is no package, or too large.
        TooNew: of a newer program.
        OSError: the medium failed.
    """
    with path.open("rb") as file:
        return _front(file, name or path.name)[0]


def open_file(
    path: Path,
    out: Path | BinaryIO,
    *,
    secret: Secret,
    sender: Public,
    allowed_suites: Collection[int] = ALLOWED,
    name: str = "",
    whose: str = "",
    told: streams.Told | None = None,
) -> Header:
    """Check the seal over all bytes, then decrypt; only then is anything of it believed.

    The file is read twice; where it is not the same the second time (on a failing stick), it is
    refused.  `name` and `whose` are the file's and its sender's in a refusal; `told` hears of the
    bytes of both readings.  Where this refuses, nothing is left at `out`.

    Raises:
        Refused: it is no package, of a suite that is not allowed, of another sender, for somebody
            else, damaged, altered, or too large.
        TooNew: of a newer program.
        OSError: the medium failed.
    """
    name = name or path.name
    with path.open("rb") as file:
        header, front = _front(file, name)
        suite = suite_of(header.suite, allowed_suites)
        if header.sender != sender.id or sender.suite != header.suite:
            raise Refused(FOREIGN, file=name, whose=whose or _("对方"))
        signature = file.read(suite.signature_size)
        digest = suite.digest()
        digest.update(front)
        for block in streams.pieces(file):
            digest.update(block)
            if told is not None:
                told(len(block))
        first = digest.digest()
        if len(signature) != suite.signature_size or not suite.holds(
            sender, _SIGNED + first, signature
        ):
            raise Refused(ALTERED, file=name)
        if header.recipient != secret.public.id:
            raise Refused(MISSENT, file=name)
        file.seek(len(front) + suite.signature_size)
        _decrypt(suite, secret, file, out, name, front=front, digest=first, told=told)
    return header


def _decrypt(
    suite: Suite,
    secret: Secret,
    file: BinaryIO,
    out: Path | BinaryIO,
    name: str,
    *,
    front: bytes,
    digest: bytes,
    told: streams.Told | None,
) -> None:
    again = suite.digest()
    again.update(front)
    with streams.writing(out) as sink:
        taps = (
            streams.Tap(file, again, told=told),
            streams.Tap(sink, most=limits.TOTAL + limits.MANIFEST),
        )
        try:
            _run(lambda: suite.decrypt(secret, *taps), taps)
            for _rest in iter(lambda: taps[0].read(limits.BLOCK), b""):
                pass
        except streams.TooLarge:
            raise Refused(LARGE, file=name) from None
        except ValueError as error:
            raise Refused(BROKEN, file=name) from error
        if again.digest() != digest:
            raise Refused(ALTERED, file=name)


def _run(work: Any, taps: tuple[streams.Tap, ...]) -> None:
    """Let a library read and write; what its files raised comes out as it was."""
    try:
        work()
    except Exception:
        for tap in taps:
            if tap.trouble is not None:
                raise tap.trouble from None
        raise


def _front(file: BinaryIO, name: str) -> tuple[Header, bytes]:
    """The claims, and the bytes they stand in; the file stands behind them."""
    if streams.size_of(file) > limits.SEALED:
        raise Refused(LARGE, file=name)
    magic = file.read(len(MAGIC))
    if _LATER.fullmatch(magic):
        raise TooNew(NEWER, file=name)
    if magic != MAGIC:
        raise Refused(NONE, file=name)
    length = file.read(_LENGTH)
    size = int.from_bytes(length)
    if size > limits.HEADER:
        raise Refused(NONE, file=name)
    written = file.read(size)
    try:
        header = _read_header(canonical.read(written))
    except ValueError as error:
        raise Refused(NONE, file=name) from error
    if header is None:
        raise TooNew(NEWER, file=name)
    return header, magic + length + written


def _read_header(told: dict[str, Any]) -> Header | None:
    """The claims of a header, None where its format is newer."""
    if shapes.whole(told.get("format"), 1) > FORMAT:
        return None
    shapes.only(told, {"format", *Header.__dataclass_fields__})
    return Header(
        suite=shapes.whole(told["suite"], 1),
        kind=shapes.one_of(told["kind"], KINDS),
        sender=shapes.text(told["sender"], KEY),
        recipient=shapes.text(told["recipient"], KEY),
        site=shapes.text(told["site"], SITE),
        epoch=shapes.whole(told["epoch"], 1, MOST),
        seq=shapes.whole(told["seq"], 1, MOST),
    )
