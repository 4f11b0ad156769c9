"""The superior's forms: filled in place, with our own numbers, and everything else as it was."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.assets import asset
from boshan_desk.domain.forms import (
    Condition,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    RowsTie,
    Source,
    TextTie,
    Tie,
    read_cell,
    read_toml,
)
from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import Period, quarter, read_period
from boshan_desk.domain.problems import Missing, NoRoom, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import forms, records
from boshan_desk.usecases.forms.values import work_out
from boshan_desk.usecases.national_form import (
    ACTIONS,
    COLUMNS,
    ROWS,
    SUM,
    count_form,
    figure_of,
)
from tests.conftest import TODAY

Q3 = quarter(2026, 3)
SHIPPED = ("gi-year", "national")


def form_file(path: Path, draw: Callable[[Worksheet], None] = lambda _sheet: None) -> Path:
    """A superior's form with one sheet called 表, of any layout."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    sheet["A1"] = "演示上级报表"
    sheet.merge_cells("A1:D1")
    sheet["A2"] = "项目"
    sheet["B2"] = "数量"
    sheet["A9"] = "合计"
    sheet["B9"] = "=SUM(B3:B8)"
    draw(sheet)
    book.save(path)
    return path


def mapping(**ties: Source) -> FormMapping:
    """Ties of the sheet 表 by the names of cells."""
    return FormMapping(
        title="演示上级报表",
        ties=tuple(
            Tie(sheet="表", row=read_cell(cell)[0], column=read_cell(cell)[1], source=source)
            for cell, source in ties.items()
        ),
    )


def filled(
    desk: Desk, path: Path, period: Period = Q3, town: str = "", /, **ties: Source
) -> Worksheet:
    """The sheet 表 of a new form with these ties, filled in."""
    forms.add_form(desk, form_file(path / "表样.xlsx"), mapping(**ties))
    forms.fill(desk, "表样", path / "填好.xlsx", period, town)
    sheet = load_workbook(path / "填好.xlsx")["表"]
    assert isinstance(sheet, Worksheet)
    forms.remove_form(desk, "表样")
    return sheet


def put(desk: Desk, *records_: Any) -> None:
    with desk.work("演示") as work:
        for record in records_:
            work.put(record)


# ---------------------------------------------------------------- the two that are shipped


def total(sheet: Worksheet, formula: object) -> Decimal:
    """What a formula of sums over one range gives, counted here."""
    found = re.fullmatch(r"=SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)", str(formula))
    assert found, formula
    cells = sheet[f"{found[1]}{found[2]}:{found[3]}{found[4]}"]
    return sum((Decimal(str(cell.value or 0)) for row in cells for cell in row), Decimal(0))


@pytest.mark.parametrize("text", ["2026Q3", "2025Q4", "2025"])
def test_the_national_form_agrees_with_our_own_count_cell_by_cell(
    sample_desk: Desk, tmp_path: Path, text: str
) -> None:
    period = read_period(text)
    forms.fill(sample_desk, "national", tmp_path / "表.xlsx", period)
    book = load_workbook(tmp_path / "表.xlsx")
    assert book.sheetnames == ["本期", "本年累计"]
    for name, counted in (("本期", period), ("本年累计", period.cumulative())):
        sheet = book[name]
        with sample_desk.read() as reader:
            form = count_form(reader, counted)
        acted = [sheet[cell].value for cell in ("B4", "D4", "F4", "H4", "J4")]
        assert acted == [form.actions[code] for code, _title in ACTIONS]
        for column, (code, _title) in enumerate(COLUMNS, 2):
            unit = 1_000_000 if figure_of(code).money else 1
            for row, (key, title) in enumerate(ROWS, 6):
                assert sheet.cell(row, 1).value == title
                written = Decimal(str(sheet.cell(row, column).value))
                assert written == Decimal(form.cases[key, code]) / unit, (name, key, code)
            summed = total(sheet, sheet.cell(14, column).value)
            assert summed == Decimal(form.cases[SUM, code]) / unit, (name, code)
        assert form.cases[SUM, "M-EN02"]
    assert book["本期"]["A2"].value == "报送单位：博山区市场监督管理局（知识产权局）"
    assert "2026年10月9日" in str(book["本期"]["I2"].value)
    assert "演示数据" in str(book["本期"]["A16"].value)


def test_what_the_national_form_leaves_out_is_said_in_it(sample_desk: Desk, tmp_path: Path) -> None:
    forms.fill(sample_desk, "national", tmp_path / "表.xlsx", Q3)
    note = str(load_workbook(tmp_path / "表.xlsx")["本期"]["A16"].value)
    assert "立案1件、结案2件，未列入本表" in note


def test_the_yearly_material_agrees_with_the_ledgers(sample_desk: Desk, tmp_path: Path) -> None:
    year = 2025
    written = forms.fill(sample_desk, "gi-year", tmp_path / "包.xlsx", read_period(str(year)))
    assert not written.worked.left_out
    book = load_workbook(tmp_path / "包.xlsx")
    with sample_desk.read() as reader:
        rights = [r for r in reader.all(GiRight) if not r.withdrawn]
        users = [u for u in reader.all(GiUser) if not u.withdrawn]
        checks = [
            c for c in reader.all(GiCheck)
            if not c.withdrawn and c.checked_on and c.checked_on.year == year
        ]  # fmt: skip
        cases = [
            c for c in reader.all(Case)
            if not c.withdrawn and c.cause in ("GI01", "GI02")
        ]  # fmt: skip
        years = [y for y in reader.all(GiYear) if not y.withdrawn and y.year == year and y.audited]
        events = [
            e for e in reader.all(Event)
            if not e.withdrawn and "gi" in e.topics and e.starts_on and e.starts_on.year == year
        ]  # fmt: skip
    summary = {
        str(row[0].value).strip("　"): row[2].value
        for row in book["汇总"].iter_rows(min_row=4)
        if row[1].value
    }
    end = date(year, 12, 31)

    def valid(right: GiRight) -> bool:
        since = right.notice_on or right.reg_on
        over = right.state in ("revoked", "lapsed") and right.state_on and right.state_on <= end
        return right.state != "applying" and (since is None or since <= end) and not over

    taught = [e for e in events if e.kind in ("training", "lecture", "preach")]
    filed = [c for c in cases if c.filed_on and c.filed_on.year == year]
    decided = [c for c in cases if c.decided_on and c.decided_on.year == year]
    fines = sum((c.fine or 0) + (c.confiscate_money or 0) for c in decided)
    wanted = {
        "其中：地理标志产品": sum(1 for r in rights if r.right_kind == "PGI" and valid(r)),
        "证明商标": sum(1 for r in rights if r.right_kind == "CTM" and valid(r)),
        "监督检查": len(checks),
        "发现问题": sum(1 for c in checks if c.result in ("rectify", "transfer")),
        "监督抽检": sum(1 for c in checks if c.kind == "sampling"),
        "立案": len(filed),
        "罚没款": float(round(Decimal(fines) / 1_000_000, 2)),
        "直接产值（已审定）": sum(y.value or 0 for y in years) / 1_000_000,
        "培训": len(taught),
        "培训人数": sum(e.people or 0 for e in taught),
        "宣传活动": len(events) - len(taught),
        "本年新增使用人": sum(1 for u in users if u.grant_on and u.grant_on.year == year),
    }
    assert {name: summary[name] for name in wanted} == wanted
    assert all(wanted.values())

    def rows(name: str, first: int) -> list[list[Any]]:
        found = book[name].iter_rows(min_row=first, values_only=True)
        return [list(row) for row in found if row[0] is not None]

    live = [r for r in rights if r.state in ("valid", "grace")]
    assert [row[0] for row in rows("权利名录", 3)] == list(range(1, len(live) + 1))
    assert {row[1] for row in rows("权利名录", 3)} == {r.product_name for r in live}
    listed = rows("使用人名录", 4)
    assert sorted(str(row[3]) for row in listed) == sorted(
        str(u.uscc) for u in users if u.state == "using"
    )
    assert len(rows("监督检查", 3)) == len(checks)
    assert len(rows("案件", 4)) == len(filed)
    assert len(rows("培训宣传", 4)) == len(events)
    worth = rows("年度产值", 4)
    assert len(worth) == len(years)
    assert sum(row[5] for row in worth) == pytest.approx(wanted["直接产值（已审定）"])
    assert total(book["年度产值"], book["年度产值"]["F3"].value) == Decimal(
        str(wanted["直接产值（已审定）"])
    )
    # Text stays text: a code of eighteen digits is no number.
    assert all(cell.data_type in ("s", "inlineStr") for cell in book["使用人名录"]["D"][3:10])


def test_personal_values_are_masked_in_lists(desk: Desk, tmp_path: Path) -> None:
    number = "370304190001010012"
    put(desk, Case(party="李演示", id_no=number, filed_on=date(2026, 8, 3)))
    tie = RowsTie(ledger="case", columns=("#", "party", "id_no"), room=3, within="period")
    sheet = filled(desk, tmp_path, A3=tie)
    assert (sheet["A3"].value, sheet["A4"].value) == (1, None)
    shown = str(sheet["B3"].value), str(sheet["C3"].value)
    assert "李演示" not in shown
    assert number not in shown
    assert "*" in shown[1]


# ---------------------------------------------------------------- what is kept


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("name", SHIPPED)
def test_formulas_merged_cells_styles_and_the_page_stay_as_they_were(
    sample_desk: Desk, tmp_path: Path, name: str
) -> None:
    drawn = asset("resources", "forms", f"{name}.xlsx")
    forms.fill(sample_desk, name, tmp_path / "表.xlsx", read_period("2025"))
    before, after = load_workbook(drawn), load_workbook(tmp_path / "表.xlsx")
    assert after.sheetnames == before.sheetnames
    for old in before:
        new = after[old.title]
        assert {str(box) for box in new.merged_cells} == {str(box) for box in old.merged_cells}
        assert new.page_setup.orientation == old.page_setup.orientation
        assert new.page_setup.paperSize == 9
        fit = new.sheet_properties.pageSetUpPr
        assert fit is not None
        assert fit.fitToPage
        assert new.print_title_rows == old.print_title_rows
        assert new.freeze_panes == old.freeze_panes
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        for row in old.iter_rows():
            for cell in row:
                twin = new[cell.coordinate]
                assert twin.number_format == cell.number_format
                assert (twin.font.name, twin.font.sz) == (cell.font.name, cell.font.sz)
                assert twin.border.left.style == cell.border.left.style
                if cell.data_type == "f":
                    assert twin.value == cell.value
    kept, new_members = _members(drawn), _members(tmp_path / "表.xlsx")
    touched = {n for n in new_members if new_members[n] != kept.get(n)}
    assert all(re.match(r"xl/(worksheets/sheet|workbook|styles)", n) for n in touched), touched


def test_formulas_are_counted_anew_when_the_filled_form_is_opened(
    desk: Desk, tmp_path: Path
) -> None:
    drawn = _members(form_file(tmp_path / "画.xlsx"))
    # As WPS saves it: without being told to count.
    drawn["xl/workbook.xml"] = drawn["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(tmp_path / "表样.xlsx", "w") as package:
        for name, content in drawn.items():
            package.writestr(name, content)
    forms.add_form(desk, tmp_path / "表样.xlsx", mapping(B3=FigureTie(code="M-EN02")))
    forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)
    assert b"fullCalcOnLoad" not in drawn["xl/workbook.xml"]
    assert b'fullCalcOnLoad="1"' in _members(tmp_path / "填好.xlsx")["xl/workbook.xml"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_another_program_counts_the_sums_that_we_count(sample_desk: Desk, tmp_path: Path) -> None:
    forms.fill(sample_desk, "national", tmp_path / "表.xlsx", Q3)
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "表.xlsx"),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sheet = load_workbook(tmp_path / "out" / "表.xlsx", data_only=True)["本期"]
    with sample_desk.read() as reader:
        form = count_form(reader, Q3)
    for column, (code, _title) in enumerate(COLUMNS, 2):
        unit = 1_000_000 if figure_of(code).money else 1
        counted = Decimal(str(sheet.cell(14, column).value))
        assert abs(counted - Decimal(form.cases[SUM, code]) / unit) < Decimal("0.000001")


def test_the_shipped_forms_are_what_their_script_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("prepare", asset("resources", "forms", "prepare.py"))
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "FOLDER", tmp_path)
    script.draw_national()
    script.draw_gi_year()
    for name in SHIPPED:
        for end in ("toml", "xlsx"):
            kept = asset("resources", "forms", f"{name}.{end}").read_bytes()
            assert (tmp_path / f"{name}.{end}").read_bytes() == kept, f"{name}.{end}"


def test_every_shipped_form_fits_its_workbook_and_this_program(sample_desk: Desk) -> None:
    from boshan_desk.usecases.forms.checking import faults

    found = forms.list_forms(sample_desk)
    assert [form.name for form in found] == list(SHIPPED)
    for form in found:
        assert list(faults(form.mapping, forms.read_sheets(form), sample_desk.lists)) == []
        assert (form.mapping.share or 0) > 90


# ---------------------------------------------------------------- a form of the office's own


def test_a_superiors_form_is_kept_tied_filled_in_and_taken_away(desk: Desk, tmp_path: Path) -> None:
    put(desk, Case(cause="GI01", filed_on=date(2026, 8, 3)), Case(filed_on=date(2026, 2, 3)))
    path = form_file(tmp_path / "市局表.xlsx")
    kept = forms.add_form(desk, path)
    assert (kept.title, kept.mapping.ties, kept.mapping.share) == ("市局表", (), None)
    tied = replace(
        mapping(B3=FigureTie(code="M-EN02"), B4=FigureTie(code="M-EN02", span="total")),
        title="市局季度表",
    )
    forms.save_mapping(desk, "市局表", tied)
    found = forms.find_form(desk, "市局季度表")
    assert (found.name, found.shipped, found.officer) == ("市局表", False, "演示员")
    assert found.content == path.read_bytes()
    forms.fill(desk, "市局表", tmp_path / "填好.xlsx", Q3)
    sheet = load_workbook(tmp_path / "填好.xlsx")["表"]
    assert [sheet[cell].value for cell in ("B3", "B4", "B9")] == [1, 2, "=SUM(B3:B8)"]
    forms.remove_form(desk, "市局表")
    with pytest.raises(Missing, match="市局表"):
        forms.find_form(desk, "市局表")
    with desk.read() as reader:
        names = [step["name"] for step in reader.steps()]
    assert names[-3:] == ["新增表样：市局表", "修改表样：市局季度表", "删除表样：市局季度表"]


def test_what_does_not_fit_the_form_is_refused_before_it_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    path = form_file(tmp_path / "表样.xlsx")
    block = RowsTie(ledger="case", columns=("#", "party"), room=5)
    for tie, word in (
        ({"B9": FigureTie(code="M-EN02")}, "表!B9 B9 是公式"),
        ({"A5": block}, "B9 是公式"),
        ({"B1": TextTie(text="x")}, "第一格 A1"),
        ({"B3": FigureTie(code="M-NONE")}, "没有指标“M-NONE”"),
        ({"B3": FigureTie(code="M-EN02", unit="元")}, "不是金额"),
        ({"B3": FigureTie(code="M-EN02", town="999")}, "没有镇街“999”"),
        ({"B3": FigureTie(code="M-GI01", town="370304001")}, "不分镇街"),
        ({"B3": FigureTie(code="M-EN08", where=(Condition("cause", ("GI01",)),))}, "不能再加条件"),
        ({"B3": FigureTie(code="M-EN02", where=(Condition("cause", ("XX",)),))}, "案由的条件"),
        ({"B3": FigureTie(code="M-EN02", where=(Condition("party", ("李四",)),))}, "@filled"),
        ({"B3": FigureTie(code="M-EN02", where=(Condition("nothing", ("x",)),))}, "没有栏目"),
        ({"B3": NationalTie(row="copyright", code="M-EN02")}, "没有行“copyright”"),
        ({"B3": NationalTie(row="gi", code="M-EN01")}, "没有栏“M-EN01”"),
        ({"A3": replace(block, room=2, ledger="informant")}, "没有台账"),
        ({"A3": replace(block, room=2, columns=("secret",))}, "没有栏目“secret”"),
        ({"A3": replace(block, room=2, columns=("party.name",))}, "不指向别的台账"),
        ({"A3": replace(block, room=2, columns=("party@元",))}, "不能换算单位"),
        ({"A3": replace(block, room=2, order="x")}, "没有栏目“x”"),
        (
            {"A3": RowsTie(ledger="gi_right", columns=("product_name",), room=2, within="total")},
            "可按期间",
        ),
    ):
        with pytest.raises(Refused) as refused:
            forms.add_form(desk, path, mapping(**tie))
        assert word in refused.value.words(), tie
    other = replace(
        mapping(B3=HandTie()), ties=(Tie(sheet="无", row=1, column=0, source=HandTie()),)
    )
    with pytest.raises(Refused, match="没有工作表“无”，表样里有：表"):
        forms.add_form(desk, path, other)
    assert [form.name for form in forms.list_forms(desk)] == list(SHIPPED)


def test_a_file_that_is_no_form_is_refused_in_the_words_of_forms(
    desk: Desk, tmp_path: Path
) -> None:
    whole = form_file(tmp_path / "表样.xlsx").read_bytes()
    old = (Path(__file__).parent.parent / "data" / "enterprise_xls.xls").read_bytes()
    for content, word in (
        (old, "改了扩展名的 .xls"),
        (whole[: len(whole) // 2], "已损坏"),
        ("演示".encode(), "不是 .xlsx"),
    ):
        path = tmp_path / "坏.xlsx"
        path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            forms.add_form(desk, path)
        words = refused.value.words()
        assert word in words
        assert words.startswith("坏.xlsx ")
        assert words.endswith("请用 WPS 或 Excel 另存为 .xlsx 后再新增表样")
        assert "导入" not in words
        assert content is not old or "已损坏" not in words


def test_names_are_taken_once_and_shipped_forms_stay(desk: Desk, tmp_path: Path) -> None:
    path = form_file(tmp_path / "national.xlsx")
    with pytest.raises(Refused, match="已经有"):
        forms.add_form(desk, path)
    forms.add_form(desk, path, name="演示")
    with pytest.raises(Refused, match="已经有"):
        forms.add_form(desk, path, name="演示")
    for name in ("", "a/b", "x" * 61, "a\nb"):
        with pytest.raises(Refused, match="名称"):
            forms.add_form(desk, form_file(tmp_path / "甲.xlsx"), name=name or "  ")
    with pytest.raises(Refused, match="不能删除"):
        forms.remove_form(desk, "national")
    with pytest.raises(Refused, match="随程序提供"):
        forms.save_mapping(desk, "national", mapping())
    copied = forms.copy_form(desk, "national", "本局统计表")
    assert (copied.shipped, copied.mapping.share) == (False, 98)
    assert copied.title == forms.find_form(desk, "本局统计表").title == "本局统计表"
    forms.save_mapping(desk, "本局统计表", replace(copied.mapping, title="改过"))
    assert forms.find_form(desk, "national").title == "知识产权执法数据统计表"


def test_a_form_is_handed_over_to_another_county_as_a_pair(desk: Desk, tmp_path: Path) -> None:
    tied = mapping(A3=TextTie(text="报送：{bureau}"), B3=FigureTie(code="M-EN02"), B4=HandTie())
    forms.add_form(desk, form_file(tmp_path / "表样.xlsx"), tied)
    (tmp_path / "u盘").mkdir()
    book, text = forms.hand_over(desk, "表样", tmp_path / "u盘")
    assert book.read_bytes() == (tmp_path / "表样.xlsx").read_bytes()
    make(tmp_path / "other", county="boshan")
    with open_desk(tmp_path / "other", clock=Clock(TODAY)) as other:
        forms.add_form(other, book, forms.read_mapping_file(text))
        assert forms.find_form(other, "表样").mapping == tied
    with pytest.raises(NoRoom):
        forms.hand_over(desk, "表样", tmp_path / "无此文件夹")


def test_only_who_sets_things_up_changes_forms_and_everybody_fills_them_in(
    folder: Path, tmp_path: Path
) -> None:
    path = form_file(tmp_path / "表样.xlsx")
    tied = mapping(B3=FigureTie(code="M-EN02"), B4=TextTie(text="{officer}"))
    with open_desk(
        folder, clock=Clock(TODAY), officer=with_roles("管理", ["admin"], id="1")
    ) as desk:
        forms.add_form(desk, path, tied)
    who = with_roles("赵录入", ["entry"], id="2")
    with open_desk(folder, clock=Clock(TODAY), officer=who) as desk:
        changes: tuple[Callable[[], object], ...] = (
            lambda: forms.add_form(desk, path, name="另一个"),
            lambda: forms.save_mapping(desk, "表样", mapping()),
            lambda: forms.copy_form(desk, "national", "本局"),
            lambda: forms.remove_form(desk, "表样"),
        )
        for change in changes:
            with pytest.raises(NoRight):
                change()
        forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)
        assert load_workbook(tmp_path / "填好.xlsx")["表"]["B4"].value == "赵录入"


# ---------------------------------------------------------------- times, places, units


def test_a_figure_is_of_the_time_that_the_tie_names(desk: Desk, tmp_path: Path) -> None:
    days = {
        date(2026, 8, 3): 3,
        date(2026, 5, 3): 2,
        date(2025, 8, 3): 4,
        date(2025, 2, 3): 1,
        date(2025, 11, 3): 5,
    }
    put(desk, *(Case(filed_on=day) for day, count in days.items() for _n in range(count)))
    spans: tuple[Any, ...] = (
        "now", "total", "then", "total_then", "before", "last_year", "change", "total_change",
    )  # fmt: skip
    cells = {f"D{row}": FigureTie(code="M-EN02", span=span) for row, span in enumerate(spans, 3)}
    sheet = filled(desk, tmp_path, **cells)
    assert [sheet[cell].value for cell in cells] == [3, 5, 4, 5, 2, 10, -25, 0]


def test_money_is_written_in_the_unit_of_the_form(desk: Desk, tmp_path: Path) -> None:
    put(desk, Case(fine=1_234_567, decided_on=date(2026, 8, 3)))
    sheet = filled(
        desk,
        tmp_path,
        Q3,
        C3=FigureTie(code="M-EN05"),
        C4=FigureTie(code="M-EN05", unit="元"),
        C5=FigureTie(code="M-EN05", unit="元", decimals=0),
        C6=FigureTie(code="M-EN05", decimals=4),
        C7=FigureTie(code="M-EN05", unit="亿元", decimals=6),
        A12=RowsTie(ledger="case", columns=("fine", "fine@元"), room=2),
    )
    found = [sheet[f"C{row}"].value for row in range(3, 8)]
    assert found == [1.23, 12345.67, 12346, 1.2346, 0.000123]
    assert [cell.value for cell in sheet["A12:B12"][0]] == [1.23, 12345.67]


def test_a_figure_is_of_the_county_of_a_town_or_of_the_town_that_is_chosen(
    desk: Desk, tmp_path: Path
) -> None:
    towns = ("370304001", "370304001", "370304002", None)
    put(desk, *(Case(filed_on=date(2026, 8, 3), town_code=town) for town in towns))
    ties: dict[str, Source] = {
        "C3": FigureTie(code="M-EN02"),
        "C4": FigureTie(code="M-EN02", town="*"),
        "C5": FigureTie(code="M-EN02", town="370304002"),
        "C6": FigureTie(code="M-GI01"),
        "C7": TextTie(text="{town}"),
        "A12": RowsTie(ledger="case", columns=("#", "town_code"), room=4),
    }
    whole = filled(desk, tmp_path, **ties)
    assert [whole[f"C{row}"].value for row in range(3, 8)] == [4, 4, 1, 0, "博山区"]
    town = filled(desk, tmp_path, Q3, "370304001", **ties)
    label = desk.lists["town"].label("370304001")
    assert [town[f"C{row}"].value for row in range(3, 8)] == [2, 4, 1, None, label]
    assert [town[f"B{row}"].value for row in range(12, 16)] == [label, label, None, None]


def test_of_what_nothing_can_be_said_the_cell_stays_empty_and_it_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    tied = mapping(
        C3=FigureTie(code="M-GI05c"),
        C4=FigureTie(code="M-EN02", span="change"),
        C5=FigureTie(code="M-GI04"),
    )
    path = form_file(tmp_path / "表样.xlsx", lambda sheet: sheet.__setitem__("C3", "旧数"))
    forms.add_form(desk, path, tied)
    written = forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)
    sheet = load_workbook(tmp_path / "填好.xlsx")["表"]
    assert [sheet[cell].value for cell in ("C3", "C4", "C5")] == [None, None, None]
    told = "\n".join(written.notes())
    assert "表!C3 未填：没有可以统计的记录" in told
    assert "表!C4 未填：" in told
    assert written.notes()[0] == "本表 100% 自动填充（自动 3 格，手工 0 格）"


def test_a_condition_narrows_a_figure_and_its_records(desk: Desk) -> None:
    day = date(2026, 8, 3)
    put(
        desk,
        Case(filed_on=day, cause="GI01", is_online=True),
        Case(filed_on=day, cause="GI02"),
        Case(filed_on=day, cause="TM03", is_online=True),
        Case(filed_on=day, penalties=("fine", "income")),
    )

    def count(*where: Condition) -> tuple[Any, int]:
        tied = mapping(B3=FigureTie(code="M-EN02", where=where))
        with desk.read() as reader:
            value = work_out(reader, tied, Q3).values["表"][3, 1]
        rows = desk.rows()
        try:
            return value.value, sum(rows.count(view) for view in value.views)
        finally:
            rows.close()

    assert count() == (4, 4)
    assert count(Condition("cause", ("@gi",))) == (2, 2)
    assert count(Condition("cause", ("@gi", "TM03"))) == (3, 3)
    assert count(Condition("cause", ("@gi",)), Condition("is_online", ("yes",))) == (1, 1)
    assert count(Condition("cause", ("@filled",))) == (3, 3)
    assert count(Condition("cause", ("@blank",))) == (1, 1)
    assert count(Condition("penalties", ("income",))) == (1, 1)
    # A group without causes counts nothing, and not everything.
    assert count(Condition("cause", ("@pt_other",))) == (0, 0)


def test_the_records_behind_a_cell_are_those_that_it_counts(sample_desk: Desk) -> None:
    for name, text in (("national", "2026Q3"), ("gi-year", "2025")):
        form, worked = forms.look(sample_desk, name, read_period(text))
        rows = sample_desk.rows()
        tried = 0
        try:
            for tie in form.mapping.ties:
                value = worked.values.get(tie.sheet, {}).get(tie.place)
                source = tie.source
                counts = isinstance(source, NationalTie) and source.code in ("M-EN02", "M-EN03")
                figures = ("M-GI01", "M-GI05", "M-EN02", "M-TR01", "M-EN01")
                counts |= isinstance(source, FigureTie) and source.code in figures
                if value is None or not counts:
                    continue
                assert sum(rows.count(view) for view in value.views) == value.value, tie
                tried += 1
        finally:
            rows.close()
        assert tried > 20


def test_a_list_that_is_longer_than_the_form_says_so(desk: Desk, tmp_path: Path) -> None:
    put(desk, *(GiRight(product_name=f"演示{n}") for n in range(5)))
    block = RowsTie(ledger="gi_right", columns=("#", "product_name"), room=3, order="product_name")
    forms.add_form(desk, form_file(tmp_path / "表样.xlsx"), mapping(C3=block))
    written = forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)
    sheet = load_workbook(tmp_path / "填好.xlsx")["表"]
    assert [sheet[f"D{row}"].value for row in (3, 4, 5, 6)] == ["演示0", "演示1", "演示2", None]
    assert "还有 2 条没有列入" in "\n".join(written.notes())


def test_rows_of_an_earlier_time_do_not_stay_in_the_form(desk: Desk, tmp_path: Path) -> None:
    put(desk, GiRight(product_name="演示甲"))
    block = RowsTie(ledger="gi_right", columns=("product_name",), room=3)

    def old(sheet: Worksheet) -> None:
        for row in (3, 4, 5, 6):
            sheet[f"D{row}"] = "上年的"
        sheet["D4"].fill = PatternFill("solid", fgColor="FFCC00")
        sheet["D4"].font = Font(name="楷体", size=14)

    forms.add_form(desk, form_file(tmp_path / "表样.xlsx", old), mapping(D3=block))
    forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)
    sheet = load_workbook(tmp_path / "填好.xlsx")["表"]
    assert [sheet[f"D{row}"].value for row in (3, 4, 5, 6)] == ["演示甲", None, None, "上年的"]
    assert sheet["D4"].font.name == "楷体"


def test_what_looks_like_a_formula_in_a_record_stays_text(desk: Desk, tmp_path: Path) -> None:
    put(desk, GiRight(product_name='=HYPERLINK("演示")', holder="+1"))
    sheet = filled(
        desk, tmp_path, A3=RowsTie(ledger="gi_right", columns=("product_name", "holder"), room=1)
    )
    assert sheet["A3"].data_type in ("s", "inlineStr")
    assert (sheet["A3"].value, sheet["B3"].value) == ('=HYPERLINK("演示")', "+1")


def test_a_field_of_what_a_link_points_to_stands_in_a_list(desk: Desk, tmp_path: Path) -> None:
    right = GiRight(product_name="演示琉璃", right_kind="CTM")
    put(desk, right, GiYear(year=2025, right_id=right.id, value=100, audited=True))
    block = RowsTie(
        ledger="gi_year",
        columns=("right_id", "right_id.right_kind", "", "audited"),
        room=2,
        where=(Condition("year", ("@year",)), Condition("audited", ("yes",))),
    )
    sheet = filled(desk, tmp_path, read_period("2025"), A12=block, C12=TextTie(text="留"))
    assert [c.value for c in sheet["A12:D12"][0]] == ["演示琉璃", "证明商标", "留", "是"]
    sheet = filled(desk, tmp_path, read_period("2024"), A12=block)
    assert sheet["A12"].value is None


# ---------------------------------------------------------------- what is refused


def test_periods_that_a_form_is_not_for_and_those_to_come_are_refused(
    sample_desk: Desk, tmp_path: Path
) -> None:
    for name, text, word in (
        ("national", "2026-07", "2026年7月"),
        ("gi-year", "2026Q3", "不按"),
        ("national", "2027Q1", "还没有开始"),
    ):
        with pytest.raises(Refused, match=word):
            forms.fill(sample_desk, name, tmp_path / "表.xlsx", read_period(text))
    with pytest.raises(Refused, match="全区县"):
        forms.fill(sample_desk, "national", tmp_path / "表.xlsx", Q3, "370304001")
    with pytest.raises(Refused, match="xlsx"):
        forms.fill(sample_desk, "national", tmp_path / "表.xls", Q3)
    with pytest.raises(NoRoom):
        forms.fill(sample_desk, "national", tmp_path / "无" / "表.xlsx", Q3)
    with pytest.raises(Missing, match="national"):
        forms.fill(sample_desk, "无此表", tmp_path / "表.xlsx", Q3)
    assert list(tmp_path.iterdir()) == []


def _zip(**members: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "损坏"),
        (b"<html></html>", "损坏"),
        (b"PK\x03\x04 and then nothing", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (_zip(xl__workbook_xml="<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"), "DOCTYPE"),
        (_zip(xl__workbook_xml="<workbook/>"), "损坏"),
        (_zip(readme_xml="<x/>"), "损坏"),
        (_zip(xl__workbook_xml="<workbook>" + " " * 3_000_000 + "</workbook>"), "结构不正常"),
    ],
)
def test_a_file_that_is_no_form_is_refused_and_nothing_is_kept(
    desk: Desk, tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "表样.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        forms.add_form(desk, path)
    assert word in refused.value.words()
    assert len(forms.list_forms(desk)) == len(SHIPPED)


def test_other_kinds_of_file_and_large_ones_are_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "表样.xls").write_bytes(b"x")
    with pytest.raises(Refused, match="另存"):
        forms.add_form(desk, tmp_path / "表样.xls")
    with pytest.raises(Refused, match="检查位置"):
        forms.add_form(desk, tmp_path / "无此文件.xlsx")
    (tmp_path / "大.xlsx").write_bytes(b"x" * (4 * 2**20 + 1))
    with pytest.raises(Refused, match="4 MB"):
        forms.add_form(desk, tmp_path / "大.xlsx")
    (tmp_path / "坏.toml").write_bytes("[form]\ntitle = '表'".encode("gb18030") + b"\xff")
    with pytest.raises(Refused, match="UTF-8"):
        forms.read_mapping_file(tmp_path / "坏.toml")


def test_a_form_that_names_what_this_program_does_not_have_is_refused_when_it_is_filled_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms.add_form(desk, form_file(tmp_path / "表样.xlsx"), mapping(B3=FigureTie(code="M-EN02")))
    from boshan_desk.usecases.forms import catalogue, checking

    known = {code: entry for code, entry in catalogue.entries().items() if code != "M-EN02"}
    monkeypatch.setattr(checking, "entries", lambda: known)
    with pytest.raises(Refused, match="没有指标“M-EN02”"):
        forms.fill(desk, "表样", tmp_path / "填好.xlsx", Q3)


def test_a_form_survives_a_backup_and_a_check(desk: Desk, tmp_path: Path) -> None:
    from boshan_desk.store.opening import check_file

    forms.add_form(desk, form_file(tmp_path / "表样.xlsx"), mapping(B3=FigureTie(code="M-EN02")))
    records.add(desk, Case.ledger, {"party": "演示公司"})
    assert check_file(desk.folder / "desk.db") == []


def test_the_shipped_mappings_name_only_what_the_form_has() -> None:
    for name in SHIPPED:
        text = asset("resources", "forms", f"{name}.toml").read_text("utf-8")
        assert read_toml(text).title
