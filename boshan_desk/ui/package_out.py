"""What is done with a package beside taking it: its receipt, on a stick or paper; the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from boshan_desk.i18n import _
from boshan_desk.ui.import_out import PaperPage
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.looking import Look
    from boshan_desk.usecases.exchange.making import Made


def is_stopped(look: Look) -> bool:
    """Whether two computers go under the sender's name, and nobody said to look all the same."""
    return bool(look.fork) and not look.despite


def saved_words(path: Path) -> str:
    """What is said of a file that stands on the stick."""
    return _("已保存并核对：{name}，可以拔出 U 盘").format(name=path.name)


def save_return(shell: Shell, page: QWidget, site: str, then: Callable[[Made], object]) -> None:
    """Make the return package for another desk, onto a stick that is asked for."""
    folder = shell.ask.folder(_("插上 U 盘，选择保存回执包的位置"))
    if folder is None:
        return

    def work(desk: Desk, progress: Progress) -> Made:
        from boshan_desk.usecases.exchange.making import make_return

        return make_return(desk, site, folder, progress=progress)

    shell.do_long(work, while_there(page, then), words=_("正在制作回执包"))


def make_slip(paper: PaperPage, digest: str, title: str, shown: Callable[[], object]) -> None:
    """Show the slip of a package as it will be printed."""

    def work(desk: Desk, progress: Progress) -> Drawn:
        from boshan_desk.usecases.exchange.slip import slip

        progress(0, 1)
        return slip(desk, digest)

    name = _("回执单_{title}.pdf").format(title=title)
    paper.make(work, name, shown)


def ask_to_undo(shell: Shell, title: str) -> bool:
    """Whether a package is really to be taken back."""
    return shell.ask.confirm(
        _(
            "撤销接收{title}？\n"
            "这个数据包带来的改动全部撤回，台账恢复到接收前的样子；以后可以再次接收。\n"
            "如果回执包已经交给对方，请通知对方等新的回执。"
        ).format(title=title),
        yes=_("撤销接收"),
    )


def undone_words(title: str) -> str:
    """What is said once a package was taken back."""
    return _("已撤销接收{title}，台账恢复到接收前的样子。").format(title=title)


def undo_work(number: int, desk: Desk, progress: Progress) -> int:
    """Take back what the work of this number took."""
    from boshan_desk.usecases.exchange.taking_back import take_undo

    return take_undo(desk, number, progress=progress)
