"""A pack from a policy paper: what the paper seems to say, as far as an officer confirms it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from boshan_desk.domain.county import County
from boshan_desk.domain.plans.pack import Indicator, Plan, Project, Question, Task
from boshan_desk.domain.plans.papers import Draft, DraftTarget, DraftTask, read_paper
from boshan_desk.domain.plans.papers.units import split_names
from boshan_desk.domain.problems import Refused
from boshan_desk.excel.documents.reading import read_document
from boshan_desk.i18n import _, mark
from boshan_desk.indicators import INDICATORS
from boshan_desk.ledgers import LEDGERS

DOUBTS: Final = {
    "cells": mark("表格丢失了单元格，只有最后一个数可靠，请对照原文"),
    "no-year": mark("原文没有写明完成年份，请补充"),
    "in-passing": mark("不在目标和措施部分，可能只是叙述"),
}
"""Why a proposed target should be looked at twice."""

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_BRACKET: Final = re.compile(r"[（(][^（()）]*[）)]$")
_PREFIX: Final = re.compile(r"[A-Z]{2,4}")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the officer says of the plan as a whole."""

    code: str
    prefix: str
    title: str
    short: str
    doc_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    start: date
    end: date


def draft_of_file(path: Path, *, heard: Callable[[], object] = lambda: None) -> Draft:
    """What a .docx or a text file seems to say.

    Raises:
        Refused: the file cannot be read; with what to do.
    """
    words = read_document(path, heard=heard)
    return draft_of_text(words.text, words.tables)


def draft_of_text(text: str, tables: Sequence[Sequence[Sequence[str]]] = ()) -> Draft:
    """The same of a text that was pasted."""
    if not text.strip() and not tables:
        raise Refused("没有可以分解的文字，请选择文件或粘贴全文")
    return read_paper(text, tables)


def propose_identity(draft: Draft, today: date) -> Identity:
    """What the paper seems to be; code and prefix are for the officer to choose."""
    first = draft.start or min(draft.end or today.year, today.year)
    start = draft.issued_on or date(first, 1, 1)
    years = [year for target in draft.targets for year in target.target]
    end = date(max([draft.end or 0, start.year, *years]), 12, 31)
    return Identity(
        code=f"plan-{start.year}",
        prefix="XP",
        title=draft.title,
        short=_BRACKET.sub("", draft.title)[:20],
        doc_no=draft.doc_no,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        start=start,
        end=end,
    )


def figure_of(words: str) -> str:
    """The code of the figure that an officer names by code or title; "" if there is none."""
    plain = words.strip()
    for code, title in _figures():
        if plain in (code, _(title), title) or plain.split(" ")[0] == code:
            return code
    return ""


def likely_figures(title: str, *, most: int = 3) -> tuple[tuple[str, str], ...]:
    """The figures (code, title) that surely count a target, the likeliest first.

    Papers turn words round (有效商标注册量, 有效注册商标量): the characters tell as much as their
    order.  None where two are as likely.
    """
    found = sorted(
        ((_likeness(title, name), code, name) for code, name in _figures()),
        key=lambda each: (-each[0], each[1]),
    )
    sure = [each for each in found if each[0] >= _SURE]
    if len(sure) > 1 and sure[0][0] - sure[1][0] < _APART:
        return ()
    return tuple((code, name) for _share, code, name in sure[:most])


def known_unit(county: County, name: str, on: date | None = None) -> str:
    """The department that a paper calls by this name, as it is called now; else the name itself."""
    unit = county.find_unit(name)
    following = county.unit(unit.code, on) if unit else None
    return following.name if following else name


def make_plan(
    identity: Identity, tasks: Sequence[DraftTask], targets: Sequence[DraftTarget], draft: Draft
) -> Plan:
    """The plan of what the officer kept, each task with its source paragraph.

    Raises:
        Refused: code, prefix or years make no plan; two tasks of one number.
    """
    if not _CODE.fullmatch(identity.code):
        raise Refused("计划编号只能用小写字母、数字和短横线，如 {example}", example="qinghe-2026")
    if not _PREFIX.fullmatch(identity.prefix):
        raise Refused("代码前缀应为二到四个大写字母，如 {example}", example="QH")
    if identity.end <= identity.start:
        raise Refused("计划的截止日期应晚于开始日期")
    projects = {title: f"P{n}" for n, title in enumerate(_titles(tasks), 1)}
    numbers = [task.no for task in tasks if not task.safeguard]
    if twice := sorted({no for no in numbers if numbers.count(no) > 1}):
        raise Refused("任务编号重复：{numbers}，请改成不同的编号", numbers="、".join(twice))
    made, safeguards = [], 0
    for task in tasks:
        safeguards += task.safeguard
        no = f"S{safeguards}" if task.safeguard else task.no
        made.append(
            Task(
                code=f"{identity.prefix}-{no}",
                no=no,
                title=task.title,
                paragraph=task.text,
                project=projects.get(task.project, "") if not task.safeguard else "",
                lead=task.lead,
                join=task.join,
                place=_("原文第{n}段").format(n=task.paragraphs[0])
                if task.paragraphs
                else _("原文附表"),
                due=task.due,
                safeguard=task.safeguard,
            )
        )
    indicators = tuple(
        _indicator(identity, n, target, draft) for n, target in enumerate(targets, 1)
    )
    kept_tasks = {number for task in tasks for number in task.paragraphs}
    kept_targets = {target.paragraph for target in targets}
    left = [p.text for p in draft.paragraphs if p.number not in kept_tasks | kept_targets]
    return Plan(
        code=identity.code,
        prefix=identity.prefix,
        title=identity.title,
        short=identity.short or identity.title[:20],
        doc_no=identity.doc_no,
        issuer=tuple(split_names(identity.issuer)) if identity.issuer else (),
        issued_on=identity.issued_on,
        start=identity.start,
        end=identity.end,
        status="active",
        projects=tuple(Project(code=code, title=title) for title, code in projects.items()),
        tasks=tuple(made),
        indicators=indicators,
        questions=tuple(_questions(date(identity.start.year - 1, 12, 31), indicators, targets)),
        undivided=tuple(left),
    )


def _indicator(identity: Identity, number: int, target: DraftTarget, draft: Draft) -> Indicator:
    last = identity.end.year
    values = {year or last: value for year, value in target.target.items()}
    place = _("原文第{n}段").format(n=target.paragraph) if target.paragraph else _("原文附表")
    ratio = target.kind == "ratio"
    return Indicator(
        code=f"{identity.prefix}-T{number:02d}",
        title=target.title,
        unit=target.unit,
        kind=target.kind,
        basis=target.basis,
        comparator=target.comparator if values else "no_number",
        place=place,
        target=values,
        metrics=target.metrics,
        # A paper seldom says of what a ratio is one; who reads the plan sees that it does not.
        numerator=target.title if ratio else "",
        denominator=_("原文未写明") if ratio else "",
        denominator_source=_("待本单位确认") if ratio else "",
        evidence="" if target.metrics else _("按期填报的进展及佐证材料"),
        about=target.text if target.paragraph else "",
    )


def _questions(
    before: date, indicators: Sequence[Indicator], targets: Sequence[DraftTarget]
) -> list[Question]:
    """What the paper leaves open and no reader can know: meanings of years, baselines."""
    found = []
    for indicator, target in zip(indicators, targets, strict=True):
        if indicator.basis == "open":
            found.append(
                Question(
                    code=f"{indicator.code}/basis",
                    indicator=indicator.code,
                    asks="basis",
                    words=_("“{title}”各年的数是累计数还是当年新增数？").format(
                        title=indicator.title
                    ),
                    choices=(
                        ("levels", _("各年都是累计达到的数")),
                        ("increments", _("前几年是当年新增数，最后一年是累计总数")),
                    ),
                    why=target.text,
                )
            )
        elif indicator.basis in ("year_end_level", "yoy_growth", "cagr") and indicator.target:
            found.append(
                Question(
                    code=f"{indicator.code}/baseline",
                    indicator=indicator.code,
                    asks="baseline",
                    words=_("“{title}”的基期值（{year}年末）是多少？").format(
                        title=indicator.title, year=before.year
                    ),
                    as_of=before,
                )
            )
    return found


def _titles(tasks: Sequence[DraftTask]) -> list[str]:
    named = [task.project for task in tasks if task.project and not task.safeguard]
    return list(dict.fromkeys(named))


def _figures() -> list[tuple[str, str]]:
    declared = [(f.code, f.title) for ledger in LEDGERS.values() for f in ledger.figures]
    return declared + [(each.code, each.title) for each in INDICATORS]


_COMMON: Final = ("知识产权", "数量", "总量", "累计", "区", "件数")


_SURE: Final = 0.6
_APART: Final = 0.08


def _likeness(one: str, other: str) -> float:
    """From 0 to 1: how many characters and pairs of them two names share."""
    mine, yours = set(_bare(one)), set(_bare(other))
    characters = len(mine & yours) / max(len(mine | yours), 1)
    first, second = _pairs(one), _pairs(other)
    pairs = len(first & second) / max(len(first | second), 1)
    return 0.7 * characters + 0.3 * pairs


def _bare(text: str) -> str:
    for word in _COMMON:
        text = text.replace(word, "")
    return text


def _pairs(text: str) -> set[str]:
    text = _bare(text)
    return {text[n : n + 2] for n in range(len(text) - 1)}


def with_year(target: DraftTarget, year: int | None, value: Decimal | None) -> DraftTarget:
    """The target with another year and value, where it has but one."""
    kept = {} if value is None else {year or 0: value}
    return replace(target, value=value, target=kept, doubt="" if year else target.doubt)
