"""Workbooks that leave the program: asked for in the window, written off its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from boshan_desk.domain.fields import Person
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.export_towns import EVERY_TOWN
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

Written = Callable[[Path, str], object]
"""Told where a file was written, and in words what it holds."""


def export_list(shell: Shell, view: View, written: Written, *, full: bool = False) -> None:
    """Write the records of a list into a workbook ready to hand in.

    Personal values are masked; `full` writes them whole, for a reason that is kept on record.
    """
    ledger = LEDGERS[view.ledger]
    reason = ""
    if full and not shell.may(Right.TAKE_OUT):
        words = _("完整信息由{roles}人员导出").format(roles=who_may(Right.TAKE_OUT))
        shell.said.emit("note", words)
        return
    if full:
        hidden = hidden_columns(ledger)
        if not hidden:
            words = _("{title}的导出表里没有需要遮盖的内容，直接点“导出”即可")
            shell.said.emit("note", words.format(title=_(ledger.title)))
            return
        given = shell.ask.reason(
            _(
                "导出的表格里将有完整的{fields}，请妥善保管，用完及时删除。\n"
                "请写明用途，程序会留下记录。"
            ).format(fields=listed(_(title) for title in hidden)),
            yes=_("导出完整信息"),
        )
        if given is None:
            return
        reason = given
    path = shell.ask.save_file(
        _("导出完整信息") if full else _("导出台账"),
        f"{shell.county.name}{_(ledger.title)}_{shell.today:%Y%m%d}.xlsx",
        _sheets(),
    )
    if path is None:
        return

    def work(desk: Desk, progress: Progress) -> int:
        from boshan_desk.usecases import sheets

        return sheets.export(
            desk, ledger, path, view=view, unmasked=full, reason=reason, progress=progress
        )

    def exported(count: int) -> None:
        words = (
            _("已导出 {count} 条记录到 {name}，含完整个人信息，请妥善保管")
            if full
            else _("已导出 {count} 条记录到 {name}")
        )
        written(path, words.format(count=count, name=path.name))

    shell.do_long(work, exported, words=_("正在导出{title}").format(title=_(ledger.title)))


def hand_out_template(shell: Shell, ledger: Ledger, written: Written, town: str = "") -> None:
    """Write empty workbooks to be filled in: for a town, for `EVERY_TOWN`, or for the office."""
    if town == EVERY_TOWN:
        write_town_templates(shell, ledger, written)
    else:
        write_template(shell, ledger, written, town=town)


def write_template(shell: Shell, ledger: Ledger, written: Written, *, town: str = "") -> None:
    """Write an empty workbook to be filled in: for the office, or for one town (its code)."""
    label = _town_name(shell, town)
    path = shell.ask.save_file(_("导出空白模板"), _template_name(ledger, label), _sheets())
    if path is None:
        return

    def work(desk: Desk) -> None:
        from boshan_desk.usecases import sheets

        sheets.write_template(desk, ledger, path, town=town)

    def told(_done: object) -> None:
        words = _("{town}的模板已写入 {name}") if town else _("模板已写入 {name}")
        written(path, words.format(town=label, name=path.name))

    shell.do(work, told, words=_("正在写模板"))


def write_town_templates(shell: Shell, ledger: Ledger, written: Written) -> None:
    """Write an empty workbook for every town, into a new folder."""
    chosen = shell.ask.folder(_("把各镇街的模板放在哪个文件夹"))
    if chosen is None:
        return
    names = {entry.code: _template_name(ledger, _(entry.label)) for entry in shell.county.towns}
    called = _("{title}镇街模板_{day}").format(title=_(ledger.title), day=f"{shell.today:%Y%m%d}")

    def work(desk: Desk, progress: Progress) -> Path:
        from boshan_desk.usecases import sheets

        return sheets.write_town_templates(desk, ledger, chosen / called, names, progress=progress)

    def told(folder: Path) -> None:
        words = _("已写成 {count} 份模板，在文件夹“{name}”里")
        written(folder, words.format(count=len(names), name=folder.name))

    words = _("正在写{title}的镇街模板").format(title=_(ledger.title))
    shell.do_long(work, told, words=words)


def _template_name(ledger: Ledger, town: str) -> str:
    words = _("{town}{title}填报模板.xlsx") if town else _("{title}填报模板.xlsx")
    return words.format(town=town, title=_(ledger.title))


def _town_name(shell: Shell, town: str) -> str:
    return shell.lists["town"].label(town) if town else ""


def export_book(
    shell: Shell,
    period: Period | None,
    town: str,
    written: Written,
    failed: Callable[[Exception], object],
) -> bool:
    """Write every ledger into one workbook, a sheet each; False where no file was chosen.

    Personal values are masked.
    """
    place = _town_name(shell, town) or shell.county.name
    span = period.words() if period else ""
    path = shell.ask.save_file(
        _("导出全部台账"),
        _("{place}全部台账{span}_{day}.xlsx").format(
            place=place, span=span and f"_{span}", day=f"{shell.today:%Y%m%d}"
        ),
        _sheets(),
    )
    if path is None:
        return False

    def work(desk: Desk, progress: Progress) -> dict[str, int]:
        from boshan_desk.usecases import sheets

        return sheets.export_book(desk, path, period=period, town=town, progress=progress)

    def exported(counts: dict[str, int]) -> None:
        words = _("已导出 {ledgers} 本台账共 {count} 条记录到 {name}")
        written(path, words.format(ledgers=len(counts), count=sum(counts.values()), name=path.name))

    shell.do_long(work, exported, words=_("正在导出全部台账"), failed=failed)
    return True


def hidden_columns(ledger: Ledger) -> list[str]:
    """The titles of the columns of an export of which only a part is shown."""
    shown = (ledger.shown()[name] for name in ledger.table)
    # Names of persons are whole in the office's own workbooks; only papers mask them.
    return [kind.title for kind in shown if kind.personal and not isinstance(kind, Person)]


def open_folder(path: Path) -> None:
    """Show a folder, or the one that a file is in, in the system's own window."""
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _sheets() -> str:
    return _("Excel 工作簿 (*.xlsx)")
