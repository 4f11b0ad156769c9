"""Towns without the program send workbooks: they stand on the same board as the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records, town_reports
from boshan_desk.usecases.sheets import Taken, look, take_in, undo_import
from tests.conftest import TODAY

Q3 = read_period("2026Q3")
HEADS = ["活动名称", "类别", "开始日期"]


def book(path: Path, *days: str) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADS)
    for number, day in enumerate(days):
        sheet.append([f"演示培训{path.stem}{number}", "培训", day])
    made.save(path)
    return path


def send(desk: Desk, path: Path, *days: str, town: str = "370304103") -> Taken:
    preview = look(desk, Event.ledger, book(path, *days), town=town)
    assert preview.counts["refused"] == 0, [row.issues for row in preview.rows]
    return take_in(desk, preview)


def report(desk: Desk, town: str = "370304103") -> TownReport | None:
    lines = {line.town: line for line in town_reports.look(desk, Q3)}
    return lines[town].report


def told(desk: Desk, town: str = "370304103") -> Any:
    found = report(desk, town)
    return found and (found.state, found.way, found.rows, found.received_on)


def test_a_workbook_of_a_town_is_its_report(desk: Desk, tmp_path: Path) -> None:
    send(desk, tmp_path / "甲.xlsx", "2026-07-10", "2026-09-30")
    assert told(desk) == ("late", "sheet", 2, date(2026, 10, 9))
    assert report(desk, "370304102") is None


def test_before_the_day_it_is_in_time(desk: Desk, tmp_path: Path) -> None:
    town_reports.expect(desk, Q3, date(2026, 10, 15))
    send(desk, tmp_path / "甲.xlsx", "2026-07-10")
    assert told(desk) == ("on_time", "sheet", 1, date(2026, 10, 9))


def test_a_second_workbook_adds_to_the_first(desk: Desk, tmp_path: Path) -> None:
    send(desk, tmp_path / "甲.xlsx", "2026-07-10", "2026-07-11")
    send(desk, tmp_path / "乙.xlsx", "2026-07-12")
    assert told(desk) == ("late", "sheet", 3, date(2026, 10, 9))


def test_a_workbook_of_no_town_or_of_other_days_is_no_report(desk: Desk, tmp_path: Path) -> None:
    send(desk, tmp_path / "甲.xlsx", "2026-03-10")
    take_in(desk, look(desk, Event.ledger, book(tmp_path / "乙.xlsx", "2026-07-10")))
    assert report(desk) is None


def test_what_the_bureau_keeps_of_its_towns_is_no_report(desk: Desk, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["姓名", "角色", "任职日期"])
    made.worksheets[0].append(["演示甲", "A角", "2026-07-10"])
    made.save(tmp_path / "人.xlsx")
    preview = look(desk, Liaison.ledger, tmp_path / "人.xlsx", town="370304103")
    take_in(desk, preview, only_good=True)
    assert report(desk) is None


def test_taking_the_workbook_back_takes_the_report_back(desk: Desk, tmp_path: Path) -> None:
    taken = send(desk, tmp_path / "甲.xlsx", "2026-07-10", "2026-07-11")
    assert undo_import(desk, taken.number) == 2
    assert report(desk) is None


def test_taking_the_first_of_two_back_leaves_the_second(desk: Desk, tmp_path: Path) -> None:
    first = send(desk, tmp_path / "甲.xlsx", "2026-07-10", "2026-07-11")
    send(desk, tmp_path / "乙.xlsx", "2026-07-12")
    assert undo_import(desk, first.number) == 2
    assert told(desk) == ("late", "sheet", 1, date(2026, 10, 9))


def test_a_report_that_was_reviewed_is_left_and_told(folder: Path, tmp_path: Path) -> None:
    approver = with_roles("演示审批", ("approver",), id="a")
    with open_desk(folder, clock=Clock(TODAY), officer=approver) as desk:
        send(desk, tmp_path / "甲.xlsx", "2026-07-10")
        found = report(desk)
        assert found is not None
        records.move(desk, TownReport.ledger, [found.id], "reviewed")
    entry = with_roles("演示录入", ("entry",), id="e")
    with open_desk(folder, clock=Clock(TODAY), officer=entry) as desk:
        taken = send(desk, tmp_path / "乙.xlsx", "2026-07-12")
        assert "没有登记" in taken.note
        assert told(desk) == ("late", "sheet", 1, date(2026, 10, 9))
        assert undo_import(desk, taken.number) == 1
