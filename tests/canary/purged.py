"""After a lawful purge: what is left in the store, page by page, and in the backup that follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store.backups import list_backups
from boshan_desk.store.driver import connect
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.backups import back_up, place_of
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.purging import personal_fields, purge
from tests.canary.canaries import Hit, kinds_in
from tests.canary.world import World

_PAGE: Final = 4096
_RESERVE: Final = 80
"""At the end of an encrypted page: 16 bytes to begin with, and its authentication."""


def purge_all(world: World, *, sealed: bool) -> tuple[int, int]:
    """Clear every person from a desk: how many records that was, and how many backups are named."""
    purged, older = 0, 0
    with world.open(sealed=sealed) as desk:
        for ledger in KEPT.values():
            if not personal_fields(ledger) or ledger.record is Attachment:
                continue
            with desk.read() as reader:
                # Those too that an undone import took away again.
                changes = [change for step in reader.steps() for change in step["changes"]]
            ids = [change["record"] for change in changes if change["ledger"] == ledger.name]
            for id in dict.fromkeys(ids):
                done = purge(desk, ledger, id, "演示：本人申请删除", files=True)
                purged, older = purged + 1, len(done.older)
        back_up(desk)
    return purged, older


def left_in(world: World, *, sealed: bool) -> list[Hit]:
    """What of a person is left in the desk, and in its newest backup."""
    folder, key = world.folder(sealed=sealed), world.key(sealed=sealed)
    newest = list_backups(place_of(folder))[0]
    found = []
    for store in (folder / "desk.db", newest.path):
        copy = world.base / "in" / "decrypted.db"
        copy.unlink(missing_ok=True)
        with closing(connect(store, key=key)) as connection:
            connection.execute("ATTACH ? AS open KEY ''", (str(copy),))
            connection.execute("SELECT sqlcipher_export('open')")
            connection.execute("DETACH open")
        pages = b"".join(decrypted(store, key)) if sealed else store.read_bytes()
        assert b"CREATE TABLE" in pages
        for name, content in (("rows", copy.read_bytes()), ("pages", pages)):
            found += [Hit(what, f"{name} of {store.name}") for what in kinds_in(content)]
        copy.unlink()
    for log in folder.glob("desk.db-*"):
        found += [Hit(what, log.name) for what in kinds_in(log.read_bytes())]
    for path in (folder / "files").rglob("*"):
        if path.is_file() and kinds_in(path.read_bytes()):
            found.append(Hit("file", str(path)))
    return found


def decrypted(store: Path, key: str) -> Iterator[bytes]:
    """The pages of an encrypted store as they are under the encryption, free ones too."""
    with store.open("rb") as file:
        for number in range(store.stat().st_size // _PAGE):
            page = file.read(_PAGE)
            body = page[16 if not number else 0 : _PAGE - _RESERVE]
            start = page[_PAGE - _RESERVE : _PAGE - _RESERVE + 16]
            cipher = Cipher(algorithms.AES(bytes.fromhex(key)), modes.CBC(start)).decryptor()
            yield cipher.update(body) + cipher.finalize()


def still_sound(world: World, *, sealed: bool) -> list[str]:
    """What a check and the chain find wrong after it."""
    folder, key = world.folder(sealed=sealed), world.key(sealed=sealed)
    with world.open(sealed=sealed) as desk:
        officer = desk.officer
    wrong = list(check(folder, key=key, officer=officer).findings)
    verdict = verify(folder, key=key)
    return wrong if verdict.ok else [*wrong, f"the chain breaks at {verdict.bad}: {verdict.why}"]
