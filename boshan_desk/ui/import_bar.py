"""The five steps of an import in a row: where one is, what is done, and the way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.import_plan import STEPS


class StepButton(QAbstractButton):
    """One step: its number or, when it is done, a tick, and its word."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__()
        self._number = number
        self._now = self._done = False
        self.setObjectName(f"import_step_{number}")
        self.setText(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, *, now: bool, done: bool, open: bool) -> None:
        """Whether one is here, whether it is done, and whether one may go there."""
        self._now, self._done = now, done
        self.setEnabled(open or now)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if open and not now else Qt.CursorShape.ArrowCursor
        )
        state = _("当前步骤") if now else _("已完成") if done else _("未完成")
        words = _("第 {number} 步，共 {total} 步：{words}（{state}）").format(
            number=self._number, total=len(STEPS), words=self.text(), state=state
        )
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    @property
    def is_now(self) -> bool:
        """Whether one is here."""
        return self._now

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self._done

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        side = self._side()
        return QSize(side + metrics.horizontalAdvance(self.text()) + side * 2 // 3, side + 8)

    def _font(self) -> QFont:
        font = QFont(self.font())
        # Room for the heavier face of the step one is at, so that nothing moves.
        font.setWeight(QFont.Weight.Medium)
        return font

    def _side(self) -> int:
        return round(self.fontMetrics().height() * 1.25)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette, side = theme.PALETTE, self._side()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(2, (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        strong = QColor(palette.accent)
        ink = QColor(palette.accent_deep if self._done else palette.muted)
        if self._now:
            painter.setPen(QPen(strong, 1.5))
            painter.setBrush(strong)
            ink = QColor(palette.ink)
        elif self._done:
            painter.setPen(QPen(strong, 1.5))
            painter.setBrush(QColor(palette.accent_soft))
        else:
            painter.setPen(QPen(QColor(palette.edge), 1.2))
            painter.setBrush(QColor(palette.base))
        painter.drawEllipse(circle)
        if self._done and not self._now:
            pen = QPen(strong, max(1.6, side / 11))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            middle = circle.center()
            painter.drawPolyline(
                [
                    middle + QPointF(-side * 0.19, side * 0.01),
                    middle + QPointF(-side * 0.04, side * 0.15),
                    middle + QPointF(side * 0.2, -side * 0.15),
                ]
            )
        else:
            painter.setPen(QColor(palette.on_accent) if self._now else ink)
            painter.setFont(self._font())
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setPen(ink)
        painter.setFont(self._font() if self._now else self.font())
        room = self.rect().adjusted(side + side // 3, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(strong, 1.2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class _Link(QWidget):
    """The line between two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumWidth(self.fontMetrics().height() * 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme.PALETTE.edge), 1))
        painter.drawLine(4, self.height() // 2, self.width() - 4, self.height() // 2)


class StepBar(QWidget):
    """The steps; a click goes to one that is open."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import_steps")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.fontMetrics().height() // 4)
        self.buttons: list[StepButton] = []
        for place, words in enumerate(STEPS):
            if place:
                row.addWidget(_Link(), 1)
            button = StepButton(place + 1, _(words))
            button.clicked.connect(partial(self._clicked, place))
            row.addWidget(button)
            self.buttons.append(button)

    def show_step(self, now: int, done: int, open: int) -> None:
        """One is at `now`; `done` steps are done, and one may go to those up to `open`."""
        for place, button in enumerate(self.buttons):
            button.show_state(now=place == now, done=place < done, open=place <= open)

    def _clicked(self, place: int, _checked: bool = False) -> None:
        self.wanted.emit(place)
