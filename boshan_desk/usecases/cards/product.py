"""The card of a product with a geographical indication: its rights, users, values, checks.

One product name may hold several rights; the card is of the product, whichever of them was asked
for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from boshan_desk.domain.card import Card, Fact, Facts, Listing
from boshan_desk.domain.wording import quantity, with_more
from boshan_desk.i18n import _
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser, GiYear
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.cards.telling import Teller, newest

_AHEAD = timedelta(days=365)
_CHECKS, _YEARS, _USERS = 5, 5, 12


def product_card(reader: Reader, id: str) -> Card:
    """The card of the product that a right is in.

    Raises:
        Missing: there is no such right.
    """
    tell = Teller(reader)
    right = reader.get(GiRight, id)
    rights = [right]
    if right.product_name:
        found = reader.having(GiRight, "product_name", [right.product_name])
        rights = [right, *(other for other in found if other.id != id)]
    ids = [each.id for each in rights]
    users = reader.having(GiUser, "right_id", ids)
    years = reader.having(GiYear, "right_id", ids)
    years.sort(key=lambda each: each.year or 0, reverse=True)
    return tell.card(
        _("地理标志产品卡片"),
        tell.name(right),
        (
            tell.listing(
                _("权利"),
                GiRight.ledger,
                rights,
                "right_kind notice_no notice_on tm_no reg_on exp_on state",
            ),
            tell.facts(
                right,
                _("产品情况"),
                "category producers std_no std_state lab demo_zone",
                "holder town_codes area_text",
            ),
            _users(tell, users),
            _ending(tell, users),
            tell.listing(
                _("年度产值"),
                GiYear.ledger,
                years,
                "year output output_unit value user_value sales export audited",
                most=_YEARS,
            ),
            _checks(tell, users),
        ),
    )


def _users(tell: Teller, users: Sequence[GiUser]) -> Facts:
    using = [user for user in users if user.state == "using"]
    labels = sum(user.labels or 0 for user in using)
    ending = [user for user in using if _ends_soon(tell, user)]
    return Facts(
        title=_("专用标志使用"),
        facts=(
            Fact(
                label=_("使用人"),
                text=with_more(
                    quantity(len(using), _("家")),
                    _("累计核准{count}家").format(count=len(users)),
                ),
            ),
            Fact(label=_("年使用数量"), text=quantity(labels, _("枚"))),
            Fact(
                label=_("一年内到期"),
                text=quantity(len(ending), _("家")),
            ),
        ),
    )


def _ends_soon(tell: Teller, user: GiUser) -> bool:
    return user.valid_to is not None and user.valid_to <= tell.reader.today + _AHEAD


def _ending(tell: Teller, users: Sequence[GiUser]) -> Listing:
    """The users of today: those whose permits end first come first."""
    using = [user for user in users if user.state == "using"]
    using.sort(key=lambda user: (user.valid_to is None, user.valid_to or tell.reader.today))
    return tell.listing(
        _("在用的使用人（先到期的在前）"),
        GiUser.ledger,
        using,
        "name town_code user_kind grant_on valid_to labels",
        most=_USERS,
    )


def _checks(tell: Teller, users: Sequence[GiUser]) -> Listing:
    """The latest inspections of its users, and of others for this product."""
    found = {c.id: c for c in tell.reader.having(GiCheck, "user_id", [u.id for u in users])}
    names = sorted({user.name for user in users if user.name})
    for check in tell.reader.having(GiCheck, "target", names):
        # Somebody who uses several products was checked as a user of another.
        if check.user_id is None:
            found[check.id] = check
    return tell.listing(
        _("最近的监督检查"),
        GiCheck.ledger,
        newest(found.values(), "checked_on"),
        "checked_on target kind result due_on recheck",
        most=_CHECKS,
    )
