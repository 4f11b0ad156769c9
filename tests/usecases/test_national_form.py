"""The national form: every cell reproduced from the records, and listed behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.period import Period, quarter, read_period
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.view import View
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.form_files import lay_out, write_page, write_workbook
from boshan_desk.usecases.national_form import (
    COLUMNS,
    OUTSIDE,
    ROWS,
    SUM,
    NationalForm,
    behind,
    count_form,
    form_json,
    national_forms,
    row_of,
)

Q3 = quarter(2026, 3)
CAUSES = {
    "tm_infringe": ("TM01", "TM02", "TM03", "TM04", "TM05", "TM06", "TM07"),
    "gi": ("GI01", "GI02"),
    "special": ("OS01", "OS02"),
    "tm_agency": ("TM21", "TM22"),
    "tm_other": ("TM11", "TM12", "TM13", "TM14", "TM15", "TM16", "TM17", "TM18"),
    "pt_passing": ("PT01",),
    "pt_agency": ("PA01",),
    "pt_other": (),
    OUTSIDE: ("UC01", "UC02", "CR01"),
}
"""domain.md 2.3.1 by the rows of 2.3."""


def _by_hand(cases: Sequence[Case], period: Period) -> dict[tuple[str, int], int]:
    """Row and number of the column, counted case by case."""
    found: dict[tuple[str, int], int] = {}

    def add(row: str, column: int, amount: int | None = 1) -> None:
        for each in (row,) if row == OUTSIDE else (row, SUM):
            found[each, column] = found.get((each, column), 0) + (amount or 0)

    for case in cases:
        row = next((r for r, codes in CAUSES.items() if case.cause in codes), None)
        assert row is not None
        if case.filed_on and case.filed_on in period:
            add(row, 0)
            for column, holds in (
                (6, case.is_online),
                (7, case.market_kind == "key"),
                (8, case.market_kind == "rural"),
                (9, case.foreign),
            ):
                if holds:
                    add(row, column)
        if case.closed_on and case.closed_on in period:
            add(row, 1)
        if case.decided_on and case.decided_on in period:
            add(row, 2, case.value)
            add(row, 3, (case.fine or 0) + (case.confiscate_money or 0))
            add(row, 4, case.loss_saved)
            if case.foreign:
                add(row, 10, case.loss_saved)
        if case.police_on and case.police_on in period:
            add(row, 5)
    return found


@pytest.mark.parametrize("text", ["2026Q3", "2026Q1", "2025Q4", "2025", "2023"])
def test_every_cell_is_what_the_rows_give(sample_desk: Desk, text: str) -> None:
    period = read_period(text)
    with sample_desk.read() as reader:
        form = count_form(reader, period)
        cases = [case for case in reader.all(Case) if case.cause and not case.withdrawn]
        acts = [act for act in reader.all(EnforcementAction) if not act.withdrawn]
    wanted = _by_hand(cases, period)
    for row in (*CAUSES, SUM):
        for column, (code, _title) in enumerate(COLUMNS):
            assert form.cases[row, code] == wanted.get((row, column), 0), (row, code)
    assert wanted[SUM, 0]
    acts = [act for act in acts if act.acted_on and act.acted_on in period]
    market = [act for act in acts if act.at_market]
    assert list(form.actions.values()) == [
        len(acts),
        sum(act.people or 0 for act in acts),
        len(market),
        sum(act.people or 0 for act in market),
        len({act.place for act in market if act.place}),
    ]


def test_the_rows_are_those_of_the_rule_file() -> None:
    causes = shipped_causes()
    assert tuple(causes.groups) == tuple(row for row, _title in ROWS)
    for row, title in ROWS:
        assert title == f"{causes.groups[row]}案件"
        assert causes.of_group(row) == CAUSES[row]


def _put(desk: Desk, *rows: dict[str, Any]) -> None:
    with desk.work("演示") as work:
        for values in rows:
            work.put(Case(**values))


def test_each_cell_can_be_listed_behind_in_parts_that_add_up(desk: Desk) -> None:
    day = date(2026, 8, 3)
    kinds: tuple[dict[str, Any], ...] = (
        {"cause": "TM03", "case_type": "gi"},
        {"cause": "UC01", "case_type": "tm_infringe"},
        {"case_type": "pt_passing", "ip_kind": "trademark"},
        {"case_type": "secret", "ip_kind": "trademark"},
        {"ip_kind": "pt_agency"},
        {"ip_kind": "patent"},
        {},
    )
    _put(
        desk,
        *(
            {
                **kind,
                "filed_on": day,
                "decided_on": day,
                "closed_on": day,
                "police_on": day,
                "value": 10**n,
                "fine": 3 * 10**n,
                "loss_saved": 7 * 10**n,
                "foreign": bool(n % 2),
                "is_online": True,
                "market_kind": "key",
            }
            for n, kind in enumerate(kinds)
        ),
    )
    rows = desk.rows()
    try:
        with desk.read() as reader:
            form = count_form(reader, Q3)
            for row in (*dict(ROWS), SUM):
                for code, _title in COLUMNS:
                    parts = behind(row, code)
                    told = [int(reader.figure(Case.ledger, part, Q3) or 0) for part in parts]
                    assert sum(told) == form.cases[row, code], (row, code)
                    listed = [
                        record.id
                        for part in parts
                        for record, _labels in rows.rows(View(ledger="case", counted=(part, Q3)))
                    ]
                    assert len(listed) == len(set(listed))
                    assert bool(listed) == bool(form.cases[row, code])
            assert form.cases["tm_infringe", "M-EN02"] == 1
            assert form.cases["pt_other", "M-EN04c"] == 10**5
            assert form.cases[OUTSIDE, "M-EN02"] == 3
            assert form.cases[SUM, "M-EN05c"] == 7 * 10**5
    finally:
        rows.close()


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (("TM03", "gi", "patent"), "tm_infringe"),
        (("", "gi", "patent"), "gi"),
        (("", "", "patent"), "pt_other"),
        (("", "unfair", "patent"), OUTSIDE),
        (("", "", ""), OUTSIDE),
        (("ZZ99", "gi", ""), OUTSIDE),
    ],
)
def test_the_cause_leads_then_the_type_then_the_right(kind: tuple[str, str, str], row: str) -> None:
    assert row_of(*kind) == row


def test_the_yearly_total_goes_with_the_fourth_quarter(sample_desk: Desk) -> None:
    def periods(text: str) -> list[str]:
        return [str(form.period) for form in national_forms(sample_desk, read_period(text))]

    assert periods("2025Q4") == ["2025Q4", "2025"]
    assert periods("2025Q3") == ["2025Q3"]
    assert periods("2025") == ["2025"]
    whole = national_forms(sample_desk, read_period("2025"))[0]
    quarters = [national_forms(sample_desk, quarter(2025, n))[0] for n in range(1, 5)]
    for cell, value in whole.cases.items():
        assert value == sum(form.cases[cell] for form in quarters), cell


def test_another_period_and_one_to_come_are_refused(sample_desk: Desk) -> None:
    for text, word in (("2026H1", "2026H1"), ("2026-07", "2026-07"), ("2027Q1", "还没有开始")):
        with pytest.raises(Refused, match=word):
            national_forms(sample_desk, read_period(text))


def _form(desk: Desk, period: Period) -> NationalForm:
    with desk.read() as reader:
        return count_form(reader, period)


def test_the_form_is_laid_out_without_holes_or_overlaps(sample_desk: Desk) -> None:
    sheet = lay_out(sample_desk, _form(sample_desk, Q3))
    covered = [
        (row, column)
        for box in sheet.boxes
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    ]
    assert len(covered) == len(set(covered)) == sheet.rows * len(sheet.widths) == 12 * 12
    assert sheet.above == (
        "报送单位：博山区市场监督管理局（知识产权局）",
        "统计时间：2026年7月1日至2026年9月30日",
        "报送时间：2026年10月9日",
    )
    assert sheet.title == "知识产权执法数据统计表"
    sums = [box.content for box in sheet.boxes if box.row == 11]
    assert sums[:3] == ["合计", 19, 20]
    assert sums[3] == Decimal("7.17")


def test_what_is_left_out_or_not_final_is_said_under_the_form(desk: Desk) -> None:
    day = date(2026, 10, 8)
    _put(desk, {"cause": "UC01", "filed_on": day}, {"cause": "TM03", "filed_on": day})
    notes = lay_out(desk, _form(desk, quarter(2026, 4))).notes
    assert "立案1件、结案0件，未列入本表。" in notes[0]
    assert "2件的登记尚为草稿" in notes[1]
    assert notes[2] == "注：统计期间尚未结束，数据截至2026年10月9日。"
    settled = lay_out(desk, _form(desk, quarter(2026, 1))).notes
    assert settled[0].startswith("说明：1.")


def test_money_is_told_in_yuan_as_strings(sample_desk: Desk) -> None:
    told = form_json(_form(sample_desk, Q3))
    sums = next(row["values"] for row in told["rows"] if row["row"] == "sum")
    assert sums[0] == 19
    with sample_desk.read() as reader:
        fen = count_form(reader, Q3).cases[SUM, "M-EN05"]
    assert sums[3] == f"{fen // 100}.{fen % 100:02d}"


def test_files_are_written_whole_or_not_at_all(sample_desk: Desk, tmp_path: Path) -> None:
    assert write_workbook(sample_desk, read_period("2025Q4"), tmp_path / "表.xlsx") == 2
    first = write_page(sample_desk, read_period("2025Q4"), tmp_path / "表.pdf")
    assert (first.pages, first.missing) == (2, ())
    again = write_page(sample_desk, read_period("2025Q4"), tmp_path / "再.pdf")
    assert first.path.read_bytes() == again.path.read_bytes()
    with pytest.raises(NoRoom):
        write_page(sample_desk, Q3, tmp_path / "无" / "表.pdf")
    with pytest.raises(Refused, match="xlsx"):
        write_workbook(sample_desk, Q3, tmp_path / "表.xls")
    with pytest.raises(Refused):
        write_workbook(sample_desk, read_period("2026H1"), tmp_path / "半年.xlsx")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"表.xlsx", "表.pdf", "再.pdf"}
