"""A row beside the record that it may be about: the same one, another one, or not to come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.import_cells import WholeWords
from boshan_desk.ui.import_rows import PreviewModel

if TYPE_CHECKING:
    from boshan_desk.domain.ledger import Ledger
    from boshan_desk.usecases.sheets import Alike, Row

_DECISIONS: Final = (
    ("import_alike_same", mark("是同一条，更新它")),
    ("import_alike_other", mark("不是，照样新增")),
    ("import_alike_skip", mark("这行不导入")),
)


class AlikePanel(QWidget):
    """Field by field: what the file says, and what the ledger says."""

    decided = Signal(str, bool)
    """(record id, "new" or "skip"; whether the other likely duplicates are treated alike)."""

    def __init__(self, model: PreviewModel) -> None:
        super().__init__()
        self._model = model
        self._alike: tuple[Alike, ...] = ()
        self._row: Row | None = None
        self._ledger: Ledger | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._head = QLabel()
        self._head.setObjectName("import_alike_head")
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        theme.dress(self._head, role="section")
        layout.addWidget(self._head)
        self.which = QComboBox()
        self.which.setObjectName("import_alike_which")
        self.which.setAccessibleName(_("可能相同的记录"))
        self.which.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.which.setMinimumContentsLength(10)
        self.which.currentIndexChanged.connect(self._compare)
        layout.addWidget(self.which)
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("import_alike_table")
        self.table.setAccessibleName(_("逐栏比较"))
        self.table.setHorizontalHeaderLabels([_("栏目"), _("表格里"), _("台账里")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.setItemDelegate(WholeWords(self.table))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        # Where it is narrower, names need more lines: they differ at their ends.
        header.sectionResized.connect(lambda *_: self.table.resizeRowsToContents())
        layout.addWidget(self.table, 1)
        self._all = QCheckBox()
        self._all.setObjectName("import_alike_all")
        layout.addWidget(self._all)
        self._buttons: dict[str, QPushButton] = {}
        rows = QGridLayout()
        for place, (name, words) in enumerate(_DECISIONS):
            button = QPushButton(_(words))
            button.setObjectName(name)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._buttons[name] = button
            # The likeliest answer across, the other two below it.
            if place:
                rows.addWidget(button, 1, place - 1)
            else:
                rows.addWidget(button, 0, 0, 1, 2)
        layout.addLayout(rows)
        same, other, skip = (self._buttons[name] for name, _words in _DECISIONS)
        same.clicked.connect(self._is_same)
        other.clicked.connect(lambda: self._decide("new"))
        skip.clicked.connect(lambda: self._decide("skip"))

    def show_row(
        self, ledger: Ledger, row: Row, alike: tuple[Alike, ...], chosen: str | None, others: int
    ) -> None:
        """Compare a row; `chosen`: what was decided of it; `others`: how many wait besides it."""
        self._ledger, self._row, self._alike = ledger, row, alike
        words = (
            _("第 {row} 行可能已在台账里：{why}")
            if chosen is None
            else _("第 {row} 行已选定，可以改：{why}")
        )
        self._head.setText(words.format(row=row.number, why=alike[0].why))
        self.which.blockSignals(True)
        self.which.clear()
        for each in alike:
            self.which.addItem(_("{label}（{why}）").format(label=each.label, why=each.why))
        ids = [each.record_id for each in alike]
        self.which.setCurrentIndex(ids.index(chosen) if chosen in ids else 0)
        self.which.blockSignals(False)
        self.which.setVisible(len(alike) > 1)
        self._all.setChecked(False)
        self._all.setVisible(others > 0)
        self._all.setText(_("其余 {count} 行疑似重复的，同样处理").format(count=others))
        taken = {"new": "import_alike_other", "skip": "import_alike_skip"}
        now = "" if chosen is None else taken.get(chosen, "import_alike_same")
        for name, words in _DECISIONS:
            told = _(words)
            self._buttons[name].setText(_("✓ {words}").format(words=told) if name == now else told)
        self._compare()

    def differences(self) -> list[str]:
        """The fields that differ, by title."""
        cells = self.table.model()
        titles = [str(cells.index(row, 0).data()) for row in range(self.table.rowCount())]
        return [title.removeprefix("≠ ") for title in titles if title.startswith("≠ ")]

    def _compare(self, _place: int = 0) -> None:
        ledger, row = self._ledger, self._row
        if ledger is None or row is None or not self._alike:
            return
        stored = self._alike[max(0, self.which.currentIndex())].values
        names = [name for name in ledger.fields if name in row.values or name in stored]
        self.table.setRowCount(len(names))
        for place, name in enumerate(names):
            kind = ledger.fields[name]
            ours = self._model.words(kind, row.values.get(name, kind.empty))
            theirs = stored.get(name, "")
            differs = ours != theirs
            title = f"≠ {_(kind.title)}" if differs else _(kind.title)
            for column, words in enumerate((title, ours or _("空"), theirs or _("空"))):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                if differs:
                    ink = theme.PALETTE.ok if column == 1 else theme.PALETTE.stop
                    item.setForeground(QColor(ink if column else theme.PALETTE.ink))
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(place, column, item)

    def _is_same(self) -> None:
        self._decide(self._alike[max(0, self.which.currentIndex())].record_id)

    def _decide(self, what: str) -> None:
        self.decided.emit(what, self._all.isChecked())
