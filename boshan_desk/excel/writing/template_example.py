"""The example row of a template: invented values that could be taken in as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    Identifier,
    Kind,
    Link,
    Money,
    Names,
    Number,
    Percent,
    Person,
    Term,
    Whole,
)
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import TYPED

_DAY: Final = date(2026, 3, 5)
"""The day on which everything in an example happens."""
_TERMS: Final[Mapping[str, date]] = {
    "due_on": date(2026, 12, 31),
    "exp_on": date(2036, 3, 4),
    "valid_to": date(2031, 3, 4),
}
"""When what begins there ends."""
_CODES: Final[Mapping[str, str]] = {"penalty": "fine", "station_state": "running"}
"""Where the first code of the list would not go with the other fields."""
_OWN: Final[Mapping[tuple[str, str], str | date | None]] = {
    ("ip_stat", "as_of"): date(2026, 3, 31),
    ("ip_stat", "area_name"): None,
    ("patent", "filed_on"): date(2023, 3, 5),
    ("patent", "expires_on"): date(2043, 3, 4),
    ("transfer", "to_name"): mark("演示琉璃有限公司"),
    ("pledge_asset", "number"): "ZL202310000000.0",
    ("navigation", "plan_end"): date(2026, 12, 31),
    ("navigation", "closed_on"): None,
    ("certification", "standard"): mark("GB/T 29490-2023 企业知识产权合规管理体系 要求"),
    ("custody", "ends_on"): date(2029, 3, 4),
    ("key_unit", "out_on"): None,
    ("key_unit", "out_reason"): None,
    ("key_right", "right_no"): "ZL202310000000.0",
    ("key_right", "expires_on"): date(2036, 3, 4),
    ("mediation", "respondent"): mark("演示陶瓷有限公司"),
    ("agency", "pat_agency_code"): "99001",
    ("liaison", "to_on"): None,
    ("liaison", "prefix"): "YS01",
    ("fund", "state"): mark("拨付"),
    ("body", "state"): mark("运行"),
    ("body", "ended_on"): None,
    ("task_report", "indicator"): None,
}
"""Where a field's value must go with another one's."""
_YEARS: Final = 2100
"""A whole number that may be no greater is a year."""

_NUMBERS: Final[Mapping[str, str]] = {
    # Valid ones of a place that does not exist: the check digits are right.
    "uscc": "91990101MA0000007H",
    "papers": "91990101MA0000007H",
    "idcard": "990101199001010019",
    "phone": "19900000000",
    "decisionno": mark("博市监处罚〔2026〕1号"),
    "docno": mark("博政发〔2026〕1号"),
    "trademark": "3333018",
    "patent": "ZL202310000000.0",
    "agi": "AGI2019-01-2584",
}


def example_of(ledger: Ledger, name: str, lists: Lists) -> str | int | Decimal | date | None:
    """An invented value for a field; what it points to is called as in that ledger's example."""
    kind = ledger.fields[name]
    if (ledger.name, name) in _OWN:
        own = _OWN[ledger.name, name]
        return _(own) if isinstance(own, str) else own
    if isinstance(kind, Link):
        other = TYPED.get(kind.to)
        return example_of(other, other.called[0], lists) if other else None
    if isinstance(kind, Day):
        return _TERMS.get(name, _DAY)
    if isinstance(kind, Money):
        return Decimal("12345.60")
    if isinstance(kind, Percent):
        return "95%"
    if isinstance(kind, Number):
        return 3
    if isinstance(kind, Term):
        return "2026Q1"
    if isinstance(kind, Whole):
        # One of a thing, so that its price is the amount.
        return _DAY.year if kind.most == _YEARS else 1 if name == "qty" else 3
    return _words(name, kind, lists)


def _words(name: str, kind: Kind, lists: Lists) -> str:
    if isinstance(kind, Flag):
        return _("是")
    if isinstance(kind, Code | Codes):
        first = next(iter(lists[kind.list]), None)
        code = _CODES.get(kind.list) or (first.code if first else "")
        # A desk without plans has none of their indicators to offer.
        return lists[kind.list].label(code) if code else _("演示")
    if isinstance(kind, Identifier):
        return _(_NUMBERS.get(kind.scheme, ""))
    if isinstance(kind, Names):
        return _("张某某、李某某")
    if isinstance(kind, Person):
        return _("张某某")
    if name.endswith("_no"):
        return _("演示1号")
    return _("演示{title}").format(title=_(kind.title))
