"""What an officer decides about a file, what stays of it, and the file that goes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boshan_desk.domain.officers import NoRight, Officer, Right
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.excel.matching.columns import SheetChoice
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee
from boshan_desk.store import checking
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import closing, lists, purging, records
from boshan_desk.usecases.backups import place_of
from boshan_desk.usecases.sheets import (
    Preview,
    imports,
    look,
    return_file,
    returned_ending,
    sheet_columns,
    stands,
    take_in,
    undo_import,
)

CASE, FIRM, ATTENDEE = Case.ledger, Enterprise.ledger, Attendee.ledger


def save(path: Path, *rows: list[Any], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def outcomes(preview: Preview) -> dict[int, str]:
    return {row.number: row.outcome for row in preview.rows if row.outcome != "skipped"}


def said(preview: Preview, number: int) -> str:
    return "\n".join(i.message for row in preview.rows if row.number == number for i in row.issues)


FIRMS = (
    ["企业名称", "领导批示", "所属镇街"],
    ["演示琉璃一厂", "已阅", "城东街道"],
    ["演示陶瓷有限公司", "", "城西街道"],
)


# ---------------------------------------------------------------- columns


def test_a_column_that_means_nothing_is_named_and_stays_with_the_record(
    desk: Desk, tmp_path: Path
) -> None:
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS))
    assert [(sheet, c.heading) for sheet, c in preview.unmatched] == [("Sheet1", "领导批示")]
    taken = take_in(desk, preview)
    with desk.read() as reader:
        first, second = reader.all(Enterprise)
        (extra,) = reader.extras(first.id)
        assert extra == {
            "step": taken.number,
            "sheet": "Sheet1",
            "row": 2,
            "cells": {"领导批示": "已阅"},
        }
        assert reader.extras(second.id) == []
    assert imports(desk)[0]["unmatched"] == ["Sheet1!B 领导批示"]
    assert list(checking.inspect(desk.path, desk.lists)) == []


def test_what_stands_in_such_a_column_is_covered_until_somebody_says_why(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(desk, look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS)))
    record = records.find_record(desk, FIRM, "2026-0001")
    shown = lists.show_record(desk, record, history=True)
    assert shown["extra"][0]["cells"] == {"领导批示": "***"}
    with pytest.raises(Refused, match="原因"):
        lists.extra_in_full(desk, FIRM, record.id, " ")
    (extra,) = lists.extra_in_full(desk, FIRM, record.id, "演示核对")
    assert extra["cells"] == {"领导批示": "已阅"}
    with desk.read() as reader:
        assert reader.works("uncover")[0]["reason"] == "演示核对"


def test_clearing_a_records_personal_data_clears_what_stood_beside_it(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["姓名", "工作单位", "培训日期", "家庭成员"],
        ["演示甲", "演示厂", "2026-03-05", "演示乙"],
    )
    take_in(desk, look(desk, ATTENDEE, path))
    record = records.find_record(desk, ATTENDEE, "2026-0001")
    purging.purge(desk, ATTENDEE, record.id, "演示申请")
    with desk.read() as reader:
        assert reader.extras(record.id) == []


def test_an_officer_matches_a_column_and_the_next_file_needs_no_help(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", ["企业名称", "演示栏", "镇街"], ["演示厂", "甲", "城东街道"])
    choices = {"Sheet1": SheetChoice(fields={"B": "remark"})}
    first = look(desk, FIRM, path, choices=choices)
    assert first.rows[-1].values["remark"] == "甲"
    assert not look(desk, FIRM, path).rows[-1].values.get("remark")
    take_in(desk, first)
    path = save(tmp_path / "b.xlsx", ["企业名称", "演示栏", "镇街"], ["演示二厂", "乙", "城东街道"])
    again = look(desk, FIRM, path)
    assert again.rows[-1].values["remark"] == "乙"
    assert {c.how for _s, m in again.matchings for c in m.columns if c.field == "remark"} == {
        "known"
    }


def test_a_head_that_the_officer_had_to_point_at_is_found_the_next_time(
    desk: Desk, tmp_path: Path
) -> None:
    rows = (["演示表"], ["演示子", "演示丑", "演示寅"], ["演示琉璃一厂", "城东街道", "演示"])
    path = save(tmp_path / "a.xlsx", *rows)
    with pytest.raises(Refused, match="没有找到"):
        look(desk, FIRM, path)
    fields = {"A": "name", "B": "town_code", "C": "remark"}
    choices = {"Sheet1": SheetChoice(head=(2,), fields=fields)}
    take_in(desk, look(desk, FIRM, path, choices=choices))
    path = save(
        tmp_path / "b.xlsx",
        ["演示另表"],
        ["演示丑", "演示子", "演示寅"],
        ["城西街道", "演示二厂", ""],
    )
    (row,) = (row for row in look(desk, FIRM, path).rows if row.outcome == "new")
    assert dict(row.values) == {"town_code": "370304002", "name": "演示二厂"}


def test_what_was_matched_is_forgotten_where_the_officer_wants_it_so(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", ["企业名称", "演示栏", "镇街"], ["演示厂", "甲", "城东街道"])
    first = look(desk, FIRM, path, choices={"Sheet1": SheetChoice(fields={"B": "remark"})})
    take_in(desk, first, remember=False)
    path = save(tmp_path / "b.xlsx", ["企业名称", "演示栏", "镇街"], ["演示二厂", "乙", "城东街道"])
    assert "remark" not in look(desk, FIRM, path).rows[-1].values


def test_columns_are_offered_with_samples_and_personal_ones_are_masked(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["企业名称", "联系电话", "演示栏"],
        *[[f"演示{n}厂", "19900000001", "19900000002"] for n in "一二三四"],
    )
    from boshan_desk.excel.reading.book import read_book

    (columns,) = sheet_columns(desk, FIRM, read_book(path))
    assert columns.rows == 4
    assert columns.samples["A"] == ("演示一厂", "演示二厂", "演示三厂")
    assert columns.samples["B"]
    assert "19900000001" not in columns.samples["B"]
    assert columns.samples["C"]
    assert "19900000002" not in columns.samples["C"]


# ---------------------------------------------------------------- rows


def test_an_officer_settles_rows_one_by_one(desk: Desk, tmp_path: Path) -> None:
    kept = records.add(desk, FIRM, {"name": "演示琉璃一厂（老）", "town_code": "370304001"})
    path = save(tmp_path / "a.xlsx", *FIRMS)
    settled = {("Sheet1", 2): kept.id, ("Sheet1", 3): "skip"}
    preview = look(desk, FIRM, path, settled=settled)
    rows = {row.number: row for row in preview.rows}
    assert (rows[2].outcome, rows[2].matched, rows[2].id) == ("changed", "chosen", kept.id)
    assert rows[3].outcome == "skipped"
    assert "按选择不导入" in preview.skipped
    take_in(desk, preview)
    with desk.read() as reader:
        assert [firm.name for firm in reader.all(Enterprise)] == ["演示琉璃一厂"]


def test_a_chosen_record_that_is_gone_is_refused(desk: Desk, tmp_path: Path) -> None:
    kept = records.add(desk, FIRM, {"name": "演示旧厂"})
    records.withdraw(desk, FIRM, [kept.id], "演示")
    path = save(tmp_path / "a.xlsx", *FIRMS)
    preview = look(desk, FIRM, path, settled={("Sheet1", 2): kept.id})
    assert outcomes(preview)[2] == "refused"
    assert "已不在台账里" in said(preview, 2)


def test_a_row_that_is_to_be_new_never_changes_a_record(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, FIRM, {"name": "演示琉璃一厂", "town_code": "370304002"})
    path = save(tmp_path / "a.xlsx", *FIRMS)
    preview = look(desk, FIRM, path, settled={("Sheet1", 2): "new"})
    assert outcomes(preview) == {2: "refused", 3: "new"}
    assert "应新增，但台账里已有企业名称相同的记录" in said(preview, 2)


def test_ids_that_were_moved_between_rows_make_no_record_the_double_of_another(
    desk: Desk, tmp_path: Path
) -> None:
    one, two = (records.add(desk, FIRM, {"name": f"演示琉璃{n}厂"}) for n in "一二")
    rows = [["演示琉璃一厂", "甲", two.id], ["演示琉璃二厂", "乙", one.id]]
    path = save(tmp_path / "a.xlsx", ["企业名称", "备注", "记录标识"], *rows)
    preview = look(desk, FIRM, path)
    assert outcomes(preview) == {2: "refused", 3: "refused"}
    assert "与台账里流水号 2026-0001 的记录相同" in said(preview, 2)
    # A name of nobody's is a new name.
    rows = [["演示琉璃三厂", "甲", one.id]]
    path = save(tmp_path / "b.xlsx", ["企业名称", "备注", "记录标识"], *rows)
    assert outcomes(look(desk, FIRM, path)) == {2: "changed"}


def test_a_record_with_a_new_name_and_a_new_row_of_that_name_are_doubles(
    desk: Desk, tmp_path: Path
) -> None:
    one = records.add(desk, FIRM, {"name": "演示琉璃一厂"})
    rows = [["演示琉璃三厂", "甲", one.id], ["演示琉璃三厂", "乙", ""]]
    path = save(tmp_path / "a.xlsx", ["企业名称", "备注", "记录标识"], *rows)
    preview = look(desk, FIRM, path)
    assert outcomes(preview) == {2: "refused", 3: "refused"}
    assert said(preview, 2).count("是同一条记录") == 1


def test_records_that_were_doubles_before_come_back_as_they_are(desk: Desk, tmp_path: Path) -> None:
    both = [records.add(desk, FIRM, {"name": "演示琉璃一厂"}) for _n in range(2)]
    rows = [["演示琉璃一厂", "甲", record.id] for record in both]
    path = save(tmp_path / "a.xlsx", ["企业名称", "备注", "记录标识"], *rows)
    assert outcomes(look(desk, FIRM, path)) == {2: "changed", 3: "changed"}


def test_columns_of_one_heading_that_mean_nothing_are_all_kept(desk: Desk, tmp_path: Path) -> None:
    rows = [["企业名称", "所属镇街", "领导批示", "领导批示"], ["演示厂", "城东街道", "甲", "乙"]]
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *rows))
    (row,) = preview.rows
    assert row.extra == {"领导批示（C）": "甲", "领导批示（D）": "乙"}


def test_a_row_whose_record_lies_in_the_recycle_bin_is_new_and_says_so(
    desk: Desk, tmp_path: Path
) -> None:
    kept = records.add(desk, FIRM, {"name": "演示琉璃一厂"})
    records.withdraw(desk, FIRM, [kept.id], "演示")
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS))
    assert outcomes(preview)[2] == "new"
    assert "回收站里有" in said(preview, 2)
    assert "回收站里有" not in said(preview, 3)


def test_an_import_that_is_taken_back_takes_its_matching_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", ["企业名称", "演示栏", "镇街"], ["演示厂", "甲", "城东街道"])
    first = look(desk, FIRM, path, choices={"Sheet1": SheetChoice(fields={"B": "remark"})})
    taken = take_in(desk, first)
    told: list[tuple[int, int]] = []
    undo_import(desk, taken.number, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1)]
    assert "remark" not in look(desk, FIRM, path).rows[-1].values


def test_keys_that_the_officer_leaves_out_find_nothing(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, FIRM, {"name": "演示琉璃一厂", "town_code": "370304001"})
    path = save(tmp_path / "a.xlsx", *FIRMS)
    assert look(desk, FIRM, path).counts["new"] == 1
    assert look(desk, FIRM, path, keys=[("uscc",)]).counts["new"] == 2


def test_the_same_firm_in_other_spelling_is_shown_beside_its_record(
    desk: Desk, tmp_path: Path
) -> None:
    kept = records.add(desk, FIRM, {"name": "演示陶瓷有限责任公司", "town_code": "370304002"})
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS))
    row = next(row for row in preview.rows if row.number == 3)
    assert row.outcome == "new"
    assert [alike.record_id for alike in row.alike] == [kept.id]
    assert "演示陶瓷有限责任公司" in said(preview, 3)
    settled = {("Sheet1", 3): "new"}
    again = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS), settled=settled)
    assert not any(row.alike for row in again.rows)


def test_a_row_without_a_key_that_says_what_a_record_says_is_no_new_one(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", ["姓名", "单位", "备注"], ["演示甲", "演示厂", "演示"])
    take_in(desk, look(desk, ATTENDEE, path))
    assert look(desk, ATTENDEE, path).counts["same"] == 1


def test_what_a_closed_period_forbids_is_said_before_anybody_writes(
    desk: Desk, tmp_path: Path
) -> None:
    closing.close_period(desk, read_period("2025"), [])
    path = save(
        tmp_path / "a.xlsx",
        ["案号", "当事人", "立案日期"],
        ["演示1", "演示甲", date(2025, 3, 5)],
        ["演示2", "演示乙", date(2026, 3, 5)],
    )
    preview = look(desk, CASE, path)
    assert outcomes(preview) == {2: "refused", 3: "new"}
    assert "已封账" in said(preview, 2)
    assert take_in(desk, preview, only_good=True).counts["new"] == 1


def test_a_reviewed_record_is_not_changed_by_a_file(desk: Desk, tmp_path: Path) -> None:
    kept = records.add(
        desk,
        FIRM,
        {"name": "演示琉璃一厂", "town_code": "370304002", "uscc": "91370304MA3TEXT0X2"},
    )
    assert kept.status == "submitted"
    records.move(desk, FIRM, [kept.id], "reviewed")
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS))
    assert outcomes(preview)[2] == "refused"
    assert "已审核" in said(preview, 2)


def test_who_may_only_read_may_look_but_not_take_in(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", *FIRMS)
    desk.officer = Officer("演示领导", (), frozenset({Right.READ}))
    preview = look(desk, FIRM, path)
    assert preview.counts["new"] == 2
    with pytest.raises(NoRight):
        take_in(desk, preview)
    assert list_backups(place_of(desk.folder)) == []


def test_who_may_only_read_leaves_no_import_that_changed_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.xlsx", *FIRMS)
    take_in(desk, look(desk, FIRM, path))
    number = take_in(desk, look(desk, FIRM, path)).number
    desk.officer = Officer("演示领导", (), frozenset({Right.READ}))
    preview = look(desk, FIRM, path)
    assert preview.counts["same"] == 2
    with pytest.raises(NoRight):
        take_in(desk, preview)
    with pytest.raises(NoRight):
        undo_import(desk, number)
    assert [each["n"] for each in imports(desk)] == [number, number - 1]


def test_a_sheet_called_after_another_town_than_was_named_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    rows = [["企业名称", "备注"], ["演示琉璃一厂", "甲"]]
    path = save(tmp_path / "a.xlsx", *rows, title="城西街道")
    preview = look(desk, FIRM, path, town="城东街道")
    assert outcomes(preview) == {2: "refused"}
    assert "工作表名是“城西街道”，与本次导入的“城东街道”不符" in said(preview, 2)
    assert outcomes(look(desk, FIRM, path, town="城西街道")) == {2: "new"}
    assert outcomes(look(desk, FIRM, path)) == {2: "new"}


def test_a_sheet_of_another_ledger_is_left_to_it(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    firms, people = book.worksheets[0], book.create_sheet("参训名册")
    firms.title = "企业名录"
    for row in FIRMS:
        firms.append(row)
    people.append(["姓名", "工作单位", "培训日期", "联系电话"])
    people.append(["演示甲", "演示厂", "2026-03-05", "19900000001"])
    book.save(tmp_path / "a.xlsx")
    preview = look(desk, FIRM, tmp_path / "a.xlsx")
    assert [name for name, _matching in preview.matchings] == ["企业名录"]
    assert any("是“参训名册”，未导入" in reason for reason in preview.skipped)
    chosen = look(desk, FIRM, tmp_path / "a.xlsx", choices={"参训名册": SheetChoice()})
    assert not any("是“参训名册”" in reason for reason in chosen.skipped)


# ---------------------------------------------------------------- undo


def test_an_import_is_taken_back_done_again_and_taken_back_by_its_button(
    desk: Desk, tmp_path: Path
) -> None:
    taken = take_in(
        desk, look(desk, CASE, save(tmp_path / "a.xlsx", ["案号", "当事人"], ["演示1", "甲"]))
    )
    told: list[int] = []
    desk.listeners.append(lambda step: told.append(step.count))
    assert stands(desk, taken.number)
    records.undo(desk)
    assert not stands(desk, taken.number)
    with desk.read() as reader:
        assert list(reader.all(Case)) == []
    records.redo(desk)
    assert stands(desk, taken.number)
    assert undo_import(desk, taken.number) == 1
    assert not stands(desk, taken.number)
    records.undo(desk)
    assert stands(desk, taken.number)
    assert told == [1, 1, 1, 1]
    assert list(checking.inspect(desk.path, desk.lists)) == []


def test_a_long_import_is_taken_back_part_by_part_and_wholly_or_not_at_all(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "演示.csv"
    names = [f"演示{n}号窑厂" for n in range(1200)]
    path.write_text("企业名称,所属镇街\n" + "".join(f"{n},城东街道\n" for n in names), "utf-8")
    number = take_in(desk, look(desk, FIRM, path)).number
    with desk.read() as reader:
        parts = [len(part) for part in reader.changes_of(number)]
        oldest = next(reader.all(Enterprise))
    assert sum(parts) == 1200
    assert max(parts) <= 500
    # The records come newest first: the one that has moved on stands in the last part.
    records.edit(desk, FIRM, oldest.id, {"remark": "演示"})
    with pytest.raises(Moved):
        undo_import(desk, number)
    with desk.read() as reader:
        assert reader.count(FIRM) == 1200
    records.undo(desk)
    assert undo_import(desk, number) == 1200
    with desk.read() as reader:
        assert reader.count(FIRM) == 0


def test_the_limits_of_cases_follow_an_import(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["案号", "当事人", "立案日期"], ["演示1", "甲", "2026-09-01"])
    take_in(desk, look(desk, CASE, path))
    path = save(tmp_path / "a.xlsx", ["案号", "立案日期"], ["演示1", "2026-09-15"])
    take_in(desk, look(desk, CASE, path))
    with desk.read() as reader:
        sql = "SELECT begun FROM due WHERE rule = 'L12'"
        assert reader.connection.exec_driver_sql(sql).scalars().all() == ["2026-09-15"]
    assert list(checking.inspect(desk.path, desk.lists)) == []


# ---------------------------------------------------------------- the file goes back


def test_the_file_goes_back_is_mended_and_only_what_was_mended_is_new(
    desk: Desk, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "a.xlsx",
        ["姓名", "单位", "培训日期"],
        ["演示甲", "演示厂", "2026-03-05"],
        ["演示乙", "演示厂", "2026年3月"],
        ["演示丙", "演示厂", "2026-03-06"],
    )
    preview = look(desk, ATTENDEE, path)
    assert outcomes(preview) == {2: "new", 3: "refused", 4: "new"}
    taken = take_in(desk, preview, only_good=True)
    back = tmp_path / f"退回{returned_ending(preview)}"
    return_file(desk, preview, back, taken=taken)
    book = openpyxl.load_workbook(back)
    sheet = book.worksheets[0]
    words = [str(row[-1].value) for row in sheet.iter_rows(min_row=2)]
    assert words[0].startswith("已导入")
    assert "只有年月" in words[1]
    sheet["C3"] = "2026-03-07"
    book.save(back)
    again = look(desk, ATTENDEE, back)
    assert outcomes(again) == {2: "same", 3: "new", 4: "same"}
    take_in(desk, again)
    with desk.read() as reader:
        assert len(list(reader.all(Attendee))) == 3


def test_a_file_that_goes_back_names_no_record_of_another_town(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, FIRM, {"name": "演示陶瓷厂", "town_code": "370304001"})
    preview = look(desk, FIRM, save(tmp_path / "a.xlsx", *FIRMS))
    assert "台账里已有“演示陶瓷厂”" in said(preview, 3)
    out = tmp_path / "b.xlsx"
    return_file(desk, preview, out)
    cells = [str(cell) for row in openpyxl.load_workbook(out)["Sheet1"].values for cell in row]
    assert any("台账里可能已有同一条记录" in cell for cell in cells)
    assert not any("演示陶瓷厂" in cell for cell in cells)


def test_a_file_that_was_changed_meanwhile_is_not_marked(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", *FIRMS)
    preview = look(desk, FIRM, path)
    save(path, *FIRMS, ["演示三厂", "", "城东街道"])
    with pytest.raises(Moved, match="又有改动"):
        return_file(desk, preview, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_the_file_itself_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", *FIRMS)
    before = path.read_bytes()
    with pytest.raises(Refused, match="另取一个文件名"):
        return_file(desk, look(desk, FIRM, path), path)
    assert path.read_bytes() == before
