"""The data key of a desk, wrapped for each officer by their password, and by the recovery code.

The store is encrypted under one random key.  `desk.keys` beside it holds that key once for every
account, under a key made from the password by Argon2id (RFC 9106), and once under the recovery code
that lies on paper in a sealed envelope.  The slots stand in the store too, which is the truth: the
file is only its outward face and is written anew where it differs.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.store.lock import write_whole

FILE: Final = "desk.keys"
RECOVERY: Final = "recovery"
"""The id of the slot under the recovery code."""

_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of the recovery code: none that is taken for another (0 O, 1 I L)."""
_GROUPS, _GROUP = 8, 5


@dataclass(frozen=True)
class Cost:
    """What a guess costs (RFC 9106): passes, lanes, memory in KiB."""

    passes: int = 3
    lanes: int = 4
    memory: int = 64 * 1024


COST: Final = Cost()
"""RFC 9106's second recommended choice; 0.27 s on an office PC (reliability.md 3.6)."""


@dataclass(frozen=True)
class Slot:
    """The data key under one password."""

    id: str
    name: str
    passes: int
    lanes: int
    memory: int
    salt: str
    nonce: str
    wrapped: str
    """Hexadecimal, as salt and nonce."""
    roles: str = ""
    """In the key file: what the account may do, where no store can be asked."""
    proof: str = ""
    """That the roles were written by who has the data key."""

    def text(self) -> str:
        """The slot as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def of(given: Any) -> Slot:
        """A slot from what was kept; refused when it is none."""
        try:
            slot = Slot(
                id=str(given["id"]),
                name=str(given["name"]),
                passes=int(given["passes"]),
                lanes=int(given["lanes"]),
                memory=int(given["memory"]),
                salt=str(given["salt"]),
                nonce=str(given["nonce"]),
                wrapped=str(given["wrapped"]),
                roles=str(given.get("roles", "")),
                proof=str(given.get("proof", "")),
            )
        except (KeyError, TypeError, ValueError):
            raise _damaged() from None
        # A file from elsewhere must not make us fill the memory.
        if not (0 < slot.passes <= 20 and 0 < slot.lanes <= 16):
            raise _damaged()
        if not 8 * slot.lanes <= slot.memory <= 1024 * 1024:
            raise _damaged()
        return slot


def new_key() -> str:
    """A random data key: 256 bits, in hexadecimal, as the driver takes it."""
    return secrets.token_hex(32)


def new_code() -> str:
    """A recovery code: 40 letters and digits, 198 bits, in groups."""
    letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join(
        "".join(letters[start : start + _GROUP]) for start in range(0, len(letters), _GROUP)
    )


def tidy_code(typed: str) -> str:
    """A recovery code however it was typed: case, blanks and dashes do not matter."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())


def wrap(key: str, secret: str, *, id: str, name: str, cost: Cost = COST) -> Slot:
    """The data key under a password or the recovery code."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = _derive(secret, salt, cost)
    wrapped = AESGCM(wrapping).encrypt(nonce, bytes.fromhex(key), _bound(id))
    return Slot(
        id, name, cost.passes, cost.lanes, cost.memory, salt.hex(), nonce.hex(), wrapped.hex()
    )


def unwrap(slot: Slot, secret: str) -> str | None:
    """The data key; None when the password is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = Cost(slot.passes, slot.lanes, slot.memory)
    try:
        salt, nonce, wrapped = (bytes.fromhex(w) for w in (slot.salt, slot.nonce, slot.wrapped))
        return AESGCM(_derive(secret, salt, cost)).decrypt(nonce, wrapped, _bound(slot.id)).hex()
    except InvalidTag:
        return None
    except ValueError:
        raise _damaged() from None


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(secret.encode())


def vouched(slot: Slot, key: str, roles: str) -> Slot:
    """The slot with an account's roles, for the day on which no store can be asked."""
    return replace(slot, roles=roles, proof=_proof(slot.id, roles, key))


def proved_roles(slot: Slot, key: str) -> tuple[str, ...]:
    """The roles that a key file gives an account; none where they were not written with the key."""
    good = hmac.compare_digest(slot.proof, _proof(slot.id, slot.roles, key))
    return tuple(slot.roles.split()) if good else ()


def same_slot(one: Slot, other: Slot) -> bool:
    """Whether two slots are under the same password."""
    return (one.id, one.salt, one.wrapped) == (other.id, other.salt, other.wrapped)


def _proof(id: str, roles: str, key: str) -> str:
    return hmac.digest(bytes.fromhex(key), f"roles {id}\n{roles}".encode(), "sha256").hex()


def _bound(id: str) -> bytes:
    """What a slot is bound to: nobody can hand theirs to another account."""
    return f"boshan-desk slot {id}".encode()


def _damaged() -> Refused:
    return Refused("密钥文件 {file} 已损坏，请用备份文件夹里的密钥文件替换后重试", file=FILE)


# ---------------------------------------------------------------- the file


def has_keys(folder: Path) -> bool:
    """Whether the desk's store is encrypted, told by its key file."""
    return (folder / FILE).exists()


def read_slots(path: Path) -> tuple[Slot, ...]:
    """The slots of a key file.

    Raises:
        Refused: it is missing or damaged.
    """
    try:
        given = json.loads(path.read_text("utf-8"))
        return tuple(Slot.of(each) for each in given["slots"])
    except FileNotFoundError:
        raise Refused(
            "数据已加密，但密钥文件 {path} 不见了，请从备份文件夹取回后重试", path=path
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged() from None


def written(slots: Iterable[Slot]) -> str:
    """The text of a key file."""
    listed = [asdict(slot) for slot in sorted(slots, key=lambda s: s.id)]
    return json.dumps({"format": 1, "slots": listed}, ensure_ascii=False, indent=1) + "\n"


def write_slots(folder: Path, slots: Iterable[Slot]) -> None:
    """Write the key file, whole or not at all; one that says the same is left alone."""
    path, text = folder / FILE, written(slots)
    try:
        if path.read_text("utf-8") == text:
            return
    except (OSError, ValueError):
        pass
    write_whole(path, text)
