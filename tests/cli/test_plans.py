"""`plans`, `plan`, `county`, and `init` with a county and plans of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.county import read_county
from tests.cli.conftest import Cli
from tests.counties import QINGHE, QINGHE_PLAN


def test_plans_are_listed(cli: Cli) -> None:
    rows = {row["code"]: row for row in cli("--json", "plans").lines}
    boshan = rows["boshan-2022"]
    assert (boshan["status"], boshan["targets"], boshan["tasks"]) == ("active", 7, 24)
    assert (boshan["open_questions"], boshan["own"]) == (8, False)
    assert rows["binhai-2023"]["facts"] == 23
    assert "博山区国家知识产权强区试点区" in cli("plans").out


def test_a_plan_is_told_in_full(cli: Cli) -> None:
    told = cli("--json", "plan", "show", "urumqi-2020").json
    assert (len(told["indicators"]), len(told["tasks"])) == (12, 24)
    first = told["indicators"][0]
    assert first["target"] == {"2021": "30", "2022": "30", "2023": "100"}
    assert (first["basis"], first["due"]) == ("open", "2023-06-30")
    assert first["lead"] == ["市科技局"]
    assert "各区（县）" in told["tasks"][0]["join"]
    question = told["questions"][0]
    assert (question["code"], question["open"]) == ("WL-T01/basis", True)
    assert [each["code"] for each in question["choices"]] == ["levels", "increments"]


def test_a_plan_is_told_to_a_person(cli: Cli) -> None:
    out = cli("plan", "show", "urumqi-2020").out
    for words in ("财", "市科技局", "文件没有写明", "? WL-T01/basis", "levels", "当年新增"):
        assert words in out
    assert "81.6件/万人" in cli("plan", "show", "binhai-2023").out
    missing = cli("plan", "show", "nothing")
    assert missing.status == 3
    assert "boshan-2022" in missing.one_line


def test_an_answered_question_is_closed(cli: Cli) -> None:
    values = {"question": "BS-T05/split", "answer": "none"}
    assert cli("add", "plan_answer", "--values", values).status == 0
    told = cli("--json", "plan", "show", "boshan-2022").json
    open_ = {each["code"]: each["open"] for each in told["questions"]}
    assert open_["BS-T05/split"] is False
    assert told["open_questions"] == 7
    assert "BS-T05/split" not in cli("plan", "show", "boshan-2022").out


def test_a_file_is_checked_with_place_and_remedy(cli: Cli, tmp_path: Path) -> None:
    good = cli("plan", "check", asset("resources", "plans", "urumqi-2020.toml"))
    assert (good.status, good.out.splitlines()[-1]) == (0, "可以载入")
    bad = tmp_path / "bad.toml"
    text = QINGHE_PLAN.read_text("utf-8").replace("2027 = 14", "2037 = 14")
    bad.write_text(text.replace('short = "三年行动"\n', ""), "utf-8")
    told = cli("plan", "check", bad)
    assert told.status == 3
    assert "错误：short：没有写" in told.out
    document = cli("--json", "plan", "check", bad).json
    assert document["ok"] is False
    assert document["findings"][0]["place"] == "short"
    (tmp_path / "gbk.toml").write_bytes("演示".encode("gbk"))
    assert "UTF-8" in cli("plan", "check", tmp_path / "gbk.toml").one_line


def test_units_are_looked_up_where_the_plan_is_of_this_county(cli: Cli, tmp_path: Path) -> None:
    text = asset("resources", "plans", "boshan-2022.toml").read_text("utf-8")
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace("区科学技术局", "区科学技数局"), "utf-8")
    told = cli("plan", "check", changed)
    assert told.status == 0
    assert "是不是“区科学技术局”" in told.out
    assert "是不是" not in cli("plan", "check", changed, desk=tmp_path / "nowhere").out


def test_a_plan_is_loaded_and_put_away(cli: Cli) -> None:
    loaded = cli("plan", "load", QINGHE_PLAN, "--status", "reference")
    assert loaded.status == 0
    assert "参考" in loaded.out
    rows = {row["code"]: row for row in cli("--json", "plans").lines}
    assert (rows["qinghe-2026"]["status"], rows["qinghe-2026"]["own"]) == ("reference", True)
    assert cli("plan", "status", "qinghe-2026", "off").status == 0
    rows = {row["code"]: row for row in cli("--json", "plans").lines}
    assert rows["qinghe-2026"]["status"] == "off"
    assert cli("plan", "status", "qinghe-2026", "now").status == 2


def test_a_county_is_shown_exported_and_loaded(cli: Cli, tmp_path: Path) -> None:
    told = cli("--json", "county", "show").json
    assert (told["id"], told["name"], len(told["towns"])) == ("boshan", "博山区", 12)
    assert told["lamps"] == {"yellow": "0", "red": "10", "ahead": "5", "by_days": False}
    assert "区地方金融监督管理局" in cli("county", "show").out
    out = tmp_path / "county.toml"
    assert cli("county", "export", out).status == 0
    text = out.read_text("utf-8")
    assert read_county(text).name == "博山区"
    out.write_text(text.replace("red = 10", "red = 15"), "utf-8")
    assert cli("county", "load", out).status == 0
    assert cli("--json", "county", "show").json["lamps"]["red"] == "15"
    out.write_text(text.replace("red = 10", "red = -1"), "utf-8")
    checked = cli("county", "check", out)
    assert (checked.status, "lamps" in checked.out) == (3, True)
    refused = cli("county", "load", out)
    assert refused.status == 3
    assert "滞后界限" in refused.one_line


def test_a_desk_of_another_county_is_made_from_files(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "qinghe"
    made = cli(
        "--json", "init", "--bare", "--county", QINGHE, "--plan", QINGHE_PLAN, "--plan",
        "boshan-2022", desk=desk,
    )  # fmt: skip
    assert made.json["county"] == "qinghe"
    assert cli("--json", "county", "show", desk=desk).json["name"] == "青禾县"
    rows = {row["code"]: row["status"] for row in cli("--json", "plans", desk=desk).lines}
    assert (rows["qinghe-2026"], rows["boshan-2022"]) == ("active", "active")
    pdf = tmp_path / "report.pdf"
    assert cli("report", "--period", "2026Q3", "--pdf", pdf, desk=desk).status == 0
    assert pdf.stat().st_size > 10_000
    assert cli("--json", "check", desk=desk).json["ok"] is True
    assert cli("audit", "verify", desk=desk).status == 0


@pytest.mark.parametrize("county", ["urumqi", "binhai"])
def test_the_other_counties_have_targets_and_a_paper(county: str, cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / county
    assert cli("init", "--bare", "--county", county, desk=desk).status == 0
    pdf = tmp_path / "report.pdf"
    assert cli("report", "--period", "2026Q3", "--pdf", pdf, desk=desk).status == 0
    lines = cli("--json", "figures", "--period", "2026Q3", desk=desk)
    assert lines.status == 0


def test_what_cannot_be_made_is_told(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "new"
    assert "boshan" in cli("init", "--county", "nowhere", desk=desk).one_line
    assert "找不到" in cli("init", "--county", tmp_path / "no.toml", desk=desk).one_line
    assert "boshan-2022" in cli("init", "--plan", "nothing", desk=desk).one_line
    assert "博山" in cli("init", "--sample", "--county", "urumqi", desk=desk).one_line
    assert cli("init", "--sample", "--plan", "boshan-2022", desk=desk).status == 2
    assert not (desk / "desk.db").exists()
