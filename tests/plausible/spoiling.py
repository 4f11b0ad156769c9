"""What is done to a sheet when its rows are written: hidden, commented, disguised."""

from __future__ import annotations

from tests.plausible.draft import Draft
from tests.plausible.keys import Sheet, Want


def spoil(draft: Draft, sheet: Sheet) -> None:
    dice = draft.dice
    rows = sorted(row for row, key in sheet.keys.items() if key.record)
    if draft.has("looks-like-total"):
        disguise(draft, sheet, rows)
    if draft.has("hidden-row"):
        for row in dice.sample(rows, min(len(rows), 2)):
            sheet.hidden_rows.add(row)
            sheet.keys[row].must_say = sheet.keys[row].must_say or "hidden row"
    if draft.has("hidden-column"):
        sheet.hidden_columns.add(dice.choice(sorted(sheet.fields)))
    if draft.has("comments"):
        cells = [place for place in sheet.cells if place[0] in rows]
        for place in dice.sample(cells, min(len(cells), 3)):
            sheet.comments[place] = "演示批注：待核实"
    if draft.has("far-cell"):
        sheet.put(sheet.height + 300, sheet.left + 60, "演示")
    if draft.has("formatted-blanks"):
        sheet.blank_rows = 100_000


def disguise(draft: Draft, sheet: Sheet, rows: list[int]) -> None:
    """A record that only looks like a total: 合计 is part of a firm's name."""
    for place, column in enumerate(draft.columns):
        if column.field and column.field.sort in ("firm", "person") and column.field.core:
            row = draft.dice.choice(rows)
            key = sheet.keys[row]
            at = sheet.left + place
            if at not in key.wants or key.wants[at].policy != "exact" or key.must_say:
                return
            if any(a <= row <= c and b <= at <= d for a, b, c, d in sheet.merged):
                return
            word = draft.dice.choice(
                (
                    "博山合计演示商贸有限公司",
                    "总计演示陶瓷厂",
                    "淄博注演示机械有限公司",
                    "演示审核咨询服务有限公司",
                    "小计演示农资店",
                )
            )
            sheet.put(row, at, word)
            key.wants[at] = Want(column.field.name, "exact", word)
            return
