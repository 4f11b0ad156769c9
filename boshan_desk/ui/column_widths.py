"""How wide a column of a list is until an officer makes it wider."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontMetrics

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Flag
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _

_NAME: Final = 24
"""Half-width characters of room for what names a record."""
_MOST_LABEL: Final = 24
"""Half-width characters that the words of a code get at most."""


def usual_width(ledger: Ledger, name: str, lists: Lists, metrics: QFontMetrics) -> int:
    """The width of a column in pixels: its head is whole, and so are numbers and dates."""
    kind = ledger.shown()[name]
    digit, line = metrics.horizontalAdvance("0"), metrics.height()
    head = metrics.horizontalAdvance(_(kind.title)) + 2 * line
    cells = max(kind.width, _NAME) if name in ledger.called else kind.width
    widths = [head, cells * digit + line]
    if isinstance(kind, Code):
        # Three of four words fit, in whatever language they are shown.
        labels = sorted(metrics.horizontalAdvance(_(entry.label)) for entry in lists[kind.list])
        usual = labels[len(labels) * 3 // 4] if labels else 0
        widths.append(min(usual, _MOST_LABEL * digit) + line * 3 // 2)
    elif isinstance(kind, Flag):
        widths += [metrics.horizontalAdvance(_(word)) + line for word in ("是", "否")]
    return max(widths)
