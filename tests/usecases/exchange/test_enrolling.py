"""A desk joins the one above it: request, telephone, certificate; and is switched off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.papers import read_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.accepting import accept, read_certificate
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol, reissue, revoke
from boshan_desk.usecases.exchange.own_keys import own_public, secret_with
from boshan_desk.usecases.exchange.peers import above, find_below, peer_with_key, peers, sender_of
from boshan_desk.usecases.exchange.requests import read_request
from tests.conftest import TODAY
from tests.usecases.exchange.enrolled import (
    BAITA,
    Office,
    add_firm,
    key_of,
    refused,
    site,
)

DIGITS = re.compile(r"(\d{5} ){7}\d{5}")


# The whole way


def test_both_sides_see_the_same_digits_and_then_know_each_other(office: Office) -> None:
    town, county = office.town(), office.county()
    asked = request(town, office.stick, officer="演示甲", phone="0533-1234567")
    assert asked.path.name == "白塔镇_申请文件.bsq"
    read = read_request(county, asked.path)
    assert DIGITS.fullmatch(asked.fingerprint)
    assert read.fingerprint == asked.fingerprint
    assert (read.name, read.town, read.officer, read.site) == (
        "白塔镇",
        BAITA,
        "演示甲",
        site(town),
    )
    given = enrol(county, read, office.stick)
    assert given.path.name == "白塔镇_开户文件.bsc"
    seen = read_certificate(town, given.path)
    assert seen.issuer == county.county.bureau
    assert seen.fingerprint == given.fingerprint != asked.fingerprint
    accepted = accept(town, given.path)
    assert accepted.towns == (BAITA,)
    with town.read() as reader:
        assert above(reader).public.id == key_of(county)
        assert sender_of(reader, key_of(county)).site == site(county)
    with county.read() as reader:
        peer = sender_of(reader, key_of(town))
        assert (peer.site, peer.name, peer.towns) == (site(town), "白塔镇", (BAITA,))
        assert peer_with_key(reader, key_of(town)) == peer
        assert secret_with(reader, key_of(county)).public == own_public(reader)
    for desk in (town, county):
        assert not check(desk.folder).findings


def test_the_request_says_no_more_than_who_asks(office: Office) -> None:
    asked = request(office.town(), office.stick, officer="演示甲", phone="0533-1234567")
    body = read_signed(asked.path.read_bytes()).body
    assert set(body) == {
        *("format", "site", "level", "name", "town", "county", "officer", "phone", "made_at"),
        "handover",
    }
    assert body["handover"] == ""


def test_asking_again_before_the_answer_bears_the_same_key(office: Office) -> None:
    town, county = office.town(), office.county()
    first = request(town, office.stick)
    (office.base / "other").mkdir()
    again = request(town, office.base / "other")
    assert again.fingerprint == first.fingerprint
    given = enrol(county, read_request(county, first.path), office.stick)
    assert accept(town, given.path).name == "白塔镇"


def test_an_enrolled_desk_asks_again_only_for_another_key(office: Office) -> None:
    office.join()
    with pytest.raises(Refused, match="不用再申请"):
        request(office.town(), office.stick)


def test_enrolling_twice_gives_the_same_desk_and_a_newer_certificate(office: Office) -> None:
    given, _accepted = office.join()
    town, county = office.town(), office.county()
    old = given.path.read_bytes()
    asked = read_request(county, office.stick / "白塔镇_申请文件.bsq")
    assert "已开户" in asked.words[0]
    again = enrol(county, asked, office.stick)
    assert again.peer.prefix == given.peer.prefix
    assert again.peer.number == given.peer.number + 1
    with county.read() as reader:
        assert len(peers(reader)) == 1
    assert accept(town, again.path).prefix == given.peer.prefix
    older = office.stick / "older.bsc"
    older.write_bytes(old)
    with pytest.raises(Refused, match="较早的一份"):
        accept(town, older)


def test_accepting_twice_is_accepting_once(office: Office) -> None:
    given, accepted = office.join()
    town = office.town()
    again = accept(town, given.path)
    assert (again.prefix, again.towns) == (accepted.prefix, accepted.towns)
    with town.read() as reader:
        assert len(peers(reader)) == 1


def test_a_lost_certificate_is_issued_again(office: Office) -> None:
    given, _accepted = office.join()
    done = reissue(office.county(), site(office.town()), office.stick)
    assert done.peer.prefix == given.peer.prefix
    assert accept(office.town(), done.path).peer.number == 2


def test_serial_numbers_bear_the_prefix_that_the_county_gave(office: Office) -> None:
    town = office.town()
    assert site(town)[:4].upper() in add_firm(town)
    office.join()
    assert add_firm(town) == "103-2026-0002"
    folder = office.close("town")
    with open_desk(folder, clock=Clock(TODAY)) as again:
        assert again.serial_prefix == "103-"
        assert again.own_towns == (BAITA,)


# Switching off


def test_a_desk_that_was_switched_off_is_refused_by_its_key_alone(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    key = key_of(town)
    with pytest.raises(Refused, match="原因"):
        revoke(county, site(town), "  ")
    revoke(county, site(town), "电脑被盗")
    with county.read() as reader, pytest.raises(Refused, match="已停用（电脑被盗）"):
        sender_of(reader, key)
    with pytest.raises(Refused, match="已停用"):
        revoke(county, site(town), "再来")
    with pytest.raises(Refused, match="不能补发"):
        reissue(county, site(town), office.stick)
    asked = read_request(county, office.stick / "白塔镇_申请文件.bsq")
    for replaces in ("", site(town)):
        with pytest.raises(Refused, match="不能再用"):
            enrol(county, asked, office.stick, replaces=replaces)


def test_a_desk_that_was_switched_off_comes_back_with_another_key_alone(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    old = key_of(town)
    revoke(county, site(town), "演示误停")
    asked = read_request(county, request(town, office.stick, renew=True).path)
    with pytest.raises(Refused, match="按接替办理"):
        enrol(county, asked, office.stick)
    given = enrol(county, asked, office.stick, replaces=site(town))
    accept(town, given.path)
    assert key_of(town) != old
    with county.read() as reader:
        assert sender_of(reader, key_of(town)).active
        with pytest.raises(Refused, match="换用新的核对码以前"):
            sender_of(reader, old)


def test_a_stranger_is_refused_by_key_alone(office: Office) -> None:
    office.join()
    stranger = new_secret().public.id
    with office.county().read() as reader, pytest.raises(Refused, match="不是已开户的单位"):
        sender_of(reader, stranger)
    with office.town().read() as reader, pytest.raises(Refused, match="不是博山区市场监督管理局"):
        sender_of(reader, stranger)
    with office.town().read() as reader:
        with pytest.raises(Refused, match="本机自己做的"):
            sender_of(reader, own_public(reader).id)
        with pytest.raises(Refused, match="给另一台电脑"):
            secret_with(reader, stranger)


def test_a_desk_below_is_found_by_what_people_call_it(office: Office) -> None:
    given, _accepted = office.join()
    county = office.county()
    with county.read() as reader:
        for word in (BAITA, "白塔镇", "白塔", "103", given.peer.site):
            assert find_below(reader, word).site == given.peer.site
        with pytest.raises(Missing, match="没有开过户"):
            find_below(reader, "源泉镇")
    office.join("second")
    with county.read() as reader, pytest.raises(Refused, match="有2台电脑"):
        find_below(reader, "白塔镇")


# Cities


CITY = """
name = "演示市"
bureau = "演示市市场监督管理局"
office = "演示市领导小组办公室"
region = "370300"
towns = [["370304", "博山区", "博山"], ["370302", "淄川区"]]
counted = ["370304", "370302"]
towns_word = "区（县）"

[[member]]
code = "370304"
towns = [["370304103", "白塔镇"]]

[[member]]
code = "370302"
towns = [["370302001", "演示街道"]]
"""


def test_a_county_joins_its_city_as_a_town_its_county(office: Office, tmp_path: Path) -> None:
    pack = tmp_path / "demo-city.toml"
    pack.write_text(CITY, "utf-8")
    city, county = office.desk("city", county=pack), office.county()
    assert city.level == "city"
    office.join()
    own = key_of(county)
    asked = request(county, office.stick)
    given = enrol(city, read_request(city, asked.path), office.stick)
    assert given.peer.towns == ("370304",)
    assert given.peer.prefix == "04"
    name = county.county.name
    accepted = accept(county, given.path)
    assert accepted.words == ()
    assert accepted.peer.name == "演示市"
    assert key_of(county) == own
    with county.read() as reader:
        assert above(reader).level == "city"
        assert county.county.name == name
        assert county.own_towns == ()
        assert len(peers(reader)) == 2
    with pytest.raises(Refused, match="不用申请"):
        request(city, office.stick)
    refused(city, office.stick / "白塔镇_申请文件.bsq", "应由区县办理")
