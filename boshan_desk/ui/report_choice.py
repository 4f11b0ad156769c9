"""Which paper is wanted: its form, period, whose it is, and whether it is for the public."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from boshan_desk.domain.period import Period, last_full_quarter
from boshan_desk.i18n import _, mark
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.quarter.request import Request

SPANS: Final = (
    (mark("一季度"), 1, 3),
    (mark("二季度"), 4, 6),
    (mark("三季度"), 7, 9),
    (mark("四季度"), 10, 12),
    (mark("上半年"), 1, 6),
    (mark("前三季度"), 1, 9),
    (mark("全年"), 1, 12),
)
"""What a paper may be of: first and last month."""

FORMS: Final = (
    ("plain", mark("领导参阅")),
    ("jianbao", mark("简报")),
    ("tongbao", mark("情况通报")),
)
"""The shipped forms; the office's own are added when they have been read."""

FIRST_YEAR: Final = 2015
"""Papers of earlier years are on paper only."""

_WHOSE_SIGNS: Final = 8
"""Characters of the chooser of whose paper it is (a Chinese one counts for two)."""

_KEPT_FORM, _KEPT_WHOSE = "report.form", "report.whose"


class Choice(NamedTuple):
    """A paper as it is chosen here; a `Request` without what its module loads."""

    period: Period
    kind: str
    town: str = ""
    unit: str = ""
    public: bool = False

    def request(self) -> Request:
        """The same as a use case is told it."""
        from boshan_desk.usecases.quarter.request import Request

        return Request(
            period=self.period,
            kind=self.kind,
            town=self.town,
            unit=self.unit,
            public=self.public,
        )


class ReportChoice(QWidget):
    """The choosers, side by side, in as many lines as it takes."""

    changed = Signal()
    """Another paper is chosen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setObjectName("report_choice")
        usual = last_full_quarter(shell.today)
        self.form = _combo("report_form", _("报告形式"))
        self.year = _combo("report_year", _("年份"))
        self.span = _combo("report_quarter", _("期间"))
        self.whose = _combo("report_whose", _("范围"))
        self.public = QCheckBox(_("公开版"))
        self.public.setObjectName("report_public")
        self.public.setToolTip(_("给社会公众看：隐去个人信息，典型案例不写当事人名称"))
        self.show_forms(FORMS)
        for year in range(shell.today.year, FIRST_YEAR - 1, -1):
            self.year.addItem(_("{year}年").format(year=year), year)
        self.year.setCurrentIndex(self.year.findData(usual.year))
        for words, first, last in SPANS:
            self.span.addItem(_(words), f"{first}-{last}")
        self.span.setCurrentIndex(usual.last // 3 - 1)
        self._fill_whose()
        self.flow = FlowLayout(self, gap=self.fontMetrics().height() // 4)
        for widget in (self.form, self.year, self.span, self.whose, self.public):
            self.flow.addWidget(widget)
        self._level()
        self._name_spans()
        self.year.currentIndexChanged.connect(self._heed_year)
        for box in (self.form, self.span, self.whose):
            box.currentIndexChanged.connect(self._heed)
        self.public.toggled.connect(self._heed)

    def add(self, button: QWidget) -> None:
        """Stand this behind the choosers."""
        self.flow.addWidget(button)
        self._level()

    @property
    def wide(self) -> int:
        """How wide everything is side by side."""
        items = [self.flow.itemAt(at) for at in range(self.flow.count())]
        gap = self.fontMetrics().height() // 4
        return sum(item.sizeHint().width() + gap for item in items if item is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._level)

    def _level(self) -> None:
        """Everything is as tall as the choosers, so that the words stand on one line."""
        self.whose.view().setMinimumWidth(self.whose.view().sizeHintForColumn(0) + 40)
        for at in range(self.flow.count()):
            if (item := self.flow.itemAt(at)) is not None:
                item.widget().setMinimumHeight(self.form.sizeHint().height())

    # What is chosen

    @property
    def period(self) -> Period:
        """The quarter, half-year, three quarters or year."""
        first, _dash, last = str(self.span.currentData()).partition("-")
        return Period(int(self.year.currentData()), int(first), int(last))

    @property
    def choice(self) -> Choice:
        """The paper that is chosen."""
        what, _colon, code = str(self.whose.currentData()).partition(":")
        return Choice(
            period=self.period,
            kind=str(self.form.currentData()),
            town=code if what == "town" else "",
            unit=code if what == "unit" else "",
            public=self.public.isChecked(),
        )

    @property
    def whose_words(self) -> str:
        """Whose paper it is, in words."""
        return self.whose.currentText().strip()

    def choose(self, choice: Choice) -> None:
        """Choose a paper by what it is of, such as that of a paper that was frozen."""
        self.blockSignals(True)
        _pick(self.form, choice.kind, choice.kind)
        _pick(self.year, choice.period.year, _("{year}年").format(year=choice.period.year))
        months = f"{choice.period.first}-{choice.period.last}"
        _pick(self.span, months, choice.period.short_words())
        whose = (
            f"town:{choice.town}"
            if choice.town
            else f"unit:{choice.unit}"
            if choice.unit
            else "all:"
        )
        _pick(self.whose, whose, choice.town or choice.unit)
        self.public.setChecked(choice.public)
        self.blockSignals(False)
        self.changed.emit()

    def show_forms(self, forms: Iterable[tuple[str, str]]) -> None:
        """Offer these forms, by name and title; the one that is chosen stays."""
        kept = self.form.currentData() or self._shell.state.get(_KEPT_FORM, FORMS[0][0])
        self.form.blockSignals(True)
        self.form.clear()
        for name, title in forms:
            self.form.addItem(_(title), name)
        self.form.setCurrentIndex(max(0, self.form.findData(kept)))
        self.form.blockSignals(False)

    def _fill_whose(self) -> None:
        county, lists, box = self._shell.county, self._shell.lists, self.whose
        box.addItem(_(county.whole), "all:")
        for code in county.counted:
            box.addItem(_(lists["town"].label(code)), f"town:{code}")
        today = self._shell.today
        units = [
            unit
            for unit in county.units
            if (unit.since is None or unit.since <= today)
            and (unit.until is None or today <= unit.until)
        ]
        if units:
            box.insertSeparator(box.count())
        for unit in units:
            box.addItem(unit.name, f"unit:{unit.code}")
        box.setMaxVisibleItems(24)
        # The longest name of a department must not take the row; its list shows it whole.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_WHOSE_SIGNS)
        box.setCurrentIndex(max(0, box.findData(self._shell.state.get(_KEPT_WHOSE, "all:"))))

    def _name_spans(self) -> None:
        """What has not begun yet cannot be chosen."""
        model, year = self.span.model(), int(self.year.currentData())
        assert isinstance(model, QStandardItemModel)
        for row, (_words, first, last) in enumerate(SPANS):
            begun = Period(year, first, last).start <= self._shell.today
            model.item(row).setEnabled(begun)
            tip = "" if begun else _("还没有开始")
            self.span.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        if not model.item(self.span.currentIndex()).isEnabled():
            last_full = last_full_quarter(self._shell.today)
            usual = last_full.last // 3 - 1 if last_full.year == year else 0
            self.span.setCurrentIndex(usual)

    def _heed_year(self) -> None:
        self.span.blockSignals(True)
        self._name_spans()
        self.span.blockSignals(False)
        self._heed()

    def _heed(self, _what: object = None) -> None:
        # What one makes each time is offered again; a paper for the public is an exception.
        self._shell.state.set(_KEPT_FORM, self.form.currentData())
        self._shell.state.set(_KEPT_WHOSE, self.whose.currentData())
        self.changed.emit()


def _combo(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(title)
    return box


def _pick(box: QComboBox, data: object, words: str) -> None:
    """Choose an entry; one that is not offered is added."""
    if box.findData(data) < 0:
        box.addItem(words, data)
    box.setCurrentIndex(box.findData(data))
