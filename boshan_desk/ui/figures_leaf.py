"""指标: every figure of a period with its comparisons, the towns beside it, and its records."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import Period, Span, last_full_quarter, read_period
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import figures_out, theme
from boshan_desk.ui.figures_model import FiguresModel
from boshan_desk.ui.figures_towns import TownRanking
from boshan_desk.ui.filters import period_choices
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.figures import FigureLine
    from boshan_desk.usecases.figures_table import Catalogue, FigureTable, TableRow

_KEPT: Final = "figures"


class FiguresTable(QTableView):
    """The table itself: Enter and a double click lead to the records."""

    opened = Signal()
    copied = Signal()

    def __init__(self, model: FiguresModel) -> None:
        super().__init__()
        self.setObjectName("figures_table")
        self.setAccessibleName(_("指标"))
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)


class FiguresLeaf(QWidget):
    """The table of the catalogue, and below it what the chosen figure means."""

    saved = Signal(object, str)
    """A file was written: its path, and what it holds."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.seen: Catalogue | None = None
        """The numbers that are shown; None before the first came."""
        self._asked = 0
        self._stale = True
        self._towns_shown = False
        self._code = str(shell.state.get(f"{_KEPT}.code", ""))
        self.setObjectName("figures_leaf")
        line = self.fontMetrics().height()
        self.model = FiguresModel()
        self.table = FiguresTable(self.model)
        self.ranking = TownRanking()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, line // 3, 0, 0)
        whole.setSpacing(line // 3)
        whole.addLayout(self._make_head(line))
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setObjectName("figures_split")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self._make_detail(line))
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        whole.addWidget(self.split, 1)
        self.setFocusProxy(self.table)
        self.split.setSizes([line * 24, line * 11])
        if kept := shell.state.bytes(f"{_KEPT}.split"):
            self.split.restoreState(kept)
        self._connect()
        self._show_chosen()

    def _connect(self) -> None:
        self.period.activated.connect(lambda _at: self.refresh())
        self.town.activated.connect(lambda _at: self.refresh())
        self.table.selectionModel().currentChanged.connect(lambda *_changed: self._show_chosen())
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.ranking.wanted.connect(self._open_line)
        self.split.splitterMoved.connect(
            lambda _at, _index: self.shell.state.set_bytes(f"{_KEPT}.split", self.split.saveState())
        )
        self.table.opened.connect(self.open_records)
        self.table.copied.connect(self.copy)
        self.shell.stepped.connect(self._after)

    def _make_head(self, line: int) -> QHBoxLayout:
        row = QHBoxLayout()
        self.period = _combo("figures_period", _("期间"))
        for period in period_choices(self.shell.today):
            self.period.addItem(period.words(), str(period))
        kept = str(self.shell.state.get(f"{_KEPT}.period", ""))
        self._pick_period(read_period(kept) if kept else last_full_quarter(self.shell.today))
        self.town = _combo("figures_town", _("镇街"))
        self.town.addItem(_(self.shell.county.whole), "")
        for code in self.shell.county.counted:
            self.town.addItem(self.shell.county.towns.label(code), code)
        row.addWidget(self.period)
        row.addWidget(self.town)
        row.addSpacing(line // 2)
        choice = QButtonGroup(self)
        self.way_buttons: dict[str, QToolButton] = {}
        for name, words, tip in (
            ("summary", _("同比环比"), _("每项指标的本期、累计和比较")),
            ("towns", _("分镇街"), _("每个镇（街道）一列，未归属的另列，合计与总数相等")),
        ):
            button = QToolButton()
            button.setObjectName(f"figures_{name}")
            button.setText(words)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose_way, name))
            choice.addButton(button)
            row.addWidget(button)
            self.way_buttons[name] = button
        self.way_buttons["summary"].setChecked(True)
        self.waiting = QLabel(_("正在统计……"))
        self.waiting.setObjectName("figures_waiting")
        theme.dress(self.waiting, severity="note")
        row.addSpacing(line // 2)
        row.addWidget(self.waiting)
        row.addStretch(1)
        self.records_button = QPushButton(icon("search"), _("查看记录"))
        self.records_button.setObjectName("figures_records")
        self.records_button.setToolTip(_("所选数字背后的记录（Enter）"))
        self.records_button.clicked.connect(lambda _on=False: self.open_records())
        self.export_button = QPushButton(icon("export"), _("导出…"))
        self.export_button.setObjectName("figures_export")
        self.export_button.clicked.connect(lambda _on=False: self.export())
        self.print_button = QPushButton(icon("print"), _("打印…"))
        self.print_button.setObjectName("figures_print")
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.clicked.connect(lambda _on=False: self.print_out())
        for way_out in (self.records_button, self.export_button, self.print_button):
            row.addWidget(way_out)
        return row

    def _make_detail(self, line: int) -> QWidget:
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, line // 4, 0, 0)
        layout.setSpacing(line)
        words = QVBoxLayout()
        words.setSpacing(line // 3)
        self.title = _words("figures_title")
        theme.dress(self.title, role="section")
        self.told = _words("figures_told")
        self.basis = _words("figures_basis")
        self.remarks = _words("figures_remarks")
        theme.dress(self.basis, role="hint")
        theme.dress(self.remarks, role="hint")
        for label in (self.title, self.told, self.basis, self.remarks):
            words.addWidget(label)
        words.addStretch(1)
        words.setContentsMargins(0, 0, 0, 0)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        sheet.setLayout(words)
        # Where the window is low, what is said of a figure is rolled, not cut.
        area = QScrollArea()
        area.setObjectName("figures_words_area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        layout.addWidget(area, 1)
        layout.addWidget(self.ranking, 1)
        return box

    # What is shown

    @property
    def wanted_period(self) -> Period:
        """The period that is chosen."""
        return read_period(self.period.currentData())

    @property
    def line(self) -> FigureLine | None:
        """The chosen figure."""
        row = self._row()
        return row.line if row else None

    def show_period(self, period: Period) -> None:
        """Show another period."""
        self._pick_period(period)
        self.refresh()

    def select(self, code: str) -> None:
        """Go to a figure."""
        self._code = code
        self._go_to(code)

    def refresh(self) -> None:
        """Count again; one stays where one is."""
        self._stale = False
        self._asked += 1
        asked, period, town = self._asked, self.wanted_period, str(self.town.currentData() or "")
        usual = last_full_quarter(self.shell.today)
        self.shell.state.set(f"{_KEPT}.period", "" if period == usual else str(period))
        self.waiting.show()

        def read(desk: Desk) -> Catalogue:
            from boshan_desk.usecases.figures_table import read_catalogue

            return read_catalogue(desk, period, town)

        def show(seen: Catalogue) -> None:
            if asked == self._asked:
                self._show(seen)

        self.shell.do(read, while_there(self, show), words=_("正在统计指标"))

    def save_state(self) -> None:
        """Remember the figure one is at."""
        self.shell.state.set(f"{_KEPT}.code", self._code)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.refresh()
        else:
            super().keyPressEvent(event)

    def _show(self, seen: Catalogue) -> None:
        self.seen = seen
        self.waiting.hide()
        top = self.table.verticalScrollBar().value()
        column = max(2, self.table.currentIndex().column())
        code = self._code
        self.model.show(seen.towns if self._towns_shown else seen.summary)
        self.table.clearSpans()
        for row in self.model.headings():
            self.table.setSpan(row, 0, 1, self.model.columnCount())
        self._fit()
        self._go_to(code, column)
        self.table.verticalScrollBar().setValue(top)
        self._show_chosen()

    def _go_to(self, code: str, column: int = 2) -> None:
        row = self.model.find_row(code)
        if row < 0:
            row = next((n for n in range(self.model.rowCount()) if self.model.row_at(n)), -1)
        if row >= 0:
            column = min(column, self.model.columnCount() - 1)
            self.table.setCurrentIndex(self.model.index(row, column))
            self.table.scrollTo(self.model.index(row, column))

    def _row(self) -> TableRow | None:
        return self.model.row_at(self.table.currentIndex().row())

    def _show_chosen(self) -> None:
        row = self._row()
        self.records_button.setEnabled(row is not None)
        if row is None or self.seen is None:
            for label in (self.title, self.told, self.basis, self.remarks):
                label.clear()
            self.ranking.hide()
            return
        from boshan_desk.usecases.figures_table import told

        line = row.line
        self._code = line.code
        self.title.setText(" ".join(filter(None, (_(line.title), line.town_label))))
        self.told.setText(told(line))
        self.basis.setText(explained(_("口径"), _(line.basis)))
        self.remarks.setText(line.remarks)
        self.remarks.setVisible(bool(line.remarks))
        ranking = self.seen.ranking(line.code)
        self.ranking.setVisible(bool(ranking))
        self.ranking.show_ranking(ranking)

    def _choose_way(self, name: str, _on: bool = False) -> None:
        self._towns_shown = name == "towns"
        # A column for each town says of every town what there is.
        self.town.setEnabled(not self._towns_shown)
        if self.seen is not None:
            self._show(self.seen)

    def _pick_period(self, period: Period) -> None:
        if self.period.findData(str(period)) < 0:
            self.period.addItem(period.words(), str(period))
        self.period.setCurrentIndex(self.period.findData(str(period)))

    def _fit(self) -> None:
        if not hasattr(self, "table"):
            return
        metrics = self.table.fontMetrics()
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(metrics))
        header = self.table.horizontalHeader()
        # Measured here: a header that fits itself asks for all its cells, again and again.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        least, air = metrics.horizontalAdvance("国") * 3, round(metrics.height() * 1.5)
        header.setMinimumSectionSize(least)
        bold = QFontMetrics(header.font())
        needed = 0
        for column in range(header.count()):
            head, *words = self.model.words(column)
            widest = max(map(metrics.horizontalAdvance, words), default=0)
            wide = max(least, max(widest, bold.horizontalAdvance(head)) + air)
            header.resizeSection(column, wide)
            needed += wide
        # The names take what the numbers leave, as long as there is enough for them.
        if header.count() and needed < self.table.viewport().width():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _after(self, step: Step) -> None:
        del step
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    # What the officer does

    def open_records(self) -> None:
        """The records behind the number the cursor is at; of another cell, behind this period's."""
        row = self._row()
        if row is None:
            return
        cell = self.model.cell_at(self.table.currentIndex())
        span: Span = row.line.spans.value
        town = row.line.town
        if cell is not None and cell.span is not None:
            span, town = cell.span, cell.town
        self.shell.behind_wanted.emit(row.line.code, span, town)

    def copy(self) -> None:
        """Copy the selected cells, to be pasted into a sheet."""
        indexes = [i for i in self.table.selectedIndexes() if self.model.row_at(i.row())]
        if not indexes:
            return
        rows = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        chosen = {(index.row(), index.column()) for index in indexes}
        lines = [
            "\t".join(
                str(self.model.index(row, column).data()) if (row, column) in chosen else ""
                for column in columns
            )
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.shell.said.emit("ok", _("已复制 {count} 行").format(count=len(rows)))

    def export(self) -> None:
        """Write the table that is seen into a workbook."""
        if table := self._table():
            figures_out.export_table(self.shell, table, self._tell_written)

    def print_out(self) -> None:
        """Print the table that is seen."""
        if table := self._table():
            figures_out.print_table(self.shell, table)

    def _table(self) -> FigureTable | None:
        return self.model.table

    def _tell_written(self, path: Path, words: str) -> None:
        self.saved.emit(path, words)

    def _open_line(self, line: FigureLine) -> None:
        self.shell.behind_wanted.emit(line.code, line.spans.value, line.town)

    def _show_menu(self, at: QPoint) -> None:
        row = self._row()
        if row is None:
            return
        menu = QMenu(self.table)
        line = row.line
        choices: list[tuple[str, Span | None]] = [
            (_("查看本期的记录"), line.spans.value),
            (_("查看上年同期的记录"), line.spans.last_year),
            (_("查看累计的记录"), line.spans.cumulative),
        ]
        for words, span in choices:
            if span is not None:
                menu.addAction(words).triggered.connect(
                    partial(self.shell.behind_wanted.emit, line.code, span, line.town)
                )
        menu.addSeparator()
        menu.addAction(_("复制")).triggered.connect(lambda _on=False: self.copy())
        menu.popup(self.table.viewport().mapToGlobal(at))


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
