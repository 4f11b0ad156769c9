"""Messy scalars, as offices type them and Excel hands them over, become typed values.

Every reader takes whatever a cell, a form or JSON may hold and either returns the value or
raises `Unreadable`.  Nothing is guessed: what can be read in two ways is refused, because a
wrong date or amount in a ledger is worse than a question to the officer.
"""

from __future__ import annotations

from boshan_desk.domain.reading.answers import read_bool
from boshan_desk.domain.reading.dates import FIRST_DAY, LAST_DAY, read_date
from boshan_desk.domain.reading.money import MoneyUnit, read_fen
from boshan_desk.domain.reading.numbers import read_decimal, read_int
from boshan_desk.domain.reading.text import clean, fold, is_blank, split_list, tidy_text
from boshan_desk.domain.reading.unreadable import Unreadable

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MoneyUnit",
    "Unreadable",
    "clean",
    "fold",
    "is_blank",
    "read_bool",
    "read_date",
    "read_decimal",
    "read_fen",
    "read_int",
    "split_list",
    "tidy_text",
]
