"""The code printed under a frozen paper, by which anybody can have a print checked.

Sixteen characters in groups of four: K7QM-0A3R-TXW1-9FH4.  Fifteen of them are drawn from the
digest of what the paper says and from the desk that froze it (74 bits: nobody finds another text
with the same code), the last one checks the others.

Alphabet and check are those of the unified social credit code, which offices know: 31 characters
without I, O, S, V, Z, and weights 3^i modulo 31 (GB 32100-2015, 5 and annex A).  31 is prime and 3
a primitive root of it, so all weights differ, and no single wrong character and no two characters
that changed places, near or far, go unseen.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 16
_GROUP: Final = 4
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(LENGTH))

_READ_AS: Final = str.maketrans("IOSVZ", "105U2")
"""Letters that the alphabet leaves out, as the characters they are taken for."""


def code_of(site: str, digest: str) -> str:
    """The code of a paper of this desk whose content has this digest, without its dashes."""
    drawn = hashlib.sha256(f"{site}\n{digest}".encode()).digest()
    number, signs = int.from_bytes(drawn, "big"), ""
    for _place in range(LENGTH - 1):
        number, sign = divmod(number, 31)
        signs += ALPHABET[sign]
    return signs + _check(signs)


def _check(signs: str) -> str:
    total = sum(
        ALPHABET.index(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=False)
    )
    # The weight of the last place is not 1: the check is divided by it, so that the whole is 0.
    return ALPHABET[-total * pow(_WEIGHTS[-1], -1, 31) % 31]


def grouped(code: str) -> str:
    """A code as it is printed; one that is grouped already stays so."""
    code = code.replace("-", "")
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """The code that somebody typed or scanned; "" where it cannot be one.

    Case, width, blanks and dashes do not matter, and letters that no code has are taken for the
    characters they look like.
    """
    signs = _plain(typed)
    fits = len(signs) == LENGTH and set(signs) <= set(ALPHABET)
    return signs if fits and _check(signs[:-1]) == signs[-1] else ""


def signs_of(text: str) -> str:
    """The characters of what may be meant as a code, without blanks and dashes."""
    return _plain(_code_in(text))


def _plain(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    return "".join(sign for sign in plain if sign.isalnum())


def scanned_text(code: str, number: str) -> str:
    """What the QR code beside it says: read by a telephone, it must speak for itself."""
    return f"{number}\n核验码 {grouped(code)}" if number else f"核验码 {grouped(code)}"


def in_scanned(text: str) -> str:
    """The code in what a scanner read from a QR code, or in what was typed; "" for none."""
    return read_code(_code_in(text))


def _code_in(text: str) -> str:
    """What follows the word for it: a field of one line may have made one line of several."""
    lines = text.rpartition("核验码")[2].strip().splitlines()
    return lines[-1] if lines else ""
