"""A fault of the program: where it happened, and not a word of anyone's data."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

_MOST_FRAMES: Final = 60
"""Of a fault that called itself again and again, the first and the last say enough."""


def write_log(error: BaseException, folder: Path) -> Path | None:
    """Write the fault's kinds and positions beside the desk; None where that cannot be done.

    For a command, which nobody can be asked about; a window shows the report first.
    """
    path = place_of_log(folder)
    return path if save(report(error), path) else None


def report(error: BaseException) -> str:
    """The fault as text for whoever maintains the program: kinds and positions.

    Messages and values stay out: they may hold what somebody typed.
    """
    # The clock of the desk is for its records; a log is about this machine.
    head = f"{datetime.now():%Y-%m-%d %H:%M:%S} Python {sys.version.split()[0]}"
    return "\n".join([head, *positions(error), ""])


def place_of_log(folder: Path) -> Path:
    """Where the next report of a desk lies, and where the help bundle looks for it."""
    return folder / "logs" / f"error-{datetime.now():%Y%m%d-%H%M%S}.log"


def save(text: str, path: Path) -> bool:
    """Write a report down; whether that could be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError:
        return False
    return True


def positions(error: BaseException) -> list[str]:
    """The fault and what caused it: kinds, files, lines and functions."""
    lines: list[str] = []
    seen: set[int] = set()
    fault: BaseException | None = error
    # A fault can be made its own cause.
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        lines.append(type(fault).__name__)
        frames = [
            f"  {Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(fault.__traceback__)
        ]
        half = _MOST_FRAMES // 2
        lines += frames if len(frames) <= _MOST_FRAMES else [*frames[:half], *frames[-half:]]
        fault = fault.__cause__ or fault.__context__
    return lines
