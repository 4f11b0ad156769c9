"""Pledges, navigation, titles, certificates, custody and transfers of the sample county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from boshan_desk.domain.law.terms import months_after
from boshan_desk.ledgers.custody import Custody
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.navigation import Navigation
from boshan_desk.ledgers.pledge import Pledge, PledgeAsset
from boshan_desk.ledgers.titles import CertAudit, Certification, TitleGrant
from boshan_desk.ledgers.transfer import Transfer
from boshan_desk.usecases.sample.creation import patent_number, patent_title, trademark_number
from boshan_desk.usecases.sample.days import LAST, TODAY
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.words import REMARK

_WAN = 1_000_000
"""分 in 万元."""

_BANKS = ("演示农村商业银行", "演示银行", "演示城市商业银行", "演示村镇银行")
_AGENCIES = ("演示知识产权代理事务所", "演示知识产权服务有限公司", "演示专利商标代理有限公司")
_ACADEMIES = ("演示理工大学", "演示陶瓷研究院", "演示职业学院")

_PLEDGED = (3, 4, 2, 3, 4, 5, 4)
"""How many pledges in each quarter from the first of 2025 on."""


def make_pledges(
    dice: Dice, firms: Sequence[Enterprise], events: Sequence[Event]
) -> tuple[list[Pledge], list[PledgeAsset]]:
    """25 pledges since 2025 and what was pledged; the newest is not paid out yet."""
    meetings = [event for event in events if event.kind == "banks" and event.starts_on]
    pledges: list[Pledge] = []
    assets = []
    borrowed: set[str] = set()
    for number, count in enumerate(_PLEDGED):
        year, first = 2025 + number // 4, number % 4 * 3 + 1
        days = sorted(dice.one(dice.days_of(year, first + n % 3, 4, LAST)) for n in range(count))
        for day in days:
            firm = dice.one(firms)
            kind = dice.weighted({"patent": 60, "trademark": 25, "mixed": 15})
            amount = dice.between(20, 120) * 10 * _WAN
            paid_on = day + timedelta(dice.between(3, 20))
            paid = paid_on <= LAST
            invited = [e for e in meetings if e.starts_on and 0 < (day - e.starts_on).days < 90]
            pledge = Pledge(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                pledgor=firm.name,
                pledgor_uscc=firm.uscc,
                town_code=firm.town_code,
                size=firm.size,
                tags=firm.tags,
                enterprise_id=firm.id,
                pledgee=dice.one(_BANKS),
                branch="博山支行（演示）",
                asset_kind=kind,
                reg_no=f"Y{year}99{len(pledges) + 1:07d}",
                reg_on=day,
                reg_org="国家知识产权局",
                contract_no=f"演示质字{year}第{len(pledges) + 1}号",
                appraised=amount * 13 // 10,
                appraiser="演示资产评估有限公司",
                reg_amount=amount,
                collateral=dice.weighted({"pure": 60, "combined": 40}),
                loan_amount=amount * dice.one((80, 90, 100)) // 100 if paid else None,
                loan_on=paid_on if paid else None,
                rate=dice.between(335, 465) if paid else None,
                mature_on=months_after(paid_on, 12) if paid else None,
                first_loan=firm.id not in borrowed,
                repay=_repay(paid_on) if paid else None,
                event_id=dice.one(invited).id if invited and dice.chance(40) else None,
            )
            borrowed.add(firm.id)
            pledges.append(pledge)
            assets += _assets(dice, pledge, firm, kind)
    return pledges, assets


def _repay(paid_on: date) -> str:
    return "settled" if months_after(paid_on, 12) < TODAY else "normal"


def _assets(dice: Dice, pledge: Pledge, firm: Enterprise, kind: str) -> list[PledgeAsset]:
    kinds = ["patent", "trademark"] if kind == "mixed" else [kind] * dice.between(1, 3)
    made = []
    for one in kinds:
        what = dice.one(("invention", "utility"))
        by_patent = one == "patent"
        number = patent_number(dice, dice.between(2018, 2023), what) if by_patent else None
        made.append(
            PledgeAsset(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                entered_at=datetime.combine(pledge.reg_on or LAST, time(17, 30)),
                pledge_id=pledge.id,
                kind=one,
                number=number or trademark_number(dice),
                title=patent_title(dice, firm, what)
                if by_patent
                else f"演示商标{dice.one('甲乙丙丁')}",
            )
        )
    return made


def make_navigation(dice: Dice, firms: Sequence[Enterprise]) -> list[Navigation]:
    """Six projects: two closed, one stopped, three going."""
    rows = (
        ("industry", "province", "ceramics", "日用陶瓷", (2024, 5, 20), (2025, 5, 30), "closed"),
        ("industry", "city", "glass", "琉璃", (2025, 3, 18), (2026, 3, 31), "closed"),
        ("firm", "city", "pumps", "真空泵", (2025, 6, 10), (2026, 6, 30), "stopped"),
        ("firm", "county", "pumps", "水泵节能", (2025, 9, 2), (2026, 11, 30), "going"),
        ("region", "county", "other", "博山区域规划", (2026, 2, 24), (2027, 2, 28), "midterm"),
        ("research", "own", "other", "耐火材料研发", (2026, 7, 8), (2027, 6, 30), "approved"),
    )  # fmt: skip
    made = []
    for number, (kind, level, industry, name, approved, planned, state) in enumerate(rows, 1):
        begun, due = date(*approved), date(*planned)
        firm = dice.one([firm for firm in firms if industry in firm.industries])
        closed = state == "closed"
        over = state in ("closed", "stopped")
        made.append(
            Navigation(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                name=f"{name}专利导航项目（演示）",
                kind=kind,
                level=level,
                industry=industry,
                town_code=firm.town_code,
                owner=firm.name,
                owner_uscc=firm.uscc,
                enterprise_id=firm.id,
                provider=dice.one(_AGENCIES),
                approve_no=f"演示知导〔{begun.year}〕{number}号",
                approve_on=begun,
                plan_end=due,
                closed_on=due - timedelta(12) if over else None,
                state=state,
                fund_gov=dice.between(5, 20) * _WAN if level != "own" else None,
                fund_own=dice.between(2, 10) * _WAN,
                outputs=("report", "layout") if closed else (),
                new_filings=dice.between(3, 12) if closed else None,
                use_text="企业据此调整研发方向，新申请发明专利（演示）" if closed else None,
            )
        )
    return made


def make_titles(dice: Dice, firms: Sequence[Enterprise]) -> list[TitleGrant]:
    """20 titles: two of them expired, three still being tended or applied for."""
    rows = (
        [("nation_model", "nation")] + [("nation_adv", "nation")] * 4
        + [("province_model", "province")] * 4 + [("city_model", "city")] * 4
        + [("province_award", "province"), ("nation_award", "nation"), ("old_brand", "province")]
        + [("ip_product", "nation")] + [("nation_adv", "nation")] * 3
    )  # fmt: skip
    chosen = dice.some(firms, len(rows))
    made = []
    for number, ((title, level), firm) in enumerate(zip(rows, chosen, strict=True)):
        tended = number >= 17
        noticed = date(2023 + number % 4, (3, 6, 9, 11)[number % 3], 12)
        limited = title in ("nation_model", "nation_adv", "province_model", "city_model")
        ends = months_after(noticed, 36) if limited else None
        if number in (4, 9):
            noticed, ends = date(2022, 9, 15), date(2025, 9, 14)
        if number == 1:
            noticed, ends = date(2024, 1, 10), date(2027, 1, 9)
        late = ends is not None and ends < TODAY
        made.append(
            TitleGrant(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                firm=firm.name,
                uscc=firm.uscc,
                town_code=firm.town_code,
                enterprise_id=firm.id,
                title=title,
                level=level,
                notice_no=None if tended else f"演示知发〔{noticed.year}〕{number + 1}号",
                notice_on=None if tended else noticed,
                valid_from=None if tended or not limited else noticed,
                valid_to=None if tended else ends,
                state=("tended" if number < 19 else "applied")
                if tended
                else ("expired" if late else "valid"),
                review="not_due" if limited and not tended and not late else None,
            )
        )
    return made


def make_certificates(
    dice: Dice, firms: Sequence[Enterprise]
) -> tuple[list[Certification], list[CertAudit]]:
    """25 certificates with their yearly audits; some of the old edition, one not replaced yet."""
    made, audits = [], []
    for number, firm in enumerate(dice.some(firms, 25)):
        old = number < 7
        issued = (
            date(2022 + number // 4, dice.between(3, 11), dice.between(1, 28))
            if old
            else date(2024 + number % 3, dice.between(2, 8), dice.between(1, 28))
        )
        ends = months_after(issued, 36) - timedelta(1)
        state = "valid"
        if old and number != 6:
            state = "expired" if ends < TODAY else "cancelled"
        cost = dice.between(15, 40) * 100_000
        certificate = Certification(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            firm=firm.name,
            uscc=firm.uscc,
            town_code=firm.town_code,
            enterprise_id=firm.id,
            standard="29490-2013" if old else "29490-2023",
            certifier="演示认证有限公司",
            cert_no=f"99{issued.year}IPMS{number + 1:04d}",
            issued_on=issued,
            valid_to=ends,
            state=state,
            state_on=date(2025, 12, 31) if state == "cancelled" else None,
            tutor=dice.one(_AGENCIES),
            cost=cost,
            award=cost * dice.one((30, 50, 60)) // 100 if dice.chance(70) else None,
        )
        made.append(certificate)
        for year in (1, 2):
            day = months_after(issued, 12 * year)
            if day <= min(LAST, certificate.state_on or LAST):
                audits.append(
                    CertAudit(
                        id=dice.id(),
                        status="submitted",
                        remark=REMARK,
                        certification_id=certificate.id,
                        audited_on=day,
                        result="corrected" if dice.chance(20) else "kept",
                    )
                )
    return made, audits


def make_custody(dice: Dice, firms: Sequence[Enterprise]) -> list[Custody]:
    """40 agreements of a year or two; some firms had one before."""
    made = []
    for number in range(40):
        firm = firms[number * 7 % len(firms)]
        starts = date(2023 + number % 4, dice.between(1, 9), dice.between(1, 28))
        ends = months_after(starts, 12 * dice.one((1, 1, 2))) - timedelta(1)
        state = "ended" if ends < TODAY else "running"
        broken = number in (10, 25)
        if broken:
            state = "terminated"
        basic = dice.chance(65)
        voucher = dice.chance(30)
        made.append(
            Custody(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                firm=firm.name,
                uscc=firm.uscc,
                town_code=firm.town_code,
                enterprise_id=firm.id,
                provider=dice.one(_AGENCIES),
                agreement_no=f"演示托管〔{starts.year}〕{number + 1}号",
                starts_on=starts,
                ends_on=ends,
                tier="basic" if basic else "special",
                items=("search", "fees", "renewal") if basic else ("mining", "layout", "warning"),
                state=state,
                state_on=starts + timedelta(150) if broken else None,
                voucher_no=f"演示券{number + 1:03d}" if voucher else None,
                voucher=dice.one((2000, 3000, 5000)) * 100 if voucher else None,
                times=dice.between(1, 14),
                rating=dice.weighted({"good": 80, "fair": 18, "poor": 2}),
            )
        )
    return made


def make_transfers(dice: Dice, firms: Sequence[Enterprise]) -> list[Transfer]:
    """12 contracts, half of them from universities and institutes."""
    made = []
    for number in range(12):
        firm = dice.one(firms)
        year, month = divmod(number * 2, 14)
        day = dice.one(dice.days_of(2025 + year, min(month + 2, 9 + 3 * (1 - year)), 3, LAST))
        academic = number % 2 == 0
        kind = ("transfer", "license", "open_license", "transfer", "equity", "license")[number % 6]
        free = kind == "open_license"
        count = dice.between(1, 3)
        made.append(
            Transfer(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                on=day,
                kind=kind,
                asset_kind="patent",
                record_no=f"X{day.year}99{number + 1:07d}",
                from_name=dice.one(_ACADEMIES) if academic else f"演示机械{number}有限公司",
                from_kind="academy" if academic else "firm",
                to_name=firm.name,
                to_uscc=firm.uscc,
                to_kind="firm",
                to_size=firm.size,
                town_code=firm.town_code,
                enterprise_id=firm.id,
                patents=count,
                numbers=tuple(patent_number(dice, 2021, "invention") for _n in range(count)),
                amount=None if free else dice.between(2, 40) * _WAN,
            )
        )
    return made
