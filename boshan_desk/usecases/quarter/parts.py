"""What the program builds for a paper, by the name that a template calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block
from boshan_desk.usecases.quarter.events import event_kinds
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.rights import gi_rights, gi_values
from boshan_desk.usecases.quarter.stations import service_items, station_levels
from boshan_desk.usecases.quarter.tables import figures_table, targets_table

Builder = Callable[[Facts, Part], Iterable[Block]]

PARTS: Final[Mapping[str, Builder]] = {
    "targets_table": targets_table,
    "figures_table": figures_table,
    "station_levels": station_levels,
    "service_items": service_items,
    "gi_rights": gi_rights,
    "gi_values": gi_values,
    "event_kinds": event_kinds,
}
"""Every builder; `part.title`, `part.unit`, `part.words` and `part.options` are the template's."""
