"""The one table from a kind of field to the widget that edits it."""

from __future__ import annotations

from collections.abc import Callable

from boshan_desk.domain.fields import Kind
from boshan_desk.ui.editors.base import Editor, LineEditor, Place
from boshan_desk.ui.editors.choices import CodeEditor, CodesEditor, FlagEditor
from boshan_desk.ui.editors.days import DayEditor
from boshan_desk.ui.editors.numbers import MoneyEditor, PercentEditor, WholeEditor
from boshan_desk.ui.editors.personal import PersonalEditor
from boshan_desk.ui.editors.text import NamesEditor, NoteEditor, TextEditor

__all__ = [
    "EDITORS",
    "CodeEditor",
    "CodesEditor",
    "DayEditor",
    "Editor",
    "FlagEditor",
    "LineEditor",
    "MoneyEditor",
    "NoteEditor",
    "PersonalEditor",
    "Place",
    "make_editor",
]


def _link_editor(kind: Kind, place: Place) -> Editor:
    from boshan_desk.ui.link_editor import LinkEditor

    return LinkEditor(kind, place)


EDITORS: dict[str, Callable[[Kind, Place], Editor]] = {
    "text": TextEditor,
    "note": NoteEditor,
    "whole": WholeEditor,
    "money": MoneyEditor,
    "percent": PercentEditor,
    "number": WholeEditor,
    "day": DayEditor,
    "term": LineEditor,
    "flag": FlagEditor,
    "code": CodeEditor,
    "codes": CodesEditor,
    "link": _link_editor,
    "identifier": PersonalEditor,
    "idnumber": PersonalEditor,
    "papers": PersonalEditor,
    "phone": PersonalEditor,
    "person": PersonalEditor,
    "names": NamesEditor,
}
"""By the kind's name; a new kind costs one entry here."""


def make_editor(kind: Kind, place: Place) -> Editor:
    """The editor for a field."""
    return EDITORS[kind.name](kind, place)
