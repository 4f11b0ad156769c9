"""What the office above has written down of a town's own reports, as it came with a return package.

The town sees what its report counts as, until when the next one is on time, and why one was sent
back; the ledger of reports itself stays above.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from boshan_desk.domain.period import find_period
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.reader import Reader

SETTING: Final = "reports_told"
"""Where a desk keeps what it was told: the lines as they came."""

_MOST: Final = 8
"""So many reports of a town are told, the newest: two years of quarters."""
_NAMES: Final = ("town", "period", "due_on", "state", "received_on", "returned_on", "why")
_LONGEST: Final = 2000


def reports_of(reader: Reader, lines: Sequence[str]) -> Iterator[dict[str, str]]:
    """What is written down of the reports of these towns, line by line, oldest first."""
    found = reader.having(TownReport, "town_code", list(lines))
    known = [(span, each) for each in found if (span := find_period(each.period or ""))]
    known.sort(key=lambda pair: (pair[1].town_code or "", pair[0].end, str(pair[0])))
    for town in dict.fromkeys(lines):
        own = [each for _span, each in known if each.town_code == town]
        for each in own[-_MOST:]:
            yield {
                "town": town,
                "period": each.period or "",
                "due_on": _day(each.due_on),
                "state": each.state or "",
                "received_on": _day(each.received_on),
                "returned_on": _day(each.returned_on),
                "why": (each.why or "") if each.state == "returned" else "",
            }


def read_line(line: Mapping[str, Any]) -> dict[str, str]:
    """A line as it came, looked at.

    Raises:
        ValueError: it has not this shape.
    """
    told = {name: line[name] for name in _NAMES}
    if any(not isinstance(text, str) or len(text) > _LONGEST for text in told.values()):
        raise ValueError("report")
    if find_period(told["period"]) is None:
        raise ValueError("period")
    _report(told)
    return told


def keep_text(lines: Sequence[Mapping[str, str]]) -> str:
    """What the setting keeps; equal lines give equal text."""
    return json.dumps([dict(line) for line in lines], ensure_ascii=False, sort_keys=True)


def told_reports(reader: Reader) -> list[TownReport]:
    """What this desk was told of its own reports; records that are kept nowhere."""
    return [_report(told) for told in json.loads(reader.setting(SETTING) or "[]")]


def _report(told: Mapping[str, str]) -> TownReport:
    return TownReport(
        town_code=told["town"],
        period=told["period"],
        state=told["state"] or None,
        due_on=_read_day(told["due_on"]),
        received_on=_read_day(told["received_on"]),
        returned_on=_read_day(told["returned_on"]),
        why=told["why"] or None,
    )


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
