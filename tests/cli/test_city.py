"""A city's desk by the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli
from tests.counties import BAILU, QINGHE, YUNLING


def test_a_city_takes_its_counties_and_lists_them(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "city"
    assert not cli("init", "--county", str(YUNLING), "--bare", desk=desk).status
    for each in (QINGHE, BAILU):
        answer = cli("county", "member", str(each), desk=desk)
        assert not answer.status, answer.err
    assert "青禾县、白鹭县" in answer.out
    shown = cli("county", "show", desk=desk).out
    assert "所辖区县" in shown
    assert "柳溪镇" in shown
    told = cli("--json", "county", "show", desk=desk).json
    assert [each["code"] for each in told["members"]] == ["990121", "990122"]
    values = {
        "title": "演示培训", "kind": "培训", "starts_on": "2026-07-10", "town_code": "青禾县柳溪镇",
    }  # fmt: skip
    added = cli("add", "event", "--values", values, desk=desk)
    assert not added.status, added.err
    lines = cli("--json", "figures", "--period", "2026Q3", "--by-town", desk=desk).lines
    found = {each["town"]: each["value"] for each in lines if each["code"] == "M-TR01"}
    assert found == {"990102": 0, "990121": 1, "990122": 0}


def test_a_county_has_no_members(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "county"
    assert not cli("init", "--county", str(QINGHE), "--bare", desk=desk).status
    answer = cli("county", "member", str(BAILU), desk=desk)
    assert answer.status == 3
    assert "不是市一级" in answer.one_line
