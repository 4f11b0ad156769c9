"""What the page of rules and calendar shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boshan_desk.domain.law.amounts import Amounts
    from boshan_desk.domain.law.book import Law
    from boshan_desk.domain.law.causes import Causes
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.lawfiles import KeptDay, LawChange, LoadedFile


@dataclass(frozen=True)
class Book:
    """The law of one desk, with what the office itself put into it."""

    law: Law
    causes: Causes
    amounts: Amounts
    loaded: tuple[LoadedFile, ...]
    days: tuple[KeptDay, ...]
    ends: date
    """The last day of the last year whose notice is at hand."""
    warning: str
    """That the next year's notice is missing; empty while it is too early to say so."""
    amounts_text: str
    """The office's own file of amounts; empty where there is none."""

    def has(self, kind: str, name: str = "") -> LoadedFile | None:
        """The file of this kind that the office loaded."""
        wanted = name or kind
        return next((f for f in self.loaded if (f.kind, f.name) == (kind, wanted)), None)

    def rule_files(self) -> list[LoadedFile]:
        """The rule files that the office loaded; calendars and sums have buttons of their own."""
        return [f for f in self.loaded if f.kind not in ("calendar", "amounts")]


def read_book(desk: Desk) -> Book:
    """The law of a desk as it stands."""
    from boshan_desk.domain.law.reading import office_amounts, office_causes
    from boshan_desk.store import schema
    from boshan_desk.usecases import lawfiles

    with desk.read() as reader:
        texts = {row["kind"]: row["text"] for row in reader.small_rows(schema.lawfile)}
        amounts = office_amounts([texts[k] for k in ("amounts",) if k in texts])
        return Book(
            reader.law,
            office_causes([texts[k] for k in ("causes",) if k in texts], amounts),
            amounts,
            tuple(lawfiles.loaded_files(reader)),
            tuple(lawfiles.own_days(reader)),
            lawfiles.calendar_ends(reader),
            lawfiles.calendar_warning(reader),
            texts.get("amounts", ""),
        )


def save_change(desk: Desk, change: LawChange, *, works: bool | None, reason: str) -> None:
    """Save what was looked at: a file, going back to the shipped one, or a day of the office's own.

    `works` None takes such a day back.
    """
    from boshan_desk.usecases import lawfiles

    if change.kind != "own_day":
        lawfiles.load(desk, change)
    elif works is None:
        lawfiles.remove_own_day(desk, date.fromisoformat(change.name))
    else:
        lawfiles.add_own_day(desk, date.fromisoformat(change.name), works, reason)
