"""本单位资料: the county pack of a desk, its names, towns and departments, and changing them.

Every change is the pack as a whole, checked and written anew (`change_county`); what records stand
on cannot vanish from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.domain import county_checking
from boshan_desk.domain.codes import CodeList, Entry
from boshan_desk.domain.county import County, Lamps, Unit, read_county
from boshan_desk.domain.fields import Code, Codes
from boshan_desk.domain.figures import Where
from boshan_desk.domain.officers import Right
from boshan_desk.domain.places import town_names
from boshan_desk.domain.plans.checking import Finding, errors_of
from boshan_desk.domain.plans.reading import shipped_plans
from boshan_desk.domain.plans.writing import county_text as text_of
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.wording import listed, statements
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.checking import told_digest
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader

TITLES: Final[Mapping[str, str]] = {
    "name": mark("名称"),
    "bureau": mark("单位名称"),
    "office": mark("办公室名称"),
    "group": mark("领导小组名称"),
    "short": mark("文号简称"),
    "towns_word": mark("镇街的统称"),
    "region": mark("区划代码"),
    "within": mark("上级行政区"),
    "lamps": mark("滞后界限"),
    "towns": mark("镇街"),
    "counted": mark("统计表列出的镇街"),
    "areas": mark("比较地区"),
    "units": mark("部门"),
    "moved": mark("撤并的镇街"),
    "plans": mark("计划"),
    "members": mark("所辖区县"),
}
"""What the parts of a county pack are called."""


# Looking


def check_county(text: str, plans: Collection[str] = ()) -> list[Finding]:
    """What is wrong with a county pack and what is odd about it.

    `plans` are the codes of plans that are known beside those shipped.
    """
    return county_checking.check_county(text, {*shipped_plans(), *plans})


def county_text(desk: Desk) -> str:
    """The county of a desk as a file."""
    return text_of(_now(desk))


def uses_of(reader: Reader, name: str, codes: Iterable[str]) -> dict[str, int]:
    """How many live records use each of these codes of a list (town, unit, area)."""
    wanted = tuple(codes)
    used = dict.fromkeys(wanted, 0)
    if not wanted:
        return {}
    for ledger in KEPT.values():
        for field, kind in ledger.fields.items():
            if not isinstance(kind, Code | Codes) or kind.list != name:
                continue
            how = Where(field, "has" if isinstance(kind, Codes) else "in", wanted)
            for (value,) in reader.columns(ledger, [field], [how]):
                for code in {value} if isinstance(value, str) else set(value):
                    if code in used:
                        used[code] += 1
    return {code: count for code, count in used.items() if count}


# Changing


def load_county_pack(desk: Desk, text: str) -> County:
    """Give the desk its county from a file.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: the file is not coherent, or records stand on what it no longer has.
    """
    text = text.removeprefix("\ufeff")
    refuse_faults(check_county(text, _own_plans(desk)))
    county = _read(text, desk.county.id)
    _write(desk, county, _("载入本单位资料"), text, None)
    return county


def change_county(desk: Desk, **changed: Any) -> County:
    """Change parts of the county, by the names of its fields; `towns` are entries.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: the result is not coherent, or records stand on what it no longer has.
    """
    old = county = _now(desk)
    if "towns" in changed or "name" in changed or "within" in changed:
        towns = tuple(changed.get("towns", county.towns))
        labels = [(entry.code, entry.label) for entry in towns]
        within = changed.get("within", county.within)
        usual = tuple(town_names(labels, changed.get("name", county.name), within))
        changed["towns"] = CodeList("town", towns, usual)
    county = replace(county, **changed)
    text = text_of(county)
    refuse_faults(check_county(text, _own_plans(desk)))
    parts = listed(_(TITLES[name]) for name in changed)
    _write(desk, county, _("修改本单位资料：{parts}").format(parts=parts), text, old)
    return county


def set_lamps(desk: Desk, lamps: Lamps) -> County:
    """Say when a target is behind."""
    return change_county(desk, lamps=lamps)


def order_towns(desk: Desk, codes: Sequence[str]) -> County:
    """Put the towns into another order: their own codes, each once.  Tables follow."""
    county = _now(desk)
    known = {each.code: each for each in county.towns}
    if sorted(codes) != sorted(known):
        raise Refused("次序应包括全部镇街，每个一次")
    counted = tuple(code for code in codes if code in county.counted)
    return change_county(desk, towns=[known[code] for code in codes], counted=counted)


def change_town(
    desk: Desk, code: str, *, label: str = "", also: Sequence[str] | None = None
) -> County:
    """Give a town another name, or other words by which workbooks call it."""
    county = _now(desk)
    old = _town(county, code)
    new = Entry(
        code,
        label.strip() or old.label,
        old.also if also is None else tuple(w for each in also if (w := each.strip())),
    )
    if new.label != old.label and old.label not in new.also:
        # Workbooks go on using the old name for years.
        new = replace(new, also=(*new.also, old.label))
    return change_county(desk, towns=[new if e.code == code else e for e in county.towns])


def add_town(
    desk: Desk, code: str, label: str, also: Sequence[str] = (), *, counted: bool = True
) -> County:
    """Add a town, after those that tables show."""
    county = _now(desk)
    towns = list(county.towns)
    last = max((n for n, e in enumerate(towns, 1) if e.code in county.counted), default=0)
    towns.insert(last, Entry(code.strip(), label.strip(), tuple(also)))
    more = (*county.counted, code.strip()) if counted else county.counted
    return change_county(desk, towns=towns, counted=more)


def add_member(desk: Desk, text: str) -> County:
    """Take a county among those whose records a city rolls up, or its towns anew: its own pack.

    Its code is the one its pack says; a line of that code is added where the city has none yet.
    """
    text = text.removeprefix("\ufeff")
    refuse_faults(check_county(text, _own_plans(desk)))
    member, county = _read(text, "own"), _now(desk)
    if not county.region.endswith("00"):
        raise Refused("{name}不是市一级的单位，没有所辖区县", name=county.name)
    if member.is_city:
        raise Refused("“{name}”是市一级的资料，请选择区县的资料文件", name=member.name)
    code = member.region
    changed: dict[str, Any] = {"members": {**county.members, code: tuple(member.towns)}}
    if not any(each.code == code for each in county.towns):
        last = max(
            (n for n, e in enumerate(county.towns, 1) if e.code in county.counted), default=0
        )
        towns = list(county.towns)
        towns.insert(last, Entry(code, member.name))
        changed["towns"] = towns
    if code not in county.counted:
        changed["counted"] = (*county.counted, code)
    return change_county(desk, **changed)


def move_town(desk: Desk, code: str, until: date, successor: str) -> County:
    """Say that a town is no more after a day, and who has its work: its records stay its own."""
    county = _now(desk)
    _town(county, code)
    _town(county, successor)
    return change_county(desk, moved={**county.moved, code: (until, successor)})


def add_unit(desk: Desk, unit: Unit) -> County:
    """Add a department, after the others."""
    return change_county(desk, units=(*_now(desk).units, unit))


def change_unit(desk: Desk, code: str, **changed: Any) -> County:
    """Change what is known of a department: name, also, since, until, successor."""
    county = _now(desk)
    _unit(county, code)
    units = tuple(replace(e, **changed) if e.code == code else e for e in county.units)
    return change_county(desk, units=units)


def rename_unit(desk: Desk, code: str, new: Unit, first: date) -> County:
    """Say that a department has another name, or another has its work, from a day on.

    `new` stands after the old one where its code is not known; papers of earlier days keep the old
    name.
    """
    county = _now(desk)
    _unit(county, code)
    known = any(each.code == new.code for each in county.units)
    units: list[Unit] = []
    for each in county.units:
        if each.code == code:
            units.append(replace(each, until=first - timedelta(days=1), successor=new.code))
            if not known:
                units.append(replace(new, since=new.since or first))
        else:
            units.append(each)
    return change_county(desk, units=tuple(units))


def remove_unit(desk: Desk, code: str) -> County:
    """Take out a department that no record uses."""
    county = _now(desk)
    _unit(county, code)
    return change_county(desk, units=tuple(e for e in county.units if e.code != code))


# What changed, in the history's words


def differences(old: County, new: County) -> dict[str, list[Any]]:
    """What differs between two states of a county: {part: [before, after]}."""
    told: dict[str, list[Any]] = {}
    for field in fields(County):
        name = field.name
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if name in ("towns", "areas"):
            told |= _entries(name, before, after)
        elif name == "units":
            was = {each.code: _unit_words(each) for each in before}
            now = {each.code: _unit_words(each) for each in after}
            told |= _pairs(name, was, now)
        elif name == "moved":
            was = {code: f"{until} → {to}" for code, (until, to) in before.items()}
            now = {code: f"{until} → {to}" for code, (until, to) in after.items()}
            told |= _pairs(name, was, now)
        elif name == "members":
            was = {code: listed(e.label for e in towns) for code, towns in before.items()}
            now = {code: listed(e.label for e in towns) for code, towns in after.items()}
            told |= _pairs(name, was, now) or {name: [listed(was), listed(now)]}
        elif name == "lamps":
            for part in fields(Lamps):
                pair = [str(getattr(before, part.name)), str(getattr(after, part.name))]
                if pair[0] != pair[1]:
                    told[f"lamps.{part.name}"] = pair
        else:
            told[name] = [_plain(before), _plain(after)]
    return told


def _entries(name: str, before: Iterable[Entry], after: Iterable[Entry]) -> dict[str, list[Any]]:
    was = {each.code: listed((each.label, *each.also)) for each in before}
    now = {each.code: listed((each.label, *each.also)) for each in after}
    told = _pairs(name, was, now)
    if not told:
        told[name] = [listed(was), listed(now)]
    return told


def _pairs(name: str, was: Mapping[str, str], now: Mapping[str, str]) -> dict[str, list[Any]]:
    return {
        f"{name}.{code}": [was.get(code), now.get(code)]
        for code in dict.fromkeys((*was, *now))
        if was.get(code) != now.get(code)
    }


def _unit_words(unit: Unit) -> str:
    days = f"{unit.since or ''}..{unit.until or ''}" if unit.since or unit.until else ""
    return " ".join(
        each for each in (listed((unit.name, *unit.also)), days, unit.successor) if each
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else listed(str(each) for each in value)


# Writing


def refuse_faults(found: Iterable[Finding]) -> None:
    """Refuse a county pack that has faults, with the first of them."""
    if wrong := errors_of(found):
        raise Refused(
            "本单位资料有{count}处问题，没有保存：{why}；请改正后重试",
            count=len(wrong),
            why=statements(each.said() for each in wrong[:3]),
        )


def _write(desk: Desk, county: County, name: str, text: str, base: County | None) -> None:
    """`base` is the county that it was made of; None where all of it is new."""
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        old = desk.county
        if base is not None and old != base:
            raise Moved("本单位资料刚刚被别人改动，请查看后重试")
        told = differences(old, county)
        if not told:
            raise Refused("与现有的资料相同，未作任何改动")
        _refuse_lost(work, old, county)
        row = {
            "kind": "county",
            "name": county.id,
            "status": "",
            "text": text,
            **work.stamp,
        }
        held = {(e["kind"], e["name"]): e["text"] for e in work.small_rows(schema.pack)}
        told["text"] = [told_digest(held.get(("county", county.id), "")) or None, told_digest(text)]
        work.write_row("pack", row, told=told, needs=Right.SETTINGS)
        if work.setting("county") != county.id:
            work.set("county", county.id)
        work.detail |= {"kind": "county", "sha256": told_digest(text)}
    desk.look_again()


def _refuse_lost(reader: Reader, old: County, new: County) -> None:
    """What records stand on must stay."""
    lists = (
        ("town", _codes(old.places), _codes(new.places)),
        ("unit", _unit_codes(old), _unit_codes(new)),
        ("area", _area_codes(old), _area_codes(new)),
    )
    for name, before, after in lists:
        used = uses_of(reader, name, sorted(before - after))
        if not used:
            continue
        raise Refused(
            "有{count}条记录用到 {codes}，不能从资料里去掉；{remedy}",
            count=sum(used.values()),
            codes=listed(sorted(used)[:5]),
            remedy=_(_REMEDIES[name]),
        )


_REMEDIES: Final[Mapping[str, str]] = {
    "town": mark("撤并的镇街请保留，并写明最后一天和接续的镇街（[[moved]]）"),
    "unit": mark("改名或撤并的部门请保留，并写明最后一天和接续的部门（until、successor）"),
    "area": mark("请保留这个地区"),
}


def _codes(entries: Iterable[Entry]) -> set[str]:
    return {each.code for each in entries}


def _unit_codes(county: County) -> set[str]:
    # Towns are units as well.
    return {each.code for each in county.units} | set(county.counted)


def _area_codes(county: County) -> set[str]:
    return {county.region, *_codes(county.places), *_codes(county.areas)}


def _own_plans(desk: Desk) -> set[str]:
    with desk.read() as reader:
        rows = reader.small_rows(schema.pack)
    return {row["name"] for row in rows if row["kind"] == "plan"}


def _read(text: str, id: str) -> County:
    try:
        return read_county(text)
    except KeyError:
        # A file that does not say whose it is is this desk's own.
        return read_county(text, id)


def _now(desk: Desk) -> County:
    desk.look_again()
    return desk.county


def _town(county: County, code: str) -> Entry:
    for each in county.towns:
        if each.code == code:
            return each
    raise Missing("没有代码为“{code}”的镇街", code=code)


def _unit(county: County, code: str) -> Unit:
    for each in county.units:
        if each.code == code:
            return each
    raise Missing("没有代码为“{code}”的部门", code=code)
