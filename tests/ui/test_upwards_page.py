"""Counties hand in to their city: by the same page, with their own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store.opening import open_desk
from boshan_desk.ui.exchange_page import ExchangePage
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.ui.town_enrol import EnrolPage
from boshan_desk.ui.upwards_page import UpwardsPage
from boshan_desk.usecases import county, desks, records
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.requests import read_request
from tests.conftest import TODAY
from tests.counties import BAILU, QINGHE, SONGFENG, YUNLING
from tests.ui.conftest import Officer

Enter = Callable[[Path], Shell]


@pytest.fixture
def enter(officer: Officer, state: State, dressed: object) -> Iterator[Enter]:
    """Somebody sits down at a desk."""
    opened: list[Shell] = []

    def sit(folder: Path) -> Shell:
        made = Shell(folder, jobs=InlineJobs(), ask=officer, state=state, clock=Clock(TODAY))
        opened.append(made)
        return made

    yield sit
    for each in opened:
        each.close()


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The desk of 云岭市 (演示), above three counties."""
    folder = tmp_path / "yunling"
    desks.make_desk(folder, county=YUNLING, bare=True)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        for each in (QINGHE, BAILU, SONGFENG):
            county.add_member(desk, each.read_text("utf-8"))
    return folder


@pytest.fixture
def qinghe(tmp_path: Path) -> Path:
    """The desk of one of them."""
    folder = tmp_path / "qinghe"
    desks.make_desk(folder, county=QINGHE, bare=True)
    return folder


def open_window(qtbot: QtBot, shell: Shell) -> tuple[MainWindow, ExchangePage]:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    window.show()
    window.warm_up()
    window.show_place("exchange")
    page = window.page_on_top()
    assert isinstance(page, ExchangePage)
    return window, page


def test_a_city_sees_its_counties(
    qtbot: QtBot, enter: Enter, city: Path, qinghe: Path, tmp_path: Path
) -> None:
    with open_desk(qinghe, clock=Clock(TODAY), officer="演示乙") as desk:
        asked = request(desk, tmp_path)
    window, page = open_window(qtbot, enter(city))
    nav = window.findChild(QListWidget, "nav")
    assert nav is not None
    assert nav.item(7).text() == "区县报送"
    assert [row[0] for row in page.table.words()] == ["松风区", "青禾县", "白鹭县"]
    up = page.findChild(QPushButton, "exchange_up")
    assert up is not None
    assert not up.isVisible()
    page.enrol()
    enrolling = window.page_on_top()
    assert isinstance(enrolling, EnrolPage)
    enrolling.take_file(asked.path)
    offered = [enrolling.town.itemText(row) for row in range(1, enrolling.town.count())]
    assert offered == ["松风区", "青禾县", "白鹭县"]
    assert enrolling.town.currentText() == "青禾县"


def test_a_county_asks_accepts_and_hands_in(
    qtbot: QtBot, enter: Enter, city: Path, qinghe: Path, tmp_path: Path, officer: Officer
) -> None:
    shell = enter(qinghe)
    window, page = open_window(qtbot, shell)
    up = page.findChild(QPushButton, "exchange_up")
    assert up is not None
    assert up.text() == "向市局报送…"
    up.click()
    way = window.page_on_top()
    assert isinstance(way, UpwardsPage)
    steps = [way.send_step.state]
    officer.will_answer(tmp_path)
    way.ask_step.button.click()
    (asked,) = tmp_path.glob("*.bsq")
    with open_desk(city, clock=Clock(TODAY), officer="演示员") as desk:
        given = enrol(desk, read_request(desk, asked), tmp_path)
    accept(shell.desk, given.path)
    records.add(shell.desk, KEPT["enterprise"], {"name": "演示厂"})
    way.refresh()
    about = way.findChild(QLabel, "upwards_about")
    assert about is not None
    assert "云岭市" in about.text()
    assert not way.ask_step.isVisible()
    steps.append(way.send_step.state)
    assert steps == ["later", "now"]
    officer.will_answer(tmp_path)
    way.send_step.button.click()
    assert len(list(tmp_path.glob("*.bsx"))) == 1
