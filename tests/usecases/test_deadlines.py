"""The list of limits as use cases hand it out: to other programs, on paper, and to the window."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStop
from boshan_desk.procedure.listing import BUCKETS
from boshan_desk.store.desk import Desk
from boshan_desk.store.limits_list import Wanted
from boshan_desk.usecases import deadline_paper
from boshan_desk.usecases.deadline_paper import make_paper, write_paper
from boshan_desk.usecases.deadlines import (
    count_limits,
    find_limits,
    write_calendar,
    write_sheet,
)
from boshan_desk.usecases.procedure import take_step
from tests.conftest import TODAY

TOWN = "城东街道"


def put(desk: Desk, *records: Any) -> None:
    """Keep records as they stand."""
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """One case in each group: by hand, from the calendar of 2026."""
    town = desk.lists["town"].find(TOWN)
    common: dict[str, Any] = {"party": "张小明", "officers": ("演示甲", "演示乙")}
    stopped = Case(case_no="演示停4号", clue_on=date(2026, 9, 21), filed_on=date(2026, 9, 21))
    put(
        desk,
        # 15 working days from 1 September, Sunday the 20th being one (国庆调休): 21 September.
        Case(case_no="演示超1号", clue_on=date(2026, 9, 1), town_code=town, **common),
        # 90 days from 11 July: 9 October, today.
        Case(
            case_no="演示今2号",
            clue_on=date(2026, 7, 6),
            filed_on=date(2026, 7, 11),
            **common,
        ),
        # 90 days from 16 July: 14 October.
        Case(case_no="演示周3号", clue_on=date(2026, 7, 13), filed_on=date(2026, 7, 16)),
        stopped,
        CaseStop(case_id=stopped.id, kind="identify", starts_on=date(2026, 9, 25)),
        # 90 days from 20 September: 19 December, a Saturday.
        Case(case_no="演示后5号", clue_on=date(2026, 9, 14), filed_on=date(2026, 9, 20)),
    )
    return desk


def numbers(desk: Desk, **how: Any) -> list[str]:
    return [row.case for row in find_limits(desk, **how)]


def test_each_group_holds_what_a_hand_count_says(filled: Desk) -> None:
    said = {bucket: numbers(filled, bucket=bucket) for bucket in BUCKETS}
    assert said == {
        "overdue": ["演示超1号"],
        "today": ["演示今2号"],
        "week": ["演示周3号"],
        "stopped": ["演示停4号"],
        "later": ["演示后5号"],
    }
    assert count_limits(filled) == dict.fromkeys(BUCKETS, 1)
    assert numbers(filled) == ["演示超1号", "演示今2号", "演示周3号", "演示后5号", "演示停4号"]
    row = find_limits(filled, bucket="overdue")[0]
    assert (row.last, row.over) == (date(2026, 9, 21), 18)
    assert find_limits(filled, bucket="later")[0].last == date(2026, 12, 21)


def test_a_reading_sees_the_list_as_the_desk_does(filled: Desk) -> None:
    with filled.read() as reader:
        assert find_limits(reader) == find_limits(filled)
        assert count_limits(reader, on=date(2026, 12, 1)) == count_limits(
            filled, on=date(2026, 12, 1)
        )


def test_a_town_may_be_called_by_its_name(filled: Desk) -> None:
    code = filled.lists["town"].find(TOWN)
    assert numbers(filled, town=TOWN) == numbers(filled, town=code) == ["演示超1号"]
    assert count_limits(filled, town=TOWN)["overdue"] == 1
    with pytest.raises(Missing, match="没有镇街"):
        find_limits(filled, town="演示镇")


def test_an_officer_sees_their_own(filled: Desk) -> None:
    assert numbers(filled, officer="演示乙") == ["演示超1号", "演示今2号"]
    assert numbers(filled, officer="演示") == []
    assert sum(count_limits(filled, officer="演示乙").values()) == 2


def test_a_step_changes_the_list_in_its_own_transaction(desk: Desk) -> None:
    case = Case(case_no="演示1号", clue_on=date(2026, 9, 21), status="draft")
    put(desk, case)
    assert [row.rule for row in find_limits(desk)] == ["L01"]
    take_step(desk, case.id, "verify", {"on": "2026-09-22", "officers": "演示甲、演示乙"})
    raw = {"on": "2026-09-29", "ground": "NF4", "approver": "演示长"}
    take_step(desk, case.id, "refuse", raw)
    assert [row.rule for row in find_limits(desk)] == []


# ---------------------------------------------------------------- workbook


def cells(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_holds_every_line_with_days_as_days(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "期限.xlsx"
    assert write_sheet(filled, path) == 5
    rows = cells(path)
    assert rows[0][0] == "博山区案件期限清单（截至2026年10月9日）"
    heads = rows[2]
    assert heads[:4] == ["序号", "状况", "期限", "案号"]
    lines = [dict(zip(heads, row, strict=True)) for row in rows[3:]]
    assert [line["案号"] for line in lines] == [
        "演示超1号",
        "演示今2号",
        "演示周3号",
        "演示停4号",
        "演示后5号",
    ]
    assert [line["状况"] for line in lines[:3]] == ["■ 已超期18天", "▲ 今天到期", "▲ 剩5天"]
    assert lines[0]["届满日"].date() == date(2026, 9, 21)
    assert (lines[4]["届满日"].date(), lines[4]["最晚"].date()) == (
        date(2026, 12, 19),
        date(2026, 12, 21),
    )
    assert lines[3]["届满日"] is None
    assert lines[3]["说明"] == "因权利人辨认或鉴别暂停"
    assert lines[0]["承办人"] == "演示甲、演示乙"
    assert [line["序号"] for line in lines] == [1, 2, 3, 4, 5]


def test_a_formula_in_a_number_stays_text(desk: Desk, tmp_path: Path) -> None:
    put(desk, Case(case_no="=1+1", clue_on=date(2026, 9, 21)))
    path = tmp_path / "期限.xlsx"
    write_sheet(desk, path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet["D4"].value == "=1+1"
    assert sheet["D4"].data_type == "s"


def test_a_workbook_can_be_narrowed_and_called_off(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "期限.xlsx"
    assert write_sheet(filled, path, bucket="week") == 1
    assert write_sheet(filled, path, wanted=Wanted(officer="演示甲")) == 2
    before = path.read_bytes()

    class Enough(Exception):
        pass

    def stop(_done: int, _total: int, _words: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        write_sheet(filled, path, progress=stop)
    assert path.read_bytes() == before, "what was there stays whole"
    assert list(tmp_path.glob("*.part")) == []


def test_files_must_have_their_own_endings(filled: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.xlsx"):
        write_sheet(filled, tmp_path / "期限.xls")
    with pytest.raises(Refused, match=r"\.ics"):
        write_calendar(filled, tmp_path / "期限.txt")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


# ---------------------------------------------------------------- calendar file


def test_the_calendar_holds_what_has_a_day_and_names_nobody(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "期限.ics"
    assert write_calendar(filled, path) == 4, "what is stopped has no day"
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode().replace("\r\n ", "")
    for name in ("张小明", "演示甲", "演示乙"):
        assert name not in text
    days = re.findall(r"DTSTART;VALUE=DATE:(\d+)", text)
    assert days == ["20260921", "20261009", "20261014", "20261219"]
    assert "SUMMARY:期限：作出处理决定　演示今2号" in text
    assert "届满：2026-12-19（最晚2026-12-21）" in text
    assert "依据：《市场监督管理行政处罚程序规定》第六十四条" in text


def test_a_calendar_written_again_replaces_its_own_entries(filled: Desk, tmp_path: Path) -> None:
    case = Case(case_no="演示6号", clue_on=date(2026, 9, 14), filed_on=date(2026, 9, 21))
    measures = [
        CaseMeasure(case_id=case.id, kind="detain", taken_on=date(2026, 9, 22)) for _n in range(2)
    ]
    put(filled, case, *measures)

    def uids() -> list[str]:
        write_calendar(filled, tmp_path / "期限.ics")
        text = (tmp_path / "期限.ics").read_bytes().decode().replace("\r\n ", "")
        return re.findall(r"UID:(.*)\r", text)

    first = uids()
    assert len(set(first)) == len(first) == 7, "two measures are two entries"
    assert uids() == first


# ---------------------------------------------------------------- paper


def words_of(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_paper_masks_persons_and_holds_every_line(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "期限.pdf"
    drawn = write_paper(filled, path)
    assert drawn.missing == ()
    text = words_of(path)
    for number in ("演示超1号", "演示今2号", "演示周3号", "演示停4号", "演示后5号"):
        assert number in text
    for words in ("截至2026年10月9日", "已超期（1项）", "■已超期18天", "最晚2026-12-21"):
        assert words in text
    assert "张小明" not in text
    assert "今日无到期事项" not in text
    box = PdfReader(path).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_the_paper_says_when_nothing_is_due(desk: Desk, tmp_path: Path) -> None:
    put(desk, Case(case_no="演示1号", clue_on=date(2026, 9, 28)))
    write_paper(desk, tmp_path / "期限.pdf")
    text = words_of(tmp_path / "期限.pdf")
    assert "今日无到期事项" in text
    assert "7日后到期（1项）" in text


def test_the_paper_says_what_it_was_narrowed_to(filled: Desk, tmp_path: Path) -> None:
    code = filled.lists["town"].find(TOWN) or ""
    wanted = Wanted(officer="演示甲", town=code, rule="L01")
    write_paper(filled, tmp_path / "期限.pdf", wanted=wanted)
    assert f"范围：演示甲、{TOWN}、核查线索、决定是否立案" in words_of(tmp_path / "期限.pdf")


def test_a_paper_that_nobody_would_read_is_refused(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_paper, "MOST_PRINTED", 4)
    with pytest.raises(Refused, match="一次最多打印 4 项"):
        make_paper(filled)
    assert make_paper(filled, bucket="week").pages == 1


def test_a_list_of_another_day_says_so(filled: Desk, tmp_path: Path) -> None:
    day = date(2026, 10, 15)
    assert day > TODAY
    assert numbers(filled, on=day, bucket="overdue") == ["演示超1号", "演示今2号", "演示周3号"]
    write_paper(filled, tmp_path / "期限.pdf", on=day)
    assert "截至2026年10月15日" in words_of(tmp_path / "期限.pdf")
