"""JSON that can be written in one way only (RFC 8785), and is read in that way only.

A reader that takes nothing but the canonical form needs no rule for doubled keys, blanks, escapes
or odd numbers: none of them can be written.  There are no fractions in it: money is whole fen and
decimals are kept as whole numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from boshan_desk.exchange import limits

_MOST: Final = 2**53 - 1
"""The greatest whole number that every reader of JSON keeps as it is (RFC 8785, 3.2.2.3)."""
_LAST_KEY: Final = "\ud7ff"
"""Keys up to here sort by character as they do by UTF-16, which RFC 8785 asks for."""

# For what `_check` allows the library gives the same bytes, in about three times the time.
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
).encode


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


_decode = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse).decode


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one form of an object.

    Raises:
        ValueError: it holds what cannot stand in a package.
    """
    import rfc8785

    _check(value, limits.DEPTH)
    return rfc8785.dumps(value)


def line(value: Mapping[str, Any]) -> bytes:
    """The one form of a row, with the end of the line.

    Raises:
        ValueError: it holds what cannot stand in a package, or is too long.
    """
    _check(value, limits.DEPTH)
    written = _encode(value).encode() + b"\n"
    if len(written) > limits.LINE:
        raise ValueError("a line is too long")
    return written


def lines_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The lines of rows, as the parts of a package want them."""
    return map(line, rows)


def read(written: bytes) -> dict[str, Any]:
    """The object that canonical text holds, without an end of line.

    Raises:
        ValueError: it is another form, no object, or holds what cannot stand in a package.
    """
    try:
        value = _decode(written.decode())
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict):
        raise ValueError("no object")
    _check(value, limits.DEPTH)
    if _encode(value).encode() != written:
        raise ValueError("not in its canonical form")
    return value


def _check(value: Any, depth: int) -> None:
    """Refuse what has no one form: fractions, huge numbers, NUL, odd keys, too much depth."""
    kind = type(value)
    if kind is dict:
        for key in value:
            if type(key) is not str or "\0" in key:
                raise ValueError("an odd key")
            if not key.isascii() and max(key) > _LAST_KEY:
                raise ValueError("a key that others sort elsewhere")
        _check_inner(value.values(), depth)
    elif kind is list:
        _check_inner(value, depth)
    elif kind is str:
        if "\0" in value:
            raise ValueError("a text with NUL in it")
    elif kind is int:
        if not -_MOST <= value <= _MOST:
            raise ValueError("a number out of range")
    elif value is not None and kind is not bool:
        raise ValueError(f"{kind.__name__} cannot stand in a package")


def _check_inner(values: Iterable[Any], depth: int) -> None:
    if not depth:
        raise ValueError("too deep")
    for value in values:
        # Most of what a row holds is text: no call for each.
        if type(value) is not str or "\0" in value:
            _check(value, depth - 1)
