"""Step 4 of an import: every row of the file, what becomes of it, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.import_alike import AlikePanel
from boshan_desk.ui.import_cells import CellDelegate
from boshan_desk.ui.import_issues import Issues, shortened
from boshan_desk.ui.import_plan import Plan
from boshan_desk.ui.import_rows import PreviewModel
from boshan_desk.ui.import_sight import OUTCOMES, Kind, Sight
from boshan_desk.ui.lines import icon_size


class PreviewStep(QWidget):
    """Rows by outcome on the left, findings of the chosen row and of the file on the right."""

    decided = Signal()
    """A likely duplicate has been decided; others wait."""
    settled = Signal()
    """Every likely duplicate has been decided: the rows are to be judged anew."""

    def __init__(self, lists: Lists, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._sight: Sight | None = None
        self._outcome = "all"
        self.model = PreviewModel(lists)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 3)
        layout.addLayout(self._make_chips())
        self._told = Banner("import_told", "note")
        layout.addWidget(self._told)
        self._only = Banner("import_only", "note")
        self._only.add_button("import_show_all", _("看全部"), partial(self.show_only, "all"))
        layout.addWidget(self._only)
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.table = self._make_table()
        self.issues = Issues(self.model)
        self.issues.kind_wanted.connect(self.show_kind)
        self.alike = AlikePanel(self.model)
        self.alike.decided.connect(self._decide)
        self._side = QStackedWidget()
        self._side.addWidget(self.issues)
        self._side.addWidget(self.alike)
        width = self.fontMetrics().horizontalAdvance("0")
        self._side.setMinimumWidth(width * 34)
        split.addWidget(self.table)
        split.addWidget(self._side)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([width * 100, width * 46])
        layout.addWidget(split, 1)

    def _make_chips(self) -> QHBoxLayout:
        chips = QHBoxLayout()
        chips.setSpacing(2)
        self._chips = QButtonGroup(self)
        self._chip: dict[str, QToolButton] = {}
        for key, _words in OUTCOMES:
            chip = QToolButton()
            chip.setObjectName(f"chip_{key}")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._pick, key))
            self._chips.addButton(chip)
            self._chip[key] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        self._side_button = QToolButton()
        self._side_button.setObjectName("import_side")
        self._side_button.setIcon(icons.icon("columns"))
        self._side_button.setText(_("问题"))
        self._side_button.setToolTip(_("在右边显示选中行的问题和全部问题"))
        self._side_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._side_button.setIconSize(icon_size(self))
        self._side_button.setCheckable(True)
        self._side_button.setChecked(True)
        self._side_button.toggled.connect(self._show_side)
        chips.addWidget(self._side_button)
        return chips

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("import_table")
        table.setAccessibleName(_("预览"))
        table.setModel(self.model)
        table.setItemDelegate(CellDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.selectionModel().currentRowChanged.connect(self._turned)
        return table

    # What is shown

    def forget(self) -> None:
        """Another file comes: where one looked in the last one says nothing."""
        self._sight, self._outcome = None, "all"

    def show_sight(self, sight: Sight) -> None:
        """Show what would be done."""
        again = self._sight is not None
        self._sight = sight
        rows = sight.preview.rows
        self._plan.notice_alike(rows[place] for place in sight.places["alike"])
        for key, words in OUTCOMES:
            count = sight.count(key)
            self._chip[key].setText(f"{_(words)}  {count:,}")
            self._chip[key].setEnabled(count > 0 or key == "all")
        self._chip["alike"].setVisible(sight.count("alike") > 0)
        self.issues.show_sight(sight)
        waiting = len(self._plan.unsettled()) if self._plan.ask_alike else 0
        if self._plan.answers.settled and not waiting:
            self._told.say(_("疑似重复的已经全部处理，下面是按您的选择重新核对的结果。"))
        else:
            self._told.hide()
        first = "refused" if sight.count("refused") else "alike" if waiting else "all"
        kept = self._outcome if again and sight.count(self._outcome) else first
        self.show_only(kept)

    def show_only(self, outcome: str) -> None:
        """Narrow the rows to one outcome."""
        self._outcome = outcome
        self._chip[outcome].setChecked(True)
        self.issues.clear_kind()
        self._only.hide()
        self._show(self._sight.places[outcome] if self._sight else ())

    def show_kind(self, kind: Kind) -> None:
        """Narrow the rows to those with a kind of finding."""
        self._outcome = "all"
        self._chips.setExclusive(False)
        for chip in self._chip.values():
            chip.setChecked(False)
        self._chips.setExclusive(True)
        self._only.say(
            _("只看有这个问题的 {count} 行：{words}").format(
                count=f"{len(kind.places):,}", words=shortened(kind.words)
            )
        )
        self._show(kind.places)

    def take_focus(self) -> None:
        """The keyboard begins at the rows."""
        self.table.setFocus()

    def save_width(self, narrow: bool) -> None:
        """Where it is narrow, the findings stand aside until they are wanted."""
        self._side_button.setChecked(not narrow)

    def _show(self, places: Sequence[int]) -> None:
        settled = self._plan.answers.settled
        self.model.show_rows(self._sight, places, settled)
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self.model.widths()):
            self.table.setColumnWidth(column, width * characters)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))
        if places:
            # The title above the head is no place to begin at.
            rows = self._sight.preview.rows if self._sight else ()
            first = (n for n, place in enumerate(places[:50]) if rows[place].outcome != "skipped")
            self.table.selectRow(next(first, 0))
            self.table.scrollToTop()
        else:
            self._show_row(None)

    def _show_side(self, on: bool) -> None:
        self._side.setVisible(on)

    def _pick(self, outcome: str, _checked: bool = False) -> None:
        self.show_only(outcome)

    def _turned(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._show_row(now.row() if now.isValid() else None)

    def _show_row(self, place: int | None) -> None:
        if place is None or self._sight is None:
            self._compare(False)
            self.issues.show_row(None)
            return
        row = self.model.row_at(place)
        here = (row.sheet, row.number)
        answers = self._plan.answers
        alike = answers.alike.get(here, ())
        if alike and row.outcome in ("new", "changed", "same", "skipped"):
            others = [each for each in self._plan.unsettled() if each != here]
            chosen = answers.settled.get(here)
            self.alike.show_row(self._sight.preview.ledger, row, alike, chosen, len(others))
            self._compare(True)
            if not self._side_button.isChecked() and self._outcome == "alike":
                self._side_button.setChecked(True)
        else:
            self.issues.show_row(row)
            self._compare(False)

    def _compare(self, on: bool) -> None:
        """A row and a record side by side take half of the width; findings less."""
        wanted = self.alike if on else self.issues
        if self._side.currentWidget() is not wanted:
            self._side.setCurrentWidget(wanted)
            self._share_width()

    def _share_width(self) -> None:
        char = self.fontMetrics().horizontalAdvance("0")
        whole = self._split.width()
        on = self._side.currentWidget() is self.alike
        side = max(whole // 2, char * 34) if on else char * 46
        self._split.setSizes([max(whole - side, 1), side])

    def showEvent(self, event: QShowEvent) -> None:
        """The width is shared out anew: before it is seen, nobody knows how much there is."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._share_width)

    # What is decided

    def _decide(self, what: str, everywhere: bool) -> None:
        """Settle the row at hand, and all that wait where that is wanted; then go to the next."""
        place = self.table.currentIndex().row()
        if place < 0:
            return
        row = self.model.row_at(place)
        here = (row.sheet, row.number)
        answers = self._plan.answers
        answers.settled[here] = what
        if everywhere:
            for other in self._plan.unsettled():
                alike = answers.alike[other]
                answers.settled[other] = what if what in ("new", "skip") else alike[0].record_id
        self.model.retell()
        if not self._plan.unsettled():
            self.settled.emit()
            return
        self.decided.emit()
        self._go_to_next(place)

    def _go_to_next(self, place: int) -> None:
        """The next likely duplicate that waits, after this one or from the top."""
        waiting = set(self._plan.unsettled())
        count = self.model.rowCount()
        for step in range(1, count + 1):
            row = self.model.row_at((place + step) % count)
            if (row.sheet, row.number) in waiting:
                self.table.selectRow((place + step) % count)
                return
        self._show_row(place)
