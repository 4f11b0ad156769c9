"""The quarterly paper of the sample county, twelve pages with four charts, and an annex, as PDF.

The floor draws the same words, tables and numbers with a bare canvas (floors.py).  Every drawing is
a fresh process, measured from its start to the file on disk; floor and ours take turns.  The first
page after the press is measured within a process that is warm, as the window's is: from the call
until the picture of the page is there, while the rest of the paper is still to come.
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from boshan_desk.assets import asset
from boshan_desk.domain.period import read_period
from boshan_desk.domain.report import Chart, Grid, Heading, PageBreak, Report, Words
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import make_sample
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.reports import papers

ROOT = Path(__file__).parents[2]
ROWS = 10_000
TURNS = 3
QUARTER = "2026Q3"
FORM = "jianbao"
_BODY = ("fang", 16, 29)
_ANNEX_WIDTHS = (27, 65, 86, 65, 69, 60, 34, 34)
"""Points, near what ours come out as: the floor must break as many lines."""

_TOLD = """
from tests.bench.floors import most_memory
print(pages, most_memory())
"""

_DRAWN = f"""
import pickle, sys
from pathlib import Path
from boshan_desk.reports.pdf import draw
drawn = draw(pickle.loads(Path(sys.argv[1]).read_bytes()))
Path(sys.argv[2]).write_bytes(drawn.pdf)
pages = drawn.pages
{_TOLD}
"""

_WHOLE = f"""
import sys
from pathlib import Path
from boshan_desk.domain.period import read_period
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.papers.making import write_pdf
from boshan_desk.usecases.quarter.request import Request
with open_desk(Path(sys.argv[1])) as desk:
    request = Request(period=read_period("{QUARTER}"), kind="{FORM}")
    pages = write_pdf(desk, request, Path(sys.argv[2])).pages
{_TOLD}
"""

_PRESS = f"""
import sys, time
from pathlib import Path
from boshan_desk.domain.period import read_period
from boshan_desk.reports import preview
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.papers.making import first_page, make_pdf
from boshan_desk.usecases.quarter.request import Request
with open_desk(Path(sys.argv[1])) as desk:
    request = Request(period=read_period("{QUARTER}"), kind="{FORM}")
    # What the page does in the background as soon as it is opened.
    preview.render(first_page(desk, request).pdf, 0, dpi=24)
    seen = []
    for turn in range(int(sys.argv[2])):
        began = time.perf_counter()
        def shown(drawn):
            preview.render(drawn.pdf, 0, dpi=96)
            seen.append(time.perf_counter() - began)
        make_pdf(desk, request, on_first=shown)
print(*seen)
"""


def twelve() -> Report:
    """Twelve pages with four charts and three tables."""
    body = [block for block in papers.whole().blocks if not isinstance(block, PageBreak)][:-2]
    # The floor has no face to fall back on, and need not unpack one.
    body = [
        replace(block, text=block.text.replace("㛃䶮、𬭎𠮷", "张三、李四"))
        if isinstance(block, Words)
        else block
        for block in body
    ]
    further = tuple(
        Words(text=f"（演示第{number}段）" + "区知识产权局会同各镇（街道）开展走访指导12次。" * 11)
        for number in range(1, 15)
    )
    return papers.report(*body, papers.towns(), *further)


class _Run(NamedTuple):
    """One process: its seconds, its pages, its most memory in MiB."""

    seconds: float
    pages: int
    memory: float


def as_plain(report: Report, widths: Sequence[float] = ()) -> list[list[Any]]:
    """The report as the floor takes it; `widths` are those of its table, found by hand."""
    paper: list[list[Any]] = [["words", line, "title", 22, 36] for line in report.title]
    for line in (report.office, report.date, report.as_of):
        paper.append(["words", line, "kai", 16, 29])
    for block in report.blocks:
        match block:
            case Heading():
                paper.append(["words", block.text, "kai" if block.level == 2 else "hei", 16, 29])
            case Words():
                note = block.style == "note"
                paper.append(["words", block.text, *(("song", 10.5, 17) if note else _BODY)])
            case Grid():
                rows = [[column.title for column in block.columns], *block.rows]
                weights = widths or [column.weight for column in block.columns]
                paper.append(["words", block.title, "hei", 12, 18])
                paper.append(["grid", weights, rows, 9 if block.long else 10.5])
            case Chart():
                series = [[float(value or 0) for value in each.values] for each in block.series]
                paper.append(["chart", block.labels, series])
                paper.append(["words", block.title, "hei", 12, 18])
            case PageBreak():
                paper.append(["page"])
    return paper


def _child(*arguments: str | Path) -> str:
    """What a Python process says, which may keep what it compiled."""
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def _run(*arguments: str | Path) -> _Run:
    began = time.perf_counter()
    pages, memory = map(int, _child(*arguments).split())
    return _Run(time.perf_counter() - began, pages, memory / 1024)


def _in_turn(
    folder: Path,
    report: Report,
    plain: list[list[Any]],
    ours: dict[str, tuple[str | Path, ...]],
    turns: int,
) -> dict[str, _Run]:
    """Medians of the floor and of each of ours, taken alternately.

    Raises:
        AssertionError: the floor drew a paper of another length, and is no measure.
    """
    given, out = folder / "paper.json", folder / "floor.pdf"
    given.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    (folder / "paper.pickle").write_bytes(pickle.dumps(report))
    floor = ("-m", "tests.bench.floors", given, asset("resources", "fonts"), out)
    found: dict[str, list[_Run]] = {}
    for _turn in range(turns + 1):
        for name, command in {"floor": floor, **ours}.items():
            found.setdefault(name, []).append(_run(*command))
    # The first turn of each warms the disk and compiles.
    median = {
        name: _Run(*(statistics.median(values) for values in zip(*runs[1:], strict=True)))
        for name, runs in found.items()
    }
    for name, run in median.items():
        if not 0.8 <= run.pages / median["floor"].pages <= 1.25:
            raise AssertionError(f"{name}: {run.pages} pages, the floor {median['floor'].pages}")
    return median


def _seconds(runs: dict[str, _Run], name: str) -> tuple[float, float]:
    return runs["floor"].seconds, runs[name].seconds


def measure(rows: int = ROWS, turns: int = TURNS) -> list[tuple[str, float, float]]:
    """(what, the floor's, ours), medians: seconds, or what stands in the row's name."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_sample(folder / "desk", county="boshan")
        with open_desk(folder / "desk") as desk:
            report = compose(desk, Request(period=read_period(QUARTER), kind=FORM))
        out = folder / "ours.pdf"
        drawn = ("-c", _DRAWN, folder / "paper.pickle", out)
        whole = ("-c", _WHOLE, folder / "desk", out)
        press = [float(seconds) for seconds in _child("-c", _PRESS, folder / "desk", "5").split()]
        both: dict[str, tuple[str | Path, ...]] = {"drawn": drawn, "whole": whole}
        paper = _in_turn(folder, report, as_plain(report), both, turns)
        pages = _in_turn(folder, twelve(), as_plain(twelve()), {"drawn": drawn}, turns)
        sizes = [(folder / name).stat().st_size / 1e6 for name in ("floor.pdf", "ours.pdf")]
        cases = papers.report(papers.annex(rows))
        annex = _in_turn(folder, cases, as_plain(cases, _ANNEX_WIDTHS), {"drawn": drawn}, turns)
    return [
        ("Quarterly paper, drawn", *_seconds(paper, "drawn")),
        ("Quarterly paper, from the desk to the file", *_seconds(paper, "whole")),
        ("First page after the press, warm", paper["floor"].seconds, statistics.median(press)),
        ("12 pages with 4 charts, drawn", *_seconds(pages, "drawn")),
        ("12 pages with 4 charts, MB on disk", sizes[0], sizes[1]),
        (f"Annex of {rows:,} cases, drawn", *_seconds(annex, "drawn")),
        (f"Annex of {rows:,} cases, MiB in memory", annex["floor"].memory, annex["drawn"].memory),
    ]


def main() -> None:
    """Print what was measured."""
    for what, floor, ours in measure():
        print(f"{what}: floor {floor:.2f}, ours {ours:.2f}, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
