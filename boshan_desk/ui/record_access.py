"""What an officer may do with a record as it stands: write it, move it on, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import BASE, Ledger, Record
from boshan_desk.domain.officers import RIGHTS, ROLES, Officer, Right
from boshan_desk.domain.states import MOVES, REVIEWED, Move, moves_from
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _


class Whose(Protocol):
    """Who sits at the desk."""

    officer: Officer


def at_town(whose: Whose) -> bool:
    """Whether it is a town's desk: there the county decides about records."""
    return getattr(whose, "level", "county") == "town"


@dataclass(frozen=True)
class Access:
    """Whether a record may be written, and what is said above its form."""

    writable: bool = True
    words: str = ""
    """Why it cannot be written, or what a change of it asks for; may be empty."""
    wants_reason: bool = False
    """Whether a change is kept with a reason only."""
    removable: bool = True
    """Whether it may be put into the recycle bin."""


def access_to(whose: Whose, ledger: Ledger, record: Record | None) -> Access:
    """What may be done with a record; None is a new one."""
    if words := reading_only(whose, ledger):
        return Access(writable=False, words=words, removable=False)
    if record is None:
        return Access()
    if record.withdrawn:
        words = _("这条记录在回收站里，只能查看；恢复后才能改动。")
        return Access(writable=False, words=words, removable=False)
    reviews = whose.officer.may(Right.REVIEW)
    if record.status == "archived":
        words = (
            _("已归档，只能查看；确需改动的，请先取消归档。")
            if reviews
            else _("已归档，只能查看；确需改动的，请先由审批人员取消归档。")
        )
        if at_town(whose):
            words = _("区县局已归档，只能查看；确需改动的，请与区县局联系。")
        return Access(writable=False, words=words, removable=False)
    if record.status == "reviewed" and at_town(whose):
        words = _("区县局已审核：改动须写明原因，报送后由区县局决定是否采用。")
        return Access(words=words, wants_reason=True, removable=False)
    if record.status == "reviewed":
        words = _("已审核：改动须写明原因，改后须重新审核。")
        return Access(words=words, wants_reason=True, removable=reviews)
    return Access()


def reading_only(whose: Whose, ledger: Ledger) -> str:
    """Why an officer may only look at the records of a ledger; "" when they may write them."""
    officer = whose.officer
    if not ledger.typed:
        return _("由案件的“办理”登记，只能查看；登记错了的请在案件里用“更正”。")
    if officer.may(ledger.writing):
        return ""
    return _("{who}：没有“{right}”的权限，只能查看。").format(
        who=officer.titles() or officer.name, right=_(RIGHTS[ledger.writing])
    )


def possible_moves(whose: Whose, ledger: Ledger, states: Iterable[str] | None) -> list[Move]:
    """What an officer may decide about records in all of these states at once.

    `None` stands for records that were not looked at: whatever the officer may decide at all.
    """
    officer = whose.officer
    if not ledger.typed or not officer.may(ledger.writing):
        return []
    known = {move.before for move in MOVES} if states is None else set(states)
    ways = [{_decision(move): move for move in moves_from(state)} for state in sorted(known)]
    found: dict[tuple[str, str], Move] = {}
    for way in ways:
        for decision, move in way.items():
            everywhere = states is None or all(decision in other for other in ways)
            allowed = move.needs is None or (officer.may(move.needs) and not at_town(whose))
            if everywhere and allowed:
                found.setdefault(decision, move)
    return sorted(found.values(), key=MOVES.index)


def _decision(move: Move) -> tuple[str, str]:
    """What makes two moves one decision: handing in is the same for the first and the second time.

    Passing a review and taking out of the archive both end in 已审核, but are not the same.
    """
    return move.after, "" if move.after == "submitted" else move.title


def needing_reason(records: Iterable[Record]) -> bool:
    """Whether a change of any of these records is kept with a reason only."""
    return any(record.status in REVIEWED for record in records)


def name_of(record: Record, lists: Lists) -> str:
    """What a record is called on the screen; an informant is not called by name."""
    if record.ledger.secret:
        return " ".join(filter(None, (_(record.ledger.title), record.serial_no)))
    return record.label(lists)


def state_words(record: Record, lists: Lists) -> str:
    """The state of a record in a word."""
    return BASE["status"].show(record.status, lists)


def who_may(right: Right) -> str:
    """The roles that have a right, in words."""
    return listed(_(role.title) for role in ROLES.values() if right in role.rights)
