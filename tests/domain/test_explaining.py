"""Why this day: the sentences, and that their arithmetic adds up."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest

from boshan_desk.domain.counting import Stop, Unit, count, count_back
from boshan_desk.domain.explaining import Explained, day_words, explain, explain_back, span_words
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.law.limits import Extension, Limit
from boshan_desk.domain.workdays import DAY, OwnDay, Workdays
from tests.domain import naive

DAYS = Workdays(shipped_years(), (), assumed_days())
STOPS = {"test": "检测、检验、检疫、鉴定", "identify": "权利人辨认或鉴别"}


def _limit(
    length: int, unit: Unit = "workday", *, rolls: bool = True, party: bool = False
) -> Limit:
    return Limit(
        id="L01",
        title="核查线索",
        form="deadline",
        binds="party" if party else "bureau",
        length=length,
        unit=unit,
        start="clue_on",
        extension=Extension(length=15, by="负责人批准"),
        rolls=rolls,
        basis="《市场监督管理行政处罚程序规定》第十八条",
        source="PR §18",
    )


def _told(
    start: date,
    limit: Limit,
    *,
    stops: tuple[Stop, ...] = (),
    extended: int = 0,
    days: Workdays = DAYS,
) -> list[Explained]:
    counted = count(
        start, limit.length + extended, limit.unit, days, stops=stops, rolls=limit.rolls
    )
    return explain(
        limit,
        start,
        counted,
        days,
        start_title="发现线索",
        stops=stops,
        extended=extended,
        stop_titles=STOPS,
    )


def _texts(told: list[Explained]) -> list[str]:
    return [step.text for step in told]


def test_a_count_over_the_spring_festival_can_be_followed_with_a_finger() -> None:
    assert _texts(_told(date(2026, 2, 9), _limit(15), extended=15)) == [
        "起算：发现线索，2026年2月9日（星期一）；当日不计，从2026年2月10日（星期二）数起"
        "（《市场监督管理行政处罚程序规定》第八十条）",
        "期限：15个工作日（周六、周日和节假日不计，调休上班日照计）",
        "延长：加15个工作日（负责人批准），与原期限连续计算，共30个工作日",
        "休息日不计：春节，2026年2月15日至2月23日，共9日（其中周一至周五6日）",
        "休息日不计：平常的周六、周日，共7日",
        "上班日照计：2月14日星期六（春节调休）、2月28日星期六（春节调休）",
        "2026年2月10日（星期二）至2026年3月27日（星期五）共46日，减去休息16日，正好30个工作日",
        "届满：2026年3月27日（星期五）",
        "依据：《市场监督管理行政处罚程序规定》第十八条",
    ]


def test_mid_autumn_within_national_day_is_one_holiday_and_the_offices_own_day_another() -> None:
    closed = [
        OwnDay(date(2025, 10, 9), works=False, reason="演示：防汛停工"),
        OwnDay(date(2025, 10, 10), works=False, reason="演示：停电"),
    ]
    told = _told(date(2025, 9, 30), _limit(1), days=Workdays(shipped_years(), closed))
    assert [s.text for s in told if s.kind == "rest"] == [
        "休息日不计：国庆节、中秋节，2025年10月1日至10月8日，共8日（其中周一至周五6日）",
        "休息日不计：演示：防汛停工，2025年10月9日，共1日（其中周一至周五1日）",
        "休息日不计：演示：停电，2025年10月10日，共1日（其中周一至周五1日）",
    ]


def test_overlapping_stops_are_told_with_what_each_adds() -> None:
    stops = (
        Stop("test", date(2026, 6, 1), date(2026, 6, 21)),
        Stop("identify", date(2026, 6, 11), date(2026, 6, 26)),
        Stop("test", date(2026, 6, 12), date(2026, 6, 13)),
    )
    told = [s for s in _told(date(2026, 5, 15), _limit(90, "day"), stops=stops) if s.kind == "stop"]
    assert _texts(told) == [
        "停止计算：检测、检验、检疫、鉴定，2026年6月1日至6月20日，共20日；"
        "2026年6月21日（星期日）恢复",
        "停止计算：权利人辨认或鉴别，2026年6月11日至6月25日，共15日，与前面重叠的只算一次，"
        "另停5日；2026年6月26日（星期五）恢复",
        "停止计算：检测、检验、检疫、鉴定，2026年6月12日，与前面全部重叠，不另停",
    ]
    assert [s.days for s in told] == [20, 5, 0]


def test_the_roll_is_told_to_the_party_as_its_right_and_to_the_bureau_as_the_latest() -> None:
    def roll(*, party: bool) -> str:
        told = _told(date(2026, 7, 3), _limit(90, "day", party=party))
        return next(s.text for s in told if s.kind == "roll")

    assert roll(party=True) == "届满日是国庆节，顺延到其后第一个工作日2026年10月8日（星期四）"
    assert roll(party=False) == (
        "届满日是国庆节，最晚到2026年10月8日（星期四）；稳妥起见，按2026年10月1日（星期四）提醒，"
        "此前办完"
    )


def test_a_limit_that_does_not_roll_says_so_on_a_day_of_rest() -> None:
    told = _told(date(2026, 11, 5), _limit(30, "day", rolls=False))
    assert [s.text for s in told if s.kind == "roll"] == ["届满日是星期六，本项不顺延"]
    assert not [
        s for s in _told(date(2026, 7, 10), _limit(90, "day", rolls=False)) if s.kind == "roll"
    ]


def test_a_date_beyond_the_notices_is_provisional_and_says_on_which_days_it_leans() -> None:
    limit = _limit(20)
    early = _told(date(2026, 12, 20), limit)
    late = _told(date(2026, 12, 20), limit, days=DAYS.for_party)
    assert [s for s in early if s.kind == "provisional"] == [
        Explained(
            "provisional",
            "暂定：2027年节假日安排未发布，先按周一至周五计（宁早勿晚），发布后重算",
            date(2027, 1, 1),
            date(2027, 1, 15),
        )
    ]
    assert "先扣除法定节假日（宁晚勿早）" in next(s.text for s in late if s.kind == "provisional")
    assert not [s for s in _told(date(2026, 2, 9), limit) if s.kind == "provisional"]


def test_an_open_stop_tells_what_is_used_and_what_is_left() -> None:
    stops = (
        Stop("test", date(2026, 9, 17), date(2026, 9, 20)),
        Stop("identify", date(2026, 9, 18), None),
    )
    told = _told(date(2026, 9, 14), _limit(15), stops=stops)
    assert [s.kind for s in told] == ["start", "length", "stop", "stop", "count", "basis"]
    assert told[3].text == "停止计算：权利人辨认或鉴别，自2026年9月18日（星期五）起，尚未恢复"
    assert told[4].text == "停止前已用2个工作日；恢复后还有13个工作日"


def test_a_stop_after_the_last_day_is_not_told() -> None:
    for until in (None, date(2026, 5, 1)):
        told = _told(date(2026, 2, 9), _limit(15), stops=(Stop("test", date(2026, 4, 1), until),))
        assert not [s for s in told if s.kind == "stop"]


def test_hours_and_months_are_told_in_their_own_way() -> None:
    hours = _told(datetime(2026, 10, 9, 16, 30), _limit(24, "hour"))
    assert _texts(hours)[:4] == [
        "起算：发现线索，2026年10月9日（星期五）16:30",
        "期限：24小时（连续计算，夜间和休息日照计）",
        "从起算的时刻起满24小时",
        "届满：2026年10月10日（星期六）16:30",
    ]
    assert "没有记录起算的时刻" in _texts(_told(date(2026, 10, 9), _limit(24, "hour")))[4]
    months = _told(date(2025, 8, 31), _limit(6, "month"))
    assert months[2].text == "满6个月，那个月没有31日，到月末2026年2月28日（星期六）"
    years = _told(date(2024, 9, 10), _limit(2, "year"))
    assert years[2].text == "满2年，对应的日期是2026年9月10日（星期四）"


def test_the_start_rule_is_cited_only_for_limits_of_that_order() -> None:
    limit = Limit(
        id="L18",
        title="起诉",
        form="window",
        binds="party",
        length=6,
        unit="month",
        start="served_on",
        basis="《行政诉讼法》第四十六条",
        source="演示",
    )
    assert "第八十条" not in _texts(_told(date(2026, 4, 1), limit))[0]


def test_a_bare_count_needs_no_limit() -> None:
    start = date(2026, 4, 29)
    counted = count(start, 5, "workday", DAYS)
    told = explain(None, start, counted, DAYS, start_title="起算日", length=5, unit="workday")
    assert [s.kind for s in told] == ["start", "length", "rest", "work", "count", "due"]
    assert told[-1].first == date(2026, 5, 9)


def test_the_way_back_from_a_hearing_is_told() -> None:
    end = date(2026, 10, 12)
    told = explain_back(None, end, count_back(end, 7, DAYS), DAYS, end_title="举行听证", length=7)
    assert _texts(told) == [
        "倒算：举行听证，2026年10月12日（星期一）",
        "提前7个工作日（周六、周日和节假日不计，调休上班日照计）",
        "休息日不计：中秋节，2026年9月25日至9月27日，共3日（其中周一至周五1日）",
        "休息日不计：国庆节，2026年10月1日至10月7日，共7日（其中周一至周五5日）",
        "休息日不计：平常的周六、周日，共1日",
        "上班日照计：10月10日星期六（国庆节调休）",
        "2026年9月25日（星期五）至2026年10月12日（星期一）共18日，减去休息11日，正好7个工作日",
        "最晚：2026年9月24日（星期四）",
    ]
    far = date(2027, 1, 8)
    unsure = explain_back(None, far, count_back(far, 7, DAYS), DAYS, end_title="听证", length=7)
    assert unsure[-1].kind == "provisional"


def test_the_offices_own_days_are_told_by_their_reason() -> None:
    days = Workdays(
        shipped_years(),
        [
            OwnDay(date(2026, 10, 9), works=False, reason="演示：防汛停工"),
            OwnDay(date(2026, 10, 3), works=True, reason="演示：假期值守"),
        ],
    )
    words = "\n".join(_texts(_told(date(2026, 9, 30), _limit(3), days=days)))
    assert "演示：防汛停工，2026年10月9日，共1日（其中周一至周五1日）" in words
    assert "10月3日星期六（演示：假期值守）、10月10日星期六（国庆节调休）" in words


@pytest.mark.parametrize("seed", range(4))
def test_days_counted_stopped_and_of_rest_make_up_the_span(seed: int) -> None:
    chance = random.Random(seed)
    _rules, days = naive.random_rules(chance)
    for _ in range(400):
        start = date(2006, 3, 1) + DAY * chance.randint(0, 7640)
        unit: Unit = chance.choice(("workday", "day", "month"))
        length = chance.randint(1, 40 if unit != "month" else 8)
        extended = chance.choice((0, 0, 15))
        stops = () if unit == "month" else tuple(naive.random_stops(chance, start))
        counted = count(start, length + extended, unit, days, stops=stops)
        told = explain(
            None,
            start,
            counted,
            days,
            start_title="演示",
            stops=stops,
            extended=extended,
            length=length,
            unit=unit,
        )
        sums = {k: sum(s.days for s in told if s.kind == k) for k in ("count", "stop", "rest")}
        if counted.due is None:
            last = next(s.first for s in counted.spans if s.until is None) - DAY
            assert sums["count"] == length + extended - counted.left
        else:
            last = counted.due
            if unit != "month":
                assert sums["count"] == length + extended
        assert sum(sums.values()) == (last - start).days, (start, length, unit, stops)
        # Where it ends, and whether that is sure, is always said.
        assert (counted.due is None) != any(s.kind == "due" for s in told)
        if unit != "workday" or counted.due is not None:
            assert counted.certain != any(s.kind == "provisional" for s in told)
        assert all(s.text and "{" not in s.text for s in told)


def test_days_are_written_as_an_office_writes_them() -> None:
    assert day_words(date(2026, 10, 10)) == "2026年10月10日（星期六）"
    assert day_words(datetime(2026, 10, 10, 9, 5)) == "2026年10月10日（星期六）09:05"
    assert span_words(date(2026, 2, 15), date(2026, 2, 23)) == "2026年2月15日至2月23日"
    assert span_words(date(2026, 12, 31), date(2027, 1, 2)) == "2026年12月31日至2027年1月2日"
    assert span_words(date(2026, 2, 15), date(2026, 2, 15)) == "2026年2月15日"
