"""How large what comes from outside may be; what is larger is refused before it costs anything."""

from __future__ import annotations

from typing import Final

HEADER: Final = 4096
"""Bytes of the plain header of a package."""
PAPER: Final = 8 * 1024 * 1024
"""Bytes of a request or a certificate; the latter carries rules, plans and code lists."""
MANIFEST: Final = 8 * 1024 * 1024
"""Bytes: enough for the names and hashes of `MEMBERS` files."""
LINE: Final = 8 * 1024 * 1024
"""Bytes of one line of a part; the longest are loaded laws."""
MEMBERS: Final = 20_000
"""Files in one package."""
TOTAL: Final = 2 * 1024 * 1024 * 1024
"""Bytes of all files of one package together."""
SEALED: Final = TOTAL + TOTAL // 64
"""Bytes of a sealed package: what encryption and names may add to its files."""
RATIO: Final = 200
"""How many times smaller a file may be in the package than outside it."""
DEPTH: Final = 16
"""Objects and lists within each other, in a manifest, a line or a paper."""
BLOCK: Final = 1024 * 1024
"""Bytes that are read at a time."""
