"""The machine as its own table has it: every step from every state, allowed and forbidden.

Nothing here is a sample: the cells are the product of `STEPS` and `STATES`.
"""

from __future__ import annotations

import inspect

import pytest

from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.problems import Problem
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure import facts as facts_module
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.guards import ALL, EARLY, LATE
from boshan_desk.procedure.performing import offers, perform, problems
from boshan_desk.procedure.steps import BY_EVENT, CORRECT, OWNED, START, STATES, STEPS, Step
from boshan_desk.procedure.words import CONDITIONS, FACTS, SUBJECTS
from boshan_desk.procedure.words import STOPS as STOP_KINDS
from tests.procedure.files import DAY, LAW, LISTS, ago, make_file, make_step, with_case, with_steps

ALLOWED = [(state, kind.event) for kind in STEPS for state in kind.origin]
FORBIDDEN = [(state, kind.event) for kind in STEPS for state in STATES if state not in kind.origin]
_ENDS = ("NOT_FILED", "ARCHIVED")


def codes_of(name: str) -> list[str]:
    return [entry.code for entry in LISTS[name]]


def against(file: CaseFile, step: CaseStep) -> list[Problem]:
    return [p for p in problems(file, step, LAW, LISTS) if p.severity == "error"]


def test_the_cells_are_all_of_them() -> None:
    assert len(ALLOWED) + len(FORBIDDEN) == len(STATES) * len(STEPS)
    assert len(FORBIDDEN) > 800


@pytest.mark.parametrize("state", STATES)
def test_every_step_forbidden_in_a_state_is_refused_and_the_words_name_both(state: str) -> None:
    label = LISTS["case_state"].label(state)
    for forbidden, event in FORBIDDEN:
        if forbidden != state:
            continue
        kind = BY_EVENT[event]
        # All that it needs is there; only the state is another.
        file, step = make_file(kind.origin[0], event)
        found = against(with_case(file, state=state), step)
        assert [(p.field, p.code) for p in found] == [("event", "state")], (state, event)
        words = found[0].words()
        assert f"案件处于“{label}”，不能“{kind.title}”" in words, words
        for origin in kind.origin:
            assert LISTS["case_state"].label(origin) in words, words


@pytest.mark.parametrize(("state", "event"), ALLOWED)
def test_every_step_allowed_in_a_state_is_taken_and_leads_where_the_table_says(
    state: str, event: str
) -> None:
    kind = BY_EVENT[event]
    file, step = make_file(state, event)
    assert [p.words() for p in against(file, step)] == []
    case, done = perform(file, step)
    assert case.state == (kind.to or state)
    assert (done.was, done.now) == (state, kind.to or state)
    for name, source in kind.sets.items():
        if event == "serve" and name == "served_on":
            continue
        wanted = source[1:] or None if source.startswith("=") else getattr(step, source)
        if wanted is None and source == "paper_no":
            wanted = getattr(file.case, name)
        assert getattr(case, name) == wanted, name
    changed = {n for n in Case.ledger.fields if getattr(case, n) != getattr(file.case, n)}
    assert changed <= {*kind.sets, "state"}


@pytest.mark.parametrize(("state", "event"), ALLOWED)
def test_a_step_that_may_be_taken_is_offered(state: str, event: str) -> None:
    file, _step = make_file(state, event)
    found = {offer.step.event: offer for offer in offers(file, LAW, DAY)}
    assert found[event].open, found[event].why_not
    assert all(state in offer.step.origin for offer in found.values())


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.event)
def test_what_a_step_needs_is_asked_for_by_name(kind: Step) -> None:
    for name in ("on", *kind.need):
        file, step = make_file(kind.origin[0], kind.event)
        empty = copy_with(step, **{name: () if name == "officers" else None})
        found = [p for p in against(file, empty) if p.field == name]
        assert [p.words() for p in found] == ["必须填写"], (kind.event, name)
    for name in kind.case:
        file, step = make_file(kind.origin[0], kind.event)
        kept: object = () if isinstance(getattr(file.case, name), tuple) else None
        found = [p for p in against(with_case(file, **{name: kept}), step) if p.code == "case"]
        assert [p.field for p in found] == [name], (kind.event, name)
        assert f"“{Case.ledger.fields[name].title}”" in found[0].words()


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.event)
def test_a_ground_or_an_outcome_of_another_step_is_refused(kind: Step) -> None:
    file, step = make_file(kind.origin[0], kind.event)
    for code in codes_of("step_ground"):
        fits = bool(kind.grounds) and code.startswith(kind.grounds)
        found = [p for p in against(file, copy_with(step, ground=code)) if p.field == "ground"]
        assert bool(found) != fits, (kind.event, code)
    for code in codes_of("step_outcome"):
        found = [p for p in against(file, copy_with(step, outcome=code)) if p.field == "outcome"]
        assert bool(found) != (code in kind.outcomes), (kind.event, code)


@pytest.mark.parametrize("kind", [k for k in STEPS if k.once], ids=lambda kind: kind.event)
def test_what_happens_once_is_refused_the_second_time_unless_the_first_was_corrected(
    kind: Step,
) -> None:
    file, step = make_file(kind.origin[0], kind.event)
    first = make_step(kind.event, ago(1), 8)
    twice = with_steps(file, *file.steps, first)
    assert any("已经登记过" in p.words() for p in against(twice, step))
    corrected = with_steps(file, *file.steps, copy_with(first, void=True))
    assert against(corrected, step) == []


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.event)
def test_no_step_comes_before_the_clue_and_no_move_before_the_last_one(kind: Step) -> None:
    file, step = make_file(kind.origin[0], kind.event)
    early = with_case(file, clue_on=DAY, filed_on=None, conduct_from=None, conduct_to=None)
    found = [p.words() for p in against(early, copy_with(step, on=ago(1))) if p.field == "on"]
    assert any("不能早于发现线索的日期" in words for words in found), found
    moved = with_steps(file, *file.steps, make_step("verify", DAY, 8))
    found = [p.words() for p in against(moved, copy_with(step, on=ago(1))) if p.field == "on"]
    assert any("不能早于上一步的日期" in words for words in found) == (
        kind.moves or kind.track == "main"
    ), found


@pytest.mark.parametrize(
    "kind",
    [k for k in STEPS if k.track in ("money", "publicity", "remedies")],
    ids=lambda kind: kind.event,
)
def test_what_follows_a_decision_does_not_come_before_it(kind: Step) -> None:
    file, step = make_file(kind.origin[-1], kind.event)
    decided = with_case(file, decided_on=ago(3), served_on=ago(3))
    assert not [p for p in against(decided, copy_with(step, on=ago(3))) if p.field == "on"]
    found = [p.words() for p in against(decided, copy_with(step, on=ago(4))) if p.field == "on"]
    assert found == [f"不能早于决定日期（{ago(3)}）"]


def test_a_notice_is_not_served_before_the_review_that_allows_it() -> None:
    """Dated back, it would let the party's five working days pass before they began."""
    file, step = make_file("NOTICE", "serve_notice")
    agreed = with_steps(file, make_step("agree", ago(2), 8))
    found = [p.words() for p in against(agreed, copy_with(step, on=ago(9)))]
    assert found == [f"不能早于上一步的日期（{ago(2)}）"]
    assert against(agreed, step) == []


def test_an_event_that_is_no_step_is_refused() -> None:
    file, step = make_file("CLUE", "verify")
    for event in ("", "CLUE", "演示"):
        found = against(file, copy_with(step, event=event))
        assert [p.words() for p in found] == ["没有这一步骤"]


def test_a_correction_is_no_step_that_can_be_taken() -> None:
    assert CORRECT not in STEPS
    for state in STATES:
        file, _step = make_file(state, "reply_complaint")
        assert CORRECT not in [offer.step for offer in offers(file, LAW, DAY)]


# The table itself


def test_the_code_lists_say_what_the_table_says() -> None:
    listed = LISTS["case_step"]
    assert codes_of("case_step") == [*(s.event for s in STEPS), "correct"]
    for kind in (*STEPS, CORRECT):
        assert listed.label(kind.event) == kind.title
    assert set(STATES) | {"INVESTIGATE"} == set(codes_of("case_state"))
    papers = set(codes_of("case_paper"))
    assert {kind.paper for kind in STEPS if kind.paper} <= papers
    grounds = {code[:2] for code in codes_of("step_ground")}
    assert {kind.grounds for kind in STEPS if kind.grounds} == grounds
    outcomes = {code for kind in STEPS for code in kind.outcomes}
    assert outcomes == set(codes_of("step_outcome"))
    stops = set(codes_of("stop_kind"))
    assert {k for kind in STEPS for k in (kind.opens, *kind.ends.split()) if k} <= stops
    assert stops == set(STOP_KINDS)


def test_every_name_in_the_table_is_a_field() -> None:
    for kind in STEPS:
        assert set(kind.fields()) <= set(CaseStep.ledger.fields), kind.event
        assert set(kind.case) <= set(Case.ledger.fields), kind.event
        assert set(kind.sets) <= set(Case.ledger.fields), kind.event
        for source in kind.sets.values():
            assert source.startswith("=") or source in kind.fields(), (kind.event, source)
        assert kind.basis, kind.event
        assert set(kind.origin) <= set(STATES)
        assert kind.to in ("", *STATES)
        assert bool(kind.grounds) == ("ground" in kind.fields()), kind.event
        assert bool(kind.outcomes) == ("outcome" in kind.fields()), kind.event
    assert set(Case.ledger.fields) >= OWNED
    assert len(BY_EVENT) == len(STEPS) + 1


def test_every_guard_that_is_named_is_said_and_none_is_said_for_nothing() -> None:
    named = {name for kind in STEPS for name in kind.guards}
    assert named == set(ALL)
    assert set(EARLY) | set(LATE) == set(ALL)
    assert not set(EARLY) & set(LATE)


def test_every_state_is_reached_from_the_first_and_leads_to_an_end() -> None:
    ways = {(state, kind.to) for kind in STEPS if kind.to for state in kind.origin}
    reached, found = {START}, {START}
    while found:
        found = {to for state, to in ways if state in found} - reached
        reached |= found
    assert reached == set(STATES)
    leads, found = set(_ENDS), set(_ENDS)
    while found:
        found = {state for state, to in ways if to in found} - leads
        leads |= found
    assert leads == set(STATES)


def test_a_stop_that_a_step_opens_is_ended_on_every_way_out() -> None:
    for kind in STEPS:
        if not kind.opens:
            continue
        for way in STEPS:
            if kind.to in way.origin and way.to and way.to != kind.to:
                assert kind.opens in way.ends.split(), (kind.event, way.event)


# The rules and the facts


def test_every_fact_of_the_table_is_known_and_every_limit_speaks_of_what_there_is() -> None:
    assert {kind.fact for kind in STEPS if kind.fact} <= set(FACTS)
    for versions in LAW.limits.versions.values():
        for limit in versions:
            assert limit.start in FACTS, limit.id
            assert set(limit.met) <= set(FACTS), limit.id
            assert {word.lstrip("!") for word in limit.when} <= set(CONDITIONS), limit.id
            assert limit.of in SUBJECTS, limit.id
            assert set(limit.stops) <= set(STOP_KINDS), limit.id


def test_every_fact_that_a_limit_waits_for_can_happen() -> None:
    """Some step, field or limit brings it about: a limit that nothing starts would be dead."""
    source = inspect.getsource(facts_module)
    derived = {"due_paid_on", "remedies_over_on"}
    made = {kind.fact for kind in STEPS} | derived
    for name in FACTS:
        if f'"{name}"' in source:
            made.add(name)
    for versions in LAW.limits.versions.values():
        for limit in versions:
            assert {limit.start, *limit.met} <= made, limit.id
