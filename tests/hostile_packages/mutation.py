"""What becomes of a sealed package on its way, by chance and by ill will of one without keys."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from boshan_desk.exchange import canonical

_SIGNATURE: Final = 64
_HEAD: Final = 7
"""Magic and length of the header."""

Damage = Callable[[bytes, Sequence[bytes], random.Random], bytes]


def _place(content: bytes, dice: random.Random) -> int:
    """Anywhere; every other time where the header and the beginning of the ciphertext stand."""
    return dice.randrange(min(len(content), dice.choice((600, len(content)))))


def flip(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """Some bits."""
    damaged = bytearray(content)
    for _turn in range(dice.choice((1, 1, 1, 8))):
        damaged[_place(content, dice)] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def overwrite(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """A stretch, as a bad sector does."""
    start, size = _place(content, dice), dice.choice((1, 16, 512, 4096))
    filling = dice.choice((bytes(size), b"\xff" * size, dice.randbytes(size)))
    return content[:start] + filling[: len(content) - start] + content[start + size :]


def truncate(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """The end is missing."""
    return content[: _place(content, dice)]


def cut(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """A piece in the middle is missing."""
    start = _place(content, dice)
    return content[:start] + content[start + dice.choice((1, 16, 4096, 65552)) :]


def insert(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """A piece that does not belong there."""
    start = _place(content, dice)
    return content[:start] + dice.randbytes(dice.choice((1, 16, 4096))) + content[start:]


def append(content: bytes, everything: Sequence[bytes], dice: random.Random) -> bytes:
    """Something behind the end: rubbish, zeros, another package."""
    return content + dice.choice((b"\0", bytes(4096), dice.randbytes(100), dice.choice(everything)))


def swap(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """Two clusters are in each other's place."""
    size = dice.choice((16, 512, 4096))
    one, other = sorted((_place(content, dice), _place(content, dice)))
    if other < one + size or other + size > len(content):
        return flip(content, _all, dice)
    between = content[one + size : other]
    first, second = content[one : one + size], content[other : other + size]
    return content[:one] + second + between + first + content[other + size :]


def splice(content: bytes, everything: Sequence[bytes], dice: random.Random) -> bytes:
    """The front of one before the ciphertext of another, with either's signature."""
    other = dice.choice([each for each in everything if each != content])
    own, strange = _cut_up(content), _cut_up(other)
    picked = [dice.choice(pair) for pair in zip(own, strange, strict=True)]
    return b"".join(picked)


def lie(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """A header that says something else, in proper form, or in none."""
    front, signature, sealed = _cut_up(content)
    told = json.loads(front[_HEAD:])
    key = dice.choice(sorted(told))
    told[key] = dice.choice(_lies(told, key, dice))
    if dice.random() < 0.1:
        del told[key]
    elif dice.random() < 0.1:
        told[dice.choice(("extra", "suites", "KIND", "", "\0"))] = 1
    written = dice.choice((_canonical, _loose, _doubled))(told)
    return front[:5] + len(written).to_bytes(2) + written + signature + sealed


def _lies(told: Mapping[str, Any], key: str, dice: random.Random) -> list[Any]:
    value = told[key]
    strange: list[Any] = [None, True, 1.0, "", "x" * 300, [], {}, -1, 2**53, 10**400, "\ud800"]
    if isinstance(value, int):
        return [value + 1, max(0, value - 1), 0, 2, 99, str(value), *strange]
    turned = "".join(dice.sample(value, len(value)))
    return [turned, value[::-1], value.upper(), "package", "return", *strange]


def _canonical(told: Mapping[str, Any]) -> bytes:
    try:
        return canonical.canonical(told)
    except ValueError:
        return _loose(told)


def _loose(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, indent=1).encode()[:65535]


def _doubled(told: Mapping[str, Any]) -> bytes:
    return (_loose(told)[:-1] + b',"suite":1}')[:65535]


def renew(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """Another magic or another length of the header."""
    magic = dice.choice((b"BSDX0", b"BSDX2", b"BSDX9", b"bsdx1", b"PK\3\4\n", b"age-e", b"BSDX1"))
    length = dice.choice((0, 1, 4096, 4097, 65535, dice.randrange(65536)))
    if magic == b"BSDX1":
        return magic + length.to_bytes(2) + content[_HEAD:]
    return magic + content[5:]


def strip(content: bytes, _all: Sequence[bytes], dice: random.Random) -> bytes:
    """Parts of the file alone, or one of them twice."""
    parts = list(_cut_up(content))
    if dice.random() < 0.5:
        del parts[dice.randrange(3)]
    else:
        parts.insert(dice.randrange(4), dice.choice(parts))
    return b"".join(parts)


def _cut_up(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Front, signature, ciphertext."""
    front = _HEAD + int.from_bytes(content[5:_HEAD])
    return content[:front], content[front : front + _SIGNATURE], content[front + _SIGNATURE :]


DAMAGES: Final[Sequence[Damage]] = (
    *(flip, flip, overwrite, truncate, cut, insert, append, swap),
    *(splice, lie, lie, renew, strip),
)


def mutate(everything: Sequence[bytes], dice: random.Random) -> tuple[str, int, bytes]:
    """How it was damaged, which of the good ones, and what came of it: never a good one."""
    while True:
        which, damage = dice.randrange(len(everything)), dice.choice(DAMAGES)
        damaged = damage(everything[which], everything, dice)
        if damaged not in everything:
            return damage.__name__, which, damaged
