"""Below the table: what is said of the chosen target, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.plans.lamps import BEHIND
from boshan_desk.domain.plans.pack import Fact, Indicator, Plan, Question
from boshan_desk.domain.wording import NOTHING, clauses, explained, listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import Target
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lamps import lamp_words
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table
from boshan_desk.ui.targets_reading import Detail, read_detail
from boshan_desk.ui.targets_trail import TrailPicture

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing
    from boshan_desk.usecases.plans.targets import SplitSum

_HEADS: Final = (mark("年度"), mark("数值"), mark("性质"), mark("依据"))
_WIDTHS: Final = (7, 9, 12)

_ACTS: Final = (
    ("records", mark("查看记录"), "search"),
    ("slip", mark("督办…"), "warning"),
    ("report", mark("填报进展"), "edit"),
    ("own", mark("设定目标…"), "add"),
    ("change", mark("调整目标…"), "edit"),
    ("baseline", mark("基期…"), "history"),
    ("split", mark("分解…"), "columns"),
)
"""What can be done about a target; each has its key behind `targets_`."""
_OFTEN: Final = frozenset(("records", "slip", "report"))
_WRITING: Final = frozenset(("slip", "report", "own", "change", "baseline", "split"))


class TargetDetail(QFrame):
    """The chosen target: its arithmetic, its numbers by year, its quarters, its open questions."""

    wanted = Signal(str)
    """One of the acts is wanted."""
    answer_wanted = Signal(object)
    """A `Question` is to be answered."""
    unfolded = Signal(bool)
    """Where the window is low: whether this takes the room of the table."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.line: Standing | None = None
        self.detail = Detail()
        self.setObjectName("targets_detail")
        theme.dress(self, role="card")
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(size // 2, size // 3, size // 2, size // 3)
        whole.setSpacing(size // 3)
        self.title = _label("targets_title")
        self.title.setStyleSheet("font-weight: 500;")
        head = QHBoxLayout()
        head.setSpacing(size)
        head.addWidget(self.title, 1)
        head.addLayout(self._make_buttons(size))
        whole.addLayout(head)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        sheet.setLayout(self._make_said(size))
        area = QScrollArea()
        area.setObjectName("targets_detail_area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(sheet)
        # The card's own ground shows through.
        sheet.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self.columns = QWidget()
        columns = QHBoxLayout(self.columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(size)
        columns.addWidget(area, 5)
        columns.addLayout(self._make_numbers(size), 4)
        columns.addLayout(self._make_trail(), 4)
        whole.addWidget(self.columns, 1)
        self.set_low(False)
        self.show_line(None)

    def _make_buttons(self, size: int) -> QHBoxLayout:
        """What is done often has a button; what is said about the number itself, a menu."""
        row = QHBoxLayout()
        row.setSpacing(size // 3)
        self.actions_by_name: dict[str, QAction] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        for name, title, sign in _ACTS:
            action = QAction(icon(sign), _(title), self)
            action.setObjectName(f"targets_act_{name}")
            action.triggered.connect(partial(self._ask, name))
            self.actions_by_name[name] = action
            if name in _OFTEN:
                button = QPushButton(icon(sign), _(title))
                button.setObjectName(f"targets_{name}")
                button.clicked.connect(partial(self._ask, name))
                row.addWidget(button)
                self.buttons[name] = button
            else:
                self.menu.addAction(action)
        self.menu_button = QPushButton(icon("target"), _("目标值"))
        self.menu_button.setObjectName("targets_number_menu")
        self.menu_button.setMenu(self.menu)
        row.addWidget(self.menu_button)
        self.more = QPushButton(icon("down"), _("详细"))
        self.more.setObjectName("targets_more")
        self.more.setCheckable(True)
        self.more.setToolTip(_("窗口较低时，在表格和详细内容之间切换"))
        self.more.toggled.connect(self._unfold)
        row.addWidget(self.more)
        return row

    def _make_said(self, size: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, size // 3, 0)
        column.setSpacing(size // 3)
        self.why = _label("targets_why")
        self.final = _label("targets_final")
        self.adjusted = _label("targets_adjusted")
        theme.dress(self.adjusted, severity="warn")
        self.origin = _label("targets_origin", hint=True)
        self.units = _label("targets_units", hint=True)
        self.evidence = _label("targets_evidence", hint=True)
        self.benchmark = _label("targets_benchmark", hint=True)
        self.shares = _label("targets_shares", hint=True)
        for each in (self.why, self.adjusted, self.final):
            column.addWidget(each)
        self.questions = QGridLayout()
        self.questions.setColumnStretch(0, 1)
        column.addLayout(self.questions)
        for each in (self.shares, self.origin, self.units, self.evidence, self.benchmark):
            column.addWidget(each)
        column.addStretch(1)
        return column

    def _make_numbers(self, size: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(size // 3)
        head = QLabel(_("目标值"))
        theme.dress(head, role="section")
        self.numbers = make_table("targets_numbers", _HEADS, _WIDTHS)
        self.numbers.setAccessibleName(_("各年度目标值"))
        self.numbers.setMinimumHeight(theme.row_height(self.fontMetrics()) * 3)
        column.addWidget(head)
        column.addWidget(self.numbers, 1)
        return column

    def _make_trail(self) -> QVBoxLayout:
        column = QVBoxLayout()
        head = QLabel(_("八个季度"))
        theme.dress(head, role="section")
        self.trail = TrailPicture()
        column.addWidget(head)
        column.addWidget(self.trail, 1)
        return column

    # Where the window is low

    def set_low(self, low: bool) -> None:
        """There is little room: only the head is seen until the rest is asked for."""
        self.more.setVisible(low)
        if not low:
            self.more.setChecked(False)
        self._unfold(self.more.isChecked())

    def _unfold(self, on: bool) -> None:
        self.columns.setVisible(self.line is not None and (on or self.more.isHidden()))
        self.more.setText(_("收起") if on else _("详细"))
        self.more.setIcon(icon("up" if on else "down"))
        self._name()
        self.unfolded.emit(on)

    def _name(self) -> None:
        """Name the target; beside the table of a low window its lamp will do."""
        line = self.line
        if line is None:
            self.title.setText(_("选中一项指标，这里显示它的计算过程、目标值和走势。"))
        elif self.columns.isHidden():
            self.title.setText(lamp_words(line.lamp))
        else:
            self.title.setText(f"{lamp_words(line.lamp)}　{words.name_words(line)}")

    # What is shown

    def show_line(self, line: Standing | None, plans: Sequence[Plan] = ()) -> None:
        """Show a target of these plans; the rest is read off the window's thread."""
        self.line = line
        # Where nothing is chosen the table has the room.
        self.columns.setVisible(
            line is not None and (self.more.isChecked() or self.more.isHidden())
        )
        self._show_line(line)
        # What was said of another target must not be taken for this one's.
        self._show_detail(Detail(indicator=indicator_of(line, plans)))
        self._allow()
        if line is None:
            return

        def show(found: Detail) -> None:
            if self.line is line:
                self._show_detail(found)

        self.shell.jobs.look(
            lambda _progress: read_detail(self.shell.desk, line),
            while_there(self, show),
            self.shell.tell_failure,
        )

    def _show_line(self, line: Standing | None) -> None:
        self._name()
        self.why.setText(line.why if line else "")
        self._say(self.adjusted, line.adjusted if line else "")
        self._say(self.final, final_words(line) if line else "")
        self._say(self.origin, words.origin_words(line) if line else "")
        units = units_words(line) if line else ""
        self._say(self.units, units)
        evidence = explained(_("佐证"), line.evidence) if line and line.evidence else ""
        self._say(self.evidence, evidence)
        self.trail.show_line(line)

    def _show_detail(self, detail: Detail) -> None:
        self.detail = detail
        self.numbers.show_rows(list(number_rows(self.line, detail)) if self.line else [])
        self._say(self.shares, "\n".join(split_words(each) for each in detail.splits))
        told = [benchmark_words(whose, fact) for whose, fact in detail.benchmarks]
        self._say(self.benchmark, "\n".join(told))
        while (item := self.questions.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, question in enumerate(detail.questions):
            self._add_question(row, question)

    def _add_question(self, row: int, question: Question) -> None:
        label = _label(f"question_{row}")
        label.setText(_("？待答复：{words}").format(words=question.words))
        theme.dress(label, severity="note")
        button = QPushButton(_("答复…"))
        button.setObjectName(f"answer_{row}")
        button.setAccessibleDescription(question.words)
        button.clicked.connect(partial(self._ask_answer, question))
        if not self.shell.may(Right.ENTER):
            button.hide()
        self.questions.addWidget(label, row, 0)
        self.questions.addWidget(button, row, 1, Qt.AlignmentFlag.AlignTop)

    @staticmethod
    def _say(label: QLabel, told: str) -> None:
        label.setText(told)
        label.setVisible(bool(told))

    # What can be done

    def _allow(self) -> None:
        may = self.shell.may(Right.ENTER)
        for name, action in self.actions_by_name.items():
            why_not = self.why_not(name)
            there = may or name not in _WRITING
            action.setEnabled(not why_not)
            action.setToolTip(why_not or _(_TIPS[name]))
            action.setVisible(there)
            if button := self.buttons.get(name):
                button.setEnabled(not why_not)
                button.setToolTip(action.toolTip())
                button.setVisible(there)
        self.menu_button.setVisible(may)
        self.menu_button.setEnabled(self.line is not None)

    def why_not(self, name: str) -> str:
        """Why an act cannot be done about the chosen target; "" where it can."""
        line = self.line
        if line is None:
            return _("请先选中一项指标")
        if name in _WRITING and not self.shell.may(Right.ENTER):
            return _("您的账户只能查看；已经印发的督办单，在“任务”里的“督办单”中看")
        match name:
            case "records" if not line.metric:
                return _("没有台账统计这项指标，进展由责任单位填报")
            case "slip" if line.lamp not in BEHIND:
                return _("只有滞后（黄）、滞后（红）的指标才能督办，这一项是“{lamp}”").format(
                    lamp=lamp_words(line.lamp)
                )
            case "split" if line.kind in ("ratio", "growth_rate", "milestone", "qualitative"):
                return _("比值、增幅、一次性任务和定性指标不能按数额分解")
            case "own" | "change" | "baseline" | "split" if line.town:
                return _("请先把镇街选为“全部镇街”")
        return ""

    def _ask(self, name: str, _on: bool = False) -> None:
        self.wanted.emit(name)

    def _ask_answer(self, question: Question, _on: bool = False) -> None:
        self.answer_wanted.emit(question)


_TIPS: Final = {
    "records": mark("打开这个数背后的台账记录（Enter）"),
    "slip": mark("起草督办单（F8）"),
    "report": mark("登记责任单位报来的进展"),
    "own": mark("登记本局自己的年度目标，与方案的目标分开"),
    "change": mark("方案目标经批准调整：登记新值、文号和批准人，原值保留"),
    "baseline": mark("登记起算的基期值"),
    "split": mark("把年度目标分到镇街或部门，并核对合计"),
}

_ROLES: Final = {
    "own": mark("本局自定"),
    "changed": mark("调整后"),
    "baseline": mark("基期值"),
}


def indicator_of(line: Standing | None, plans: Sequence[Plan]) -> Indicator | None:
    """The target of a line as its plan has it."""
    plan = next((each for each in plans if line and each.code == line.plan), None)
    return plan.indicator(line.indicator) if plan and line else None


def number_rows(line: Standing | None, detail: Detail) -> Iterator[tuple[str, ...]]:
    """The target by year: what the plan says, and what the office registered, with its paper."""
    if line is None:
        return
    said: list[tuple[int, int, tuple[str, ...]]] = []
    indicator = detail.indicator
    if indicator is not None:
        if indicator.baseline is not None:
            year = indicator.baseline_on.year if indicator.baseline_on else 0
            value = words.number_words(indicator.baseline)
            said.append((year, 0, (str(year or NOTHING), value, _("方案基期值"), NOTHING)))
        for year, target in indicator.target.items():
            value = words.number_words(target)
            said.append((year, 0, (str(year), value, _("方案目标"), indicator.place or NOTHING)))
    for each in detail.numbers:
        if each.role not in ("town", "unit"):
            said.append((each.year or 0, 1, _number_row(each)))
    for _year, _order, row in sorted(said, key=lambda one: one[:2]):
        yield row


def _number_row(each: Target) -> tuple[str, ...]:
    role = _(_ROLES[each.role or "own"])
    told = []
    if each.role == "changed" and each.old_value is not None:
        told.append(_("原为{value}").format(value=words.number_words(each.old_value)))
    told += [part for part in (each.doc_no, each.approver) if part]
    if each.on:
        told.append(each.on.isoformat())
    return str(each.year or NOTHING), words.number_words(each.value), role, clauses(told) or NOTHING


def split_words(found: SplitSum) -> str:
    """How a year's number was shared out, and whether the shares close with it."""
    to = _("分到镇街") if found.by == "town" else _("分到部门")
    sign = "√" if found.closes else "▲"
    return _("{sign} {year}年{to}（{count}个）：{words}").format(
        sign=sign, year=found.year, to=to, count=len(found.shares), words=found.words
    )


def units_words(line: Standing) -> str:
    """Who leads and who takes part."""
    parts = []
    if line.lead:
        parts.append(explained(_("牵头"), listed(line.lead)))
    if line.join:
        parts.append(explained(_("配合"), listed(line.join)))
    return "\n".join(parts)


def final_words(line: Standing) -> str:
    """How the plan's last target came out."""
    final = line.final
    if final is None or final.words in line.why:
        return ""
    return _("方案期满（{year}年）：{words}").format(
        year=final.year, words=f"{lamp_words(final.lamp)}，{final.words}"
    )


def benchmark_words(whose: str, fact: Fact) -> str:
    """What others achieved, to compare with."""
    qualifier, value = fact.qualifier, f"{words.number_words(fact.value)}"
    told = (
        f"{qualifier}{value}{fact.unit}"
        if qualifier in ("近", "约")
        else (
            f"{value}{fact.unit}{qualifier}"
            if qualifier == "以上"
            else f"{value}{qualifier}{fact.unit}"
        )
    )
    day = _("（{day}）").format(day=fact.as_of.isoformat()) if fact.as_of else ""
    return _("对照　{whose}：{title}{told}{day}").format(
        whose=whose, title=fact.title, told=told, day=day
    )


def _label(name: str, *, hint: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    if hint:
        theme.dress(label, role="hint")
    return label
