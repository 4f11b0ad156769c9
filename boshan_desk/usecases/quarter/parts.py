"""What the program builds for a paper, by the name that a template calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block
from boshan_desk.usecases.quarter.annexes import definitions
from boshan_desk.usecases.quarter.case_list import case_list
from boshan_desk.usecases.quarter.cases import case_course, case_kinds
from boshan_desk.usecases.quarter.corrections import corrections
from boshan_desk.usecases.quarter.departments import unit_slips, unit_targets, unit_tasks
from boshan_desk.usecases.quarter.events import event_kinds
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.national import national_form
from boshan_desk.usecases.quarter.plans_ahead import next_steps
from boshan_desk.usecases.quarter.problems import problems, problems_table
from boshan_desk.usecases.quarter.rights import gi_rights, gi_values
from boshan_desk.usecases.quarter.stations import service_items, station_levels
from boshan_desk.usecases.quarter.tables import figures_table, targets_table
from boshan_desk.usecases.quarter.town_sheet import town_figures, town_places
from boshan_desk.usecases.quarter.towns import (
    towns_bars,
    towns_rank,
    towns_reports,
    towns_silent,
    towns_table,
)
from boshan_desk.usecases.quarter.typical import typical_cases

Builder = Callable[[Facts, Part], Iterable[Block]]

PARTS: Final[Mapping[str, Builder]] = {
    "targets_table": targets_table,
    "figures_table": figures_table,
    "station_levels": station_levels,
    "service_items": service_items,
    "gi_rights": gi_rights,
    "gi_values": gi_values,
    "event_kinds": event_kinds,
    "case_kinds": case_kinds,
    "case_course": case_course,
    "typical_cases": typical_cases,
    "towns_reports": towns_reports,
    "towns_silent": towns_silent,
    "towns_table": towns_table,
    "towns_rank": towns_rank,
    "towns_bars": towns_bars,
    "problems": problems,
    "problems_table": problems_table,
    "next_steps": next_steps,
    "corrections": corrections,
    "case_list": case_list,
    "national_form": national_form,
    "definitions": definitions,
    "town_places": town_places,
    "town_figures": town_figures,
    "unit_targets": unit_targets,
    "unit_tasks": unit_tasks,
    "unit_slips": unit_slips,
}
"""Every builder; `part.title`, `part.unit`, `part.words` and `part.options` are the template's."""
