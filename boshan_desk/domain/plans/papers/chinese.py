"""Numbers that a paper writes out (十二个、三百家、百分之九十五), as digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from boshan_desk.domain.numerals import read_numeral

MEASURE_WORDS: Final = (
    r"个单位|个百分点|件/万人|家次|件次|场次|人次|户次|批次|万元|亿元|美元|欧元|元|公里|公斤|吨|亩"
    r"|[个家件项场人名次所条批单户起篇期处种类款份部套册支幅例堂座]"
    r"|分(?=以上|左右|[，,。；;、）) ]|$)|%"
)
_DIGITS: Final = "〇零一二两三四五六七八九"
_NUMERAL: Final = rf"[{_DIGITS}十百千]{{1,9}}"
_SHARE: Final = re.compile(rf"百分之({_NUMERAL})(?:点([{_DIGITS}]{{1,4}}))?")
_COUNT: Final = re.compile(
    rf"(?<![第{_DIGITS}十百千万亿\d])({_NUMERAL})(万|亿)?(?:(至|到|—|–|-)({_NUMERAL})(万|亿)?)?"
    rf"(?=(?:余|多)?(?:{MEASURE_WORDS}))"
    r"(?!(?:个|项|种|类|次|批)?(?:方面|阶段|层面|环节|维度|统筹|坚持|月|季度|工作日|小时))"
)
_LONGER: Final = re.compile(
    rf"(?<![第\d])({_NUMERAL}万{_NUMERAL})(?=(?:余|多)?(?:{MEASURE_WORDS}))"
)
_EVERY_MYRIAD: Final = re.compile(r"每(?:10000|1万|一万)(?=人|户|名)")


_SPACE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff\d]) +(?=[\u4e00-\u9fff%])|(?<=[\u4e00-\u9fff]) +(?=\d)"
)
_TENTHS: Final = re.compile(
    r"(?<=[长到至过近在约高低])([一二三四五六七八九])成(?=以上|以下|左右|以内|[,;。、)]|$)"
)
_ONE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff”])(?<!第)一(?P<unit>[个家件项份部场所期册套支条座])(?=(?:以上)?(?:[,;。、)]|$))"
)


def in_digits(text: str) -> str:
    """The text with its written-out amounts as digits; a single 一 is mostly an article."""
    plain = _EVERY_MYRIAD.sub("每万", unicodedata.normalize("NFKC", text))
    plain = _SHARE.sub(_share, _SPACE.sub("", plain))
    plain = _TENTHS.sub(lambda found: f"{read_numeral(found[1])}0%", plain)
    # 建设平台一个 counts; 一个平台 is but an article, and 发现一件、查处一件 a way of speaking.
    if "发现一" not in plain:
        plain = _ONE.sub(r"1\g<unit>", plain)
    plain = _LONGER.sub(lambda found: str(read_numeral(found[1]) or found[0]), plain)
    return _COUNT.sub(_count, plain)


def _share(found: re.Match[str]) -> str:
    whole = 100 if found[1] == "百" else read_numeral(found[1])
    if whole is None:
        return found[0]
    after = found[2]
    return f"{whole}.{''.join(str(read_numeral(d)) for d in after)}%" if after else f"{whole}%"


def _count(found: re.Match[str]) -> str:
    first, upto = read_numeral(found[1]), read_numeral(found[4] or "")
    if first is None or (first == 1 and not found[2] and not found[4]):
        return found[0]
    scale = found[2] or ""
    if found[4] is None:
        return f"{first}{scale}"
    return found[0] if upto is None else f"{first}{scale}-{upto}{found[5] or ''}"
