"""What stands around the records: titles, units, totals, notes, footers, an example."""

from __future__ import annotations

from typing import Final

from tests.plausible import inventing
from tests.plausible.draft import Draft
from tests.plausible.keys import Raw, RowKey, Sheet
from tests.plausible.records import invent
from tests.plausible.writing import Writer

_CALLED: Final = {
    "case": "知识产权案件查处台账",
    "attendee": "培训签到花名册",
    "event": "培训宣传活动开展情况统计表",
    "enterprise": "企业名录汇总表",
    "station": "商标品牌指导站一览表",
    "station_service": "指导站服务登记表",
    "gi_user": "地理标志用标企业明细表",
    "enforcement_action": "执法检查行动登记表",
}


def lay_above(draft: Draft, sheet: Sheet, row: int) -> int:
    """What comes before the head; the row below it."""
    dice, width = draft.dice, len(draft.columns)
    if draft.has("titles"):
        words = dice.sample(
            (
                f"博山区{dice.choice((2024, 2025))}年{_CALLED[draft.ledger]}（演示）",
                "附件1：",
                f"（{dice.choice((2024, 2025))}年第{dice.choice('一二三四')}季度）",
                "博山区市场监督管理局（演示）",
            ),
            dice.choice((1, 1, 2, 3, 4)),
        )
        for word in words:
            sheet.put(row, sheet.left, word)
            if not draft.text_only and dice.random() < 0.7:
                sheet.merged.append((row, sheet.left, row, sheet.left + width - 1))
            row += 1
            if dice.random() < 0.1:
                row += 1
    if draft.has("filled-by-row"):
        words = [
            "填报单位：演示镇（盖章）",
            "填报日期：2026年3月5日",
            "联系人：演示员",
            "电话：19900000000",
        ]
        if dice.random() < 0.5:
            sheet.put(row, sheet.left, "        ".join(words[: dice.choice((1, 2, 4))]))
        else:
            for place, word in enumerate(words[: dice.choice((2, 3))]):
                sheet.put(row, sheet.left + min(place * 3, width - 1), word)
        row += 1
    if draft.unit_row:
        word = dice.choice(
            (
                "单位：{}",
                "（单位：{}）",
                "金额单位：{}",
                "单位:{}",
                "计量单位：{}",
                "单位： {}、件",
            )
        ).format(draft.unit_row)
        sheet.put(row, sheet.left + dice.choice((0, max(0, width - 2))), word)
        row += 1
    if draft.has("total-top"):
        row = lay_total(draft, sheet, row, dice.choice(("合计", "总计", "全区合计")))
    return row


def lay_total(draft: Draft, sheet: Sheet, row: int, word: str) -> int:
    """A row of sums; the row below it."""
    dice = draft.dice
    firsts = [
        p
        for p, c in enumerate(draft.columns)
        if not (c.field and c.field.sort in ("money", "whole", "few", "people"))
    ]
    at = dice.choice(firsts[:2]) if dice.random() < 0.7 else 0
    shown = dice.choice(
        (word, word, f"{word}：", f"{word[0]} {word[1:]}" if len(word) == 2 else word)
    )
    sheet.put(row, sheet.left + at, shown)
    for place, column in enumerate(draft.columns):
        if (
            place != at
            and column.field
            and column.field.sort in ("money", "whole", "few", "people")
        ):
            number = dice.randrange(100, 100_000)
            sheet.put(row, sheet.left + place, str(number) if draft.text_only else number)
    if (
        dice.random() < 0.3
        and not draft.text_only
        and at == 0
        and len(firsts) > 1
        and firsts[1] == 1
    ):
        sheet.merged.append((row, sheet.left, row, sheet.left + 1))
    sheet.keys[row] = RowKey(record=False, what=f"total {word}")
    return row + 1


def lay_example(draft: Draft, sheet: Sheet, row: int) -> int:
    """A row that shows how the sheet is to be filled in, where its first cell can say so."""
    record = invent(draft.ledger, draft.fields, 1, draft.dice, draft.links)[0]
    plain = Writer(draft.dice, frozenset(), text_only=draft.text_only)
    for place, column in enumerate(draft.columns):
        if column.serial:
            sheet.put(
                row, sheet.left + place, draft.dice.choice(("示例", "例", "填写示例", "样例"))
            )
        elif column.field:
            cell = plain.write(column.field, record[column.field.name], column.unit)
            raw = cell.raw
            if place == 0 and isinstance(raw, str):
                raw = f"（示例）{raw}"
            sheet.put(row, sheet.left + place, raw, cell.style)
    if not any(c.serial for c in draft.columns) and not str(
        sheet.cells.get((row, sheet.left), "")
    ).startswith("（示例）"):
        for place in range(len(draft.columns)):
            sheet.cells.pop((row, sheet.left + place), None)
        return row
    sheet.keys[row] = RowKey(record=False, may_refuse=True, what="example")
    return row + 1


def lay_below(draft: Draft, sheet: Sheet, row: int) -> int:
    """What comes after the records; the row below it."""
    dice, width = draft.dice, len(draft.columns)
    if draft.has("total-bottom"):
        row = lay_total(
            draft, sheet, row, dice.choice(("合计", "总计", "累计", "合 计", "全区总计"))
        )
    if draft.has("counting-line"):
        records = sum(key.record for key in sheet.keys.values())
        sheet.put(
            row,
            sheet.left,
            dice.choice((f"共计{records}条", f"以上共{records}件", f"合计：{records}家")),
        )
        row += 1
    if draft.has("notes"):
        row += dice.choice((0, 1))
        for word in dice.sample(
            (
                "注：1.本表按季报送；2.金额以实际查处为准。",
                "说明：本表由各镇街填报，一式两份。",
                "备注：带*的为必填项",
                "填表说明：日期按年月日填写",
            ),
            dice.choice((1, 2)),
        ):
            sheet.put(row, sheet.left, word)
            if not draft.text_only and dice.random() < 0.5:
                sheet.merged.append((row, sheet.left, row, sheet.left + width - 1))
            row += 1
    if draft.has("footers"):
        row += dice.choice((0, 0, 1))
        name = inventing.person(dice)
        words = [
            f"填表人：{name}",
            f"审核人：{inventing.person(dice)}",
            "填报日期：2026年3月5日",
        ]
        form = dice.choice(("one", "cells", "pairs"))
        if form == "one":
            sheet.put(row, sheet.left, "      ".join(words))
        elif form == "cells":
            for place, word in enumerate(words):
                sheet.put(row, sheet.left + min(place * 2, width - 1), word)
        else:
            pairs: list[Raw] = [
                "制表人：",
                name,
                "审核人：",
                inventing.person(dice),
                "日期：",
                "2026-03-05",
            ]
            for place, word2 in enumerate(pairs[: max(2, width)]):
                sheet.put(row, sheet.left + place, word2)
        row += 1
    return row
