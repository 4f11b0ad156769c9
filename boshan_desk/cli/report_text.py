"""A report in JSON, and in words for a terminal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.cli.output import one_line, write_table
from boshan_desk.domain.period import Period, Stretch
from boshan_desk.domain.report import (
    Chart,
    Grid,
    Heading,
    Link,
    PageBreak,
    Report,
    Source,
    Words,
)


def report_json(part: Any) -> Any:
    """A report as JSON: each block says what it is; numbers with decimals and spans are text."""
    match part:
        case Report():
            return {name: report_json(each) for name, each in vars(part).items()}
        case Source():
            told = {name: report_json(each) for name, each in vars(part).items() if each}
            return told | ({"ids": list(part.ids)} if part.ids is not None else {})
        case Link():
            return {
                "start": part.start,
                "end": part.end,
                "source": report_json(part.source),
            }
        case Period() | Stretch() | Decimal():
            return str(part)
        case date():
            return part.isoformat()
        case frozenset():
            return sorted(part)
        case tuple() | list():
            return [report_json(each) for each in part]
    if hasattr(part, "__dataclass_fields__"):
        fields = {name: report_json(each) for name, each in vars(part).items()}
        return {"block": type(part).__name__, **fields}
    return part


def print_report(report: Report) -> None:
    """A report as a person reads it in a terminal."""
    head = (report.head.name, report.head.number) if report.head else ()
    for line in (*head, *report.title, report.office, report.period, report.as_of):
        if line:
            print(one_line(line))
    for block in report.blocks:
        match block:
            case Heading(text=text) | Words(text=text):
                print(f"\n{one_line(text)}")
            case Grid(title=title, columns=columns, rows=rows):
                print(f"\n{one_line(title)}")
                write_table([column.title for column in columns], rows)
            case Chart(title=title, labels=labels, series=series):
                print(f"\n{one_line(title)}")
                rows = tuple(
                    (label, *(_shown(each.values[place]) for each in series))
                    for place, label in enumerate(labels)
                )
                write_table(["", *(each.name for each in series)], rows)
            case PageBreak():
                print()


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)
