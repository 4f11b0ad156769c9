"""The shipped limits against domain.md 3.2, their versions, and what the reader refuses."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.law.limits import Limits, read_limits
from boshan_desk.domain.law.reading import gather, shipped_limits
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.procedure import words

TODAY = date(2026, 11, 22)

# Id, length, unit, start, whom it binds: domain.md 3.2, row by row.
TABLE = """
L01 15 workday clue_on bureau
L02 5 workday whether_filed_on bureau
L03 7 workday clue_on bureau
L04 7 workday dispute_on bureau
L04b 7 workday dispute_reported_on other
L05 15 workday assistance_on bureau
L06 7 workday taken_on bureau
L07 24 hour taken_at bureau
L08 30 day taken_on bureau
L09 10 workday review_received_on bureau
L14b 30 day notice_public_on other
L10 5 workday notice_served_on party
L11 7 workday hearing_on bureau
L12 90 day filed_on bureau
L13 7 workday decided_on bureau
L14 30 day public_notice_on other
L15 15 day served_on party
L16 0 day due_paid_on party
L17 60 day served_on party
L18 6 month served_on party
L14c 30 day dun_public_on other
L19 10 workday dun_served_on party
L20 3 month remedies_over_on bureau
L21 15 workday condition_on bureau
L22 20 workday decided_on bureau
L23 10 workday decided_on bureau
L23b 10 workday push_received_on other
L24 3 workday changed_on bureau
L25 3 year published_on other
L25b 3 month published_on other
L26 7 workday simple_decided_on bureau
L27 2 workday collected_on bureau
L27b 2 workday collected_handed_on bureau
L28 3 day crime_reported_on bureau
L29 24 hour crime_approved_at bureau
L30 24 hour police_received_at police
L31 3 day police_received_on police
L31b 10 day police_received_on police
L31c 30 day police_received_on police
L32 3 day police_refused_on bureau
L33 3 day police_filed_on bureau
L34 2 year conduct_to bureau
L34b 5 year conduct_to bureau
L35 3 workday hearing_asked_on bureau
L35b 5 workday hearing_materials_on bureau
L35c 5 workday hearing_on bureau
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]


@pytest.mark.parametrize(("id", "length", "unit", "start", "binds"), ROWS)
def test_every_limit_of_the_table_is_shipped_as_the_table_says(
    id: str, length: str, unit: str, start: str, binds: str
) -> None:
    limit = shipped_limits().at(id, TODAY)
    assert limit is not None
    assert (str(limit.length), limit.unit, limit.start, limit.binds) == (length, unit, start, binds)


def test_no_limit_is_shipped_beyond_the_table() -> None:
    assert list(shipped_limits().ids()) == [row[0] for row in ROWS]


@pytest.mark.parametrize(
    ("id", "day", "length", "basis", "sure"),
    [
        ("L14", date(2022, 9, 28), 60, "2021年修正", 85),
        ("L14", date(2022, 9, 29), 30, "第八十二条第五项", 100),
        ("L02", date(2026, 4, 14), 5, "暂行办法》第三十一条", 100),
        ("L02", date(2026, 4, 15), 5, "处理办法》第三十一条第二款", 60),
        ("L03", date(2026, 4, 14), 7, "暂行办法》第十四条", 100),
        ("L03", date(2026, 4, 15), 7, "条款待核", 60),
    ],
)
def test_a_limit_changes_on_the_day_its_law_does(
    id: str, day: date, length: int, basis: str, sure: int
) -> None:
    limit = shipped_limits().at(id, day)
    assert limit is not None
    assert limit.length == length
    assert basis in limit.basis
    assert limit.sure == sure


def test_the_stops_of_each_limit_are_those_of_the_engine_table() -> None:
    stops = {id: versions[-1].stops for id, versions in shipped_limits().versions.items()}
    assert set(stops.pop("L01")) == {"test", "identify"}
    assert set(stops.pop("L08")) == {"test"}
    assert set(stops.pop("L12")) == set(words.STOPS)
    assert not any(stops.values())


def test_only_these_limits_can_be_lengthened() -> None:
    longer = {
        id: (found.length, found.times)
        for id, versions in shipped_limits().versions.items()
        if (found := versions[-1].extension)
    }
    assert longer == {"L01": (15, 1), "L08": (30, 1), "L09": (0, 1), "L12": (30, 2), "L15": (0, 1)}


def test_what_ends_by_itself_is_no_delay_of_anybody() -> None:
    lapsing = {id for id, v in shipped_limits().versions.items() if v[-1].lapses}
    assert {"L06", "L10", "L17", "L18", "L19", "L32"} <= lapsing
    assert not {"L08", "L12", "L22"} & lapsing


def test_the_time_bar_publication_and_hours_never_move_past_a_day_of_rest() -> None:
    staying = {id for id, v in shipped_limits().versions.items() if not v[-1].rolls}
    assert staying == {
        *("L07", "L14", "L14b", "L14c", "L16", "L25", "L25b", "L29", "L30", "L34", "L34b"),
    }


def test_the_surcharge_is_three_per_cent_a_day_and_at_most_the_fine() -> None:
    limit = shipped_limits().newest("L16")
    assert (limit.form, limit.rate, limit.cap) == ("surcharge", 3, 100)


def test_publication_turns_on_where_the_party_is_registered() -> None:
    limits = shipped_limits()
    assert "!elsewhere" in limits.newest("L22").when
    assert "elsewhere" in limits.newest("L23").when
    for id in ("L22", "L23"):
        assert {"penalty", "ordinary", "!only_warning"} <= set(limits.newest(id).when)


def test_days_of_the_transfer_rules_are_read_strictly_and_marked_as_a_reading() -> None:
    for id in ("L28", "L31", "L32", "L33"):
        assert (shipped_limits().newest(id).unit, shipped_limits().newest(id).sure) == ("day", 80)


def test_a_limit_that_nobody_knows_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Missing, match="L01"):
        shipped_limits().newest("L99")


def test_a_file_of_one_limit_takes_the_place_of_that_limit_alone() -> None:
    changed = read_limits(
        '[[limit]]\nid = "L22"\ntitle = "公示"\nform = "deadline"\nbinds = "bureau"\nlength = 7\n'
        'unit = "workday"\nstart = "decided_on"\nbasis = "演示"\nsource = "演示"\n'
    )
    limits = shipped_limits().replaced(changed)
    found = limits.at("L22", TODAY)
    assert found is not None
    assert found.length == 7
    assert limits.ids() == shipped_limits().ids()
    assert limits.at("L21", TODAY) == shipped_limits().at("L21", TODAY)


def test_versions_scattered_over_a_file_are_gathered_by_number() -> None:
    first, second = (v for v in shipped_limits().versions["L14"])
    other = shipped_limits().newest("L15")
    limits = gather((first, other, second))
    assert limits == Limits({"L14": (first, second), "L15": (other,)})


GOOD = (
    '[[limit]]\nid = "L22"\ntitle = "公示"\nform = "deadline"\nbinds = "bureau"\nlength = 20\n'
    'unit = "workday"\nstart = "decided_on"\nbasis = "演示"\nsource = "演示"\n'
)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("length = 20", "length = -1", "length"),
        ('"workday"', '"weekday"', "weekday"),
        ('"deadline"', '"wish"', "wish"),
        ('"bureau"', '"mayor"', "mayor"),
        ('basis = "演示"\n', "", "basis"),
        ('source = "演示"', 'source = "演示"\ncolour = "red"', "colour"),
        ('source = "演示"', 'source = "演示"\nfrom = "2026"', "since"),
        ('source = "演示"', 'source = "演示"\nstops = "test"', "test"),
        ('source = "演示"', 'source = "演示"\nextension = { days = 3 }', "days"),
        ("[[limit]]", "[[limit]", "格式"),
        ("[[limit]]", "[[other]]", "没有期限"),
    ],
)
def test_a_limit_written_wrongly_is_refused_by_its_number(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(Refused, match=says):
        read_limits(GOOD.replace(old, new))
