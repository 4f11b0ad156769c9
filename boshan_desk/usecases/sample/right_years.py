"""What the geographical indications were worth each year, and how they were checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.usecases.sample.days import LAST, YEARS, soon, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words


def make_years(dice: Dice, rights: list[GiRight]) -> list[GiYear]:
    """What each right was worth, year by year."""
    years = []
    for right, row in zip(rights, words()["rights"], strict=True):
        *_, worth, growth, unit, output, _known = row
        if not worth:
            continue
        for year in (2022, 2023, 2024, 2025):
            if right.state == "lapsed" and year == 2025:
                continue
            grown = (100 + growth) ** (year - 2022) * 10_000 // 100 ** (year - 2022)
            value = worth * grown // 10_000 * 1_000_000
            sales = value * dice.between(82, 96) // 100
            years.append(
                GiYear(
                    id=dice.id(),
                    status="submitted",
                    source="backfill" if year == 2022 else "typed",
                    remark=REMARK,
                    year=year,
                    right_id=right.id,
                    basis="holder" if dice.chance(70) else "firms",
                    audited=True,
                    output=output * grown // 10_000,
                    output_unit=unit,
                    value=value,
                    user_value=value * dice.between(25, 60) // 100,
                    sales=sales,
                    online=sales * dice.between(8, 30) // 100,
                    export=sales * dice.between(0, 9) // 100,
                    jobs=worth // 14 + dice.between(0, 80),
                    households=worth // 20 + dice.between(0, 60)
                    if right.category not in ("glass", "ceramics")
                    else None,
                )
            )
    return years


def make_checks(dice: Dice, towns: Towns, users: list[GiUser]) -> list[GiCheck]:
    """Checks of users that had been granted the mark by then."""
    lists = words()
    checks: list[GiCheck] = []
    for year, total in zip(YEARS, (20, 24, 26, 20), strict=True):
        rhythm = (1, 1, 3, 3, 2, 2, 2, 2, 4, 2, 2, 2)
        for month, count in enumerate(spread(total, rhythm[: 9 if year == 2026 else 12]), 1):
            for day in dice.days_of(year, month, count, LAST):
                known = [u for u in users if u.grant_on and u.grant_on <= day]
                known = [u for u in known if not Towns.silent(u.town_code or "", day)]
                user = dice.one(known)
                result = dice.weighted({"ok": 70, "rectify": 22, "transfer": 3, "idle": 5})
                kind = dice.weighted({"daily": 42, "random": 22, "special": 22, "sampling": 14})
                due = day + timedelta(15) if result == "rectify" else None
                again = soon(day, dice.between(14, 24), LAST) if due else None
                fixed = "fixed" if dice.chance(86) else "partly"
                sampled = kind == "sampling"
                checks.append(
                    GiCheck(
                        id=dice.id(),
                        status="submitted",
                        remark=REMARK,
                        checked_on=day,
                        town_code=user.town_code,
                        target=user.name,
                        user_id=user.id,
                        kind=kind,
                        items=("quality", "mark", "ledger") if sampled else ("name", "mark"),
                        officers=dice.some(lists["officers"], 2),
                        result=result,
                        problem=_PROBLEMS[result],
                        due_on=due,
                        recheck_on=again,
                        recheck=fixed if again else None,
                        sample_no=f"DCY{day:%y%m}{len(checks):03d}" if sampled else None,
                        lab="演示质量检验所" if sampled else None,
                        verdict=("pass" if dice.chance(92) else "fail") if sampled else None,
                        clue_no=f"XS{year}-D{len(checks):03d}" if result == "transfer" else None,
                    )
                )
    return checks


_PROBLEMS: Final = {
    "ok": None,
    "rectify": "专用标志使用台账登记不全，个别包装标注不规范",
    "transfer": "未经许可在包装上使用地理标志名称",
    "idle": None,
}
