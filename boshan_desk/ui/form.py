"""The fields of a record in their sections, one or two side by side as the room allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.fields import Kind
from boshan_desk.domain.ledger import Ledger, Section
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.editors import Editor, Place, make_editor
from boshan_desk.ui.lines import em

_WIDE_FROM = 54
"""Ems of width from which two fields stand side by side."""

_LABEL_EMS = 10.5
"""The most a field's title may take, in ems; longer ones wrap."""

_FIELD_EMS = 11
"""The least a field may take, in ems."""


class FieldLabel(QLabel):
    """A field's title, with a mark where the field must be filled in by now."""

    def __init__(self, kind: Kind, editor: Editor) -> None:
        super().__init__()
        self._title = _(kind.title)
        self._help = _(kind.help)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setBuddy(editor)
        self.asked_for = True
        self.ask_for(False)

    def needed(self) -> int:
        """The width of the title with its mark on one line."""
        return self.fontMetrics().horizontalAdvance(f"＊{self._title}") + 4

    def ask_for(self, now: bool) -> None:
        """Mark the field as one that must be filled in, or take the mark away."""
        if now == self.asked_for:
            return
        self.asked_for = now
        sign = f'<span style="color:{theme.PALETTE.stop}">＊</span>' if now else ""
        self.setText(sign + escape(self._title))
        asked = _("提交前必须填写") if now else ""
        self.setToolTip("\n".join(filter(None, (asked, self._help))))


class FormSection(QFrame):
    """One heading with its fields."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("form_section")
        theme.dress(self, role="card")
        self.title = title
        self._columns = 0
        self._fields: list[tuple[FieldLabel, Editor]] = []
        layout = QVBoxLayout(self)
        size = em(self)
        layout.setContentsMargins(size, size // 2, size, size // 2)
        layout.setSpacing(size // 2)
        self.heading = QLabel(title)
        theme.dress(self.heading, role="section")
        layout.addWidget(self.heading)
        self._grid = QGridLayout()
        # Gaps are columns and margins: a spacing is dropped beside an empty column, and sections
        # with and without a wide field would stand at different places.
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(size // 2)
        layout.addLayout(self._grid)

    def add_field(self, label: FieldLabel, editor: Editor) -> None:
        """Put a field at the end."""
        self._fields.append((label, editor))

    def add_panel(self, panel: QWidget) -> None:
        """Put something that is no field below the fields."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(panel)

    def arrange(self, columns: int) -> None:
        """Lay the fields out in this many columns."""
        if columns == self._columns or not self._fields:
            return
        for _label, editor in self._fields if not self._columns else ():
            # Fields of one column are equally wide whatever stands in them.
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._columns = columns
        grid = self._grid
        for label, editor in self._fields:
            grid.removeWidget(label)
            grid.removeWidget(editor)
        row = column = 0
        for label, editor in self._fields:
            if editor.wide and column:
                row, column = row + 1, 0
            grid.addWidget(label, row, column * 3, Qt.AlignmentFlag.AlignTop)
            span = columns * 3 - 2 if editor.wide else 1
            grid.addWidget(editor, row, column * 3 + 1, 1, span)
            column += columns if editor.wide else 1
            if column >= columns:
                row, column = row + 1, 0
        size = em(self)
        for place in (0, 1):
            there = place < columns
            grid.setColumnStretch(place * 3 + 1, 1 if there else 0)
            grid.setColumnMinimumWidth(place * 3 + 1, size * _FIELD_EMS if there else 0)
        grid.setColumnMinimumWidth(2, size * 3 // 2 if columns > 1 else 0)

    def fit_labels(self, width: int, line_height: int) -> None:
        """Give every title this width, and stand it on the line of what is typed."""
        space = em(self) // 2
        for label, editor in self._fields:
            editor.fit_line(line_height)
            label.setFixedWidth(width + space)
            gap = max((line_height - label.fontMetrics().height()) // 2, 0)
            label.setContentsMargins(0, gap, space, 0)


class Form(QScrollArea):
    """All sections of a ledger's form, and what hangs on the record below them."""

    changed = Signal(str)
    left = Signal(str)
    copy_wanted = Signal(str)
    ended = Signal()
    """Enter was pressed in the last field."""
    section_seen = Signal(int)
    """Another section stands at the top."""

    def __init__(self, ledger: Ledger, places: Mapping[str, Place]) -> None:
        super().__init__()
        self.setObjectName("form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.editors: dict[str, Editor] = {}
        self.labels: dict[str, FieldLabel] = {}
        self.sections: list[FormSection] = []
        self._section_of: dict[str, int] = {}
        self._last = ""
        self._sheet = QWidget()
        self._sheet.setObjectName("sheet")
        self._rows = QVBoxLayout(self._sheet)
        size = em(self)
        self._rows.setContentsMargins(size // 2, size // 2, size // 2, size)
        self._rows.setSpacing(size // 2)
        for section in ledger.form:
            self._add_fields(section, ledger, places)
        self._rows.addStretch(1)
        self.setWidget(self._sheet)
        self.arrange()
        self._chain()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    # -- making it

    def _add_fields(self, section: Section, ledger: Ledger, places: Mapping[str, Place]) -> None:
        made = FormSection(_(section.title))
        for name in section.fields:
            kind = ledger.shown()[name]
            editor = make_editor(kind, places[name])
            label = FieldLabel(kind, editor)
            made.add_field(label, editor)
            self.editors[name] = editor
            self.labels[name] = label
            self._section_of[name] = len(self.sections)
            editor.changed.connect(lambda n=name: self.changed.emit(n))
            editor.left.connect(lambda n=name: self.left.emit(n))
            editor.entered.connect(lambda n=name: self.go_on(n))
            editor.copy_wanted.connect(lambda n=name: self.copy_wanted.emit(n))
        self.sections.append(made)
        self._rows.addWidget(made)

    def add_panel(self, title: str, panel: QWidget, *, headed: bool = False) -> None:
        """Put what hangs on the record below its fields; `headed` ones bring their heading."""
        section = FormSection(title)
        section.heading.setHidden(headed)
        section.add_panel(panel)
        self.sections.append(section)
        self._rows.insertWidget(self._rows.count() - 1, section)

    def _chain(self) -> None:
        stops = [stop for editor in self.editors.values() for stop in editor.stops()]
        for one, next_one in pairwise(stops):
            QWidget.setTabOrder(one, next_one)

    # -- going about in it

    def go_on(self, name: str) -> None:
        """To the field after this one."""
        names = list(self.editors)
        place = names.index(name) + 1
        if place < len(names):
            self.go_to(names[place])
        else:
            self.ended.emit()

    def go_to(self, name: str) -> None:
        """Show a field and put the cursor there."""
        editor = self.editors[name]
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._show(editor)

    def go_to_section(self, place: int) -> None:
        """Show a section from its heading on."""
        section = self.sections[place]
        self.verticalScrollBar().setValue(section.y() - self._rows.spacing())
        first = next((n for n, at in self._section_of.items() if at == place), None)
        if first is not None:
            self.editors[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def section_of(self, name: str) -> int | None:
        """Which section a field stands in."""
        return self._section_of.get(name)

    def current(self) -> str:
        """The field the cursor is in, or was in last; "" before any."""
        return self._last

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        # Tab may go to a field that is out of sight.
        if now is None or not shiboken6.isValid(self) or not self._sheet.isAncestorOf(now):
            return
        for name, editor in self.editors.items():
            if editor.isAncestorOf(now):
                self._last = name
                self._show(editor)
                self.section_seen.emit(self._section_of[name])
                return

    def _show(self, widget: QWidget) -> None:
        self.ensureWidgetVisible(widget, 0, self.fontMetrics().height() * 3)

    def _scrolled(self, value: int) -> None:
        # The last heading that stands above a third of the view is the one being worked in.
        seen = 0
        for place, section in enumerate(self.sections):
            if section.y() <= value + self.viewport().height() // 3:
                seen = place
        self.section_seen.emit(seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.arrange()

    def arrange(self) -> None:
        """Lay the fields out for the width there is."""
        size = em(self)
        columns = 2 if self.viewport().width() >= _WIDE_FROM * size else 1
        width = min(
            max((label.needed() for label in self.labels.values()), default=0),
            round(size * _LABEL_EMS),
        )
        line_height = next(iter(self.editors.values())).control.sizeHint().height()
        for section in self.sections:
            section.arrange(columns)
            section.fit_labels(width, line_height)

    # -- what stands in it

    def touched(self) -> list[str]:
        """The fields in which something was typed."""
        return [name for name, editor in self.editors.items() if editor.touched]

    def settle(self) -> None:
        """Bring everything typed into its usual form, the field with the cursor too."""
        for editor in self.editors.values():
            editor.settle()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show these values as what is stored."""
        for name, editor in self.editors.items():
            editor.show_value(values.get(name, editor.kind.empty))

    def typed(self) -> dict[str, str]:
        """What was typed, raw, by field."""
        return {name: self.editors[name].typed() for name in self.touched()}

    def ask_for(self, names: Sequence[str]) -> None:
        """Mark the fields that must be filled in by now."""
        wanted = set(names)
        for name, label in self.labels.items():
            label.ask_for(name in wanted)

    def __iter__(self) -> Iterator[Editor]:
        return iter(self.editors.values())
