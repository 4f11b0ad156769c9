"""Which certificates a desk accepts, and which it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.accepting import accept, read_certificate
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.certificates import CERTIFICATE, REQUEST
from boshan_desk.usecases.exchange.enrolling import enrol, reissue
from boshan_desk.usecases.exchange.own_keys import own_public
from boshan_desk.usecases.exchange.peers import UP, Peer, above, keep_peer, up
from boshan_desk.usecases.exchange.requests import read_request
from tests.usecases.exchange.enrolled import (
    BAITA,
    YUANQUAN,
    Office,
    altered,
    site,
)


def test_a_certificate_for_another_pc_is_refused(office: Office) -> None:
    given, _accepted = office.join()
    second = office.town("second")
    request(second, office.stick)
    with pytest.raises(Refused, match="另一台电脑"):
        accept(second, given.path)
    with second.read() as reader:
        assert up(reader) is None


def test_a_certificate_for_a_request_that_was_never_made_is_refused(office: Office) -> None:
    town = office.town()
    request(town, office.stick)
    county = office.county()
    given = enrol(county, read_request(county, office.stick / "白塔镇_申请文件.bsq"), office.stick)

    def to_another(body: dict[str, Any]) -> None:
        body["key"] = new_secret().public.id

    path = altered(given.path, county, CERTIFICATE, to_another)
    with pytest.raises(Refused, match="以前的申请"):
        accept(town, path)
    third = office.town("third")
    path = altered(given.path, county, CERTIFICATE, lambda b: b.update(site=site(third)))
    with pytest.raises(Refused, match="没有申请过"):
        accept(third, path)


def test_a_town_belongs_to_one_county(office: Office) -> None:
    office.join()
    town, other = office.town(), office.desk("other", county="binhai")
    stranger = enrol_by_stranger(office, town, other)
    with pytest.raises(Refused, match="一台电脑只属于一个上级"):
        accept(town, stranger)
    with town.read() as reader:
        assert above(reader).site == site(office.county())


def enrol_by_stranger(office: Office, town: Desk, other: Desk) -> Path:
    """A certificate for this desk's own key, by a county that is none of its."""
    with town.read() as reader:
        public = own_public(reader)
    with other.work("演示", needs=None) as work:
        work.detail["kind"] = "demo"
    secret = new_secret()
    body = {
        "format": 1,
        "number": 9,
        "site": site(town),
        "key": public.id,
        "request": "",
        "issuer": {
            "site": site(other),
            "level": "county",
            "name": "演示区市场监管局",
            "county": other.county.id,
        },
        "name": "白塔镇",
        "towns": [BAITA],
        "prefix": "103",
        "issued_at": "2026-10-09 09:00:00",
        "handover": "",
        "carried": [],
    }
    path = office.stick / "stranger.bsc"
    path.write_bytes(write_signed(CERTIFICATE, body, secret))
    return path


def test_the_first_certificate_must_be_of_the_towns_own_county(office: Office) -> None:
    town = office.town()
    request(town, office.stick)
    stranger = enrol_by_stranger(office, town, office.desk("other", county="binhai"))
    with pytest.raises(Refused, match="另一个区县"):
        accept(town, stranger)


def test_a_certificate_by_another_key_of_the_same_county_is_refused(office: Office) -> None:
    given, _accepted = office.join()
    town = office.town()
    body = dict(read_signed(given.path.read_bytes()).body) | {"number": 9}
    path = office.stick / "false.bsc"
    path.write_bytes(write_signed(CERTIFICATE, body, new_secret()))
    with pytest.raises(Refused, match="没有原核对码作保"):
        accept(town, path)


def test_the_same_number_with_another_content_is_refused(office: Office) -> None:
    given, _accepted = office.join()
    path = altered(
        given.path, office.county(), CERTIFICATE, lambda b: b.update(towns=[BAITA, YUANQUAN])
    )
    with pytest.raises(Refused, match="同一号"):
        accept(office.town(), path)
    assert office.town().own_towns == (BAITA,)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": "2"},
        {"number": True},
        {"towns": []},
        {"towns": [5]},
        {"towns": ["x"] * 201},
        {"prefix": ""},
        {"prefix": "a'; --"},
        {"issuer": {}},
        {"issuer": {"site": "x", "level": "county", "name": "x", "county": "x"}},
        {"name": "\u202e"},
        {"issued_at": "x"},
        {"carried": [5]},
        {"carried": {}},
        {"request": "x"},
        {"handover": "AAAA"},
        {"more": 1},
    ],
)
def test_a_signed_certificate_with_hostile_content_is_refused(
    office: Office, change: dict[str, Any]
) -> None:
    given, _accepted = office.join()
    path = altered(
        given.path, office.county(), CERTIFICATE, lambda b: b.update({"number": 2} | change)
    )
    with pytest.raises(Refused, match="不是完整的开户文件"):
        accept(office.town(), path)


def test_a_certificate_that_was_edited_is_refused(office: Office) -> None:
    given, _accepted = office.join()
    content = given.path.read_bytes()
    assert b'"prefix":"103"' in content
    given.path.write_bytes(content.replace(b'"prefix":"103"', b'"prefix":"104"'))
    with pytest.raises(Refused, match="被改动过"):
        read_certificate(office.town(), given.path)


def test_a_county_without_a_city_has_nothing_to_accept(office: Office) -> None:
    given, _accepted = office.join()
    with pytest.raises(Refused, match="另一台电脑"):
        read_certificate(office.county(), given.path)


def test_no_paper_passes_a_desk_off_as_one_that_stands_elsewhere(office: Office) -> None:
    """A town goes under the number of the desk above, the office above under that of a town."""
    given, _accepted = office.join()
    town, county = office.town(), office.county()
    body = dict(read_signed(given.path.read_bytes()).body)
    for number in (site(county), site(town)):
        body["issuer"] = dict(body["issuer"]) | {"site": number}
        path = office.stick / "false.bsc"
        path.write_bytes(write_signed(CERTIFICATE, body | {"number": 2}, new_secret()))
        with pytest.raises(Refused):
            accept(town, path)
    with county.work("演示") as work:
        city = Peer(
            site="0badcafe", kind=UP, level="city", name="演示市", public=new_secret().public
        )
        keep_peer(work, city, needs=Right.SETTINGS)
    asked = request(office.town("second"), office.stick)
    path = altered(asked.path, office.town("second"), REQUEST, lambda b: b.update(site="0badcafe"))
    with pytest.raises(Refused, match="上级单位那台电脑的编号"):
        enrol(county, read_request(county, path), office.stick)
    with county.read() as reader:
        assert above(reader).name == "演示市"


def test_a_new_certificate_does_not_silence_an_alarm(office: Office) -> None:
    given, _accepted = office.join()
    county = office.county()
    with county.work("演示") as work:
        keep_peer(work, replace(given.peer, alarm="fork"), needs=Right.SETTINGS)
    assert reissue(county, "白塔镇", office.stick).peer.alarm == "fork"
    asked = read_request(county, office.stick / "白塔镇_申请文件.bsq")
    assert enrol(county, asked, office.stick).peer.alarm == "fork"
