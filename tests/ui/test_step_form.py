"""The form of a step, for every row of the table of the procedure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import with_roles
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT, STEPS, Step
from boshan_desk.ui import step_words
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_fields import PartCodeEditor
from boshan_desk.ui.step_form import StepForm, numbered
from boshan_desk.ui.step_tick import TickEditor

every_step = pytest.mark.parametrize("step", STEPS, ids=[s.event for s in STEPS])


def form_of(shell: Shell, qtbot: QtBot, step: Step, **values: object) -> StepForm:
    """The form of a step of an otherwise empty case."""
    clue_on = None if "clue_on" in step.case else date(2026, 9, 1)
    known: dict[str, Any] = {"clue_on": clue_on, "state": step.origin[0], **values}
    case = Case(**known)
    form = StepForm(shell, CaseFile(case), step)
    qtbot.addWidget(form)
    form.resize(1170, 600)
    form.show()
    return form


@every_step
def test_a_form_asks_for_the_steps_own_fields_and_what_the_case_needs_and_no_others(
    shell: Shell, qtbot: QtBot, step: Step
) -> None:
    form = form_of(shell, qtbot, step)
    asked = {name for name in form.fields.editors if name in step.fields()}
    assert asked == set(step.fields())
    others = set(form.fields.editors) - asked
    allowed = {*step.case, *step_words.ALSO_ASKED.get(step.event, ())}
    if step.event == "simple":
        allowed.add("service_mode")
    assert others <= allowed
    assert set(step.case) <= set(form.fields.editors)


@every_step
def test_what_the_table_needs_is_marked_as_needed(shell: Shell, qtbot: QtBot, step: Step) -> None:
    form = form_of(shell, qtbot, step)
    values, unreadable = form.fields.read()
    assert unreadable == []
    for name in form.fields.editors:
        values[name] = ""
    missing = {problem.field for problem in form.fields.missing(values)}
    free = {"paper_no"} if numbered(step) else set()
    also = {"service_mode"} if step.event == "simple" else set()
    assert missing == ({"on", *step.need, *step.case} | also) - free


@every_step
def test_the_day_is_today_and_the_article_stands_beside_the_title(
    shell: Shell, qtbot: QtBot, step: Step
) -> None:
    form = form_of(shell, qtbot, step)
    assert form.fields.editors["on"].value() == shell.today
    assert form.title.text() == step.title
    assert form.basis.text() == step.basis


@every_step
def test_lists_hold_only_what_fits_the_step(shell: Shell, qtbot: QtBot, step: Step) -> None:
    form = form_of(shell, qtbot, step)
    ground, outcome = (form.fields.editors.get(n) for n in ("ground", "outcome"))
    if ground is not None:
        assert isinstance(ground, PartCodeEditor)
        assert all(entry.code.startswith(step.grounds) for entry in ground.list)
        assert ground.list.entries
    if outcome is not None:
        assert isinstance(outcome, PartCodeEditor)
        assert {entry.code for entry in outcome.list} == set(step.outcomes)


def test_every_name_of_a_field_belongs_to_a_step_that_has_the_field() -> None:
    for name, titles in step_words.TITLES.items():
        for event in titles:
            assert name in BY_EVENT[event].fields(), (event, name)
    for event in step_words.TICKED:
        assert "told" in BY_EVENT[event].fields(), event


def test_a_confirmation_has_words_of_its_own_in_every_form() -> None:
    named = {*step_words.TICKED, *step_words.TITLES["told"]}
    assert {s.event for s in STEPS if "told" in s.fields()} == named
    for name in ("until", "days"):
        titles = step_words.TITLES[name]
        assert {s.event for s in STEPS if name in s.fields()} == set(titles), name


def test_a_tick_is_yes_and_no_tick_is_not_said(shell: Shell, qtbot: QtBot) -> None:
    form = form_of(shell, qtbot, BY_EVENT["file"])
    editor = form.fields.editors["told"]
    assert isinstance(editor, TickEditor)
    assert editor.box.text() == "四项立案条件均已核对符合"
    assert editor.value() is None
    editor.box.setChecked(True)
    assert editor.value() is True


def test_no_can_be_said_where_no_means_something(shell: Shell, qtbot: QtBot) -> None:
    form = form_of(shell, qtbot, BY_EVENT["serve_notice"])
    editor = form.fields.editors["told"]
    editor.show_typed("否")
    assert form.fields.read()[0]["told"] is False


def test_a_number_is_asked_for_where_the_office_does_not_give_it(
    shell: Shell, qtbot: QtBot
) -> None:
    for event, hint in (("file", "留空自动取号"), ("crime_send", "")):
        control = form_of(shell, qtbot, BY_EVENT[event]).fields.editors["paper_no"].control
        assert isinstance(control, QLineEdit)
        assert control.placeholderText() == hint


def test_amounts_are_handed_on_in_yuan(shell: Shell, qtbot: QtBot) -> None:
    form = form_of(shell, qtbot, BY_EVENT["decide_penalty"])
    form.fields.editors["fine"].show_typed("1234.5")
    assert form.fields.read()[0]["fine"] == "1234.50"


def test_officers_are_those_of_the_case_then_of_its_last_step_then_who_sits_here(
    shell: Shell, qtbot: QtBot
) -> None:
    shell.officer = with_roles("周演示", ("handler",), id="z")
    alone = form_of(shell, qtbot, BY_EVENT["verify"])
    assert alone.fields.editors["officers"].value() == ("周演示",)
    step = CaseStep(event="verify", on=date(2026, 9, 2), officers=("张演示", "李演示"))
    case = Case(state="VERIFY")
    later = StepForm(shell, CaseFile(case, (step,)), BY_EVENT["file"])
    qtbot.addWidget(later)
    assert later.fields.editors["officers"].value() == ("张演示", "李演示")
    own = Case(state="VERIFY", officers=("王演示", "赵演示"))
    known = StepForm(shell, CaseFile(own, (step,)), BY_EVENT["file"])
    qtbot.addWidget(known)
    assert known.fields.editors["officers"].value() == ("王演示", "赵演示")


def test_what_cannot_be_read_is_said_beside_the_field(
    shell: Shell, qtbot: QtBot, said: list[tuple[str, str]]
) -> None:
    form = form_of(shell, qtbot, BY_EVENT["verify"], clue_on=date(2026, 9, 1))
    form.fields.editors["on"].show_typed("昨天前天")
    form.fields.editors["officers"].show_typed("张演示")
    form.save()
    assert form.fields.editors["on"].finding[0] == "error"
    assert said[-1] == ("error", "没有登记：有 1 处须改正")
