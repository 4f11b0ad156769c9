"""The scans and photos of a record: added by a button or by dropping, opened by the system."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import icon_size, while_there
from boshan_desk.ui.shell import Shell, touched

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

_ATTACHMENT = Qt.ItemDataRole.UserRole


class AttachmentsPanel(QWidget):
    """The attachments of one record."""

    def __init__(self, shell: Shell, ledger: Ledger, id: str) -> None:
        super().__init__()
        self.setObjectName("attachments")
        self._shell = shell
        self._ledger = ledger
        self._id = id
        self._writable = True
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.nothing = QLabel(_("还没有附件。可把文件拖到这里，或按“添加附件”。"))
        self.nothing.setWordWrap(True)
        self.list = _Files(self)
        self.list.setObjectName("attachment_list")
        self.list.setAccessibleName(_("附件"))
        self.list.setIconSize(icon_size(self.list))
        self.list.itemActivated.connect(lambda _item: self.open_current())
        self.list.currentRowChanged.connect(lambda _row: self._set_buttons())
        buttons = QHBoxLayout()
        self.add_button = _button("attachment_add", _("添加附件…"), "attach")
        self.open_button = _button("attachment_open", _("打开"), "open")
        self.remove_button = _button("attachment_remove", _("移除…"), "bin")
        self.add_button.clicked.connect(self.add)
        self.open_button.clicked.connect(self.open_current)
        self.remove_button.clicked.connect(self.remove_current)
        for button in (self.add_button, self.open_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        shell.stepped.connect(self._after)
        self._show([])
        self.load()

    def allow_changes(self, on: bool) -> None:
        """Whether files may be added and removed, or only opened."""
        self._writable = on
        self.setAcceptDrops(on)
        self.add_button.setVisible(on)
        self.remove_button.setVisible(on)
        words = _("还没有附件。可把文件拖到这里，或按“添加附件”。") if on else _("还没有附件。")
        self.nothing.setText(words)
        self._set_buttons()

    def load(self) -> None:
        """Read which files there are."""
        ledger, id = self._ledger, self._id

        def read(desk: Desk) -> list[Attachment]:
            from boshan_desk.usecases.attachments import list_attachments

            return list_attachments(desk, ledger, id)

        self._shell.do(read, while_there(self, self._show))

    def add(self) -> None:
        """Ask for a file and hang it on the record."""
        if path := self._shell.ask.open_file(_("添加附件"), _("所有文件 (*)")):
            self.attach([path])

    def attach(self, paths: Sequence[Path]) -> None:
        """Hang files on the record, one after the other."""
        ledger, id = self._ledger, self._id
        for path in paths:

            def keep(desk: Desk, path: Path = path) -> Attachment:
                from boshan_desk.usecases.attachments import attach

                return attach(desk, ledger, id, path)

            self._shell.do(keep, self._attached, words=_("正在保存附件"))

    def open_current(self) -> None:
        """Let the system show a copy of the file: what is kept cannot be changed by accident."""
        if (attachment := self._current()) is None:
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="boshan-")
        folder = Path(self._folder.name)

        def copy(desk: Desk) -> Path:
            from boshan_desk.usecases.attachments import copy_out

            return copy_out(desk, attachment, folder)

        self._shell.do(copy, self._open, words=_("正在打开附件"))

    def remove_current(self) -> None:
        """Put the attachment into the recycle bin, with the reason."""
        attachment = self._current()
        if attachment is None or not self._writable:
            return
        question = _("移除附件“{name}”，请写明原因：").format(name=attachment.file_name)
        reason = self._shell.ask.reason(question, yes=_("移除"))
        if reason is None:
            return

        def withdraw_it(desk: Desk) -> None:
            from boshan_desk.usecases.records import withdraw

            withdraw(desk, Attachment.ledger, [attachment.id], reason)

        said = _("已移除附件“{name}”，可在回收站恢复").format(name=attachment.file_name)
        self._shell.do(withdraw_it, lambda _done: self._shell.said.emit("ok", said))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.attach(_files(event.mimeData().urls()))
        event.acceptProposedAction()

    def _attached(self, attachment: Attachment) -> None:
        words = _("已添加附件“{name}”").format(name=attachment.file_name)
        self._shell.said.emit("ok", words)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            words = _("本机没有能打开“{name}”的程序，文件副本在 {path}")
            self._shell.said.emit("warn", words.format(name=path.name, path=path))

    def _after(self, step: Step) -> None:
        if touched(step, "attachment"):
            self.load()

    def _show(self, found: list[Attachment]) -> None:
        kept = self._current()
        self.list.clear()
        for attachment in found:
            item = QListWidgetItem(
                icon("attach"),
                _("{name}（{size}）").format(
                    name=attachment.file_name, size=size_words(attachment.size or 0)
                ),
            )
            item.setData(_ATTACHMENT, attachment)
            self.list.addItem(item)
            if kept is not None and kept.id == attachment.id:
                self.list.setCurrentItem(item)
        if found and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        rows = min(max(len(found), 1), 6)
        self.list.setFixedHeight(rows * (self.list.fontMetrics().height() + 12) + 8)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self._set_buttons()

    def _set_buttons(self) -> None:
        there = self._current() is not None
        self.open_button.setEnabled(there)
        self.open_button.setVisible(self._writable or there)
        self.remove_button.setEnabled(there and self._writable)

    def _current(self) -> Attachment | None:
        item = self.list.currentItem()
        held = item.data(_ATTACHMENT) if item else None
        return held if isinstance(held, Attachment) else None


class _Files(QListWidget):
    """The list of files: Delete removes, Enter opens."""

    def __init__(self, panel: AttachmentsPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._panel.remove_current()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.open_current()
        else:
            super().keyPressEvent(event)


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < 1024:
        return _("{size} 字节").format(size=size)
    if size < 1024**2:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024**2:.1f} MB"


def _button(name: str, words: str, sign: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setIcon(icon(sign))
    return button


def _files(urls: Sequence[QUrl]) -> list[Path]:
    """The files among what was dropped."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
