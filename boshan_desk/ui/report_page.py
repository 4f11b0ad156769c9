"""The quarterly paper: choose the quarter, look at it as it will be printed, save, print."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.period import Period, last_full_quarter, quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.paper_out import draw_page, print_paper
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

QUARTERS: Final = (mark("一季度"), mark("二季度"), mark("三季度"), mark("四季度"))

FIRST_YEAR: Final = 2015
"""Papers of earlier years are on paper only."""

__all__ = ["PageView", "ReportPage", "draw_paper", "write_whole"]


def draw_paper(desk: Desk, period: Period, progress: Progress) -> Drawn:
    """The paper of a period as PDF."""
    from boshan_desk.usecases import papers

    return papers.make_pdf(desk, period, progress=lambda done, total, _now: progress(done, total))


class ReportPage(QWidget):
    """Choose a quarter, press 生成, read, save, print."""

    saved = Signal(object)
    """The path the paper was written to."""
    making = Signal()
    """A paper is made anew: what was said about the last one no longer holds."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.drawn: Drawn | None = None
        self._made_for: Period | None = None
        self._making = False
        self.setObjectName("report_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_choice())
        empty = QLabel(_("选择年份和季度，点“生成”即可预览季报，再保存或打印。"))
        empty.setObjectName("report_empty")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(empty, role="hint")
        empty.setWordWrap(True)
        self._empty = empty
        self._make_here = QPushButton(icons.icon("report"), _("生成季报"))
        self._make_here.setObjectName("report_make_here")
        self._make_here.clicked.connect(self.make)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch(2)
        column.addWidget(empty)
        column.addWidget(self._make_here, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._stale = Banner("report_stale", "warn")
        whole.addWidget(self._stale)
        self._pile = QStackedLayout()
        self._pile.addWidget(nothing)
        self._preview = PaperPreview()
        self._preview.view.picture_wanted.connect(self._draw_page)
        self._pile.addWidget(self._preview)
        whole.addLayout(self._pile, 1)
        self._name_buttons()

    # Parts

    def _make_choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        usual = last_full_quarter(self.shell.today)
        self._year = QComboBox()
        self._year.setObjectName("report_year")
        self._year.setAccessibleName(_("年份"))
        for year in range(self.shell.today.year, FIRST_YEAR - 1, -1):
            self._year.addItem(_("{year}年").format(year=year), year)
        self._year.setCurrentIndex(self._year.findData(usual.year))
        self._quarter = QComboBox()
        self._quarter.setObjectName("report_quarter")
        self._quarter.setAccessibleName(_("季度"))
        for number, words in enumerate(QUARTERS, 1):
            self._quarter.addItem(_(words), number)
        self._quarter.setCurrentIndex(usual.last // 3 - 1)
        self._make = QPushButton(icons.icon("report", ink=theme.PALETTE.on_accent), _("生成"))
        self._make.setObjectName("report_make")
        theme.dress(self._make, role="primary")
        self._make.clicked.connect(self.make)
        self._save = QPushButton(icons.icon("save"), _("保存 PDF…"))
        self._save.setObjectName("report_save")
        self._save.clicked.connect(self.save)
        self._print = QPushButton(icons.icon("print"), _("打印…"))
        self._print.setObjectName("report_print")
        self._print.setShortcut("Ctrl+P")
        self._print.clicked.connect(self.print_out)
        self._open = QPushButton(icons.icon("open"), _("用系统程序打开"))
        self._open.setObjectName("report_open")
        self._open.clicked.connect(self.open_outside)
        for box in (self._year, self._quarter):
            box.currentIndexChanged.connect(self._period_changed)
        self._first: tuple[QWidget, ...] = (self._year, self._quarter, self._make)
        self._outputs = {button: button.text() for button in (self._save, self._print, self._open)}
        for widget in self._first:
            row.addWidget(widget)
        row.addStretch(1)
        for button, words in self._outputs.items():
            button.setAccessibleName(words)
            button.setToolTip(words)
            row.addWidget(button)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the row is too narrow for all words, the last buttons show their icons only."""
        super().resizeEvent(event)
        for button, words in self._outputs.items():
            button.setText(words)
        parts = [*self._first, *self._outputs]
        spare = self.fontMetrics().height() * 2 + 10 * len(parts)
        for button in reversed(self._outputs):
            if sum(part.sizeHint().width() for part in parts) + spare > event.size().width():
                button.setText("")

    # Work

    @property
    def view(self) -> PageView:
        """The pages on the screen."""
        return self._preview.view

    @property
    def period(self) -> Period:
        """The quarter that is chosen."""
        return quarter(int(self._year.currentData()), int(self._quarter.currentData()))

    @property
    def is_current(self) -> bool:
        """Whether a paper is in view, and of the quarter that is chosen."""
        return self.drawn is not None and self._made_for == self.period

    def make(self) -> None:
        """Make the paper of the chosen quarter and show it."""
        if self._making:
            return
        period = self.period
        self.making.emit()
        self._making = True
        self._make.setEnabled(False)
        self._make_here.hide()
        self._empty.setText(_("正在生成{period}季报…").format(period=period.words()))
        self.shell.do_long(
            lambda desk, progress: draw_paper(desk, period, progress),
            while_there(self, partial(self._made, period)),
            words=_("正在生成{period}季报").format(period=period.words()),
            failed=while_there(self, self._failed),
        )

    def save(self) -> None:
        """Write the paper where the officer says."""
        drawn = self.drawn
        if drawn is None:
            return
        path = self.shell.ask.save_file(_("保存季报"), self.file_name(), _("PDF 文件 (*.pdf)"))
        if path is None:
            return
        self.shell.jobs.run(
            lambda _progress: write_whole(path, drawn.pdf),
            while_there(self, lambda _done: self.saved.emit(path)),
            self.shell.tell_failure,
            words=_("正在保存"),
        )

    def print_out(self) -> None:
        """Print the paper."""
        if self.drawn is not None:
            print_paper(self.shell, self.drawn.pdf, self.drawn.pages)

    def open_outside(self) -> None:
        """Show the paper in the system's own reader."""
        if self.drawn is None:
            return
        folder = Path(tempfile.mkdtemp(prefix="boshan-desk-"))
        path = folder / self.file_name()
        write_whole(path, self.drawn.pdf)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.shell.said.emit("warn", _("系统里没有能打开 PDF 的程序，请先保存再用其他软件打开"))

    def file_name(self) -> str:
        """What the paper is called as a file."""
        period = self._made_for or self.period
        return _("{county}知识产权工作情况（{year}年{words}）.pdf").format(
            county=self.shell.county.name, year=period.year, words=period.report_words()
        )

    # Answers

    def _made(self, period: Period, drawn: Drawn) -> None:
        self._making = False
        self._make.setEnabled(True)
        self.drawn, self._made_for = drawn, period
        self._pile.setCurrentIndex(1)
        self._preview.show_paper(
            drawn.pages,
            _("{period}　共 {pages} 页").format(period=period.words(), pages=drawn.pages),
        )
        self._period_changed()
        # The keys that turn pages are heard at once.
        self.view.setFocus()
        if drawn.missing:
            self.shell.said.emit(
                "warn",
                _("有 {count} 个字没有可用的字形，印成“〓”：{characters}").format(
                    count=len(drawn.missing), characters="".join(drawn.missing)
                ),
            )

    def _failed(self, error: Exception) -> None:
        self._making = False
        self._make.setEnabled(True)
        self._make_here.show()
        self._empty.setText(_("没有生成。选择年份和季度后再点“生成”。"))
        self.shell.tell_failure(error)

    def _draw_page(self, page: int, dpi: int) -> None:
        drawn = self.drawn
        if drawn is not None:
            draw_page(
                self.shell, self.view, drawn.pdf, page, dpi, wanted=lambda: drawn is self.drawn
            )

    def _period_changed(self, _row: int = 0) -> None:
        """The paper in view must be of the period that is chosen, or nobody can take it away."""
        if self.drawn is not None and not self.is_current:
            self._stale.say(_("期间已改，请重新生成"))
        else:
            self._stale.hide()
        self._preview.setEnabled(self.is_current)
        self._name_buttons()

    def _name_buttons(self) -> None:
        for button in self._outputs:
            button.setEnabled(self.is_current)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Refused: it cannot be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            "不能写入 {path}，请检查是否正被其他程序打开、磁盘是否有空间", path=path
        ) from error
