"""The rows of a list: paged, masked, in words, and never an answer to a question of before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.view import View
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.table_model import PAGE, PAGES, Counts, TableModel, default_columns

CASES = Case.ledger


@pytest.fixture
def fill(shell: Shell) -> Callable[[int], None]:
    """Add so many cases, in one step."""

    def add(count: int) -> None:
        from boshan_desk.usecases.records import save_many

        cases: list[tuple[Record | None, Record]] = [
            (None, Case(case_no=f"演示{number:05d}", filed_on=date(2026, 3, 1), value=number * 100))
            for number in range(count)
        ]
        save_many(shell.desk, "演示", cases)

    return add


def model_of(shell: Shell, view: View | None = None) -> TableModel:
    model = TableModel(shell, CASES, default_columns(CASES))
    model.show_view(view or View(ledger="case"))
    return model


def cell(model: TableModel, row: int, name: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    return model.data(model.index(row, model.columns.index(name)), role)


def test_the_newest_record_stands_first(shell: Shell, fill: Callable[[int], None]) -> None:
    fill(3)
    model = model_of(shell)

    assert [cell(model, row, "case_no") for row in range(3)] == [
        "演示00002",
        "演示00001",
        "演示00000",
    ]


def test_a_list_sorts_by_a_field_with_the_empty_ones_last(
    shell: Shell, put: Callable[..., Record]
) -> None:
    for number, value in (("演示甲", 300), ("演示乙", None), ("演示丙", 100)):
        put(Case(case_no=number, value=value))

    up = model_of(shell, View(ledger="case", order="value", down=False))
    down = model_of(shell, View(ledger="case", order="value", down=True))

    assert [cell(up, row, "case_no") for row in range(3)] == ["演示丙", "演示甲", "演示乙"]
    assert [cell(down, row, "case_no") for row in range(3)] == ["演示甲", "演示丙", "演示乙"]


def test_codes_are_words_numbers_stand_right_and_a_draft_says_so(
    shell: Shell, put: Callable[..., Record]
) -> None:
    town = next(iter(shell.lists["town"]))
    put(Case(case_no="演示一", town_code=town.code, value=123456))
    model = model_of(shell)

    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert cell(model, 0, "town_code") == town.label
    assert cell(model, 0, "value") == "1234.56"
    assert cell(model, 0, "value", Qt.ItemDataRole.TextAlignmentRole) == right
    assert cell(model, 0, "status") == "草稿"


def test_an_identity_number_is_never_shown_whole(shell: Shell, put: Callable[..., Record]) -> None:
    put(Case(case_no="演示一", id_no="11010519491231002X"))
    model = model_of(shell)

    shown = cell(model, 0, "id_no")
    tip = cell(model, 0, "id_no", Qt.ItemDataRole.ToolTipRole)
    assert "*" in shown
    assert "19491231" not in shown + tip


def test_a_text_of_several_lines_keeps_its_row_and_tells_all_in_the_tip(
    shell: Shell, put: Callable[..., Record]
) -> None:
    put(Case(case_no="演示一", brief="第一行\n第二行"))
    model = TableModel(shell, CASES, ["case_no", "brief"])
    model.show_view(View(ledger="case"))

    assert "\n" not in cell(model, 0, "brief")
    assert cell(model, 0, "brief", Qt.ItemDataRole.ToolTipRole) == "第一行\n第二行"


def test_a_link_is_shown_by_the_name_of_the_other_record(
    shell: Shell, put: Callable[..., Record]
) -> None:
    from boshan_desk.ledgers.station import StationService

    station = put(Station(name="演示站"))
    put(StationService(station_id=station.id, client="演示公司"))
    ledger = StationService.ledger
    model = TableModel(shell, ledger, ["station_id", "client"])
    model.show_view(View(ledger=ledger.name))

    assert cell(model, 0, "station_id") == "演示站"


def test_scrolling_5000_rows_keeps_few_pages_in_memory(
    shell: Shell, fill: Callable[[int], None], qtbot: QtBot
) -> None:
    fill(5000)
    model = model_of(shell)
    grid = QTableView()
    qtbot.addWidget(grid)
    grid.setModel(model)
    grid.resize(900, 500)
    grid.show()
    assert model.rowCount() == 5000
    grid.grab()
    assert model.pages_held == 1

    for row in range(0, 5000, PAGE):
        grid.scrollTo(model.index(row, 0))
        grid.grab()
    grid.scrollToBottom()
    grid.grab()

    assert 1 < model.pages_held <= PAGES
    assert cell(model, 4999, "case_no") == "演示00000"
    assert cell(model, 0, "case_no") == "演示04999"


class Held:
    """Looks that come back when the test says so."""

    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[Callable[..., Any], Callable[..., Any]]] = []
        self._rows = shell.far_rows
        monkeypatch.setattr(shell, "look", lambda work, then: self.calls.append((work, then)))

    def answer(self, place: int, found: Any = None) -> None:
        work, then = self.calls[place]
        then(work(self._rows) if found is None else found)


def test_an_answer_that_was_overtaken_by_another_question_is_dropped(
    shell: Shell, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(5)
    slow = View(ledger="case", where=(Where("value", ">=", 100),))
    late = shell.far_rows.numbers(slow)
    held = Held(shell, monkeypatch)
    model = TableModel(shell, CASES, default_columns(CASES))

    model.show_view(slow)
    model.show_view(View(ledger="case", where=(Where("value", ">=", 300),)))
    held.answer(1)
    held.answer(0, late)

    assert model.rowCount() == 2


def test_the_first_page_is_there_before_the_whole_list_was_found(
    shell: Shell, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(PAGE + 50)
    held = Held(shell, monkeypatch)
    model = TableModel(shell, CASES, default_columns(CASES))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))

    model.show_view(View(ledger="case"))
    assert (model.rowCount(), model.complete) == (PAGE, False)
    held.answer(0)

    assert (model.rowCount(), model.complete) == (PAGE + 50, True)
    assert len(resets) == 1  # the rest came behind what was there, nothing was taken away


def test_the_list_counts_all_the_shown_and_the_drafts_among_them(
    shell: Shell, fill: Callable[[int], None]
) -> None:
    fill(4)
    model = TableModel(shell, CASES, default_columns(CASES))
    told: list[Counts] = []
    model.counted.connect(told.append)

    model.show_view(View(ledger="case", where=(Where("value", ">=", 200),)))

    assert told == [Counts(total=4, shown=2, drafts=2)]


def test_a_count_that_comes_after_the_list_was_closed_is_let_go(
    shell: Shell, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(2)
    held = Held(shell, monkeypatch)
    model = TableModel(shell, CASES, default_columns(CASES))
    model.show_view(View(ledger="case"))
    held.answer(0)

    shiboken6.delete(model)

    held.answer(1)
