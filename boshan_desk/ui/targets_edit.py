"""What the office says about a target: its own number, a change, a baseline, shares, an answer.

Each is a page laid over the table; what is registered is a record in the ledger of target values,
with who and when in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from boshan_desk.domain.plans.pack import Question
from boshan_desk.domain.problems import Invalid, Problem, Refused, stop
from boshan_desk.domain.wording import clauses, explained
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import PlanAnswer, Target
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.step_fields import Asked
from boshan_desk.ui.step_form import StepLeaf
from boshan_desk.ui.targets_reading import Detail

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.standing import Standing

Values = dict[str, Any]


class SayPage(SidePage):
    """A short form laid over the table; it asks before something typed is lost."""

    def __init__(self, title: str, leaf: SayLeaf) -> None:
        super().__init__(title)
        self.setObjectName(leaf.objectName() + "_page")
        self.leaf_form = leaf
        self.body.addWidget(leaf)
        leaf.done.connect(self.closed.emit)
        leaf.left.connect(self.closed.emit)
        self.setFocusProxy(leaf.first_stop())

    def try_close(self) -> bool:
        """Ask when something typed would be lost."""
        return self.leaf_form.try_leave()

    def leave(self) -> None:
        """Go back, unless something typed is to stay."""
        self.leaf_form.cancel()


class SayLeaf(StepLeaf):
    """The fields of one of the acts, and what is done with them."""

    def __init__(
        self, shell: Shell, name: str, title: str, hint: str, done: str, doing: Doing
    ) -> None:
        """`done` is said when it was registered; `doing` registers it."""
        super().__init__(shell, name, title, hint, _("登记"))
        theme.dress(self.title, role="section")
        self._done = done
        self._doing = doing

    def first_stop(self) -> QWidget:
        """Where the keyboard begins: the first field that is still to be filled in."""
        editors = list(self.fields.editors.values())
        begin = next((each for each in editors if not each.text()), editors[0])
        return begin.stops()[0]

    def extra(self) -> tuple[Values, list[Problem]]:
        """What is not a field of the form: values, and what is wrong with them."""
        return {}, []

    def save(self) -> None:
        """Register it, or say what stands against it."""
        if self.under_way:
            return
        raw, unreadable = self.fields.read()
        more, wrong = self.extra()
        odd = {problem.field for problem in unreadable}
        missing = [p for p in self.fields.missing(raw) if p.field not in odd]
        found = [*unreadable, *wrong, *missing]
        if found:
            self.refuse(found)
            return
        values: Values = {n: e.value() for n, e in self.fields.editors.items()}
        self.wait(True)
        self.shell.do(
            lambda desk: self._doing(desk, {**values, **more}),
            while_there(self, lambda _kept: self._registered()),
            failed=while_there(self, self._failed),
            words=_("正在登记"),
        )

    def _registered(self) -> None:
        self.wait(False)
        self.shell.said.emit("ok", self._done)
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        self.wait(False)
        if isinstance(error, Invalid):
            self.refuse(list(error.problems))
        elif isinstance(error, Refused):
            self.trouble.say(error.words())
        else:
            self.shell.tell_failure(error)


Doing = Callable[["Desk", Values], object]


def field(name: str, title: str, **how: Any) -> Asked:
    """A field of the ledger of target values."""
    return Asked(name, Target.ledger, title, **how)


def make_page(shell: Shell, name: str, line: Standing, detail: Detail) -> SidePage:
    """The page of one of the acts about a target."""
    if name == "split":
        from boshan_desk.ui.targets_split import SplitPage

        return SplitPage(shell, line, detail)
    title, leaf = _MAKERS[name](shell, line, detail)
    return SayPage(title, leaf)


def _subject(line: Standing) -> str:
    return clauses(
        filter(
            None,
            (
                explained(line.indicator, words.name_words(line)),
                explained(_("单位"), line.unit) if line.unit else "",
            ),
        )
    )


def _make_own(shell: Shell, line: Standing, detail: Detail) -> tuple[str, SayLeaf]:
    def work(desk: Desk, values: Values) -> object:
        from boshan_desk.usecases.plans.targets import set_own_target

        return set_own_target(
            desk,
            line.indicator,
            values["year"],
            values["value"],
            series=line.series,
            doc_no=values["doc_no"] or "",
            approver=values["approver"] or "",
            on=values["on"],
        )

    hint = _("方案没有规定数值的年度，由本局自定；表中注明“自定”，不当作方案的目标。")
    leaf = SayLeaf(shell, "own_form", _subject(line), hint, _("已登记本局自定目标，可以撤销"), work)
    leaf.fields.add_section(
        _("本局自定目标"),
        [
            field("year", mark("年度"), needed=True, value=shell.today.year),
            field("value", mark("目标值"), needed=True),
            field("doc_no", mark("依据文号")),
            field("approver", mark("批准人")),
            field("on", mark("批准日期")),
        ],
    )
    leaf.chain()
    return _("设定目标"), leaf


def _make_change(shell: Shell, line: Standing, detail: Detail) -> tuple[str, SayLeaf]:
    def work(desk: Desk, values: Values) -> object:
        from boshan_desk.usecases.plans.targets import change_target

        return change_target(
            desk,
            line.indicator,
            values["year"],
            values["value"],
            series=line.series,
            doc_no=values["doc_no"],
            approver=values["approver"],
            on=values["on"],
        )

    hint = _("方案的目标经批准才能调整；原来的数、文号、批准人和日期都保留备查。")
    leaf = SayLeaf(shell, "change_form", _subject(line), hint, _("已登记目标调整，可以撤销"), work)
    years = detail.indicator.target if detail.indicator else {}
    year = line.year if line.year in years else max(years, default=None)
    told = listed_targets(detail)
    if told:
        note = QLabel(told)
        note.setObjectName("change_now")
        note.setWordWrap(True)
        leaf.above.addWidget(note)
    leaf.fields.add_section(
        _("调整后的目标"),
        [
            field("year", mark("年度"), needed=True, value=year),
            field("value", mark("调整后的目标值"), needed=True),
            field("doc_no", mark("依据文号"), needed=True),
            field("approver", mark("批准人"), needed=True),
            field("on", mark("批准日期"), needed=True),
        ],
    )
    leaf.chain()
    return _("调整目标"), leaf


def _make_baseline(shell: Shell, line: Standing, detail: Detail) -> tuple[str, SayLeaf]:
    def work(desk: Desk, values: Values) -> object:
        from boshan_desk.usecases.plans.targets import set_baseline

        return set_baseline(
            desk, line.indicator, values["year"], values["value"], series=line.series
        )

    hint = _("基期值是起算的数：存量从它算起的直线就是序时进度，增幅以它为底数。按当年年末填写。")
    leaf = SayLeaf(shell, "baseline_form", _subject(line), hint, _("已登记基期值，可以撤销"), work)
    leaf.fields.add_section(
        _("基期值"),
        [
            field("year", mark("年度（年末）"), needed=True),
            field("value", mark("数值"), needed=True),
        ],
    )
    leaf.chain()
    return _("基期值"), leaf


_MAKERS: Final[dict[str, Callable[[Shell, Standing, Detail], tuple[str, SayLeaf]]]] = {
    "own": _make_own,
    "change": _make_change,
    "baseline": _make_baseline,
}


def listed_targets(detail: Detail) -> str:
    """What the plan says by year: 方案目标：2025年 8000."""
    if detail.indicator is None or not detail.indicator.target:
        return _("方案没有给这项指标规定数值，请用“设定目标”登记本局自定的目标。")
    told = [
        _("{year}年 {value}").format(year=year, value=words.number_words(value))
        for year, value in detail.indicator.target.items()
    ]
    return explained(_("方案目标"), clauses(told))


class _AnswerLeaf(SayLeaf):
    """Choices where the question has them, else a number or words."""

    def __init__(self, shell: Shell, question: Question, doing: Doing) -> None:
        super().__init__(
            shell,
            "answer_form",
            question.words,
            question.why,
            _("已登记答复，可以撤销"),
            doing,
        )
        self.title.setWordWrap(True)
        self.choices = QButtonGroup(self)
        self._codes = [code for code, _words in question.choices]
        column = QVBoxLayout()
        for place, (code, choice) in enumerate(question.choices):
            button = QRadioButton(
                _("{choice}（可能性较大）").format(choice=choice)
                if code == question.likely
                else choice
            )
            button.setObjectName(f"choice_{code}")
            self.choices.addButton(button, place)
            column.addWidget(button)
        self.above.addLayout(column)
        self.lacking = QLabel(_("请选一项"))
        self.lacking.setObjectName("choice_lacking")
        theme.dress(self.lacking, severity="stop")
        self.lacking.hide()
        self.above.addWidget(self.lacking)
        ledger = PlanAnswer.ledger
        number = question.asks in ("baseline", "population")
        asked: Sequence[Asked] = ()
        if not question.choices:
            asked = (
                Asked("value", ledger, mark("数值"), needed=True)
                if number
                else Asked("answer", ledger, mark("答复"), needed=True),
            )
        self.fields.add_section(
            _("答复"),
            [
                *asked,
                Asked(
                    "ground",
                    ledger,
                    mark("依据"),
                    needed=question.asks == "population",
                    hint=mark("如：2024年统计公报，常住人口"),
                ),
                Asked("answered_by", ledger, mark("答复人"), value=shell.officer.name or None),
                Asked("on", ledger, mark("答复日期"), value=shell.today),
            ],
        )
        self.chain()

    @property
    def typed(self) -> bool:
        return super().typed or self.choices.checkedId() >= 0

    def first_stop(self) -> QWidget:
        """The first choice has the keyboard; nothing is chosen beforehand."""
        buttons = self.choices.buttons()
        return buttons[0] if buttons else super().first_stop()

    def extra(self) -> tuple[Values, list[Problem]]:
        """The choice."""
        if not self._codes:
            return {}, []
        place = self.choices.checkedId()
        self.lacking.setVisible(place < 0)
        if place < 0:
            return {}, [stop("choice", "请选一项", "required")]
        return {"answer": self._codes[place]}, []


class AnswerPage(SayPage):
    """A question that a plan leaves open is answered; nothing is taken without being asked."""

    def __init__(self, shell: Shell, question: Question) -> None:
        def work(desk: Desk, values: Values) -> object:
            from boshan_desk.usecases.plans.targets import answer

            return answer(
                desk,
                question.code,
                answer=values.get("answer") or "",
                value=values.get("value"),
                ground=values["ground"] or "",
                answered_by=values["answered_by"] or "",
                on=values["on"],
            )

        super().__init__(_("答复方案的问题"), _AnswerLeaf(shell, question, work))
