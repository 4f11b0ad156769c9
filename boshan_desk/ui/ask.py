"""Every question to the officer and every box that must be answered.

Nothing else in the program opens a modal dialog, so a test can answer in the officer's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.ui import icons
from boshan_desk.ui.state import State

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Ask:
    """Asks with real dialogs over a window."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        self._state = state
        self.parent = parent

    def tell(self, words: str, *, title: str = "", trouble: bool = False) -> None:
        """Say something that must be read."""
        box = QMessageBox(self.parent)
        _sign(box, "warning" if trouble else "note")
        box.setWindowTitle(title or _("博山知识产权工作台"))
        box.setText(words)
        box.addButton(_("知道了"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def confirm(self, question: str, *, yes: str, no: str = "") -> bool:
        """Yes or no; the harmless answer is the default one."""
        box = QMessageBox(self.parent)
        _sign(box, "help")
        box.setWindowTitle(_("请确认"))
        box.setText(question)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no or _("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.exec()
        return box.clickedButton() is accept

    def choose(self, question: str, answers: Sequence[str], *, no: str = "") -> int | None:
        """Which of several answers, by place; None when the box is closed."""
        box = QMessageBox(self.parent)
        _sign(box, "help")
        box.setWindowTitle(_("请选择"))
        box.setText(question)
        buttons = [box.addButton(words, QMessageBox.ButtonRole.ActionRole) for words in answers]
        cancel = box.addButton(no or _("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        return buttons.index(clicked) if clicked in buttons else None

    def reason(self, question: str, *, yes: str) -> str | None:
        """Why something is done; None when it is not to be done, never empty otherwise."""
        dialog = QDialog(self.parent)
        dialog.setWindowTitle(_("请写明原因"))
        layout = QVBoxLayout(dialog)
        label = QLabel(question)
        label.setWordWrap(True)
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setMaximumHeight(text.fontMetrics().lineSpacing() * 4)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        accept.setEnabled(False)
        text.textChanged.connect(lambda: accept.setEnabled(bool(text.toPlainText().strip())))
        buttons.accepted.connect(dialog.accept)
        buttons.rejected.connect(dialog.reject)
        for widget in (label, text, buttons):
            layout.addWidget(widget)
        dialog.resize(dialog.fontMetrics().averageCharWidth() * 60, dialog.sizeHint().height())
        return text.toPlainText().strip() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def show_report(self, words: str, report: str, *, title: str, yes: str, no: str) -> bool:
        """Let the officer read a report before anything is made of it; whether they want it."""
        dialog = QDialog(self.parent)
        dialog.setWindowTitle(title)
        layout = QVBoxLayout(dialog)
        label = QLabel(words)
        label.setWordWrap(True)
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        buttons = QDialogButtonBox()
        buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        refuse = buttons.addButton(no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(dialog.accept)
        buttons.rejected.connect(dialog.reject)
        for widget in (label, text, buttons):
            layout.addWidget(widget)
        # Enter must not save what nobody has read; only in a dialog is a button its default.
        refuse.setDefault(True)
        refuse.setFocus()
        metrics = dialog.fontMetrics()
        dialog.resize(metrics.averageCharWidth() * 80, metrics.lineSpacing() * 24)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def text(self, question: str, value: str = "") -> str | None:
        """One line of text; None when the box is closed."""
        given, accepted = QInputDialog.getText(self.parent, _("请填写"), question, text=value)
        return given.strip() if accepted else None

    def open_file(self, title: str, kinds: str) -> Path | None:
        """A file to read."""
        folder = self._state.last_folder()
        name, _kind = QFileDialog.getOpenFileName(self.parent, title, str(folder), kinds)
        return self._remembered(name)

    def open_files(self, title: str, kinds: str) -> list[Path]:
        """Files to read, one or several; none when there is nothing to be read."""
        folder = self._state.last_folder()
        names, _kind = QFileDialog.getOpenFileNames(self.parent, title, str(folder), kinds)
        chosen = [Path(name) for name in names]
        if chosen:
            self._remembered(names[0])
        return chosen

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        """Where to write a file."""
        folder = self._state.last_folder()
        chosen, _kind = QFileDialog.getSaveFileName(self.parent, title, str(folder / name), kinds)
        return self._remembered(chosen)

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        """A folder to write into, such as one on a stick."""
        name = QFileDialog.getExistingDirectory(
            self.parent, title, str(start or self._state.last_folder())
        )
        return Path(name) if name else None

    def printer(self) -> QPrinter | None:
        """A printer at its own resolution, chosen with its copies and pages; None when not."""
        # Loaded when it is wanted: the first paint does without.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        chosen = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(chosen, self.parent)
        dialog.setWindowTitle(_("打印"))
        return chosen if dialog.exec() == QDialog.DialogCode.Accepted else None

    def _remembered(self, name: str) -> Path | None:
        if not name:
            return None
        path = Path(name)
        self._state.set_last_folder(path.parent)
        return path


def _sign(box: QMessageBox, name: str) -> None:
    """One of our own drawings, in the colours of the window."""
    side = box.fontMetrics().height() * 2
    box.setIconPixmap(icons.icon(name).pixmap(QSize(side, side), box.devicePixelRatioF()))
