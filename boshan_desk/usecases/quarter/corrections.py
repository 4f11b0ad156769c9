"""更正说明: what earlier papers of the year said and what is known to be otherwise now.

A record that was forgotten, corrected or withdrawn after its paper went out is told in the next
one, with the number then and now, and by name where it is a few.  Where no record changed and the
reckoning did (the program, a plan, a list), it is told as 口径调整 and not as 更正.  What a later
paper has told already is not told again, and what is equal as it is printed is not told at all.

The quarter before that was closed and of which no paper is kept is corrected likewise: what it
reported is what the year so far is led on from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.report import Block, Source, Words
from boshan_desk.domain.saying import Said, joined, number, said, words
from boshan_desk.domain.wording import quantity
from boshan_desk.i18n import _
from boshan_desk.store.figures import Value
from boshan_desk.store.past import last_told
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.figures import FigureLine, lines_of, spans_of
from boshan_desk.usecases.quarter.facts import Facts, last_quarter
from boshan_desk.usecases.quarter.phrases import amount_words
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.reported import reported_lines

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.differences import Differences, Item, Line
    from boshan_desk.usecases.papers.keeping import Kept

MOST_FIGURES: Final = 5
"""Figures of one paper that are told; the others stand in the difference sheet."""
MOST_NAMES: Final = 3
"""Records that are named."""

_KINDS: Final = {
    "late": "补录",
    "restored": "恢复",
    "corrected": "更正",
    "withdrawn": "撤回",
}
_CORRECTED: Final = ("", "更正")
_RESTATED: Final = ("因口径调整（程序、计划或名单变化）", "调整")
_HOWS: Final = (_CORRECTED, _RESTATED)
"""Why and how a number became another."""


def corrections(facts: Facts, part: Part) -> Iterator[Block]:
    """A paragraph for each earlier paper whose figures are others now; nothing where none is.

    Options of the part: `figures` and `names`, how many are told.
    """
    # Papers that are kept are composed here themselves: what keeps them imports this module.
    from boshan_desk.usecases.papers.keeping import all_kept

    kept = all_kept(facts.reader)
    before = [said for each in _earlier(facts, kept) if (said := _of_paper(facts, each))]
    if closed := _of_closing(facts, kept):
        before.append(closed)
    for place, earlier in enumerate(before, 1):
        later = [each for each in kept if each.step > earlier.kept.step and not each.is_void]
        if told := _paragraph(facts, part, earlier, later):
            yield words(told, key=f"{part.key}.{place}" if part.key else "")


class _Before(NamedTuple):
    """What was said before."""

    name: str
    """《…》（第2期）报送后, 2026年上半年数据封账后."""
    kept: Kept
    printed: Sequence[FigureLine]
    rest: str
    """What is said of the figures that are not told."""


def _of_paper(facts: Facts, earlier: Kept) -> _Before | None:
    from boshan_desk.usecases.papers.keeping import content_kept

    try:
        printed = content_kept(facts.reader, earlier.id).figures
    except Damaged:
        # `check` says so; a paper can be written without it.
        return None
    number_words = f"（{earlier.number}）" if earlier.number else ""
    name = f"《{earlier.title}》{number_words}报送后"
    return _Before(name, earlier, printed, "；其余{rest}项的变动见差异表。")


def _of_closing(facts: Facts, kept: Sequence[Kept]) -> _Before | None:
    """What the quarter before reported, where no paper of this scope was written of it."""
    from boshan_desk.usecases.papers.keeping import Kept

    reader, request = facts.reader, facts.request
    quarter = last_quarter(request.period).previous()
    reported = reported_lines(reader, quarter)
    scope = (request.town, request.unit)
    if reported is None or any(
        (each.request.town, each.request.unit) == scope
        and each.request.period.end == quarter.end
        and not each.is_void
        for each in kept
    ):
        return None
    step = last_told(reader, "reported", f"{quarter}/figures")
    if step is None:
        return None
    printed = [
        # Reported by the ledgers of then, so that only another reckoning gives other numbers.
        replace(line, is_closed=False)
        for code in entries()
        if (code, request.town) in reported.values
        for line in _closed_line(facts, code, quarter, reported.values[code, request.town][3])
    ]
    closing = Kept(
        id="",
        request=Request(period=quarter, town=request.town, unit=request.unit),
        number="",
        title="",
        state="final",
        reason="",
        digest="",
        code="",
        head="",
        step=step,
        pages=0,
        pdf_digest="",
        program="",
        at=reported.at,
        officer=reported.officer,
    )
    name = f"{quarter.cumulative().words()}数据封账后"
    return _Before(name, closing, printed, "；其余{rest}项也有变动。")


def _closed_line(facts: Facts, code: str, quarter: Period, reported: Value) -> Sequence[FigureLine]:
    """The line of a closed quarter where it says something else than the ledgers do now."""
    counting, town = facts.counting, facts.request.town
    span = spans_of(entries()[code].of, quarter, counting).cumulative
    if counting.value(code, span, town) == reported:
        return ()
    return lines_of(facts.reader, [code], quarter, town=town, counting=counting)[code]


def _earlier(facts: Facts, kept: Sequence[Kept]) -> list[Kept]:
    """The papers of the same scope of this year, and the last one of the year before, oldest first.

    Of a time that several were written of, the one of the same form, else the newest.
    """
    request = facts.request
    end = facts.period.end
    by_time: dict[str, list[Kept]] = {}
    for each in kept:
        same = (each.request.town, each.request.unit) == (request.town, request.unit)
        if same and not each.is_void and each.request.period.end < end:
            by_time.setdefault(str(each.request.period), []).append(each)

    def rank(each: Kept) -> tuple[bool, bool, int]:
        alike = each.request.kind == request.kind
        return alike, each.request.public == request.public, each.step

    chosen = [max(group, key=rank) for group in by_time.values()]
    chosen.sort(key=lambda each: (each.request.period.end, each.step))
    of_year = [each for each in chosen if each.request.period.year == end.year]
    before = [each for each in chosen if each.request.period.year == end.year - 1]
    return [*before[-1:], *of_year]


def _paragraph(facts: Facts, part: Part, earlier: _Before, later: Sequence[Kept]) -> Said | None:
    from boshan_desk.usecases.papers.differences import compare

    told_before = [text for text in _texts(facts, later) if earlier.name in text]
    moved = []
    for line in earlier.printed:
        now = facts.counting.value(line.code, line.spans.cumulative, line.town)
        if line.town != facts.request.town or _amount(line, line.cumulative) == _amount(line, now):
            continue
        told = [_core(line, now, how) for how in _HOWS]
        if not any(core in text for text in told_before for core in told):
            moved.append((line, now))
    if not moved:
        return None
    # What only follows from others, shares and means, stands behind them.
    moved.sort(key=lambda pair: pair[0].share or isinstance(pair[1], Decimal))
    most = int(part.options.get("figures", MOST_FIGURES))
    shown, rest = moved[:most], len(moved) - most
    found = compare(
        facts.reader,
        earlier.kept.request,
        earlier.kept,
        codes=[line.code for line, _now in shown],
        printed=[line for line, _now in shown],
    )
    names = 0 if facts.request.public else int(part.options.get("names", MOST_NAMES))
    sentences = [_sentence(line, now, found, names) for line, now in shown]
    ending = earlier.rest.format(rest=rest) if rest > 0 else "。"
    return said(f"{earlier.name}，", joined(sentences, "；"), ending)


def _texts(facts: Facts, papers: Sequence[Kept]) -> Iterator[str]:
    """Every paragraph of some papers; none of one that cannot be read."""
    from boshan_desk.usecases.papers.keeping import content_kept

    for each in papers:
        try:
            blocks = content_kept(facts.reader, each.id).report.blocks
        except Damaged:
            continue
        yield from (block.text for block in blocks if isinstance(block, Words))


def _core(line: FigureLine, now: Value, how: tuple[str, str]) -> str:
    """立案数由39件更正为40件."""
    because, verb = how
    then = _amount(line, line.cumulative)
    return f"{_(line.title)}{because}由{then}{verb}为{_amount(line, now)}"


def _amount(line: FigureLine, value: Value) -> str:
    if value is None:
        return "无数据"
    if line.money:
        return amount_words(value)
    return f"{line.show(value)}%" if line.unit == "%" else quantity(line.show(value), _(line.unit))


def _sentence(line: FigureLine, now: Value, found: Differences, names: int) -> Said:
    source = Source(figure=line.code, span=line.spans.cumulative, town=line.town)
    whole = next((each for each in found.lines if each.code == line.code and not each.part), None)
    items = [each for each in found.items if each.code == line.code]
    restated = bool(whole and whole.restated)
    core = _core(line, now, _RESTATED if restated and not items else _CORRECTED)
    amount = _amount(line, now)
    told = said(core.removesuffix(amount), number(amount, source))
    reasons = list(_reasons(whole, items, names)) if whole and whole.adds_up else []
    if restated and items:
        reasons.insert(0, Said("含口径调整"))
    return said(told, "（", joined(reasons, "，"), "）") if reasons else told


def _reasons(line: Line, items: Sequence[Item], names: int) -> Iterator[Said]:
    """补录1件：博市监立〔2026〕12号."""
    for kind, word in _KINDS.items():
        own = [item for item in items if item.kind == kind]
        if not own:
            continue
        value = getattr(line, kind)
        # What was corrected may have gone up as well as down: it is told by records.
        many = kind == "corrected"
        counted = f"{len(own)}条" if many else line.words(kind).lstrip("+−") + line.unit
        ids = tuple(item.record_id for item in own if item.record_id)
        source = Source(ledger=own[0].ledger, ids=ids) if ids else None
        head = said(word, number(counted, source))
        if value or many:
            yield said(head, "：", _named(own, names)) if names else head


def _named(items: Sequence[Item], most: int) -> str:
    labels = list(dict.fromkeys(item.label or item.serial for item in items))
    shown = "、".join(labels[:most])
    return shown if len(labels) <= most else f"{shown}等"
