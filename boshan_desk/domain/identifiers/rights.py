"""What is protected: patents, trademarks and geographical indications."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import DASHES, NOISE, compatible, label_end, squeeze
from boshan_desk.domain.identifiers.digits import lost_digits, patent_check_character
from boshan_desk.domain.identifiers.verdict import Finding, fine, note, stop, stop_lost, warn
from boshan_desk.domain.reading import tidy_text

_PATENT = re.compile(r"(ZL|CN)?(?:NO\.?|:)?(ZL)?([0-9]{8}|[0-9]{12})(?:\.?([0-9X]))?")
_PUBLICATION = re.compile(r"(?:CN)?[0-9]{7,9}[ABCDSUY][0-9]?")
_PATENT_LABEL = re.compile(r"(?:中国)?(?:发明|实用新型|外观设计)?(?:专利)?(?:申请)?号?:?")
_PATENT_KINDS = "12389"
"""1 invention, 2 utility model, 3 design, 8 and 9 from PCT."""


def check_patent(value: str, today: date) -> Finding:
    """An application or patent number, with its check character."""
    code = squeeze(value)
    code = code[label_end(_PATENT_LABEL, code) :]
    if not code:
        return stop(code, "专利号为空，请填写，如 ZL201710601862.3")
    if lost_digits(value):
        return stop_lost(code)
    if _PUBLICATION.fullmatch(code):
        return stop(code, "这是专利文献的公布（公告）号，请填申请号或专利号，如 ZL201710601862.3")
    match = _PATENT.fullmatch(code)
    if match is None:
        return stop(
            code,
            "专利号应为 ZL、12位数字（早年8位）、圆点和校验码，如 ZL201710601862.3，请核对",
        )
    body, check = match[3], match[4]
    year, kind = (int(body[:4]), body[4]) if len(body) == 12 else (1900 + int(body[:2]), body[2])
    if kind not in _PATENT_KINDS:
        return stop(
            code,
            "专利号年份后的种类号应为 1、2、3、8、9，现为 {digit}，请对照证书核对",
            digit=kind,
        )
    expected = patent_check_character(body)
    if check is None:
        return stop(
            code,
            "专利号缺校验位，按前面数字推算应为“.{expected}”，请对照证书补上",
            expected=expected,
        )
    if check != expected:
        return stop(
            code,
            "专利号的校验位不符，按前面数字推算应为 {expected}，请对照证书核对",
            expected=expected,
        )
    # ZL stays where it stands: it is for granted patents only.
    prefix = "ZL" if "ZL" in (match[1], match[2]) else ""
    normalised = f"{prefix}{body}.{check}"
    if len(body) == 8 and year < 1985:
        year += 100
    if not (2003 <= year <= today.year if len(body) == 12 else 1985 <= year <= 2003):
        return warn(normalised, "专利号中的年份 {year} 不合常理，请对照证书核对", year=str(year))
    return fine(normalised)


_TRADEMARK = re.compile(r"G[0-9]{6,7}[A-Z]?|[0-9]{1,8}[A-Z]{0,2}")
_TRADEMARK_LABEL = re.compile(r"(?:(?:国际)?(?:商标)?(?:注册|申请)(?:证)?号?:?)?第?(?:NO\.?)?")
_TRADEMARK_TAIL = re.compile(r"号?(?:的?注册商标|商标注册证|商标)?$")
_WITH_CLASS = re.compile(r"(.+?)[(/,、;]?第?[0-9]{1,2}类\)?")


def _strip_trademark(code: str) -> str:
    """第3333018号注册商标 as 3333018."""
    return _TRADEMARK_TAIL.sub("", code[label_end(_TRADEMARK_LABEL, code) :])


def check_trademark(value: str, today: date) -> Finding:
    """A registration number, national or international."""
    code = squeeze(value)
    if lost_digits(value):
        return stop_lost(code)
    number = _strip_trademark(code)
    if not number:
        return stop(code, "商标注册号为空，请填写，如 3333018")
    if _TRADEMARK.fullmatch(number):
        if not number.strip("0"):
            return stop(code, "商标注册号不能全是0，请对照注册证核对")
        return fine(number)
    if _WITH_CLASS.fullmatch(number):
        return stop(code, "商标注册号里不要写类别，请把类别填入“类别”一栏")
    if number.isdigit():
        return stop(
            code, "商标注册号最多8位数字，现有{count}位，请对照注册证核对", count=str(len(number))
        )
    return stop(code, "商标注册号应为1至8位数字，国际注册为 G 加6至7位数字，请对照注册证核对")


_AGI = re.compile(r"AGI([0-9]{4})-?([0-9]{2})-?([0-9]{3,5})")


def check_agi(value: str, today: date) -> Finding:
    """A registration number of the former geographical indications of farm produce."""
    code = DASHES.sub("-", compatible(value))
    if not code:
        return stop(code, "农产品地理标志登记编号为空，请填写，如 AGI2019-01-2584")
    match = _AGI.fullmatch(code)
    if match is None:
        if re.fullmatch(r"AGI[0-9-]*[0-9]", code):
            return warn(code, "登记编号通常形如 AGI2019-01-2584，请对照登记证书核对")
        return stop(code, "登记编号应以 AGI 开头，如 AGI2019-01-2584，请对照登记证书核对")
    normalised = f"AGI{match[1]}-{match[2]}-{match[3]}"
    if not 2008 <= int(match[1]) <= today.year:
        # The measures for AGI are in force since 2008-02-01.
        return warn(normalised, "登记编号中的年份 {year} 不合常理，请核对", year=match[1])
    if normalised != code:
        return note(normalised, "登记编号已整理为 {number}", number=normalised)
    return fine(normalised)


_ANNOUNCEMENT = re.compile(r".{2,30}公告.{0,12}第?[0-9〇一二三四五六七八九十百]+号")


def check_gino(value: str, today: date) -> Finding:
    """The number of a GI by any of its three routes; an announcement is free text."""
    code = compatible(value)
    if not code:
        return stop(code, "地理标志编号为空，请填写公告号、商标注册号或 AGI 编号")
    if code.startswith("AGI"):
        return check_agi(value, today)
    mark = _strip_trademark(squeeze(value))
    if _TRADEMARK.fullmatch(mark):
        return check_trademark(value, today)
    # Announcements keep their punctuation: （2006）第109号 is printed so.
    text = NOISE.sub("", tidy_text(value))
    if _ANNOUNCEMENT.fullmatch(text):
        return fine(text)
    return warn(text, "公告号通常形如“国家知识产权局公告第〇〇〇号”，请对照公告核对")
