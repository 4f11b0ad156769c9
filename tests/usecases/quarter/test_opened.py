"""Every number of a paper opens the records behind it, and says what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.period import read_period
from boshan_desk.domain.report import Link, Words
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.quarter.opened import Opened, Opener, links_of
from tests.usecases.random_desks import desk_with, records_of

PERIODS = ("2026Q1", "2026H1", "2026Q3", "2026", "2025")
LEDGERS = ("case", "station_service", "gi_user", "gi_check", "event", "gi_right", "supervision")


def _faults(desk: Desk, request: Request) -> tuple[int, list[str]]:
    opener = Opener(desk, request.period)
    links = list(links_of(compose(desk, request)))
    return len(links), [fault for each in links if (fault := opener.fault(each))]


@pytest.mark.parametrize("period", PERIODS)
def test_every_number_of_the_sample_countys_paper_opens_what_it_says(
    sample_desk: Desk, period: str
) -> None:
    seen, faults = _faults(sample_desk, Request(period=read_period(period), kind="tongbao"))
    assert not faults
    assert seen > 500


@pytest.mark.parametrize(
    "request_", [{"town": "370304106"}, {"unit": "scjg"}, {"public": True}], ids=str
)
def test_so_does_every_number_of_a_sheet_and_of_the_public_edition(
    sample_desk: Desk, request_: dict[str, str]
) -> None:
    period = read_period("2026Q3")
    seen, faults = _faults(sample_desk, Request(period=period, **request_))  # type: ignore[arg-type]
    assert not faults
    assert seen > 20


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_so_does_every_number_on_random_desks(empty_desk: Path, data: st.DataObject) -> None:
    with open_desk(empty_desk) as desk:
        lists = desk.lists
    name = data.draw(st.sampled_from(LEDGERS))
    period = data.draw(st.sampled_from(PERIODS))
    records = data.draw(records_of(KEPT[name], lists))
    with desk_with(empty_desk, records) as desk:
        _seen, faults = _faults(desk, Request(period=read_period(period), kind="tongbao"))
        assert not faults


def test_a_number_that_says_something_else_is_found(sample_desk: Desk) -> None:
    period = read_period("2026Q3")
    report = compose(sample_desk, Request(period=period))
    opener = Opener(sample_desk, period)
    wrong = 0
    for block in report.blocks:
        if not isinstance(block, Words):
            continue
        for start, end, source in (Link(*link) for link in block.links):
            shown = block.text[start:end]
            if shown[:1].isdigit():
                number = Opened(f"7{shown}", block.text[:start], source)
                wrong += bool(opener.fault(number))
    assert wrong > 100
