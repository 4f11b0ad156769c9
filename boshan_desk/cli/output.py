"""What a command writes: JSON for programs, words and tables for people, progress beside it."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from boshan_desk.domain.identifiers import cover_numbers


def write_document(document: Any) -> None:
    """One JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def write_line(record: Any) -> None:
    """One line of JSON lines."""
    print(json.dumps(record, ensure_ascii=False, default=str))


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person; columns as wide as their contents, within reason."""
    cells = [[one_line(c) for c in row] for row in rows]
    widths = [min(40, max(_width(c) for c in column)) for column in zip(heads, *cells, strict=True)]
    for row in ([*heads], ["─" * (w // 2) for w in widths], *cells):
        print("  ".join(_fit(c, w) for c, w in zip(row, widths, strict=True)).rstrip())


def one_line(text: str) -> str:
    """The text with its line ends folded and what could steer a terminal taken away."""
    folded = " ".join(text.split())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf"))


def complain(text: str) -> None:
    """One line on standard error, which holds no identity or telephone number whole."""
    print(cover_numbers(one_line(text)), file=sys.stderr, flush=True)


_FIRST = 0.5
"""Seconds before anything is said of progress."""
_BETWEEN = {True: 0.1, False: 5.0}
"""Seconds between two messages, on a terminal and elsewhere."""


class Progress:
    """Tells how far long work has come, after half a second: a bar on a terminal, else lines."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._next = time.monotonic() + _FIRST
        self._shown = False

    def __call__(self, done: int, total: int, words: str = "") -> None:
        """Say that `done` of `total` is done, and what is being done, if it is time to."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _BETWEEN[self._terminal]
        share = min(1.0, done / total) if total else 0.0
        if self._terminal:
            self._shown = True
            filled = round(share * 30)
            bar = f"[{'#' * filled}{'.' * (30 - filled)}] {share:4.0%}"
            print(f"\r{bar} {_fit(words, 36)}", end="", file=sys.stderr)
        else:
            print(f"{words} {done}/{total}".strip(), file=sys.stderr)
        sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(f"\r{' ' * 76}\r", end="", file=sys.stderr, flush=True)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, width: int) -> str:
    if _width(text) <= width:
        return text + " " * (width - _width(text))
    kept, room = "", width - 2
    for c in text:
        room -= _width(c)
        if room < 0:
            break
        kept += c
    return kept + "…" + " " * (width - _width(kept) - _width("…"))
