"""What the page of a case shows, read in one go off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.law.book import Law
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.guards import LATE, Look
from boshan_desk.procedure.steps import Step

if TYPE_CHECKING:
    from boshan_desk.procedure.facts import CaseFile
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.procedure import CaseView

WAITING: Final = (
    "after_L10", "after_L15", "after_L19", "remedies_over", "hearing_held",
)  # fmt: skip
"""Guards that only time satisfies: what they forbid today no earlier date would allow either."""


@dataclass(frozen=True)
class Sight:
    """A case as its page shows it."""

    view: CaseView
    law: Law
    why_not: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By event: what stands against a step of this state today."""

    @property
    def on(self) -> date:
        """The day it was looked at."""
        return self.view.on


def read_case(desk: Desk, id: str) -> Sight:
    """Where a case stands, what may be done, and what still stands against the rest."""
    from boshan_desk.usecases.procedure import look_in

    with desk.read() as reader:
        view = look_in(reader, id)
        law = reader.law
    why_not = {
        offer.step.event: (*offer.why_not, *still_waits(view.file, offer.step, law, view.on))
        for offer in view.offers
    }
    return Sight(view, law, {event: why for event, why in why_not.items() if why})


def still_waits(file: CaseFile, step: Step, law: Law, on: date) -> tuple[str, ...]:
    """Why a step must wait for a day to come."""
    asked = [name for name in step.guards if name in WAITING]
    if not asked:
        return ()
    look = Look(file, CaseStep(case_id=file.case.id, event=step.event, on=on), law, on)
    return tuple(problem.words() for name in asked for problem in LATE[name](look))
