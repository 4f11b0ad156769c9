"""Out, edited in an office program, and in again: only what was edited comes back."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.fields import SCREEN, Day, Kind, Link, Money, Number, Whole
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.view import View
from boshan_desk.excel.reading.book import read_book
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import make_sample
from boshan_desk.usecases.sheets import (
    Preview,
    export,
    export_book,
    look,
    take_in,
    write_template,
)

CASE = Case.ledger
SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make_sample(folder, county="boshan")
    return folder


@pytest.fixture
def full(sample: Path, tmp_path: Path) -> Iterator[Desk]:
    """The sample county's desk, a copy of its own."""
    shutil.copytree(sample, tmp_path / "full")
    with open_desk(tmp_path / "full", officer="演示员") as desk:
        yield desk


def convert(to: str, profile: Path, *paths: Path) -> list[Path]:
    """Workbooks as LibreOffice saves them in another format, or in the same."""
    assert SOFFICE
    out = paths[0].parent / f"as-{to}"
    words = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    subprocess.run(
        [*words, "--outdir", str(out), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return [out / f"{path.stem}.{to}" for path in paths]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def edit(path: Path, change: Callable[[Worksheet, dict[str, int]], object]) -> Path:
    """Change the first sheet; `change` gets the places of the columns by their heads."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    change(sheet, {str(cell.value): cell.column for cell in sheet[3] if cell.value})
    book.save(path)
    return path


def outcomes(preview: Preview) -> dict[str, int]:
    """How many rows of each outcome, without those of title and head."""
    return {k: n for k, n in preview.counts.items() if n and k not in ("rows_in_file", "skipped")}


def changes(preview: Preview) -> list[tuple[int, dict[str, Any]]]:
    """Row by row the fields that would change, with their new values."""
    return [
        (
            row.number,
            {
                name: getattr(row.after, name)
                for name in preview.ledger.fields
                if getattr(row.after, name) != getattr(row.before, name)
            },
        )
        for row in preview.rows
        if row.outcome == "changed"
    ]


def said(preview: Preview, outcome: str) -> str:
    return "\n".join(i.message for r in preview.rows if r.outcome == outcome for i in r.issues)


# ---------------------------------------------------------------- untouched


@pytest.mark.parametrize("ledger", TYPED.values(), ids=TYPED)
def test_every_field_of_every_ledger_comes_back_the_same(
    full: Desk, tmp_path: Path, ledger: Ledger
) -> None:
    count = export(full, ledger, tmp_path / "a.xlsx", columns=list(ledger.fields))
    assert count
    assert outcomes(look(full, ledger, tmp_path / "a.xlsx")) == {"same": count}


def written(kind: Kind, value: Any, label: str, desk: Desk) -> Any:
    """What a cell must hold for a stored value."""
    if value is None or value == ():
        return None
    if isinstance(kind, Link):
        return label or None
    if isinstance(kind, Day | Whole):
        return value
    if isinstance(kind, Money):
        return value / 100
    if isinstance(kind, Number):
        return int(value) if value == int(value) else float(value)
    return kind.mask(value, SCREEN, desk.lists) if kind.personal else kind.show(value, desk.lists)


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_every_cell_says_what_the_ledger_keeps(full: Desk, tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "a.xlsx"
    fields = list(ledger.fields)
    export(full, ledger, path, columns=fields)
    with closing(full.rows()) as rows:
        wanted = [
            [written(ledger.fields[n], getattr(r, n), links.get(n, ""), full) for n in fields]
            for r, links in rows.rows(View(ledger=ledger.name))
        ]
    assert wanted
    sheet = openpyxl.load_workbook(path).worksheets[0]
    by_openpyxl = [
        [v.date() if isinstance(v, datetime) else v for v in row[1 : len(fields) + 1]]
        for row in sheet.iter_rows(min_row=4, values_only=True)
    ]
    assert by_openpyxl == wanted
    plain = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
    cells = plain.to_python(skip_empty_area=False)[3:]
    by_calamine = [[None if v == "" else v for v in row[1 : len(fields) + 1]] for row in cells]
    assert by_calamine == wanted


def test_each_ledger_finds_its_own_sheet_in_a_book_of_all(full: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    counts = export_book(full, path)
    assert set(TYPED) <= set(counts)
    book = read_book(path)
    for name, ledger in TYPED.items():
        assert outcomes(look(full, ledger, path, book=book)) == {"same": counts[name]}, name


@needs_office
@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_what_an_office_program_saved_comes_back_the_same(
    full: Desk, tmp_path: Path, profile: Path, to: str
) -> None:
    ledgers = [CASE, Enterprise.ledger, TYPED["attendee"], TYPED["gi_right"]]
    paths = [tmp_path / f"{ledger.name}.xlsx" for ledger in ledgers]
    counts = [
        export(full, ledger, path, columns=list(ledger.fields))
        for ledger, path in zip(ledgers, paths, strict=True)
    ]
    saved = convert(to, profile, *paths)
    for ledger, path, count in zip(ledgers, saved, counts, strict=True):
        assert outcomes(look(full, ledger, path)) == {"same": count}


@needs_office
@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_only_what_was_edited_comes_back_from_an_office_program(
    full: Desk, tmp_path: Path, profile: Path, to: str
) -> None:
    path = tmp_path / "a.xlsx"
    export(full, Enterprise.ledger, path)

    def change(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(7, at["法定代表人"]).value = "演示某"
        sheet.cell(9, at["商标数"]).value = 77

    edit(path, change)
    (saved,) = convert(to, profile, path)
    preview = look(full, Enterprise.ledger, saved)
    assert changes(preview) == [(7, {"legal_rep": "演示某"}), (9, {"marks": 77})]
    assert set(outcomes(preview)) == {"same", "changed"}


@needs_office
def test_a_template_filled_in_an_office_program_keeps_its_long_numbers(
    desk: Desk, tmp_path: Path, profile: Path
) -> None:
    path = tmp_path / "a.xlsx"
    write_template(desk, Enterprise.ledger, path)

    def fill(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(5, at["*企业名称"]).value = "演示公司"
        sheet.cell(5, at["*统一社会信用代码"]).value = "91990101MA0000007H"

    edit(path, fill)
    for to in ("xlsx", "ods", "xls"):
        (saved,) = convert(to, profile, path)
        rows = look(desk, Enterprise.ledger, saved).rows
        (row,) = (row for row in rows if row.outcome != "skipped")
        assert (row.outcome, row.values["uscc"]) == ("new", "91990101MA0000007H")


@needs_office
def test_an_office_program_keeps_the_lists_and_the_locks_of_a_template(
    desk: Desk, tmp_path: Path, profile: Path
) -> None:
    path = tmp_path / "a.xlsx"
    write_template(desk, CASE, path)
    ours = openpyxl.load_workbook(path).worksheets[0]
    (file,) = convert("xlsx", profile, path)
    saved = openpyxl.load_workbook(file).worksheets[0]
    assert isinstance(ours, Worksheet)
    assert isinstance(saved, Worksheet)
    assert saved.protection.sheet
    assert saved["B3"].protection.locked
    assert not saved["B5"].protection.locked
    rules = [rule.type for rule in ours.data_validations.dataValidation]
    assert sorted(rule.type for rule in saved.data_validations.dataValidation) == sorted(rules)
    assert (saved.max_column, saved["B5"].number_format) == (ours.max_column, "@")


# ---------------------------------------------------------------- damaged as offices do


@pytest.fixture
def out(full: Desk, tmp_path: Path) -> Path:
    export(full, CASE, tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_a_hidden_column_that_was_shown_and_moved_still_tells(full: Desk, out: Path) -> None:
    def move(sheet: Worksheet, at: dict[str, int]) -> None:
        place = at["记录标识"]
        sheet.column_dimensions[get_column_letter(place)].hidden = False
        ids = [sheet.cell(row, place).value for row in range(3, sheet.max_row + 1)]
        sheet.delete_cols(place)
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(2)
        for row, id in enumerate(ids, 3):
            sheet.cell(row, 2).value = id
        # The number of the case cannot be what finds it.
        sheet.cell(12, at["案号"] + 1).value = "演示改号"

    preview = look(full, CASE, edit(out, move))
    assert changes(preview) == [(12, {"case_no": "演示改号"})]
    assert set(outcomes(preview)) == {"same", "changed"}


def test_a_sheet_that_was_sorted_comes_back_the_same(full: Desk, out: Path) -> None:
    def sort(sheet: Worksheet, _at: dict[str, int]) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        random.Random(3).shuffle(rows)
        for number, row in enumerate(rows, 4):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value

    assert set(outcomes(look(full, CASE, edit(out, sort)))) == {"same"}


def test_rows_that_were_deleted_stay_in_the_ledger(full: Desk, out: Path) -> None:
    before = outcomes(look(full, CASE, out))["same"]
    edit(out, lambda sheet, _at: sheet.delete_rows(8, 5))
    preview = look(full, CASE, out)
    assert outcomes(preview) == {"same": before - 5}
    take_in(full, preview)
    with full.read() as reader:
        assert len(list(reader.all(Case))) == before


def test_a_row_that_was_copied_is_shown_as_a_fault(full: Desk, out: Path) -> None:
    def copy(sheet: Worksheet, at: dict[str, int]) -> None:
        last = sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(12, column).value
        sheet.cell(last, at["案号"]).value = "演示抄来的一行"

    preview = look(full, CASE, edit(out, copy))
    assert outcomes(preview)["refused"] == 2
    assert outcomes(preview).get("changed", 0) == 0
    assert "第 12 行是同一条记录" in said(preview, "refused")


def test_a_new_row_without_an_identity_is_a_new_record(full: Desk, out: Path) -> None:
    def add(sheet: Worksheet, at: dict[str, int]) -> None:
        last = sheet.max_row + 1
        sheet.cell(last, at["案号"]).value = "演示新案1号"
        sheet.cell(last, at["当事人名称"]).value = "演示新公司"

    preview = look(full, CASE, edit(out, add))
    new = [row.values for row in preview.rows if row.outcome == "new"]
    assert [values["case_no"] for values in new] == ["演示新案1号"]
    assert set(outcomes(preview)) == {"same", "new"}


def test_without_the_hidden_column_the_key_finds_the_record(full: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    count = export(full, Enterprise.ledger, path)

    def drop(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.delete_cols(at["记录标识"])
        sheet.cell(6, at["商标数"]).value = 77

    preview = look(full, Enterprise.ledger, edit(path, drop))
    assert changes(preview) == [(6, {"marks": 77})]
    assert outcomes(preview) == {"same": count - 1, "changed": 1}


def test_masked_values_are_no_change_but_a_new_value_is(full: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(full, Enterprise.ledger, path)

    def change(sheet: Worksheet, at: dict[str, int]) -> None:
        assert "**" in str(sheet.cell(5, at["联系电话"]).value)
        sheet.cell(5, at["联系电话"]).value = "19900000000"
        sheet.cell(6, at["联系电话"]).value = "199****9999"

    preview = look(full, Enterprise.ledger, edit(path, change))
    assert changes(preview) == [(5, {"phone": "19900000000"})]
    touched = next(row for row in preview.rows if row.number == 6)
    assert "已经脱敏" in "".join(issue.message for issue in touched.issues)
    take_in(full, preview)
    with full.read() as reader:
        assert not [r for r in reader.all(Enterprise) if r.phone and "*" in r.phone]


def test_identities_that_slipped_into_other_rows_are_not_believed(full: Desk, out: Path) -> None:
    """As when a sheet is sorted by hand without its hidden column."""

    def slip(sheet: Worksheet, at: dict[str, int]) -> None:
        place = at["记录标识"]
        first, second = sheet.cell(20, place), sheet.cell(21, place)
        first.value, second.value = second.value, first.value

    preview = look(full, CASE, edit(out, slip))
    assert outcomes(preview).get("changed", 0) == 0
    assert outcomes(preview)["refused"] == 2


# ---------------------------------------------------------------- templates


def test_the_example_of_every_template_can_be_taken_in(desk: Desk, tmp_path: Path) -> None:
    """In the order of the ledgers, so that what an example points to is there."""
    for name, ledger in TYPED.items():
        path = tmp_path / f"{name}.xlsx"
        write_template(desk, ledger, path)

        def fill(sheet: Worksheet, _at: dict[str, int]) -> None:
            for column in range(2, sheet.max_column + 1):
                sheet.cell(5, column).value = sheet.cell(4, column).value

        preview = look(desk, ledger, edit(path, fill))
        (row,) = (row for row in preview.rows if row.outcome != "skipped")
        found = [i.message for i in row.issues if i.severity != "note"]
        assert (name, row.number, row.outcome, found) == (name, 5, "new", [])
        take_in(desk, preview)
    with desk.read() as reader:
        assert all(len(list(reader.all(ledger.record))) == 1 for ledger in TYPED.values())
