"""What waits for a decision, by command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from tests.cli.conftest import Cli
from tests.usecases.exchange.test_conflicts import disagree
from tests.usecases.exchange.two_desks import FIRM, YUCHENG, carry, get, meet, office


@pytest.fixture
def town(tmp_path: Path, desk: Desk) -> Iterator[Desk]:
    """A town's desk that the desk of the commands knows."""
    with office(tmp_path / "town", "town", [YUCHENG]) as opened:
        meet(desk, opened, "域城镇")
        yield opened


def test_it_is_listed_shown_and_decided(desk: Desk, town: Desk, cli: Cli) -> None:
    disagree(desk, town, products=("县里写的", "镇里写的"))
    (told,) = cli("--json", "conflicts").lines
    assert (told["conflict"], told["kind"]) == ("enterprise/F/products", "values")
    (line,) = told["lines"]
    assert line["fields"] == {"products": "主要产品"}
    assert line["before"] == [""]
    assert [c["words"] for c in line["candidates"]] == [["县里写的"], ["镇里写的"]]
    shown = cli("conflicts", "show", "enterprise/F/products")
    assert "域城镇" in shown.out
    assert "镇里写的" in shown.out
    assert "两边填得不同" in cli("conflicts").out
    assert cli("conflicts", "--town", "白塔").out == ""
    assert cli("resolve", "enterprise/F/products", "--take", "theirs").out == "已核定 1 件\n"
    assert get(desk, "F").products == "镇里写的"
    again = cli("resolve", "enterprise/F/products", "--take", "ours")
    assert (again.status, "没有编号为" in again.one_line) == (3, True)


def test_a_serial_number_stands_for_the_record(desk: Desk, town: Desk, cli: Cli) -> None:
    disagree(desk, town, products=("县", "镇"))
    number = get(desk, "F").serial_no
    key = f"enterprise/{number}/products"
    assert cli("conflicts").out.startswith(f"{key} 两边填得不同 演示瓷厂 主要产品 域城镇")
    assert cli("resolve", key, "--take", "改定").status == 0
    assert get(desk, "F").products == "改定"


def test_fields_that_belong_together_are_typed_together(desk: Desk, town: Desk, cli: Cli) -> None:
    disagree(desk, town, patents=("3", "5"), counted_on=("2026-09-30", "2026-08-31"))
    key = "enterprise/F/patents"
    wrong = cli("resolve", key, "--take", "7")
    assert (wrong.status, "要一起填" in wrong.one_line) == (2, True)
    taken = json.dumps({"patents": "7", "counted_on": "2026-10-01"})
    assert cli("resolve", key, "--take", taken).status == 0
    assert (get(desk, "F").patents, str(get(desk, "F").counted_on)) == (7, "2026-10-01")
    (past,) = cli("--json", "conflicts", "decided").lines
    assert (past["chosen"], past["stands"]) == ("另填内容", True)
    theirs = next(c["take"] for c in past["candidates"] if not c["ours"])
    assert theirs
    done = cli("resolve", key, "--take", "theirs", "--instead", past["number"])
    assert done.status == 0
    assert get(desk, "F").patents == 5


def test_personal_values_are_shown_with_a_reason_only(desk: Desk, town: Desk, cli: Cli) -> None:
    disagree(desk, town, phone=("13800001234", "13800005678"))
    key = "enterprise/F/contact"
    assert "13800005678" not in cli("conflicts", "show", key).out
    assert cli("conflicts", "show", key, "--unmasked").status == 2
    assert "13800005678" in cli("conflicts", "show", key, "--unmasked", "--reason", "演示").out


def test_what_is_put_aside_is_told_so(desk: Desk, town: Desk, cli: Cli) -> None:
    disagree(desk, town, products=("县", "镇"))
    key = "enterprise/F/products"
    assert cli("conflicts", "aside", key).out == "1 件\n"
    assert cli("--json", "conflicts").lines[0]["aside"] is True
    assert cli("conflicts", "aside", key, "--back").status == 0
    assert cli("--json", "conflicts").lines[0]["aside"] is False


def test_a_held_change_is_taken_or_not(desk: Desk, town: Desk, cli: Cli) -> None:
    records.add(town, FIRM, {"name": "演示", "town_code": YUCHENG}, id="F")
    carry(town, desk)
    records.edit(town, FIRM, "F", {"products": "新"})
    carry(town, desk, seq=2, hold={"F": "reviewed"})
    (told,) = cli("--json", "conflicts", "--kind", "reviewed").lines
    assert told["choices"] == {"take": "采用域城镇的改动", "keep": "保持已审核内容"}
    assert cli("resolve", told["conflict"], "--take", "withdraw").status == 2
    assert cli("resolve", told["conflict"], "--take", "ours").status == 3
    assert cli("resolve", told["conflict"], "--take", "theirs", "--reason", "演示").status == 0
    assert get(desk, "F").products == "新"
    assert cli("conflicts", "retry").out == "并入 0 条，还有 0 条在等\n"


def test_the_same_choice_for_all_like_this(desk: Desk, town: Desk, cli: Cli) -> None:
    for id in ("F", "G"):
        records.add(town, FIRM, {"name": f"演示{id}", "town_code": YUCHENG}, id=id)
    carry(town, desk)
    carry(desk, town)
    for id in ("F", "G"):
        records.edit(desk, FIRM, id, {"products": "县"})
        records.edit(town, FIRM, id, {"products": "镇"})
    carry(town, desk, seq=2)
    told = cli("--json", "resolve", "enterprise/F/products", "--take", "theirs", "--like-this").json
    assert told["count"] == 2
    assert {get(desk, id).products for id in ("F", "G")} == {"镇"}


def two_firms(desk: Desk) -> None:
    for id, more in (("A", {"products": "瓷砖"}), ("B", {"legal_rep": "张三"})):
        values = {"name": f"演示{id}", "uscc": "91370304MA3TETT09E", "town_code": YUCHENG}
        records.add(desk, FIRM, values | more, id=id)


def test_doubles_are_found_shown_joined_and_taken_apart(desk: Desk, cli: Cli) -> None:
    two_firms(desk)
    assert cli("doubles", "look", "enterprise").out == "新找到 1 对\n"
    assert "疑似重复" in cli("doubles").out
    shown = cli("doubles", "show", "enterprise", "A", "B")
    assert "瓷砖" in shown.out
    told = cli("--json", "doubles", "show", "enterprise", "A", "B").json
    assert told["contradictions"] == ["name"]
    refused = cli("doubles", "join", "enterprise", "A", "B")
    assert (refused.status, "请先选定" in refused.one_line) == (3, True)
    done = cli("--json", "doubles", "join", "enterprise", "A", "B", "--choose", "name=second").json
    assert (get(desk, "A").name, get(desk, "A").legal_rep) == ("演示B", "张三")
    assert cli("doubles", "undo", done["number"]).out == "已撤销，涉及 2 条记录\n"
    assert not get(desk, "B").withdrawn


def test_two_that_are_two_stay_two(desk: Desk, cli: Cli) -> None:
    two_firms(desk)
    cli("doubles", "look")
    (told,) = cli("--json", "doubles").lines
    assert "演示A / 演示B" in cli("doubles").out
    assert cli("conflicts", "show", cli("doubles").out.split()[0]).status == 0
    assert cli("resolve", told["conflict"], "--take", "ours").status == 2
    assert cli("resolve", told["conflict"], "--take", "apart").status == 0
    assert cli("--json", "doubles").lines == []
    assert cli("doubles", "apart", "enterprise", "A", "B", "--reason", "演示").status == 0
    (kept,) = cli("--json", "doubles", "--apart").lines
    assert (kept["ids"], kept["names"]) == (["A", "B"], ["演示A", "演示B"])
    shown = cli("doubles", "--apart").out
    assert cli("doubles", "again", *shown.split()[:3]).status == 0
    (told,) = cli("--json", "doubles").lines
    assert told["kind"] == "double"
    assert cli("doubles", "--apart").out == ""
    assert cli("doubles", "again", "enterprise", "A", "B").status == 3


def test_each_field_says_where_it_comes_from(desk: Desk, town: Desk, cli: Cli) -> None:
    records.add(town, FIRM, {"name": "演示", "town_code": YUCHENG}, id="F")
    carry(town, desk)
    records.edit(desk, FIRM, "F", {"products": "县里补的"})
    told = cli("--json", "sources", "enterprise", "F").json
    assert (told["name"]["office"], told["name"]["package"]) == ("域城镇", "第01包（2026年三季度）")
    assert told["products"]["ours"] is True
    assert "phone" not in told
    out = cli("sources", "enterprise", "F").out
    (name,) = [line for line in out.splitlines() if line.startswith("企业名称")]
    assert name.split()[1:3] == ["域城镇", "演示镇员"]
    assert name.endswith("第01包（2026年三季度）")


def test_what_the_commands_cannot_take_is_said(desk: Desk, cli: Cli) -> None:
    assert cli("resolve", "没有的", "--take", "ours").status == 3
    assert cli("resolve", "没有的", "--take", "ours", "--instead", "1").status == 2
    assert cli("doubles", "join", "enterprise", "A", "B", "--choose", "x").status in (2, 3)
    assert cli("doubles", "look", "没有").status == 3
    assert KEPT["enterprise"].register_of["address"] == "town_code"
