"""Above the table of targets: which quarter, plan, project, unit and town; how they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.period import Period, last_full_quarter, quarter_of, read_period
from boshan_desk.domain.plans.lamps import LAMPS, Lamp
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.wording import explained, statements, with_more
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lamps import ORDER, count_lamps, lamp_words
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

_QUARTERS: Final = 16
"""So many quarters back may be chosen, at least."""
_MOST_QUARTERS: Final = 40
_STATUS: Final[dict[str, Callable[[], str]]] = {
    "reference": lambda: _("参考"),
    "evidence": lambda: _("对照"),
}


@dataclass(frozen=True)
class Wanted:
    """What the table is narrowed to; "" leaves nothing out."""

    period: Period
    plan: str = ""
    project: str = ""
    """Plan and project: "boshan-2022/P2"; a project's own code is not unique."""
    unit: str = ""
    town: str = ""
    lamp: Lamp | None = None

    def fits(self, line: Standing, *, any_lamp: bool = False) -> bool:
        """Whether a line is shown."""
        return (
            (not self.project or self.project == project_key(line))
            and (not self.unit or self.unit in line.unit_codes)
            and (any_lamp or self.lamp is None or self.lamp == line.lamp)
        )


def project_key(line: Standing) -> str:
    """A project with its plan."""
    return f"{line.plan}/{line.project}"


def periods_offered(today: Period, plans: Iterable[Plan]) -> list[Period]:
    """The quarters that may be looked at, the latest first: back to where a plan began."""
    first = min((plan.start for plan in plans if plan.status == "active"), default=None)
    found = [today]
    while len(found) < _QUARTERS or (
        first is not None and found[-1].start > first and len(found) < _MOST_QUARTERS
    ):
        found.append(found[-1].previous())
    return found


class TargetsFilter(QWidget):
    """Says what the table is narrowed to, and asks for another one."""

    counted_anew = Signal()
    """Other numbers are wanted: of another quarter, plan or town."""
    narrowed_anew = Signal()
    """Other lines of the same numbers are wanted."""

    def __init__(self, shell: Shell, ways: QWidget) -> None:
        """`ways` stand at the end of its last row: on a small screen room is short."""
        super().__init__()
        self._shell = shell
        self.lamp: Lamp | None = None
        """The only lamp whose lines are shown; None for all."""
        self._labels: dict[str, str] = {}
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 3)
        self.period = _combo("targets_period", _("报告期"))
        self.plan = _combo("targets_plan", _("方案"))
        self.project = _combo("targets_project", _("工程或任务组"))
        self.unit = _combo("targets_unit", _("单位"))
        self.town = _combo("targets_town", _("镇街"))
        choosers = FlowLayout(gap=line // 3)
        for combo in (self.period, self.plan, self.project, self.unit, self.town):
            choosers.addWidget(combo)
        whole.addLayout(choosers)
        whole.addLayout(self._make_overview(line))
        words = self._make_words(line)
        words.addWidget(ways)
        whole.addLayout(words)
        self._begin()
        for combo in (self.period, self.plan, self.town):
            combo.activated.connect(lambda _at: self._heed_count())
        for combo in (self.project, self.unit):
            combo.activated.connect(lambda _at: self._heed())

    def _make_overview(self, line: int) -> FlowLayout:
        """The lamps with their numbers; each narrows the table."""
        self._choice = QButtonGroup(self)
        self.lamp_buttons: dict[Lamp | None, QToolButton] = {}
        flow = FlowLayout(gap=line // 4)
        for lamp in (None, *ORDER):
            button = QToolButton()
            button.setCheckable(True)
            button.setObjectName(f"lamp_{lamp or 'all'}")
            button.clicked.connect(partial(self._choose, lamp))
            self._choice.addButton(button)
            self.lamp_buttons[lamp] = button
            flow.addWidget(button)
        self.lamp_buttons[None].setChecked(True)
        return flow

    def _make_words(self, line: int) -> QHBoxLayout:
        row = QHBoxLayout()
        self.words = QLabel()
        self.words.setObjectName("targets_filter_words")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.dress(self.words, role="hint")
        self.clear_button = QPushButton(icon("filter-clear"), _("清除筛选"))
        self.clear_button.setObjectName("targets_clear")
        self.clear_button.clicked.connect(lambda _on=False: self.clear())
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        row.setSpacing(line // 2)
        return row

    def _begin(self) -> None:
        """What was chosen last is chosen before its words are read."""
        state = self._shell.state
        latest = quarter_of(self._shell.today)
        self._offer_periods(periods_offered(latest, ()))
        if kept := str(state.get("targets.period", "")):
            self._pick(self.period, kept, read_period(kept).words())
        for entry in self._shell.lists["town"]:
            if entry.code in self._shell.county.counted:
                self._labels[entry.code] = _(entry.label)
        towns = [c for c in self._shell.county.counted if c in self._labels]
        self._fill(self.town, _("全部镇街"), [(self._labels[c], c) for c in towns])
        self._fill(self.plan, _("全部在办方案"), ())
        self._fill(self.project, _("全部工程"), ())
        self._fill(self.unit, _("全部单位"), ())
        for name in ("plan", "project", "unit", "town"):
            kept = str(state.get(f"targets.{name}", ""))
            if kept:
                self._pick(getattr(self, name), kept, str(state.get(f"targets.{name}.words", "")))
        self.show_lines([])

    # What is wanted

    @property
    def wanted(self) -> Wanted:
        """What the table is narrowed to."""
        return Wanted(
            read_period(self.period.currentData()),
            self.plan.currentData() or "",
            self.project.currentData() or "",
            self.unit.currentData() or "",
            self.town.currentData() or "",
            self.lamp,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        wanted = self.wanted
        return bool(
            wanted.plan or wanted.project or wanted.unit or wanted.town or wanted.lamp is not None
        )

    def clear(self) -> None:
        """Leave nothing out; the quarter stays."""
        recount = bool(self.wanted.plan or self.wanted.town)
        for combo in (self.plan, self.project, self.unit, self.town):
            combo.setCurrentIndex(0)
        self.lamp = None
        self.lamp_buttons[None].setChecked(True)
        self._keep()
        (self.counted_anew if recount else self.narrowed_anew).emit()

    def show_period(self, period: Period) -> None:
        """Show another quarter."""
        self._pick(self.period, str(period), period.words())
        self._heed_count()

    def show_lamp(self, lamp: Lamp | None) -> None:
        """Show the targets of one lamp only, or all."""
        self.lamp_buttons[lamp].setChecked(True)
        self._choose(lamp)

    def show_unit(self, code: str) -> None:
        """Show the targets of one unit only."""
        self._pick(self.unit, code, self._shell.lists["unit"].label(code))
        self._heed()

    # What is offered

    def offer(self, plans: Sequence[Plan], lines: Sequence[Standing]) -> None:
        """Offer what there is in these plans and lines; what is chosen stays."""
        self._offer_periods(periods_offered(quarter_of(self._shell.today), plans))
        told = [
            (with_more(plan.short or plan.title, _STATUS[plan.status]()), plan.code)
            if plan.status in _STATUS
            else (plan.short or plan.title, plan.code)
            for plan in plans
            if plan.indicators
        ]
        self._fill(self.plan, _("全部在办方案"), told)
        several = len({line.plan for line in lines}) > 1
        projects: dict[str, str] = {}
        for line in lines:
            title = line.project_title or _("总体目标")
            words = f"{line.plan_title} · {title}" if several else title
            projects.setdefault(project_key(line), words)
        self._fill(self.project, _("全部工程"), [(w, key) for key, w in projects.items()])
        there = {code for line in lines for code in line.unit_codes}
        units = [(_(e.label), e.code) for e in self._shell.lists["unit"] if e.code in there]
        self._fill(self.unit, _("全部单位"), units)

    def show_lines(self, lines: Sequence[Standing]) -> None:
        """Count the lamps of what is narrowed, and say in words to what."""
        wanted = self.wanted
        those = [line for line in lines if wanted.fits(line, any_lamp=True)]
        counts = count_lamps(line.lamp for line in those)
        for lamp, button in self.lamp_buttons.items():
            count = len(those) if lamp is None else counts.get(lamp, 0)
            words = _("全部") if lamp is None else lamp_words(lamp)
            button.setText(f"{words} {count}")
            button.setVisible(lamp is None or count > 0 or lamp == self.lamp)
        shown = sum(1 for line in those if wanted.lamp is None or line.lamp == wanted.lamp)
        self.words.setText(self._told(shown, len(lines)))
        self.clear_button.setVisible(self.narrowed)

    def _told(self, shown: int, every: int) -> str:
        period = read_period(self.period.currentData())
        day = min(period.end, self._shell.today)
        until = _("截至{year}年{month}月{day}日").format(
            year=day.year, month=day.month, day=day.day
        )
        parts = [with_more(period.words(), until)]
        for combo in (self.plan, self.project, self.unit, self.town):
            if combo.currentData():
                parts.append(explained(combo.accessibleName(), combo.currentText()))
        if self.lamp is not None:
            parts.append(explained(_("状态"), _(LAMPS[self.lamp].words)))
        if self.narrowed:
            parts.append(_("显示 {shown} 行，共 {every} 行").format(shown=shown, every=every))
        else:
            parts.append(_("共 {every} 行").format(every=every))
        return statements(parts)

    def _offer_periods(self, periods: Sequence[Period]) -> None:
        kept = self.period.currentData()
        current = quarter_of(self._shell.today)
        self.period.clear()
        for period in periods:
            words = period.words()
            if period == current:
                words = with_more(words, _("未满"))
            self.period.addItem(words, str(period))
        wanted = str(kept or last_full_quarter(self._shell.today))
        self._pick(self.period, wanted, read_period(wanted).words())

    def _fill(self, combo: QComboBox, none: str, choices: Sequence[tuple[str, str]]) -> None:
        kept, label = combo.currentData() or "", combo.currentText()
        combo.clear()
        combo.addItem(none, "")
        for words, data in choices:
            combo.addItem(words, data)
        if kept:
            self._pick(combo, kept, label)

    @staticmethod
    def _pick(combo: QComboBox, data: str, label: str) -> None:
        """Choose an entry; one that is no longer offered stays for as long as it is chosen."""
        if combo.findData(data) < 0:
            combo.addItem(label, data)
        combo.setCurrentIndex(combo.findData(data))

    # What the officer does

    def _choose(self, lamp: Lamp | None, _checked: bool = False) -> None:
        if lamp != self.lamp:
            self.lamp = lamp
            self.narrowed_anew.emit()

    def _heed(self) -> None:
        self._keep()
        self.narrowed_anew.emit()

    def _heed_count(self) -> None:
        self._keep()
        self.counted_anew.emit()

    def _keep(self) -> None:
        state, wanted = self._shell.state, self.wanted
        # The usual quarter moves on by itself; another one stays until it is left.
        usual = last_full_quarter(self._shell.today)
        state.set("targets.period", "" if wanted.period == usual else str(wanted.period))
        for name in ("plan", "project", "unit", "town"):
            combo: QComboBox = getattr(self, name)
            state.set(f"targets.{name}", combo.currentData() or "")
            state.set(f"targets.{name}.words", combo.currentText())


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    # No name of a plan may push the others off a small screen.
    combo.setMaximumWidth(
        combo.fontMetrics().horizontalAdvance("国") * (12 if name == "targets_period" else 10)
    )
    return combo
