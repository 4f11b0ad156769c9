"""Make the files of this folder: the working calendar of each year, and the assumed holidays.

    python prepare.py

Needs `chinesecalendar` 1.11.0 (days of rest and exchanged working days, 2004 to 2026), and
`holidays` 0.109 (dates of the statutory holidays in the years after).  The numbers of the notices
are written here by hand; `NOTICES` says where each was read.  The same input gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import chinese_calendar
from chinese_calendar.constants import holidays as rest
from chinese_calendar.constants import workdays as exchanged

HERE = Path(__file__).resolve().parent
DAY = timedelta(days=1)
FIRST, LAST = 2004, 2026
ASSUMED_TO = 2040
WANTED = {"chinesecalendar": "1.11.0", "holidays": "0.109"}

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}
"""The library's names, as the notices write them."""

STATUTORY = {
    "New Year's Day": "元旦",
    "Chinese New Year's Eve": "春节",
    "Chinese New Year (Spring Festival)": "春节",
    "Tomb-Sweeping Day": "清明节",
    "Labor Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-Autumn Festival": "中秋节",
    "National Day": "国庆节",
}
"""The names of the other library."""

WORKED_TOO = {date(2005, 12, 31): "元旦"}
"""Worked by the notice (国办发明电〔2005〕35号: 12月31日（星期六）上班), not by the library."""

BOTH = {date(2020, 10, 1): "国庆节、中秋节"}
"""Two holidays on one day, of which the library names one."""

# Where the days themselves were laid beside the text of the notice.
TEXT = "通知全文（公开转载），逐日核对"
APART = f"{TEXT}；文号见两处以上其他公开资料"
# Where only the number was read; the days are the library's.
LIST = "两处以上公开资料所列文号一致，未见原件"
ONE = "一处公开资料所列文号，未见原件"
NONE = "未查到文号，以标题代替"


class Notice(NamedTuple):
    """The notice for a year."""

    number: str
    """Empty where it was not found: then the title stands for it."""
    issued: str
    """Empty where it was not found."""
    seen: str
    changed: str = ""
    """A later notice that changed it."""


NOTICES = {
    2004: Notice("", "", NONE),
    2005: Notice("", "", NONE),
    2006: Notice("国办发明电〔2005〕35号", "2005-12-16", TEXT),
    2007: Notice("国办发明电〔2006〕49号", "2006-12-14", TEXT),
    2008: Notice("国办发明电〔2007〕52号", "", APART),
    2009: Notice("国办发明电〔2008〕42号", "", ONE),
    2010: Notice("国办发明电〔2009〕27号", "", ONE),
    2011: Notice("国办发明电〔2010〕40号", "", ONE),
    2012: Notice("国办发明电〔2011〕45号", "", ONE),
    2013: Notice("国办发明电〔2012〕33号", "", LIST),
    2014: Notice("国办发明电〔2013〕28号", "", ONE),
    2015: Notice("国办发明电〔2014〕28号", "", LIST, "国发明电〔2015〕1号"),
    2016: Notice("国办发明电〔2015〕18号", "", LIST),
    2017: Notice("国办发明电〔2016〕17号", "", LIST),
    2018: Notice("国办发明电〔2017〕12号", "", LIST),
    2019: Notice("国办发明电〔2018〕15号", "", LIST, "国办发明电〔2019〕3号"),
    2020: Notice("国办发明电〔2019〕16号", "2019-11-21", TEXT, "国办发明电〔2020〕1号"),
    2021: Notice("国办发明电〔2020〕27号", "2020-11-25", LIST),
    2022: Notice("国办发明电〔2021〕11号", "2021-10-25", LIST),
    2023: Notice("国办发明电〔2022〕16号", "", LIST),
    2024: Notice("国办发明电〔2023〕7号", "2023-10-25", TEXT),
    2025: Notice("国办发明电〔2024〕12号", "2024-11-12", TEXT),
    2026: Notice("国办发明电〔2025〕7号", "2025-11-04", TEXT),
}


def main() -> None:
    """Write every file."""
    for name, wanted in WANTED.items():
        if (have := version(name)) != wanted:
            sys.exit(f"{name} {wanted} is needed, not {have}")
    off, work = read_days()
    for year in range(FIRST, LAST + 1):
        (HERE / f"{year}.toml").write_text(
            year_file(
                year,
                {d: n for d, n in off.items() if notice_year(d, n) == year},
                {d: n for d, n in work.items() if notice_year(d, n) == year},
            ),
            "utf-8",
        )
    (HERE / "assumed.toml").write_text(assumed_file(), "utf-8")


def read_days() -> tuple[dict[date, str], dict[date, str]]:
    """The days of rest that belong to a holiday, and the weekend days worked; by date.

    The library leaves out some weekend days between two days of one holiday; they are put in.
    """
    off = {d: NAMES[name] for d, name in rest.items()} | BOTH
    for day in sorted(off):
        gap = day + DAY
        while gap.weekday() > 4 and gap not in off and gap not in exchanged:
            gap += DAY
        if day < gap - DAY and off.get(gap) == off[day]:
            off |= {day + DAY * n: off[day] for n in range(1, (gap - day).days)}
    work = {d: NAMES[name] for d, name in exchanged.items()} | WORKED_TOO
    for year in range(FIRST, LAST + 1):
        day = date(year, 1, 1)
        while day.year == year:
            ours = day in work or (day not in off and day.weekday() < 5)
            if ours != chinese_calendar.is_workday(day) and day not in WORKED_TOO:
                sys.exit(f"{day} is not as the library has it")
            day += DAY
    return dict(sorted(off.items())), dict(sorted(work.items()))


def notice_year(day: date, name: str) -> int:
    """The year whose notice names the day: New Year may begin in December."""
    return day.year + (name == "元旦" and day.month == 12 and day.year < LAST)


def year_file(year: int, off: dict[date, str], work: dict[date, str]) -> str:
    """The text of one year's file."""
    notice = NOTICES[year]
    title = f"国务院办公厅关于{year}年部分节假日安排的通知"
    number = "、".join(filter(None, (notice.number, notice.changed))) or title
    source = f"chinesecalendar {WANTED['chinesecalendar']}"
    if mended := [f"{d}按通知更正" for d in WORKED_TOO if d in work]:
        source = "；".join((source, *mended))
    lines = [
        f"# {year}年节假日安排。放假日含假期内的周末；上班日是调休上班的周六、周日。",
        f"# 日期取自 chinesecalendar {WANTED['chinesecalendar']}，由 prepare.py 生成，不要手改。",
        f"# 文号：{notice.seen}。",
        f"year = {year}",
        f'title = "{title}"',
        f'notice = "{number}"',
        *([f"issued = {notice.issued}"] if notice.issued else []),
        f'source = "{source}"',
        *rows("off", off),
        *rows("work", work),
    ]
    return "\n".join(lines) + "\n"


def assumed_file() -> str:
    """The statutory holidays of the years after the last notice."""
    import holidays

    days: dict[date, str] = {}
    for year in range(LAST + 1, ASSUMED_TO + 1):
        for day, name in sorted(
            holidays.country_holidays("CN", years=year, observed=False).items()
        ):
            for part in name.split("; "):
                days[day] = "、".join(filter(None, (days.get(day), STATUTORY[part])))
    lines = [
        f"# {LAST + 1}年至{ASSUMED_TO}年的法定节假日（每年13天，《全国年节及纪念日放假办法》）。",
        "# 不是国务院办公厅的放假安排：没有调休，也没有逢周末的补假。安排发布后以安排为准。",
        "# 只用于当事人的期限（宁晚勿早）；行政机关自己的期限不依赖这些日期（宁早勿晚）。",
        f"# 农历和节气日期取自 holidays {WANTED['holidays']}，由 prepare.py 生成，不要手改。",
        *rows("off", days),
    ]
    return "\n".join(lines) + "\n"


def rows(key: str, days: dict[date, str]) -> list[str]:
    """A list of days with their names."""
    if not days:
        return [f"{key} = []"]
    return [f"{key} = [", *(f'    ["{d}", "{name}"],' for d, name in days.items()), "]"]


if __name__ == "__main__":
    main()
