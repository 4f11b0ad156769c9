"""The way from a record to its card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.i18n import _
from boshan_desk.ui.record_access import name_of
from boshan_desk.ui.record_header import RecordHeader
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.cards import card_name, has_card

_FIRM: Final = "enterprise"


def offer_card(
    shell: Shell, header: RecordHeader, ledger: Ledger, stored: Callable[[], Record | None]
) -> None:
    """Let the card of a stored record be looked at and printed, where its ledger has one.

    Where it has not, but its records are about a firm, let that firm's be.
    """
    tip = _("按已保存的内容排好，先看后印")

    def show() -> None:
        if record := stored():
            _show(shell, ledger.name, record.id, name_of(record, shell.lists))

    if has_card(ledger.name):
        words = _("打印{card}…").format(card=card_name(ledger.name))
        header.add_tool("print_card", words, tip, "print", show)
        return
    for field, link in ledger.linking.items():
        if link.to == _FIRM:
            words = _("打印{card}…").format(card=card_name(_FIRM))
            header.add_other("print_firm", words, tip, partial(_show_firm, shell, stored, field))


def _show(shell: Shell, ledger: str, id: str, called: str) -> None:
    from boshan_desk.ui.card_page import CardPage

    shell.page_wanted.emit(CardPage(shell, ledger, id, called))


def _show_firm(shell: Shell, stored: Callable[[], Record | None], field: str) -> None:
    """Show the card of the firm that a record is tied to."""
    record = stored()
    id = getattr(record, field) if record else None
    if id:
        _show(shell, _FIRM, id, shell.rows.label(_FIRM, id))
    else:
        words = _("这条记录还没有填“企业档案”，填好保存后才能打印企业卡片")
        shell.said.emit("note", words)
