"""What fills a cell of a form, in words: its sign, a line of the grid, a sentence."""

from __future__ import annotations

from typing import Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Codes
from boshan_desk.domain.figures import Figure
from boshan_desk.domain.forms import (
    BLANK,
    FILLED,
    GROUP,
    PLACEHOLDERS,
    SPANS,
    WHOLE_COUNTY,
    YEAR,
    Condition,
    FigureTie,
    HandTie,
    NationalTie,
    RowsTie,
    Source,
    TextTie,
)
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.wording import explained, listed, statements, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.indicators import INDICATORS, Indicator
from boshan_desk.ledgers import KEPT, LEDGERS

SIGNS: Final[dict[type[Source], str]] = {
    FigureTie: "ƒ",
    NationalTie: "▦",
    TextTie: "文",
    RowsTie: "☰",
    HandTie: "✎",
}
"""A sign for each way to fill a cell; the colour of the cell is not the only one."""

KINDS: Final[dict[type[Source] | None, str]] = {
    None: mark("不填"),
    FigureTie: mark("指标"),
    NationalTie: mark("全国统计表的一格"),
    TextTie: mark("文字"),
    RowsTie: mark("台账的若干行"),
    HandTie: mark("手工填写"),
}


def figures() -> dict[str, tuple[Ledger, Figure | Indicator]]:
    """Every figure of the catalogue with its ledger, by code, in the order of the catalogue."""
    found: dict[str, tuple[Ledger, Figure | Indicator]] = {}
    for ledger in LEDGERS.values():
        found |= {figure.code: (ledger, figure) for figure in ledger.figures}
        found |= {each.code: (ledger, each) for each in INDICATORS if each.ledger == ledger.name}
    return found


def figure_title(code: str) -> str:
    """What a figure is called; its code where there is none."""
    found = figures().get(code)
    return _(found[1].title) if found else code


def short_words(source: Source, row_titles: dict[str, str]) -> str:
    """What stands in the cell of the grid."""
    sign = SIGNS[type(source)]
    match source:
        case FigureTie():
            words = figure_title(source.code)
            if source.span != "now":
                words = with_more(words, _(SPANS[source.span]))
        case NationalTie():
            words = f"{_(row_titles.get(source.row, source.row))}·{figure_title(source.code)}"
        case TextTie(text=text):
            words = shown_text(text)
        case RowsTie():
            ledger = KEPT.get(source.ledger)
            words = _("{ledger}（{room} 行）").format(
                ledger=_(ledger.title) if ledger else source.ledger, room=source.room
            )
        case HandTie():
            words = _("手工填写")
    return f"{sign} {words}"


def long_words(source: Source, lists: Lists, row_titles: dict[str, str]) -> str:
    """What fills the cell, whole: for the tip of the cell and the panel beside it."""
    parts: list[str] = []
    match source:
        case FigureTie():
            parts.append(explained(_("指标"), with_more(figure_title(source.code), source.code)))
            parts.append(explained(_("时间"), _(SPANS[source.span])))
            parts.append(explained(_("范围"), town_words(source.town, lists)))
            found = figures().get(source.code)
            if found and source.where:
                parts += (condition_words(each, found[0], lists) for each in source.where)
            if source.unit:
                parts.append(explained(_("单位"), source.unit))
        case NationalTie():
            row = _(row_titles.get(source.row, source.row))
            parts.append(explained(_("全国统计表"), f"{row}·{figure_title(source.code)}"))
            parts.append(explained(_("时间"), _(SPANS[source.span])))
        case TextTie(text=text):
            parts.append(explained(_("文字"), shown_text(text)))
        case RowsTie():
            ledger = KEPT.get(source.ledger)
            if ledger is None:
                return source.ledger
            parts.append(explained(_("台账"), _(ledger.title)))
            parts.append(explained(_("范围"), town_words(source.town, lists)))
            parts += (condition_words(each, ledger, lists) for each in source.where)
            parts.append(
                _("表上留 {room} 行，{columns} 栏").format(
                    room=source.room, columns=len(source.columns)
                )
            )
        case HandTie():
            parts.append(_("手工填写，程序不动这一格"))
    return statements(parts)


def shown_text(text: str) -> str:
    """A text as it is shown: 〔填报单位〕 in the place of {bureau}."""
    for name, words in PLACEHOLDERS.items():
        text = text.replace(f"{{{name}}}", slot_words(words))
    return text


def kept_text(text: str) -> str:
    """A text as it is kept: {bureau} in the place of 〔填报单位〕."""
    for name, words in PLACEHOLDERS.items():
        text = text.replace(slot_words(words), f"{{{name}}}")
    return text


def slot_words(words: str) -> str:
    """How what is filled in later stands in a text."""
    return f"〔{_(words)}〕"


def town_words(town: str, lists: Lists) -> str:
    """Of where a figure is."""
    if town == "":
        return _("填报时选的范围")
    return _("全区县") if town == WHOLE_COUNTY else lists["town"].label(town)


def condition_words(condition: Condition, ledger: Ledger, lists: Lists) -> str:
    """A further condition in words."""
    kind = ledger.shown().get(condition.field)
    title = _(kind.title) if kind else condition.field
    code_list = lists.get(kind.list) if isinstance(kind, Code | Codes) else None
    said = []
    for value in condition.values:
        fixed = {
            FILLED: _("已填写"),
            BLANK: _("未填写"),
            YEAR: _("期间所在的年份"),
            "yes": _("是"),
            "no": _("否"),
        }
        if value in fixed:
            said.append(fixed[value])
        elif value.startswith(GROUP):
            said.append(group_words(value))
        else:
            said.append(code_list.label(value) if code_list else value)
    return explained(_("只计{title}").format(title=title), listed(said))


def group_words(value: str) -> str:
    """A group of causes, as the rule file calls it."""
    name = value.removeprefix(GROUP)
    return _("{group}（一组案由）").format(group=shipped_causes().groups.get(name, name))
