"""The receipt of an import: every row accounted for, nothing personal whole.  All invented."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

import boshan_desk
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Grid, PageBreak
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sheets import Preview, look, receipt, receipt_facts, take_in, undo_import
from boshan_desk.usecases.sheets.receipt import (
    kept_paper,
    receipt_paper,
    receipt_report,
    write_kept_receipt,
    write_receipt,
)
from boshan_desk.usecases.sheets.receipt_facts import kept_receipt, receipt_of
from boshan_desk.usecases.sheets.taking import Taken
from tests.reports.reading import bare, whole_text

HEAD = ["序号", "案号", "当事人", "身份证号", "立案日期", "镇街", "包保领导", "备注"]
ID_NUMBER = "370304199001011237"
"""A form without a person: its check character is wrong."""
PHONE = "13812345678"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A town's workbook: two good rows, two bad ones, a title, a sum and a note."""
    rows: list[list[Any]] = [
        ["城东街道案件台账（演示）"],
        HEAD,
        [1, "演示1号", "演瑞和商店", "", "2026-03-05", "城东", "王演示", "良"],
        [2, "演示2号", "欧阳小明", "", "2026-03-06", "城东", "王演示", f"电话{PHONE}"],
        [3, "演示3号", "欧阳小明", ID_NUMBER, "2026-03-07", "城东", "", ""],
        [4, "演示4号", "张演示", "", "2026-13-45", "火星镇", "", ""],
        ["合计", "", "", "", "", "", "", ""],
        ["填表人：演示"],
    ]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "案件"
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "城东案件（演示）.xlsx")
    return tmp_path / "城东案件（演示）.xlsx"


@pytest.fixture
def preview(desk: Desk, file: Path) -> Preview:
    return look(desk, Case.ledger, file)


@pytest.fixture
def taken(desk: Desk, preview: Preview) -> Taken:
    return take_in(desk, preview, only_good=True)


def grid(report: Any, key: str) -> Grid:
    found: Grid = next(b for b in report.blocks if isinstance(b, Grid) and b.key == key)
    return found


def test_it_says_what_became_of_every_row(
    desk: Desk, preview: Preview, taken: Taken, file: Path
) -> None:
    said = receipt_of(desk, preview, taken)
    assert said.balanced
    # The head is no row.
    assert said.counts["rows_in_file"] == 7
    assert [said.counts[n] for n in ("new", "refused", "skipped")] == [2, 2, 3]
    assert sum(said.skipped.values()) == said.counts["skipped"]
    assert said.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (said.number, said.officer, said.undone) == (taken.number, "演示员", False)
    assert said.sheets == ("案件（表头在第 2 行）",)
    assert said.unmatched == ("G 包保领导",)


def test_the_reckoning_on_paper_adds_up(desk: Desk, preview: Preview, taken: Taken) -> None:
    report = receipt_report(desk, receipt_of(desk, preview, taken))
    *parts, total, in_file = grid(report, "reckoning").rows
    assert sum(int(count) for _what, count, _why in parts) == int(total[1]) == int(in_file[1])
    assert in_file[2] == "相符"
    assert ("跳过", "1", "合计行") in parts


def test_a_reckoning_that_does_not_add_up_says_so(
    desk: Desk, preview: Preview, taken: Taken
) -> None:
    said = receipt_of(desk, preview, taken)
    wrong = replace(said, counts={**said.counts, "rows_in_file": 99})
    assert not wrong.balanced
    assert grid(receipt_report(desk, wrong), "reckoning").rows[-1][2] == "不相符，请核对"
    unexplained = replace(said, skipped={})
    assert not unexplained.balanced


def test_refused_rows_stand_with_column_value_and_reason(
    desk: Desk, preview: Preview, taken: Taken
) -> None:
    lines = receipt_of(desk, preview, taken).refused
    assert {(line.row, line.column) for line in lines} == {
        ("5", "D 身份证号"),
        ("6", "E 立案日期"),
        ("6", "F 镇街"),
    }
    day = next(line for line in lines if line.column == "E 立案日期")
    assert (day.name, day.value) == ("演示4号", "2026-13-45")
    assert "日期" in day.why


def test_nothing_personal_is_whole(desk: Desk, preview: Preview, taken: Taken) -> None:
    for drawn in (
        receipt_paper(desk, preview, None),
        receipt_paper(desk, preview, taken),
        kept_paper(desk, taken.number),
    ):
        text = whole_text(drawn.pdf)
        assert "导入回执" in text
        assert ID_NUMBER not in text
        assert PHONE not in text
        assert "欧阳小明" not in text
        assert drawn.missing == ()


def test_a_person_in_a_name_of_a_file_or_reason_is_covered(
    desk: Desk, preview: Preview, taken: Taken
) -> None:
    named = replace(preview, path=preview.path.with_name(f"{ID_NUMBER}.xlsx"))
    assert ID_NUMBER not in whole_text(receipt_paper(desk, named, taken).pdf)
    rows = tuple(
        replace(row, issues=tuple(replace(i, message=f"{PHONE}不对") for i in row.issues))
        for row in preview.rows
    )
    assert PHONE not in whole_text(receipt_paper(desk, replace(preview, rows=rows), taken).pdf)


def test_before_anything_is_written_it_says_so(desk: Desk, preview: Preview) -> None:
    said = receipt_of(desk, preview, None)
    assert said.number is None
    text = whole_text(receipt_paper(desk, preview, None).pdf)
    assert "尚未写入台账" in text


def test_it_is_printed_again_from_the_history(desk: Desk, preview: Preview, taken: Taken) -> None:
    now, later = receipt_of(desk, preview, taken), kept_receipt(desk, taken.number)
    for name in ("ledger", "file", "sha256", "town", "officer", "at", "counts", "skipped"):
        assert getattr(now, name) == getattr(later, name), name
    assert later.findings == now.findings
    assert later.refused == ()
    assert later.more_refused == 2
    assert later.balanced
    text = whole_text(kept_paper(desk, taken.number).pdf)
    assert bare("不能导入的 2 行及其原因，见退回表格。") in text
    assert now.sha256[:16] in text


def test_what_was_taken_back_says_so(desk: Desk, preview: Preview, taken: Taken) -> None:
    undo_import(desk, taken.number)
    assert kept_receipt(desk, taken.number).undone
    assert receipt_of(desk, preview, taken).undone
    assert "已写入，后来撤销" in whole_text(kept_paper(desk, taken.number).pdf)


def test_two_hundred_rows_are_listed_and_the_rest_counted(
    desk: Desk, preview: Preview, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_facts, "MOST_LINES", 1)
    said = receipt_of(desk, preview, taken)
    assert {line.row for line in said.refused} == {"5"}
    assert said.more_refused == 1
    text = whole_text(receipt_paper(desk, preview, taken).pdf)
    assert bare("其余 1 行见退回表格。") in text


def test_reasons_without_end_are_summed_up(desk: Desk, preview: Preview, taken: Taken) -> None:
    many = {f"工作表“演示{n}”没有本台账的表头，未导入": 1 for n in range(500)}
    counts = {**preview.counts, "skipped": 500}
    counts["rows_in_file"] = sum(counts[n] for n in ("new", "changed", "same", "refused")) + 500
    columns = tuple(f"{n} 演示栏" for n in range(500))
    said = replace(receipt_of(desk, preview, taken), counts=counts, skipped=many, unmatched=columns)
    assert said.balanced
    report = receipt_report(desk, said)
    *parts, _total, in_file = grid(report, "reckoning").rows
    assert sum(int(count) for _what, count, _why in parts) == int(in_file[1])
    assert len(parts) < 40
    assert len(grid(report, "unmatched").rows) == receipt.MOST_REASONS + 1


def test_findings_are_summed_up_by_kind(desk: Desk, preview: Preview, taken: Taken) -> None:
    findings = {"uscc": 3, "patent": 1, "trademark": 1, "never-heard": 1}
    said = replace(receipt_of(desk, preview, taken), findings=findings)
    rows = grid(receipt_report(desk, said), "findings").rows
    assert rows == (
        ("统一社会信用代码有误或存疑", "3"),
        ("号码有误或存疑", "2"),
        ("其他问题", "1"),
    )


def said_codes() -> set[str]:
    """The codes of the findings that may be said of a row, as the source has them."""
    package = Path(boshan_desk.__file__).parent
    files = [
        *(package / "excel").rglob("*.py"),
        *(package / "usecases" / "sheets").glob("*.py"),
        *(package / "ledgers").glob("*.py"),
        package / "domain" / "ledger.py",
        package / "domain" / "fields.py",
    ]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                says = node.func.id in ("stop", "warn") and len(node.args) > 2
                if says and isinstance(node.args[2], ast.Constant):
                    found.add(str(node.args[2].value))
    return found


def test_every_finding_has_a_name(desk: Desk, preview: Preview, taken: Taken) -> None:
    codes = said_codes()
    assert len(codes) > 20
    said = replace(receipt_of(desk, preview, taken), findings=dict.fromkeys(codes, 1))
    rows = grid(receipt_report(desk, said), "findings").rows
    assert "其他问题" not in {row[0] for row in rows}


def test_the_list_of_refused_rows_begins_on_a_page_of_its_own(
    desk: Desk, preview: Preview, taken: Taken
) -> None:
    blocks = receipt_report(desk, receipt_of(desk, preview, taken)).blocks
    place = next(n for n, block in enumerate(blocks) if isinstance(block, PageBreak))
    after = blocks[place + 1]
    assert isinstance(after, Grid)
    assert after.key == "refused"


def test_it_is_written_whole_and_is_a4(
    desk: Desk, preview: Preview, taken: Taken, tmp_path: Path
) -> None:
    first, later = tmp_path / "回执.pdf", tmp_path / "补打.pdf"
    write_receipt(desk, first, preview, taken)
    write_kept_receipt(desk, later, taken.number)
    for path in (first, later):
        box = PdfReader(BytesIO(path.read_bytes())).pages[0].mediabox
        assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    with pytest.raises(Missing, match="没有编号为 999 的导入"):
        write_kept_receipt(desk, tmp_path / "没有.pdf", 999)
    assert not (tmp_path / "没有.pdf").exists()
    with pytest.raises(Refused):
        write_receipt(desk, tmp_path / "无" / "回执.pdf", preview, taken)
