"""The command that takes a paper apart.  The paper is invented (演示)."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.domain.plans.reading import read_plan
from tests.cli.conftest import Cli
from tests.domain.plans.test_papers import PAPER


def test_a_paper_is_told_as_json(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "演示.txt"
    file.write_text(PAPER, "utf-8")
    told = cli("--json", "plan", "draft", file).json
    assert told["doc_no"] == "青政办发〔2026〕12号"
    assert len(told["tasks"]) == 7
    assert {"title": "有效商标注册量", "value": "6000"}.items() <= told["targets"][1].items()
    assert all(each["paragraph"] for each in told["undivided"])


def test_a_paper_becomes_a_pack_that_reads_back(cli: Cli, tmp_path: Path) -> None:
    file, out = tmp_path / "演示.txt", tmp_path / "演示.toml"
    file.write_text(PAPER, "gb18030")
    words = ("--out", str(out), "--code", "qinghe-2026", "--prefix", "QH")
    assert "已写成" in cli("plan", "draft", file, *words).out
    plan = read_plan(out.read_text("utf-8"))
    assert plan.code == "qinghe-2026"
    assert len(plan.tasks) == 7
    assert plan.tasks[0].paragraph.startswith("1.培育优势企业")


def test_a_pack_without_a_code_is_not_written(cli: Cli, tmp_path: Path) -> None:
    file, out = tmp_path / "演示.txt", tmp_path / "演示.toml"
    file.write_text(PAPER, "utf-8")
    assert cli("plan", "draft", file, "--out", out).status == 2
    assert not out.exists()


def test_another_kind_of_file_is_refused_with_what_to_do(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "演示.doc"
    file.write_bytes(b"\xd0\xcf\x11\xe0")
    result = cli("plan", "draft", file)
    assert result.status == 3
    assert ".docx" in result.one_line
