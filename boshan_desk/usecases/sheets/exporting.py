"""Hand out what a view shows as a workbook, and empty workbooks to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.excel import sheets
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.sheets.looking import find_town, refuse_kept
from boshan_desk.usecases.sheets.preview import Progress


def export(
    desk: Desk,
    ledger: Ledger,
    path: Path,
    *,
    view: View | None = None,
    columns: Sequence[str] | None = None,
    unmasked: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write what a view shows as a workbook ready to hand in; how many records that was.

    Personal values are masked; `unmasked` writes them in full, needs a reason, and is logged.
    """
    if unmasked and is_blank(reason):
        raise Refused("导出未脱敏的个人信息须写明原因")
    if unmasked:
        desk.officer.demand(Right.TAKE_OUT)
    view = view or View(ledger=ledger.name)
    fields = list(columns or ledger.table)
    if strangers := [name for name in fields if name not in ledger.shown()]:
        raise Refused(
            "没有栏目“{name}”，可用的有：{known}",
            name=strangers[0],
            known=listed(ledger.shown()),
        )
    rows = desk.rows()
    try:
        total = rows.count(view)
        drafts = replace(view, where=(*view.where, Where("status", "=", "draft")))
        heading = sheets.Heading(
            title=_export_title(desk, ledger, view.period, view.town),
            made=desk.clock.today(),
            office=desk.county.bureau,
            drafts=rows.count(drafts),
        )
        with workbook(path) as part:
            count = sheets.write_export(
                part,
                ledger,
                fields,
                rows.rows(view),
                desk.lists,
                heading,
                level=0 if unmasked else SCREEN,
                heard=(lambda done: progress(done, total)) if progress else None,
            )
            if unmasked:
                _log_uncovered(desk, ledger, fields, count, reason)
    finally:
        rows.close()
    return count


def _export_title(desk: Desk, ledger: Ledger, period: Period | None, town: str) -> str:
    place = desk.lists["town"].label(town) if town else desk.county.name
    # Whether it calls itself a book already, only the Chinese title tells.
    is_book = ledger.title.endswith(("册", "录", "账"))
    template = _("{place}{title}") if is_book else _("{place}{title}台账")
    named = template.format(place=place, title=_(ledger.title))
    return with_more(named, period.words()) if period else named


def _log_uncovered(
    desk: Desk, ledger: Ledger, fields: Sequence[str], count: int, reason: str
) -> None:
    shown = ledger.shown()
    personal = [name for name in fields if shown[name].personal]
    words = _("导出未脱敏的{title}").format(title=_(ledger.title))
    with desk.work(words, needs=Right.TAKE_OUT, undoable=False) as work:
        work.detail = {
            "kind": "uncover",
            "ledger": ledger.name,
            "fields": personal,
            "count": count,
            "reason": reason.strip(),
        }


@contextmanager
def workbook(path: Path) -> Iterator[Path]:
    """A workbook to be written under this name, whole or not at all."""
    if path.suffix.lower() != ".xlsx":
        raise Refused("表格只能存为 .xlsx 文件，请把文件名改为 {name}.xlsx", name=path.stem)
    with output(path) as part:
        yield part


def write_template(desk: Desk, ledger: Ledger, path: Path, *, town: str = "") -> None:
    """Write an empty workbook to fill in, for the office or for one town (code or name)."""
    refuse_kept(ledger)
    code = find_town(desk, ledger, town)
    with workbook(path) as part:
        sheets.write_template(part, ledger, desk.lists, desk.county.name, town=code)
