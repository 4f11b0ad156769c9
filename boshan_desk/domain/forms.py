"""What fills the cells of a superior's form (上级报表), as data.

A form is a workbook as the superior drew it; its mapping ties cells to figures, to the national
form, to words, to rows of a ledger, or says that they are filled in by hand.  A mapping is kept as
JSON, and travels as a small .toml beside the .xlsx; both have the same shape:

    [form]
    title = "知识产权执法数据统计表"
    periods = ["quarter", "year"]
    [[sheet]]
    name = "季报"
    [sheet.cells]
    A2 = { text = "报送单位：{bureau}" }
    B5 = { figure = "M-EN01" }
    C5 = { figure = "M-EN05", span = "total", unit = "元", where = { cause = ["@gi"] } }
    B9 = { national = "gi", figure = "M-EN02" }
    "D5:D9" = { hand = true }
    A12 = { rows = "gi_right", columns = ["#", "product_name", "?"], room = 40 }

Whether figures, ledgers and fields are there is not known here: `usecases.forms.checking` asks.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast

from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.i18n import _, mark

Span = Literal[
    "now", "total", "then", "total_then", "before", "last_year", "change", "total_change"
]

SPANS: Final[dict[str, str]] = {
    "now": mark("本期"),
    "total": mark("本年累计"),
    "then": mark("上年同期"),
    "total_then": mark("上年同期累计"),
    "before": mark("上期"),
    "last_year": mark("上年全年"),
    "change": mark("同比（%）"),
    "total_change": mark("累计同比（%）"),
}
"""Of which time a figure is, seen from the period that the form is filled in for."""

UNITS: Final[dict[str, int]] = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
"""The units that money may be written in, and how many 分 each is."""

PERIODS: Final[dict[str, str]] = {
    "month": mark("月"),
    "quarter": mark("季度"),
    "half": mark("半年"),
    "year": mark("年"),
}
"""The periods that a form may be for."""

PLACEHOLDERS: Final[dict[str, str]] = {
    "bureau": mark("填报单位"),
    "county": mark("区县名称"),
    "town": mark("镇街名称"),
    "period": mark("期间"),
    "total": mark("累计期间"),
    "year": mark("年份"),
    "first": mark("期间第一日"),
    "last": mark("期间最后一日"),
    "begun": mark("累计第一日"),
    "today": mark("填报日期"),
    "officer": mark("填报人"),
    "sample": mark("演示标记"),
    "remarks": mark("统计表的注（本期）"),
    "total_remarks": mark("统计表的注（累计）"),
}
"""What may stand in braces in a text, and what it stands for."""

GROUP: Final = "@"
"""Begins a value that is no code: a group of causes (@gi), or one of the three below."""
FILLED: Final = "@filled"
BLANK: Final = "@blank"
YEAR: Final = "@year"
"""The year of the period, for fields that hold a year."""

WHOLE_COUNTY: Final = "*"
"""In the place of a town: the county, whatever town the form is filled in for."""

NUMBER: Final = "#"
HAND: Final = "?"
SKIP: Final = ""
"""Columns of a block of rows that hold no field: 1, 2, 3 …; filled in by hand; left alone."""

MOST_TIES: Final = 5_000
MOST_ROOM: Final = 2_000
MOST_TEXT: Final = 500
MOST_ROW: Final = 2**20
MOST_COLUMN: Final = 2**14
MOST_NOTE: Final = 2_000

Place: TypeAlias = tuple[int, int]
"""A cell: its row as Excel numbers it, and its column from 0."""


@dataclass(frozen=True)
class Condition:
    """A further condition: the field has one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FigureTie:
    """A figure of the catalogue."""

    code: str
    span: Span = "now"
    town: str = ""
    """The town's code; "" is what is chosen when the form is filled in, or `WHOLE_COUNTY`."""
    where: tuple[Condition, ...] = ()
    unit: str = ""
    """Of money: one of `UNITS`; "" is 万元."""
    decimals: int | None = None
    """None: two of money, one of shares and averages."""


@dataclass(frozen=True, kw_only=True)
class NationalTie:
    """A cell of the national enforcement form: always of the whole county, unrounded."""

    row: str
    """The group of causes; "sum" is all of them."""
    code: str
    span: Literal["now", "total"] = "now"


@dataclass(frozen=True, kw_only=True)
class TextTie:
    """Words, with `PLACEHOLDERS` in braces."""

    text: str


@dataclass(frozen=True, kw_only=True)
class RowsTie:
    """Records of a ledger below one another; personal values are masked as in all that leaves."""

    ledger: str
    columns: tuple[str, ...]
    """What stands in the cells from the first one to the right: a field, a field of what a link
    points to (`right_id.right_kind`), money in a unit (`value@元`), or `NUMBER`, `HAND`, `SKIP`."""
    room: int
    """For how many records the form has rows."""
    where: tuple[Condition, ...] = ()
    town: str = ""
    """As of a figure."""
    within: Literal["all", "period", "total"] = "all"
    """Which records by the ledger's own day: any, of the period, of the year so far."""
    order: str = ""
    """The field they are sorted by; as entered when empty."""


@dataclass(frozen=True, kw_only=True)
class HandTie:
    """Filled in by hand: the program leaves it alone and counts it."""


Source: TypeAlias = FigureTie | NationalTie | TextTie | RowsTie | HandTie


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A cell and what fills it."""

    sheet: str
    row: int
    column: int
    source: Source

    @property
    def place(self) -> Place:
        """Where it is in its sheet."""
        return self.row, self.column

    @property
    def name(self) -> str:
        """The cell as Excel names it."""
        return cell_name(self.row, self.column)

    def covers(self) -> Iterator[Place]:
        """The cells that it may write into."""
        source = self.source
        if isinstance(source, RowsTie):
            for row in range(self.row, self.row + source.room):
                for step, column in enumerate(source.columns):
                    if column not in (SKIP, HAND):
                        yield row, self.column + step
        elif not isinstance(source, HandTie):
            yield self.place


@dataclass(frozen=True, kw_only=True)
class FormMapping:
    """What fills a form."""

    title: str
    periods: tuple[str, ...] = ()
    """For which periods it is filled in; empty: for any."""
    note: str = ""
    """How it is counted and when it is due, for the officer."""
    ties: tuple[Tie, ...] = ()

    @property
    def share(self) -> int | None:
        """How many per cent of what is to be filled in we fill in; None where nothing is."""
        own, hand = self.counts
        return (own * 200 + own + hand) // ((own + hand) * 2) if own + hand else None

    @property
    def counts(self) -> tuple[int, int]:
        """How many cells we fill in, and how many are filled in by hand.

        Of a block of rows every column counts once: how long the list is says nothing of typing.
        """
        own = hand = 0
        for tie in self.ties:
            match tie.source:
                case HandTie():
                    hand += 1
                case RowsTie(columns=columns):
                    own += sum(1 for column in columns if column not in (SKIP, HAND))
                    hand += columns.count(HAND)
                case _:
                    own += 1
        return own, hand

    def sheets(self) -> tuple[str, ...]:
        """The sheets that have ties, in the order of the mapping."""
        return tuple(dict.fromkeys(tie.sheet for tie in self.ties))

    def at(self, sheet: str, place: Place) -> Tie | None:
        """The tie that begins in a cell."""
        return next((t for t in self.ties if t.sheet == sheet and t.place == place), None)

    def for_period(self, period: Period) -> bool:
        """Whether it is filled in for such a period."""
        return not self.periods or kind_of(period) in self.periods


def kind_of(period: Period) -> str:
    """What kind of period it is; "" for any other stretch of months."""
    if period.months == 12:
        return "year"
    if period.months == 1:
        return "month"
    if period.months == 3 and period.first % 3 == 1:
        return "quarter"
    return "half" if period.months == 6 and period.first in (1, 7) else ""


def share_short(mapping: FormMapping) -> str:
    """本表 86% 自动填充: what is spared."""
    if mapping.share is None:
        return _("本表还没有对应关系")
    return _("本表 {share}% 自动填充").format(share=mapping.share)


def share_words(mapping: FormMapping) -> str:
    """The same with the cells that were counted."""
    if mapping.share is None:
        return share_short(mapping)
    own, hand = mapping.counts
    counted = _("自动 {own} 格，手工 {hand} 格").format(own=own, hand=hand)
    return with_more(share_short(mapping), counted)


# ---------------------------------------------------------------- cells

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def cell_name(row: int, column: int) -> str:
    """A cell as Excel names it: row 5, column 1 is B5."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return f"{letters}{row}"


def read_cell(text: str) -> Place:
    """The cell that a name means.

    Raises:
        Refused: it is no name of a cell.
    """
    found = _CELL.fullmatch(text.strip().upper())
    if found:
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        if column <= MOST_COLUMN and int(found[2]) <= MOST_ROW:
            return int(found[2]), column - 1
    raise Refused("“{text}”不是单元格，应写成 B5 或 B5:D9", text=text)


def _cells(text: str) -> Iterator[Place]:
    """The cells of a name or of a range, row by row."""
    first, colon, last = text.partition(":")
    begin = read_cell(first)
    end = read_cell(last) if colon else begin
    rows, columns = end[0] - begin[0] + 1, end[1] - begin[1] + 1
    if rows < 1 or columns < 1 or rows * columns > MOST_TIES:
        raise Refused("“{text}”不是一个区域，或者过大", text=text)
    for row in range(rows):
        for column in range(columns):
            yield begin[0] + row, begin[1] + column


# ---------------------------------------------------------------- reading


class _Wrong(Exception):
    """Something is not as it should be; the words say what."""


def read_toml(text: str) -> FormMapping:
    """The mapping that a .toml holds.

    Raises:
        Refused: it is none, with the cell that is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("对应文件不是正确的 TOML：{error}", error=error) from error
    return read_mapping(data)


def read_json(text: str) -> FormMapping:
    """The mapping as the store keeps it."""
    return read_mapping(json.loads(text))


def read_mapping(data: Mapping[str, Any]) -> FormMapping:
    """The mapping that plain tables hold.

    Raises:
        Refused: they hold none, with the cell that is wrong.
    """
    where = _("开头")
    ties: list[Tie] = []
    try:
        _only(data, "form", "sheet")
        head = _table(data.get("form", {}))
        _only(head, "title", "periods", "note")
        title = _text(head, "title", most=80)
        if not title:
            raise _Wrong(_("没有写 title（表名）"))
        periods = _texts(head, "periods")
        if strange := [p for p in periods if p not in PERIODS]:
            raise _Wrong(_("没有期间“{name}”").format(name=strange[0]))
        sheets = data.get("sheet", [])
        if not isinstance(sheets, list):
            raise _Wrong(_("sheet 应写成 [[sheet]]"))
        for sheet in sheets:
            sheet = _table(sheet)
            _only(sheet, "name", "cells")
            name = where = _text(sheet, "name", most=80)
            for cell, told in _table(sheet.get("cells", {})).items():
                where = f"{name}!{cell}"
                source = read_source(_table(told))
                ties += (
                    Tie(sheet=name, row=row, column=column, source=source)
                    for row, column in _cells(cell)
                )
                if len(ties) > MOST_TIES:
                    raise _Wrong(_("对应的单元格超过 {most} 个").format(most=MOST_TIES))
    except _Wrong as error:
        raise Refused("对应关系有误（{where}）：{why}", where=where, why=error) from None
    except Refused as error:
        raise Refused("对应关系有误（{where}）：{why}", where=where, why=error.words()) from None
    made = FormMapping(
        title=title, periods=periods, note=_text(head, "note", most=MOST_NOTE), ties=tuple(ties)
    )
    refuse_overlaps(made)
    return made


def refuse_overlaps(mapping: FormMapping) -> None:
    """Refuse a cell that is tied twice, or that lies in a block of rows as well."""
    seen: dict[tuple[str, Place], Tie] = {}
    for tie in mapping.ties:
        for place in {tie.place, *tie.covers()}:
            other = seen.setdefault((tie.sheet, place), tie)
            if other is not tie:
                raise Refused(
                    "{sheet}!{cell} 有两种填法（{first} 和 {second}），请去掉一种",
                    sheet=tie.sheet,
                    cell=cell_name(*place),
                    first=other.name,
                    second=tie.name,
                )


_KINDS: Final = ("hand", "text", "national", "figure", "rows")


def read_source(told: Mapping[str, Any]) -> Source:
    """What fills a cell, from its table.

    Raises:
        Refused: it says nothing that we know.
    """
    kind = next((k for k in _KINDS if k in told), "")
    try:
        match kind:
            case "hand":
                _only(told, "hand")
                if told["hand"] is not True:
                    raise _Wrong(_("手工填写应写成 hand = true"))
                return HandTie()
            case "text":
                _only(told, "text")
                return TextTie(text=_words(_text(told, "text", most=MOST_TEXT)))
            case "national":
                _only(told, "national", "figure", "span")
                return NationalTie(
                    row=_text(told, "national"),
                    code=_text(told, "figure"),
                    span=cast(Any, _one_of(told, "span", "now", ("now", "total"))),
                )
            case "figure":
                _only(told, "figure", "span", "town", "where", "unit", "decimals")
                return FigureTie(
                    code=_text(told, "figure"),
                    span=cast(Any, _one_of(told, "span", "now", SPANS)),
                    town=_text(told, "town"),
                    where=_conditions(told),
                    unit=_one_of(told, "unit", "", ("", *UNITS)),
                    decimals=_number(told, "decimals", 0, 6),
                )
            case "rows":
                return _read_rows(told)
    except _Wrong as error:
        raise Refused("{why}", why=error) from None
    raise Refused("没有写填什么，应有其中一项：{kinds}", kinds=listed(_KINDS))


def _read_rows(told: Mapping[str, Any]) -> RowsTie:
    _only(told, "rows", "columns", "room", "where", "town", "within", "order")
    columns = _texts(told, "columns")
    if not any(column not in (SKIP, HAND, NUMBER) for column in columns):
        raise _Wrong(_("columns 里没有栏目"))
    room = _number(told, "room", 1, MOST_ROOM)
    if room is None:
        raise _Wrong(_("没有写 room（表上留有几行）"))
    if room * len(columns) > MOST_TIES * 10:
        raise _Wrong(_("行和栏过多"))
    return RowsTie(
        ledger=_text(told, "rows"),
        columns=columns,
        room=room,
        where=_conditions(told),
        town=_text(told, "town"),
        within=cast(Any, _one_of(told, "within", "all", ("all", "period", "total"))),
        order=_text(told, "order"),
    )


_BRACES = re.compile(r"\{([^{}]*)\}")


def _words(text: str) -> str:
    strange = [name for name in _BRACES.findall(text) if name not in PLACEHOLDERS]
    if strange:
        raise _Wrong(
            _("没有可以插入的“{name}”，可用的有：{known}").format(
                name=strange[0], known=listed(PLACEHOLDERS)
            )
        )
    return text


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """A text with what its placeholders stand for."""
    return _BRACES.sub(lambda found: values[found[1]], text).strip()


def _conditions(told: Mapping[str, Any]) -> tuple[Condition, ...]:
    where = _table(told.get("where", {}))
    found = []
    for field in where:
        values = _texts(where, field)
        if not values:
            raise _Wrong(_("where 里的“{name}”没有值").format(name=field))
        found.append(Condition(field, values))
    return tuple(found)


def _only(table: Mapping[str, Any], *names: str) -> None:
    if strange := [name for name in table if name not in names]:
        raise _Wrong(_("不认识的“{name}”").format(name=strange[0]))


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(_("应是一个表"))
    return value


def _text(table: Mapping[str, Any], name: str, *, most: int = 200) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise _Wrong(_("“{name}”应是不超过 {most} 字的文字").format(name=name, most=most))
    return value


def _texts(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    values = [value] if isinstance(value, str) else value
    if (
        not isinstance(values, list | tuple)
        or len(values) > 200
        or not all(isinstance(v, str) and len(v) <= 100 for v in values)
    ):
        raise _Wrong(_("“{name}”应是一列文字").format(name=name))
    return tuple(values)


def _one_of(table: Mapping[str, Any], name: str, usual: str, known: Iterable[str]) -> str:
    value = table.get(name, usual)
    if value not in set(known):
        raise _Wrong(
            _("“{name}”不能是 {value}，可以是：{known}").format(
                name=name, value=value, known=listed(each for each in known if each)
            )
        )
    return str(value)


def _number(table: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = table.get(name)
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:
        raise _Wrong(
            _("“{name}”应是 {least} 到 {most} 的整数").format(name=name, least=least, most=most)
        )
    return value


# ---------------------------------------------------------------- writing


def to_plain(mapping: FormMapping) -> dict[str, Any]:
    """The mapping as plain tables, which `read_mapping` reads back."""
    head: dict[str, Any] = {"title": mapping.title}
    if mapping.periods:
        head["periods"] = list(mapping.periods)
    if mapping.note:
        head["note"] = mapping.note
    sheets = [
        {
            "name": name,
            "cells": {t.name: source_table(t.source) for t in mapping.ties if t.sheet == name},
        }
        for name in mapping.sheets()
    ]
    return {"form": head, "sheet": sheets}


def to_json(mapping: FormMapping) -> str:
    """The mapping as the store keeps it."""
    return json.dumps(to_plain(mapping), ensure_ascii=False)


def to_toml(mapping: FormMapping) -> str:
    """The mapping as a .toml for other counties."""
    plain = to_plain(mapping)
    lines = ["[form]", *(f"{name} = {_toml(value)}" for name, value in plain["form"].items())]
    for sheet in plain["sheet"]:
        lines += ["", "[[sheet]]", f"name = {_toml(sheet['name'])}", "", "[sheet.cells]"]
        lines += [f"{cell} = {_toml(table)}" for cell, table in sheet["cells"].items()]
    return "\n".join(lines) + "\n"


def source_table(source: Source) -> dict[str, Any]:
    """What fills a cell as a table, without what goes without saying."""
    told: dict[str, Any]
    match source:
        case HandTie():
            return {"hand": True}
        case TextTie(text=text):
            return {"text": text}
        case NationalTie():
            told = {"national": source.row, "figure": source.code}
            return told | ({"span": source.span} if source.span != "now" else {})
        case FigureTie():
            told = {
                "figure": source.code,
                "span": "" if source.span == "now" else source.span,
                "town": source.town,
                "unit": source.unit,
                "decimals": source.decimals,
                "where": {each.field: list(each.values) for each in source.where},
            }
        case RowsTie():
            told = {
                "rows": source.ledger,
                "columns": list(source.columns),
                "room": source.room,
                "where": {each.field: list(each.values) for each in source.where},
                "town": source.town,
                "within": "" if source.within == "all" else source.within,
                "order": source.order,
            }
    return {name: value for name, value in told.items() if value not in ("", None, {})}


def _toml(value: object) -> str:
    """One value; a JSON string is a basic string of TOML too, but for one character."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            pairs = (f"{_toml_key(name)} = {_toml(each)}" for name, each in value.items())
            return f"{{ {', '.join(pairs)} }}"
    return str(value)


def _toml_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)
