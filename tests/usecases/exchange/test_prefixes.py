"""What the serial numbers of a desk begin with."""

from __future__ import annotations

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol, revoke
from boshan_desk.usecases.exchange.prefixes import offered_prefix
from boshan_desk.usecases.exchange.requests import read_request
from tests.usecases.exchange.enrolled import (
    BAITA,
    YUANQUAN,
    Office,
    site,
)


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
