"""The law as this desk has it: what the program ships, files the office loaded, its own days."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import sqlalchemy as sa

from boshan_desk.domain.law.amounts import read_office_amounts
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.law.limits import read_limits
from boshan_desk.domain.law.reading import shipped_digest, shipped_limits
from boshan_desk.domain.workdays import OwnDay, Workdays, read_year
from boshan_desk.store import schema


def mark_of_law(connection: sa.Connection) -> str:
    """What changes whenever the office's own law does; a moment's work."""
    files = connection.exec_driver_sql("SELECT kind, name, at, seal FROM lawfile ORDER BY 1, 2")
    days = connection.exec_driver_sql("SELECT day, seal FROM own_day ORDER BY 1")
    text = repr([tuple(row) for row in files] + [tuple(row) for row in days])
    return hashlib.sha256((shipped_digest() + text).encode()).hexdigest()


def read_law(connection: sa.Connection, mark: str) -> Law:
    """The law of this desk."""
    files: dict[str, dict[str, str]] = {}
    for row in connection.execute(sa.select(schema.lawfile)).mappings():
        files.setdefault(row["kind"], {})[row["name"]] = row["text"]
    own = [
        OwnDay(date.fromisoformat(row["day"]), bool(row["works"]), row["reason"])
        for row in connection.execute(sa.select(schema.own_day)).mappings()
    ]
    return make_law(files, own, mark)


def make_law(files: dict[str, dict[str, str]], own: list[OwnDay], mark: str = "") -> Law:
    """The law that these files and days make, together with what the program ships.

    `files`: {kind: {name: text}}; a year's calendar, or limits, stand in the place of the shipped.
    """
    years = {year.year: year for year in shipped_years()}
    for text in files.get("calendar", {}).values():
        year = read_year(text)
        years[year.year] = year
    limits = shipped_limits()
    for text in files.get("limits", {}).values():
        limits = limits.replaced(read_limits(text))
    amounts: dict[str, Any] = read_office_amounts(*files.get("amounts", {}).values())
    days = Workdays(years.values(), own, assumed_days())
    return Law(limits, days, amounts, mark)
