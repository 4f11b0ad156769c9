"""Fill a form in: a period, a place; the values in the sheet; each with its records; save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.forms import (
    PERIODS,
    FormMapping,
    Place,
    cell_name,
    kind_of,
    share_short,
    share_words,
)
from boshan_desk.domain.period import Period, last_full_quarter, quarter
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.forms_grid import FormGrid, FormModel
from boshan_desk.ui.forms_sources import make_combo, pick
from boshan_desk.ui.forms_words import long_words
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em

if TYPE_CHECKING:
    from boshan_desk.excel.patching.outlining import SheetOutline
    from boshan_desk.usecases.forms import Form
    from boshan_desk.usecases.forms.values import Value, Worked

_YEARS: Final = 6
"""So many years back a form may be filled in for."""


def parts_of(year: int, kinds: tuple[str, ...], today: date) -> list[Period]:
    """The periods of a year that have begun, of these kinds; without kinds of all."""
    every = [
        *(quarter(year, number) for number in range(1, 5)),
        Period(year, 1, 6),
        Period(year, 7, 12),
        Period(year, 1, 12),
        *(Period(year, month, month) for month in range(1, 13)),
    ]
    wanted = kinds or tuple(PERIODS)
    return [p for p in every if kind_of(p) in wanted and p.start <= today]


def usual_period(mapping: FormMapping, today: date) -> Period:
    """The period that a form is likely filled in for: the last that is over."""
    kinds = mapping.periods or ("quarter",)
    if "quarter" in kinds:
        return last_full_quarter(today)
    over = [p for y in (today.year, today.year - 1) for p in parts_of(y, kinds, today)]
    return max((p for p in over if p.end < today), key=lambda p: p.end)


class FillLeaf(QWidget):
    """Shows a form's values before they are written."""

    look_wanted = Signal()
    """The values of what is chosen are wanted."""
    save_wanted = Signal()
    list_wanted = Signal(object)
    """A `View`: the records behind a value."""

    def __init__(
        self, lists: Lists, rows: dict[str, str], today: date, count: Callable[[View], int]
    ) -> None:
        """`count` tells how many records a view shows."""
        super().__init__()
        self.setObjectName("form_fill")
        self._count = count
        self._lists, self._rows, self._today = lists, rows, today
        self.form: Form | None = None
        self.worked: Worked | None = None
        self._sheets: tuple[SheetOutline, ...] = ()
        choice = FlowLayout(gap=self.fontMetrics().height() // 2)
        self.year = make_combo("form_year", _("年份"))
        self.part = make_combo("form_part", _("期间"))
        self.town = make_combo("form_fill_town", _("范围"))
        self.town.setMinimumContentsLength(9)
        self.town.addItem(_("全区县"), "")
        for entry in lists["town"]:
            self.town.addItem(_(entry.label), entry.code)
        self.save_button = QPushButton(
            icon("save", ink=theme.PALETTE.on_accent), _("另存为 .xlsx…")
        )
        self.save_button.setObjectName("form_fill_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save_wanted.emit)
        self.share = QLabel()
        self.share.setObjectName("form_fill_share")
        theme.dress(self.share, role="chip")
        self.share.setMinimumHeight(self.year.sizeHint().height())
        for widget in (self.year, self.part, self.town, self.share, self.save_button):
            choice.addWidget(widget)
        self.year.currentIndexChanged.connect(lambda _row: self._offer_parts())
        self.part.currentIndexChanged.connect(lambda _row: self.look_wanted.emit())
        self.town.currentIndexChanged.connect(lambda _row: self.look_wanted.emit())
        self.notes = Banner("form_notes", "warn")
        self.model = FormModel(lists, rows)
        self.grid = FormGrid(self.model)
        self.grid.gone_to.connect(self._show_cell)
        self.tabs = QTabBar()
        self.tabs.setObjectName("form_fill_sheets")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.currentChanged.connect(lambda _tab: self._show_sheet())
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.tabs)
        under.addWidget(self.grid, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._make_side())
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(choice)
        whole.addWidget(self.notes)
        whole.addWidget(split, 1)
        self.setFocusProxy(self.part)

    def _make_side(self) -> QFrame:
        side = QFrame()
        side.setObjectName("form_value")
        theme.dress(side, role="card")
        side.setMinimumWidth(em(self) * 18)
        self.cell = QLabel()
        self.cell.setObjectName("form_value_cell")
        theme.dress(self.cell, role="section")
        self.figure = QLabel()
        self.figure.setObjectName("form_value_words")
        theme.dress(self.figure, role="figure")
        self.figure.setWordWrap(True)
        self.figure.setTextFormat(Qt.TextFormat.PlainText)
        self.basis = QLabel()
        self.basis.setObjectName("form_value_basis")
        self.basis.setWordWrap(True)
        self.basis.setTextFormat(Qt.TextFormat.PlainText)
        self._behind = QVBoxLayout()
        self.behind: list[QPushButton] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, em(self) // 2, 0)
        for widget in (self.figure, self.basis):
            column.addWidget(widget)
        column.addLayout(self._behind)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        # On the card's own ground.
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        whole = QVBoxLayout(side)
        whole.addWidget(self.cell)
        whole.addWidget(scroll, 1)
        return side

    # -- choosing

    @property
    def period(self) -> Period | None:
        """The period that is chosen."""
        chosen = self.part.currentData()
        return chosen if isinstance(chosen, Period) else None

    @property
    def town_code(self) -> str:
        """The town that is chosen; "" for the county."""
        return str(self.town.currentData() or "")

    def show_form(self, form: Form, sheets: tuple[SheetOutline, ...]) -> None:
        """Show a form for its usual period; the values are asked for."""
        self.form, self._sheets, self.worked = form, sheets, None
        usual = usual_period(form.mapping, self._today)
        for box in (self.year, self.part, self.town, self.tabs):
            box.blockSignals(True)
        self.year.clear()
        for year in range(self._today.year, self._today.year - _YEARS, -1):
            self.year.addItem(_("{year}年").format(year=year), year)
        pick(self.year, usual.year)
        self.town.setCurrentIndex(0)
        self._fill_parts(usual)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for sheet in sheets:
            self.tabs.addTab(sheet.name.replace("&", "&&"))
        for box in (self.year, self.part, self.town, self.tabs):
            box.blockSignals(False)
        self.share.setText(share_short(form.mapping))
        self.share.setToolTip(share_words(form.mapping))
        self.notes.hide()
        self._show_sheet()
        self.look_wanted.emit()

    def _offer_parts(self) -> None:
        self.part.blockSignals(True)
        self._fill_parts(self.period)
        self.part.blockSignals(False)
        self.look_wanted.emit()

    def _fill_parts(self, kept: Period | None) -> None:
        year = int(self.year.currentData())
        kinds = self.form.mapping.periods if self.form else ()
        self.part.clear()
        for period in parts_of(year, kinds, self._today):
            self.part.addItem(period.short_words() or _("全年"), period)
        if kept is not None:
            same = Period(year, kept.first, kept.last)
            places = [n for n in range(self.part.count()) if self.part.itemData(n) == same]
            self.part.setCurrentIndex(places[0] if places else 0)

    # -- showing

    def show_values(self, worked: Worked, notes: list[str]) -> None:
        """Show what the form holds; `notes` are the share and what must be known."""
        self.worked = worked
        if notes[1:]:
            self.notes.say("\n".join(notes[1:6]))
        else:
            self.notes.hide()
        self._show_sheet()
        self.save_button.setEnabled(True)

    def show_refusal(self, words: str) -> None:
        """Say why there are no values."""
        self.worked = None
        self.notes.say(words)
        self._show_sheet()

    def _show_sheet(self) -> None:
        here = self.grid.here()
        place = self.tabs.currentIndex()
        sheet = self._sheets[place] if 0 <= place < len(self._sheets) else None
        self.grid.show_sheet(sheet)
        self.save_button.setEnabled(self.worked is not None)
        if sheet is not None and self.form is not None:
            self.model.show_ties([t for t in self.form.mapping.ties if t.sheet == sheet.name])
            if self.worked is not None:
                self.model.show_values(self.worked.values.get(sheet.name, {}))
            self.grid.lay_out()
        if here is not None and sheet is not None:
            self.grid.go_to(here)
        self._show_cell(self.grid.here())

    def _show_cell(self, place: Place | None) -> None:
        for button in self.behind:
            self._behind.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.behind = []
        value = self._value(place)
        if place is None:
            self.cell.setText(_("单元格"))
            self.figure.setText("")
            note = _(self.form.mapping.note) if self.form and self.form.mapping.note else ""
            hint = _("点表上的一个数，看它怎么来的、是哪些记录。")
            self.basis.setText("\n\n".join(filter(None, (hint, note))))
            return
        self.cell.setText(_("单元格 {cell}").format(cell=cell_name(*place)))
        # A whole list or sentence stands in the grid already.
        words = value.words if value else ""
        self.figure.setText(words if len(words) <= 24 else words[:23] + "…")
        tie = self.model.tie_at(place)
        told = []
        if value is not None and value.why_empty:
            told.append(value.why_empty)
        if value is not None and value.basis:
            told.append(value.basis)
        if tie is not None:
            told.append(long_words(tie.source, self._lists, self._rows))
        elif self.model.sheet and place in self.model.sheet.formulas:
            told.append(_("表内公式，打开填好的表时自动计算。"))
        elif value is None:
            told.append(_("程序不动这一格。"))
        self.basis.setText("\n\n".join(told))
        for number, view in enumerate(value.views if value else ()):
            self._offer(view, number)

    def _value(self, place: Place | None) -> Value | None:
        sheet = self.model.sheet
        if place is None or sheet is None or self.worked is None:
            return None
        return self.worked.values.get(sheet.name, {}).get(place)

    def _offer(self, view: View, number: int) -> None:
        records = self._count(view)
        if not records:
            return
        words = _("查看 {count} 条：{ledger}").format(
            count=records, ledger=_(KEPT[view.ledger].title)
        )
        button = QPushButton(icon("search"), words)
        button.setObjectName(f"form_behind_{number}")
        button.clicked.connect(partial(self.list_wanted.emit, view))
        self._behind.addWidget(button)
        self.behind.append(button)
