"""Who may enrol, and what must not get out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.exchange.suites import new_secret
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol, reissue, renew_own, revoke
from boshan_desk.usecases.exchange.own_keys import keys_of
from boshan_desk.usecases.exchange.peers import peers
from boshan_desk.usecases.exchange.requests import read_request
from tests.usecases.exchange.enrolled import (
    Office,
    list_peers,
)


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
