"""Papers about one case: why a limit ends on its day, all its limits, the index of its file.

Parties are masked as in everything that leaves the bureau.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.explaining import Explained, Kind, day_words, length_words, span_words
from boshan_desk.domain.fields import PAPER
from boshan_desk.domain.law.papers import VOLUMES, Volume
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.report import Block, Column, Grid, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.domain.wording import NOTHING, explained, listed, statements, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.procedure.clocks import STATES, Clock
from boshan_desk.procedure.timeline import draw_up, measure_name
from boshan_desk.procedure.why import why
from boshan_desk.procedure.words import FACTS
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.dossier import Dossier, Leaf, dossier_in
from boshan_desk.usecases.procedure import CaseView, look_in

_KINDS: Final[dict[Kind, str]] = {
    "start": mark("起算"),
    "length": mark("期限"),
    "extension": mark("延长"),
    "stop": mark("停止计算"),
    "rest": mark("休息日"),
    "work": mark("调休上班"),
    "count": mark("计算"),
    "due": mark("届满"),
    "roll": mark("顺延"),
    "provisional": mark("暂定"),
    "basis": mark("依据"),
}
"""The steps of a count, as its table calls them."""


def timeline_of(desk: Desk, case_id: str, *, on: date | None = None) -> Timeline:
    """The picture of a case's course on a day, today unless another is given.

    Raises:
        Missing: there is no such case.
    """
    with desk.read() as reader:
        return timeline_in(reader, look_in(reader, case_id, on=on))


def why_paper(
    desk: Desk, case_id: str, rule: str, subject: str = "", *, on: date | None = None
) -> Drawn:
    """The count of one limit, step by step (为什么是这一天).

    Raises:
        Missing: there is no such case, or nothing has set this limit going in it.
    """
    with desk.read() as reader:
        return draw(why_report(reader, look_in(reader, case_id, on=on), rule, subject))


def clocks_paper(desk: Desk, case_id: str, *, on: date | None = None) -> Drawn:
    """All limits of a case with the picture of its course (案件期限一览).

    Raises:
        Missing: there is no such case.
    """
    with desk.read() as reader:
        return draw(clocks_report(reader, look_in(reader, case_id, on=on)))


def index_paper(desk: Desk, case_id: str) -> Drawn:
    """The index of the file (卷宗目录), and what is missing in it.

    Raises:
        Missing: there is no such case.
    """
    with desk.read() as reader:
        view = look_in(reader, case_id)
        return draw(index_report(reader, view, dossier_in(reader, view.file)))


def why_report(reader: Reader, view: CaseView, rule: str, subject: str = "") -> Report:
    """The count of one limit, before it is drawn."""
    clock = _find(view, rule, subject)
    told = why(clock, reader.law, view.on)
    name = limit_name(reader, view, clock)
    blocks: list[Block] = [
        Words(text=_("{name}：{answer}。").format(name=name, answer=_answer(clock))),
        Grid(
            title=_("计算过程"),
            columns=(
                Column(title=_("步骤"), weight=0.5, align="center"),
                Column(title=_("项目"), weight=1.1, align="center"),
                Column(title=_("说明"), weight=6.5),
                Column(title=_("天数"), weight=0.8, align="right"),
            ),
            rows=tuple(_step_row(number, step) for number, step in enumerate(told, 1)),
            key="why",
        ),
        Words(text=_how_it_stands(clock, view.on)),
        Words(
            text=_("本表由程序按登记的办案步骤和国务院办公厅节假日安排逐日计算，供核对使用。"),
            style="note",
        ),
    ]
    return _report(reader, view, (_("期限计算说明"),), blocks)


def clocks_report(reader: Reader, view: CaseView) -> Report:
    """All limits of a case, before they are drawn."""
    timeline = timeline_in(reader, view)
    duties = [clock for clock in view.clocks if clock.duty]
    others = [clock for clock in view.clocks if not clock.duty]
    blocks: list[Block] = [timeline]
    for title, clocks in ((_("本机关办理期限"), duties), (_("当事人和其他期间"), others)):
        if clocks:
            blocks.append(_clocks_grid(reader, view, title, clocks))
    if not view.clocks:
        blocks.append(Words(text=_("没有正在计算或已经完成的期限。")))
    blocks.append(
        Words(
            text=_(
                "届满日是休息日的，最后一天已顺延；本机关的期限按届满日提醒。"
                "不计入的时间有重叠的，只算一次。"
            ),
            style="note",
        )
    )
    return _report(reader, view, (_("案件期限一览"),), blocks)


def index_report(reader: Reader, view: CaseView, file: Dossier) -> Report:
    """The index of the file, before it is drawn."""
    case = view.file.case
    blocks: list[Block] = []
    if case.volume_no or case.retention:
        retention = reader.lists["retention"].label(case.retention or "")
        parts = [(_("卷号"), case.volume_no or ""), (_("保管期限"), retention)]
        words = statements(explained(name, value) for name, value in parts if value)
        blocks.append(Words(text=words, style="lead"))
    for volume, title in VOLUMES.items():
        blocks.append(_volume_grid(file, volume, _(title)))
    if file.missing:
        blocks.append(
            Grid(
                title=_("尚缺的文书"),
                columns=(
                    Column(title=_("序号"), weight=0.5, align="center"),
                    Column(title=_("文书"), weight=3.0),
                    Column(title=_("归入"), weight=2.0),
                    Column(title=_("依据"), weight=3.0),
                ),
                rows=tuple(
                    (
                        str(number),
                        kind.title,
                        with_more(_(VOLUMES[kind.volume]), kind.part_title()),
                        kind.basis or NOTHING,
                    )
                    for number, kind in enumerate(file.missing, 1)
                ),
                key="missing",
            )
        )
    blocks.append(Words(text=_completeness(file), style="body"))
    return _report(reader, view, (_("卷宗目录"),), blocks)


# Parts of the papers


def _report(
    reader: Reader, view: CaseView, title: tuple[str, ...], blocks: Sequence[Block]
) -> Report:
    county = reader.desk.county
    return Report(
        title=title,
        office=county.bureau,
        date=span_words(view.on, view.on),
        period="",
        as_of=with_more(_number(view.file.case), _party(reader, view.file.case)),
        blocks=tuple(blocks),
        foot=_("演示数据") if reader.setting("sample") == "yes" else "",
        subject=title[0],
    )


def _number(case: Case) -> str:
    """The number by which the case is known; never a name."""
    known = case.decision_no or case.file_no or case.case_no or case.clue_no or case.serial_no
    return known or _("未编号案件")


def _party(reader: Reader, case: Case) -> str:
    """The party as paper may show it, and the cause."""
    party = Case.ledger.fields["party"].mask(case.party, PAPER, reader.lists)
    cause = reader.lists["cause"].label(case.cause) if case.cause else ""
    return statements(word for word in (party, cause) if word) or _("当事人未填")


def timeline_in(reader: Reader, view: CaseView) -> Timeline:
    """The same within a reading."""
    return draw_up(view.file, view.clocks, reader.law, view.on, reader.lists)


def _find(view: CaseView, rule: str, subject: str) -> Clock:
    for clock in view.clocks:
        if (clock.limit.id, clock.subject) == (rule, subject):
            return clock
    raise Missing("本案没有正在计算的期限“{rule}”", rule=rule)


def limit_name(reader: Reader, view: CaseView, clock: Clock) -> str:
    """What a limit is called, with the measure it belongs to."""
    title = clock.limit.called
    if not clock.subject:
        return title
    return with_more(title, measure_name(view.file, clock.subject, reader.lists))


def _answer(clock: Clock) -> str:
    """On which day a limit ends, in a sentence."""
    if clock.last is None or clock.due is None:
        left = length_words(clock.counted.left, clock.limit.unit)
        return _("停止计算尚未结束，恢复后还有{left}").format(left=left)
    words = _("最后一天是{day}").format(day=day_words(clock.last))
    if clock.limit.form == "before":
        words = _("最晚是{day}").format(day=day_words(clock.last))
    elif clock.due != clock.last and clock.limit.binds == "bureau":
        words = _("应在{due}前办完，最晚{day}").format(
            due=day_words(clock.due), day=day_words(clock.last)
        )
    return words if clock.counted.certain else with_more(words, _("暂定"))


def _how_it_stands(clock: Clock, on: date) -> str:
    state = _(STATES[clock.state(on)])
    if clock.met_on is not None:
        names = [_(FACTS[name]) for name in clock.limit.met if name in FACTS]
        done = with_more(day_words(clock.met_on), listed(names[:1]))
        return _("到{on}：{state}，{done}。").format(on=span_words(on, on), state=state, done=done)
    return _("到{on}：{state}。").format(on=span_words(on, on), state=state)


def _step_row(number: int, step: Explained) -> tuple[str, ...]:
    """A step of the count; its own word is not said twice."""
    kind = _(_KINDS[step.kind])
    text = step.text
    for begin in (
        explained(kind, ""),
        explained(_("停止计算"), ""),
        explained(_("休息日不计"), ""),
    ):
        text = text.removeprefix(begin)
    counts = step.kind in ("rest", "stop", "count", "roll") and step.days
    return str(number), kind, text, str(step.days) if counts else ""


def _clocks_grid(reader: Reader, view: CaseView, title: str, clocks: Sequence[Clock]) -> Grid:
    return Grid(
        title=title,
        columns=(
            Column(title=_("期限"), weight=2.6),
            Column(title=_("长度"), weight=1.3),
            Column(title=_("起算"), weight=1.5, align="center"),
            Column(title=_("最后一天"), weight=1.5, align="center"),
            Column(title=_("完成"), weight=1.5, align="center"),
            Column(title=_("现状"), weight=1.6),
        ),
        rows=tuple(_clock_row(reader, view, clock) for clock in clocks),
        key="clocks",
    )


def _clock_row(reader: Reader, view: CaseView, clock: Clock) -> tuple[str, ...]:
    length = length_words(clock.limit.length, clock.limit.unit)
    more = sum(p.length for p in clock.prolonged if p.counts)
    if more:
        length = _("{length}，延长{more}").format(
            length=length, more=length_words(more, clock.limit.unit)
        )
    state = _(STATES[clock.state(view.on)])
    if clock.last is None and clock.met_on is None:
        left = length_words(clock.counted.left, clock.limit.unit)
        state = _("{state}，还有{left}").format(state=state, left=left)
    last = _day(clock.last)
    if clock.due is not None and clock.due != clock.last:
        last = _("{last}\n（届满{due}）").format(last=last, due=_day(clock.due))
    if not clock.counted.certain:
        last = with_more(last, _("暂定"))
    return (
        limit_name(reader, view, clock),
        length,
        _day(clock.start),
        last,
        _day(clock.met_on),
        state,
    )


def _day(day: date | None) -> str:
    """A day in a narrow column."""
    return NOTHING if day is None else as_day(day).isoformat()


def _volume_grid(file: Dossier, volume: Volume, title: str) -> Grid:
    leaves = file.of(volume)
    return Grid(
        title=_("{title}（{count}件，{pages}页）").format(
            title=title, count=len(leaves), pages=file.pages(volume)
        ),
        columns=(
            Column(title=_("序号"), weight=0.5, align="center"),
            Column(title=_("题名"), weight=3.6),
            Column(title=_("文书号"), weight=2.4),
            Column(title=_("日期"), weight=1.3, align="center"),
            Column(title=_("页次"), weight=0.8, align="center"),
            Column(title=_("备注"), weight=1.2),
        ),
        rows=tuple(_leaf_rows(leaves)) or (("", _("（无）"), "", "", "", ""),),
        key=volume,
    )


def _leaf_rows(leaves: Sequence[Leaf]) -> Iterator[tuple[str, ...]]:
    for leaf in leaves:
        made = "" if leaf.made_on is None else leaf.made_on.isoformat()
        yield str(leaf.no), leaf.title, leaf.paper_no, made, leaf.page_words, leaf.note


def _completeness(file: Dossier) -> str:
    if file.complete:
        return _("按办案进度需要的文书齐全，页数已全部登记。")
    parts = []
    if file.missing:
        parts.append(_("尚缺{count}件文书").format(count=len(file.missing)))
    if file.uncounted:
        parts.append(_("{count}件文书没有填页数").format(count=file.uncounted))
    return _("{what}，结案归档前请补齐。").format(what=listed(parts))
