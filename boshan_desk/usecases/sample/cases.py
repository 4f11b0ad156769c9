"""The cases of the sample county, each with a course that the procedure allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.usecases.sample.days import soon, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.laws import articles_of
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words

_CAUSES: Final = {
    "TM03": 92, "TM01": 16, "TM02": 12, "TM04": 6, "TM07": 5, "TM11": 14, "TM12": 7, "TM13": 3,
    "TM14": 4, "TM15": 4, "TM21": 2, "PT01": 34, "GI01": 16, "GI02": 4, "OS01": 3, "OS02": 2,
    "UC01": 9, "UC02": 2,
}  # fmt: skip
"""How often each cause comes: selling infringing goods leads, passing off patents follows."""

_RHYTHM: Final = (3, 2, 7, 9, 7, 4, 4, 4, 8, 9, 7, 4)
"""The months of a year; the 铁拳 actions of spring and autumn stand out."""

_SOURCES: Final = {
    "check": 34, "report": 28, "complaint": 16, "owner": 12, "assigned": 6, "transferred": 4
}  # fmt: skip

_KINDS: Final = {
    **{f"TM0{n}": ("trademark", "tm_infringe") for n in range(1, 8)},
    **{f"TM1{n}": ("trademark", "tm_other") for n in range(1, 9)},
    "TM21": ("tm_agency", "agency"),
    "PT01": ("patent", "pt_passing"),
    "GI01": ("gi", "gi"),
    "GI02": ("gi", "gi"),
    "OS01": ("special", "special"),
    "OS02": ("special", "special"),
    "UC01": ("unfair", "unfair"),
    "UC02": ("secret", "secret"),
}


def make_cases(dice: Dice, towns: Towns, firms: list[Enterprise], last: date) -> list[Case]:
    """Some 250 cases filed from January 2023 to `last`, and a few clues not yet filed."""
    cases: list[Case] = []
    for year, total in zip((2023, 2024, 2025, 2026), (56, 68, 63, 59), strict=True):
        months = spread(total, _RHYTHM[: last.month if year == last.year else 12])
        number = 0
        for month, count in enumerate(months, 1):
            for day in dice.days_of(year, month, count, last):
                number += 1
                cases.append(_Course(dice, towns, day, last).case(firms, number))
    cases = _number_decisions(cases)
    for place, (kind, told) in enumerate(_CLUES, 1):
        clue_on = soon(last - timedelta(12), place, last)
        cases.append(
            Case(
                id=dice.id(),
                remark=REMARK,
                clue_no=f"XS{last.year}-{900 + place}",
                source_kind="report",
                ip_kind=kind,
                clue_on=clue_on,
                state="VERIFY",
                brief=told,
                town_code=towns.on(last),
            )
        )
    return cases


_CLUES: Final = (
    ("trademark", "举报某店销售的白酒疑似侵权，正在核查"),
    ("trademark", "权利人反映网店使用近似商标，待核实"),
    ("patent", "举报产品包装标注已终止专利号，待核实"),
    ("gi", "举报包装使用地理标志名称，待核实"),
)


class _Course:
    """One case from the clue on: what happens, and when, as far as it has come by `last`."""

    def __init__(self, dice: Dice, towns: Towns, filed_on: date, last: date) -> None:
        self.dice = dice
        self.last = last
        self.towns = towns
        self.filed_on = filed_on
        self.town = towns.on(filed_on)
        self.cause = dice.weighted(_CAUSES)
        self.kind = _KINDS[self.cause]

    def case(self, firms: list[Enterprise], number: int) -> Case:
        """The whole record."""
        dice, filed = self.dice, self.filed_on
        values: dict[str, Any] = {
            "id": dice.id(),
            "status": "submitted",
            "remark": REMARK,
            "case_no": f"博市监知案〔{filed.year}〕{number}号",
            "file_no": f"博市监立〔{filed.year}〕演{number}号",
            "clue_no": f"XS{filed.year}-{number:03d}",
            "case_type": self.kind[1],
            "ip_kind": self.kind[0],
            "cause": self.cause,
            "source_kind": dice.weighted(_SOURCES),
            "clue_on": filed - timedelta(dice.between(2, 14)),
            "town_code": self.town,
            "conduct_from": filed - timedelta(dice.between(20, 300)),
            "filed_on": filed,
            "unit": "知识产权保护科" if dice.chance(60) else f"{self._town()}市场监管所",
            "officers": dice.some(words()["officers"], 2),
        }
        values |= self._party(firms) | self._place() | self._goods()
        moved = values["value"] > 8_000_000 and self.cause in ("TM01", "TM03", "TM04")
        values |= self._moved() if moved and dice.chance(70) else self._decided(values)
        return Case(**values)

    def _town(self) -> str:
        return self.towns.label(self.town)

    def _party(self, firms: list[Enterprise]) -> dict[str, Any]:
        dice, lists = self.dice, words()
        boss = dice.person()
        street = f"博山区{self._town()}{dice.one(lists['streets'])}演示{dice.between(1, 200)}号"
        kind = dice.weighted({"trader": 58, "firm": 30, "person": 12})
        values: dict[str, Any] = {"party_kind": kind, "address": street, "phone": boss.phone}
        if kind == "person":
            return values | {"party": boss.name, "id_type": "idcard", "id_no": boss.id_no}
        near = [f for f in firms if f.town_code == self.town and f.kind == "firm"]
        if kind == "firm" and near and dice.chance(45):
            firm = dice.one(near)
            return values | {
                "party": firm.name,
                "party_uscc": firm.uscc,
                "legal_rep": firm.legal_rep,
                "enterprise_id": firm.id,
            }
        word = dice.one(lists["words"])
        name = (
            f"博山区演示{word}{dice.one(lists['shops'])}"
            if kind == "trader"
            else f"演示{word}商贸有限公司"
        )
        return values | {
            "party": name,
            "party_uscc": dice.credit_code(kind),
            "legal_rep": boss.name,
            "licence_name": "营业执照",
        }

    def _place(self) -> dict[str, Any]:
        dice = self.dice
        online = dice.chance(16)
        market = dice.weighted({"usual": 58, "rural": 24, "key": 18})
        foreign = dice.chance(6)
        return {
            "is_online": online,
            "platform": dice.one(words()["platforms"]) if online else None,
            "market_kind": "usual" if online else market,
            "foreign": foreign,
            "country": dice.one(("演示国甲", "演示国乙")) if foreign else None,
        }

    def _goods(self) -> dict[str, Any]:
        dice = self.dice
        goods, owner, unit, price = dice.one(words()["goods"])
        if self.cause in ("GI01", "GI02"):
            goods, owner, unit, price = "猕猴桃", "演示猕猴桃协会", "箱", 88
        elif self.cause == "PT01":
            owner = None
        count = dice.weighted(
            {
                dice.between(3, 30): 55,
                dice.between(31, 150): 30,
                dice.between(151, 600): 11,
                dice.between(601, 1500): 4,
            }
        )
        value = count * price * 100
        sold = value * dice.between(0, 60) // 100
        return {
            "goods": goods,
            "owner": owner,
            "right_no": f"99{dice.between(100_000, 899_999)}" if owner else None,
            "qty": count,
            "qty_unit": unit,
            "value": value,
            "turnover": value + sold,
            "illegal_income": sold * dice.between(10, 35) // 100 if dice.chance(50) else None,
        }

    def _moved(self) -> dict[str, Any]:
        """What the police took over."""
        dice = self.dice
        moved = soon(self.filed_on, dice.between(18, 40), self.last)
        if moved is None:
            return {"state": "INVESTIGATE"}
        taken = soon(moved, dice.between(6, 20), self.last)
        closed = soon(taken, dice.between(3, 10), self.last) if taken else None
        return {
            "state": "CLOSED" if closed else "MOVED_CRIME",
            "police_on": moved,
            "police_no": f"博市监移〔{moved.year}〕演{dice.between(1, 60)}号",
            "police_filed_on": taken,
            "closed_on": closed,
            "close_kind": "moved" if closed else None,
        }

    def _decided(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """From the decision to the archive, as far as it has come."""
        dice = self.dice
        decided = soon(self.filed_on, dice.between(40, 85), self.last)
        if decided is None:
            age = (self.last - self.filed_on).days
            state = "NOTICE" if age > 45 else "REVIEW" if age > 32 else "INVESTIGATE"
            notice = soon(self.filed_on, 36, self.last) if state == "NOTICE" else None
            return {"state": state, "notice_on": notice}
        course: dict[str, Any] = {
            "decided_on": decided,
            "review_kind": "legal" if values["value"] > 5_000_000 else "case",
            "reviewed_on": decided - timedelta(dice.between(9, 13)),
            "notice_on": decided - timedelta(dice.between(6, 8)),
            "ordered": True,
        }
        if dice.chance(6):
            closed = soon(decided, dice.between(5, 12), self.last)
            course["notice_on"] = None
            return course | {
                "state": "CLOSED" if closed else "DECIDED_NONE",
                "discretion": "none",
                "closed_on": closed,
                "close_kind": "none" if closed else None,
            }
        course |= self._penalty(values) | {"state": "DECIDED_PENALTY"}
        served = soon(decided, dice.between(1, 6), self.last)
        if served is None:
            return course
        course |= {
            "state": "EXECUTING",
            "served_on": served,
            "service_mode": dice.weighted({"direct": 70, "electronic": 16, "post": 10, "left": 4}),
        }
        published = soon(decided, dice.between(5, 18), self.last)
        paid = soon(served, dice.between(4, 15), self.last)
        course |= {
            "published_on": published,
            "pub_where": "演示公示系统" if published else None,
            "paid_on": paid,
            "performed": "done" if paid else "not",
        }
        closed = soon(paid, dice.between(6, 22), self.last) if paid else None
        if closed is None:
            return course
        archived = soon(closed, dice.between(12, 40), self.last)
        # A few of the older ones were never put into the archive.
        archived = archived if dice.chance(92) else None
        lost = values["value"] * dice.between(20, 80) // 100
        return course | {
            "state": "ARCHIVED" if archived else "CLOSED",
            "closed_on": closed,
            "close_kind": "performed",
            "loss_saved": lost if values["owner"] and dice.chance(50) else None,
            "archived_on": archived,
            "volume_no": f"演示卷{closed.year}-{dice.between(1, 99):02d}" if archived else None,
            "retention": "y10",
        }

    def _penalty(self, values: Mapping[str, Any]) -> dict[str, Any]:
        dice = self.dice
        level = dice.weighted({"below": 14, "light": 38, "usual": 42, "heavy": 6})
        percent = {"below": 25, "light": 60, "usual": 130, "heavy": 280}[level]
        fine = max(500, values["value"] // 100 * percent // 100 // 100 * 100)
        cap = {"below": 10_000, "light": 40_000, "usual": 120_000, "heavy": 250_000}[level]
        income = values["illegal_income"]
        goods = self.cause.startswith(("TM0", "GI")) and dice.chance(75)
        penalties = ["fine", *(["income"] if income else []), *(["goods"] if goods else [])]
        breach, penalty = articles_of(self.cause, self.filed_on)
        return {
            "penalties": tuple(penalties),
            "fine": min(fine, cap) * 100,
            "confiscate_money": income,
            "confiscate_goods": f"侵权{values['goods']}" if goods else None,
            "goods_value": values["value"] if goods else None,
            "breach_basis": breach,
            "penalty_basis": penalty,
            "discretion": level,
        }


def _number_decisions(cases: list[Case]) -> list[Case]:
    """The decisions numbered year by year in the order they were made."""
    numbers: dict[int, int] = {}
    numbered = {}
    for case in sorted(cases, key=lambda case: case.decided_on or date.max):
        if case.decided_on and case.penalties:
            year = case.decided_on.year
            numbers[year] = numbers.get(year, 0) + 1
            number = f"博市监处罚〔{year}〕{numbers[year]}号"
            numbered[case.id] = replace(case, decision_no=number)
    return [numbered.get(case.id, case) for case in cases]
