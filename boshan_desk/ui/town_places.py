"""What a town's desk shows of the places and ledgers: those in which a town has work to do.

The procedure of cases, funds, agencies, plans and the papers for the leading group are the
county's; a liaison officer who fills in once a quarter does not look for the way among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.figures import Sum
from boshan_desk.domain.ledger import SUBMIT, Ledger
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.places import PLACES, Place, find_place

if TYPE_CHECKING:
    from boshan_desk.ui.shell import Shell

HIDDEN: Final = frozenset(
    {
        "gi_year",
        "ip_stat",
        "liaison",
        "fund",
        "policy",
        "town_report",
        "agency",
        "agency_check",
        "body",
    }
)
"""Ledgers that the county keeps alone: a town sees what they come to in what is sent down."""

COUNTYS: Final = ("closing", "plans", "county", "papers", "templates", "forms", "law")
"""Commands for what the county decides; it comes down with the county's answers."""

NEW_RECORD: Final = {"town": "station_service"}
"""By level: the ledger of a new record where the place in view has no lists; else a case."""

_ORDER: Final = ("exchange", "station", "gi", "event", "other")


def _of_a_town(place: Place) -> Place:
    ledgers = tuple(name for name in place.ledgers if name not in HIDDEN)
    groups = tuple(
        replace(group, ledgers=kept)
        for group in place.groups
        if (kept := tuple(name for name in group.ledgers if name in ledgers))
    )
    manual = "town_desk" if place.key == "exchange" else place.manual
    return replace(place, ledgers=ledgers, groups=groups, manual=manual)


TOWN_PLACES: Final = tuple(_of_a_town(find_place(key)) for key in _ORDER)
"""The places of a town's desk; it opens with what is to be handed in."""


def places_of(level: str) -> tuple[Place, ...]:
    """The places of a desk of this level, in their order."""
    return TOWN_PLACES if level == "town" else PLACES


def place_at(key: str, level: str) -> Place:
    """The place of this key, as a desk of this level shows it."""
    return next((p for p in places_of(level) if p.key == key), None) or find_place(key)


def town_ledgers() -> tuple[Ledger, ...]:
    """The ledgers that a town's desk shows."""
    return tuple(KEPT[name] for place in TOWN_PLACES for name in place.ledgers)


# One's own town


def title_words(shell: Shell) -> str:
    """Whose desk it is, for the frame of the window."""
    towns = [shell.lists["town"].label(code) for code in shell.own_towns]
    return " ".join((shell.county.name, *towns)) if shell.level == "town" else shell.county.name


def own_town(shell: Shell) -> str:
    """The code of the one town of the desk; "" where it has all, or several."""
    return shell.own_towns[0] if len(shell.own_towns) == 1 else ""


def fixed_field(shell: Shell, ledger: Ledger) -> str:
    """The field that is the desk's own town in every record; "" where there is a choice."""
    return ledger.town if ledger.town and own_town(shell) else ""


def with_own_town(shell: Shell, ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record begins with, and the desk's own town."""
    fixed = fixed_field(shell, ledger)
    return {**values, fixed: own_town(shell)} if fixed else dict(values)


def few_fields(ledger: Ledger) -> frozenset[str]:
    """What a town is asked for first: what must be filled in, what a record is known by, and what
    the figures of its report add up, such as the people at a training."""
    named = {*ledger.asked(frozenset({SUBMIT})), *ledger.called[:1], *ledger.carry}
    named |= {name for figure in ledger.figures if isinstance(figure, Sum) for name in figure.of}
    named |= {ledger.town, ledger.day, ledger.parent} - {""}
    return frozenset(named & {name for section in ledger.form for name in section.fields})
