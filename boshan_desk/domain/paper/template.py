"""The form of a paper, as an office may change it (`resources/reports/*.toml`).

A form says what stands round the text and which sections it has, in their order; a section says
what it is called and what it is made of.  Wording holds {names}; `sentences` says what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """A piece of a paragraph: said as it is, or several parts in a row."""

    text: str = ""
    when: tuple[str, ...] = ()
    """Conditions that must all hold: a figure that is not zero, a fact; "!" turns one round."""
    join: str = ""
    """The mark between the parts."""
    parts: tuple[Fragment, ...] = ()
    """Those whose figures have no value are left out; without any, the fragment says nothing."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a section: a heading, a paragraph, or what the program builds."""

    key: str = ""
    """Stable within the section; the name of a paragraph that may be edited."""
    heading: str = ""
    """A heading of the second level before it; counted when drawn up."""
    say: tuple[Fragment, ...] = ()
    style: Literal["body", "lead", "note"] = "body"
    block: str = ""
    """The name of a builder (`usecases/quarter/parts.py`)."""
    title: str = ""
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """The wording of what is built."""
    options: Mapping[str, Any] = field(default_factory=dict)
    options_as: str = ""
    """The key of the part whose options are meant, so that two places cannot part."""
    when: tuple[str, ...] = ()
    public: bool = True
    """Whether everybody may read it; otherwise the 公开版 leaves it out."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section: a heading of the first level, or an annex on a page of its own."""

    key: str
    heading: str = ""
    """Without its number."""
    annex: bool = False
    when: tuple[str, ...] = ()
    public: bool = True
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """What stands round the text, and the order of the sections."""

    code: str
    name: str
    """What officers call it: 简报."""
    subject: str
    """What the metadata of the file says it is about."""
    title: tuple[str, ...]
    """Line by line, broken by sense."""
    town_title: tuple[str, ...]
    unit_title: tuple[str, ...]
    office: bool = True
    """Whether the editing office and the day stand under the title."""
    as_of: str = ""
    """The line under the title that says how far the figures reach."""
    head: Mapping[str, str] = field(default_factory=dict)
    """Empty: the plain form."""
    closing: str = ""
    """What the lead paragraph ends with: 现将有关情况通报如下。"""
    addressed: str = ""
    attached: bool = True
    """Whether the annexes are listed below the text."""
    sign: bool = False
    remark: str = ""
    public_remark: str = ""
    imprint: Mapping[str, Any] = field(default_factory=dict)
    series: str = ""
    """The series that its numbers are of."""
    sections: tuple[str, ...] = ()
    town_sections: tuple[str, ...] = ()
    unit_sections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Template:
    """A form with its sections."""

    form: Form
    sections: Mapping[str, Section]
    own: bool = False
    """Whether the office wrote any of it."""

    def chosen(self, *, town: bool, unit: bool) -> tuple[Section, ...]:
        """The sections of the county's paper, of a town's sheet, or of a department's."""
        form = self.form
        names = form.town_sections if town else form.unit_sections if unit else form.sections
        return tuple(self.sections[name] for name in names)
