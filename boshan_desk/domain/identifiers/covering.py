"""Identity and telephone numbers covered wherever they stand in a text.

A refusal quotes the word that it refuses, and that word may be a number in the wrong field.  Who
typed it knows it; but standard error ends in the logs of schedulers and desktops, and a receipt is
filed.  Names stay: an officer must see which record a refusal is about.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RUN: Final = re.compile(r"(?<!\d)\+?\d(?:[ ()（）\-－—–]{0,2}\d){6,22}[XxＸｘ]?(?!\d)")
"""Digits, full-width ones too, with what people put between them."""
_PART: Final = re.compile(r"\d+[XxＸｘ]?")
_ID: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{2,5}X?")
"""With a digit too few or too many as well."""
_OLD_ID: Final = re.compile(r"[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}")
_MOBILE: Final = re.compile(r"(?:00)?(?:86)?0?(1[3-9]\d{9,10})")
_LANDLINE: Final = re.compile(r"(?:00)?(?:86)?0\d{2,3}[2-9]\d{6,7}")


def cover_numbers(text: str) -> str:
    """The text with identity and telephone numbers masked as on screens, right or mistyped."""
    return _RUN.sub(lambda found: _covered(found[0]), text)


def person_numbers(text: str) -> tuple[str, ...]:
    """The identity and mobile numbers that stand whole in a text, covered, as they come.

    A landline is not among them: it is an office's more often than a person's.
    """
    words = []
    for run in _RUN.findall(text):
        words += [run] if _masked(run) else _PART.findall(run)
    return tuple(_masked(w) for w in words if _masked(w) and not _LANDLINE.fullmatch(_digits(w)))


def _digits(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", word).upper() if c.isalnum())


def _covered(run: str) -> str:
    whole = _masked(run)
    # Else several numbers may stand in a row.
    return whole or _PART.sub(lambda part: _masked(part[0]) or part[0], run)


def _masked(word: str) -> str:
    """The number masked; nothing where it is none of a person."""
    digits = _digits(word)
    if _ID.fullmatch(digits) or _OLD_ID.fullmatch(digits):
        return digits[:6] + "*" * (len(digits) - 10) + digits[-4:]
    bare = digits.removesuffix("X")
    if mobile := _MOBILE.fullmatch(bare):
        return f"{mobile[1][:3]}{'*' * (len(mobile[1]) - 7)}{bare[-4:]}"
    if _LANDLINE.fullmatch(bare):
        return f"{bare[:-7]}***{bare[-4:]}"
    return ""
