"""Tables from declarations, and the few tables that are no ledger."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from boshan_desk.domain.fields import Day, Flag, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.indicators.cases import DECISION, PUBLICITY
from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import ADDED, TAIL

metadata: Final = sa.MetaData()

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def _seal() -> sa.Column[str]:
    """The digest of the row (`sealing`)."""
    return sa.Column("seal", sa.Text, nullable=False, server_default="")


def _key(*names: str) -> list[sa.Column[Any]]:
    """Columns of text by which a row is found."""
    return [sa.Column(name, sa.Text, primary_key=True, nullable=False) for name in names]


def _text(*names: str) -> list[sa.Column[Any]]:
    """Columns of text that are never empty."""
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[Any]]:
    """Columns of whole numbers that are never empty."""
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _stamp() -> list[sa.Column[Any]]:
    """When a row was written, and by whom."""
    return _text("at", "officer")


def _table(ledger: Ledger) -> sa.Table:
    columns: list[sa.Column[Any]] = [
        # Its own number keeps the order of entry and makes pages cheap to fetch.
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
    ]
    required = ("status", "source")
    columns += [
        sa.Column(c, sa.Text, nullable=c not in required)
        for c in TAIL
        if c != "id" and c not in ADDED
    ]
    checks: list[sa.Constraint] = []
    for name, kind in ledger.fields.items():
        column_type = sa.Integer if kind.column == "INTEGER" else sa.Text
        if isinstance(kind, Link):
            reference = sa.ForeignKey(f"{kind.to}.id", deferrable=True, initially="DEFERRED")
            columns.append(sa.Column(name, column_type, reference))
        else:
            columns.append(sa.Column(name, column_type))
        if isinstance(kind, Day):
            checks.append(sa.CheckConstraint(f"\"{name}\" GLOB '{_DAY}'", name=f"{name}_is_a_day"))
        elif isinstance(kind, Flag):
            checks.append(sa.CheckConstraint(f'"{name}" IN (0, 1)', name=f"{name}_is_yes_or_no"))
    # Which desk's which work wrote each value, and what competes with it (`domain.registers`).
    columns.append(sa.Column("dots", sa.Text, nullable=False))
    columns.append(sa.Column("folded", sa.Text, nullable=False))
    columns += [sa.Column(c, sa.Text) for c in ADDED]
    columns.append(_seal())
    table = sa.Table(ledger.name, metadata, *columns, *checks, sqlite_strict=True)
    rare = seldom_filled(ledger)
    for name, columns_of_index in indexed(ledger).items():
        where = sa.text(f'"{name}" IS NOT NULL') if name in rare else None
        sa.Index(
            f"{ledger.name}_{name}", *(table.c[c] for c in columns_of_index), sqlite_where=where
        )
    live = sa.text("withdrawn_at IS NULL")
    sa.Index(f"{ledger.name}_live", table.c.n, sqlite_where=live)
    return table


def indexed(ledger: Ledger) -> dict[str, list[str]]:
    """The columns of each index, by the field it begins with.

    Lists, links and matching look up one field.  A day on which figures fall is followed by all
    that those figures look at, so that a quarter is counted without touching the records
    (performance.md 7: covering indexes).
    """
    single = {ledger.day, ledger.town, *ledger.linking, *(key[0] for key in ledger.key)}
    single |= set(ledger.sought)
    single |= {"of_id"} & set(ledger.fields)
    indexes = {name: [name] for name in ledger.fields if name in single}
    for day in dict.fromkeys(f.on for f in ledger.figures if f.on):
        looked_at = [n for f in ledger.figures if f.on == day for n in f.names()]
        place = ledger.town or ledger.parent
        columns = dict.fromkeys([day, "withdrawn_at", *filter(None, [place]), *looked_at])
        indexes[day] = list(columns)
    return indexes


def seldom_filled(ledger: Ledger) -> frozenset[str]:
    """The fields that are looked up by what stands in them, and that many records leave empty.

    Their indexes hold what is there alone: of thirteen indexes of a case an import fills eight
    (measured: a tenth of the time of writing).
    """
    keys = {name for key in ledger.key[1:] for name in key[:1]}
    days = {figure.on for figure in ledger.figures} | {ledger.day}
    named = {ledger.town, *ledger.called[:1]}
    return frozenset({*ledger.linking, *ledger.sought, *keys} - days - named)


TABLES: Final = {name: _table(ledger) for name, ledger in KEPT.items()}

setting: Final = sa.Table(
    "setting",
    metadata,
    *_key("name"),
    *_text("value"),
    _seal(),
    sqlite_strict=True,
)

step: Final = sa.Table(
    "step",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    *_stamp(),
    *_text("name", "detail"),
    # The chain (`chain`): empty only while the step is being written.
    sa.Column("salt", sa.LargeBinary),
    sa.Column("mark", sa.LargeBinary),
    sa.Column("link", sa.LargeBinary),
    sqlite_strict=True,
)

change: Final = sa.Table(
    "change",
    metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("step", sa.Integer, sa.ForeignKey("step.n"), nullable=False),
    *_text("ledger", "record_id"),
    # {field: [stored before, stored after]}
    *_text("fields"),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("mark", sa.LargeBinary),
    sa.Index("change_of_record", "record_id"),
    sa.Index("change_of_step", "step"),
    sqlite_strict=True,
)

serial: Final = sa.Table(
    "serial",
    metadata,
    *_key("ledger"),
    sa.Column("year", sa.Integer, primary_key=True, nullable=False),
    *_whole("last"),
    _seal(),
    sqlite_strict=True,
)

draft: Final = sa.Table(
    "draft",
    metadata,
    *_key("ledger", "record_id"),
    *_text("at"),
    # What stands in the open form, as typed: {field: text}
    *_text("typed"),
    _seal(),
    sqlite_strict=True,
)

officer: Final = sa.Table(
    "officer",
    metadata,
    *_key("id"),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # Names of roles (domain.officers), a blank between them.
    *_text("roles"),
    *_whole("active"),
    # The data key under this officer's password (`keys`).
    *_text("slot"),
    *_whole("must_change"),
    *_text("added_at"),
    _seal(),
    sqlite_strict=True,
)

closing: Final = sa.Table(
    "closing",
    metadata,
    *_key("period"),
    *_stamp(),
    # Who may still write into the period: names, as JSON.
    *_text("exempt"),
    _seal(),
    sqlite_strict=True,
)

lawfile: Final = sa.Table(
    "lawfile",
    metadata,
    # What it is of (calendar, limits, …) and which: a year, or the whole.
    *_key("kind", "name"),
    *_text("text"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

own_day: Final = sa.Table(
    "own_day",
    metadata,
    *_key("day"),
    *_whole("works"),
    *_text("reason"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

pack: Final = sa.Table(
    "pack",
    metadata,
    # "county", "plan" or "report", and its code.
    *_key("kind", "name"),
    # Of a plan: active, reference, evidence, off.
    *_text("status"),
    # The pack (TOML); empty for one that comes with the program.
    *_text("text"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

# What a closed period reported, as it was counted when it was closed (封账).
reported: Final = sa.Table(
    "reported",
    metadata,
    # The period; "figures" or "targets".
    *_key("period", "what"),
    *_text("lines"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

# A paper that was frozen (定稿): what it said, kept as it was.
paper: Final = sa.Table(
    "paper",
    metadata,
    *_key("id"),
    # What was asked for: the form, the period, whose sheet it is ("" the county's), for the public.
    *_text("kind", "period", "town", "unit"),
    *_whole("public"),
    *_text("number", "title"),
    # "final", or "void" with its reason.
    *_text("state", "reason"),
    # The blocks, the figures behind them and the faces they were drawn with, as JSON.
    *_text("content", "digest", "code"),
    # The history when it was frozen: its newest link, and the number of that work.
    *_text("head"),
    *_whole("step", "pages"),
    *_text("pdf_digest", "program"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

# What an officer wrote instead of a drafted paragraph of a paper that is not frozen yet.
paper_words: Final = sa.Table(
    "paper_words",
    metadata,
    # Which paper (the key of its request), and which paragraph.
    *_key("paper", "key"),
    *_text("text"),
    # What was drafted then; when something else is drafted now, the words are to be read again.
    *_text("basis"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

matching: Final = sa.Table(
    "matching",
    metadata,
    # Which headings of whose files mean which fields: the ledger, the town's code (empty: of no
    # town in particular), and the digest of the set of headings.
    *_key("ledger", "town", "heads"),
    # {heading: field, or empty where it is left out}
    *_text("fields"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

form: Final = sa.Table(
    "form",
    metadata,
    *_key("name"),
    *_text("title"),
    # The workbook, in base64.
    *_text("file"),
    # Which of its cells are filled by what (`domain.forms`).
    *_text("mapping"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

# What stood in columns of an imported file that mean no field, beside the record of its row.
extra: Final = sa.Table(
    "extra",
    metadata,
    # The number of the import's step.
    sa.Column("step", sa.Integer, primary_key=True, nullable=False),
    *_key("record_id"),
    *_text("ledger", "sheet"),
    # As Excel numbers it.
    *_whole("row"),
    # {heading: text}
    *_text("cells"),
    _seal(),
    sa.Index("extra_record", "record_id"),
    sqlite_strict=True,
)


# The other desks with which this one exchanges packages: the one above it, those below.
peer: Final = sa.Table(
    "peer",
    metadata,
    *_key("site"),
    # "up" or "down"; "city", "county" or "town".
    *_text("kind", "level", "name"),
    # The codes of the towns whose records it writes, as JSON; what its serial numbers begin with.
    *_text("towns", "prefix"),
    # "active", "revoked" or "replaced"; its public key and its certificate, as JSON.
    *_text("state", "public", "certificate"),
    # The number of its certificate; the newest life of it that was seen.
    *_whole("number", "epoch"),
    # {epoch: up to which work everything of it is here}
    *_text("have"),
    # "fork" where two desks go under this name.
    *_text("alarm"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

# Packages that were made here or came in.
parcel: Final = sa.Table(
    "parcel",
    metadata,
    # The digest of its manifest.
    *_key("digest"),
    # "in" or "out"; the other desk; "package" or "return".
    *_text("way", "site", "kind"),
    # Of its sender, who numbers them; the works it carries: after the first, up to the second.
    *_whole("epoch", "seq", "from_n", "upto_n"),
    # What it reports for: a period and "", "whole" or "nothing".
    *_text("period", "statement", "made_at"),
    *_stamp(),
    # The work that took it in, or that made it.
    *_whole("step"),
    # "made", "acknowledged", "taken", "undone" or "forked".
    *_text("state", "file", "counts", "answer", "manifest"),
    _seal(),
    sa.Index("parcel_site", "site"),
    sqlite_strict=True,
)

# Who wrote, when and why, where it was another desk's work.
origin: Final = sa.Table(
    "origin",
    metadata,
    *_key("site"),
    sa.Column("epoch", sa.Integer, primary_key=True, nullable=False),
    sa.Column("n", sa.Integer, primary_key=True, nullable=False),
    *_stamp(),
    *_text("reason"),
    # The package that told of it.
    *_text("parcel"),
    _seal(),
    sqlite_strict=True,
)

# Registers in which several values compete (their values stand in the marks of the record).
conflict: Final = sa.Table(
    "conflict",
    metadata,
    *_key("ledger", "record_id", "register"),
    # "values" or "withdrawn".
    *_text("kind"),
    # Whether it was put aside; the work since which it waits.
    *_whole("aside", "step"),
    *_text("at"),
    _seal(),
    sqlite_strict=True,
)

# States of records that came in and wait: for a link, for a review, for an opened period.
held: Final = sa.Table(
    "held",
    metadata,
    *_key("ledger", "record_id", "site"),
    # "link", "reviewed" or "closed"; {"v": values, "d": marks}.
    *_text("why", "row"),
    *_whole("aside", "step"),
    *_text("at"),
    _seal(),
    sqlite_strict=True,
)

# Two records that may be one.
double: Final = sa.Table(
    "double",
    metadata,
    *_key("ledger", "one", "other"),
    # The fields that agree; "open", "apart" or "joined".
    *_text("why", "state"),
    *_whole("aside", "step"),
    *_stamp(),
    _seal(),
    sqlite_strict=True,
)

DUTY: Final = "binds = 'bureau' AND form IN ('deadline', 'before')"
"""What of `due` the bureau itself must do by a day (as `procedure.clocks.Clock.duty`)."""
NOT_KEPT: Final = f"{DUTY} AND lapses = 0 AND (met IS NULL OR late = 1)"
"""Duties that are or were open after their last day, or may yet be."""
DECIDED: Final = f"rule = '{DECISION}'"
PUBLISHED: Final = f"rule = '{PUBLICITY}'"
"""The limits that have figures of their own; in SQL as they stand, or no partial index serves."""

# Derived from the records by `procedure.clocks` and rebuilt at will: it has no seal and no history.
due: Final = sa.Table(
    "due",
    metadata,
    *_key("case_id", "rule"),
    # The measure it belongs to; empty for the case itself.
    *_key("subject"),
    *_text("binds", "form", "begun"),
    # Empty while a stop keeps it open; `left` days remain when that ends.
    sa.Column("due", sa.Text),
    sa.Column("last", sa.Text),
    sa.Column("alarm", sa.Text),
    *_whole("left"),
    sa.Column("met", sa.Text),
    *_whole("late", "lapses", "sure"),
    # Of a decision that was made: days since filing that stops held (`due.refresh`).
    sa.Column("stopped", sa.Integer, nullable=False, server_default="0"),
    sa.Index("due_open", "met", "alarm", "case_id"),
    # Figures (`store.clock`): decisions, publicity; overdue or near on some day, also a past one.
    # Each holds only what its figure looks at, for a full index costs as much as the table.
    sa.Index("due_decided", "met", "late", sqlite_where=sa.text(DECIDED)),
    sa.Index("due_published", "last", "met", "late", sqlite_where=sa.text(PUBLISHED)),
    sa.Index(
        "due_overdue",
        *("last", "met", "begun", "case_id", "binds", "form", "lapses", "late"),
        sqlite_where=sa.text(NOT_KEPT),
    ),
    sa.Index("due_stopped", "met", "begun", "stopped", sqlite_where=sa.text("stopped > 0")),
    sa.Index(
        "due_near",
        *("last", "alarm", "met", "begun", "case_id", "binds", "form"),
        sqlite_where=sa.text(DUTY),
    ),
    # Its key is what it is looked up by: one tree less to keep.
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
