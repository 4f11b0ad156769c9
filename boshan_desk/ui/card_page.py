"""The card of a record, or the sign-in sheet of a training, as it will be printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox

from boshan_desk.i18n import _
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.paper_out import draw_page, print_paper, save_bytes
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.usecases.cards import card_name

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

_MOST_LINES = 1000
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f：]')


class CardPage(SidePage):
    """Looked at first, then printed or saved."""

    manual = "records"

    def __init__(self, shell: Shell, ledger: str, id: str, called: str) -> None:
        """`called` is what the record is called; it begins the name of the saved file."""
        super().__init__(card_name(ledger))
        self.setObjectName("card_page")
        self.shell = shell
        self.drawn: Drawn | None = None
        self._ledger, self._id, self._called = ledger, id, called
        self.lines: QSpinBox | None = None
        """How many lines a sign-in sheet has."""
        if ledger == "event":
            self._add_lines()
        self.save_button = self._button("card_save", "save", _("保存 PDF…"))
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.print_button = self._button("card_print", "print", _("打印…"))
        self.print_button.clicked.connect(lambda _on=False: self.print_out())
        self.preview = PaperPreview()
        self.preview.view.picture_wanted.connect(self._draw)
        self.body.addWidget(self.preview, 1)
        self._make()

    def _button(self, name: str, sign: str, words: str) -> QPushButton:
        button = QPushButton(icon(sign), words)
        button.setObjectName(name)
        button.setEnabled(False)
        self.head.addWidget(button)
        return button

    def _add_lines(self) -> None:
        """Ask how many lines there shall be; the first time the sheet says so itself."""
        bar = QHBoxLayout()
        label = QLabel(_("行数(&N)"))
        self.lines = QSpinBox()
        self.lines.setObjectName("card_lines")
        self.lines.setRange(0, _MOST_LINES)
        self.lines.setSpecialValueText(_("自动"))
        self.lines.setToolTip(_("已登记的人员都列出，其余留空白行；自动时按登记人数"))
        # Typing 120 is not asking for 1 and 12 on the way.
        self.lines.setKeyboardTracking(False)
        self.lines.valueChanged.connect(lambda _value: self._make())
        label.setBuddy(self.lines)
        bar.addWidget(label)
        bar.addWidget(self.lines)
        self.head.addLayout(bar)

    def _make(self) -> None:
        rows = (self.lines.value() or None) if self.lines else None
        ledger, id = self._ledger, self._id

        def make(desk: Desk) -> Drawn:
            from boshan_desk.usecases.cards import make_card

            return make_card(desk, ledger, id, rows=rows)

        self.shell.do(make, while_there(self, self._made), words=_("正在排版"))

    def _made(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.save_button.setEnabled(True)
        self.print_button.setEnabled(True)
        about = _("共 {pages} 页").format(pages=drawn.pages)
        if drawn.missing:
            about = _("{about}，有 {count} 个字没有可用的字形，印成“〓”").format(
                about=about, count=len(drawn.missing)
            )
        self.preview.show_paper(drawn.pages, about)
        self.preview.view.setFocus()

    def _draw(self, page: int, dpi: int) -> None:
        drawn = self.drawn
        if drawn is not None:
            view = self.preview.view
            draw_page(self.shell, view, drawn.pdf, page, dpi, wanted=lambda: drawn is self.drawn)

    def print_out(self) -> None:
        """Print it."""
        if self.drawn is not None:
            print_paper(self.shell, self.drawn.pdf, self.drawn.pages)

    def save(self) -> None:
        """Write it where the officer says."""
        if self.drawn is None:
            return
        named = "_".join(filter(None, (self._called, card_name(self._ledger))))
        save_bytes(
            self.shell,
            self.drawn.pdf,
            title=_("保存 PDF"),
            name=f"{_NO_NAME.sub('-', named)}.pdf",
            kinds=_("PDF 文件 (*.pdf)"),
            then=while_there(
                self,
                lambda path: self.saved.emit(path, _("已保存：{name}").format(name=path.name)),
            ),
        )
