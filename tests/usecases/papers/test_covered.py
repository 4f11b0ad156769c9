"""A frozen paper holds no personal data: what is cleared on request needs no clearing there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from boshan_desk.domain.fields import PAPER, Papers, Phone
from boshan_desk.domain.identifiers import person_numbers
from boshan_desk.domain.period import quarter, read_period
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.papers.content import Content, content_of
from boshan_desk.usecases.quarter.paper import compose_in
from boshan_desk.usecases.quarter.request import Request

Q3 = Request(period=quarter(2026, 3), kind="tongbao")


@pytest.fixture(scope="module")
def personal(sample_desk: Desk) -> dict[str, set[str]]:
    """Names, identity and telephone numbers of the sample that are covered on paper, by kind."""
    found: dict[str, set[str]] = {}
    with sample_desk.read() as reader:
        for ledger in LEDGERS.values():
            kinds = {name: kind for name, kind in ledger.fields.items() if kind.personal}
            for record in reader.all(ledger.record) if kinds else ():
                for name, kind in kinds.items():
                    value = getattr(record, name)
                    # A firm's name, and an office's number, stay as they are.
                    if value and kind.mask(value, PAPER, sample_desk.lists) != value:
                        found.setdefault(kind.name, set()).add(value)
    return found


def contents(desk: Desk) -> Iterator[tuple[Request, str]]:
    """What would be kept of papers of every form and scope, if they were frozen."""
    half, year = (read_period(word) for word in ("2026H1", "2025"))
    for request in (
        *(replace(Q3, kind=kind, public=public) for kind in KINDS for public in (False, True)),
        *(replace(Q3, period=period, kind="jianbao") for period in (half, year)),
        *(replace(Q3, kind="plain", town=town) for town in ("370304113", "370304102")),
        replace(Q3, kind="plain", unit="scjg"),
    ):
        with desk.read() as reader:
            composed = compose_in(reader, request, final=True)
        yield (
            request,
            content_of(
                Content(
                    report=composed.report,
                    figures=composed.figures,
                    request=request,
                    head="",
                    program="",
                )
            ),
        )


def strings(told: Any) -> Iterator[str]:
    """Whatever a paper says in words; an amount of 分 may look like a telephone number."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from strings(each)


KINDS = ("jianbao", "tongbao", "plain")


def test_a_frozen_paper_names_no_person_and_bears_no_number_of_one(
    sample_desk: Desk, personal: dict[str, set[str]]
) -> None:
    # Else the test would find nothing because there is nothing.
    assert len(personal["person"]) > 500
    assert len(personal[Papers.name]) > 20
    assert len(personal[Phone.name]) > 500
    seen = 0
    for request, text in contents(sample_desk):
        for kind, values in personal.items():
            assert [value for value in values if value in text] == [], (request.key, kind)
        words = "\n".join(strings(json.loads(text)["report"]))
        assert person_numbers(words) == (), request.key
        seen += "演示" in text
    # Firms are named: it is not that nothing is said.
    assert seen > 8
