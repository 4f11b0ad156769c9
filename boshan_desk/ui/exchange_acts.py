"""What is done about one of those who hand in: switched off, let in again, given its file anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.package_out import saved_words
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.board import Board
    from boshan_desk.usecases.exchange.enrolling import Enrolled
    from boshan_desk.usecases.exchange.peers import Peer

Then = Callable[[], object]


def write_missing(shell: Shell, page: QWidget, board: Board, then: Then) -> None:
    """Write down who has not reported, after a question."""
    names = [line.town_label for line in board.lines if line.state == "unknown"]
    period = board.period
    question = _(
        "{period}已过按期日期，把这些单位登记为“未报”？\n{names}\n以后补报的，自动改为迟报。"
    )
    words = question.format(period=period.words(), names=listed(names))
    if not shell.ask.confirm(words, yes=_("登记为未报")):
        return

    def work(desk: Desk) -> int:
        from boshan_desk.usecases.exchange.statements import mark_missing

        return len(mark_missing(desk, period))

    def told(count: int) -> None:
        shell.said.emit("ok", _("已登记 {count} 个未报").format(count=count))
        then()

    shell.do(work, while_there(page, told), words=_("正在登记"))


def reissue(
    shell: Shell, page: QWidget, peer: Peer, written: Callable[[Path, str], object]
) -> None:
    """Give a desk its certificate once more, onto a stick that is asked for."""
    folder = shell.ask.folder(_("插上 U 盘，选择保存开户文件的位置"))
    if folder is None:
        return

    def work(desk: Desk) -> Enrolled:
        from boshan_desk.usecases.exchange import enrolling

        if not folder.is_dir():
            # A name that leads nowhere would be taken for the name of the file.
            raise Refused("找不到文件夹 {path}，请插好U盘后重选", path=folder)
        return enrolling.reissue(desk, peer.site, folder)

    def told(made: Enrolled) -> None:
        written(made.path, saved_words(made.path))

    shell.do(work, while_there(page, told), words=_("正在补发开户文件"))


def revoke(shell: Shell, page: QWidget, peer: Peer, then: Then) -> None:
    """Take no more packages of a desk, for a reason that is asked for."""
    reason = shell.ask.reason(
        _(
            "停用{name}的这台电脑？停用以后，它送来的数据包不再接收；已经接收的内容不受影响。\n"
            "要再用，须重新开户。请写明原因，如电脑丢失、借出、换人："
        ).format(name=peer.name),
        yes=_("停用"),
    )
    if reason is None:
        return

    def work(desk: Desk) -> object:
        from boshan_desk.usecases.exchange import enrolling

        return enrolling.revoke(desk, peer.site, reason)

    def told(_done: object) -> None:
        shell.said.emit("ok", _("已停用{name}的这台电脑").format(name=peer.name))
        then()

    shell.do(work, while_there(page, told), words=_("正在停用"))


def settle(shell: Shell, page: QWidget, peer: Peer, then: Then) -> None:
    """Take a desk's packages again, once a person has found out which computer is the right one."""
    reason = shell.ask.reason(
        _(
            "恢复接收{name}的数据包？请依次办理：\n"
            "一、打电话问清是哪一台电脑在用，另一台不要再用；\n"
            "二、另外保存的那个数据包没有接收，里面有要留的，到“收发记录”里接收，两边的内容都保留；\n"
            "三、请另一台重新申请开户（顶替），以后才能再用。\n请写明核实的情况："
        ).format(name=peer.name),
        yes=_("恢复接收"),
    )
    if reason is None:
        return

    def work(desk: Desk) -> None:
        from boshan_desk.usecases.exchange.forks import settle_fork

        settle_fork(desk, peer.site, reason)

    def told(_none: None) -> None:
        shell.said.emit("ok", _("已恢复接收{name}的数据包").format(name=peer.name))
        then()

    shell.do(work, while_there(page, told), words=_("正在登记"))
