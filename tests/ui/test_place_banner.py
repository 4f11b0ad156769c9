"""A desk on a stick: the officer is told once, calmly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.store import place
from boshan_desk.store.place import Place
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell

WARNING = "数据放在可移动存储器上（演示）"

Open = Callable[[str], MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a window over a desk of whose place this is said."""

    def open_window(warning: str) -> MainWindow:
        def look_at(folder: Path) -> Place:
            assert folder == shell.folder
            return Place(folder, warning=warning)

        monkeypatch.setattr(place, "look_at", look_at)
        made = MainWindow(shell)
        qtbot.addWidget(made)
        made.show()
        made.warm_up()
        return made

    return open_window


def banner_of(window: MainWindow) -> QFrame:
    """The warning on the first page."""
    found = window.findChild(QFrame, "place_warning")
    assert found is not None
    return found


def test_a_disk_that_can_be_pulled_out_is_warned_of(opened: Open) -> None:
    window = opened(WARNING)
    assert banner_of(window).isVisible()
    words = window.findChild(QLabel, "place_warning_words")
    assert words is not None
    assert words.text() == f"{WARNING}。"


def test_a_disk_of_the_computer_is_not_spoken_of(opened: Open) -> None:
    assert not banner_of(opened("")).isVisible()


def test_who_knows_it_is_not_told_again_while_they_sit_there(opened: Open) -> None:
    window = opened(WARNING)
    known = window.findChild(QPushButton, "place_known")
    assert known is not None
    known.click()
    assert not banner_of(window).isVisible()
    # Another language makes another window for the same officer.
    assert not banner_of(opened(WARNING)).isVisible()
