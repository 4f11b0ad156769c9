"""A line of the targets as the command line writes it and as a closed quarter keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from boshan_desk.domain.wording import half_up, plain
from boshan_desk.usecases.plans.standing import Standing


def standing_json(line: Standing) -> dict[str, Any]:
    """The line with its numbers: whole ones as they are, others as decimal strings.

    Values are in the target's unit, with four decimals at most; shares and differences have one.
    """
    final = line.final
    return {
        "plan": line.plan,
        "plan_title": line.plan_title,
        "project": line.project,
        "project_title": line.project_title,
        "indicator": line.indicator,
        "title": line.title,
        "series": line.series,
        "unit": line.unit,
        "town": line.town or None,
        "town_label": line.town_label or None,
        "kind": line.kind,
        "origin": line.origin or None,
        "year": line.year,
        "target": _number(line.target),
        "target_words": line.target_words,
        "quarter": _number(line.quarter),
        "actual": _number(line.cumulative),
        "actual_words": line.actual_words,
        "share": _one_decimal(line.share),
        "due_share": _one_decimal(line.due_share),
        "expected": _number(line.expected),
        "difference": _one_decimal(line.difference),
        "of_target": _one_decimal(line.of_target),
        "growth": line.growth,
        "change_words": line.change_words,
        "lamp": line.lamp,
        "lamp_words": line.lamp_words,
        "why": line.why,
        "lead": list(line.lead),
        "join": list(line.join),
        "units": list(line.unit_codes),
        "evidence": line.evidence,
        "metric": line.metric or None,
        "trail": [
            {"period": str(period), "value": _number(value)}
            for period, value in zip(line.trail_periods, line.trail, strict=True)
        ],
        "final": final
        and {
            "year": final.year,
            "target": _number(final.target),
            "actual": _number(final.actual),
            "lamp": final.lamp,
            "words": final.words,
        },
        "questions": list(line.questions),
        "adjusted": line.adjusted,
    }


def _number(value: Decimal | None) -> int | str | None:
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return f"{half_up(value, 4).normalize():f}"


def _one_decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(half_up(value, 1))
