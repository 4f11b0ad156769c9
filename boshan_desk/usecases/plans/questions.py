"""What the papers of the plans leave open and the officer must say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from boshan_desk.domain.plans.levels import year_end
from boshan_desk.domain.plans.pack import Plan, Question
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.actuals import series_of
from boshan_desk.usecases.plans.said import Said

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?\s*(末|底)?")


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


def population_day(question: Question, ground: str) -> date:
    """The day that a population is of: the end of the year that is named with its source.

    Of several years the one whose end is meant: 2025年统计年鉴，2024年末.

    Raises:
        Refused: no year is named.
    """
    if question.as_of:
        return question.as_of
    named = [(not each[2], int(each[1])) for each in _YEAR.finditer(ground)]
    if not named:
        raise Refused("请写明人口数的年份和来源，如：区统计局，2025年末常住人口")
    return year_end(min(named, key=lambda each: each[0])[1])
