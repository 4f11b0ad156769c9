"""Who has reported for a period, who was late, who had nothing to say, and who is not known.

Zero report, no report, and nothing written down yet are three things (`ledgers/town_report.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from boshan_desk.domain.period import Period
from boshan_desk.i18n import _
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records


@dataclass(frozen=True, kw_only=True)
class TownLine:
    """What is known of one town's report."""

    town: str
    town_label: str
    report: TownReport | None
    """None where nothing is written down of it."""
    words: str
    """按期, 迟报, 零报告, 退回, 未报; 未登记 where nobody has said which."""


def look(desk: Desk, period: Period) -> list[TownLine]:
    """One line for every counted town, in the protocol order."""
    with desk.read() as reader:
        found = reader.having(TownReport, "period", [str(period)])
        by_town = {report.town_code: report for report in found}
        towns = desk.county.towns
        return [
            TownLine(
                town=town,
                town_label=towns.label(town),
                report=(report := by_town.get(town)),
                words=reader.lists["report_state"].label(report.state)
                if report and report.state
                else _("未登记"),
            )
            for town in desk.county.counted
        ]


def expect(desk: Desk, period: Period, due_on: date) -> list[TownReport]:
    """Begin a report for every counted town that has none yet; the new ones are drafts.

    Nothing is said of whether they came: that is written down when it is known.
    """
    lacking = [line.town for line in look(desk, period) if line.report is None]
    if not lacking:
        return []
    words = _("登记{period}应报镇街").format(period=period.words())
    begun = (
        (None, TownReport(period=str(period), town_code=town, due_on=due_on)) for town in lacking
    )
    return records.save_many(desk, words, begun)


def line_json(line: TownLine) -> dict[str, Any]:
    """The line as the command line writes it: `state` is null where nothing is written down."""
    report = line.report
    return {
        "town": line.town,
        "town_label": line.town_label,
        "state": report.state if report else None,
        "state_words": line.words,
        "due_on": _day(report.due_on if report else None),
        "received_on": _day(report.received_on if report else None),
        "rows": report.rows if report else None,
        "id": report.id if report else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
