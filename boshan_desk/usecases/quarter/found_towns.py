"""What is wrong in towns: silence, stations without service, no officer, reports not on time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, number, said
from boshan_desk.indicators.management import reached_towns
from boshan_desk.indicators.towns import silent_towns, towns_without_station
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import (
    Finding,
    bureau,
    finding,
    in_protocol,
    own_towns,
    too_early,
    town_names,
)
from boshan_desk.usecases.quarter.linked import bare, of_records, row_of_names
from boshan_desk.usecases.quarter.named import idle_stations, some


def silence(facts: Facts) -> Iterator[Finding]:
    """Towns of which no ledger has a record of the quarter."""
    found = silent_towns(facts.rows, facts.period)
    silent = own_towns(facts, found)
    if not silent or too_early(facts) or len(found) == len(facts.county.counted):
        # That nothing at all is kept is no fault of a town.
        return
    yield finding(
        "silent",
        "silent",
        {"count": _count(facts, silent, "M-MG05"), "names": row_of_names(facts, silent)},
        place=row_of_names(facts, silent),
        units=town_names(facts, silent),
        size=len(silent),
        towns=silent,
        codes=silent,
    )


def stations(facts: Facts) -> Iterator[Finding]:
    """Stations without a service, and towns without a station."""
    idle = idle_stations(facts)
    if idle.source is not None and idle.source.ids and not too_early(facts):
        towns_by = dict(facts.rows.rows("station", ("id", "town")))
        pairs = list(zip(idle.source.ids, idle.names, strict=True))
        if facts.request.town:
            pairs = [pair for pair in pairs if towns_by.get(pair[0]) == facts.request.town]
        towns = in_protocol(facts, (towns_by.get(id) for id, _name in pairs))
        if pairs:
            yield finding(
                "stations",
                "stations",
                {
                    "count": of_records("station", (id for id, _name in pairs)),
                    "names": some([name for _id, name in pairs]),
                },
                place=row_of_names(facts, towns) or facts.county.whole,
                units=town_names(facts, towns) or bureau(facts)[0],
                size=len(pairs),
                towns=towns,
                codes=towns,
            )
    found = towns_without_station(facts.rows, facts.period)
    bare_towns = own_towns(facts, found)
    if bare_towns and len(found) < len(facts.county.counted):
        yield finding(
            "bare",
            "bare",
            {
                "count": _count(facts, bare_towns, "M-BR09"),
                "names": row_of_names(facts, bare_towns),
            },
            place=row_of_names(facts, bare_towns),
            units=town_names(facts, bare_towns),
            size=len(bare_towns),
            towns=bare_towns,
            codes=bare_towns,
        )


def liaisons(facts: Facts) -> Iterator[Finding]:
    """Towns without a liaison officer, where the office keeps a list of them."""
    line = facts.look("M-MG01")
    reached = reached_towns(facts.rows, facts.period.end)
    counted = facts.county.counted
    lacking = own_towns(facts, (town for town in counted if town not in reached))
    if not reached or not lacking:
        return
    yield finding(
        "liaisons",
        "liaisons",
        {
            "share": said(bare(line, "quarter"), "%"),
            "count": str(len(lacking)),
            "names": row_of_names(facts, lacking),
        },
        place=row_of_names(facts, lacking),
        units=town_names(facts, lacking),
        size=len(lacking),
        towns=lacking,
        codes=lacking,
    )


def reports(facts: Facts) -> Iterator[Finding]:
    """Towns whose report for the quarter came late, was sent back, or did not come."""
    found = [
        report
        for report in facts.reader.having(TownReport, "period", [str(facts.period)])
        if report.state in ("late", "returned", "missing")
    ]
    if facts.request.town:
        found = [report for report in found if report.town_code == facts.request.town]
    if not found:
        return
    states = facts.reader.lists["report_state"]
    found.sort(key=lambda report: facts.county.towns.order(report.town_code or ""))
    towns = in_protocol(facts, (report.town_code for report in found))
    told = [f"{facts.town(r.town_code or '')}（{states.label(r.state or '')}）" for r in found]
    yield finding(
        "reports",
        "reports",
        {
            "count": of_records("town_report", (report.id for report in found)),
            "names": "、".join(told),
            "towns": row_of_names(facts, towns),
            "state": "、".join(dict.fromkeys(states.label(r.state or "") for r in found)),
        },
        place=row_of_names(facts, towns),
        units=town_names(facts, towns),
        size=len(found),
        towns=towns,
        codes=towns,
    )


def _count(facts: Facts, towns: Sequence[str], figure: str) -> Said:
    """How many towns; what opens them counts those of the whole county."""
    text = str(len(towns))
    if facts.request.town:
        return Said(text)
    return number(text, Source(figure=figure, span=facts.period))
