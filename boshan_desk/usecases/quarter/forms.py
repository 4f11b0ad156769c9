"""The forms of papers that a desk uses: the shipped ones, and what the office made of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from boshan_desk.domain.paper.reading import SECTIONS, read_template, shipped_text
from boshan_desk.domain.paper.template import Template
from boshan_desk.store import schema
from boshan_desk.store.reader import Reader

UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)
"""What reading a damaged form raises; `check` says that the store is damaged."""


def template_of(reader: Reader, kind: str) -> Template:
    """The form of this name with its sections.

    Raises:
        Missing: there is no such form.
    """
    own = own_texts(reader)
    sections = own.get(SECTIONS) or shipped_text(SECTIONS)
    if kind in own and kind != SECTIONS:
        with suppress(*UNREADABLE):
            return replace(read_template(own[kind], sections), own=True)
    return replace(read_template(shipped_text(kind), sections), own=SECTIONS in own)


def own_texts(reader: Reader) -> dict[str, str]:
    """The files that the office loaded, by what they are."""
    rows = reader.small_rows(schema.pack)
    return {row["name"]: row["text"] for row in rows if row["kind"] == "report"}
