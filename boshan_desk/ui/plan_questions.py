"""待答复的问题: what the papers leave open; the officer says it, with the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
)

from boshan_desk.domain.plans.levels import as_levels, year_end
from boshan_desk.domain.plans.pack import Indicator, Plan, Question
from boshan_desk.domain.reading import Unreadable, read_date, read_decimal
from boshan_desk.domain.wording import half_up, listed, plain
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import PlanAnswer
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.plan_files_words import SIGNS
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

HEADS: Final = (mark("指标"), mark("问题"), mark("计划"))
_WIDTHS: Final = (22, 46)
_MOST: Final = 60
"""Characters of a source or a text, as the ledger takes them."""


class Said(NamedTuple):
    """What the officer says to a question."""

    answer: str = ""
    value: Decimal | None = None
    on: date | None = None
    ground: str = ""


class QuestionsLeaf(QFrame):
    """The open questions at the left; at the right the chosen one, and what can be said to it."""

    answered = Signal()
    ledger_wanted = Signal()
    """The answers that were given are to be seen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("plan_questions")
        self._shell = shell
        self._open: list[tuple[Plan, Question]] = []
        self.form: AnswerForm | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        self.hint = QLabel()
        self.hint.setObjectName("plan_questions_hint")
        self.hint.setWordWrap(True)
        theme.dress(self.hint, role="hint")
        given = QPushButton(icon("open"), _("已答复的…"))
        given.setObjectName("plan_questions_given")
        given.clicked.connect(self.ledger_wanted)
        bar.addWidget(self.hint, 1)
        bar.addWidget(given)
        whole.addLayout(bar)
        self.table = make_table("plan_questions_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("待答复的问题"))
        self.table.itemSelectionChanged.connect(self._choose)
        self._room = QScrollArea()
        self._room.setObjectName("plan_question_room")
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setMinimumWidth(em(self) * 18)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._room)
        for place in (0, 1):
            split.setStretchFactor(place, 1)
        split.setSizes([500, 500])
        self._split = split
        whole.addWidget(split, 1)
        self.setFocusProxy(self.table)
        self.show_questions([])

    def show_questions(self, questions: Sequence[tuple[Plan, Question]]) -> None:
        """Show what is open."""
        kept = self.table.currentRow()
        self._open = list(questions)
        self.table.show_rows([_row(*each) for each in self._open])
        self._split.setVisible(bool(self._open))
        if self._open:
            self.hint.setText(
                _("文件没有写明的，由本局答复后才能统计；答复写明来源，随时可以更改，都有记录。")
            )
            self.table.selectRow(min(max(kept, 0), len(self._open) - 1))
        else:
            self.hint.setText(_("没有待答复的问题。"))
        self._choose()

    def choose(self, code: str) -> None:
        """Go to a question."""
        codes = [question.code for _plan, question in self._open]
        if code in codes:
            self.table.selectRow(codes.index(code))

    def _choose(self) -> None:
        row = self.table.currentRow()
        # A form may be the very one whose button was pressed: it goes when that is over.
        if before := self._room.takeWidget():
            put_away(before)
        if not 0 <= row < len(self._open):
            self.form = None
            return
        plan, question = self._open[row]
        may = self._shell.may(PlanAnswer.ledger.writing)
        self.form = AnswerForm(plan, question, self._shell.today, may_answer=may)
        self.form.wanted.connect(self._save)
        self.form.refused.connect(lambda words: self._shell.said.emit("error", words))
        self._room.setWidget(self.form)

    def _save(self, code: str, said: Said) -> None:
        def work(desk: Desk) -> None:
            from boshan_desk.usecases.plans.targets import answer

            answer(
                desk,
                code,
                answer=said.answer,
                value=said.value,
                on=said.on,
                ground=said.ground,
                as_of=said.on,
            )

        def done(_done: None) -> None:
            self._shell.said.emit("ok", _("已保存答复"))
            self.answered.emit()

        self._shell.do(work, while_there(self, done), words=_("正在保存"))


class AnswerForm(QFrame):
    """One question: why it is asked, what each answer would mean, and the answer."""

    wanted = Signal(str, object)
    """The code of the question, and what is said (`Said`)."""
    refused = Signal(str)
    """Why it cannot be kept as it stands."""

    def __init__(self, plan: Plan, question: Question, today: date, *, may_answer: bool) -> None:
        """`today`: whether a year is over decides of which day a population can be known."""
        super().__init__()
        self.setObjectName("plan_answer")
        theme.dress(self, role="card")
        self._plan, self._question, self._today = plan, question, today
        indicator = plan.indicator(question.indicator)
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(size, size, size, size)
        whole.setSpacing(size // 2)
        whole.addWidget(_label(question.words, role="section", name="plan_question_words"))
        if indicator is not None:
            whole.addWidget(_label(_about(plan, indicator), role="hint"))
        if question.why:
            whole.addWidget(_label(question.why))
        self.choices = QButtonGroup(self)
        self.value, self.on, self.ground = QLineEdit(), QLineEdit(), QLineEdit()
        for number, (code, words) in enumerate(question.choices):
            button = QRadioButton(words)
            button.setObjectName(f"plan_choice_{code}")
            if code == question.likely:
                button.setText(_("{words}（较可能）").format(words=words))
            self.choices.addButton(button, number)
            whole.addWidget(button)
            if meaning := meaning_of(code, indicator):
                below = _label(meaning, role="hint")
                below.setContentsMargins(size * 2, 0, 0, 0)
                whole.addWidget(below)
        whole.addLayout(self._make_lines(indicator))
        self.save_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("保存答复"))
        self.save_button.setObjectName("plan_answer_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save)
        if not may_answer:
            self.save_button.hide()
        whole.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch(1)

    def _make_lines(self, indicator: Indicator | None) -> QFormLayout:
        form = QFormLayout()
        question = self._question
        day = question.as_of or year_end(self._plan.start.year - 1)
        if question.asks == "population" and question.as_of is None:
            day = year_end(min(self._today.year, self._plan.end.year + 1) - 1)
        numbers = question.asks in ("baseline", "population") and not question.choices
        unit = indicator.unit if indicator is not None and question.asks == "baseline" else ""
        if question.asks == "population":
            unit = _("万人")
        if question.series:
            unit = ""
        title = _("数值（{unit}）").format(unit=unit) if unit else _("数值")
        for name, line, words in (
            ("value", self.value, title),
            ("on", self.on, _("数据日期")),
            ("ground", self.ground, _("来源") if numbers else _("依据")),
        ):
            line.setObjectName(f"plan_answer_{name}")
            line.setAccessibleName(words)
            line.returnPressed.connect(self.save)
            if name == "ground" or numbers:
                form.addRow(words, line)
            else:
                line.hide()
        if numbers:
            self.on.setText(str(day))
            self.ground.setPlaceholderText(_("如：区统计局2021年统计公报"))
        else:
            self.ground.setPlaceholderText(_("如：与印发机关电话核实，或局办公会意见"))
        if not numbers and not question.choices:
            # What is asked is neither a number nor one of several: a text.
            self.text = QLineEdit()
            self.text.setObjectName("plan_answer_text")
            self.text.setMaxLength(_MOST)
            form.insertRow(0, _("答复"), self.text)
        self._numbers = numbers
        return form

    def save(self) -> None:
        """Give the answer, or say what is missing in it."""
        try:
            said = self.read()
        except ValueError as error:
            self.refused.emit(str(error))
            return
        self.wanted.emit(self._question.code, said)

    def read(self) -> Said:
        """What the officer says; `ValueError` with words where something is missing."""
        ground = self.ground.text().strip()
        if self._numbers:
            try:
                value = read_decimal(self.value.text())
            except Unreadable:
                raise ValueError(_("数值请填一个数，如 12.5")) from None
            try:
                on = read_date(self.on.text())
            except Unreadable:
                raise ValueError(_("数据日期请写成 2021-12-31")) from None
            if not ground:
                raise ValueError(_("请写明数值的来源"))
            return Said(value=value, on=on, ground=ground)
        if self._question.choices:
            chosen = self.choices.checkedId()
            if chosen < 0:
                raise ValueError(_("请选择一项"))
            return Said(answer=self._question.choices[chosen][0], ground=ground)
        text = self.text.text().strip()
        if not text:
            raise ValueError(_("请填写答复"))
        return Said(answer=text, ground=ground)


def meaning_of(choice: str, indicator: Indicator | None) -> str:
    """What an answer would mean in numbers; "" where that is plain from its words."""
    if indicator is None or not indicator.target:
        return ""
    sign, unit = SIGNS[indicator.comparator], indicator.unit
    years = sorted(indicator.target)
    last = years[-1]
    if choice in ("levels", "increments"):
        levels = as_levels(indicator.target, "levels" if choice == "levels" else "increments")
        told = [
            _("{year}年底{sign}{value}{unit}").format(
                year=year, sign=sign, value=plain(levels[year]), unit=unit
            )
            for year in sorted(levels)
        ]
        return _("按此计算，累计应达到：{levels}").format(levels=listed(told))
    rate = indicator.target[last]
    if choice == "yoy_growth":
        words = _("每一年都要比上一年增长{sign}{rate}%，逐年判断")
        return words.format(sign=sign, rate=plain(rate))
    if choice == "cagr":
        count = max(len(years), 1)
        times = half_up((1 + rate / 100) ** count, 2)
        words = _("只看首尾：{count}年平均每年增长{sign}{rate}%，即{year}年为基期的{times}倍")
        return words.format(count=count, sign=sign, rate=plain(rate), year=last, times=plain(times))
    return ""


def _row(plan: Plan, question: Question) -> tuple[str, str, str]:
    indicator = plan.indicator(question.indicator)
    return indicator.title if indicator else "", question.words, plan.short


def _about(plan: Plan, indicator: Indicator) -> str:
    sign = SIGNS[indicator.comparator]
    numbers = [
        _("{year}年{sign}{value}{unit}").format(
            year=year, sign=sign, value=plain(value), unit=indicator.unit
        )
        for year, value in sorted(indicator.target.items())
        if sign
    ]
    words = f"{plan.short}　{indicator.code}　{indicator.title}"
    return _("{what}：{numbers}").format(what=words, numbers=listed(numbers)) if numbers else words


def _label(words: str, *, role: str = "", name: str = "") -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    if role:
        theme.dress(label, role=role)
    return label
