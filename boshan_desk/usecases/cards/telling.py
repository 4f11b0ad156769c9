"""What a card says of a record: its fields in words, as paper may show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from boshan_desk.domain.card import Card, Fact, Facts, Listing, Part
from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.fields import (
    PAPER,
    Flag,
    Identifier,
    Kind,
    Link,
    Money,
    Percent,
    Whole,
    yuan,
)
from boshan_desk.domain.ledger import Ledger, Record, not_filled
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import NOTHING, half_up, plain, quantity, share, wan, with_more
from boshan_desk.i18n import _
from boshan_desk.store.reader import Reader

R = TypeVar("R", bound=Record)

_WAN = 1_000_000
"""So many 分 are 一万元."""


class Teller:
    """Says the fields of records in words; persons are masked as on every paper."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.lists = reader.lists

    def text(self, record: Record, name: str) -> str:
        """A field of a record; empty where nothing is filled in."""
        kind: Kind = record.ledger.shown()[name]
        value: Any = getattr(record, name)
        if not_filled(value):
            return ""
        if isinstance(kind, Link):
            linked = self.reader.linked(kind.to, value)
            return self.name(linked) if linked else ""
        if isinstance(kind, Money):
            return money(value)
        words = kind.mask(value, PAPER, self.lists)
        if isinstance(kind, Whole) and kind.unit:
            return quantity(words, _(kind.unit))
        return words

    def name(self, record: Record) -> str:
        """What a record is called."""
        for name in record.ledger.called:
            if words := self.text(record, name):
                return words
        return record.serial_no or _(record.ledger.title)

    def fact(self, record: Record, name: str, *, wide: bool = False) -> Fact:
        """A field with its title."""
        title = _(record.ledger.shown()[name].title)
        return Fact(label=title, text=self.text(record, name), wide=wide)

    def facts(self, record: Record, title: str, names: str, wide: str = "") -> Facts:
        """Fields by name, those in `wide` on a row of their own, after the others."""
        found = [self.fact(record, name) for name in names.split()]
        found += [self.fact(record, name, wide=True) for name in wide.split()]
        return Facts(title=title, facts=tuple(found))

    def listing(
        self,
        title: str,
        ledger: Ledger,
        records: Sequence[Record],
        names: str,
        *,
        most: int | None = None,
    ) -> Listing:
        """Records as rows; of more than `most` the first."""
        fields = names.split()
        shown = records if most is None else records[:most]
        kinds = ledger.shown()
        return Listing(
            title=title,
            columns=tuple(_column(kinds[name]) for name in fields),
            rows=tuple(
                tuple(self.text(record, name) or NOTHING for name in fields) for record in shown
            ),
            total=len(records),
            measure=_(ledger.measure),
        )

    def card(
        self, title: str, subject: str, parts: Iterable[Part], notes: Sequence[str] = ()
    ) -> Card:
        """The card with what stands on every one."""
        reader = self.reader
        return Card(
            title=title,
            subject=subject,
            parts=tuple(parts),
            office=reader.desk.county.bureau,
            day=span_words(reader.today, reader.today),
            notes=tuple(notes),
            foot=_("演示数据") if reader.setting("sample") == "yes" else "",
        )

    def of_firm(self, kind: type[R], firm: Record) -> list[R]:
        """The live records about a firm: linked to it, or with its credit code."""
        code = getattr(firm, "uscc", None)
        found: dict[str, R] = {}
        for name, link in kind.ledger.linking.items():
            if link.to != firm.ledger.name:
                continue
            for record in self.reader.having(kind, name, [firm.id]):
                found[record.id] = record
            for by in link.by:
                field = kind.ledger.fields[by]
                if code and isinstance(field, Identifier) and field.scheme == "uscc":
                    for record in self.reader.having(kind, by, [code]):
                        # One that was tied to another firm on purpose stays with that one.
                        if getattr(record, name) in (None, firm.id):
                            found[record.id] = record
        return list(found.values())


def _column(kind: Kind) -> Column:
    numbers = isinstance(kind, Money | Whole | Percent)
    short = isinstance(kind, Flag) or kind.name in ("day", "code")
    return Column(
        title=_(kind.title),
        weight=1.0 if numbers or short else 2.0,
        align="right" if numbers else "center" if short else "left",
    )


def side_by_side(
    title: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]]
) -> Listing:
    """Short rows in two halves beside one another."""
    half = (len(rows) + 1) // 2
    left, right = list(rows[:half]), list(rows[half:])
    right += [("",) * len(columns)] * (len(left) - len(right))
    return Listing(
        title=title,
        columns=(*columns, *columns),
        rows=tuple((*one, *other) for one, other in zip(left, right, strict=True)),
    )


def newest(records: Iterable[R], name: str) -> list[R]:
    """Records by a day, the newest first; those without one last."""
    return sorted(records, key=lambda record: getattr(record, name) or date.min, reverse=True)


def money(fen: int) -> str:
    """An amount in 元, or from 10,000 on in 万元."""
    if abs(fen) < _WAN:
        return _("{amount}元").format(amount=yuan(fen))
    return _("{amount}万元").format(amount=wan(fen))


def part_words(part: int, whole: int) -> str:
    """So many of so many, and their share in per cent."""
    found = share(part, whole)
    if found is None:
        return NOTHING
    return with_more(f"{part}/{whole}", f"{plain(half_up(found, 1))}%")
