"""Every number that a paper prints is the catalogue's: read back from the PDF, on random desks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.fields import yuan
from boshan_desk.domain.period import quarter, read_period
from boshan_desk.domain.report import Grid, Words
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.reports.pages import BOTTOM, TOP
from boshan_desk.reports.pdf import draw
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.random_desks import desk_with, records_of

LEDGERS_OF_SENTENCES = ("case", "station_service", "gi_user", "event", "pledge", "gi_check")
# All of them are over: of a running one the catalogue compares with the whole of the year before.
PERIODS = ("2026Q1", "2026H1", "2026Q3", "2025")
# The reader of the PDF takes a minus at the end of a line for a hyphen.
_SPACE = re.compile(r"[\s\x02\ufffe-]+")


def _text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        # Within the type area: page numbers and the foot stand between the lines of a paragraph.
        pages = [
            page.get_textpage().get_text_bounded(bottom=BOTTOM - 2, top=TOP + 2)
            for page in document
        ]
    finally:
        document.close()
    return _SPACE.sub("", "".join(pages))


def _rows(desk: Desk, period_text: str) -> Iterator[tuple[str, str]]:
    """(what the table of figures must say of a figure, its code)."""
    period = read_period(period_text)
    last = quarter(period.year, period.last // 3)
    for line in catalogue(desk, last):
        if not line.headline:
            continue
        title = f"{line.title}（{line.note}）" if line.note else line.title
        cells = [title, line.unit]
        if last.first > 1:
            cells.append("—" if line.stock or line.adds_on else line.show(line.value))
        cells += [line.show(line.cumulative), line.show(line.cumulative_last_year)]
        yield _SPACE.sub("", "".join(cells)), line.code


def _stands(words: str, text: str) -> bool:
    """Whether a paragraph is printed: whole, or before and after a table at the head of a page."""
    cuts = range(1, len(words))
    return words in text or any(words[:cut] in text and words[cut:] in text for cut in cuts)


@pytest.mark.parametrize("period", PERIODS)
def test_the_sample_countys_papers_print_the_catalogue(sample_desk: Desk, period: str) -> None:
    text = _text_of(draw(compose(sample_desk, Request(period=read_period(period)))).pdf)
    for row, code in _rows(sample_desk, period):
        assert row in text, code


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_on_random_desks_the_pdf_says_what_the_catalogue_says(
    empty_desk: Path, data: st.DataObject
) -> None:
    with open_desk(empty_desk) as desk:
        lists = desk.lists
    name = data.draw(st.sampled_from(LEDGERS_OF_SENTENCES))
    period = data.draw(st.sampled_from(PERIODS))
    records = data.draw(records_of(KEPT[name], lists))
    with desk_with(empty_desk, records) as desk:
        report = compose(desk, Request(period=read_period(period)))
        text = _text_of(draw(report).pdf)
        for row, code in _rows(desk, period):
            assert row in text, code
        for block in report.blocks:
            if isinstance(block, Words):
                assert _stands(_SPACE.sub("", block.text), text), block.text


def test_a_running_year_says_that_it_is_not_over(sample_desk: Desk) -> None:
    report = compose(sample_desk, Request(period=read_period("2026")))
    lead = next(block for block in report.blocks if isinstance(block, Words))
    assert "尚未结束" in lead.text
    over = compose(sample_desk, Request(period=read_period("2026Q3")))
    assert not any("尚未结束" in b.text for b in over.blocks if isinstance(b, Words))


def test_amounts_are_rounded_half_up_in_table_and_sentence(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(
            Case(party="演示", decided_on=date(2026, 8, 1), penalties=("fine",), fine=12_345_000)
        )
    assert yuan(12_345_000) == "123450.00"
    report = compose(desk, Request(period=quarter(2026, 3)))
    table = next(b for b in report.blocks if isinstance(b, Grid) and b.key == "figures")
    row = next(row for row in table.rows if row[0] == "罚没款")
    assert row[2:4] == ("12.35", "12.35")
    assert "罚没款12.35万元" in next(b.text for b in report.blocks if isinstance(b, Words))


def test_a_running_year_is_compared_with_the_same_days_of_the_year_before(desk: Desk) -> None:
    with desk.work("演示") as work:
        for day in ("2025-03-01", "2025-10-09", "2025-10-10", "2025-12-01", "2026-03-01"):
            work.put(Case(party="演示公司", filed_on=date.fromisoformat(day)))
    report = compose(desk, Request(period=read_period("2026")))
    table = next(b for b in report.blocks if isinstance(b, Grid) and b.key == "figures")
    row = next(row for row in table.rows if row[0] == "立案数")
    # Today is 2026-10-09: what came later in 2025 is no measure yet.
    assert row[2:] == ("0", "1", "2", "-50.0")
    lead = next(b for b in report.blocks if isinstance(b, Words))
    assert "立案1件，同比下降50.0%" in lead.text
