"""The manual says what the program is: its ledgers, their fields, its buttons."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from boshan_desk.domain.ledger import SUBMIT, Ledger
from boshan_desk.domain.paper.checking import FORMS
from boshan_desk.domain.paper.template import Form
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.manual_window import PAGES, page_file
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.quarter.named import NAMED

each_ledger = pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda each: each.name)


def part_of(ledger: Ledger) -> str:
    """What the manual says of a ledger."""
    parts = re.split(r"^## ", page_file("ledgers").read_text("utf-8"), flags=re.MULTILINE)
    found = [part for part in parts if part.splitlines()[0] == ledger.title]
    assert len(found) == 1, f"no part of the manual for {ledger.title}"
    return found[0]


@each_ledger
def test_every_field_is_described_in_the_manual_with_when_it_is_required(ledger: Ledger) -> None:
    told: dict[str, str] = {}
    for line in part_of(ledger).splitlines():
        if match := re.fullmatch(r"- \*\*(.+?)\*\*：(.+)。", line):
            # A condition may hold a 、 of its own.
            for word in re.split(r"、(?![^（]*）)", match[2]):
                found = re.fullmatch(r"([^＊（]+)(＊|（.+）)?", word)
                assert found is not None, word
                told[found[1]] = {"＊": SUBMIT, None: ""}.get(found[2], "stage")
    needed = dict(ledger.needed)
    wanted = {
        kind.title: need if (need := needed.get(name, "")) in ("", SUBMIT) else "stage"
        for name, kind in ledger.fields.items()
    }
    assert told == wanted


@each_ledger
def test_the_groups_of_the_form_stand_in_the_manual_in_their_order(ledger: Ledger) -> None:
    told = re.findall(r"^- \*\*(.+?)\*\*：", part_of(ledger), flags=re.MULTILINE)
    assert told == [section.title for section in ledger.form]


def test_links_of_the_manual_lead_to_pages_that_are_there() -> None:
    names = {name for name, _title in PAGES}
    for name in names:
        links = re.findall(r"\]\(([^)]*)\)", page_file(name).read_text("utf-8"))
        assert {link.removesuffix(".md") for link in links} <= names


def test_every_name_and_form_of_wording_stands_in_the_manual() -> None:
    """Whoever changes a form needs no other book."""
    text = page_file("template_words").read_text("utf-8")
    for name in NAMED:
        assert re.search(rf"(?<![a-z_]){name}(?![a-z_])", text), f"{name} is not described"
    for form in FORMS:
        assert re.search(rf":{form}\}}|和 {form}，", text), f":{form} is not described"
    for field in fields(Form):
        assert re.search(rf"(?<![a-z_]){field.name}(?![a-z_])", text), f"{field.name} is not there"


def test_the_manual_names_no_wording_that_is_not_there() -> None:
    text = page_file("template_words").read_text("utf-8")
    for name, _colon, form in (
        each.partition(":") for each in re.findall(r"\{([^{}\s]+(?::by \w+)?)\}", text)
    ):
        known = NAMED.keys() | entries().keys() | {"title", "count"}
        assert name in known, f"there is no {name}"
        assert not form or form in FORMS or form.startswith("by "), f"there is no :{form}"
