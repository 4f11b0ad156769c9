"""看图: the same numbers for people who would rather look than read a table.

Three pictures: how many targets stand how, each against 序时进度, and the towns side by side.
Arrow keys go from part to part, Enter leads to the target's line; words, hatching and marks say
what colours say, so that a grey print loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from boshan_desk.domain.plans.lamps import LAMPS, Lamp
from boshan_desk.domain.wording import clauses, explained, listed
from boshan_desk.i18n import _
from boshan_desk.ui import targets_words as words
from boshan_desk.ui.lamps import count_lamps, fill_bar, lamp_words
from boshan_desk.ui.theme import PALETTE

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

_MOST_SHARE: Final = 150.0
"""A bar ends here, with an arrow: a target exceeded tenfold must not flatten the others."""
_ROW: Final = 1.75
"""Height of a bar's row, in lines."""
_SHARPNESS: Final = 2.0
"""Pixels of a copied picture for each one of the screen."""


class Part(NamedTuple):
    """Something in a picture that can be gone to."""

    area: QRectF
    words: str
    key: object
    """What it stands for; handed on when Enter is pressed."""


@dataclass(frozen=True)
class Bar:
    """One row of a chart of bars."""

    label: str
    length: float | None
    """In parts of the whole scale, 1.0 for its end; None where nothing is known."""
    words: str
    """What stands behind the bar."""
    lamp: Lamp
    mark: float | None = None
    """Where 序时进度 stands, on the same scale."""
    told: str = ""
    key: object = None


class Picture(QWidget):
    """A painted chart with parts, one of which may be the current one."""

    chosen = Signal(object)
    """Enter or a double click on a part; its key."""
    went_to = Signal(str)
    """Another part is the current one; its words."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def parts(self) -> list[Part]:
        """The parts as they are drawn now, in reading order."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Draw the picture."""
        raise NotImplementedError

    def begin_anew(self, summary: str) -> None:
        """Other numbers are shown."""
        self.current = -1
        self.setAccessibleDescription(summary)
        self.updateGeometry()
        self.update()

    @property
    def tall(self) -> float:
        """The height of a line."""
        return QFontMetricsF(self.font()).height()

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = round(self.tall * 30)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.tall * 16), self.heightForWidth(self.width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def picture(self) -> QPixmap:
        """The picture as it is copied: sharp enough for a paper, nothing marked."""
        kept, self.current = self.current, -1
        made = QPixmap(round(self.width() * _SHARPNESS), round(self.height() * _SHARPNESS))
        made.setDevicePixelRatio(_SHARPNESS)
        made.fill(QColor(PALETTE.base))
        self.render(made)
        self.current = kept
        return made

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, key = len(self.parts()), Qt.Key(event.key())
        forward = key in (Qt.Key.Key_Down, Qt.Key.Key_Right)
        if count and (forward or key in (Qt.Key.Key_Up, Qt.Key.Key_Left)):
            fresh = 0 if forward else count - 1
            self.go(fresh if self.current < 0 else self.current + (1 if forward else -1))
        elif count and key == Qt.Key.Key_Home:
            self.go(0)
        elif count and key == Qt.Key.Key_End:
            self.go(count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self.current < count:
            self.chosen.emit(self.parts()[self.current].key)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the picture, to be put into a paper."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if place is not None:
            self.go(place)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position())
        if place is not None:
            self.chosen.emit(self.parts()[place].key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(QPointF(event.pos()))
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.parts()[place].words, self)
            return True
        return super().event(event)

    def go(self, place: int) -> None:
        """Go to a part."""
        parts = self.parts()
        self.current = min(max(place, 0), len(parts) - 1)
        told = parts[self.current].words
        self.went_to.emit(told)
        self.setAccessibleDescription(told)
        change = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(change)
        self.update()

    def _at(self, point: QPointF) -> int | None:
        return next((n for n, p in enumerate(self.parts()) if p.area.contains(point)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(PALETTE.base))
        parts = self.parts()
        if not parts:
            painter.setPen(QColor(PALETTE.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("没有可画的数"))
            return
        if 0 <= self.current < len(parts):
            area = parts[self.current].area
            painter.fillRect(area, QColor(PALETTE.accent_mist))
            if self.hasFocus():
                painter.setPen(QPen(QColor(PALETTE.accent), 2))
                painter.drawRect(area.adjusted(1, 1, -1, -1))
        self.draw(painter)


class LampsPicture(Picture):
    """How many targets stand how: one bar, its parts as long as their numbers, words below."""

    def __init__(self) -> None:
        super().__init__("chart_lamps", _("各状态的指标数"))
        self._counts: dict[Lamp, int] = {}

    def show_lines(self, lines: Sequence[Standing]) -> None:
        """Show these targets."""
        self._counts = count_lamps(line.lamp for line in lines)
        told = [self._told(lamp, count) for lamp, count in self._counts.items()]
        self.begin_anew(clauses(told))

    def heightForWidth(self, width: int) -> int:
        return round(self.tall * (2.6 + 1.5 * len(self._legend(width))))

    def parts(self) -> list[Part]:
        total = sum(self._counts.values())
        if not total:
            return []
        tall, left = self.tall, self.tall * 0.5
        room = self.width() - tall
        made = []
        for lamp, count in self._counts.items():
            wide = room * count / total
            made.append(
                Part(QRectF(left, tall * 0.4, wide, tall * 1.6), self._told(lamp, count), lamp)
            )
            left += wide
        return made

    def draw(self, painter: QPainter) -> None:
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.Medium)
        middle = int(Qt.AlignmentFlag.AlignCenter)
        for part, (lamp, count) in zip(self.parts(), self._counts.items(), strict=True):
            bar = part.area.adjusted(1, 0, -1, 0)
            fill_bar(painter, bar, lamp)
            text = f"{LAMPS[lamp].sign} {count}"
            painter.setFont(strong)
            wide = QFontMetricsF(strong).horizontalAdvance(text) + self.tall * 0.4
            label = QRectF(0, 0, min(wide, bar.width()), self.tall)
            label.moveCenter(bar.center())
            if wide <= bar.width():
                painter.fillRect(label, QColor(PALETTE.base))
                painter.setPen(QColor(PALETTE.ink))
                painter.drawText(label, middle, text)
        painter.setFont(self.font())
        top = self.tall * 2.4
        for row in self._legend(self.width()):
            left = self.tall * 0.5
            for lamp, text, wide in row:
                sample = QRectF(left, top + self.tall * 0.15, self.tall * 1.3, self.tall * 0.8)
                fill_bar(painter, sample, lamp)
                painter.setPen(QColor(PALETTE.ink))
                room = QRectF(left + self.tall * 1.6, top, wide, self.tall * 1.1)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
                left += wide
            top += self.tall * 1.5

    def _told(self, lamp: Lamp, count: int) -> str:
        return _("{lamp} {count} 项").format(lamp=lamp_words(lamp), count=count)

    def _legend(self, width: int) -> list[list[tuple[Lamp, str, float]]]:
        """The words of the lamps, in as many rows as they need."""
        metrics = QFontMetricsF(self.font())
        rows: list[list[tuple[Lamp, str, float]]] = [[]]
        used = 0.0
        for lamp, count in self._counts.items():
            text = self._told(lamp, count)
            wide = metrics.horizontalAdvance(text) + self.tall * 2.6
            if rows[-1] and used + wide > width:
                rows.append([])
                used = 0.0
            rows[-1].append((lamp, text, wide))
            used += wide
        return rows


class BarsPicture(Picture):
    """A row for each target or town: its name, its bar, the mark of what was expected, words."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self._bars: list[Bar] = []
        self._lines: tuple[tuple[float, str], ...] = ()

    def show_bars(
        self, bars: Sequence[Bar], lines: Sequence[tuple[float, str]] = (), summary: str = ""
    ) -> None:
        """Show these; `lines`: where the scale has a line, and its words."""
        self._bars, self._lines = list(bars), tuple(lines)
        self.begin_anew(summary or listed(bar.told for bar in bars[:8]))

    def heightForWidth(self, width: int) -> int:
        head = 1.4 if self._lines else 0.3
        return round(self.tall * (head + _ROW * max(len(self._bars), 1) + 0.4))

    def parts(self) -> list[Part]:
        top = self.tall * (1.4 if self._lines else 0.3)
        step = self.tall * _ROW
        return [
            Part(QRectF(0, top + step * place, self.width(), step), bar.told, bar.key)
            for place, bar in enumerate(self._bars)
        ]

    def _room(self) -> tuple[float, float]:
        """Where bars begin and where they end."""
        metrics = QFontMetricsF(self.font())
        name = min(
            max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0.0),
            self.width() * 0.34,
        )
        value = min(
            max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0.0),
            self.width() * 0.3,
        )
        left = name + self.tall
        return left, max(self.width() - value - self.tall * 1.2, left + self.tall)

    def draw(self, painter: QPainter) -> None:
        left, right = self._room()
        metrics, tall = QFontMetricsF(self.font()), self.tall
        parts = self.parts()
        foot = parts[-1].area.bottom()
        for at, text in self._lines:
            x = left + (right - left) * at
            painter.setPen(QPen(QColor(PALETTE.line), 1))
            painter.drawLine(QPointF(x, tall * 1.2), QPointF(x, foot))
            painter.setPen(QColor(PALETTE.muted))
            room = QRectF(x - tall * 3, 0, tall * 6, tall * 1.2)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for bar, part in zip(self._bars, parts, strict=True):
            area = part.area
            painter.setPen(QColor(PALETTE.ink))
            label = QRectF(tall * 0.3, area.top(), left - tall * 0.6, area.height())
            cut = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, label.width())
            painter.drawText(label, middle, cut)
            self._draw_bar(painter, bar, area, left, right)
            painter.setPen(QColor(PALETTE.ink if bar.length is not None else PALETTE.muted))
            value = QRectF(right + tall * 0.4, area.top(), self.width() - right, area.height())
            painter.drawText(value, middle, bar.words)

    def _draw_bar(
        self, painter: QPainter, bar: Bar, area: QRectF, left: float, right: float
    ) -> None:
        wide, tall = right - left, area.height()
        track = QRectF(left, area.top() + tall * 0.25, wide, tall * 0.5)
        if bar.length is not None:
            length = max(min(bar.length, 1.0), 0.0)
            fill_bar(painter, QRectF(left, track.top(), wide * length, track.height()), bar.lamp)
            if bar.length > 1:
                self._draw_arrow(painter, QPointF(right, track.center().y()), track.height())
        if bar.mark is not None:
            x = left + wide * min(max(bar.mark, 0.0), 1.0)
            painter.setPen(QPen(QColor(PALETTE.ink), 2))
            painter.drawLine(
                QPointF(x, area.top() + tall * 0.12), QPointF(x, area.bottom() - tall * 0.12)
            )

    def _draw_arrow(self, painter: QPainter, tip: QPointF, tall: float) -> None:
        """The bar would go on."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PALETTE.ink))
        half = tall / 2
        corners = [tip, tip + QPointF(-half, -half * 0.8), tip + QPointF(-half, half * 0.8)]
        painter.drawPolygon(QPolygonF(corners))


def progress_bars(
    lines: Sequence[Standing],
) -> tuple[list[Bar], list[tuple[float, str]]]:
    """A bar for each target whose share is known or expected, and the lines of the scale."""
    shares = [float(v) for line in lines for v in (line.share, line.due_share) if v is not None]
    end = min(max([100.0, *shares]), _MOST_SHARE)
    bars = []
    for line in lines:
        if line.share is None and line.due_share is None:
            continue
        told = explained(
            words.name_words(line),
            clauses(
                filter(
                    None,
                    (
                        _("完成率{share}").format(share=words.share_words(line)),
                        _("序时进度{share}").format(share=words.percent_words(line.due_share))
                        if line.due_share is not None
                        else "",
                        lamp_words(line.lamp),
                    ),
                )
            ),
        )
        behind = f"{words.share_words(line)}　{lamp_words(line.lamp)}"
        bars.append(
            Bar(
                words.name_words(line),
                None if line.share is None else float(line.share) / end,
                behind,
                line.lamp,
                None if line.due_share is None else float(line.due_share) / end,
                told,
                (line.indicator, line.series, line.town),
            )
        )
    scale = [(at / end, f"{at}%") for at in (0, 25, 50, 75, 100, 125, 150) if at <= end]
    return bars, scale
