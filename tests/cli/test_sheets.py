"""Workbooks from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

DATA = Path(__file__).parents[1] / "data"
BOOK = DATA / "case_title_merged.xlsx"


def test_without_commit_an_import_only_looks(cli: Cli) -> None:
    told = cli("import", "case", BOOK, "--json").json
    assert told["committed"] is False
    assert told["counts"]["new"] == 30
    counts = dict(told["counts"])
    assert counts.pop("rows_in_file") == sum(counts.values())
    assert cli("dump").out == ""
    assert "没有写入" in cli("import", "case", BOOK).out


def test_an_import_is_taken_in_listed_and_taken_back(cli: Cli, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    answer = cli("import", "case", BOOK, "--commit", "--report", report, "--json")
    assert answer.status == 0
    assert answer.json["committed"] is True
    assert json.loads(report.read_text("utf-8")) == answer.json
    assert len(cli("list", "case", "--json").lines) == 30

    (listed,) = cli("imports", "--json").lines
    assert listed["file"] == BOOK.name
    assert not listed["undone"]
    assert str(listed["id"]) in cli("imports").out
    assert cli("import", "case", BOOK, "--commit", "--json").json["counts"]["same"] == 30

    assert cli("import", "undo", listed["id"]).status == 0
    assert cli("dump").out == ""
    assert cli("import", "undo", listed["id"]).status == 3
    assert cli("check").status == 0


def test_refused_rows_stop_the_import_and_are_told(cli: Cli, tmp_path: Path) -> None:
    book = tmp_path / "坏.csv"
    book.write_text(
        "案号,当事人名称,立案日期\n演示1,演示公司,2026-03-05\n演示2,演示店,2026-02-30\n", "utf-8"
    )
    answer = cli("import", "case", book, "--commit", "--json")
    assert answer.status == 3
    assert answer.json["counts"]["refused"] == 1
    assert answer.json["committed"] is False
    assert answer.one_line
    assert cli("dump").out == ""

    assert cli("import", "case", book, "--commit", "--only-good", "--json").status == 0
    assert [r["case_no"] for r in cli("list", "case", "--json").lines] == ["演示1"]


def test_an_export_comes_back_as_the_same(cli: Cli, tmp_path: Path) -> None:
    cli("import", "case", BOOK, "--commit")
    out = tmp_path / "案件.xlsx"
    assert cli("export", "case", out, "--json").json == {
        "ledger": "case",
        "file": str(out),
        "records": 30,
    }
    counts = cli("import", "case", out, "--json").json["counts"]
    assert (counts["same"], counts["new"], counts["changed"], counts["refused"]) == (30, 0, 0, 0)


def test_an_export_in_full_needs_a_reason(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "案件.xlsx"
    assert cli("export", "case", out, "--unmasked").status == 2
    assert cli("export", "case", out, "--unmasked", "--reason", " ").status == 3
    assert not out.exists()
    assert cli("export", "case", out, "--unmasked", "--reason", "报送").status == 0


def test_a_template_is_written_for_the_office_and_for_a_town(cli: Cli, tmp_path: Path) -> None:
    for number, words in enumerate(([], ["--town", "域城镇"])):
        out = tmp_path / f"{number}.xlsx"
        assert cli("template", "case", out, *words).status == 0
        told = cli("import", "case", out, "--json").json
        assert told["counts"]["new"] == told["counts"]["refused"] == 0
    assert cli("template", "case", tmp_path / "x.xlsx", "--town", "火星").status == 3


@pytest.mark.parametrize("command", ["template", "export"])
def test_a_place_that_cannot_be_written_is_exit_5(cli: Cli, tmp_path: Path, command: str) -> None:
    answer = cli(command, "case", tmp_path / "nope" / "x.xlsx")
    assert answer.status == 5
    assert answer.one_line


def test_nothing_is_written_over_the_towns_file_or_into_the_desk(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "演示.csv"
    file.write_text("案号,当事人,立案日期\n演示1,演瑞和商店,2026-03-05\n", "utf-8")
    content, store = file.read_bytes(), (folder / "desk.db").read_bytes()
    for words in (
        ("--report", file),
        ("--receipt", file),
        ("--report", folder / "desk.db"),
        ("--receipt", folder / "desk.db"),
        ("--returned", folder / "x.xlsx"),
    ):
        answer = cli("import", "case", file, *words, "--commit")
        assert answer.status == 3
        assert answer.one_line
    twice = ("--report", tmp_path / "r.xlsx", "--returned", tmp_path / "r.xlsx")
    assert cli("import", "case", file, *twice, "--commit").status == 2
    # A place that is not there is told before anything is taken in.
    nowhere = tmp_path / "nowhere" / "r.xlsx"
    assert cli("import", "case", file, "--returned", nowhere, "--commit").status == 5
    assert file.read_bytes() == content
    assert (folder / "desk.db").read_bytes()[:16] == store[:16]
    assert cli("dump").out == ""
    assert cli("check").status == 0
