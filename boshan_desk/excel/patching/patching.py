"""Cells of a workbook changed in place; everything else in it stays byte for byte.

The file comes from outside, so a confined child does it: in go the bytes and what to do, out come
bytes, of which nothing is read here but that they are a package of bounded size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined import process, wire
from boshan_desk.excel.patching.styles_patch import Severity
from boshan_desk.i18n import mark

MOST_GROWN: Final = 30 * 2**20
"""Bytes that a workbook may become longer by."""

_ODD: Final = mark(
    "这个工作簿的内部结构特殊，不能在原文件上改写；请用 WPS 或 Excel 打开，另存为 .xlsx 后再试"
)
_TEXTS: Final[Mapping[str, str]] = {
    "missing": mark("工作簿里没有名为“{sheet}”的工作表，请核对后重试"),
    "formula": mark("要填的单元格里是给别的单元格算数的公式，不能覆盖；请换一个单元格"),
    "full": mark("工作表右边已经没有空列，请删去多余的列后再试"),
}
_TOO_MUCH: Final = mark(
    "这个工作簿过大，改写时超出了允许的内存或时间；请删去多余的行、列和工作表后再试"
)
_NO_START: Final = mark("不能启动改写表格的程序；请关闭一些程序后重试，仍不行请重新安装本程序")

_EMPTY: Final[Mapping[Any, Any]] = MappingProxyType({})


class NotPatched(Refused):
    """A workbook that cannot be changed in place."""


@dataclass(frozen=True)
class SheetPatch:
    """What changes in one sheet.  A place is a row as Excel numbers it, from 1, and a column from
    0."""

    cells: Mapping[tuple[int, int], object] = field(default_factory=lambda: _EMPTY)
    """Text, numbers, truth values, days and times; None clears.  A cell keeps its style; a day in
    a cell that would not show one gets a day's format."""
    marks: Mapping[tuple[int, int], Severity] = field(default_factory=lambda: _EMPTY)
    """Cells that become light red, amber or grey."""
    comments: Mapping[tuple[int, int], str] = field(default_factory=lambda: _EMPTY)
    widths: Mapping[int, float] = field(default_factory=lambda: _EMPTY)
    """In characters, as Excel says it."""
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class AddedColumn:
    """A column that is put right of the table, or in its own place where it was put before."""

    titles: tuple[str, ...]
    """Its heading, and by what else it is known when it is there."""
    cells: Mapping[int, str]
    clears: bool = True
    """Whether what it held before goes; else only the cells that are given change."""
    hidden: bool = False
    width: float = 20.0
    note: str | None = None
    """A comment to its heading."""


@dataclass(frozen=True)
class Return:
    """What comes back beside a sheet's table: columns, and marks in the place of earlier ones."""

    head: tuple[int, ...]
    """The rows of the head, downwards; a heading is merged over them."""
    added: Sequence[AddedColumn]


def patch_workbook(
    content: bytes,
    patches: Mapping[str, SheetPatch],
    *,
    recount: bool = False,
    returns: Mapping[str, Return] = _EMPTY,
    heard: Callable[[], object] = lambda: None,
) -> bytes:
    """The workbook (.xlsx, .xlsm) with sheets changed, by their names.

    `recount` has every formula counted when the book is opened, whatever result it was saved with.
    `returns` adds columns to sheets and takes off marks and comments of an earlier time.

    Raises:
        NotPatched: no such sheet, no workbook of this kind, or one that is written strangely.
    """
    orders = {
        "recount": recount,
        "sheets": {
            name: _order(patches.get(name, SheetPatch()), returns.get(name))
            for name in {**patches, **returns}
        },
    }
    try:
        new = process.ask("patch", content, orders, heard=heard)
    except process.NoStart as error:
        raise Refused(_NO_START) from error
    except process.Declined as error:
        word, _colon, rest = error.why.partition(":")
        raise NotPatched(_TEXTS.get(word, _ODD), sheet=rest) from error
    except (process.TooLong, process.Died, wire.TooMuch) as error:
        raise NotPatched(_TOO_MUCH) from error
    except (wire.Garbled, wire.Fault) as error:
        raise NotPatched(_ODD) from error
    if not _is_package(new) or len(new) > len(content) + MOST_GROWN:
        raise NotPatched(_ODD)
    return new


def _is_package(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04") and content[-22:-18] == b"PK\x05\x06"


def _order(patch: SheetPatch, back: Return | None) -> dict[str, Any]:
    for row, column in (*patch.cells, *patch.marks, *patch.comments):
        if not (1 <= row <= wire.MOST_ROWS and 0 <= column < wire.MOST_COLUMNS):
            raise ValueError("a place outside any sheet")
    added = back.added if back else ()
    return {
        "cells": [(*place, _told(value)) for place, value in patch.cells.items()],
        "marks": [(*place, kind) for place, kind in patch.marks.items()],
        "comments": [(*place, said) for place, said in patch.comments.items()],
        "widths": list(patch.widths.items()),
        "hidden": sorted(patch.hidden_columns),
        "added": [
            {
                "titles": each.titles,
                "cells": list(each.cells.items()),
                "clears": each.clears,
                "hidden": each.hidden,
                "width": each.width,
            }
            for each in added
        ],
        "notes": {each.titles[0]: each.note for each in added},
        "unmarks": back is not None,
        "head": back.head if back else (),
    }


def _told(value: object) -> object:
    """A value as JSON can tell it."""
    match value:
        case None | bool() | str() | int() | float():
            return value
        case datetime():
            return ["moment", value.replace(tzinfo=None).isoformat()]
        case date():
            return ["day", value.isoformat()]
        case time():
            return ["time", value.isoformat()]
        case Decimal():
            return ["number", str(value)]
    raise TypeError(f"cells have no {type(value).__name__}")
