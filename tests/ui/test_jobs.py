"""Work that is done beside the window, and what becomes of it when the window is closed."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from boshan_desk.ui.jobs import Jobs


def test_what_a_timer_still_asks_when_everything_is_closed_is_not_looked_up(qtbot: QtBot) -> None:
    jobs = Jobs()
    asked: list[object] = []
    jobs.close()
    jobs.watch(lambda _progress: asked.append("watch"), asked.append, asked.append)
    jobs.look(lambda _progress: asked.append("look"), asked.append, asked.append)
    qtbot.wait(50)
    assert asked == []
    assert not jobs.busy
    # A write is never dropped in silence.
    with pytest.raises(RuntimeError):
        jobs.run(lambda _progress: None, asked.append, asked.append)
