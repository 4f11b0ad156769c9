"""Reading records for others than the window: chosen by conditions, covered, with their past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, BadValue, Kind, Link
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import BASE, Ledger, Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.records import find_linked, plain


def choose(
    desk: Desk,
    ledger: Ledger,
    *,
    where: Sequence[tuple[str, str]] = (),
    town: str = "",
    period: Period | None = None,
    withdrawn: bool = False,
) -> View:
    """The view that conditions in words stand for: FIELD=VALUE pairs, a town, a period.

    A value is read as it would be for the field itself; an empty one asks for empty fields.
    """
    if period and not ledger.day:
        raise Refused("{ledger}没有可按期间筛选的日期", ledger=_(ledger.title))
    with desk.read() as reader:
        conditions = tuple(_condition(reader, ledger, name, value) for name, value in where)
    return View(
        ledger=ledger.name,
        where=conditions,
        town=find_town(desk, town) if town else "",
        period=period,
        withdrawn=withdrawn,
        down=False,
    )


def find_town(desk: Desk, word: str) -> str:
    """The code of the town that a code or a name stands for."""
    if (code := desk.lists["town"].find(word)) is None:
        towns = desk.lists["town"]
        raise Missing(
            "没有镇街“{word}”，可用的有：{known}",
            word=word,
            known=listed(f"{entry.code} {towns.label(entry.code)}" for entry in towns),
        )
    return code


def _condition(reader: Reader, ledger: Ledger, name: str, given: str) -> Where:
    shown = ledger.shown()
    if name not in shown:
        raise Missing(
            "{ledger}没有栏目“{name}”，可用的有：{known}",
            ledger=_(ledger.title),
            name=name,
            known=listed(shown),
        )
    kind = shown[name]
    if is_blank(given):
        return Where(name, "blank")
    try:
        value = kind.parse(given, reader.lists)
        if isinstance(kind, Link):
            value = find_linked(reader, kind, value)
    except BadValue as error:
        raise Refused("{title}：{why}", title=_(kind.title), why=error.words()) from None
    if kind.name == "codes":
        return Where(name, "has", value[0])
    if kind.name == "names":
        return Where(name, "contains", value[0])
    return Where(name, "=", value)


def list_records(
    desk: Desk, view: View, ledger: Ledger, *, limit: int | None = None, mask: int = SCREEN
) -> Iterator[dict[str, Any]]:
    """The records of a view as the command line writes them, in the order of entry."""
    with closing(desk.rows()) as rows, desk.read() as reader:
        for record, _names in rows.rows(view, limit=limit):
            yield plain(record, reader, mask=mask)


def show_record(
    desk: Desk, record: Record, *, mask: int = SCREEN, history: bool = False
) -> dict[str, Any]:
    """One record as the command line writes it, with what happened to it if asked."""
    with desk.read() as reader:
        written = plain(record, reader, mask=mask)
        if history:
            written["history"] = [
                {**entry, "fields": _uncoded(record.ledger, entry["fields"], reader, mask)}
                for entry in reader.history(record.ledger, record.id)
            ]
            # Nobody knows what stands in a column that means nothing here: it may be anybody's.
            written["extra"] = [
                {**extra, "cells": {h: COVERED if mask else t for h, t in extra["cells"].items()}}
                for extra in reader.extras(record.id)
            ]
    return written


COVERED: Final = "***"


def extra_in_full(desk: Desk, ledger: Ledger, id: str, reason: str) -> list[dict[str, Any]]:
    """What stood in columns without a field, in the files that a record came from; it is logged."""
    log_uncovering(desk, ledger, reason, id=id)
    with desk.read() as reader:
        return reader.extras(id)


def in_words(
    desk: Desk, view: View, ledger: Ledger, limit: int | None, *, mask: int = SCREEN
) -> Iterator[list[str]]:
    """The records of a view as a list on paper or screen: number, then the ledger's columns."""
    links, fields = ledger.linking, ledger.shown()
    with closing(desk.rows()) as rows:
        for record, names in rows.rows(view, limit=limit):
            yield [
                record.serial_no or "",
                *(
                    names[n]
                    if n in links
                    else _in_words(fields[n], getattr(record, n), desk.lists, mask)
                    for n in ledger.table
                ),
            ]


def _in_words(kind: Kind, value: Any, lists: Lists, mask: int) -> str:
    return kind.mask(value, mask, lists) if mask else kind.show(value, lists)


def log_uncovering(
    desk: Desk, ledger: Ledger, reason: str, *, id: str = "", count: int = 1
) -> None:
    """Keep that somebody is about to see personal values in full: of what, how many and why."""
    if is_blank(reason):
        raise Refused("查看个人信息须写明原因")
    needs = Right.UNCOVER if id else Right.TAKE_OUT
    with desk.work(_("查看个人信息"), needs=needs, undoable=False) as work:
        work.detail = {
            "kind": "uncover",
            "ledger": ledger.name,
            "record": id,
            "field": "*",
            "count": count,
            "reason": reason.strip(),
        }


def count_records(desk: Desk, view: View) -> int:
    """How many records a view shows."""
    with closing(desk.rows()) as rows:
        return rows.count(view)


def _uncoded(
    ledger: Ledger, fields: dict[str, list[Any]], reader: Reader, mask: int
) -> dict[str, list[Any]]:
    """What a change kept, as JSON values, personal ones covered."""
    known: dict[str, Kind] = {**BASE, **ledger.fields}
    told = {}
    for name, pair in fields.items():
        kind = known.get(name)
        told[name] = [_uncode(kind, stored, reader, mask) if kind else stored for stored in pair]
    return told


def _uncode(kind: Kind, stored: Any, reader: Reader, mask: int) -> Any:
    value = kind.from_store(stored)
    if value in (None, ()):
        return None
    return kind.mask(value, mask, reader.lists) if mask and kind.personal else kind.to_json(value)
