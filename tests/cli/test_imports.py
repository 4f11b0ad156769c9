"""What an officer decides about an import, said on the command line; and imports of other days."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Cli

TOWN = "城东街道"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Headings that nobody could guess."""
    file = tmp_path / "演示.csv"
    file.write_text(
        "案号,甲乙丙,立案日期,包保领导\n演示1,演瑞和商店,2026-03-05,王演示\n演示2,演福源店,2026-03-06,\n",
        "utf-8",
    )
    return file


def fields(told: dict[str, list[dict[str, str]]]) -> dict[str, str | None]:
    return {c["column"]: c["field"] for c in told["columns"]}


def test_a_column_is_matched_by_its_letter_and_remembered(cli: Cli, book: Path) -> None:
    before = cli("import", "case", book, "--json").json
    assert fields(before)["B"] is None
    take = ("import", "case", book, "--match", "B=party", "--commit", "--json")
    assert fields(cli(*take).json)["B"] == "party"
    parties = [each["party"] for each in cli("list", "case", "--json").lines]
    assert parties == ["演瑞和商店", "演福源店"]
    # From now on it is known without being said.
    assert fields(cli("import", "case", book, "--json").json)["B"] == "party"
    (known,) = cli("imports", "matches", "--json").lines
    assert known["ledger"] == "case"
    assert known["fields"] == {"甲乙丙": "party"}
    assert known["digest"] in cli("imports", "matches").out
    assert cli("imports", "forget", "case", known["digest"]).status == 0
    assert fields(cli("import", "case", book, "--json").json)["B"] is None
    assert cli("imports", "forget", "case", known["digest"]).status == 3


def test_a_title_will_do_for_a_field_and_nothing_leaves_a_column_out(cli: Cli, book: Path) -> None:
    title = cli("import", "case", book, "--match", "B=当事人名称", "--json").json
    assert fields(title)["B"] == "party"
    left_out = cli("import", "case", book, "--match", "c=", "--json").json
    assert fields(left_out)["C"] is None


def test_what_is_not_to_be_remembered_is_not(cli: Cli, book: Path) -> None:
    words = ("--match", "B=party", "--commit", "--no-remember", "--json")
    assert cli("import", "case", book, *words).status == 0
    assert cli("imports", "matches", "--json").out == ""


def test_a_row_is_settled_by_its_number(cli: Cli, book: Path) -> None:
    words = ("import", "case", book, "--match", "B=party")
    rows = cli(*words, "--settle", "2=skip", "--json").json["rows"]
    assert {r["row"]: r["outcome"] for r in rows} == {2: "skipped", 3: "new"}
    cli(*words, "--settle", "2=skip", "--commit")
    (kept,) = cli("list", "case", "--json").lines
    rows = cli(*words, "--settle", f"3={kept['id']}", "--json").json["rows"]
    assert (rows[1]["id"], rows[1]["matched"]) == (kept["id"], "chosen")


@pytest.mark.parametrize(
    "words",
    [
        ("--match", "party"),
        ("--match", "12=party"),
        ("--match", "B=nosuchfield"),
        ("--match", "没有!B=party"),
        ("--settle", "skip"),
        ("--settle", "B=skip"),
        ("--settle", "7="),
        ("--settle", "没有!7=skip"),
        ("--match", "ZZ=party"),
        ("--match", "B=party", "--match", "D=party"),
        ("--match", "B=party", "--settle", "99=skip"),
        ("--match", "B=party", "--settle", "1=new"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(
    cli: Cli, book: Path, words: tuple[str, ...]
) -> None:
    answer = cli("import", "case", book, *words, "--commit")
    assert answer.status == 2
    assert answer.one_line
    assert cli("dump").out == ""


def test_a_column_is_matched_on_the_sheets_that_are_read_and_on_no_hidden_one(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "演示.xlsx"
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for n, name in enumerate(("Sheet1", "旧表")):
        sheet = workbook.create_sheet(name)
        sheet.append(["案号", "甲乙丙", "立案日期"])
        sheet.append([f"演示{n}", "演瑞和商店", "2026-03-05"])
    workbook["旧表"].sheet_state = "hidden"
    workbook.save(file)
    told = cli("import", "case", file, "--match", "B=party", "--json").json
    assert {r["sheet"]: r["outcome"] for r in told["rows"]} == {"Sheet1": "new", "旧表": "skipped"}
    assert cli("import", "case", file, "--settle", "2=skip", "--json").json["counts"]["new"] == 0
    # Named in another case it is the same sheet.
    words = ("--sheet", "sheet1", "--match", "B=party", "--settle", "2=skip", "--json")
    assert fields(cli("import", "case", file, *words).json)["B"] == "party"


def test_an_import_is_shown_and_its_receipt_is_printed(
    cli: Cli, folder: Path, book: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "回执.pdf"
    number = cli(
        *("import", "case", book, "--match", "B=party", "--commit", "--receipt", paper, "--json")
    ).json["import"]
    assert paper.read_bytes().startswith(b"%PDF")
    shown = cli("imports", "show", number, "--json").json
    assert shown["file"] == book.name
    assert shown["counts"]["new"] == 2
    assert sum(shown["skipped"].values()) == shown["counts"]["skipped"]
    assert any("包保领导" in column for column in shown["unmatched"])
    told = cli("imports", "show", number).out
    assert shown["sha256"] in told
    assert "包保领导" in told
    again = tmp_path / "补打.pdf"
    assert cli("imports", "receipt", number, again, "--json").json["pages"] >= 1
    assert again.read_bytes().startswith(b"%PDF")
    store = folder / "desk.db"
    assert cli("imports", "receipt", number, store).status == 3
    assert cli("import", "case", book, "--receipt", tmp_path / "回执.txt").status == 3
    assert cli("check").status == 0
    for act in (("show", "999"), ("receipt", "999", tmp_path / "无.pdf")):
        assert cli("imports", *act).status == 3
    assert cli("imports", "show", "x").status == 2


def test_the_list_of_imports_needs_no_word(cli: Cli, book: Path) -> None:
    cli("import", "case", book, "--match", "B=party", "--commit")
    (listed,) = cli("imports", "--json").lines
    assert listed["file"] == book.name
    assert str(listed["id"]) in cli("imports").out
