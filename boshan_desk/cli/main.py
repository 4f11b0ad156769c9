"""From the words of a command to its exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence

from boshan_desk import __version__
from boshan_desk.cli import (
    accounts,
    audit,
    backups,
    board,
    cards,
    cases,
    conflicts,
    county,
    desks,
    doubles,
    figures,
    forms,
    imports,
    law,
    packages,
    plans,
    records,
    report,
    sheets,
    slips,
    targets,
    town_reports,
    towns,
)
from boshan_desk.cli.options import PROGRAM, Common, Parser, WrongUse, gather, language_in
from boshan_desk.cli.output import complain
from boshan_desk.domain.problems import Cancelled, Refused
from boshan_desk.i18n import _, choose_language

INTERRUPTED = 130
BROKEN_PIPE = 141
"""As a shell counts an end by SIGINT and by SIGPIPE."""

_MEDIUM = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENODEV,
    errno.ENXIO,
}


def run(argv: Sequence[str], *, open_window: Callable[[Common], int]) -> int:
    """Carry out one command, or open the window when there is none; the exit status."""
    _speak_utf8()
    _leave_no_core()
    choose_language(language_in(list(argv)))
    folder = None
    try:
        common = read(argv)
        folder = common.folder
        status: int = common.words.run(common) if common.words.command else open_window(common)
        sys.stdout.flush()
        return status
    except SystemExit as stop:
        # After --help or --version; argparse ends the program itself.
        return int(stop.code or 0)
    except Refused as error:
        complain(error.words())
        return error.exit_code
    except Cancelled:
        complain(_("已取消，未作任何改动"))
        return INTERRUPTED
    except KeyboardInterrupt:
        complain(_("已中断；已确认的操作都已保存，未完成的没有留下"))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not flush into the void again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE
    except OSError as error:
        complain(_say(error))
        return 5 if error.errno in _MEDIUM else 3
    except Exception as error:  # noqa: BLE001 - the last net: never a traceback for an officer
        # Only a fault of ours comes here, so what it costs to load the writer does not matter.
        from boshan_desk.usecases.crash import positions, write_log

        log = write_log(error, folder) if folder is not None and folder.is_dir() else None
        if log:
            words = _("程序出错，没有完成；出错位置（不含数据）记在 {path}，请交给维护人员")
            complain(words.format(path=log))
        else:
            words = _("程序出错，没有完成：{where}，请告诉维护人员")
            complain(words.format(where=positions(error)[-1].strip()))
        return 3


def read(argv: Sequence[str]) -> Common:
    """Understand the words, or refuse them."""
    for word in argv:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise WrongUse("参数里有不是 UTF-8 的文字，请检查终端的编码") from None
    return gather(build_parser().parse_args(list(argv)))


def build_parser() -> Parser:
    """Every command with its help."""
    parser = Parser(
        prog=PROGRAM,
        description=_("博山知识产权工作台。不写命令时打开窗口；写命令时做同样的事，不需要显示器。"),
        epilog=_("命令后面加 --help 可看这个命令的说明。"),
    )
    said = f"{PROGRAM} {__version__}"
    parser.add_argument("--version", action="version", version=said, help=_("显示版本"))
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(
        dest="command", metavar=_("命令"), title=_("命令"), parser_class=Parser
    )
    for group in (
        desks,
        records,
        sheets,
        imports,
        cases,
        law,
        plans,
        county,
        targets,
        slips,
        cards,
        town_reports,
        towns,
        packages,
        conflicts,
        doubles,
        board,
        figures,
        report,
        forms,
        backups,
        audit,
        accounts,
    ):
        group.add_commands(commands)
    return parser


def _say(error: OSError) -> str:
    place = str(error.filename) if error.filename else _("标准输出")
    match error.errno:
        case errno.ENOENT:
            return _("找不到 {path}").format(path=place)
        case errno.ENOSPC | errno.EDQUOT:
            return _("磁盘空间不足，未写入 {path}；请腾出空间后重试").format(path=place)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _("没有读写 {path} 的权限，或介质只读；请换一个位置或检查权限").format(
                path=place
            )
        case errno.EISDIR:
            return _("{path} 是文件夹，这里要写文件").format(path=place)
        case errno.EEXIST | errno.ENOTDIR:
            return _("{path} 不是文件夹，请换一个位置").format(path=place)
        case errno.ENAMETOOLONG:
            return _("文件名太长：{path}").format(path=place)
    return _("读写 {path} 时出错，请检查磁盘后重试").format(path=place)


def _leave_no_core() -> None:
    """A program that dies must not leave its memory, with whatever stood in it, in a file."""
    if sys.platform != "win32":
        import resource

        _soft, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _speak_utf8() -> None:
    """Whatever the terminal's code page, JSON is UTF-8 and lines end in one character."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors=errors, newline="\n")
