"""Yes and no."""

from __future__ import annotations

from decimal import Decimal

from boshan_desk.domain.reading.numbers import take_number
from boshan_desk.domain.reading.text import LONGEST, fold
from boshan_desk.domain.reading.unreadable import Unreadable

# One character each, then the words.
_YES = frozenset((*"是有对真已√✓✔☑✅vyt1", "yes", "true"))
_NO = frozenset((*"否无错假未没非×✕✗✘✖☒xnf0", "没有", "不是", "no", "false"))


def read_bool(raw: object) -> bool:
    """Yes or no: 是/否, 有/无, 已/未, 对/错, √/×, Y/N, 1/0 and their like.

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
    raise Unreadable("应填“是”或“否”")
