"""The trainings and publicity of the sample county, who came, and who wrote of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event, Media
from boshan_desk.usecases.sample.days import LAST, YEARS, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, Someone, words


def make_events(dice: Dice, towns: Towns) -> list[Event]:
    """Trainings and publicity, by day, and two that are still drafts."""
    lists = words()
    events = []
    # 3·15, the week of 26 April and 4 December stand out.
    taught = (1, 1, 3, 5, 3, 3, 2, 2, 4, 3, 3, 3)
    shown = (0, 1, 6, 12, 4, 1, 1, 1, 2, 1, 1, 6)
    for year, total in zip(YEARS, (46, 56, 56, 42), strict=True):
        kinds = ((lists["trainings"], taught, total // 2), (lists["publicity"], shown, total // 2))
        for rows, rhythm, count in kinds:
            months = spread(count, rhythm[: 9 if year == 2026 else 12])
            for month, many in enumerate(months, 1):
                for day in dice.days_of(year, month, many, LAST):
                    events.append(_event(dice, towns, dice.one(rows), day))
    events.sort(key=lambda event: event.starts_on or LAST)
    for title in ("（待补）山头街道企业座谈", "（待补）网络直播课"):
        events.append(Event(id=dice.id(), remark=REMARK, title=title, kind="talk", starts_on=LAST))
    return events


def _event(dice: Dice, towns: Towns, row: list[Any], day: date) -> Event:
    title, kind, form, audience, topics = row
    lists = words()
    teaches = kind in ("training", "preach", "lecture")
    occasion = None
    if not teaches:
        if day.month == 3 and 8 <= day.day <= 18:
            occasion, kind, title = "consumer", "law", "3·15知识产权普法宣传"
        elif day.month == 4 and 20 <= day.day <= 26:
            occasion, kind, title = "ipweek", "week", "全国知识产权宣传周主题活动"
        elif day.month == 5 and 8 <= day.day <= 12:
            occasion = "brandday"
        elif day.month == 12 and day.day <= 7:
            occasion, kind, title = "lawday", "law", "12·4宪法日知识产权普法宣传"
    if kind in ("law", "week"):
        form, audience, topics = "offline", ["public"], ["law", "trademark"]
    town = towns.on(day)
    in_person = form in ("offline", "both")
    small = kind in ("talk", "banks", "to_firms")
    people = dice.between(28, 95) if teaches else dice.between(*((12, 48) if small else (60, 360)))
    return Event(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        title=f"{towns.label(town)}{title}（演示）",
        kind=kind,
        occasion=occasion,
        starts_on=day,
        ends_on=day,
        form=form,
        place=f"{towns.label(town)}演示会议室" if teaches else f"{towns.label(town)}演示广场",
        town_code=town,
        host=("博山区市场监督管理局（知识产权局）",),
        organiser=(f"{towns.label(town)}市场监管所（演示）",),
        lecturers=(dice.one(lists["lecturers"]),) if teaches else (),
        hours=dice.between(2, 6) if teaches else None,
        cost=dice.amount(300, 9000, 100),
        audience=tuple(audience),
        people=people if in_person else None,
        views=dice.between(300, 6000) if form in ("online", "both") else None,
        firms=people * dice.between(35, 70) // 100 if teaches else None,
        handouts=dice.between(60, 600) if not teaches and in_person else None,
        topics=tuple(topics),
        satisfied=dice.between(9000, 9950) if teaches else None,
        passed=dice.between(9200, 10_000) if kind == "training" else None,
    )


def make_attendees(dice: Dice, events: list[Event], firms: list[Enterprise]) -> list[Attendee]:
    """Who came to some of the trainings."""
    people: list[tuple[Someone, Enterprise]] = []
    for firm in firms:
        people += [(dice.person(), firm) for _ in range(2)]
    taught = [e for e in events if e.kind == "training" and e.form == "offline"]
    chosen = [taught[(n + 1) * len(taught) // 22 - 1] for n in range(22)]
    attendees = []
    for event in chosen:
        for someone, firm in dice.some(people, 23):
            attendees.append(
                Attendee(
                    id=dice.id(),
                    status="submitted",
                    source="sheet",
                    remark=REMARK,
                    name=someone.name,
                    sex=someone.sex,
                    id_no=someone.id_no,
                    phone=someone.phone,
                    unit=firm.name,
                    town_code=firm.town_code,
                    enterprise_id=firm.id,
                    event_id=event.id,
                    attended_on=event.starts_on,
                    hours=event.hours,
                    passed=dice.chance(95),
                )
            )
    return attendees


def make_media(dice: Dice, events: list[Event]) -> list[Media]:
    """What the media wrote of some of the events."""
    lists = words()
    told = [e for e in events if e.status == "submitted"]
    media = []
    for event in sorted(dice.some(told, 60), key=lambda event: event.starts_on or LAST):
        outlet, level = dice.one(lists["outlets"])
        day = event.starts_on or LAST
        media.append(
            Media(
                id=dice.id(),
                status="submitted",
                remark=REMARK,
                event_id=event.id,
                outlet=outlet,
                level=level,
                published_on=min(day + timedelta(dice.between(0, 3)), LAST),
                headline=f"博山区：{(event.title or '').removesuffix('（演示）')}举办（演示）",
                reads=dice.between(120, 18_000),
            )
        )
    return media
