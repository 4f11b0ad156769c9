"""Five good packages, and the keys of those between whom they go."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from boshan_desk.exchange import canonical, container, envelope, streams
from boshan_desk.exchange.suites import Secret, new_secret

SITE: Final = "0a1b2c3d"
COUNTY: Final = "4e5f6071"

Parts = dict[str, bytes]
"""What is in a package, by the names of its files."""


@dataclass(frozen=True)
class Keys:
    """Of the town, of the county, and of somebody whom nobody knows."""

    town: Secret = field(default_factory=new_secret)
    county: Secret = field(default_factory=new_secret)
    stranger: Secret = field(default_factory=new_secret)


def body_of(keys: Keys, seq: int, kind: str = "package", **other: Any) -> dict[str, Any]:
    """A manifest, without its files."""
    up = kind == "package"
    told = {
        "kind": kind,
        "site": SITE if up else COUNTY,
        "epoch": 1,
        "seq": seq,
        "sender": (keys.town if up else keys.county).public.id,
        "sender_name": "演示镇" if up else "演示县局",
        "recipient": (keys.county if up else keys.town).public.id,
        "program": "0.7.0",
        "schema": 7,
        "made_at": "2026-10-09 09:30:00",
        "period": "2026Q3" if up else "",
        "statement": "whole" if up else "",
        "from_n": 3,
        "upto_n": 40,
        "base": {"site": COUNTY, "epoch": 1, "seq": 2} if up else None,
        "trail": [[seq - 1, "ab" * 32, 3, "cd" * 32]] if seq > 1 else [],
        "head": {"n": 40, "link": "ef" * 32},
        "holds": {"enterprise": 12},
        "calendar": {"last_year": 2026, "digest": "12" * 32},
    }
    return {**told, **other}


def seal(
    keys: Keys,
    plain: Path,
    out: Path,
    told: Mapping[str, Any],
    *,
    sender: Secret | None = None,
) -> None:
    """Seal any content under the header that a manifest asks for."""
    up = told["kind"] == "package"
    own = sender or (keys.town if up else keys.county)
    to = (keys.county if up else keys.town).public
    header = envelope.Header(
        suite=1,
        kind=told["kind"],
        sender=own.public.id,
        recipient=to.id,
        site=told["site"],
        epoch=told["epoch"],
        seq=told["seq"],
    )
    envelope.seal_file(plain, out, header, own, to)


def write_good(keys: Keys, folder: Path) -> list[Path]:
    """The five, sealed."""
    paths = []
    for number, (told, parts) in enumerate(contents(keys), 1):
        path = folder / f"good-{number}.bsx"
        plain = folder / "plain"
        container.write_container(plain, told, {n: [part] for n, part in parts.items()})
        seal(keys, plain, path, told)
        plain.unlink()
        paths.append(path)
    return paths


def contents(keys: Keys) -> list[tuple[dict[str, Any], Parts]]:
    """What is in the five: nothing, a few rows, scans, many rows, an answer."""
    dice = random.Random("演示")
    scans = [dice.randbytes(size) for size in (1, 70_000, 140_000)]
    return [
        (body_of(keys, 1, statement="nothing"), {}),
        (body_of(keys, 2), {**rows(dice, "enterprise", 3), **steps(3)}),
        (
            body_of(keys, 3),
            {
                **rows(dice, "attachment", 3),
                **{f"blobs/{hashlib.sha256(scan).hexdigest()}": scan for scan in scans},
                **steps(3),
            },
        ),
        (
            body_of(keys, 4),
            {**rows(dice, "enterprise", 300), **rows(dice, "case", 40), **steps(40)},
        ),
        (
            body_of(keys, 5, kind="return"),
            {
                **rows(dice, "enterprise", 20),
                "answers.jsonl": _lines({"ledger": "enterprise", "id": f"{n}"} for n in range(20)),
                "carried.jsonl": _lines([{"kind": "calendar", "text": "演示" * 2000}]),
            },
        ),
    ]


def rows(dice: random.Random, ledger: str, many: int) -> Parts:
    """Records of a ledger."""
    columns = ("name", "town", "amount", "note")
    lines: list[Mapping[str, Any]] = [{"columns": list(columns)}]
    for number in range(many):
        values = (f"演示企业{number}", "370304001", dice.randrange(10**9), None)
        dots = {"": f"{SITE}.1.{number + 1}", "name": f"{SITE}.1.{number + 2}"}
        lines.append(
            {
                "id": f"{dice.getrandbits(128):032x}",
                "v": dict(zip(columns, values, strict=True)),
                "d": {**dots, "~": {f"{COUNTY}.1": 4}},
            }
        )
    return {f"records/{ledger}.jsonl": _lines(lines)}


def steps(many: int) -> Parts:
    """Who did what."""
    return {
        "steps.jsonl": _lines(
            {
                "dot": f"{SITE}.1.{number}",
                "at": "2026-09-01 10:00:00",
                "officer": "演示",
                "reason": "",
            }
            for number in range(1, many + 1)
        )
    }


def _lines(told: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(canonical.lines_of(told))


def plain_of(keys: Keys, path: Path, spool: Path) -> bytes:
    """The container in a good package."""
    with streams.spool(spool) as file:
        claims = envelope.read_header(path)
        own, other = (
            (keys.county, keys.town) if claims.kind == "package" else (keys.town, keys.county)
        )
        envelope.open_file(path, file, secret=own, sender=other.public)
        file.seek(0)
        return file.read()
