"""Papers as files: at once in view, whole or not at all, Chinese in every window, bound as one."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from boshan_desk import i18n
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.problems import Cancelled, NoRoom, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import choose_language
from boshan_desk.ledgers import KEPT
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.papers.binding import PARTS, bind, write_bound
from boshan_desk.usecases.papers.keeping import freeze, write_kept
from boshan_desk.usecases.papers.making import (
    first_page,
    make_pdf,
    write_pdf,
    write_report,
    write_tables,
    write_word,
)
from boshan_desk.usecases.quarter.request import Request

Q3 = Request(period=quarter(2026, 3), kind="jianbao")
CASE = {
    "party": "演示公司",
    "case_no": "演示1号",
    "filed_on": "2026-08-03",
    "town_code": "370304001",
}
SLIP = {
    "level": "red",
    "item": "演示事项",
    "period": "2026Q3",
    "unit": "scjg",
    "finding": "演示问题",
    "demand": "演示要求",
    "due_on": "2026-10-20",
    "approver": "演示局长",
    "state": "issued",
    "issued_on": "2026-10-08",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    make(tmp_path / "desk", county="boshan")
    with open_desk(tmp_path / "desk", officer="演示员", clock=Clock(date(2026, 10, 9))) as opened:
        records.add(opened, KEPT["case"], CASE)
        yield opened


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def outline(pdf: bytes) -> list[str]:
    found: list[str] = []

    def walk(entries: Sequence[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            else:
                found.append(str(getattr(entry, "title", "")))

    walk(PdfReader(BytesIO(pdf)).outline)
    return found


# ---------------------------------------------------------------- one paper


def test_the_first_page_is_there_before_the_others(desk: Desk) -> None:
    told: list[object] = []
    made = make_pdf(
        desk,
        Q3,
        on_first=told.append,
        progress=lambda done, total, words: told.append((done, total, words)),
    )
    place = next(n for n, each in enumerate(told) if isinstance(each, Drawn))
    first = told[place]
    assert isinstance(first, Drawn)
    assert not any("排版" in str(each) for each in told[:place])
    assert pages(first.pdf) == pages(made.pdf)[:1]
    assert pages(first_page(desk, Q3).pdf) == pages(first.pdf)
    assert made.pages == len(pages(made.pdf)) > 1
    steps = [each for each in told if isinstance(each, tuple)]
    assert all(done <= total for done, total, _words in steps)
    assert steps[-1][0] == steps[-1][1]


def test_what_was_made_says_what_it_says(desk: Desk) -> None:
    made = make_pdf(desk, Q3)
    assert "".join(made.report.title) in "".join("".join(pages(made.pdf)).split())
    filed = next(line for line in made.figures if line.code == "M-EN02")
    assert filed.cumulative == 1


@pytest.mark.parametrize("at", ["统计", "排版"])
def test_it_can_be_called_off_and_leaves_no_file(desk: Desk, tmp_path: Path, at: str) -> None:
    def stop(_done: int, _total: int, words: str) -> None:
        if at in words:
            raise Cancelled

    out = tmp_path / "简报.pdf"
    out.write_bytes("演示旧件".encode())
    with pytest.raises(Cancelled):
        write_pdf(desk, Q3, out, progress=stop)
    assert out.read_bytes() == "演示旧件".encode()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("write", [write_pdf, write_word, write_tables])
def test_a_place_that_cannot_be_written_to_is_told(
    desk: Desk, tmp_path: Path, write: object
) -> None:
    assert callable(write)
    with pytest.raises(NoRoom):
        write(desk, Q3, tmp_path / "没有" / "简报")


def test_papers_are_chinese_in_an_english_window(desk: Desk) -> None:
    before = make_pdf(desk, Q3)
    choose_language("en")
    try:
        told: list[str] = []
        again = make_pdf(desk, Q3, progress=lambda _done, _total, words: told.append(words))
        paper = freeze(desk, Q3)
    finally:
        choose_language("zh_CN")
    assert again.report == before.report
    assert again.pdf == before.pdf
    assert paper.title == "博山区2026年三季度（前三季度）知识产权工作情况"


class _Foreign(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"EN {message}"


def test_how_far_it_is_is_told_in_the_language_of_the_window(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def tell(_done: int, _total: int, words: str) -> None:
        told.append(words)

    monkeypatch.setattr(i18n, "_catalogue", _Foreign())
    report = make_pdf(desk, Q3, progress=tell).report
    paper = freeze(desk, Q3, progress=tell)
    write_kept(desk, paper.id, tmp_path / "一.pdf", progress=tell)
    write_tables(desk, Q3, tmp_path / "一.xlsx", progress=tell)
    assert any("正在统计" in words for words in told)
    assert any("第 2 页" in words for words in told)
    assert [words for words in told if not words.startswith("EN ")] == []
    # The paper itself is Chinese all the same.
    assert "EN " not in repr(report)


def test_what_was_looked_at_is_what_is_written(desk: Desk, tmp_path: Path) -> None:
    seen = make_pdf(desk, Q3).report
    names = ("一.docx", "二.docx", "一.xlsx", "二.xlsx")
    one, two, three, four = (tmp_path / name for name in names)
    write_report(desk, seen, one, kind="docx")
    write_report(desk, seen, three, kind="xlsx")
    assert write_report(desk, seen, tmp_path / "一.pdf").pages == make_pdf(desk, Q3).pages
    records.add(desk, KEPT["case"], CASE | {"case_no": "演示2号"})
    write_word(desk, Q3, two, report=seen)
    write_tables(desk, Q3, four, report=seen)
    assert one.read_bytes() == two.read_bytes()
    assert cells(three) == cells(four)
    write_tables(desk, Q3, four)
    assert cells(three) != cells(four)


def cells(path: Path) -> list[object]:
    from openpyxl import load_workbook

    return [[list(row) for row in sheet.values] for sheet in load_workbook(path)]


def test_every_time_that_papers_are_of_is_drawn(desk: Desk) -> None:
    for period in (quarter(2026, 1), Period(2026, 1, 6), Period(2026, 1, 9), Period(2025, 1, 12)):
        for kind in ("jianbao", "tongbao", "plain"):
            assert first_page(desk, Request(period=period, kind=kind)).pages == 1


# ---------------------------------------------------------------- bound


def test_all_parts_are_bound_in_their_order(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, KEPT["supervision"], SLIP | {"no": "博知督〔2026〕1号"})
    records.add(desk, KEPT["supervision"], SLIP | {"no": "博知督〔2026〕2号", "period": "2026Q4"})
    out = tmp_path / "合订.pdf"
    told: list[str] = []
    written = write_bound(
        desk, Q3, out, parts=PARTS, progress=lambda _done, _total, words: told.append(words)
    )
    texts = ["".join(text.split()) for text in pages(out.read_bytes())]
    assert (written.pages, written.empty) == (len(texts), ())
    places = [
        next(n for n, text in enumerate(texts) if words in text)
        for words in (
            "一、主要指标",
            "知识产权目标任务完成情况（2026年三季度）",
            "知识产权任务进展情况（2026年三季度）",
            "博知督〔2026〕1号",
        )
    ]
    assert places == sorted(places)
    assert "知识产权执法数据统计表" in texts[-1]
    whole = "".join(texts)
    assert "博知督〔2026〕2号" not in whole
    assert len(outline(out.read_bytes())) > len(outline(make_pdf(desk, Q3).pdf))
    assert any("汇集" in words for words in told)


def test_the_slips_of_a_half_year_are_those_of_its_quarters(desk: Desk) -> None:
    for number, told in enumerate(("2026Q1", "2026Q2", "2026Q3"), 1):
        no = f"博知督〔2026〕{number}号"
        records.add(desk, KEPT["supervision"], SLIP | {"no": no, "period": told})
    whole = "".join(pages(bind(desk, replace(Q3, period=Period(2026, 1, 6)), ["slips"]).pdf))
    text = "".join(whole.split())
    first, second, third = (text.find(f"博知督〔2026〕{n}号") for n in (1, 2, 3))
    assert 0 < first < second
    assert third == -1


@pytest.mark.parametrize(
    ("state", "there"), [("draft", False), ("issued", True), ("closed", True), ("void", False)]
)
def test_only_slips_that_went_out_are_bound(desk: Desk, state: str, there: bool) -> None:
    ended = {"replied_on": "2026-10-08", "reply": "演示", "closed_on": "2026-10-09"}
    told = SLIP | {"state": state, "no": "博知督〔2026〕1号", "closing_words": "演示"}
    records.add(desk, KEPT["supervision"], told | (ended if state == "closed" else {}))
    text = "".join("".join(pages(bind(desk, Q3, ["slips"]).pdf)).split())
    assert ("博知督〔2026〕1号" in text) is there


ANSWERED = {"state": "answered", "reply": "演示"}


@pytest.mark.parametrize(
    ("slip", "there"),
    [
        ({"period": "2026Q1"} | ANSWERED | {"replied_on": "2026-04-20"}, True),
        ({"period": "2025Q4"}, True),
        ({"period": "2025Q4"} | ANSWERED | {"replied_on": "2026-10-08"}, True),
        ({"period": "2025Q4"} | ANSWERED | {"replied_on": "2026-09-30"}, False),
        ({"period": "2026Q4"}, False),
    ],
)
def test_slips_of_the_year_so_far_and_unanswered_ones_are_bound(
    desk: Desk, tmp_path: Path, slip: dict[str, str], there: bool
) -> None:
    told = SLIP | {"no": "博知督〔2026〕7号", "issued_on": "2026-04-10", "due_on": "2026-11-11"}
    records.add(desk, KEPT["supervision"], told | slip)
    written = write_bound(desk, Q3, tmp_path / "合订.pdf", parts=["slips"])
    text = "".join("".join(pages(written.path.read_bytes())).split())
    assert ("博知督〔2026〕7号" in text) is there
    assert written.empty == (() if there else ("slips",))


def test_a_frozen_paper_is_bound_as_it_was_frozen(desk: Desk) -> None:
    paper = freeze(desk, Q3)
    records.add(desk, KEPT["case"], CASE | {"case_no": "演示2号"})
    text = "".join("".join(pages(bind(desk, Q3, []).pdf)).split())
    assert paper.code in text
    assert paper.digest[:16] in text


def test_what_cannot_be_bound_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="演示"):
        bind(desk, Q3, ["演示"])
    for part in ("slips", "tasks"):
        with pytest.raises(Refused, match="公开版"):
            bind(desk, replace(Q3, public=True), [part])
    assert bind(desk, replace(Q3, public=True), ["national"]).pages > 1
