"""The rig of the window's tests: a fresh desk, work done at once, and an officer who answers."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.today import Clock
from boshan_desk.store.keys import Cost
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from tests.conftest import TODAY


class Officer(Ask):
    """Answers in the officer's place; a question nobody prepared an answer for is a failure."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.answers: deque[Any] = deque()
        self.asked: list[str] = []
        """Every question put, in order."""
        self.told: list[str] = []
        """Every box that was shown only to be read."""

    def will_answer(self, *answers: Any) -> None:
        """Prepare answers for the next questions."""
        self.answers.extend(answers)

    def _answer(self, question: str) -> Any:
        self.asked.append(question)
        assert self.answers, f"nobody prepared an answer to: {question}"
        return self.answers.popleft()

    def tell(self, words: str, *, title: str = "", trouble: bool = False) -> None:
        self.told.append(words)

    def confirm(self, question: str, *, yes: str, no: str = "") -> bool:
        answer: bool = self._answer(question)
        return answer

    def choose(self, question: str, answers: Sequence[str], *, no: str = "") -> int | None:
        """An answer is given by its place or by its words."""
        answer = self._answer(question)
        return list(answers).index(answer) if isinstance(answer, str) else answer

    def reason(self, question: str, *, yes: str) -> str | None:
        answer: str | None = self._answer(question)
        return answer

    def show_report(self, words: str, report: str, *, title: str, yes: str, no: str) -> bool:
        self.told.append(f"{words}\n{report}")
        answer: bool = self._answer(words)
        return answer

    def text(self, question: str, value: str = "") -> str | None:
        answer: str | None = self._answer(question)
        return answer

    def open_file(self, title: str, kinds: str) -> Path | None:
        answer: Path | None = self._answer(title)
        return answer

    def open_files(self, title: str, kinds: str) -> list[Path]:
        answer: list[Path] = self._answer(title)
        return answer

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        answer: Path | None = self._answer(title)
        return answer

    def folder(self, title: str, start: Path | None = None) -> Path | None:
        answer: Path | None = self._answer(title)
        return answer


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application with the face and sizes it has at work."""
    from boshan_desk.ui import theme

    theme.apply(qapp, large=False)
    return qapp


@pytest.fixture
def state(tmp_path: Path) -> State:
    """What the screen remembers, in a file of this test's own."""
    return State(tmp_path / "screen.ini")


@pytest.fixture
def officer(state: State) -> Officer:
    """Who answers the questions of the window."""
    return Officer(state)


@pytest.fixture
def desk_folder(folder: Path) -> Path:
    """The folder of a new desk that nobody has opened yet."""
    return folder


@pytest.fixture
def shell(qapp: QApplication, desk_folder: Path, officer: Officer, state: State) -> Iterator[Shell]:
    """The window's side of a fresh desk; everything is done at once, today is 2026-10-09."""
    made = Shell(desk_folder, jobs=InlineJobs(), ask=officer, state=state, clock=Clock(TODAY))
    faults: list[Exception] = []
    made.broke.connect(faults.append)
    yield made
    made.close()
    assert not faults, f"the program failed: {faults!r}"


CHEAP = Cost(passes=1, lanes=1, memory=32)
"""What a guess at a password costs here: next to nothing."""

CHIEF, PASSWORD = "演示甲", "春风又绿江南岸-演示"
"""Who set up the accounts of `guarded`, and approves and manages."""


@pytest.fixture(scope="session")
def guarded_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A desk with one account, made once, and its recovery code."""
    from boshan_desk.store.opening import make
    from boshan_desk.usecases.accounts import set_up

    folder = tmp_path_factory.mktemp("guarded") / "desk"
    make(folder, county="boshan")
    return folder, set_up(folder, CHIEF, PASSWORD, cost=CHEAP)


@pytest.fixture
def guarded(guarded_once: tuple[Path, str], tmp_path: Path) -> Path:
    """The folder of an encrypted desk with one account."""
    copy = tmp_path / "guarded"
    shutil.copytree(guarded_once[0], copy)
    return copy


@pytest.fixture
def recovery_code(guarded_once: tuple[Path, str]) -> str:
    """What opens `guarded` without a password."""
    return guarded_once[1]


@pytest.fixture
def enter_as(
    qapp: QApplication, guarded: Path, officer: Officer, state: State
) -> Iterator[Callable[[str, str], Shell]]:
    """Opens `guarded` for who has this name and password."""
    opened: list[Shell] = []
    faults: list[Exception] = []

    def enter(name: str = CHIEF, password: str = PASSWORD) -> Shell:
        from boshan_desk.usecases.accounts import sign_in

        session = sign_in(guarded, name, password, now=datetime.now())
        made = Shell(
            guarded,
            jobs=InlineJobs(),
            ask=officer,
            state=state,
            clock=Clock(TODAY),
            key=session.key,
            officer=session.officer,
        )
        made.broke.connect(faults.append)
        opened.append(made)
        return made

    yield enter
    for each in opened:
        each.close()
    assert not faults, f"the program failed: {faults!r}"


@pytest.fixture
def said(shell: Shell) -> list[tuple[str, str]]:
    """What the strip was told so far: (severity, words)."""
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    return heard


class Keys:
    """The officer's keyboard: letters by keys, Chinese by what an input method hands over."""

    def type(self, widget: QWidget, text: str) -> None:
        """Type a text where the cursor is."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(widget, letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(widget, event)

    def press(
        self,
        widget: QWidget,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press one key."""
        QTest.keyClick(widget, key, modifier)


@pytest.fixture
def keys() -> Keys:
    """The keyboard."""
    return Keys()


@pytest.fixture
def put(shell: Shell) -> Callable[..., Any]:
    """Keep a record as it stands, and give it back as the store has it."""

    def keep(record: Record) -> Record:
        from boshan_desk.usecases.records import save

        save(shell.desk, None, record)
        with shell.desk.read() as reader:
            return reader.get(type(record), record.id)

    return keep


Sit = Callable[..., Shell]
"""Somebody with these roles sits down at the desk; whoever sat there before has left."""


@pytest.fixture
def sit(qapp: QApplication, desk_folder: Path, officer: Officer, state: State) -> Iterator[Sit]:
    """Somebody sits down: `sit("李审批", "approver")`; no program fault while they are there."""
    sitting: list[Shell] = []
    faults: list[Exception] = []

    def leave() -> None:
        for shell in sitting:
            shell.close()
        sitting.clear()

    def sit_down(name: str, *roles: str) -> Shell:
        leave()
        who = with_roles(name, roles, id=name)
        made = Shell(
            desk_folder,
            jobs=InlineJobs(),
            ask=officer,
            state=state,
            clock=Clock(TODAY),
            officer=who,
        )
        made.broke.connect(faults.append)
        sitting.append(made)
        return made

    yield sit_down
    leave()
    assert not faults, f"the program failed: {faults!r}"


@pytest.fixture
def printed_pages(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Which pages were sent to the printer, a list for every time; the officer confirms it."""
    from boshan_desk.ui import printing

    sent: list[list[int]] = []

    def print_pages(
        _printer: object, draw: Any, pages: list[int], _progress: object, *, shifted: bool
    ) -> int:
        assert not shifted
        assert draw(0).width > 1000
        sent.append(pages)
        return len(pages)

    monkeypatch.setattr(printing, "pages_wanted", lambda _printer, pages: list(range(pages)))
    monkeypatch.setattr(printing, "print_pages", print_pages)
    monkeypatch.setattr(printing, "other_paper", lambda _printer: "")
    monkeypatch.setattr(officer, "printer", lambda: object(), raising=False)
    return sent
