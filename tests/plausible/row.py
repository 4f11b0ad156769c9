"""One row of the sheet: a record, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.plausible.draft import Column, Draft
from tests.plausible.keys import Raw, RowKey, Sheet, Want
from tests.plausible.records import Values
from tests.plausible.writing import Cell


def lay_record(
    draft: Draft,
    sheet: Sheet,
    row: int,
    record: Values,
    number: int,
    above: dict[int, Cell],
    town: str,
) -> dict[int, Cell]:
    """Write one record; what its cells are, for the ditto marks of the next."""
    dice = draft.dice
    key = RowKey(record=True)
    written: dict[int, Cell] = {}
    for place, column in enumerate(draft.columns):
        at = sheet.left + place
        if column.serial:
            sheet.put(row, at, str(number) if draft.text_only else number)
            continue
        if column.field is None:
            if column.heading:
                sheet.put(row, at, _stray(dice, column.heading))
            continue
        cell = make_cell(draft, column, record)
        if (
            draft.has("dittos")
            and dice.random() < 0.5
            and may_ditto(draft, column, cell, above.get(at))
        ):
            mark = dice.choice(("同上", "〃", "″", "同前", '"', "同上。", "″"))
            cell = replace(cell, raw=mark, style="")
            if mark in ("同上。",):
                cell = replace(cell, want=replace(cell.want, policy="either"))
        sheet.put(row, at, cell.raw, cell.style)
        key.wants[at] = cell.want
        written[at] = cell
    if town:
        key.wants[-1] = Want("town_code", "exact", town)
    if not any(w.policy != "empty" for w in key.wants.values()):
        key.may_refuse = True
    sheet.keys[row] = key
    return written


def make_cell(draft: Draft, column: Column, record: Values) -> Cell:
    each = column.field
    assert each is not None
    value = record[each.name]
    cell = draft.writer.write(each, value, column.unit)
    if each.sort.startswith("link:") and cell.want.policy != "empty" and cell.want.value == value:
        id = draft.links.names[each.sort[5:]][str(value)]
        return replace(cell, want=replace(cell.want, value=id))
    return cell


def may_ditto(draft: Draft, column: Column, cell: Cell, above: Cell | None) -> bool:
    each = column.field
    assert each is not None
    if above is None or each.sort in (
        "money",
        "whole",
        "few",
        "idcard",
        "uscc",
        "phone",
        "caseno",
        "story",
    ):
        return False
    return cell.raw is not None and cell.want == above.want and cell.want.policy == "exact"


def _stray(dice: Random, heading: str) -> Raw:
    """What stands in a column that means nothing."""
    return dice.choice(("A-3", "演示", "已签", "第2批", "12", "", "√", "2025-03-05", "演示员"))
