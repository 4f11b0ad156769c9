"""Does what a preview says, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from boshan_desk.i18n import _
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Taken


def take_in(
    shell: Shell,
    preview: Preview,
    *,
    only_good: bool,
    remember: bool,
    then: Callable[[Taken], object],
    failed: Callable[[Exception], object],
) -> None:
    """Take a workbook in; `only_good`: its rows without errors; `remember` how it was matched."""

    def work(desk: Desk, progress: Progress) -> Taken:
        from boshan_desk.usecases import sheets

        return sheets.take_in(
            desk, preview, only_good=only_good, remember=remember, progress=progress
        )

    words = _("正在写入{title}").format(title=_(preview.ledger.title))
    shell.do_long(work, then, words=words, failed=failed)
