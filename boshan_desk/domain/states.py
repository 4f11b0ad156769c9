"""The states of a record (草稿, 已提交, 已退回, 已审核, 已归档) and who may move it on.

A draft that lacks nothing is handed in by itself when it is saved; every other move is a decision
of a person.  What was reviewed can be corrected with a reason and is then to be reviewed anew; what
is archived must be taken out of the archive first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import mark

REVIEWED: Final = ("reviewed", "archived")
"""The states in which a change wants a reason."""


@dataclass(frozen=True)
class Move:
    """From one state to another."""

    before: str
    after: str
    title: str
    """What the officer presses."""
    needs: Right | None
    """None: whoever may write the record."""
    reason: bool = False


MOVES: Final = (
    Move("draft", "submitted", mark("提交"), None),
    Move("submitted", "draft", mark("改为草稿"), None),
    Move("returned", "submitted", mark("重新提交"), None),
    Move("returned", "draft", mark("改为草稿"), None),
    Move("submitted", "reviewed", mark("审核通过"), Right.REVIEW),
    Move("submitted", "returned", mark("退回"), Right.REVIEW, reason=True),
    Move("reviewed", "archived", mark("归档"), Right.REVIEW),
    Move("reviewed", "returned", mark("退回"), Right.REVIEW, reason=True),
    # A correction after review: what it leaves is to be reviewed again.
    Move("reviewed", "submitted", mark("更正"), None, reason=True),
    Move("reviewed", "draft", mark("更正"), None, reason=True),
    Move("archived", "reviewed", mark("取消归档"), Right.REVIEW, reason=True),
)


def find_move(before: str, after: str) -> Move | None:
    """The move between two states; None when there is none."""
    return next((m for m in MOVES if (m.before, m.after) == (before, after)), None)


def moves_from(state: str) -> tuple[Move, ...]:
    """What may be decided about a record in this state; corrections are made on its form."""
    return tuple(
        m
        for m in MOVES
        if m.before == state
        and m.after != "draft"
        and (m.before, m.after) != ("reviewed", "submitted")
    )
