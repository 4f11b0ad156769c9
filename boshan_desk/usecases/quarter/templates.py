"""Forms of papers as an office keeps them: listed, checked, loaded, put back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from boshan_desk.domain.finding import Finding
from boshan_desk.domain.officers import Right
from boshan_desk.domain.paper import checking
from boshan_desk.domain.paper.reading import (
    SECTIONS,
    read_form,
    shipped_forms,
    shipped_text,
)
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.work import Work
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.numbering import SERIES
from boshan_desk.usecases.quarter.forms import UNREADABLE, own_texts
from boshan_desk.usecases.quarter.named import NAMED
from boshan_desk.usecases.quarter.paper import compose_in
from boshan_desk.usecases.quarter.parts import PARTS
from boshan_desk.usecases.quarter.request import Request


@dataclass(frozen=True)
class FormRow:
    """A form, or the file of the sections, as a desk has it."""

    name: str
    title: str
    own: bool
    """Whether the office loaded its own."""


def list_templates(desk: Desk) -> list[FormRow]:
    """The forms and, last, the sections that all of them share."""
    with desk.read() as reader:
        own = own_texts(reader)
    names = [*shipped_forms(), *(n for n in own if n not in (*shipped_forms(), SECTIONS))]
    rows = [FormRow(name, _title(name, own), name in own) for name in names]
    return [*rows, FormRow(SECTIONS, _("各部分的内容和措辞"), SECTIONS in own)]


def template_text(desk: Desk, name: str) -> str:
    """The file of a form or of the sections, as this desk uses it."""
    with desk.read() as reader:
        return own_texts(reader).get(name) or shipped_text(name)


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
        series=frozenset(SERIES),
        shipped=shipped_text(SECTIONS),
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
            **work.stamp,
        }
        work.write_row("pack", row, told={"text": [None, name]}, needs=Right.SETTINGS)
        _try_out(work, name)
    return name


def _try_out(work: Work, name: str) -> None:
    """Compose with what was loaded: what only building a paper shows is told before it is kept."""
    period = last_full_quarter(work.today)
    kinds = shipped_forms() if name == SECTIONS else (name,)
    for kind in kinds:
        compose_in(work, Request(period=period, kind=kind))


def drop_template(desk: Desk, name: str) -> None:
    """Go back to the shipped file."""
    with desk.work(
        _("恢复随程序的报告模板：{name}").format(name=name), needs=Right.SETTINGS, undoable=False
    ) as work:
        if name not in own_texts(work):
            # An unknown name is refused with those there are.
            shipped_text(name)
            raise Missing("“{name}”用的就是随程序的模板", name=name)
        told: dict[str, list[object]] = {"text": [name, None]}
        work.remove_row("pack", "report", name, told=told, needs=Right.SETTINGS)


def _title(name: str, own: dict[str, str]) -> str:
    with suppress(*UNREADABLE):
        return read_form(own.get(name) or shipped_text(name)).name
    return name
