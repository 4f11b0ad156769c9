"""The numbers of official papers."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.identifiers.cleaning import compatible
from boshan_desk.domain.identifiers.verdict import Finding, fine, note, stop, warn
from boshan_desk.domain.reading import tidy_text

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


def check_docno(value: str, today: date) -> Finding:
    """A document number, as on official or enforcement papers."""
    typed = compatible(value)
    if not typed:
        return stop(typed, "文号为空，请填写，如 博政发〔2022〕8号")
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
        return stop(code, "文号的顺序号不能为0，请核对")
    normalised = f"{issuer}〔{year}〕{serial}号"
    return _judge_year(normalised, year, today) or _report_repair(normalised, value)


def _report_repair(normalised: str, value: str) -> Finding:
    # Full-width digits and outer blanks are no fault worth a word.
    if tidy_text(value) == normalised:
        return fine(normalised)
    return note(normalised, "文号已按公文格式整理为 {number}", number=normalised)


def _judge_year(normalised: str, year: str, today: date) -> Finding | None:
    if int(year) > today.year:
        return warn(normalised, "文号年份 {year} 晚于今年，请核对", year=year)
    return None


def _refuse_docno(code: str) -> Finding:
    if _SHORT_YEAR.fullmatch(code):
        return stop(code, "文号的年份应写全四位，如 博政发〔2022〕8号，请改正")
    if _NO_MARK.fullmatch(code):
        return stop(code, "文号末尾缺“号”字，应如 博政发〔2022〕8号，请补全")
    if _UNBRACKETED.fullmatch(code):
        return stop(code, "文号的年份应放在六角括号〔〕内，如 博政发〔2022〕8号，请改正")
    return stop(
        code, "文号应为发文机关代字、〔四位年份〕、顺序号和“号”，如 博政发〔2022〕8号，请核对"
    )


def check_decisionno(value: str, today: date) -> Finding:
    """The number of a decision on a penalty."""
    typed = compatible(value)
    if not typed:
        return stop(typed, "决定书文号为空，请填写，如 博市监处罚〔2025〕1号")
    code = typed.translate(_BRACKETS)
    match = _DECISION.fullmatch(code)
    if match is not None:
        # Zeros stay: they are printed on the decision.
        normalised = f"{match[1]}〔{match[2]}〕{match[3]}号"
        return _judge_year(normalised, match[2], today) or _report_repair(normalised, value)
    normalised, severity, why, values = check_docno(value, today)
    if severity == "error":
        return normalised, severity, why, values
    return warn(normalised, "处罚决定书文号通常形如 博市监处罚〔2025〕1号，请对照决定书核对")
