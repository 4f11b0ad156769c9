"""A form's mapping made by clicking: the sheet at the left, what fills its cell at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.forms import (
    PERIODS,
    FormMapping,
    HandTie,
    Place,
    Source,
    Tie,
    refuse_overlaps,
    share_short,
    share_words,
)
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.forms_grid import FormGrid, FormModel
from boshan_desk.ui.forms_tie import TiePanel
from boshan_desk.ui.icons import icon

if TYPE_CHECKING:
    from boshan_desk.excel.patching.outlining import SheetOutline
    from boshan_desk.usecases.forms import Form

WhyNot = Callable[[Tie, "SheetOutline"], str]
"""Why a cell cannot be tied; "" when it can."""


class EditLeaf(QWidget):
    """Ties cells; nothing is kept before 保存, and each tie can be taken back."""

    save_wanted = Signal(object)
    """The `FormMapping` to be kept."""
    copy_wanted = Signal()
    refused = Signal(str)

    def __init__(
        self, lists: Lists, rows: dict[str, str], columns: list[str], why_not: WhyNot
    ) -> None:
        super().__init__()
        self.setObjectName("form_edit")
        self._why_not = why_not
        self._sheets: tuple[SheetOutline, ...] = ()
        self._saved = self.mapping = FormMapping(title="")
        self._undone: list[FormMapping] = []
        self._may = False
        self._make_head()
        self.model = FormModel(lists, rows)
        self.grid = FormGrid(self.model)
        self.grid.gone_to.connect(lambda _place: self._show_cell())
        self.tabs = QTabBar()
        self.tabs.setObjectName("form_sheets")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(lambda _tab: self._show_sheet())
        self.panel = TiePanel(lists, rows, columns)
        self.panel.tied.connect(self.tie)
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.tabs)
        under.addWidget(self.grid, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._head)
        whole.addWidget(split, 1)
        undo = QShortcut(QKeySequence("Ctrl+Z"), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)
        clear = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.grid)
        clear.setContext(Qt.ShortcutContext.WidgetShortcut)
        clear.activated.connect(lambda: self.tie(None))
        self.setFocusProxy(self.grid)

    def _make_head(self) -> None:
        self._head = FlowLayout(gap=self.fontMetrics().height() // 2)
        self.title = QLineEdit()
        self.title.setObjectName("form_title")
        self.title.setAccessibleName(_("表名"))
        self.title.setMinimumWidth(self.fontMetrics().horizontalAdvance("国") * 14)
        self.title.editingFinished.connect(self._head_changed)
        self.periods: dict[str, QCheckBox] = {}
        height = self.title.sizeHint().height()
        label = QLabel(_("填报期间："))
        label.setMinimumHeight(height)
        label.setToolTip(_("都不选为任何期间"))
        self._head.addWidget(self.title)
        self._head.addWidget(label)
        for period, words in PERIODS.items():
            box = QCheckBox(_(words))
            box.setObjectName(f"form_period_{period}")
            box.setMinimumHeight(height)
            box.clicked.connect(self._head_changed)
            self.periods[period] = box
            self._head.addWidget(box)
        self.undo_button = QPushButton(icon("undo"), _("撤销"))
        self.undo_button.setObjectName("form_undo")
        self.undo_button.setToolTip(_("撤销上一次对应（Ctrl+Z）"))
        self.undo_button.clicked.connect(self.undo)
        self.save_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("保存"))
        self.save_button.setObjectName("form_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(lambda: self.save_wanted.emit(self.mapping))
        self.copy_button = QPushButton(icon("template"), _("另存为本单位的表样…"))
        self.copy_button.setObjectName("form_copy")
        self.copy_button.clicked.connect(self.copy_wanted.emit)
        self.share = QLabel()
        self.share.setObjectName("form_share")
        theme.dress(self.share, role="chip")
        self.share.setMinimumHeight(height)
        for widget in (self.undo_button, self.save_button, self.copy_button, self.share):
            self._head.addWidget(widget)

    # -- showing

    def show_form(self, form: Form, sheets: tuple[SheetOutline, ...], *, may: bool) -> None:
        """Show a form; `may`: the officer may change it."""
        self._sheets = sheets
        self._may = may and not form.shipped
        self._saved = self.mapping = form.mapping
        self._undone = []
        self.panel.set_may(self._may)
        self.title.setText(form.mapping.title)
        for period, box in self.periods.items():
            box.setChecked(period in form.mapping.periods)
            box.setEnabled(self._may)
        self.title.setReadOnly(not self._may)
        self.undo_button.setVisible(self._may)
        self.save_button.setVisible(self._may)
        self.copy_button.setVisible(may and form.shipped)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for sheet in sheets:
            name = _("{name}（隐藏）").format(name=sheet.name) if sheet.hidden else sheet.name
            self.tabs.addTab(name.replace("&", "&&"))
        self.tabs.blockSignals(False)
        self._show_sheet()

    def saved(self, mapping: FormMapping) -> None:
        """What is shown has been kept."""
        self._saved = mapping
        self._undone = []
        self._tell()

    @property
    def dirty(self) -> bool:
        """Whether anything is not kept yet."""
        return self.mapping != self._saved

    @property
    def sheet(self) -> SheetOutline | None:
        """The sheet that is seen."""
        place = self.tabs.currentIndex()
        return self._sheets[place] if 0 <= place < len(self._sheets) else None

    def _show_sheet(self) -> None:
        self.grid.show_sheet(self.sheet)
        self._show_ties()
        self._show_cell()

    def _show_ties(self) -> None:
        here = self.grid.here()
        name = self.sheet.name if self.sheet else ""
        self.model.show_ties([tie for tie in self.mapping.ties if tie.sheet == name])
        self.grid.lay_out()
        if here is not None:
            self.grid.go_to(here)
        self._tell()

    def _show_cell(self) -> None:
        sheet, place = self.sheet, self.grid.here()
        if sheet is None or place is None:
            self.panel.show_cell(None, None, None, "")
            return
        trial = Tie(sheet=sheet.name, row=place[0], column=place[1], source=HandTie())
        self.panel.show_cell(sheet, place, self.model.tie_at(place), self._why_not(trial, sheet))

    def _tell(self) -> None:
        self.share.setText(share_short(self.mapping))
        self.share.setToolTip(share_words(self.mapping))
        self.undo_button.setEnabled(bool(self._undone))
        self.save_button.setEnabled(self.dirty)

    # -- changing

    def tie(self, source: Source | None) -> None:
        """Let the selected cells be filled by this; several only by hand or by nothing."""
        sheet = self.sheet
        places = self.grid.selected()
        here = self.grid.here()
        if sheet is None or here is None or not self._may:
            return
        if source is not None and not isinstance(source, HandTie):
            places = [here]
        new = [
            Tie(sheet=sheet.name, row=row, column=column, source=source)
            for row, column in places or [here]
            if source is not None
        ]
        for each in new:
            if why := self._why_not(each, sheet):
                self.refused.emit(why)
                return
        gone = {(sheet.name, place) for place in places or [here]}
        kept = [tie for tie in self.mapping.ties if (tie.sheet, tie.place) not in gone]
        self._change(replace(self.mapping, ties=_ordered((*kept, *new), self._sheets)))

    def _change(self, mapping: FormMapping) -> None:
        try:
            refuse_overlaps(mapping)
        except Refused as error:
            self.refused.emit(error.words())
            return
        if mapping != self.mapping:
            self._undone.append(self.mapping)
            self.mapping = mapping
        self._show_ties()
        self._show_cell()

    def undo(self) -> None:
        """Take the last change back."""
        if not self._undone:
            return
        self.mapping = self._undone.pop()
        self.title.setText(self.mapping.title)
        for period, box in self.periods.items():
            box.setChecked(period in self.mapping.periods)
        self._show_ties()
        self._show_cell()

    def _head_changed(self) -> None:
        periods = tuple(period for period, box in self.periods.items() if box.isChecked())
        title = self.title.text().strip() or self.mapping.title
        if (title, periods) != (self.mapping.title, self.mapping.periods):
            self._change(replace(self.mapping, title=title, periods=periods))


def _ordered(ties: tuple[Tie, ...], sheets: tuple[SheetOutline, ...]) -> tuple[Tie, ...]:
    """In the order of the sheets and their cells."""
    names: list[str] = [sheet.name for sheet in sheets]

    def place(tie: Tie) -> tuple[int, Place]:
        return (names.index(tie.sheet) if tie.sheet in names else len(names), tie.place)

    return tuple(sorted(ties, key=place))
