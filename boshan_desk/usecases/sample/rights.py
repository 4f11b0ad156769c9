"""The geographical indications of the sample county and who uses them."""

from __future__ import annotations

from datetime import date

from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.gi import GiRight, GiUser
from boshan_desk.usecases.sample.days import LAST, TODAY, YEARS, soon
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words


def make_rights(dice: Dice, towns: Towns) -> list[GiRight]:
    """The rights of `boshan.toml`, in every kind and state."""
    rights = []
    for number, row in enumerate(words()["rights"]):
        name, right_kind, category, klass, where, *_, known = row
        areas = tuple(sorted((towns.at(n) for n in where), key=towns.order))
        registered = date(2010 + number % 8, dice.between(1, 12), dice.between(1, 28))
        is_mark = right_kind in ("CTM", "COL")
        state, state_on = "valid", None
        if name == "演示酥锅":
            state = "applying"
        elif name == "演示香椿":
            state, state_on = "lapsed", date(2025, 12, 14)
            registered = date(2015, 12, 14)
        elif name == "博山草莓":
            state = "grace"
            registered = date(2016, 6, 14)
        expires = registered.replace(year=registered.year + 10)
        if state == "valid" and expires <= TODAY:
            expires = expires.replace(year=expires.year + 10)
        filed = state != "applying"
        remark = f"{REMARK}：产品名称见于公开报道，其余内容均为虚构" if known else REMARK
        rights.append(
            GiRight(
                id=dice.id(),
                status="submitted",
                source="backfill",
                remark=remark,
                product_name=name,
                right_kind=right_kind,
                category=category,
                state=state,
                state_on=state_on,
                notice_org="国家知识产权局（演示）" if right_kind == "PGI" else None,
                notice_no=f"国家知识产权局公告（演示）第99{number:02d}号"
                if right_kind == "PGI"
                else None,
                notice_on=registered if right_kind in ("PGI", "AGI") else None,
                tm_no=f"99{990000 + number}" if is_mark and filed else None,
                nice_class=klass if is_mark else None,
                reg_on=registered if is_mark and filed else None,
                exp_on=expires if is_mark and filed else None,
                holder=f"演示{name.removeprefix('演示')}协会",
                holder_uscc=dice.credit_code("society"),
                rule_ver="2022年版" if filed else None,
                area_text="、".join(towns.label(code) for code in areas) + "行政区域",
                town_codes=areas,
                producers=dice.between(12, 90) if filed else None,
                std_no=f"T/YS{dice.between(10, 99)}-{dice.between(2018, 2024)}" if filed else None,
                std_state="valid" if filed else None,
                demo_zone="built" if name == "博山琉璃" and right_kind == "PGI" else "none",
                demo_level="nation" if name == "博山琉璃" and right_kind == "PGI" else None,
                promo_project="running" if name == "博山猕猴桃" else "none",
            )
        )
    return rights


def make_users(dice: Dice, rights: list[GiRight], firms: list[Enterprise]) -> list[GiUser]:
    """Users of the rights that are in force, mostly firms of the same towns."""
    kinds = {"PGI": "producer", "CTM": "licensee", "COL": "member", "AGI": "filed"}
    granted = [r for r in rights if r.state in ("valid", "grace")]
    weights = {n: 5 - min(n, 4) + 1 for n in range(len(granted))}
    users: list[GiUser] = []
    for year, count in zip((2021, 2022, *YEARS), (9, 10, 12, 11, 13, 9), strict=True):
        months = 9 if year == 2026 else 12
        for number in range(count):
            right = granted[dice.weighted(weights)]
            taken = {u.name for u in users if u.right_id == right.id}
            near = [
                f for f in firms if f.town_code in right.town_codes and f.name not in taken
            ] or [f for f in firms if f.name not in taken]
            firm = dice.one(near)
            month = min(months, 1 + number * months // count)
            day = dice.days_of(year, month, 1, LAST)[0]
            state = "stopped" if len(users) in (5, 23) else "revoked" if len(users) == 14 else ""
            ends = min(filter(None, (right.exp_on, day.replace(year=day.year + 5, day=1))))
            users.append(
                GiUser(
                    id=dice.id(),
                    status="submitted",
                    source="backfill" if year < 2023 else "typed",
                    remark=REMARK,
                    name=firm.name,
                    uscc=firm.uscc,
                    town_code=right.town_codes[0]
                    if firm.town_code not in right.town_codes
                    else firm.town_code,
                    site=firm.address,
                    enterprise_id=firm.id,
                    right_id=right.id,
                    user_kind=kinds[right.right_kind or ""],
                    grant_no=f"演示备〔{year}〕{number + 1}号",
                    grant_on=day,
                    valid_to=ends if ends > day else None,
                    state=state or "using",
                    state_on=date(2025, 6, 18) if state else None,
                    marking=("label", "internet") if dice.chance(40) else ("label",),
                    marks_std=right.right_kind == "PGI",
                    marks_tm=right.right_kind in ("CTM", "COL"),
                    labels=dice.between(5, 600) * 100,
                    last_used_on=soon(max(day, date(2026, 1, 5)), dice.between(1, 200), LAST),
                )
            )
    return users
