"""Workbooks in and out: every row and every cell, or a word about it."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from boshan_desk.domain.fields import Money
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Cancelled, Missing, Moved, NoRoom, Refused
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.sheets import (
    Preview,
    export,
    imports,
    look,
    report,
    take_in,
    undo_import,
    write_template,
)

DATA = Path(__file__).parents[1] / "data"
CASE = Case.ledger

SAMPLES: dict[str, dict[str, Any]] = {
    sample["file"]: sample
    for sample in map(json.loads, (DATA / "expected.jsonl").read_text("utf-8").splitlines())
}


def save(path: Path, *rows: list[Any], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def dump(desk: Desk) -> list[Any]:
    """Everything that is kept, and how many works there were."""
    with desk.read() as reader:
        kept = [record for ledger in LEDGERS.values() for record in reader.all(ledger.record)]
        return [kept, reader.last_change()]


def say(preview: Preview) -> list[tuple[int, str]]:
    return [(row.number, row.outcome) for row in preview.rows]


def messages(preview: Preview) -> str:
    return "\n".join(issue.message for row in preview.rows for issue in row.issues)


# ---------------------------------------------------------------- the samples


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_every_row_and_cell_of_a_sample_goes_in(desk: Desk, file: str) -> None:
    sample = SAMPLES[file]
    preview = look(desk, CASE, DATA / file)
    told = report(preview, committed=False)
    taken = take_in(desk, preview)
    assert taken.counts["new"] == sample["n_records"]
    assert taken.counts["refused"] == 0
    field_of = {c["heading"]: c["field"] for c in told["columns"]}
    rows = {(row.get("sheet", ""), row["row"]): row for row in told["rows"]}
    several = len(told["sheets"]) > 1
    compared = 0
    with desk.read() as reader:
        for expected in sample["records"]:
            row = rows.pop((expected["sheet"] if several else "", expected["row"]))
            record = reader.get(Case, row["id"])
            for heading, cell in expected["cells"].items():
                name = field_of[heading]
                kind = CASE.fields[name]
                value = getattr(record, name)
                # What the report says, what the store keeps, and what was expected are one.
                assert row["values"].get(name, kind.to_json(kind.empty)) == kind.to_json(value)
                plain = kind.to_json(value) if isinstance(kind, Money) else ""
                assert (plain or kind.show(value, desk.lists)) == (cell["expect"] or ""), heading
                compared += 1
        assert len(list(reader.all(Case))) == sample["n_records"]
    assert compared == sum(len(r["cells"]) for r in sample["records"])
    assert {row["outcome"] for row in rows.values()} <= {"skipped"}


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_taking_a_file_in_again_changes_nothing(desk: Desk, file: str) -> None:
    take_in(desk, look(desk, CASE, DATA / file))
    before = dump(desk)
    again = look(desk, CASE, DATA / file)
    assert again.counts["same"] == SAMPLES[file]["n_records"]
    assert again.counts["new"] == again.counts["changed"] == 0
    take_in(desk, again)
    assert dump(desk) == before


def test_incomplete_rows_come_in_as_drafts_and_say_what_they_lack(desk: Desk) -> None:
    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    new = [row for row in preview.rows if row.outcome == "new"]
    assert {row.after.status for row in new if row.after} == {"draft"}
    assert all(any("还须补齐" in issue.message for issue in row.issues) for row in new)


def test_the_report_is_what_cli_promises(desk: Desk) -> None:
    told = report(look(desk, CASE, DATA / "case_title_merged.xlsx"), committed=False)
    assert {"file", "sha256", "sheet", "header_rows", "columns", "rows", "counts"} < set(told)
    assert told["header_rows"] == [4]
    assert told["columns"][1] == {"column": "B", "heading": "案号", "field": "case_no"}
    assert told["committed"] is False
    assert set(told["counts"]) == {
        *("rows_in_file", "new", "changed", "same", "skipped", "refused"),
    }
    first = next(row for row in told["rows"] if row["outcome"] == "new")
    assert first["row"] == 5
    assert first["values"]["value"] == "35000.00"
    assert first["values"]["filed_on"] == "2023-10-23"
    assert json.loads(json.dumps(told)) == told


def test_looking_writes_nothing(desk: Desk) -> None:
    before = dump(desk)
    look(desk, CASE, DATA / "case_by_town.xlsx")
    assert dump(desk) == before


# ---------------------------------------------------------------- rows and cells


def test_a_bad_cell_is_named_as_excel_shows_it(desk: Desk, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["演示台账"],
        ["案号", "立案日期", "案件类型", "联系电话"],
        ["演示1", "2026-02-30", "商标侵权", ""],
        ["演示2", "2026-02-03", "没有这种", "12"],
    )
    preview = look(desk, CASE, path)
    assert say(preview)[1:] == [(3, "refused"), (4, "refused")]
    found = [(i.column, i.field, i.severity) for row in preview.rows[1:] for i in row.issues]
    assert found == [
        ("B", "filed_on", "error"),
        ("D", "phone", "error"),
        ("C", "case_type", "error"),
    ]
    with pytest.raises(Refused, match="2 行不能导入"):
        take_in(desk, preview)
    assert dump(desk) == [[], 0]


def test_only_good_rows_go_in_when_that_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["案号", "立案日期"],
        ["演示1", "2026-02-30"],
        ["演示2", "2026-02-03"],
    )
    taken = take_in(desk, look(desk, CASE, path), only_good=True)
    assert (taken.counts["new"], taken.counts["refused"]) == (1, 1)
    with desk.read() as reader:
        assert [r.case_no for r in reader.all(Case)] == ["演示2"]


def test_two_rows_for_one_record_are_refused_and_point_to_each_other(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["案号", "备注"],
        ["演示〔2026〕1号", "甲"],
        ["演示(2026)1号", "乙"],
        ["演示2", "丙"],
        ["演示2", "丙"],
    )
    preview = look(desk, CASE, path)
    assert say(preview) == [(2, "refused"), (3, "refused"), (4, "new"), (5, "refused")]
    assert "第 3 行" in preview.rows[0].issues[-1].message
    assert "第 2 行" in preview.rows[1].issues[-1].message
    assert "第 4 行" in preview.rows[3].issues[-1].message


def test_money_counts_in_the_unit_of_its_heading(desk: Desk, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx", ["案号", "涉案金额（万元）", "罚款(元)"], ["演示1", 3.5, "1,200"]
    )
    (row,) = look(desk, CASE, path).rows
    assert (row.values["value"], row.values["fine"]) == (3_500_000, 120_000)


def test_a_merged_cell_gives_its_value_to_every_row(desk: Desk, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["所属乡镇", "案号"],
        ["石马镇", "演示1"],
        [None, "演示2"],
        ["白塔镇", "演示3"],
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)
    towns = [row.values["town_code"] for row in look(desk, CASE, path).rows]
    assert [desk.lists["town"].label(t) for t in towns] == ["石马镇", "石马镇", "白塔镇"]


def test_a_formula_without_a_result_is_reported(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["案号", "货值金额"], ["演示1", "=1+1"])
    preview = look(desk, CASE, path)
    assert say(preview) == [(2, "refused")]
    assert "公式没有保存计算结果" in messages(preview)


def test_a_hidden_sheet_is_named_row_by_row_and_read_only_when_asked_for(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", ["案号", "备注"], ["演示1", ""])
    book = openpyxl.load_workbook(path)
    old = book.create_sheet("旧数据")
    old.append(["案号", "备注"])
    old.append(["演示2", ""])
    old.sheet_state = "hidden"
    book.save(path)
    preview = look(desk, CASE, path)
    assert say(preview) == [(2, "new"), (1, "skipped"), (2, "skipped")]
    assert "“旧数据”是隐藏的" in messages(preview)
    assert say(look(desk, CASE, path, sheet="旧数据")) == [(2, "new")]
    with pytest.raises(Missing, match="Sheet1、旧数据"):
        look(desk, CASE, path, sheet="没有")


def test_a_workbook_of_something_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["菜名", "价钱"], ["演示", 3])
    with pytest.raises(Refused, match="没有找到能对上“执法案件”"):
        look(desk, CASE, path)


def test_the_town_is_filled_from_the_sheet_or_the_command(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["案号", "备注"], ["演示1", ""], title="石马镇")
    (row,) = look(desk, CASE, path).rows
    assert row.values["town_code"] == "370304108"
    (row,) = look(desk, CASE, path, town="白塔镇").rows
    assert row.values["town_code"] == "370304103"


def test_a_row_of_another_town_is_refused_when_a_town_is_named(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["案号", "所属乡镇"], ["演示1", "八陡镇"])
    preview = look(desk, CASE, path, town="370304103")
    assert say(preview) == [(2, "refused")]
    assert "“八陡镇”" in messages(preview)
    with pytest.raises(Refused, match="没有镇街“天上镇”"):
        look(desk, CASE, path, town="天上镇")


def test_a_blank_cell_leaves_or_clears_as_the_officer_chose(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, CASE, {"case_no": "演示1", "remark": "旧", "goods": "留"})
    path = save(tmp_path / "a.xlsx", ["案号", "备注"], ["演示1", None])
    assert look(desk, CASE, path).counts["same"] == 1
    preview = look(desk, CASE, path, blank="clear")
    assert preview.counts["changed"] == 1
    take_in(desk, preview)
    with desk.read() as reader:
        (kept,) = reader.all(Case)
    assert (kept.remark, kept.goods) == (None, "留")


def test_links_are_found_by_name_or_refused(desk: Desk, tmp_path: Path) -> None:
    event = records.add(desk, Event.ledger, {"title": "演示培训", "starts_on": "2026-03-05"})
    path = save(
        tmp_path / "a.xlsx",
        ["姓名", "工作单位", "培训名称", "培训日期"],
        ["演示甲", "演示公司", "演示培训", "2026-03-05"],
        ["演示乙", "演示公司", "没有的培训", "2026-03-05"],
    )
    preview = look(desk, Attendee.ledger, path)
    assert say(preview) == [(2, "new"), (3, "refused")]
    assert preview.rows[0].values["event_id"] == event.id


def test_a_firm_that_is_registered_is_linked_by_its_code(desk: Desk, tmp_path: Path) -> None:
    firm = records.add(desk, Enterprise.ledger, {"name": "演示琉璃有限公司"})
    path = save(tmp_path / "a.xlsx", ["案号", "当事人"], ["演示1", "演示琉璃有限公司"])
    (row,) = look(desk, CASE, path).rows
    assert isinstance(row.after, Case)
    assert row.after.enterprise_id == firm.id


def test_what_breaks_a_rule_of_the_ledger_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.xlsx", ["案号", "立案日期", "结案日期"], ["演示1", "2026-05-01", "2026-04-01"]
    )
    preview = look(desk, CASE, path)
    assert say(preview) == [(2, "refused")]
    assert preview.rows[0].issues[-1].column == "C"


CELL = st.sampled_from(["", "演示甲", "合计", "-", "小计", "注：演示", "=1+1", "  ", "<b>"])


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12))
def test_no_row_is_ever_lost_in_silence(desk: Desk, tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    text = "案号,当事人,备注\n" + "".join(",".join(row) + "\n" for row in rows)
    path.write_text(text, "utf-8")
    counts = look(desk, CASE, path).counts
    filled = [n for n, row in enumerate(rows, 1) if any(c.strip(" -") for c in row)]
    assert counts["rows_in_file"] == sum(v for k, v in counts.items() if k != "rows_in_file")
    assert counts["rows_in_file"] == (filled[-1] if filled else 0)


# ---------------------------------------------------------------- all or nothing, and back


def test_an_import_is_undone_as_one_step(desk: Desk) -> None:
    records.add(desk, CASE, {"case_no": "博知法裁字〔2023〕1号", "goods": "演示商品"})
    before = dump(desk)[0]
    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    assert (preview.counts["new"], preview.counts["changed"]) == (29, 1)
    take_in(desk, preview)
    desk.take_back()
    assert [strip(r) for r in dump(desk)[0]] == [strip(r) for r in before]


def strip(record: Any) -> dict[str, Any]:
    return {k: v for k, v in record.__dict__.items() if k not in ("changed_at", "changed_by")}


def test_an_import_of_another_day_is_undone_by_its_number(desk: Desk) -> None:
    records.add(desk, CASE, {"case_no": "博知法裁字〔2023〕1号", "goods": "演示商品"})
    before = dump(desk)[0]
    taken = take_in(desk, look(desk, CASE, DATA / "case_title_merged.xlsx"))
    # Nothing of it is remembered but what the history keeps.
    desk.done.clear()
    (told,) = imports(desk)
    assert (told["n"], told["file"], told["undone"]) == (
        taken.number,
        "case_title_merged.xlsx",
        False,
    )
    assert undo_import(desk, taken.number) == 30
    assert [strip(r) for r in dump(desk)[0]] == [strip(r) for r in before]
    assert imports(desk)[0]["undone"] is True
    with pytest.raises(Refused, match="已经撤销过"):
        undo_import(desk, taken.number)
    with pytest.raises(Missing):
        undo_import(desk, 999)


def test_an_import_undone_as_the_newest_step_is_known_as_undone(desk: Desk) -> None:
    number = take_in(desk, look(desk, CASE, DATA / "case_title_merged.xlsx")).number
    held = []
    for act in (desk.take_back, desk.do_again, lambda: undo_import(desk, number), desk.take_back):
        act()
        held.append(not imports(desk)[0]["undone"])
    assert held == [False, True, False, True]
    undo_import(desk, number)
    with pytest.raises(Refused, match="已经撤销过"):
        undo_import(desk, number)


def test_an_import_whose_records_moved_on_is_not_undone(desk: Desk) -> None:
    taken = take_in(desk, look(desk, CASE, DATA / "case_title_merged.xlsx"))
    with desk.read() as reader:
        first = next(reader.all(Case))
    records.edit(desk, CASE, first.id, {"goods": "后来补的"})
    before = dump(desk)
    with pytest.raises(Moved, match="又有改动"):
        undo_import(desk, taken.number)
    assert dump(desk) == before
    # An edit that was itself undone is no change.
    records.edit(desk, CASE, first.id, {"goods": None})
    assert undo_import(desk, taken.number) == 30


def test_a_preview_is_not_carried_out_after_the_desk_moved(desk: Desk) -> None:
    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    records.add(desk, CASE, {"case_no": "演示1"})
    before = dump(desk)
    with pytest.raises(Moved, match="重新预览"):
        take_in(desk, preview)
    assert dump(desk) == before


@pytest.mark.parametrize("after", [0, 1])
def test_an_import_called_off_leaves_nothing(desk: Desk, after: int) -> None:
    told: list[int] = []

    def stop(done: int, total: int) -> None:
        told.append(done)
        if len(told) > after:
            raise Cancelled

    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    before = dump(desk)
    with pytest.raises(Cancelled):
        take_in(desk, preview, progress=stop)
    assert dump(desk) == before
    assert desk.done == []
    with pytest.raises(Cancelled):
        look(desk, CASE, DATA / "case_title_merged.xlsx", progress=stop)
    # And it can be done all the same.
    assert take_in(desk, preview).counts["new"] == 30


def test_the_history_names_the_file_and_keeps_no_personal_data(desk: Desk) -> None:
    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    take_in(desk, preview)
    (told,) = imports(desk)
    assert told["sha256"] == preview.sha256
    assert told["counts"] == preview.counts
    assert "990101" not in json.dumps(told, ensure_ascii=False)


# ---------------------------------------------------------------- out, and round again


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk with the cases of a sample and one with awkward text."""
    take_in(desk, look(desk, CASE, DATA / "case_title_merged.xlsx"))
    records.add(
        desk,
        CASE,
        {
            "case_no": "=1+1",
            "party": "+86 <b>演示</b>&公司",
            "remark": "-1 _x000D_ 第1行\n第2行 𠮷",
            "goods": "@SUM(A1)",
            "filed_on": "2026-07-05",
            "town_code": "370304108",
        },
    )
    return desk


def read(path: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0]]


def test_an_export_is_dressed_to_be_handed_in(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert export(filled, CASE, path) == 31
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A1"].value == "博山区执法案件台账"
    assert "2026年10月9日" in "".join(str(c.value) for c in sheet[2] if c.value)
    heads = [cell.value for cell in sheet[3]]
    assert heads[0] == "序号"
    assert heads[-1] == "记录标识"
    assert "货值金额（元）" in heads
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    letters = {head: get_column_letter(n) for n, head in enumerate(heads, 1)}
    assert sheet.column_dimensions[letters["记录标识"]].hidden
    day = sheet[f"{letters['立案日期']}4"]
    assert isinstance(day.value, datetime)
    assert day.number_format == "yyyy-mm-dd"
    amount = sheet[f"{letters['货值金额（元）']}5"]
    assert isinstance(amount.value, int | float)
    assert amount.number_format == "#,##0.00"
    number = sheet[f"{letters['证件号码']}5"]
    assert (number.data_type, number.number_format) == ("s", "@")
    assert 8 <= sheet.column_dimensions[letters["当事人名称"]].width <= 42


def test_text_that_looks_like_a_formula_stays_text(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = ["case_no", "party", "goods", "remark"]
    export(filled, CASE, path, columns=columns)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    row = next(row for row in sheet if row[1].value == "=1+1")
    assert [cell.data_type for cell in row[1:5]] == ["s"] * 4
    assert [cell.value for cell in row[2:4]] == ["+86 <b>演示</b>&公司", "@SUM(A1)"]


@pytest.mark.parametrize("columns", [None, "all"])
def test_an_export_comes_back_as_nothing_but_the_same(
    filled: Desk, tmp_path: Path, columns: str | None
) -> None:
    path = tmp_path / "a.xlsx"
    before = dump(filled)
    export(filled, CASE, path, columns=list(CASE.fields) if columns else None)
    back = look(filled, CASE, path)
    assert back.counts["same"] == 31
    assert back.counts["rows_in_file"] == 33
    take_in(filled, back)
    assert dump(filled) == before


def test_personal_data_is_masked_and_the_mask_is_never_stored(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(filled, CASE, path)
    assert "990101199103215816" not in str(read(path))
    assert "990101********5816" in str(read(path))
    # The masked column goes into another desk's record as nothing, with a word about it.
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_cols(sheet.max_column)
    for row in sheet.iter_rows(min_row=4):
        row[1].value = f"另{row[1].value}"
    book.save(path)
    preview = look(filled, CASE, path)
    assert preview.counts["new"] == 31
    assert "已经脱敏" in messages(preview)
    assert not any("*" in str(row.values.get("id_no", "")) for row in preview.rows)


def test_an_edited_export_brings_back_only_what_was_edited(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(filled, CASE, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    sheet.cell(6, heads.index("当事人名称") + 1).value = "演示改名公司"
    # Even the case's own number may be mended: the hidden column finds it.
    sheet.cell(7, heads.index("案号") + 1).value = "演示改号1"
    book.save(path)
    preview = look(filled, CASE, path)
    assert (preview.counts["changed"], preview.counts["same"]) == (2, 29)
    assert {row.matched for row in preview.rows if row.outcome == "changed"} == {"id"}
    before = {r.id: r for r in dump(filled)[0]}
    take_in(filled, preview)
    after = {r.id: r for r in dump(filled)[0]}
    differing = {
        name
        for id in before
        for name in CASE.fields
        if getattr(before[id], name) != getattr(after[id], name)
    }
    assert differing == {"party", "case_no"}


def test_an_unmasked_export_needs_a_reason_and_is_logged(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(Refused, match="原因"):
        export(filled, CASE, path, unmasked=True, reason=" ")
    assert not path.exists()
    export(filled, CASE, path, unmasked=True, reason="演示：移送公安")
    assert "990101199103215816" in str(read(path))
    with filled.read() as reader:
        (told,) = reader.works("uncover")
    assert (told["reason"], told["count"]) == ("演示：移送公安", 31)
    assert "id_no" in told["fields"]


def test_an_export_shows_what_the_view_shows(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    view = View(ledger="case", period=read_period("2026Q3"), town="370304108")
    assert export(filled, CASE, path, view=view) == 1
    assert read(path)[0][0] == "石马镇执法案件台账（2026年三季度）"
    with pytest.raises(Refused, match="没有栏目"):
        export(filled, CASE, path, columns=["没有"])


def test_an_export_that_cannot_be_written_says_so_and_leaves_nothing(
    filled: Desk, tmp_path: Path
) -> None:
    with pytest.raises(NoRoom, match="不能写入"):
        export(filled, CASE, tmp_path / "没有这个文件夹" / "a.xlsx")
    with pytest.raises(Refused, match="xlsx"):
        export(filled, CASE, tmp_path / "a.doc")

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export(filled, CASE, tmp_path / "a.xlsx", progress=stop)
    assert not list(tmp_path.glob("a.*"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that is always full")
def test_a_full_disk_is_told(filled: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx.part").symlink_to("/dev/full")
    with pytest.raises(NoRoom):
        export(filled, CASE, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_every_ledger_has_a_template_and_an_export_that_are_read_back(
    desk: Desk, tmp_path: Path, ledger: Ledger
) -> None:
    export(desk, ledger, tmp_path / "out.xlsx")
    assert look(desk, ledger, tmp_path / "out.xlsx").counts["skipped"] == 2
    write_template(desk, ledger, tmp_path / "in.xlsx")
    preview = look(desk, ledger, tmp_path / "in.xlsx")
    counts = preview.counts
    # Title, hint and example; nothing else in it is taken for a record.
    assert counts["skipped"] == counts["rows_in_file"] == 3
    ((_name, matching),) = preview.matchings
    assert [c.heading for c in matching.columns if c.field is None] == ["序号"]


def test_what_officers_do_not_fill_in_has_no_template_and_no_import(
    desk: Desk, tmp_path: Path
) -> None:
    steps = LEDGERS["case_step"]
    with pytest.raises(Refused, match="由办案程序登记"):
        write_template(desk, steps, tmp_path / "in.xlsx")
    export(desk, steps, tmp_path / "out.xlsx")
    with pytest.raises(Refused, match="由办案程序登记"):
        look(desk, steps, tmp_path / "out.xlsx")


def test_a_town_template_is_filled_in_and_taken_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(desk, CASE, path, town="石马镇")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["石马镇", "选项", "填写说明"]
    sheet = book.worksheets[0]
    heads = {str(cell.value).lstrip("*"): n for n, cell in enumerate(sheet[3], 1)}
    assert "*线索编号" in {cell.value for cell in sheet[3]}
    offered = {
        str(rule.sqref).partition(":")[0].rstrip("0123456789"): rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    letter = get_column_letter(heads["违法行为发生地"])
    column = offered[letter].split("$")[1]
    towns = [cell.value for cell in book["选项"][column][1:] if cell.value]
    assert towns == ["石马镇"]
    assert book["选项"].sheet_state == "hidden"
    assert sheet.cell(504, heads["案号"]).number_format == "@"
    sheet.cell(5, heads["案号"]).value = "演示1"
    sheet.cell(8, heads["案号"]).value = "演示2"
    sheet.cell(8, heads["立案日期"]).value = date(2026, 7, 5)
    book.save(path)
    preview = look(desk, CASE, path, town="石马镇")
    new = [row for row in preview.rows if row.outcome == "new"]
    assert [row.number for row in new] == [5, 8]
    assert {row.values["town_code"] for row in new} == {"370304108"}
    assert take_in(desk, preview).counts["new"] == 2


def test_an_export_says_which_records_are_drafts(desk: Desk, tmp_path: Path) -> None:
    with desk.work("演示") as work:
        work.put(Case(case_no="演示〔2026〕1号"))
    path = tmp_path / "a.xlsx"
    export(desk, CASE, path)
    rows = read(path)
    assert "其中草稿 1 条，见“状态”列" in str(rows[1][0])
    assert (rows[2][-2], rows[3][-2]) == ("状态", "草稿")


def test_an_export_prints_on_one_page_across_at_eight_points(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(filled, CASE, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    seen = [each.width for each in sheet.column_dimensions.values() if not each.hidden]
    assert sheet.page_setup.fitToWidth == 1
    # A4 across less its margins is 149 widths; ten-point type at eight tenths is eight points.
    assert sum(seen) <= 149 / 0.8


def test_a_template_prints_its_head_and_thirty_rows(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(desk, CASE, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert str(sheet.print_area).endswith("$34")
