"""The course of a case in the window: events, times that do not count, limits.

Arrow keys go from part to part; what the chosen one says stands below the picture, and is told to
screen readers.  Signs, hatching and words say what colours say.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from boshan_desk.domain.timeline import Timeline
from boshan_desk.domain.timeline_scene import (
    Box,
    Dot,
    Measure,
    Place,
    Rule,
    Scene,
    Words,
    scene,
)
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.ui.theme import PALETTE, dress

_INKS: Final = {
    "ink": PALETTE.ink,
    "muted": PALETTE.muted,
    "quiet": PALETTE.line,
    "accent": PALETTE.accent,
    "stop": PALETTE.stop,
    "warn": PALETTE.warn,
    "ok": PALETTE.ok,
}
_SHADES: Final = {"accent": "#8fbac2", "muted": "#c3c6c4"}
"""The ground of days that have gone by; dark enough to be seen on a grey print."""
_HATCHES: Final = {
    "upright": Qt.BrushStyle.VerPattern,
    "slanted": Qt.BrushStyle.BDiagPattern,
    "crossed": Qt.BrushStyle.DiagCrossPattern,
}
_ROOMY: Final = 14
"""From so many lines of height on there is room for more than the picture."""
_AIR: Final = 0.6
"""Blank around the picture, in em."""


class TimelineView(QWidget):
    """The picture, and below it what the chosen part says."""

    chosen = Signal(str, str)
    """A limit was double-clicked, or Enter was pressed on it: its number, and its measure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = Picture()
        self.picture.setObjectName("timeline_picture")
        area = QScrollArea(self)
        area.setObjectName("timeline_area")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        # As high as there is room for, whoever asks how high it would like to be.
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        area.setMinimumHeight(round(QFontMetricsF(self.font()).height() * 5))
        area.setWidget(self.picture)
        self.told = QLabel(self)
        self.told.setObjectName("timeline_words")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dress(self.told, role="hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        self.key = _Key(self)
        layout.addWidget(self.key)
        layout.addWidget(self.told)
        self.picture.went_to.connect(self._tell)
        self.picture.chosen.connect(self.chosen)
        self.setFocusProxy(self.picture)
        self._keep_room()
        self._tell("")

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Show a case; None clears the picture."""
        self.picture.set_timeline(timeline)
        self._tell(self.picture.current_words())

    def _tell(self, words: str) -> None:
        hint = _("用方向键或鼠标选择一项，这里显示它的起算、届满和依据；双击或回车看计算过程。")
        self.told.setText(statements(words.split("\n")) if words else hint)
        if words and self.told.isHidden():
            self.picture.show_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._keep_room()

    def _keep_room(self) -> None:
        """Room for what is told of a part, so that the picture does not jump.

        On a small screen the picture has all the room there is, and words stand beside the part.
        """
        metrics = QFontMetricsF(self.font())
        air = round(metrics.height() * 0.5)
        self.told.setContentsMargins(air, 0, air, air)
        self.told.setMinimumHeight(round(metrics.lineSpacing() * 2) + air)
        roomy = self.height() >= metrics.lineSpacing() * _ROOMY
        self.told.setVisible(roomy)
        self.key.setVisible(roomy)


class Picture(QWidget):
    """The drawing itself, one part of which may be the current one."""

    went_to = Signal(str)
    """Another part is the current one; its words, or "" when there is none."""
    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._scene: Scene | None = None
        self._drawn_for = (-1, 0.0)
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("办案时间轴"))

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Show a case; the chosen part stays chosen when it is still there."""
        before = self._place()
        self._timeline = timeline
        self._drawn_for = (-1, 0.0)
        self._current = -1
        made = self._fitted()
        if made is not None and before is not None and before.bar is not None:
            key = (before.bar.code, before.bar.subject)
            for number, place in enumerate(made.places):
                if place.bar is not None and (place.bar.code, place.bar.subject) == key:
                    self._current = number
        self.setAccessibleDescription(timeline.summary if timeline else _("没有可显示的内容"))
        self.updateGeometry()
        self.update()

    def places(self) -> tuple[Place, ...]:
        """The parts of the picture as it is drawn now, in reading order."""
        made = self._fitted()
        return made.places if made else ()

    def current_words(self) -> str:
        """What the current part says."""
        place = self._place()
        return place.words if place else ""

    def area_of(self, place: Place) -> QRectF:
        """Where a part stands, in pixels."""
        em = self._em()
        return QRectF(
            (place.left + _AIR) * em,
            (place.top + _AIR) * em,
            (place.right - place.left) * em,
            (place.bottom - place.top) * em,
        )

    def show_words(self) -> None:
        """Show what the current part says beside it."""
        if (place := self._place()) is not None:
            area = self.area_of(place).toRect()
            QToolTip.showText(self.mapToGlobal(area.bottomLeft()), place.words, self, area)

    # Size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._timeline is None:
            return round(self._em() * 4)
        made = scene(self._timeline, self._room(width), self._measure())
        return round((made.height + 2 * _AIR) * self._em()) + 1

    def sizeHint(self) -> QSize:
        width = round(self._em() * 60)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._em() * 30), round(self._em() * 4))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._drawn_for = (-1, 0.0)
            self.updateGeometry()
            self.update()

    def _em(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("国")

    def _room(self, width: int) -> float:
        """The width of the picture in em."""
        return max(width / self._em() - 2 * _AIR, 28.0)

    def _measure(self) -> Measure:
        """How wide words are, in em, in the heaviest type they are drawn in."""
        metrics, em = QFontMetricsF(self._strong()), self._em()
        return lambda text: metrics.horizontalAdvance(text) / em

    def _strong(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Medium)
        return font

    def _fitted(self) -> Scene | None:
        """The picture for the present width and type."""
        if self._timeline is None:
            return None
        now = (self.width(), self._em())
        if self._scene is None or now != self._drawn_for:
            self._scene = scene(self._timeline, self._room(self.width()), self._measure())
            self._drawn_for = now
        return self._scene

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
        }
        count = len(self.places())
        key = Qt.Key(event.key())
        if key in steps and count:
            step = steps[key]
            fresh = 0 if step > 0 else count - 1
            self._go(fresh if self._current < 0 else self._current + step)
        elif key == Qt.Key.Key_Home and count:
            self._go(0)
        elif key == Qt.Key.Key_End and count:
            self._go(count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._choose():
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number is not None:
            self._go(number)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number is not None:
            self._go(number)
            self._choose()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            if number is None:
                QToolTip.hideText()
            else:
                place = self.places()[number]
                QToolTip.showText(
                    event.globalPos(), place.words, self, self.area_of(place).toRect()
                )
            return True
        return super().event(event)

    def _at(self, point: QPointF) -> int | None:
        """The part under a point; an event before a row, since words may stand closer."""
        for number, place in enumerate(self.places()):
            if self.area_of(place).contains(point):
                return number
        return None

    def _place(self) -> Place | None:
        places = self.places()
        return places[self._current] if 0 <= self._current < len(places) else None

    def _go(self, number: int) -> None:
        count = len(self.places())
        self._current = min(max(number, 0), count - 1)
        words = self.current_words()
        self.went_to.emit(words)
        self._show()
        if self._timeline is not None:
            told = f"{words}\n{self._timeline.summary}"
            self.setAccessibleDescription(told)
            change = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(change)
        self.update()

    def _show(self) -> None:
        """Let the scroll area that it lies in show the current part."""
        place = self._place()
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if place is None or above is None or above.widget() is None:
            return
        middle = self.area_of(place).center().toPoint()
        at = self.mapTo(above.widget(), QPoint(0, middle.y()))
        above.ensureVisible(0, at.y(), 0, round(self._em() * 2.5))

    def _choose(self) -> bool:
        place = self._place()
        if place is None or place.bar is None or not place.bar.state:
            return False
        self.chosen.emit(place.bar.code, place.bar.subject)
        return True

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(PALETTE.base))
        made = self._fitted()
        if made is None:
            painter.setPen(QColor(PALETTE.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("没有可显示的内容"))
            return
        place = self._place()
        if place is not None:
            self._mark_current(painter, place)
        em = self._em()
        painter.translate(_AIR * em, _AIR * em)
        for shape in made.shapes:
            if isinstance(shape, Words):
                self._draw_words(painter, shape, em)
            elif isinstance(shape, Rule):
                _draw_rule(painter, shape, em)
            elif isinstance(shape, Box):
                _draw_box(painter, shape, em)
            else:
                _draw_dot(painter, shape, em)

    def _mark_current(self, painter: QPainter, place: Place) -> None:
        area = self.area_of(place).adjusted(-2, 0, 2, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PALETTE.accent_mist))
        painter.drawRect(area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(PALETTE.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _draw_words(self, painter: QPainter, words: Words, em: float) -> None:
        font = self._strong() if words.strong else QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * words.size)
        metrics = QFontMetricsF(font)
        wide = metrics.horizontalAdvance(words.text)
        x, y = words.x * em, words.y * em
        x -= {"left": 0.0, "center": wide / 2, "right": wide}[words.align]
        if words.halo:
            ground = QRectF(x - 2, y - metrics.height() / 2, wide + 4, metrics.height())
            painter.fillRect(ground, self._ground(words, em))
        painter.setFont(font)
        painter.setPen(QColor(_INKS[words.tone]))
        painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), words.text)

    def _ground(self, words: Words, em: float) -> QColor:
        """What lies under words: the current part has a ground of its own."""
        place = self._place()
        inside = (
            place is not None
            and place.left <= words.x <= place.right
            and place.top <= words.y <= place.bottom
        )
        return QColor(PALETTE.accent_mist if inside else PALETTE.base)


def _draw_rule(painter: QPainter, rule: Rule, em: float) -> None:
    style = Qt.PenStyle.DashLine if rule.dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(QColor(_INKS[rule.tone]), 1.8 if rule.bold else 1.0, style))
    painter.drawLine(QLineF(rule.x * em, rule.y * em, rule.to_x * em, rule.to_y * em))


def _draw_box(painter: QPainter, box: Box, em: float) -> None:
    """Days of a bar: a ground where they have gone by, hatching where they are of another kind."""
    area = QRectF(box.x * em, box.y * em, box.width * em, box.height * em)
    ink = QColor(_INKS[box.tone])
    ground = _SHADES.get(box.tone, PALETTE.line) if box.shaded else PALETTE.base
    painter.fillRect(area, QColor(ground))
    if box.pattern:
        painter.fillRect(area, QBrush(ink, _HATCHES[box.pattern]))
    style = Qt.PenStyle.DashLine if box.dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(ink, 1.2, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def _draw_dot(painter: QPainter, dot: Dot, em: float) -> None:
    x, y, r = dot.x * em, dot.y * em, 0.34 * em
    ink = QColor(_INKS[dot.tone])
    painter.setPen(QPen(ink, 1.6))
    painter.setBrush(QColor(PALETTE.base) if dot.shape == "ring" else ink)
    if dot.shape in ("disc", "ring"):
        painter.drawEllipse(QPointF(x, y), r * 0.85, r * 0.85)
    elif dot.shape == "cross":
        painter.setPen(QPen(ink, 2.6))
        painter.drawLine(QLineF(x - r, y - r, x + r, y + r))
        painter.drawLine(QLineF(x - r, y + r, x + r, y - r))
    else:
        corners = (
            [(0.0, -1.3), (1.0, 0.0), (0.0, 1.3), (-1.0, 0.0)]
            if dot.shape == "diamond"
            else [(-1.0, -1.0), (0.6, 0.0), (-1.0, 1.0)]
        )
        painter.setPen(QPen(QColor(PALETTE.base), 1.0))
        painter.drawPolygon(QPolygonF([QPointF(x + a * r, y + b * r) for a, b in corners]))


class _Key(QWidget):
    """What the patterns mean."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_key")
        self._samples: tuple[tuple[Box | Dot, str], ...] = (
            (Box(0, 0, 0, 0, shaded=True), _("已过")),
            (Box(0, 0, 0, 0), _("剩余")),
            (Box(0, 0, 0, 0, "upright"), _("延长")),
            (Box(0, 0, 0, 0, "slanted", tone="warn"), _("不计入")),
            (Box(0, 0, 0, 0, dashed=True), _("顺延")),
            (Box(0, 0, 0, 0, "crossed", tone="stop"), _("超期")),
            (Dot(0, 0, "diamond", "ok"), _("按期完成")),
            (Dot(0, 0, "cross", "stop"), _("逾期完成")),
        )
        self.setAccessibleName(_("图例"))

    def _stride(self, text: str) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance(text) + self._em() * 3.2

    def _em(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("国")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows, x = 1, 0.0
        for _shape, text in self._samples:
            stride = self._stride(text)
            if x and x + stride > width:
                rows, x = rows + 1, 0.0
            x += stride
        return round(rows * self._em() * 1.6)

    def sizeHint(self) -> QSize:
        return QSize(round(self._em() * 30), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        em, x, y = self._em(), _AIR * self._em(), self._em() * 0.8
        for shape, text in self._samples:
            stride = self._stride(text)
            if x > em and x + stride > self.width():
                x, y = _AIR * em, y + em * 1.6
            if isinstance(shape, Box):
                _draw_box(
                    painter,
                    shape._replace(x=x / em, y=y / em - 0.35, width=1.8, height=0.7),
                    em,
                )
            else:
                _draw_dot(painter, shape._replace(x=x / em + 1.2, y=y / em), em)
            metrics = QFontMetricsF(self.font())
            painter.setPen(QColor(PALETTE.muted))
            middle = (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + em * 2.2, y + middle), text)
            x += stride
