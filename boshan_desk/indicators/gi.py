"""How widely geographical indications are used."""

from __future__ import annotations

from decimal import Decimal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import share
from boshan_desk.indicators.source import Source


def use_share(source: Source, period: Period, town: str = "") -> Decimal | None:
    """Users of the special mark in per cent of the known producers (M-GI03).

    Only rights whose producers were counted take part, on both sides.
    """
    producers = dict(source.rows("gi_right", ("id", "producers"), (Where("producers", ">=", 1),)))
    users = [
        right
        for right, state, state_on in source.rows(
            "gi_user",
            ("right_id", "state", "state_on"),
            (Where("grant_on", "<=", period.end),),
        )
        if right in producers and (state == "using" or (state_on and state_on > period.end))
    ]
    return share(len(users), sum(producers.values()))
