"""The records behind a figure, over the place, and back to where one was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Source
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.behind_page import BehindPage
from boshan_desk.ui.behind_target import BehindTargetPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.stage import Stage
from boshan_desk.usecases.records import add, edit, withdraw
from tests.ui.conftest import Officer

Q3 = quarter(2026, 3)
CASE = KEPT["case"]


@pytest.fixture
def filled(shell: Shell) -> list[str]:
    """Two cases of the third quarter, one of the second; their ids."""
    return [
        add(shell.desk, CASE, {"party": f"演示{n}公司", "filed_on": day, "value": "100"}).id
        for n, day in enumerate(("2026-07-01", "2026-09-30", "2026-06-30"))
    ]


def _open(shell: Shell, qtbot: QtBot, code: str, town: str = "") -> BehindPage:
    return _open_source(shell, qtbot, Source(figure=code, span=Q3, town=town))


def _open_source(shell: Shell, qtbot: QtBot, source: Source) -> BehindPage:
    page = BehindPage(shell, source)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    return page


def _words(page: BehindPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_it_says_the_figure_and_lists_its_records(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    page = _open(shell, qtbot, "M-EN02")
    assert _words(page, "behind_value") == "立案数　2026年三季度：2件"
    assert _words(page, "behind_basis") == "口径：按立案日期计"
    assert page.list is not None
    list_ = page.list
    qtbot.waitUntil(lambda: list_.model.rowCount() == 2)
    found = {list_.model.record_at(row) for row in range(2)}
    assert {record.id for record in found if record} == set(filled[:2])


def test_a_sum_says_how_many_records_it_was_made_of(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    page = _open(shell, qtbot, "M-EN04")
    assert _words(page, "behind_value") == "涉案货值金额　2026年三季度：0.02万元；2 条记录"
    assert "不是记录的件数" in _words(page, "behind_words")


def test_it_follows_what_is_changed_meanwhile(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    page = _open(shell, qtbot, "M-EN02")
    edit(shell.desk, CASE, filled[2], {"filed_on": date(2026, 7, 2).isoformat()})
    assert _words(page, "behind_value").endswith("3件")
    list_ = page.list
    assert list_ is not None
    qtbot.waitUntil(lambda: list_.model.rowCount() == 3)


def test_what_is_counted_of_a_record_says_its_name(shell: Shell, qtbot: QtBot) -> None:
    right = add(shell.desk, KEPT["gi_right"], {"product_name": "演示琉璃"})
    only = (Where("right_id", "=", right.id),)
    page = _open_source(shell, qtbot, Source(figure="M-GI02", span=Q3, where=only))
    assert "演示琉璃" in _words(page, "behind_words")
    assert right.id not in _words(page, "behind_words")


def test_a_record_is_opened_from_it(shell: Shell, filled: list[str], qtbot: QtBot) -> None:
    page = _open(shell, qtbot, "M-EN02")
    assert page.list is not None
    page.list.select(filled[0])
    with qtbot.waitSignal(shell.record_wanted) as heard:
        page.list.open_current()
    assert heard.args[:2] == ["case", filled[0]]


def test_esc_leads_back_to_the_very_place(shell: Shell, filled: list[str], qtbot: QtBot) -> None:
    stage = Stage()
    qtbot.addWidget(stage)
    below = QLabel("演示")
    below.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    stage.addWidget(below)
    stage.show_below(below)
    stage.show()
    below.setFocus()
    page = BehindPage(shell, Source(figure="M-EN02", span=Q3))
    page.closed.connect(lambda: stage.leave(page))
    stage.lay_over(page)
    assert page.list is not None
    QTest.keyClick(page.list.grid, Qt.Key.Key_Escape)
    assert stage.currentWidget() is below
    assert stage.focusWidget() is below


def test_looking_at_it_does_not_change_how_the_list_was_left(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    before: Any = shell.state.get("list/case")
    page = _open(shell, qtbot, "M-EN02")
    page.leave()
    assert shell.state.get("list/case") == before


def test_an_unknown_figure_is_refused_in_words(
    shell: Shell, officer: Officer, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(shell.said) as heard:
        page = _open(shell, qtbot, "M-XX99")
    assert "M-XX99" in heard.args[1]
    assert _words(page, "behind_value") == "没有查到"


def test_the_records_are_exported(
    shell: Shell, officer: Officer, filled: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    page = _open(shell, qtbot, "M-EN02")
    officer.will_answer(tmp_path / "演示.xlsx")
    with qtbot.waitSignal(page.saved) as heard:
        page.export_button.click()
    assert heard.args[0] == tmp_path / "演示.xlsx"
    assert (tmp_path / "演示.xlsx").exists()


def test_a_number_of_part_of_a_figure_says_which_part(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    edit(shell.desk, CASE, filled[0], {"ip_kind": "patent"})
    where = (Where("ip_kind", "=", "patent"),)
    page = _open_source(shell, qtbot, Source(figure="M-EN02", span=Q3, where=where))
    # Its value is that of the part, as it is printed.
    assert _words(page, "behind_value") == "立案数　2026年三季度：1件"
    assert _words(page, "behind_words") == "只计其中：权利类型：专利"
    assert page.list is not None
    list_ = page.list
    qtbot.waitUntil(lambda: list_.model.rowCount() == 1)
    assert (record := list_.model.record_at(0)) is not None
    assert record.id == filled[0]


def test_the_same_of_a_year_before_is_one_press_away(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    page = _open(shell, qtbot, "M-EN02")
    with qtbot.waitSignal(shell.source_wanted) as heard:
        page.before_button.click()
    assert heard.args == [Source(figure="M-EN02", span=quarter(2025, 3))]
    assert _open_source(shell, qtbot, Source(ledger="case")).before_button.isHidden()


def test_records_that_are_no_figure_are_listed(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    where = (Where("filed_on", ">=", date(2026, 7, 1)),)
    page = _open_source(shell, qtbot, Source(ledger="case", where=where))
    assert _words(page, "behind_value") == "执法案件：2件"
    assert page.list is not None
    assert page.list.view.where == where


def test_named_records_are_listed_and_those_that_are_gone_are_told(
    shell: Shell, filled: list[str], qtbot: QtBot
) -> None:
    withdraw(shell.desk, CASE, [filled[1]], "演示：重复登记")
    page = _open_source(shell, qtbot, Source(ledger="case", ids=tuple(filled[:2])))
    assert _words(page, "behind_value") == "执法案件：1件"
    assert "另有 1 条记录后来已作废" in _words(page, "behind_words")


def test_a_target_opens_its_line_and_leads_on_to_the_records(shell: Shell, qtbot: QtBot) -> None:
    page = BehindTargetPage(shell, Source(target="BS-T01", span=Q3))
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    line = page.model.line(page.list.currentIndex().row())
    assert line is not None
    assert line.indicator == "BS-T01"
    assert page.words.text().startswith("BS-T01：")
    assert page.detail.line is line
    heard: list[tuple[object, ...]] = []
    shell.behind_wanted.connect(lambda *what: heard.append(what))
    page.act("records")
    assert heard == [(line.metric, Q3, "")]


def test_a_target_that_no_plan_has_is_said(shell: Shell, qtbot: QtBot) -> None:
    page = BehindTargetPage(shell, Source(target="XX-T99", span=Q3))
    qtbot.addWidget(page)
    assert page.words.text() == "在办的方案里没有指标 XX-T99"
