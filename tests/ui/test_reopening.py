"""The whole program: a restore closes and opens the desk; a damaged one is rescued first."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.backups import list_backups
from boshan_desk.store.opening import open_desk
from boshan_desk.ui.app import Session
from boshan_desk.ui.backups_page import BackupsPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.rescue_window import RescueWindow
from boshan_desk.ui.state import State
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.backups import restore as restore_backup
from boshan_desk.usecases.records import add
from tests.conftest import TODAY
from tests.ui.conftest import Officer

PATIENCE = 20.0
"""Seconds that a step of the officer may take."""

Script = Iterator[Callable[[], object]]
"""What is waited for, one after the other."""


class Hand(QObject):
    """Does what a script says while the program runs; a script that hangs is an error."""

    def __init__(self, app: QApplication, script: Script) -> None:
        super().__init__()
        self._app = app
        self._script = script
        self._wanted: Callable[[], object] | None = None
        self._until = 0.0
        self.fault: BaseException | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(20)

    def _go_on(self) -> None:
        try:
            if self._wanted is None or self._wanted():
                self._wanted = next(self._script)
                self._until = time.monotonic() + PATIENCE
            elif time.monotonic() > self._until:
                raise TimeoutError("the program did not come to what the script waits for")
        except StopIteration:
            self._timer.stop()
        except BaseException as fault:  # noqa: BLE001  (told when the program has ended)
            self._timer.stop()
            self.fault = fault
            for widget in self._app.topLevelWidgets():
                widget.hide()
            self._app.exit(99)


def run(session: Session, qapp: QApplication, script: Script) -> int:
    """Run the program with a hand at it; its exit status."""
    hook = sys.excepthook
    hand = Hand(qapp, script)
    try:
        code = session.run()
    finally:
        sys.excepthook = hook
    if hand.fault is not None:
        raise hand.fault
    return code


@pytest.fixture
def session(qapp: QApplication, state: State, officer: Officer, folder: Path) -> Session:
    """The program over a desk with a case (演示) in a backup, and one that came later."""
    with open_desk(folder, officer="演示员", clock=Clock(TODAY)) as desk:
        add(desk, LEDGERS["case"], {"party": "演示公司", "case_no": "演示1号"})
        back_up(desk, why="daily")
        add(desk, LEDGERS["case"], {"party": "演示公司", "case_no": "演示2号"})
    made = Session(qapp, state, folder, TODAY)
    made._ask = officer  # noqa: SLF001  (the real one would wait for an answer)
    return made


def count(session: Session) -> int:
    """How many cases the window has before it."""
    assert session.window is not None
    return session.window.shell.rows.count(View(ledger="case"))


def settled(session: Session) -> bool:
    """Whether a window is there, has looked after its desk, and rests."""
    window = session.window
    return (
        window is not None
        and window.isVisible()
        and window.keeping.status is not None
        and not window.shell.jobs.busy
    )


def rescue() -> RescueWindow | None:
    """The rescue window, if it is there and rests."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, RescueWindow) and widget.isVisible():
            found = widget.findChild(QPushButton, "rescue_leave")
            return widget if found is not None and found.isEnabled() else None
    return None


def press(widget: QWidget, name: str) -> None:
    """Press a button."""
    found = widget.findChild(QPushButton, name)
    assert found is not None, name
    assert found.isEnabled(), name
    found.click()


def restore(window: MainWindow, why: str) -> Iterator[Callable[[], object]]:
    """Restore the newest backup made for a reason, as the officer does."""
    window.open_backups()
    page = window.page_on_top()
    assert isinstance(page, BackupsPage)
    yield lambda: any(each.why == why for each in page.model.backups)
    page.table.selectRow([each.why for each in page.model.backups].index(why))
    page.look_at_chosen()
    button = page.findChild(QPushButton, "loss_restore")
    assert button is not None
    yield button.isEnabled
    button.click()


def test_a_restore_puts_the_backup_in_place_and_can_itself_be_taken_back(
    session: Session, qapp: QApplication, officer: Officer, folder: Path
) -> None:
    first = min(each.number for each in list_backups(folder / "backups"))

    def script() -> Script:
        yield lambda: settled(session)
        assert count(session) == 2
        before = session.window
        assert before is not None
        # The oldest is the one of the day before the second case.
        before.open_backups()
        page = before.page_on_top()
        assert isinstance(page, BackupsPage)
        yield lambda: page.model.backups and page.model.backups[-1].number == first
        page.table.selectRow(page.model.rowCount() - 1)
        page.look_at_chosen()
        button = page.findChild(QPushButton, "loss_restore")
        assert button is not None
        yield button.isEnabled
        officer.will_answer(True)
        button.click()
        yield lambda: session.window is not before and settled(session)
        assert count(session) == 1
        assert "已恢复到" in officer.told[-1]
        assert "换下-" in officer.told[-1]
        again = session.window
        assert again is not None
        officer.will_answer(True)
        yield from restore(again, "restore")
        yield lambda: session.window is not again and settled(session)
        assert count(session) == 2
        assert session.window is not None
        session.window.close()

    assert run(session, qapp, script()) == 0
    assert len(list(folder.glob("换下-*/desk.db"))) == 2
    kept = [each for each in list_backups(folder / "backups") if each.why == "restore"]
    assert all(each.pinned for each in kept)


def test_a_restore_that_is_refused_leaves_the_desk_as_it_was(
    session: Session, qapp: QApplication, officer: Officer, folder: Path
) -> None:
    backup = list_backups(folder / "backups")[0]

    def script() -> Script:
        yield lambda: settled(session)
        before = session.window
        assert before is not None
        raw = backup.path.read_bytes()
        backup.path.write_bytes(raw.replace("演示1号".encode(), "演示9号".encode()))
        officer.will_answer(True)
        before.open_backups()
        page = before.page_on_top()
        assert isinstance(page, BackupsPage)
        yield lambda: page.model.backups
        page.table.selectRow(page.model.rowCount() - 1)
        page.look_at_chosen()
        button = page.findChild(QPushButton, "loss_restore")
        assert button is not None
        yield button.isEnabled
        button.click()
        yield lambda: session.window is not before and settled(session)
        assert count(session) == 2
        assert session.window is not None
        session.window.close()

    assert run(session, qapp, script()) == 0
    assert len(officer.told) == 1
    assert "已恢复到" not in officer.told[0]
    assert not list(folder.glob("换下-*"))


def test_a_desk_that_cannot_be_read_is_rescued_before_a_window_is_shown(
    session: Session, qapp: QApplication, folder: Path
) -> None:
    raw = bytearray((folder / "desk.db").read_bytes())
    raw[0:200] = bytes(200)
    (folder / "desk.db").write_bytes(raw)

    def script() -> Script:
        yield lambda: rescue() or session.window
        assert session.window is None
        found = rescue()
        assert found is not None
        press(found, "rescue_restore")
        yield rescue_open(found)
        press(found, "rescue_open")
        yield lambda: settled(session)
        assert count(session) == 1
        assert session.window is not None
        session.window.close()

    assert run(session, qapp, script()) == 0
    assert (next(folder.glob("损坏-*/desk.db"))).read_bytes() == bytes(raw)


def rescue_open(window: RescueWindow) -> Callable[[], bool]:
    """Whether the way back into the program is offered."""
    button = window.findChild(QPushButton, "rescue_open")
    assert button is not None
    return button.isVisible


def test_damage_found_while_the_desk_is_open_takes_the_window_away(
    session: Session, qapp: QApplication, folder: Path
) -> None:
    # A value that was changed by nobody's hand: SQLite itself has nothing against it.
    raw = (folder / "desk.db").read_bytes()
    (folder / "desk.db").write_bytes(raw.replace("演示2号".encode(), "演示8号".encode()))

    def script() -> Script:
        yield lambda: session.window
        yield lambda: rescue()
        assert session.window is None
        found = rescue()
        assert found is not None
        happened = found.findChild(QLabel, "rescue_happened")
        assert happened is not None
        assert "没有打开" in happened.text()
        press(found, "rescue_leave")

    assert run(session, qapp, script()) == 3
    assert (folder / "desk.db").exists()


def test_a_desk_whose_store_is_gone_is_not_taken_for_a_new_one(
    session: Session, qapp: QApplication, folder: Path
) -> None:
    (folder / "desk.db").unlink()

    def script() -> Script:
        yield lambda: rescue()
        found = rescue()
        assert found is not None
        press(found, "rescue_leave")

    assert run(session, qapp, script()) == 3
    assert not (folder / "desk.db").exists()


def test_a_change_of_stores_that_was_cut_short_is_finished_first(
    session: Session, qapp: QApplication, folder: Path
) -> None:
    # The old store has gone aside, the new one not yet come.
    backup = list_backups(folder / "backups")[0]
    shutil.copy(backup.path, folder / "desk.db.ready")
    (folder / "desk.aside").write_text("换下-演示", "utf-8")
    (folder / "换下-演示").mkdir()
    (folder / "desk.db").replace(folder / "换下-演示" / "desk.db")

    def script() -> Script:
        yield lambda: settled(session)
        assert count(session) == 1
        assert session.window is not None
        session.window.close()

    assert run(session, qapp, script()) == 0


def test_two_restores_in_the_same_second_keep_both_stores_that_gave_way(folder: Path) -> None:
    with open_desk(folder, officer="演示员", clock=Clock(TODAY)) as desk:
        backup = back_up(desk)
    for _time in range(2):
        restore_backup(folder, backup, officer=anyone("演示员"), now=datetime(2026, 10, 9, 9, 0))
    assert len(list(folder.glob("换下-*/desk.db"))) == 2
