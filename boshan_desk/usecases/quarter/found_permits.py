"""What is wrong with permits to use special marks, and with marks of geographical indications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from boshan_desk.domain.counting import months_after
from boshan_desk.domain.figures import Where
from boshan_desk.ledgers.gi import GiRight, GiUser
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import Finding, bureau, few, finding, in_protocol
from boshan_desk.usecases.quarter.linked import of_records, row_of_names
from boshan_desk.usecases.quarter.phrases import day_words

GRACE: Final = 6
"""Months after its end in which a mark may still be renewed (TM19 §40; TM26 §44)."""

_NAMELESS: Final = "（未填名称）"


# ------------------------------------------------------------ users


def ended_users(facts: Facts, after: date | None = None, until: date | None = None) -> list[GiUser]:
    """Permits of users of the special mark that have ended, or end within some days, still in use.

    A firm may hold several, of several rights.
    """
    last = until or facts.as_of
    found = [
        user
        for user in facts.reader.matching(
            GiUser, (Where("state", "=", "using"), Where("valid_to", "<=", last))
        )
        if user.valid_to and (user.valid_to > after if after else user.valid_to < last)
    ]
    if facts.request.town:
        found = [user for user in found if user.town_code == facts.request.town]
    order = facts.county.towns.order
    return sorted(
        found,
        key=lambda user: (user.valid_to or date.min, order(user.town_code or ""), user.name or ""),
    )


def firms_of(users: Sequence[GiUser]) -> list[GiUser]:
    """One permit of each firm: by its code, else by its name; each nameless one by itself."""
    firms: dict[str, GiUser] = {}
    for user in users:
        firms.setdefault(user.uscc or user.name or user.id, user)
    return list(firms.values())


def user_names(facts: Facts, users: Sequence[GiUser], *, places: bool = True) -> str:
    """Firms by name, each once, with their towns; in the 公开版 none is named."""
    if facts.request.public:
        towns = in_protocol(facts, (user.town_code for user in users))
        return row_of_names(facts, towns)
    names = []
    for user in firms_of(users):
        # A town's sheet names no town.
        told = places and user.town_code and not facts.request.town
        place = f"（{facts.town(user.town_code)}）" if told and user.town_code else ""
        names.append(f"{user.name or _NAMELESS}{place}")
    return few(names, "家")


def users(facts: Facts) -> Iterator[Finding]:
    """Permits that have ended and still stand as if they had not."""
    found = ended_users(facts)
    if not found:
        return
    towns = in_protocol(facts, (user.town_code for user in found))
    firms = firms_of(found)
    units, codes = bureau(facts)
    yield finding(
        "users",
        "users",
        {
            "count": of_records("gi_user", (user.id for user in found)),
            "firms": of_records("gi_user", (user.id for user in firms)),
            "names": user_names(facts, found),
        },
        how="several" if len(firms) < len(found) else "",
        place=row_of_names(facts, towns) or facts.county.whole,
        units=units,
        size=len(found),
        towns=towns,
        codes=codes,
    )


# ------------------------------------------------------------ rights


def ended_rights(
    facts: Facts, after: date | None = None, until: date | None = None
) -> list[GiRight]:
    """Marks of geographical indications whose term has ended, or ends, and that still stand."""
    last = until or facts.as_of
    return [
        right
        for right in _standing(facts, last)
        if right.exp_on and (right.exp_on > after if after else right.exp_on < last)
    ]


def graces_ending(facts: Facts, after: date, until: date) -> list[GiRight]:
    """Those of which the time to renew them yet ends within some days."""
    return [r for r in _standing(facts, until) if r.exp_on and after < grace_of(r.exp_on) <= until]


def grace_of(ended: date) -> date:
    """The last day on which what has ended may still be renewed."""
    return months_after(ended, GRACE)


def right_names(facts: Facts, rights: Sequence[GiRight], *, bare: bool = False) -> str:
    """Rights by product and kind, for a product may have several, and until when what has ended
    may be renewed; `bare`: to stand in brackets.
    """
    kinds = facts.reader.lists["right_kind"]
    names = []
    for right in rights:
        told = [kinds.label(right.right_kind)] if right.right_kind else []
        name = right.product_name or _NAMELESS
        if bare:
            name += "".join(told)
            told = []
        if right.exp_on and right.exp_on < facts.as_of:
            last = grace_of(right.exp_on)
            over = "宽展期已满" if last < facts.as_of else f"宽展期至{day_words(last)}"
            told.append(over)
        more = "，".join(told)
        if bare:
            names.append(f"{name}，{more}" if more else name)
        else:
            names.append(f"{name}（{more}）" if more else name)
    return few(names, "件")


def _standing(facts: Facts, last: date) -> list[GiRight]:
    """Marks that count as valid, or as to be renewed yet, and whose term ends by a day."""
    still = Where("state", "in", ("valid", "grace"))
    found = facts.reader.matching(GiRight, (still, Where("exp_on", "<=", last)))
    return sorted(found, key=lambda right: (right.exp_on or date.min, right.id))


def _area_of(facts: Facts, rights: Sequence[GiRight]) -> str:
    """The towns that rights are of; the whole county where none is said, or all are."""
    towns = in_protocol(facts, (town for right in rights for town in right.town_codes))
    whole = not towns or set(facts.county.counted) <= set(towns)
    return facts.county.whole if whole else row_of_names(facts, towns)


def rights(facts: Facts) -> Iterator[Finding]:
    """Marks whose term has ended and that nobody has renewed or struck off."""
    found = [] if facts.request.town else ended_rights(facts)
    if not found:
        return
    units, codes = bureau(facts)
    yield finding(
        "rights",
        "rights",
        {
            "count": of_records("gi_right", (right.id for right in found)),
            "names": right_names(facts, found),
            "bare": right_names(facts, found, bare=True),
        },
        place=_area_of(facts, found),
        units=units,
        size=len(found),
        codes=codes,
    )
