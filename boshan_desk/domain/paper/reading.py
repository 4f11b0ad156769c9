"""Reads the forms of papers and their sections from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from boshan_desk.assets import asset
from boshan_desk.domain.paper.template import Form, Fragment, Part, Section, Template
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed

SECTIONS: Final = "sections"
"""The file that all forms take their sections from."""

_LINES: Final = ("title", "town_title", "unit_title")
_LISTS: Final = ("sections", "town_sections", "unit_sections")


def shipped_forms() -> tuple[str, ...]:
    """The forms that come with the program, the usual one first."""
    names = {path.stem for path in asset("resources", "reports").glob("*.toml")} - {SECTIONS}
    order = ("jianbao", "tongbao", "plain")
    return tuple(sorted(names, key=lambda name: (order.index(name) if name in order else 99, name)))


@cache
def shipped_text(name: str) -> str:
    """The file of a form, or of the sections, as it is shipped."""
    if name != SECTIONS and name not in shipped_forms():
        raise Missing(
            "没有名为“{name}”的报告形式，可用的有：{known}",
            name=name,
            known=listed(shipped_forms()),
        )
    return asset("resources", "reports", f"{name}.toml").read_text("utf-8")


@cache
def read_template(form: str, sections: str) -> Template:
    """The template that a form's text and the sections' text write.

    A text with a mistake in it raises what the mistake is (`ValueError`, `KeyError`, `TypeError`);
    `paper.checking` says it in words and with the place.
    """
    found = read_sections(sections)
    template = Template(form=read_form(form), sections=found)
    for names in (getattr(template.form, name) for name in _LISTS):
        for name in names:
            if name not in found:
                raise KeyError(name)
    return template


def read_form(text: str) -> Form:
    """What stands round the text."""
    given: dict[str, Any] = tomllib.loads(text)
    for name in (*_LINES, *_LISTS):
        given[name] = _texts(given.get(name, ()))
    return Form(**given)


def read_sections(text: str) -> Mapping[str, Section]:
    """The sections by their keys."""
    given: dict[str, Any] = tomllib.loads(text)
    options = options_by_key(given["section"])
    return {key: _section(key, each, options) for key, each in given["section"].items()}


def options_by_key(sections: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The options that parts give themselves, by the part's key."""
    parts = [part for section in sections.values() for part in section.get("part", ())]
    return {
        str(part["key"]): part["options"]
        for part in parts
        if isinstance(part, Mapping) and "key" in part and "options" in part
    }


def _section(
    key: str, given: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]
) -> Section:
    rest = {name: value for name, value in given.items() if name not in ("part", "when")}
    parts = tuple(
        _part(each, place, options) for place, each in enumerate(given.get("part", ()), 1)
    )
    return Section(key=key, parts=parts, when=_texts(given.get("when", ())), **rest)


def _part(given: Mapping[str, Any], place: int, options: Mapping[str, Mapping[str, Any]]) -> Part:
    rest = {name: value for name, value in given.items() if name not in ("say", "when")}
    rest.setdefault("key", f"{place}")
    if "options_as" in given:
        rest["options"] = options[given["options_as"]]
    return Part(say=_fragments(given.get("say", ())), when=_texts(given.get("when", ())), **rest)


def _fragments(given: Sequence[Any] | str) -> tuple[Fragment, ...]:
    if isinstance(given, str):
        return (Fragment(text=given),)
    return tuple(_fragment(each) for each in given)


def _fragment(given: Mapping[str, Any] | str) -> Fragment:
    if isinstance(given, str):
        return Fragment(text=given)
    rest = {name: value for name, value in given.items() if name not in ("parts", "when")}
    parts = _fragments(given.get("parts", ()))
    return Fragment(when=_texts(given.get("when", ())), parts=parts, **rest)


def _texts(value: Sequence[str] | str) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
