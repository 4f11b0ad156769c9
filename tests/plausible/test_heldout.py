"""Headings that nobody has seen are mostly understood, and hardly ever for something else."""

from __future__ import annotations

from boshan_desk.ledgers import LEDGERS
from tests.plausible.heldout import (
    NONE,
    Score,
    read_wordings,
    score_files,
    score_headings,
    try_heading,
)

_EVERY = 8


def test_most_unseen_headings_need_no_help_and_hardly_one_is_wrong() -> None:
    wordings = {
        ledger: {name: headings[::_EVERY] for name, headings in fields.items()}
        for ledger, fields in read_wordings("test").items()
    }
    scores = score_headings(wordings)
    none = scores.pop("none")
    assert not none.wrong
    count = sum(score.count for score in scores.values())
    assert count > 400
    assert sum(score.right for score in scores.values()) >= 0.84 * count
    assert sum(len(score.wrong) for score in scores.values()) <= 0.005 * count


def test_the_halves_share_no_heading_and_are_always_the_same() -> None:
    halves = [read_wordings(half) for half in ("learning", "test")]
    assert halves[0] == read_wordings("learning")
    for ledger, fields in halves[0].items():
        learned = {h for headings in fields.values() for h in headings}
        measured = {h for headings in halves[1][ledger].values() for h in headings}
        assert not learned & measured
        assert set(fields) - {NONE} <= set(LEDGERS[ledger].fields)


def test_the_measure_tells_right_from_asked_and_wrong() -> None:
    assert try_heading("case", "立案日期", "filed_on") == "filed_on"
    assert try_heading("case", "演示", "filed_on") == NONE
    scores = score_headings({"case": {"closed_on": ("归档日期", "演示", "结案日期")}})
    score = scores["case"]
    assert (score.right, len(score.asked), len(score.wrong)) == (1, 1, 1)
    assert "33.3 %" in score.line("case")
    assert Score().count == 0
    wordings = {"case_no": ("案号",), "filed_on": ("立案日期",), "closed_on": ("演示",)}
    files, columns = score_files({"case": wordings}, 2, 0.0)
    assert len(files["case"].asked) == 2
    assert (columns.right, len(columns.asked)) == (4, 2)
