"""What the office above has answered, record by record, at the desk that sent (已回执).

A record counts as handed in only when an answer says so: a package that was carried off on a stick
may never have arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.registers import Marks, epoch_of, read_marks, site_of, split
from boshan_desk.domain.wording import explained, statements
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.answers import OUTCOMES, AnswerRow, Decided
from boshan_desk.usecases.exchange.parcels import Parcel, parcels

STATES: Final = {
    "unsent": mark("未报送"),
    "sent": mark("已报送，等回执"),
    "answered": mark("已回执"),
}
"""How far a record has come on its way up."""


@dataclass(frozen=True)
class RecordAnswer:
    """How far a record has come, and what was said of it."""

    state: str
    """unsent, sent, answered: of what this desk wrote last on it."""
    parcel: Parcel | None = None
    """The package that carried it."""
    row: AnswerRow | None = None
    """What was said of it, where it was not simply taken."""
    decided: Decided | None = None
    """What was decided about it since."""

    def words(self) -> str:
        """已回执（第05包）；未接收：不是本镇街的记录."""
        told = _(STATES[self.state])
        if self.parcel is not None:
            told = f"{told}（{self.parcel.number_words}）"
        parts = [told]
        if self.decided is not None:
            parts.append(_decision(self.decided))
        elif self.row is not None:
            parts.append(explained(_(OUTCOMES.get(self.row.outcome, "")), self.row.said()))
        return statements(parts)


@dataclass(frozen=True)
class Unsettled:
    """A record of which an answer said something that still stands."""

    parcel: Parcel
    row: AnswerRow
    changed: bool
    """Whether it has been written on here since: it goes up again with the next package."""


def answer_of(desk: Desk, ledger: Ledger, id: str) -> RecordAnswer | None:
    """How far one record has come; None where this desk wrote nothing on it, or answers to none."""
    with desk.read() as reader:
        return answers_of(reader, ledger, [id]).get(id)


def answers_of(reader: Reader, ledger: Ledger, ids: Sequence[str]) -> dict[str, RecordAnswer]:
    """How far these records have come, by id: those on which this desk wrote."""
    return _answers(reader, _Known(reader), ledger, ids)


def unsettled(desk: Desk) -> list[Unsettled]:
    """What was refused, waits, or is to be looked at according to the newest answers, newest first.

    What a later package carried again, or what was decided since, is settled.
    """
    with desk.read() as reader:
        known = _Known(reader)
        told: dict[tuple[str, str], tuple[Parcel, AnswerRow]] = {}
        for parcel in known.sent:
            for row in parcel.answer.rows if parcel.answer else ():
                told.setdefault((row.ledger, row.id), (parcel, row))
        ids: dict[str, list[str]] = defaultdict(list)
        for ledger, id in told:
            ids[ledger].append(id)
        now = {
            (ledger, id): answer
            for ledger, some in ids.items()
            if ledger in KEPT
            for id, answer in _answers(reader, known, KEPT[ledger], some).items()
        }
    found = []
    for key, (parcel, row) in told.items():
        answer = now.get(key)
        if answer is None or answer.decided is not None:
            continue
        changed = answer.state != "answered"
        if changed or answer.row is not None:
            found.append(Unsettled(parcel, answer.row or row, changed))
    return found


# ---------------------------------------------------------------- inside


def _decision(decided: Decided) -> str:
    title = decided.title()
    return explained(title, decided.words) if title else decided.words


class _Known:
    """The packages that this desk sent up, and the return packages it got; the newest first."""

    def __init__(self, reader: Reader) -> None:
        self.sent = _newest_first(parcels(reader, way="out", kind="package"))
        self.returns = _newest_first(parcels(reader, way="in", kind="return"))


def _newest_first(found: Sequence[Parcel]) -> list[Parcel]:
    return sorted(found, key=lambda each: (each.epoch, each.seq), reverse=True)


def _answers(
    reader: Reader, known: _Known, ledger: Ledger, ids: Sequence[str]
) -> dict[str, RecordAnswer]:
    found: dict[str, RecordAnswer] = {}
    if known.sent:
        for id, text in reader.marks_of(ledger, ids).items():
            own = _own(reader, read_marks(text))
            if own is not None:
                found[id] = _answer(known, ledger.name, id, own)
    return found


def _own(reader: Reader, marks: Marks) -> tuple[int, int] | None:
    """The epoch and number of the newest work of this desk on a record."""
    site = site_of(reader.desk.site)
    found = []
    for dot in marks.dots:
        place, number = split(dot)
        if site_of(place) == site:
            found.append((epoch_of(place), number))
    return max(found, default=None)


def _answer(known: _Known, ledger: str, id: str, own: tuple[int, int]) -> RecordAnswer:
    epoch, number = own
    carried = [each for each in known.sent if each.epoch >= epoch and number <= each.upto_n]
    later = None
    for parcel in carried:
        if parcel.answer is None:
            continue
        row = parcel.answer.row(ledger, id)
        if row is not None and row.outcome == "refused" and later is not None:
            # What was refused is sent again until it is not: the later answer has nothing against.
            return RecordAnswer("answered", later)
        if row is not None or parcel.from_n < number:
            return RecordAnswer(
                "answered", parcel, row, _decided(known.returns, parcel, ledger, id)
            )
        later = parcel
    carried = [each for each in carried if each.from_n < number]
    if not carried:
        return RecordAnswer("unsent")
    if any(each.answer and each.answer.have.get(epoch, 0) >= number for each in known.sent):
        # The answer to its own package was lost, and a later one says that it is there.
        return RecordAnswer("answered", carried[-1])
    return RecordAnswer("sent", carried[0])


def _decided(told: Sequence[Parcel], answered: Parcel, ledger: str, id: str) -> Decided | None:
    """The newest decision about a record that came with the answer to a package, or after it."""
    since = answered.answer.at if answered.answer else ""
    for parcel in told:
        # Both times are of the clock above.
        if parcel.made_at < since:
            return None
        for decided in reversed(parcel.decided):
            if (decided.ledger, decided.id) == (ledger, id):
                return decided
    return None
