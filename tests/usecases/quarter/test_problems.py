"""存在问题: each with place, number, responsible unit and term; the gravest first; or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.report import Block, Grid, Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.plan import Supervision, TaskReport
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.invented_office import move_in, standing
from tests.usecases.quarter.building import (
    EAST,
    Q3,
    WEST,
    drop_plans,
    find,
    has,
    paper,
    prose,
    section,
)

Stand = Callable[..., None]


@pytest.fixture(autouse=True)
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Says how the targets stand; none is behind until it is called."""

    def say(*found: Standing) -> None:
        monkeypatch.setattr(Facts, "standings", property(lambda facts: list(found)))

    say()
    return say


@pytest.fixture
def no_plans(desk: Desk) -> Desk:
    """A desk without plans, so that no task is unreported."""
    drop_plans(desk)
    return desk


def _items(desk: Desk, **scope: Any) -> list[Words]:
    blocks = section(paper(desk, **scope), "problems")
    return [b for b in blocks if isinstance(b, Words) and b.style == "item"]


def _only(desk: Desk, **scope: Any) -> str:
    (item,) = _items(desk, **scope)
    return item.text


def _put(desk: Desk, *records: Any) -> None:
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


def test_a_desk_without_problems_says_so_in_one_sentence(no_plans: Desk) -> None:
    blocks: list[Block] = section(paper(no_plans), "problems")
    assert prose(blocks) == (
        "9月底，计划目标、法定期限、镇街报送、监督检查整改等方面没有发现未达要求的情况。"
    )
    assert not section(paper(no_plans), "problem_list")


def test_a_level_behind_is_told_with_gap_unit_and_term(no_plans: Desk, stand: Stand) -> None:
    stand(
        standing(
            growth=True, share=Decimal("47.86"), due_share=Decimal(75), difference=Decimal("-27.1")
        )
    )
    assert _only(no_plans) == (
        "有效注册商标量进度滞后。9月底为8112件，年度目标为8300件，比基期应当增加的部分完成47.9%，"
        "落后序时进度27.1个百分点。责任单位：区市场监督管理局；整改时限：2026年11月30日前。"
    )
    row = find(section(paper(no_plans), "problem_list"), Grid, "problem_list").rows[0]
    assert row == (
        "1",
        "有效注册商标量落后序时进度27.1个百分点",
        "全区",
        "区市场监督管理局",
        "2026年11月30日",
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"lamp": "late"},
            "有效注册商标量进度滞后较多。前三季度完成8112件，为年度目标8300件的97.7%",
        ),
        ({"origin": "bureau"}, "为本局自定年度目标8300件的97.7%，落后序时进度2.3个百分点。"),
        (
            {
                "unit": "%",
                "target_words": "≥20%",
                "actual_words": "12.5%",
                "share": None,
                "difference": Decimal("-7.5"),
            },
            "有效注册商标量没有达到要求。前三季度为12.5%，比目标20%低7.5个百分点。",
        ),
        (
            {"share": None, "difference": None, "target_words": "1个", "actual_words": "0个"},
            "没有按时完成。目标为1个，9月底为0个。",
        ),
    ],
)
def test_each_kind_of_target_is_told_as_it_is_measured(
    no_plans: Desk, stand: Stand, changes: dict[str, Any], words: str
) -> None:
    stand(standing(**changes))
    assert words in _only(no_plans)


def test_no_lamp_and_no_sign_stands_in_the_text(no_plans: Desk, stand: Stand) -> None:
    stand(standing(lamp="late"), standing(indicator="YS-T02"))
    text = prose(section(paper(no_plans), "problems"))
    assert not any(word in text for word in ("红灯", "黄灯", "（红）", "（黄）", "▼", "≥", "显著"))


def _case() -> Case:
    return Case(party="演示公司", filed_on=date(2026, 1, 5), clue_on=date(2026, 1, 5))


def _slip(**changes: Any) -> Supervision:
    usual: dict[str, Any] = {
        "no": "演知督〔2026〕1号",
        "item": "演示事项",
        "unit": "gxj",
        "state": "issued",
        "issued_on": date(2026, 8, 3),
        "due_on": date(2026, 8, 20),
    }
    return Supervision(**{**usual, **changes})


ENDED: dict[str, Any] = {"state_on": date(2026, 1, 1), "exp_on": date(2026, 1, 1)}


def _check(**changes: Any) -> GiCheck:
    usual: dict[str, Any] = {
        "target": "演示商行",
        "town_code": WEST,
        "checked_on": date(2026, 7, 1),
        "result": "rectify",
        "due_on": date(2026, 8, 1),
    }
    return GiCheck(**{**usual, **changes})


def _user(**changes: Any) -> GiUser:
    usual: dict[str, Any] = {
        "name": "演示陶瓷厂",
        "town_code": WEST,
        "state": "using",
        "grant_on": date(2020, 1, 1),
        "valid_to": date(2026, 6, 30),
    }
    return GiUser(**{**usual, **changes})


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (_case(), "超过法定期限没有办理。9月底，这样的案件1件。责任单位：区市场监督管理局；"),
        (_slip(), "督办单1件：区工业和信息化局（演知督〔2026〕1号）。责任单位：区工业和信息化局；"),
        (_slip(state="answered", replied_on=date(2026, 10, 8)), "尚未回复的督办单1件"),
        (_check(), "检查1次，涉及城西街道。责任单位：区市场监督管理局、城西街道；"),
        (_check(recheck="partly", recheck_on=date(2026, 8, 2)), "没有登记整改完成的检查1次"),
        (_check(recheck="fixed", recheck_on=date(2026, 10, 8)), "没有登记整改完成的检查1次"),
        (_user(), "仍登记为在用的使用人1家：演示陶瓷厂（城西街道）。"),
        (
            GiRight(product_name="演示琉璃", state="valid", exp_on=date(2026, 9, 29)),
            "没有登记续展的地理标志1件：演示琉璃（宽展期至2027年3月29日）。",
        ),
        (
            TownReport(
                period="2026Q3", town_code=EAST, state="missing", due_on=date(2026, 9, 30)
            ),
            "三季度没有按期报送的镇（街道）1个：城东街道（未报）。责任单位：城东街道；",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(no_plans: Desk, record: Any, words: str) -> None:
    _put(no_plans, record)
    assert any(words in item.text for item in _items(no_plans))


@pytest.mark.parametrize(
    "record",
    [
        _slip(state="draft"),
        _slip(state="void"),
        _slip(due_on=date(2026, 9, 30)),
        _slip(state="closed", replied_on=date(2026, 8, 19)),
        _slip(issued_on=date(2026, 10, 1), due_on=date(2026, 10, 5)),
        _check(recheck="fixed", recheck_on=date(2026, 9, 30)),
        _check(due_on=date(2026, 9, 30)),
        _check(result="ok"),
        _user(state="stopped", state_on=date(2026, 7, 1)),
        _user(valid_to=date(2026, 9, 30)),
        GiRight(product_name="演示琉璃", state="lapsed", **ENDED),
        TownReport(period="2026Q3", town_code=EAST, state="on_time"),
        TownReport(period="2026Q2", town_code=EAST, state="missing"),
    ],
)
def test_what_is_in_order_or_not_due_yet_is_not_told(no_plans: Desk, record: Any) -> None:
    _put(no_plans, record)
    keys = {item.key for item in _items(no_plans)}
    assert not keys & {
        f"problems.{kind}" for kind in ("slips", "checks", "users", "rights", "reports")
    }


def test_silent_towns_idle_stations_and_lacking_officers_are_told(no_plans: Desk) -> None:
    station = Station(name="演示站", town_code=WEST, state="running", set_up_on=date(2020, 1, 1))
    served = Station(name="演示二站", town_code=EAST, state="running", set_up_on=date(2020, 1, 1))
    liaison = Liaison(
        name="演示", town_code=EAST, role="a", state="active", from_on=date(2025, 1, 1)
    )
    _put(no_plans, station, served, liaison)
    with no_plans.work("演示") as work:
        work.put(StationService(station_id=served.id, served_on=date(2026, 8, 1), client="演示"))
    told = {item.key: item.text for item in _items(no_plans)}
    silent = told["problems.silent"]
    assert "均无记录的镇（街道）9个：城西街道、山头街道" in silent
    assert "责任单位：城西街道、山头街道" in silent
    assert "三季度没有服务记录的指导站1个：演示站。责任单位：城西街道" in told["problems.stations"]
    assert "联络员覆盖率10.0%，没有在任联络员的镇（街道）：城西街道" in told["problems.liaisons"]
    assert "没有指导站在运行的镇（街道）8个" in told["problems.bare"]


@pytest.mark.parametrize(("day", "told"), [(date(2026, 8, 14), False), (date(2026, 8, 16), True)])
def test_early_in_a_quarter_nobody_is_to_blame_for_what_lacks_in_it(
    desk: Desk, day: date, told: bool
) -> None:
    move_in(desk)
    own, other = "990100001", "990100002"
    station = Station(name="演示站", town_code=own, state="running", set_up_on=date(2020, 1, 1))
    _put(desk, station, Case(party="演示公司", town_code=other, filed_on=date(2026, 7, 1)))
    desk.clock = Clock(day)
    keys = {item.key for item in _items(desk)}
    assert ({"problems.stations", "problems.tasks"} <= keys) == told
    assert keys.isdisjoint({"problems.stations", "problems.tasks", "problems.silent"}) != told


def test_every_unit_that_has_to_act_is_named(no_plans: Desk) -> None:
    _put(no_plans, Case(party="演示公司", town_code=EAST, filed_on=date(2026, 8, 1)))
    told = {item.key: item.text for item in _items(no_plans)}
    names = told["problems.silent"].partition("责任单位：")[2].partition("；")[0]
    assert len(names.split("、")) == 9
    assert "等" not in names


def test_tasks_without_a_report_and_past_their_day_are_told(desk: Desk) -> None:
    move_in(desk)
    told = {item.key: item.text for item in _items(desk)}
    assert (
        "三季度没有报送进展的任务2项：区市场监督管理局（1项）、区新金融办（1项）、"
        "区工业和信息化局（1项）。"
    ) in told["problems.tasks"]
    assert "没有报告完成的任务1项：推进质押融资（2026年6月30日）。" in told["problems.milestones"]
    report = TaskReport(
        period="2026Q3",
        task="YS-1.1",
        unit="D01",
        state="done",
        text="演示",
        reported_on=date(2026, 9, 28),
        status="submitted",
    )
    _put(desk, report)
    told = {item.key: item.text for item in _items(desk)}
    assert (
        "没有报送进展的任务1项：区新金融办（1项）、区工业和信息化局（1项）。"
        in told["problems.tasks"]
    )
    assert "problems.milestones" not in told


def test_the_gravest_stand_first_and_the_rest_is_counted_named_and_listed(
    sample_desk: Desk,
) -> None:
    items = _items(sample_desk)
    assert len(items) == 8
    for place, item in enumerate(items, 1):
        assert item.text.startswith(f"（{'一二三四五六七八'[place - 1]}）")
        assert "责任单位：" in item.text
        assert "整改时限：2026年" in item.text
    report = paper(sample_desk)
    rows = find(section(report, "problem_list"), Grid, "problem_list").rows
    assert [row[0] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    for row, item in zip(rows, items, strict=False):
        assert row[4].removesuffix("前") in item.text
    rest = find(section(report, "problems"), Words, "problems.more").text
    assert rest.startswith(f"此外还有{len(rows) - len(items)}项，见附件“问题清单”：")
    assert rest.count("；") == len(rows) - len(items) - 1
    assert "服务办结率、按期报送率没有达到要求" in rest
    assert any("服务办结率81.9%" in row[1] for row in rows)


@pytest.mark.parametrize("kind", ["jianbao", "plain", "tongbao"])
def test_every_form_has_the_list_to_which_the_text_refers(sample_desk: Desk, kind: str) -> None:
    report = compose(sample_desk, Request(period=Q3, kind=kind))
    assert "见附件“问题清单”" in prose(report.blocks)
    assert has(report.blocks, Grid, "problem_list")


def test_without_the_list_the_rest_is_named_and_no_list_referred_to(
    no_plans: Desk, stand: Stand
) -> None:
    stand(*(standing(indicator=f"YS-T0{n}", town=WEST, town_label="城西街道") for n in range(9)))
    _put(no_plans, Case(party="演示公司", town_code=EAST, filed_on=date(2026, 8, 1)))
    blocks = section(paper(no_plans, town=WEST), "problems")
    assert find(blocks, Words, "problems.more").text == (
        "此外还有2项：有效注册商标量进度滞后；工作没有记录。"
    )
    assert not has(paper(no_plans, town=WEST).blocks, Grid, "problem_list")


def test_towns_that_did_not_report_are_told_however_much_else_is_wrong(
    no_plans: Desk, stand: Stand
) -> None:
    stand(*(standing(indicator=f"YS-T{n}") for n in range(12)))
    for town, state in ((EAST, "missing"), (WEST, "late"), ("370304102", "returned")):
        _put(no_plans, TownReport(period="2026Q3", town_code=town, state=state))
    told = {item.key: item.text for item in _items(no_plans)}
    assert len(told) == 9
    # The list has what the text tells by the same numbers.
    rows = find(section(paper(no_plans), "problem_list"), Grid, "problem_list").rows
    assert [row[0] for row in rows if "没有按期报送" in row[1]] == ["9"]
    assert "3个：城东街道（未报）、城西街道（迟报）、域城镇（退回）。" in told["problems.reports"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([date(2025, 12, 31)], "以前年度地理标志检查发现的问题没有整改到位。"),
        ([date(2025, 12, 31)], "2026年以前检查、整改期限已过而没有登记整改完成的1次，涉及城西街道"),
        ([date(2026, 1, 1)], "没有登记整改完成的检查1次，涉及城西街道"),
        ([date(2025, 12, 31), date(2026, 1, 1)], "检查2次，其中以前年度检查的1次，涉及城西街道"),
    ],
)
def test_checks_of_earlier_years_are_called_so(
    no_plans: Desk, days: list[date], words: str
) -> None:
    _put(no_plans, *(_check(checked_on=day, due_on=date(2026, 1, 20)) for day in days))
    told = {item.key: item.text for item in _items(no_plans)}
    assert words in told["problems.checks"]


def test_a_firm_with_two_rights_stands_once(no_plans: Desk) -> None:
    firm = {"uscc": "92990101MAQCUUL391"}
    _put(no_plans, _user(**firm), _user(**firm), _user(name="演示二厂", town_code=EAST))
    told = {item.key: item.text for item in _items(no_plans)}
    words = "核准3件，涉及使用人2家：演示二厂（城东街道）、演示陶瓷厂（城西街道）。"
    assert words in told["problems.users"]
    in_town = {item.key: item.text for item in _items(no_plans, town=WEST)}
    assert "核准2件，涉及使用人1家：演示陶瓷厂。" in in_town["problems.users"]


@pytest.mark.parametrize(
    ("count", "words"), [(7, "演示6厂（城西街道）。"), (8, "演示4厂（城西街道）等8家。")]
)
def test_one_or_two_names_more_are_not_hidden(no_plans: Desk, count: int, words: str) -> None:
    for place in range(count):
        valid_to = date(2026, 6, 1 + place)
        _put(no_plans, _user(name=f"演示{place}厂", valid_to=valid_to))
    told = {item.key: item.text for item in _items(no_plans)}
    assert words in told["problems.users"]


@pytest.mark.parametrize(
    ("state", "ended", "words"),
    [
        ("grace", date(2026, 6, 14), "1件：演示琉璃（证明商标，宽展期至2026年12月14日）。"),
        ("valid", date(2026, 6, 14), "1件：演示琉璃（证明商标，宽展期至2026年12月14日）。"),
        ("grace", date(2026, 3, 1), "1件：演示琉璃（证明商标，宽展期已满）。"),
    ],
)
def test_a_mark_that_may_still_be_renewed_is_told_with_its_last_day(
    no_plans: Desk, state: str, ended: date, words: str
) -> None:
    right = GiRight(product_name="演示琉璃", right_kind="CTM", state=state, exp_on=ended)
    _put(no_plans, right)
    told = {item.key: item.text for item in _items(no_plans)}
    assert words in told["problems.rights"]


def test_a_town_answers_for_its_own_rates_and_the_bureau_for_cases(no_plans: Desk) -> None:
    for quarter_ in ("2026Q1", "2026Q2", "2026Q3"):
        state = "missing" if quarter_ == "2026Q3" else "on_time"
        report = TownReport(period=quarter_, town_code=WEST, state=state, due_on=date(2026, 9, 30))
        _put(no_plans, report)
    told = {item.key: item.text for item in _items(no_plans, town=WEST)}
    assert "按期报送率" in told["problems.rates"]
    assert "责任单位：城西街道；" in told["problems.rates"]
    whole = {item.key: item.text for item in _items(no_plans)}
    assert "责任单位：区市场监督管理局；" in whole["problems.rates"]


def test_a_towns_sheet_does_not_speak_of_the_town_as_one_of_several(no_plans: Desk) -> None:
    _put(
        no_plans,
        Station(name="演示站", town_code=EAST, state="running", set_up_on=date(2020, 1, 1)),
        Liaison(name="演示", town_code=EAST, role="a", state="active", from_on=date(2025, 1, 1)),
        Case(party="演示公司", town_code=EAST, filed_on=date(2026, 8, 1)),
        TownReport(period="2026Q3", town_code=WEST, state="missing"),
    )
    blocks = paper(no_plans, town=WEST).blocks
    told = {b.key: b.text for b in blocks if isinstance(b, Words) and b.style == "item"}
    assert "三季度数据未报。" in told["problems.reports"]
    assert "没有指导站。9月底，没有在运行的商标品牌指导站。" in told["problems.bare"]
    assert "知识产权联络员没有配备。9月底，没有在任的联络员。" in told["problems.liaisons"]
    text = "".join(told.values())
    assert "1个：" not in text
    assert "走访" not in text
    assert "四季度开展服务、检查、宣传等工作，及时登记；推动设立商标品牌指导站；" in text


def test_the_law_comes_before_the_plan_and_both_before_reports(
    no_plans: Desk, stand: Stand
) -> None:
    stand(standing(), standing(indicator="YS-T02", lamp="late"))
    _put(
        no_plans,
        _case(),
        _check(),
        TownReport(period="2026Q3", town_code=EAST, state="late"),
    )
    keys = [item.key.removeprefix("problems.") for item in _items(no_plans)]
    assert keys[:5] == ["overdue", "target.YS-T02", "checks", "target.YS-T01", "silent"]
    assert keys.index("reports") > 4


def test_a_department_and_a_town_are_told_only_their_own(no_plans: Desk) -> None:
    _put(no_plans, _slip(), _slip(unit="kjj", no="演知督〔2026〕2号"), _check())
    assert "区工业和信息化局" in _only(no_plans, unit="gxj")
    assert "2号" not in _only(no_plans, unit="gxj")
    assert "涉及城西街道" in _items(no_plans, town=WEST)[0].text
    assert not any("涉及城西街道" in item.text for item in _items(no_plans, town=EAST))


def test_a_towns_sheet_names_no_other_town(no_plans: Desk) -> None:
    _put(no_plans, Case(party="演示公司", town_code=EAST, filed_on=date(2026, 8, 1)))
    told = {item.key: item.text for item in _items(no_plans, town=WEST)}
    assert (
        told["problems.silent"]
        .removeprefix("（一）")
        .startswith(
            "工作没有开展。三季度服务、检查、立案、行动、活动均没有记录。责任单位：城西街道；"
        )
    )
    assert "problems.silent" not in {item.key for item in _items(no_plans, town=EAST)}


def test_what_a_problem_counts_is_defined_below(no_plans: Desk) -> None:
    _put(no_plans, _case())
    assert "超期案件数（件）：" in prose(section(paper(no_plans), "definitions"))


def test_the_public_edition_has_no_section_of_problems(sample_desk: Desk) -> None:
    report = paper(sample_desk, public=True)
    assert not section(report, "problems")
    assert not section(report, "next")


def test_the_draft_does_not_change_from_day_to_day(no_plans: Desk) -> None:
    _put(no_plans, _slip())
    first = _only(no_plans)
    no_plans.clock = Clock(date(2026, 10, 10))
    assert _only(no_plans) == first
