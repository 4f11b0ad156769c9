"""Targets from the command line, on the sample county and on a new desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boshan_desk.domain.plans.lamps import LAMPS
from boshan_desk.usecases.desks import make_sample
from tests.cli.conftest import Cli

SET = ("target", "set", "BS-T02", "2026", "8300")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, made once; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make_sample(folder, county="boshan")
    return folder


def test_every_target_of_the_active_plans_has_a_line(cli: Cli, county: Path) -> None:
    lines = cli("targets", "--period", "2026Q3", "--json", desk=county).lines
    assert [line["indicator"] for line in lines] == [
        "BS-T01", "BS-T02", "BS-T03", "BS-T04", "BS-T05", "BS-T05", "BS-T06", "BS-T07",
    ]  # fmt: skip
    marks = lines[1]
    assert (marks["target"], marks["actual"], marks["origin"]) == (8600, 8461, "bureau")
    # (8461 − 8097) ÷ (8600 − 8097) = 72.4% of the increase, 75% of the year: 2.6 points behind.
    assert (marks["share"], marks["due_share"], marks["difference"]) == ("72.4", "75.0", "-2.6")
    assert (marks["growth"], marks["of_target"], marks["expected"]) == (True, "98.4", "8474.25")
    assert (marks["lamp"], marks["lamp_words"]) == ("slow", "滞后（黄）")
    assert marks["lead"] == ["区市场监督管理局"]
    assert "各镇、街道" in marks["join"]
    assert marks["final"]["lamp"] == "done"
    assert marks["trail"][-1] == {"period": "2026Q3", "value": 8461}
    assert {line["lamp"] for line in lines} <= set(LAMPS)
    # What a closed quarter keeps is what is told here.
    assert json.loads(json.dumps(lines)) == lines


def test_the_sample_county_has_something_of_every_colour(cli: Cli, county: Path) -> None:
    lines = cli("targets", "--period", "2026Q3", "--json", desk=county).lines
    assert {"done", "ahead", "on", "slow", "late"} == {line["lamp"] for line in lines}


def test_a_table_is_told_to_a_person(cli: Cli, county: Path) -> None:
    told = cli("targets", "--period", "2026Q3", desk=county)
    assert told.status == 0
    for words in (
        "▽ 滞后（黄）",
        "≥8600件",
        "8461件",
        "72.4%（增量）",
        "75.0%",
        "序时进度",
        "知识产权质押融资",
    ):
        assert words in told.out
    assert "灯" not in told.out


def test_lines_are_kept_to_a_unit_a_project_a_town_and_a_plan(cli: Cli, county: Path) -> None:
    def codes(*words: str) -> list[str]:
        lines = cli("targets", "--period", "2026Q3", "--json", *words, desk=county).lines
        return [line["indicator"] for line in lines]

    # Commerce takes part in P2, P3 and P4; propaganda in P5 only, which has no target.
    assert codes("--unit", "区商务局") == codes("--unit", "swj")
    assert "BS-T06" not in codes("--unit", "swj")
    assert codes("--unit", "区委宣传部") == []
    assert codes("--project", "P2") == ["BS-T01", "BS-T02", "BS-T03", "BS-T04"]
    (share,) = [
        line
        for line in cli(
            "targets", "--period", "2026Q3", "--town", "域城镇", "--json", desk=county
        ).lines
        if line["indicator"] == "BS-T02"
    ]
    assert (share["town_label"], share["origin"]) == ("域城镇", "bureau")
    assert share["target"] < 8600
    assert cli("targets", "--period", "2026Q3", "--plan", "no-such", desk=county).status == 3
    assert cli("targets", "--period", "2026Q3", "--unit", "演示局", desk=county).status == 2


def test_what_the_office_says_is_registered_and_shown(cli: Cli) -> None:
    told = cli("--json", *SET, "--doc-no", "演示1号").json
    assert (told["value"], told["role"], told["doc_no"]) == ("8300", "own", "演示1号")
    base = cli("--json", "target", "baseline", "BS-T02", "2021", "6420").json
    assert (base["role"], base["year"]) == ("baseline", 2021)
    paper = ("--doc-no", "演示2号", "--approver", "演示区长", "--on", "2025-05-05")
    changed = cli("--json", "target", "change", "BS-T02", "2025", "8100", *paper).json
    assert (changed["old_value"], changed["value"]) == ("8000", "8100")
    words = ("target", "split", "BS-T02", "2026", "--town", "山头=3000", "--town", "域城镇=5000")
    short = cli(*words)
    assert short.status == 3
    assert "少300件" in short.one_line
    made = cli("--json", *words, "--reason", "演示").json
    assert (made["total"], made["target"], made["closes"]) == ("8000", "8300", False)
    line = next(
        each
        for each in cli("targets", "--period", "2026Q3", "--json").lines
        if each["indicator"] == "BS-T02"
    )
    assert (line["target"], line["origin"], line["lamp"]) == (8300, "bureau", "no_data")


def test_a_question_is_listed_answered_and_gone(cli: Cli) -> None:
    before = cli("target", "questions", "--json").lines
    split = next(each for each in before if each["code"] == "BS-T05/split")
    assert [choice["code"] for choice in split["choices"]] == ["none", "town"]
    assert "BS-T05/split" in cli("target", "questions").out
    assert cli("target", "answer", "BS-T05/split").status == 2
    assert cli("target", "answer", "BS-T05/split", "--choice", "perhaps").status == 3
    told = cli("--json", "target", "answer", "BS-T05/split", "--choice", "none").json
    assert (told["answer"], told["on"]) == ("none", "2026-10-09")
    after = cli("target", "questions", "--json").lines
    assert len(after) == len(before) - 1
