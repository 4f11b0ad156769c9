"""Statutory limits, rule files and the calendar on the command line."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.assets import asset
from boshan_desk.store.desk import Desk
from boshan_desk.store.keys import Cost
from boshan_desk.usecases import accounts
from boshan_desk.usecases.procedure import take_step
from tests.cli.conftest import Cli

NOTICE = """
year = 2027
title = "演示：2027年部分节假日安排的通知"
notice = "演示文号"
off = [
  ["2027-01-01", "元旦"], ["2027-01-02", "元旦"], ["2027-01-03", "元旦"],
]
work = [["2027-01-09", "元旦"]]
"""
"""An invented year, as short as a file may be: what looks odd in it is no reason to refuse it."""

LIMIT = """
[file]
kind = "limits"
part = true

[[limit]]
id = "L01"
title = "核查线索、决定是否立案"
form = "deadline"
binds = "bureau"
length = {length}
unit = "workday"
start = "clue_on"
met = ["filed_on", "not_filed_on", "handed_over_on", "simple_decided_on"]
stops = ["test", "identify"]
extension = {{ length = 15, by = "本机关负责人批准", times = 1 }}
basis = "演示条款"
source = "演示"
"""


def clock(cli: Cli, *words: str) -> Any:
    answer = cli("clock", *words, "--json")
    assert answer.status == 0, answer.err
    return answer.json


@pytest.mark.parametrize(
    ("words", "due", "rolled"),
    [
        ("L01 --from 2026-02-09", "2026-03-06", "2026-03-06"),
        ("L01 --from 2026-02-09 --extend 15", "2026-03-27", "2026-03-27"),
        ("L01 --from 2026-09-14", "2026-10-10", "2026-10-10"),
        ("L12 --from 2026-05-15", "2026-08-13", "2026-08-13"),
        ("L12 --from 2026-05-15 --stop 2026-06-01..2026-06-21:鉴定", "2026-09-02", "2026-09-02"),
        (
            "L12 --from 2026-05-15 --stop 2026-06-01..2026-06-21:test"
            " --stop 2026-06-11..2026-06-26:identify",
            "2026-09-07",
            "2026-09-07",
        ),
        ("L12 --from 2026-07-03", "2026-10-01", "2026-10-08"),
        ("L12 --from 2026-07-10", "2026-10-08", "2026-10-08"),
        ("L10 --from 2026-04-29", "2026-05-09", "2026-05-09"),
        ("L15 --from 2026-09-16", "2026-10-01", "2026-10-08"),
        ("L22 --from 2026-09-18", "2026-10-22", "2026-10-22"),
        ("L13 --from 2026-02-12", "2026-02-28", "2026-02-28"),
        ("L08 --from 2026-01-20", "2026-02-19", "2026-02-24"),
        ("L06 --from 2026-04-30", "2026-05-13", "2026-05-13"),
        ("L14 --from 2026-11-05", "2026-12-05", None),
        ("L21 --from 2026-06-10", "2026-07-02", "2026-07-02"),
    ],
)
def test_the_clock_counts_as_the_vectors_of_the_reference_do(
    words: str, due: str, rolled: str | None, cli: Cli
) -> None:
    told = clock(cli, *words.split())
    assert told["due"] == due
    assert rolled is None or told["rolled"] == rolled
    assert told["certain"] is True
    assert told["basis"]
    assert told["steps"][0]["kind"] == "start"
    assert told["steps"][-1]["kind"] == "basis"


def test_a_date_in_a_year_without_a_notice_is_provisional(cli: Cli) -> None:
    told = clock(cli, "L22", "--from", "2026-12-20")
    assert (told["due"], told["certain"]) == ("2027-01-15", False)
    assert any("节假日安排未发布" in step["text"] for step in told["steps"])


@pytest.mark.parametrize(
    ("on", "days", "amount"),
    [
        ("2026-09-01", 1, "900.00"),
        ("2026-09-10", 10, "9000.00"),
        ("2026-10-03", 33, "29700.00"),
        ("2026-10-04", 34, "30000.00"),
        ("2026-10-10", 40, "30000.00"),
        ("2026-08-31", 0, "0.00"),
    ],
)
def test_a_surcharge_grows_to_the_fine_and_no_further(
    on: str, days: int, amount: str, cli: Cli
) -> None:
    told = clock(cli, "L16", "--from", "2026-08-31", "--on", on, "--amount", "30000")
    assert (told["days_used"], told["surcharge"]) == (days, amount)


def test_a_surcharge_does_not_grow_during_review(cli: Cli) -> None:
    words = ("--from", "2026-08-31", "--on", "2026-09-10", "--amount", "30000")
    told = clock(cli, "L16", *words, "--stop", "2026-09-03..2026-09-06:复议")
    assert (told["days_used"], told["surcharge"]) == (7, "6300.00")
    # A test of goods is no reason for a fine to stand still.
    told = clock(cli, "L16", *words, "--stop", "2026-09-03..2026-09-06:鉴定")
    assert told["days_used"] == 10


def test_an_open_stop_leaves_no_last_day_and_tells_what_is_used(cli: Cli) -> None:
    told = clock(cli, "L12", "--from", "2026-07-03", "--stop", "2026-08-03..:鉴定")
    assert (told["due"], told["rolled"], told["days_left"]) == (None, None, None)
    assert (told["state"], told["days_used"], told["left"]) == ("stopped", 30, 60)


def test_a_stop_that_the_limit_does_not_know_is_told_and_not_counted(cli: Cli) -> None:
    plain = clock(cli, "L08", "--from", "2026-03-02")
    told = clock(cli, "L08", "--from", "2026-03-02", "--stop", "2026-03-05..2026-03-20:权利人辨认")
    assert told["due"] == plain["due"]
    (idle,) = [step for step in told["steps"] if "不停止计算" in step["text"]]
    assert idle["days"] == 0
    assert len(told["steps"]) == len(plain["steps"]) + 1


def test_hours_run_from_the_minute(cli: Cli) -> None:
    told = clock(cli, "L07", "--from", "2026-05-01T16:30")
    assert (told["due"], told["certain"]) == ("2026-05-02T16:30", True)
    told = clock(cli, "L07", "--from", "2026-05-01")
    assert (told["certain"], bool(told["warnings"])) == (False, True)


def test_a_limit_counted_back_ends_before_its_event(cli: Cli) -> None:
    told = clock(cli, "L11", "--from", "2026-10-20")
    assert (told["due"], told["from"]) == ("2026-10-10", "2026-10-20")


def test_how_a_limit_stands_depends_on_the_day_asked_for(cli: Cli) -> None:
    for on, state, left in (
        ("2026-10-01", "running", 0),
        ("2026-10-08", "running", -7),
        ("2026-10-09", "overdue", -8),
    ):
        told = clock(cli, "L12", "--from", "2026-07-03", "--on", on)
        assert (told["state"], told["days_left"]) == (state, left), on
    told = clock(cli, "L10", "--from", "2026-04-29", "--on", "2026-05-10")
    assert told["state"] == "lapsed"


def test_the_text_of_the_day_counts(cli: Cli) -> None:
    assert clock(cli, "L14", "--from", "2022-09-28")["length"] == 60
    assert clock(cli, "L14", "--from", "2022-09-29")["length"] == 30


def test_an_extension_that_no_law_allows_is_warned_of(cli: Cli) -> None:
    assert clock(cli, "L10", "--from", "2026-04-29", "--extend", "5")["warnings"]
    assert not clock(cli, "L12", "--from", "2026-04-29", "--extend", "30")["warnings"]
    assert clock(cli, "L12", "--from", "2026-04-29", "--extend", "40")["warnings"]


def test_the_clock_works_without_a_desk(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "nowhere"))
    answer = cli("clock", "L01", "--from", "2026-02-09", "--json", desk=None)
    assert (answer.json["due"], answer.json["law"]) == ("2026-03-06", "shipped")
    assert len(cli("rules", "--json", desk=None).lines) > 40
    # A desk that was named must be there.
    assert cli("clock", "L01", "--from", "2026-02-09", desk=tmp_path / "none").status == 3


def test_where_the_usual_desk_is_locked_the_clock_counts_with_what_is_shipped(
    cli: Cli, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set_up(
        folder, "演示管理", "演示用的一句话当密码", roles=["admin"], cost=Cost(1, 1, 32)
    )
    home = tmp_path / "home"
    for name, place in (("XDG_DATA_HOME", "boshan-desk"), ("LOCALAPPDATA", "BoshanDesk")):
        monkeypatch.setenv(name, str(home))
        shutil.copytree(folder, home / place, dirs_exist_ok=True)
    answer = cli("clock", "L01", "--from", "2026-02-09", "--json", desk=None)
    assert (answer.status, answer.json["law"]) == (0, "shipped")
    # Whose desk was named, or who said who they are, is asked for the password.
    assert cli("clock", "L01", "--from", "2026-02-09").status == 6
    assert cli("clock", "L01", "--from", "2026-02-09", "--as", "演示管理", desk=None).status == 6


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("L99", "--from", "2026-02-09"), 3),
        (("L01", "--from", "2026-02-30"), 2),
        (("L01", "--from", "昨天"), 2),
        (("L01",), 2),
        (("L01", "--from", "1990-01-01"), 3),
        (("L01", "--from", "2026-02-09", "--stop", "2026-02-10:鉴定"), 2),
        (("L01", "--from", "2026-02-09", "--stop", "2026-02-10..2026-02-09:鉴定"), 2),
        (("L01", "--from", "2026-02-09", "--stop", "2026-02-10..2026-02-12:喝茶"), 2),
        (("L01", "--from", "2026-02-09", "--extend", "-3"), 2),
        (("L16", "--from", "2026-02-09", "--amount", "1e400"), 2),
        (("L16", "--from", "2026-02-09", "--amount", "一万"), 2),
    ],
)
def test_a_slip_is_told_in_one_line(words: tuple[str, ...], status: int, cli: Cli) -> None:
    answer = cli("clock", *words)
    assert (answer.status, answer.out) == (status, "")
    assert answer.one_line


def test_a_person_reads_the_count_step_by_step(cli: Cli) -> None:
    out = cli("clock", "l12", "--from", "2026-07-03").out
    assert "L12" in out
    assert "2026年10月1日（星期四）" in out
    assert "最晚：2026年10月8日（星期四）" in out
    assert "第六十四条" in out


# Rule files


def test_the_rules_are_listed_with_their_articles(cli: Cli) -> None:
    rows = {(row["id"], row["since"]): row for row in cli("rules", "--json").lines}
    assert {f"L{n:02}" for n in range(1, 36)} <= {id for id, _since in rows}
    assert rows["L14", None]["until"] == "2022-09-28"
    assert (rows["L14", None]["in_force"], rows["L14", "2022-09-29"]["in_force"]) == (False, True)
    assert all(row["basis"] and 0 < row["sure"] <= 100 for row in rows.values())
    assert "60" not in cli("rules").out.split("L14")[1].split("\n")[0]
    assert len(cli("rules", "--all").out.splitlines()) > len(cli("rules").out.splitlines())


@pytest.mark.parametrize("kind", ["limits", "causes", "amounts", "crime", "papers"])
def test_what_is_shipped_passes_the_check(kind: str, cli: Cli) -> None:
    path = asset("resources", "rules", f"{kind}.toml")
    answer = cli("rules", "check", path, "--json")
    assert (answer.status, answer.json["ok"], answer.json["kind"]) == (0, True, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kein = [", "格式"),
        ("a = 1\n", "kind"),
        (LIMIT.format(length=15).replace("clue_on", "never_on"), "never_on"),
        (LIMIT.format(length=-1), "L01"),
        (LIMIT.format(length=15).replace("part = true", "part = false"), "缺少"),
        (NOTICE.replace('["2027-01-09"', '["2027-01-08"'), "2027-01-08"),
        (NOTICE.replace("year = 2027", 'year = "zwei"'), "节假日"),
    ],
)
@pytest.mark.parametrize("act", [("check",), ("load",), ("load", "--commit")])
def test_a_bad_file_is_refused_by_name_and_nothing_changes(
    act: tuple[str, ...], text: str, words: str, cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "演示.toml"
    file.write_text(text, "utf-8")
    before = cli("audit", "verify", "--json").json["head"]
    answer = cli("rules", act[0], file, *act[1:])
    assert answer.status == 3
    assert words in answer.one_line
    assert cli("audit", "verify", "--json").json["head"] == before


def test_a_file_that_is_no_text_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.toml").write_bytes(b"#" * 1_000_001)
    assert "UTF-8" in cli("rules", "load", tmp_path / "a.toml").one_line
    assert "太大" in cli("rules", "load", tmp_path / "b.toml").one_line
    assert cli("rules", "load", tmp_path / "c.toml").status == 3
    assert cli("rules", "load", tmp_path).status == 3


def test_a_rule_file_is_looked_at_before_it_is_loaded(cli: Cli, tmp_path: Path) -> None:
    cli("add", "case", "--values", {"clue_no": "演示1", "clue_on": "2026-10-08"})
    cli("add", "case", "--values", {"clue_no": "演示2"})
    file = tmp_path / "演示.toml"
    file.write_text(LIMIT.format(length=20), "utf-8")
    looked = cli("rules", "load", file, "--json").json
    assert (looked["committed"], looked["untouched"], looked["kind"]) == (False, 1, "limits")
    assert looked["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    (rule,) = looked["rules"]
    assert (rule["id"], rule["what"][0]) == ("L01", "期限：15个工作日 → 20个工作日")
    (case,) = looked["touched"]
    assert case["label"] == "演示1"
    (limit,) = case["limits"]
    assert (limit["before"], limit["after"]) == ("2026-10-28", "2026-11-04")
    # Looking changed nothing.
    assert cli("clock", "L01", "--from", "2026-10-08", "--json").json["due"] == "2026-10-28"

    loaded = cli("rules", "load", file, "--commit", "--json").json
    assert (loaded["committed"], loaded["touched"]) == (True, looked["touched"])
    assert cli("clock", "L01", "--from", "2026-10-08", "--json").json["due"] == "2026-11-04"
    row = cli("deadlines", "--json").lines[0]
    assert (row["case"], row["due"]) == ("演示1", "2026-11-04")
    own = [row for row in cli("rules", "--json").lines if row["own"]]
    assert {row["id"] for row in own} == {"L01"}
    assert cli("check", "--json").json["ok"]

    again = cli("rules", "load", file, "--json").json
    assert (again["rules"], again["touched"]) == ([], [])
    back = cli("rules", "drop", "limits", "--json").json
    assert back["touched"][0]["limits"][0]["after"] == "2026-10-28"
    assert back["old_sha256"] == looked["sha256"]
    assert cli("deadlines", "--json").lines[0]["due"] == "2026-10-28"
    assert "没有载入过" in cli("rules", "drop", "limits").one_line
    assert cli("rules", "drop", "nonsense").status == 3


def test_the_history_tells_which_file_was_loaded(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "演示.toml"
    file.write_text(LIMIT.format(length=20), "utf-8")
    cli("rules", "load", file, "--commit")
    step = cli("audit", "show", "--json").lines[-1]
    assert step["name"] == "载入法定期限"
    assert step["detail"]["file"] == "演示.toml"
    assert step["detail"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert [c["ledger"] for c in step["changes"]] == ["lawfile"]


# The calendar


def test_the_calendar_tells_its_years_and_its_end(cli: Cli) -> None:
    told = cli("calendar", "--json").json
    assert [year["year"] for year in told["years"]] == list(range(2004, 2027))
    assert told["years"][-1]["notice"] == "国办发明电〔2025〕7号"
    assert (told["end"], told["own_days"]) == ("2026-12-31", [])
    assert "2027" in told["warning"]
    assert "2026年12月31日" in cli("calendar").out


def test_a_new_year_settles_what_was_provisional(cli: Cli, tmp_path: Path) -> None:
    for number, day in (("演示1", "2026-12-21"), ("演示2", "2026-12-14"), ("演示3", "2026-10-08")):
        values = {"clue_no": number, "clue_on": day}
        assert cli("add", "case", "--values", values, "--today", "2026-12-28").status == 0
    file = tmp_path / "2027.toml"
    file.write_text(NOTICE, "utf-8")
    assert "节假日安排" in cli("calendar", "load", _limits_file(tmp_path)).one_line
    looked = cli("calendar", "load", file, "--json").json
    assert looked["committed"] is False
    assert {d["day"]: d["works"] for d in looked["days"]} == {
        "2027-01-01": False,
        "2027-01-09": True,
    }
    assert looked["warnings"]
    touched = {case["label"]: case["limits"][0] for case in looked["touched"]}
    # One rest day more, and a Saturday worked: the fifteenth day stays, or moves.
    assert set(touched) == {"演示2"}
    assert (touched["演示2"]["before"], touched["演示2"]["after"]) == ("2027-01-04", "2027-01-05")
    assert (looked["settled"], looked["untouched"]) == (1, 1)
    done = cli("calendar", "load", file, "--commit", "--json").json
    assert (done["committed"], done["counted"] > 0) == (True, True)
    told = cli("calendar", "--json").json
    assert (told["end"], told["warning"], told["current"]) == ("2027-12-31", None, True)
    assert clock(cli, "L22", "--from", "2026-12-20")["certain"] is True


def test_the_example_of_the_manual_is_a_calendar(cli: Cli, tmp_path: Path) -> None:
    manual = asset("resources", "manual", "law.md").read_text("utf-8")
    lines = [line[4:] for line in manual.splitlines() if line.startswith("    ")]
    (tmp_path / "2027.toml").write_text("\n".join(lines), "utf-8")
    told = cli("calendar", "load", tmp_path / "2027.toml", "--json").json
    assert (told["kind"], told["name"]) == ("calendar", "2027")
    # It is no whole year, and that is said.
    assert told["warnings"]


def _limits_file(folder: Path) -> Path:
    file = folder / "limits.toml"
    file.write_text(LIMIT.format(length=20), "utf-8")
    return file


def test_the_office_closes_a_day_with_a_reason(cli: Cli) -> None:
    cli("add", "case", "--values", {"clue_no": "演示1", "clue_on": "2026-10-08"})
    assert cli("calendar", "close", "2026-10-12").status == 2
    assert "原因" in cli("calendar", "close", "2026-10-12", "--reason", " ").one_line
    assert "本来就是休息日" in cli("calendar", "close", "2026-10-11", "--reason", "演示").one_line
    assert "本来就是工作日" in cli("calendar", "open", "2026-10-12", "--reason", "演示").one_line
    closed = cli("calendar", "close", "2026-10-12", "--reason", "演示暴雨", "--json").json
    assert closed["days"] == [{"day": "2026-10-12", "works": False, "name": "演示暴雨"}]
    assert closed["touched"][0]["limits"][0]["after"] == "2026-10-29"
    assert cli("deadlines", "--json").lines[0]["due"] == "2026-10-29"
    (own,) = cli("calendar", "--json").json["own_days"]
    assert (own["day"], own["works"], own["reason"]) == ("2026-10-12", False, "演示暴雨")
    assert "演示暴雨" in cli("calendar").out
    steps = clock(cli, "L01", "--from", "2026-10-08")["steps"]
    assert any("演示暴雨" in step["text"] for step in steps)
    assert cli("calendar", "forget", "2026-10-12", "--json").json["committed"]
    assert "没有登记过" in cli("calendar", "forget", "2026-10-12").one_line
    assert cli("deadlines", "--json").lines[0]["due"] == "2026-10-28"
    opened = cli("calendar", "open", "2026-10-11", "--reason", "演示加班", "--json").json
    assert opened["touched"][0]["limits"][0]["after"] == "2026-10-27"


def test_counting_anew_is_done_once(cli: Cli) -> None:
    cli("add", "case", "--values", {"clue_no": "演示1", "clue_on": "2026-10-08"})
    assert cli("calendar", "recount", "--json").status == 0
    assert cli("calendar", "recount", "--json").json == {"counted": 0}
    assert cli("calendar", "--json").json["current"] is True


def test_a_stopped_case_changes_by_the_days_that_are_left(desk: Desk, cli: Cli) -> None:
    """A closed day before the stop leaves one working day more."""
    from boshan_desk.ledgers import KEPT
    from boshan_desk.usecases import records

    values = {"clue_no": "演示1", "clue_on": "2026-09-08"}
    id = records.add(desk, KEPT["case"], values).id
    take_step(desk, id, "verify", {"on": "2026-09-08", "officers": ["演示甲"]})
    stop = {"case_id": id, "kind": "test", "starts_on": "2026-09-14"}
    records.add(desk, KEPT["case_stop"], stop)
    desk.close()
    closed = cli("calendar", "close", "2026-09-10", "--reason", "演示", "--json")
    assert closed.status == 0, closed.err
    (limit,) = closed.json["touched"][0]["limits"]
    assert (limit["before"], limit["after"]) == (None, None)
    assert "12个工作日" in limit["before_label"]
    assert "13个工作日" in limit["after_label"]


def test_json_stands_alone_on_standard_output(cli: Cli) -> None:
    for words in (("rules",), ("calendar",), ("clock", "L01", "--from", "2026-02-09")):
        answer = cli(*words, "--json")
        assert answer.err == ""
        for line in answer.lines if words == ("rules",) else [answer.json]:
            assert json.dumps(line)
