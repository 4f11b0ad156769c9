"""One column's cells as values of its field, with what is to be said of each."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain import reading
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    BadValue,
    Day,
    Identifier,
    Kind,
    Link,
    Money,
    Names,
    Note,
    Person,
    Text,
    yuan,
)
from boshan_desk.domain.identifiers import lost_digits
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.excel.matching.heads import Column

Verdict = tuple[Any, tuple[Problem, ...]]

_FORMULA_ERRORS: Final = frozenset(
    {
        *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
        *("#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!"),
    }
)
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile(r"\s*\n\s*")
_WIDE = re.compile("[\u2014-\u2026\u3000-\u9fff\uff00-\uffef]")
_SPACED_NAME = re.compile("[\u4e00-\u9fff](?:\\s+[\u4e00-\u9fff]){1,3}")
_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,4}")

_EXACT_YUAN: Final = 1e9
"""Below it a float tells one 分 from the next by far."""
_MUCH: Final = 10_000_000_00
"""分.  What a number in a column of 万元 seldom comes to: it may have been meant in 元."""
_NAMES_SMALL_UNIT = re.compile(r"[0-9.][元圆块](?:整|正)?$")
_NAMES_LARGE_UNIT = re.compile("[万亿]")
_FINER = re.compile(r"\.[0-9]{2}[0-9]*[1-9]")
_SAYS_YUAN = re.compile(r"[(/:,、单位]\s*(?:人民币)?元\)?$")

_FIRST_SERIAL: Final = 25_569
"""1970-01-01 as Excel counts.  Of smaller numbers some are a year and a month: 20253."""
_LAST_SERIAL: Final = 60_000
_SERIAL = re.compile(r"\s*'?([2-5][0-9]{4})(?:\.[0-9]{1,12})?\s*")
_EARLY, _LATE_YEARS = 1950, 20


class ColumnReader:
    """Reads the cells of one column; asked once for each value that stands in it."""

    def __init__(
        self,
        kind: Kind,
        column: Column,
        ledger: Ledger,
        lists: Lists,
        today: date,
        *,
        is_1904: bool = False,
    ) -> None:
        self._kind = kind
        self._unit = column.unit
        self._lists = lists
        self._today = today
        self._is_1904 = is_1904
        field = column.field or ""
        # A number of the office: 案号, 立案号.
        self._is_number = isinstance(kind, Text) and field.endswith("_no")
        self._is_text = isinstance(kind, Text)
        self._is_words = isinstance(kind, Text | Names | Link)
        self._is_person = isinstance(kind, Person)
        self._is_name = self._is_person or (
            self._is_text
            and not isinstance(kind, Note)
            and (field in ledger.called or field.endswith("name") or self._is_number)
        )
        self._says_yuan = _SAYS_YUAN.search(reading.fold(column.heading)) is not None

    def read(self, raw: Any) -> Verdict | None:
        """A cell's value with its problems; None for a value that is masked."""
        kind = self._kind
        if isinstance(raw, str):
            if kind.personal and "**" in raw:
                return None
            if raw[:1].isalnum():
                if self._is_text:
                    # Names and words, most of what there is, by the shortest way.
                    return self._take_words(reading.tidy_text(raw), ())
            elif raw in _FORMULA_ERRORS:
                return None, (
                    stop("", "单元格是公式错误 {raw}，请改为实际内容", "formula", raw=raw),
                )
            else:
                raw = _unguarded(raw)
        elif self._is_words and (refused := self._refuse(raw)):
            return None, (refused,)
        try:
            return self._read(raw)
        except BadValue as error:
            code = "digits" if isinstance(kind, Identifier) and lost_digits(raw) else "unreadable"
            return None, (stop("", error.template, code, **error.values),)

    def _refuse(self, raw: Any) -> Problem | None:
        """What a column of words may not hold: what Excel has made of them."""
        if isinstance(raw, bool):
            return stop("", "单元格是逻辑值（TRUE 或 FALSE），请填写文字", "unreadable")
        if isinstance(raw, float | int) and lost_digits(raw):
            return _lost()
        if self._is_number and isinstance(raw, date | time | timedelta):
            return stop("", "号码已被表格软件改成日期，请按原件重新填写，并设为文本格式", "digits")
        return None

    def _read(self, raw: Any) -> Verdict:
        kind = self._kind
        extra: tuple[Problem, ...] = ()
        if isinstance(kind, Money):
            value, extra = self._read_money(raw)
        elif isinstance(kind, Day):
            value, extra = self._read_day(raw)
        else:
            if isinstance(raw, datetime) and self._is_words:
                raw = raw.date() if raw.time() == time.min else raw.isoformat(" ")
            value = kind.parse(raw, self._lists)
            if value and self._is_text:
                return self._take_words(value, ())
            if value and isinstance(kind, Names):
                value, extra = _divide_names(value)
            elif value and isinstance(kind, Link) and "\n" in value:
                value = _joined(value)
        if value is None or value == ():
            return value, ()
        return value, (*extra, *kind.check(value, self._today))

    def _take_words(self, words: str, extra: tuple[Problem, ...]) -> Verdict:
        kind = self._kind
        if self._is_name:
            if "\n" in words:
                lines = words.split("\n")
                if self._is_person and all(_SHORT_NAME.fullmatch(line.strip()) for line in lines):
                    extra = (warn("", "单元格里有几行，像是几个名字，请核对", "several"),)
                else:
                    words = _joined(words)
            if self._is_number:
                # A number has no blanks, though people align theirs with them.
                words = _BLANKS.sub("", words)
                if lost_digits(words):
                    return None, (_lost(),)
            elif self._is_person and _SPACED_NAME.fullmatch(words):
                # 王　芳, set as wide as a name of three characters.
                words = _BLANKS.sub("", words)
        if len(words) <= kind.max and not extra:  # type: ignore[attr-defined]
            return words, ()
        return words, (*extra, *kind.check(words, self._today))

    def _read_day(self, raw: Any) -> Verdict:
        kind = self._kind
        if isinstance(raw, datetime | date):
            return self._doubt_day(kind.parse(raw, self._lists), ())
        number = _serial_of(raw)
        if number is None:
            return self._doubt_day(kind.parse(raw, self._lists), ())
        try:
            day = reading.read_date(number, serial=True, date1904=self._is_1904)
        except reading.Unreadable as error:
            raise BadValue(error.why, **error.values) from None
        return self._doubt_day(
            day,
            (
                warn(
                    "",
                    "按 Excel 日期序号 {number} 读作 {day}，请核对",
                    "serial",
                    number=number,
                    day=day,
                ),
            ),
        )

    def _doubt_day(self, day: Any, extra: tuple[Problem, ...]) -> Verdict:
        if day and not _EARLY <= day.year <= self._today.year + _LATE_YEARS:
            extra = (*extra, warn("", "{day} 的年份不合常理，请核对", "year", day=day))
        return day, extra

    def _read_money(self, raw: Any) -> Verdict:
        unit = self._unit
        if type(raw) is float and unit == "元" and abs(raw) < _EXACT_YUAN:
            fen = round(raw * 100)
            # Whole 分, as nearly every amount is; what is finer takes the careful way.
            if abs(fen - raw * 100) < 0.001:
                return fen, ()
        if reading.is_blank(raw):
            return None, ()
        try:
            fen, about = reading.read_fen(raw, unit=unit)
        except reading.Unreadable as error:
            raise BadValue(error.why, **error.values) from None
        extra = [warn("", "原表写的是约数，请核对", "about")] if about else []
        words = reading.fold(raw) if isinstance(raw, str) else ""
        large = _NAMES_LARGE_UNIT.search(words) is not None
        small = not large and _NAMES_SMALL_UNIT.search(words) is not None
        if (unit != "元" and small) or (unit == "元" and self._says_yuan and large):
            extra.append(
                note(
                    "",
                    "单元格写的单位与表头（{unit}）不同，按单元格读作 {amount} 元",
                    "unit",
                    unit=unit,
                    amount=yuan(fen),
                )
            )
        elif unit == "元" and not large and _is_finer(raw, fen):
            extra.append(
                warn(
                    "",
                    "比“分”还细，已四舍五入为 {amount} 元；如果单位是万元，请在表头注明",
                    "unit",
                    amount=yuan(fen),
                )
            )
        elif unit != "元" and not large and abs(fen) > _MUCH:
            extra.append(
                warn(
                    "",
                    "按表头的单位（{unit}）折合 {amount} 元，数额很大，请核对单位",
                    "unit",
                    unit=unit,
                    amount=yuan(fen),
                )
            )
        return fen, tuple(extra)


def _is_finer(raw: Any, fen: int) -> bool:
    """Whether an amount in 元 has parts of a 分, as one in 万元 would."""
    if isinstance(raw, str):
        return _FINER.search(raw) is not None
    return abs(float(raw) * 100 - fen) >= 0.001


def _lost() -> Problem:
    return stop("", "号码已被表格软件改成数值，末几位已丢失，请按原件重新填写", "digits")


def _unguarded(raw: str) -> str:
    """Without what keeps a number text: ="…", or an apostrophe that some export wrote out."""
    if raw.startswith('="') and raw.endswith('"') and len(raw) > 3:
        return raw[2:-1]
    if raw[0] == "'" and "'" not in raw[1:]:
        return raw[1:]
    return raw


def _joined(words: str) -> str:
    """One line of several: a line's end between Chinese characters is no blank."""
    pieces = _LINE_END.split(words)
    line = pieces[0]
    for piece in pieces[1:]:
        close = not line or not piece or _WIDE.match(line[-1]) or _WIDE.match(piece[0])
        line += piece if close else f" {piece}"
    return line


def _serial_of(raw: Any) -> int | None:
    """The day number that a cell without a date's format holds."""
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return int(raw) if _FIRST_SERIAL <= raw < _LAST_SERIAL else None
    if isinstance(raw, str) and (told := _SERIAL.fullmatch(raw)):
        return number if (number := int(told[1])) >= _FIRST_SERIAL else None
    return None


def _divide_names(names: tuple[str, ...]) -> Verdict:
    """Names that only blanks keep apart, and names that have blanks within.

    于艳  谢斌 are two people, 李 明 is one; of anything else it is asked.
    """
    divided: list[str] = []
    doubt: tuple[Problem, ...] = ()
    for name in names:
        parts = name.split()
        if len(parts) == 1 or not all(_WIDE.match(part) for part in parts):
            divided.append(name)
        elif all(len(part) > 1 for part in parts):
            divided += parts
        elif len(parts) == 2:
            # 李 明, 李 明华: a surname and what follows.
            divided.append("".join(parts))
        else:
            divided.append(name)
            doubt = (warn("", "“{name}”像是几个名字，请用顿号分开", "several", name=name),)
    return tuple(dict.fromkeys(divided)), doubt
