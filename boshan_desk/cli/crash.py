"""A fault of the program: where it happened, and not a word of anyone's data."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path

from boshan_desk.i18n import _


def tell_crash(error: Exception, folder: Path | None) -> str:
    """Write the fault's kind and positions into the desk's folder; the sentence for the officer.

    Messages and values stay out: they may hold what somebody typed.
    """
    # The clock of the desk is for its records; a log is about this machine.
    now = datetime.now()
    log = _positions(error)
    place = ""
    if folder is not None and folder.is_dir():
        logs = folder / "logs"
        path = logs / f"error-{now:%Y%m%d-%H%M%S}.log"
        try:
            logs.mkdir(exist_ok=True)
            path.write_text(f"{now:%Y-%m-%d %H:%M:%S} Python {sys.version.split()[0]}\n{log}")
            place = str(path)
        except OSError:
            place = ""
    if place:
        return _("程序出错，没有完成；出错位置（不含数据）记在 {path}，请交给维护人员").format(
            path=place
        )
    return _("程序出错，没有完成：{where}，请告诉维护人员").format(where=log.splitlines()[-1])


def _positions(error: BaseException) -> str:
    lines = []
    fault: BaseException | None = error
    while fault is not None:
        lines.append(type(fault).__name__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(fault.__traceback__)
        ]
        fault = fault.__cause__ or fault.__context__
    return "\n".join(lines) + "\n"
