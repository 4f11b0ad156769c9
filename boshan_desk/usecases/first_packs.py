"""The packs that a new desk begins with: a county from a file, plans by code or from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boshan_desk.domain.county import load_county, read_county
from boshan_desk.domain.plans.checking import errors_of
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.plans.reading import read_plan, shipped_plan
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.domain.wording import statements
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
