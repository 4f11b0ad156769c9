"""Values as a workbook's markup has them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final

from boshan_desk.excel.patching.tokens import cell_text

LONGEST_TEXT: Final = 32_767
"""Characters that a cell can hold; a longer text is cut and ends in …."""
DIGITS: Final = 15
"""So many a number keeps; one with more is written as text."""


def inline(text: str) -> tuple[bytes, bytes]:
    """The type and the content of a cell with a text."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    return b' t="inlineStr"', b'<is><t xml:space="preserve">%b</t></is>' % cell_text(text)


def number(value: float | Decimal) -> bytes | None:
    """A number as markup; None where a workbook cannot hold it as one."""
    if isinstance(value, int):
        return None if abs(value) >= 10**DIGITS else b"%d" % value
    if isinstance(value, float):
        if not isfinite(value):
            return None
        whole = value.is_integer() and abs(value) < 10**DIGITS
        return b"%d" % value if whole else repr(value).encode()
    if not value.is_finite() or len(value.normalize().as_tuple().digits) > DIGITS:
        return None
    text = f"{value:f}"
    return text.encode() if len(text) <= 24 else f"{value:E}".encode()


def serial(value: date | time, *, is_1904: bool = False) -> bytes | None:
    """A day as workbooks count it; None where it is before their first."""
    if isinstance(value, time):
        span = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return repr(span / timedelta(days=1)).encode()
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    base = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    # The day that never was, 29 February 1900, stands before 1 March.
    days = (moment.replace(tzinfo=None) - base) / timedelta(days=1)
    if not is_1904 and days < 61:
        days -= 1
    if days < 0:
        return None
    return b"%d" % days if days == int(days) else repr(round(days, 9)).encode()


def day_text(value: date | time) -> str:
    """A day in words, for a cell that holds text."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else value.isoformat()
