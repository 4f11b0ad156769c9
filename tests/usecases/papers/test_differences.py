"""The difference sheet: from what the last paper said to what this one says, unit by unit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.report import Grid, Source, Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.gi import GiRight, GiUser
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ledgers.titles import Certification
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.papers.difference_sheet import differences_json, differences_report
from boshan_desk.usecases.papers.differences import Differences, Line, differences
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.papers.clerk import keep_paper, lead_over

HALF = Request(period=read_period("2026H1"))
THIRD = Request(period=read_period("2026Q3"))


def enter(desk: Desk, *new: Record) -> None:
    with desk.work("登记：演示") as work:
        work.apply([Change(None, record) for record in new], judged=True)


def cases(first: int, last: int, month: int, **values: Any) -> list[Case]:
    known = {"party": "演示商行", "party_kind": "firm", "town_code": "370304001"} | values
    return [
        Case(id=f"c{n}", case_no=f"演示{n}号", filed_on=date(2026, month, 1 + n % 28), **known)
        for n in range(first, last + 1)
    ]


def line_of(found: Differences, code: str, part: str = "") -> Line:
    return next(line for line in found.lines if (line.code, line.part) == (code, part))


def named(found: Differences, code: str, part: str = "") -> list[tuple[str, str, str]]:
    return [
        (item.kind_words, item.amount_words, item.label)
        for item in found.items
        if (item.code, item.part) == (code, part)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_sum_closes_and_every_correction_is_named(desk: Desk, seed: int) -> None:
    assert lead_over(desk, seed).closes


def test_two_were_withdrawn_and_are_named(desk: Desk) -> None:
    enter(desk, *cases(1, 37, 5))
    keep_paper(desk, HALF)
    records.withdraw(desk, Case.ledger, ["c4", "c9"], "重复登记")
    found = differences(desk, THIRD)
    line = line_of(found, "M-EN02")
    assert [line.words(name) for name in ("last", "new", "withdrawn", "now")] == [
        "37",
        "",
        "−2",
        "35",
    ]
    assert named(found, "M-EN02") == [("撤回", "−1件", "演示4号"), ("撤回", "−1件", "演示9号")]
    item = next(item for item in found.items if item.record_id == "c4")
    assert item.what == "删除原因：重复登记"
    assert (item.officer, item.at[:10], item.ledger) == ("演示员", "2026-10-09", "case")
    assert line.source("withdrawn") == Source(ledger="case", ids=("c4", "c9"))


def test_late_corrected_restored_and_new_ones_stand_apart(desk: Desk) -> None:
    """Worked by hand: 10 + 3 new + 2 late + 1 restored - 1 moved out - 1 withdrawn = 14."""
    enter(desk, *cases(1, 11, 4))
    records.withdraw(desk, Case.ledger, ["c11"], "待核")
    keep_paper(desk, HALF)
    enter(desk, *cases(20, 22, 8))
    enter(desk, *cases(30, 31, 3))
    records.restore(desk, Case.ledger, ["c11"])
    records.edit(desk, Case.ledger, "c1", {"filed_on": "2025-12-31"})
    records.withdraw(desk, Case.ledger, ["c2"], "误录")
    found = differences(desk, THIRD)
    line = line_of(found, "M-EN02")
    numbers = (
        line.last,
        line.new,
        line.late,
        line.restored,
        line.corrected,
        line.withdrawn,
        line.now,
    )
    assert numbers == (10, 3, 2, 1, -1, 1, 14)
    assert sorted(named(found, "M-EN02")) == sorted(
        [
            ("补录", "+1件", "演示30号"),
            ("补录", "+1件", "演示31号"),
            ("恢复", "+1件", "演示11号"),
            ("更正", "−1件", "演示1号"),
            ("撤回", "−1件", "演示2号"),
        ]
    )
    what = next(item.what for item in found.items if item.record_id == "c1")
    assert what == "立案日期：2026-04-02→2025-12-31"
    new = line.source("new")
    assert new
    assert (new.figure, str(new.span)) == ("M-EN02", "2026Q3")


def test_money_is_led_over_by_what_each_case_brings(desk: Desk) -> None:
    """49.12万元 less 0.17 corrected: one fine was typed with a nought too many."""
    fined = cases(1, 2, 5, decided_on=date(2026, 6, 1))
    enter(desk, replace(fined[0], fine=30_000_000), replace(fined[1], fine=2_000_000))
    keep_paper(desk, HALF)
    records.edit(desk, Case.ledger, "c2", {"fine": "2000"})
    found = differences(desk, THIRD)
    line = line_of(found, "M-EN05")
    assert [line.words(name) for name in ("last", "corrected", "now")] == [
        "32.00",
        "−1.80",
        "30.20",
    ]
    assert named(found, "M-EN05") == [("更正", "−1.80万元", "演示2号")]
    assert next(i.what for i in found.items if i.code == "M-EN05") == "罚款金额：20000.00→2000.00"


def test_a_share_is_led_over_by_its_two_sides(desk: Desk) -> None:
    station = Station(id="s", name="演示站", town_code="370304001", state="running")
    services = [
        StationService(
            id=f"v{n}",
            station_id="s",
            served_on=date(2026, 5, n),
            client=f"演示{n}户",
            result="closed" if n > 1 else "open",
        )
        for n in range(1, 5)
    ]
    enter(desk, station, *services)
    keep_paper(desk, HALF)
    records.withdraw(desk, StationService.ledger, ["v1"], "误录")
    found = differences(desk, THIRD)
    whole = line_of(found, "M-BR03")
    assert (whole.last, whole.now, whole.adds_up) == (Decimal(75), Decimal(100), False)
    top, base = line_of(found, "M-BR03", "分子"), line_of(found, "M-BR03", "分母")
    assert (top.last, top.withdrawn, top.now) == (3, 0, 3)
    assert (base.last, base.withdrawn, base.now) == (4, 1, 3)
    assert whole in found.changed


def test_names_that_are_counted_once_are_told_by_name(desk: Desk) -> None:
    station = Station(id="s", name="演示站", town_code="370304001", state="running")
    served = [("v1", "演示甲商行"), ("v2", "演示甲商行"), ("v3", "演示乙商行")]
    services = [
        StationService(id=id, station_id="s", served_on=date(2026, 5, 6), client=client)
        for id, client in served
    ]
    enter(desk, station, *services)
    keep_paper(desk, HALF)
    records.withdraw(desk, StationService.ledger, ["v1", "v3"], "误录")
    found = differences(desk, THIRD)
    # 甲 was served twice and still counts; only 乙 is gone.
    assert named(found, "M-BR02b") == [("撤回", "−1家", "演示乙商行")]
    assert line_of(found, "M-BR02b").now == 1


def test_a_level_says_what_came_in_and_what_went_out(desk: Desk) -> None:
    def valid(id: str, first: date, last: date) -> Certification:
        return Certification(
            id=id, firm=f"演示{id}公司", issued_on=first, valid_to=last, standard="29490-2023"
        )

    year = date(2029, 1, 1)
    out = valid("甲", date(2024, 1, 1), date(2026, 8, 1))
    enter(desk, out, valid("乙", date(2026, 2, 1), year))
    keep_paper(desk, HALF)
    enter(desk, valid("丙", date(2026, 7, 20), year), valid("丁", date(2026, 3, 1), year))
    found = differences(desk, THIRD)
    line = line_of(found, "M-AP06")
    assert (line.last, line.new, line.late, line.left, line.now) == (2, 1, 1, 1, 3)
    assert named(found, "M-AP06") == [
        ("补录", "+1张", "演示丁公司"),
        ("退出", "−1张", "演示甲公司"),
    ]
    assert line.source("new") == Source(ledger="certification", ids=("丙",))


def test_an_observation_gives_way_to_a_newer_one(desk: Desk) -> None:
    def seen(id: str, day: date, value: int) -> IpStat:
        return IpStat(
            id=id,
            area="370304",
            indicator="valid_invention",
            basis="stock",
            span="month",
            as_of=day,
            value=Decimal(value),
        )

    enter(desk, seen("六", date(2026, 6, 30), 1200))
    keep_paper(desk, HALF)
    enter(desk, seen("九", date(2026, 9, 30), 1260))
    records.edit(desk, IpStat.ledger, "六", {"value": "1190"})
    line = line_of(found := differences(desk, THIRD), "M-CR01")
    assert (line.last, line.corrected, line.new, line.now) == (1200, -10, 70, 1260)
    assert [kind for kind, _amount, _label in named(found, "M-CR01")] == ["更正", "新增"]


def test_a_new_year_begins_from_nothing(desk: Desk) -> None:
    enter(desk, *[replace(each, filed_on=date(2025, 11, 3)) for each in cases(1, 5, 1)])
    enter(desk, *cases(6, 8, 2))
    keep_paper(desk, Request(period=read_period("2025")))
    records.withdraw(desk, Case.ledger, ["c1"], "误录")
    line = line_of(differences(desk, Request(period=read_period("2026Q1"))), "M-EN02")
    assert (line.last, line.withdrawn, line.left, line.new, line.now) == (5, 1, 4, 3, 3)


def test_what_happened_after_the_paper_was_written_is_new_and_not_late(folder: Path) -> None:
    """A paper of a quarter that was frozen on its last evening, and compared with itself."""
    with open_desk(folder, clock=Clock(date(2026, 9, 20)), officer="演示员") as desk:
        enter(desk, *cases(1, 3, 8))
        keep_paper(desk, THIRD)
    with open_desk(folder, clock=Clock(date(2026, 10, 9)), officer="演示员") as desk:
        late, new = cases(10, 10, 7), cases(24, 24, 9)
        enter(desk, *late, *new)
        line = line_of(differences(desk, THIRD), "M-EN02")
        assert (line.last, line.late, line.new, line.now) == (3, 1, 1, 5)


def test_a_closed_period_is_led_over_from_what_was_printed(desk: Desk) -> None:
    """The paper printed 3, as the closing kept it; the ledgers said 4 when it was frozen."""
    enter(desk, *cases(1, 3, 5))
    close_period(desk, read_period("2026Q2"), ["演示员"])
    enter(desk, *cases(4, 4, 6))
    keep_paper(desk, HALF, live=False)
    line = line_of(found := differences(desk, THIRD), "M-EN02")
    assert (line.last, line.settled, line.now, line.rest) == (3, 1, 4, 0)
    assert any("其他差额" in note for note in found.notes)


def test_what_is_reckoned_otherwise_is_no_correction(desk: Desk) -> None:
    """No record was touched: the paper had printed what another program made of them."""
    station = Station(id="s", name="演示站", town_code="370304001", state="running")
    services = [
        StationService(
            id=f"v{n}", station_id="s", served_on=date(2026, 5, n), result="closed", client="甲"
        )
        for n in range(1, 5)
    ]
    enter(desk, station, *services, *cases(1, 4, 5))
    keep_paper(desk, HALF, printed={"M-EN02": 3, "M-BR03": Decimal("66.66666")})
    found = differences(desk, THIRD)
    line = line_of(found, "M-EN02")
    numbers = (line.last, line.restated, line.settled, line.corrected, line.now, line.rest)
    assert numbers == (3, 1, 0, 0, 4, 0)
    whole = line_of(found, "M-BR03")
    assert [whole.words(name) for name in ("last", "restated", "now")] == ["66.7", "+33.3", "100.0"]
    assert {each.code for each in found.changed} == {"M-EN02", "M-BR03"}
    assert found.items == ()
    assert found.closes
    assert any("口径调整" in note for note in found.notes)
    paper = differences_report(found)
    grid = next(block for block in paper.blocks if isinstance(block, Grid))
    assert "口径调整" in [column.title for column in grid.columns]


def test_a_share_that_its_sides_do_not_give_does_not_close(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the sheet counted the producers of a lapsed right that the figure leaves out."""
    year = date(2020, 1, 1)
    enter(
        desk,
        GiRight(id="在", producers=10, state="valid"),
        GiRight(id="失", producers=40, state="lapsed", state_on=year),
        GiUser(id="用", right_id="在", name="演示厂", grant_on=year, state="using"),
    )
    keep_paper(desk, HALF)
    found = differences(desk, THIRD)
    base = line_of(found, "M-GI03", "分母")
    assert (base.last, base.now, found.closes) == (10, 10, True)
    monkeypatch.setattr(
        "boshan_desk.usecases.papers.units.producers_of", lambda *asked: {"在": 10, "失": 40}
    )
    found = differences(desk, THIRD)
    assert not found.closes
    assert found.unexplained == ("用标覆盖率",)
    words = [b.text for b in differences_report(found).blocks if isinstance(b, Words)]
    assert any(text.endswith("请核对：用标覆盖率。") for text in words)


def test_money_is_told_in_yuan_and_shares_with_one_decimal(desk: Desk) -> None:
    """As cli.md says of everything that the command line writes."""
    station = Station(id="s", name="演示站", town_code="370304001", state="running")
    services = [
        StationService(
            id=f"v{n}",
            station_id="s",
            served_on=date(2026, 5, n),
            client="甲",
            result="closed" if n > 1 else "open",
        )
        for n in range(1, 4)
    ]
    fined = cases(1, 1, 5, decided_on=date(2026, 6, 1), fine=49_119_411)
    enter(desk, station, *services, *fined)
    keep_paper(desk, HALF)
    records.edit(desk, Case.ledger, "c1", {"fine": "491194.12"})
    told = json.loads(json.dumps(differences_json(differences(desk, THIRD))))
    lines = {(line["code"], line["part"]): line for line in told["lines"]}
    money = lines["M-EN05", None]
    named = ("unit", "last", "corrected", "new", "now", "rest")
    assert [money[name] for name in named] == [
        "元",
        "491194.11",
        "0.01",
        "0.00",
        "491194.12",
        "0.00",
    ]
    share = lines["M-BR03", None]
    assert (share["unit"], share["last"], share["restated"], share["now"]) == (
        "%",
        "66.7",
        "0.0",
        "66.7",
    )
    assert lines["M-BR03", "分母"]["last"] == 3
    item = next(item for item in told["items"] if item["code"] == "M-EN05")
    assert (item["amount"], item["unit"], item["amount_words"]) == ("0.01", "元", "+0.01元")


def test_persons_are_masked_and_numbers_covered(desk: Desk) -> None:
    enter(desk, *cases(1, 1, 5, party="张三丰", party_kind="person"))
    keep_paper(desk, HALF)
    records.edit(desk, Case.ledger, "c1", {"party": "李四光", "filed_on": "2025-05-05"})
    records.withdraw(desk, Case.ledger, ["c1"], "张三丰即李四光，电话13812345678要求")
    found = differences(desk, THIRD)
    told = json.dumps(differences_json(found), ensure_ascii=False)
    assert "张三丰" not in told
    assert "李四光" not in told
    assert "13812345678" not in told
    assert "删除原因：" in told


def test_a_town_sheet_is_compared_with_the_town_sheet_before(desk: Desk) -> None:
    town = "370304102"
    enter(desk, *cases(1, 4, 5), *cases(5, 6, 5, town_code=town))
    keep_paper(desk, replace(HALF, town=town))
    records.edit(desk, Case.ledger, "c1", {"town_code": town})
    found = differences(desk, replace(THIRD, town=town))
    line = line_of(found, "M-EN02")
    assert (line.last, line.corrected, line.now) == (2, 1, 3)
    what = next(i.what for i in found.items if i.code == "M-EN02")
    assert what == "违法行为发生地：城东街道→域城镇"


def test_the_last_paper_is_the_newest_before_of_the_same_form(desk: Desk) -> None:
    first = Request(period=read_period("2026Q1"))
    keep_paper(desk, first, id="一")
    keep_paper(desk, HALF, id="二")
    keep_paper(desk, replace(HALF, kind="jianbao"), id="三")
    keep_paper(desk, THIRD, id="四")
    assert differences(desk, THIRD).earlier.id == "二"
    assert differences(desk, first).earlier.id == "一"
    assert differences(desk, THIRD, against="一").earlier.id == "一"
    with pytest.raises(Missing):
        differences(desk, replace(THIRD, town="370304102"))


def test_a_paper_whose_history_is_lost_is_compared_in_sum(desk: Desk) -> None:
    enter(desk, *cases(1, 4, 5))
    keep_paper(desk, HALF, step=0)
    enter(desk, *cases(5, 5, 6), *cases(6, 6, 7))
    line = line_of(found := differences(desk, THIRD), "M-EN02")
    assert (line.last, line.settled, line.new, line.now) == (4, 1, 1, 6)
    assert found.items == ()
    assert any("变更记录" in note for note in found.notes)


def test_every_row_of_the_sheet_adds_up_as_it_is_printed(desk: Desk) -> None:
    enter(desk, *cases(1, 9, 5))
    keep_paper(desk, HALF)
    enter(desk, *cases(20, 24, 8), *cases(30, 30, 2))
    records.withdraw(desk, Case.ledger, ["c3"], "误录")
    paper = differences_report(differences(desk, THIRD))
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert [each.key for each in grids] == ["changed", "items", "lines"]
    heads = [column.title for column in grids[0].columns]
    for row in grids[0].rows:
        if "%" in row or "天" in row:
            continue
        between = [cell.replace("−", "-") for cell in row[3:-1] if cell]
        assert Decimal(row[2]) + sum(map(Decimal, between)) == Decimal(row[-1]), row
    assert heads[:3] == ["指标", "单位", "上期数"]
    # A row for each record, and its number opens it.
    assert [row[2].split("\n")[0] for row in grids[1].rows] == ["演示3号", "演示30号"]
    assert grids[1].links[0][2] == Source(ledger="case", ids=("c3",))


def test_where_nothing_was_touched_the_sheet_says_so(desk: Desk) -> None:
    enter(desk, *cases(1, 9, 5))
    keep_paper(desk, HALF)
    enter(desk, *cases(20, 24, 8))
    found = differences(desk, THIRD)
    assert found.changed == ()
    words = [b.text for b in differences_report(found).blocks if isinstance(b, Words)]
    assert "除本期新增外，上期已报的数字没有变动" in words[0]
    assert json.dumps(differences_json(found))
