"""Telephone numbers."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import DASHES, compatible
from boshan_desk.domain.identifiers.digits import lost_digits
from boshan_desk.domain.identifiers.verdict import Finding, fine, stop, stop_lost, warn

MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86-?(?=1[3-9][0-9-]{9,}$)")
LANDLINE = re.compile(
    r"\(?(010|02[0-9]|0[3-9][0-9]{2})\)?-?([1-9][0-9]{6,7})(?:(?:-|转|分机|EXT\.?|X|\*|#)([0-9]{1,6}))?"
)
_LOCAL = re.compile(r"[2-9][0-9]{6,7}(?:(?:-|转|分机|EXT\.?|X|#)[0-9]{1,6})?")
_SERVICE = re.compile(r"[48]00[0-9]{7}|1[012][0-9]{1,4}|9[56][0-9]{3,4}")
_SEVERAL_PHONES = re.compile(r".*[0-9]{7,}.*[/,、;，；].*[0-9]{7,}.*")


def phone_text(value: str) -> str:
    """One kind of dash, no blanks; 13812345678.0 is a numeric cell that some export wrote out."""
    return DASHES.sub("-", compatible(value)).removesuffix(".0")


def national(typed: str) -> tuple[str, str]:
    """The number without the country's code, and its digits as a mobile number has them."""
    country = _COUNTRY.match(typed)
    number = typed[country.end() :] if country is not None else typed
    digits = number.replace("-", "")
    # 013812345678 was the way to call a mobile in another place.
    if digits.startswith("01") and MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]
    if country is not None and re.match("[2-9]", number):
        # +86-533-4123456 leaves out the 0 of the area.
        number = "0" + number
    return number, digits


def check_phone(value: str, today: date) -> Finding:
    """A mobile or landline number."""
    typed = phone_text(value)
    if not typed:
        return stop(typed, "电话为空，请填写手机号码，或带区号的座机号码")
    if _SEVERAL_PHONES.fullmatch(DASHES.sub("", typed)):
        return stop(typed, "写了不止一个号码，请只填一个，其余写入备注")
    if lost_digits(value):
        return stop_lost(typed)
    number, digits = national(typed)
    if MOBILE.fullmatch(digits):
        return fine(digits)
    landline = LANDLINE.fullmatch(number)
    if landline is not None:
        return fine("-".join(part for part in landline.groups() if part))
    if _SERVICE.fullmatch(digits):
        return warn(digits, "这是服务热线，不是个人或单位的直接号码，请核对")
    if _LOCAL.fullmatch(number):
        return warn(number, "座机号码缺区号，请补全，如 0533-4123456")
    if number[:1] not in ("0", "1") and LANDLINE.fullmatch("0" + number):
        # A number that a cell kept as an amount, without the zero before it.
        return stop(typed, "像是丢了区号开头的 0，请补全，如 0533-4123456")
    if "*" in typed:
        return stop(typed, "号码已经脱敏，请填写完整号码")
    if len(digits) == 11 and digits.isdigit() and digits.startswith("1"):
        return stop(digits, "手机号码第2位应为3至9，请核对")
    if digits.isdigit() and digits.startswith("1"):
        return stop(digits, "手机号码应为11位，现有{count}位，请核对", count=str(len(digits)))
    return stop(typed, "电话应为11位手机号码，或带区号的座机号码，如 0533-4123456，请核对")
