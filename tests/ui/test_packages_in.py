"""Several packages of one stick: looked at together, the clean ones taken with one button."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.problems import Cancelled
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.package_look import PackageLookPage
from boshan_desk.ui.packages_in import PackagesInPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_enrol import EnrolPage
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.parcels import parcels
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.records import add, edit
from tests.ui.conftest import Officer
from tests.ui.exchange_rig import TownDesk, enrolled_town, make_town

YUCHENG = "370304102"


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    made.show_place("exchange")
    return made


@pytest.fixture
def town(tmp_path: Path, shell: Shell) -> TownDesk:
    return enrolled_town(tmp_path, shell.desk, "域城镇")


def write_firm(town: TownDesk, name: str) -> Path:
    """A firm more at the town (演示), and the package that brings it."""
    with town.open() as desk:
        add(desk, KEPT["enterprise"], {"name": name, "town_code": desk.own_towns[0]})
    return town.send(statement="").path


def click(page: Any, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPoint(300, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def open_list(window: MainWindow, officer: Officer, *paths: Path) -> PackagesInPage:
    """Press 接收数据包… and choose several."""
    officer.will_answer(list(paths))
    click(window, "exchange_receive")
    page = window.page_on_top()
    assert isinstance(page, PackagesInPage)
    return page


def firms(shell: Shell) -> list[str]:
    with shell.desk.read() as reader:
        return sorted(str(each.name) for each in reader.all(Enterprise))


def test_clean_packages_are_taken_in_their_order_with_one_button(
    window: MainWindow, shell: Shell, officer: Officer, town: TownDesk, tmp_path: Path
) -> None:
    first, second = write_firm(town, "演示甲厂"), write_firm(town, "演示乙厂")
    broken = tmp_path / "截断.bsx"
    broken.write_bytes(first.read_bytes()[:400])
    page = open_list(window, officer, second, broken, first)
    told = page.table.words()
    assert [row[0] for row in told] == [
        "域城镇2026年三季度第01包",
        "域城镇2026年三季度第02包",
        "截断.bsx",
    ]
    assert [row[2][0] for row in told] == ["✓", "✓", "✕"]
    # The second holds the first's firm, too: a record is counted once.
    assert page.take_button.text() == "接收这 2 个：新增 2 条"
    assert firms(shell) == []
    click(page, "packages_in_take")
    assert firms(shell) == ["演示乙厂", "演示甲厂"]
    assert [row[2] for row in page.table.words()[:2]] == ["✓ 已接收", "✓ 已接收"]
    with shell.desk.read() as reader:
        came = [each for each in parcels(reader) if each.way == "in"]
    # Each is a work of its own, and can be taken back by itself.
    assert len({each.step for each in came}) == 2
    officer.will_answer(town.stick)
    click(page, "packages_in_answer")
    assert any("回执" in path.name for path in town.stick.glob("*.bsx"))
    assert not page.answer_button.isVisible()


def test_what_somebody_must_see_is_opened_by_itself_and_comes_back_as_taken(
    window: MainWindow, shell: Shell, officer: Officer, town: TownDesk
) -> None:
    made = add(
        shell.desk,
        KEPT["enterprise"],
        {"name": "演示丙厂", "town_code": YUCHENG, "remark": "原来的"},
    )
    sent = make_return(shell.desk, town.site(), town.stick)
    with town.open() as desk:
        with look(desk, sent.path) as found:
            take(desk, found)
        edit(desk, KEPT["enterprise"], made.id, {"remark": "镇里写的"})
    edit(shell.desk, KEPT["enterprise"], made.id, {"remark": "局里写的"})
    package = town.send(statement="").path
    twin = package.with_name("同一个.bsx")
    shutil.copy(package, twin)
    page = open_list(window, officer, package, twin)
    assert [row[2] for row in page.table.words()] == ["≠ 要逐个看"] * 2
    assert not page.take_button.isVisible()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    one = window.page_on_top()
    assert isinstance(one, PackageLookPage)
    click(one, "package_take")
    one.leave()
    assert window.page_on_top() is page
    assert sorted(row[2] for row in page.table.words()) == ["✓ 已接收", "＝ 以前接收过"]
    assert "两边不同 1" in page.table.words()[0][1]


def test_calling_it_off_keeps_what_was_taken_and_nothing_of_the_rest(
    window: MainWindow,
    shell: Shell,
    officer: Officer,
    town: TownDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from boshan_desk.usecases.exchange import batches

    paths = [write_firm(town, "演示甲厂"), write_firm(town, "演示乙厂")]
    page = open_list(window, officer, *paths)
    whole, calls = take, []

    def stop(*given: Any, **named: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise Cancelled
        return whole(*given, **named)

    monkeypatch.setattr(batches, "take", stop)
    click(page, "packages_in_take")
    assert firms(shell) == ["演示甲厂"]
    assert [row[2] for row in page.table.words()] == ["✓ 已接收", "✓ 可以直接接收"]
    assert page.take_button.text() == "接收这 1 个：新增 1 条"
    assert page.try_close()


def test_several_may_be_dropped_and_a_request_is_an_enrolment(
    window: MainWindow, shell: Shell, town: TownDesk, tmp_path: Path
) -> None:
    drop(window, write_firm(town, "演示甲厂"), write_firm(town, "演示乙厂"))
    page = window.page_on_top()
    assert isinstance(page, PackagesInPage)
    page.leave()
    drop(window, make_town(tmp_path, "白塔镇").ask())
    enrolling = window.page_on_top()
    assert isinstance(enrolling, EnrolPage)
    assert len(enrolling.groups.buttons) == 8
    enrolling.leave()


def test_the_stick_may_be_taken_out_is_said_no_longer_on_another_page(
    window: MainWindow,
    shell: Shell,
    officer: Officer,
    town: TownDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from boshan_desk.ui import message_strip

    page = open_list(window, officer, write_firm(town, "演示甲厂"), write_firm(town, "演示乙厂"))
    click(page, "packages_in_take")
    officer.will_answer(town.stick)
    click(page, "packages_in_answer")
    said = window.messages.messages
    assert any("可以拔出 U 盘" in line.words for line in said())
    # A moment later, on another page, nobody asked for it any more.
    monkeypatch.setattr(message_strip, "LASTS", -1)
    page.leave()
    assert not any("可以拔出 U 盘" in line.words for line in said())
