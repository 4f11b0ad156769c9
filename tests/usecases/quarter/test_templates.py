"""Forms as data: an office loads its own, what is wrong is refused, the shipped one comes back."""

from __future__ import annotations

import pytest

from boshan_desk.domain.officers import Officer
from boshan_desk.domain.paper.reading import SECTIONS, shipped_text
from boshan_desk.domain.period import quarter
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Heading, Words
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.quarter.templates import (
    check_template,
    drop_template,
    list_templates,
    load_template,
    template_text,
)

Q3 = quarter(2026, 3)

OWN = """
code = "weekly"
name = "演示周报"
subject = "演示"
title = ["{county}演示"]
sections = ["work", "lead"]
"""


def test_an_own_form_has_its_own_order_and_title(desk: Desk) -> None:
    assert load_template(desk, OWN) == "weekly"
    report = compose(desk, Request(period=Q3, kind="weekly"))
    assert report.title == ("博山区演示",)
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert headings[0] == "一、重点工作推进情况"
    rows = {row.name: (row.title, row.own) for row in list_templates(desk)}
    assert rows["weekly"] == ("演示周报", True)
    assert rows["jianbao"] == ("简报", False)


def test_changed_wording_is_said_and_the_shipped_one_comes_back(desk: Desk) -> None:
    text = shipped_text(SECTIONS)
    changed = text.replace("各台账没有服务、立案、培训等记录", "演示改写")
    assert changed != text
    assert load_template(desk, changed) == SECTIONS

    def lead() -> str:
        blocks = compose(desk, Request(period=Q3)).blocks
        return next(block.text for block in blocks if isinstance(block, Words))

    assert "演示改写" in lead()
    assert template_text(desk, SECTIONS) == changed
    drop_template(desk, SECTIONS)
    assert "各台账没有服务、立案、培训等记录" in lead()
    with pytest.raises(Missing, match="就是随程序的模板"):
        drop_template(desk, SECTIONS)
    with pytest.raises(Missing, match="没有名为“nothing”"):
        drop_template(desk, "nothing")


def test_a_form_with_a_mistake_is_refused_and_changes_nothing(desk: Desk) -> None:
    wrong = OWN.replace('"work", "lead"', '"work", "lede"')
    assert [each.place for each in check_template(wrong, desk)] == ["sections"]
    with pytest.raises(Refused, match="没有名为“lede”的部分"):
        load_template(desk, wrong)
    assert "weekly" not in [row.name for row in list_templates(desk)]


def test_what_only_building_a_paper_shows_is_told_before_it_is_kept(desk: Desk) -> None:
    # A field that the figure does not have: no checker of names knows that.
    text = shipped_text(SECTIONS).replace("{M-GI01:by right_kind}", "{M-GI01:by no_field}")
    with desk.work("演示") as work:
        from boshan_desk.ledgers.gi import GiRight

        work.put(GiRight(product_name="演示", right_kind="PGI", state="valid"))
    with pytest.raises(Refused, match="写不成"):
        load_template(desk, text)
    assert not any(row.own for row in list_templates(desk))
    assert compose(desk, Request(period=Q3)).blocks


def test_only_who_may_change_settings_loads_a_form(desk: Desk) -> None:
    desk.officer = Officer("演示员", ("entry",))
    with pytest.raises(Refused):
        load_template(desk, OWN)


def test_an_unknown_form_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(Missing, match="jianbao"):
        compose(desk, Request(period=Q3, kind="nothing"))
