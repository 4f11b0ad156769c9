"""Calendar files hold to RFC 5545, read back by a reader written from the standard alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.icalendar import Event, duration, escape, fold, write

MADE = datetime(2026, 10, 9, 8, 30, tzinfo=timezone(timedelta(hours=8)))


def unfolded(text: str) -> list[str]:
    """The content lines of a file (3.1): a line end followed by a blank is taken out."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
    """A TEXT value as it was meant (3.3.11)."""
    found, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            after = next(signs)
            assert after in "\\;,nN"
            found += "\n" if after in "nN" else after
        else:
            assert sign not in ";,"
            found += sign
    return found


def one(**values: object) -> str:
    """A calendar of one event."""
    given = {
        "uid": "演示-1",
        "day": date(2026, 10, 12),
        "summary": "作出处理决定（演示）",
        **values,
    }
    return write([Event(**given)], name="期限（演示）", made=MADE)  # type: ignore[arg-type]


def test_an_event_is_a_whole_day_with_its_two_reminders() -> None:
    lines = unfolded(one())
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Boshan Desk//Limits//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    body = lines[lines.index("BEGIN:VEVENT") :]
    assert body == [
        "BEGIN:VEVENT",
        "UID:演示-1",
        "DTSTAMP:20261009T003000Z",
        "DTSTART;VALUE=DATE:20261012",
        "DTEND;VALUE=DATE:20261013",
        "SUMMARY:作出处理决定（演示）",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:作出处理决定（演示）",
        "TRIGGER:-PT15H",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:作出处理决定（演示）",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_last_day_of_a_year_ends_in_the_next() -> None:
    assert "DTEND;VALUE=DATE:20270101" in one(day=date(2026, 12, 31))


def test_signs_with_a_meaning_are_escaped_and_others_that_break_lines_left_out() -> None:
    assert escape("甲；乙;丙,丁\\戊\r\n己\x07\x00") == "甲；乙\\;丙\\,丁\\\\戊\\n己"


def test_a_text_cannot_smuggle_in_another_event() -> None:
    text = one(summary="演示\r\nEND:VEVENT\r\nBEGIN:VEVENT", description="a\rBEGIN:VALARM")
    assert unfolded(text).count("BEGIN:VEVENT") == 1
    assert unfolded(text).count("BEGIN:VALARM") == 2


def test_lines_are_folded_at_75_octets_and_never_within_a_character() -> None:
    line = "SUMMARY:" + "博" * 60
    parts = fold(line)
    assert len(parts) == 3
    assert len(parts[0].encode()) == 74, "one more would be 77: a character has three octets"
    assert all(len(part.encode()) <= 75 for part in parts)
    assert fold("A" * 75) == ["A" * 75]
    assert fold("A" * 76) == ["A" * 75, " A"]


@given(st.text(), st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_what_is_written_is_read_back(summary: str, description: str, words: list[str]) -> None:
    text = one(summary=summary, description=description, categories=tuple(words))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    values = dict(line.split(":", 1) for line in reversed(unfolded(text)) if ":" in line)
    assert "\n" not in text.replace("\r\n", "")

    def kept(given: str) -> str:
        return "".join(
            s
            for s in given.replace("\r\n", "\n").replace("\r", "\n")
            if s == "\n" or (s >= " " and s != "\x7f")
        )

    assert unescaped(values["SUMMARY"]) == kept(summary)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=-15), "-PT15H"),
        (timedelta(hours=9), "PT9H"),
        (timedelta(days=-1), "-P1D"),
        (timedelta(days=1, hours=2, minutes=30), "P1DT2H30M"),
        (timedelta(), "PT0S"),
        (timedelta(seconds=-5), "-PT5S"),
    ],
)
def test_spans_of_time_are_written_as_the_standard_wants(span: timedelta, words: str) -> None:
    assert duration(span) == words


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        write([], name="演示", made=MADE.replace(tzinfo=None))


def test_no_events_are_still_a_calendar() -> None:
    lines = unfolded(write([], name="期限", made=MADE.astimezone(UTC)))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "X-WR-CALNAME:期限" in lines
