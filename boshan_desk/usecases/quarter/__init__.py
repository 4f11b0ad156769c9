"""The quarterly paper to the leading group, as a `Report` (domain.md 5.3).

The text speaks of the year so far, as offices do; tables show the quarter beside it.  Every number
is a figure of the catalogue or a group of one, so that paper and screen never differ.
"""

from __future__ import annotations

from boshan_desk.usecases.quarter.paper import Progress, quarterly_report

__all__ = ["Progress", "quarterly_report"]
