"""Who a unit is: the unified social credit code and the organisation code within it."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import squeeze
from boshan_desk.domain.identifiers.digits import (
    USCC_FORM,
    lost_digits,
    org_check_character,
    uscc_check_character,
)
from boshan_desk.domain.identifiers.people import is_id_number
from boshan_desk.domain.identifiers.verdict import Finding, fine, stop, stop_lost, warn
from boshan_desk.domain.wording import listed

_USCC_FORBIDDEN = re.compile("[IOSVZ]")
_LOOKS_LIKE = str.maketrans("IOSZ", "1052")
ORG_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")


def check_uscc(value: str, today: date) -> Finding:
    """The 18 characters of a unified social credit code."""
    code = squeeze(value)
    if not code:
        return stop(code, "统一社会信用代码为空，请填写18位代码")
    if lost_digits(value):
        return stop_lost(code)
    if len(code) != 18:
        if len(code) == 15 and code.isdigit():
            return stop(
                code, "15位是旧的营业执照注册号，请填18位统一社会信用代码，旧号另填“原注册号”"
            )
        if len(code) == 9 and ORG_FORM.fullmatch(code):
            return stop(code, "9位是组织机构代码，请填18位统一社会信用代码，旧码另填“组织机构代码”")
        return stop(
            code,
            "统一社会信用代码应为18位，现有{count}位，请对照营业执照核对",
            count=str(len(code)),
        )
    wrong = sorted(set(_USCC_FORBIDDEN.findall(code)))
    if wrong:
        meant = code.translate(_LOOKS_LIKE)
        if USCC_FORM.fullmatch(meant) and meant[17] == uscc_check_character(meant[:17]):
            return stop(
                code,
                "统一社会信用代码中不会有字母 {letters}，是否为 {meant}？请对照营业执照核对",
                letters=listed(wrong),
                meant=meant,
            )
        return stop(
            code,
            "统一社会信用代码中不会有字母 {letters}，请对照营业执照核对（常与 1、0、5、2 混淆）",
            letters=listed(wrong),
        )
    if not USCC_FORM.fullmatch(code):
        return stop(code, "统一社会信用代码只含数字和大写字母，第3至8位为数字，请对照营业执照核对")
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        if is_id_number(code, today):
            return stop(code, "这是公民身份号码，不是统一社会信用代码，请改填证件类型或改填代码")
        return stop(code, "统一社会信用代码的校验位不符，有字符输错，请对照营业执照核对")
    if code[16] != org_check_character(code[8:16]):
        return warn(code, "代码中第9至17位（组织机构代码）的校验位不符，早期代码偶有此情，请核对")
    return fine(code)


def check_orgcode(value: str, today: date) -> Finding:
    """The 9 characters of an organisation code."""
    code = squeeze(value)
    if not code:
        return stop(code, "组织机构代码为空，请填写9位代码")
    if len(code) == 18:
        return stop(code, "18位是统一社会信用代码，请填入“统一社会信用代码”")
    if not ORG_FORM.fullmatch(code):
        return stop(code, "组织机构代码应为8位数字或字母加1位校验码，如 00000000-0，请核对")
    if code[8] != org_check_character(code[:8]):
        return stop(code, "组织机构代码的校验位不符，有字符输错，请对照代码证核对")
    return fine(code)
