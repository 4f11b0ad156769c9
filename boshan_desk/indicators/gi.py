"""How widely geographical indications are used."""

from __future__ import annotations

from decimal import Decimal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import share
from boshan_desk.indicators.source import Behind, Source

_ENDED = ("revoked", "lapsed")


def use_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Users of the special mark in per cent of the known producers (M-GI03).

    Only rights in force whose producers were counted take part, on both sides.
    """
    return share(len(users_of(source, period)), sum(producers_of(source, period).values()))


def behind_use(source: Source, period: Span, town: str = "") -> Behind:
    """The users that are counted."""
    return Behind(ids=users_of(source, period))


def producers_of(source: Source, period: Span) -> dict[str, int]:
    """The rights in force at the end whose producers were counted, and how many those are."""
    rights = source.rows(
        "gi_right", ("id", "producers", "state", "state_on"), (Where("producers", ">=", 1),)
    )
    return {
        id: producers
        for id, producers, state, ended_on in rights
        if state not in _ENDED or (ended_on and ended_on > period.end)
    }


def users_of(source: Source, period: Span) -> list[str]:
    """The users of these rights who may use the mark at the end."""
    producers = producers_of(source, period)
    return [
        id
        for id, right, state, state_on in source.rows(
            "gi_user",
            ("id", "right_id", "state", "state_on"),
            (Where("grant_on", "<=", period.end),),
        )
        if right in producers and (state == "using" or (state_on and state_on > period.end))
    ]
