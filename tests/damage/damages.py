"""Ways in which a file is damaged: page by page, and byte by byte."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

PAGE: Final = 4096


def _blank(content: bytearray, dice: random.Random) -> None:
    for page in _some(content, dice):
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)


def _noise(content: bytearray, dice: random.Random) -> None:
    for page in _some(content, dice):
        content[page * PAGE : (page + 1) * PAGE] = dice.randbytes(PAGE)


def _swap(content: bytearray, dice: random.Random) -> None:
    one, two = (dice.randrange(len(content) // PAGE) * PAGE for _n in range(2))
    content[one : one + PAGE], content[two : two + PAGE] = (
        content[two : two + PAGE],
        content[one : one + PAGE],
    )


def _double(content: bytearray, dice: random.Random) -> None:
    one, two = (dice.randrange(len(content) // PAGE) * PAGE for _n in range(2))
    content[one : one + PAGE] = content[two : two + PAGE]


def _cut(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


def _lose_tail(content: bytearray, dice: random.Random) -> None:
    pages = len(content) // PAGE
    del content[(pages - dice.randint(1, max(1, pages // 4))) * PAGE :]


def _flip(content: bytearray, dice: random.Random) -> None:
    for _n in range(dice.choice((1, 1, 1, 2, 4, 8, 16))):
        content[dice.randrange(len(content))] ^= dice.randint(1, 255)


def _some(content: bytearray, dice: random.Random) -> list[int]:
    pages = max(1, len(content) // PAGE)
    return dice.sample(range(pages), min(pages, dice.choice((1, 1, 1, 2, 5, 20))))


BY_PAGE: Final[dict[str, Callable[[bytearray, random.Random], None]]] = {
    "zeroed pages": _blank,
    "random pages": _noise,
    "swapped pages": _swap,
    "doubled pages": _double,
    "cut file": _cut,
    "lost tail": _lose_tail,
}

BY_BYTE: Final[dict[str, Callable[[bytearray, random.Random], None]]] = {"flipped bytes": _flip}


def damage(content: bytes, how: str, dice: random.Random) -> bytes:
    """The content with something wrong; as it was where the dice change nothing."""
    changed = bytearray(content)
    (BY_PAGE | BY_BYTE)[how](changed, dice)
    return bytes(changed)
