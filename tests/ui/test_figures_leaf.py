"""指标 in the window: the table, the towns beside it, and the way to the records."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.figures_leaf import FiguresLeaf
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.figures_table import Catalogue
from boshan_desk.usecases.records import add
from tests.ui.conftest import Officer

Q3 = quarter(2026, 3)
CASE = KEPT["case"]
TOWN = "370304102"
DAYS = ("2026-07-01", "2026-09-30", "2026-06-30", "2025-07-01")


@pytest.fixture
def leaf(shell: Shell, qtbot: QtBot) -> FiguresLeaf:
    """The leaf over four cases: two of the third quarter, one in a town."""
    for n, day in enumerate(DAYS):
        given = {"party": f"演示{n}公司", "filed_on": day, "value": "100"}
        add(shell.desk, CASE, given | ({"town_code": TOWN} if n == 0 else {}))
    made = FiguresLeaf(shell)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    return made


def _seen(leaf: FiguresLeaf) -> Catalogue:
    assert leaf.seen is not None
    return leaf.seen


def _cells(leaf: FiguresLeaf, code: str) -> dict[str, str]:
    row = leaf.model.find_row(code)
    assert row >= 0
    return {
        str(leaf.model.headerData(column, Qt.Orientation.Horizontal)): str(
            leaf.model.index(row, column).data()
        )
        for column in range(leaf.model.columnCount())
    }


def _go_to(leaf: FiguresLeaf, code: str, head: str) -> None:
    heads = list(_cells(leaf, code))
    place = leaf.model.index(leaf.model.find_row(code), heads.index(head))
    # Whatever keys an earlier test left pressed, nothing else is chosen beside it.
    choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
    leaf.table.selectionModel().setCurrentIndex(place, choose)


def test_a_line_shows_the_figure_and_its_comparisons(leaf: FiguresLeaf) -> None:
    assert _cells(leaf, "M-EN02") == {
        "指标": "立案数",
        "单位": "件",
        "本期": "2",
        "上年同期": "1",
        "同比": "+100.0%",
        "上期": "1",
        "环比": "+100.0%",
        "累计": "3",
        "累计同比": "+200.0%",
    }


def test_figures_stand_in_the_groups_of_the_catalogue(leaf: FiguresLeaf) -> None:
    groups = [title for title, _rows in _seen(leaf).summary.groups]
    assert groups == ["创造", "运用", "保护", "管理", "服务", "执法", "地理标志", "培训宣传"]
    headings = [str(leaf.model.index(row, 0).data()) for row in leaf.model.headings()]
    assert headings == groups


def test_the_chosen_figure_is_told_at_length(leaf: FiguresLeaf) -> None:
    leaf.select("M-EN02")
    assert leaf.title.text() == "立案数"
    assert "2026年三季度2件，同比增长100.0%，环比增长100.0%" in leaf.told.text()
    assert leaf.basis.text() == "口径：按立案日期计"
    first = [leaf.ranking.model().index(0, column).data() for column in (0, 1, 2, 4)]
    assert first == ["1", leaf.shell.county.towns.label(TOWN), "1", "上年同期为0"]


def test_enter_on_a_number_leads_to_its_records(leaf: FiguresLeaf, qtbot: QtBot) -> None:
    for head, span in (("本期", Q3), ("上年同期", Q3.last_year()), ("累计", Q3.cumulative())):
        _go_to(leaf, "M-EN02", head)
        with qtbot.waitSignal(leaf.shell.behind_wanted) as heard:
            QTest.keyClick(leaf.table, Qt.Key.Key_Return)
        assert heard.args == ["M-EN02", span, ""]
    _go_to(leaf, "M-EN02", "指标")
    with qtbot.waitSignal(leaf.shell.behind_wanted) as heard:
        leaf.records_button.click()
    assert heard.args == ["M-EN02", Q3, ""]


def test_the_towns_stand_in_columns_and_close_with_the_whole(
    leaf: FiguresLeaf, qtbot: QtBot
) -> None:
    leaf.way_buttons["towns"].click()
    cells = _cells(leaf, "M-EN02")
    assert (cells["合计"], cells["未归属／区本级"]) == ("2", "1")
    assert sum(int(words) for words in list(cells.values())[3:]) == 2
    _go_to(leaf, "M-EN02", "未归属／区本级")
    with qtbot.waitSignal(leaf.shell.behind_wanted) as heard:
        leaf.open_records()
    assert heard.args == ["M-EN02", Q3, "370304Z99"]


def test_one_town_shows_its_own_figures(leaf: FiguresLeaf) -> None:
    leaf.town.setCurrentIndex(leaf.town.findData(TOWN))
    leaf.refresh()
    assert _cells(leaf, "M-EN02")["本期"] == "1"
    assert leaf.model.find_row("M-EN08") == -1


def test_another_period_is_remembered_and_the_usual_one_moves_on(leaf: FiguresLeaf) -> None:
    leaf.show_period(quarter(2026, 2))
    assert _cells(leaf, "M-EN02")["本期"] == "1"
    assert leaf.shell.state.get("figures.period") == "2026Q2"
    leaf.show_period(Q3)
    assert leaf.shell.state.get("figures.period") == ""


def test_one_stays_at_the_figure_when_the_numbers_change(leaf: FiguresLeaf) -> None:
    _go_to(leaf, "M-EN04", "上期")
    add(leaf.shell.desk, CASE, {"party": "演示新公司", "filed_on": "2026-08-08"})
    assert leaf.line is not None
    assert leaf.line.code == "M-EN04"
    assert leaf.table.currentIndex().column() == 5
    assert _cells(leaf, "M-EN02")["本期"] == "3"


def test_a_closed_quarter_shows_what_was_reported_and_the_adjustment(leaf: FiguresLeaf) -> None:
    desk = leaf.shell.desk
    close_period(desk, Q3, [desk.officer.name])
    add(desk, CASE, {"party": "演示新公司", "filed_on": "2026-08-08"})
    cells = _cells(leaf, "M-EN02")
    assert (cells["本期"], cells["调整"]) == ("2", "+1")
    leaf.select("M-EN02")
    assert "封账后调整+1，现为3" in leaf.told.text()


def test_selected_cells_are_copied(leaf: FiguresLeaf) -> None:
    _go_to(leaf, "M-EN02", "本期")
    leaf.copy()
    assert QGuiApplication.clipboard().text() == "2"


def test_the_table_that_is_seen_is_exported(
    leaf: FiguresLeaf, officer: Officer, qtbot: QtBot, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path / "演示.xlsx")
    with qtbot.waitSignal(leaf.saved):
        leaf.export_button.click()
    sheet, notes = openpyxl.load_workbook(tmp_path / "演示.xlsx").worksheets
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    (line,) = [row for row in rows if "立案数" in row]
    assert line[1:6] == ["执法", "立案数", "件", "2", "1"]
    # Numbers are numbers, and what is said of them does not make the lines tall.
    (row,) = [row for row in sheet.iter_rows(values_only=True) if "立案数" in row]
    assert row[4:6] == (2, 1)
    assert "立案数：按立案日期计" in [cell.value for cell in notes["A"]]


def test_the_keyboard_passes_over_headings(leaf: FiguresLeaf) -> None:
    for row in leaf.model.headings():
        assert not leaf.model.flags(leaf.model.index(row, 0)) & Qt.ItemFlag.ItemIsSelectable
