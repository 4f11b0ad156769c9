"""本单位资料: names, towns, departments, areas and thresholds are read, typed, checked and kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.county import load_county, read_county
from boshan_desk.domain.plans.writing import county_text
from boshan_desk.ui.county_leaves import TownsLeaf, UnitsLeaf
from boshan_desk.ui.county_page import CountyPage, changes
from boshan_desk.ui.edit_rows import EditRows
from boshan_desk.ui.first_page import FirstWindow
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.set_up import FirstAccount
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    return made


@pytest.fixture
def page(window: MainWindow) -> CountyPage:
    """The page about the office, opened from the menu."""
    window.actions_by_id["county"].trigger()
    found = window.page_on_top()
    assert isinstance(found, CountyPage)
    return found


def child(page: QObject, kind: type[QObject], name: str) -> Any:
    found = page.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def type_cell(leaf: EditRows, row: int, column: int, words: str) -> None:
    item = leaf.table.item(row, column)
    assert item is not None
    item.setText(words)


def save(page: CountyPage) -> None:
    child(page, QPushButton, "county_save").click()
    child(page, QPushButton, "pack_check_load").click()


# ---------------------------------------------------------------- looking


def test_what_is_shown_and_not_touched_is_what_is_kept(page: CountyPage, shell: Shell) -> None:
    typed = page.typed_county()
    assert typed is not None
    assert changes(shell.county, typed) == {}
    assert not page.typed
    assert not child(page, QPushButton, "county_save").isEnabled()


@pytest.mark.parametrize("name", ["boshan", "binhai", "urumqi"])
def test_every_shipped_county_goes_through_the_page_unchanged(page: CountyPage, name: str) -> None:
    county = load_county(name)
    page.show_county(county)
    typed = page.typed_county()
    assert typed is not None
    assert county_text(typed) == county_text(county)


# ---------------------------------------------------------------- changing


def test_a_name_is_changed_after_it_was_checked(
    page: CountyPage, shell: Shell, said: list[tuple[str, str]]
) -> None:
    line = child(page, QLineEdit, "county_office")
    line.selectAll()
    QTest.keyClicks(line, "Demo Office")
    assert page.typed
    child(page, QPushButton, "county_save").click()
    assert "现在还没有保存" in page.check.answer.words
    assert shell.desk.county.office != "Demo Office"
    child(page, QPushButton, "pack_check_load").click()
    assert said[-1] == ("ok", "本单位资料已保存")
    assert shell.desk.county.office == "Demo Office"
    assert shell.county.office == "Demo Office"
    assert not page.typed


def test_a_department_has_a_last_day_and_a_successor(page: CountyPage, shell: Shell) -> None:
    page.tabs.choose("units")
    units = page.leaves["units"]
    assert isinstance(units, UnitsLeaf)
    codes = [row[0] for row in units.rows()]
    place = codes.index("jrj")
    type_cell(units, place, 3, "2024年9月30日")
    type_cell(units, place, 4, "区财政局")
    save(page)
    unit = next(each for each in shell.desk.county.units if each.code == "jrj")
    assert (unit.until, unit.successor) == (date(2024, 9, 30), "czj")


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_checked(
    page: CountyPage, said: list[tuple[str, str]]
) -> None:
    units = page.leaves["units"]
    assert isinstance(units, UnitsLeaf)
    type_cell(units, 0, 3, "去年底")
    child(page, QPushButton, "county_save").click()
    assert said[-1][0] == "error"
    assert "去年底" in said[-1][1]
    assert not page.check.isVisible()


def test_towns_are_moved_added_and_taken_away(page: CountyPage, shell: Shell) -> None:
    page.tabs.choose("towns")
    towns = page.leaves["towns"]
    assert isinstance(towns, TownsLeaf)
    before = [row[0] for row in towns.rows()]
    towns.table.setCurrentCell(1, 0)
    child(page, QPushButton, "county_towns_up").click()
    assert [row[0] for row in towns.rows()][:2] == [before[1], before[0]]
    child(page, QPushButton, "county_towns_add").click()
    row = towns.table.currentRow()
    type_cell(towns, row, 0, "370304199")
    type_cell(towns, row, 1, "演示镇")
    save(page)
    county = shell.desk.county
    assert [entry.code for entry in county.towns][:3] == [before[1], "370304199", before[0]]
    assert "370304199" not in county.counted
    assert [code for code in county.counted][:2] == [before[1], before[0]]

    type_cell(towns, 1, 1, "演示街道")
    save(page)
    entry = next(each for each in shell.desk.county.towns if each.code == "370304199")
    assert (entry.label, entry.also) == ("演示街道", ("演示镇",))

    towns.table.setCurrentCell(1, 0)
    child(page, QPushButton, "county_towns_remove").click()
    save(page)
    assert "370304199" not in [entry.code for entry in shell.desk.county.towns]


def test_a_mistake_is_shown_with_its_place_and_not_saved(page: CountyPage, shell: Shell) -> None:
    towns = page.leaves["towns"]
    assert isinstance(towns, TownsLeaf)
    first = towns.rows()[0]
    type_cell(towns, 1, 0, first[0])
    child(page, QPushButton, "county_save").click()
    assert page.check.answer.severity == "stop"
    assert page.check.table.words()[0][0] == "■ 错误"
    assert not child(page, QPushButton, "pack_check_load").isEnabled()
    child(page, QPushButton, "pack_check_cancel").click()
    # What was typed is still there, to be mended.
    assert towns.rows()[1][0] == first[0]
    assert page.typed


def test_thresholds_are_settings(page: CountyPage, shell: Shell) -> None:
    page.tabs.choose("lamps")
    line = child(page, QLineEdit, "lamp_red")
    line.selectAll()
    QTest.keyClicks(line, "15")
    child(page, QCheckBox, "lamp_by_days").click()
    save(page)
    lamps = shell.desk.county.lamps
    assert (lamps.red, lamps.by_days) == (Decimal(15), True)


def test_a_threshold_that_is_no_number_is_said(
    page: CountyPage, said: list[tuple[str, str]]
) -> None:
    line = child(page, QLineEdit, "lamp_yellow")
    line.selectAll()
    QTest.keyClicks(line, "some")
    child(page, QPushButton, "county_save").click()
    assert said[-1] == ("error", "“滞后（黄）：落后超过（百分点）”请填一个数")


# ---------------------------------------------------------------- leaving


def test_what_was_typed_is_not_thrown_away_without_a_word(
    window: MainWindow, page: CountyPage, officer: Officer
) -> None:
    line = child(page, QLineEdit, "county_group")
    QTest.keyClicks(line, "x")
    officer.will_answer(False)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page_on_top() is page
    officer.will_answer(False)
    assert not window.show_place("gi")
    officer.will_answer(True)
    assert window.show_place("gi")


def test_the_window_has_the_new_name_after_the_page_was_left(
    window: MainWindow, page: CountyPage, qtbot: QtBot
) -> None:
    line = child(page, QLineEdit, "county_short")
    line.setText("")
    QTest.keyClicks(line, "B")
    save(page)
    with qtbot.waitSignal(window.remake_wanted, timeout=2000):
        page.leave()


# ---------------------------------------------------------------- files


def test_what_was_exported_can_be_loaded(
    page: CountyPage, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    out = tmp_path / "资料.toml"
    officer.will_answer(out)
    child(page, QPushButton, "county_export").click()
    text = out.read_text("utf-8")
    assert read_county(text).towns.entries == shell.county.towns.entries
    out.write_text(text.replace(shell.county.bureau, "演示市场监督管理局"), "utf-8")
    officer.will_answer(out)
    child(page, QPushButton, "county_load").click()
    assert shell.desk.county.bureau != "演示市场监督管理局"
    child(page, QPushButton, "pack_check_load").click()
    assert shell.desk.county.bureau == "演示市场监督管理局"
    assert child(page, QLineEdit, "county_bureau").text() == "演示市场监督管理局"


def test_who_may_not_change_settings_may_only_look(qtbot: QtBot, sit: Any) -> None:
    page = CountyPage(sit("演示乙", "leader"))
    qtbot.addWidget(page)
    page.show()
    for name in ("county_save", "county_load", "county_towns_add"):
        assert not child(page, QPushButton, name).isVisible()
    assert child(page, QLineEdit, "county_name").isReadOnly()
    towns = page.leaves["towns"]
    assert isinstance(towns, TownsLeaf)
    item = towns.table.item(0, 1)
    assert item is not None
    assert not item.flags() & Qt.ItemFlag.ItemIsEditable


# ---------------------------------------------------------------- the first run


def test_a_new_desk_may_be_of_a_county_from_a_file(
    qtbot: QtBot, officer: Officer, tmp_path: Path
) -> None:
    county = load_county("boshan")
    path = tmp_path / "演示区.toml"
    text = county_text(county).replace('id = "boshan"', 'id = "yanshi"')
    path.write_text(text.replace('name = "博山区"', 'name = "演示区"'), "utf-8")
    first = FirstWindow(tmp_path / "new", officer, InlineJobs())
    qtbot.addWidget(first)
    first.show()
    box = child(first, QComboBox, "first_county")
    offered = [box.itemText(row) for row in range(box.count())]
    assert offered[0] == "博山区"
    assert {"乌鲁木齐市", "从资料文件…"} <= set(offered)

    officer.will_answer(tmp_path / "没有.toml")
    box.activated.emit(box.count() - 1)
    assert officer.told
    assert box.currentText() == "博山区"

    officer.will_answer(path)
    box.activated.emit(box.count() - 1)
    assert box.currentText() == "演示区"
    child(first, QPushButton, "first_empty").click()
    assert isinstance(first.page, FirstAccount)
    child(first, QPushButton, "account_back").click()
    assert child(first, QComboBox, "first_county").currentText() == "演示区"
    assert child(first, QLabel, "").isVisible()
