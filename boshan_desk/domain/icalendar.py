"""Calendar files (RFC 5545): days of their own, each with reminders, for any calendar program.

What is written is plain text; nothing here knows of cases.  Lines end with CR LF and are folded at
75 octets, never within a character (3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

_FOLD: Final = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""

NINE_THE_DAY_BEFORE: Final = timedelta(hours=-15)
NINE_ON_THE_DAY: Final = timedelta(hours=9)
"""An all-day event begins at midnight; reminders are counted from there."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that stands on one day."""

    uid: str
    """The same for the same thing each time it is written: a calendar then replaces it."""
    day: date
    summary: str
    description: str = ""
    categories: tuple[str, ...] = ()
    reminders: tuple[timedelta, ...] = (NINE_THE_DAY_BEFORE, NINE_ON_THE_DAY)
    """When to remind, counted from the midnight that begins the day."""


def write(events: Iterable[Event], *, name: str, made: datetime) -> str:
    """A calendar of these events; `made` is a moment with its zone.

    Raises:
        ValueError: `made` has no zone, so that it is no moment.
    """
    if made.tzinfo is None:
        raise ValueError("a moment without its zone")
    stamp = made.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Boshan Desk//Limits//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
    # The end of a day without hours is the day after it (3.6.1).
    yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.categories:
        yield f"CATEGORIES:{','.join(escape(word) for word in event.categories)}"
    # A limit takes no time of anybody's day.
    yield "TRANSP:TRANSPARENT"
    for moment in event.reminders:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escape(event.summary)}"
        yield f"TRIGGER:{duration(moment)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """A text as the value of a property (3.3.11); signs that no line may hold are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign == "\n" or (sign >= " " and sign != "\x7f"))
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def fold(line: str) -> Sequence[str]:
    """A line as lines of at most 75 octets; all but the first begin with a blank (3.1)."""
    parts: list[str] = []
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD:
            parts.append(part)
            part, size = " ", 1
        part += sign
        size += octets
    return [*parts, part]


def duration(span: timedelta) -> str:
    """A span of time as RFC 5545, 3.3.6, writes it: -PT15H, P1DT2H30M."""
    seconds = round(span.total_seconds())
    sign, rest = ("-" if seconds < 0 else ""), abs(seconds)
    days, rest = divmod(rest, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    day = f"{days}D" if days else ""
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if n)
    if not day and not time:
        return "PT0S"
    return f"{sign}P{day}{'T' + time if time else ''}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
