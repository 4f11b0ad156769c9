"""What other offices have to do with a record: what was answered about it, what they wrote else.

At a town's desk it is said beside the state how far the record has come.  Everywhere a record in
which contents compete says so: what is shown is only meanwhile so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_header import RecordHeader
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.record_answers import RecordAnswer

_SHORT: Final = {
    "unsent": mark("未报送"),
    "sent": mark("等回执"),
    "answered": mark("已回执"),
}
_LOOKS: Final[dict[str, Severity]] = {"refused": "stop", "conflict": "warn", "held": "warn"}


class RecordAnswered(QObject):
    """Says it above the form of a stored record."""

    def __init__(self, shell: Shell, ledger: Ledger, header: RecordHeader) -> None:
        super().__init__(header)
        self._shell = shell
        self._ledger = ledger
        self._header = header
        self._id = ""
        self.line = Answer("record_answer")
        self.disputed = Banner("record_disputed", "warn")
        self.disputed.add_button("record_disputed_open", _("去处理…"), self._open)

    def show_record(self, record: Record | None) -> None:
        """Look up what was answered about a stored record."""
        self.line.hide()
        self.disputed.hide()
        self._id = record.id if record is not None else ""
        if record is None or self._ledger.secret:
            return
        ledger, id = self._ledger, record.id
        town = self._shell.level == "town"

        def look(desk: Desk) -> tuple[RecordAnswer | None, list[Waiting]]:
            from boshan_desk.usecases.exchange.record_answers import answer_of
            from boshan_desk.usecases.exchange.side_by_side import SideBySide

            with desk.read() as reader:
                disputed = list(SideBySide(reader).disputed(id))
            return answer_of(desk, ledger, id) if town else None, disputed

        def show(found: tuple[RecordAnswer | None, list[Waiting]]) -> None:
            if self._id != id:
                return
            answer, disputed = found
            if answer is not None:
                self._show(answer, disputed=bool(disputed))
            if disputed:
                self._tell(disputed)

        self._shell.do(look, while_there(self.line, show))

    def _tell(self, disputed: Sequence[Waiting]) -> None:
        office = disputed[0].office or _("对方")
        if any(each.kind == "withdrawn" for each in disputed):
            words = _("一边删除了这条记录，另一边（{office}）又有改动；记录暂时保留，待处理。")
        else:
            words = _("与{office}填得不同，待处理：{fields}")
        fields = listed(each.lines[0].title for each in disputed)
        self.disputed.say(words.format(office=office, fields=fields))

    def _open(self) -> None:
        from boshan_desk.ui.conflicts_page import ConflictsPage

        self._shell.page_wanted.emit(ConflictsPage(self._shell, id=self._id))

    def _show(self, found: RecordAnswer, *, disputed: bool) -> None:
        self._header.add_state(_(_SHORT[found.state]), found.words())
        if found.decided is not None:
            self.line.say("note", found.words())
        elif found.row is not None and not (disputed and found.row.outcome == "conflict"):
            self.line.say(_LOOKS.get(found.row.outcome, "note"), found.words())
