"""How the lamps of targets are painted: a sign, a word, a ground and a hatching.

A grey print and an eye that sees no red lose nothing: sign, word and hatching say it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from boshan_desk.domain.plans.lamps import BEHIND, LAMPS, Lamp
from boshan_desk.i18n import _
from boshan_desk.ui import theme

_P: Final = theme.PALETTE


class Look(NamedTuple):
    """The colours of a lamp, and what stands for them on a grey print."""

    ink: str
    soft: str
    """The ground of its chip."""
    fill: str
    """The ground of a bar; dark enough to differ from paper in grey."""
    hatch: Qt.BrushStyle


_NO: Final = Qt.BrushStyle.NoBrush
_OK: Final = Look(_P.ok, _P.ok_soft, "#9fc9ae", _NO)
_QUIET: Final = Look(_P.muted, _P.header, "#dcdad5", _NO)

LOOKS: Final[Mapping[Lamp, Look]] = MappingProxyType(
    {
        "done": Look(_P.ok, _P.ok_soft, "#6fae86", _NO),
        "ahead": Look(_P.ok, _P.ok_soft, "#86bb99", _NO),
        "on": _OK,
        "slow": Look(_P.warn, _P.warn_soft, "#f0cf8a", Qt.BrushStyle.BDiagPattern),
        "late": Look(_P.stop, _P.stop_soft, "#e2a191", Qt.BrushStyle.DiagCrossPattern),
        "waiting": _QUIET,
        "no_data": Look(_P.note, _P.note_soft, "#ffffff", Qt.BrushStyle.Dense7Pattern),
        "not_comparable": _QUIET,
        "asked": Look(_P.note, _P.note_soft, "#b9d0e6", Qt.BrushStyle.VerPattern),
    }
)

ORDER: Final[tuple[Lamp, ...]] = (
    *("late", "slow", "on", "ahead", "done"),
    *("no_data", "asked", "waiting", "not_comparable"),
)
"""In which an overview counts them: what presses first."""

LAMP_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""A model's cell answers it with a `Lamp`."""


def lamp_words(lamp: Lamp) -> str:
    """Sign and word of a lamp: ▼ 滞后（红）."""
    return f"{LAMPS[lamp].sign} {_(LAMPS[lamp].words)}"


def count_lamps(lamps: Iterable[Lamp]) -> dict[Lamp, int]:
    """How many of each, in the order of an overview."""
    every = list(lamps)
    return {lamp: every.count(lamp) for lamp in ORDER if lamp in every}


def fill_bar(painter: QPainter, area: QRectF, lamp: Lamp) -> None:
    """Fill part of a bar in the colour and the hatching of a lamp."""
    look = LOOKS[lamp]
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.fill))
    painter.drawRect(area)
    if look.hatch != _NO:
        painter.setBrush(QBrush(QColor(look.ink), look.hatch))
        painter.drawRect(area)
    painter.setBrush(_NO)
    painter.setPen(QPen(QColor(look.ink), 1))
    painter.drawRect(area)
    painter.restore()


class LampDelegate(QStyledItemDelegate):
    """Paints the cell of a lamp as a chip; one that a slip may be made from is underlined."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell (a name of Qt's)."""
        super().paint(painter, option, index)
        lamp = index.data(LAMP_ROLE)
        if lamp is None:
            return
        look, words = LOOKS[lamp], lamp_words(lamp)
        # PySide's stubs do not know the members of the option.
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setWeight(QFont.Weight.Medium)
        metrics = QFontMetricsF(font)
        cell = QRectF(option.rect)  # type: ignore[attr-defined]
        air = metrics.height() * 0.35
        chip = cell.adjusted(air, air * 0.5, -air, -air * 0.5)
        chip.setWidth(min(chip.width(), metrics.horizontalAdvance(words) + air * 2))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.ink), 1))
        painter.setBrush(QColor(look.soft))
        painter.drawRoundedRect(chip, air, air)
        font.setUnderline(lamp in BEHIND)
        painter.setFont(font)
        room = chip.adjusted(air * 0.8, 0, -air * 0.5, 0)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(room, middle, shown)
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words are painted with the chip, not by Qt."""
        super().initStyleOption(option, index)
        if index.data(LAMP_ROLE) is not None:
            option.text = ""  # type: ignore[attr-defined]
