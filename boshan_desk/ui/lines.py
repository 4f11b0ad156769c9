"""The controls that editors type into: they tell their owner of keys and of being left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QIcon,
    QKeyEvent,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QStylePainter,
    QToolButton,
    QWidget,
)

from boshan_desk.domain.problems import Severity
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon

T = TypeVar("T")

_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The focus is only lent: to a list under the line, or to another window."""

_LABEL = Qt.ItemDataRole.DisplayRole
_DATA = Qt.ItemDataRole.UserRole

Choice = tuple[object, str]
"""What a row of a list stands for, and its words."""


class Owner(Protocol):
    """Whom a control serves."""

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether the owner used this key press."""

    def let_go(self) -> None:
        """Hear that the control was left for good."""


def _tell_left(owner: Owner, event: QFocusEvent) -> None:
    """Tell the owner that it was left; a control also loses the focus while its form goes."""
    if event.reason() not in _PASSING and shiboken6.isValid(owner):
        owner.let_go()


class Line(QLineEdit):
    """One line."""

    def __init__(self, owner: Owner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.takes_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        _tell_left(self._owner, event)

    def room(self) -> QRect:
        """Where the words stand, beside the buttons in the line."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_LineEditContents
        room = self.style().subElementRect(part, option, self)
        room = room.marginsRemoved(self.textMargins()).adjusted(2, 0, -2, 0)
        buttons = [b for b in self.findChildren(QToolButton) if not b.isHidden()]
        room.setRight(min([room.right(), *(button.x() - 3 for button in buttons)]))
        return room

    def shown_words(self) -> str:
        """What one sees of the words while one does not type: their end is cut with a sign."""
        metrics, end = self.fontMetrics(), Qt.TextElideMode.ElideRight
        return metrics.elidedText(self.text(), end, self.room().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        # What fits is left to Qt: the common case, and as fast as it can be.
        text = self.text()
        broad = len(text) * self.fontMetrics().maxWidth() > self.width()
        if self.hasFocus() or not broad or (words := self.shown_words()) == text:
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(self.room(), int(Qt.AlignmentFlag.AlignVCenter), words)


class PickLine(Line):
    """A line with a list under it; the list opens while one types, or whole with the Down key."""

    wanted = Signal(str)
    """Choices are wanted that hold this text; "" for all of them."""
    picked = Signal(object, str)
    """A row was chosen: what it stands for, and its words."""

    def __init__(self, owner: Owner, *, first_counts: bool, parent: QWidget | None = None) -> None:
        """`first_counts`: Enter and Tab take the first row when none was gone to."""
        super().__init__(owner, parent)
        self._first_counts = first_counts
        self._model: QStandardItemModel | None = None
        self._completer: QCompleter | None = None
        self.textEdited.connect(self.wanted)

    def add_list_button(self) -> None:
        """Show the button that opens the whole list."""
        button = self.addAction(icon("down"), QLineEdit.ActionPosition.TrailingPosition)
        button.setToolTip(_("打开列表（↓）"))
        button.triggered.connect(self.open_list)

    @property
    def listing(self) -> bool:
        """Whether the list is open."""
        return self._completer is not None and self._completer.popup().isVisible()

    def open_list(self) -> None:
        """Show every choice."""
        if not self.isReadOnly():
            self.setFocus()
            self.wanted.emit("")

    def close_list(self) -> None:
        """Put the list away."""
        if self._completer is not None:
            self._completer.popup().hide()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these choices under the line; none of them puts the list away."""
        if not choices or not self.hasFocus():
            self.close_list()
            return
        model, completer = self._list()
        model.clear()
        for data, label in choices:
            item = QStandardItem(label)
            item.setData(data, _DATA)
            item.setEditable(False)
            item.setSizeHint(QSize(0, theme.row_height(self.fontMetrics())))
            model.appendRow(item)
        completer.complete()
        if self._first_counts:
            completer.popup().setCurrentIndex(completer.completionModel().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.listing:
            if key == Qt.Key.Key_Escape:
                self.close_list()
                event.accept()
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_current()
        elif not self.isReadOnly() and (
            key == Qt.Key.Key_F4
            or (
                key == Qt.Key.Key_Down
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
        ):
            self.wanted.emit("")
            event.accept()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        # Tab moves the focus before a key press is heard, so what it takes is taken here.
        if next and self.listing:
            self._take_current()
        return super().focusNextPrevChild(next)

    def _list(self) -> tuple[QStandardItemModel, QCompleter]:
        if self._model is None or self._completer is None:
            self._model = QStandardItemModel(self)
            self._completer = QCompleter(self._model, self)
            self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._completer.setMaxVisibleItems(12)
            self._completer.setWidget(self)
            self._completer.popup().setObjectName("choices")
            # Which of two overloads of a signal: the one that hands over the row.
            self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        return self._model, self._completer

    def _take_current(self) -> None:
        if self._completer is not None:
            index = self._completer.popup().currentIndex()
            self.close_list()
            if index.isValid():
                self._take(index)

    def _take(self, index: QModelIndex) -> None:
        self.picked.emit(index.data(_DATA), str(index.data(_LABEL)))


class NoteBox(QPlainTextEdit):
    """Several lines; it grows with its text, and Tab leaves it."""

    LEAST, MOST = 2, 12

    def __init__(self, owner: Owner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owner = owner
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # An expanding box would widen the titles of the grid it stands in.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        lines = int(self.document().size().height())
        shown = min(max(lines, self.LEAST), self.MOST)
        frame = 2 * (int(self.document().documentMargin()) + self.frameWidth())
        height = shown * self.fontMetrics().lineSpacing() + frame + 2
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A box that shows all its text leaves the wheel to the form it stands on.
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Tab:
            # There was no field to go to; a tab in a text would spoil the papers.
            event.ignore()
        elif (enter and plain) or not self._owner.takes_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        _tell_left(self._owner, event)


class Radio(QRadioButton):
    """One of a few answers."""

    def __init__(self, owner: Owner, words: str) -> None:
        super().__init__(words)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.takes_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        _tell_left(self._owner, event)


def icon_size(widget: QWidget) -> QSize:
    """A small icon as high as the text beside it."""
    side = theme.icon_side(widget.fontMetrics())
    return QSize(side, side)


GRADES: Final[dict[Severity, theme.Severity]] = {"error": "stop", "warn": "warn", "note": "note"}
"""How a finding looks, the gravest first."""


def sign_of(severity: Severity) -> QIcon:
    """The icon that says how grave a finding is; colour never says it alone."""
    return theme.severity_icon(GRADES[severity])


def em(widget: QWidget) -> int:
    """The width of one Chinese character in this widget's type, in pixels."""
    return widget.fontMetrics().horizontalAdvance("国")


def put_away(widget: QWidget) -> None:
    """Take a widget out of its page at once; it is destroyed when nothing of it runs any more."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def unflagged(slot: Callable[[], object]) -> Callable[[bool], None]:
    """The slot without the flag that Qt sends along when a button is pressed."""

    def call(_checked: bool = False) -> None:
        slot()

    return call


def while_there(widget: QObject, call: Callable[[T], Any]) -> Callable[[T], None]:
    """The call for as long as the widget, or the model, exists.

    Work may come back to a page that was closed.
    """

    def guarded(result: T) -> None:
        if shiboken6.isValid(widget):
            call(result)

    return guarded
