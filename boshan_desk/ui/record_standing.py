"""How far the record of a form is: said above the fields, with what may be decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.states import Move
from boshan_desk.i18n import _
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.form import Form
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.purging import Purge, PurgeDialog, has_personal
from boshan_desk.ui.record_access import Access, access_to, possible_moves
from boshan_desk.ui.record_answer import RecordAnswered
from boshan_desk.ui.record_header import RecordHeader
from boshan_desk.ui.record_saving import Saving
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


class RecordStanding(QObject):
    """Locks the form where it may only be read, and offers the decisions that may be made."""

    decided = Signal()
    """The record is in another state."""

    def __init__(
        self, shell: Shell, ledger: Ledger, form: Form, header: RecordHeader, saving: Saving
    ) -> None:
        super().__init__(form)
        self._shell = shell
        self._ledger = ledger
        self._form = form
        self._header = header
        self._saving = saving
        self._record: Record | None = None
        self.access = Access()
        self.banner = Banner("access_banner", "note")
        self.returned_banner = Banner("returned_banner", "warn")
        self.answered = RecordAnswered(shell, ledger, header)
        header.move_wanted.connect(self._decide)
        self._purge_action = header.add_other(
            "purge",
            _("清除个人信息…"),
            _("依法清除这条记录和修改记录里的个人信息，不能撤销"),
            self.ask_purge,
        )
        self._purge_action.setVisible(False)

    def show_record(self, record: Record | None) -> None:
        """Say how far it is; None is a record that is not saved yet."""
        self._record = record
        self.access = access_to(self._shell, self._ledger, record)
        self._form.lock(not self.access.writable)
        self._say(self.banner, self.access.words)
        there = record is not None and not record.withdrawn
        states = [record.status] if record is not None and there else []
        moves = possible_moves(self._shell, self._ledger, states) if states else []
        purges = self._shell.may(Right.PURGE) and has_personal(self._ledger)
        self._purge_action.setVisible(purges and record is not None)
        self._header.offer(moves)
        self._say(self.returned_banner, "")
        self.answered.show_record(record)
        if record is not None and there and record.status == "returned":
            self._tell_return(record)

    def allow(self) -> None:
        """Offer decisions only while nothing is typed that is not saved."""
        self._header.allow(not self._form.touched() and not self._saving.under_way)

    def _decide(self, move: Move) -> None:
        record = self._record
        if record is not None and not self._saving.under_way:
            self._saving.decide(record, move, self.decided.emit)

    def ask_purge(self) -> None:
        """Ask what personal data is to be cleared, and on what ground."""
        record, ledger = self._record, self._ledger
        if record is None or self._saving.under_way:
            return

        def look(desk: Desk) -> tuple[tuple[str, ...], int]:
            from boshan_desk.usecases.attachments import list_attachments
            from boshan_desk.usecases.purging import personal_fields

            files = [] if ledger.secret else list_attachments(desk, ledger, record.id)
            return personal_fields(ledger), len(files)

        def ask(found: tuple[tuple[str, ...], int]) -> None:
            fields, files = found
            lists = self._shell.lists
            dialog = PurgeDialog(record, fields, lists, files=files, parent=self._form)
            dialog.wanted.connect(lambda wanted: self._purge(record, wanted))
            dialog.show()

        self._shell.do(look, while_there(self._form, ask))

    def _purge(self, record: Record, wanted: Purge) -> None:
        self._saving.purge(record, wanted, self.decided.emit)

    def _tell_return(self, record: Record) -> None:
        """Say why it was returned, and by whom."""
        self.returned_banner.say(_("已退回，请改好后重新提交。"))
        ledger, id = record.ledger, record.id

        def show(found: Returned | None) -> None:
            if found is None or self._record is not record:
                return
            words = _("已退回：{reason}（{officer}，{at}）。请改好后重新提交。")
            self.returned_banner.say(words.format(**found._asdict()))

        self._shell.do(lambda desk: find_return(desk, ledger, id), while_there(self._form, show))

    @staticmethod
    def _say(banner: Banner, words: str) -> None:
        if words:
            banner.say(words)
        else:
            banner.hide()


class Returned(NamedTuple):
    """By whom a record was returned, when and why."""

    reason: str
    officer: str
    at: str


def find_return(desk: Desk, ledger: Ledger, id: str) -> Returned | None:
    """Why a record was returned the last time: here, or by the office above, whose words came in
    its package."""
    from boshan_desk.usecases.exchange.provenance import sources

    with desk.read() as reader:
        entry: dict[str, Any]
        for entry in reversed(reader.history(ledger, id)):
            _old, new = entry["fields"].get("status", (None, None))
            reason = entry["detail"].get("reason")
            if new == "returned" and reason and entry["detail"].get("kind") != "take":
                return Returned(reason, entry["officer"], entry["at"][:16])
    source = sources(desk, ledger, id)["status"]
    if source.own or not source.reason:
        return None
    who = " ".join(filter(None, (source.office, source.officer)))
    return Returned(source.reason, who, source.at[:16])
