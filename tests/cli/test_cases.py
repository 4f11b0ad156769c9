"""The procedure of a case, and the list of limits, on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.steps import STEPS
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import lawfiles
from tests.cli.conftest import Cli
from tests.conftest import TODAY

CLUE = {
    "clue_no": "演示线索1",
    "clue_on": "2026-07-24",
    "source_kind": "监督检查",
    "ip_kind": "商标",
    "brief": "演示",
}
FILING: dict[str, Any] = {
    "on": "2026-07-29",
    "approver": "演示局长",
    "told": True,
    "officers": ["演示甲", "演示乙"],
    "cards": ["演示1", "演示2"],
    "party_kind": "企业",
    "party": "演示某商行",
    "address": "演示路1号",
    "town_code": "370304001",
    "conduct_from": "2026-07-01",
    "conduct_to": "2026-07-24",
    "cause": "TM01",
    "unit": "演示中队",
}


@pytest.fixture
def filed(cli: Cli) -> str:
    """A case that was filed; its id."""
    id: str = cli("add", "case", "--values", CLUE, "--json").json["id"]
    verifying = {"on": "2026-07-24", "officers": ["演示甲", "演示乙"]}
    assert cli("case", "step", id, "verify", "--values", verifying).status == 0
    answer = cli("case", "step", id, "file", "--values", FILING)
    assert answer.status == 0, answer.err
    return id


def show(cli: Cli, id: str, *words: str) -> Any:
    answer = cli("case", "show", id, *words, "--json")
    assert answer.status == 0, answer.err
    return answer.json


def test_the_machine_is_told_as_it_is(cli: Cli) -> None:
    rows = {row["event"]: row for row in cli("case", "steps", "--json").lines}
    assert set(rows) == {step.event for step in STEPS}
    states = {entry.code for entry in lists_of(load_county("boshan"))["case_state"]}
    for row in rows.values():
        assert set(row["from"]) <= states
        assert row["to"] is None or row["to"] in states
        assert set(row["need"] + row["may"]) <= set(CaseStep.ledger.fields)
        assert set(row["case"]) <= set(Case.ledger.fields)
        assert row["need"][0] == "on"
    assert rows["file"]["to"] == "FILED"
    assert "决定立案" in cli("case", "steps").out


def test_a_case_shows_where_it_stands_and_what_may_be_done(cli: Cli, filed: str) -> None:
    told = show(cli, filed)
    assert (told["id"], told["state"], told["state_label"]) == (filed, "FILED", "立案")
    offers = {offer["event"]: offer for offer in told["next"]}
    assert "file" not in offers
    assert offers["conclude"]["need"] == ["on", "proposal", "note"]
    assert offers["conclude"]["why_not"] == []
    assert offers["decide_crime"]["why_not"]
    clocks = {clock["rule"]: clock for clock in told["clocks"]}
    decision = clocks["L12"]
    assert (decision["from"], decision["due"], decision["rolled"]) == (
        "2026-07-29",
        "2026-10-27",
        "2026-10-27",
    )
    assert (decision["state"], decision["days_left"], decision["days_used"]) == ("running", 18, 72)
    assert decision["basis"].startswith("《市场监督管理行政处罚程序规定》第六十四条")
    assert any("自然日" in step["text"] for step in decision["steps"])
    verify = clocks["L01"]
    assert (verify["state"], verify["met"], verify["days_left"]) == ("met", "2026-07-29", None)
    assert verify["days_used"] == 3
    assert [step["event"] for step in told["steps"]] == ["verify", "file"]
    assert told["steps"][1]["paper_no"] == "博市监立案〔2026〕1号"
    assert told["steps"][1]["now_label"] == "立案"
    assert told["papers_missing"]
    assert "演示某商行" not in str(told)


def test_on_another_day_it_stands_otherwise(cli: Cli, filed: str) -> None:
    for on, state, left in (("2026-10-27", "running", 0), ("2026-10-28", "overdue", -1)):
        clock = next(c for c in show(cli, filed, "--on", on)["clocks"] if c["rule"] == "L12")
        assert (clock["state"], clock["days_left"]) == (state, left)


@pytest.mark.parametrize("word", ["2026-0001", "博市监立案〔2026〕1号", "演示线索1"])
def test_a_case_is_found_by_its_numbers(word: str, cli: Cli, filed: str) -> None:
    assert show(cli, word)["id"] == filed


def test_a_number_of_two_cases_is_refused(cli: Cli, filed: str) -> None:
    other = cli("add", "case", "--values", {"decision_no": "演市监处罚〔2026〕9号"}, "--json")
    same = cli("add", "case", "--values", {"decision_no": "演市监处罚〔2026〕9号"}, "--json")
    assert (other.status, same.status) == (0, 0)
    assert "2 件" in cli("case", "show", "演市监处罚〔2026〕9号").one_line
    assert "演示无" in cli("case", "show", "演示无").one_line
    assert cli("case", "show", "演示无").status == 3


def test_a_step_answers_with_the_case_as_it_then_is(cli: Cli, filed: str) -> None:
    values = {"on": "2026-08-03", "ground": "SU1", "approver": "演示局长"}
    told = cli("case", "step", filed, "suspend", "--values", values, "--json").json
    assert (told["state"], told["step"]["event"]) == ("SUSPENDED", "suspend")
    assert told["step"]["ground_label"]
    clock = next(c for c in told["clocks"] if c["rule"] == "L12")
    assert (clock["state"], clock["due"], clock["days_left"]) == ("stopped", None, None)
    # Four days ran before; 86 are left.
    assert (clock["days_used"], clock["left"]) == (4, 86)


def test_a_step_that_may_not_be_taken_is_refused_in_one_line(cli: Cli, filed: str) -> None:
    before = cli("audit", "verify", "--json").json["head"]
    for event, values, status, words in (
        ("archive", {"on": "2026-08-03"}, 3, "案件处于“立案”"),
        ("conclude", {"on": "2026-08-03"}, 3, "处理建议"),
        ("conclude", {"on": "2026-08-03", "proposal": "penalty", "note": "演示", "x": 1}, 3, "x"),
        ("conclude", {"on": "2026-07-01", "proposal": "penalty", "note": "演示"}, 3, "不能早于"),
        ("nonsense", {}, 3, "nonsense"),
        ("conclude", {"on": {"year": 2026}}, 3, "类型"),
    ):
        answer = cli("case", "step", filed, event, "--values", values)
        assert (answer.status, answer.out) == (status, ""), event
        assert words in answer.one_line, event
    for text in ("[1]", "{", '"a"'):
        assert cli("case", "step", filed, "conclude", "--values", text).status == 2
    assert cli("audit", "verify", "--json").json["head"] == before


def test_a_wrong_step_is_corrected_and_stays_on_record(cli: Cli, filed: str) -> None:
    values = {"on": "2026-08-03", "ground": "SU1", "approver": "演示局长"}
    assert cli("case", "step", filed, "suspend", "--values", values).status == 0
    why = ("--reason", "演示登记错误", "--approver", "演示局长")
    changed = cli(
        "case", "correct", filed, "3", *why, "--values", {"on": "2026-08-04"}, "--json"
    ).json
    assert changed["step"]["event"] == "correct"
    clock = next(c for c in changed["clocks"] if c["rule"] == "L12")
    assert (clock["days_used"], clock["left"]) == (5, 85)
    standing = next(s for s in changed["steps"] if s["event"] == "suspend" and "void" not in s)
    gone = cli("case", "correct", filed, standing["id"], *why, "--json").json
    assert gone["state"] == "FILED"
    assert sum(step.get("void", False) for step in gone["steps"]) == 2
    clock = next(c for c in gone["clocks"] if c["rule"] == "L12")
    assert (clock["state"], clock["due"]) == ("running", "2026-10-27")
    assert cli("case", "correct", filed, "3", *why).status == 3
    assert cli("case", "correct", filed, "2", "--reason", "演示").status == 2
    blank = cli("case", "correct", filed, "2", "--reason", "演示", "--approver", " ")
    assert blank.status == 3


def test_the_law_of_the_conduct_is_shown_with_the_lighter_one(cli: Cli, filed: str) -> None:
    """Filed in 2026, still open in 2027, when the trademark law is another."""
    hints = {h["kind"]: h["text"] for h in show(cli, filed, "--on", "2026-12-31")["hints"]}
    assert "2019年修正" in hints["law"]
    assert "lighter" not in hints
    hints = {h["kind"]: h["text"] for h in show(cli, filed, "--on", "2027-01-01")["hints"]}
    assert "2019年修正" in hints["law"]
    assert "从旧兼从轻" in hints["lighter"]
    assert "2026年修订" in hints["lighter"]
    assert "从旧兼从轻" in cli("case", "show", filed, "--on", "2027-01-01").out


def test_a_person_reads_state_steps_and_limits(cli: Cli, filed: str) -> None:
    out = cli("case", "show", filed).out
    assert "调查终结" in out
    assert "处理建议（proposal）" in out
    assert "2026-10-27" in out
    assert "卷宗还缺" in out
    assert "演示某商行" not in out


# All cases


@pytest.fixture
def busy(cli: Cli, filed: str) -> str:
    """Beside it a decision to be paid, one overdue, and one that stands still."""
    for values in (
        {
            "case_no": "演示缴款",
            "filed_on": "2026-09-01",
            "decided_on": "2026-09-18",
            "served_on": "2026-09-28",
            "penalties": ["罚款"],
            "fine": "1000",
        },
        {"case_no": "演示超期", "filed_on": "2026-06-01", "officers": ["演示丙"]},
        {"case_no": "演示暂停", "filed_on": "2026-09-07"},
    ):
        answer = cli("add", "case", "--values", values, "--json")
        assert answer.status == 0, answer.err
    stop = {"case_id": answer.json["id"], "kind": "test", "starts_on": "2026-09-10"}
    assert cli("add", "case_stop", "--values", stop).status == 0
    return filed


def due(cli: Cli, *words: object) -> list[Any]:
    answer = cli("deadlines", *words, "--json")
    assert answer.status == 0, answer.err
    return answer.lines


def test_all_running_limits_are_listed_the_nearest_first(cli: Cli, busy: str) -> None:
    rows = due(cli)
    found = {(row["case"], row["rule"]) for row in rows}
    assert {("演示缴款", "L15"), ("演示缴款", "L22"), ("演示超期", "L12")} <= found
    alarms = [row["alarm"] for row in rows if row["alarm"]]
    assert alarms == sorted(alarms)
    (stopped,) = [row for row in rows if row["case"] == "演示暂停" and row["rule"] == "L12"]
    assert (stopped["state"], stopped["due"], stopped["left"]) == ("stopped", None, 88)
    assert rows[-1]["alarm"] is None
    (late,) = [row for row in rows if row["state"] == "overdue"]
    assert (late["case"], late["due"], late["days_left"]) == ("演示超期", "2026-08-30", -40)
    (pay,) = [row for row in rows if row["rule"] == "L15"]
    assert (pay["from"], pay["due"], pay["duty"]) == ("2026-09-28", "2026-10-13", False)
    assert all(row["basis"] for row in rows)


def test_the_list_is_narrowed(cli: Cli, busy: str) -> None:
    assert {row["case"] for row in due(cli, "--overdue")} == {"演示超期"}
    assert {row["rule"] for row in due(cli, "--duties")}.isdisjoint({"L15", "L17", "L18"})
    assert due(cli, "--all") == due(cli)
    assert all(row["days_left"] <= 5 for row in due(cli, "--within", "5"))
    assert "L15" in {row["rule"] for row in due(cli, "--within", "5")}
    assert {row["case"] for row in due(cli, "--officer", "演示丙")} == {"演示超期"}
    assert due(cli, "--officer", "演示无") == []
    assert {row["case"] for row in due(cli, "--town", "370304001")} == {"博市监立案〔2026〕1号"}
    assert cli("deadlines", "--within", "-1").status == 2
    assert cli("deadlines", "--duties", "--all").status == 2
    later = {row["case"] for row in due(cli, "--overdue", "--on", "2026-10-28")}
    assert "博市监立案〔2026〕1号" in later
    assert "演示超期" in cli("deadlines", "--overdue").out
    assert "没有符合条件" in cli("deadlines", "--officer", "演示无").out


def test_the_list_is_saved_for_other_programs(cli: Cli, busy: str, tmp_path: Path) -> None:
    ics, xlsx = tmp_path / "演示.ics", tmp_path / "演示.xlsx"
    told = cli("deadlines", "--duties", "--ics", ics, "--xlsx", xlsx, "--json").json
    rows = due(cli, "--duties")
    counts = {Path(file["file"]).name: file["limits"] for file in told["written"]}
    assert counts["演示.ics"] == sum(row["alarm"] is not None for row in rows)
    assert counts["演示.xlsx"] == len(rows)
    text = ics.read_text("utf-8")
    assert text.startswith("BEGIN:VCALENDAR")
    assert text.count("BEGIN:VEVENT") == counts["演示.ics"]
    sheet = openpyxl.load_workbook(xlsx).active
    assert sheet is not None
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"演示超期", "演示暂停"} <= words
    assert cli("deadlines", "--ics", tmp_path / "演示.txt").status == 3


def test_a_step_changes_the_list_at_once(cli: Cli, busy: str) -> None:
    assert "演示线索1" not in {row["case"] for row in due(cli)}
    values = {"on": "2026-08-03", "ground": "SU1", "approver": "演示局长"}
    cli("case", "step", busy, "suspend", "--values", values)
    (row,) = [r for r in due(cli) if r["case_id"] == busy and r["rule"] == "L12"]
    assert row["state"] == "stopped"


def test_the_list_is_counted_first_where_the_law_has_changed(
    cli: Cli, busy: str, folder: Path
) -> None:
    with open_desk(folder, clock=Clock(TODAY)) as desk:
        lawfiles.recount(desk)
        lawfiles.add_own_day(desk, date(2026, 10, 10), False, "演示")
        with desk.read() as reader:
            assert not lawfiles.is_current(reader)
        held = cli("deadlines", "--json")
        assert "另一个程序" not in held.err
        desk.hold()
        lawfiles.remove_own_day(desk, date(2026, 10, 10))
        held = cli("deadlines", "--json")
        assert (held.status, len(held.lines) > 3) == (0, True)
        assert "另一个程序" in held.one_line
    assert cli("deadlines", "--json").err == ""
    assert cli("calendar", "--json").json["current"] is True
