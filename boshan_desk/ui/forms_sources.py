"""The ways to fill a cell, each with what it asks: a figure, the national form, words, rows."""

from __future__ import annotations

from typing import Any, Final, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Link
from boshan_desk.domain.figures import Figure
from boshan_desk.domain.forms import (
    HAND,
    MOST_ROOM,
    MOST_TEXT,
    NUMBER,
    PLACEHOLDERS,
    SKIP,
    SPANS,
    UNITS,
    WHOLE_COUNTY,
    FigureTie,
    NationalTie,
    RowsTie,
    Source,
    TextTie,
    cell_name,
)
from boshan_desk.domain.reading import fold
from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ui import theme
from boshan_desk.ui.forms_condition import ConditionBox
from boshan_desk.ui.forms_words import (
    figure_title,
    figures,
    kept_text,
    shown_text,
    slot_words,
)
from boshan_desk.ui.ledger_choice import fill_ledgers

_CODE: Final = Qt.ItemDataRole.UserRole
WITHIN: Final = (
    ("all", mark("全部记录")),
    ("period", mark("日期在本期内")),
    ("total", mark("日期在本年累计内")),
)
_ROOM: Final = 20
"""Rows of a new block."""
_MOST_COLUMNS: Final = 30


def make_combo(name: str, said: str) -> QComboBox:
    """A box of choices that may be narrower than its longest one."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(said)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(5)
    return box


def pick(box: QComboBox, data: object) -> None:
    """Choose what stands for these data; the first where nothing does."""
    box.setCurrentIndex(max(0, box.findData(data)))


class SourceForm(QWidget):
    """One way to fill a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = QFormLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.grid.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def show_source(self, source: Any, heads: list[str], column: int) -> None:
        """Show what fills the cell; None begins anew.

        `heads` are the texts above the cell and above those right of it.
        """
        raise NotImplementedError

    def source(self) -> Source | None:
        """What would fill the cell; None where something is still missing."""
        raise NotImplementedError


def _town_box(lists: Lists) -> QComboBox:
    box = make_combo("form_town", _("范围"))
    box.addItem(_("填报时选的范围"), "")
    box.addItem(_("全区县"), WHOLE_COUNTY)
    for entry in lists["town"]:
        box.addItem(_(entry.label), entry.code)
    return box


class FigureForm(SourceForm):
    """A figure: searched by its name, of a time, of a place, in a unit."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setObjectName("form_figure_search")
        self.search.setPlaceholderText(_("按名称或编号查找指标"))
        self.search.setAccessibleName(_("查找指标"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setObjectName("form_figures")
        self.list.setAccessibleName(_("指标"))
        for code, (_ledger, of) in figures().items():
            words = with_more(_(of.title), code)
            item = QListWidgetItem(words, self.list)
            item.setData(_CODE, code)
            item.setToolTip(_("{title}：{basis}").format(title=words, basis=_(of.basis)))
        self.list.setFixedHeight(theme.row_height(self.fontMetrics()) * 6)
        self.list.currentItemChanged.connect(lambda _now, _old: self._chosen())
        self.span = make_combo("form_span", _("时间"))
        for span, words in SPANS.items():
            self.span.addItem(_(words), span)
        self.town = _town_box(lists)
        self.unit = make_combo("form_unit", _("单位"))
        for unit in ("万元", "元", "亿元"):
            self.unit.addItem(_(unit), unit)
        self.decimals = QSpinBox()
        self.decimals.setObjectName("form_decimals")
        self.decimals.setAccessibleName(_("小数位"))
        self.decimals.setRange(0, 6)
        self.condition = ConditionBox(lists)
        self.more = QLabel()
        self.more.setWordWrap(True)
        theme.dress(self.more, role="hint")
        self.grid.addRow(self.search)
        self.grid.addRow(self.list)
        self.grid.addRow(_("时间"), self.span)
        self.grid.addRow(_("范围"), self.town)
        self.grid.addRow(_("单位"), self.unit)
        self.grid.addRow(_("小数位"), self.decimals)
        self.grid.addRow(_("只计"), self.condition)
        self.grid.addRow(self.more)
        self.span.currentIndexChanged.connect(lambda _row: self._offer_scale())

    @property
    def code(self) -> str:
        """The figure that is chosen."""
        item = self.list.currentItem()
        return str(item.data(_CODE)) if item and not item.isHidden() else ""

    def show_source(self, source: FigureTie | None, heads: list[str], column: int) -> None:
        self.search.clear()
        tie = source or FigureTie(code="")
        rows = [r for r in range(self.list.count()) if self.list.item(r).data(_CODE) == tie.code]
        self.list.blockSignals(True)
        self.list.setCurrentRow(rows[0] if rows else -1)
        self.list.blockSignals(False)
        if rows:
            self.list.scrollToItem(self.list.item(rows[0]))
        pick(self.span, tie.span)
        pick(self.town, tie.town)
        self._chosen(tie)

    def _chosen(self, tie: FigureTie | None = None) -> None:
        found = figures().get(self.code)
        declared = found is not None and isinstance(found[1], Figure)
        self.condition.show_ledger(
            found[0] if found and declared else None, tie.where if tie else ()
        )
        self.more.setText(self.condition.kept_words())
        self.more.setVisible(bool(self.more.text()))
        pick(self.unit, tie.unit if tie and tie.unit else "万元")
        self._offer_scale(tie.decimals if tie else None)

    def _offer_scale(self, decimals: int | None = None) -> None:
        found = figures().get(self.code)
        change = str(self.span.currentData()) in ("change", "total_change")
        money = found is not None and found[1].unit == "万元" and not change
        usual = 2 if money else 1 if change or (found and found[1].unit in ("%", "天")) else 0
        self.decimals.setValue(usual if decimals is None else decimals)
        self.grid.setRowVisible(self.unit, money)

    def _narrow(self, text: str) -> None:
        word = fold(text)
        first: QListWidgetItem | None = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(word not in fold(item.text()))
            if first is None and not item.isHidden():
                first = item
        if word and first is not None:
            self.list.setCurrentItem(first)

    def source(self) -> FigureTie | None:
        found = figures().get(self.code)
        if found is None:
            return None
        money = not self.unit.isHidden() and found[1].unit == "万元"
        unit = str(self.unit.currentData())
        usual = FigureTie(code=self.code, span=cast(Any, self.span.currentData()))
        change = usual.span in ("change", "total_change")
        whole = 2 if money else 1 if change or found[1].unit in ("%", "天") else 0
        decimals = self.decimals.value()
        return FigureTie(
            code=usual.code,
            span=usual.span,
            town=str(self.town.currentData()),
            where=self.condition.where(),
            unit=unit if money and unit != "万元" and not change else "",
            decimals=None if decimals == whole else decimals,
        )


class NationalForm(SourceForm):
    """A cell of the national enforcement form."""

    def __init__(self, rows: dict[str, str], columns: list[str]) -> None:
        super().__init__()
        self.row = make_combo("form_national_row", _("行"))
        for key, title in rows.items():
            self.row.addItem(_(title), key)
        self.column = make_combo("form_national_column", _("栏"))
        for code in columns:
            self.column.addItem(figure_title(code), code)
        self.span = make_combo("form_national_span", _("时间"))
        for span in ("now", "total"):
            self.span.addItem(_(SPANS[span]), span)
        self.grid.addRow(_("行"), self.row)
        self.grid.addRow(_("栏"), self.column)
        self.grid.addRow(_("时间"), self.span)

    def show_source(self, source: NationalTie | None, heads: list[str], column: int) -> None:
        if source is not None:
            pick(self.row, source.row)
            pick(self.column, source.code)
            pick(self.span, source.span)

    def source(self) -> NationalTie | None:
        return NationalTie(
            row=str(self.row.currentData()),
            code=str(self.column.currentData()),
            span=cast(Any, self.span.currentData()),
        )


class TextForm(SourceForm):
    """Words with placeholders."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setObjectName("form_text")
        self.text.setAccessibleName(_("文字"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * 5)
        self.insert = make_combo("form_insert", _("插入"))
        self.insert.addItem(_("插入……"), "")
        for name, words in PLACEHOLDERS.items():
            self.insert.addItem(_(words), name)
        self.insert.activated.connect(self._insert)
        self.grid.addRow(self.text)
        self.grid.addRow(self.insert)

    def _insert(self, _row: int) -> None:
        if name := self.insert.currentData():
            self.text.insertPlainText(slot_words(PLACEHOLDERS[name]))
            self.insert.setCurrentIndex(0)
            self.text.setFocus()

    def show_source(self, source: TextTie | None, heads: list[str], column: int) -> None:
        self.text.setPlainText(shown_text(source.text) if source else "")

    def show_old(self, text: str) -> None:
        """Begin with what the form itself says, such as 填报单位：."""
        if not self.text.toPlainText():
            self.text.setPlainText(text)

    def source(self) -> TextTie | None:
        text = kept_text(self.text.toPlainText().strip())[:MOST_TEXT]
        return TextTie(text=text) if text else None


class RowsForm(SourceForm):
    """Records of a ledger, a field for each column of the form."""

    resized = Signal()

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._heads: list[str] = []
        self._first = 0
        self.ledger = make_combo("form_ledger", _("台账"))
        fill_ledgers(self.ledger, LEDGERS)
        self.room = QSpinBox()
        self.room.setObjectName("form_room")
        self.room.setAccessibleName(_("表上留的行数"))
        self.room.setRange(1, MOST_ROOM)
        self.count = QSpinBox()
        self.count.setObjectName("form_columns")
        self.count.setAccessibleName(_("栏数"))
        self.count.setRange(1, _MOST_COLUMNS)
        self.within = make_combo("form_within", _("期间"))
        for within, words in WITHIN:
            self.within.addItem(_(words), within)
        self.town = _town_box(lists)
        self.order = make_combo("form_order", _("排序"))
        self.condition = ConditionBox(lists)
        self._columns = QWidget()
        self._boxes: list[QComboBox] = []
        self._lines = QFormLayout(self._columns)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.more = QLabel()
        self.more.setWordWrap(True)
        theme.dress(self.more, role="hint")
        self.grid.addRow(_("台账"), self.ledger)
        self.grid.addRow(_("行数"), self.room)
        self.grid.addRow(_("栏数"), self.count)
        self.grid.addRow(self._columns)
        self.grid.addRow(_("期间"), self.within)
        self.grid.addRow(_("范围"), self.town)
        self.grid.addRow(_("排序"), self.order)
        self.grid.addRow(_("只列"), self.condition)
        self.grid.addRow(self.more)
        self.ledger.currentIndexChanged.connect(lambda _row: self._new_ledger())
        self.count.valueChanged.connect(lambda _count: self._set_columns(self.columns()))

    def columns(self) -> list[str]:
        """What each column holds."""
        return [str(box.currentData()) for box in self._boxes]

    def show_source(self, source: RowsTie | None, heads: list[str], column: int) -> None:
        self._heads, self._first = heads, column
        name = source.ledger if source else str(self.ledger.currentData())
        ledger = KEPT[name] if name in LEDGERS else next(iter(LEDGERS.values()))
        columns = list(source.columns) if source else self._guess(ledger.name)
        for box, value in ((self.ledger, ledger.name),):
            box.blockSignals(True)
            pick(box, value)
            box.blockSignals(False)
        self.room.setValue(source.room if source else _ROOM)
        self.count.blockSignals(True)
        self.count.setValue(len(columns))
        self.count.blockSignals(False)
        self._fit_ledger(source)
        self._set_columns(columns)

    def _new_ledger(self) -> None:
        self._fit_ledger(None)
        columns = self._guess(str(self.ledger.currentData()))
        self.count.blockSignals(True)
        self.count.setValue(len(columns))
        self.count.blockSignals(False)
        self._set_columns(columns)

    def _fit_ledger(self, source: RowsTie | None) -> None:
        ledger = KEPT[str(self.ledger.currentData())]
        self.order.clear()
        self.order.addItem(_("按录入先后"), "")
        for name, kind in ledger.shown().items():
            self.order.addItem(_(kind.title), name)
        pick(self.order, source.order if source else "")
        pick(self.within, source.within if source else "all")
        self.within.setEnabled(bool(ledger.day))
        pick(self.town, source.town if source else "")
        self.condition.show_ledger(ledger, source.where if source else ())
        self.more.setText(self.condition.kept_words())
        self.more.setVisible(bool(self.more.text()))

    def _guess(self, ledger_name: str) -> list[str]:
        """A field for each heading that says its title, 序号 for a number, else by hand."""
        ledger = KEPT[ledger_name]
        known: dict[str, str] = {}
        for name, kind in ledger.shown().items():
            for title in (kind.title, *kind.also):
                known.setdefault(fold(title), name)
        heads = self._heads or [""]
        told = []
        for head in heads[:_MOST_COLUMNS]:
            plain = fold(head).partition("(")[0]
            number = plain in (fold("序号"), fold("编号"))
            told.append(NUMBER if number else known.get(plain, HAND if head else SKIP))
        return told

    def _offered(self) -> list[tuple[str, str]]:
        ledger = KEPT[str(self.ledger.currentData())]
        offered = [(NUMBER, _("序号")), (HAND, _("手工填写")), (SKIP, _("不填"))]
        for name, kind in ledger.shown().items():
            title = _(kind.title)
            offered.append((name, title))
            if kind.name == "money":
                offered += ((f"{name}@{u}", with_more(title, _(u))) for u in UNITS if u != "万元")
            if isinstance(kind, Link) and not KEPT[kind.to].secret:
                offered += (
                    (f"{name}.{inner}", f"{title}·{_(other.title)}")
                    for inner, other in KEPT[kind.to].fields.items()
                    if not isinstance(other, Link)
                )
        return offered

    def _set_columns(self, columns: list[str]) -> None:
        columns = (columns + [HAND] * self.count.value())[: self.count.value()]
        while self._lines.rowCount():
            self._lines.removeRow(0)
        self._boxes = []
        offered = self._offered()
        for place, column in enumerate(columns):
            box = make_combo(f"form_column_{place}", _("第 {n} 栏").format(n=place + 1))
            for value, words in offered:
                box.addItem(words, value)
            if column not in dict(offered):
                box.addItem(column, column)
            pick(box, column)
            letter = cell_name(1, self._first + place)[:-1]
            head = self._heads[place] if place < len(self._heads) else ""
            words = " ".join(filter(None, (letter, head.replace("\n", ""))))
            label = QLabel(words if len(words) <= 12 else words[:11] + "…")
            label.setToolTip(words)
            self._lines.addRow(label, box)
            self._boxes.append(box)
        self.resized.emit()

    def source(self) -> RowsTie | None:
        columns = tuple(self.columns())
        if not any(column not in (NUMBER, HAND, SKIP) for column in columns):
            return None
        return RowsTie(
            ledger=str(self.ledger.currentData()),
            columns=columns,
            room=self.room.value(),
            where=self.condition.where(),
            town=str(self.town.currentData()),
            within=cast(Any, self.within.currentData() if self.within.isEnabled() else "all"),
            order=str(self.order.currentData()),
        )


class HandForm(SourceForm):
    """Filled in by hand: nothing is asked."""

    def __init__(self, words: str) -> None:
        super().__init__()
        label = QLabel(words)
        label.setWordWrap(True)
        theme.dress(label, role="hint")
        holder = QVBoxLayout()
        holder.addWidget(label)
        self.grid.addRow(holder)

    def show_source(self, source: Any, heads: list[str], column: int) -> None:
        """There is nothing to show."""

    def source(self) -> Source | None:
        return None
