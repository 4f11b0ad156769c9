"""Tasks, slips and the sheet of one unit by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Cli

UNIT = "区市场监督管理局"
THEN = ("--period", "2026Q3")


def report(cli: Cli, task: str = "BS-3.3", state: str = "推进") -> None:
    words = ("--by", UNIT, "--state", state, "--text", "演示：已走访企业。")
    assert cli("task", "report", task, *THEN, *words).status == 0


def test_tasks_are_listed_with_who_has_not_reported(cli: Cli) -> None:
    report(cli)
    lines = {line["task"]: line for line in cli("--json", "tasks", *THEN).lines}
    assert len(lines) == 24
    assert (lines["BS-3.3"]["state"], lines["BS-3.3"]["silent"]) == ("going", [])
    assert (lines["BS-3.2"]["state"], lines["BS-3.2"]["silent"]) == (None, [UNIT])
    (silent,) = cli("--json", "tasks", *THEN, "--silent").lines
    assert (silent["unit_label"], silent["must"]) == (UNIT, len(silent["missing"]) + 1)
    table = cli("tasks", *THEN, "--unit", UNIT).out
    assert "质押融资" in table
    assert cli("tasks", *THEN, "--silent").out.count("\n") == 3


def test_a_report_may_be_given_again_and_says_what_it_is(cli: Cli) -> None:
    report(cli)
    words = ("--by", UNIT, "--state", "零报告", "--text", "本期无此项工作。")
    told = cli("--json", "task", "report", "BS-3.3", *THEN, *words).json
    assert (told["state"], told["period"], told["status"]) == ("none", "2026Q3", "submitted")
    (line,) = [x for x in cli("--json", "tasks", *THEN).lines if x["task"] == "BS-3.3"]
    assert line["state"] == "none"


def test_a_slip_goes_its_way_by_commands(cli: Cli, tmp_path: Path) -> None:
    report(cli, state="滞后")
    drafted = cli("--json", "slip", "draft", "BS-3.3", *THEN).json
    assert (drafted["state"], drafted["no"], drafted["level"]) == ("draft", None, "yellow")
    assert "滞后" in drafted["finding"]
    told = cli("slip", "issue", drafted["serial_no"], "--approver", "演示局长")
    assert told.out == "已印发 博知督〔2026〕1号：质押融资\n"
    number = "博知督〔2026〕1号"
    pdf = tmp_path / "督办单.pdf"
    assert cli("--json", "slip", "print", number, pdf).json["pages"] == 1
    assert number in PdfReader(pdf).pages[0].extract_text()
    assert cli("slip", "answer", number, "--reply", "演示：已对接三家银行。").status == 0
    closed = cli("--json", "slip", "close", number, "--approver", "演示局长").json
    assert (closed["state"], closed["closed_on"]) == ("closed", "2026-10-09")
    (line,) = cli("--json", "slip", "list", "--state", "已销号").lines
    assert (line["no"], line["overdue"], line["late"]) == (number, 0, False)
    assert cli("--json", "slip", "list", "--state", "issued").lines == []


def test_a_slip_past_its_limit_is_listed_as_overdue(cli: Cli) -> None:
    report(cli, state="滞后")
    drafted = cli("--json", "slip", "draft", "BS-3.3", *THEN).json
    words = ("--approver", "演示局长", "--on", "2026-09-01", "--due", "2026-09-30")
    cli("slip", "issue", drafted["serial_no"], *words)
    (line,) = cli("--json", "slip", "list", "--overdue").lines
    assert line["overdue"] > 0
    assert "超期" in cli("slip", "list").out
    assert cli("slip", "void", line["no"], "--reason", "演示印错").status == 0
    assert cli("--json", "slip", "list", "--overdue").lines == []


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("slip", "draft", "BS-9.9", *THEN), 3, "BS-9.9"),
        (("slip", "issue", "没有", "--approver", "甲"), 3, "没有督办单“没有”"),
        (("slip", "list", "--state", "别的"), 2, "没有状态“别的”"),
        (("slip", "list", "--unit", "没有这家"), 3, "没有单位"),
        (("slip", "draft", "BS-3.3", *THEN, "--level", "green"), 2, "green"),
        (("slip",), 2, "缺少参数"),
        (("unit-sheet", UNIT, *THEN), 2, "--pdf"),
        (("tasks", "--period", "2026Q9"), 2, "2026Q9"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    cli: Cli, words: tuple[str, ...], status: int, told: str
) -> None:
    answer = cli(*words)
    assert (answer.status, told in answer.one_line) == (status, True), answer


def test_a_slip_cannot_be_closed_before_it_was_answered(cli: Cli) -> None:
    report(cli, state="滞后")
    drafted = cli("--json", "slip", "draft", "BS-3.3", *THEN).json
    answer = cli("slip", "close", drafted["serial_no"], "--approver", "演示局长")
    assert answer.status == 3
    assert "请先印发" in answer.one_line
    again = cli("slip", "draft", "BS-3.3", *THEN)
    assert drafted["serial_no"] in again.one_line


def test_the_sheet_of_a_unit_is_written_as_pdf_and_workbook(cli: Cli, tmp_path: Path) -> None:
    pdf, xlsx = tmp_path / "单位.pdf", tmp_path / "单位.xlsx"
    told = cli("--json", "unit-sheet", UNIT, *THEN, "--pdf", pdf, "--xlsx", xlsx).json
    assert told == {"pdf": str(pdf), "xlsx": str(xlsx), "pages": told["pages"]}
    assert len(PdfReader(pdf).pages) == told["pages"]
    assert xlsx.read_bytes()[:2] == b"PK"


def test_days_and_who_must_report_are_set(cli: Cli) -> None:
    assert cli("slip", "days", "5").out == "督办单默认在5个工作日内办理\n"
    assert cli("slip", "days", "500").status == 3
    assert cli("--json", "task", "joining", "yes").json == {"joining": True}
    assert len(cli("--json", "tasks", *THEN, "--silent").lines) > 10
    cli("task", "joining", "no")
    assert len(cli("--json", "tasks", *THEN, "--silent").lines) == 1
    drafted = cli("--json", "slip", "draft", "BS-3.3", *THEN).json
    assert drafted["due_on"] == "2026-10-15"
