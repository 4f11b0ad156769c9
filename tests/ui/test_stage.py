"""Pages over a place: leaving one leads back to the very field the keyboard was in."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.ui.stage import Stage


class Page(QWidget):
    """Two fields; the second one is where the officer works."""

    def __init__(self, *, may_close: bool = True) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.first)
        layout.addWidget(self.second)
        self.may_close = may_close

    def try_close(self) -> bool:
        """As told."""
        return self.may_close


def test_leaving_a_page_goes_back_to_the_field_below(qtbot: QtBot) -> None:
    stage, below, over = Stage(), Page(), Page()
    qtbot.addWidget(stage)
    stage.addWidget(below)
    stage.show_below(below)
    stage.show()
    below.second.setFocus()
    stage.lay_over(over)
    over.first.setFocus()
    assert stage.currentWidget() is over
    stage.leave(over)
    assert stage.currentWidget() is below
    assert below.focusWidget() is below.second
    assert stage.focusWidget() is below.second


def test_a_page_that_is_to_stay_keeps_those_below_it(qtbot: QtBot) -> None:
    stage, below, stays, goes = Stage(), Page(), Page(may_close=False), Page()
    qtbot.addWidget(stage)
    stage.addWidget(below)
    stage.show_below(below)
    stage.lay_over(stays)
    stage.lay_over(goes)
    assert not stage.clear_over()
    assert stage.top_over is stays
    stays.may_close = True
    assert stage.clear_over()
    assert stage.currentWidget() is below
