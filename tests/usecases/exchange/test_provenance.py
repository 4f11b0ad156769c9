"""Each field can say which office, who, when, in which package."""

from __future__ import annotations

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Missing
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.exchange.provenance import Origins, packages_in, sources
from tests.usecases.exchange.test_conflicts import firm
from tests.usecases.exchange.two_desks import FIRM, carry


def test_every_field_names_its_own_source(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    records.edit(county, FIRM, "F", {"products": "县里补的"}, reason="演示电话核实")
    found = sources(county, FIRM, "F")
    name, products = found["name"], found["products"]
    assert (name.office, name.officer, name.package) == (
        "域城镇",
        "演示镇员",
        "第01包（2026年三季度）",
    )
    assert name.at.startswith("2026-10-09")
    assert not name.own
    assert (products.officer, products.reason, products.own) == ("演示区员", "演示电话核实", True)
    assert products.package == ""
    assert found[""].office == "域城镇"
    assert packages_in(found) == ("域城镇 第01包（2026年三季度）",)
    assert name.words().startswith("域城镇　演示镇员　2026-10-09 ")
    assert name.words().endswith("　第01包（2026年三季度）")


def test_a_group_has_one_source(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    records.edit(county, FIRM, "F", {"address": "新址"})
    found = sources(county, FIRM, "F")
    assert found["address"] == found["town_code"]
    assert found["address"].own


def test_what_nobody_knows_any_more_is_said(county: Desk, town: Desk) -> None:
    firm(town)
    carry(town, county)
    with county.work("演示", undoable=False) as work:
        for row in work.connection.exec_driver_sql("SELECT site, epoch, n FROM origin").all():
            work.drop_row("origin", *row)
        work.drop_row("peer", town.site.partition(".")[0])
    assert sources(county, FIRM, "F")["name"].words() == "来源不明"


def test_works_of_an_earlier_life_of_this_desk_are_told_from_its_later_ones(county: Desk) -> None:
    firm(county)
    own, _sep, epoch = county.site.partition(".")
    assert epoch == "1"
    with county.work("恢复", undoable=False) as work:
        work.set("epoch", "2")
        number = work.number
    again = open_desk(county.folder, clock=county.clock, officer="演示")
    with again as desk, desk.read() as reader:
        origins = Origins(reader)
        assert origins.of(f"{own}.1.1").at
        # This was written before the backup was restored, and is not in this history.
        assert not origins.of(f"{own}.1.{number}").at
        assert origins.of(f"{own}.2.{number}").at
        assert origins.place_of(1) == f"{own}.1"
        assert origins.place_of(number) == f"{own}.2"


def test_of_a_secret_ledger_nothing_is_told_to_who_may_not_see_it(county: Desk) -> None:
    records.add(county, KEPT["case"], {"party": "演示公司"}, id="C")
    records.add(county, KEPT["informant"], {"case_id": "C", "name": "演示人"}, id="I")
    assert sources(county, KEPT["informant"], "I")["name"].own
    county.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        sources(county, KEPT["informant"], "I")
    with pytest.raises(Missing):
        sources(county, FIRM, "无")
