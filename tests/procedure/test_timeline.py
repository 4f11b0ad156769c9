"""The picture of a case's course says what the clocks say, and no word of it covers another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.timeline import Bar, Event, Timeline
from boshan_desk.domain.timeline_scene import (
    Box,
    Dot,
    Label,
    Rule,
    Words,
    place_labels,
    rough_width,
    scene,
)
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStep, CaseStop
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.timeline import draw_up
from tests.procedure.files import LAW, LISTS, make_case, make_step

DAY = timedelta(days=1)
FILED = date(2026, 6, 1)


def stop(kind: str, first: date, until: date | None, measure: str | None = None) -> CaseStop:
    return CaseStop(
        id=f"{kind}{first}", case_id="case-1", kind=kind, starts_on=first, ends_on=until,
        measure_id=measure,
    )  # fmt: skip


def a_file(
    *,
    stops: tuple[CaseStop, ...] = (),
    steps: tuple[CaseStep, ...] = (),
    measures: tuple[CaseMeasure, ...] = (),
    state: str = "FILED",
    filed: date = FILED,
    **values: object,
) -> CaseFile:
    """A case that was found three days before it was filed."""
    dates = {
        "conduct_from": filed - DAY * 40,
        "conduct_to": filed - DAY * 10,
        "clue_on": filed - DAY * 3,
        "filed_on": filed,
    }
    case = make_case(state, **{**dates, **values})
    return CaseFile(case, steps=steps, stops=stops, measures=measures)


def drawn(file: CaseFile, on: date) -> Timeline:
    return draw_up(file, clocks_of(file, LAW), LAW, on, LISTS)


def bar(timeline: Timeline, code: str, subject: str = "") -> Bar:
    [found] = [b for b in timeline.limits if (b.code, b.subject) == (code, subject)]
    return found


def spans(found: Bar) -> list[tuple[str, date, date, bool]]:
    return [(p.kind, p.first, p.until, p.used) for p in found.pieces]


# Bars


def test_a_running_limit_is_cut_at_today() -> None:
    found = bar(drawn(a_file(), date(2026, 6, 11)), "L12")
    assert spans(found) == [
        ("run", date(2026, 6, 2), date(2026, 6, 12), True),
        ("run", date(2026, 6, 12), date(2026, 8, 31), False),
        ("roll", date(2026, 8, 31), date(2026, 9, 1), False),
    ]
    assert found.duty
    assert not found.soon
    assert found.sign == "●"
    assert found.short == "剩80天，至8月30日"


def test_the_days_past_a_day_of_rest_are_told_apart() -> None:
    # 90 days from 2026-07-03 end on National Day; the first working day is 8 October (V6).
    found = bar(drawn(a_file(filed=date(2026, 7, 3)), date(2026, 7, 10)), "L12")
    assert spans(found)[-1] == ("roll", date(2026, 10, 2), date(2026, 10, 9), False)
    on_the_way = bar(drawn(a_file(filed=date(2026, 7, 3)), date(2026, 10, 5)), "L12")
    assert on_the_way.short == "已到10月1日，最晚10月8日"
    assert on_the_way.sign == "▲"


def test_stops_lie_on_the_bar_once_though_they_overlap() -> None:
    # V5: appraisal 06-01 to 06-21, identification 06-11 to 06-26; 90 days from 2026-05-15.
    stops = (
        stop("test", date(2026, 6, 1), date(2026, 6, 21)),
        stop("identify", date(2026, 6, 11), date(2026, 6, 26)),
    )
    timeline = drawn(a_file(filed=date(2026, 5, 15), stops=stops), date(2026, 9, 1))
    found = bar(timeline, "L12")
    assert [s for s in spans(found) if s[0] == "stop"] == [
        ("stop", date(2026, 6, 1), date(2026, 6, 26), True)
    ]
    assert found.pieces[-1].until == date(2026, 9, 8)
    assert "不计入25日" in found.words
    assert [b.title for b in timeline.stops] == ["检测、检验、检疫、鉴定", "权利人辨认或鉴别"]
    assert timeline.stops[0].short == "6月1日至6月20日，20日"


def test_an_extension_is_a_part_of_its_own() -> None:
    steps = (
        make_step("extend_decision", date(2026, 8, 20), approved_on=date(2026, 8, 20), days=30),
    )
    found = bar(drawn(a_file(steps=steps), date(2026, 9, 10)), "L12")
    assert [(kind, first) for kind, first, _until, _used in spans(found)][:2] == [
        ("run", date(2026, 6, 2)),
        ("more", date(2026, 8, 31)),
    ]
    assert "批准延长30日" in found.words


def test_an_extension_that_came_too_late_adds_nothing_and_is_told() -> None:
    steps = (
        make_step("extend_decision", date(2026, 9, 20), approved_on=date(2026, 9, 20), days=30),
    )
    found = bar(drawn(a_file(steps=steps), date(2026, 9, 21)), "L12")
    assert "more" not in [p.kind for p in found.pieces]
    assert "不起作用" in found.words


def test_a_limit_that_stands_still_ends_today_and_runs_on() -> None:
    stops = (stop("suspend", date(2026, 6, 21), None),)
    found = bar(drawn(a_file(stops=stops), date(2026, 7, 31)), "L12")
    assert spans(found) == [
        ("run", date(2026, 6, 2), date(2026, 6, 21), True),
        ("stop", date(2026, 6, 21), date(2026, 8, 1), True),
    ]
    assert found.runs_on
    assert found.sign == "‖"
    assert found.short == "暂停中，还有71日"


@pytest.mark.parametrize(
    ("decided", "sign", "short"),
    [
        (date(2026, 8, 30), "√", "按期完成，8月30日"),
        (date(2026, 8, 31), "√", "按期完成，8月31日"),
        (date(2026, 9, 2), "×", "逾期2天完成，9月2日"),
        (None, "■", "已超期10天，至8月31日"),
    ],
)
def test_the_sign_and_the_words_tell_how_it_ended(
    decided: date | None, sign: str, short: str
) -> None:
    file = a_file(state="APPROVAL" if decided is None else "DECIDED_PENALTY", decided_on=decided)
    found = bar(drawn(file, date(2026, 9, 10)), "L12")
    assert (found.sign, found.short) == (sign, short)
    assert ("late" in [p.kind for p in found.pieces]) == (sign in "×■")
    assert found.met == decided


@pytest.mark.parametrize(("days", "sign"), [(8, "●"), (7, "▲"), (0, "▲")])
def test_a_duty_that_ends_within_a_week_is_marked(days: int, sign: str) -> None:
    found = bar(drawn(a_file(), date(2026, 8, 30) - DAY * days), "L12")
    assert found.sign == sign
    assert found.soon == (sign == "▲")
    assert (found.short == "今天到期") == (days == 0)


def test_a_party_that_has_time_is_not_the_bureaus_alarm() -> None:
    file = a_file(state="NOTICE", notice_on=date(2026, 8, 3))
    found = bar(drawn(file, date(2026, 8, 7)), "L10")
    assert found.sign == "◇"
    assert not found.duty
    over = bar(drawn(file, date(2026, 8, 20)), "L10")
    assert over.short == "已届满，8月10日"
    # Its end makes nobody late.
    assert [p.kind for p in over.pieces] == ["run"]


def test_what_binds_the_bureau_stands_first_and_then_what_began_first() -> None:
    file = a_file(state="SERVED", decided_on=date(2026, 8, 3), served_on=date(2026, 8, 4))
    bars = drawn(file, date(2026, 8, 5)).limits
    assert {b.duty for b in bars} == {True, False}
    assert list(bars) == sorted(bars, key=lambda b: (not b.duty, b.start))


def test_each_measure_has_a_bar_and_is_called_by_its_kind() -> None:
    def measure(id: str, kind: str, taken: date) -> CaseMeasure:
        return CaseMeasure(id=id, case_id="case-1", kind=kind, taken_on=taken)

    measures = (
        measure("a", "detain", date(2026, 6, 3)),
        measure("b", "detain", date(2026, 6, 5)),
        measure("c", "evidence", date(2026, 6, 3)),
    )
    held = (stop("test", date(2026, 6, 10), date(2026, 6, 20), "b"),)
    timeline = drawn(a_file(measures=measures, stops=held), date(2026, 6, 25))
    assert bar(timeline, "L08", "a").title == "查封、扣押期限（扣押1）"
    assert bar(timeline, "L06", "c").title == "处理先行登记保存的证据（先行登记保存）"
    assert [p.kind for p in bar(timeline, "L08", "a").pieces] == ["run", "run"]
    assert "stop" in [p.kind for p in bar(timeline, "L08", "b").pieces]
    assert timeline.stops[0].title == "检测、检验、检疫、鉴定（扣押2）"


def test_a_date_beyond_the_known_calendar_is_provisional() -> None:
    file = a_file(state="DECIDED_PENALTY", filed=date(2026, 11, 2), decided_on=date(2026, 12, 20))
    found = bar(drawn(file, date(2026, 12, 25)), "L22")
    assert found.short.endswith("（暂定）")
    assert "节假日安排未发布" in found.words


@settings(max_examples=150, deadline=None)
@given(
    filed=st.dates(date(2024, 1, 1), date(2026, 6, 30)),
    holds=st.lists(
        st.tuples(
            st.sampled_from(["test", "identify", "suspend", "hearing"]),
            st.integers(-5, 120),
            st.integers(0, 40),
        ),
        max_size=4,
    ),
    more=st.integers(0, 60),
    on=st.integers(0, 300),
)
def test_every_bar_is_whole_and_as_long_as_its_limit(
    filed: date, holds: list[tuple[str, int, int]], more: int, on: int
) -> None:
    stops = tuple(stop(k, filed + DAY * a, filed + DAY * (a + n)) for k, a, n in holds)
    steps: tuple[CaseStep, ...] = ()
    if more:
        steps = (make_step("extend_decision", filed, approved_on=filed, days=more),)
    file = a_file(filed=filed, stops=stops, steps=steps)
    today = filed + DAY * on
    [clock] = [c for c in clocks_of(file, LAW) if c.limit.id == "L12"]
    found = bar(drawn(file, today), "L12")
    pieces = found.pieces
    assert pieces[0].first == filed + DAY
    assert all(a.until == b.first and a.first < a.until for a, b in pairwise(pieces))
    assert all(p.until <= today + DAY for p in pieces if p.used)
    assert all(p.first > today for p in pieces if not p.used)
    assert clock.due is not None
    if found.runs_on:
        # The picture does not reach so far.
        return
    counted = sum((p.until - p.first).days for p in pieces if p.kind in ("run", "more"))
    assert counted == 90 + more
    assert sum((p.until - p.first).days for p in pieces if p.kind == "more") <= more
    due_end = max(p.until for p in pieces if p.kind in ("run", "more", "stop"))
    assert due_end == as_day(clock.due) + DAY


# Events and the span


def test_a_step_and_the_row_that_it_wrote_are_one_event() -> None:
    steps = (
        make_step("verify", FILED - DAY * 2, 1),
        make_step("file", FILED, 2, paper_no="演示立案1号"),
    )
    events = drawn(a_file(steps=steps), date(2026, 6, 11)).events
    assert [(e.day, e.title) for e in events] == [
        (FILED - DAY * 10, "违法行为终了"),
        (FILED - DAY * 3, "发现线索或收到材料"),
        (FILED - DAY * 2, "开始核查"),
        (FILED, "决定立案"),
    ]
    assert "演示立案1号" in events[-1].words


def test_a_row_without_steps_shows_its_dates() -> None:
    events = drawn(a_file(state="NOTICE", notice_on=date(2026, 7, 1)), date(2026, 7, 2)).events
    assert [e.title for e in events][-2:] == ["立案", "告知书送达"]


def test_a_hearing_that_was_dropped_is_not_shown() -> None:
    steps = (
        make_step("ask_hearing", date(2026, 7, 1), 1),
        make_step("fix_hearing", date(2026, 7, 3), 2, until=date(2026, 7, 20)),
    )
    held = drawn(a_file(steps=steps, state="HEARING"), date(2026, 7, 6))
    assert "hearing_on" in [e.code for e in held.events]
    dropped = (*steps, make_step("drop_hearing", date(2026, 7, 6), 3))
    without = drawn(a_file(steps=dropped, state="NOTICE"), date(2026, 7, 6))
    assert "hearing_on" not in [e.code for e in without.events]


def test_corrected_steps_are_left_out() -> None:
    wrong = make_step("conclude", date(2026, 7, 1), 1, void=True)
    assert "conclude" not in [e.code for e in drawn(a_file(steps=(wrong,)), FILED).events]


def test_limits_of_years_do_not_stretch_the_picture() -> None:
    file = a_file(
        state="SERVED",
        decided_on=date(2026, 8, 3),
        served_on=date(2026, 8, 4),
        published_on=date(2026, 8, 6),
    )
    timeline = drawn(file, date(2026, 8, 7))
    forever = bar(timeline, "L25")
    assert timeline.last < date(2026, 12, 31)
    assert forever.runs_on
    assert forever.pieces[-1].until <= timeline.last + DAY
    assert forever.short.endswith("至2029年8月6日")


def test_today_is_marked_only_where_the_picture_reaches() -> None:
    closed = a_file(
        state="CLOSED", decided_on=date(2026, 7, 1), closed_on=date(2026, 7, 20), close_kind="none"
    )
    assert drawn(closed, date(2026, 7, 10)).today == date(2026, 7, 10)
    assert drawn(closed, date(2029, 7, 10)).today is None
    assert drawn(a_file(), date(2026, 6, 20)).today == date(2026, 6, 20)


def test_an_old_conduct_does_not_begin_the_picture() -> None:
    far = a_file(conduct_from=date(2025, 1, 1), conduct_to=date(2025, 2, 1))
    assert drawn(far, date(2026, 6, 11)).first > date(2026, 2, 1)
    near = a_file(conduct_to=date(2026, 5, 10))
    assert drawn(near, date(2026, 6, 11)).first <= date(2026, 5, 10)


def test_the_picture_names_no_party() -> None:
    timeline = drawn(a_file(party="演示某", party_kind="person"), date(2026, 6, 11))
    told = [*timeline.texts(), timeline.summary, *(e.words for e in timeline.events)]
    assert told
    assert not [text for text in told if "演示某" in text]


def test_the_summary_tells_what_is_still_to_do() -> None:
    words = drawn(a_file(), date(2026, 6, 11)).summary
    assert "期限" in words
    assert "作出处理决定：剩80天，至8月30日" in words


def test_a_case_with_nothing_but_a_clue_can_be_drawn() -> None:
    case = replace(a_file().case, conduct_to=None, conduct_from=None, clue_on=None, filed_on=None)
    timeline = drawn(CaseFile(replace(case, state="CLUE")), date(2026, 6, 11))
    assert timeline.limits == ()
    made = scene(timeline, 40.0)
    assert made.height > 0
    assert made.places == ()


# Where things stand


def labels(timeline: Timeline, width: float) -> list[Label]:
    days = timeline.days

    def edge(day: date) -> float:
        return 10 + (day - timeline.first).days / days * (width - 10)

    return place_labels(timeline, rough_width, edge, 10, width)


def with_events(days: list[int]) -> Timeline:
    first = date(2026, 1, 1)
    events = tuple(
        Event(day=first + DAY * n, code=f"e{n}", title="演示事项" * (1 + n % 3), words=f"第{n}日")
        for n in sorted(days)
    )
    return Timeline(
        title="演示", first=first, last=first + DAY * 200, today=None, events=events, stops=(),
        limits=(), summary="",
    )  # fmt: skip


_DAYS = st.lists(st.integers(0, 200), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(days=_DAYS, width=st.floats(40, 120))
def test_no_words_of_events_cover_one_another(days: list[int], width: float) -> None:
    timeline = with_events(days)
    found = labels(timeline, width)
    assert sorted(e.code for label in found for e in label.events) == sorted(
        e.code for e in timeline.events
    )
    for number, one in enumerate(found):
        assert one.left >= 10 - 1e-9
        assert one.left + one.width <= width + 1e-9
        for other in found[number + 1 :]:
            if one.lane == other.lane:
                apart = one.left + one.width < other.left or other.left + other.width < one.left
                assert apart


@settings(max_examples=150, deadline=None)
@given(days=st.lists(st.integers(0, 160), min_size=1, max_size=12))
def test_no_line_runs_through_words(days: list[int]) -> None:
    found = labels(with_events(days), 120.0)
    for label in found:
        for other in found:
            if other is not label and other.lane > label.lane:
                assert not label.left < other.x < label.left + label.width


def test_a_crowd_of_events_stays_low() -> None:
    """Forty days one after the other would make a stair of forty steps."""
    crowd = labels(with_events(list(range(0, 200, 5))), 120.0)
    assert len(crowd) == 40
    assert max(label.lane for label in crowd) < 12
    few = labels(with_events([0, 5, 10, 15]), 120.0)
    assert [label.lane for label in few] == [3, 2, 1, 0]


def test_two_titles_of_one_day_stand_together_and_more_are_counted() -> None:
    day = date(2026, 1, 5)
    timeline = with_events([0])

    def text(*titles: str) -> str:
        events = tuple(Event(day=day, code=t, title=t, words=t) for t in titles)
        return labels(replace(timeline, events=events), 60)[0].text

    assert text("立案", "查封") == "1月5日 立案、查封"
    assert text("决定立案", "先行登记保存", "扣押") == "1月5日 决定立案等3项"
    assert text("审核同意，拟予行政处罚") == "1月5日 审核同意"


def test_the_same_picture_is_drawn_at_any_size() -> None:
    timeline = drawn(a_file(), date(2026, 6, 11))
    for width in (28.0, 40.0, 90.0):
        made = scene(timeline, width)
        assert made == scene(timeline, width)
        for shape in made.shapes:
            if isinstance(shape, Box):
                assert shape.x >= 0
                assert shape.x + shape.width <= width + 0.2
            elif isinstance(shape, Rule):
                assert max(shape.x, shape.to_x) <= width
            elif isinstance(shape, Dot):
                assert 0 <= shape.x <= width
            elif isinstance(shape, Words) and shape.align == "left":
                assert shape.x + rough_width(shape.text) * shape.size <= width + 0.2
            assert shape.y <= made.height


def test_every_row_and_every_day_can_be_pointed_at() -> None:
    timeline = drawn(a_file(), date(2026, 6, 11))
    made = scene(timeline, 60.0)
    assert [p.bar for p in made.places if p.bar] == list(timeline.rows)
    assert len([p for p in made.places if p.bar is None]) == len({e.day for e in timeline.events})
    assert all(p.words for p in made.places)


def test_long_pictures_have_few_ticks_and_short_ones_every_month() -> None:
    def ticks(years: int) -> list[str]:
        first = date(2024, 1, 1)
        timeline = replace(with_events([0]), first=first, last=first + DAY * 365 * years)
        shapes = scene(timeline, 60.0).shapes
        return [s.text for s in shapes if isinstance(s, Words) and s.text.endswith("月")]

    assert ticks(1)[:3] == ["1月", "2月", "3月"]
    assert len(ticks(1)) == 12
    assert 3 <= len(ticks(5)) <= 12


def test_no_state_is_told_by_colour_alone() -> None:
    """Signs differ for every state, and every kind of days has a pattern or a shade of its own."""
    stops = (stop("test", date(2026, 6, 10), date(2026, 6, 20)),)
    steps = (
        make_step("extend_decision", date(2026, 8, 20), approved_on=date(2026, 8, 20), days=30),
    )
    timeline = drawn(a_file(stops=stops, steps=steps), date(2026, 9, 25))
    late = drawn(a_file(), date(2026, 9, 10))
    looks: dict[tuple[str, bool], set[tuple[str, bool, bool]]] = {}
    for each in (timeline, late):
        boxes = [s for s in scene(each, 60.0).shapes if isinstance(s, Box)]
        pieces = [p for b in each.rows for p in b.pieces]
        assert len(boxes) == len(pieces)
        for box, piece in zip(boxes, pieces, strict=True):
            look = (box.pattern, box.shaded, box.dashed)
            looks.setdefault((piece.kind, piece.used), set()).add(look)
    kinds = {("run", True), ("run", False), ("more", True), ("stop", True), ("late", True)}
    assert kinds <= set(looks)
    told = [next(iter(looks[kind])) for kind in sorted(kinds)]
    assert len(set(told)) == len(told)
