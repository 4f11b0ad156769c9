"""The forms of papers that a desk has: those that are shipped, and what the office made of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from boshan_desk.domain.officers import Right
from boshan_desk.domain.paper import checking
from boshan_desk.domain.paper.checking import Finding
from boshan_desk.domain.paper.reading import (
    SECTIONS,
    read_form,
    read_template,
    shipped_forms,
    shipped_text,
)
from boshan_desk.domain.paper.template import Template
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.quarter.named import NAMED
from boshan_desk.usecases.quarter.parts import PARTS

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a damaged form raises; `check` says that the store is damaged."""


@dataclass(frozen=True)
class FormRow:
    """A form, or the file of the sections, as a desk has it."""

    name: str
    title: str
    own: bool
    """Whether the office loaded its own."""


def template_of(reader: Reader, kind: str) -> Template:
    """The form of this name with its sections.

    Raises:
        Missing: there is no such form.
    """
    own = _own(reader)
    sections = own.get(SECTIONS) or shipped_text(SECTIONS)
    if kind in own and kind != SECTIONS:
        with suppress(*_UNREADABLE):
            return read_template(own[kind], sections)
    return read_template(shipped_text(kind), sections)


def list_templates(desk: Desk) -> list[FormRow]:
    """The forms and, last, the sections that all of them share."""
    with desk.read() as reader:
        own = _own(reader)
    names = [*shipped_forms(), *(n for n in own if n not in (*shipped_forms(), SECTIONS))]
    rows = [FormRow(name, _title(name, own), name in own) for name in names]
    return [*rows, FormRow(SECTIONS, _("各部分的内容和措辞"), SECTIONS in own)]


def template_text(desk: Desk, name: str) -> str:
    """The file of a form or of the sections, as this desk uses it."""
    with desk.read() as reader:
        return _own(reader).get(name) or shipped_text(name)


def check_template(text: str, desk: Desk | None = None) -> list[Finding]:
    """What is wrong with a file, with its place; of a form also whether its sections are there."""
    sections = shipped_text(SECTIONS)
    if desk is not None:
        sections = template_text(desk, SECTIONS)
    return checking.check(
        text,
        sections,
        figures=frozenset(entries()),
        names=frozenset(NAMED),
        blocks=frozenset(PARTS),
    )


def load_template(desk: Desk, text: str) -> str:
    """Take a file as the office's own; gives the name of what it is.

    Raises:
        Refused: something is wrong with it.
    """
    errors = [each for each in check_template(text, desk) if each.severity == "error"]
    if errors:
        raise Refused(
            "报告模板有错，没有载入：{errors}", errors=statements(e.told() for e in errors)
        )
    name = SECTIONS if checking.is_sections(text) else read_form(text).code
    with desk.work(
        _("载入报告模板：{name}").format(name=name), needs=Right.SETTINGS, undoable=False
    ) as work:
        row = {
            "kind": "report",
            "name": name,
            "status": "",
            "text": text,
            "at": work.at.isoformat(" "),
            "officer": desk.officer.name,
        }
        work.write_row("pack", row, told={"text": [None, name]}, needs=Right.SETTINGS)
    return name


def drop_template(desk: Desk, name: str) -> None:
    """Go back to the shipped file."""
    with desk.work(
        _("恢复随程序的报告模板：{name}").format(name=name), needs=Right.SETTINGS, undoable=False
    ) as work:
        if name not in _own(work):
            raise Missing("“{name}”用的就是随程序的模板", name=name)
        told: dict[str, list[object]] = {"text": [name, None]}
        work.remove_row("pack", "report", name, told=told, needs=Right.SETTINGS)


def _own(reader: Reader) -> dict[str, str]:
    rows = reader.small_rows(schema.pack)
    return {row["name"]: row["text"] for row in rows if row["kind"] == "report"}


def _title(name: str, own: dict[str, str]) -> str:
    with suppress(*_UNREADABLE):
        return read_form(own.get(name) or shipped_text(name)).name
    return name
