"""Taking packages: 20 towns send 2,000 changed rows each into a store of 100,000.

The floor opens the same sealed files with the same libraries, checks every hash, reads the lines
and writes the rows with one statement each and a row of history for every change, by hand: nothing
is compared, judged, merged or answered (performance.md 6).  One change in ten meets one that the
county made meanwhile.  Ours looks and takes in a process of its own, whose memory is measured; the
one verified backup before the first of them is told by itself.

    python -m tests.bench.packages [TOWNS] [ROWS] [STORE]
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pyrage
import sqlcipher3.dbapi2 as driver

from boshan_desk.assets import asset
from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.suites import Public, Secret, holds
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store import sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_package
from boshan_desk.usecases.exchange.own_keys import own_secret
from boshan_desk.usecases.exchange.peers import peers
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take
from tests.bench.floors import most_memory

TOWNS: Final = 20
ROWS: Final = 2_000
STORE: Final = 100_000
TODAY: Final = date(2026, 10, 9)
MET: Final = 10
"""One in so many of the rows was changed by the county too."""

# Firms of all towns in turn, entered by their towns before they were packed for the first time.
_FIRMS = """
WITH RECURSIVE made(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM made WHERE i + 1 < ?)
INSERT INTO enterprise
  (n, id, serial_no, status, source, entered_by, entered_at, changed_by, changed_at, name, uscc,
   town_code, address, legal_rep, contact, phone, products, patents, marks, remark, dots, folded)
SELECT i + 1, printf('%032x', i), printf('2026-%07d', i), 'draft', 'typed', '演示',
   '2026-01-01 00:00:00', '演示', '2026-01-01 00:00:00',
   printf('演示琉璃制品有限公司第%d分号', i), NULL, ?,
   printf('博山区演示路%d号院内东侧厂房', i), '演示甲', '演示乙', '13800000000',
   '琉璃摆件、陶瓷茶具、玻璃器皿和包装物', i % 7, i % 5, '演示数据，不是真实企业',
   printf('{"":"%s.1.2"}', ?), printf('演示琉璃制品有限公司第%d分号', i)
FROM made WHERE i % ? = ? AND i < ?
"""


def _county(folder: Path, towns: int) -> Path:
    """A pack of an invented county with so many towns."""
    text = asset("resources", "counties", "boshan.toml").read_text("utf-8")
    codes = [f"3703041{number:02d}" for number in range(towns)]
    listed = "".join(f'  ["{code}", "演示第{n}镇"],\n' for n, code in enumerate(codes))
    text = re.sub(r"^towns = \[\n.*?^\]", f"towns = [\n{listed}]", text, flags=re.M | re.S)
    counted = "".join(f'"{code}", ' for code in codes)
    text = re.sub(r"^counted = \[\n.*?^\]", f"counted = [{counted}]", text, flags=re.M | re.S)
    path = folder / "county.toml"
    path.write_text(text, "utf-8")
    return path


def _open(folder: Path) -> Desk:
    return open_desk(folder, clock=Clock(TODAY), officer="演示员")


def _fill(folder: Path, store: int, towns: int, sites: Sequence[str], most: int) -> None:
    """Put firms into a store by hand: of the towns whose sites are given."""
    connection = driver.connect(folder / "desk.db", isolation_level=None)
    connection.execute("BEGIN")
    for number, site in enumerate(sites):
        if site:
            code = f"3703041{number:02d}"
            connection.execute(_FIRMS, (store, code, site, towns, number, most))
    columns = sealing.sealed_columns("enterprise")
    names = ", ".join(f'"{name}"' for name in columns)
    rows = connection.execute(f"SELECT n, {names} FROM enterprise").fetchall()
    seals = [(sealing.seal(row[1:]), row[0]) for row in rows]
    connection.executemany("UPDATE enterprise SET seal = ? WHERE n = ?", seals)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _change(desk: Desk, many: int, word: str, every: int = 1) -> None:
    """Change two fields of so many firms as one work."""
    with desk.read() as reader:
        firms = [each for each in reader.all(Enterprise) if each.patents is not None]
    chosen = sorted(firms, key=lambda each: each.id)[:many][::every]
    records.save_many(
        desk,
        "演示",
        [
            (each, copy_with(each, address=f"{each.address}{word}", products=f"{word}、陶瓷茶具"))
            for each in chosen
        ],
    )


def prepare(base: Path, towns: int, rows: int, store: int) -> list[Path]:
    """A county with its towns, enrolled, and a package of each town."""
    stick = base / "stick"
    stick.mkdir()
    pack = _county(base, towns)
    make_desk(base / "county", county=pack, bare=True)
    sites = []
    with _open(base / "county") as county:
        for number in range(towns):
            folder = base / f"town{number}"
            make_desk(folder, county=pack, bare=True, town=f"3703041{number:02d}")
            with _open(folder) as desk:
                sites.append(desk.site.partition(".")[0])
                asked = request(desk, stick, officer="演示员", phone="13800000000")
                enrolled = enrol(county, read_request(county, asked.path), stick)
                accept(desk, enrolled.path)
    _fill(base / "county", store, towns, sites, store)
    packages = []
    for number, site in enumerate(sites):
        folder = base / f"town{number}"
        own = [site if each == number else "" for each in range(towns)]
        _fill(folder, store, towns, own, towns * rows)
        with _open(folder) as desk:
            _change(desk, rows, "改")
            packages.append(make_package(desk, stick, period=read_period("2026Q3")).path)
    with _open(base / "county") as county:
        _change(county, towns * rows, "核", MET)
    return packages


def _columns(connection: driver.Connection) -> list[str]:
    names = [row[1] for row in connection.execute("PRAGMA table_info(enterprise)")]
    return [name for name in names if name not in ("n", "id", "folded", "seal")]


def _opened(path: Path, secret: Secret, senders: Mapping[str, Public]) -> Iterator[bytes]:
    """The rows of a package, after its seal and its hashes were checked."""
    whole = path.read_bytes()
    cut = 7 + int.from_bytes(whole[5:7], "big")
    sender = senders[json.loads(whole[7:cut])["sender"]]
    signature, sealed = whole[cut : cut + 64], whole[cut + 64 :]
    digest = hashlib.sha512(whole[:cut])
    digest.update(sealed)
    if not holds(sender, b"boshan-desk package 1\n" + digest.digest(), signature):
        raise AssertionError("the floor does not open what it should")
    identity = pyrage.x25519.Identity.from_str(secret.open)
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [identity]))) as packed:
        files = json.loads(packed.read("manifest.json"))["files"]
        for name, told in files.items():
            content = packed.read(name)
            if hashlib.sha256(content).hexdigest() != told["sha256"]:
                raise AssertionError("the floor reads something else")
            if name.startswith("records/"):
                yield content


def floor(
    store: Path,
    packages: Sequence[Path],
    secret: Secret,
    senders: Mapping[str, Public],
    *,
    history: bool,
) -> float:
    """Check, open, read and write by hand; seconds."""
    began = time.perf_counter()
    connection = driver.connect(store, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    names = _columns(connection)
    sets = ", ".join(f'"{name}" = ?' for name in names)
    update = f"UPDATE enterprise SET {sets} WHERE id = ?"
    connection.execute("CREATE TABLE told (n INTEGER PRIMARY KEY, id TEXT, fields TEXT)")
    for path in packages:
        connection.execute("BEGIN IMMEDIATE")
        for content in _opened(path, secret, senders):
            rows = [row for row in map(json.loads, content.splitlines()) if "id" in row]
            lines = []
            for row in rows:
                values = {**row["v"], "dots": json.dumps(row["d"])}
                lines.append([*map(values.get, names), row["id"]])
            connection.executemany(update, lines)
            if history:
                connection.executemany(
                    "INSERT INTO told (id, fields) VALUES (?, ?)",
                    [
                        (row["id"], json.dumps({"address": ["", row["v"]["address"]]}))
                        for row in rows
                    ],
                )
        connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - began


# ---------------------------------------------------------------- ours, in a process of its own


def take_all(folder: Path, packages: Sequence[Path]) -> dict[str, float]:
    """Look at each package and take it in; seconds, and the most memory in MiB."""
    looked = taken = 0.0
    told, outcomes = [], Counter[str]()

    def tell(done: int, _total: int) -> None:
        told.append(done)

    with _open(folder) as desk:
        began = time.perf_counter()
        # Of several that are taken in one go the first makes the restore point.
        back_up(desk, why="merge")
        restore_point = time.perf_counter() - began
        for path in packages:
            began = time.perf_counter()
            with look(desk, path, progress=tell) as found:
                looked += time.perf_counter() - began
                began = time.perf_counter()
                done = take(desk, found, restore_point=False, progress=tell)
                taken += time.perf_counter() - began
            outcomes.update(done.counts["enterprise"])
    return {
        "look": looked,
        "take": taken,
        "restore_point": restore_point,
        "told": len(told),
        "memory": most_memory() / 1024,
        **outcomes,
    }


def measure(
    towns: int = TOWNS, rows: int = ROWS, store: int = STORE
) -> list[tuple[str, float, float]]:
    """(what, the floor, ours): seconds, and of the memory MiB."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        packages = prepare(base, towns, rows, store)
        with _open(base / "county") as county, county.read() as reader:
            senders = {peer.public.id: peer.public for peer in peers(reader)}
            secret = own_secret(reader)
        floors = []
        for history in (False, True):
            copy = base / f"floor-{history}.db"
            shutil.copyfile(base / "county" / "desk.db", copy)
            floors.append(floor(copy, packages, secret, senders, history=history))
        words = [sys.executable, "-m", "tests.bench.packages", "--take", base / "county", *packages]
        ran = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
        if ran.returncode:
            raise AssertionError(ran.stderr)
        ours = json.loads(ran.stdout)
    if ours.get("changed", 0) + ours.get("conflict", 0) != towns * rows or not ours["told"]:
        raise AssertionError(f"not every row was merged: {ours}")
    what = f"{towns} × {rows} rows into {store}"
    whole = ours["look"] + ours["take"]
    return [
        (f"Packages taken, {what}", floors[1], whole),
        ("  without history, the floor", floors[0], whole),
        ("  of this, looking first", floors[1], ours["look"]),
        ("  of this, taking", floors[1], ours["take"]),
        ("  the restore point before them", floors[1], ours["restore_point"]),
        ("  memory, MiB", 1.0, ours["memory"]),
    ]


def main() -> None:
    """Print what was measured."""
    if sys.argv[1:2] == ["--take"]:
        folder, *packages = map(Path, sys.argv[2:])
        print(json.dumps(take_all(folder, packages)))
        return
    for what, least, ours in measure(*map(int, sys.argv[1:])):
        print(f"{what}: floor {least:.2f}, ours {ours:.2f}, ratio {ours / least:.2f}", flush=True)


if __name__ == "__main__":
    main()
