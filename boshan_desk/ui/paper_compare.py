"""What differs between two wordings of a paragraph, and numbers that no figure stands behind."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import SequenceMatcher
from html import escape
from typing import Final, NamedTuple

from boshan_desk.ui import theme

_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TOKEN: Final = re.compile(rf"-?{_DIGITS}%?|[A-Za-z]+|\s+|.", re.DOTALL)
"""A number is one thing: 37 and 41 have nothing in common."""

_NUMBER: Final = re.compile(rf"(?<![\dA-Za-z.]){_DIGITS}")
_DATES: Final = "年月日号季度第〔［["
"""A number with one of these beside it is a day, a document's number or a count of quarters."""

_LONGEST: Final = 4000
"""Tokens beyond which two wordings are compared by sentences, so that no window waits."""


class Span(NamedTuple):
    """Part of a text: from which character to before which."""

    start: int
    end: int


class Apart(NamedTuple):
    """What differs: the parts of the first text that the second has not, and the other way."""

    gone: tuple[Span, ...]
    new: tuple[Span, ...]
    pairs: tuple[tuple[str, str], ...]
    """What stands in place of what."""


def differing(before: str, after: str) -> Apart:
    """What differs between two wordings."""
    one, two = _tokens(before), _tokens(after)
    if len(one) + len(two) > _LONGEST:
        one, two = _sentences(before), _sentences(after)
    starts_one, starts_two = _starts(one), _starts(two)
    gone: list[Span] = []
    new: list[Span] = []
    pairs: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        old, fresh = "".join(one[i:j]), "".join(two[k:m])
        if old:
            gone.append(Span(starts_one[i], starts_one[i] + len(old)))
        if fresh:
            new.append(Span(starts_two[k], starts_two[k] + len(fresh)))
        pairs.append((old.strip(), fresh.strip()))
    return Apart(tuple(gone), tuple(new), tuple(pairs))


def strange_numbers(text: str, drafted: str) -> list[tuple[Span, str]]:
    """Numbers of a text that do not stand in what the ledgers say; days and the like left out."""
    known = {_value(found.group()) for found in _NUMBER.finditer(drafted)}
    return [
        (Span(*found.span()), found.group())
        for found in _NUMBER.finditer(text)
        if _value(found.group()) not in known and not _is_day(text, found)
    ]


def marked_up(text: str, spans: tuple[Span, ...], *, gone: bool) -> str:
    """A text as HTML with these parts marked: struck through, or underlined and bold."""
    colours = theme.PALETTE
    ground, ink = (colours.warn_soft, colours.warn) if gone else (colours.ok_soft, colours.ok)
    line = "line-through" if gone else "underline"
    look = f"background-color:{ground};color:{ink};text-decoration:{line};"
    weight = "" if gone else "font-weight:500;"
    parts, at = [], 0
    for start, end in spans:
        parts.append(_plain(text[at:start]))
        parts.append(f'<span style="{look}{weight}">{_plain(text[start:end])}</span>')
        at = end
    parts.append(_plain(text[at:]))
    return "".join(parts)


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^。；\n]*[。；\n]|[^。；\n]+", text)


def _starts(tokens: list[str]) -> list[int]:
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token)
    return starts


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _is_day(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return bool(before and before in _DATES) or bool(after and after in _DATES)
