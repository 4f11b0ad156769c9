"""Single records and lists of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boshan_desk.store.desk import Desk
from tests.cli.conftest import Cli

NASTY = '<b>=1+1</b> & "引" \'; DROP TABLE "case"; -- {party} %s'
ID = "37030419900101003X"
PHONE = "13800001234"


@pytest.fixture
def two(cli: Cli) -> Cli:
    """A desk with two cases, a person's and a firm's."""
    person = {
        "case_no": "演示1",
        "party_kind": "person",
        "party": "演示甲",
        "id_no": ID,
        "phone": PHONE,
        "town_code": "域城镇",
        "filed_on": "2026-03-05",
        "value": "3.5万元",
        "officers": ["甲", "乙"],
    }
    firm = {
        "case_no": "演示2",
        "party": "演示公司",
        "town_code": "370304001",
        "filed_on": "2026-08-01",
    }
    for values in (person, firm):
        assert cli("add", "case", "--values", values).status == 0
    return cli


def test_add_tells_the_record_as_it_was_kept(cli: Cli) -> None:
    answer = cli("add", "case", "--values", {"town_code": "域城镇", "value": "3.5万"}, "--json")
    told = answer.json
    assert answer.status == 0
    assert told["serial_no"] == "2026-0001"
    assert (told["town_code"], told["town_code_label"]) == ("370304102", "域城镇")
    assert told["value"] == "35000.00"
    assert told["status"] == "draft"


def test_edit_changes_only_what_is_given(two: Cli) -> None:
    told = two("edit", "case", "2026-0001", "--values", {"value": None}, "--json").json
    assert told["value"] is None
    assert told["party"] == "演示甲"


def test_withdraw_and_restore(two: Cli) -> None:
    id = two("show", "case", "2026-0001", "--json").json["id"]
    assert two("withdraw", "case", id, "--reason", " ").status == 3
    gone = two("withdraw", "case", id, "--reason", "重复登记", "--json").json
    assert gone["withdrawn"]["reason"] == "重复登记"
    assert [r["case_no"] for r in two("list", "case", "--json").lines] == ["演示2"]
    assert [r["case_no"] for r in two("list", "case", "--withdrawn", "--json").lines] == ["演示1"]
    assert two("edit", "case", id, "--values", {}).status == 3
    assert two("restore", "case", id).status == 0
    assert len(two("list", "case", "--json").lines) == 2
    assert two("restore", "case", id).status == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ["演示1", "演示2"]),
        (["--limit", "1"], ["演示1"]),
        (["--town", "域城镇"], ["演示1"]),
        (["--town", "370304001"], ["演示2"]),
        (["--period", "2026Q1"], ["演示1"]),
        (["--period", "2026"], ["演示1", "演示2"]),
        (["--where", "town_code=城东街道"], ["演示2"]),
        (["--where", "value=35000"], ["演示1"]),
        (["--where", "value="], ["演示2"]),
        (["--where", "officers=乙"], ["演示1"]),
        (["--where", "filed_on=2026年8月1日"], ["演示2"]),
        (["--where", "status=草稿", "--where", "party=演示公司"], ["演示2"]),
        (["--where", "party=没有=的"], []),
    ],
)
def test_list_finds_by_conditions(two: Cli, words: list[str], found: list[str]) -> None:
    answer = two("list", "case", "--json", *words)
    assert answer.status == 0
    assert [r["case_no"] for r in answer.lines] == found


def test_personal_numbers_are_masked_and_uncovered_only_with_a_reason_that_is_kept(
    two: Cli, desk: Desk
) -> None:
    for words in (["list", "case"], ["show", "case", "2026-0001"], ["list", "case", "--json"]):
        out = two(*words).out
        assert ID not in out
        assert PHONE not in out
    assert "370304********003X" in two("show", "case", "2026-0001", "--json").out
    history = two("show", "case", "2026-0001", "--history", "--json").out
    assert ID not in history
    assert PHONE not in history

    assert two("list", "case", "--unmasked").status == 2
    assert two("list", "case", "--unmasked", "--reason", " ").status == 3
    told = two("list", "case", "--unmasked", "--reason", "核对证件", "--json").lines
    assert told[0]["id_no"] == ID
    assert ID in two("show", "case", "2026-0001", "--unmasked", "--reason", "核对证件").out
    with desk.read() as reader:
        kept = reader.works("uncover")
    assert [(k["ledger"], k["reason"], k["count"]) for k in kept] == [
        ("case", "核对证件", 1),
        ("case", "核对证件", 2),
    ]
    assert ID not in json.dumps(kept)


def test_history_tells_who_changed_what(two: Cli) -> None:
    two("edit", "case", "2026-0001", "--values", {"value": "100"}, "--as", "演示乙")
    told = two("show", "case", "2026-0001", "--history", "--json").json["history"]
    assert [(h["officer"], h["work"]) for h in told] == [
        ("本机用户", "新增执法案件“演示1”"),
        ("演示乙", "修改执法案件“演示1”"),
    ]
    assert told[1]["fields"] == {"value": ["35000.00", "100.00"]}
    assert "35000.00 → 100.00" in two("show", "case", "2026-0001", "--history").out


def test_what_looks_like_markup_or_a_formula_is_kept_literally(cli: Cli) -> None:
    cli("add", "case", "--values", {"case_no": "=HYPERLINK(1)", "remark": NASTY})
    told = cli("list", "case", "--json").lines[0]
    assert told["remark"] == NASTY
    assert told["case_no"] == "=HYPERLINK(1)"
    assert cli("list", "case", "--where", f"remark={NASTY}", "--json").lines == [told]


def test_attachments_are_stored_once_by_their_content(
    two: Cli, folder: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "立案\u202egpj.exe", tmp_path / "照片.jpg"
    for file in (first, second):
        file.write_bytes(b"the same content")
    told = two("attach", "case", "2026-0001", first, "--json").json
    assert told["file_name"] == "立案gpj.exe"
    assert two("attach", "case", "2026-0002", second).status == 0
    again = two("attach", "case", "2026-0001", second, "--json").json
    assert again["id"] == told["id"]
    stored = [p for p in (folder / "files").rglob("*") if p.is_file()]
    assert [p.name for p in stored] == [told["sha256"]]
    assert stored[0].parent.name == told["sha256"][:2]
    assert two("attachments", "case", "2026-0001", "--json").lines == [told]
    assert two("check").status == 0


def test_what_cannot_be_attached_is_refused(two: Cli, folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert two("attach", "case", "2026-0001", empty).status == 3
    assert two("attach", "case", "2026-0001", tmp_path).status == 3
    assert two("attach", "case", "2026-0001", tmp_path / "nope").status == 3
    assert two("attach", "case", "nope", __file__).status == 3
    assert two("attachments", "case", "nope").status == 3
    assert [p for p in folder.rglob("*") if p.is_file() and "files" in p.parts] == []


def test_identify_judges_one_number(cli: Cli, tmp_path: Path) -> None:
    told = cli("identify", "idcard", "370304199001010012", "--json", desk=tmp_path / "none").json
    assert list(told) == ["kind", "ok", "severity", "normalised", "masked", "why"]
    assert (told["ok"], told["severity"]) == (False, "error")
    good = cli("identify", "uscc", "91350100M000100Y43", "--json").json
    assert (good["ok"], good["severity"], good["why"]) == (True, None, "")
    assert cli("identify", "nope", "1").status == 2
