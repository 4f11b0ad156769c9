"""Numbers that name things and persons: checked, brought into one form, masked.

A value is normalised before it is judged.  `error` keeps a record from being submitted, `warn`
does not, because old data is dirty; `note` only says what was put right.  Sentences name no
part of a personal number: they may end in a log or on paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from boshan_desk.domain.reading import tidy_text

_LONGEST = 100
"""Characters; no identifier comes near it."""

Severity: TypeAlias = Literal["", "note", "warn", "error"]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of one identifier."""

    kind: str
    ok: bool
    """False only when the severity is error."""
    severity: Severity
    normalised: str
    """As stored; what was typed, cleaned, when nothing better can be made of it."""
    why: str
    """Chinese source sentence with named fields, with the remedy; empty when all is well."""
    values: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def words(self) -> str:
        """The sentence with its values filled in, in the source language."""
        return self.why.format(**self.values)


def identify(kind: str, value: str, *, today: date) -> Verdict:
    """Judge one identifier; `today` bounds the dates and years inside it.

    Raises:
        ValueError: there is no such kind.
    """
    check = _CHECKS.get(kind)
    if check is None:
        raise ValueError(f"no such kind of identifier: {kind!r}")
    if len(value) > _LONGEST:
        finding = _refuse(_wide(value), "内容太长，不是一个号码，请只填一个号码，其余写入备注")
    else:
        finding = check(value, today)
    normalised, severity, why, values = finding
    return Verdict(kind, severity != "error", severity, normalised, why, values)


_Finding: TypeAlias = tuple[str, Severity, str, dict[str, str]]


def _fine(normalised: str) -> _Finding:
    return normalised, "", "", {}


def _note(normalised: str, why: str, **values: str) -> _Finding:
    return normalised, "note", why, values


def _warn(normalised: str, why: str, **values: str) -> _Finding:
    return normalised, "warn", why, values


def _refuse(normalised: str, why: str, **values: str) -> _Finding:
    return normalised, "error", why, values


def _refuse_lost(normalised: str) -> _Finding:
    return _refuse(
        normalised,
        "尾数已被 Excel 改成 0 或科学计数法，请从原件重新录入，并把单元格设为文本格式",
    )


# Blanks, hyphens and dashes, controls, soft hyphen, zero-width, direction and variation marks.
_NOISE_CLASS = (
    r"\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff"
)
_DASH_CLASS = r"\-\u2010-\u2015\u2212"
_NOISE = re.compile(f"[{_NOISE_CLASS}]")
_NOISE_AND_DASHES = re.compile(f"[{_NOISE_CLASS}{_DASH_CLASS}]")
_DASHES = re.compile(f"[{_DASH_CLASS}]")
_TEXT_MARK = "'’‘`"
"""Excel's mark for "this is text", which some exports leave in the cell."""


def _wide(value: str) -> str:
    """Compatibility form, capitals, no blanks and nothing invisible; hyphens stay."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", value)
    return _NOISE.sub("", value).lstrip(_TEXT_MARK).upper()


def _squeeze(value: str) -> str:
    """As `_wide`, without hyphens and dashes."""
    if value.isascii() and value.isalnum():
        return value.upper()
    return _NOISE_AND_DASHES.sub("", _wide(value))


# ---------------------------------------------------------------- numbers Excel destroyed

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
    text = _wide(raw)
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


# ---------------------------------------------------------------- unified social credit code

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, S, V, Z."""
_USCC_WORTH = {character: worth for worth, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# The first two places hold letters too: N2… are village collectives, typical GI producers.
_USCC_FORM = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_USCC_FORBIDDEN = re.compile("[IOSVZ]")


def uscc_check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015)."""
    total = sum(
        _USCC_WORTH[character] * w for character, w in zip(body, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


def _check_uscc(value: str, today: date) -> _Finding:
    code = _squeeze(value)
    if not code:
        return _refuse(code, "统一社会信用代码为空，请填写18位代码")
    if lost_digits(value):
        return _refuse_lost(code)
    if len(code) != 18:
        if len(code) == 15 and code.isdigit():
            return _refuse(
                code, "15位是旧的营业执照注册号，请填18位统一社会信用代码，旧号另填“原注册号”"
            )
        if len(code) == 9 and _ORG_FORM.fullmatch(code):
            return _refuse(
                code, "9位是组织机构代码，请填18位统一社会信用代码，旧码另填“组织机构代码”"
            )
        return _refuse(
            code,
            "统一社会信用代码应为18位，现有{count}位，请对照营业执照核对",
            count=str(len(code)),
        )
    wrong = sorted(set(_USCC_FORBIDDEN.findall(code)))
    if wrong:
        return _refuse(
            code,
            "统一社会信用代码中不会有字母 {letters}，请对照营业执照核对（常与 1、0、5、2 混淆）",
            letters="、".join(wrong),
        )
    if not _USCC_FORM.fullmatch(code):
        return _refuse(
            code, "统一社会信用代码只含数字和大写字母，第3至8位为数字，请对照营业执照核对"
        )
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        if _is_id_number(code, today):
            return _refuse(code, "这是公民身份号码，不是统一社会信用代码，请改填证件类型或改填代码")
        return _refuse(code, "统一社会信用代码的校验位不符，有字符输错，请对照营业执照核对")
    if code[16] != org_check_character(code[8:16]):
        return _warn(code, "代码中第9至17位（组织机构代码）的校验位不符，早期代码偶有此情，请核对")
    return _fine(code)


# ---------------------------------------------------------------- organisation code

_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")


def org_check_character(body: str) -> str:
    """The 9th character for the first 8 (GB 11714-1997; A counts 10, Z 35)."""
    total = sum(int(character, 36) * w for character, w in zip(body, _ORG_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def _check_orgcode(value: str, today: date) -> _Finding:
    code = _squeeze(value)
    if not code:
        return _refuse(code, "组织机构代码为空，请填写9位代码")
    if len(code) == 18:
        return _refuse(code, "18位是统一社会信用代码，请填入“统一社会信用代码”")
    if not _ORG_FORM.fullmatch(code):
        return _refuse(code, "组织机构代码应为8位数字或字母加1位校验码，如 00000000-0，请核对")
    if code[8] != org_check_character(code[:8]):
        return _refuse(code, "组织机构代码的校验位不符，有字符输错，请对照代码证核对")
    return _fine(code)


# ---------------------------------------------------------------- citizen's ID number

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID_FORM = re.compile(r"[0-9]{15}")
_EARLIEST_BIRTH = date(1880, 1, 1)


def id_check_character(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * w for digit, w in zip(body, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _is_birthday(digits: str, today: date) -> bool:
    """Whether YYYYMMDD is a day on which a living person may have been born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return _EARLIEST_BIRTH <= born <= today


def _is_id_number(code: str, today: date) -> bool:
    return (
        _ID_FORM.fullmatch(code) is not None
        and _is_birthday(code[6:14], today)
        and id_check_character(code[:17]) == code[17]
    )


def _check_idcard(value: str, today: date) -> _Finding:
    # The place of birth is not looked up: former division codes are right for life.
    code = _squeeze(value)
    if not code:
        return _refuse(code, "公民身份号码为空，请填写18位号码")
    if "*" in code:
        return _refuse(code, "号码已经脱敏，请填写完整号码")
    if lost_digits(value):
        return _refuse_lost(code)
    if _OLD_ID_FORM.fullmatch(code):
        if not _is_birthday("19" + code[6:12], today):
            return _refuse(code, "15位旧身份证号码中的出生日期不存在，请对照证件核对")
        return _warn(code, "这是1999年以前的15位号码，请尽量改填现行18位公民身份号码")
    if not _ID_FORM.fullmatch(code):
        if len(code) == 18 and _USCC_FORM.fullmatch(code):
            return _refuse(code, "公民身份号码只含数字，末位可为X；如是单位，请填统一社会信用代码")
        if len(code) != 18:
            return _refuse(
                code,
                "公民身份号码应为18位，现有{count}位，请对照证件核对；护照、通行证请改选证件类型",
                count=str(len(code)),
            )
        return _refuse(code, "公民身份号码只含数字，末位可为X，请对照证件核对")
    if not _is_birthday(code[6:14], today):
        return _refuse(code, "公民身份号码第7至14位不是有效的出生日期，请对照证件核对")
    if code[17] != id_check_character(code[:17]):
        return _refuse(code, "公民身份号码的校验位不符，有数字输错，请对照证件核对")
    return _fine(code)


# ---------------------------------------------------------------- patents

_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT = re.compile(r"(ZL|CN)?(?:NO\.?|:)?(ZL)?([0-9]{8}|[0-9]{12})(?:\.?([0-9X]))?")
_PUBLICATION = re.compile(r"(?:CN)?[0-9]{7,9}[ABCDSUY][0-9]?")
_PATENT_LABEL = re.compile(r"(?:中国)?(?:发明|实用新型|外观设计)?(?:专利)?(?:申请)?号?:?")
_PATENT_KINDS = "12389"
"""1 invention, 2 utility model, 3 design, 8 and 9 from PCT."""


def patent_check_character(body: str) -> str:
    """The character after the dot for the 8 or 12 digits of an application number."""
    total = sum(int(digit) * w for digit, w in zip(body, _PATENT_WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


def _check_patent(value: str, today: date) -> _Finding:
    code = _squeeze(value)
    code = code[_label_end(_PATENT_LABEL, code) :]
    if not code:
        return _refuse(code, "专利号为空，请填写，如 ZL201710601862.3")
    if lost_digits(value):
        return _refuse_lost(code)
    if _PUBLICATION.fullmatch(code):
        return _refuse(
            code, "这是专利文献的公布（公告）号，请填申请号或专利号，如 ZL201710601862.3"
        )
    match = _PATENT.fullmatch(code)
    if match is None:
        return _refuse(
            code,
            "专利号应为 ZL、12位数字（早年8位）、圆点和校验码，如 ZL201710601862.3，请核对",
        )
    body, check = match[3], match[4]
    year, kind = (int(body[:4]), body[4]) if len(body) == 12 else (1900 + int(body[:2]), body[2])
    if kind not in _PATENT_KINDS:
        return _refuse(
            code,
            "专利号年份后的种类号应为 1、2、3、8、9，现为 {digit}，请对照证书核对",
            digit=kind,
        )
    expected = patent_check_character(body)
    if check is None:
        return _refuse(
            code,
            "专利号缺校验位，按前面数字推算应为“.{expected}”，请对照证书补上",
            expected=expected,
        )
    if check != expected:
        return _refuse(
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
        return _warn(normalised, "专利号中的年份 {year} 不合常理，请对照证书核对", year=str(year))
    return _fine(normalised)


def _label_end(label: re.Pattern[str], code: str) -> int:
    match = label.match(code)
    return match.end() if match is not None else 0


# ---------------------------------------------------------------- trademarks and GI

_TRADEMARK = re.compile(r"G[0-9]{6,7}[A-Z]?|[0-9]{1,8}[A-Z]{0,2}")
_TRADEMARK_LABEL = re.compile(r"(?:(?:国际)?(?:商标)?(?:注册|申请)(?:证)?号?:?)?第?(?:NO\.?)?")
_TRADEMARK_TAIL = re.compile(r"号?(?:的?注册商标|商标注册证|商标)?$")
_WITH_CLASS = re.compile(r"(.+?)[(/,、;]?第?[0-9]{1,2}类\)?")


def _strip_trademark(code: str) -> str:
    """第3333018号注册商标 as 3333018."""
    return _TRADEMARK_TAIL.sub("", code[_label_end(_TRADEMARK_LABEL, code) :])


def _check_trademark(value: str, today: date) -> _Finding:
    code = _squeeze(value)
    if lost_digits(value):
        return _refuse_lost(code)
    number = _strip_trademark(code)
    if not number:
        return _refuse(code, "商标注册号为空，请填写，如 3333018")
    if _TRADEMARK.fullmatch(number):
        if not number.strip("0"):
            return _refuse(code, "商标注册号不能全是0，请对照注册证核对")
        return _fine(number)
    if _WITH_CLASS.fullmatch(number):
        return _refuse(code, "商标注册号里不要写类别，请把类别填入“类别”一栏")
    if number.isdigit():
        return _refuse(
            code, "商标注册号最多8位数字，现有{count}位，请对照注册证核对", count=str(len(number))
        )
    return _refuse(code, "商标注册号应为1至8位数字，国际注册为 G 加6至7位数字，请对照注册证核对")


_AGI = re.compile(r"AGI([0-9]{4})-?([0-9]{2})-?([0-9]{3,5})")


def _check_agi(value: str, today: date) -> _Finding:
    code = _DASHES.sub("-", _wide(value))
    if not code:
        return _refuse(code, "农产品地理标志登记编号为空，请填写，如 AGI2019-01-2584")
    match = _AGI.fullmatch(code)
    if match is None:
        if re.fullmatch(r"AGI[0-9-]*[0-9]", code):
            return _warn(code, "登记编号通常形如 AGI2019-01-2584，请对照登记证书核对")
        return _refuse(code, "登记编号应以 AGI 开头，如 AGI2019-01-2584，请对照登记证书核对")
    normalised = f"AGI{match[1]}-{match[2]}-{match[3]}"
    if not 2008 <= int(match[1]) <= today.year:
        # The measures for AGI are in force since 2008-02-01.
        return _warn(normalised, "登记编号中的年份 {year} 不合常理，请核对", year=match[1])
    if normalised != code:
        return _note(normalised, "登记编号已整理为 {number}", number=normalised)
    return _fine(normalised)


_ANNOUNCEMENT = re.compile(r".{2,30}公告.{0,12}第?[0-9〇一二三四五六七八九十百]+号")


def _check_gino(value: str, today: date) -> _Finding:
    """The number of a GI by any of its three routes; an announcement is free text."""
    code = _wide(value)
    if not code:
        return _refuse(code, "地理标志编号为空，请填写公告号、商标注册号或 AGI 编号")
    if code.startswith("AGI"):
        return _check_agi(value, today)
    mark = _strip_trademark(_squeeze(value))
    if _TRADEMARK.fullmatch(mark):
        return _check_trademark(value, today)
    # Announcements keep their punctuation: （2006）第109号 is printed so.
    text = _NOISE.sub("", tidy_text(value))
    if _ANNOUNCEMENT.fullmatch(text):
        return _fine(text)
    return _warn(text, "公告号通常形如“国家知识产权局公告第〇〇〇号”，请对照公告核对")


# ---------------------------------------------------------------- document numbers

_BRACKETS = str.maketrans(
    {**dict.fromkeys("[({【﹝〖「『<《", "〔"), **dict.fromkeys("])}】﹞〗」』>》", "〕")}
)
_DOCNO = re.compile(r"([\u4e00-\u9fff]{1,14})〔((?:19|20)[0-9]{2})〕第?([0-9]{1,5})号")
_DECISION = re.compile(r"([\u4e00-\u9fff]{1,6}市监(?:处罚|处|罚))〔([0-9]{4})〕第?([0-9]+)号")
# Enforcement papers: square brackets, long serials with leading zeros, -1 behind the serial.
_PAPER = re.compile(
    r"[\u4e00-\u9fff〔〕]{1,24}〔((?:19|20)[0-9]{2})〕第?[0-9A-Z][0-9A-Z\-]{0,15}号"
)
_SHORT_YEAR = re.compile(r".*〔[0-9]{2}〕.*")
_NO_MARK = re.compile(r".+〔[0-9]{4}〕第?[0-9]+")
_UNBRACKETED = re.compile(r"[\u4e00-\u9fff]+(?:19|20)[0-9]{2}(?:年|第|号).*")
_OTHER_BRACKETS = re.compile(r"[^0-9\[]((?:19|20)[0-9]{2})[^0-9\]]")


def _check_docno(value: str, today: date) -> _Finding:
    typed = _wide(value)
    if not typed:
        return _refuse(typed, "文号为空，请填写，如 博政发〔2022〕8号")
    code = typed.translate(_BRACKETS)
    match = _DOCNO.fullmatch(code)
    if match is None:
        paper = _PAPER.fullmatch(code)
        if paper is None:
            return _refuse_docno(code)
        # Its square brackets and zeros stay as printed: 浏市监先登[2025]0000541号.
        normalised = _OTHER_BRACKETS.sub(r"〔\1〕", typed, count=1)
        return _judge_year(normalised, paper[1], today) or _report_repair(normalised, value)
    issuer, year, serial = match[1], match[2], match[3].lstrip("0")
    if not serial:
        return _refuse(code, "文号的顺序号不能为0，请核对")
    normalised = f"{issuer}〔{year}〕{serial}号"
    return _judge_year(normalised, year, today) or _report_repair(normalised, value)


def _report_repair(normalised: str, value: str) -> _Finding:
    # Full-width digits and outer blanks are no fault worth a word.
    if tidy_text(value) == normalised:
        return _fine(normalised)
    return _note(normalised, "文号已按公文格式整理为 {number}", number=normalised)


def _judge_year(normalised: str, year: str, today: date) -> _Finding | None:
    if int(year) > today.year:
        return _warn(normalised, "文号年份 {year} 晚于今年，请核对", year=year)
    return None


def _refuse_docno(code: str) -> _Finding:
    if _SHORT_YEAR.fullmatch(code):
        return _refuse(code, "文号的年份应写全四位，如 博政发〔2022〕8号，请改正")
    if _NO_MARK.fullmatch(code):
        return _refuse(code, "文号末尾缺“号”字，应如 博政发〔2022〕8号，请补全")
    if _UNBRACKETED.fullmatch(code):
        return _refuse(code, "文号的年份应放在六角括号〔〕内，如 博政发〔2022〕8号，请改正")
    return _refuse(
        code, "文号应为发文机关代字、〔四位年份〕、顺序号和“号”，如 博政发〔2022〕8号，请核对"
    )


def _check_decisionno(value: str, today: date) -> _Finding:
    typed = _wide(value)
    if not typed:
        return _refuse(typed, "决定书文号为空，请填写，如 博市监处罚〔2025〕1号")
    code = typed.translate(_BRACKETS)
    match = _DECISION.fullmatch(code)
    if match is not None:
        # Zeros stay: they are printed on the decision.
        normalised = f"{match[1]}〔{match[2]}〕{match[3]}号"
        return _judge_year(normalised, match[2], today) or _report_repair(normalised, value)
    normalised, severity, why, values = _check_docno(value, today)
    if severity == "error":
        return normalised, severity, why, values
    return _warn(normalised, "处罚决定书文号通常形如 博市监处罚〔2025〕1号，请对照决定书核对")


# ---------------------------------------------------------------- telephone

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86-?(?=1[3-9][0-9-]{9,}$)")
_LANDLINE = re.compile(
    r"\(?(010|02[0-9]|0[3-9][0-9]{2})\)?-?([1-9][0-9]{6,7})(?:(?:-|转|分机|EXT\.?|X|\*|#)([0-9]{1,6}))?"
)
_LOCAL = re.compile(r"[2-9][0-9]{6,7}(?:(?:-|转|分机|EXT\.?|X|#)[0-9]{1,6})?")
_SERVICE = re.compile(r"[48]00[0-9]{7}|1[012][0-9]{1,4}|9[56][0-9]{3,4}")
_SEVERAL_PHONES = re.compile(r".*[0-9]{7,}.*[/,、;，；].*[0-9]{7,}.*")


def _phone_text(value: str) -> str:
    """One kind of dash, no blanks; 13812345678.0 is a numeric cell that some export wrote out."""
    return _DASHES.sub("-", _wide(value)).removesuffix(".0")


def _national(typed: str) -> tuple[str, str]:
    """The number without the country's code, and its digits as a mobile number has them."""
    country = _COUNTRY.match(typed)
    number = typed[country.end() :] if country is not None else typed
    digits = number.replace("-", "")
    # 013812345678 was the way to call a mobile in another place.
    if digits.startswith("01") and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]
    if country is not None and re.match("[2-9]", number):
        # +86-533-4123456 leaves out the 0 of the area.
        number = "0" + number
    return number, digits


def _check_phone(value: str, today: date) -> _Finding:
    typed = _phone_text(value)
    if not typed:
        return _refuse(typed, "电话为空，请填写手机号码，或带区号的座机号码")
    if _SEVERAL_PHONES.fullmatch(_DASHES.sub("", typed)):
        return _refuse(typed, "写了不止一个号码，请只填一个，其余写入备注")
    if lost_digits(value):
        return _refuse_lost(typed)
    number, digits = _national(typed)
    if _MOBILE.fullmatch(digits):
        return _fine(digits)
    landline = _LANDLINE.fullmatch(number)
    if landline is not None:
        return _fine("-".join(part for part in landline.groups() if part))
    if _SERVICE.fullmatch(digits):
        return _warn(digits, "这是服务热线，不是个人或单位的直接号码，请核对")
    if _LOCAL.fullmatch(number):
        return _warn(number, "座机号码缺区号，请补全，如 0533-4123456")
    if "*" in typed:
        return _refuse(typed, "号码已经脱敏，请填写完整号码")
    if len(digits) == 11 and digits.isdigit() and digits.startswith("1"):
        return _refuse(digits, "手机号码第2位应为3至9，请核对")
    if digits.isdigit() and digits.startswith("1"):
        return _refuse(digits, "手机号码应为11位，现有{count}位，请核对", count=str(len(digits)))
    return _refuse(typed, "电话应为11位手机号码，或带区号的座机号码，如 0533-4123456，请核对")


_CHECKS: dict[str, Callable[[str, date], _Finding]] = {
    "uscc": _check_uscc,
    "idcard": _check_idcard,
    "orgcode": _check_orgcode,
    "patent": _check_patent,
    "trademark": _check_trademark,
    "docno": _check_docno,
    "decisionno": _check_decisionno,
    "phone": _check_phone,
    "agi": _check_agi,
    "gino": _check_gino,
}

KINDS: tuple[str, ...] = tuple(_CHECKS)

# ---------------------------------------------------------------- masking


def mask(kind: str, value: str, level: int = 1) -> str:
    """The value as others may see it.

    Level 1 is for screens and lists (370304********0012, 138****1234, 0533-***3456), level 2
    for what leaves the bureau or is published (370*************12, 138******34, 0533-*****56).
    Only personal kinds are masked, and any value that is in truth an ID number.  What has no
    known shape is masked too and shows at most half of itself.

    Raises:
        ValueError: there is no such kind or level.
    """
    if kind not in _CHECKS or level not in (1, 2):
        raise ValueError(f"no such kind or level: {kind!r}, {level!r}")
    if kind == "phone":
        return _mask_phone(value, level)
    if kind == "idcard" or _is_stray_id(value):
        return _mask_id(_squeeze(value), level)
    return value


def _is_stray_id(value: str) -> bool:
    """An ID number in a field for something else, such as 证件号码 of a sole trader."""
    code = _squeeze(value)
    return _is_id_number(code, date.max) and uscc_check_character(code[:17]) != code[17]


def _mask_id(code: str, level: int) -> str:
    if len(code) >= 18 or _OLD_ID_FORM.fullmatch(code):
        return _cover(code, 6, 4) if level == 1 else _cover(code, 3, 2)
    return _cover_unknown(code, level)


def _mask_phone(value: str, level: int) -> str:
    number, digits = _national(_phone_text(value))
    if _MOBILE.fullmatch(digits):
        return _cover(digits, 3, 4 if level == 1 else 2)
    landline = _LANDLINE.fullmatch(number)
    if landline is not None:
        # An extension is dropped altogether.
        return f"{landline[1]}-{_cover(landline[2], 0, 4 if level == 1 else 2)}"
    return _cover_unknown(number, level)


def _cover(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _cover_unknown(text: str, level: int) -> str:
    """At most a quarter at either end (a sixth at level 2), and of three characters nothing."""
    shown = min(3, len(text) // (4 if level == 1 else 6))
    return _cover(text, shown, shown)


_DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒司空夏侯宇文长孙轩辕端木独孤南宫西门东郭百里"
        "呼延闻人澹台公冶宗政濮阳淳于单于太叔申屠仲孙钟离鲜于闾丘拓跋完颜纳兰赫连万俟第五左丘公羊"
        "梁丘东门段干",
    )
)


def mask_name(name: str) -> str:
    """A natural person's name in what is published: the surname and 某 (张某, 欧阳某).

    A name of one character, or of unknown make, never shows whole; 阿卜杜拉·买买提 is 阿某.
    """
    text = tidy_text(name)
    if not text:
        return ""
    if len(text) == 1:
        return "某"
    # 欧阳 alone is the surname 欧 with the name 阳.
    surname = text[:2] if len(text) > 2 and text[:2] in _DOUBLE_SURNAMES else text[0]
    return surname + "某"
