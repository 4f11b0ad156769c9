"""Sheets of other things, as workbooks have them beside the ledger."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.plausible.keys import Raw, Sheet
from tests.plausible.writing import TOWNS


def other_sheets(dice: Random) -> list[Sheet]:
    """Sheets of other things, as workbooks have them beside the ledger."""
    makers: list[Callable[[], Sheet]] = [_explanation, lambda: _statistics(dice), _contacts, _lists]
    return [maker() for maker in dice.sample(makers, dice.choice((1, 2)))]


def _explanation() -> Sheet:
    sheet = Sheet("填报说明", ours=False)
    for row, word in enumerate(
        (
            "填报说明（演示）",
            "1. 日期按年月日填写。",
            "2. 金额以元为单位。",
            "3. 各镇街于每季度末报送。",
            "联系人：演示员　电话：19900000000",
        )
    ):
        sheet.put(row, 0, word)
    return sheet


def _statistics(dice: Random) -> Sheet:
    sheet = Sheet("统计表", ours=False)
    sheet.put(0, 0, "各镇街完成情况统计表（演示）")
    for column, word in enumerate(("序号", "镇街", "目标数", "完成数", "完成率", "排名")):
        sheet.put(1, column, word)
    for row, entry in enumerate(list(TOWNS)[:8]):
        numbers: tuple[Raw, ...] = (
            row + 1,
            entry.label,
            dice.randrange(5, 50),
            dice.randrange(5, 50),
            0.85,
            row + 1,
        )
        for column, raw in enumerate(numbers):
            sheet.put(row + 2, column, raw)
    sheet.put(10, 1, "合计")
    sheet.put(10, 2, 200)
    return sheet


def _contacts() -> Sheet:
    sheet = Sheet("通讯录", ours=False)
    for column, word in enumerate(("序号", "科室", "职务", "办公电话", "房间号")):
        sheet.put(0, column, word)
    for row, word in enumerate(("知识产权科", "执法大队", "办公室")):
        cells: tuple[Raw, ...] = (row + 1, word, "科长", "0990-2400000", f"{row}01")
        for column, raw in enumerate(cells):
            sheet.put(row + 1, column, raw)
    return sheet


def _lists() -> Sheet:
    sheet = Sheet("下拉选项", ours=False)
    for row, words in enumerate((("是", "城东街道"), ("否", "城西街道"), ("", "山头街道"))):
        for column, word in enumerate(words):
            sheet.put(row, column, word)
    return sheet
