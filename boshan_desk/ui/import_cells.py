"""How a cell of a coming workbook is drawn: what goes is struck out, what comes is green."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_rows import FIXED, OLD, OUTCOME, SEVERITY, Index

GREEN, RED = QColor(theme.PALETTE.ok), QColor(theme.PALETTE.stop)


class CellDelegate(QStyledItemDelegate):
    """Draws a new value green, and a replaced one red and struck before the new one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # PySide's stubs do not know the members of the option.
        opt: Any = QStyleOptionViewItem(option)
        self.initStyleOption(opt, index)
        words, opt.text = opt.text, ""
        # A row is chosen, not a cell.
        opt.state &= ~QStyle.StateFlag.State_HasFocus
        style = opt.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, opt, painter, opt.widget)
        metrics = QFontMetrics(opt.font)
        pad = metrics.horizontalAdvance("0") // 2 + 3
        room = opt.rect.adjusted(pad, 0, -pad, 0)
        painter.save()
        painter.setClipRect(opt.rect)
        severity = index.data(SEVERITY)
        if severity:
            size = metrics.ascent()
            sign = {"error": "stop", "warn": "warning", "note": "note"}[severity]
            place = QRect(room.x(), room.center().y() - size // 2, size, size)
            icons.icon(sign).paint(painter, place)
            room.setX(room.x() + size + pad // 2 + 2)
        plain = opt.palette.color(QPalette.ColorRole.Text)
        old = index.data(OLD)
        outcome = index.data(OUTCOME)
        fixed = index.data(FIXED)
        if old is not None:
            struck = QFont(opt.font)
            struck.setStrikeOut(True)
            before = old or _("空")
            self._write(painter, room, before, struck if old else opt.font, RED)
            room.setX(room.x() + metrics.horizontalAdvance(before) + pad)
            arrow = f"→ {words or _('空')}"
            self._write(painter, room, arrow, opt.font, GREEN)
        else:
            colour = plain
            if outcome == "new" and fixed in (None, "outcome"):
                colour = GREEN
            elif outcome == "refused" and (severity == "error" or fixed == "outcome"):
                colour = RED
            elif outcome in ("same", "skipped"):
                colour = opt.palette.color(QPalette.ColorRole.PlaceholderText)
            self._write(painter, room, words, opt.font, colour)
        painter.restore()

    @staticmethod
    def _write(
        painter: QPainter,
        room: QRect,
        words: str,
        font: QFont,
        colour: QColor,
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, shown)


class WholeWords(QStyledItemDelegate):
    """Sentences that wrap and are never cut.

    Qt reckons the height of wrapped words without the room that the style leaves around them, and
    then ends the last line in dots.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # PySide's stubs do not know the members of the option.
        narrow: Any = QStyleOptionViewItem(option)
        line = narrow.fontMetrics.height()
        narrow.rect = narrow.rect.adjusted(0, 0, -line, 0)
        hint = super().sizeHint(narrow, index)
        return QSize(hint.width(), hint.height() + line // 3)
