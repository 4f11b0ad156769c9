"""The rows of the records, with what comes between them."""

from __future__ import annotations

from tests.plausible.around import lay_example, lay_total
from tests.plausible.columns import lay_heads
from tests.plausible.draft import Draft
from tests.plausible.keys import Sheet
from tests.plausible.records import Values
from tests.plausible.row import lay_record
from tests.plausible.twice import lay_double
from tests.plausible.writing import TOWNS, Cell


def lay_body(draft: Draft, sheet: Sheet, row: int, records: list[Values], town: str) -> int:
    dice = draft.dice
    before = ""
    page = dice.choice((4, 6, 10))
    above: dict[int, Cell] = {}
    if draft.has("example-row"):
        row = lay_example(
            draft,
            sheet,
            row,
        )
    for place, record in enumerate(records):
        number = place + 1
        here = str(record.get("town_code"))
        if here != before and (draft.has("subtotals") or draft.has("sections")) and not town:
            if before and draft.has("subtotals"):
                row = lay_total(
                    draft,
                    sheet,
                    row,
                    dice.choice(("小计", "{}小计")).format(
                        TOWNS.label(before) if before != "None" else ""
                    ),
                )
                above = {}
            if draft.has("sections"):
                label = TOWNS.label(here) if here != "None" else "其他"
                sheet.put(row, sheet.left, f"{'一二三四五六七八九十'[place % 10]}、{label}")
                if not draft.text_only:
                    sheet.merged.append((row, sheet.left, row, sheet.left + len(draft.columns) - 1))
                row += 1
                above = {}
            before = here
        if place and place % page == 0:
            if draft.has("page-totals"):
                row = lay_total(draft, sheet, row, "本页小计")
                above = {}
            if draft.has("head-repeated"):
                row = lay_heads(draft, sheet, row, list(draft.columns))
                above = {}
        if draft.has("blank-rows") and dice.random() < 0.12:
            row += dice.choice((1, 2))
            above = {}
        above = lay_record(draft, sheet, row, record, number, above, town)
        row += 1
        below = lay_double(draft, sheet, row, record, number, town)
        if below > row:
            # A ditto mark would now repeat the double.
            row, above = below, {}
    if draft.has("merged-body"):
        merge_towns(draft, sheet)
    if draft.has("subtotals") and before and not town:
        row = lay_total(draft, sheet, row, "小计")
    return row


def merge_towns(draft: Draft, sheet: Sheet) -> None:
    """Rows of one town, one below another, with their town merged."""
    for place, column in enumerate(draft.columns):
        if column.field is None or column.field.name not in ("town_code", "unit", "station_id"):
            continue
        at = sheet.left + place
        rows = sorted(r for r, key in sheet.keys.items() if key.record and at in key.wants)
        run: list[int] = []
        for row in [*rows, -1]:
            same = (
                run
                and row == run[-1] + 1
                and sheet.keys[row].wants[at] == sheet.keys[run[0]].wants[at]
                and sheet.keys[row].wants[at].policy == "exact"
                and (row, at) in sheet.cells
            )
            if same:
                run.append(row)
                continue
            if len(run) > 1:
                sheet.merged.append((run[0], at, run[-1], at))
                for each in run[1:]:
                    del sheet.cells[each, at]
            run = [row]
