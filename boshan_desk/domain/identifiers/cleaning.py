"""What people type around a number, taken away before it is judged."""

from __future__ import annotations

import re
import unicodedata

# Blanks, hyphens and dashes, controls, soft hyphen, zero-width, direction and variation marks.
_NOISE_CLASS = (
    r"\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff"
)
_DASH_CLASS = r"\-\u2010-\u2015\u2212"
NOISE = re.compile(f"[{_NOISE_CLASS}]")
_NOISE_AND_DASHES = re.compile(f"[{_NOISE_CLASS}{_DASH_CLASS}]")
DASHES = re.compile(f"[{_DASH_CLASS}]")
_TEXT_MARK = "'’‘`"
"""Excel's mark for "this is text", which some exports leave in the cell."""


def compatible(value: str) -> str:
    """Compatibility form, capitals, no blanks and nothing invisible; hyphens stay."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value)
    return NOISE.sub("", value).lstrip(_TEXT_MARK).upper()


def squeeze(value: str) -> str:
    """As `compatible`, without hyphens and dashes."""
    if value.isascii() and value.isalnum():
        return value.upper()
    return _NOISE_AND_DASHES.sub("", compatible(value))


def label_end(label: re.Pattern[str], code: str) -> int:
    """Where a label in front of the number (专利号：) ends; 0 without one."""
    match = label.match(code)
    return match.end() if match is not None else 0
