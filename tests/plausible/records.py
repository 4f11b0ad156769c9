"""What a made sheet is about: records of a ledger, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from tests.plausible import inventing
from tests.plausible.words import LEDGERS, Field
from tests.plausible.writing import LISTS, TOWNS

LAST: Final = date(2026, 10, 9)
"""The day on which all this happens: nothing lies after it but terms."""

_COUNTED: Final = tuple(entry.code for entry in TOWNS)[:11]
_REMARKS: Final = (
    *(
        "已电话核实",
        "材料齐全",
        "按季上报",
        "合计内含上年结转",
        "与上年数据一致",
        "小计见附表",
        "3-5",
        "重点关注对象",
    ),
    *("详见附件2", "总计已核", "无", "2025年补录", "当事人已签收，无异议"),
)
_STORIES: Final = (
    "在店内销售标有演示商标的产品，涉嫌侵犯注册商标专用权",
    "咨询商标注册流程和所需材料，希望协助查询近似商标",
    "销售侵权商品共计12件，已全部下架",
    "反映被他人仿冒包装装潢，请求维权援助；另询问续展期限",
    "对辖区专业市场进行检查，发现标识使用不规范问题3处，已责令改正",
    "企业反映商标到期未续展。工作人员现场讲解续展程序、费用及宽展期规定",
)
_GOODS: Final = (
    "琉璃摆件",
    "陶瓷茶具",
    "潜水泵",
    "白酒",
    "运动鞋",
    "化妆品",
    "电动工具",
    "猕猴桃",
    "耐火砖",
    "手提包",
)
_PLACES: Final = (
    "演示市场",
    "演示商贸城",
    "演示建材市场",
    "演示农贸市场",
    "演示大集",
    "演示陶瓷城",
)
_HALLS: Final = ("会议室", "三楼报告厅", "文化广场", "便民服务中心", "线上直播间")
_UNITS: Final = ("城东市场监管所", "城西市场监管所", "综合执法大队", "知识产权科", "源泉市场监管所")
_HOSTS: Final = (
    "博山区市场监管局",
    "区知识产权中心",
    "区司法局",
    "区工商联",
    "演示商标事务所",
    "区总工会",
)
_TITLES: Final = (
    "知识产权培训班",
    "商标品牌专题讲座",
    "地理标志宣传活动",
    "专利申请实务培训",
    "4·26宣传周启动仪式",
    "知识产权进企业",
)
_NOT_DRAWN: Final = {
    "case_state": ("CLUE", "VERIFY", "NOT_FILED"),
    "station_state": ("closed",),
    "gi_user_state": ("stopped", "cancelled", "revoked"),
    "service_result": ("referred",),
}
"""Codes whose records would need more than a sheet of a few columns says."""


@dataclass(frozen=True)
class Links:
    """The records that links may name: name to id, by ledger."""

    names: dict[str, dict[str, str]]


Values = dict[str, object]


def invent(
    ledger: str, fields: tuple[Field, ...], count: int, dice: Random, links: Links
) -> list[Values]:
    """So many records with values for these fields, no two with the same key."""
    start = dice.randrange(10_000)
    return [_one(ledger, fields, start + number, dice, links) for number in range(count)]


def _one(ledger: str, fields: tuple[Field, ...], number: int, dice: Random, links: Links) -> Values:
    days = _days(dice)
    man = dice.random() < 0.5
    record: Values = {}
    for field in LEDGERS[ledger]:
        record[field.name] = _value(field, number, dice, links, days, man)
    if "sex" in record:
        record["sex"] = "male" if man else "female"
    if "starts_on" in record:
        first = record["starts_on"]
        assert isinstance(first, date)
        record["ends_on"] = first + timedelta(days=dice.choice((0, 0, 1, 2)))
    chosen = {field.name for field in fields}
    core = {field.name for field in fields if field.core}
    for name in list(record):
        if name not in chosen or (name not in core and dice.random() < 0.1):
            record[name] = None
    return record


def _days(dice: Random) -> dict[str, date]:
    """The days of one story in their order."""
    order = (
        "clue_on",
        "filed_on",
        "decided_on",
        "served_on",
        "paid_on",
        "published_on",
        "closed_on",
    )
    day = inventing.day(dice, 2021, 2025)
    days = {}
    for name in order:
        days[name] = day
        day += timedelta(days=dice.randrange(1, 60))
    days["plaque_on"] = days["clue_on"] + timedelta(days=1)
    return days


def _value(
    field: Field, number: int, dice: Random, links: Links, days: dict[str, date], man: bool
) -> object:
    sort, name = field.sort, field.name
    if sort in days:
        return days[sort]
    if sort.startswith("code:"):
        entries = LISTS[sort[5:]]
        codes = [e.code for e in entries if e.code not in _NOT_DRAWN.get(sort[5:], ())]
        return dice.choice(codes)
    if sort.startswith("codes:"):
        codes = [entry.code for entry in LISTS[sort[6:]]]
        picked = dice.sample(range(len(codes)), dice.choice((1, 1, 2)))
        return tuple(codes[place] for place in sorted(picked))
    if sort.startswith("link:"):
        return dice.choice(sorted(links.names[sort[5:]]))
    year = days["filed_on"].year
    match sort:
        case "caseno":
            return f"博市监案〔{year}〕{number}号"
        case "fileno":
            return f"博市监立〔{year}〕{number}号"
        case "decisionno":
            return f"博市监处罚〔{year}〕{number}号"
        case "docno":
            return f"博市监发〔{year}〕{number % 300 + 1}号"
        case "docno2":
            return f"演示{year}第{number}号"
        case "stationno":
            return f"ZD-{number:05d}"
        case "firm":
            return (
                inventing.firm(dice, number)
                if dice.random() < 0.93 or field.name in ("name", "unit")
                else inventing.person(dice)
            )
        case "firm2":
            return inventing.firm(dice, dice.randrange(50))
        case "person":
            return inventing.person(dice)
        case "names":
            return tuple(dict.fromkeys(inventing.person(dice) for _ in range(2)))
        case "units":
            return tuple(dice.sample(_HOSTS, dice.choice((1, 1, 2))))
        case "uscc":
            return inventing.uscc(dice)
        case "idcard":
            return inventing.id_card(dice, man=man)
        case "phone":
            return inventing.phone(dice)
        case "town":
            return dice.choice(_COUNTED)
        case "flag":
            return dice.random() < 0.5
        case "day" | "day0":
            return inventing.day(
                dice, 2010 if sort == "day0" else 2022, 2019 if sort == "day0" else 2026
            )
        case "ends_on":
            return None
        case "valid_to":
            return inventing.day(dice, 2027, 2033)
        case "money":
            return _amount(dice)
        case "whole":
            return dice.choice((dice.randrange(1, 60), dice.randrange(10, 3000)))
        case "few":
            return dice.randrange(0, 9)
        case "people":
            return dice.randrange(2, 40)
        case "hours":
            return dice.choice((2, 4, 8, 16, 24))
        case "year":
            return dice.randrange(2020, 2026)
        case "station":
            return f"博山区演示{inventing.firm(dice, number)[-8:-3]}{number}商标品牌指导站"
        case "title":
            return f"{year}年演示{dice.choice(_TITLES)}第{number}期"
        case "platform":
            return dice.choice(("演示商城", "演示拼购", "演示直播"))
        case "goods":
            return dice.choice(_GOODS)
        case "place":
            return dice.choice(_PLACES) + dice.choice(_HALLS)
        case "market":
            return f"{dice.choice(_PLACES)}{number}号"
        case "unit":
            return dice.choice(_UNITS)
        case "address":
            return f"{TOWNS.label(dice.choice(_COUNTED))}演示路{dice.randrange(1, 300)}号"
        case "story" | "story2":
            return dice.choice(_STORIES) + (f"（{number}）" if sort == "story" else "")
        case "remark":
            return dice.choice(_REMARKS) if dice.random() < 0.6 else None
    raise AssertionError(f"nothing is invented for {name}: {sort}")


def _amount(dice: Random) -> int:
    """An amount in 分, mostly whole 元."""
    if dice.random() < 0.15:
        return dice.randrange(1_00, 90_000_00)
    return dice.choice(
        (
            dice.randrange(1, 900) * 100_00,
            dice.randrange(100, 90_000) * 1_00,
            dice.randrange(1, 300) * 10_000_00,
        )
    )
