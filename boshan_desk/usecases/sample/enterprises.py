"""The firms of the sample county."""

from __future__ import annotations

from datetime import date

from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words


def make_enterprises(dice: Dice, towns: Towns) -> list[Enterprise]:
    """120 firms, traders and cooperatives."""
    lists = words()
    firms = []
    for number in range(120):
        industry, trade, products = lists["trades"][number % len(lists["trades"])]
        word = lists["words"][number % len(lists["words"])]
        kind = dice.weighted({"firm": 80, "trader": 10, "farm_coop": 10})
        if kind == "farm_coop":
            industry, trade, products = "farm", "果蔬", "猕猴桃、核桃"
        form = {"firm": "有限公司", "trader": "经营部", "farm_coop": "农民专业合作社"}[kind]
        boss = dice.person()
        tags = {
            "high_tech": kind == "firm" and dice.chance(22),
            "specialised": kind == "firm" and dice.chance(18),
            "above_scale": kind == "firm" and dice.chance(30),
            "ip_model": kind == "firm" and dice.chance(8),
            "old_brand": dice.chance(5),
            "trader": kind == "trader",
        }
        tagged = tuple(tag for tag, holds in tags.items() if holds)
        firms.append(
            Enterprise(
                id=dice.id(),
                status="submitted",
                source="backfill" if number < 90 else "typed",
                remark=REMARK,
                name=f"演示{word}{trade}{form}",
                uscc=dice.credit_code(kind),
                town_code=towns.any(),
                address=f"博山区{dice.one(lists['streets'])}演示{dice.between(1, 300)}号",
                state="closed" if number in (17, 64) else "moved" if number == 88 else "open",
                legal_rep=boss.name,
                contact=dice.person().name if dice.chance(60) else boss.name,
                phone=boss.phone,
                kind=kind,
                size=dice.weighted({"medium": 12, "small": 48, "micro": 40}),
                industries=(industry,),
                founded_on=date(dice.between(1996, 2025), dice.between(1, 12), dice.between(1, 28)),
                high_tech="high_tech" in tagged,
                tags=tagged,
                products=products,
                patents=dice.weighted({0: 30, dice.between(1, 12): 50, dice.between(13, 60): 20}),
                marks=dice.between(0, 15),
                counted_on=date(2026, 6, 30),
            )
        )
    return firms
