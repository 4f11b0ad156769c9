"""安全说明: the page for the security office, looked at, saved with its annex, printed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.paper_out import draw_page, print_paper
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.report_page import write_whole
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


@dataclass(frozen=True)
class Papers:
    """The page and its annex as bytes: what is saved is what was looked at."""

    pdf: bytes
    pages: int
    annex: bytes
    annex_end: str
    """What the name of the annex has after the name of the page."""

    def annex_of(self, path: Path) -> Path:
        """Where the annex lies of a page that is written to `path`."""
        return path.with_name(path.stem + self.annex_end)

    def write(self, path: Path) -> Path:
        """Write both; where the annex lies."""
        annex = self.annex_of(path)
        write_whole(annex, self.annex)
        write_whole(path, self.pdf)
        return annex


def make_papers(desk: Desk) -> Papers:
    """The page about a desk, and its annex."""
    from boshan_desk.reports.preview import page_count
    from boshan_desk.usecases.security import write_papers

    with tempfile.TemporaryDirectory(prefix="boshan-desk-") as folder:
        out = Path(folder) / "security.pdf"
        paper, annex = write_papers(desk, out)
        pdf = paper.read_bytes()
        end = annex.name.removeprefix(out.stem)
        return Papers(pdf, page_count(pdf), annex.read_bytes(), end)


class SecurityPage(SidePage):
    """Lies over the window; the page is made when it is opened, and anew when one asks."""

    saved = Signal(object, str)
    """The path the page was written to, and what is said of it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("安全说明"))
        self.setObjectName("security_page")
        self.shell = shell
        self.papers: Papers | None = None
        self.save_button = QPushButton(
            icons.icon("save", ink=theme.PALETTE.on_accent), _("保存 PDF…")
        )
        self.save_button.setObjectName("security_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save)
        self.print_button = QPushButton(icons.icon("print"), _("打印…"))
        self.print_button.setObjectName("security_print")
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.clicked.connect(self.print_out)
        self.head.addWidget(self.save_button)
        self.head.addWidget(self.print_button)
        self.about = QLabel()
        self.about.setObjectName("security_about")
        self.about.setWordWrap(True)
        theme.dress(self.about, role="hint")
        self.preview = PaperPreview()
        self.preview.view.picture_wanted.connect(self._draw_page)
        self.body.addWidget(self.about)
        self.body.addWidget(self.preview, 1)
        self.setFocusProxy(self.preview.view)
        self.refresh()

    def refresh(self) -> None:
        """Look at the program and the desk again, and make the page."""
        self._show(None)
        self.about.setText(_("正在核对程序文件，生成安全说明…"))
        self.shell.do(
            make_papers,
            while_there(self, self._show),
            words=_("正在生成安全说明"),
            failed=while_there(self, self._failed),
        )

    def save(self) -> None:
        """Write the page where the officer says, and the annex beside it."""
        papers = self.papers
        if papers is None:
            return
        name = _("软件信息安全说明_{day}.pdf").format(day=f"{self.shell.today:%Y%m%d}")
        path = self.shell.ask.save_file(_("保存安全说明"), name, _("PDF 文件 (*.pdf)"))
        if path is None:
            return

        def done(annex: Path) -> None:
            words = _("安全说明已保存：{name}，附件 {annex} 在同一文件夹")
            self.saved.emit(path, words.format(name=path.name, annex=annex.name))

        self.shell.jobs.run(
            lambda _progress: papers.write(path),
            while_there(self, done),
            self.shell.tell_failure,
            words=_("正在保存"),
        )

    def print_out(self) -> None:
        """Print the page; the annex goes as a file."""
        if self.papers is not None:
            print_paper(self.shell, self.papers.pdf, self.papers.pages)

    def _show(self, papers: Papers | None) -> None:
        self.papers = papers
        for button in (self.save_button, self.print_button):
            button.setEnabled(papers is not None)
        self.preview.setVisible(papers is not None)
        if papers is not None:
            self.about.setText(
                _(
                    "给信息安全部门的一页说明，内容按这台电脑上的程序和这份数据现查现写。"
                    "保存时，程序文件的校验清单作为附件存在同一文件夹，文件名以“{end}”结尾。"
                ).format(end=papers.annex_end)
            )
            self.preview.show_paper(papers.pages, "")
            self.preview.view.setFocus()

    def _failed(self, error: Exception) -> None:
        self.about.setText(_("没有生成。按 F5 重新生成。"))
        self.shell.tell_failure(error)

    def _draw_page(self, page: int, dpi: int) -> None:
        papers = self.papers
        if papers is not None:
            draw_page(
                self.shell,
                self.preview.view,
                papers.pdf,
                page,
                dpi,
                wanted=lambda: papers is self.papers,
            )
