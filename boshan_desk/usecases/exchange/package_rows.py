"""The rows of a package as they are read: nothing is let in that no desk would have written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import WITHDRAWN, Ledger
from boshan_desk.domain.reading import tidy_text
from boshan_desk.domain.registers import LIVE, NOBODYS, Marks, read_marks
from boshan_desk.store.codec import Codec, codec

_LONGEST_ID: Final = 64
_LONGEST_NAME: Final = 60
_ALWAYS: Final = ("status", "source")
"""Columns that no store keeps empty."""
_LISTED: Final = {"status": "record_status", "source": "record_source"}
_WRITTEN_BY_PROGRAM: Final = (
    *("serial_no", "entered_by", "entered_at", "changed_by", "changed_at"),
    *("withdrawn_by", "withdrawn_at", "reviewed_by", "reviewed_at"),
)
_PLACE: Final = re.compile(r"[0-9a-f]{8}\.[1-9][0-9]{0,9}")
_DOT: Final = re.compile(rf"{_PLACE.pattern}\.[1-9][0-9]{{0,14}}")
"""One write has one spelling."""
_SAFE: Final = 2**53


class Row(NamedTuple):
    """A record as a package carries it."""

    ledger: Ledger
    id: str
    values: Mapping[str, Any]
    """By column what is stored; empty ones are lacking."""
    marks: Marks


def id_in(line: Mapping[str, Any]) -> str:
    """What a line says its record is; "?" where it says nothing that could be an id."""
    id = line.get("id")
    named = isinstance(id, str) and 0 < len(id) <= _LONGEST_ID and id.isprintable()
    return id if isinstance(id, str) and named and " " not in id else "?"


def read_row(ledger: Ledger, line: Mapping[str, Any], lists: Lists) -> Row:
    """A line as a row.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    values, told = line["v"], line["d"]
    if set(line) != {"id", "v", "d"} or id_in(line) == "?":
        raise ValueError("id")
    _check_values(codec(ledger), values, lists)
    marks = read_marks(json.dumps(told))
    _check_marks(ledger, marks, lists)
    _check_withdrawal(ledger, values, marks)
    return Row(ledger, id_in(line), values, marks)


def _check_values(coder: Codec, values: Any, lists: Lists) -> None:
    """Refuse what no store keeps: other columns, other types."""
    if not isinstance(values, dict) or "id" in values or values.keys() - coder.blank.keys():
        raise ValueError("values")
    for name, value in values.items():
        # Of most values this is the whole of it.
        plain = type(value) is str and value and name in coder.texts and name not in _LISTED
        if not plain or tidy_text(value) != value:
            _check_value(coder, name, value, lists)
    for name in _ALWAYS:
        if not isinstance(values.get(name), str):
            raise ValueError(name)
    # What the program writes itself passes no rule of a field.
    for name in _WRITTEN_BY_PROGRAM:
        text = values.get(name)
        if text is not None and not (len(text) <= _LONGEST_NAME and text.isprintable()):
            raise ValueError(name)


def _check_value(coder: Codec, name: str, value: Any, lists: Lists) -> None:
    """Refuse a value that no desk stores: of another type, empty, or with what nobody sees."""
    if not coder.could_store(name, value):
        raise ValueError(name)
    if type(value) is not str:
        if name in _ALWAYS:
            raise ValueError(name)
        return
    if not value or (name in coder.ledger.fields and tidy_text(value) != value):
        raise ValueError(name)
    if name in _LISTED and value not in lists[_LISTED[name]]:
        raise ValueError(name)


def _check_withdrawal(ledger: Ledger, values: Mapping[str, Any], marks: Marks) -> None:
    """Refuse what is neither live nor withdrawn, and what only a withdrawal may be: nobody's."""
    columns = ledger.registers[WITHDRAWN]
    if len({marks.dot(column) for column in columns}) > 1:
        raise ValueError(WITHDRAWN)
    shown = tuple(map(values.get, columns))
    if shown != LIVE and marks.dot(columns[0]) == NOBODYS:
        raise ValueError(WITHDRAWN)
    for each in (shown, *marks.others.get(WITHDRAWN, {}).values()):
        if each != LIVE and not each[columns.index("withdrawn_at")]:
            raise ValueError(WITHDRAWN)
    if marks.whole == NOBODYS:
        raise ValueError("dot")
    for name, dot in marks.fields.items():
        if dot == NOBODYS and name not in columns:
            raise ValueError(name)


def _check_marks(ledger: Ledger, marks: Marks, lists: Lists) -> None:
    for dot in (*marks.dots, *marks.gone):
        if not _DOT.fullmatch(dot):
            raise ValueError(dot)
    for seen in (marks.seen, *marks.gone.values()):
        for place in seen:
            if not _PLACE.fullmatch(place):
                raise ValueError(place)
    if marks.fields.keys() - ledger.register_of.keys():
        raise ValueError("fields")
    for register, rest in marks.others.items():
        columns = ledger.registers[register]
        if not rest:
            raise ValueError(register)
        for values in rest.values():
            if len(values) != len(columns):
                raise ValueError(register)
            for name, value in zip(columns, values, strict=True):
                _check_value(codec(ledger), name, value, lists)
    if any(n > _SAFE for seen in (marks.seen, *marks.gone.values()) for n in seen.values()):
        raise ValueError("seen")
