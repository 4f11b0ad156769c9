"""Whole and decimal numbers, in digits and in Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from boshan_desk.domain.numerals import CHARACTERS, read_numeral
from boshan_desk.domain.reading.text import BLANKS, DASHES, LONGEST, clean
from boshan_desk.domain.reading.unreadable import Unreadable

_LONGEST_NUMBER = 24
_LARGEST = Decimal(10) ** _LONGEST_NUMBER
_LARGEST_INTEGER = 2**63 - 1


PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]{1,4}(?:,[0-9]{4})+(?:\.[0-9]*)?"
    r"|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?"
)
_NUMBER = re.compile(r"[0-9][0-9,. ]*[0-9.]|[0-9]|\.[0-9]+")
_COUNTER = re.compile(
    r"(?:人次|人|件|次|家|个|名|项|户|条|份|场|期|天|日|小时|学时|课时|所|处|位|批|枚|台|套|本|篇|起|宗"
    r"|号|类|亩|吨|公斤|千克|平方米|公里|岁|年|月|分)"
)
_QUANTITY = re.compile(rf"([+-]?)({DIGITS})([十百千]?[万亿]|[百千])?{_COUNTER.pattern}?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+E[+-]?[0-9]+", re.IGNORECASE)
ABOUT = re.compile(r"大约|约合|大概|将近|接近|超过|左右|上下|约|余|近|逾|超|多")
RANGE = re.compile(r"[0-9]\s*(?:[-~至到])\s*[0-9]")
SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
}
_PURE_NUMERAL = re.compile(rf"([{CHARACTERS}]+)(.*)", re.DOTALL)


def read_decimal(raw: object) -> Decimal:
    """The number that `raw` writes, exactly; a float as it is shown, not as it is stored.

    Takes 1,234.5, full-width digits, 1.2万, 十二 and a counter after the number (35件).

    Raises:
        Unreadable: no number, a range, about so many, a percentage, money, Excel's 9.9E+17.
    """
    if isinstance(raw, str):
        if PLAIN_NUMBER.fullmatch(raw) is not None:
            return Decimal(raw)
        return _read_quantity(raw)
    return take_number(raw)


def read_int(raw: object) -> int:
    """The whole number that `raw` writes; 24.0 is 24, 24.5 is refused.

    Raises:
        Unreadable: as `read_decimal`, and when there is a fraction.
    """
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= _LARGEST_INTEGER:
        return int(raw)
    value = read_decimal(raw)
    if value != value.to_integral_value():
        raise Unreadable("应为整数，不能有小数")
    if abs(value) > _LARGEST_INTEGER:
        raise Unreadable("数太大，请核对")
    return int(value)


def take_number(raw: object) -> Decimal:
    """A number that is no text, exactly as it is shown."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        raise Unreadable("应为数字")
    if isinstance(raw, Decimal):
        value = raw
    elif isinstance(raw, float):
        value = Decimal(repr(float(raw)))
    else:
        value = Decimal(raw) if abs(raw) < _LARGEST else Decimal("Infinity")
    if value.is_nan():
        raise Unreadable("应为数字")
    if value.is_infinite() or abs(value) >= _LARGEST:
        raise Unreadable("数太大，请核对")
    return value


def prepare_number(raw: str) -> str:
    """The text of a number in one script, one dash, without thousands separators."""
    text = clean(raw[: LONGEST + 1])
    if not text:
        raise Unreadable("数字为空")
    if len(text) > LONGEST:
        raise Unreadable("文字太长，不是数字")
    text = text.translate(DASHES)
    if "%" in text or "‰" in text:
        raise Unreadable("带有百分号，请只填数字，并核对本栏的单位")
    if _EXPONENT.fullmatch(text):
        raise Unreadable("是科学计数法，尾数可能已丢失，请从原件重新录入完整数字")
    text = _NUMBER.sub(_join_groups, text)
    return BLANKS.sub("", text)


def _join_groups(match: re.Match[str]) -> str:
    number = match[0]
    if "," not in number and " " not in number:
        return number
    if _GROUPED.fullmatch(number) is None:
        raise Unreadable("逗号、空格或小数点的位置不对，请填写如 1234.56")
    return number.replace(",", "").replace(" ", "")


def to_decimal(digits: str) -> Decimal:
    """Digits with at most one point as a number."""
    if len(digits) > _LONGEST_NUMBER:
        raise Unreadable("数太大，请核对")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise Unreadable("应为数字") from None


def _read_quantity(raw: str) -> Decimal:
    text = prepare_number(raw)
    match = _QUANTITY.fullmatch(text)
    if match is not None:
        value = to_decimal(match[2]) * SCALES.get(match[3], 1)
        return -value if match[1] == "-" else value
    match = _PURE_NUMERAL.fullmatch(text)
    if match is not None and (not match[2] or _COUNTER.fullmatch(match[2])):
        number = read_numeral(match[1])
        if number is not None:
            return Decimal(number)
    if RANGE.search(text):
        raise Unreadable("写的是一个范围，请填一个准确的数")
    if ABOUT.search(text) or "几" in text:
        raise Unreadable("写的是约数，请填准确的数")
    if "元" in text or "¥" in text:
        raise Unreadable("带有货币单位，请只填数字，并核对本栏的单位")
    raise Unreadable("应为数字，如 1234.5")
