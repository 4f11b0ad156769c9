"""A town's desk joins its county's, from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Cli


class Round:
    """Two desks and a stick."""

    def __init__(self, cli: Cli, base: Path) -> None:
        self._cli = cli
        self.base = base
        self.stick = base / "stick"
        self.stick.mkdir()

    def county(self, *words: object) -> Answer:
        """A command at the county."""
        return self._cli(*words, desk=self.base / "county")

    def town(self, *words: object, name: str = "town") -> Answer:
        """A command at the town."""
        return self._cli(*words, desk=self.base / name)

    def ask(self, *words: object, name: str = "town") -> dict[str, Any]:
        """A request of a town."""
        answer = self.town("town", "request", self.stick, *words, "--json", name=name)
        assert answer.status == 0, answer.err
        return dict(answer.json)

    def enrol(self, asked: dict[str, Any], *words: object) -> dict[str, Any]:
        """The certificate for it."""
        out = ("--out", self.stick, "--json")
        answer = self.county("town", "enrol", asked["path"], *out, *words)
        assert answer.status == 0, answer.err
        return dict(answer.json)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from boshan_desk.usecases.desks import make_desk

    base = tmp_path_factory.mktemp("desks")
    make_desk(base / "county", county="boshan", bare=True)
    for name in ("town", "second"):
        make_desk(base / name, county="boshan", bare=True, town="白塔镇")
    return base


@pytest.fixture
def round_(cli: Cli, desks: Path, tmp_path: Path) -> Round:
    for name in ("county", "town", "second"):
        shutil.copytree(desks / name, tmp_path / name)
    return Round(cli, tmp_path)


def test_the_round_as_two_officers_type_it(round_: Round) -> None:
    asked = round_.town("town", "request", round_.stick, "--officer", "演示甲")
    assert asked.status == 0
    assert "没有加密" in asked.one_line
    path = next(round_.stick.glob("*.bsq"))
    looked = round_.county("town", "look", path)
    code = next(line for line in asked.out.splitlines() if line.startswith("核对码"))
    assert code in looked.out
    assert "演示甲" in looked.out
    given = round_.county("town", "enrol", path, "--out", round_.stick)
    assert given.status == 0
    assert "请现在核对" in given.out
    certificate = next(round_.stick.glob("*.bsc"))
    seen = round_.town("town", "look", certificate)
    accepted = round_.town("town", "accept", certificate)
    assert accepted.status == 0
    own = next(line for line in given.out.splitlines() if line.startswith("本单位的核对码"))
    digits = own.partition("：")[2]
    assert digits in seen.out
    assert digits in accepted.out
    assert digits in round_.town("towns").out
    assert "白塔镇" in round_.county("towns").out


def test_the_round_as_a_script_writes_it(round_: Round) -> None:
    asked = round_.ask("--phone", "0533-1234567")
    looked = round_.county("town", "look", asked["path"], "--json").json
    assert looked["fingerprint"] == asked["fingerprint"]
    assert (looked["prefix"], looked["phone"]) == ("103", "0533-1234567")
    given = round_.enrol(asked, "--code", asked["fingerprint"])
    assert given["fingerprint"] == asked["fingerprint"]
    assert (given["prefix"], given["towns"], given["number"]) == ("103", ["370304103"], 1)
    accepted = round_.town("town", "accept", given["path"], "--json").json
    assert accepted["fingerprint"] == given["own_fingerprint"]
    assert accepted["prefix"] == "103"
    own, down = round_.county("towns", "--json").lines
    assert (own["kind"], own["level"]) == ("own", "county")
    assert (down["kind"], down["state"], down["towns_label"]) == ("down", "active", ["白塔镇"])
    own, above = round_.town("towns", "--json").lines
    assert (own["level"], above["kind"], above["level_label"]) == ("town", "up", "区县")


def test_digits_that_were_heard_otherwise_stop_it(round_: Round) -> None:
    asked = round_.ask()
    wrong = "00000 " + asked["fingerprint"][6:]
    out = ("--out", round_.stick)
    answer = round_.county("town", "enrol", asked["path"], *out, "--code", wrong)
    assert answer.status == 3
    assert "核对码不符" in answer.one_line
    assert len(round_.county("towns", "--json").lines) == 1
    plain = "".join(asked["fingerprint"].split())
    given = round_.enrol(asked, "--code", plain)
    assert round_.town("town", "accept", given["path"], "--code", wrong).status == 3
    assert (
        round_.town("town", "accept", given["path"], "--code", given["own_fingerprint"]).status == 0
    )


def test_a_desk_is_switched_off_and_replaced(round_: Round) -> None:
    first = round_.enrol(round_.ask())
    asked = round_.ask(name="second")
    second = round_.enrol(asked, "--replaces", first["site"], "--reason", "演示硬盘损坏")
    assert second["prefix"] == "103B"
    states = {each["prefix"]: each["state"] for each in round_.county("towns", "--json").lines[1:]}
    assert states == {"103": "replaced", "103B": "active"}
    off = round_.county("town", "revoke", "白塔镇", "--reason", "演示停用", "--json")
    assert off.json == {"site": second["site"], "name": "白塔镇", "state": "revoked"}
    again = round_.county("town", "revoke", "103B", "--reason", "再来")
    assert again.status == 3
    assert "已停用" in again.one_line
    assert round_.county("town", "revoke", "103B").status == 2


def test_keys_are_changed_on_both_sides(round_: Round) -> None:
    given = round_.enrol(round_.ask())
    round_.town("town", "accept", given["path"])
    renewed = round_.ask("--renew")
    assert renewed["renews"]
    assert renewed["fingerprint"] != given["fingerprint"]
    newer = round_.enrol(renewed)
    assert round_.town("town", "accept", newer["path"]).status == 0
    fingerprint = round_.county("town", "renew", "--json").json["fingerprint"]
    third = round_.county("town", "reissue", "白塔镇", "--out", round_.stick, "--json").json
    assert third["own_fingerprint"] == fingerprint
    assert round_.town("town", "accept", third["path"], "--json").json["fingerprint"] == fingerprint
    assert round_.town("town", "accept", given["path"]).status == 3


@pytest.mark.parametrize(
    "words",
    [
        ("town",),
        ("town", "enrol"),
        ("town", "enrol", "x.bsq"),
        ("town", "accept"),
        ("town", "revoke", "x"),
    ],
)
def test_what_is_not_said_is_asked_for(round_: Round, words: tuple[str, ...]) -> None:
    assert round_.county(*words).status == 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b""), "不是申请文件"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "不是申请文件"),
        (lambda path: path.unlink(), "找不到"),
        (lambda path: (path.unlink(), path.mkdir()), "文件夹"),
    ],
)
def test_a_spoilt_file_is_refused_in_one_line(
    round_: Round, spoil: Callable[[Path], object], words: str
) -> None:
    asked = round_.ask()
    spoil(Path(asked["path"]))
    for act in (("town", "look"), ("town", "enrol", "--out", round_.stick)):
        answer = round_.county(*act, asked["path"])
        assert answer.status == 3
        assert words in answer.one_line


def test_a_stick_that_is_not_there_is_named(round_: Round) -> None:
    asked = round_.ask()
    out = round_.base / "gone" / "x.bsc"
    answer = round_.county("town", "enrol", asked["path"], "--out", out)
    assert answer.status == 5
    assert len(round_.county("towns", "--json").lines) == 1
