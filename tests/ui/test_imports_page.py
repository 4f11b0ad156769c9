"""Imports of any day: listed, taken back from the list and from a record's history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers.case import Case
from boshan_desk.ui.imports_page import ImportsPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import records, sheets

from .conftest import Officer, Sit

CASE = Case.ledger


@pytest.fixture
def file() -> Path:
    """A workbook with some thirty cases."""
    found = next(Path(__file__).parents[1].rglob("case_title_merged.xlsx"))
    assert found.is_file()
    return found


@pytest.fixture
def taken(shell: Shell, file: Path) -> sheets.Taken:
    """One finished import."""
    return sheets.take_in(shell.desk, sheets.look(shell.desk, CASE, file), only_good=True)


def open_page(shell: Shell, qtbot: QtBot) -> ImportsPage:
    page = ImportsPage(shell)
    qtbot.addWidget(page)
    page.show()
    return page


def states(page: ImportsPage) -> list[str]:
    return [row[1] for row in page.table.words()]


def cases(shell: Shell) -> list[Any]:
    with shell.desk.read() as reader:
        return list(reader.all(Case))


def test_an_import_is_listed_and_taken_back_after_a_question_that_counts(
    shell: Shell, taken: sheets.Taken, qtbot: QtBot, officer: Officer
) -> None:
    page = open_page(shell, qtbot)
    (row,) = page.table.words()
    count = taken.counts["new"]
    assert row[1] == "有效"
    assert row[3:] == [CASE.title, f"新增 {count} 条", "case_title_merged.xlsx"]
    officer.will_answer(False)
    page.undo_button.click()
    assert len(cases(shell)) == count
    officer.will_answer(True)
    page.undo_button.click()
    assert f"{count} 条" in officer.asked[-1]
    assert cases(shell) == []
    assert states(page) == ["已撤销"]
    assert not page.undo_button.isEnabled()


def test_an_import_of_any_day_still_adds_up_and_prints_its_receipt(
    shell: Shell, taken: sheets.Taken, qtbot: QtBot, officer: Officer, tmp_path: Path
) -> None:
    page = open_page(shell, qtbot)
    told = page.sums.words()
    counts = taken.counts
    assert f"文件 {counts['rows_in_file']} 行 ＝ 新增 {counts['new']} ＋" in told
    assert f"标题行（{counts['skipped']} 行）" in told
    assert "校验码（SHA-256）：" in told
    assert page.about.text().endswith("导入“执法案件”")
    page.print_button.click()
    assert page.paper.isVisible()
    assert page.paper.pages > 0
    out = tmp_path / "回执.pdf"
    officer.will_answer(out)
    page.paper.saving.click()
    assert out.read_bytes().startswith(b"%PDF")
    page.leave()
    assert page.table.isVisible()


def test_an_import_undone_by_the_key_shows_as_undone_until_it_is_done_again(
    shell: Shell, taken: sheets.Taken, qtbot: QtBot
) -> None:
    page = open_page(shell, qtbot)
    records.undo(shell.desk)
    assert states(page) == ["已撤销"]
    records.redo(shell.desk)
    assert states(page) == ["有效"]
    sheets.undo_import(shell.desk, taken.number)
    assert states(page) == ["已撤销"]
    records.undo(shell.desk)
    assert states(page) == ["有效"]
    assert len(cases(shell)) == taken.counts["new"]
    records.redo(shell.desk)
    assert states(page) == ["已撤销"]
    assert cases(shell) == []


def test_an_import_whose_records_moved_on_is_refused_by_name(
    shell: Shell, taken: sheets.Taken, qtbot: QtBot, officer: Officer, said: list[tuple[str, str]]
) -> None:
    first = cases(shell)[0]
    records.edit(shell.desk, CASE, first.id, {"remark": "演示：后来改过"})
    page = open_page(shell, qtbot)
    officer.will_answer(True)
    page.undo_button.click()
    assert said[-1][0] == "error"
    assert first.label(shell.lists) in said[-1][1]
    assert states(page) == ["有效"]


def test_who_may_not_write_the_ledger_does_not_take_an_import_back(
    sit: Sit, file: Path, qtbot: QtBot
) -> None:
    shell = sit("李审批", "approver")
    sheets.take_in(shell.desk, sheets.look(shell.desk, CASE, file), only_good=True)
    page = open_page(sit("孙领导", "leader"), qtbot)
    assert states(page) == ["有效"]
    assert not page.undo_button.isEnabled()
    assert page.undo_button.toolTip() == "领导查看：没有“办理案件”的权限，只能查看。"


def test_the_history_of_a_record_names_the_file_and_offers_to_take_the_import_back(
    shell: Shell, taken: sheets.Taken, qtbot: QtBot, officer: Officer
) -> None:
    page = RecordPage(shell, CASE, cases(shell)[0].id)
    qtbot.addWidget(page)
    page.show()
    history = page.history
    assert history is not None
    history.load()
    assert "（表格导入“case_title_merged.xlsx”）" in history.text.toPlainText()
    (button,) = history.undo_buttons
    assert button.text() == "撤销本次导入（case_title_merged.xlsx）…"
    officer.will_answer(True)
    button.click()
    assert cases(shell) == []


def test_the_menu_leads_to_the_imports_and_esc_back(shell: Shell, qtbot: QtBot) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    window.actions_by_id["imports"].trigger()
    page = window.page_on_top()
    assert isinstance(page, ImportsPage)
    window.actions_by_id["imports"].trigger()
    assert window.page_on_top() is page
    back = page.findChild(QPushButton, "side_back")
    assert isinstance(back, QPushButton)
    back.click()
    assert not isinstance(window.page_on_top(), ImportsPage)
