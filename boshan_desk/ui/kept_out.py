"""A frozen paper made again, to be printed or saved, and whether it is the file that went out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from boshan_desk.i18n import _, mark
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.kept_words import file_name
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.paper_out import print_paper, save_bytes
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.keeping import Kept, Remade

KINDS: Final = mark("PDF 文件 (*.pdf)")


def remake_kept(shell: Shell, page: SidePage, kept: Kept, then: Callable[[Remade], object]) -> None:
    """Draw a frozen paper from what was kept of it."""

    def work(desk: Desk, progress: Progress) -> Remade:
        from boshan_desk.usecases.papers.keeping import remake

        return remake(desk, kept.id, progress=progress)

    words = _("正在重新生成{number}").format(number=kept.number)
    shell.do_long(work, while_there(page, then), words=words)


def print_kept(shell: Shell, page: SidePage, kept: Kept) -> None:
    """Print a frozen paper as it was."""

    def go(made: Remade) -> None:
        _tell(shell, made)
        print_paper(shell, made.drawn.pdf, made.drawn.pages)

    remake_kept(shell, page, kept, go)


def save_kept(shell: Shell, page: SidePage, kept: Kept) -> None:
    """Write a frozen paper as it was."""

    def go(made: Remade) -> None:
        _tell(shell, made)
        save_bytes(
            shell,
            made.drawn.pdf,
            title=_("保存定稿"),
            name=f"{file_name(kept)}.pdf",
            kinds=_(KINDS),
            then=told,
        )

    def told(path: Path) -> None:
        page.saved.emit(path, _("已保存：{name}").format(name=path.name))

    remake_kept(shell, page, kept, go)


def _tell(shell: Shell, made: Remade) -> None:
    """Say where it is not the file that went out."""
    if not made.same:
        shell.said.emit("warn", made.words)
