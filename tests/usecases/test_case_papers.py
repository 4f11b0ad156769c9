"""Papers of a case: the count of a limit, all limits with the picture, the index of the file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.problems import Missing
from boshan_desk.domain.report import Grid, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CasePaper, CaseStop
from boshan_desk.reports.pages import AREA
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.reports.timeline import EASY, fit
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.case_papers import (
    clocks_paper,
    clocks_report,
    index_paper,
    index_report,
    timeline_of,
    why_paper,
    why_report,
)
from boshan_desk.usecases.dossier import dossier_in
from boshan_desk.usecases.procedure import look_in
from tests.reports.reading import page_texts, whole_text

ON = date(2026, 10, 9)


@pytest.fixture
def case(desk: Desk) -> Case:
    """A person's case with stops and a seizure; the decision is due after National Day (V6)."""
    kept = records.save(
        desk,
        None,
        Case(
            status="draft",
            case_no="演示案1",
            clue_on=date(2026, 6, 25),
            filed_on=date(2026, 7, 3),
            state="FILED",
            party="欧阳演示",
            party_kind="person",
            cause="TM03",
        ),
    )
    put(desk, kept, CaseMeasure, kind="detain", taken_on=date(2026, 7, 6), goods="演示")
    return kept


def put(desk: Desk, case: Case, record: type[Any], /, **values: Any) -> Any:
    return records.save(desk, None, record(status="draft", case_id=case.id, **values))


def text_of(drawn: Drawn) -> str:
    """Everything on its pages, without the breaks of lines."""
    assert len(page_texts(drawn.pdf)) == drawn.pages
    return whole_text(drawn.pdf)


def grid(report: Report, key: str) -> Grid:
    [found] = [b for b in report.blocks if isinstance(b, Grid) and b.key == key]
    return found


def said(report: Report) -> str:
    return "\n".join(b.text for b in report.blocks if isinstance(b, Words))


# 为什么是这一天


def test_the_count_of_a_limit_is_told_step_by_step(desk: Desk, case: Case) -> None:
    put(desk, case, CaseStop, kind="test", starts_on=date(2026, 7, 10), ends_on=date(2026, 7, 30))
    with desk.read() as reader:
        report = why_report(reader, look_in(reader, case.id), "L12")
    rows = grid(report, "why").rows
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    kinds = [row[1] for row in rows]
    assert kinds[:2] == ["起算", "期限"]
    assert "停止计算" in kinds
    assert kinds[-1] == "依据"
    [stopped] = [row for row in rows if row[1] == "停止计算"]
    assert stopped[3] == "20"
    assert "2026年7月10日至7月29日" in stopped[2]
    assert not [row for row in rows if row[2].startswith(f"{row[1]}：")]
    assert "作出处理决定：最后一天是2026年10月21日" in said(report)
    assert "到2026年10月9日：计时中。" in said(report)


def test_a_last_day_of_rest_is_told_with_both_days(desk: Desk, case: Case) -> None:
    with desk.read() as reader:
        words = said(why_report(reader, look_in(reader, case.id), "L12"))
    assert "应在2026年10月1日（星期四）前办完，最晚2026年10月8日（星期四）" in words
    assert "已超期" in words


def test_a_limit_that_stands_still_tells_what_is_left(desk: Desk, case: Case) -> None:
    put(desk, case, CaseStop, kind="suspend", starts_on=date(2026, 7, 23))
    with desk.read() as reader:
        words = said(why_report(reader, look_in(reader, case.id), "L12"))
    assert "恢复后还有71日" in words


def test_the_limit_of_one_measure_is_called_by_it(desk: Desk, case: Case) -> None:
    second = put(desk, case, CaseMeasure, kind="detain", taken_on=date(2026, 8, 3), goods="演示")
    with desk.read() as reader:
        report = why_report(reader, look_in(reader, case.id), "L08", second.id)
    assert "查封、扣押期限（扣押2）" in said(report)
    assert "2026年8月3日" in grid(report, "why").rows[0][2]


def test_a_limit_that_nothing_set_going_has_no_paper(desk: Desk, case: Case) -> None:
    for rule, subject in (("L22", ""), ("L08", ""), ("演示", "")):
        with pytest.raises(Missing):
            why_paper(desk, case.id, rule, subject)
    with pytest.raises(Missing):
        why_paper(desk, "nowhere", "L12")


# 案件期限一览


def test_every_limit_stands_in_a_table_and_in_the_picture(desk: Desk, case: Case) -> None:
    with desk.read() as reader:
        view = look_in(reader, case.id)
        report = clocks_report(reader, view)
    tables = [b for b in report.blocks if isinstance(b, Grid)]
    [picture] = [b for b in report.blocks if isinstance(b, Timeline)]
    named = [row[0] for table in tables for row in table.rows]
    assert len(named) == len(view.clocks)
    assert set(named) == {bar.title for bar in picture.limits}
    [decision] = [row for table in tables for row in table.rows if row[0] == "作出处理决定"]
    assert decision == ("作出处理决定", "90日", "2026-07-03", "2026-10-08\n（届满2026-10-01）",
                        "—", "已超期")  # fmt: skip


def test_the_picture_is_drawn_on_the_paper(desk: Desk, case: Case) -> None:
    drawn = clocks_paper(desk, case.id)
    words = text_of(drawn)
    assert drawn.missing == ()
    for expected in ("办案经过", "7月3日", "已超期1天", "不计入", "图1", "作出处理决定"):
        assert expected in words


def test_a_case_of_forty_rows_still_fits_on_a_page(desk: Desk, case: Case) -> None:
    for day in range(1, 19):
        put(desk, case, CaseMeasure, kind="detain", taken_on=date(2026, 8, day), goods="演示")
        put(desk, case, CaseMeasure, kind="evidence", taken_on=date(2026, 7, day + 4), goods="演示")
    picture = timeline_of(desk, case.id)
    assert len(picture.rows) > 35
    most = 520.0
    assert fit(picture, AREA, most).height <= most
    few = timeline_of(desk, case.id, on=date(2026, 7, 4))
    assert fit(few, AREA, 2000.0).size > EASY
    assert clocks_paper(desk, case.id).pages >= 2


def test_a_case_without_limits_has_a_paper_that_says_so(desk: Desk) -> None:
    bare = records.save(desk, None, Case(status="draft", case_no="演示案2"))
    assert "没有正在计算" in text_of(clocks_paper(desk, bare.id))


def test_the_day_may_be_another(desk: Desk, case: Case) -> None:
    early = timeline_of(desk, case.id, on=date(2026, 7, 20))
    [bar] = [b for b in early.limits if b.code == "L12"]
    assert bar.state == "running"
    assert "2026年7月20日" in text_of(clocks_paper(desk, case.id, on=date(2026, 7, 20)))


# 卷宗目录


def test_the_index_lists_both_volumes_and_what_is_missing(desk: Desk, case: Case) -> None:
    put(desk, case, CasePaper, kind="filing", pages=2, paper_no="演示立案1号",
        made_on=date(2026, 7, 3))  # fmt: skip
    put(desk, case, CasePaper, kind="scene_record", pages=3)
    put(desk, case, CasePaper, kind="source", pages=1, title="演示线索登记")
    with desk.read() as reader:
        view = look_in(reader, case.id)
        report = index_report(reader, view, dossier_in(reader, view.file))
    assert grid(report, "main").rows == (
        ("1", "立案审批表", "演示立案1号", "2026-07-03", "1-2", ""),
        ("2", "现场笔录", "", "", "3-5", ""),
    )
    assert [row[1] for row in grid(report, "second").rows] == ["演示线索登记"]
    assert grid(report, "main").title == "正卷（2件，5页）"
    missing = grid(report, "missing").rows
    assert "实施行政强制措施决定书及送达回证" in [row[1] for row in missing]
    assert f"尚缺{len(missing)}件文书" in said(report)


def test_a_whole_file_lists_nothing_as_missing(desk: Desk, case: Case) -> None:
    with desk.read() as reader:
        lack = dossier_in(reader, look_in(reader, case.id).file).missing
    for kind in lack:
        put(desk, case, CasePaper, kind=kind.code, pages=1)
    words = text_of(index_paper(desk, case.id))
    assert "尚缺" not in words
    assert "齐全" in words


def test_an_empty_volume_says_so(desk: Desk, case: Case) -> None:
    assert "（无）" in text_of(index_paper(desk, case.id))


# What all of them have in common


def papers(desk: Desk, case: Case) -> list[Drawn]:
    return [
        why_paper(desk, case.id, "L12"), clocks_paper(desk, case.id), index_paper(desk, case.id)
    ]  # fmt: skip


def test_the_party_is_masked_on_every_paper(desk: Desk, case: Case) -> None:
    for drawn in papers(desk, case):
        words = text_of(drawn)
        assert "欧阳某" in words
        assert "欧阳演示" not in words


def test_a_case_without_a_number_is_not_called_by_its_party(desk: Desk) -> None:
    bare = records.save(
        desk, None, Case(status="draft", party="欧阳演示", party_kind="person",
                         filed_on=date(2026, 7, 3), clue_on=date(2026, 7, 1), state="FILED"),
    )  # fmt: skip
    for drawn in papers(desk, bare):
        assert "欧阳演示" not in text_of(drawn)
        assert "欧阳演示".encode("utf-16-be") not in drawn.pdf


def test_equal_papers_are_equal_bytes(desk: Desk, case: Case) -> None:
    first, again = papers(desk, case), papers(desk, case)
    assert [drawn.pdf for drawn in first] == [drawn.pdf for drawn in again]


def test_english_papers_can_be_drawn(desk: Desk, case: Case, english: None) -> None:
    for drawn in papers(desk, case):
        assert drawn.pages >= 1
        assert drawn.missing == ()


def test_a_demo_desk_says_so_at_the_foot(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        some = next(iter(reader.all(Case)))
        report = index_report(
            reader, view := look_in(reader, some.id), dossier_in(reader, view.file)
        )
    assert report.foot == "演示数据"
    assert draw(report).pages >= 1
