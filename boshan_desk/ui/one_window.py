"""One window a desk: a second start brings the first one up instead of complaining.

The first listens on a local socket, which is no network port: only the same person in the same
session finds it, and all it understands is one word.  Whoever listens holds the desk's lock, so a
socket that is there already was left by a program that was killed.

Qt's network module and what makes the name are loaded where they are needed: the first paint does
without them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

RAISE: Final = b"raise"
"""All that may be said to the first window."""

RAISED: Final = b"raised"
"""Its answer; without one it is not known to be alive."""

PATIENCE: Final = 1.0
"""Seconds: how long a second start waits, and how long a caller may stay without a word."""

_PAUSE: Final = 0.05
"""Seconds between two tries, while the first window is still being made."""


class Listener:
    """Listens for later starts on the same desk."""

    def __init__(self, name: str, raise_window: Callable[[], object]) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._raise = raise_window
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_calls)
        # Left by a program that was killed: we hold the lock, so nobody listens there.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether a later start can reach it."""
        return self._server.isListening()

    def close(self) -> None:
        """Be found no more."""
        self._server.close()

    def _take_calls(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            # Longer than the one word is wrong already; no more of it is ever taken in.
            socket.setReadBufferSize(len(RAISE) + 1)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._hear, socket))
            QTimer.singleShot(int(PATIENCE * 1000), socket, socket.abort)
            if socket.bytesAvailable():
                self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.isOpen() or socket.bytesAvailable() < len(RAISE):
            return
        if bytes(socket.read(len(RAISE) + 1).data()) == RAISE:
            self._raise()
            socket.write(RAISED)
            socket.flush()
        socket.disconnectFromServer()


def listen(folder: Path, raise_window: Callable[[], object]) -> Listener:
    """Be the first window of a desk, until closed.  Only for who holds the desk's lock.

    Where no socket can be made nothing is lost but the convenience: a second start is then told
    that the desk is in use.
    """
    return Listener(socket_name(folder), raise_window)


def raise_first(folder: Path, patience: float = PATIENCE) -> bool:
    """Ask the first window of a desk to come up; whether it says that it did."""
    name = socket_name(folder)
    until = time.monotonic() + patience
    _give_way()
    while (left := until - time.monotonic()) > 0:
        if _is_ours(name) and _call(name, until):
            return True
        time.sleep(min(_PAUSE, left))
    return False


def bring_up(window: QWidget) -> None:
    """Put a window before the others, also one that was minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    # Where the system lets no program come forward by itself, the task bar shows it.
    QApplication.alert(window)


def socket_name(folder: Path) -> str:
    """The name under which the window of a desk is found by this person in this session."""
    import hashlib
    import tempfile

    words = "\0".join((os.path.normcase(folder.resolve()), *_person_and_session()))
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    name = f"boshan-desk-{digest}"
    if sys.platform == "win32":
        return name
    # The person's own folder where the system has one: nobody else can put anything there.
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(own if own and Path(own).is_dir() else tempfile.gettempdir(), name))


# ---------------------------------------------------------------- the second


def _call(name: str, until: float) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.setReadBufferSize(len(RAISED) + 1)
    socket.connectToServer(name)
    try:
        if not socket.waitForConnected(_milliseconds(until)):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(_milliseconds(until))
        while socket.bytesAvailable() < len(RAISED):
            if not socket.waitForReadyRead(_milliseconds(until)):
                break
        return bytes(socket.readAll().data()) == RAISED
    finally:
        socket.abort()


def _milliseconds(until: float) -> int:
    # Never below nought, which Qt takes for "for ever".
    return max(0, int((until - time.monotonic()) * 1000))


if sys.platform == "win32":
    import ctypes

    def _person_and_session() -> tuple[str, str]:
        """Who is at the computer, and at which of its desktops: another one's cannot be shown."""
        session = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(session))
        return os.environ.get("USERNAME", ""), str(session.value)

    def _is_ours(name: str) -> bool:
        """The pipe lets in nobody else (UserAccessOption)."""
        return True

    def _give_way() -> None:
        """Let the first window come forward: only who was just started may say so."""
        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)

else:

    def _person_and_session() -> tuple[str, str]:
        """Who is at the computer, and at which screen: another one's cannot be shown."""
        screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
        return str(os.getuid()), screen

    def _is_ours(name: str) -> bool:
        """Whether the socket is there and this person's: another's would only swallow the start."""
        try:
            return Path(name).stat().st_uid == os.getuid()
        except OSError:
            return False

    def _give_way() -> None:
        """Windows come forward without leave."""
