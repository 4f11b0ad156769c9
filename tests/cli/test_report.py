"""The quarterly paper by command: printed, written, frozen, checked, edited."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from boshan_desk.cli.main import build_parser
from boshan_desk.domain.problems import NoRoom
from boshan_desk.store.driver import connect
from boshan_desk.usecases.desks import make_sample
from boshan_desk.usecases.papers import remaking
from tests.cli.conftest import Cli

NOW = ("--period", "2026Q3", "--kind", "jianbao")
CASE = {
    "party": "演示公司",
    "case_no": "演示1号",
    "filed_on": "2026-08-03",
    "town_code": "370304001",
}


@pytest.fixture
def filed(cli: Cli) -> Cli:
    assert cli("add", "case", "--values", CASE).status == 0
    return cli


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, made once; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make_sample(folder, county="boshan")
    return folder


def test_the_paper_of_a_full_county_is_told_and_written_whole(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    out = tmp_path / "简报.pdf"
    told = cli("report", "--period", "2026Q3", "--pdf", out, "--json", desk=county).json
    assert out.read_bytes().startswith(b"%PDF-")
    assert (told["pdf"], told["missing"]) == (str(out), [])
    assert told["pages"] > 3
    assert "主要指标" in cli("report", "--period", "2026Q3", desk=county).out
    blocks = cli("report", "--period", "2026Q3", "--json", desk=county).json["blocks"]
    assert {"Heading", "Words", "Grid", "Chart"} <= {b["block"] for b in blocks}


def test_sheets_of_towns_and_departments_are_told(cli: Cli, county: Path) -> None:
    for whose in (("--town", "域城镇"), ("--unit", "区市场监督管理局")):
        told = cli("report", "--period", "2026Q3", *whose, desk=county)
        assert told.status == 0
        assert whose[1].removeprefix("区") in told.out


def test_a_place_that_cannot_be_written_to_is_refused(
    cli: Cli, county: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "nope" / "x.pdf"
    for kind in ("--pdf", "--docx", "--xlsx"):
        assert cli("report", "--period", "2026Q3", kind, bad, desk=county).status == 5


def test_the_paper_is_told_in_words_and_in_json(filed: Cli) -> None:
    told = filed("report", *NOW)
    assert told.status == 0
    assert "知识产权工作简报" in told.out
    assert "一、主要指标" in told.out
    report = filed("report", *NOW, "--json").json
    assert report["head"]["name"] == "知识产权工作简报"
    lead = next(b for b in report["blocks"] if b.get("key") == "lead.lead")
    assert lead["block"] == "Words"
    link = lead["links"][0]
    assert set(link) == {"start", "end", "source"}
    assert link["source"]["span"] in ("2026-01..09", "2026Q3")


def test_files_are_written_in_three_forms(filed: Cli, tmp_path: Path) -> None:
    out = {name: tmp_path / f"简报.{name}" for name in ("pdf", "docx", "xlsx")}
    words = [word for name, path in out.items() for word in (f"--{name}", path)]
    told = filed("report", *NOW, *words, "--json").json
    assert told["pages"] > 1
    assert told["missing"] == []
    assert {name: told[name] for name in out} == {name: str(path) for name, path in out.items()}
    assert out["pdf"].read_bytes().startswith(b"%PDF")
    assert out["docx"].read_bytes().startswith(b"PK")
    assert out["xlsx"].read_bytes().startswith(b"PK")
    assert not list(tmp_path.glob("*.part"))


def test_the_life_of_a_frozen_paper(filed: Cli, tmp_path: Path) -> None:
    first = tmp_path / "定稿.pdf"
    told = filed("report", *NOW, "--freeze", "--pdf", first, "--json").json
    paper = told["frozen"]
    assert paper["number"] == "第1期"
    assert hashlib.sha256(first.read_bytes()).hexdigest() == paper["pdf_sha256"]

    found = filed("report", "verify", paper["code"].lower().replace("-", " "), "--json")
    assert (found.status, found.err) == (0, "")
    assert found.json["frozen"] is found.json["whole"] is found.json["readable"] is True
    assert found.json["paper"] == paper
    assert "第1期" in filed("report", "verify", paper["code"]).out
    assert filed("report", "list", "--json").lines == [paper]
    assert "第1期" in filed("report", "list").out

    shown = filed("report", "show", "第1期", "--json").json
    assert shown["paper"] == paper
    assert shown["report"]["mark"]["code"] == paper["code"]
    assert any(line["code"] == "M-EN02" for line in shown["figures"])
    assert "核验码" in filed("report", "show", paper["id"]).out

    filed(
        "edit", "case", filed("list", "case", "--json").lines[0]["id"], "--values", {"remark": "改"}
    )
    again = tmp_path / "再写.pdf"
    assert filed("report", "remake", paper["code"], "--pdf", again, "--json").json["same"] is True
    assert again.read_bytes() == first.read_bytes()

    refused = filed("report", *NOW, "--freeze")
    assert refused.status == 3
    assert "已经定稿" in refused.one_line
    beside = filed("report", *NOW, "--pdf", tmp_path / "草稿.pdf")
    assert beside.status == 0
    assert "report remake" in beside.err

    assert "演示原因" in filed("report", "void", "第1期", "--reason", "演示原因").out
    assert filed("report", "verify", paper["code"], "--json").json["paper"]["state"] == "void"
    assert filed("report", *NOW, "--freeze", "--json").json["frozen"]["number"] == "第2期"
    assert filed("check").status == 0


def test_no_number_is_spent_where_a_file_cannot_be_written(filed: Cli, tmp_path: Path) -> None:
    there = tmp_path / "简报.pdf"
    there.write_bytes(b"old")
    (tmp_path / "folder.xlsx").mkdir()
    for bad in (
        ("--docx", tmp_path / "nope" / "x.docx"),
        ("--xlsx", tmp_path / "folder.xlsx"),
    ):
        answer = filed("report", *NOW, "--freeze", "--pdf", there, *bad)
        assert answer.status == 5
        assert str(bad[1]) in answer.one_line
    public = ("--public", "--freeze", "--pdf", there, "--with", "slips")
    assert filed("report", *NOW, *public).status == 3
    assert filed("report", "list", "--json").lines == []
    assert there.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []
    assert filed("report", *NOW, "--freeze", "--json").json["frozen"]["number"] == "第1期"
    again = filed("report", "remake", "第1期", "--pdf", tmp_path / "nope" / "x.pdf")
    assert again.status == 5


def test_a_file_that_fails_after_freezing_is_told_with_the_way_on(
    filed: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise NoRoom("演示盘满")

    out = tmp_path / "简报.docx"
    with monkeypatch.context() as patch:
        patch.setattr(remaking, "write_report", fail)
        answer = filed("report", *NOW, "--freeze", "--docx", out)
    assert answer.status == 5
    for each in ("第1期", "演示盘满", "report remake"):
        assert each in answer.one_line
    assert filed("report", "remake", "第1期", "--docx", out).status == 0
    assert out.exists()


def test_one_file_cannot_be_two(filed: Cli, tmp_path: Path) -> None:
    same = tmp_path / "一"
    answer = filed("report", *NOW, "--freeze", "--pdf", same, "--docx", same)
    assert answer.status == 2
    assert filed("report", "list", "--json").lines == []


def test_only_of_a_pdf_it_is_said_that_it_is_the_same(filed: Cli, tmp_path: Path) -> None:
    filed("report", *NOW, "--freeze")
    word, pdf = tmp_path / "一.docx", tmp_path / "一.pdf"
    told = filed("report", "remake", "第1期", "--docx", word, "--json").json
    assert (told["same"], told["words"], told["docx"]) == (None, None, str(word))
    plain = filed("report", "remake", "第1期", "--docx", word)
    assert "逐字节" not in plain.out
    assert plain.err == ""
    both = filed("report", "remake", "第1期", "--docx", word, "--pdf", pdf)
    assert "逐字节" in both.out


def test_a_paper_that_was_changed_behind_the_program_is_not_written(
    filed: Cli, folder: Path, tmp_path: Path
) -> None:
    filed("report", *NOW, "--freeze")
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE paper SET content = replace(content, '1件', '2件')")
    connection.commit()
    connection.close()
    out = tmp_path / "一.pdf"
    for words in (
        ("report", "remake", "第1期", "--pdf", out),
        ("report", "remake", "第1期", "--xlsx", out),
        ("report", "show", "第1期"),
        ("report", "void", "第1期", "--reason", "演示"),
    ):
        answer = filed(*words)
        assert (answer.status, answer.out) == (3, "")
        assert "与定稿时不符" in answer.one_line
    assert not out.exists()


@pytest.mark.parametrize(
    ("code", "readable", "words"),
    [
        ("0000-0000-0000-0000", True, "没有核验码"),
        ("K7QM", False, "这里有 4 个"),
        ("0000-0000-0000-0001", False, "校验对不上"),
        ("", False, "核验码"),
    ],
)
def test_a_code_that_is_not_of_this_desk_is_refused_in_one_line(
    cli: Cli, code: str, readable: bool, words: str
) -> None:
    told = cli("report", "verify", code, "--json")
    assert told.status == 3
    assert words in told.one_line
    assert told.json["frozen"] is False
    assert told.json["readable"] is readable
    assert told.json["paper"] is None
    plain = cli("report", "verify", code)
    assert (plain.status, plain.out) == (3, "")
    assert words in plain.one_line


def test_words_are_listed_edited_and_taken_back(filed: Cli) -> None:
    lines = {line["key"]: line for line in filed("report", "words", *NOW, "--json").lines}
    assert lines["lead.lead"]["edited"] is False
    edited = filed("report", "words", *NOW, "--edit", "lead.lead", "--text", "演示的话。", "--json")
    assert edited.json == {"key": "lead.lead", "edited": True}
    lines = {line["key"]: line for line in filed("report", "words", *NOW, "--json").lines}
    now = lines["lead.lead"]
    assert (now["text"], now["edited"], now["stale"]) == ("演示的话。", True, False)
    assert "演示的话。" in filed("report", *NOW).out
    filed("report", "words", *NOW, "--edit", "lead.lead", "--text", " ")
    assert "已删去" in filed("report", "words", *NOW).out
    cut = filed("report", "words", *NOW, "--edit", "lead.lead", "--text", "")
    assert "已删去这一段" in cut.out
    assert filed("report", "words", *NOW, "--take-back", "lead.lead").status == 0
    assert "演示的话。" not in filed("report", *NOW).out
    assert filed("report", "words", *NOW, "--take-back", "lead.lead").status == 3


def test_words_to_be_read_again_stop_the_freezing_until_it_is_wanted_anyway(filed: Cli) -> None:
    filed("report", "words", *NOW, "--edit", "lead.lead", "--text", "演示，立案1件。")
    filed("add", "case", "--values", CASE | {"case_no": "演示2号"})
    refused = filed("report", *NOW, "--freeze")
    assert refused.status == 3
    assert "lead.lead" in refused.one_line
    assert filed("report", "list", "--json").lines == []
    assert filed("report", *NOW, "--freeze", "--anyway", "--json").json["frozen"]["number"]


def test_a_person_s_number_in_the_words_is_refused(filed: Cli) -> None:
    text = "演示，电话13812345678。"
    refused = filed("report", "words", *NOW, "--public", "--edit", "lead.lead", "--text", text)
    assert refused.status == 3
    assert "138****5678" in refused.one_line


def test_parts_are_bound_with_the_paper(filed: Cli, tmp_path: Path) -> None:
    alone, bound = tmp_path / "一.pdf", tmp_path / "二.pdf"
    pages = filed("report", *NOW, "--pdf", alone, "--json").json["pages"]
    parts = ("--with", "targets", "--with", "tasks", "--with", "slips", "--with", "national")
    told = filed("report", *NOW, "--pdf", bound, *parts, "--json").json
    assert told["pages"] > pages
    assert told["empty"] == ["slips"]
    assert "督办单" in filed("report", *NOW, "--pdf", bound, "--with", "slips").one_line
    refused = filed("report", *NOW, "--public", "--pdf", bound, "--with", "slips")
    assert refused.status == 3
    assert "公开版" in refused.one_line


@pytest.mark.parametrize(
    "words",
    [
        ("report",),
        ("report", *NOW, "--with", "targets"),
        ("report", *NOW, "--number", "第1期"),
        ("report", *NOW, "--anyway"),
        ("report", *NOW, "--town", "城东街道", "--unit", "区市场监督管理局"),
        ("report", *NOW, "--with", "nothing", "--pdf", "x.pdf"),
        ("report", "words", *NOW, "--text", "演示"),
        ("report", "words", *NOW, "--edit", "lead.lead"),
        ("report", "words"),
        ("report", "remake", "第1期"),
        ("report", "void", "第1期"),
        ("report", "faces", "--set", "nothing", ""),
    ],
)
def test_wrong_use_is_told_in_one_line(cli: Cli, words: tuple[str, ...]) -> None:
    told = cli(*words)
    assert told.status == 2
    assert told.one_line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", *NOW, "--town", "演示镇"), "演示镇"),
        (("report", *NOW, "--unit", "演示局"), "演示局"),
        (("report", "--period", "2026Q3", "--kind", "演示"), "演示"),
        (("report", "--period", "2027Q1"), "还没有开始"),
        (("report", "--period", "2026-07"), "2026Q3"),
        (("report", "--period", "2026Q4", "--freeze"), "还没有结束"),
        (("report", "show", "演示"), "演示"),
    ],
)
def test_what_there_is_not_is_refused_in_one_line(
    cli: Cli, words: tuple[str, ...], told: str
) -> None:
    answer = cli(*words)
    assert answer.status == 3
    assert told in answer.one_line


def test_forms_of_papers_are_listed_checked_loaded_and_dropped(cli: Cli, tmp_path: Path) -> None:
    names = {line["name"]: line for line in cli("report", "templates", "--json").lines}
    assert {"jianbao", "tongbao", "plain", "sections"} <= set(names)
    text = cli("report", "templates", "--text", "jianbao").out
    file = tmp_path / "简报.toml"
    file.write_text(text.replace("知识产权工作简报", "演示简报"), "utf-8")
    assert cli("report", "check", file, "--json").json["ok"] is True
    assert cli("report", "load", file, "--json").json == {"name": "jianbao"}
    assert "演示简报" in cli("report", *NOW).out
    assert cli("report", "drop", "jianbao").status == 0
    assert "演示简报" not in cli("report", *NOW).out
    file.write_text(text.replace("sections = [", 'sections = ["nothing", ', 1), "utf-8")
    wrong = cli("report", "check", file)
    assert wrong.status == 3
    assert "nothing" in wrong.out
    assert wrong.one_line


def test_faces_are_told(cli: Cli) -> None:
    lines = {line["role"]: line for line in cli("report", "faces", "--json").lines}
    assert {"title", "fang", "kai", "hei", "song"} <= set(lines)
    assert all(line["own"] for line in lines.values())
    assert cli("report", "faces", "--choices", "--json").lines[0]["value"] == ""


def test_what_is_missing_is_told(cli: Cli) -> None:
    lines = cli("report", "gaps", "--period", "2026Q3", "--json").lines
    assert lines
    assert {line["severity"] for line in lines} <= {"stop", "warn", "note"}


def test_differences_need_a_frozen_paper_and_name_what_came_late(
    filed: Cli, tmp_path: Path
) -> None:
    assert filed("report", "differences", *NOW).status == 3
    assert filed("report", "--period", "2026H1", "--kind", "jianbao", "--freeze").status == 0
    late = CASE | {"case_no": "演示补录", "filed_on": "2026-05-05"}
    filed("add", "case", "--values", late)
    told = filed("report", "differences", *NOW, "--json")
    assert "演示补录" in json.dumps(told.json, ensure_ascii=False)
    out = tmp_path / "差异表.pdf"
    assert filed("report", "differences", *NOW, "--pdf", out).status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_the_help_says_what_the_json_holds(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["report", "--help"], ["report", "verify", "--help"], ["report", "list", "-h"]):
        with pytest.raises(SystemExit):
            build_parser().parse_args(words)
        assert "--json" in capsys.readouterr().out
