"""Figures and the national form from the command line, on the sample county."""

from __future__ import annotations

from pathlib import Path

import pytest

from boshan_desk.usecases.desks import make_sample
from tests.cli.conftest import Cli


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, made once; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make_sample(folder, county="boshan")
    return folder


def test_figures_agree_with_the_lists(cli: Cli, county: Path) -> None:
    lines = {
        f["code"]: f for f in cli("figures", "--period", "2026Q3", "--json", desk=county).lines
    }
    cases = cli("list", "case", "--period", "2026Q3", "--json", desk=county).lines
    filed = lines["M-EN02"]
    assert filed["value"] == len(cases) > 0
    assert (filed["title"], filed["ledger"], filed["period"]) == ("立案数", "case", "2026Q3")
    assert {"unit", "last_year", "change", "previous", "cumulative", "basis", "reported"} <= set(
        filed
    )
    money = lines["M-EN04"]
    assert money["unit"] == "元"
    fen = sum(round(float(c["value"]) * 100) for c in cases if c["value"])
    assert money["value"] == f"{fen // 100}.{fen % 100:02d}"
    assert "立案数" in cli("figures", "--period", "2026Q3", desk=county).out


def test_figures_by_town_add_up_and_one_town_is_one_of_them(cli: Cli, county: Path) -> None:
    words = ("figures", "--period", "2026Q3", "--json")
    whole = {f["code"]: f["value"] for f in cli(*words, desk=county).lines}
    towns = [f for f in cli(*words, "--by-town", desk=county).lines if f["code"] == "M-EN02"]
    assert sum(f["value"] for f in towns) == whole["M-EN02"]
    (one,) = [f for f in towns if f["town_label"] == "域城镇"]
    alone = {f["code"]: f for f in cli(*words, "--town", "域城镇", desk=county).lines}
    assert alone["M-EN02"] == one


def test_the_national_form_is_told_and_written_as_sheet_and_page(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    words = ("national", "--period", "2025Q4", "--json")
    told = cli(*words, desk=county).json
    assert [form["period"] for form in told["forms"]] == ["2025Q4", "2025"]
    form = told["forms"][0]
    lines = {
        f["code"]: f["value"]
        for f in cli("figures", "--period", "2025Q4", "--json", desk=county).lines
    }
    assert {a["figure"]: a["value"] for a in form["actions"]} == {
        a["figure"]: lines[a["figure"]] for a in form["actions"]
    }
    sums, outside = (
        next(row["values"] for row in form["rows"] if row["row"] == name)
        for name in ("sum", "outside")
    )
    assert sums[0] + outside[0] == lines["M-EN02"] > outside[0]
    assert float(sums[3]) + float(outside[3]) == pytest.approx(float(lines["M-EN05"]))
    sheet, page = tmp_path / "统计表.xlsx", tmp_path / "统计表.pdf"
    told = cli(*words, "--xlsx", sheet, "--pdf", page, desk=county).json
    assert (told["sheets"], told["pages"]) == (2, 2)
    assert sheet.read_bytes().startswith(b"PK")
    assert page.read_bytes().startswith(b"%PDF-")
    assert "商标侵权案件" in cli("national", "--period", "2026Q3", desk=county).out
    assert cli("national", "--period", "2026H1", desk=county).status == 3
    assert cli("national", "--period", "2027Q1", desk=county).status == 3
    bad = tmp_path / "nope" / "x.xlsx"
    assert cli("national", "--period", "2026Q3", "--xlsx", bad, desk=county).status == 5


def test_behind_a_figure_stand_its_records(cli: Cli, county: Path) -> None:
    words = ("behind", "M-EN02", "--period", "2026Q3", "--json")
    found = cli(*words, desk=county).lines
    assert len(found) == 20
    assert all("2026-07-01" <= record["filed_on"] <= "2026-09-30" for record in found)
    shown = cli("behind", "M-EN04", "--period", "2026Q3", desk=county).out
    assert "24.28 万元" in shown
    assert "由下列记录算出" in shown
    assert "共 20 条" in shown
