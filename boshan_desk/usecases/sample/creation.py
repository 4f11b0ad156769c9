"""What is observed of the sample county's patents and trademarks, and single ones of them.

Every number is invented.  The quarter's trademarks are counted up to the 15th, as CNIPA does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from boshan_desk.domain.identifiers import patent_check_character
from boshan_desk.domain.law.terms import months_after, term_of
from boshan_desk.domain.period import Period, quarter
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.ip_register import Patent, Trademark
from boshan_desk.ledgers.ip_stat import IpStat, window_of
from boshan_desk.usecases.sample.days import LAST, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.words import REMARK

QUARTERS: Final = tuple(quarter(2025 + n // 4, n % 4 + 1) for n in range(7))
"""From the first of 2025 to the third of 2026."""

_STOCKS: Final = {
    "valid_invention": (318, 324, 331, 338, 346, 351, 357, 364),
    "high_value_invention": (121, 123, 127, 129, 134, 137, 141, 146),
    "valid_patent": (2486, 2531, 2588, 2620, 2677, 2702, 2759, 2795),
    "tm_valid": (7523, 7664, 7812, 7953, 8097, 8216, 8334, 8461),
}
"""At the end of 2024 and of each quarter since."""

_FLOWS: Final = {
    "grant_invention": (9, 11, 10, 12, 8, 11, 13),
    "grant_utility": (96, 112, 88, 121, 82, 104, 95),
    "grant_design": (41, 38, 45, 52, 37, 44, 40),
    "tm_registered": (162, 171, 158, 169, 143, 166, 174),
    "tm_filing": (208, 231, 219, 226, 197, 224, 236),
    "work_registered": (34, 41, 29, 52, 38, 47, 44),
    "software_registered": (12, 15, 11, 18, 14, 13, 19),
}
"""In each quarter."""

_CONTRACTS: Final = ("286.5", "644.2", "982.75", "1437.6", "351.8", "803.4", "1266.15")
"""万元 from 1 January to the end of each quarter."""

_RESIDENTS: Final = {2023: 384_500, 2024: 381_200, 2025: 378_600}

_BY_TOWN: Final = ("valid_invention", "tm_valid")
_SHARES: Final = (16, 13, 15, 19, 14, 8, 3, 5, 2, 3)
_ASSIGNED: Final = 97
"""So many in a hundred can be said to be of a town."""

_SOURCES: Final = {
    "work_registered": "演示省版权局通报",
    "software_registered": "演示省版权局通报",
    "tech_contract": "演示市科技局通报",
    "population": "演示区统计公报",
}


def make_stats(towns: Sequence[str], region: str, dice: Dice) -> Iterator[IpStat]:
    """The observations of the county and its towns, by day."""
    for year, people in _RESIDENTS.items():
        yield _stat(dice, "population", region, "point", "stock", date(year, 12, 31), people)
    for number, period in enumerate((Period(2024, 10, 12), *QUARTERS)):
        for indicator, levels in _STOCKS.items():
            day = _cut(indicator, period)
            yield _stat(dice, indicator, region, "point", "stock", day, levels[number])
            if indicator in _BY_TOWN:
                shares = spread(levels[number] * _ASSIGNED // 100, _SHARES)
                for town, share in zip(towns, shares, strict=False):
                    yield _stat(dice, indicator, town, "point", "stock", day, share)
        if not number:
            continue
        for indicator, flows in _FLOWS.items():
            day = _cut(indicator, period)
            yield _stat(dice, indicator, region, "quarter", "period", day, flows[number - 1])
        worth = Decimal(_CONTRACTS[number - 1])
        yield _stat(dice, "tech_contract", region, "quarter", "ytd", period.end, worth)


def _cut(indicator: str, period: Period) -> date:
    return period.end.replace(day=15) if indicator.startswith("tm_") else period.end


def _stat(
    dice: Dice,
    indicator: str,
    area: str,
    span: str,
    basis: str,
    day: date,
    value: int | Decimal,
) -> IpStat:
    window = window_of(span, basis, day) if indicator.startswith("tm_") else None
    return IpStat(
        id=dice.id(),
        status="submitted",
        source="sheet",
        remark=REMARK,
        indicator=indicator,
        area=area,
        span=span,
        basis=basis,
        as_of=day,
        window_from=window[0] if window else None,
        window_to=window[1] if window else None,
        value=Decimal(value).quantize(Decimal("0.0001")),
        data_source=_SOURCES.get(indicator, "演示市知识产权统计通报"),
        source_doc=f"演示通报{day:%Y%m}",
    )


def patent_number(dice: Dice, year: int, kind: str) -> str:
    """A number with the right check character that no application has had: past 9,900,000."""
    digit = {"invention": "1", "utility": "2", "design": "3"}[kind]
    body = f"{year}{digit}99{dice.between(0, 99_999):05d}"
    return f"ZL{body}.{patent_check_character(body)}"


def trademark_number(dice: Dice) -> str:
    """A number of eight digits beyond those that were given."""
    return f"99{dice.between(0, 999_999):06d}"


def patent_title(dice: Dice, firm: Enterprise, kind: str) -> str:
    """What an invention of a firm may be called."""
    product = dice.one((firm.products or "制品").split("、"))
    if kind == "design":
        return f"{product}（演示系列）"
    return (
        f"一种{product}{dice.one(('加工装置', '生产工艺', '检测设备', '包装结构', '配方'))}（演示）"
    )


def make_patents(dice: Dice, firms: Sequence[Enterprise]) -> list[Patent]:
    """30 patents of firms, most of them in force."""
    made = []
    for number in range(30):
        kind = ("invention", "invention", "utility", "utility", "design")[number % 5]
        firm = dice.one(firms)
        filed = date(2017 + number % 8, dice.between(1, 12), dice.between(1, 28))
        granted = min(filed + timedelta(dice.between(240, 700)), LAST)
        term = term_of(kind, filed)
        lapsed = number in (7, 18)
        valuable = kind == "invention" and not lapsed and dice.chance(50)
        made.append(
            Patent(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                no=patent_number(dice, filed.year, kind),
                title=patent_title(dice, firm, kind),
                kind=kind,
                owner=firm.name,
                uscc=firm.uscc,
                town_code=firm.town_code,
                enterprise_id=firm.id,
                filed_on=filed,
                granted_on=granted,
                expires_on=term.last_day(filed) if term else None,
                state="lapsed" if lapsed else "valid",
                state_on=min(months_after(granted, 18), LAST) if lapsed else None,
                high_value=(dice.one(("strategic", "pledged")),) if valuable else (),
                use=dice.weighted({"self": 70, "pledged": 10, "licensed": 5, "idle": 15}),
            )
        )
    return made


def make_trademarks(dice: Dice, firms: Sequence[Enterprise]) -> list[Trademark]:
    """40 marks: most in force, some to be renewed soon, one in its time of grace."""
    words = ("瑞窑", "琉光", "峨泉", "颜山", "孝乡", "淄彩", "窑火", "莲池")
    made = []
    for number in range(40):
        firm = dice.one(firms)
        registered = date(2017 + number % 9, dice.between(1, 12), dice.between(1, 28))
        if number in (3, 12, 21):
            registered = date(2017, 2 + number // 10, 14)
        if number == 30:
            registered = date(2016, 7, 14)
        term = term_of("trademark", registered)
        made.append(
            Trademark(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                no=trademark_number(dice),
                nice_class=dice.one((7, 11, 19, 21, 29, 30, 31, 35)),
                name=f"演示{words[number % len(words)]}{number + 1}",
                kind="ordinary",
                goods=firm.products,
                owner=firm.name,
                uscc=firm.uscc,
                town_code=firm.town_code,
                enterprise_id=firm.id,
                filed_on=registered - timedelta(dice.between(260, 400)),
                registered_on=registered,
                valid_to=term.last_day(registered) if term else None,
                state="grace" if number == 30 else "valid",
                evidence="销售发票、包装照片（演示）" if dice.chance(30) else None,
            )
        )
    return made
