"""Beside a form's grid: what fills the cell that is gone to, and how to fill it otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.forms import (
    FigureTie,
    HandTie,
    NationalTie,
    Place,
    RowsTie,
    Source,
    TextTie,
    Tie,
    cell_name,
)
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.forms_sources import (
    FigureForm,
    HandForm,
    NationalForm,
    RowsForm,
    SourceForm,
    TextForm,
    pick,
)
from boshan_desk.ui.forms_words import KINDS, SIGNS, long_words
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em

if TYPE_CHECKING:
    from boshan_desk.excel.patching.outlining import SheetOutline

_ABOVE: Final = 4
"""So many rows above a cell are looked at for the heading of its column."""


class TiePanel(QFrame):
    """Says and sets what fills a cell; what is set is kept when the officer presses the button."""

    tied = Signal(object)
    """What is to fill the selected cells: a `Source`; None for nothing."""

    def __init__(self, lists: Lists, rows: dict[str, str], columns: list[str]) -> None:
        super().__init__()
        self.setObjectName("form_panel")
        theme.dress(self, role="card")
        self._lists = lists
        self._rows = rows
        self._may = True
        self.place: Place | None = None
        self.title = QLabel()
        self.title.setObjectName("form_cell")
        theme.dress(self.title, role="section")
        self.now = QLabel()
        self.now.setObjectName("form_cell_now")
        self.now.setWordWrap(True)
        self.now.setTextFormat(Qt.TextFormat.PlainText)
        self.kind = QComboBox()
        self.kind.setObjectName("form_kind")
        self.kind.setAccessibleName(_("用什么填"))
        self.forms: dict[type[Source] | None, SourceForm] = {
            None: HandForm(_("程序不动这一格。")),
            FigureTie: FigureForm(lists),
            NationalTie: NationalForm(rows, columns),
            TextTie: TextForm(),
            RowsTie: RowsForm(lists),
            HandTie: HandForm(
                _("由填报人填写，程序不动这一格；计入自动填充的比例。可以一次选多格。")
            ),
        }
        self._pile = QStackedWidget()
        for kind, words in KINDS.items():
            sign = SIGNS[kind] if kind else "　"
            self.kind.addItem(f"{sign} {_(words)}", kind)
            self._pile.addWidget(self.forms[kind])
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        within = QVBoxLayout(inner)
        within.setContentsMargins(0, 0, em(self) // 2, 0)
        for widget in (self.now, self.kind, self._pile):
            within.addWidget(widget)
        within.addStretch(1)
        self._scroll.setWidget(inner)
        # On the card's own ground.
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.apply_button = QPushButton(icon("ok"), _("对应到这一格"))
        self.apply_button.setObjectName("form_apply")
        self.apply_button.clicked.connect(self._apply)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.apply_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self.setMinimumWidth(em(self) * 21)
        self.show_cell(None, None, None, "")

    def set_may(self, may: bool) -> None:
        """Whether the officer may change what fills a cell."""
        self._may = may
        for widget in (self.kind, self._pile, self.apply_button):
            widget.setVisible(may)

    def show_cell(
        self, sheet: SheetOutline | None, place: Place | None, tie: Tie | None, why_not: str
    ) -> None:
        """Show a cell: what stands in it, what fills it, or why nothing can."""
        self.place = place
        if sheet is None or place is None:
            self.title.setText(_("单元格"))
            self.now.setText(_("点表上的一格，看它由什么填，或者给它对应一项。"))
        else:
            self.title.setText(_("单元格 {cell}").format(cell=cell_name(*place)))
            self.now.setText(self._said(sheet, place, tie, why_not))
        can = sheet is not None and place is not None and not why_not
        for widget in (self.kind, self._pile, self.apply_button):
            widget.setVisible(self._may and can)
        if not can or sheet is None or place is None:
            return
        begins = tie is not None and tie.place == place
        source = tie.source if tie and begins else None
        heads = headings(sheet, place)
        for kind, form in self.forms.items():
            form.show_source(source if kind and isinstance(source, kind) else None, heads, place[1])
        text = self.forms[TextTie]
        if isinstance(text, TextForm) and not isinstance(source, TextTie):
            text.show_old(sheet.texts.get(place, ""))
        self.kind.blockSignals(True)
        pick(self.kind, type(source) if source is not None else None)
        self.kind.blockSignals(False)
        self._kind_changed(self.kind.currentIndex())

    def _said(self, sheet: SheetOutline, place: Place, tie: Tie | None, why_not: str) -> str:
        told = []
        if text := sheet.texts.get(place):
            told.append(explained(_("表样原文"), text))
        if why_not:
            told.append(why_not)
        elif tie is None:
            told.append(_("这一格还没有对应，程序不动它。"))
        else:
            told.append(long_words(tie.source, self._lists, self._rows))
            if tie.place != place:
                told.append(_("在 {cell} 起的名单里，点 {cell} 修改。").format(cell=tie.name))
        return "\n".join(told)

    def _kind_changed(self, place: int) -> None:
        # A pile is as large as its largest leaf, unless the others ask for nothing.
        for number in range(self._pile.count()):
            policy = QSizePolicy.Policy.Preferred if number == place else QSizePolicy.Policy.Ignored
            self._pile.widget(number).setSizePolicy(policy, policy)
        self._pile.setCurrentIndex(place)
        self._pile.adjustSize()
        nothing = self.kind.currentData() is None
        self.apply_button.setText(_("取消对应") if nothing else _("对应到这一格"))

    def _apply(self) -> None:
        kind = self.kind.currentData()
        if kind is None:
            self.tied.emit(None)
        elif kind is HandTie:
            self.tied.emit(HandTie())
        elif (source := self.forms[kind].source()) is not None:
            self.tied.emit(source)
        else:
            self.now.setText(_("还没有选全：请选指标、填文字，或者至少选一个栏目。"))


def headings(sheet: SheetOutline, place: Place) -> list[str]:
    """The nearest texts above a cell and above those right of it, up to a column without any.

    A title that is merged over several columns is the heading of its first one at most.
    """
    row, column = place
    found: list[str] = []
    for across in range(column, sheet.columns):
        above = (sheet.anchor((up, across)) for up in range(row - 1, max(0, row - _ABOVE), -1))
        own = (anchor for anchor in above if anchor[1] == across)
        head = next((sheet.texts[anchor] for anchor in own if anchor in sheet.texts), "")
        if not head and across > column:
            break
        found.append(head)
    return found
