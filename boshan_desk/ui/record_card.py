"""The way from a record to its card."""

from __future__ import annotations

from collections.abc import Callable

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.i18n import _
from boshan_desk.ui.record_access import name_of
from boshan_desk.ui.record_header import RecordHeader
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.cards import card_name, has_card


def offer_card(
    shell: Shell, header: RecordHeader, ledger: Ledger, stored: Callable[[], Record | None]
) -> None:
    """Let the card of a stored record be looked at and printed, where its ledger has one."""
    if not has_card(ledger.name):
        return

    def show() -> None:
        from boshan_desk.ui.card_page import CardPage

        if record := stored():
            called = name_of(record, shell.lists)
            shell.page_wanted.emit(CardPage(shell, ledger.name, record.id, called))

    words = _("打印{card}…").format(card=card_name(ledger.name))
    header.add_tool("print_card", words, _("按已保存的内容排好，先看后印"), "print", show)
