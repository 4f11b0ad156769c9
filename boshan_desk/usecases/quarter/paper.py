"""Composes a paper to the leading group as a `Report` (domain.md 5.3), from one state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from boshan_desk.domain.numerals import write_numeral
from boshan_desk.domain.paper.template import Form, Part, Section, Template
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import (
    Block,
    Head,
    Heading,
    Imprint,
    PageBreak,
    Report,
    Sign,
    Words,
)
from boshan_desk.domain.saying import relink, words
from boshan_desk.i18n import _, in_chinese
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts, last_quarter
from boshan_desk.usecases.quarter.forms import UNREADABLE, template_of
from boshan_desk.usecases.quarter.items import number_items
from boshan_desk.usecases.quarter.parts import PARTS
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.quarter.sentences import drafted, holds, spoken

Progress = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""


@dataclass(frozen=True)
class Composed:
    """A paper, and the figures that it prints."""

    report: Report
    figures: tuple[FigureLine, ...]
    drafts: Mapping[str, str]
    """What is drafted for every paragraph that may be edited, by its key, without its number."""


def compose(desk: Desk, request: Request, *, progress: Progress | None = None) -> Report:
    """The paper that is asked for, with what officers wrote into it.

    Refuses a time that no paper is of, and one that has not begun.
    """
    with desk.read() as reader:
        return compose_in(reader, request, progress=progress).report


def compose_in(
    reader: Reader,
    request: Request,
    *,
    progress: Progress | None = None,
    final: bool = False,
    own_words: bool = True,
    on_part: Callable[[Report], object] | None = None,
) -> Composed:
    """The same within a reading that has begun; `final`: as it is frozen, no draft any more.

    Without `own_words`, every paragraph says what is drafted.  `on_part` is given the paper as far
    as it goes after every section: its first page can be seen while the rest is counted.
    """
    tell = _telling(progress)
    with in_chinese():
        if request.period.start > reader.today:
            raise Refused("{period}还没有开始，不能编写报告", period=request.period.words())
        last_quarter(request.period)
        template = template_of(reader, request.kind)
        facts = Facts(reader, request, template.form.closing)
        blocks: list[Block] = []
        annexes: list[str] = []
        for title, built in _sections(facts, template, tell):
            blocks += built
            annexes += [title] if title else []
            if on_part:
                written = _as_written(blocks, edits_of(reader, request))
                begun = tuple(number_items(written))
                on_part(_round(facts, template.form, begun, (), final=final))
        if len(annexes) == 1:
            blocks = [_without_number(block) for block in blocks]
        if not final:
            blocks.append(Words(text=_anchor(reader), style="note"))
        drafts = {b.key: b.text for b in blocks if isinstance(b, Words) and b.key}
        if own_words:
            blocks = list(_as_written(blocks, edits_of(reader, request)))
        numbered = tuple(number_items(blocks))
        report = _round(facts, template.form, numbered, tuple(annexes), final=final)
        return Composed(report, tuple(facts.printed.values()), drafts)


def _telling(progress: Progress | None) -> Progress:
    """Tells which part is being counted, in the language of the window and not of the paper."""
    counting, unnamed, end = _("正在统计：{part}"), _("概况"), _("统计完成")

    def tell(done: int, total: int, part: str) -> None:
        if progress:
            words = counting.format(part=part or unnamed) if done < total else end
            progress(done, total, words)

    return tell


def _sections(
    facts: Facts, template: Template, tell: Progress
) -> Iterator[tuple[str, list[Block]]]:
    """The blocks of each section, and the title of an annex."""
    request = facts.request
    chosen = [
        section
        for section in template.chosen(town=bool(request.town), unit=bool(request.unit))
        if (section.public or not request.public)
    ]
    facts.sections = [section.key for section in chosen]
    number = annex = 0
    for done, section in enumerate(chosen):
        name = spoken(facts, section.heading).text
        tell(done, len(chosen), name)
        if not holds(facts, section.when):
            continue
        inner = list(_parts(facts, section, template.own))
        if not inner:
            continue
        if not name:
            yield "", inner
        elif section.annex:
            annex += 1
            head = Heading(level=1, text=f"附件{annex}　{name}", key=section.key)
            # An annex is laid out on a page of its own (GB/T 9704-2012, 7.4).
            yield name, [PageBreak(), head, *inner]
        else:
            number += 1
            head = Heading(level=1, text=f"{write_numeral(number)}、{name}", key=section.key)
            yield "", [head, *inner]
    tell(len(chosen), len(chosen), "")


def _without_number(block: Block) -> Block:
    """What is the only annex is called 附件 and no more."""
    if isinstance(block, Heading) and block.text.startswith("附件1　"):
        return replace(block, text=block.text.replace("附件1　", "附件　", 1))
    return block


def _parts(facts: Facts, section: Section, own: bool) -> Iterator[Block]:
    built = [
        (part, inner)
        for part in section.parts
        if (part.public or not facts.request.public) and holds(facts, part.when)
        if (inner := list(_part(facts, section, part, own)))
    ]
    several = sum(bool(part.heading) for part, _inner in built) > 1
    number = 0
    for part, inner in built:
        if part.heading:
            number += 1
            # What has no second has no number.
            mark = f"（{write_numeral(number)}）" if several else ""
            text = f"{mark}{spoken(facts, part.heading).text}"
            yield Heading(level=2, text=text, key=f"{section.key}.{part.key}")
        yield from inner


def _part(facts: Facts, section: Section, part: Part, own: bool) -> Iterable[Block]:
    try:
        return _built(facts, section, part)
    except UNREADABLE as error:
        if not own:
            raise
        raise Refused(
            "照本单位的报告模板，“{section}”里的“{part}”写不成（{error}），"
            "请在“报告模板”里改正，或恢复随程序的模板",
            section=section.key,
            part=part.key,
            error=error,
        ) from error


def _built(facts: Facts, section: Section, part: Part) -> Iterable[Block]:
    if part.block:
        # An office may take a wording out: what says nothing leaves no empty line.
        blocks = PARTS[part.block](facts, part)
        return [each for each in blocks if not isinstance(each, Words) or each.text]
    told = drafted(facts, part.say)
    return (words(told, key=f"{section.key}.{part.key}", style=part.style),) if told else ()


# ---------------------------------------------------------------- what officers wrote


def edits_of(reader: Reader, request: Request) -> Mapping[str, Mapping[str, Any]]:
    """What officers wrote into the paper, as it is stored, by the key of the paragraph."""
    rows = reader.small_rows(schema.paper_words)
    return {row["key"]: row for row in rows if row["paper"] == request.key}


def _as_written(blocks: Iterable[Block], edits: Mapping[str, Mapping[str, Any]]) -> Iterator[Block]:
    """The blocks with the office's own words; a line of its own is a paragraph of its own."""
    for block in blocks:
        edit = edits.get(block.key) if isinstance(block, Words) and block.key else None
        if edit is None or not isinstance(block, Words):
            yield block
            continue
        for line in edit["text"].splitlines():
            if line.strip():
                links = relink(line, block.text, block.links)
                yield replace(
                    block, text=line, links=links, drafted=block.text, basis=edit["basis"]
                )


# ---------------------------------------------------------------- what stands round the text


def _round(
    facts: Facts,
    form: Form,
    blocks: tuple[Block, ...],
    annexes: tuple[str, ...],
    *,
    final: bool,
) -> Report:
    request, reader, county = facts.request, facts.reader, facts.county
    today = day_words(reader.today)
    lines = form.town_title if request.town else form.unit_title if request.unit else form.title
    remark = form.public_remark if request.public else form.remark
    sample = "演示数据" if reader.setting("sample") == "yes" else ""
    return Report(
        title=tuple(spoken(facts, line).text for line in lines),
        office=county.office if form.office else "",
        date=today if form.office else "",
        period=f"{facts.period.year}年{facts.so_far_words}",
        as_of=spoken(facts, form.as_of).text,
        blocks=blocks,
        foot="　".join(filter(None, ("" if final else "草稿", sample))),
        subject=form.subject,
        head=_head(facts, form, today),
        addressed=spoken(facts, form.addressed).text,
        attached=annexes if form.attached else (),
        sign=Sign(office=county.office, day=today) if form.sign else None,
        remark=remark,
        imprint=_imprint(facts, form, today),
    )


def _head(facts: Facts, form: Form, today: str) -> Head | None:
    if not form.head:
        return None
    told = {name: spoken(facts, text).text for name, text in form.head.items()}
    if told["style"] == "brief":
        told |= {"office": facts.county.office, "day": today}
    return Head(**told)  # type: ignore[arg-type]  # the checker has seen the style


def _imprint(facts: Facts, form: Form, today: str) -> Imprint | None:
    if not form.imprint:
        return None
    lists = form.imprint.get("lists", ())
    return Imprint(
        lists=tuple((label, spoken(facts, names).text) for label, names in lists),
        office=facts.county.office,
        day=f"{today}印发",
        copies=form.imprint.get("copies", ""),
    )


def _anchor(reader: Reader) -> str:
    """The newest link of the history: on paper, it vouches for everything before it."""
    code = reader.head().short()
    return f"编写本稿时变更记录的校验码为 {code}，凭此码可核对此前的登记和改动是否又被改写。"
