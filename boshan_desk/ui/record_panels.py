"""What hangs on a stored record, below its fields: its children, its files, its history."""

from __future__ import annotations

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ledgers import children
from boshan_desk.ui import theme
from boshan_desk.ui.attachments_panel import AttachmentsPanel
from boshan_desk.ui.child_list import ChildList
from boshan_desk.ui.form import Form
from boshan_desk.ui.history_panel import HistoryPanel
from boshan_desk.ui.shell import Shell


def add_panels(form: Form, shell: Shell, ledger: Ledger, id: str) -> HistoryPanel:
    """Put the panels at the end of a form; the history is told when the record was saved."""
    for child in children(ledger):
        listed = ChildList(shell, child, id)
        theme.dress(listed.title, role="section")
        form.add_panel(_(child.title), listed, headed=True)
    form.add_panel(_("附件"), AttachmentsPanel(shell, ledger, id))
    history = HistoryPanel(shell, ledger, id)
    form.add_panel(_("修改记录"), history)
    return history
