"""Writes packs as TOML: what `read_plan` and `read_county` read.

The standard library reads TOML and writes none; a pack needs only tables of texts, lists, numbers
and days, one below the other.  What is empty is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.codes import Entry
from boshan_desk.domain.county import TOWNS_WORD, County, Lamps, Unit
from boshan_desk.domain.plans.pack import Indicator, Plan, Question, Task

_LONGEST: Final = 100
"""Columns after which a list is written over several lines."""

_ALWAYS: Final = frozenset(
    {"code", "no", "title", "short", "unit", "name", "bureau", "office", "region"}
)
"""Fields that are written even where they are empty: reading asks for them."""


def plan_text(plan: Plan) -> str:
    """A plan as the text of its pack: `read_plan(plan_text(plan)) == plan`."""
    head = {
        field.name: getattr(plan, field.name)
        for field in fields(plan)
        if field.name not in ("goals", "projects", "tasks", "indicators", "questions", "facts")
    }
    tables: list[tuple[str, Mapping[str, Any]]] = [
        *(("goal", _table(each)) for each in plan.goals),
        *(("project", _table(each)) for each in plan.projects),
        *(("task", _task(plan, each)) for each in plan.tasks),
        *(("indicator", _indicator(plan, each)) for each in plan.indicators),
        *(("question", _question(plan, each)) for each in plan.questions),
        *(("fact", _table(each) | {"code": _bare(plan, each.code)}) for each in plan.facts),
    ]
    return _document(head, tables)


def county_text(county: County) -> str:
    """A county as the text of its pack: `read_county(county_text(county)) == county`."""
    head: dict[str, Any] = {
        "id": county.id,
        "name": county.name,
        "bureau": county.bureau,
        "office": county.office,
        "region": county.region,
        "within": county.within,
        "short": county.short,
        "group": county.group,
        "towns_word": "" if county.towns_word == TOWNS_WORD else county.towns_word,
        "towns": _rows(county.towns),
        "counted": county.counted,
        "areas": _rows(county.areas),
    }
    lamps = {field.name: getattr(county.lamps, field.name) for field in fields(Lamps)}
    tables: list[tuple[str, Mapping[str, Any]]] = [
        *(("unit", _unit(each)) for each in county.units),
        *(
            ("moved", {"code": code, "until": until, "successor": successor})
            for code, (until, successor) in county.moved.items()
        ),
        *(("plan", {"code": code, "status": status}) for code, status in county.plans),
        *(
            ("member", {"code": code, "towns": _rows(towns)})
            for code, towns in county.members.items()
        ),
    ]
    return _document(head, tables, lamps=lamps, always=("towns", "counted"))


def _table(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _task(plan: Plan, task: Task) -> dict[str, Any]:
    code = _bare(plan, task.code)
    milestones = [{"on": each.on, "words": each.words} for each in task.milestones]
    own = {"no": task.no, "code": None if code == task.no else code}
    return {**own, **_table(task), **own, "milestones": milestones}


def _indicator(plan: Plan, one: Indicator) -> dict[str, Any]:
    return _table(one) | {
        "code": _bare(plan, one.code),
        "tasks": [_bare(plan, code) for code in one.tasks],
        "decomposable": "" if one.decomposable == "none" else one.decomposable,
        "target": {str(year): value for year, value in sorted(one.target.items())},
    }


def _question(plan: Plan, question: Question) -> dict[str, Any]:
    of = _bare(plan, question.indicator)
    code = _bare(plan, question.code)
    own = {"code": code.removeprefix(f"{of}/") if of else code, "indicator": of}
    return _table(question) | own | {"choices": [list(pair) for pair in question.choices]}


def _bare(plan: Plan, code: str) -> str:
    return code.removeprefix(f"{plan.prefix}-")


def _rows(entries: Iterable[Entry]) -> list[list[str]]:
    return [[each.code, each.label, *each.also] for each in entries]


def _unit(unit: Unit) -> dict[str, Any]:
    return {**_table(unit)}


# TOML


def _document(
    head: Mapping[str, Any],
    tables: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    lamps: Mapping[str, Any] | None = None,
    always: Sequence[str] = (),
) -> str:
    lines = list(_pairs(head, always))
    if lamps:
        lines += ["", "[lamps]", *(f"{name} = {_value(value)}" for name, value in lamps.items())]
    for name, table in tables:
        words = ("words",) if name == "question" else ()
        lines += ["", f"[[{name}]]", *_pairs(table, words)]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any], always: Sequence[str] = ()) -> Iterator[str]:
    for name, value in table.items():
        empty = value is None or value is False or value in ("", (), [], {})
        if not empty or name in always or (name in _ALWAYS and value == ""):
            yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, str):
        # What JSON escapes TOML reads the same way; it wants DEL escaped as well.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    parts = [_value(each) for each in value]
    line = "[" + ", ".join(parts) + "]"
    nested = any(isinstance(each, Mapping | list) for each in value)
    if not nested and len(line) <= _LONGEST:
        return line
    return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
