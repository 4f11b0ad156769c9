"""What hangs on a stored record, below its fields: its children, its files, its history."""

from __future__ import annotations

from dataclasses import dataclass

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ledgers import SECRET, children
from boshan_desk.ui import theme
from boshan_desk.ui.attachments_panel import AttachmentsPanel
from boshan_desk.ui.child_list import ChildList
from boshan_desk.ui.form import Form
from boshan_desk.ui.history_panel import HistoryPanel
from boshan_desk.ui.shell import Shell


@dataclass(frozen=True)
class Panels:
    """Those that are told when the record changed."""

    history: HistoryPanel
    files: AttachmentsPanel | None


def add_panels(form: Form, shell: Shell, ledger: Ledger, id: str) -> Panels:
    """Put the panels at the end of a form."""
    hidden = [
        each
        for each in SECRET.values()
        if each.parent_ledger == ledger.name and shell.may(each.reading)
    ]
    # What belongs to a case stands in tabs of its page (`case_page`).
    own = () if ledger.name == "case" else children(ledger)
    for child in (*own, *hidden):
        listed = ChildList(shell, child, id)
        theme.dress(listed.title, role="section")
        form.add_panel(_(child.title), listed, headed=True)
    files = None
    if not ledger.secret:
        # A file's name would be seen by everybody, in the recycle bin and in the history.
        files = AttachmentsPanel(shell, ledger, id)
        form.add_panel(_("附件"), files)
    history = HistoryPanel(shell, ledger, id)
    form.add_panel(_("修改记录"), history)
    return Panels(history, files)
