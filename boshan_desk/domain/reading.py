"""Messy scalars, as offices type them and Excel hands them over, become typed values.

Every reader takes whatever a cell, a form or JSON may hold and either returns the value or
raises `Unreadable`.  Nothing is guessed: what can be read in two ways is refused, because a
wrong date or amount in a ledger is worse than a question to the officer.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal, TypeAlias

from boshan_desk.domain.numerals import CHARACTERS, read_numeral

MoneyUnit: TypeAlias = Literal["元", "万元", "亿元"]

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)

_LONGEST_SCALAR = 100
_LONGEST_NUMBER = 24
_LARGEST = Decimal(10) ** _LONGEST_NUMBER
_LARGEST_INTEGER = 2**63 - 1


class Unreadable(ValueError):
    """A value that cannot be read with certainty.

    `why` is a Chinese source sentence with named fields, ready for gettext; `values` fills
    them; `words` is both together.
    """

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why = why
        self.values = values

    @property
    def words(self) -> str:
        """The sentence with its values filled in, in the source language."""
        return self.why.format(**self.values)

    def __str__(self) -> str:
        return self.words


# ---------------------------------------------------------------- text

# Controls but newline and tab, soft hyphen, zero-width, direction marks, byte order mark.
_INVISIBLE_CLASS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
_INVISIBLE = re.compile(f"[{_INVISIBLE_CLASS}]")
_ODD_BLANK = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
_ODD = re.compile(
    f"[{_INVISIBLE_CLASS}\t\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f０-９Ａ-Ｚａ-ｚ]"
)
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}
_SAME_BRACKETS = str.maketrans(
    {**dict.fromkeys("〔［【〖﹝{", "("), **dict.fromkeys("〕］】〗﹞}", ")"), "[": "(", "]": ")"}
)

_BRACKET = re.compile("[" + "".join(re.escape(chr(code)) for code in _SAME_BRACKETS) + "]")

# What the compatibility form leaves as it is, alone and side by side: most of what people write.
_PLAIN = re.compile("[\t\n\r -~·—‘’“”、-〇〈-】〔-〕々\u4e00-\u9fff]*")

_WIDE_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；（）！？％")


def tidy_text(text: str) -> str:
    """What was typed, without what nobody can see.

    Takes away invisible characters and outer blanks and turns full-width letters and digits
    into half-width ones; Chinese punctuation, brackets and inner line breaks stay.  This is
    what names and free text are stored as.
    """
    if _ODD.search(text) is not None:
        text = _LINE_END.sub("\n", text)
        text = _INVISIBLE.sub("", _ODD_BLANK.sub(" ", text)).translate(_HALF_WIDTH)
    return text.strip()


def clean(text: str) -> str:
    """The text in compatibility form (NFKC), for codes, dates and numbers.

    Do not store a name this way: （） become (), ： becomes :, and rare characters may turn
    into their common twins.
    """
    return tidy_text(text if text.isascii() else unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """The text as it is compared and searched; never stored or shown.

    Compatibility form, small letters, one kind of bracket for 〔［【（(, no blanks.
    """
    plain = _PLAIN.fullmatch(text) is not None
    if not plain:
        # Wide marks one by one: normalising a text for the sake of its commas takes ten times as
        # long, and imports fold every row.
        for wide, narrow in _WIDE_MARKS:
            text = text.replace(wide, narrow)
        plain = _PLAIN.fullmatch(text) is not None
    folded = "".join((text if plain else clean(text)).lower().split())
    if not plain and _PLAIN.fullmatch(folded) is None:
        # Small letters and letters that a blank kept apart may want composing once more.
        folded = unicodedata.normalize("NFKC", _SELECTORS.sub("", folded))
    # A text has few brackets, and finding them is five times as fast as translating all of it.
    return _BRACKET.sub(_same_bracket, folded)


def _same_bracket(match: re.Match[str]) -> str:
    return _SAME_BRACKETS[ord(match[0])]


_BLANK_MARK = re.compile(r"[-‐-―－−_/／\\＼]+")


def is_blank(raw: object) -> bool:
    """Whether a cell says nothing: empty, only blanks, or a lone dash or slash.

    无 is an answer, not a blank; so are 0 and False.
    """
    if raw is None:
        return True
    if isinstance(raw, str):
        if raw and raw[0].isalnum():
            return False
        text = tidy_text(raw)
        return not text or _BLANK_MARK.fullmatch(text) is not None
    # A missing number in some tables is NaN, the one value that differs from itself.
    return isinstance(raw, float) and raw != raw


_SEPARATOR = re.compile(r"[、，,;；/／|\n]")
_OPENING = "(（〔[［【《<“「"
_CLOSING = ")）〕]］】》>”」"


def split_list(raw: object) -> tuple[str, ...]:
    """The entries of a cell with several values (、，,;； / or line breaks), without blanks.

    A separator inside brackets or quotation marks does not divide: 甲（乙、丙）、丁 is two.
    """
    if is_blank(raw):
        return ()
    text = _LINE_END.sub("\n", str(raw))
    depth = start = 0
    parts = []
    balanced = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    for position, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif _SEPARATOR.match(character) and (depth == 0 or not balanced):
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return tuple(tidy_text(part) for part in parts if not is_blank(part))


# ---------------------------------------------------------------- dates

_PLAIN_DATE = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)

_CLOCK = (
    r"(?:[T ]?(?:上午|下午|早上|晚上|AM|PM)?\s*"
    r"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"|[时点](?:半|整|[0-5]?[0-9]分?(?:[0-5]?[0-9]秒)?)?)"
    r"\s*(?:AM|PM|Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_WEEKDAY = r"\s*(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?\s*"
_AFTER_DATE = _WEEKDAY + _CLOCK + r"[.。]?"
_SEPARATED = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?=$|[T .(。]|上午|下午|星期|周)" + _AFTER_DATE
)
_COMPACT = re.compile(
    r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})"
    r"(?:(?:[01][0-9]|2[0-3])(?:[0-5][0-9]){1,2}|(?=[ T])" + _CLOCK + ")?(?:\\.0+)?"
)
_NUMERAL = f"[{CHARACTERS}Oo]"
_WRITTEN = re.compile(
    rf"(?:公元)?([0-9]{{1,4}}|{_NUMERAL}{{2,4}})年"
    rf"([0-9]{{1,2}}|{_NUMERAL}{{1,3}}|元)月"
    rf"([0-9]{{1,2}}|{_NUMERAL}{{1,4}})(?:[日号]|$)" + _AFTER_DATE
)
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "。": ".", "\\": "/"})
_AROUND_SEPARATOR = re.compile(r"\s*([-/.年月日号])\s*")
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")

_SEVERAL_DAYS = re.compile(
    r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}[-/].*[0-9]"
    r"|[0-9一二三四五六七八九十日月][日号]?(?:至|到|~|--|、|,|;).*[0-9日月]"
)
_MONTH_ONLY = re.compile(
    rf"[0-9]{{4}}(?:[-/.](?:0?[1-9]|1[0-2])|年(?:0?[1-9]|1[0-2])月?)"
    rf"|(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])|{_NUMERAL}{{4}}年{_NUMERAL}{{1,3}}月"
)
_YEAR_ONLY = re.compile(rf"(?:19|20)[0-9]{{2}}年?|{_NUMERAL}{{4}}年")
_SHORT_YEAR = re.compile(
    r"['’]?[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?:\s.*)?"
    rf"|['’]?(?:[0-9]{{1,3}}|{_NUMERAL}{{1,3}})年.+月.+"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}(?:\s.*)?")
_NO_YEAR = re.compile(
    rf"[0-9]{{1,2}}[-/.][0-9]{{1,2}}|(?:[0-9]|{_NUMERAL}){{1,3}}月(?:[0-9]|{_NUMERAL}){{1,3}}[日号]"
)


def read_date(raw: object, *, serial: bool = False, date1904: bool = False) -> date:
    """The day that `raw` names, between 1900 and 2100.

    Takes dates, 2025-3-5, 2025/3/5, 2025.3.5, 2025年3月5日, 二〇二五年三月五日 and 20250305
    (text or number), with or without a time.  Day numbers of Excel are read only with
    `serial`, because 45356 may as well be a count, and only with five digits (from 1927 on),
    because 2025 is a year and 3.5 the fifth of March; `date1904` says that the workbook counts
    from 1904.

    Raises:
        Unreadable: two-digit year, month or year alone, several days, words, no such day.
    """
    if isinstance(raw, str):
        match = _PLAIN_DATE.fullmatch(raw)
        if match is not None:
            return _day(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))
        return _read_date_text(raw, serial, date1904)
    if isinstance(raw, datetime):
        return _within(raw.date())
    if isinstance(raw, date):
        return _within(raw)
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        # As the officer sees it in the cell: 20250305, 2025.3.
        shown = f"{_from_number(raw):f}".removesuffix(".0")
        return _read_date_text(shown, serial, date1904)
    raise Unreadable("应为日期，如 2025-03-05 或 2025年3月5日")


def _read_date_text(raw: str, serial: bool, date1904: bool) -> date:
    text = clean(raw[: _LONGEST_SCALAR + 1])
    if not text:
        raise Unreadable("日期为空，请填写如 2025-03-05")
    if len(text) > _LONGEST_SCALAR:
        raise Unreadable("文字太长，不是日期，请填写如 2025-03-05")
    text = _AROUND_SEPARATOR.sub(r"\1", text.translate(_DASHES).upper()).replace("\n", " ")
    match = _SEPARATED.fullmatch(text)
    if match is not None:
        return _day(int(match[1]), int(match[3]), int(match[4]))
    match = _COMPACT.fullmatch(text)
    if match is not None:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if "年" in text:
        # 2 0 2 5年3月5日: only where 日 shows the end, or 5 and 8:30 would become 58:30.
        head, mark, tail = text.partition("日" if "日" in text else "号")
        match = _WRITTEN.fullmatch(_BLANKS.sub("", head) + mark + tail if mark else text)
        if match is not None:
            year, month, day = (_written_part(part) for part in match.groups())
            if year is not None and month is not None and day is not None and year >= 1000:
                return _day(year, month, day)
    if serial and _SERIAL.fullmatch(text):
        return _from_serial(int(text.partition(".")[0]), date1904)
    raise _unreadable_date(text)


def _written_part(part: str) -> int | None:
    """A year, month or day in digits or numerals; 元 is the first month."""
    if part.isdigit():
        return int(part)
    return 1 if part == "元" else read_numeral(part.upper().replace("O", "〇"))


def _day(year: int, month: int, day: int) -> date:
    try:
        return _within(date(year, month, day))
    except Unreadable:
        raise
    except ValueError:
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise _out_of_range(year) from None
        if not 1 <= month <= 12:
            raise Unreadable("没有{month}月，请核对日期", month=str(month)) from None
        raise Unreadable(
            "{year}年{month}月没有{day}日，请核对日期",
            year=str(year),
            month=str(month),
            day=str(day),
        ) from None


def _within(day: date) -> date:
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise _out_of_range(day.year)


def _out_of_range(year: int) -> Unreadable:
    return Unreadable("年份 {year} 不在 1900 至 2100 之间，请核对日期", year=str(year))


def _from_serial(number: int, date1904: bool) -> date:
    """The day of an Excel day number; a part of a day has been cut off."""
    # From 29 February 1900 on, a day that never was, Excel is one ahead (kept from Lotus).
    base = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    return _within(base + timedelta(days=number))


def _unreadable_date(text: str) -> Unreadable:
    """The most telling reason why this text is no day."""
    if _SEVERAL_DAYS.search(text):
        return Unreadable("写了不止一个日期，请只填一个，如 2025-03-05")
    if _MONTH_ONLY.fullmatch(text):
        return Unreadable("只有年月，没有日，请补全为年月日，如 2025-03-05")
    if _YEAR_ONLY.fullmatch(text):
        return Unreadable("只有年份，请补全为年月日，如 2025-03-05")
    if _YEAR_LAST.fullmatch(text):
        return Unreadable("日和月分不清，请把四位年份写在最前，如 2025-03-05")
    if _SHORT_YEAR.fullmatch(text):
        return Unreadable("年份不足四位，请写全，如 2025-03-05")
    if _NO_YEAR.fullmatch(text):
        return Unreadable("没有年份，请补全为年月日，如 2025-03-05")
    if _SERIAL.fullmatch(text):
        return Unreadable("像是 Excel 的日期序号，请把单元格设为日期格式，或填写如 2025-03-05")
    return Unreadable("看不出是哪一天，请填写准确日期，如 2025-03-05")


# ---------------------------------------------------------------- numbers

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]{1,4}(?:,[0-9]{4})+(?:\.[0-9]*)?"
    r"|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?"
)
_NUMBER = re.compile(r"[0-9][0-9,. ]*[0-9.]|[0-9]|\.[0-9]+")
_COUNTER = re.compile(
    r"(?:人次|人|件|次|家|个|名|项|户|条|份|场|期|天|日|小时|学时|课时|所|处|位|批|枚|台|套|本|篇|起|宗"
    r"|号|类|亩|吨|公斤|千克|平方米|公里|岁|年|月|分)"
)
_QUANTITY = re.compile(rf"([+-]?)({_DIGITS})([十百千]?[万亿]|[百千])?{_COUNTER.pattern}?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+E[+-]?[0-9]+", re.IGNORECASE)
_ABOUT = re.compile(r"大约|约合|大概|将近|接近|超过|左右|上下|约|余|近|逾|超|多")
_RANGE = re.compile(r"[0-9]\s*(?:[-~至到])\s*[0-9]")
_SCALES = {
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
        if _PLAIN_NUMBER.fullmatch(raw) is not None:
            return Decimal(raw)
        return _read_quantity(raw)
    return _from_number(raw)


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


def _from_number(raw: object) -> Decimal:
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


def _prepare_number(raw: str) -> str:
    """The text of a number in one script, one dash, without thousands separators."""
    text = clean(raw[: _LONGEST_SCALAR + 1])
    if not text:
        raise Unreadable("数字为空")
    if len(text) > _LONGEST_SCALAR:
        raise Unreadable("文字太长，不是数字")
    text = text.translate(_DASHES)
    if "%" in text or "‰" in text:
        raise Unreadable("带有百分号，请只填数字，并核对本栏的单位")
    if _EXPONENT.fullmatch(text):
        raise Unreadable("是科学计数法，尾数可能已丢失，请从原件重新录入完整数字")
    text = _NUMBER.sub(_join_groups, text)
    return _BLANKS.sub("", text)


def _join_groups(match: re.Match[str]) -> str:
    number = match[0]
    if "," not in number and " " not in number:
        return number
    if _GROUPED.fullmatch(number) is None:
        raise Unreadable("逗号、空格或小数点的位置不对，请填写如 1234.56")
    return number.replace(",", "").replace(" ", "")


def _to_decimal(digits: str) -> Decimal:
    if len(digits) > _LONGEST_NUMBER:
        raise Unreadable("数太大，请核对")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise Unreadable("应为数字") from None


def _read_quantity(raw: str) -> Decimal:
    text = _prepare_number(raw)
    match = _QUANTITY.fullmatch(text)
    if match is not None:
        value = _to_decimal(match[2]) * _SCALES.get(match[3], 1)
        return -value if match[1] == "-" else value
    match = _PURE_NUMERAL.fullmatch(text)
    if match is not None and (not match[2] or _COUNTER.fullmatch(match[2])):
        number = read_numeral(match[1])
        if number is not None:
            return Decimal(number)
    if _RANGE.search(text):
        raise Unreadable("写的是一个范围，请填一个准确的数")
    if _ABOUT.search(text) or "几" in text:
        raise Unreadable("写的是约数，请填准确的数")
    if "元" in text or "¥" in text:
        raise Unreadable("带有货币单位，请只填数字，并核对本栏的单位")
    raise Unreadable("应为数字，如 1234.5")


# ---------------------------------------------------------------- money

_UNIT_WORTH: dict[str, int] = {"元": 1, "万元": 10**4, "亿元": 10**8}
_CURRENCY = re.compile(r"人民币|RMB|CNY|¥", re.IGNORECASE)
_FOREIGN = re.compile(r"\$|€|£|美元|美金|欧元|英镑|日元|港元|港币|澳元|韩元|USD|EUR|HKD")
_SEGMENT = rf"{_DIGITS}(?:[十百千]?[万亿]|[百千])?"
_AMOUNT = re.compile(
    rf"([+-]?)((?:{_SEGMENT})+)([元圆块]?)(?:([0-9])角)?(?:([0-9])分)?[整正]?",
)
_SEGMENTS = re.compile(rf"({_DIGITS})([十百千]?[万亿]|[百千])?")
_WRITTEN_AMOUNT = re.compile(rf"([{CHARACTERS}]+)([元圆块]?)[整正]?")
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
        return _to_fen(_from_number(raw) * worth), False
    if _PLAIN_NUMBER.fullmatch(raw) is not None:
        return _to_fen(Decimal(raw) * worth), False
    text = _prepare_number(raw)
    if _FOREIGN.search(text):
        raise Unreadable("不是人民币，请折算成人民币后填写")
    text = _CURRENCY.sub("", text, count=1)
    if _RANGE.search(text):
        raise Unreadable("写的是一个范围，请填一个准确的金额")
    sure = _ABOUT.sub("", text)
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
    number = read_numeral(match[1]) if match is not None else None
    if match is not None and number is not None:
        named = bool(match[2]) or "万" in match[1] or "亿" in match[1]
        return Decimal(number) * (1 if named else worth)
    raise Unreadable("看不出金额，请填写如 1234.56，或注明元、万元")


def _sum_segments(segments: list[tuple[str, str]], *, closed: bool) -> Decimal:
    """1亿2000万 as one number; the scales must fall, and 3万5 is refused (35000 or 30005?)."""
    total = Decimal(0)
    before = 10**13
    for digits, name in segments:
        scale = _SCALES.get(name, 1)
        if scale >= before or (len(segments) > 1 and scale == 1 and not closed):
            raise Unreadable("看不出金额，请填写如 1234.56，或注明元、万元")
        total += _to_decimal(digits) * scale
        before = scale
    return total


# ---------------------------------------------------------------- yes and no

# One character each, then the words.
_YES = frozenset((*"是有对真已√✓✔☑✅vyt1", "yes", "true"))
_NO = frozenset((*"否无错假未没非×✕✗✘✖☒xnf0", "没有", "不是", "no", "false"))


def read_bool(raw: object) -> bool:
    """Yes or no: 是/否, 有/无, 已/未, 对/错, √/×, Y/N, 1/0 and their like.

    Raises:
        Unreadable: anything else; an empty box (□) is neither.
    """
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, (int, float, Decimal)):
        number = _from_number(raw)
        if number in (0, 1):
            return number == 1
    elif isinstance(raw, str):
        text = fold(raw[:_LONGEST_SCALAR])
        if text in _YES:
            return True
        if text in _NO:
            return False
    raise Unreadable("应填“是”或“否”")
