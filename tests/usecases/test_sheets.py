"""Workbooks in and out: every row and every cell, or a word about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.problems import Cancelled, Missing, Moved, Refused
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.sheets import (
    Preview,
    imports,
    look,
    report,
    take_in,
    undo_import,
)

DATA = Path(__file__).parents[1] / "data"
CASE = Case.ledger


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


def test_incomplete_rows_come_in_as_drafts_and_say_what_they_lack(desk: Desk) -> None:
    preview = look(desk, CASE, DATA / "case_title_merged.xlsx")
    new = [row for row in preview.rows if row.outcome == "new"]
    assert {row.after.status for row in new if row.after} == {"draft"}
    assert all(any("还须补齐" in issue.message for issue in row.issues) for row in new)


def test_the_report_is_what_cli_promises(desk: Desk) -> None:
    told = report(look(desk, CASE, DATA / "case_title_merged.xlsx"), committed=False)
    assert {"file", "sha256", "sheet", "header_rows", "columns", "rows", "counts"} < set(told)
    assert told["header_rows"] == [4]
    promised = {"column": "B", "heading": "案号", "field": "case_no"}
    assert told["columns"][1].items() >= promised.items()
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
