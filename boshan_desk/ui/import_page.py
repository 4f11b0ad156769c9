"""A workbook comes in: choose, set, look, check, do; and take back.

One page holds the five steps, so that what was chosen stays in sight of what it leads to.  Nothing
is written before the last button, and that button names what it will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Row, Taken

KINDS: Final = mark("表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)")

OUTCOMES: Final = (
    ("all", mark("全部")),
    ("new", mark("＋ 新增")),
    ("changed", mark("～ 修改")),
    ("same", mark("＝ 相同")),
    ("skipped", mark("－ 跳过")),
    ("refused", mark("✕ 不能导入")),
)
"""Each has a sign of its own, for colour may not be seen."""

GREEN, RED = QColor(theme.PALETTE.ok), QColor(theme.PALETTE.stop)

_FIXED: Final = (mark("行"), mark("结果"), mark("说明"))

Index = QModelIndex | QPersistentModelIndex

_OLD: Final = Qt.ItemDataRole.UserRole
_OUTCOME: Final = Qt.ItemDataRole.UserRole + 1
_SEVERITY: Final = Qt.ItemDataRole.UserRole + 2


class PreviewModel(QAbstractTableModel):
    """The rows of the file, numbered as Excel shows them, cell by cell."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._rows: list[Row] = []
        self._fields: list[tuple[str, Kind]] = []
        self._letters: dict[str, str] = {}
        """Where each field stands in the file."""
        self._moved: set[str] = set()
        self._several = False
        self._links: dict[str, str] = {}

    def show_rows(self, preview: Preview | None, outcome: str, links: dict[str, str]) -> None:
        """Show the rows of one outcome, or all."""
        self.beginResetModel()
        self._links = links
        self._rows, self._fields = [], []
        if preview is not None:
            self._rows = [r for r in preview.rows if outcome in ("all", r.outcome)]
            self._several = len({row.sheet for row in preview.rows}) > 1
            self._letters = letters_of(preview)
            self._moved = moved_fields(preview, self._letters)
            # What has to be looked at stands beside what names the record, not beyond the edge.
            called = preview.ledger.called
            naming = next((name for name in called if name in self._letters), "")
            order = sorted(self._letters, key=lambda n: (n != naming, n not in self._moved))
            self._fields = [(name, preview.ledger.fields[name]) for name in order]
        self.endResetModel()

    def row_at(self, place: int) -> Row:
        """The row shown at a place."""
        return self._rows[place]

    def widths(self) -> list[int]:
        """The usual width of every column, in characters."""
        fields = ((k.width + 6) * (2 if n in self._moved else 1) for n, k in self._fields)
        return [10 if self._several else 6, 12, 34, *fields]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(_FIXED) + len(self._fields)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < len(_FIXED):
            return _(_FIXED[section])
        name, kind = self._fields[section - len(_FIXED)]
        return f"{self._letters[name]}  {_(kind.title)}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == _OUTCOME:
            return row.outcome
        if column < len(_FIXED):
            return self._fixed(row, column, role)
        name, kind = self._fields[column - len(_FIXED)]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._new(row, name, kind)
        if role == _OLD:
            return self._old(row, name, kind)
        if role == _SEVERITY:
            return self._worst(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [issue.message for issue in row.issues if issue.field == name]
            old, new = self._old(row, name, kind), self._new(row, name, kind)
            shown = new if old is None else f"{old or _('空')} → {new or _('空')}"
            return "\n".join([shown, *told])
        return None

    def _fixed(self, row: Row, column: int, role: int) -> Any:
        if role == _SEVERITY and column == 2:
            return self._worst(row, None)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == 0:
            return f"{row.sheet} {row.number}" if self._several else str(row.number)
        if column == 1:
            return _(dict(OUTCOMES)[row.outcome])
        told = [self._issue_words(issue) for issue in row.issues]
        return ("\n" if role == Qt.ItemDataRole.ToolTipRole else "；").join(told)

    def _issue_words(self, issue: Any) -> str:
        if not issue.column:
            return str(issue.message)
        return _("{column} 列：{message}").format(column=issue.column, message=issue.message)

    def _new(self, row: Row, name: str, kind: Kind) -> str:
        record = row.after if row.after is not None else row.before
        if row.outcome == "refused" or record is None:
            told = next((i.value for i in row.issues if i.field == name and i.value), "")
            if name in row.values:
                return told or self._words(kind, row.values[name])
            return told
        return self._words(kind, getattr(record, name))

    def _old(self, row: Row, name: str, kind: Kind) -> str | None:
        """What stands in the ledger, where it will be replaced; None where it stays."""
        if row.outcome != "changed" or row.before is None or row.after is None:
            return None
        before, after = getattr(row.before, name), getattr(row.after, name)
        return None if before == after else self._words(kind, before)

    def _words(self, kind: Kind, value: Any) -> str:
        if isinstance(kind, Link):
            return self._links.get(value, "") if value else ""
        return (
            kind.mask(value, SCREEN, self._lists)
            if kind.personal
            else (kind.show(value, self._lists).replace("\n", " "))
        )

    def _worst(self, row: Row, name: str | None) -> str:
        found = {i.severity for i in row.issues if name is None or i.field == name}
        return next((s for s in ("error", "warn", "note") if s in found), "")


def letters_of(preview: Preview) -> dict[str, str]:
    """The column of each field as Excel shows it, in the file's order."""
    found: dict[str, str] = {}
    for _sheet, matching in preview.matchings:
        for column in matching.columns:
            if column.field:
                found.setdefault(column.field, column.letter)
    return found


def moved_fields(preview: Preview, letters: Mapping[str, str]) -> set[str]:
    """The fields that change somewhere, or are wrong somewhere."""
    moved: set[str] = set()
    for row in preview.rows:
        moved |= {issue.field for issue in row.issues if issue.severity == "error"}
        if row.outcome == "changed" and row.before is not None and row.after is not None:
            before, after = row.before, row.after
            moved |= {name for name in letters if getattr(before, name) != getattr(after, name)}
    return moved


class CellDelegate(QStyledItemDelegate):
    """Draws a new value green, and a replaced one red and struck before the new one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # PySide's stubs do not know the members of the option.
        opt: Any = QStyleOptionViewItem(option)
        self.initStyleOption(opt, index)
        words, opt.text = opt.text, ""
        # A row is chosen, not a cell.
        opt.state &= ~QStyle.StateFlag.State_HasFocus
        style = opt.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, opt, painter, opt.widget)
        metrics = QFontMetrics(opt.font)
        pad = metrics.horizontalAdvance("0") // 2 + 3
        room = opt.rect.adjusted(pad, 0, -pad, 0)
        painter.save()
        painter.setClipRect(opt.rect)
        severity = index.data(_SEVERITY)
        if severity:
            size = metrics.ascent()
            sign = {"error": "stop", "warn": "warning", "note": "note"}[severity]
            place = QRect(room.x(), room.center().y() - size // 2, size, size)
            icons.icon(sign).paint(painter, place)
            room.setX(room.x() + size + pad // 2 + 2)
        plain = opt.palette.color(QPalette.ColorRole.Text)
        old = index.data(_OLD)
        outcome = index.data(_OUTCOME)
        if old is not None:
            struck = QFont(opt.font)
            struck.setStrikeOut(True)
            before = old or _("空")
            self._write(painter, room, before, struck if old else opt.font, RED)
            room.setX(room.x() + metrics.horizontalAdvance(before) + pad)
            arrow = f"→ {words or _('空')}"
            self._write(painter, room, arrow, opt.font, GREEN)
        else:
            colour = plain
            if outcome == "new" and index.column() != 0 and index.column() != 2:
                colour = GREEN
            elif outcome == "refused" and (severity == "error" or index.column() == 1):
                colour = RED
            elif outcome in ("same", "skipped"):
                colour = opt.palette.color(QPalette.ColorRole.PlaceholderText)
            self._write(painter, room, words, opt.font, colour)
        painter.restore()

    @staticmethod
    def _write(
        painter: QPainter,
        room: QRect,
        words: str,
        font: QFont,
        colour: QColor,
    ) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, shown)


def link_names(desk: Desk, preview: Preview) -> dict[str, str]:
    """The names of the records that the rows point to, by id."""
    wanted: dict[str, set[str]] = {}
    for name, link in preview.ledger.linking.items():
        for row in preview.rows:
            for record in (row.before, row.after):
                id = getattr(record, name) if record is not None else None
                if id:
                    wanted.setdefault(link.to, set()).add(id)
    names: dict[str, str] = {}
    with desk.read() as reader:
        for ledger_name, ids in wanted.items():
            kind = LEDGERS[ledger_name].record if ledger_name in LEDGERS else None
            if kind is not None:
                found = reader.find_many(kind, sorted(ids))
                names |= {id: record.label(reader.lists) for id, record in found.items()}
    return names


class ImportPage(QWidget):
    """One file on its way into one ledger."""

    closed = Signal()

    def __init__(self, shell: Shell, ledger_name: str = "") -> None:
        super().__init__()
        self.shell = shell
        self.path: Path | None = None
        self.preview: Preview | None = None
        self._links: dict[str, str] = {}
        self._taken: Taken | None = None
        self._looking = 0
        """Counts the looks, so that a late answer to an older question is dropped."""
        self._under_way = False
        self.setObjectName("import_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        whole.addWidget(self._make_settings(line))
        self._pile = QStackedWidget()
        self._pile.addWidget(self._make_empty())
        self._pile.addWidget(self._make_preview(line))
        self._pile.addWidget(self._make_receipt(line))
        whole.addWidget(self._pile, 1)
        if ledger_name:
            self._ledger.setCurrentIndex(max(0, self._ledger.findData(ledger_name)))
        self._name_towns()
        for box in (self._ledger, self._sheet, self._town, self._blank):
            box.activated.connect(partial(self._settings_changed, box))

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        back = QPushButton(icons.icon("page-prev"), _("返回"))
        back.setObjectName("import_back")
        back.setShortcut("Esc")
        back.setToolTip(_("返回（Esc）"))
        back.clicked.connect(self.leave)
        title = QLabel(_("导入表格"))
        theme.dress(title, role="title")
        self._choose = QPushButton(icons.icon("open"), _("选择文件…"))
        self._choose.setObjectName("import_choose")
        self._choose.clicked.connect(self.choose_file)
        self._file = QLabel(_("还没有选择文件；也可以把文件拖进窗口"))
        self._file.setObjectName("import_file")
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        self._file.setMinimumWidth(1)
        self._again = QPushButton(icons.icon("refresh"), _("重新预览"))
        self._again.setObjectName("import_again")
        self._again.setToolTip(_("文件在表格软件里改好并保存之后，点这里重新核对"))
        self._again.clicked.connect(self.look)
        self._again.hide()
        row.addWidget(back)
        row.addWidget(title)
        row.addSpacing(self.fontMetrics().height() // 2)
        row.addWidget(self._choose)
        row.addWidget(self._file, 1)
        row.addWidget(self._again)
        return row

    def _make_settings(self, line: int) -> QFrame:
        frame = QFrame()
        theme.dress(frame, role="card")
        self._ledger = QComboBox()
        self._ledger.setObjectName("import_ledger")
        for name, ledger in LEDGERS.items():
            self._ledger.addItem(_(ledger.title), name)
        self._sheet = QComboBox()
        self._sheet.setObjectName("import_sheet")
        self._sheet.addItem(_("全部工作表"), "")
        self._town = QComboBox()
        self._town.setObjectName("import_town")
        self._blank = QComboBox()
        self._blank.setObjectName("import_blank")
        self._blank.addItem(_("保留台账原值"), "leave")
        self._blank.addItem(_("清空台账原值"), "clear")
        self._settings = QGridLayout(frame)
        self._settings.setContentsMargins(line * 2 // 3, line // 2, line * 2 // 3, line // 2)
        self._pairs = [
            (QLabel(words), box)
            for words, box in (
                (_("导入到"), self._ledger),
                (_("工作表"), self._sheet),
                (_("未填镇街的行算作"), self._town),
                (_("空单元格"), self._blank),
            )
        ]
        for label, box in self._pairs:
            label.setBuddy(box)
            box.setAccessibleName(label.text())
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(6)
        self._lay_out_settings(4)
        return frame

    def _lay_out_settings(self, across: int) -> None:
        """Four settings in a row where there is room, else two and two."""
        self._across = across
        for place, (label, box) in enumerate(self._pairs):
            row, column = divmod(place, across)
            self._settings.addWidget(label, row, column * 2)
            self._settings.addWidget(box, row, column * 2 + 1)
        for column in range(4):
            self._settings.setColumnStretch(column * 2 + 1, 1 if column < across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the best of the room."""
        super().resizeEvent(event)
        char = self.fontMetrics().horizontalAdvance("0")
        across = 4 if event.size().width() > 112 * char else 2
        if across != self._across:
            self._lay_out_settings(across)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        words = QLabel(
            _("选择一个表格文件，先预览每一行会怎样处理；点击写入之前，台账不会有任何改动。")
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self._empty_words = words
        button = QPushButton(icons.icon("open"), _("选择文件…"))
        button.setObjectName("import_choose_here")
        button.clicked.connect(self.choose_file)
        layout.addStretch(2)
        layout.addWidget(words)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        return page

    def _make_preview(self, line: int) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
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
        layout.addLayout(chips)
        self.model = PreviewModel(self.shell.lists)
        self.table = QTableView()
        self.table.setObjectName("import_table")
        self.table.setModel(self.model)
        self.table.setItemDelegate(CellDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._heads = QTreeWidget()
        self._heads.setObjectName("import_heads")
        self._heads.setHeaderLabels([_("列"), _("表头"), _("台账栏目")])
        self._heads.setRootIsDecorated(False)
        split = QSplitter(Qt.Orientation.Horizontal)
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
        self._write.clicked.connect(self.take_in)
        last.addWidget(self._verdict, 1)
        last.addWidget(self._write)
        layout.addLayout(last)
        return page

    def _make_receipt(self, line: int) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        card = QFrame()
        theme.dress(card, role="card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line * 2, line * 3 // 2, line * 2, line * 3 // 2)
        inner.setSpacing(line * 2 // 3)
        self._end = QLabel()
        self._end.setObjectName("import_end")
        self._end.setWordWrap(True)
        self._end.setTextFormat(Qt.TextFormat.PlainText)
        self._end.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner.addWidget(self._end)
        buttons = QHBoxLayout()
        self._undo = QPushButton(icons.icon("undo"), _("撤销本次导入"))
        self._undo.setObjectName("import_undo")
        self._undo.clicked.connect(self.undo_import)
        open_ledger = QPushButton(icons.icon("open"), _("查看台账"))
        open_ledger.setObjectName("import_open_ledger")
        open_ledger.clicked.connect(self._open_ledger)
        another = QPushButton(icons.icon("import"), _("再导入一个文件"))
        another.setObjectName("import_another")
        another.clicked.connect(self._start_over)
        for button in (open_ledger, another, self._undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        layout.addWidget(card)
        layout.addStretch(1)
        return page

    # Steps

    @property
    def ledger(self) -> Ledger:
        """Where the file goes."""
        return LEDGERS[str(self._ledger.currentData())]

    def choose_file(self) -> None:
        """Ask for a file and look at it."""
        path = self.shell.ask.open_file(_("选择要导入的表格"), _(KINDS))
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Look at this file."""
        self.path = path
        self._taken = None
        self._file.setText(path.name)
        self._file.setToolTip(str(path))
        self._sheet.clear()
        self._sheet.addItem(_("全部工作表"), "")
        self.look()

    def look(self) -> None:
        """Find out what taking the file in would do; writes nothing."""
        if self.path is None or self._under_way:
            return
        path, ledger = self.path, self.ledger
        sheet, town = str(self._sheet.currentData() or ""), str(self._town.currentData() or "")
        blank = self._blank.currentData()
        self._looking += 1
        number = self._looking
        self._show_waiting(_("正在读取和核对 {name}…").format(name=path.name))

        def work(desk: Desk, progress: Progress) -> tuple[Preview, dict[str, str]]:
            from boshan_desk.usecases import sheets

            preview = sheets.look(
                desk, ledger, path, sheet=sheet, town=town, blank=blank, progress=progress
            )
            return preview, link_names(desk, preview)

        self.shell.do_long(
            work,
            while_there(self, partial(self._looked, number)),
            words=_("正在核对 {name}").format(name=path.name),
            failed=while_there(self, partial(self._look_failed, number)),
        )

    def take_in(self) -> None:
        """Do what the preview says."""
        preview = self.preview
        if preview is None or self._under_way:
            return
        counts = preview.counts
        only_good = counts["refused"] > 0
        if only_good and not self.shell.ask.confirm(
            _("有 {count} 行不能导入。只写入其余的行吗？这 {count} 行可改好后再次导入。").format(
                count=counts["refused"]
            ),
            yes=_("只写入正确的行"),
            no=_("先不写入"),
        ):
            return
        self._under_way = True
        self._write.setEnabled(False)

        def work(desk: Desk, progress: Progress) -> Taken:
            from boshan_desk.usecases import sheets

            return sheets.take_in(desk, preview, only_good=only_good, progress=progress)

        self.shell.do_long(
            work,
            while_there(self, self._took_in),
            words=_("正在写入{title}").format(title=_(preview.ledger.title)),
            failed=while_there(self, self._take_failed),
        )

    def undo_import(self) -> None:
        """Take the finished import back, whole."""
        taken = self._taken
        if taken is None:
            return
        self._undo.setEnabled(False)

        def work(desk: Desk) -> int:
            from boshan_desk.usecases import sheets

            return sheets.undo_import(desk, taken.number)

        self.shell.do(
            work,
            while_there(self, self._undone),
            words=_("正在撤销导入"),
            failed=while_there(self, self._undo_failed),
        )

    def show_only(self, outcome: str) -> None:
        """Narrow the rows to one outcome."""
        self._chip[outcome].setChecked(True)
        self.model.show_rows(self.preview, outcome, self._links)
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self.model.widths()):
            self.table.setColumnWidth(column, width * characters)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    def try_close(self) -> bool:
        """Whether the page may be left; not while it writes."""
        if self._under_way:
            self.shell.said.emit("note", _("正在写入，请等它完成，或先取消"))
        return not self._under_way

    def leave(self) -> None:
        """Go back to where the officer came from."""
        if self.try_close():
            self.closed.emit()

    # Answers

    def _looked(self, number: int, found: tuple[Preview, dict[str, str]]) -> None:
        if number != self._looking:
            return
        preview, links = found
        self.preview, self._links = preview, links
        self._again.show()
        self._name_sheets(preview)
        counts = preview.counts
        for key, words in OUTCOMES:
            count = counts["rows_in_file"] if key == "all" else counts[key]
            self._chip[key].setText(f"{_(words)}  {count:,}")
            self._chip[key].setEnabled(count > 0 or key == "all")
        self.show_only("refused" if counts["refused"] else "all")
        unknown = self._show_heads(preview)
        narrow = self.width() < 110 * self.fontMetrics().horizontalAdvance("0")
        self._heads_button.setChecked(unknown > 0 or not narrow)
        self._name_button(counts)
        self._pile.setCurrentIndex(1)
        self.table.setFocus()

    def _look_failed(self, number: int, error: Exception) -> None:
        if number == self._looking:
            self.preview = None
            self._again.show()
            self._show_waiting(_("这个文件没有读成。改正后点“重新预览”，或换一个文件。"))
        self.shell.tell_failure(error)

    def _took_in(self, taken: Taken) -> None:
        self._under_way = False
        self._taken = taken
        preview = self.preview
        assert preview is not None
        counts = taken.counts
        self._end.setText(
            _(
                "已写入{title}。\n新增 {new} 条，修改 {changed} 条；相同 {same} 行、"
                "跳过 {skipped} 行未动，{refused} 行不能导入、未写入。\n文件：{file}"
            ).format(title=_(preview.ledger.title), file=preview.path.name, **counts)
        )
        self._undo.setEnabled(True)
        self._undo.show()
        self._pile.setCurrentIndex(2)
        self.shell.said.emit(
            "ok",
            _("导入完成：新增 {new} 条，修改 {changed} 条").format(**counts),
        )

    def _take_failed(self, error: Exception) -> None:
        from boshan_desk.domain.problems import Moved

        self._under_way = False
        self._write.setEnabled(True)
        self.shell.tell_failure(error)
        if isinstance(error, Moved):
            self.look()

    def _undone(self, count: int) -> None:
        self._taken = None
        self._undo.hide()
        words = _("已撤销本次导入，{count} 条记录恢复到导入前的样子。").format(count=count)
        self._end.setText(words)
        self.shell.said.emit("ok", words)

    def _undo_failed(self, error: Exception) -> None:
        self._undo.setEnabled(True)
        self.shell.tell_failure(error)

    # Words

    def _show_heads_list(self, on: bool) -> None:
        self._heads.setVisible(on)

    def _show_waiting(self, words: str) -> None:
        self._empty_words.setText(words)
        self._pile.setCurrentIndex(0)

    def _name_sheets(self, preview: Preview) -> None:
        if self._sheet.currentData() or self._sheet.count() > 1:
            return
        for name in dict.fromkeys(row.sheet for row in preview.rows):
            self._sheet.addItem(name, name)
        self._sheet.setEnabled(self._sheet.count() > 2)

    def _name_towns(self) -> None:
        chosen = self._town.currentData()
        self._town.clear()
        self._town.addItem(_("不指定"), "")
        if self.ledger.town:
            for entry in self.shell.county.towns:
                self._town.addItem(_(entry.label), entry.code)
        self._town.setEnabled(bool(self.ledger.town))
        self._town.setCurrentIndex(max(0, self._town.findData(chosen)))

    def _settings_changed(self, box: QComboBox, _row: int) -> None:
        if box is self._ledger:
            self._name_towns()
        if self._pile.currentIndex() != 2:
            self.look()

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
                self._heads.addTopLevelItem(item)
        for place in range(2):
            self._heads.resizeColumnToContents(place)
        words = _("栏目对照（{count} 列未对上）").format(count=unknown) if unknown else ""
        self._heads_button.setText(words or _("栏目对照"))
        return unknown

    def _name_button(self, counts: dict[str, int]) -> None:
        """Let the button say what it will do, and the words beside it what it will not."""
        new, changed, refused = counts["new"], counts["changed"], counts["refused"]
        parts = []
        if new:
            parts.append(_("写入 {count} 条").format(count=f"{new:,}"))
        if changed:
            parts.append(_("更新 {count} 条").format(count=f"{changed:,}"))
        able = bool(parts)
        self._write.setEnabled(able)
        self._write.setText("，".join(parts) if able else _("没有要写入的内容"))
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

    def _open_ledger(self) -> None:
        self.closed.emit()
        self.shell.list_wanted.emit(self.ledger.name, None)

    def _start_over(self) -> None:
        self.path = self.preview = self._taken = None
        self._again.hide()
        self._file.setText(_("还没有选择文件；也可以把文件拖进窗口"))
        self._show_waiting(
            _("选择一个表格文件，先预览每一行会怎样处理；点击写入之前，台账不会有任何改动。")
        )
        self.choose_file()
