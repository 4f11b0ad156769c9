"""The superior's forms on the command line: listed, filled in, added, removed, handed over."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.conftest import Cli

MAPPING = """
[form]
title = "演示季度表"
periods = ["quarter"]
[[sheet]]
name = "表"
[sheet.cells]
A1 = { text = "{period}" }
B2 = { figure = "M-EN02" }
B3 = { figure = "M-GI05c" }
B4 = { hand = true }
"""


def a_form(folder: Path, mapping: str = MAPPING) -> tuple[Path, Path]:
    """A workbook of a superior's and its mapping."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    sheet["A2"] = "立案"
    sheet["B5"] = "=SUM(B2:B4)"
    book.save(folder / "演示表样.xlsx")
    (folder / "m.toml").write_text(mapping, "utf-8")
    return folder / "演示表样.xlsx", folder / "m.toml"


def test_the_shipped_forms_are_listed_with_their_share(cli: Cli) -> None:
    told = {line["name"]: line for line in cli("--json", "forms").lines}
    assert set(told) == {"national", "gi-year"}
    assert told["national"] == {
        "name": "national",
        "title": "知识产权执法数据统计表",
        "shipped": True,
        "periods": ["quarter", "year"],
        "filled": 196,
        "by_hand": 4,
        "share": 98,
    }
    assert "98%" in cli("forms").out


def test_a_form_shows_what_fills_each_cell(cli: Cli) -> None:
    told = cli("--json", "form", "show", "national").json
    cells = {(each["sheet"], each["cell"]): each for each in told["cells"]}
    assert cells["本期", "B6"] == {
        "sheet": "本期",
        "cell": "B6",
        "national": "tm_infringe",
        "figure": "M-EN02",
    }
    shown = cli("form", "show", "知识产权执法数据统计表")
    assert shown.status == 0
    assert "本表 98% 自动填充" in shown.out
    assert cli("form", "show", "无此表").status == 3


def test_a_form_is_added_filled_in_and_removed(cli: Cli, tmp_path: Path) -> None:
    book, mapping = a_form(tmp_path)
    values = {"filed_on": "2026-08-03", "case_no": "演示1"}
    assert cli("add", "case", "--values", values).status == 0
    added = cli("form", "add", book, "--mapping", mapping)
    assert (added.status, "75%" in added.out) == (0, True)
    out = tmp_path / "填好.xlsx"
    filled = cli("form", "fill", "演示表样", out, "--period", "2026Q3")
    assert filled.status == 0
    assert "本表 75% 自动填充（自动 3 格，手工 1 格）" in filled.out
    # What stays empty is told beside it.
    assert "表!B3 未填" in filled.err
    sheet = load_workbook(out)["表"]
    found = [sheet[cell].value for cell in ("A1", "B2", "B3", "B4", "B5")]
    assert found == ["2026年三季度", 1, None, None, "=SUM(B2:B4)"]
    told = cli("--json", "form", "fill", "演示表样", out, "--period", "2026Q3", "--town", "八陡镇")
    assert told.json["empty"] == [{"sheet": "表", "cell": "B3", "why": "没有可以统计的记录"}]
    assert (told.json["share"], told.json["left_out"]) == (75, 0)
    assert cli("form", "remove", "演示表样").status == 0
    assert cli("form", "remove", "演示表样").status == 3


def test_what_a_form_cannot_be_is_refused_with_a_line(cli: Cli, tmp_path: Path) -> None:
    book, mapping = a_form(tmp_path, MAPPING.replace("B4 =", "B5 ="))
    refused = cli("form", "add", book, "--mapping", mapping)
    assert refused.status == 3
    assert "B5" in refused.one_line
    assert cli("form", "remove", "national").status == 3
    out = tmp_path / "表.xlsx"
    assert cli("form", "fill", "national", out, "--period", "2026-07").status == 3
    assert cli("form", "fill", "national", out).status == 2
    assert cli("form", "fill", "national", out, "--period", "soon").status == 2
    assert cli("form").status == 2
    assert cli("form", "add", book, "--mapping", tmp_path / "无.toml").status == 3
    assert not out.exists()
    assert len(cli("--json", "forms").lines) == 2


def test_a_form_goes_to_another_county_as_a_pair_of_files(cli: Cli, tmp_path: Path) -> None:
    told = cli("--json", "form", "export", "gi-year", tmp_path).json
    assert Path(told["xlsx"]).name == "gi-year.xlsx"
    again = cli(
        "--json", "form", "add", told["xlsx"], "--mapping", told["mapping"], "--name", "副本"
    )
    assert again.json["share"] == 96
    shown = [cli("--json", "form", "show", name).json["cells"] for name in ("gi-year", "副本")]
    assert shown[0] == shown[1]
