"""Step 1 of an import: which file, which ledger, which sheets, whose town."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_plan import Plan, shown_columns
from boshan_desk.ui.ledger_choice import fill_ledgers
from boshan_desk.ui.lines import icon_size, sign_of
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_places import own_town, town_ledgers

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import SheetColumns

_RECENT: Final = "import_recent"
_MOST_RECENT: Final = 6


class ChooseStep(QWidget):
    """The file and where it goes."""

    file_wanted = Signal()
    """A file is to be asked for."""
    path_wanted = Signal(object)
    """This file (`Path`) is to be read."""
    again_wanted = Signal()
    """The same file is to be read again."""
    goal_changed = Signal()
    """Another ledger or town was chosen: columns are matched anew."""
    sheets_changed = Signal()
    """A sheet is to be read, or to be left out."""

    def __init__(self, shell: Shell, plan: Plan) -> None:
        super().__init__()
        self._shell = shell
        self._plan = plan
        line = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(line // 2)
        layout.addWidget(self._make_file_card())
        self._recent = QWidget()
        self._recent.setObjectName("import_recent")
        layout.addWidget(self._recent)
        self._goal = self._make_goal_card()
        layout.addWidget(self._goal, 1)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        self.show_plan("")

    # Parts

    def _make_file_card(self) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        line = self.fontMetrics().height()
        row = QHBoxLayout(card)
        row.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        self.choose = QPushButton(icons.icon("open"), _("选择文件…"))
        self.choose.setObjectName("import_choose")
        self.choose.clicked.connect(self.file_wanted)
        self._file = QLabel()
        self._file.setObjectName("import_file")
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        self._file.setMinimumWidth(1)
        self._file.setWordWrap(True)
        self._file.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._again = QPushButton(icons.icon("refresh"), _("重新读取"))
        self._again.setObjectName("import_again")
        self._again.setToolTip(_("文件在表格软件里改好并保存之后，点这里重新读取；已选的内容不变"))
        self._again.clicked.connect(self.again_wanted)
        row.addWidget(self.choose)
        row.addSpacing(line // 2)
        row.addWidget(self._file, 1)
        row.addWidget(self._again)
        return card

    def _make_goal_card(self) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        line = self.fontMetrics().height()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        inner.setSpacing(line // 2)
        row = QHBoxLayout()
        row.setSpacing(line // 2)
        self.ledger = QComboBox()
        self.ledger.setObjectName("import_ledger")
        own = own_town(self._shell)
        fill_ledgers(self.ledger, {each.name for each in town_ledgers()} if own else TYPED)
        self.town = QComboBox()
        self.town.setObjectName("import_town")
        self.town.setToolTip(_("只用于没有写镇街的行；以镇街命名的工作表自动算作该镇街。"))
        for words, box in ((_("导入到"), self.ledger), (_("未填镇街的行算作"), self.town)):
            label = QLabel(words)
            label.setBuddy(box)
            box.setAccessibleName(words)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(16)
            box.activated.connect(partial(self._chosen, box))
            row.addWidget(label)
            row.addWidget(box)
            row.addSpacing(line)
            if own and box is self.town:
                # Every row is the desk's own town's.
                label.hide()
                box.hide()
        row.addStretch(1)
        inner.addLayout(row)
        self._why = QLabel()
        self._why.setObjectName("import_why")
        self._why.setWordWrap(True)
        self.sign = QLabel()
        why = QHBoxLayout()
        why.addWidget(self.sign)
        why.addWidget(self._why, 1)
        inner.addLayout(why)
        head = QLabel(_("要读取的工作表"))
        theme.dress(head, role="section")
        inner.addWidget(head)
        self.sheets = QTableWidget(0, 3)
        self.sheets.setObjectName("import_sheets")
        self.sheets.setAccessibleName(_("要读取的工作表"))
        self.sheets.setHorizontalHeaderLabels([_("工作表"), _("行数"), _("内容")])
        self.sheets.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.sheets.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.sheets.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sheets.setTabKeyNavigation(False)
        self.sheets.setShowGrid(False)
        self.sheets.verticalHeader().hide()
        header = self.sheets.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sheets.itemChanged.connect(self._ticked)
        self.sheets.setMinimumHeight(theme.row_height(self.fontMetrics()) * 4)
        inner.addWidget(self.sheets, 1)
        return card

    # What is shown

    def show_plan(self, why: str) -> None:
        """Show what was chosen so far; `why`: why it is this ledger."""
        plan = self._plan
        known = bool(plan.sheets)
        self._goal.setVisible(known)
        self._rest.setVisible(not known)
        self._again.setVisible(plan.path is not None)
        if plan.path is None:
            self._file.setText(_("还没有选择文件。可以点左边的按钮，也可以把文件拖进窗口。"))
        else:
            self._file.setText(plan.path.name)
        self._file.setToolTip(str(plan.path or ""))
        self._show_recent(plan.path is None)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(plan.ledger.name)))
        self._show_towns()
        self._why.setText(reading_only(self._shell, plan.ledger) or why)
        self._show_sign()
        self._show_sheets()

    def _show_sign(self) -> None:
        """Whether there is something to go on with, and nothing to look at first, as a sign."""
        refused = reading_only(self._shell, self._plan.ledger)
        good = bool(self._plan.read_sheets()) and not refused and not self._plan.rivals
        icon = theme.severity_icon("ok") if good else sign_of("warn")
        self.sign.setPixmap(icon.pixmap(icon_size(self)))

    def remember(self, path: Path) -> None:
        """The next time this file is offered."""
        state = self._shell.state
        kept = [each for each in _recent(state.get(_RECENT)) if each != str(path)]
        state.set(_RECENT, [str(path), *kept][:_MOST_RECENT])

    def why_not(self) -> str:
        """Why one cannot go on; empty when one can."""
        plan = self._plan
        if plan.book is None:
            return _("请先选择文件")
        if refused := reading_only(self._shell, plan.ledger):
            return refused
        return "" if plan.read_sheets() else _("请至少勾选一张工作表")

    def _show_recent(self, on: bool) -> None:
        old = self._recent.layout()
        if old is not None:
            QWidget().setLayout(old)
        paths = _recent(self._shell.state.get(_RECENT)) if on else []
        self._recent.setVisible(bool(paths))
        layout = QVBoxLayout(self._recent)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if not paths:
            return
        head = QLabel(_("最近导入的文件"))
        theme.dress(head, role="section")
        layout.addWidget(head)
        for number, path in enumerate(paths):
            button = QPushButton(Path(path).name)
            button.setObjectName(f"import_recent_{number}")
            button.setToolTip(path)
            theme.dress(button, role="link")
            button.clicked.connect(partial(self._take_recent, Path(path)))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _take_recent(self, path: Path, _checked: bool = False) -> None:
        self.path_wanted.emit(path)

    def _show_towns(self) -> None:
        plan = self._plan
        self.town.clear()
        self.town.addItem(_("不指定"), "")
        if plan.ledger.town:
            for entry in self._shell.county.towns:
                self.town.addItem(_(entry.label), entry.code)
        self.town.setEnabled(bool(plan.ledger.town))
        self.town.setCurrentIndex(max(0, self.town.findData(plan.town)))

    def _show_sheets(self) -> None:
        plan, table = self._plan, self.sheets
        table.blockSignals(True)
        kept = max(0, table.currentRow())
        table.setRowCount(len(plan.sheets))
        for place, sheet in enumerate(plan.sheets):
            tick = QTableWidgetItem(sheet.sheet)
            tick.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
            )
            on = plan.is_read(sheet)
            tick.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            rows = QTableWidgetItem(f"{sheet.rows:,}")
            about = QTableWidgetItem(self._about(sheet))
            for column, item in enumerate((tick, rows, about)):
                item.setToolTip(item.text())
                table.setItem(place, column, item)
        width = self.fontMetrics().horizontalAdvance("0")
        table.resizeColumnToContents(0)
        table.setColumnWidth(0, min(max(table.columnWidth(0) + width, width * 20), width * 44))
        table.setColumnWidth(1, width * 10)
        table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))
        if plan.sheets:
            table.setCurrentCell(min(kept, len(plan.sheets) - 1), 0)
        table.blockSignals(False)

    def _about(self, sheet: SheetColumns) -> str:
        """What a sheet is, in a few words."""
        plan, towns = self._plan, self._shell.lists["town"]
        told = [_("隐藏的工作表")] if sheet.hidden else []
        if sheet.other:
            words = _("像是“{title}”的表，这次不读")
            told.append(words.format(title=_(LEDGERS[sheet.other].title)))
        elif sheet.matching is None:
            told.append(_("没有这本台账的表头；要读取请勾选，并在下一步指明表头在第几行"))
        if sheet.other or sheet.matching is None:
            return statements(told)
        columns = shown_columns(sheet)
        known = sum(1 for column in columns if plan.field_of(sheet.sheet, column))
        told.append(
            _("表头在第 {row} 行，{columns} 列中对上 {known} 列").format(
                row=sheet.matching.header_rows[0], columns=len(columns), known=known
            )
        )
        if plan.ledger.town and not plan.town and (code := towns.find(sheet.sheet)):
            told.append(_("没有写镇街的行算作{town}").format(town=towns.label(code)))
        return statements(told)

    # What is chosen

    def _chosen(self, box: QComboBox, _row: int) -> None:
        plan = self._plan
        if box is self.ledger:
            ledger = LEDGERS[str(box.currentData())]
            if ledger is plan.ledger:
                return
            plan.ledger = ledger
        else:
            town = str(box.currentData() or "")
            if town == plan.town:
                return
            plan.town = town
        self.goal_changed.emit()

    def _ticked(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self._plan.read_sheet(item.text(), item.checkState() == Qt.CheckState.Checked)
            self._show_sign()
            self.sheets_changed.emit()


def _recent(kept: object) -> list[str]:
    return [str(path) for path in kept] if isinstance(kept, list) else []


def scrolled(page: QWidget, *, top: bool = False) -> QScrollArea:
    """A page that may be higher than its room; `top` keeps it as low as it can be."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    held = page
    if top:
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        layout.addStretch(1)
    area.setWidget(held)
    # What lies behind shows through.
    held.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
