"""By when: 完成时限：2026年6月底, and what stands in a sentence as 2026年6月30日前."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import Final

DUE_LABEL: Final = r"(?:完成|办结|实施|推进|时间)(?:时限|时间|期限|节点|进度|安排)|时限(?:要求)?"
"""What a line or a column with the day is called."""

_LINE: Final = re.compile(rf"^(?:{DUE_LABEL})\s*[:：]\s*(.{{1,40}})$")
_AT_END: Final = re.compile(rf"[（(【，,；;。 ](?:{DUE_LABEL})\s*[:：]\s*([^）)】；;。]{{1,30}})")
_DATED: Final = re.compile(
    r"(?<!\d)(?:(20\d\d)\s*[年.\-/])?\s*(?:(\d{1,2})\s*(?:[月.\-/]|$)\s*(?:(\d{1,2})\s*日?)?)?"
)
_QUARTER: Final = re.compile(r"(?:(20\d\d)\s*年)?\s*第?([一二三四1-4])\s*季度")
_HALF: Final = re.compile(r"(?:(20\d\d)\s*年)?\s*(上|下)半年")
_BEFORE: Final = re.compile(
    r"(?<![至到\-—–\d])(?:(20\d\d)年)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?(?:年)?(?:底|末)?(?:之)?前"
)
_ONGOING: Final = re.compile(r"长期|持续|常态|每年|每月|每季|每半年|全年|适时|年度")


def read_due(words: str, year: int | None = None) -> date | None:
    """The last day that a column or a line names; None where it goes on, or says no day.

    `year`: the one that holds where only a month is named.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    if _ONGOING.search(plain):
        return None
    if (found := _QUARTER.search(plain)) and (own := _year(found[1], year)):
        return _month_end(
            own, "一二三四".find(found[2]) * 3 + 3 if not found[2].isdigit() else int(found[2]) * 3
        )
    if (found := _HALF.search(plain)) and (own := _year(found[1], year)):
        return _month_end(own, 6 if found[2] == "上" else 12)
    days = [day for each in _DATED.finditer(plain) if each[0] and (day := _day(each, year))]
    return max(days, default=None)


def due_line(text: str, year: int | None = None) -> date | None:
    """The day of a line that says nothing else: 完成时限：2026年底."""
    found = _LINE.match(text)
    return read_due(found[1], year) if found else None


def is_due_line(text: str) -> bool:
    """Whether a line says by when, and nothing else."""
    return bool(_LINE.match(text))


def due_within(text: str, year: int | None = None) -> date | None:
    """The day by which a paragraph wants its measure done, if it names just one."""
    if found := _AT_END.search(text):
        return read_due(found[1], year)
    days = {
        day
        for each in _BEFORE.finditer(unicodedata.normalize("NFKC", text))
        if (each[1] or each[2]) and "每" not in text[max(0, each.start() - 3) : each.start()]
        if (day := _day(each, year))
    }
    return days.pop() if len(days) == 1 else None


def _day(found: re.Match[str], year: int | None) -> date | None:
    own = _year(found[1], year)
    if own is None or not (found[1] or found[2]):
        return None
    month = int(found[2]) if found[2] else 12
    if not 1 <= month <= 12:
        return None
    last = _month_end(own, month)
    day = int(found[3]) if found[3] else last.day
    return date(own, month, day) if 1 <= day <= last.day else None


def _year(words: str | None, year: int | None) -> int | None:
    return int(words) if words else year


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
