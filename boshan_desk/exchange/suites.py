"""Suites: which signature, encryption and digest seal a package, by the number in its header.

A suite is one class that leaves every cryptographic step to a library.  There is no bargaining: a
package names its suite, and a desk takes those that its settings allow.  Suite 1 is Ed25519 with
age (X25519, ChaCha20-Poly1305 in pieces); SM2, SM3 and SM4 would be a second class in `SUITES`.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Protocol

from boshan_desk.domain.problems import Refused
from boshan_desk.exchange import canonical


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most that many bytes; none at the end."""


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take them all."""

    def flush(self) -> None:
        """Hand on what is held back."""


class Digest(Protocol):
    """A digest that is fed piece by piece."""

    def update(self, data: bytes, /) -> None:
        """Take more."""

    def digest(self) -> bytes:
        """The digest of all that was taken."""


@dataclass(frozen=True)
class Public:
    """What others know a desk by."""

    suite: int
    verify: str
    """Checks its signatures."""
    seal: str
    """Encrypts to it."""

    @property
    def id(self) -> str:
        """Names the pair of keys in headers: 32 characters."""
        return hashlib.sha256(self._written()).hexdigest()[:32]

    def fingerprint(self) -> str:
        """Eight groups of five digits, to be compared by telephone."""
        number = int.from_bytes(hashlib.sha512(b"fingerprint\n" + self._written()).digest())
        digits = f"{number % 10**40:040}"
        return " ".join(digits[start : start + 5] for start in range(0, 40, 5))

    def told(self) -> dict[str, Any]:
        """As papers and the store keep it."""
        return {"suite": self.suite, "verify": self.verify, "seal": self.seal}

    def _written(self) -> bytes:
        return canonical.canonical(self.told())


@dataclass(frozen=True)
class Secret:
    """What a desk signs and opens with; its words never show it."""

    public: Public
    sign: str = field(repr=False)
    open: str = field(repr=False)

    def text(self) -> str:
        """As the encrypted store keeps it."""
        told = {"public": self.public.told(), "sign": self.sign, "open": self.open}
        return canonical.canonical(told).decode()


class Suite(ABC):
    """How packages of one number are sealed."""

    number: ClassVar[int]
    signature_size: ClassVar[int]

    @abstractmethod
    def make(self) -> Secret:
        """New keys."""

    @abstractmethod
    def is_public(self, public: Public) -> bool:
        """Whether these are keys of this suite."""

    @abstractmethod
    def digest(self) -> Digest:
        """A new digest; what is signed is its result."""

    @abstractmethod
    def sign(self, secret: Secret, message: bytes) -> bytes:
        """The signature, always of `signature_size` bytes."""

    @abstractmethod
    def holds(self, public: Public, message: bytes, signature: bytes) -> bool:
        """Whether the signature is theirs and of this message."""

    @abstractmethod
    def encrypt(self, to: Public, source: Source, sink: Sink) -> None:
        """Encrypt piece by piece.

        Raises:
            ValueError: it could not be done; what a file itself raised, its `Tap` knows.
        """

    @abstractmethod
    def decrypt(self, secret: Secret, source: Source, sink: Sink) -> None:
        """Decrypt piece by piece; what was written counts only when this returns.

        Raises:
            ValueError: it is damaged, or meant for somebody else.
        """


_AGE_HEAD: Final = 4096
"""Bytes in which the head of age ciphertext must end: it names one recipient, and perhaps a
meaningless one (grease).  The library takes minutes over a head that names thousands."""
_AGE_END: Final = b"\n--- "


class _Whole:
    """A source whose beginning was looked at."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.front = b""
        while len(self.front) < _AGE_HEAD:
            block = source.read(_AGE_HEAD - len(self.front))
            if not block:
                break
            self.front += block
        self._left = self.front

    def read(self, size: int = -1, /) -> bytes:
        """The beginning first."""
        if not self._left:
            return self._source.read(size)
        end = len(self._left) if size < 0 else size
        block, self._left = self._left[:end], self._left[end:]
        return block


class Ed25519Age(Suite):
    """Suite 1: signatures by Ed25519 (RFC 8032), encryption by age (age-encryption.org/v1)."""

    number = 1
    signature_size = 64

    def make(self) -> Secret:
        """New keys."""
        import pyrage
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        signing, opening = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
        public = Public(
            self.number,
            signing.public_key().public_bytes_raw().hex(),
            str(opening.to_public()),
        )
        return Secret(public, signing.private_bytes_raw().hex(), str(opening))

    def is_public(self, public: Public) -> bool:
        """Whether these are keys of this suite."""
        import pyrage

        if not re.fullmatch("[0-9a-f]{64}", public.verify):
            return False
        try:
            return str(pyrage.x25519.Recipient.from_str(public.seal)) == public.seal
        except pyrage.RecipientError:
            return False

    def digest(self) -> Digest:
        """SHA-512."""
        return hashlib.sha512()

    def sign(self, secret: Secret, message: bytes) -> bytes:
        """The signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret.sign)).sign(message)

    def holds(self, public: Public, message: bytes, signature: bytes) -> bool:
        """Whether the signature is theirs and of this message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.verify))
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def encrypt(self, to: Public, source: Source, sink: Sink) -> None:
        """Encrypt piece by piece."""
        import pyrage

        try:
            pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(to.seal)])
        except (pyrage.EncryptError, pyrage.RecipientError, OSError) as error:
            raise ValueError(str(error)) from error

    def decrypt(self, secret: Secret, source: Source, sink: Sink) -> None:
        """Decrypt piece by piece."""
        import pyrage

        whole = _Whole(source)
        if _AGE_END not in whole.front:
            raise ValueError("a head that names too many")
        try:
            pyrage.decrypt_io(whole, sink, [pyrage.x25519.Identity.from_str(secret.open)])
        except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
            raise ValueError(str(error)) from error


SUITES: Final[Mapping[int, Suite]] = {suite.number: suite for suite in (Ed25519Age(),)}
ALLOWED: Final = frozenset({1})
"""What a desk takes where its settings say nothing else."""


def suite_of(number: int, allowed: Collection[int] = ALLOWED) -> Suite:
    """The suite of that number.

    Raises:
        Refused: it is not known here, or not allowed.
    """
    suite = SUITES.get(number)
    if suite is None:
        raise Refused(
            "文件用第 {number} 套加密方式制作，本程序不认识，没有接收任何内容；"
            "请核对来源，来源无误的，升级本程序后再接收",
            number=number,
        )
    if number not in allowed:
        raise Refused(
            "文件用第 {number} 套加密方式制作，本单位的设置不接受这一套，没有接收任何内容；"
            "请对方换用本单位接受的加密方式重新制作",
            number=number,
        )
    return suite


def new_secret(suite: int = 1) -> Secret:
    """New keys for a desk."""
    return suite_of(suite, SUITES).make()


def public_of(secret: Secret) -> Public:
    """What others may know of a desk's keys."""
    return secret.public


def sign(secret: Secret, message: bytes) -> bytes:
    """The signature of a message."""
    return suite_of(secret.public.suite, SUITES).sign(secret, message)


def holds(public: Public, message: bytes, signature: bytes) -> bool:
    """Whether the signature is theirs and of this message."""
    return suite_of(public.suite, SUITES).holds(public, message, signature)


def read_public(told: Any) -> Public:
    """Public keys as papers and the store keep them.

    Raises:
        ValueError: they are none.
        Refused: they are of a suite that is not known here.
    """
    match told:
        case {"suite": int(number), "verify": str(verify), "seal": str(seal), **rest} if not rest:
            public = Public(number, verify, seal)
            if type(number) is int and suite_of(number, SUITES).is_public(public):
                return public
    raise ValueError("no public keys")


def read_secret(text: str) -> Secret:
    """The keys that the store keeps.

    Raises:
        ValueError: they are none.
        Refused: they are of a suite that is not known here.
    """
    match canonical.read(text.encode()):
        case {"public": dict(told), "sign": str(signing), "open": str(opening), **rest}:
            if not rest:
                return Secret(read_public(told), signing, opening)
    raise ValueError("no secret keys")
