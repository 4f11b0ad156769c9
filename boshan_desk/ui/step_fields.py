"""The fields of a step's form: its own, and those of the case that are filled in with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.fields import BadValue, Kind
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Problem, stop
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.ui.editors import CodeEditor, Editor, Place, make_editor
from boshan_desk.ui.form_section import FieldLabel, FormSection
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_tick import TickEditor

_WIDE_FROM = 54
"""Ems of width from which two fields stand side by side."""

_LABEL_EMS, _NARROW_LABEL_EMS = 9.5, 7.5
_FIELD_EMS, _NARROW_FIELD_EMS = 11, 8


class PartCodeEditor(CodeEditor):
    """One value of a part of a list: the codes that fit a step."""

    def __init__(self, kind: Kind, place: Place, fits: Callable[[str], bool]) -> None:
        self._fits = fits
        super().__init__(kind, place)

    @property
    def list(self) -> CodeList:
        """The codes that fit."""
        whole = super().list
        return CodeList(whole.name, tuple(e for e in whole if self._fits(e.code)))

    def read(self, text: str) -> Any:
        code = super().read(text)
        if code is not None and not self._fits(code):
            raise BadValue("不在可选项里，请从列表选择")
        return code


@dataclasses.dataclass(frozen=True)
class Asked:
    """A field that a form asks for."""

    name: str
    ledger: Ledger
    title: str
    needed: bool = False
    value: Any = None
    """What it begins with."""
    tick: str = ""
    """The sentence that is confirmed by a tick; empty for any other field."""
    fits: Callable[[str], bool] | None = None
    """Which codes of its list may be chosen; None for all."""
    hint: str = ""
    """What an empty line says of itself."""
    key: str = ""
    """What it is called in the form, where two fields have one name."""

    @property
    def called(self) -> str:
        """What it is called in the form."""
        return self.key or self.name


class StepFields(QScrollArea):
    """Fields in sections, for a step of the procedure; nothing is saved from here."""

    ended = Signal()
    """Enter was pressed in the last field."""
    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("step_fields")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shell = shell
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, FieldLabel] = {}
        self._sections: dict[str, FormSection] = {}
        self._section_of: dict[str, FormSection] = {}
        self._left_out: set[FormSection] = set()
        self._line = QLineEdit(self)
        """Never seen: as high as a line of the form in the type of now."""
        self._line.hide()
        self._begun: dict[str, str] = {}
        """What each control began with: what differs was typed."""
        sheet = QWidget()
        sheet.setObjectName("sheet")
        self._rows = QVBoxLayout(sheet)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(em(self) // 2)
        self._rows.addStretch(1)
        self.setWidget(sheet)

    # -- making it

    def add_section(self, title: str, fields: Iterable[Asked]) -> None:
        """Put fields under a heading; a heading that is there already is gone on with."""
        fields = [asked for asked in fields if asked.called not in self.editors]
        if not fields:
            return
        section = self._sections.get(title)
        if section is None:
            section = self._sections[title] = FormSection(title)
            self._rows.insertWidget(self._rows.count() - 1, section)
        for asked in fields:
            key = asked.called
            editor = self._make(asked)
            editor.setObjectName(key)
            kind = dataclasses.replace(editor.kind, title=asked.title)
            label = FieldLabel(kind, editor)
            label.ask_for(asked.needed)
            label.setToolTip(_("必须填写") if asked.needed else "")
            section.add_field(label, editor)
            self.editors[key] = editor
            self._labels[key] = label
            self._section_of[key] = section
            if asked.value not in (None, ()):
                editor.show_value(asked.value)
            self._begun[key] = editor.text()
            editor.entered.connect(lambda key=key: self._go_on(key))
            editor.changed.connect(self._heard)
        self._arrange(anew=True)
        self._chain()

    def show_section(self, title: str, on: bool) -> None:
        """Ask for a section, or leave it out."""
        section = self._sections[title]
        section.setVisible(on)
        self._left_out.discard(section)
        if not on:
            self._left_out.add(section)

    def _asked(self) -> dict[str, Editor]:
        """The editors of the sections that are asked for."""
        return {n: e for n, e in self.editors.items() if self._section_of[n] not in self._left_out}

    def _make(self, asked: Asked) -> Editor:
        kind = dataclasses.replace(asked.ledger.fields[asked.name], title=asked.title)
        if asked.hint:
            kind = dataclasses.replace(kind, help=asked.hint)
        place = Place(self._shell, asked.ledger, asked.name)
        if asked.tick:
            return TickEditor(kind, place, asked.tick)
        if asked.fits is not None:
            return PartCodeEditor(kind, place, asked.fits)
        return make_editor(kind, place)

    def _chain(self) -> None:
        stops = [each for editor in self.editors.values() for each in editor.stops()]
        for one, next_one in pairwise(stops):
            QWidget.setTabOrder(one, next_one)

    def last_stop(self) -> QWidget | None:
        """Where the Tab key stops last."""
        editors = list(self.editors.values())
        return editors[-1].stops()[-1] if editors else None

    # -- going about in it

    def begin(self) -> None:
        """Put the cursor into the first field that is still to be filled in."""
        for name, editor in self.editors.items():
            if self._labels[name].asked_for and not editor.text():
                self.go_to(name)
                return
        for name in self.editors:
            self.go_to(name)
            return

    def go_to(self, name: str) -> None:
        """Show a field and put the cursor there."""
        editor = self.editors[name]
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(editor, 0, self.fontMetrics().height() * 3)

    def _go_on(self, name: str) -> None:
        names = list(self._asked())
        place = names.index(name) + 1 if name in names else len(names)
        if place < len(names):
            self.go_to(names[place])
        else:
            self.ended.emit()

    def _heard(self) -> None:
        self.changed.emit()

    # -- what stands in it

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""
        return bool(self.altered())

    def altered(self) -> list[str]:
        """The fields in which something else stands than they began with."""
        return [n for n, e in self._asked().items() if e.text() != self._begun[n]]

    def read(self) -> tuple[dict[str, object], list[Problem]]:
        """What stands in the fields, as it is handed on, and what cannot be read."""
        values: dict[str, object] = {}
        unreadable: list[Problem] = []
        for name, editor in self._asked().items():
            editor.settle()
            try:
                value = editor.value()
            except BadValue as error:
                unreadable.append(stop(name, error.template, "unreadable", **error.values))
                continue
            values[name] = editor.kind.to_json(value)
        return values, unreadable

    def missing(self, values: Mapping[str, object]) -> list[Problem]:
        """What must be filled in and is not."""
        return [
            stop(name, "必须填写", "required")
            for name in self._asked()
            if self._labels[name].asked_for and values.get(name) in (None, "", [])
        ]

    def show_findings(self, problems: Sequence[Problem]) -> list[Problem]:
        """Say what is wrong beside the fields; what belongs to none of them is given back."""
        for editor in self.editors.values():
            editor.clear_finding()
        rest: list[Problem] = []
        first = ""
        for problem in problems:
            beside = self.editors.get(problem.field)
            if beside is None:
                rest.append(problem)
            elif not beside.finding[1]:
                beside.set_finding("error", problem.words())
                first = first or problem.field
        if first:
            self.go_to(first)
        return rest

    # -- the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def _arrange(self, *, anew: bool = False) -> None:
        if not self.editors:
            return
        size, room = em(self), self.viewport().width()
        roomy = room >= 27 * size
        columns = 2 if room >= _WIDE_FROM * size else 1
        label = round(size * (_LABEL_EMS if roomy else _NARROW_LABEL_EMS))
        least = round(size * (_FIELD_EMS if roomy else _NARROW_FIELD_EMS))
        height = self._line.sizeHint().height()
        for section in self._sections.values():
            if anew:
                # Fields that came later find their place when the columns are another number.
                section.arrange(3 - columns, least)
            section.arrange(columns, least)
            section.fit_labels(label, height)


def own_field(name: str, title: str, **how: Any) -> Asked:
    """A field of the step itself."""
    return Asked(name, CaseStep.ledger, title, **how)


def case_field(name: str, **how: Any) -> Asked:
    """A field of the case."""
    return Asked(name, Case.ledger, Case.ledger.fields[name].title, **how)
