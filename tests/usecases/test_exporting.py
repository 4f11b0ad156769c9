"""Workbooks that go out: what they look like, what they hold, and that they hold it whole."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Cancelled, NoRoom, Refused
from boshan_desk.domain.view import View
from boshan_desk.excel.reading.book import read_book
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import make_sample
from boshan_desk.usecases.sheets import (
    better_ledger,
    export,
    export_book,
    exporting,
    likely_ledgers,
    look,
    take_in,
    write_template,
    write_town_templates,
)

DATA = Path(__file__).parents[1] / "data"
CASE = Case.ledger


def dump(desk: Desk) -> list[Any]:
    """Everything that is kept, and how many works there were."""
    with desk.read() as reader:
        kept = [record for ledger in LEDGERS.values() for record in reader.all(ledger.record)]
        return [kept, reader.last_change()]


def messages(preview: Any) -> str:
    return "\n".join(issue.message for row in preview.rows for issue in row.issues)


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
    with pytest.raises(Refused, match="末几位"):
        export(filled, CASE, tmp_path / "a.csv")

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export(filled, CASE, tmp_path / "a.xlsx", progress=stop)
    assert not list(tmp_path.glob("a.*"))


def test_more_records_than_a_sheet_holds_are_refused(
    filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 30)
    with pytest.raises(Refused, match="共 31 条"):
        export(filled, CASE, tmp_path / "a.xlsx")
    with pytest.raises(Refused, match="共 31 条"):
        export_book(filled, tmp_path / "a.xlsx")
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


# ---------------------------------------------------------------- a book of all ledgers


def test_a_book_has_a_sheet_for_every_ledger_that_holds_something(
    filled: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    records.add(filled, TYPED["enterprise"], {"name": "演示公司", "phone": "19900000001"})
    told: list[tuple[int, int]] = []
    counts = export_book(filled, path, progress=lambda done, of: told.append((done, of)))
    assert counts == {"case": 31, "enterprise": 1}
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["执法案件", "企业名录"]
    assert [sheet["A1"].value for sheet in book] == ["博山区执法案件台账", "博山区企业名录"]
    assert [sheet.print_title_rows for sheet in book] == ["$3:$3"] * 2
    words = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert "199****0001" in words
    assert not [word for word in words if "990101199103215816" in word]
    assert told[-1] == (32, 32)


def test_a_book_of_a_town_leaves_out_what_belongs_to_none(filled: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    records.add(filled, TYPED["media"], {"headline": "演示报道", "published_on": "2026-07-05"})
    period = read_period("2026Q3")
    assert export_book(filled, path, period=period) == {"case": 1, "media": 1}
    assert export_book(filled, path, period=period, town="370304108") == {"case": 1}
    assert read(path)[0][0] == "石马镇执法案件台账（2026年三季度）"
    with pytest.raises(Refused, match="没有可以导出的记录"):
        export_book(filled, tmp_path / "b.xlsx", period=read_period("2019Q1"))
    assert not (tmp_path / "b.xlsx").exists()


# ---------------------------------------------------------------- what workbooks say of themselves


def foot(sheet: Any) -> tuple[str | None, str | None]:
    """What stands at the foot of every page, left and in the middle."""
    return sheet.oddFooter.left.text, sheet.oddFooter.center.text


def test_records_of_a_sample_are_marked_on_every_page(tmp_path: Path) -> None:
    make_sample(tmp_path / "sample", county="boshan")
    with open_desk(tmp_path / "sample", officer="演示员") as desk:
        export(desk, CASE, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert "演示数据" in str(sheet["A2"].value)
    assert foot(sheet) == ("演示数据", "第 &P 页 共 &N 页")


def test_records_of_an_office_are_not_marked(filled: Desk, tmp_path: Path) -> None:
    export(filled, CASE, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert "演示数据" not in str(sheet["A2"].value)
    assert foot(sheet) == (None, "第 &P 页 共 &N 页")


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_a_template_is_known_as_that_of_its_ledger(
    desk: Desk, tmp_path: Path, ledger: Ledger
) -> None:
    path = tmp_path / "a.xlsx"
    write_template(desk, ledger, path)
    book = read_book(path)
    assert likely_ledgers(book)[0].ledger == ledger.name
    assert better_ledger(book, ledger.name) == ""
    other = "event" if ledger.name != "event" else "case"
    assert better_ledger(book, other) == ledger.name


def test_templates_of_towns_come_all_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    names = {"370304102": "域城镇.xlsx", "370304103": "白塔镇.xlsx"}
    folder = tmp_path / "镇街模板"
    assert write_town_templates(desk, CASE, folder, names) == folder
    assert sorted(each.name for each in folder.iterdir()) == sorted(names.values())
    # What towns have filled in meanwhile stays as it is.
    (folder / "域城镇.xlsx").write_bytes(b"filled in")
    again = write_town_templates(desk, CASE, folder, names)
    assert again == tmp_path / "镇街模板_2"
    assert (folder / "域城镇.xlsx").read_bytes() == b"filled in"

    with pytest.raises(Refused, match="没有镇街"):
        write_town_templates(desk, LEDGERS["gi_year"], tmp_path / "产值", names)
    with pytest.raises(NoRoom):
        write_town_templates(desk, CASE, tmp_path / "没有" / "模板", names)

    def call_off(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_town_templates(desk, CASE, tmp_path / "取消", names, progress=call_off)
    assert sorted(each.name for each in tmp_path.glob("*模板*")) == ["镇街模板", "镇街模板_2"]
    assert not list(tmp_path.glob("取消*"))
