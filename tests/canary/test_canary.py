"""A short run with the canaries, and that the search for them finds what is there."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.identifiers import identify, mask, mask_name
from tests.canary.canaries import CANARIES, hits_in, kinds_in
from tests.canary.running import run
from tests.canary.world import Told, World
from tests.conftest import TODAY


def test_nobody_turns_up_outside_the_desk_after_every_flow_errors_and_a_purge(
    tmp_path: Path,
) -> None:
    found = run(tmp_path, people=6, kills=0, short=True)
    assert found.faults == []
    assert found.figures["hits where nothing may be"] == 0
    assert found.figures["errors forced"] > 60
    assert found.figures["  caught by the last net"] > 10
    assert found.figures["records purged"] > 10
    assert found.figures["older backups named"] > 0


def test_the_invented_persons_are_told_apart_and_gone_when_masked() -> None:
    today = date(2026, 10, 9)
    assert today == TODAY
    for who in CANARIES:
        assert identify("idcard", who.id_no, today=today).ok
        assert identify("phone", who.phone, today=today).ok
        masked = mask("idcard", who.id_no), mask("phone", who.phone), mask_name(who.name)
        assert kinds_in("".join(masked).encode()) == set()
    assert len({who.name for who in CANARIES}) == len(CANARIES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_search_finds_everybody_in_every_writing(encoding: str) -> None:
    for who in CANARIES:
        for word, kind in ((who.name, "name"), (who.address, "name")):
            assert kinds_in(f"a{word}b".encode(encoding)) == {kind}
        assert kinds_in(f"a{who.id_no}b".encode(encoding)) == {"id"}
        assert kinds_in(f"a{who.phone}b".encode(encoding)) == {"phone"}
    assert kinds_in(json.dumps(CANARIES[0].name).encode()) == {"name"}


def test_the_search_looks_into_packages_whole_and_cut_off_and_at_names(tmp_path: Path) -> None:
    path = tmp_path / f"{CANARIES[2].phone}.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", f"{CANARIES[1].name}{'演示' * 900}".encode())
    whole = path.read_bytes()
    assert CANARIES[1].name.encode() not in whole
    assert kinds_in(whole) == kinds_in(whole[: len(whole) * 2 // 3]) == {"name"}
    assert {hit.what for hit in hits_in(tmp_path)} == {"name", "phone"}
    assert {hit.what for hit in hits_in(tmp_path, less=(r".*\.xlsx",))} == {"phone"}


def test_a_command_that_tells_too_much_is_noted(tmp_path: Path) -> None:
    who = CANARIES[3]
    for err, wrong in (
        (f"没有“{who.name}”\n", 0),
        (f"没有“{who.id_no}”\n", 1),
        (f"没有“{who.phone}”\n", 1),
        (f"程序出错：{who.name}\n", 1),
        ("Traceback (most recent call last)\n", 1),
    ):
        world = World(tmp_path)
        world.judge(("演示",), Told(3, "", err), ok=False)
        assert len(world.faults) == wrong, err
