"""A change of law is looked at before it is saved, and names exactly the open cases it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.law.reading import office_amounts, office_causes, shipped
from boshan_desk.domain.officers import NoRight, Officer, Right
from boshan_desk.domain.problems import Cancelled, Missing, Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStop
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.store import due
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.lawfiles import LawChange
from tests.conftest import TODAY

HEAD = '[file]\nkind = "limits"\npart = true\n'


def limits(*changes: tuple[str, str, str]) -> str:
    """A part file: the shipped versions of the limits named, with words replaced in them."""
    blocks = shipped("limits").split("[[limit]]")[1:]
    text = HEAD
    for id, old, new in changes:
        own = [block for block in blocks if f'\nid = "{id}"\n' in block]
        assert any(old in block for block in own), id
        text += "".join("[[limit]]" + block.replace(old, new) for block in own)
    # What stands between the limits as headings is no part of them.
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def put(desk: Desk, *made: Any) -> None:
    with desk.work("演示") as work:
        # What lies together here by chance need not make sense.
        work.apply([Change(None, record) for record in made], judged=True)


def days_of(change: LawChange) -> dict[str, dict[str, tuple[date | None, date | None]]]:
    return {
        case.id: {f"{t.rule}{t.subject}": (t.before, t.after) for t in case.limits}
        for case in change.touched
    }


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """A desk whose limits are counted with its law."""
    lawfiles.recount(desk)
    return desk


def crowd(desk: Desk, count: int, seed: int) -> None:
    """Cases in every state, with measures and stops."""
    random = Random(seed)
    made: list[Any] = []
    for number in range(count):
        day = date(2026, 1, 1) + timedelta(days=random.randrange(270))

        def after(most: int, day: date = day) -> date | None:
            return day + timedelta(days=random.randrange(most)) if random.random() < 0.6 else None

        filed = after(20)
        decided = filed and after(90)
        served = decided + timedelta(days=5) if decided and random.random() < 0.7 else None
        case = Case(
            id=f"C{number}",
            case_no=f"演示{number}",
            clue_on=day,
            conduct_from=day - timedelta(days=30),
            filed_on=filed,
            decided_on=decided,
            served_on=served,
            decision_no=f"演示决{number}" if decided else None,
            penalties=("fine",) if decided else (),
            fine=random.choice((50_000, 3_000_000)) if decided else None,
            paid_on=served and after(120),
            published_on=decided and after(120),
            hearing_on=after(60),
            closed_on=(served and random.random() < 0.3 and served) or None,
            party_elsewhere=random.random() < 0.2 or None,
        )
        made.append(case)
        if random.random() < 0.3:
            kind = random.choice(("evidence", "detain"))
            made.append(CaseMeasure(id=f"M{number}", case_id=case.id, kind=kind, taken_on=day))
        if random.random() < 0.4:
            starts = day + timedelta(days=random.randrange(15))
            ends = starts + timedelta(days=9) if random.random() < 0.5 else None
            kind = random.choice(("test", "identify"))
            made.append(CaseStop(case_id=case.id, kind=kind, starts_on=starts, ends_on=ends))
    put(desk, *made)


CALENDAR = """
year = {year}
title = "演示：节假日安排"
notice = "演示文号"
off = [["{year}-01-01", "元旦"], ["{year}-10-01", "国庆节"], ["{year}-03-03", "演示节"]]
work = [["{year}-{work}", "演示节"]]
"""

LOOKS: dict[str, Callable[[Desk], LawChange]] = {
    "a shorter limit": lambda d: lawfiles.look_at(d, limits(("L12", "length = 90", "length = 60"))),
    "a limit of measures": lambda d: lawfiles.look_at(
        d, limits(("L06", "length = 7", "length = 5"), ("L08", "length = 30", "length = 20"))
    ),
    "one that sets others going": lambda d: lawfiles.look_at(
        d, limits(("L17", "length = 60", "length = 90"), ("L15", "length = 15", "length = 10"))
    ),
    "another start": lambda d: lawfiles.look_at(
        d, limits(("L13", 'start = "decided_on"', 'start = "filed_on"'))
    ),
    "other stops": lambda d: lawfiles.look_at(
        d, limits(("L01", 'stops = ["test", "identify"]', 'stops = ["test"]'))
    ),
    "without a condition": lambda d: lawfiles.look_at(
        d, limits(("L22", '"!elsewhere"', '"ordinary"'))
    ),
    "a new limit": lambda d: lawfiles.look_at(d, limits(("L21", 'id = "L21"', 'id = "L91"'))),
    "an article alone": lambda d: lawfiles.look_at(d, limits(("L12", "PR §64", "演示"))),
    "the year": lambda d: lawfiles.look_at(d, CALENDAR.format(year=2026, work="03-07")),
    "the next year": lambda d: lawfiles.look_at(d, CALENDAR.format(year=2027, work="01-02")),
    "a closed day": lambda d: lawfiles.look_at_day(d, date(2026, 9, 10), False),
    "an open day": lambda d: lawfiles.look_at_day(d, date(2026, 10, 3), True),
    "a sum": lambda d: lawfiles.look_at(
        d,
        '[file]\nkind = "amounts"\npart = true\n[[setting]]\nname = "small_fine"\n'
        'title = "演示"\nyuan = 1000\nbasis = "演示"\nsource = "演示"\n',
    ),
}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, empty_desk: Path) -> Iterator[Desk]:
    """A desk with many cases, counted; nobody saves a change to it."""
    import shutil

    folder = tmp_path_factory.mktemp("crowd")
    shutil.copy(empty_desk / "desk.db", folder / "desk.db")
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        crowd(desk, 150, seed=4)
        lawfiles.recount(desk)
        yield desk


@pytest.mark.parametrize("name", list(LOOKS))
def test_the_cases_named_are_those_that_counting_everything_anew_finds(
    name: str, crowded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[int] = []
    look = LOOKS[name]

    def heard(_done: int, total: int) -> None:
        chosen.append(total)

    inner = lawfiles._touched  # noqa: SLF001 - to hear how many cases were counted
    monkeypatch.setattr(lawfiles, "_touched", lambda d, a, b, _h: inner(d, a, b, heard))
    quick = look(crowded)
    # Held for out of date, the table is not asked, and every open case is counted.
    monkeypatch.setattr(due, "is_current", lambda _reader: False)
    thorough = look(crowded)
    assert days_of(quick) == days_of(thorough)
    assert (quick.settled, quick.untouched) == (thorough.settled, thorough.untouched)
    if name == "an article alone":
        assert not quick.touched
        assert quick.rules
    else:
        assert quick.touched
    assert chosen[0] <= chosen[-1]


@pytest.mark.parametrize(
    "name", ["a limit of measures", "a closed day", "one that sets others going"]
)
def test_most_cases_are_passed_over_without_counting(
    name: str, crowded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals: list[int] = []
    inner = lawfiles._touched  # noqa: SLF001
    monkeypatch.setattr(
        lawfiles,
        "_touched",
        lambda d, a, b, _h: inner(d, a, b, lambda _done, total: totals.append(total)),
    )
    LOOKS[name](crowded)
    with crowded.read() as reader:
        every = len([c for c in reader.all(Case) if not c.closed_on])
    assert 0 < totals[-1] < every * 0.8


def test_after_loading_the_limits_are_those_that_were_announced(counted: Desk) -> None:
    crowd(counted, 40, seed=9)
    change = LOOKS["a shorter limit"](counted)
    lawfiles.load(counted, change)
    with counted.read() as reader:
        assert not due.is_current(reader)
    assert lawfiles.recount(counted) > 0
    assert lawfiles.recount(counted) == 0
    with counted.read() as reader:
        for case in change.touched:
            (file,) = due.read_files(reader, [case.id])
            now = {c.limit.id: c.last for c in clocks_of(file, reader.law) if not c.subject}
            for limit in case.limits:
                assert now[limit.rule] == limit.after
            rows = reader.connection.exec_driver_sql(
                "SELECT last FROM due WHERE case_id = ? AND rule = 'L12'", (case.id,)
            ).all()
            last = now["L12"]
            assert [row[0] for row in rows] == [last and str(last)]


def test_what_is_over_or_in_the_bin_is_not_named(counted: Desk) -> None:
    filed = date(2026, 9, 1)
    put(
        counted,
        Case(id="OPEN", case_no="演示开", filed_on=filed),
        Case(id="DONE", case_no="演示结", filed_on=filed, decided_on=filed, closed_on=filed),
        Case(id="KEPT", case_no="演示档", filed_on=filed, state="ARCHIVED"),
        Case(id="GONE", case_no="演示删", filed_on=filed),
        Case(id="LATE", case_no="演示决", filed_on=filed, decided_on=filed),
    )
    records.withdraw(counted, KEPT["case"], ["GONE"], "演示")
    change = LOOKS["a shorter limit"](counted)
    assert days_of(change) == {"OPEN": {"L12": (date(2026, 11, 30), date(2026, 11, 2))}}
    # LATE is open, and its decision was made.
    assert change.untouched == 1


def test_a_limit_that_is_met_matters_where_it_sets_another_going(counted: Desk) -> None:
    """The office lets publication end the time for a lawsuit; its end still begins L20."""
    own = limits(("L18", "lapses = true", 'lapses = true\nmet = ["published_on"]'))
    lawfiles.load(counted, lawfiles.look_at(counted, own))
    day = date(2026, 6, 1)
    case = Case(
        id="A", decided_on=day, served_on=day, published_on=day, penalties=("fine",), fine=100_000
    )
    put(counted, case)
    lawfiles.recount(counted)
    assert "L20" in days_of(lawfiles.look_at(counted, own.replace("length = 6", "length = 8"))).get(
        "A", {}
    )


def test_the_last_day_itself_and_a_limit_that_stands_still_count(counted: Desk) -> None:
    put(
        counted,
        Case(id="LAST", clue_on=date(2026, 9, 1)),
        Case(id="NEXT", clue_on=date(2026, 8, 31)),
        Case(id="STOPPED", clue_on=date(2026, 9, 1)),
        CaseStop(case_id="STOPPED", kind="test", starts_on=date(2026, 9, 16)),
    )
    found = days_of(lawfiles.look_at_day(counted, date(2026, 9, 21), False))
    assert found["LAST"] == {"L01": (date(2026, 9, 21), date(2026, 9, 22))}
    assert set(found) == {"LAST"}
    found = days_of(lawfiles.look_at_day(counted, date(2026, 9, 10), False))
    assert found["STOPPED"] == {"L01": (None, None)}
    assert set(found) == {"LAST", "NEXT", "STOPPED"}


def test_a_new_year_settles_dates_that_no_holiday_touches(counted: Desk) -> None:
    put(counted, Case(clue_on=date(2027, 10, 20)), Case(clue_on=date(2026, 3, 2)))
    change = LOOKS["the next year"](counted)
    assert (change.touched, change.settled, change.untouched) == ((), 1, 1)


def test_a_case_is_named_by_its_number_and_not_by_its_party(counted: Desk) -> None:
    put(counted, Case(party="演示张三", filed_on=date(2026, 9, 1), officers=("演示甲",)))
    (case,) = LOOKS["a shorter limit"](counted).touched
    assert case.label == "2026-0001"
    assert case.officers == ("演示甲",)
    assert "张三" not in repr(case)


def test_what_changes_in_a_rule_is_said_in_words(counted: Desk) -> None:
    change = lawfiles.look_at(
        counted,
        limits(
            ("L12", "length = 90", "length = 60"),
            ("L01", 'stops = ["test", "identify"]', 'stops = ["test"]'),
        ),
    )
    told = {rule.id: rule.what for rule in change.rules}
    assert told["L12"] == ("期限：90日 → 60日",)
    assert told["L01"] == (
        "停止计算的事由：检测、检验、检疫、鉴定、权利人辨认或鉴别 → 检测、检验、检疫、鉴定",
    )
    assert lawfiles.look_at(counted, shipped("causes")).rules == ()
    assert [d.day for d in LOOKS["a closed day"](counted).days] == [date(2026, 9, 10)]


def test_a_change_that_was_overtaken_is_not_saved(counted: Desk) -> None:
    change = LOOKS["a shorter limit"](counted)
    lawfiles.add_own_day(counted, date(2026, 9, 10), False, "演示")
    with pytest.raises(Moved, match="重新核对"):
        lawfiles.load(counted, change)
    with counted.read() as reader:
        assert lawfiles.loaded_files(reader) == []


def test_a_second_file_stands_in_the_place_of_the_first(counted: Desk) -> None:
    lawfiles.load(counted, LOOKS["a shorter limit"](counted))
    second = LOOKS["a limit of measures"](counted)
    assert {rule.id for rule in second.rules} == {"L12", "L06", "L08"}
    assert second.old_digest
    lawfiles.load(counted, second)
    with counted.read() as reader:
        assert reader.law.limits.newest("L12").length == 90
        assert reader.law.limits.newest("L06").length == 5
        (kept,) = lawfiles.loaded_files(reader)
    assert (kept.kind, kept.digest) == ("limits", second.digest)
    lawfiles.drop(counted, "limits")
    with counted.read() as reader:
        assert reader.law.limits.newest("L06").length == 7
    with pytest.raises(Missing):
        lawfiles.drop(counted, "limits")
    with pytest.raises(Missing):
        lawfiles.look_at_drop(counted, "nonsense")
    with pytest.raises(Refused, match="年份"):
        lawfiles.look_at_drop(counted, "calendar")


def test_only_who_may_change_settings_saves(folder: Path) -> None:
    rights = frozenset(Right) - {Right.SETTINGS}
    officer = Officer("演示办案", ("handler",), rights)
    with open_desk(folder, clock=Clock(TODAY), officer=officer) as desk:
        change = LOOKS["a shorter limit"](desk)
        with pytest.raises(NoRight):
            lawfiles.load(desk, change)
        with pytest.raises(NoRight):
            lawfiles.add_own_day(desk, date(2026, 9, 10), False, "演示")
        with pytest.raises(NoRight):
            lawfiles.remove_own_day(desk, date(2026, 9, 10))


def test_a_long_look_can_be_called_off(counted: Desk) -> None:
    crowd(counted, 30, seed=1)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        lawfiles.look_at(counted, limits(("L12", "length = 90", "length = 60")), heard=stop)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 9, 30), ""),
        (date(2026, 10, 1), "2027年节假日安排一般在11月发布"),
        (date(2026, 12, 31), "2027年节假日安排一般在11月发布"),
        (date(2027, 1, 1), "请尽快导入2027年"),
    ],
)
def test_the_calendar_warns_from_october(today: date, words: str, folder: Path) -> None:
    with open_desk(folder, clock=Clock(today)) as desk, desk.read() as reader:
        told = lawfiles.calendar_warning(reader)
        assert lawfiles.calendar_ends(reader) == date(2026, 12, 31)
    assert (words in told) if words else told == ""
    assert "2026年12月31日" in told or not told


def test_an_own_day_lies_within_the_calendar_and_has_a_reason(desk: Desk) -> None:
    for day, reason in ((date(1999, 12, 31), "演示"), (date(2026, 9, 10), "　")):
        with pytest.raises(Refused):
            lawfiles.add_own_day(desk, day, False, reason)
    lawfiles.add_own_day(desk, date(2026, 9, 10), False, "演示一")
    lawfiles.add_own_day(desk, date(2026, 9, 10), False, "演示二")
    with desk.read() as reader:
        (kept,) = lawfiles.own_days(reader)
        assert (kept.reason, kept.officer) == ("演示二", "演示员")
        assert not reader.law.days.is_workday(date(2026, 9, 10))
    lawfiles.remove_own_day(desk, date(2026, 9, 10))
    with pytest.raises(Missing):
        lawfiles.remove_own_day(desk, date(2026, 9, 10))


@pytest.mark.parametrize("kind", ["limits", "causes", "amounts", "crime", "papers"])
def test_every_shipped_file_may_be_loaded_and_changes_nothing(kind: str, counted: Desk) -> None:
    change = lawfiles.look_at(counted, shipped(kind))
    assert (change.kind, change.rules, change.touched) == (kind, (), ())
    lawfiles.load(counted, change)
    with counted.read() as reader:
        assert [f.title for f in lawfiles.loaded_files(reader)] == [lawfiles.title_of(kind, kind)]


def test_the_amounts_of_an_office_weigh_its_causes_in_the_window_and_in_hints() -> None:
    """One way leads to the causes as an office has them; its own scales go with them."""
    own = office_amounts([shipped("amounts")])
    assert office_causes((), own).amounts is own
