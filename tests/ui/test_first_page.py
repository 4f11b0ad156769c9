"""The first window: every sentence in full, in any type."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from boshan_desk.ui import theme
from boshan_desk.ui.first_page import FirstWindow
from boshan_desk.ui.jobs import InlineJobs
from tests.ui.conftest import Officer


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("smallest", [False, True])
def test_no_sentence_is_cut_off(
    qtbot: QtBot, qapp: QApplication, officer: Officer, tmp_path: Path, large: bool, smallest: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        first = FirstWindow(tmp_path / "new", officer, InlineJobs())
        qtbot.addWidget(first)
        first.show()
        if smallest:
            first.resize(first.minimumSize())
            qapp.processEvents()
        labels = [each for each in first.findChildren(QLabel) if each.isVisible() and each.text()]
        assert len(labels) >= 6
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            if not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()
    finally:
        theme.apply(qapp, large=False)
