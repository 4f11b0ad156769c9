"""A certificate (开户文件) that is dropped: accepted, or told where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from boshan_desk.domain.today import Clock
from boshan_desk.store.opening import open_desk
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.ui.town_account import AccountPage
from boshan_desk.ui.town_desk_page import TownDeskPage
from boshan_desk.ui.town_places import places_of
from boshan_desk.ui.upwards_page import UpwardsPage
from boshan_desk.usecases.county import add_member
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol, reissue
from boshan_desk.usecases.exchange.requests import read_request
from tests.conftest import TODAY
from tests.counties import QINGHE, YUNLING
from tests.ui.conftest import Officer
from tests.ui.exchange_rig import TownDesk, enrolled_town, make_town

NAME = "域城镇"


@pytest.fixture
def shells(qapp: QApplication, officer: Officer, state: State) -> Iterator[list[Shell]]:
    made: list[Shell] = []
    yield made
    for each in made:
        each.close()


def window_of(
    qtbot: QtBot, folder: Path, officer: Officer, state: State, shells: list[Shell]
) -> MainWindow:
    shell = Shell(folder, jobs=InlineJobs(), ask=officer, state=state, clock=Clock(TODAY))
    shells.append(shell)
    return show(qtbot, shell)


def show(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    act, at = Qt.DropAction.CopyAction, QPoint(300, 300)
    entering = QDragEnterEvent(at, act, data, left, plain)
    entering.ignore()
    window.dragEnterEvent(entering)
    assert entering.isAccepted()
    window.dropEvent(QDropEvent(at, act, data, left, plain))


def given(town: TownDesk, county: Shell) -> Path:
    return enrol(county.desk, read_request(county.desk, town.ask()), town.stick).path


def told(window: MainWindow) -> list[str]:
    return [line.words for line in window.messages.messages()]


def test_at_a_towns_desk_its_acceptance_is_opened(
    qtbot: QtBot,
    shell: Shell,
    tmp_path: Path,
    officer: Officer,
    state: State,
    shells: list[Shell],
) -> None:
    town = make_town(tmp_path, NAME)
    path = given(town, shell)
    window = window_of(qtbot, town.folder, officer, state, shells)
    window.show_place(places_of("town")[1].key)
    drop(window, path)
    page = window.page_on_top()
    assert isinstance(page, TownDeskPage)
    assert len(page.accept_step.groups.buttons) == 8
    assert page.accept_step.go.isVisible()


def test_a_town_that_never_asked_is_told_so(
    qtbot: QtBot,
    shell: Shell,
    tmp_path: Path,
    officer: Officer,
    state: State,
    shells: list[Shell],
) -> None:
    path = given(make_town(tmp_path, "白塔镇"), shell)
    town = make_town(tmp_path, NAME)
    window = window_of(qtbot, town.folder, officer, state, shells)
    drop(window, path)
    page = window.page_on_top()
    assert isinstance(page, TownDeskPage)
    page.refresh()
    said = page.findChild(QLabel, "town_accept_said_words")
    assert said is not None
    assert said.isVisible()
    assert "另一台电脑的开户文件" in said.text()
    assert not page.accept_step.go.isVisible()


def test_a_town_with_an_account_gets_it_on_the_page_of_the_account(
    qtbot: QtBot,
    shell: Shell,
    tmp_path: Path,
    officer: Officer,
    state: State,
    shells: list[Shell],
) -> None:
    town = enrolled_town(tmp_path, shell.desk, NAME)
    path = reissue(shell.desk, town.site(), town.stick).path
    window = window_of(qtbot, town.folder, officer, state, shells)
    drop(window, path)
    page = window.page_on_top()
    assert isinstance(page, AccountPage)
    assert len(page.accept_step.groups.buttons) == 8
    assert page.accept_step.go.isVisible()


def test_at_the_county_a_towns_is_told_where_it_belongs(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    path = given(make_town(tmp_path, NAME), shell)
    window = show(qtbot, shell)
    before = window.page_on_top()
    drop(window, path)
    assert window.page_on_top() is before
    [words] = [line for line in told(window) if path.name in line]
    assert "另一台电脑的开户文件" in words
    assert "请交给申请的镇街" in words


@pytest.mark.parametrize("known", [False, True])
def test_a_countys_own_is_accepted_on_its_way_upwards_and_no_citys(
    qtbot: QtBot,
    tmp_path: Path,
    officer: Officer,
    state: State,
    shells: list[Shell],
    *,
    known: bool,
) -> None:
    make_desk(tmp_path / "yunling", county=YUNLING, bare=True)
    make_desk(tmp_path / "qinghe", county=QINGHE, bare=True)
    with open_desk(tmp_path / "yunling", clock=Clock(TODAY), officer="演示员") as city:
        add_member(city, QINGHE.read_text("utf-8"))
        with open_desk(tmp_path / "qinghe", clock=Clock(TODAY), officer="演示员") as county:
            asked = request(county, tmp_path)
            path = enrol(city, read_request(city, asked.path), tmp_path).path
            if known:
                accept(county, path)
    window = window_of(qtbot, tmp_path / "qinghe", officer, state, shells)
    drop(window, path)
    page = window.page_on_top()
    assert isinstance(page, UpwardsPage)
    page.refresh()
    assert page.accept_step.isVisible()
    assert len(page.accept_step.groups.buttons) == 8
    above = window_of(qtbot, tmp_path / "yunling", officer, state, shells)
    drop(above, path)
    assert any("请交给申请的区县" in line for line in told(above))
