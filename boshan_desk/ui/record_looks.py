"""Looks beyond the form: into the record entered before, and at a value that stands masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ui.editors import Editor
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


def copy_from_last(shell: Shell, editor: Editor, id: str) -> None:
    """Fill a field of the record `id` as in the one that was entered before it."""
    ledger, name = editor.place.ledger, editor.place.field
    newest = shell.rows.numbers(View(ledger=ledger.name), first=2)
    others = [row[0] for row in shell.rows.page(ledger.name, newest) if row]
    last = next((record for record in others if record.id != id), None)
    if last is None:
        shell.said.emit("note", _("还没有上一条记录可以照抄"))
    elif editor.kind.personal:
        shell.said.emit("note", _("个人信息不能从上一条照抄，请逐条填写"))
    else:
        editor.take_value(getattr(last, name))


def uncover(shell: Shell, editor: Editor, record: Record, show: Callable[[str], None]) -> None:
    """Ask why a personal value is looked at; it is shown when that is written down."""
    ledger, id, name = record.ledger, record.id, editor.place.field
    question = _("查看“{title}”，请写明原因：").format(title=_(editor.kind.title))
    reason = shell.ask.reason(question, yes=_("查看"))
    if reason is None:
        return

    def look(desk: Desk) -> str:
        from boshan_desk.usecases.records import uncover

        return uncover(desk, ledger, id, name, reason)

    shell.do(look, while_there(editor, show))
