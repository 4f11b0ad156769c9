"""待处理 in the window: side by side, chosen, changed, put aside, and written with one button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import read_period
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.store.desk import Desk
from boshan_desk.ui import theme
from boshan_desk.ui.conflict_versions import OWN, Changes, Versions, marked
from boshan_desk.ui.conflicts_page import ASIDE, DONE, ConflictsPage
from boshan_desk.ui.doubles_page import DoublesPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.upwards_page import UpwardsPage
from boshan_desk.usecases.closing import close_period, reopen_period
from boshan_desk.usecases.exchange.decisions import decided
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.waiting import waiting
from boshan_desk.usecases.records import add, edit, move, withdraw
from tests.ui.conftest import Officer
from tests.ui.exchange_rig import TownDesk, enrolled_town

YUCHENG = "370304102"
COUNTYS, TOWNS = "区局核实的备注（演示）", "镇里填写的备注（演示）"


def firm(desk: Desk, name: str, **values: Any) -> Enterprise:
    given = {"name": name, "town_code": YUCHENG, "remark": "原来的备注", **values}
    made = add(desk, KEPT["enterprise"], given)
    assert isinstance(made, Enterprise)
    return made


def send_down(county: Desk, town: TownDesk) -> None:
    """The county's records go to the town."""
    made = make_return(county, town.site(), town.stick)
    with town.open() as desk, look(desk, made.path) as found:
        take(desk, found)


def send_up(town: TownDesk, county: Desk) -> None:
    """The town's package is taken in."""
    made = town.send()
    with look(county, made.path) as found:
        take(county, found)


@pytest.fixture
def town(tmp_path: Path, shell: Shell) -> TownDesk:
    """A town's desk that the county of `shell` knows."""
    return enrolled_town(tmp_path, shell.desk, "域城镇")


Disagree = Callable[[int], list[Enterprise]]


@pytest.fixture
def disagree(shell: Shell, town: TownDesk) -> Disagree:
    """So many firms whose remark both sides change without knowing of each other."""

    def make(count: int) -> list[Enterprise]:
        firms = [firm(shell.desk, f"演示第{number}企业") for number in range(count)]
        send_down(shell.desk, town)
        for each in firms:
            edit(shell.desk, KEPT["enterprise"], each.id, {"remark": COUNTYS})
        with town.open() as desk:
            for each in firms:
                edit(desk, KEPT["enterprise"], each.id, {"remark": TOWNS})
        send_up(town, shell.desk)
        return firms

    return make


Open = Callable[[], ConflictsPage]


@pytest.fixture
def open_page(qtbot: QtBot, shell: Shell) -> Open:
    """Show the page in a room of 1366 × 768 less the places at the left."""

    def show() -> ConflictsPage:
        page = ConflictsPage(shell)
        qtbot.addWidget(page)
        page.resize(1190, 650)
        page.show()
        return page

    return show


def versions(page: ConflictsPage) -> Versions:
    assert isinstance(page.detail.parts, Versions)
    return page.detail.parts


def of(page: ConflictsPage, office: str) -> str:
    """The choice that stands for an office."""
    return next(c.choice for c in versions(page).line.candidates if office in c.office)


def remark(shell: Shell, id: str) -> str | None:
    with shell.desk.read() as reader:
        return reader.get(Enterprise, id).remark


def seen(page: ConflictsPage) -> str:
    return "\n".join(label.text() for label in page.detail.findChildren(QLabel))


def test_both_contents_what_was_before_who_and_when_are_seen(
    open_page: Open, disagree: Disagree
) -> None:
    disagree(1)
    page = open_page()
    told = seen(page)
    assert "原来的备注" in told
    names = [button.text() for button in versions(page).buttons.values()]
    assert any("博山区" in name for name in names)
    assert "域城镇" in names
    assert "演示丙" in told
    assert "第01包" in told
    assert told.count("2026-10-09") == 2
    assert "台账暂用这一份" in told


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [1190, 740])
def test_nothing_is_beyond_the_right_edge(
    open_page: Open, disagree: Disagree, qapp: QApplication, large: bool, width: int
) -> None:
    disagree(1)
    theme.apply(qapp, large=large)
    try:
        page = open_page()
        page.resize(width, 430)
        qapp.processEvents()
        area = page.detail.findChild(QScrollArea)
        assert area is not None
        inside = area.widget()
        assert inside.width() <= area.viewport().width()
        assert not page.table.horizontalScrollBar().isVisible()
        for label in versions(page).findChildren(QLabel):
            if label.isVisible():
                right = label.mapTo(inside, label.rect().topRight()).x()
                assert right <= area.viewport().width(), label.text()
    finally:
        theme.apply(qapp, large=False)


def test_a_choice_is_written_by_the_button_alone(
    open_page: Open, disagree: Disagree, shell: Shell
) -> None:
    (one,) = disagree(1)
    page = open_page()
    assert not page.write.isEnabled()
    versions(page).choose(of(page, "域城镇"))
    assert remark(shell, one.id) == COUNTYS
    assert page.write.text() == "写入 1 项决定"
    assert "采用域城镇 1" in page.told.text()
    page.write.click()
    assert remark(shell, one.id) == TOWNS
    assert waiting(shell.desk) == []
    assert page.table.rowCount() == 0


def test_one_may_change_ones_mind_before_it_is_written(
    open_page: Open, disagree: Disagree, shell: Shell
) -> None:
    (one,) = disagree(1)
    page = open_page()
    versions(page).choose(of(page, "域城镇"))
    versions(page).choose(of(page, "博山区"))
    page.write.click()
    assert remark(shell, one.id) == COUNTYS
    assert waiting(shell.desk) == []


def test_a_choice_is_remembered_while_one_looks_at_others(
    open_page: Open, disagree: Disagree
) -> None:
    disagree(2)
    page = open_page()
    chosen = of(page, "域城镇")
    versions(page).choose(chosen)
    page.detail.next.click()
    assert versions(page).choice is None
    versions(page).choose(of(page, "博山区"))
    page.detail.back.click()
    assert versions(page).choice == chosen
    assert all("✓" in row[1] for row in page.table.words())
    assert page.write.text() == "写入 2 项决定"


def test_something_else_may_be_typed(open_page: Open, disagree: Disagree, shell: Shell) -> None:
    (one,) = disagree(1)
    page = open_page()
    versions(page).choose(OWN)
    editor = versions(page).editors["remark"]
    # It begins with what the ledger shows, to be changed.
    assert editor.text() == COUNTYS
    editor.show_typed("两边合起来的备注（演示）")
    page.write.click()
    assert remark(shell, one.id) == "两边合起来的备注（演示）"


def test_the_same_choice_is_made_for_all_like_this(
    open_page: Open, disagree: Disagree, shell: Shell
) -> None:
    firms = disagree(3)
    page = open_page()
    assert not page.detail.alike.isVisible()
    versions(page).choose(of(page, "域城镇"))
    assert page.detail.alike.text() == "同类 3 项都这样选"
    page.detail.alike.click()
    assert page.write.text() == "写入 3 项决定"
    page.write.click()
    assert [remark(shell, each.id) for each in firms] == [TOWNS] * 3
    # One work: whoever reads the history sees one decision.
    assert len({each.number for each in decided(shell.desk)}) == 1


def test_one_is_put_aside_and_the_rest_is_finished(
    open_page: Open, disagree: Disagree, shell: Shell
) -> None:
    disagree(2)
    page = open_page()
    page.detail.aside.click()
    assert page.tabs.tabText(0) == "待处理 1"
    assert page.tabs.tabText(1) == "暂放 1"
    versions(page).choose(of(page, "博山区"))
    page.write.click()
    assert page.tabs.tabText(0) == "待处理 0"
    assert [each.aside for each in waiting(shell.desk)] == [True]
    page.tabs.setCurrentIndex(1)
    assert page.tab == ASIDE
    page.detail.aside.click()
    assert page.tabs.tabText(0) == "待处理 1"


def test_what_was_decided_can_be_decided_otherwise(
    open_page: Open, disagree: Disagree, shell: Shell, officer: Officer
) -> None:
    (one,) = disagree(1)
    page = open_page()
    versions(page).choose(of(page, "博山区"))
    page.write.click()
    page.tabs.setCurrentIndex(2)
    assert page.tab == DONE
    versions(page).choose(of(page, "域城镇"))
    officer.will_answer("镇里的是对的（演示）")
    page.detail.change.click()
    assert remark(shell, one.id) == TOWNS
    # The former decision stands below, and says that it is no longer what counts.
    new, old = (row[1].splitlines()[1] for row in page.table.words())
    assert new.startswith("✓ 采用域城镇")
    assert old.startswith("～ 已改变")
    assert "原来是：采用博山区" in old
    page.table.selectRow(1)
    about = "".join(label.text() for label in page.detail.findChildren(QLabel))
    assert "改变了决定：采用域城镇填报的内容" in about
    assert "暂用" not in about
    assert not page.detail.change.isVisible()


def test_leaving_asks_about_choices_that_are_not_written(
    open_page: Open, disagree: Disagree, shell: Shell, officer: Officer
) -> None:
    (one,) = disagree(1)
    page = open_page()
    left: list[int] = []
    page.closed.connect(lambda: left.append(1))
    versions(page).choose(of(page, "域城镇"))
    officer.will_answer(None)
    page.leave()
    assert not left
    officer.will_answer("不写入")
    page.leave()
    assert left
    assert remark(shell, one.id) == COUNTYS
    assert len(waiting(shell.desk)) == 1


def test_a_change_of_a_reviewed_record_waits_and_is_taken_with_a_reason(
    open_page: Open, shell: Shell, town: TownDesk, officer: Officer
) -> None:
    firm_ = firm(shell.desk, "演示已审核企业", uscc="91370304MA3TETT09E")
    send_down(shell.desk, town)
    move(shell.desk, KEPT["enterprise"], [firm_.id], "reviewed")
    with town.open() as desk:
        edit(desk, KEPT["enterprise"], firm_.id, {"remark": TOWNS})
    send_up(town, shell.desk)
    page = open_page()
    parts = page.detail.parts
    assert isinstance(parts, Changes)
    assert "原来的备注" in seen(page)
    assert remark(shell, firm_.id) == "原来的备注"
    parts.choose("take")
    officer.will_answer("镇里已补正（演示）")
    page.write.click()
    assert "写明原因" in officer.asked[-1]
    assert remark(shell, firm_.id) == TOWNS


def test_a_record_withdrawn_here_and_changed_there_is_kept_or_withdrawn(
    open_page: Open, shell: Shell, town: TownDesk
) -> None:
    one = firm(shell.desk, "演示去留企业")
    send_down(shell.desk, town)
    withdraw(shell.desk, KEPT["enterprise"], [one.id], "登记重复（演示）")
    with town.open() as desk:
        edit(desk, KEPT["enterprise"], one.id, {"remark": TOWNS})
    send_up(town, shell.desk)
    page = open_page()
    told = seen(page)
    assert "一边删除" in told
    assert "登记重复（演示）" in told
    versions(page).choose("withdraw")
    page.write.click()
    with shell.desk.read() as reader:
        assert reader.get(Enterprise, one.id).withdrawn


def test_the_form_says_that_contents_compete_and_leads_there(
    qtbot: QtBot, shell: Shell, disagree: Disagree
) -> None:
    (one,) = disagree(1)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    shell.open_record("enterprise", one.id)
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    banner = form.standing.answered.disputed
    assert banner.isVisible()
    assert "域城镇" in banner.words.text()
    assert "备注" in banner.words.text()
    banner.findChildren(type(form.save_button))[0].click()
    page = window.page_on_top()
    assert isinstance(page, ConflictsPage)
    assert page.current is not None
    assert page.current.id == one.id


def test_the_history_says_which_field_came_in_which_package(
    qtbot: QtBot, shell: Shell, town: TownDesk
) -> None:
    with town.open() as desk:
        made = firm(desk, "演示镇报企业")
    send_up(town, shell.desk)
    edit(shell.desk, KEPT["enterprise"], made.id, {"remark": COUNTYS})
    page = RecordPage(shell, KEPT["enterprise"], made.id)
    qtbot.addWidget(page)
    assert page.history is not None
    page.history.load()
    told = page.history.text.toPlainText().splitlines()
    line = next(each for each in told if "第01包" in each and "企业名称" in each)
    assert "域城镇" in line
    assert "演示丙" in line
    assert "备注" not in line


def test_what_differs_is_underlined_and_nothing_is_read_as_markup() -> None:
    told = marked("地址在<一楼>大厅服务台", "地址在三楼大厅服务台")
    assert "<u><b>&lt;一楼&gt;</b></u>" in told
    assert marked("<b>短", "长") == "&lt;b&gt;短"


def test_an_event_and_a_firm_are_not_alike(
    open_page: Open, disagree: Disagree, shell: Shell, town: TownDesk
) -> None:
    other = add(
        shell.desk,
        KEPT["event"],
        {"title": "演示培训", "town_code": YUCHENG, "remark": "原来的备注"},
    )
    assert isinstance(other, Event)
    disagree(2)
    edit(shell.desk, KEPT["event"], other.id, {"remark": COUNTYS})
    with town.open() as desk:
        edit(desk, KEPT["event"], other.id, {"remark": TOWNS})
    send_up(town, shell.desk)
    page = open_page()
    assert page.table.rowCount() == 3
    versions(page).choose(of(page, "域城镇"))
    assert page.detail.alike.text() == "同类 2 项都这样选"


# ---------------------------------------------------------------- one after another


def test_figures_choose_in_the_list_and_what_was_chosen_is_read_there(
    open_page: Open, disagree: Disagree
) -> None:
    disagree(2)
    page = open_page()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_2)
    assert page.table.words()[0][1] == "“备注”两边不同\n✓ 采用域城镇"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_1)
    assert page.table.words()[1][1] == "“备注”两边不同\n✓ 采用本机填写的"
    assert page.write.text() == "写入 2 项决定"


def test_after_one_was_put_aside_its_neighbour_is_next(
    open_page: Open, disagree: Disagree, shell: Shell
) -> None:
    disagree(3)
    page = open_page()
    page.table.selectRow(1)
    third = page.table.words()[2][0]
    QTest.mouseClick(page.detail.aside, Qt.MouseButton.LeftButton)
    assert page.table.currentRow() == 1
    assert page.table.words()[1][0] == third
    # What was pressed is about another matter now: the keyboard goes on in the list.
    assert page.focusWidget() is page.table


def test_a_quarter_that_is_closed_keeps_only_its_own_matter_from_being_written(
    open_page: Open, shell: Shell, town: TownDesk, officer: Officer, qtbot: QtBot
) -> None:
    event = add(
        shell.desk,
        KEPT["event"],
        {"title": "演示宣传活动", "town_code": YUCHENG, "starts_on": "2026-02-03"},
    )
    one = firm(shell.desk, "演示企业")
    send_down(shell.desk, town)
    edit(shell.desk, KEPT["enterprise"], one.id, {"remark": COUNTYS})
    with town.open() as desk:
        changed = {"title": "演示宣传活动（镇改）", "starts_on": "2026-02-20"}
        edit(desk, KEPT["event"], event.id, changed)
        edit(desk, KEPT["enterprise"], one.id, {"remark": TOWNS})
    close_period(shell.desk, read_period("2026Q1"))
    send_up(town, shell.desk)
    page = open_page()
    said: list[tuple[str, str]] = []
    shell.said.connect(lambda grade, words: said.append((grade, words)))
    told = [row[1].splitlines()[0] for row in page.table.words()]
    assert told == ["“备注”两边不同", "改动了已封账期间的记录"]
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_2)
    page.table.selectRow(1)
    QTest.keyClick(page.table, Qt.Key.Key_1)
    assert page.detail.closing.isVisible()
    officer.will_answer("已电话核实（演示）")
    QTest.mouseClick(page.write, Qt.MouseButton.LeftButton)
    with shell.desk.read() as reader:
        assert reader.get(Enterprise, one.id).remark == TOWNS
        assert reader.get(Event, event.id).title == "演示宣传活动"
    assert [grade for grade, _words in said] == ["ok", "error"]
    assert "还有 1 项没有写入" in said[1][1]
    # The choice that could not be written is still there, and is written once it may be.
    reopen_period(shell.desk, read_period("2026Q1"), "演示更正")
    officer.will_answer("已电话核实（演示）")
    QTest.mouseClick(page.write, Qt.MouseButton.LeftButton)
    with shell.desk.read() as reader:
        assert reader.get(Event, event.id).title == "演示宣传活动（镇改）"


def test_names_that_begin_alike_are_read_to_their_end(
    open_page: Open, shell: Shell, town: TownDesk
) -> None:
    long = "演示陶瓷琉璃制造与销售（淄博博山）第{}分公司（演示企业）有限公司"
    firms = [firm(shell.desk, long.format(number)) for number in "一二"]
    send_down(shell.desk, town)
    for each in firms:
        edit(shell.desk, KEPT["enterprise"], each.id, {"remark": COUNTYS})
    with town.open() as desk:
        for each in firms:
            edit(desk, KEPT["enterprise"], each.id, {"remark": TOWNS})
    send_up(town, shell.desk)
    page = open_page()
    metrics = page.table.fontMetrics()
    for row, (name, _matter) in enumerate(page.table.words()):
        width = page.table.columnWidth(0) - metrics.horizontalAdvance("0")
        shown = metrics.boundingRect(
            QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWrapAnywhere), name
        )
        assert shown.height() <= page.table.rowHeight(row)


def test_a_page_that_was_left_hears_nothing_any_more(
    open_page: Open, shell: Shell, qtbot: QtBot
) -> None:
    for page in (open_page(), DoublesPage(shell), UpwardsPage(shell)):
        qtbot.wait(20)
        shiboken6.delete(page)
    # An error in what hears it would fail the test.
    firm(shell.desk, "演示企业")
