"""The papers of a file: their order by PR §78, and when each is needed."""

from __future__ import annotations

import pytest

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.law.papers import PARTS, WORDS, read_papers
from boshan_desk.domain.law.reading import shipped_papers
from boshan_desk.domain.problems import Refused
from boshan_desk.procedure import steps


def codes(procedure: str, *conditions: str) -> set[str]:
    return {kind.code for kind in shipped_papers().needed(procedure, set(conditions))}


def test_the_main_volume_comes_first_and_its_parts_in_order() -> None:
    places = [(k.volume != "main", k.part) for k in shipped_papers().kinds.values()]
    assert places == sorted(places)
    assert {part for second, part in places if not second} == set(range(1, len(PARTS["main"]) + 1))
    assert {part for second, part in places if second} == set(range(1, len(PARTS["second"]) + 1))


def test_a_file_begins_with_the_filing_form_and_the_second_volume_with_the_source() -> None:
    kinds = list(shipped_papers().kinds.values())
    assert kinds[0].title == "立案审批表"
    assert next(k for k in kinds if k.volume == "second").code == "source"
    assert kinds[0].part_title() == "立案审批表"


def test_every_paper_that_a_step_makes_has_its_place() -> None:
    made = {step.paper for step in steps.STEPS if step.paper}
    assert made <= set(shipped_papers().kinds)


def test_every_paper_can_be_entered_by_its_code() -> None:
    assert set(shipped_papers().kinds) <= {e.code for e in common_lists()["case_paper"].entries}


def test_a_fresh_file_needs_what_comes_with_filing_and_no_more() -> None:
    needed = codes("ordinary", "ordinary", "clue_on", "filed_on")
    assert {"filing", "source", "questioning"} <= needed
    assert not {"decision", "closing", "notice", "evidence_notice", "simple_decision"} & needed


@pytest.mark.parametrize(
    ("conditions", "paper"),
    [
        (("measure.evidence",), "evidence_notice"),
        (("measure.seal",), "seizure_decision"),
        (("measure.detain",), "seizure_decision"),
        (("measure.detain",), "goods_list"),
        (("extended.seizure",), "seizure_extension"),
        (("measure.sample",), "sample_record"),
        (("stop.identify",), "identification"),
        (("notice_served_on",), "notice"),
        (("hearing_on",), "hearing_record"),
        (("hearing_report_on",), "hearing_report"),
        (("decided_on", "penalty"), "decision"),
        (("decided_on", "penalty"), "decision_approval"),
        (("step.decide_none",), "decision_none"),
        (("served_on", "penalty"), "service"),
        (("money", "paid_on"), "receipt"),
        (("discussed",), "discussion"),
        (("closed_on", "ordinary"), "closing"),
        (("crime_sent_at",), "crime_transfer"),
        (("step.extend_decision",), "extension"),
    ],
)
def test_a_paper_is_needed_once_its_step_is_taken_and_not_before(
    conditions: tuple[str, ...], paper: str
) -> None:
    assert paper in codes("ordinary", *conditions)
    for left_out in conditions:
        rest = set(conditions) - {left_out}
        assert paper not in codes("ordinary", *rest)


def test_notice_of_the_time_of_testing_is_owed_only_for_seized_goods() -> None:
    assert "test_notice" not in codes("ordinary", "stop.test")
    assert "test_notice" in codes("ordinary", "stop.test", "measure.seal")


def test_the_simple_procedure_has_its_own_short_file() -> None:
    needed = codes("simple", "simple", "simple_decided_on", "penalty", "money", "collected_on")
    assert needed == {"simple_decision", "identity", "scene_record", "receipt"}


def test_what_is_missing_is_what_is_needed_and_not_there() -> None:
    papers = shipped_papers()
    missing = papers.missing("ordinary", {"not_filed_on"}, ["source"])
    assert [kind.code for kind in missing] == ["not_filed"]


def test_papers_lie_in_the_order_of_the_volumes_and_unknown_ones_last() -> None:
    papers = shipped_papers()
    there = ["closing", "unheard", "decision", "source", "filing"]
    assert sorted(there, key=papers.place) == [
        "filing", "decision", "source", "closing", "unheard",
    ]  # fmt: skip


def test_the_words_of_paper_rules_name_measures_and_stops_of_the_lists() -> None:
    lists = common_lists()
    for prefix, name in (("measure.", "measure_kind"), ("stop.", "stop_kind")):
        known = {e.code for e in lists[name].entries}
        assert {w.removeprefix(prefix) for w in WORDS if w.startswith(prefix)} <= known
    events = {step.event for step in steps.STEPS}
    assert {w.removeprefix("step.") for w in WORDS if w.startswith("step.")} <= events


def test_names_of_papers_that_no_article_gives_are_marked_as_custom() -> None:
    for kind in shipped_papers().kinds.values():
        if "knowledge" in kind.source:
            assert kind.sure <= 90, kind.code


GOOD = '[[paper]]\ncode = "x"\ntitle = "演示"\nvolume = "main"\npart = 1\n'


def test_the_office_may_put_its_own_paper_in_its_place() -> None:
    papers = shipped_papers().replaced(read_papers(GOOD))
    assert list(papers.kinds)[:2] == ["filing", "x"]
    assert codes("ordinary") == set()
    assert [k.code for k in papers.needed("ordinary", set())] == ["x"]


def test_a_word_turned_round_holds_where_it_is_not_so() -> None:
    papers = read_papers(GOOD + 'when = ["!penalty|money"]\n')
    assert papers.needed("ordinary", set())
    assert not papers.needed("ordinary", {"penalty"})
    assert papers.needed("ordinary", {"penalty", "money"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("main", "third"), "third"),
        (GOOD.replace("part = 1", "part = 8"), "main 8"),
        (GOOD.replace("part = 1", "part = 0"), "main 0"),
        (GOOD + 'procedures = ["quick"]\n', "quick"),
        (GOOD + "many = 3\n", "many"),
        (GOOD + "pages = 3\n", "pages"),
        (GOOD + GOOD, "写了两次"),
        ("", "没有文书"),
    ],
)
def test_papers_written_wrongly_are_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_papers(text)
