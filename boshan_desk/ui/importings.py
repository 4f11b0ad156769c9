"""Imports of any day: what they were, and taking one of them back whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.import_sums import Sums
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


@dataclass(frozen=True)
class Importing:
    """One import, as the history keeps it."""

    number: int
    """The number of its step."""
    at: str
    officer: str
    ledger: str
    file: str
    new: int
    changed: int
    undone: bool
    sums: Sums = field(repr=False)
    """The reckoning, as far as the history keeps it."""

    @property
    def count(self) -> int:
        """How many records it wrote."""
        return self.new + self.changed

    def counts(self) -> str:
        """How many records it wrote, in words."""
        told = []
        if self.new:
            told.append(_("新增 {count} 条").format(count=f"{self.new:,}"))
        if self.changed:
            told.append(_("更新 {count} 条").format(count=f"{self.changed:,}"))
        return clauses(told) or _("没有改动")


def list_imports(desk: Desk) -> list[Importing]:
    """The imports that wrote something, newest first."""
    from boshan_desk.usecases.sheets import imports

    found = []
    for each in imports(desk):
        counts = each.get("counts", {})
        new, changed = int(counts.get("new", 0)), int(counts.get("changed", 0))
        if new + changed and each["ledger"] in KEPT:
            found.append(
                Importing(
                    number=each["n"],
                    at=str(each["at"])[:16],
                    officer=each["officer"],
                    ledger=each["ledger"],
                    file=each["file"],
                    new=new,
                    changed=changed,
                    undone=each["undone"],
                    sums=Sums.kept(each),
                )
            )
    return found


def take_back(shell: Shell, importing: Importing) -> None:
    """Take an import back whole, after a question that says how many records that is."""
    question = _(
        "撤销 {at} 由 {officer} 从“{file}”进行的导入？\n"
        "涉及{title} {count} 条（{counts}），这些记录将恢复到导入前的样子。"
    ).format(
        at=importing.at,
        officer=importing.officer,
        file=importing.file,
        title=_(KEPT[importing.ledger].title),
        count=f"{importing.count:,}",
        counts=importing.counts(),
    )
    if not shell.ask.confirm(question, yes=_("撤销本次导入")):
        return

    def work(desk: Desk, progress: Progress) -> int:
        from boshan_desk.usecases.sheets import undo_import

        return undo_import(desk, importing.number, progress=progress)

    def told(count: int) -> None:
        words = _("已撤销本次导入，{count} 条记录恢复到导入前的样子。")
        shell.said.emit("ok", words.format(count=f"{count:,}"))

    shell.do_long(work, told, words=_("正在撤销导入"))
