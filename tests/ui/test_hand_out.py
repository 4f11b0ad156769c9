"""Workbooks that leave the window: masked as a rule, whole for a reason that is kept on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.view import View
from boshan_desk.excel.reading.book import read_book
from boshan_desk.excel.writing.sheets import read_mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Event, Media
from boshan_desk.ui.export_book import ExportBookPage
from boshan_desk.ui.hand_out import hidden_columns
from boshan_desk.ui.import_page import ImportPage
from boshan_desk.ui.import_plan import PREVIEW
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

NUMBER = "370304199001011235"


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, put: Callable[..., Any]) -> MainWindow:
    """The window at the cases, of which there are two (演示)."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.show()
    made.warm_up()
    for n, town in ((1, "370304102"), (2, "370304103")):
        put(
            Case(
                case_no=f"博演示〔2026〕{n}号",
                filed_on=date(2026, 8, n),
                id_no=NUMBER,
                town_code=town,
            )
        )
    made.show_place("case")
    return made


def action(window: QWidget, name: str) -> QAction:
    """The action of this name."""
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def words(path: Path) -> str:
    """Everything that a workbook says."""
    book = load_workbook(path)
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell)


def mark_of(path: Path) -> tuple[str, str]:
    """The ledger and the town that a template says it is for."""
    told = read_mark(read_book(path))
    assert told is not None
    return told.ledger, told.town


def test_an_export_hides_personal_numbers_unless_told_otherwise(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "台账.xlsx")
    action(window, "ledger_export").trigger()
    assert "博演示〔2026〕1号" in words(tmp_path / "台账.xlsx")
    assert NUMBER not in words(tmp_path / "台账.xlsx")


@pytest.mark.parametrize("name", ["ledger_export_full", "action_export_full"])
def test_a_whole_export_asks_for_a_reason_and_leaves_a_trace(
    window: MainWindow, officer: Officer, tmp_path: Path, name: str
) -> None:
    officer.will_answer("上级核查（演示）", tmp_path / "台账.xlsx")
    action(window, name).trigger()
    assert NUMBER in words(tmp_path / "台账.xlsx")
    assert "证件号码" in officer.asked[0]
    assert "含完整个人信息" in window.messages.messages()[-1].words
    with window.shell.desk.read() as reader:
        (trace,) = reader.works("uncover")
    assert trace["reason"] == "上级核查（演示）"
    assert trace["count"] == 2


def test_no_reason_means_no_whole_export(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(None)
    action(window, "ledger_export_full").trigger()
    assert len(officer.asked) == 1
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_ledger_that_hides_nothing_has_no_whole_export(
    window: MainWindow, officer: Officer, said: list[tuple[str, str]]
) -> None:
    assert hidden_columns(LEDGERS["enforcement_action"]) == []
    window.show_place("case")
    window.ledger_page("case").show_view("enforcement_action", None)
    assert not action(window, "ledger_export_full").isEnabled()
    action(window, "action_export_full").trigger()
    assert officer.asked == []
    assert said[-1][0] == "note"


def test_the_window_exports_the_list_as_it_is_narrowed(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    narrowed = View(ledger="case", where=(Where("case_no", "=", "博演示〔2026〕2号"),))
    window.ledger_page("case").show_view("case", narrowed)
    officer.will_answer(tmp_path / "台账.xlsx")
    action(window, "action_export").trigger()
    told = words(tmp_path / "台账.xlsx")
    assert "博演示〔2026〕2号" in told
    assert "博演示〔2026〕1号" not in told


def test_a_new_record_from_the_menu_begins_with_what_the_list_is_narrowed_to(
    window: MainWindow, shell: Shell
) -> None:
    window.ledger_page("case").show_view("case", View(ledger="case", town="370304102"))
    wanted: list[tuple[object, ...]] = []
    shell.record_wanted.connect(lambda *told: wanted.append(told))
    action(window, "action_new").trigger()
    assert wanted == [("case", None, {"town_code": "370304102"})]


# Every ledger in one workbook


def book_page(window: MainWindow) -> ExportBookPage:
    """The page of the workbook of all ledgers, opened from the list's own menu."""
    action(window, "ledger_export_all").trigger()
    page = window.page_on_top()
    assert isinstance(page, ExportBookPage)
    return page


def choose(page: ExportBookPage, name: str, words: str) -> None:
    """Choose this entry of a box."""
    box = page.findChild(QComboBox, name)
    assert box is not None
    place = box.findText(words)
    assert place >= 0, [box.itemText(n) for n in range(box.count())]
    box.setCurrentIndex(place)


def press(page: QWidget, name: str) -> None:
    """Press this button."""
    button = page.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled()
    button.click()


@pytest.fixture
def wide(window: MainWindow, put: Callable[..., Any]) -> MainWindow:
    """The window over two cases, an event of an earlier year, and a media report (演示)."""
    put(Event(title="演示培训", starts_on=date(2025, 4, 26), town_code="370304102"))
    put(Media(headline="演示报道", published_on=date(2026, 4, 26)))
    return window


@pytest.mark.parametrize("way", ["ledger_export_all", "action_export_all"])
def test_the_workbook_of_all_ledgers_is_reached_from_the_list_and_from_the_menu(
    window: MainWindow, way: str
) -> None:
    action(window, way).trigger()
    assert isinstance(window.page_on_top(), ExportBookPage)


def test_all_ledgers_are_written_into_one_workbook_and_counted(
    wide: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    page = book_page(wide)
    assert page.save_button.text() == "导出 3 本台账 4 条…"
    officer.will_answer(tmp_path / "全部.xlsx")
    press(page, "book_save")
    book = load_workbook(tmp_path / "全部.xlsx")
    assert book.sheetnames == ["执法案件", "培训宣传活动", "媒体报道"]
    told = words(tmp_path / "全部.xlsx")
    assert "博演示〔2026〕1号" in told
    assert "演示报道" in told
    assert NUMBER not in told
    message = wide.messages.messages()[-1]
    assert message.words == "已导出 3 本台账共 4 条记录到 全部.xlsx"
    link = message.findChild(QPushButton, "message_link")
    assert link is not None
    assert link.text() == "打开文件夹"
    assert page.save_button.isEnabled()


def test_a_period_and_a_town_are_counted_before_they_are_written(
    wide: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    page = book_page(wide)
    choose(page, "book_year", "2026年")
    choose(page, "book_part", "三季度")
    assert page.counts is not None
    assert {name: count for name, count in page.counts.items() if count} == {"case": 2}
    about = {row[0]: row[1:] for row in page.table.words()}
    assert about["执法案件"] == ["2", "立案日期在2026年三季度内"]
    assert about["媒体报道"] == ["0", "没有记录，不写入"]
    choose(page, "book_town", "域城镇")
    assert page.table.words()[1][2] == "没有镇街一栏，不写入"
    officer.will_answer(tmp_path / "域城.xlsx")
    press(page, "book_save")
    told = words(tmp_path / "域城.xlsx")
    assert "博演示〔2026〕1号" in told
    assert "博演示〔2026〕2号" not in told
    assert "域城镇执法案件台账（2026年三季度）" in told


def test_another_year_keeps_the_part_that_was_chosen(window: MainWindow) -> None:
    page = book_page(window)
    choose(page, "book_year", "2026年")
    assert str(page.wanted.period) == "2026"
    choose(page, "book_part", "二季度")
    choose(page, "book_year", "2025年")
    assert str(page.wanted.period) == "2025Q2"
    choose(page, "book_year", "不限")
    assert page.wanted.period is None


def test_nothing_is_written_where_there_is_nothing_or_no_file_was_chosen(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    page = book_page(window)
    choose(page, "book_year", "2015年")
    assert not page.save_button.isEnabled()
    assert page.save_button.text() == "没有可以导出的记录"
    choose(page, "book_year", "不限")
    officer.will_answer(None)
    press(page, "book_save")
    assert page.save_button.isEnabled()
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_workbook_that_cannot_be_written_is_said_and_may_be_tried_again(
    window: MainWindow, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    page = book_page(window)
    officer.will_answer(tmp_path / "没有这个文件夹" / "全部.xlsx")
    press(page, "book_save")
    assert said[-1][0] == "error"
    assert page.save_button.isEnabled()


def test_a_workbook_called_off_leaves_nothing(
    window: MainWindow,
    officer: Officer,
    tmp_path: Path,
    shell: Shell,
    said: list[tuple[str, str]],
) -> None:
    page = book_page(window)
    shell.jobs.started.connect(lambda job: job.can_cancel and job.cancel())
    officer.will_answer(tmp_path / "全部.xlsx")
    press(page, "book_save")
    assert said[-1] == ("note", "已取消，没有改动任何内容")
    assert list(tmp_path.glob("*.xlsx*")) == []
    assert page.save_button.isEnabled()


def test_a_record_added_meanwhile_is_counted(window: MainWindow, put: Callable[..., Any]) -> None:
    page = book_page(window)
    assert page.save_button.text() == "导出 1 本台账 2 条…"
    put(Case(case_no="博演示〔2026〕3号"))
    assert page.save_button.text() == "导出 1 本台账 3 条…"


# Templates


def test_a_template_for_the_office_names_no_town(
    window: MainWindow, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "模板.xlsx")
    action(window, "ledger_town_office").trigger()
    assert load_workbook(tmp_path / "模板.xlsx").sheetnames[0] == "执法案件"
    assert mark_of(tmp_path / "模板.xlsx") == ("case", "")


@pytest.mark.parametrize("way", ["ledger_town_370304102", "action_town_370304102"])
def test_a_template_of_a_town_is_two_clicks_away_from_list_and_menu(
    window: MainWindow, officer: Officer, tmp_path: Path, way: str
) -> None:
    officer.will_answer(tmp_path / "模板.xlsx")
    action(window, way).trigger()
    assert "域城镇执法案件填报表" in words(tmp_path / "模板.xlsx")
    assert mark_of(tmp_path / "模板.xlsx") == ("case", "370304102")
    assert window.messages.messages()[-1].words == "域城镇的模板已写入 模板.xlsx"


def test_every_town_gets_a_template_and_a_filled_one_is_never_written_over(
    window: MainWindow, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    out = tmp_path / "发文"
    out.mkdir()
    for _time in range(2):
        officer.will_answer(out)
        action(window, "ledger_town_every").trigger()
    assert sorted(each.name for each in out.iterdir()) == [
        "执法案件镇街模板_20261009",
        "执法案件镇街模板_20261009_2",
    ]
    files = sorted((out / "执法案件镇街模板_20261009").iterdir())
    assert len(files) == len(list(shell.county.towns))
    assert {mark_of(file) for file in files} == {("case", e.code) for e in shell.county.towns}
    assert "域城镇执法案件填报模板.xlsx" in [file.name for file in files]
    assert "执法案件镇街模板_20261009_2" in window.messages.messages()[-1].words


def test_a_folder_called_off_leaves_nothing(
    window: MainWindow, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    out = tmp_path / "发文"
    out.mkdir()
    shell.jobs.started.connect(lambda job: job.can_cancel and job.cancel())
    officer.will_answer(out)
    action(window, "action_town_every").trigger()
    assert list(out.iterdir()) == []


def test_a_ledger_without_towns_offers_none(window: MainWindow) -> None:
    town = action(window, "ledger_town_370304102")
    menu = window.findChild(QMenu, "ledger_town_menu")
    assert menu is not None
    menu.aboutToShow.emit()
    assert town.isEnabled()
    window.ledger_page("case").show_view("case_step", None)
    menu.aboutToShow.emit()
    assert not town.isEnabled()
    assert town.toolTip() == "“办案步骤”没有镇街一栏"
    assert action(window, "ledger_town_office").isEnabled()


def test_where_no_ledger_is_open_the_menu_says_so(window: MainWindow) -> None:
    window.show_place("start")
    menu = window.findChild(QMenu, "action_town_menu")
    assert menu is not None
    menu.aboutToShow.emit()
    town = action(window, "action_town_370304102")
    assert not town.isEnabled()
    assert town.toolTip() == "请先打开要填报的台账"


def test_a_template_that_a_town_filled_in_comes_back_as_that_towns(
    window: MainWindow, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    path = tmp_path / "域城镇.xlsx"
    officer.will_answer(path)
    action(window, "ledger_town_370304102").trigger()
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {str(cell.value).lstrip("*"): cell.column for cell in sheet[3] if cell.value}
    sheet.cell(5, heads["案号"], "博演示〔2026〕9号")
    sheet.cell(5, heads["立案日期"], date(2026, 9, 9))
    # The town clears the town that the template brings along: the file still is its own.
    sheet.cell(5, heads["违法行为发生地"]).value = None
    book.save(path)

    window.open_import(path=path)
    page = window.page_on_top()
    assert isinstance(page, ImportPage)
    while page.step != PREVIEW:
        press(page, "import_next")
    assert page.preview is not None
    assert page.preview.town == "370304102"
    press(page, "import_next")
    press(page, "import_write")
    with shell.desk.read() as reader:
        (case,) = [each for each in reader.all(Case) if each.case_no == "博演示〔2026〕9号"]
    assert case.town_code == "370304102"
