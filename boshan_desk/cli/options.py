"""What may be written on the command line, and how a slip is told."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import LANGUAGES, _, mark

PROGRAM: Final = "boshan-desk"


class WrongUse(Refused):
    """A command that was written wrongly: nothing was looked at and nothing was done."""

    exit_code = 2


@dataclass(frozen=True)
class Common:
    """What every command may be told."""

    folder: Path
    """The desk's folder."""
    clock: Clock | None
    """Stands still where --today was given; else the desk decides."""
    officer: str
    password_file: Path | None
    """Where the password of who acts stands; "-" is standard input."""
    json: bool
    lang: str | None
    """None where --lang was not given; the window then keeps its own."""
    words: argparse.Namespace
    """The command's own arguments."""


_SAID = (
    (r"the following arguments are required: (?P<a>.+)", mark("缺少参数：{a}")),
    (r"unrecognized arguments: (?P<a>.+)", mark("不认识的参数：{a}")),
    (
        r"argument (?P<a>.+): invalid choice: (?P<b>.+) \(choose from (?P<c>.+)\)",
        mark("{a} 不能是 {b}，可以是：{c}"),
    ),
    (r"argument (?P<a>.+): expected one argument", mark("{a} 后面须写一个值")),
    (r"argument (?P<a>.+): expected at least one argument", mark("{a} 后面至少写一个值")),
    (r"argument (?P<a>.+): ignored explicit argument (?P<b>.+)", mark("{a} 后面不写值：{b}")),
    (
        r"argument (?P<a>.+): not allowed with argument (?P<b>.+)",
        mark("{a} 和 {b} 不能同时使用"),
    ),
    (r"one of the arguments (?P<a>.+) is required", mark("须写其中一个：{a}")),
    (
        r"ambiguous option: (?P<a>.+) could match (?P<b>.+)",
        mark("{a} 不明确，可能是：{b}"),
    ),
    (r"argument (?P<a>.+?): (?P<b>.+)", mark("{a}：{b}")),
)
"""What argparse says in English, and what we say."""


class _Layout(argparse.RawDescriptionHelpFormatter):
    """Help pages with headings of ours."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        # Asked for what stands before an act's own name, argparse gives an empty prefix.
        shown = _("用法：") if prefix is None else prefix
        super().add_usage(usage, actions, groups, shown)

    def start_section(self, heading: str | None) -> None:
        known = {"positional arguments": _("参数"), "options": _("选项")}
        super().start_section(known.get(heading or "", heading))


class Parser(argparse.ArgumentParser):
    """argparse that answers a slip with one line in the officer's language."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Layout)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.add_argument("-h", "--help", action="help", help=_("显示这页说明"))
        add_common(self)

    def error(self, message: str) -> NoReturn:
        for pattern, told in _SAID:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                raise WrongUse(told, **found.groupdict())
        raise WrongUse("命令写法不对：{message}", message=message)


Commands = Any
"""The object argparse gives for adding commands; its type is not public."""

Run = Callable[[Common], int]


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options every command has; they may stand before or after its name."""
    # Without defaults of their own, the later place does not wipe out the earlier one.
    common = parser.add_argument_group(_("每个命令都可用"))
    absent: dict[str, Any] = {"default": argparse.SUPPRESS}
    common.add_argument(
        "--desk", metavar=_("文件夹"), type=Path, help=_("工作台数据所在的文件夹"), **absent
    )
    common.add_argument(
        "--as", metavar=_("姓名"), dest="officer", help=_("以谁的名义操作，记入变更记录"), **absent
    )
    common.add_argument(
        "--password-file",
        metavar=_("文件"),
        type=Path,
        help=_("第一行是操作人的密码；- 表示标准输入"),
        **absent,
    )
    common.add_argument(
        "--json", action="store_true", help=_("标准输出只写 JSON（UTF-8）"), **absent
    )
    common.add_argument(
        "--today", metavar=_("日期"), type=day, help=_("把这一天当作今天，如 2026-10-09"), **absent
    )
    common.add_argument("--lang", choices=tuple(LANGUAGES), help=_("界面语言"), **absent)


def add_command(
    commands: Commands, name: str, run: Run, help: str, **options: Any
) -> argparse.ArgumentParser:
    """Add a command; `run` carries it out and returns the exit status."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help, description=help, prog=f"{PROGRAM} {name}", **options
    )
    parser.set_defaults(run=run)
    return parser


def may_uncover(parser: argparse.ArgumentParser) -> None:
    """Let a command show personal values in full."""
    parser.add_argument("--unmasked", action="store_true", help=_("个人信息不打码，须写明原因"))
    parser.add_argument("--reason", metavar=_("原因"), help=_("记入变更记录"))


def uncovered(common: Common) -> bool:
    """Whether personal values were asked for in full; never without a reason."""
    if common.words.unmasked and common.words.reason is None:
        raise WrongUse("--unmasked 须同时写 --reason 原因")
    return bool(common.words.unmasked)


def gather(words: argparse.Namespace) -> Common:
    """The common options with what stands for those not given."""
    given = vars(words)
    today: date | None = given.get("today")
    return Common(
        folder=(given.get("desk") or default_folder()).absolute(),
        clock=Clock(today) if today else None,
        officer=given.get("officer", ""),
        password_file=given.get("password_file"),
        json=given.get("json", False),
        lang=given.get("lang"),
        words=words,
    )


def default_folder() -> Path:
    """Where this system keeps data of a program for one person."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base or Path.home() / "AppData" / "Local") / "BoshanDesk"
    base = os.environ.get("XDG_DATA_HOME")
    return Path(base or Path.home() / ".local" / "share") / "boshan-desk"


def language_in(argv: list[str]) -> str:
    """The language asked for, which must be known before the help texts are written."""
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return "zh_CN"


def day(text: str) -> date:
    """A date as the command line takes it."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("“{text}”不是日期，请写成 2026-09-30").format(text=text))


def period(text: str) -> Period:
    """A period as the command line takes it."""
    try:
        return read_period(text)
    except Refused as error:
        raise argparse.ArgumentTypeError(error.words()) from None


def positive(text: str) -> int:
    """A number of records: 1 or more."""
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}”不是正整数").format(text=text))


def field_value(text: str) -> tuple[str, str]:
    """One condition of a list: FIELD=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(
            _("“{text}”应写成 栏目=值，如 town_code=370304001").format(text=text)
        )
    return name.strip(), value
