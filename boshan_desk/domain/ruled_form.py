"""A paper that is one ruled form: a head, rows with labels, lines below (a supervision slip)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FormCell:
    """What stands in one box of a row."""

    text: str
    label: bool = False
    """Whether it names what stands beside it."""
    share: float = 1.0
    """Its part of the width."""
    below: str = ""
    """What stands at the foot of the box, to be signed there."""


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A row of boxes."""

    cells: tuple[FormCell, ...]
    least: float = 0.0
    """Points it is high at the least, for what is written by hand."""
    grows: bool = False
    """Whether it takes what the page has left."""


@dataclass(frozen=True, kw_only=True)
class RuledForm:
    """The whole paper."""

    title: str
    above: str = ""
    """What stands at the top left: how urgent it is."""
    number: str = ""
    """The number of the paper, below the title."""
    signed: str = ""
    """Who signed it, at the right of the number."""
    rows: tuple[FormRow, ...]
    closing: tuple[str, ...] = ()
    """Lines at the right below the table: the office and the day."""
    notes: tuple[str, ...] = ()
    office: str = ""
    foot: str = ""
    """A short line at the foot of every page, such as 演示数据."""
