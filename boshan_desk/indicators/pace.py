"""How long cases take."""

from __future__ import annotations

from decimal import Decimal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import average
from boshan_desk.indicators.source import Source, within


def average_days(source: Source, period: Period, town: str = "") -> Decimal | None:
    """Calendar days from filing to decision, of the cases decided in the period (M-EN09)."""
    days = source.rows(
        "case",
        ("filed_on", "decided_on"),
        (*within("decided_on", period), Where("filed_on", "filled")),
        town=town,
    )
    return average(sum((decided - filed).days for filed, decided in days), len(days))
