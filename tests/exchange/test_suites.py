"""Keys, fingerprints and suites."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.exchange import suites
from boshan_desk.exchange.suites import Public, new_secret


def test_keys_are_kept_and_read_again() -> None:
    secret = new_secret()
    assert suites.read_secret(secret.text()) == secret
    assert suites.read_public(secret.public.told()) == secret.public == suites.public_of(secret)
    assert new_secret() != secret


def test_no_word_of_a_secret_is_shown() -> None:
    secret = new_secret()
    for words in (repr(secret), str(secret), f"{secret}"):
        assert secret.sign not in words
        assert secret.open not in words


def test_a_fingerprint_is_eight_groups_of_five_digits() -> None:
    one, other = new_secret().public, new_secret().public
    assert re.fullmatch(r"([0-9]{5} ){7}[0-9]{5}", one.fingerprint())
    assert one.fingerprint() == suites.read_public(one.told()).fingerprint() != other.fingerprint()
    # Whoever exchanged one of the two keys alone would be heard, too.
    mixed = dataclasses.replace(one, seal=other.seal)
    assert mixed.fingerprint() != one.fingerprint()
    assert mixed.id != one.id


def test_a_fingerprint_stays_what_it_is_from_version_to_version() -> None:
    seal = "age1djunggmcql63qk8ttetttclsa5lr9fclfg8908ajvf5cw00guqxsgs6kun"
    known = Public(1, "e2af8fbb7a51a0da496a08b5c8d74952164f2816b6e290f9b20fec1bd6f5325c", seal)
    assert known.id == "09105872f037e813e499ce8d130daea5"
    assert known.fingerprint() == "95798 29475 82241 72059 80813 57902 76492 91980"


def test_a_signature_holds_for_its_message_and_its_signer_alone() -> None:
    one, other = new_secret(), new_secret()
    signature = suites.sign(one, b"message")
    assert len(signature) == suites.SUITES[1].signature_size
    assert suites.holds(one.public, b"message", signature)
    assert not suites.holds(one.public, b"messagf", signature)
    assert not suites.holds(other.public, b"message", signature)
    assert not suites.holds(one.public, b"message", bytes(64))
    assert not suites.holds(one.public, b"message", b"")


def test_a_signature_is_the_standard_s() -> None:
    # RFC 8032, 7.1, test 2.
    key = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    known = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    wanted = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    public = dataclasses.replace(new_secret().public, verify=known)
    signature = suites.sign(suites.Secret(public, key, ""), b"\x72")
    assert signature.hex() == wanted


@pytest.mark.parametrize("damage", ["flip", "cut", "foreign", "empty"])
def test_what_is_damaged_or_meant_for_others_is_not_decrypted(damage: str) -> None:
    one, suite = new_secret(), suites.SUITES[1]
    sealed = io.BytesIO()
    suite.encrypt(one.public, io.BytesIO(b"a" * 200_000), sealed)
    content = bytearray(sealed.getvalue())
    if damage == "flip":
        content[150_000] ^= 1
    elif damage == "cut":
        del content[-1:]
    elif damage == "foreign":
        one = new_secret()
    else:
        content.clear()
    with pytest.raises(ValueError, match=r"."):
        suite.decrypt(one, io.BytesIO(bytes(content)), io.BytesIO())


@pytest.mark.parametrize(
    "change",
    [
        {"verify": "zz"},
        {"verify": "E2" + "af" * 31},
        {"seal": "age1"},
        {"seal": "ssh-ed25519 AAAA"},
        {"suite": "1"},
        {"suite": True},
        {"more": 1},
    ],
)
def test_what_are_no_public_keys_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="public"):
        suites.read_public({**new_secret().public.told(), **change})


def test_a_head_that_names_thousands_is_refused_at_once() -> None:
    """The library needs time that grows with the square of their number: 88 s for ten thousand."""
    one, sealed = new_secret(), io.BytesIO()
    suites.SUITES[1].encrypt(one.public, io.BytesIO(b"a"), sealed)
    lines = sealed.getvalue().split(b"\n")
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43
    many = b"\n".join([lines[0], *[stanza] * 10_000, *lines[1:]])
    with pytest.raises(ValueError, match="too many"):
        suites.SUITES[1].decrypt(one, io.BytesIO(many), io.BytesIO())


def test_a_head_is_always_short_enough() -> None:
    one, suite = new_secret(), suites.SUITES[1]
    for _turn in range(200):
        sealed, out = io.BytesIO(), io.BytesIO()
        suite.encrypt(one.public, io.BytesIO(b"a"), sealed)
        assert sealed.getvalue().index(b"\n--- ") < 2000
        sealed.seek(0)
        suite.decrypt(one, sealed, out)
        assert out.getvalue() == b"a"


def test_what_are_no_secret_keys_is_refused() -> None:
    text = new_secret().text()
    for wrong in ("{}", text[:-1] + ',"more":1}', text.replace("sign", "sing"), text + " "):
        with pytest.raises(ValueError, match=r"."):
            suites.read_secret(wrong)


def test_what_cannot_be_encrypted_is_told() -> None:
    public = dataclasses.replace(new_secret().public, seal="age1nobody")
    with pytest.raises(ValueError, match=r"."):
        suites.SUITES[1].encrypt(public, io.BytesIO(b"a"), io.BytesIO())


def test_a_suite_that_is_unknown_or_not_allowed_is_refused_with_its_number() -> None:
    with pytest.raises(Refused, match=r"第 2 套.*不认识"):
        suites.suite_of(2, {1, 2})
    with pytest.raises(Refused, match=r"第 1 套.*不接受"):
        suites.suite_of(1, {2})
    with pytest.raises(Refused, match="第 2 套"):
        suites.read_public({**new_secret().public.told(), "suite": 2})
    assert suites.suite_of(1).number == 1
