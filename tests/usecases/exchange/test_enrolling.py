"""A desk joins the one above it: request, telephone, certificate; and what is refused."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Missing, NoRoom, Refused, TooNew
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.backups import back_up, restore, restore_copy
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.carried import take_carried
from boshan_desk.usecases.exchange.enrolling import (
    CERTIFICATE,
    GOOD_DAYS,
    REQUEST,
    accept,
    enrol,
    find_below,
    offered_prefix,
    read_certificate,
    read_request,
    reissue,
    renew_own,
    request,
    revoke,
)
from boshan_desk.usecases.exchange.peers import (
    above,
    keys_of,
    own_public,
    own_secret,
    peer_of,
    peer_with_key,
    peers,
    secret_with,
    sender_of,
    up,
)
from tests.conftest import TODAY
from tests.usecases.exchange.enrolled import BAITA, YUANQUAN, Office, offices

DIGITS = re.compile(r"(\d{5} ){7}\d{5}")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def office(tmp_path: Path, kept: Path) -> Iterator[Office]:
    with offices(tmp_path, kept) as found:
        yield found


def site(desk: Desk) -> str:
    return desk.site.partition(".")[0]


def key_of(desk: Desk) -> str:
    with desk.read() as reader:
        return own_public(reader).id


def altered(path: Path, desk: Desk, kind: str, change: Callable[[dict[str, Any]], object]) -> Path:
    """A paper with another body, signed anew by the same desk."""
    body = dict(read_signed(path.read_bytes()).body)
    change(body)
    with desk.read() as reader:
        path.write_bytes(write_signed(kind, body, own_secret(reader)))
    return path


def refused(desk: Desk, path: Path, *words: str) -> None:
    with pytest.raises(Refused) as caught:
        read_request(desk, path)
    for word in words:
        assert word in caught.value.words()


def add_firm(desk: Desk) -> str:
    """The serial number of a new record."""
    firm = KEPT["enterprise"]
    id = records.add(desk, firm, {"name": "演示公司", "town_code": BAITA}).id
    return records.find_record(desk, firm, id).serial_no or ""


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


# Prefixes


def test_a_second_desk_of_a_town_gets_a_letter(office: Office) -> None:
    first, _one = office.join("town")
    county = office.county()
    asked = read_request(county, request(office.town("second"), office.stick).path)
    assert any("已有一台电脑" in each for each in asked.words)
    second = enrol(county, asked, office.stick)
    third, _three = office.join("third", YUANQUAN)
    assert [d.peer.prefix for d in (first, second, third)] == ["103", "103B", "111"]


def test_a_prefix_is_never_given_twice(office: Office) -> None:
    given, _accepted = office.join()
    county = office.county()
    revoke(county, site(office.town()), "演示")
    asked = read_request(county, request(office.town("second"), office.stick).path)
    with pytest.raises(Refused, match="已经用过"):
        enrol(county, asked, office.stick, prefix=given.peer.prefix)
    assert enrol(county, asked, office.stick).peer.prefix == "103B"


def liaison(county: Desk, town: str, **more: str) -> str:
    values = {
        "name": "演示联络员",
        "town_code": town,
        "unit": "演示镇",
        "phone": "13800000000",
        "role": "a",
        "from_on": "2026-01-01",
        "state": "active",
        "prefix": "BT01",
    }
    return records.add(county, KEPT["liaison"], values | more).id


def test_the_liaison_officers_prefix_is_offered_and_the_digits_stand_there(office: Office) -> None:
    county = office.county()
    id = liaison(county, BAITA)
    with county.read() as reader:
        assert offered_prefix(reader, [BAITA]) == "BT01"
        assert offered_prefix(reader, [YUANQUAN]) == "111"
    given, _accepted = office.join()
    assert given.peer.prefix == "BT01"
    officer = records.find_record(county, KEPT["liaison"], id)
    assert getattr(officer, "key_fp", "") == given.peer.fingerprint


def test_a_prefix_of_another_liaison_officer_is_not_given(office: Office) -> None:
    county = office.county()
    liaison(county, YUANQUAN, prefix="103", state="left", to_on="2026-06-30")
    asked = read_request(county, request(office.town(), office.stick).path)
    with pytest.raises(Refused, match="已经用过"):
        enrol(county, asked, office.stick, prefix="103")
    assert enrol(county, asked, office.stick).peer.prefix == "103B"


# Requests that are refused


def test_a_request_that_was_edited_is_refused(office: Office) -> None:
    asked = request(office.town(), office.stick)
    text = asked.path.read_text("utf-8")
    assert "白塔镇" in text
    asked.path.write_text(text.replace("白塔镇", "源泉镇"), "utf-8")
    refused(office.county(), asked.path, "被改动过")
    assert not list_peers(office.county())


def list_peers(desk: Desk) -> list[str]:
    with desk.read() as reader:
        return [peer.site for peer in peers(reader)]


@pytest.mark.parametrize("cut", [0, 1, 40, 400])
def test_a_request_that_was_cut_is_refused(office: Office, cut: int) -> None:
    asked = request(office.town(), office.stick)
    asked.path.write_bytes(asked.path.read_bytes()[:cut])
    refused(office.county(), asked.path, "不是申请文件")


def test_what_is_no_request_is_named(office: Office) -> None:
    given, _accepted = office.join()
    refused(office.county(), given.path, "是开户文件，不是申请文件")
    with pytest.raises(Refused, match="是申请文件，不是开户文件"):
        read_certificate(office.town(), office.stick / "白塔镇_申请文件.bsq")
    with pytest.raises(Missing, match="找不到"):
        read_request(office.county(), office.stick / "没有.bsq")
    with pytest.raises(Refused, match="文件夹"):
        read_request(office.county(), office.stick)
    big = office.stick / "big.bsq"
    big.write_bytes(b"x" * 9_000_000)
    refused(office.county(), big)


def test_a_request_to_another_county_is_refused(office: Office) -> None:
    asked = request(office.town(), office.stick)
    other = office.desk("other", county="binhai")
    refused(other, asked.path, "另一个区县")
    assert not list_peers(other)


def test_a_request_that_lay_too_long_is_refused(office: Office) -> None:
    town = office.town()
    asked = request(town, office.stick)
    office.county()
    office.close("county")
    late = office.open("county", today=TODAY + timedelta(days=GOOD_DAYS + 1))
    refused(late, asked.path, "已失效", "重新做申请")
    office.close("county")
    on_time = office.open("county", today=TODAY + timedelta(days=GOOD_DAYS - 1))
    assert read_request(on_time, asked.path).name == "白塔镇"
    office.close("county")
    early = office.open("county", today=TODAY - timedelta(days=5))
    refused(early, asked.path, "晚于今天")


def test_a_request_of_a_newer_program_asks_for_an_update(office: Office) -> None:
    town = office.town()
    asked = request(town, office.stick)
    with pytest.raises(TooNew, match="更新"):
        read_request(
            office.county(), altered(asked.path, town, REQUEST, lambda b: b.update(format=2))
        )


@pytest.mark.parametrize(
    "change",
    [
        {"site": "../../etc"},
        {"site": ""},
        {"site": 5},
        {"level": "province"},
        {"town": ""},
        {"town": "' OR 1"},
        {"name": ""},
        {"name": "演" * 61},
        {"name": "演示\u202e镇"},
        {"name": "演示\n镇"},
        {"officer": "\u0007"},
        {"phone": "打我电话"},
        {"made_at": "昨天"},
        {"made_at": "2026-02-31 10:00:00"},
        {"handover": "不是"},
        {"handover": "AAAA"},
        {"more": "x"},
        {"format": "1"},
        {"format": True},
        {"format": 0},
    ],
)
def test_a_signed_request_with_hostile_content_is_refused(
    office: Office, change: dict[str, Any]
) -> None:
    town = office.town()
    asked = request(town, office.stick)
    path = altered(asked.path, town, REQUEST, lambda body: body.update(change))
    refused(office.county(), path, "申请文件")


def test_a_request_without_a_part_is_refused(office: Office) -> None:
    town = office.town()
    asked = request(town, office.stick)
    refused(office.county(), altered(asked.path, town, REQUEST, lambda b: b.pop("phone")))


def test_a_town_asks_its_county_and_nobody_else(office: Office) -> None:
    asked = request(office.town(), office.stick)
    refused(office.town("second"), asked.path, "应由区县办理")


def test_an_unknown_town_must_be_named_by_the_county(office: Office) -> None:
    town, county = office.town(), office.county()
    path = altered(
        request(town, office.stick).path, town, REQUEST, lambda b: b.update(town="370304999")
    )
    asked = read_request(county, path)
    assert "须选定镇街" in asked.words[0]
    with pytest.raises(Refused, match="请写明是哪个镇街"):
        enrol(county, asked, office.stick)
    with pytest.raises(Missing, match="没有镇街"):
        enrol(county, asked, office.stick, towns=["没有"])
    assert not list_peers(county)
    assert enrol(county, asked, office.stick, towns=["白塔", "源泉镇"]).peer.towns == (
        BAITA,
        YUANQUAN,
    )


def test_a_name_that_does_not_fit_the_code_is_told(office: Office) -> None:
    town = office.town()
    path = altered(
        request(town, office.stick).path, town, REQUEST, lambda b: b.update(name="源泉镇")
    )
    assert "请核实" in read_request(office.county(), path).words[0]


# Certificates that are refused


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


# Another key


def test_a_key_is_changed_with_the_old_one_vouching_for_the_new(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    old = key_of(town)
    asked = request(town, office.stick, renew=True)
    assert asked.renews
    assert key_of(town) == old
    read = read_request(county, asked.path)
    assert read.vouched_by == old
    assert "作保" in read.words[0]
    given = enrol(county, read, office.stick)
    assert given.peer.prefix == "103"
    with county.read() as reader:
        with pytest.raises(Refused, match="更换核对码"):
            sender_of(reader, old)
        assert sender_of(reader, read.public.id).site == site(town)
    accept(town, given.path)
    assert key_of(town) == read.public.id
    with town.read() as reader:
        # What was sealed to the old key and is still on its way.
        assert secret_with(reader, old).public.id == old
    assert not check(county.folder).findings
    assert not check(town.folder).findings


def test_a_new_key_that_nothing_vouches_for_needs_a_person(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    asked = request(town, office.stick, renew=True)
    body = dict(read_signed(asked.path.read_bytes()).body)
    with town.read() as reader:
        following = keys_of(reader).next
    assert following is not None
    asked.path.write_bytes(write_signed(REQUEST, body | {"handover": ""}, following))
    read = read_request(county, asked.path)
    assert "电话核实" in read.words[0]
    with pytest.raises(Refused, match="没有原核对码作保"):
        enrol(county, read, office.stick)
    given = enrol(county, read, office.stick, replaces=site(town))
    assert accept(town, given.path).prefix == "103"


def test_nobody_vouches_for_a_key_of_another_desk(office: Office) -> None:
    """A thief has a request with the town's site, his own key, and a paper by a key of his."""
    office.join()
    town, county = office.town(), office.county()
    thief, other = new_secret(), new_secret()
    said = {"site": site(town), "to": thief.public.id}
    asked = request(town, office.stick, renew=True)
    body = dict(read_signed(asked.path.read_bytes()).body)
    body["handover"] = base64.b64encode(write_signed("handover", said, other)).decode()
    asked.path.write_bytes(write_signed(REQUEST, body, thief))
    with pytest.raises(Refused, match="没有原核对码作保"):
        enrol(county, read_request(county, asked.path), office.stick)
    # Nor does what the town really said of its own next key.
    body = dict(read_signed(request(town, office.stick).path.read_bytes()).body)
    asked.path.write_bytes(write_signed(REQUEST, body, thief))
    refused(county, asked.path, "申请文件")


def test_a_key_of_one_desk_is_not_taken_for_another(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    path = altered(
        office.stick / "白塔镇_申请文件.bsq", town, REQUEST, lambda b: b.update(site="0badcafe")
    )
    with pytest.raises(Refused, match="另一台电脑"):
        enrol(county, read_request(county, path), office.stick)


def test_news_of_the_change_is_as_good_as_the_certificate(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    read = read_request(county, request(town, office.stick, renew=True).path)
    enrol(county, read, office.stick).path.unlink()
    news = {"what": "news", "state": "active", "key": read.public.id, "why": ""}
    with town.work("演示", needs=None) as work:
        words = take_carried(work, [news])
    assert "新核对码" in words[0]
    assert key_of(town) == read.public.id


def test_the_county_changes_its_own_key_and_vouches_for_the_new(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    old = key_of(county)
    fingerprint = renew_own(county)
    assert key_of(county) != old
    with county.read() as reader:
        assert secret_with(reader, old).public.id == old
    done = reissue(county, site(town), office.stick)
    assert done.fingerprint == fingerprint
    assert "换了核对码" in read_certificate(town, done.path).words[0]
    accept(town, done.path)
    with town.read() as reader:
        assert above(reader).fingerprint == fingerprint
        with pytest.raises(Refused, match="换用新的核对码以前"):
            sender_of(reader, old)


# Another computer


def test_a_desk_restored_from_its_backup_needs_no_new_enrolment(office: Office) -> None:
    office.join()
    town = office.town()
    key, before = key_of(town), town.site
    backup = back_up(town)
    other = office.base / "another-pc"
    officer = town.officer
    office.close("town")
    restore_copy(backup, other, officer=officer)
    with open_desk(other, clock=Clock(TODAY), officer="演示员") as again:
        assert again.site.partition(".")[0] == before.partition(".")[0]
        assert again.site != before
        assert key_of(again) == key
        assert again.serial_prefix == "103-"
        # What was numbered after the backup is with the county.
        assert add_firm(again) == "103-2026-1001"
        with again.read() as reader:
            assert above(reader).active
    assert not check(other).findings


def test_a_county_restored_to_yesterday_still_refuses_who_was_switched_off(office: Office) -> None:
    office.join()
    county = office.county()
    backup = back_up(county)
    office.join("second", YUANQUAN)
    stolen = key_of(office.town())
    revoke(county, site(office.town()), "电脑被盗")
    officer = county.officer
    office.close("county")
    restore(office.base / "county", backup, officer=officer)
    county = office.open("county")
    with county.read() as reader:
        with pytest.raises(Refused, match="电脑被盗"):
            sender_of(reader, stolen)
        assert sender_of(reader, key_of(office.town("second"))).prefix == "111"
        assert offered_prefix(reader, [YUANQUAN]) == "111B"
    assert not check(county.folder).findings


def test_a_lost_desk_is_replaced_and_good_no_more(office: Office) -> None:
    first, _accepted = office.join()
    county = office.county()
    lost = key_of(office.town())
    fresh = office.town("fresh")
    asked = read_request(county, request(fresh, office.stick).path)
    with pytest.raises(Missing, match="没有为编号"):
        enrol(county, asked, office.stick, replaces="0badcafe")
    given = enrol(county, asked, office.stick, replaces="103", reason="硬盘损坏")
    assert any("已停用" in each for each in given.words)
    assert given.peer.prefix == "103B"
    assert given.peer.have == {}
    accept(fresh, given.path)
    with county.read() as reader:
        with pytest.raises(Refused, match="新电脑接替（硬盘损坏）"):
            sender_of(reader, lost)
        old = peer_of(reader, first.peer.site)
        assert old is not None
        assert old.state == "replaced"
        assert find_below(reader, "白塔镇").site == site(fresh)
    third = office.town("third")
    again = read_request(county, request(third, office.stick).path)
    with pytest.raises(Refused, match="已由别的电脑接替"):
        enrol(county, again, office.stick, replaces=first.peer.site)


@pytest.mark.parametrize("text", ["", "{damaged", '{"own": 5}', "[]"])
def test_a_desk_that_lost_its_key_asks_anew_and_a_person_lets_it_in(
    office: Office, text: str
) -> None:
    office.join()
    town, county = office.town(), office.county()
    with town.work("演示") as work:
        work.set("exchange_secret", text, told=["", ""])
    with town.read() as reader, pytest.raises(Refused, match="申请"):
        own_secret(reader)
    asked = request(town, office.stick)
    read = read_request(county, asked.path)
    with pytest.raises(Refused, match="没有原核对码作保"):
        enrol(county, read, office.stick)
    given = enrol(county, read, office.stick, replaces=site(town))
    assert accept(town, given.path).prefix == "103"
    assert key_of(town) == read.public.id


@pytest.mark.parametrize("seed", range(4))
def test_no_mutated_paper_is_taken_or_crashes(office: Office, seed: int) -> None:
    given, _accepted = office.join()
    town, county = office.town(), office.county()
    dice = random.Random(seed)
    papers = [(office.stick / "白塔镇_申请文件.bsq", county), (given.path, town)]
    for path, desk in papers:
        whole = path.read_bytes()
        for _round in range(60):
            content = bytearray(whole)
            for _times in range(dice.choice((1, 1, 2, 20))):
                place = dice.randrange(len(content))
                match dice.randrange(4):
                    case 0:
                        content[place] = dice.randrange(256)
                    case 1:
                        del content[place : place + dice.randrange(1, 50)]
                    case 2:
                        content[place:place] = dice.randbytes(dice.randrange(1, 50))
                    case _:
                        content[place:place] = content[: dice.randrange(200)]
            if bytes(content) == whole:
                continue
            path.write_bytes(content)
            read = read_request if desk is county else read_certificate
            with pytest.raises(Refused):
                read(desk, path)


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


# Rights, and what must not get out


def test_only_who_may_change_settings_enrols(office: Office) -> None:
    given, _accepted = office.join()
    county, town = office.county(), office.town()
    asked = read_request(county, office.stick / "白塔镇_申请文件.bsq")
    for desk in (county, town):
        desk.officer = with_roles("演示录入", ["entry", "approver"])
    for act in (
        lambda: enrol(county, asked, office.stick),
        lambda: revoke(county, given.peer.site, "演示"),
        lambda: reissue(county, given.peer.site, office.stick),
        lambda: renew_own(county),
        lambda: request(town, office.stick),
        lambda: accept(town, given.path),
    ):
        with pytest.raises(NoRight):
            act()


def test_a_stick_that_fails_leaves_nothing_behind(office: Office) -> None:
    town, county = office.town(), office.county()
    asked = read_request(county, request(town, office.stick).path)
    with pytest.raises((NoRoom, Refused)):
        enrol(county, asked, office.base / "gone" / "x.bsc")
    assert not list_peers(county)
    with county.read() as reader:
        assert keys_of(reader).own is None
    assert not list(county.folder.glob(".paper-*"))


def test_the_secret_key_leaves_the_store_by_no_way(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.join()
    request(office.town(), office.stick, renew=True)
    town, county = office.town(), office.county()
    accept(
        town,
        enrol(
            county, read_request(county, office.stick / "白塔镇_申请文件 (2).bsq"), office.stick
        ).path,
    )
    canaries = []
    for desk in (town, county):
        with desk.read() as reader:
            for secret in keys_of(reader).all():
                canaries += [secret.sign, secret.open]
    assert len(canaries) == 6
    told = [repr(each) for each in outlets(town)] + [repr(each) for each in outlets(county)]
    told += [path.read_bytes().decode("latin-1") for path in sorted(office.stick.rglob("*"))]
    out = capsys.readouterr()
    told += [out.out, out.err]
    for canary in canaries:
        assert canary
        assert not [text[:80] for text in told if canary in text]


def outlets(desk: Desk) -> Iterator[object]:
    """Whatever shows something of a desk, but for the store itself."""
    from boshan_desk.usecases.audit import verify
    from boshan_desk.usecases.crash import positions
    from boshan_desk.usecases.desks import dump
    from boshan_desk.usecases.help_bundle import write_bundle

    yield list(dump(desk))
    yield write_bundle(desk)
    yield verify(desk.folder)
    back_up(desk)
    with desk.read() as reader:
        yield keys_of(reader)
        yield peers(reader)
        yield list(reader.steps())
        rows = reader.connection.exec_driver_sql("SELECT * FROM change").all()
        yield [tuple(row) for row in rows]
        yield [tuple(row) for row in reader.connection.exec_driver_sql("SELECT * FROM step")]
    with desk.work("演示", needs=None) as work:
        work.connection.exec_driver_sql(
            "UPDATE setting SET value = ? WHERE name = 'exchange_secret'", ("{damaged",)
        )
        try:
            keys_of(work)
        except Refused as error:
            yield error.words(), error.__cause__, positions(error)
        work.connection.exec_driver_sql("DELETE FROM setting WHERE name = 'exchange_secret'")
    for path in sorted(desk.folder.rglob("*")):
        if path.suffix in (".json", ".log", ".txt", ".tries", ".keys"):
            yield path.read_text("utf-8", "replace")


def test_an_altered_key_of_a_town_is_found_by_the_check(office: Office) -> None:
    office.join()
    county = office.county()
    thief = json.dumps(new_secret().public.told(), sort_keys=True)
    from boshan_desk.store import sealing

    with county.work("演示", needs=None) as work:
        (row,) = (
            dict(r) for r in work.connection.exec_driver_sql("SELECT * FROM peer").mappings().all()
        )
        row.pop("seal")
        sealing.put(work.connection, "peer", row | {"public": thief})
    found = check(county.folder).findings
    assert any("peer" in each and "变更记录不符" in each for each in found)


def test_replacing_changes_no_object_that_was_read(office: Office) -> None:
    given, _accepted = office.join()
    assert replace(given.peer, have={1: 5}).have == {1: 5}
    assert given.peer.have == {}
