"""The enforcement actions of the sample county."""

from __future__ import annotations

from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.usecases.sample.days import LAST, YEARS, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words


def make_actions(dice: Dice, towns: Towns) -> list[EnforcementAction]:
    """Actions in the rhythm of the year; some belong to 铁拳."""
    lists = words()
    actions = []
    rhythm = (2, 2, 5, 6, 5, 3, 3, 3, 5, 6, 4, 3)
    for year, total in zip(YEARS, (36, 42, 40, 34), strict=True):
        for month, count in enumerate(spread(total, rhythm[: 9 if year == 2026 else 12]), 1):
            for day in dice.days_of(year, month, count, LAST):
                tiequan = month in (3, 4, 5, 9, 10, 11) and dice.chance(45)
                theme = "tiequan" if tiequan else dice.one(lists["themes"])
                at_market = theme in ("market", "rural") or dice.chance(30)
                officers = dice.some(lists["officers"], dice.between(2, 4))
                town = towns.on(day)
                place = dice.one(lists["markets"]) if at_market else f"演示{towns.label(town)}辖区"
                found = dice.weighted({0: 62, 1: 28, 2: 10})
                told = f"，发现问题线索{found}条" if found else "，未发现违法行为"
                actions.append(
                    EnforcementAction(
                        id=dice.id(),
                        status="submitted",
                        remark=REMARK,
                        acted_on=day,
                        town_code=town,
                        theme=theme,
                        place=place,
                        at_market=at_market,
                        people=len(officers) + dice.between(0, 6),
                        officers=officers,
                        checked=(checked := dice.between(6, 38)),
                        found=found,
                        result=f"检查经营主体{checked}户{told}",
                    )
                )
    return actions
