"""合订本: the quarterly paper and what goes with it, as one file with one outline."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from boshan_desk.domain.form_sheet import FormSheet
from boshan_desk.domain.period import Period, quarter_of, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Report
from boshan_desk.domain.ruled_form import RuledForm
from boshan_desk.domain.wide_sheet import WideColumn, WideGroup, WideSheet, WideTable
from boshan_desk.domain.wording import NOTHING, listed
from boshan_desk.i18n import _, in_chinese, mark
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.reports.bound import draw_bound
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.form_files import lay_out
from boshan_desk.usecases.national_form import national_forms
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.faces import office_faces
from boshan_desk.usecases.papers.keeping import content_kept, frozen
from boshan_desk.usecases.papers.making import Progress, Telling
from boshan_desk.usecases.papers.written import Written
from boshan_desk.usecases.plans.papers import targets_wide
from boshan_desk.usecases.plans.slip_paper import slip_form
from boshan_desk.usecases.plans.slips import slip_lines
from boshan_desk.usecases.plans.task_words import limit_words, state_words
from boshan_desk.usecases.plans.tasks import TaskLine, task_lines
from boshan_desk.usecases.quarter.paper import compose_in
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.request import Request

Part: TypeAlias = Literal["targets", "tasks", "slips", "national"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
"""What may be bound with a paper, in the order in which it stands there."""

_TITLES: Final = {
    "targets": mark("目标任务完成情况"),
    "tasks": mark("任务进展情况"),
    "slips": mark("督办单"),
    "national": mark("全国统计表"),
}

_SENT: Final = ("issued", "answered", "closed")
"""Slips that went out and are not void."""

Piece: TypeAlias = Report | WideSheet | RuledForm | FormSheet


def bind(
    desk: Desk,
    request: Request,
    parts: Collection[str],
    *,
    progress: Progress | None = None,
) -> Drawn:
    """The paper and these parts: 目标进度表, 任务清单, the slips, 全国统计表.

    Slips are those of the year so far, as the paper tells of it, and older ones that nobody had
    answered by then.  A paper that is frozen is bound as it was frozen.

    Raises:
        Refused: a part there is not, or one that the public must not read.
    """
    return _bound(desk, request, parts, progress)[0]


def _bound(
    desk: Desk, request: Request, parts: Collection[str], progress: Progress | None
) -> tuple[Drawn, tuple[str, ...]]:
    """The same, and the parts of which there is nothing."""
    refuse_parts(request, parts)
    telling = Telling(progress)
    report = _paper(desk, request, telling)
    pieces: list[Piece] = [report]
    empty = []
    for part in PARTS:
        if part in parts:
            telling.writing(_("正在汇集：{part}").format(part=part_title(part)))
            with in_chinese():
                found = list(_pieces(desk, request, part))
            pieces += found
            empty += [] if found else [part]
    title = f"{''.join(report.title)}（合订本）"
    with in_chinese(), office_faces(desk):
        drawn = draw_bound(pieces, title=title, office=report.office, on_page=telling.page)
    telling.end(drawn.pages)
    return drawn, tuple(empty)


def write_bound(
    desk: Desk,
    request: Request,
    path: Path,
    *,
    parts: Collection[str],
    progress: Progress | None = None,
) -> Written:
    """Write it as one PDF; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn, empty = _bound(desk, request, parts, progress)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing, empty=empty)


def part_title(part: str) -> str:
    """What a part is called."""
    return _(_TITLES[part])


def refuse_parts(request: Request, parts: Collection[str]) -> None:
    """Refuse what cannot be bound with a paper, before anything is done.

    Raises:
        Refused: a part there is not, or one that the public must not read.
    """
    if unknown := [part for part in parts if part not in PARTS]:
        raise Refused(
            "合订本里没有“{part}”，可以是：{parts}", part=listed(unknown), parts=listed(PARTS)
        )
    if request.public and {"tasks", "slips"} & set(parts):
        raise Refused("公开版不能附任务进展和督办单，请改选完整版，或去掉这两项")


def _paper(desk: Desk, request: Request, telling: Telling) -> Report:
    with desk.read() as reader:
        if kept := frozen(reader, request):
            return content_kept(reader, kept.id).report
        return compose_in(reader, request, progress=telling.composing).report


def _pieces(desk: Desk, request: Request, part: Part) -> Iterator[Piece]:
    # These are judged at the end of a quarter.
    period = quarter_of(request.period.end)
    if part == "targets":
        yield targets_wide(desk, period, unit=request.unit, town=request.town)
    elif part == "tasks":
        yield _tasks_sheet(desk, period, request.unit or request.town)
    elif part == "slips":
        yield from _slips(desk, request)
    else:
        for form in national_forms(desk, period):
            yield lay_out(desk, form)


def _slips(desk: Desk, request: Request) -> Iterator[RuledForm]:
    """Every slip that went out and that the paper tells of, the oldest first."""
    for line in reversed(slip_lines(desk, unit=request.unit or request.town)):
        slip = line.slip
        if slip.state in _SENT and _is_told(slip, request.period):
            yield slip_form(desk, slip)


def _is_told(slip: Supervision, period: Period) -> bool:
    """Whether a slip is of the year so far, or older and was not answered by then."""
    try:
        told = read_period(slip.period or "")
    except Refused:
        return False
    answered = slip.replied_on is not None and slip.replied_on <= period.end
    of_year = told.start.year == period.year
    return told.end <= period.end and (of_year or not answered)


def _tasks_sheet(desk: Desk, period: Period, unit: str) -> WideSheet:
    lines = task_lines(desk, period, unit=unit)
    with desk.read() as reader:
        on = max(min(period.end, reader.today), period.start)
        sample = reader.setting("sample") == "yes"
    groups: dict[str, list[TaskLine]] = {}
    for line in lines:
        groups.setdefault(line.project_title, []).append(line)
    table = WideTable(
        columns=(
            WideColumn(title="编号", share=1.2, align="center"),
            WideColumn(title="任务", share=4),
            WideColumn(title="牵头单位", share=3.4),
            WideColumn(title="时限", share=3.4),
            WideColumn(title="本期状态", share=2, align="center"),
            WideColumn(title="进展情况", share=9),
            WideColumn(title="未报送单位", share=3.4),
        ),
        groups=tuple(
            WideGroup(
                title=title,
                rows=tuple(_task_row(line) for line in group),
                strong=frozenset(n for n, line in enumerate(group) if line.overdue),
            )
            for title, group in groups.items()
        ),
        empty="没有任务",
        loud=4,
    )
    return WideSheet(
        title=f"{desk.county.name}知识产权任务进展情况（{period.words()}）",
        above=(f"编制单位：{desk.county.bureau}", f"截至{day_words(on)}"),
        tables=(table,),
        office=desk.county.bureau,
        foot="演示数据" if sample else "",
    )


def _task_row(line: TaskLine) -> tuple[str, ...]:
    told = [
        f"{each.name}：{each.report.text}"
        for each in line.reports
        if each.report and each.report.text
    ]
    return (
        line.task.no,
        line.task.title,
        listed(line.lead),
        limit_words(line),
        state_words(line.state) if line.state else "未报",
        "；".join(told) or NOTHING,
        listed(each.name for each in line.silent) or NOTHING,
    )
