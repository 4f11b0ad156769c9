"""Check characters, and the mark that Excel leaves on a number it has destroyed."""

from __future__ import annotations

import re
from decimal import Decimal

from boshan_desk.domain.identifiers.cleaning import compatible

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, S, V, Z."""
_USCC_WORTH = {character: worth for worth, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# The first two places hold letters too: N2… are village collectives, typical GI producers.
USCC_FORM = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")


def uscc_check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015)."""
    total = sum(
        _USCC_WORTH[character] * w for character, w in zip(body, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def org_check_character(body: str) -> str:
    """The 9th character for the first 8 (GB 11714-1997; A counts 10, Z 35)."""
    total = sum(int(character, 36) * w for character, w in zip(body, _ORG_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_check_character(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * w for digit, w in zip(body, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def patent_check_character(body: str) -> str:
    """The character after the dot for the 8 or 12 digits of an application number."""
    total = sum(int(digit) * w for digit, w in zip(body, _PATENT_WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]*)?E\+[0-9]{1,3}|[+-]?[0-9]\.[0-9]+E[0-9]{1,3}")
_EXCEL_DIGITS = 15
"""A numeric cell keeps that many significant digits; the rest become zeros for good."""


def lost_digits(raw: object) -> bool:
    """Whether Excel has already destroyed the last digits of this long number.

    The rule: a float of 10^15 and more; a whole number of more than 15 digits whose digits
    after the 15th are all zero; text in scientific notation (9.90101E+17); text of 16 to 19
    digits that ends in 000.  Text of 18 digits whose own check digit is right (as an ID number
    or as a unified code) was typed as text and is whole; for a number that proves nothing,
    since one destroyed number in eleven passes the check by chance.
    """
    if isinstance(raw, bool) or raw is None:
        return False
    if isinstance(raw, float):
        return abs(raw) >= 10.0**_EXCEL_DIGITS
    if isinstance(raw, Decimal):
        if not raw.is_finite() or raw.adjusted() > 30 or raw != raw.to_integral_value():
            return False
        raw = int(raw)
    if isinstance(raw, int):
        magnitude = abs(raw)
        if not 10**_EXCEL_DIGITS <= magnitude < 10**30:
            return False
        return not str(magnitude)[_EXCEL_DIGITS:].strip("0")
    if not isinstance(raw, str):
        return False
    if len(raw) < _EXCEL_DIGITS and raw.isascii() and "e" not in raw and "E" not in raw:
        # Most values are short and plain; imports ask this of every cell.
        return False
    text = compatible(raw)
    if _SCIENTIFIC.fullmatch(text):
        return True
    if not text.isascii():
        return False
    whole, point, zeros = text.partition(".")
    if point:
        # 990101195003211000.0 is a numeric cell that some export wrote out.
        return (
            whole.isdigit() and not zeros.strip("0") and len(whole) < 30 and lost_digits(int(whole))
        )
    if not (text.isdigit() and text.endswith("000") and 16 <= len(text) <= 19):
        return False
    return len(text) != 18 or text[17] not in (
        id_check_character(text[:17]),
        uscc_check_character(text[:17]),
    )
