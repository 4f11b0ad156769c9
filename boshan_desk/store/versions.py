"""Which SQLite and which SQLCipher the store runs on."""

from __future__ import annotations

from typing import NamedTuple

import sqlcipher3.dbapi2 as driver


class Versions(NamedTuple):
    """Of the database inside the driver, and of what encrypts it."""

    sqlite: str
    sqlcipher: str


def read_versions() -> Versions:
    """What the driver itself answers; no file is opened."""
    connection = driver.connect(":memory:")
    try:
        found = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return Versions(str(driver.sqlite_version), str(found[0]) if found else "")
