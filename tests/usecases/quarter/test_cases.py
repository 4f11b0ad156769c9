"""The section on cases: limits told, kinds counted, eight quarters plotted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Chart, Grid, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.figures import FigureLine, catalogue
from tests.usecases.quarter.building import Q3, find, has, paper, prose, section


@pytest.fixture(scope="module")
def lines(sample_desk: Desk) -> dict[str, FigureLine]:
    """The catalogue of the third quarter."""
    return {line.code: line for line in catalogue(sample_desk, Q3)}


def test_the_case_chapter_tells_how_limits_were_kept(
    sample_desk: Desk, lines: dict[str, FigureLine]
) -> None:
    blocks = section(paper(sample_desk), "cases")
    rows = {row[0]: row for row in find(blocks, Grid, "limits_table").rows}
    for code in ("M-EN08b", "M-EN08c", "M-EN09", "M-EN09b", "M-EN10"):
        line = lines[code]
        shown = "—" if line.stock else line.show(line.value)
        assert rows[line.title][2:5] == (
            shown,
            line.show(line.cumulative),
            line.show(line.cumulative_last_year),
        )
    text = prose(blocks)
    assert "平均63.8天（不含停止计时的日数），中位数64.0天，上年同期平均65.6天。" in text
    assert "在法定期限内作出处理决定的占100.0%，同比持平。9月底，没有法定期限超期的案件" in text
    assert "前三季度公示期限届满的处罚决定54件，按期公示54件，占100.0%。" in text
    assert not has(section(paper(sample_desk, public=True), "cases"), Grid, "limits_table")


def test_kinds_counted_after_a_closing_say_that_they_are(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(cause="TM01", filed_on=date(2026, 8, 1)))
    close_period(desk, Q3, [desk.officer.name])
    assert "按台账现有的记录" not in prose(paper(desk).blocks)
    with desk.work("演示", reason="补录") as work:
        work.put(Case(cause="TM01", filed_on=date(2026, 8, 2)))
        work.put(Case(cause="PT01", filed_on=date(2026, 8, 3)))
    report = paper(desk)
    text = prose(section(report, "cases"))
    assert "商标侵权案件2件，占66.7%；假冒专利案件1件，占33.3%。" in text
    assert "按台账现有的记录统计；封账以后有调整" in text
    assert "本表按台账现有的记录统计" in prose(section(report, "national"))


def test_the_course_shows_what_closed_quarters_reported(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(filed_on=date(2026, 5, 1)))
    close_period(desk, quarter(2026, 2), [desk.officer.name])
    with desk.work("演示", reason="补录") as work:
        work.put(Case(filed_on=date(2026, 5, 2)))
        work.put(Case(filed_on=date(2026, 3, 2)))
    chart = find(section(paper(desk), "cases"), Chart, "case_course")
    assert chart.series[0].values[-3:] == (1, 1, 0)


def test_an_overdue_case_and_a_contested_one_are_told(desk: Desk) -> None:
    filed = date(2026, 1, 5)
    with desk.work("演示") as work:
        work.put(Case(filed_on=filed, clue_on=filed))
        work.put(
            Case(
                filed_on=date(2026, 7, 6),
                clue_on=date(2026, 7, 1),
                decided_on=date(2026, 8, 3),
                review_state="annulled",
            )
        )
    blocks = section(paper(desk), "cases")
    text = prose(blocks)
    assert "9月底，有法定期限超期未办的案件1件。" in text
    assert "被申请复议或者提起诉讼的1件，其中被变更、撤销或者确认违法的1件。" in text
    assert "在法定期限内作出处理决定的占100.0%" in text
    assert "没有可以编入的典型案例" in text


def test_an_empty_quarter_of_a_busy_year_says_so(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(filed_on=date(2026, 2, 1)))
    text = prose(section(paper(desk), "cases"))
    assert "三季度没有立案，没有结案。前三季度立案1件，上年同期为0" in text
    assert "前三季度没有执法行动记录。" in text


def test_the_kinds_add_up_to_the_filings_and_open_their_cases(
    sample_desk: Desk, lines: dict[str, FigureLine]
) -> None:
    blocks = section(paper(sample_desk), "cases")
    ring = find(blocks, Chart, "case_kinds")
    assert sum(v or 0 for v in ring.series[0].values) == lines["M-EN02"].cumulative == 59
    text = find(blocks, Words, "case_kinds")
    opened = behind_source(sample_desk, text.links[0].source)
    assert text.text[slice(*text.links[0][:2])] == "38"
    assert opened.count == 38
    with sample_desk.read() as reader:
        cases = [c for c in reader.all(Case) if c.filed_on and c.filed_on in Q3.cumulative()]
    wanted = sum((case.cause or "").startswith("TM0") for case in cases)
    assert ring.series[0].values[ring.labels.index("商标侵权案件")] == wanted == 38
    assert "商标侵权案件38件，占64.4%；" in text.text


def test_kinds_sorted_without_cause_open_just_those_cases(desk: Desk) -> None:
    with desk.work("演示") as work:
        sorts: tuple[dict[str, Any], ...] = (
            {"cause": "TM03"},
            {"case_type": "tm_infringe"},
            {"case_type": "pt_passing"},
            {"cause": "UC01"},
        )
        for values in sorts:
            work.put(Case(filed_on=date(2026, 8, 1), **values))
    words = find(section(paper(desk), "cases"), Words, "case_kinds")
    assert words.text == (
        "从立案类型看，商标侵权案件2件，占50.0%；假冒专利案件1件，占25.0%；其他案件1件，占25.0%。"
    )
    for start, end, source in words.links[::2]:
        assert behind_source(desk, source).count == Decimal(words.text[start:end])


def test_eight_quarters_are_plotted_to_the_papers_own(sample_desk: Desk) -> None:
    course = find(section(paper(sample_desk), "cases"), Chart, "case_course")
    assert course.labels[0] == "2024年四季度"
    assert course.labels[-1] == "2026年三季度"
    for place, (year, number) in enumerate(((2024, 4), (2025, 1), (2025, 2), (2025, 3))):
        found = {x.code: x.value for x in catalogue(sample_desk, quarter(year, number))}
        assert course.series[0].values[place] == found["M-EN02"]
        assert course.series[1].values[place] == found["M-EN03"]
