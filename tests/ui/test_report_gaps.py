"""缺什么: said before a paper is made, each with its way; no hindrance where nothing is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.report_gaps import GapsPanel, lead_words
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.papers.gaps import Gap, gaps
from boshan_desk.usecases.papers.words import edit_paragraph
from boshan_desk.usecases.quarter.request import Request

Q3 = Request(period=quarter(2026, 3), kind="jianbao")


@pytest.fixture
def panel(qtbot: QtBot, shell: Shell) -> GapsPanel:
    """The panel, beside nothing."""
    made = GapsPanel(shell)
    qtbot.addWidget(made)
    made.resize(420, 500)
    return made


def look(panel: GapsPanel, request: Request = Q3) -> GapsPanel:
    panel.look(request)
    panel.look_now()
    return panel


def lines(panel: GapsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel, "gap_words")]


def test_what_is_missing_is_listed_the_gravest_first(panel: GapsPanel, shell: Shell) -> None:
    look(panel)
    found = gaps(shell.desk, Q3)
    assert found, "a desk without records lacks something"
    assert lines(panel) == [gap.words for gap in found]
    assert panel.count == sum(gap.severity != "note" for gap in found)


def test_the_page_of_reports_is_told(panel: GapsPanel) -> None:
    heard: list[Any] = []
    panel.found.connect(heard.append)
    look(panel)
    assert heard == [(Q3, panel.gaps)]


def test_the_way_leads_to_the_list_where_it_is_entered(panel: GapsPanel, shell: Shell) -> None:
    look(panel)
    heard: list[tuple[str, Any]] = []
    shell.list_wanted.connect(lambda ledger, view: heard.append((ledger, view)))
    gap = next(each for each in panel.gaps if each.goes == "towns")
    panel.findChildren(QPushButton, "gap_towns")[0].click()
    assert heard == [("town_report", gap.view)]


@pytest.mark.parametrize(
    ("goes", "ledger", "command", "lead"),
    [
        ("county", "", "county", "打开本单位资料"),
        ("plan", "plan_answer", "plans", "打开计划文件"),
        ("plan", "", "plans", "打开计划文件"),
        ("closing", "", "closing", "打开封账"),
    ],
)
def test_the_way_leads_to_the_page_where_it_is_set(
    panel: GapsPanel, shell: Shell, goes: Any, ledger: str, command: str, lead: str
) -> None:
    heard: list[str] = []
    shell.command_wanted.connect(heard.append)
    panel._show((Gap(words="演示", severity="warn", goes=goes, ledger=ledger),))  # noqa: SLF001
    button = panel.findChildren(QPushButton, f"gap_{goes}")[-1]
    assert button.text() == lead
    button.click()
    assert heard == [command]


def test_a_ledger_is_called_by_its_name() -> None:
    gap = Gap(words="演示", severity="warn", goes="ledger", ledger="ip_stat")
    assert lead_words(gap) == "打开创造数据"
    assert lead_words(Gap(words="演示", severity="note", goes="report")) == ""


def test_words_to_be_read_again_lead_to_their_paragraph(
    panel: GapsPanel, shell: Shell, put: Callable[..., Any]
) -> None:
    put(Case(case_no="演示1号", party="演示公司", filed_on=date(2026, 8, 3)))
    edit_paragraph(shell.desk, Q3, "lead.lead", "演示的话。")
    put(Case(case_no="演示2号", party="演示公司", filed_on=date(2026, 8, 4)))
    look(panel)
    heard: list[str] = []
    panel.words_wanted.connect(heard.append)
    panel.findChildren(QPushButton, "gap_report")[-1].click()
    assert heard == ["lead.lead"]


def test_what_was_not_seen_holds_the_paper_up_once(qtbot: QtBot, panel: GapsPanel) -> None:
    look(panel)
    assert panel.count
    assert not panel.may_make(Q3)
    panel.show()
    wanted: list[int] = []
    panel.make_wanted.connect(lambda: wanted.append(1))
    panel.make_button.click()
    assert wanted == [1]
    panel.hide()
    assert panel.may_make(Q3)
    assert not panel.make_button.isVisibleTo(panel)
    other = Request(period=quarter(2026, 2), kind="jianbao")
    look(panel, other)
    assert not panel.may_make(other)


def test_what_is_in_sight_does_not_hold_the_paper_up(panel: GapsPanel) -> None:
    look(panel)
    panel.show()
    assert panel.may_make(Q3)


def test_what_is_not_known_yet_holds_nobody_up(panel: GapsPanel) -> None:
    panel.look(Q3)
    assert panel.may_make(Q3)


def test_nothing_missing_is_not_in_the_way(panel: GapsPanel) -> None:
    look(panel)
    panel._show(())  # noqa: SLF001
    assert panel.may_make(Q3)
    assert panel.answer.severity == "ok"
    assert not panel.make_button.isVisibleTo(panel)


def test_what_was_entered_meanwhile_is_not_missing_any_more(
    qtbot: QtBot, panel: GapsPanel, put: Callable[..., Any]
) -> None:
    look(panel)
    before = panel.gaps
    put(Case(case_no="演示1号", party="演示公司", filed_on=date(2026, 8, 3), status="draft"))
    qtbot.waitUntil(lambda: panel.gaps != before, timeout=3000)


def test_the_desk_is_asked_in_the_background(
    qtbot: QtBot, panel: GapsPanel, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def note(way: str, real: Callable[..., None]) -> Callable[..., None]:
        def call(*given: Any, **named: Any) -> None:
            asked.append(way)
            real(*given, **named)

        return call

    for way in ("run", "look", "watch"):
        monkeypatch.setattr(shell.jobs, way, note(way, getattr(shell.jobs, way)))
    look(panel)
    assert asked == ["watch"]
