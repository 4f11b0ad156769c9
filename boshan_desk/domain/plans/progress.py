"""Whether a target is where it ought to be by a day, kind by kind (domain.md 1.6).

Pure arithmetic on exact fractions; nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from boshan_desk.domain.plans.lamps import Lamp, Thresholds, lamp_of
from boshan_desk.domain.plans.levels import (
    Level,
    day_due,
    decimal,
    expected_level,
    stretch,
    time_passed,
    year_end,
)
from boshan_desk.domain.plans.pack import Comparator
from boshan_desk.domain.wording import half_up


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How an actual compares with what was expected by a day; None where nothing can be said."""

    lamp: Lamp
    expected: Decimal | None = None
    share: Decimal | None = None
    """How much of the way is behind one, in per cent: of the target, or of what is to be added."""
    due_share: Decimal | None = None
    """How much of it was to be behind one by now (序时进度)."""
    difference: Decimal | None = None
    """In points, the one less the other; below zero is behind.  Of a rate: from the target."""
    of_target: Decimal | None = None
    """The actual in per cent of the target."""
    growth: bool = False
    """Whether the share is of what is to be added to where the way begins."""

    @property
    def shown_difference(self) -> Decimal | None:
        """The difference of the shares as they are shown, so that it adds up by eye."""
        if self.share is None or self.due_share is None:
            return self.difference
        return half_up(self.share, 1) - half_up(self.due_share, 1)


def reached(actual: Decimal, target: Decimal, comparator: Comparator = ">=") -> bool:
    """Whether a target is reached; what a paper asks for with "=" may be more than that."""
    return actual > target if comparator == ">" else actual >= target


def judge_flow(
    actual: Decimal | None,
    target: Decimal,
    comparator: Comparator,
    year: int,
    on: date,
    thresholds: Thresholds,
    *,
    due: date | None = None,
    by_days: bool = False,
) -> Judged:
    """What is to be done within a year: the same share of it as of the year is expected."""
    last = day_due(year, due) if due else year_end(year)
    passed = time_passed(year_end(year - 1), last, on, by_days=by_days)
    return _judge(actual, target, comparator, Fraction(0), passed, on >= last, thresholds)


def judge_level(
    actual: Decimal | None,
    target: Level,
    comparator: Comparator,
    levels: Sequence[Level],
    on: date,
    thresholds: Thresholds,
    *,
    by_days: bool = False,
) -> Judged:
    """What is to stand at a day: a straight line from level to level is expected.

    The way is measured whole, from its first level: who missed the level of a year before is so
    much behind, and not below nothing.  Without a level to begin from, only a target that is
    reached already can be judged.
    """
    between = stretch(levels, on)
    over = on >= target.on
    if between is None:
        of_target = None if actual is None else _percent(Fraction(actual), Fraction(target.value))
        if actual is None:
            return Judged(lamp="no_data")
        if not over:
            done = reached(actual, target.value, comparator)
            return Judged(lamp="done" if done else "asked", share=of_target, of_target=of_target)
        return _judge(actual, target.value, comparator, Fraction(0), Fraction(1), over, thresholds)
    begun, goal = Fraction(levels[0].value), Fraction(target.value)
    passed = Fraction(1)
    if goal > begun:
        expected = expected_level(*between, on, by_days=by_days)
        passed = min((expected - begun) / (goal - begun), passed)
    return _judge(actual, target.value, comparator, begun, passed, over, thresholds)


def judge_rate(
    rate: Decimal | None,
    target: Decimal,
    comparator: Comparator,
    thresholds: Thresholds,
    *,
    over: bool,
) -> Judged:
    """A growth rate, in per cent: the rate itself is compared, time has no share in it.

    Nor is it said how much of the rate was reached.  Until the year is `over`, a rate that is high
    enough is on time and no more than that.
    """
    if rate is None:
        return Judged(lamp="not_comparable", expected=target)
    difference = rate - target
    lamp = lamp_of(difference, thresholds)
    if reached(rate, target, comparator):
        lamp = "done" if over else lamp
    elif lamp in ("on", "ahead"):
        # What must rise and stays where it is is behind, be it by less than can be said.
        near = not over and (difference < 0 or thresholds.yellow > 0)
        lamp = "on" if near else "slow"
    return Judged(lamp=lamp, expected=target, difference=difference)


def judge_once(
    done: bool | None, target: Decimal, actual: Decimal | None, due: date, on: date
) -> Judged:
    """What is to be done once by a day: only the day counts.  `done` None: nobody has told."""
    share = _percent(Fraction(actual), Fraction(target)) if actual is not None else None
    lamp: Lamp = "late"
    if done:
        lamp = "done"
    elif on < due:
        lamp = "waiting"
    elif done is None:
        lamp = "no_data"
    return Judged(lamp=lamp, expected=target, share=share, of_target=share)


def compound(now: Decimal | None, base: Decimal | None, years: int) -> Decimal | None:
    """The yearly rate, in per cent, by which a base has grown to what it is now (年均增幅).

    Rounded to ten decimals, so that 2.197 times in three years is 30 per cent and no less.
    """
    if now is None or base is None or base <= 0 or now < 0 or years < 1:
        return None
    if not now:
        return Decimal(-100)
    root = ((now / base).ln() / years).exp()
    return ((root - 1) * 100).quantize(Decimal("1e-10"))


def _judge(
    actual: Decimal | None,
    target: Decimal,
    comparator: Comparator,
    begun: Fraction,
    passed: Fraction,
    over: bool,
    thresholds: Thresholds,
) -> Judged:
    """Compare the way that was made from where it began with the share of time that has passed.

    What is only to be kept (it began at the target or above) is to be whole all the time.
    """
    goal = Fraction(target)
    rises = goal > begun
    start = begun if rises else Fraction(0)
    if not rises:
        passed = Fraction(1)
    expected = start + (goal - start) * passed
    due_share = decimal(passed * 100)
    if actual is None:
        return Judged(lamp="no_data", expected=decimal(expected), due_share=due_share)
    now = Fraction(actual)
    done = reached(actual, target, comparator)
    share = (now - start) * 100 / (goal - start) if goal != start else Fraction(100 if done else 0)
    if not rises:
        share = min(share, Fraction(100))
    difference = decimal(share - passed * 100)
    lamp = lamp_of(difference, thresholds)
    if done:
        lamp = "done"
    elif lamp in ("on", "ahead") and over:
        lamp = "slow"
    return Judged(
        lamp=lamp,
        expected=decimal(expected),
        share=decimal(share),
        due_share=due_share,
        difference=difference,
        of_target=_percent(now, goal),
        growth=bool(start),
    )


def _percent(part: Fraction, whole: Fraction) -> Decimal | None:
    return decimal(part * 100 / whole) if whole else None
