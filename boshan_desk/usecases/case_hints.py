"""What an officer should think of in a case: hints that never decide (domain.md 3.6, 3.7).

The law is that of the day of the conduct (APL §37); rule files that the office loaded stand in the
place of the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

from boshan_desk.domain.counting import Stop, as_day, months_after, surcharge, union, used
from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.law.amounts import (
    Cap,
    cap,
    grouped_yuan,
)
from boshan_desk.domain.law.causes import CauseLaw, Causes
from boshan_desk.domain.law.crime import CrimeRules, read_crime
from boshan_desk.domain.law.reading import office_amounts, office_causes, shipped_crime
from boshan_desk.domain.timeline import short_day
from boshan_desk.domain.wording import clauses, listed, statements, with_more
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.procedure.clocks import Clock, State, clocks_of
from boshan_desk.procedure.facts import CaseFile, facts_of
from boshan_desk.procedure.summing import turnover_of
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.procedure import read_file

Severity = Literal["stop", "warn", "note"]
Kind = Literal[
    "law", "lighter", "competence", "relief", "turnover", "cap", "over_cap", "under_floor",
    "repeat", "crime", "hearing", "simple", "time_bar", "surcharge",
]  # fmt: skip

_HEARD: Final = (
    "lower_grade", "revoke_licence", "limit_business", "stop_business", "close", "bar",
)  # fmt: skip
"""Penalties before which a hearing is offered whatever the amount (APL §63)."""
_AHEAD: Final = 60
"""A time bar is told of so many days before."""
_CRIME_YEARS: Final = 2
"""Punished within so many years before: lower lines for a crime (法释〔2025〕5号)."""
_EARLY: Final = ("CLUE", "VERIFY")


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One thing to think of."""

    kind: Kind
    severity: Severity
    text: str
    basis: str = ""
    """The article; empty where the words name it."""
    cases: tuple[tuple[str, str], ...] = ()
    """Other cases that it speaks of: id and what each is called."""


@dataclass(frozen=True, kw_only=True)
class CaseHints:
    """Everything there is to think of in a case, the gravest first."""

    hints: tuple[Hint, ...]
    law: CauseLaw | None
    """What the law of the conduct says of the cause."""
    cap: Cap | None
    """What a fine may come to."""
    turnover: int | None
    """The illegal turnover that it was reckoned with, in 分."""
    repeats: tuple[tuple[str, str], ...]
    """Decided infringements of the same party within the years that weigh: id and label."""
    surcharge: int | None
    """What the fine has grown by, in 分; None where nothing grows."""

    def of(self, kind: Kind) -> tuple[Hint, ...]:
        """The hints of one kind."""
        return tuple(hint for hint in self.hints if hint.kind == kind)


def hints_of(desk: Desk, case_id: str, *, on: date | None = None) -> CaseHints:
    """The hints of a case on a day, today unless another is given.

    Raises:
        Missing: there is no such case.
    """
    with desk.read() as reader:
        return hints(reader, read_file(reader, case_id), on or reader.today)


def hints(reader: Reader, file: CaseFile, on: date) -> CaseHints:
    """The same within a reading; `file` was read whole."""
    look = _Look(reader, file, on)
    found = [hint for part in _PARTS for hint in part(look)]
    order: tuple[Severity, ...] = ("stop", "warn", "note")
    return CaseHints(
        hints=tuple(sorted(found, key=lambda hint: order.index(hint.severity))),
        law=look.law,
        cap=look.cap,
        turnover=look.turnover,
        repeats=tuple(look.named(case) for case in look.repeats),
        surcharge=look.surcharge.amount if look.surcharge else None,
    )


class Surcharge(NamedTuple):
    """What an unpaid fine has grown by."""

    due: date
    """The last day on which it could be paid."""
    paid: date | None
    days: int
    """Days after it, those under review and in court left out."""
    amount: int
    """分."""
    basis: str


class _Look:
    """One case on one day, and what of the law bears on it."""

    def __init__(self, reader: Reader, file: CaseFile, on: date) -> None:
        self.reader, self.file, self.on = reader, file, on
        self.case: Case = file.case
        self.facts = facts_of(file)
        texts: dict[str, list[str]] = {}
        for row in reader.small_rows(schema.lawfile):
            texts.setdefault(row["kind"], []).append(row["text"])
        amounts = office_amounts(texts.get("amounts", ()))
        self.causes: Causes = office_causes(texts.get("causes", ()), amounts)
        self.crime: CrimeRules = shipped_crime()
        for text in texts.get("crime", []):
            self.crime = self.crime.replaced(read_crime(text))

    @property
    def cause(self) -> str:
        """The code of the cause, where the rules know it; else empty."""
        cause = self.case.cause or ""
        return cause if cause in self.causes.versions else ""

    @cached_property
    def conduct(self) -> date | None:
        """The day of the conduct, its last where it went on."""
        case = self.case
        day = self.facts.get("conduct_to") or case.conduct_from or case.clue_on or case.filed_on
        return None if day is None else as_day(day)

    @property
    def decided(self) -> date:
        """The day of the decision, today while there is none."""
        return self.case.decided_on or self.on

    @cached_property
    def law(self) -> CauseLaw | None:
        """The law of the conduct on the cause."""
        if not self.cause or self.conduct is None:
            return None
        return self.causes.at(self.cause, self.conduct)

    @cached_property
    def turnover(self) -> int | None:
        """By the worksheet where there is one, else as it stands in the row."""
        return turnover_of(self.file.goods) if self.file.goods else self.case.turnover

    @cached_property
    def cap(self) -> Cap | None:
        """What a fine may come to, by the law of the conduct."""
        if not self.law or self.conduct is None:
            return None
        rule = self.causes.rule(self.cause, self.conduct)
        return cap(rule, self.turnover, self.case.illegal_income) if rule else None

    @cached_property
    def earlier(self) -> list[Case]:
        """Other cases of the same party in which a penalty was decided before this conduct."""
        numbers = [n for n in dict.fromkeys((self.case.party_uscc, self.case.id_no)) if n]
        conduct = self.conduct
        if not numbers or conduct is None:
            return []
        found: dict[str, Case] = {}
        for field in ("party_uscc", "id_no"):
            for case in self.reader.having(Case, field, numbers):
                found[case.id] = case
        return sorted(
            (c for c in found.values() if c.id != self.case.id and _punished(c, conduct)),
            key=lambda c: c.decided_on or conduct,
        )

    @cached_property
    def alike(self) -> list[Case]:
        """Those of them that are of the same kind."""
        if not self.cause:
            return []
        group = self.causes.group_of(self.cause)
        codes = set(self.causes.of_group(group)) if group else {self.cause}
        return [case for case in self.earlier if case.cause in codes]

    def within(self, years: int) -> list[Case]:
        """Those that were decided within so many years before the conduct."""
        if self.conduct is None:
            return []
        since = months_after(self.conduct, -12 * years)
        return [c for c in self.alike if c.decided_on and c.decided_on >= since]

    @cached_property
    def repeats(self) -> list[Case]:
        """Infringements that weigh on this one."""
        years = self.causes.newest(self.cause).repeat_years if self.cause else 0
        return self.within(years) if years else []

    def named(self, case: Case) -> tuple[str, str]:
        """A case by its id and by the number that an officer knows."""
        number = case.decision_no or case.file_no or case.case_no
        return case.id, number or case.label(self.reader.lists)

    @cached_property
    def clocks(self) -> dict[str, Clock]:
        """The limits of the case itself."""
        found = clocks_of(self.file, self.reader.law)
        return {clock.limit.id: clock for clock in found if not clock.subject}

    @cached_property
    def surcharge(self) -> Surcharge | None:
        """How the fine has grown; None where it has not begun to."""
        paying, fine = self.clocks.get("L15"), self.case.fine
        if paying is None or paying.last is None or not fine:
            return None
        due = max(as_day(paying.last), as_day(self.facts.get("deferred_to", paying.last)))
        rule = self.reader.law.limits.at("L16", due)
        if rule is None:
            return None
        paid = None if paying.met_on is None else as_day(paying.met_on)
        spans = union(_contested(self.file), due)
        days = used(due, paid or self.on, "day", self.reader.law.days, spans)
        if days < 1:
            return None
        grown = surcharge(fine, days, rule.rate, rule.cap)
        return Surcharge(due, paid, days, grown, rule.basis)

    def sum(self, name: str) -> int | None:
        """A sum that changes the procedure, for a person or a firm, in 分."""
        # A trader answers as a person does: the smaller sum is the safe one.
        whose = "person" if self.case.party_kind in ("person", "trader") else "firm"
        return self.reader.law.amounts.get(f"{name}_{whose}")


def _punished(case: Case, before: date) -> bool:
    """Whether a penalty was decided by a day."""
    spared = case.discretion == "none" or case.state == "DECIDED_NONE" or case.close_kind == "none"
    undone = case.review_state in ("annulled", "unlawful")
    decided = case.decided_on
    return decided is not None and decided <= before and not spared and not undone


def _contested(file: CaseFile) -> list[Stop]:
    """The times of review and litigation, in which a fine does not grow (APL §73)."""
    stops: list[Stop] = []
    for step in file.standing:
        if step.event == "contest" and step.on:
            stops.append(Stop("contest", step.on, None))
        elif step.event == "contest_end" and step.on:
            stops = [Stop(s.kind, s.first, step.on) if s.until is None else s for s in stops]
    return stops


def _day(day: date) -> str:
    return span_words(day, day)


# The hints, one after the other


def _law(look: _Look) -> Iterator[Hint]:
    law, conduct = look.law, look.conduct
    if not look.cause or conduct is None:
        return
    if law is not None:
        parts = []
        if law.breach:
            parts.append(_("违反{articles}").format(articles=law.breach))
        if law.penalty:
            parts.append(_("依据{articles}处罚").format(articles=law.penalty))
        if law.orders:
            parts.append(law.orders)
        words = statements(parts) or law.note
        text = _("违法行为发生时（{day}）适用{law}：{words}").format(
            day=_day(conduct), law=law.law.called(), words=words
        )
        if law.sure < 80:
            text = with_more(text, _("引用前请核对原文"))
        yield Hint(kind="law", severity="note", text=text)
        if law.competence:
            yield Hint(kind="competence", severity="warn", text=law.competence)
        if law.relief:
            yield Hint(kind="relief", severity="note", text=law.relief)
    note = look.causes.lighter_note(look.cause, conduct, look.decided)
    if note:
        yield Hint(kind="lighter", severity="warn" if law else "stop", text=note)


def _amount(look: _Look) -> Iterator[Hint]:
    case, most = look.case, look.cap
    if look.file.goods and case.turnover is not None and case.turnover != look.turnover:
        yield Hint(
            kind="turnover",
            severity="warn",
            text=_("案件中的违法经营额{row}元与计算表合计{sheet}元不一致，请核对").format(
                row=grouped_yuan(case.turnover), sheet=grouped_yuan(look.turnover or 0)
            ),
        )
    if most is None:
        return
    words = _("罚款幅度提示（不作决定）：{words}").format(words=most.words)
    yield Hint(kind="cap", severity="note", text=words, basis=most.basis)
    fine = case.fine
    if fine is None:
        return
    if most.high is not None and fine > most.high:
        text = _("罚款{fine}元超过法定上限{high}元，请立即核对违法经营额、违法所得和罚款数额")
        text = text.format(fine=grouped_yuan(fine), high=grouped_yuan(most.high))
        yield Hint(kind="over_cap", severity="stop", text=text, basis=most.basis)
    elif fine < most.low:
        text = _("罚款{fine}元低于法定下限{low}元，须有法定减轻情节并写明理由")
        text = text.format(fine=grouped_yuan(fine), low=grouped_yuan(most.low))
        yield Hint(kind="under_floor", severity="warn", text=text, basis=most.basis)


def _repeat(look: _Look) -> Iterator[Hint]:
    if not look.repeats or look.law is None:
        return
    years = look.causes.newest(look.cause).repeat_years
    named = tuple(look.named(case) for case in look.repeats)
    text = _(
        "本台账中，同一当事人在本次行为前{years}年内已有{count}件商标侵权案件被处罚（{numbers}），"
        "五年内实施两次以上商标侵权行为的，应当从重处罚，请核实"
    ).format(years=years, count=len(named), numbers=listed(label for _id, label in named))
    yield Hint(kind="repeat", severity="warn", text=text, basis=look.law.penalty, cases=named)


def _crime(look: _Look) -> Iterator[Hint]:
    if not look.cause or look.conduct is None or look.case.police_on:
        return
    unsold = [line.worth for line in look.file.goods if line.state in ("unsold", "made", "blank")]
    found = look.crime.hints(
        look.cause,
        look.turnover,
        look.case.illegal_income,
        look.case.qty,
        bool(look.within(_CRIME_YEARS)),
        day=look.conduct,
        unsold_fen=sum(unsold) if look.file.goods else None,
    )
    for hint in found:
        yield Hint(kind="crime", severity="warn", text=hint.words, basis=hint.rule.basis)


def _hearing(look: _Look) -> Iterator[Hint]:
    case = look.case
    if case.decided_on is not None or case.discretion == "none":
        return
    bound = look.sum("hearing")
    reasons = []
    taken = (case.confiscate_money or 0) + (case.goods_value or 0)
    if bound:
        for name, amount in ((_("罚款"), case.fine or 0), (_("没收价值"), taken)):
            if amount >= bound:
                words = _("{name}{amount}元，达到{bound}元")
                words = words.format(
                    name=name, amount=grouped_yuan(amount), bound=grouped_yuan(bound)
                )
                reasons.append(words)
    kinds = [k for k in case.penalties if k in _HEARD]
    if kinds:
        reasons.append(listed(look.reader.lists["penalty"].label(k) for k in kinds))
    if reasons:
        text = _("应当告知当事人有要求听证的权利：{why}").format(why=clauses(reasons))
        yield Hint(
            kind="hearing",
            severity="warn",
            text=text,
            basis=_("《行政处罚法》第六十三条；数额以省级规定为准"),
        )


def _simple(look: _Look) -> Iterator[Hint]:
    case, bound = look.case, look.sum("simple")
    kinds = set(case.penalties)
    if look.file.state not in _EARLY or not kinds or not kinds <= {"fine", "warning"}:
        return
    if bound is not None and (case.fine or 0) <= bound:
        text = _("拟处警告或{bound}元以下罚款，事实确凿并有法定依据的，可以适用简易程序")
        yield Hint(
            kind="simple",
            severity="note",
            text=text.format(bound=grouped_yuan(bound)),
            basis=_("《市场监督管理行政处罚程序规定》第六十六条"),
        )


def _time_bar(look: _Look) -> Iterator[Hint]:
    for id in ("L34", "L34b"):
        clock = look.clocks.get(id)
        if clock is None or clock.last is None:
            continue
        last, state = as_day(clock.last), clock.state(look.on)
        if state in (State.OVERDUE, State.LAPSED, State.LATE):
            text = _("发现违法行为时已超过追责时效（至{day}），不再给予行政处罚")
            severity: Severity = "stop"
        elif state is State.RUNNING and last - look.on <= timedelta(days=_AHEAD):
            text, severity = _("追责时效至{day}届满，请及时处理"), "warn"
        else:
            continue
        yield Hint(
            kind="time_bar",
            severity=severity,
            text=text.format(day=_day(last)),
            basis=clock.limit.basis,
        )


def _surcharge(look: _Look) -> Iterator[Hint]:
    grown = look.surcharge
    if grown is None:
        return
    values = {
        "days": grown.days,
        "begun": _day(grown.due + timedelta(days=1)),
        "amount": grouped_yuan(grown.amount),
    }
    if grown.paid:
        text = _("逾期缴纳{days}日（{begun}起，{paid}缴清），应加处罚款{amount}元")
        text = text.format(paid=short_day(grown.paid), **values)
    else:
        text = _("罚款逾期未缴{days}日（{begun}起），到{on}加处罚款{amount}元")
        text = text.format(on=short_day(look.on), **values)
    if grown.amount >= (look.case.fine or 0):
        text = clauses([text, _("已达罚款数额，不再增加")])
    if _contested(look.file):
        text = with_more(text, _("复议、诉讼期间不计"))
    yield Hint(kind="surcharge", severity="warn", text=text, basis=grown.basis)


_PARTS: Final = (_law, _amount, _repeat, _crime, _hearing, _simple, _time_bar, _surcharge)
