"""A second start brings the first window up: with real sockets and real processes."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.ui.app import Session
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.one_window import (
    PATIENCE,
    Listener,
    bring_up,
    listen,
    raise_first,
    socket_name,
)
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of Unix")


@pytest.fixture(autouse=True, scope="module")
def runtime_folder() -> Iterator[Path]:
    """Where sockets lie in these tests; a short path, for a socket's may have 107 bytes only."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", name)
        yield Path(name)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[tuple[Listener, list[float]]]:
    """The first window of `tmp_path`, and when it was raised."""
    raised: list[float] = []
    listener = listen(tmp_path, lambda: raised.append(time.monotonic()))
    assert listener.listening
    yield listener, raised
    listener.close()


class Again(Protocol):
    """Does what a second start does: the answer, and the seconds it took."""

    def __call__(self, folder: Path, patience: float = PATIENCE) -> tuple[bool, float]: ...


SECOND = """
import sys
import time
from pathlib import Path

from boshan_desk.ui.one_window import raise_first

print("ready", flush=True)
for line in sys.stdin:
    folder, patience = line.rstrip("\\n").split("\\t")
    begun = time.monotonic()
    print(raise_first(Path(folder), float(patience)), time.monotonic() - begun, flush=True)
"""


class Second:
    """A second start, in a process of its own: it waits without letting ours go on."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SECOND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answers: list[str] = []
        self._follower = threading.Thread(target=self._follow, daemon=True)
        self._follower.start()
        wait_until(lambda: bool(self._answers))

    def _follow(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self._answers.append(line.strip())

    def begin(self, folder: Path, patience: float = PATIENCE) -> None:
        """Let it ask for the window of a desk."""
        self._answers.clear()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\t{patience}\n")
        self._process.stdin.flush()

    def end(self, qtbot: QtBot) -> tuple[bool, float]:
        """Its answer and the seconds it took, while our own window goes on."""
        qtbot.waitUntil(lambda: bool(self._answers), timeout=5000)
        answer, seconds = self._answers[0].split()
        return answer == "True", float(seconds)

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._follower.join()


@pytest.fixture(scope="module")
def second(runtime_folder: Path) -> Iterator[Second]:
    """A process that starts again as often as it is told."""
    made = Second()
    yield made
    made.close()


@pytest.fixture
def start_again(second: Second, qtbot: QtBot) -> Again:
    """A second start whose first window is ours."""

    def again(folder: Path, patience: float = PATIENCE) -> tuple[bool, float]:
        second.begin(folder, patience)
        return second.end(qtbot)

    return again


def call(qtbot: QtBot, folder: Path, *pieces: bytes) -> bytes:
    """Say something to the first window as a stranger would; what came back before it hung up."""
    heard: list[bytes] = []

    def talk() -> None:
        answer = b""
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(4)
            try:
                caller.connect(socket_name(folder))
                for piece in pieces:
                    caller.sendall(piece)
                    time.sleep(0.05)
                while more := caller.recv(100):
                    answer += more
            except (BrokenPipeError, ConnectionResetError):
                pass
        heard.append(answer)

    thread = threading.Thread(target=talk)
    thread.start()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    thread.join()
    return heard[0]


def test_a_second_start_raises_the_first(
    start_again: Again, tmp_path: Path, first: tuple[Listener, list[float]]
) -> None:
    for times in (1, 2, 3):
        answer, seconds = start_again(tmp_path)
        assert answer
        assert seconds < 0.9
        assert len(first[1]) == times


def test_a_minimised_window_comes_up_as_it_was(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMaximized()
    window.showMinimized()
    assert window.isMinimized()
    bring_up(window)
    assert window.isVisible()
    assert not window.isMinimized()
    assert window.isMaximized()
    window.hide()
    bring_up(window)
    assert window.isVisible()


def test_what_is_asked_over_the_window_comes_up_with_it(
    qtbot: QtBot, qapp: QApplication, state: State, shell: Shell
) -> None:
    session = Session(qapp, state, shell.folder, None)
    # Between two windows, while another language is being put on, there is nothing to show.
    session.come_forward()
    session.window = MainWindow(shell)
    qtbot.addWidget(session.window)
    session.window.show()
    question = QDialog(session.window)
    question.open()
    question.showMinimized()
    session.window.showMinimized()
    session.come_forward()
    assert not session.window.isMinimized()
    assert not question.isMinimized()
    question.reject()


def test_where_nobody_answers_the_second_is_told_after_a_second(
    start_again: Again, tmp_path: Path
) -> None:
    answer, seconds = start_again(tmp_path)
    assert not answer
    assert 0.9 < seconds < 2.5


def test_a_first_that_is_still_being_made_is_waited_for(
    qtbot: QtBot, second: Second, tmp_path: Path
) -> None:
    # More patience than in earnest: this machine may have other work.
    second.begin(tmp_path, 4.5)
    qtbot.wait(300)
    raised: list[int] = []
    listener = listen(tmp_path, lambda: raised.append(1))
    answer, seconds = second.end(qtbot)
    listener.close()
    assert answer
    assert 0.25 < seconds < 4.5
    assert raised == [1]


def test_a_first_that_hangs_is_not_taken_for_one_that_came_up(
    start_again: Again, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(socket_name(tmp_path))
        deaf.listen()
        answer, seconds = start_again(tmp_path, 0.3)
    assert not answer
    assert 0.25 < seconds < 2


def test_a_first_that_says_something_else_is_not_believed(
    start_again: Again, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(socket_name(tmp_path))
        other.listen()

        def lie() -> None:
            while True:
                try:
                    caller, _address = other.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(100)
                    caller.sendall(b"raised" * 1000)

        liar = threading.Thread(target=lie)
        liar.start()
        answer, _seconds = start_again(tmp_path, 0.3)
        other.shutdown(socket.SHUT_RDWR)
        liar.join()
    assert not answer


def test_a_socket_that_was_left_behind_is_in_nobodys_way(
    start_again: Again, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(socket_name(tmp_path))
    assert Path(socket_name(tmp_path)).exists()
    assert not raise_first(tmp_path, 0.2)
    raised: list[int] = []
    listener = listen(tmp_path, lambda: raised.append(1))
    assert listener.listening
    assert start_again(tmp_path)[0]
    listener.close()
    assert raised == [1]
    assert not Path(socket_name(tmp_path)).exists()


def test_where_no_socket_can_be_made_the_window_goes_on(
    tmp_path: Path, runtime_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = runtime_folder / ("d" * 120)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    listener = listen(tmp_path, lambda: None)
    assert not listener.listening
    listener.close()
    assert not raise_first(tmp_path, 0.2)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"RAISE",),
        (b"raise\n",),
        (b"raised",),
        (b"\0\0\0\0\0",),
        (b"quit\0",),
        (b"x" * 1_000_000,),
        (b"raise" * 200_000,),
        (b"ra", b"ise!"),
    ],
    ids=["case", "line", "longer", "noughts", "other", "much", "often", "pieces"],
)
def test_nothing_but_the_word_is_heard(
    pieces: tuple[bytes, ...],
    qtbot: QtBot,
    start_again: Again,
    tmp_path: Path,
    first: tuple[Listener, list[float]],
) -> None:
    begun = time.monotonic()
    assert call(qtbot, tmp_path, *pieces) == b""
    assert time.monotonic() - begun < 0.9
    assert first[1] == []
    # It is there for the next one.
    assert start_again(tmp_path)[0]


def test_the_word_may_come_in_pieces(
    qtbot: QtBot, tmp_path: Path, first: tuple[Listener, list[float]]
) -> None:
    assert call(qtbot, tmp_path, b"ra", b"is", b"e") == b"raised"
    assert len(first[1]) == 1


def test_who_says_nothing_is_hung_up_on(
    qtbot: QtBot, tmp_path: Path, first: tuple[Listener, list[float]]
) -> None:
    begun = time.monotonic()
    assert call(qtbot, tmp_path, b"rais") == b""
    assert 0.8 < time.monotonic() - begun < 3
    assert first[1] == []


def test_only_the_person_may_speak_to_the_window(
    tmp_path: Path, first: tuple[Listener, list[float]]
) -> None:
    mode = Path(socket_name(tmp_path)).stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert mode & 0o077 == 0


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away"
)
def test_anothers_socket_is_not_spoken_to(
    start_again: Again, tmp_path: Path, first: tuple[Listener, list[float]]
) -> None:
    os.chown(socket_name(tmp_path), 65534, 65534)
    answer, _seconds = start_again(tmp_path, 0.3)
    assert not answer
    assert first[1] == []


def test_the_name_is_of_the_desk_the_person_and_the_screen(
    tmp_path: Path, runtime_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "desk")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    mine = socket_name(tmp_path / "desk")
    assert socket_name(tmp_path / "link") == mine
    assert socket_name(tmp_path / "link" / ".." / "desk") == mine
    assert Path(mine).parent == runtime_folder
    assert socket_name(tmp_path / "other") != mine
    with monkeypatch.context() as elsewhere:
        # By remote desktop: a window there would not be seen here.
        elsewhere.setenv("DISPLAY", ":10")
        assert socket_name(tmp_path / "desk") != mine
    with monkeypatch.context() as somebody:
        somebody.setattr(os, "getuid", lambda: 4242)
        assert socket_name(tmp_path / "desk") != mine
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert Path(socket_name(tmp_path / "desk")).parent == Path(tempfile.gettempdir())
    assert Path(socket_name(tmp_path / "desk")).name == Path(mine).name


# ---------------------------------------------------------------- processes

PROGRAM = """
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from boshan_desk.ui import app, one_window


def say(*words):
    print(*words, flush=True)


class Ask(app.Ask):
    # A box would wait for an answer for ever.
    def tell(self, words, *, title="", trouble=False):
        say("told", words)


def listen(folder, come_forward):
    say("early" if "PySide6.QtNetwork" in sys.modules else "late")
    listener = real_listen(folder, come_forward)
    come_forward.__self__.window.showMinimized()
    say("listening")
    return listener


def bring_up(window):
    say("was minimised" if window.isMinimized() else "was up")
    real_bring_up(window)
    say("raised" if window.isVisible() and not window.isMinimized() else "hidden")
    if "leave" in sys.argv:
        QTimer.singleShot(0, window, window.close)


app.Ask = Ask
real_listen, one_window.listen = one_window.listen, listen
real_bring_up, one_window.bring_up = one_window.bring_up, bring_up
sys.exit(app.run(Path(sys.argv[1])))
"""
"""The program itself, telling what it does; its window is minimised as soon as it is there."""


class Start:
    """One start of the program, and the lines it has said so far."""

    def __init__(self, folder: Path, home: Path, *words: str) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), *words],
            env=os.environ
            | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._follower = threading.Thread(target=self._follow, daemon=True)
        self._follower.start()

    def _follow(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self.lines.append(line.strip())

    def wait_for(self, line: str) -> None:
        """Until it says so."""
        wait_until(lambda: line in self.lines or self._process.poll() is not None)
        assert line in self.lines, self.lines

    @property
    def stays(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ended(self) -> int:
        """Its exit status, once it has ended by itself."""
        status = self._process.wait(20)
        self._follower.join()
        return status

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()
        self._follower.join()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Look again and again."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def start(folder: Path, tmp_path: Path) -> Iterator[Callable[..., Start]]:
    """Starts the program on one desk; what is left running is ended."""
    started: list[Start] = []

    def again(*words: str) -> Start:
        started.append(Start(folder, tmp_path, *words))
        return started[-1]

    yield again
    for each in started:
        each.kill()


def test_of_two_starts_the_second_raises_the_first_and_after_a_kill_nothing_is_asked(
    start: Callable[..., Start], folder: Path
) -> None:
    first = start()
    first.wait_for("listening")
    # The network module came after the first paint.
    assert first.lines == ["late", "listening"]
    second = start()
    assert second.ended() == 0
    assert second.lines == []
    assert first.stays
    assert first.lines[2:] == ["was minimised", "raised"]
    first.kill()
    # Its socket lies there still.
    assert Path(socket_name(folder)).exists()
    third = start("leave")
    third.wait_for("listening")
    assert start().ended() == 0
    assert third.ended() == 0
    assert third.lines == ["late", "listening", "was minimised", "raised"]
    assert not Path(socket_name(folder)).exists()


def test_of_ten_starts_at_once_exactly_one_stays(start: Callable[..., Start]) -> None:
    all_ten = [start() for _number in range(10)]
    wait_until(lambda: sum(each.stays for each in all_ten) <= 1, 30)
    (stayed,) = [each for each in all_ten if each.stays]
    stayed.wait_for("listening")
    others = [each for each in all_ten if each is not stayed]
    raised = [each for each in others if each.ended() == 0]
    assert all(each.lines == [] for each in raised)
    # Where the machine is too slow to have a window within a second, that is said.
    assert all(
        each.ended() == 4 and len(each.lines) == 1 and each.lines[0].startswith("told 另一个程序")
        for each in others
        if each not in raised
    )
    assert stayed.lines.count("raised") >= len(raised)
    # It still answers.
    assert start().ended() == 0
    assert stayed.stays
