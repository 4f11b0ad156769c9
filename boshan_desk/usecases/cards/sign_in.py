"""The sign-in sheet of a training: those who are registered, and lines for others.

Who signs must find the own name, so names stand whole; telephone numbers are covered, since the
sheet goes round.
"""

from __future__ import annotations

from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.sign_sheet import Expected, SignSheet
from boshan_desk.domain.wording import listed, quantity
from boshan_desk.i18n import _
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.cards.telling import Teller

_EMPTY = 30
"""Lines of a sheet for which nobody is registered and no number is given."""


def sign_in_sheet(reader: Reader, id: str, *, rows: int | None = None) -> SignSheet:
    """The sheet of an event; `rows` are all its lines, those with names among them.

    Raises:
        Missing: there is no such event.
    """
    tell = Teller(reader)
    event = reader.get(Event, id)
    attendees = _once(reader.having(Attendee, "event_id", [id]))
    people = tuple(
        Expected(
            name=attendee.name or "",
            unit=attendee.unit or "",
            phone=tell.text(attendee, "phone"),
        )
        for attendee in attendees
    )
    wanted = rows if rows is not None else 0 if people else max(_EMPTY, event.people or 0)
    told = [
        (_("时间"), _days(event)),
        (_("地点"), event.place or ""),
        (_("主办"), listed(event.host)),
        (_("授课"), listed(event.lecturers)),
    ]
    if people:
        told.append((_("已登记"), quantity(len(people), _("人"))))
    return SignSheet(
        title=tell.name(event),
        told=tuple((label, words) for label, words in told if words),
        people=people,
        blanks=max(0, wanted - len(people)),
        office=reader.desk.county.bureau,
        foot=_("演示数据") if reader.setting("sample") == "yes" else "",
    )


def _days(event: Event) -> str:
    if event.starts_on is None:
        return ""
    return span_words(event.starts_on, event.ends_on or event.starts_on)


def _once(attendees: list[Attendee]) -> list[Attendee]:
    """Each person once, who may be registered for each day of a training."""
    found: dict[object, Attendee] = {}
    for attendee in attendees:
        who = attendee.id_no or attendee.phone or (attendee.name, attendee.unit)
        found.setdefault(who, attendee)
    return list(found.values())
