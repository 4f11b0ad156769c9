"""The model of a plan pack (domain.md 1.0): one policy paper, taken apart.

A pack says what its paper says and nothing else.  What the paper leaves open is a `Question`; what
an office answers, adds or changes lives in the ledgers of the plan (`ledgers/plan.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["active", "reference", "evidence"]
"""Worked on; to borrow from; figures that others achieved, to compare with."""

Kind = Literal["stock", "flow", "ratio", "growth_rate", "milestone", "qualitative"]
Basis = Literal[
    "year_end_level", "annual_flow", "cumulative_from_start", "yoy_growth", "cagr", "once", "open"
]
"""What a year's number means; "open" where the paper can be read in several ways."""
Comparator = Literal[">=", ">", "=", "no_number"]
Split = Literal["none", "town", "unit", "both"]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A part of what the paper wants, in words."""

    no: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """What is to be done by a day."""

    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """One numbered measure, in our own words."""

    code: str
    """In full: BS-1.1."""
    no: str
    """As the paper numbers it: 1.1, 12."""
    title: str
    words: str = ""
    project: str = ""
    lead: tuple[str, ...] = ()
    """Units by name; those of the project where the task names none."""
    join: tuple[str, ...] = ()
    place: str = ""
    """Where it stands in the paper: 三（一）1."""
    paragraph: str = ""
    """The paper's own words, in packs that an office made of its paper; empty in those shipped."""
    due: date | None = None
    milestones: tuple[Milestone, ...] = ()
    artefacts: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    """What is worth counting."""
    metrics: tuple[str, ...] = ()
    """Codes of figures that show how it goes."""
    safeguard: bool = False


@dataclass(frozen=True, kw_only=True)
class Project:
    """A group of measures with units of its own (工程)."""

    code: str
    title: str
    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the paper leaves open, and the officer must say."""

    code: str
    """In full, with the indicator: "CJ-T01/basis"."""
    indicator: str
    """Its code; "" for the plan as a whole."""
    asks: Literal["basis", "baseline", "rate", "population", "split", "units", "other"]
    words: str
    """The question as the officer reads it."""
    choices: tuple[tuple[str, str], ...] = ()
    """(code, words) to choose from; empty where a number or a text is asked for."""
    likely: str = ""
    """The choice that seems likelier; nothing is taken without being asked."""
    why: str = ""
    """Why it has to be asked, or why one answer seems likelier."""
    series: str = ""
    """The figure it is about, where the indicator is counted by several."""
    as_of: date | None = None
    """The day that a baseline or a population is asked for."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One target that can be measured or judged."""

    code: str
    """In full: BS-T01."""
    title: str
    unit: str
    kind: Kind
    basis: Basis
    comparator: Comparator
    place: str = ""
    project: str = ""
    tasks: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: dict[int, Decimal] = field(default_factory=dict)
    """By year, as the paper has it; what it means is the basis."""
    due: date | None = None
    """When the last target is due; the plan's end where the paper says nothing else."""
    numerator: str = ""
    denominator: str = ""
    denominator_source: str = ""
    decomposable: Split = "none"
    evidence: str = ""
    metrics: tuple[str, ...] = ()
    """Codes of the figures it is counted by; several are several series (amount and number).

    None where only the progress that is reported can say how it stands.
    """
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure that the paper says was achieved, to compare with."""

    code: str
    title: str
    value: Decimal
    unit: str
    qualifier: Literal["", "余", "近", "约", "以上"] = ""
    as_of: date | None = None
    metrics: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One policy paper."""

    code: str
    prefix: str
    """What the codes of its indicators and tasks begin with: BS."""
    title: str
    short: str
    """What the office calls it."""
    doc_no: str = ""
    issuer: tuple[str, ...] = ()
    issued_on: date | None = None
    start: date
    end: date
    region: str = ""
    level: Literal["county", "city", "province", "park", ""] = ""
    status: Status = "reference"
    """What it is in a desk that says nothing else."""
    bases: tuple[str, ...] = ()
    """Numbers and names of the papers it rests on."""
    damage: tuple[str, ...] = ()
    """What is known to be damaged or missing in the copy it was taken from."""
    goals: tuple[Goal, ...] = ()
    projects: tuple[Project, ...] = ()
    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    undivided: tuple[str, ...] = ()
    """Paragraphs of the paper that no task was made of (未分解)."""

    def project(self, code: str) -> Project | None:
        """The project of this code."""
        return next((each for each in self.projects if each.code == code), None)

    def task(self, code: str) -> Task | None:
        """The task of this code."""
        return next((each for each in self.tasks if each.code == code), None)

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of this code."""
        return next((each for each in self.indicators if each.code == code), None)

    def units_of(self, item: Task | Indicator) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who leads and who takes part: its own units, else its task's, else the project's."""
        if item.lead or item.join:
            return item.lead, item.join
        if isinstance(item, Indicator):
            for code in item.tasks:
                if (task := self.task(code)) and any(found := self.units_of(task)):
                    return found
        project = self.project(item.project)
        return (project.lead, project.join) if project else ((), ())
