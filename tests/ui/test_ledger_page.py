"""The lists of a place, used as an officer uses them: by keys, clicks and the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.fields import Code, Codes
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import quarter
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ui import record_list, theme
from boshan_desk.ui.child_list import ChildList
from boshan_desk.ui.column_choice import ColumnChoice
from boshan_desk.ui.filters import ColumnFilter, recalled, remembered
from boshan_desk.ui.ledger_page import LedgerPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.table_model import TableModel

from .conftest import Officer

Open = Callable[[], LedgerPage]
Key = Qt.Key


@pytest.fixture
def open_page(shell: Shell, qtbot: QtBot) -> Iterator[Open]:
    """The place of the cases, shown and filled."""

    def show() -> LedgerPage:
        page = LedgerPage(shell, [LEDGERS["case"], LEDGERS["enforcement_action"]])
        qtbot.addWidget(page)
        page.resize(1100, 600)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(lambda: page.current_list.model.complete)
        return page

    yield show
    QGuiApplication.clipboard().clear()


@pytest.fixture
def cases(shell: Shell, put: Callable[..., Case]) -> list[Case]:
    """Four invented cases, the newest last."""
    towns = [entry.code for entry in shell.lists["town"]]
    return [
        put(Case(case_no="演示一", party="演示陶瓷厂", town_code=towns[0], value=10000)),
        put(Case(case_no="演示二", party="演示酒业", town_code=towns[1], value=20000)),
        put(Case(case_no="演示三", party="演示陶瓷店", town_code=towns[1], value=None)),
        put(Case(case_no="演示四", party="演示药房", filed_on=date(2026, 8, 1), value=40000)),
    ]


def part(page: QObject, kind: type[Any], name: str) -> Any:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def column(page: LedgerPage, name: str) -> list[str]:
    model = page.current_list.model
    at = model.columns.index(name)
    return [model.data(model.index(row, at)) for row in range(model.rowCount())]


def grid_of(page: LedgerPage) -> QTableView:
    return page.current_list.grid


def choose(page: LedgerPage, rows: range, names: list[str]) -> None:
    """Select a block of cells and put the cursor at its top."""
    model, grid = page.current_list.model, grid_of(page)
    columns = [model.columns.index(name) for name in names]
    first = model.index(rows[0], columns[0])
    grid.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
    block = QItemSelection(first, model.index(rows[-1], columns[-1]))
    grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    grid.setFocus()


def stored(shell: Shell, ledger: str = "case") -> list[Any]:
    return [record for record, _names in shell.rows.rows(View(ledger=ledger))]


def code_list(field: str) -> str:
    kind = Case.ledger.fields[field]
    assert isinstance(kind, Code | Codes)
    return kind.list


def words(page: LedgerPage, name: str) -> str:
    text: str = part(page.current_list, QLabel, name).text()
    return text


# Find


def test_the_line_below_says_how_many_there_are(open_page: Open, cases: list[Case]) -> None:
    page = open_page()

    assert words(page, "count_words") == "共 4 条，其中草稿 4 条"


def test_quick_search_waits_for_the_pause_and_takes_several_words(
    open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    QTest.keyClick(grid_of(page), Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = part(page.current_list, QLineEdit, "search")
    assert search.hasFocus()

    search.insert("陶瓷 演示三")
    QTest.keyClick(search, Key.Key_Space)
    assert len(column(page, "case_no")) == 4
    qtbot.waitUntil(lambda: column(page, "case_no") == ["演示三"])

    assert words(page, "count_words") == "共 4 条，筛选后 1 条，其中草稿 1 条"
    assert "查找“陶瓷 演示三”" in words(page, "filter_words")


def test_filters_stand_in_words_and_come_off_singly_or_all_at_once(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    town = cases[1].town_code
    view = View(ledger="case", town=str(town), where=(Where("value", ">=", 100),))

    page.show_view("case", view)
    assert column(page, "case_no") == ["演示二"]
    assert "镇街：" + shell.lists["town"].label(str(town)) in words(page, "filter_words")
    assert "货值金额：1.00 起" in words(page, "filter_words")

    part(page.current_list, QLabel, "filter_words").linkActivated.emit("field:value")
    assert column(page, "case_no") == ["演示三", "演示二"]

    clear = part(page.current_list, QPushButton, "clear_filters")
    clear.click()
    assert len(column(page, "case_no")) == 4
    assert not clear.isVisible()


def test_a_town_is_picked_from_the_list_above(open_page: Open, cases: list[Case]) -> None:
    page = open_page()
    towns: QComboBox = part(page.current_list, QComboBox, "town_choice")

    towns.setCurrentIndex(towns.findData(cases[1].town_code))
    towns.activated.emit(towns.currentIndex())

    assert column(page, "case_no") == ["演示三", "演示二"]


def ask_filter(page: LedgerPage, name: str) -> ColumnFilter:
    page.current_list.filter_column(name)
    found: ColumnFilter = part(page.current_list, ColumnFilter, "column_filter")
    return found


def test_a_column_of_codes_is_filtered_by_ticks(open_page: Open, cases: list[Case]) -> None:
    page = open_page()
    question = ask_filter(page, "town_code")
    ticks: QListWidget = part(question, QListWidget, "filter_ticks")

    ticks.item(0).setCheckState(Qt.CheckState.Checked)
    question.accept()

    assert column(page, "case_no") == ["演示一"]
    assert page.current_list.model.view.where[0].value == (cases[0].town_code,)


def test_an_amount_is_filtered_from_and_to_as_it_is_written(
    open_page: Open, cases: list[Case]
) -> None:
    page = open_page()
    question = ask_filter(page, "value")

    part(question, QLineEdit, "filter_first").setText("150")
    part(question, QLineEdit, "filter_last").setText("三百")
    question.accept()

    assert column(page, "case_no") == ["演示二"]
    assert "货值金额：150.00 至 300.00" in words(page, "filter_words")


def test_a_day_that_cannot_be_read_keeps_the_question_open_and_says_why(
    open_page: Open, cases: list[Case]
) -> None:
    page = open_page()
    question = ask_filter(page, "filed_on")

    part(question, QLineEdit, "filter_first").setText("去年冬天")
    question.accept()

    assert question.isVisible()
    assert "看不出是哪一天" in part(question, QLabel, "filter_trouble").text()
    assert len(column(page, "case_no")) == 4


def test_a_period_fills_both_ends_of_a_day(open_page: Open, cases: list[Case]) -> None:
    page = open_page()
    question = ask_filter(page, "filed_on")
    periods: QComboBox = part(question, QComboBox, "filter_period")

    periods.setCurrentIndex(periods.findText("2026年三季度"))
    periods.activated.emit(periods.currentIndex())
    question.accept()

    assert column(page, "case_no") == ["演示四"]


def test_records_without_a_value_are_found(open_page: Open, cases: list[Case]) -> None:
    page = open_page()
    question = ask_filter(page, "value")
    how: QComboBox = part(question, QComboBox, "filter_how")

    how.setCurrentIndex(how.findData("blank"))
    question.accept()

    assert column(page, "case_no") == ["演示三"]
    assert "货值金额：空白" in words(page, "filter_words")


def test_a_column_that_is_masked_is_searched_by_whole_numbers_only(
    open_page: Open, put: Callable[..., Case]
) -> None:
    put(Case(case_no="演示一", id_no="11010519491231002X"))
    page = open_page()
    question = ask_filter(page, "id_no")

    part(question, QLineEdit, "filter_text").setText("19491231")
    question.accept()
    assert column(page, "case_no") == []

    question = ask_filter(page, "id_no")
    part(question, QLineEdit, "filter_text").setText("11010519491231002x")
    question.accept()
    assert column(page, "case_no") == ["演示一"]
    assert "19491231" not in words(page, "filter_words")


def test_a_column_of_several_codes_is_filtered_by_any_of_them(
    shell: Shell, open_page: Open, put: Callable[..., Case]
) -> None:
    first, second, third, *_rest = [e.code for e in shell.lists[code_list("penalties")]]
    put(Case(case_no="演示一", penalties=(first, second)))
    put(Case(case_no="演示二", penalties=(third,)))
    put(Case(case_no="演示三"))
    page = open_page()
    question = ask_filter(page, "penalties")
    ticks: QListWidget = part(question, QListWidget, "filter_ticks")

    ticks.item(1).setCheckState(Qt.CheckState.Checked)
    ticks.item(2).setCheckState(Qt.CheckState.Checked)
    question.accept()

    assert column(page, "case_no") == ["演示二", "演示一"]


def test_a_click_on_a_title_sorts_up_then_down_then_as_entered(
    open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    header = grid_of(page).horizontalHeader()
    at = page.current_list.model.columns.index("value")
    grid_of(page).scrollTo(page.current_list.model.index(0, at))
    spot = header.rect().center()
    spot.setX(header.sectionViewportPosition(at) + 20)

    orders = []
    for _click in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        orders.append(column(page, "case_no"))

    assert orders == [
        ["演示一", "演示二", "演示四", "演示三"],
        ["演示四", "演示二", "演示一", "演示三"],
        ["演示四", "演示三", "演示二", "演示一"],
    ]
    assert not grid_of(page).selectionModel().hasSelection()


def test_an_empty_ledger_and_a_list_narrowed_to_nothing_are_told_apart(
    shell: Shell, open_page: Open, put: Callable[..., Case], qtbot: QtBot
) -> None:
    page = open_page()
    button = part(page.current_list, QPushButton, "empty_button")
    assert "还没有记录" in words(page, "empty_words")
    with qtbot.waitSignal(shell.record_wanted) as wanted:
        button.click()
    assert wanted.args == ["case", None, None]

    put(Case(case_no="演示一"))
    assert not button.isVisible()
    page.show_view("case", View(ledger="case", text="没有的"))
    assert words(page, "empty_words") == "没有符合条件的记录。"
    button.click()
    assert column(page, "case_no") == ["演示一"]


# Open, add, withdraw


def test_enter_opens_the_record_the_cursor_is_at(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    choose(page, range(1, 2), ["party"])

    with qtbot.waitSignal(shell.record_wanted) as wanted:
        QTest.keyClick(grid_of(page), Key.Key_Return)

    assert wanted.args == ["case", cases[2].id, None]


def test_a_new_record_begins_with_what_the_list_is_narrowed_to(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    kinds = [e.code for e in shell.lists[code_list("case_type")]]
    where = (Where("case_type", "in", (kinds[0],)), Where("value", ">=", 1))
    page.show_view("case", View(ledger="case", town=str(cases[0].town_code), where=where))

    with qtbot.waitSignal(shell.record_wanted) as wanted:
        QTest.keyClick(grid_of(page), Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    assert wanted.args[2] == {"town_code": cases[0].town_code, "case_type": kinds[0]}


def test_keys_that_the_window_has_too_are_the_lists_where_one_works_in_it(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    window = QMainWindow()
    qtbot.addWidget(window)
    taken: list[str] = []
    for key in ("Ctrl+N", "F5"):
        action = QAction(window)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked=False, key=key: taken.append(key))
        window.addAction(action)
    window.setCentralWidget(page)
    window.show()
    window.activateWindow()
    choose(page, range(0, 1), ["case_no"])

    with qtbot.waitSignal(shell.record_wanted):
        QTest.keyClick(grid_of(page), Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.current_list.model.arrived):
        QTest.keyClick(grid_of(page), Key.Key_F5)

    assert taken == []


def test_del_puts_the_selected_records_into_the_bin_with_a_reason_and_undo_brings_them_back(
    shell: Shell, open_page: Open, cases: list[Case], officer: Officer, qtbot: QtBot
) -> None:
    from boshan_desk.usecases.records import undo

    page = open_page()
    choose(page, range(0, 2), ["case_no"])
    officer.will_answer("重复登记")

    QTest.keyClick(grid_of(page), Key.Key_Delete)
    assert column(page, "case_no") == ["演示二", "演示一"]
    assert "2 条" in officer.asked[0]
    with shell.desk.read() as reader:
        assert reader.get(Case, cases[3].id).withdrawn_why == "重复登记"

    undo(shell.desk)
    assert column(page, "case_no") == ["演示四", "演示三", "演示二", "演示一"]


def test_no_reason_no_deleting(
    open_page: Open, cases: list[Case], officer: Officer, qtbot: QtBot
) -> None:
    page = open_page()
    choose(page, range(0, 1), ["case_no"])
    officer.will_answer(None)

    QTest.keyClick(grid_of(page), Key.Key_Delete)

    assert len(column(page, "case_no")) == 4


def test_the_tool_bar_hands_import_export_and_template_on(
    open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    page.show_view("case", View(ledger="case", text="酒业"))

    with qtbot.waitSignals([page.import_wanted, page.template_wanted, page.export_wanted]):
        page.actions_by_id["import"].trigger()
        page.actions_by_id["template"].trigger()
        page.actions_by_id["export"].trigger()


# Copy, fill down, paste, change a cell


def test_cells_are_copied_as_text_that_sheets_take_in_and_masked(
    open_page: Open, put: Callable[..., Case], qtbot: QtBot
) -> None:
    put(Case(case_no="演示一", party="演示甲", id_no="11010519491231002X"))
    put(Case(case_no="演示二", party="演示乙"))
    page = open_page()
    page.current_list.show_columns(["case_no", "party", "id_no"])
    choose(page, range(0, 2), ["case_no", "party", "id_no"])

    QTest.keyClick(grid_of(page), Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("演示二\t演示乙\t\n演示一\t演示甲\t")
    assert "*" in copied
    assert "19491231" not in copied


def test_no_more_rows_are_selected_than_one_hand_moves(
    open_page: Open,
    cases: list[Case],
    said: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(record_list, "MOST_SELECTED", 3)
    page = open_page()

    grid_of(page).selectAll()

    assert {index.row() for index in grid_of(page).selectedIndexes()} == {0, 1, 2}
    assert "3 行" in said[-1][1]


def test_ctrl_d_gives_the_rows_below_the_value_of_the_topmost_as_one_step(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    choose(page, range(0, 3), ["value"])
    before = len(shell.desk.done)

    QTest.keyClick(grid_of(page), Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    assert [case.value for case in stored(shell)] == [40000, 40000, 40000, 10000]
    assert len(shell.desk.done) == before + 1


def test_a_value_that_rules_refuse_is_not_copied_to_any_row(
    shell: Shell,
    open_page: Open,
    put: Callable[..., Case],
    qtbot: QtBot,
    said: list[tuple[str, str]],
) -> None:
    put(Case(case_no="演示一", clue_on=date(2026, 5, 1)))
    put(Case(case_no="演示二", filed_on=date(2026, 6, 1), decided_on=date(2026, 6, 20)))
    put(Case(case_no="演示三", filed_on=date(2026, 7, 1)))
    page = open_page()
    page.current_list.show_columns(["case_no", "filed_on", "decided_on"])
    choose(page, range(0, 3), ["filed_on"])

    QTest.keyClick(grid_of(page), Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    assert [case.filed_on for case in stored(shell)] == [date(2026, 7, 1), date(2026, 6, 1), None]
    assert said[-1][0] == "error"


def test_a_pasted_block_changes_the_rows_it_covers_and_adds_the_rest_in_one_step(
    shell: Shell, open_page: Open, cases: list[Case], officer: Officer, qtbot: QtBot
) -> None:
    from boshan_desk.usecases.records import undo

    page = open_page()
    page.current_list.show_columns(["case_no", "party", "value"])
    choose(page, range(3, 4), ["party"])
    QGuiApplication.clipboard().setText("演示新厂\t1.5\r\n演示二厂\t2.5\r\n")
    officer.will_answer("新增 1 条，改动 1 条")

    QTest.keyClick(grid_of(page), Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert sorted((c.case_no or "", c.party, c.value) for c in stored(shell)) == [
        ("", "演示二厂", 250),
        ("演示一", "演示新厂", 150),
        ("演示三", "演示陶瓷店", None),
        ("演示二", "演示酒业", 20000),
        ("演示四", "演示药房", 40000),
    ]
    undo(shell.desk)
    assert len(stored(shell)) == 4
    assert column(page, "party")[3] == "演示陶瓷厂"


def test_a_pasted_block_may_be_added_instead_of_laid_over(
    shell: Shell, open_page: Open, cases: list[Case], officer: Officer, qtbot: QtBot
) -> None:
    page = open_page()
    choose(page, range(0, 1), ["case_no"])
    QGuiApplication.clipboard().setText("演示五\n演示六")
    officer.will_answer("新增 2 条")

    QTest.keyClick(grid_of(page), Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert len(stored(shell)) == 6
    assert "演示四" in column(page, "case_no")


def test_one_refused_cell_refuses_the_whole_block_and_says_where(
    shell: Shell, open_page: Open, cases: list[Case], officer: Officer, qtbot: QtBot
) -> None:
    page = open_page()
    page.current_list.show_columns(["case_no", "filed_on"])
    choose(page, range(0, 1), ["case_no"])
    QGuiApplication.clipboard().setText("演示七\t2026-01-05\n演示八\t不知道")

    QTest.keyClick(grid_of(page), Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert "第 2 行第 2 列“立案日期”" in officer.told[0]
    assert [c.case_no for c in stored(shell)] == ["演示四", "演示三", "演示二", "演示一"]


def test_a_block_is_pasted_into_an_empty_ledger(
    shell: Shell, open_page: Open, officer: Officer
) -> None:
    page = open_page()
    QGuiApplication.clipboard().setText("演示一\n演示二")
    officer.will_answer(0)

    page.current_list.paste()

    assert column(page, "case_no") == ["演示二", "演示一"]


def test_f2_changes_one_cell_in_the_list(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    choose(page, range(0, 1), ["value"])

    QTest.keyClick(grid_of(page), Key.Key_F2)
    line: QLineEdit = part(grid_of(page), QLineEdit, "cell_line")
    assert line.text() == "400.00"
    line.setText("1.2万元")
    QTest.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: stored(shell)[0].value == 1200000)


def test_what_was_typed_into_a_cell_and_refused_stays_typed(
    shell: Shell,
    open_page: Open,
    cases: list[Case],
    qtbot: QtBot,
    said: list[tuple[str, str]],
) -> None:
    page = open_page()
    choose(page, range(0, 1), ["value"])
    QTest.keyClick(grid_of(page), Key.Key_F2)
    line: QLineEdit = part(grid_of(page), QLineEdit, "cell_line")

    line.setText("很多")
    QTest.keyClick(line, Key.Key_Return)

    def again() -> QLineEdit | None:
        found = grid_of(page).findChildren(QLineEdit, "cell_line")
        return found[-1] if found and found[-1] is not line else None

    qtbot.waitUntil(lambda: again() is not None)
    reopened = again()
    assert reopened is not None
    assert reopened.text() == "很多"
    assert said[-1][0] == "error"
    assert stored(shell)[0].value == 40000
    QTest.keyClick(reopened, Key.Key_Escape)


# Staying where one is


def test_a_step_of_somebody_else_leaves_the_selection_at_its_record(
    open_page: Open, cases: list[Case], put: Callable[..., Case]
) -> None:
    page = open_page()
    choose(page, range(2, 3), ["party"])

    put(Case(case_no="演示五"))

    current = page.current_list.current_record()
    assert current is not None
    assert current.id == cases[1].id
    assert column(page, "case_no")[0] == "演示五"


def test_a_list_out_of_sight_is_read_again_when_it_is_seen(
    open_page: Open, cases: list[Case], put: Callable[..., Case], qtbot: QtBot
) -> None:
    page = open_page()
    page.tabs.choose("enforcement_action")
    put(Case(case_no="演示五"))
    assert page.list_of("case").model.rowCount() == 4

    page.tabs.choose("case")

    assert column(page, "case_no")[0] == "演示五"


def test_columns_order_filters_and_the_record_are_remembered(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    page.current_list.choose_columns()
    choice: ColumnChoice = part(page.current_list, ColumnChoice, "column_choice")
    ticks: QListWidget = part(choice, QListWidget, "column_ticks")
    for row in range(ticks.count()):
        item = ticks.item(row)
        on = item.data(Qt.ItemDataRole.UserRole) in ("case_no", "value", "remark")
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    choice.accept()
    page.current_list.sort("value", down=True)
    page.show_view("case", View(ledger="case", where=(Where("value", ">=", 15000),)))
    grid_of(page).setColumnWidth(0, 321)
    page.select("case", cases[1].id)
    page.save_state()
    page.close()

    again = open_page()

    assert again.current_list.model.columns == ("case_no", "value", "remark")
    assert column(again, "case_no") == ["演示四", "演示二"]
    assert abs(grid_of(again).columnWidth(0) - 321) <= 2
    current = again.current_list.current_record()
    assert current is not None
    assert current.id == cases[1].id


def test_personal_numbers_and_searched_words_are_not_written_to_the_screen_file(
    shell: Shell, open_page: Open, cases: list[Case]
) -> None:
    page = open_page()
    where = (Where("id_no", "=", "11010519491231002X"), Where("party", "contains", "陶瓷"))
    page.show_view("case", View(ledger="case", text="演示陶瓷厂", where=where))

    page.save_state()

    kept = str(shell.state.get("list/case"))
    assert "11010519491231002X" not in kept
    assert "陶瓷" not in kept


def test_a_view_is_recalled_as_it_was_remembered(shell: Shell) -> None:
    ledger = Case.ledger
    town = next(iter(shell.lists["town"])).code
    wheres = (
        Where("filed_on", ">=", date(2026, 1, 1)),
        Where("case_type", "in", ("a", "b")),
        Where("is_online", "=", True),
        Where("value", "blank"),
    )
    view = View(
        ledger="case", where=wheres, town=town, period=quarter(2026, 3), order="value", down=False
    )

    assert recalled(remembered(view, ledger), ledger, shell.lists) == view


def test_rows_grow_with_the_type(
    open_page: Open, cases: list[Case], qapp: QApplication, qtbot: QtBot
) -> None:
    page = open_page()
    before = grid_of(page).verticalHeader().defaultSectionSize()

    theme.apply(qapp, large=True)
    try:
        qtbot.waitUntil(lambda: grid_of(page).verticalHeader().defaultSectionSize() > before)
    finally:
        theme.apply(qapp, large=False)


def test_dragged_columns_are_the_order_of_copying_and_are_remembered(
    shell: Shell, open_page: Open, cases: list[Case], qtbot: QtBot
) -> None:
    page = open_page()
    page.current_list.show_columns(["case_no", "party", "value"])

    grid_of(page).horizontalHeader().moveSection(2, 0)

    qtbot.waitUntil(lambda: page.current_list.model.columns == ("value", "case_no", "party"))
    assert shell.state.get("list/case")["columns"] == ["value", "case_no", "party"]


def test_a_record_the_filters_leave_out_is_not_silently_missing(
    open_page: Open, cases: list[Case], said: list[tuple[str, str]]
) -> None:
    page = open_page()
    page.show_view("case", View(ledger="case", text="酒业"))

    page.select("case", cases[0].id)

    assert said[-1][0] == "note"


# Children


@pytest.fixture
def roster(
    shell: Shell, put: Callable[..., Record], qtbot: QtBot
) -> tuple[ChildList, Record, Record]:
    station = put(Station(name="演示站"))
    service = put(StationService(station_id=station.id, client="演示甲"))
    put(StationService(client="别处的演示乙"))
    shown = ChildList(shell, StationService.ledger, station.id)
    qtbot.addWidget(shown)
    shown.show()
    return shown, station, service


def test_children_of_one_record_are_listed_and_a_new_one_knows_its_parent(
    shell: Shell, roster: tuple[ChildList, Record, Record], qtbot: QtBot
) -> None:
    shown, station, service = roster
    model: TableModel = shown.model
    assert model.rowCount() == 1

    with qtbot.waitSignal(shell.record_wanted) as wanted:
        part(shown, QPushButton, "children_new").click()
    assert wanted.args == ["station_service", None, {"station_id": station.id}]

    shown.grid.setCurrentIndex(model.index(0, 0))
    with qtbot.waitSignal(shell.record_wanted) as wanted:
        part(shown, QPushButton, "children_open").click()
    assert wanted.args == ["station_service", service.id, None]


def test_a_withdrawn_child_leaves_the_list(
    shell: Shell,
    roster: tuple[ChildList, Record, Record],
    officer: Officer,
    qtbot: QtBot,
) -> None:
    shown, _station, service = roster
    shown.grid.setCurrentIndex(shown.model.index(0, 0))
    officer.will_answer("登记有误")

    part(shown, QPushButton, "children_withdraw").click()

    qtbot.waitUntil(lambda: shown.model.rowCount() == 0)
    assert part(shown, QLabel, "children_title").text() == "指导站服务记录（还没有）"
    with shell.desk.read() as reader:
        assert reader.get(StationService, service.id).withdrawn_why == "登记有误"


def test_no_two_widgets_of_a_list_share_a_name(open_page: Open) -> None:
    page = open_page()
    named = [w.objectName() for w in page.current_list.findChildren(QWidget) if w.objectName()]
    own = [name for name in named if not name.startswith("qt_")]

    assert sorted(set(own)) == sorted(own)


def test_pasted_records_are_selected(
    shell: Shell, open_page: Open, cases: list[Case], officer: Officer
) -> None:
    page = open_page()
    QGuiApplication.clipboard().setText("案号\t当事人\n演示五\t演示五金店\n演示六\t演示六金店")
    officer.will_answer(0)

    page.current_list.paste()

    assert officer.asked == ["这 2 行将作为新记录加入。"]
    rows = {index.row() for index in grid_of(page).selectionModel().selectedIndexes()}
    numbers = {getattr(page.current_list.model.record_at(row), "case_no", "") for row in rows}
    assert numbers == {"演示五", "演示六"}


def test_the_keyboard_goes_to_the_list_when_the_place_gets_it(
    open_page: Open, cases: list[Case]
) -> None:
    page = open_page()
    page.current_list.search.setFocus()

    page.setFocus()

    assert page.focusWidget() is grid_of(page)


def test_a_narrow_tool_bar_keeps_every_button(open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    page.resize(560, 400)

    buttons = [page.bar.widgetForAction(action) for action in page.actions_by_id.values()]
    shown = [each for each in buttons if isinstance(each, QToolButton)]

    assert len(shown) == 10
    qtbot.waitUntil(lambda: all(each.isVisible() for each in shown))
    assert shown[-1].toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def test_a_draft_without_a_number_is_called_by_what_it_has(
    shell: Shell, open_page: Open, put: Callable[..., Case]
) -> None:
    put(Case(clue_no="演示线索1"))
    model = open_page().current_list.model

    assert model.data(model.index(0, 0)) == "演示线索1"
    font = model.data(model.index(0, 0), Qt.ItemDataRole.FontRole)
    assert font.italic()
    down = Qt.Orientation.Vertical
    assert model.headerData(0, down, Qt.ItemDataRole.ToolTipRole) == "草稿"


def test_a_list_is_found_again_where_it_was_left(
    shell: Shell, open_page: Open, put: Callable[..., Case]
) -> None:
    made = [put(Case(case_no=f"演示{n}")) for n in range(60)]
    page = open_page()
    grid = grid_of(page)
    grid.setCurrentIndex(page.current_list.model.index(30, 0))
    grid.verticalScrollBar().setValue(25)
    page.save_state()

    again = open_page()

    record = again.current_list.current_record()
    assert record is not None
    assert record.id == made[29].id
    assert grid_of(again).rowAt(0) == 25
