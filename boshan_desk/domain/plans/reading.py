"""Reads a plan pack from TOML (`resources/plans/*.toml`, or one that an office made)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from boshan_desk.assets import asset
from boshan_desk.domain.plans.pack import (
    Fact,
    Goal,
    Indicator,
    Milestone,
    Plan,
    Project,
    Question,
    Task,
)
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed


def shipped_plans() -> tuple[str, ...]:
    """The codes of the packs that come with the program."""
    return tuple(sorted(p.stem for p in asset("resources", "plans").glob("*.toml")))


@cache
def shipped_plan(code: str) -> Plan:
    """One of them, or a refusal that names those there are."""
    if code not in shipped_plans():
        raise Missing(
            "没有编号为“{code}”的计划，可用的有：{known}", code=code, known=listed(shipped_plans())
        )
    return read_plan(asset("resources", "plans", f"{code}.toml").read_text("utf-8"))


def read_plan(text: str) -> Plan:
    """The plan that a pack's text writes.

    Codes of indicators, tasks and questions are written without the plan's prefix.  A pack with a
    mistake in it raises what the mistake is (`ValueError`, `KeyError`, `TypeError`):
    `plans.checking` says it in words and with the place.
    """
    pack: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    prefix = str(pack["prefix"])

    def full(code: str) -> str:
        return f"{prefix}-{code}"

    def texts(value: Sequence[str] | str) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else tuple(value)

    def with_texts(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
        return {**given, **{name: texts(given[name]) for name in names if name in given}}

    tasks = tuple(
        Task(
            **{
                **with_texts(given, "lead", "join", "artefacts", "track", "metrics"),
                "no": str(given["no"]),
                "code": full(str(given.get("code", given["no"]))),
                "milestones": tuple(Milestone(**each) for each in given.get("milestones", ())),
            }
        )
        for given in pack.get("task", ())
    )
    indicators = tuple(
        Indicator(
            **{
                **with_texts(given, "lead", "join", "metrics"),
                "code": full(given["code"]),
                "tasks": tuple(full(code) for code in given.get("tasks", ())),
                "baseline": _number(given.get("baseline")),
                "target": {int(y): Decimal(str(v)) for y, v in given.get("target", {}).items()},
            }
        )
        for given in pack.get("indicator", ())
    )
    questions = tuple(
        Question(
            **{
                **given,
                "code": full(f"{given.get('indicator', '')}/{given['code']}".lstrip("/")),
                "indicator": full(given["indicator"]) if given.get("indicator") else "",
                "choices": tuple(
                    (str(code), str(words)) for code, words in given.get("choices", ())
                ),
            }
        )
        for given in pack.get("question", ())
    )
    rest = {
        name: pack[name]
        for name in ("title", "short", "doc_no", "issued_on", "start", "end", "region", "level")
        if name in pack
    }
    return Plan(
        **rest,
        code=pack["code"],
        prefix=prefix,
        status=pack.get("status", "reference"),
        issuer=texts(pack.get("issuer", ())),
        bases=texts(pack.get("bases", ())),
        damage=texts(pack.get("damage", ())),
        undivided=texts(pack.get("undivided", ())),
        goals=tuple(Goal(**each) for each in pack.get("goal", ())),
        projects=tuple(Project(**with_texts(p, "lead", "join")) for p in pack.get("project", ())),
        tasks=tasks,
        indicators=indicators,
        questions=questions,
        facts=tuple(
            Fact(
                **{
                    **with_texts(given, "metrics"),
                    "code": full(given["code"]),
                    "value": Decimal(str(given["value"])),
                }
            )
            for given in pack.get("fact", ())
        ),
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
