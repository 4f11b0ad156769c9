"""What stands twice: a record in two rows, a second table in one sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from boshan_desk.ledgers import LEDGERS as DECLARED
from tests.plausible.draft import Draft
from tests.plausible.keys import RowKey, Sheet
from tests.plausible.records import Values, invent
from tests.plausible.row import lay_record
from tests.plausible.words import LEDGERS
from tests.plausible.writing import Writer

_KEYS: Final = frozenset(
    name for ledger in LEDGERS for names in DECLARED[ledger].key for name in names
)


def lay_double(draft: Draft, sheet: Sheet, row: int, record: Values, number: int, town: str) -> int:
    """The same record once more, equal or with another word, now and then."""
    dice = draft.dice
    if draft.has("doubles-equal") and dice.random() < 0.15:
        for (at_row, at), raw in list(sheet.cells.items()):
            if at_row == row - 1:
                sheet.put(row, at, raw, sheet.formats.get((at_row, at), ""))
        first = sheet.keys[row - 1]
        sheet.keys[row] = RowKey(True, dict(first.wants), "equal double", may_refuse=True)
        first.may_refuse = True
        return row + 1
    if draft.has("doubles-conflicting") and dice.random() < 0.15:
        names = DECLARED[draft.ledger].key[0] if DECLARED[draft.ledger].key else ()
        changeable = [
            f.name
            for f in draft.fields
            if f.name not in _KEYS and f.sort in ("money", "whole", "remark", "address", "phone")
        ]
        if not changeable or not names:
            return row
        other = dict(record)
        fresh = invent(draft.ledger, draft.fields, 1, dice, draft.links)[0]
        name = dice.choice(changeable)
        if fresh[name] is None or fresh[name] == record[name]:
            return row
        other[name] = fresh[name]
        lay_record(draft, sheet, row, other, number, {}, town)
        for each in (row - 1, row):
            sheet.keys[each].may_refuse = True
            if same_key(draft, sheet, row - 1, row):
                sheet.keys[each].must_say = "conflicting double"
        return row + 1
    return row


def same_key(draft: Draft, sheet: Sheet, one: int, other: int) -> bool:
    """Whether two rows surely carry the same whole key."""

    def found(row: int) -> dict[str, object]:
        wants = sheet.keys[row].wants.values()
        return {w.field: w.value for w in wants if w.policy == "exact"}

    first, second = found(one), found(other)
    for names in DECLARED[draft.ledger].key:
        if all(first.get(n) is not None for n in names):
            return all(first[n] == second.get(n) for n in names)
        if any(first.get(n) is not None for n in names) or any(n in second for n in names):
            return False
    return False


def lay_second_below(draft: Draft, sheet: Sheet, row: int) -> None:
    """A second table with its columns in another order."""
    columns = [c for c in draft.columns if c.field]
    draft.dice.shuffle(columns)
    plain = [replace(c, group="", heading=c.heading or "栏目") for c in columns]
    if draft.dice.random() < 0.5:
        titles = [DECLARED[draft.ledger].fields[c.field.name].title for c in plain if c.field]
        units = [f"（{c.unit}）" if c.unit != "元" else "" for c in plain]
        heads = zip(plain, titles, units, strict=True)
        plain = [replace(c, heading=title + unit) for c, title, unit in heads]
    sheet.put(row, sheet.left, "第二部分（演示）")
    row += 1
    for place, column in enumerate(plain):
        sheet.put(row, sheet.left + place, column.heading)
    row += 1
    saved, draft.columns = draft.columns, plain
    for number, record in enumerate(
        invent(draft.ledger, draft.fields, 3, draft.dice, draft.links), 1
    ):
        lay_record(draft, sheet, row, record, number, {}, "")
        key = sheet.keys[row]
        key.may_refuse, key.what = True, "second table"
        key.wants = {
            at: replace(w, policy="either" if w.policy == "exact" else w.policy)
            for at, w in key.wants.items()
        }
        row += 1
    draft.columns = saved


def lay_second_beside(draft: Draft, sheet: Sheet) -> None:
    """A second table to the right, with the same columns: a list in two halves."""
    first = sheet.left + len(draft.columns) + 1
    columns = [c for c in draft.columns if c.field]
    heads = sorted(
        r
        for r, c in sheet.cells
        if c == sheet.left + draft.columns.index(columns[0])
        and sheet.cells[r, c] == columns[0].heading
    )
    if not heads or any(c.group for c in columns):
        return
    for place, column in enumerate(columns):
        sheet.put(heads[0], first + place, column.heading)
        sheet.aside.add(first + place)
    plain = Writer(draft.dice, frozenset(), text_only=draft.text_only)
    for row, key in sheet.keys.items():
        if key.record:
            record = invent(draft.ledger, draft.fields, 1, draft.dice, draft.links)[0]
            for place, column in enumerate(columns):
                assert column.field is not None
                cell = plain.write(column.field, record[column.field.name], column.unit)
                sheet.put(row, first + place, cell.raw, cell.style)
