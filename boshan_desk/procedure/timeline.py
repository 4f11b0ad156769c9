"""The course of one case as a picture: what happened, what did not count, every limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.counting import as_day, count
from boshan_desk.domain.explaining import day_words, length_words, span_words
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.timeline import Bar, Event, Piece, PieceKind, Timeline, short_day
from boshan_desk.domain.wording import clauses, explained, listed, statements, with_more
from boshan_desk.domain.workdays import DAY
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStep, CaseStop
from boshan_desk.procedure.clocks import STATES, Clock, State, days_left
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT
from boshan_desk.procedure.words import FACTS

SOON: Final = 7
"""A limit that ends within so many days is marked."""

_BEYOND: Final = timedelta(days=92)
"""A limit draws the picture on by this at most: some run for years."""
_BEFORE: Final = timedelta(days=92)
"""A conduct that ended earlier than this before the clue does not begin the picture."""
_ENDED: Final = ("NOT_FILED", "MOVED_ADMIN", "MOVED_CRIME", "TERMINATED", "CLOSED", "ARCHIVED")

_ROW: Final[Mapping[str, tuple[str, str]]] = {
    "conduct_to": ("conduct_to", ""),
    "clue_on": ("clue_on", ""),
    "filed_on": ("filed_on", "file_no"),
    "reviewed_on": ("review_done_on", ""),
    "notice_on": ("notice_served_on", ""),
    "hearing_on": ("hearing_on", ""),
    "decided_on": ("decided_on", "decision_no"),
    "served_on": ("served_on", ""),
    "paid_on": ("paid_on", ""),
    "published_on": ("published_on", ""),
    "withdrawn_on": ("pub_withdrawn_on", ""),
    "police_on": ("crime_sent_at", "police_no"),
    "police_filed_on": ("police_filed_on", ""),
    "closed_on": ("closed_on", ""),
    "archived_on": ("", ""),
}
"""Dates of the case's own row, what each is as a fact, and the number that goes with it."""

_SIGNS: Final[Mapping[State, str]] = {
    State.RUNNING: "●",
    State.STOPPED: "‖",
    State.MET: "√",
    State.LATE: "×",
    State.OVERDUE: "■",
    State.LAPSED: "○",
}
_SOON_SIGN: Final = "▲"
_WAIT_SIGN: Final = "◇"
"""Running, but not the bureau's to keep."""
_STOP_SIGN: Final = "‖"

_BINDS: Final = {
    "bureau": mark("本机关"),
    "party": mark("当事人"),
    "police": mark("公安机关"),
    "other": mark("其他机关"),
}


def draw_up(file: CaseFile, clocks: Sequence[Clock], law: Law, on: date, lists: Lists) -> Timeline:
    """The picture of a case as it stands on a day."""
    events = tuple(sorted(_events(file, lists), key=lambda event: event.day))
    stops = tuple(_stop_bars(file, on, lists))
    in_order = sorted(clocks, key=lambda clock: (not clock.duty, as_day(clock.start)))
    limits = tuple(_limit_bar(clock, file, law, on, lists) for clock in in_order)
    first, last = _span(file, events, stops, limits, on)
    stops, limits = (
        tuple(cut for bar in bars if (cut := _cut(bar, first, last)) is not None)
        for bars in (stops, limits)
    )
    return Timeline(
        # No name of a party: the picture leaves the bureau on paper.
        title=_("办案经过和期限（{day}）").format(day=span_words(on, on)),
        first=first,
        last=last,
        today=on if first <= on <= last else None,
        events=events,
        stops=stops,
        limits=limits,
        summary=_summary(first, last, events, limits),
    )


# What happened


def _events(file: CaseFile, lists: Lists) -> Iterator[Event]:
    case = file.case
    written = {name for step in file.standing for name in BY_EVENT[step.event or ""].sets}
    for name, (fact, number) in _ROW.items():
        day: date | None = getattr(case, name)
        if day is None or name in written:
            continue
        title = _(FACTS[fact]) if fact else _(case.ledger.fields[name].title)
        no = getattr(case, number) if number else None
        yield Event(day=day, code=fact or name, title=title, words=_event_words(day, title, no))
    dropped = max((s.on for s in file.standing if s.event == "drop_hearing" and s.on), default=None)
    for step in file.standing:
        yield from _step_events(step, lists, dropped)
    for measure in file.measures:
        yield from _measure_events(measure, lists)


def _step_events(step: CaseStep, lists: Lists, dropped: date | None) -> Iterator[Event]:
    """The step, and the hearing that it fixed unless it was dropped before it was held."""
    kind = BY_EVENT[step.event or ""]
    moment = step.moment
    if moment is None:
        return
    title = lists["case_step"].label(kind.event)
    said = [step.paper_no or "", lists["step_outcome"].label(step.outcome or "")]
    yield Event(
        day=as_day(moment),
        code=kind.event,
        title=title,
        words=_event_words(moment, title, clauses(word for word in said if word)),
        moves=kind.moves,
    )
    if kind.event == "fix_hearing" and step.until:
        if dropped and as_day(moment) <= dropped < step.until:
            return
        held = _(FACTS["hearing_on"])
        yield Event(
            day=step.until,
            code="hearing_on",
            title=held,
            words=_event_words(step.until, held, step.place),
        )


def _measure_events(measure: CaseMeasure, lists: Lists) -> Iterator[Event]:
    called = lists["measure_kind"].label(measure.kind or "")
    if measure.taken_on:
        yield Event(
            day=measure.taken_on,
            code="taken_on",
            title=called,
            words=_event_words(measure.taken or measure.taken_on, called, measure.decision_no),
            moves=False,
        )
    if measure.extended_on:
        title = _("延长{measure}").format(measure=called)
        yield Event(
            day=measure.extended_on,
            code="extended_on",
            title=title,
            words=_event_words(measure.extended_on, title, measure.extension_no),
            moves=False,
        )
    if measure.lifted_on:
        title = _("{measure}处理或解除").format(measure=called)
        outcome = lists["measure_outcome"].label(measure.outcome or "")
        yield Event(
            day=measure.lifted_on,
            code="lifted_on",
            title=title,
            words=_event_words(measure.lifted_on, title, outcome),
            moves=False,
        )


def _event_words(day: date, title: str, more: str | None) -> str:
    words = explained(day_words(day), title)
    return with_more(words, more) if more else words


# What did not count


def _stop_bars(file: CaseFile, on: date, lists: Lists) -> Iterator[Bar]:
    """One row for each kind of stop; of stops that hold measures only, one for each measure."""
    groups: dict[tuple[str, str], list[CaseStop]] = {}
    for stop in file.stops:
        if stop.kind and stop.starts_on:
            groups.setdefault((stop.kind, stop.measure_id or ""), []).append(stop)
    for (kind, measure), stops in groups.items():
        title = lists["stop_kind"].label(kind)
        if measure:
            title = with_more(title, measure_name(file, measure, lists))
        spans = sorted((_stop_span(stop) for stop in stops), key=lambda span: span[0])
        told = [_stop_words(first, until) for first, until in spans]
        closed = sum((until - first).days for first, until in spans if until is not None)
        if len(spans) == 1:
            short = told[0]
        elif spans[-1][1] is None:
            short = told[-1]
        else:
            short = _("{count}段，共{days}日").format(count=len(spans), days=closed)
        yield Bar(
            code=kind,
            subject=measure,
            title=title,
            short=short,
            words="\n".join([title, *told]),
            sign=_STOP_SIGN,
            state="",
            pieces=tuple(
                Piece("stop", first, until or max(on, first) + DAY, True) for first, until in spans
            ),
            start=spans[0][0],
            runs_on=any(until is None for _first, until in spans),
        )


def _stop_span(stop: CaseStop) -> tuple[date, date | None]:
    assert stop.starts_on is not None
    return stop.starts_on, stop.ends_on


def _stop_words(first: date, until: date | None) -> str:
    if until is None:
        return _("自{day}起，尚未结束").format(day=short_day(first))
    if until <= first:
        return _("{day}，当日恢复").format(day=short_day(first))
    last, days = until - DAY, (until - first).days
    if last == first:
        return _("{day}，1日").format(day=short_day(first))
    return _("{first}至{last}，{days}日").format(
        first=short_day(first), last=short_day(last), days=days
    )


# Limits


def _limit_bar(clock: Clock, file: CaseFile, law: Law, on: date, lists: Lists) -> Bar:
    limit, state = clock.limit, clock.state(on)
    title = limit.called
    if clock.subject:
        title = with_more(title, measure_name(file, clock.subject, lists))
    left = days_left(clock, on)
    running = state is State.RUNNING
    soon = running and clock.duty and left is not None and left <= SOON
    pieces = tuple(_pieces(clock, law, on))
    return Bar(
        code=limit.id,
        subject=clock.subject,
        title=title,
        short=_short(clock, state, on),
        words="\n".join(_tell(clock, title, state, on)),
        sign=_SOON_SIGN if soon else _WAIT_SIGN if running and not clock.duty else _SIGNS[state],
        state=state.value,
        soon=soon,
        duty=clock.duty,
        pieces=pieces,
        start=as_day(clock.start),
        met=None if clock.met_on is None else as_day(clock.met_on),
        runs_on=clock.last is None and clock.met_on is None,
    )


def measure_name(file: CaseFile, id: str, lists: Lists) -> str:
    """A measure by its kind, with a number where there are several of the kind."""
    measure = next((m for m in file.measures if m.id == id), None)
    if measure is None:
        return ""
    kind = lists["measure_kind"].label(measure.kind or "")
    same = [m for m in file.measures if m.kind == measure.kind]
    if len(same) < 2:
        return kind
    return _("{kind}{number}").format(kind=kind, number=same.index(measure) + 1)


def _pieces(clock: Clock, law: Law, on: date) -> Iterator[Piece]:
    """The bar from the day after the event to the last day, cut where its meaning changes."""
    start, met = as_day(clock.start), clock.met_on and as_day(clock.met_on)
    reached = (met or on) + DAY
    if clock.limit.form == "before":
        yield from _split("run", as_day(clock.due or start), start, reached)
        return
    first = start if clock.limit.unit == "hour" else start + DAY
    last, due = clock.last, clock.due
    if last is None or due is None:
        # Open: known as far as today.
        until = max(reached, first)
        yield from _between(clock, "run", first, until, reached)
        return
    due_end, last_end = as_day(due) + DAY, as_day(last) + DAY
    own_end = min(_own_end(clock, law) or due_end, due_end)
    yield from _between(clock, "run", first, max(own_end, first), reached)
    yield from _between(clock, "more", max(own_end, first), due_end, reached)
    yield from _split("roll", due_end, last_end, reached)
    passes = clock.limit.lapses or clock.limit.form in ("effect", "window")
    if reached > last_end and not passes:
        yield Piece("late", last_end, reached, True)


def _own_end(clock: Clock, law: Law) -> date | None:
    """The day after the limit's last day as it would have been without an extension."""
    if not any(p.counts for p in clock.prolonged):
        return None
    limit = clock.limit
    days = law.days.for_party if limit.binds == "party" else law.days
    counted = count(clock.start, limit.length, limit.unit, days, stops=clock.stops, rolls=False)
    return None if counted.due is None else as_day(counted.due) + DAY


def _between(
    clock: Clock, kind: PieceKind, first: date, until: date, reached: date
) -> Iterator[Piece]:
    """Days of the limit with the stops that lie on them."""
    at = first
    for span in clock.counted.spans:
        begin, end = max(span.first, at), min(span.until or until, until)
        if end <= begin:
            continue
        yield from _split(kind, at, begin, reached)
        yield from _split("stop", begin, end, reached)
        at = end
    yield from _split(kind, at, until, reached)


def _split(kind: PieceKind, first: date, until: date, reached: date) -> Iterator[Piece]:
    """Days that have gone by, and days that are left."""
    middle = min(max(reached, first), until)
    if first < middle:
        yield Piece(kind, first, middle, True)
    if middle < until:
        yield Piece(kind, middle, until, False)


def _short(clock: Clock, state: State, on: date) -> str:
    """How a limit stands, in a few words."""
    words = _standing(clock, state, on)
    return words if clock.counted.certain else with_more(words, _("暂定"))


def _standing(clock: Clock, state: State, on: date) -> str:
    last, left = clock.last, days_left(clock, on)
    met = clock.met_on and as_day(clock.met_on)
    if state is State.STOPPED or last is None:
        if met:
            return _("按期完成，{day}").format(day=_when(on, met))
        rest = length_words(clock.counted.left, clock.limit.unit)
        return _("暂停中，还有{rest}").format(rest=rest)
    day, final = _when(on, as_day(clock.alarm or last)), as_day(last)
    if state is State.MET:
        return _("按期完成，{day}").format(day=_when(on, met or final))
    if state is State.LATE:
        days = ((met or final) - final).days
        if days < 1:
            return _("逾期完成，{day}").format(day=_when(on, met or final))
        return _("逾期{days}天完成，{day}").format(days=days, day=_when(on, met or final))
    if state is State.OVERDUE:
        return _("已超期{days}天，至{day}").format(days=(on - final).days, day=_when(on, final))
    if state is State.LAPSED:
        return _("已届满，{day}").format(day=_when(on, final))
    assert left is not None
    if as_day(clock.start) > on:
        return _("{start}起算，至{day}").format(start=_when(on, as_day(clock.start)), day=day)
    if left < 0:
        return _("已到{day}，最晚{last}").format(day=day, last=_when(on, final))
    if left == 0:
        return _("今天到期")
    return _("剩{days}天，至{day}").format(days=left, day=day)


def _when(on: date, day: date) -> str:
    """A day, with its year where that is another."""
    return short_day(day) if day.year == on.year else span_words(day, day)


def _tell(clock: Clock, title: str, state: State, on: date) -> Iterator[str]:
    """Everything there is to say of a limit, a line for each."""
    limit, counted = clock.limit, clock.counted
    yield explained(with_more(title, _(_BINDS[limit.binds])), _(STATES[state]))
    fact = _(FACTS.get(limit.start, limit.start))
    yield explained(_("起算"), _("{day}，{fact}").format(day=day_words(clock.start), fact=fact))
    if clock.last is None:
        rest = length_words(counted.left, limit.unit)
        yield explained(_("届满"), _("恢复计时后还有{rest}").format(rest=rest))
    else:
        yield explained(_("期限"), length_words(clock.length, limit.unit))
        yield explained(_("最后一天"), day_words(clock.last))
        if clock.due != clock.last and clock.due is not None:
            due = day_words(clock.due)
            if limit.binds == "bureau":
                yield _("未顺延的届满日是{day}，请在此前办完").format(day=due)
            else:
                yield _("届满日{day}为休息日，已顺延").format(day=due)
    for each in clock.prolonged:
        more = length_words(each.length, limit.unit)
        if each.counts:
            words = _("{day}批准延长{more}")
        else:
            words = _("{day}批准延长{more}，批准在届满之后，不起作用")
        yield words.format(day=short_day(each.approved_on), more=more)
    if stopped := _stopped(clock, on):
        yield _("不计入{days}日").format(days=stopped)
    if clock.met_on is not None:
        names = [_(FACTS[name]) for name in limit.met if name in FACTS]
        yield explained(_("完成"), with_more(day_words(clock.met_on), listed(names[:1])))
    if not counted.certain and limit.unit != "hour":
        yield _("暂定：节假日安排未发布，发布后重算")
    yield explained(_("依据"), limit.basis)


def _stopped(clock: Clock, on: date) -> int:
    """On how many days the clock stood, up to its last day or today."""
    end = (as_day(clock.due) if clock.due else on) + DAY
    return sum(
        max((min(span.until or end, end) - span.first).days, 0) for span in clock.counted.spans
    )


# How far the picture goes


def _span(
    file: CaseFile,
    events: Sequence[Event],
    stops: Sequence[Bar],
    limits: Sequence[Bar],
    on: date,
) -> tuple[date, date]:
    """From the first thing that happened to the last, or to what is still to come soon."""
    days = [event.day for event in events] + [bar.start for bar in stops]
    known = [day for day in days if day is not None]
    opened = file.state not in _ENDED
    begun = file.case.clue_on or file.case.filed_on or min(known, default=on)
    first = min((day for day in known if day >= begun - _BEFORE), default=begun)
    last = max([*known, begun, *([on] if opened and on >= first else [])])
    reach = last + _BEYOND
    ends = [p.until - DAY for bar in (*stops, *limits) for p in bar.pieces if bar.met is None]
    last = max([last, *(end for end in ends if end <= reach)])
    # A little air, so that the last mark does not stand on the edge.
    air = max((last - first).days // 25, 2)
    return first - DAY * min(air, 3), last + DAY * air


def _cut(bar: Bar, first: date, last: date) -> Bar | None:
    """The bar within the picture; None when nothing of it is there."""
    end = last + DAY
    kept = tuple(
        piece._replace(first=max(piece.first, first), until=min(piece.until, end))
        for piece in bar.pieces
        if piece.first < end and piece.until > first
    )
    beyond = any(piece.until > end for piece in bar.pieces)
    if not kept and not (first <= bar.start <= last):
        return None
    return replace(bar, pieces=kept, runs_on=bar.runs_on or beyond)


def _summary(first: date, last: date, events: Sequence[Event], limits: Sequence[Bar]) -> str:
    open_ = [bar for bar in limits if bar.state in ("running", "stopped", "overdue") and bar.duty]
    parts = [
        span_words(first, last),
        _("事项{count}项").format(count=len(events)),
        _("期限{count}项").format(count=len(limits)),
    ]
    words = clauses(parts)
    if open_:
        told = statements(explained(bar.title, bar.short) for bar in open_)
        words = statements([words, told])
    return words
