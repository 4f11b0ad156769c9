"""Deciding about records, one or many: hand in, review, return, archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.states import Move
from boshan_desk.i18n import _
from boshan_desk.ui.record_access import name_of
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

_SIGNS: Final = {"submitted": "up", "reviewed": "ok", "returned": "undo", "archived": "withdraw"}


def sign_of(move: Move) -> str:
    """The name of the drawing beside a decision."""
    return "restore" if move.before == "archived" else _SIGNS[move.after]


def title_of(move: Move) -> str:
    """What the officer presses; three dots say that something is asked first."""
    return _("{what}…").format(what=_(move.title)) if move.reason else _(move.title)


def ask_why(shell: Shell, move: Move, records: Sequence[Record]) -> str | None:
    """Why it is decided so: "" where nobody asks, None when it is not to be done."""
    if not move.reason:
        return ""
    what = _(move.title)
    if len(records) == 1:
        question = _("{what}“{name}”，请写明原因：").format(
            what=what, name=name_of(records[0], shell.lists)
        )
    else:
        question = _("{what}选中的 {count} 条记录，请写明原因：").format(
            what=what, count=len(records)
        )
    return shell.ask.reason(question, yes=what)


def move_records(
    desk: Desk, ledger: Ledger, ids: Sequence[str], move: Move, reason: str
) -> list[Record]:
    """Do it as one step, which can be undone."""
    from boshan_desk.usecases import records

    return records.move(desk, ledger, ids, move.after, reason=reason)


def decide(shell: Shell, ledger: Ledger, records: Sequence[Record], move: Move) -> None:
    """Decide about records of a list; a refusal names the one that stands against it."""
    if not records:
        return
    reason = ask_why(shell, move, records)
    if reason is None:
        return
    ids = [record.id for record in records]

    def done(changed: list[Record]) -> None:
        words = _("{what}：{count} 条，可以撤销").format(what=_(move.title), count=len(changed))
        shell.said.emit("ok", words)

    shell.do(lambda desk: move_records(desk, ledger, ids, move, reason), done, words=_(move.title))
