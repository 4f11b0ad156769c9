"""Signed papers that are not secret: a request for enrolment, a certificate.

One line of canonical JSON that carries its kind, its body, the signer's public keys and the
signature.  Whether those keys are known and may sign such a paper is the reader's to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.problems import Refused, TooNew
from boshan_desk.exchange import canonical, limits, shapes
from boshan_desk.exchange.suites import Public, Secret, holds, read_public, sign, suite_of
from boshan_desk.i18n import mark

FORMAT: Final = 1

_KEYS: Final = ("format", "kind", "body", "public")
_KIND: Final = re.compile(r"[a-z][a-z_-]{0,40}")
_SIGNED: Final = b"boshan-desk paper 1\n"
"""What a signature of a paper begins with, so that it is none of a package."""

NONE: Final = mark(
    "{file} 不是申请文件或开户文件，或者内容已损坏、被改动过；"
    "请确认选对了文件，或请对方重新拷贝一份"
)
NEWER: Final = mark("{file} 由更新版本的程序制作；请先升级本程序，再读取这个文件")


@dataclass(frozen=True)
class Signed:
    """A paper whose signature holds; who its signer is must still be judged."""

    kind: str
    body: Mapping[str, Any]
    public: Public


def write_signed(kind: str, body: Mapping[str, Any], secret: Secret) -> bytes:
    """A paper signed with these keys.

    Raises:
        ValueError: the body holds what cannot stand in a paper, or too much.
    """
    shapes.text(kind, _KIND)
    paper = {"format": FORMAT, "kind": kind, "body": body, "public": secret.public.told()}
    signature = sign(secret, _message(paper, secret.public))
    written = canonical.line({**paper, "signature": signature.hex()})
    if len(written) > limits.PAPER:
        raise ValueError("a paper that is too long")
    return written


def read_signed(written: bytes, *, file: str = "") -> Signed:
    """The paper, where its signature is by the keys in it; `file` names it in a refusal.

    Raises:
        Refused: it is none, was altered, or is of a suite that is not known here.
        TooNew: of a newer program.
    """
    try:
        if len(written) > limits.PAPER or not written.endswith(b"\n"):
            raise ValueError("no paper")
        told = canonical.read(written[:-1])
        if shapes.whole(told.get("format"), 1) > FORMAT:
            raise TooNew(NEWER, file=file)
        shapes.only(told, (*_KEYS, "signature"))
        kind, body = shapes.text(told["kind"], _KIND), shapes.mapping(told["body"])
        public = read_public(told["public"])
        signature = bytes.fromhex(shapes.text(told["signature"], re.compile("([0-9a-f]{2})*")))
        paper = {key: told[key] for key in _KEYS}
        if not holds(public, _message(paper, public), signature):
            raise ValueError("another signature")
    except ValueError as error:
        raise Refused(NONE, file=file) from error
    return Signed(kind, body, public)


def _message(paper: Mapping[str, Any], public: Public) -> bytes:
    digest = suite_of(public.suite, {public.suite}).digest()
    digest.update(canonical.line(paper))
    return _SIGNED + digest.digest()
