"""A fault of the program: where it happened, and not a word of anyone's data."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path


def write_log(error: BaseException, folder: Path) -> Path | None:
    """Write the fault's kinds and positions beside the desk; None where that cannot be done.

    Messages and values stay out: they may hold what somebody typed.
    """
    # The clock of the desk is for its records; a log is about this machine.
    now = datetime.now()
    path = folder / "logs" / f"error-{now:%Y%m%d-%H%M%S}.log"
    head = f"{now:%Y-%m-%d %H:%M:%S} Python {sys.version.split()[0]}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([head, *positions(error), ""]), "utf-8")
    except OSError:
        return None
    return path


def positions(error: BaseException) -> list[str]:
    """The fault and what caused it: kinds, files, lines and functions."""
    lines = []
    fault: BaseException | None = error
    while fault is not None:
        lines.append(type(fault).__name__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(fault.__traceback__)
        ]
        fault = fault.__cause__ or fault.__context__
    return lines
