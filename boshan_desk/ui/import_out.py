"""What leaves an import: the same workbook with its findings, and the receipt on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.paper_out import draw_page, print_paper
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.report_page import write_whole
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Taken

Making = Callable[["Desk", Progress], "Drawn"]


def hand_back(shell: Shell, preview: Preview, taken: Taken | None) -> None:
    """Write the workbook that came once more, with what was found marked in it."""

    def find_ending(_desk: Desk) -> str:
        from boshan_desk.usecases import sheets

        return sheets.returned_ending(preview)

    # Whether it has macros stands in the file, which may lie far away.
    shell.do(find_ending, lambda ending: _ask_where(shell, preview, taken, ending))


def _ask_where(shell: Shell, preview: Preview, taken: Taken | None, ending: str) -> None:
    name = _("{name}_退回").format(name=preview.path.stem)
    kinds = _("Excel 工作簿 (*{ending})").format(ending=ending)
    path = shell.ask.save_file(_("退回表格"), f"{name}{ending}", kinds)
    if path is None:
        return

    def work(desk: Desk, progress: Progress) -> None:
        from boshan_desk.usecases import sheets

        sheets.return_file(desk, preview, path, taken=taken, progress=progress)

    def told(_done: None) -> None:
        words = _("退回表格已保存：{name}。最后一列写明每行的问题和改法，改好后可以直接再导入。")
        shell.said.emit("ok", words.format(name=path.name))

    shell.do_long(work, told, words=_("正在标注 {name}").format(name=preview.path.name))


class PaperPage(QWidget):
    """A paper to look at before it is printed."""

    closed = Signal()

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        """`title`: what the question says where the paper is to be saved."""
        super().__init__()
        self._shell = shell
        self._title = title or _("保存导入回执")
        self._drawn: Drawn | None = None
        self._name = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self._back = QPushButton(icons.icon("page-prev"), _("收起这页"))
        self._back.setObjectName("import_paper_back")
        self._back.clicked.connect(self.closed)
        self.printing = QPushButton(icons.icon("print", ink=theme.PALETTE.on_accent), _("打印…"))
        self.printing.setObjectName("import_paper_print")
        theme.dress(self.printing, role="primary")
        self.printing.clicked.connect(self._print)
        self.saving = QPushButton(icons.icon("save"), _("保存为 PDF…"))
        self.saving.setObjectName("import_paper_save")
        self.saving.clicked.connect(self._save)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self.saving)
        row.addWidget(self.printing)
        layout.addLayout(row)
        self.paper = PaperPreview()
        self.paper.view.picture_wanted.connect(self._draw)
        layout.addWidget(self.paper, 1)

    def make(self, work: Making, name: str, shown: Callable[[], object]) -> None:
        """Make a paper off the window's thread, and show it; `name` is proposed for its file."""

        def made(drawn: Drawn) -> None:
            self._drawn, self._name = drawn, name
            if drawn.missing:
                words = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}").format(
                    count=len(drawn.missing), characters="".join(drawn.missing)
                )
                self._shell.said.emit("warn", words)
            self.paper.show_paper(drawn.pages, "")
            shown()
            self.printing.setFocus()

        self._shell.do_long(work, while_there(self, made), words=_("正在生成回执"))

    @property
    def pages(self) -> int:
        """How many pages the paper has; 0 before there is one."""
        return self._drawn.pages if self._drawn else 0

    def _draw(self, page: int, dpi: int) -> None:
        drawn = self._drawn
        if drawn is not None:
            draw_page(
                self._shell,
                self.paper.view,
                drawn.pdf,
                page,
                dpi,
                wanted=lambda: drawn is self._drawn,
            )

    def _print(self) -> None:
        if self._drawn is not None:
            print_paper(self._shell, self._drawn.pdf, self._drawn.pages)

    def _save(self) -> None:
        drawn, shell = self._drawn, self._shell
        if drawn is None:
            return
        path = shell.ask.save_file(self._title, self._name, _("PDF 文件 (*.pdf)"))
        if path is None:
            return
        kept: Path = path
        shell.jobs.run(
            lambda _progress: write_whole(kept, drawn.pdf),
            lambda _none: shell.said.emit("ok", _("回执已保存：{name}").format(name=kept.name)),
            shell.tell_failure,
        )
