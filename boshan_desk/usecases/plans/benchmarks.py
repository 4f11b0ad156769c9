"""What others achieved, beside our own figures: the facts of plans that are kept as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.pack import Fact, Plan
from boshan_desk.domain.wording import half_up, plain
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.plans.actuals import Actuals, ending, of_year
from boshan_desk.usecases.plans.telling import exact, moment_words, told, with_unit

_BEFORE = ("近", "约")
"""Qualifiers that stand before a number; 余 and 以上 stand behind it."""


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """A figure of others and ours of the same kind."""

    plan: Plan
    fact: Fact
    metric: str
    """The figure ours is; "" where the catalogue has none of the kind."""
    ours: Decimal | None
    """In the fact's unit, at the period's end or since 1 January."""
    words: str

    @property
    def ratio(self) -> Decimal | None:
        """Ours in per cent of theirs."""
        if self.ours is None or not self.fact.value:
            return None
        return self.ours * 100 / self.fact.value


def benchmarks(desk: Desk, period: Period) -> list[Benchmark]:
    """Every fact of the desk's evidence, in the order of its papers."""
    with desk.read() as reader:
        actuals = Actuals(Counting(reader))
        return [
            _beside(actuals, plan, fact, period)
            for plan in reader.desk.plans
            if plan.status == "evidence"
            for fact in plan.facts
        ]


def _beside(actuals: Actuals, plan: Plan, fact: Fact, period: Period) -> Benchmark:
    metric = next((each for each in fact.metrics if actuals.knows(each)), "")
    ours = None
    if metric:
        stock = actuals.is_stock(metric)
        span = ending(period.end) if stock else of_year(period.year, period.end)
        ours = actuals.value(metric, span, fact.unit)
    found = Benchmark(plan=plan, fact=fact, metric=metric, ours=ours, words="")
    parts = [fact_words(fact)]
    if metric:
        parts.append(
            _("本地{moment}{ours}").format(
                moment=moment_words(period.end), ours=with_unit(ours, fact.unit)
            )
        )
    if found.ratio is not None:
        # A benchmark that is rounded itself is compared as what it says.
        parts.append(_("相当于其{share}%").format(share=plain(half_up(found.ratio, 1))))
    return Benchmark(plan=plan, fact=fact, metric=metric, ours=ours, words=told(parts))


def fact_words(fact: Fact) -> str:
    """A fact as its paper says it, with what qualifies its number: 400余件, 近8000件."""
    value = exact(fact.value)
    if fact.qualifier in _BEFORE:
        said = f"{fact.qualifier}{value}{fact.unit}"
    elif fact.qualifier == "以上":
        said = f"{value}{fact.unit}{fact.qualifier}"
    else:
        said = f"{value}{fact.qualifier}{fact.unit}"
    if fact.as_of is None:
        return _("{title}{value}").format(title=fact.title, value=said)
    return _("{title}{value}（{moment}）").format(
        title=fact.title, value=said, moment=moment_words(fact.as_of)
    )
