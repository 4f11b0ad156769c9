"""What stands in a form as a record, and what the rules say of it while one types."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from boshan_desk.domain.fields import BadValue
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Problem, stop
from boshan_desk.ui.form import Form
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

JUDGE_AFTER = 300
"""Milliseconds after the last key until the record is judged."""

Reading = tuple[Record, list[Problem]]
"""A record as it stands in a form, and what of it cannot be read."""


def read_form(form: Form, stored: Record | None, blank: Record) -> Reading:
    """The record that stands in a form; `blank` is what the fields are put into."""
    # What a stored record has stays as it is unless it was typed over.
    values: dict[str, Any] = {} if stored else dict(form.stored)
    unreadable = []
    for name, editor in form.made.items():
        if stored is not None and not editor.touched:
            continue
        try:
            values[name] = editor.value()
        except BadValue as error:
            unreadable.append(stop(name, error.template, "unreadable", **error.values))
            values[name] = editor.kind.empty
    record = dataclasses.replace(blank, **values)
    if record.status in ("submitted", "reviewed"):
        # It is judged anew when saved: what an edit leaves incomplete is a draft again.
        record = dataclasses.replace(record, status="draft")
    return record, unreadable


def asked_for(record: Record) -> list[str]:
    """The fields that must be filled in before the record as it stands can be handed in."""
    stages = record.could_be()
    return [name for name, kind in record.ledger.fields.items() if kind.need in stages]


class Judging(QObject):
    """Has the rules look at a form a moment after the last key."""

    found = Signal(list)
    """The problems of what stands in the form now."""

    def __init__(self, shell: Shell, form: Form, read: Callable[[], Reading]) -> None:
        super().__init__(form)
        self._shell = shell
        self._form = form
        self._read = read
        self._asked = 0
        self._then: Callable[[], object] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(JUDGE_AFTER)
        self._soon.timeout.connect(self.now)

    def soon(self) -> None:
        """Judge when no key was pressed for a moment."""
        self._soon.start()

    def hurry(self) -> None:
        """Judge at once if it was to be done soon."""
        if self._soon.isActive():
            self.now()

    def now(self, then: Callable[[], object] | None = None) -> None:
        """Have the rules look at what stands in the form; go on when they have."""
        self._soon.stop()
        self._then = then or self._then
        record, unreadable = self._read()
        self._asked += 1
        number = self._asked
        self._form.ask_for(asked_for(record))

        def look(desk: Desk) -> list[Problem]:
            from boshan_desk.usecases.records import judge

            return judge(desk, record)

        def show(found: list[Problem]) -> None:
            # An answer about what is no longer typed is dropped.
            if number == self._asked:
                odd = {p.field for p in unreadable}
                self.found.emit(unreadable + [p for p in found if p.field not in odd])
                waiting, self._then = self._then, None
                if waiting is not None:
                    waiting()

        self._shell.do(look, while_there(self._form, show))
