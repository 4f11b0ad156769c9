"""Days, however they are written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from boshan_desk.domain.numerals import CHARACTERS, read_numeral
from boshan_desk.domain.reading.numbers import take_number
from boshan_desk.domain.reading.text import BLANKS, DASHES, LONGEST, clean
from boshan_desk.domain.reading.unreadable import Unreadable

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)


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
        shown = f"{take_number(raw):f}".removesuffix(".0")
        return _read_date_text(shown, serial, date1904)
    raise Unreadable("应为日期，如 2025-03-05 或 2025年3月5日")


def _read_date_text(raw: str, serial: bool, date1904: bool) -> date:
    text = clean(raw[: LONGEST + 1])
    if not text:
        raise Unreadable("日期为空，请填写如 2025-03-05")
    if len(text) > LONGEST:
        raise Unreadable("文字太长，不是日期，请填写如 2025-03-05")
    text = _AROUND_SEPARATOR.sub(r"\1", text.translate(DASHES).upper()).replace("\n", " ")
    match = _SEPARATED.fullmatch(text)
    if match is not None:
        return _day(int(match[1]), int(match[3]), int(match[4]))
    match = _COMPACT.fullmatch(text)
    if match is not None:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if "年" in text:
        # 2 0 2 5年3月5日: only where 日 shows the end, or 5 and 8:30 would become 58:30.
        head, mark, tail = text.partition("日" if "日" in text else "号")
        match = _WRITTEN.fullmatch(BLANKS.sub("", head) + mark + tail if mark else text)
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
