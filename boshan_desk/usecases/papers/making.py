"""The quarterly paper as a file: built, drawn, and written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from boshan_desk.domain.period import Period
from boshan_desk.i18n import _
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.quarter import Progress, quarterly_report


@dataclass(frozen=True, kw_only=True)
class Written:
    """A paper that lies on disk."""

    path: Path
    pages: int
    missing: tuple[str, ...]
    """Characters that no face has, printed as 〓."""


def make_pdf(desk: Desk, period: Period, *, progress: Progress | None = None) -> Drawn:
    """The paper as bytes, for the preview and for printing."""
    steps = 0

    def counted(done: int, total: int, words: str) -> None:
        nonlocal steps
        steps = total
        if progress and done < total:
            progress(done, total + 1, words)

    def told(page: int) -> None:
        if progress:
            progress(steps, steps + 1, _("正在排版第 {page} 页").format(page=page))

    drawn = draw(quarterly_report(desk, period, progress=counted), on_page=told)
    if progress:
        progress(steps + 1, steps + 1, _("排版完成，共 {pages} 页").format(pages=drawn.pages))
    return drawn


def write_pdf(
    desk: Desk, period: Period, path: Path, *, progress: Progress | None = None
) -> Written:
    """Write the paper of a quarter; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn = make_pdf(desk, period, progress=progress)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)
