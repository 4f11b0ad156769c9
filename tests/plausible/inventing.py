"""People, firms, codes and days: all invented, all in a right form."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建国志新海波文斌云峰雪梅"
_CORES: Final = (
    *(
        "鑫隆",
        "瑞祥",
        "恒泰",
        "华光",
        "金辉",
        "博源",
        "宏达",
        "盛世",
        "嘉禾",
        "云帆",
        "天工",
        "正阳",
        "永昌",
    ),
    *(
        "德润",
        "荣昌",
        "福临",
        "远大",
        "晨曦",
        "新佳",
        "兴业",
        "益民",
        "顺达",
        "汇丰",
        "聚鑫",
        "润泽",
        "泰和",
    ),
)
_TRADES: Final = (
    "陶瓷",
    "琉璃",
    "泵业",
    "建材",
    "商贸",
    "食品",
    "农业",
    "机电",
    "玻璃",
    "文化",
    "信息",
    "耐火材料",
)
_FORMS: Final = (
    "有限公司",
    "有限责任公司",
    "厂",
    "经营部",
    "商行",
    "专业合作社",
    "股份有限公司",
    "超市",
)
_PLACES: Final = ("淄博", "博山", "山东", "淄博市博山区", "")


def person(dice: Random) -> str:
    """A name of two or three characters."""
    return dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2))))


def firm(dice: Random, number: int) -> str:
    """A firm's name; `number` keeps names apart."""
    core = dice.choice(_CORES) + _CORES[number % len(_CORES)]
    return f"{dice.choice(_PLACES)}演示{core}{dice.choice(_TRADES)}{dice.choice(_FORMS)}"


def uscc(dice: Random) -> str:
    """A unified social credit code with right check characters (GB 32100, GB 11714)."""
    body = "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY"[:10]) for _ in range(8))
    if dice.random() < 0.5:
        body = body[:2] + dice.choice("ABCDEFGHJKLMNPQRTUWXY") + body[3:]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    left = 11 - sum(values.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    organ = body + {10: "X", 11: "0"}.get(left, str(left))
    code = dice.choice(("91", "92", "93")) + "990101" + organ
    total = sum(_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(code))
    return code + _ALPHABET[(31 - total % 31) % 31]


def wrong_check(code: str) -> str:
    """The code with another last character: a slip of the pen."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def id_card(dice: Random, *, man: bool | None = None) -> str:
    """A citizen's number of a division that does not exist (GB 11643)."""
    born = date(1955, 1, 1) + timedelta(days=dice.randrange(17_000))
    order = dice.randrange(100, 999)
    if man is not None and order % 2 != man:
        order -= 1
    body = f"990101{born:%Y%m%d}{order:03d}"
    total = sum(int(c) * pow(2, 17 - place, 11) for place, c in enumerate(body))
    return body + "10X98765432"[total % 11]


def phone(dice: Random) -> str:
    """A mobile number of a range that is not given out, or a landline."""
    if dice.random() < 0.2:
        return f"0990-{dice.randrange(2_000_000, 9_000_000)}"
    return f"1990000{dice.randrange(10_000):04d}"


def day(dice: Random, first: int = 2021, last: int = 2026) -> date:
    """A day from the first of January of one year to the end of June of another."""
    start = date(first, 1, 1)
    return start + timedelta(days=dice.randrange((date(last, 6, 30) - start).days))
