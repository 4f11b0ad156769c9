"""Further conditions of a tie: from the mapping's words to what the store is asked."""

from __future__ import annotations

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Codes, Flag, Kind, Whole
from boshan_desk.domain.figures import Where
from boshan_desk.domain.forms import BLANK, FILLED, GROUP, YEAR, Condition
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

YES, NO = "yes", "no"
"""The values of a yes-or-no field."""


def wheres(conditions: tuple[Condition, ...], ledger: Ledger, period: Period) -> tuple[Where, ...]:
    """What the store is asked; the conditions have been checked."""
    return tuple(_where(each, ledger.shown()[each.field], period) for each in conditions)


def _where(condition: Condition, kind: Kind, period: Period) -> Where:
    field, values = condition.field, condition.values
    if values in ((FILLED,), (BLANK,)):
        return Where(field, "filled" if values == (FILLED,) else "blank")
    if isinstance(kind, Flag):
        return Where(field, "=", values == (YES,))
    if isinstance(kind, Whole):
        return Where(field, "=", period.year if values == (YEAR,) else int(values[0]))
    return Where(field, "has" if isinstance(kind, Codes) else "in", codes_of(values))


def codes_of(values: tuple[str, ...]) -> tuple[str, ...]:
    """Codes, with the causes of a group (@gi) in the place of its name."""
    causes = shipped_causes()
    found: dict[str, None] = {}
    for value in values:
        several = causes.of_group(value[1:]) if value.startswith(GROUP) else (value,)
        found |= dict.fromkeys(several)
    # A group without causes must match nothing, and not everything.
    return tuple(found) or ("",)


def fault(condition: Condition, ledger: Ledger, lists: Lists) -> str:
    """What is wrong with a condition, in words; "" when nothing is."""
    kind = ledger.shown().get(condition.field)
    values = condition.values
    if kind is None:
        return _("{ledger}没有栏目“{name}”").format(ledger=_(ledger.title), name=condition.field)
    if values in ((FILLED,), (BLANK,)):
        return ""
    if isinstance(kind, Flag):
        good = len(values) == 1 and values[0] in (YES, NO)
        wanted = listed((YES, NO))
    elif isinstance(kind, Whole):
        good = len(values) == 1 and (values[0] == YEAR or values[0].isdecimal())
        wanted = _("一个整数或 @year")
    elif isinstance(kind, Code | Codes):
        known = {entry.code for entry in lists[kind.list]}
        if condition.field == "cause":
            known |= {GROUP + group for group in shipped_causes().groups}
        good = set(values) <= known
        wanted = listed(sorted(known))
    else:
        good, wanted = False, listed((FILLED, BLANK))
    if good:
        return ""
    return _("{title}的条件只能是：{wanted}").format(title=_(kind.title), wanted=wanted)
