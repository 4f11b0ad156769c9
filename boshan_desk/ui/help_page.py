"""求助信息: what is handed to whoever helps, read before it is saved; nothing is sent anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from pathlib import Path


class HelpPage(SidePage):
    """Lies over the window; the text is made when it is opened, and anew when one asks."""

    manual = "messages"
    """The page of the manual that fits."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("求助信息"))
        self.setObjectName("help_page")
        self.shell = shell
        self.save_button = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), _("保存…"))
        self.save_button.setObjectName("help_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save)
        self.copy_button = QPushButton(icons.icon("paste"), _("复制"))
        self.copy_button.setObjectName("help_copy")
        self.copy_button.clicked.connect(self.copy)
        self.head.addWidget(self.save_button)
        self.head.addWidget(self.copy_button)
        self.about = QLabel()
        self.about.setObjectName("help_about")
        self.about.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("help_text")
        self.text.setAccessibleName(_("求助信息"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.body.addWidget(self.about)
        self.body.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        self.refresh()

    def refresh(self) -> None:
        """Look how program and desk stand, and write it down."""
        self._show("")
        self.about.setText(_("正在收集程序和数据的情况…"))
        shell = self.shell

        def work(_progress: object) -> str:
            from boshan_desk.usecases.help_bundle import write_bundle

            return write_bundle(shell.desk)

        # The whole history is checked for it: neither saving nor reading waits for that.
        shell.jobs.watch(
            work,
            while_there(self, self._show),
            while_there(self, self._failed),
            words=_("正在收集求助信息"),
        )

    def save(self) -> None:
        """Save what was read, where the officer says."""
        text = self.text.toPlainText()
        name = _("求助信息_{day}.txt").format(day=f"{self.shell.today:%Y%m%d}")
        path = self.shell.ask.save_file(_("保存求助信息"), name, _("文本文件 (*.txt)"))
        if path is None:
            return

        def work(_progress: object) -> Path:
            from boshan_desk.usecases.help_bundle import save_bundle

            return save_bundle(text, path)

        def done(saved: Path) -> None:
            words = _("求助信息已保存：{path}，可交给维护人员").format(path=saved)
            self.shell.said.emit("ok", words)

        self.shell.jobs.watch(work, done, self.shell.tell_failure)

    def copy(self) -> None:
        """Put the text where it can be pasted from."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.shell.said.emit("ok", _("求助信息已复制，可粘贴到别处"))

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        for button in (self.save_button, self.copy_button):
            button.setEnabled(bool(text))
        self.about.setText(
            _(
                "遇到问题时，把下面的内容交给维护人员。里面只有版本、数量和出错位置，"
                "没有任何业务数据、姓名和文件名；不会自动外发，先看一遍，再由您保存或复制。"
            )
        )

    def _failed(self, error: Exception) -> None:
        self.about.setText(_("没有收集到求助信息，可按 F5 重试。"))
        self.shell.tell_failure(error)
