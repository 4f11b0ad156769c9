"""The columns of a sheet with a look into each, and the field that each goes to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.import_plan import SURE, Plan, folded_columns, shown_columns
from boshan_desk.ui.import_sight import full_heading
from boshan_desk.ui.lines import sign_of

if TYPE_CHECKING:
    from boshan_desk.excel.matching.heads import Column
    from boshan_desk.usecases.sheets import SheetColumns

Index = QModelIndex | QPersistentModelIndex

HOW: Final = {
    "title": mark("表头相同"),
    "also": mark("其他叫法"),
    "words": mark("按词意"),
    "content": mark("按内容"),
    "known": mark("上次对照过"),
    "chosen": mark("手工选定"),
}
"""How a field was found, in words."""

_HEADS: Final = (
    mark("列"),
    mark("表头"),
    mark("前三个不同的值"),
    mark("台账栏目"),
    mark("怎样对上的"),
)
_FIELD, _HOW = 3, 4


class FieldBox(QComboBox):
    """The field a column goes to; the wheel scrolls the table, not the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(18)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnTable(QTableWidget):
    """A row for each column."""

    chosen = Signal(object, str)
    """(column, field or "" to leave it out)."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(0, len(_HEADS))
        self._plan = plan
        self._sheet: SheetColumns | None = None
        self._columns: list[Column] = []
        self.setObjectName("import_columns")
        self.setAccessibleName(_("栏目对照"))
        self.setHorizontalHeaderLabels([_(words) for words in _HEADS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def show_sheet(self, sheet: SheetColumns, *, unfolded: bool) -> None:
        """Show the columns of a sheet; `unfolded`: those without anything in them as well."""
        self._sheet = sheet
        self._columns = shown_columns(sheet) + (folded_columns(sheet) if unfolded else [])
        self.setRowCount(0)
        self.setRowCount(len(self._columns))
        for row, column in enumerate(self._columns):
            samples = sheet.samples.get(column.letter, ())
            heading = full_heading(column.group, column.heading) or _("（没有表头）")
            cells = (column.letter, heading, "　·　".join(samples) or _("（没有内容）"))
            for place, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip("\n".join(samples) if place == 2 else words)
                if place == 2:
                    item.setForeground(QColor(theme.PALETTE.muted))
                self.setItem(row, place, item)
            box = FieldBox()
            box.setObjectName(f"import_field_{column.letter}")
            box.setAccessibleName(_("{heading}的台账栏目").format(heading=heading))
            box.activated.connect(partial(self._picked, row))
            self.setCellWidget(row, _FIELD, box)
            self.setItem(row, _HOW, QTableWidgetItem())
        self._fit()
        self.refresh()

    def refresh(self) -> None:
        """Show again what every column goes to."""
        sheet, plan = self._sheet, self._plan
        if sheet is None or sheet.matching is None:
            return
        taken = plan.taken(sheet)
        aside = (sheet.matching.serial, sheet.matching.id_column)
        for row, column in enumerate(self._columns):
            box = self.cellWidget(row, _FIELD)
            assert isinstance(box, QComboBox)
            if column.index in aside:
                self._show_aside(row, column, box, sheet)
            else:
                self._fill(box, column, taken)
                self._tell_how(row, column)

    def _show_aside(self, row: int, column: Column, box: QComboBox, sheet: SheetColumns) -> None:
        """A column that only numbers the rows, or names them for the program."""
        matching = sheet.matching
        assert matching is not None
        box.clear()
        known = column.index == matching.id_column
        box.addItem(_("认出原来的记录") if known else _("序号，不导入"))
        box.setEnabled(False)
        item = self._how_item(row)
        item.setText(_("记录标识") if known else _("序号"))
        item.setIcon(theme.severity_icon("ok"))

    def _fill(self, box: QComboBox, column: Column, taken: dict[str, str]) -> None:
        """Offer the fields: what it might mean first, then the free ones, then the taken ones."""
        plan, sheet = self._plan, self._sheet
        assert sheet is not None
        fields = plan.ledger.fields
        now = plan.field_of(sheet.sheet, column)
        box.blockSignals(True)
        box.clear()
        if now is None:
            box.addItem(_("未对上（不导入）"), None)
        for name in column.maybe:
            if name in fields:
                box.addItem(_("可能：{title}").format(title=_(fields[name].title)), name)
        free = [name for name in fields if name not in taken or name == now]
        for name in free:
            if name not in column.maybe:
                box.addItem(_(fields[name].title), name)
        for name, letter in taken.items():
            if name != now and name in fields and name not in column.maybe:
                words = _("{title}（现为 {letter} 列）")
                box.addItem(words.format(title=_(fields[name].title), letter=letter), name)
        box.addItem(_("不导入"), "")
        box.setCurrentIndex(max(0, box.findData(now)) if now is not None else 0)
        box.blockSignals(False)

    def _tell_how(self, row: int, column: Column) -> None:
        plan, sheet = self._plan, self._sheet
        assert sheet is not None
        item = self._how_item(row)
        chosen = plan.choice(sheet.sheet).fields.get(column.letter)
        how = "chosen" if chosen is not None else column.how
        name = plan.field_of(sheet.sheet, column)
        palette = theme.PALETTE
        if how in SURE:
            words = _(HOW[how]) if name else _("{how}：不导入").format(how=_(HOW[how]))
            icon, ink = theme.severity_icon("ok"), palette.ok if name else palette.muted
        elif name:
            words = _("{how}，请核对").format(how=_(HOW.get(how, HOW["words"])))
            icon, ink = sign_of("note"), palette.note
        else:
            words = _("未对上，请选择") if column.maybe else _("未对上")
            icon, ink = sign_of("warn"), palette.warn
        item.setText(words)
        item.setToolTip(words)
        item.setIcon(icon)
        item.setForeground(QColor(ink))

    def _how_item(self, row: int) -> QTableWidgetItem:
        item = self.item(row, _HOW)
        assert item is not None
        return item

    def _picked(self, row: int, place: int) -> None:
        box = self.cellWidget(row, _FIELD)
        assert isinstance(box, QComboBox)
        name = box.itemData(place)
        if name is not None:
            self.chosen.emit(self._columns[row], str(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0")
        room = max(self.viewport().width(), width * 70)
        self.setColumnWidth(0, width * 9)
        self.setColumnWidth(1, min(width * 30, room * 24 // 100))
        self.setColumnWidth(_FIELD, min(width * 30, room * 27 // 100))
        self.setColumnWidth(_HOW, min(width * 22, room * 20 // 100))
        high = self.fontMetrics().height() * 2 + 4
        self.verticalHeader().setDefaultSectionSize(high)
