"""What is wrong with a file before it is loaded, by place and severity; and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from boshan_desk.domain.plans.places import place_words, without_keys
from boshan_desk.domain.problems import Refused, Severity
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.side_page import make_table

HEADS: Final = (mark("程度"), mark("位置"), mark("问题"))
_WIDTHS: Final = (10, 34)
GRADES: Final = {"error": mark("■ 错误"), "warn": mark("▲ 提醒"), "note": mark("● 说明")}


class Finding(Protocol):
    """Something wrong with a file, or odd about it."""

    @property
    def place(self) -> str:
        """As the file has it; "" for the file as a whole."""

    @property
    def severity(self) -> Severity:
        """An error stops the file from being loaded."""

    @property
    def words(self) -> str:
        """What is wrong, and how to put it right."""


def read_pack(path: Path) -> str:
    """The text of a file; refused when it cannot be read, is too big, or is no text."""
    from boshan_desk.usecases.lawfiles import read_source

    try:
        return read_source(path)
    except OSError as error:
        raise Refused("不能读取 {file}，请检查位置和权限", file=path) from error


class PackCheck(QFrame):
    """The findings about a file, and whether it is to be loaded."""

    wanted = Signal()
    """The file is to be loaded."""
    called_off = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pack_check")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        self.title = QLabel()
        self.title.setObjectName("pack_check_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.title, role="section")
        head.addWidget(self.title, 1)
        self.cancel_button = QPushButton(icon("cancel"), _("不载入"))
        self.cancel_button.setObjectName("pack_check_cancel")
        self.cancel_button.clicked.connect(self.called_off.emit)
        self.load_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("载入"))
        self.load_button.setObjectName("pack_check_load")
        theme.dress(self.load_button, role="primary")
        self.load_button.clicked.connect(self.wanted.emit)
        head.addWidget(self.cancel_button)
        head.addWidget(self.load_button)
        whole.addLayout(head)
        self.answer = Answer("pack_check_answer")
        whole.addWidget(self.answer)
        self.table = make_table("pack_check_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("检查结果"))
        whole.addWidget(self.table, 1)
        self.whole_words = QLabel()
        self.whole_words.setObjectName("pack_check_words")
        self.whole_words.setTextFormat(Qt.TextFormat.PlainText)
        self.whole_words.setWordWrap(True)
        self.table.itemSelectionChanged.connect(self._show_words)
        whole.addWidget(self.whole_words)
        # Where there is nothing to list, the sentence stays at the top.
        whole.addStretch(0)
        self.setFocusProxy(self.cancel_button)

    def show_findings(
        self, title: str, what: str, findings: Sequence[Finding], *, typed: bool = False
    ) -> None:
        """Show what was found; `what` it holds, `typed`: on the page, not read from a file."""
        order = list(GRADES)
        found = sorted(findings, key=lambda each: order.index(each.severity))
        wrong = sum(each.severity == "error" for each in found)
        odd = len(found) - wrong
        self.title.setText(_("检查：{title}").format(title=title))
        after = _("现在还没有保存") if typed else _("现在还没有载入")
        if wrong:
            words = (
                _("有 {count} 处错误，不能保存；请返回按下面的位置改正。")
                if typed
                else _("有 {count} 处错误，不能载入；请按下面的位置改正文件后重新载入。")
            )
            self.answer.say("stop", words.format(count=wrong))
        elif odd:
            words = _("{what}。有 {count} 处请核对。{after}。")
            self.answer.say("warn", words.format(what=what, count=odd, after=after))
        else:
            words = _("{what}。没有发现问题。{after}。")
            self.answer.say("ok", words.format(what=what, after=after))
        self.table.show_rows(
            [(_(GRADES[e.severity]), place_words(e.place), without_keys(e.words)) for e in found]
        )
        self.table.setVisible(bool(found))
        if found:
            self.table.selectRow(0)
        self._show_words()
        self.load_button.setText(_("保存") if typed else _("载入"))
        self.load_button.setEnabled(not wrong)
        self.cancel_button.setText(_("返回修改") if typed else _("不载入"))
        self.cancel_button.setFocus()

    def _show_words(self) -> None:
        """The chosen finding in full: its line may be cut."""
        row = self.table.currentRow()
        words = self.table.words()
        self.whole_words.setText("　".join(words[row][1:]) if 0 <= row < len(words) else "")
