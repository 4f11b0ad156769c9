"""The annexes: cases with persons covered, the public edition, and how figures were counted."""

from __future__ import annotations

import re
from datetime import date

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Grid, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from boshan_desk.usecases.closing import close_period
from tests.usecases.quarter.building import Q3, find, paper, prose, section


def test_the_definitions_cover_every_printed_figure_and_count_the_drafts(
    sample_desk: Desk,
) -> None:
    report = paper(sample_desk)
    blocks = section(report, "definitions")
    text = prose(blocks)
    assert "截至2026年9月30日" in text
    assert "有4条记录尚为草稿（指导站服务记录2条、培训宣传活动2条）" in text
    for row in find(report.blocks, Grid, "figures").rows:
        title = row[0].split("（20")[0]
        assert re.search(rf"{title}[^\n]*(：|按[^；]*计)", text), row[0]
    for word in ("来源", "截止日", "常住人口", "登记（担保）金额", "修订"):
        assert word in text, word
    drafts = next(b for b in blocks if isinstance(b, Words) and "尚为草稿" in b.text)
    for start, end, source in drafts.links:
        assert str(behind_source(sample_desk, source).count) == drafts.text[start:end]
    numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", text)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_definitions_tell_what_changed_since_the_quarter_was_closed(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(party="演示公司", filed_on=date(2026, 8, 1)))
    assert "封账以后" not in prose(section(paper(desk), "definitions"))
    close_period(desk, Q3, [desk.officer.name])
    with desk.work("演示", reason="补录") as work:
        work.put(Case(party="演示公司", filed_on=date(2026, 9, 1)))
    text = prose(section(paper(desk), "definitions"))
    assert "封账以后的调整：立案数封账后调整+1，现为2。表中仍列封账时报告的数。" in text
    assert "没有草稿计入" in text or "尚为草稿" in text


def test_an_unfinished_quarter_says_how_far_it_reaches(sample_desk: Desk) -> None:
    text = prose(section(paper(sample_desk, quarter(2026, 4)), "definitions"))
    assert "“本季”指2026年10月1日至2026年10月9日" in text
