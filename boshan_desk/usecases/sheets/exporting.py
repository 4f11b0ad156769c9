"""Hand out what a view shows as a workbook, and empty workbooks to fill in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.excel.writing import template
from boshan_desk.excel.writing.dressing import Heading
from boshan_desk.excel.writing.export import Table, write_export
from boshan_desk.excel.writing.pouring import MOST_ROWS
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.rows import Rows
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
    with closing(desk.rows()) as rows, workbook(path) as part:
        total = rows.count(view)
        _refuse_too_many(total)
        (count,) = write_export(
            part,
            [_table(desk, rows, ledger, fields, view)],
            desk.lists,
            level=0 if unmasked else SCREEN,
            heard=(lambda done: progress(done, total)) if progress else None,
        )
        if unmasked:
            _log_uncovered(desk, ledger, fields, count, reason)
    return count


def export_book(
    desk: Desk,
    path: Path,
    *,
    period: Period | None = None,
    town: str = "",
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write every ledger that holds something as one workbook, a sheet each; records by ledger.

    A period chooses in the ledgers that have a day; a town (its code) leaves out those that have
    none.  Personal values are masked.

    Raises:
        Refused: there is nothing to hand in.
    """
    with closing(desk.rows()) as rows:
        views = book_views(period, town)
        counts = {view.ledger: count for view in views if (count := rows.count(view))}
        if not counts:
            raise Refused("没有可以导出的记录")
        total = sum(counts.values())
        _refuse_too_many(max(counts.values()))
        with workbook(path) as part:
            written = write_export(
                part,
                [
                    _table(desk, rows, ledger, ledger.table, view)
                    for view in views
                    if view.ledger in counts and (ledger := LEDGERS[view.ledger])
                ],
                desk.lists,
                level=SCREEN,
                heard=(lambda done: progress(done, total)) if progress else None,
            )
    return dict(zip(counts, written, strict=True))


def book_views(period: Period | None, town: str) -> list[View]:
    """What `export_book` writes of each ledger that has a place in it."""
    return [
        View(ledger=ledger.name, town=town, period=period if ledger.day else None, down=False)
        for ledger in LEDGERS.values()
        if ledger.town or not town
    ]


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise Refused(
            "共 {count} 条，超过一张工作表能放的 {most} 条，请按期间或镇街分开导出",
            count=count,
            most=MOST_ROWS,
        )


def _table(desk: Desk, rows: Rows, ledger: Ledger, fields: Sequence[str], view: View) -> Table:
    drafts = replace(view, where=(*view.where, Where("status", "=", "draft")))
    heading = Heading(
        title=_export_title(desk, ledger, view.period, view.town),
        made=desk.clock.today(),
        office=desk.county.bureau,
        drafts=rows.count(drafts),
        mark=_("演示数据") if rows.setting("sample") == "yes" else "",
    )
    return Table(ledger, fields, rows.rows(view), heading)


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
    """A workbook to be written under this name, whole or not at all.

    There is no export as CSV: it cannot say that a code is text, so that Excel would make numbers
    of codes when it opens the file, and save them without their last digits.
    """
    if path.suffix.lower() == ".csv":
        raise Refused(
            "CSV 文件用 Excel 打开后，18 位代码等长号码会丢失末几位，请存为 {name}.xlsx",
            name=path.stem,
        )
    if path.suffix.lower() != ".xlsx":
        raise Refused("表格只能存为 .xlsx 文件，请把文件名改为 {name}.xlsx", name=path.stem)
    with output(path) as part:
        yield part


def write_template(desk: Desk, ledger: Ledger, path: Path, *, town: str = "") -> None:
    """Write an empty workbook to fill in, for the office or for one town (code or name)."""
    refuse_kept(ledger)
    code = find_town(desk, ledger, town)
    with workbook(path) as part:
        template.write_template(part, ledger, desk.lists, desk.county.name, town=code)


def write_town_templates(
    desk: Desk,
    ledger: Ledger,
    folder: Path,
    names: Mapping[str, str],
    *,
    progress: Progress | None = None,
) -> Path:
    """Write an empty workbook for each of these towns (code -> name of the file) into a new folder.

    Where there is a folder of that name already, the new one is numbered after it: no workbook that
    a town has filled in is written over.  It comes with all of them or not at all.

    Raises:
        Refused: the ledger has no towns.
        NoRoom: the folder cannot be written.
    """
    with _new_folder(folder) as (part, free):
        for done, (town, name) in enumerate(names.items()):
            if progress:
                progress(done, len(names))
            write_template(desk, ledger, part / name, town=town)
    return free


@contextmanager
def _new_folder(folder: Path) -> Iterator[tuple[Path, Path]]:
    """A folder to be filled, and the free name that it takes when all went well."""
    number, free = 1, folder
    while free.exists() or _part_of(free).exists():
        number += 1
        free = folder.with_name(f"{folder.name}_{number}")
    part = _part_of(free)
    try:
        part.mkdir()
        try:
            yield part, free
            part.rename(free)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise NoRoom("不能写入 {path}，请检查文件夹是否存在、有无权限和空间", path=free) from error


def _part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")
