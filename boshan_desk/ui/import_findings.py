"""What taking a workbook in would do: its rows by outcome, its heads, and the last button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_cells import RED, CellDelegate
from boshan_desk.ui.import_rows import OUTCOMES, PreviewModel

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Preview


class Findings(QWidget):
    """A preview on the screen."""

    write_wanted = Signal()

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._able = False
        self._links: dict[str, str] = {}
        self.model = PreviewModel(lists)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._make_chips())
        split = QSplitter(Qt.Orientation.Horizontal)
        self.table = self._make_table()
        self._heads = self._make_heads()
        split.addWidget(self.table)
        split.addWidget(self._heads)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        width = self.fontMetrics().horizontalAdvance("0")
        split.setSizes([width * 100, width * 44])
        layout.addWidget(split, 1)
        last = QHBoxLayout()
        self._verdict = QLabel()
        self._verdict.setObjectName("import_verdict")
        self._verdict.setWordWrap(True)
        self._write = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), "")
        self._write.setObjectName("import_write")
        theme.dress(self._write, role="primary")
        self._write.clicked.connect(self.write_wanted)
        self._sure = QCheckBox()
        self._sure.setObjectName("import_sure")
        self._sure.toggled.connect(self._made_sure)
        self._sure.hide()
        layout.addWidget(self._sure)
        last.addWidget(self._verdict, 1)
        last.addWidget(self._write)
        layout.addLayout(last)

    def show_preview(self, preview: Preview, links: dict[str, str]) -> None:
        """Show what would be done; the heads only when one of them is strange.

        `links` names the records that rows point to, by id.
        """
        self._preview, self._links = preview, links
        counts = preview.counts
        for key, words in OUTCOMES:
            count = counts["rows_in_file"] if key == "all" else counts[key]
            self._chip[key].setText(f"{_(words)}  {count:,}")
            self._chip[key].setEnabled(count > 0 or key == "all")
        self.show_only("refused" if counts["refused"] else "all")
        self._heads_button.setChecked(self._show_heads(preview) > 0)
        self._show_heads_list(self._heads_button.isChecked())
        self._ask_whether_sure(preview)
        self._name_button(preview)

    def show_only(self, outcome: str) -> None:
        """Narrow the rows to one outcome."""
        self._chip[outcome].setChecked(True)
        self.model.show_rows(self._preview, outcome, self._links)
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self.model.widths()):
            self.table.setColumnWidth(column, width * characters)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    def save_width(self, narrow: bool) -> None:
        """Where it is narrow, the button of the heads shows its icon only."""
        style = Qt.ToolButtonStyle
        icon_only = style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        self._heads_button.setToolButtonStyle(icon_only)

    def allow_writing(self, on: bool) -> None:
        """Whether the last button may be pressed: not while it is being done."""
        self._write.setEnabled(on and self._able)

    def _ask_whether_sure(self, preview: Preview) -> None:
        """A sheet most of whose columns mean nothing here may be another ledger's."""
        from boshan_desk.usecases.sheets.likely import ENOUGH, known_columns

        each = [known_columns(matching) for _sheet, matching in preview.matchings]
        matched, columns = (sum(counts) for counts in zip(*each, strict=True))
        self._sure.setChecked(False)
        self._sure.setVisible(matched < columns * ENOUGH)
        self._sure.setText(
            _("{columns} 列中只有 {matched} 列对上。确认这就是“{title}”的表格，可以写入").format(
                columns=columns, matched=matched, title=_(preview.ledger.title)
            )
        )

    def _made_sure(self, _on: bool) -> None:
        if self._preview is not None:
            self._name_button(self._preview)

    # Parts

    def _make_chips(self) -> QHBoxLayout:
        chips = QHBoxLayout()
        self._chips = QButtonGroup(self)
        self._chip: dict[str, QToolButton] = {}
        for key, _words in OUTCOMES:
            chip = QToolButton()
            chip.setObjectName(f"chip_{key}")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self.show_only, key))
            self._chips.addButton(chip)
            self._chip[key] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        self._heads_button = QToolButton()
        self._heads_button.setText(_("栏目对照"))
        self._heads_button.setIcon(icons.icon("columns"))
        self._heads_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heads_button.setObjectName("import_heads_button")
        self._heads_button.setCheckable(True)
        self._heads_button.setChecked(True)
        self._heads_button.toggled.connect(self._show_heads_list)
        chips.addWidget(self._heads_button)
        return chips

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("import_table")
        table.setModel(self.model)
        table.setItemDelegate(CellDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        return table

    def _make_heads(self) -> QTreeWidget:
        heads = QTreeWidget()
        heads.setObjectName("import_heads")
        heads.setHeaderLabels([_("列"), _("表头"), _("台账栏目")])
        heads.setRootIsDecorated(False)
        return heads

    def _show_heads_list(self, on: bool) -> None:
        self._heads.setVisible(on)

    # Words

    def _show_heads(self, preview: Preview) -> int:
        """List what each heading means; how many mean nothing."""
        self._heads.clear()
        fields = preview.ledger.fields
        several = len(preview.matchings) > 1
        unknown = 0
        for sheet, matching in preview.matchings:
            for column in matching.columns:
                letter = f"{sheet} {column.letter}" if several else column.letter
                if column.field:
                    told = _(fields[column.field].title)
                elif column.index in (matching.serial, matching.id_column):
                    continue
                else:
                    unknown += 1
                    told = _("✕ 没有对应栏目，不导入")
                item = QTreeWidgetItem([letter, column.heading, told])
                if not column.field:
                    item.setForeground(2, RED)
                for place in range(3):
                    item.setToolTip(place, item.text(place))
                item.setSizeHint(0, QSize(0, theme.row_height(self.fontMetrics())))
                self._heads.addTopLevelItem(item)
        for place in range(2):
            self._heads.resizeColumnToContents(place)
        words = _("栏目对照（{count} 列未对上）").format(count=unknown) if unknown else ""
        self._heads_button.setText(words or _("栏目对照"))
        self._heads_button.setToolTip(words or _("栏目对照"))
        return unknown

    def _name_button(self, preview: Preview) -> None:
        """Let the button say what it will do, and the words beside it what it will not."""
        counts = preview.counts
        new, changed, refused = counts["new"], counts["changed"], counts["refused"]
        parts = []
        if new:
            parts.append(_("写入 {count} 条").format(count=f"{new:,}"))
        if changed:
            parts.append(_("更新 {count} 条").format(count=f"{changed:,}"))
        able = bool(parts)
        sure = self._sure.isHidden() or self._sure.isChecked()
        self._able = able and sure
        self._write.setEnabled(self._able)
        words = clauses(parts) if able else _("没有要写入的内容")
        drafts = able and all(row.status == "draft" for row in preview.rows if row.base)
        self._write.setText(_("{words}（均为草稿）").format(words=words) if drafts else words)
        if refused:
            self._verdict.setText(
                _(
                    "有 {count} 行不能导入，原因见“说明”。"
                    "可在表格软件里改好、保存后点“重新预览”，也可只写入其余的行。"
                ).format(count=refused)
            )
        elif able:
            self._verdict.setText(_("全部写入或全部不写；写入后可以一次撤销。"))
        else:
            self._verdict.setText(_("文件内容与台账一致，或没有可导入的行。"))
