"""The program: a command where one is given, the window otherwise."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from boshan_desk.excel import PARSING

if TYPE_CHECKING:
    from boshan_desk.cli.options import Common


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit status (cli.md)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [PARSING]:
        # This process was started by the program itself, to parse a file from outside; it must
        # load nothing but what that needs.
        from boshan_desk.excel.confined.child import run as parse

        return parse(words[1:])
    from boshan_desk.cli.main import run

    return run(words, open_window=_open_window)


def _open_window(common: Common) -> int:
    from boshan_desk.domain.problems import Refused

    if _no_display():
        from boshan_desk.cli.options import WrongUse

        raise WrongUse("没有显示器，不能打开窗口；请写一个命令，用 --help 查看有哪些命令")
    try:
        # A command never loads Qt.
        from boshan_desk.ui.app import run as run_window
    except ImportError as error:
        raise Refused(
            "缺少窗口组件（{name}），请重新安装程序，或使用命令", name=error.name or "Qt"
        ) from error
    today = common.clock.fixed if common.clock else None
    return run_window(common.folder, today=today, lang=common.lang)


def _no_display() -> bool:
    """Whether the system has screens and this process none; Qt would end it without a word."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
