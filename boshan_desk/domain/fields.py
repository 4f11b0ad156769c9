"""The kinds of field: one object knows how its values are read, kept, shown, masked and judged.

A ledger names its fields with a kind each; everything else (table, form, list, workbook, masking)
asks the kind.  Empty is always None, or an empty tuple where a field holds several values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Literal

from boshan_desk.domain import identifiers, reading
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.period import find_period, read_period
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark

Plain = str | int | bool | list[str] | None
"""What JSON and the store can hold."""

SCREEN = 1
"""Mask as on screens, lists and workbooks of the office (domain.md 4.3, level 1)."""
PAPER = 2
"""Mask as in what leaves the bureau (level 2)."""


class BadValue(ValueError):
    """A value that its kind cannot read; `template` and `values` say why and what is expected."""

    def __init__(self, template: str, /, **values: Any) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def words(self) -> str:
        """The sentence for the officer."""
        return _(self.template).format(**self.values)


@dataclass(frozen=True)
class Kind:
    """What every kind of field has: its title and when it must be filled in."""

    title: str
    need: str = ""
    """The stage from which it must be filled in: "submit", or one that the ledger names."""
    also: tuple[str, ...] = ()
    """Other headings that offices use for it."""
    help: str = ""

    name: ClassVar[str] = "text"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "TEXT"
    personal: ClassVar[bool] = False
    many: ClassVar[bool] = False
    width: ClassVar[int] = 14
    """Usual width in a list, in half-width characters."""

    @property
    def empty(self) -> Any:
        """The value that stands for nothing."""
        return () if self.many else None

    def parse(self, raw: object, lists: Lists) -> Any:
        """The value that something typed, imported or sent stands for; `BadValue` if none."""
        if reading.is_blank(raw):
            return self.empty
        if isinstance(raw, str) and not raw.isascii():
            try:
                raw.encode()
            except UnicodeEncodeError:
                # Half of a character, as damaged files and pastes bring it: nothing can keep it.
                raise BadValue("含有残缺的字符，请重新输入") from None
        try:
            return self.read(raw, lists)
        except reading.Unreadable as error:
            raise BadValue(error.why, **error.values) from None

    def read(self, raw: object, lists: Lists) -> Any:
        """`parse` for what is not blank."""
        raise NotImplementedError

    def show(self, value: Any, lists: Lists) -> str:
        """The value in words, nothing masked."""
        return "" if value is None else str(value)

    def mask(self, value: Any, level: int, lists: Lists) -> str:
        """The value in words as this outlet may show it."""
        return self.show(value, lists)

    def to_store(self, value: Any) -> str | int | None:
        """As the store keeps it."""
        stored: str | int | None = value
        return stored

    def from_store(self, stored: Any) -> Any:
        """Back from the store."""
        return stored

    def to_json(self, value: Any) -> Plain:
        """As the command line and packages write it (cli.md)."""
        plain: Plain = value
        return plain

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        """What is wrong with a value that is there; the problems' field is left empty."""
        return iter(())

    def holds(self, value: Any) -> bool:
        """Whether a value is of this kind's own type: the guard at the one door."""
        return value is None or isinstance(value, str)

    def unlisted(self, value: Any, lists: Lists) -> tuple[str, ...]:
        """The codes in a value that their list does not have."""
        return ()


@dataclass(frozen=True)
class Text(Kind):
    """One line of text."""

    max: int = 200

    name: ClassVar[str] = "text"
    width: ClassVar[int] = 22

    def read(self, raw: object, lists: Lists) -> str:
        return reading.tidy_text(_as_text(raw))

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if len(value) > self.max:
            yield stop(
                "", "最多 {max} 个字，现有 {now} 个", "too-long", max=self.max, now=len(value)
            )


@dataclass(frozen=True)
class Note(Text):
    """Text of several lines."""

    max: int = 4000

    name: ClassVar[str] = "note"
    width: ClassVar[int] = 30


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number, not negative."""

    unit: str = ""
    most: int = 10_000_000_000

    name: ClassVar[str] = "whole"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "INTEGER"
    width: ClassVar[int] = 9

    def read(self, raw: object, lists: Lists) -> int:
        return reading.read_int(raw)

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is int

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if value < 0:
            yield stop("", "不能是负数", "range")
        elif value > self.most:
            yield stop("", "不能大于 {most}", "range", most=self.most)


@dataclass(frozen=True)
class Money(Kind):
    """An amount, kept in whole 分; shown in 元, in papers in 万元."""

    name: ClassVar[str] = "money"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "INTEGER"
    width: ClassVar[int] = 14
    most: ClassVar[int] = 10**15

    def read(self, raw: object, lists: Lists) -> int:
        return reading.read_fen(raw)[0]

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else yuan(value)

    def to_json(self, value: Any) -> Plain:
        return None if value is None else yuan(value)

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is int

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if value < 0:
            yield stop("", "金额不能是负数", "range")
        elif value > self.most:
            yield stop("", "金额过大，请核对单位是不是“元”", "range")


@dataclass(frozen=True)
class Percent(Kind):
    """A share from 0 to 100 per cent, kept in hundredths of a per cent."""

    name: ClassVar[str] = "percent"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "INTEGER"
    width: ClassVar[int] = 9

    def read(self, raw: object, lists: Lists) -> int:
        text = raw.replace("％", "%").strip() if isinstance(raw, str) else raw
        share = isinstance(raw, float) and 0 < raw < 1
        number = reading.read_decimal(text.removesuffix("%") if isinstance(text, str) else text)
        hundredths = (number * (10_000 if share else 100)).quantize(Decimal(1), ROUND_HALF_UP)
        return int(hundredths)

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else f"{Decimal(value) / 100:f}%"

    def to_json(self, value: Any) -> Plain:
        return None if value is None else f"{Decimal(value) / 100:f}"

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is int

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if not 0 <= value <= 10_000:
            yield stop("", "应在 0 到 100% 之间", "range")


@dataclass(frozen=True)
class Number(Kind):
    """A number that may have decimals, four at most; kept in ten-thousandths."""

    unit: str = ""
    negative: bool = False

    name: ClassVar[str] = "number"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "INTEGER"
    width: ClassVar[int] = 12
    most: ClassVar[Decimal] = Decimal(10) ** 13
    SCALE: ClassVar[int] = 10_000
    """What is kept for 1."""

    def read(self, raw: object, lists: Lists) -> Decimal:
        number = reading.read_decimal(raw)
        if number != number.quantize(_TEN_THOUSANDTH, ROUND_HALF_UP) and not isinstance(raw, float):
            raise BadValue("最多四位小数")
        return number.quantize(_TEN_THOUSANDTH, ROUND_HALF_UP)

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def to_store(self, value: Any) -> int | None:
        return None if value is None else int(value * self.SCALE)

    def from_store(self, stored: Any) -> Decimal | None:
        return None if stored is None else (Decimal(stored) / self.SCALE).quantize(_TEN_THOUSANDTH)

    def to_json(self, value: Any) -> Plain:
        return None if value is None else f"{Decimal(value).normalize():f}"

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is Decimal

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if value < 0 and not self.negative:
            yield stop("", "不能是负数", "range")
        elif abs(value) > self.most:
            yield stop("", "数值过大，请核对单位", "range")


_TEN_THOUSANDTH = Decimal("0.0001")


@dataclass(frozen=True)
class Term(Kind):
    """A period: a month, a quarter, half a year or a year, kept as 2026Q3."""

    name: ClassVar[str] = "term"
    width: ClassVar[int] = 14

    def read(self, raw: object, lists: Lists) -> str:
        if (period := find_period(_as_text(raw))) is None:
            raise BadValue("看不懂的期间“{text}”，请写成 2026Q3 或 2026年三季度", text=raw)
        return str(period)

    def show(self, value: Any, lists: Lists) -> str:
        return read_period(value).words() if value else ""

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if read_period(value).start > today:
            yield warn(
                "", "{period}还没有开始，请核对", "future", period=read_period(value).words()
            )


@dataclass(frozen=True)
class Day(Kind):
    """A date."""

    future: bool = False
    """Whether it may lie in the future (a term, a planned day)."""

    name: ClassVar[str] = "day"
    width: ClassVar[int] = 12

    def read(self, raw: object, lists: Lists) -> date:
        return reading.read_date(raw)

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else value.isoformat()

    def to_store(self, value: Any) -> str | None:
        return None if value is None else value.isoformat()

    def from_store(self, stored: Any) -> date | None:
        return None if stored is None else date.fromisoformat(stored)

    def to_json(self, value: Any) -> Plain:
        return self.to_store(value)

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is date

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if not self.future and value > today:
            yield stop("", "{day} 晚于今天（{today}），请核对", "future", day=value, today=today)


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    name: ClassVar[str] = "flag"
    column: ClassVar[Literal["TEXT", "INTEGER"]] = "INTEGER"
    width: ClassVar[int] = 6

    def read(self, raw: object, lists: Lists) -> bool:
        return reading.read_bool(raw)

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else _("是") if value else _("否")

    def to_store(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def from_store(self, stored: Any) -> bool | None:
        return None if stored is None else bool(stored)

    def holds(self, value: Any) -> bool:
        return value is None or type(value) is bool


@dataclass(frozen=True)
class Code(Kind):
    """One value of a code list."""

    list: str = ""

    name: ClassVar[str] = "code"
    width: ClassVar[int] = 12

    def read(self, raw: object, lists: Lists) -> str:
        word = _as_text(raw).strip()
        if (code := lists[self.list].find(word)) is None:
            raise _not_listed(word, lists, self.list)
        return code

    def show(self, value: Any, lists: Lists) -> str:
        return "" if value is None else lists[self.list].label(value)

    def unlisted(self, value: Any, lists: Lists) -> tuple[str, ...]:
        return () if value is None or value in lists[self.list] else (value,)


@dataclass(frozen=True)
class Town(Code):
    """The town or street a record counts for, by whatever heading workbooks give it."""

    title: str = mark("所属镇街")
    also: tuple[str, ...] = ("所属乡镇", "镇街", "镇办", "所在镇街")
    list: str = "town"


@dataclass(frozen=True)
class Codes(Kind):
    """Several values of a code list, in the list's own order."""

    list: str = ""

    name: ClassVar[str] = "codes"
    many: ClassVar[bool] = True
    width: ClassVar[int] = 20

    def read(self, raw: object, lists: Lists) -> tuple[str, ...]:
        words = raw if isinstance(raw, list | tuple) else reading.split_list(raw)
        codes = set()
        for word in words:
            code = lists[self.list].find(_as_text(word).strip())
            if code is None:
                raise _not_listed(_as_text(word), lists, self.list)
            codes.add(code)
        return self.ordered(codes, lists)

    def ordered(self, codes: Iterable[str], lists: Lists) -> tuple[str, ...]:
        """The codes as they are kept: equal values look equal, wherever they come from."""
        return tuple(sorted(codes, key=lists[self.list].order))

    def show(self, value: Any, lists: Lists) -> str:
        return listed(lists[self.list].label(code) for code in value)

    def to_store(self, value: Any) -> str | None:
        return ",".join(value) or None

    def from_store(self, stored: Any) -> tuple[str, ...]:
        return tuple(stored.split(",")) if stored else ()

    def to_json(self, value: Any) -> Plain:
        return list(value)

    def holds(self, value: Any) -> bool:
        return isinstance(value, tuple) and all(isinstance(code, str) for code in value)

    def unlisted(self, value: Any, lists: Lists) -> tuple[str, ...]:
        return tuple(code for code in value if code not in lists[self.list])


@dataclass(frozen=True)
class Link(Kind):
    """Another record, by its id."""

    to: str = ""
    """The ledger it points to."""
    by: tuple[str, ...] = ()
    """Fields of this record that name the other one, a code before a name: the link is found by
    them when it is left empty."""

    name: ClassVar[str] = "link"
    width: ClassVar[int] = 22

    def read(self, raw: object, lists: Lists) -> str:
        return reading.tidy_text(_as_text(raw))


@dataclass(frozen=True)
class Identifier(Kind):
    """A number with a form of its own (domain.md section 4); kept normalised."""

    scheme: str = ""

    name: ClassVar[str] = "identifier"
    width: ClassVar[int] = 21

    def read(self, raw: object, lists: Lists) -> str:
        if identifiers.lost_digits(raw):
            raise BadValue("号码已被表格软件改成数值，末几位已丢失，请按原件重新填写")
        text = _as_text(raw)
        verdict = identifiers.identify(self.scheme, text, today=date.max)
        return verdict.normalised or reading.tidy_text(text)

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        verdict = identifiers.identify(self.scheme, value, today=today)
        if verdict.severity:
            raise_as = {"error": stop, "warn": warn, "note": note}[verdict.severity]
            yield raise_as("", verdict.why, self.scheme, **verdict.values)

    def mask(self, value: Any, level: int, lists: Lists) -> str:
        return identifiers.mask(self.scheme, value, level) if value else ""


@dataclass(frozen=True)
class CreditCode(Identifier):
    """A firm's unified credit code (GB 32100-2015), by whatever heading workbooks give it."""

    title: str = mark("统一社会信用代码")
    also: tuple[str, ...] = ("信用代码", "社会信用代码")
    scheme: str = "uscc"


@dataclass(frozen=True)
class IdNumber(Identifier):
    """A person's identity number: personal."""

    scheme: str = "idcard"

    name: ClassVar[str] = "idnumber"
    personal: ClassVar[bool] = True


_LIKE_ID = re.compile(r"[0-9]{15,19}[0-9X]")
"""An identity number with a digit lost or doubled; no passport has so many."""


@dataclass(frozen=True)
class Papers(Identifier):
    """证件号码 of a party: an identity number or, where the party is a firm, its credit code.

    Ledgers of offices keep both in one column.  Only the identity number is personal.
    """

    scheme: str = "papers"

    name: ClassVar[str] = "papers"
    personal: ClassVar[bool] = True

    @staticmethod
    def scheme_of(value: str) -> str:
        """Which of the two it is; when in doubt the personal one, so that it is masked."""
        like_id = value[:17].isdigit() and len(value) in (15, 18)
        if not like_id:
            return "uscc"
        is_id, is_firm = (
            identifiers.identify(s, value, today=date.max).ok for s in ("idcard", "uscc")
        )
        return "uscc" if is_firm and not is_id else "idcard"

    def read(self, raw: object, lists: Lists) -> str:
        if identifiers.lost_digits(raw):
            raise BadValue("号码已被表格软件改成数值，末几位已丢失，请按原件重新填写")
        return identifiers.identify("uscc", _as_text(raw), today=date.max).normalised

    def check(self, value: Any, today: date) -> Iterator[Problem]:
        if len(value) not in (15, 18) and not _LIKE_ID.fullmatch(value):
            # A passport or permit: its length is all that is known (domain.md 4.3).
            if not 5 <= len(value) <= 20:
                yield stop("", "证件号码长度不对，现有 {now} 位", "papers", now=len(value))
            return
        scheme = self.scheme_of(value) if len(value) == 18 else "idcard"
        verdict = identifiers.identify(scheme, value, today=today)
        if verdict.severity:
            raise_as = {"error": stop, "warn": warn, "note": note}[verdict.severity]
            yield raise_as("", verdict.why, scheme, **verdict.values)

    def mask(self, value: Any, level: int, lists: Lists) -> str:
        if not value:
            return ""
        firm = len(value) == 18 and self.scheme_of(value) == "uscc"
        return str(value) if firm else identifiers.mask("idcard", value, level)


@dataclass(frozen=True)
class Phone(Identifier):
    """A telephone number: personal."""

    scheme: str = "phone"

    name: ClassVar[str] = "phone"
    personal: ClassVar[bool] = True
    width: ClassVar[int] = 14


@dataclass(frozen=True)
class Person(Text):
    """A natural person's name, or a party that may be one: masked in what leaves the bureau."""

    max: int = 100
    covered: bool = False
    """Whether it is masked on the bureau's own screens too."""

    name: ClassVar[str] = "person"
    personal: ClassVar[bool] = True
    width: ClassVar[int] = 12

    def mask(self, value: Any, level: int, lists: Lists) -> str:
        if not value:
            return ""
        natural = self.covered or (level >= PAPER and natural_name(value))
        return identifiers.mask_name(value) if natural else str(value)


@dataclass(frozen=True)
class Names(Kind):
    """Several names, such as the officers of a case; they act in office, so they are not masked."""

    name: ClassVar[str] = "names"
    many: ClassVar[bool] = True
    width: ClassVar[int] = 14

    def read(self, raw: object, lists: Lists) -> tuple[str, ...]:
        words = raw if isinstance(raw, list | tuple) else reading.split_list(raw)
        return tuple(dict.fromkeys(t for w in words if (t := reading.tidy_text(_as_text(w)))))

    def show(self, value: Any, lists: Lists) -> str:
        return listed(value)

    def to_store(self, value: Any) -> str | None:
        return "、".join(value) or None

    def from_store(self, stored: Any) -> tuple[str, ...]:
        return tuple(stored.split("、")) if stored else ()

    def to_json(self, value: Any) -> Plain:
        return list(value)

    def holds(self, value: Any) -> bool:
        return isinstance(value, tuple) and all(isinstance(name, str) and name for name in value)


_FIRM_ENDS = tuple("厂店社部所院校会行馆坊站铺局队户场司室团家吧城园")


def natural_name(name: str) -> bool:
    """Whether a party's name looks like a person's: short, or joined by a dot, and no firm's end.

    In doubt it is a person, who is then masked.
    """
    joined = "·" in name or "•" in name
    return joined or (len(name) <= 4 and not name.endswith(_FIRM_ENDS))


def yuan(fen: int) -> str:
    """Whole 分 as 元 with two decimals: 3500000 is 35000.00."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def wan_yuan(fen: int) -> str:
    """Whole 分 as 万元 with two decimals, rounded half up."""
    return f"{(Decimal(fen) / 1_000_000).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def _as_text(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


def _not_listed(word: str, lists: Lists, name: str) -> BadValue:
    """What is said of a word that a code list does not have; what it may mean is only asked."""
    if maybe := lists[name].suggest(word):
        return BadValue(
            "“{word}”不在可选项里，是否为{maybe}？请改填可选项",
            word=word,
            maybe=_(" 或 ").join(f"“{label}”" for label in maybe),
        )
    return BadValue("“{word}”不在可选项里，可选：{labels}", word=word, labels=_some(name, lists))


def _some(name: str, lists: Lists) -> str:
    labels = [_(entry.label) for entry in lists[name]]
    return listed(labels[:12]) + ("…" if len(labels) > 12 else "")
