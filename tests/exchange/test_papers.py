"""Requests and certificates: signed, in one form, and read in that form alone."""

from __future__ import annotations

import json
import random

import pytest

from boshan_desk.domain.problems import Refused, TooNew
from boshan_desk.exchange import canonical, limits, papers, suites
from boshan_desk.exchange.suites import new_secret

BODY = {"name": "演示镇", "towns": ["370304001"], "level": None}


def test_a_paper_is_read_as_it_was_written() -> None:
    secret = new_secret()
    signed = papers.read_signed(papers.write_signed("request", BODY, secret))
    assert (signed.kind, signed.body, signed.public) == ("request", BODY, secret.public)


def test_a_paper_with_any_byte_changed_is_refused() -> None:
    written = papers.write_signed("request", BODY, new_secret())
    dice = random.Random("演示")
    for place in range(len(written)):
        damaged = bytearray(written)
        damaged[place] ^= 1 << dice.randrange(8)
        with pytest.raises(Refused):
            papers.read_signed(bytes(damaged))
    for shorter in (b"", written[:-1], written[:-2] + b"\n", written + b"\n", written * 2):
        with pytest.raises(Refused):
            papers.read_signed(shorter)


def test_a_paper_whose_signer_was_exchanged_is_refused() -> None:
    told = json.loads(papers.write_signed("request", BODY, new_secret()))
    told["public"] = new_secret().public.told()
    with pytest.raises(Refused, match="不是申请文件"):
        papers.read_signed(canonical.line(told))


def test_a_paper_of_a_newer_program_says_so() -> None:
    told = json.loads(papers.write_signed("request", BODY, new_secret()))
    told |= {"format": 2, "new": 1}
    with pytest.raises(TooNew, match=r"^a\.bsq .*升级") as caught:
        papers.read_signed(canonical.line(told), file="a.bsq")
    assert caught.value.exit_code == 7


def test_a_signature_of_a_package_is_none_of_a_paper() -> None:
    secret = new_secret()
    told = json.loads(papers.write_signed("request", BODY, secret))
    message = canonical.line({k: told[k] for k in ("format", "kind", "body", "public")})
    digest = suites.SUITES[1].digest()
    digest.update(message)
    told["signature"] = suites.sign(secret, b"boshan-desk package 1\n" + digest.digest()).hex()
    with pytest.raises(Refused):
        papers.read_signed(canonical.line(told))


def test_a_paper_has_a_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    written = papers.write_signed("request", BODY, new_secret())
    monkeypatch.setattr(limits, "PAPER", len(written) - 1)
    with pytest.raises(Refused):
        papers.read_signed(written)
    with pytest.raises(ValueError, match="long"):
        papers.write_signed("request", BODY, new_secret())
