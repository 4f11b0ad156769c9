"""差异表: every unit of difference by name, and the record behind it opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.report_differences import LINE_NAMES, DifferencesPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import records
from boshan_desk.usecases.papers.keeping import Kept, freeze
from boshan_desk.usecases.quarter.request import Request
from tests.ui.conftest import Officer

Q2 = Request(period=quarter(2026, 2), kind="jianbao")
Q3 = Request(period=quarter(2026, 3), kind="jianbao")
FILED = "立案数"


def case(put: Callable[..., Any], number: int, filed: date) -> Case:
    """A case (演示)."""
    made: Case = put(Case(case_no=f"演示{number}号", party="演示公司", filed_on=filed))
    return made


@pytest.fixture
def earlier(shell: Shell, put: Callable[..., Any]) -> Kept:
    """The paper of the second quarter, frozen with one case; then a late one and a new one."""
    case(put, 1, date(2026, 5, 6))
    kept = freeze(shell.desk, Q2)
    case(put, 2, date(2026, 6, 3))
    case(put, 3, date(2026, 8, 3))
    return kept


@pytest.fixture
def page(qtbot: QtBot, shell: Shell, earlier: Kept) -> DifferencesPage:
    """The paper of the third quarter against it."""
    made = DifferencesPage(shell, Q3)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    return made


def choose_line(page: DifferencesPage, title: str) -> dict[str, str]:
    """Choose a figure; its numbers by name."""
    row = [line.title for line in page.lines].index(title)
    page.table.selectRow(row)
    cells = page.table.words()[row][2:]
    return dict(zip(LINE_NAMES, cells, strict=False))


def test_a_figure_is_led_over_from_the_last_paper_to_this_one(page: DifferencesPage) -> None:
    assert "与第1期" in page.answer.words
    assert page.answer.severity == "warn"
    numbers = choose_line(page, FILED)
    parts = [numbers[name].lstrip("+") for name in ("last", "new", "late", "now")]
    assert parts == ["1", "1", "1", "3"]


def test_the_records_are_named_and_open(page: DifferencesPage, shell: Shell) -> None:
    choose_line(page, FILED)
    late = [each for each in page.items if each.kind == "late"]
    assert ["演示2号" in each.label or "演示2号" in each.what for each in late] == [True]
    page.item_table.selectRow(page.items.index(late[0]))
    heard: list[tuple[str, str]] = []
    shell.record_wanted.connect(lambda ledger, id, _values: heard.append((ledger, id)))
    page.open_button.click()
    assert heard == [("case", late[0].record_id)]


def test_figures_that_are_only_new_are_listed_on_demand(page: DifferencesPage) -> None:
    few = len(page.lines)
    page.all_lines.click()
    assert len(page.lines) > few
    assert page.found is not None
    assert len(page.lines) == len(page.found.lines)


def test_a_withdrawn_record_is_named_and_opens_from_the_bin(
    page: DifferencesPage, shell: Shell
) -> None:
    with shell.desk.read() as reader:
        (first,) = [each for each in reader.all(Case) if each.case_no == "演示1号"]
    records.withdraw(shell.desk, Case.ledger, [first.id], "演示：重复")
    page.refresh()
    choose_line(page, FILED)
    gone = [each for each in page.items if each.kind == "withdrawn"]
    assert len(gone) == 1
    page.item_table.selectRow(page.items.index(gone[0]))
    heard: list[str] = []
    shell.record_wanted.connect(lambda _ledger, id, _values: heard.append(id))
    page.open_button.click()
    assert heard == [first.id]


def test_another_paper_may_be_chosen_to_compare_with(
    qtbot: QtBot, shell: Shell, earlier: Kept
) -> None:
    older = freeze(shell.desk, Request(period=quarter(2026, 1), kind="jianbao"))
    page = DifferencesPage(shell, Q3)
    qtbot.addWidget(page)
    page.show()
    assert page.found is not None
    assert page.found.earlier.id == earlier.id
    row = page.papers.findData(older.id)
    assert row > 0
    page.papers.setCurrentIndex(row)
    page.papers.activated.emit(row)
    assert page.found.earlier.id == older.id
    assert older.number in page.answer.words


def test_where_nothing_moved_it_is_not_said_that_there_is_something_new(
    qtbot: QtBot, shell: Shell, put: Callable[..., Any]
) -> None:
    case(put, 1, date(2026, 5, 6))
    kept = freeze(shell.desk, Q2)
    made = DifferencesPage(shell, Q2, kept.id)
    qtbot.addWidget(made)
    assert made.answer.words.endswith("各项指标没有变化。")
    assert made.answer.severity == "ok"


def test_without_an_earlier_paper_it_is_said(qtbot: QtBot, shell: Shell) -> None:
    made = DifferencesPage(shell, Q3)
    qtbot.addWidget(made)
    made.show()
    assert made.answer.severity == "note"
    assert "还没有可以比较的定稿" in made.answer.words
    assert not made.split.isVisible()
    assert not made.save_button.isEnabled()


def test_the_whole_table_is_saved_as_a_paper(
    page: DifferencesPage, officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "差异表.pdf"
    officer.will_answer(path)
    heard: list[object] = []
    page.saved.connect(lambda where, _words: heard.append(where))
    page.save_button.click()
    assert heard == [path]
    document = pypdfium2.PdfDocument(path)
    try:
        text = "".join(leaf.get_textpage().get_text_bounded() for leaf in document)
    finally:
        document.close()
    assert "差异表" in text
    assert "演示2号" in "".join(text.split())


def test_numbers_stand_at_the_right(page: DifferencesPage) -> None:
    item = page.table.item(0, 2)
    assert item is not None
    assert item.textAlignment() & 0x2


def test_what_is_compared_is_said(page: DifferencesPage) -> None:
    about = page.findChild(QLabel, "differences_about")
    assert about is not None
    assert "2026年三季度" in about.text()
