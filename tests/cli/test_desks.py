"""Making, describing, checking and dumping a desk, and lists of operations."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import open_desk
from tests.cli.conftest import Cli


def feed(monkeypatch: pytest.MonkeyPatch, *operations: object) -> None:
    """Put lines on standard input; what is no text is written as JSON."""
    lines = [o if isinstance(o, str) else json.dumps(o, ensure_ascii=False) for o in operations]
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def add(id: str, **values: Any) -> dict[str, Any]:
    return {"op": "add", "ledger": "case", "id": id, "values": values}


def test_init_makes_an_empty_desk(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "新 文件夹" / "desk"
    answer = cli("init", "--bare", "--json", desk=place)
    assert answer.status == 0
    assert answer.json == {"desk": str(place), "county": "boshan"}
    assert cli("check", "--json", desk=place).json == {
        "ok": True,
        "findings": [],
        "counts": {**dict.fromkeys(LEDGERS, 0), "attachment": 0},
    }


def test_init_leaves_an_existing_desk_alone(cli: Cli) -> None:
    cli("add", "case", "--values", {"case_no": "演示1"})
    before = cli("dump").out
    for words in (["init"], ["init", "--sample"]):
        answer = cli(*words)
        assert answer.status == 3
        assert "未作任何改动" in answer.one_line
    assert cli("dump").out == before


def test_init_refuses_what_it_does_not_know(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "other"
    assert cli("init", "--county", "火星", desk=place).status == 3
    assert cli("init", "--town", "火星镇", desk=place).status == 3
    assert cli("init", "--sample", "--town", "370304001", desk=place).status == 2
    assert cli("init", "--plan", "x", desk=place).status == 3
    assert not place.exists()


def test_init_makes_the_desk_of_a_town(cli: Cli, tmp_path: Path) -> None:
    for number, word in enumerate(("370304103", "白塔镇", "白塔")):
        place = tmp_path / str(number)
        assert cli("init", "--bare", "--town", word, desk=place).status == 0
        with open_desk(place) as desk:
            assert (desk.level, desk.own_towns) == ("town", ("370304103",))
            assert desk.serial_prefix.startswith("103")
        values = {"name": "演示公司", "town_code": "370304001"}
        other = cli("add", "enterprise", "--values", values, desk=place)
        assert other.status == 3
        assert "本机只登记白塔镇" in other.one_line


def test_the_sample_county_is_whole_and_stands_still(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "sample"
    assert cli("init", "--sample", desk=place).status == 0
    checked = cli("check", "--json", desk=place).json
    assert checked["ok"]
    assert checked["counts"]["case"] > 200
    assert sorted(p.name for p in place.iterdir()) == ["desk.db", "desk.lock"]
    with open_desk(place) as desk:
        assert desk.clock.today().isoformat() == "2026-10-09"


def test_a_sample_that_fails_leaves_no_desk(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "desk.db")

    monkeypatch.setattr("boshan_desk.usecases.sample.fill", fail)
    place = tmp_path / "sample"
    assert cli("init", "--sample", desk=place).status == 5
    assert [p.name for p in place.iterdir()] == ["desk.lock"]


def test_ledgers_describe_every_field(cli: Cli) -> None:
    told = {each["ledger"]: each for each in cli("ledgers", "--json").json}
    assert list(told) == list(LEDGERS)
    for name, ledger in LEDGERS.items():
        assert [f["name"] for f in told[name]["fields"]] == list(ledger.fields)
    fields = {f["name"]: f for f in told["case"]["fields"]}
    assert fields["town_code"]["codes"][0] == {"code": "370304001", "label": "城东街道"}
    assert fields["clue_on"] == {
        "name": "clue_on",
        "title": "线索发现或收到日期",
        "kind": "day",
        "required": True,
        "need": "submit",
    }
    assert "指导站" in cli("ledgers").out


def test_dump_is_equal_for_equal_states_made_at_other_times(
    cli: Cli, empty_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = [
        add("b", case_no="演示2", party="演示公司"),
        add("a", case_no="演示1", value="350元", officers=["甲", "乙"]),
        {"op": "withdraw", "ledger": "case", "id": "b", "reason": "重复"},
    ]
    dumps = []
    for name, officer in (("one", "甲"), ("two", "乙")):
        place = tmp_path / name
        shutil.copytree(empty_desk, place)
        feed(monkeypatch, *work)
        assert cli("ops", "-", "--as", officer, desk=place).status == 0
        dumps.append(cli("dump", desk=place).out)
    assert dumps[0] == dumps[1]
    assert [json.loads(line) for line in dumps[0].splitlines()] == [
        {
            "ledger": "case",
            "id": "a",
            "serial_no": "2026-0002",
            "status": "draft",
            "source": "typed",
            "withdrawn": None,
            "values": {"case_no": "演示1", "value": "350.00", "officers": ["甲", "乙"]},
        },
        {
            "ledger": "case",
            "id": "b",
            "serial_no": "2026-0001",
            "status": "draft",
            "source": "typed",
            "withdrawn": "重复",
            "values": {"case_no": "演示2", "party": "演示公司"},
        },
    ]


def test_ops_acknowledge_every_line_they_did(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(
        monkeypatch,
        add("a", case_no="演示1"),
        "",
        {"op": "edit", "ledger": "case", "id": "a", "values": {"party": "演示公司"}},
        {"op": "withdraw", "ledger": "case", "id": "a", "reason": "重复"},
        {"op": "restore", "ledger": "case", "id": "a"},
    )
    answer = cli("ops", "-")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == "ACK 1 a\nACK 3 a\nACK 4 a\nACK 5 a\n"
    assert cli("show", "case", "a", "--json").json["party"] == "演示公司"


def test_ops_stop_at_the_first_refused_line_and_keep_what_was_acknowledged(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "ops.jsonl"
    file.write_text(
        "\n".join(json.dumps(o) for o in (add("a"), add("b", value="很多"), add("c"))), "utf-8"
    )
    answer = cli("ops", file)
    assert answer.status == 3
    assert answer.out == "ACK 1 a\n"
    assert answer.one_line.startswith("第 2 行：")
    assert "货值金额" in answer.one_line
    assert [json.loads(line)["id"] for line in cli("dump").out.splitlines()] == ["a"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '{"op": "drop"}',
        '{"op": "add"}',
        '{"op": "add", "ledger": "case", "values": []}',
        '{"op": "add", "ledger": "case", "values": {"party": {"a": 1}}}',
        '{"op": "add", "ledger": "case", "values": {"party": ["a"]}}',
        '{"op": "add", "ledger": "case", "values": {"party": true}}',
        '{"op": "add", "ledger": "case", "values": {"value": NaN}}',
        '{"op": "add", "ledger": "case", "values": {"value": 1e999}}',
        '{"op": "add", "ledger": "case", "values": {"officers": ["甲", 1]}}',
        '{"op": "add", "ledger": "case", "values": {"remark": "\\ud800"}}',
        '{"op": "add", "ledger": "case", "values": {"nope": "x"}}',
        '{"op": "add", "ledger": "case", "values": {"status": ""}}',
        '{"op": "add", "ledger": "case", "values": {"serial_no": "2026-0001"}}',
        '{"op": "add", "ledger": "case", "values": {}, "reason": "x"}',
        '{"op": "add", "ledger": "case", "values": {}, "id": "a b"}',
        '{"op": "add", "ledger": "case", "values": {}, "id": 7}',
        '{"op": "add", "ledger": "nope", "values": {}}',
        '{"op": "edit", "ledger": "case", "id": "nope", "values": {}}',
        '{"op": "withdraw", "ledger": "case", "id": "nope", "reason": "x"}',
        '{"op": "withdraw", "ledger": "case", "id": "nope", "reason": ""}',
        "[" * 100_000,
        '{"op": "add", "n": ' + "9" * 5000 + "}",
        "\udcff\udcfe",
    ],
)
def test_a_bad_line_is_refused_in_one_line(
    cli: Cli, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, line)
    answer = cli("ops", "-")
    assert answer.status == 3
    assert answer.out == ""
    assert answer.one_line.startswith("第 1 行：")
    assert cli("dump").out == ""


def test_an_id_cannot_be_used_twice(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, add("a", remark="一"), add("a", remark="二"))
    assert cli("ops", "-").status == 3
    assert cli("show", "case", "a", "--json").json["remark"] == "一"


def test_check_finds_what_was_changed_behind_the_programs_back(
    cli: Cli, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, add("a", case_no="演示1"), add("b", case_no="演示2"))
    assert cli("ops", "-").status == 0
    for harm, said in (
        ("UPDATE \"case\" SET remark = '改' WHERE id = 'a'", "变更记录不符"),
        ("UPDATE \"case\" SET town_code = '火星' WHERE id = 'a'", "代码表"),
        ("UPDATE \"case\" SET filed_on = '2026-99-99' WHERE id = 'a'", "读不出来"),
        ("UPDATE \"case\" SET folded = 'x' WHERE id = 'a'", "快速查找"),
        ("UPDATE \"case\" SET serial_no = '2026-0002' WHERE id = 'a'", "有 2 条"),
        ("UPDATE serial SET last = 1", "超过"),
        ("DELETE FROM \"case\" WHERE id = 'a'", "不见了"),
        ("DELETE FROM step WHERE n = 1", "数据库"),
        ("DELETE FROM change WHERE step = 1; DELETE FROM step WHERE n = 1", "缺号"),
    ):
        copy = desk.folder.parent / "harmed"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        whole = connect(desk.path)
        whole.execute("VACUUM INTO ?", (str(copy / "desk.db"),))
        whole.close()
        harmed = connect(copy / "desk.db")
        harmed.execute("PRAGMA foreign_keys = OFF")
        harmed.executescript("DROP TRIGGER step_stays; DROP TRIGGER change_stays")
        harmed.executescript(harm)
        harmed.close()
        answer = cli("check", "--json", desk=copy)
        assert answer.status == 3, harm
        assert not answer.json["ok"]
        assert any(said in finding for finding in answer.json["findings"]), (harm, answer.out)
        assert "处问题" in answer.one_line


def test_check_finds_a_damaged_and_a_lost_attachment(cli: Cli, folder: Path) -> None:
    scan = folder.parent / "扫描.pdf"
    scan.write_bytes(b"%PDF-1.7 demo")
    cli("add", "case", "--values", {"case_no": "演示1"})
    assert cli("attach", "case", "2026-0001", scan).status == 0
    assert cli("check").status == 0
    (kept,) = (folder / "files").glob("*/*")
    kept.write_bytes(b"%PDF-1.7 demO")
    assert "已损坏" in cli("check", "--json").json["findings"][0]
    kept.unlink()
    assert "不见了" in cli("check", "--json").json["findings"][0]


def test_migrate_has_nothing_to_do_on_a_new_desk(cli: Cli) -> None:
    assert cli("migrate", "--json").json == {"migrated": False, "backup": None}
    assert "无须升级" in cli("migrate").out
