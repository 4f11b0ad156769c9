"""Taking a workbook in: what each row will become, the button that says so, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.view import View
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.import_page import ImportPage
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

MERGED = Path(__file__).parent.parent / "data" / "case_title_merged.xlsx"

HEADS = ["序号", "案号", "违法行为发生地", "当事人名称", "立案日期", "货值金额", "领导批示"]


def write_book(path: Path, *rows: list[object]) -> Path:
    """A simply shaped workbook of cases (演示)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ImportPage:
    """The page, set to cases."""
    made = ImportPage(shell, "case")
    qtbot.addWidget(made)
    made.resize(1100, 650)
    made.show()
    return made


def child(window: QWidget, kind: type[QWidget], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def cells(page: ImportPage, row: int) -> list[str]:
    """What a row of the preview shows."""
    model = page.model
    return [str(model.index(row, c).data() or "") for c in range(model.columnCount())]


def headings(page: ImportPage) -> list[str]:
    """The heads of the preview; those of fields begin with their column in the file."""
    across = Qt.Orientation.Horizontal
    return [str(page.model.headerData(c, across)) for c in range(page.model.columnCount())]


def outcomes(page: ImportPage) -> dict[str, str]:
    """What the chips count."""
    names = ("all", "new", "changed", "same", "skipped", "refused")
    return {n: child(page, QToolButton, f"chip_{n}").text().split()[-1] for n in names}


def test_a_real_workbook_is_previewed_with_the_rows_of_excel(page: ImportPage) -> None:
    page.take_file(MERGED)
    told = outcomes(page)
    assert told["new"] == "30"
    assert int(told["all"]) == sum(int(n) for name, n in told.items() if name != "all")
    page.show_only("new")
    assert page.model.rowCount() == 30
    assert cells(page, 0)[0] == "5"
    assert child(page, QPushButton, "import_write").text().startswith("写入 30 条")


def test_nothing_is_written_before_the_last_button(page: ImportPage, shell: Shell) -> None:
    page.take_file(MERGED)
    assert shell.rows.count(View(ledger="case")) == 0


def test_the_button_names_what_it_does_and_the_import_can_be_taken_back(
    page: ImportPage,
    shell: Shell,
    put: Callable[..., Any],
    tmp_path: Path,
    said: list[tuple[str, str]],
) -> None:
    put(Case(case_no="博演示〔2026〕1号", filed_on=date(2026, 8, 3), value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200, "阅"],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    page.take_file(path)
    button = child(page, QPushButton, "import_write")
    assert button.text() == "写入 1 条，更新 1 条（均为草稿）"
    button.click()
    assert shell.rows.count(View(ledger="case")) == 2
    assert said[-1] == ("ok", "导入完成：新增 1 条，修改 1 条")
    child(page, QPushButton, "import_undo").click()
    assert shell.rows.count(View(ledger="case")) == 1
    kept = next(iter(shell.rows.rows(View(ledger="case"))))[0]
    assert isinstance(kept, Case)
    assert kept.value == 100_00


def test_a_changed_cell_shows_the_old_value_and_the_new_one(
    page: ImportPage, put: Callable[..., Any], tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", filed_on=date(2026, 8, 3), value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "2026-08-03", 200, ""]
    )
    page.take_file(path)
    model = page.model
    heads = headings(page)
    place = model.index(0, heads.index("F  货值金额"))
    assert place.data() == "200.00"
    assert place.data(Qt.ItemDataRole.UserRole) == "100.00"
    same = model.index(0, heads.index("E  立案日期"))
    assert same.data(Qt.ItemDataRole.UserRole) is None
    assert cells(page, 0)[1] == "～ 修改"
    # What changes stands beside what names the record, not beyond the edge.
    assert heads[3:5] == ["B  案号", "F  货值金额"]


def test_a_refused_row_says_why_and_where(page: ImportPage, tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, ""],
    )
    page.take_file(path)
    assert outcomes(page)["refused"] == "1"
    row = cells(page, 0)
    assert row[0] == "2"
    assert row[1] == "✕ 不能导入"
    assert "E 列" in row[2]
    assert "2026-13-40" in row
    assert not child(page, QPushButton, "import_write").isEnabled()


def test_good_rows_come_in_alone_only_when_the_officer_says_so(
    page: ImportPage, shell: Shell, officer: Officer, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, ""],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    page.take_file(path)
    officer.will_answer(False)
    page.take_in()
    assert shell.rows.count(View(ledger="case")) == 0
    officer.will_answer(True)
    page.take_in()
    assert shell.rows.count(View(ledger="case")) == 1


def test_headings_are_matched_in_sight_and_strangers_are_named(
    page: ImportPage, tmp_path: Path
) -> None:
    page.take_file(write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", ""]))
    tree = child(page, QTreeWidget, "import_heads")
    items = (tree.topLevelItem(n) for n in range(tree.topLevelItemCount()))
    told = {item.text(1): item.text(2) for item in items}
    assert told["案号"] == "案号"
    assert "不导入" in told["领导批示"]
    assert "序号" not in told
    button = child(page, QToolButton, "import_heads_button")
    assert button.text() == "栏目对照（1 列未对上）"


def test_a_town_can_be_named_for_rows_without_one(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", ""])
    page.take_file(path)
    box = child(page, QComboBox, "import_town")
    box.setCurrentIndex(box.findText("域城镇"))
    box.activated.emit(box.currentIndex())
    child(page, QPushButton, "import_write").click()
    record = next(iter(shell.rows.rows(View(ledger="case"))))[0]
    assert getattr(record, "town_code", "") == "370304102"


def test_a_file_that_is_no_workbook_is_refused_in_words(
    page: ImportPage, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    path = tmp_path / "演示.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook")
    page.take_file(path)
    assert said[-1][0] == "error"
    assert page.preview is None
    assert child(page, QPushButton, "import_again").isVisible()


def test_a_mended_file_is_looked_at_again(page: ImportPage, tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "2026-13-40", "", ""]
    )
    page.take_file(path)
    assert outcomes(page)["refused"] == "1"
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.cell(2, 5, "2026-08-04")
    book.save(path)
    child(page, QPushButton, "import_again").click()
    assert outcomes(page)["new"] == "1"


def test_a_ledger_that_moved_since_the_preview_is_looked_at_again(
    page: ImportPage, put: Callable[..., Any], shell: Shell, said: list[tuple[str, str]]
) -> None:
    page.take_file(MERGED)
    put(Case(case_no="博演示〔2026〕9号"))
    child(page, QPushButton, "import_write").click()
    assert said[-1][0] == "error"
    assert shell.rows.count(View(ledger="case")) == 1
    child(page, QPushButton, "import_write").click()
    assert shell.rows.count(View(ledger="case")) == 31


def test_the_page_begins_with_one_sentence_and_one_button(
    page: ImportPage, officer: Officer
) -> None:
    officer.will_answer(None)
    child(page, QPushButton, "import_choose_here").click()
    assert officer.asked == ["选择要导入的表格"]
    assert child(page, QLabel, "import_file").text().startswith("还没有选择文件")


def test_a_file_of_another_ledger_is_read_as_that_ledger(qtbot: QtBot, shell: Shell) -> None:
    for name in ("enforcement_action", "station_service"):
        page = ImportPage(shell, name)
        qtbot.addWidget(page)
        page.show()
        page.take_file(MERGED)
        assert page.ledger.name == "case"
        assert page.preview is not None
        assert page.preview.ledger.name == "case"
        words = child(page, QLabel, "import_guess_words")
        assert words.isVisible()
        assert words.text().startswith("像是“执法案件”，已按它读取")


def test_a_sheet_that_hardly_fits_is_written_only_when_the_officer_is_sure(
    page: ImportPage, tmp_path: Path
) -> None:
    page.take_file(write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", ""]))
    sure = child(page, QCheckBox, "import_sure")
    assert not sure.isVisible()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["案号", "当事人名称", "甲栏", "乙栏", "丙栏"])
    sheet.append(["博演示〔2026〕1号", "演示甲公司", "一", "二", "三"])
    book.save(tmp_path / "杂.xlsx")
    page.take_file(tmp_path / "杂.xlsx")
    button = child(page, QPushButton, "import_write")
    assert sure.isVisible()
    assert not button.isEnabled()
    sure.setChecked(True)
    assert button.isEnabled()


def test_undo_from_anywhere_is_told_on_the_page(page: ImportPage, shell: Shell) -> None:
    from boshan_desk.usecases.records import redo, undo

    page.take_file(MERGED)
    child(page, QPushButton, "import_write").click()
    end, button = child(page, QLabel, "import_end"), child(page, QPushButton, "import_undo")
    assert end.text().startswith("已写入执法案件。\n新增 30 条，跳过 3 行。")
    assert page.focusWidget().objectName() == "import_open_ledger"
    undo(shell.desk)
    assert end.text() == "已撤销本次导入，30 条记录恢复到导入前的样子。"
    assert not button.isVisible()
    redo(shell.desk)
    assert end.text().startswith("已写入执法案件。")
    assert button.isVisible()


def test_rows_of_several_sheets_show_the_sheet_beside_the_row(page: ImportPage) -> None:
    page.take_file(MERGED.with_name("case_by_town.xlsx"))
    assert headings(page)[:3] == ["工作表", "行", "结果"]
    assert cells(page, 1)[:2] == ["石马镇", "3"]
