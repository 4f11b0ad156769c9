"""Whatever is typed is printed to the letter, everywhere in a paper, and nothing else is opened."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

from boshan_desk.assets import asset
from boshan_desk.domain.report import (
    Block,
    Chart,
    Column,
    Grid,
    Head,
    Heading,
    Imprint,
    Report,
    Series,
    Sign,
    Words,
)
from boshan_desk.reports.bound import draw_bound
from boshan_desk.reports.faces import clean, missing
from boshan_desk.reports.pdf import Drawn, draw
from tests.reports import papers
from tests.reports.nasty import NASTY, RARE, printed
from tests.reports.reading import page_texts
from tests.reports.strokes import read_leaves

LACKING = missing(NASTY)
SHORT = tuple(text for text in NASTY if len(text) < 100)
"""What may be the name of an office or a label."""


def _report(*blocks: Block, **changes: Any) -> Report:
    """A report that says nothing but its blocks."""
    bare: dict[str, Any] = {"title": (), "office": "", "date": "", "as_of": "", "foot": ""}
    return Report(period="2026年", blocks=blocks, subject="演示", **(bare | changes))


def _pages(drawn: Drawn) -> list[str]:
    return [leaf.text for leaf in read_leaves(drawn.pdf)]


def _said(drawn: Drawn, again: str = "") -> str:
    """What stands on the pages without their numbers, and `again` at the top of each but once."""
    pages = [re.sub(r"—\d+—$", "", text) for text in _pages(drawn)]
    return pages[0] + "".join(text.removeprefix(again) for text in pages[1:])


def _expected(texts: Sequence[str]) -> str:
    return "".join([printed(text) for text in texts])


def test_there_are_five_hundred_of_all_families() -> None:
    assert len(NASTY) == 500
    joined = "".join(NASTY)
    for needed in ("<b>", "&amp;", "=1+1", "{0}", "%s", ") Tj", "\\", "{M-EN02}", "字" * 10_000):
        assert needed in joined
    for needed in (*RARE, "\x00", "\u202e", "\ud800", "😀", "مرحبا", "שלום"):
        assert needed in joined


def test_a_reader_for_any_pdf_reads_the_same_as_ours() -> None:
    texts = [text for text in NASTY if len(text) < 1000]
    pdf = draw(_report(papers.lines(), *(Words(text=text) for text in texts))).pdf
    assert [leaf.text for leaf in read_leaves(pdf)] == page_texts(pdf)


def test_only_what_cannot_be_seen_is_taken_out_before_printing() -> None:
    for text in NASTY:
        kept = clean(text)
        left_out = [char for char in text if char not in kept and not char.isspace()]
        assert all(
            unicodedata.category(char) in ("Cc", "Cf", "Cs")
            or unicodedata.name(char).startswith("VARIATION SELECTOR")
            for char in left_out
        ), text


def test_what_is_reported_as_missing_is_in_none_of_our_faces() -> None:
    codes: set[int] = set()
    for file in asset("resources", "fonts").glob("*.ttf"):
        known = TTFont("演示", str(file)).face.charToGlyph
        codes.update(code for code, number in known.items() if number)
    # A private code has no agreed shape, even where a face draws something for it.
    found = [char for char in LACKING if ord(char) in codes]
    assert all(unicodedata.category(char) == "Co" for char in found)
    assert "😀" in LACKING
    assert not set(RARE).intersection(LACKING)


def test_paragraphs_say_them_to_the_letter() -> None:
    for style in ("body", "note"):
        drawn = draw(_report(*(Words(text=text, style=style) for text in NASTY)))
        assert _said(drawn) == _expected(NASTY)
        assert drawn.missing == LACKING


def test_headings_say_them_to_the_letter() -> None:
    for level in (1, 2, 3):
        pairs = [(Heading(level=level, text=text), Words(text="。")) for text in NASTY]
        drawn = draw(_report(*(block for pair in pairs for block in pair)))
        assert _said(drawn) == "".join([f"{printed(text)}。" for text in NASTY])
        assert drawn.missing == LACKING


def test_titles_say_them_to_the_letter() -> None:
    drawn = draw(_report(title=NASTY))
    assert _said(drawn) == _expected(NASTY)
    assert drawn.missing == LACKING


def test_cells_say_them_to_the_letter() -> None:
    for long in (False, True):
        columns = (Column(title="序号"), Column(title="内容", weight=6))
        rows = tuple((f"〔{number}〕", text) for number, text in enumerate(NASTY))
        drawn = draw(_report(Grid(title="", columns=columns, rows=rows, long=long)))
        said = _said(drawn, "续表1序号内容").removeprefix("表1序号内容")
        assert said == "".join(
            [f"〔{number}〕{printed(text)}" for number, text in enumerate(NASTY)]
        )
        assert drawn.missing == LACKING


def test_heads_and_captions_of_tables_say_them_to_the_letter() -> None:
    grids = [
        Grid(title=text, columns=(Column(title=text),), rows=((text,),), unit=text)
        for text in SHORT
    ]
    said = _said(draw(_report(*grids)))
    for number, text in enumerate(SHORT, 1):
        shown = printed(text)
        unit = f"单位：{shown}" if text else ""
        assert f"表{number}{shown}{unit}{shown}{shown}" in said, text


def test_labels_of_charts_say_them_to_the_letter() -> None:
    charts = [
        Chart(
            kind=kind,
            title=texts[0],
            labels=texts,
            unit=texts[-1],
            series=(Series(name=texts[0], values=tuple(range(1, len(texts) + 1))),),
        )
        # Of lines only every other label is shown when they are long.
        for kind in ("rows", "bars", "ring")
        for texts in [SHORT[first : first + 5] for first in range(0, len(SHORT), 5)]
    ]
    drawn = draw(_report(*charts))
    said = "".join(_pages(drawn))
    for text in SHORT:
        assert said.count(printed(text)) >= 3, text
    assert drawn.missing == missing(SHORT)


def test_heads_and_imprints_say_them_to_the_letter() -> None:
    reports = [
        _report(
            Words(text="正文"),
            title=("题",),
            head=Head(
                style="red" if number % 2 else "brief",
                **dict.fromkeys(("name", "number", "total", "office", "day"), text),
                **dict.fromkeys(("copy_number", "secrecy", "urgency"), text),
            ),
            addressed=text,
            attached=(text, text),
            sign=Sign(office=text, day=text),
            remark=text,
            imprint=Imprint(lists=(("报", text), ("送", text)), office=text, day=text, copies=text),
        )
        for number, text in enumerate(SHORT)
    ]
    drawn = draw_bound(reports, title="合订", office="演示")
    said = "".join(_pages(drawn))
    for text in SHORT:
        shown = printed(text)
        assert said.count(shown) >= 14, text
    assert drawn.missing == missing(SHORT)


_WATCHED = """
import json, sys
from tests.reports import papers
from tests.reports.nasty import NASTY
from boshan_desk.reports.pdf import draw
from boshan_desk.domain.report import Chart, Column, Grid, Heading, Series, Words
seen = []
OTHERS = ("socket.", "urllib.", "subprocess.", "os.system", "os.exec", "ctypes.")
def told(event, arguments):
    if event == "open" or event.startswith(OTHERS):
        seen.append((event, str(arguments[0])))
sys.addaudithook(told)
draw(papers.report(
    *(block for text in NASTY for block in (Heading(level=1, text=text), Words(text=text))),
    Grid(title=NASTY[0], columns=(Column(title="甲"),), rows=tuple((text,) for text in NASTY)),
    Chart(kind="rows", title=NASTY[1], labels=NASTY[:40],
          series=(Series(name="", values=tuple(range(40))),)),
))
print(json.dumps(seen))
"""


def test_nothing_is_opened_but_the_program_and_its_fonts() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        cwd=root, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    seen = json.loads(done.stdout)
    program = (str(root), sys.prefix, sys.base_prefix)
    others = [
        (event, what) for event, what in seen if event != "open" or not what.startswith(program)
    ]
    assert others == []
    fonts = str(asset("resources", "fonts"))
    assert any(what.startswith(fonts) for _event, what in seen)
