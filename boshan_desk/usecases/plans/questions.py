"""What the papers of the plans leave open and the officer must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from boshan_desk.domain.plans.levels import year_end
from boshan_desk.domain.plans.pack import Plan, Question
from boshan_desk.domain.problems import Missing
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.actuals import series_of
from boshan_desk.usecases.plans.said import Said


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """One of them, with what it is about."""

    plan: str
    plan_title: str
    question: Question
    title: str
    """The target it is about; "" for the plan as a whole."""

    @property
    def code(self) -> str:
        """By which it is answered."""
        return self.question.code


def open_questions(desk: Desk, *, plan: str = "") -> list[OpenQuestion]:
    """Those of the active plans, or of one plan, that nobody has answered."""
    found = []
    with desk.read() as reader:
        said = Said(reader)
        for each in desk.plans:
            if each.code != plan if plan else each.status != "active":
                continue
            series = {indicator.code: series_of(indicator) for indicator in each.indicators}
            for question in said.open_of(each, series):
                indicator = each.indicator(question.indicator)
                found.append(
                    OpenQuestion(
                        plan=each.code,
                        plan_title=each.short or each.title,
                        question=question,
                        title=indicator.title if indicator else "",
                    )
                )
    return found


def question_of(desk: Desk, code: str) -> tuple[Plan, Question]:
    """The question of this code, and its plan; refused when there is none."""
    with desk.read() as reader:
        for plan in reader.desk.plans:
            for question in plan.questions:
                if question.code == code:
                    return plan, question
    raise Missing("没有编号为“{code}”的问题", code=code)


def population_day(desk: Desk, plan: Plan, question: Question) -> date:
    """The day of which a population is asked: the last year's end that can be known."""
    return question.as_of or year_end(min(desk.clock.today().year, plan.end.year + 1) - 1)
