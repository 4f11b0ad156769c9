"""How towns are reached and report, and how funds are paid (domain.md 2.17, MG01 to MG03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Span, read_period
from boshan_desk.domain.wording import listed, share
from boshan_desk.i18n import _, mark
from boshan_desk.indicators.source import Behind, Source

_CAME = ("on_time", "late", "zero", "returned")


def reached_towns(source: Source, on: date) -> dict[str, list[str]]:
    """The towns that have a liaison officer (A角 or B角) in office on a day, with their ids."""
    found: dict[str, list[str]] = {}
    for id, town, state, first, last in source.rows(
        "liaison", ("id", "town", "state", "from_on", "to_on"), (Where("role", "filled"),)
    ):
        if first is None or first > on or not town:
            continue
        # Who left without a last day on record is not there; a last day settles it otherwise.
        if (last is None and state == "left") or (last is not None and last < on):
            continue
        found.setdefault(town, []).append(id)
    return found


def liaisons_of(source: Source, period: Span, town: str = "") -> dict[str, list[str]]:
    """The counted towns, or the one asked for, and the liaison officers each has at the end."""
    reached = reached_towns(source, period.end)
    return {each: reached.get(each, []) for each in _asked_of(source, town)}


def liaison_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Counted towns with a liaison officer at the end, in per cent; of one 0 or 100 (M-MG01)."""
    towns = liaisons_of(source, period, town)
    return share(sum(map(bool, towns.values())), len(towns))


def behind_liaisons(source: Source, period: Span, town: str = "") -> Behind:
    """The officers who were there, and the towns that had none."""
    towns = liaisons_of(source, period, town)
    lacking = [each for each, officers in towns.items() if not officers]
    return Behind(
        ids=[id for officers in towns.values() for id in officers],
        words=_named(source, lacking, mark("没有在任联络员的镇（街道）：{names}")),
    )


@dataclass(frozen=True)
class Reporting:
    """How the reports of some days came in."""

    expected: tuple[tuple[str, str], ...]
    """The towns and terms of which a report is due."""
    on_time: tuple[str, ...]
    came: tuple[str, ...]
    returned: tuple[str, ...]
    known: tuple[str, ...]
    """Ids of the reports; `known` are all, those that are written down as missing too."""
    wanting: tuple[str, ...]
    """The towns that owe a report or were not in time, in protocol order."""


def reporting(source: Source, period: Span, town: str = "") -> Reporting:
    """How the counted towns reported for the terms that lie within a period.

    Every counted town is expected to report for every term of which anything is on record.
    """
    towns = _asked_of(source, town)
    terms: set[str] = set()
    on_time, came, returned, known = [], [], [], []
    kept: set[tuple[str, str]] = set()
    for id, term, place, state, due, received, back in source.rows(
        "town_report",
        ("id", "period", "town_code", "state", "due_on", "received_on", "returned_on"),
        (Where("period", "filled"), Where("state", "filled")),
    ):
        found = read_period(term)
        if found.start < period.start or found.end > period.end or place not in source.counted:
            continue
        terms.add(term)
        if place not in towns:
            continue
        known.append(id)
        if state in _CAME:
            came.append(id)
            if state == "returned" or back is not None:
                returned.append(id)
        late = due is not None and received is not None and received > due
        if state == "on_time" or (state == "zero" and not late):
            on_time.append(id)
            kept.add((place, term))
    return Reporting(
        tuple((place, term) for term in sorted(terms) for place in towns),
        tuple(on_time),
        tuple(came),
        tuple(returned),
        tuple(known),
        tuple(each for each in towns if any((each, term) not in kept for term in terms)),
    )


def report_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Reports in time, in per cent of those expected (M-MG02); None where none was due."""
    found = reporting(source, period, town)
    return share(len(found.on_time), len(found.expected))


def returned_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Reports that were given back, in per cent of those that came in (M-MG02b)."""
    found = reporting(source, period, town)
    return share(len(found.returned), len(found.came))


def behind_reports(source: Source, period: Span, town: str = "") -> Behind:
    """What is on record of every report that was due, and the towns that were not in time."""
    found = reporting(source, period, town)
    words = _named(source, found.wanting, mark("没有按期报送的镇（街道）：{names}"))
    return Behind(ids=found.known, words=words)


def behind_returned(source: Source, period: Span, town: str = "") -> Behind:
    """The reports that were given back."""
    return Behind(ids=reporting(source, period, town).returned)


def paid_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """What was paid by the end of a period, in per cent of what was approved by then (M-MG03).

    Of the awards of the period's own years (年度), so that last year's payments do not swell it;
    what was taken back by then was not paid.
    """
    found = awards(source, period, town).values()
    return share(sum(each.paid for each in found), sum(each.approved for each in found))


def behind_awards(source: Source, period: Span, town: str = "") -> Behind:
    """The awards that had been approved."""
    return Behind(ids=list(awards(source, period, town)))


class Award(NamedTuple):
    """What came of an award by the end of a period, in 分."""

    approved: int
    paid: int
    """0 again where it was taken back."""


def awards(source: Source, period: Span, town: str = "") -> dict[str, Award]:
    """What had been approved by the end of a period, by id."""
    names = ("id", "approved", "approved_on", "paid", "paid_on", "recovered_on")
    years = Where("year", ">=", period.start.year), Where("year", "<=", period.end.year)
    found = {}
    for id, approved, on, paid, paid_on, back_on in source.rows("fund", names, years, town=town):
        if approved is None or (on is not None and on > period.end):
            continue
        stands = paid_on and paid_on <= period.end and not (back_on and back_on <= period.end)
        found[id] = Award(approved, (paid or 0) if stands else 0)
    return found


def _named(source: Source, towns: Sequence[str], text: str) -> str:
    """A sentence with the names of towns; nothing where there are none."""
    if not towns:
        return ""
    return _(text).format(names=listed(source.town_name(each) for each in towns))


def _asked_of(source: Source, town: str) -> Sequence[str]:
    """The counted towns, or the one that is asked for; none where it is no counted town."""
    if not town:
        return source.counted
    return (town,) if town in source.counted else ()
