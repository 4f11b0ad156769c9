"""The same workbook back, with what was found in it: a last column, red cells, comments.

Everything else stays as it was.  What is no .xlsx (.xls, .ods, .csv, a web page), or one that
cannot be changed in place, comes back as a plain workbook with the same values and marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from boshan_desk.excel.matching.columns import ID_HEADING, RESULT_HEADING
from boshan_desk.excel.patching.patching import (
    AddedColumn,
    NotPatched,
    Return,
    SheetPatch,
    patch_workbook,
)
from boshan_desk.excel.patching.plain import sheet_names, write_plain
from boshan_desk.excel.reading.book import parse_book
from boshan_desk.i18n import _, mark

MOST_COMMENTS: Final = 3_000
"""Comments of one workbook: programs become slow with more.  Colours and words have no end."""

_PACKAGE: Final = b"PK\x03\x04"
_MACROS: Final = b"xl/vbaProject.bin"
_NARROWEST, _WIDEST = 12.0, 60.0
_ID_WIDTH: Final = 34.0

_OTHER_KIND: Final = mark(
    "原文件不是 .xlsx，退回时另存为 .xlsx：内容、合并单元格与原文件相同，字体、边框等格式不保留。"
)
_ODD: Final = mark(
    "原文件的内部结构特殊，不能在原文件上改写，退回的是内容相同的新工作簿：字体、边框、图片等不保留。"
)
_MANY: Final = mark("问题较多，批注只加到前 {most} 处；其余见本列文字和单元格颜色。")
_WHAT: Final = mark("本列由知识产权工作台填写。请按提示改正后把本表再导入一次，不必删除本列。")


@dataclass(frozen=True)
class RowFinding:
    """What is said of one row."""

    words: str
    """What the column 核对结果 says; line breaks become blanks."""
    outcome: str
    id: str
    """The record that the row went into; empty where it did not."""
    cells: Mapping[int, tuple[str, str]]
    """Columns from 0 (A): how grave it is (error, warn, note), and the words."""


@dataclass(frozen=True)
class SheetFindings:
    """What is said of one sheet: its head and its rows, as Excel numbers them."""

    sheet: str
    head_rows: tuple[int, ...]
    rows: Mapping[int, RowFinding]


@dataclass
class _Orders:
    """The findings as orders to change a workbook."""

    patches: dict[str, SheetPatch] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)


def ending(content: bytes, name: str) -> Literal[".xlsx", ".xlsm"]:
    """What the returned workbook must be called: programs refuse macros under another name."""
    has_macros = _MACROS in content or name.lower().endswith(".xlsm")
    return ".xlsm" if content.startswith(_PACKAGE) and has_macros else ".xlsx"


def return_workbook(
    content: bytes,
    name: str,
    findings: Sequence[SheetFindings],
    *,
    heard: Callable[[], object] = lambda: None,
) -> bytes:
    """The workbook with the findings: by row in the column 核对结果, by cell in red or amber with a
    comment, and the records of rows that went in, in a hidden column by which they are known again.

    All of it takes the place of what an earlier return left there.

    Raises:
        Refused: it cannot be read at all.
    """
    note = _(_OTHER_KIND)
    if content.startswith(_PACKAGE):
        orders = _order(findings, "")
        try:
            return patch_workbook(content, orders.patches, returns=orders.returns, heard=heard)
        except NotPatched:
            if Path(name).suffix.lower() != ".ods":
                note = _(_ODD)
    grids = parse_book(content, Path(name), heard=heard).sheets
    found = {each.sheet: each for each in findings}
    names = sheet_names(grids)
    heads = [found[grid.name].head_rows if grid.name in found else () for grid in grids]
    plain = write_plain(grids, heads, heard)
    renamed = [
        replace(found[grid.name], sheet=new)
        for grid, new in zip(grids, names, strict=True)
        if grid.name in found
    ]
    orders = _order(renamed, note)
    return patch_workbook(plain, orders.patches, returns=orders.returns, heard=heard)


def _order(findings: Sequence[SheetFindings], note: str) -> _Orders:
    orders = _Orders()
    left = MOST_COMMENTS
    for sheet in findings:
        if not sheet.head_rows:
            continue
        graves = list(_graves(sheet))
        comments = {place: _comment(*said) for place, said in graves[:left]}
        told = [_(_WHAT), note]
        if len(graves) > left:
            told.append(_(_MANY).format(most=MOST_COMMENTS))
        left -= len(comments)
        orders.patches[sheet.sheet] = SheetPatch(
            marks={place: "error" if kind == "error" else "warn" for place, (kind, _w) in graves},
            comments=comments,
        )
        # What stands above the table is nobody's fault, and a heading comes between.
        last = max(sheet.head_rows)
        words = {n: _in_one_line(each.words) for n, each in sheet.rows.items() if n > last}
        ids = {row: each.id for row, each in sheet.rows.items() if each.id}
        # The hidden column comes first: long words then go on over the free columns at their right.
        known = AddedColumn(_both(ID_HEADING), ids, clears=False, hidden=True, width=_ID_WIDTH)
        result = AddedColumn(
            _both(RESULT_HEADING),
            words,
            width=_width(words),
            note="\n".join(filter(None, told)),
        )
        added = [known, result] if ids else [result]
        orders.returns[sheet.sheet] = Return(sheet.head_rows, added)
    return orders


def _graves(sheet: SheetFindings) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """The cells that are wrong, then those that should be looked at."""
    for wanted in ("error", "warn"):
        for row, each in sheet.rows.items():
            for column, (kind, words) in each.cells.items():
                if kind == wanted:
                    yield (row, column), (kind, words)


def _comment(kind: str, words: str) -> str:
    title = _("需要改正") if kind == "error" else _("请核对")
    return f"{title}\n{words}"


def _in_one_line(words: str) -> str:
    return "  ".join(line.strip() for line in words.splitlines() if line.strip())


def _both(heading: str) -> tuple[str, ...]:
    """A heading in the language spoken now, and as it is in the source."""
    return tuple(dict.fromkeys((_(heading), heading)))


def _width(words: Mapping[int, str]) -> float:
    longest = max((sum(1 if ord(c) < 0x2E80 else 2 for c in w) for w in words.values()), default=0)
    return min(max(longest + 2.0, _NARROWEST), _WIDEST)
