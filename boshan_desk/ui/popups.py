"""What opens under a field: a month, a list with ticks."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.reading import fold
from boshan_desk.i18n import _, language
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import Choice, Line


def entries(known: CodeList, text: str) -> list[Choice]:
    """The entries whose word, other words or code hold the text; those that begin with it first."""
    part = fold(text)
    if not part:
        return [(entry.code, known.label(entry.code)) for entry in known]
    begins: list[Choice] = []
    holds: list[Choice] = []
    for entry in known:
        label = known.label(entry.code)
        words = [fold(word) for word in (label, entry.label, entry.code, *entry.also)]
        if any(word.startswith(part) for word in words):
            begins.append((entry.code, label))
        elif any(part in word for word in words):
            holds.append((entry.code, label))
    return begins + holds


class Popup(QFrame):
    """A small window under a field that goes away when one clicks elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def fill(self, content: QWidget) -> None:
        """Put its content in."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)

    def open_under(self, line: QWidget) -> None:
        """Show it under the line, or above when there is no room below."""
        self.adjustSize()
        room = line.screen().availableGeometry()
        at = line.mapToGlobal(QPoint(0, line.height()))
        if at.y() + self.height() > room.bottom():
            at.setY(max(room.top(), at.y() - line.height() - self.height()))
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        self.move(at)
        self.show()


def make_calendar() -> QCalendarWidget:
    """A month in the office's language and type, weeks beginning with Monday."""
    calendar = QCalendarWidget()
    calendar.setObjectName("calendar")
    calendar.setLocale(QLocale(language()))
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    quiet = QTextCharFormat()
    quiet.setForeground(QColor(theme.PALETTE.muted))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, quiet)
    for name, sign in (
        ("qt_calendar_prevmonth", "page-prev"),
        ("qt_calendar_nextmonth", "page-next"),
    ):
        button = calendar.findChild(QToolButton, name)
        if isinstance(button, QToolButton):
            button.setIcon(icon(sign, theme.PALETTE.on_accent))
    line = theme.row_height(calendar.fontMetrics())
    calendar.setMinimumSize(line * 11, line * 10)
    return calendar


class TickList(QWidget):
    """A list of values with ticks, and a line that finds among them."""

    ticked = Signal()
    done = Signal()

    def __init__(self, known: CodeList, chosen: tuple[str, ...]) -> None:
        super().__init__()
        # What is chosen but has left the list stays chosen.
        self._lost = tuple(code for code in chosen if code not in known)
        self._known = known
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        self.search = PickSearch(self)
        self.rows = QListWidget()
        self.rows.setObjectName("ticks")
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for entry in known:
            row = QListWidgetItem(known.label(entry.code))
            row.setData(Qt.ItemDataRole.UserRole, entry.code)
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            on = entry.code in chosen
            row.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.rows.addItem(row)
        self.rows.setCurrentRow(0)
        self.rows.itemChanged.connect(self.ticked)
        self.rows.itemClicked.connect(lambda row: self.rows.setCurrentItem(row))
        self.search.textChanged.connect(self._narrow)
        layout.addWidget(self.search)
        layout.addWidget(self.rows)
        shown = min(self.rows.count(), 12)
        self.rows.setMinimumHeight(max(self.rows.sizeHintForRow(0), 1) * shown + 6)
        self.rows.setMinimumWidth(self.rows.sizeHintForColumn(0) + self.fontMetrics().height() * 3)

    def codes(self) -> tuple[str, ...]:
        """What is ticked, in the list's order."""
        on = {
            str(row.data(Qt.ItemDataRole.UserRole))
            for row in map(self.rows.item, range(self.rows.count()))
            if row.checkState() == Qt.CheckState.Checked
        }
        return (*(entry.code for entry in self._known if entry.code in on), *self._lost)

    def _narrow(self, text: str) -> None:
        held = {code for code, _label in entries(self._known, text)}
        first = None
        for place in range(self.rows.count()):
            row = self.rows.item(place)
            row.setHidden(row.data(Qt.ItemDataRole.UserRole) not in held)
            first = place if first is None and not row.isHidden() else first
        self.rows.setCurrentRow(-1 if first is None else first)

    def takes_key(self, event: QKeyEvent) -> bool:
        """Arrows go, blank ticks, Enter is done; letters find."""
        key, row = event.key(), self.rows.currentItem()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            place = self.rows.currentRow() + step
            while 0 <= place < self.rows.count() and self.rows.item(place).isHidden():
                place += step
            if 0 <= place < self.rows.count():
                self.rows.setCurrentRow(place)
        elif key == Qt.Key.Key_Space and row is not None:
            on = row.checkState() == Qt.CheckState.Checked
            row.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.done.emit()
        else:
            return False
        event.accept()
        return True

    def let_go(self) -> None:
        """Nothing: the list closes by itself."""


class PickSearch(Line):
    """The line above a list with ticks."""

    def __init__(self, owner: TickList) -> None:
        super().__init__(owner)
        self.setObjectName("ticks_search")
        self.setPlaceholderText(_("输入查找，空格勾选，回车完成"))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.placeholderText()) + 40)
