"""What is wrong at the end of a quarter, as the ledgers and plans tell it.

A finding has a kind, by which the template words it, what it is about, who has to act, and how
grave it is.  Nothing is judged here that a number does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from boshan_desk.domain.plans.doers import following
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import Finding
from boshan_desk.usecases.quarter.found_law import below_wishes, checks, limits
from boshan_desk.usecases.quarter.found_permits import rights, users
from boshan_desk.usecases.quarter.found_plans import slips, targets, tasks
from boshan_desk.usecases.quarter.found_towns import liaisons, reports, silence, stations

_FINDERS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    targets,
    limits,
    slips,
    checks,
    users,
    rights,
    tasks,
    reports,
    liaisons,
    silence,
    stations,
)


def find_all(facts: Facts, options: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong, the gravest first; of a town's or a department's sheet its own.

    Options: `wishes`, each a `figure` and what it should be `at_least`; `leave_out`, kinds.
    """
    wishes: Sequence[Mapping[str, Any]] = options.get("wishes", ())
    key = ("findings", tuple((each["figure"], str(each["at_least"])) for each in wishes))
    found = facts.rows.once(key, lambda: [*_all(facts), *below_wishes(facts, wishes)])
    left_out = set(options.get("leave_out", ()))
    wanted = [each for each in found if each.kind not in left_out and _concerns(facts, each)]
    return sorted(wanted, key=lambda each: (-each.gravity[0], -each.gravity[1], each.key))


def _all(facts: Facts) -> Iterator[Finding]:
    for find in _FINDERS:
        yield from find(facts)


def _concerns(facts: Facts, found: Finding) -> bool:
    request = facts.request
    if request.town:
        return request.town in (*found.towns, *found.unit_codes)
    if request.unit:
        now = following(request.unit, facts.county, facts.as_of)
        return now in found.unit_codes
    return True
