"""Packages of a desk that is known, sealed with its own keys, and made with ill will.

Everything that stands inside is open to it: rows, marks, steps, answers, the manifest, the build of
the container.  What it may do is at most what its officers could do at their own desk.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from boshan_desk.exchange import envelope
from boshan_desk.exchange.envelope import Header
from boshan_desk.exchange.manifest import NAME
from tests.hostile_packages.offices import FIRMS, TOWNS, Package

NASTY: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 10**30, 1.5, -0.0, 1e308),
    *("", " ", "\0", "\ud800", "\u202e反", "\ufeff", "\r\n", "\x1b[2J", "演" * 100_000),
    *('=HYPERLINK("a")', "<script>alert(1)</script>", "'; DROP TABLE case;--", "{x}", "%s%n"),
    *("{0.__class__}", "../../../etc/passwd", "C:\\CON", "a.exe", "\\\\host\\share"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "2026Q9", "-1", "1e9", "NaN", "Infinity"),
    *("370304999", TOWNS[1], "draft", "reviewed", "archived", "2026-08-02 25:61:00"),
    *([], {}, [[]], {"a": {"b": {}}}, ["a"] * 1000, {"": ""}),
)
"""Values that something may stumble over."""

_DEEP: Final = 40


@dataclass
class Draft:
    """A package that is being spoilt."""

    told: dict[str, Any]
    rows: dict[str, list[Any]]
    """By the name of each list its lines, as objects, or as bytes where they are none any more."""
    blobs: dict[str, bytes]
    others: Sequence[Mapping[str, Any]] = ()
    """Firms of another town, as they are."""
    header: dict[str, Any] = field(default_factory=dict)
    """What the plain header is to say instead."""
    after: list[Callable[[bytes, random.Random], bytes]] = field(default_factory=list)
    """What is to be done to the container."""


Spoil = Callable[[Draft, random.Random], None]


def draft_of(package: Package) -> Draft:
    """A good package, taken apart."""
    lists = {n: c for n, c in package.parts.items() if n.endswith(".jsonl")}
    return Draft(
        copy.deepcopy(dict(package.told)),
        {name: [json.loads(line) for line in c.splitlines()] for name, c in lists.items()},
        {name: c for name, c in package.parts.items() if name not in lists},
        package.others,
    )


# Rows


def _records(draft: Draft, dice: random.Random) -> tuple[str, list[Any], int]:
    names = sorted(name for name in draft.rows if name.startswith("records/"))
    name = dice.choice(names)
    rows = draft.rows[name]
    return name, rows, dice.randrange(len(rows))


def _row(draft: Draft, dice: random.Random) -> dict[str, Any]:
    """A record that came as it should."""
    for _turn in range(50):
        _name, rows, place = _records(draft, dice)
        row = rows[place]
        if isinstance(row, dict) and isinstance(row.get("v"), dict) and row["v"]:
            return row
    return {"id": "x", "v": {"name": "x"}, "d": {"": "x"}}


def spoil_value(draft: Draft, dice: random.Random) -> None:
    """A column holds something else."""
    row = _row(draft, dice)
    row["v"][dice.choice(sorted(row["v"]))] = dice.choice(NASTY)


def exchange_values(draft: Draft, dice: random.Random) -> None:
    """A column holds what stands in another one."""
    one, other = _row(draft, dice), _row(draft, dice)
    value = other["v"][dice.choice(sorted(other["v"]))]
    one["v"][dice.choice(sorted(one["v"]))] = value


def add_column(draft: Draft, dice: random.Random) -> None:
    """A column that is no field, or none of the sender's."""
    names = ("id", "dots", "seal", "rowid", 'name" --', "", "status", "serial_no", "source")
    stamps = ("reviewed_by", "reviewed_at", "withdrawn_at", "withdrawn_by", "changed_at")
    more = ("entered_by", "informant_id", "case_id", "town", "x" * 5000)
    _row(draft, dice)["v"][dice.choice((*names, *stamps, *more))] = dice.choice(NASTY)


def drop_column(draft: Draft, dice: random.Random) -> None:
    """A column is lacking."""
    row = _row(draft, dice)
    del row["v"][dice.choice(sorted(row["v"]))]


def review_itself(draft: Draft, dice: random.Random) -> None:
    """A row says that it was reviewed, archived or withdrawn."""
    row = _row(draft, dice)
    row["v"]["status"] = dice.choice(("reviewed", "archived", "submitted", "returned"))
    row["v"]["reviewed_by"], row["v"]["reviewed_at"] = "演示局长", "2026-09-01 10:00:00"
    if dice.random() < 0.5:
        row["v"] |= {"withdrawn_by": "演示", "withdrawn_at": "2026-09-01 10:00:00"}


def move_to_other_town(draft: Draft, dice: random.Random) -> None:
    """A row belongs to somebody else."""
    row = _row(draft, dice)
    row["v"]["town_code"] = dice.choice((TOWNS[1], "370304999", "", None, 370304001))


def write_for_another(draft: Draft, dice: random.Random) -> None:
    """A firm of another town is changed, withdrawn or taken over, by one who has seen all of it."""
    if not draft.others:
        return
    row = copy.deepcopy(dict(dice.choice(draft.others)))
    dot = f"{draft.told['site']}.1.{draft.told['upto_n']}"
    stolen = dice.choice(({"address": "演示"}, {"town_code": TOWNS[0]}, {"name": "演示改名"}))
    if dice.random() < 0.3:
        stolen = {"withdrawn_by": "演示", "withdrawn_at": "2026-10-01 10:00:00"}
        row["d"]["-"] = {dot: {".".join(row["d"][""].split(".")[:2]): 10**6}}
    row["v"] |= stolen
    row["d"] |= dict.fromkeys(stolen, dot)
    if dice.random() < 0.3:
        row["d"] = {"": dice.choice((dot, row["d"][""]))}
    draft.rows.setdefault(FIRMS, [{"columns": sorted(row["v"])}]).append(row)


def take_other_id(draft: Draft, dice: random.Random) -> None:
    """A row goes under the id of another, or under none that could be one."""
    row, other = _row(draft, dice), _row(draft, dice)
    nasty = [each for each in NASTY if not isinstance(each, list | dict)]
    row["id"] = dice.choice((other["id"], other["id"].upper(), "..", "a/b", *nasty))


def link_elsewhere(draft: Draft, dice: random.Random) -> None:
    """A link leads to itself, to nothing, to a record of another ledger."""
    row, other = _row(draft, dice), _row(draft, dice)
    name = dice.choice(("key_unit_id", "of_id", "of_ledger", "enterprise_id", "case_id"))
    row["v"][name] = dice.choice((row["id"], other["id"], "nothing", "informant", "attachment"))


def spoil_keys(draft: Draft, dice: random.Random) -> None:
    """A line has other keys, or is none."""
    name, rows, place = _records(draft, dice)
    row = rows[place]
    match dice.randrange(6):
        case 0 if isinstance(row, dict) and row:
            del row[dice.choice(sorted(row))]
        case 1 if isinstance(row, dict):
            row[dice.choice(("extra", "columns", "", "V"))] = dice.choice(NASTY)
        case 2 if isinstance(row, dict) and row:
            row[dice.choice(sorted(row))] = dice.choice(NASTY)
        case 3:
            rows[place] = dice.choice(NASTY)
        case 4:
            rows.insert(place, copy.deepcopy(row))
        case _:
            dice.shuffle(draft.rows[name])


def spoil_marks(draft: Draft, dice: random.Random) -> None:
    """Marks claim what was never written, or are no marks."""
    row = _row(draft, dice)
    marks = row["d"] if isinstance(row["d"], dict) else {}
    site, county = draft.told["site"], (draft.told.get("base") or {}).get("site", "4e5f6071")
    dots = (
        *(f"{site}.1.{10**6}", f"{site}.1.{2**60}", f"{site}.0.1", f"{site}.-1.1", f"{site}.9.1"),
        *(f"{county}.1.1", f"{county}.1.999", f"{county}.7.1", "ffffffff.1.1", f"{site}.1.0"),
        *("", ".", "..", "a.b.c", f"{site}.1", f"{site}.1.1.1", f"{site}.1.01", "１.１.１"),
    )
    place = dice.choice((f"{site}.1", f"{county}.1", f"{county}.9", "ffffffff.1", "x", ""))
    number = dice.choice((0, 1, 5, -1, 10**9, 2**52, 2**60, "1", None, 1.5, True))
    column = dice.choice((*sorted(row["v"]), "nothing", "status", "withdrawn"))
    match dice.randrange(7):
        case 0:
            marks[""] = dice.choice(dots)
        case 1:
            marks[column] = dice.choice(dots)
        case 2:
            marks["~"] = {place: number}
        case 3:
            marks["|"] = {column: {dice.choice(dots): [dice.choice(NASTY)] * dice.randrange(4)}}
        case 4:
            marks["-"] = {dice.choice(dots): {place: number}}
        case 5:
            row["d"] = dice.choice(NASTY)
            return
        case _:
            dots_of_many = {f"{site}.1.{n}": [f"演示{n}"] for n in range(1, 400)}
            marks["|"] = {column: dots_of_many}
    row["d"] = marks


def rename_part(draft: Draft, dice: random.Random) -> None:
    """Rows stand under the name of another ledger."""
    name, rows, _place = _records(draft, dice)
    known = ("informant", "town_report", "target", "case", "case_step", "event", "policy")
    other = dice.choice((*known, "supervision", "attachment", "setting", "officer", "nothing"))
    del draft.rows[name]
    draft.rows[f"records/{other}.jsonl"] = rows


def spoil_columns(draft: Draft, dice: random.Random) -> None:
    """The line that says which columns the sender knows says something else."""
    _name, rows, _place = _records(draft, dice)
    told: Any = dice.choice(
        ([], ["nothing"], ["id", "dots"], {}, None, "name", [1], [[]], ["a"] * 9000)
    )
    rows[0] = {"columns": told}


def flood(draft: Draft, dice: random.Random) -> None:
    """Very many rows, or very long ones."""
    row = _row(draft, dice)
    rows = next(rows for rows in draft.rows.values() if row in rows or not rows)
    if dice.random() < 0.5:
        for _turn in range(1500):
            rows.append({**copy.deepcopy(row), "id": f"{dice.getrandbits(128):032x}"})
    else:
        row["v"][dice.choice(sorted(row["v"]))] = "演示" * 1_000_000


def nest(draft: Draft, dice: random.Random) -> None:
    """A value within a value within a value."""
    deep: Any = "演示"
    for _turn in range(dice.choice((14, 15, 16, _DEEP, 900))):
        deep = {"a": deep} if dice.random() < 0.5 else [deep]
    _row(draft, dice)[dice.choice(("v", "d"))] = {"name": deep}


# The other lists


def _other(draft: Draft, dice: random.Random) -> list[Any]:
    names = [name for name in sorted(draft.rows) if not name.startswith("records/")]
    return draft.rows[dice.choice(names)] if names else []


def spoil_line(draft: Draft, dice: random.Random) -> None:
    """A step, an answer or what comes down is not as it must be."""
    lines = _other(draft, dice)
    if not lines:
        return
    place = dice.randrange(len(lines))
    line = lines[place]
    if not isinstance(line, dict) or not line:
        return
    key = dice.choice(sorted(line))
    match dice.randrange(5):
        case 0:
            line[key] = dice.choice(NASTY)
        case 1:
            del line[key]
        case 2:
            line["extra"] = dice.choice(NASTY)
        case 3:
            lines[place] = dice.choice(NASTY)
        case _:
            inner = line[key]
            if isinstance(inner, dict) and inner:
                inner[dice.choice(sorted(inner))] = dice.choice(NASTY)
            elif isinstance(inner, list) and inner:
                inner[dice.randrange(len(inner))] = dice.choice(NASTY)
            else:
                lines.insert(place, copy.deepcopy(line))


def invent_line(draft: Draft, dice: random.Random) -> None:
    """A step of somebody else, a setting, a law, an answer that nobody gave."""
    site = draft.told["site"]
    lines: list[Any] = [
        {"dot": f"{site}.1.999", "at": "1970-01-01 00:00:00", "officer": "演示", "reason": ""},
        {"dot": "ffffffff.1.1", "at": "", "officer": "", "reason": "演" * 20_000},
        {"dot": "a", "at": "b", "officer": "c", "reason": "d"},
        {"what": "setting", "name": "exchange_secret", "value": "x"},
        {"what": "setting", "name": "level", "value": "city"},
        {"what": "law", "kind": "limits", "name": "limits", "text": "x = ["},
        {"what": "law", "kind": "../x", "name": "../x", "text": ""},
        {"what": "county", "id": "boshan", "text": "x"},
        {"what": "plan", "code": "../x", "status": "on", "text": "", "sha256": ""},
        {"what": "day", "day": "2026-02-30", "works": 1, "reason": "x"},
        {"what": "news", "state": "revoked", "key": "", "why": "演示"},
        {"have": {"1": 10**9}},
        {"have": {"x": "y"}},
        {"have": []},
        {"decided": [["enterprise"]]},
        {"parcel": "ab" * 32, "outcomes": {"enterprise": {"new": "x"}}},
    ]
    name = dice.choice(("steps.jsonl", "answers.jsonl", "carried.jsonl"))
    draft.rows.setdefault(name, []).append(dice.choice(lines))


# The manifest and the container


def spoil_manifest(draft: Draft, dice: random.Random) -> None:
    """A claim is nonsense, or a lie that could be true."""
    key = dice.choice(sorted(set(draft.told) - {"files"}))
    lies: dict[str, tuple[Any, ...]] = {
        "epoch": (2, 10**6, 2**50),
        "seq": (1, 2, 10**6, 2**50),
        "from_n": (0, 1, draft.told["upto_n"], 2**50),
        "upto_n": (0, draft.told["from_n"], 10**6, 2**50),
        "schema": (1, 6, 99),
        "program": ("0.0.1", "99.0.0", "a.b.c"),
        "period": ("2026Q1", "1900Q1", "9999Q4", "x", "2026-13", ""),
        "statement": ("", "whole", "nothing"),
        "made_at": ("1970-01-01 00:00:00", "9999-12-31 23:59:59", "2026-99-99 99:99:99"),
        "base": (None, {"site": "ffffffff", "epoch": 1, "seq": 1}),
        "trail": (
            [],
            [[1, "ab" * 32, 1, "cd" * 32]],
            [[n, "ab" * 32, n, ""] for n in range(1, 99)],
        ),
        "head": ({"n": 1, "link": ""}, {"n": draft.told["upto_n"], "link": "ff" * 32}),
        "holds": ({}, {"nothing": 1}, {"enterprise": 2**50}, {"informant": 1}),
        "calendar": ({"last_year": 0, "digest": ""}, {"last_year": 9999, "digest": "ff" * 32}),
        "site": ("ffffffff", "00000000"),
        "kind": ("package", "return"),
        "sender_name": ("\u202e演示", "{x}", "演" * 200, ""),
    }
    draft.told[key] = dice.choice((*lies.get(key, ()), *lies.get(key, ()), dice.choice(NASTY)))
    if key in ("kind", "site", "epoch", "seq") and dice.random() < 0.7:
        draft.header[key] = draft.told[key]


def lie_in_header(draft: Draft, dice: random.Random) -> None:
    """The plain header and the manifest do not say the same."""
    key = dice.choice(("kind", "site", "epoch", "seq"))
    draft.header[key] = {"kind": "return", "site": "ffffffff", "epoch": 2, "seq": 99}[key]


def spoil_blobs(draft: Draft, dice: random.Random) -> None:
    """A file that no row names, one that is lacking, one that is something else."""
    names = sorted(draft.blobs)
    match dice.randrange(4):
        case 0 if names:
            del draft.blobs[dice.choice(names)]
        case 1:
            content = dice.choice((b"MZ" + bytes(1000), b"#!/bin/sh\n", b"", bytes(3_000_000)))
            draft.blobs[f"blobs/{hashlib.sha256(content).hexdigest()}"] = content
        case 2 if names:
            draft.blobs[dice.choice(names)] = b"other"
        case _:
            draft.blobs[dice.choice(("a.exe", "../a", "records/../x.jsonl", "blobs/x"))] = b"x"


def spoil_text(draft: Draft, dice: random.Random) -> None:
    """A list is written in another form, and its hash is right."""
    name = dice.choice(sorted(draft.rows))
    written = bytearray(_written(draft.rows[name]))
    if written:
        for _turn in range(dice.randint(1, 4)):
            written[dice.randrange(len(written))] = dice.choice((0, 10, 34, 44, 58, 92, 125, 255))
    draft.rows[name] = [bytes(written)]


def spoil_build(draft: Draft, dice: random.Random) -> None:
    """The container itself is damaged, and sealed as it is."""
    del dice

    def damage(content: bytes, dice: random.Random) -> bytes:
        damaged = bytearray(content)
        for _turn in range(dice.choice((1, 1, 3))):
            # The ends of a zip file say most.
            place = dice.choice((dice.randrange(len(damaged)), -dice.randrange(1, 400), 0))
            damaged[place % len(damaged)] = dice.randrange(256)
        return bytes(damaged) if dice.random() < 0.8 else content[: dice.randrange(len(content))]

    draft.after.append(damage)


SPOILS: Final[tuple[Spoil, ...]] = (
    *(spoil_value, spoil_value, spoil_value, exchange_values, add_column, drop_column),
    *(
        review_itself,
        move_to_other_town,
        write_for_another,
        write_for_another,
        take_other_id,
        link_elsewhere,
        spoil_keys,
        spoil_marks,
    ),
    *(spoil_marks, rename_part, spoil_columns, flood, nest, spoil_line, spoil_line, invent_line),
    *(spoil_manifest, spoil_manifest, lie_in_header, spoil_blobs, spoil_text, spoil_build),
)


# Building


def spoil(
    package: Package, dice: random.Random, out: Path, spoils: Sequence[Spoil] = SPOILS
) -> list[str]:
    """Write a spoilt package, sealed as it should be; what was done to it."""
    draft = draft_of(package)
    done = dice.choices(spoils, k=dice.choice((1, 1, 1, 2, 3)))
    for each in done:
        each(draft, dice)
    content = _build(draft)
    for change in draft.after:
        content = change(content, dice)
    names = ("suite", "kind", "sender", "recipient", "site", "epoch", "seq")
    honest = {"suite": 1, **package.told, **draft.header}
    header = Header(**{name: honest[name] for name in names})
    try:
        header.written()
    except ValueError:
        header = Header(**{name: {"suite": 1, **package.told}[name] for name in names})
    envelope.seal_file(io.BytesIO(content), out, header, package.sender, package.recipient.public)
    return [each.__name__ for each in done]


def _build(draft: Draft) -> bytes:
    """A container, whatever stands in it."""
    parts = {name: _written(lines) for name, lines in draft.rows.items()}
    parts |= draft.blobs
    files: Mapping[str, Any] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {**parts, NAME: _dumped({**draft.told, "files": files})}.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100600 << 16
            raw = name in draft.blobs or len(content) > 300_000
            entry.compress_type = zipfile.ZIP_STORED if raw else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def _written(lines: list[Any]) -> bytes:
    return b"".join(line if isinstance(line, bytes) else _dumped(line) + b"\n" for line in lines)


def _dumped(value: Any) -> bytes:
    """In the one form, as far as the value lets it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "surrogatepass")
