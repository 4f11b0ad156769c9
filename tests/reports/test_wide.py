"""Papers that lie across."""

from __future__ import annotations

from boshan_desk.domain.wide_sheet import WideSheet
from boshan_desk.reports.wide import draw_wide
from tests.reports.boxes import letters
from tests.reports.reading import page_texts


def _with_notes(count: int) -> bytes:
    notes = tuple(f"{number}.演示附注一条。" for number in range(1, count + 1))
    return draw_wide(WideSheet(title="演示任务表", above=(), tables=(), notes=notes)).pdf


def test_notes_stand_closer_rather_than_put_a_line_or_two_on_another_page() -> None:
    most = next(n for n in range(10, 90) if len(page_texts(_with_notes(n + 1))) > 1)
    lone = page_texts(_with_notes(most + 1))
    assert len(lone) == 2
    # What goes over is more than a line or two, and then the lines stand as far apart as ever.
    assert lone[1].count("演示附注") > 2
    easy = [letter.base for letter in letters(_with_notes(8), 0) if letter.text == "附"]
    full = [letter.base for letter in letters(_with_notes(most), 0) if letter.text == "附"]
    assert 13.9 < easy[1] - easy[0] < 14.1
    assert 11.9 < full[1] - full[0] < 13.1
