"""What a new desk begins with: a county from a file, plans by code or from files, its town."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from boshan_desk.domain.county import County, load_county, read_county
from boshan_desk.domain.plans.checking import errors_of
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.plans.reading import read_plan, shipped_plan
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.domain.wording import listed, statements
from boshan_desk.i18n import _
from boshan_desk.usecases.county import check_county, refuse_faults
from boshan_desk.usecases.lawfiles import read_source
from boshan_desk.usecases.plans.packs import check_plan


def packs_of(
    county: str | Path, plans: Sequence[str | Path] = ()
) -> tuple[str, list[dict[str, str]]]:
    """The id of a county, and the rows of the table of packs.

    Raises:
        Refused: there is no such county or plan, or a file is not coherent.
    """
    rows: list[dict[str, str]] = []
    prefixes: dict[str, str] = {}
    for given in plans:
        plan, text = _plan_of(given)
        if prefixes.setdefault(plan.prefix, plan.code) != plan.code:
            raise Refused(
                "编号前缀 {prefix} 已用于“{title}”，请换一个前缀（prefix）",
                prefix=plan.prefix,
                title=prefixes[plan.prefix],
            )
        rows.append(_row("plan", plan.code, "active", text))
    if isinstance(county, str):
        load_county(county)
        return county, rows
    text = read_source(county)
    refuse_faults(check_county(text, [row["name"] for row in rows]))
    # A file that does not say whose it is is called by its name.
    id = _id_in(text) or county.stem
    return id, [_row("county", id, "", text), *rows]


def settings_for(id: str, packs: Sequence[Mapping[str, str]], town: str = "") -> dict[str, str]:
    """The settings that say whose desk it is: those of a county and of a city need none.

    Raises:
        Missing: the county has no such town.
    """
    county = _county_of(id, packs)
    if not town:
        return {}
    if county.is_city:
        raise Refused(
            "{name}的资料包下面是区县，没有镇街；请选镇街所在区县的资料包", name=county.name
        )
    code = county.towns.find(town)
    if code is None:
        raise Missing(
            "{county}没有镇街“{word}”，可用的有：{known}；"
            "别的区县请用 --county 给出区县局的资料包文件（county export）",
            county=county.name,
            word=town,
            known=listed(f"{e.code} {county.towns.label(e.code)}" for e in county.towns),
        )
    site = secrets.token_hex(4)
    return {
        "level": "town",
        "towns": json.dumps([code]),
        "site": site,
        # Until the county gives it one of its own (usecases.exchange.enrolling): no other desk's.
        "serial_prefix": f"{code[6:9]}{site[:4].upper()}-",
    }


def _county_of(id: str, packs: Sequence[Mapping[str, str]]) -> County:
    for row in packs:
        if (row["kind"], row["name"]) == ("county", id):
            return read_county(row["text"], id)
    return load_county(id)


def _id_in(text: str) -> str:
    try:
        return read_county(text).id
    except KeyError:
        return ""


def _plan_of(given: str | Path) -> tuple[Plan, str]:
    if isinstance(given, str):
        return shipped_plan(given), ""
    text = read_source(given)
    if wrong := errors_of(check_plan(text)):
        raise Refused(
            "{path} 有{count}处问题：{why}；请改正后重试",
            path=given,
            count=len(wrong),
            why=statements(each.said() for each in wrong[:3]),
        )
    return read_plan(text), text


def _row(kind: str, name: str, status: str, text: str) -> dict[str, str]:
    at = Clock().now().isoformat(" ")
    return {
        "kind": kind, "name": name, "status": status, "text": text, "at": at, "officer": _("建立时")
    }  # fmt: skip
