"""The quarterly paper: choose the quarter, look at it as it will be printed, save, print."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.period import Period, last_full_quarter, quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.reports.preview import Picture
    from boshan_desk.store.desk import Desk

QUARTERS: Final = (mark("一季度"), mark("二季度"), mark("三季度"), mark("四季度"))

FIRST_YEAR: Final = 2015
"""Papers of earlier years are on paper only."""

_SHEET: Final = QSize(210, 297)
"""A4 in millimetres."""
_GAP: Final = 12
_KEPT: Final = 12
"""Pictures kept: what is in sight and a little around it (about 3 MB each)."""
_ZOOMS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PageView(QAbstractScrollArea):
    """The pages of a paper below one another; asks for the pictures of those in sight."""

    picture_wanted = Signal(int, int)
    """(page from 0, dpi)."""
    page_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_view")
        self.setAccessibleName(_("报告预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = 0
        self._zoom = 0.0
        """Times the paper's real size; 0 fits the width."""
        self._page = 0
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_paper(self, pages: int) -> None:
        """Begin at the first page of another paper."""
        self._pages = pages
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()
        self.viewport().update()

    def show_picture(self, page: int, dpi: int, image: QImage) -> None:
        """Here is a picture that was asked for."""
        self._asked.discard((page, dpi))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[page, dpi] = image
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.viewport().update()

    def has_picture(self, page: int) -> bool:
        """Whether the page can be seen as it will be printed."""
        return (page, self.dpi) in self._pictures

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    @property
    def fits_width(self) -> bool:
        """Whether pages are as wide as the window allows."""
        return not self._zoom

    @property
    def dpi(self) -> int:
        """The resolution of pictures, in dots of the screen."""
        dots = self.devicePixelRatioF()
        if self._zoom:
            return round(self._zoom * self.logicalDpiX() * dots)
        room = max(100, self.viewport().width() - 2 * _GAP)
        return int(room * dots / (_SHEET.width() / 25.4))

    @property
    def zoom(self) -> float:
        """Times the paper's real size."""
        return self.dpi / self.devicePixelRatioF() / self.logicalDpiX()

    def fit_width(self) -> None:
        """Make the pages as wide as the window allows."""
        self._set_zoom(0.0)

    def zoom_in(self) -> None:
        """The next larger size."""
        self._set_zoom(next((z for z in _ZOOMS if z > self.zoom * 1.01), _ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next smaller size."""
        self._set_zoom(next((z for z in reversed(_ZOOMS) if z < self.zoom * 0.99), _ZOOMS[0]))

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        page = max(0, min(self._pages - 1, page))
        self.verticalScrollBar().setValue(page * self._step())

    def _set_zoom(self, zoom: float) -> None:
        page = self._page
        self._zoom = zoom
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.go_to(page)
        self.viewport().update()

    def _sheet(self) -> QSize:
        dot = self.dpi / 25.4 / self.devicePixelRatioF()
        return QSize(round(_SHEET.width() * dot), round(_SHEET.height() * dot))

    def _step(self) -> int:
        return self._sheet().height() + _GAP

    def _lay_out(self) -> None:
        room, sheet = self.viewport().size(), self._sheet()
        height = self._pages * self._step() + _GAP
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, height - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(max(20, room.height() // 12))
        across.setRange(0, max(0, sheet.width() + 2 * _GAP - room.width()))
        across.setPageStep(room.width())

    def _scrolled(self, _value: int = 0) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max(0, min(self._pages - 1, middle // self._step())) if self._pages else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page that is in sight."""
        super().resizeEvent(event)
        page = self._page
        self._lay_out()
        if not self._zoom:
            self.go_to(page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        painter.fillRect(room, QColor(theme.PALETTE.header))
        sheet, step = self._sheet(), self._step()
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        first = max(0, top // step)
        last = min(self._pages - 1, (top + room.height()) // step)
        x = max(_GAP, (room.width() - sheet.width()) // 2) - left
        for page in range(first, last + 1):
            place = QRect(QPoint(x, _GAP + page * step - top), sheet)
            painter.fillRect(place, Qt.GlobalColor.white)
            key = (page, self.dpi)
            if key in self._pictures:
                self._pictures.move_to_end(key)
                painter.setClipRect(place)
                painter.drawImage(place.topLeft(), self._pictures[key])
                painter.setClipping(False)
            painter.setPen(QColor(theme.PALETTE.line))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        for page in (*range(first, last + 1), last + 1):
            self._want(page)

    def _want(self, page: int) -> None:
        key = (page, self.dpi)
        if 0 <= page < self._pages and key not in self._pictures and key not in self._asked:
            self._asked.add(key)
            self.picture_wanted.emit(*key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages by PageUp and PageDown, ends by Home and End."""
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._page - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self._pages - 1)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)


def draw_paper(desk: Desk, period: Period, progress: Progress) -> Drawn:
    """The paper of a period as PDF."""
    from boshan_desk.usecases import papers

    return papers.make_pdf(desk, period, progress=lambda done, total, _now: progress(done, total))


class ReportPage(QWidget):
    """Choose a quarter, press 生成, read, save, print."""

    saved = Signal(object)
    """The path the paper was written to."""

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
        self._pile = QStackedLayout()
        self._pile.addWidget(empty)
        self._pile.addWidget(self._make_preview())
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
        for widget in (self._year, self._quarter, self._make):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self._save, self._print, self._open):
            row.addWidget(widget)
        return row

    def _make_preview(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        self.view = PageView()
        self.view.picture_wanted.connect(self._draw_page)
        self.view.page_changed.connect(self._show_page_number)
        bar = QHBoxLayout()
        self._which = QLabel()
        self._which.setObjectName("report_page_number")
        for name, icon, words, slot in (
            ("page_prev", "page-prev", _("上一页"), lambda: self.view.go_to(self.view.page - 1)),
            ("page_next", "page-next", _("下一页"), lambda: self.view.go_to(self.view.page + 1)),
            ("zoom_out", "zoom-out", _("缩小"), self.view.zoom_out),
            ("zoom_in", "zoom-in", _("放大"), self.view.zoom_in),
            ("fit_width", "", _("适合宽度"), self.view.fit_width),
        ):
            button = QToolButton()
            button.setObjectName(name)
            button.setText(words)
            button.setToolTip(words)
            button.setAccessibleName(words)
            if icon:
                button.setIcon(icons.icon(icon))
            button.clicked.connect(partial(_call, slot))
            bar.addWidget(button)
            if name == "page_prev":
                bar.addWidget(self._which)
            elif name == "page_next":
                bar.addSpacing(self.fontMetrics().height())
        bar.addStretch(1)
        self._about = QLabel()
        self._about.setObjectName("report_about")
        theme.dress(self._about, role="hint")
        bar.addWidget(self._about)
        layout.addLayout(bar)
        self._list = QListWidget()
        self._list.setObjectName("report_pages")
        self._list.setAccessibleName(_("页码"))
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list.currentRowChanged.connect(self._go_to)
        side_by_side = QHBoxLayout()
        side_by_side.addWidget(self._list)
        side_by_side.addWidget(self.view, 1)
        layout.addLayout(side_by_side, 1)
        return page

    # Work

    @property
    def period(self) -> Period:
        """The quarter that is chosen."""
        return quarter(int(self._year.currentData()), int(self._quarter.currentData()))

    def make(self) -> None:
        """Make the paper of the chosen quarter and show it."""
        if self._making:
            return
        period = self.period
        self._making = True
        self._make.setEnabled(False)
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
        drawn = self.drawn
        printer = self.shell.ask.printer() if drawn is not None else None
        if drawn is None or printer is None:
            return
        pdf, pages = drawn.pdf, drawn.pages

        def work(_desk: Desk, progress: Progress) -> int:
            from boshan_desk.reports import preview
            from boshan_desk.ui import printing

            def draw(page: int) -> Picture:
                return preview.render(pdf, page, dpi=printing.DPI)

            wanted = printing.pages_wanted(printer, pages)
            return printing.print_pages(printer, draw, wanted, progress)

        self.shell.do_long(
            work,
            lambda count: self.shell.said.emit(
                "ok", _("已送打印机 {count} 页").format(count=count)
            ),
            words=_("正在打印"),
        )

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
        self._list.blockSignals(True)
        self._list.clear()
        for number in range(1, drawn.pages + 1):
            self._list.addItem(QListWidgetItem(_("第 {n} 页").format(n=number)))
        self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + self.fontMetrics().height() * 2)
        self._pile.setCurrentIndex(1)
        self.view.show_paper(drawn.pages)
        self._show_page_number(0)
        self._about.setText(
            _("{period}　共 {pages} 页").format(period=period.words(), pages=drawn.pages)
        )
        self._name_buttons()
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
        self._empty.setText(_("没有生成。选择年份和季度后再点“生成”。"))
        self.shell.tell_failure(error)

    def _draw_page(self, page: int, dpi: int) -> None:
        drawn = self.drawn
        if drawn is None:
            return

        def work(_progress: object) -> QImage:
            from boshan_desk.reports import preview
            from boshan_desk.ui.printing import image_of

            return image_of(preview.render(drawn.pdf, page, dpi=dpi))

        def show(image: QImage) -> None:
            if drawn is self.drawn:
                self.view.show_picture(page, dpi, image)

        self.shell.jobs.look(work, while_there(self, show), self.shell.tell_failure)

    def _show_page_number(self, page: int) -> None:
        total = self.drawn.pages if self.drawn else 0
        self._which.setText(_("第 {n} 页 / 共 {total} 页").format(n=page + 1, total=total))
        self._list.blockSignals(True)
        self._list.setCurrentRow(page)
        self._list.blockSignals(False)

    def _go_to(self, row: int) -> None:
        if row >= 0:
            self.view.go_to(row)

    def _name_buttons(self) -> None:
        for button in (self._save, self._print, self._open):
            button.setEnabled(self.drawn is not None)


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


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    """Do without the flag that Qt sends along."""
    slot()
