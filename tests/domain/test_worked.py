"""Limits worked by hand from the State Council's notices, with the arithmetic beside them.

The notices, as read:

2024 (国办发明电〔2023〕7号): rest 1/1; 2/10-2/17; 4/4-4/6; 5/1-5/5; 6/10; 9/15-9/17; 10/1-10/7.
    Work Sun 2/4, Sun 2/18, Sun 4/7, Sun 4/28, Sat 5/11, Sat 9/14, Sun 9/29, Sat 10/12.
2025 (国办发明电〔2024〕12号): rest 1/1; 1/28-2/4; 4/4-4/6; 5/1-5/5; 5/31-6/2; 10/1-10/8.
    Work Sun 1/26, Sat 2/8, Sun 4/27, Sun 9/28, Sat 10/11.
2026 (国办发明电〔2025〕7号): rest 1/1-1/3; 2/15-2/23; 4/4-4/6; 5/1-5/5; 6/19-6/21; 9/25-9/27;
    10/1-10/7.  Work Sun 1/4, Sat 2/14, Sat 2/28, Sat 5/9, Sun 9/20, Sat 10/10.

In the comments `10=1` says that the 10th is the first day counted.  WD: working days, CD: days.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from boshan_desk.domain.counting import Counted, Stop, Unit, count, count_back
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.workdays import OwnDay, Workdays

DAYS = Workdays(shipped_years(), (), assumed_days())


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _stops(text: str) -> list[Stop]:
    """`test 2024-02-06 2024-02-20, …`; an open stop has no second day."""
    parts = [part.split() for part in text.split(",") if part.strip()]
    return [Stop(p[0], _day(p[1]), _day(p[2]) if len(p) > 2 else None) for p in parts]


def _count(start: str, length: int, unit: Unit, stops: str = "") -> Counted:
    return count(_day(start), length, unit, DAYS, stops=_stops(stops))


WORKDAYS = [
    # ---- Spring Festival 2024 -------------------------------------------------------------
    # start Fri 2/2; Sat 3 rest; Sun 4 (works)=1, Mon 5=2, 6=3, 7=4, 8=5
    ("2024-02-02", 5, "", "2024-02-08"),
    # ... 9 (the eve is a working day in 2024)=6; 10-17 rest; Sun 18 (works)=7
    ("2024-02-02", 7, "", "2024-02-18"),
    # start Mon 2/5; 6=1, 7=2, 8=3, 9=4; 10-17 rest; 18=5, 19=6, 20=7, 21=8, 22=9, 23=10;
    # 24, 25 rest; 26=11, 27=12, 28=13, 29=14, Fri 3/1=15
    ("2024-02-05", 15, "", "2024-03-01"),
    # +15: 3/4=16 5=17 6=18 7=19 8=20; 11=21 12=22 13=23 14=24 15=25; 18=26 19=27 20=28 21=29 22=30
    ("2024-02-05", 30, "", "2024-03-22"),
    # start Thu 2/8; 9=1; 18=2, 19=3, 20=4, 21=5
    ("2024-02-08", 5, "", "2024-02-21"),
    # start Fri 2/9 (eve); 18=1, 19=2, 20=3, 21=4, 22=5
    ("2024-02-09", 5, "", "2024-02-22"),
    # start Wed 2/14, itself a day of rest; 18=1, 19=2, 20=3, 21=4, 22=5, 23=6; 26=7
    ("2024-02-14", 7, "", "2024-02-26"),
    # start Sun 2/4 (works, but is the start); 5=1 6=2 7=3 8=4 9=5; 18=6 19=7 20=8 21=9 22=10
    ("2024-02-04", 10, "", "2024-02-22"),
    # start Wed 2/7; 8=1 9=2; 18=3 19=4 20=5 21=6 22=7 23=8; 26=9 27=10 28=11 29=12 3/1=13;
    # 4=14 5=15 6=16 7=17 8=18; 11=19 12=20
    ("2024-02-07", 20, "", "2024-03-12"),
    # start Thu 2/1; 2=1, Sun 4=2, 5=3; stopped 6-19; 20=4 21=5 22=6 23=7; 26=8 27=9 28=10 29=11
    # 3/1=12; 4=13 5=14 6=15
    ("2024-02-01", 15, "test 2024-02-06 2024-02-20", "2024-03-06"),
    # the stop covers the holiday only: nothing changes against 2024-02-05
    ("2024-02-05", 15, "test 2024-02-10 2024-02-18", "2024-03-01"),
    # the stop ends on Sun 2/18, which counts again, as without it; one day more stops it too:
    # 6=1 7=2 8=3 9=4; 10-18 stopped or rest; 19=5 20=6 21=7 22=8 23=9; 26=10 ... 3/1=14; 4=15
    ("2024-02-05", 15, "test 2024-02-10 2024-02-19", "2024-03-04"),
    # ---- National Day 2024 ----------------------------------------------------------------
    # start Thu 9/12; Fri 13=1, Sat 14 (works)=2; 15-17 rest; Wed 18=3, 19=4, 20=5
    ("2024-09-12", 5, "", "2024-09-20"),
    # start Thu 9/26; 27=1; Sat 28 rest; Sun 29 (works)=2, 30=3; 10/1-7 rest; 8=4, 9=5, 10=6, 11=7
    ("2024-09-26", 7, "", "2024-10-11"),
    # start Fri 9/13; 14=1; 18=2 19=3 20=4; 23=5 24=6 25=7 26=8 27=9; 29=10 30=11;
    # 10/8=12 9=13 10=14 11=15
    ("2024-09-13", 15, "", "2024-10-11"),
    # start Tue 9/24; 25=1 26=2 27=3 29=4 30=5; 8=6 9=7 10=8 11=9 Sat 12=10; 14=11 15=12 16=13 17=14
    # 18=15; 21=16 22=17 23=18 24=19 25=20
    ("2024-09-24", 20, "", "2024-10-25"),
    # start Fri 9/27; 29=1 30=2; 8=3 9=4 10=5 11=6, Sat 12 (works)=7
    ("2024-09-27", 7, "", "2024-10-12"),
    # ... Sun 13 rest; 14=8
    ("2024-09-27", 8, "", "2024-10-14"),
    # start Wed 9/18; 19=1 20=2 23=3 24=4; stopped 9/25-10/8; 10/9=5 10=6 11=7 12=8; 14=9 15=10
    # 16=11 17=12 18=13; 21=14 22=15
    ("2024-09-18", 15, "identify 2024-09-25 2024-10-09", "2024-10-22"),
    # start in the holiday, Thu 10/3; 8=1 9=2 10=3 11=4 12=5
    ("2024-10-03", 5, "", "2024-10-12"),
    # ---- Spring Festival 2025 -------------------------------------------------------------
    # start Fri 1/24; Sat 25 rest; Sun 26 (works)=1, 27=2; 1/28-2/4 rest; 2/5=3, 6=4, 7=5
    ("2025-01-24", 5, "", "2025-02-07"),
    # start Thu 1/23; 24=1 26=2 27=3; 5=4 6=5 7=6, Sat 8 (works)=7
    ("2025-01-23", 7, "", "2025-02-08"),
    # start Mon 1/20; 21=1 22=2 23=3 24=4 26=5 27=6; 5=7 6=8 7=9 8=10; 10=11 11=12 12=13 13=14 14=15
    ("2025-01-20", 15, "", "2025-02-14"),
    # +15: 17=16 18=17 19=18 20=19 21=20; 24=21 25=22 26=23 27=24 28=25; 3/3=26 4=27 5=28 6=29 7=30
    ("2025-01-20", 30, "", "2025-03-07"),
    # start Thu 1/16; 17=1 20=2 21=3; stopped 1/22-2/5; 6=4 7=5 8=6; 10=7 11=8 12=9 13=10 14=11;
    # 17=12 18=13 19=14 20=15
    ("2025-01-16", 15, "test 2025-01-22 2025-02-06", "2025-02-20"),
    # start Wed 1/22; 23=1 24=2 26=3 27=4; 5=5 6=6 7=7 8=8; 10=9 11=10
    ("2025-01-22", 10, "", "2025-02-11"),
    # the same with a stop on days of rest alone: no working day is lost
    ("2025-01-22", 10, "test 2025-01-29 2025-02-03", "2025-02-11"),
    # start Sun 1/26 (works); 27=1; 5=2 6=3 7=4 8=5; 10=6 11=7 12=8 13=9 14=10; 17=11 18=12 19=13
    # 20=14 21=15; 24=16 25=17 26=18 27=19 28=20
    ("2025-01-26", 20, "", "2025-02-28"),
    # start Tue 1/28, the eve, rest in 2025; 5=1 6=2 7=3 8=4; 10=5
    ("2025-01-28", 5, "", "2025-02-10"),
    # ---- National Day 2025 ----------------------------------------------------------------
    # start Fri 9/26; Sun 28 (works)=1 29=2 30=3; 10/1-8 rest; 9=4 10=5
    ("2025-09-26", 5, "", "2025-10-10"),
    # start Thu 9/25; 26=1 28=2 29=3 30=4; 9=5 10=6, Sat 11 (works)=7
    ("2025-09-25", 7, "", "2025-10-11"),
    # start Thu 9/18; 19=1; 22=2 23=3 24=4 25=5 26=6; 28=7 29=8 30=9; 9=10 10=11 11=12; 13=13 14=14
    # 15=15
    ("2025-09-18", 15, "", "2025-10-15"),
    # start Mon 9/29; 30=1; 9=2 10=3 11=4; 13=5 14=6 15=7 16=8 17=9; 20=10 21=11 22=12 23=13 24=14;
    # 27=15 28=16 29=17 30=18 31=19; 11/3=20
    ("2025-09-29", 20, "", "2025-11-03"),
    # two stops that touch: 9/24-9/27 and 9/28-10/9.  start Mon 9/22; 23=1; 10/10=2 11=3; 13=4 14=5
    # 15=6 16=7 17=8; 20=9 21=10 22=11 23=12 24=13; 27=14 28=15
    (
        "2025-09-22",
        15,
        "test 2025-09-24 2025-09-28, identify 2025-09-28 2025-10-10",
        "2025-10-28",
    ),
    # evidence taken on Thu 2025-07-24 (the public decision of the issue): 25=1; 28=2 29=3 30=4 31=5
    # 8/1=6; 4=7
    ("2025-07-24", 7, "", "2025-08-04"),
    # ---- Spring Festival 2026 -------------------------------------------------------------
    # start Wed 2/11; 12=1 13=2, Sat 14 (works)=3; 15-23 rest; 24=4 25=5
    ("2026-02-11", 5, "", "2026-02-25"),
    # start Sat 2/14 (works); 24=1 25=2 26=3 27=4, Sat 28 (works)=5
    ("2026-02-14", 5, "", "2026-02-28"),
    # start Thu 2/12; 13=1 14=2; 24=3 25=4 26=5 27=6 28=7; 3/2=8 3=9 4=10
    ("2026-02-12", 10, "", "2026-03-04"),
    # start Wed 2/18, in the holiday; 24=1 25=2 26=3 27=4 28=5; 3/2=6 3=7
    ("2026-02-18", 7, "", "2026-03-03"),
    # start Mon 2/2; 3=1 4=2 5=3 6=4; 9=5; stopped 10-25; 26=6 27=7 28=8; 3/2=9 3=10 4=11 5=12 6=13;
    # 9=14 10=15
    ("2026-02-02", 15, "test 2026-02-10 2026-02-26", "2026-03-10"),
    # overlapping, union 2/4-2/13: 3=1; 14=2; 24=3 25=4 26=5 27=6 28=7; 2=8 3=9 4=10 5=11 6=12; 9=13
    # 10=14 11=15
    (
        "2026-02-02",
        15,
        "test 2026-02-04 2026-02-12, identify 2026-02-10 2026-02-14",
        "2026-03-11",
    ),
    # New Year 2026: start Tue 2025-12-30; 31=1; 1/1-3 rest; Sun 4 (works)=2 5=3 6=4 7=5
    ("2025-12-30", 5, "", "2026-01-07"),
    # ---- National Day 2026 ----------------------------------------------------------------
    # start Thu 9/24; 25-27 rest; 28=1 29=2 30=3; 10/1-7 rest; 8=4 9=5
    ("2026-09-24", 5, "", "2026-10-09"),
    # start Thu 9/17; 18=1, Sun 20 (works)=2 21=3 22=4 23=5 24=6; 28=7 29=8 30=9; 8=10
    ("2026-09-17", 10, "", "2026-10-08"),
    # V2 and its extension: Mon 9/14; 15=1 16=2 17=3 18=4; 20=5 21=6 22=7 23=8 24=9; 28=10 29=11
    # 30=12; 8=13 9=14 Sat 10=15; 12=16 13=17 14=18 15=19 16=20; 19=21 20=22 21=23 22=24 23=25;
    # 26=26 27=27 28=28 29=29 30=30
    ("2026-09-14", 30, "", "2026-10-30"),
    # start Fri 9/18; Sun 20=1 21=2 22=3 23=4 24=5; 28=6 29=7
    ("2026-09-18", 7, "", "2026-09-29"),
    # start Mon 9/14; 15=1 16=2 17=3 18=4 20=5 21=6; stopped 9/22-10/8; 9=7 10=8; 12=9 13=10 14=11
    # 15=12 16=13; 19=14 20=15
    ("2026-09-14", 15, "test 2026-09-22 2026-10-09", "2026-10-20"),
    # start Fri 10/2, in the holiday; 8=1 9=2 Sat 10=3; 12=4 13=5
    ("2026-10-02", 5, "", "2026-10-13"),
]


@pytest.mark.parametrize(("start", "length", "stops", "due"), WORKDAYS)
def test_working_days_come_out_as_by_hand(start: str, length: int, stops: str, due: str) -> None:
    counted = _count(start, length, "workday", stops)
    assert counted.due == _day(due)
    assert counted.rolled == _day(due)
    assert counted.certain


CALENDAR_DAYS = [
    # ---- Spring Festival 2024 -------------------------------------------------------------
    # payment 15: 1/26 + 5 = 1/31, + 10 = 2/10, first day of the festival; first worked is Sun 2/18
    ("2024-01-26", 15, "", "2024-02-10", "2024-02-18"),
    # seizure 30: 1/15 + 16 = 1/31, + 14 = 2/14
    ("2024-01-15", 30, "", "2024-02-14", "2024-02-18"),
    # decision 90: Nov 10, Dec 31 = 41, Jan 31 = 72, + 18 = 2/18, a Sunday that is worked: stays
    ("2023-11-20", 90, "", "2024-02-18", "2024-02-18"),
    # Nov 19, Dec 50, Jan 81, + 9 = 2/9, the eve, worked in 2024: stays
    ("2023-11-11", 90, "", "2024-02-09", "2024-02-09"),
    # Nov 14, Dec 45, Jan 76, + 14 = 2/14; the stop 1/5-1/14 takes 10: 2/24, a Saturday; Mon 26
    ("2023-11-16", 90, "test 2024-01-05 2024-01-15", "2024-02-24", "2024-02-26"),
    # ---- National Day 2024 ----------------------------------------------------------------
    # 9/16 + 14 = 9/30, + 1 = 10/1; first worked Tue 10/8
    ("2024-09-16", 15, "", "2024-10-01", "2024-10-08"),
    # Jul 22, Aug 53, Sep 83, + 7 = 10/7
    ("2024-07-09", 90, "", "2024-10-07", "2024-10-08"),
    # Jul 17, Aug 48, Sep 78, + 12 = 10/12, a Saturday that is worked: stays
    ("2024-07-14", 90, "", "2024-10-12", "2024-10-12"),
    # one later: Sun 10/13, rest; Mon 14
    ("2024-07-15", 90, "", "2024-10-13", "2024-10-14"),
    # 9/2 + 28 = 9/30, + 2 = 10/2
    ("2024-09-02", 30, "", "2024-10-02", "2024-10-08"),
    # Aug 30, Sep 60, + 30 = 10/30; stops 9/10-9/29 and 9/20-10/4 cover 9/10-10/4: 21 + 4 = 25;
    # 10/30 + 1 = 10/31, + 24 = 11/24, a Sunday; Mon 25
    (
        "2024-08-01",
        90,
        "test 2024-09-10 2024-09-30, hearing 2024-09-20 2024-10-05",
        "2024-11-24",
        "2024-11-25",
    ),
    # ---- Spring Festival 2025 -------------------------------------------------------------
    # Nov 30, Dec 61, + 29 = 1/29, rest; first worked Wed 2/5
    ("2024-10-31", 90, "", "2025-01-29", "2025-02-05"),
    # 1/13 + 15 = 1/28
    ("2025-01-13", 15, "", "2025-01-28", "2025-02-05"),
    # 1/5 + 26 = 1/31, + 4 = 2/4, the last day of the festival
    ("2025-01-05", 30, "", "2025-02-04", "2025-02-05"),
    # 1/10 + 21 = 1/31, + 9 = Sun 2/9
    ("2025-01-10", 30, "", "2025-02-09", "2025-02-10"),
    # 1/9 + 22 = 1/31, + 8 = Sat 2/8, worked: stays
    ("2025-01-09", 30, "", "2025-02-08", "2025-02-08"),
    # 1/22 + 9 = 1/31, + 21 = 2/21; the stop 1/29-2/2 takes 5: Wed 2/26
    ("2025-01-22", 30, "test 2025-01-29 2025-02-03", "2025-02-26", "2025-02-26"),
    # ---- National Day 2025 ----------------------------------------------------------------
    # Jul 28, Aug 59, Sep 89, + 1 = 10/1; first worked Thu 10/9
    ("2025-07-03", 90, "", "2025-10-01", "2025-10-09"),
    # 9/19 + 11 = 9/30, + 4 = 10/4
    ("2025-09-19", 15, "", "2025-10-04", "2025-10-09"),
    # Jul 18, Aug 49, Sep 79, + 11 = Sat 10/11, worked: stays
    ("2025-07-13", 90, "", "2025-10-11", "2025-10-11"),
    # 9/8 + 22 = 9/30, + 8 = 10/8
    ("2025-09-08", 30, "", "2025-10-08", "2025-10-09"),
    # the seizure of the public decision: 7/29 + 2 = 7/31, + 28 = Thu 8/28
    ("2025-07-29", 30, "", "2025-08-28", "2025-08-28"),
    # a stop before the start does nothing: 9/10 + 20 = 9/30, + 10 = Fri 10/10
    ("2025-09-10", 30, "test 2025-08-20 2025-09-05", "2025-10-10", "2025-10-10"),
    # one that lies across the start stops 9/11-9/19, 9 days: 10/19, a Sunday; Mon 20
    ("2025-09-10", 30, "test 2025-09-05 2025-09-20", "2025-10-19", "2025-10-20"),
    # ---- Spring Festival 2026 -------------------------------------------------------------
    # 2/2 + 15 = 2/17; first worked Tue 2/24
    ("2026-02-02", 15, "", "2026-02-17", "2026-02-24"),
    # Dec 31, Jan 62, + 28 = Sat 2/28, worked: stays
    ("2025-11-30", 90, "", "2026-02-28", "2026-02-28"),
    # one later: Sun 3/1; Mon 2
    ("2025-12-01", 90, "", "2026-03-01", "2026-03-02"),
    # Nov 5, Dec 36, Jan 67, + 23 = Mon 2/23, the last day of the festival
    ("2025-11-25", 90, "", "2026-02-23", "2026-02-24"),
    # ---- National Day 2026 ----------------------------------------------------------------
    # 9/7 + 23 = 9/30, + 7 = 10/7
    ("2026-09-07", 30, "", "2026-10-07", "2026-10-08"),
    # review 60: Aug 26, Sep 56, + 4 = 10/4
    ("2026-08-05", 60, "", "2026-10-04", "2026-10-08"),
    # Jun 10, Jul 41, Aug 72, + 18 = 9/18; the stop 8/1-8/30 takes 30: 9/30 is + 12, 10/18 + 18,
    # a Sunday; Mon 19
    ("2026-06-20", 90, "notice 2026-08-01 2026-08-31", "2026-10-18", "2026-10-19"),
]


@pytest.mark.parametrize(("start", "length", "stops", "due", "rolled"), CALENDAR_DAYS)
def test_days_come_out_as_by_hand(
    start: str, length: int, stops: str, due: str, rolled: str
) -> None:
    counted = _count(start, length, "day", stops)
    assert (counted.due, counted.rolled) == (_day(due), _day(rolled))
    assert counted.certain


MONTHS: list[tuple[str, int, Unit, str, str]] = [
    # there is no 30 February: the month's last day, Thu 2/29
    ("2023-11-30", 3, "month", "2024-02-29", "2024-02-29"),
    # Mon 2/12, in the festival; first worked Sun 2/18
    ("2023-08-12", 6, "month", "2024-02-12", "2024-02-18"),
    # Sat 10/5
    ("2024-07-05", 3, "month", "2024-10-05", "2024-10-08"),
    # Tue 1/28; first worked Wed 2/5
    ("2024-10-28", 3, "month", "2025-01-28", "2025-02-05"),
    # no 31 February: Fri 2/28
    ("2024-08-31", 6, "month", "2025-02-28", "2025-02-28"),
    # Wed 10/8, the last day of the holiday
    ("2025-07-08", 3, "month", "2025-10-08", "2025-10-09"),
    # Tue 2/17
    ("2025-11-17", 3, "month", "2026-02-17", "2026-02-24"),
    # Thu 10/1
    ("2026-04-01", 6, "month", "2026-10-01", "2026-10-08"),
    # over the year's end: Tue 12/31 + 2 months, no 31 February
    ("2024-12-31", 2, "month", "2025-02-28", "2025-02-28"),
    # the time bar, 2 years and 5: Mon 10/5/2026; Fri 10/3/2025
    ("2024-10-05", 2, "year", "2026-10-05", "2026-10-08"),
    ("2020-10-03", 5, "year", "2025-10-03", "2025-10-09"),
    # 29 February has no like in 2026: Sat 2/28, worked
    ("2024-02-29", 2, "year", "2026-02-28", "2026-02-28"),
]


@pytest.mark.parametrize(("start", "length", "unit", "due", "rolled"), MONTHS)
def test_months_and_years_come_out_as_by_hand(
    start: str, length: int, unit: Unit, due: str, rolled: str
) -> None:
    counted = _count(start, length, unit)
    assert (counted.due, counted.rolled) == (_day(due), _day(rolled))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # the eve, 16:40, into the festival
        ("2024-02-09T16:40", "2024-02-10T16:40"),
        # into National Day
        ("2024-09-30T17:30", "2024-10-01T17:30"),
        ("2025-01-27T09:05", "2025-01-28T09:05"),
        # Fri to a Saturday that is worked, all the same
        ("2026-02-13T18:00", "2026-02-14T18:00"),
    ],
)
def test_hours_run_through_nights_and_days_of_rest(start: str, due: str) -> None:
    counted = _count(start, 24, "hour")
    assert (counted.due, counted.rolled, counted.certain) == (_day(due), _day(due), True)


def test_hours_from_a_day_without_a_time_run_from_midnight_and_are_not_certain() -> None:
    counted = _count("2026-02-13", 24, "hour")
    assert (counted.due, counted.certain) == (_day("2026-02-14T00:00"), False)


@pytest.mark.parametrize(
    ("end", "length", "due"),
    [
        # hearing Fri 2026-02-27: 27=1 26=2 25=3 24=4; 14 (Sat, worked)=5 13=6 12=7; so Wed 11
        ("2026-02-27", 7, "2026-02-11"),
        # Mon 2026-10-12: 12=1, Sat 10=2 9=3 8=4; 9/30=5 29=6 28=7; 25-27 rest; so Thu 9/24
        ("2026-10-12", 7, "2026-09-24"),
        # Wed 2025-02-12: 12=1 11=2 10=3, Sat 8=4 7=5 6=6 5=7; 1/28-2/4 rest; so Mon 1/27
        ("2025-02-12", 7, "2025-01-27"),
        # Tue 2024-10-15: 15=1 14=2, Sat 12=3 11=4 10=5 9=6 8=7; so Mon 9/30
        ("2024-10-15", 7, "2024-09-30"),
    ],
)
def test_a_hearing_is_told_of_so_many_working_days_before(end: str, length: int, due: str) -> None:
    assert count_back(_day(end), length, DAYS).due == _day(due)


def test_an_open_stop_leaves_what_is_left_around_national_day_2024() -> None:
    # start Wed 9/18; 19=1 20=2 23=3 24=4 25=5 26=6; stopped from 9/27 on: 9 of 15 are left
    counted = _count("2024-09-18", 15, "workday", "test 2024-09-27")
    assert (counted.due, counted.rolled, counted.left) == (None, None, 9)


def test_an_open_stop_leaves_what_is_left_of_ninety_days_in_2025() -> None:
    # start 8/20: Aug 11, Sep 1-29 = 29, so 40 used; stopped from 9/30 on: 50 are left
    counted = _count("2025-08-20", 90, "day", "suspend 2025-09-30")
    assert (counted.due, counted.rolled, counted.left) == (None, None, 50)


def test_an_open_stop_after_the_last_day_does_nothing() -> None:
    # 2026-02-11 + 5 WD = 2/25 (above); the stop begins on the day after
    assert _count("2026-02-11", 5, "workday", "test 2026-02-26").due == _day("2026-02-25")
    # on the last day itself it holds: 12=1 13=2 14=3 24=4, one is left
    assert _count("2026-02-11", 5, "workday", "test 2026-02-25").left == 1


def test_the_office_closed_by_flood_loses_the_day() -> None:
    # start Thu 2026-10-08; 9=1, Sat 10=2; 12=3 13=4 14=5
    assert _count("2026-10-08", 5, "workday").due == _day("2026-10-14")
    # closed on Fri 9: 10=1 12=2 13=3 14=4 15=5
    flood = OwnDay(date(2026, 10, 9), works=False, reason="演示：防汛停工")
    days = Workdays(shipped_years(), [flood])
    assert count(date(2026, 10, 8), 5, "workday", days).due == _day("2026-10-15")
    # and a last day on it rolls: 9/9 + 21 = 9/30, + 9 = Fri 10/9; Sat 10 is worked
    rolled = count(date(2026, 9, 9), 30, "day", days)
    assert (rolled.due, rolled.rolled) == (_day("2026-10-09"), _day("2026-10-10"))


def test_the_office_open_by_order_wins_the_day() -> None:
    # start Fri 2026-10-02; Sat 3 open=1; 8=2 9=3 10=4; 12=5, one day sooner than by the notice
    order = OwnDay(date(2026, 10, 3), works=True, reason="演示：假期值守")
    days = Workdays(shipped_years(), [order])
    assert count(date(2026, 10, 2), 5, "workday", days).due == _day("2026-10-12")


def test_beyond_the_last_notice_the_bureau_counts_early_and_the_party_late() -> None:
    # start Mon 2027-02-01; plain weeks: 2=1 3=2 4=3 5=4; 8=5
    bureau = count(date(2027, 2, 1), 5, "workday", DAYS)
    # 除夕 is Fri 5 (statutory 5-8): 2=1 3=2 4=3; Tue 9=4 10=5
    party = count(date(2027, 2, 1), 5, "workday", DAYS.for_party)
    assert (bureau.due, party.due) == (date(2027, 2, 8), date(2027, 2, 10))
    assert not bureau.certain
    assert not party.certain


def test_a_last_day_in_a_year_without_a_notice_is_provisional_unless_it_cannot_roll() -> None:
    # 2026-12-20 + 15 = Mon 2027-01-04
    assert not _count("2026-12-20", 15, "day").certain
    assert count(date(2026, 12, 20), 15, "day", DAYS, rolls=False).certain
    # Thu 2026-12-31 itself is known
    assert _count("2026-12-16", 15, "day").certain
