"""Another key, another computer: who stays who they are, and who is good no more."""

from __future__ import annotations

import base64
import random
from dataclasses import replace

import pytest

from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.exchange.suites import new_secret
from boshan_desk.ledgers import KEPT
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.backups import back_up, restore, restore_copy
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.accepting import accept, read_certificate
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.carried import take_carried
from boshan_desk.usecases.exchange.certificates import REQUEST
from boshan_desk.usecases.exchange.enrolling import enrol, reissue, renew_own, revoke
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_package
from boshan_desk.usecases.exchange.own_keys import keys_of, own_secret, secret_with
from boshan_desk.usecases.exchange.peers import above, find_below, peer_of, sender_of
from boshan_desk.usecases.exchange.prefixes import offered_prefix
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.rescue import salvage
from tests.conftest import TODAY
from tests.usecases.exchange.enrolled import (
    YUANQUAN,
    Office,
    add_firm,
    altered,
    key_of,
    refused,
    site,
)

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


def test_a_rescued_desk_is_still_known_and_disputes_nothing(office: Office) -> None:
    office.join()
    town, county = office.town(), office.county()
    key, number = key_of(county), add_firm(town)
    made = make_package(town, office.stick, period=read_period("2026Q3"))
    with look(county, made.path) as seen:
        take(county, seen)
    with county.read() as reader:
        (before,) = reader.states(KEPT["enterprise"], reader.ids(KEPT["enterprise"])).values()
    officer = replace(county.officer, id="demo")
    folder = office.close("county")
    # A value past the program, so that there is something to rescue.
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE setting SET value = 'x' WHERE name = 'due_law'")
    connection.close()
    salvage(folder, officer=officer)
    again = office.open("county")
    assert key_of(again) == key
    with again.read() as reader:
        assert sender_of(reader, key_of(town)).name == "白塔镇"
        (after,) = reader.states(KEPT["enterprise"], reader.ids(KEPT["enterprise"])).values()
        assert (after.marks, after.row["serial_no"]) == (before.marks, number)
    with look(again, made.path) as seen:
        assert {line.outcome for line in seen.lines} <= {"same"}
    assert not check(folder).findings
