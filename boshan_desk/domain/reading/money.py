"""Amounts of money."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from boshan_desk.domain.numerals import CHARACTERS, read_numeral
from boshan_desk.domain.reading.numbers import (
    ABOUT,
    DIGITS,
    PLAIN_NUMBER,
    RANGE,
    SCALES,
    prepare_number,
    take_number,
    to_decimal,
)
from boshan_desk.domain.reading.unreadable import Unreadable

MoneyUnit: TypeAlias = Literal["元", "万元", "亿元"]


_UNIT_WORTH: dict[str, int] = {"元": 1, "万元": 10**4, "亿元": 10**8}
_CURRENCY = re.compile(r"人民币|RMB|CNY|¥", re.IGNORECASE)
_FOREIGN = re.compile(r"\$|€|£|美元|美金|欧元|英镑|日元|港元|港币|澳元|韩元|USD|EUR|HKD")
_SEGMENT = rf"{DIGITS}(?:[十百千]?[万亿]|[百千])?"
_AMOUNT = re.compile(
    rf"([+-]?)((?:{_SEGMENT})+)([元圆块]?)(?:([0-9])角)?(?:([0-9])分)?[整正]?",
)
_SEGMENTS = re.compile(rf"({DIGITS})([十百千]?[万亿]|[百千])?")
_IN_BRACKETS = re.compile(rf"\(¥?({DIGITS})\)")
_WRITTEN_AMOUNT = re.compile(
    rf"([{CHARACTERS}]+)(?:([元圆块])零?(?:([{CHARACTERS}])角)?零?(?:([{CHARACTERS}])分)?)?[整正]?"
)
_LARGEST_AMOUNT = Decimal(10) ** 16


def read_fen(raw: object, *, unit: MoneyUnit = "元") -> tuple[int, bool]:
    """An amount of money in whole 分, and whether it was given as about so much (约、余、近).

    A number without a unit counts in `unit`, the unit of the column; 元, 万元 or 亿元 in the
    text stand above it.  What is finer than a 分 is rounded half up.

    Raises:
        Unreadable: no amount, another currency, a range.
    """
    worth = _UNIT_WORTH[unit]
    if not isinstance(raw, str):
        return _to_fen(take_number(raw) * worth), False
    if PLAIN_NUMBER.fullmatch(raw) is not None:
        return _to_fen(Decimal(raw) * worth), False
    text = prepare_number(raw)
    if (negative := _IN_BRACKETS.fullmatch(text)) is not None:
        # How accounts write what is below zero.
        text = "-" + negative[1]
    if _FOREIGN.search(text):
        raise Unreadable("不是人民币，请折算成人民币后填写")
    text = _CURRENCY.sub("", text, count=1)
    if RANGE.search(text):
        raise Unreadable("写的是一个范围，请填一个准确的金额")
    sure = ABOUT.sub("", text)
    return _to_fen(_read_amount(sure, worth)), sure != text


def _to_fen(yuan: Decimal) -> int:
    if abs(yuan) >= _LARGEST_AMOUNT:
        raise Unreadable("金额太大，请核对")
    # Whole 分 below 10^18, so the default precision of 28 digits is enough.
    return int((yuan * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _read_amount(text: str, worth: int) -> Decimal:
    """The amount in 元; `worth` is what one counts when the text names no unit."""
    match = _AMOUNT.fullmatch(text)
    if match is not None:
        sign, body, yuan, jiao, fen = match.groups()
        named = bool(yuan) or "万" in body or "亿" in body
        if (jiao or fen) and not yuan:
            raise Unreadable("看不出金额，请填写如 1234.56")
        value = _sum_segments(_SEGMENTS.findall(body), closed=bool(yuan))
        value = value * (1 if named else worth)
        value += Decimal(int(jiao or 0) * 10 + int(fen or 0)) / 100
        return -value if sign == "-" else value
    match = _WRITTEN_AMOUNT.fullmatch(text)
    if match is not None:
        number, jiao_words, fen_words = (read_numeral(match[n] or "〇") for n in (1, 3, 4))
        if number is not None and jiao_words is not None and fen_words is not None:
            named = bool(match[2]) or "万" in match[1] or "亿" in match[1]
            small = Decimal(jiao_words * 10 + fen_words) / 100
            return Decimal(number) * (1 if named else worth) + small
    raise Unreadable("看不出金额，请填写如 1234.56，或注明元、万元")


def _sum_segments(segments: list[tuple[str, str]], *, closed: bool) -> Decimal:
    """1亿2000万 as one number; the scales must fall, and 3万5 is refused (35000 or 30005?)."""
    total = Decimal(0)
    before = 10**13
    for digits, name in segments:
        scale = SCALES.get(name, 1)
        if scale >= before or (len(segments) > 1 and scale == 1 and not closed):
            raise Unreadable("看不出金额，请填写如 1234.56，或注明元、万元")
        total += to_decimal(digits) * scale
        before = scale
    return total
