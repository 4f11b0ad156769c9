"""Which program this is, and whose data it holds."""

from __future__ import annotations

from boshan_desk import __version__
from boshan_desk.i18n import _
from boshan_desk.ui.shell import Shell


def tell_about(shell: Shell) -> None:
    """Say it."""
    shell.ask.tell(
        _(
            "博山知识产权工作台 {version}\n\n使用单位：{bureau}\n数据文件夹：{folder}\n\n"
            "本程序不联网，所有数据只保存在本机。"
        ).format(version=__version__, bureau=shell.county.bureau, folder=shell.folder),
        title=_("关于"),
    )
