"""The quarterly paper, read as a `Report`: its words, its figures, and what it must not show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest

from boshan_desk.domain.fields import PAPER
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Report, Words
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.figures import FigureLine, catalogue
from boshan_desk.usecases.national_form import ACTIONS, COLUMNS
from boshan_desk.usecases.papers import make_pdf, write_pdf
from boshan_desk.usecases.quarter import quarterly_report
from tests.oracle import tally

Q3 = quarter(2026, 3)
B = TypeVar("B", Heading, Grid, Chart)


@pytest.fixture(scope="module")
def report(sample_desk: Desk) -> Report:
    """The sample county's paper of the third quarter."""
    return quarterly_report(sample_desk, Q3)


@pytest.fixture(scope="module")
def lines(sample_desk: Desk) -> dict[str, FigureLine]:
    """The catalogue of the same quarter."""
    return {line.code: line for line in catalogue(sample_desk, Q3)}


def _find(report: Report, kind: type[B], key: str) -> B:
    return next(b for b in report.blocks if isinstance(b, kind) and b.key == key)


def _texts(report: Report) -> Iterator[str]:
    yield from (*report.title, report.office, report.date, report.period, report.as_of)
    for block in report.blocks:
        yield from _texts_of(block)


def _texts_of(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Words(text=text):
            yield text
        case Grid():
            yield from (block.title, block.unit, *(column.title for column in block.columns))
            for row in block.rows:
                yield from row
        case Chart():
            yield from (block.title, block.unit, *block.labels)


def _prose(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks if isinstance(block, Words))


@pytest.mark.parametrize(
    ("number", "title", "period", "as_of"),
    [
        (1, "博山区2026年一季度", "2026年一季度", "（数据截至2026年3月31日）"),
        (2, "博山区2026年二季度（上半年）", "2026年上半年", "（数据截至2026年6月30日）"),
        (3, "博山区2026年三季度（前三季度）", "2026年前三季度", "（数据截至2026年9月30日）"),
        (4, "博山区2026年四季度（全年）", "2026年全年", "（数据截至2026年10月9日）"),
    ],
)
def test_the_title_names_the_quarter_and_the_time_since_january(
    sample_desk: Desk, number: int, title: str, period: str, as_of: str
) -> None:
    report = quarterly_report(sample_desk, quarter(2026, number))
    assert report.title == (title, "知识产权工作情况")
    assert (report.period, report.as_of) == (period, as_of)
    assert _prose(report).startswith(f"{period}，")


def test_the_head_names_the_office_and_marks_the_sample(report: Report) -> None:
    assert report.office == "博山区国家知识产权强区建设试点区领导小组办公室"
    assert (report.date, report.foot) == ("2026年10月9日", "演示数据")


def test_a_real_desk_is_not_marked_as_a_sample(desk: Desk) -> None:
    assert quarterly_report(desk, Q3).foot == ""


def test_the_sections_stand_in_their_order(report: Report) -> None:
    keys = [block.key for block in report.blocks if isinstance(block, Heading)]
    assert keys == [
        "main", "stations", "gi", "cases", "events", "towns", "annex", "national", "definitions"
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_no_text_is_broken_or_boastful(sample_desk: Desk, year: int, number: int) -> None:
    for text in _texts(quarterly_report(sample_desk, quarter(year, number))):
        assert not re.search(r"None|nan|NaN|显著|\{|\}|Decimal|。。|，，|；。|，。|单位：", text), (
            text
        )
        assert not re.search(r"\d{18}|\d{17}X|199\d{8}", text), text
        assert not re.search(r"增长-|下降-|同比增长0\.0%", text), text


def test_the_first_table_prints_the_headline_figures(
    report: Report, lines: dict[str, FigureLine]
) -> None:
    rows = {row[0].split("（20")[0]: row for row in _find(report, Grid, "main").rows}
    headlines = [line for line in lines.values() if line.headline]
    assert [line.title for line in headlines] == list(rows)
    for line in headlines:
        row = rows[line.title]
        assert row[2] == ("—" if line.stock else line.show(line.value))
        assert row[3] == line.show(line.cumulative)
        assert row[4] == line.show(line.cumulative_last_year)
    assert rows["立案数"][2:] == ("20", "59", "45", "31.1")


def test_four_kinds_of_chart_are_drawn(report: Report) -> None:
    kinds = Counter(block.kind for block in report.blocks if isinstance(block, Chart))
    assert set(kinds) == {"bars", "lines", "ring", "rows"}


def test_every_plotted_value_equals_its_figure(sample_desk: Desk, report: Report) -> None:
    with sample_desk.read() as reader:
        records = {name: list(reader.all(ledger.record)) for name, ledger in KEPT.items()}
    figures = {f.code: f for ledger in LEDGERS.values() for f in ledger.figures}

    def of(code: str, period: Period, town: str = "") -> int | Decimal | None:
        return tally(records, "case", figures[code], period, town=town)

    total = Period(2026, 1, 9)
    towns = _find(report, Chart, "towns")
    counted = sample_desk.county.counted
    assert towns.labels == tuple(sample_desk.county.towns.label(code) for code in counted)
    assert towns.series[0].values == tuple(of("M-EN02", total, code) for code in counted)
    before = total.last_year()
    assert towns.series[1].values == tuple(of("M-EN02", before, code) for code in counted)

    course = _find(report, Chart, "cases_by_quarter")
    quarters = [quarter(2024, 4), *(quarter(2025, n) for n in range(1, 5))]
    quarters += [quarter(2026, n) for n in range(1, 4)]
    assert course.labels[0] == "2024年四季度"
    assert course.series[0].values == tuple(of("M-EN02", each) for each in quarters)
    assert course.series[1].values == tuple(of("M-EN03", each) for each in quarters)

    kinds = _find(report, Chart, "case_kinds")
    assert sum(v or 0 for v in kinds.series[0].values) == of("M-EN02", total)
    filed = [r for r in records["case"] if isinstance(r, Case) and r.filed_on in total]
    wanted = sum((case.cause or "").startswith("TM0") for case in filed)
    assert kinds.series[0].values[kinds.labels.index("商标侵权案件")] == wanted

    items = _find(report, Chart, "service_items")
    counts: Counter[str] = Counter()
    for service in records["station_service"]:
        values = service.__dict__
        if values["served_on"] in total:
            counts.update(values["items"])
    labels = sample_desk.lists["service_item"]
    plotted = dict(zip(items.labels, items.series[0].values, strict=True))
    assert plotted == {labels.label(code): counts[code] for code, _n in counts.most_common(12)}

    worth = _find(report, Chart, "gi_values")
    values_of_2025 = sorted(
        (r.__dict__["value"] for r in records["gi_year"] if r.__dict__["year"] == 2025),
        reverse=True,
    )
    assert worth.series[0].values == tuple(Decimal(v) / 1_000_000 for v in values_of_2025[:8])


def test_the_national_form_and_what_it_leaves_out_are_the_figures(
    report: Report, lines: dict[str, FigureLine]
) -> None:
    codes = [code for code, _title in COLUMNS]
    for key, attribute in (("form_total", "cumulative"), ("form_quarter", "value")):
        grid = _find(report, Grid, key)
        *rows, sums = grid.rows
        assert len(rows) == 8
        assert len(sums) == len(codes) + 1 == 12
        for place, code in enumerate(codes, 1):
            parts = [Decimal(row[place]) for row in rows]
            # Sums of 分 rounded once: they may differ from the sum of rounded parts.
            assert abs(Decimal(sums[place]) - sum(parts)) <= Decimal("0.04")
            whole = Decimal(lines[code].show(getattr(lines[code], attribute)))
            assert Decimal(sums[place]) <= whole, code
    filed = int(_find(report, Grid, "form_total").rows[-1][1])
    assert filed + 3 == lines["M-EN02"].cumulative
    assert "前三季度另有不属本表所列类型的案件（如不正当竞争、著作权案件）立案3件" in _prose(report)
    acted = _find(report, Grid, "form_actions").rows[0][1:]
    assert acted == tuple(str(lines[code].cumulative) for code, _title in ACTIONS)


def test_a_case_without_cause_falls_by_its_type_then_by_its_right(desk: Desk) -> None:
    rows: tuple[dict[str, Any], ...] = (
        {"case_type": "pt_passing", "ip_kind": "trademark"},
        {"ip_kind": "pt_agency"},
        {"cause": "TM03", "case_type": "gi"},
        {"cause": "UC01", "case_type": "tm_infringe"},
        {},
    )
    with desk.work("演示") as work:
        for values in rows:
            work.put(Case(filed_on=date(2026, 8, 1), **values))
    report = quarterly_report(desk, Q3)
    filled = {row[0]: row[1] for row in _find(report, Grid, "form_total").rows if row[1] != "0"}
    assert filled == {"假冒专利案件": "1", "专利代理案件": "1", "商标侵权案件": "1", "合计": "3"}
    assert "立案2件、结案0件，未列入本表。" in _prose(report)


def test_the_case_chapter_tells_how_limits_were_kept(
    report: Report, lines: dict[str, FigureLine]
) -> None:
    rows = {row[0]: row for row in _find(report, Grid, "limits").rows}
    for code in ("M-EN08", "M-EN08b", "M-EN08c", "M-EN09", "M-EN09b", "M-EN10", "M-EN11b"):
        line = lines[code]
        shown = "—" if line.stock else line.show(line.value)
        assert rows[line.title][2:5] == (
            shown,
            line.show(line.cumulative),
            line.show(line.cumulative_last_year),
        )
    text = _prose(report)
    assert "从立案到决定平均63.8天（不含停止计时的日数），中位数64.0天，上年同期平均65.6天" in text
    assert "在法定期限内作出处理决定的占100.0%，同比持平。9月底，没有法定期限超期的案件" in text
    assert "前三季度公示期限届满的处罚决定54件，按期公示54件，占100.0%。" in text


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
    text = _prose(quarterly_report(desk, Q3))
    assert "9月底，有法定期限超期的案件1件（上年同期0件），七日内到期的0件。" in text
    assert "被申请复议或者提起诉讼的1件，其中被变更、撤销或者确认违法的1件。" in text
    assert "在法定期限内作出处理决定的占100.0%" in text


def test_towns_stand_in_the_protocol_order_with_the_silent_one_named(
    report: Report, sample_desk: Desk, lines: dict[str, FigureLine]
) -> None:
    grid = _find(report, Grid, "towns")
    counted = sample_desk.county.counted
    names = [row[0] for row in grid.rows]
    assert names[:10] == [sample_desk.county.towns.label(code) for code in counted]
    assert names[-1] == "合计"
    assert grid.rows[-1][6] == str(lines["M-EN02"].cumulative)
    assert "无记录的镇（街道）1个：石马镇。" in _prose(report)
    assert "没有服务记录的指导站3个" in _prose(report)


def test_the_annex_lists_the_cases_of_the_quarter_with_persons_covered(
    report: Report, sample_desk: Desk
) -> None:
    grid = _find(report, Grid, "annex")
    assert grid.long
    rows = {row[1]: row for row in grid.rows}
    with sample_desk.read() as reader:
        cases = list(reader.all(Case))
    persons = 0
    for case in cases:
        days = (case.filed_on, case.decided_on, case.closed_on)
        assert (case.case_no in rows) == any(day in Q3 for day in days), case.case_no
        if case.case_no not in rows:
            continue
        party = rows[case.case_no][3]
        if case.party_kind == "person":
            persons += 1
            kind = Case.ledger.fields["id_no"]
            masked = kind.mask(case.id_no, PAPER, sample_desk.lists)
            assert party == f"{(case.party or '')[0]}某\n{masked}"
            assert re.fullmatch(r"990\*+\w\w", masked)
        else:
            assert party == case.party
    assert persons


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"party_kind": "firm", "party": "演示陶瓷有限公司"}, "演示陶瓷有限公司"),
        ({"party_kind": "person", "party": "欧阳演示"}, "欧阳某"),
        ({"party_kind": "trader", "party": "王演示"}, "王某"),
        ({"party_kind": "trader", "party": "博山区演示百货店"}, "博山区演示百货店"),
        ({"party": "李演示"}, "李某"),
        ({"party": "博山区演示商行"}, "博山区演示商行"),
        ({}, "—"),
    ],
)
def test_whoever_may_be_a_natural_person_is_covered(
    desk: Desk, values: dict[str, Any], shown: str
) -> None:
    with desk.work("演示") as work:
        work.put(Case(case_no="演示1号", filed_on=date(2026, 8, 1), **values))
    (row,) = _find(quarterly_report(desk, Q3), Grid, "annex").rows
    assert row[3] == shown


def test_the_definitions_cover_every_printed_figure_and_count_the_drafts(report: Report) -> None:
    text = _prose(report)
    assert "截至2026年9月30日" in text
    assert "有4条记录尚为草稿" in text
    for row in _find(report, Grid, "main").rows:
        assert re.search(rf"\d\. [^\n]*{row[0].split('（20')[0]}[^\n]*：", text), row[0]


def test_an_empty_desk_reads_sensibly(desk: Desk) -> None:
    report = quarterly_report(desk, Q3)
    text = _prose(report)
    for sentence in (
        "各台账没有服务、立案、培训宣传记录。",
        "没有在运行的商标品牌指导站",
        "没有登记有效的地理标志权利",
        "三季度无立案，无结案。",
        "前三季度没有培训宣传活动记录。",
        "三季度各镇（街道）均无记录。",
        "三季度没有立案、作出决定和结案的案件。",
        "前三季度没有草稿计入。",
    ):
        assert sentence in text
    assert not [block for block in report.blocks if isinstance(block, Chart)]
    assert len(_find(report, Grid, "towns").rows) == 11


def test_an_empty_quarter_of_a_busy_year_says_so(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(filed_on=date(2026, 2, 1)))
    text = _prose(quarterly_report(desk, Q3))
    assert "三季度无立案，无结案。前三季度立案1件，上年同期为0" in text


def test_a_period_that_is_no_quarter_or_not_begun_is_refused(desk: Desk) -> None:
    for period, word in ((Period(2026, 1, 6), "2026H1"), (quarter(2027, 1), "还没有开始")):
        with pytest.raises(Refused, match=word):
            quarterly_report(desk, period)


def test_text_that_looks_like_markup_stays_text(desk: Desk) -> None:
    name = "<b>演示</b>&amp;公司 {0}"
    with desk.work("演示") as work:
        work.put(Case(case_no="<i>1</i>", party=name, party_kind="firm", filed_on=date(2026, 8, 1)))
        work.put(
            Station(
                name="{演示}%s站",
                town_code="370304001",
                state="running",
                set_up_on=date(2026, 1, 5),
            )
        )
    report = quarterly_report(desk, Q3)
    assert _find(report, Grid, "annex").rows[0][3] == name
    assert "{演示}%s站" in _prose(report)
    assert make_pdf(desk, Q3).pdf.startswith(b"%PDF")


def test_progress_is_told_in_words_and_comes_to_an_end(sample_desk: Desk) -> None:
    told: list[tuple[int, int, str]] = []
    make_pdf(sample_desk, Q3, progress=lambda done, of, words: told.append((done, of, words)))
    assert [done for done, _of, _words in told] == sorted(done for done, _of, _words in told)
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert "排版第 1 页" in "".join(words for _done, _of, words in told)


def test_the_paper_is_written_whole_and_the_same_twice(sample_desk: Desk, tmp_path: Path) -> None:
    first = write_pdf(sample_desk, Q3, tmp_path / "简报.pdf")
    second = write_pdf(sample_desk, Q3, tmp_path / "再印.pdf")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.pages >= 10
    assert first.missing == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["再印.pdf", "简报.pdf"]


@pytest.mark.parametrize("place", ["没有/这个/文件夹/简报.pdf", "文件/简报.pdf", "夹"])
def test_an_unwritable_place_is_refused_and_leaves_nothing(
    desk: Desk, tmp_path: Path, place: str
) -> None:
    (tmp_path / "文件").write_text("演示", "utf-8")
    (tmp_path / "夹").mkdir()
    with pytest.raises(NoRoom, match="不能写入"):
        write_pdf(desk, Q3, tmp_path / place)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.usefixtures("english")
def test_an_english_paper_has_no_chinese_marks_and_no_unit_stuck_to_its_number(
    sample_desk: Desk,
) -> None:
    for number in (1, 3):
        paper = quarterly_report(sample_desk, quarter(2026, number))
        for text in _texts(paper):
            # Names of the office's own records stay as they were written.
            said = re.sub("[（〔]?[\u4e00-\u9fff][^,.;]*", "", text)
            assert not re.search("[、，；：（）。]", said), text
            assert not re.search(r"\d(items|times|sessions|entities|units|records)", text), text


def test_the_paper_carries_the_code_of_the_history(sample_desk: Desk) -> None:
    from boshan_desk.usecases.audit import head_of, verify

    report = quarterly_report(sample_desk, quarter(2026, 3))
    code = head_of(sample_desk)
    last = report.blocks[-1]
    assert isinstance(last, Words)
    assert code in last.text
    assert "不可篡改" not in last.text
    assert verify(sample_desk.folder, anchor=code).ok
    assert not verify(sample_desk.folder, anchor="1-0123456789abcdef").ok
