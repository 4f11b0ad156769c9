"""Yes and no."""

from __future__ import annotations

import re
from decimal import Decimal

from boshan_desk.domain.reading.numbers import take_number
from boshan_desk.domain.reading.text import LONGEST, fold
from boshan_desk.domain.reading.unreadable import Unreadable

# One character each, then the words.
_YES = frozenset(
    (
        *"是有对真已√✓✔☑✅vyt1",
        *(
            "yes",
            "true",
            "是的",
            "有的",
            "已有",
            "具有",
            "对的",
            "已办",
            "已完成",
            "完成",
            "属于",
            "属实",
        ),
        *("同意", "合格", "通过", "on"),
    )
)
_NO = frozenset(
    (
        *"否无错假未没非不×✕✗✘✖☒❌xnf0",
        *(
            "no",
            "false",
            "没有",
            "不是",
            "未有",
            "不对",
            "未办",
            "未完成",
            "没完成",
            "不属于",
            "不属实",
        ),
        *("不同意", "不合格", "未通过", "不通过", "off", "否定"),
    )
)
_TICK, _BOX = "[√✓✔☑■☒✅●]", "[□☐○口◻]?"
# 是√ 否□: both answers printed, one of them ticked.
_TICKED = re.compile(
    rf"(?:{_TICK}[是有]{_BOX}[否无]|[是有]{_TICK}[/、]?[否无]{_BOX})()"
    rf"|(?:{_BOX}[是有]{_TICK}[否无]|[是有]{_BOX}[/、]?[否无]{_TICK})"
)


def read_bool(raw: object) -> bool:
    """Yes or no: 是/否, 有/无, 已/未, 对/错, √/×, Y/N, 1/0 and their like, and 是☑否□.

    Raises:
        Unreadable: anything else; an empty box (□) is neither.
    """
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, (int, float, Decimal)):
        number = take_number(raw)
        if number in (0, 1):
            return number == 1
    elif isinstance(raw, str):
        text = fold(raw[:LONGEST])
        if text in _YES:
            return True
        if text in _NO:
            return False
        if (ticked := _TICKED.fullmatch(text)) is not None:
            return ticked[1] is not None
    raise Unreadable("应填“是”或“否”")
