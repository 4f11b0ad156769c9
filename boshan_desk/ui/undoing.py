"""Undo and redo in the window: what they do, and that they say so."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

LONGEST_NAME = 24
"""Characters of a step's name that the bar has room for; the tip shows all of it."""


class Undoing(QObject):
    """Takes steps back and does them again."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell = shell
        self._owner = owner
        self._undo: QAction | None = None
        self._redo: QAction | None = None
        shell.stepped.connect(self._after)

    def name_on(self, undo: QAction, redo: QAction) -> None:
        """These are the actions that say what would be undone and redone: nothing yet."""
        self._undo, self._redo = undo, redo
        self._say("", "")

    def undo(self) -> None:
        """Take back the newest step."""
        from boshan_desk.usecases.records import undo

        told = partial(self._replayed, _("已撤销：{name}"))
        refused = while_there(self._owner, self._refused)
        self._shell.do(undo, while_there(self._owner, told), failed=refused)

    def redo(self) -> None:
        """Do again what was taken back last."""
        from boshan_desk.usecases.records import redo

        told = partial(self._replayed, _("已重做：{name}"))
        refused = while_there(self._owner, self._refused)
        self._shell.do(redo, while_there(self._owner, told), failed=refused)

    def learn(self) -> None:
        """Ask the desk which steps there are; the desk must be open."""
        desk = self._shell.desk
        self._say(
            desk.done[-1].name if desk.done else "", desk.undone[-1].name if desk.undone else ""
        )

    def _after(self, _step: Step) -> None:
        self.learn()

    def _refused(self, error: Exception) -> None:
        # What was to be undone may be gone: clearing personal data ends what can be taken back.
        self.learn()
        self._shell.tell_failure(error)

    def _replayed(self, words: str, step: Step) -> None:
        self.learn()
        self._shell.said.emit("ok", words.format(name=step.name))

    def _say(self, undo: str, redo: str) -> None:
        if self._undo is not None and self._redo is not None:
            name_step(self._undo, _("撤销"), undo)
            name_step(self._redo, _("重做"), redo)


def name_step(action: QAction, word: str, step: str) -> None:
    """Let an action say which step it would undo or redo; it rests when there is none."""
    whole = _("{what}：{name}").format(what=word, name=step) if step else word
    action.setText(whole if len(whole) <= LONGEST_NAME else f"{whole[:LONGEST_NAME]}…")
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(_("{what}（{keys}）").format(what=whole, keys=keys))
    action.setEnabled(bool(step))
