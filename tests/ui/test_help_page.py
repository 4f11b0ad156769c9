"""What is handed to who helps: read first, saved or copied, and never anybody's data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers.case import Case
from boshan_desk.ui.help_page import HelpPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

SECRET = "演示张三丰"


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, put: Callable[..., Any]) -> MainWindow:
    """The window over a desk with one case (演示)."""
    put(Case(case_no="博演示〔2026〕1号", party=SECRET))
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.show()
    made.warm_up()
    return made


@pytest.fixture
def page(window: MainWindow) -> HelpPage:
    """The page, as the menu opens it."""
    action = window.findChild(QAction, "action_help_info")
    assert action is not None
    action.trigger()
    found = window.page_on_top()
    assert isinstance(found, HelpPage)
    return found


def text_of(page: HelpPage) -> str:
    """What is to be read."""
    found = page.findChild(QPlainTextEdit, "help_text")
    assert found is not None
    assert found.isReadOnly()
    return found.toPlainText()


def press(page: HelpPage, name: str) -> None:
    """Press a button."""
    found = page.findChild(QPushButton, name)
    assert found is not None
    assert found.isEnabled()
    found.click()


def test_the_officer_reads_how_things_stand_and_that_no_data_is_in_it(page: HelpPage) -> None:
    text = text_of(page)
    assert "执法案件：1" in text
    assert SECRET not in text
    assert "博演示" not in text
    about = page.findChild(QLabel, "help_about")
    assert about is not None
    assert "没有任何业务数据" in about.text()
    assert "不会自动外发" in about.text()


def test_what_was_read_is_what_is_saved(
    page: HelpPage, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    path = tmp_path / "求助.txt"
    officer.will_answer(path)
    press(page, "help_save")
    assert path.read_text("utf-8") == text_of(page)
    assert said[-1][0] == "ok"
    assert str(path) in said[-1][1]


def test_nothing_is_saved_where_no_place_is_chosen(
    page: HelpPage, officer: Officer, said: list[tuple[str, str]]
) -> None:
    officer.will_answer(None)
    press(page, "help_save")
    assert not said


def test_what_cannot_be_written_is_said(
    page: HelpPage, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    officer.will_answer(tmp_path / "不在" / "求助.txt")
    press(page, "help_save")
    assert said[-1][0] == "error"


def test_it_can_be_copied(page: HelpPage) -> None:
    QGuiApplication.clipboard().setText("")
    press(page, "help_copy")
    assert QGuiApplication.clipboard().text() == text_of(page)


def test_it_is_made_anew_when_one_asks(page: HelpPage, put: Callable[..., Any]) -> None:
    put(Case(case_no="博演示〔2026〕2号"))
    page.refresh()
    assert "执法案件：2" in text_of(page)


def test_it_is_opened_once_and_left_by_a_key(window: MainWindow, page: HelpPage) -> None:
    window.open_help_info()
    assert window.page_on_top() is page
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page_on_top() is not page


def test_nothing_can_be_saved_before_there_is_something_to_read(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    monkeypatch.setattr(shell.jobs, "watch", lambda *_args, **_words: None)
    window.open_help_info()
    page = window.page_on_top()
    assert isinstance(page, HelpPage)
    assert not page.save_button.isEnabled()
    assert not page.copy_button.isEnabled()
