"""A paper leaves the window: as PDF, Word, workbook, bound with others, for the public, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import icons
from boshan_desk.ui.hand_out import open_folder
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.paper_out import SHIFTED, open_in_system, print_paper, save_bytes
from boshan_desk.ui.report_choice import Choice
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.domain.report import Report
    from boshan_desk.usecases.papers.written import Written


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper in view, with what it is called as a file."""

    pdf: bytes
    pages: int
    report: Report
    name: str
    """Without its ending."""
    choice: Choice | None
    """What it was made of; None of a frozen paper, which is not made again."""


class ReportOutputs(QWidget):
    """The buttons that take the paper in view away; what is seen is what is written."""

    saved = Signal(object, str)
    """A file was written: its path, and what it holds."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._paper: Paper | None = None
        self._last: Path | None = None
        """Where a paper was saved last."""
        self.setObjectName("report_outputs")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.fontMetrics().height() // 3)
        self.actions_by_name: dict[str, QAction] = {}
        self.save_button = self._make_button("report_save", "save", _("保存为…"), self.save_pdf)
        self._fill(
            self.save_button,
            (
                ("save_pdf", "report", _("PDF 文件…"), self.save_pdf),
                ("save_word", "edit", _("Word 文件…"), self.save_word),
                ("save_tables", "template", _("Excel 表格…"), self.save_tables),
                ("save_bound", "ledgers", _("合订本…"), self.bind),
                ("save_public", "eye", _("公开版 PDF…"), self.save_public),
            ),
        )
        self.print_button = self._make_button("report_print", "print", _("打印…"), self.print_out)
        self.print_button.setShortcut("Ctrl+P")
        self._fill(self.print_button, (("print", "print", _("打印…"), self.print_out),))
        self._fill_shift(self.print_button)
        self.open_button = self._make_button(
            "report_open", "open", _("用系统程序打开"), self.open_outside
        )
        self._fill(
            self.open_button,
            (
                ("open_outside", "report", _("用系统程序打开"), self.open_outside),
                ("open_folder", "open", _("打开文件夹"), self.open_folder),
            ),
        )
        self.buttons = (self.save_button, self.print_button, self.open_button)
        for button in self.buttons:
            row.addWidget(button)
        self.words = {button: button.text() for button in self.buttons}
        self.show_paper(None)

    def _make_button(
        self, name: str, icon: str, words: str, slot: Callable[[], object]
    ) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(icons.icon(icon))
        button.setText(words)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        # Among buttons of dialogs' size it must not look like one of a tool bar.
        button.setProperty("role", "split")
        button.clicked.connect(unflagged(slot))
        return button

    def _fill(
        self,
        button: QToolButton,
        entries: tuple[tuple[str, str, str, Callable[[], object]], ...],
    ) -> None:
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        for name, icon, words, slot in entries:
            action = menu.addAction(icons.icon(icon), words)
            action.setObjectName(f"report_{name}_action")
            action.triggered.connect(unflagged(slot))
            self.actions_by_name[name] = action
        button.setMenu(menu)

    def _fill_shift(self, button: QToolButton) -> None:
        menu = button.menu()
        menu.addSeparator()
        self.shift = menu.addAction(_("双面打印时偶数页订口留在右侧"))
        self.shift.setObjectName("report_shift_action")
        self.shift.setToolTip(_("偶数页整页左移 2 毫米：背面的订口在右边"))
        self.shift.setCheckable(True)
        self.shift.setChecked(bool(self._shell.state.get(SHIFTED, False)))
        self.shift.toggled.connect(lambda on: self._shell.state.set(SHIFTED, on))

    def show_paper(self, paper: Paper | None) -> None:
        """Offer a paper; None: there is none that may be taken away."""
        self._paper = paper
        for button in self.buttons:
            button.setEnabled(paper is not None)
        again = paper is not None and paper.choice is not None
        for name in ("save_bound", "save_public"):
            self.actions_by_name[name].setEnabled(again)
        self.actions_by_name["open_folder"].setEnabled(self._last is not None)

    def show_words(self, *, on: bool) -> None:
        """Whether the buttons show their words beside their pictures."""
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if on
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for button in self.buttons:
            button.setToolButtonStyle(style)

    # What the officer does

    def save_pdf(self) -> None:
        """Write the paper in view."""
        if (paper := self._paper) is not None:
            save_bytes(
                self._shell,
                paper.pdf,
                title=_("保存报告"),
                name=f"{paper.name}.pdf",
                kinds=_("PDF 文件 (*.pdf)"),
                then=while_there(self, self._tell_saved),
            )

    def save_word(self) -> None:
        """Write the same as a document that can be edited."""
        self._write(_("保存为 Word"), "docx", _("Word 文档 (*.docx)"))

    def save_tables(self) -> None:
        """Write its tables as a workbook."""
        self._write(_("保存报告表格"), "xlsx", _("Excel 工作簿 (*.xlsx)"))

    def save_public(self) -> None:
        """Write the same paper for everybody to read."""
        paper = self._paper
        if paper is None or paper.choice is None:
            return
        request_of = paper.choice._replace(public=True).request
        name = paper.name if paper.choice.public else public_name(paper.name)
        path = self._shell.ask.save_file(_("保存公开版"), f"{name}.pdf", _("PDF 文件 (*.pdf)"))
        if path is None:
            return

        def work(progress: Progress) -> Written:
            from boshan_desk.usecases.papers.making import write_pdf

            return write_pdf(self._shell.desk, request_of(), path, progress=progress)

        def done(written: Written) -> None:
            tell_missing(self._shell, written.missing)
            self._tell_saved(path)

        self._shell.jobs.make(
            work,
            while_there(self, done),
            self._shell.tell_failure,
            words=_("正在生成公开版"),
        )

    def bind(self) -> None:
        """Choose what is bound with the paper."""
        if (paper := self._paper) is not None and paper.choice is not None:
            from boshan_desk.ui.report_bound import BoundPage

            self._shell.page_wanted.emit(BoundPage(self._shell, paper.choice, paper.name))

    def print_out(self) -> None:
        """Print the paper in view."""
        if (paper := self._paper) is not None:
            print_paper(self._shell, paper.pdf, paper.pages)

    def open_outside(self) -> None:
        """Show the paper in the system's own reader."""
        if (paper := self._paper) is not None:
            open_in_system(self._shell, paper.pdf, f"{paper.name}.pdf")

    def open_folder(self) -> None:
        """Show where a paper was saved last."""
        if self._last is not None:
            open_folder(self._last)

    def _write(self, title: str, kind: Literal["docx", "xlsx"], kinds: str) -> None:
        paper, shell = self._paper, self._shell
        if paper is None:
            return
        path = shell.ask.save_file(title, f"{paper.name}.{kind}", kinds)
        if path is None:
            return

        def work(_progress: Progress) -> Written:
            from boshan_desk.usecases.papers.making import write_report

            return write_report(shell.desk, paper.report, path, kind=kind)

        shell.jobs.make(
            work,
            while_there(self, lambda _done: self._tell_saved(path)),
            shell.tell_failure,
            words=_("正在保存"),
        )

    def _tell_saved(self, path: Path) -> None:
        self._last = path
        self.actions_by_name["open_folder"].setEnabled(True)
        self.saved.emit(path, _("报告已保存：{name}").format(name=path.name))


def public_name(name: str) -> str:
    """What the paper for the public is called as a file."""
    return _("{name}（公开版）").format(name=name)


def tell_missing(shell: Shell, missing: tuple[str, ...]) -> None:
    """Say which characters had no glyph."""
    if missing:
        words = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}").format(
            count=len(missing), characters="".join(missing)
        )
        shell.said.emit("warn", words)
