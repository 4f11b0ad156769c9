"""Step 2 of an import: what each column of each sheet means, and how that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import clauses, listed
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_columns import ColumnTable
from boshan_desk.ui.import_first_rows import FirstRows
from boshan_desk.ui.import_plan import Plan, folded_columns, shown_columns
from boshan_desk.ui.lines import icon_size, sign_of

if TYPE_CHECKING:
    from boshan_desk.excel.grid import Grid
    from boshan_desk.excel.matching.heads import Column
    from boshan_desk.usecases.sheets import SheetColumns

_DEEPEST = 40
"""A head is not looked for lower than this."""


class MatchStep(QWidget):
    """One sheet at a time: its head, and its columns in a table."""

    head_changed = Signal()
    """A head was pointed at: columns are matched anew."""
    fields_changed = Signal()
    """A column goes elsewhere."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._sheet = ""
        line = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(line // 3)
        verdict = QHBoxLayout()
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName("import_matched")
        self._words.setWordWrap(True)
        verdict.addWidget(self._sign)
        verdict.addWidget(self._words, 1)
        layout.addLayout(verdict)
        self.tabs = QTabBar()
        self.tabs.setObjectName("import_sheet_tabs")
        self.tabs.setAccessibleName(_("工作表"))
        self.tabs.setExpanding(False)
        self.tabs.setDocumentMode(True)
        self.tabs.currentChanged.connect(self._turned)
        layout.addWidget(self.tabs)
        layout.addLayout(self._make_head_row())
        self.table = ColumnTable(plan)
        self.table.chosen.connect(self._chosen)
        layout.addWidget(self.table, 1)
        self._none = QLabel(
            _(
                "下面是这张工作表的前几行：点一下表头所在的那一行；不需要这张表，返回上一步取消勾选。"
            )
        )
        self._none.setWordWrap(True)
        theme.dress(self._none, role="hint")
        layout.addWidget(self._none)
        self.first_rows = FirstRows()
        self.first_rows.chosen.connect(self.head.setValue)
        layout.addWidget(self.first_rows, 1)
        self._remember = QCheckBox()
        self._remember.setObjectName("import_remember")
        self._remember.toggled.connect(self._keep_remembering)
        layout.addWidget(self._remember)

    def _make_head_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.head = QSpinBox()
        self.head.setObjectName("import_head")
        self.head.setRange(1, _DEEPEST)
        self.height_ = QSpinBox()
        self.height_.setObjectName("import_head_rows")
        self.height_.setRange(1, 3)
        label = QLabel(_("表头"))
        label.setBuddy(self.head)
        row.addWidget(label)
        for box, before, after, words in (
            (self.head, _("第 "), _(" 行起"), _("表头从第几行起")),
            (self.height_, _("共 "), _(" 行"), _("表头共几行")),
        ):
            box.setPrefix(before)
            box.setSuffix(after)
            box.setKeyboardTracking(False)
            box.setAccessibleName(words)
            box.setToolTip(words)
            box.valueChanged.connect(self._head_moved)
            row.addWidget(box)
        row.addStretch(1)
        self._fold = QToolButton()
        self._fold.setObjectName("import_fold")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(self._fold.toolButtonStyle().ToolButtonTextBesideIcon)
        self._fold.toggled.connect(self._unfold)
        row.addWidget(self._fold)
        return row

    # What is shown

    def show_plan(self) -> None:
        """Show the sheets that are read, and the columns of one of them."""
        plan = self._plan
        sheets = plan.read_sheets()
        names = [each.sheet for each in sheets]
        if self._sheet not in names:
            # The first that somebody ought to look at.
            open_ = (e.sheet for e in sheets if e.matching is None or plan.doubtful(e))
            self._sheet = next(open_, names[0] if names else "")
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(max(0, names.index(self._sheet) if self._sheet in names else 0))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(names) > 1)
        self._show_sheet()

    def why_not(self) -> str:
        """Why one cannot go on; empty when one can."""
        missing = self._plan.missing_head()
        if not missing:
            return ""
        return _("工作表“{sheets}”还没有找到表头").format(sheets=listed(missing))

    def _show_sheet(self) -> None:
        sheet = self._current()
        if sheet is None:
            return
        matching = sheet.matching
        rows = matching.header_rows if matching else self._plan.choice(sheet.sheet).head or (0,)
        # Row 1 is a choice like any other: while nobody has made one, the box shows none.
        self.head.blockSignals(True)
        self.head.setMinimum(min(rows[0], 1))
        self.head.setSpecialValueText("" if rows[0] else _("请指明"))
        self.head.blockSignals(False)
        for box, value in ((self.head, rows[0]), (self.height_, len(rows))):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self.table.setVisible(matching is not None)
        self._none.setVisible(matching is None)
        self.first_rows.setVisible(matching is None)
        self.first_rows.show_grid(None if matching else self._grid(), _DEEPEST)
        folded = len(folded_columns(sheet))
        self._fold.setVisible(folded > 0)
        self.table.show_sheet(sheet, unfolded=self._fold.isChecked())
        self._name_fold(folded)
        self._say()

    def _grid(self) -> Grid | None:
        book = self._plan.book
        return next((g for g in book.sheets if g.name == self._sheet), None) if book else None

    def _name_fold(self, folded: int) -> None:
        on = self._fold.isChecked()
        self._fold.setIcon(icons.icon("up" if on else "down"))
        words = _("收起 {count} 列") if on else _("另有 {count} 列是序号或没有内容")
        self._fold.setText(words.format(count=folded))

    def _say(self) -> None:
        """How it stands with all sheets, in one line."""
        plan = self._plan
        sheets = plan.read_sheets()
        known = unsure = strange = 0
        for sheet in sheets:
            doubtful = {column.letter for column in plan.doubtful(sheet)}
            for column in shown_columns(sheet):
                name = plan.field_of(sheet.sheet, column)
                known += bool(name)
                unsure += bool(name) and column.letter in doubtful
                strange += name is None or (not name and column.letter in doubtful)
            text = sheet.sheet
            waiting = len(doubtful)
            if waiting or sheet.matching is None:
                text = _("{sheet}（{count}）").format(sheet=sheet.sheet, count=waiting or "？")
            place = next(n for n, each in enumerate(sheets) if each is sheet)
            if place < self.tabs.count():
                self.tabs.setTabText(place, text)
        if missing := plan.missing_head():
            words = _("工作表“{sheets}”没有找到表头，请指明在第几行。")
            told, look = words.format(sheets=listed(missing)), "warn"
        elif plan.all_sure():
            told, look = _("全部 {count} 列都已对上，可以直接下一步。").format(count=known), "ok"
            left = sum(len(shown_columns(sheet)) for sheet in sheets) - known
            if left:
                words = _("{count} 列已对上，{left} 列按选择不导入，可以直接下一步。")
                told = words.format(count=known, left=left)
        else:
            parts = [_("{count} 列已对上").format(count=known)]
            if unsure:
                parts.append(_("其中 {count} 列是推断的，请看一眼").format(count=unsure))
            if strange:
                parts.append(
                    _("{count} 列没有对上：可以选一个栏目，不选就不导入").format(count=strange)
                )
            told, look = clauses(parts), "warn" if strange else "note"
        self._words.setText(told)
        icon = theme.severity_icon("ok") if look == "ok" else sign_of(look)  # type: ignore[arg-type]
        self._sign.setPixmap(icon.pixmap(icon_size(self)))
        entry = next((t for t in self._towns() if t), "")
        self._remember.blockSignals(True)
        self._remember.setChecked(plan.remember)
        self._remember.blockSignals(False)
        self._remember.setText(
            _("记住这样的对照：{town}以后再送来同样表头的表格，就不用再对了").format(town=entry)
            if entry
            else _("记住这样的对照：以后再来同样表头的表格，就不用再对了")
        )

    def _towns(self) -> list[str]:
        return [self._town_name] if self._town_name else []

    _town_name = ""

    def name_town(self, name: str) -> None:
        """The town whose file this is; empty for none."""
        self._town_name = name

    # What is chosen

    def _current(self) -> SheetColumns | None:
        return next((e for e in self._plan.sheets if e.sheet == self._sheet), None)

    def _turned(self, place: int) -> None:
        sheets = self._plan.read_sheets()
        if 0 <= place < len(sheets):
            self._sheet = sheets[place].sheet
            self._show_sheet()

    def _unfold(self, _on: bool) -> None:
        self._show_sheet()

    def _head_moved(self, _value: int) -> None:
        first = self.head.value()
        if not first:
            return
        rows = tuple(range(first, first + self.height_.value()))
        self._plan.set_head(self._sheet, rows)
        self.head_changed.emit()

    def _chosen(self, column: Column, name: str) -> None:
        sheet = self._current()
        if sheet is None:
            return
        self._plan.choose_field(sheet, column, name)
        self.table.refresh()
        self._say()
        self.fields_changed.emit()

    def _keep_remembering(self, on: bool) -> None:
        self._plan.remember = on
