"""The lock: it covers everything, lets nothing through, and gives everything back."""

# ruff: noqa: SLF001  (seconds go by without being waited for)

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.i18n import _
from boshan_desk.ui.lock_screen import (
    CHOICES,
    MINUTES,
    SETTING,
    Cover,
    IdleWatch,
    Locking,
    lock_minutes,
)
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from tests.ui.conftest import CHIEF, PASSWORD, Officer


@pytest.fixture
def window(qtbot: QtBot, enter_as: Callable[..., Shell]) -> MainWindow:
    """The window of who set up the accounts."""
    made = MainWindow(enter_as())
    qtbot.addWidget(made, before_close_func=lambda each: each.signed_in.end())
    made.resize(1200, 700)
    made.show()
    made.warm_up()
    qtbot.waitExposed(made)
    return made


def locking_of(window: MainWindow) -> Locking:
    """What locks the window."""
    found = window.signed_in.locking
    assert found is not None
    return found


def child(window: QWidget, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def unlock(window: MainWindow, password: str = PASSWORD) -> None:
    """Type a password into the box and press Enter."""
    box = locking_of(window).box
    assert box is not None
    line = child(box, QLineEdit, "lock_password")
    line.setText(password)
    QTest.keyClick(line, Qt.Key.Key_Return)


# Covered


def test_what_is_covered_shows_nothing_of_the_data(window: MainWindow, qapp: QApplication) -> None:
    window.show_place("case")
    window.actions_by_id["lock"].trigger()
    covers = window.findChildren(Cover)
    assert len(covers) == 1
    assert covers[0].geometry() == window.rect()
    # One colour from edge to edge, but for the word in the upper middle.
    picture = window.grab().toImage()
    ground = picture.pixelColor(2, 2)
    for x in range(0, picture.width(), 7):
        for y in [0, 3, *range(picture.height() // 8, picture.height(), 7)]:
            assert picture.pixelColor(x, y) == ground, (x, y)
    assert CHIEF not in window.windowTitle()
    assert "博山区" not in window.windowTitle()
    assert qapp.activeModalWidget() is locking_of(window).box


def test_the_cover_grows_with_the_window(window: MainWindow, qapp: QApplication) -> None:
    locking_of(window).lock()
    window.resize(1300, 720)
    qapp.processEvents()
    assert window.findChildren(Cover)[0].geometry() == window.rect()


def test_the_right_password_gives_everything_back(window: MainWindow) -> None:
    title = window.windowTitle()
    locking_of(window).lock()
    unlock(window)
    assert locking_of(window).box is None
    assert window.windowTitle() == title
    assert all(cover.isHidden() for cover in window.findChildren(Cover))
    assert window.show_place("case")


def test_a_wrong_password_is_told_and_has_to_wait(window: MainWindow) -> None:
    began = datetime.now()
    locking_of(window)._now = lambda: began
    locking_of(window).lock()
    unlock(window, "不是这个")
    box = locking_of(window).box
    assert box is not None
    assert child(box, QLabel, "lock_words").text() == _("{what}，请等 {seconds} 秒后再试").format(
        what=_("姓名或密码不对"), seconds=1
    )
    unlock(window)
    assert locking_of(window).box is box
    later = began + timedelta(seconds=2)
    locking_of(window)._now = lambda: later
    box.trying._tick()
    unlock(window)
    assert locking_of(window).box is None


def test_keys_and_menus_are_dead(window: MainWindow, qapp: QApplication) -> None:
    locking_of(window).lock()
    place, handle = window.place, window.windowHandle()
    for key, modifier in (
        (Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier),
    ):
        QTest.keyClick(handle, key, modifier)
        box = locking_of(window).box
        assert box is not None
        QTest.keyClick(box, key, modifier)
        qapp.processEvents()
    assert window.place == place
    assert window.isVisible()
    assert qapp.activePopupWidget() is None
    assert not isinstance(window.page_on_top(), RecordPage)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(60, 160))
    assert window.place == place


def test_neither_escape_nor_the_cross_opens_it(window: MainWindow) -> None:
    locking_of(window).lock()
    box = locking_of(window).box
    assert box is not None
    QTest.keyClick(box, Qt.Key.Key_Escape)
    box.close()
    assert box.isVisible()
    assert locking_of(window).box is box


def test_a_form_keeps_what_was_typed(window: MainWindow) -> None:
    window.open_record("station")
    page = window.page_on_top()
    assert isinstance(page, RecordPage)
    line = next(each for each in page.findChildren(QLineEdit) if each.isVisible())
    line.setFocus()
    QTest.keyClicks(line, "demo")
    locking_of(window).lock()
    unlock(window)
    assert window.page_on_top() is page
    assert line.text() == "demo"


def test_a_question_below_is_covered_and_waits(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    question = QDialog(window)
    QVBoxLayout(question).addWidget(QLabel("演示甲的记录"))
    question.open()
    locking_of(window).lock()
    assert len(question.findChildren(Cover)) == 1
    assert qapp.activeModalWidget() is locking_of(window).box
    unlock(window)
    assert question.isVisible()
    assert qapp.activeModalWidget() is question
    question.reject()


def test_a_question_that_comes_up_later_is_covered_too(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    locking_of(window).lock()
    question = QDialog(window)
    question.open()
    question.activateWindow()
    qtbot.waitUntil(lambda: len(question.findChildren(Cover)) == 1)
    assert qapp.activeModalWidget() is locking_of(window).box
    unlock(window)
    question.reject()


def test_locking_twice_asks_once(window: MainWindow) -> None:
    locking_of(window).lock()
    box = locking_of(window).box
    locking_of(window).lock()
    assert locking_of(window).box is box
    assert len(window.findChildren(Cover)) == 1


# Somebody else


def test_somebody_else_may_sign_in_and_sees_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.open_record("station")
    locking_of(window).lock()
    box = locking_of(window).box
    assert box is not None
    with qtbot.waitSignal(window.signed_in.switch_wanted):
        child(box, QPushButton, "lock_switch").click()
    # Nothing was asked and nothing uncovered.
    assert not window.findChildren(Cover)[0].isHidden()
    window.part()
    assert locking_of(window).box is None
    assert not window.isVisible()


def test_a_question_below_is_refused_when_somebody_else_signs_in(
    window: MainWindow, qtbot: QtBot
) -> None:
    question = QDialog(window)
    answers: list[int] = []
    question.finished.connect(answers.append)
    question.open()
    locking_of(window).lock()
    box = locking_of(window).box
    assert box is not None
    with qtbot.waitSignal(window.signed_in.switch_wanted):
        child(box, QPushButton, "lock_switch").click()
    assert answers == [QDialog.DialogCode.Rejected.value]


def test_open_forms_are_asked_about_before_somebody_else_signs_in(
    window: MainWindow, officer: Officer
) -> None:
    wanted: list[int] = []
    window.signed_in.switch_wanted.connect(lambda: wanted.append(1))
    window.open_record("station")
    page = window.page_on_top()
    line = next(each for each in page.findChildren(QLineEdit) if each.isVisible())
    line.setFocus()
    QTest.keyClicks(line, "demo")
    officer.will_answer(None)
    window.actions_by_id["switch"].trigger()
    assert wanted == []
    officer.will_answer(1)
    window.actions_by_id["switch"].trigger()
    assert wanted == [1]


# Left alone


class Seconds:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_who_stays_away_is_noticed_once(qapp: QApplication, qtbot: QtBot) -> None:
    owner, seconds, idle = QObject(), Seconds(), list[int]()
    watch = IdleWatch(owner, 600, seconds)
    watch.idle.connect(lambda: idle.append(1))
    seconds.now += 599
    watch.look()
    assert idle == []
    seconds.now += 1
    watch.look()
    watch.look()
    assert idle == [1]
    # The clock was set back by a day.
    seconds.now -= 86400
    watch.look()
    assert idle == [1, 1]
    watch.stop()


@pytest.mark.parametrize("act", ["key", "mouse", "words"])
def test_whoever_does_something_is_there(qapp: QApplication, qtbot: QtBot, act: str) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    owner, seconds, idle = QObject(), Seconds(), list[int]()
    watch = IdleWatch(owner, 600, seconds)
    watch.idle.connect(lambda: idle.append(1))
    line.show()
    line.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    seconds.now += 590
    if act == "key":
        QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    elif act == "mouse":
        QTest.mouseMove(line.windowHandle(), QPoint(5, 5))
        QTest.mouseClick(line.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    else:
        # An input method hands its words to the field, past the window.
        words = QInputMethodEvent()
        words.setCommitString("指导站")
        QApplication.sendEvent(line, words)
        assert line.text() == "指导站"
    seconds.now += 590
    watch.look()
    assert idle == []
    QApplication.sendEvent(line, QEvent(QEvent.Type.UpdateRequest))
    seconds.now += 10
    watch.look()
    assert idle == [1]
    watch.stop()


def test_it_locks_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    locking_of(window).watch.set_seconds(0.2)
    qtbot.waitUntil(lambda: locking_of(window).box is not None, timeout=3000)


@pytest.mark.parametrize(
    ("kept", "minutes"),
    [(None, MINUTES), (5, 5), (30, 30), (0, MINUTES), (31, MINUTES), (-3, MINUTES), ("x", MINUTES)],
)
def test_never_to_lock_cannot_be_chosen(state: State, kept: Any, minutes: int) -> None:
    if kept is not None:
        state.set(SETTING, kept)
    assert lock_minutes(state) == minutes


def test_the_minutes_are_chosen_beside_the_name(window: MainWindow, state: State) -> None:
    menu = child(window, QToolButton, "officer_button").menu()
    actions = {
        a.objectName(): a for each in menu.actions() if each.menu() for a in each.menu().actions()
    }
    assert sorted(actions) == sorted(f"lock_after_{minutes}" for minutes in CHOICES)
    assert actions["lock_after_10"].isChecked()
    actions["lock_after_5"].trigger()
    assert state.get(SETTING) == 5
    assert locking_of(window).watch._seconds == 300


def test_a_desk_without_accounts_never_locks(qtbot: QtBot, shell: Shell) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    assert window.signed_in.locking is None
    window.signed_in.lock()
    assert window.findChildren(Cover) == []
    window.close()


def test_when_the_window_goes_nothing_goes_on_ticking(window: MainWindow) -> None:
    watch = locking_of(window).watch
    assert watch._timer.isActive()
    window.close()
    assert not watch._timer.isActive()
