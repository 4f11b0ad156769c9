"""The plans of a desk: listing, loading, putting away; what is refused and why."""

from __future__ import annotations

import json

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.officers import NoRight, Officer
from boshan_desk.domain.plans.checking import errors_of
from boshan_desk.domain.plans.reading import shipped_plans
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.plans import packs
from tests.counties import QINGHE_PLAN

OWN = QINGHE_PLAN.read_text("utf-8")


def shipped(code: str) -> str:
    return asset("resources", "plans", f"{code}.toml").read_text("utf-8")


def told(desk: Desk) -> dict[str, tuple[str, bool, int]]:
    return {
        row.plan.code: (row.status, row.own, row.open_questions) for row in packs.list_plans(desk)
    }


@pytest.mark.parametrize("code", shipped_plans())
def test_a_shipped_pack_names_only_figures_that_there_are(code: str) -> None:
    assert [each.told() for each in errors_of(packs.check_plan(shipped(code)))] == []


def test_a_new_desk_has_the_plans_of_its_county(desk: Desk) -> None:
    assert told(desk) == {
        "boshan-2022": ("active", False, 8),
        "binhai-park-2022": ("reference", False, 2),
        "tianjin-service-2023": ("reference", False, 0),
        "urumqi-2020": ("reference", False, 15),
        "binhai-2023": ("evidence", False, 0),
    }
    assert [plan.status for plan in desk.plans] == ["active", *["reference"] * 3, "evidence"]


def test_an_answer_closes_a_question(desk: Desk) -> None:
    values = {"question": "BS-T05/split", "answer": "none"}
    records.add(desk, KEPT["plan_answer"], values)
    assert told(desk)["boshan-2022"][2] == 7


def test_a_loaded_plan_is_there_with_its_status(desk: Desk) -> None:
    plan = packs.load_plan(desk, OWN)
    assert (plan.code, plan.status) == ("qinghe-2026", "active")
    assert told(desk)["qinghe-2026"] == ("active", True, 0)
    assert desk.lists["indicator"].label("QH-T01") == "知识产权培训场次"
    assert packs.plan_file(desk, "qinghe-2026") == OWN


def test_the_status_it_is_given_counts_more_than_that_of_its_file(desk: Desk) -> None:
    assert packs.load_plan(desk, OWN, status="reference").status == "reference"
    assert packs.load_plan(desk, OWN.replace("2028 = 16", "2028 = 18")).status == "reference"


def test_what_changed_is_in_the_history(desk: Desk) -> None:
    packs.load_plan(desk, OWN)
    packs.load_plan(desk, OWN.replace("2028 = 16", "2028 = 18"))
    with desk.read() as reader:
        row = reader.connection.exec_driver_sql(
            "SELECT fields FROM change WHERE ledger = 'pack' ORDER BY n DESC"
        ).first()
        step = next(iter(reader.steps()))
    assert row is not None
    fields = json.loads(row[0])
    assert fields["QH-T01 target"] == [
        {"2026": "12", "2027": "14", "2028": "16"},
        {"2026": "12", "2027": "14", "2028": "18"},
    ]
    assert "三年行动" in step["name"]


def test_a_plan_that_is_put_away_is_out_of_the_lists(desk: Desk) -> None:
    packs.set_status(desk, "urumqi-2020", "off")
    assert told(desk)["urumqi-2020"][0] == "off"
    assert "WL-T01" not in desk.lists["indicator"]
    packs.set_status(desk, "urumqi-2020", "active")
    assert "WL-T01" in desk.lists["indicator"]


def test_the_shipped_file_loaded_again_is_the_shipped_file(desk: Desk) -> None:
    packs.load_plan(desk, shipped("boshan-2022").replace("2025 = 8000", "2025 = 9000"))
    assert told(desk)["boshan-2022"][1] is True
    packs.load_plan(desk, shipped("boshan-2022"))
    assert told(desk)["boshan-2022"][1] is False


def test_a_plan_with_faults_is_not_loaded(desk: Desk) -> None:
    before = told(desk)
    with pytest.raises(Refused, match=r"指标 T01 / 目标值：2097"):
        packs.load_plan(desk, OWN.replace("2027 = 14", "2097 = 14"))
    with pytest.raises(Refused, match="M-XX01"):
        packs.load_plan(desk, OWN.replace("M-TR01", "M-XX01"))
    assert told(desk) == before


def test_two_plans_do_not_share_a_prefix(desk: Desk) -> None:
    with pytest.raises(Refused, match="BS 已用于"):
        packs.load_plan(desk, OWN.replace('prefix = "QH"', 'prefix = "BS"'))
    packs.set_status(desk, "boshan-2022", "off")
    packs.load_plan(desk, OWN.replace('prefix = "QH"', 'prefix = "BS"'))
    with pytest.raises(Refused, match="BS 已用于"):
        packs.set_status(desk, "boshan-2022", "active")


def test_what_records_stand_on_stays_in_the_plan(desk: Desk) -> None:
    packs.load_plan(desk, OWN)
    values = {"indicator": "QH-T02", "year": 2027, "role": "own", "value": 5}
    records.add(desk, KEPT["target"], values)
    without = OWN[: OWN.index('[[indicator]]\ncode = "T02"')]
    with pytest.raises(Refused, match="QH-T02，但已有1条登记用到"):
        packs.load_plan(desk, without)
    assert desk.lists["indicator"].label("QH-T02") == "商标品牌指导站"


def test_only_who_may_change_settings_loads_a_plan(desk: Desk) -> None:
    desk.officer = Officer("演示录入", ("entry",))
    with pytest.raises(NoRight):
        packs.load_plan(desk, OWN)
    with pytest.raises(NoRight):
        packs.set_status(desk, "boshan-2022", "off")


def test_what_is_not_there_is_told(desk: Desk) -> None:
    with pytest.raises(Missing, match="boshan-2022"):
        packs.set_status(desk, "boshan-2099", "active")
    with pytest.raises(Refused, match="active"):
        packs.set_status(desk, "boshan-2022", "on")


def test_a_plan_of_a_newer_program_is_left_out(desk: Desk) -> None:
    packs.load_plan(desk, OWN)
    with desk.writing() as reader:
        reader.connection.exec_driver_sql("UPDATE pack SET text = '' WHERE name = 'qinghe-2026'")
    with open_desk(desk.folder) as again:
        assert "qinghe-2026" not in [plan.code for plan in again.plans]
        assert "qinghe-2026" not in told(again)
