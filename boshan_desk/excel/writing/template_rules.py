"""What a template takes in its cells: lists to pick from, and warnings about the rest."""

from __future__ import annotations

from typing import Final, Literal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.fields import (
    Codes,
    Day,
    Kind,
    Money,
    Number,
    Text,
    Whole,
)
from boshan_desk.i18n import _

_MOST_ROWS: Final = 1_048_576
_EARLIEST: Final = "DATE(1900,3,1)"
"""Excel does not know earlier days; they may be written as text."""


def guard(sheet: Worksheet, letter: str, first: int, kind: Kind, offered: str) -> None:
    """Say at once, while it is typed, what a column does not take, from its row `first` on.

    `offered` is the formula of its list.  Where there is one, nothing else is taken, unless several
    may be named; all else is a warning that can be passed over.
    """
    rule = _rule(kind, offered)
    if rule is None:
        return
    rule.allow_blank = True
    if rule.error:
        rule.showErrorMessage = True
        rule.errorTitle = _("请核对")
    rule.add(f"{letter}{first}:{letter}{_MOST_ROWS}")
    sheet.add_data_validation(rule)


_Of = Literal["whole", "decimal", "date", "textLength"]
_Operator = Literal["between", "greaterThanOrEqual", "lessThanOrEqual"]


def _rule(kind: Kind, offered: str) -> DataValidation | None:
    title = _(kind.title)
    if isinstance(kind, Codes):
        words = _("下拉列表一次选一项；有几项的，用顿号隔开填写")
        return DataValidation(
            "list", formula1=offered, showInputMessage=True, promptTitle=title[:32], prompt=words
        )
    if offered:
        words = _("“{title}”只能填列表中的内容").format(title=title)
        return DataValidation("list", formula1=offered, error=words, errorStyle="stop")
    if isinstance(kind, Day):
        words = _("“{title}”应为日期，如 2026-03-05").format(title=title)
        if not kind.future:
            words = _("“{title}”应为不晚于今天的日期，如 2026-03-05").format(title=title)
        latest = "DATE(9999,12,31)" if kind.future else "TODAY()"
        return _warning("date", "between", words, _EARLIEST, latest)
    if isinstance(kind, Money):
        words = _("“{title}”应为数字，单位元，不要写“万元”").format(title=title)
        return _warning("decimal", "greaterThanOrEqual", words, "0")
    if isinstance(kind, Number):
        words = _("“{title}”应为数字，不带单位").format(title=title)
        least = f"-{kind.most}" if kind.negative else "0"
        return _warning("decimal", "greaterThanOrEqual", words, least)
    if isinstance(kind, Whole):
        words = _("“{title}”应为整数，不带单位").format(title=title)
        return _warning("whole", "between", words, "0", str(kind.most))
    if isinstance(kind, Text):
        words = _("“{title}”最多 {max} 个字").format(title=title, max=kind.max)
        return _warning("textLength", "lessThanOrEqual", words, str(kind.max))
    return None


def _warning(
    of: _Of, operator: _Operator, words: str, first: str, last: str = ""
) -> DataValidation:
    return DataValidation(
        of,
        operator=operator,
        formula1=first,
        formula2=last or None,
        error=words,
        errorStyle="warning",
    )
