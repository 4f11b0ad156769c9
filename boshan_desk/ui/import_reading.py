"""What the steps of an import find out, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.import_plan import Plan
from boshan_desk.ui.import_sight import Sight, see
from boshan_desk.ui.jobs import Progress

if TYPE_CHECKING:
    from boshan_desk.excel.grid import Book
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Guess, SheetColumns

    Reading: TypeAlias = Callable[[Desk, Progress], "Found"]
    Looking: TypeAlias = Callable[[Desk, Progress], Sight]


_OTHERS: Final = 3
"""So many other ledgers are named that a file might go into."""


@dataclass(frozen=True)
class Found:
    """A file that was read, the ledger it goes into, and what its columns mean there."""

    book: Book
    ledger: Ledger
    why: str
    """Why it is this ledger, in words."""
    sheets: tuple[SheetColumns, ...]
    rivals: tuple[str, ...]
    """The other ledgers that it fits as well."""


def read_file(plan: Plan, *, guess: bool) -> Reading:
    """Work that reads the file; `guess`: into the ledger that it plainly is."""
    path, ledger = plan.path, plan.ledger
    town, choices = plan.town_wanted, dict(plan.answers.choices)
    assert path is not None

    def work(desk: Desk, progress: Progress) -> Found:
        from boshan_desk.excel.reading.book import read_book
        from boshan_desk.usecases import sheets

        progress(0, 100)
        book = read_book(path, heard=lambda: progress(0, 100))
        progress(60, 100)
        guesses = sheets.likely_ledgers(book)
        better = sheets.better_ledger(book, ledger.name, guesses) if guess else ""
        goal = LEDGERS[better] if better and LEDGERS[better].typed else ledger
        rivals = sheets.rival_ledgers(book, goal.name, guesses)
        why = _why(goal, guesses, rivals, guessed=goal is not ledger)
        progress(80, 100)
        columns = (
            sheets.sheet_columns(desk, goal, book, town=town, choices=choices)
            if goal is ledger
            else sheets.sheet_columns(desk, goal, book)
        )
        return Found(book, goal, why, columns, rivals)

    return work


def read_columns(plan: Plan) -> Reading:
    """Work that matches the columns anew: to another ledger, town or head."""
    book, ledger = plan.book, plan.ledger
    town, choices = plan.town_wanted, dict(plan.answers.choices)
    assert book is not None

    def work(desk: Desk, progress: Progress) -> Found:
        from boshan_desk.usecases import sheets

        progress(0, 100)
        guesses = sheets.likely_ledgers(book)
        rivals = sheets.rival_ledgers(book, ledger.name, guesses)
        why = _why(ledger, guesses, rivals, guessed=False)
        columns = sheets.sheet_columns(desk, ledger, book, town=town, choices=choices)
        return Found(book, ledger, why, columns, rivals)

    return work


def look_at(plan: Plan) -> Looking:
    """Work that finds out what taking the file in would do; writes nothing."""
    book, ledger, path = plan.book, plan.ledger, plan.path
    town, choices, blank = plan.town_wanted, dict(plan.answers.choices), plan.blank
    settled = dict(plan.answers.settled)
    keys = plan.keys
    alike = frozenset(plan.answers.alike)
    assert path is not None

    def work(desk: Desk, progress: Progress) -> Sight:
        from boshan_desk.usecases import sheets

        preview = sheets.look(
            desk,
            ledger,
            path,
            town=town,
            blank=blank,
            choices=choices,
            settled=settled,
            keys=keys,
            progress=progress,
            book=book,
        )
        return see(desk, preview, alike)

    return work


def _why(ledger: Ledger, guesses: Sequence[Guess], rivals: Sequence[str], *, guessed: bool) -> str:
    """Why the file goes into this ledger, and which others it might go into."""
    guess = next((each for each in guesses if each.ledger == ledger.name), None)
    if guess is None:
        words = _("没有找到“{title}”的表头，请核对是不是这本台账。")
        told = words.format(title=_(ledger.title))
    else:
        words = (
            _("像是“{title}”：表头 {columns} 列中有 {matched} 列是它的栏目。如果不是，请另选台账。")
            if guessed
            else _("表头 {columns} 列中有 {matched} 列是“{title}”的栏目。")
        )
        told = words.format(columns=guess.columns, matched=guess.matched, title=_(ledger.title))
    if rivals:
        titles = (_("“{title}”").format(title=_(LEDGERS[name].title)) for name in rivals[:_OTHERS])
        return told + _("也像{ledgers}，请核对“导入到”。").format(ledgers=listed(titles))
    others = [
        with_more(_(LEDGERS[each.ledger].title), _("{count} 列").format(count=each.matched))
        for each in guesses
        if each.ledger != ledger.name
        and LEDGERS[each.ledger].typed
        and each.matched >= (guess.matched if guess else 2)
    ]
    if not others:
        return told
    words = _("也像：{others}。") if guess else _("更像：{others}。")
    return told + words.format(others=listed(others[:_OTHERS]))
