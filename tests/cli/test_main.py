"""What all commands have in common: usage, exit statuses, languages, faults."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import boshan_desk
from boshan_desk.cli.options import default_folder
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA, connect
from tests.cli.conftest import Cli

ROOT = Path(boshan_desk.__file__).parents[1]
COMMANDS = (
    "init",
    "ledgers",
    "check",
    "dump",
    "ops",
    "migrate",
    "add",
    "edit",
    "withdraw",
    "restore",
    "list",
    "show",
    "attach",
    "attachments",
    "identify",
    "template",
    "export",
    "import",
    "imports",
    "figures",
    "report",
)


@pytest.mark.parametrize(
    "words",
    [
        ["nope"],
        ["list"],
        ["list", "case", "--nope"],
        ["list", "case", "--limit", "0"],
        ["list", "case", "--limit", "x"],
        ["list", "case", "--where", "bad"],
        ["list", "case", "--period", "2026Q5"],
        ["list", "case", "--today", "2026-02-30"],
        ["list", "case", "--today", "20260230"],
        ["list", "case", "--lang", "tlh"],
        ["list", "case", "--js"],
        ["list", "case", "--json=yes"],
        ["list", "case", "\udcff"],
        ["add", "case"],
        ["add", "case", "--values", "{"],
        ["add", "case", "--values", "[]"],
        ["withdraw", "case", "x"],
        ["identify", "nope", "1"],
        ["import", "undo", "x"],
        ["import", "case", "x.xlsx", "--blank", "maybe"],
        ["figures"],
        ["figures", "--period", "2026Q3", "--town", "x", "--by-town"],
        ["report", "--period", "three"],
        ["report", "--period", "2026Q3", "--odt", "x.odt"],
    ],
)
def test_wrong_usage_is_one_chinese_line_and_exit_2(cli: Cli, words: list[str]) -> None:
    answer = cli(*words)
    assert answer.status == 2
    assert answer.out == ""
    assert any("\u4e00" <= c <= "\u9fff" for c in answer.one_line)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"value": "很多"}, "货值金额"),
        ({"value": -5}, "货值金额"),
        ({"value": 1e300}, "货值金额"),
        ({"qty": 2.5}, "数量"),
        ({"filed_on": "2026-02-30"}, "立案日期"),
        ({"filed_on": "2027-01-01"}, "立案日期"),
        ({"filed_on": 46000}, "立案日期"),
        ({"party_uscc": "91350100M000100Y44"}, "信用代码"),
        ({"id_no": "370304199001010012"}, "证件号码"),
        ({"town_code": "火星镇"}, "违法行为发生地"),
        ({"cause": "偷懒"}, "案由"),
        ({"penalties": ["偷懒"]}, "处罚种类"),
        ({"is_online": "也许"}, "线上案件"),
        ({"enterprise_id": "没有这家"}, "企业档案"),
        ({"status": "bogus"}, "状态"),
        ({"status": ""}, "状态"),
        ({"status": "submitted"}, "必须填写"),
        ({"nope": 1}, "nope"),
        ({"id": "x"}, "id"),
        ({"serial_no": "2026-0009"}, "serial_no"),
        ({"party": "演" * 200}, "当事人名称"),
        ({"party": {"a": 1}}, "当事人名称"),
    ],
)
def test_bad_values_are_refused_with_the_place_and_nothing_changes(
    cli: Cli, values: dict[str, object], said: str
) -> None:
    answer = cli("add", "case", "--values", values)
    assert answer.status == 3
    assert answer.out == ""
    assert said in answer.one_line
    assert cli("dump").out == ""


@pytest.mark.parametrize(
    "words",
    [
        ["add", "nope", "--values", "{}"],
        ["list", "nope"],
        ["list", "case", "--where", "nope=1"],
        ["list", "case", "--where", "filed_on=昨天"],
        ["list", "case", "--town", "火星镇"],
        ["list", "gi_year", "--period", "2026"],
        ["show", "case", "nope"],
        ["edit", "case", "nope", "--values", "{}"],
        ["attach", "case", "nope", "nope"],
        ["ops", "nope.jsonl"],
        ["ops", "."],
        ["import", "case", "nope.xlsx"],
        ["import", "case", __file__],
        ["import", "undo", "99"],
        ["figures", "--period", "2026Q3", "--town", "火星镇"],
    ],
)
def test_what_is_not_there_is_refused(cli: Cli, words: list[str]) -> None:
    answer = cli(*words)
    assert answer.status == 3
    assert answer.out == ""
    assert answer.one_line


@pytest.mark.parametrize("words", [["list", "case"], ["check"], ["dump"], ["migrate"]])
def test_a_folder_without_a_desk_is_refused_and_stays_empty(
    cli: Cli, tmp_path: Path, words: list[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    answer = cli(*words, desk=empty)
    assert answer.status == 3
    assert "init" in answer.one_line
    assert list(empty.iterdir()) == []


def test_a_foreign_database_is_refused_and_left_as_it_was(cli: Cli, tmp_path: Path) -> None:
    foreign = tmp_path / "desk.db"
    foreign.touch()
    connection = connect(foreign)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    before = foreign.read_bytes()
    for words in (["list", "case"], ["add", "case", "--values", "{}"], ["migrate"], ["dump"]):
        assert cli(*words, desk=tmp_path).status == 3
    assert cli("check", "--json", desk=tmp_path).json["ok"] is False
    assert foreign.read_bytes() == before


def test_a_newer_desk_is_exit_7_and_left_as_it_was(cli: Cli, folder: Path) -> None:
    connection = connect(folder / "desk.db")
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = (folder / "desk.db").read_bytes()
    for words in (["list", "case"], ["add", "case", "--values", "{}"], ["check"], ["migrate"]):
        answer = cli(*words)
        assert answer.status == 7
        assert "升级" in answer.one_line
    assert (folder / "desk.db").read_bytes() == before


@pytest.mark.parametrize("place", [0, 30, 5000, 20_000])
def test_a_damaged_desk_is_never_read_as_a_whole_one(cli: Cli, folder: Path, place: int) -> None:
    path = folder / "desk.db"
    data = bytearray(path.read_bytes())
    data[place : place + 4096] = bytes(b ^ 0xFF for b in data[place : place + 4096])
    path.write_bytes(bytes(data))
    answer = cli("check", "--json")
    assert answer.status == 3
    assert not answer.json["ok"]
    assert answer.one_line


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights are not checked here")
def test_a_folder_without_the_right_to_write_is_exit_5(cli: Cli, folder: Path) -> None:
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert cli("add", "case", "--values", "{}").status == 5
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_place_where_no_folder_can_be_is_exit_5(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    answer = cli("init", desk=file / "desk")
    assert answer.status == 5
    assert str(file) in answer.one_line


def test_a_held_desk_may_be_read_but_not_written(cli: Cli, desk: Desk) -> None:
    desk.hold()
    for words in (
        ["add", "case", "--values", "{}"],
        ["list", "case", "--unmasked", "--reason", "核对"],
        ["ops", __file__],
    ):
        answer = cli(*words)
        assert answer.status == 4, words
        assert "正在使用" in answer.one_line
    for words in (["list", "case"], ["dump"], ["check"], ["figures", "--period", "2026"]):
        assert cli(*words).status == 0, words
    desk.close()
    assert cli("add", "case", "--values", "{}").status == 0


def test_common_options_stand_before_or_after_the_command(cli: Cli, folder: Path) -> None:
    for words in (["--json", "list", "case"], ["list", "case", "--json"]):
        assert cli(*words).out == ""
    assert cli("list", "case", "--desk", folder, "--json", desk=None).status == 0
    assert cli("--desk", "nope", "list", "case", "--desk", folder, desk=None).status == 0


def test_the_usual_folder_is_the_platforms_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/x")
    assert default_folder() == Path("/x/boshan-desk")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_folder() == Path.home() / ".local" / "share" / "boshan-desk"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/l")
    assert default_folder() == Path("/l/BoshanDesk")


def test_every_command_has_a_help_page(cli: Cli) -> None:
    told = cli("--help")
    assert told.status == 0
    for command in COMMANDS:
        assert command in told.out
        page = cli(command, "--help")
        assert page.status == 0
        assert page.out.startswith("用法：")
        assert "show this help" not in page.out
    assert cli("--version").out.startswith("boshan-desk")


def test_the_help_of_an_act_names_it_once(cli: Cli) -> None:
    """argparse writes the usage of the command before the name of the act."""
    page = cli("report", "verify", "--help")
    assert page.out.startswith("用法：boshan-desk report verify ")


def test_without_a_display_the_window_is_refused_in_words(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    answer = cli()
    assert answer.status == 2
    assert "显示器" in answer.one_line


def test_a_fault_of_the_program_is_logged_without_a_word_of_data(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("演示公司 13800001234")

    monkeypatch.setattr("boshan_desk.usecases.records.add", fail)
    answer = cli("add", "case", "--values", {"party": "演示公司"})
    assert answer.status == 3
    (log,) = (folder / "logs").iterdir()
    assert str(log) in answer.one_line
    told = log.read_text("utf-8")
    assert "KeyError" in told
    assert "演示" not in told + answer.err
    assert "1380" not in told + answer.err


def test_an_interrupt_and_a_full_disk_end_in_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault, status in (
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device", "x"), 5),
        (PermissionError(13, "Permission denied", "x"), 5),
        (FileNotFoundError(2, "No such file", "x"), 3),
    ):

        def fail(*_: object, fault: BaseException = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr("boshan_desk.usecases.records.add", fail)
        answer = cli("add", "case", "--values", "{}")
        assert answer.status == status
        assert answer.one_line


def _start(*words: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "boshan_desk", *map(str, words)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        check=False,
    )


def test_as_a_process_it_speaks_utf_8_whatever_the_locale(folder: Path) -> None:
    line = json.dumps({"op": "add", "ledger": "case", "id": "a", "values": {"party": "演示䶮𠮷"}})
    done = _start("ops", "-", "--desk", folder, data=line.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"ACK 1 a\n", b"")
    told = _start("show", "case", "a", "--desk", folder, "--json")
    assert json.loads(told.stdout.decode("utf-8"))["party"] == "演示䶮𠮷"
    wrong = _start("list", "没有", "--desk", folder)
    assert wrong.returncode == 3
    assert "没有台账" in wrong.stderr.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a shell's pipe")
def test_a_reader_that_goes_away_is_no_fault(folder: Path) -> None:
    command = [sys.executable, "-m", "boshan_desk", "ledgers", "--json", "--desk", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(shutil.which("env") is None or os.name == "nt", reason="needs /dev/full")
def test_a_full_disk_under_standard_output_is_exit_5(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "boshan_desk", "ledgers", "--desk", str(folder)],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_command_loads_neither_qt_nor_what_it_does_not_need() -> None:
    probe = (
        "import sys; from boshan_desk.__main__ import main; main(['identify', 'phone', '1']);"
        "print([m for m in ('PySide6', 'sqlalchemy', 'openpyxl', 'reportlab') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, cwd=ROOT, check=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_english_is_spoken_when_asked(cli: Cli) -> None:
    assert cli("--lang", "en", "list", "case").status == 0
