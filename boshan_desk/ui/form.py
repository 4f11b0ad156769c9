"""The fields of a record in their sections, one or two side by side as the room allows.

A form of seventy fields takes longer to make than a person should wait: the fields of the first
screen are there at once, the others follow one section at a time.  Until a field is made it
counts as untouched, and whoever asks for it has it made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from boshan_desk.domain.ledger import Ledger, Section
from boshan_desk.domain.problems import Problem
from boshan_desk.i18n import _
from boshan_desk.ui.editors import Editor, Place, make_editor
from boshan_desk.ui.few_fields import FewFields
from boshan_desk.ui.form_section import FieldLabel, FormSection, needed
from boshan_desk.ui.lines import em

_WIDE_FROM = 54
"""Ems of width from which two fields stand side by side."""

_LABEL_EMS = 10.5
"""The most a field's title may take, in ems; longer ones wrap."""

_ROOMY_FROM = 27
"""Ems of width below which titles and fields are narrower."""

_NARROW_LABEL_EMS = 7.5
_FIELD_EMS, _NARROW_FIELD_EMS = 11, 8
"""The least a field may take, in ems."""

_AT_ONCE = 16
"""Fields that are made with the form: a screenful."""


class Form(QScrollArea):
    """All sections of a ledger's form, and what hangs on the record below them."""

    changed = Signal(str)
    left = Signal(str)
    copy_wanted = Signal(str)
    ended = Signal()
    """Enter was pressed in the last field."""
    section_seen = Signal(int)
    """Another section stands at the top."""
    sections_changed = Signal()
    """Sections are shown that were not, or the other way round."""

    def __init__(self, ledger: Ledger, places: Mapping[str, Place]) -> None:
        super().__init__()
        self.setObjectName("form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown = ledger.shown()
        self.kinds = {name: shown[name] for section in ledger.form for name in section.fields}
        """The fields of the form, in its order."""
        self._places = places
        self.made: dict[str, Editor] = {}
        """The editors that there are so far, in the form's order."""
        self._labels: dict[str, FieldLabel] = {}
        self._widest: tuple[str, int] = ("", 0)
        """A font, and the width of the longest title in it."""
        self.sections: list[FormSection] = []
        self._unmade: deque[tuple[FormSection, Section]] = deque()
        self._locked = False
        self._held: frozenset[str] = frozenset()
        self.stored: dict[str, Any] = {}
        """What is shown as stored, of the fields that are not made too."""
        self._wanted: frozenset[str] = frozenset()
        self._findings: dict[str, Problem] = {}
        self._then: Callable[[], object] | None = None
        self._section_of: dict[str, int] = {}
        self._last = ""
        self._few: FewFields | None = None
        self._sheet = QWidget()
        self._sheet.setObjectName("sheet")
        self._rows = QVBoxLayout(self._sheet)
        size = em(self)
        self._rows.setContentsMargins(size // 2, size // 2, size // 2, size)
        self._rows.setSpacing(size // 2)
        for section in ledger.form:
            self._add_section(section)
        self._rows.addStretch(1)
        while self._unmade and len(self.made) < _AT_ONCE:
            self._make_next()
        self.setWidget(self._sheet)
        self.arrange()
        _chain([stop for editor in self.made.values() for stop in editor.stops()])
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._make_soon = QTimer(self)
        self._make_soon.setInterval(0)
        self._make_soon.timeout.connect(self._go_on_making)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    # -- making it

    def _add_section(self, section: Section) -> None:
        made = FormSection(_(section.title))
        self._section_of |= dict.fromkeys(section.fields, len(self.sections))
        self.sections.append(made)
        self._unmade.append((made, section))
        self._rows.addWidget(made)

    def _make_next(self) -> None:
        """Make the fields of the first section that has none yet, and show what is known."""
        section, plan = self._unmade.popleft()
        last = next(reversed(self.made.values()), None)
        stops = last.stops()[-1:] if last is not None else []
        for name in plan.fields:
            kind = self.kinds[name]
            editor = make_editor(kind, self._places[name])
            label = FieldLabel(kind, editor)
            section.add_field(label, editor)
            self.made[name] = editor
            self._labels[name] = label
            if name in self.stored:
                editor.show_value(self.stored[name])
            label.ask_for(name in self._wanted)
            editor.lock(self._locked or name in self._held)
            self._tell_finding(name, editor)
            editor.changed.connect(lambda n=name: self.changed.emit(n))
            editor.left.connect(lambda n=name: self.left.emit(n))
            editor.entered.connect(lambda n=name: self.go_on(n))
            editor.copy_wanted.connect(lambda n=name: self.copy_wanted.emit(n))
            editor.settled.connect(self._go_on_settled)
            stops += editor.stops()
        if self.widget() is not None:
            self.arrange()
            _chain(stops)
        self._leave_out()

    def show_few(self, names: frozenset[str]) -> None:
        """Show these fields first, and what is filled in, asked for or wrong; the rest on demand.

        To be said before panels are added: the way to the other fields stands above those.
        """
        state = next(iter(self._places.values())).shell.state
        self._few = FewFields(names, state)
        self._few.switched.connect(self._leave_out)
        self._rows.insertWidget(self._rows.count() - 1, self._few)
        self._leave_out()

    def _leave_out(self) -> None:
        """Hide what is not among the few fields now."""
        if self._few is None:
            return
        shown = {name for name in self.kinds if self._is_shown(name)}
        self._few.count(len(self.kinds) - len(shown))
        if self._few.all:
            shown = set(self.kinds)
        before = [section.isHidden() for section in self.sections]
        for place in sorted(set(self._section_of.values())):
            names = [n for n, at in self._section_of.items() if at == place]
            hidden = {self.made[n] for n in names if n not in shown and n in self.made}
            self.sections[place].leave_out(hidden)
            self.sections[place].setHidden(shown.isdisjoint(names))
        if before != [section.isHidden() for section in self.sections]:
            self.sections_changed.emit()

    def _is_shown(self, name: str) -> bool:
        """Whether a field is shown among the few."""
        assert self._few is not None
        filled = self.stored.get(name) not in (None, (), False, self.kinds[name].empty)
        touched = name in self.made and self.made[name].touched
        told = name in self._wanted or name in self._findings
        return name in self._few.names or filled or touched or told

    def _reveal(self, name: str) -> None:
        """Have a field be seen to which somebody is led."""
        if self._few is not None and not self._is_shown(name):
            self._few.show_all()

    def _go_on_making(self) -> None:
        if self._unmade:
            self._make_next()
        else:
            self._make_soon.stop()

    def _make_all(self) -> None:
        while self._unmade:
            self._make_next()

    @property
    def editors(self) -> dict[str, Editor]:
        """Every editor, in the form's order."""
        self._make_all()
        return self.made

    @property
    def labels(self) -> dict[str, FieldLabel]:
        """The title of every field."""
        self._make_all()
        return self._labels

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unmade:
            self._make_soon.start()

    def add_panel(self, title: str, panel: QWidget, *, headed: bool = False) -> None:
        """Put what hangs on the record below its fields; `headed` ones bring their heading."""
        section = FormSection(title)
        section.heading.setHidden(headed)
        section.add_panel(panel)
        self.sections.append(section)
        self._rows.insertWidget(self._rows.count() - 1, section)

    # -- going about in it

    def go_on(self, name: str) -> None:
        """To the field after this one."""
        names = list(self.kinds)
        place = names.index(name) + 1
        while self._few is not None and not self._few.all and place < len(names):
            if self._is_shown(names[place]):
                break
            place += 1
        if place < len(names):
            self.go_to(names[place])
        else:
            self.ended.emit()

    def go_to(self, name: str) -> None:
        """Show a field and put the cursor there."""
        editor = self.editor(name)
        self._reveal(name)
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._show(editor)

    def go_to_section(self, place: int) -> None:
        """Show a section from its heading on."""
        self._make_all()
        section = self.sections[place]
        self.verticalScrollBar().setValue(section.y() - self._rows.spacing())
        names = (n for n, at in self._section_of.items() if at == place)
        first = next((n for n in names if not self.editors[n].isHidden()), None)
        if first is not None:
            self.editors[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def section_of(self, name: str) -> int | None:
        """Which section a field stands in."""
        return self._section_of.get(name)

    def current(self) -> str:
        """The field the cursor is in, or was in last; "" before any."""
        return self._last

    def go_back(self) -> None:
        """To the field the cursor was in last, or to the first."""
        name = self._last or next(iter(self.kinds))
        self.editor(name).setFocus()

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self.made[name] if name in self.made else self.editors[name]

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        # Tab may go to a field that is out of sight.
        if now is None or not shiboken6.isValid(self) or not self._sheet.isAncestorOf(now):
            return
        for name, editor in self.made.items():
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
            if not section.isHidden() and section.y() <= value + self.viewport().height() // 3:
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
        most = _LABEL_EMS if self.viewport().width() >= _ROOMY_FROM * size else _NARROW_LABEL_EMS
        width = min(self._title_width(), round(size * most))
        least = round(size * (_FIELD_EMS if most == _LABEL_EMS else _NARROW_FIELD_EMS))
        line_height = next(iter(self.made.values())).control.sizeHint().height()
        for section in self.sections:
            section.arrange(columns, least)
            section.fit_labels(width, line_height)

    def _title_width(self) -> int:
        """The width of the longest title, of the fields that are not made too."""
        label = next(iter(self._labels.values()))
        font = label.font().key()
        if font != self._widest[0]:
            metrics = label.fontMetrics()
            widths = [needed(kind, metrics) for kind in self.kinds.values()]
            self._widest = font, max(widths)
        return self._widest[1]

    # -- what stands in it

    def touched(self) -> list[str]:
        """The fields in which something was typed."""
        return [name for name, editor in self.made.items() if editor.touched]

    def settle(self, then: Callable[[], object]) -> None:
        """Bring everything typed into its usual form, then go on.

        What a link's name means is looked up meanwhile; of two that wait the later one is done.
        """
        self._then = then
        for editor in self.made.values():
            editor.settle()
        self._go_on_settled()

    def _go_on_settled(self) -> None:
        then = self._then
        if then is not None and not any(editor.looking for editor in self.made.values()):
            self._then = None
            then()

    def lock(self, on: bool) -> None:
        """Let the fields be read only, or be typed into again."""
        self._locked = on
        for name, editor in self.made.items():
            editor.lock(on or name in self._held)

    def hold(self, names: frozenset[str]) -> None:
        """Let some fields be read only whatever the others are: something else writes them."""
        self._held = names
        self.lock(self._locked)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show these values as what is stored."""
        self.stored = {n: values.get(n, kind.empty) for n, kind in self.kinds.items()}
        for name, editor in self.made.items():
            editor.show_value(self.stored[name])
        self._leave_out()

    def typed(self) -> dict[str, str]:
        """What was typed, raw, by field."""
        return {name: self.made[name].typed() for name in self.touched()}

    def ask_for(self, names: Sequence[str]) -> None:
        """Mark the fields that must be filled in by now."""
        self._wanted = frozenset(names)
        for name, label in self._labels.items():
            label.ask_for(name in self._wanted)
        self._leave_out()

    def show_findings(self, findings: Mapping[str, Problem]) -> None:
        """Say under each field what was found there, and nothing under the others."""
        self._findings = dict(findings)
        for name, editor in self.made.items():
            self._tell_finding(name, editor)
        self._leave_out()

    def _tell_finding(self, name: str, editor: Editor) -> None:
        problem = self._findings.get(name)
        if problem is None:
            editor.clear_finding()
        elif not _still_typing(editor, problem):
            editor.set_finding(problem.severity, problem.words())

    def __iter__(self) -> Iterator[Editor]:
        return iter(self.editors.values())


def _chain(stops: Sequence[QWidget]) -> None:
    """Let the Tab key go from each to the next."""
    for one, next_one in pairwise(stops):
        QWidget.setTabOrder(one, next_one)


def _still_typing(editor: Editor, problem: Problem) -> bool:
    """Whether a value is only half typed: it is judged when the field is left."""
    picks = editor.kind.name in ("code", "codes", "link")
    unfinished = editor.looking or editor.control.hasFocus()
    return picks and problem.code == "unreadable" and unfinished
