"""Who a person is: the citizen's ID number."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import squeeze
from boshan_desk.domain.identifiers.digits import USCC_FORM, id_check_character, lost_digits
from boshan_desk.domain.identifiers.verdict import Finding, fine, stop, stop_lost, warn

_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
OLD_ID_FORM = re.compile(r"[0-9]{15}")
_EARLIEST_BIRTH = date(1880, 1, 1)


def _is_birthday(digits: str, today: date) -> bool:
    """Whether YYYYMMDD is a day on which a living person may have been born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return _EARLIEST_BIRTH <= born <= today


def is_id_number(code: str, today: date) -> bool:
    """Whether this is a whole and right ID number of 18 characters."""
    return (
        _ID_FORM.fullmatch(code) is not None
        and _is_birthday(code[6:14], today)
        and id_check_character(code[:17]) == code[17]
    )


def check_idcard(value: str, today: date) -> Finding:
    """An ID number of 18 characters, or of 15 as before 1999."""
    # The place of birth is not looked up: former division codes are right for life.
    code = squeeze(value)
    if not code:
        return stop(code, "公民身份号码为空，请填写18位号码")
    if "*" in code:
        return stop(code, "号码已经脱敏，请填写完整号码")
    if lost_digits(value):
        return stop_lost(code)
    if OLD_ID_FORM.fullmatch(code):
        if not _is_birthday("19" + code[6:12], today):
            return stop(code, "15位旧身份证号码中的出生日期不存在，请对照证件核对")
        return warn(code, "这是1999年以前的15位号码，请尽量改填现行18位公民身份号码")
    if not _ID_FORM.fullmatch(code):
        if len(code) == 18 and USCC_FORM.fullmatch(code):
            return stop(code, "公民身份号码只含数字，末位可为X；如是单位，请填统一社会信用代码")
        if len(code) != 18:
            return stop(
                code,
                "公民身份号码应为18位，现有{count}位，请对照证件核对；护照、通行证请改选证件类型",
                count=str(len(code)),
            )
        return stop(code, "公民身份号码只含数字，末位可为X，请对照证件核对")
    if not _is_birthday(code[6:14], today):
        return stop(code, "公民身份号码第7至14位不是有效的出生日期，请对照证件核对")
    if code[17] != id_check_character(code[:17]):
        return stop(code, "公民身份号码的校验位不符，有数字输错，请对照证件核对")
    return fine(code)
