"""Whether a county pack is complete and coherent; a fault is told with its place and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from boshan_desk.domain.codes import Entry
from boshan_desk.domain.county import County, read_county
from boshan_desk.domain.plans.checking import (
    DAY,
    FLAG,
    NAME,
    NUMBER,
    TEXT,
    TEXTS,
    Finding,
    Shape,
    check_table,
    choice,
    code_shape,
    errors_of,
    need,
    read_tables,
)
from boshan_desk.domain.reading import fold
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, list)
        and len(row) >= 2
        and all(isinstance(each, str) and each.strip() for each in row)
        for row in value
    )


_ROWS: Final = Shape(
    mark('代码、名称、别名的列表，如 [["370304001", "城东街道", "城东"]]'), _is_rows
)
_ID: Final = r"[a-z0-9][a-z0-9-]{0,39}"
_CODE: Final = code_shape(r"[A-Za-z0-9-]{1,20}", mark("代码（字母、数字）"))

_COUNTY: Final[Mapping[str, Shape]] = {
    "id": Shape(
        mark("小写字母、数字和连字符"),
        lambda v: isinstance(v, str) and bool(re.fullmatch(_ID, v)),
    ),
    "name": NAME,
    "bureau": NAME,
    "office": NAME,
    "region": code_shape(r"\d{6}", mark("六位行政区划代码，加引号")),
    "within": TEXTS,
    "short": TEXT,
    "group": TEXT,
    "towns_word": TEXT,
    "towns": need(_ROWS),
    "counted": need(TEXTS),
    "areas": _ROWS,
}
_TABLES: Final[Mapping[str, Mapping[str, Shape]]] = {
    "unit": {
        "code": _CODE,
        "name": NAME,
        "also": TEXTS,
        "since": DAY,
        "until": DAY,
        "successor": TEXT,
    },
    "moved": {"code": _CODE, "until": need(DAY), "successor": TEXT},
    "plan": {
        "code": code_shape(r"[a-z0-9][a-z0-9-]{1,39}", mark("计划的编号")),
        "status": choice("active", "reference", "evidence", needed=True),
    },
    "member": {"code": _CODE, "towns": need(_ROWS)},
}
_LAMPS: Final[Mapping[str, Shape]] = {
    "yellow": NUMBER,
    "red": NUMBER,
    "ahead": NUMBER,
    "by_days": FLAG,
}


def check_county(text: str, plans: Collection[str] | None = None) -> list[Finding]:
    """What is wrong with a pack, and what is odd about it; empty when nothing is.

    `plans` are the codes of the plans there are (None: not looked at).
    """
    pack, found = read_tables(text)
    if found:
        return found
    found = list(_check_shape(pack))
    if errors_of(found):
        return found
    county = read_county(text.removeprefix("\ufeff"), str(pack.get("id") or "own"))
    found += _check_towns(county)
    found += _check_members(county, [row["code"] for row in pack.get("member", ())])
    found += _check_units(county)
    found += _check_lamps(county)
    found += _check_plans(county, plans)
    return found


def _check_shape(pack: Mapping[str, Any]) -> Iterator[Finding]:
    head = {k: v for k, v in pack.items() if k not in (*_TABLES, "lamps")}
    yield from check_table(head, _COUNTY, "")
    if "lamps" in pack:
        yield from check_table(pack["lamps"], _LAMPS, "lamps")
    for name, shapes in _TABLES.items():
        rows = pack.get(name, [])
        if not isinstance(rows, list):
            yield Finding(name, "error", _("这里要写成一张表，如 [[{name}]]").format(name=name))
            continue
        for number, row in enumerate(rows, 1):
            code = row.get("code") if isinstance(row, dict) else None
            called = (
                code if isinstance(code, str) and code else _("第{number}项").format(number=number)
            )
            yield from check_table(row, shapes, f"{name} {called}")


def town_prefix(region: str) -> str:
    """What the codes of its towns begin with: those of a city's districts with four digits."""
    return (
        region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region
    )


def _check_towns(county: County) -> Iterator[Finding]:
    towns = tuple(county.towns)
    codes = [each.code for each in towns]
    if not towns:
        yield Finding("towns", "error", _("没有一个镇街，请至少写一个"))
    prefix = town_prefix(county.region)
    for code in codes:
        if not code.startswith(prefix):
            words = _("代码应以 {prefix} 开头（区划代码 {region}），请核对")
            words = words.format(prefix=prefix, region=county.region)
            yield Finding(f"towns {code}", "error", words)
    yield from _twice("towns", codes)
    yield from _same_words("towns", towns)
    yield from _same_words("areas", county.areas)
    yield from _twice("areas", [county.region, *codes, *(each.code for each in county.areas)])
    for code in county.counted:
        if code not in codes:
            yield Finding("counted", "error", _("“{code}”不在 towns 里").format(code=code))
    yield from _twice("counted", county.counted)
    if not county.counted:
        yield Finding("counted", "error", _("没有写统计表列出哪些镇街"))
    if not any(code.endswith("Z99") for code in codes):
        words = _("没有“未归属”一项（代码以 Z99 结尾），归不到镇街的记录会使合计对不上")
        yield Finding("towns", "warn", words)
    for code, (until, successor) in county.moved.items():
        place = f"moved {code}"
        if code not in codes:
            yield Finding(place, "error", _("“{code}”不在 towns 里").format(code=code))
        if successor and successor not in codes:
            words = _("接续的“{code}”不在 towns 里").format(code=successor)
            yield Finding(f"{place} / successor", "error", words)
        if not successor:
            words = _("没有写{until}以后由谁接续").format(until=until)
            yield Finding(f"{place} / successor", "warn", words)
    yield from _circles(
        "moved", {code: successor for code, (_until, successor) in county.moved.items()}
    )


def _check_members(county: County, codes: Iterable[str]) -> Iterator[Finding]:
    """The counties of a city: each one of its lines, and its towns under its own code."""
    yield from _twice("member", codes)
    towns = {each.code for each in county.towns}
    for code, members in county.members.items():
        place = f"member {code}"
        if code not in towns:
            yield Finding(place, "error", _("“{code}”不在 towns 里").format(code=code))
        elif code not in county.counted:
            words = _("“{code}”不在 counted 里，各种表里不会有这个区县")
            yield Finding(place, "warn", words.format(code=code))
        if not re.fullmatch(r"[A-Za-z0-9]{6,12}", code):
            yield Finding(place, "error", _("区县代码应为六位区划代码（园区可加字母、数字）"))
        for town in members:
            if not town.code.startswith(code) or town.code == code:
                words = _("镇街代码应以所属区县的代码 {code} 开头，请核对")
                yield Finding(f"{place} / {town.code}", "error", words.format(code=code))
        yield from _twice(f"{place} /", (each.code for each in members))
        yield from _same_words(f"{place} /", members)
        if not members:
            words = _("没有写它的镇街；可用“county member 文件”从区县的资料文件里取")
            yield Finding(place, "warn", words)
    for code in county.counted if county.members else ():
        if code not in county.members:
            words = _("没有 [[member]]，这个区县的镇街记录归不到它名下")
            yield Finding(f"counted {code}", "warn", words)


def _twice(place: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Finding(f"{place} {code}", "error", _("代码写了{times}次").format(times=times))


def _same_words(place: str, entries: Iterable[Entry]) -> Iterator[Finding]:
    """Names that two entries bear: a workbook's word would mean either."""
    owners: dict[str, str] = {}
    for entry in entries:
        for word in dict.fromkeys((entry.label, *entry.also)):
            owner = owners.setdefault(fold(word), entry.code)
            if owner != entry.code:
                words = _("名称“{word}”已用于 {owner}，请改成不同的名称").format(
                    word=word, owner=owner
                )
                yield Finding(f"{place} {entry.code}", "error", words)


def _check_units(county: County) -> Iterator[Finding]:
    codes = [each.code for each in county.units]
    yield from _twice("unit", codes)
    towns = {each.code for each in county.towns}
    entries = []
    for unit in county.units:
        place = f"unit {unit.code}"
        entries.append(Entry(unit.code, unit.name, unit.also))
        if unit.code in towns:
            yield Finding(place, "error", _("代码已用于镇街，请换一个"))
        if unit.since and unit.until and unit.until < unit.since:
            yield Finding(f"{place} / until", "error", _("止日早于起日，请核对"))
        if unit.successor and unit.successor not in codes:
            words = _("接续的“{code}”不在 [[unit]] 里").format(code=unit.successor)
            yield Finding(f"{place} / successor", "error", words)
        if unit.successor and not unit.until:
            words = _("写了接续单位，请写原单位的最后一天（until）")
            yield Finding(f"{place} / until", "error", words)
        if unit.until and not unit.successor:
            words = _("没有写{until}以后由哪个单位接续（successor），之后的材料仍用原名称")
            yield Finding(f"{place} / successor", "warn", words.format(until=unit.until))
    yield from _same_words("unit", entries)
    yield from _circles("unit", {each.code: each.successor for each in county.units})


def _circles(place: str, successors: Mapping[str, str]) -> Iterator[Finding]:
    told: set[str] = set()
    for code in successors:
        seen = [code]
        while (following := successors.get(seen[-1], "")) and following not in seen:
            seen.append(following)
        if following == code and code not in told:
            told |= set(seen)
            words = _("接续关系绕成一圈：{codes}").format(codes=listed([*seen, code]))
            yield Finding(f"{place} {code} / successor", "error", words)


def _check_lamps(county: County) -> Iterator[Finding]:
    lamps = county.lamps
    if not 0 <= lamps.yellow <= lamps.red <= 100:
        words = _("应为 0 ≤ yellow ≤ red ≤ 100（落后序时进度的百分点）")
        yield Finding("lamps", "error", words)
    if not 0 <= lamps.ahead <= 100:
        yield Finding("lamps / ahead", "error", _("应为 0 到 100"))


def _check_plans(county: County, plans: Collection[str] | None) -> Iterator[Finding]:
    codes = [code for code, _status in county.plans]
    yield from _twice("plan", codes)
    for code in codes:
        if plans is not None and code not in plans:
            words = _("没有编号为“{code}”的计划，可用的有：{known}")
            yield Finding(f"plan {code}", "error", words.format(code=code, known=listed(plans)))
