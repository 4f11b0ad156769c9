"""The sample county: invented records that give every page and chart something true to show.

The same seed gives the same records, in whatever language the program speaks.  They run from
January 2023 to the third quarter of 2026; the desk's own day is then 2026-10-09.
"""

from __future__ import annotations

from boshan_desk.usecases.sample.county import SETTINGS, Progress, fill, make_records
from boshan_desk.usecases.sample.days import LAST, TODAY

__all__ = ["LAST", "SETTINGS", "TODAY", "Progress", "fill", "make_records"]
