"""The records of a package before they are taken: by outcome, and field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableView,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.exchange_words import LOOKS, OUTCOMES
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.row_list import as_row_list
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SmallTable, make_table

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.looking import FieldLine, Look, LookLine

Index = QModelIndex | QPersistentModelIndex

_WORDS: Final = dict(OUTCOMES)
_HEADS: Final = (mark("结果"), mark("台账"), mark("记录"), mark("说明"))
_WIDTHS: Final = (13, 14, 36)
_RECORD: Final = 2
_FIELD_HEADS: Final = (mark("栏目"), mark("本机现在"), mark("送来的"))
_FIELD_WIDTHS: Final = (17, 22)
_SIDE_BY_SIDE: Final = 115
"""From so many characters on, records and fields stand side by side."""
_LEAST_ROWS: Final = 6
_DISPUTED: Final = "≠ "
"""Before a field that both sides have changed."""
_INKS: Final[Mapping[str, str]] = {
    "ok": theme.PALETTE.ok,
    "warn": theme.PALETTE.warn,
    "stop": theme.PALETTE.stop,
    "note": theme.PALETTE.muted,
}


class LinesModel(QAbstractTableModel):
    """The records of a package; two thousand of them cost nothing before they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[LookLine] = ()

    def show_lines(self, lines: Sequence[LookLine]) -> None:
        """Show these records."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    @staticmethod
    def _words(line: LookLine) -> str:
        return why_words(line) or moved_words(line)

    def line_at(self, row: int) -> LookLine | None:
        """The record in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                _(_WORDS[line.outcome]),
                _(line.ledger.title),
                line.label,
                self._words(line),
            )[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return QColor(_INKS[LOOKS[line.outcome]])
        return None


def why_words(line: LookLine) -> str:
    """Why a record is not simply taken; "" where it is."""
    from boshan_desk.usecases.exchange.answers import WHY

    return line.words or _(WHY.get(line.why, ""))


def moved_words(line: LookLine) -> str:
    """Which fields of a record would change."""
    if line.outcome == "new":
        return ""
    kinds = line.ledger.shown()
    return listed(_(kinds[column].title) for column, _o, _t in line.differing if column in kinds)


class PackageLines(QWidget):
    """Outcomes to choose from above, records at the left, the fields of one at the right."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._look: Look | None = None
        self._outcome, self._ledger = "all", ""
        self._wanted: LookLine | None = None
        """The record whose fields are to be seen."""
        self.model = LinesModel()
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 3)
        whole.addLayout(self._make_chips())
        self.table = self._make_table()
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._make_fields())
        width = self.fontMetrics().horizontalAdvance("0")
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([width * 84, width * 66])
        whole.addWidget(split, 1)
        self._fit()
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room, else below one another."""
        super().resizeEvent(event)
        narrow = event.size().width() < self.fontMetrics().horizontalAdvance("0") * _SIDE_BY_SIDE
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() != way:
            self._split.setOrientation(way)
            self._fit()

    def _fit(self) -> None:
        high = theme.row_height(self.fontMetrics())
        self.table.setMinimumHeight(high * _LEAST_ROWS)
        self.fields.setMinimumHeight(high * _LEAST_ROWS)

    def _make_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._chips = QButtonGroup(self)
        self.chip: dict[str, QToolButton] = {}
        for key, _words in OUTCOMES:
            chip = QToolButton()
            chip.setObjectName(f"package_{key}")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._pick, key))
            self._chips.addButton(chip)
            self.chip[key] = chip
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("package_lines")
        table.setAccessibleName(_("数据包里的记录"))
        table.setModel(self.model)
        as_row_list(table)
        table.setAlternatingRowColors(True)
        # A name that has no room on one line is read on the next.
        table.setWordWrap(True)
        table.setStyleSheet("QTableView { outline: 0; }")
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(_WIDTHS):
            table.setColumnWidth(column, width * characters)
        table.selectionModel().currentRowChanged.connect(self._turned)
        return table

    def _make_fields(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        self._name = QLabel()
        self._name.setObjectName("package_record")
        self._name.setWordWrap(True)
        theme.dress(self._name, role="section")
        self._why = QLabel()
        self._why.setObjectName("package_why")
        self._why.setWordWrap(True)
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self.fields: SmallTable = make_table("package_fields", _FIELD_HEADS, _FIELD_WIDTHS)
        self.fields.setAccessibleName(_("这条记录的栏目"))
        # What is compared is read whole: long words take further lines, and no column is cut off.
        self.fields.setWordWrap(True)
        for place in (1, 2):
            self.fields.horizontalHeader().setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch
            )
        for widget in (self._name, self._why):
            column.addWidget(widget)
        column.addWidget(self.fields, 1)
        return side

    # What is shown

    def show_look(self, look: Look, counts: Mapping[str, int]) -> None:
        """Show what a package holds; what needs somebody is seen first."""
        self._look, self._ledger = look, ""
        for key, words in OUTCOMES:
            count = sum(counts.values()) if key == "all" else counts.get(key, 0)
            self.chip[key].setText(f"{_(words)}  {count:,}")
            self.chip[key].setVisible(bool(count) or key == "all")
        first = next((key for key in ("refused", "conflict", "held") if counts.get(key)), "all")
        self.show_only(first)

    def show_only(self, outcome: str, ledger: str = "") -> None:
        """Narrow the records to an outcome, and to a ledger."""
        self._outcome, self._ledger = outcome, ledger
        self.chip[outcome].setChecked(True)
        lines = [
            line
            for line in (self._look.lines if self._look else ())
            if outcome in ("all", line.outcome) and ledger in ("", line.ledger.name)
        ]
        self._make_room(lines)
        self.model.show_lines(lines)
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._turned()

    def _make_room(self, lines: Sequence[LookLine]) -> None:
        """Rows of two lines where a name needs them; all alike, for there may be thousands."""
        metrics = self.fontMetrics()
        room = self.table.columnWidth(_RECORD) - metrics.horizontalAdvance("00")
        long = any(metrics.horizontalAdvance(line.label) > room for line in lines)
        high = theme.row_height(metrics) + (metrics.lineSpacing() if long else 0)
        self.table.verticalHeader().setDefaultSectionSize(high)

    def _pick(self, key: str, _checked: bool = False) -> None:
        self.show_only(key)

    def _turned(self, *_rows: object) -> None:
        line = self.model.line_at(self.table.currentIndex().row())
        self._wanted = line
        if line is None:
            self._name.setText(_("没有这样的记录"))
            self._why.hide()
            self.fields.show_rows([])
            return
        self._name.setText(f"{_(line.ledger.title)}　{line.label}")
        why = why_words(line)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.fields.show_rows([])

        def read(_progress: object) -> tuple[FieldLine, ...]:
            if line is not self._wanted:
                # While one waited, another record was gone to.
                return ()
            # What a record links to is looked up in the desk: not on the window's thread.
            with self._shell.desk.read() as reader:
                return line.fields(reader)

        self._shell.jobs.look(
            read, while_there(self, partial(self._show_fields, line)), self._shell.tell_failure
        )

    def _show_fields(self, line: LookLine, fields: Sequence[FieldLine]) -> None:
        if line is not self._wanted:
            return
        blank = _("（空）")
        new = line.outcome == "new"
        self.fields.setColumnHidden(1, new)
        self.fields.show_rows(
            [
                (
                    f"{_DISPUTED}{field.title}" if field.register in line.fresh else field.title,
                    field.ours or blank,
                    field.theirs or blank,
                )
                for field in fields
            ]
        )
        for row, field in enumerate(fields):
            self._mark(row, disputed=field.register in line.fresh)
        self.fields.resizeRowsToContents()

    def _mark(self, row: int, *, disputed: bool) -> None:
        """What comes in is bold; what both sides have changed is told in its colour, too."""
        item: QTableWidgetItem | None = self.fields.item(row, 2)
        if item is not None:
            face = QFont(self.fields.font())
            face.setWeight(QFont.Weight.Medium)
            item.setFont(face)
            item.setForeground(QColor(theme.PALETTE.accent_deep))
        title: QTableWidgetItem | None = self.fields.item(row, 0)
        if title is not None and disputed:
            title.setForeground(QColor(theme.PALETTE.warn))
            title.setToolTip(_("两边都改了这一栏，改得不同；接收以后在“待处理”里决定"))
