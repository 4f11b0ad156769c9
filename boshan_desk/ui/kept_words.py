"""What a paper is called in lists and questions: its form, period, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.county import County
from boshan_desk.i18n import _, mark

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.keeping import Kept
    from boshan_desk.usecases.quarter.request import Request

STATES: Final = {"final": mark("● 定稿"), "void": mark("✕ 作废")}
"""By a sign and a word."""


def scope_words(request: Request, county: County) -> str:
    """Whose sheet it is, and whether everybody may read it: 全区, 山头街道, 公开版."""
    if request.town:
        whose = county.towns.label(request.town)
    elif request.unit:
        names = {unit.code: unit.name for unit in county.units}
        whose = names.get(request.unit, request.unit)
    else:
        whose = county.name
    return _("{whose}（公开版）").format(whose=whose) if request.public else whose


def paper_words(request: Request, county: County, form: str = "") -> str:
    """Which paper it is, in a line: 2026年三季度　博山区　简报."""
    parts = (request.period.words(), scope_words(request, county), form)
    return "　".join(part for part in parts if part)


def kept_row(kept: Kept, county: County, forms: Mapping[str, str]) -> tuple[str, ...]:
    """A line of the list of frozen papers."""
    return (
        _(STATES[kept.state]),
        kept.number,
        kept.title,
        kept.request.period.words(),
        forms.get(kept.request.kind, kept.request.kind),
        scope_words(kept.request, county),
        kept.at[:16],
        kept.officer,
        kept.code,
    )


def file_name(kept: Kept) -> str:
    """What a frozen paper is called as a file; void ones say so."""
    number = f"（{kept.number}）" if kept.number else ""
    name = "".join(sign for sign in f"{kept.title}{number}" if sign not in '\\/:*?"<>|')
    if kept.request.public:
        name = _("{name}（公开版）").format(name=name)
    return _("{name}（已作废）").format(name=name) if kept.is_void else name
