"""What is wrong at the end of a quarter, as the ledgers and plans tell it.

A finding has a kind, by which the template words it, what it is about, who has to act, and how
grave it is.  Nothing is judged here that a number does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.county import Unit
from boshan_desk.domain.figures import Where
from boshan_desk.domain.plans.doers import following, name_of
from boshan_desk.domain.plans.lamps import BEHIND
from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, Sayable, number, opening, said
from boshan_desk.domain.wording import half_up, plain
from boshan_desk.indicators.management import reached_towns
from boshan_desk.indicators.towns import silent_towns, towns_without_station
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.usecases.plans.gathering import title_of
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.tasks import TaskLine, lines_in, silent_of
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import bare, of_records, row_of_names
from boshan_desk.usecases.quarter.named import idle_stations, some
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.tables import target_source

_GRAVITY: Final[Mapping[str, int]] = {
    "overdue": 100,
    "late": 90,
    "slips": 80,
    "checks": 75,
    "rights": 74,
    "users": 73,
    "milestones": 70,
    "slow": 65,
    "silent": 60,
    "liaisons": 55,
    "stations": 50,
    "reports": 45,
    "rates": 40,
    "tasks": 35,
    "bare": 30,
}
"""The gravest first: the law before the plan, the plan before what was not reported."""

_LONGEST_ROW: Final = 5
"""So many names of tasks or firms stand in a sentence; of more the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    kind: str
    """What words it: late, slow, silent, …"""
    key: str
    """Stable while the thing itself is the same."""
    gravity: tuple[int, Decimal]
    values: Mapping[str, Sayable]
    """What its wording may name."""
    parts: tuple[tuple[str, Mapping[str, Sayable]], ...] = ()
    """What it is made of, each with the wording that says it; together they are `{parts}`."""
    place: str
    """Where, or whom it concerns, in words."""
    units: tuple[str, ...]
    """Who has to act, by name."""
    unit_codes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


def find_all(facts: Facts, options: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong, the gravest first; of a town's or a department's sheet its own.

    Options: `wishes`, each a `figure` and what it should be `at_least`; `leave_out`, kinds.
    """
    wishes: Sequence[Mapping[str, Any]] = options.get("wishes", ())
    key = ("findings", tuple((each["figure"], str(each["at_least"])) for each in wishes))
    found = facts.rows.once(key, lambda: [*_all(facts), *_below_wishes(facts, wishes)])
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


def _finding(
    kind: str,
    key: str,
    values: Mapping[str, Sayable],
    *,
    place: str,
    units: Iterable[str],
    size: Decimal | int = 0,
    parts: Iterable[tuple[str, Mapping[str, Sayable]]] = (),
    codes: Iterable[str] = (),
    towns: Iterable[str] = (),
) -> Finding:
    return Finding(
        kind=kind,
        key=key,
        gravity=(_GRAVITY[kind], Decimal(size)),
        values=values,
        parts=tuple(parts),
        place=place,
        units=tuple(units),
        unit_codes=tuple(codes),
        towns=tuple(towns),
    )


# ------------------------------------------------------------ who acts


def bureau_unit(facts: Facts) -> Unit | None:
    """The bureau among the county's departments."""
    on = facts.as_of
    return next(
        (
            facts.county.unit(unit.code, on)
            for unit in facts.county.units
            if unit.name in facts.county.bureau or unit.name == facts.county.bureau
        ),
        None,
    )


def _bureau(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its name and its code, as far as it has one."""
    unit = bureau_unit(facts)
    return ((unit.name,), (unit.code,)) if unit else ((facts.county.bureau,), ())


def _town_names(facts: Facts, towns: Iterable[str]) -> tuple[str, ...]:
    return tuple(facts.county.towns.label(town) for town in towns)


def few(names: Sequence[str], unit: str) -> str:
    """Names in a row; of many the rest is only counted, in its own unit."""
    shown = "、".join(names[:_LONGEST_ROW])
    return shown if len(names) <= _LONGEST_ROW else f"{shown}等{len(names)}{unit}"


def in_protocol(facts: Facts, towns: Iterable[str | None]) -> list[str]:
    """Towns in their official order, each once."""
    return sorted({town for town in towns if town}, key=facts.county.towns.order)


# ------------------------------------------------------------ plans


def _targets(facts: Facts) -> Iterator[Finding]:
    """Targets behind 序时进度, by how much."""
    for line in facts.standings:
        if line.lamp not in BEHIND or line.town != facts.request.town:
            continue
        behind = abs(line.difference) if line.difference is not None else Decimal(0)
        yield _finding(
            line.lamp,
            f"target.{line.indicator}{'.' + line.series if line.series else ''}",
            {**target_values(facts, line), "how": how_behind(line)},
            place=line.town_label or facts.county.whole,
            units=(line.town_label,) if line.town else line.lead,
            size=behind,
            codes=line.unit_codes,
            towns=(line.town,) if line.town else (),
        )


def how_behind(line: Standing) -> str:
    """Which of a template's wordings says by how much a target is behind."""
    if line.difference is None:
        return "once"
    if line.share is None:
        return "rate"
    return "growth" if line.growth else "flow"


def target_values(facts: Facts, line: Standing) -> dict[str, Sayable]:
    """What wording may say of a target."""
    source = target_source(facts, line)
    points = "" if line.difference is None else plain(half_up(abs(line.difference), 1))
    return {
        "title": title_of(replace(line, town_label="")),
        # In prose 年度目标8600件 says that it is to be reached: the sign belongs in tables.
        "target": opening(line.target_words.lstrip("≥>＞"), source),
        "whose": "本局自定" if line.origin == "bureau" else "",
        "actual": opening(line.actual_words, source),
        "share": _percent(line.share, source),
        "due": _percent(line.due_share, source),
        "points": number(points, source),
        "lead": "、".join(line.lead),
    }


def _percent(value: Decimal | None, source: Source) -> Said:
    return Said("") if value is None else number(plain(half_up(value, 1)), source)


def tasks_of(facts: Facts) -> list[TaskLine]:
    """The tasks of the active plans, read once for a paper."""
    return facts.rows.once(
        ("tasks", facts.period),
        lambda: lines_in(facts.reader, facts.period, unit=facts.request.unit),
    )


def _tasks(facts: Facts) -> Iterator[Finding]:
    """Units that had to report of their tasks and have not; days of tasks that are past."""
    if facts.request.town:
        return
    lines = tasks_of(facts)
    silent = silent_of(facts.reader.desk, lines)
    if facts.request.unit:
        now = following(facts.request.unit, facts.county, facts.as_of)
        silent = [each for each in silent if each.unit == now]
    if silent:
        count = len({task.code for each in silent for task in each.tasks})
        yield _finding(
            "tasks",
            "tasks",
            {
                "units": str(len(silent)),
                "count": str(count),
                "names": "、".join(f"{each.name}（{len(each.tasks)}项）" for each in silent),
            },
            place=few([each.name for each in silent], "个单位"),
            units=[each.name for each in silent],
            size=count,
            codes=[each.unit for each in silent],
        )
    late = [line for line in lines if line.overdue]
    if late:
        yield _finding(
            "milestones",
            "milestones",
            {
                "count": str(len(late)),
                "names": few(
                    [f"{line.task.title}（{day_words(line.overdue[-1].on)}）" for line in late],
                    "项",
                ),
            },
            place=few([line.task.title for line in late], "项"),
            units=dict.fromkeys(name for line in late for name in line.lead),
            size=len(late),
            codes=[each.unit for line in late for each in line.reports if each.role == "lead"],
        )


def _slips(facts: Facts) -> Iterator[Finding]:
    """Supervision slips that were to be answered by now and are not."""
    on = facts.as_of
    slips = [
        slip
        for slip in facts.reader.having(Supervision, "state", ["issued", "answered", "closed"])
        if slip.due_on
        and slip.due_on < on
        and (slip.issued_on is None or slip.issued_on <= on)
        and (slip.replied_on is None or slip.replied_on > on)
    ]
    slips = [slip for slip in slips if slip.state == "issued" or slip.replied_on]
    if facts.request.unit:
        now = following(facts.request.unit, facts.county, on)
        slips = [s for s in slips if following(s.unit or "", facts.county, on) == now]
    if not slips:
        return
    units = [following(slip.unit or "", facts.county, on) for slip in slips]
    names = [name_of(unit, facts.county, on) if unit else "" for unit in units]
    told = [
        f"{name}（{slip.no or slip.item or ''}）" for name, slip in zip(names, slips, strict=True)
    ]
    yield _finding(
        "slips",
        "slips",
        {
            "count": of_records("supervision", (slip.id for slip in slips)),
            "names": few(told, "件"),
        },
        place=few(list(dict.fromkeys(names)), "个单位"),
        units=dict.fromkeys(filter(None, names)),
        size=len(slips),
        codes=units,
        towns=[unit for unit in units if unit in facts.county.counted],
    )


# ------------------------------------------------------------ towns


def _silent(facts: Facts) -> Iterator[Finding]:
    silent = silent_towns(facts.rows, facts.period)
    if not silent or len(silent) == len(facts.county.counted):
        # That nothing at all is kept is no fault of a town.
        return
    source = Source(figure="M-MG05", span=facts.period)
    yield _finding(
        "silent",
        "silent",
        {"count": number(str(len(silent)), source), "names": row_of_names(facts, silent)},
        place=row_of_names(facts, silent),
        units=_town_names(facts, silent),
        size=len(silent),
        towns=silent,
        codes=silent,
    )


def _stations(facts: Facts) -> Iterator[Finding]:
    """Stations without a service, and towns without a station."""
    idle = idle_stations(facts)
    if idle.names and idle.source is not None and idle.source.ids:
        towns_by = dict(facts.rows.rows("station", ("id", "town")))
        pairs = list(zip(idle.source.ids, idle.names, strict=True))
        if facts.request.town:
            pairs = [pair for pair in pairs if towns_by.get(pair[0]) == facts.request.town]
        towns = in_protocol(facts, (towns_by.get(id) for id, _name in pairs))
        if pairs:
            yield _finding(
                "stations",
                "stations",
                {
                    "count": of_records("station", (id for id, _name in pairs)),
                    "names": some([name for _id, name in pairs]),
                },
                place=row_of_names(facts, towns) or facts.county.whole,
                units=_town_names(facts, towns) or _bureau(facts)[0],
                size=len(pairs),
                towns=towns,
                codes=towns,
            )
    bare_towns = towns_without_station(facts.rows, facts.period)
    if bare_towns and len(bare_towns) < len(facts.county.counted):
        source = Source(figure="M-BR09", span=facts.period)
        yield _finding(
            "bare",
            "bare",
            {
                "count": number(str(len(bare_towns)), source),
                "names": row_of_names(facts, bare_towns),
            },
            place=row_of_names(facts, bare_towns),
            units=_town_names(facts, bare_towns),
            size=len(bare_towns),
            towns=bare_towns,
            codes=bare_towns,
        )


def _liaisons(facts: Facts) -> Iterator[Finding]:
    """Towns without a liaison officer, where the office keeps a list of them."""
    line = facts["M-MG01"]
    reached = reached_towns(facts.rows, facts.period.end)
    lacking = [town for town in facts.county.counted if town not in reached]
    if not reached or not lacking:
        return
    yield _finding(
        "liaisons",
        "liaisons",
        {
            "share": said(bare(line, "quarter"), "%"),
            "count": str(len(lacking)),
            "names": row_of_names(facts, lacking),
        },
        place=row_of_names(facts, lacking),
        units=_town_names(facts, lacking),
        size=len(lacking),
        towns=lacking,
        codes=lacking,
    )


def _reports(facts: Facts) -> Iterator[Finding]:
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
    yield _finding(
        "reports",
        "reports",
        {
            "count": of_records("town_report", (report.id for report in found)),
            "names": "、".join(told),
        },
        place=row_of_names(facts, towns),
        units=_town_names(facts, towns),
        size=len(found),
        towns=towns,
        codes=towns,
    )


# ------------------------------------------------------------ law and rights


def _limits(facts: Facts) -> Iterator[Finding]:
    """Cases with a statutory limit past and not met."""
    if not facts.has("M-EN08"):
        return
    line = facts["M-EN08"]
    if not line.value:
        return
    units, codes = _bureau(facts)
    yield _finding(
        "overdue",
        "overdue",
        {"count": bare(line)},
        place="执法案件",
        units=units,
        codes=codes,
        size=Decimal(line.value),
    )


def open_checks(facts: Facts) -> list[GiCheck]:
    """Inspections whose day of remedy is past and of which no remedy is known, the oldest first."""
    on = facts.as_of
    found = [
        check
        for check in facts.reader.matching(
            GiCheck, (Where("result", "=", "rectify"), Where("due_on", "<=", on))
        )
        if check.due_on
        and check.due_on < on
        and (check.recheck != "fixed" or (check.recheck_on is not None and check.recheck_on > on))
    ]
    if facts.request.town:
        found = [check for check in found if check.town_code == facts.request.town]
    return sorted(found, key=lambda check: (check.due_on or date.min, check.id))


def _checks(facts: Facts) -> Iterator[Finding]:
    found = open_checks(facts)
    if not found:
        return
    towns = in_protocol(facts, (check.town_code for check in found))
    units, codes = _bureau(facts)
    yield _finding(
        "checks",
        "checks",
        {
            "count": of_records("gi_check", (check.id for check in found)),
            "names": row_of_names(facts, towns) or facts.county.whole,
        },
        place=row_of_names(facts, towns) or facts.county.whole,
        units=(*units, *_town_names(facts, towns)),
        size=len(found),
        towns=towns,
        codes=(*codes, *towns),
    )


def ended_users(facts: Facts, after: date | None = None, until: date | None = None) -> list[GiUser]:
    """Users of the special mark whose permit has ended, or ends within some days, still in use."""
    last = until or facts.as_of
    found = [
        user
        for user in facts.reader.matching(
            GiUser, (Where("state", "=", "using"), Where("valid_to", "<=", last))
        )
        if user.valid_to and (user.valid_to > after if after else user.valid_to < last)
    ]
    if facts.request.town:
        found = [user for user in found if user.town_code == facts.request.town]
    return sorted(found, key=lambda user: (user.valid_to or date.min, user.id))


def ended_rights(
    facts: Facts, after: date | None = None, until: date | None = None
) -> list[GiRight]:
    """Marks of geographical indications whose term has ended, or ends, and that count as valid."""
    last = until or facts.as_of
    found = [
        right
        for right in facts.reader.matching(
            GiRight, (Where("state", "=", "valid"), Where("exp_on", "<=", last))
        )
        if right.exp_on and (right.exp_on > after if after else right.exp_on < last)
    ]
    return sorted(found, key=lambda right: (right.exp_on or date.min, right.id))


def user_names(facts: Facts, users: Sequence[GiUser]) -> str:
    """Users by name; in the 公开版 none is named."""
    if facts.request.public:
        towns = in_protocol(facts, (user.town_code for user in users))
        return row_of_names(facts, towns)
    return few([user.name or "（未填名称）" for user in users], "家")


def _permits(facts: Facts) -> Iterator[Finding]:
    units, codes = _bureau(facts)
    users = ended_users(facts)
    if users:
        towns = in_protocol(facts, (user.town_code for user in users))
        yield _finding(
            "users",
            "users",
            {
                "count": of_records("gi_user", (user.id for user in users)),
                "names": user_names(facts, users),
            },
            place=row_of_names(facts, towns) or facts.county.whole,
            units=units,
            size=len(users),
            towns=towns,
            codes=codes,
        )
    if facts.request.town:
        return
    rights = ended_rights(facts)
    if rights:
        yield _finding(
            "rights",
            "rights",
            {
                "count": of_records("gi_right", (right.id for right in rights)),
                "names": few([r.product_name or "（未填名称）" for r in rights], "件"),
            },
            place=few([r.product_name or "（未填名称）" for r in rights], "件"),
            units=units,
            size=len(rights),
            codes=codes,
        )


def _below_wishes(facts: Facts, wishes: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Rates that are lower than the office wants them, told together."""
    parts: list[tuple[str, Mapping[str, Sayable]]] = []
    size = Decimal(0)
    for each in wishes:
        code, wish = str(each["figure"]), Decimal(str(each["at_least"]))
        if not facts.has(code):
            continue
        line = facts[code]
        if line.cumulative is None or Decimal(line.cumulative) >= wish:
            continue
        short = wish - Decimal(line.cumulative)
        size = max(size, short)
        values: dict[str, Sayable] = {
            "title": line.title,
            "value": said(bare(line), "%"),
            "wish": f"{plain(wish.normalize())}%",
            "points": plain(half_up(short, 1)),
        }
        parts.append(("rate", values))
    if not parts:
        return
    units, codes = _bureau(facts)
    yield _finding(
        "rates",
        "rates",
        {"count": str(len(parts))},
        parts=parts,
        place=facts.town(facts.request.town) if facts.request.town else facts.county.whole,
        units=units,
        size=size,
        codes=codes,
        towns=(facts.request.town,) if facts.request.town else (),
    )


_FINDERS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    _targets,
    _limits,
    _slips,
    _checks,
    _permits,
    _tasks,
    _reports,
    _liaisons,
    _silent,
    _stations,
)
