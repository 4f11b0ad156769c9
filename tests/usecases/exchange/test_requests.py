"""What of a request is believed, and what is refused before the telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from boshan_desk.domain.problems import Missing, Refused, TooNew
from boshan_desk.usecases.exchange.accepting import read_certificate
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.certificates import REQUEST
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.requests import GOOD_DAYS, read_request
from tests.conftest import TODAY
from tests.usecases.exchange.enrolled import (
    BAITA,
    YUANQUAN,
    Office,
    altered,
    list_peers,
    refused,
)


def test_a_request_that_was_edited_is_refused(office: Office) -> None:
    asked = request(office.town(), office.stick)
    text = asked.path.read_text("utf-8")
    assert "白塔镇" in text
    asked.path.write_text(text.replace("白塔镇", "源泉镇"), "utf-8")
    refused(office.county(), asked.path, "被改动过")
    assert not list_peers(office.county())


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


def test_a_wrong_clock_is_told_and_refuses_nobody(office: Office) -> None:
    asked = request(office.town(), office.stick)
    office.county()
    for days, word in ((GOOD_DAYS + 1, "已超过"), (GOOD_DAYS - 1, ""), (-5, "晚于今天")):
        office.close("county")
        county = office.open("county", today=TODAY + timedelta(days=days))
        words = read_request(county, asked.path).words
        assert [word in each for each in words] == ([True] if word else [])
    assert enrol(county, read_request(county, asked.path), office.stick).peer.prefix == "103"


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
