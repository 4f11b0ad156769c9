"""Places, groups of ledgers and their tabs: reached by keys, remembered, none cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import quarter
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ui import theme
from boshan_desk.ui.behind_page import BehindPage
from boshan_desk.ui.bin_page import BinPage
from boshan_desk.ui.deadlines_page import DeadlinesPage
from boshan_desk.ui.ledger_choice import fill_ledgers
from boshan_desk.ui.ledger_groups import GROUPS, Tab, TabRow
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.places import PLACES, come_back_to, find_place
from boshan_desk.ui.plan_files import PlanFilesPage
from boshan_desk.ui.plan_line import PlanCounts
from boshan_desk.ui.plan_page import PlanPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.slip_page import SlipPage
from boshan_desk.ui.start_page import StartPage
from boshan_desk.usecases.plans.standing import standings

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window, shown."""
    return open_window(qtbot, shell)


def open_window(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


def shown(row: TabRow) -> list[str]:
    """The keys of the tabs that are seen."""
    return [key for place, key in enumerate(row.keys) if row.bar.isTabVisible(place)]


# ---------------------------------------------------------------- places


def test_each_place_has_its_number(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitExposed(window):
        window.activateWindow()
    for number, place in enumerate(PLACES):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), CTRL)
        assert window.place == place.key


@pytest.mark.parametrize(
    ("kept", "place", "tab"),
    [
        ("deadlines", "case", "deadlines"),
        ("bin", "start", None),
        ("enterprise", "other", "enterprise"),
        ("no-such-place", "start", None),
        ("gi", "gi", "gi_right"),
    ],
)
def test_who_was_at_a_place_that_is_gone_comes_back_to_where_it_went(
    qtbot: QtBot, shell: Shell, kept: str, place: str, tab: str | None
) -> None:
    shell.state.set("window.place", kept)
    window = open_window(qtbot, shell)
    assert window.place == place
    if tab is not None:
        assert window.ledger_page(place).tabs.key == tab
    assert come_back_to(kept)[0] == place


def test_the_bin_lies_over_the_place(window: MainWindow) -> None:
    window.show_place("gi")
    window.actions_by_id["bin"].trigger()
    page = window.page_on_top()
    assert isinstance(page, BinPage)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page_on_top() is window.ledger_page("gi")
    nav = window.findChild(QListWidget, "nav")
    assert nav is not None
    assert nav.count() == len(PLACES)


def test_limits_are_the_first_tab_of_the_cases(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("case")
    page = window.ledger_page("case")
    assert page.tabs.keys[:2] == ["deadlines", "case"]
    # Who comes for the first time sees the cases.
    assert page.tabs.key == "case"
    assert page.bar.isVisible()
    page.tabs.choose("deadlines")
    assert isinstance(page.leaf, DeadlinesPage)
    assert not page.bar.isVisible()
    assert page.manual == "deadlines"
    page.tabs.choose("case")
    assert page.leaf is None
    assert page.bar.isVisible()
    assert page.manual == ""


def test_the_list_of_limits_is_remembered(qtbot: QtBot, shell: Shell) -> None:
    window = open_window(qtbot, shell)
    window.show_deadlines()
    window.keep_state()
    again = open_window(qtbot, shell)
    assert again.ledger_page("case").tabs.key == "deadlines"


def test_new_at_the_list_of_limits_is_a_new_case(window: MainWindow) -> None:
    window.show_deadlines()
    window.add_record()
    assert window.page_on_top().objectName() == "record_page"


# ---------------------------------------------------------------- groups


def test_five_groups_hold_every_other_ledger_once() -> None:
    assert [group.title for group in GROUPS] == ["创造", "运用", "保护", "管理", "服务"]
    names = [name for group in GROUPS for name in group.ledgers]
    assert len(names) == len(set(names))
    assert tuple(names) == find_place("other").ledgers
    assert set(names) <= set(LEDGERS)


def test_a_group_shows_its_own_ledgers_and_remembers_the_last(qtbot: QtBot, shell: Shell) -> None:
    window = open_window(qtbot, shell)
    window.show_place("other")
    page = window.ledger_page("other")
    assert page.tabs.keys == list(GROUPS[0].ledgers)
    page.groups.choose("apply")
    page.tabs.choose("custody")
    page.groups.choose("serve")
    assert page.tabs.keys == list(GROUPS[4].ledgers)
    assert page.current_ledger.name == GROUPS[4].ledgers[0]
    page.groups.choose("apply")
    assert page.current_ledger.name == "custody"
    window.keep_state()

    again = open_window(qtbot, shell)
    page = again.ledger_page("other")
    assert page.groups.key == "apply"
    assert page.tabs.key == "custody"


def test_a_view_of_another_group_brings_its_group(window: MainWindow) -> None:
    window.show_list("mediation", View(ledger="mediation"))
    page = window.ledger_page("other")
    assert (window.place, page.groups.key, page.tabs.key) == ("other", "protect", "mediation")
    assert page.current_list.isVisible()


def test_keys_go_through_tabs_and_groups(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place("other")
    page = window.ledger_page("other")
    with qtbot.waitExposed(window):
        window.activateWindow()
    page.current_list.setFocus()
    target = page.current_list.focusWidget() or page.current_list

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or target, key, modifier)

    press(Qt.Key.Key_Tab, CTRL)
    assert page.tabs.key == GROUPS[0].ledgers[1]
    press(Qt.Key.Key_PageDown, CTRL)
    assert page.groups.key == "apply"
    press(Qt.Key.Key_3, ALT)
    assert page.tabs.key == GROUPS[1].ledgers[2]
    press(Qt.Key.Key_PageUp, CTRL)
    assert page.groups.key == "create"
    assert page.tabs.key == GROUPS[0].ledgers[1]


def test_a_tab_says_how_many_records_there_are(window: MainWindow, put: Callable[..., Any]) -> None:
    window.show_list("enterprise", None)
    tabs = window.ledger_page("other").tabs
    title = LEDGERS["enterprise"].title
    assert tabs.bar.tabText(tabs.keys.index("enterprise")) == title
    put(Enterprise(name="演示商贸有限公司"))
    assert tabs.bar.tabText(tabs.keys.index("enterprise")) == f"{title}（1）"


# ---------------------------------------------------------------- rows of tabs


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("wide", [910, 1366])
def test_no_tab_of_a_place_is_cut_off(
    window: MainWindow, qapp: QApplication, wide: int, large: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        window.resize(wide, 512)
        for name in ("case", "event", "other"):
            window.show_place(name)
            page = window.ledger_page(name)
            for group in page.groups.keys or [""]:
                if group:
                    page.groups.choose(group)
                for key in (page.tabs.keys[0], page.tabs.keys[-1]):
                    page.tabs.choose(key)
                    QApplication.processEvents()
                    for row in (page.groups, page.tabs):
                        look_whole(row)
                    assert key in shown(page.tabs)
    finally:
        theme.apply(qapp, large=False)


def look_whole(row: TabRow) -> None:
    """Every tab of a row stands in it in full."""
    if not row.isVisible():
        return
    for place in range(row.bar.count()):
        if row.bar.isTabVisible(place):
            assert row.bar.tabRect(place).right() <= row.bar.width()
    assert row.bar.geometry().right() <= row.width()
    if row.more.isVisible():
        assert row.more.geometry().right() <= row.width()


def test_what_has_no_room_stands_in_the_menu(qtbot: QtBot) -> None:
    row = TabRow("demo", [Tab(str(n), f"演示台账{n}") for n in range(12)])
    qtbot.addWidget(row)
    row.resize(500, 40)
    row.show()
    row.choose("11")
    assert "11" in shown(row)
    assert 2 < len(shown(row)) < 12
    assert row.more.text() == f"更多 {12 - len(shown(row))}"
    row.menu.aboutToShow.emit()
    assert [action.text() for action in row.menu.actions()] == [f"演示台账{n}" for n in range(12)]
    told: list[str] = []
    row.chosen.connect(told.append)
    row.menu.actions()[7].trigger()
    assert told == ["7"]
    assert "7" in shown(row)
    row.resize(3000, 40)
    assert len(shown(row)) == 12
    assert not row.more.isVisible()


def test_larger_type_has_room_for_fewer_tabs(qtbot: QtBot, qapp: QApplication) -> None:
    row = TabRow("demo", [Tab(str(n), f"演示台账{n}") for n in range(12)])
    qtbot.addWidget(row)
    row.resize(700, 40)
    row.show()
    before = len(shown(row))
    theme.apply(qapp, large=True)
    try:
        qtbot.waitUntil(lambda: len(shown(row)) < before, timeout=2000)
    finally:
        theme.apply(qapp, large=False)


# ---------------------------------------------------------------- choosing a ledger


def test_a_ledger_is_chosen_below_the_title_of_its_place(qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    fill_ledgers(box, TYPED)
    offered = [box.itemData(row) for row in range(box.count()) if box.itemData(row)]
    assert sorted(offered) == sorted(TYPED)
    assert box.currentData() == offered[0]
    titles = [box.itemText(row) for row in range(box.count()) if not box.itemData(row)]
    assert "其他台账（运用）" in titles
    # A title cannot be chosen.
    head = box.findText("其他台账（运用）")
    assert not box.model().flags(box.model().index(head, 0)) & Qt.ItemFlag.ItemIsEnabled


# ---------------------------------------------------------------- over a place


def test_records_behind_a_figure_lie_over_the_place_and_lead_back(
    window: MainWindow, shell: Shell
) -> None:
    window.show_place("gi")
    shell.behind_wanted.emit("M-EN02", quarter(2026, 3), "")
    page = window.page_on_top()
    assert isinstance(page, BehindPage)
    assert (page.code, page.period) == ("M-EN02", quarter(2026, 3))
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page_on_top() is window.ledger_page("gi")


def test_a_slip_lies_over_the_place(window: MainWindow, shell: Shell) -> None:
    window.show_place("gi")
    shell.slip_wanted.emit("BS-T02", quarter(2026, 3))
    assert isinstance(window.page_on_top(), SlipPage)


def test_the_plan_place_leads_to_its_files_and_to_its_lists(window: MainWindow) -> None:
    window.show_place("plan")
    page = window.page_on_top()
    assert isinstance(page, PlanPage)
    page.files_wanted.emit()
    assert isinstance(window.page_on_top(), PlanFilesPage)
    window.show_list("task_report", None)
    assert window.page_on_top() is page
    assert page.lists is not None
    assert page.lists.current_ledger.name == "task_report"
    window.add_record()
    assert window.page_on_top().objectName() == "record_page"


def test_the_first_page_says_how_the_plans_stand(
    window: MainWindow, shell: Shell, qtbot: QtBot
) -> None:
    start = window.page_on_top()
    assert isinstance(start, StartPage)
    line = start.plan_line
    assert line.isVisible()
    with shell.desk.read():
        plan = next(each for each in shell.desk.plans if each.status == "active")
    questions = line.findChild(QPushButton, "plan_questions")
    assert questions is not None
    assert questions.text() == f"待答复 {len(plan.questions)} 个"
    late = line.findChild(QPushButton, "plan_late")
    assert late is not None
    lamps = [each.lamp for each in standings(shell.desk, quarter(2026, 3), trail=False)]
    assert late.isVisible() == ("late" in lamps)
    assert late.text() == f"▼ 滞后（红）{lamps.count('late')} 项"
    questions.click()
    files = window.page_on_top()
    assert isinstance(files, PlanFilesPage)
    assert files.questions.isVisible()

    line.show_counts(PlanCounts(targets=7, late=2, slow=1, slips=1))
    assert late.text() == "▼ 滞后（红）2 项"
    line.show_counts(PlanCounts())
    assert not line.isVisibleTo(start)


def test_the_line_of_the_plans_leads_on(window: MainWindow) -> None:
    start = window.page_on_top()
    assert isinstance(start, StartPage)
    start.plan_line.wanted.emit("slips")
    assert window.place == "plan"
    page = window.page_on_top()
    assert isinstance(page, PlanPage)
    assert page.lists is not None
    view = page.lists.current_list.view
    assert (view.ledger, view.where) == ("supervision", (Where("state", "=", "issued"),))
    start.plan_line.wanted.emit("late")
    assert page.lists is None
