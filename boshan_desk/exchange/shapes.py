"""What an object from outside must look like: exactly these keys, exactly these kinds of values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

MANY: Final = 10**12
"""More than a desk ever counts to."""


def only(told: Mapping[str, Any], keys: Collection[str]) -> None:
    """See that these keys are there and no others.

    Raises:
        ValueError: they are not.
    """
    if told.keys() != set(keys):
        raise ValueError(f"keys: {sorted(told.keys() ^ set(keys))}")


def whole(value: Any, least: int = 0, most: int = MANY) -> int:
    """A whole number; true and false are none.

    Raises:
        ValueError: it is none, or out of range.
    """
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"no number from {least} to {most}")
    return value


def text(value: Any, pattern: re.Pattern[str] | None = None, *, most: int = 200) -> str:
    """A text, that fits the pattern as a whole.

    Raises:
        ValueError: it is none, does not fit, or is longer than the most.
    """
    if type(value) is not str or len(value) > most:
        raise ValueError("no text, or too long")
    if pattern is not None and not pattern.fullmatch(value):
        raise ValueError(f"not as {pattern.pattern}")
    return value


def one_of(value: Any, words: Collection[str]) -> str:
    """One of these words.

    Raises:
        ValueError: it is none of them.
    """
    if type(value) is not str or value not in words:
        raise ValueError(f"none of {sorted(words)}")
    return value


def mapping(value: Any) -> dict[str, Any]:
    """An object.

    Raises:
        ValueError: it is none.
    """
    if type(value) is not dict:
        raise ValueError("no object")
    return value


def items(value: Any, most: int) -> list[Any]:
    """A list.

    Raises:
        ValueError: it is none, or longer than the most.
    """
    if type(value) is not list or len(value) > most:
        raise ValueError("no list, or too long")
    return value
