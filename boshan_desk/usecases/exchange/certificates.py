"""The papers of enrolment as both sides write and read them: signed, strict, carried on a stick.

What a paper says is believed only after its shape was found right, down to the last key; whose
signature it bears is judged by who reads it (`requests`, `accepting`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from boshan_desk.domain.problems import Missing, NoRoom, Refused, TooNew
from boshan_desk.exchange.limits import PAPER
from boshan_desk.exchange.media import UNREADABLE, carry
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.exchange.suites import Public, Secret
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk

REQUEST: Final = "request"
CERTIFICATE: Final = "certificate"
HANDOVER: Final = "handover"
"""The kinds of signed papers; the last is what an old key says of a new one."""

FORMAT: Final = 1

ABOVE: Final[Mapping[str, str]] = {"town": "county", "county": "city"}
"""Whose desk a desk belongs to."""

SITE: Final = re.compile(r"[0-9a-f]{8}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
PREFIX: Final = re.compile(r"[A-Z0-9]{2,12}")
PHONE: Final = re.compile(r"[0-9+() -]{0,20}")
CODE: Final = re.compile(r"[0-9A-Z]{2,12}")
LONGEST: Final = 60
"""Characters of a name."""


# On the stick


def write_paper(desk: Desk, paper: bytes, out: Path, name: str) -> Path:
    """Put a paper on the stick: made here, carried there, read back."""
    folder, name = (out, name) if out.is_dir() else (out.parent, out.name)
    with TemporaryDirectory(prefix=".paper-", dir=desk.folder) as place:
        local = Path(place) / "paper"
        local.write_bytes(paper)
        return carry(local, folder, name)


def kind_of(path: Path) -> str:
    """Which paper a file is; refused where it is none."""
    return read_signed(content_of(path), file=path.name).kind


def content_of(path: Path) -> bytes:
    """What a file holds, as far as a paper may: one byte more tells that it is none."""
    try:
        with path.open("rb") as file:
            return file.read(PAPER + 1)
    except FileNotFoundError:
        raise Missing("找不到 {path}，请插好U盘，确认选对了文件", path=path) from None
    except IsADirectoryError:
        raise Refused("{path} 是文件夹，请选择文件", path=path) from None
    except OSError as error:
        raise NoRoom(UNREADABLE, file=path.name, place=path.parent) from error


def read_paper(path: Path, kind: str, title: str) -> tuple[bytes, Mapping[str, Any], Public]:
    """A signed paper of a kind; refused where it is none."""
    content = content_of(path)
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
        raise not_whole(path, title)
    return content, signed.body, signed.public


# What an old key says of a new one


def vouch(secret: Secret, site: str, to: Public) -> str:
    """That a desk's next key is this one, signed with its present one, to stand in a paper."""
    written = write_signed(HANDOVER, {"site": site, "to": to.id}, secret)
    return base64.b64encode(written).decode()


def voucher_of(text: str, site: str, to: str) -> str:
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


# Shapes


def not_whole(path: Path, title: str) -> Refused:
    """What is said of a paper whose shape is not right."""
    return Refused("{path} 不是完整的{title}，请对方重新做一份", path=path.name, title=title)


def exactly(body: Mapping[str, Any], **kinds: type) -> None:
    """Refuse what lacks a key, has another, or has a value of another kind."""
    if set(body) != set(kinds):
        raise ValueError("keys")
    for name, kind in kinds.items():
        if type(body[name]) is not kind:
            raise TypeError(name)


def shown(text: str, most: int = LONGEST) -> str:
    """A text that can be shown as it is: short, one line, nothing that steers."""
    if not 0 < len(text) <= most or text != text.strip() or not is_plain(text):
        raise ValueError("text")
    return text


def is_plain(text: str) -> bool:
    """Whether nothing in it steers, breaks the line or is not to be seen."""
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in text)


def plain(text: str, title: str) -> str:
    """A name as an officer typed it; refused where it could not be shown on a paper."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST or not is_plain(text):
        raise Refused("{title}请写 1 到 {most} 个字", title=title, most=LONGEST)
    return text


def digest_of(content: bytes) -> str:
    """By which a paper is known again."""
    return hashlib.sha256(content).hexdigest()
